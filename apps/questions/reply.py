"""A reply to a question: one order for all, as text and as data.

Enters: a `Setting` and what was asked of it. Leaves: a `Reply`, its lines, its data. Holds: the order is the answer in a sentence,
figures in the paper's order, tests passed and failed, dates, readings relied on, what is assumed, what is missing, then the text, facts and
instant used; a part that has nothing to say is left out and never moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import evolve, frozen

from tenor.apps.answers import (
    NO_EFFECT,
    Setting,
    assumed_block,
    assumed_data,
    changed_by_it,
    header,
    missing_block,
    origin_block,
    origin_data,
    other_choices,
)
from tenor.apps.page import Block, block_data, block_lines, ruled
from tenor.apps.particulars import env_of, needs_of
from tenor.apps.sources import UNREADABLE, Stop, When, hypothetical_fact, world_of
from tenor.dsl import types as ty
from tenor.dsl.diff import Comparison
from tenor.interpreter.environment import Why
from tenor.interpreter.explain import Table
from tenor.interpreter.outcome import Answer, readings_of, untested
from tenor.interpreter.values import Need, Unknown
from tenor.interpreter.wording import joined, plain, said
from tenor.interpreter.world import Occurrence

__all__ = [
    "Asking",
    "Beside",
    "Reply",
    "cannot",
    "choose",
    "other_readings",
    "reply_data",
    "reply_lines",
    "saw",
    "supposing",
    "with_effect",
]


@frozen(eq=False)
class Beside:
    """The text as it would read, on the same facts, and how it compares with the one asked."""

    setting: Setting
    compared: Comparison

    def as_told(self) -> Beside:
        """The same without what is only supposed."""
        return evolve(self, setting=self.setting.as_told() or self.setting)


@frozen(eq=False)
class Asking:
    """A question as put: where, and what it is to be about, where a contract leaves a choice."""

    setting: Setting
    about: str = ""
    amount: str = ""
    supposed: Occurrence | None = None
    beside: Beside | None = None


@frozen(eq=False)
class Reply:
    """What a question came to. `windows` are the figures of days that a price rests on, shown as a table and a chart; `about` is the one
    act that the question was about, if it was about one.
    """

    question: str
    sentences: tuple[str, ...]
    figures: tuple[Block, ...] = ()
    tests: tuple[Block, ...] = ()
    dates: tuple[Block, ...] = ()
    readings: tuple[Block, ...] = ()
    needs: tuple[Need, ...] = ()
    windows: tuple[Table, ...] = ()
    data: dict[str, Any] | None = None
    about: Occurrence | None = None

    def blocks(self, st: Setting) -> tuple[Block, ...]:
        """The parts in their order, without the first sentence and the last line."""
        missing = missing_block(st, self.needs)
        presumed = assumed_block(st.world.presumed.values())
        return tuple(b for b in (*self.figures, *self.tests, *self.dates, *self.readings, presumed, missing) if b.rows)


def with_effect(st: Setting, reply: Reply, put: Callable[[Setting], Reply]) -> Reply:
    """A reply that says whether what is supposed has an effect on it; the same reply, where nothing is supposed."""

    def shown(r: Reply) -> tuple[object, ...]:
        return r.sentences, list(block_lines([*r.figures, *r.tests, *r.dates, *r.readings])), r.needs

    about = (reply.about.event, reply.about.number) if reply.about is not None else None
    changes = changed_by_it(st, shown(reply), lambda told: shown(put(told)), about)
    if changes is None:
        return reply
    sentences = reply.sentences if changes else (*reply.sentences, NO_EFFECT)
    return evolve(reply, sentences=sentences, data={**(reply.data or {}), "supposed_changes_it": changes})


def reply_lines(st: Setting, reply: Reply, bold: Callable[[str], str] = str) -> list[str]:
    """A reply as text."""
    sentences = [bold("\n".join(ruled(x))) for x in reply.sentences]
    return [*header(st), "", *sentences, *block_lines([*reply.blocks(st), origin_block(st)])]


def reply_data(st: Setting, reply: Reply) -> dict[str, Any]:
    """The same for programs: the parts under their names."""
    return origin_data(st) | {
        "question": reply.question,
        "answer": list(reply.sentences),
        **(reply.data or {}),
        "figures": block_data(reply.figures),
        "windows": [_window_data(t) for t in reply.windows],
        "tests": block_data(reply.tests),
        "dates": block_data(reply.dates),
        "readings": block_data(reply.readings),
        "assumed": assumed_data(st.world.presumed.values()),
        "needs": [{"words": n.words, "section": n.section or None} for n in reply.needs],
    }


def _window_data(t: Table) -> dict[str, Any]:
    days = [
        {"on": d.isoformat(), "value": plain(v)[0], "used": used}
        for (d, _, used), v in zip(t.rows, t.values, strict=True)
    ]  # fmt: skip
    return {"title": t.title, "days": days, "no_session": [d.isoformat() for d in t.dropped]}


# ── what a contract lacks, and what is chosen where it has several


def cannot(question: str, lacks: str) -> Stop:
    """A question that a contract cannot have: what it lacks."""
    return Stop(f"`{question}` cannot be asked of this contract: {lacks}", UNREADABLE)


def choose(a: Asking, what: str, names: Sequence[str]) -> str:
    """The one of several that is meant by `--about`; without it the first in the paper's order."""
    from tenor.apps.questions.subject import found_by

    if not a.about:
        return names[0]
    found = found_by(a.about, list(names))
    if found is None:
        raise Stop(f"--about: `{a.about}` is no {what} of this contract; it has {joined(list(names))}", UNREADABLE)
    return found


# ── supposing


def supposing(st: Setting, words: str, when: When | None = None, exactly: Mapping[str, Any] | None = None) -> tuple[Setting, Occurrence]:
    """The same world with one fact more, at the instant asked or another; fields that no numeral says are put in `exactly`."""
    at = when or st.when
    world = st.world
    fact = hypothetical_fact(st.contract, world.facts, words, at)
    fact = evolve(fact, fields={**fact.fields, **(exactly or {})})
    other = world_of(st.contract, world.facts, dict(world.choices), world.known, fact)
    found = next(o for o in other.occurrences[fact.event] if o.number == fact.number)
    other = evolve(other, presumed=world.presumed)  # what is assumed of it is assumed in the answer
    return evolve(st, world=other, when=at, supposed=words, worlds={}), found


def saw(needs: dict[Need, None], *found: Answer | Why) -> None:
    """Keeps what answers lack, and what they could not test."""
    for x in found:
        own = needs_of(x.value) if isinstance(x.value, Unknown) else x.needs if isinstance(x, Answer) else untested(x)
        needs.update(dict.fromkeys(own))


# ── readings


Figures = dict[str, tuple[Any, ty.Type | None]]


def other_readings(st: Setting, figures: Callable[[Setting], Figures], relied: set[str]) -> Block:
    """The readings that an answer rests on, each other choice tried, with the figures that it changes.

    A reading that nobody looked up on the way to the figures cannot change them, and is not tried.
    """
    fresh = world_of(st.contract, st.world.facts, dict(st.world.choices), st.world.known)
    taken_figures = figures(evolve(st, world=fresh, worlds={}))
    tried = relied | set(fresh.consulted)
    rows = []
    for choice, others in other_choices(st, tried):
        changes = [(label, list(_changed(taken_figures, figures(other)))) for label, other in others if other is not None]
        if any(found for _, found in changes) or choice.name in relied:
            words = [f"; with {label} {joined(found) if found else 'nothing changes here'}" for label, found in changes]
            rows.append(choice.row("".join(words)))
    return Block("Readings relied on, and what another would give", tuple(rows))


def _changed(own: Figures, theirs: Figures) -> Iterator[str]:
    for what, (v, t) in theirs.items():
        if _differs(own, what, v):
            yield f"{what} {said(v, t) if v is not None else 'not there'}"


def _differs(own: Figures, what: str, v: Any) -> bool:
    mine = own.get(what, (None, None))[0]
    if isinstance(v, Unknown) or isinstance(mine, Unknown):
        return isinstance(v, Unknown) is not isinstance(mine, Unknown)
    return bool(mine != v)


def relied_on(*found: Why) -> set[str]:
    """The readings that values rest on."""
    return {name for w in found for name, _ in readings_of(w)}


def day_of_env(st: Setting) -> date:
    """The last day of which facts are seen."""
    return env_of(st).until_day()
