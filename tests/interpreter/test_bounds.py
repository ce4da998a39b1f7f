"""What bounds a day or an amount that is not known: whatever may still be told, what is reckoned from it keeps within the bounds said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from tenor.dsl.check import check_text
from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Diagnostic
from tenor.interpreter.facts import facts_from_text
from tenor.interpreter.values import Unknown
from tenor.interpreter.world import World, world
from tests.worlds import HEAD, value

DAYS = (
    HEAD.replace(
        "times are in New York.", "times are in New York.\na month ends on the same day of the next, or on the last day of a shorter month."
    )
    + """calendar Open Day: Monday to Friday.
Section 1 "Days"
  event "Call" by Maker.
  observation "Told" (date).
  observation "Price" (USD), or if none $7.
  blank "Way" (text): "preceding".
  balance "Owed" (USD) opens on January 1, 2004 at $36500.
  "First" means the earlier of (i) Told, and (ii) May 3, 2005.
  "Called" means the day of the first Call.
  "Payday" means each January 15, May 20 and July 20 from January 1, 2004 to January 1, 2010.
  "Month" means every 1 month from January 3, 2005 to July 3, 2005.
  "Interest" accrues on Owed at 10% a year, actual/365, from January 1, 2004, first day out and last day in.
  Maker owes Payee $5 ("Fee") for each day from January 3, 2005 to First inclusive, payable on First.
  "Sum" means the lesser of (i) Price, and (ii) $5.
"""
)
OF_A_DAY = (
    "the end of {}",
    "the last day of the month of {}",
    "the next Payday after {} or if none January 1, 2003",
    "the next Payday after {} or if none January 1, 2011",
    "the last Payday before {} or if none January 1, 2003",
    "5 calendar days after {}",
    "1 Open Day after {}",
    "2 Open Days before {}",
    "the next Open Day after {}",
    "1 month after {}",
    "1 month before {}",
    "the earlier of (i) {}, and (ii) June 1, 2005",
    "the later of (i) {}, and (ii) March 1, 2005",
    "the earliest Own for each Month dated from January 3, 2005 to July 3, 2005 inclusive",
)
"""Days reckoned from another; `Own` is that day or, for each Month after April, the Month itself."""


@cache
def checked(text: str) -> Contract:
    contract = check_text(text)
    assert contract.diagnostics == (), [d.message for d in contract.diagnostics]
    return contract


def world_of(text: str, lines: str = "") -> World:
    """As `told`, each text checked once."""
    found: list[Diagnostic] = []
    facts, _, _ = facts_from_text(checked(text), lines, Path("told.facts"), found, "")
    assert not found, [d.message for d in found]
    return world(checked(text), facts)


def reckoned(name: str, form: str) -> str:
    return (
        DAYS
        + f"""  for each Month, "Own" means its day, if its day is after May 20, 2005, otherwise {name}.
  "Reckoned" means {form.format(name)}.
"""
    )


def within(bounds: object, days: Sequence[object]) -> None:
    """Each day keeps within what is said of the day not known: after `after`, not before `low`, not after `high`."""
    if not isinstance(bounds, Unknown):
        assert set(days) == {bounds}
        return
    for day in days:
        assert isinstance(day, date)
        assert bounds.after is None or day > bounds.after
        assert bounds.low is None or day >= bounds.low
        assert bounds.high is None or day <= bounds.high


@pytest.mark.parametrize("form", OF_A_DAY)
def test_a_day_reckoned_from_one_that_comes_no_later_than_a_day(form: str) -> None:
    on, contract = date(2005, 4, 1), reckoned("First", form)
    bounds = value(world_of(contract), "Reckoned", on)
    days = [f"Told is {date(2005, 1, 1) + timedelta(days=n):%B %-d, %Y}.\n" for n in range(0, 150, 7)]
    within(bounds, [value(world_of(contract, line), "Reckoned", on) for line in days])


@pytest.mark.parametrize("form", OF_A_DAY)
@pytest.mark.parametrize("on", [date(2005, 1, 29), date(2005, 2, 28), date(2005, 3, 31), date(2005, 4, 29), date(2005, 4, 30)])
def test_a_day_reckoned_from_one_that_has_not_come(form: str, on: date) -> None:
    contract = reckoned("Called", form)
    bounds = value(world_of(contract), "Reckoned", on)
    days = [on + timedelta(days=n) for n in (1, 2, 3, 4, 29, 31, 60)]
    within(bounds, [value(world_of(contract, f"{day:%B %-d, %Y}: Maker gives Call.\n"), "Reckoned", day) for day in days])


@pytest.mark.parametrize(
    ("condition", "told_first", "worked"),
    [
        # May 2 is told: its month ends on May 31, and the next Payday is May 20, each after the May 3 up to which the day itself may come
        ("the last day of the month of First is on or before May 10, 2005", "May 2", False),
        ("the last day of the month of First is on or before May 10, 2005", "April 2", True),
        ("(the next Payday after First or if none January 1, 2011) is on or before May 10, 2005", "May 2", False),
    ],
)
def test_a_bound_of_a_day_settles_nothing_of_a_later_one(condition: str, told_first: str, worked: bool) -> None:
    on, contract = date(2005, 4, 1), DAYS + f'  "Soon" means that {condition}.\n'
    assert isinstance(value(world_of(contract), "Soon", on), Unknown)
    assert value(world_of(contract, f"Told is {told_first}, 2005.\n"), "Soon", on) is worked


def test_the_last_date_before_a_day_that_has_not_come_may_lie_long_before_it() -> None:
    """On May 11 no Call is told: before one of May 12 the last Payday is January 15, before one of May 21 it is May 20."""
    contract = DAYS + '  "Early" means that the last Payday before Called or if none January 1, 2003 is on or before May 1, 2005.\n'
    assert isinstance(value(world_of(contract), "Early", date(2005, 5, 11)), Unknown)
    for day, worked in ((12, True), (21, False)):
        assert value(world_of(contract, f"May {day}, 2005: Maker gives Call.\n"), "Early", date(2005, 5, day)) is worked


@pytest.mark.parametrize(
    "amount", ["what is unpaid of Fee", "Interest accrued from January 3, 2005 to First", "the number of whole $2 in Sum"]
)
def test_what_is_reckoned_from_a_day_or_price_is_not_bounded_by_it(amount: str) -> None:
    """Up to May 3, 2005 a day, up to $5 a price: neither bounds a sum of money or a number."""
    contract = DAYS.replace(", or if none $7", "") + f'  "Amount" means {amount}.\n'
    found = value(world_of(contract), "Amount", date(2005, 5, 4))
    assert isinstance(found, Unknown)
    assert (found.low, found.high) == (None, None)


def test_the_earliest_of_days_is_known_as_soon_as_none_that_is_not_can_come_before_it() -> None:
    """On January 29 no Call is told: one could be of that day. January 3 is earlier in any case; of the Months from February on none is."""
    contract = DAYS + '  for each Month, "Own" means its day, if its day is before February 1, 2005, otherwise Called.\n'
    for start, worked in (("January", date(2005, 1, 3)), ("February", None)):
        found = value(
            world_of(contract), f"the earliest Own for each Month dated from {start} 1, 2005 to July 3, 2005 inclusive", date(2005, 1, 29)
        )
        assert found == worked if worked is not None else isinstance(found, Unknown)
