"""Syntax of values and conditions: frozen nodes.

Enters: nothing. Leaves: `Node`, the kinds of `Expr`, and the ways to walk them. Holds: a node equals another when the words mean the same
(spans do not count); nothing is resolved yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time
from operator import attrgetter
from typing import Any

import attrs
from attrs import field, frozen

from tenor.dsl.diagnostic import Span


@frozen(eq=False, repr=False)
class Node:
    """Anything written, with the place where it stands."""

    span: Span = field(eq=False, repr=False, kw_only=True)

    # said once for all kinds of node: to have them made for each kind costs more at every start than all else
    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and parts_of(self) == parts_of(other)

    def __hash__(self) -> int:
        return hash((type(self), parts_of(self)))

    def __repr__(self) -> str:
        shown = ", ".join(f"{a.name}={getattr(self, a.name)!r}" for a in attrs.fields(type(self)) if a.repr)
        return f"{type(self).__name__}({shown})"


_MEANING: dict[type, tuple[str, ...]] = {}


def parts_of(node: Any) -> tuple[Any, ...]:
    """What makes a node mean what it does: its parts without the places where they stand."""
    kind = type(node)
    names = _MEANING.get(kind)
    if names is None:
        names = _MEANING[kind] = tuple(a.name for a in attrs.fields(kind) if a.eq)
    return tuple(getattr(node, name) for name in names)


_PARTS: dict[type, Callable[[Node], tuple[Any, ...]]] = {}


def _parts_of(kind: type) -> Callable[[Node], tuple[Any, ...]]:
    """What gives all parts of a node of a kind but its place."""
    names = [a.name for a in attrs.fields(kind) if a.name != "span"]
    return attrgetter(*names) if len(names) > 1 else lambda node: tuple(getattr(node, name) for name in names)


def children(node: Node) -> Iterator[Node]:
    """The nodes directly under a node, in the order written."""
    kind = type(node)
    parts = _PARTS.get(kind)
    if parts is None:
        parts = _PARTS[kind] = _parts_of(kind)
    for value in parts(node):
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


@frozen(eq=False, repr=False)
class Expr(Node):
    """A value or a condition."""


@frozen(eq=False, repr=False)
class Lit(Expr):
    """A literal: an exact number with its unit word, a date, a text, yes or no."""

    value: Any
    unit: str


@frozen(eq=False, repr=False)
class Period(Expr):
    """A number of days of one kind: `days` for calendar days, otherwise the name of a calendar."""

    count: Any
    unit: str
    stated: bool = True


@frozen(eq=False, repr=False)
class Ref(Expr):
    """A declared name."""

    name: str
    kind: str


@frozen(eq=False, repr=False)
class Its(Expr):
    """A field of the occurrence at hand."""

    name: str


@frozen(eq=False, repr=False)
class ThatDay(Expr):
    """The day at hand: of a window, or of what happened."""


@frozen(eq=False, repr=False)
class AskedDay(Expr):
    """The day that the question is about."""


@frozen(eq=False, repr=False)
class UnknownLit(Expr):
    """`unknown`: left open."""


@frozen(eq=False, repr=False)
class NotYet(Expr):
    """`not yet`: a day that has not come."""


@frozen(eq=False, repr=False)
class Arith(Expr):
    """`+`, `-`, `×` or `/`."""

    op: str
    left: Expr
    right: Expr


@frozen(eq=False, repr=False)
class Shift(Expr):
    """A day so many days after or before another."""

    direction: str
    period: Expr
    anchor: Expr


@frozen(eq=False, repr=False)
class Item(Node):
    """One limb of a labelled list, with its guard if it has one."""

    label: str
    value: Expr
    guard: Expr | None = None


@frozen(eq=False, repr=False)
class Listed(Expr):
    """A labelled list: lesser, greater, earlier, later, sum, first, any or all."""

    kind: str
    items: tuple[Item, ...]


@frozen(eq=False, repr=False)
class IfElse(Expr):
    """One value if a condition holds, otherwise another."""

    value: Expr
    condition: Expr
    otherwise: Expr


@frozen(eq=False, repr=False)
class Rel(Expr):
    """A comparison."""

    op: str
    left: Expr
    right: Expr


@frozen(eq=False, repr=False)
class Between(Expr):
    """`X is from A to B inclusive`."""

    value: Expr
    low: Expr
    high: Expr


@frozen(eq=False, repr=False)
class OneOf(Expr):
    """`X is any of ("a", "b")`."""

    value: Expr
    options: tuple[str, ...]


@frozen(eq=False, repr=False)
class Test(Expr):
    """`X is determined`, `X is told`."""

    kind: str
    value: Expr


@frozen(eq=False, repr=False)
class Exceeded(Expr):
    """`LIMIT is exceeded`: the limit, tested on what was asked, does not hold."""

    limit: str


@frozen(eq=False, repr=False)
class Filter(Node):
    """Which occurrences are meant: `for it`, `specified in` sections (`options`), still `continuing`, or a field compared."""

    kind: str
    field: str = ""
    op: str = ""
    value: Expr | None = None
    options: tuple[str, ...] = ()


@frozen(eq=False, repr=False)
class Occurred(Expr):
    """`EVENT has occurred`, with filters."""

    event: str
    filters: tuple[Filter, ...]
    negated: bool


@frozen(eq=False, repr=False)
class TakenEffect(Expr):
    """`EVENT has taken effect`: some occurrence was done under a right that allowed it, or needed none; no event: the one at hand."""

    event: str
    filters: tuple[Filter, ...]


@frozen(eq=False, repr=False)
class Continuing(Expr):
    """`EVENT is continuing`: some occurrence has happened and has not ended."""

    event: str
    filters: tuple[Filter, ...]


@frozen(eq=False, repr=False)
class ItIs(Expr):
    """`it is an EVENT`: the occurrence at hand has become one."""

    event: str
    filters: tuple[Filter, ...]


@frozen(eq=False, repr=False)
class BecomesDay(Expr):
    """The day on which the occurrence at hand became an occurrence of an event; none, if it did not."""

    event: str


@frozen(eq=False, repr=False)
class IsPaid(Expr):
    """`CLAIM is paid`: nothing of it is left to pay."""

    claim: str


@frozen(eq=False, repr=False)
class PaidDay(Expr):
    """The day on which a claim was paid in full; not yet, if it was not."""

    claim: str


@frozen(eq=False, repr=False)
class UnpaidOf(Expr):
    """What of a claim is due and unpaid; or, of it, what fell due on a day before."""

    claim: str
    overdue: bool = False


@frozen(eq=False, repr=False)
class FirstDayOn(Expr):
    """The first day from a day on which a condition holds; not yet, if none."""

    start: Expr
    condition: Expr


@frozen(eq=False, repr=False)
class JustBefore(Expr):
    """A value as it stood immediately before the first occurrence of an event; as it stands, if none has happened."""

    value: Expr
    event: str
    filters: tuple[Filter, ...]


@frozen(eq=False, repr=False)
class PartOf(Expr):
    """The `share` of a party (or of those whom a field names) in a quantity by name, or its `part`: the quantity itself; or the `whole`."""

    kind: str
    of: Expr
    term: str


@frozen(eq=False, repr=False)
class Shared(Expr):
    """A quantity divided among the names of another in proportion to what stands beside them."""

    value: Expr
    term: str


@frozen(eq=False, repr=False)
class WithPart(Expr):
    """Quantities by name, with the one of a party replaced."""

    value: Expr
    party: str
    part: Expr


@frozen(eq=False, repr=False)
class LeftOut(Expr):
    """Quantities by name, without those whom a field names."""

    value: Expr
    names: Expr


@frozen(eq=False, repr=False)
class TermOf(Expr):
    """A term of the occurrence that a field of the one at hand names."""

    term: Ref
    field: Its


@frozen(eq=False, repr=False)
class ByName(Expr):
    """Quantities by name: `"One" at $300 and "Other" at $200`."""

    names: tuple[str, ...]
    values: tuple[Expr, ...]


@frozen(eq=False, repr=False)
class MayGive(Expr):
    """Whether a party's power is open."""

    party: str
    event: str


@frozen(eq=False, repr=False)
class Junction(Expr):
    """`and`, `or`; `all of`, `any of` with labels."""

    kind: str
    items: tuple[Item, ...]


@frozen(eq=False, repr=False)
class Not(Expr):
    """A condition denied."""

    value: Expr


@frozen(eq=False, repr=False)
class AsIf(Expr):
    """A value under a substitution, the facts unchanged."""

    value: Expr
    target: Expr
    instead: Expr


@frozen(eq=False, repr=False)
class OnDate(Expr):
    """A value on another day."""

    value: Expr
    day: Expr


@frozen(eq=False, repr=False)
class Under(Expr):
    """A term as one section fixes it, whatever prevails over that section."""

    value: Expr
    sections: tuple[str, ...]


@frozen(eq=False, repr=False)
class Without(Expr):
    """A value with one limit switched off, or all of them (`limit` empty)."""

    value: Expr
    limit: str


@frozen(eq=False, repr=False)
class Rounding(Node):
    """How a quantity is rounded: `down`, `up` or `half up`, to a multiple of an amount."""

    mode: str
    amount: Lit


@frozen(eq=False, repr=False)
class Rounded(Expr):
    """A value rounded."""

    value: Expr
    rounding: Rounding


@frozen(eq=False, repr=False)
class Moved(Expr):
    """A day moved to the next open day of a calendar, unless it is one."""

    value: Expr
    calendar: str


@frozen(eq=False, repr=False)
class Restated(Expr):
    """A price restated for the events that restate prices after one day and up to another."""

    value: Expr
    start: Expr
    end: Expr


@frozen(eq=False, repr=False)
class AtTime(Expr):
    """A time of a zone on a day."""

    time: time
    city: str | None
    day: Expr


@frozen(eq=False, repr=False)
class Column(Expr):
    """An observed figure of a security on the day at hand."""

    column: str
    security: str


@frozen(eq=False, repr=False)
class DaysIn(Expr):
    """The days listed in a named file of closed days."""

    file: str


@frozen(eq=False, repr=False)
class NextOpen(Expr):
    """The first open day after a day."""

    calendar: str
    after: Expr


@frozen(eq=False, repr=False)
class LastDate(Expr):
    """The last date of a schedule before a day, or another day if there is none."""

    schedule: str
    before: Expr
    otherwise: Expr


@frozen(eq=False, repr=False)
class FirstDay(Expr):
    """The day of the first (or the last so far) occurrence of an event that passes the filters; not yet, if none."""

    event: str
    filters: tuple[Filter, ...]
    last: bool = False


@frozen(eq=False, repr=False)
class DayNumber(Expr):
    """The number of days from one day to another."""

    start: Expr
    end: Expr


@frozen(eq=False, repr=False)
class Window(Node):
    """A list of days: `ending on`, `ending before`, `before` or `from … to … inclusive`."""

    kind: str
    calendar: str
    count: Any = None
    anchor: Expr | None = None
    offset: Any = None
    offset_calendar: str = ""
    start: Expr | None = None


@frozen(eq=False, repr=False)
class Aggregate(Expr):
    """The average, total, highest or lowest of a term over a window; `pick` takes the lowest or highest `count` first; `if_none` is what
    it is where the window has no day.
    """

    kind: str
    pick: str
    count: Any
    term: str
    window: Window
    if_none: Expr | None = None


@frozen(eq=False, repr=False)
class OverEvents(Expr):
    """The lowest, highest or total of a term over the occurrences of an event that pass the filters."""

    kind: str
    term: str
    event: str
    filters: tuple[Filter, ...]


@frozen(eq=False, repr=False)
class Most(Expr):
    """The most of something that a limit allows."""

    target: Expr
    limit: str


@frozen(eq=False, repr=False)
class Implied(Expr):
    """The values of one term for which another takes a given value."""

    target: str
    term: str
    value: Expr


@frozen(eq=False, repr=False)
class Accrued(Expr):
    """An accrual up to a day: unpaid or from a day; of the whole, or on a part of what it accrues on."""

    name: str
    to: Expr
    start: Expr | None = None
    on: Expr | None = None


@frozen(eq=False, repr=False)
class ClaimPart(Expr):
    """A claim in a month: its amount, its due date or the choice that settles it (`what`)."""

    what: str
    name: str
    month: Expr | None
