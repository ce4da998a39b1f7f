"""What stands beside an answer about a duty, a claim or an act done under a right.

Enters: a `Setting` and an occurrence, a claim or a deadline. Leaves: blocks and rows. Holds: built from the contract's own sentences, for
any contract; nothing is reckoned here, every figure and day is asked of the interpreter.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from tenor.apps.answers import Setting
from tenor.apps.page import Block, Row
from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule, TermInfo
from tenor.interpreter.accruals import payments, reached
from tenor.interpreter.calendar import DayCalendar
from tenor.interpreter.days import calendar
from tenor.interpreter.duties import Claim, amount, chosen, claims, counted_days, due_of, next_month_day
from tenor.interpreter.environment import Admission, Env, Why
from tenor.interpreter.outcome import Answer, environment, occurrence, reasons
from tenor.interpreter.reasoning import counted_days_between, sentence, words_of
from tenor.interpreter.semantics import base_event, condition, occurrences, value
from tenor.interpreter.values import Need, Unknown
from tenor.interpreter.wording import clock, counted, joined, long_day, month_name, restyled, said, short_day
from tenor.interpreter.world import Occurrence, World

__all__ = [
    "admission_rows",
    "claim_rows",
    "claims_at",
    "duties_at",
    "env_of",
    "given_words",
    "happened",
    "ladder",
    "particulars",
    "waits",
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


def waits(v: Any) -> str:
    """What a value that has not come waits for."""
    return joined([restyled(n.words) for n in v.needs]) if isinstance(v, Unknown) else ""


# ── an occurrence


def given_words(st: Setting, o: Occurrence) -> str:
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


_VERDICT = {"passed": "passed", "failed": "OUTSIDE", "exceeded": "EXCEEDED", "not tested": "NOT TESTED"}


def admission_rows(st: Setting, o: Occurrence, a: Admission) -> tuple[tuple[Row, ...], tuple[Need, ...]]:
    """The tests of a right: passed, exceeded or not tested, with both figures and what a test that was not made needs."""
    rows: list[Row] = []
    needs: list[Need] = []
    for words, w, verdict in a.tests:
        name = words if len(words) <= 60 else words[:57].rsplit(" ", 1)[0] + " …"
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
        if verdict == "not tested" and isinstance(w.value, Unknown):
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
    for rule in st.contract.of(s.Duty):
        assert isinstance(rule.statement, s.Duty)
        scope = base_event(st.world, rule.scope) if rule.scope else ""
        if scope != (o.event if o is not None else ""):
            continue
        yield from _duty(st, rule, rule.statement, o)


def _duty(st: Setting, rule: Rule, duty: s.Duty, o: Occurrence | None) -> Iterator[tuple[Row, date | None, str]]:
    env = env_of(st, o)
    holds = condition(env, rule)
    act = f"{duty.debtor} must {duty.act}" + (f" to {duty.creditor}" if duty.creditor else "")
    if holds.value is False:
        return
    due = value(env, s.Ref(duty.named, "TERM_", span=rule.span)) if duty.named else value(env, duty.due)
    event = st.contract.acts.get(duty.act, duty.act)
    about = [x for x in happened(st, event) if o is None or x.about == o.number]
    day = due.value
    if holds.parts and isinstance(holds.value, Unknown):
        due_day = value(env, duty.due).value
        when = f" by {long_day(due_day)}" if isinstance(due_day, date) else ""
        tests = " and ".join(("not: " if no else "") + words_of(x) for x, no in rule.conditions)
        yield Row(f"{act}{when}: undetermined, only if {tests}", section=rule.section, note=f"(needs {waits(holds.value)})"), None, act
        return
    if not isinstance(day, date):
        when = f"after {waits(day)}" if isinstance(day, Unknown) else "on a day that is not fixed"
        yield Row(f"{act}, due {when}", section=rule.section), None, act
        return
    counted_row = Row(
        f"{duty.named or 'due'}: {long_day(day)}", note=f"= {_after_equals(sentence(due, st.world))}", under=days_rows(st, due)
    )
    if about:
        done = about[0].receipt.day
        late = (done - day).days
        status = f"done {long_day(done)}, " + (f"{counted(late, 'day')} late" if late > 0 else "in time")
        yield Row(f"{act}: {status}", section=rule.section, under=(counted_row,)), None, act
        return
    left = (day - st.when.day).days
    status = f"open, {counted(-left, 'day')} late" if left < 0 else f"open, {counted(left, 'day')} left" if left else "open, due today"
    yield Row(f"{act} by {long_day(day)}: {status}", section=rule.section, under=(counted_row,)), day, act


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


def ladder(st: Setting, o: Occurrence, name: str) -> list[Row]:
    """What follows from a deadline in order of days: what it starts, undoes or opens, with the section."""
    env = env_of(st, o)
    found: dict[tuple[date, str], Row] = {}

    def add(day: Any, words: str, section: str) -> None:
        if isinstance(day, date):
            found.setdefault((day, words), Row(f"{long_day(day)}: {words}", section=section))

    for rule in st.contract.rules:
        if not rule.scope or base_event(st.world, rule.scope) != o.event:
            continue
        sentence_words = brief(words_of(rule.statement), 150)
        if rule.on is not None and _rests_on(value(env, rule.on), name):
            tests = " and ".join(("unless " if no else "if ") + words_of(x) for x, no in rule.conditions)
            add(value(env, rule.on).value, f"{tests + ', ' if tests else ''}{sentence_words}", rule.section)
        for x, _ in rule.conditions:
            for node in s.walk(x):
                if isinstance(node, s.Rel) and rule.on is None:
                    right = value(env, node.right)
                    if isinstance(right.value, date) and _rests_on(right, name):
                        word = {"is after": "after this day", "is not before": "from this day on"}.get(node.op, f"{node.op} this day")
                        add(right.value, f"{word}, {words_of(node.left)} still open: {sentence_words}", rule.section)
    return [row for _, row in sorted(found.items(), key=lambda x: x[0])]


def _rests_on(w: Why, name: str) -> bool:
    return any(r.what == name for r in reasons(w) if isinstance(r.what, str))


def brief(words: str, most: int) -> str:
    """Words up to a length, cut between words."""
    return words if len(words) <= most else words[: most - 2].rsplit(" ", 1)[0] + " …"


# ── claims


def claims_at(st: Setting, o: Occurrence | None = None, name: str = "") -> Iterator[tuple[TermInfo, Claim]]:
    """The claims that exist at the instant: of an occurrence, or those of no occurrence; one of them by its name."""
    for info in st.contract.terms.values():
        if info.kind != "claim" or (name and info.name != name):
            continue
        scope = base_event(st.world, info.rules[0].scope) if info.rules[0].scope else ""
        if scope != (o.event if o is not None else ""):
            continue
        for claim in claims(env_of(st, o), info)[0]:
            if claim.live.value is not False:
                yield info, claim


def claim_rows(st: Setting, info: TermInfo, claim: Claim) -> tuple[Row, Any, date | None, tuple[Need, ...]]:
    """A claim: what is owed, how it came about, when it is due, what was paid. Also the amount still owed, the day, what is missing."""
    owed_w = amount(claim)
    owed = owed_w.value
    statement = claim.statement
    section = claim.rule.section
    marks = [_NOTE.get(m, m) for m in statement.marks]
    about = f" ({claim.about})" if claim.about and claim.rule.schedule else ""
    label = f"{statement.debtor} owes {statement.creditor} {info.name}{about}"
    under: list[Row] = []
    due: Any = None
    if statement.settlement is None:
        due = due_of(claim.env, info).value
        if isinstance(due, date):
            under.append(Row(f"payable {long_day(due)}"))
        elif isinstance(due, Unknown):
            under.append(Row(f"payable after {waits(due)}"))
    else:
        months, due = month_rows(st, info, claim)
        under.extend(months)
    paid = payments(env_of(st), claim)
    told = [p for p in paid if p.day <= st.when.day]
    rest = owed
    if told and not isinstance(owed, Unknown):
        total = owed if any(p.amount is None for p in told) else sum((p.amount for p in told if p.amount is not None), owed * 0)
        rest = owed * 0 if reached(env_of(st), owed, total) else owed - total
        under.extend(Row(f"paid {long_day(p.day)}", p.amount, info.type, note=f"({p.title})") for p in told)
        under.append(Row("still owed", rest, info.type))
    if isinstance(claim.live.value, Unknown):
        under.append(Row(f"it waits for {waits(claim.live.value)}"))
    under.extend(Row(f"not owed if {section_words(st, x)} applies: not told") for x in claim.rule.yields)
    note = f"({', '.join(marks)})" if marks else ""
    return Row(label, owed, info.type, section, note, tuple(under)), rest, due if isinstance(due, date) else None, needs_of(owed)


def due_words(st: Setting, given: Answer) -> str:
    """When the parts of a claim that an answer is about are due: `$4,000.00 by Wednesday, June 5, 2002`."""
    info = st.contract.terms.get(given.why.what) if isinstance(given.why.what, str) else None
    if info is None or info.kind != "claim" or given.status != "determined" or not given.value:
        return ""
    event = base_event(st.world, info.rules[0].scope) if info.rules[0].scope else ""
    acts = [x for x in happened(st, event) if given.of in {None, x.number}] if event else [None]
    found = []
    for o in acts:
        for _, claim in claims_at(st, o, info.name):
            if claim.statement.settlement is None:
                due = due_of(claim.env, info).value
                if isinstance(due, date) and not claim.rule.schedule:
                    found.append(f"due by {long_day(due)}")
                continue
            rows, _ = month_rows(st, info, claim)
            for row in rows:
                day = next((r.label for r in row.under if r.label.startswith("due by ")), "")
                if day:
                    found.append(f"{said(row.value, info.type)} {day}")
    return joined(found)


def section_words(st: Setting, section: str) -> str:
    """A section, with what it is when it is not transcribed."""
    aside = next((r for at, r in st.contract.recorded if at == section), None)
    return section + (f" ({aside.kind})" if aside is not None else "")


def month_rows(st: Setting, info: TermInfo, claim: Claim) -> tuple[list[Row], date | None]:
    """By month: what accrued, how it is settled, by when, and until when another way may be chosen."""
    days = counted_days(claim)
    settlement = claim.statement.settlement
    assert settlement is not None
    env = env_of(st)
    if not isinstance(days, list) or not days:
        return [], None
    rows: list[Row] = []
    first: date | None = None
    for month in sorted({d.replace(day=1) for d in days}):
        own = [d for d in days if (d.year, d.month) == (month.year, month.month)]
        sum_ = amount(claim, month).value
        choice = chosen(env, claim.rule, month)
        paying = next((x for x in settlement.options if not x.event), settlement.options[0])
        option = next((x for x in settlement.options if x.choice == choice.value), paying)
        due = next_month_day(env, month, paying.day, paying.calendar)
        under = [Row(f"{counted(len(own), 'day')}: {short_day(own[0])} to {short_day(own[-1])}")]
        if isinstance(choice.value, Unknown):
            under.append(Row(f"how it is settled is undetermined: {waits(choice.value)}"))
        elif option.event:
            under.append(Row(f"settled as “{option.choice}”, added to {option.balance} by {choice.note}"))
        else:
            under.append(Row(f"settled as “{option.choice}”" + (" (silence means it)" if choice.note == "silence" else "")))
            if isinstance(due, date):
                under.append(Row(f"due by {long_day(due)}"))
                first = first or due
        for x in settlement.options:
            last = next_month_day(env, month, x.day, "") if x.event else None
            if isinstance(last, date):
                state = "has run out" if st.when.day > last else "is open"
                under.append(Row(f"{x.party} may have it added to {x.balance} by {x.event} until {long_day(last)}: that time {state}"))
        rows.append(Row(month_name(month), sum_, info.type, "", "", tuple(under)))
    return rows, first


def day_table(st: Setting, info: TermInfo, claim: Claim) -> Block | None:
    """Day by day what a claim that runs by the day comes to."""
    days = counted_days(claim)
    each = claim.statement.each_day
    rate = value(claim.env, claim.statement.amount).value
    if each is None or not isinstance(days, list) or not days or isinstance(rate, Unknown):
        return None
    rows, total = [], rate * 0
    for d in days[:62]:
        total = total + rate
        rows.append(Row(f"{long_day(d)[:3]} {short_day(d)}", rate, info.type, note=f"together {said(total, info.type)}"))
    if len(days) > 62:
        rows.append(Row(f"… {counted(len(days) - 62, 'more day')} to {short_day(days[-1])}"))
    counted_as = "calendar days" if not each.calendar else f"{each.calendar}s"
    return Block(f"{info.name}, day by day ({counted_as}, first and last day counted)", tuple(rows))


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
    of = [o] if o is not None or not event else happened(st, event)
    for one in of:
        for found, claim in claims_at(st, one, info.name):
            if claim.rule.schedule and amount(claim).value == 0:
                continue
            yield Block(one.title if one is not None else "Claim", (claim_rows(st, found, claim)[0],))
            table = day_table(st, found, claim)
            if table is not None:
                yield table


def calendar_named(st: Setting, name: str) -> DayCalendar | None:
    """A calendar of the contract as it stands in this world."""
    cal = calendar(env_of(st), name)
    return cal if isinstance(cal, DayCalendar) else None
