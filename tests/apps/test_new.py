"""`tenor new`: an instance of a form; and several instances side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tenor.apps.cli import cli

FORM = """language 1
contract "Form of note", a transcription of "form-of-note".
times are in New York.
party Maker is "Maker, Inc.".
party Payee is a blank, or its registered assigns.
party Noteholder is Payee.
Section 1 "The note"
  blank "Sum" (USD).
  blank "Start" (date).
  blank "Rate" (rate a year): 5% a year.
  balance "Debt" (USD) opens on Start at Sum.
  "Interest" accrues on Debt at Rate, actual/365, from Start, first day out and last day in.
  event "Call" from Payee to Maker.
  "Called" means that Call has occurred.
"""
LEDGER = """facts for "form.tenor".
March 1, 2005: Call.
"""


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.tenor"
    path.write_text(FORM, "utf-8")
    (tmp_path / "ledger.facts").write_text(LEDGER, "utf-8")
    return path


def tenor(*words: object, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli, [str(w) for w in words], input=typed)


def test_what_is_open_is_named_when_there_is_no_one_to_ask(form: Path) -> None:
    result = tenor("new", form)
    assert result.exit_code == 2
    for name in ("Payee", "Sum", "Start"):
        assert f'--set "{name}=…"' in result.output
    assert "Rate" not in result.output, "the paper fills that one"
    assert "Noteholder" not in result.output, "that is the same person"


def test_an_instance_fills_the_blanks_and_is_read_again(form: Path, tmp_path: Path) -> None:
    target = tmp_path / "alpha.facts"
    result = tenor("new", form, "--set", "payee=Alpha", "--set", "Sum=350000", "--set", "Start=2005-01-03", "--to", target)
    assert result.exit_code == 0, result.output
    assert target.read_text("utf-8").splitlines() == [
        'facts for "form.tenor".',
        "",
        'Payee is "Alpha".',
        "Sum is $350,000.00.",
        "Start is 2005-01-03.",
    ]
    # $350,000 × 5% × 73/365
    answer = json.loads(tenor("run", form, "--facts", target, "--on", "2005-03-17", "--ask", "Interest", "--json").output)
    assert answer["answers"][0]["value"] == "3500"
    again = tenor("new", form, "--set", "Sum=$5", "--to", target)
    assert again.exit_code == 2
    assert "nothing is written over" in again.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Sum=five", "`Sum` must be money (USD)"),
        ("Summ=$5", "did you mean `Sum`?"),
        ("Rate=$5", "its blanks are Payee, Sum, Start"),
        ("Sum", "write BLANK=VALUE"),
        ("Sum=", "write BLANK=VALUE"),
        ('Payee=A "B"', "is not a name"),
    ],
)
def test_a_value_that_does_not_fit_is_told(form: Path, words: str, said: str) -> None:
    result = tenor("new", form, "--leave-open", "--set", words)
    assert result.exit_code in {1, 2}
    assert said in result.output
    assert "Traceback" not in result.output


def test_a_blank_may_stay_open_and_says_so(form: Path, tmp_path: Path) -> None:
    result = tenor("new", form, "--leave-open", "--set", "Sum=$5", "--to", tmp_path / "open.facts")
    assert result.exit_code == 0
    text = (tmp_path / "open.facts").read_text("utf-8")
    assert "-- Start is left open: a date, Section 1" in text
    asked = tenor("run", form, "--facts", tmp_path / "open.facts", "--on", "2005-03-17", "--ask", "Debt")
    assert "what fills the blank `Start`" in asked.output


def instances(form: Path, tmp_path: Path) -> list[Path]:
    made = []
    for name, amount in (("Alpha", "350000"), ("Beta", "150000")):
        path = tmp_path / f"{name.lower()}.facts"
        tenor("new", form, "--set", f"Payee={name}", "--set", f"Sum={amount}", "--set", "Start=2005-01-03", "--to", path)
        path.write_text(path.read_text("utf-8") + 'everything in "ledger.facts" is told here too.\n', "utf-8")
        made.append(path)
    return made


def test_several_instances_are_put_side_by_side_and_added_up(form: Path, tmp_path: Path) -> None:
    one, other = instances(form, tmp_path)
    asked = ("run", form, "--facts", one, "--and-facts", other, "--on", "2005-03-17", "--ask", "Interest", "--ask", "whether Called")
    lines = [" ".join(line.split()) for line in tenor(*asked).output.splitlines()]
    assert "Alpha $3,500.00" in lines  # $350,000 × 5% × 73/365
    assert "Beta $1,500.00" in lines
    assert "together $5,000.00" in lines
    assert "Alpha yes" in lines, "the ledger of all is told to each"
    data = json.loads(tenor(*asked, "--json").output)
    assert [i["parties"] for i in data["instances"]] == [{"Payee": "Alpha"}, {"Payee": "Beta"}]
    assert [i["answers"][0]["value"] for i in data["instances"]] == ["3500", "1500"]


def test_instances_need_a_question(form: Path, tmp_path: Path) -> None:
    one, other = instances(form, tmp_path)
    result = tenor("run", form, "--facts", one, "--and-facts", other, "--on", "2005-03-17")
    assert result.exit_code == 2
    assert "add --ask" in result.output


def test_a_file_that_includes_itself_is_told_once(form: Path, tmp_path: Path) -> None:
    path = tmp_path / "round.facts"
    path.write_text('facts for "form.tenor".\neverything in "round.facts" is told here too.\n', "utf-8")
    result = tenor("run", form, "--facts", path, "--on", "2005-03-17", "--ask", "Called")
    assert result.exit_code == 1
    assert "T518" in result.output
    path.write_text('facts for "form.tenor".\neverything in "nowhere.facts" is told here too.\n', "utf-8")
    result = tenor("run", form, "--facts", path, "--on", "2005-03-17", "--ask", "Called")
    assert result.exit_code in {1, 2}
    assert "there is no file" in result.output
