"""The golden cases: those that are shared, those of our own, the same with their figures moved, and the command that runs them.

Arithmetic of this file is its own: plain fractions and dates, and the lists of days and prices as they stand in their files.
"""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
from copy import deepcopy
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.golden.adapter import VOCABULARY, results
from tests.golden.cases import CASES, DATA, DOCUMENTS, MARKET, listed, of_document, read, results_of
from tests.support import ROOT

DEBENTURE = "amnis-2001-debenture"
QUESTIONS = [(name, i) for name, case in CASES.items() for i, _ in enumerate(case["questions"])]
SOME = [name for document in DOCUMENTS for name in list(of_document(document))[::5]]
"""Every fifth case of each document."""


def test_every_document_has_cases() -> None:
    assert {case["document"] for case in CASES.values()} == set(VOCABULARY)


@pytest.mark.parametrize(
    ("name", "i"), QUESTIONS, ids=[f"{n}-{i}-{CASES[n]['questions'][i]['ask'].replace(' ', '_')}" for n, i in QUESTIONS]
)
def test_the_answer_of_a_case(name: str, i: int) -> None:
    result = results_of(name)[i]
    assert result.agrees, f"{result.ask} on {result.on}: expected {result.expected}, got {result.got} {result.note}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_listed_question_is_asked_of_each_section_and_every_listed_event_field_and_text_told(document: str) -> None:
    cases = of_document(document).values()
    asked = {(q["ask"], q["section"]) for case in cases for q in case["questions"]}
    assert {(name, section) for name, sections in listed(document).questions.items() for section in sections} - asked == set()
    facts = [fact for case in cases for fact in case["facts"]]
    assert set(listed(document).events) - {fact["event"] for fact in facts} == set()
    told = {(fact["event"], field, value) for fact in facts for field in fact["fields"] for value in ("", str(fact["fields"][field]))}
    wanted = {(e, field, value) for e, fields in listed(document).events.items() for field in fields for value in ("", *fields[field])}
    assert wanted - told == set()
    assert set(listed(document).parameters) - {name for case in cases for name in case["parameters"]} == set()


def _another(answer: Any) -> Any:
    if isinstance(answer, list):
        return [_another(a) for a in answer]
    if answer in {"yes", "no"}:
        return "no" if answer == "yes" else "yes"
    try:
        return (date.fromisoformat(answer) + timedelta(days=1)).isoformat()
    except ValueError:
        pass
    try:
        return str(Fraction(answer) + 1)
    except ValueError:
        return "0"


@pytest.mark.parametrize("name", SOME)
def test_a_wrong_answer_is_a_miss(name: str) -> None:
    wrong = deepcopy(CASES[name])
    for q in wrong["questions"]:
        q["answer"] = _another(q["answer"])
        q.pop("exact", None)
    assert not [r.ask for r in results(wrong, MARKET) if r.agrees]


def _near(exact: str) -> str:
    n, _, d = exact.partition("/")
    return f"{int(n) * 10**9 + 1}/{int(d or 1) * 10**9}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_an_exact_fraction_must_be_equal(document: str) -> None:
    count = 0
    for case in deepcopy(list(of_document(document).values())):
        case["questions"] = [q for q in case["questions"] if "exact" in q and Fraction(q["tolerance"]) <= Fraction("0.005")]
        for q in case["questions"]:
            q["exact"] = [_near(e) for e in q["exact"]] if isinstance(q["exact"], list) else _near(q["exact"])
            count += 1
        assert not case["questions"] or not any(r.agrees for r in results(case, MARKET))
        if count > 12:
            break
    assert count > 5


# ── the command


def _run(path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.golden", str(path), *more], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )


def _some(tmp_path: Path, change: str = "") -> Path:
    cases = [c for c in read(DATA / "own-cases.json") if c["id"] in {"own-three-prices", "own-two-prices"}]
    if change:
        cases[0]["questions"][0]["answer"] = change
    path = tmp_path / "some.json"
    path.write_text(json.dumps(cases), "utf-8")
    return path


def test_the_command_ends_with_0_when_all_agree(tmp_path: Path) -> None:
    done = _run(_some(tmp_path))
    assert (done.returncode, done.stdout.splitlines()[-1], done.stderr) == (0, "5 of 5 answers", "")


def test_the_command_ends_with_1_on_a_miss_and_says_how_many_agree_last(tmp_path: Path) -> None:
    done = _run(_some(tmp_path, "yes"))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "4 of 5 answers")
    assert "Conversion Price determinable from the market data on 2002-08-14: expected yes, got no" in done.stdout
    assert "Traceback" not in done.stderr


def test_the_command_says_the_same_in_json(tmp_path: Path) -> None:
    done = _run(_some(tmp_path, "yes"), "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["agree"], told["of"]) == (1, 4, 5)
    assert [row["agrees"] for row in told["answers"]] == [False, True, True, True, True]


def test_the_command_counts_a_document_that_is_not_transcribed_as_a_miss(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(json.dumps([{**read(_some(tmp_path))[0], "document": "another-paper"}]), "utf-8")
    done = _run(path)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "0 of 2 answers")


@pytest.mark.parametrize("text", ["", "{", "not json at all"])
def test_the_command_says_when_a_file_holds_no_cases(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text, "utf-8")
    done = _run(path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr


# ── the same arithmetic, written out, on figures moved at random


@cache
def _rows() -> tuple[tuple[date, Fraction], ...]:
    with (MARKET / "amns-2001.csv").open(encoding="utf-8") as file:
        return tuple((date.fromisoformat(row["date"]), Fraction(row["low"])) for row in csv.DictReader(file))


@cache
def _holidays() -> frozenset[date]:
    path = ROOT / "contracts" / "calendars" / "fed_reserve_closed_weekdays_2001_2010.csv"
    return frozenset(date.fromisoformat(line) for line in path.read_text("utf-8").split()[1:])


def _business(day: date, n: int) -> date:
    while n:
        day += timedelta(days=1)
        n -= day.weekday() < 5 and day not in _holidays()
    return day


def _expected(
    principal: Fraction, issue: date, sent: date, clock: str, rows: dict[date, Fraction], delivered: date | None
) -> tuple[dict[str, Any], date, date]:
    conversion = sent if clock < "15:00" else _business(sent, 1)
    window = [low for day, low in sorted(rows.items()) if day < conversion][-20:]
    market = sum(sorted(window)[:3], Fraction(0)) / 3
    price = min(market * Fraction(70, 100), Fraction("0.385"))
    interest = principal * Fraction(12, 100) * Fraction((conversion - issue).days, 365)
    shares = (principal + interest) / price
    deadline = _business(sent, 2)
    late = (delivered - deadline).days if delivered else 0
    return (
        {
            "Conversion Date": conversion,
            "Market Price": market,
            "Conversion Price": price,
            "accrued and unpaid interest": interest,
            "Conversion Amount": principal + interest,
            "shares to be issued": shares,
            "whole shares to be issued": Fraction(shares.numerator // shares.denominator),
            "Deadline": deadline,
            "failure-to-deliver payment": Fraction(2000 * late if late > 2 else 0),
        },
        conversion,
        deadline,
    )


def _moved(seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    r = random.Random(seed)
    whole = r.randrange(100_000, 2_000_000)
    issue = date(2001, 12, 28) + timedelta(days=r.randrange(0, 200))
    sent = issue + timedelta(days=r.randrange(1, 380))
    clock = r.choice(["09:00", "12:30", "14:59", "15:00", "15:01", "23:59"])
    principal = Fraction(r.randrange(1, whole * 100), 100)
    rows = {day: low for day, low in _rows() if abs((day - sent).days) < 60}
    for day in r.sample(sorted(d for d in rows if d < sent)[-20:], 2):
        rows[day] *= Fraction(r.randrange(30, 170), 100)
    if r.random() < 0.25:
        rows = {day: low * 5 for day, low in rows.items()}
    _, _, deadline = _expected(principal, issue, sent, clock, rows, None)
    delivered = deadline + timedelta(days=r.choice([0, 1, 2, 3, 4, 9, 20]))
    want, conversion, _ = _expected(principal, issue, sent, clock, rows, delivered)
    left = Fraction(whole) - principal
    text = {k: str(v) for k, v in (("principal", Fraction(whole)), ("issue_date", issue), ("maturity_date", date(2003, 12, 28)))}
    case = {
        "id": f"moved-{seed}",
        "document": DEBENTURE,
        "parameters": {**text, "interest_option": "at conversion"},
        "market": [{"date": day.isoformat(), "low": _decimal(low)} for day, low in sorted(rows.items())],
        "facts": [
            {
                "date": sent.isoformat(),
                "time": clock,
                "zone": "America/Los_Angeles",
                "event": "Notice of Conversion",
                "by": "Holder",
                "fields": {"principal": _decimal(principal)},
            },
            {"date": delivered.isoformat(), "event": "Delivery of Shares", "by": "Borrower", "fields": {"of": 0}},
        ],
        "questions": [
            {"ask": ask, "on": str(delivered if "failure" in ask else sent), "of": 0, "unit": "", "section": "", **_as_answer(value)}
            for ask, value in want.items()
        ]
        + [
            {
                "ask": "outstanding principal amount",
                "on": str(conversion),
                "unit": "",
                "section": "",
                **_as_answer(left),
            },
            {"ask": "Conversion Price", "on": str(delivered), "of": 0, "unit": "", "section": "", **_as_answer(want["Conversion Price"])},
        ],
    }
    return case, want


def _decimal(value: Fraction) -> str:
    scaled = value * 10**12
    assert scaled.denominator == 1
    return f"{scaled.numerator // 10**12}.{scaled.numerator % 10**12:012d}"


def _as_answer(value: Any) -> dict[str, str]:
    if isinstance(value, date):
        return {"answer": value.isoformat()}
    return {"answer": "0", "exact": f"{value.numerator}/{value.denominator}", "tolerance": "0"}


@pytest.mark.parametrize("seed", range(40))
def test_figures_moved_at_random_agree_with_arithmetic_written_out(seed: int) -> None:
    case, _ = _moved(seed)
    missed = [(r.ask, r.expected, r.got, r.note) for r in results(case, MARKET) if not r.agrees]
    assert not missed


def test_the_moved_figures_meet_every_kind_of_day_and_price() -> None:
    cases = [_moved(seed) for seed in range(40)]
    prices = {want["Conversion Price"] == Fraction("0.385") for _, want in cases}
    late = {want["failure-to-deliver payment"] > 0 for _, want in cases}
    moved = {str(want["Conversion Date"]) != case["facts"][0]["date"] for case, want in cases}
    weekend = {date.fromisoformat(case["facts"][0]["date"]).weekday() > 4 for case, _ in cases}
    assert (prices, late, moved, weekend) == ({True, False},) * 4
