"""What a reading can change: never an answer for which it was not consulted."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
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


@pytest.mark.parametrize("paper", ["amnis-2001-debenture", "amnis-2003-debenture"])
@pytest.mark.parametrize(("choice", "paid"), [("restated", Fraction(1, 200)), ("as declared", Fraction(1, 100))])
def test_a_distribution_for_each_share_that_a_split_has_since_made_two(paper: str, choice: str, paid: Fraction) -> None:
    contract = contract_of(paper)
    told = [
        {"at": "2004-02-02", "event": "Distribution", "record date": "2004-02-10", "per share": "0.01"},
        {"at": "2004-03-01", "event": "Stock Split", "new shares": "2", "old shares": "1"},
        {"at": "2004-04-05T10:00", "event": "Notice of Conversion", "principal": "10000"},
    ]
    blanks = {"Principal Sum": "500000", "Issue Date": "2003-11-14", "Maturity Date": "2005-11-14"}
    rows = {"file": str((MARKET / "amns-2003.csv").resolve()), "complete": "2004-04-05"}
    data = {"market": {"Common Stock": rows}, "blanks": blanks, "facts": told}
    facts = facts_from_data(contract, data, ROOT / "case.json", [])
    own = world(contract, facts, {"Paid per Share": choice})
    amounts = []
    for words in ("Distribution Amount", "Conversion Shares"):
        asked, found = question_of(contract, words)
        assert asked is not None, found
        amounts.append(answer(own, asked, date(2004, 4, 5), 1).value)
    amount, shares = amounts
    assert amount == shares * paid
