"""Where a term is evaluated, and what an evaluation leaves.

Enters: a world and a state. Leaves: `Env`, `Why`, `State` and the registry of the functions that give each kind of node its value.
Holds: an `Env` is never changed once it is handed on; another day, occurrence or substitution is another `Env`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from datetime import date
from operator import attrgetter
from typing import Any

from attrs import evolve, field, frozen

from tenor.dsl import syntax as s
from tenor.interpreter.ledger import Assumption, InOrder, Key, Ledger
from tenor.interpreter.values import Conflict, Need, Unknown, merge
from tenor.interpreter.world import END_OF_DAY, Occurrence, World, end_of

__all__ = [
    "Admission",
    "Assumed",
    "Conflict",
    "Env",
    "OfAct",
    "OfBalance",
    "OfDay",
    "Resting",
    "State",
    "Stretch",
    "Why",
    "assumed",
    "reads",
    "strict",
    "unbounded",
    "unknown",
    "value",
]


class Why:
    """A value and what gave it: the node or name asked, the reasons below it, the section that fixes it, a few words.

    `besides` are reasons that are not part of the value but that it rests on all the same: the day that a window ends, a calendar.
    """

    __slots__ = ("besides", "note", "parts", "section", "value", "what")

    def __init__(
        self,
        what: Any,
        value: Any,
        parts: tuple[Why, ...] = (),
        section: str = "",
        note: str = "",
        besides: tuple[Why, ...] = (),
    ) -> None:
        # one by one: together they would be put into a tuple first, and nothing is made as often as this
        self.what = what
        self.value = value
        self.parts = parts
        self.section = section
        self.note = note
        self.besides = besides


class Resting(Why):
    """A value that rests on much beside its reasons, which is found when somebody asks for it."""

    __slots__ = ("_beside",)

    def __init__(
        self, what: Any, value: Any, parts: tuple[Why, ...], section: str, note: str, besides: Callable[[], tuple[Why, ...]]
    ) -> None:
        self.what, self.value, self.parts, self.section, self.note = what, value, parts, section, note
        self._beside: tuple[Why, ...] | Callable[[], tuple[Why, ...]] = besides

    @property
    def besides(self) -> tuple[Why, ...]:  # type: ignore[override]
        """What it rests on beside its reasons."""
        if not isinstance(self._beside, tuple):
            self._beside = self._beside()
        return self._beside


class Listing(Resting):
    """A value with many reasons, which are written out when somebody reads them."""

    __slots__ = ("_found",)

    def __init__(
        self, what: Any, value: Any, section: str, find: Callable[[], tuple[Why, ...]], note: str, besides: Callable[[], tuple[Why, ...]]
    ) -> None:
        self.what, self.value, self.section, self.note, self._beside = what, value, section, note, besides
        self._found: tuple[Why, ...] | Callable[[], tuple[Why, ...]] = find

    @property
    def parts(self) -> tuple[Why, ...]:  # type: ignore[override]
        """The reasons."""
        if not isinstance(self._found, tuple):
            self._found = self._found()
        return self._found


class OfBalance(Why):
    """What a balance rests on before a key that nobody told (of all that it `rests` on): it is gathered with the gist of a reason."""

    __slots__ = ("key", "rests")

    def __init__(self, name: str, rests: InOrder[Assumption], key: Key) -> None:
        super().__init__(name, None)
        self.rests, self.key = rests, key

    @classmethod
    def of(cls, ledger: Ledger, key: Key) -> tuple[Why, ...]:
        """The same as reasons; none where everything is told."""
        return (cls(ledger.name, ledger.assumed, key),) if len(ledger.assumed) else ()


class Stretch(Why):
    """An amount that bore something from one day to another; `parts` are what says at which rate."""

    __slots__ = ("end", "start")

    def __init__(self, what: Any, value: Any, parts: tuple[Why, ...], start: date, end: date) -> None:
        self.what, self.value, self.parts, self.section, self.besides = what, value, parts, "", ()
        self.start, self.end = start, end

    @property
    def days(self) -> int:
        """How many days there are from its start to its end."""
        return (self.end - self.start).days

    @property
    def note(self) -> str:  # type: ignore[override]
        """The days in words."""
        return f"{self.start} to {self.end}, {self.days} days"


class Assumed(Why):
    """A value that the contract presets for what nobody told: of an observation, or of a field of an occurrence (`of`); its name and type,
    and the section that declares it.
    """

    __slots__ = ("declared", "name", "of", "type")

    def __init__(self, inner: Why, name: str, of_type: Any, declared: str, of: str = "", note: str = "") -> None:
        self.what, self.value, self.parts, self.section = inner.what, inner.value, inner.parts, inner.section
        self.note, self.besides = note or inner.note, inner.besides
        self.name, self.type, self.declared, self.of = name, of_type, declared, of

    @property
    def called(self) -> str:
        """How it is spoken of."""
        return f"{self.name} of {self.of}" if self.of else self.name


class OfDay(Why):
    """A value of one day of a window. It stands in the windows of many days: what is found out about its reasons is kept with it.

    `millionths` is the value in whole millionths, where it is known, lasts and comes to some: they are put in order sooner than fractions.
    """

    __slots__ = ("basis", "gist", "millionths", "typed", "untyped")

    def __init__(self, day: date, inside: Why) -> None:
        super().__init__(day, inside.value, (inside,))
        self.basis: str | None = None
        self.gist: Any = None
        self.millionths: int | None = None
        self.typed: Any = None
        self.untyped: Any = None


class OfAct(Why):
    """What came of an act done under a power, with its tests. It stands in every answer about the act: its gist is kept with it."""

    __slots__ = ("gist", "tests")

    def __init__(self, admission: Admission, off: frozenset[str] = frozenset()) -> None:
        self.what, self.value, self.section, self.note, self.besides = "", admission.status, "", "", ()
        self.tests = tuple([t for t in admission.tests if t[0] not in off])
        self.gist: Any = None
        if off and admission.tested.gist is not None:
            self.gist = admission.tested.gist._replace(untested=self.untested())

    def untested(self) -> tuple[Unknown, ...]:
        """What its tests lack that were not made."""
        return tuple([w.value for _, w, verdict in self.tests if verdict == "not tested" and type(w.value) is Unknown])

    @property
    def parts(self) -> tuple[Why, ...]:  # type: ignore[override]
        """Its tests, each by its name and with its verdict."""
        return tuple([Why(name, w.value, (w,), w.section, verdict) for name, w, verdict in self.tests])


@frozen
class Admission:
    """What became of an act done under a power: `effective`, `cut back` or `void`; the asked and the admitted amount of its field. It is
    `undetermined`, and so is the amount, where a test has no outcome whatever is told, or a limit is exceeded and nobody can say by how
    much; a test that lacks a fact is only `not tested`.

    `barred` names the conditions that make it void; `cuts` are the amounts to which each test alone would cut it back (`""`: that of
    the right itself), unknown where that is not known.
    """

    tested: OfAct = field(init=False, eq=False, repr=False)
    status: str
    field: str = ""
    asked: Any = None
    admitted: Any = None
    tests: tuple[tuple[str, Why, str], ...] = ()
    barred: frozenset[str] = frozenset()
    cuts: tuple[tuple[str, Any], ...] = ()

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "tested", OfAct(self))

    def without(self, off: frozenset[str]) -> Any:
        """The amount that takes effect with some limits switched off, the others being what they are."""
        if self.barred - off:
            return self.admitted
        left = [self.asked, *(most for name, most in self.cuts if name not in off)]
        bad = [most for most in left if type(most) is Unknown]
        most = min((v for v in left if type(v) is not Unknown and v is not None), default=None)
        return Unknown(merge(bad).needs, high=most) if bad else most


@frozen
class State:
    """What facts did up to a key: balances with their postings, and what became of each act done under a power.

    `shared` remembers what depends on nothing else: neither on an occurrence nor on the day at hand.
    """

    ledgers: dict[str, Ledger]
    admissions: dict[tuple[str, int], Admission]
    upto: Key
    pending: tuple[tuple[Key, int, Occurrence], ...] = ()
    shared: dict[Any, Any] = field(factory=dict, eq=False, repr=False)


class Env:
    """Where a term is evaluated: `until` bounds what has happened, `asked` is the day at hand, `day` the day of a window.

    Figures by day are told up to the `horizon`: the last day of which facts are seen, or a later one that is asked about outright.

    What was evaluated is remembered: in `lasting` (the same in all of a world), `shared` (in all of a state), `memo` (here, on any day of a
    window) or `days` (on this day of it). Where something is replaced or switched off, nothing is taken from what it could change: no
    lasting term depends on a field or a limit.
    """

    __slots__ = (
        *("asked", "before", "date", "day", "days", "horizon", "its", "lasting", "memo", "occ", "off", "put", "shared", "state"),
        *("subst", "until", "world"),
    )

    def __init__(self, world: World, state: State, until: Key, asked: date, before: Key | None = None) -> None:
        self.world, self.state, self.until, self.horizon = world, state, until, until[0]
        self.put = self.asked = self.day = asked
        self.before: Key = before or end_of(asked)
        self.occ: dict[str, Occurrence] = {}
        self.date: dict[str, date] = {}
        self.its = ""
        self.subst: dict[str, Why] = {}
        self.off: frozenset[str] = frozenset()
        self.memo: dict[Any, Why] = {}
        self.days: dict[Any, Why] = {}
        self.lasting: dict[Any, Any] = world.lasting
        self.shared: dict[Any, Any] = state.shared

    def copy(self) -> Env:
        """The same, with nothing remembered."""
        e = Env.__new__(Env)
        e.world, e.state, e.until, e.before, e.horizon = self.world, self.state, self.until, self.before, self.horizon
        e.put, e.asked, e.day = self.put, self.asked, self.day
        e.occ, e.date, e.its, e.subst, e.off = self.occ, self.date, self.its, self.subst, self.off
        e.memo, e.days = {}, {}
        e.lasting, e.shared = self.lasting, self.shared
        return e

    def at_day(self, day: date) -> Env:
        """The same with another day of a window; what does not depend on that day stays remembered."""
        e = self.copy()
        e.day, e.memo = day, self.memo
        return e

    def on(self, day: date) -> Env:
        """The same, asked about another day."""
        e = self.copy()
        e.put = e.asked = e.day = day
        e.before = end_of(day)
        return e

    def seen_on(self, day: date) -> Env:
        """The same, asked about another day, nothing that happened after that day being seen, nor what is told of later days."""
        e, last = self.on(day), day.toordinal()
        if end_of(day) < self.until:
            e.until, e.shared, e.horizon = end_of(day), {}, last
        elif last < self.horizon:
            e.horizon = last
            e.shared = {} if e.subst or e.off else e.seen_from()
        return e

    def looking_to(self, day: date) -> Env:
        """The same, seen from another day; where that is one to come, with the figures told of the days up to it."""
        e = self.seen_on(day)
        if day.toordinal() > self.horizon:
            e.horizon = day.toordinal()
            e.shared = {} if e.subst or e.off else e.seen_from()
        return e

    def seen_from(self) -> dict[Any, Any]:
        """What is remembered of all that sees the same history as far, and figures up to the same day, nothing being replaced."""
        own = self.state.shared
        if self.until == self.state.upto and self.horizon == self.until[0]:
            return own
        kept = own if self.until >= self.state.upto else self.world.cache
        found: dict[Any, Any] = kept.setdefault(("seen", self.until, self.horizon, self.changes()), {})
        return found

    def changes(self) -> int:
        """How many withdrawals and corrections the state has seen: they change what is known of earlier days."""
        found: list[Key] | None = self.world.cache.get("keys of changes")
        if found is None:
            facts = [o.fact for _, o in self.world.agenda if o.fact is not None]
            days = [d for f in facts for d in (f.withdrawn, *(c for c, _ in f.corrections))]
            found = self.world.cache["keys of changes"] = sorted((d.toordinal(), END_OF_DAY, 0) for d in days if d is not None)
        return bisect_left(found, self.state.upto)

    def of(self, o: Occurrence) -> Env:
        """The same, of an occurrence: its day is the day at hand, and balances are read as they stood before it."""
        e = self.copy()
        e.occ, e.its = {**self.occ, o.event: o}, o.event
        e.asked = e.day = o.day
        e.before = o.key
        return e

    def beside(self, o: Occurrence) -> Env:
        """The same day and state, with one occurrence more at hand."""
        e = self.copy()
        e.occ, e.its = {**self.occ, o.event: o}, o.event
        return e

    def over_all(self, day: date | None = None) -> Env:
        """The same, of no occurrence and no date: of everything to the end of a day (the last of which facts are seen, unless said)."""
        e = self.copy()
        e.occ, e.its, e.date = {}, "", {}
        e.asked = e.day = day or self.until_day()
        e.before = end_of(e.asked)
        return e

    def of_date(self, schedule: str, day: date) -> Env:
        """The same, of one date of a schedule."""
        e = self.copy()
        e.date, e.its = {**self.date, schedule: day}, schedule
        return e

    def owner(self, name: str) -> Env:
        """The same, with `its` meaning the occurrence (or date) of `name`; what is remembered stays."""
        if self.its == name:
            return self
        e = self.copy()
        e.its, e.memo, e.days = name, self.memo, self.days
        return e

    def instead(self, name: str, why: Why) -> Env:
        """The same with a term or field replaced."""
        e = self.copy()
        e.subst, e.shared = {**self.subst, name: why}, {}
        if not name.startswith("its "):
            e.lasting = {}
        return e

    def field_key(self, name: str) -> str:
        """Under which name a field of the occurrence at hand is replaced: of this one, and of no other."""
        o = self.occ.get(self.its)
        return f"its {name} of {self.its} {o.number}" if o is not None else f"its {name}"

    def without(self, limit: str) -> Env:
        """The same with a limit switched off (`""`: all of them)."""
        e = self.copy()
        e.off, e.shared = self.off | {limit}, {}
        return e

    def not_before(self) -> date:
        """The bound of a day that has not come: it is the last day of which facts are seen, or later.

        It is said as the day before, after which it lies: what may still happen on a day is not yet late on that day.
        """
        return date.fromordinal(self.until[0] - 1)

    def until_day(self) -> date:
        """The last day of which facts are seen."""
        return date.fromordinal(self.until[0])


Reader = Callable[[Env, Any], Why]
_READERS: dict[type, Reader] = {}


def reads(kind: type) -> Callable[[Reader], Reader]:
    """Registers the function that gives nodes of a kind their value."""

    def register(function: Reader) -> Reader:
        _READERS[kind] = function
        return function

    return register


def value(env: Env, x: s.Expr) -> Why:
    """The value of an expression, with its reasons."""
    return _READERS[type(x)](env, x)


def assumed(env: Env, w: Assumed) -> Assumed:
    """A preset that stands for what nobody told, kept among those that a world rests on."""
    if type(w.value) is not Unknown:
        env.world.presumed[w.name, w.of] = w
    return w


def unknown(words: str, section: str = "", after: date | None = None) -> Unknown:
    """Not known, and the fact that would settle it."""
    return Unknown((Need(words, section),), after)


_VALUE = attrgetter("value")


def strict(x: s.Expr, parts: tuple[Why, ...]) -> Why | None:
    """An unknown that needs what any of its parts needs, or `None` when all are known.

    What bounds an amount or a day is no bound of what is reckoned from it: the most that a price may be says nothing of a number of shares.
    """
    if Unknown not in map(type, map(_VALUE, parts)):
        return None
    bad = [p.value for p in parts if type(p.value) is Unknown]
    return Why(x, unbounded(bad[0]) if len(bad) == 1 and bad[0].after is None else merge(bad), parts)


def unbounded(u: Unknown) -> Unknown:
    """The same unknown without the bounds of the value that it was."""
    return u if u.low is None and u.high is None else evolve(u, low=None, high=None)
