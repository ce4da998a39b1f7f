"""The tests, a package: `from tests.support import …` and `python -m tests.golden FILE` both start from the project's root."""
