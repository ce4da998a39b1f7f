"""What no tracked text holds: a sentence of an exhibit, a path of somebody's machine, the host name of a package registry."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support import ROOT, shared_folder, text_of, tracked_files

RUN = 12

# Names are put together here, so that this file is under its own law.
REGISTRIES = [
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("anaconda", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
        ("rubygems", "org"),
        ("jfrog", "io"),
        ("ghcr", "io"),
        ("docker", "io"),
    ]
]
_FOLDERS = "home|work|root|Users|tmp|opt|mnt|srv|var|etc|workspace|builds|private|usr/local"
MACHINE_PATH = re.compile(rf"(?<![\w.\-/*}}$)])/(?:{_FOLDERS})/|(?<![A-Za-z])[A-Z]:\\\\?[A-Za-z]|file:/{{3}}")
OUTSIDE = "../" + "shared"


def words_of(text: str) -> list[tuple[str, int]]:
    """The words and figures of a text in lower case, each with its line; signs, quotes and marks of comment left out."""
    rows = text.replace("’", "'").replace("'", "").replace("\\n", "  ").splitlines()
    return [(word, number) for number, row in enumerate(rows, 1) for word in re.findall(r"[a-z0-9]+", row.lower())]


def runs_of(text: str) -> dict[tuple[str, ...], int]:
    """Every run of twelve words of a text, with the line where it begins."""
    words = words_of(text)
    return {tuple(w for w, _ in words[i : i + RUN]): words[i][1] for i in range(len(words) - RUN + 1)}


def copied(root: Path, files: list[Path], exhibits: dict[str, str]) -> list[str]:
    """`file:line: exhibit: words` for the first run of each file that stands in an exhibit."""
    known = {run: name for name, text in exhibits.items() for run in runs_of(text)}
    found = []
    for path in files:
        text = text_of(path)
        hit = next(((run, line) for run, line in runs_of(text).items() if run in known), None) if text else None
        if hit:
            found.append(f"{path.relative_to(root).as_posix()}:{hit[1]}: {known[hit[0]]}: {' '.join(hit[0])}")
    return found


def hosts_told_to_pip() -> set[str]:
    """The hosts that this machine's own settings for pip name."""
    told = " ".join(value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_")))
    hosts = {urlsplit(url).hostname or "" for url in re.findall(r"\w+://\S+", told)}
    return {host for host in hosts if "." in host}


def places(root: Path, files: list[Path]) -> list[str]:
    """`file:line: what` for each path of a machine, registry or folder outside the project that a file names."""
    hosts = re.compile("|".join(re.escape(host) for host in sorted({*REGISTRIES, *hosts_told_to_pip()})), re.IGNORECASE)
    found = []
    for path in files:
        for number, row in enumerate((text_of(path) or "").splitlines(), 1):
            where = f"{path.relative_to(root).as_posix()}:{number}"
            if match := MACHINE_PATH.search(row):
                found.append(f"{where}: a path of a machine, {match.group()}")
            if match := hosts.search(row):
                found.append(f"{where}: a registry, {match.group()}")
            if OUTSIDE in row:
                found.append(f"{where}: a folder outside the project")
    return found


@pytest.fixture(scope="module")
def exhibits() -> dict[str, str]:
    found = {p.name: p.read_text(encoding="utf-8", errors="replace") for p in sorted((shared_folder() / "documents").glob("*.txt"))}
    assert found
    return found


def test_no_sentence_of_an_exhibit_is_copied(exhibits: dict[str, str]) -> None:
    assert copied(ROOT, tracked_files(), exhibits) == []


def test_a_planted_sentence_of_an_exhibit_is_caught(tmp_path: Path, exhibits: dict[str, str]) -> None:
    name, text = next(iter(exhibits.items()))
    words = [word for word, _ in words_of(text)][500 : 500 + RUN]
    (tmp_path / "planted.tenor").write_text(f"-- before\n-- {' '.join(words[:5])},\n-- {' '.join(words[5:])}. after", encoding="utf-8")
    assert copied(tmp_path, tracked_files(tmp_path), exhibits) == [f"planted.tenor:2: {name}: {' '.join(words)}"]


def test_twelve_words_are_too_many_and_eleven_are_not(tmp_path: Path) -> None:
    said = "one two three four five six seven eight nine ten eleven twelve thirteen"
    (tmp_path / "eleven.md").write_text("two three four five six seven eight nine ten eleven twelve", encoding="utf-8")
    (tmp_path / "twelve.py").write_text('# Two, three "four" five\n# six seven (eight) nine ten eleven twelve: thirteen', encoding="utf-8")
    (tmp_path / "json.json").write_text('"two three four five six seven\\neight nine ten eleven twelve thirteen"', encoding="utf-8")
    found = copied(tmp_path, tracked_files(tmp_path), {"exhibit": said})
    assert [f.split(":")[0] for f in found] == ["json.json", "twelve.py"]


def test_no_place_outside_the_project_is_named() -> None:
    assert places(ROOT, tracked_files()) == []


@pytest.mark.parametrize(
    "planted",
    [
        "see /" + "home/ann/tenor",
        '"/' + 'work/main"',
        "cd /" + "tmp/x",
        "C:" + "\\Users",
        "file:" + "///x",
        "https://" + REGISTRIES[0] + "/simple",
        "index = files." + REGISTRIES[1],
        "open('" + OUTSIDE + "/market')",
    ],
)
def test_a_planted_place_is_caught(tmp_path: Path, planted: str) -> None:
    (tmp_path / "planted.md").write_text(f"first\n{planted}\n", encoding="utf-8")
    assert [f.split(": ")[0] for f in places(tmp_path, tracked_files(tmp_path))] == ["planted.md:2"]


@pytest.mark.parametrize(
    "clean", ["docs/work/index.md", "and/or", "#!/usr/bin/env bash", "1/2", "./home/x", "$(VENV)/tmp/x", "Note: see T304"]
)
def test_other_paths_are_left_alone(tmp_path: Path, clean: str) -> None:
    (tmp_path / "clean.md").write_text(clean, encoding="utf-8")
    assert places(tmp_path, tracked_files(tmp_path)) == []
