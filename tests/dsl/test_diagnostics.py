"""One faulty sentence, one finding: small wrong texts with the code expected written beside the line, `-- expect T310`.

A comment behind the sentence names every finding whose place begins on that line; a line without one has none. Codes that no line of a
text can bring about (of JSON, of a question, of a layout, of a text beyond measure) stand in `ELSEWHERE` with what brings them about.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tenor.dsl.check import check, check_text
from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Diagnostic, Severity, Source, render
from tenor.interpreter.facts import Facts, load_facts
from tenor.interpreter.facts_impossible import impossible_facts
from tenor.interpreter.outcome import ask
from tenor.interpreter.world import world
from tests.support import ROOT

HERE = Path(__file__).with_name("snippets")
CONTRACTS = sorted(p for p in HERE.glob("*.tenor") if p.name != "told.tenor")
STORIES = sorted(HERE.glob("*.facts"))
PROGRAMMERS = re.compile(
    r"token|parse|syntax|exception|traceback|null|None\b|\bfalse\b|\btrue\b|invalid|unexpected|type mismatch|unresolved|fallback|string\b"
    r"|integer|float|boolean|Python|lark|regex|attribute|variable|identifier|expression|statement|\bnode\b|\[\]|<|>"
)


def expected(text: str) -> list[tuple[int, str]]:
    return [
        (number, code)
        for number, line in enumerate(text.split("\n"), 1)
        for marked in re.findall(r"expect (T\d{3}(?:, T\d{3})*)", line)
        for code in marked.split(", ")
    ]


def got(found: Iterable[Diagnostic], source_name: str) -> list[tuple[int, str]]:
    result = []
    for d in found:
        assert d.span is not None, d
        assert 0 <= d.span.start <= d.span.end <= len(d.span.source.text), d
        own = d.span.source.name == source_name
        result.append((d.span.source.position(d.span.start)[0] if own else 0, d.code))
    return sorted(result)


@cache
def checked(path: Path) -> Contract:
    return check(Source(path.name, path.read_text("utf-8")))


def told(path: Path) -> tuple[Facts, list[Diagnostic]]:
    facts, _, found = load_facts(checked(HERE / "told.tenor"), path)
    return facts, found


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda p: p.stem)
def test_the_findings_of_a_contract_are_those_that_stand_beside_its_lines(path: Path) -> None:
    text = path.read_text("utf-8")
    assert expected(text)
    assert got(checked(path).diagnostics, path.name) == sorted(expected(text)), "\n".join(render(d) for d in checked(path).diagnostics)


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda p: p.stem)
def test_what_follows_a_fault_is_read(path: Path) -> None:
    assert "Last" in checked(path).terms


@pytest.mark.parametrize("path", STORIES, ids=lambda p: p.stem)
def test_the_findings_of_facts_are_those_that_stand_beside_their_lines(path: Path) -> None:
    facts, found = told(path)
    assert checked(HERE / "told.tenor").sound
    text = path.read_text("utf-8")
    outside = [(0, code) for _, code in expected(text) if code.startswith("T53")]
    inside = [pair for pair in expected(text) if not pair[1].startswith("T53")]
    assert got(found, str(path)) == sorted(outside + inside), "\n".join(render(d) for d in found)
    last = facts.happened[-1]
    assert (last.event, last.at.day) == ("Notice", date(2002, 6, 7))


# ── codes of what is no line of a text


def _json(data: Any) -> Callable[[Path], list[Diagnostic]]:
    def run(folder: Path) -> list[Diagnostic]:
        path = folder / "a.json"
        path.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
        return told(path)[1]

    return run


def _question(folder: Path) -> list[Diagnostic]:
    w = world(checked(HERE / "told.tenor"), Facts())
    return ask(w, "Sum. Sum", date(2002, 6, 3))[1]


def _long(folder: Path) -> list[Diagnostic]:
    return [d for d in check_text("x" * 1_000_001).diagnostics if d.code == "T106"]


def _deep(folder: Path) -> list[Diagnostic]:
    text = (HERE / "told.tenor").read_text("utf-8") + '  "Deep" means ' + "($1 + " * 500 + "$1" + ")" * 500 + ".\n"
    return list(check_text(text).diagnostics)


def _impossible(folder: Path) -> list[Diagnostic]:
    text = (HERE / "told.tenor").read_text("utf-8") + (
        '  blank "First Day" and "Last Day" (date).\n'
        '  "Day" means every 14 calendar days with a short last period from First Day to Last Day.\n'
    )
    path = folder / "a.facts"
    path.write_text("First Day is June 3, 2002.\nLast Day is May 3, 2002.\n", "utf-8")
    contract = check_text(text)
    facts, scenarios, found = load_facts(contract, path)
    return [*found, *impossible_facts(contract, facts, scenarios)]


ELSEWHERE: dict[str, Callable[[Path], list[Diagnostic]]] = {
    "T105": _question,
    "T106": _long,
    "T113": _deep,
    "T503": _json({"facts": [{"at": "2002-06-03", "event": "Notice", "amount": "-5"}]}),
    "T507": _json({"market": {"Stock": "prices.csv"}}),
    "T520": _json("{"),
    "T521": _json({"facts": [{"at": "2002-06-31", "event": "Notice"}]}),
    "T522": _json({"facts": [{"at": "2002-06-03T10:00", "zone": "Atlantis", "event": "Notice"}]}),
    "T523": _json({"facts": [{"event": "Notice"}]}),
    "T525": _impossible,
}

UNSEEN = {
    "T115": "the layout of a text that cannot be laid out: tests/dsl/test_format.py",
    "T202": "an event in place of a value: the word is T112 before",
    "T303": "a type that is an event which is not declared: the word is T112 before",
    "T246": "an act that is not declared: the word is T112 before",
    "T508": "a market told twice: tests/bad_input/test_facts.py",
    **dict.fromkeys(("T550", "T551", "T552", "T553", "T554"), "papers of a suite: tests/dsl/test_suite.py"),
}


@pytest.mark.parametrize("code", sorted(ELSEWHERE))
def test_a_code_of_what_is_no_line(tmp_path: Path, code: str) -> None:
    found = ELSEWHERE[code](tmp_path)
    assert [d.code for d in found] == [code], "\n".join(render(d) for d in found)
    assert not PROGRAMMERS.search(_spoken(found[0])), _spoken(found[0])


def _codes_of_the_source() -> set[str]:
    files = [*(ROOT / "dsl").glob("*.py"), *(ROOT / "interpreter").glob("facts*.py")]
    return {code for path in files for code in re.findall(r'"(T\d{3})"', path.read_text("utf-8"))}


def test_every_code_has_a_wrong_text() -> None:
    shown = {code for path in [*CONTRACTS, *STORIES] for _, code in expected(path.read_text("utf-8"))} | set(ELSEWHERE)
    missing = _codes_of_the_source() - shown - set(UNSEEN)
    assert not missing, f"no wrong text for {sorted(missing)}"
    assert not shown & set(UNSEEN)


# ── how they speak


def _spoken(d: Diagnostic) -> str:
    return re.sub(r"`[^`]*`|\"[^\"]*\"", "…", f"{d.message} {d.help or ''} {' '.join(label.text for label in d.labels)}")


@pytest.mark.parametrize("path", [*CONTRACTS, *STORIES], ids=lambda p: p.name)
def test_findings_speak_to_a_lawyer(path: Path) -> None:
    found = told(path)[1] if path.suffix == ".facts" else list(checked(path).diagnostics)
    for d in found:
        assert not PROGRAMMERS.search(_spoken(d)), _spoken(d)
        assert not d.message[0].isupper() or d.message.startswith("Section "), d.message
        assert not d.message.endswith("."), d.message
        assert d.severity in Severity
        assert d.severity in render(d)


def test_nearly_every_finding_says_what_would_mend_it() -> None:
    found = [d for path in CONTRACTS for d in checked(path).diagnostics]
    silent = {d.code for d in found if not d.help}
    assert len(silent) <= len({d.code for d in found}) // 4, sorted(silent)
