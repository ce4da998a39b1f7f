"""Limits of a right switched off one by one: what the others leave; and what would take effect if what makes an act void were off."""

from __future__ import annotations

from datetime import date

import pytest

from tenor.interpreter.outcome import environment
from tenor.interpreter.values import Unknown
from tenor.interpreter.world import World
from tests.worlds import told, value

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


def drawn(lines: str) -> World:
    return told(CONTRACT, lines)


def drawn_value(w: World, question: str) -> object:
    return value(w, question, date(2005, 7, 1), 1)


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
    assert drawn_value(w, question) == expected


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
    assert drawn_value(w, question) == expected


def test_a_limit_that_is_not_reached_changes_nothing() -> None:
    w = drawn("May 2, 2005: Payee gives Draw: amount $40.\n")
    assert [drawn_value(w, q) for q in ("Drawn", "Above the First", "Above Both", "Asked")] == [40, 40, 40, 40]


OPEN = """language 1
contract "Note", a transcription of "note".
times are in New York.
party Maker is "Maker, Inc.".
party Payee is "Payee, Ltd.".
security Stock of Maker.
Section 1 "Conversions"
  balance "Debt" (USD) opens on January 3, 2005 at $100.
  observation "Held" (shares).
  observation "Market" (USD a share).
  reading "Floating" (the paper does not say): as told: Market (taken); not said: unknown.
  "Price" means the lesser of (i) Floating, and (ii) $2 a share.
  event "Notice" from Payee to Maker: amount (USD).
  Payee may give Notice, its amount at most Debt,
      so far as "Ownership": Held + Units is at most 60 shares,
      so far as "Reserve": Units is at most 80 shares.
  for each Notice:
    "Units" means its amount divided by Price, kept exact.
    "Effective" means that it has taken effect.
    "Without the Limits" means Units without limits.
  on each Notice, Debt decreases by its amount.
"""


@pytest.mark.parametrize(
    ("facts", "reading", "expected"),
    [
        # $90 at $1 are 90 shares; 10 held and 50 more are the 60 allowed
        ("Held is 10 shares. Market is $1 a share.", "as told", ("cut back", 50, 50, True)),
        # at a price that the paper, so read, does not say, nobody can say how many shares that would be
        ("Held is 10 shares. Market is $1 a share.", "not said", ("undetermined", None, None, None)),
        # a price that nobody told is a fact that is missing: nothing is cut, and the answer says what was not tested
        ("Held is 10 shares.", "as told", ("effective", 90, 10, True)),
        # what is held is not told: the limit of it is not tested, and the other one cuts 90 shares to 80
        ("Market is $1 a share.", "as told", ("cut back", 80, 20, True)),
    ],
)
def test_a_limit_that_rests_on_a_price_nobody_can_say_has_no_outcome(facts: str, reading: str, expected: tuple[object, ...]) -> None:
    lines = "\n".join(f"{x.strip(' .')}." for x in facts.split(". ")) + "\nMay 2, 2005: Payee gives Notice: amount $90.\n"
    w = told(OPEN, lines, {"Floating": reading})
    env = environment(w, date(2005, 7, 1))
    admission = env.state.admissions["Notice", 1]
    status, amount, left, effective = expected
    assert admission.status == status

    def known(question: str) -> object:
        v = drawn_value(w, question)
        return None if isinstance(v, Unknown) else v

    assert (None if isinstance(admission.admitted, Unknown) else admission.admitted) == amount
    assert known("Debt") == left
    assert known("Effective") == effective
    verdicts = {name: verdict for name, _, verdict in admission.tests}
    assert (verdicts["Ownership"] == verdicts["Reserve"] == "undetermined") == (reading == "not said")


def test_the_most_that_a_price_may_be_bounds_no_number_of_shares() -> None:
    """The price is at most $2: that says nothing of a number of shares, least of all that it is at most 2."""
    w = told(OPEN, "Held is 10 shares.\nMay 2, 2005: Payee gives Notice: amount $90.\n")
    admission = environment(w, date(2005, 7, 1)).state.admissions["Notice", 1]
    assert {name: verdict for name, _, verdict in admission.tests}["Reserve"] == "not tested"


HALF_TOLD = """language 1
contract "Note", a transcription of "note".
times are in New York.
party Maker is "Maker, Inc.".
party Payee is "Payee, Ltd.".
Section 1 "Conversions"
  balance "Debt" (USD) opens on January 3, 2005 at $100.
  reading "Allowed" (the paper does not say): yes it is: yes (taken); not said: unknown.
  observation "Market" (USD a share).
  event "Notice" from Payee to Maker: amount (USD).
  Payee may give Notice, its amount at most Debt,
      provided that "Leave": Allowed,
      LIMITS.
  for each Notice:
    "Price" means $1 a share, if its amount is at least $90, otherwise Market.
    "Units" means its amount divided by Price, kept exact.
    "Taken" means its amount.
    "Without the Cap" means Taken without Cap.
    "Without the Leave" means Taken without Leave.
    "Without Either" means Taken without Cap without Leave.
  on each Notice, Debt decreases by its amount.
"""
MONEY = 'so far as "Cap": its amount is at most $80'
SHARES = 'so far as "Cap": Units is at most 80 shares'
LESS = 'so far as "Less": its amount is at most $60'


def amounts(w: World, *questions: str) -> list[object]:
    """The values; of one that is not known, the most that it is said to be."""
    found = [drawn_value(w, q) for q in questions]
    return [("at most", v.high) if isinstance(v, Unknown) else v for v in found]


def test_what_is_left_open_stays_open_when_another_limit_is_switched_off() -> None:
    asked = "May 2, 2005: Payee gives Notice: amount $90.\n"
    text, questions = HALF_TOLD.replace("LIMITS", MONEY), ("Taken", "Without the Cap", "Without the Leave", "Without Either")
    assert amounts(told(text, asked), *questions) == [80, 90, 80, 90]
    # whether it is allowed at all nobody can say: all of it within the cap, all of it without, or nothing
    open_ = told(text, asked, {"Allowed": "not said"})
    assert amounts(open_, *questions) == [("at most", 80), ("at most", 90), 80, 90]


def test_more_than_a_limit_allows_does_not_take_effect_in_full_for_want_of_a_price() -> None:
    """$95 are 95 shares at $1, and 80 are allowed; at which price less than $90 would convert is not told."""
    text, asked = HALF_TOLD.replace("LIMITS", SHARES), "May 2, 2005: Payee gives Notice: amount $95.\n"
    w = told(text, asked)
    admission = environment(w, date(2005, 7, 1)).state.admissions["Notice", 1]
    assert admission.status == "undetermined"
    assert [(name, verdict) for name, _, verdict in admission.tests if name == "Cap"] == [("Cap", "exceeded"), ("Cap", "undetermined")]
    assert amounts(w, "Taken", "Without the Cap", "Without Either") == [("at most", 95), 95, 95]
    assert isinstance(drawn_value(w, "Debt"), Unknown)
    known = told(text, asked + "Market is $1 a share.\n")
    assert amounts(known, "Taken", "Without the Cap") == [80, 95]
    # $85 at a price not told: whether it is more than 80 shares is not known, so it is not tested, and nothing is cut
    assert amounts(told(text, asked.replace("95", "85")), "Taken") == [85]


@pytest.mark.parametrize("limits", [f"{SHARES},\n      {LESS}", f"{LESS},\n      {SHARES}"])
@pytest.mark.parametrize(("price", "expected"), [("Market is $1 a share.\n", 60), ("", ("at most", 60))])
def test_the_order_of_limits_does_not_show(limits: str, price: str, expected: object) -> None:
    """$60 of $95 is the most by the one; by the other they are 60 shares at $1 a share, and at a price not told nobody can say."""
    w = told(HALF_TOLD.replace("LIMITS", limits), "May 2, 2005: Payee gives Notice: amount $95.\n" + price)
    assert amounts(w, "Taken") == [expected]
