"""What it takes to pay everything off on a day, and on each day after.

Enters: a contract with balances of money, or claims. Leaves: a reply: the components with their sections, the total, what the same
party owes under the other papers of the suite beside it, what each day adds, the days that follow, and the sums at which the paper lets
everything be paid at once. Holds: what is in doubt is listed and is never nothing; what fell due and left its balance is owed until it is
paid; who pays is who owes; a multiple that changes on a day shows the day before, the day and the day after.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from attrs import evolve, frozen

from tenor.apps.answers import Setting, put
from tenor.apps.page import Block, Row, of_words, rows_of
from tenor.apps.particulars import env_of, happened, power_of
from tenor.apps.questions.claims import claims_of, is_to_come
from tenor.apps.questions.convert import convert_by
from tenor.apps.questions.reply import Asking, Figures, Reply, cannot, choose, other_readings, saw, supposing
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
from tenor.interpreter.reasoning import Teller, words_of
from tenor.interpreter.standing import ClaimState
from tenor.interpreter.values import Need, Q, Unknown, merge
from tenor.interpreter.wording import brief, counted, joined, long_day, plain, restyled, said, short_day
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


def _repeats(c: Contract, rule: Rule) -> str:
    """The balance or the accrual that already counts what a claim is for, if one does: it falls due, and is not more money."""
    owes = rule.statement
    assert isinstance(owes, s.Owes)
    accrued = _accrued(c, owes.amount)
    if accrued:
        return accrued
    amount = owes.amount
    while isinstance(amount, s.OnDate | s.AsIf | s.Without | s.Under):
        amount = amount.value
    name = c.aliases.get(amount.name, amount.name) if isinstance(amount, s.Ref) else ""
    info = c.terms.get(name)
    opened = _opened(c, rule.paper, {name} if name else set())
    if opened:
        return opened[0]  # what a balance opened at is what that balance is
    if info is None:
        return next((n.name for n in s.walk(amount) if isinstance(n, s.Ref) and _is(c, n, {"balance"})), "")
    if info.kind in {"balance", "accrual"}:
        return name
    return next((x for r in info.rules if (x := _accrued(c, r.statement))), "")


def _accrued(c: Contract, node: s.Node) -> str:
    """The accrual that a sentence names by what accrued, if it names one."""
    return next((c.aliases.get(n.name, n.name) for n in s.walk(node) if isinstance(n, s.Accrued)), "")


def _opened(c: Contract, paper: str, at: set[str]) -> list[str]:
    """The balances that open at one of some terms."""
    rules = own(c, s.BalanceDecl, paper)
    return [r.statement.name for r in rules if at & set(named_in(c, r.statement.opening))]  # type: ignore[attr-defined]


def _is(c: Contract, ref: s.Ref, kinds: set[str]) -> bool:
    info = c.terms.get(c.aliases.get(ref.name, ref.name))
    return info is not None and info.kind in kinds and is_money(info.type)


def _debts(c: Contract, paper: str) -> list[str]:
    """The balances that somebody owes: for which there is a claim, which a payment reduces, or which a right turns into something else.

    A balance that only keeps count (what may still be drawn, what was paid so far, what was put in and is owed only if something happens)
    is none. In a paper in which nobody owes anything by a sentence, the balances are the debt.
    """
    money = [n for n, i in c.terms.items() if i.kind == "balance" and is_money(i.type) and i.rules[0].paper == paper]
    owes = own(c, s.Owes, paper)
    amounts = {n for r in owes for n in _added(c, r.statement.amount)}  # type: ignore[attr-defined]
    reduced = {r.statement.reduces for r in own(c, s.Pays, paper)} | {x.balance for x in exchanges(c, elsewhere=bool(paper))}  # type: ignore[attr-defined]
    opened = _opened(c, paper, {n for r in owes if not r.scope for n in _added(c, r.statement.amount)})  # type: ignore[attr-defined]
    found = [n for n in money if n in {*amounts, *reduced, *opened}]
    bearing = {r.statement.balance for r in own(c, s.AccrualDecl, paper)}  # type: ignore[attr-defined]
    found = found or [n for n in money if n in bearing]
    return found or ([n for n in money if n in _added_below(c, amounts)] if owes else money)


def _added_below(c: Contract, names: set[str]) -> set[str]:
    """The terms that are added up in amounts, through the definitions of what is."""
    found: set[str] = set()
    stack = list(names)
    while stack:
        name = stack.pop()
        if name not in found and name in c.terms:
            found.add(name)
            rules = (r.statement for r in c.terms[name].rules)
            stack += [n for st in rules if isinstance(st, s.Define) for n in _added(c, st.value)]
    return found


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
    debts, theirs = _debts(c, paper), _of_balances(c, paper)
    for info in c.terms.values():
        if info.rules[0].paper != paper:
            continue
        if info.name in debts:
            _, a = put(st, info.name)
            found.append(Part(info.name, a.value, info.type, info.section, "", a, debtor=theirs))
        elif info.kind == "accrual":
            _, a = put(st, f"{info.name} accrued and unpaid to the day asked")
            text, under = Teller(st.world, False).says(a.why, 1, a.type)
            note = f"= {text.partition(' = ')[2]}" if " = " in text else ""
            name = f"{info.name} accrued and unpaid"
            claims = info.rules[0].statement.claims  # type: ignore[attr-defined]
            debtor = c.terms[claims[0]].rules[0].statement.debtor if claims else theirs  # type: ignore[attr-defined]
            found.append(Part(name, a.value, a.type, info.section, note, a, under=rows_of(under), debtor=debtor))
    named = {r.statement.named: r for r in own(c, s.Owes, paper) if "in full satisfaction" not in r.statement.marks}  # type: ignore[attr-defined]
    repeated = {n: _repeats(c, r) for n, r in named.items()} if found else {}
    left = {p.name: p.value for p in found if p.name in debts}
    of_balance = {n for n, b in repeated.items() if b in left}
    for x in claims_of(st, set(named), papers=(paper,), to_come=of_balance):  # what falls due later otherwise is not owed yet
        part = _part(st, x)
        counted_in = repeated.get(x.name, "")
        if counted_in in left:
            kept = left[counted_in]
            if isinstance(kept, Unknown) or isinstance(part.value, Unknown) or not _fallen_from(st, counted_in, part.due):
                continue
            left[counted_in] = max(Q(0), kept - part.value)
            part = evolve(part, value=max(Q(0), part.value - kept), note=f"{part.note}, and no more in {counted_in}")
            if part.value:
                found.append(part)
        elif not counted_in and not _nothing(x):
            found.append(part)
    return found


def _part(st: Setting, x: ClaimState) -> Part:
    """A claim as a component: what of it is unpaid."""
    of = of_words(x.about)
    day = day_value(x.due.value) if x.due is not None else None
    due = day if isinstance(day, date) else None
    doubt = waits(x.live.value) if isinstance(x.live.value, Unknown) else ""
    value = x.live.value if isinstance(x.live.value, Unknown) else x.unpaid.value
    note = f"due {long_day(due)}" if due is not None else ""
    note = f"(whether it is owed needs {doubt})" if doubt else note
    info = st.contract.terms[x.name]
    return Part(f"{x.name}{of}", value, info.type, x.section, note, due=due, debtor=x.debtor, creditor=x.creditor)


def _fallen_from(st: Setting, balance: str, due: date | None) -> bool:
    """Whether a sum that is due is no more counted by its balance: the paper took it off on a day of its own, no act doing so, or the day
    of payment is over.
    """
    if due is not None and due <= st.when.day:
        return True
    env = env_of(st)
    postings = env.state.ledgers[balance].upto(env.until) if balance in env.state.ledgers else ()
    return any(p.amount < 0 and p.cause[0] not in st.contract.events for p in postings)


def _claimed(c: Contract) -> set[str]:
    """The claims of the paper asked; a sum that satisfies everything is none."""
    return {r.statement.named for r in own(c, s.Owes) if "in full satisfaction" not in r.statement.marks}  # type: ignore[attr-defined]


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
    everything = components(st)
    owing = _owing(c, everything)
    if not owing and not a.about:
        return _nobody(st)
    debtor = choose(a, "party that owes under it", _parties(c)) if a.about else owing[0]
    parts = _own(everything, debtor)
    money = parts[0].type if parts else ty.MONEY
    stands = total_of(parts)
    in_full = _in_full(st, debtor)
    total = _payable(st, debtor, parts)
    needs: dict[Need, None] = {}
    saw(needs, *(p.answer for p in parts if p.answer is not None))
    needs.update(dict.fromkeys(n for p in parts if isinstance(p.value, Unknown) and p.value.after is None for n in p.value.needs))
    days = [
        (then.when.day, _payable(then, debtor, _own(components(then), debtor)))
        for then in (at_day(st, st.when.day + timedelta(days=n)) for n in range(1, _AHEAD + 1))
    ]
    each = days[0][1] - total if not isinstance(days[0][1], Unknown) and not isinstance(total, Unknown) else None
    rows = [Row(p.name, p.value, p.type, p.section, p.note, p.under) for p in parts]
    beside = _beside(st, debtor)
    needs.update(dict.fromkeys(n for p in beside if isinstance(p.value, Unknown) and p.value.after is None for n in p.value.needs))
    ways = list(_ways(st))
    sums = frozenset(name for name, (v, _) in _figures(st, debtor, money).items() if not isinstance(v, Unknown))
    right = convert_by(st)
    return Reply(
        f"What does it take to pay everything off on {long_day(st.when.day)}, and on each day after?",
        (*_sentences(st, debtor, total, money, each, in_full, stands), *_others(everything, owing, debtor), *_beside_sentences(beside)),
        (
            Block("Components", (*rows, Row("together", stands, money))),
            Block(_BESIDE, (*_beside_rows(beside), *_both(beside, stands, money))),
            *ways,
        ),
        (Block("Not included", tuple(_left_out(st, debtor))),),
        (
            Block(
                "The days that follow, if nothing more is told",
                tuple(Row(long_day(d), v, money, note=_more(v, total, money)) for d, v in days),
            ),
            Block("Until it is paid", right),
        ),
        (other_readings(st, lambda other: _figures(other, debtor, money, sums), set()),),
        tuple(sorted(needs)),
        data={
            "on": st.when.day.isoformat(),
            "who": debtor or None,
            "payoff": plain(total)[0],
            "each_day": plain(each)[0] if each is not None else None,
            "other_papers": _beside_data(beside),
        },
    )


_BESIDE = "Owed by the same party under other papers, and not in the total"


_BESIDE_NOTHING = "Owed under other papers by those who owe nothing under this one"


def _beside_rows(beside: list[Part]) -> Iterator[Row]:
    """What is owed under other papers."""
    for p in beside:
        whom = f" to {p.creditor}" if p.creditor else ""
        yield Row(f"{p.name}{whom}", p.value, p.type, p.section, p.note, p.under)


def _beside_data(beside: list[Part]) -> list[dict[str, Any]]:
    return [{"what": p.name, "section": p.section, "amount": plain(p.value)[0]} for p in beside]


def _both(beside: list[Part], total: Q | Unknown, money: ty.Type) -> Iterator[Row]:
    """What the total and what is owed under other papers come to."""
    both = [p for p in beside if p.type == money]
    if both:
        yield Row("with the total above", _plus(total, total_of(both)), money)


def _plus(a: Q | Unknown, b: Q | Unknown) -> Q | Unknown:
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return merge([v for v in (a, b) if isinstance(v, Unknown)])
    return a + b


def _beside_sentences(beside: list[Part], *, named: bool = False) -> Iterator[str]:
    """What is owed under other papers; where the sentence before does not say who owes, this one does."""
    known = [p for p in beside if not isinstance(p.value, Unknown)]
    for p in known[:4]:
        owed = f"Under another paper {p.debtor} owes" if named else f"Beside it {said(p.value, p.type)} is owed under another paper:"
        yield f"{owed} {f'{said(p.value, p.type)}: ' if named else ''}{p.name} ({p.section})."
    rest = len(known) - 4
    if rest > 0:
        yield f"{counted(rest, 'more sum is', 'more sums are')} owed under other papers, listed below."
    doubt = len(beside) - len(known)
    if doubt:
        yield f"Of {counted(doubt, 'more sum', 'more sums')} under other papers it is undetermined whether anything is owed, or how much."


def _own(parts: list[Part], debtor: str) -> list[Part]:
    """The components that one party owes."""
    return [p for p in parts if p.debtor == debtor]


def _parties(c: Contract) -> list[str]:
    """The parties that may owe under the paper asked: those of its claims, the one of its balances first."""
    return list(dict.fromkeys([_of_balances(c), *(r.statement.debtor for r in own(c, s.Owes))]))  # type: ignore[attr-defined]


def _owing(c: Contract, parts: list[Part]) -> list[str]:
    """The parties that owe something on the facts told, in the paper's order."""
    return [name for name in _parties(c) if any(isinstance(p.value, Unknown) or p.value for p in _own(parts, name))]


def _of_balances(c: Contract, paper: str = "") -> str:
    """Who owes what stands as a balance: the party that owes under the claims for one, otherwise under the first claim."""
    rules = own(c, s.Owes, paper)
    found = [r for r in rules if _repeats(c, r)] or list(rules)
    return found[0].statement.debtor if found else ""  # type: ignore[attr-defined]


def _beside(st: Setting, debtor: str) -> list[Part]:
    """What the same party owes under the other papers of the suite: due, or in doubt, and no part of the total of the paper asked."""
    c = st.contract
    found = []
    for paper in papers_beside(c):
        parts = [p for p in components(st, paper) if c.person(p.debtor) == c.person(debtor)]
        found += [p for p in parts if isinstance(p.value, Unknown) or p.value]
    return found


def _others(parts: list[Part], owing: list[str], debtor: str) -> Iterator[str]:
    """What other parties owe under the same paper: each pays for itself."""
    for name in owing:
        if name != debtor:
            theirs = _own(parts, name)
            total = total_of(theirs)
            what = "an undetermined amount" if isinstance(total, Unknown) else said(total, theirs[0].type)
            yield f"{name} owes {what} under it, and nothing is set off: ask with --about for what {name} pays."


def _nobody(st: Setting) -> Reply:
    """Where nothing is owed: what would make something be."""
    c = st.contract
    rows = []
    for rule in own(c, s.Owes):
        owes = rule.statement
        assert isinstance(owes, s.Owes)
        words = f"{owes.debtor} owes {owes.creditor} {owes.named}"
        if rule.scope and not happened(st, c.base_of(rule.scope)):
            rows.append(Row(f"{words} for each {rule.scope}: none is told", section=rule.section))
        elif rule.conditions or owes.condition is not None:
            tests = [("not: " if no else "") + words_of(x) for x, no in rule.conditions]
            tests += [words_of(owes.condition)] if owes.condition is not None else []
            rows.append(Row(f"{words} only if {brief(' and '.join(tests), 140)}", section=rule.section))
    counts = [Row(n, put(st, n)[1].value, i.type, i.section) for n, i in c.terms.items() if _stands(i)]
    beside = [p for person in dict.fromkeys(c.person(n) for n in _parties(c)) for p in _beside(st, person)]
    needs = dict.fromkeys(n for p in beside if isinstance(p.value, Unknown) and p.value.after is None for n in p.value.needs)
    return Reply(
        f"What does it take to pay everything off on {long_day(st.when.day)}, and on each day after?",
        (f"Nobody owes anything under this paper on {long_day(st.when.day)}, on the facts told.", *_beside_sentences(beside, named=True)),
        (Block("Balances of it", tuple(counts)), Block(_BESIDE_NOTHING, tuple(_beside_rows(beside)))),
        (Block("What would make something be owed", tuple(rows)), Block("Not included", tuple(_left_out(st, "")))),
        (Block("Until it is paid", convert_by(st)),),
        needs=tuple(sorted(needs)),
        data={"on": st.when.day.isoformat(), "who": None, "payoff": "0", "each_day": "0", "other_papers": _beside_data(beside)},
    )


def _stands(info: TermInfo) -> bool:
    """Whether a term is a balance of money of the paper asked."""
    return info.kind == "balance" and is_money(info.type) and not info.rules[0].paper


def _in_full(st: Setting, debtor: str) -> list[ClaimState]:
    """The claims of a party in full satisfaction that are owed and not paid."""
    names = {r.statement.named for r in own(st.contract, s.Owes) if "in full satisfaction" in r.statement.marks}  # type: ignore[attr-defined]
    return [x for x in claims_of(st, names) if x.live.value is True and x.debtor == debtor and not _nothing(x)]


def _payable(st: Setting, debtor: str, parts: list[Part]) -> Q | Unknown:
    """What pays everything off: the components; where a sum in full satisfaction is owed, that sum and what is owed beside it."""
    found = _in_full(st, debtor)
    if len(found) != 1:
        return total_of(parts)
    marked = {r.statement.named for r in own(st.contract, s.Owes) if "beside what is paid in full satisfaction" in r.statement.marks}  # type: ignore[attr-defined]
    sums = [found[0].unpaid.value, *(x.unpaid.value for x in claims_of(st, marked) if x.live.value is True and x.debtor == debtor)]
    unsure = [v for v in sums if isinstance(v, Unknown)]
    return merge(unsure) if unsure else sum(sums, Q(0))


def _sentences(
    st: Setting, debtor: str, total: Q | Unknown, money: ty.Type, each: Q | None, in_full: list[ClaimState], stands: Q | Unknown
) -> Iterator[str]:
    whom = f"{debtor} pays everything off" if debtor else "Everything is paid off"
    for x in in_full:
        much = "an undetermined amount" if isinstance(x.unpaid.value, Unknown) else said(x.unpaid.value, money)
        yield f"{x.debtor} owes {x.creditor} {much} of {x.name} in full satisfaction ({x.section}), on the facts told."
    if len(in_full) == 1:
        if not isinstance(total, Unknown) and total != in_full[0].unpaid.value:
            yield f"With what is owed beside it, {said(total, money)} pays everything off on {long_day(st.when.day)}."
        if each:
            yield f"The day after it is {said(abs(each), money)} {'more' if each > 0 else 'less'}."
        if not isinstance(stands, Unknown):
            yield f"What it satisfies stands at {said(stands, money)}; that sum alone pays nothing off."
        return
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


def _figures(st: Setting, debtor: str, money: ty.Type, names: frozenset[str] | None = None) -> Figures:
    """The sum, and those (of some names) at which the paper lets everything be paid."""
    found: Figures = {"the sum": (_payable(st, debtor, _own(components(st), debtor)), money)}
    for _, owes in _satisfying(st.contract):
        name = _amount_of(st.contract, owes)
        given = _put_way(st, owes, name) if name and (names is None or name in names) else None
        if given is not None:
            found[name] = (given[0].value, given[0].type)
    return found


def _left_out(st: Setting, debtor: str) -> Iterator[Row]:
    """What the other side owes, and what is not due yet."""
    begun: set[str] = set()
    for x in claims_of(st, _claimed(st.contract)):
        t = st.contract.terms[x.name].type
        of = of_words(x.about)
        if _nothing(x):
            continue
        day = day_value(x.due.value) if x.due is not None else None
        if x.debtor != debtor:
            yield Row(f"{x.debtor} owes {x.creditor} {x.name}{of}: nothing is set off", x.unpaid.value, t, x.section)
        elif is_to_come(st, st.contract.terms[x.name], day):
            within = _repeats(st.contract, st.contract.terms[x.name].rules[0])
            accrues = within and st.contract.terms[within].kind == "accrual"
            so_far = f"; what has accrued of it is counted in {within}; when due, if nothing more is told"
            known = so_far if accrues else f"; what there is of it so far is counted in {within}" if within else ""
            balance = _changing_below(st.contract, within)
            if x.name in begun and balance:
                yield Row(f"{x.name}{of}, due {said(day)}, is not due yet; the paper changes {balance} before then", section=x.section)
                continue
            begun.add(x.name)
            yield Row(f"{x.name}{of}, due {said(day)}, is not due yet{known}", x.unpaid.value, t, x.section)


def _changing_below(c: Contract, accrual: str) -> str:
    """The balance of an accrual, if the paper changes it on days of its own, no act being done: by today's, later sums are not known."""
    declared = next((r.statement for r in own(c, s.AccrualDecl) if r.statement.name == accrual), None)  # type: ignore[attr-defined]
    balance = declared.balance if isinstance(declared, s.AccrualDecl) else ""
    postings = (r for r in own(c, s.Posting) if not r.scope)
    return balance if any(r.statement.balance == balance for r in postings) else ""  # type: ignore[attr-defined]


# ── all at once


def _ways(st: Setting) -> Iterator[Block]:
    """The sums at which the paper lets (or makes) everything be paid: the claims in full satisfaction."""
    for rule, owes in _satisfying(st.contract):
        rows = list(_way(st, rule, owes))
        if rows:
            yield Block(f"In full satisfaction: {owes.named}", tuple(rows))


def _satisfying(c: Contract) -> Iterator[tuple[Rule, s.Owes]]:
    """The claims of the paper asked that satisfy everything."""
    for rule in own(c, s.Owes):
        owes = rule.statement
        assert isinstance(owes, s.Owes)
        if "in full satisfaction" in owes.marks:
            yield rule, owes


def _amount_of(c: Contract, owes: s.Owes) -> str:
    """The term that a claim is for, if it is for one."""
    return c.aliases.get(owes.amount.name, owes.amount.name) if isinstance(owes.amount, s.Ref) else ""


def _put_way(st: Setting, owes: s.Owes, name: str) -> tuple[Answer, Setting, Occurrence | None] | None:
    """What a claim in full satisfaction would be; of a notice, as if it were given on the day asked. None, where nobody may give it."""
    c = st.contract
    scope = next((r.scope for r in own(c, s.Owes) if r.statement is owes), "")
    if not scope:
        return put(st, name)[1], st, None
    event = c.base_of(scope)
    if power_of(st.world, event) is None or any(f.type.kind == "occurrence" for f in c.events[event].fields.values()):
        return None  # it comes of what somebody does otherwise than under a right
    here, o = _supposed(st, event)
    number = o.number if subject_event(c, owes.amount) == o.event else None
    return put(here, name, number)[1], here, o


def _way(st: Setting, rule: Rule, owes: s.Owes) -> Iterator[Row]:
    c = st.contract
    name = _amount_of(c, owes)
    live = [x for x in claims_of(st, {owes.named}) if x.live.value is True]
    for x in live:
        yield Row(f"{owes.named} is owed", x.unpaid.value, c.terms[x.name].type, rule.section)
    if not name:
        return
    found = _put_way(st, owes, name)
    if found is None:
        return
    given, here, o = found
    if o is not None:
        admission = env_of(here).state.admissions.get((o.event, o.number))
        under = [Row(admitted_words(env_of(here), o, admission))] if admission is not None else []
        told = joined([f"{n} {said(v, c.events[o.event].fields[n].type)}" for n, v in o.fields.items()])
        words = f"if {o.event} were given on {long_day(st.when.day)}{f': {told}, the first that it may name' if told else ''}"
        yield Row(words, section=rule.section, under=tuple(under))
    tree = figures([given], here.world)[0]
    yield Row(
        f"{name} on {long_day(st.when.day)}" if o is None else f"{name}, if it is so given",
        given.value,
        given.type,
        given.section or rule.section,
        under=tuple(Row(r.text, section=r.section) for r in tree.under),
    )
    if isinstance(given.value, Unknown) and given.value.after is None:
        yield Row(f"undetermined: it needs {joined([restyled(n.words) for n in given.needs[:4]])}", section=rule.section)
    elif isinstance(given.value, Unknown):
        yield Row(f"it has not come: it waits for {waits(given.value)}", section=rule.section)
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
