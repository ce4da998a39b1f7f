"""The schedule of payments: what each event, date and claim brings, and the balances after it.

Enters: a `World`, the last day. Leaves: `CashFlow`s in the order in which they come. Holds: an amount below zero of a claim owed `either
way` is paid by the creditor; a claim that cannot be told is listed with what it needs, never left out; what happened without a payment is
listed with the balances that it changed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from attrs import frozen

from tenor.dsl import syntax as s
from tenor.interpreter import by_name, derived, runs, steps  # noqa: F401 -- what they register gives expressions their value
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.claims import Claim, amount, claims, due_of
from tenor.interpreter.environment import Env
from tenor.interpreter.history import state_at
from tenor.interpreter.ledger import Key
from tenor.interpreter.schedules import schedule_days
from tenor.interpreter.semantics import term
from tenor.interpreter.values import Q, Unknown
from tenor.interpreter.world import END_OF_DAY, World, end_of

__all__ = ["CashFlow", "cash_flows"]


@frozen
class CashFlow:
    """One line: the day (none, where nothing says when), what happened, what is paid for it by whom to whom, the balances after.

    `amount` is `None` where nothing is paid, and `Unknown` where it cannot be told. `number` is that of the occurrence, 0 where it is of
    none.
    """

    day: date | None
    event: str
    number: int
    claim: str
    amount: Any
    payer: str
    payee: str
    section: str
    balances: Mapping[str, Any]
    key: Key

    def seen_by(self, party: str) -> Any:
        """What a party receives, below zero what it pays; `None` for what is between others."""
        if not isinstance(self.amount, type(Q(0))) or party not in {self.payer, self.payee}:
            return None
        return self.amount if self.payee == party else -self.amount


def cash_flows(world: World, until: date) -> list[CashFlow]:
    """What is paid, and what changes a balance, to the end of a day."""
    key = end_of(until)
    env = Env(world, state_at(world, key), key, until)
    found = list(_owed(env))
    paid = {(f.event, f.number) for f in found}
    found.extend(_without_payment(env, paid))
    return sorted(found, key=lambda f: (f.key, f.claim))


def _owed(env: Env) -> Iterator[CashFlow]:
    """Every claim that is owed, or may be."""
    for name, info in env.world.contract.terms.items():
        if info.kind != "claim":
            continue
        instances, doubt = claims(env.over_all(), info)
        if doubt is not None and doubt.after is None:
            rule = info.rules[0]
            yield CashFlow(
                None, rule.scope or rule.schedule, 0, name, doubt, *_parties(rule.statement), info.section, {}, end_of(env.asked)
            )
        for claim in instances:
            if claim.live.value is False or (isinstance(claim.live.value, Unknown) and claim.live.value.after is not None):
                continue
            due = day_value(due_of(claim.env, info).value) if claim.statement.payable is not None else None
            day = due if isinstance(due, date) else None
            o = claim.env.occ.get(claim.env.its)
            schedule = claim.rule.schedule
            at = o.key if o is not None else (claim.env.date[schedule].toordinal(), 0, 0) if schedule else _at_end_of(day or env.asked)
            if at > env.until:
                continue
            owed = amount(claim).value
            payer, payee = _parties(claim.statement)
            if not isinstance(owed, Unknown) and owed < 0 and "either way" in claim.statement.marks:
                payer, payee, owed = payee, payer, -owed
            event, number = (o.event, o.number) if o is not None else (schedule, _number(env, claim) if schedule else 0)
            yield CashFlow(day, event, number, name, owed, payer, payee, claim.rule.section, _balances(env, at), at)


def _number(env: Env, claim: Claim) -> int:
    """Which of the dates of its schedule a claim is of, counted from 1."""
    days = schedule_days(env, claim.rule.schedule)
    return 0 if isinstance(days, Unknown) else bisect_left(days, claim.env.date[claim.rule.schedule]) + 1


def _parties(st: s.Statement) -> tuple[str, str]:
    assert isinstance(st, s.Owes)
    return st.debtor, st.creditor


def _at_end_of(day: date) -> Key:
    return (day.toordinal(), END_OF_DAY, 0)


def _without_payment(env: Env, paid: set[tuple[str, int]]) -> Iterator[CashFlow]:
    """What is scheduled, or changes a balance, and brings no payment."""
    for event in sorted(env.world.scheduled):
        for o in env.world.occurrences.get(event, ()):
            if o.key <= env.until and o.scheduled and (event, o.number) not in paid:
                paid.add((event, o.number))
                yield CashFlow(o.fields["payment day"], event, o.number, "", None, "", "", o.scheduled, _balances(env, o.key), o.key)
    for ledger in env.state.ledgers.values():
        for p in ledger.postings:
            if p.cause not in paid and p.key <= env.until:
                paid.add(p.cause)
                yield CashFlow(date.fromordinal(p.key[0]), *p.cause, "", None, "", "", p.section, _balances(env, p.key), p.key)


def _balances(env: Env, key: Key) -> dict[str, Any]:
    """Every balance as it stands once a key is over."""
    after = env.copy()
    after.before = (key[0], key[1], key[2] + 1)
    return {name: term(after, name).value for name in env.state.ledgers}
