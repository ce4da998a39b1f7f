"""Who gains by another choice of a reading, on the facts told.

Enters: a contract and the figures that a choice changes. Leaves: for each party what it gains. Holds: a gain is read from what one party
owes or must do for another, may do, and gets in shares of another's; of all other figures nobody is said to gain.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import frozen

from tenor.apps.readings import Change, difference
from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import Contract
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.values import Q
from tenor.interpreter.wording import said

__all__ = ["Gain", "gainer", "gains", "more"]

_NUMBER = type(Q(1))


@frozen(eq=False)
class Gain:
    """What a party gains, and the changes that say so."""

    party: str
    words: tuple[str, ...]
    changes: tuple[Change, ...]


def gains(contract: Contract, changes: Sequence[Change]) -> tuple[Gain, ...]:
    """Who gains by the changes of a choice, in the order in which the contract names its parties."""
    found: dict[str, dict[str, Change]] = {}
    for change in changes:
        gain = _gain(contract, change)
        if gain is not None:
            found.setdefault(gain[0], {}).setdefault(gain[1], change)
    return tuple(Gain(party, tuple(found[party]), tuple(found[party].values())) for party in contract.parties if party in found)


def gainer(c: Contract, x: Change) -> str:
    """The party that gains by a change; empty where the sentences do not say."""
    gain = _gain(c, x)
    return gain[0] if gain is not None else ""


def _gain(c: Contract, x: Change) -> tuple[str, str] | None:
    """The party that gains by a change, and by what."""
    owner = next((p for p in c.parties if x.what.startswith((f"{p} owes ", f"{p} must ", f"{p} may "))), None)
    greater = more(x.before, x.after)
    if owner is None:
        return _in_shares(c, x, greater)
    rest = x.what.removeprefix(owner).strip()
    much = _much(x)
    if rest.startswith("owes ") and greater is not None:
        other = next((p for p in c.parties if rest.startswith(f"owes {p} ")), "")
        name = rest.removeprefix(f"owes {other} ")
        if name.endswith(", due"):
            words = f"{name.removesuffix(', due')} is due {much}"
            return (owner, words) if greater else (other, words)
        return (other, f"is owed {much}, {name}") if greater and other else (owner, f"owes {much}, {name}")
    if rest.startswith("must ") and rest.endswith(", due") and greater is not None:
        act = rest.removeprefix("must ").removesuffix(", due")
        if greater:
            return owner, f"may {act} {much}"
        other = next((p for p in c.parties if p != owner), "")
        return (other, f"{owner} must {act} {much}") if len(c.parties) == 2 else None
    if rest.startswith("may "):
        if isinstance(x.before, bool) and isinstance(x.after, bool):
            return (owner, rest) if x.after else None
        return (owner, f"{rest.removesuffix(', last day')}, until {much}") if greater else None
    return None


def _much(x: Change) -> str:
    """By how much a figure changes; what it is, where it was not there before."""
    if isinstance(x.before, str) and isinstance(x.after, _NUMBER):
        return said(x.after, x.type)
    if isinstance(x.after, str):
        return f"{said(x.before, x.type)} less"
    return difference(x.before, x.after, x.type)[0]


def _in_shares(c: Contract, x: Change, greater: bool | None) -> tuple[str, str] | None:
    """Shares that a notice brings whoever gives it, where they are another's to issue: more are a gain of the one, fewer of the other."""
    if greater is None or x.type is None or not x.type.is_quantity or x.type.unit != ty.SHARES.unit:
        return None
    event = next((e for e in c.events if x.of.startswith(f"{e} ")), "") or (c.terms[x.what].scope if x.what in c.terms else "")
    info = c.events.get(c.base_of(event)) if event else None
    issuers = {c.person(security.issuer) for security in c.securities.values()}
    if info is None or x.what not in _brought(c, info.name) or c.person(info.giver) in issuers or c.person(info.receiver) not in issuers:
        return None
    return (info.giver if greater else info.receiver), f"{x.what} {_much(x)}"


def _brought(c: Contract, event: str) -> frozenset[str]:
    """The numbers of shares that an act under a right brings: those that its limits count, those in them, and how these are rounded."""
    key = ("brought", event)
    if key in c.remembered:
        kept: frozenset[str] = c.remembered[key]
        return kept

    def shares(node: s.Node) -> set[str]:
        names = {n.name for n in s.walk(node) if isinstance(n, s.Ref) and n.name in c.terms}
        return {n for n in names if c.terms[n].scope == event and c.terms[n].type == ty.SHARES}

    found: set[str] = set()
    for rule in c.of(s.Power):
        assert isinstance(rule.statement, s.Power)
        if rule.statement.event == event:
            for clause in rule.statement.clauses:
                if isinstance(clause.value, s.Rel) and clause.kind in {"so far as", "provided that"}:
                    found |= shares(clause.value.left)
    for name in tuple(found):
        for rule in c.terms[name].rules:
            found |= shares(rule.statement)
    for name, reading in c.readings.items():
        if c.terms[name].scope == event and all(shares(a.value) & found for a in reading.alternatives):
            found.add(name)
    c.remembered[key] = frozenset(found)
    return frozenset(found)


def more(before: Any, after: Any) -> bool | None:
    """Whether a figure or day is greater or later; nothing where that cannot be said. What is not there is nothing."""
    before, after = (day_value(v) for v in (before, after))
    before, after = (Q(0) if v == "not there" else v for v in (before, after))
    if isinstance(before, _NUMBER) and isinstance(after, _NUMBER) and before != after:
        return bool(after > before)
    if isinstance(before, date) and isinstance(after, date) and before != after:
        return after > before
    return None
