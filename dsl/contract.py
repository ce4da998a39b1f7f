"""Contract: what a checked file means, names resolved and types known.

Enters: nothing. Leaves: the frozen classes that everything which computes reads. Holds: two trees and no more, Syntax and Contract; the
expressions inside are Syntax nodes whose types stand in `Contract.types`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from attrs import field, frozen

from tenor.dsl import syntax as s
from tenor.dsl.diagnostic import Diagnostic, Severity, Source, Span
from tenor.dsl.names import Names
from tenor.dsl.suite import Paper, told_names
from tenor.dsl.types import Type

__all__ = ["Arrival", "Contract", "EventInfo", "FieldInfo", "Rule", "TermInfo", "nodes_below"]


@frozen
class FieldInfo:
    """A field of an event. `if_none` is what it is when not stated; `comes` marks a date that is known only when it comes."""

    name: str
    type: Type
    if_none: s.Expr | None = None
    comes: bool = False


@frozen
class EventInfo:
    """An event that can be told, or (with `base`) those occurrences of another for which a condition holds.

    `until` is the day until which an occurrence continues, where it does not end on its day.
    """

    name: str
    section: str
    giver: str = ""
    receiver: str = ""
    fields: Mapping[str, FieldInfo] = field(factory=dict)
    restates: s.Expr | None = None
    base: str = ""
    condition: s.Expr | None = None
    until: s.Expr | None = None
    span: Span | None = field(default=None, eq=False, repr=False)
    paper: str = ""


@frozen
class Rule:
    """One sentence with everything that it stands under: section, scope, conditions, day, edges to other sections.

    `scope` is the event (or `schedule` the dates) of which there is one copy each; `prevails` and `yields` name sections.
    """

    index: int
    section: str
    statement: s.Statement
    scope: str = ""
    scope_filters: tuple[s.Filter, ...] = ()
    schedule: str = ""
    conditions: tuple[tuple[s.Expr, bool], ...] = ()
    on: s.Expr | None = None
    prevails: tuple[str, ...] = ()
    yields: tuple[str, ...] = ()
    paper: str = ""

    @property
    def span(self) -> Span:
        """Where the sentence stands."""
        return self.statement.span


@frozen
class TermInfo:
    """A name that has a value: its type, what kind of sentence gives it, and the rules that do, in the order written."""

    name: str
    kind: str
    type: Type
    section: str
    rules: tuple[Rule, ...] = ()
    scope: str = ""
    schedule: str = ""


@frozen
class Arrival:
    """When a notice sent by some means counts as received (`days` None: when it arrives), with the readings on which that hangs."""

    days: int | None
    readings: tuple[tuple[str, bool], ...] = ()


@frozen(eq=False)
class Contract:
    """A checked contract, equal to none but itself. `remembered` keeps what its readers found out about it, so that they do so once."""

    source: Source
    digest: str
    title: str
    entry: str
    language: str
    zone: str
    names: Names = field(repr=False)
    file: s.File = field(repr=False)
    suite: tuple[Paper, ...] = field(default=(), repr=False)
    headings: Mapping[str, str] = field(factory=dict, repr=False)
    parties: Mapping[str, s.PartyDecl] = field(factory=dict, repr=False)
    securities: Mapping[str, s.SecurityDecl] = field(factory=dict, repr=False)
    calendars: Mapping[str, s.CalendarDecl] = field(factory=dict, repr=False)
    papers: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    events: Mapping[str, EventInfo] = field(factory=dict, repr=False)
    acts: Mapping[str, str] = field(factory=dict, repr=False)
    terms: Mapping[str, TermInfo] = field(factory=dict, repr=False)
    references: Mapping[str, TermInfo] = field(factory=dict, repr=False)
    readings: Mapping[str, s.ReadingDecl] = field(factory=dict, repr=False)
    aliases: Mapping[str, str] = field(factory=dict, repr=False)
    rules: tuple[Rule, ...] = field(default=(), repr=False)
    recorded: tuple[tuple[str, s.Recorded], ...] = field(default=(), repr=False)
    month_rule: str = ""
    paid_when: s.Rounding | None = field(default=None, repr=False)
    arrivals: Mapping[tuple[str, str], tuple[Arrival, ...]] = field(factory=dict, repr=False)
    types: Mapping[int, Type] = field(factory=dict, repr=False)
    diagnostics: tuple[Diagnostic, ...] = field(default=(), repr=False)
    remembered: dict[Any, Any] = field(factory=dict, init=False, repr=False)

    def person(self, party: str) -> str:
        """The party that a party is the same as; its own name where it is none but itself."""
        seen: tuple[str, ...] = ()
        while (p := self.parties.get(party)) is not None and p.same and p.same not in seen:
            seen += (party,)
            party = p.same
        return party

    def names_for(self, file: str) -> Names:
        """The names with which facts are read that are for a paper of the suite; of the paper asked for, where it is none of them."""
        own = [PurePath(p.source.name).name for p in self.suite]
        place = own.index(PurePath(file).name) if PurePath(file).name in own else 0
        key = ("names", place)
        if place and key not in self.remembered:
            self.remembered[key] = told_names(self.suite, place)
        found: Names = self.remembered[key] if place else self.names
        return found

    def base_of(self, event: str) -> str:
        """The event that is told, of which another is a part; any other name as it is."""
        seen: tuple[str, ...] = ()
        while (info := self.events.get(event)) is not None and info.base and event not in seen:
            seen += (event,)
            event = info.base
        return event

    def alternative(self, reading: str, label: str | None) -> s.Alternative:
        """The alternative of a reading with a label; without one, that which the contract takes."""
        declared = self.readings[reading]
        for a in declared.alternatives:
            if a.label == label if label else a.taken:
                return a
        return declared.alternatives[0]

    def readings_of_receipt(self, paper: str, means: str) -> tuple[str, ...]:
        """The readings on which it hangs when a notice of a paper, sent by some means, counts as received."""
        return tuple(dict.fromkeys(name for arrival in self.arrivals.get((paper, means), ()) for name, _ in arrival.readings))

    def days_to_receipt(self, paper: str, means: str, choices: Mapping[str, str]) -> int | None:
        """How many days after it is sent by some means a notice of a paper counts as received; `None`: as it arrives."""
        for arrival in self.arrivals.get((paper, means), ()):
            if all(self.alternative(name, choices.get(name)).value.value is wanted for name, wanted in arrival.readings):  # type: ignore[attr-defined]
                return arrival.days
        return None

    @property
    def sound(self) -> bool:
        """Whether nothing must be settled before it can be run."""
        return not any(d.severity is Severity.MUST for d in self.diagnostics)

    def of(self, kind: type[s.Statement]) -> tuple[Rule, ...]:
        """The rules whose sentence is of a kind, in the order written."""
        found: tuple[Rule, ...] | None = self.remembered.get(kind)
        if found is None:
            found = self.remembered[kind] = tuple(r for r in self.rules if isinstance(r.statement, kind))
        return found

    def type_of(self, expression: s.Expr) -> Type:
        """The type found for an expression of this contract."""
        return self.types[id(expression)]


def nodes_below(terms: Mapping[str, TermInfo], aliases: Mapping[str, str], x: s.Node) -> Iterator[s.Node]:
    """The nodes of an expression, and of the sentences of all terms that it rests on with the conditions that they stand under."""
    seen: set[str] = set()
    stack: list[s.Node] = [x]
    while stack:
        for node in s.walk(stack.pop()):
            yield node
            name = aliases.get(node.name, node.name) if isinstance(node, s.Ref) else ""
            info = terms.get(name)
            if info is not None and name not in seen:
                seen.add(name)
                stack.extend(n for rule in info.rules for n in (rule.statement, *(c for c, _ in rule.conditions)))
