"""Dates for calendars and as a picture, read back by a library for calendars; days, alarms and rolls worked by hand."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner, Result

from tenor.apps.cli import cli
from tests.apps.test_sign_off import Tags
from tests.support import ROOT

AMNIS = ROOT / "contracts" / "amnis"
CONTRACT = AMNIS / "debenture-2001.tenor"
DEMO = AMNIS / "demo.facts"

NOTE = """\
language 1
contract "Note; of the harbor, new", a transcription of "harbor-note".
times are in New York.
party Borrower is "The borrower".
party Lender is "The lender".
calendar Business Day: Monday to Friday, less the days in "fed_reserve_closed_weekdays_2001_2010".

Section 1 "The debt"
  balance "Principal" (USD) opens on March 1, 2005 at $60,000.
  event "Demand" from Lender to Borrower.
  event "Adding Choice" from Lender to Borrower.
  event "Report" by Borrower.
  act "send the report" is Report.
  Lender may give Demand, after March 1, 2005, and on or before December 30, 2005.
  for each Demand:
    Borrower must send the report to Lender within 10 Business Days after its receipt ("Report Day").
    "Reported" means the day of the first Report.
    Borrower owes Lender $100 ("Late Fee") for each day from its day to Reported inclusive,
        settled by month: (a) "cash" by day 5 of the next month, or
            (b) "principal" as added to Principal if Lender gives Adding Choice by day 2 of the next month before 6:00 pm in New York,
        silence meaning "cash".
"""


def tenor(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(w) for w in words])


def written(tmp_path: Path, contract: Path, facts: Path, on: str, *more: object) -> str:
    path = tmp_path / "dates.ics"
    result = tenor("timeline", contract, "--facts", facts, "--on", on, "--ics", path, *more)
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    return path.read_bytes().decode()


def events(text: str) -> list[Any]:
    calendar = icalendar.Calendar.from_ical(text)
    assert not calendar.errors
    found = calendar.walk("VEVENT")
    for e in found:
        assert not e.errors
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(e)
    assert max(Counter(str(e["UID"]) for e in found).values(), default=1) == 1
    return found


def one(found: list[Any], part: str) -> Any:
    [e] = [e for e in found if part in str(e["SUMMARY"])]
    return e


def triggers(e: Any) -> list[timedelta]:
    return [a.decoded("TRIGGER") for a in e.walk("VALARM")]


def story(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "story.facts"
    prices = f'Common Stock trades as in "{AMNIS / "amns-2001.csv"}", complete.\n'
    path.write_text(f'facts for "debenture-2001.tenor".\n{prices}{text}', "utf-8")
    return path


NOTICE = "May 24, 2002, 10:00 am in Los Angeles: Holder gives Notice of Conversion: principal $50,000.\n"
EARLIER = "February 5, 2002, 10:00 am in Los Angeles: Holder gives Notice of Conversion: principal $100,000.\n"
ON = "2002-05-25"


def test_a_duty_stands_all_day_on_its_day_with_alarms_at_nine(tmp_path: Path) -> None:
    found = events(written(tmp_path, CONTRACT, story(tmp_path, NOTICE), ON))
    duty = one(found, "Borrower must deliver the shares")
    # received Friday, May 24; May 27 is Memorial Day; two business days: May 28, May 29
    assert (duty.decoded("DTSTART"), duty.decoded("DTEND")) == (date(2002, 5, 29), date(2002, 5, 30))
    # a week before at nine: midnight of the day less 6 days and 15 hours; the day before at nine: less 15 hours
    assert triggers(duty) == [-timedelta(days=6, hours=15), -timedelta(hours=15)]
    told = str(duty["DESCRIPTION"])
    assert "Status: open, 4 days to go, as of Saturday, May 25, 2002, on the facts told" in told
    assert "Section 1.4(d), Secured Convertible Debenture" in told
    assert "Party: Borrower, to Holder" in told
    assert "Then: Friday, May 31, 2002: after this day, Delivery still open" in told
    assert "an unsigned transcription of “amnis-2001-debenture”" in told


def test_a_right_that_lapses_is_as_prominent_as_a_duty(tmp_path: Path) -> None:
    found = events(written(tmp_path, CONTRACT, DEMO, "2002-06-10"))
    right = one(found, "Holder may choose “principal” by Election to Add for Delivery Damages of June 2002")
    assert str(right["SUMMARY"]).startswith("Last day: ")
    assert right.decoded("DTSTART") == date(2002, 7, 1)
    assert "silence means “cash”, due by Friday, July 5, 2002" in str(right["DESCRIPTION"])
    claim = one(found, "Borrower owes Holder Delivery Damages of June 2002")
    assert claim.decoded("DTSTART") == date(2002, 7, 5)
    conversion = one(found, "Last day: Holder may give Notice of Conversion")
    assert triggers(right) == triggers(claim) == triggers(conversion) != []
    late, lapsed = sorted((e for e in found if "Delivery Damages of May 2002" in str(e["SUMMARY"])), key=lambda e: str(e["SUMMARY"]))
    assert str(late["SUMMARY"]).startswith("LATE: Borrower owes")
    assert str(lapsed["SUMMARY"]).startswith("Lapsed: Holder may choose")
    assert triggers(late) == triggers(lapsed) == []  # both are past


def test_alarms_are_as_many_days_before_as_are_asked_for(tmp_path: Path) -> None:
    found = events(written(tmp_path, CONTRACT, DEMO, "2002-06-10", "--alarm", "30", "--alarm", "0"))
    assert triggers(one(found, "Holder may choose “principal” by Election to Add for Delivery Damages of June")) == [
        -timedelta(days=29, hours=15),
        timedelta(hours=9),
    ]
    refused = tenor("timeline", CONTRACT, "--facts", DEMO, "--alarm", "3")
    assert (refused.exit_code, "--alarm goes with --ics" in refused.stderr) == (2, True)


def test_a_day_that_was_closed_says_from_which_day_it_moved(tmp_path: Path) -> None:
    text = 'Interest Option is "quarterly".\n'
    found = events(written(tmp_path, CONTRACT, story(tmp_path, text), "2002-01-15"))
    [interest, *_] = [e for e in found if "Quarterly Interest" in str(e["SUMMARY"])]
    # March 31, 2002 was a Sunday
    assert interest.decoded("DTSTART") == date(2002, 4, 1)
    assert "moved from Sunday, March 31, 2002" in str(interest["DESCRIPTION"])


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.tenor"
    path.write_text(NOTE, "utf-8")
    path.with_suffix(".facts").write_text('facts for "note.tenor".\n  May 2, 2005: Lender gives Demand.\n', "utf-8")
    return path


def test_a_choice_before_a_time_is_an_instant_of_its_zone(note: Path, tmp_path: Path) -> None:
    found = events(written(tmp_path, note, note.with_suffix(".facts"), "2005-05-10"))
    choice = one(found, "Lender may choose “principal” by Adding Choice for Late Fee of May 2005")
    # 6:00 pm in New York on June 2, daylight saving time: four hours behind
    assert choice.decoded("DTSTART") == datetime(2005, 6, 2, 22, 0, tzinfo=UTC)
    assert "Before 18:00 in America/New_York, on Thursday, June 2, 2005" in str(choice["DESCRIPTION"])
    assert triggers(choice) == [-timedelta(days=7), -timedelta(days=1)]


# ── identifiers


def uids(text: str) -> dict[str, str]:
    return {str(e["UID"]): f"{e['SUMMARY']} {e['DTSTART'].to_ical().decode()}" for e in events(text)}


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    facts = story(tmp_path, NOTICE)
    assert written(tmp_path, CONTRACT, facts, ON) == written(tmp_path, CONTRACT, facts, ON)
    assert "DTSTAMP:20020525T070000Z" in written(tmp_path, CONTRACT, facts, ON)  # midnight in Los Angeles


def test_an_entry_keeps_its_identifier_when_facts_are_added(tmp_path: Path) -> None:
    before = uids(written(tmp_path, CONTRACT, story(tmp_path, NOTICE), ON))
    later = uids(
        written(
            tmp_path, CONTRACT, story(tmp_path, NOTICE + "June 3, 2002: Delivery of Shares for Notice of Conversion 1.\n"), "2002-06-04"
        )
    )
    duty = next(u for u, words in before.items() if "Borrower must deliver the shares" in words)
    assert before[duty].startswith("Borrower must deliver the shares to Holder (Notice of Conversion 1)")
    assert duty in later
    # a notice of February that is told before it makes it the second; the duty is the same
    earlier = uids(written(tmp_path, CONTRACT, story(tmp_path, EARLIER + NOTICE), ON))
    assert "(Notice of Conversion 2) 20020529" in earlier[duty]
    assert set(before) <= set(earlier)  # the amounts due at maturity changed, what they are did not


def test_another_holder_of_the_same_form_has_other_identifiers(tmp_path: Path) -> None:
    contract = tmp_path / "note.tenor"
    contract.write_text(NOTE.replace('is "The lender"', "is a blank, or its assigns"), "utf-8")
    found = []
    for name in ("Alpha", "Beta"):
        facts = tmp_path / f"{name}.facts"
        facts.write_text(f'facts for "note.tenor".\n  Lender is "{name}".\n  May 2, 2005: Lender gives Demand.\n', "utf-8")
        found.append(set(uids(written(tmp_path, contract, facts, "2005-05-10"))))
    assert found[0]
    assert not found[0] & found[1]


# ── the form


def test_the_form_is_kept(note: Path, tmp_path: Path) -> None:
    text = written(tmp_path, note, note.with_suffix(".facts"), "2005-05-10")
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    calendar = icalendar.Calendar.from_ical(text)
    assert "X-WR-CALNAME:Note\\; of the harbor\\, new\r\n" in text
    assert all(
        str(e["DESCRIPTION"]).endswith("Note; of the harbor, new, an unsigned transcription of “harbor-note”, as of Tuesday, May 10, 2005")
        for e in calendar.walk("VEVENT")
    )
    assert (str(calendar["VERSION"]), str(calendar["CALSCALE"])) == ("2.0", "GREGORIAN")


def test_what_has_no_day_is_counted_and_not_in_the_file(tmp_path: Path) -> None:
    result = tenor("timeline", CONTRACT, "--facts", DEMO, "--on", "2002-06-10", "--ics", tmp_path / "x.ics")
    said = re.search(r"not in the calendar: (\d+) of them have no day yet", result.stderr)
    data = tenor("timeline", CONTRACT, "--facts", DEMO, "--on", "2002-06-10", "--json")
    assert said is not None
    assert int(said[1]) == len(json.loads(data.stdout)["no_date"])


# ── a suite, and the picture


SUITE = (AMNIS / "debenture-2003.tenor", AMNIS / "suite-2003.facts")


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("suite")
    contract, facts = SUITE
    result = tenor("timeline", contract, "--facts", facts, "--html", folder / "x.html", "--ics", folder / "x.ics", "--json")
    assert result.exit_code == 0, result.output
    return (folder / "x.html").read_text("utf-8"), (folder / "x.ics").read_bytes().decode(), json.loads(result.stdout)


def test_a_suite_puts_the_dates_of_all_papers_in_one_calendar_each_with_its_paper(suite) -> None:
    _, ics, data = suite
    papers = Counter(e["paper"] for e in data["entries"])
    assert set(papers) == {None, "Purchase Agreement", "Registration Rights Agreement"}
    assert all(e["section"].endswith(f" of {e['paper']}") for e in data["entries"] if e["paper"])
    sections = " ".join(str(e["DESCRIPTION"]) for e in events(ics))
    assert " of Purchase Agreement" in sections
    assert " of Registration Rights Agreement" in sections


def test_the_picture_has_a_lane_for_each_party_and_a_mark_for_each_entry_that_leads_to_its_line(suite) -> None:
    page, _, data = suite
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert len(set(tags.ids)) == len(tags.ids)
    assert all(x.startswith("#") and x[1:] in tags.ids for x in tags.links)
    assert len(tags.links) == len(data["entries"])  # one mark each
    assert len([x for x in tags.ids if x.startswith("entry-")]) == len(data["entries"]) + len(data["no_date"])
    parties = {e["party"] for e in data["entries"] if e["party"]}
    for party in parties:
        assert f"<title>{party}</title></text>" in page
    assert "<script" not in page
    assert "http" not in page
    assert page.count('class="mark late"') - 1 == sum(e["status"] in {"late", "not told"} for e in data["entries"])  # one in the key


def test_a_bar_runs_from_the_day_on_which_a_right_opened_to_its_last(tmp_path: Path) -> None:
    page = tmp_path / "x.html"
    tenor("timeline", CONTRACT, "--facts", DEMO, "--on", "2002-06-10", "--html", page)
    text = page.read_text("utf-8")
    [bar] = re.findall(r'<rect class="bar" x="(\d+)" y="\d+" width="(\d+)"', text)
    # December 29, 2001 to December 28, 2003 of a drawing that ends on December 29, 2003 (Final Payment Date, a Monday)
    day = (1100 - 150 - 45) / (date(2003, 12, 29) - date(2001, 12, 28)).days
    assert abs(int(bar[0]) - (150 + day)) <= 1
    assert abs(int(bar[1]) - day * (date(2003, 12, 28) - date(2001, 12, 29)).days) <= 2


def test_no_name_of_a_file_is_markup(note: Path, tmp_path: Path) -> None:
    note.write_text(note.read_text("utf-8").replace("Note; of the harbor, new", "Note <i>& more</i>"), "utf-8")
    page = tmp_path / "x.html"
    assert tenor("timeline", note, "--facts", note.with_suffix(".facts"), "--html", page).exit_code == 0
    assert "Note &lt;i&gt;&amp; more&lt;/i&gt;" in page.read_text("utf-8")
    assert "<i>&" not in page.read_text("utf-8")
    refused = tenor("timeline", note, "--facts", note.with_suffix(".facts"), "--ics", tmp_path / "none" / "x.ics")
    assert (refused.exit_code, "cannot be written" in refused.stderr) == (2, True)
