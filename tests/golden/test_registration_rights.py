"""The registration rights agreement of 2003 on facts of chance, against a short program that knows nothing of the language.

Arithmetic of this file is its own: dates, plain fractions, and the prices as they stand in their file.
"""

from __future__ import annotations

import csv
from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import pytest

from tests.golden.adapter import results
from tests.support import ROOT

MARKET = ROOT / "tests" / "data" / "market"
HOLDERS = {"SDS": "500000", "Alpha": "350000", "Bristol": "150000"}
PRIOR = "Prior Financing Registration Statement declared effective"
FILED = "Registration Statement filed"
EFFECTIVE = "Registration Statement declared effective"
STOPPED = "Sales cannot be made"


def days(number: int) -> timedelta:
    return timedelta(days=number)


@cache
def lows() -> tuple[tuple[date, Fraction], ...]:
    with (MARKET / "amns-2003.csv").open(encoding="utf-8", newline="") as file:
        return tuple((date.fromisoformat(row["date"]), Fraction(row["low"])) for row in csv.DictReader(file))


def months_on(day: date, number: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months(start: date, end: date) -> Fraction:
    """Whole months by their anniversaries, and the days of the last over all of its days."""
    if end <= start:
        return Fraction(0)
    whole = 0
    while months_on(start, whole + 1) <= end:
        whole += 1
    begun, full = months_on(start, whole), months_on(start, whole + 1)
    return whole + Fraction((end - begun).days, (full - begun).days)


def variable_price(day: date) -> Fraction:
    window = [low for session, low in lows() if session < day][-30:]
    return Fraction(65, 100) * sum(sorted(window)[:3]) / 3


class Story:
    """Facts of chance, and what the paper makes of them on a day."""

    def __init__(self, seed: int) -> None:
        chance = Random(seed)
        self.principal = chance.choice([1_000_000, 250_000, 760_000, 333_333])
        self.prior = chance.choice([None, *(date(2003, 9, 1) + days(chance.randrange(200)) for _ in range(4))])
        filing, deadline = self.deadlines(self.prior)
        self.filed = filing + days(chance.choice([0, 0, -chance.randrange(10), chance.randrange(60)]))
        effective = deadline + days(chance.choice([0, -chance.randrange(30), chance.randrange(200)]))
        self.effective = max(self.filed + days(1), effective)
        self.stops: list[tuple[date, date, int | None]] = []
        at = self.effective
        for number in range(chance.randrange(3)):
            start = at + days(chance.randrange(1, 90))
            at = start + days(chance.randrange(1, 60))
            used = chance.randrange(22) if number or chance.random() < 0.7 else 0
            self.stops.append((start, at, used if chance.random() < 0.6 else None))
        self.on = chance.choice([self.effective, at, at + days(chance.randrange(40)), date(2003, 11, 1) + days(chance.randrange(400))])

    @staticmethod
    def deadlines(prior: date | None) -> tuple[date, date]:
        filing, deadline = date(2003, 12, 15), date(2004, 3, 15)
        return (min(prior + days(30), filing), min(prior + days(90), deadline)) if prior else (filing, deadline)

    def facts(self) -> list[dict[str, Any]]:
        told: list[tuple[date, str, str, dict[str, Any]]] = [
            (self.filed, FILED, "Company", {}),
            (self.effective, EFFECTIVE, "SEC", {}),
        ]
        if self.prior:
            told.insert(0, (self.prior, PRIOR, "SEC", {}))
        for start, until, used in self.stops:
            fields: dict[str, Any] = {"until": until.isoformat(), "allowed_delay": used is not None}
            if used is not None:
                fields["allowed_delay_trading_days_used"] = used
            told.append((start, STOPPED, "Company", fields))
        return [{"date": day.isoformat(), "event": event, "by": by, "fields": fields} for day, event, by, fields in told]

    def late(self) -> Fraction:
        filing, deadline = self.deadlines(self.prior if self.prior and self.prior <= self.on else None)
        in_time = self.filed <= filing if self.filed <= self.on else self.on <= filing
        return months(deadline if in_time else filing, min(self.effective, self.on))

    def stopped(self) -> Fraction:
        total = Fraction(0)
        for start, until, used in self.stops:
            if start > self.on:
                continue
            first = start
            if used is not None and used < 20:
                sessions = [session for session, _ in lows() if session >= start]
                first = sessions[min(10, 20 - used) - 1] + days(1)
            total += months(first, min(until, self.on))
        return total

    def expected(self) -> list[tuple[str, str, date | Fraction]]:
        filing, deadline = self.deadlines(self.prior if self.prior and self.prior <= self.on else None)
        late, stopped = self.late(), self.stopped()
        rate, variable = self.principal * Fraction(2, 100), variable_price(self.on)
        return [
            ("Filing Date", "2(a)", filing),
            ("effectiveness deadline", "2(c)", deadline),
            ("months of delay", "2(c)", late + stopped),
            ("payment under Section 2(c)", "2(c)", rate * (late + stopped)),
            ("payment under Section 2(c)", "2(c)(ii)", rate * stopped),
            ("shares in payment under Section 2(c)", "2(c)", rate * (late + stopped) / min(variable, Fraction(3, 100))),
            ("shares to be included initially", "2(a)", 2 * (self.principal / variable + 5_000_000)),
        ]


@pytest.mark.parametrize("seed", range(60))
def test_any_facts(seed: int) -> None:
    story = Story(seed)
    expected = story.expected()
    case = {
        "id": f"story {seed}",
        "document": "amnis-2003-registration-rights",
        "parameters": {"outstanding_principal": str(story.principal), "holders": HOLDERS, "warrants": "5000000"},
        "market": "amns-2003.csv",
        "facts": story.facts(),
        "questions": [
            {
                "ask": ask,
                "on": story.on.isoformat(),
                "section": section,
                "answer": value.isoformat() if isinstance(value, date) else "0",
                "exact": "" if isinstance(value, date) else f"{value.numerator}/{value.denominator}",
            }
            for ask, section, value in expected
        ],
    }
    for result, (ask, section, value) in zip(results(case, MARKET), expected, strict=True):
        assert result.agrees, (ask, section, story.on, value, result.got, result.note)


def test_the_stories_are_of_every_kind() -> None:
    stories = [Story(seed) for seed in range(60)]
    assert any(s.prior is None for s in stories)
    assert any(s.late() for s in stories)
    assert any(not s.late() for s in stories)
    assert any(s.stopped() and any(used for _, _, used in s.stops) for s in stories)
    assert any(used is not None and used >= 20 for s in stories for _, _, used in s.stops)
