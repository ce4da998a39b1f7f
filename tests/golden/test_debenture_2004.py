"""The debenture of 2004 on facts of chance, against a short program that knows nothing of the language; and its own cases.

Arithmetic of this file is its own: dates, plain fractions, the prices, the fixings and the closed days as they stand in their files.
"""

from __future__ import annotations

import csv
import json
from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import pytest

from tests.golden.adapter import results
from tests.support import ROOT

DATA = ROOT / "tests" / "data"
MARKET = DATA / "market"
DOCUMENT = "diomed-2004-debenture"
CLOSED = ROOT / "contracts" / "calendars" / "fed_reserve_closed_weekdays_2001_2010.csv"
CENT = Fraction(1, 100)
DAY = timedelta(days=1)


@cache
def sessions() -> tuple[list[date], list[Fraction]]:
    with (MARKET / "dio-2004.csv").open(encoding="utf-8", newline="") as file:
        read = [(date.fromisoformat(r["date"]), Fraction(r["bid"])) for r in csv.DictReader(file)]
    return [d for d, _ in read], [b for _, b in read]


@cache
def fixings() -> tuple[list[date], list[Fraction]]:
    with (MARKET / "libor-6m.csv").open(encoding="utf-8", newline="") as file:
        read = [(date.fromisoformat(r["date"]), Fraction(r["rate"])) for r in csv.DictReader(file)]
    return [d for d, _ in read], [r for _, r in read]


@cache
def closed() -> frozenset[str]:
    return frozenset(line[:10] for line in CLOSED.read_text("utf-8").splitlines())


def moved(day: date) -> date:
    return day if day.weekday() < 5 and day.isoformat() not in closed() else moved(day + DAY)


def sessions_after(day: date, number: int) -> date:
    return sessions()[0][bisect_right(sessions()[0], day) + number - 1]


def sessions_between(after: date, to: date) -> int:
    return max(0, bisect_right(sessions()[0], to) - bisect_right(sessions()[0], after))


def bid(day: date) -> Fraction:
    return sessions()[1][bisect_right(sessions()[0], day) - 1]


def to_the_cent(value: Fraction) -> Fraction:
    return (value / CENT + Fraction(1, 2)).__floor__() * CENT


def yield_of_a_dollar(start: date, end: date) -> Fraction:
    days, rates = fixings()
    total = Fraction(0)
    while start < end:
        total += (rates[bisect_right(days, start) - 1] + 4) / 100 / 360
        start += DAY
    return total


class Story:
    """Facts of chance: what moves the price, conversions late and in time, a quarter, two thresholds."""

    def __init__(self, seed: int) -> None:
        chance = Random(seed)
        self.issued = date(2004, 10, 4) + chance.randrange(80) * DAY
        self.maturity = self.issued.replace(year=2008)
        self.effective = self.issued + chance.randrange(30, 150) * DAY
        self.approved = self.issued + chance.randrange(50, 900) * DAY if chance.random() < 0.5 else None
        self.moves: list[tuple[date, str, tuple[Fraction, ...]]] = []
        day = self.issued
        splits = [(Fraction(3), Fraction(2)), (Fraction(11), Fraction(10)), (Fraction(1), Fraction(2))]
        for _ in range(chance.randrange(5)):
            day += chance.randrange(3, 160) * DAY
            kind = chance.choice(["split", "sale", "exempt", "distribution"])
            if kind == "split":
                self.moves.append((day, kind, chance.choice(splits)))
            else:
                figure = chance.randrange(10, 300) if kind == "distribution" else chance.randrange(1_300, 2_500)
                self.moves.append((day, kind, (Fraction(figure, 1_000),)))
        self.conversions: list[tuple[date, int, date]] = []
        day = self.issued
        for _ in range(chance.randrange(1, 4)):
            day += chance.randrange(2, 220) * DAY
            principal = chance.choice([999, 1_000, 50_900, 123_456, 300_000])
            self.conversions.append((day, principal, sessions_after(day, chance.randrange(1, 22))))
        self.asked = sessions_after(self.conversions[-1][2], chance.randrange(3, 20))
        self.looked = self.effective + chance.randrange(390, 1_200) * DAY

    def price(self, day: date) -> Fraction:
        price, floor = Fraction(229, 100), Fraction(220, 100)
        for on, kind, figures in self.moves:
            if kind == "split" and on < day:
                price, floor = (to_the_cent(x * figures[1] / figures[0]) for x in (price, floor))
            if kind == "distribution" and on < day:
                price = to_the_cent(price * (bid(on) - figures[0]) / bid(on))
            if kind == "sale" and on <= day:
                free = self.approved is not None and self.approved <= on
                price = to_the_cent(min(price, figures[0] if free else max(figures[0], floor)))
        return price

    def quarter_ends(self) -> list[date]:
        ends = [date(y, m, d) for y in range(2004, 2009) for m, d in ((3, 31), (6, 30), (9, 30), (12, 31))]
        return [d for d in ends if self.issued < d <= self.maturity]

    def paid_to(self, day: date) -> date:
        return max([self.issued, *(m for q in self.quarter_ends() if (m := moved(q)) <= day)])

    def left(self, day: date) -> int:
        return 1_000_000 - sum(p for d, p, _ in self.conversions if d <= day)

    def interest(self, quarter: date) -> Fraction:
        end = moved(quarter)
        return self.left(quarter) * yield_of_a_dollar(self.paid_to(end - DAY), end)

    def damages(self, at: int) -> int:
        given, principal, delivered = self.conversions[at]
        late = sessions_between(sessions_after(given, 3), min(delivered, self.asked))
        return principal // 1_000 * (10 * min(late, 10) + 20 * max(late - 10, 0))

    def threshold(self, above: bool, last: date) -> date | None:
        days, bids = sessions()
        start, run = self.effective.replace(year=self.effective.year + 1), 0
        for at in range(bisect_right(days, start), len(days)):
            if days[at] > last:
                return None
            price = self.price(days[at])
            run = run + 1 if (bids[at] >= price * 175 / 100 if above else bids[at] < price) else 0
            if run == 20:
                return days[at]
        return None

    def case(self) -> dict[str, Any]:
        facts: list[tuple[date, str, dict[str, Any]]] = [(d, "Notice of Conversion", {"principal": str(p)}) for d, p, _ in self.conversions]
        facts += [(r, "Delivery of Shares", {"of": i}) for i, (_, _, r) in enumerate(self.conversions)]
        for on, kind, figures in self.moves:
            if kind == "split":
                facts.append((on, "Stock Split", {"new_shares": str(figures[0]), "old_shares": str(figures[1])}))
            elif kind == "distribution":
                told = {"record_date": on.isoformat(), "fair_market_value_per_share": str(float(figures[0]))}
                facts.append((on, "Pro Rata Distribution", told))
            else:
                sale = {"price": str(float(figures[0])), "exempt_issuance": kind == "exempt"}
                facts.append((on, "Subsequent Equity Sale", sale))
        if self.approved is not None:
            facts.append((self.approved, "Shareholder Approval", {}))
        return {
            "id": "story",
            "document": DOCUMENT,
            "parameters": {
                "principal": "1000000",
                "original_issue_date": self.issued.isoformat(),
                "maturity_date": self.maturity.isoformat(),
                "effective_date": self.effective.isoformat(),
            },
            "market": "dio-2004.csv",
            "facts": [{"date": d.isoformat(), "event": e, "by": "Company", "fields": f} for d, e, f in facts],
            "questions": [],
        }

    def expected(self) -> list[tuple[str, date, int | None, Any]]:
        asked: list[tuple[str, date, int | None, Any]] = []
        for at, (given, principal, delivered) in enumerate(self.conversions):
            shares = principal / self.price(given)
            whole = shares.__floor__()
            asked += [
                ("Conversion Price", given, at, self.price(given)),
                ("Conversion Shares", given, at, shares),
                ("whole shares if no cash is paid for the fraction", given, at, -(-shares).__floor__()),
                ("cash for the fraction", given, at, (shares - whole) * bid(given)),
                ("certificates due date", given, at, sessions_after(given, 3)),
                ("partial liquidated damages", self.asked, at, self.damages(at)),
                ("interest payable on the principal converted", given, at, principal * yield_of_a_dollar(self.paid_to(given - DAY), given)),
                ("outstanding principal amount", given, None, self.left(given)),
            ]
            fifth = sessions_after(given, 5)
            day = fifth + DAY
            asked.append(("Holder may rescind the conversion", day, at, "yes" if delivered >= day else "no"))
        for on, _, _ in self.moves:
            asked += [("Conversion Price", d, None, self.price(d)) for d in (on - DAY, on, on + DAY)]
        for quarter in self.quarter_ends()[:6]:
            asked.append(("interest payable", quarter, None, self.interest(quarter)))
            five = bisect_left(sessions()[0], moved(quarter))
            best = min(sum(sessions()[1][five - n : five]) / n for n in range(1, 6))
            free = self.approved is not None and self.approved <= quarter
            asked.append(("Interest Conversion Rate", quarter, None, best * (Fraction(9, 10) if free else 1)))
        for above, name in ((False, "Redemption"), (True, "Conversion")):
            end = self.threshold(above, self.looked)
            if end is not None:
                asked.append((f"end of the first {name} Threshold Period", self.looked, None, end))
        return asked


@pytest.mark.parametrize("seed", range(60))
def test_a_story_of_chance_comes_out_as_a_short_program_says(seed: int) -> None:
    story = Story(seed)
    case, expected = story.case(), story.expected()
    for ask, on, of, answer in expected:
        question: dict[str, Any] = {"ask": ask, "on": on.isoformat(), "answer": str(answer)}
        if of is not None:
            question["of"] = of
        if isinstance(answer, Fraction | int):
            value = Fraction(answer)
            question |= {"answer": str(float(value)), "exact": f"{value.numerator}/{value.denominator}", "tolerance": "0.000001"}
        case["questions"].append(question)
    for r in results(case, MARKET):
        assert r.agrees, (r.ask, r.on, r.expected, r.got, r.note)


def test_its_own_cases_come_out_as_worked() -> None:
    for name in ("own-cases-diomed-2004.json", "own-cases-papers-diomed.json"):
        for case in json.loads((DATA / name).read_text("utf-8")):
            for r in results(case, MARKET):
                assert r.agrees, (r.case, r.ask, r.on, r.expected, r.got, r.note)
