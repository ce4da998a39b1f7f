"""The dates of what may be done, and what must not be: when a right opens and lapses, when a waiver takes effect, until when an act counts.

Enters: an `Env` and a rule. Leaves: entries. Holds: a right that lapses is told as plainly as a duty; nothing is refused here, what comes
after the last day is said to be outside the right.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import evolve

from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.duties import is_asked
from tenor.interpreter.entry import Entry, due, unfixed
from tenor.interpreter.environment import Env, Why, value
from tenor.interpreter.following import Step, conditions_words, only_of_the_act, waits
from tenor.interpreter.reasoning import words_of
from tenor.interpreter.semantics import base_event, condition, hypothetical, occurrences
from tenor.interpreter.standing import RightState, places, right_state
from tenor.interpreter.values import Need, Unknown, article
from tenor.interpreter.wording import joined

__all__ = ["bans", "chances", "rights", "standing_duties", "waivers"]


def rights(env: Env, rule: Rule) -> Iterator[Entry]:
    """A right on the day from which it is open, and on the last day of it."""
    st = rule.statement
    assert isinstance(st, s.Power)
    for e, about in places(env, rule):
        r = right_state(e, rule, about)
        today = env.until_day()
        base = Entry("right", None, "", rule.section, "", st.party, env.world.contract.events[st.event].receiver, about, st.event)
        of = f" ({about})" if about else ""
        if r.opens is not None:
            day, needs = due(r.opens)
            status = unfixed(r.opens) if day is None else "opened" if day <= today else "to come"
            yield evolve(base, day=day, words=f"{st.party} may give {st.event} from this day{of}", status=status, needs=needs)
            if r.closes is None and status != "opened":
                continue
        yield _closing(e, rule, r, evolve(base, words=f"{st.party} may give {st.event}{of}"))


def _closing(e: Env, rule: Rule, r: RightState, base: Entry) -> Entry:
    """A right on the last day of it, so far as that is known; what closes it now."""
    st, today = rule.statement, e.until_day()
    assert isinstance(st, s.Power)
    event = base_event(e.world, st.event)
    day, needs = due(r.closes)
    shut = [_test_words(rule, w) for w in r.tests if w.value is False and not _is_bound(w.what)]
    unsure = [w for w in r.tests if isinstance(w.value, Unknown) and not _is_bound(w.what)]
    own = [w for w in unsure if only_of_the_act(w.value, event)]
    doubts = [w.value for w in unsure if w not in own]
    notes = [_LAST] if day is not None else ["the paper sets no last day"] if r.closes is None else []
    notes += [f"so far as {x.name}" for x in st.clauses if x.kind == "so far as"]
    notes += [f"provided that {_test_words(rule, w)}" for w in own]
    notes += [f"not open now: it is not so that {joined(shut)}"] if shut else []
    notes += [f"sooner, if these come: {waits(Unknown(r.sooner))}"] if r.sooner and day is not None and day >= today else []
    if day is not None and day < today:
        status = "lapsed"
    elif shut:
        status = "closed"
    elif doubts or (day is None and r.closes is not None):
        status = "undetermined" if doubts else unfixed(r.closes)
        needs = tuple(dict.fromkeys((*needs, *(n for v in doubts for n in v.needs))))
    else:
        status = "open"
    follows: tuple[Step, ...] = (
        (Step(None, f"after this day {article(st.event)} is outside the right", rule.section),) if day is not None else ()
    )
    return evolve(base, day=day, status=status, needs=needs, note="; ".join(notes), follows=follows)


def _test_words(rule: Rule, w: Why) -> str:
    """A test of a right in the words of the contract; one that has a name, by its name."""
    if isinstance(w.what, str):
        return w.what
    if isinstance(w.what, s.Node):
        return words_of(w.what)
    return conditions_words(rule).removesuffix(", ").removeprefix("if ")


_LAST = "the last day for it"


def _is_bound(what: Any) -> bool:
    return isinstance(what, s.Clause) and what.kind in {"after", "on or after", "on or before", "before"}


def waivers(env: Env, rule: Rule) -> Iterator[Entry]:
    """A waiver on the day on which it takes effect; none told, what it waits for."""
    st = rule.statement
    assert isinstance(st, s.Waive)
    told = occurrences(env, st.event)[0]
    effect = f"; it takes effect on {words_of(st.effective)}"
    words = f"{st.party} may waive {st.limit} by {st.event}"
    if not told:
        needs: tuple[Need, ...] = (Need(f"the day of {article(st.event)}", rule.section),)
        yield Entry("waiver", None, words, rule.section, "open", st.party, name=st.limit, needs=needs, note=effect.removeprefix("; "))
    for o in told:
        day, needs = due(value(env.of(o), st.effective).value)
        status = "undetermined" if day is None else "in effect" if day <= env.until_day() else "to come"
        words = f"{st.party} has waived {st.limit} ({o.title}): from this day it limits nothing"
        yield Entry("waiver", day, words, rule.section, status, st.party, about=o.title, name=st.limit, needs=needs)


# ── what must not be done


def bans(env: Env, rule: Rule) -> Iterator[Entry]:
    """An act that a party must not do: whether that is so now; acts done against it are told where they were done."""
    st = rule.statement
    assert isinstance(st, s.Ban)
    event = base_event(env.world, env.world.contract.acts[st.act])
    for e, about in places(env, rule):
        inner = e.of(hypothetical(e, event))
        tests = [condition(e, rule).value, *(value(inner, x).value for x in st.while_)]
        doubts = [v for v in tests if isinstance(v, Unknown) and not only_of_the_act(v, event)]
        status = "not in force" if False in tests else "undetermined" if doubts else "in force"
        to = f" to {st.creditor}" if st.creditor else ""
        notes = [*(f"while {words_of(x)}" for x in st.while_), *(f"unless {words_of(x)}" for x in st.unless)]
        needs = tuple(dict.fromkeys(n for v in doubts for n in v.needs)) if status == "undetermined" else ()
        words = f"{st.debtor} must not {st.act}{to}" + (f" ({about})" if about else "")
        yield Entry("ban", None, words, rule.section, status, st.debtor, st.creditor, about, st.named, needs=needs, note="; ".join(notes))


def standing_duties(env: Env, rule: Rule) -> Iterator[Entry]:
    """What a party must see to at all times: whether it is so now."""
    st = rule.statement
    assert isinstance(st, s.Keep)
    for e, about in places(env, rule):
        asked = is_asked(e, rule).value
        so = value(e, st.condition).value
        doubts = [v for v in (asked, so) if isinstance(v, Unknown)]
        status = "not in force" if asked is False else "undetermined" if doubts else "kept" if so else "not kept"
        notes = [*(f"while {words_of(x)}" for x in st.while_), *(f"unless {words_of(x)}" for x in st.unless)]
        needs = tuple(dict.fromkeys(n for v in doubts for n in v.needs)) if status == "undetermined" else ()
        words = f"{st.debtor} must see to it that {words_of(st.condition)}" + (f" ({about})" if about else "")
        yield Entry("standing", None, words, rule.section, status, st.debtor, "", about, st.named, needs=needs, note="; ".join(notes))


# ── what counts only if it comes in time


_IN_TIME = {"is before": 1, "is on or before": 0, "is not after": 0, "is less than": 1, "is at most": 0, "does not exceed": 0}


def chances(env: Env, rule: Rule) -> Iterator[Entry]:
    """An act that counts only if it comes before a day: on the last day for it. Acts that somebody must do are told as duties."""
    st = rule.statement
    assert isinstance(st, s.Define)
    c = env.world.contract
    bound_to = {base_event(env.world, c.acts[r.statement.act]) for r in c.of(s.Duty)}  # type: ignore[attr-defined]
    for node in s.walk(st.value):
        first = _first_of(env, node.left) if isinstance(node, s.Rel) and node.op in _IN_TIME else None
        if first is None or base_event(env.world, first.event) in bound_to or not c.events[base_event(env.world, first.event)].giver:
            continue
        assert isinstance(node, s.Rel)
        for e, about in places(env, rule):
            yield from _chance(e, rule, node, first.event, about)


def _first_of(env: Env, x: s.Expr) -> s.FirstDay | None:
    """The first day of an event that an expression is: as it stands, or by a definition."""
    if isinstance(x, s.FirstDay):
        return None if x.last else x
    info = env.world.contract.terms.get(env.world.contract.aliases.get(x.name, x.name)) if isinstance(x, s.Ref) else None
    if info is None or len(info.rules) != 1 or not isinstance(info.rules[0].statement, s.Define):
        return None
    inner = info.rules[0].statement.value
    return inner if isinstance(inner, s.FirstDay) and not inner.last else None


def _chance(e: Env, rule: Rule, node: s.Rel, event: str, about: str) -> Iterator[Entry]:
    st = rule.statement
    assert isinstance(st, s.Define)
    info = e.world.contract.events[base_event(e.world, event)]
    users = [(r, no) for r in e.world.contract.rules for x, no in r.conditions if isinstance(x, s.Ref) and x.name == st.name]
    if users and all(_other_test(e, r, st.name) is False for r, _ in users):
        return
    came, bound = day_value(value(e, node.left).value), day_value(value(e, node.right).value)
    day, needs = due(bound)
    if day is not None:
        day = date.fromordinal(day.toordinal() - _IN_TIME[node.op])
    if isinstance(came, date) and day is not None and came <= day:
        status = "used"
    elif day is None:
        status = unfixed(bound)
    else:
        status = "open" if e.until_day() <= day else "lapsed"
    steps = []
    for r, no in users:
        if _other_test(e, r, st.name) is not False and status != "used":
            on = f"on {words_of(r.on)}, " if r.on is not None else ""
            steps.append(
                Step(
                    None, f"{'without it' if no else 'with it'}: {on}{_other_tests(r, st.name)}{words_of(r.statement)}", r.section, r.index
                )
            )
    words = f"{info.giver} may give {event}, for “{st.name}”" + (f" ({about})" if about else "")
    yield Entry(
        "chance", day, words, rule.section, status, info.giver, info.receiver, about, st.name, came if isinstance(came, date) else None,
        needs=needs, note="" if status == "used" else f"{_LAST} to count", follows=tuple(steps),
    )  # fmt: skip


def _other_test(e: Env, rule: Rule, name: str) -> Any:
    """Whether the conditions of a rule may hold, one of them left out."""
    results = [(value(e, x).value, no) for x, no in rule.conditions if not (isinstance(x, s.Ref) and x.name == name)]
    return False if any(isinstance(v, bool) and v is no for v, no in results) else None


def _other_tests(rule: Rule, name: str) -> str:
    kept = tuple((x, no) for x, no in rule.conditions if not (isinstance(x, s.Ref) and x.name == name))
    return conditions_words(evolve(rule, conditions=kept))
