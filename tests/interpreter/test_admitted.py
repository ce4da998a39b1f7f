"""What an amount admitted under a right rests on: the tests of the right, the readings they take, and what they could not test."""

from __future__ import annotations

from datetime import date

import pytest

from tenor.interpreter.explain import explain
from tenor.interpreter.outcome import Answer, ask
from tests.worlds import HEAD, told

TEXT = (
    HEAD
    + """security Shares of Maker.
Section 1 "Draws"
  balance "Facility" (USD) opens on January 3, 2005 at $1,000.
  observation "Held" (shares).
  observation "Outstanding" (shares).
  reading "Counted" (the paper does not say of which shares):
      before: Outstanding (taken);
      after: Outstanding + New Shares.
  event "Draw" from Payee to Maker: amount (USD).
  Payee may give Draw, on or before December 31, 2005,
      its amount at most Facility,
      so far as "Cap": Held + New Shares is at most 10% × Counted,
      so far as "Ceiling": its amount is at most $900.
  for each Draw:
    "New Shares" means its amount divided by $2 a share, kept exact.
    "Above the Cap" means New Shares without Cap.
    "Asked" means New Shares without limits.
  on each Draw, Facility decreases by its amount.
"""
)
OUTSTANDING = "Outstanding is 1,000 shares from January 1, 2005.\n"
HELD = "Held is 50 shares from January 1, 2005.\n"
ON = date(2005, 6, 1)


def asked(question: str, lines: str) -> Answer:
    answer, faults = ask(told(TEXT, lines), question, ON, 1)
    assert answer is not None, [d.message for d in faults]
    assert answer.status == "determined"
    return answer


def test_an_amount_cut_back_says_by_which_limit_and_under_which_reading() -> None:
    # a tenth of 1,000 shares is 100; with the 50 held, 50 more at $2 each: $100 of the $300 asked
    answer = asked("New Shares", OUTSTANDING + HELD + "March 1, 2005: Payee gives Draw: amount $300.\n")
    assert answer.value == 50
    assert ("Counted", "before") in answer.readings
    assert answer.needs == ()
    text = explain(answer)
    assert "(cut back)" in text
    assert "Cap: no" in text
    assert "Ceiling" not in text  # $300 is within it


def test_an_amount_within_its_limits_rests_on_their_readings_all_the_same() -> None:
    answer = asked("New Shares", OUTSTANDING + HELD + "March 1, 2005: Payee gives Draw: amount $60.\n")
    assert answer.value == 30
    assert ("Counted", "before") in answer.readings
    assert "Cap" not in explain(answer)


def test_a_limit_that_was_not_tested_goes_with_every_figure_of_the_act() -> None:
    lines = OUTSTANDING + "March 1, 2005: Payee gives Draw: amount $300.\n"
    for question, shares, needs in (
        ("New Shares", 150, ["Held on 2005-03-01"]),
        ("the total of New Shares for each Draw", 150, ["Held on 2005-03-01"]),
        ("Above the Cap", 150, []),
        ("Asked", 150, []),
    ):
        answer = asked(question, lines)
        assert answer.value == shares
        assert [n.words for n in answer.needs] == needs, question


def test_a_void_act_says_which_condition_fails() -> None:
    # given a day too late; the last day of the right is December 31
    answer, _ = ask(told(TEXT, OUTSTANDING + HELD + "January 1, 2006: Payee gives Draw: amount $60.\n"), "New Shares", date(2006, 2, 1), 1)
    assert answer is not None
    assert answer.value == 0
    text = explain(answer)
    assert "(void)" in text
    assert "on or before December 31, 2005: no" in text


LIFTED = (
    HEAD
    + """Section 1 "Draws"
  observation "Held" (USD).
  observation "Permitted" (yes/no).
  event "Draw" from Payee to Maker: amount (USD).
  Payee may give Draw,
      so far as "Cap" unless Permitted: Held + its amount is at most $80.
  for each Draw:
    "Drawn" means its amount.
    "Over" means that Cap is exceeded.
"""
)
DRAW = "March 1, 2005: Payee gives Draw: amount $60.\n"
TOLD = {"Held": "Held is {} from January 1, 2005.\n", "Permitted": "Permitted is {} from January 1, 2005.\n"}


@pytest.mark.parametrize(
    ("held", "permitted", "over", "drawn", "needs"),
    [
        ("$10", "", False, 60, []),  # 10 + 60 is at most 80: nobody has to say whether more is permitted
        ("$30", "", None, 60, ["Permitted on 2005-03-01"]),  # 90 is more than 80: over, unless it is permitted
        ("$30", "no", True, 50, []),
        ("$30", "yes", False, 60, []),
        ("", "yes", False, 60, []),
        ("", "no", None, 60, ["Held on 2005-03-01"]),
        ("", "", None, 60, ["Held on 2005-03-01", "Permitted on 2005-03-01"]),
    ],
)
def test_a_limit_is_kept_or_lifted(held: str, permitted: str, over: bool | None, drawn: int, needs: list[str]) -> None:
    lines = "".join(TOLD[name].format(v) for name, v in (("Held", held), ("Permitted", permitted)) if v)
    w = told(LIFTED, lines + DRAW)
    found = {name: ask(w, name, ON, 1)[0] for name in ("Over", "Drawn", "the most its amount that Cap allows")}
    assert all(a is not None for a in found.values())
    exceeded, admitted, most = (a for a in found.values() if a is not None)
    assert (exceeded.value if exceeded.status == "determined" else None) is over
    assert [n.words for n in exceeded.needs] == needs
    assert (admitted.status, admitted.value, [n.words for n in admitted.needs]) == ("determined", drawn, needs)
    assert (most.value if most.status == "determined" else None) == (None if over is None else drawn)
