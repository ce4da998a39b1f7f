"""What an election adds to a balance instead of a payment: month by month of a claim, what of it is still open.

Enters: a claim settled by month, an election. Leaves: what is open of each month, what the election adds and for which. Holds: nothing is
added that did not accrue in its month, was paid, or was added before; one election is counted once, for the oldest claims first.
"""

from __future__ import annotations

from datetime import date, timedelta

from attrs import frozen

from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule
from tenor.dsl.exact import Q
from tenor.interpreter.accruals import unpaid
from tenor.interpreter.claims import Claim, amount, chosen, claims, daily, election_month
from tenor.interpreter.environment import Env, Why
from tenor.interpreter.ledger import Settles
from tenor.interpreter.payments import added_by_month
from tenor.interpreter.values import Unknown, merge
from tenor.interpreter.world import Occurrence

__all__ = ["Month", "elected", "months_of"]


@frozen
class Month:
    """A month of a claim: days with what each bears, amount, the choice that holds, what was added to a balance, what is still open."""

    month: date
    days: tuple[tuple[date, Why], ...]
    amount: Why
    choice: Why
    added: Q
    left: Q | Unknown


def months_of(claim: Claim, whole: Q | Unknown, rest: Q | Unknown) -> list[Month]:
    """The months of a claim. Payments count for the oldest first; a month settled by a thing that is no money owes nothing."""
    assert claim.statement.settlement is not None
    days = daily(claim)
    if not isinstance(days, list) or not days:
        return []
    added = added_by_month(claim.env, claim, claim.env.until_day())
    total = sum(added.values(), Q(0))
    paid = Q(0) if isinstance(whole, Unknown) or isinstance(rest, Unknown) else max(Q(0), whole - rest - total)
    result = []
    month = days[0][0].replace(day=1)
    while month <= days[-1][0]:
        own = tuple(d for d in days if (d[0].year, d[0].month) == (month.year, month.month))
        choice = chosen(claim.env, claim.rule, month)
        in_kind = any(o.choice == choice.value and o.event and not o.balance for o in claim.statement.settlement.options)
        owes = amount(claim, month)
        left = owes.value
        if not isinstance(left, Unknown):
            left = Q(0) if in_kind else max(Q(0), left - added.get(month, Q(0)))
            paid, left = max(Q(0), paid - left), max(Q(0), left - paid)
        result.append(Month(month, own, owes, choice, added.get(month, Q(0)), left))
        month = (month + timedelta(days=32)).replace(day=1)
    return result


def elected(env: Env, rule: Rule, option: s.Option, o: Occurrence) -> list[tuple[Q, Settles | None]] | Unknown:
    """What an election adds to its balance, and for which month of which claim."""
    day = election_month(env, o, option)
    if day is None:
        return []
    month, st = day.replace(day=1), rule.statement
    assert isinstance(st, s.Owes)
    money = next((f.name for f in env.world.contract.events[o.event].fields.values() if f.type.unit == (("USD", 1),)), "")
    told: Q | None = o.fields.get(money)
    found, _ = claims(env, env.world.contract.terms[st.named])
    open_ = [(c, _open_in(env, c, month)) for c in found]
    unsure = [v for _, v in open_ if isinstance(v, Unknown)]
    if unsure and told is None:
        return merge(unsure)
    result: list[tuple[Q, Settles | None]] = []
    for claim, rest in open_:
        part = told if isinstance(rest, Unknown) else rest if told is None else min(told, rest)
        if part:
            result.append((part, (claim.name, claim.about, month)))
            told = told - part if told is not None else None
    return result or [(Q(0), None)]


def _open_in(env: Env, claim: Claim, month: date) -> Q | Unknown:
    """What of a month of a claim is neither paid nor added to a balance."""
    whole = amount(claim).value
    if isinstance(whole, Unknown):
        return whole
    return next((m.left for m in months_of(claim, whole, unpaid(env, claim).value) if m.month == month), Q(0))
