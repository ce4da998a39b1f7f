"""A list of closed days that is damaged, missing or doubled: said by every verb that rests on it, and never passed over for another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tenor.apps.cli import cli
from tests.support import ROOT

LIST = "fed_reserve_closed_weekdays_2001_2010"
ROWS = (ROOT / "contracts" / "calendars" / f"{LIST}.csv").read_text("utf-8")
CONTRACT = f"""language 1
contract "A Note", a transcription of "a-note".
times are in New York.
party Maker is "Maker, Inc.", a company.
calendar Business Day: Monday to Friday, less the days in "{LIST}".  -- not the days in "a_list_of_a_comment"
Section 1 "Day"
  "Pay Day" means 2 Business Days after May 24, 2002.
"""


def said(folder: Path, verb: str, *more: str) -> tuple[int, str, str]:
    """What a verb says of the contract: exit code, answer, messages."""
    came = CliRunner().invoke(cli, [verb, str(folder / "note.tenor"), *more])
    assert came.exception is None or isinstance(came.exception, SystemExit)
    return came.exit_code, came.stdout, came.stderr


def put(folder: Path, rows: str | bytes | None) -> None:
    """The contract, with a list of its own beside it; without one where there are no rows."""
    (folder / "note.tenor").write_text(CONTRACT, "utf-8")
    if rows is not None:
        (folder / f"{LIST}.csv").write_bytes(rows.encode() if isinstance(rows, str) else rows)


DAMAGES: tuple[tuple[Callable[[str], str | bytes], str], ...] = (
    (lambda _: "", "T533"),
    (lambda _: "date\n", "T533"),
    (lambda rows: rows + "\nno day at all\n", "T537"),
    (lambda rows: rows + "\n2002-02-30\n", "T537"),
    (lambda rows: rows.replace("date", "when", 1), "T534"),
    (lambda rows: rows.encode("utf-16"), "T531"),
    (lambda rows: rows + "\0", "T532"),
    (lambda _: "x" * 10_000_000, "T534"),
)


@pytest.mark.parametrize(("damage", "code"), DAMAGES, ids=["empty", "head", "words", "no day", "column", "UTF-16", "zero", "10 MB"])
def test_a_damaged_list_is_told_and_not_passed_over_for_that_of_the_library(
    tmp_path: Path, damage: Callable[[str], str | bytes], code: str
) -> None:
    put(tmp_path, damage(ROWS))
    exit_code, told, _ = said(tmp_path, "check")
    assert exit_code == 1
    assert code in told
    assert f"{LIST}.csv" in told or LIST in told
    exit_code, answer, messages = said(tmp_path, "run", "--on", "2002-06-10", "--ask", "Pay Day")
    assert exit_code == 0
    assert "Undetermined: Pay Day" in answer
    assert code in messages


def test_the_list_beside_the_contract_is_the_one_that_counts(tmp_path: Path) -> None:
    # Friday May 24; Monday 27 is Memorial Day in either; with Tuesday 28 closed too: Wednesday 29, Thursday 30
    put(tmp_path, ROWS.rstrip("\n") + "\n2002-05-28\n" if ROWS.startswith("date\n") else ROWS.replace("2002-05-27", "2002-05-28", 1))
    assert said(tmp_path, "check")[0] == 0
    _, answer, messages = said(tmp_path, "run", "--on", "2002-06-10", "--ask", "Pay Day")
    assert "Pay Day on Monday, June 10, 2002: Thursday, May 30, 2002" in answer
    assert messages == ""


def test_a_list_that_is_not_there_is_told_at_its_name(tmp_path: Path) -> None:
    (tmp_path / "note.tenor").write_text(CONTRACT.replace(LIST, "no_such_list"), "utf-8")
    exit_code, told, _ = said(tmp_path, "check")
    assert exit_code == 0  # the contract can be read; what rests on the list is undetermined
    assert "note.tenor:5:47: should be confirmed: there is no list of days `no_such_list`" in told
    assert told.count("[T530]") == 1  # a comment names no list
    assert "Undetermined: Pay Day" in said(tmp_path, "run", "--on", "2002-06-10", "--ask", "Pay Day")[1]
