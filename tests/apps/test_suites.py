"""The command on papers that name one another."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from tenor.apps.cli import cli
from tests.support import ROOT

AMNIS = ROOT / "contracts" / "amnis"
NOTE, FACTS = AMNIS / "debenture-2003.tenor", AMNIS / "suite-2003.facts"
PAPERS = ("debenture-2003", "purchase-agreement-2003", "registration-rights-2003")


def tenor(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(w) for w in words])


def test_the_state_of_a_suite_is_that_of_its_first_paper_with_what_all_of_them_owe() -> None:
    result = tenor("run", NOTE, "--facts", FACTS, "--on", "2004-05-05")
    assert result.exit_code == 0, result.output
    text = " ".join(result.output.split())
    assert "terms of Purchase Agreement: ask for them by name, or ask that paper" in text
    assert "Registration Payments" in text
    assert "with it: Purchase Agreement: purchase-agreement-2003.tenor, SHA-256" in text


def test_an_answer_names_the_text_of_every_paper() -> None:
    result = tenor("run", NOTE, "--facts", FACTS, "--on", "2004-05-05", "--ask", "Registration Payments", "--json")
    data = json.loads(result.output)
    assert [p["called"] for p in data["papers"]] == ["Purchase Agreement", "Registration Rights Agreement"]
    assert all(len(p["digest"]) == 64 for p in data["papers"])
    assert data["answers"][0]["section"] == "Section 2(c) of Registration Rights Agreement"


@pytest.mark.parametrize("paper", PAPERS)
def test_the_suite_may_be_entered_by_any_of_its_papers(paper: str) -> None:
    result = tenor("run", AMNIS / f"{paper}.tenor", "--facts", FACTS, "--on", "2004-05-05", "--ask", "Registration Payments", "--json")
    assert result.exit_code == 0, result.output
    [answer] = json.loads(result.output)["answers"]
    whole = json.loads(tenor("run", NOTE, "--facts", FACTS, "--on", "2004-05-05", "--ask", "Registration Payments", "--json").output)[
        "answers"
    ][0]
    assert answer["value"] == whole["value"]


def test_papers_of_one_suite_are_checked_once_and_laid_out_with_one_anothers_names() -> None:
    files = [AMNIS / f"{p}.tenor" for p in PAPERS]
    checked = tenor("check", *files)
    assert checked.exit_code == 0, checked.output
    assert "3 files: nothing must be settled" in checked.output
    laid = tenor("fmt", "--check", files[1])
    assert "is not declared" not in laid.output


def test_facts_of_a_paper_of_the_suite_serve_the_others(tmp_path) -> None:
    told = tmp_path / "told.facts"
    told.write_text('facts for "registration-rights-2003.tenor".\nDecember 1, 2003: Prior Financing Effective.\n', "utf-8")
    result = tenor("run", NOTE, "--facts", told, "--on", "2004-05-05", "--ask", "Filing Date", "--json")
    assert result.exit_code == 0, result.output
    # December 1 and thirty days are December 31; December 15 is earlier
    assert json.loads(result.output)["answers"][0]["value"] == "2003-12-15"
    told.write_text('facts for "debenture-2001.tenor".\n', "utf-8")
    other = tenor("run", NOTE, "--facts", told, "--on", "2004-05-05", "--ask", "Filing Date")
    assert other.exit_code == 1
    assert "T515" in other.output


def test_a_figure_in_steps_is_shown_step_by_step() -> None:
    result = tenor("run", NOTE, "--facts", FACTS, "--on", "2004-05-05", "--ask", "Daily Payment")
    assert "(a) $50.00 for 2 more, (b) $100.00 for 3 more, (c) $200.00 for the rest" in " ".join(result.output.split())
