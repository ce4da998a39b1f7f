"""The dates of a contract: what happened, what is due, what may be done until when, and what follows.

Enters: a `World` and an instant. Leaves: entries in order of dates, those without a date at the end. Holds: built from the kinds of
sentence and never from the names of one paper; a date that rests on what is not told is not guessed, its entry says on what it waits.

`TELLERS`, at the end, says which function tells the entries of which kind of sentence: a new kind of sentence with dates of its own is
registered there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from attrs import evolve

from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.entries_allowed import bans, chances, rights, standing_duties, waivers
from tenor.interpreter.entries_owed import claims_owed
from tenor.interpreter.entry import KINDS, OPEN, Entry, due, moved_from, unfixed
from tenor.interpreter.environment import Env, value
from tenor.interpreter.following import Step, admitted_words, conditions_words, postings_of, steps_after
from tenor.interpreter.history import NEVER
from tenor.interpreter.ledger import Key
from tenor.interpreter.outcome import environment
from tenor.interpreter.reasoning import words_of
from tenor.interpreter.semantics import base_event, condition, occurrences
from tenor.interpreter.standing import duty_state, places
from tenor.interpreter.values import Need, Unknown, article
from tenor.interpreter.wording import clock, joined, long_day, restyled, said
from tenor.interpreter.world import Occurrence, World

__all__ = ["KINDS", "OPEN", "TELLERS", "Entry", "Step", "Teller", "becoming", "entries"]

Teller = Callable[[Env, Rule], Iterable[Entry]]
"""The entries of a sentence, as things stand at an instant."""


def entries(world: World, day: date, until: Key | None = None) -> tuple[Entry, ...]:
    """The entries of a contract as things stand at an instant: in order of dates, then those that have none."""
    env = environment(world, day, until)
    found = list(_facts(env))
    for rule in world.contract.rules:
        for kind, teller in TELLERS:
            if isinstance(rule.statement, kind):
                found.extend(evolve(e, place=(rule.index, n)) for n, e in enumerate(teller(env, rule)))
    found.extend(_pending(env))
    return tuple(sorted(_once(found), key=_order))


def _order(e: Entry) -> tuple[bool, date, int, tuple[int, ...]]:
    first = {"day": 0, "fact": 1}
    return (e.day is None, e.day or date.max, first.get(e.kind, 2), e.place)


def _once(found: list[Entry]) -> Iterator[Entry]:
    """Each entry once: two rules may speak of one date."""
    seen = set()
    for e in found:
        key = (e.kind, e.day, e.words, e.about, e.status)
        if e.kind == "fact" or key not in seen:
            seen.add(key)
            yield e


# ── what was told


def _facts(env: Env) -> Iterator[Entry]:
    """Everything that happened, with what it did; of acts under a right, what the right allows of them."""
    for key, o in env.world.agenda:
        if key > env.until or o.fact is None:
            continue
        info = env.world.contract.events[o.event]
        gone = o.fact.withdrawn if o.fact.withdrawn is not None and o.fact.withdrawn <= env.until_day() else None
        party, to = o.fact.giver or info.giver, info.receiver
        admission = env.state.admissions.get((o.event, o.number))
        notes = [admitted_words(env, o, admission)] if admission is not None and gone is None else []
        at = o.fact.at
        if o.receipt != at:
            notes.append(f"received {said(o.receipt)}")
        notes += [f"told {long_day(o.fact.known)}"] if o.fact.known > max(at.day, o.receipt.day) else []
        notes += [f"corrected {long_day(d)}" for d, _ in o.fact.corrections if d <= env.until_day()]
        words = _fact_words(env, o, party, to)
        yield Entry(
            "fact", at.day, words, info.section, "withdrawn" if gone else "told", party, to, o.title, o.event, gone,
            note="; ".join(notes), follows=(*_memberships(env, o), *postings_of(env, o)),
            place=(at.minute if at.minute is not None else max(key[1], -1), o.fact.index),
        )  # fmt: skip


def _fact_words(env: Env, o: Occurrence, party: str, to: str) -> str:
    fields = env.world.contract.events[o.event].fields
    whom = (f", by {party}" if party else "") + (f" to {to}" if to and party else "")
    at = f", {clock(o.fact.at.clock)}" if o.fact is not None and o.fact.at.clock else ""
    which = [f" for {f.type.event} {o.fields[n]}" for n, f in fields.items() if f.type.kind == "occurrence" and n in o.fields]
    told = [f"{n} {said(o.fields[n], f.type)}" for n, f in fields.items() if f.type.kind != "occurrence" and n in o.fields]
    return f"{o.title}{''.join(which)}{whom}{at}" + (f": {', '.join(told)}" if told else "")


def _memberships(env: Env, o: Occurrence) -> Iterator[Step]:
    """The events of the contract that an occurrence is one of (what it does against a ban among them), and the claims that it pays."""
    c = env.world.contract
    for name, info in c.events.items():
        if info.base and base_event(env.world, name) == o.event and o in occurrences(env, name)[0]:
            yield Step(None, f"it is {article(name)}", info.section)
    for rule in c.of(s.Pays):
        st = rule.statement
        assert isinstance(st, s.Pays)
        nothing = st.by_field and not o.fields.get(st.by_field)
        if base_event(env.world, st.event) == o.event and not nothing and o in occurrences(env, st.event, st.filters)[0]:
            yield Step(None, f"it pays {st.claim}", rule.section, rule.index)


def _pending(env: Env) -> Iterator[Entry]:
    """What acts will still do to balances: on a day to come, or once something comes."""
    for key, index, o in env.state.pending:
        rule = env.world.contract.rules[index]
        place = env.of(o)
        holds = condition(place, rule)
        if holds.value is False or (o.fact is not None and o.fact.withdrawn is not None and o.fact.withdrawn.toordinal() <= env.until[0]):
            continue
        day = date.fromordinal(key[0]) if key < NEVER else None
        needs: tuple[Need, ...] = () if day or rule.on is None else due(value(place, rule.on).value)[1]
        words = f"{conditions_words(rule)}{words_of(rule.statement)} ({o.title})"
        yield Entry(
            "posting", day, words, rule.section, "to come" if day else "not fixed", about=o.title, needs=needs, place=(index, o.number)
        )


# ── the paper's own days


def _named_day(env: Env, rule: Rule) -> Iterator[Entry]:
    st = rule.statement
    assert isinstance(st, s.Blank)
    v = day_value(value(env, s.Ref(st.name, "TERM_", span=st.span)).value)
    if isinstance(v, date):
        yield Entry("day", v, st.name, rule.section, "passed" if v <= env.until_day() else "to come", name=st.name)


# ── duties


def _duties(env: Env, rule: Rule) -> Iterator[Entry]:
    """A duty on the day by which it is due, and what follows if it is not done."""
    st = rule.statement
    assert isinstance(st, s.Duty)
    for e, about in places(env, rule):
        d = duty_state(e, rule, about)
        if d is None:
            continue
        day, needs = due(d.due.value)
        status = {"performed": "done", "performed late": "done late"}.get(d.status, d.status)
        note = ""
        if day is None:
            status = status if d.performed else unfixed(d.due.value)
        elif status == "undetermined":
            tests = [*((x, no) for x, no in rule.conditions), *(((st.condition, False),) if st.condition is not None else ())]
            unsure = [(x, no, v) for x, no in tests if isinstance(v := value(e, x).value, Unknown)]
            needs = tuple(dict.fromkeys(n for _, _, v in unsure for n in v.needs))
            words = joined([("not: " if no else "") + words_of(x) for x, no, _ in unsure])
            note = f"only if {words}" if unsure else "whether it was done is not told"
        steps = tuple(steps_after(e, st.named)) if st.named else ()
        steps = tuple(x for x in steps if x.holds is not False and (x.holds is True or d.performed is None))
        to = f" to {st.creditor}" if st.creditor else ""
        words = f"{st.debtor} must {st.act}{to}" + (f" ({about})" if about else "")
        late = d.late if status != "undetermined" else 0
        yield Entry(
            "duty", day, words, rule.section, status, st.debtor, st.creditor, about, st.named, d.performed, late,
            needs=needs, note=note, follows=steps, moved=moved_from(d.due),
        )  # fmt: skip


# ── what something becomes


def becoming(env: Env, rule: Rule) -> Iterator[Entry]:
    """What an event (or an amount not paid) becomes by the paper: on its day, come or to come; where it continues, until when."""
    st = rule.statement
    assert isinstance(st, s.Becomes)
    today, party = env.until_day(), env.world.contract.events[st.target].giver
    base = Entry("event", None, "", rule.section, "", party, name=st.target)
    made = [o for o in occurrences(env, st.target)[0] if o.made is not None and o.made.section == rule.section]
    for o in made:
        assert o.made is not None
        if (o.made.source is None) is bool(st.claims) and (not o.made.source or o.made.source.event == base_event(env.world, st.event)):
            end = day_value(o.made.until)
            over = isinstance(end, date) and end <= today
            status = "ended" if over else "continuing"
            about = o.made.source.title if o.made.source else ""
            words = f"{article(st.target)}: {restyled(o.made.words)}"
            yield evolve(base, day=o.day, words=words, status=status, about=about, done=end if over else None)
    if st.claims or condition(env, rule).value is False or st.day is None:
        return
    for o in occurrences(env, st.event, st.filters)[0]:
        if not any(x.made is not None and x.made.source is o for x in made):
            yield from _not_become(env, rule, o, evolve(base, about=o.title))


def _not_become(env: Env, rule: Rule, o: Occurrence, base: Entry) -> Iterator[Entry]:
    """What an occurrence may still become, or has been kept from becoming."""
    st = rule.statement
    assert isinstance(st, s.Becomes)
    assert st.day is not None
    inner = env.of(o)
    day, needs = due(v := value(inner, st.day).value)
    if day is not None:
        inner = inner.at_day(day)
    if st.condition is not None and value(inner, st.condition).value is False:
        return
    kept = value(inner, st.unless).value if st.unless is not None else False
    unless = f"unless {words_of(st.unless)}" if st.unless is not None else ""
    if day is None:
        status = unfixed(v)
    elif kept is True:
        status = "averted"
    else:
        status = "to come" if day > env.until_day() else "undetermined"
        needs = kept.needs if isinstance(kept, Unknown) and status == "undetermined" else ()
    yield evolve(base, day=day, words=f"{o.title} is {article(st.target)}", status=status, needs=needs, note=unless)


# ── which kind of sentence has which entries

TELLERS: tuple[tuple[type[s.Statement], Teller], ...] = (
    (s.Blank, _named_day),
    (s.Duty, _duties),
    (s.Keep, standing_duties),
    (s.Ban, bans),
    (s.Becomes, becoming),
    (s.Owes, claims_owed),
    (s.Power, rights),
    (s.Waive, waivers),
    (s.Define, chances),
)
"""A kind of sentence and the function of its entries; a kind may stand here several times."""
