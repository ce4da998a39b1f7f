"""The questions put to small contracts of another hand: rights of each act, multiples on other conditions, changes far ahead."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from tenor.apps.cli import cli

HEAD = """language 1
contract "A loan", a transcription of "a-loan".
times are in New York.
party Maker is "The maker".
party Payee is "The payee".
security Common Stock of Maker.
calendar Business Day: Monday to Friday.

Section 1 "Loan"
  balance "Principal" (USD) opens on January 3, 2005 at $1,000.
"""
CURE = (
    HEAD
    + """
Section 2 "Cure"
  event "Call" by Payee.
  event "Cure" by Maker.
  for each Call:
    Maker may give Cure, on or before 5 Business Days after its day.
"""
)
RATED = (
    HEAD
    + """
Section 2 "Paying off"
  observation "Rating" (number).
  "Test Day" means the day asked.
  "Multiple" means the first that applies of
      (a) 110% if Rating exceeds 5,
      (b) 120% if Test Day is on or after January 1, 2006, and
      (c) 130%.
  "Price of All" means Multiple × Principal.
  event "Sale" by Maker.
  Maker may give Sale, on or after January 3, 2005.
  for each Sale:
    Maker owes Payee Price of All ("Redemption"), payable on its day, in full satisfaction.
"""
)
STEPPED = (
    HEAD
    + """
Section 2 "Turning it into shares"
  event "Request" from Payee to Maker: amount (USD).
  Payee may give Request, for at most Principal.
  balance "Price" (USD a share) opens on January 3, 2005 at $2 a share.
  for each Request:
    "New Shares" means its amount / Price, kept exact.
    Principal decreases by its amount.
  event "Cut" by Maker.
  for each Cut:
    on 60 calendar days after its day, Price becomes $1.50 a share.
"""
)


def ask(folder: Path, contract: str, facts: str, on: str, question: str, *more: str) -> dict[str, Any]:
    (folder / "loan.tenor").write_text(contract, "utf-8")
    (folder / "loan.facts").write_text(f'facts for "loan.tenor".\n{facts}', "utf-8")
    given = ["ask", str(folder / "loan.tenor"), "--facts", str(folder / "loan.facts"), "--on", on, question, *more, "--json"]
    result = CliRunner().invoke(cli, given)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def test_a_right_of_each_act_has_the_last_day_of_that_act(tmp_path: Path) -> None:
    # five business days after Monday, May 2, 2005: May 3, 4, 5, 6 and 9; six: May 10
    (tmp_path / "other.tenor").write_text(CURE.replace("5 Business Days", "6 Business Days"), "utf-8")
    found = ask(tmp_path, CURE, "May 2, 2005: Call.\n", "2005-05-03", "amend", "--with", str(tmp_path / "other.tenor"))
    said = " ".join(found["answer"]) + json.dumps(found["figures"])
    assert "May 9, 2005" in said
    assert "May 10, 2005" in said
    assert "May 3, 2005 becomes" not in said


def test_a_multiple_with_a_condition_that_is_no_day_is_shown_by_day_all_the_same(tmp_path: Path) -> None:
    # with a rating of 4, limb (a) does not apply; 130% to December 31, 2005, 120% from January 1, 2006
    found = ask(tmp_path, RATED, "Rating is 4 from January 3, 2005.\n", "2005-06-01", "payoff")
    said = json.dumps(found)
    assert "Dec 31, 2005: 130%; Jan 1, 2006: 120%; Jan 2, 2006: 120%" in said


def test_a_change_of_the_price_two_months_ahead_is_seen(tmp_path: Path) -> None:
    # sixty days after May 2, 2005: 29 to the end of May, 30 of June, 1 of July
    found = ask(tmp_path, STEPPED, "", "2005-05-02", "reprice", "--if", "Cut")
    assert "from $2.00 a share to $1.50 a share" in found["answer"][0]
    assert "July 1, 2005" in " ".join(found["answer"]) + json.dumps(found["dates"])


CHARGED = (
    HEAD
    + """
Section 2 "Charge"
  event "Payment" by Maker.
  Maker owes Payee $40 ("Charge"), payable on the day of the first Payment.
"""
)


def test_what_is_supposed_and_changes_a_due_day_alone_is_not_said_to_have_no_effect(tmp_path: Path) -> None:
    # the charge is $40 either way; only with the payment is it payable, on May 4
    (tmp_path / "loan.tenor").write_text(CHARGED, "utf-8")
    given = ["run", str(tmp_path / "loan.tenor"), "--on", "2005-05-04", "--ask", "Charge", "--if", "Payment"]
    paid = CliRunner().invoke(cli, given).output
    assert "due by Wednesday, May 4, 2005" in paid
    assert "no effect" not in paid
