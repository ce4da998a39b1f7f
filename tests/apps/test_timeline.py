"""The dates of a contract: days and amounts worked by hand from the paper, what follows, what lapses, what has no date yet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenor.apps.answers import Setting
from tenor.apps.cli import cli
from tenor.apps.sources import When
from tenor.apps.standing import state_page
from tenor.dsl import syntax as s
from tenor.dsl.check import check
from tenor.dsl.diagnostic import Source
from tenor.interpreter.facts_json import facts_from_data
from tenor.interpreter.outcome import environment
from tenor.interpreter.standing import duties
from tenor.interpreter.timeline import KINDS, TELLERS, entries
from tenor.interpreter.world import end_of, world
from tests.laws.makings import DAYS, contract_texts, facts_data
from tests.support import ROOT

AMNIS = ROOT / "contracts" / "amnis"
CONTRACT = str(AMNIS / "debenture-2001.tenor")
DEMO = str(AMNIS / "demo.facts")
NOTICE = "May 24, 2002, 10:00 am in Los Angeles: Holder gives Notice of Conversion: principal $50,000.\n"
DELIVERED = "June 3, 2002: Delivery of Shares for Notice of Conversion 1.\n"
COUNTS = (
    "Shares Outstanding is 12,382,817 shares.\nShares Held is 0 shares.\nShares Available is 20,000,000 shares.\nAgent Eligible is yes.\n"
    "Market Permits More is yes.\n"
)


def tenor(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), env={"COLUMNS": "140"})


@pytest.fixture
def told(tmp_path: Path):
    def write(story: str = "", counts: str = COUNTS) -> str:
        path = tmp_path / "story.facts"
        prices = f'Common Stock trades as in "{AMNIS / "amns-2001.csv"}", complete.\n'
        path.write_text(f'facts for "debenture-2001.tenor".\n{prices}{counts}{story}', "utf-8")
        return str(path)

    return write


def data(*words: str) -> dict[str, Any]:
    result = tenor("timeline", *words, "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["schema_version"] == 1
    return found


def all_of(found: dict[str, Any], kind: str, part: str = "") -> list[dict[str, Any]]:
    return [e for e in (*found["entries"], *found["no_date"]) if e["kind"] == kind and part in e["what"]]


def one(found: dict[str, Any], kind: str, part: str = "") -> dict[str, Any]:
    got = all_of(found, kind, part)
    assert len(got) == 1, [e["what"] for e in got]
    return got[0]


# ── duties


def test_a_duty_done_late_stands_on_its_day_with_what_followed() -> None:
    duty = one(data(CONTRACT, "--facts", DEMO, "--on", "2002-06-10"), "duty", "deliver the shares")
    # received Friday, May 24; May 27 is Memorial Day; two business days: May 28, May 29
    assert (duty["on"], duty["status"], duty["done"], duty["days_late"]) == ("2002-05-29", "done late", "2002-06-03", 5)
    assert (duty["party"], duty["to"], duty["section"], duty["of"]) == ("Borrower", "Holder", "Section 1.4(d)", "Notice of Conversion 1")
    # more than 2 days late after May 31: damages; the tenth business day, June 12, was not reached
    assert [(f["on"], f["section"]) for f in duty["follows"]] == [("2002-05-31", "Section 1.4(g)")]


@pytest.mark.parametrize(
    ("on", "status", "late"), [("2002-05-28", "open", 0), ("2002-05-29", "open", 0), ("2002-05-30", "late", 1), ("2002-06-20", "late", 22)]
)
def test_a_duty_that_is_open_and_then_late(told, on: str, status: str, late: int) -> None:
    duty = one(data(CONTRACT, "--facts", told(NOTICE), "--on", on), "duty", "deliver the shares")
    assert (duty["on"], duty["status"], duty["days_late"], duty["open"]) == ("2002-05-29", status, late, True)
    # damages after two calendar days, rights regained from the tenth business day on: May 30 and 31, June 3 to 7, June 10 to 12
    steps = dict.fromkeys((f["on"], f["section"]) for f in duty["follows"])
    assert list(steps) == [("2002-05-31", "Section 1.4(g)"), ("2002-06-12", "Section 1.8")]


def test_a_duty_of_which_a_condition_is_not_told_is_undetermined_and_not_late(told) -> None:
    found = data(CONTRACT, "--facts", told(counts=""), "--on", "2002-06-10")
    duty = one(found, "duty", "eligible")
    # ten business days after December 28: Dec 31, Jan 2 to 4, 7 to 11, 14
    assert (duty["on"], duty["status"], duty["days_late"]) == ("2002-01-14", "undetermined", 0)
    assert duty["needs"] == [{"words": "Agent Eligible on 2002-06-10", "section": "Section 1.4(f)"}]
    assert duty["needs"][0] in found["remains"]["undetermined"]
    assert all_of(data(CONTRACT, "--facts", told(counts="Agent Eligible is yes.\n"), "--on", "2002-06-10"), "duty", "eligible") == []


def test_a_day_that_rests_on_something_untold_stands_at_the_end_with_what_it_waits_for(told) -> None:
    notice = "May 24, 2002, 10:00 am in Los Angeles: Holder gives Notice of Conversion: principal $500,000.\n"
    story = told(notice, "Agent Eligible is yes.\n")  # no count of shares is told, so that no limit cuts the notice back
    words = (CONTRACT, "--facts", story, "--on", "2002-06-10", "--reading", "Surrender Day=when told")
    found = data(*words)
    duty = next(e for e in found["no_date"] if "must deliver the shares" in e["what"])
    assert (duty["on"], duty["status"]) == (None, "not fixed")
    assert [n["words"] for n in duty["needs"]] == ["the surrender of Notice of Conversion 1"]
    text = tenor("timeline", *words).stdout
    assert text.index("No date yet") < text.index("Borrower must deliver the shares") < text.index("it waits for the surrender")


# ── claims by the day, elections


def test_damages_by_month_with_their_elections() -> None:
    found = data(CONTRACT, "--facts", DEMO, "--on", "2002-06-10")
    running = one(found, "running")
    assert (running["on"], running["status"], running["value"]) == ("2002-05-30", "ended", "10000")  # May 30 to June 3: 5 × $2,000
    may, june = (e for e in all_of(found, "claim") if "Delivery Damages of" in e["what"])
    assert (may["on"], may["status"], may["days_late"], may["value"]) == ("2002-06-05", "late", 5, "4000")
    assert (june["on"], june["status"], june["value"]) == ("2002-07-05", "open", "6000")
    first, second = all_of(found, "election")
    assert (first["on"], first["status"], first["party"]) == ("2002-06-01", "lapsed", "Holder")
    assert (second["on"], second["status"], second["open"]) == ("2002-07-01", "open", True)
    assert second["follows"][0]["what"] == "silence means “cash”, due by Friday, July 5, 2002"


def test_an_election_in_time_takes_the_place_of_the_payment(told) -> None:
    story = told(NOTICE + DELIVERED + "July 1, 2002: Election to Add.\n")
    found = data(CONTRACT, "--facts", story, "--on", "2002-07-10")
    used = all_of(found, "election")[1]
    assert (used["on"], used["status"], used["note"]) == ("2002-07-01", "used", "by Election to Add 1")
    # June is settled by adding it; what was added does not pay for May
    assert [(e["on"], e["value"], e["note"]) for e in all_of(found, "claim", "Delivery Damages of")] == [("2002-06-05", "4000", None)]
    fact = one(found, "fact", "Election to Add")
    assert fact["follows"][-1]["what"] == "Outstanding Principal increases by $6,000.00"


def test_damages_that_run_say_so(told) -> None:
    running = one(data(CONTRACT, "--facts", told(NOTICE), "--on", "2002-06-20"), "running")
    assert (running["status"], running["value"], running["note"]) == ("running", "44000", "22 days so far")  # May 30 to June 20


@pytest.mark.parametrize(
    ("paid", "status", "done", "late", "left"),
    [
        ("June 5, 2002: Payment: purpose \"damages\", amount $4,000.\n", "paid", "2002-06-05", 0, ""),
        ("June 7, 2002: Payment: purpose \"damages\", amount $4,000.\n", "paid late", "2002-06-07", 2, ""),
        ("June 5, 2002: Payment: purpose \"damages\", amount $1,500.\n", "late", None, 5, "$2,500.00 of it still owed"),
    ],
)  # fmt: skip
def test_a_month_that_was_paid(told, paid: str, status: str, done: str | None, late: int, left: str) -> None:
    found = data(CONTRACT, "--facts", told(NOTICE + DELIVERED + paid), "--on", "2002-06-10")
    may = one(found, "claim", "of May 2002")
    assert (may["status"], may["done"], may["days_late"], may["note"] or "") == (status, done, late, left)


# ── claims with a schedule


QUARTERLY = 'Interest Option is "quarterly" from December 28, 2001.\n'


def test_interest_dates_past_and_to_come(told) -> None:
    found = data(CONTRACT, "--facts", told(QUARTERLY), "--on", "2002-05-01")
    dates = all_of(found, "claim", "Quarterly Interest")
    # the last is September 30, 2003: December 31 lies after the Maturity Date; March 31 and June 30, 2002 are Sundays
    assert [e["on"] for e in dates] == [
        "2002-04-01", "2002-07-01", "2002-09-30", "2002-12-31", "2003-03-31", "2003-06-30", "2003-09-30"
    ]  # fmt: skip
    first, second = dates[:2]
    assert (first["status"], first["days_late"], first["exact"]) == ("late", 30, "1116000/73")  # 500,000 × 12% × 93/365
    assert "Default Interest accrues on it at 15% a year" in first["follows"][0]["what"]
    assert (second["status"], second["note"]) == ("open", "on balances as they stand")


def test_interest_paid_in_time_and_late(told) -> None:
    paid = 'April 1, 2002: Payment: purpose "interest", amount $15,287.67, period end March 31, 2002.\n'
    late = 'July 9, 2002: Payment: purpose "interest", amount $14,958.90, period end June 30, 2002.\n'  # 500,000 × 12% × 91/365
    first, second = all_of(data(CONTRACT, "--facts", told(QUARTERLY + paid + late), "--on", "2002-08-01"), "claim", "Quarterly")[:2]
    assert (first["status"], first["done"], first["days_late"]) == ("paid", "2002-04-01", 0)
    assert (second["status"], second["done"], second["days_late"]) == ("paid late", "2002-07-09", 8)


# ── rights


def test_a_right_opens_and_lapses() -> None:
    opens, closes = all_of(data(CONTRACT, "--facts", DEMO, "--on", "2002-06-10"), "right", "give Notice of Conversion")
    assert (opens["on"], opens["status"]) == ("2001-12-29", "opened")  # after the Issue Date
    assert (closes["on"], closes["status"], closes["open"]) == ("2003-12-28", "open", True)  # on the Maturity Date at the latest
    assert "sooner, if these come" in closes["note"]
    closes = all_of(data(CONTRACT, "--facts", DEMO, "--on", "2003-12-29"), "right", "give Notice of Conversion")[1]
    assert (closes["on"], closes["status"], closes["open"]) == ("2003-12-28", "lapsed", False)
    assert "outside the right" in closes["follows"][0]["what"]


def test_a_payment_of_everything_closes_the_right_sooner(told) -> None:
    found = data(CONTRACT, "--facts", told("June 3, 2003: Payment in Full.\n"), "--on", "2003-06-10")
    assert [e["on"] for e in all_of(found, "right", "give Notice of Conversion")] == ["2001-12-29", "2003-06-03"]
    assert all_of(found, "right", "give Notice of Conversion")[1]["status"] == "lapsed"


@pytest.mark.parametrize(("on", "status"), [("2002-06-11", "open"), ("2002-06-12", "lapsed")])
def test_an_act_that_counts_only_in_time_is_told_like_a_right(told, on: str, status: str) -> None:
    chance = one(data(CONTRACT, "--facts", told(NOTICE), "--on", on), "chance")
    # before the tenth business day after May 29, which is June 12
    assert (chance["on"], chance["status"], chance["party"], chance["section"]) == ("2002-06-11", status, "Holder", "Section 1.8")
    assert chance["follows"][0]["what"].startswith("without it: ")
    assert "its decrease of Outstanding Principal is reversed" in chance["follows"][0]["what"]


def test_an_act_in_time_is_used_and_one_without_use_is_left_out(told) -> None:
    remain = "June 10, 2002: Election to Remain for Notice of Conversion 1.\n"
    used = one(data(CONTRACT, "--facts", told(NOTICE + remain), "--on", "2002-06-20"), "chance")
    assert (used["status"], used["done"], used["follows"]) == ("used", "2002-06-10", [])
    assert all_of(data(CONTRACT, "--facts", DEMO, "--on", "2002-06-10"), "chance") == []  # delivered before the tenth day


@pytest.mark.parametrize(("on", "status"), [("2002-04-02", "to come"), ("2002-04-03", "in effect")])
def test_a_waiver_takes_effect(told, on: str, status: str) -> None:
    waiver = one(data(CONTRACT, "--facts", told("February 1, 2002: Holder gives Waiver Notice.\n"), "--on", on), "waiver")
    assert (waiver["on"], waiver["status"]) == ("2002-04-03", status)  # 61 days: February 27 more, March 31, April 3


def test_a_waiver_that_nobody_gave_has_no_date() -> None:
    waiver = one(data(CONTRACT, "--facts", DEMO, "--on", "2002-06-10"), "waiver")
    assert (waiver["on"], waiver["status"]) == (None, "open")
    assert [n["words"] for n in waiver["needs"]] == ["the day of a Waiver Notice"]


# ── what was told, and what it did


def test_facts_stand_among_the_rest_with_what_they_did(told) -> None:
    story = NOTICE + 'June 3, 2002: Announcement: kind "merger".\n'
    found = data(CONTRACT, "--facts", told(story), "--on", "2002-06-10")
    notice, announcement = all_of(found, "fact")
    assert (notice["on"], notice["party"], notice["note"]) == ("2002-05-24", "Holder", "it is within the right for $50,000.00")
    assert notice["follows"][0]["what"] == "Outstanding Principal decreases by $50,000.00"
    assert announcement["follows"][0] == {"on": None, "what": "it is a Major Announcement", "section": "Section 1.2(b)"}
    days = [e["on"] for e in found["entries"]]
    assert days == sorted(days)


def test_an_act_that_is_cut_back_says_so(told) -> None:
    counts = COUNTS.replace("12,382,817", "20,000,000").replace("Held is 0", "Held is 600,000")
    story = "February 5, 2002, 10:00 am in Los Angeles: Holder gives Notice of Conversion: principal $300,000.\n"
    fact = one(data(CONTRACT, "--facts", told(story, counts), "--on", "2002-02-06"), "fact")
    assert "it can take effect for $51,357.41… of the $300,000.00 asked; the rest exceeds Ownership Limit" in fact["note"]


def test_what_is_withdrawn_says_when_and_what_is_told_later_is_not_seen(told) -> None:
    story = "February 5, 2002: Holder gives Notice of Conversion: principal $100,000, told February 20, 2002.\n"
    assert all_of(data(CONTRACT, "--facts", told(story), "--on", "2002-02-06", "--known-on", "2002-02-10"), "fact") == []
    fact = one(data(CONTRACT, "--facts", told(story), "--on", "2002-02-06"), "fact")
    assert "told Wednesday, February 20, 2002" in fact["note"]


def test_a_change_of_a_balance_that_is_still_to_come(told) -> None:
    # received after 3:00 pm on Friday, February 8: the Conversion Date is Monday, February 11
    story = told("February 8, 2002, 4:00 pm in Los Angeles: Holder gives Notice of Conversion: principal $50,000.\n")
    coming = one(data(CONTRACT, "--facts", story, "--on", "2002-02-09"), "posting", "decreases by its principal")
    assert (coming["on"], coming["status"]) == ("2002-02-11", "to come")
    assert all_of(data(CONTRACT, "--facts", story, "--on", "2002-02-11"), "posting", "decreases by its principal") == []


# ── what something becomes, and what must not be done


JUDGMENT = "June 10, 2002: Judgment: amount $61,000{}.\n"


@pytest.mark.parametrize(
    ("on", "stayed", "status"),
    [
        ("2002-06-29", "", "to come"),
        ("2002-06-30", "", "continuing"),
        ("2002-07-10", ", stayed July 5, 2002", "ended"),
        ("2002-07-10", ", stayed June 25, 2002", "averted"),
    ],
)
def test_a_judgment_ripens_on_the_twentieth_day_unless_it_is_stayed(told, on: str, stayed: str, status: str) -> None:
    event = one(data(CONTRACT, "--facts", told(JUDGMENT.format(stayed)), "--on", on), "event")
    assert (event["on"], event["status"], event["section"]) == ("2002-06-30", status, "Section 3.7")
    assert event["open"] is (status in {"to come", "continuing"})


def test_what_needs_a_notice_to_ripen_has_no_date(told) -> None:
    event = one(data(CONTRACT, "--facts", told("June 10, 2002: Failure to Issue.\n"), "--on", "2002-06-20"), "event")
    assert (event["on"], event["status"]) == (None, "not fixed")
    assert [n["words"] for n in event["needs"]] == ["the holder notice of Failure to Issue 1"]


def test_interest_not_paid_when_due_is_an_event_of_default(told) -> None:
    found = data(CONTRACT, "--facts", told(QUARTERLY), "--on", "2002-05-01")
    event = one(found, "event")
    assert (event["on"], event["status"], event["section"]) == ("2002-04-01", "continuing", "Section 3.1")
    claim = all_of(found, "claim", "Quarterly Interest")[0]
    assert ("unpaid after this day: it is an Event of Default", "Section 3.1") in [(f["what"], f["section"]) for f in claim["follows"]]


def test_what_must_not_be_done_stands_with_what_remains(told) -> None:
    found = data(CONTRACT, "--facts", told('June 10, 2002: Loan: amount $60,000, kind "other".\n'), "--on", "2002-06-20")
    assert "it is a Forbidden Loan" in [f["what"] for f in one(found, "fact")["follows"]]  # more than $50,000, no consent
    loan = next(e for e in found["remains"]["ban"] if e["name"] == "Forbidden Loan")
    assert (loan["status"], loan["party"], loan["section"]) == ("in force", "Borrower", "Section 2.5")
    assert all(e["kind"] != "ban" for e in (*found["entries"], *found["no_date"]))


# ── which are shown


def test_the_day_of_the_last_fact_is_taken_where_none_is_said() -> None:
    assert data(CONTRACT, "--facts", DEMO)["on"] == "2002-06-03"


def test_only_what_is_open_and_only_of_a_party_and_only_of_some_days() -> None:
    words = (CONTRACT, "--facts", DEMO, "--on", "2002-06-10")
    every = data(*words)
    shown = data(*words, "--open")
    assert shown["entries"] == [e for e in every["entries"] if e["open"]]
    assert {e["status"] for e in shown["entries"]} == {"late", "open"}
    assert {e["party"] for e in data(*words, "--party", "holder")["entries"]} == {"Holder"}
    days = [e["on"] for e in data(*words, "--from", "2002-05-29", "--to", "2002-06-05")["entries"]]
    assert days == ["2002-05-29", "2002-05-30", "2002-06-01", "2002-06-03", "2002-06-05"]


def test_what_remains() -> None:
    remains = data(CONTRACT, "--facts", DEMO, "--on", "2002-06-10")["remains"]
    assert remains["balances"][0]["value"] == "450000"
    assert [e["what"] for e in remains["duty"] if e["on"]] == []
    assert [(e["on"], e["value"]) for e in remains["claim"][:3]] == [
        ("2002-06-05", "4000"),
        ("2002-07-05", "6000"),
        ("2003-12-29", "450000"),
    ]
    assert remains["claim"][3]["exact"] == "7894800/73"  # 450,000 × 12% × 731/365, December 28, 2001 to December 29, 2003
    assert [e["on"] for e in remains["right"] if e["on"]] == ["2002-07-01", "2003-12-28"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--party", "Lessee"), "--party: `Lessee` is no party of this contract; its parties are Borrower and Holder"),
        (("--party", "Holdr"), "did you mean `Holder`?"),
        (("--from", "2002-06-10", "--to", "2002-06-09"), "--from: Jun 10, 2002 is after Jun 9, 2002, the day of --to"),
        (("--from", "soon"), "--from: `soon` is not a day"),
        (("--to", "2002-02-30"), "--to: `2002-02-30` is not a day"),
        (("--on", "never"), "--on: `never` is not a day"),
        (("--reading", "all"), "--reading: `all` is for `tenor run`"),
    ],
)
def test_wrong_words_are_wrong_usage(words: tuple[str, ...], said: str) -> None:
    result = tenor("timeline", CONTRACT, "--facts", DEMO, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_a_day_is_needed_where_nothing_is_told(told) -> None:
    assert "--on: say which day" in tenor("timeline", CONTRACT).stderr
    result = tenor("timeline", CONTRACT, "--facts", told())
    assert result.exit_code == 2
    assert "--on: nothing is told to have happened" in result.stderr


# ── the page


def test_the_page_is_narrow_and_keeps_its_order(told) -> None:
    for words in (("--facts", DEMO, "--on", "2002-06-10"), ("--facts", told(QUARTERLY + NOTICE, ""), "--on", "2002-07-10", "--open")):
        result = tenor("timeline", CONTRACT, *words)
        assert result.exit_code == 0, result.stderr
        page, _, origin = result.stdout.partition("\nComputed from\n")
        assert max(map(len, page.split("\n"))) <= 100
        assert origin
        places = [
            page.index(part) for part in ("── as of ", "No date yet", "── what remains", "Balances", "Claims that are unpaid", "Rights")
        ]
        assert places == sorted(places)
        for word in ("None", "Unknown(", "Fraction(", "mpq(", "True", "False", "null"):
            assert word not in page, word


def test_a_line_of_the_page() -> None:
    rows = tenor("timeline", CONTRACT, "--facts", DEMO, "--on", "2002-06-10").stdout.split("\n")
    at = next(i for i, row in enumerate(rows) if row.startswith("  Wed May 29"))
    assert rows[at].endswith("Section 1.4(d)")
    assert rows[at].startswith("  Wed May 29  done late     Borrower must deliver the shares to Holder")
    assert "done Monday, June 3, 2002, 5 days late" in " ".join(rows[at : at + 4])


def test_the_same_inputs_give_the_same_bytes() -> None:
    words = [sys.executable, "-m", "tenor", "timeline", CONTRACT, "--facts", DEMO, "--on", "2002-06-10", "--json"]
    runs = {
        subprocess.run(words, capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert json.loads(runs.pop())["entries"]


# ── any contract


SMALL = """language 1
contract "Small", a transcription of "small".
times are in New York.
party Maker is "Maker, Inc.", a company.
party Payee is "Payee, Ltd.", a company.
event "Report" by Maker.
event "Call" from Payee to Maker.
event "Wish" from Payee to Maker.
event "Payment" by Maker: amount (USD).
event "Remark" from Payee to Maker.
act "send the report" is Report.
Section 1 "All of it"
  blank "Start" (date): March 4, 2002.
  observation "Urgent" (yes/no).
  Maker must send the report to Payee within 10 calendar days after Start, and on or before March 8, 2002.
  if Urgent, Maker must send the report to Payee within 2 calendar days after Start.
  Maker owes Payee $100 ("Fee"), payable on 30 calendar days after Start.
  each Payment pays Fee.
  Payee may give Call, on or after Start, before April 1, 2002.
  Payee may give Wish, after Start.
  "Heard" means that the day of the first Remark is on or before March 20, 2002.
"""


def small(on: str, *facts: dict[str, Any], **told: Any) -> list[Any]:
    contract = check(Source("small.tenor", SMALL))
    assert contract.sound, [d.message for d in contract.diagnostics]
    given_facts = facts_from_data(contract, {"facts": list(facts), **told}, Path("case.json"), found := [])
    assert not found, found
    return list(entries(world(contract, given_facts), date.fromisoformat(on)))


def test_duties_of_no_occurrence_with_two_days_and_with_a_condition() -> None:
    urgent, plain = (e for e in small("2002-03-10") if e.kind == "duty")
    assert (urgent.day.isoformat(), urgent.status, [n.words for n in urgent.needs]) == (
        "2002-03-06",
        "undetermined",
        ["Urgent on 2002-03-10"],
    )
    assert (plain.day.isoformat(), plain.status, plain.late) == ("2002-03-08", "not told", 2)  # the earlier of March 14 and March 8
    no = [e for e in small("2002-03-10", observations={"Urgent": False}) if e.kind == "duty"]
    assert [e.day.isoformat() for e in no] == ["2002-03-08"]
    done = [e for e in small("2002-03-10", {"at": "2002-03-07", "event": "Report"}, observations={"Urgent": True}) if e.kind == "duty"]
    assert [(e.status, e.late) for e in done] == [("done late", 1), ("done", 0)]


def test_rights_before_a_day_and_without_an_end() -> None:
    found = {(e.words, e.status): e.day and e.day.isoformat() for e in small("2002-04-01") if e.kind == "right"}
    assert found == {
        ("Payee may give Call from this day", "opened"): "2002-03-04",
        ("Payee may give Call", "lapsed"): "2002-03-31",  # before April 1
        ("Payee may give Wish from this day", "opened"): "2002-03-05",
        ("Payee may give Wish", "open"): None,
    }


def test_a_claim_on_its_day_and_an_act_that_counts_in_time() -> None:
    fee, heard = (next(e for e in small("2002-04-05") if e.kind == kind) for kind in ("claim", "chance"))
    assert (fee.day.isoformat(), fee.status, fee.late, fee.amount) == ("2002-04-03", "late", 2, 100)  # March 4 + 30 days
    assert (heard.day.isoformat(), heard.status) == ("2002-03-20", "lapsed")
    paid = next(e for e in small("2002-04-05", {"at": "2002-04-03", "event": "Payment", "amount": "100"}) if e.kind == "claim")
    assert (paid.status, paid.done.isoformat()) == ("paid", "2002-04-03")


def test_the_example_of_the_documentation() -> None:
    note = ROOT / "docs" / "examples" / "note.tenor"
    found = data(str(note), "--facts", str(note.with_suffix(".facts")), "--on", "2005-03-18")
    duty = one(found, "duty")
    assert (duty["on"], duty["status"], duty["party"]) == ("2005-03-18", "open", "Borrower")  # March 16, 17, 18


def test_every_kind_of_sentence_with_a_day_has_its_function() -> None:
    assert {s.Duty, s.Owes, s.Power, s.Waive} <= {kind for kind, _ in TELLERS}
    contract = check(Source(CONTRACT, Path(CONTRACT).read_text("utf-8")))
    facts = facts_from_data(contract, {"facts": []}, Path("case.json"), [])
    assert {e.kind for e in entries(world(contract, facts), date(2002, 6, 10))} <= set(KINDS)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(contract_texts(), facts_data(), st.sampled_from(DAYS))
def test_every_open_duty_of_run_is_among_what_is_open(text: str, told: dict[str, Any], day: Any) -> None:
    contract = check(Source("made.tenor", text))
    assert contract.sound
    w = world(contract, facts_from_data(contract, told, Path("case.json"), []))
    found = entries(w, day)
    shown = {(e.day, e.words) for e in found if e.unfinished}
    page = state_page(Setting(w, When(day, end_of(day))))
    assert {(on, words) for on, words in page.open_days if " must " in words} <= shown
    for d in duties(environment(w, day)):
        own = [e for e in found if e.kind == "duty" and e.about == d.about]
        assert len(own) == 1
        assert own[0].unfinished == (d.performed is None)
    days = [e.day for e in found]
    assert days == sorted((d for d in days if d), key=lambda d: d) + [None] * days.count(None)
    assert [(e.day, e.words, e.status) for e in entries(w, day)] == [(e.day, e.words, e.status) for e in found]


def test_a_balance_of_shares_is_told_in_shares() -> None:
    page = tenor("timeline", CONTRACT, "--facts", DEMO, "--on", "2002-06-10").stdout
    assert "├ 0 shares opening on Dec 28, 2001" in page
    assert "└ +474,128 shares Notice of Conversion 1 on May 24, 2002" in page


def test_a_right_that_is_forfeited_is_closed_and_says_why(told) -> None:
    counts = COUNTS + "Reserved Shares is 90,000,000 shares.\n"
    story = told("June 3, 2002: Optional Prepayment Notice: optional prepayment date June 20, 2002.\n", counts)

    def right(on: str) -> dict[str, Any]:
        found = data(CONTRACT, "--facts", story, "--on", on)
        return next(e for e in found["no_date"] if e["what"] == "Borrower may give Optional Prepayment Notice")

    # two business days after Thursday, June 20: Friday 21, Monday 24; after that the right is gone
    assert right("2002-06-24")["open"]
    assert (right("2002-06-25")["status"], right("2002-06-25")["open"]) == ("closed", False)
    assert "not open now: it is not so that Not Forfeited" in right("2002-06-25")["note"]
