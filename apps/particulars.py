"""What stands beside an answer about a duty, a claim or an act done under a right.

Enters: a `Setting` and an occurrence, a claim or a deadline. Leaves: blocks and rows. Holds: built from the contract's own sentences, for
any contract; nothing is reckoned here, every figure and day is asked of the interpreter.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import frozen

from tenor.apps.answers import Setting
from tenor.apps.page import Block, Row, not_told, of_words
from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule, TermInfo
from tenor.interpreter.environment import Admission, Env, Why
from tenor.interpreter.following import steps_after, waits
from tenor.interpreter.outcome import Answer, environment, occurrence, reasons
from tenor.interpreter.reasoning import counted_days_between, sentence, words_of
from tenor.interpreter.semantics import base_event, condition, occurrences
from tenor.interpreter.standing import ClaimState, DutyState, MonthState, duty_state, owed, places
from tenor.interpreter.values import Need, Unknown
from tenor.interpreter.wording import clock, counted, joined, long_day, month_name, restyled, said, short_day, span
from tenor.interpreter.world import Occurrence, World

__all__ = [
    "ClaimRow",
    "admission_rows",
    "claim_row",
    "claims_at",
    "duties_at",
    "env_of",
    "given_words",
    "happened",
    "ladder",
    "not_owed_by",
    "particulars",
]

_NOTE = {"not limiting": "without limiting other remedies", "in satisfaction": "in full satisfaction"}


def env_of(st: Setting, o: Occurrence | None = None) -> Env:
    """Where terms are asked, of an occurrence if one is meant."""
    env = environment(st.world, st.when.day, st.when.until)
    return env.of(o) if o is not None else env


def happened(st: Setting, event: str) -> list[Occurrence]:
    """The occurrences of an event seen at the instant, withdrawn ones left out."""
    return occurrences(env_of(st), event)[0]


def needs_of(v: Any) -> tuple[Need, ...]:
    """What an unknown value needs; a day that has not come is not missing."""
    return v.needs if isinstance(v, Unknown) and v.after is None else ()


# ── an occurrence


def given_words(o: Occurrence) -> str:
    """Who gave it, and when: `Holder, Tuesday, February 5, 2002, 10:00 am`."""
    fact = o.fact
    at = fact.at if fact is not None else o.receipt
    words = long_day(at.day) + (f", {clock(at.clock)}" if at.clock else "")
    if o.receipt != at:
        words += f", received {said(o.receipt)}"
    by = fact.giver if fact is not None else ""
    return f"{by}, {words}" if by else words


def field_rows(st: Setting, o: Occurrence) -> tuple[Row, ...]:
    """What was told of it."""
    info = st.contract.events[o.event]
    return tuple(
        Row(
            name,
            o.fields[name],
            f.type if f.type.kind != "occurrence" else None,
            info.section,
            f"(the number of the {f.type.event})" if f.type.kind == "occurrence" else "",
        )
        for name, f in info.fields.items()
        if name in o.fields
    )


_VERDICT = {"passed": "passed", "failed": "OUTSIDE", "exceeded": "EXCEEDED", "not tested": "NOT TESTED", "undetermined": "UNDETERMINED"}


def admission_rows(st: Setting, o: Occurrence, a: Admission) -> tuple[tuple[Row, ...], tuple[Need, ...]]:
    """The tests of a right: passed, exceeded or not tested, with both figures and what a test that was not made needs."""
    rows: list[Row] = []
    needs: list[Need] = []
    for words, w, verdict in a.tests:
        name = words if len(words) <= 60 else words[:57].rsplit(" ", 1)[0] + " …"
        if w.note == "lifted":  # what the paper lifts it by stands in the place of both its sides
            why = tuple(Row(sentence(p, st.world)) for p in w.parts[:1])
            rows.append(Row(f"{name}: does not apply here", section=w.section or _power_section(st, o), under=why))
            continue
        rel = next((r for r in reasons(w) if isinstance(r.what, s.Rel)), None)
        detail: list[Row] = []
        if rel is not None and len(rel.parts) == 2:
            a_side, b_side = rel.parts
            assert isinstance(rel.what, s.Rel)
            t = st.contract.types.get(id(rel.what.left))
            detail.append(Row(words_of(rel.what.left), a_side.value, t))
            detail.append(Row(f"{rel.what.op} {words_of(rel.what.right)}", b_side.value, t))
            if verdict == "exceeded" and not isinstance(a_side.value, Unknown) and not isinstance(b_side.value, Unknown):
                detail.append(Row("over by", a_side.value - b_side.value, t))
        elif isinstance(w.what, s.Clause) and w.parts and not isinstance(w.parts[0].value, bool | Unknown):
            detail.append(Row(sentence(w.parts[0], st.world)))
        elif verdict != "passed":
            detail.append(Row(sentence(w, st.world)))
        if verdict in {"not tested", "undetermined"} and isinstance(w.value, Unknown):
            needs.extend(w.value.needs)
            detail.append(Row(f"it needs {joined([restyled(n.words) for n in w.value.needs])}"))
        rows.append(
            Row(
                f"{name}: {_VERDICT[verdict]}",
                section=w.section or _power_section(st, o),
                note=f"({restyled(w.note)})" if w.note else "",
                under=tuple(detail),
            )
        )
    return tuple(rows), tuple(dict.fromkeys(needs))


def _power_section(st: Setting, o: Occurrence) -> str:
    rule = power_of(st.world, o.event)
    return rule.section if rule else ""


def power_of(world: World, event: str) -> Rule | None:
    """The right under which an event is given."""
    for rule in world.contract.of(s.Power):
        assert isinstance(rule.statement, s.Power)
        if base_event(world, rule.statement.event) == event:
            return rule
    return None


# ── duties


def duties_at(st: Setting, o: Occurrence | None) -> Iterator[tuple[Row, date | None, str]]:
    """The duties that arise from an occurrence (or from none): a row, the due day if it is open, and what is to be done."""
    env = env_of(st)
    for rule in st.contract.of(s.Duty):
        if rule.schedule or (base_event(st.world, rule.scope) if rule.scope else "") != (o.event if o is not None else ""):
            continue
        for place, about in places(env, rule):
            d = duty_state(place, rule, about) if about == (o.title if o is not None else "") else None
            if d is not None:
                yield _duty(st, d, o)


def _duty(st: Setting, d: DutyState, o: Occurrence | None) -> tuple[Row, date | None, str]:
    act = f"{d.debtor} must {d.act}" + (f" to {d.creditor}" if d.creditor else "")
    day = d.due.value
    if not isinstance(day, date):
        when = f", due after {waits(day)}" if isinstance(day, Unknown) and day.after else f": undetermined, it needs {waits(day)}"
        return Row(f"{act}{when}", section=d.section), None, act
    how = f"{d.name or 'due'}: {long_day(day)}"
    under = (Row(how, note=f"= {_after_equals(sentence(d.due, st.world))}", under=days_rows(st, d.due)),)
    match d.status:
        case "undetermined":
            return Row(f"{act} by {long_day(day)}: undetermined, {_only_if(st, d, o)}", section=d.section, under=under), None, act
        case "performed" | "performed late":
            assert d.performed is not None
            late = f"{counted(d.late, 'day')} late" if d.late else "in time"
            return Row(f"{act}: done {long_day(d.performed)}, {late}", section=d.section, under=under), None, act
        case "not told":
            return Row(f"{act} by {long_day(day)}: {not_told(d.late)}", section=d.section, under=under), day, act
        case "late":
            return Row(f"{act} by {long_day(day)}: open, {counted(d.late, 'day')} late", section=d.section, under=under), day, act
        case _:
            left = (day - st.when.day).days
            words = f"{counted(left, 'day')} left" if left else "due today"
            return Row(f"{act} by {long_day(day)}: open, {words}", section=d.section, under=under), day, act


def _only_if(st: Setting, d: DutyState, o: Occurrence | None) -> str:
    """The conditions of a duty of which it is not known whether they hold."""
    for rule in st.contract.of(s.Duty):
        assert isinstance(rule.statement, s.Duty)
        if (rule.section, rule.statement.act) == (d.section, d.act) and rule.conditions:
            holds = condition(env_of(st, o), rule)
            tests = " and ".join(("not: " if no else "") + words_of(x) for x, no in rule.conditions)
            if isinstance(holds.value, Unknown):
                return f"only if {tests} (needs {waits(holds.value)})"
    return "whether it was done is not told"


def _after_equals(text: str) -> str:
    return text.split(" = ", 1)[1] if " = " in text else text


def days_rows(st: Setting, due: Why) -> tuple[Row, ...]:
    """The days that a period counted and skipped, for each period in a reason."""
    rows = []
    for w in reasons(due):
        if isinstance(w.what, s.Shift) and len(w.parts) == 2 and isinstance(w.value, date) and isinstance(w.parts[0].value, tuple):
            line = counted_days_between(st.world, w.parts[0].value, w.parts[1].value, w.value, w.what.direction)
            if line:
                rows.append(Row(line))
    return tuple(rows[:1])


def ladder(st: Setting, o: Occurrence | None, name: str) -> list[Row]:
    """What follows from a deadline in order of days: what it starts, undoes or opens, with the section."""
    found = [(x.day, x) for x in steps_after(env_of(st, o), name)]
    return [Row(f"{long_day(day)}: {x.words}", section=x.section) for day, x in found if day is not None]


# ── claims


def claims_at(st: Setting, o: Occurrence | None = None, name: str = "") -> Iterator[ClaimState]:
    """The claims that exist at the instant: of an occurrence, or those of no occurrence; one of them by its name."""
    for c in owed(env_of(st)):
        scoped = bool(st.contract.terms[c.name].rules[0].scope)
        own = c.about == o.title if o is not None else not scoped
        if own and (not name or c.name == name) and c.live.value is not False:
            yield c


@frozen(eq=False)
class ClaimRow:
    """A claim as shown: its row, what is still owed, the parts with their due days, what is missing."""

    row: Row
    rest: Any
    due: tuple[tuple[date, str], ...] = ()
    needs: tuple[Need, ...] = ()


def claim_row(st: Setting, c: ClaimState) -> ClaimRow:
    """A claim: what is owed, how it came about, when it is due, what was paid."""
    info = st.contract.terms[c.name]
    rule = info.rules[0]
    owed_now = c.amount.value
    about = of_words(c.about) if rule.schedule else ""
    label = f"{c.debtor} owes {c.creditor} {c.name}{about}"
    under: list[Row] = []
    due: list[tuple[date, str]] = []
    paid = [p for p in c.paid if p.day <= st.when.day]
    rest = c.unpaid.value
    open_ = c.live.value is True and not isinstance(rest, Unknown) and bool(rest)  # what is unknown is neither due nor late
    if c.due is not None:
        day = c.due.value
        if isinstance(day, date):
            under.append(Row(f"payable {long_day(day)}"))
            if open_:
                due.append((day, f"{c.name} {said(rest, info.type)}"))
        elif isinstance(day, Unknown):
            under.append(Row(f"payable after {waits(day)}"))
    for month in c.months:
        under.append(month_row(st, info, month))
        if isinstance(month.due, date) and not isinstance(month.unpaid, Unknown) and month.unpaid:
            due.append((month.due, f"{c.name} of {month_name(month.month)} {said(month.unpaid, info.type)}"))
    under.extend(Row(f"paid {long_day(p.day)}", p.amount, info.type, note=f"({p.title})") for p in paid)
    if rest != owed_now and not isinstance(rest, Unknown):
        under.append(Row("still owed", rest, info.type))
    if isinstance(c.live.value, Unknown):
        words = waits(c.live.value)
        under.append(Row(f"it waits for {words}" if c.live.value.after is not None else f"whether it is owed needs {words}"))
    under.extend(Row(f"not owed if {section_words(st, x)} applies: {not_owed_by(st, c, x)}") for x in rule.yields)
    marks = [_NOTE.get(m, m) for m in c.marks]
    row = Row(label, owed_now, info.type, c.section, f"({', '.join(marks)})" if marks else "", tuple(under))
    return ClaimRow(row, rest, tuple(due), needs_of(owed_now))


def not_owed_by(st: Setting, c: ClaimState, section: str) -> str:
    """Whether a provision to which a claim yields is known to apply."""
    doubt = next((r for r in reasons(c.live) if r.section == section and r.note == "not tested"), None)
    if doubt is not None:
        return f"not tested, it needs {waits(doubt.value)}"
    if any(r.section == section for r in st.contract.of(s.Owes)):
        return "it does not, on the facts told"
    return "not told"


def due_words(st: Setting, given: Answer) -> str:
    """When the parts of a claim that an answer is about are due: `$4,000.00 by Wednesday, June 5, 2002`."""
    info = st.contract.terms.get(given.why.what) if isinstance(given.why.what, str) else None
    if info is None or info.kind != "claim" or given.status != "determined" or not given.value or info.schedule:
        return ""
    event = base_event(st.world, info.rules[0].scope) if info.rules[0].scope else ""
    acts = [x for x in happened(st, event) if given.of in {None, x.number}] if event else [None]
    found = []
    for o in acts:
        for c in claims_at(st, o, info.name):
            if c.due is not None and isinstance(c.due.value, date):
                found.append(f"due by {long_day(c.due.value)}")
            found.extend(f"{said(m.in_money, info.type)} due by {long_day(m.due)}" for m in c.months if isinstance(m.due, date))
    return joined(found)


def section_words(st: Setting, section: str) -> str:
    """A section, with what it is when it is not transcribed."""
    aside = next((r for at, r in st.contract.recorded if at == section), None)
    run = any(r.section == section and isinstance(r.statement, s.Define | s.Owes | s.Duty) for r in st.contract.rules)
    return section + (f" ({aside.kind})" if aside is not None and not run else "")


def month_row(st: Setting, info: TermInfo, m: MonthState) -> Row:
    """A month: what accrued, how it is settled, by when, and until when another way may be chosen."""
    settlement = _settlement(info)
    assert settlement is not None
    under = []
    if m.days:
        under.append(Row(f"{counted(len(m.days), 'day')}: {span(m.days[0][0], m.days[-1][0])}"))
    option = next((x for x in settlement.options if x.choice == m.choice.value), None)
    if isinstance(m.choice.value, Unknown):
        under.append(Row(f"how it is settled is undetermined: {waits(m.choice.value)}"))
    elif option is not None and option.event:
        into = f", added to {option.balance}" if option.balance else ""
        rest = option.balance and not isinstance(m.unpaid, Unknown) and m.unpaid
        how = f"settled as “{option.choice}”: {said(m.added, info.type)} of it" if rest else f"settled as “{option.choice}”"
        under.append(Row(f"{how}{into}, by {restyled(m.choice.note)}"))
        if rest:
            under.append(Row(f"the rest as “{settlement.silence}”: {said(m.unpaid, info.type)}"))
    else:
        under.append(Row(f"settled as “{m.choice.value}”" + (" (silence means it)" if m.choice.note == "silence" else "")))
    if isinstance(m.due, date):
        under.append(Row(f"due by {long_day(m.due)}"))
    elective = next((x for x in settlement.options if x.event), None)
    if elective is not None and isinstance(m.elect_by, date):
        state = "has run out" if st.when.day > m.elect_by else "is open"
        at = f" before {clock(elective.before[0].strftime('%H:%M'))}" if elective.before else ""
        under.append(
            Row(f"{elective.party} may choose “{elective.choice}” by {elective.event} until {long_day(m.elect_by)}{at}: that time {state}")
        )
    return Row(month_name(m.month), m.amount.value, info.type, "", "", tuple(under))


def _settlement(info: TermInfo) -> s.Settlement | None:
    statement = info.rules[0].statement
    assert isinstance(statement, s.Owes)
    return statement.settlement


def day_table(info: TermInfo, c: ClaimState) -> Block | None:
    """Day by day what a claim that runs by the day comes to."""
    statement = info.rules[0].statement
    assert isinstance(statement, s.Owes)
    if statement.each_day is None or any(isinstance(m.amount.value, Unknown) for m in c.months):
        return None
    days = [(d, w.value) for m in c.months for d, w in m.days]
    if not days:
        return None
    rows, total = [], days[0][1] * 0
    for d, each in days[:62]:
        total = total + each
        rows.append(Row(f"{long_day(d)[:3]} {short_day(d)}", each, info.type, note=f"together {said(total, info.type)}"))
    if len(days) > 62:
        rows.append(Row(f"… {counted(len(days) - 62, 'more day')} to {short_day(days[-1][0])}"))
    kind = f"{statement.each_day.calendar}s" if statement.each_day.calendar else "calendar days"
    return Block(f"{info.name}, day by day ({kind}, first and last day counted)", tuple(rows))


# ── beside one answer


def particulars(st: Setting, given: Answer) -> list[Block]:
    """For an answer that names a claim or a deadline: its days, months, what follows and what would undo it."""
    blocks: list[Block] = []
    named = given.why.what if isinstance(given.why.what, str) else ""
    terms = [named] if named else [str(w.what) for w in reasons(given.why) if isinstance(w.what, str)][:1]
    for name in terms:
        info = st.contract.terms.get(name)
        if info is None or info.kind not in {"claim", "deadline"}:
            continue
        event = base_event(st.world, info.rules[0].scope) if info.rules[0].scope else ""
        o = occurrence(st.world, event, given.of) if event and given.of is not None else None
        if info.kind == "claim":
            blocks.extend(_claim_blocks(st, info, o if event else None, event))
        elif o is not None:
            rows = tuple(row for row, _, _ in duties_at(st, o))
            blocks.append(Block("Duty", rows))
            blocks.append(Block("What follows, in order of days", tuple(ladder(st, o, name))))
    return blocks


def _claim_blocks(st: Setting, info: TermInfo, o: Occurrence | None, event: str) -> Iterator[Block]:
    acts = [o] if o is not None or not event else happened(st, event)
    for one in acts:
        for c in claims_at(st, one, info.name):
            if info.schedule and not isinstance(c.amount.value, Unknown) and not c.amount.value:
                continue
            yield Block(one.title if one is not None else "Claim", (claim_row(st, c).row,))
            table = day_table(info, c)
            if table is not None:
                yield table
