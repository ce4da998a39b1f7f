"""Why an answer is what it is, as a tree: short or whole.

Enters: an `Answer`, and the `World` that it was asked in. Leaves: text, or the same as `Reason`s; the figures of a window as a table.
Holds: every value stands with the section that fixes it; a provision that would fix it otherwise says why it is not in force.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from attrs import frozen

from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.interpreter.formulas import basis
from tenor.interpreter.in_force import standing, why_not
from tenor.interpreter.outcome import Answer, reasons
from tenor.interpreter.reasoning import Reason, Teller
from tenor.interpreter.values import Unknown
from tenor.interpreter.wording import counted, joined, restyled, said, span
from tenor.interpreter.world import World

__all__ = ["Reason", "Table", "explain", "figures", "lines_of", "reason_tree", "tables", "why_not"]

_WIDTH = 118


# ── the tree as text


def drawn(reason: Reason, lead: str = "", section: str = "", width: int = _WIDTH) -> list[str]:
    """The lines of a tree; a section stands at the right where it changes."""
    lines: list[str] = []
    _draw(lines, reason.under, lead, section, width)
    return lines


_TEXT, _SECTION, _UNDER, _FEW = itemgetter(0), itemgetter(1), itemgetter(2), 3


def _draw(lines: list[str], under: tuple[Reason, ...], lead: str, section: str, width: int) -> None:
    branch, hang, room = lead + "├ ", lead + "│ ", width - len(lead) - 2
    left = len(under)
    if left > _FEW and not any(map(_SECTION, under)) and not any(map(_UNDER, under)) and max(map(len, map(_TEXT, under))) <= room:
        lines += map(branch.__add__, map(_TEXT, under[:-1]))  # short lines with nothing below, as the days of a window are
        lines.append(f"{lead}└ {under[-1].text}")
        return
    for words, own, below in under:
        left -= 1
        if not left:
            branch, hang = lead + "└ ", lead + "  "
        if (not own or own == section) and len(words) <= room:
            lines.append(branch + words)
        else:
            lines += _ruled(branch + words, own if own != section else "", hang, width)
        if below:
            _draw(lines, below, hang, own or section, width)


def _ruled(text: str, section: str, hang: str, width: int = _WIDTH) -> list[str]:
    """A line with its section at the right, broken between words where it is too long."""
    if not section and len(text) <= width:
        return [text]
    if len(text) + len(section) + 2 <= width:
        return [text.ljust(width - len(section)) + section]
    room = width - len(section) - 2 if section else width
    lines = []
    while len(text) > room:
        at = text.rfind(" ", len(hang) + 30, room)
        if at < 0:
            break
        lines.append(text[:at])
        text = f"{hang}  {text[at + 1 :]}"
    lines.append(text)
    if section:
        lines[0] = f"{lines[0]:<{width - len(section)}}{section}" if len(lines[0]) + len(section) + 2 <= width else f"{lines[0]}  {section}"
    return lines


def reason_tree(answer: Answer, full: bool = False, world: World | None = None) -> Reason:
    """The reasons of an answer as a tree."""
    teller = Teller(world, full)
    text, under = teller.says(answer.why, 0, answer.type)
    name = answer.why.what if isinstance(answer.why.what, str) else ""
    if not name:
        shown = said(answer.value, answer.type)
        text = f"{answer.ask}: {shown}" + (f" = {text.split(' = ', 1)[1]}" if " = " in text and text.startswith(shown) else "")
        if len(answer.why.parts) == 1 and isinstance(answer.why.parts[0].what, str) and not under:
            teller = Teller(world, full)
            under = (teller.of(answer.why.parts[0], 1),)
    others = tuple(_not_in_force(answer, world, teller.seen)) if world is not None else ()
    return Reason(text, answer.section, (*under, *others))


def _not_in_force(answer: Answer, world: World, shown: set[str]) -> Iterator[Reason]:
    """The other provisions that fix a term of these reasons, and why they do not here."""
    done: set[str] = set()
    live = {(str(w.what), w.section) for w in reasons(answer.why) if isinstance(w.what, str)}
    for name in dict.fromkeys(str(w.what) for w in reasons(answer.why) if isinstance(w.what, str)):
        info = world.contract.terms.get(name)
        if info is None or name not in shown or len({r.section for r in info.rules}) < 2:
            continue
        for rule in info.rules:
            if (name, rule.section) not in live and rule.section not in done:
                done.add(rule.section)
                yield Reason(standing(world, rule.section, answer.on), rule.section)


def figures(answers: list[Answer], world: World, full: bool = False, known: tuple[str, ...] = ()) -> list[Reason]:
    """The reasons of several answers one after the other, each term explained where it first appears; `known` ones need none."""
    teller = Teller(world, full)
    teller.seen.update(known)
    found = []
    for a in answers:
        name = a.ask.removesuffix(" without limits")
        if (
            not isinstance(a.why.what, str | s.Alternative)
            and len(a.why.parts) == 1
            and isinstance(a.why.parts[0].what, str | s.Alternative)
        ):
            text, under = teller.says(a.why.parts[0], 1, a.type)
        else:
            text, under = teller.says(a.why, 1, a.type)
            own = isinstance(a.why.what, s.Alternative) and a.why.note == name
            text = text if own or isinstance(a.why.what, str) else f"{name}: {text}"
        found.append(Reason(text, a.section, under))
    return found


def lines_of(found: list[Reason], lead: str = "  ", width: int = _WIDTH + 2) -> list[str]:
    """Several reasons as text, one below the other; `width` counts what leads them."""
    lines: list[str] = []
    for r in found:
        lines.extend(lead + x for x in _ruled(r.text, r.section, "", width - len(lead)))
        lines.extend(lead + x for x in drawn(r, "", r.section, width - len(lead)))
    return lines


def explain(answer: Answer, full: bool = False, world: World | None = None) -> str:
    """Why an answer is what it is: the term with its value and section, and the reasons as a tree below it.

    With the `world` that it was asked in, figures carry their units, periods list their days, and provisions that are not in force say why.
    """
    tree = reason_tree(answer, full, world)
    first = tree.text
    lines = [*_ruled(first, tree.section, ""), *drawn(tree, "", tree.section)]
    if answer.status == "undetermined":
        lines.extend(f"needed: {restyled(n.words)}" + (f" ({n.section})" if n.section else "") for n in answer.needs[:20])
        if len(answer.needs) > 20:
            lines.append(f"… and {len(answer.needs) - 20} more")
        bound = answer.value
        if isinstance(bound, Unknown) and (bound.low is not None or bound.high is not None):
            lines.append(
                "known already: "
                + joined(
                    [
                        x
                        for x in (
                            f"at least {said(bound.low, answer.type)}" if bound.low is not None else "",
                            f"at most {said(bound.high, answer.type)}" if bound.high is not None else "",
                        )
                        if x
                    ]
                )
            )
    lines.extend(f"reading “{name}”: {label}" for name, label in answer.readings)
    lines.extend(f"assumed: {w.called}: {said(w.value, w.type)}" for w in answer.assumed)
    return "\n".join(lines)


@frozen
class Table:
    """The figures of a window: a title, and a row a day with a mark for those used; `values` are the same figures, exactly."""

    title: str
    rows: tuple[tuple[date, str, bool], ...]
    dropped: tuple[date, ...] = ()
    values: tuple[Any, ...] = ()
    type: ty.Type | None = None


def tables(answer: Answer, world: World) -> list[Table]:
    """The windows that an answer rests on, day by day, and the weekdays within them that were no such day."""
    found: list[Table] = []
    for w in reasons(answer.why):
        if not isinstance(w.what, s.Aggregate):
            continue
        x = w.what
        rows = [p for p in w.parts if isinstance(p.what, date)]
        if not rows:
            continue
        t = world.contract.terms[x.term].type
        count = int(x.count) if x.pick and not isinstance(w.value, Unknown) else 0
        used = {id(p) for p in rows[:count]}
        days = sorted(p.what for p in rows)
        weekdays = [days[0] + timedelta(days=n) for n in range((days[-1] - days[0]).days + 1)]
        dropped = tuple(d for d in weekdays if d.weekday() < 5 and d not in set(days))
        ordered = sorted(rows, key=lambda p: p.what)
        rests_on = basis(w)
        title = f"{x.term}s, {span(days[0], days[-1])}: {counted(len(rows), 'day')}" + (f" ({rests_on})" if rests_on else "")
        lines = tuple((p.what, said(p.value, t), id(p) in used or not x.pick) for p in ordered)
        table = Table(title, lines, dropped, tuple(p.value for p in ordered), t)
        if table not in found:
            found.append(table)
    return found
