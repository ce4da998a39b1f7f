"""The first day on which something holds is looked for where anything changes: it is the day that looking at each day gives."""

from __future__ import annotations

from datetime import date

import pytest

from tenor.interpreter import changing
from tenor.interpreter.outcome import ask
from tests.worlds import HEAD, told

TEXT = (
    HEAD
    + """security Shares of Maker.
Section 1 "Issues"
  event "Reverse Split" by Maker: old shares (number); restates each price by its old shares.
  blank "Most" (shares): 100 shares.
  observation "Permitted" (yes/no).
  event "Issue" by Maker: number (shares).
  event "Permit" by Maker.
  balance "Issued" (shares) opens on January 3, 2005 at 0 shares.
  on each Issue, Issued increases by its number.
  "Adjusted Most" means Most restated from January 3, 2005 to the day asked.
  "Left" means Adjusted Most - Issued.
  "Reached" means the first day from January 3, 2005 on which (Left is less than 10 shares and not Permitted).
  "Reached without a Permit" means the first day from January 3, 2005 on which (Left is less than 10 shares and Permit has not occurred).
  "Past the Middle" means the first day from January 3, 2005 on which (Late in March and Left is less than 60 shares).
  "Late in March" means that the day asked is after March 9, 2005.
"""
)
NO, YES = "Permitted is no from January 1, 2005.\n", "Permitted is yes from January 1, 2005.\n"
CASES = [
    ("Reached", NO + "February 1, 2005: Issue: number 95 shares.\n", date(2005, 2, 1)),
    ("Reached", NO + "February 1, 2005: Issue: number 60 shares.\nApril 1, 2005: Issue: number 35 shares.\n", date(2005, 4, 1)),
    # permitted while the shares run out, and then no longer
    ("Reached", YES + "Permitted is no from March 1, 2005.\nFebruary 1, 2005: Issue: number 95 shares.\n", date(2005, 3, 1)),
    # one for ten: of the 100 shares 10 are left, of which one is issued
    ("Reached", NO + "February 1, 2005: Issue: number 1 share.\nMarch 3, 2005: Reverse Split: old shares 10.\n", date(2005, 3, 3)),
    ("Reached", NO + "February 1, 2005: Issue: number 5 shares.\n", None),
    ("Reached", "Permitted is no from February 10, 2005.\nFebruary 1, 2005: Issue: number 95 shares.\n", None),
    ("Reached without a Permit", "February 1, 2005: Issue: number 95 shares.\n", date(2005, 2, 1)),
    ("Reached without a Permit", "January 20, 2005: Permit.\nFebruary 1, 2005: Issue: number 95 shares.\n", None),
    ("Past the Middle", "February 1, 2005: Issue: number 50 shares.\n", date(2005, 3, 10)),  # the day itself changes it
]


@pytest.mark.parametrize(("question", "lines", "day"), CASES)
def test_the_first_day_is_found_where_something_changes(
    question: str, lines: str, day: date | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found() -> list[tuple[str, object]]:
        w = told(TEXT, lines)
        days = (date(2005, 1, 10), date(2005, 2, 1), date(2005, 2, 28), date(2005, 3, 3), date(2005, 6, 30))
        answers = [ask(w, question, on)[0] for on in days]
        return [(a.status, a.value if a.status == "determined" else (a.needs, a.value.after)) for a in answers if a is not None]

    looked = found()
    assert looked[-1] == ("determined", day) if day is not None else looked[-1][0] == "undetermined"
    monkeypatch.setattr(changing, "_stands_still", lambda contract, x: False)
    assert looked == found()
