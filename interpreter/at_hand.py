"""What of the occurrences and dates at hand an expression may rest on.

Enters: a contract, an expression. Leaves: the names that it and the sentences below it speak of. Holds: rather too many than too few; an
event, date or term that is not among them may be at hand, or put in its place otherwise, and changes nothing.
"""

from __future__ import annotations

from attrs import fields

from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract, Rule

__all__ = ["names_below"]


def names_below(contract: Contract, x: s.Expr) -> frozenset[str]:
    """Every name of which an expression, or a sentence that gives such a name its meaning, speaks; found out once."""
    key = ("names below", id(x))
    if key not in contract.remembered:
        contract.remembered[key] = (x, _names_below(contract, x))  # x is kept, so that no other gets its place
    found: frozenset[str] = contract.remembered[key][1]
    return found


def _names_below(contract: Contract, x: s.Expr) -> frozenset[str]:
    named: set[str] = set()
    seen: set[int] = set()
    stack: list[s.Node] = [x]
    about = _sentences_about(contract)
    while stack:
        for node in s.walk(stack.pop()):
            for part in fields(type(node)):
                v = getattr(node, part.name)
                words = [v] if isinstance(v, str) else [w for w in v if isinstance(w, str)] if isinstance(v, tuple) else []
                waiting = [contract.aliases.get(w, w) for w in words]
                while waiting:
                    name = waiting.pop()
                    if name in named:
                        continue
                    named.add(name)
                    for rule in about.get(name, ()):
                        if rule.index not in seen:
                            seen.add(rule.index)
                            waiting += [contract.base_of(rule.scope), rule.scope, rule.schedule]
                            stack += [rule.statement, *(c for c, _ in rule.conditions), *rule.scope_filters]
                            stack += [rule.on] if rule.on is not None else []
    return frozenset(named | {contract.base_of(name) for name in named})


def _sentences_about(contract: Contract) -> dict[str, list[Rule]]:
    """The sentences that give a term, claim, event or calendar its meaning, by its name; what settles or defeats a claim is among them."""
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
                    own += [c.statement.named for c in claims] if st.marks else []  # type: ignore[attr-defined]
                case s.Waive():
                    own = [st.limit]
                case _:
                    own = []
            for name in own:
                found.setdefault(name, []).append(rule)
        contract.remembered["sentences about"] = found
    return found
