"""Damaged, hostile and senseless files: never a traceback, never silence, never long."""
