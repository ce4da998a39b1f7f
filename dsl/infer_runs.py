"""The types of days on which a condition holds.

Enters: a node and the inference at work. Leaves: its type, diagnostics. Holds: a run has whole days, at least one; what holds on a day is a
condition.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tenor.dsl import syntax as s
from tenor.dsl import types as ty

if TYPE_CHECKING:
    from tenor.dsl.infer import Inference

__all__ = ["fit_window", "in_order", "type_of_run", "whole_days"]


def type_of_run(self: Inference, x: s.Run | s.EveryDay | s.DayCount) -> ty.Type:
    """The type of an expression about days on which a condition holds."""
    match x:
        case s.Run():
            self.calendar(x.calendar, x)
            whole_days(self, x.count, "run", x)
            self.want(x.after, ty.DATE, "the day after which a run is looked for")
            _holds(self, x.condition)
            return ty.DATE
        case s.EveryDay():
            fit_window(self, x.window, x)
            _holds(self, x.condition)
            return ty.YES_NO
        case s.DayCount():
            self.calendar(x.calendar, x)
            self.want(x.start, ty.DATE, "the first day of a count")
            self.want(x.end, ty.DATE, "the last day of a count")
            if x.condition is not None:
                _holds(self, x.condition)
            return ty.NUMBER


def _holds(self: Inference, condition: s.Expr) -> None:
    self.want(condition, ty.YES_NO, "what holds on a day", "write a condition in brackets, as `(X exceeds Y)`")


def fit_window(self: Inference, w: s.Window, at: s.Node) -> None:
    """Whether a window names kinds of day, days and a number of them."""
    self.calendar(w.calendar, w)
    if w.offset_calendar:
        self.calendar(w.offset_calendar, w)
    for day in (w.anchor, w.start):
        if day is not None:
            self.want(day, ty.DATE, "a day of a window")
    if w.kind == "from to" and not (isinstance(at, s.Aggregate) and at.if_none is not None):
        in_order(self, w.start, w.anchor)
    whole_days(self, w.count, "window", at)


def in_order(self: Inference, first: s.Expr | None, last: s.Expr | None) -> None:
    """Whether the last of some days is written as one before the first, by its date or by a name of it."""
    a, b = _written(self, first), _written(self, last)
    if a is not None and b is not None and b < a:
        self.report("T416", "the last of these days is before the first", last, "the day after `from` comes first")


def _written(self: Inference, x: s.Expr | None) -> date | None:
    if isinstance(x, s.Ref):
        said = [rule for _, rule in self.sources.get(self.c.aliases.get(x.name, x.name), ())]
        only = said[0].statement if len(said) == 1 and not said[0].conditions else None
        x = only.value if isinstance(only, s.Define) else None
    return x.value if isinstance(x, s.Lit) and isinstance(x.value, date) else None


def whole_days(self: Inference, count: Any, what: str, at: s.Node) -> None:
    """Whether there are days of something, and whole ones."""
    if count is not None and (count.denominator != 1 or count <= 0):
        self.report(
            "T412",
            f"the {what} has no days" if count <= 0 else f"the {what} has a fraction of a day",
            at,
            "name at least one day, and whole days",
        )
