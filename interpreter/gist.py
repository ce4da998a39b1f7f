"""What reasons come to, found by going through all of them.

Enters: a reason. Leaves: the section that fixes it, the readings that it rests on, what could not be tested, what is assumed below it.
Holds: the postings that are listed below a balance are not gone through: what is assumed of them stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import repeat
from operator import attrgetter, is_
from typing import Any, NamedTuple

from tenor.dsl import syntax as s
from tenor.interpreter.environment import Assumed, Listing, OfAct, OfBalance, OfDay, Why
from tenor.interpreter.ledger import Key
from tenor.interpreter.values import Unknown

__all__ = ["Gist", "gist_of", "presets_of"]


class Gist(NamedTuple):
    """What reasons come to: the first section among them, the readings that they rest on, what could not be tested, what is assumed; and
    the balances that were not gone through.
    """

    section: str
    readings: tuple[tuple[str, str], ...]
    untested: tuple[Unknown, ...]
    assumed: tuple[Assumed, ...]
    balances: tuple[OfBalance, ...] = ()


def gist_of(why: Why, through_balances: bool = True) -> Gist:
    """The gist of a reason and all below it, but for what is only listed. What balances rest on is gone through last, each balance as it
    stood last; or left to the reader, who has met others of the same balance.
    """
    waiting: dict[str, OfBalance] = {}
    through: dict[str, Key] = {}
    section, readings, untested, assumed = "", dict[str, str](), list[Unknown](), dict[tuple[str, str], Assumed]()
    seen: set[Why] = set()
    stack = [why]
    while stack or (waiting and through_balances):
        if not stack:
            name, last = waiting.popitem()
            through[name] = last.key
            stack += _before(last, assumed)
            continue
        w = stack.pop()
        kind = type(w)
        if kind is not Why:
            if (kind is OfDay or kind is OfAct) and w is not why:
                found = _kept(w)
                section = _add(found, section, readings, untested, assumed)
                if kind is OfDay:  # of tests that are passed, what a balance rests on stands with the balance
                    stack += found.balances
                continue
            if kind is OfBalance:
                assert isinstance(w, OfBalance)
                same = waiting.get(w.what)
                if w.key > through.get(w.what, _START) and (same is None or same.key < w.key):
                    waiting[w.what] = w
                continue
            if kind is Assumed:
                assumed.setdefault((w.name, w.of), w)  # type: ignore[attr-defined,arg-type]
        parts, beside = w.parts if kind is not Listing else (), w.besides  # what is listed is not written out
        if parts or beside:
            if w in seen:
                continue
            seen.add(w)
        if not section:
            section = w.section
        note = w.note
        if note:
            if type(w.what) is s.Alternative:
                readings.setdefault(note, w.what.label)
            elif note == "not tested" and type(w.value) is Unknown:
                untested.append(w.value)
        if parts:
            if section and type(parts[0]) is OfDay and set(map(type, parts)) == _ONLY_DAYS:
                for day in _of_days(parts):
                    _add(day, section, readings, untested, assumed)
                    stack += day.balances
            else:
                stack += [p for p in parts[::-1] if p.note or p.section or p.parts or p.besides or type(p) is Assumed]
        if beside:
            stack += beside
    return Gist(section, tuple(sorted(readings.items())), tuple(untested), tuple(assumed.values()), tuple(waiting.values()))


def _before(x: OfBalance, assumed: dict[tuple[str, str], Assumed]) -> list[Why]:
    """Adds the presets on which a balance rests; gives what else is to be gone through: presets that rest on something themselves, and
    other balances, each as it stood last.
    """
    others: dict[str, OfBalance] = {}
    more: list[Why] = []
    for a in reversed(x.rests.part(0, x.rests.place(x.key))):
        preset = a.preset
        if a.before is not None:
            if a.of not in others:
                others[a.of] = OfBalance(a.of, a.rests, a.before)
        elif preset.parts or preset.besides:
            more.append(preset)
        else:
            assumed.setdefault(a.called, preset)
    return [*others.values(), *more]


def presets_of(found: Iterable[Why], balances: dict[str, OfBalance]) -> Iterable[Assumed]:
    """What is assumed below some reasons, and nothing else of their gist: asked for each change of a balance. The balances on which they
    rest are put into `balances`, each as it stood last.
    """
    assumed: dict[tuple[str, str], Assumed] = {}
    seen: set[Why] = set()
    stack = list(found)[::-1]
    while stack:
        w = stack.pop()
        kind = type(w)
        if kind is OfAct:
            continue
        if kind is OfBalance:
            assert isinstance(w, OfBalance)
            same = balances.get(w.what)
            if same is None or same.key < w.key:
                balances[w.what] = w
            continue
        parts: Sequence[Why] = w.parts if kind is not Listing else ()
        beside = w.besides
        if parts or beside:
            if w in seen:
                continue
            seen.add(w)
            if parts and type(parts[0]) is OfDay:
                for day in _of_days([p for p in parts if type(p) is OfDay]):
                    assumed |= {(a.name, a.of): a for a in day.assumed}
                    stack += day.balances
                parts = [p for p in parts if type(p) is not OfDay]
            stack += [p for p in parts[::-1] if p.parts or p.besides or type(p) is not Why]
            stack += beside
        if kind is Assumed:
            assumed.setdefault((w.name, w.of), w)  # type: ignore[attr-defined,arg-type]
    return assumed.values()


_START: Key = (0, 0, 0)
_GIST, _ONLY_DAYS = attrgetter("gist"), {OfDay}
_the_same = lru_cache(maxsize=256)(lambda gist: gist)
"""Days mostly rest on the same: one gist stands for all that are equal."""


def _add(day: Gist, section: str, readings: dict[str, str], untested: list[Unknown], assumed: dict[tuple[str, str], Assumed]) -> str:
    """Adds the gist of a day of a window; gives the first section."""
    for name, label in day.readings:
        readings.setdefault(name, label)
    untested += day.untested
    for w in day.assumed:
        assumed.setdefault((w.name, w.of), w)
    return section or day.section


def _of_days(days: Sequence[Why]) -> Iterable[Gist]:
    """The gists of days of a window, each once."""
    first = _kept(days[0])
    return (first,) if all(map(is_, map(_GIST, days), repeat(first))) else dict.fromkeys(map(_kept, days))


def _kept(w: Any) -> Gist:
    """The gist of a day of a window or of an act, found out once: it stands in many."""
    found: Gist | None = w.gist
    if found is None:
        found = gist_of(w, through_balances=False)
        found = w.gist = found if found.untested or found.balances else _the_same(found)
    return found
