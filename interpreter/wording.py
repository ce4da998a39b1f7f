"""Values in words, as a lawyer reads them.

Enters: a value and its `Type`. Leaves: text. Holds: rounding here is for the eye only, and shows: a figure that had to be cut ends in
`…`, so that nothing rounded passes for exact; an unknown says *undetermined*; no word of the program's own language ever shows.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any

from tenor.dsl import types as ty
from tenor.dsl.names import plurals
from tenor.interpreter.values import DayEnd, Instant, Q, Unknown, decimal_text, exact_text

__all__ = [
    "CUT",
    "brief",
    "clock",
    "counted",
    "figure",
    "joined",
    "long_day",
    "month_name",
    "plain",
    "quantity",
    "restyled",
    "said",
    "short_day",
    "span",
]

CUT = "…"
"""What stands behind a figure that was cut for display."""

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_SHORT_MONTHS = tuple(month[:3] for month in _MONTHS)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_QUANTITY = type(Q(0))
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")


@lru_cache(maxsize=1024)
def long_day(day: date) -> str:
    """`Tuesday, February 5, 2002`."""
    return f"{_DAYS[day.weekday()]}, {_MONTHS[day.month - 1]} {day.day}, {day.year}"


@lru_cache(maxsize=4096)
def short_day(day: date, *, year: bool = True) -> str:
    """`Feb 5, 2002`, for tables and within lines."""
    return f"{_SHORT_MONTHS[day.month - 1]} {day.day}, {day.year}" if year else f"{_SHORT_MONTHS[day.month - 1]} {day.day}"


def span(start: date, end: date) -> str:
    """`Jan 7 to Feb 4, 2002`; one day alone if both are the same."""
    if start == end:
        return short_day(start)
    return f"{short_day(start, year=start.year != end.year)} to {short_day(end)}"


def month_name(day: date) -> str:
    """`June 2002`."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def clock(text: str) -> str:
    """`2:00 pm` of a time of day such as `14:00`."""
    hour, minute = int(text[:2]), text[3:5]
    return f"{hour % 12 or 12}:{minute} {'am' if hour < 12 else 'pm'}"


def restyled(words: str) -> str:
    """Words that name days by number, with the days as they are written in a letter."""

    def written(m: re.Match[str]) -> str:
        try:
            return short_day(date(int(m[1]), int(m[2]), int(m[3])))
        except ValueError:
            return m[0]

    return _ISO.sub(written, words) if "-" in words else words


def counted(number: int, one: str, many: str = "") -> str:
    """`1 day`, `5 days`, `2 Events of Default`."""
    return f"{number:,} {one if number == 1 else many or plurals(one)[-1]}"


def joined(words: list[str], last: str = "and") -> str:
    """`a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def brief(words: str, most: int) -> str:
    """Words up to a length, cut between words."""
    return words if len(words) <= most else words[: most - 2].rsplit(" ", 1)[0] + " …"


def figure(value: Q, least: int, most: int) -> str:
    """A numeral with commas, at least and at most so many places; `…` behind it when there was more."""
    n, d = int(value.numerator), int(value.denominator)
    sign = ""
    if n < 0:
        sign, n = "−", -n
    if d == 1:
        text = f"{sign}{n:,}" if n > 999 else f"{sign}{n}"
        return f"{text}.{'0' * least}" if least else text
    one = 10**most
    scaled, rest = divmod(n * one, d)
    whole, part = divmod(scaled + 1 if rest and 2 * rest >= d else scaled, one)
    digits = str(part).zfill(most) if most else ""
    if not rest:
        digits = digits.rstrip("0").ljust(least, "0")
    elif not (whole or part):
        sign = ""
    text = f"{sign}{whole:,}" if whole > 999 else f"{sign}{whole}"
    return f"{text}{'.' if digits else ''}{digits}{CUT if rest else ''}"


def _ends(value: Q, places: int) -> bool:
    return bool(10**places % int(value.denominator) == 0)


def quantity(value: Q, t: ty.Type, *, bare: bool = False) -> str:
    """A number with its unit. `bare` leaves out what a column heading already says (`a share`, `shares`)."""
    least, most, currency, unit = _form(t.unit, t.percent)
    if unit and unit[0] == "%":
        return figure(value * 100, least, most) + ("%" if bare else unit)
    text = figure(value, least, most)
    if currency:
        text = _with_currency(text, currency)
    if bare or not unit:
        return text
    return text + (" share" if unit == " shares" and value == 1 else unit)


@lru_cache(maxsize=256)
def _form(unit: tuple[tuple[str, int], ...], percent: bool) -> tuple[int, int, str, str]:
    """How a quantity is written: with how many places at least and at most, in which currency, with what behind it."""
    if percent and not unit:
        return 0, 4, "", "%"
    if unit == ty.RATE.unit:
        return 0, 4, "", "% a year"
    if unit == ty.SHARES.unit:
        return 0, 6, "", " shares"
    if unit == ty.YEARS.unit:
        return 0, 6, "", " years"
    money = [u for u, n in unit if n == 1 and u not in {"share", "year"}]
    if len(money) == 1 and len(unit) == 1:
        return 2, 2, money[0], ""
    if len(money) == 1 and set(unit) == {(money[0], 1), ("share", -1)}:
        return 2, 6, money[0], " a share"
    return 0, 6, "", ""


def _with_currency(text: str, currency: str) -> str:
    sign, text = ("−", text[1:]) if text.startswith("−") else ("", text)
    return f"{sign}${text}" if currency == "USD" else f"{sign}{currency} {text}"


def said(value: Any, t: ty.Type | None = None, *, short: bool = False) -> str:
    """Any value in words. `short` writes days for tables and leaves units to the heading."""
    if type(value) is _QUANTITY:  # first, as most values are
        return quantity(value, t if t is not None and t.kind == "quantity" else ty.NUMBER, bare=short)
    match value:
        case None:
            return "not told"
        case bool():
            return "yes" if value else "no"
        case Unknown(none=True):
            return "none"
        case Unknown():
            return "undetermined" if value.conflict is None else "undetermined, the paper says two things"
        case Instant():
            return said(value.day, None, short=short) + (f", {clock(value.clock)}" if value.clock else "")
        case DayEnd():
            return f"the end of {short_day(value) if short else long_day(value)}"
        case date():
            if t is not None and t.kind == "month":
                return month_name(value)
            return short_day(value) if short else long_day(value)
        case str():
            return f"“{value}”" if t is not None and t.kind == "text" else value
        case list():
            return joined([said(v, t, short=short) for v in value]) or "none"
        case dict():
            inner = ty.quantity(*t.unit) if t is not None else None
            return joined([f"{name} {said(v, inner, short=short)}" for name, v in value.items()]) or "none"
        case tuple() if len(value) == 2 and isinstance(value[0], int) and isinstance(value[1], str):
            return _period(value[0], value[1])
        case tuple() if len(value) == 3 and value[-1] in {"short", "long"}:
            return f"{_period(value[0], value[1])} with a {value[2]} last period"
        case tuple() if t is not None and t.kind == "steps":
            inner = ty.quantity(*t.unit, percent=t.percent)
            steps = (f"({label}) {said(w.value, inner)} for {f'{count} more' if count else 'the rest'}" for label, count, w in value)
            return ", ".join(steps)
        case tuple():
            return "a list of days"
        case int():
            return f"{value:,}"
        case _:
            return quantity(value, t if t is not None and t.is_quantity else ty.NUMBER, bare=short)


def _period(count: int, kind: str) -> str:
    return counted(count, {"days": "calendar day", "months": "month"}.get(kind, kind))


def plain(value: Any) -> tuple[Any, str | None]:
    """A value for programs: a decimal string, a date, `yes` or `no`, a text or a list; and the fraction, when the decimal had to be cut."""
    match value:
        case None | Unknown():
            return None, None
        case bool():
            return ("yes" if value else "no"), None
        case Instant():
            return value.day.isoformat() + (f"T{value.clock}" if value.clock else ""), None
        case DayEnd():
            return f"{value.isoformat()}T24:00", None
        case date():
            return value.isoformat(), None
        case str():
            return value, None
        case list():
            return [plain(v)[0] for v in value], None
        case dict():
            return {name: plain(v)[0] for name, v in value.items()}, None
        case tuple() if len(value) == 2 and isinstance(value[0], int) and isinstance(value[1], str):
            return _period(value[0], value[1]), None
        case tuple() if len(value) == 3 and value[-1] in {"short", "long"}:
            return said(value), None
        case tuple() if value and isinstance(value[0], tuple):
            steps = [{"label": label, "for": str(count) if count else None, "value": plain(w.value)[0]} for label, count, w in value]
            return steps, None
        case tuple():
            return "a list of days", None
        case int():
            return str(value), None
        case _:
            return decimal_text(value, 10), None if _ends(value, 10) else exact_text(value)
