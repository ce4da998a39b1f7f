"""What an amount admitted under a right rests on beside the tests that changed it.

Enters: a world, a right, an act done under it, what became of it. Leaves: the gist of its tests. Holds: more rather than fewer: of the
readings and presets of which the right speaks, those that were asked for in this world.
"""

from __future__ import annotations

from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule
from tenor.interpreter.at_hand import names_below
from tenor.interpreter.environment import Admission, Assumed
from tenor.interpreter.gist import Gist
from tenor.interpreter.world import Occurrence, World

__all__ = ["gist_of_tests"]


def gist_of_tests(world: World, right: Rule, o: Occurrence, became: Admission) -> Gist:
    """What the tests of a right come to for an act: nothing of them is gone through, for they are many and it is asked of each act."""
    readings, observed, fields = _spoken_of(world, right)
    consulted, presumed = world.consulted, world.presumed
    taken = tuple([(name, world.taken(name).label) for name in readings if name in consulted])
    keys = [*((name, "") for name in observed), *((name, o.title) for name in fields)]
    assumed: list[Assumed] = [presumed[key] for key in keys if key in presumed]
    return Gist(right.section, taken, became.tested.untested(), tuple(assumed))


def _spoken_of(world: World, right: Rule) -> tuple[list[str], list[str], list[str]]:
    """The readings of which a right speaks, the observations that the contract presets, the fields of its event that it presets."""
    key = ("spoken of", right.index)
    found: tuple[list[str], list[str], list[str]] | None = world.cache.get(key)
    if found is None:
        c, st = world.contract, right.statement
        assert isinstance(st, s.Power)
        asked = [x for clause in st.clauses for x in (clause.value, clause.unless) if x is not None]
        asked += [x for x, _ in right.conditions]
        names = frozenset().union(*(names_below(world, x) for x in asked))
        fields = [f.name for f in c.events[c.base_of(st.event)].fields.values() if f.if_none is not None]
        observed = sorted(n for n in names if n in c.terms and c.terms[n].kind == "observation")
        found = world.cache[key] = (sorted(names & c.readings.keys()), observed, fields)
    return found
