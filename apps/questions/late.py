"""What is late, and what is owed for it: acts not done by their day, amounts not paid by theirs.

Enters: a contract with duties or claims. Leaves: a reply: day by day what lateness costs, when it is due, what may still be chosen, what
it becomes. Holds: why something is late is never supposed; a provision under which nothing would be owed is named, told or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tenor.apps.answers import Setting, put
from tenor.apps.page import Block, Row, of_words
from tenor.apps.particulars import claim_row, day_table, env_of, happened, ladder, not_owed_by
from tenor.apps.questions.claims import claims_of, of_taken, overdue, overdue_sentence, taken_as_paid
from tenor.apps.questions.deliver import Due, due_data, due_sentence, dues
from tenor.apps.questions.reply import Asking, Figures, Reply, cannot, choose, other_readings, relied_on, saw
from tenor.apps.questions.subject import named_in, own, papers_beside
from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract, Rule, TermInfo
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.following import admitted_amount
from tenor.interpreter.payments import Payment
from tenor.interpreter.reasoning import sentence, words_of
from tenor.interpreter.semantics import occurrences
from tenor.interpreter.standing import ClaimState
from tenor.interpreter.values import Need, Unknown
from tenor.interpreter.wording import counted, joined, long_day, month_name, plain, restyled, said
from tenor.interpreter.world import Occurrence

__all__ = ["late"]


_Place = tuple[str, str]
"""Of which there is one copy each: of an event, or of the dates of a schedule."""


def _place(c: Contract, x: Rule | TermInfo) -> _Place:
    return (c.base_of(x.scope) if x.scope else "", x.schedule)


def _for_lateness(c: Contract) -> dict[str, set[str]]:
    """The claims that lateness costs, with what is late: a deadline that they rest on, or another claim from whose day they count days.

    Only terms of the same act (or date) are followed (or of none, and then no balance and no other claim): what everything hangs together
    with is no cost of lateness.
    """
    found: dict[str, set[str]] = {}
    named: dict[str, tuple[_Place, str]] = {}  # a deadline (or the term that alone fixes it): of which act, and the deadline
    for rule in c.of(s.Duty):
        duty = rule.statement
        assert isinstance(duty, s.Duty)
        if duty.named:
            of = _place(c, rule)
            named[duty.named] = (of, duty.named)
            if isinstance(duty.due, s.Ref):
                named.setdefault(c.aliases.get(duty.due.name, duty.due.name), (of, duty.named))
    payable: dict[tuple[_Place, str], set[str]] = {}  # the term that fixes the day of claims, in its place
    for rule in c.of(s.Owes):
        owes = rule.statement
        assert isinstance(owes, s.Owes)
        if isinstance(owes.payable, s.Ref):
            day = c.aliases.get(owes.payable.name, owes.payable.name)
            payable.setdefault((_place(c, rule), day), set()).add(owes.named)
    for rule in c.of(s.Owes):
        st = rule.statement
        assert isinstance(st, s.Owes)
        place = _place(c, rule)
        below = _of_one_act(c, [st, *(x for x, _ in rule.conditions)], place)
        rests = {deadline for n, (of, deadline) in named.items() if n in below and of == place}
        rests |= {claim for day in _counted_from(c, st, below) for claim in payable.get((place, day), ()) if claim != st.named}
        if rests:
            found[st.named] = found.get(st.named, set()) | rests
    return found


def _of_one_act(c: Contract, nodes: list[s.Node], place: _Place) -> set[str]:
    """The terms that sentences rest on without leaving one act."""
    found: set[str] = set()
    stack = [n for x in nodes for n in named_in(c, x)]
    while stack:
        name = stack.pop()
        info = c.terms.get(name)
        if info is None or name in found or _place(c, info) != place:
            continue
        if info.kind in {"balance", "accrual"} or (info.kind == "claim" and found):
            continue
        found.add(name)
        stack += [n for r in info.rules for x in (r.statement, *(y for y, _ in r.conditions)) for n in named_in(c, x)]
    return found


def _counted_from(c: Contract, owes: s.Owes, below: set[str]) -> Iterator[str]:
    """The terms from whose day an amount counts days."""
    for node in (owes.amount, *(r.statement for name in below for r in c.terms[name].rules)):
        for n in s.walk(node):
            if isinstance(n, s.DayNumber) and isinstance(n.start, s.Ref):
                yield c.aliases.get(n.start.name, n.start.name)


def late(a: Asking) -> Reply:
    """The reply."""
    st = a.setting
    c = st.contract
    if not c.of(s.Duty) and not c.of(s.Owes):
        raise cannot("late", "nobody must do or pay anything in it (no sentence says “must” or “owes”)")
    cost = _for_lateness(c)
    papers = ["", *papers_beside(c)]
    known = list(claims_of(st, papers=papers, to_come={n for n in cost if not c.terms[n].schedule}))
    duties = [r for paper in papers for r in own(c, s.Duty, paper)]
    passed = [d for d in dues(st, duties) if d.state.late and d.state.status != "undetermined"]
    if a.about:
        names = list(dict.fromkeys([x for d in passed for x in (d.state.name, d.state.act)] + [x.name for x in known]))
        name = choose(a, "act or amount that is late or may be", [n for n in names if n])
        passed = [d for d in passed if name in {d.state.name, d.state.act} or d.state.name in cost.get(name, ())]
        known = [x for x in known if x.name == name or cost.get(x.name, set()) & {name, *(d.state.name for d in passed)}]
    if st.of is not None:
        passed = [d for d in passed if d.of is None or d.of.number == st.of]
        known = [x for x in known if not x.about or x.about.endswith(f" {st.of}")]
    acts = [d for d in passed if d.state.status != "not told"]
    silent = [d for d in passed if d.state.status == "not told"]
    costs = [x for x in known if x.name in cost and x.live.value is True and (isinstance(x.amount.value, Unknown) or x.amount.value)]
    for_it = [x for x in costs if isinstance(x.unpaid.value, Unknown) or x.unpaid.value]
    settled = [x for x in costs if x not in for_it]
    past = [(x, over) for x in known if x not in costs and (over := overdue(st, x)) is not None]
    needs: dict[Need, None] = {}
    saw(needs, *(x.amount for x in for_it))
    late_acts = {d.state.name for d in acts} | {x.name for x, _ in past}
    abouts = {"", *(x.about for x in known if x in costs or any(x is y for y, _ in past)), *(d.state.about for d in acts)}
    kept = {x.name for x in costs} | {x.name for x, _ in past} | {n for n, below in cost.items() if below & late_acts}

    def compared(other: Setting) -> Figures:
        found: Figures = {}
        for x in claims_of(other, kept, abouts, papers):
            found[f"{x.name}{f' of {restyled(x.about)}' if x.about else ''}"] = (x.amount.value, c.terms[x.name].type)
        return found

    readings = other_readings(st, compared, relied_on(*(x.amount for x in costs), *(d.state.due for d in passed)))
    cut = list(_cut_back(st, acts, [*for_it, *(x for x, _ in past)]))
    taken = taken_as_paid(st, known)
    return Reply(
        "What is late, and what is owed for it?",
        (*_sentences(st, acts, silent, for_it, past), *(row.label + "." for row in cut), *of_taken(taken)),
        (*_figures(st, acts, for_it, settled, cost, late_acts), *_unpaid(st, past), Block(_SILENT, tuple(_due_row(d, st) for d in silent))),
        (
            taken,
            Block("Notices that a limit cuts back", tuple(cut)),
            Block("What would undo it, and what it leaves untouched", tuple(_undone(st, for_it))),
        ),
        (
            Block("Due, and until when another way may be chosen", tuple(_days(st, for_it))),
            *_next(st, acts),
            Block("What it becomes", tuple(_becomes(st, past))),
        ),
        (readings,),
        tuple(sorted(needs)),
        data={"late": [_data(st, x) for x in for_it] + [_data(st, x) for x, _ in past], "acts": [due_data(d) for d in passed]},
    )


_SILENT = "Past its day, and nothing at all is told of it"


def _cut_back(st: Setting, acts: list[Due], amounts: list[ClaimState]) -> Iterator[Row]:
    """The notices that lateness is about of which a limit leaves a part out: what is owed for them is for the rest."""
    found: dict[tuple[str, int], Occurrence] = {(d.of.event, d.of.number): d.of for d in acts if d.of is not None}
    for x in amounts:
        scope = st.contract.terms[x.name].rules[0].scope
        found |= {(o.event, o.number): o for o in (happened(st, st.contract.base_of(scope)) if scope else ()) if o.title == x.about}
    for o in found.values():
        a = env_of(st).state.admissions.get((o.event, o.number))
        if a is not None and a.status == "cut back":
            over = [(words, w.section) for words, w, verdict in a.tests if verdict == "exceeded"]
            limits = joined([f"{words} ({section})" if section else words for words, section in over]) or "what the right allows"
            asked, left = (admitted_amount(env_of(st), o, a, v) for v in (a.asked, a.admitted))
            yield Row(
                f"{o.title} is cut back to {left} of the {asked} asked: the rest exceeds {limits}", section=over[0][1] if over else ""
            )


def _sentences(
    st: Setting, acts: list[Due], silent: list[Due], for_it: list[ClaimState], past: list[tuple[ClaimState, tuple[date, object]]]
) -> Iterator[str]:
    if not acts and not past and not for_it:
        yield f"Nothing is late on the facts told to {long_day(st.when.day)}."
    for x in for_it:
        t = st.contract.terms[x.name].type
        of = of_words(x.about)
        whole = isinstance(x.unpaid.value, Unknown) or x.unpaid.value == x.amount.value
        rest = "" if whole else f"; of {said(x.amount.value, t)} in all, the rest being settled"
        yield f"{x.debtor} owes {x.creditor} {said(x.unpaid.value, t)} of {x.name}{of}{_when(x, t)}{rest}."
    for d in acts[:4]:
        yield due_sentence(d)
    if len(acts) > 4:
        yield f"{counted(len(acts) - 4, 'more act is', 'more acts are')} late, listed below."
    for x, over in past[:6]:
        yield overdue_sentence(st, x, over)
    if len(past) > 6:
        yield f"{counted(len(past) - 6, 'more amount is', 'more amounts are')} past due, listed below."
    if silent:
        yield f"Nothing is told of {counted(len(silent), 'duty whose day is past', 'duties whose day is past')}, listed below."


def _when(x: ClaimState, t: object) -> str:
    open_ = [m for m in x.months if isinstance(m.due, date) and (isinstance(m.unpaid, Unknown) or m.unpaid)]
    due = [f"{said(m.unpaid, t)} due by {long_day(m.due)}" for m in open_ if isinstance(m.due, date)]  # type: ignore[arg-type]
    if not due and x.due is not None and isinstance(day := day_value(x.due.value), date):
        due = [f"due by {long_day(day)}"]
    return f", {joined(due)}" if due else ""


def _due_row(d: Due, st: Setting) -> Row:
    return Row(due_sentence(d), section=d.state.section, under=(Row(sentence(d.state.due, st.world)),))


def _figures(
    st: Setting, acts: list[Due], for_it: list[ClaimState], settled: list[ClaimState], cost: dict[str, set[str]], late_things: set[str]
) -> Iterator[Block]:
    yield Block("Late", tuple(_due_row(d, st) for d in acts))
    for x in for_it:
        of = f", {x.about}" if x.about else ""
        yield Block(f"{x.name}{of}", (claim_row(st, x).row,))
        table = day_table(st.contract.terms[x.name], x)
        if table is not None:
            yield table
    yield Block("Settled, and no more owed", tuple(claim_row(st, x).row for x in settled))
    none = [n for n, below in cost.items() if below & late_things and n not in {x.name for x in (*for_it, *settled)}]
    rows = tuple(Row(f"{n}: nothing on the facts told", section=st.contract.terms[n].section) for n in none)
    yield Block("What the paper attaches to lateness and does not give here", rows)


def _unpaid(st: Setting, past: list[tuple[ClaimState, tuple[date, object]]]) -> Iterator[Block]:
    yield Block("Not paid by its day", tuple(claim_row(st, x).row for x, _ in past))
    names, rows = {x.name for x, _ in past}, []
    for rule in st.contract.of(s.AccrualDecl):
        accrual = rule.statement
        assert isinstance(accrual, s.AccrualDecl)
        if names & set(accrual.claims):
            _, given = put(st, f"{accrual.name} accrued and unpaid to the day asked")
            rows.append(
                Row(
                    f"{accrual.name} to {long_day(st.when.day)}: {sentence(given.why, st.world).partition(' = ')[2]}",
                    given.value,
                    given.type,
                    rule.section,
                )
            )
    yield Block("What accrues on it", tuple(rows))


def _undone(st: Setting, for_it: list[ClaimState]) -> Iterator[Row]:
    """The provisions under which nothing would be owed; why something is late is for somebody to tell."""
    for x in for_it:
        for section in st.contract.terms[x.name].rules[0].yields:
            known = not_owed_by(st, x, section)
            rest = "" if known == "not told" else f"; whether that Section applies: {known}"
            yield Row(f"{x.name} is not owed if the cause is {section}: why it is late is not told{rest}", section=x.section)
        for mark in x.marks:
            if mark.startswith("without limiting"):
                yield Row(f"{x.name} limits no other remedy", section=x.section)


def _days(st: Setting, for_it: list[ClaimState]) -> Iterator[Row]:
    for x in for_it:
        info = st.contract.terms[x.name]
        owes = info.rules[0].statement
        assert isinstance(owes, s.Owes)
        elective = next((o for o in owes.settlement.options if o.event), None) if owes.settlement is not None else None
        for m in x.months:
            of = f"{x.name} for {month_name(m.month)}"
            if isinstance(m.due, date):
                how = owes.settlement.silence if owes.settlement is not None else said(m.choice.value)
                yield Row(f"{long_day(m.due)}: {said(m.in_money, info.type)} of {of}, {how}", section=x.section)
            if elective is not None and isinstance(m.elect_by, date):
                state = "that time has run out" if st.when.day > m.elect_by else "that time is open"
                words = f"last day on which {elective.party} may choose “{elective.choice}” for {of}; {state}"
                yield Row(f"{long_day(m.elect_by)}: {words}", section=x.section)
        if not x.months and x.due is not None and isinstance(day := day_value(x.due.value), date):
            yield Row(f"{long_day(day)}: {x.name} {said(x.amount.value, info.type)}", section=x.section)


def _next(st: Setting, acts: list[Due]) -> Iterator[Block]:
    for d in acts:
        if d.state.performed is None and d.state.name:
            yield Block(f"What follows from the {d.state.name}, in order of days", tuple(ladder(st, d.of, d.state.name)))


def _becomes(st: Setting, past: list[tuple[ClaimState, tuple[date, object]]]) -> Iterator[Row]:
    """What an amount not paid becomes, by the paper."""
    env, names = env_of(st), {x.name for x, _ in past}
    for rule in st.contract.of(s.Becomes):
        becomes = rule.statement
        assert isinstance(becomes, s.Becomes)
        if names & set(becomes.claims):
            made = [o for o in occurrences(env, becomes.target)[0] if o.made is not None and o.made.section == rule.section]
            since = joined([long_day(o.day) for o in made])
            yield Row(f"{words_of(becomes)}: {f'on {since}' if made else 'not so far'}", section=rule.section)


def _data(st: Setting, x: ClaimState) -> dict[str, object]:
    paid: list[Payment] = [p for p in x.paid if p.day <= st.when.day]
    day = day_value(x.due.value) if x.due is not None else None
    return {
        "claim": x.name,
        "of": x.about or None,
        "section": x.section,
        "amount": plain(x.amount.value)[0],
        "unpaid": plain(x.unpaid.value)[0],
        "due": day.isoformat() if isinstance(day, date) else None,
        "months": [
            {"month": f"{m.month:%Y-%m}", "amount": plain(m.amount.value)[0], "due": m.due.isoformat() if isinstance(m.due, date) else None}
            for m in x.months
        ],
        "payments": [p.title for p in paid],
    }
