"""Occurrences that pass filters on any day, found once.

Enters: a world, an event, filters. Leaves: the occurrences of that event that pass, in order. Holds: only filters that compare what is told
outright with what is written are sieved here, on events of which nothing is corrected or withdrawn; all others are left to `semantics`.
"""

from __future__ import annotations

from typing import Any

from tenor.dsl import syntax as s
from tenor.interpreter.arithmetic import compare
from tenor.interpreter.environment import Why
from tenor.interpreter.world import Occurrence, World

__all__ = ["about", "sieved"]


def about(world: World, event: str, number: int) -> tuple[Occurrence, ...]:
    """The occurrences of an event that are for one occurrence of another, in order."""
    key = ("about", event)
    if key not in world.cache:
        found: dict[int | None, list[Occurrence]] = {}
        for o in world.occurrences.get(event, ()):
            found.setdefault(o.about, []).append(o)
        world.cache[key] = {n: tuple(of) for n, of in found.items()}
    result: tuple[Occurrence, ...] = world.cache[key].get(number, ())
    return result


def sieved(world: World, event: str, filters: tuple[s.Filter, ...]) -> tuple[Occurrence, ...] | None:
    """The occurrences of an event that pass filters whenever asked for; `None` where that depends on the day or on other facts."""
    key = ("sieved", event, id(filters))
    if key not in world.cache:
        passed = [(o, _passes(world, o, filters)) for o in world.occurrences.get(event, ())]
        found = None if any(verdict is None for _, verdict in passed) else tuple(o for o, verdict in passed if verdict)
        world.cache[key] = (filters, found)  # kept, so that no other filters get their place in memory
    result: tuple[Occurrence, ...] | None = world.cache[key][1]
    return result


def _passes(world: World, o: Occurrence, filters: tuple[s.Filter, ...]) -> bool | None:
    if o.fact is None or o.fact.corrections or o.fact.withdrawn is not None:
        return None
    fields: dict[str, Any] = {**o.fields, "day": o.day, "receipt": o.receipt}
    for f in filters:
        told = fields.get(f.field)
        if told is None or f.kind == "for it" or (f.field in o.fields and world.contract.events[o.event].fields[f.field].comes):
            return None
        if f.kind != "whose":
            if told not in f.options:
                return False
            continue
        if not isinstance(f.value, s.Lit):
            return None
        if not compare(f, f.op, Why(f, told), Why(f.value, f.value.value)).value:
            return False
    return True
