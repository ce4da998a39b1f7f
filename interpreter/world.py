"""What a contract is run in: facts in their order, calendars, readings taken.

Enters: a checked `Contract`, `Facts`, choices of readings. Leaves: a `World`, frozen, that `semantics` reads. Holds: no clock, no network;
the calendars are the files that the contract names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from attrs import field, frozen

from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract
from tenor.interpreter.calendar import DayCalendar, listed_calendar
from tenor.interpreter.dependence import Known, known_terms
from tenor.interpreter.facts import Fact, Facts, Instant
from tenor.interpreter.ledger import Key
from tenor.interpreter.values import Unknown, article

__all__ = ["END_OF_DAY", "Occurrence", "World", "calendar_folders", "completes", "end_of", "place_of", "world"]

END_OF_DAY = 1 << 40


@frozen(eq=False)
class Made:
    """What makes an occurrence that no one tells: the section, the occurrence it comes from (in words, if it is an amount not paid), when
    it ends (`None` where it does not; or what finds the day when it is asked for), the reasons.
    """

    section: str
    source: Occurrence | None
    words: str
    ends: Any
    parts: tuple[Any, ...] = ()

    @property
    def until(self) -> Any:
        """The day until which it continues."""
        return self.ends() if callable(self.ends) else self.ends


@frozen(eq=False)
class Occurrence:
    """One occurrence of an event: as told; made by a provision; `scheduled` by a section; or (with none) as if it were made on a day."""

    event: str
    number: int
    day: date
    receipt: Instant
    fields: Mapping[str, Any]
    key: Key
    fact: Fact | None = None
    about: int | None = None
    made: Made | None = None
    scheduled: str = ""

    @property
    def title(self) -> str:
        """How reasons name it."""
        if self.made is not None:
            return f"{self.event} under {self.made.section} ({self.made.words})"
        return f"{self.event} {self.number}" if self.fact or self.scheduled else f"{article(self.event)} made on {self.day}"


def end_of(day: date) -> Key:
    """The key after everything of a day."""
    return (day.toordinal(), END_OF_DAY + 1, 0)


def _folders(contract: Contract) -> tuple[Path, ...]:
    own = Path(contract.source.name).parent
    return (own, own / "calendars", own.parent / "calendars", Path(__file__).resolve().parent.parent / "contracts" / "calendars")


def calendar_folders(contract: Contract) -> tuple[Path, ...]:
    """Where the files of closed days that a contract names are looked for, in order."""
    return _folders(contract)


@lru_cache(maxsize=64)
def _closed(folder: Path, stem: str) -> tuple[DayCalendar, frozenset[date]] | None:
    calendar, days, _ = listed_calendar(stem, folder)
    return (calendar, days) if calendar is not None else None


def closed_days(contract: Contract, stem: str) -> tuple[DayCalendar, frozenset[date]] | None:
    """A named list of closed days, with the calendar that gives its range; `None` when no such file is found, or the first that is cannot
    be read: another folder may hold other days under the name.
    """
    key = ("closed days", stem)
    if key not in contract.remembered:
        folder = next((f for f in _folders(contract) if (f / f"{stem}.csv").is_file()), None)
        contract.remembered[key] = _closed(folder, stem) if folder is not None else None
    days: tuple[DayCalendar, frozenset[date]] | None = contract.remembered[key]
    return days


@frozen(eq=False)
class World:
    """Everything that an outcome is a function of, but for the question and its day.

    `terms` says of each term on what it depends. `lasting` and `cache` remember what was found out: the former terms that depend on nothing
    else, the latter what evaluation needs beside them. `scheduled` names the events that the contract itself puts on days, `unsure` what
    is not known of them. `consulted` are the readings asked for so far: no other can change what was answered.
    `presumed` are the presets that stood for what nobody told, by whose they are.
    """

    contract: Contract
    facts: Facts
    choices: Mapping[str, str]
    known: date | None
    occurrences: Mapping[str, tuple[Occurrence, ...]]
    agenda: tuple[tuple[Key, Occurrence], ...]
    terms: Mapping[str, Known]
    scheduled: frozenset[str] = frozenset()
    unsure: Mapping[str, Unknown] = field(factory=dict)
    cache: dict[Any, Any] = field(factory=dict, repr=False)
    lasting: dict[Any, Any] = field(factory=dict, repr=False)
    consulted: set[str] = field(factory=set, repr=False)
    presumed: dict[tuple[str, str], Any] = field(factory=dict, repr=False)
    alternatives: dict[str, s.Alternative] = field(factory=dict, init=False, repr=False)
    full_names: dict[str, str] = field(factory=dict, init=False, repr=False)

    def taken(self, reading: str) -> s.Alternative:
        """The alternative of a reading that is taken here."""
        found = self.alternatives.get(reading)
        if found is None:
            found = self.alternatives[reading] = self.contract.alternative(reading, self.choices.get(reading))
        return found

    def chosen(self, reading: str) -> s.Alternative:
        """The alternative that is taken, for an answer that rests on it, or on what was found out with it."""
        self.consulted.add(reading)
        return self.taken(reading)

    def full_name(self, party: str) -> str:
        """Who a party is: as the paper or the facts name it; its name in the paper where neither does. A name of no party is as it is."""
        found = self.full_names.get(party)
        if found is None:
            person = self.contract.person(party)
            declared = self.contract.parties.get(person)
            told = self.facts.parties
            found = party if declared is None else declared.full_name or told.get(person, told.get(party, person))
            self.full_names[party] = found
        return found

    def under(self, reading: str, label: str) -> World:
        """The same world with another choice of a reading: what was told is the same, what was found out is not."""
        return world(self.contract, self.facts, {**self.choices, reading: label}, self.known)


_COMPLETES: list[Callable[[World], World]] = []


def completes(function: Callable[[World], World]) -> Callable[[World], World]:
    """Registers what adds to a world of facts told: the events that the contract schedules."""
    _COMPLETES.append(function)
    return function


def _complete(world: World) -> World:
    for add in _COMPLETES:
        world = add(world)
    return world


def place_of(contract: Contract, event: str, number: int) -> int:
    """The place of an occurrence among those of one instant: as the contract says, otherwise in the order in which events are declared."""
    places: dict[str, int] | None = contract.remembered.get("places of events")
    if places is None:
        said = [e for rule in contract.of(s.SameDay) for e in rule.statement.events]  # type: ignore[attr-defined]
        order = dict.fromkeys((*(contract.aliases.get(e, e) for e in said), *contract.events))
        places = contract.remembered["places of events"] = {e: n for n, e in enumerate(order, start=1)}
    return places[event] * 10_000_000 + number


def _in_order(contract: Contract) -> frozenset[str]:
    """The events of which the contract says in which order those of one day come."""
    found: frozenset[str] | None = contract.remembered.get("events in order")
    if found is None:
        said = (contract.aliases.get(e, e) for rule in contract.of(s.SameDay) for e in rule.statement.events)  # type: ignore[attr-defined]
        found = contract.remembered["events in order"] = frozenset(said)
    return found


def _key(contract: Contract, fact: Fact, at: Instant) -> Key:
    if at.minute is not None:
        return (at.day.toordinal(), at.minute, fact.index)
    if fact.event in _in_order(contract):
        return (at.day.toordinal(), 0, place_of(contract, fact.event, fact.number))
    states = contract.events[fact.event].restates is not None
    return (at.day.toordinal(), -1 if states else END_OF_DAY, fact.index)


def world(contract: Contract, facts: Facts, choices: Mapping[str, str] | None = None, known: date | None = None) -> World:
    """A world. `known` leaves out what was told after that day; `choices` names an alternative for a reading that is not read as taken.

    Raises `ValueError` for a reading, or a choice, that the contract does not have.
    """
    for name, label in (choices or {}).items():
        if name not in contract.readings:
            raise ValueError(f"the contract has no reading `{name}`")
        if label not in {a.label for a in contract.readings[name].alternatives}:
            raise ValueError(f"the reading `{name}` has no choice `{label}`")
    by_event: dict[str, list[Occurrence]] = {}
    ordered_by: set[str] = set()
    for fact in facts.happened:
        if known is not None and fact.known > known:
            continue
        received = fact.received_under(contract, choices or {})
        ordered_by.update(contract.readings_of_receipt(contract.events[fact.event].paper, fact.sent_by) if fact.sent_by else ())
        key = _key(contract, fact, received)
        o = Occurrence(fact.event, fact.number, fact.at.day, received, fact.fields, key, fact, fact.about)
        by_event.setdefault(fact.event, []).append(o)
    ordered = {event: tuple(sorted(found, key=lambda o: o.key)) for event, found in by_event.items()}
    agenda = tuple(sorted(((o.key, o) for found in ordered.values() for o in found), key=lambda x: x[0]))
    terms = known_terms(contract, facts, choices or {})
    return _complete(World(contract, facts, dict(choices or {}), known, ordered, agenda, terms, consulted=ordered_by))
