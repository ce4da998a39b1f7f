"""How things stand: duties and what is owed, at an instant.

Enters: an `Env`. Leaves: one record a duty and claim, with section and status. Holds: general over contracts, read from their
rules; a status is a function of what happened and is never stored; what is not told is said to be not told.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from attrs import frozen

from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule
from tenor.dsl.exact import Q
from tenor.interpreter.accruals import Payment, payments, unpaid
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.duties import Claim, amount, chosen, claims, counted_days, deadline, due_of, next_month_day
from tenor.interpreter.environment import Env, Why, value
from tenor.interpreter.semantics import base_event, condition, occurrences, scoped
from tenor.interpreter.values import Unknown

__all__ = ["ClaimState", "DutyState", "MonthState", "duties", "owed"]


@frozen
class DutyState:
    """A duty to act: `due` and `performed` are days; `status` is open, performed, late, or undetermined; `late` counts calendar days."""

    section: str
    name: str
    debtor: str
    creditor: str
    act: str
    about: str
    due: Why
    performed: date | None
    status: str
    late: int


@frozen
class MonthState:
    """A month of a claim settled by month: days counted, amount, what of it is unpaid (payments count for the oldest month first; a month
    settled otherwise than by payment owes nothing), the choice that holds, when it is due, until when one may elect.
    """

    month: date
    days: tuple[date, ...]
    amount: Why
    choice: Why
    due: date | Unknown | None
    elect_by: date | Unknown | None
    unpaid: Q | Unknown


@frozen
class ClaimState:
    """What one party owes another: the amount to the day, what of it is unpaid, the day it is payable, its months and its payments."""

    section: str
    name: str
    debtor: str
    creditor: str
    about: str
    live: Why
    amount: Why
    unpaid: Why
    due: Why | None
    months: tuple[MonthState, ...]
    paid: tuple[Payment, ...]
    marks: tuple[str, ...]


def _places(env: Env, rule: Rule) -> list[tuple[Env, str]]:
    """The environments of a rule's instances: one, or one an occurrence that happened and was not void."""
    if not rule.scope:
        return [(env, "")]
    found, _ = occurrences(env, rule.scope, rule.scope_filters)
    result: list[tuple[Env, str]] = []
    for o in found:
        admission = env.state.admissions.get((o.event, o.number))
        if admission is None or admission.status != "void":
            result.extend((e, o.title) for e in scoped(env.of(o), rule, base_event(env.world, rule.scope))[0])
    return result


def duties(env: Env) -> tuple[DutyState, ...]:
    """The duties to act, each with its status at the instant to which facts are seen."""
    result = []
    today = env.until_day()
    for rule in env.world.contract.of(s.Duty):
        st = rule.statement
        assert isinstance(st, s.Duty)
        event = env.world.contract.acts[st.act]
        for e, about in _places(env, rule):
            holds = condition(e, rule)
            if holds.value is False:
                continue
            due = deadline(e, env.world.contract.terms[st.named], ()) if st.named else value(e, st.due)
            info = env.world.contract.events[event]
            linked = any(f.type.kind == "occurrence" for f in info.fields.values())
            done, doubt = occurrences(e, event, (s.Filter("for it", span=st.span),) if linked and rule.scope else ())
            performed = done[0].receipt.day if done else None
            status, late = _status(day_value(due.value), performed, today)
            if isinstance(holds.value, Unknown) or (performed is None and doubt is not None):
                status = "undetermined"
            result.append(DutyState(rule.section, st.named, st.debtor, st.creditor, st.act, about, due, performed, status, late))
    return tuple(result)


def _status(due: Any, performed: date | None, today: date) -> tuple[str, int]:
    if isinstance(due, Unknown):
        return ("performed", 0) if performed is not None else ("undetermined", 0)
    if performed is not None:
        return ("performed", 0) if performed <= due else ("performed late", (performed - due).days)
    return ("open", 0) if today <= due else ("late", (today - due).days)


def owed(env: Env) -> tuple[ClaimState, ...]:
    """What is owed under each claim of the contract, to the day to which facts are seen."""
    result = []
    for name, info in env.world.contract.terms.items():
        if info.kind != "claim":
            continue
        found, _ = claims(env, info)
        for claim in found:
            st = claim.statement
            whole = amount(claim)
            due = due_of(claim.env, info) if st.payable is not None else None
            rest = unpaid(env, claim)
            result.append(
                ClaimState(
                    claim.rule.section, name, st.debtor, st.creditor, claim.about, claim.live, whole, rest, due,
                    _months(claim, whole.value, rest.value), tuple(payments(env, claim)), st.marks,
                )
            )  # fmt: skip
    return tuple(result)


def _months(claim: Claim, whole: Q | Unknown, rest: Q | Unknown) -> tuple[MonthState, ...]:
    st = claim.statement
    if st.settlement is None or claim.live.value is not True:
        return ()
    days = counted_days(claim)
    if not isinstance(days, list) or not days:
        return ()
    result = []
    settled = Q(0) if isinstance(whole, Unknown) or isinstance(rest, Unknown) else whole - rest
    month = days[0].replace(day=1)
    while month <= days[-1]:
        own = tuple(d for d in days if (d.year, d.month) == (month.year, month.month))
        choice = chosen(claim.env, claim.rule, month)
        option = next((o for o in st.settlement.options if o.choice == choice.value and not o.event), None)
        elective = next((o for o in st.settlement.options if o.event), None)
        owes = amount(claim, month)
        left = owes.value
        if not isinstance(left, Unknown):
            taken = min(settled, left)
            settled, left = settled - taken, left - taken if option is not None else Q(0)
        result.append(
            MonthState(
                month,
                own,
                owes,
                choice,
                next_month_day(claim.env, month, option.day, option.calendar) if option else None,
                next_month_day(claim.env, month, elective.day, elective.calendar) if elective else None,
                left,
            )
        )
        month = (month + timedelta(days=32)).replace(day=1)
    return tuple(result)
