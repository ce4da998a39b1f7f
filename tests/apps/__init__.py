"""The ways in: the command, the pages of its codes, its scenarios."""
