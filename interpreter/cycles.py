"""Dates that come round: a cycle from a day to an end, its last period, the ends of months, closed days.

Enters: days, periods (in words too), calendars. Leaves: lists of dates. Holds: every date is counted from the first in one go, so that
the 31st is not lost on the way; no date stands twice; linear in the number of dates; no clock.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tenor.interpreter.calendar import DayCalendar, Gap, add_months
from tenor.interpreter.values import like

__all__ = ["all_moved", "come_back", "come_round", "cycle_of", "moved", "steps"]

_MOST = 200_000


def steps(start: date, count: int, unit: str, month_rule: str, to_month_end: bool, cal: DayCalendar | None) -> Callable[[int], date | Gap]:
    """The n-th date of a cycle: so many months, calendar days or open days from its start.

    With `to_month_end` a cycle of months that starts on the last day of a month stays on the last days of months.
    """
    if unit == "months":
        at_end = to_month_end and (start + timedelta(days=1)).day == 1
        if at_end:
            return _month_ends(start, count)
        return lambda n: like(start, add_months(start, n * count, month_rule))
    if unit == "days":
        first, kind = start.toordinal(), type(start)
        return lambda n: kind.fromordinal(first + n * count)
    assert cal is not None
    return lambda n: like(start, cal.add(start, n * count))


def _month_ends(start: date, count: int) -> Callable[[int], date]:
    """The last days of months, so many months apart."""
    first = start.year * 12 + start.month - 1

    def step(n: int) -> date:
        year, month = divmod(first + n * count, 12)
        if year > date.max.year:
            raise OverflowError("beyond the years that have dates")
        return start.replace(year, month + 1, _LENGTHS[month] + (month == 1 and isleap(year)))

    return step


_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _part(day: date, within: str) -> tuple[int, int, bool]:
    return day.year, day.month, within == "half" and day.day > 15


def all_moved(days: list[date], way: str, within: str, cal: DayCalendar) -> list[date] | Gap:
    """Days, each moved; most are open, which is seen at once where the open days come back every week."""
    weekly = cal.open_weekdays()
    found: list[date] = []
    for day in days:
        if weekly is not None and day.weekday() in weekly[0]:
            o = day.toordinal()
            if o not in weekly[1] and weekly[2] <= o <= weekly[3]:
                found.append(day)
                continue
        to = moved(day, way, within, cal)
        if isinstance(to, Gap):
            return to
        found.append(like(day, to))
    return found


def come_round(step: Callable[[int], date | Gap], end: date, last: str, with_end: bool = True) -> list[date] | Gap | str:
    """The dates of a cycle before its end, and the end.

    Where the end is none of the cycle's own dates the last period is `short` (it ends there all the same) or `long` (the date before it is
    left out, and it begins a period earlier). In words, what is wrong, where nothing says which, or the end is never reached.
    """
    found: list[date] = []
    n = 0
    try:
        at = step(0)
        while not isinstance(at, Gap) and at < end:
            if (found and at <= found[-1]) or n > _MOST:
                return f"a cycle that reaches {end}"
            found.append(at)
            n += 1
            at = step(n)
    except (OverflowError, ValueError):
        return f"a cycle that reaches {end}"
    if isinstance(at, Gap):
        return at
    if at != end:
        if not last and found:
            return f"whether the last period, to {end}, is short or long: the cycle does not end on that day"
        if last == "long" and len(found) > 1:
            found.pop()
    if with_end:
        found.append(end)
    return found


def come_back(step: Callable[[int], date | Gap], start: date, first: str) -> list[date] | Gap | str:
    """The dates of a cycle counted back from its end, and the start; a first period that is not whole is `short` or `long`."""
    found: list[date] = []
    at = step(0)
    try:
        while not isinstance(at, Gap) and at > start:
            if (found and at >= found[-1]) or len(found) > _MOST:
                return f"a cycle that reaches {start}"
            found.append(at)
            at = step(len(found))
    except (OverflowError, ValueError):
        return f"a cycle that reaches {start}"
    if isinstance(at, Gap):
        return at
    if at != start and first == "long" and len(found) > 1:
        found.pop()
    return [start, *reversed(found)]


def moved(day: date, way: str, within: str, cal: DayCalendar) -> date | Gap:
    """A day, or where it is closed the open day that is `next`, `before` or `nearest` (of two as near, the next).

    `within` its `month`, or the `half` of it, it goes the other way if the first would leave that.
    """
    if not way:
        return day
    if way == "nearest":
        later, earlier = cal.on_or_after(day), cal.on_or_before(day)
        if isinstance(later, Gap) or isinstance(earlier, Gap):
            return later if isinstance(later, Gap) else earlier
        return later if later - day <= day - earlier else earlier
    first, other = (cal.on_or_after, cal.on_or_before) if way == "next" else (cal.on_or_before, cal.on_or_after)
    found = first(day)
    if within and isinstance(found, date) and _part(found, within) != _part(day, within):
        return other(day)
    return found


_PERIOD = re.compile(r"(\d+) (calendar days?|weeks?|months?|years?)(?: with a (short|long) last period)?")


def cycle_of(text: str, least: int = 1) -> tuple[Any, ...] | None:
    """A period in words, with what becomes of a last one that is not whole: `(3, "months", "short")`; one that comes round is no shorter
    than `least`.
    """
    m = _PERIOD.fullmatch(text.strip())
    if m is None or int(m.group(1)) < least:
        return None
    size = {"c": 1, "w": 7, "m": 1, "y": 12}[m.group(2)[0]]
    return (size * int(m.group(1)), "days" if m.group(2)[0] in "cw" else "months", *([m.group(3)] if m.group(3) else []))
