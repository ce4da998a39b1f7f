"""What it takes to pay everything off on a day, and on each day after.

Enters: a contract with balances of money, or claims. Leaves: a reply: the components with their sections, the total, what the same
party owes under the other papers of the suite beside it, what each day adds, the days that follow, and the sums at which the paper lets
everything be paid at once. Holds: what is in doubt is listed and is never
nothing; a multiple that changes on a day shows the day before, the day and the day after.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from attrs import evolve, frozen

from tenor.apps.answers import Setting, put
from tenor.apps.page import Block, Row, rows_of
from tenor.apps.particulars import env_of, power_of
from tenor.apps.questions.claims import claims_of
from tenor.apps.questions.convert import convert_by
from tenor.apps.questions.reply import Asking, Figures, Reply, cannot, other_readings, saw, supposing
from tenor.apps.questions.subject import exchanges, is_money, named_in, own, papers_beside, rests_on
from tenor.apps.sources import When
from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import Contract, Rule, TermInfo
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.environment import Admission, Why, value
from tenor.interpreter.explain import figures
from tenor.interpreter.following import admitted_words, waits
from tenor.interpreter.outcome import Answer, reasons, subject_event
from tenor.interpreter.reasoning import Teller
from tenor.interpreter.standing import ClaimState
from tenor.interpreter.values import Need, Q, Unknown, merge
from tenor.interpreter.wording import counted, joined, long_day, plain, restyled, said, short_day
from tenor.interpreter.world import Occurrence, end_of

__all__ = ["Part", "at_day", "components", "payoff", "total_of"]

_AHEAD = 7


@frozen(eq=False)
class Part:
    """One component: a balance, what accrued, or a claim."""

    name: str
    value: Any
    type: ty.Type
    section: str
    note: str = ""
    answer: Answer | None = None
    due: date | None = None
    under: tuple[Row, ...] = ()
    debtor: str = ""
    creditor: str = ""


def at_day(st: Setting, day: date) -> Setting:
    """The same facts, asked of the end of another day."""
    return evolve(st, when=When(day, end_of(day)))


def _repeats(c: Contract, rule: Rule) -> bool:
    """Whether a claim is for what a balance or an accrual already counts: it falls due, and is not more money."""
    owes = rule.statement
    assert isinstance(owes, s.Owes)
    if any(isinstance(n, s.Accrued) for n in s.walk(owes.amount)):
        return True
    amount = owes.amount
    while isinstance(amount, s.OnDate | s.AsIf | s.Without | s.Under):
        amount = amount.value
    name = c.aliases.get(amount.name, amount.name) if isinstance(amount, s.Ref) else ""
    info = c.terms.get(name)
    openings = {n for r in own(c, s.BalanceDecl, rule.paper) for n in named_in(c, r.statement.opening)}  # type: ignore[attr-defined]
    if name and name in openings:
        return True  # what a balance opened at is what that balance is
    if info is None:
        return any(isinstance(n, s.Ref) and _is(c, n, {"balance"}) for n in s.walk(amount))
    return info.kind in {"balance", "accrual"} or any(isinstance(n, s.Accrued) for r in info.rules for n in s.walk(r.statement))


def _is(c: Contract, ref: s.Ref, kinds: set[str]) -> bool:
    info = c.terms.get(c.aliases.get(ref.name, ref.name))
    return info is not None and info.kind in kinds and is_money(info.type)


def _debts(c: Contract, paper: str) -> list[str]:
    """The balances that somebody owes: for which there is a claim, which a payment reduces, or which a right turns into something else.

    A balance that only keeps count (what may still be drawn, what was paid so far) is none. Where it is the only one, it is the debt.
    """
    money = [n for n, i in c.terms.items() if i.kind == "balance" and is_money(i.type) and i.rules[0].paper == paper]
    if len(money) < 2:
        return money
    amounts = {n for r in own(c, s.Owes, paper) for n in _added(c, r.statement.amount)}  # type: ignore[attr-defined]
    reduced = {r.statement.reduces for r in own(c, s.Pays, paper)} | {x.balance for x in exchanges(c, elsewhere=bool(paper))}  # type: ignore[attr-defined]
    opened = {
        r.statement.name  # type: ignore[attr-defined]
        for r in own(c, s.BalanceDecl, paper)
        if amounts & set(named_in(c, r.statement.opening))  # type: ignore[attr-defined]
    }
    found = [n for n in money if n in amounts | reduced | opened]
    bearing = {r.statement.balance for r in own(c, s.AccrualDecl, paper)}  # type: ignore[attr-defined]
    return found or [n for n in money if n in bearing] or money


def _added(c: Contract, x: s.Expr) -> Iterator[str]:
    """The terms that are added up (or multiplied) in an amount; what is taken off it is none of them."""
    match x:
        case s.Ref():
            yield c.aliases.get(x.name, x.name)
        case s.OnDate() | s.AsIf() | s.Without() | s.Under() | s.Rounded() | s.JustBefore():
            yield from _added(c, x.value)
        case s.Arith():
            yield from _added(c, x.left)
            if x.op in {"+", "×"}:
                yield from _added(c, x.right)
        case s.Listed(kind="sum"):
            for item in x.items:
                yield from _added(c, item.value)
        case _:
            pass


def components(st: Setting, paper: str = "") -> list[Part]:
    """What is owed on the day asked under the paper asked, or under another of its suite: balances of money, what accrued on them, and
    claims that are neither and not paid.
    """
    c = st.contract
    found: list[Part] = []
    debts = _debts(c, paper)
    for info in c.terms.values():
        if info.rules[0].paper != paper:
            continue
        if info.name in debts:
            _, a = put(st, info.name)
            found.append(Part(info.name, a.value, info.type, info.section, "", a))
        elif info.kind == "accrual":
            _, a = put(st, f"{info.name} accrued and unpaid to the day asked")
            text, under = Teller(st.world, False).says(a.why, 1, a.type)
            note = f"= {text.partition(' = ')[2]}" if " = " in text else ""
            name = f"{info.name} accrued and unpaid"
            found.append(Part(name, a.value, a.type, info.section, note, a, under=rows_of(under)))
    for x in claims_of(st, _counted(c, bool(found), paper), papers=(paper,), to_come=()):
        info = c.terms[x.name]
        if _nothing(x):
            continue
        of = f" ({restyled(x.about)})" if x.about else ""
        day = day_value(x.due.value) if x.due is not None else None
        due = day if isinstance(day, date) else None
        if _ahead(st, x, due):
            continue  # what falls due later is in the balance until then, or is not owed yet
        doubt = waits(x.live.value) if isinstance(x.live.value, Unknown) else ""
        value = x.live.value if isinstance(x.live.value, Unknown) else x.unpaid.value
        note = f"due {long_day(due)}" if due is not None else ""
        note = f"whether it is owed needs {doubt}" if doubt else note
        found.append(Part(f"{x.name}{of}", value, info.type, x.section, note, due=due, debtor=x.debtor, creditor=x.creditor))
    return found


def _ahead(st: Setting, x: ClaimState, due: date | None) -> bool:
    """Whether a claim is one of days to come: of no act that has happened, and with nothing that has run up by the day."""
    rule = st.contract.terms[x.name].rules[0]
    return due is not None and due > st.when.day and not rule.scope and not x.months


def _counted(c: Contract, beside: bool, paper: str = "") -> set[str]:
    """The claims that are money of their own, beside balances if there are any; a sum that satisfies everything is no part of it."""
    rules = own(c, s.Owes, paper)
    named = {r.statement.named: r for r in rules if "in full satisfaction" not in r.statement.marks}  # type: ignore[attr-defined]
    return {n for n, r in named.items() if not (beside and _repeats(c, r))}


def _nothing(x: ClaimState) -> bool:
    """Whether nothing of a claim is owed: so far, or on what is told."""
    unpaid = x.unpaid.value
    if isinstance(x.live.value, Unknown):
        return x.live.value.after is not None
    return not isinstance(unpaid, Unknown) and not unpaid


def total_of(parts: list[Part]) -> Q | Unknown:
    """The sum of the components, of one currency; undetermined where any of them is."""
    bad = [p.value for p in parts if isinstance(p.value, Unknown)]
    return merge(bad) if bad else sum((p.value for p in parts), Q(0))


def payoff(a: Asking) -> Reply:
    """The reply."""
    st = a.setting
    c = st.contract
    if not own(c, s.Owes) and not any(i.kind == "balance" and is_money(i.type) and not i.rules[0].paper for i in c.terms.values()):
        raise cannot("payoff", "it has no balance of money, and nobody owes anything under it")
    parts = components(st)
    debtor = _debtor(c)
    parts = _own(parts, debtor)
    money = parts[0].type if parts else ty.MONEY
    total = total_of(parts)
    needs: dict[Need, None] = {}
    saw(needs, *(p.answer for p in parts if p.answer is not None))
    needs.update(dict.fromkeys(n for p in parts if isinstance(p.value, Unknown) and p.value.after is None for n in p.value.needs))
    days = [
        (st.when.day + timedelta(days=n), total_of(_own(components(at_day(st, st.when.day + timedelta(days=n))), debtor)))
        for n in range(1, _AHEAD + 1)
    ]
    each = days[0][1] - total if not isinstance(days[0][1], Unknown) and not isinstance(total, Unknown) else None
    rows = [Row(p.name, p.value, p.type, p.section, p.note, p.under) for p in parts]
    beside = _beside(st, debtor)
    needs.update(dict.fromkeys(n for p in beside if isinstance(p.value, Unknown) and p.value.after is None for n in p.value.needs))
    ways = list(_ways(st))
    right = convert_by(st)
    return Reply(
        f"What does it take to pay everything off on {long_day(st.when.day)}, and on each day after?",
        (*_sentences(st, debtor, total, money, each), *_beside_sentences(beside)),
        (Block("Components", (*rows, Row("together", total, money))), Block(_BESIDE, tuple(_beside_rows(beside, total, money))), *ways),
        (Block("Not included", tuple(_left_out(st, debtor))),),
        (
            Block(
                "The days that follow, if nothing more is told",
                tuple(Row(long_day(d), v, money, note=_more(v, total, money)) for d, v in days),
            ),
            Block("Until it is paid", right),
        ),
        (other_readings(st, lambda other: _figures(other, debtor, money), set()),),
        tuple(sorted(needs)),
        data={
            "on": st.when.day.isoformat(),
            "payoff": plain(total)[0],
            "each_day": plain(each)[0] if each is not None else None,
            "other_papers": [{"what": p.name, "section": p.section, "amount": plain(p.value)[0]} for p in beside],
        },
    )


_BESIDE = "Owed by the same party under other papers, and not in the total"


def _beside_rows(beside: list[Part], total: Q | Unknown, money: ty.Type) -> Iterator[Row]:
    """What is owed under other papers, with what both come to."""
    for p in beside:
        whom = f" to {p.creditor}" if p.creditor else ""
        yield Row(f"{p.name}{whom}", p.value, p.type, p.section, p.note, p.under)
    both = [p for p in beside if p.type == money]
    if both:
        yield Row("with the total above", _plus(total, total_of(both)), money)


def _plus(a: Q | Unknown, b: Q | Unknown) -> Q | Unknown:
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return merge([v for v in (a, b) if isinstance(v, Unknown)])
    return a + b


def _beside_sentences(beside: list[Part]) -> Iterator[str]:
    known = [p for p in beside if not isinstance(p.value, Unknown)]
    for p in known[:4]:
        yield f"Beside it {said(p.value, p.type)} is owed under another paper: {p.name} ({p.section})."
    rest = len(known) - 4
    if rest > 0:
        yield f"{counted(rest, 'more sum is', 'more sums are')} owed under other papers, listed below."
    doubt = len(beside) - len(known)
    if doubt:
        yield f"Of {counted(doubt, 'more sum', 'more sums')} under other papers it is undetermined whether it is owed, or how much."


def _own(parts: list[Part], debtor: str) -> list[Part]:
    """The balances, and of the claims those against one party."""
    return [p for p in parts if p.debtor in {"", debtor}]


def _debtor(c: Contract, paper: str = "") -> str:
    """Who owes: the party that owes under the claims for a balance, otherwise under the first claim."""
    rules = own(c, s.Owes, paper)
    found = [r for r in rules if _repeats(c, r)] or list(rules)
    return found[0].statement.debtor if found else ""  # type: ignore[attr-defined]


def _beside(st: Setting, debtor: str) -> list[Part]:
    """What the same party owes under the other papers of the suite: due, or in doubt, and no part of the total of the paper asked."""
    c = st.contract
    found = []
    for paper in papers_beside(c):
        theirs = _debtor(c, paper)
        parts = [p for p in components(st, paper) if c.person(p.debtor or theirs) == c.person(debtor)]
        found += [p for p in parts if isinstance(p.value, Unknown) or p.value]
    return found


def _sentences(st: Setting, debtor: str, total: Q | Unknown, money: ty.Type, each: Q | None) -> Iterator[str]:
    whom = f"{debtor} pays everything off" if debtor else "Everything is paid off"
    if isinstance(total, Unknown):
        yield f"What pays everything off on {long_day(st.when.day)} is undetermined; the components that are known stand below."
        return
    yield f"{whom} on {long_day(st.when.day)} with {said(total, money)}, on the facts told and without any premium."
    if each:
        yield f"The day after it is {said(abs(each), money)} {'more' if each > 0 else 'less'}."
    elif each is not None:
        yield "The day after it is the same."


def _more(v: Q | Unknown, total: Q | Unknown, money: ty.Type) -> str:
    if isinstance(v, Unknown) or isinstance(total, Unknown) or v == total:
        return ""
    return f"({said(abs(v - total), money)} {'more' if v > total else 'less'})"


def _figures(st: Setting, debtor: str, money: ty.Type) -> Figures:
    return {"the sum": (total_of(_own(components(st), debtor)), money)}


def _left_out(st: Setting, debtor: str) -> Iterator[Row]:
    """What the other side owes, and what is not due yet."""
    for x in claims_of(st, _counted(st.contract, beside=False)):
        t = st.contract.terms[x.name].type
        of = f" ({restyled(x.about)})" if x.about else ""
        if _nothing(x):
            continue
        day = day_value(x.due.value) if x.due is not None else None
        if x.debtor != debtor:
            yield Row(f"{x.debtor} owes {x.creditor} {x.name}{of}: nothing is set off", x.unpaid.value, t, x.section)
        elif isinstance(day, date) and _ahead(st, x, day):
            yield Row(f"{x.name}{of}, due {long_day(day)}: not due yet", x.unpaid.value, t, x.section)


# ── all at once


def _ways(st: Setting) -> Iterator[Block]:
    """The sums at which the paper lets (or makes) everything be paid: the claims in full satisfaction."""
    for rule in own(st.contract, s.Owes):
        owes = rule.statement
        assert isinstance(owes, s.Owes)
        if "in full satisfaction" not in owes.marks:
            continue
        rows = list(_way(st, rule, owes))
        if rows:
            yield Block(f"In full satisfaction: {owes.named}", tuple(rows))


def _way(st: Setting, rule: Rule, owes: s.Owes) -> Iterator[Row]:
    c = st.contract
    name = c.aliases.get(owes.amount.name, owes.amount.name) if isinstance(owes.amount, s.Ref) else ""
    live = [x for x in claims_of(st, {owes.named}) if x.live.value is True]
    for x in live:
        yield Row(f"{owes.named} is owed", x.unpaid.value, c.terms[x.name].type, rule.section)
    if not name:
        return
    here: Setting = st
    number: int | None = None
    if rule.scope:
        event = c.base_of(rule.scope)
        if power_of(st.world, event) is None or any(f.type.kind == "occurrence" for f in c.events[event].fields.values()):
            return  # it comes of what somebody does otherwise than under a right
        here, o = _supposed(st, event)
        number = o.number if subject_event(c, owes.amount) == o.event else None
        admission = env_of(here).state.admissions.get((o.event, o.number))
        under = [Row(admitted_words(env_of(here), o, admission))] if admission is not None else []
        told = joined([f"{n} {said(v, c.events[o.event].fields[n].type)}" for n, v in o.fields.items()])
        words = f"if {o.event} were given on {long_day(st.when.day)}{f': {told}, the first that it may name' if told else ''}"
        yield Row(words, section=rule.section, under=tuple(under))
    _, given = put(here, name, number)
    tree = figures([given], here.world)[0]
    yield Row(
        f"{name} on {long_day(st.when.day)}",
        given.value,
        given.type,
        given.section or rule.section,
        under=tuple(Row(r.text, section=r.section) for r in tree.under),
    )
    if isinstance(given.value, Unknown) and given.value.after is None:
        yield Row(f"undetermined: it needs {joined([restyled(n.words) for n in given.needs[:4]])}", section=rule.section)
    yield from _steps(st, name)


def _supposed(st: Setting, event: str) -> tuple[Setting, Occurrence]:
    """A notice as if given on the day asked, each day that it names the first that its right allows."""
    days = [n for n, f in st.contract.events[event].fields.items() if f.type.kind == "date" and f.if_none is None and not f.comes]
    day = st.when.day
    here, o = _named(st, event, days, day)
    for _ in range(3):
        admission = env_of(here).state.admissions.get((o.event, o.number))
        later = _first_allowed(admission) if days and admission is not None and admission.status == "void" else None
        if later is None or later <= day:
            break
        day = later
        here, o = _named(st, event, days, day)
    return here, o


def _named(st: Setting, event: str, fields: list[str], day: date) -> tuple[Setting, Occurrence]:
    words = ", ".join(f"{n} {day:%B} {day.day}, {day.year}" for n in fields)
    return supposing(st, f"{event}: {words}" if words else event)


def _first_allowed(a: Admission) -> date | None:
    """The day that the tests of a right which failed ask for, if they compare days."""
    found = []
    for _, why, verdict in a.tests:
        for w in reasons(why) if verdict == "failed" else ():
            if isinstance(w.what, s.Rel) and w.value is False and w.what.op in {"is on or after", "is not before", "is after"}:
                right = day_value(w.parts[1].value)
                if isinstance(right, date):
                    found.append(right + timedelta(days=w.what.op == "is after"))
    return max(found, default=None)


def _steps(st: Setting, name: str) -> Iterator[Row]:
    """A multiple that changes on a day that the paper names: its value before, on and after that day."""
    c = st.contract
    for term in rests_on(c, s.Ref(name, "TERM_", span=c.terms[name].rules[0].span)):
        info = c.terms[term]
        if not info.type.percent:
            continue
        for day in sorted(set(_days_in(info))):
            words = []
            for at in (day - timedelta(days=1), day, day + timedelta(days=1)):
                value = _on_that_day(st, info, at)
                words.append(f"{short_day(at)}: {value}")
            yield Row(f"{term} by day: {'; '.join(words)}", section=info.section)


def _days_in(info: TermInfo) -> Iterator[date]:
    for rule in info.rules:
        for node in s.walk(rule.statement):
            if isinstance(node, s.Lit) and isinstance(node.value, date):
                yield node.value


def _on_that_day(st: Setting, info: TermInfo, day: date) -> str:
    """What a multiple with conditions on days is on one of them: the first limb whose condition holds."""
    c = st.contract
    env = env_of(at_day(st, st.when.day))
    for node in (n for r in info.rules for n in s.walk(r.statement)):
        if isinstance(node, s.Rel) and isinstance(node.left, s.Ref) and c.type_of(node.left).kind == "date":
            env = env.instead(c.aliases.get(node.left.name, node.left.name), Why(node.left, day, (), "", "as if"))
    define = info.rules[0].statement
    assert isinstance(define, s.Define)
    found = value(env, define.value).value
    return "the paper names none" if isinstance(found, Unknown) else said(found, info.type)
