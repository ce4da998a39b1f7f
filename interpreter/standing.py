"""How things stand: duties, what is owed and what is allowed, at an instant.

Enters: an `Env`. Leaves: one record a duty, claim and right, with section and status. Holds: general over contracts, read from their
rules; a status is a function of what happened and is never stored; what is not told is said to be not told.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from attrs import frozen

from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule
from tenor.dsl.exact import Q
from tenor.interpreter.accruals import unpaid
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.claims import Claim, amount, claims, due_of, next_month_day
from tenor.interpreter.duties import deadline, may_give
from tenor.interpreter.elections import months_of
from tenor.interpreter.environment import Env, Why, strict, value
from tenor.interpreter.payments import Payment, payments
from tenor.interpreter.schedules import schedule_days
from tenor.interpreter.semantics import base_event, condition, occurrences, scoped
from tenor.interpreter.values import Need, Unknown
from tenor.interpreter.world import Occurrence

__all__ = [
    "ClaimState",
    "DutyState",
    "MonthState",
    "RightState",
    "claim_state",
    "duties",
    "duty_state",
    "last_day",
    "owed",
    "places",
    "right_state",
]


@frozen
class DutyState:
    """A duty to act: `due` and `performed` are days; `status` is open, performed, performed late, late, not told (past its day, and nothing
    at all is told of it: neither what starts it nor any act of its kind) or undetermined; `late` counts calendar days past its day.
    """

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
    """A month of a claim settled by month: days counted with what each bears, amount, what of it is unpaid (payments count for the oldest
    month first; a month settled by a thing that is no money owes nothing), the choice that holds, when it is due, until when one may elect,
    what of it was added to a balance.
    """

    month: date
    days: tuple[tuple[date, Why], ...]
    amount: Why
    choice: Why
    due: date | Unknown | None
    elect_by: date | Unknown | None
    unpaid: Q | Unknown
    added: Q

    @property
    def in_money(self) -> Q | Unknown:
        """What of the month is to be paid: all that was not added to a balance."""
        whole: Q | Unknown = self.amount.value
        return whole if isinstance(whole, Unknown) else max(Q(0), whole - self.added)


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


def places(env: Env, rule: Rule) -> list[tuple[Env, str]]:
    """The environments of a rule's instances: one, or one an occurrence that happened and was not void."""
    if rule.schedule:
        dates = schedule_days(env, rule.schedule)
        past = [d for d in dates if d <= env.until_day()] if isinstance(dates, list) else []
        return [(env.of_date(rule.schedule, d), f"{rule.schedule} {d}") for d in past]
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
    found = (duty_state(e, rule, about) for rule in env.world.contract.of(s.Duty) for e, about in places(env, rule))
    return tuple(d for d in found if d is not None)


def duty_state(e: Env, rule: Rule, about: str) -> DutyState | None:
    """A duty in one of its places; `None` where its conditions do not hold."""
    st = rule.statement
    assert isinstance(st, s.Duty)
    event = e.world.contract.acts[st.act]
    holds = [condition(e, rule).value] + ([value(e, st.condition).value] if st.condition is not None else [])
    if False in holds:
        return None
    due = deadline(e, e.world.contract.terms[st.named], ()) if st.named else _due(e, st)
    info = e.world.contract.events[event]
    linked = any(f.type.kind == "occurrence" for f in info.fields.values())
    done, doubt = occurrences(e, event, (s.Filter("for it", span=st.span),) if linked and rule.scope else ())
    if rule.schedule:  # each date has an act of its own: the one that names it, or the first after it that is not another's
        done = _of_date(e, rule, done)
    performed = done[0].receipt.day if done else None
    status, late = _status(day_value(due.value), performed, e.until_day())
    if status == "late" and not rule.scope and _silent(e, event):
        status = "not told"
    if any(isinstance(h, Unknown) for h in holds) or (performed is None and doubt is not None):
        status = "undetermined"
    return DutyState(rule.section, st.named, st.debtor, st.creditor, st.act, about, due, performed, status, late)


def _silent(e: Env, event: str) -> bool:
    """Whether nobody told an act of a kind, nor to which day all of them are told: then silence says nothing."""
    told_to = e.world.facts.told_to
    return not {"", base_event(e.world, event)} & told_to.keys() and not occurrences(e, event)[0]


def _of_date(e: Env, rule: Rule, done: list[Occurrence]) -> list[Occurrence]:
    """The acts that perform a duty of one date of a schedule: those whose date it is; without such a field, in turn from the date on."""
    own = e.date[rule.schedule]
    dated = [o for o in done if any(isinstance(v, date) for v in o.fields.values())]
    if dated:
        return [o for o in dated if own in o.fields.values()]
    dates = schedule_days(e, rule.schedule)
    left = sorted(done, key=lambda o: o.key)
    for d in dates if isinstance(dates, list) else []:
        fits = next((o for o in left if o.receipt.day >= d), None)
        if d == own:
            return [fits] if fits is not None else []
        if fits is not None:
            left.remove(fits)
    return []


def _due(e: Env, st: s.Duty) -> Why:
    """The day by which an unnamed duty is due: the earlier one, where it has two."""
    first = value(e, st.due)
    if st.also_by is None:
        return first
    parts = (first, value(e, st.also_by))
    return strict(st.due, parts) or Why(st.due, min(day_value(p.value) for p in parts), parts)


def _status(due: Any, performed: date | None, today: date) -> tuple[str, int]:
    if isinstance(due, Unknown):
        return ("performed", 0) if performed is not None else ("undetermined", 0)
    if performed is not None:
        return ("performed", 0) if performed <= due else ("performed late", (performed - due).days)
    return ("open", 0) if today <= due else ("late", (today - due).days)


def owed(env: Env) -> tuple[ClaimState, ...]:
    """What is owed under each claim of the contract, to the day to which facts are seen."""
    if env.occ or env.date or env.subst or env.off:
        return _owed(env)
    key = ("owed", env.before, env.put, env.asked, env.day)
    if key not in env.shared:  # asked for each act that happened
        env.shared[key] = _owed(env)
    found: tuple[ClaimState, ...] = env.shared[key]
    return found


def _owed(env: Env) -> tuple[ClaimState, ...]:
    named = (i for i in env.world.contract.terms.values() if i.kind == "claim")
    return tuple(claim_state(env, claim) for info in named for claim in claims(env, info)[0])


def claim_state(env: Env, claim: Claim) -> ClaimState:
    """One claim as it stands."""
    st = claim.statement
    whole = amount(claim)
    due = due_of(claim.env, env.world.contract.terms[claim.name]) if st.payable is not None else None
    rest = unpaid(env, claim)
    return ClaimState(
        claim.rule.section, claim.name, st.debtor, st.creditor, claim.about, claim.live, whole, rest, due,
        _months(claim, whole.value, rest.value), tuple(payments(env, claim)), st.marks,
    )  # fmt: skip


def _months(claim: Claim, whole: Q | Unknown, rest: Q | Unknown) -> tuple[MonthState, ...]:
    st = claim.statement
    if st.settlement is None or claim.live.value is not True:
        return ()
    cash = next(o for o in st.settlement.options if o.choice == st.settlement.silence)
    elective = next((o for o in st.settlement.options if o.event), None)
    result = []
    for m in months_of(claim, whole, rest):
        option = next((o for o in st.settlement.options if o.choice == m.choice.value and not o.event), None)
        if option is None and m.left:  # what of it was not added is owed as if nothing had been chosen
            option = cash
        due = next_month_day(claim.env, m.month, option.day, option.calendar) if option else None
        elect_by = next_month_day(claim.env, m.month, elective.day, elective.calendar) if elective else None
        result.append(MonthState(m.month, m.days, m.amount, m.choice, due, elect_by, m.left, m.added))
    return tuple(result)


# ── rights


@frozen
class RightState:
    """A right on a day: its tests, whether it is open, the first and the last day of its window so far as they are known.

    `closes` is the last day on which it may be used; where that may still come sooner, `sooner` says on what it waits.
    """

    section: str
    party: str
    event: str
    about: str
    tests: tuple[Why, ...]
    open: bool | Unknown
    opens: date | Unknown | None
    closes: date | Unknown | None
    sooner: tuple[Need, ...] = ()


def right_state(e: Env, rule: Rule, about: str = "") -> RightState:
    """A right in one of its places."""
    st = rule.statement
    assert isinstance(st, s.Power)
    tests = may_give(e, rule)
    verdicts = [w.value for w in tests]
    bad = [v for v in verdicts if isinstance(v, Unknown)]
    state = False if False in verdicts else bad[0] if bad else True
    closes, sooner = last_day(tests)
    return RightState(rule.section, st.party, st.event, about, tests, state, _first_day(tests), closes, sooner)


def _first_day(tests: tuple[Why, ...]) -> date | Unknown | None:
    """The first day of a right: after every bound from which it opens."""
    found: list[Any] = []
    for w in tests:
        if isinstance(w.what, s.Clause) and w.what.kind in {"after", "on or after"} and w.parts:
            bound = day_value(w.parts[0].value)
            found.append(bound + timedelta(days=w.what.kind == "after") if isinstance(bound, date) else bound)
    unsure = [v for v in found if isinstance(v, Unknown)]
    return unsure[0] if unsure else max(found, default=None)


def last_day(tests: tuple[Why, ...]) -> tuple[date | Unknown | None, tuple[Need, ...]]:
    """The last day of a right so far as it is known, and what may still close it sooner."""
    known: list[date] = []
    unsure: list[Unknown] = []
    for w in tests:
        if not (isinstance(w.what, s.Clause) and w.what.kind in {"on or before", "before"} and w.parts):
            continue
        bound = day_value(w.parts[0].value)
        if isinstance(bound, Unknown):
            unsure.append(bound)
            bound = day_value(bound.high)
        if isinstance(bound, date):
            known.append(bound - timedelta(days=w.what.kind == "before"))
    needs = tuple(dict.fromkeys(n for u in unsure for n in u.needs))
    if known:
        return min(known), needs
    return (unsure[0] if unsure else None), needs
