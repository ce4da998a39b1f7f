"""Day counts: the years from one day to another, as exact rationals.

Enters: two days, the name of a day count. Leaves: years. Holds: the first day is out and the last in, so days are end less start; each
count is a function of its own, and a table names them.

`actual/365`, `actual/360`, `30/360`, `30E/360` and `actual/actual ISDA` follow the 2006 ISDA Definitions, section 4.16; the others their
own sources, said beside each.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import isleap, monthrange
from collections.abc import Callable
from datetime import date, timedelta
from types import MappingProxyType

from tenor.interpreter.values import Q

__all__ = ["DAY_COUNTS", "year_fraction"]


def _days(length: int) -> Callable[[date, date], Q]:
    """Days over a fixed number of them."""
    return lambda start, end: Q((end - start).days, length)


def _thirty(start: date, end: date, first: int, last: int, year: int = 360) -> Q:
    return Q((end.year - start.year) * 360 + (end.month - start.month) * 30 + last - first, year)


def _bond_days(start: date, end: date) -> tuple[int, int]:
    first = min(start.day, 30)
    return first, 30 if end.day == 31 and first == 30 else end.day


def _thirty_360(start: date, end: date) -> Q:
    """4.16(f), the bond basis: a start on the 31st is the 30th, an end on the 31st is the 30th if the start is; February is not moved."""
    return _thirty(start, end, *_bond_days(start, end))


def _thirty_365(start: date, end: date) -> Q:
    """ISO 20022, code A002: any 31st is the 30th, over 365."""
    return _thirty(start, end, min(start.day, 30), min(end.day, 30), 365)


def _thirty_e_360(start: date, end: date) -> Q:
    """4.16(g): any 31st is the 30th."""
    return _thirty(start, end, min(start.day, 30), min(end.day, 30))


def _last_of_february(day: date) -> bool:
    return day.month == 2 and day.day == monthrange(day.year, 2)[1]


def _capped(day: date) -> int:
    """The day of the month; the 30th for a 31st and for the last of February."""
    return 30 if _last_of_february(day) else min(day.day, 30)


def _thirty_e_360_isda(start: date, end: date) -> Q:
    """4.16(h), where the end is not the last day of the contract: the last of February is the 30th too."""
    return _thirty(start, end, _capped(start), _capped(end))


def _thirty_e_365(start: date, end: date) -> Q:
    """The days of 4.16(h) over 365."""
    return _thirty(start, end, _capped(start), _capped(end), 365)


def _thirty_e_plus_360(start: date, end: date) -> Q:
    """An end on the 31st is the first of the next month."""
    return _thirty(start, end + timedelta(days=1) if end.day == 31 else end, min(start.day, 30), 1 if end.day == 31 else end.day)


def _thirty_360_psa(start: date, end: date) -> Q:
    """Of the Public Securities Association: a start on the last of February is the 30th."""
    first = _capped(start)
    return _thirty(start, end, first, 30 if end.day == 31 and first == 30 else end.day)


def _thirty_u_360(start: date, end: date) -> Q:
    """The United States way: the last of February is the 30th at the start, and at the end if it is at the start."""
    first, last = _capped(start), end.day
    if _last_of_february(start) and _last_of_february(end):
        last = 30
    return _thirty(start, end, first, 30 if last == 31 and first == 30 else last)


def _twenty_eight_e_336(start: date, end: date) -> Q:
    """Months of 28 days, years of 336."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return Q(months * 28 + min(end.day, 28) - min(start.day, 28), 336)


def _length(year: int) -> int:
    return 366 if isleap(year) else 365


def _actual_actual_isda(start: date, end: date) -> Q:
    """4.16(b): days in leap years over 366, the others over 365."""
    if start.year == end.year:
        return Q((end - start).days, _length(start.year))
    head = Q((date(start.year + 1, 1, 1) - start).days, _length(start.year))
    tail = Q((end - date(end.year, 1, 1)).days, _length(end.year))
    return head + (end.year - start.year - 1) + tail


def _years_on(day: date, years: int) -> date:
    """The same day so many years later or earlier; of a February 29, the 28th where there is none."""
    year = day.year + years
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) and not isleap(year) else day.replace(year=year)


def _leap_days(start: date, end: date) -> int:
    """How often February 29 lies after the start, up to the end and with it."""
    leap = [date(y, 2, 29) for y in range(start.year, end.year + 1) if isleap(y)]
    return bisect_right(leap, end) - bisect_right(leap, start)


def _actual_actual_afb(start: date, end: date) -> Q:
    """Of the French banks: whole years counted back from the end, the rest over 366 if February 29 lies in it, otherwise 365."""
    years = end.year - start.year
    while years and _years_on(end, -years) < start:
        years -= 1
    rest = _years_on(end, -years)
    leap = _leap_days(start - timedelta(days=1), rest - timedelta(days=1)) if rest > start else 0
    return years + Q((rest - start).days, 366 if leap else 365)


def _actual_actual_year(start: date, end: date) -> Q:
    """Whole years counted from the start, the rest over the days of the year that it is of."""
    years = end.year - start.year
    while years and _years_on(start, years) > end:
        years -= 1
    begun, full = _years_on(start, years), _years_on(start, years + 1)
    return years + Q((end - begun).days, (full - begun).days)


def _actual_365_actual(start: date, end: date) -> Q:
    """Days over 366 if February 29 lies among them, otherwise over 365."""
    return Q((end - start).days, 366 if _leap_days(start, end) else 365)


def _no_leap(length: int) -> Callable[[date, date], Q]:
    """Days but for each February 29, over a fixed number of them."""
    return lambda start, end: Q((end - start).days - _leap_days(start, end), length)


def _one(start: date, end: date) -> Q:  # noqa: ARG001 -- whatever the days
    """One."""
    return Q(1)


DAY_COUNTS: MappingProxyType[str, Callable[[date, date], Q]] = MappingProxyType(
    {
        "actual/365": _days(365),
        "actual/360": _days(360),
        "30/360": _thirty_360,
        "30E/360": _thirty_e_360,
        "actual/actual ISDA": _actual_actual_isda,
        "actual/actual AFB": _actual_actual_afb,
        "actual/actual year": _actual_actual_year,
        "actual/365 actual": _actual_365_actual,
        "actual/365.25": lambda start, end: Q(4 * (end - start).days, 1461),
        "actual/364": _days(364),
        "no leap/365": _no_leap(365),
        "no leap/360": _no_leap(360),
        "30/365": _thirty_365,
        "30U/360": _thirty_u_360,
        "30/360 PSA": _thirty_360_psa,
        "30E/360 ISDA": _thirty_e_360_isda,
        "30E/365": _thirty_e_365,
        "30E+/360": _thirty_e_plus_360,
        "28E/336": _twenty_eight_e_336,
        "1/1": _one,
    }
)
"""Day counts by name; each takes a start and an end not before it, and gives years."""


def year_fraction(start: date, end: date, basis: str) -> Q:
    """Years from `start` to `end` by the day count `basis`, a name in `DAY_COUNTS`; `KeyError` for another name.

    The first day is out and the last in. When `end` is before `start`: the years from `end` to `start`, below zero.
    """
    fraction = DAY_COUNTS[basis]
    if start == end:  # no time at all, whatever becomes of the ends of months
        return Q(0)
    return -fraction(end, start) if end < start else fraction(start, end)
