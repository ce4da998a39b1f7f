"""Syntax of what comes round: cycles, the dates that they give, events on such dates, year fractions, series told by name.

Enters: nothing. Leaves: the node classes. Holds: as for `expressions` and `sentences`.
"""

from __future__ import annotations

from typing import Any

from attrs import frozen

from tenor.dsl.expressions import Expr, Node
from tenor.dsl.sentences import Statement


@frozen(eq=False, repr=False)
class Cycle(Expr):
    """A period that comes round, with what becomes of a last one that is not whole: `short` or `long`."""

    period: Expr
    last: str


@frozen(eq=False, repr=False)
class Segment(Node):
    """A cycle and the day from which it comes round; `if_told`: left out, where that day is not told."""

    cycle: Expr
    start: Expr
    if_told: bool = False


@frozen(eq=False, repr=False)
class Moving(Node):
    """What becomes of a date on a closed day: a rule (one of `RULES`, or a term that gives it), the kind of day, and whether it applies."""

    rule: Any
    calendar: str
    condition: Expr | None


@frozen(eq=False, repr=False)
class Cyclic(Statement):
    """Dates that come round: one cycle after another to an end, with the rules of the list; with a `first` period that is not whole they
    are counted back from the end. `alone`: where a cycle is not told, its first day is the only one.
    """

    name: str
    segments: tuple[Segment, ...]
    end: Expr
    last: str = ""
    first: str = ""
    month_ends: Any = None
    without_end: bool = False
    alone: bool = False
    movings: tuple[Moving, ...] = ()
    condition: Expr | None = None


@frozen(eq=False, repr=False)
class Happens(Statement):
    """An event on each date of a schedule, or on one day."""

    schedule: str
    event: str
    day: Expr | None
    condition: Expr | None
    unless: Expr | None


@frozen(eq=False, repr=False)
class SameDay(Statement):
    """In which order the events of one day come."""

    events: tuple[str, ...]


@frozen(eq=False, repr=False)
class MovedBy(Expr):
    """A day moved from a closed day by a rule that a term gives."""

    value: Expr
    rule: Expr
    calendar: str


@frozen(eq=False, repr=False)
class Carried(Expr):
    """A value carried from date to date of a schedule within two days, both in: on each it becomes another, which may speak of it."""

    start: Expr
    schedule: str
    first: Expr
    last: Expr
    becomes: Expr


@frozen(eq=False, repr=False)
class WhatIsCarried(Expr):
    """The value carried so far."""


@frozen(eq=False, repr=False)
class EndOf(Expr):
    """The end of a day, the midnight after it; or (`month`) the last day in the same month."""

    day: Expr
    month: bool


@frozen(eq=False, repr=False)
class SpanOfCycles(Expr):
    """So many times a period."""

    cycle: Expr
    count: Expr


@frozen(eq=False, repr=False)
class Years(Expr):
    """The years from one day to another by a day count: its name, or a term that gives it."""

    start: Expr
    end: Expr
    count: Any


@frozen(eq=False, repr=False)
class NamedSeries(Expr):
    """What was observed of one of the things that an observation is told of, each by its name."""

    term: str
    name: Expr


@frozen(eq=False, repr=False)
class NextDate(Expr):
    """The first date of a schedule after a day; another value if there is none."""

    schedule: str
    after: Expr
    otherwise: Expr


@frozen(eq=False, repr=False)
class OverDates(Expr):
    """A term for each date of a schedule: their `total`, `product`, `lowest` …; or how many (`number`).

    The dates are those within two days, both in; where none are said, those that have come.
    """

    kind: str
    term: str
    schedule: str
    start: Expr | None = None
    end: Expr | None = None
