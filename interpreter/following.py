"""What follows: what the contract attaches to a day, and what an act told came to.

Enters: an `Env`, the name of a deadline, or an occurrence. Leaves: steps in order of days, in the contract's own words. Holds: built from
the rules of whatever contract; nothing is said to follow that no sentence says.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import frozen

from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule
from tenor.interpreter.environment import Admission, Env, Why, value
from tenor.interpreter.outcome import reasons
from tenor.interpreter.reasoning import sentence, words_of
from tenor.interpreter.semantics import base_event, condition
from tenor.interpreter.values import Unknown, article
from tenor.interpreter.wording import brief, joined, long_day, restyled, said
from tenor.interpreter.world import Occurrence

__all__ = [
    "Step",
    "admitted_amount",
    "admitted_words",
    "bound_words",
    "conditions_words",
    "left_open",
    "only_of_the_act",
    "postings_of",
    "steps_after",
    "waits",
]


@frozen(eq=False)
class Step:
    """One thing that follows: the day (`None`: at once, or on no day of its own), in words, by which section and rule.

    `holds` says whether its conditions hold as things are told: yes, no or not known.
    """

    day: date | None
    words: str
    section: str
    rule: int = -1
    holds: Any = True


def waits(v: Any) -> str:
    """What a value that has not come waits for."""
    return joined([restyled(n.words) for n in v.needs], "or" if v.either else "and") if isinstance(v, Unknown) else ""


def steps_after(env: Env, name: str) -> list[Step]:
    """What follows from a deadline in order of days: what it starts, undoes or opens, with the section."""
    found: dict[tuple[date, str], Step] = {}
    scope = env.its

    def add(rule: Rule, day: Any, words: str) -> None:
        if isinstance(day, date):
            found.setdefault((day, words), Step(day, words, rule.section, rule.index, condition(env, rule).value))

    for rule in env.world.contract.rules:
        if (base_event(env.world, rule.scope) if rule.scope else "") != scope:
            continue
        said_words = brief(words_of(rule.statement), 150)
        on = value(env, rule.on) if rule.on is not None else None
        if on is not None and isinstance(on.value, date) and _rests_on(on, name):
            add(rule, on.value, f"{conditions_words(rule)}{said_words}")
            continue
        for x, no in rule.conditions:
            for node in s.walk(x):
                right = value(env, node.right) if isinstance(node, s.Rel) else None
                if right is None or not isinstance(right.value, date) or not _rests_on(right, name):
                    continue
                assert isinstance(node, s.Rel)
                then = said_words
                if on is not None:
                    assert rule.on is not None
                    then = f"{conditions_words(rule, x)}on {words_of(rule.on)}{on_words(on)}, {said_words}"
                add(rule, right.value, f"{bound_words(node.op, no)}, {words_of(node.left)} still open: {then}")
    return [step for _, step in sorted(found.items(), key=lambda x: x[0])]


def conditions_words(rule: Rule, but: s.Expr | None = None) -> str:
    """The conditions of a sentence, all or all but one: `if … and unless …, `."""
    tests = " and ".join(("unless " if no else "if ") + words_of(x) for x, no in rule.conditions if x is not but)
    return f"{tests}, " if tests else ""


def on_words(on: Why) -> str:
    """The day of an effect, or what it waits for."""
    if isinstance(on.value, date):
        return f" ({long_day(on.value)})"
    return f" (it waits for {waits(on.value)})" if isinstance(on.value, Unknown) else ""


_BOUNDS = (
    ("after this day", ("is after", "is more than", "exceeds"), ("is not after", "is on or before", "is at most", "does not exceed")),
    ("from this day on", ("is not before", "is on or after", "is at least"), ("is before", "is less than")),
)


def bound_words(op: str, denied: bool) -> str:
    """Of which days a comparison of what is still open with a day holds: `after this day`, `up to this day`."""
    for words, after, before in _BOUNDS:
        if op in after or op in before:
            return words if (op in after) is not denied else {"after this day": "up to this day"}.get(words, "before this day")
    return f"{'not: ' if denied else ''}{op} this day"


def _rests_on(w: Why, name: str) -> bool:
    return any(r.what == name for r in reasons(w) if isinstance(r.what, str))


def only_of_the_act(v: Any, event: str) -> bool:
    """Whether all that a value lacks is what an act would say that nobody has done yet."""
    return isinstance(v, Unknown) and bool(v.needs) and all(f" of {article(event)} made on " in n.words for n in v.needs)


# ── what an act came to


def admitted_words(env: Env, o: Occurrence, a: Admission) -> str:
    """What became of an act done under a right, in the words of the right's limit; nothing is refused here."""
    untested = [words for words, _, verdict in a.tests if verdict == "not tested"]
    rest = f"; not tested: {joined(untested)}" if untested else ""
    match a.status:
        case "void":
            failed = [sentence(w, env.world) for _, w, verdict in a.tests if verdict == "failed"]
            return f"it is outside the right: {'; '.join(failed)}{rest}"
        case "cut back":
            over = [words for words, _, verdict in a.tests if verdict == "exceeded"]
            why = f"the rest exceeds {joined(over)}" if over else "the rest is more than the right allows"
            asked, admitted = admitted_amount(env, o, a, a.asked), admitted_amount(env, o, a, a.admitted)
            return f"it can take effect for {admitted} of the {asked} asked; {why}{rest}"
        case "undetermined":
            return f"what of it takes effect is undetermined: {left_open(a)}{rest}"
        case _:
            amount = f" for {admitted_amount(env, o, a, a.admitted)}" if a.field and a.admitted is not None else ""
            return f"it is within the right{amount}{', so far as tested' if untested else ''}{rest}"


def left_open(a: Admission) -> str:
    """The tests of a right that leave open what takes effect, with what they wait for."""
    tests = [(words, w.value.needs) for words, w, verdict in a.tests if verdict == "undetermined"]
    needs = dict.fromkeys(restyled(n.words) for _, own in tests for n in own)
    return f"{joined([words for words, _ in tests])} {'waits' if len(tests) == 1 else 'wait'} for {joined(list(needs))}"


def admitted_amount(env: Env, o: Occurrence, a: Admission, amount: Any) -> str:
    """An amount of the field that a right bounds, with its unit."""
    f = env.world.contract.events[o.event].fields.get(a.field)
    return said(amount, f.type if f else None)


def postings_of(env: Env, o: Occurrence) -> Iterator[Step]:
    """What an act did to balances, each change on its day."""
    for name, ledger in env.state.ledgers.items():
        t = env.world.contract.terms[name].type
        for p in ledger.since(o.key):
            if p.cause == (o.event, o.number) and p.key <= env.until:
                way = "increases" if p.amount > 0 else "decreases"
                again = " again, what it did being undone" if p.reverses is not None else ""
                on = date.fromordinal(p.key[0])
                yield Step(on, f"{name} {way} by {said(abs(p.amount), t)}{again}", p.section)
