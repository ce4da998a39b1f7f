"""Syntax of counts: months, whole units, steps, computed spans; of figures over dates and acts.

Enters: nothing. Leaves: the node classes. Holds: as for `expressions`.
"""

from __future__ import annotations

from typing import Any

from attrs import frozen

from tenor.dsl.expressions import Expr, Filter, Lit, Node, Ref


@frozen(eq=False, repr=False)
class MonthNumber(Expr):
    """The number of months from one day to another: whole ones, and of the last its days over all of its days."""

    start: Expr
    end: Expr


@frozen(eq=False, repr=False)
class WholeUnits(Expr):
    """How often an amount goes into a quantity, without the rest."""

    unit: Lit
    value: Expr


@frozen(eq=False, repr=False)
class SpanOf(Expr):
    """A number of days of one kind that is computed."""

    count: Expr
    unit: str


@frozen(eq=False, repr=False)
class CountOfDay(Expr):
    """Which of the days of a claim by the day the one at hand is: 1 for the first."""


@frozen(eq=False, repr=False)
class Step(Node):
    """One step: what it is, and for how many (`None`: for all that follow)."""

    label: str
    value: Expr
    count: Any
    place: str


@frozen(eq=False, repr=False)
class Steps(Expr):
    """A figure that changes with the number of what it is counted for."""

    steps: tuple[Step, ...]


@frozen(eq=False, repr=False)
class AtStep(Expr):
    """The figure of the n-th unit."""

    steps: Ref
    number: Expr


@frozen(eq=False, repr=False)
class OverSteps(Expr):
    """The figures of so many units together, a part of a unit in proportion."""

    steps: Ref
    number: Expr


@frozen(eq=False, repr=False)
class TermOfAct(Expr):
    """A term of the first (or the last so far) occurrence of an event that passes the filters."""

    term: Ref
    event: str
    filters: tuple[Filter, ...]
    last: bool
