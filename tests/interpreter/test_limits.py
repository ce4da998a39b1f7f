"""Limits of a right switched off one by one: what the others leave; and what would take effect if what makes an act void were off."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tenor.dsl.check import check_text
from tenor.interpreter.facts import facts_from_text
from tenor.interpreter.outcome import ask
from tenor.interpreter.world import World, world

CONTRACT = """language 1
contract "Note", a transcription of "note".
times are in New York.
party Maker is "Maker, Inc.".
party Payee is "Payee, Ltd.".
Section 1 "Draws"
  balance "Facility" (USD) opens on January 3, 2005 at $100.
  observation "Held" (USD), or if none $0.
  event "Draw" from Payee to Maker: amount (USD).
  Payee may give Draw,
      its amount at most Facility,
      so far as "First Limit": Held + its amount is at most $60,
      so far as "Second Limit": its amount is at most $75,
      provided that "Not in June": its day is before June 1, 2005.
  for each Draw:
    "Drawn" means its amount.
    "Above the First" means Drawn without First Limit.
    "Above the Second" means Drawn without Second Limit.
    "Above Both" means Drawn without First Limit without Second Limit.
    "Any Month" means Drawn without Not in June.
    "Any Month above the First" means Drawn without Not in June without First Limit.
    "Asked" means Drawn without limits.
"""


def drawn(told: str) -> World:
    contract = check_text(CONTRACT)
    assert contract.diagnostics == (), [d.message for d in contract.diagnostics]
    facts, _, faults = facts_from_text(contract, told, Path("told.facts"), [], "")
    assert not faults
    return world(contract, facts)


def value(w: World, question: str) -> object:
    answer, faults = ask(w, question, date(2005, 7, 1), 1)
    assert answer is not None, faults
    return answer.value


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Drawn", 50),  # Held 10 and 50 are 60
        ("Above the First", 75),  # not the 120 asked: the second limit and the facility still hold
        ("Above the Second", 50),  # the first cuts more than the second does
        ("Above Both", 100),  # what the facility has; it is no limit that can be switched off by name
        ("Any Month", 50),  # nothing made it void
        ("Asked", 120),
    ],
)
def test_with_one_limit_off_the_others_still_cut(question: str, expected: int) -> None:
    w = drawn("Held is $10 from January 3, 2005.\nMay 2, 2005: Payee gives Draw: amount $120.\n")
    assert value(w, question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Drawn", 0),  # void: it is June
        ("Above the First", 0),
        ("Any Month", 60),  # of June or not, the first limit holds
        ("Any Month above the First", 75),
        ("Asked", 120),
    ],
)
def test_with_a_proviso_off_an_act_that_it_makes_void_has_what_the_limits_leave(question: str, expected: int) -> None:
    w = drawn("June 2, 2005: Payee gives Draw: amount $120.\n")
    assert value(w, question) == expected


def test_a_limit_that_is_not_reached_changes_nothing() -> None:
    w = drawn("May 2, 2005: Payee gives Draw: amount $40.\n")
    assert [value(w, q) for q in ("Drawn", "Above the First", "Above Both", "Asked")] == [40, 40, 40, 40]
