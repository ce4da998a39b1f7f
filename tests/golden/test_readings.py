"""What a reading can change: never more than what is said to rest on it."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from tenor.interpreter.dependence import readings_below
from tenor.interpreter.facts_json import facts_from_data
from tenor.interpreter.outcome import answer, question_of
from tenor.interpreter.world import World, world
from tests.golden.adapter import ROOT, contract_of, facts_data, questions_of_case
from tests.golden.cases import CASES, DOCUMENTS, MARKET, of_document

CHOSEN = [name for document in DOCUMENTS for name in sorted(Random(5).sample(sorted(of_document(document)), 10))]
QUESTIONS = 2
"""So many of the questions of each of the cases chosen, of those that rest on less than everything."""


@pytest.mark.parametrize("name", CHOSEN)
def test_another_reading_changes_only_what_is_said_to_rest_on_it(name: str) -> None:
    case = CASES[name]
    contract = contract_of(case["document"])
    data, places, _ = facts_data(case, MARKET)
    facts = facts_from_data(contract, data, ROOT / "case.json", [])
    plain = world(contract, facts)
    others: dict[tuple[str, str], World] = {}
    tried = 0
    for q in Random(name).sample(case["questions"], len(case["questions"])):
        on = date.fromisoformat(q["on"])
        for a in questions_of_case(case, q, places):
            asked, found = question_of(contract, a.text)
            assert asked is not None, found
            below = readings_below(contract, asked.expression, asked.scope or a.event)
            beside = [(r.name, o.label) for r in contract.readings.values() if r.name not in below for o in r.alternatives if not o.taken]
            if not beside or tried == QUESTIONS:
                continue
            tried += 1
            given = answer(plain, asked, on, a.number, None, a.event).value
            for key in beside:
                if key not in others:
                    others[key] = world(contract, facts, dict([key]))
                assert answer(others[key], asked, on, a.number, None, a.event).value == given, (q["ask"], key)


@pytest.mark.parametrize(
    ("document", "asked", "some"),
    [
        (
            "amnis-2001-debenture",
            "Conversion Price",
            {"Trading Price", "Market Price", "Pricing Date", "Late Notice", "Bank Holidays", "Last Day of the Lower Price"},
        ),
        ("amnis-2003-debenture", "Conversion Price", {"Market Price", "Pricing Date", "Late Notice", "Price Undercut", "Bank Holidays"}),
        ("diomed-2004-debenture", "latest payment date under Section 2(d)", {"Bank Holidays"}),
    ],
)
def test_an_answer_does_not_rest_on_everything(document: str, asked: str, some: set[str]) -> None:
    contract = contract_of(document)
    question, _ = question_of(contract, asked)
    assert question is not None
    below = readings_below(contract, question.expression, question.scope)
    assert some <= below
    assert len(below) < len(contract.readings)
