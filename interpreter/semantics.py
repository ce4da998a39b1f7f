"""The meaning: what a term is worth, at an instant, on the facts told.

Enters: an `Env` (world, state, the day at hand, occurrence, substitutions). Leaves: a `Why`: the value with the reasons that gave it.
Holds: exact; total (a fault of a file is found by the checker, what is not told is `Unknown`, never 0); pure: the same `Env` gives the
same `Why`.

Storeys: an expression (one function a kind of node) → a term (the live rule that no other defeats) → an occurrence. What is owed and due
stands in `duties`, what facts do to balances in `history`; both use this and nothing here uses them, but for the kinds of node that
they register with `reads`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from attrs import frozen

from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule, TermInfo
from tenor.dsl.exact import Q
from tenor.interpreter.calendar import DayCalendar, Gap
from tenor.interpreter.facts import Instant, Told, moment
from tenor.interpreter.ledger import Key, Ledger
from tenor.interpreter.values import Need, Unknown, merge
from tenor.interpreter.world import Occurrence, World, closed_days, end_of

__all__ = ["Admission", "Conflict", "Env", "State", "Why", "condition", "day_value", "occurrences", "reads", "term", "value"]


class Why:
    """A value and what gave it: the node or name asked, the reasons below it, the section that fixes it, a few words."""

    __slots__ = ("note", "parts", "section", "value", "what")

    def __init__(self, what: Any, value: Any, parts: tuple[Why, ...] = (), section: str = "", note: str = "") -> None:
        self.what, self.value, self.parts, self.section, self.note = what, value, parts, section, note


@frozen
class Conflict:
    """Two live provisions that fix one term differently."""

    name: str
    sides: tuple[tuple[str, Any], ...]


@frozen
class Admission:
    """What became of an act done under a power: `effective`, `cut back` or `void`; the asked and the admitted amount of its field."""

    status: str
    field: str = ""
    asked: Any = None
    admitted: Any = None
    tests: tuple[tuple[str, Why, str], ...] = ()


@frozen
class State:
    """What facts did up to a key: balances with their postings, and what became of each act done under a power."""

    ledgers: dict[str, Ledger]
    admissions: dict[tuple[str, int], Admission]
    upto: Key
    pending: tuple[tuple[Key, int, Occurrence], ...] = ()
    notes: tuple[str, ...] = ()


class Env:
    """Where a term is evaluated: `until` bounds what has happened, `asked` is the day at hand, `day` the day of a window."""

    __slots__ = ("asked", "before", "date", "day", "days", "its", "memo", "occ", "off", "put", "state", "subst", "until", "world")

    def __init__(self, world: World, state: State, until: Key, asked: date, before: Key | None = None) -> None:
        self.world, self.state, self.until = world, state, until
        self.put = self.asked = self.day = asked
        self.before: Key = before or end_of(asked)
        self.occ: dict[str, Occurrence] = {}
        self.date: dict[str, date] = {}
        self.its = ""
        self.subst: dict[str, Why] = {}
        self.off: frozenset[str] = frozenset()
        self.memo: dict[Any, Why] = {}
        self.days: dict[Any, Why] = {}

    def copy(self) -> Env:
        """The same, with nothing remembered."""
        e = Env.__new__(Env)
        e.world, e.state, e.until, e.before = self.world, self.state, self.until, self.before
        e.put, e.asked, e.day = self.put, self.asked, self.day
        e.occ, e.date, e.its, e.subst, e.off = self.occ, self.date, self.its, self.subst, self.off
        e.memo, e.days = {}, {}
        return e

    def at_day(self, day: date) -> Env:
        """The same with another day of a window; what does not depend on that day stays remembered."""
        e = self.copy()
        e.day, e.memo = day, self.memo
        return e

    def on(self, day: date) -> Env:
        """The same, asked about another day."""
        e = self.copy()
        e.put = e.asked = e.day = day
        e.before = end_of(day)
        return e

    def of(self, o: Occurrence) -> Env:
        """The same, of an occurrence: its day is the day at hand, and balances are read as they stood before it."""
        e = self.copy()
        e.occ, e.its = {**self.occ, o.event: o}, o.event
        e.asked = e.day = o.day
        e.before = o.key
        return e

    def of_date(self, schedule: str, day: date) -> Env:
        """The same, of one date of a schedule."""
        e = self.copy()
        e.date, e.its = {**self.date, schedule: day}, schedule
        return e

    def owner(self, name: str) -> Env:
        """The same, with `its` meaning the occurrence (or date) of `name`; what is remembered stays."""
        if self.its == name:
            return self
        e = self.copy()
        e.its, e.memo, e.days = name, self.memo, self.days
        return e

    def instead(self, name: str, why: Why) -> Env:
        """The same with a term or field replaced."""
        e = self.copy()
        e.subst = {**self.subst, name: why}
        return e

    def without(self, limit: str) -> Env:
        """The same with a limit switched off (`""`: all of them)."""
        e = self.copy()
        e.off = self.off | {limit}
        return e

    def until_day(self) -> date:
        """The last day of which facts are seen."""
        return date.fromordinal(self.until[0])


Reader = Callable[[Env, Any], Why]
_READERS: dict[type, Reader] = {}


def reads(kind: type) -> Callable[[Reader], Reader]:
    """Registers the function that gives nodes of a kind their value."""

    def register(function: Reader) -> Reader:
        _READERS[kind] = function
        return function

    return register


def value(env: Env, x: s.Expr) -> Why:
    """The value of an expression, with its reasons."""
    return _READERS[type(x)](env, x)


def unknown(words: str, section: str = "", after: date | None = None) -> Unknown:
    """Not known, and the fact that would settle it."""
    return Unknown((Need(words, section),), after)


def strict(x: s.Expr, parts: tuple[Why, ...]) -> Why | None:
    """An unknown that needs what any of its parts needs, or `None` when all are known."""
    bad = [p.value for p in parts if type(p.value) is Unknown]
    return Why(x, bad[0] if len(bad) == 1 and bad[0].after is None else merge(bad), parts) if bad else None


# ── literals, names, fields


@reads(s.Lit)
def _lit(env: Env, x: s.Lit) -> Why:
    return Why(x, x.value)


@reads(s.Period)
def _period(env: Env, x: s.Period) -> Why:
    return Why(x, (int(x.count), x.unit))


@reads(s.Ref)
def _ref(env: Env, x: s.Ref) -> Why:
    return term(env, x.name)


@reads(s.ThatDay)
def _that_day(env: Env, x: s.ThatDay) -> Why:
    return Why(x, env.day)


@reads(s.AskedDay)
def _asked_day(env: Env, x: s.AskedDay) -> Why:
    return Why(x, env.put)


@reads(s.UnknownLit)
def _unknown(env: Env, x: s.UnknownLit) -> Why:
    return Why(x, unknown("a reading: the one taken leaves this open"))


@reads(s.NotYet)
def _not_yet(env: Env, x: s.NotYet) -> Why:
    return Why(x, Unknown((Need("the day itself, which has not come"),), env.until_day()))


@reads(s.Its)
def _its(env: Env, x: s.Its) -> Why:
    return field_value(env, x.name, x)


def field_value(env: Env, name: str, x: Any) -> Why:
    """A field of the occurrence at hand: as replaced, as admitted under the limits of the right, as corrected, as told, or its preset."""
    if "its " + name in env.subst:
        return env.subst["its " + name]
    if env.its in env.date:
        return Why(x, env.date[env.its])
    o = env.occ[env.its]
    if name == "day":
        return Why(x, o.day)
    if name == "receipt":
        return Why(x, o.receipt)
    if o.fact is not None and "" not in env.off:
        admitted = env.state.admissions.get((o.event, o.number))
        if admitted is not None and admitted.field == name and not (admitted.status == "cut back" and env.off):
            note = "" if admitted.status == "effective" else f"{admitted.status}"
            return Why(x, admitted.admitted, (), "", note)
    return told_field(env, o, name, x)


def told_field(env: Env, o: Occurrence, name: str, x: Any) -> Why:
    """A field as told of an occurrence, whatever limits say."""
    told = o.fields.get(name)
    if o.fact is not None:
        for day, fields in o.fact.corrections:
            if name in fields and day.toordinal() <= env.until[0]:
                told = fields[name]
    f = env.world.contract.events[o.event].fields[name]
    if f.comes:
        last = env.until_day()
        if told is None or told > last:
            return Why(x, Unknown((Need(f"the {name} of {o.title}"),), last), (), "", "not told to have come")
    if told is not None:
        return Why(x, told)
    if f.if_none is not None:
        return value(env, f.if_none)
    return Why(x, unknown(f"the {name} of {o.title}", env.world.contract.events[o.event].section))


# ── arithmetic and order


@reads(s.Arith)
def _arith(env: Env, x: s.Arith) -> Why:
    a, b = value(env, x.left), value(env, x.right)
    parts = (a, b)
    u = strict(x, parts)
    if u is not None:
        return u
    match x.op:
        case "+":
            return Why(x, a.value + b.value, parts)
        case "-":
            return Why(x, a.value - b.value, parts)
        case "×":
            return Why(x, a.value * b.value, parts)
        case _:
            if b.value == 0:
                return Why(x, unknown("a divisor that is not zero"), parts)
            return Why(x, a.value / b.value, parts)


@reads(s.Rounded)
def _rounded(env: Env, x: s.Rounded) -> Why:
    inner = value(env, x.value)
    if type(inner.value) is Unknown:
        return Why(x, inner.value, (inner,))
    return Why(x, rounded(inner.value, x.rounding), (inner,))


def rounded(quantity: Q, how: s.Rounding) -> Q:
    """A quantity rounded to a multiple of a unit: down or up in absolute value, or half up."""
    unit = how.amount.value
    size = abs(quantity) / unit
    n, d = int(size.numerator), int(size.denominator)
    match how.mode:
        case "down":
            whole = n // d
        case "up":
            whole = -(-n // d)
        case _:
            whole = (2 * n + d) // (2 * d)
    return whole * unit * (-1 if quantity < 0 else 1)


_KEEP = {"lesser": min, "earlier": min, "greater": max, "later": max}


@reads(s.Listed)
def _listed(env: Env, x: s.Listed) -> Why:
    if x.kind == "first":
        return _first_that(env, x)
    parts = tuple(value(env, item.value) for item in x.items)
    if x.kind == "sum":
        u = strict(x, parts)
        return u or Why(x, sum((p.value for p in parts), Q(0)), parts)
    known = [p.value for p in parts if type(p.value) is not Unknown]
    bad = [p.value for p in parts if type(p.value) is Unknown]
    if not bad:
        return Why(x, _KEEP[x.kind](map(day_value, known)) if x.kind in {"earlier", "later"} else _KEEP[x.kind](known), parts)
    if x.kind == "earlier" and all(u.after is not None for u in bad):
        floor = min(u.after for u in bad if u.after is not None)
        days = [day_value(k) for k in known]
        if days and min(days) <= floor:
            return Why(x, min(days), parts)
        return Why(x, Unknown(merge(bad).needs, floor), parts)
    if x.kind == "later":
        floors = [u.after for u in bad if u.after is not None] + [day_value(k) - timedelta(days=1) for k in known]
        return Why(x, Unknown(merge(bad).needs, max(floors, default=None)), parts)
    if x.kind in {"lesser", "greater"} and known:
        best = _KEEP[x.kind](known)
        return Why(x, Unknown(merge(bad).needs, None, *((None, best) if x.kind == "lesser" else (best, None))), parts)
    return Why(x, merge(bad), parts)


def _first_that(env: Env, x: s.Listed) -> Why:
    seen: list[Why] = []
    for item in x.items:
        if item.guard is not None:
            guard = value(env, item.guard)
            seen.append(guard)
            if type(guard.value) is Unknown:
                return Why(x, guard.value, tuple(seen))
            if not guard.value:
                continue
        chosen = value(env, item.value)
        return Why(x, chosen.value, (*seen, chosen), "", f"({item.label}) applies")
    return Why(x, unknown("a limb that applies"), tuple(seen))


@reads(s.IfElse)
def _if_else(env: Env, x: s.IfElse) -> Why:
    guard = value(env, x.condition)
    if type(guard.value) is Unknown:
        return Why(x, guard.value, (guard,))
    chosen = value(env, x.value if guard.value else x.otherwise)
    return Why(x, chosen.value, (chosen, guard))


# ── conditions: yes, no or unknown


def day_value(v: Any) -> Any:
    """The day of an instant; anything else as it is."""
    return v.day if type(v) is Instant else v


def _sign(a: Any, b: Any) -> tuple[int | None, str]:
    """-1, 0 or 1 as a is before, at or after b; with a note when an untimed act was taken as in time."""
    if type(a) is Instant and type(b) is Instant:
        if a.minute is not None and b.minute is not None:
            return (a.minute > b.minute) - (a.minute < b.minute), ""
        if a.day == b.day:
            return -1, "no time is told: taken as in time"
        return (a.day > b.day) - (a.day < b.day), ""
    a, b = day_value(a), day_value(b)
    return (a > b) - (a < b), ""


def _bounds(a: Any, b: Any) -> int | None:
    """The order of two values of which at least one is unknown, when their bounds decide it."""
    if type(a) is Unknown and type(b) is not Unknown:
        if a.after is not None and isinstance(day_value(b), date) and a.after >= day_value(b):
            return 1
        if a.low is not None and a.low > b:
            return 1
        if a.high is not None and a.high < b:
            return -1
        return None
    if type(b) is Unknown and type(a) is not Unknown:
        flipped = _bounds(b, a)
        return None if flipped is None else -flipped
    return None


_HOLDS: dict[str, Callable[[int], bool]] = {
    "is": lambda c: c == 0,
    "is not": lambda c: c != 0,
    "is at most": lambda c: c <= 0,
    "does not exceed": lambda c: c <= 0,
    "is at least": lambda c: c >= 0,
    "exceeds": lambda c: c > 0,
    "is more than": lambda c: c > 0,
    "is less than": lambda c: c < 0,
    "is before": lambda c: c < 0,
    "is after": lambda c: c > 0,
    "is on or before": lambda c: c <= 0,
    "is on or after": lambda c: c >= 0,
    "is not before": lambda c: c >= 0,
    "is not after": lambda c: c <= 0,
}


def compare(x: Any, op: str, a: Why, b: Why) -> Why:
    """One comparison, three-valued."""
    parts = (a, b)
    if type(a.value) is Unknown or type(b.value) is Unknown:
        order = _bounds(a.value, b.value)
        if order is None:
            return Why(x, merge(p.value for p in parts if type(p.value) is Unknown), parts)
        return Why(x, _HOLDS[op](order), parts)
    if isinstance(a.value, str | bool):
        same = a.value == b.value
        return Why(x, same if op == "is" else not same, parts)
    sign, note = _sign(a.value, b.value)
    return Why(x, _HOLDS[op](sign or 0), parts, "", note)


@reads(s.Rel)
def _rel(env: Env, x: s.Rel) -> Why:
    return compare(x, x.op, value(env, x.left), value(env, x.right))


@reads(s.Between)
def _between(env: Env, x: s.Between) -> Why:
    v = value(env, x.value)
    low = compare(x, "is at least", v, value(env, x.low))
    high = compare(x, "is at most", v, value(env, x.high))
    return _all(x, (low, high))


def _all(x: Any, parts: tuple[Why, ...]) -> Why:
    if any(p.value is False for p in parts):
        return Why(x, False, parts)
    bad = [p.value for p in parts if type(p.value) is Unknown]
    return Why(x, merge(bad) if bad else True, parts)


def _any(x: Any, parts: tuple[Why, ...]) -> Why:
    if any(p.value is True for p in parts):
        return Why(x, True, parts)
    bad = [p.value for p in parts if type(p.value) is Unknown]
    return Why(x, merge(bad) if bad else False, parts)


@reads(s.Junction)
def _junction(env: Env, x: s.Junction) -> Why:
    parts = tuple(value(env, item.value) for item in x.items)
    return _all(x, parts) if x.kind in {"and", "all"} else _any(x, parts)


@reads(s.Not)
def _not(env: Env, x: s.Not) -> Why:
    inner = value(env, x.value)
    return Why(x, inner.value if type(inner.value) is Unknown else not inner.value, (inner,))


@reads(s.OneOf)
def _one_of(env: Env, x: s.OneOf) -> Why:
    v = value(env, x.value)
    return Why(x, v.value if type(v.value) is Unknown else v.value in x.options, (v,))


@reads(s.Test)
def _test(env: Env, x: s.Test) -> Why:
    v = value(env, x.value)
    return Why(x, type(v.value) not in {Unknown, Conflict}, (v,))


# ── occurrences


def occurrences(env: Env, event: str, filters: tuple[s.Filter, ...] = ()) -> tuple[list[Occurrence], Unknown | None]:
    """The occurrences of an event that have happened and pass the filters, in order; and what is not known of others."""
    info = env.world.contract.events[event]
    found: list[Occurrence] = []
    doubt: list[Unknown] = []
    for o in env.world.occurrences.get(event if not info.base else base_event(env.world, event), ()):
        if o.key > env.until:
            break
        if o.fact is not None and o.fact.withdrawn is not None and o.fact.withdrawn.toordinal() <= env.until[0]:
            continue
        verdict = _passes(env, event, o, filters)
        if verdict is True:
            found.append(o)
        elif type(verdict) is Unknown:
            doubt.append(verdict)
    told_to = env.world.facts.told_to.get(event, env.world.facts.told_to.get(""))
    if told_to is not None and told_to.toordinal() < env.until[0]:
        doubt.append(unknown(f"whether any {event} happened after {told_to}", info.section, told_to))
    return found, merge(doubt) if len(doubt) > 1 else (doubt[0] if doubt else None)


def base_event(world: World, event: str) -> str:
    while world.contract.events[event].base:
        event = world.contract.events[event].base
    return event


def _passes(env: Env, event: str, o: Occurrence, filters: tuple[s.Filter, ...]) -> bool | Unknown:
    info = env.world.contract.events[event]
    inner = env.of(o)
    results: list[Any] = []
    while info.base:
        assert info.condition is not None
        results.append(value(inner, info.condition).value)
        info = env.world.contract.events[info.base]
    for f in filters:
        match f.kind:
            case "for it":
                target = env.occ.get(env.its)
                results.append(target is not None and o.about == target.number and target.fact is not None)
            case "whose":
                assert f.value is not None
                results.append(compare(f, f.op, told_field(inner, o, f.field, f) if f.field not in {"day", "receipt"} else field_value(inner, f.field, f), value(env, f.value)).value)
            case _:
                v = told_field(inner, o, f.field, f).value
                results.append(v if type(v) is Unknown else v in f.options)
    if any(r is False for r in results):
        return False
    bad = [r for r in results if type(r) is Unknown]
    return merge(bad) if bad else True


@reads(s.FirstDay)
def _first_day(env: Env, x: s.FirstDay) -> Why:
    found, doubt = occurrences(env, x.event, x.filters)
    if found and (doubt is None or doubt.after is not None):
        return Why(x, found[0].receipt.day, (), env.world.contract.events[x.event].section, found[0].title)
    if doubt is not None:
        return Why(x, doubt)
    return Why(x, Unknown((Need(f"the day of a {x.event}", env.world.contract.events[x.event].section),), env.until_day()), (), "", f"no {x.event} is told to {env.until_day()}")


@reads(s.Occurred)
def _occurred(env: Env, x: s.Occurred) -> Why:
    found, doubt = occurrences(env, x.event, x.filters)
    if found:
        return Why(x, not x.negated, (), "", found[0].title)
    if doubt is not None:
        return Why(x, doubt)
    return Why(x, x.negated, (), "", f"no {x.event} is told to {env.until_day()}")


# ── days


def calendar(env: Env, name: str) -> DayCalendar | Unknown:
    """The calendar of a kind of day in this world."""
    cache = env.world.cache
    choices = tuple(sorted(env.world.choices.items()))
    key = ("calendar", name, choices)
    if key not in cache:
        cache[key] = _calendar(env, name)
    found: DayCalendar | Unknown = cache[key]
    return found


def _calendar(env: Env, name: str) -> DayCalendar | Unknown:
    if name == "days":
        return DayCalendar.every_day()
    declared = env.world.contract.calendars[name]
    listed = value(env, declared.less).value if declared.less is not None else None
    if type(listed) is Unknown:
        return listed
    if declared.kind == "every day":
        return DayCalendar.every_day()
    if declared.kind == "weekdays":
        known, closed = listed
        return DayCalendar.weekly(name, closed, known.first, known.last)
    series = env.world.facts.series.get(declared.security)
    if series is None:
        return unknown(f"the days on which {declared.security} traded")
    if listed is None:
        return DayCalendar.traded(name, series.days, series.complete)
    known, closed = listed
    return DayCalendar.traded(name, series.days, series.complete, closed, known.first, known.last)


@reads(s.DaysIn)
def _days_in(env: Env, x: s.DaysIn) -> Why:
    found = closed_days(env.world.contract, x.file)
    return Why(x, found if found is not None else unknown(f"the list of days `{x.file}`"))


def from_calendar(x: Any, result: Any, name: str, parts: tuple[Why, ...]) -> Why:
    """What a calendar answered, a gap as what would settle it."""
    if type(result) is Gap:
        return Why(x, unknown(f"whether {result.day} is a {name} ({result.why})"), parts)
    return Why(x, result, parts)


@reads(s.Shift)
def _shift(env: Env, x: s.Shift) -> Why:
    period, anchor = value(env, x.period), value(env, x.anchor)
    parts = (period, anchor)
    if type(period.value) is Unknown:
        return Why(x, period.value, parts)
    count, name = period.value
    cal = calendar(env, name)
    if type(cal) is Unknown:
        return Why(x, cal, parts)
    n = count if x.direction == "after" else -count
    if type(anchor.value) is Unknown:
        after = anchor.value.after
        moved = cal.add(after, n) if after is not None else None
        return Why(x, Unknown(anchor.value.needs, moved if isinstance(moved, date) else None), parts)
    return from_calendar(x, cal.add(day_value(anchor.value), n), name, parts)


@reads(s.NextOpen)
def _next_open(env: Env, x: s.NextOpen) -> Why:
    return _on_calendar(env, x, x.calendar, x.after, lambda cal, day: cal.add(day, 1))


@reads(s.Moved)
def _moved(env: Env, x: s.Moved) -> Why:
    return _on_calendar(env, x, x.calendar, x.value, lambda cal, day: cal.on_or_after(day))


def _on_calendar(env: Env, x: s.Expr, name: str, of: s.Expr, find: Callable[[DayCalendar, date], Any]) -> Why:
    inner, cal = value(env, of), calendar(env, name)
    if type(inner.value) is Unknown or type(cal) is Unknown:
        return Why(x, inner.value if type(inner.value) is Unknown else cal, (inner,))
    return from_calendar(x, find(cal, day_value(inner.value)), name, (inner,))


@reads(s.AtTime)
def _at_time(env: Env, x: s.AtTime) -> Why:
    day = value(env, x.day)
    if type(day.value) is Unknown:
        return Why(x, day.value, (day,))
    return Why(x, moment(day_value(day.value), (x.time, x.city), "", env.world.contract.zone), (day,))


@reads(s.DayNumber)
def _day_number(env: Env, x: s.DayNumber) -> Why:
    parts = (value(env, x.start), value(env, x.end))
    return strict(x, parts) or Why(x, Q((day_value(parts[1].value) - day_value(parts[0].value)).days), parts)


def schedule_days(env: Env, name: str) -> list[date] | Unknown:
    """The dates of a schedule, from its start to its end."""
    st = env.world.contract.terms[name].rules[0].statement
    assert isinstance(st, s.Schedule)
    start, end = value(env, st.start).value, value(env, st.end).value
    if type(start) is Unknown or type(end) is Unknown:
        return merge(v for v in (start, end) if type(v) is Unknown)
    days = [date(year, m, d) for year in range(start.year, end.year + 1) for m, d in st.days]
    return [d for d in sorted(days) if start <= d <= end]


@reads(s.LastDate)
def _last_date(env: Env, x: s.LastDate) -> Why:
    before, days = value(env, x.before), schedule_days(env, x.schedule)
    if type(before.value) is Unknown or type(days) is Unknown:
        return Why(x, before.value if type(before.value) is Unknown else days, (before,))
    assert isinstance(days, list)
    earlier = [d for d in days if d < before.value]
    return Why(x, earlier[-1], (before,)) if earlier else value(env, x.otherwise)


# ── observed figures


@reads(s.Column)
def _column(env: Env, x: s.Column) -> Why:
    series = env.world.facts.series.get(x.security)
    got = series.at(x.column, env.day) if series is not None and env.day.toordinal() <= env.until[0] else None
    if got is None:
        return Why(x, unknown(f"the {x.column} of {x.security} on {env.day}"), (), "", str(env.day))
    return Why(x, got, (), "", f"{env.day} {series.source if series else ''}")


def window(env: Env, w: s.Window) -> tuple[date, ...] | Unknown:
    """The days of a window."""
    assert w.anchor is not None
    anchor, cal = value(env, w.anchor).value, calendar(env, w.calendar)
    for u in (anchor, cal):
        if type(u) is Unknown:
            return u
    anchor = day_value(anchor)
    match w.kind:
        case "ending on":
            days: Any = cal.ending(anchor, int(w.count))  # type: ignore[union-attr]
        case "ending before":
            other = calendar(env, w.offset_calendar)
            if type(other) is Unknown:
                return other
            last = other.add(anchor, -int(w.offset))  # type: ignore[union-attr]
            days = last if type(last) is Gap else cal.ending(last, int(w.count))  # type: ignore[union-attr]
        case "before":
            last = cal.add(anchor, -1)  # type: ignore[union-attr]
            days = last if type(last) is Gap else cal.ending(last, int(w.count))  # type: ignore[union-attr]
        case _:
            assert w.start is not None
            start = value(env, w.start).value
            if type(start) is Unknown:
                return start
            days = cal.between(day_value(start), anchor)  # type: ignore[union-attr]
    if type(days) is Gap:
        return unknown(f"whether {days.day} is a {w.calendar} ({days.why})")
    result: tuple[date, ...] = days
    return result


@reads(s.Aggregate)
def _aggregate(env: Env, x: s.Aggregate) -> Why:
    days = window(env, x.window)
    if type(days) is Unknown:
        return Why(x, days)
    assert isinstance(days, tuple)
    values = []
    for day in days:
        w = term(env.at_day(day), x.term)
        values.append(Why(day, w.value, (w,)))
    parts = tuple(values)
    u = strict(x, parts)
    if u is not None:
        return u
    chosen = values
    if x.pick:
        count = int(x.count)
        if len(values) < count:
            return Why(x, unknown(f"at least {count} days in the window: it has {len(values)}"), parts)
        chosen = sorted(values, key=_by_value, reverse=x.pick == "highest")[:count]
    if not chosen:
        return Why(x, unknown("at least one day in the window"), parts)
    figures = [w.value for w in chosen]
    match x.kind:
        case "average":
            result = sum(figures, Q(0)) / len(figures)
        case "total":
            result = sum(figures, Q(0))
        case "highest":
            result = max(figures)
        case _:
            result = min(figures)
    return Why(x, result, tuple(chosen) + tuple(w for w in values if w not in chosen) if x.pick else parts)


def _by_value(w: Why) -> Any:
    return w.value


@reads(s.Restated)
def _restated(env: Env, x: s.Restated) -> Why:
    base, start, end = value(env, x.value), value(env, x.start), value(env, x.end)
    u = strict(x, (base, start, end))
    if u is not None:
        return u
    result, parts = base.value, [base]
    a, b = day_value(start.value), day_value(end.value)
    for info in env.world.contract.events.values():
        if info.restates is None or info.name not in env.world.occurrences and "" not in env.world.facts.told_to and info.name not in env.world.facts.told_to:
            continue
        found, doubt = occurrences(env, info.name)
        for o in found:
            if a < o.day <= b:
                inner = env.of(o)
                factor = value(inner, info.restates)
                parts.append(Why(o.title, factor.value, (factor,), info.section))
                if type(factor.value) is Unknown:
                    return Why(x, factor.value, tuple(parts))
                result = result * factor.value
        if doubt is not None and (doubt.after is None or doubt.after < b):
            return Why(x, doubt, tuple(parts))
    return Why(x, result, tuple(parts))


# ── what is asked otherwise


@reads(s.AsIf)
def _as_if(env: Env, x: s.AsIf) -> Why:
    instead = value(env, x.instead)
    name = "its " + x.target.name if isinstance(x.target, s.Its) else env.world.contract.aliases.get(x.target.name, x.target.name)  # type: ignore[attr-defined]
    inner = value(env.instead(name, Why(x.target, instead.value, (instead,), "", "as if")), x.value)
    return Why(x, inner.value, (inner,))


@reads(s.OnDate)
def _on_date(env: Env, x: s.OnDate) -> Why:
    day = value(env, x.day)
    if type(day.value) is Unknown:
        return Why(x, day.value, (day,))
    inner = value(env.on(day_value(day.value)), x.value)
    return Why(x, inner.value, (inner, day))


@reads(s.Under)
def _under(env: Env, x: s.Under) -> Why:
    assert isinstance(x.value, s.Ref)
    return term(env, x.value.name, x.sections)


@reads(s.Without)
def _without(env: Env, x: s.Without) -> Why:
    inner = value(env.without(x.limit), x.value)
    return Why(x, inner.value, (inner,))


# ── terms


def term(env: Env, name: str, sections: tuple[str, ...] = ()) -> Why:
    """What a term is worth: replaced, told outright, or given by its rule."""
    name = env.world.contract.aliases.get(name, name)
    if not sections and name in env.subst:
        return env.subst[name]
    info = env.world.contract.terms[name]
    memo = env.days if name in _by_day(env.world) else env.memo
    key = (name, sections) if sections else name
    found = memo.get(key)
    if found is None:
        found = memo[key] = _stated(env, info) or _TERMS[info.kind](env, info, sections)
    return found


def _by_day(world: World) -> frozenset[str]:
    """The terms whose value depends on the day of a window."""
    found = world.cache.get("by day")
    if found is None:
        own: set[str] = {n for n, i in world.contract.terms.items() if i.kind in {"balance", "accrual", "observation", "claim"}}
        uses: dict[str, set[str]] = {}
        for name, info in world.contract.terms.items():
            for rule in info.rules:
                for x in _expressions(rule):
                    for node in s.walk(x):
                        if isinstance(node, s.ThatDay | s.Column):
                            own.add(name)
                        elif isinstance(node, s.Ref):
                            uses.setdefault(name, set()).add(world.contract.aliases.get(node.name, node.name))
        grown = True
        while grown:
            more = {n for n, used in uses.items() if n not in own and used & own}
            grown = bool(more)
            own |= more
        found = world.cache["by day"] = frozenset(own)
    result: frozenset[str] = found
    return result


def _expressions(rule: Rule) -> Iterable[s.Node]:
    yield rule.statement
    for c, _ in rule.conditions:
        yield c


def told_value(env: Env, name: str, day: date) -> Told | None:
    """What was last told of a name to hold on a day."""
    best: Told | None = None
    for t in env.world.facts.told.get(name, ()):
        if t.start is not None and t.start > day:
            continue
        if env.world.known is not None and t.known is not None and t.known > env.world.known:
            continue
        best = t
    return best


def _stated(env: Env, info: TermInfo) -> Why | None:
    if info.kind in {"observation", "blank"} or info.name not in env.world.facts.told:
        return None
    told = told_value(env, info.name, env.asked)
    return Why(info.name, told.value, (), info.section, f"told as such ({told.where})") if told else None


def _blank(env: Env, info: TermInfo, sections: tuple[str, ...]) -> Why:
    st = info.rules[0].statement
    assert isinstance(st, s.Blank)
    told = told_value(env, info.name, env.asked)
    if told is not None:
        return Why(info.name, told.value, (), info.section, f"filled in by the facts ({told.where})")
    if st.filled is None:
        return Why(info.name, unknown(f"what fills the blank `{info.name}`", info.section), (), info.section)
    return _named(info.name, value(env, st.filled), info.section)


def _observation(env: Env, info: TermInfo, sections: tuple[str, ...]) -> Why:
    st = info.rules[0].statement
    assert isinstance(st, s.Observation)
    told = told_value(env, info.name, env.day)
    if told is not None:
        since = f" from {told.start}" if told.start else ""
        return Why(info.name, told.value, (), info.section, f"told{since} ({told.where})")
    if st.if_none is not None:
        return _named(info.name, value(env, st.if_none), info.section)
    return Why(info.name, unknown(f"{info.name} on {env.day}", info.section), (), info.section)


def _reading(env: Env, info: TermInfo, sections: tuple[str, ...]) -> Why:
    chosen = env.world.chosen(info.name)
    rule = info.rules[0]
    inner_env = env
    if rule.scope:
        base = base_event(env.world, rule.scope)
        inner_env = env.owner(base) if base in env.occ else env.of(hypothetical(env, rule.scope))
    assert chosen.value is not None
    inner = value(inner_env, chosen.value)
    return Why(chosen, inner.value, (inner,), info.section, info.name)


def _named(name: str, inner: Why, section: str) -> Why:
    return Why(name, inner.value, (inner,), section)


def hypothetical(env: Env, event: str) -> Occurrence:
    """An occurrence as if it were made on the day asked, nothing told of it but the day."""
    name = base_event(env.world, event)
    return Occurrence(name, 0, env.asked, Instant(env.asked), {}, end_of(env.asked))


def condition(env: Env, rule: Rule) -> Why:
    """Whether the conditions that a rule stands under hold."""
    parts = []
    for x, negated in rule.conditions:
        w = value(env, x)
        parts.append(Why(x, not w.value if negated and type(w.value) is not Unknown else w.value, (w,)))
    return _all(rule, tuple(parts))


def scoped(env: Env, rule: Rule, info_scope: str) -> tuple[list[Env], Unknown | None]:
    """The environments in which a rule may apply: the occurrence at hand, one as if made today, or each that happened."""
    if not rule.scope:
        return [env], None
    base = base_event(env.world, rule.scope)
    if base in env.occ or base == info_scope:
        inner = env.owner(base) if base in env.occ else env.of(hypothetical(env, rule.scope))
        if rule.scope == base and not rule.scope_filters:
            return [inner], None
        verdict = _passes(env, rule.scope, inner.occ[base], rule.scope_filters)
        if type(verdict) is Unknown:
            return [], verdict
        return ([inner] if verdict else []), None
    found, doubt = occurrences(env, rule.scope, rule.scope_filters)
    envs = []
    for o in found:
        inner = env.copy()
        inner.occ, inner.its = {**env.occ, o.event: o}, o.event
        envs.append(inner)
    return envs, doubt


def _definition(env: Env, info: TermInfo, sections: tuple[str, ...]) -> Why:
    if info.scope and info.scope not in env.occ:
        env = env.of(hypothetical(env, info.scope))
    live: list[tuple[Rule, Env, Why]] = []
    doubts: list[Unknown] = []
    for rule in info.rules:
        if sections and rule.section not in sections:
            continue
        envs, doubt = scoped(env, rule, info.scope)
        if doubt is not None and doubt.after is None:
            doubts.append(doubt)
        for inner in envs:
            holds = condition(inner, rule)
            if type(holds.value) is Unknown:
                doubts.append(holds.value)
            elif holds.value:
                live.append((rule, inner, holds))
    if doubts:
        return Why(info.name, merge(doubts), (), info.section)
    if len(live) > 1 and not sections:
        live = [a for a in live if not any(a[0].section in b[0].prevails or b[0].section in a[0].yields for b in live if b[0] is not a[0])]
    if not live:
        return Why(info.name, unknown(f"a provision that fixes {info.name}", info.section), (), info.section)
    if len(live) == 1:
        rule, inner, holds = live[0]
        st = rule.statement
        assert isinstance(st, s.Define)
        w = value(inner, st.value)
        return Why(info.name, w.value, (w, holds) if holds.parts else (w,), rule.section)
    results = [(rule.section, value(inner, rule.statement.value)) for rule, inner, _ in live]  # type: ignore[attr-defined]
    if all(w.value == results[0][1].value for _, w in results):
        return Why(info.name, results[0][1].value, tuple(w for _, w in results), results[0][0])
    return Why(info.name, Conflict(info.name, tuple((section, w.value) for section, w in results)), tuple(w for _, w in results), results[0][0])


def _balance(env: Env, info: TermInfo, sections: tuple[str, ...]) -> Why:
    ledger = env.state.ledgers.get(info.name)
    key = min(env.before, (env.until[0], env.until[1], env.until[2] + 1))
    if ledger is None:
        return Why(info.name, unknown(f"the opening of {info.name}", info.section), (), info.section)
    if not ledger.known(key) and ledger.unknown is not None:
        return Why(info.name, ledger.unknown, (), info.section)
    opened = Why("opening", ledger.opening, (), info.section, f"on {ledger.opened}")
    postings = tuple(Why(p, p.amount, (), p.section, f"{p.cause[0]} {p.cause[1]} on {p.day}") for p in ledger.upto(key))
    return Why(info.name, ledger.total(key), (opened, *postings), info.section)


def _schedule(env: Env, info: TermInfo, sections: tuple[str, ...]) -> Why:
    days = schedule_days(env, info.name)
    return Why(info.name, days, (), info.section)


_TERMS: dict[str, Callable[[Env, TermInfo, tuple[str, ...]], Why]] = {
    "definition": _definition,
    "blank": _blank,
    "observation": _observation,
    "reading": _reading,
    "balance": _balance,
    "schedule": _schedule,
}


def terms_of(kind: str) -> Callable[[Callable[[Env, TermInfo, tuple[str, ...]], Why]], Callable[[Env, TermInfo, tuple[str, ...]], Why]]:
    """Registers the function that gives terms of a kind their value."""

    def register(function: Callable[[Env, TermInfo, tuple[str, ...]], Why]) -> Callable[[Env, TermInfo, tuple[str, ...]], Why]:
        _TERMS[kind] = function
        return function

    return register
