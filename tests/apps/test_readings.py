"""`run --readings all`: what each recorded choice that is not taken would change, by how much, and how many were tried."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from typing import Any

from click.testing import CliRunner

from tenor.apps.cli import cli
from tenor.apps.sources import open_contract
from tests.support import ROOT

AMNIS = ROOT / "contracts" / "amnis"
CONTRACT = str(AMNIS / "debenture-2001.tenor")
ON = ("--facts", str(AMNIS / "demo.facts"), "--on", "2002-06-10", "--readings", "all")


def run(*words: str) -> str:
    result = CliRunner().invoke(cli, ["run", CONTRACT, *ON, *words])
    assert result.exit_code == 0, result.stderr
    return " ".join(result.stdout.split())


def answer(*words: str) -> dict[str, Any]:
    result = CliRunner().invoke(cli, ["run", CONTRACT, *ON, "--of", "1", *words, "--json"])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)["answers"][0]


def counts() -> tuple[int, int]:
    """The readings of the contract, and the choices that are not taken."""
    readings = open_contract(CONTRACT).readings.values()
    return len(readings), sum(len(r.alternatives) - 1 for r in readings)


def changing(given: dict[str, Any]) -> dict[str, dict[str, tuple[Any, Any]]]:
    found: dict[str, dict[str, tuple[Any, Any]]] = {}
    for r in given["readings"]:
        changed = {o["choice"]: (o["value"], o["difference"]) for o in r["others"] if o["changes"]}
        if changed:
            found[r["name"]] = changed
    return found


def test_the_damages_under_each_other_reading() -> None:
    # Deadline May 29, delivered June 3: 5 × $2,000; the Exhibit's third business day is May 30, so 4 days; after the grace June 1 to 3;
    # without the day of delivery May 30 to June 2; two business days late is May 31 as two calendar days are
    given = answer("--ask", "Delivery Damages")
    assert given["value"] == "10000"
    assert changing(given) == {
        "Delivery Time": {"Exhibit": ("8000", "-2000")},
        "First Day Late": {"after the grace": ("6000", "-4000")},
        "Last Day Late": {"day before": ("8000", "-2000")},
    }
    assert len(given["readings"]) == counts()[0]
    assert next(r for r in given["readings"] if r["name"] == "Delivery Time")["note"].startswith("Section 1.4(d) and the closing words")


def test_the_words_give_alternative_value_difference_and_note() -> None:
    text = run("--ask", "Delivery Damages", "--of", "1")
    readings, choices = counts()
    assert "“First Day Late”: all taken; after the grace would give $6,000.00, $4,000.00 less" in text
    assert "and damages only after two days of grace)" in text
    assert "“Late By”" not in text
    words = f"{readings} readings were tried, {choices} other choices, one at a time; the other {readings - 3} change nothing"
    assert words in text


def test_a_day_differs_by_days() -> None:
    assert "Exhibit would give Thursday, May 30, 2002, 1 day later" in run("--ask", "Deadline", "--of", "1")
    assert changing(answer("--ask", "Deadline"))["Delivery Time"] == {"Exhibit": ("2002-05-30", "1")}


def test_the_price_of_closes_and_what_a_reading_leaves_open() -> None:
    rows = list(csv.DictReader((AMNIS / "amns-2001.csv").read_text("utf-8").splitlines()))
    before = [r for r in rows if r["date"] < "2002-05-24"][-20:]
    low, close = (Fraction(7, 30) * sum(sorted(Fraction(r[c]) for r in before)[:3]) for c in ("low", "close"))
    found = {r["name"]: r["others"][0] for r in answer("--ask", "Conversion Price")["readings"]}
    assert abs(Fraction(found["Trading Price"]["value"]) - close) < Fraction(1, 10**9)
    assert abs(Fraction(found["Trading Price"]["difference"]) - (close - low)) < Fraction(1, 10**9)
    trades = found["Market Price"]
    assert (trades["status"], trades["value"], trades["changes"], trades["difference"]) == ("undetermined", None, True, None)
    assert "trades would give undetermined" in run("--ask", "Conversion Price", "--of", "1")


def test_from_what_is_undetermined_the_other_choice_gives_the_value() -> None:
    result = CliRunner().invoke(cli, ["run", CONTRACT, *ON, "--reading", "Market Price=trades", "--ask", "Conversion Price", "--of", "1"])
    text = " ".join(result.stdout.split())
    assert "Undetermined: Conversion Price" in text
    assert "“Market Price”: trades taken; days would give $0.110553… a share" in text


def test_an_answer_that_no_reading_changes_says_so() -> None:
    readings, choices = counts()
    assert f"{readings} readings were tried, {choices} other choices, one at a time: none changes anything" in run("--ask", "Issue Date")


def test_the_whole_standing() -> None:
    result = CliRunner().invoke(cli, ["run", CONTRACT, *ON, "--json"])
    data = json.loads(result.stdout)
    readings, choices = counts()
    changed = [r["name"] for r in data["readings"] if any(o["changes"] for o in r["others"])]
    assert data["readings_tried"] == {"readings": readings, "choices": choices, "changing": len(changed)}
    exhibit = next(r for r in data["readings"] if r["name"] == "Delivery Time")["others"][0]
    assert exhibit["choice"] == "Exhibit"
    assert {(c["what"], c["value"], c["with"], c["difference"]) for c in exhibit["changes"]} == {
        ("Borrower must deliver the shares (Notice of Conversion 1), due", "2002-05-29", "2002-05-30", "1"),
        ("Borrower owes Holder Delivery Damages", "10000", "8000", "-2000"),
        ("Regain Date", "2002-06-12", "2002-06-13", "1"),  # the tenth business day after the Deadline
    }
    trades = next(r for r in data["readings"] if r["name"] == "Market Price")["others"][0]["changes"]
    assert {c["status_with"] for c in trades} == {"undetermined"}
    text = " ".join(CliRunner().invoke(cli, ["run", CONTRACT, *ON]).stdout.split())
    rest = readings - len(changed)
    assert f"{readings} readings were tried, {choices} other choices, one at a time; the other {rest} change nothing" in text
    assert "Borrower owes Holder Delivery Damages (Notice of Conversion 1): $10,000.00 becomes $8,000.00, $2,000.00 less" in text
    assert all(name in text for name in changed)


def test_without_all_nothing_is_tried_on_the_standing() -> None:
    result = CliRunner().invoke(cli, ["run", CONTRACT, *ON[:-2], "--json"])
    assert "readings_tried" not in json.loads(result.stdout)
    assert "were tried" not in CliRunner().invoke(cli, ["run", CONTRACT, *ON[:-2]]).stdout


def test_a_contract_without_readings() -> None:
    note = str(ROOT / "docs" / "examples" / "note.tenor")
    result = CliRunner().invoke(cli, ["run", note, "--on", "2005-03-18", "--readings", "all"])
    assert "this contract records no reading" in result.stdout


def test_a_supposed_act_says_how_many_were_tried() -> None:
    result = CliRunner().invoke(cli, ["run", CONTRACT, *ON, "--if", "Notice of Conversion: principal $100,000"])
    text = " ".join(result.stdout.split())
    assert f"{counts()[0]} readings were tried, one choice at a time; the other " in text
    assert "nothing changes here" not in text.replace("trades: nothing changes here", "")
