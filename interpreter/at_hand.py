"""What of the things at hand, and of what is put in the place of terms, an expression or an event may rest on.

Enters: a world, an expression or the name of an event. Leaves: the names that it and the sentences below it speak of. Holds: rather too
many than too few; an event, date or term that is not among them may be at hand, or be replaced, and changes nothing. What stands under
`as if A were B` does not rest on what A is elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import fields

from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract, Rule
from tenor.dsl.syntax import children
from tenor.interpreter.semantics import may_happen
from tenor.interpreter.world import World

__all__ = ["IT", "may_assume", "names_below", "replaced_among"]

IT = ""
"""Among names: the occurrence or date at hand, whatever it is of."""

_Mentions = tuple[tuple[frozenset[str], str], ...]
"""Names that are spoken of, each with the terms that are replaced where it stands."""


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


def may_assume(contract: Contract, rule: Rule) -> bool:
    """Whether what a sentence says may rest on a preset for what nobody told; found out once."""
    key = ("may assume", rule.index)
    if key not in contract.remembered:
        contract.remembered[key] = any(name in _assuming(contract) for _, name in _of_rule(contract, rule))
    found: bool = contract.remembered[key]
    return found


def _assuming(contract: Contract) -> set[str]:
    """The names of what may rest on a preset; found out once."""
    found: set[str] | None = contract.remembered.get("assuming")
    if found is None:
        found = {r.statement.name for r in contract.of(s.Observation) if r.statement.if_none is not None}  # type: ignore[attr-defined]
        found |= {e.name for e in contract.events.values() if any(f.if_none is not None for f in e.fields.values())}
        satisfying = [r for r in contract.of(s.Owes) if r.statement.marks]  # type: ignore[attr-defined]
        users: dict[str, list[str]] = {}
        for name, rules in _sentences_about(contract).items():
            info = contract.terms.get(name)
            for rule in (*rules, *(satisfying if info is not None and info.kind == "claim" else ())):
                for _, used in _of_rule(contract, rule):
                    users.setdefault(used, []).append(name)
        waiting = list(found)
        while waiting:
            more = [name for name in users.get(waiting.pop(), ()) if name not in found]
            found.update(more)
            waiting += more
        contract.remembered["assuming"] = found
    return found


def replaced_among(names: frozenset[str], subst: Mapping[str, object]) -> bool:
    """Whether anything put in the place of a term, or of a field of an event, is a matter of some names."""
    return any(name in names or _is_field(name, names) for name in subst)


def _is_field(name: str, names: frozenset[str]) -> bool:
    return name.startswith("its ") and (" of " not in name or any(f" of {n} " in f"{name} " for n in names))


def _names_below(world: World, x: s.Expr | str) -> frozenset[str]:
    contract = world.contract
    about, satisfying = _sentences_about(contract), _satisfying(world)
    seen: dict[str, list[frozenset[str]]] = {}
    waiting = [(frozenset[str](), x)] if isinstance(x, str) else list(_mentioned(contract, x))
    while waiting:
        replaced, name = waiting.pop()
        before = seen.setdefault(name, [])
        if name in replaced or any(r <= replaced for r in before):
            continue
        before.append(replaced)
        info = contract.terms.get(name)
        claim = info is not None and info.kind == "claim"
        for rule in (*about.get(name, ()), *(satisfying if claim else ())):
            waiting += [(replaced | more, n) for more, n in _of_rule(contract, rule)]
    named = {name for name, ways in seen.items() if ways}
    if not isinstance(x, str) and any(_is_of_it(node) for node in s.walk(x)):
        named.add(IT)
    return frozenset(named | {contract.base_of(name) for name in named})


def _is_of_it(node: s.Node) -> bool:
    """Whether a node is about the occurrence or date at hand, whatever it is of."""
    of_it = isinstance(node, s.Its | s.ItIs | s.BecomesDay) or (isinstance(node, s.TakenEffect) and not node.event)
    return of_it or (isinstance(node, s.Filter) and node.kind == "for it")


def _of_rule(contract: Contract, rule: Rule) -> _Mentions:
    """What a sentence speaks of, found out once."""
    key = ("mentions", rule.index)
    found: _Mentions | None = contract.remembered.get(key)
    if found is None:
        nodes = [rule.statement, *(c for c, _ in rule.conditions), *rule.scope_filters, *([rule.on] if rule.on is not None else [])]
        own = {m for node in nodes for m in _mentioned(contract, node)}
        own |= {(frozenset(), name) for name in (contract.base_of(rule.scope), rule.scope, rule.schedule) if name}
        found = contract.remembered[key] = tuple(own)
    return found


def _mentioned(contract: Contract, x: s.Node) -> Iterator[tuple[frozenset[str], str]]:
    """The names of which a node speaks, with the terms that are replaced where it does."""
    stack: list[tuple[frozenset[str], s.Node]] = [(frozenset(), x)]
    while stack:
        replaced, node = stack.pop()
        if isinstance(node, s.AsIf) and isinstance(node.target, s.Ref):
            target = contract.aliases.get(node.target.name, node.target.name)
            stack += [(replaced, node.instead), (replaced | {target}, node.value)]
            continue
        if isinstance(node, s.Lit):
            continue
        for part in fields(type(node)):
            v = getattr(node, part.name) if part.name != "options" else ()  # texts that are told, and no names
            for w in (v,) if isinstance(v, str) else v if isinstance(v, tuple) else ():
                if isinstance(w, str) and w:
                    yield replaced, contract.aliases.get(w, w)
        stack += [(replaced, child) for child in children(node)]


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


def _sentences_about(contract: Contract) -> dict[str, list[Rule]]:
    """The sentences that give a term, claim, event or calendar its meaning, by its name; what defeats a claim is among them."""
    found: dict[str, list[Rule]] | None = contract.remembered.get("sentences about")
    if found is None:
        found = {}
        for name, info in contract.terms.items():
            found.setdefault(name, []).extend(info.rules)
        claims = [r for r in contract.rules if isinstance(r.statement, s.Owes)]
        for rule in contract.rules:
            st = rule.statement
            match st:
                case s.EventDecl() | s.DerivedEvent() | s.CalendarDecl():
                    own = [st.name]
                case s.Becomes():
                    own = [st.target]
                case s.Ban():
                    own = [st.named]
                case s.Pays():
                    own = [st.claim]
                case s.Power():
                    own = [st.event]
                case s.Owes():
                    own = [c.statement.named for c in claims if rule.section in c.yields or c.section in rule.prevails]  # type: ignore[attr-defined]
                case s.Waive():
                    own = [st.limit]
                case _:
                    own = []
            for name in own:
                found.setdefault(name, []).append(rule)
        contract.remembered["sentences about"] = found
    return found
