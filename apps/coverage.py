"""Which provisions the scenarios hold: a provision is covered when a scenario fails once one thing in it is otherwise.

Enters: a sound contract and its scenarios. Leaves: for each provision the scenario and the change that shows it, or the changes that
nobody noticed. Holds: the same inputs give the same report; a change with which the contract no longer checks does not count, nor does a
question that can no longer be put; a scenario is left out only where it read nothing of what was changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import wrap
from typing import Any

from attrs import evolve, field, frozen

from tenor.apps.perturb import Perturbation, perturbations
from tenor.apps.provisions import Provision, flat_contract, provisions, with_sentence
from tenor.apps.scenarios import Put, Step, put, steps, understood
from tenor.apps.sources import must, world_of
from tenor.dsl import syntax as s
from tenor.dsl.check import recheck
from tenor.dsl.contract import Contract, Rule
from tenor.interpreter.facts import Facts, Scenario, load_facts
from tenor.interpreter.outcome import reasons
from tenor.interpreter.world import World

__all__ = [
    "Coverage",
    "Shown",
    "Story",
    "changed_by",
    "coverage_of",
    "fails",
    "same_types",
    "stories_of",
]


@frozen(eq=False)
class Shown:
    """A provision, with what shows that it is covered: the scenario, the line that fails, the change. Otherwise the changes that nobody
    noticed, and how many more there are in what no scenario reads.
    """

    provision: Provision
    file: str = ""
    scenario: str = ""
    line: int = 0
    change: str = ""
    unnoticed: tuple[str, ...] = ()
    unread: int = 0

    @property
    def covered(self) -> bool:
        """Whether a scenario fails without it."""
        return bool(self.change)


@frozen(eq=False)
class Coverage:
    """The provisions of a contract; `fixed` are those of which nothing can be otherwise so that the contract still checks."""

    contract: Contract
    shown: tuple[Shown, ...]
    fixed: tuple[Provision, ...] = ()

    @property
    def covered(self) -> int:
        """How many are covered."""
        return sum(x.covered for x in self.shown)

    def reaches(self, percent: int) -> bool:
        """Whether so many in a hundred are covered."""
        return self.covered * 100 >= percent * len(self.shown)

    @property
    def percent(self) -> str:
        """How many in a hundred are covered, cut to one digit after the point."""
        tenths = self.covered * 1000 // len(self.shown) if self.shown else 1000
        return f"{tenths // 10}.{tenths % 10}"

    def lines(self, name: str, most: int = 6) -> list[str]:
        """The provisions in their order, each with what shows it or what nobody noticed; then how many are covered."""
        told: list[str] = []
        section = None
        for x in self.shown:
            p = x.provision
            if p.section != section:
                section = p.section
                title = self.contract.headings.get(section)
                told.append(f"{section} “{title}”" if title is not None else "Before the first section")
            told.append(f"  {'covered    ' if x.covered else 'NOT COVERED'} line {p.line}, {p.kind}: {p.words}")
            if x.covered:
                words = f"fails: “{x.scenario}” ({Path(x.file).name}:{x.line}), with: {x.change}"
            else:
                more = [f"and {len(x.unnoticed) - most} more"] if len(x.unnoticed) > most else []
                more += [f"and {x.unread} in what no scenario reads"] if x.unread else []
                words = f"unnoticed: {'; '.join([*x.unnoticed[:most], *more])}"
            told.extend(wrap(words, 118, initial_indent=" " * 14, subsequent_indent=" " * 16, break_long_words=False))
        told.extend(f"  nothing in it can be otherwise: line {p.line}, {p.kind}: {p.words}" for p in self.fixed)
        of = len(self.shown)
        told.append(f"{name}: {self.covered} of {of} provision{'' if of == 1 else 's'} that compute or bind are covered ({self.percent}%)")
        return told

    def data(self) -> dict[str, Any]:
        """The same for programs."""

        def said(p: Provision) -> dict[str, Any]:
            return {"section": p.section or None, "line": p.line, "kind": p.kind, "words": p.words}

        rows = []
        for x in self.shown:
            by = {"file": x.file, "scenario": x.scenario, "line": x.line, "change": x.change} if x.covered else None
            rows.append(said(x.provision) | {"covered": x.covered, "by": by, "unnoticed": list(x.unnoticed), "unread": x.unread})
        return {
            "covered": self.covered,
            "of": len(self.shown),
            "percent": self.percent,
            "provisions": rows,
            "nothing_otherwise": [said(p) for p in self.fixed],
        }


# ── what a scenario reads


@frozen(eq=False)
class _Seen:
    """The nodes and rules of which a part was read, by their places in memory."""

    any: set[int] = field(factory=set)
    parts: set[tuple[int, str]] = field(factory=set)


@contextmanager
def _watched(noted: dict[Any, Any]) -> Iterator[_Seen]:
    """Notes every part of a node or rule that is read. What was `noted` for another scenario is kept once for both."""
    seen = _Seen()

    def spy(self: Any, name: str) -> Any:
        if name[:2] != "__":
            key = id(self)
            part = (key, name)
            seen.any.add(noted.setdefault(key, key))
            seen.parts.add(noted.setdefault(part, part))
        return object.__getattribute__(self, name)

    for kind in (s.Node, Rule):
        setattr(kind, "__getattribute__", spy)  # noqa: B010 -- a class is watched for as long as it takes
    try:
        yield seen
    finally:
        for kind in (s.Node, Rule):
            delattr(kind, "__getattribute__")


@frozen(eq=False)
class Story:
    """A scenario that holds: its steps, the names it asks for, the sections its answers rest on, what of the contract it read."""

    scenario: Scenario
    steps: tuple[Step, ...]
    names: frozenset[str]
    sections: frozenset[str]
    seen: _Seen

    def read(self, flat: Contract, provision: Provision, change: Perturbation) -> bool:
        """Whether it read anything that a change replaces; taken to be so where that cannot be seen."""
        for node, part in change.read:
            for key in _rules_of(flat, provision) if node is None else (id(node),):
                if (key, part) in self.seen.parts if part else key in self.seen.any:
                    return True
        return not change.read


def _rules_of(flat: Contract, provision: Provision) -> tuple[int, ...]:
    """The rules of a sentence, by their places in memory: one, or one for each of the events of which it says the same."""
    known = flat.remembered.get("rules of sentences")
    if known is None:
        known = flat.remembered["rules of sentences"] = {}
        for rule in flat.rules:
            known.setdefault(id(rule.statement), []).append(id(rule))
    return tuple(known.get(id(provision.sentence.statement), ()))


def _story(flat: Contract, scenario: Scenario, noted: dict[Any, Any]) -> Story | None:
    """A scenario as it runs on the contract as it is; `None` where it does not hold."""
    contract = evolve(flat)  # what was found out about the other is forgotten, so that all that this one rests on is read
    worlds: dict[Any, World] = {}
    ready: list[tuple[Step, Put, World]] = []
    for step in steps(contract, scenario):
        given = understood(contract, step.line)
        if isinstance(given, str) or step.when is None:
            return None
        if step.place not in worlds:
            worlds[step.place] = world_of(contract, scenario.facts, step.choices, step.known)
        ready.append((step, given, worlds[step.place]))
    sections: set[str] = set()
    with _watched(noted) as seen:
        for step, given, world in ready:
            found, agrees = put(world, step, given)
            if not agrees:
                return None
            sections.update(w.section for w in reasons(found.why))
    if not ready:
        return None
    names = {getattr(n, "name", "") for step, _, _ in ready for n in s.walk(step.line.question.value)}
    return Story(scenario, tuple(step for step, _, _ in ready), frozenset(names), frozenset(sections), seen)


def stories_of(flat: Contract, scenarios: list[Scenario]) -> list[Story]:
    """The scenarios that hold, as they run on a flat contract."""
    noted: dict[Any, Any] = {}
    return [x for x in (_story(flat, scenario, noted) for scenario in scenarios) if x is not None]


# ── what a change does


def changed_by(flat: Contract, provision: Provision, change: Perturbation) -> Contract:
    """The contract with a change; it may not be sound."""
    return recheck(flat, with_sentence(flat.file, provision.place, change.sentence))


def fails(changed: Contract, story: Story, telling: bool = False) -> s.Expect | None:
    """The first expectation of a scenario that fails on another contract, if any does. What can no longer be asked is left out.

    `telling`: its facts are read anew, as the other contract reads them; a scenario that it cannot read is left out too.
    """
    facts: Facts | None = _told(changed, story.scenario) if telling else story.scenario.facts
    if facts is None:
        return None
    worlds: dict[Any, World] = {}
    for step in story.steps:
        given = understood(changed, step.line)
        if isinstance(given, str) or (step.line.value is not None and given.wanted is None):
            continue
        if step.place not in worlds:
            worlds[step.place] = world_of(changed, facts, step.choices, step.known)
        if not put(worlds[step.place], step, given)[1]:
            return step.line
    return None


def _told(changed: Contract, scenario: Scenario) -> Facts | None:
    """The facts of a scenario as another contract reads them."""
    key = ("told", scenario.facts.source)
    if key not in changed.remembered:
        changed.remembered[key] = load_facts(changed, Path(scenario.facts.source))
    _, scenarios, found = changed.remembered[key]
    return next((x.facts for x in scenarios if x.title == scenario.title and not must(found)), None)


def same_types(a: Contract, b: Contract) -> bool:
    """Whether the terms that two contracts have in common are of the same types."""
    return all(name not in b.terms or info.type == b.terms[name].type for name, info in a.terms.items())


def coverage_of(contract: Contract, scenarios: list[Scenario]) -> Coverage:
    """What the scenarios of a sound contract cover. Of a scenario that does not hold nothing is expected."""
    flat = flat_contract(contract)
    stories = stories_of(flat, scenarios)
    shown: list[Shown] = []
    fixed: list[Provision] = []
    for provision in provisions(flat):
        found = _shown(flat, sorted(stories, key=lambda x: _distance(x, provision)), provision)
        if found is None:
            fixed.append(provision)
        else:
            shown.append(found)
    return Coverage(contract, tuple(shown), tuple(fixed))


def _distance(story: Story, provision: Provision) -> int:
    """How far a scenario is from a provision: it asks for its term by name, it rests on its section, neither."""
    st = provision.sentence.statement
    names = {getattr(st, part, "") for part in ("name", "named", "balance", "claim", "limit")} - {""}
    return 0 if names & story.names else 1 if provision.section in story.sections else 2


_EXAMPLES = 3


def _shown(flat: Contract, stories: list[Story], provision: Provision) -> Shown | None:
    """A provision with what shows it. Of the changes of what no scenario reads only as many are looked at as make a few examples."""
    unnoticed: dict[str, None] = {}
    unread: list[Perturbation] = []
    instants = _speaks_of_instants(flat, provision)
    for change in perturbations(flat, provision):
        readers = [x for x in stories if x.read(flat, provision, change)]
        if not readers and not instants:
            unread.append(change)
            continue
        changed = changed_by(flat, provision, change)
        if not changed.sound:
            continue
        for story in readers if same_types(flat, changed) else stories:
            failed = fails(changed, story, change.telling)
            if failed is not None:
                span = failed.span
                return Shown(provision, span.source.name, story.scenario.title, span.source.position(span.start)[0], change.words)
        unnoticed[change.words] = None
    looked = 0
    while looked < len(unread) and len(unnoticed) < _EXAMPLES:
        if changed_by(flat, provision, unread[looked]).sound:
            unnoticed[unread[looked].words] = None
        looked += 1
    return Shown(provision, unnoticed=tuple(unnoticed), unread=len(unread) - looked) if unnoticed else None


def _speaks_of_instants(flat: Contract, provision: Provision) -> bool:
    """Whether a sentence has a date and time in it: changed, terms that rest on it may be days where they were instants."""
    types = (flat.types.get(id(node)) for node in s.walk(provision.sentence))
    return any(t is not None and t.kind == "instant" for t in types)
