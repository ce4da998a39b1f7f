"""What an answer may rest on as things stand: what had been told by its day, and events that provisions make."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from tenor.apps.cli import cli
from tests.support import ROOT

AMNIS, DIOMED = ROOT / "contracts" / "amnis", ROOT / "contracts" / "diomed"
D2003, ALPHA = str(AMNIS / "debenture-2003.tenor"), str(AMNIS / "series-2003" / "alpha.facts")
D2004, HOLDER_A = str(DIOMED / "debenture-2004.tenor"), str(DIOMED / "series-2004" / "a.facts")


def say(*words: str) -> str:
    result = CliRunner().invoke(cli, list(words), env={"COLUMNS": "140"})
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def data(*words: str) -> dict[str, Any]:
    result = CliRunner().invoke(cli, [*words, "--json"])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def rows(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {r["label"]: r.get("exact") or r.get("value") for block in found for r in block["rows"]}


def test_a_quarter_to_come_bears_no_rate_that_is_published_later() -> None:
    """As of April 8, 2005 the last LIBOR is 3.4% of March 31: the quarter to September 30 is 600,000 × 7.4% × 92/360 = 11,346.66…, and not
    at the 3.71% of June 30 (11,822.00).
    """
    found = rows(data("ask", D2004, "payoff", "--facts", HOLDER_A, "--on", "2005-04-08")["tests"])
    quarter = next(v for label, v in found.items() if label.startswith("Quarterly Interest (Interest Date Sep 30, 2005)"))
    assert str(quarter).startswith("11346.66") or quarter == "34040/3"


def test_an_event_that_provisions_make_can_be_asked_of_by_its_number() -> None:
    """Effective on Thursday, April 29, 2004, the copies were due within two Business Days, on May 3: on the reading that nothing told is
    late, the breach begins on May 4 and has lasted a day on May 5.
    """
    words = ("run", D2003, "--facts", ALPHA, "--on", "2004-05-05", "--reading", "Nothing Told Is Late=late")
    assert "Days of Breach for Other Breach 1 on Wednesday, May 5, 2004: 1 " in say(*words, "--ask", "Days of Breach", "--of", "1")
    assert "Other Breach under Section 3(c) of Registration Rights Agreement" in say(*words)
    words = ("--ask", "Days of Breach", "--of", "1")
    result = CliRunner().invoke(cli, ["run", D2003, "--facts", ALPHA, "--on", "2004-05-05", *words])
    assert (result.exit_code, result.output) == (2, "there is no Other Breach 1: none is told\n")


def test_a_price_that_nobody_can_say_leaves_the_amount_allowed_open(tmp_path: Path) -> None:
    """100,000 shares held and 9.9% of 150,000,000: on the reading that leaves the Market Price open, neither the price nor the number of
    shares can be said, and so not how much of $200,000 the ownership limit leaves.
    """
    own = Path(ALPHA).read_text("utf-8")
    (tmp_path / "alpha.facts").write_text(
        own.split("\nscenario")[0].replace('"ledger.facts"', f'"{AMNIS / "series-2003" / "ledger.facts"}"')
        + "\n  Shares Held is 100,000 shares from May 1, 2004."
        + "\n  Shares Outstanding is 150,000,000 shares from May 1, 2004."
        + "\n  Shares Available is 100,000,000 shares from May 1, 2004.\n",
        "utf-8",
    )
    words = ("ask", D2003, "convert", "--facts", str(tmp_path / "alpha.facts"), "--on", "2004-05-05", "--amount", "200,000")
    text = say(*words)
    assert "with different lows principal allowed undetermined, Conversion Price" in text
    text = say(*words, "--reading", "Market Price=different lows")
    assert "For how much Holder may give this Notice of Conversion is undetermined: Ownership Limit and Authorized Shares wait for" in text
    assert "Authorized Shares: UNDETERMINED" in text
    assert "$200,000.00 (the paper" not in text
