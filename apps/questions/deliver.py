"""When an act is due, what its day rests on, and what follows if it is not done.

Enters: a contract with duties to act. Leaves: a reply: those duties that a right to exchange starts, where there is one, otherwise all.
Holds: a deadline shows the days counted and skipped; what follows stands in order of days, each step with its section.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from tenor.apps.answers import Setting, numbered, put
from tenor.apps.page import Block, Row, not_told, of_words, rows_of
from tenor.apps.particulars import days_rows, env_of, given_words, happened, ladder
from tenor.apps.questions.convert import act_of
from tenor.apps.questions.reply import Asking, Figures, Reply, cannot, choose, other_readings, relied_on, saw
from tenor.apps.questions.subject import exchanges, own
from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract, Rule
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.explain import figures
from tenor.interpreter.following import waits
from tenor.interpreter.reasoning import sentence, words_of
from tenor.interpreter.standing import DutyState, duty_state, places
from tenor.interpreter.values import Need, Unknown
from tenor.interpreter.wording import brief, counted, joined, long_day, restyled, said
from tenor.interpreter.world import Occurrence

__all__ = ["Due", "deliver", "due_data", "due_sentence", "dues", "names_of"]


@frozen(eq=False)
class Due:
    """A duty in one of its places: of an act told (or supposed), or of none."""

    rule: Rule
    state: DutyState
    of: Occurrence | None


def names_of(c: Contract) -> list[str]:
    """What a duty of the paper asked may be called: its deadline, its act, the event that starts it."""
    found = []
    for rule in own(c, s.Duty):
        st = rule.statement
        assert isinstance(st, s.Duty)
        found += [st.named, st.act, c.base_of(rule.scope) if rule.scope else ""]
    return list(dict.fromkeys(x for x in found if x))


def _rules(a: Asking) -> list[Rule]:
    """The duties asked about."""
    c = a.setting.contract
    found = own(c, s.Duty)
    if not found:
        owed = own(c, s.Owes)
        rest = "; what it asks for is payment: ask `late` or `payoff`" if owed else ""
        raise cannot("deliver", f"nobody must do an act by a day in it (no sentence says “must … within” or “not later than”){rest}")
    if a.about:
        name = choose(a, "duty", names_of(c))
        return [r for r in found if name in {r.statement.named, r.statement.act, c.base_of(r.scope) if r.scope else ""}]  # type: ignore[attr-defined]
    events = {x.event for x in exchanges(c)}
    started = [r for r in found if r.scope and c.base_of(r.scope) in events]
    return started or list(found)


def dues(st: Setting, rules: list[Rule], one: Occurrence | None = None) -> Iterator[Due]:
    """Duties in their places, as things stand; of one occurrence alone, if it is said."""
    env = env_of(st)
    for rule in rules:
        for place, about in places(env, rule):
            state = duty_state(place, rule, about)
            of = place.occ.get(st.contract.base_of(rule.scope)) if rule.scope else None
            if state is not None and (one is None or of is None or (of.event, of.number) == (one.event, one.number)):
                yield Due(rule, state, of)


def due_sentence(d: Due) -> str:
    """How a duty stands, in a sentence."""
    x = d.state
    act = f"{x.debtor} must {x.act}" + (f" to {x.creditor}" if x.creditor else "")
    of = of_words(x.about)
    day = day_value(x.due.value)
    if isinstance(day, Unknown):
        return (
            f"{act}{of}: no day is fixed, it waits for {waits(day)}." if day.after else f"{act}{of}: undetermined, it needs {waits(day)}."
        )
    match x.status:
        case "performed":
            return f"{act} by {long_day(day)}{of}: done{f' {long_day(x.performed)}' if x.performed else ''}, in time."
        case "performed late":
            assert x.performed is not None
            return f"{act} by {long_day(day)}{of}: done {long_day(x.performed)}, {counted(x.late, 'day')} late."
        case "not told":
            return f"{act} by {long_day(day)}{of}: {not_told(x.late)}."
        case "late":
            return f"{act} by {long_day(day)}{of}: not told as done, {counted(x.late, 'day')} late."
        case "undetermined":
            return f"{act} by {long_day(day)}{of}: undetermined whether it is owed or was done."
        case _:
            return f"{act} by {long_day(day)}{of}."


def deliver(a: Asking) -> Reply:
    """The reply."""
    rules, st, one = _rules(a), a.setting, a.supposed
    c = st.contract
    events = list(dict.fromkeys(c.base_of(r.scope) for r in rules if r.scope))
    if st.of is not None and events:
        one = numbered(st, events[0], st.of)
    right = next((x for x in exchanges(c) if x.event in events), None)
    supposed: tuple[str, ...] = ()
    if right is not None and one is None and (a.amount or not any(happened(st, e) for e in events)):
        st, one = act_of(Asking(st, "", a.amount), right)
        asked = one.fields.get(right.field)
        much = f", of {right.field} {said(asked, c.events[one.event].fields[right.field].type)}" if asked is not None else ""
        supposed = (f"Nobody has told of this {one.event}: it is supposed as given on {long_day(one.day)}{much}.",)
    found = list(dues(st, rules, one))
    needs: dict[Need, None] = {}
    for d in found:
        saw(needs, d.state.due)
    waiting = joined(events, "or") or "act"
    nothing = f"Nothing has to be done by a day, on the facts told: no {waiting} is told that starts a duty."
    readings = other_readings(st, lambda other: _figures(other, rules, one), relied_on(*(d.state.due for d in found)))
    return Reply(
        "When must it be done, and what follows if it is not?",
        (*supposed, *(tuple(_sentences(found)) or (nothing,))),
        tuple(_figure(st, d) for d in found),
        (Block("What it rests on", _once(x for r in rules for x in _before(st, r, [d for d in found if d.rule is r]))),),
        tuple(b for d in found for b in _after(st, d)),
        (readings,),
        tuple(sorted(needs)),
        data={"duties": [due_data(d) for d in found]},
        about=one,
    )


def _sentences(found: list[Due]) -> Iterator[str]:
    """What is to be done next, what is late, what was done; what nobody told a word of is counted, unless it is all there is."""
    told = [d for d in found if d.state.status != "not told"] or found
    ranks = {"open": 0, "undetermined": 1, "late": 2}
    told = sorted(told, key=lambda d: ranks.get(d.state.status, 3))
    yield from (due_sentence(d) for d in told[:_SHOWN])
    if len(told) > _SHOWN:
        yield f"{counted(len(told) - _SHOWN, 'more duty', 'more duties')} below."
    silent = len(found) - len(told)
    if silent:
        yield f"Nothing is told of {counted(silent, 'duty whose day is past', 'duties whose day is past')}, listed below."


_SHOWN = 6


def _figure(st: Setting, d: Due) -> Block:
    """The day, and how it was counted."""
    title = f"{d.state.name or d.state.act}" + (f", {restyled(d.state.about)}" if d.state.about else "")
    rows = [Row(given_words(d.of), section=st.contract.events[d.of.event].section)] if d.of is not None else []
    if d.rule.schedule:  # its day is that of its own date, and not of the day asked
        rows.append(Row(sentence(d.state.due, st.world), section=d.state.section, under=days_rows(st, d.state.due)))
    elif d.state.name:
        _, given = put(st, d.state.name, d.of.number if d.of is not None and d.of.number else None)
        rows.extend(rows_of(figures([given], st.world)))
    else:
        rows.append(Row("due", d.state.due.value, None, d.state.section))
    if d.state.performed is not None:
        rows.append(Row("done", d.state.performed, None, d.state.section))
    return Block(title, tuple(rows))


def _before(st: Setting, rule: Rule, found: list[Due]) -> Iterator[Row]:
    """The conditions that a duty stands under, and what the paper records of it without a rule."""
    duty = rule.statement
    assert isinstance(duty, s.Duty)
    for x, no in [*rule.conditions, *([(duty.condition, False)] if duty.condition is not None else [])]:
        words = f"only {'unless' if no else 'if'} {words_of(x)}"
        states: dict[str, list[str]] = {}
        for d in found:
            state = "undetermined, or whether it was done is" if d.state.status == "undetermined" else "yes"
            states.setdefault(state, []).append(d.state.about)
        for state, abouts in states.items():
            more = f" and {len(abouts) - 3} more" if len(abouts) > 3 else ""
            of = of_words(joined(abouts) if not more else f"{', '.join(abouts[:3])}{more}") if abouts != [""] else ""
            yield Row(f"{words}: {state}", section=rule.section, note=of.strip())
        if not found:
            yield Row(f"{words}: it has not arisen, on the facts told", section=rule.section)
    for at, recorded in st.contract.recorded:
        if at == rule.section and recorded.kind == "recorded":
            yield Row(f"recorded, and not run: {brief(recorded.words, 220)}", section=at)


def _once(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows, each said once."""
    return tuple({(r.label, r.section, r.note): r for r in rows}.values())


def _after(st: Setting, d: Due) -> Iterator[Block]:
    """What follows, in order of days, and what may be told of it besides."""
    c = st.contract
    of = f", {restyled(d.state.about)}" if d.state.about else ""
    if d.state.name:
        yield Block(f"What follows from the {d.state.name}{of}, in order of days", tuple(ladder(st, d.of, d.state.name)))
    rows = []
    if d.of is not None:
        for rule in own(c, s.Becomes):
            st_ = rule.statement
            assert isinstance(st_, s.Becomes)
            info = c.events.get(c.base_of(st_.event)) if st_.event else None
            if info is not None and any(f.type.event == d.of.event for f in info.fields.values()):
                told = [o for o in happened(st, info.name) if o.about == d.of.number]
                rows.append(
                    Row(f"{words_of(st_)}: {f'{told[0].title} is told' if told else f'no {info.name} is told'}", section=rule.section)
                )
    yield Block(f"What may be told of it besides{of}", tuple(rows))


def _figures(st: Setting, rules: list[Rule], one: Occurrence | None) -> Figures:
    return {
        f"{d.state.name or d.state.act}{f' of {restyled(d.state.about)}' if d.state.about else ''}": (day_value(d.state.due.value), None)
        for d in dues(st, rules, one)
    }


def due_data(d: Due) -> dict[str, object]:
    """A duty for programs."""
    day = day_value(d.state.due.value)
    return {
        "who": d.state.debtor,
        "to": d.state.creditor or None,
        "act": d.state.act,
        "of": d.state.about or None,
        "section": d.state.section,
        "due": None if isinstance(day, Unknown) else day.isoformat(),
        "done": d.state.performed.isoformat() if d.state.performed else None,
        "status": d.state.status,
        "days_late": d.state.late,
    }
