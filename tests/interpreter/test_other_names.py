"""Another name of a term stands for it in every sentence: in what pays it, what changes it, what it bears, what is asked of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tenor.dsl.check import check
from tenor.dsl.diagnostic import Source
from tenor.dsl.exact import Q
from tenor.interpreter.facts import Facts
from tenor.interpreter.files import open_paper
from tenor.interpreter.outcome import ask
from tenor.interpreter.world import world
from tests.worlds import HEAD, told, value

TEXT = (
    HEAD
    + """Section 1 "Sums"
  event "Pay" by Maker: amount (USD).
  event "Draw" by Maker: amount (USD).
  Maker owes Payee $10 ("Due"), payable on March 1, 2005.
  "Debt" is read as Due.
  balance "Fund" (USD) opens on January 3, 2005 at $50.
  "Pot" is read as Fund.
"""
)
FACTS = "January 10, 2005: Draw: amount $3.\nMarch 1, 2005: Pay: amount $10.\n"


@pytest.mark.parametrize(
    ("sentences", "question", "is_"),
    [
        ("each Pay pays Debt.", "what is unpaid of Due", Q(0)),
        ("each Pay pays Due.", "what is unpaid of Debt", Q(0)),
        ('each Pay pays Due.\n  "Done" means that Debt is paid.', "Done", True),
        ("each Pay pays Due.", "the day of payment of Debt", date(2005, 3, 1)),
        ("each Pay pays Due.", "the due date of Debt", date(2005, 3, 1)),
        ("on each Draw, Pot increases by its amount.", "Fund", Q(53)),  # 50 and 3
        ("each Pay pays Due and reduces Pot.", "Fund", Q(40)),  # 50 less 10
        ("each Pay pays Due and reduces Fund.", "Pots", Q(40)),
        (  # 10 × 10% × 61/365, from March 1 to May 1
            '"Late" accrues on each overdue amount of Debt at 10% a year, actual/365, from its due date to its payment.',
            "Late accrued and unpaid to the day asked",
            Q(61, 365),
        ),
        (  # 50 × 10% × 31/365, from January 3 to February 3
            '"Borne" accrues on Pot at 10% a year, actual/365, from January 3, 2005 until March 1, 2006, first day out and last day in.',
            "Borne accrued from January 3, 2005 to February 3, 2005",
            Q(31, 73),
        ),
    ],
)
def test_another_name_is_the_same_thing(sentences: str, question: str, is_: object) -> None:
    assert value(told(TEXT + f"  {sentences}\n", FACTS), question, date(2005, 5, 1)) == is_


def test_the_other_name_of_another_paper(tmp_path: Path) -> None:
    (tmp_path / "other.tenor").write_text(TEXT + "  each Pay pays Due.\n", "utf-8")
    text = HEAD.replace("Note", "Rights") + 'paper "Note" is "other.tenor".\nSection 1 "Rights"\n  "Twice" means Pot + Pot of Note.\n'
    contract = check(Source(str(tmp_path / "rights.tenor"), text), open_paper)
    assert contract.sound, [d.message for d in contract.diagnostics]
    answer, _ = ask(world(contract, Facts()), "Twice", date(2005, 5, 1))
    assert answer is not None
    assert answer.value == 100  # two times the 50 at which it opens
