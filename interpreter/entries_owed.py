"""The dates of what is owed: when a claim is payable, from when it runs, how each month of it is settled.

Enters: an `Env` and the rule of a claim. Leaves: entries. Holds: what is unpaid, late or paid is as `standing` finds it; an amount that is
figured on balances says so while it is to come.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

from attrs import evolve

from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule
from tenor.dsl.exact import Q
from tenor.dsl.words import zone_of
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.claims import Claim, claims, counted_days
from tenor.interpreter.entry import Entry, due, moved_from, unfixed
from tenor.interpreter.environment import Env, value
from tenor.interpreter.following import Step, conditions_words
from tenor.interpreter.payments import TAKEN_AS_PAID, Payment, reached
from tenor.interpreter.reasoning import words_of
from tenor.interpreter.standing import ClaimState, MonthState, claim_state
from tenor.interpreter.values import Unknown, article
from tenor.interpreter.wording import clock, joined, long_day, month_name, restyled, said, short_day

__all__ = ["claims_owed"]


def claims_owed(env: Env, rule: Rule) -> Iterator[Entry]:
    """A claim on the day on which it is payable; one by the day also on the day from which it runs, and month by month."""
    st = rule.statement
    assert isinstance(st, s.Owes)
    info = env.world.contract.terms.get(st.named)
    if info is None:
        return
    for claim in claims(env, info)[0]:
        c = claim_state(env, claim)
        if c.live.value is False:
            continue
        owed = Entry(
            "claim", None, "", rule.section, "", st.debtor, st.creditor, claim.about, st.named, type=info.type, amount=c.amount.value
        )
        if isinstance(c.live.value, Unknown):
            status, whether = unfixed(c.live.value), "it is owed" + _if_words(claim)
            yield evolve(
                owed, words=_claim_words(c), status=status, needs=c.live.value.needs, either=c.live.value.either, note=whether, amount=None
            )
        elif isinstance(c.amount.value, Unknown) or c.amount.value or c.paid:
            if st.each_day is not None:
                yield from _running(claim, c, owed)
            if st.settlement is not None:
                yield from _months(env, claim, c, owed)
            if st.settlement is None or c.due is not None:
                yield _payable(env, claim, c, owed)


def _claim_words(c: ClaimState) -> str:
    about = f" ({restyled(c.about)})" if c.about else ""
    return f"{c.debtor} owes {c.creditor} {c.name}{about}"


def _if_words(claim: Claim) -> str:
    """The conditions of a claim, as they follow it."""
    tests = conditions_words(claim.rule).removesuffix(", ")
    own = f"if {words_of(claim.statement.condition)}" if claim.statement.condition is not None else ""
    return " only " + " and ".join(x for x in (tests, own) if x) if tests or own else ""


def _payable(env: Env, claim: Claim, c: ClaimState, owed: Entry) -> Entry:
    """A claim on the day on which it is payable: open, late, or paid."""
    today, rest, words = env.until_day(), c.unpaid.value, _claim_words(c)
    owed = evolve(owed, moved=moved_from(c.due))
    day, needs = due(c.due.value) if c.due is not None else (None, ())
    follows = tuple(_when_overdue(env, c.name))
    if c.due is None:
        status = "undetermined" if isinstance(rest, Unknown) else "open" if rest else "paid"
        needs = rest.needs if isinstance(rest, Unknown) else ()
        notes = (_paid_words([p for p in c.paid if p.day <= today], owed), "the paper names no day for it")
        return evolve(owed, words=words, status=status, needs=needs, note="; ".join(x for x in notes if x), follows=follows)
    if isinstance(rest, Unknown) or isinstance(c.amount.value, Unknown):
        bad = rest if isinstance(rest, Unknown) else c.amount.value
        return evolve(owed, day=day, words=words, status=unfixed(bad), needs=(*needs, *bad.needs), amount=None, follows=follows)
    paid = [p for p in c.paid if p.day <= today]
    if not rest:
        if any(p.title == TAKEN_AS_PAID for p in paid):
            return evolve(owed, day=day, words=words, status="settled", note=f"{TAKEN_AS_PAID}, no payment being told")
        done = paid[-1].day if paid else None
        late = max((done - day).days, 0) if done and day else 0
        status = "paid late" if late else "paid" if paid else "settled"
        return evolve(owed, day=day, words=words, status=status, done=done, late=late, note=_paid_words(paid, owed))
    note = f"{said(rest, owed.type)} of it still owed" if rest != c.amount.value else ""
    stands = "on balances as they stand" if (day is None or day > today) and _on_balances(env, claim) else ""
    note = "; ".join(x for x in (_paid_words(paid, owed), note, stands) if x)
    if day is None:
        either = isinstance(c.due.value, Unknown) and c.due.value.either
        return evolve(owed, words=words, status=unfixed(c.due.value), needs=needs, either=either, note=note, follows=follows)
    late = max((today - day).days, 0)
    return evolve(owed, day=day, words=words, status="late" if late else "open", late=late, note=note, follows=follows)


def _on_balances(env: Env, claim: Claim) -> bool:
    """Whether a claim is figured on a balance, which may still change before it is due."""
    kinds = {name: info.kind for name, info in env.world.contract.terms.items()}
    nodes = s.walk(claim.statement.amount)
    return any(isinstance(n, s.Accrued) or (isinstance(n, s.Ref) and kinds.get(n.name) in {"balance", "accrual"}) for n in nodes)


def _paid_words(paid: list[Payment], owed: Entry) -> str:
    return joined([f"{said(p.amount, owed.type) if p.amount is not None else 'all of it'} paid {short_day(p.day)}" for p in paid])


def _when_overdue(env: Env, name: str) -> Iterator[Step]:
    """What a claim bears, and what it becomes, once it is overdue."""
    c = env.world.contract
    for rule in (*c.of(s.AccrualDecl), *c.of(s.Becomes)):
        st = rule.statement
        assert isinstance(st, s.AccrualDecl | s.Becomes)
        if name in st.claims:
            bears = f"{st.name} accrues on it at {words_of(st.rate)}" if isinstance(st, s.AccrualDecl) else f"it is {article(st.target)}"
            yield Step(None, f"unpaid after this day: {bears}", rule.section, rule.index)


def _running(claim: Claim, c: ClaimState, owed: Entry) -> Iterator[Entry]:
    """A claim by the day, on the first day of it."""
    each = claim.statement.each_day
    assert each is not None
    days = counted_days(claim)
    if not isinstance(days, list):
        yield evolve(owed, kind="running", words=_claim_words(c), status="undetermined", amount=None, needs=days.needs if days else ())
    elif days:
        ended = not isinstance(value(claim.env, each.end).value, Unknown) and day_value(value(claim.env, each.end).value) <= days[-1]
        kind = f" {each.calendar}" if each.calendar else " calendar day"
        words = f"{_claim_words(c)} for each{kind} from {long_day(days[0])}" + (f" to {long_day(days[-1])}" if ended else "")
        note = f"{len(days):,} days{'' if ended else ' so far'}" if len(days) != 1 else f"1 day{'' if ended else ' so far'}"
        yield evolve(owed, kind="running", day=days[0], words=words, status="ended" if ended else "running", note=note)


def _months(env: Env, claim: Claim, c: ClaimState, owed: Entry) -> Iterator[Entry]:
    """Month by month: until when another way of settling it may be chosen and what silence means; the day on which it is payable."""
    today, settlement = env.until_day(), claim.statement.settlement
    assert settlement is not None
    before = Q(0)
    for m in c.months:
        about = f"{claim.name} of {month_name(m.month)}" + (f" ({restyled(claim.about)})" if claim.about else "")
        elective = next((x for x in settlement.options if x.event), None)
        option = next((x for x in settlement.options if x.choice == m.choice.value), None)
        cash = next((x for x in settlement.options if x.choice == settlement.silence), None)
        if elective is not None:
            used = option is elective
            day, needs = due(m.elect_by)
            status = unfixed(m.elect_by) if day is None else "used" if used else "open" if today <= day else "lapsed"
            if isinstance(m.choice.value, Unknown):
                status, needs = "undetermined", m.choice.value.needs
            at = f", before {clock(elective.before[0].strftime('%H:%M'))}" if elective.before else ""
            words = f"{elective.party} may choose “{elective.choice}” by {elective.event} for {about}{at}"
            when = (
                f", due by {long_day(m.due)}" if isinstance(m.due, date) else f", due by day {cash.day} of the month after" if cash else ""
            )
            silence = f"silence means “{settlement.silence}”{when}"
            follows = () if used else (Step(None, silence, c.section),)
            yield evolve(
                owed, kind="election", day=day, words=words, status=status, party=elective.party, to=c.debtor, needs=needs,
                amount=m.amount.value, note=f"by {m.choice.note}" if used else "", follows=follows, before=_before(env, elective),
            )  # fmt: skip
        if option is not None and option.event and not m.unpaid:
            continue
        yield _month_due(env, m, c, evolve(owed, words=f"{c.debtor} owes {c.creditor} {about}", amount=m.in_money), before)
        before += in_money if not isinstance(in_money := m.in_money, Unknown) else Q(0)


def _before(env: Env, option: s.Option) -> tuple[time, str] | None:
    """The time of the day before which a choice must come, with its zone."""
    if option.before is None:
        return None
    at, city = option.before
    return at, (zone_of(city) if city else None) or env.world.contract.zone


def _month_due(env: Env, m: MonthState, c: ClaimState, owed: Entry, before: Q) -> Entry:
    (day, needs), owes = due(m.due), m.in_money
    follows = tuple(_when_overdue(env, c.name))
    unsure = next((v for v in (m.choice.value, m.unpaid, owes) if isinstance(v, Unknown)), None)
    if unsure is not None or day is None or isinstance(owes, Unknown):
        bad = unsure if unsure is not None else m.due
        needs = (*needs, *(unsure.needs if unsure is not None else ()))
        return evolve(owed, day=day, status=unfixed(bad), needs=needs, amount=owes if unsure is None else None, follows=follows)
    if not m.unpaid:
        done = _paid_on(env, c.paid, before + owes)
        late = max((done - day).days, 0) if done else 0
        return evolve(owed, day=day, status="paid late" if late else "paid" if done else "settled", done=done, late=late)
    late = max((env.until_day() - day).days, 0)
    note = f"{said(m.unpaid, owed.type)} of it still owed" if m.unpaid != owes else ""
    return evolve(owed, day=day, status="late" if late else "open", late=late, note=note, follows=follows)


def _paid_on(env: Env, paid: tuple[Payment, ...], owed: Q) -> date | None:
    """The day on which payments, oldest months first, reached an amount."""
    total = Q(0)
    for p in paid:
        total += p.amount if p.amount is not None else Q(0)
        if p.amount is None or reached(env, owed, total):
            return p.day
    return None
