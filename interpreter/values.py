"""Values: exact quantities, and what is not known.

Enters: nothing. Leaves: `Q` (the exact rational), `Unknown` (with what would settle it). Holds: no binary
floating point anywhere; an unknown is never zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from operator import attrgetter
from typing import Any

from attrs import field, frozen

from tenor.dsl.diagnostic import Span
from tenor.dsl.exact import Q, decimal_text, exact_text, parse_decimal, plain_text
from tenor.dsl.names import article

__all__ = [
    "Conflict",
    "DayEnd",
    "Instant",
    "Need",
    "Q",
    "Unknown",
    "article",
    "decimal_text",
    "exact_text",
    "like",
    "merge",
    "midnight",
    "parse_decimal",
    "plain_text",
]


class DayEnd(date):
    """The end of a day: it stands on that day, and time is counted to the midnight after it."""

    __slots__ = ()

    @classmethod
    def of(cls, day: date) -> DayEnd:
        """The end of a day."""
        return cls(day.year, day.month, day.day)


def like(other: Any, day: Any) -> Any:
    """A day reached from another: its end, where that was the end of a day; anything else as it is."""
    return DayEnd.of(day) if isinstance(other, DayEnd) and isinstance(day, date) else day


def midnight(day: date) -> date:
    """The day with which counting begins or ends: the next for the end of a day. The end of the last day of all is that day."""
    return date.fromordinal(min(day.toordinal() + 1, date.max.toordinal())) if isinstance(day, DayEnd) else day


@frozen
class Instant:
    """A day of the contract's zone, with the minute of an absolute clock when the time is told."""

    day: date
    minute: int | None = None
    clock: str = field(default="", eq=False)


@frozen(order=True)
class Need:
    """What would settle something: in words, and the section that asks for it. It is a fact, or (`open`) a reading that no fact settles.

    `told` is where facts tell what cannot be: then they are to be mended.
    """

    words: str
    section: str = ""
    open: bool = False
    told: tuple[Span, ...] = field(default=(), eq=False, order=False, repr=False)


@frozen
class Conflict:
    """Two live provisions that fix one term differently, and neither yields: the paper says two things."""

    name: str
    sides: tuple[tuple[str, Any], ...]


@frozen
class Unknown:
    """What is not known, with the facts that would settle it.

    `after` bounds a date from below: a day that has not come by that day. `low` and `high` bound a quantity,
    `high` also a day that comes no later. `none`: a day that something does not have so far; asked for by itself, the answer is none.
    `either`: any one of the needs is enough.
    """

    needs: tuple[Need, ...]
    after: date | None = None
    low: Any = None
    high: Any = None
    conflict: Conflict | None = None
    none: bool = False
    either: bool = False

    @property
    def open(self) -> bool:
        """Whether no fact would settle it: the text, as it is read, leaves it open."""
        return bool(self.needs) and all(n.open for n in self.needs)


def merge(unknowns: Iterable[Unknown]) -> Unknown:
    """One unknown that needs whatever any of them needs; a bound stays only where every one of them is a day still to come."""
    needs: dict[Need, None] = {}
    after: list[date | None] = []
    either = True
    for u in unknowns:
        after.append(u.after)
        either = either and u.either
        for need in u.needs:
            needs[need] = None
    days = [d for d in after if d is not None]
    bound = min(days) if days and len(days) == len(after) else None
    return Unknown(tuple(sorted(needs, key=attrgetter("words", "section"))), bound, either=either and len(after) == 1)
