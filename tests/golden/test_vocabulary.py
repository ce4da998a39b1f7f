"""Everything that cases may tell and ask: each word has a meaning here, and each thing told bears on some answer.

The list is `tests/data/vocabulary.md`, copied from where the cases are kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from tenor.interpreter.values import Unknown
from tests.golden.adapter import VOCABULARY, contract_of, results
from tests.support import ROOT, find_shared

DATA = ROOT / "tests" / "data"
MARKET = DATA / "market"
DOCUMENT = "amnis-2001-debenture"
NOT_ASKED = {("Merger", "survivor"): "whether Change of Control has occurred"}
"""Fields on which no listed question rests, and the question of the contract that does: only Holder's election, which is not listed,
makes anything of a merger that Borrower does not survive.
"""
ALONE = {"holder"}
"""A parameter that has one value in the list: nothing else can be told."""


@cache
def _listed() -> dict[str, Any]:
    text = (DATA / "vocabulary.md").read_text("utf-8").split(f"## {DOCUMENT}\n")[1].split("\n## ")[0]
    parameters, rest = text.split("\nEvents\n")
    events_text, questions = rest.split("\nQuestions\n")
    events: dict[str, list[str]] = {}
    event = ""
    for line in events_text.splitlines():
        head, field = re.match(r"- `([^`]+)`", line), re.match(r"  - `([^`]+)`", line)
        if head:
            event = head.group(1)
            events[event] = []
        elif field:
            events[event].append(field.group(1))
    return {
        "parameters": re.findall(r"^- `([^`]+)`", parameters, re.MULTILINE),
        "events": events,
        "questions": re.findall(r"^- (.+?) \(", questions, re.MULTILINE),
    }


FIELDS = [(event, field) for event, fields in _listed()["events"].items() for field in fields]


def test_the_list_is_the_one_that_is_shared() -> None:
    shared = find_shared()
    if shared is None or not (shared / "cases" / "vocabulary.md").is_file():
        pytest.skip("the shared list is not here")
    assert (shared / "cases" / "vocabulary.md").read_text("utf-8") == (DATA / "vocabulary.md").read_text("utf-8")


@pytest.mark.parametrize("name", _listed()["parameters"])
def test_every_parameter_has_a_name_in_the_contract(name: str) -> None:
    target = VOCABULARY[DOCUMENT]["parameters"].get(name)
    assert target is not None
    assert name in ALONE or target in contract_of(DOCUMENT).terms


@pytest.mark.parametrize("event", _listed()["events"])
def test_every_event_and_each_of_its_fields_has_a_name_in_the_contract(event: str) -> None:
    entry = VOCABULARY[DOCUMENT]["events"][event]
    contract = contract_of(DOCUMENT)
    for field in _listed()["events"][event]:
        if "observation" in entry:
            assert field == entry["field"]
        else:
            assert entry["fields"][field] in {*contract.events[entry["event"]].fields, "sent_by", "received"}


@cache
def _cases() -> tuple[dict[str, Any], ...]:
    found: list[dict[str, Any]] = []
    for name in ("cases.json", "own-cases.json", "own-cases-articles.json"):
        found += [c for c in json.loads((DATA / name).read_text("utf-8")) if c["document"] == DOCUMENT]
    return tuple(found)


def _asked(case: dict[str, Any]) -> list[Any]:
    """The answers of a case to its own questions, and to what may be asked of each of its facts and notices."""
    more = deepcopy(case)
    days = sorted({q["on"] for q in case["questions"]} | {f["date"] for f in case["facts"]})
    last = (date.fromisoformat(days[-1]) + timedelta(days=1)).isoformat()
    for place, fact in enumerate(case["facts"]):
        if "observation" in VOCABULARY[DOCUMENT]["events"][fact["event"]]:
            continue
        more["questions"] += [
            {"ask": ask, "on": last, "fact": place, "answer": None} for ask in ("Event of Default date", "Default Notice effective")
        ]
    more["questions"].append({"ask": "Default Amount", "on": last, "answer": None})
    return [(r.ask, r.on, str(r.got)) for r in results(more, MARKET)]


def _told_otherwise(case: dict[str, Any], place: int, field: str) -> Iterator[dict[str, Any]]:
    """The case with one field of a fact left out, and with another value."""
    other = deepcopy(case)
    value = other["facts"][place]["fields"].pop(field)
    if "observation" not in VOCABULARY[DOCUMENT]["events"][other["facts"][place]["event"]]:  # one without its figure says nothing
        yield other
    other = deepcopy(case)
    changed: Any = None
    if isinstance(value, bool):
        changed = not value
    elif isinstance(value, list):
        changed = ["Second"]
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        changed = (date.fromisoformat(value) + timedelta(days=40)).isoformat()
    elif re.fullmatch(r"\d+\.\d+", str(value)) and field == "section":
        changed = "3.9" if value != "3.9" else "3.8"
    elif re.fullmatch(r"[\d.]+", str(value)):
        changed = str(int(float(value) * 3) + 1)
    for new in (changed, {"Common Stock": "cash", "2002-06": "2002-07"}.get(str(value)), "1" if field == "amount" else None):
        if new is not None:
            other = deepcopy(case)
            other["facts"][place]["fields"][field] = new
            yield other


@pytest.mark.parametrize("event", _listed()["events"])
def test_telling_an_event_changes_some_answer(event: str) -> None:
    for case in _cases():
        for place, fact in enumerate(case["facts"]):
            if fact["event"] != event:
                continue
            without = deepcopy(case)
            del without["facts"][place]
            counted = event == VOCABULARY[DOCUMENT]["counted"]  # without one of these the others would be counted otherwise
            kept = [q for q in without["questions"] if q.get("fact") is None and not (counted and q.get("of") is not None)]
            before = [str(r.got) for r in results({**case, "questions": kept}, MARKET)]
            after = [str(r.got) for r in results({**without, "questions": kept}, MARKET)]
            if before != after or any(q.get("fact") == place for q in case["questions"]):
                return
    raise AssertionError(f"no answer of any case rests on `{event}`")


@pytest.mark.parametrize(("event", "field"), FIELDS, ids=[f"{e}-{f}".replace(" ", "_") for e, f in FIELDS])
def test_telling_a_field_changes_some_answer(event: str, field: str) -> None:
    for case in _cases():
        for place, fact in enumerate(case["facts"]):
            if fact["event"] == event and field in fact.get("fields", {}):
                before = _asked(case)
                if any(_asked(other) != before for other in _told_otherwise(case, place, field)):
                    return
    assert (event, field) in NOT_ASKED, f"no answer of any case rests on `{field}` of `{event}`"
    case = next(c for c in _cases() if any(field in f.get("fields", {}) for f in c["facts"] if f["event"] == event))
    place = next(i for i, f in enumerate(case["facts"]) if f["event"] == event and field in f["fields"])
    question = [{"ask": NOT_ASKED[event, field], "on": "2003-06-30", "answer": None}]
    told = [str(r.got) for r in results({**case, "questions": question}, MARKET)]
    assert any([str(r.got) for r in results({**o, "questions": question}, MARKET)] != told for o in _told_otherwise(case, place, field))


@pytest.mark.parametrize("ask", _listed()["questions"])
def test_a_question_of_an_empty_case_is_determined_or_names_what_it_needs(ask: str) -> None:
    case = {
        "id": "empty",
        "document": DOCUMENT,
        "parameters": {},
        "facts": [],
        "questions": [{"ask": ask, "on": "2002-06-18", "answer": None}],
    }
    [result] = results(case, MARKET)
    assert result.answer is not None, result.note
    if isinstance(result.answer.value, Unknown):
        assert result.answer.needs
        assert all(need.words for need in result.answer.needs)
