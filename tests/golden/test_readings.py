"""What a reading can change: never more than what is said to rest on it."""

from __future__ import annotations

import json
from datetime import date
from random import Random

import pytest

from tenor.interpreter.dependence import readings_below
from tenor.interpreter.facts_json import facts_from_data
from tenor.interpreter.outcome import answer, question_of
from tenor.interpreter.world import world
from tests.golden.adapter import ROOT, contract_of, facts_data, questions_of_case

CASES = [
    case
    for name in ("own-cases.json", "own-cases-articles.json")
    for case in json.loads((ROOT / "tests" / "data" / name).read_text("utf-8"))
]
CHOSEN = sorted(Random(5).sample(range(len(CASES)), 24))


@pytest.mark.parametrize("at", CHOSEN)
def test_another_reading_changes_only_what_is_said_to_rest_on_it(at: int) -> None:
    case = CASES[at]
    contract = contract_of(case["document"])
    data, places, _ = facts_data(case, ROOT / "tests" / "data" / "market")
    facts = facts_from_data(contract, data, ROOT / "case.json", [])
    plain = world(contract, facts)
    others = {
        (name, a.label): world(contract, facts, {name: a.label})
        for name, reading in contract.readings.items()
        for a in reading.alternatives
        if not a.taken
    }
    for q in case["questions"]:
        on = date.fromisoformat(q["on"])
        for a in questions_of_case(case, q, places):
            asked, found = question_of(contract, a.text)
            assert asked is not None, found
            given = answer(plain, asked, on, a.number, None, a.event)
            below = readings_below(contract, asked.expression, asked.scope or a.event)
            changed = {name for (name, _), w in others.items() if answer(w, asked, on, a.number, None, a.event).value != given.value}
            assert changed <= below, (q["ask"], changed - below)


def test_a_price_does_not_rest_on_everything() -> None:
    contract = contract_of("amnis-2001-debenture")
    asked, _ = question_of(contract, "Conversion Price")
    assert asked is not None
    below = readings_below(contract, asked.expression, asked.scope)
    assert {"Trading Price", "Market Price", "Pricing Date", "Late Notice", "Bank Holidays", "Last Day of the Lower Price"} <= below
    assert len(below) < len(contract.readings)
