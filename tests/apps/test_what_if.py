"""At which value of a fact an answer turns: the values are worked by hand from the paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tenor.apps.cli import cli
from tests.support import ROOT

AMNIS = ROOT / "contracts" / "amnis"
D2001 = str(AMNIS / "debenture-2001.tenor")
DEMO = str(AMNIS / "demo.facts")
LEASE, RENT = (str(ROOT / "docs" / "examples" / x) for x in ("lease.tenor", "lease.facts"))


def what_if(contract: str, facts: str, on: str, text: str, *more: str) -> Result:
    words = ["what-if", contract, "--facts", facts, "--on", on, "--ask", text, *more]
    return CliRunner().invoke(cli, words, env={"COLUMNS": "140"})


def data(*words: str) -> dict[str, Any]:
    result = what_if(*words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def turns(found: dict[str, Any], what: str) -> dict[str, dict[str, Any]]:
    """The turning points of one input, up and down."""
    own = next(x for x in found["rests_on"] if x["what"] == what)
    return {t["way"]: t for t in own["turns"]}


def test_a_price_of_the_window_turns_where_another_day_takes_its_place() -> None:
    found = data(D2001, DEMO, "2002-06-03", "Conversion Price")
    # the lows are 0.156, 0.1578, 0.16 and then 0.1603 of May 13: above 0.1603, May 13 is used; 70% × (0.1578 + 0.16 + 0.1603) / 3
    up = turns(found, "the low of Common Stock on May 7, 2002")["up"]
    assert (up["last"], up["first"], up["answer"]) == ("0.1603", "0.1604", "0.1115566667")
    assert up["why"] == "May 13, 2002 is used instead of May 7, 2002"
    # May 13 itself comes in below 0.16 of May 10, then with its own price: 70% × (0.156 + 0.1578 + 0.1599) / 3
    down = turns(found, "the low of Common Stock on May 13, 2002")["down"]
    assert (down["first"], down["answer"]) == ("0.1599", "0.11053")
    assert all(x["what"].startswith("the low of Common Stock on ") for x in found["rests_on"])  # nothing else told bears on it
    assert {"Stock Split", "Announcement"} <= {x["event"] for x in found["acts"]}


def test_a_limit_turns_at_the_share_and_at_the_cent() -> None:
    found = data(D2001, DEMO, "2002-06-03", "whether Ownership Limit is exceeded", "--of", "1")
    assert found["value"] == "no"
    # 4.9% × (S + 474,128.0681) falls below 474,128.0681 where S is below 474,128.0681 × 0.951 / 0.049 = 9,201,954.95
    assert turns(found, "Shares Outstanding")["down"]["first"] == "9201954"
    # 638,021.0652 shares are allowed: × 0.33166/3 / (1 + 12% × 147/365) = 70,535.362 / 1.0483288 = 67,283.628
    amount = turns(found, "principal of Notice of Conversion 1")["up"]
    assert (amount["last"], amount["first"], amount["answer"]) == ("67283.62", "67283.63", "yes")
    # held and new together may be 4.9% × (12,382,817 + 474,128.0681) = 629,990.3083: 155,862.24 beside the new
    assert turns(found, "Shares Held")["up"]["first"] == "155863"


def test_a_value_is_met_exactly_where_it_is_a_straight_line() -> None:
    found = data(D2001, DEMO, "2002-07-10", "Interest accrued and unpaid to the day asked", "--to", "$30,000")
    # (500,000 − p) × 12% × 194/365 = 30,000 where p = 500,000 − 30,000 × 365 / 23.28 = 29,639.175…
    down = turns(found, "principal of Notice of Conversion 1")["down"]
    assert down["exact"].startswith("29639.1752")
    assert (down["last"], down["first"]) == ("29639.18", "29639.17")


def test_a_day_turns_an_answer() -> None:
    found = data(D2001, DEMO, "2002-07-10", "Delivery Damages", "--of", "1", "--to", "$6,000")
    # Deadline May 29: delivered on June 1, three days are owed, $6,000; on May 31 it is not more than two days late, and nothing is
    day = turns(found, "the day of Delivery of Shares 1")
    assert (day["down"]["last"], day["down"]["first"], day["down"]["answer"]) == ("2002-06-01", "2002-05-31", "0")


def test_a_fact_that_is_yes_or_no() -> None:
    found = data(D2001, DEMO, "2002-01-02", "Eligibility Deadline")
    own = next(x for x in found["rests_on"] if x["what"] == "Agent Eligible")
    # ten business days after December 28: December 31, January 2 to 4, 7 to 11, 14
    assert own["otherwise"] == [{"value": "no", "answer": "2002-01-14", "status": "determined"}]


def test_a_day_of_a_lease_turns_a_default() -> None:
    found = data(LEASE, RENT, "2005-03-22", "whether Default is continuing")
    assert found["value"] == "yes"  # Neglect 2: warned March 10, ten days to March 20, mended only on March 24
    # mended by March 22 it no longer goes on; warned on March 13, the tenth day is March 23, still to come
    assert turns(found, "mended of Neglect 2")["down"]["first"] == "2005-03-22"
    assert turns(found, "warned of Neglect 2")["up"]["first"] == "2005-03-13"


def test_an_answer_that_no_fact_told_changes(tmp_path: Path) -> None:
    result = what_if(D2001, DEMO, "2002-06-03", "Applicable Percentage")
    assert result.exit_code == 0, result.output
    assert "with 0 of them the answer turns" in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("text", "to", "message"),
    [
        ("Conversion Price", "soon", "is no value that the answer could have; it is a price (USD a share)"),
        ("whether Ownership Limit is exceeded", "7", "the answer is yes or no"),
        ("Deadline", "someday", "is not a day"),
        ("Conversion Prise", "", "cannot be asked"),
    ],
)
def test_what_cannot_be_asked(text: str, to: str, message: str) -> None:
    result = what_if(D2001, DEMO, "2002-06-03", text, *(["--to", to] if to else []))
    assert result.exit_code == 2
    assert message in result.output
