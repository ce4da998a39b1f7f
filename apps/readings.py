"""What other readings would change: each recorded choice that is not taken, tried one at a time.

Enters: a `Setting`. Leaves: for each reading the figures that another choice would change, with both values and the difference. Holds: a
reading that changes nothing is counted and not listed; a choice that leaves something open shows it as undetermined.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from attrs import evolve, frozen

from tenor.apps.answers import Choice, Effect, Setting, other_choices
from tenor.apps.page import NOTHING, Block, Row, of_words, unit_of
from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.outcome import environment
from tenor.interpreter.standing import duties, owed, places, right_state
from tenor.interpreter.values import Q, Unknown
from tenor.interpreter.wording import counted, plain, said

__all__ = [
    "ABSENT",
    "Change",
    "Figures",
    "Tried",
    "change_words",
    "changed",
    "difference",
    "entitlements",
    "shown",
    "state_readings",
    "tried_block",
    "tried_data",
    "tried_words",
]

ABSENT = "not there"
_NUMBER = type(Q(1))
_SHOWN = 8


@frozen(eq=False)
class Change:
    """A figure that a choice changes: what it is, of what, with both values."""

    what: str
    of: str
    section: str
    before: Any
    after: Any
    type: ty.Type | None


@frozen(eq=False)
class Tried:
    """A reading whose other choices were tried, each with what it changes."""

    choice: Choice
    others: tuple[tuple[str, tuple[Change, ...]], ...]

    @property
    def changes(self) -> bool:
        """Whether any other choice changes anything."""
        return any(found for _, found in self.others)


Figures = dict[tuple[str, str], tuple[Any, ty.Type | None, str]]
"""The figures of a standing by their block and name: value, type and section."""


def state_readings(st: Setting) -> list[Tried]:
    """For the whole standing: what each other choice of each reading would change."""
    own, result = _figures(st), []
    consulted = frozenset(st.world.consulted)
    for choice, others in other_choices(st, consulted):
        found = ((label, tuple(_changes(own, _figures(other), choice.name)) if other else ()) for label, other in others)
        result.append(Tried(choice, tuple(found)))
    return result


def _figures(st: Setting) -> Figures:
    """The figures of a standing by their place: what is asked of it, the days of its duties and claims, whether and until when its rights
    are open.
    """
    from tenor.apps.standing import state_page

    found: Figures = {}
    for block in state_page(st).blocks:
        for row in block.rows:
            if row.value is not NOTHING:
                found.setdefault((block.title, row.label), (row.value, row.type, row.section))
    return found | entitlements(st)


def entitlements(st: Setting) -> Figures:
    """The days of duties and claims, whether and until when rights are open, each by what it says of whom."""
    found: Figures = {}
    env = environment(st.world, st.when.day, st.when.until)
    for d in duties(env):
        words = f"{d.debtor} must {d.act}{of_words(d.about)}"
        found[("Duties", f"{words}, due")] = (day_value(d.due.value), None, d.section)
    for c in owed(env):
        if c.due is not None and c.live.value is True and c.amount.value:
            words = f"{c.debtor} owes {c.creditor} {c.name}{of_words(c.about)}"
            found[("Claims", f"{words}, due")] = (day_value(c.due.value), None, c.section)
    for rule in st.contract.of(s.Power):
        for e, about in places(env, rule):
            r = right_state(e, rule, about)
            words = f"{r.party} may give {r.event}{of_words(about)}"
            found[("Rights", words)] = (r.open, None, r.section)
            found[("Rights", f"{words}, last day")] = (r.closes, None, r.section)
    return found


def changed(own: Figures, theirs: Figures) -> Iterator[Change]:
    """The figures that differ, those that are not there on one side among them."""
    for of, what in dict.fromkeys((*own, *theirs)):
        before, after = own.get((of, what)), theirs.get((of, what))
        a, b = before[0] if before else ABSENT, after[0] if after else ABSENT
        if _told(a) != _told(b):
            _, t, section = before or after or (None, None, "")
            yield Change(what, of, section, a, b, t)


def _changes(own: Figures, theirs: Figures, name: str) -> list[Change]:
    """What another choice of a reading changes: what somebody must do or owes first, then balances, then the rest as on the page."""
    found = [x for x in changed(own, theirs) if not (ABSENT in (x.before, x.after) and (x.what == name or x.of == "Claims"))]
    return sorted(found, key=_rank)


def _rank(c: Change) -> int:
    return 0 if c.of in {"Claims", "Duties", "Rights"} or " owes " in c.what else 1 if c.of == "Balances" else 2


def _told(v: Any) -> Any:
    """A value as it is compared: what is not known is not known, whatever it lacks."""
    if isinstance(v, Unknown):
        return ("undetermined", v.after is None)
    return plain(v)[0] if isinstance(v, tuple) else v


def difference(before: Any, after: Any, t: ty.Type | None) -> tuple[str, str | None]:
    """How far one value is from another: in words, and as a decimal or a number of days; nothing where there is no measure."""
    before, after = day_value(before), day_value(after)
    if isinstance(before, date) and isinstance(after, date):
        days = (after - before).days
        return (f"{counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}" if days else ""), str(days)
    if t is None or not isinstance(before, _NUMBER) or not isinstance(after, _NUMBER):
        return "", None
    gap = after - before
    return (f"{said(abs(gap), t)} {'more' if gap > 0 else 'less'}" if gap else ""), plain(gap)[0]


def tried_words(effects: Sequence[Tried | Effect], changing: int) -> str:
    """How many were tried: `21 readings were tried, 23 other choices, one at a time; the other 18 change nothing.`"""
    if not effects:
        return "this contract records no reading"
    choices = sum(len(e.others) for e in effects)
    head = f"{counted(len(effects), 'reading was', 'readings were')} tried, {counted(choices, 'other choice')}, one at a time"
    rest = len(effects) - changing
    if not changing:
        return f"{head}: none changes anything"
    return f"{head}; the other {'one changes' if rest == 1 else f'{rest} change'} nothing" if rest else head


def tried_block(found: list[Tried]) -> Block:
    """The readings that would change the standing, each with the figures, and how many were tried."""
    rows = []
    changing = [t for t in found if t.changes]
    for t in changing:
        under: list[Row] = []
        for label, changes in t.others:
            much = f", {counted(len(changes), 'figure changes', 'figures change')}" if changes else ": nothing changes"
            shown = [Row(change_words(c), section=c.section) for c in changes[:_SHOWN]]
            if len(changes) > _SHOWN:
                shown.append(Row(f"… and {len(changes) - _SHOWN} more (all of them with --json)"))
            under.append(Row(f"with {label}{much}", under=tuple(shown)))
        rows.append(evolve(t.choice.row(""), under=tuple(under)))
    return Block("Readings that would change this", (*rows, Row(tried_words(found, len(changing)))))


def change_words(c: Change) -> str:
    """A change in a line: what, of what, both values and the difference."""
    apart = f", {words}" if (words := difference(c.before, c.after, c.type)[0]) else ""
    of = f" ({c.of.partition(':')[0]})" if ":" in c.of else ""
    return f"{c.what}{of}: {shown(c.before, c.type)} becomes {shown(c.after, c.type)}{apart}"


def shown(v: Any, t: ty.Type | None) -> str:
    """One side of a change in words."""
    return "not there" if v is ABSENT else "not fixed" if v is None else said(v, t)


def tried_data(found: list[Tried]) -> dict[str, Any]:
    """The same for programs: every reading tried, with all that each choice changes."""
    return {
        "readings": [
            {
                "name": t.choice.name,
                "note": t.choice.note or None,
                "taken": t.choice.taken,
                "section": t.choice.section or None,
                "others": [{"choice": label, "changes": [_data(c) for c in changes]} for label, changes in t.others],
            }
            for t in found
        ],
        "readings_tried": {
            "readings": len(found),
            "choices": sum(len(t.others) for t in found),
            "changing": sum(t.changes for t in found),
        },
    }


def _data(c: Change) -> dict[str, Any]:
    def side(v: Any) -> Any:
        return None if v is ABSENT else plain(v)[0]

    def status(v: Any) -> str:
        return "not there" if v is ABSENT else "undetermined" if isinstance(v, Unknown) else "determined"

    return {
        "what": c.what,
        "of": c.of,
        "section": c.section or None,
        "value": side(c.before),
        "with": side(c.after),
        "status": status(c.before),
        "status_with": status(c.after),
        "difference": difference(c.before, c.after, c.type)[1],
        "unit": unit_of(c.type),
    }
