"""Effects that wait for a day: when to look again whether it has come.

Enters: a world, a sentence that changes a balance on a day. Leaves: the days that facts name beforehand; whether the day may come by
itself. Holds: an effect is made on its day however that day comes about: by an act, by a date that was told to come, or by what holds on a
day.
"""

from __future__ import annotations

from datetime import date

from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract, Rule, nodes_below
from tenor.interpreter.ledger import Key
from tenor.interpreter.world import END_OF_DAY, World

__all__ = ["at_the_end", "comes_by_itself", "dates_told"]

_LAST = 1 << 40
_BY_ITSELF = (s.FirstDayOn, s.Run, s.PaidDay, s.BecomesDay)
"""Days that come about without an act on that day."""


def comes_by_itself(contract: Contract, rule: Rule) -> bool:
    """Whether the day of a sentence may come without an act, so that each day must be looked at."""
    key = ("comes by itself", rule.index)
    if key not in contract.remembered:
        made = {r.statement.target for r in contract.of(s.Becomes)}  # type: ignore[attr-defined]
        nodes = nodes_below(contract.terms, contract.aliases, rule.on) if rule.on is not None else ()
        found = any(isinstance(n, _BY_ITSELF) or (isinstance(n, s.FirstDay) and contract.base_of(n.event) in made) for n in nodes)
        contract.remembered[key] = found
    return bool(contract.remembered[key])


def dates_told(world: World, events: frozenset[str]) -> list[Key]:
    """The days that facts of some events name beforehand, each with the beginning of that day and the place of the fact."""
    key = ("dates told", events)
    if key not in world.cache:
        found: set[Key] = set()
        for event in events:
            info = world.contract.events[event]
            names = {f.name for f in info.fields.values() if f.comes and f.type.kind == "date"}
            for o in world.occurrences.get(event, ()) if names else ():
                corrected = [fields for _, fields in o.fact.corrections] if o.fact is not None else []
                days = (fields.get(name) for fields in (o.fields, *corrected) for name in names)
                found.update((day.toordinal(), 0, o.key[2]) for day in days if isinstance(day, date))
        world.cache[key] = sorted(found)
    keys: list[Key] = world.cache[key]
    return keys


def at_the_end(after: Key) -> Key:
    """The end of the day of a key, or of the next day if that is the end of its own."""
    end = (after[0], END_OF_DAY, _LAST)
    return end if after < end else (after[0] + 1, END_OF_DAY, _LAST)
