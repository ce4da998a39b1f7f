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
from tenor.interpreter.claims import claims
from tenor.interpreter.standing import ClaimState, claim_state
from tenor.interpreter.values import Unknown

__all__ = ["claims_of", "overdue"]


def claims_of(
    st: Setting, names: Container[str] | None = None, about: Container[str] | None = None, papers: Container[str] = ("",)
) -> Iterator[ClaimState]:
    """The claims of the paper asked (or of some `papers` of its suite), as things stand, or some of them, by name or by what they are
    about; those that do not exist are left out.
    """
    env = env_of(st)
    for info in st.contract.terms.values():
        if info.kind == "claim" and info.rules[0].paper in papers and (names is None or info.name in names):
            for claim in claims(env, info)[0]:
                if claim.live.value is not False and (about is None or claim.about in about):
                    yield claim_state(env, claim)


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
