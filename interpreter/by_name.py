"""Quantities by name: what stands beside each person, shares of it, and the terms of another occurrence.

Enters: an `Env`. Leaves: their values, registered with `reads`. Holds: a party and its full name are one person; whoever is not named has
no quantity, which is not the same as nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from tenor.dsl import syntax as s
from tenor.dsl.exact import Q
from tenor.interpreter.environment import Env, Why, reads, strict, unknown, value
from tenor.interpreter.semantics import base_event, occurrences, term
from tenor.interpreter.values import Unknown, article, merge

__all__ = ["named"]


def named(env: Env, table: Mapping[str, Q]) -> dict[str, Q]:
    """A quantity by name with every party under its full name."""
    return {env.world.full_name(n): v for n, v in table.items()}


@reads(s.ByName)
def _by_name(env: Env, x: s.ByName) -> Why:
    parts = tuple(value(env, v) for v in x.values)
    bad = [p.value for p in parts if isinstance(p.value, Unknown)]
    if bad:
        return Why(x, merge(bad), parts)
    return Why(x, named(env, dict(zip(x.names, (p.value for p in parts), strict=True))), parts)


def _persons(env: Env, of: s.Expr) -> tuple[Why | None, list[str] | Unknown]:
    """The persons whom a party or a field of names means."""
    if isinstance(of, s.Ref):
        return None, [env.world.full_name(of.name)]
    told = value(env, of)
    if isinstance(told.value, Unknown):
        return told, told.value
    who = told.value if isinstance(told.value, list) else [told.value]
    return told, [env.world.full_name(n) for n in who]


@reads(s.PartOf)
def _part_of(env: Env, x: s.PartOf) -> Why:
    table = term(env, x.term)
    if x.kind == "whole":
        return Why(x, table.value if isinstance(table.value, Unknown) else sum(table.value.values(), Q(0)), (table,))
    told, who = _persons(env, x.of)
    if isinstance(who, Unknown):
        return Why(x, who, (told, table) if told is not None else (table,))
    if isinstance(table.value, Unknown):
        return Why(x, table.value, (table,))
    parts = named(env, table.value)
    missing = [n for n in who if n not in parts]
    if missing:
        return Why(x, unknown(f"the {x.term} of {' and '.join(missing)}"), (table,))
    own = sum((parts[n] for n in dict.fromkeys(who)), Q(0))
    if x.kind == "part":
        return Why(x, own, (table,))
    whole = sum(parts.values(), Q(0))
    return Why(x, own / whole if whole else unknown(f"{article(x.term)} that is more than nothing"), (table,))


@reads(s.Shared)
def _shared(env: Env, x: s.Shared) -> Why:
    whole, table = value(env, x.value), term(env, x.term)
    u = strict(x, (whole, table))
    if u is not None:
        return u
    total = sum(table.value.values(), Q(0))
    if total == 0 and whole.value != 0:
        return Why(x, unknown(f"{article(x.term)} that is more than nothing"), (whole, table))
    total = total or Q(1)  # nothing shared among those who have nothing
    return Why(x, {name: whole.value * part / total for name, part in table.value.items()}, (whole, table))


@reads(s.WithPart)
def _with_part(env: Env, x: s.WithPart) -> Why:
    table, part = value(env, x.value), value(env, x.part)
    u = strict(x, (table, part))
    if u is not None:
        return u
    return Why(x, {**named(env, table.value), env.world.full_name(x.party): part.value}, (table, part))


@reads(s.LeftOut)
def _left_out(env: Env, x: s.LeftOut) -> Why:
    table = value(env, x.value)
    told, who = _persons(env, x.names)
    parts = (table, told) if told is not None else (table,)
    if isinstance(table.value, Unknown) or isinstance(who, Unknown):
        return Why(x, merge(v for v in (table.value, who) if isinstance(v, Unknown)), parts)
    return Why(x, {n: v for n, v in named(env, table.value).items() if n not in who}, parts)


@reads(s.TermOfAct)
def _term_of_act(env: Env, x: s.TermOfAct) -> Why:
    found, doubt = occurrences(env, x.event, x.filters)
    if doubt is not None and (x.last or not found or doubt.after is None):
        return Why(x, doubt)
    if not found:
        return Why(x, unknown(article(x.event)))
    which = found[-1 if x.last else 0]
    w = term(env.beside(which), x.term.name)
    return Why(x, w.value, (w,), w.section, which.title)


@reads(s.TermOf)
def _term_of(env: Env, x: s.TermOf) -> Why:
    which = value(env, x.field)
    if isinstance(which.value, Unknown):
        return Why(x, which.value, (which,))
    info = env.world.terms[x.term.name].info
    base = base_event(env.world, info.scope)
    found = next((o for o in env.world.occurrences.get(base, ()) if o.number == which.value and o.key <= env.until), None)
    if found is None:
        return Why(x, unknown(f"{article(base)} {which.value}"), (which,))
    w = term(env.beside(found), x.term.name)
    return Why(x, w.value, (w,), w.section, found.title)
