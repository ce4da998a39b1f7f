"""Syntax of sentences: statements, what leads them, sections, the file.

Enters: nothing. Leaves: the node classes. Holds: one class a kind of sentence of the grammar; a name stands here as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import time
from itertools import groupby

from attrs import field, frozen

from tenor.dsl.expressions import Expr, Filter, Node, Ref, Rounding
from tenor.dsl.words import Comment

# ── statements


@frozen(eq=False, repr=False)
class Statement(Node):
    """One sentence without what leads it."""


@frozen(eq=False, repr=False)
class ContractHead(Statement):
    title: str
    entry: str


@frozen(eq=False, repr=False)
class Times(Statement):
    city: str


@frozen(eq=False, repr=False)
class PaidWhen(Statement):
    rounding: Rounding


@frozen(eq=False, repr=False)
class MonthRule(Statement):
    """Where a month ends whose last day the calendar does not have: on the `last` day of the shorter month, or on the day `after`."""

    end: str


@frozen(eq=False, repr=False)
class PartyDecl(Statement):
    """A party: its full name; none, where it is a blank that the facts fill; or another party that it is the `same` as."""

    name: str
    full_name: str
    words: str
    same: str = ""


@frozen(eq=False, repr=False)
class SecurityDecl(Statement):
    name: str
    issuer: str


@frozen(eq=False, repr=False)
class PaperDecl(Statement):
    """A paper that this one names, and the file in which it is transcribed; none, where it was not seen."""

    name: str
    file: str = ""


@frozen(eq=False, repr=False)
class CalendarDecl(Statement):
    name: str
    kind: str
    security: str = ""
    less: Expr | None = None


@frozen(eq=False, repr=False)
class TypeName(Node):
    """A type as written; `options` for texts with a list of choices; `signed`: a figure that may be less than zero."""

    name: str
    options: tuple[str, ...] = ()
    signed: bool = False


@frozen(eq=False, repr=False)
class FieldDecl(Node):
    name: str
    type: TypeName
    if_none: Expr | None
    comes: bool


@frozen(eq=False, repr=False)
class EventDecl(Statement):
    name: str
    giver: str
    receiver: str
    fields: tuple[FieldDecl, ...]
    restates: Expr | None
    until: Expr | None = None


@frozen(eq=False, repr=False)
class DerivedEvent(Statement):
    name: str
    event: str
    condition: Expr


@frozen(eq=False, repr=False)
class ActDecl(Statement):
    name: str
    event: str


@frozen(eq=False, repr=False)
class Observation(Statement):
    """What is observed; `named`: of several things, each told by its name."""

    name: str
    type: TypeName
    if_none: Expr | None
    named: bool = False


@frozen(eq=False, repr=False)
class Blank(Statement):
    name: str
    type: TypeName
    filled: Expr | None


@frozen(eq=False, repr=False)
class Alternative(Node):
    label: str
    value: Expr
    taken: bool


@frozen(eq=False, repr=False)
class ReadingDecl(Statement):
    name: str
    note: str
    alternatives: tuple[Alternative, ...]


@frozen(eq=False, repr=False)
class Recorded(Statement):
    kind: str
    words: str


@frozen(eq=False, repr=False)
class Carries(Statement):
    """`this carries "…"`: words of the paper, of another `section` of it if one is named, that the sentence above transcribes."""

    quoted: tuple[str, ...]
    section: str


@frozen(eq=False, repr=False)
class Cites(Statement):
    cited: tuple[str, ...]
    read_as: tuple[str, ...]


@frozen(eq=False, repr=False)
class Alias(Statement):
    name: str
    target: Ref


@frozen(eq=False, repr=False)
class BalanceDecl(Statement):
    name: str
    type: TypeName
    day: Expr
    opening: Expr


@frozen(eq=False, repr=False)
class AccrualDecl(Statement):
    """An accrual on a balance, or (`claims` not empty) on overdue claims; `first_in`: its first day counts and its last does not."""

    name: str
    balance: str
    claims: tuple[str, ...]
    rate: Expr
    day_count: str
    start: Expr | None
    until: Expr | None
    first_in: bool = False


@frozen(eq=False, repr=False)
class Define(Statement):
    """A definition; `exact` when it says `kept exact`."""

    name: str
    value: Expr
    exact: bool = False


@frozen(eq=False, repr=False)
class Schedule(Statement):
    """Dates: each of some days of the year from one day to another; without any, the last day of each month."""

    name: str
    days: tuple[tuple[int, int], ...]
    start: Expr
    end: Expr


@frozen(eq=False, repr=False)
class Reference(Statement):
    name: str
    value: Expr


@frozen(eq=False, repr=False)
class Clause(Node):
    """A clause of a power: `after`, `on or after`, `before`, `on or before`, `at most`, `so far as`, `provided that`."""

    kind: str
    value: Expr
    name: str = ""
    unless: Expr | None = None


@frozen(eq=False, repr=False)
class Power(Statement):
    party: str
    event: str
    clauses: tuple[Clause, ...]


@frozen(eq=False, repr=False)
class Waive(Statement):
    party: str
    limit: str
    event: str
    effective: Expr
    named: str


@frozen(eq=False, repr=False)
class Duty(Statement):
    debtor: str
    act: str
    creditor: str
    due: Expr
    named: str
    also_by: Expr | None
    condition: Expr | None


@frozen(eq=False, repr=False)
class Ban(Statement):
    """`must not`: an act that a party may not do while all conditions hold, unless another does; `named` are the acts done against it."""

    debtor: str
    act: str
    creditor: str
    named: str
    while_: tuple[Expr, ...]
    unless: tuple[Expr, ...]


@frozen(eq=False, repr=False)
class Keep(Statement):
    """`must see to it that`: what is to be so at all times, while all conditions hold, unless another does; `named` is whether it is so."""

    debtor: str
    condition: Expr
    named: str
    while_: tuple[Expr, ...]
    unless: tuple[Expr, ...]


@frozen(eq=False, repr=False)
class Becomes(Statement):
    """Each occurrence of an event (or each overdue amount of `claims`, once `grace` is over) is an occurrence of another event on a day."""

    event: str
    filters: tuple[Filter, ...]
    claims: tuple[str, ...]
    target: str
    day: Expr | None
    unless: Expr | None
    condition: Expr | None
    until: Expr | None
    grace: Expr | None = None


@frozen(eq=False, repr=False)
class Arrives(Statement):
    """When a notice sent by some means counts as received: when it arrives (`days` None), or so many calendar days after."""

    means: tuple[str, ...]
    days: int | None


@frozen(eq=False, repr=False)
class Option(Node):
    """One way of settling a month: paid by a day of the next month; or, if a party gives an event by a day (and before a time of that
    day), added to a balance or as the choice says.
    """

    label: str
    choice: str
    day: int
    calendar: str
    balance: str = ""
    party: str = ""
    event: str = ""
    before: tuple[time, str | None] | None = None


@frozen(eq=False, repr=False)
class Settlement(Node):
    options: tuple[Option, ...]
    silence: str


@frozen(eq=False, repr=False)
class EachDay(Node):
    start: Expr
    end: Expr
    calendar: str


@frozen(eq=False, repr=False)
class Owes(Statement):
    """What one party owes another. Where `taken_as_paid` holds, an amount of which no payment is told counts as paid."""

    debtor: str
    creditor: str
    amount: Expr
    named: str
    each_day: EachDay | None
    payable: Expr | None
    condition: Expr | None
    settlement: Settlement | None
    marks: tuple[str, ...]
    taken_as_paid: Expr | None = None


@frozen(eq=False, repr=False)
class Pays(Statement):
    """An event pays a claim (of the date that one of its fields names), by the amount that one of its fields tells (`by_field`: nothing, if
    it tells none), and may reduce a balance by what it pays.
    """

    event: str
    filters: tuple[Filter, ...]
    claim: str
    of_field: str
    reduces: str = ""
    by_field: str = ""


@frozen(eq=False, repr=False)
class Posting(Statement):
    """`increases by` (sign 1), `decreases by` (-1) or `becomes` (0); `with_its` names an accrual that leaves with the amount."""

    balance: str
    sign: int
    amount: Expr
    with_its: str


@frozen(eq=False, repr=False)
class Reversal(Statement):
    balance: str


# ── what leads a sentence or a block


@frozen(eq=False, repr=False)
class Lead(Node):
    """What a sentence stands under."""


@frozen(eq=False, repr=False)
class ForEach(Lead):
    """Each occurrence of an event; `others`: of any of several."""

    event: str
    filters: tuple[Filter, ...]
    others: tuple[str, ...] = ()


@frozen(eq=False, repr=False)
class ForEachEvent(Lead):
    """Each event of those whose order within a day is said, but for some."""

    excluded: tuple[str, ...]


@frozen(eq=False, repr=False)
class ForEachDate(Lead):
    schedule: str


@frozen(eq=False, repr=False)
class IfLead(Lead):
    condition: Expr
    negated: bool


@frozen(eq=False, repr=False)
class OnLead(Lead):
    day: Expr


@frozen(eq=False, repr=False)
class Prevails(Lead):
    """`notwithstanding Section S`: this prevails over S."""

    sections: tuple[str, ...]


@frozen(eq=False, repr=False)
class Yields(Lead):
    """`except under`, `subject to`: S prevails over this."""

    sections: tuple[str, ...]


# ── the file


@frozen(eq=False, repr=False)
class Heading(Node):
    section: str
    title: str


@frozen(eq=False, repr=False)
class Language(Node):
    version: str


@frozen(eq=False, repr=False)
class Sentence(Node):
    """A statement with its leads, or a block head (`statement` None) with what stands indented under it."""

    leads: tuple[Lead, ...]
    statement: Statement | None
    inner: tuple[Sentence, ...] = ()
    comments: tuple[Comment, ...] = field(default=(), eq=False, repr=False)


@frozen(eq=False, repr=False)
class Part(Node):
    """A section: its heading (None before the first) and its sentences."""

    heading: Heading | None
    sentences: tuple[Sentence, ...]
    comments: tuple[Comment, ...] = field(default=(), eq=False, repr=False)


@frozen(eq=False, repr=False)
class File(Node):
    """A contract file as written."""

    language: Language | None
    parts: tuple[Part, ...]


def as_written(sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, ...]]:
    """Sentences as they were written: one that declares several names is as many, of which each has the words of all."""
    for _, together in groupby(sentences, key=lambda x: (x.span.start, x.span.end)):
        yield tuple(together)


LONGEST_QUOTATION = 11
"""Words of a paper that a file quotes on end: they show a place, and copy nothing."""
_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.)\s*")


def quoted_ends(words: str) -> tuple[str, ...]:
    """The words of a quotation on both sides of its ellipsis."""
    return tuple(_ELLIPSIS.split(words, maxsplit=1))


def too_long(words: str) -> bool:
    """Whether a quotation is longer than shows a place."""
    return any(len(part.split()) > LONGEST_QUOTATION for part in quoted_ends(words))


def beside(statement: Statement | None) -> bool:
    """Whether a sentence speaks of the paper's words beside the file's own, and adds nothing to what the file says."""
    return isinstance(statement, Carries) or (isinstance(statement, Recorded) and statement.kind == "not in the paper")


def declared(statement: Statement) -> tuple[str, ...]:
    """The names that a sentence declares."""
    match statement:
        case Power():
            return tuple(c.name for c in statement.clauses if c.kind in {"so far as", "provided that"})
        case Duty() | Waive() | Owes() | Ban() | Keep():
            return (statement.named,) if statement.named else ()
        case ContractHead() | PaperDecl():
            return ()
        case _:
            name = getattr(statement, "name", "")
            return (name,) if isinstance(name, str) and name else ()
