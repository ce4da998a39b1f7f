"""Dates that come round and closed days against other projects: every schedule and convention of Strata's, QuantLib on any dates."""

from __future__ import annotations

import csv
import json
import re
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tenor.dsl.check import check_text
from tenor.dsl.diagnostic import Diagnostic
from tenor.dsl.types import CLOSED_DAYS
from tenor.interpreter.calendar import DayCalendar
from tenor.interpreter.cycles import all_moved, come_back, come_round, moved, steps
from tenor.interpreter.explain import explain
from tenor.interpreter.facts import Facts, facts_from_text
from tenor.interpreter.outcome import answer, environment, question_of
from tenor.interpreter.schedules import schedule_days
from tenor.interpreter.timeline import entries
from tenor.interpreter.values import Unknown
from tenor.interpreter.world import world
from tests.support import ROOT
from tests.worlds import HEAD, told, value

VECTORS = ROOT / "tests" / "data" / "vectors"
WEEKDAYS = DayCalendar.weekly("weekday", frozenset(), date(1900, 1, 1), date(2300, 12, 31))

STRATA = {
    "NO_ADJUST": "not moved",
    "FOLLOWING": "moved to the next",
    "MODIFIED_FOLLOWING": "moved to the next in the same month",
    "MODIFIED_FOLLOWING_BI_MONTHLY": "moved to the next in the same half of the month",
    "PRECEDING": "moved to the one before",
    "MODIFIED_PRECEDING": "moved to the one before in the same month",
    "NEAREST": "moved to the nearest",
}


@pytest.mark.parametrize("name", STRATA)
def test_closed_days_agree_with_strata(name: str) -> None:
    with (VECTORS / "strata_businessday.csv").open(encoding="utf-8", newline="") as file:
        cases = [r for r in csv.DictReader(file) if r["convention"] == name]
    assert len(cases) >= 4
    for r in cases:
        got = moved(date.fromisoformat(r["date"]), *CLOSED_DAYS[STRATA[name]], WEEKDAYS)
        assert got == date.fromisoformat(r["expected (Sat/Sun calendar)"]), r


# ───────────────────────────── Strata: schedules

ALL: list[dict[str, Any]] = json.loads((VECTORS / "strata_periodic_schedules.json").read_text("utf-8"))["cases"]
SCHEDULES = [c for c in ALL if c["roll"] != "DAY_17" and not c["first_regular_start"] and not c["last_regular_end"]]
"""Not those with a regular part within, which are two cycles one after another, nor the one that rolls on a day that neither end has."""


def _days(texts: list[str]) -> list[date]:
    return [date.fromisoformat(t) for t in texts]


def _schedule(case: dict[str, Any]) -> Any:
    start, end = date.fromisoformat(case["start"]), date.fromisoformat(case["end"])
    size = re.fullmatch(r"P(\d+)([MWDY])", case["frequency"])
    assert size is not None
    count, unit = int(size.group(1)), "months" if size.group(2) in "MY" else "days"
    count *= {"M": 1, "Y": 12, "W": 7, "D": 1}[size.group(2)]
    stub = case["stub"] or "STUB_NONE"
    keeps = case["roll"] == "EOM"
    if "INITIAL" in stub:
        short = come_back(steps(end, -count, unit, "last", keeps, None), start, "short")
        assert isinstance(short, list)
        # Strata's SMART is long where the period would have fewer than seven days
        long = "LONG" in stub or ("SMART" in stub and (short[1] - short[0]).days < 7)
        return come_back(steps(end, -count, unit, "last", keeps, None), start, "long") if long else short
    step = steps(start, count, unit, "last", keeps, None)
    short = come_round(step, end, "short")
    assert isinstance(short, list)
    long = "LONG" in stub or ("SMART" in stub and (short[-1] - short[-2]).days < 7)
    return come_round(step, end, "long") if long else short


def test_enough_schedules_are_kept() -> None:
    assert len(SCHEDULES) >= 32
    assert {c["roll"] for c in SCHEDULES} >= {None, "EOM", "RollConventions.NONE"}


@pytest.mark.parametrize("case", SCHEDULES, ids=[f"{c['start']}-{c['end']}-{c['frequency']}-{c['stub']}-{c['roll']}" for c in SCHEDULES])
def test_schedules_agree_with_strata(case: dict[str, Any]) -> None:
    got = _schedule(case)
    assert got == _days(case["unadjusted"])
    if case["business_day"] == "BDA":
        assert all_moved(got, "next", "month", WEEKDAYS) == _days(case["adjusted"])


# ───────────────────────────── QuantLib: on any dates

ql: Any = import_module("QuantLib")


def _ql(day: date) -> Any:
    return ql.Date(day.day, day.month, day.year)


RULES = {
    "moved to the next": ql.Following,
    "moved to the next in the same month": ql.ModifiedFollowing,
    "moved to the one before": ql.Preceding,
    "moved to the one before in the same month": ql.ModifiedPreceding,
    "moved to the next in the same half of the month": ql.HalfMonthModifiedFollowing,
    "moved to the nearest": ql.Nearest,
    "not moved": ql.Unadjusted,
}


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(1, 24), st.integers(1, 200), st.sampled_from(sorted(RULES)), st.booleans())
def test_schedules_are_those_of_quantlib(start: date, months: int, periods: int, rule: str, back: bool) -> None:
    end = start + timedelta(days=17 + 30 * periods)
    assume(end < date(2150, 1, 1))
    step = steps(end, -months, "months", "last", False, None) if back else steps(start, months, "months", "last", False, None)
    plain = come_back(step, start, "short") if back else come_round(step, end, "short")
    assert isinstance(plain, list)
    ours = all_moved(plain, *CLOSED_DAYS[rule], WEEKDAYS)
    weekends = ql.WeekendsOnly()
    generation = ql.DateGeneration.Backward if back else ql.DateGeneration.Forward
    theirs = ql.Schedule(_ql(start), _ql(end), ql.Period(months, ql.Months), weekends, ql.Unadjusted, ql.Unadjusted, generation, False)
    assert isinstance(ours, list)
    assert ours == [date(d.year(), d.month(), d.dayOfMonth()) for d in (weekends.adjust(x, RULES[rule]) for x in theirs)]


# ───────────────────────────── laws, and what is wrong

BASE = """language 1
contract "Dates", a transcription of "dates".
times are in UTC.
a month ends on the same day of the next, or on the last day of a shorter month.
calendar Weekday: Monday to Friday.
Section 1 "Dates"
  blank "Cycle" (cycle).
  blank "Start" (date): January 31, 2005.
"""


def _of(sentence: str) -> Any:
    contract = check_text(BASE + f"  {sentence}\n")
    assert not contract.diagnostics, contract.diagnostics
    return schedule_days(environment(world(contract, Facts()), date(2005, 1, 1)), "Dates")


@pytest.mark.parametrize(
    ("sentence", "need"),
    [
        ('"Dates" means every Cycle from Start to June 1, 2005.', "what fills the blank `Cycle`"),
        ('"Dates" means every 1 month from Start to January 1, 2004.', "dates of `Dates`: they begin on 2005-01-31 and end on 2004-01-01"),
        (
            '"Dates" means every 1 month from Start to May 1, 2005.',
            "whether the last period, to 2005-05-01, is short or long: the cycle does not end on that day (`Dates`)",
        ),
    ],
)
def test_what_is_wrong_is_said(sentence: str, need: str) -> None:
    found = _of(sentence)
    assert isinstance(found, Unknown)
    assert [(n.words, n.section) for n in found.needs] == [(need, "Section 1")]


def test_a_cycle_that_stands_still_never_reaches_its_end() -> None:
    assert come_round(lambda _: date(2005, 1, 1), date(2006, 1, 1), "short") == "a cycle that reaches 2006-01-01"
    assert come_back(lambda _: date(2005, 1, 1), date(2004, 1, 1), "short") == "a cycle that reaches 2004-01-01"


def test_a_month_of_eight_thousand_years_is_a_date_each() -> None:
    found = _of(
        '"Dates" means every 1 month from January 31, 1700 to December 31, 9990, keeping the ends of months, '
        "moved to the next Weekday in the same month."
    )
    assert len(found) == 8291 * 12  # 1700 to 9990, each month once


PARTIES = BASE.replace("times are in UTC.", "times are in UTC.\nparty A is a blank.\nparty B is a blank.")


def test_a_day_moved_by_a_rule_says_from_where() -> None:
    """January 1, 2005 is a Saturday, the Friday before it in another month: so it is the Monday after, the 3rd."""
    contract = check_text(
        PARTIES + '  blank "Closed" (closed day rule): "moved to the one before in the same month".\n'
        '  "Payday" means January 1, 2005 moved by Closed on Weekdays.\n'
        '  A owes B $5 ("Fee"), payable on Payday.\n'
    )
    assert not contract.diagnostics, contract.diagnostics
    here = world(contract, Facts())
    (fee,) = (e for e in entries(here, date(2005, 1, 1)) if e.name == "Fee")
    assert (fee.day, fee.moved) == (date(2005, 1, 3), date(2005, 1, 1))
    asked, _ = question_of(contract, "Payday")
    assert asked is not None
    told = explain(answer(here, asked, date(2005, 1, 1)), world=here)
    assert "Saturday, January 1, 2005, moved to the Weekday before in the same month" in told


def _told(lines: str) -> tuple[Any, list[Diagnostic]]:
    found: list[Diagnostic] = []
    contract = check_text(BASE + '  "Dates" means every Cycle from Start to June 1, 2005.\n')
    facts, _, _ = facts_from_text(contract, lines, Path("deal.facts"), found, "")
    days = schedule_days(environment(world(contract, facts), date(2005, 1, 1)), "Dates") if not found else None
    return days, found


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Cycle is minus 1 month.", "`Cycle` must be a cycle; this is `minus 1 month`"),
        ("Cycle is 0 months.", "`Cycle` must be a cycle; this is `0 months`"),
        ("Start is minus January 31, 2005.", "`Start` must be a date; this is `minus January 31, 2005`"),
    ],
)
def test_a_period_or_a_day_is_never_below_zero(line: str, shown: str) -> None:
    """A period told with `minus` is none: it is not read as the period without it."""
    _, found = _told(line + "\n")
    assert [(d.code, d.message) for d in found] == [("T506", shown)]
    assert (found[0].help or "").startswith("write it as `")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            "Cycle is 1 month.\nStart is July 1, 2005.\n",
            "dates of `Dates`: they begin on 2005-07-01 (deal.facts:2:1) and end on 2005-06-01",
        ),
        (
            "Start is May 1, 2005.\nCycle is 3 weeks.\n",
            (
                "whether the last period, to 2005-06-01, is short or long: the cycle does not end on that day"
                " (`Dates`; its cycle: deal.facts:2:1)"
            ),
        ),
    ],
)
def test_dates_that_cannot_be_say_where_their_parts_are_told(lines: str, said: str) -> None:
    days, found = _told(lines)
    assert not found
    assert isinstance(days, Unknown)
    assert [n.words for n in days.needs] == [said]


SEVERAL = (
    HEAD.replace(
        "times are in New York.", "times are in New York.\na month ends on the same day of the next, or on the last day of a shorter month."
    )
    + """Section 1 "Dates"
  blank "Start" (date): June 1, 2005.
  blank "Cycle" (cycle).
  blank "Next Start" (date).
  blank "Next Cycle" (cycle).
  reading "Which Start" (the paper does not say): as told: Next Start (taken); not said: unknown.
  reading "Which Cycle" (the paper does not say): as told: Cycle (taken); not said: unknown.
  "Dates" means every Cycle from Start then every Next Cycle from Next Start to June 1, 2006, a day alone where its cycle is not told.
  "Arrayed" means every 6 months from Start then every 3 months from Which Start where it is told to June 1, 2006.
  "Alone" means every Which Cycle from Start to June 1, 2006, a day alone where its cycle is not told.
"""
)
JUNE, DECEMBER, MARCH, END = date(2005, 6, 1), date(2005, 12, 1), date(2006, 3, 1), date(2006, 6, 1)


@pytest.mark.parametrize(
    ("lines", "dates"),
    [
        # a day alone from which the next cycle begins at once is one date, as it is with a cycle of its own
        ("Next Start is June 1, 2005.\nNext Cycle is 6 months.\n", [JUNE, DECEMBER, END]),
        ("Cycle is 3 months.\nNext Start is June 1, 2005.\nNext Cycle is 6 months.\n", [JUNE, DECEMBER, END]),
        ("Next Start is December 1, 2005.\nNext Cycle is 6 months.\n", [JUNE, DECEMBER, END]),
        ("Next Start is June 1, 2006.\n", [JUNE, END]),
    ],
)
def test_no_date_stands_twice(lines: str, dates: list[date]) -> None:
    assert value(told(SEVERAL, lines), "Dates", date(2005, 1, 1)) == dates


def test_only_what_facts_lack_counts_as_not_told() -> None:
    """A start or cycle that nobody told is left out; one that the paper, so read, leaves open could be any, and so could the dates."""
    on = date(2005, 1, 1)
    assert value(told(SEVERAL), "Arrayed", on) == [JUNE, DECEMBER, END]
    assert value(told(SEVERAL, "Next Start is December 1, 2005.\n"), "Arrayed", on) == [JUNE, DECEMBER, MARCH, END]
    assert isinstance(value(told(SEVERAL, choices={"Which Start": "not said"}), "Arrayed", on), Unknown)
    assert value(told(SEVERAL), "Alone", on) == [JUNE]
    assert value(told(SEVERAL, "Cycle is 6 months.\n"), "Alone", on) == [JUNE, DECEMBER, END]
    assert isinstance(value(told(SEVERAL, choices={"Which Cycle": "not said"}), "Alone", on), Unknown)
