"""Duties without a day: what a party must see to at all times, whether it does, and how it is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tenor.dsl.check import check_text
from tenor.interpreter.facts import facts_from_text
from tenor.interpreter.outcome import ask
from tenor.interpreter.timeline import entries
from tenor.interpreter.values import Unknown
from tenor.interpreter.world import World, world
from tests.worlds import HEAD, told, value

CONTRACT = (
    HEAD
    + """Section 1 "Cover"
  balance "Principal" (USD) opens on January 3, 2005 at $100.
  event "Payment" by Maker: amount (USD).
  on each Payment, Principal decreases by its amount.
  observation "Cover" (USD).
  observation "Waived" (yes/no), or if none no.
  Maker must see to it that Cover is at least 2 × Principal ("Covered"), while Principal exceeds $0, unless Waived.
  event "Loan" from Payee to Maker: amount (USD), security (USD, or if none unknown).
  for each Loan:
    Maker must see to it that its security is at least its amount ("Secured").
"""
)


def kept(w: World, on: date, name: str = "Covered", number: int | None = None) -> object:
    found = value(w, name, on, number)
    return "undetermined" if isinstance(found, Unknown) else found


def states(w: World, on: date) -> list[tuple[str, str, str]]:
    return [(e.name, e.about, e.status) for e in entries(w, on) if e.kind == "standing"]


COVER = """Cover is $210 from January 10, 2005.
Cover is $150 from February 1, 2005.
March 1, 2005: Payment: amount $30.
Waived is yes from April 1, 2005.
Waived is no from May 2, 2005.
June 1, 2005: Payment: amount $70.
Cover is $0 from June 2, 2005.
"""


def test_it_is_kept_while_it_is_so_or_not_asked() -> None:
    w = told(CONTRACT, COVER)
    days = {
        date(2005, 1, 5): "undetermined",  # no cover is told yet
        date(2005, 1, 10): True,  # 210 for 100
        date(2005, 2, 1): False,  # 150 for 100
        date(2005, 3, 1): True,  # 150 for 70
        date(2005, 4, 1): True,
        date(2005, 5, 2): True,
        date(2005, 6, 1): True,  # all is paid
        date(2005, 6, 2): True,  # and nothing is asked any more
    }
    assert {day: kept(w, day) for day in days} == days


def test_it_stands_among_the_entries_of_a_contract_with_its_state() -> None:
    w = told(CONTRACT, COVER)
    assert [states(w, date(2005, *day))[0][2] for day in ((1, 5), (1, 10), (2, 1), (4, 1), (6, 2))] == [
        "undetermined", "kept", "not kept", "not in force", "not in force",
    ]  # fmt: skip
    entry = next(e for e in entries(w, date(2005, 2, 1)) if e.kind == "standing")
    assert (entry.party, entry.section, entry.day, entry.unfinished) == ("Maker", "Section 1", None, True)
    assert entry.words == "Maker must see to it that Cover is at least 2 × Principal"
    assert entry.note == "while Principal exceeds $0; unless Waived"
    assert next(e for e in entries(w, date(2005, 1, 5)) if e.kind == "standing").needs


def test_it_stands_once_for_each_act() -> None:
    w = told(
        CONTRACT,
        """Cover is $500 from January 3, 2005.
January 4, 2005: Payee gives Loan: amount $30, security $40.
January 5, 2005: Payee gives Loan: amount $30, security $20.
January 6, 2005: Payee gives Loan: amount $30.
""",
    )
    day = date(2005, 1, 7)
    assert [kept(w, day, "Secured", n) for n in (1, 2, 3)] == [True, False, "undetermined"]
    assert states(w, day)[1:] == [("Secured", "Loan 1", "kept"), ("Secured", "Loan 2", "not kept"), ("Secured", "Loan 3", "undetermined")]


def test_what_is_not_so_has_a_consequence_where_the_paper_gives_one() -> None:
    contract = check_text(
        CONTRACT
        + """  "Uncovered From" means the first day from January 10, 2005 on which (not Covered).
"""
    )
    assert contract.diagnostics == ()
    facts, _, _ = facts_from_text(contract, COVER, Path("told.facts"), [], "")
    answer, _ = ask(world(contract, facts), "Uncovered From", date(2005, 6, 1))
    assert answer is not None
    assert answer.value == date(2005, 2, 1)
