"""The types of what comes round: cycles, year fractions, dates of schedules and figures over them, series told by name.

Enters: a node and the inference at work. Leaves: its type, diagnostics. Holds: a cycle goes forward; a year fraction has a day count; what
is added up for each date is a quantity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.infer_runs import in_order

if TYPE_CHECKING:
    from tenor.dsl.infer import Inference

__all__ = ["fit_cyclic", "fit_happens", "type_carried", "type_of_cycle"]

_SCHEDULE = "define it by `means each March 31 …` or `means every 3 months …`"


_OfCycles = s.Cycle | s.MovedBy | s.EndOf | s.SpanOfCycles | s.Years | s.NamedSeries | s.NextDate | s.OverDates


def type_of_cycle(self: Inference, x: _OfCycles) -> ty.Type | None:
    """The type of a cycle, of years, of what a series says, of a date of a schedule, of a figure over dates."""
    match x:
        case s.Cycle():
            self.want(x.period, ty.CYCLE, "what comes round", "write it as `3 months with a short last period`")
            return ty.CYCLE
        case s.SpanOfCycles():
            self.want(x.cycle, ty.CYCLE, "what is counted")
            self.want(x.count, ty.NUMBER, "how many")
            return ty.PERIOD
        case s.EndOf():
            self.want(x.day, ty.DATE, "the day whose end is meant")
            return ty.DATE
        case s.MovedBy():
            self.want(x.value, ty.DATE, "what is moved")
            self.want(x.rule, ty.CLOSED_DAY_RULE, "a rule for closed days")
            self.calendar(x.calendar, x)
            return ty.DATE
        case s.Years():
            self.want(x.start, ty.DATE, "the first day of a year fraction")
            self.want(x.end, ty.DATE, "the last day of a year fraction")
            if isinstance(x.count, s.Expr):
                self.want(x.count, ty.DAY_COUNT, "a day count", "declare it as `(day count)`, or name one, as `actual/365`")
            return ty.YEARS
        case s.NamedSeries():
            self.want(x.name, ty.TEXT, "the name of what is observed")
            info = self.terms.get(self.c.aliases.get(x.term, x.term))
            st = info.rules[0].statement if info is not None else None
            if info is not None and info.kind != "unseen" and not (isinstance(st, s.Observation) and st.named):
                self.report("T321", f"`{x.term}` is not told by name", x, 'declare it: `observation "…" (number), told by name.`')
            return self.term_type(x.term, x)
        case s.NextDate():
            if not self.of_kind(x.schedule, "schedule"):
                self.report("T244", f"`{x.schedule}` is no list of dates", x, _SCHEDULE)
            self.want(x.after, ty.DATE, "the day after which the next is meant")
            self.want(x.otherwise, ty.DATE, "the day if there is none")
            return ty.DATE
        case _:
            return _over_dates(self, x)


def type_carried(self: Inference, x: s.Carried | s.WhatIsCarried) -> ty.Type | None:
    """The type of a value carried from date to date: on each it becomes another of its kind."""
    if isinstance(x, s.WhatIsCarried):
        if not self.carried:
            self.report("T262", "nothing is carried here", x, "it stands in `… carried through each …`")
            return None
        return self.carried[-1]
    if not self.of_kind(x.schedule, "schedule"):
        self.report("T244", f"`{x.schedule}` is no list of dates", x, _SCHEDULE)
    self.want(x.first, ty.DATE, "the first day through which it is carried")
    self.want(x.last, ty.DATE, "the last day through which it is carried")
    t = self.infer(x.start)
    saved = self.scope, self.schedule
    self.scope, self.schedule = "", x.schedule
    self.carried.append(t)
    if t is not None:
        self.want(x.becomes, t, "what is carried")
    self.carried.pop()
    self.scope, self.schedule = saved
    return t


def _over_dates(self: Inference, x: s.OverDates) -> ty.Type | None:
    if not self.of_kind(x.schedule, "schedule"):
        self.report("T244", f"`{x.schedule}` is no list of dates", x, _SCHEDULE)
    if x.start is not None and x.end is not None:
        self.want(x.start, ty.DATE, "the first day of a count")
        self.want(x.end, ty.DATE, "the last day of a count")
    return ty.NUMBER if x.kind == "number" else self.figure_for_each(x)


def fit_cyclic(self: Inference, st: s.Cyclic) -> ty.Type:
    """Fits the parts of a sentence about dates that come round."""
    for part in st.segments:
        self.want(part.cycle, ty.CYCLE, "what comes round", "write it as `3 months` or `14 calendar days`")
        self.want(part.start, ty.DATE, "the day from which a cycle comes round")
        periods = [node for node in s.walk(part.cycle) if isinstance(node, s.Period)]
        for period in periods:
            if period.count <= 0:
                self.report("T415", "a cycle goes forward: this one has no days", period, "write it as `3 months` or `14 calendar days`")
        if not self.c.month_rule and not (periods and all(p.unit != "months" for p in periods)):
            self.report(
                "T414",
                "the file does not say where a month ends that the calendar cuts short",
                part,
                "write in the head `a month ends on the same day of the next, or on the last day of a shorter month.`; "
                "where the paper is silent, that is a reading to be confirmed",
            )
    self.want(st.end, ty.DATE, "the end of a schedule")
    if st.first and (st.last or st.without_end or len(st.segments) > 1):
        mend = "count either back from the last day, with a first period, or on from the first, with a last one"
        self.report("T417", "these dates are counted back from their last day, and on from their first", st, mend)
    in_order(self, st.segments[0].start, st.end)
    if isinstance(st.month_ends, s.Expr):
        self.want(st.month_ends, ty.MONTH_END_RULE, "a rule for the ends of months")
    for moving in st.movings:
        self.calendar(moving.calendar, moving)
        if isinstance(moving.rule, s.Expr):
            self.want(moving.rule, ty.CLOSED_DAY_RULE, "a rule for closed days")
        if moving.condition is not None:
            self.want(moving.condition, ty.YES_NO, "a condition")
    if st.condition is not None:
        self.want(st.condition, ty.YES_NO, "a condition")
    return ty.DATE


def fit_happens(self: Inference, st: s.Happens) -> None:
    """Fits the parts of a sentence about an event on the dates of a schedule, or on a day."""
    target = self.event_named(st.event, st)
    if target is not None and target.base:
        self.report("T257", f"`{st.event}` is a part of `{target.base}`, and nothing else becomes one", st, f"name `{target.base}`")
    if st.schedule and not self.of_kind(st.schedule, "schedule"):
        self.report("T244", f"`{st.schedule}` is no list of dates", st, _SCHEDULE)
    if st.day is not None:
        self.want(st.day, ty.DATE, "the day of an event")
    self.schedule = st.schedule
    for test in (st.condition, st.unless):
        if test is not None:
            self.want(test, ty.YES_NO, "a condition")
