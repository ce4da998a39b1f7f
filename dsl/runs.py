"""Syntax of days on which a condition holds: runs of them, every one of them, how many of them.

Enters: nothing. Leaves: the node classes. Holds: as for `expressions`. A calendar named `days` is that of calendar days.
"""

from __future__ import annotations

from typing import Any

from attrs import frozen

from tenor.dsl.expressions import Expr, Window


@frozen(eq=False, repr=False)
class Run(Expr):
    """The `end` or the `start` of the first run of so many consecutive days after a day, on each of which a condition holds."""

    kind: str
    count: Any
    calendar: str
    after: Expr
    condition: Expr


@frozen(eq=False, repr=False)
class EveryDay(Expr):
    """`every day of WINDOW is one on which (C)`."""

    window: Window
    condition: Expr


@frozen(eq=False, repr=False)
class DayCount(Expr):
    """The number of days of a calendar from one day to another, both in; with a condition, of those on which it holds."""

    calendar: str
    start: Expr
    end: Expr
    condition: Expr | None = None
