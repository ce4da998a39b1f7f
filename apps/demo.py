"""What `make demo` shows.

Enters: nothing. Leaves: on the screen, the contracts of the library. Holds: it needs only what Tenor itself needs.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

from tenor import __version__


def contracts(folder: Traversable, name: str = "contracts") -> list[str]:
    """The contracts below a folder of the library, by the path under which they stand in it."""
    found = []
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        path = f"{name}/{entry.name}"
        found += contracts(entry, path) if entry.is_dir() else [path] * entry.name.endswith(".tenor")
    return found


def main() -> None:
    """Names the contracts of the library."""
    found = contracts(files("tenor.contracts"))
    print(f"Tenor {__version__}, {len(found)} contracts in the library", *found, sep="\n  ")


if __name__ == "__main__":
    main()
