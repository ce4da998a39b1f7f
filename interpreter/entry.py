"""An entry of the dates of a contract.

Enters: nothing. Leaves: `Entry`, its kinds and states, and how a day that is not fixed is told. Holds: an entry says whose it is, by which
section, how it stands and what follows; it reckons nothing.
"""

from __future__ import annotations

from datetime import date, time
from typing import Any

from attrs import frozen

from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.environment import Why
from tenor.interpreter.following import Step
from tenor.interpreter.values import Need, Unknown

__all__ = ["KINDS", "OPEN", "PAST", "Entry", "due", "moved_from", "unfixed"]

KINDS = ("day", "fact", "posting", "event", "duty", "claim", "running", "election", "chance", "right", "waiver", "standing", "ban")
"""The kinds of entry: a day that the paper names; what was told; a change of a balance still to come; what something becomes by the
paper; a duty; a claim, and one that runs by the day; a choice; what counts only if it comes in time; a right; a waiver; what is to be
so at all times and what must not be done, which have no day."""

OPEN = frozenset({"open", "late", "not told", "to come", "running", "continuing", "undetermined", "not fixed", "not kept"})
"""The states of what is not finished."""

PAST = frozenset({"late", "not told"})
"""The states of what is past its day and not done, so far as is told."""


@frozen(eq=False)
class Entry:
    """One line of the dates: the day (`None`: not fixed, or none is named), whose it is, what, and how it stands.

    `status` is one of: told, withdrawn; open, done, done late, late, not told; paid, paid late, settled, running, ended; used, lapsed;
    opened, closed; in effect; continuing, averted; kept, not kept; in force, not in force; passed, to come; undetermined, not fixed.
    `party` does it, or may; `to` is the other side; `name` is the contract's own name for it, `about` the occurrence of which it is.
    `done` is the day on which it was done, `late` counts calendar days. `needs` are the facts that would settle what is not known
    (`either`: any one of them), `note` is what else is to be said. `before` is the time of that day, with its zone, before which it
    must come; `moved` the day from which a closed day moved it.
    """

    kind: str
    day: date | None
    words: str
    section: str
    status: str
    party: str = ""
    to: str = ""
    about: str = ""
    name: str = ""
    done: date | None = None
    late: int = 0
    amount: Any = None
    type: ty.Type | None = None
    needs: tuple[Need, ...] = ()
    either: bool = False
    note: str = ""
    follows: tuple[Step, ...] = ()
    before: tuple[time, str] | None = None
    moved: date | None = None
    place: tuple[int, ...] = ()

    @property
    def unfinished(self) -> bool:
        """Whether something is still to be done, used or decided."""
        return self.status in OPEN and self.kind != "day"


def due(v: Any) -> tuple[date | None, tuple[Need, ...]]:
    """A day as an entry has it: known, or what it waits for."""
    v = day_value(v)
    return (v, ()) if isinstance(v, date) else (None, v.needs if isinstance(v, Unknown) else ())


def moved_from(w: Why | None) -> date | None:
    """The day from which a day was moved because it was closed; nothing, where it was not."""
    while w is not None:
        day = day_value(w.value)
        if isinstance(w.what, s.Moved | s.MovedBy) and w.parts and day_value(w.parts[0].value) != day:
            start = day_value(w.parts[0].value)
            return start if isinstance(start, date) else None
        w = next((p for p in w.parts if day_value(p.value) == day), None) if isinstance(day, date) else None
    return None


def unfixed(v: Any) -> str:
    """The state of what has no known day: it waits for something to come, or a fact is missing."""
    return "not fixed" if isinstance(v, Unknown) and v.after is not None else "undetermined"
