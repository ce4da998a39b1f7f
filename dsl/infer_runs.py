"""The types of days on which a condition holds.

Enters: a node and the inference at work. Leaves: its type, diagnostics. Holds: a run has whole days, at least one; what holds on a day is a
condition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenor.dsl import syntax as s
from tenor.dsl import types as ty

if TYPE_CHECKING:
    from tenor.dsl.infer import Inference

__all__ = ["fit_window", "type_of_run", "whole_days"]


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
    whole_days(self, w.count, "window", at)


def whole_days(self: Inference, count: Any, what: str, at: s.Node) -> None:
    """Whether there are days of something, and whole ones."""
    if count is not None and (count.denominator != 1 or count <= 0):
        self.report(
            "T412",
            f"the {what} has no days" if count <= 0 else f"the {what} has a fraction of a day",
            at,
            "name at least one day, and whole days",
        )
