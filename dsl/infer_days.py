"""The types of days: spans, shifts, calendars, lists of dates, windows and what is taken from them.

Enters: an expression and the inference at work. Leaves: its type, diagnostics. Holds: a span says which days it counts; a window has
whole days and as many as are chosen from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.infer_cycles import type_carried, type_of_cycle
from tenor.dsl.infer_runs import fit_window, type_of_run, whole_days
from tenor.dsl.infer_steps import type_of_steps

if TYPE_CHECKING:
    from tenor.dsl.infer import Inference

__all__ = ["type_of_day"]


def type_of_day(self: Inference, x: s.Expr, expected: ty.Type | None) -> ty.Type | None:
    """The type of an expression about days, or of one about what happens."""
    match x:
        case s.Period():
            return _period(self, x)
        case s.Shift():
            return _shift(self, x)
        case s.Moved():
            self.want(x.value, ty.DATE, "what is moved")
            self.calendar(x.calendar, x)
            return ty.DATE
        case s.Restated():
            t = self.infer(x.value)
            if t is not None and not t.same(ty.PRICE) and not t.same(ty.SHARES):
                mend = "a price is money a share: write `$0.10 a share`" if t.same(ty.MONEY) else None
                self.report("T300", f"what is restated must be a price or shares; this is {t.words()}", x.value, mend)
                t = None
            self.want(x.start, ty.DATE, "the day from which it is restated")
            self.want(x.end, ty.DATE, "the day to which it is restated")
            return t
        case s.AtTime():
            self.want(x.day, ty.DATE, "the day of a time")
            if x.city is None:
                self.report(
                    "T404",
                    "this time does not say in which zone",
                    x,
                    "write `3:00 pm in Los Angeles` with the city that the paper names",
                )
            return ty.INSTANT
        case s.Column():
            return ty.SHARES if x.column == "volume" else ty.PRICE
        case s.DaysIn():
            return ty.DAYS
        case s.NextOpen():
            self.want(x.after, ty.DATE, "the day after which the next is meant")
            self.calendar(x.calendar, x)
            return ty.DATE
        case s.LastDate():
            if not self.of_kind(x.schedule, "schedule"):
                self.report("T244", f"`{x.schedule}` is no list of dates", x, "define it by `means each March 31 …`")
            self.want(x.before, ty.DATE, "the day before which the last is meant")
            self.want(x.otherwise, ty.DATE, "the day if there is none")
            return ty.DATE
        case s.FirstDay():
            self.event_named(x.event, x)
            self.filters(x.filters, x.event)
            return ty.DATE
        case s.MonthNumber():
            self.want(x.start, ty.DATE, "the first day of a count")
            self.want(x.end, ty.DATE, "the last day of a count")
            _months_stated(self, x)
            return ty.NUMBER
        case s.SpanOf():
            self.want(x.count, ty.NUMBER, "how many days")
            if x.unit != "days":
                self.calendar(x.unit, x)
            return ty.PERIOD
        case s.DayNumber():
            self.want(x.start, ty.DATE, "the first day of a count")
            self.want(x.end, ty.DATE, "the last day of a count")
            return ty.NUMBER
        case s.Aggregate():
            return _aggregate(self, x)
        case s.Carried() | s.WhatIsCarried():
            return type_carried(self, x)
        case s.Cycle() | s.MovedBy() | s.EndOf() | s.SpanOfCycles() | s.Years() | s.NamedSeries() | s.NextDate() | s.OverDates():
            return type_of_cycle(self, x)
        case s.Run() | s.EveryDay() | s.DayCount():
            return type_of_run(self, x)
        case _:
            return type_of_steps(self, x, expected)


def _months_stated(self: Inference, at: s.Node) -> None:
    if not self.c.month_rule:
        self.report(
            "T414",
            "the file does not say where a month ends that the calendar cuts short",
            at,
            "write in the head `a month ends on the same day of the next, or on the last day of a shorter month.`; "
            "where the paper is silent, that is a reading to be confirmed",
        )


def _period(self: Inference, x: s.Period) -> ty.Type | None:
    if x.unit == "days" and not x.stated and not self.in_reading:
        self.report(
            "T410",
            f'"{x.span.text}" does not say which days',
            x,
            f"write `{x.span.text.split()[0]} calendar days` or name a kind of day; if the paper does not say, record a reading",
        )
    if x.unit == "months":
        _months_stated(self, x)
    elif x.unit != "days":
        self.calendar(x.unit, x)
    if x.count.denominator != 1:
        self.report("T411", f"a number of {'months' if x.unit == 'months' else 'days'} is whole", x)
    return ty.PERIOD


def _shift(self: Inference, x: s.Shift) -> ty.Type | None:
    p, anchor = self.infer(x.period), self.infer(x.anchor)
    if p is not None and p.kind not in {"period", "cycle"}:
        self.report(
            "T311",
            f"`{x.direction}` takes a number of days before it; this is {p.words()}",
            x.period,
            "write as `2 calendar days after …`, or compare with `is after`",
        )
    if anchor is not None and anchor.kind not in {"date", "instant"}:
        self.report("T300", f"days are counted from a date; this is {anchor.words()}", x.anchor)
    return ty.DATE


def _aggregate(self: Inference, x: s.Aggregate) -> ty.Type | None:
    w = x.window
    fit_window(self, w, x)
    whole_days(self, x.count, "choice", x)
    t = self.term_type(x.term, x)
    if t is not None and not t.is_quantity:
        self.report("T315", f"`the {x.kind} of` takes quantities; `{x.term}` is {t.words()}", x)
    if x.if_none is not None and t is not None:
        self.want(x.if_none, t, "what stands for a window without a day")
    if w.count is not None and x.count is not None and x.count > w.count:
        self.report("T413", f"a window of {w.count} days has no {x.count} to choose", x)
    return t
