"""Days, windows and observed figures; values asked otherwise.

Enters: nodes about days and observations. Leaves: their values, registered with `reads`. Holds: a day about which a calendar does not know
is a need, never a guess; a figure that was not observed is not told, never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import filterfalse
from math import prod
from operator import attrgetter
from typing import Any

from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import EventInfo
from tenor.dsl.exact import Q
from tenor.interpreter.arithmetic import day_value, earliest
from tenor.interpreter.calendar import DayCalendar, Gap, add_months, months_between
from tenor.interpreter.dependence import says_that_day
from tenor.interpreter.environment import Env, OfDay, Why, reads, strict, unbounded, unknown, value
from tenor.interpreter.facts import moment
from tenor.interpreter.fields import receipt_readings
from tenor.interpreter.impossible import cannot_be
from tenor.interpreter.semantics import occurrences, term
from tenor.interpreter.values import Need, Unknown, article, like
from tenor.interpreter.world import World, closed_days

__all__ = ["calendar", "from_calendar", "over", "passed", "window"]

_STEP = timedelta(days=1)


@reads(s.FirstDay)
def _first_day(env: Env, x: s.FirstDay) -> Why:
    found, doubt = occurrences(env, x.event, x.filters)
    if found and (doubt is None or (doubt.after is not None and not x.last)):
        which = found[-1 if x.last else 0]
        hangs_on = receipt_readings(env.world, which)
        return Why(x, which.receipt.day, (), env.world.contract.events[x.event].section, which.title, hangs_on)
    if doubt is not None:
        return Why(x, doubt)
    return Why(
        x,
        Unknown((Need(f"the day of {article(x.event)}", env.world.contract.events[x.event].section),), env.not_before()),
        (),
        "",
        f"no {x.event} is told to {env.until_day()}",
    )


@reads(s.Occurred)
def _occurred(env: Env, x: s.Occurred) -> Why:
    found, doubt = occurrences(env, x.event, x.filters)
    if found:
        return Why(x, not x.negated, (), "", found[0].title)
    if doubt is not None:
        return Why(x, doubt)
    return Why(x, x.negated, (), "", _none_told(x.event, env.until[0]))


@lru_cache(maxsize=256)
def _none_told(event: str, until: int) -> str:
    return f"no {event} is told to {date.fromordinal(until)}"


def calendar(env: Env, name: str) -> DayCalendar | Unknown:
    """The calendar of a kind of day in this world."""
    cache = env.world.cache
    key = ("calendar", name)
    found: DayCalendar | Unknown | None = cache.get(key)
    if found is None:
        found = cache[key] = _calendar(env, name)
    return found


def of_calendar(env: Env, name: str) -> tuple[Why, ...]:
    """What a calendar rests on: the list of days that it leaves out, by a reading perhaps."""
    declared = env.world.contract.calendars.get(name)
    if declared is None or declared.less is None:
        return ()
    cache = env.world.cache
    key = ("reasons of a calendar", name)
    if key not in cache:
        cache[key] = (value(env, declared.less),)
    found: tuple[Why, ...] = cache[key]
    return found


# the worlds of other readings mostly have the same calendars
_weekly = lru_cache(maxsize=16)(DayCalendar.weekly)
_traded = lru_cache(maxsize=16)(DayCalendar.traded)


def _calendar(env: Env, name: str) -> DayCalendar | Unknown:
    if name == "days":
        return DayCalendar.every_day()
    declared = env.world.contract.calendars[name]
    listed = value(env, declared.less).value if declared.less is not None else None
    if type(listed) is Unknown:
        return listed
    if declared.kind == "every day":
        return DayCalendar.every_day()
    if declared.kind == "weekdays" and listed is None:
        return _weekly(name, frozenset(), date.min, date.max)
    if declared.kind == "weekdays" and listed is not None:
        known, closed = listed
        return _weekly(name, closed, known.first, known.last)
    series = env.world.facts.series.get(declared.security)
    if series is None:
        return unknown(f"the days on which {declared.security} traded")
    to = env.world.facts.complete_to.get(declared.security)
    if listed is None:
        return _traded(name, series.days, series.complete, complete_to=to)
    known, closed = listed
    return _traded(name, series.days, series.complete, closed, known.first, known.last, to)


@reads(s.DaysIn)
def _days_in(env: Env, x: s.DaysIn) -> Why:
    found = closed_days(env.world.contract, x.file)
    return Why(x, found if found is not None else unknown(f"the list of days `{x.file}`"))


def from_calendar(x: Any, result: Any, name: str, parts: tuple[Why, ...], besides: tuple[Why, ...] = ()) -> Why:
    """What a calendar answered, a gap as what would settle it."""
    if type(result) is Gap:
        return Why(x, unknown(f"whether {result.day} is {article(name)} ({result.why})"), parts, besides=besides)
    return Why(x, result, parts, besides=besides)


@reads(s.Shift)
def _shift(env: Env, x: s.Shift) -> Why:
    period, anchor = value(env, x.period), value(env, x.anchor)
    parts = (period, anchor)
    if type(period.value) is Unknown:
        return Why(x, unbounded(period.value), parts)
    count, name = period.value[:2]
    if name == "months":
        return _months_on(env, x, count, parts)
    cal = calendar(env, name)
    if isinstance(cal, Unknown):
        return Why(x, cal, parts)
    n = count if x.direction == "after" else -count
    if type(anchor.value) is Unknown:
        return Why(x, Unknown(anchor.value.needs, passed(anchor.value, lambda at: cal.add(at, n))), parts)
    day = day_value(anchor.value)
    return from_calendar(x, like(day, cal.add(day, n)), name, parts, of_calendar(env, name))


def _months_on(env: Env, x: s.Shift, count: int, parts: tuple[Why, ...]) -> Why:
    n, rule = count if x.direction == "after" else -count, env.world.contract.month_rule
    anchor = parts[1].value
    if type(anchor) is Unknown and anchor.after is None:
        return Why(x, unbounded(anchor), parts)
    try:
        if type(anchor) is Unknown:
            return Why(x, Unknown(anchor.needs, passed(anchor, lambda at: add_months(at, n, rule)), either=anchor.either), parts)
        day = day_value(anchor)
        return Why(x, like(day, add_months(day, n, rule)), parts)
    except OverflowError:
        return Why(x, unknown("a day within the years 1 to 9999"), parts)


def passed(u: Unknown, move: Callable[[date], Any]) -> date | None:
    """After which day a day lies that is reached from one not known: no sooner than from the first day that this may be."""
    first = move(u.after + _STEP) if u.after is not None else None
    return first - _STEP if isinstance(first, date) else None


@reads(s.NextOpen)
def _next_open(env: Env, x: s.NextOpen) -> Why:
    return _on_calendar(env, x, x.calendar, x.after, lambda cal, day: cal.add(day, 1))


@reads(s.Moved)
def _moved(env: Env, x: s.Moved) -> Why:
    return _on_calendar(env, x, x.calendar, x.value, lambda cal, day: cal.on_or_after(day))


def _on_calendar(env: Env, x: s.Expr, name: str, of: s.Expr, find: Callable[[DayCalendar, date], Any]) -> Why:
    inner, cal = value(env, of), calendar(env, name)
    if type(inner.value) is Unknown:
        return Why(x, unbounded(inner.value), (inner,))
    if isinstance(cal, Unknown):
        return Why(x, cal, (inner,))
    return from_calendar(x, find(cal, day_value(inner.value)), name, (inner,), of_calendar(env, name))


@reads(s.AtTime)
def _at_time(env: Env, x: s.AtTime) -> Why:
    day = value(env, x.day)
    if type(day.value) is Unknown:
        return Why(x, unbounded(day.value), (day,))
    return Why(x, moment(day_value(day.value), (x.time, x.city), "", env.world.contract.zone), (day,))


@reads(s.DayNumber)
def _day_number(env: Env, x: s.DayNumber) -> Why:
    parts = (value(env, x.start), value(env, x.end))
    return strict(x, parts) or Why(x, Q((day_value(parts[1].value) - day_value(parts[0].value)).days), parts)


@reads(s.MonthNumber)
def _month_number(env: Env, x: s.MonthNumber) -> Why:
    parts = (value(env, x.start), value(env, x.end))
    u = strict(x, parts)
    if u is not None:
        return u
    start, end = (day_value(p.value) for p in parts)
    return Why(x, months_between(start, end, env.world.contract.month_rule), parts)


@reads(s.SpanOf)
def _span_of(env: Env, x: s.SpanOf) -> Why:
    count = value(env, x.count)
    if type(count.value) is Unknown:
        return Why(x, unbounded(count.value), (count,))
    if count.value.denominator != 1 or count.value < 0:
        return Why(x, cannot_be(env, f"a whole number of days: it is {count.value}", "", x.count), (count,))
    return Why(x, (int(count.value), x.unit), (count,))


# ── observed figures


@reads(s.Column)
def _column(env: Env, x: s.Column) -> Why:
    series = env.world.facts.series.get(x.security)
    seen = env.day.toordinal() <= env.horizon and (env.world.known is None or env.day <= env.world.known)
    got = series.at(x.column, env.day) if series is not None and seen else None
    if got is None:
        return Why(x, unknown(f"the {x.column} of {x.security} on {env.day}"), (), "", str(env.day))
    return Why(x, got, (), "", f"{env.day} {series.source if series else ''}")


def window(env: Env, w: s.Window) -> tuple[tuple[date, ...] | Unknown, tuple[Why, ...]]:
    """The days of a window, and what they rest on."""
    assert w.anchor is not None
    anchor, cal = value(env, w.anchor), calendar(env, w.calendar)
    besides = (anchor, *of_calendar(env, w.calendar))
    if isinstance(anchor.value, Unknown):
        return unbounded(anchor.value), besides
    if isinstance(cal, Unknown):
        return cal, besides
    end: date = day_value(anchor.value)
    days: Any
    if w.kind == "from to":
        assert w.start is not None
        start = value(env, w.start)
        besides = (start, *besides)
        if isinstance(start.value, Unknown):
            return unbounded(start.value), besides
        days = cal.between(day_value(start.value), end)
    elif w.kind == "before":
        days = cal.ending(end - _STEP, int(w.count)) if end > date.min else cal.add(end, -1)
    else:
        back = calendar(env, w.offset_calendar) if w.offset_calendar else cal
        if isinstance(back, Unknown):
            return back, besides
        last = back.add(end, -int(w.offset or 0))
        days = last if isinstance(last, Gap) else cal.ending(last, int(w.count))
    if type(days) is Gap:
        return unknown(f"whether {days.day} is {article(w.calendar)} ({days.why})"), besides
    return days, besides


_VALUE, _MILLIONTHS, _NOTHING, _MILLION = attrgetter("value"), attrgetter("millionths"), Q(0), 1_000_000
_QUANTITY = type(_NOTHING)


@reads(s.Aggregate)
def _aggregate(env: Env, x: s.Aggregate) -> Why:
    days, besides = window(env, x.window)
    if isinstance(days, Unknown):
        return Why(x, days, besides=besides)
    parts = values = _each_day(env, x.term, days)
    whole = None not in map(_MILLIONTHS, values)
    u = strict(x, parts) if not whole else None
    if u is not None:
        return u
    chosen: Sequence[Why] = values
    rest: Sequence[Why] = ()
    if x.pick:
        count = int(x.count)
        if len(values) < count:
            return Why(x, unknown(f"at least {count} days in the window: it has {len(values)}"), parts)
        chosen = sorted(values, key=_MILLIONTHS if whole else _VALUE, reverse=x.pick == "highest")[:count]
        rest = list(filterfalse(set(chosen).__contains__, values))
    if not chosen and x.if_none is not None:
        none = value(env, x.if_none)
        return Why(x, none.value, (none,), "", "the window has no day", besides)
    if not chosen:
        return Why(x, unknown("at least one day in the window"), parts)
    figures = list(map(_VALUE, chosen))
    match x.kind:
        case "average":
            result = sum(figures, _NOTHING) / len(figures)
        case "total":
            result = sum(figures, _NOTHING)
        case "highest":
            result = max(figures)
        case _:
            result = min(figures)
    few = x.window.count is not None and len(days) < x.window.count
    return Why(x, result, (*chosen, *rest), "", f"the window has only {len(days)} days" if few else "", besides)


def _each_day(env: Env, name: str, days: tuple[date, ...]) -> tuple[OfDay, ...]:
    """A term on each day of a window; where it depends on that day alone, each day is looked at once."""
    known = env.world.terms[name]
    lasting = known.lasting or (known.given is not None and type(value(env, known.given).value) is not Unknown)
    seen: dict[date, OfDay] = env.lasting.setdefault(("in a window", name), {}) if lasting else {}
    found = tuple(map(seen.get, days))
    return found if None not in found else tuple([seen.get(day) or _on_day(env, name, day, seen) for day in days])  # type: ignore[return-value]


def _on_day(env: Env, name: str, day: date, seen: dict[date, OfDay]) -> OfDay:
    inside = term(env.at_day(day), name)
    w = OfDay(day, inside)
    if day.toordinal() <= env.until[0]:
        seen[day] = w
        if type(w.value) is _QUANTITY and _MILLION % w.value.denominator == 0:
            w.millionths = int(w.value * _MILLION)
    return w


def restating(world: World) -> tuple[EventInfo, ...]:
    """The events that restate prices and of which anything is told here, if only that they did not happen."""
    found: tuple[EventInfo, ...] | None = world.cache.get("restating")
    if found is None:
        told_to = world.facts.told_to
        found = world.cache["restating"] = tuple(
            info
            for info in world.contract.events.values()
            if info.restates is not None and (info.name in world.occurrences or info.name in told_to or "" in told_to)
        )
    return found


@reads(s.OverEvents)
def _over_events(env: Env, x: s.OverEvents) -> Why:
    found, doubt = occurrences(env, x.event, x.filters)
    parts = tuple(Why(o.title, w.value, (w,), w.section) for o in found for w in (term(env.beside(o), x.term),))
    if doubt is not None and doubt.after is None:
        return Why(x, doubt, parts)
    return over(x, parts, article(x.event))


def over(x: s.OverEvents | s.OverDates, parts: tuple[Why, ...], lacking: str) -> Why:
    """The lowest, highest or total of figures of several acts or dates."""
    if x.kind == "earliest" and parts:
        return Why(x, earliest([p.value for p in parts]), parts)
    u = strict(x, parts)
    if u is not None:
        return u
    figures = [p.value for p in parts]
    if x.kind == "total":
        return Why(x, sum(figures, Q(0)), parts)
    if x.kind == "product":
        return Why(x, prod(figures, start=Q(1)), parts)
    if not figures:
        return Why(x, unknown(lacking), parts)
    return Why(x, min(figures) if x.kind == "lowest" else max(figures), parts)


@reads(s.Restated)
def _restated(env: Env, x: s.Restated) -> Why:
    base = value(env, x.value)
    told = restating(env.world)
    if not told:  # from whatever day to whatever day
        return Why(x, base.value, (base,))
    start, end = value(env, x.start), value(env, x.end)
    u = strict(x, (base, start, end))
    if u is not None:
        return u
    result, parts, more_shares = base.value, [base], _is_shares(env, x)
    a, b = day_value(start.value), day_value(end.value)
    for info in told:
        assert info.restates is not None
        found, doubt = occurrences(env, info.name)
        for o in found:
            if a < o.day <= b:
                inner = env.of(o)
                factor = value(inner, info.restates)
                parts.append(Why(o.title, factor.value, (factor,), info.section))
                if type(factor.value) is Unknown:
                    return Why(x, unbounded(factor.value), tuple(parts))
                result = result / factor.value if more_shares else result * factor.value
        if doubt is not None and (doubt.after is None or doubt.after < b):
            return Why(x, doubt, tuple(parts))
    return Why(x, result, tuple(parts))


def _is_shares(env: Env, x: s.Restated) -> bool:
    """Whether it is a number of shares that is restated: what makes a price less makes shares more."""
    known = env.world.contract.types.get(id(x))
    if known is None and isinstance(x.value, s.Ref):
        known = env.world.terms[x.value.name].info.type
    return known is not None and known.same(ty.SHARES)


# ── what is asked otherwise


@reads(s.AsIf)
def _as_if(env: Env, x: s.AsIf) -> Why:
    instead = value(env, x.instead)
    name = env.field_key(x.target.name) if isinstance(x.target, s.Its) else env.world.contract.aliases.get(x.target.name, x.target.name)  # type: ignore[attr-defined]
    inner = value(env.instead(name, Why(x.target, instead.value, (instead,), "", "as if")), x.value)
    return Why(x, inner.value, (inner,))


@reads(s.OnDate)
def _on_date(env: Env, x: s.OnDate) -> Why:
    day = value(env, x.day)
    if type(day.value) is Unknown:
        return Why(x, unbounded(day.value), (day,))
    of_window = says_that_day(env.world.contract, x.day)
    at = day_value(day.value)
    inner = value(env.seen_on(at) if of_window else env.looking_to(at), x.value)
    return Why(x, inner.value, (inner, day))


@reads(s.Under)
def _under(env: Env, x: s.Under) -> Why:
    assert isinstance(x.value, s.Ref)
    return term(env, x.value.name, x.sections)


@reads(s.Without)
def _without(env: Env, x: s.Without) -> Why:
    inner = value(env.without(x.limit), x.value)
    return Why(x, inner.value, (inner,))
