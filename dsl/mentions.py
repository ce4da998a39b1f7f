"""What sentences speak of: names, and the sentences that give each its meaning.

Enters: a `Contract` with its terms, a node or a sentence. Leaves: the names of which it speaks, each with the terms that are replaced where
it stands; by its name, the sentences that give a term, claim, event or calendar its meaning. Holds: rather too many than too few. What
stands under `as if A were B` does not rest on what A is elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from attrs import fields

from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract, Rule
from tenor.dsl.syntax import children

__all__ = ["may_assume", "names_reached"]

_Mentions = tuple[tuple[frozenset[str], str], ...]
"""Names that are spoken of, each with the terms that are replaced where it stands."""


def names_reached(contract: Contract, x: s.Expr | str, more: Callable[[str], Iterable[Rule]]) -> dict[str, str]:
    """Every name of which an expression speaks (or a name itself), or a sentence that gives such a name its meaning, each with the name by
    way of which it is spoken of (none, where it is by the expression itself), the nearest first.

    `more` are sentences beside those by which a name is affected.
    """
    about = _sentences_about(contract)
    seen: dict[str, list[frozenset[str]]] = {}
    found: dict[str, str] = {}
    waiting = [(frozenset[str](), x, "")] if isinstance(x, str) else [(replaced, name, "") for replaced, name in _mentioned(contract, x)]
    for replaced, name, way in waiting:  # grows while it is gone through
        before = seen.setdefault(name, [])
        if name in replaced or any(r <= replaced for r in before):
            continue
        before.append(replaced)
        found.setdefault(name, way)
        for rule in (*about.get(name, ()), *more(name)):
            waiting += [(replaced | also, n, name) for also, n in _of_rule(contract, rule)]
    for name, way in list(found.items()):
        found.setdefault(contract.base_of(name), way)
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


def _of_rule(contract: Contract, rule: Rule) -> _Mentions:
    """What a sentence speaks of, found out once."""
    key = ("mentions", rule.index)
    found: _Mentions | None = contract.remembered.get(key)
    if found is None:
        nodes = [rule.statement, *(c for c, _ in rule.conditions), *rule.scope_filters, *([rule.on] if rule.on is not None else [])]
        own = {m: None for node in nodes for m in _mentioned(contract, node)}
        own |= {(frozenset(), name): None for name in (contract.base_of(rule.scope), rule.scope, rule.schedule) if name}
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
                found.setdefault(contract.aliases.get(name, name), []).append(rule)
        contract.remembered["sentences about"] = found
    return found
