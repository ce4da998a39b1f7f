"""`tenor run --cashflows`: the schedule of payments as a table, as JSON, as CSV."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

from click.testing import CliRunner

from tenor.apps.cli import cli

CONTRACT = """language 1
contract "A loan", a transcription of "a-loan".
times are in New York.
party Lender is "Lender".
party Borrower is "Borrower".
Section 1 "All"
  "Pay Day" means each June 30 and December 31 from January 1, 2005 to December 31, 2005.
  balance "Debt" (USD) opens on January 1, 2005 at $100.
  observation "Fee Sum" (USD).
  for each Pay Day:
    Debt decreases by $60.
    Borrower owes Lender $60 - Debt ("Part"), either way, payable on its day.
  Borrower owes Lender Fee Sum ("Fee"), payable on July 4, 2005.
"""


def _run(tmp_path: Path, *options: str) -> str:
    (tmp_path / "loan.tenor").write_text(CONTRACT, "utf-8")
    result = CliRunner().invoke(cli, ["run", str(tmp_path / "loan.tenor"), "--on", "2005-12-31", "--cashflows", *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_table_shows_who_pays_whom_and_what_is_missing(tmp_path: Path) -> None:
    shown = _run(tmp_path)
    rows = [line.split("  ") for line in shown.splitlines() if line.startswith("2005")]
    words = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    # by the end of the year the debt is 100 - 60 - 60 = -20, so each part is 60 + 20 = 80; the fee is told by nobody
    assert words == [
        ["2005-06-30", "Part (Pay Day 1)", "$80.00", "Borrower → Lender", "Section 1", "$40.00"],
        ["2005-07-04", "Fee", "undetermined", "Borrower → Lender", "Section 1", "$40.00"],
        ["2005-12-31", "Part (Pay Day 2)", "$80.00", "Borrower → Lender", "Section 1", "−$20.00"],
    ]
    assert "Fee Sum on 2005-12-31 (Section 1)" in shown


def test_json_and_csv_say_the_same(tmp_path: Path) -> None:
    data = json.loads(_run(tmp_path, "--json"))
    rows = list(csv.DictReader(StringIO(_run(tmp_path, "--csv"))))
    assert [f["date"] for f in data["cash_flows"]] == [r["date"] for r in rows] == ["2005-06-30", "2005-07-04", "2005-12-31"]
    assert [f["amount"] for f in data["cash_flows"]] == ["80", None, "80"]
    assert [r["Debt"] for r in rows] == ["40", "40", "-20"]
    assert data["cash_flows"][1]["needs"] == [{"words": "Fee Sum on 2005-12-31", "section": "Section 1"}]


def test_a_party_sees_what_it_receives(tmp_path: Path) -> None:
    assert [f["amount"] for f in json.loads(_run(tmp_path, "--json", "--seen-by", "Borrower"))["cash_flows"]] == ["-80", None, "-80"]


def test_a_party_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "loan.tenor").write_text(CONTRACT, "utf-8")
    result = CliRunner().invoke(cli, ["run", str(tmp_path / "loan.tenor"), "--on", "2005-12-31", "--cashflows", "--seen-by", "Bank"])
    assert result.exit_code == 2
    assert "`Bank` is no party; the parties are Lender, Borrower" in result.output
