"""Kinds of day: dates worked by hand, other projects' lists, laws, and a slow calendar that walks from day to day."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.dsl.diagnostic import Severity
from tenor.interpreter.calendar import DayCalendar, Gap, load_closed_days, named_calendar
from tests.support import ROOT

CALENDARS = ROOT / "contracts" / "calendars"
VECTORS = ROOT / "tests" / "data" / "vectors"
ONE = timedelta(days=1)
LOW, HIGH = date(2001, 1, 1), date(2003, 12, 31)


def day(text: str) -> date:
    return date.fromisoformat(text)


def named(stem: str) -> DayCalendar:
    calendar, found = named_calendar(stem, CALENDARS)
    assert found == []
    assert calendar is not None
    return calendar


FED = named("fed_reserve_closed_weekdays_2001_2010")
NYSE = named("nyse_closed_weekdays_1990_2025")


def listed(name: str, calendar: str) -> set[date]:
    with (VECTORS / name).open(encoding="utf-8", newline="") as file:
        found = {day(r["holiday"]) for r in csv.DictReader(file) if r["calendar"] == calendar}
    return {d for d in found if d.weekday() < 5}


def series_days() -> tuple[date, ...]:
    with (ROOT / "contracts" / "amnis" / "amns-2001.csv").open(encoding="utf-8", newline="") as file:
        return tuple(day(r["date"]) for r in csv.DictReader(file))


def closed_weekdays(calendar: DayCalendar, years: range) -> set[date]:
    found = set()
    for year in years:
        d = date(year, 1, 1)
        while d.year == year:
            if d.weekday() < 5 and calendar.is_open(d) is False:
                found.add(d)
            d += ONE
    return found


# Dates worked by hand.


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2002-05-24", 2, "2002-05-29"),  # Friday, over Memorial Day on Monday the 27th
        ("2002-05-25", 1, "2002-05-28"),  # Saturday
        ("2002-05-29", -2, "2002-05-24"),
        ("2002-05-27", -1, "2002-05-24"),
        ("2002-05-27", 0, "2002-05-27"),
        ("2002-06-30", 1, "2002-07-01"),
        ("2001-12-31", 1, "2002-01-02"),
    ],
)
def test_adding_days(start: str, n: int, end: str) -> None:
    assert FED.add(day(start), n) == day(end)


def test_rolling() -> None:
    assert FED.on_or_after(day("2002-06-30")) == day("2002-07-01")
    assert FED.on_or_before(day("2002-06-30")) == day("2002-06-28")
    assert FED.on_or_after(day("2003-12-28")) == day("2003-12-29")
    assert FED.on_or_after(day("2002-07-01")) == day("2002-07-01")


def test_the_day_before_christmas_2004_is_closed_in_california_and_at_the_exchange_only() -> None:
    eve = day("2004-12-24")
    assert FED.is_open(eve) is True
    assert named("ny_gcl24_public_holidays_2001_2008").is_open(eve) is True
    assert named("ca_civ7_1_optional_bank_holidays_2001_2008").is_open(eve) is False
    assert NYSE.is_open(eve) is False


def test_a_moved_holiday_closes_both_days() -> None:
    york = named("ny_gcl24_public_holidays_2001_2008")
    assert [york.is_open(day(d)) for d in ("2001-11-09", "2001-11-11", "2001-11-12", "2001-11-13")] == [True, False, False, True]


def test_counting_and_listing() -> None:
    assert FED.count(day("2002-05-24"), day("2002-05-29")) == 2
    assert FED.count(day("2002-05-29"), day("2002-05-24")) == 0
    assert FED.between(day("2002-05-24"), day("2002-05-29")) == (day("2002-05-24"), day("2002-05-28"), day("2002-05-29"))
    assert FED.between(day("2002-05-25"), day("2002-05-27")) == ()
    assert FED.ending(day("2002-05-27"), 3) == (day("2002-05-22"), day("2002-05-23"), day("2002-05-24"))
    assert FED.ending(day("2002-05-28"), 2) == (day("2002-05-24"), day("2002-05-28"))
    assert FED.ending(day("2002-05-28"), 0) == ()


def test_calendar_days_are_all_open() -> None:
    every = DayCalendar.every_day()
    assert every.add(day("2003-12-28"), 731) == day("2005-12-28")
    assert every.count(day("2001-12-28"), day("2003-12-28")) == 730
    assert every.on_or_after(date.min) == date.min
    assert every.on_or_before(date.max) == date.max
    assert isinstance(every.add(date.max, 1), Gap)
    assert isinstance(every.add(date.min, -1), Gap)
    assert every.ending(day("0001-01-03"), 5) == (day("0001-01-01"), day("0001-01-02"), day("0001-01-03"))


def test_other_weekdays() -> None:
    sundays = DayCalendar.weekly("sundays", frozenset({day("2002-06-16")}), LOW, HIGH, (6,))
    assert sundays.add(day("2002-06-09"), 1) == day("2002-06-23")
    with pytest.raises(ValueError, match="weekdays"):
        DayCalendar.weekly("never", frozenset(), LOW, HIGH, ())


# Beyond what is told.


def test_a_weekly_calendar_knows_nothing_outside_its_range() -> None:
    assert (FED.first, FED.last) == (day("2001-01-01"), day("2010-12-31"))
    assert FED.is_open(day("2000-12-29")) == Gap(
        day("2000-12-29"), "not told: `fed_reserve_closed_weekdays_2001_2010` begins on 2001-01-01"
    )
    after = FED.add(day("2010-12-30"), 2)
    assert isinstance(after, Gap)
    assert after.day == day("2011-01-01")
    assert "2010-12-31" in after.why
    assert FED.add(day("2010-12-30"), 1) == day("2010-12-31")
    assert FED.add(day("2000-12-31"), 1) == day("2001-01-02")
    assert isinstance(FED.add(day("2000-12-30"), 1), Gap)
    assert isinstance(FED.on_or_before(day("2001-01-01")), Gap)
    assert isinstance(FED.between(day("2010-12-31"), day("2011-01-01")), Gap)
    assert isinstance(FED.count(day("2010-12-31"), day("2011-01-03")), Gap)
    assert isinstance(FED.ending(day("2011-01-03"), 1), Gap)
    assert FED.ending(day("2001-01-03"), 5) == (day("2001-01-02"), day("2001-01-03"))


def test_a_complete_series_is_closed_where_it_has_no_row() -> None:
    calendar = DayCalendar.traded("shares", series_days(), complete=True)
    assert calendar.is_open(day("2001-09-11")) is False
    assert calendar.add(day("2001-09-10"), 1) == day("2001-09-17")
    assert calendar.ending(day("2001-06-05"), 20) == (day("2001-06-01"), day("2001-06-04"), day("2001-06-05"))
    gap = calendar.is_open(day("2004-07-01"))
    assert gap == Gap(day("2004-07-01"), "not told: `shares` ends on 2004-06-30")
    assert isinstance(calendar.is_open(day("2001-05-31")), Gap)
    assert isinstance(calendar.add(day("2004-06-30"), 1), Gap)
    assert isinstance(calendar.ending(day("2004-07-01"), 2), Gap)


def test_the_series_has_a_row_on_every_open_day_of_the_exchange() -> None:
    rows = series_days()
    assert NYSE.between(rows[0], rows[-1]) == rows


def test_an_incomplete_series_is_not_told_where_it_has_no_row() -> None:
    rows = tuple(d for d in series_days() if d not in {day("2002-03-05"), day("2002-03-07")})
    closed, found = load_closed_days(CALENDARS / "nyse_closed_weekdays_1990_2025.csv")
    assert found == []
    calendar = DayCalendar.traded("shares", rows, False, closed, day("1990-01-01"), day("2025-12-31"))
    hole = Gap(day("2002-03-05"), "not told: `shares` has no row for 2002-03-05, a weekday that no list gives as closed")
    assert calendar.is_open(day("2002-03-05")) == hole
    assert calendar.is_open(day("2001-09-11")) is False
    assert calendar.is_open(day("2002-03-09")) is False
    assert calendar.add(day("2002-03-04"), 1) == hole
    assert calendar.add(day("2002-02-28"), 2) == day("2002-03-04")
    assert calendar.add(day("2002-03-06"), -1) == hole
    back = calendar.add(day("2002-03-08"), -1)
    assert isinstance(back, Gap)
    assert back.day == day("2002-03-07")
    assert calendar.between(day("2002-03-01"), day("2002-03-08")) == hole
    assert calendar.count(day("2002-03-05"), day("2002-03-06")) == 1
    assert calendar.ending(day("2002-03-06"), 1) == (day("2002-03-06"),)
    assert calendar.ending(day("2002-03-06"), 2) == hole
    assert isinstance(calendar.ending(day("2001-06-05"), 20), Gap), "the days before the first row are not told either"


def test_a_list_speaks_only_for_its_own_years() -> None:
    rows = (day("2002-12-31"), day("2003-01-02"))
    closed = frozenset({day("2003-01-01")})
    assert DayCalendar.traded("s", rows, False, closed, day("2002-01-01"), day("2003-12-31")).is_open(day("2003-01-01")) is False
    assert isinstance(DayCalendar.traded("s", rows, False, closed, day("2002-01-01"), day("2002-12-31")).is_open(day("2003-01-01")), Gap)
    assert isinstance(DayCalendar.traded("s", rows, False).is_open(day("2003-01-01")), Gap)


def test_a_series_without_rows_tells_nothing() -> None:
    calendar = DayCalendar.traded("none", (), complete=True)
    assert (calendar.first, calendar.last) == (None, None)
    assert calendar.is_open(LOW) == Gap(LOW, "`none` has not told any day")
    for answer in (
        calendar.add(LOW, 1),
        calendar.add(LOW, -1),
        calendar.ending(LOW, 1),
        calendar.between(LOW, HIGH),
        calendar.count(LOW, HIGH),
    ):
        assert isinstance(answer, Gap)


# Other projects' lists.


def test_the_federal_reserve_agrees_with_strata() -> None:
    assert closed_weekdays(FED, range(2003, 2011)) == {d for d in listed("strata_us_holidays.csv", "NYFD") if 2003 <= d.year <= 2010}
    assert closed_weekdays(FED, range(2008, 2011)) == {d for d in listed("strata_us_holidays.csv", "USNY") if 2008 <= d.year <= 2010}


def test_the_federal_reserve_agrees_with_quantlib() -> None:
    quantlib = {d for d in listed("quantlib_us_holidays.csv", "USSettlement") if 2004 <= d.year <= 2005}
    # QuantLib's settlement calendar moves a Saturday holiday to the Friday; the Federal Reserve does not.
    moved = {day("2004-12-24"), day("2004-12-31")}
    assert moved <= quantlib
    assert closed_weekdays(FED, range(2004, 2006)) == quantlib - moved


def test_the_exchange_agrees_with_strata_and_quantlib() -> None:
    strata = {d for d in listed("strata_us_holidays.csv", "NYSE") if 2008 <= d.year <= 2015}
    # Strata has the second of the two days of the storm of 2012; the exchange was closed on both.
    assert closed_weekdays(NYSE, range(2008, 2016)) == strata | {day("2012-10-29")}
    quantlib = {d for d in listed("quantlib_us_holidays.csv", "USNewYorkStockExchange") if d.year >= 1990}
    assert closed_weekdays(NYSE, range(2004, 2007)) == {d for d in quantlib if 2004 <= d.year <= 2006}
    assert quantlib <= closed_weekdays(NYSE, range(1990, 2026))


def test_rolling_agrees_with_strata() -> None:
    weekend = DayCalendar.weekly("weekend", frozenset(), date(2014, 1, 1), date(2014, 12, 31))
    rolls = {"FOLLOWING": weekend.on_or_after, "PRECEDING": weekend.on_or_before}
    with (VECTORS / "strata_businessday.csv").open(encoding="utf-8", newline="") as file:
        cases = [r for r in csv.DictReader(file) if r["convention"] in rolls]
    assert len(cases) == 24
    for r in cases:
        assert rolls[r["convention"]](day(r["date"])) == day(r["expected (Sat/Sun calendar)"]), r


# Laws, against a calendar that walks.

inside = st.dates(LOW, HIGH)
weekly = st.builds(
    lambda closed, weekdays: DayCalendar.weekly("w", frozenset(closed), LOW, HIGH, tuple(sorted(weekdays))),
    st.sets(st.dates(LOW - timedelta(days=20), HIGH + timedelta(days=20)), max_size=60)
    | st.integers(1, 40).map(lambda n: {date(2002, 3, 1) + timedelta(days=i) for i in range(n)}),
    st.sets(st.integers(0, 6), min_size=1) | st.just({0, 1, 2, 3, 4}),
)


@st.composite
def traded_calendars(draw: st.DrawFn) -> DayCalendar:
    start = draw(st.dates(LOW, date(2003, 6, 1)))
    rows = draw(st.sets(st.integers(0, 60), min_size=1, max_size=61).map(lambda s: tuple(start + timedelta(days=i) for i in sorted(s))))
    closed = frozenset(start + timedelta(days=i) for i in draw(st.sets(st.integers(-3, 63), max_size=50)))
    ends = st.none() | st.integers(-5, 65).map(lambda i: start + timedelta(days=i))
    return DayCalendar.traded("t", rows, draw(st.booleans()), closed, draw(ends), draw(ends))


calendars = weekly | traded_calendars()


@st.composite
def asked(draw: st.DrawFn) -> tuple[DayCalendar, date]:
    """A calendar and a day in its range or just outside."""
    calendar = draw(calendars)
    assert calendar.first is not None
    assert calendar.last is not None
    return calendar, draw(st.dates(calendar.first - timedelta(days=9), calendar.last + timedelta(days=9)))


def walk(calendar: DayCalendar, d: date, n: int) -> date | Gap:
    """What `add` is to give, one day after another, by `is_open` alone."""
    step = ONE if n > 0 else -ONE
    left = abs(n)
    while left:
        d += step
        state = calendar.is_open(d)
        if isinstance(state, Gap):
            return state
        left -= state
    return d


def sweep(calendar: DayCalendar, a: date, b: date) -> tuple[date, ...] | Gap:
    """What `between` is to give, by `is_open` alone."""
    found = []
    while a <= b:
        state = calendar.is_open(a)
        if isinstance(state, Gap):
            return state
        if state:
            found.append(a)
        a += ONE
    return tuple(found)


@given(asked(), st.integers(-40, 40))
def test_adding_is_walking(case: tuple[DayCalendar, date], n: int) -> None:
    calendar, d = case
    assert calendar.add(d, n) == walk(calendar, d, n)


@given(asked())
def test_rolling_is_walking(case: tuple[DayCalendar, date]) -> None:
    calendar, d = case
    assert calendar.on_or_after(d) == walk(calendar, d - ONE, 1)
    assert calendar.on_or_before(d) == walk(calendar, d + ONE, -1)


@given(asked(), st.integers(-5, 90))
def test_listing_is_filtering(case: tuple[DayCalendar, date], length: int) -> None:
    calendar, a = case
    b = a + timedelta(days=length)
    found = sweep(calendar, a, b)
    assert calendar.between(a, b) == found
    after = sweep(calendar, a + ONE, b)
    assert calendar.count(a, b) == (after if isinstance(after, Gap) else len(after))


@given(st.sets(st.integers(0, 60), min_size=1), st.sets(st.integers(0, 60)), st.integers(-2, 62))
def test_the_state_of_a_day_of_an_incomplete_series(rows: set[int], closed: set[int], at: int) -> None:
    origin = date(2002, 4, 1)
    spell = {i: origin + timedelta(days=i) for i in range(-2, 63)}
    calendar = DayCalendar.traded("t", tuple(spell[i] for i in sorted(rows)), False, frozenset(spell[i] for i in closed))
    state = calendar.is_open(spell[at])
    if at in rows:
        assert state is True
    elif at < min(rows):
        assert isinstance(state, Gap)
    elif at > max(rows):
        # closed days that follow the last row at once are known; from the first weekday that no list closes nothing is
        shut = all(i in closed or spell[i].weekday() >= 5 for i in range(max(rows) + 1, at + 1))
        assert state is False if shut else isinstance(state, Gap)
    elif at in closed or spell[at].weekday() >= 5:
        assert state is False
    else:
        assert isinstance(state, Gap)


@given(asked(), st.integers(1, 40))
def test_there_and_back(case: tuple[DayCalendar, date], n: int) -> None:
    calendar, d = case
    there = calendar.add(d, n)
    if calendar.is_open(d) is True and isinstance(there, date):
        assert calendar.add(there, -n) == d
        assert calendar.count(d, there) == n


@given(asked(), st.integers(-20, 20))
def test_later_stays_later(case: tuple[DayCalendar, date], n: int) -> None:
    calendar, d = case
    first, second = calendar.add(d, n), calendar.add(d + ONE, n)
    if isinstance(first, date) and isinstance(second, date):
        assert first <= second


@given(asked(), st.integers(1, 40))
def test_a_window_ends_on_its_day_and_leaves_none_out(case: tuple[DayCalendar, date], n: int) -> None:
    calendar, d = case
    window = calendar.ending(d, n)
    if isinstance(window, Gap):
        return
    assert window[-1] == calendar.on_or_before(d)
    assert calendar.between(window[0], window[-1]) == window
    first = calendar.first
    assert first is not None
    if len(window) < n:
        assert calendar.between(first, window[-1]) == window
    assert len(window) <= n


@given(weekly, inside, st.integers(1, 40))
def test_a_window_has_its_length_where_enough_days_are_told(calendar: DayCalendar, d: date, n: int) -> None:
    window, told = calendar.ending(d, n), calendar.between(LOW, d)
    assert isinstance(told, tuple)
    assert isinstance(window, Gap) if not told else window == told[-n:]


# Files.


def test_a_calendar_that_is_not_there() -> None:
    calendar, found = named_calendar("fed", CALENDARS)
    assert calendar is None
    assert [d.code for d in found] == ["T530"]
    assert "`nyse_closed_weekdays_1990_2025`" in (found[0].help or "")


@pytest.mark.parametrize("stem", ["../calendars/nyse_closed_weekdays_1990_2025", "", ".hidden", "a/b", "a\0b"])
def test_a_name_is_not_a_path(stem: str) -> None:
    calendar, found = named_calendar(stem, CALENDARS)
    assert calendar is None
    assert [d.code for d in found] == ["T530"]


def write(folder: Path, data: bytes) -> Path:
    path = folder / "list.csv"
    path.write_bytes(data)
    return path


def test_every_row_of_a_list_is_taken(tmp_path: Path) -> None:
    path = write(
        tmp_path, b'\xef\xbb\xbfDate,kind\r\n2002-05-27,holiday\r\n\r\n"2002-07-05","Monday after, Sunday"\r\n2002-05-27,again\r\n'
    )
    assert load_closed_days(path) == (frozenset({day("2002-05-27"), day("2002-07-05")}), [])


def test_a_bad_row_is_pointed_at_and_no_calendar_is_made(tmp_path: Path) -> None:
    path = write(tmp_path, b"name,date\nMemorial,2002-05-27\nMad,2002-02-30\nLate,7/4/2002\nNone\n")
    days_, found = load_closed_days(path)
    assert days_ == {day("2002-05-27")}
    assert [(d.code, d.span and d.span.where) for d in found] == [("T537", f"{path}:{n}") for n in ("3:5", "4:6", "5:1")]
    assert named_calendar("list", tmp_path) == (None, found)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "T533"),
        (b"day\n2002-05-27\n", "T534"),
        (b"date\n", "T533"),
        ("date\n2002-05-27\n".encode("utf-16"), "T531"),
        (b"date\n\0\n", "T532"),
    ],
)
def test_a_bad_list(tmp_path: Path, data: bytes, code: str) -> None:
    write(tmp_path, data)
    calendar, found = named_calendar("list", tmp_path)
    assert calendar is None
    assert [d.code for d in found] == [code]


def test_a_list_of_nonsense_is_left_after_twenty_findings(tmp_path: Path) -> None:
    _, found = load_closed_days(write(tmp_path, b"date\n" + b"nonsense\n" * 100_000))
    assert [d.code for d in found] == ["T537"] * 20 + ["T549"]
    assert found[-1].severity is Severity.MUST
    assert "99,980 more lines" in found[-1].message
