"""The golden cases that lie with the tests, by document, with their answers, each worked out once.

Enters: `tests/data/cases.json`, every `tests/data/own-cases*.json` and, where the folder of exhibits stands beside the project, the cases
there that are newer. Leaves: cases by name (their file and their id) and by document. Holds: nothing of any document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen

from tests.golden.adapter import VOCABULARY, Result, results
from tests.support import ROOT, find_shared

DATA = ROOT / "tests" / "data"
MARKET = DATA / "market"
DOCUMENTS = tuple(VOCABULARY)


def read(path: Path) -> list[dict[str, Any]]:
    """The cases of a file."""
    cases: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return cases


def _cases() -> Iterator[tuple[str, dict[str, Any]]]:
    copied = read(DATA / "cases.json")
    shared = find_shared()
    there = shared / "cases" / "cases.json" if shared else None
    newer = [c for c in read(there) if c not in copied] if there is not None and there.is_file() else []
    own = ((path.stem, read(path)) for path in sorted(DATA.glob("own-cases*.json")))
    for origin, found in (("shared", copied), ("newer", newer), *own):
        for case in found:
            yield f"{origin}:{case['id']}", case


CASES = dict(_cases())
"""Every case by its file and its id."""


def of_document(document: str) -> dict[str, dict[str, Any]]:
    """The cases of a document by their names, the smallest first."""
    found = [(name, case) for name, case in CASES.items() if case["document"] == document]
    return dict(sorted(found, key=lambda item: len(item[1]["facts"]) * len(item[1]["questions"])))


@cache
def results_of(name: str) -> tuple[Result, ...]:
    """The answers of a case, in its order."""
    return tuple(results(CASES[name], MARKET))


@frozen
class Listed:
    """What cases of a document may tell and ask: events with their fields and the texts that each field may hold, questions with the
    sections that they are asked of.
    """

    parameters: tuple[str, ...]
    events: dict[str, dict[str, tuple[str, ...]]]
    questions: dict[str, tuple[str, ...]]


@cache
def listed(document: str) -> Listed:
    """The part of `vocabulary.md` for a document."""
    text = (DATA / "vocabulary.md").read_text("utf-8").split(f"## {document}\n")[1].split("\n## ")[0]
    parameters, rest = text.split("\nEvents\n")
    told, asked = rest.split("\nQuestions\n")
    events: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in told.splitlines():
        if head := re.match(r"- `([^`]+)`", line):
            events[head[1]] = {}
        elif field := re.match(r"  - `([^`]+)`(?:.*text: one of (.*))?", line):
            events[list(events)[-1]][field[1]] = tuple(re.findall(r'"([^"]+)"', field[2] or ""))
    questions: dict[str, tuple[str, ...]] = {}
    for name, where in re.findall(r"^- (.+?) \((.+)\)$", asked, re.MULTILINE):
        parts = [part.split(", ") for part in where.split("; ")]
        questions[name] = tuple(", ".join(p for p in part if re.match(r"\d+\S*$|III$|preamble$", p)) for part in parts)
    return Listed(tuple(re.findall(r"^- `([^`]+)`", parameters, re.MULTILINE)), events, questions)
