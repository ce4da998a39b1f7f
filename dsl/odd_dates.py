"""Dates in other forms than that of the language: who writes `28 December 2001` is told how it is written.

Enters: the words of a date. Leaves: the days that they may mean. Holds: a day is only shown, never taken.
"""

from __future__ import annotations

import re
from datetime import date

from tenor.dsl.names import MONTH, MONTHS

__all__ = ["ODD_DATE", "days_meant", "in_words"]

_NAMED = rf"(?:{MONTH}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
ODD_DATE = (
    rf"{_NAMED}\s+[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+[0-9]{{4}}(?![0-9])"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?\s+(?:day\s+)?(?:of\s+)?{_NAMED},?\s+[0-9]{{4}}(?![0-9])"
    r"|[0-9]{1,2}(?:/[0-9]{1,2}/|\.[0-9]{1,2}\.)[0-9]{4}(?![0-9])"
)
_NAME = re.compile(r"[A-Z][a-z]+")
_FIGURES = re.compile(r"[0-9]+")


def in_words(day: date) -> str:
    """A date as the language writes it."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year:04}"


def days_meant(text: str) -> tuple[date, ...]:
    """The days that exist and that a date in another form may mean: two, where the month may be the first figure or the second."""
    name, figures = _NAME.search(text), [int(x) for x in _FIGURES.findall(text)]
    if name is not None:
        months = [n for n, m in enumerate(MONTHS, 1) if m.startswith(name[0][:3])]
        tried = [(figures[1], months[0], figures[0])]
    else:
        tried = [(figures[2], figures[0], figures[1]), (figures[2], figures[1], figures[0])]
    found: dict[date, None] = {}
    for year, month, day in tried:
        try:
            found[date(year, month, day)] = None
        except ValueError:
            continue
    return tuple(found)
