"""The dates of a schedule, and what is asked of them; years by a day count; series told by name.

Enters: an `Env`. Leaves: dates, each with the day on which it is paid; values of nodes, registered with `reads`. Holds: a schedule that
rests on what is not told is not known; a date is counted from the first of its cycle.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import isleap
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from attrs import evolve

from tenor.dsl import syntax as s
from tenor.dsl.contract import TermInfo
from tenor.dsl.exact import Q
from tenor.dsl.types import CLOSED_DAYS
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.calendar import Gap, add_months
from tenor.interpreter.cycles import all_moved, come_back, come_round, moved, steps
from tenor.interpreter.day_counts import DAY_COUNTS, year_fraction
from tenor.interpreter.days import calendar, from_calendar, over, passed
from tenor.interpreter.environment import Env, Why, reads, strict, unbounded, unknown, value
from tenor.interpreter.fields import _PAID
from tenor.interpreter.impossible import cannot_be
from tenor.interpreter.semantics import term, terms_of, told_value
from tenor.interpreter.values import DayEnd, Unknown, article, like, merge, midnight

__all__ = ["payment_days", "schedule_days"]


def schedule_days(env: Env, name: str) -> list[date] | Unknown:
    """The dates of a schedule, from its start to its end."""
    found = _dates(env, name)
    return found if isinstance(found, Unknown) else found[0]


def payment_days(env: Env, name: str) -> dict[date, date] | Unknown:
    """The dates of a schedule that are paid on another day, each with that day."""
    found = _dates(env, name)
    return found if isinstance(found, Unknown) else found[1]


def _paid_on(env: Env, name: str) -> date | Unknown:
    """The day on which the date at hand is paid."""
    paid, day = payment_days(env, name), env.date[name]
    return paid if isinstance(paid, Unknown) else paid.get(day, day)


_PAID.append(_paid_on)

_Dates = tuple[list[date], dict[date, date]]
_ALONE = "a day alone"


def _dates(env: Env, name: str) -> _Dates | Unknown:
    known = env.world.terms[name]
    if not known.lasting or known.by_day:
        return _found(env, known.info)
    key = ("dates of", name)
    if key not in env.lasting:
        env.lasting[key] = _found(env, known.info)
    found: _Dates | Unknown = env.lasting[key]
    return found


def _found(env: Env, info: TermInfo) -> _Dates | Unknown:
    if info.kind == "unseen":
        unseen: Unknown = term(env, info.name).value
        return unseen
    st = info.rules[0].statement
    if isinstance(st, s.Cyclic):
        return _cyclic(env, info, st)
    assert isinstance(st, s.Schedule)
    start, end = value(env, st.start).value, value(env, st.end).value
    if type(start) is Unknown or type(end) is Unknown:
        return merge(v for v in (start, end) if type(v) is Unknown)
    if not st.days:
        months = range((end.year - start.year) * 12 + end.month - start.month + 1)
        ends = [add_months(date(start.year, start.month, 1), n + 1, "last") - timedelta(days=1) for n in months]
        return [d for d in ends if start <= d <= end], {}
    days = [date(y, m, d) for y in range(start.year, end.year + 1) for m, d in st.days if (m, d) != (2, 29) or isleap(y)]
    return [d for d in sorted(days) if start <= d <= end], {}


def _cyclic(env: Env, info: TermInfo, st: s.Cyclic) -> _Dates | Unknown:
    """The dates of cycles one after another, each to the start of the next; moved from closed days as the sentence says."""
    if st.condition is not None:
        holds = value(env, st.condition).value
        if isinstance(holds, Unknown):
            return holds
        if not holds:
            return [], {}
    parts = [p for p in st.segments if not (p.if_told and _is_not_told(value(env, p.start).value))]
    if not parts:
        return [], {}
    told = [value(env, x).value for part in parts for x in (part.cycle, part.start)] + [value(env, st.end).value]
    if st.alone:
        told[:-1:2] = [_ALONE if _is_not_told(v) else v for v in told[:-1:2]]
    bad = [v for v in told if isinstance(v, Unknown)]
    if bad:
        return merge(bad)
    starts, end = [day_value(d) for d in told[1::2]], day_value(told[-1])
    rule = value(env, st.month_ends).value if isinstance(st.month_ends, s.Expr) else st.month_ends
    if isinstance(rule, Unknown):
        return rule
    days: list[date] = []
    for i, (cycle, start) in enumerate(zip(told[:-1:2], starts, strict=True)):
        final = i == len(starts) - 1
        stop = end if final else starts[i + 1]
        if stop < start:
            begins, ends = parts[i].start, st.end if final else parts[i + 1].start
            first, last = _where_told(env, begins), _where_told(env, ends)
            words = f"dates of `{info.name}`: they begin on {start}{first} and end on {stop}{last}"
            return cannot_be(env, words, info.section, begins, ends)
        if cycle is _ALONE:
            days.extend([start] if start < stop or (final and not st.without_end) else [])
            continue
        count, unit, *last = cycle
        if count <= 0:
            where = _where_told(env, parts[i].cycle)
            words = f"a cycle of `{info.name}` that goes forward: it is {count} {unit}{where}"
            return cannot_be(env, words, info.section, parts[i].cycle)
        cal = calendar(env, unit) if unit not in {"months", "days"} else None
        if isinstance(cal, Unknown):
            return cal
        whole = (unit, env.world.contract.month_rule, rule == "end of month", cal)
        step = steps(stop, -count, *whole) if st.first else steps(start, count, *whole)
        how = st.last or "".join(last) if final else "short"
        own = come_back(step, start, st.first) if st.first else come_round(step, stop, how, final and not st.without_end)
        if isinstance(own, Gap):
            return unknown(f"whether {own.day} is {article(unit)} ({own.why})", info.section)
        if isinstance(own, str):
            words = f"{own} (`{info.name}`{_where_told(env, parts[i].cycle, '; its cycle: ')})"
            return cannot_be(env, words, info.section, parts[i].cycle)
        days.extend(own)
    return _moved(env, st, days)


def _is_not_told(v: Any) -> bool:
    """Whether facts lack to a value, and facts alone: the text, as it is read, leaves nothing of it open, and none told cannot be."""
    return isinstance(v, Unknown) and not any(need.open or need.told for need in v.needs)


def _where_told(env: Env, x: s.Expr, lead: str = "") -> str:
    """Where facts tell what a schedule is made of, in brackets or behind other words; nothing, where they do not tell it."""
    told = told_value(env, env.world.terms[x.name].name, env.day) if isinstance(x, s.Ref) and x.name in env.world.terms else None
    where = told.where if told is not None else ""
    return f"{lead}{where}" if where and lead else f" ({where})" if where else ""


def _moved(env: Env, st: s.Cyclic, days: list[date]) -> _Dates | Unknown:
    paid: dict[date, date] = {}
    for moving in st.movings:
        holds = value(env, moving.condition).value if moving.condition is not None else True
        rule = value(env, moving.rule).value if isinstance(moving.rule, s.Expr) and holds is True else moving.rule
        cal = calendar(env, moving.calendar)
        for v in (holds, rule, cal):
            if isinstance(v, Unknown):
                return v
        if holds is False:
            continue
        assert not isinstance(cal, Unknown)
        way, within = CLOSED_DAYS[rule]
        gone = all_moved(days, way, within, cal)
        if isinstance(gone, Gap):
            return unknown(f"whether {gone.day} is {article(moving.calendar)} ({gone.why})")
        if rule.startswith("paid"):
            paid.update((d, g) for d, g in zip(days, gone, strict=True) if d != g)
        else:
            days = list(dict.fromkeys(sorted(gone)))
    return days, paid


@terms_of("schedule")
def _schedule(env: Env, info: TermInfo, sections: tuple[str, ...]) -> Why:  # noqa: ARG001 -- every kind of term is asked so
    return Why(info.name, schedule_days(env, info.name), (), info.section)


@reads(s.Cycle)
def _cycle(env: Env, x: s.Cycle) -> Why:
    period = value(env, x.period)
    if type(period.value) is Unknown:
        return Why(x, period.value, (period,))
    return Why(x, (*period.value[:2], x.last), (period,))


@reads(s.SpanOfCycles)
def _span_of_cycles(env: Env, x: s.SpanOfCycles) -> Why:
    parts = (value(env, x.cycle), value(env, x.count))
    u = strict(x, parts)
    if u is not None:
        return u
    size, unit = parts[0].value[:2]
    if parts[1].value.denominator != 1 or parts[1].value < 0:
        return Why(x, cannot_be(env, f"a whole number of times: it is {parts[1].value}", "", x.count), parts)
    return Why(x, (size * int(parts[1].value), unit), parts)


@reads(s.EndOf)
def _end_of(env: Env, x: s.EndOf) -> Why:
    day = value(env, x.day)
    if type(day.value) is Unknown:
        return Why(x, unbounded(day.value) if x.month else day.value, (day,))
    at = day_value(day.value)
    if not x.month:
        return Why(x, DayEnd.of(at), (day,))
    return Why(x, like(at, add_months(at.replace(day=1), 1, "last") - timedelta(days=1)), (day,))


@reads(s.MovedBy)
def _moved_by(env: Env, x: s.MovedBy) -> Why:
    parts = (value(env, x.value), value(env, x.rule))
    u, cal = strict(x, parts), calendar(env, x.calendar)
    if isinstance(cal, Unknown) or isinstance(parts[1].value, Unknown):
        return u or Why(x, cal, parts)
    how = CLOSED_DAYS[parts[1].value]
    if u is not None:
        return Why(x, evolve(u.value, after=passed(u.value, lambda at: moved(at, *how, cal))), parts)
    day = day_value(parts[0].value)
    return from_calendar(x, like(day, moved(day, *how, cal)), x.calendar, parts)


@reads(s.LastDate)
def _last_date(env: Env, x: s.LastDate) -> Why:
    return _neighbour(env, x, x.schedule, x.before, x.otherwise, lambda days, day: bisect_left(days, day) - 1)


@reads(s.NextDate)
def _next_date(env: Env, x: s.NextDate) -> Why:
    return _neighbour(env, x, x.schedule, x.after, x.otherwise, bisect_right)


def _neighbour(env: Env, x: s.Expr, schedule: str, of: s.Expr, otherwise: s.Expr, place: Any) -> Why:
    at, days = value(env, of), schedule_days(env, schedule)
    if type(at.value) is Unknown or isinstance(days, Unknown):
        u = unbounded(at.value) if not isinstance(days, Unknown) else merge(v for v in (at.value, days) if isinstance(v, Unknown))
        none = day_value(value(env, otherwise).value) if isinstance(x, s.NextDate) and u.after is not None else None
        later = isinstance(none, date) and u.after is not None and none > u.after  # one before a day may lie long before it
        return Why(x, u if later else evolve(u, after=None), (at,))
    found = place(days, day_value(at.value))
    return Why(x, days[found], (at,)) if 0 <= found < len(days) else value(env, otherwise)


@reads(s.OverDates)
def _over_dates(env: Env, x: s.OverDates) -> Why:
    days = schedule_days(env, x.schedule)
    if x.start is None or x.end is None:
        return Why(x, days) if isinstance(days, Unknown) else _for_each(env, x, [d for d in days if d <= env.until_day()], "that has come")
    ends = (value(env, x.start), value(env, x.end))
    u = strict(x, ends)
    if u is not None or isinstance(days, Unknown):
        return u or Why(x, days, ends)
    first, last = (day_value(w.value) for w in ends)
    within = days[bisect_left(days, first) : bisect_right(days, last)]
    if x.kind == "number":
        return Why(x, Q(len(within)), (), "", f"{len(within)} from {first} to {last}", ends)
    return _for_each(env, x, within, f"from {first} to {last}")


def _for_each(env: Env, x: s.OverDates, days: Sequence[date], which: str) -> Why:
    of_days = [(day, term(env.of_date(x.schedule, day), x.term)) for day in days]
    return over(x, tuple(Why(f"{x.schedule} {day}", w.value, (w,), w.section) for day, w in of_days), f"{article(x.schedule)} {which}")


CARRIED = "its carried value"
"""Under which name it is kept what is carried: as a field, on which no lasting term rests."""


@reads(s.Carried)
def _carried(env: Env, x: s.Carried) -> Why:
    ends, days = (value(env, x.first), value(env, x.last)), schedule_days(env, x.schedule)
    so_far = value(env, x.start)
    u = strict(x, (*ends, so_far))
    if u is not None or isinstance(days, Unknown):
        return u or Why(x, days, ends)
    parts = [so_far]
    for day in days[bisect_left(days, day_value(ends[0].value)) : bisect_right(days, day_value(ends[1].value))]:
        at = env.of_date(x.schedule, day)
        at.subst = {**env.subst, CARRIED: Why(x, so_far.value)}  # no term speaks of it: what is remembered elsewhere stays
        so_far = value(at, x.becomes)
        if isinstance(so_far.value, Unknown):
            return Why(x, unbounded(so_far.value), (so_far,), besides=ends)
        parts.append(Why(day, so_far.value, (so_far,)))
    return Why(x, so_far.value, tuple(parts), besides=ends)


@reads(s.WhatIsCarried)
def _what_is_carried(env: Env, x: s.WhatIsCarried) -> Why:
    found = env.subst.get(CARRIED)
    return Why(x, found.value if found is not None else unknown("what is carried"))


@reads(s.Years)
def _years(env: Env, x: s.Years) -> Why:
    ends = (value(env, x.start), value(env, x.end))
    count = value(env, x.count) if isinstance(x.count, s.Expr) else Why(x.count, x.count)
    u = strict(x, (*ends, count))
    if u is not None:
        return u
    start, end = (midnight(day_value(w.value)) for w in ends)
    if count.value not in DAY_COUNTS:
        return Why(x, unknown(f"a day count: {count.value} is none"), ends)
    return Why(x, year_fraction(start, end, count.value), ends, "", count.value)


@reads(s.NamedSeries)
def _named_series(env: Env, x: s.NamedSeries) -> Why:
    name = value(env, x.name)
    if type(name.value) is Unknown:
        return Why(x, name.value, (name,))
    info = env.world.terms[x.term].info
    told = told_value(env, series_name(info.name, name.value), env.day)
    if told is None:
        return Why(x, unknown(f"{info.name} of {name.value} on {env.day}", info.section), (name,), info.section)
    since = f" from {told.start}" if told.start else ""
    return Why(x, told.value, (name,), info.section, f"{name.value} told{since} ({told.where})")


def series_name(term_name: str, of: str) -> str:
    """Under which name it is kept what is told of one of several things."""
    return f"{term_name} named {of}"
