"""Provision coverage: what a scenario holds is told from what nobody would notice, and each failure that it claims is a real one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tenor.apps.cli import cli
from tenor.apps.coverage import Coverage, Shown, changed_by, coverage_of, fails, same_types, stories_of
from tenor.apps.perturb import perturbations
from tenor.apps.provisions import flat_contract, provisions
from tenor.apps.sources import open_contract, open_facts
from tenor.dsl.check import check_text
from tests.support import ROOT

AMNIS = ROOT / "contracts" / "amnis"
HEAD = """language 1
contract "A paper", a transcription of "an-entry".
times are in New York.
party Borrower is "The borrower", a company.
party Lender is "The lender", or its assigns.
calendar Business Day: Monday to Friday, less the days in "fed_reserve_closed_weekdays_2001_2010".

"""
NOTE = (
    HEAD
    + """Section 1 "Money"
  blank "Issue Date" (date): January 3, 2005.
  balance "Principal" (USD) opens on Issue Date at $1,000.
  "Interest" accrues on Principal at 12% a year, actual/365, from Issue Date, first day out and last day in.
  recorded only: nothing else is said.

Section 2 "Fees"
  "Fee" means $300.
  "Late Fee" means $50, if Principal exceeds $900, otherwise $20.
  reading "Cut-off" (the paper is silent): early: 5 calendar days (taken); late: 7 calendar days.
  "Last Day" means Cut-off after Issue Date.

Section 3 "Prepaying"
  event "Prepayment" from Borrower to Lender: amount (USD), note (text "early" or "late", or if none "early").
  Borrower may give Prepayment, after Issue Date, its amount at most Principal.
  for each Prepayment:
    Principal decreases by its amount.

Annex A "Names"
  reference "right to prepay" is whether Borrower may give Prepayment.
"""
)
STORY = """
scenario "What is owed"
  on January 3, 2006.
  expect Principal is $1,000.
  expect Interest accrued and unpaid to January 3, 2006 is $120.  -- 1,000 × 12% × 365/365
  expect Late Fee is $50.

scenario "More than is owed"
  January 10, 2005: Borrower gives Prepayment: amount $1,500.
  on January 10, 2005.
  expect Principal is $0.
"""


def tenor(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def files(folder: Path, contract: str = NOTE, story: str = STORY) -> str:
    (folder / "paper.tenor").write_text(contract, "utf-8")
    (folder / "paper.facts").write_text(f'facts for "paper.tenor".\n{story}', "utf-8")
    return str(folder / "paper.tenor")


def covered(folder: Path, contract: str = NOTE, story: str = STORY) -> Coverage:
    checked = open_contract(files(folder, contract, story))
    return coverage_of(checked, list(open_facts(checked, str(folder / "paper.facts")).scenarios))


def of(found: Coverage, words: str) -> Shown:
    return next(x for x in found.shown if words in x.provision.words)


# ── what is covered and what is not


def test_a_figure_that_a_scenario_rests_on_is_covered_and_one_that_none_asks_is_not(tmp_path: Path) -> None:
    found = covered(tmp_path)
    interest, fee = of(found, '"Interest" accrues'), of(found, '"Fee" means')
    assert interest.covered
    assert interest.scenario == "What is owed"
    assert not fee.covered
    assert fee.unnoticed == ("$330.00 instead of $300.00", "$270.00 instead of $300.00")
    result = tenor("test", str(tmp_path), "--coverage")
    assert result.exit_code == 0
    line = NOTE[: NOTE.index('"Fee" means')].count("\n") + 1
    assert f'  NOT COVERED line {line}, definition: "Fee" means $300\n              unnoticed: $330.00 instead' in result.stdout
    assert f"{found.covered} of {len(found.shown)} provisions that compute or bind are covered ({found.percent}%)" in result.stdout


UNHEARD = NOTE.replace(
    'Annex A "Names"',
    """Section 4 "Audit"
  event "Audit" by Lender.
  on each Audit, Principal decreases by $1.

Annex A "Names\"""",
)
LINKED = UNHEARD.replace(
    '  "Fee" means $300.\n',
    '  "Fee" means $300.\n  this carries "a fee of".\n  not in the paper: $300, which is made up.\n',
)
TOGETHER = UNHEARD.replace(
    "  for each Prepayment:\n",
    """  event "Refund" by Lender: amount (USD).
  balance "Tally" (USD) opens on Issue Date at $0.
  for each Prepayment or Refund, Tally increases by $1.
  for each Prepayment:
""",
)


@pytest.mark.parametrize("text", [LINKED, TOGETHER], ids=["links to the paper", "events taken together"])
def test_what_is_no_rule_or_several_moves_no_provision_from_its_place(text: str, tmp_path: Path) -> None:
    plain = [(x.provision.words, x.covered, x.scenario) for x in covered(tmp_path, UNHEARD).shown]
    changed = [(x.provision.words, x.covered, x.scenario) for x in covered(tmp_path, text).shown]
    assert [x for x in changed if "Tally" not in x[0]] == plain
    assert not any(x[1] for x in changed if "Tally" in x[0])


def test_what_only_declares_or_records_is_no_provision(tmp_path: Path) -> None:
    kinds = [(x.provision.kind, x.provision.section) for x in covered(tmp_path).shown]
    assert kinds == [
        ("calendar", ""),
        ("blank", "Section 1"),
        ("balance", "Section 1"),
        ("accrual", "Section 1"),
        ("definition", "Section 2"),
        ("definition", "Section 2"),
        ("reading", "Section 2"),
        ("definition", "Section 2"),
        ("event", "Section 3"),
        ("right", "Section 3"),
        ("clause", "Section 3"),
        ("clause", "Section 3"),
        ("posting", "Section 3"),
    ]


def test_each_clause_of_a_right_is_one_of_its_own(tmp_path: Path) -> None:
    found = covered(tmp_path)
    assert of(found, "its amount at most Principal").scenario == "More than is owed"
    assert of(found, "Prepayment, after Issue Date").unnoticed == (
        "left out",
        "Issue Date: a day later",
        "Issue Date: a day earlier",
        "`on or after` instead of `after`",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("12% a year", "13.2% a year"),
        ("exceeds $900", "is at most $900"),
        ("$50, if", "$55, if"),
        ("at $1,000", "at $1,100"),
        (", its amount at most Principal", ""),
        ("Principal decreases", "Principal increases"),
    ],
)
def test_a_failure_is_a_real_one(before: str, after: str, tmp_path: Path) -> None:
    """The same change made in the text of a provision that is covered makes the scenarios fail."""
    assert before in NOTE
    line = NOTE[: NOTE.index(before)].count("\n") + 1
    assert any(x.covered and abs(x.provision.line - line) <= 1 for x in covered(tmp_path).shown)
    assert tenor("test", files(tmp_path)).exit_code == 0
    assert tenor("test", files(tmp_path, NOTE.replace(before, after))).exit_code == 1


def test_a_scenario_that_does_not_hold_covers_nothing(tmp_path: Path) -> None:
    files(tmp_path, story='scenario "Wrong"\n  on January 3, 2006.\n  expect Fee is $301.\n')
    result = tenor("test", str(tmp_path), "--coverage")
    assert result.exit_code == 1
    assert "paper.tenor: 0 of 13 provisions that compute or bind are covered (0.0%)" in result.stdout


def test_a_question_that_can_no_longer_be_put_is_no_failure(tmp_path: Path) -> None:
    contract = NOTE.replace('  "Fee" means $300.\n', '  Borrower owes Lender $300 ("Fee"), payable on Issue Date.\n')
    story = 'scenario "The fee"\n  on January 3, 2006.\n  expect the due date of Fee is January 3, 2005.\n'
    found = covered(tmp_path, contract, story)
    checked = open_contract(str(tmp_path / "paper.tenor"))
    flat = flat_contract(checked)
    (told,) = stories_of(flat, list(open_facts(checked, str(tmp_path / "paper.facts")).scenarios))
    fee = next(p for p in provisions(flat) if p.kind == "claim")
    gone = next(x for x in perturbations(flat, fee) if x.sentence is None)
    changed = changed_by(flat, fee, gone)
    assert changed.sound
    assert fails(changed, told) is None
    assert of(found, "Borrower owes Lender").change == "Issue Date: a day later"


def test_when_a_notice_counts_as_received_is_told_anew(tmp_path: Path) -> None:
    contract = HEAD + (
        'Section 1 "Notices"\n  event "Demand" from Lender to Borrower.\n'
        '  a notice sent by "mail" is received 3 calendar days after it is sent.\n'
        '  for each Demand:\n    "Received" means its receipt.\n'
    )
    story = (
        'scenario "By mail"\n  January 3, 2005: Lender gives Demand: sent by "mail".\n'
        "  on January 10, 2005.\n  expect Received for Demand 1 is January 6, 2005.\n"
    )
    assert of(covered(tmp_path, contract, story), "a notice sent by").change == "received when it arrives"


def test_a_contract_without_scenarios_covers_nothing(tmp_path: Path) -> None:
    path = files(tmp_path)
    (tmp_path / "paper.facts").unlink()
    result = tenor("test", path, "--coverage", "--at-least", "1")
    assert result.exit_code == 1
    assert "0 of 13 provisions" in result.stdout
    assert "less than 1% of its provisions are covered" in result.stderr


# ── the kinds of change

BECOMES = """event "E" by Borrower: ended (date, when it comes).
  event "A" by Borrower.
  each E is an A on 2 calendar days after its day, unless 3 exceeds 2, until its ended."""
SENTENCES = [
    ('"A" means 2 Business Days after January 3, 2005.', ["2 Business Days: one more", "2 Business Days: counted in calendar day"]),
    ('"A" means 2 calendar days after January 3, 2005.', ["2 calendar days: one fewer", "2 calendar days: counted in Business Day"]),
    ('"A" means January 3, 2005.', ["Jan 3, 2005: a day later", "Jan 3, 2005: a day earlier"]),
    ('"A" means $7 + $5.', ["$7 + $5: - instead of +", "$7 + $5: only $7", "$5.50 instead of $5.00", "$7 + $5: a tenth more"]),
    ('"A" means the lesser of (i) $7, and (ii) $5.', ["the greater instead of the lesser", "without (i)", "without (ii)"]),
    ('"A" means the earlier of (i) January 3, 2005, and (ii) January 4, 2005.', ["the later instead of the earlier"]),
    ('"A" means $7 rounded down to $1.', ["rounded up instead of down", "rounded half up instead of down"]),
    ('"A" means $7, if 3 exceeds 2, otherwise $5.', ["3 exceeds 2: denied", "3 exceeds 2: `is at least` instead of `exceeds`"]),
    ('"A" means the first that applies of (a) $7 if 3 exceeds 2, or (b) $5.', ["without (a)"]),
    ('"A" means that 3 exceeds 2 and 2 exceeds 1.', ["3 exceeds 2 and 2 exceeds 1: `or` instead of `and`", "without “3 exceeds 2”"]),
    ('observation "A" (yes/no), or if none no.', ["yes instead of no", "without its preset"]),
    ('observation "A" (text "x" or "y"), or if none "x".', ["“y” instead of “x”"]),
    ('reading "A" (silent): one: $7 (taken); two: $5.', ["read as “two”", "$7.70 instead of $7.00"]),
    ('"A" means each March 31 and June 30 from March 31, 2005 to June 30, 2006.', ["day 30 instead of 31 of month 3"]),
    ('if 3 exceeds 2, "A" means $7.', ["without “if 3 exceeds 2”", "“if 3 exceeds 2”: denied"]),
    ('Borrower owes Lender $7 ("A"), payable on January 3, 2005.', ["left out", "Jan 3, 2005: a day later"]),
    ('Borrower owes Lender $7 ("A"), if 3 exceeds 2.', ["without “if 3 exceeds 2”"]),
    (
        'event "E" by Borrower.\n  act "do it" is E.\n  Borrower must not do it ("A"), while 3 exceeds 2, unless 2 exceeds 1.',
        ["without “while 3 exceeds 2”", "without “unless 2 exceeds 1”", "left out"],
    ),
    (
        BECOMES,
        ["left out", "without “unless 3 exceeds 2”", "2 calendar days after its day: a day later", "2 calendar days: one more"],
    ),
    ('a notice sent by "mail" is received 3 calendar days after it is sent.', ["4 days instead of 3", "received when it arrives"]),
]


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES)
def test_what_a_sentence_could_say_instead(sentence: str, expected: list[str]) -> None:
    contract = check_text(f'{HEAD}Section 1 "One"\n  {sentence}\n')
    assert contract.sound, contract.diagnostics
    flat = flat_contract(contract)
    found = {x.words for p in provisions(flat) if p.section for x in perturbations(flat, p) if changed_by(flat, p, x).sound}
    assert set(expected) <= found, sorted(found)


# ── the report


def test_the_report_for_programs(tmp_path: Path) -> None:
    result = tenor("test", files(tmp_path), "--coverage", "--json")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert data["schema_version"] == 1
    (found,) = data["coverage"].values()
    assert found["of"] == len(found["provisions"]) == 13
    assert found["covered"] == sum(p["covered"] for p in found["provisions"])
    assert found["percent"] == f"{found['covered'] * 1000 // 13 / 10}"
    for p in found["provisions"]:
        assert p["covered"] == (p["by"] is not None)
        assert p["covered"] or p["unnoticed"] or p["unread"]
    posting = next(p for p in found["provisions"] if p["kind"] == "posting")
    assert posting["section"] == "Section 3"
    line = next(n for n, x in enumerate((tmp_path / "paper.facts").read_text().split("\n"), 1) if "Principal is $0" in x)
    file = str(tmp_path / "paper.facts")
    assert posting["by"] == {"file": file, "scenario": "More than is owed", "line": line, "change": posting["by"]["change"]}


def test_too_few_is_a_failure_when_so_asked(tmp_path: Path) -> None:
    path = files(tmp_path)
    percent = int(covered(tmp_path).percent.split(".")[0])
    assert tenor("test", path, "--at-least", str(percent)).exit_code == 0
    assert tenor("test", path, "--coverage", "--at-least", str(percent + 1)).exit_code == 1
    assert tenor("test", path, "--coverage").exit_code == 0


def test_the_report_is_the_same_whenever_it_is_made(tmp_path: Path) -> None:
    path = files(tmp_path)
    command = [sys.executable, "-m", "tenor", "test", "--coverage", "--json", path]
    runs = [subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}) for seed in ("1", "2")]
    assert runs[0].returncode == 0, runs[0].stderr.decode()
    assert runs[0].stdout == runs[1].stdout


# ── the library


def test_no_change_of_a_long_contract_ends_badly_and_none_is_passed_over() -> None:
    """A sample of the changes of the debenture: each is checked and run, also where the scenario read nothing of it: then it holds."""
    contract = open_contract(str(AMNIS / "debenture-2001.tenor"))
    flat = flat_contract(contract)
    stories = stories_of(flat, list(open_facts(contract, str(AMNIS / "debenture-2001.facts")).scenarios))
    changes = [(p, x) for p in provisions(flat) for x in perturbations(flat, p)]
    assert len(changes) > 400
    for i, (provision, change) in enumerate(changes[::13]):
        changed = changed_by(flat, provision, change)
        if not changed.sound or i % 3:
            continue
        for story in stories[i % 4 :: 4]:
            failed = fails(changed, story, change.telling)
            told = story.read(flat, provision, change) or not same_types(flat, changed)
            assert failed is None or told, (provision.words, change.words, story.scenario.title)
