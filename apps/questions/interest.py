"""What accrues: for the period that holds the day asked, and for the last one that is over; when it is paid, and how it is booked.

Enters: a contract with an accrual. Leaves: a reply: the period, its days, the basis, the balance stretch by stretch, the day to which it is
reckoned against the day on which it is paid, what is paid of it. Holds: a period that is not over is reckoned as if nothing more were told,
and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import frozen

from tenor.apps.answers import Setting, put
from tenor.apps.page import Block, Row, rows_of
from tenor.apps.particulars import env_of
from tenor.apps.questions.claims import claims_of
from tenor.apps.questions.payoff import at_day
from tenor.apps.questions.reply import Asking, Figures, Reply, cannot, choose, other_readings, relied_on, saw
from tenor.apps.questions.subject import own
from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract, Rule
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.environment import Stretch
from tenor.interpreter.following import waits
from tenor.interpreter.ledger import Lot
from tenor.interpreter.outcome import reasons
from tenor.interpreter.payments import TAKEN_AS_PAID
from tenor.interpreter.reasoning import Teller, words_of
from tenor.interpreter.schedules import schedule_days
from tenor.interpreter.semantics import condition
from tenor.interpreter.standing import ClaimState
from tenor.interpreter.values import Need, Unknown
from tenor.interpreter.wording import counted, joined, long_day, plain, said, short_day

__all__ = ["interest"]


@frozen(eq=False)
class Period:
    """A period of a schedule: the claim that it ends with, from which day, to which day, as of which day it was reckoned."""

    rule: Rule
    start: date
    end: date
    claim: ClaimState
    seen: Setting
    state: str


def interest(a: Asking) -> Reply:
    """The reply."""
    st = a.setting
    c = st.contract
    accruals = {r.statement.name: r for r in own(c, s.AccrualDecl)}  # type: ignore[attr-defined]
    if not accruals:
        raise cannot("interest", "nothing accrues in it (no sentence says “accrues on”)")
    on_balance = [n for n, r in accruals.items() if not r.statement.claims]  # type: ignore[attr-defined]
    names = [*on_balance, *(n for n in accruals if n not in on_balance)]
    name = choose(a, "accrual", names)
    accrual = accruals[name].statement
    assert isinstance(accrual, s.AccrualDecl)
    _, so_far = put(st, f"{name} accrued and unpaid to the day asked")
    periods = [p for r in _periodic(c, name) for p in _periods(st, r)]
    needs: dict[Need, None] = {}
    saw(needs, so_far, *(p.claim.amount for p in periods))
    basis = Row(
        f"{name} accrues on {accrual.balance or 'each overdue amount of ' + joined(list(accrual.claims))}: {brief_basis(st, accrual)}",
        section=accruals[name].section,
    )
    readings = other_readings(st, lambda other: _figures(other, name, [p.rule for p in periods]), relied_on(so_far.why))
    told = [_told(r) for r in _periodic(c, name) if not any(p.rule is r for p in periods)]
    return Reply(
        f"What is {name}, and when is it paid?",
        tuple(_sentences(st, name, so_far, periods)),
        (
            Block("How it accrues", (basis,)),
            Block(f"{name} accrued and unpaid to {long_day(st.when.day)}", (_stretches(st, so_far.why, so_far.value, so_far.type),)),
            *(_period(st, p) for p in periods),
            Block("In the books", tuple(x for p in periods for x in _journal(st, name, p))),
        ),
        (Block("Not in force", tuple(told)),),
        (Block("Days", tuple(x for p in periods for x in _days(p))),),
        (readings, Block("Other accruals of this paper, for --about", tuple(Row(n) for n in names if n != name))),
        tuple(sorted(needs)),
        data={"about": name, "accrued": plain(so_far.value)[0], "periods": [_data(p) for p in periods]},
    )


def brief_basis(st: Setting, accrual: s.AccrualDecl) -> str:
    """Rate (by its name also what it is on the day asked), day count, first and last day, in the contract's words."""
    days = "first day in and last day out" if accrual.first_in else "first day out and last day in"
    start = f", from {words_of(accrual.start)}" if accrual.start is not None else ""
    until = f" until {words_of(accrual.until)}" if accrual.until is not None else ""
    rate = f"{words_of(accrual.rate)} a year".replace("a year a year", "a year")
    if isinstance(accrual.rate, s.Ref) and accrual.rate.name in st.contract.terms:
        _, now = put(st, accrual.rate.name)
        rate = f"{accrual.rate.name} ({said(now.value, now.type)} on {long_day(st.when.day)})"
    return f"{rate}, {accrual.day_count}{start}{until}, {days}"


def _periodic(c: Contract, name: str) -> list[Rule]:
    """The claims of a schedule that are for an accrual, or for a term that is."""

    def of_it(node: s.Node, deep: int = 1) -> bool:
        for n in s.walk(node):
            if isinstance(n, s.Accrued) and c.aliases.get(n.name, n.name) == name:
                return True
            info = c.terms.get(c.aliases.get(n.name, n.name)) if isinstance(n, s.Ref) else None
            if deep and info is not None and info.kind == "definition" and any(of_it(r.statement, deep - 1) for r in info.rules):
                return True
        return False

    return [r for r in own(c, s.Owes) if r.schedule and of_it(r.statement.amount)]  # type: ignore[attr-defined]


def _periods(st: Setting, rule: Rule) -> Iterator[Period]:
    """The last period that is over, and the one that holds the day asked."""
    dates = schedule_days(env_of(st), rule.schedule)
    if not isinstance(dates, list):
        return
    over = [d for d in dates if d <= st.when.day]
    ahead = [d for d in dates if d > st.when.day]
    for day, state in [*((d, "over") for d in over[-1:]), *((d, "running") for d in ahead[:1])]:
        seen = at_day(st, day) if state == "running" else st
        if condition(env_of(seen).of_date(rule.schedule, day), rule).value is False:
            continue
        owes = rule.statement
        assert isinstance(owes, s.Owes)
        found = list(claims_of(seen, {owes.named}, {f"{rule.schedule} {day}"}))

        if found:
            before = [d for d in dates if d < day]
            yield Period(rule, before[-1] if before else day, day, found[0], seen, state)


def _told(rule: Rule) -> Row:
    """A claim of a schedule that is not in force, with the condition that does not hold."""
    owes = rule.statement
    assert isinstance(owes, s.Owes)
    tests = [("not: " if no else "") + words_of(x) for x, no in rule.conditions]
    tests += [words_of(owes.condition)] if owes.condition is not None else []
    return Row(f"{owes.named} for each {rule.schedule}: only if {' and '.join(tests) or 'a date of it comes'}", section=rule.section)


def _stretches(st: Setting, why: Any, value: Any, t: Any) -> Row:
    """An amount with the balance, the rate and the days of each stretch."""
    text, under = Teller(st.world, False).says(why, 1, t)
    return Row(
        text if " = " in text or isinstance(value, Unknown) else f"{text}: {said(value, t)}", section=why.section, under=rows_of(under)
    )


def _sentences(st: Setting, name: str, so_far: Any, periods: list[Period]) -> Iterator[str]:
    for p in periods:
        t = st.contract.terms[p.claim.name].type
        amount = said(p.claim.amount.value, t)
        due = day_value(p.claim.due.value) if p.claim.due is not None else None
        when = (
            f", payable {long_day(due)}" if isinstance(due, date) else f", payable after {waits(due)}" if isinstance(due, Unknown) else ""
        )
        supposed = ", if nothing more is told" if p.state == "running" else ""
        paid = "" if p.state == "running" else f"; {_paid(p.claim, t)}"
        yield f"{p.claim.name} to {long_day(p.end)} is {amount}{when}{supposed}{paid}."
    yield f"{name} accrued and unpaid to {long_day(st.when.day)} is {said(so_far.value, so_far.type)}, on the facts told."


def _paid(x: ClaimState, t: Any) -> str:
    rest = x.unpaid.value
    if isinstance(rest, Unknown):
        return "what is paid of it is undetermined"
    if not rest:
        silent = any(p.title == TAKEN_AS_PAID for p in x.paid)
        words = f"paid {joined([short_day(p.day) for p in x.paid])}"
        return f"taken as {words}, no payment being told" if silent else words if x.paid else "nothing of it is left to pay"
    return f"{said(rest, t)} of it is unpaid, on the facts told" if x.paid else "no payment of it is told"


def _period(st: Setting, p: Period) -> Block:
    t = st.contract.terms[p.claim.name].type
    rows = [_stretches(p.seen, p.claim.amount, p.claim.amount.value, t)]
    rows += [Row(f"paid {long_day(x.day)}", x.amount, t, note=f"({x.title})") for x in p.claim.paid if x.day <= st.when.day]
    if p.state == "running":
        rows.append(Row("this period is not over: reckoned to its end as if nothing more were told"))
    elif p.claim.unpaid.value != p.claim.amount.value:
        rows.append(Row("unpaid", p.claim.unpaid.value, t))
    return Block(f"{p.claim.name}, {'running to' if p.state == 'running' else 'to'} {long_day(p.end)}", tuple(rows))


def _days(p: Period) -> Iterator[Row]:
    """The day to which it is reckoned, against the day on which it is paid."""
    due = day_value(p.claim.due.value) if p.claim.due is not None else None
    yield Row(f"{p.claim.name}: the schedule's day is {long_day(p.end)}", section=p.rule.section)
    if not isinstance(due, date):
        return
    yield Row(
        f"payable {long_day(due)}" + (f", {counted((due - p.end).days, 'day')} after it" if due > p.end else ""), section=p.rule.section
    )
    ends = [w.end for w in reasons(p.claim.amount) if isinstance(w, Stretch) and isinstance(w.what, Lot)]
    if ends:
        last = max(ends)
        rest = (due - last).days
        after = f"; the {counted(rest, 'day')} to payment {'bears' if rest == 1 else 'bear'} nothing" if rest > 0 else ""
        yield Row(f"reckoned to {long_day(last)}{after}", section=p.rule.section)


def _journal(st: Setting, name: str, p: Period) -> Iterator[Row]:
    """The entries of a period as a book of the debtor has them."""
    t = st.contract.terms[p.claim.name].type
    x = p.claim
    if isinstance(x.amount.value, Unknown) or not x.amount.value:
        return
    marks = " (expected)" if p.state == "running" else ""
    yield Row(f"{p.end.isoformat()}  debit {name} expense, credit {name} payable to {x.creditor}{marks}", x.amount.value, t, x.section)
    for paid in x.paid:
        if paid.day <= st.when.day:
            yield Row(
                f"{paid.day.isoformat()}  debit {name} payable to {x.creditor}, credit cash ({paid.title})", paid.amount, t, x.section
            )


def _figures(st: Setting, name: str, rules: list[Rule]) -> Figures:
    _, so_far = put(st, f"{name} accrued and unpaid to the day asked")
    found: Figures = {f"{name} to the day asked": (so_far.value, so_far.type)}
    for rule in rules:
        for p in _periods(st, rule):
            t = st.contract.terms[p.claim.name].type
            found[f"{p.claim.name} to {short_day(p.end)}"] = (p.claim.amount.value, t)
    return found


def _data(p: Period) -> dict[str, Any]:
    due = day_value(p.claim.due.value) if p.claim.due is not None else None
    return {
        "claim": p.claim.name,
        "to": p.end.isoformat(),
        "state": p.state,
        "amount": plain(p.claim.amount.value)[0],
        "unpaid": plain(p.claim.unpaid.value)[0],
        "payable": due.isoformat() if isinstance(due, date) else None,
        "section": p.claim.section,
    }
