"""What is measured: worlds, price tables and texts, made by whole numbers only, the same in every run.

Enters: nothing. Leaves: the conversion that is evaluated, years of daily prices, many facts, a long contract. Holds: no chance, no clock.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks import by_hand
from tenor.dsl.check import check
from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Diagnostic, Source
from tenor.interpreter.environment import Env
from tenor.interpreter.explain import explain
from tenor.interpreter.facts import Facts
from tenor.interpreter.facts_json import facts_from_data
from tenor.interpreter.files import open_paper
from tenor.interpreter.history import state_at
from tenor.interpreter.outcome import Answer, answer, ask, environment, question_of
from tenor.interpreter.schedules import schedule_days
from tenor.interpreter.semantics import value
from tenor.interpreter.world import World, end_of, world

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = ROOT / "contracts" / "amnis" / "debenture-2001.tenor"
PRICES = ROOT / "contracts" / "amnis" / "amns-2001.csv"
SUITE = ROOT / "contracts" / "amnis" / "debenture-2003.tenor"
PAPERS = [str(p) for deal in ("amnis", "diomed") for p in sorted((ROOT / "contracts" / deal).glob("*.tenor"))]
VERSIONS = [str(ROOT / "contracts" / "amnis" / name) for name in ("debenture-2001.tenor", "debenture-2003.tenor")]
PRICES_OF_SUITE = ROOT / "contracts" / "amnis" / "amns-2003.csv"
STOCK, NOTICE = "Common Stock", "Notice of Conversion"
NOTICES, LAST_DAY = 170, date(2002, 11, 1)


DATES = """language 1
contract "Dates", a transcription of "dates".
times are in UTC.
a month ends on the same day of the next, or on the last day of a shorter month.
calendar Weekday: Monday to Friday.

Section 1 "Dates"
  "Dates" means every 1 month from January 31, 1700 to December 31, %s,
      keeping the ends of months, moved to the next Weekday in the same month.
"""


def dates(last: int) -> Callable[[], Any]:
    """The dates of a cycle of months from 1700 to the end of a year, each moved to an open day of its month; in a new world each time."""
    c = check(Source("dates.tenor", DATES % last))
    assert c.sound, [d.message for d in c.diagnostics]
    return lambda: schedule_days(environment(world(c, Facts()), date(2000, 1, 1)), "Dates")


def contract(path: Path = CONTRACT) -> Contract:
    return check(Source(str(path), path.read_text("utf-8")), open_paper)


def told(
    c: Contract,
    facts: list[dict[str, Any]],
    market: dict[str, Any],
    observations: dict[str, Any] | None = None,
    blanks: dict[str, str] | None = None,
) -> World:
    """The world of facts in their JSON form; a finding that must be settled ends the run."""
    data = {"market": {STOCK: market}, "blanks": blanks or {}, "observations": observations or {}, "terms": {}, "facts": facts}
    found: list[Diagnostic] = []
    w = world(c, facts_from_data(c, data, ROOT / "benchmarks.json", found))
    faults = [d.message for d in found if d.severity == "must be settled"]
    assert not faults, faults
    return w


# ── one conversion after another


def notices() -> list[tuple[date, int]]:
    """The day and the principal of each notice: one on each weekday from February to September 2002, no principal twice."""
    days = (date(2002, 2, 4) + timedelta(days=n) for n in range(NOTICES // 5 * 7))
    return [(day, 1_000 + 7 * i) for i, day in enumerate(day for day in days if day.weekday() < 5)]


def conversions() -> World:
    """The notices told, with the recorded prices."""
    facts = [{"at": f"{day}T14:00", "event": NOTICE, "principal": str(principal)} for day, principal in notices()]
    return told(contract(), facts, {"file": str(PRICES), "complete": True})


def evaluation(w: World) -> Callable[[], Any]:
    """The Conversion Shares of each notice in turn: world, state and the fields of notices are ready, and nothing else of a notice is."""
    asked, _ = question_of(w.contract, "Conversion Shares")
    until = end_of(LAST_DAY)
    state, each = state_at(w, until), cycle(w.occurrences[NOTICE])
    assert asked is not None
    x = asked.expression
    return lambda: value(Env(w, state, until, LAST_DAY).of(next(each)), x).value


def answered(w: World) -> Callable[[], Answer]:
    """The same as an outcome: status, section, needs, readings, presets, reasons; nothing of a notice but its fields is ready."""
    asked, _ = question_of(w.contract, "Conversion Shares")
    each = cycle(range(1, NOTICES + 1))
    assert asked is not None
    return lambda: answer(w, asked, LAST_DAY, next(each))


def explained(w: World) -> Callable[[], str]:
    """The same with all of its reasons written out as text."""
    outcome = answered(w)
    return lambda: explain(outcome(), full=True)


def hand_written() -> Callable[[], Decimal]:
    """The same by hand."""
    with PRICES.open(encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    prices = by_hand.Prices([date.fromisoformat(r["date"]) for r in rows], [Decimal(r["low"]) for r in rows])
    at = [(datetime(day.year, day.month, day.day, 14, tzinfo=by_hand.LOS_ANGELES), Decimal(p)) for day, p in notices()]
    each, debenture = cycle([by_hand.Notice(*notice) for notice in at]), by_hand.Debenture()
    return lambda: by_hand.conversion_shares(debenture, prices, next(each))


# ── years of prices


def price_days(years_halves: int) -> list[dict[str, str]]:
    """Daily rows for so many half years from January 2, 2002 on: weekdays only, prices from a linear congruence."""
    rows, day, x = [], date(2002, 1, 2), 20_011_228
    while len(rows) < 126 * years_halves:
        if day.weekday() < 5:
            x = (x * 1_103_515_245 + 12_345) % 2**31
            low = 2_000 + x // 2**8 % 900
            high, close = low + 20 + x // 2**16 % 60, low + 10
            rows.append({"date": day.isoformat(), "high": f"0.{high:04}", "low": f"0.{low:04}", "close": f"0.{close:04}"})
        day += timedelta(days=1)
    return rows


def day_by_day(c: Contract, rows: list[dict[str, str]]) -> Callable[[], int]:
    """The Conversion Price asked as of each day of a price table, in a new world each time; gives the number of days."""

    def run() -> int:
        w = told(c, [], {"rows": rows, "complete": True})
        for row in rows:
            ask(w, "Conversion Price", date.fromisoformat(row["date"]))
        return len(rows)

    return run


# ── many facts


def many_facts(count: int) -> list[dict[str, Any]]:
    """Notices of a few dollars each and the delivery of their shares, in turn, spread over eleven months of 2002."""
    facts = []
    for i in range(count // 2):
        day = date(2002, 1, 7) + timedelta(days=i * 330 // (count // 2))
        facts.append({"at": f"{day}T{8 + i % 6:02}:{i % 60:02}", "event": NOTICE, "principal": str(10 + i % 7)})
        facts.append({"at": f"{day}T14:{i % 60:02}", "event": "Delivery of Shares", "conversion": i + 1})
    return facts


def history(c: Contract, facts: list[dict[str, Any]]) -> Callable[[], Any]:
    """Many facts told, taken into balances with every limit tested, and two questions at the end."""

    def run() -> Any:
        w = told(c, facts, {"file": str(PRICES), "complete": True}, {"Shares Held": "0", "Shares Outstanding": "100000000"})
        last = date(2002, 12, 20)
        return [ask(w, text, last)[0] for text in ("Outstanding Principal", "Delivery Damages")]

    return run


# ── a suite


def suite_facts(count: int) -> list[dict[str, Any]]:
    """What happened under three papers in two and a half years: conversions, their deliveries, payments, stops of sales, in turn."""
    facts: list[dict[str, Any]] = [
        {"at": "2003-11-28", "event": "Stockholder Approval"},
        {"at": "2003-12-01", "event": "Prior Financing Effective"},
        {"at": "2003-12-12", "event": "Registration Filed"},
        {"at": "2004-04-29", "event": "Registration Effective"},
    ]
    for i in range((count - len(facts)) // 4):
        day = date(2004, 5, 3) + timedelta(days=i * 540 // (count // 4))
        facts.append({"at": f"{day}T10:00", "event": NOTICE, "principal": str(1_000 + 10 * (i % 9))})
        facts.append({"at": f"{day + timedelta(days=2 + i % 5)}", "event": "Delivery of Shares", "conversion": i + 1})
        facts.append({"at": f"{day}", "event": "Sales Stopped", "until": f"{day + timedelta(days=1 + i % 3)}"})
        facts.append({"at": f"{day + timedelta(days=1)}", "event": "Payment for Delay", "amount": str(10 + i % 5)})
    return facts


def suite(c: Contract, facts: list[dict[str, Any]]) -> Callable[[], Any]:
    """Three years of daily prices and what happened told, taken into balances, and what the holder is owed under each paper asked."""
    blanks = {"Principal Sum": "350000", "Issue Date": "2003-11-14", "Maturity Date": "2005-11-14"}

    def run() -> Any:
        w = told(c, facts, {"file": str(PRICES_OF_SUITE), "complete": True}, None, blanks)
        last = date(2005, 11, 1)
        asks = ("Outstanding Principal", "Conversion Price", "Delivery Damages", "Registration Payments", "Amounts Owed", "Default Sum")
        return [ask(w, text, last)[0] for text in asks]

    return run


# ── a long contract

_FIRST = "Basic Cash Covered Deferred Excess Final Gross Initial Joint Late Minimum Net Open Paid Reserve Senior Target Unpaid Whole"
_LAST = (
    "Amount Balance Charge Deposit Expense Fee Grant Income Loan Margin Notional Outlay Premium Quota Rebate Surplus Tax Usage Value Yield"
)


def long_contract(lines: int) -> str:
    """A contract of so many lines: sections of blanks, sums, limits to a lesser, conditions and payments, each of names of its own."""
    text = [
        "language 1",
        "",
        'contract "A long paper", a transcription of "none".',
        "times are in New York.",
        'party Borrower is "A Corporation", a Delaware corporation.',
        'party Holder is "B Fund", its holder.',
        'calendar Business Day: Monday to Friday, less the days in "fed_reserve_closed_weekdays_2001_2010".',
        "",
    ]
    names = [f"{a} {b}" for a in _FIRST.split() for b in _LAST.split()]
    section = 0
    while len(text) < lines:
        a, section = names[section], section + 1
        text += [
            f'Section {section} "{a}"',
            f'  blank "{a}" (USD): ${section},000.                          -- as agreed',
            f'  blank "{a} Date" (date): June 3, 2002.',
            f'  "{a} Total" means the sum of',
            f"      (i) {a}, and",
            f"      (ii) {a} × {1 + section % 9}%.",
            f'  "{a} Cap" means the lesser of (i) {a} Total, and (ii) $500,000.',
            f'  "{a} Due Date" means {a} Date moved to the next Business Day.',
            f"  if {a} Cap exceeds $5,000:",
            f'    Borrower owes Holder {a} Cap ("{a} Payment"), payable on 5 Business Days after {a} Due Date.',
        ]
    return "\n".join(text[:lines]) + "\n"
