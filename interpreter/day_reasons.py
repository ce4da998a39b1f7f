"""Reasons about days on which a condition holds, in words.

Enters: the `Why` of a run, of every day of a window, of a count of days; a `Teller`. Leaves: a line and the `Reason`s below it: the first
and the last day with their figures, the days on which it fails, the figures of all days in short. Holds: what `reasoning` holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from tenor.dsl import syntax as s
from tenor.interpreter.environment import Why
from tenor.interpreter.outcome import reasons
from tenor.interpreter.reason import Reason, words_of
from tenor.interpreter.runs import kind_of_day
from tenor.interpreter.values import Q, Unknown
from tenor.interpreter.wording import counted, joined, restyled, said, short_day, span

if TYPE_CHECKING:
    from tenor.interpreter.reasoning import Teller

__all__ = ["about_count", "about_every_day", "about_run"]

_SHOWN = 6
_QUANTITY = type(Q(0))


def about_run(teller: Teller, w: Why, x: s.Run, depth: int) -> tuple[str, tuple[Reason, ...]]:
    """A run: which days it has, its first and its last, its figures; of one that is not known, the days that are not."""
    days = _days(w)
    if isinstance(w.value, Unknown):
        so_far = (Reason(f"{w.note}, {_over(days)}"),) if w.note else ()
        unsure = tuple(d for d in days if isinstance(d.value, Unknown))
        return words_of(x), (*so_far, *(_day(teller, d, depth) for d in unsure[: len(unsure) if teller.full else 1]))
    which = days if teller.full else (days[0], days[-1])[: len(days)]
    head = f"the {x.kind} of {counted(len(days), kind_of_day(x.calendar))}, {_over(days)}"
    return head, (*(_day(teller, d, depth) for d in which), *_figures(teller, days))


def about_every_day(teller: Teller, w: Why, x: s.EveryDay, verdict: str, depth: int) -> tuple[str, tuple[Reason, ...]]:
    """Whether a condition held on every day: the days on which it did not, the first of them with its limbs; else its figures."""
    days = _days(w)
    head, few = f"{words_of(x)}: {verdict}", (Reason(restyled(w.note)),) if w.note else ()
    failed = tuple(d for d in days if d.value is False)
    unsure = tuple(d for d in days if isinstance(d.value, Unknown))
    of_all = f"{counted(len(days), kind_of_day(x.window.calendar))}"
    if failed:
        line = Reason(f"not on {len(failed)} of {of_all}: {_listed(failed)}")
        return head, (*few, line, *(_day(teller, d, depth) for d in (failed if teller.full else failed[:1])))
    if unsure or not days:
        return head, (*few, *(_day(teller, d, depth) for d in (unsure if teller.full else unsure[:1])))
    line = Reason(f"on {of_all}, {_over(days)}")
    return head, (*few, line, *(_day(teller, d, depth) for d in (days if teller.full else days[:1])), *_figures(teller, days))


def about_count(teller: Teller, w: Why, x: s.DayCount, depth: int) -> tuple[str, tuple[Reason, ...]]:
    """A count of days: which of them counted."""
    days = _days(w)
    if not days:
        return words_of(x), ()
    held = tuple(d for d in days if d.value is True)
    unsure = tuple(d for d in days if isinstance(d.value, Unknown))
    head = f"{len(held)} of {counted(len(days), kind_of_day(x.calendar))}, {_over(days)}"
    if teller.full:
        return head, tuple(_day(teller, d, depth) for d in days)
    return head, (*((Reason(f"on {_listed(held)}"),) if held else ()), *(_day(teller, d, depth) for d in unsure[:1]))


def _days(w: Why) -> tuple[Why, ...]:
    return tuple(p for p in w.parts if isinstance(p.what, date))


def _over(days: tuple[Why, ...]) -> str:
    return span(days[0].what, days[-1].what)


def _day(teller: Teller, d: Why, depth: int) -> Reason:
    """A day with its verdict; every figure is named again, for each day has its own."""
    told, teller.seen = teller.seen, teller.seen - {r.what for r in reasons(d, listed=False) if isinstance(r.what, str)}
    text, under = teller.says(d.parts[0], depth + 1)
    teller.seen = told
    return Reason(f"{short_day(d.what)}: {text}", d.parts[0].section, under)


def _listed(days: tuple[Why, ...]) -> str:
    """Days by their dates, the first few."""
    shown = [short_day(d.what) for d in days[:_SHOWN]]
    return joined([*shown, *([f"{len(days) - _SHOWN} more"] if len(days) > _SHOWN else [])])


def _figures(teller: Teller, days: tuple[Why, ...]) -> tuple[Reason, ...]:
    """The figures that were compared on the days of a row: from the least to the greatest, each with its day."""
    if len(days) < 3:
        return ()
    rows: dict[tuple[int, int], list[tuple[Any, date]]] = {}
    names: dict[tuple[int, int], Why] = {}
    for d in days:
        for r in _compared(d.parts[0]):
            for side, p in enumerate(r.parts):
                if isinstance(p.value, _QUANTITY) and not isinstance(p.what, s.Lit):
                    rows.setdefault((id(r.what), side), []).append((p.value, d.what))
                    names[id(r.what), side] = p
    found: dict[str, None] = {}
    for place, row in rows.items():
        name = names[place].what if isinstance(names[place].what, str) else words_of(names[place].what)
        t = teller.type_of(names[place].what)
        low, high = min(row), max(row)
        if len(row) == len(days) and low[0] != high[0]:
            found[f"{name} from {said(low[0], t)} ({short_day(low[1])}) to {said(high[0], t)} ({short_day(high[1])})"] = None
    return tuple(Reason(text) for text in found)


def _compared(w: Why) -> Iterator[Why]:
    """The comparisons that a verdict rests on."""
    stack = [w]
    while stack:
        at = stack.pop()
        if isinstance(at.what, s.Rel):
            yield at
        elif isinstance(at.value, bool):
            stack.extend(reversed(at.parts))
