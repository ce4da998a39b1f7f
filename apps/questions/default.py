"""Whether there is a default: a table of everything that could be one, with what is told of it. Never a bare yes or no.

Enters: a contract whose sentences make events of others (“each … is a …”), or at least duties and bans. Leaves: a reply. Holds: what
nobody has told anything about is counted and said; what may still ripen has its day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from tenor.apps.answers import Setting
from tenor.apps.page import Block, Row
from tenor.apps.particulars import claim_row, env_of, happened
from tenor.apps.questions.claims import claims_of, fallen_due, of_taken, overdue, overdue_sentence, taken_as_paid
from tenor.apps.questions.deliver import Due, due_sentence, dues
from tenor.apps.questions.reply import Asking, Figures, Reply, cannot, choose, other_readings
from tenor.apps.questions.subject import own, rests_on
from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract, Rule
from tenor.interpreter.following import waits
from tenor.interpreter.semantics import base_event, continues, ends, occurrences
from tenor.interpreter.standing import ClaimState
from tenor.interpreter.timeline import Entry, becoming
from tenor.interpreter.values import Need, Unknown, article
from tenor.interpreter.wording import brief, counted, joined, long_day, restyled, short_day
from tenor.interpreter.world import Occurrence

__all__ = ["default"]


@frozen(eq=False)
class Line:
    """A sentence that makes a default of something, with what is told: its state, its rows below, what it has made, whether anything is
    told at all.
    """

    rule: Rule
    state: str
    told: bool
    under: tuple[Row, ...] = ()
    entries: tuple[Entry, ...] = ()


def default(a: Asking) -> Reply:
    """The reply."""
    st = a.setting
    c = st.contract
    done = set(c.acts.values())  # what an act comes to that somebody must do is no default
    rules = [r for r in own(c, s.Becomes) if r.statement.target not in done]  # type: ignore[attr-defined]
    if not rules:
        return _breaches(a)
    targets = list(dict.fromkeys(r.statement.target for r in rules))  # type: ignore[attr-defined]
    kept = [choose(a, "default", targets)] if a.about else targets
    lines = {t: [_line(st, r) for r in rules if r.statement.target == t] for t in kept}  # type: ignore[attr-defined]
    entries = [e for t in kept for x in lines[t] for e in x.entries]
    needs: dict[Need, None] = dict.fromkeys(n for e in entries if e.status == "undetermined" for n in e.needs)
    blocks: list[Block] = []
    taken = taken_as_paid(st, claims_of(st, {n for t in kept for x in lines[t] for n in x.rule.statement.claims}))  # type: ignore[attr-defined]
    for target in kept:
        blocks.append(Block(f"{target}: what could be one", tuple(_row(x) for x in lines[target])))
        blocks.append(Block(f"{target} told as such", tuple(_told(st, target))))
    return Reply(
        f"Is there {joined([article(t) for t in kept], 'or')}?",
        (*(x for t in kept for x in _sentences(st, t, lines[t])), *of_taken(taken)),
        tuple(blocks),
        (taken, Block("What it sets off", tuple(_sets_off(st, kept)))),
        (Block("Days to come", tuple(_to_come(entries))),),
        (other_readings(st, lambda other: _figures(other, kept), set()),),
        tuple(sorted(needs)),
        data={
            "defaults": [{"event": t, "section": x.rule.section, "state": x.state, "told": x.told} for t in kept for x in lines[t]],
            "ended": [_ended_data(o, t, day) for t in kept for o, day in _ended(st, t)],
        },
    )


def _line(st: Setting, rule: Rule) -> Line:
    """A sentence, with how everything told of it stands."""
    becomes = rule.statement
    assert isinstance(becomes, s.Becomes)
    c, env = st.contract, env_of(st)
    found = tuple(becoming(env, rule))
    if becomes.claims:
        names = joined(list(becomes.claims), "or")
        if not found:
            silent = len(taken_as_paid(st, claims_of(st, becomes.claims)).rows)
            words = f"; {counted(silent, 'amount')} that fell due {'is' if silent == 1 else 'are'} taken as paid" if silent else ""
            return Line(rule, f"no overdue amount of {names} on the facts told{words}", fallen_due(st, becomes.claims))
        return Line(rule, _states(found), True, tuple(_entry(e) for e in found), found)
    base = base_event(st.world, becomes.event)
    told = occurrences(env, becomes.event, becomes.filters)[0]
    if not told:
        closed = st.world.facts.told_to.get(base) or st.world.facts.told_to.get("")
        if closed is not None:
            return Line(rule, f"told to {short_day(closed)}: no {becomes.event}", True)
        other = happened(st, base)
        if other:
            kinds = f"{counted(len(other), base)} of another kind {'is' if len(other) == 1 else 'are'}"
            return Line(rule, f"no {becomes.event} {_filters(becomes)}is told; {kinds}", True)
        late = _late_acts(st, base)
        if late:
            words = f"no {becomes.event} is told; {counted(len(late), 'act', 'acts')} past the day for it may bear on that"
            return Line(rule, words, True, tuple(Row(due_sentence(d), section=d.state.section) for d in late))
        return Line(rule, "no facts told", False)
    shown = {e.about for e in found}
    rest = [
        Row(f"{o.title}: told {long_day(o.day)}, and no trigger: its conditions do not hold", section=c.events[base].section)
        for o in told
        if o.title not in shown
    ]
    return Line(rule, _states(found) if found else "told, no trigger", True, (*(_entry(e) for e in found), *rest), found)


def _late_acts(st: Setting, event: str) -> list[Due]:
    """The acts past their day that an event may be told of: those due for an occurrence that a field of it names."""
    about = {f.type.event for f in st.contract.events[event].fields.values() if f.type.kind == "occurrence"}
    rules = [r for r in own(st.contract, s.Duty) if r.scope and st.contract.base_of(r.scope) in about]
    return [d for d in dues(st, rules) if d.state.late and d.state.status != "undetermined"]


def _filters(becomes: s.Becomes) -> str:
    return "of this Section " if any(f.kind == "field" or f.field for f in becomes.filters) else ""


_STATE = {
    "continuing": "{target}, continuing",
    "ended": "it was one, and has ended",
    "averted": "cured or kept from it in time",
    "to come": "triggered; it ripens on a day to come",
    "undetermined": "triggered; undetermined",
    "not fixed": "triggered, no day fixed",
}


def _states(found: tuple[Entry, ...]) -> str:
    order = ("continuing", "to come", "undetermined", "not fixed", "ended", "averted")
    best = next((x for k in order for x in found if x.status == k), found[0])
    return _STATE.get(best.status, best.status).format(target=best.name.upper())


def _entry(e: Entry) -> Row:
    """One occurrence: what it is, since when, what it waits for, what would keep it from being one."""
    when = long_day(e.day) if e.day is not None else ""
    match e.status:
        case "continuing":
            words = f"{e.words}: since {when}"
        case "ended":
            words = f"{e.words}: since {when}, ended {long_day(e.done)}" if e.done else f"{e.words}: since {when}"
        case "averted":
            words = f"{e.about}: would have been one on {when}, and was kept from it"
        case "to come":
            words = f"{e.about}: in cure; it becomes one on {when}"
        case _:
            words = f"{e.about}: not one so far" + (f"; its day would be {when}" if when else "")
    needs = Row(f"it waits for {joined([restyled(n.words) for n in e.needs[:4]])}") if e.needs else None
    note = Row(e.note) if e.note else None
    return Row(words, section=e.section, under=tuple(x for x in (needs, note) if x is not None))


def _row(x: Line) -> Row:
    return Row(f"{brief(_of(x.rule), 110)}: {x.state}", section=x.rule.section, under=x.under)


def _of(rule: Rule) -> str:
    """What could become one, in the contract's words."""
    st = rule.statement
    assert isinstance(st, s.Becomes)
    return f"overdue amount of {joined(list(st.claims), 'or')}" if st.claims else st.event


def _sentences(st: Setting, target: str, lines: list[Line]) -> Iterator[str]:
    sections = list(dict.fromkeys(x.rule.section for x in lines))
    silent = [x for x in sections if not any(y.told for y in lines if y.rule.section == x)]
    now = [o for o in occurrences(env_of(st), target)[0] if continues(env_of(st), o)]
    ended = list(_ended(st, target))
    over = joined([f"{restyled(o.title)} since {short_day(o.day)}, ended {short_day(day)}" for o, day in ended[:4]])
    more = f" and {len(ended) - 4} more" if len(ended) > 4 else ""
    if now:
        which = joined(list(dict.fromkeys(restyled(o.title) + f" since {short_day(o.day)}" for o in now[:4])))
        yield f"On the facts told there {'is' if len(now) == 1 else 'are'} {counted(len(now), target)}: {which}."
        if ended:
            yield f"{counted(len(ended), 'more has', 'more have')} ended: {over}{more}."
    elif ended:
        yield f"No {target} continues on the facts told; {counted(len(ended), 'has', 'have')} ended: {over}{more}."
    else:
        yield f"No {target} on the facts told."
    averted = [e for x in lines for e in x.entries if e.status == "averted" and e.day is not None]
    if averted:
        kept = joined([f"{e.about} (its day was {short_day(e.day)})" for e in averted[:4] if e.day is not None])
        rest = f" and {len(averted) - 4} more" if len(averted) > 4 else ""
        yield f"Kept from becoming one in time: {kept}{rest}."
    coming = [e for x in lines for e in x.entries if e.status == "to come" and e.day is not None]
    if coming:
        first = min(coming, key=lambda e: e.day or date.max)
        assert first.day is not None
        yield f"It may come: {first.about} becomes one on {long_day(first.day)} unless it is kept from it."
    if silent:
        yield _silence(len(silent), len(sections), "provision")


def _silence(silent: int, all_: int, of: str) -> str:
    """How many are not told of at all: silence is neither compliance nor a breach."""
    return f"For {silent} of {counted(all_, of)} nobody has told us anything."


def _ended(st: Setting, target: str) -> Iterator[tuple[Occurrence, date]]:
    """The occurrences of a default that continue no more, with the day on which each ended, by whatever the paper lets end it."""
    env = env_of(st)
    for o in occurrences(env, target)[0]:
        end = ends(env, o)
        if isinstance(end, date) and not continues(env, o):
            yield o, end


def _ended_data(o: Occurrence, target: str, end: date) -> dict[str, object]:
    return {"event": target, "what": restyled(o.title), "since": o.day.isoformat(), "ended": end.isoformat()}


def _told(st: Setting, target: str) -> Iterator[Row]:
    for o in happened(st, target):
        if o.fact is not None:
            yield Row(f"{o.title}, {long_day(o.day)}", section=st.contract.events[target].section)


def _owed_on_it(st: Setting, targets: list[str]) -> list[ClaimState]:
    """The claims in full satisfaction that rest on such an event."""
    c = st.contract
    speaking = _speak_of(c, targets)
    whole = [r for r in own(c, s.Owes) if "in full satisfaction" in r.statement.marks]  # type: ignore[attr-defined]
    return list(claims_of(st, {r.statement.named for r in whole if speaking & set(rests_on(c, r.statement))}))  # type: ignore[attr-defined]


def _sets_off(st: Setting, targets: list[str]) -> Iterator[Row]:
    """The rights, and the claims in full satisfaction, that rest on such an event."""
    c = st.contract
    for x in _owed_on_it(st, targets):
        yield _satisfying(st, x)
    for rule in own(c, s.DerivedEvent):
        derived = rule.statement
        assert isinstance(derived, s.DerivedEvent)
        if c.base_of(derived.event) in targets:
            made = occurrences(env_of(st), derived.name)[0]
            yield Row(f"{derived.name}: {joined([restyled(o.title) for o in made]) if made else 'none'}", section=rule.section)


def _satisfying(st: Setting, x: ClaimState) -> Row:
    """A claim in full satisfaction: what it comes to where it is owed; where it is not so far, what it waits for and no amount."""
    if x.live.value is True or not isinstance(x.live.value, Unknown):
        return claim_row(st, x).row
    waiting = x.live.value.after is not None
    words = f"not owed so far; it waits for {waits(x.live.value)}" if waiting else f"whether it is owed needs {waits(x.live.value)}"
    return Row(f"{x.debtor} owes {x.creditor} {x.name} in full satisfaction: {words}", section=x.section)


def _speak_of(c: Contract, targets: list[str]) -> set[str]:
    """The terms whose sentences speak of an event, or of a part of it."""
    events = {name for name in c.events if c.base_of(name) in targets}
    return {
        name
        for name, info in c.terms.items()
        for rule in info.rules
        for node in (rule.statement, *(x for x, _ in rule.conditions))
        for n in s.walk(node)
        if getattr(n, "event", "") in events
    }


def _to_come(entries: list[Entry]) -> Iterator[Row]:
    for e in sorted((e for e in entries if e.status == "to come"), key=lambda e: e.day or date.max):
        assert e.day is not None
        yield Row(f"{long_day(e.day)}: {e.about} becomes {article(e.name)}, {e.note or 'whatever is told'}", section=e.section)


def _figures(st: Setting, targets: list[str]) -> Figures:
    found: Figures = {}
    for target in targets:
        for o in occurrences(env_of(st), target)[0]:
            found[restyled(o.title)] = (o.day, None)
    found.update({x.name: (x.unpaid.value, st.contract.terms[x.name].type) for x in _owed_on_it(st, targets) if x.live.value is True})
    return found


# ── a contract that names no default


def _breaches(a: Asking) -> Reply:
    """The acts that are late and the acts done against a ban, where a contract calls nothing a default."""
    st = a.setting
    c = st.contract
    duties, bans = own(c, s.Duty), own(c, s.Ban)
    if not duties and not bans and not own(c, s.Owes):
        raise cannot(
            "default", "no sentence of it makes a default of anything (“each … is a …”), and nobody must act, pay or leave anything in it"
        )
    found = list(dues(st, list(duties)))
    known = list(claims_of(st))
    unpaid = [(x, over) for x in known if (over := overdue(st, x)) is not None]
    taken = taken_as_paid(st, known)
    late, unsaid = ([d for d in found if d.state.status == status] for status in ("late", "not told"))
    rows, broken, silent = [], [], []
    for rule in bans:
        ban = rule.statement
        assert isinstance(ban, s.Ban)
        done = occurrences(env_of(st), ban.named)[0] if ban.named else []
        event = c.acts.get(ban.act, "")
        told = happened(st, event) if event else []
        broken += [f"{o.title}, {long_day(o.day)}" for o in done]
        silent += [] if told else [ban.act]
        state = (
            "DONE AGAINST IT: " + joined([restyled(o.title) for o in done]) if done else "nothing against it" if told else "no facts told"
        )
        rows.append(Row(f"{ban.debtor} must not {ban.act}: {state}", section=rule.section))
    states = [f"{counted(len(late), 'act is', 'acts are')} late" if late else "no act is late"] if duties else []
    if own(c, s.Owes):
        states.append(f"{counted(len(unpaid), 'amount is', 'amounts are')} past due" if unpaid else "no amount is past due")
    states += [f"{len(broken) or 'nothing'} is done against a ban"] if bans else []
    first = f"This paper calls nothing a default. On the facts told {joined(states)}."
    sentences = [first, *(due_sentence(d) for d in late[:4]), *(overdue_sentence(st, x, over) for x, over in unpaid[:4])]
    if len(unpaid) > 4 or len(late) > 4:
        sentences.append("The rest stands below.")
    sentences += of_taken(taken)
    if unsaid:
        sentences.append(f"Nothing is told of {counted(len(unsaid), 'act whose day is past', 'acts whose day is past')}.")
    if silent:
        sentences.append(_silence(len(silent), len(bans), "ban"))
    return Reply(
        "Is anything in breach?",
        tuple(sentences),
        (
            Block("Acts by a day", tuple(Row(due_sentence(d), section=d.state.section) for d in found)),
            Block("Not paid by its day", tuple(claim_row(st, x).row for x, _ in unpaid)),
            Block("Bans", tuple(rows)),
        ),
        (taken,),
        data={"late": len(late), "past_due": len(unpaid), "against_bans": len(broken)},
    )
