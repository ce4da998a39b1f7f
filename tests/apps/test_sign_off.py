"""The sheets to initial: who gains by a reading, what is faulty, missing, unseen or untested, and two calculations done again by hand."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tenor.apps.cli import cli
from tenor.apps.gains import gains
from tenor.apps.hand import csv_of, worksheet
from tenor.apps.readings import Change
from tenor.apps.scenarios import run_of
from tenor.apps.sources import open_contract
from tenor.dsl import types as ty
from tenor.interpreter.values import Q
from tests.support import ROOT

AMNIS = ROOT / "contracts" / "amnis"

NOTE = """\
language 1
contract "Note of the harbor", a transcription of "harbor-note".
times are in New York.
party Maker is "The maker".
party Payee is "The payee".
paper "Mortgage" is not seen.  -- of even date
calendar Business Day: Monday to Friday, less the days in "fed_reserve_closed_weekdays_2001_2010".

Section 1 "The debt"
  balance "Debt" (USD) opens on March 1, 2005 at $60,000.
  the paper cites Section 9; read as Section 2.  -- there is no Section 9

Section 2 "The fee"
  event "Demand" from Payee to Maker.
  for each Demand:
    reading "Days of Grace" (the paper says five days and not which):
        calendar: 5 calendar days after its day (taken);
        business: 5 Business Days after its day.
    reading "Sum Charged" (of the debt, or of a half):
        debt: Debt;
        half: Debt / 2 (taken).
    "Fee" means 4% × Sum Charged rounded up to $1.
    Maker owes Payee Fee ("Late Fee"), payable on Days of Grace.
  reading "Never Asked" (nothing rests on it):
      one: 1 (taken);
      two: 2.
  judgment word: "reasonable" costs of collection.

Section 3 "Law"
  "Grace for Tax" means 10%.
  recorded only: New York law.
"""
STORY = """\
facts for "note.tenor".
  May 2, 2005: Payee gives Demand.
scenario "The fee"
  on May 3, 2005.
  -- 4% of 30,000
  expect Late Fee for Demand 1 is $1,200.
"""


def tenor(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(w) for w in words])


@pytest.fixture
def note(tmp_path: Path) -> Path:
    (tmp_path / "note.facts").write_text(STORY, "utf-8")
    path = tmp_path / "note.tenor"
    path.write_text(NOTE, "utf-8")
    return path


def sheets(path: Path, *more: object) -> dict:
    result = tenor("sheet", path, "--facts", path.with_suffix(".facts"), *more, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_each_reading_says_who_gains_by_each_choice_on_these_facts(note: Path) -> None:
    days, charged, never = sheets(note)["decisions"]
    # May 2, 2005 is a Monday: five days end on Saturday the 7th, five business days on Monday the 9th
    assert (days["name"], days["note"], days["section"]) == ("Days of Grace", "the paper says five days and not which", "Section 2")
    calendar, business = days["choices"]
    assert (calendar["taken"], calendar["words"]) == (True, "5 calendar days after its day")
    assert business["gains"] == [{"party": "Maker", "by": ["Late Fee (Demand 1) is due 2 days later"]}]
    # 4% of 60,000 is 2,400, of 30,000 is 1,200
    debt, half = charged["choices"]
    assert half["taken"]
    assert debt["gains"] == [{"party": "Payee", "by": ["is owed $1,200.00 more, Late Fee"]}]
    assert never["choices"][1]["gains"] == []
    assert never["choices"][1]["changes"] == ["Never Asked: 1 becomes 2, 1 more"]
    note.with_suffix(".facts").write_text('facts for "note.tenor".\n', "utf-8")  # nothing happened
    text = tenor("sheet", note, "--facts", note.with_suffix(".facts"), "--on", "2005-05-03").stdout
    assert "no effect on these facts" in text


USD = ty.MONEY
CASES = [
    ("Maker owes Payee Late Fee", "Demand 1: May 2", Q(1200), Q(800), USD, "Maker", "owes $400.00 less, Late Fee"),
    ("Maker owes Payee Late Fee", "", "not there", Q(800), USD, "Payee", "is owed $800.00, Late Fee"),
    ("Maker owes Payee Late Fee", "", Q(800), "not there", USD, "Maker", "owes $800.00 less, Late Fee"),
    ("Maker must deliver, due", "Duties", date(2005, 5, 2), date(2005, 5, 4), None, "Maker", "may deliver 2 days later"),
    ("Maker must deliver, due", "Duties", date(2005, 5, 4), date(2005, 5, 2), None, "Payee", "Maker must deliver 2 days earlier"),
    ("Payee may give Demand", "Rights", False, True, None, "Payee", "may give Demand"),
    ("Payee may give Demand, last day", "Rights", date(2005, 5, 2), date(2005, 5, 3), None, "Payee", "may give Demand, until 1 day later"),
    ("Payee may give Demand", "Rights", True, False, None, None, None),
    ("Sum Charged", "Demand 1: May 2", Q(1), Q(2), USD, None, None),
]


@pytest.mark.parametrize(("what", "of", "before", "after", "kind", "party", "words"), CASES)
def test_a_gain_is_read_from_what_is_owed_done_and_allowed(note: Path, what, of, before, after, kind, party, words) -> None:
    found = gains(open_contract(str(note)), [Change(what, of, "", before, after, kind)])
    assert [(g.party, g.words) for g in found] == ([(party, (words,))] if party else [])


def test_more_shares_are_a_gain_of_the_one_who_gives_the_notice_and_a_reserve_is_nobodys() -> None:
    contract = open_contract(str(AMNIS / "debenture-2001.tenor"))

    def change(what: str, before: int, after: int) -> Change:
        return Change(what, "Notice of Conversion 1: May 24", "", Q(before), Q(after), ty.SHARES)

    assert [g.party for g in gains(contract, [change("Conversion Shares", 100, 120)])] == ["Holder"]
    assert [g.party for g in gains(contract, [change("Whole Shares", 120, 100)])] == ["Borrower"]
    assert gains(contract, [change("Reserved Amount", 100, 120), change("Issue Counted", 100, 0)]) == ()


def test_faults_papers_terms_figures_and_what_is_not_tested_are_listed(note: Path) -> None:
    data = sheets(note)
    assert data["drafting_faults"] == [
        {"words": "the paper cites Section 9; read as Section 2 (there is no Section 9)", "section": "Section 1"}
    ]
    assert data["papers"] == [{"words": "Mortgage: not seen; what rests on it is recorded or told (of even date)", "section": None}]
    assert {"words": 'for a person\'s judgment: "reasonable" costs of collection', "section": "Section 2"} in data["terms"]
    assert [(f["figure"], f["section"], f["sentence"]) for f in data["figures"]] == [
        ("March 1, 2005", "Section 1", "Debt"),
        ("$60,000", "Section 1", "Debt"),
        ("5 calendar days", "Section 2", "Days of Grace"),
        ("5 Business Days", "Section 2", "Days of Grace"),
        ("2", "Section 2", "Sum Charged"),
        ("4%", "Section 2", "Fee"),
        ("$1", "Section 2", "Fee"),
        ("1", "Section 2", "Never Asked"),
        ("2", "Section 2", "Never Asked"),
        ("10%", "Section 3", "Grace for Tax"),
    ]
    assert data["figures"][1]["used"] == ["Section 2"]
    assert data["no_scenario"] == ["Section 3"]


def test_the_exhibit_tells_the_papers_words_from_ours(note: Path, tmp_path: Path) -> None:
    exhibit = tmp_path / "exhibit.txt"
    exhibit.write_text('The "Debt" bears a late fee. "Acceleration Day" is the day of a default.\n', "utf-8")
    terms = {t["words"].split(":")[0]: t.get("under") for t in sheets(note, "--document", exhibit)["terms"]}
    assert terms["words of the paper"] == ["Debt; Fee; Late Fee"]
    assert terms["words of ours, not in the paper"] == ["Grace for Tax"]
    assert terms["in quotation marks in the paper, not declared here"] == ["Acceleration Day"]


def test_no_scenario_and_no_reading_are_said(note: Path) -> None:
    note.with_suffix(".facts").write_text('facts for "note.tenor".\nMay 2, 2005: Payee gives Demand.\n', "utf-8")
    text = tenor("sheet", note, "--facts", note.with_suffix(".facts")).stdout
    assert "there are no scenarios beside this contract: nothing of it is tested" in text
    assert "no scenario expects a figure of plain arithmetic" in text


def test_what_changed_since_the_signature_stands_on_the_last_sheet(note: Path) -> None:
    for name, role in (("Ann Roe", "preparer"), ("Ben Doe", "reviewer")):
        assert tenor("sign", note, "--as", name, "--role", role, "--on", "2026-11-20").exit_code == 0
    days, *_ = sheets(note)["decisions"]
    assert days["signed"] == "as signed by Ann Roe and Ben Doe, Friday, November 20, 2026"
    note.write_text(NOTE.replace("4% ×", "5% ×"), "utf-8")
    assert sheets(note)["since_signature"]["changed"] == ["Section 2"]
    signed = note.with_name("signed.tenor")
    signed.write_text(NOTE, "utf-8")
    first, *groups = sheets(note, "--since", signed)["since_signature"]["redline"]
    assert "it is text 1 of the record" in first["words"]
    assert [g["words"] for g in groups] == ["Section 2 “The fee”"]
    text = tenor("sheet", note, "--facts", note.with_suffix(".facts"), "--since", signed).stdout
    assert "5%" in text[text.index("8  Since") :]
    signed.write_text(NOTE.replace("4% ×", "3% ×"), "utf-8")
    assert (
        "it is no text of the record of signatures" in tenor("sheet", note, "--facts", note.with_suffix(".facts"), "--since", signed).stdout
    )


# ── by hand


def test_the_steps_of_a_calculation_are_those_of_the_hand(note: Path) -> None:
    [hand] = sheets(note)["by_hand"]
    assert hand["ties"]
    # 60,000 / 2 = 30,000; × 4% = 1,200; whole dollars already
    assert [(x["value"], x["formula"]) for x in hand["steps"]] == [
        ("0.04", None),
        ("60000", None),
        ("2", None),
        ("30000", "#2/#3"),
        ("1200", "#1*#4"),
        ("1200", "ROUNDUP(#5/1,0)*1"),
    ]


class _Cells:
    """A spreadsheet of the few functions that a worksheet uses, over decimals."""

    def __init__(self, rows: list[list[str]]) -> None:
        self.rows = rows

    def cell(self, name: str) -> Decimal:
        text = self.rows[int(name[1:]) - 1]["ABCDEFG".index(name[0])]
        return self.value(text[1:]) if text.startswith("=") else Decimal(text)

    def value(self, formula: str) -> Decimal:
        spans = re.sub(r"([A-G]\d+):([A-G]\d+)", r"SPAN('\1','\2')", formula)
        found = self.of(ast.parse(spans, mode="eval").body)
        assert isinstance(found, Decimal)
        return found

    def of(self, x: ast.expr) -> Decimal | list[Decimal] | str:
        match x:
            case ast.Name():
                return self.cell(x.id)
            case ast.Constant():
                return Decimal(str(x.value)) if not isinstance(x.value, str) else x.value
            case ast.BinOp():
                a, b = self.of(x.left), self.of(x.right)
                return {ast.Add: a.__add__, ast.Sub: a.__sub__, ast.Mult: a.__mul__, ast.Div: a.__truediv__}[type(x.op)](b)
            case ast.Call():
                parts = [self.of(a) for a in x.args]
                flat = [v for p in parts for v in (p if isinstance(p, list) else [p])]
                match x.func.id:
                    case "SPAN":
                        first, last = int(parts[0][1:]), int(parts[1][1:])
                        return [self.cell(f"{parts[0][0]}{n}") for n in range(first, last + 1)]
                    case "SUM":
                        return sum(flat, Decimal(0))
                    case "AVERAGE":
                        return sum(flat, Decimal(0)) / len(flat)
                    case "MIN" | "MAX":
                        return (min if x.func.id == "MIN" else max)(flat)
                    case "SMALL" | "LARGE":
                        return sorted(parts[0], reverse=x.func.id == "LARGE")[int(parts[1]) - 1]
                    case "ROUNDDOWN" | "ROUNDUP" | "ROUND":
                        how = {"ROUNDDOWN": "ROUND_DOWN", "ROUNDUP": "ROUND_UP", "ROUND": "ROUND_HALF_UP"}[x.func.id]
                        return parts[0].quantize(Decimal(1), how)
        raise AssertionError(ast.dump(x))


@pytest.mark.parametrize("story", ["debenture-2001.facts", "debenture-2003.facts"])
def test_the_live_formulas_come_to_the_figures_and_every_worksheet_ties(story: str) -> None:
    found = []
    for r in run_of(str(AMNIS / story)).results:
        sheet = worksheet(r.answer, r.world) if r.answer is not None and r.world is not None else None
        if sheet is not None:
            assert sheet.ties, (r.scenario, r.expected)
            found.append((r.expected, sheet))
    assert len(found) > 30
    rows = list(csv.reader(io.StringIO(csv_of(found))))
    cells = _Cells(rows)
    looked = 0
    for number, row in enumerate(rows, 1):
        if row and row[0].isdigit():
            assert abs(cells.cell(f"E{number}") - Decimal(row[5])) < Decimal("0.000001") * max(1, abs(Decimal(row[5]))), (number, row)
            looked += row[4].startswith("=")
    assert looked > 100


def test_a_worksheet_that_takes_a_wrong_step_does_not_tie() -> None:
    from attrs import evolve

    r = next(
        x for x in run_of(str(AMNIS / "debenture-2001.facts"), "ordinary course").results if "Whole" in (x.answer.ask if x.answer else "")
    )
    sheet = worksheet(r.answer, r.world)
    assert sheet is not None
    assert sheet.steps[-1].value == 778_036  # as the scenario has it, worked beside it
    wrong = evolve(sheet.steps[-1], value=sheet.steps[-1].value + 1)
    assert not evolve(sheet, steps=(*sheet.steps[:-1], wrong)).ties


# ── pages


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = dict(attrs)
        if got.get("id"):
            self.ids.append(str(got["id"]))
        for name in ("href", "src"):
            if got.get(name):
                self.links.append(str(got[name]))
        if tag not in {"meta", "br", "link", "circle", "line", "rect"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in {"meta", "br", "link", "circle", "line", "rect"}:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_opens_from_disk_and_takes_nothing_as_markup(note: Path, tmp_path: Path) -> None:
    note.write_text(NOTE.replace("(of the debt, or of a half)", "(of <b>the</b> debt & a half)"), "utf-8")
    page, table = tmp_path / "sheets.html", tmp_path / "hand.csv"
    result = tenor("sheet", note, "--facts", note.with_suffix(".facts"), "--html", page, "--csv", table)
    assert (result.exit_code, result.stdout) == (0, ""), result.output
    text = page.read_text("utf-8")
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    assert len(set(tags.ids)) == len(tags.ids)
    assert all(x.startswith("#") and x[1:] in tags.ids for x in tags.links)
    assert "<b>the</b>" not in text
    assert "&lt;b&gt;the&lt;/b&gt; debt &amp; a half" in text
    assert "<script" not in text
    assert "http" not in text
    assert table.read_text("utf-8").startswith("Late Fee for Demand 1: scenario “The fee”\n")


def test_a_place_that_cannot_be_written_is_said(note: Path, tmp_path: Path) -> None:
    result = tenor("sheet", note, "--facts", note.with_suffix(".facts"), "--html", tmp_path / "none" / "x.html")
    assert (result.exit_code, "cannot be written" in result.stderr) == (2, True)
