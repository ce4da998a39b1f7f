"""Everything that cases may tell and ask: each word has a meaning here, and each thing told bears on some answer.

The list is `tests/data/vocabulary.md`, copied from where the cases are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from tenor.interpreter.values import Unknown
from tests.golden.adapter import VOCABULARY, contract_of, results
from tests.golden.cases import DATA, DOCUMENTS, MARKET, listed, of_document, results_of
from tests.support import find_shared

NOT_ASKED = {("amnis-2001-debenture", "Merger", "survivor"): "whether Change of Control has occurred"}
"""Fields on which no listed question rests, and the question of the contract that does: only Holder's election, which is not listed,
makes anything of a merger that Borrower does not survive.
"""

PARAMETERS = [(document, name) for document in DOCUMENTS for name in listed(document).parameters]
EVENTS = [(document, event) for document in DOCUMENTS for event in listed(document).events]
FIELDS = [(document, event, field) for document, event in EVENTS for field in listed(document).events[event]]
QUESTIONS = [(document, ask) for document in DOCUMENTS for ask in listed(document).questions]


def _id(value: str) -> str:
    return value.replace(" ", "_")


def test_the_list_is_the_one_that_is_shared() -> None:
    shared = find_shared()
    if shared is None or not (shared / "cases" / "vocabulary.md").is_file():
        pytest.skip("the shared list is not here")
    assert (shared / "cases" / "vocabulary.md").read_text("utf-8") == (DATA / "vocabulary.md").read_text("utf-8")


@pytest.mark.parametrize(("document", "name"), PARAMETERS, ids=_id)
def test_every_parameter_has_a_name_in_the_contract(document: str, name: str) -> None:
    contract, target = contract_of(document), VOCABULARY[document]["parameters"].get(name)
    assert target is not None
    if isinstance(target, dict):
        assert target["party"] in contract.parties
    else:
        assert target in contract.terms or {c["parameters"][name] for c in of_document(document).values() if name in c["parameters"]}
    # what the paper itself says outright has one value in the list and no name of its own


@pytest.mark.parametrize(("document", "event"), EVENTS, ids=_id)
def test_every_event_and_each_of_its_fields_has_a_name_in_the_contract(document: str, event: str) -> None:
    entry, contract = VOCABULARY[document]["events"][event], contract_of(document)
    for field in listed(document).events[event]:
        if "observation" in entry:
            assert field == entry["field"]
            assert entry["observation"] in contract.terms
        else:
            assert entry["fields"][field] in {*contract.events[entry["event"]].fields, "sent_by", "received"}


def _got(case: dict[str, Any]) -> list[str]:
    return [str(r.got) for r in results(case, MARKET)]


def _telling(document: str, event: str, field: str = "") -> Iterator[tuple[str, dict[str, Any], int]]:
    """The cases that tell an event, or a field of it, the smallest first, and where they tell it."""
    for name, case in of_document(document).items():
        for place, fact in enumerate(case["facts"]):
            if fact["event"] == event and (not field or field in fact["fields"]):
                yield name, case, place


@cache
def _values(document: str, event: str, field: str) -> tuple[str, ...]:
    """What cases tell in a field, as texts."""
    return tuple(dict.fromkeys(str(case["facts"][place]["fields"][field]) for _, case, place in _telling(document, event, field)))


def _others(document: str, event: str, field: str, value: Any) -> list[Any]:
    """Other values of a field than the one told."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, list):
        return [[party] for party in VOCABULARY[document]["parties"] if party not in value]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        return [(date.fromisoformat(value) + timedelta(days=days)).isoformat() for days in (40, -9)]
    if re.fullmatch(r"\d{4}-\d\d", str(value)):
        return [f"{value[:5]}{int(value[5:]) % 12 + 1:02}"]
    if field == "section":
        return [other for e in listed(document).events for other in _values(document, e, field) if other != value]
    if field != "of" and re.fullmatch(r"[\d.]+", str(value)):
        return [str(int(float(value) * 3) + 1), str(float(value) / 8)]
    parties = VOCABULARY[document]["parties"]
    return [other for other in (parties if value in parties else _values(document, event, field)) if other != value]


def _told_otherwise(case: dict[str, Any], place: int, field: str) -> Iterator[dict[str, Any]]:
    """The case with other values of one field of a fact; where nothing else can be told, with that field left out."""
    document, event = case["document"], case["facts"][place]["event"]
    value = case["facts"][place]["fields"][field]
    others = _others(document, event, field, value)
    if not others:
        other = deepcopy(case)
        del other["facts"][place]["fields"][field]
        yield other
    for new in others:
        other = deepcopy(case)
        other["facts"][place]["fields"][field] = new
        yield other


@pytest.mark.parametrize(("document", "event"), EVENTS, ids=_id)
def test_telling_an_event_changes_some_answer(document: str, event: str) -> None:
    for name, case, place in _telling(document, event):
        if any(q.get("fact") == place for q in case["questions"]):
            return
        counted = event == VOCABULARY[document]["counted"]  # without one of these the others would be counted otherwise
        kept = [i for i, q in enumerate(case["questions"]) if not (counted and q.get("of") is not None)]
        without = deepcopy(case)
        del without["facts"][place]
        without["questions"] = [without["questions"][i] for i in kept]
        for q in without["questions"]:
            if q.get("fact") is not None and q["fact"] > place:
                q["fact"] -= 1
        if _got(without) != [str(results_of(name)[i].got) for i in kept]:
            return
    raise AssertionError(f"no answer of any case rests on `{event}`")


@pytest.mark.parametrize(("document", "event", "field"), FIELDS, ids=_id)
def test_telling_a_field_changes_some_answer(document: str, event: str, field: str) -> None:
    changed = ""
    for name, case, place in _telling(document, event, field):
        told = [str(r.got) for r in results_of(name)]
        if any(_got(other) != told for other in _told_otherwise(case, place, field)):
            changed = name
            break
    question = NOT_ASKED.get((document, event, field))
    assert bool(changed) != bool(question), f"no answer of any case rests on `{field}` of `{event}`" if not changed else f"{changed} does"
    if question:
        _, case, place = next(_telling(document, event, field))
        asked = {**case, "questions": [{"ask": question, "on": case["questions"][-1]["on"], "answer": None}]}
        assert any(_got(other) != _got(asked) for other in _told_otherwise(asked, place, field))


@pytest.mark.parametrize(("document", "ask"), QUESTIONS, ids=_id)
def test_a_question_of_an_empty_case_is_determined_or_names_what_it_needs(document: str, ask: str) -> None:
    day = min(q["on"] for case in of_document(document).values() for q in case["questions"] if q["ask"] == ask)
    questions = [{"ask": ask, "on": day, "section": section, "answer": None} for section in listed(document).questions[ask]]
    case = {"id": "empty", "document": document, "parameters": {}, "facts": [], "questions": questions}
    for result in results(case, MARKET):
        assert result.answers, result.note
        for answer in result.answers:
            if isinstance(answer.value, Unknown):
                assert answer.needs
                assert all(need.words for need in answer.needs)
