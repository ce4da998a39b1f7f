"""Reasons in words, one line each.

Enters: a `Why`, and the world that it came from (for units, and for the days that a period skipped). Leaves: `Reason`s. Holds: nothing is
computed here; the words of the contract stand as written, and no word of the program's own language shows.

A term is explained where it first appears, and named with its value after that; short reasons stop some storeys down.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import Contract, Rule, TermInfo
from tenor.interpreter.calendar import DayCalendar
from tenor.interpreter.day_reasons import about_count, about_every_day, about_run
from tenor.interpreter.days import calendar
from tenor.interpreter.environment import Why
from tenor.interpreter.ledger import Lot, Paid, Posting
from tenor.interpreter.outcome import environment, reasons
from tenor.interpreter.reason import Reason, words_of
from tenor.interpreter.values import Q, Unknown
from tenor.interpreter.wording import joined, long_day, quantity, restyled, said, short_day, span
from tenor.interpreter.world import World

__all__ = ["STOREYS", "Reason", "Teller", "counted_days_between", "sentence", "words_of"]

STOREYS = 4
"""How many storeys short reasons go down."""


_TESTS = frozenset({s.Clause, s.Rel, s.Between, s.OneOf, s.Junction, s.Not, s.Occurred, s.Test, s.MayGive, s.Exceeded, s.EveryDay})
_PLAIN = frozenset({s.Lit, s.Its, s.ThatDay, s.AskedDay, s.AtTime, date, s.Period})
"""What a line names with its value and nothing is said below."""
_SAID_OF = frozenset({Unknown, bool})


def bare(words: str) -> str:
    """A name or field as it is spoken of outside its sentence."""
    return words.removeprefix("its ")


class Teller:
    """Puts reasons in words, each term once."""

    def __init__(self, world: World | None, full: bool) -> None:
        self.world, self.full = world, full
        self.contract: Contract | None = world.contract if world is not None else None
        self.seen: set[str] = set()

    # ── types

    def _type_of(self, what: Any) -> ty.Type | None:
        c = self.contract
        if isinstance(what, s.Lit):
            return ty.named(what.unit)
        if isinstance(what, s.Alternative):
            return self._type_of(what.value)
        if c is None:
            return None
        if isinstance(what, str):
            info = c.terms.get(what) or c.references.get(what)
            return info.type if info else None
        return c.types.get(id(what)) if isinstance(what, s.Expr) else None

    def _value_of(self, w: Why, t: ty.Type | None = None) -> str:
        return said(w.value, t or self._type_of(w.what))

    # ── one reason

    def of(self, w: Why, depth: int, label: str = "", mark: str = "", t: ty.Type | None = None) -> Reason:
        """A reason and what it rests on; `label` is its limb, `mark` what was done with it."""
        if not self.full and depth > STOREYS:
            return Reason(self._operand(w), w.section)
        text, under = self.says(w, depth, t)
        text = (f"({label}) " if label else "") + (f"{mark}: " if mark else "") + text
        return Reason(text, w.section, under if self.full or depth < STOREYS else ())

    def says(self, w: Why, depth: int, t: ty.Type | None = None) -> tuple[str, tuple[Reason, ...]]:
        """A reason as a line, and the reasons below it."""
        kind = type(w.what)
        if kind in _TESTS or (type(w.value) is bool and issubclass(kind, s.Expr)):
            return self._test(w, depth)
        match w.what:
            case str():
                return self._term(w, depth, t)
            case date():
                return f"{said(w.value, t)} on {short_day(w.what)}", ()
            case s.Alternative():
                return self._reading(w, w.what, depth, t)
            case Posting():
                sign = "+" if w.what.amount > 0 else ""
                return f"{sign}{quantity(w.value, t or ty.MONEY)} {restyled(w.note)}", ()
            case Lot():
                return f"on {quantity(w.value, ty.MONEY)} from {restyled(w.note)}", ()
            case Paid():
                return f"{quantity(w.value, ty.PERCENT)} {restyled(w.note)}", ()
            case s.Expr():
                formula, under = self._formula(w, depth)
                shown = self._value_of(w, t)
                if isinstance(w.what, s.Lit):
                    return shown, ()
                return (f"{shown}{_equals(w)}{formula}" if formula else f"{words_of(w.what)}: {shown}"), under
            case Rule():
                return self._conditions(w, depth)
            case _:
                return f"{restyled(w.note)} {self._value_of(w, t)}".strip(), tuple(self.of(p, depth + 1) for p in w.parts)

    def _reading(self, w: Why, x: s.Alternative, depth: int, t: ty.Type | None) -> tuple[str, tuple[Reason, ...]]:
        """A reading: the choice taken, its value, and how that came about where its words do not say it."""
        head = f"reading “{w.note}”: {x.label}"
        inner = w.parts[0] if w.parts else None
        if inner is None or not isinstance(inner.what, s.Expr) or isinstance(inner.what, s.Lit | s.Period | s.Its | s.Ref | s.Column):
            formula, under = self._formula(w, depth)
            return f"{formula}, {self._value_of(w, t)}", under
        formula, under = self._formula(inner, depth, t)
        return f"{head}, {self._value_of(w, t)}{_equals(w)}{formula}", under

    def _term(self, w: Why, depth: int, t: ty.Type | None) -> tuple[str, tuple[Reason, ...]]:
        name = str(w.what)
        info = self.contract.terms.get(name) if self.contract else None
        t = t or self._type_of(name)
        told = said(w.value, t)
        head = f"{name} {told}" if type(w.value) not in _SAID_OF else f"{name}: {told}"
        if w.value == name and not isinstance(w.value, Unknown):
            return f"“{name}”" + (f" ({restyled(w.note)})" if w.note else ""), ()
        if name == "opening":
            return f"{quantity(w.value, t or ty.MONEY)} opening {restyled(w.note)}", ()
        if name in self.seen and w.parts and not self.full:
            return head, ()
        if w.parts:
            self.seen.add(name)
        note = f" ({restyled(w.note)})" if w.note else ""
        if isinstance(w.value, Unknown) and w.value.conflict is not None and w.value.conflict.name == name:
            sides = tuple(Reason(said(v, t), section) for section, v in w.value.conflict.sides)
            return head, sides
        if info is not None and info.kind == "claim":
            return self._claim(w, head, note, depth)
        if info is not None and info.kind == "balance":
            return head + note, tuple(self.of(p, depth + 1, t=t) for p in w.parts)
        if info is not None and info.kind == "accrual":
            formula, under = self._accrued(name, w, depth)
            return f"{head} = {formula}{note}" if formula else head + note, under
        if not w.parts:
            return head + note + self._needed(w), ()
        rest = tuple(self.of(p, depth + 1) for p in w.parts[1:])
        first = w.parts[0]
        if isinstance(first.value, bool) and isinstance(first.what, s.Junction):
            return head + note, (*self._test(first, depth)[1], *rest)
        if isinstance(first.value, bool) and isinstance(first.what, s.Expr):
            return head + note, (self.of(first, depth + 1), *rest)
        formula, under = self._formula(first, depth, t)
        if formula.startswith(told):
            return f"{name} {formula}{note}", (*under, *rest)
        return f"{head}{f'{_equals(w)}{formula}' if formula and formula != head else ''}{note}", (*under, *rest)

    def _needed(self, w: Why) -> str:
        return f"; needed: {self._needs(w.value)}" if isinstance(w.value, Unknown) and not w.value.none else ""

    def _needs(self, u: Unknown) -> str:
        return joined([restyled(n.words) for n in u.needs[:6]]) + (f" and {len(u.needs) - 6} more" if len(u.needs) > 6 else "")

    def _claim(self, w: Why, head: str, note: str, depth: int) -> tuple[str, tuple[Reason, ...]]:
        """A claim: its amount, by the day if it runs by the day, and the condition that it stands under."""
        amount = next((p for p in w.parts if not isinstance(p.what, Rule) and not (isinstance(p.what, str) and p.what == w.what)), None)
        several = tuple(self._again(p, depth + 1) for p in w.parts if isinstance(p.what, str) and p.what == w.what)
        tests = tuple(self.of(p, depth + 1) for p in w.parts if isinstance(p.what, Rule))
        if several or amount is None:
            return head + note, (*several, *tests)
        if re.match(r"\d+ days", w.note):
            return f"{head} = {self._value_of(amount)} × {restyled(w.note)}", tests
        formula, under = self._formula(amount, depth)
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
            left, right = (self._operand(p) for p in w.parts)
            return f"{left} {x.op} {right}: {verdict}{note}", self._below(w.parts, depth)
        if isinstance(x, s.EveryDay):
            return about_every_day(self, w, x, verdict, depth)
        if isinstance(x, s.Clause):
            what = words_of(x)
            return f"{what}: {verdict}{note}", self._below(w.parts, depth)
        if isinstance(x, s.Junction):
            under = tuple(self.of(p, depth + 1, item.label) for p, item in zip(w.parts, x.items, strict=False))
            return f"{ {'all': 'all of', 'any': 'any of', 'and': 'both', 'or': 'one of'}[x.kind] }: {verdict}{note}", under
        if len(w.parts) == 1 and isinstance(w.parts[0].what, s.Expr) and w.parts[0].what is x:
            return self.says(w.parts[0], depth)
        if len(w.parts) == 1 and isinstance(w.parts[0].what, s.Rel) and not isinstance(x, s.Not):
            return self.says(w.parts[0], depth)
        words = words_of(x) if isinstance(x, s.Node) else str(x)
        return f"{words}: {verdict}{note}", tuple(self.of(p, depth + 1) for p in w.parts)

    def _verdict(self, w: Why) -> str:
        if isinstance(w.value, Unknown):
            return f"undetermined; needed: {self._needs(w.value)}"
        return "yes" if w.value else "no"

    def _below(self, parts: tuple[Why, ...], depth: int) -> tuple[Reason, ...]:
        """The reasons of what a line already names with its value."""
        found = []
        for p in parts:
            if not p.parts or type(p.what) in _PLAIN:
                continue
            if isinstance(p.what, str) and not self.full and (p.what in self.seen or isinstance(p.parts[0].what, s.Lit)):
                continue
            r = self.of(p, depth + 1)
            if r.under or isinstance(p.what, str | s.Alternative):
                found.append(r)
        return tuple(found)

    # ── formulas

    def _operand(self, p: Why) -> str:
        """A value within a line: a term by its name and value, a literal as it stands, anything else by its words and value."""
        match p.what:
            case s.Lit() | s.Period():
                return self._value_of(p)
            case str():
                return f"{p.what} {self._value_of(p)}" if not isinstance(p.value, Unknown) else f"{p.what} (undetermined)"
            case s.Alternative():
                return f"{p.note} {self._value_of(p)}"
            case date():
                return said(p.value, None)
            case s.AtTime():
                return words_of(p.what)
            case s.Arith() if len(p.parts) == 2:
                return "(" + self._arith(p) + ")"
            case s.Node():
                return f"{words_of(p.what)} ({self._value_of(p)})"
            case _:
                return self._value_of(p)

    def _arith(self, w: Why) -> str:
        assert isinstance(w.what, s.Arith)
        a, b = (self._operand(p) for p in w.parts)
        op = {"/": "÷", "-": "−"}.get(w.what.op, w.what.op)
        return f"{a} {op} {b}"

    def _formula(self, w: Why, depth: int, t: ty.Type | None = None) -> tuple[str, tuple[Reason, ...]]:
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
                how = f" ({words_of(x.value)})" if not isinstance(x.value, s.Lit | s.Period) else ""
                return f"reading “{w.note}”: {x.label}{how}", self._below((inner,), depth) if inner is not None else ()
            case s.Arith() if len(w.parts) == 2:
                return self._arith(w), self._below(w.parts, depth)
            case s.Listed():
                return self._listed(w, x, depth, t)
            case s.IfElse() if len(w.parts) == 2:
                chosen, guard = w.parts
                formula, under = self._formula(chosen, depth, t)
                shown = formula or (words_of(chosen.what) if isinstance(chosen.what, s.Expr) and not isinstance(chosen.what, s.Lit) else "")
                return shown, (*under, self.of(guard, depth + 1))
            case s.Shift() if len(w.parts) == 2:
                return self._shift(w, x, depth)
            case s.Aggregate():
                return self._aggregate(w, x)
            case s.Run():
                return about_run(self, w, x, depth)
            case s.DayCount():
                return about_count(self, w, x, depth)
            case s.Accrued():
                return self._accrued(x.name, w, depth)
            case s.Rounded() if w.parts:
                whole = w.parts[0].value
                left = (
                    f"; {self._rest(whole, w.value, t or self._type_of(x))} left over"
                    if not isinstance(whole, Unknown) and whole > w.value
                    else ""
                )
                return f"{self._operand(w.parts[0])}, {words_of(x.rounding)}{left}", self._below(w.parts, depth)
            case s.Restated() if w.parts:
                return self._restated(w, depth)
            case s.Moved() if w.parts:
                moved = "" if w.value == w.parts[0].value else f", moved to the next {x.calendar}"
                return f"{self._operand(w.parts[0])}{moved}", self._below(w.parts, depth)
            case s.NextOpen() if w.parts:
                return f"the next {x.calendar} after {self._operand(w.parts[0])}", self._below(w.parts, depth)
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
                return words_of(x) + (f" ({restyled(w.note)})" if w.note else ""), self._below(w.parts, depth)
            case _:
                return restyled(w.note), tuple(self.of(p, depth + 1) for p in w.parts)

    def _rest(self, whole: Q, part: Q, t: ty.Type | None) -> str:
        shown = said(whole - part, t)
        return shown.removesuffix(" shares") + " of a share" if shown.endswith(" shares") and whole - part < 1 else shown

    def _listed(self, w: Why, x: s.Listed, depth: int, t: ty.Type | None) -> tuple[str, tuple[Reason, ...]]:
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
            own = self._type_of(p.what) or t
            limbs.append(self._limb(p, depth + 1, item, mark, own))
        return kind[x.kind], tuple(limbs)

    def _limb(self, p: Why, depth: int, item: s.Item, mark: str, t: ty.Type | None) -> Reason:
        label = item.label
        if isinstance(p.what, s.Lit) and not isinstance(item.value, s.Lit):
            words = bare(words_of(item.value))
            return Reason(f"({label}) {f'{mark}: ' if mark else ''}{words}: {said(p.value, t)}, as none is told", p.section)
        if isinstance(p.what, str | s.Lit | s.Alternative):
            return self.of(p, depth, label, mark, t)
        formula, under = self._formula(p, depth, t)
        words = words_of(p.what) if isinstance(p.what, s.Node) else ""
        how = f"{_equals(p)}{formula}" if formula and formula != words else ""
        if not self.full and p.value == 0 and not isinstance(p.value, bool):
            how, under = "", ()
        lead = f"({label}) {f'{mark}: ' if mark else ''}{bare(words)}: {said(p.value, t)}{how}"
        return Reason(lead, p.section, under if self.full or depth < STOREYS else ())

    def _shift(self, w: Why, x: s.Shift, depth: int) -> tuple[str, tuple[Reason, ...]]:
        period, anchor = w.parts
        head = f"{self._operand(period)} {x.direction} {self._operand(anchor)}"
        lines = self._days_between(period.value, anchor.value, w.value, x.direction)
        return head, (*lines, *self._below(w.parts, depth))

    def _days_between(self, period: Any, start: Any, end: Any, direction: str) -> tuple[Reason, ...]:
        line = counted_days_between(self.world, period, start, end, direction, self.full) if self.world is not None else ""
        return (Reason(line),) if line else ()

    def _aggregate(self, w: Why, x: s.Aggregate) -> tuple[str, tuple[Reason, ...]]:
        info = self.contract.terms.get(x.term) if self.contract else None
        t = info.type if info else None
        rows = [p for p in w.parts if isinstance(p.what, date)]
        used = rows[: int(x.count)] if x.pick else rows
        days = sorted(p.what for p in rows)
        which = f"the {x.pick} {x.count} of {len(rows)} " if x.pick else f"{len(rows)} "
        name = x.term if len(rows) == 1 else x.term + "s"
        over = f", {span(days[0], days[-1])}" if days else ""
        basis = self.basis(w)
        kind = {"average": "average of ", "total": "total of ", "highest": "highest of ", "lowest": "lowest of ", "latest": "latest of "}[
            x.kind
        ]
        head = f"{kind}{which}{name}{over}{f' ({basis})' if basis else ''}"
        lines: list[Reason] = []
        told = [p for p in used if not isinstance(p.value, Unknown)]
        if isinstance(w.value, Unknown):
            known = [p for p in rows if not isinstance(p.value, Unknown)]
            lines.append(Reason(f"told for {len(known)} of {len(rows)} days; needed: {self._needs(w.value)}"))
        elif told and (x.pick or len(told) <= 10):
            year = days[0].year != days[-1].year
            lines.append(Reason(" · ".join(f"{said(p.value, t, short=True)} on {short_day(p.what, year=year)}" for p in told)))
        if self.full:
            lines.extend([Reason(f"{said(p.value, t)} on {short_day(p.what)}", p.section) for p in rows])
        return head, tuple(lines)

    def basis(self, w: Why) -> str:
        """The file, the column and the readings that figures of a window rest on: the same on every day of it."""
        files: dict[str, None] = {}
        readings: dict[str, None] = {}
        for r in reasons(w.parts[0] if w.parts else w):
            if isinstance(r.what, s.Column):
                parts = r.note.split(" ", 1)
                if len(parts) == 2 and parts[1]:
                    files[f"“{parts[1]}”, {r.what.column}"] = None
            elif isinstance(r.what, s.Alternative) and any(isinstance(p.what, s.Column) for p in r.parts):
                readings[f"reading “{r.note}”: {r.what.label}"] = None
        return "; ".join([*files, *readings])

    def _accrued(self, name: str, w: Why, depth: int) -> tuple[str, tuple[Reason, ...]]:
        """Interest: the amounts, the rate, the days."""
        info = self.contract.terms.get(name) if self.contract else None
        rate, count = self._rate(info)
        stretches = [p for p in w.parts if isinstance(p.what, Lot)]
        other = tuple(p for p in w.parts if not isinstance(p.what, Lot) and p.parts and isinstance(p.what, str) and p.what != name)
        rest = tuple(self.of(p, depth + 1) for p in w.parts if isinstance(p.what, Paid))
        if not stretches:
            claims = tuple(self._overdue(p, rate) for p in w.parts if p.note.startswith("overdue"))
            note = restyled(w.note)
            none = not claims and self._is_overdue(info) and not isinstance(w.value, Unknown) and not w.value
            return ("nothing is overdue" if none else note), claims
        lines = [self._stretch(p, quantity(p.parts[0].value, ty.PERCENT) if p.parts else rate, count) for p in stretches]
        below = self._below(other, depth) if self.full else ()
        rates = [self._rate_of_days(p.parts, depth + 1) for p in stretches]
        if len(lines) == 1:
            return f"{lines[0][0]} ({lines[0][1]})", (*rates[0], *rest, *below)
        return "the sum of", (*(Reason(f"{a} = {b}" if b else a, "", u) for (a, b), u in zip(lines, rates, strict=True)), *rest, *below)

    def _rate_of_days(self, parts: tuple[Why, ...], depth: int) -> tuple[Reason, ...]:
        """How the rate of some days came about, and from which day each figure in it was told."""
        terms = self.contract.terms if self.contract else {}
        named = {r.what: r for p in parts for r in reasons(p, listed=False) if isinstance(r.what, str) and r.what in terms}
        before, self.seen = self.seen, self.seen - named.keys()  # each stretch has figures of its own
        own = tuple(self.of(p, depth) for p in parts if p.parts)
        told = tuple(self.of(r, depth) for r in named.values() if not r.parts and r.note)
        self.seen = before
        return (*own, *told)

    def _is_overdue(self, info: TermInfo | None) -> bool:
        st = info.rules[0].statement if info else None
        return isinstance(st, s.AccrualDecl) and bool(st.claims)

    def _overdue(self, p: Why, rate: str) -> Reason:
        on = p.parts[0] if p.parts else None
        base = f"on {quantity(on.value, ty.MONEY)} " if on is not None else ""
        return Reason(f"{p.what}: {quantity(p.value, ty.MONEY)} {base}at {rate}, {restyled(p.note)}", p.section)

    def _rate(self, info: TermInfo | None) -> tuple[str, str]:
        st = info.rules[0].statement if info else None
        if not isinstance(st, s.AccrualDecl):
            return "the rate", ""
        x: s.Expr | None = st.rate
        if isinstance(x, s.Ref) and self.world is not None and x.name in self.world.contract.readings:
            x = self.world.taken(x.name).value
        return (quantity(x.value, ty.PERCENT) if isinstance(x, s.Lit) else words_of(st.rate)), st.day_count

    def _stretch(self, p: Why, rate: str, count: str) -> tuple[str, str]:
        """`$100,000.00 × 12% × 39/365`, and its days."""
        found = re.match(r"(\S+) to (\S+), (\d+) days", p.note)
        basis = re.fullmatch(r"actual/(\d+)", count)
        if not found:
            return f"{quantity(p.value, ty.MONEY)} × {rate}, {restyled(p.note)}", ""
        days = f"{found[3]}/{basis[1]}" if basis else f"{found[3]} days, {count}"
        a, b = date.fromisoformat(found[1]), date.fromisoformat(found[2])
        return f"{quantity(p.value, ty.MONEY)} × {rate} × {days}", span(a, b)

    def _restated(self, w: Why, depth: int) -> tuple[str, tuple[Reason, ...]]:
        base, factors = w.parts[0], w.parts[1:]
        formula, under = self._formula(base, depth)
        text = formula or self._value_of(base)
        if not factors:
            return (f"{text}, nothing told restates it" if isinstance(base.what, s.Lit) else text), under
        marks = tuple(Reason(f"× {said(f.value, ty.NUMBER)} for {f.what}", f.section) for f in factors)
        return f"{text} restated", (*under, *marks)


def counted_days_between(world: World, period: Any, start: Any, end: Any, direction: str, full: bool = False) -> str:
    """The days that a period counted, and those that it skipped; nothing when there are too many to list."""
    if not isinstance(period, tuple) or period[1] == "months" or not isinstance(_day(start), date) or not isinstance(_day(end), date):
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


def sentence(w: Why, world: World, t: ty.Type | None = None) -> str:
    """One reason in one line, as it stands in a list of tests; `t` is the type of a figure that does not know its own."""
    return Teller(world, False).says(w, STOREYS, t)[0]
