"""Reasons in words, one line each.

Enters: a `Why`, and the world that it came from (for units, and for the days that a period skipped). Leaves: `Reason`s. Holds: nothing is
computed here; the words of the contract stand as written, and no word of the program's own language shows.

A term is explained where it first appears, and named with its value after that; short reasons stop some storeys down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import Contract, Rule
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.calendar import DayCalendar
from tenor.interpreter.day_reasons import about_every_day
from tenor.interpreter.days import calendar
from tenor.interpreter.environment import Why
from tenor.interpreter.formulas import FORMULAS, accrued, arith
from tenor.interpreter.ledger import Lot, Paid, Posting
from tenor.interpreter.outcome import environment
from tenor.interpreter.reason import STOREYS, Reason, equals, words_of
from tenor.interpreter.values import Q, Unknown
from tenor.interpreter.wording import joined, long_day, quantity, restyled, said, short_day
from tenor.interpreter.world import World

__all__ = ["STOREYS", "Reason", "Teller", "counted_days_between", "sentence", "words_of"]

_TESTS = frozenset({s.Clause, s.Rel, s.Between, s.OneOf, s.Junction, s.Not, s.Occurred, s.Test, s.MayGive, s.Exceeded, s.EveryDay})
_PLAIN = frozenset({s.Lit, s.ThatDay, s.AskedDay, s.AtTime, date, s.Period})
"""What a line names with its value and nothing is said below."""
_QUANTITY = type(Q(0))
_SAID_OF = frozenset({Unknown, bool})


class Teller:
    """Puts reasons in words, each term once."""

    def __init__(self, world: World | None, full: bool) -> None:
        self.world, self.full = world, full
        self.contract: Contract | None = world.contract if world is not None else None
        self.seen: set[str] = set()
        self._written: dict[int, tuple[str, ty.Type | None, Any]] = {}

    # ── types

    def type_of(self, what: Any) -> ty.Type | None:
        """The type of what a reason is about, where it is known."""
        kind, c = type(what), self.contract
        if kind is s.Lit:
            return ty.named(what.unit)
        if kind is s.Alternative:
            return self.type_of(what.value)
        if c is None:
            return None
        if kind is str:
            info = c.terms.get(what) or c.references.get(what)
            return info.type if info else None
        return c.types.get(id(what)) if isinstance(what, s.Expr) else None

    def value_of(self, w: Why, t: ty.Type | None = None) -> str:
        """The value of a reason in words."""
        if t is None and (self.contract is not None or type(w.what) is not str):
            t = self.type_of(w.what)
        return self.said(w.value, t)

    def said(self, value: Any, t: ty.Type | None) -> str:
        """A value in words; a figure, which stands in several lines, is written once."""
        if type(value) is not _QUANTITY:
            return said(value, t)
        found = self._written.get(id(value))
        if found is not None and found[1] is t:
            return found[0]
        text = quantity(value, t if t is not None and t.kind == "quantity" else ty.NUMBER)
        self._written[id(value)] = (text, t, value)  # the value is kept, so that its place in memory is not taken by another
        return text

    # ── one reason

    def of(self, w: Why, depth: int, lead: str = "", t: ty.Type | None = None) -> Reason:
        """A reason and what it rests on; `lead` says which limb it is, and what was done with it."""
        if not self.full and depth > STOREYS:
            return Reason(self.operand(w), w.section)
        text, under = self._term(w, depth, t) if type(w.what) is str else self.says(w, depth, t)
        return Reason(lead + text if lead else text, w.section, under if self.full or depth < STOREYS else ())

    def says(self, w: Why, depth: int, t: ty.Type | None = None) -> tuple[str, tuple[Reason, ...]]:
        """A reason as a line, and the reasons below it."""
        kind = type(w.what)
        if kind is str:
            return self._term(w, depth, t)
        if kind in _TESTS or (type(w.value) is bool and issubclass(kind, s.Expr)):
            return self._test(w, depth)
        match w.what:
            case date():
                return f"{said(w.value, t)} on {short_day(w.what)}", ()
            case s.Alternative():
                return self._reading(w, w.what, depth, t)
            case Posting():
                if isinstance(w.value, date):
                    return f"{said(w.value, t)} {restyled(w.note)}", ()
                sign = "+" if w.what.amount > 0 else ""
                return f"{sign}{quantity(w.value, t or ty.MONEY)} {restyled(w.note)}", ()
            case Lot():
                return f"on {quantity(w.value, ty.MONEY)} from {restyled(w.note)}", ()
            case Paid():
                return f"{quantity(w.value, ty.PERCENT)} {restyled(w.note)}", ()
            case s.Expr():
                shown = self.value_of(w, t)
                if kind is s.Lit:
                    return shown, ()
                formula, under = self.formula(w, depth)
                return (f"{shown}{equals(w)}{formula}" if formula else f"{words_of(w.what)}: {shown}"), under
            case Rule():
                return self._conditions(w, depth)
            case _:
                return f"{restyled(w.note)} {self.value_of(w, t)}".strip(), tuple(self.of(p, depth + 1) for p in w.parts)

    def _reading(self, w: Why, x: s.Alternative, depth: int, t: ty.Type | None) -> tuple[str, tuple[Reason, ...]]:
        """A reading: the choice taken, its value, and how that came about where its words do not say it."""
        head = f"reading “{w.note}”: {x.label}"
        inner = w.parts[0] if w.parts else None
        if inner is None or not isinstance(inner.what, s.Expr) or isinstance(inner.what, s.Lit | s.Period | s.Its | s.Ref | s.Column):
            formula, under = self.formula(w, depth)
            return f"{formula}, {self.value_of(w, t)}", under
        formula, under = self.formula(inner, depth, t)
        return f"{head}, {self.value_of(w, t)}{equals(w)}{formula}", under

    def _term(self, w: Why, depth: int, t: ty.Type | None) -> tuple[str, tuple[Reason, ...]]:
        name: str = w.what
        value, parts, kind = w.value, w.parts, type(w.value)
        info = self.contract.terms.get(name) if self.contract is not None else None
        if t is None and self.contract is not None:
            t = info.type if info is not None else self.type_of(name)
        told = self.said(value, t)
        head = f"{name}: {told}" if kind in _SAID_OF else f"{name} {told}"
        if kind is str and value == name:
            return f"“{name}”" + (f" ({restyled(w.note)})" if w.note else ""), ()
        if name == "opening":
            opened = said(value, t) if isinstance(value, date) else quantity(value, t or ty.MONEY)
            return f"{opened} opening {restyled(w.note)}", ()
        if parts:
            if name in self.seen and not self.full:
                return head, ()
            self.seen.add(name)
        note = f" ({restyled(w.note)})" if w.note else ""
        if kind is Unknown and value.conflict is not None and value.conflict.name == name:
            sides = tuple(Reason(said(v, t), section) for section, v in value.conflict.sides)
            return head, sides
        if info is not None and info.kind != "definition":
            if info.kind == "claim":
                return self._claim(w, head, note, depth)
            if info.kind == "balance":
                return head + note, tuple(self.of(p, depth + 1, t=t) for p in parts)
            if info.kind == "accrual":
                formula, under = accrued(self, name, w, depth)
                return f"{head} = {formula}{note}" if formula else head + note, under
        if not parts:
            return head + note + self._needed(w), ()
        first = parts[0]
        rest = tuple([self.of(p, depth + 1) for p in parts[1:]]) if len(parts) > 1 else ()
        if type(first.value) is bool and isinstance(first.what, s.Expr):
            if isinstance(first.what, s.Junction):
                return head + note, (*self._test(first, depth)[1], *rest)
            return head + note, (self.of(first, depth + 1), *rest)
        formula, under = self.formula(first, depth, t)
        if formula.startswith(told):
            head = f"{name} {formula}"
        elif formula and formula != head:
            head = f"{head}{equals(w)}{formula}"
        return head + note if note else head, (*under, *rest) if rest else under

    def _needed(self, w: Why) -> str:
        return f"; needed: {self.needs(w.value)}" if isinstance(w.value, Unknown) and not w.value.none else ""

    def needs(self, u: Unknown) -> str:
        """What would settle it, the first few."""
        return joined([restyled(n.words) for n in u.needs[:6]]) + (f" and {len(u.needs) - 6} more" if len(u.needs) > 6 else "")

    def _claim(self, w: Why, head: str, note: str, depth: int) -> tuple[str, tuple[Reason, ...]]:
        """A claim: its amount, by the day if it runs by the day, and the condition that it stands under."""
        amount = next((p for p in w.parts if not isinstance(p.what, Rule) and not (isinstance(p.what, str) and p.what == w.what)), None)
        several = tuple(self._again(p, depth + 1) for p in w.parts if isinstance(p.what, str) and p.what == w.what)
        tests = tuple(self.of(p, depth + 1) for p in w.parts if isinstance(p.what, Rule))
        if several or amount is None:
            return head + note, (*several, *tests)
        if re.match(r"\d+ days", w.note):
            return f"{head} = {self.value_of(amount)} × {restyled(w.note)}", tests
        formula, under = self.formula(amount, depth)
        return f"{head}{f' = {formula}' if formula else ''}{note}", (*under, *tests)

    def _again(self, w: Why, depth: int) -> Reason:
        self.seen.discard(str(w.what))
        return self.of(w, depth)

    def _conditions(self, w: Why, depth: int) -> tuple[str, tuple[Reason, ...]]:
        under = tuple(self.of(p, depth) for p in w.parts)
        if len(under) == 1:
            return under[0].text, under[0].under
        verdict = (
            "its conditions are undetermined"
            if isinstance(w.value, Unknown)
            else "its conditions hold"
            if w.value
            else "its conditions do not hold"
        )
        return verdict, under

    # ── tests

    def _test(self, w: Why, depth: int) -> tuple[str, tuple[Reason, ...]]:
        """A condition with its figures, and whether it holds."""
        verdict = self._verdict(w)
        note = f" ({restyled(w.note)})" if w.note else ""
        x = w.what
        if isinstance(x, s.Rel) and len(w.parts) == 2:
            left, right = (self.operand(p) for p in w.parts)
            return f"{left} {x.op} {right}: {verdict}{note}", self.below(w.parts, depth)
        if isinstance(x, s.EveryDay):
            return about_every_day(self, w, x, verdict, depth)
        if isinstance(x, s.Clause):
            what = words_of(x).removeprefix("and ")
            return f"{what}: {verdict}{note}", self.below(w.parts, depth)
        if isinstance(x, s.Junction):
            under = tuple(
                self.of(p, depth + 1, f"({item.label}) " if item.label else "") for p, item in zip(w.parts, x.items, strict=False)
            )
            return f"{ {'all': 'all of', 'any': 'any of', 'and': 'both', 'or': 'one of'}[x.kind] }: {verdict}{note}", under
        if len(w.parts) == 1 and isinstance(w.parts[0].what, s.Expr) and w.parts[0].what is x:
            return self.says(w.parts[0], depth)
        if len(w.parts) == 1 and isinstance(w.parts[0].what, s.Rel) and not isinstance(x, s.Not):
            return self.says(w.parts[0], depth)
        words = words_of(x) if isinstance(x, s.Node) else str(x)
        return f"{words}: {verdict}{note}", tuple(self.of(p, depth + 1) for p in w.parts)

    def _verdict(self, w: Why) -> str:
        if isinstance(w.value, Unknown):
            return f"undetermined; needed: {self.needs(w.value)}"
        return "yes" if w.value else "no"

    def below(self, parts: Iterable[Why], depth: int) -> tuple[Reason, ...]:
        """The reasons of what a line already names with its value."""
        found = []
        for p in parts:
            kind = type(p.what)
            if not p.parts or kind in _PLAIN:
                continue
            if kind is s.Arith and not any(q.parts for q in p.parts):
                continue  # there is nothing below its figures
            if kind is str and not self.full and (p.what in self.seen or isinstance(p.parts[0].what, s.Lit)):
                continue
            r = self.of(p, depth + 1)
            if r.under or kind is str or kind is s.Alternative:
                found.append(r)
        return tuple(found)

    # ── formulas

    def operand(self, p: Why) -> str:
        """A value within a line: a term by its name and value, a literal as it stands, anything else by its words and value."""
        kind = type(p.what)
        if kind is str:
            return f"{p.what} {self.value_of(p)}" if type(p.value) is not Unknown else f"{p.what} (undetermined)"
        if kind is s.Lit or kind is s.Period:
            return self.value_of(p)
        if kind is s.Arith and len(p.parts) == 2:
            return f"({arith(self, p)})"
        if kind is s.Alternative:
            return f"{p.note} {self.value_of(p)}"
        if kind is date:
            return self.said(p.value, None)
        if kind is s.AtTime:
            return words_of(p.what)
        return f"{words_of(p.what)} ({self.value_of(p)})" if isinstance(p.what, s.Node) else self.value_of(p)

    def formula(self, w: Why, depth: int, t: ty.Type | None = None) -> tuple[str, tuple[Reason, ...]]:
        """How a value came about, in one line, and the reasons below that line."""
        x = w.what
        told = FORMULAS.get(type(x))
        found = told(self, w, x, depth, t) if told is not None else None
        if found is not None:
            return found
        if isinstance(x, s.Expr):
            return words_of(x) + (f" ({restyled(w.note)})" if w.note else ""), self.below(w.parts, depth)
        return restyled(w.note), tuple(self.of(p, depth + 1) for p in w.parts)

    def days_between(self, period: Any, start: Any, end: Any, direction: str) -> str:
        """The days that a period counted, where the world is known in which it did."""
        return counted_days_between(self.world, period, start, end, direction, self.full) if self.world is not None else ""


def counted_days_between(world: World, period: Any, start: Any, end: Any, direction: str, full: bool = False) -> str:
    """The days that a period counted, and those that it skipped; nothing when there are too many to list."""
    if (
        not isinstance(period, tuple)
        or period[1] == "months"
        or not isinstance(day_value(start), date)
        or not isinstance(day_value(end), date)
    ):
        return ""
    a, b = day_value(start), day_value(end)
    step = 1 if direction == "after" else -1
    days = [a + timedelta(days=step * n) for n in range(1, abs((b - a).days) + 1)]
    if not days or len(days) > 62:
        return ""
    cal = calendar(environment(world, max(a, b)), period[1])
    if not isinstance(cal, DayCalendar):
        return ""
    open_days = [d for d in days if cal.is_open(d) is True]
    if len(open_days) == len(days) and len(days) > 10 and not full:
        return ""
    skipped = [d for d in days if d not in open_days]
    text = "counted: " + ", ".join(_weekday(d) for d in open_days)
    return text + (f"; skipped: {', '.join(_weekday(d) for d in skipped)}" if skipped else "")


def _weekday(d: date) -> str:
    return f"{long_day(d)[:3]} {short_day(d, year=False)}"


def sentence(w: Why, world: World, t: ty.Type | None = None) -> str:
    """One reason in one line, as it stands in a list of tests; `t` is the type of a figure that does not know its own."""
    return Teller(world, False).says(w, STOREYS, t)[0]
