"""Every answer names the presets that it rests on, whatever stands between: balances, what accrues, what is overdue, days of payment."""

from __future__ import annotations

from datetime import date

import pytest

from tenor.interpreter.outcome import ask
from tests.worlds import HEAD, told

TEXT = (
    HEAD
    + """Section 1 "Funds"
  observation "Rate" (rate a year), or if none 5% a year.
  observation "Late Rate" (rate a year), or if none 36.5% a year.
  observation "Fee" (USD), or if none $7.
  observation "Wanted" (yes/no), or if none no.
  observation "Silent" (yes/no), or if none yes.
  event "Draw" by Maker: amount (USD, or if none $3).
  event "Pay" by Maker: amount (USD).
  balance "Opened at the Fee" (USD) opens on January 3, 2005 at Fee.
  balance "Grown by the Fee" (USD) opens on January 3, 2005 at $1.
  balance "Grown if Wanted" (USD) opens on January 3, 2005 at $2.
  balance "Grown as Drawn" (USD) opens on January 3, 2005 at $4.
  on each Draw, Grown by the Fee increases by Fee.
  if Wanted, on each Draw, Grown if Wanted increases by $1.
  on each Draw, Grown as Drawn increases by its amount.
  "On the Fee" accrues on Grown by the Fee at 10% a year, actual/365, from January 3, 2005 until March 1, 2006,
      first day out and last day in.
  "At the Rate" accrues on Grown if Wanted at Rate, actual/365, from January 3, 2005 until March 1, 2006, first day out and last day in.
  Maker owes Payee $10 ("Due"), payable on March 1, 2005, if Fee is at least $1.
  Maker owes Payee $10 ("Not Due"), payable on March 1, 2005, if Fee is at least $100.
  Maker owes Payee $10 ("Quiet"), payable on March 1, 2005, taken as paid when due if Silent.
  each Pay pays Due.
  "Late" accrues on each overdue amount of Due at Late Rate, actual/365, from its due date to its payment.
  "Not Late" accrues on each overdue amount of Not Due at 10% a year, actual/365, from its due date to its payment.
  "Quiet Late" accrues on each overdue amount of Quiet at 10% a year, actual/365, from its due date to its payment.
"""
)
LINES = "January 5, 2005: Draw.\nApril 1, 2005: Pay: amount $10.\n"


@pytest.mark.parametrize(
    ("question", "assumed"),
    [
        ("Opened at the Fee", {"Fee"}),
        ("Grown by the Fee", {"Fee"}),
        ("Grown by the Fee on January 4, 2005", set()),  # nothing is drawn yet
        ("Grown if Wanted", {"Wanted"}),  # it stays what it was, for nobody told that it is wanted
        ("Grown as Drawn", {"amount of Draw 1"}),
        ("On the Fee accrued from January 3, 2005 to February 3, 2005", {"Fee"}),
        ("At the Rate accrued from January 3, 2005 to February 3, 2005", {"Rate", "Wanted"}),
        ("Late accrued and unpaid to May 1, 2005", {"Fee", "Late Rate"}),
        ("Not Late accrued and unpaid to May 1, 2005", {"Fee"}),  # nothing, for the fee is less
        ("Quiet Late accrued and unpaid to May 1, 2005", {"Silent"}),
        ("the day of payment of Due", {"Fee"}),
        ("the day of payment of Quiet", {"Silent"}),
        ("what is unpaid of Due", {"Fee"}),
    ],
)
def test_what_is_assumed_stands_with_the_answer(question: str, assumed: set[str]) -> None:
    answer, faults = ask(told(TEXT, LINES), question, date(2005, 5, 1))
    assert answer is not None, [d.message for d in faults]
    assert answer.status == "determined"
    assert {w.called for w in answer.assumed} == assumed


def test_nothing_is_assumed_of_what_is_told() -> None:
    figures = "Fee is $7 from January 1, 2005.\nWanted is no from January 1, 2005.\nRate is 5% a year from January 1, 2005.\n"
    w = told(TEXT, figures + LINES)
    for question in ("Opened at the Fee", "Grown if Wanted", "At the Rate accrued from January 3, 2005 to February 3, 2005"):
        answer, _ = ask(w, question, date(2005, 5, 1))
        assert answer is not None
        assert answer.assumed == ()
