"""Days on which a condition holds: the first run of them, every one of a window, how many.

Enters: nodes about such days. Leaves: their values, registered with `reads`. Holds: a condition is seen on each day as it stood on that
day, `that day` being the day, and is looked at once a day; a day that has not come, or of which the condition is not known, is never
taken to be one or the other; what it could change is then not known, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from tenor.dsl import syntax as s
from tenor.dsl.exact import Q
from tenor.interpreter.arithmetic import all_hold, day_value
from tenor.interpreter.by_day import on_day
from tenor.interpreter.calendar import DayCalendar, Gap
from tenor.interpreter.days import calendar, from_calendar, of_calendar, window
from tenor.interpreter.environment import Env, Why, reads, strict, unknown, value
from tenor.interpreter.values import Need, Unknown, article, merge

__all__ = ["kind_of_day"]

_STEP = timedelta(days=1)


def kind_of_day(calendar: str) -> str:
    """What the days of a calendar are called, one of them."""
    return "calendar day" if calendar == "days" else calendar


def _verdicts(env: Env, condition: s.Expr, days: Sequence[date]) -> tuple[Why, ...]:
    return tuple([_verdict(env, condition, day) for day in days])


def _verdict(env: Env, condition: s.Expr, day: date) -> Why:
    """Whether a condition held on a day, with the day before its reasons."""
    w = on_day(env, condition, day)
    return Why(day, w.value, (w,))


# ── runs


@reads(s.Run)
def _run(env: Env, x: s.Run) -> Why:
    after, cal = value(env, x.after), calendar(env, x.calendar)
    besides = (after, *of_calendar(env, x.calendar))
    if isinstance(after.value, Unknown):
        return Why(x, Unknown(after.value.needs, after.value.after), besides=besides)
    if isinstance(cal, Unknown):
        return Why(x, cal, besides=besides)
    days, gap = _days_known(cal, day_value(after.value) + _STEP, env.until_day())
    found, doubtful, open_ = _first_run(env, x, days)
    if found and not doubtful:
        return Why(x, _bound(x, found), tuple(found), besides=besides)
    if doubtful:
        bad = merge(w.value for w in doubtful if isinstance(w.value, Unknown))
        high = _bound(x, found) if found else None
        return Why(x, Unknown(bad.needs, _bound(x, doubtful) - _STEP, None, high), tuple(doubtful), besides=besides)
    # nothing ends a run before its days are over; one that has begun may turn out to be the first
    began = open_[0].what if open_ and x.kind == "start" else None
    so_far = f"{len(open_)} of {int(x.count)} so far" if open_ else ""
    if gap is not None:
        needs = (Need(f"whether {gap.day} is {article(kind_of_day(x.calendar))} ({gap.why})"),)
        return Why(x, Unknown(needs, (began or gap.day) - _STEP), tuple(open_), "", so_far, besides)
    words = " ".join(x.condition.span.text.split()).strip("()")
    needs = (Need(f"{int(x.count)} consecutive {kind_of_day(x.calendar)}s on which {words}"),)
    return Why(x, Unknown(needs, began - _STEP if began else env.not_before()), tuple(open_), "", so_far, besides)


def _days_known(cal: DayCalendar, first: date, last: date) -> tuple[tuple[date, ...], Gap | None]:
    """The days from one to another as far as the calendar knows them, and where it ceases to."""
    days = cal.between(first, last)
    if not isinstance(days, Gap):
        return days, None
    before = cal.between(first, days.day - _STEP) if days.day > first else ()
    return (() if isinstance(before, Gap) else before), days


def _first_run(env: Env, x: s.Run, days: Sequence[date]) -> tuple[list[Why], list[Why], list[Why]]:
    """The first run that is known to be one, the first before it of which that is not known, and the days of one that has begun."""
    count, row, doubtful = int(x.count), list[Why](), list[Why]()
    for day in days:
        w = _verdict(env, x.condition, day)
        if w.value is False:
            row = []
            continue
        row.append(w)
        if len(row) >= count:
            run = row[-count:]
            if all(d.value is True for d in run):
                return run, doubtful, row
            doubtful = doubtful or run
    return [], doubtful, row


def _bound(x: s.Run, run: list[Why]) -> date:
    day: date = (run[-1] if x.kind == "end" else run[0]).what
    return day


# ── every day, and how many


@reads(s.EveryDay)
def _every_day(env: Env, x: s.EveryDay) -> Why:
    days, besides = window(env, x.window)
    if isinstance(days, Unknown):
        return Why(x, days, besides=besides)
    if not days:
        return Why(x, unknown("at least one day in the window"), besides=besides)
    few = x.window.count is not None and len(days) < x.window.count
    found = all_hold(x, _verdicts(env, x.condition, days))
    return Why(x, found.value, found.parts, "", f"the window has only {len(days)} days" if few else "", besides)


@reads(s.DayCount)
def _day_count(env: Env, x: s.DayCount) -> Why:
    ends, cal = (value(env, x.start), value(env, x.end)), calendar(env, x.calendar)
    besides = (*ends, *of_calendar(env, x.calendar))
    unsure = strict(x, ends)
    if unsure is not None or isinstance(cal, Unknown):
        return Why(x, unsure.value if unsure is not None else cal, besides=besides)
    days: Any = cal.between(day_value(ends[0].value), day_value(ends[1].value))
    if isinstance(days, Gap):
        return from_calendar(x, days, kind_of_day(x.calendar), (), besides)
    if x.condition is None:
        return Why(x, Q(len(days)), besides=besides)
    verdicts = _verdicts(env, x.condition, days)
    held = Q(sum(w.value is True for w in verdicts))
    bad = [w.value for w in verdicts if isinstance(w.value, Unknown)]
    if bad:
        return Why(x, Unknown(merge(bad).needs, None, held, held + len(bad)), verdicts, besides=besides)
    return Why(x, held, verdicts, besides=besides)
