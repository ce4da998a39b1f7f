"""What is told and cannot be is found by `check` beforehand, and is what an answer that rests on it needs."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from tenor.apps.cli import cli
from tenor.dsl.check import check_text
from tenor.interpreter.facts import facts_from_text
from tenor.interpreter.facts_impossible import impossible_facts
from tenor.interpreter.outcome import ask
from tenor.interpreter.values import Unknown
from tenor.interpreter.world import world
from tests.support import ROOT

RENT = """language 1
contract "Lease", a transcription of "lease".
times are in New York.
a month ends on the same day of the next, or on the last day of a shorter month.
party Tenant is "Tenant".
Section 1 "Rent"
  event "Notice" by Tenant.
  blank "First Day", "Second Day" and "Last Day" (date).
  blank "Cycle", "Second Cycle" (cycle).
  "Begin" means First Day.
  "Rent Day" means every Cycle from Begin then every Second Cycle from Second Day to Last Day.
  "Days" means the number of Rent Days from January 1, 2000 to January 1, 2100 inclusive.
  "After Notice" means every Cycle from the day of the first Notice to Last Day.
"""
GOOD = {
    "First Day": "March 1, 2005",
    "Second Day": "March 1, 2006",
    "Last Day": "March 1, 2007",
    "Cycle": "3 months with a short last period",
    "Second Cycle": "6 months with a short last period",
}
CASES = {
    "the anchor after the end": ({"First Day": "March 2, 2006"}, "First Day", ["Second Day"]),
    "the end before a later anchor": ({"Last Day": "February 1, 2006"}, "Second Day", ["Last Day"]),
    "a cycle that does not end on the last day": ({"Second Cycle": "5 months"}, "Second Cycle", []),
}


def lines(changed: dict[str, str]) -> str:
    return "".join(f"{name} is {value}.\n" for name, value in (GOOD | changed).items())


@pytest.mark.parametrize(("changed", "at", "others"), CASES.values(), ids=CASES)
def test_what_cannot_be_is_found_where_it_is_told_and_is_what_an_answer_needs(changed: dict[str, str], at: str, others: list[str]) -> None:
    contract = check_text(RENT)
    assert contract.diagnostics == ()
    facts, scenarios, found = facts_from_text(contract, lines(changed), Path("told.facts"), [], "")
    assert not found
    [only] = impossible_facts(contract, facts, scenarios)
    assert only.span is not None
    assert only.span.text.startswith(f"{at} is ")
    assert [label.span.text.split(" is ")[0] for label in only.labels] == others
    answer, _ = ask(world(contract, facts), "Days", date(2005, 6, 1))
    assert answer is not None
    assert isinstance(answer.value, Unknown)
    [need] = answer.value.needs
    assert re.sub(r"\W|\d", "", need.words)[:20] in re.sub(r"\W|\d", "", only.message)


def test_what_can_be_is_no_finding_and_each_scenario_is_looked_at() -> None:
    contract = check_text(RENT)
    told = lines({}) + 'scenario "Ended early"\n  Last Day is February 1, 2006.\nscenario "Ended late"\n  Last Day is March 1, 2008.\n'
    facts, scenarios, found = facts_from_text(contract, told.replace("Last Day is March 1, 2007.\n", ""), Path("told.facts"), [], "")
    assert not found
    [only] = impossible_facts(contract, facts, scenarios)
    assert [x.span.text for x in only.labels] == ["Last Day is February 1, 2006"]


def test_what_cannot_be_is_not_taken_as_not_told() -> None:
    """One and a half cycles after the first day is no day: the dates from it on are not known, and not left out."""
    text = RENT + (
        '  blank "Times" (number).\n'
        '  "Later" means as many Cycle as Times after First Day.\n'
        '  "Later Day" means every Cycle from Later where it is told to Last Day.\n'
        '  "Later Days" means the number of Later Day from January 1, 2000 to January 1, 2100 inclusive.\n'
    )
    contract = check_text(text)
    assert contract.diagnostics == (), [d.message for d in contract.diagnostics]
    for times, days in (("1", 8), ("1.5", None)):  # June 1, 2005 to March 1, 2007, every three months
        facts, scenarios, found = facts_from_text(contract, lines({}) + f"Times is {times}.\n", Path("told.facts"), [], "")
        assert not found
        assert [d.code for d in impossible_facts(contract, facts, scenarios)] == ([] if days else ["T525"])
        answer, _ = ask(world(contract, facts), "Later Days", date(2005, 6, 1))
        assert answer is not None
        assert answer.value == days if days else isinstance(answer.value, Unknown)


def test_the_command_says_so_of_a_template(tmp_path: Path) -> None:
    for name in ("pam.tenor", "pam.facts"):
        text = (ROOT / "contracts" / "actus" / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace("Maturity Date is January 1, 2014", "Maturity Date is January 1, 2012"), "utf-8")
    checked = CliRunner().invoke(cli, ["check", str(tmp_path / "pam.facts"), "--format", "compact"])
    assert checked.exit_code == 1
    assert checked.output.count("T525") == 2  # of the dates of interest, and of those of the rate
    assert "they begin on Jan 1, 2013" in checked.output
