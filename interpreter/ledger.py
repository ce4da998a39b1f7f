"""Balances as postings, and what accrues on them.

Enters: postings in their order. Leaves: the balance, the lots that make it up, the interest on lots. Holds: a balance equals the opening
plus the sum of its postings; nothing is overwritten, a reversal is a posting; a decrease takes the oldest lots first and remembers which,
so that what accrued on them can leave with them or stay.

A lot is an amount with its value date: the day from which it accrues. That day is out and the last in, or that day in and the last out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from operator import attrgetter
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from tenor.dsl.exact import Q
from tenor.interpreter.values import Unknown

__all__ = ["Key", "Ledger", "Lot", "Paid", "Posting", "Settles", "YearFraction", "accrued", "take"]

Key = tuple[int, int, int]
"""Order of things: day, minute, place. Compared as tuples."""

Settles = tuple[str, str, date]
"""A month of a claim: the claim's name, what it is of, the first day of the month."""

_NOTHING = Q(0)

YearFraction = Callable[[date, date], Q]


@frozen
class Lot:
    """An amount with the day from which it accrues. `left` is the day on which it went while its accrual stayed behind."""

    since: date
    amount: Q
    left: date | None = None


@frozen
class Posting:
    """One change of a balance: signed amount, value date, the section and occurrence it comes from, the lots after it.

    `pieces` are the lots that a decrease took, or that a reversal gave back; `gone_with` names the accrual that left with them; `settles`
    is the month of a claim that is added here instead of being paid.
    """

    key: Key
    day: date
    amount: Q
    section: str
    cause: tuple[str, int]
    pieces: tuple[Lot, ...] = ()
    lots: tuple[Lot, ...] = field(default=(), repr=False)
    gone_with: str = ""
    reverses: int | None = None
    settles: Settles | None = None


@frozen
class Assumption:
    """What a balance rests on from a key on that nobody told: a preset, `called` by what it is of, or (`of`) what another balance rested on
    then, `before` its key.
    """

    key: Key
    preset: Any = None
    of: str = ""
    rests: Any = None
    before: Key | None = None
    called: tuple[str, str] = ("", "")


_T = TypeVar("_T", Posting, Assumption)
_KEY = attrgetter("key")


class InOrder(Generic[_T]):
    """Postings (or assumptions) in their order, never changed. With one more they are others, which share the list: so that no history is
    copied.
    """

    __slots__ = ("_count", "_kept")

    def __init__(self) -> None:
        self._kept: list[_T] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[_T]:
        return islice(self._kept, self._count)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, InOrder) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def and_then(self, one: _T) -> InOrder[_T]:
        """These and one more."""
        more = self.__class__()
        more._kept = self._kept if len(self._kept) == self._count else self._kept[: self._count]
        more._kept.append(one)
        more._count = self._count + 1
        return more

    def place(self, key: Key) -> int:
        """How many there are before a key."""
        return bisect_left(self._kept, key, 0, self._count, key=_KEY)

    def part(self, first: int, last: int) -> tuple[_T, ...]:
        """Those from one place up to another."""
        return tuple(self._kept[first:last])

    def since(self, key: Key) -> Iterator[_T]:
        """Those from a key on."""
        for place in range(self.place(key), self._count):
            yield self._kept[place]


@frozen
class Ledger:
    """A balance: its opening and its postings in order. `unknown` is what is not known from `unknown_from` on; `assumed` is what it rests
    on that nobody told, each from a key on.
    """

    name: str
    opening: Q
    opened: date
    postings: InOrder[Posting] = field(factory=InOrder)
    unknown: Unknown | None = None
    unknown_from: Key | None = None
    assumed: InOrder[Assumption] = field(factory=InOrder, eq=False, repr=False)

    def posted(self, posting: Posting) -> Ledger:
        """The balance with one posting more."""
        return Ledger(self.name, self.opening, self.opened, self.postings.and_then(posting), self.unknown, self.unknown_from, self.assumed)

    def resting(self, on: Iterable[Assumption]) -> Ledger:
        """The balance with more on which it rests."""
        more = self.assumed
        for one in on:
            more = more.and_then(one)
        return Ledger(self.name, self.opening, self.opened, self.postings, self.unknown, self.unknown_from, more)

    def upto(self, key: Key) -> tuple[Posting, ...]:
        """The postings before a key."""
        return self.postings.part(0, self.postings.place(key))

    def since(self, key: Key) -> Iterator[Posting]:
        """The postings from a key on: all that an occurrence of that key gave rise to are among them, mostly at once."""
        return self.postings.since(key)

    def last(self, key: Key) -> Posting | None:
        """The last posting before a key."""
        place = self.postings.place(key)
        return self.postings.part(place - 1, place)[0] if place else None

    def lots(self, key: Key) -> tuple[Lot, ...]:
        """The lots that stand before a key, oldest first."""
        last = self.last(key)
        lots, first = last.lots if last else (), self.opened.toordinal()
        if key[0] >= first and (last is None or last.key[0] < first):
            return put_back(lots, (Lot(self.opened, self.opening),))
        return lots

    def known(self, key: Key) -> bool:
        """Whether the balance is known before a key."""
        return self.unknown_from is None or key <= self.unknown_from

    def total(self, key: Key) -> Q:
        """The balance before a key."""
        return sum((lot.amount for lot in self.lots(key)), Q(0))

    def gone(self, after: Key, key: Key) -> Q:
        """What left from one key up to another together with what accrued on it."""
        undone, first = self.reversed(), self.postings.place(after)
        later = enumerate(self.postings.part(first, self.postings.place(key)), start=first)
        return sum((-p.amount for i, p in later if p.amount < 0 and p.gone_with and i not in undone), Q(0))

    def reversed(self) -> frozenset[int]:
        """The places of postings that were reversed."""
        return frozenset(p.reverses for p in self.postings if p.reverses is not None)

    def accruing(self, key: Key, accrual: str) -> list[Lot]:
        """The lots on which an accrual accrues or accrued up to a key: those that stand, and those that left without it."""
        lots = list(self.lots(key))
        undone = self.reversed()
        for i, posting in enumerate(self.upto(key)):
            if posting.amount < 0 and posting.gone_with != accrual and i not in undone:
                lots.extend(Lot(p.since, p.amount, posting.day) for p in posting.pieces)
        return lots


def take(lots: Sequence[Lot], amount: Q) -> tuple[tuple[Lot, ...], tuple[Lot, ...], Q]:
    """Takes an amount from the oldest lots: what was taken, what is left, and the amount for which there was no lot."""
    taken: list[Lot] = []
    left: list[Lot] = []
    rest = amount
    for lot in lots:
        if rest <= 0:
            left.append(lot)
        elif lot.amount <= rest:
            taken.append(lot)
            rest -= lot.amount
        else:
            taken.append(Lot(lot.since, rest))
            left.append(Lot(lot.since, lot.amount - rest))
            rest = Q(0)
    return tuple(taken), tuple(left), rest


def put_back(lots: Sequence[Lot], pieces: Sequence[Lot]) -> tuple[Lot, ...]:
    """Gives lots back with their own value dates, oldest first; lots of one date are joined."""
    by_day: dict[date, Lot] = {}
    for lot in (*lots, *pieces):
        other = by_day.get(lot.since)
        by_day[lot.since] = lot if other is None else Lot(lot.since, other.amount + lot.amount)  # most stay the lots that they were
    return tuple([by_day[day] for day in sorted(by_day)])


@frozen
class Paid:
    """A share of what accrued from one day to another that was paid."""

    start: date
    end: date
    share: Q
    on: date


def accrued(
    lots: Iterable[Lot],
    bears: YearFraction,
    start: date,
    end: date,
    paid: Sequence[Paid] = (),
) -> Q:
    """What accrues on lots from `start` to `end`, less what of it was paid; `bears` is what one unit bears from one day to another.

    Each lot bears it from the later of its value date and `start` to the earlier of the day it left and `end`.
    """
    total = _NOTHING
    for lot in lots:
        last = end if lot.left is None or lot.left > end else lot.left
        first = max(start, lot.since)
        if last <= first:
            continue
        borne = bears(first, last)
        for p in paid:
            a, b = max(first, p.start), min(last, p.end)
            if b > a:
                borne -= p.share * bears(a, b)
        total += lot.amount * borne
    return total
