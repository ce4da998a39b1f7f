"""How a value came about, in words: one line for each kind of value, and the reasons below that line.

Enters: a `Why` and the `Teller` that puts the others in words. Leaves: `FORMULAS`, one function a kind of node. Holds: what `reasoning`
holds; a kind that is not named here is said by its own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import TermInfo
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.day_reasons import about_count, about_run
from tenor.interpreter.environment import OfDay, Stretch, Why
from tenor.interpreter.ledger import Lot, Paid
from tenor.interpreter.outcome import reasons
from tenor.interpreter.reason import STOREYS, Reason, bare, equals, words_of
from tenor.interpreter.values import Q, Unknown
from tenor.interpreter.wording import quantity, restyled, said, short_day, span

if TYPE_CHECKING:
    from tenor.interpreter.reasoning import Teller

__all__ = ["FORMULAS", "Said", "accrued", "arith", "basis"]

Said = tuple[str, tuple[Reason, ...]]
"""A line, and the reasons below it."""

Formula = Callable[["Teller", Why, Any, int, ty.Type | None], Said | None]
"""Puts a value of one kind in words; none, where there is no more to say than the words of the contract and what is below."""


def _lit(teller: Teller, w: Why, x: s.Lit, depth: int, t: ty.Type | None) -> Said:
    return "", ()


def _plain(teller: Teller, w: Why, x: s.Expr, depth: int, t: ty.Type | None) -> Said:
    return words_of(x) + (f" ({restyled(w.note)})" if w.note else ""), ()


def _its(teller: Teller, w: Why, x: s.Its, depth: int, t: ty.Type | None) -> Said:
    return _plain(teller, w, x, depth, t)[0], tuple(teller.of(p, depth + 1) for p in w.parts)


def _term(teller: Teller, w: Why, x: str, depth: int, t: ty.Type | None) -> Said:
    return teller.says(w, depth, t)


def _alternative(teller: Teller, w: Why, x: s.Alternative, depth: int, t: ty.Type | None) -> Said:
    how = f" ({words_of(x.value)})" if not isinstance(x.value, s.Lit | s.Period) else ""
    return f"reading “{w.note}”: {x.label}{how}", teller.below(w.parts[:1], depth)


_SIGNS = {"/": "÷", "-": "−"}


def arith(teller: Teller, w: Why) -> str:
    """A sum, difference, product or quotient with its figures."""
    a, b = w.parts
    op = w.what.op
    return f"{teller.operand(a)} {_SIGNS.get(op, op)} {teller.operand(b)}"


def _arith(teller: Teller, w: Why, x: s.Arith, depth: int, t: ty.Type | None) -> Said | None:
    return (arith(teller, w), teller.below(w.parts, depth)) if len(w.parts) == 2 else None


_LISTS = {
    "sum": "the sum of",
    "lesser": "the lesser of",
    "greater": "the greater of",
    "earlier": "the earlier of",
    "later": "the later of",
}


def _listed(teller: Teller, w: Why, x: s.Listed, depth: int, t: ty.Type | None) -> Said:
    if x.kind == "first":
        return f"the first that applies: {w.note}", tuple([teller.of(p, depth + 1, t=t) for p in w.parts])
    limbs, taken = [], x.kind == "sum" or isinstance(w.value, Unknown)
    for p, item in zip(w.parts, x.items, strict=True):
        mark = ""
        if not taken and not isinstance(p.value, Unknown) and day_value(p.value) == day_value(w.value):
            mark, taken = "taken: ", True
        limbs.append(_limb(teller, p, depth + 1, item, mark, teller.type_of(p.what) or t))
    return _LISTS[x.kind], tuple(limbs)


def _limb(teller: Teller, p: Why, depth: int, item: s.Item, mark: str, t: ty.Type | None) -> Reason:
    kind = type(p.what)
    if kind is s.Lit and not isinstance(item.value, s.Lit):
        return Reason(f"({item.label}) {mark}{bare(words_of(item.value))}: {said(p.value, t)}, as none is told", p.section)
    if kind in _NAMED:
        return teller.of(p, depth, f"({item.label}) {mark}" if item.label else mark, t)
    formula, under = teller.formula(p, depth, t)
    words = words_of(p.what) if isinstance(p.what, s.Node) else ""
    how = f"{equals(p)}{formula}" if formula and formula != words else ""
    if not teller.full and p.value == 0 and not isinstance(p.value, bool) and not (kind is s.Its and p.parts):
        how, under = "", ()
    lead = f"({item.label}) {mark}{bare(words)}: {teller.said(p.value, t)}{how}"
    return Reason(lead, p.section, under if teller.full or depth < STOREYS else ())


_NAMED = frozenset({str, s.Lit, s.Alternative})
"""What a limb says by itself, its name or words included."""


def _if_else(teller: Teller, w: Why, x: s.IfElse, depth: int, t: ty.Type | None) -> Said | None:
    if len(w.parts) != 2:
        return None
    chosen, guard = w.parts
    formula, under = teller.formula(chosen, depth, t)
    shown = formula or (words_of(chosen.what) if isinstance(chosen.what, s.Expr) and not isinstance(chosen.what, s.Lit) else "")
    return shown, (*under, teller.of(guard, depth + 1))


def _rounded(teller: Teller, w: Why, x: s.Rounded, depth: int, t: ty.Type | None) -> Said | None:
    if not w.parts:
        return None
    whole = w.parts[0].value
    more = not isinstance(whole, Unknown) and whole > w.value
    left = f"; {_rest(whole, w.value, t or teller.type_of(x))} left over" if more else ""
    return f"{teller.operand(w.parts[0])}, {words_of(x.rounding)}{left}", teller.below(w.parts, depth)


def _rest(whole: Q, part: Q, t: ty.Type | None) -> str:
    shown = said(whole - part, t)
    return shown.removesuffix(" shares") + " of a share" if shown.endswith(" shares") and whole - part < 1 else shown


def _shift(teller: Teller, w: Why, x: s.Shift, depth: int, t: ty.Type | None) -> Said | None:
    if len(w.parts) != 2:
        return None
    period, anchor = w.parts
    head = f"{teller.operand(period)} {x.direction} {teller.operand(anchor)}"
    line = teller.days_between(period.value, anchor.value, w.value, x.direction)
    return head, (*((Reason(line),) if line else ()), *teller.below(w.parts, depth))


def _moved(teller: Teller, w: Why, x: s.Moved, depth: int, t: ty.Type | None) -> Said | None:
    if not w.parts:
        return None
    moved = "" if w.value == w.parts[0].value else f", moved to the next {x.calendar}"
    return f"{teller.operand(w.parts[0])}{moved}", teller.below(w.parts, depth)


def _moved_by(teller: Teller, w: Why, x: s.MovedBy, depth: int, t: ty.Type | None) -> Said | None:
    if len(w.parts) < 2:
        return None
    day, rule = w.parts[:2]
    to = str(rule.value).replace("the one before", f"the {x.calendar} before").replace("the next", f"the next {x.calendar}")
    to = to.replace("the nearest", f"the nearest {x.calendar}")
    return f"{teller.operand(day)}{'' if w.value == day.value else f', {to}'}", teller.below(w.parts, depth)


def _next_open(teller: Teller, w: Why, x: s.NextOpen, depth: int, t: ty.Type | None) -> Said | None:
    return (f"the next {x.calendar} after {teller.operand(w.parts[0])}", teller.below(w.parts, depth)) if w.parts else None


def _restated(teller: Teller, w: Why, x: s.Restated, depth: int, t: ty.Type | None) -> Said | None:
    if not w.parts:
        return None
    base, *factors = w.parts
    formula, under = teller.formula(base, depth)
    text = formula or teller.value_of(base)
    if not factors:
        return (f"{text}, nothing told restates it" if isinstance(base.what, s.Lit) else text), under
    marks = tuple(Reason(f"× {said(f.value, ty.NUMBER)} for {f.what}", f.section) for f in factors)
    return f"{text} restated", (*under, *marks)


def _otherwise(teller: Teller, w: Why, x: s.Expr, depth: int, t: ty.Type | None) -> Said | None:
    """What is asked otherwise: as if, on another day, without a limit, under one section."""
    return (words_of(x), (teller.of(w.parts[0], depth + 1, t=t),)) if w.parts else None


def _claim_part(teller: Teller, w: Why, x: s.ClaimPart, depth: int, t: ty.Type | None) -> Said | None:
    return (words_of(x), tuple([teller.of(p, depth + 1) for p in w.parts])) if w.parts else None


def _column(teller: Teller, w: Why, x: s.Column, depth: int, t: ty.Type | None) -> Said:
    return f"{words_of(x)} ({restyled(w.note)})", ()


def _first_day(teller: Teller, w: Why, x: s.FirstDay, depth: int, t: ty.Type | None) -> Said:
    return (f"the day of {w.note}" if w.note and not isinstance(w.value, Unknown) else restyled(w.note)), ()


# ── days of a window


_KINDS = {"average": "average of ", "total": "total of ", "highest": "highest of ", "lowest": "lowest of ", "latest": "latest of "}


def _aggregate(teller: Teller, w: Why, x: s.Aggregate, depth: int, t: ty.Type | None) -> Said:
    info = teller.contract.terms.get(x.term) if teller.contract is not None else None
    t = info.type if info else None
    parts = w.parts
    rows = parts if set(map(type, map(_WHAT, parts))) == _ONLY_DATES else tuple([p for p in parts if type(p.what) is date])
    if not rows and isinstance(w.value, Unknown):
        return words_of(x), (Reason(f"which days these are is not known; needed: {teller.needs(w.value)}"),)
    used = rows[: int(x.count)] if x.pick else rows
    days = list(map(_WHAT, rows))
    which = f"the {x.pick} {x.count} of {len(rows)} " if x.pick else f"{len(rows)} "
    name = x.term if len(rows) == 1 else x.term + "s"
    over = f", {span(min(days), max(days))}" if days else ""
    rests_on = basis(w)
    head = f"{_KINDS[x.kind]}{which}{name}{over}{f' ({rests_on})' if rests_on else ''}"
    lines: list[Reason] = []
    told = [p for p in used if not isinstance(p.value, Unknown)]
    if isinstance(w.value, Unknown):
        known = [p for p in rows if not isinstance(p.value, Unknown)]
        lines.append(Reason(f"told for {len(known)} of {len(rows)} days; needed: {teller.needs(w.value)}"))
    elif told and (x.pick or len(told) <= 10):
        year = min(days).year != max(days).year
        lines.append(Reason(" · ".join([f"{_words(p, t)[1]} on {short_day(p.what, year=year)}" for p in told])))
    if teller.full:
        words: list[Any] = list(map(_UNTYPED if t is None else _TYPED, rows)) if set(map(type, rows)) == _ONLY_OF_DAYS else [None]
        lines += map(_LINE, words if None not in words else [_words(p, t) for p in rows])
    return head, tuple(lines)


_WHAT, _TYPED, _UNTYPED, _LINE = attrgetter("what"), attrgetter("typed"), attrgetter("untyped"), itemgetter(0)
_ONLY_DATES, _ONLY_OF_DAYS = {date}, {OfDay}


def _words(p: Why, t: ty.Type | None) -> tuple[Reason, str]:
    """The figure of a day of a window, as a line and without its unit; where it lasts, so do its words."""
    if type(p) is not OfDay:
        return Reason(f"{said(p.value, t)} on {short_day(p.what)}", p.section), said(p.value, t, short=True)
    words: tuple[Reason, str] | None = p.untyped if t is None else p.typed
    if words is None:
        words = (Reason(f"{said(p.value, t)} on {short_day(p.what)}", p.section), said(p.value, t, short=True))
        if t is None:
            p.untyped = words
        else:
            p.typed = words
    return words


def basis(w: Why) -> str:
    """The file, the column and the readings that figures of a window rest on: the same on every day of it."""
    first = w.parts[0] if w.parts else w
    if type(first) is not OfDay:
        return _basis(first)
    if first.basis is None:
        first.basis = _basis(first)
    return first.basis


def _basis(first: Why) -> str:
    files: dict[str, None] = {}
    readings: dict[str, None] = {}
    for r in reasons(first):
        if isinstance(r.what, s.Column):
            parts = r.note.split(" ", 1)
            if len(parts) == 2 and parts[1]:
                files[f"“{parts[1]}”, {r.what.column}"] = None
        elif isinstance(r.what, s.Alternative) and any(isinstance(p.what, s.Column) for p in r.parts):
            readings[f"reading “{r.note}”: {r.what.label}"] = None
    return "; ".join([*files, *readings])


# ── what accrues


def _accrued(teller: Teller, w: Why, x: s.Accrued, depth: int, t: ty.Type | None) -> Said:
    return accrued(teller, x.name, w, depth)


def accrued(teller: Teller, name: str, w: Why, depth: int) -> Said:
    """Interest: the amounts, the rate, the days."""
    info = teller.contract.terms.get(name) if teller.contract is not None else None
    rate, count = _rate(teller, info)
    stretches, other, paid = [], [], []
    for p in w.parts:
        kind = type(p.what)
        if kind is Lot:
            stretches.append(p)
        elif kind is Paid:
            paid.append(teller.of(p, depth + 1))
        elif kind is str and p.parts and p.what != name:
            other.append(p)
    if not stretches:
        claims = tuple([_overdue(p, rate) for p in w.parts if p.note.startswith("overdue")])
        none = not claims and _is_overdue(info) and not isinstance(w.value, Unknown) and not w.value
        return ("nothing is overdue" if none else restyled(w.note)), claims
    stretches = [p for p in stretches if p.value or type(p) is not Stretch] or stretches[:1]
    lines = [_stretch(teller, p, quantity(p.parts[0].value, ty.PERCENT) if p.parts else rate, count) for p in stretches]
    below = teller.below(other, depth) if teller.full else ()
    first = {id(r): n for n, p in reversed(list(enumerate(stretches))) for r in p.parts}  # one rate for all time is said once
    rates = [_rate_of_days(teller, tuple(r for r in p.parts if first[id(r)] == n), depth + 1) for n, p in enumerate(stretches)]
    if len(lines) == 1:
        return f"{lines[0][0]} ({lines[0][1]})", (*rates[0], *paid, *below)
    each = [
        Reason(f"{_of_stretch(teller, p, info)}{a} ({b})" if b else a, "", u) for p, (a, b), u in zip(stretches, lines, rates, strict=True)
    ]
    return "the sum of", (*each, *paid, *below)


def _of_stretch(teller: Teller, p: Why, info: TermInfo | None) -> str:
    """What one amount bore at one rate, where the days of a year are so many: `$3,480.00 = `."""
    st = info.rules[0].statement if info else None
    year = _BASIS.fullmatch(st.day_count) if isinstance(st, s.AccrualDecl) else None
    rate = p.parts[0].value if p.parts else st.rate.value if isinstance(st, s.AccrualDecl) and isinstance(st.rate, s.Lit) else None
    if year is None or type(p) is not Stretch or rate is None or isinstance(rate, Unknown):
        return ""
    return f"{teller.said(p.value * rate * p.days / int(year[1]), ty.MONEY)} = "


def _rate_of_days(teller: Teller, parts: tuple[Why, ...], depth: int) -> tuple[Reason, ...]:
    """How the rate of some days came about, and from which day each figure in it was told."""
    if not parts:
        return ()
    terms = teller.contract.terms if teller.contract is not None else {}
    named = {r.what: r for p in parts for r in reasons(p, listed=False) if isinstance(r.what, str) and r.what in terms}
    before, teller.seen = teller.seen, teller.seen - named.keys()  # each stretch has figures of its own
    own = tuple(teller.of(p, depth) for p in parts if p.parts)
    told = tuple(teller.of(r, depth) for r in named.values() if not r.parts and r.note)
    teller.seen = before
    return (*own, *told)


def _is_overdue(info: TermInfo | None) -> bool:
    st = info.rules[0].statement if info else None
    return isinstance(st, s.AccrualDecl) and bool(st.claims)


def _overdue(p: Why, rate: str) -> Reason:
    on = p.parts[0] if p.parts else None
    base = f"on {quantity(on.value, ty.MONEY)} " if on is not None else ""
    return Reason(f"{p.what}: {quantity(p.value, ty.MONEY)} {base}at {rate}, {restyled(p.note)}", p.section)


def _rate(teller: Teller, info: TermInfo | None) -> tuple[str, str]:
    st = info.rules[0].statement if info else None
    if not isinstance(st, s.AccrualDecl):
        return "the rate", ""
    x: s.Expr | None = st.rate
    if isinstance(x, s.Ref) and teller.world is not None and x.name in teller.world.contract.readings:
        x = teller.world.taken(x.name).value
    return (quantity(x.value, ty.PERCENT) if isinstance(x, s.Lit) else words_of(st.rate)), st.day_count


_BASIS = re.compile(r"actual/(\d+)")


def _stretch(teller: Teller, p: Why, rate: str, count: str) -> tuple[str, str]:
    """`$100,000.00 × 12% × 39/365`, and its days."""
    amount = teller.said(p.value, ty.MONEY)
    if type(p) is not Stretch:
        return f"{amount} × {rate}, {restyled(p.note)}", ""
    year = _BASIS.fullmatch(count) if count else None
    days = f"{p.days}/{year[1]}" if year else f"{p.days} days{f', {count}' if count else ''}"
    return f"{amount} × {rate} × {days}", span(p.start, p.end)


def _run(teller: Teller, w: Why, x: s.Run, depth: int, t: ty.Type | None) -> Said:
    return about_run(teller, w, x, depth)


def _day_count(teller: Teller, w: Why, x: s.DayCount, depth: int, t: ty.Type | None) -> Said:
    return about_count(teller, w, x, depth)


FORMULAS: dict[type, Formula] = {
    str: _term,
    s.Lit: _lit,
    s.Alternative: _alternative,
    s.Arith: _arith,
    s.Listed: _listed,
    s.IfElse: _if_else,
    s.Shift: _shift,
    s.Aggregate: _aggregate,
    s.Run: _run,
    s.DayCount: _day_count,
    s.Accrued: _accrued,
    s.Rounded: _rounded,
    s.Restated: _restated,
    s.Moved: _moved,
    s.MovedBy: _moved_by,
    s.NextOpen: _next_open,
    s.ClaimPart: _claim_part,
    s.Column: _column,
    s.FirstDay: _first_day,
    **dict.fromkeys((s.AsIf, s.OnDate, s.Without, s.Under), _otherwise),
    s.Its: _its,
    **dict.fromkeys((s.ThatDay, s.AskedDay, s.AtTime, s.Period, s.NotYet, s.UnknownLit), _plain),
}
"""How each kind of value is put in words."""
