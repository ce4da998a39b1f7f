"""What a question is about, found in a contract by what its sentences do.

Enters: a contract. Leaves: the rights, terms, duties and claims that a question speaks of, in the paper's order. Holds: no name of any
paper is known here; what a question needs is a kind of sentence, a type or a unit, and where a contract has none of it, that is said in
words.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import Contract, Rule, TermInfo

__all__ = [
    "Exchange",
    "Quotient",
    "divisions",
    "exchanges",
    "found_by",
    "is_count",
    "is_money",
    "is_price",
    "named_in",
    "own",
    "papers_beside",
    "rests_on",
    "strike_names",
]


def own(contract: Contract, kind: type[s.Statement], paper: str = "") -> tuple[Rule, ...]:
    """The sentences of a kind that stand in the paper asked, and not in one that it names; or those of one of these."""
    return tuple(r for r in contract.of(kind) if r.paper == paper)


def papers_beside(contract: Contract) -> list[str]:
    """The papers of the suite whose sentences are run with the paper asked, by the names that it gives them."""
    return list(dict.fromkeys(r.paper for r in contract.rules if r.paper))


def is_money(t: ty.Type) -> bool:
    """Whether a type is an amount of one currency."""
    return t.is_quantity and len(t.unit) == 1 and t.unit[0][1] == 1 and t.unit != ty.SHARES.unit


def is_count(t: ty.Type) -> bool:
    """Whether a type counts units of a security."""
    return t.is_quantity and t.unit == ty.SHARES.unit


def is_price(t: ty.Type) -> bool:
    """Whether a type is money for one unit of a security."""
    powers = dict(t.unit)
    return t.is_quantity and len(powers) == 2 and powers.get("share") == -1 and 1 in powers.values()


def named_in(contract: Contract, node: s.Node) -> Iterator[str]:
    """The terms that a sentence names, by their proper names, in the order written."""
    for n in s.walk(node):
        match n:
            case s.Ref():
                yield contract.aliases.get(n.name, n.name)
            case s.Aggregate() | s.OverEvents():
                yield n.term
            case s.Most() | s.Exceeded():
                yield n.limit
            case s.ClaimPart() | s.Accrued():
                yield n.name
            case s.UnpaidOf() | s.IsPaid() | s.PaidDay():
                yield n.claim
            case _:
                pass


def rests_on(contract: Contract, node: s.Node) -> dict[str, None]:
    """The terms that a sentence rests on, those that it names first, each once."""
    found: dict[str, None] = {}
    stack = list(named_in(contract, node))[::-1]
    while stack:
        name = stack.pop()
        info = contract.terms.get(name)
        if info is None or name in found:
            continue
        found[name] = None
        for rule in info.rules[::-1]:
            below = [rule.statement, *(c for c, _ in rule.conditions)]
            stack.extend([x for n in below for x in named_in(contract, n)][::-1])
    return found


# ── what is divided by a price


@frozen(eq=False)
class Quotient:
    """A term that counts units of a security: an amount divided by a price."""

    count: TermInfo
    amount: s.Expr
    price: s.Expr

    def price_name(self, contract: Contract) -> str:
        """The term that is the price, if it is one."""
        return _name(contract, self.price)

    def amount_name(self, contract: Contract) -> str:
        """The term that is divided, if it is one."""
        return _name(contract, self.amount)


def strike_names(contract: Contract) -> list[str]:
    """The prices that a right of the paper asked is used at: by which a count of shares that its act names is multiplied."""
    found = []
    for rule in own(contract, s.Power):
        event = contract.base_of(rule.statement.event)  # type: ignore[attr-defined]
        counts = {name for name, f in contract.events[event].fields.items() if is_count(f.type)}
        scoped = [i for i in contract.terms.values() if i.scope and contract.base_of(i.scope) == event]
        nodes = (n for i in scoped for r in i.rules for n in s.walk(r.statement))
        for n in nodes:
            if isinstance(n, s.Arith) and n.op == "×":
                sides = ((n.left, n.right), (n.right, n.left))
                found += [
                    _name(contract, y) for x, y in sides if isinstance(x, s.Its) and x.name in counts and is_price(contract.type_of(y))
                ]
    return [n for n in dict.fromkeys(found) if n]


def _name(contract: Contract, x: s.Expr) -> str:
    while isinstance(x, s.OnDate | s.AsIf | s.Under | s.Without):
        x = x.value
    return contract.aliases.get(x.name, x.name) if isinstance(x, s.Ref) else ""


def divisions(contract: Contract) -> tuple[Quotient, ...]:
    """The terms of the paper asked that come of dividing money by a price, in its order."""
    return tuple(q for q in _all_divisions(contract) if not q.count.rules[0].paper)


def _all_divisions(contract: Contract) -> tuple[Quotient, ...]:
    key = "divisions"
    if key not in contract.remembered:
        contract.remembered[key] = tuple(_divisions(contract))
    found: tuple[Quotient, ...] = contract.remembered[key]
    return found


def _divisions(contract: Contract) -> Iterator[Quotient]:
    for info in contract.terms.values():
        if not is_count(info.type) or info.kind not in {"definition", "reading"}:
            continue
        for node in s.walk(info.rules[0].statement):
            if isinstance(node, s.Arith) and node.op == "/" and is_price(contract.type_of(node.right)):
                yield Quotient(info, node.left, node.right)
                break


# ── a right to turn an amount into units of a security


@frozen(eq=False)
class Exchange:
    """A right whose use takes an amount off a balance and gives a count of units of a security for it, at a price."""

    rule: Rule
    party: str
    event: str
    field: str
    balance: str
    quotient: Quotient
    counts: tuple[TermInfo, ...]


def exchanges(contract: Contract, *, elsewhere: bool = False) -> tuple[Exchange, ...]:
    """The rights of the paper asked that are such, in its order; or those `elsewhere`, in the papers that it names."""
    key = "exchanges"
    if key not in contract.remembered:
        contract.remembered[key] = tuple(_exchanges(contract))
    found: tuple[Exchange, ...] = contract.remembered[key]
    return tuple(x for x in found if bool(x.rule.paper) is elsewhere)


def _exchanges(contract: Contract) -> Iterator[Exchange]:
    for rule in contract.of(s.Power):
        power = rule.statement
        assert isinstance(power, s.Power)
        event = contract.base_of(power.event)
        balance = next((b for b in _reduced(contract, event) if is_money(contract.terms[b].type)), "")
        quotient = next((q for q in _all_divisions(contract) if q.count.scope and contract.base_of(q.count.scope) == event), None)
        if balance and quotient is not None:
            counts = tuple(i for i in contract.terms.values() if i.scope and contract.base_of(i.scope) == event and is_count(i.type))
            yield Exchange(rule, power.party, event, _field(contract, power, event), balance, quotient, counts)


def _reduced(contract: Contract, event: str) -> Iterator[str]:
    """The balances that an event takes something off."""
    for rule in contract.of(s.Posting):
        st = rule.statement
        assert isinstance(st, s.Posting)
        if rule.scope and contract.base_of(rule.scope) == event and st.sign < 0:
            yield st.balance
    for rule in contract.of(s.Pays):
        pays = rule.statement
        assert isinstance(pays, s.Pays)
        if contract.base_of(pays.event) == event and pays.reduces:
            yield pays.reduces


def _field(contract: Contract, power: s.Power, event: str) -> str:
    """The field that says how much: the one that the right bounds, otherwise the first amount of money."""
    fields = contract.events[event].fields
    bounded = next((c.name for c in power.clauses if c.kind == "at most" and c.name in fields), "")
    return bounded or next((name for name, f in fields.items() if is_money(f.type)), "")


def found_by(name: str, names: list[str]) -> str | None:
    """The one of some names that somebody means: as written, whatever its case, or the only one that begins with or holds the words."""
    words = " ".join(name.split()).lower()
    exact = [n for n in names if n.lower() == words]
    part = [n for n in names if words in n.lower()]
    return exact[0] if exact else part[0] if len(part) == 1 else None
