"""What a reading can change: never an answer for which it was not consulted."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from tenor.interpreter.facts_json import facts_from_data
from tenor.interpreter.outcome import answer, question_of
from tenor.interpreter.world import World, world
from tests.golden.adapter import ROOT, contract_of, facts_data, questions_of_case
from tests.golden.cases import CASES, DOCUMENTS, MARKET, of_document

CHOSEN = [name for document in DOCUMENTS for name in sorted(Random(5).sample(sorted(of_document(document)), 4))]
QUESTIONS = 2
"""So many of the questions of each of the cases chosen."""


@pytest.mark.parametrize("name", CHOSEN)
def test_another_reading_changes_only_what_consulted_it(name: str) -> None:
    case = CASES[name]
    contract = contract_of(case["document"])
    data, places, _ = facts_data(case, MARKET)
    facts = facts_from_data(contract, data, ROOT / "case.json", [])
    others: dict[tuple[str, str], World] = {}
    tried = 0
    for q in Random(name).sample(case["questions"], len(case["questions"])):
        on = date.fromisoformat(q["on"])
        for a in questions_of_case(case, q, places):
            asked, found = question_of(contract, a.text)
            assert asked is not None, found
            if tried == QUESTIONS:
                continue
            tried += 1
            plain = world(contract, facts)
            given = answer(plain, asked, on, a.number, None, a.event).value
            other_readings = [r for r in contract.readings.values() if r.name not in plain.consulted]
            beside = [(r.name, o.label) for r in other_readings for o in r.alternatives if not o.taken]
            for key in beside:
                if key not in others:
                    others[key] = world(contract, facts, dict([key]))
                assert answer(others[key], asked, on, a.number, None, a.event).value == given, (q["ask"], key)


@pytest.mark.parametrize("name", CHOSEN)
def test_an_answer_consults_not_every_reading(name: str) -> None:
    case = CASES[name]
    contract = contract_of(case["document"])
    data, places, _ = facts_data(case, MARKET)
    facts = facts_from_data(contract, data, ROOT / "case.json", [])
    q = case["questions"][0]
    own = world(contract, facts)
    for a in questions_of_case(case, q, places):
        asked, found = question_of(contract, a.text)
        assert asked is not None, found
        given = answer(own, asked, date.fromisoformat(q["on"]), a.number, None, a.event)
        assert {name for name, _ in given.readings} <= own.consulted
    assert len(own.consulted) < len(contract.readings)
