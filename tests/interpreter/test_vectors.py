"""Months, schedules, rolls and day counts against what other projects give: dates-calc, Strata, and the QuantLib library itself."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from importlib import import_module
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tenor.interpreter.calendar import DayCalendar, Gap, add_months, months_between
from tenor.interpreter.day_counts import DAY_COUNTS, year_fraction
from tenor.interpreter.values import Q
from tests.support import ROOT

VECTORS = ROOT / "tests" / "data" / "vectors"
FIRST, LAST = date(1901, 1, 1), date(2199, 12, 31)
"""The days that QuantLib has."""
WEEKDAYS = DayCalendar.weekly("weekday", frozenset(), date(1900, 1, 1), date(2300, 12, 31))


# ───────────────────────────── dates-calc: months, rounded down and up


def _periods(name: str) -> Iterator[list[Any]]:
    with (VECTORS / "dates-calc" / name).open(encoding="utf-8", newline="") as file:
        for start, period, *ends in list(csv.reader(file, delimiter=";"))[1:]:
            numbers = re.fullmatch(r"\[(\d+) years, (\d+) months, (\d+) days\]", period)
            assert numbers is not None, period
            years, months, days = map(int, numbers.groups())
            yield [date.fromisoformat(start), 12 * years + months, days, *map(date.fromisoformat, ends)]


def test_months_without_doubt_agree_with_dates_calc() -> None:
    cases = list(_periods("exact_computations.csv"))
    assert len(cases) >= 18
    for start, months, days, end in cases:
        for rule in ("last", "after"):
            assert add_months(start, months, rule) + timedelta(days) == end, (start, months, days)


def test_months_that_end_too_soon_agree_with_dates_calc() -> None:
    cases = list(_periods("ambiguous_computations.csv"))
    assert len(cases) >= 11
    for start, months, days, up, down in cases:
        assert add_months(start, months, "after") + timedelta(days) == up, (start, months, days)
        assert add_months(start, months, "last") + timedelta(days) == down, (start, months, days)


# ───────────────────────────── Strata: schedules by the month


def _schedules() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((VECTORS / "strata_periodic_schedules.json").read_text("utf-8"))["cases"]
    # An end of month is a rule that no paper here has; a day of the month, and a regular part within, are stubs under other names.
    return [c for c in found if c["roll"] in {None, "RollConventions.NONE"} and not c["first_regular_start"] and not c["last_regular_end"]]


SCHEDULES = _schedules()


def _of(case: dict[str, Any], what: str) -> list[date]:
    return [date.fromisoformat(d) for d in case[what]]


def test_enough_schedules_are_kept() -> None:
    assert len(SCHEDULES) >= 30


@pytest.mark.parametrize("case", SCHEDULES, ids=[f"{c['start']}-{c['end']}-{c['frequency']}-{c['stub']}" for c in SCHEDULES])
def test_every_date_of_a_schedule_is_counted_from_its_regular_end(case: dict[str, Any]) -> None:
    """From the start, or back from the end: whole months in one go. The stub is the date at the other end."""
    months, dates = int(case["frequency"][1:-1]), _of(case, "unadjusted")
    backward = "INITIAL" in (case["stub"] or "")
    regular = list(reversed(dates[1:])) if backward else dates[:-1]
    for number, found in enumerate(regular):
        assert found == add_months(regular[0], (-months if backward else months) * number, "last")
    if case["stub"] in {None, "STUB_NONE"}:
        assert dates[-1] == add_months(dates[0], months * (len(dates) - 1), "last")
        assert months_between(dates[0], dates[-1], "last") == months * (len(dates) - 1)


@pytest.mark.parametrize("case", SCHEDULES, ids=[f"{c['start']}-{c['end']}-{c['frequency']}-{c['stub']}" for c in SCHEDULES])
def test_a_date_of_a_schedule_moves_to_the_next_weekday(case: dict[str, Any]) -> None:
    for plain, adjusted in zip(_of(case, "unadjusted"), _of(case, "adjusted"), strict=False):
        later = WEEKDAYS.on_or_after(plain)
        assert isinstance(later, date)
        if later.month == plain.month:  # Strata stays within the month, which no paper here does
            assert adjusted == later


# ───────────────────────────── QuantLib: the library itself, on any dates

ql: Any = import_module("QuantLib")
DATES = st.dates(FIRST, LAST)
COUNTERS = {
    "actual/365": ql.Actual365Fixed(),
    "actual/360": ql.Actual360(),
    "30/360": ql.Thirty360(ql.Thirty360.BondBasis),
    "30E/360": ql.Thirty360(ql.Thirty360.EurobondBasis),
    "actual/actual ISDA": ql.ActualActual(ql.ActualActual.ISDA),
    "actual/364": ql.Actual364(),
    "actual/365.25": ql.Actual36525(),
    "30U/360": ql.Thirty360(ql.Thirty360.USA),
    "30/365": ql.Thirty365(),
}
WHOLE = {"actual/365": 365, "actual/360": 360, "30/360": 360, "30E/360": 360, "actual/364": 364, "30U/360": 360, "30/365": 365}
ELSEWHERE = {
    *("actual/actual AFB", "actual/actual year", "actual/365 actual", "no leap/365", "no leap/360", "30/360 PSA", "30E/360 ISDA"),
    *("30E/365", "30E+/360", "1/1"),
}
"""Held to the values of Strata's and QuantLib's tests: `test_day_count.py`."""


def _ql(day: date) -> Any:
    return ql.Date(day.day, day.month, day.year)


def _day(found: Any) -> date:
    return date(found.year(), found.month(), found.dayOfMonth())


def test_every_day_count_has_its_counterpart() -> None:
    assert set(COUNTERS) | ELSEWHERE | {"28E/336"} == set(DAY_COUNTS)


def test_months_of_28_days() -> None:
    # January 31 counts as the 28th, so that to March 1 it is two months of 28 days, less 27 days; a year is twelve months
    assert year_fraction(date(2013, 1, 31), date(2013, 3, 1), "28E/336") == Q(2 * 28 - 27, 336)
    assert year_fraction(date(2013, 1, 15), date(2014, 1, 15), "28E/336") == 1


@given(DATES, DATES, st.sampled_from(sorted(WHOLE)))
def test_days_of_a_day_count_are_those_of_quantlib(a: date, b: date, basis: str) -> None:
    a, b = sorted((a, b))
    assert year_fraction(a, b, basis) * WHOLE[basis] == COUNTERS[basis].dayCount(_ql(a), _ql(b))


@given(DATES, DATES, st.sampled_from(sorted(COUNTERS)))
def test_years_of_a_day_count_are_those_of_quantlib(a: date, b: date, basis: str) -> None:
    """QuantLib's are binary numbers: equal to within a part of a second in three hundred years."""
    a, b = sorted((a, b))
    ours = year_fraction(a, b, basis)
    theirs = Fraction(COUNTERS[basis].yearFraction(_ql(a), _ql(b)))
    assert abs(Fraction(int(ours.numerator), int(ours.denominator)) - theirs) < Fraction(1, 10**10)


@given(DATES, st.integers(-1200, 1200))
def test_months_on_are_those_of_quantlib(start: date, months: int) -> None:
    assume(FIRST.year + 1 <= start.year + months / 12 <= LAST.year - 1)
    assert add_months(start, months, "last") == _day(_ql(start) + ql.Period(months, ql.Months))


@given(DATES, st.integers(0, 60), st.integers(0, 27))
def test_months_and_part_months_between_two_days(start: date, months: int, more: int) -> None:
    """So many whole months of QuantLib's and the days of a month begun, over all the days of it."""
    assume(start.year < LAST.year - 6)
    begun = _day(_ql(start) + ql.Period(months, ql.Months))
    full = _day(_ql(start) + ql.Period(months + 1, ql.Months))
    end = begun + timedelta(more)
    assume(end < full)
    assert months_between(start, end, "last") == months + Q(more, (full - begun).days)


@st.composite
def _closed(draw: st.DrawFn) -> tuple[frozenset[date], date]:
    """Some closed days within a year about a day, often several together."""
    about = draw(st.dates(date(1990, 1, 1), date(2020, 12, 31)))
    near = draw(st.frozensets(st.integers(-20, 20), max_size=15))
    far = draw(st.frozensets(st.integers(-180, 180), max_size=15))
    return frozenset(about + timedelta(n) for n in near | far), about


def _both(closed: frozenset[date]) -> tuple[DayCalendar, Any]:
    theirs = ql.BespokeCalendar("closed days")
    theirs.addWeekend(ql.Saturday)
    theirs.addWeekend(ql.Sunday)
    for day in closed:
        theirs.addHoliday(_ql(day))
    return DayCalendar.weekly("business day", closed, date(1980, 1, 1), date(2030, 12, 31)), theirs


def _undo(closed: frozenset[date], theirs: Any) -> None:
    # QuantLib keeps added holidays for as long as it runs, by the name of a calendar.
    for day in closed:
        theirs.removeHoliday(_ql(day))


@given(_closed(), st.integers(-40, 40))
def test_business_days_are_those_of_quantlib(case: tuple[frozenset[date], date], n: int) -> None:
    closed, day = case
    ours, theirs = _both(closed)
    try:
        assert ours.is_open(day) is theirs.isBusinessDay(_ql(day))
        assert ours.on_or_after(day) == _day(theirs.adjust(_ql(day), ql.Following))
        assert ours.on_or_before(day) == _day(theirs.adjust(_ql(day), ql.Preceding))
        if n != 0:
            assert ours.add(day, n) == _day(theirs.advance(_ql(day), ql.Period(n, ql.Days)))
    finally:
        _undo(closed, theirs)


@given(_closed(), st.integers(0, 120))
def test_counts_of_business_days_are_those_of_quantlib(case: tuple[frozenset[date], date], length: int) -> None:
    closed, day = case
    ours, theirs = _both(closed)
    end = day + timedelta(length)
    try:
        assert ours.count(day, end) == theirs.businessDaysBetween(_ql(day), _ql(end), False, True)
        listed = ours.between(day, end)
        assert not isinstance(listed, Gap)
        assert len(listed) == theirs.businessDaysBetween(_ql(day), _ql(end), True, True)
    finally:
        _undo(closed, theirs)
