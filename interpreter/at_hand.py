"""What of the things at hand, and of what is put in the place of terms, an expression or an event may rest on.

Enters: a world, an expression or the name of an event. Leaves: the names that it and the sentences below it speak of. Holds: rather too
many than too few; an event, date or term that is not among them may be at hand, or be replaced, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule
from tenor.dsl.mentions import names_reached
from tenor.interpreter.semantics import may_happen
from tenor.interpreter.world import World

__all__ = ["IT", "names_below", "replaced_among"]

IT = ""
"""Among names: the occurrence or date at hand, whatever it is of."""


def names_below(world: World, x: s.Expr | str) -> frozenset[str]:
    """Every name of which an expression, or a sentence that gives such a name its meaning, speaks; found out once.

    What an expression of the contract speaks of is the same in every world in which the same claims may be satisfied.
    """
    key = ("names below", x if isinstance(x, str) else x.name if isinstance(x, s.Ref) else id(x))
    if key not in world.cache:
        of_contract = isinstance(x, str | s.Ref) or id(x) in world.contract.types
        kept = world.contract.remembered if of_contract else world.cache
        shared = (key, tuple([r.index for r in _satisfying(world)]))
        if shared not in kept:
            kept[shared] = (x, _names_below(world, x))  # x is kept, so that no other gets its place
        world.cache[key] = kept[shared]
    found: frozenset[str] = world.cache[key][1]
    return found


def replaced_among(names: frozenset[str], subst: Mapping[str, object]) -> bool:
    """Whether anything put in the place of a term, or of a field of an event, is a matter of some names."""
    return any(name in names or _is_field(name, names) for name in subst)


def _is_field(name: str, names: frozenset[str]) -> bool:
    return name.startswith("its ") and (" of " not in name or any(f" of {n} " in f"{name} " for n in names))


def _names_below(world: World, x: s.Expr | str) -> frozenset[str]:
    terms, satisfying = world.contract.terms, _satisfying(world)

    def ending(name: str) -> tuple[Rule, ...]:
        """What may end that which is owed."""
        return satisfying if name in terms and terms[name].kind == "claim" else ()

    names = frozenset(names_reached(world.contract, x, ending))
    of_it = not isinstance(x, str) and any(_is_of_it(node) for node in s.walk(x))
    return names | {IT} if of_it else names


def _is_of_it(node: s.Node) -> bool:
    """Whether a node is about the occurrence or date at hand, whatever it is of."""
    of_it = isinstance(node, s.Its | s.ItIs | s.BecomesDay) or (isinstance(node, s.TakenEffect) and not node.event)
    return of_it or (isinstance(node, s.Filter) and node.kind == "for it")


def _satisfying(world: World) -> tuple[Rule, ...]:
    """The claims whose payment ends what else is owed, where a payment of them may be told or made here."""
    found: tuple[Rule, ...] | None = world.cache.get("rules satisfying")
    if found is None:
        marked = [r for r in world.contract.of(s.Owes) if r.statement.marks]  # type: ignore[attr-defined]
        pays = [r.statement for r in world.contract.of(s.Pays) if may_happen(world, r.statement.event)]  # type: ignore[attr-defined]
        paid = {st.claim for st in pays}  # type: ignore[attr-defined]
        found = world.cache["rules satisfying"] = tuple(
            r
            for r in marked
            if r.statement.named in paid or r.statement.taken_as_paid is not None  # type: ignore[attr-defined]
        )
    return found
