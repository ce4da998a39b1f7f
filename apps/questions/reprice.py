"""Whether something moves the price: from what to what, when, under which tests, and what else it moves.

Enters: a contract with a price that events change (by a posting, by restating prices, or by a provision of their own), and such an event,
told or supposed. Leaves: a reply with everything before and after. Holds: before and after are the same facts without it and with it;
nothing else is taken away; who decided a judgment is told by somebody or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

from attrs import evolve, frozen

from tenor.apps.answers import Setting, numbered, put
from tenor.apps.page import Block, Row, rows_of
from tenor.apps.particulars import env_of, field_rows, given_words, happened
from tenor.apps.questions.deliver import due_sentence, dues
from tenor.apps.questions.payoff import at_day
from tenor.apps.questions.price import price_names
from tenor.apps.questions.reply import Asking, Figures, Reply, cannot, choose, other_readings, saw
from tenor.apps.questions.subject import exchanges, is_count, is_price, own, rests_on
from tenor.apps.sources import world_of
from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import Contract, Rule
from tenor.interpreter.explain import figures
from tenor.interpreter.following import postings_of
from tenor.interpreter.history import NEVER
from tenor.interpreter.outcome import Answer
from tenor.interpreter.reasoning import words_of
from tenor.interpreter.semantics import base_event, condition, occurrences
from tenor.interpreter.values import Need, Unknown, article
from tenor.interpreter.wording import brief, joined, long_day, plain, said
from tenor.interpreter.world import Occurrence

__all__ = ["movers", "reprice"]


def movers(c: Contract) -> dict[str, list[Rule]]:
    """The events that may move a price of the paper asked, each with the sentences by which it does."""
    prices = {n for n in price_names(c) if c.terms[n].kind in {"balance", "definition"}}
    mains = [x.quotient.price_name(c) for x in exchanges(c)] or price_names(c)[:1]
    below = dict.fromkeys(mains)  # in the paper's order
    for main in mains:
        below |= rests_on(c, s.Ref(main, "TERM_", span=c.terms[main].rules[0].span)) if main in c.terms else {}
    acts = {x.event for x in (*exchanges(c), *exchanges(c, elsewhere=True))}
    found: dict[str, list[Rule]] = {}
    for rule in own(c, s.Posting):
        posting = rule.statement
        assert isinstance(posting, s.Posting)
        if rule.scope and posting.balance in prices and posting.balance in below:
            found.setdefault(c.base_of(rule.scope), []).append(rule)
    for name in below:
        info = c.terms[name]
        for rule in info.rules:
            if not is_price(info.type):
                continue
            nodes = [n for x in (rule.statement, *(x for x, _ in rule.conditions)) for n in s.walk(x)]
            events = [rule.scope, *(n.event for n in nodes if isinstance(n, s.Occurred | s.OverEvents))]
            for event in dict.fromkeys(c.base_of(e) for e in events if e):
                if event not in acts:
                    found.setdefault(event, []).append(rule)
    for rule in own(c, s.EventDecl):
        declared = rule.statement
        assert isinstance(declared, s.EventDecl)
        if declared.restates is not None:
            found.setdefault(declared.name, []).insert(0, rule)
    return {e: found[e] for e in c.events if e in found}


@frozen(eq=False)
class Sides:
    """The same facts without an event and with it."""

    before: Setting
    after: Setting
    event: Occurrence


def reprice(a: Asking) -> Reply:
    """The reply."""
    st = a.setting
    c = st.contract
    found = movers(c)
    if not price_names(c):
        raise cannot("reprice", "it has no price: none of its terms is money a share")
    if not found:
        raise cannot(
            "reprice",
            "no event that it knows moves a price: none restates prices, changes one that stands as a balance, or has a price of its own",
        )
    event = _event(a, found)
    acts = [a.supposed] if a.supposed is not None and a.supposed.event == event else list(happened(st, event))
    if st.of is not None and a.supposed is None:
        acts = [numbered(st, event, st.of)]
    if not acts:
        return _none_told(st, found, event, bool(a.about))
    sides = _sides(st, acts[-1])
    changes = list(_changes(sides))
    needs: dict[Need, None] = {}
    saw(needs, *(x for _, _, before, after in changes for x in (before, after)))
    o = sides.event
    return Reply(
        f"Does {o.title} move the price?",
        tuple(_sentences(sides, found[event], changes)),
        (
            Block(f"{o.title}: {given_words(o)}", field_rows(st, o)),
            Block("How it is built up", tuple(_own_terms(sides))),
            Block("Before and after", tuple(_moved(n, section, x, y) for n, section, x, y in changes)),
        ),
        (Block("Tests", tuple(_tests(sides, found[event]))),),
        (
            Block("When", tuple(_when(sides))),
            Block(
                "Due because of it", tuple(Row(due_sentence(d), section=d.state.section) for d in dues(sides.after, _duties(c, event), o))
            ),
        ),
        (
            other_readings(sides.after, lambda other: _figures(other, o), set()),
            Block("Other events that may move a price, for --about", tuple(Row(e) for e in found if e != event)),
        ),
        tuple(sorted(needs)),
        data={"about": event, "changes": [_data(n, x, y) for n, _, x, y in changes]},
        about=o,
    )


def _event(a: Asking, found: dict[str, list[Rule]]) -> str:
    names = list(found)
    if a.supposed is not None and a.supposed.event in found and not a.about:
        return a.supposed.event
    if a.about:
        return choose(a, "event that moves a price", names)
    return next((e for e in names if happened(a.setting, e)), names[0])


def _none_told(st: Setting, found: dict[str, list[Rule]], event: str, chosen: bool) -> Reply:
    """What could move the price, where nothing that does is told."""
    c = st.contract
    rows = []
    for e in [event] if chosen else found:
        fields = joined([f"{n} ({f.type.words()})" for n, f in c.events[e].fields.items()])
        under = tuple(Row(brief(words_of(r.statement), 150), section=r.section) for r in found[e])
        rows.append(Row(f"{e}{f': {fields}' if fields else ''}", section=c.events[e].section, under=under))
    first = (
        f"Nothing that moves the price is told to {long_day(st.when.day)}"
        if not chosen
        else f"No {event} is told to {long_day(st.when.day)}"
    )
    return Reply(
        "Does anything move the price?",
        (f"{first}.", f"Suppose one with --if, as in --if '{event}: …'."),
        (Block("What may move it", tuple(rows)),),
        data={"about": event if chosen else None, "changes": []},
    )


def _sides(st: Setting, o: Occurrence) -> Sides:
    """The world without an event and with it, on the day asked, or on the next where only then it has its effect."""
    world = st.world
    facts = evolve(world.facts, happened=tuple(f for f in world.facts.happened if f is not o.fact))
    without = evolve(st, world=world_of(st.contract, facts, dict(world.choices), world.known), worlds={}, supposed="")
    late = [d for d in _effect_days(st, o) if d > st.when.day]
    day = max(late, default=st.when.day)
    return Sides(at_day(without, day), at_day(st, day) if late else st, o) if late else Sides(without, st, o)


def _effect_days(st: Setting, o: Occurrence) -> list[date]:
    """The days on which an event changes balances, as far as they are fixed."""
    env = env_of(st)
    waiting = [date.fromordinal(k[0]) for k, _, of in env.state.pending if k < NEVER and (of.event, of.number) == (o.event, o.number)]
    return [*waiting, *(x.day for x in postings_of(env, o) if x.day is not None)]


def _names(c: Contract) -> tuple[list[str], list[str]]:
    """The prices and the counts of no single act that are compared, the price of the right to exchange first."""
    mains = [x.quotient.price_name(c) for x in exchanges(c)]
    prices = [n for n in price_names(c) if c.terms[n].kind in {"balance", "definition"}]
    apart = {n for n in prices if any(isinstance(x, s.ThatDay | s.Column) for r in c.terms[n].rules for x in s.walk(r.statement))}
    counts = [n for n, i in c.terms.items() if is_count(i.type) and not i.rules[0].paper and i.kind in {"balance", "definition"}]
    kept = [n for n in dict.fromkeys((*mains, *prices)) if n in c.terms and n not in apart and (not c.terms[n].scope or n in mains)]
    return kept, [n for n in counts if not c.terms[n].scope]


def _changes(sides: Sides) -> Iterator[tuple[str, str, Answer, Answer]]:
    """The prices and counts that differ, with both values."""
    c = sides.after.contract
    for name in chain(*_names(c)):
        (_, before), (_, after) = put(sides.before, name), put(sides.after, name)
        same = before.value == after.value or (isinstance(before.value, Unknown) and isinstance(after.value, Unknown))
        if not same or (is_price(after.type) and name in {x.quotient.price_name(c) for x in exchanges(c)}):
            yield name, c.terms[name].section, before, after


def _moved(name: str, section: str, before: Answer, after: Answer) -> Row:
    if before.value == after.value:
        return Row(f"{name}: {said(before.value, before.type)} before and after", section=section)
    return Row(f"{name}: {said(before.value, before.type)} becomes {said(after.value, after.type)}", section=section)


def _sentences(sides: Sides, rules: list[Rule], changes: list[tuple[str, str, Answer, Answer]]) -> Iterator[str]:
    st, o = sides.after, sides.event
    prices = [x for x in changes if is_price(x[2].type) and x[2].value != x[3].value]
    day = long_day(st.when.day)
    for name, section, before, after in prices[:2]:
        yield f"{o.title} moves {name} from {said(before.value, before.type)} to {said(after.value, after.type)}, as of {day} ({section})."
    if not prices:
        main = next((x for x in changes if is_price(x[2].type)), None)
        stays = f": {main[0]} stays {said(main[3].value, main[3].type)}" if main is not None else ""
        yield f"{o.title} does not move the price on {day}, on the facts told{stays}."
        for rule in rules:
            if rule.conditions and rule.scope and base_event(st.world, rule.scope) != o.event:
                tests = " and ".join(("not: " if no else "") + words_of(x) for x, no in rule.conditions)
                yield f"For {article(rule.scope)} there is a price of its own, if {tests} ({rule.section})."
    counts = [x for x in changes if is_count(x[2].type) and x[2].value != x[3].value]
    for name, _, before, after in counts[:1]:
        yield f"{name} goes from {said(before.value, before.type)} to {said(after.value, after.type)}."


def _own_terms(sides: Sides) -> Iterator[Row]:
    """The terms of the event itself: what it counts as, with floor and rounding where they stand."""
    st, o = sides.after, sides.event
    answers = []
    for name, info in st.contract.terms.items():
        if (
            info.scope
            and base_event(st.world, info.scope) == o.event
            and info.kind in {"definition", "reading"}
            and not info.rules[0].paper
        ):
            _, given = put(st, name, o.number)
            if not (isinstance(given.value, Unknown) and given.value.after is not None) and info.type.kind != "yes/no":
                answers.append(given)
    yield from rows_of(figures(answers, st.world))
    for step in postings_of(env_of(st), o):
        when = f"{long_day(step.day)}: " if step.day is not None else ""
        yield Row(f"{when}{step.words}", section=step.section)


def _tests(sides: Sides, rules: list[Rule]) -> Iterator[Row]:
    """What keeps it from moving the price, or lets it: yes/no fields, yes/no terms, the conditions of the sentences, bans."""
    st, o = sides.after, sides.event
    c = st.contract
    info = c.events[o.event]
    for name, f in info.fields.items():
        if f.type.kind == "yes/no":
            told = o.fields.get(name)
            words = said(told, ty.YES_NO) if told is not None else _preset(f.if_none)
            who = "told" if told is not None else "none is told; who decides it, the facts do not say"
            yield Row(f"{name}: {words}", section=info.section, note=f"({who})")
    for name, term in c.terms.items():
        if term.scope and base_event(st.world, term.scope) == o.event and term.type.kind == "yes/no" and term.kind == "definition":
            _, given = put(st, name, o.number)
            yield Row(name, given.value, given.type, term.section)
    env = env_of(st, o)
    for rule in rules:
        if rule.conditions:
            held = condition(env, rule).value if rule.scope and base_event(st.world, rule.scope) == o.event else None
            tests = " and ".join(("not: " if no else "") + words_of(x) for x, no in rule.conditions)
            state = "" if held is None else ": undetermined" if isinstance(held, Unknown) else ": yes" if held else ": no"
            yield Row(f"only if {brief(tests, 140)}{state}", section=rule.section)
    for derived, event in c.events.items():
        if event.base and base_event(st.world, derived) == o.event and not event.paper:
            yield Row(f"it is {derived}: {'yes' if o in occurrences(env_of(st), derived)[0] else 'no'}", section=event.section)


def _preset(x: Any) -> str:
    return words_of(x) if x is not None else "not told"


def _when(sides: Sides) -> Iterator[Row]:
    st, o = sides.after, sides.event
    yield Row(f"{o.title}: {long_day(o.day)}", section=st.contract.events[o.event].section)
    for day in dict.fromkeys(_effect_days(st, o)):
        yield Row(f"it takes effect {long_day(day)}" + (", the same day" if day == o.day else ""))


def _duties(c: Contract, event: str) -> list[Rule]:
    return [r for r in own(c, s.Duty) if r.scope and c.base_of(r.scope) == event]


def _figures(st: Setting, o: Occurrence) -> Figures:
    found: Figures = {}
    for name in _names(st.contract)[0]:
        _, given = put(st, name)
        found[name] = (given.value, given.type)
    for name, info in st.contract.terms.items():
        if info.scope and base_event(st.world, info.scope) == o.event and info.type.is_quantity and info.kind == "definition":
            _, given = put(st, name, o.number)
            found[name] = (given.value, given.type)
    return found


def _data(name: str, before: Answer, after: Answer) -> dict[str, Any]:
    return {"what": name, "before": plain(before.value)[0], "after": plain(after.value)[0], "moves": before.value != after.value}
