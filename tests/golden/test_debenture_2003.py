"""The debenture of 2003 on facts of chance, against a short program that knows nothing of the language; and its own cases.

Arithmetic of this file is its own: dates, plain fractions, the prices and the closed days as they stand in their files.
"""

from __future__ import annotations

import csv
import json
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
DOCUMENT = "amnis-2003-debenture"
CLOSED = ROOT / "contracts" / "calendars" / "fed_reserve_closed_weekdays_2001_2010.csv"
PRINCIPAL = Fraction(350_000)
Expected = list[tuple[str, str, str, int | None, date | str | Fraction]]


def days(number: int) -> timedelta:
    return timedelta(days=number)


@cache
def rows() -> tuple[tuple[date, Fraction, Fraction], ...]:
    with (MARKET / "amns-2003.csv").open(encoding="utf-8", newline="") as file:
        return tuple((date.fromisoformat(r["date"]), Fraction(r["low"]), Fraction(r["close"])) for r in csv.DictReader(file))


@cache
def closed() -> frozenset[str]:
    return frozenset(line[:10] for line in CLOSED.read_text("utf-8").splitlines())


def business(day: date) -> bool:
    return day.weekday() < 5 and day.isoformat() not in closed()


def moved(day: date) -> date:
    return day if business(day) else moved(day + days(1))


def business_days_after(day: date, number: int) -> date:
    return day if not number else business_days_after(moved(day + days(1)), number - 1)


def price(day: date) -> Fraction:
    window = sorted([low for session, low, _ in rows() if session < day][-30:])
    return min(Fraction(65, 100) * sum(window[:3]) / 3, Fraction(3, 100))


def end_of_month(day: date) -> date:
    return (day.replace(day=28) + days(5)).replace(day=1) - days(1)


class Story:
    """Facts of chance: one conversion, its shares too few, late or in time; a default, and what is paid on it."""

    def __init__(self, seed: int) -> None:
        chance = Random(seed)
        self.issued = date(2003, 11, 3) + days(chance.randrange(25))
        self.given = self.issued + days(chance.randrange(40, 500))
        self.hour = chance.choice(["09:00", "17:59", "18:00", "23:10"])
        self.asked = chance.choice([4_999, 5_000, 12_345, 99_999, 150_000])
        self.converted = business_days_after(self.given, 1) if self.hour >= "18:00" else self.given
        self.deadline = business_days_after(self.given, 2)
        self.delivered = self.deadline + days(chance.randrange(15))
        self.available = chance.choice([None, chance.randrange(1, 15) * 1_000_000])
        self.authorized = self.given + days(chance.randrange(1, 60))
        self.issue_price = chance.choice([None, Fraction(chance.randrange(90, 145), 10_000)])
        self.diluted = self.given - days(chance.randrange(20))
        self.default = max(self.delivered, self.authorized) + days(chance.randrange(1, 40))
        self.paid = self.default + days(chance.randrange(1, 40))

    def interest(self, amount: Fraction, day: date) -> Fraction:
        return amount * Fraction(12, 100) * (day - self.issued).days / 365

    def price(self) -> Fraction:
        plain = price(self.converted)
        undercut = self.issue_price is not None and self.issue_price < price(self.diluted)
        return min(plain, self.issue_price) if undercut and self.issue_price is not None else plain

    def short(self) -> bool:
        return self.available is not None and self.shares() > self.available

    def shares(self) -> Fraction:
        amount = Fraction(self.asked)
        return (amount + self.interest(amount, self.converted)) / self.price()

    def principal_converted(self) -> Fraction:
        if not self.short() or self.available is None:
            return Fraction(self.asked)
        return self.available * self.price() / (1 + self.interest(Fraction(1), self.converted))

    def shortage(self) -> dict[date, Fraction]:
        left = PRINCIPAL - self.principal_converted()
        a_day = (left + self.interest(left, self.authorized)) * Fraction(24, 100) / 365
        return {self.given + days(n): a_day for n in range(1, (self.authorized - self.given).days + 1)} if self.short() else {}

    def late(self) -> dict[date, int]:
        if self.short() or (self.delivered - self.deadline).days <= 2:
            return {}
        sessions = [session for session, _, _ in rows() if self.deadline < session <= self.delivered]
        return {day: self.asked // 5_000 * (50 if n <= 2 else 100 if n <= 5 else 200) for n, day in enumerate(sessions, 1)}

    def facts(self) -> list[dict[str, Any]]:
        def fact(day: date, event: str, by: str = "Borrower", **fields: Any) -> dict[str, Any]:
            return {"date": day.isoformat(), "event": event, "by": by, "fields": fields}

        notice = fact(self.given, "Notice of Conversion", "Holder", principal=str(self.asked), elects_dilutive_adjustment=True)
        told = [{**notice, "time": self.hour, "zone": "America/Los_Angeles"}]
        if self.available is not None:
            told.append(fact(self.given, "Authorized shares", available=str(self.available)))
            told.append(fact(self.authorized, "Authorization"))
        if self.issue_price is not None:
            told.append(fact(self.diluted, "Dilutive Issuance", price=str(float(self.issue_price))))
        told.append(fact(self.delivered, "Delivery of Shares", of=0))
        told.append(fact(self.default, "Event of Default", section="3.8"))
        told.append(fact(self.paid, "Payment", of="Default Amount"))
        return told

    def expected(self) -> Expected:
        on, day = self.converted.isoformat(), max(self.delivered, self.authorized).isoformat()
        late, shortage = self.late(), self.shortage()
        left = PRINCIPAL - self.principal_converted()
        due = left + self.interest(left, self.paid) + sum(late.values()) + sum(shortage.values())
        before = max(session for session, _, _ in rows() if session < self.paid)
        highest = max((close for session, _, close in rows() if self.default <= session < self.paid), default=Fraction(0))
        answers: Expected = [
            ("Conversion Date", "1.1", on, 0, self.converted),
            ("Conversion Price", "1.6(d)", on, 0, self.price()),
            ("shares to be issued", "1.1(a)", on, 0, self.shares()),
            ("Deadline", "1.4(d)", on, 0, self.deadline),
            ("failure-to-deliver payment", "1.4(g)", day, 0, Fraction(sum(late.values()))),
            ("Default Sum", "III", self.paid.isoformat(), None, due),
            ("parity value", "III", self.paid.isoformat(), None, due / price(before) * highest),
        ]
        for section, ask, sums in (
            ("1.4(g)", "failure-to-deliver payment", late),
            ("1.3(a)", "Conversion Default Payments", shortage),
        ):
            for month in sorted({end_of_month(d) for d in sums}):
                sum_of_month = Fraction(sum(x for d, x in sums.items() if end_of_month(d) == month))
                answers.append((f"{ask} accrued in the month", section[:3], month.isoformat(), None, sum_of_month))
                answers.append(("cash payment due date", section, month.isoformat(), None, moved(month + days(5))))
        if self.available is not None:
            answers.append(("Conversion Default", "1.3", on, 0, "yes" if self.short() else "no"))
            answers.append(("Excess Amount", "1.3", on, 0, self.asked - self.principal_converted()))
        return answers


@pytest.mark.parametrize("seed", range(60))
def test_any_facts(seed: int) -> None:
    story = Story(seed)
    expected = story.expected()
    case = {
        "id": f"story {seed}",
        "document": DOCUMENT,
        "parameters": {
            "principal": "350000",
            "issue_date": story.issued.isoformat(),
            "maturity_date": story.issued.replace(year=2005).isoformat(),
            "holder": "Alpha Capital Aktiengesellschaft",
            "interest_option": "at conversion",
        },
        "market": "amns-2003.csv",
        "facts": story.facts(),
        "questions": [
            {
                "ask": ask,
                "on": on,
                "section": section,
                "answer": value.isoformat() if isinstance(value, date) else value if isinstance(value, str) else "0",
                "exact": f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else "",
                **({} if of is None else {"of": of}),
            }
            for ask, section, on, of, value in expected
        ],
    }
    for result, (ask, section, on, _, value) in zip(results(case, MARKET), expected, strict=True):
        assert result.agrees, (ask, section, on, value, result.got, result.note)


def test_the_stories_are_of_every_kind() -> None:
    stories = [Story(seed) for seed in range(60)]
    assert any(s.late() for s in stories)
    assert any(not s.late() and not s.short() for s in stories)
    assert any(s.short() for s in stories)
    assert any(s.hour >= "18:00" for s in stories)
    assert any(s.price() != price(s.converted) for s in stories)


OWN = json.loads((DATA / "own-cases-debenture-2003.json").read_text("utf-8"))


@pytest.mark.parametrize("case", OWN, ids=lambda c: str(c["id"]))
def test_the_cases_worked_by_hand(case: dict[str, Any]) -> None:
    for result in results(case, MARKET):
        assert result.agrees, (result.ask, result.on, result.expected, result.got, result.note)
