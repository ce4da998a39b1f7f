"""Syntax: what was written, as frozen trees.

Enters: nothing. Leaves: the node classes. Holds: a node equals another when the words mean the same sentence (spans do not count); a
name stands here as written in its declared form; nothing is resolved yet. Formatter and diff read these; whatever computes reads
`tenor.dsl.contract`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import attrs
from attrs import field, frozen

from tenor.dsl.diagnostic import Span
from tenor.dsl.words import Comment


def _span() -> Any:
    return field(eq=False, repr=False, kw_only=True)


@frozen
class Node:
    """Anything written, with the place where it stands."""

    span: Span = _span()


# ── values


@frozen
class Expr(Node):
    """A value or a condition."""


@frozen
class Lit(Expr):
    """A literal: an exact number with its unit word, a date, a text, yes or no."""

    value: Any
    unit: str


@frozen
class Period(Expr):
    """A number of days of one kind: `days` for calendar days, otherwise the name of a calendar."""

    count: Any
    unit: str
    stated: bool = True


@frozen
class Ref(Expr):
    """A declared name."""

    name: str
    kind: str


@frozen
class Its(Expr):
    """A field of the occurrence at hand."""

    name: str


@frozen
class ThatDay(Expr):
    """The day at hand: of a window, or of what happened."""


@frozen
class AskedDay(Expr):
    """The day that the question is about."""


@frozen
class UnknownLit(Expr):
    """`unknown`: left open."""


@frozen
class NotYet(Expr):
    """`not yet`: a day that has not come."""


@frozen
class Arith(Expr):
    """`+`, `-`, `×` or `/`."""

    op: str
    left: Expr
    right: Expr


@frozen
class Shift(Expr):
    """A day so many days after or before another."""

    direction: str
    period: Expr
    anchor: Expr


@frozen
class Item(Node):
    """One limb of a labelled list, with its guard if it has one."""

    label: str
    value: Expr
    guard: Expr | None = None


@frozen
class Listed(Expr):
    """A labelled list: lesser, greater, earlier, later, sum, first, any or all."""

    kind: str
    items: tuple[Item, ...]


@frozen
class IfElse(Expr):
    """One value if a condition holds, otherwise another."""

    value: Expr
    condition: Expr
    otherwise: Expr


@frozen
class Rel(Expr):
    """A comparison."""

    op: str
    left: Expr
    right: Expr


@frozen
class Between(Expr):
    """`X is from A to B inclusive`."""

    value: Expr
    low: Expr
    high: Expr


@frozen
class OneOf(Expr):
    """`X is any of ("a", "b")`."""

    value: Expr
    options: tuple[str, ...]


@frozen
class Test(Expr):
    """`X is determined`, `X is told`."""

    kind: str
    value: Expr


@frozen
class Exceeded(Expr):
    """`LIMIT is exceeded`: the limit, tested on what was asked, does not hold."""

    limit: str


@frozen
class Filter(Node):
    """Which occurrences are meant: `for it`, or a field compared."""

    kind: str
    field: str = ""
    op: str = ""
    value: Expr | None = None
    options: tuple[str, ...] = ()


@frozen
class Occurred(Expr):
    """`EVENT has occurred`, with filters."""

    event: str
    filters: tuple[Filter, ...]
    negated: bool


@frozen
class MayGive(Expr):
    """Whether a party's power is open."""

    party: str
    event: str


@frozen
class Junction(Expr):
    """`and`, `or`; `all of`, `any of` with labels."""

    kind: str
    items: tuple[Item, ...]


@frozen
class Not(Expr):
    """A condition denied."""

    value: Expr


@frozen
class AsIf(Expr):
    """A value under a substitution, the facts unchanged."""

    value: Expr
    target: Expr
    instead: Expr


@frozen
class OnDate(Expr):
    """A value on another day."""

    value: Expr
    day: Expr


@frozen
class Under(Expr):
    """A term as one section fixes it, whatever prevails over that section."""

    value: Expr
    sections: tuple[str, ...]


@frozen
class Without(Expr):
    """A value with one limit switched off, or all of them (`limit` empty)."""

    value: Expr
    limit: str


@frozen
class Rounding(Node):
    """How a quantity is rounded: `down`, `up` or `half up`, to a multiple of an amount."""

    mode: str
    amount: Lit


@frozen
class Rounded(Expr):
    """A value rounded."""

    value: Expr
    rounding: Rounding


@frozen
class Moved(Expr):
    """A day moved to the next open day of a calendar, unless it is one."""

    value: Expr
    calendar: str


@frozen
class Restated(Expr):
    """A price restated for the events that restate prices after one day and up to another."""

    value: Expr
    start: Expr
    end: Expr


@frozen
class AtTime(Expr):
    """A time of a zone on a day."""

    time: time
    city: str | None
    day: Expr


@frozen
class Column(Expr):
    """An observed figure of a security on the day at hand."""

    column: str
    security: str


@frozen
class DaysIn(Expr):
    """The days listed in a named file of closed days."""

    file: str


@frozen
class NextOpen(Expr):
    """The first open day after a day."""

    calendar: str
    after: Expr


@frozen
class LastDate(Expr):
    """The last date of a schedule before a day, or another day if there is none."""

    schedule: str
    before: Expr
    otherwise: Expr


@frozen
class FirstDay(Expr):
    """The day of the first occurrence of an event that passes the filters; not yet, if none."""

    event: str
    filters: tuple[Filter, ...]


@frozen
class DayNumber(Expr):
    """The number of days from one day to another."""

    start: Expr
    end: Expr


@frozen
class Window(Node):
    """A list of days: `ending on`, `ending before`, `before` or `from … to … inclusive`."""

    kind: str
    calendar: str
    count: Any = None
    anchor: Expr | None = None
    offset: Any = None
    offset_calendar: str = ""
    start: Expr | None = None


@frozen
class Aggregate(Expr):
    """The average, total, highest or lowest of a term over a window; `pick` takes the lowest or highest `count` first."""

    kind: str
    pick: str
    count: Any
    term: str
    window: Window


@frozen
class Most(Expr):
    """The most of something that a limit allows."""

    target: Expr
    limit: str


@frozen
class Implied(Expr):
    """The values of one term for which another takes a given value."""

    target: str
    term: str
    value: Expr


@frozen
class Accrued(Expr):
    """An accrual up to a day: unpaid or from a day; of the whole, or on a part of what it accrues on."""

    name: str
    to: Expr
    start: Expr | None = None
    on: Expr | None = None


@frozen
class ClaimPart(Expr):
    """A claim in a month: its amount, its due date or the choice that settles it (`what`)."""

    what: str
    name: str
    month: Expr | None


# ── statements


@frozen
class Statement(Node):
    """One sentence without what leads it."""


@frozen
class ContractHead(Statement):
    title: str
    entry: str


@frozen
class Times(Statement):
    city: str


@frozen
class PaidWhen(Statement):
    rounding: Rounding


@frozen
class PartyDecl(Statement):
    name: str
    full_name: str
    words: str


@frozen
class SecurityDecl(Statement):
    name: str
    issuer: str


@frozen
class PaperDecl(Statement):
    name: str


@frozen
class CalendarDecl(Statement):
    name: str
    kind: str
    security: str = ""
    less: Expr | None = None


@frozen
class TypeName(Node):
    """A type as written; `options` for texts with a list of choices."""

    name: str
    options: tuple[str, ...] = ()


@frozen
class FieldDecl(Node):
    name: str
    type: TypeName
    if_none: Expr | None
    comes: bool


@frozen
class EventDecl(Statement):
    name: str
    giver: str
    receiver: str
    fields: tuple[FieldDecl, ...]
    restates: Expr | None


@frozen
class DerivedEvent(Statement):
    name: str
    event: str
    condition: Expr


@frozen
class ActDecl(Statement):
    name: str
    event: str


@frozen
class Observation(Statement):
    name: str
    type: TypeName
    if_none: Expr | None


@frozen
class Blank(Statement):
    name: str
    type: TypeName
    filled: Expr | None


@frozen
class Alternative(Node):
    label: str
    value: Expr | None
    section: tuple[str, ...]
    taken: bool


@frozen
class ReadingDecl(Statement):
    name: str
    note: str
    alternatives: tuple[Alternative, ...]


@frozen
class Recorded(Statement):
    kind: str
    words: str


@frozen
class Cites(Statement):
    cited: tuple[str, ...]
    read_as: tuple[str, ...]


@frozen
class Alias(Statement):
    name: str
    target: Ref


@frozen
class BalanceDecl(Statement):
    name: str
    type: TypeName
    day: Expr
    opening: Expr


@frozen
class AccrualDecl(Statement):
    """An accrual on a balance, or (`claims` not empty) on overdue claims."""

    name: str
    balance: str
    claims: tuple[str, ...]
    rate: Expr
    day_count: str
    start: Expr | None
    until: Expr | None


@frozen
class Define(Statement):
    """A definition; `exact` when it says `kept exact`."""

    name: str
    value: Expr
    exact: bool = False


@frozen
class Schedule(Statement):
    name: str
    days: tuple[tuple[int, int], ...]
    start: Expr
    end: Expr


@frozen
class Reference(Statement):
    name: str
    value: Expr


@frozen
class Clause(Node):
    """A clause of a power: `after`, `on or after`, `before`, `on or before`, `at most`, `so far as`, `provided that`."""

    kind: str
    value: Expr
    name: str = ""


@frozen
class Power(Statement):
    party: str
    event: str
    clauses: tuple[Clause, ...]


@frozen
class Waive(Statement):
    party: str
    limit: str
    event: str
    effective: Expr
    named: str


@frozen
class Duty(Statement):
    debtor: str
    act: str
    creditor: str
    due: Expr
    named: str
    also_by: Expr | None
    condition: Expr | None


@frozen
class Option(Node):
    """One way of settling a month: paid by a day of the next month, or added to a balance if a party gives an event by a day."""

    label: str
    choice: str
    day: int
    calendar: str
    balance: str = ""
    party: str = ""
    event: str = ""


@frozen
class Settlement(Node):
    options: tuple[Option, ...]
    silence: str


@frozen
class EachDay(Node):
    start: Expr
    end: Expr
    calendar: str


@frozen
class Owes(Statement):
    debtor: str
    creditor: str
    amount: Expr
    named: str
    each_day: EachDay | None
    payable: Expr | None
    condition: Expr | None
    settlement: Settlement | None
    marks: tuple[str, ...]


@frozen
class Pays(Statement):
    event: str
    filters: tuple[Filter, ...]
    claim: str
    of_field: str


@frozen
class Posting(Statement):
    """`increases by` or `decreases by`; `with_its` names an accrual that leaves with the amount."""

    balance: str
    sign: int
    amount: Expr
    with_its: str


@frozen
class Reversal(Statement):
    balance: str


# ── what leads a sentence or a block


@frozen
class Lead(Node):
    """What a sentence stands under."""


@frozen
class ForEach(Lead):
    event: str
    filters: tuple[Filter, ...]


@frozen
class ForEachDate(Lead):
    schedule: str


@frozen
class IfLead(Lead):
    condition: Expr
    negated: bool


@frozen
class OnLead(Lead):
    day: Expr


@frozen
class Prevails(Lead):
    """`notwithstanding Section S`: this prevails over S."""

    sections: tuple[str, ...]


@frozen
class Yields(Lead):
    """`except under`, `subject to`: S prevails over this."""

    sections: tuple[str, ...]


# ── the file


@frozen
class Heading(Node):
    section: str
    title: str


@frozen
class Language(Node):
    version: str


@frozen
class Sentence(Node):
    """A statement with its leads, or a block head (`statement` None) with what stands indented under it."""

    leads: tuple[Lead, ...]
    statement: Statement | None
    inner: tuple[Sentence, ...] = ()
    comments: tuple[Comment, ...] = field(default=(), eq=False, repr=False)


@frozen
class Part(Node):
    """A section: its heading (None before the first) and its sentences."""

    heading: Heading | None
    sentences: tuple[Sentence, ...]
    comments: tuple[Comment, ...] = field(default=(), eq=False, repr=False)


@frozen
class File(Node):
    """A contract file as written."""

    language: Language | None
    parts: tuple[Part, ...]


# ── facts files


@frozen
class FactLine(Node):
    """One sentence of a facts file."""


@frozen
class FactsFor(FactLine):
    file: str


@frozen
class Trades(FactLine):
    security: str
    file: str
    complete: bool


@frozen
class Given(Node):
    field: str
    value: Expr


@frozen
class Happened(FactLine):
    at: tuple[date, tuple[time, str | None] | None]
    giver: str
    event: str
    about: tuple[str, int] | None
    given: tuple[Given, ...]
    received: tuple[date, tuple[time, str | None] | None] | None
    told: tuple[date, tuple[time, str | None] | None] | None


@frozen
class Stated(FactLine):
    """A value told: of an observation from a day, of a blank, or of a term (`beats` computation)."""

    name: str
    value: Expr
    start: date | None
    told: date | None
    beats: bool


@frozen
class ToldTo(FactLine):
    event: str
    day: date


@frozen
class Withdrawn(FactLine):
    event: str
    number: int
    at: tuple[date, tuple[time, str | None] | None]


@frozen
class Corrected(FactLine):
    event: str
    number: int
    at: tuple[date, tuple[time, str | None] | None]
    given: tuple[Given, ...]


@frozen
class Question(Node):
    value: Expr
    about: tuple[str, int] | None = None


@frozen
class Expect(FactLine):
    question: Question
    kind: str
    value: Expr | None


@frozen
class ScenarioOn(FactLine):
    at: tuple[date, tuple[time, str | None] | None]
    known: tuple[date, tuple[time, str | None] | None] | None = None
    reading: tuple[str, str] | None = None


@frozen
class Scenario(FactLine):
    title: str


def children(node: Node) -> Iterator[Node]:
    """The nodes directly under a node, in the order written."""
    for a in attrs.fields(type(node)):
        value = getattr(node, a.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            for v in value:
                if isinstance(v, Node):
                    yield v


def walk(node: Node) -> Iterator[Node]:
    """The node and all under it, depth first."""
    yield node
    for child in children(node):
        yield from walk(child)
