"""Events that a contract schedules: on the dates of a schedule, or on a day that it names; and in which order those of one day come.

Enters: a `World` with what was told. Leaves: the same with the occurrences that the contract schedules, in their place among those told.
Holds: they are counted after those told, in the order of their days; those of one day come in the order that the contract says, otherwise
in the order in which their events are declared; what cannot be told is a doubt, never an occurrence.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import evolve

from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.environment import Env, State, value
from tenor.interpreter.facts import Instant
from tenor.interpreter.schedules import payment_days, schedule_days
from tenor.interpreter.semantics import condition
from tenor.interpreter.values import DayEnd, Unknown, merge
from tenor.interpreter.world import END_OF_DAY, Occurrence, World, completes, end_of, place_of

__all__ = ["with_scheduled"]

_LAST = date(9998, 12, 31)


@completes
def with_scheduled(world: World) -> World:
    """The world with the occurrences that its contract schedules."""
    rules = world.contract.of(s.Happens)
    if not rules:
        return world
    told = {event: [o for o in found if o.fact is not None] for event, found in world.occurrences.items()}
    env = Env(world, State({}, {}, (0, 0, 0)), end_of(_LAST), _LAST)
    doubts: dict[str, list[Unknown]] = {}
    days: dict[str, list[tuple[date, date, str]]] = {}
    for rule in rules:
        event = world.contract.aliases.get(rule.statement.event, rule.statement.event)  # type: ignore[attr-defined]
        days.setdefault(event, [])
        for found in _days(env, rule):
            if isinstance(found, Unknown):
                doubts.setdefault(event, []).append(found)
            else:
                days[event].append(found)
    for event, own in days.items():
        before = told.setdefault(event, [])
        for number, (day, paid, section) in enumerate(sorted(own), start=len(before) + 1):
            key = (day.toordinal(), END_OF_DAY if isinstance(day, DayEnd) else 0, place_of(world.contract, event, number))
            before.append(Occurrence(event, number, day, Instant(day), {"payment day": paid}, key, scheduled=section))
    ordered = {event: tuple(sorted(found, key=lambda o: o.key)) for event, found in told.items()}
    agenda = tuple(sorted(((o.key, o) for found in ordered.values() for o in found), key=lambda x: x[0]))
    unsure = {event: merge(found) for event, found in doubts.items()}
    return evolve(world, occurrences=ordered, agenda=agenda, scheduled=frozenset(days), unsure=unsure, cache={}, lasting={})


def _days(env: Env, rule: Rule) -> Iterator[tuple[date, date, str] | Unknown]:
    """The days on which a sentence says that an event happens, each with the day on which it is paid; or what is not known of them."""
    st = rule.statement
    assert isinstance(st, s.Happens)
    paid: dict[date, date] | Unknown = {}
    if st.day is None:
        dates, paid = schedule_days(env, st.schedule), payment_days(env, st.schedule)
        if isinstance(dates, Unknown) or isinstance(paid, Unknown):
            yield dates if isinstance(dates, Unknown) else paid  # type: ignore[misc]
            return
    else:
        on = day_value(value(env, st.day).value)
        if isinstance(on, Unknown):
            if on.after is None and _holds(env, rule, st) is not False:
                yield on
            return
        dates = [on]
    for day in dates:
        of = env.of_date(st.schedule, day) if st.schedule else env.copy()
        of.asked = of.day = day
        holds = _holds(of.seen_on(day), rule, st)  # what is told of later days is no matter of this one
        if isinstance(holds, Unknown):
            yield holds
        elif holds:
            yield day, paid.get(day, day), rule.section  # type: ignore[union-attr]


def _holds(env: Env, rule: Rule, st: s.Happens) -> bool | Unknown:
    """Whether a sentence says so on a day: the conditions that it stands under, its `if` and its `unless`."""
    tests = [condition(env, rule).value]
    tests += [value(env, st.condition).value] if st.condition is not None else []
    if st.unless is not None:
        unless = value(env, st.unless).value
        tests.append(unless if isinstance(unless, Unknown) else not unless)
    bad = [t for t in tests if isinstance(t, Unknown)]
    return False if False in tests else merge(bad) if bad else True
