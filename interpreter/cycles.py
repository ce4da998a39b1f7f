"""Dates that come round: a cycle from a day to an end, its last period, the ends of months, closed days.

Enters: days, periods (in words too), calendars. Leaves: lists of dates. Holds: every date is counted from the first in one go, so that
the 31st is not lost on the way; no date stands twice; linear in the number of dates; no clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tenor.interpreter.calendar import DayCalendar, Gap, add_months
from tenor.interpreter.values import like

__all__ = ["come_round", "cycle_of", "moved", "steps"]

_MOST = 200_000


def steps(start: date, count: int, unit: str, month_rule: str, to_month_end: bool, cal: DayCalendar | None) -> Callable[[int], date | Gap]:
    """The n-th date of a cycle: so many months, calendar days or open days from its start.

    With `to_month_end` a cycle of months that starts on the last day of a month stays on the last days of months.
    """
    if unit == "months":
        at_end = to_month_end and (start + timedelta(days=1)).day == 1
        if at_end:
            first = start.replace(day=1)
            return lambda n: add_months(first, n * count + 1, "last") - timedelta(days=1)
        return lambda n: add_months(start, n * count, month_rule)
    if unit == "days":
        return lambda n: start + timedelta(days=n * count)
    assert cal is not None
    return lambda n: like(start, cal.add(start, n * count))


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
    except OverflowError:
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


def moved(day: date, way: str, within_month: bool, cal: DayCalendar) -> date | Gap:
    """A day, or where it is closed the open day that is `next` or `before`; within its month, if the first would leave it."""
    if not way:
        return day
    first, other = (cal.on_or_after, cal.on_or_before) if way == "next" else (cal.on_or_before, cal.on_or_after)
    found = first(day)
    if within_month and isinstance(found, date) and (found.year, found.month) != (day.year, day.month):
        return other(day)
    return found


_PERIOD = re.compile(r"(\d+) (calendar days?|weeks?|months?|years?)(?: with a (short|long) last period)?")


def cycle_of(text: str) -> tuple[Any, ...] | None:
    """A period in words, with what becomes of a last one that is not whole: `(3, "months", "short")`."""
    m = _PERIOD.fullmatch(text.strip())
    if m is None or not int(m.group(1)):
        return None
    size = {"c": 1, "w": 7, "m": 1, "y": 12}[m.group(2)[0]]
    return (size * int(m.group(1)), "days" if m.group(2)[0] in "cw" else "months", *([m.group(3)] if m.group(3) else []))
