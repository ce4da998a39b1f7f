"""What gives an expression its value on a day beside the day, found out once for many days.

Enters: an `Env`, an expression that says `that day`. Leaves: the values on which it rests beside the day. Holds: on days that have come,
the same values give the same value, whenever and from wherever it is asked; a part that settles a condition leaves the others unasked.
"""

from __future__ import annotations

from typing import Any

from tenor.dsl import syntax as s
from tenor.dsl.syntax import children
from tenor.interpreter.by_day import of_day_alone
from tenor.interpreter.dependence import PLAIN, Known
from tenor.interpreter.environment import Env, value
from tenor.interpreter.values import Unknown

__all__ = ["given"]


def given(env: Env, x: s.Node) -> tuple[Any, ...] | None:
    """The values on which an expression rests beside the day, in the order written; `None` where it may rest on something else."""
    if isinstance(x, s.Expr) and of_day_alone(env.world, x):
        return ()
    match x:
        case s.Ref():
            known = env.world.terms[x.name]
            if not known.by_day:
                return _known(value(env, x).value)
            said = _said(env, known)
            return given(env, said) if said is not None else None
        case s.OnDate():
            alone = of_day_alone(env.world, x.value) and of_day_alone(env.world, x.day)
            return () if alone else None
        case s.Junction():
            return _of_condition(env, x)
        case _ if isinstance(x, PLAIN) and not isinstance(x, s.LastDate | s.NextDate):
            return _of_all(env, tuple(children(x)))
        case _:
            return None


def _known(v: Any) -> tuple[Any, ...] | None:
    return None if isinstance(v, Unknown | list | dict) else (v, v.__class__)


def _of_all(env: Env, nodes: tuple[s.Node, ...]) -> tuple[Any, ...] | None:
    found: list[Any] = []
    for node in nodes:
        own = given(env, node)
        if own is None:
            return None
        found.append(own)
    return tuple(found)


def _of_condition(env: Env, x: s.Junction) -> tuple[Any, ...] | None:
    """Of a condition of several parts: nothing but the part that settles it, if it is the same on all days."""
    settles = x.kind not in {"and", "all"}
    for item in x.items:
        if isinstance(item.value, s.Ref) and not env.world.terms[item.value.name].by_day and value(env, item.value).value is settles:
            return (settles,)
    return _of_all(env, x.items)


def _said(env: Env, known: Known) -> s.Expr | None:
    """The one expression that gives a term its value, where nothing is told of it or put in its place."""
    if known.name in env.subst or known.name in env.world.facts.told or known.info.scope or known.info.schedule:
        return None
    if known.info.kind == "reading":
        return env.world.chosen(known.name).value
    st = known.always.statement if known.always is not None else None
    return st.value if isinstance(st, s.Define) else None
