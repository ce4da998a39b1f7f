"""The claims of a contract as a question reads them.

Enters: a `Setting`. Leaves: the claims that exist at the instant, and what of each is past its day. Holds: what is not known is neither
due nor overdue.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date

from tenor.apps.answers import Setting
from tenor.apps.particulars import env_of
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.claims import Claim, claims, due_of
from tenor.interpreter.payments import payments
from tenor.interpreter.standing import ClaimState, claim_state
from tenor.interpreter.values import Unknown

__all__ = ["claims_of", "fallen_due", "overdue"]


def claims_of(
    st: Setting,
    names: Container[str] | None = None,
    about: Container[str] | None = None,
    papers: Container[str] = ("",),
    to_come: Container[str] | None = None,
) -> Iterator[ClaimState]:
    """The claims of the paper asked (or of some `papers` of its suite), as things stand, or some of them, by name or by what they are
    about; those that do not exist are left out, and of those that are to come all but the ones named in `to_come` (`None`: none is).
    """
    env = env_of(st)
    for info in st.contract.terms.values():
        if info.kind == "claim" and info.rules[0].paper in papers and (names is None or info.name in names):
            for claim in claims(env, info)[0]:
                if about is not None and claim.about not in about:
                    continue
                if to_come is not None and info.name not in to_come and _ahead(st, claim):
                    continue
                if claim.live.value is not False:
                    yield claim_state(env, claim)


def _ahead(st: Setting, claim: Claim) -> bool:
    """Whether a claim is one of days to come: due after the day asked, of no act that has happened, and with nothing that has run up."""
    owes = claim.statement
    if claim.rule.scope or owes.settlement is not None or owes.payable is None:
        return False
    due = day_value(due_of(claim.env, st.contract.terms[claim.name]).value)
    return isinstance(due, date) and due > st.when.day


def fallen_due(st: Setting, names: Container[str]) -> bool:
    """Whether an amount of some claims has fallen due, or a payment of one is told."""
    env = env_of(st)
    for info in st.contract.terms.values():
        for claim in claims(env, info)[0] if info.kind == "claim" and info.name in names else ():
            due = day_value(due_of(claim.env, info).value) if claim.statement.payable is not None else None
            if ((isinstance(due, date) and due <= st.when.day) or payments(env, claim)) and claim.live.value is not False:
                return True
    return False


def overdue(st: Setting, claim: ClaimState) -> tuple[date, object] | None:
    """The day from which something of a claim is past due, with how much of it is."""
    today = st.when.day
    if claim.live.value is not True or isinstance(claim.unpaid.value, Unknown) or not claim.unpaid.value:
        return None
    if claim.months:
        due = [
            (m.due, m.unpaid)
            for m in claim.months
            if isinstance(m.due, date) and m.due < today and not isinstance(m.unpaid, Unknown) and m.unpaid
        ]
        return (min(d for d, _ in due), sum((x for _, x in due[1:]), due[0][1])) if due else None
    day = day_value(claim.due.value) if claim.due is not None else None
    return (day, claim.unpaid.value) if isinstance(day, date) and day < today else None
