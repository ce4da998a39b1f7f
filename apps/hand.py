"""An answer re-performed step by step, as one would with pencil or in a spreadsheet.

Enters: an answer with its reasons. Leaves: a `Worksheet`: what goes in, each step with its formula, and whether all agree with the
reasons. Holds: every step is reckoned here from the steps before it and never taken from the reasons; where the reasons hold something that
is not plain arithmetic, there is no worksheet.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from attrs import define, field, frozen

from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import Contract, Rule
from tenor.interpreter.environment import Stretch, Why
from tenor.interpreter.ledger import Lot, Paid, Posting
from tenor.interpreter.outcome import Answer
from tenor.interpreter.reason import words_of
from tenor.interpreter.values import Q
from tenor.interpreter.wording import long_day, plain, restyled, said
from tenor.interpreter.world import World

__all__ = ["Step", "Worksheet", "csv_of", "worksheet"]

_NUMBER = type(Q(1))
_MOST = 60


@frozen(eq=False)
class Step:
    """A line of a worksheet: what it is, its value, and the formula over lines before it (by number, from 1); none for what goes in."""

    what: str
    value: Q
    type: ty.Type | None = None
    section: str = ""
    formula: str = ""
    source: str = ""

    @property
    def words(self) -> str:
        """Its value as read."""
        return said(self.value, self.type) if self.type is not None else str(plain(self.value)[0])


@frozen(eq=False)
class Worksheet:
    """The steps of an answer, the last its value; beside each what the reasons give; `operations` are the kinds of step in it."""

    steps: tuple[Step, ...]
    given: tuple[Q, ...]
    operations: tuple[str, ...]

    @property
    def ties(self) -> bool:
        """Whether every step is what the reasons give, exactly."""
        return all(x.value == given for x, given in zip(self.steps, self.given, strict=True))


class _NotPlain(Exception):  # noqa: N818 -- what came of it
    """Something that is not plain arithmetic."""


def worksheet(answer: Answer, world: World) -> Worksheet | None:
    """An answer re-performed; nothing where it is no figure, or where its reasons are not plain arithmetic."""
    if type(answer.value) is not _NUMBER:
        return None
    sheet = _Sheet(world.contract, world)
    try:
        sheet.of(answer.why, answer.ask, answer.section, answer.type)
    except _NotPlain:
        return None
    given = tuple(sheet.given.get(n, x.value) for n, x in enumerate(sheet.steps, 1))
    return Worksheet(tuple(sheet.steps), given, tuple(sheet.operations))


@define
class _Sheet:
    contract: Contract
    world: World
    steps: list[Step] = field(factory=list)
    operations: dict[str, None] = field(factory=dict)
    terms: dict[tuple[str, Q], int] = field(factory=dict)
    given: dict[int, Q] = field(factory=dict)

    # ── lines

    def put(self, what: str, value: Q, t: ty.Type | None, section: str, formula: str = "", source: str = "") -> int:
        if len(self.steps) == _MOST:
            raise _NotPlain
        self.steps.append(Step(what, value, t, section, formula, source))
        return len(self.steps)

    def at(self, n: int) -> Q:
        return self.steps[n - 1].value

    def step(
        self, kind: str, what: str, t: ty.Type | None, section: str, lines: Sequence[int], how: Callable[[list[Q]], Q], formula: str
    ) -> int:
        """A step over lines before it."""
        self.operations[kind] = None
        return self.put(what, how([self.at(n) for n in lines]), t, section, formula)

    # ── reasons

    def of(self, w: Why, what: str = "", section: str = "", t: ty.Type | None = None) -> int:
        """The line of a reason, with the figure that the reason itself gives beside it."""
        if type(w.value) is not _NUMBER:
            raise _NotPlain
        line = self.line(w, what, section, t)
        self.given[line] = w.value
        return line

    def line(self, w: Why, what: str, section: str, t: ty.Type | None) -> int:
        section = section or w.section
        x = w.what
        if isinstance(x, str):
            return self.named(w, x, section, t)
        t = t or (self.contract.types.get(id(x)) if isinstance(x, s.Expr) else None)
        name = what or (words_of(x) if isinstance(x, s.Node) else "")
        match x:
            case s.Lit():
                return self.put(name, w.value, t or ty.named(x.unit), section, source="the text")
            case s.Its():
                return self.put(name, w.value, t, section, source="told")
            case s.Column():
                day, _, file = w.note.partition(" ")
                return self.put(name, w.value, t, section, source=f"{file or 'prices'}, {x.column} of {day}")
            case s.Alternative() if w.parts:
                return self.of(w.parts[0], what or f"{w.note} ({x.label})", section, t)
            case s.Arith() if len(w.parts) == 2:
                return self.arith(w, x, name, section, t)
            case s.Listed() if x.kind in _LISTS:
                kind, function, how = _LISTS[x.kind]
                lines = [
                    self.of(p, "" if isinstance(p.what, str) else words_of(item.value), "", t)
                    for p, item in zip(w.parts, x.items, strict=True)
                ]
                return self.step(
                    kind, f"{name if what else kind}", t, section, lines, how, f"{function}({','.join(f'#{n}' for n in lines)})"
                )
            case s.Rounded() if w.parts:
                return self.round(w, x, name, section, t)
            case s.Aggregate():
                return self.window(w, x, name, section, t)
            case s.Accrued():
                return self.accrued(w, x.name, what or x.name, section, t)
            case s.Restated() if w.parts:
                lines = [
                    self.of(w.parts[0], "", "", t),
                    *(self.put(f"factor of {f.what}", f.value, None, f.section, source="told") for f in w.parts[1:]),
                ]
                if len(lines) == 1:
                    return lines[0]
                if w.value * _product([f.value for f in w.parts[1:]]) == w.parts[0].value:  # a number of shares, the other way
                    return self.step("quotient", name, t, section, lines, _quotient, "/".join(f"#{n}" for n in lines))
                return self.step("product", name, t, section, lines, _product, "*".join(f"#{n}" for n in lines))
            case s.IfElse() | s.OnDate() | s.AsIf() | s.Under() | s.Without() if w.parts and w.parts[0].value == w.value:
                return self.of(w.parts[0], what, section, t)
            case _:
                raise _NotPlain

    def named(self, w: Why, name: str, section: str, t: ty.Type | None) -> int:
        """The line of a term, once."""
        info = self.contract.terms.get(name)
        t = (info.type if info is not None else None) or t
        known = self.terms.get((name, w.value))
        if known is not None:
            return known
        if info is not None and info.kind == "balance":
            line = self.balance(w, name, section, t)
        elif info is not None and info.kind == "accrual":
            line = self.accrued(w, name, name, section, t)
        elif info is not None and info.kind == "claim":
            line = self.claim(w, name, section, t)
        elif not w.parts:
            line = self.put(name, w.value, t, section, source=f"told: {restyled(w.note)}" if w.note else "told")
        elif w.parts[0].value == w.value:
            line = self.of(w.parts[0], name, section, t)
        else:
            raise _NotPlain
        self.terms[name, w.value] = line
        return line

    def arith(self, w: Why, x: s.Arith, name: str, section: str, t: ty.Type | None) -> int:
        a, b = (self.of(p) for p in w.parts)
        sign, how = _ARITH[x.op]
        return self.step(x.op, name, t, section, (a, b), how, f"#{a}{sign}#{b}")

    def round(self, w: Why, x: s.Rounded, name: str, section: str, t: ty.Type | None) -> int:
        inner = self.of(w.parts[0], "", "", t)
        unit, (function, half) = x.rounding.amount.value, _ROUNDS[x.rounding.mode]
        size = plain(unit)[0]

        def how(v: list[Q]) -> Q:
            count = abs(v[0]) / unit + half
            whole = int(count.numerator) // int(count.denominator)
            if x.rounding.mode == "up" and whole != count:
                whole += 1
            found: Q = whole * unit * (-1 if v[0] < 0 else 1)
            return found

        return self.step("rounding", name, t, section, (inner,), how, f"{function}(#{inner}/{size},0)*{size}")

    def window(self, w: Why, x: s.Aggregate, name: str, section: str, t: ty.Type | None) -> int:
        """The figures of some days, in their order, and what is made of them."""
        rows = [p for p in w.parts if isinstance(p.what, date)]
        if not rows or len(rows) != len(w.parts) or x.kind not in _WINDOWS:
            raise _NotPlain
        count = int(x.count) if x.pick else len(rows)
        rows.sort(key=lambda p: p.what)
        info = self.contract.terms.get(x.term)
        lines = [self.put(f"{x.term}, {long_day(p.what)}", p.value, info.type if info else t, "", source=_source(p)) for p in rows]
        first, last = f"#{lines[0]}", f"#{lines[-1]}"
        function, how = _WINDOWS[x.kind]
        self.operations["window"] = None
        if not x.pick:
            return self.put(name, how([self.at(n) for n in lines]), t, section, f"{function}({first}:{last})")
        chosen = sorted((self.at(n) for n in lines), reverse=x.pick == "highest")[:count]
        pick = "LARGE" if x.pick == "highest" else "SMALL"
        formula = f"{function}({','.join(f'{pick}({first}:{last},{n})' for n in range(1, count + 1))})"
        return self.put(name, how(chosen), t, section, formula)

    def accrued(self, w: Why, name: str, what: str, section: str, t: ty.Type | None) -> int:
        """Interest on amounts: each × rate × days / the days of its year."""
        lots = [p for p in w.parts if isinstance(p.what, Lot)]
        if any(isinstance(p.what, Paid) for p in w.parts):
            raise _NotPlain
        if not lots and w.value == 0:
            return self.put(what, w.value, t, section, source="nothing accrued")
        if not lots:
            raise _NotPlain
        rate, year = self.bears(name)

        def of_year(v: list[Q]) -> Q:
            return _product(v) / year

        found = []
        for p in lots:
            if not isinstance(p, Stretch) or (p.parts and type(p.parts[0].value) is not _NUMBER):
                raise _NotPlain
            own = p.parts[0].value if p.parts else rate
            if own is None:
                raise _NotPlain
            a, b = long_day(p.start), long_day(p.end)
            on = self.put(f"bears {name}", p.what.amount, t, "", source="balance")
            at = self.put(f"rate of {name}", own, ty.PERCENT, section, source="the text")
            days = self.put(f"days from {a} to {b}", Q(p.days), None, "", source="counted")
            lines, formula = (on, at, days), f"#{on}*#{at}*#{days}/{year}"
            found.append(self.step("interest", f"{what}: amount × rate × days/{year}", t, section, lines, of_year, formula))
        return (
            found[0] if len(found) == 1 else self.step("sum", what, t, section, found, _total, f"SUM({','.join(f'#{n}' for n in found)})")
        )

    def bears(self, name: str) -> tuple[Q | None, int]:
        """The rate of an accrual where it is a figure, and the days of its year."""
        st = self.contract.terms[name].rules[0].statement
        if not isinstance(st, s.AccrualDecl):
            raise _NotPlain
        year = re.fullmatch(r"actual/(\d+)", st.day_count)
        x: s.Expr = st.rate
        if isinstance(x, s.Ref) and x.name in self.contract.readings:
            x = self.world.taken(x.name).value
        if year is None:
            raise _NotPlain
        return (x.value if isinstance(x, s.Lit) else None), int(year[1])

    def balance(self, w: Why, name: str, section: str, t: ty.Type | None) -> int:
        """A balance: what it opened at and every change."""
        lines = []
        for p in w.parts:
            if type(p.value) is not _NUMBER or not (isinstance(p.what, Posting) or p.what == "opening"):
                raise _NotPlain
            lines.append(self.put(f"{name}: {restyled(p.note)}", p.value, t, p.section, source="posting"))
        if not lines:
            raise _NotPlain
        if len(lines) == 1:
            return lines[0]
        return self.step("sum", name, t, section, lines, _total, f"SUM(#{lines[0]}:#{lines[-1]})")

    def claim(self, w: Why, name: str, section: str, t: ty.Type | None) -> int:
        """A claim: its amount, or so much for each of some days."""
        amounts = [p for p in w.parts if not isinstance(p.what, Rule) and p.what != name]
        if len(amounts) != 1:
            raise _NotPlain
        days = re.match(r"(\d+) days", w.note)
        if days is None:
            return self.of(amounts[0], name, section, t)
        a = self.of(amounts[0], "for each day", "", t)
        b = self.put(restyled(w.note), Q(days[1]), None, "", source="counted")
        return self.step("×", name, t, section, (a, b), _product, f"#{a}*#{b}")


def _source(w: Why) -> str:
    """The file of a figure of a day."""
    at = w
    while at.parts:
        if isinstance(at.what, s.Restated) and len(at.parts) > 1:
            return "restated"
        at = at.parts[0]
    return at.note.split(" ", 1)[-1] if isinstance(at.what, s.Column) and at.note else "told"


_ARITH: dict[str, tuple[str, Callable[[list[Q]], Q]]] = {
    "+": ("+", lambda v: v[0] + v[1]),
    "-": ("-", lambda v: v[0] - v[1]),
    "×": ("*", lambda v: v[0] * v[1]),
    "/": ("/", lambda v: v[0] / v[1]),
}


def _total(values: list[Q]) -> Q:
    return sum(values, Q(0))


def _product(values: list[Q]) -> Q:
    found = Q(1)
    for v in values:
        found *= v
    return found


def _quotient(values: list[Q]) -> Q:
    found, *others = values
    return found / _product(others)


_LISTS: dict[str, tuple[str, str, Callable[[list[Q]], Q]]] = {
    "sum": ("sum", "SUM", _total),
    "lesser": ("lesser", "MIN", min),
    "greater": ("greater", "MAX", max),
}
_ROUNDS = {"down": ("ROUNDDOWN", Q(0)), "up": ("ROUNDUP", Q(0)), "half up": ("ROUND", Q(1, 2))}
_WINDOWS: dict[str, tuple[str, Callable[[list[Q]], Q]]] = {
    "average": ("AVERAGE", lambda values: _total(values) / len(values)),
    "total": ("SUM", _total),
    "highest": ("MAX", max),
    "lowest": ("MIN", min),
}


def cells(formula: str, column: str, first: int) -> str:
    """A formula over lines as one over cells, line 1 standing in row `first`."""
    return re.sub(r"#(\d+)", lambda m: f"{column}{first + int(m[1]) - 1}", formula)


def csv_of(sheets: Sequence[tuple[str, Worksheet]]) -> str:
    """The worksheets as CSV, their steps as live formulas, each beside Tenor's own figure and the difference."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    row = 0
    for title, sheet in sheets:
        write([title])
        write(["Line", "What", "Section", "Source or formula", "Figure", "As Tenor has it", "Difference"])
        first = row + 3
        for n, (x, given) in enumerate(zip(sheet.steps, sheet.given, strict=True), 1):
            figure = f"={cells(x.formula, 'E', first)}" if x.formula else _decimal(x.value)
            write([n, x.what, x.section, x.formula or x.source, figure, _decimal(given), f"=E{first + n - 1}-F{first + n - 1}"])
        last = first + len(sheet.steps) - 1
        write(["", "ties to the cent", "", "", f'=IF(ROUND(E{last},2)=ROUND(F{last},2),"yes","no")', "", ""])
        write([])
        row = last + 2
    return out.getvalue()


def _decimal(value: Any) -> str:
    """A figure with fifteen digits, as a spreadsheet keeps them."""
    text = str(plain(value)[0])
    return text[:17] if "." in text else text
