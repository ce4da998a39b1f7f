"""On which days something may come to be another: where nothing happens, nothing changes.

Enters: an `Env`, an expression. Leaves: the days on which its value may change. Holds: more days rather than fewer: only kinds of sentence
and expression that are named here are taken to stand still between what is told and posted; of anything else every day is one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract
from tenor.interpreter.environment import Env
from tenor.interpreter.world import World

__all__ = ["days_of_change"]

_STILL = (
    *(s.Define, s.Blank, s.Observation, s.ReadingDecl, s.BalanceDecl, s.Alternative, s.Item, s.TypeName, s.Rounding),
    *(s.Lit, s.Ref, s.UnknownLit, s.Arith, s.Listed, s.IfElse, s.Rounded, s.Rel, s.Between, s.Junction, s.Not, s.OneOf, s.Test),
    *(s.PartOf, s.Shared, s.WithPart, s.ByName, s.Restated),
)
"""Nodes whose value changes with nothing but the values below them and what is told and posted."""


def days_of_change(env: Env, x: s.Expr, first: int) -> Iterable[int]:
    """The days, as ordinals, on which an expression may be another than on the day before: from `first`, and with it, to the last day of
    which facts are seen.
    """
    last = env.until[0]
    if first >= last or env.world.unsure or not _stands_still(env.world.contract, x):
        return range(first, last + 1)
    told, ledgers = _told_days(env.world), env.state.ledgers.values()
    days = {first, *told[bisect_right(told, first) : bisect_right(told, last)]}
    for ledger in ledgers:
        days.update(p.key[0] for p in ledger.postings.since((first + 1, 0, 0)) if p.key[0] <= last)
    days.update(u[0] for u in (ledger.unknown_from for ledger in ledgers) if u is not None and first < u[0] <= last)
    return sorted(days)


def _told_days(world: World) -> list[int]:
    """The days on which anything is told to happen or to hold, is told no longer, is corrected or withdrawn."""
    found: list[int] | None = world.cache.get("days of change")
    if found is None:
        days = {key[0] for key, _ in world.agenda}
        for _, o in world.agenda:
            if o.fact is not None:
                days.update(d.toordinal() for d in (o.fact.withdrawn, *(day for day, _ in o.fact.corrections)) if d is not None)
        days.update(t.start.toordinal() for told in world.facts.told.values() for t in told if t.start is not None)
        days.update(d.toordinal() + 1 for d in world.facts.told_to.values())
        found = world.cache["days of change"] = sorted(days)
    return found


def _stands_still(contract: Contract, x: s.Expr) -> bool:
    """Whether an expression, and all that it rests on, is of the kinds that change with nothing but what is told and posted."""
    key = ("stands still", id(x))
    if key not in contract.remembered:
        contract.remembered[key] = (x, _is_still(contract, x))  # x is kept, so that no other gets its place
    found: bool = contract.remembered[key][1]
    return found


def _is_still(contract: Contract, x: s.Expr) -> bool:
    made = {contract.base_of(r.statement.target) for r in contract.of(s.Becomes)}  # type: ignore[attr-defined]
    if any(e.restates is not None and (e.name in made or e.base) for e in contract.events.values()):
        return False
    seen: set[str] = set()
    stack: list[s.Node] = [x]
    while stack:
        node = stack.pop()
        if not isinstance(node, _STILL):
            return False
        if isinstance(node, s.BalanceDecl):
            continue  # it changes by its postings
        below: Iterable[Any] = s.children(node)
        if isinstance(node, s.Restated):  # to whatever day: it changes by what restates
            below = [node.value, *(end for end in (node.start, node.end) if not isinstance(end, s.AskedDay))]
        stack.extend(below)
        for name in [contract.aliases.get(n, n) for n in _named(node)]:
            info = contract.terms.get(name)
            if info is None or name in seen:
                continue
            seen.add(name)
            if info.scope or info.schedule or any(r.scope or r.schedule for r in info.rules):
                return False
            stack.extend(n for r in info.rules for n in (r.statement, *(c for c, _ in r.conditions)))
    return True


def _named(node: s.Node) -> tuple[str, ...]:
    """The terms that a node names itself."""
    match node:
        case s.Ref():
            return (node.name,)
        case s.PartOf() | s.Shared():
            return (node.term,)
        case _:
            return ()
