"""Reasons without the world that they came from: nothing is left hanging where a unit or a count of days would be."""

from __future__ import annotations

from datetime import date

from tenor.interpreter.explain import explain
from tenor.interpreter.outcome import ask
from tests.worlds import HEAD, told

TEXT = (
    HEAD
    + """Section 1 "Interest"
  balance "Sum" (USD) opens on January 3, 2005 at $365.
  "Borne" accrues on Sum at 10% a year, actual/365, from January 3, 2005 until March 1, 2006, first day out and last day in.
"""
)


def test_days_of_interest_stand_alone() -> None:
    answer, _ = ask(told(TEXT, ""), "Borne accrued from January 3, 2005 to February 3, 2005", date(2005, 5, 1))
    assert answer is not None
    alone, told_all = (" ".join(explain(answer, True, w).replace("Section 1", "").split()) for w in (None, told(TEXT, "")))
    assert "$3.10 = $365.00 × the rate × 31 days (Jan 3 to Feb 3, 2005)" in alone  # 365 × 10% × 31/365
    assert "$3.10 = $365.00 × 10% × 31/365 (Jan 3 to Feb 3, 2005)" in told_all
