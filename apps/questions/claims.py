"""The claims of a contract as a question reads them.

Enters: a `Setting`. Leaves: the claims that exist at the instant, what of each is past its day, and what counts as paid though nobody told
a payment. Holds: what is not known is neither due nor overdue; what is taken as paid is not told.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import date

from tenor.apps.answers import Setting
from tenor.apps.page import Block, Row, of_words
from tenor.apps.particulars import env_of
from tenor.dsl.contract import TermInfo
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.claims import Claim, claims, due_of
from tenor.interpreter.payments import TAKEN_AS_PAID, payments
from tenor.interpreter.standing import ClaimState, claim_state
from tenor.interpreter.values import Unknown
from tenor.interpreter.wording import counted, long_day, said

__all__ = ["claims_of", "fallen_due", "is_to_come", "of_taken", "overdue", "overdue_sentence", "taken_as_paid"]


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
    info = st.contract.terms[claim.name]
    return claim.statement.payable is not None and is_to_come(st, info, day_value(due_of(claim.env, info).value))


def is_to_come(st: Setting, info: TermInfo, due: object) -> bool:
    """Whether a claim is one of days to come: due after the day asked, of no act that has happened, and with nothing that has run up."""
    rule = info.rules[0]
    return isinstance(due, date) and due > st.when.day and not rule.scope and rule.statement.settlement is None  # type: ignore[attr-defined]


def fallen_due(st: Setting, names: Container[str]) -> bool:
    """Whether something is told of some claims: an amount has fallen due and does not count as paid by silence, or a payment is told."""
    env = env_of(st)
    for info in st.contract.terms.values():
        for claim in claims(env, info)[0] if info.kind == "claim" and info.name in names else ():
            due = day_value(due_of(claim.env, info).value) if claim.statement.payable is not None else None
            told = payments(env, claim)
            if any(p.title != TAKEN_AS_PAID for p in told) and claim.live.value is not False:
                return True
            if isinstance(due, date) and due <= st.when.day and not told and claim.live.value is not False:
                return True
    return False


def overdue_sentence(st: Setting, x: ClaimState, over: tuple[date, object]) -> str:
    """A claim past due, in a sentence."""
    day, amount = over
    ago = counted((st.when.day - day).days, "day")
    what = f"{said(amount, st.contract.terms[x.name].type)} of {x.name}{of_words(x.about)}"
    return f"{x.debtor} has not paid {x.creditor} {what}, due {long_day(day)}, {ago} ago, on the facts told."


def taken_as_paid(st: Setting, known: Iterable[ClaimState]) -> Block:
    """The amounts that count as paid though nobody told a payment."""
    rows = []
    for x in known:
        if x.amount.value and any(p.title == TAKEN_AS_PAID for p in x.paid):
            of = of_words(x.about)
            rows.append(Row(f"{x.name}{of}", x.amount.value, st.contract.terms[x.name].type, x.section))
    return Block("Taken as paid when due, no payment being told", tuple(rows))


def of_taken(taken: Block) -> Iterator[str]:
    """The same in a sentence, for an answer that rests on it."""
    if taken.rows:
        words = "amount that fell due is" if len(taken.rows) == 1 else "amounts that fell due are"
        yield f"{counted(len(taken.rows), words, words)} taken as paid when due, no payment being told: see what is assumed below."


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
