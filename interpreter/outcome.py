"""Answers: a question put to a world, with status, value, section, reasons, needs and readings.

Enters: a `World`, a question (a name, or a parsed expression), the day asked about, the occurrence if one is meant. Leaves: an `Answer`.
Holds: same inputs, same answer; an answer names every reading that it rests on and everything that it lacks.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from attrs import frozen

from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Diagnostic
from tenor.dsl.infer import Inference
from tenor.dsl.parse import parse_question
from tenor.interpreter import by_name, derived, runs, steps  # noqa: F401 -- what they register gives expressions their value
from tenor.interpreter.environment import Assumed, Listing, OfAct
from tenor.interpreter.gist import gist_of
from tenor.interpreter.history import state_at
from tenor.interpreter.ledger import Key
from tenor.interpreter.semantics import Env, Why, base_event, hypothetical, occurrences, value
from tenor.interpreter.values import Need, Unknown, merge
from tenor.interpreter.world import Occurrence, World, end_of

__all__ = ["Answer", "Asked", "answer", "ask", "environment", "question_of", "readings_of", "reasons", "subject_event"]


@frozen
class Answer:
    """What came of a question. `status` is `determined`, `undetermined` or `conflict`."""

    ask: str
    on: date
    of: int | None
    status: str
    value: Any
    type: ty.Type
    section: str
    why: Why
    needs: tuple[Need, ...]
    readings: tuple[tuple[str, str], ...]
    assumed: tuple[Assumed, ...] = ()


def reasons(why: Why, listed: bool = True) -> list[Why]:
    """A reason and all below it, each once, but for the tests of a right that decided nothing; without what is only `listed` below (the
    postings of a balance), if so asked.
    """
    found: dict[Why, None] = {}
    stack = [why]
    while stack:
        w = stack.pop()
        if w not in found:
            found[w] = None
            if type(w) is OfAct:
                continue
            if (listed or type(w) is not Listing) and w.parts:
                stack += w.parts[::-1]
            if w.besides:
                stack += w.besides
    return list(found)


def readings_of(why: Why) -> tuple[tuple[str, str], ...]:
    """The readings that a value rests on: name and the alternative taken."""
    return gist_of(why).readings


def untested(why: Why) -> tuple[Need, ...]:
    """What a determined answer could not test: the facts that those tests need."""
    return merge(gist_of(why).untested).needs


def environment(world: World, on: date, until: Key | None = None) -> Env:
    """Where questions about a day are put; `until` bounds what has happened (the end of that day, unless said)."""
    seen = until or end_of(on)
    return Env(world, state_at(world, seen), seen, on)


@frozen
class Asked:
    """A question understood: the expression, its type, the occurrence that it names itself, the event of which it is."""

    text: str
    expression: s.Expr
    type: ty.Type
    about: tuple[str, int] | None = None
    scope: str = ""


def question_of(contract: Contract, text: str) -> tuple[Asked | None, list[Diagnostic]]:
    """A question as an expression with its type: a reference or term by its name, or anything the language can say."""
    plain = " ".join(text.split())
    reference = contract.references.get(plain)
    if reference is not None:
        st = reference.rules[0].statement
        assert isinstance(st, s.Reference)
        return Asked(plain, st.value, reference.type, None, reference.scope), []
    understood: Asked | None = contract.remembered.get(("asked", text))
    if understood is not None:
        return understood, []
    question, found = parse_question(text, contract.names)
    if question is None:
        return None, found
    t = Inference.of_question(contract, question.value, found)
    if t is None or found:
        return None, found
    understood = contract.remembered["asked", text] = Asked(plain, question.value, t, question.about)
    return understood, found


def subject_event(contract: Contract, x: s.Node) -> str:
    """The event of whose occurrence a question is: the scope of the first term it names that has one; of a term, found out once."""
    key = ("subject event", x.name) if isinstance(x, s.Ref) else None
    if key is None:
        return _subject_event(contract, x)
    if key not in contract.remembered:
        contract.remembered[key] = _subject_event(contract, x)
    kept: str = contract.remembered[key]
    return kept


def _subject_event(contract: Contract, x: s.Node) -> str:
    seen: set[str] = set()

    def of_node(node: s.Node) -> str:
        for n in s.walk(node):
            name = ""
            match n:
                case s.Ref():
                    name = contract.aliases.get(n.name, n.name)
                case s.Aggregate():
                    name = n.term
                case s.Exceeded() | s.Most():
                    name = n.limit
                case s.ClaimPart():
                    name = n.name
                case _:
                    continue
            info = contract.terms.get(name)
            if info is None or name in seen:
                continue
            seen.add(name)
            if info.scope:
                return contract.base_of(info.scope)
            for rule in info.rules:
                if isinstance(rule.statement, s.Define | s.ReadingDecl) and not rule.scope:
                    deeper = of_node(rule.statement)
                    if deeper:
                        return deeper
        return ""

    return of_node(x)


def _fixed_for_each(contract: Contract, x: s.Node) -> str:
    """The event for each occurrence of which a sentence fixes a term that a question names."""
    names = (contract.aliases.get(n.name, n.name) for n in s.walk(x) if isinstance(n, s.Ref))
    rules = (r for name in names if name in contract.terms for r in contract.terms[name].rules)
    return next((contract.base_of(r.scope) for r in rules if r.scope), "")


def _made_today(contract: Contract, x: s.Node) -> str:
    """The event that a question without an occurrence supposes made on the day asked; none for what adds up over occurrences."""
    return "" if _adds_up(contract, x, set()) else subject_event(contract, x)


def _adds_up(contract: Contract, x: s.Node, seen: set[str]) -> bool:
    """Whether claims or occurrences are added up in an expression, or in a definition of no occurrence below it."""
    for n in s.walk(x):
        if isinstance(n, s.ClaimPart | s.OverEvents | s.OverDates):
            return True
        name = contract.aliases.get(n.name, n.name) if isinstance(n, s.Ref) else ""
        info = contract.terms.get(name)
        if info is None or name in seen:
            continue
        seen.add(name)
        if info.kind == "claim" or (not info.scope and any(_adds_up(contract, r.statement, seen) for r in info.rules if not r.scope)):
            return True
    return False


def occurrence(world: World, event: str, number: int, seen: Env | None = None) -> Occurrence | None:
    """The occurrence of an event by its number, counted from 1 in the order of the facts; those that provisions make by the day up to which
    facts are `seen` are counted after those told.
    """
    numbered: dict[int, Occurrence] | None = world.cache.get(("numbered", event))
    if numbered is None:
        numbered = world.cache["numbered", event] = {o.number: o for o in reversed(world.occurrences.get(event, ()))}
    if number in numbered or seen is None:
        return numbered.get(number)
    return next((o for o in occurrences(seen, event)[0] if o.number == number), None)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the search for circles of objects: what a history and its reasons make mostly lives to the end and has none, and looking at
    all of it again and again takes a third of the time. What is made is looked through once there is much of it since the last time.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            made = gc.get_count()[0]
            if made > _MANY and not gc.get_freeze_count():
                _UNSEEN[0] += made
                if _UNSEEN[0] > _MOST:
                    _UNSEEN[0] = 0
                    gc.collect()
                else:  # among the old ones, at which nobody looks for a while
                    gc.freeze()
                    gc.unfreeze()
            gc.enable()


_MANY, _MOST = 100_000, 2_000_000
_UNSEEN = [0]
"""How many objects were put among the old ones since all were looked through."""


_TOO_DEEP = Need("definitions that end: on these facts they rest on one another in a circle, or too deeply")


def answer(world: World, asked: Asked, on: date, of: int | None = None, until: Key | None = None, event: str = "") -> Answer:
    """The answer to a question understood; `of` is the number of the occurrence that it is about, counted from 1, `event` what it is of
    (unless said, the event whose occurrence the question speaks of).
    """
    with uncollected():
        return _answer(world, asked, on, of, until, event)


def _answer(world: World, asked: Asked, on: date, of: int | None, until: Key | None, event: str) -> Answer:
    try:
        env = environment(world, on, until)
    except RecursionError:
        bad = Unknown((_TOO_DEEP,))
        return Answer(asked.text, on, of, "undetermined", bad, asked.type, "", Why(asked.expression, bad), bad.needs, ())
    x, event, number = asked.expression, event or asked.scope, of
    if asked.about is not None:
        event, number = world.contract.aliases.get(asked.about[0], asked.about[0]), asked.about[1]
    elif of is not None and not event:
        event = subject_event(world.contract, x) or _fixed_for_each(world.contract, x)
    if event and number is not None:
        o = occurrence(world, base_event(world, event), number, env)
        if o is None:
            bad = Unknown((Need(f"{event} {number}: no such fact is told"),))
            return Answer(asked.text, on, number, "undetermined", bad, asked.type, "", Why(x, bad), bad.needs, ())
        env = env.of(o)
    elif event or (event := _made_today(world.contract, x)):
        env = env.of(hypothetical(env, event))
    try:
        why = value(env, x)
    except RecursionError:
        why = Why(x, Unknown((_TOO_DEEP,)))
    status = "determined"
    gist = gist_of(why)
    needs, readings = merge(gist.untested).needs if gist.untested else (), gist.readings
    if isinstance(why.value, Unknown) and why.value.none:
        return Answer(asked.text, on, number, status, "none", asked.type, gist.section, why, needs, readings, gist.assumed)
    if isinstance(why.value, Unknown):
        status, needs = "conflict" if why.value.conflict else "undetermined", why.value.needs
    return Answer(asked.text, on, number, status, why.value, asked.type, gist.section, why, needs, readings, gist.assumed)


def ask(
    world: World, text: str, on: date, of: int | None = None, until: Key | None = None, event: str = ""
) -> tuple[Answer | None, list[Diagnostic]]:
    """Puts a question in words; `of` is the number of the occurrence (of `event`, if said) that it is about, counted from 1."""
    asked, found = question_of(world.contract, text)
    return (answer(world, asked, on, of, until, event) if asked is not None else None), found
