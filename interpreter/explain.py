"""Reasons as a reader wants them: short or whole, and why a provision is not in force.

Enters: an `Answer` with its `Why`, and the `World` that it was asked in (for units and the days that a period skipped). Leaves: text, or the
same as a tree of `Reason`s. Holds: nothing is computed here, reasons are only put in words; the words of the contract stand as written.

A term is explained where it first appears, and named with its value after that. Short reasons stop some storeys down; `full` goes to the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from attrs import frozen

from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import Contract, Rule, TermInfo
from tenor.dsl.nearest import nearest
from tenor.interpreter.calendar import DayCalendar
from tenor.interpreter.days import calendar
from tenor.interpreter.environment import Env, Why
from tenor.interpreter.ledger import Lot, Paid, Posting
from tenor.interpreter.outcome import Answer, environment, reasons
from tenor.interpreter.semantics import base_event, condition, hypothetical, occurrences
from tenor.interpreter.values import Q, Unknown
from tenor.interpreter.wording import joined, long_day, quantity, restyled, said, short_day, span
from tenor.interpreter.world import World

__all__ = ["Reason", "Table", "explain", "figures", "lines_of", "reason_tree", "sentence", "standing", "tables", "why_not", "words_of"]

_STOREYS = 4
_WIDTH = 118


@frozen
class Reason:
    """A line of the reasons: what, the section that says so, and what it rests on."""

    text: str
    section: str = ""
    under: tuple[Reason, ...] = ()


def words_of(node: s.Node) -> str:
    """The words of the contract that a node stands for, on one line, without comments."""
    lines = (re.sub(r"\s+--\s.*$", "", line) for line in node.span.text.split("\n"))
    return " ".join(" ".join(lines).split())


def bare(words: str) -> str:
    """A name or field as it is spoken of outside its sentence."""
    return words.removeprefix("its ")


class _Teller:
    """Puts reasons in words, each term once."""

    def __init__(self, world: World | None, full: bool) -> None:
        self.world, self.full = world, full
        self.contract: Contract | None = world.contract if world is not None else None
        self.seen: set[str] = set()

    # ── types

    def type_of(self, what: Any) -> ty.Type | None:
        c = self.contract
        if isinstance(what, s.Lit):
            return ty.named(what.unit)
        if isinstance(what, s.Alternative):
            return self.type_of(what.value)
        if c is None:
            return None
        if isinstance(what, str):
            info = c.terms.get(what) or c.references.get(what)
            return info.type if info else None
        return c.types.get(id(what)) if isinstance(what, s.Expr) else None

    def value_of(self, w: Why, t: ty.Type | None = None) -> str:
        return said(w.value, t or self.type_of(w.what))

    # ── one reason

    def of(self, w: Why, depth: int, label: str = "", mark: str = "", t: ty.Type | None = None) -> Reason:
        """A reason and what it rests on; `label` is its limb, `mark` what was done with it."""
        text, under = self.says(w, depth, t)
        text = (f"({label}) " if label else "") + (f"{mark}: " if mark else "") + text
        return Reason(text, w.section, under if self.full or depth < _STOREYS else ())

    def says(self, w: Why, depth: int, t: ty.Type | None = None) -> tuple[str, tuple[Reason, ...]]:
        match w.what:
            case str():
                return self.term(w, depth, t)
            case s.Alternative():
                formula, under = self.formula(w, depth)
                return f"{formula}, {self.value_of(w, t)}", under
            case Posting():
                sign = "+" if w.what.amount > 0 else ""
                return f"{sign}{quantity(w.value, t or ty.MONEY)} {restyled(w.note)}", ()
            case Lot():
                return f"on {quantity(w.value, ty.MONEY)} from {restyled(w.note)}", ()
            case Paid():
                return f"{quantity(w.value, ty.PERCENT)} {restyled(w.note)}", ()
            case date():
                return f"{said(w.value, t)} on {short_day(w.what)}", ()
            case (
                s.Clause()
                | s.Rel()
                | s.Between()
                | s.OneOf()
                | s.Junction()
                | s.Not()
                | s.Occurred()
                | s.Test()
                | s.MayGive()
                | s.Exceeded()
            ):
                return self.test(w, depth)
            case s.Expr():
                if isinstance(w.value, bool):
                    return self.test(w, depth)
                formula, under = self.formula(w, depth)
                shown = self.value_of(w, t)
                if isinstance(w.what, s.Lit):
                    return shown, ()
                return (f"{shown}{_equals(w)}{formula}" if formula else f"{words_of(w.what)}: {shown}"), under
            case Rule():
                return self.conditions(w, depth)
            case _:
                return f"{restyled(w.note)} {self.value_of(w, t)}".strip(), tuple(self.of(p, depth + 1) for p in w.parts)

    def term(self, w: Why, depth: int, t: ty.Type | None) -> tuple[str, tuple[Reason, ...]]:
        name = str(w.what)
        info = self.contract.terms.get(name) if self.contract else None
        t = t or self.type_of(name)
        head = f"{name} {said(w.value, t)}" if not isinstance(w.value, Unknown | bool) else f"{name}: {said(w.value, t)}"
        if w.value == name and not isinstance(w.value, Unknown):
            return f"“{name}”" + (f" ({restyled(w.note)})" if w.note else ""), ()
        if name == "opening":
            return f"{quantity(w.value, ty.MONEY)} opening {restyled(w.note)}", ()
        if name in self.seen and w.parts and not self.full:
            return head, ()
        if w.parts:
            self.seen.add(name)
        note = f" ({restyled(w.note)})" if w.note else ""
        if isinstance(w.value, Unknown) and w.value.conflict is not None and w.value.conflict.name == name:
            sides = tuple(Reason(said(v, t), section) for section, v in w.value.conflict.sides)
            return head, sides
        if info is not None and info.kind == "claim":
            return self.claim(w, head, note, depth)
        if info is not None and info.kind == "balance":
            return head + note, tuple(self.of(p, depth + 1, t=t) for p in w.parts)
        if info is not None and info.kind == "accrual":
            formula, under = self.accrued(name, w, depth)
            return f"{head} = {formula}{note}" if formula else head + note, under
        if not w.parts:
            return head + note + self.needed(w), ()
        rest = tuple(self.of(p, depth + 1) for p in w.parts[1:])
        first = w.parts[0]
        if isinstance(first.value, bool) and isinstance(first.what, s.Junction):
            return head + note, (*self.test(first, depth)[1], *rest)
        if isinstance(first.value, bool) and isinstance(first.what, s.Expr):
            return head + note, (self.of(first, depth + 1), *rest)
        formula, under = self.formula(first, depth, t)
        told = said(w.value, t)
        if formula.startswith(told):
            return f"{name} {formula}{note}", (*under, *rest)
        return f"{head}{f'{_equals(w)}{formula}' if formula and formula != head else ''}{note}", (*under, *rest)

    def needed(self, w: Why) -> str:
        return f"; needed: {self.needs(w.value)}" if isinstance(w.value, Unknown) else ""

    def needs(self, u: Unknown) -> str:
        return joined([restyled(n.words) for n in u.needs[:6]]) + (f" and {len(u.needs) - 6} more" if len(u.needs) > 6 else "")

    def claim(self, w: Why, head: str, note: str, depth: int) -> tuple[str, tuple[Reason, ...]]:
        """A claim: its amount, by the day if it runs by the day, and the condition that it stands under."""
        amount = next((p for p in w.parts if not isinstance(p.what, Rule) and not (isinstance(p.what, str) and p.what == w.what)), None)
        several = tuple(self.again(p, depth + 1) for p in w.parts if isinstance(p.what, str) and p.what == w.what)
        tests = tuple(self.of(p, depth + 1) for p in w.parts if isinstance(p.what, Rule))
        if several or amount is None:
            return head + note, (*several, *tests)
        if re.match(r"\d+ days", w.note):
            return f"{head} = {self.value_of(amount)} × {restyled(w.note)}", tests
        formula, under = self.formula(amount, depth)
        return f"{head}{f' = {formula}' if formula else ''}{note}", (*under, *tests)

    def again(self, w: Why, depth: int) -> Reason:
        self.seen.discard(str(w.what))
        return self.of(w, depth)

    def conditions(self, w: Why, depth: int) -> tuple[str, tuple[Reason, ...]]:
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

    def test(self, w: Why, depth: int) -> tuple[str, tuple[Reason, ...]]:
        """A condition with its figures, and whether it holds."""
        verdict = self.verdict(w)
        note = f" ({restyled(w.note)})" if w.note else ""
        x = w.what
        if isinstance(x, s.Rel) and len(w.parts) == 2:
            left, right = (self.operand(p) for p in w.parts)
            return f"{left} {x.op} {right}: {verdict}{note}", self.below(w.parts, depth)
        if isinstance(x, s.Clause):
            what = words_of(x)
            return f"{what}: {verdict}{note}", self.below(w.parts, depth)
        if isinstance(x, s.Junction):
            under = tuple(self.of(p, depth + 1, item.label) for p, item in zip(w.parts, x.items, strict=False))
            return f"{ {'all': 'all of', 'any': 'any of', 'and': 'both', 'or': 'one of'}[x.kind] }: {verdict}{note}", under
        if len(w.parts) == 1 and isinstance(w.parts[0].what, s.Expr) and w.parts[0].what is x:
            return self.says(w.parts[0], depth)
        if len(w.parts) == 1 and isinstance(w.parts[0].what, s.Rel) and isinstance(w.parts[0].what, s.Expr) and not isinstance(x, s.Not):
            return self.says(w.parts[0], depth)
        words = words_of(x) if isinstance(x, s.Node) else str(x)
        return f"{words}: {verdict}{note}", tuple(self.of(p, depth + 1) for p in w.parts)

    def verdict(self, w: Why) -> str:
        if isinstance(w.value, Unknown):
            return f"undetermined; needed: {self.needs(w.value)}"
        return "yes" if w.value else "no"

    def below(self, parts: tuple[Why, ...], depth: int) -> tuple[Reason, ...]:
        """The reasons of what a line already names with its value."""
        found = []
        for p in parts:
            if isinstance(p.what, s.Lit | s.Its | s.ThatDay | s.AskedDay | s.AtTime | date | s.Period) or not p.parts:
                continue
            if isinstance(p.what, str) and not self.full and (p.what in self.seen or isinstance(p.parts[0].what, s.Lit)):
                continue
            r = self.of(p, depth + 1)
            if r.under or isinstance(p.what, str | s.Alternative):
                found.append(r)
        return tuple(found)

    # ── formulas

    def operand(self, p: Why) -> str:
        """A value within a line: a term by its name and value, a literal as it stands, anything else by its words and value."""
        match p.what:
            case s.Lit() | s.Period():
                return self.value_of(p)
            case str():
                return f"{p.what} {self.value_of(p)}" if not isinstance(p.value, Unknown) else f"{p.what} (undetermined)"
            case s.Alternative():
                return f"{p.note} {self.value_of(p)}"
            case date():
                return said(p.value, None)
            case s.AtTime():
                return words_of(p.what)
            case s.Arith() if len(p.parts) == 2:
                return "(" + self.arith(p) + ")"
            case s.Node():
                return f"{words_of(p.what)} ({self.value_of(p)})"
            case _:
                return self.value_of(p)

    def arith(self, w: Why) -> str:
        assert isinstance(w.what, s.Arith)
        a, b = (self.operand(p) for p in w.parts)
        op = {"/": "÷", "-": "−"}.get(w.what.op, w.what.op)
        return f"{a} {op} {b}"

    def formula(self, w: Why, depth: int, t: ty.Type | None = None) -> tuple[str, tuple[Reason, ...]]:
        """How a value came about, in one line, and the reasons below that line."""
        x = w.what
        match x:
            case s.Lit():
                return "", ()
            case str():
                text, under = self.says(w, depth, t)
                return text, under
            case s.Alternative():
                inner = w.parts[0] if w.parts else None
                how = f" ({words_of(x.value)})" if x.value is not None and not isinstance(x.value, s.Lit | s.Period) else ""
                return f"reading “{w.note}”: {x.label}{how}", self.below((inner,), depth) if inner is not None else ()
            case s.Arith() if len(w.parts) == 2:
                return self.arith(w), self.below(w.parts, depth)
            case s.Listed():
                return self.listed(w, x, depth, t)
            case s.IfElse() if len(w.parts) == 2:
                chosen, guard = w.parts
                formula, under = self.formula(chosen, depth, t)
                shown = formula or (words_of(chosen.what) if isinstance(chosen.what, s.Expr) and not isinstance(chosen.what, s.Lit) else "")
                return shown, (*under, self.of(guard, depth + 1))
            case s.Shift() if len(w.parts) == 2:
                return self.shift(w, x, depth)
            case s.Aggregate():
                return self.aggregate(w, x, depth)
            case s.Accrued():
                return self.accrued(x.name, w, depth)
            case s.Rounded() if w.parts:
                whole = w.parts[0].value
                left = (
                    f"; {self.rest(whole, w.value, t or self.type_of(x))} left over"
                    if not isinstance(whole, Unknown) and whole > w.value
                    else ""
                )
                return f"{self.operand(w.parts[0])}, {words_of(x.rounding)}{left}", self.below(w.parts, depth)
            case s.Restated() if w.parts:
                return self.restated(w, depth)
            case s.Moved() if w.parts:
                moved = "" if w.value == w.parts[0].value else f", moved to the next {x.calendar}"
                return f"{self.operand(w.parts[0])}{moved}", self.below(w.parts, depth)
            case s.NextOpen() if w.parts:
                return f"the next {x.calendar} after {self.operand(w.parts[0])}", self.below(w.parts, depth)
            case s.AsIf() | s.OnDate() | s.Without() | s.Under() if w.parts:
                return words_of(x), (self.of(w.parts[0], depth + 1, t=t),)
            case s.ClaimPart() if w.parts:
                return words_of(x), tuple(self.of(p, depth + 1) for p in w.parts)
            case s.Column():
                return f"{words_of(x)} ({restyled(w.note)})", ()
            case s.FirstDay():
                return (f"the day of {w.note}" if w.note and not isinstance(w.value, Unknown) else restyled(w.note)), ()
            case s.Its() | s.ThatDay() | s.AskedDay() | s.AtTime() | s.Period() | s.NotYet() | s.UnknownLit():
                return words_of(x) + (f" ({w.note})" if w.note else ""), ()
            case s.Expr():
                return words_of(x) + (f" ({restyled(w.note)})" if w.note else ""), self.below(w.parts, depth)
            case _:
                return restyled(w.note), tuple(self.of(p, depth + 1) for p in w.parts)

    def rest(self, whole: Q, part: Q, t: ty.Type | None) -> str:
        shown = said(whole - part, t)
        return shown.removesuffix(" shares") + " of a share" if shown.endswith(" shares") and whole - part < 1 else shown

    def listed(self, w: Why, x: s.Listed, depth: int, t: ty.Type | None) -> tuple[str, tuple[Reason, ...]]:
        if x.kind == "first":
            return f"the first that applies: {w.note}", tuple(self.of(p, depth + 1, t=t) for p in w.parts)
        kind = {
            "sum": "the sum of",
            "lesser": "the lesser of",
            "greater": "the greater of",
            "earlier": "the earlier of",
            "later": "the later of",
        }
        limbs, taken = [], False
        for p, item in zip(w.parts, x.items, strict=True):
            known = not isinstance(w.value, Unknown) and not isinstance(p.value, Unknown)
            mark = ""
            if x.kind != "sum" and known and not taken and _day(p.value) == _day(w.value):
                mark, taken = "taken", True
            own = self.type_of(p.what) or t
            limbs.append(self.limb(p, depth + 1, item, mark, own))
        return kind[x.kind], tuple(limbs)

    def limb(self, p: Why, depth: int, item: s.Item, mark: str, t: ty.Type | None) -> Reason:
        label = item.label
        if isinstance(p.what, s.Lit) and not isinstance(item.value, s.Lit):
            words = bare(words_of(item.value))
            return Reason(f"({label}) {f'{mark}: ' if mark else ''}{words}: {said(p.value, t)}, as none is told", p.section)
        if isinstance(p.what, str | s.Lit | s.Alternative):
            return self.of(p, depth, label, mark, t)
        formula, under = self.formula(p, depth, t)
        words = words_of(p.what) if isinstance(p.what, s.Node) else ""
        how = f"{_equals(p)}{formula}" if formula and formula != words else ""
        if not self.full and p.value == 0 and not isinstance(p.value, bool):
            how, under = "", ()
        lead = f"({label}) {f'{mark}: ' if mark else ''}{bare(words)}: {said(p.value, t)}{how}"
        return Reason(lead, p.section, under if self.full or depth < _STOREYS else ())

    def shift(self, w: Why, x: s.Shift, depth: int) -> tuple[str, tuple[Reason, ...]]:
        period, anchor = w.parts
        head = f"{self.operand(period)} {x.direction} {self.operand(anchor)}"
        lines = self.days_between(period.value, anchor.value, w.value, x.direction)
        return head, (*lines, *self.below(w.parts, depth))

    def days_between(self, period: Any, start: Any, end: Any, direction: str) -> tuple[Reason, ...]:
        line = counted_days_between(self.world, period, start, end, direction, self.full) if self.world is not None else ""
        return (Reason(line),) if line else ()

    def aggregate(self, w: Why, x: s.Aggregate, depth: int) -> tuple[str, tuple[Reason, ...]]:
        info = self.contract.terms.get(x.term) if self.contract else None
        t = info.type if info else None
        rows = [p for p in w.parts if isinstance(p.what, date)]
        used = rows[: int(x.count)] if x.pick else rows
        days = sorted(p.what for p in rows)
        which = f"the {x.pick} {x.count} of {len(rows)} " if x.pick else f"{len(rows)} "
        name = x.term if len(rows) == 1 else x.term + "s"
        over = f", {span(days[0], days[-1])}" if days else ""
        basis = self.basis(w)
        kind = {"average": "average of ", "total": "total of ", "highest": "highest of ", "lowest": "lowest of "}[x.kind]
        head = f"{kind}{which}{name}{over}{f' ({basis})' if basis else ''}"
        lines: list[Reason] = []
        told = [p for p in used if not isinstance(p.value, Unknown)]
        if isinstance(w.value, Unknown):
            known = [p for p in rows if not isinstance(p.value, Unknown)]
            lines.append(Reason(f"told for {len(known)} of {len(rows)} days; needed: {self.needs(w.value)}"))
        elif told and (x.pick or len(told) <= 10):
            year = days[0].year != days[-1].year
            lines.append(Reason(" · ".join(f"{said(p.value, t, short=True)} on {short_day(p.what, year=year)}" for p in told)))
        if self.full:
            lines.extend(self.of(p, depth + 1, t=t) for p in rows)
        return head, tuple(lines)

    def basis(self, w: Why) -> str:
        """The file, the column and the readings that figures of a window rest on."""
        files: dict[str, None] = {}
        readings: dict[str, None] = {}
        for r in reasons(w):
            if isinstance(r.what, s.Column):
                parts = r.note.split(" ", 1)
                if len(parts) == 2 and parts[1]:
                    files[f"“{parts[1]}”, {r.what.column}"] = None
            elif isinstance(r.what, s.Alternative) and any(isinstance(p.what, s.Column) for p in r.parts):
                readings[f"reading “{r.note}”: {r.what.label}"] = None
        return "; ".join([*files, *readings])

    def accrued(self, name: str, w: Why, depth: int) -> tuple[str, tuple[Reason, ...]]:
        """Interest: the amounts, the rate, the days."""
        info = self.contract.terms.get(name) if self.contract else None
        rate, count = self.rate(info)
        stretches = [p for p in w.parts if isinstance(p.what, Lot)]
        other = tuple(p for p in w.parts if not isinstance(p.what, Lot) and p.parts and isinstance(p.what, str) and p.what != name)
        rest = tuple(self.of(p, depth + 1) for p in w.parts if isinstance(p.what, Paid))
        if not stretches:
            claims = tuple(self.overdue(p, rate, depth) for p in w.parts if p.note.startswith("overdue"))
            note = restyled(w.note)
            none = not claims and self.is_overdue(info) and not isinstance(w.value, Unknown) and not w.value
            return ("nothing is overdue" if none else note), claims
        lines = [self.stretch(p, rate, count) for p in stretches]
        below = self.below(other, depth) if self.full else ()
        if len(lines) == 1:
            return f"{lines[0][0]} ({lines[0][1]})", (*rest, *below)
        return "the sum of", (*(Reason(f"{a} = {b}" if b else a) for a, b in lines), *rest, *below)

    def is_overdue(self, info: TermInfo | None) -> bool:
        st = info.rules[0].statement if info else None
        return isinstance(st, s.AccrualDecl) and bool(st.claims)

    def overdue(self, p: Why, rate: str, depth: int) -> Reason:
        on = p.parts[0] if p.parts else None
        base = f"on {quantity(on.value, ty.MONEY)} " if on is not None else ""
        return Reason(f"{p.what}: {quantity(p.value, ty.MONEY)} {base}at {rate}, {restyled(p.note)}", p.section)

    def rate(self, info: TermInfo | None) -> tuple[str, str]:
        st = info.rules[0].statement if info else None
        if not isinstance(st, s.AccrualDecl):
            return "the rate", ""
        x: s.Expr | None = st.rate
        if isinstance(x, s.Ref) and self.world is not None and x.name in self.world.contract.readings:
            x = self.world.chosen(x.name).value or x
        return (quantity(x.value, ty.PERCENT) if isinstance(x, s.Lit) else words_of(st.rate)), st.day_count

    def stretch(self, p: Why, rate: str, count: str) -> tuple[str, str]:
        """`$100,000.00 × 12% × 39/365`, and its days."""
        found = re.match(r"(\S+) to (\S+), (\d+) days", p.note)
        basis = re.fullmatch(r"actual/(\d+)", count)
        if not found:
            return f"{quantity(p.value, ty.MONEY)} × {rate}, {restyled(p.note)}", ""
        days = f"{found[3]}/{basis[1]}" if basis else f"{found[3]} days, {count}"
        a, b = date.fromisoformat(found[1]), date.fromisoformat(found[2])
        return f"{quantity(p.value, ty.MONEY)} × {rate} × {days}", span(a, b)

    def restated(self, w: Why, depth: int) -> tuple[str, tuple[Reason, ...]]:
        base, factors = w.parts[0], w.parts[1:]
        formula, under = self.formula(base, depth)
        text = formula or self.value_of(base)
        if not factors:
            return (f"{text}, nothing told restates it" if isinstance(base.what, s.Lit) else text), under
        marks = tuple(Reason(f"× {said(f.value, ty.NUMBER)} for {f.what}", f.section) for f in factors)
        return f"{text} restated", (*under, *marks)


def counted_days_between(world: World, period: Any, start: Any, end: Any, direction: str, full: bool = False) -> str:
    """The days that a period counted, and those that it skipped; nothing when there are too many to list."""
    if not isinstance(period, tuple) or not isinstance(_day(start), date) or not isinstance(_day(end), date):
        return ""
    a, b = _day(start), _day(end)
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


def _equals(w: Why) -> str:
    return ", " if isinstance(w.value, Unknown) else " = "


def _day(v: Any) -> Any:
    return getattr(v, "day", v) if not isinstance(v, date) else v


def _weekday(d: date) -> str:
    return f"{long_day(d)[:3]} {short_day(d, year=False)}"


# ── the tree as text


def drawn(reason: Reason, lead: str = "", section: str = "") -> Iterator[str]:
    """The lines of a tree; a section stands at the right where it changes."""
    for i, child in enumerate(reason.under):
        last = i == len(reason.under) - 1
        text = f"{lead}{'└ ' if last else '├ '}{child.text}"
        yield from _ruled(text, child.section if child.section != section else "", lead + ("  " if last else "│ "))
        yield from drawn(child, lead + ("  " if last else "│ "), child.section or section)


def _ruled(text: str, section: str, hang: str) -> Iterator[str]:
    """A line with its section at the right, broken between words where it is too long."""
    room = _WIDTH - len(section) - 2 if section else _WIDTH
    lines = []
    while len(text) > room:
        at = text.rfind(" ", len(hang) + 30, room)
        if at < 0:
            break
        lines.append(text[:at])
        text = f"{hang}  {text[at + 1 :]}"
    lines.append(text)
    if section:
        lines[0] = (
            f"{lines[0]:<{_WIDTH - len(section)}}{section}" if len(lines[0]) + len(section) + 2 <= _WIDTH else f"{lines[0]}  {section}"
        )
    yield from lines


def sentence(w: Why, world: World) -> str:
    """One reason in one line, as it stands in a list of tests."""
    return _Teller(world, False).says(w, _STOREYS)[0]


def reason_tree(answer: Answer, full: bool = False, world: World | None = None) -> Reason:
    """The reasons of an answer as a tree."""
    teller = _Teller(world, full)
    text, under = teller.says(answer.why, 0, answer.type)
    name = answer.why.what if isinstance(answer.why.what, str) else ""
    if not name:
        shown = said(answer.value, answer.type)
        text = f"{answer.ask}: {shown}" + (f" = {text.split(' = ', 1)[1]}" if " = " in text and text.startswith(shown) else "")
        if len(answer.why.parts) == 1 and isinstance(answer.why.parts[0].what, str) and not under:
            under = (_Teller(world, full).of(answer.why.parts[0], 1),)
    others = tuple(_not_in_force(answer, world)) if world is not None else ()
    return Reason(text, answer.section, (*under, *others))


def _not_in_force(answer: Answer, world: World) -> Iterator[Reason]:
    """The other provisions that fix a term of these reasons, and why they do not here."""
    done: set[str] = set()
    live = {(str(w.what), w.section) for w in reasons(answer.why) if isinstance(w.what, str)}
    names = [n for n, _ in live]
    for name in dict.fromkeys(str(w.what) for w in reasons(answer.why) if isinstance(w.what, str)):
        info = world.contract.terms.get(name)
        if info is None or name not in names or len({r.section for r in info.rules}) < 2:
            continue
        for rule in info.rules:
            if (name, rule.section) not in live and rule.section not in done:
                done.add(rule.section)
                yield Reason(standing(world, rule.section, answer.on), rule.section)


def figures(answers: list[Answer], world: World, full: bool = False) -> list[Reason]:
    """The reasons of several answers one after the other, each term explained where it first appears."""
    teller = _Teller(world, full)
    found = []
    for a in answers:
        name = a.ask.removesuffix(" without limits")
        if not isinstance(a.why.what, str) and len(a.why.parts) == 1 and isinstance(a.why.parts[0].what, str):
            text, under = teller.says(a.why.parts[0], 1, a.type)
        else:
            text, under = teller.says(a.why, 1, a.type)
            text = text if isinstance(a.why.what, str) else f"{name}: {text}"
        found.append(Reason(text, a.section, under))
    return found


def lines_of(found: list[Reason], lead: str = "  ") -> list[str]:
    """Several reasons as text, one below the other."""
    lines: list[str] = []
    for r in found:
        lines.extend(lead + x for x in _ruled(r.text, r.section, ""))
        lines.extend(lead + x for x in drawn(r, "", r.section))
    return lines


def explain(answer: Answer, full: bool = False, world: World | None = None) -> str:
    """Why an answer is what it is: the term with its value and section, and the reasons as a tree below it.

    With the `world` that it was asked in, figures carry their units, periods list their days, and provisions that are not in force say why.
    """
    tree = reason_tree(answer, full, world)
    first = tree.text
    lines = list(_ruled(first, tree.section, ""))
    lines.extend(drawn(tree, "", tree.section))
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
    return "\n".join(lines)


@frozen
class Table:
    """The figures of a window: a title, and a row a day with a mark for those used."""

    title: str
    rows: tuple[tuple[date, str, bool], ...]
    dropped: tuple[date, ...] = ()


def tables(answer: Answer, world: World) -> list[Table]:
    """The windows that an answer rests on, day by day, and the weekdays within them that were no such day."""
    found: list[Table] = []
    teller = _Teller(world, True)
    for w in reasons(answer.why):
        if not isinstance(w.what, s.Aggregate):
            continue
        x = w.what
        rows = [p for p in w.parts if isinstance(p.what, date)]
        if not rows:
            continue
        t = world.contract.terms[x.term].type
        count = int(x.count) if x.pick and not isinstance(w.value, Unknown) else 0
        used = set(id(p) for p in rows[:count])
        days = sorted(p.what for p in rows)
        weekdays = [days[0] + timedelta(days=n) for n in range((days[-1] - days[0]).days + 1)]
        dropped = tuple(d for d in weekdays if d.weekday() < 5 and d not in set(days))
        ordered = sorted(rows, key=lambda p: p.what)
        basis = teller.basis(w)
        title = f"{x.term}s, {span(days[0], days[-1])}: {counted(len(rows), 'day')}" + (f" ({basis})" if basis else "")
        table = Table(title, tuple((p.what, said(p.value, t), id(p) in used or not x.pick) for p in ordered), dropped)
        if table not in found:
            found.append(table)
    return found


# ── why not


_SAYING = (s.Define, s.Owes, s.Duty, s.Power, s.Posting, s.Reversal, s.Pays, s.BalanceDecl, s.AccrualDecl, s.Waive)


def standing(world: World, section: str, on: date) -> str:
    """In one sentence, whether a section is in force on a day, and why not."""
    lines = _standing(world, section, on)
    return lines[0] if lines else f"{section} says nothing that comes in force"


def why_not(world: World, section: str, on: date) -> str:
    """Whether the sentences of a section are in force on a day: for each that is not, what it waits for."""
    known = list(world.contract.headings)
    if section not in known:
        near = nearest(section, known)
        return f"{section} is no section of this file" + (f"; the nearest is {near}" if near else "")
    title = world.contract.headings[section]
    return "\n".join([f"{section} “{title}”, on {long_day(on)}", *(f"  {line}" for line in _standing(world, section, on))])


def _standing(world: World, section: str, on: date) -> list[str]:
    env = environment(world, on)
    rules = [r for r in world.contract.rules if r.section == section and isinstance(r.statement, _SAYING)]
    aside = [f"{'recorded only' if r.kind == 'recorded' else r.kind}: {r.words}" for at, r in world.contract.recorded if at == section]
    found: dict[str, None] = {}
    for rule in rules:
        for line in _rule_standing(env, rule):
            found.setdefault(f"{section} {line}" if line.startswith(("is ", "waits ")) else line)
    lines = list(found)
    if any("not in force" not in x for x in lines):
        lines.sort(key=lambda x: "not in force" not in x)
    if not lines and not aside:
        lines = [f"{section} only declares names"]
    return [*lines, *aside]


def _rule_standing(env: Env, rule: Rule) -> Iterator[str]:
    world = env.world
    day = long_day(env.asked)
    over = [r for r in world.contract.rules if rule.section in r.prevails and _same_term(r, rule)]
    envs: list[tuple[Env, str]] = [(env, "")]
    if rule.scope:
        base = base_event(world, rule.scope)
        found, doubt = occurrences(env, rule.scope, rule.scope_filters)
        if doubt is not None:
            yield f"is undetermined on {day}: needed: {joined([restyled(n.words) for n in doubt.needs])}"
            return
        if not found:
            others, _ = occurrences(env, base)
            if others and rule.scope != base:
                told = joined([f"{o.title} of {short_day(o.day)}" for o in others])
                yield f"is not in force: no {rule.scope} is told to {day} ({told}: its conditions do not hold)"
            else:
                yield f"is not in force: no {rule.scope} is told to {day}"
            return
        envs = []
        for o in found:
            inner = env.copy()
            inner.occ, inner.its = {**env.occ, o.event: o}, o.event
            envs.append((inner, f" for {o.title}"))
    for inner, about in envs:
        if rule.conditions and not rule.schedule:
            if rule.scope and rule.scope != base_event(world, rule.scope):
                inner = _with_hypothetical(inner, rule)
            holds = condition(inner, rule)
            teller = _Teller(world, False)
            if isinstance(holds.value, Unknown):
                waits = "waits for" if holds.value.after is not None else "is undetermined; it needs"
                yield f"{waits} {joined([restyled(n.words) for n in holds.value.needs])}{about}"
                continue
            if not holds.value:
                failed = [p for p in holds.parts if p.value is False] or list(holds.parts)
                yield f"is not in force{about}: {'; '.join(teller.says(p, 9)[0] for p in failed)}"
                continue
        prevailing = [r for r in over if _in_force(env, r)]
        if prevailing:
            yield f"is not in force{about}: {prevailing[0].section} prevails over it"
            continue
        yield f"is in force{about}" + (f" (“{_brief(rule)}”)" if rule.conditions else "")


def _with_hypothetical(env: Env, rule: Rule) -> Env:
    """Conditions may name what belongs to another event: it is asked as if made on the day."""
    for name in env.world.contract.events:
        info = env.world.contract.events[name]
        if not info.base and name not in env.occ and any(t.scope == name for t in env.world.contract.terms.values()):
            e = env.copy()
            e.occ = {**env.occ, name: hypothetical(env, name)}
            env = e
    return env


def _in_force(env: Env, rule: Rule) -> bool:
    return any(line.startswith("is in force") for line in _rule_standing(env, rule))


def _same_term(a: Rule, b: Rule) -> bool:
    return isinstance(a.statement, s.Define) and isinstance(b.statement, s.Define) and a.statement.name == b.statement.name


def _brief(rule: Rule) -> str:
    words = words_of(rule.statement)
    return words if len(words) <= 60 else words[:57].rsplit(" ", 1)[0] + " …"
