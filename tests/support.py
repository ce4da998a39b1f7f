"""Where things are, for the tests: the project, its rooms, its files, and the folder of exhibits that may stand beside it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORE = ("grammar", "dsl", "interpreter")
ROOMS = (*CORE, "contracts", "apps")

_NEVER = {".git", ".venv", ".make", "build", "dist", "site", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"}


def find_shared() -> Path | None:
    """The folder with the exhibits and the lists: `TENOR_SHARED`, else the folder `shared` beside the project; none if absent."""
    told = os.environ.get("TENOR_SHARED")
    folder = Path(told) if told else ROOT.parent / "shared"
    return folder if folder.is_dir() else None


def shared_folder() -> Path:
    """The same for a test that cannot do without: it skips where the folder is absent."""
    folder = find_shared()
    if folder is None:
        pytest.skip("the folder of exhibits is not here (set TENOR_SHARED)")
    return folder


def tracked_files(root: Path = ROOT) -> list[Path]:
    """Every file of the project that is tracked or would be, links left out; without git, every file that no tool has made."""
    listing = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=root, capture_output=True)
    if listing.returncode == 0:
        found = [root / name for name in listing.stdout.decode().split("\0") if name]
    else:
        found = [p for p in root.rglob("*") if not any(part in _NEVER or part.endswith(".egg-info") for part in p.relative_to(root).parts)]
    return sorted(p for p in set(found) if p.is_file() and not p.is_symlink())


def text_of(path: Path) -> str | None:
    """The text of a file; none if it is not text."""
    data = path.read_bytes()
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def room_files(root: Path, rooms: tuple[str, ...] = CORE, suffix: str = "") -> list[Path]:
    """The files in some rooms, caches and links left out."""
    return sorted(
        p
        for room in rooms
        for p in (root / room).rglob(f"*{suffix}")
        if p.is_file() and not p.is_symlink() and "__pycache__" not in p.parts
    )
