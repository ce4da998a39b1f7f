"""Arithmetic, order and conditions.

Enters: nodes of values and conditions. Leaves: their values, registered with `reads`. Holds: exact; conditions are yes, no or unknown, and
bounds decide them where they can; a division by zero is not known, never a crash.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from operator import add, attrgetter, eq, ge, gt, le, lt, mul, ne, sub, truediv
from typing import Any

from tenor.dsl import syntax as s
from tenor.dsl.exact import Q
from tenor.interpreter.environment import Env, Why, reads, strict, unbounded, unknown, value
from tenor.interpreter.facts import Instant
from tenor.interpreter.values import Unknown, merge

__all__ = ["all_hold", "compare", "day_value", "earliest", "rounded"]


_DOES: dict[str, Callable[[Any, Any], Any]] = {"+": add, "-": sub, "×": mul, "/": truediv}


@reads(s.Arith)
def _arith(env: Env, x: s.Arith) -> Why:
    a, b = value(env, x.left), value(env, x.right)
    parts = (a, b)
    if type(a.value) is Unknown or type(b.value) is Unknown:
        return strict(x, parts) or Why(x, a.value, parts)
    if x.op == "/" and b.value == 0:
        return Why(x, unknown("a divisor that is not zero"), parts)
    return Why(x, _DOES[x.op](a.value, b.value), parts)


@reads(s.Rounded)
def _rounded(env: Env, x: s.Rounded) -> Why:
    inner = value(env, x.value)
    if type(inner.value) is Unknown:
        return Why(x, unbounded(inner.value), (inner,))
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
    result: Q = whole * unit * (-1 if quantity < 0 else 1)
    return result


_NOTHING, _VALUE = Q(0), attrgetter("value")
_OF_ALL: dict[str, Callable[[list[Any]], Any]] = {
    "sum": lambda values: sum(values, _NOTHING),
    "lesser": min,
    "greater": max,
    "later": lambda values: max(map(day_value, values)),
}


@reads(s.Listed)
def _listed(env: Env, x: s.Listed) -> Why:
    if x.kind == "first":
        return _first_that(env, x)
    parts = tuple([value(env, item.value) for item in x.items])
    values = list(map(_VALUE, parts))
    if x.kind == "earlier":
        return Why(x, earliest(values), parts)
    u = strict(x, parts)
    if u is None:
        return Why(x, _OF_ALL[x.kind](values), parts)
    if x.kind == "sum":
        return u
    known = [p.value for p in parts if type(p.value) is not Unknown]
    bad = [p.value for p in parts if type(p.value) is Unknown]
    if x.kind == "later":
        floors = [u.after for u in bad if u.after is not None] + [day_value(k) - timedelta(days=1) for k in known]
        return Why(x, Unknown(merge(bad).needs, max(floors, default=None)), parts)
    if x.kind in {"lesser", "greater"} and known:
        best = _OF_ALL[x.kind](known)
        return Why(x, Unknown(merge(bad).needs, None, *((None, best) if x.kind == "lesser" else (best, None))), parts)
    return Why(x, merge(bad), parts)


def earliest(values: Sequence[Any]) -> Any:
    """The earliest of several days: known as soon as no other that is not known may come before it."""
    if Unknown not in map(type, values):
        return min(map(day_value, values))
    bad = [v for v in values if type(v) is Unknown]
    day: date | None = min((day_value(v) for v in values if type(v) is not Unknown), default=None)
    if any(u.conflict for u in bad):
        return merge(bad)
    floors = [u.after for u in bad if u.after is not None]
    if len(floors) < len(bad):
        return Unknown(merge(bad).needs, None, None, day)
    if day is not None and day <= min(floors) + timedelta(days=1):
        return day
    either = all(u.either or len(u.needs) == 1 for u in bad) and len(bad) > 1
    return Unknown(merge(bad).needs, min(floors), None, day, either=either)


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
        return Why(x, _as_typed(env, x, chosen.value), (*seen, chosen), "", f"({item.label}) applies")
    return Why(x, unknown("a limb that applies"), tuple(seen))


@reads(s.IfElse)
def _if_else(env: Env, x: s.IfElse) -> Why:
    guard = value(env, x.condition)
    if type(guard.value) is Unknown:
        return Why(x, guard.value, (guard,))
    chosen = value(env, x.value if guard.value else x.otherwise)
    return Why(x, _as_typed(env, x, chosen.value) if type(chosen.value) is Instant else chosen.value, (chosen, guard))


def _as_typed(env: Env, x: s.Expr, v: Any) -> Any:
    """The day of an instant where the limbs of an expression are days and instants."""
    found = env.world.contract.types.get(id(x))
    return day_value(v) if found is not None and found.kind == "date" else v


# ── conditions: yes, no or unknown


def day_value(v: Any) -> Any:
    """The day of an instant; anything else as it is."""
    return v.day if type(v) is Instant else v


def _sign(a: Any, b: Any) -> tuple[int, str]:
    """-1, 0 or 1 as a is before, at or after b; with a note when an untimed act was taken as in time."""
    if type(a) is Instant and type(b) is Instant:
        if a.minute is not None and b.minute is not None:
            return (a.minute > b.minute) - (a.minute < b.minute), ""
        if a.day == b.day:
            return (-1 if a.minute is None else 1), "no time is told: taken as in time"
        return (a.day > b.day) - (a.day < b.day), ""
    a, b = day_value(a), day_value(b)
    return (a > b) - (a < b), ""


def _orders(a: Any, b: Any) -> frozenset[int]:
    """How two values of which at least one is unknown may stand to each other (-1 before, 0 at, 1 after), by their bounds."""
    if type(a) is not Unknown:
        return frozenset(-c for c in _orders(b, a))
    if type(b) is Unknown:
        return frozenset({-1, 0, 1})
    b = day_value(b)
    lows = [a.after + timedelta(days=1)] if a.after is not None and isinstance(b, date) else []
    lows += [a.low] if a.low is not None else []
    possible = {-1, 0, 1}
    for low in lows:
        possible &= {1} if low > b else {0, 1} if low == b else {-1, 0, 1}
    if a.high is not None:
        possible &= {-1} if a.high < b else {-1, 0} if a.high == b else {-1, 0, 1}
    return frozenset(possible)


_NO_ORDER = (str, bool)
_HOLDS: dict[str, Callable[[int, int], bool]] = {
    "is": eq,
    "is not": ne,
    "is at most": le,
    "does not exceed": le,
    "is at least": ge,
    "exceeds": gt,
    "is more than": gt,
    "is less than": lt,
    "is before": lt,
    "is after": gt,
    "is on or before": le,
    "is on or after": ge,
    "is not before": ge,
    "is not after": le,
}
"""What each comparison asks of how its sides stand to each other, held against 0."""


def compare(x: Any, op: str, a: Why, b: Why) -> Why:
    """One comparison, three-valued."""
    parts, left, right = (a, b), a.value, b.value
    if type(left) is Unknown or type(right) is Unknown:
        verdicts = {_HOLDS[op](order, 0) for order in _orders(left, right)}
        if len(verdicts) == 1:
            return Why(x, verdicts.pop(), parts)
        return Why(x, merge(v for v in (left, right) if type(v) is Unknown), parts)
    if isinstance(left, _NO_ORDER):
        return Why(x, (left == right) is (op == "is"), parts)
    order, note = _sign(left, right)
    return Why(x, _HOLDS[op](order, 0), parts, "", note)


@reads(s.Rel)
def _rel(env: Env, x: s.Rel) -> Why:
    return compare(x, x.op, value(env, x.left), value(env, x.right))


@reads(s.Between)
def _between(env: Env, x: s.Between) -> Why:
    v = value(env, x.value)
    low = compare(x, "is at least", v, value(env, x.low))
    high = compare(x, "is at most", v, value(env, x.high))
    return all_hold(x, (low, high))


def all_hold(x: Any, parts: tuple[Why, ...]) -> Why:
    """Yes when every part is, no when any is no, otherwise unknown."""
    bad: list[Unknown] = []
    for p in parts:
        if p.value is False:
            return Why(x, False, parts)
        if type(p.value) is Unknown:
            bad.append(p.value)
    return Why(x, merge(bad) if bad else True, parts)


def any_holds(x: Any, parts: tuple[Why, ...]) -> Why:
    if any(p.value is True for p in parts):
        return Why(x, True, parts)
    bad = [p.value for p in parts if type(p.value) is Unknown]
    return Why(x, merge(bad) if bad else False, parts)


@reads(s.Junction)
def _junction(env: Env, x: s.Junction) -> Why:
    parts = tuple([value(env, item.value) for item in x.items])
    return all_hold(x, parts) if x.kind in {"and", "all"} else any_holds(x, parts)


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
    return Why(x, type(v.value) is not Unknown, (v,))
