"""Tenor: a legal paper transcribed clause by clause, run against prices and events, with its reasons.

This file is the top of the installed package and nothing else; the rooms `tenor.grammar`, `tenor.dsl`, `tenor.interpreter`,
`tenor.contracts` and `tenor.apps` are folders of the project's root, put in their places by `pyproject.toml`.
"""

__version__ = "0.1.0"
