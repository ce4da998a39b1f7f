"""The payments of a claim: those told, and the one that a contract supposes where none is told.

Enters: an `Env` and a claim. Leaves: its payments, in order. Holds: a payment counts once, for the claim that it names or else for the
oldest of its name that is not paid; what was told is the same for every claim of a name, whichever is asked about first.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve, frozen

from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract, TermInfo, nodes_below
from tenor.dsl.exact import Q
from tenor.dsl.types import Type
from tenor.interpreter.arithmetic import day_value, rounded
from tenor.interpreter.claims import Claim, amount, claims, due_of
from tenor.interpreter.environment import Env, Why, value
from tenor.interpreter.semantics import base_event, may_happen, occurrences
from tenor.interpreter.values import Unknown
from tenor.interpreter.world import World, end_of

__all__ = [
    "TAKEN_AS_PAID",
    "Payment",
    "added_by_month",
    "is_supposed",
    "may_be_paid",
    "money_field",
    "payments",
    "pays_of",
    "reached",
    "taken_as_paid",
]


TAKEN_AS_PAID = "taken as paid when due"
"""The title of a payment that nobody told."""


@frozen
class Payment:
    """A payment of a claim: the day, and the amount (`None`: all of it)."""

    day: date
    amount: Q | None
    title: str


@frozen
class _Told:
    """A payment told of the claims of one name: the sentence that makes it one, the date of a schedule that it names."""

    payment: Payment
    statement: s.Pays
    of: Any


def payments(env: Env, claim: Claim) -> list[Payment]:
    """The payments of one claim, in order; where it is taken as paid and none is told of it, that of the day on which it is due."""
    told = _told(env, claim.name)
    if claim.rule.scope or claim.rule.schedule:
        own = _spread(env, claim, told).get(_place(claim), []) if told else []
    else:
        own = [t.payment for t in told if not _less_already(claim, t)]
    if not own and claim.statement.taken_as_paid is not None:
        due = _due(claim)
        if due is not None and due < env.until_day() and taken_as_paid(claim).value is True:
            return [Payment(due, None, TAKEN_AS_PAID)]
    return own


def added_by_month(env: Env, claim: Claim, until: date) -> dict[date, Q]:
    """What of each month of a claim was added to a balance by a day, instead of being paid."""
    found: dict[date, Q] = {}
    options = claim.statement.settlement.options if claim.statement.settlement is not None else ()
    for balance in dict.fromkeys(x.balance for x in options):
        ledger = env.state.ledgers.get(balance)
        for p in ledger.upto(end_of(until)) if ledger is not None else ():
            if p.settles is not None and p.settles[:2] == (claim.name, claim.about):
                found[p.settles[2]] = found.get(p.settles[2], Q(0)) + p.amount
    return found


def taken_as_paid(claim: Claim) -> Why:
    """Whether a claim counts as paid on the day it is due, no payment of it being told."""
    x = claim.statement.taken_as_paid
    return value(claim.env, x) if x is not None else Why(claim.name, False)


def reached(env: Env, owed: Q, paid: Q) -> bool:
    """Whether a payment discharges a sum."""
    how = env.world.contract.paid_when
    return paid >= (rounded(owed, how) if how is not None else owed)


def money_field(world: World, event: str, owed: Type) -> str:
    """The field of a payment that tells its amount: the one of the unit of what is owed."""
    fields = world.contract.events[base_event(world, event)].fields.values()
    return next((f.name for f in fields if f.type.unit == owed.unit), "")


def pays_of(contract: Contract, claim: str) -> list[s.Pays]:
    """The sentences that say what pays a claim."""
    found: list[s.Pays] | None = contract.remembered.get(("pays", claim))
    if found is None:
        found = [r.statement for r in contract.of(s.Pays) if r.statement.claim == claim]  # type: ignore[attr-defined,misc]
        contract.remembered["pays", claim] = found
    return found


def is_supposed(claim: TermInfo) -> bool:
    """Whether a claim may count as paid where no payment is told."""
    st = claim.rules[0].statement
    return isinstance(st, s.Owes) and st.taken_as_paid is not None


def may_be_paid(world: World, claim: TermInfo, pays: list[s.Pays]) -> bool:
    """Whether there may be any payment of a claim in a world."""
    return is_supposed(claim) or any(may_happen(world, st.event) for st in pays)


def _told(env: Env, name: str) -> list[_Told]:
    """The payments told of the claims of one name, in order."""
    result = []
    for st in pays_of(env.world.contract, name):
        money = money_field(env.world, st.event, env.world.contract.terms[name].type)
        for o in occurrences(env, st.event, st.filters)[0]:
            told = o.fields.get(st.by_field or money)
            if st.by_field and not told:  # the field tells what is paid: nothing, if it tells none
                continue
            result.append(_Told(Payment(o.day, told, o.title), st, o.fields.get(st.of_field) if st.of_field else None))
    return sorted(result, key=lambda t: t.payment.day)


def _place(claim: Claim) -> int:
    """The number of the occurrence or date that a claim is of."""
    if claim.rule.schedule:
        return claim.env.date[claim.rule.schedule].toordinal()
    return claim.env.occ[claim.env.its].number if claim.env.its in claim.env.occ else 0


def _due(claim: Claim) -> date | None:
    """The day on which a claim is payable, if it is known."""
    due = due_of(claim.env, claim.env.world.contract.terms[claim.name]).value if claim.statement.payable is not None else None
    return due if isinstance(due, date) else None


def _less_already(claim: Claim, told: _Told) -> bool:
    """Whether a claim is less by a payment already: it rests on the balance that the payment reduces, as that stands on a later day (on the
    day on which it is due, unless said).
    """
    x = claim.statement.amount
    if not told.statement.reduces or not _rests_on(claim.env.world.contract, x, told.statement.reduces):
        return False
    fixed = day_value(value(claim.env, x.day).value) if isinstance(x, s.OnDate) else _due(claim)
    return isinstance(fixed, date) and told.payment.day <= fixed


def _rests_on(contract: Contract, x: s.Expr, balance: str) -> bool:
    """Whether an amount is figured on a balance; found out once."""
    key = ("rests on", id(x), balance)
    if key not in contract.remembered:
        below = nodes_below(contract.terms, contract.aliases, x)
        names = {contract.aliases.get(node.name, node.name) for node in below if isinstance(node, s.Ref)}
        contract.remembered[key] = (x, balance in names)  # x is kept, so that no other gets its place
    found: bool = contract.remembered[key][1]
    return found


def _spread(env: Env, claim: Claim, told: list[_Told]) -> dict[int, list[Payment]]:
    """Each payment over the claims of one name: for the date that it names; otherwise the oldest first."""
    key = ("spread", claim.name, env.until, env.put)
    if key not in env.shared:
        supposed = {}
        if claim.statement.taken_as_paid is not None and not all(t.statement.of_field for t in told):
            every = claims(env.over_all(), env.world.contract.terms[claim.name])[0]
            supposed = {_place(c): _due(c) for c in every if taken_as_paid(c).value is True}
        result: dict[int, list[Payment]] = {}
        for t in told:
            if not t.statement.of_field:
                _count(env, claim.name, t, {n: due for n, due in supposed.items() if n not in result}, result)
            elif isinstance(t.of, date) and not _less_already(evolve(claim, env=claim.env.of_date(claim.rule.schedule, t.of)), t):
                result.setdefault(t.of.toordinal(), []).append(t.payment)
        env.shared[key] = result
    return env.shared[key]  # type: ignore[no-any-return]


def _count(env: Env, name: str, told: _Told, supposed: dict[int, date | None], result: dict[int, list[Payment]]) -> None:
    """Counts one payment for the claims of a name that had arisen on its day, the oldest first. One that was taken as paid by then is paid;
    what is over goes to the last that had arisen, then to those of dates to come.
    """
    p = told.payment
    found = claims(env.over_all(p.day).seen_on(p.day), env.world.contract.terms[name])[0]
    found = [c for c in found if c.live.value is not False and not _less_already(c, told)]
    arisen = [c for c in found if not c.rule.schedule or c.env.date[c.rule.schedule] <= p.day]
    unpaid = [c for c in arisen if not ((due := supposed.get(_place(c))) is not None and due < p.day)]
    order = [*unpaid, *(c for c in arisen[-1:] if c not in unpaid), *found[len(arisen) :]]
    left = p.amount
    if left is None:  # all that had arisen and was not paid
        open_ = [c for c in order if not c.rule.schedule or _rest(env, c, result, p.day) != 0]
        for c in [c for c in open_ if c in unpaid] or open_[:1]:
            result.setdefault(_place(c), []).append(p)
        return
    for c in order:
        rest = _rest(env, c, result, p.day) if c is not order[-1] else None
        part = left if isinstance(rest, Unknown | None) else min(left, rest)
        if part > 0:
            result.setdefault(_place(c), []).append(Payment(p.day, part, p.title))
        left -= part


def _rest(env: Env, claim: Claim, paid: dict[int, list[Payment]], day: date) -> Q | Unknown:
    """What of a claim the payments counted so far leave, and what was added to a balance by a day."""
    before = [p.amount for p in paid.get(_place(claim), ())]
    owed = amount(claim).value
    if isinstance(owed, Unknown):
        return owed
    gone = [*(x for x in before if x is not None), *added_by_month(env, claim, day).values()]
    return Q(0) if None in before else max(Q(0), owed - sum(gone, Q(0)))
