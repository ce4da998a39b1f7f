"""Syntax of facts files: what is told, and what is expected of it.

Enters: nothing. Leaves: the node classes. Holds: values are literals as written; whether
they fit their event is judged when they are loaded.
"""

from __future__ import annotations

from datetime import date, time

from attrs import frozen

from tenor.dsl.expressions import Expr, Node


@frozen(eq=False, repr=False)
class FactLine(Node):
    """One sentence of a facts file."""


@frozen(eq=False, repr=False)
class FactsFor(FactLine):
    file: str


@frozen(eq=False, repr=False)
class Trades(FactLine):
    security: str
    file: str
    complete: bool
    to: date | None = None


@frozen(eq=False, repr=False)
class FiguresIn(FactLine):
    """The figures of an observation, each from its day on, as a file tells them."""

    name: str
    file: str


@frozen(eq=False, repr=False)
class Given(Node):
    field: str
    value: Expr


@frozen(eq=False, repr=False)
class Happened(FactLine):
    at: tuple[date, tuple[time, str | None] | None]
    giver: str
    event: str
    about: tuple[str, int] | None
    given: tuple[Given, ...]
    received: tuple[date, tuple[time, str | None] | None] | None
    told: tuple[date, tuple[time, str | None] | None] | None
    sent_by: str = ""


@frozen(eq=False, repr=False)
class Includes(FactLine):
    """What another facts file tells holds here too."""

    file: str


@frozen(eq=False, repr=False)
class PartyTold(FactLine):
    """Who a party is whom the paper leaves blank."""

    party: str
    full_name: str


@frozen(eq=False, repr=False)
class Stated(FactLine):
    """A value told: of an observation from a day, of a blank, or of a term (`beats` computation); `of` one of several things."""

    name: str
    value: Expr
    start: date | None
    told: date | None
    beats: bool
    of: str = ""


@frozen(eq=False, repr=False)
class ToldTo(FactLine):
    event: str
    day: date


@frozen(eq=False, repr=False)
class Withdrawn(FactLine):
    event: str
    number: int
    at: tuple[date, tuple[time, str | None] | None]


@frozen(eq=False, repr=False)
class Corrected(FactLine):
    event: str
    number: int
    at: tuple[date, tuple[time, str | None] | None]
    given: tuple[Given, ...]


@frozen(eq=False, repr=False)
class Question(Node):
    value: Expr
    about: tuple[str, int] | None = None


@frozen(eq=False, repr=False)
class Expect(FactLine):
    question: Question
    kind: str
    value: Expr | None


@frozen(eq=False, repr=False)
class ScenarioOn(FactLine):
    at: tuple[date, tuple[time, str | None] | None]
    known: tuple[date, tuple[time, str | None] | None] | None = None
    reading: tuple[str, str] | None = None


@frozen(eq=False, repr=False)
class Scenario(FactLine):
    title: str
