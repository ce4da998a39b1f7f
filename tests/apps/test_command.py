"""The command, verb by verb: exit codes, what stands on which stream, figures worked by hand, the words promised."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tenor.apps.answers import Setting
from tenor.apps.cli import cli, main
from tenor.apps.demo import page
from tenor.apps.sources import open_contract, open_facts, when_of, world_of
from tenor.interpreter.following import bound_words
from tests.support import ROOT

AMNIS = ROOT / "contracts" / "amnis"
CONTRACT = str(AMNIS / "debenture-2001.tenor")
VERBS = ("check", "run", "explain", "timeline", "test", "facts", "fmt")

ORDINARY = "February 5, 2002, 10:00 am in Los Angeles: Holder gives Notice of Conversion: principal $100,000.\n"
LATE = (
    "May 24, 2002, 10:00 am in Los Angeles: Holder gives Notice of Conversion: principal $50,000.\n"
    "June 3, 2002: Delivery of Shares for Notice of Conversion 1.\n"
)
COUNTS = "Shares Outstanding is 20,000,000 shares.\nShares Held is 600,000 shares.\n"


def tenor(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


@pytest.fixture
def told(tmp_path: Path):
    def write(story: str = "") -> str:
        path = tmp_path / "story.facts"
        prices = f'Common Stock trades as in "{AMNIS / "amns-2001.csv"}", complete.\n'
        path.write_text(f'facts for "debenture-2001.tenor".\n{prices}{story}', "utf-8")
        return str(path)

    return write


def answer(*words: str) -> dict:
    result = tenor("run", CONTRACT, *words, "--json")
    assert result.exit_code == 0, result.stderr
    data = json.loads(result.stdout)
    assert data["schema_version"] == 1
    return data["answers"][0]


def no_python(text: str) -> None:
    for word in ("Traceback", "mpq(", "Fraction(", "datetime", "None", "Lit(", "object at", "Unknown(", "True", "False", "null"):
        assert word not in text, word


# ── every verb


@pytest.mark.parametrize("verb", VERBS)
def test_help_has_examples(verb: str) -> None:
    result = tenor(verb, "--help")
    assert result.exit_code == 0
    assert "Examples:" in result.stdout
    assert f"tenor {verb}" in result.stdout


def test_help_lists_the_verbs_in_order() -> None:
    words = re.findall(r"(?m)^  (\w+) ", tenor("--help").stdout.split("Commands:")[1])
    assert words[: len(VERBS)] == list(VERBS)


def test_a_wrong_option_is_wrong_usage() -> None:
    assert tenor("run", CONTRACT, "--onn", "2002-02-05").exit_code == 2
    assert tenor("walk").exit_code == 2


# ── check


def test_check_of_a_sound_contract_says_so_on_standard_error() -> None:
    result = tenor("check", CONTRACT)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing must be settled" in result.stderr


@pytest.fixture
def unsound(tmp_path: Path) -> str:
    path = tmp_path / "unsound.tenor"
    head = 'language 1\ncontract "Note", a transcription of "note".\ntimes are in New York.\n'
    path.write_text(head + 'Section 1 "One"\n  "Sum" means $5 + 3 shares.\n', "utf-8")
    return str(path)


def test_check_finds_and_exits_1(unsound: str) -> None:
    result = tenor("check", unsound)
    assert result.exit_code == 1
    assert "must be settled" in result.stdout
    assert "[T310]" in result.stdout
    assert ":5:" in result.stdout


def test_check_forms(unsound: str) -> None:
    compact = tenor("check", "--format", "compact", unsound).stdout
    assert re.fullmatch(rf"{re.escape(unsound)}:5:\d+: T310 must be settled: .*\n", compact)
    found = json.loads(tenor("check", "--format", "json", unsound).stdout)
    assert found["schema_version"] == 1
    assert [(f["code"], f["severity"], f["at"]["startLine"]) for f in found["findings"]] == [("T310", "must be settled", 5)]
    sarif = json.loads(tenor("check", "--format", "sarif", unsound).stdout)
    assert sarif["version"] == "2.1.0"
    assert sarif["runs"][0]["results"][0]["ruleId"] == "T310"
    github = tenor("check", "--format", "github", unsound).stdout
    assert github.startswith(f"::error file={unsound},line=5,")


def test_an_unsound_contract_is_not_run(unsound: str) -> None:
    result = tenor("run", unsound, "--on", "2002-02-05")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "cannot be run" in result.stderr


def test_check_reads_facts_files_too(tmp_path: Path) -> None:
    assert tenor("check", str(AMNIS / "debenture-2001.facts")).exit_code == 0
    path = AMNIS / "debenture-2001.facts"
    assert path.exists()


# ── run --ask: the golden figures, worked by hand


@pytest.mark.parametrize(
    ("ask", "value", "exact", "unit"),
    [
        ("Market Price", "0.1859666667", "5579/30000", "USD a share"),
        ("Conversion Price", "0.1301766667", "39053/300000", "USD a share"),
        ("Conversion Amount", "101282.1917808219", "7393600/73", "USD"),
        ("Conversion Shares", "778036.4513416786", "2218080000000/2850869", "shares"),
        ("Whole Shares", "778036", None, "shares"),
        ("Deadline", "2002-02-07", None, None),
        ("Conversion Date", "2002-02-05", None, None),
    ],
)
def test_answers_of_an_ordinary_notice(told, ask: str, value: str, exact: str | None, unit: str | None) -> None:
    got = answer("--facts", told(ORDINARY), "--on", "2002-02-05", "--of", "1", "--ask", ask)
    assert (got["ask"], got["of"], got["on"], got["status"]) == (ask, 1, "2002-02-05", "determined")
    assert (got["value"], got["exact"], got["unit"]) == (value, exact, unit)


def test_the_shape_of_an_answer(told) -> None:
    got = answer("--facts", told(ORDINARY), "--on", "2002-02-05", "--of", "1", "--ask", "Conversion Price")
    keys = ["ask", "of", "on", "status", "value", "exact", "unit", "type", "section", "because", "needs", "readings", "assumed"]
    assert list(got) == keys
    assert got["section"] == "Section 1.2(a)"
    reading = next(r for r in got["readings"] if r["name"] == "Trading Price")
    assert reading["taken"] == "low"
    assert [o["choice"] for o in reading["others"]] == ["close"]
    assert got["because"][0]["because"][0]["text"].startswith("(i) taken: Variable Conversion Price")


def test_json_names_text_facts_and_instant(told) -> None:
    facts = told(ORDINARY)
    data = json.loads(tenor("run", CONTRACT, "--facts", facts, "--on", "2002-02-05T11:00", "--ask", "Debenture", "--json").stdout or "{}")
    assert data == {}
    data = json.loads(tenor("run", CONTRACT, "--facts", facts, "--on", "2002-02-05T11:00", "--ask", "Issue Date", "--json").stdout)
    assert data["contract"]["entry"] == "amnis-2001-debenture"
    assert re.fullmatch(r"[0-9a-f]{64}", data["contract"]["digest"])
    assert data["contract"]["signed"] is False
    assert data["facts"]["file"] == facts
    assert (data["on"], data["known_on"]) == ("2002-02-05T11:00", None)
    assert data["answers"][0]["value"] == "2001-12-28"


def test_a_reading_is_switched(told) -> None:
    story = "February 7, 2002, 3:01 pm in Los Angeles: Holder gives Notice of Conversion: principal $50,000.\n"
    words = ("--facts", told(story), "--on", "2002-02-08", "--of", "1", "--ask", "Conversion Price")
    assert answer(*words)["exact"] == "4739/37500"  # 70% × (0.1782 + 0.1805 + 0.1829) / 3
    assert answer(*words, "--reading", "Pricing Date=sent")["exact"] == "38381/300000"  # 70% × (0.1805 + 0.1829 + 0.1849) / 3


def test_undetermined_is_an_answer(told) -> None:
    result = tenor("run", CONTRACT, "--on", "2002-02-05", "--ask", "Conversion Price")
    assert result.exit_code == 0
    assert "Undetermined: Conversion Price on Tuesday, February 5, 2002." in result.stdout
    assert "What is missing" in result.stdout
    got = answer("--on", "2002-02-05", "--ask", "Conversion Price")
    assert (got["status"], got["value"]) == ("undetermined", None)
    assert got["needs"]


def test_known_on_answers_from_what_had_been_told(told) -> None:
    story = "February 5, 2002: Holder gives Notice of Conversion: principal $100,000, told February 20, 2002.\n"
    words = ("--facts", told(story), "--on", "2002-02-06", "--ask", "Outstanding Principal")
    assert answer(*words)["value"] == "400000"
    assert answer(*words, "--known-on", "2002-02-10")["value"] == "500000"


def test_several_questions_in_one_run(told) -> None:
    result = tenor(
        "run", CONTRACT, "--facts", told(ORDINARY), "--on", "2002-02-05", "--ask", "Issue Date", "--ask", "Outstanding Principal", "--json"
    )
    assert [a["value"] for a in json.loads(result.stdout)["answers"]] == ["2001-12-28", "400000"]


@pytest.mark.parametrize("day", ["2002-02-05", "February 5, 2002", "Tuesday, February 5, 2002", "Feb 5, 2002"])
def test_days_may_be_written_as_in_a_letter(told, day: str) -> None:
    assert answer("--facts", told(), "--on", day, "--ask", "Issue Date")["on"] == "2002-02-05"


def test_an_instant_before_the_notice_does_not_see_it(told) -> None:
    words = ("--facts", told(ORDINARY), "--ask", "Outstanding Principal")
    assert answer(*words, "--on", "2002-02-05T09:59")["value"] == "500000"
    assert answer(*words, "--on", "2002-02-05T10:01")["value"] == "400000"
    assert answer(*words, "--on", "February 5, 2002, 10:01 am")["value"] == "400000"


# ── run without --ask: the state


def test_the_first_line_says_unsigned_and_as_of(told) -> None:
    first = tenor("run", CONTRACT, "--facts", told(ORDINARY), "--on", "2002-02-06").stdout.split("\n")[0]
    assert "unsigned transcription of “amnis-2001-debenture”" in first
    assert "as of Wednesday, February 6, 2002" in first


def test_the_state_keeps_its_order_and_words(told) -> None:
    result = tenor("run", CONTRACT, "--facts", told(ORDINARY), "--on", "2002-02-06")
    assert result.exit_code == 0
    text = result.stdout
    no_python(text)
    order = [
        "On the facts told, Outstanding Principal is $400,000.00 and Shares Issued is 778,036 shares.",
        "\nBalances\n",
        "\nTerms as of this day\n",
        "\nNotice of Conversion 1: Holder, Tuesday, February 5, 2002, 10:00 am\n",
        "\nRights\n",
        "\nDates\n",
        "\nReadings relied on\n",
        "\nWhat is missing\n",
        "\nComputed from\n",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert "Due next: Borrower must deliver the shares to Holder (Notice of Conversion 1), by Thursday, February 7, 2002." in text
    assert "Conversion Shares: 778,036.451342… shares" in text
    assert "Ownership Limit: NOT TESTED" in text
    assert "Shares Held is … shares from February 5, 2002." in text
    assert "open, 1 day left" in text


def test_a_duty_done_late_says_by_how_many_days(told) -> None:
    text = tenor("run", CONTRACT, "--facts", told(LATE), "--on", "2002-06-10").stdout
    assert "done Monday, June 3, 2002, 5 days late" in text
    assert "Borrower owes Holder Delivery Damages: $10,000.00" in text
    assert "May 2002: $4,000.00" in text
    assert "June 2002: $6,000.00" in text
    assert "due by Friday, July 5, 2002" in text


def test_the_state_for_programs(told) -> None:
    data = json.loads(tenor("run", CONTRACT, "--facts", told(ORDINARY), "--on", "2002-02-06", "--json").stdout)
    balances = next(b for b in data["state"] if b["title"] == "Balances")
    row = balances["rows"][0]
    assert (row["label"], row["value"], row["unit"]) == ("Outstanding Principal", "400000", "USD")
    assert {"on": "2002-02-07", "what": "Borrower must deliver the shares to Holder (Notice of Conversion 1)"} in data["due"]


# ── the first four of the ten questions


def test_what_can_be_converted_and_does_it_break_a_limit(told) -> None:
    words = ("--facts", told(COUNTS), "--on", "2002-02-05T10:00", "--if", "Notice of Conversion: principal $300,000")
    result = tenor("run", CONTRACT, *words)
    assert result.exit_code == 0
    text = result.stdout
    no_python(text)
    assert "Supposed, not told: Notice of Conversion: principal $300,000" in text
    assert "Holder may give this Notice of Conversion for $51,357.41… of the $300,000.00. The rest exceeds Ownership Limit." in text
    assert "This says what the right allows; nothing has been refused." in text
    assert "$3,846.58… = $300,000.00 × 12% ×" in text  # 300,000 × 12% × 39/365
    assert "Conversion Shares 2,334,109.354025… shares" in text
    assert "Ownership Limit: EXCEEDED" in text
    assert "Shares Held + New Shares: 2,934,109.354025… shares" in text
    assert "1,094,371.358347… shares" in text  # 4.9% of (20,000,000 + 2,334,109.354…)
    assert "Conversion Shares: 399,579.390116… shares" in text
    assert "“Issue Counted”: after the issue taken; with before the issue: principal admitted $48,840.90…" in text
    assert (
        text.index("As asked, before limits")
        < text.index("Limits")
        < text.index("Dates, if it were given")
        < text.index("Readings relied on")
    )


def test_a_supposed_notice_within_the_right_names_what_was_not_tested(told) -> None:
    result = tenor("run", CONTRACT, "--facts", told(), "--on", "2002-02-05", "--if", "Notice of Conversion: principal $100,000")
    text = " ".join(result.stdout.split())
    assert "Holder may give this Notice of Conversion for $100,000.00, so far as the limits were tested." in text
    assert "Not tested: Ownership Limit" in text
    assert "0.451342… of a share" in text


def test_a_supposed_notice_can_be_asked_about(told) -> None:
    words = ("--facts", told(), "--on", "2002-02-05", "--if", "Notice of Conversion: principal $100,000", "--ask", "Whole Shares")
    assert answer(*words)["value"] == "778036"


def test_the_price_and_why(told) -> None:
    text = tenor("explain", CONTRACT, "Conversion Price", "--facts", told(ORDINARY), "--on", "2002-02-05", "--of", "1").stdout
    no_python(text)
    assert "Conversion Price for Notice of Conversion 1 on Tuesday, February 5, 2002: $0.130177… a share" in text
    assert "exactly 39053/300000" in text
    flowing = re.sub(r"[\s│├└]+", " ", text)
    assert "average of the lowest 3 of 20 Restated Trading Prices, Jan 7 to Feb 4, 2002" in flowing
    assert "$0.1849 on Feb 4 · $0.1851 on Jan 30 · $0.1879 on Jan 23" in text
    assert "Section 1.2(b) is not in force: no Major Announcement is told" in text
    assert text.count("\n  • ") == 3
    assert len(re.findall(r"(?m)^  [• ] (Mon|Tue|Wed|Thu|Fri) ", text)) == 20
    assert "Jan 21, 2002" in text  # the weekday without a session
    assert "SHA-256" in text


def test_when_must_they_deliver(told) -> None:
    text = tenor("explain", CONTRACT, "Deadline", "--facts", told(LATE), "--on", "2002-05-24", "--of", "1").stdout
    assert "Wednesday, May 29, 2002" in text
    assert "counted: Tue May 28, Wed May 29; skipped: Sat May 25, Sun May 26, Mon May 27" in text
    assert "What follows, in order of days" in text
    after = text.index("Friday, May 31, 2002: after this day, Delivery still open: Borrower owes Holder")
    assert after < text.index("Wednesday, June 12, 2002: from this day on, Delivery still open: unless Remains a Stockholder")
    assert "Restored On (it waits for the day of an Adjustment of Records)" in text


def test_the_days_of_which_a_comparison_holds() -> None:
    assert bound_words("is more than", denied=False) == bound_words("is on or before", denied=True) == "after this day"
    assert bound_words("is not before", denied=False) == bound_words("is before", denied=True) == "from this day on"
    assert bound_words("is not after", denied=False) == bound_words("is after", denied=True) == "up to this day"
    assert bound_words("is less than", denied=False) == bound_words("is on or after", denied=True) == "before this day"


def test_a_claim_that_cannot_be_told_is_neither_due_nor_late(told) -> None:
    data = json.loads(tenor("run", CONTRACT, "--facts", told(LATE), "--on", "2002-07-20", "--json").stdout)
    listed = json.dumps([data["due"], data["summary"]])
    assert "Delivery Damages" in listed
    assert "Conversion Default Payments" not in listed
    text = tenor("run", CONTRACT, "--facts", told(LATE), "--on", "2002-07-20").stdout
    assert "Borrower owes Holder Conversion Default Payments: undetermined" in text
    assert "whether it is owed needs Shares Available on May 24, 2002" in text


def test_the_demonstration_lists_what_is_missing(told) -> None:
    contract = open_contract(CONTRACT)
    world = world_of(contract, open_facts(contract, told(LATE)).facts, {})
    lines = page(Setting(world, when_of(contract, "2002-06-10"), of=1))
    assert "facts are missing, listed below." in " ".join(lines)
    assert "What is missing" in lines
    assert any(line.strip().startswith("Shares Available on May 24, 2002") for line in lines)


def test_they_are_late_what_do_they_owe(told) -> None:
    text = tenor("explain", CONTRACT, "Delivery Damages", "--facts", told(LATE), "--on", "2002-06-30", "--of", "1").stdout
    assert "$10,000.00, $4,000.00 due by Wednesday, June 5, 2002 and $6,000.00 due by Friday, July 5, 2002" in text
    days = re.findall(r"(?m)^  \w{3} (\w{3} \d+), 2002: \$2,000.00 together \$([\d,]+)", text)
    assert days == [("May 30", "2,000"), ("May 31", "4,000"), ("Jun 1", "6,000"), ("Jun 2", "8,000"), ("Jun 3", "10,000")]
    assert "until Saturday, June 1, 2002: that time has run out" in text
    assert "until Monday, July 1, 2002: that time is open" in text
    assert "not owed if Section 1.3" in text
    assert "without limiting other remedies" in text
    assert "“Late By”: calendar taken" in text


# ── explain


def test_full_reasons_are_longer_and_have_no_python_in_them(told) -> None:
    words = ("explain", CONTRACT, "Conversion Shares", "--facts", told(ORDINARY), "--on", "2002-02-05", "--of", "1")
    short, full = tenor(*words).stdout, tenor(*words, "--full").stdout
    assert len(full) > len(short)
    no_python(full)


def test_why_not(told) -> None:
    words = ("explain", CONTRACT, "--facts", told(ORDINARY), "--on", "2002-02-06", "--why-not")
    text = tenor(*words, "Section 1.2(b)").stdout
    assert "Section 1.2(b) is not in force: no Major Announcement is told to Wednesday, February 6, 2002" in text
    assert "Section 1.2(a) is in force" in tenor(*words, "1.2(a)").stdout
    result = tenor(*words, "Section 1.2(c)")
    assert result.exit_code == 2
    assert "Section 1.2(c)` is no section of this file; the nearest is Section 1." in result.stderr


def test_a_page_of_a_code() -> None:
    result = tenor("explain", "T310")
    assert result.exit_code == 0
    assert "wrong:" in result.stdout
    assert "mended:" in result.stdout
    assert tenor("explain", "T999").exit_code == 2


# ── facts


def test_facts_lists_events_terms_and_sections() -> None:
    text = tenor("facts", CONTRACT).stdout
    assert re.search(r"Notice of Conversion, from Holder to Borrower +Section 1\.1\(a\)", text)
    assert "principal: money (USD)" in text
    data = json.loads(tenor("facts", CONTRACT, "--json").stdout)
    event = next(e for e in data["events"] if e["name"] == "Notice of Conversion")
    field = next(f for f in event["fields"] if f["name"] == "principal")
    assert (field["type"], field["unit"], field["must_be_told"]) == ("quantity", "USD", True)
    assert "Major Announcement" not in [e["name"] for e in data["events"]]


def test_facts_give_a_json_schema() -> None:
    schema = json.loads(tenor("facts", CONTRACT, "--json-schema").stdout)
    assert schema["$schema"].endswith("2020-12/schema")
    one = next(f for f in schema["properties"]["facts"]["items"]["oneOf"] if f["title"] == "Notice of Conversion")
    assert one["required"] == ["event", "at", "principal"]
    assert one["properties"]["principal"]["type"] == "string"


# ── test


def test_the_scenarios_of_the_library_hold() -> None:
    result = tenor("test", str(AMNIS))
    assert result.exit_code == 0, result.stdout
    assert re.search(r"(\d+) of \1 scenarios hold, (\d+) of \2 expectations", result.stdout)


def test_a_miss_is_shown_with_its_reasons(told, tmp_path: Path) -> None:
    (tmp_path / "debenture-2001.tenor").write_text(Path(CONTRACT).read_text("utf-8"), "utf-8")
    story = 'scenario "Wrong"\n' + ORDINARY + "on February 5, 2002.\nexpect Outstanding Principal is $399,999.\n"
    result = tenor("test", told(story), "--junit", str(tmp_path / "report.xml"))
    assert result.exit_code == 1
    assert "scenario “Wrong”: expected $399,999, got $400,000.00" in result.stdout
    assert "−$100,000.00 Notice of Conversion 1" in result.stdout
    assert "0 of 1 scenarios hold, 0 of 1 expectations" in result.stdout
    report = (tmp_path / "report.xml").read_text("utf-8")
    assert 'failures="1"' in report
    assert "expected $399,999" in report


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        ("$0.1301767 a share", True),
        ("$0.1301766 a share", False),
        ("$0.13 a share", True),
        ("$0.1302 a share", True),
        ("$0.1301 a share", False),
    ],
)
def test_about_agrees_to_the_last_digit_written(told, tmp_path: Path, written: str, holds: bool) -> None:
    (tmp_path / "debenture-2001.tenor").write_text(Path(CONTRACT).read_text("utf-8"), "utf-8")
    expected = f"expect Conversion Price for Notice of Conversion 1 is about {written}.\n"
    result = tenor("test", told('scenario "One"\n' + ORDINARY + "on February 5, 2002.\n" + expected))
    assert result.exit_code == (0 if holds else 1)


def test_scenarios_are_picked_by_name() -> None:
    result = tenor("test", str(AMNIS), "-k", "memorial day")
    assert result.exit_code == 0
    assert "1 of 1 scenarios hold" in result.stdout


# ── fmt


def test_fmt_leaves_a_laid_out_file_alone_and_keeps_its_meaning(tmp_path: Path) -> None:
    path = tmp_path / "contract.tenor"
    path.write_text(Path(CONTRACT).read_text("utf-8"), "utf-8")
    assert tenor("fmt", str(path)).exit_code == 0
    once = path.read_text("utf-8")
    assert tenor("fmt", "--check", str(path)).exit_code == 0
    assert tenor("fmt", str(path)).exit_code == 0
    assert path.read_text("utf-8") == once


def test_fmt_check_and_diff_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "contract.tenor"
    text = 'language 1\ncontract   "Note", a transcription of "note".\n'
    path.write_text(text, "utf-8")
    assert tenor("fmt", "--check", str(path)).exit_code == 1
    result = tenor("fmt", "--diff", str(path))
    assert result.exit_code == 1
    assert '-contract   "Note"' in result.stdout
    assert path.read_text("utf-8") == text


def test_fmt_of_standard_input() -> None:
    result = CliRunner().invoke(cli, ["fmt", "-"], input='language 1\ncontract   "Note", a transcription of "note".\n')
    assert result.exit_code == 0
    assert 'contract "Note", a transcription of "note".' in result.stdout


def test_fmt_leaves_a_faulty_file_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "contract.tenor"
    text = 'language 1\ncontract "Note" a transcription\n'
    path.write_text(text, "utf-8")
    assert tenor("fmt", str(path)).exit_code == 1
    assert path.read_text("utf-8") == text


# ── bad input: located words, 1 or 2, never a traceback


def garbage(size: int) -> str:
    return (("Xq7 " * 20 + "\n") * (size // 81 + 1))[:size]


@pytest.fixture
def bad(tmp_path: Path) -> dict[str, str]:
    made = {
        "latin": b"language 1\ncaf\xe9\n",
        "zeros": b"language 1\n\0\0\0",
        "empty": b"",
        "sixteen": "language 1\n".encode("utf-16"),
        "huge": garbage(10_000_000).encode(),
        "garbage": garbage(200_000).encode(),
    }
    for name, data in made.items():
        (tmp_path / f"{name}.tenor").write_bytes(data)
    (tmp_path / "deep.json").write_text('{"facts": ' + "[" * 100_000 + "]" * 100_000 + "}", "utf-8")
    (tmp_path / "other.facts").write_text('facts for "another.tenor".\n', "utf-8")
    (tmp_path / "wrong.facts").write_text('facts for "debenture-2001.tenor".\nFebruary 30, 2002: Payment.\n', "utf-8")
    return {p.name: str(p) for p in tmp_path.iterdir()} | {"folder": str(tmp_path), "none": str(tmp_path / "none.tenor")}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("latin.tenor", 2),
        ("zeros.tenor", 2),
        ("empty.tenor", 2),
        ("sixteen.tenor", 2),
        ("huge.tenor", 2),
        ("garbage.tenor", 1),
        ("folder", 2),
        ("none", 2),
    ],
)
def test_what_is_no_contract(bad: dict[str, str], name: str, code: int) -> None:
    for words in (("check", bad[name]), ("run", bad[name], "--on", "2002-02-05"), ("facts", bad[name])):
        result = tenor(*words)
        assert result.exit_code == code, result.output
        no_python(result.output)
        assert bad[name] in result.output


@pytest.mark.parametrize(("name", "code"), [("deep.json", 2), ("other.facts", 1), ("wrong.facts", 1), ("latin.tenor", 2), ("none", 2)])
def test_what_are_no_facts(bad: dict[str, str], name: str, code: int) -> None:
    result = tenor("run", CONTRACT, "--facts", bad[name], "--on", "2002-02-05")
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    no_python(result.stderr)


def test_facts_for_another_contract_name_both(bad: dict[str, str]) -> None:
    result = tenor("run", CONTRACT, "--facts", bad["other.facts"], "--on", "2002-02-05")
    assert "these facts are for `another.tenor`, not for `debenture-2001.tenor`" in result.stderr
    assert "[T515]" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--on: say which day"),
        (("--on", "2002-02-31"), "`2002-02-31` is not a day"),
        (("--on", "2002-02-05T25:00"), "is not a time of day"),
        (("--on", "yesterday"), "`yesterday` is not a day"),
        (("--on", "2002-02-05", "--known-on", "x"), "--known-on: `x` is not a day"),
        (("--on", "2002-02-05", "--reading", "Trading Price"), "names no choice"),
        (("--on", "2002-02-05", "--reading", "Trading Prize=low"), "did you mean `Trading Price`?"),
        (("--on", "2002-02-05", "--reading", "Trading Price=clsoe"), "did you mean `close`?"),
        (("--on", "2002-02-05", "--ask", "Conversion Pirce"), "did you mean `Conversion Price`?"),
        (("--on", "2002-02-05", "--ask", "Deadline", "--of", "2"), "there is no Notice of Conversion 2: none is told"),
        (("--on", "2002-02-05", "--if", "Notice of Conversoin"), "--if"),
        (("--on", "2002-02-05", "--if", "Notice of Conversion: principal 5 shares"), "must be money (USD)"),
        (("--on", "2002-02-05", "--ask", ""), "cannot be asked"),
    ],
)
def test_wrong_words_are_wrong_usage(words: tuple[str, ...], said: str) -> None:
    result = tenor("run", CONTRACT, *words)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert result.stdout == ""
    no_python(result.stderr)


# ── as a process


def process(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **environment}
    return subprocess.run([sys.executable, "-m", "tenor", *words], capture_output=True, text=True, env=env, timeout=60)


def test_a_process_keeps_data_and_messages_apart() -> None:
    done = process("check", CONTRACT)
    assert (done.returncode, done.stdout) == (0, "")
    assert "nothing must be settled" in done.stderr


def test_a_process_without_a_terminal_has_no_colour(told) -> None:
    for environment in ({}, {"NO_COLOR": "1"}):
        done = process("run", CONTRACT, "--facts", told(ORDINARY), "--on", "2002-02-05", **environment)
        assert done.returncode == 0
        assert "\x1b[" not in done.stdout + done.stderr


def test_the_same_inputs_give_the_same_bytes(told) -> None:
    facts = told(ORDINARY)
    runs = {process("run", CONTRACT, "--facts", facts, "--on", "2002-02-05", "--json", PYTHONHASHSEED=seed).stdout for seed in ("1", "2")}
    assert len(runs) == 1


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from tenor.apps.cli import cli; cli.main(['--help'], standalone_mode=False); "
        "print([m for m in ('lark', 'attrs', 'zoneinfo', 'gmpy2', 'json', 'tenor.dsl.parse') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stderr.strip() == "[]"


def test_a_fault_of_ours_becomes_a_report(monkeypatch, capsys, tmp_path: Path) -> None:
    def broken(path: str, *, sound: bool = True) -> None:
        raise KeyError("inside")

    monkeypatch.setattr("tenor.apps.sources.open_contract", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["tenor", "facts", CONTRACT])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3
    told = capsys.readouterr()
    assert "a fault of Tenor's own" in told.err
    assert "Traceback" not in told.out + told.err
    (report,) = tmp_path.glob("tenor-report-*.txt")
    assert "KeyError" in report.read_text("utf-8")


def test_the_demonstration_answers() -> None:
    done = subprocess.run([sys.executable, "-m", "tenor.apps.demo"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Owed now: Delivery Damages $10,000.00." in done.stdout
    assert "Due next: Delivery Damages of June 2002 $6,000.00 (Notice of Conversion 1), by Friday, July 5, 2002." in done.stdout
    # three Business Days instead of two for the delivery: four days late at $2,000 instead of five
    assert "“Delivery Time”: Section taken; Exhibit would give $8,000.00 (Delivery Damages)" in done.stdout
    assert not any(line.lstrip().startswith(";") for line in done.stdout.splitlines())
    no_python(done.stdout)


def test_an_event_is_spoken_of_with_its_own_article() -> None:
    template = ROOT / "contracts" / "templates" / "warrant"
    said = tenor("ask", f"{template}.tenor", "price", "--about", "Fair Value", "--facts", f"{template}.facts", "--on", "2005-03-16").output
    assert "Fair Value for an Exercise Notice made on Thursday, March 17, 2005" in said
