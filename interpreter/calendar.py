"""Kinds of day: which days are open, which are closed, and which nobody has told.

Enters: lists of closed days (files with a stated source), days with a row in a series of prices, dates. Leaves: `DayCalendar`, which
answers with a date or with a `Gap`; findings about a file as `Diagnostic` values. Holds: a day about
which nothing was told is never taken as open nor as closed; no answer walks from day to day, each is found by search among sorted
numbers of days; no clock, no network, no binary floating point.

How it works: a calendar counts its open days. `rank(o)` is the number of open days up to the day with ordinal `o`, `nth(m)` is the
ordinal of the m-th open day. Moving by n open days is `nth(rank + n)`. Days not told are counted in the same way, as the days that
were expected less the days that came, so that an answer resting on one of them becomes a `Gap`.
"""

from __future__ import annotations

import csv
from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from attrs import field, frozen

from tenor.dsl.diagnostic import Diagnostic, Severity, Span, sorted_diagnostics
from tenor.interpreter.files import quoted, read_source
from tenor.interpreter.values import Q

__all__ = [
    "DayCalendar",
    "Gap",
    "add_months",
    "listed_calendar",
    "load_closed_days",
    "months_between",
    "named_calendar",
    "parse_day",
]

_FIRST = date.min.toordinal()
_LAST = date.max.toordinal()
_SHOWN = 20


@frozen
class Gap:
    """A day about which a calendar does not know: the first such `day` that the answer would rest on, and `why`, in words."""

    day: date
    why: str


@frozen
class _Weekly:
    """Open days that come back every week, less listed closed days: `closed` holds ordinals of days that would be open otherwise."""

    weekdays: tuple[int, ...]
    closed: tuple[int, ...]
    _upto: tuple[int, ...] = field(init=False, eq=False, repr=False)
    _before: tuple[int, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_upto", tuple(sum(1 for w in self.weekdays if w <= r) for r in range(7)))
        object.__setattr__(self, "_before", tuple(self._plain(o) - i - 1 for i, o in enumerate(self.closed)))

    def _plain(self, ordinal: int) -> int:
        # Ordinal 1 is a Monday.
        week, rest = divmod(ordinal - 1, 7)
        return week * len(self.weekdays) + self._upto[rest]

    def rank(self, ordinal: int) -> int:
        return self._plain(ordinal) - bisect_right(self.closed, ordinal)

    def nth(self, number: int) -> int:
        week, rest = divmod(number + bisect_left(self._before, number) - 1, len(self.weekdays))
        return week * 7 + self.weekdays[rest] + 1

    def several(self, first: int, last: int) -> tuple[date, ...]:
        """The open days from the `first`-th to the `last`-th, both included."""
        return tuple(date.fromordinal(self.nth(n)) for n in range(first, last + 1))


@frozen
class _Listed:
    """Open days that are listed one by one, as ascending ordinals."""

    days: tuple[int, ...]
    _dates: tuple[date, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_dates", tuple(map(date.fromordinal, self.days)))

    def rank(self, ordinal: int) -> int:
        return bisect_right(self.days, ordinal)

    def nth(self, number: int) -> int:
        return self.days[number - 1]

    def several(self, first: int, last: int) -> tuple[date, ...]:
        """The open days from the `first`-th to the `last`-th, both included."""
        return self._dates[first - 1 : last]


@frozen
class _Doubt:
    """Days expected to be open that did not come: `expected` open days, of which those in `came` have a row."""

    expected: _Weekly
    came: tuple[int, ...]

    def rank(self, ordinal: int) -> int:
        return self.expected.rank(ordinal) - bisect_right(self.came, ordinal)

    def first(self, low: int, high: int) -> int | None:
        """The first day not told from `low` to `high`, both included."""
        before = self.rank(low - 1)
        if low > high or self.rank(high) == before:
            return None
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.rank(middle) > before else (middle + 1, high)
        return low

    def last(self, low: int, high: int) -> int | None:
        """The last day not told from `low` to `high`, both included."""
        upto = self.rank(high)
        if low > high or self.rank(low - 1) == upto:
            return None
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.rank(middle - 1) < upto else (low, middle - 1)
        return low


def _ordinals(days: Iterable[date]) -> tuple[int, ...]:
    return tuple(sorted({d.toordinal() for d in days}))


@frozen
class DayCalendar:
    """A kind of day: which dates are open, over a stated range.

    Built by `weekly`, `every_day` or `traded`. All methods are total: they return their answer or the `Gap` that it would rest on, and
    where there are several, the one met first in the direction of the search.
    """

    name: str
    _rule: _Weekly | _Listed = field(repr=False)
    _low: int
    _high: int
    _doubt: _Doubt | None = field(default=None, repr=False)
    _floor: int = field(init=False, eq=False, repr=False)
    _ceiling: int = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        # how many open days the rule counts before the range, and to its end
        object.__setattr__(self, "_floor", self._rule.rank(self._low - 1))
        object.__setattr__(self, "_ceiling", self._rule.rank(self._high))

    @classmethod
    def weekly(
        cls, name: str, closed: frozenset[date], first: date, last: date, weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    ) -> DayCalendar:
        """Days that are open every week on `weekdays` (Monday is 0), except the `closed` dates; known from `first` to `last`.

        Both ends are included. Closed dates on other weekdays, or outside the range, change nothing.
        Raises `ValueError` when `weekdays` is empty or not in 0..6.
        """
        kept = tuple(sorted(set(weekdays)))
        if not kept or not all(0 <= w <= 6 for w in kept):
            raise ValueError("weekdays are numbers from 0 (Monday) to 6 (Sunday), at least one")
        low, high = first.toordinal(), last.toordinal()
        rule = _Weekly(kept, tuple(o for o in _ordinals(closed) if low <= o <= high and (o - 1) % 7 in kept))
        return cls(name, rule, low, high)

    @classmethod
    def every_day(cls) -> DayCalendar:
        """Calendar days: all of them, from 0001-01-01 to 9999-12-31."""
        return cls("calendar days", _Weekly((0, 1, 2, 3, 4, 5, 6), ()), _FIRST, _LAST)

    @classmethod
    def traded(
        cls,
        name: str,
        days: tuple[date, ...],
        complete: bool,
        expected_closed: frozenset[date] = frozenset(),
        expected_first: date | None = None,
        expected_last: date | None = None,
        complete_to: date | None = None,
    ) -> DayCalendar:
        """Days with a row in a series, known from the first row to the last.

        `complete` says that the series leaves out no open day: a date without a row is then closed. Otherwise a weekday without a row is
        a gap, unless it stands in `expected_closed` (a list that speaks for `expected_first` to `expected_last`, `None`: without end);
        a Saturday or Sunday without a row is closed. A day with a row is open, whatever the list says. `complete_to` says that no day up to
        it is left out. Closed days that follow the last row at once (a weekend, a day of the list) are known too.
        """
        rows = _ordinals(days)
        low, high = (rows[0], rows[-1]) if rows else (_FIRST, _FIRST - 1)
        complete = complete or complete_to is not None
        if rows and complete_to is not None:
            high = max(high, complete_to.toordinal())
        listed = {d.toordinal() for d in expected_closed}
        while rows and high < _LAST and (high % 7 in {5, 6} or high + 1 in listed):
            high += 1
        doubt = None
        if rows and not complete:
            known_low = max(low, expected_first.toordinal() if expected_first else low)
            known_high = min(high, expected_last.toordinal() if expected_last else high)
            came = set(rows)
            closed = tuple(o for o in _ordinals(expected_closed) if known_low <= o <= known_high and (o - 1) % 7 < 5 and o not in came)
            doubt = _Doubt(_Weekly((0, 1, 2, 3, 4), closed), tuple(o for o in rows if (o - 1) % 7 < 5))
        return cls(name, _Listed(rows), low, high, doubt)

    @property
    def first(self) -> date | None:
        """The first day that the calendar speaks of; `None` when it speaks of no day."""
        return date.fromordinal(self._low) if self._low <= self._high else None

    @property
    def last(self) -> date | None:
        """The last day that the calendar speaks of; `None` when it speaks of no day."""
        return date.fromordinal(self._high) if self._low <= self._high else None

    def is_open(self, d: date) -> bool | Gap:
        """Whether `d` is an open day."""
        o = d.toordinal()
        return self._unknown(o, o) or self._rule.rank(o) > self._rule.rank(o - 1)

    def open_weekdays(self) -> tuple[frozenset[int], frozenset[int], int, int] | None:
        """The weekdays (Monday is 0) that are open every week, the ordinals of days closed all the same, and the first and last day spoken
        of; `None` for another kind of calendar.
        """
        if not isinstance(self._rule, _Weekly) or self._doubt is not None:
            return None
        return frozenset(self._rule.weekdays), frozenset(self._rule.closed), self._low, self._high

    def add(self, d: date, n: int) -> date | Gap:
        """The n-th open day strictly after `d`; for n below 0 the |n|-th strictly before; for 0 `d` itself, open or not, known or not."""
        o = d.toordinal()
        if n == 0:
            return d
        return self._forward(o + 1, n) if n > 0 else self._backward(o - 1, -n)

    def on_or_after(self, d: date) -> date | Gap:
        """`d` if it is open, else the next open day."""
        return self._forward(d.toordinal(), 1)

    def on_or_before(self, d: date) -> date | Gap:
        """`d` if it is open, else the open day before."""
        return self._backward(d.toordinal(), 1)

    def ending(self, d: date, n: int) -> tuple[date, ...] | Gap:
        """The n open days, ascending, of which the last is `d`, or the latest open day before `d` when `d` is closed.

        Where the known range begins within them, the days there are: fewer than n. That is a reading, taken for calendars that leave no
        day untold (weekly, or a complete series); of an incomplete series it is a gap. For n of 0 or less: none.
        """
        if n <= 0:
            return ()
        end = d.toordinal()
        sure = self._doubt is None and self._low <= end <= self._high
        rank = self._rule.rank(end)
        first = rank - n + 1
        if sure and rank > self._floor:
            return self._rule.several(max(first, self._floor + 1), rank)
        start = self._backward(end, n)
        return start if isinstance(start, Gap) else self._rule.several(first, rank)

    def between(self, a: date, b: date) -> tuple[date, ...] | Gap:
        """The open days from `a` to `b`, both included, ascending; none when `b` is before `a`."""
        low, high = a.toordinal(), b.toordinal()
        if low > high:
            return ()
        return self._unknown(low, high) or self._rule.several(self._rule.rank(low - 1) + 1, self._rule.rank(high))

    def count(self, a: date, b: date) -> int | Gap:
        """How many open days there are after `a`, up to `b` and with `b`; 0 when `b` is not after `a`."""
        low, high = a.toordinal() + 1, b.toordinal()
        if low > high:
            return 0
        return self._unknown(low, high) or self._rule.rank(high) - self._rule.rank(low - 1)

    def _forward(self, start: int, n: int) -> date | Gap:
        if start < self._low or start > self._high:
            return self._outside(start)
        number = self._rule.rank(start - 1) + n
        found = self._rule.nth(number) if number <= self._ceiling else None
        reach = self._high if found is None else found
        doubtful = self._doubt.first(start, reach) if self._doubt else None
        if doubtful is not None:
            return self._untold(doubtful)
        return self._outside(self._high + 1) if found is None else date.fromordinal(found)

    def _backward(self, start: int, n: int) -> date | Gap:
        if start < self._low or start > self._high:
            return self._outside(start)
        number = self._rule.rank(start) - n + 1
        found = self._rule.nth(number) if number > self._floor else None
        reach = self._low if found is None else found
        doubtful = self._doubt.last(reach, start) if self._doubt else None
        if doubtful is not None:
            return self._untold(doubtful)
        return self._outside(self._low - 1) if found is None else date.fromordinal(found)

    def _unknown(self, low: int, high: int) -> Gap | None:
        if low < self._low:
            return self._outside(low)
        doubtful = self._doubt.first(low, min(high, self._high)) if self._doubt else None
        if doubtful is not None:
            return self._untold(doubtful)
        return self._outside(max(low, self._high + 1)) if high > self._high else None

    def _outside(self, ordinal: int) -> Gap:
        day = date.fromordinal(min(max(ordinal, _FIRST), _LAST))
        if self._low > self._high:
            return Gap(day, f"`{self.name}` has not told any day")
        side = "ends on" if ordinal > self._high else "begins on"
        return Gap(day, f"not told: `{self.name}` {side} {date.fromordinal(self._high if ordinal > self._high else self._low)}")

    def _untold(self, ordinal: int) -> Gap:
        day = date.fromordinal(ordinal)
        return Gap(day, f"not told: `{self.name}` has no row for {day}, a weekday that no list gives as closed")


def add_months(day: date, months: int, end: str) -> date:
    """The day so many months later (earlier, below zero), counted in one go, never month by month.

    Where the month has no such day: its last day (`end` is `last`), or the day after it (`after`).
    Raises `OverflowError` beyond the years 1 to 9999.
    """
    index = day.year * 12 + day.month - 1 + months
    if not 12 <= index < 120_000:
        raise OverflowError("beyond the years that have dates")
    first = date(index // 12, index % 12 + 1, 1)
    length = monthrange(first.year, first.month)[1]
    if day.day <= length:
        return first.replace(day=day.day)
    return first.replace(day=length) if end == "last" else first.replace(day=length) + timedelta(days=1)


def months_between(start: date, end: date, rule: str) -> Q:
    """The months from one day to another: whole ones, each counted from `start`, and of the last its days over all of its days.

    Below zero when `end` is before `start`. `rule` is as for `add_months`.
    """
    if end < start:
        return -months_between(end, start, rule)
    whole = (end.year - start.year) * 12 + end.month - start.month
    while add_months(start, whole, rule) > end:
        whole -= 1
    last, following = add_months(start, whole, rule), add_months(start, whole + 1, rule)
    return whole + Q((end - last).days, (following - last).days)


def parse_day(text: str) -> date | str:
    """The date written `YYYY-MM-DD`, or in words what is wrong with it."""
    if len(text) == 10 and text[4] == text[7] == "-" and text.isascii() and (text[:4] + text[5:7] + text[8:]).isdigit():
        try:
            return date.fromisoformat(text)
        except ValueError:
            return f"there is no day {quoted(text)}"
    return f"{quoted(text)} is not a date" if text else "the date is missing"


def load_closed_days(path: str | Path) -> tuple[frozenset[date], list[Diagnostic]]:
    """The closed days that a CSV file lists in its column `date`, and what is wrong with its rows; rows that are wrong are left out.

    Every row is taken, whatever its other columns say. A column `kind` only tells why a day is closed: in the New York list `holiday`, or
    `next day (fell on Sunday)` for the Monday that follows; in the California list `optional bank holiday`, `Monday after Sunday` or
    `Friday before Saturday`. Both the holiday and the day it moves to are rows, and both are closed days; a row on a Saturday or Sunday
    changes nothing in a calendar that is open on weekdays. That an optional holiday closes the day is a reading of the list.

    Errors: those of `read_source`, T534 no column `date`, T537 an impossible date, T549 how many lines were left unread after 20 findings.
    """
    source, _, found = read_source(path, str(path))
    if source is None:
        return frozenset(), found
    lines = source.text.removesuffix("\n").split("\n")
    head = [cell.strip().lower() for cell in _cells(lines[0])]
    if "date" not in head:
        missing = Diagnostic("T534", Severity.MUST, "the first line names no column `date`", Span(source, 0, len(lines[0].rstrip("\r"))))
        return frozenset(), [missing]
    column = head.index("date")
    days: set[date] = set()
    offset = len(lines[0]) + 1
    for number, line in enumerate(lines[1:], start=2):
        if line.strip():
            cells = _cells(line)
            cell = cells[column].strip() if column < len(cells) else ""
            day = parse_day(cell)
            if isinstance(day, date):
                days.add(day)
            else:
                at = offset + max(0, line.find(cell))
                help_ = "write the date as YYYY-MM-DD"
                found.append(Diagnostic("T537", Severity.MUST, day, Span(source, at, at + max(1, len(cell))), help=help_))
        offset += len(line) + 1
        if len(found) == _SHOWN and number < len(lines):
            rest = f"{len(lines) - number:,} more lines were left unread after {_SHOWN} findings"
            found.append(Diagnostic("T549", Severity.MUST, rest, Span(source, offset, offset)))
            break
    return frozenset(days), sorted_diagnostics(found)


def _cells(line: str) -> list[str]:
    try:
        return next(csv.reader([line.rstrip("\r")]), [])
    except csv.Error:
        return line.split(",")


def named_calendar(file_stem: str, folder: Path) -> tuple[DayCalendar | None, list[Diagnostic]]:
    """The weekday calendar whose closed days stand in `folder/<file_stem>.csv`, known from 1 January of the first year in the file to
    31 December of the last; `None` with the findings when the file is missing or any of its rows is wrong.

    Errors: those of `load_closed_days`; T530 also when `file_stem` is not the plain name of a file; T533 when the file lists no day.
    """
    calendar, _, found = listed_calendar(file_stem, folder)
    return calendar, found


def listed_calendar(file_stem: str, folder: Path) -> tuple[DayCalendar | None, frozenset[date], list[Diagnostic]]:
    """The same with the days that the file lists, read once."""
    if not file_stem or any(not (c.isalnum() or c in "-_ .") for c in file_stem) or file_stem.startswith("."):
        message = f"{quoted(file_stem)} is not the name of a calendar file"
        return None, frozenset(), [Diagnostic("T530", Severity.MUST, message, help="use letters, digits, `-` and `_`")]
    path = folder / f"{file_stem}.csv"
    if not path.is_file():
        there = ", ".join(f"`{p.stem}`" for p in sorted(folder.glob("*.csv")))
        help_ = f"the calendars here are {there}" if there else "there are no calendars here"
        return None, frozenset(), [Diagnostic("T530", Severity.MUST, f"there is no calendar {quoted(file_stem)}", help=help_)]
    closed, found = load_closed_days(path)
    if any(d.severity is Severity.MUST for d in found):
        return None, closed, found
    if not closed:
        return (
            None,
            frozenset(),
            [Diagnostic("T533", Severity.MUST, f"the calendar {quoted(file_stem)} lists no day", help="list its closed days")],
        )
    first, last = date(min(closed).year, 1, 1), date(max(closed).year, 12, 31)
    return DayCalendar.weekly(file_stem, closed, first, last), closed, found
