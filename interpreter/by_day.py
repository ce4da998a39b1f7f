"""What holds on a day: an expression seen on one day after another, each day looked at once.

Enters: an `Env`, an expression, a day. Leaves: its `Why` as it stood on that day, nothing that happened later being seen; `that day` is the
day. Holds: what depends on the day alone is not asked again for what happened; a day that has not come is no day on which anything is.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tenor.dsl import syntax as s
from tenor.interpreter.at_hand import IT, names_below, replaced_among
from tenor.interpreter.dependence import is_of_day
from tenor.interpreter.environment import Env, Why, unknown, value
from tenor.interpreter.world import World, end_of

__all__ = ["aside", "day_over", "of_day_alone", "on_day"]


def of_day_alone(world: World, x: s.Expr) -> bool:
    """Whether an expression depends on the day at hand alone, found out once in a world."""
    key = ("of day alone", id(x))
    found: tuple[s.Expr, bool] | None = world.cache.get(key)
    if found is None:
        found = world.cache[key] = (x, is_of_day(world.terms, x))  # x is kept, so that no other gets its place
    return found[1]


def on_day(env: Env, x: s.Expr, day: date) -> Why:
    """A value or condition as it stood at the end of a day; one that has not come is not known."""
    if day.toordinal() > env.until[0]:
        return Why(x, unknown(f"the days after {env.until_day()}, which have not come"))
    if of_day_alone(env.world, x):
        return value(env.at_day(day), x)
    env = aside(env, _names(env, x))
    key = _place(env, x, day)
    if key is None:
        return value(env.seen_on(day), x)
    cache = env.lasting if env.subst else env.world.cache
    found: tuple[Any, Why] | None = cache.get(key)
    if found is None:
        then = day_over(env, day)
        found = cache[key] = ((x, *env.occ.values(), *env.subst.values()), value(then, x))  # kept, so that no other gets their place
    return found[1]


def day_over(env: Env, day: date) -> Env:
    """The same at the end of a day, nothing that happened later being seen; what was found out of that day stays remembered."""
    then = env.seen_on(day)
    if then.until != env.until and then.until <= env.state.upto and not env.off:
        cache = env.lasting if env.subst else env.world.cache
        then.shared = cache.setdefault(("shared on", day, _replaced(env), env.changes()), {})
        then.shared["replaced"] = tuple(env.subst.values())  # kept, so that no other gets their place
    return then


def _names(env: Env, x: s.Expr) -> frozenset[str]:
    """What an expression may rest on here, with the occurrence or date at hand where it speaks of that."""
    names = names_below(env.world, x)
    return names | {env.its} if IT in names else names


def _replaced(env: Env) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((name, id(w)) for name, w in env.subst.items()))


def aside(env: Env, names: frozenset[str]) -> Env:
    """The same, what is put in the place of terms being left aside where it is no matter of some names."""
    if not env.subst or env.off or replaced_among(names, env.subst):
        return env
    e = env.copy()
    e.subst, e.lasting = {}, env.world.lasting
    e.shared = e.seen_from()
    return e


def _place(env: Env, x: s.Expr, day: date) -> tuple[Any, ...] | None:
    """Under what a value of a day is remembered; nothing where a limit is switched off, or the day is not over or not all told."""
    if env.off or min(env.until, env.state.upto) < end_of(day):
        return None
    names = _names(env, x)
    own = [o for o in env.occ.values() if o.event in names]
    at_hand = tuple(sorted((o.event, o.number, id(o) if o.fact is None and o.made is None else 0) for o in own))
    dates = tuple(
        sorted((name, of, of.__class__.__name__) for name, of in env.date.items() if name in names)
    )  # a day and its end are equal
    its = env.its if env.its in names else ""
    return ("on day", id(x), day, day.__class__, its, at_hand, dates, _replaced(env), env.changes())
