"""What an answer may rest on as things stand: what had been told by its day, and events that provisions make."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tenor.apps.cli import cli
from tests.support import ROOT

AMNIS, DIOMED = ROOT / "contracts" / "amnis", ROOT / "contracts" / "diomed"
D2001, DEMO = str(AMNIS / "debenture-2001.tenor"), str(AMNIS / "demo.facts")
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
    (quarter,) = [v for label, v in found.items() if label.startswith("Quarterly Interest (Interest Date Sep 30, 2005)")]
    assert quarter == "34040/3"


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


TOLD = """facts for "../debenture-2004.tenor".
  everything in "{folder}/a.facts" is told here too.
"""


def asked(folder: Path, lines: str, question: str) -> dict[str, Any]:
    facts = folder / "told.facts"
    facts.write_text(TOLD.format(folder=DIOMED / "series-2004") + lines, "utf-8")
    return data("ask", D2004, question, "--facts", str(facts), "--on", "2005-04-08")


@pytest.mark.parametrize(
    ("lines", "late", "payoff", "defaults"),
    [
        # nobody says that every payment is told: interest of December 31 and March 31 counts as paid; 600,000 × 7.4% × 8/360 since
        ("", set(), "600986.67", []),
        # all payments are told, and there is none: 600,000 × (6.196% × 67 + 6.781% × 90 + 7.4% × 8)/360 = 18,077.0366…, and Late Fees of
        # 6,918.8666… × 18% × 98/360 = 339.0244… and 10,171.50 × 18% × 8/360 = 40.686; three Trading Days after each date is a default
        (
            "  Payments Told is yes.\n",
            {("Quarterly Interest", "6918.87"), ("Quarterly Interest", "10171.5"), ("Late Fee", "339.02"), ("Late Fee", "40.69")},
            "618456.74",
            ["Jan 6, 2005", "Apr 6, 2005"],
        ),
        # told as not paid is the quarter to March 31 alone: 10,171.50 + 986.6666… + 40.686
        (
            "  March 31, 2005: Interest Not Paid.\n",
            {("Quarterly Interest", "10171.5"), ("Late Fee", "40.69")},
            "611198.85",
            ["Apr 6, 2005"],
        ),
    ],
)
def test_late_default_and_payoff_say_the_same_of_interest(
    tmp_path: Path, lines: str, late: set[tuple[str, str]], payoff: str, defaults: list[str]
) -> None:
    """Section 2(a) and 8(a)(i)(B) of the Diomed paper, Holder A, as of April 8, 2005."""
    found = asked(tmp_path, lines, "late")
    assert {(x["claim"], str(round(Decimal(x["unpaid"]), 2).normalize())) for x in found["late"]} == late
    total = asked(tmp_path, lines, "payoff")
    assert f"{Decimal(total['payoff']):.2f}" == payoff
    default = asked(tmp_path, lines, "default")
    standing = default["answer"][0]
    assert [d for d in ("Jan 6, 2005", "Apr 6, 2005") if f"since {d}" in standing] == defaults
    words = {0: "No Event of Default on the facts told.", 1: "On the facts told there is 1 Event of Default: "}
    assert standing.startswith(words.get(len(defaults), f"On the facts told there are {len(defaults)} Events of Default: "))
    for reply in (found, default, total):
        assumed = [x["value"] for x in reply["assumed"] if x["name"] == "Payments Told"]
        assert assumed == ([] if "Payments Told" in lines else ["no"])


def test_an_answer_lists_what_it_assumes_and_nothing_else(tmp_path: Path) -> None:
    """Interest Unpaid is by Payments Told, of which nothing is told; Quarter End of a day is by the calendar alone."""
    words = ("run", D2004, "--facts", HOLDER_A, "--on", "2005-04-08", "--ask")
    (answer,) = data(*words, "Interest Unpaid")["answers"]
    assert [(x["name"], x["value"], x["section"]) for x in answer["assumed"]] == [("Payments Told", "no", "Section 2(a)")]
    assert "Assumed, nothing being told Payments Told no Section 2(a)" in say(*words, "Interest Unpaid")
    assert "Assumed" not in say(*words, "Last Day for Maturity Notice")
    # of a notice that is told without them: its date, what it adds, that nobody refused it
    words = ("run", D2003, "--facts", ALPHA, "--on", "2004-05-05", "--ask", "Conversion Amount", "--of", "1")
    assert "Notice of Conversion 1: " in say(*words).split("Assumed, nothing being told")[1]
    added = {x["name"]: x["value"] for x in data(*words)["answers"][0]["assumed"] if x["of"] == "Notice of Conversion 1"}
    assert [added[f"{what} added"] for what in ("default payments", "delivery damages", "registration damages")] == ["0", "0", "0"]


def fails(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, list(words), env={"COLUMNS": "140"})
    return result.exit_code, result.output


SAME = "What is supposed has no effect on this answer"


def test_what_is_supposed_without_effect_is_said_to_have_none() -> None:
    """On April 8, 2005 nothing lets Holder A accelerate: a demand changes neither what is outstanding nor the price; a prepayment
    that Holder agrees to does.
    """
    own = ("--facts", HOLDER_A, "--on", "2005-04-08")
    for words in (("run", D2004, *own, "--ask", "Outstanding Principal"), ("what-if", D2004, *own, "--ask", "Outstanding Principal")):
        assert SAME in say(*words, "--if", "Demand")
        assert SAME not in say(*words)
    assert data("run", D2004, *own, "--ask", "Conversion Price", "--if", "Demand")["answers"][0]["supposed_changes_it"] is False
    prepaid = "Prepayment: amount $100,000, consent yes"
    assert data("run", D2004, *own, "--ask", "Outstanding Principal", "--if", prepaid)["answers"][0]["supposed_changes_it"] is True
    assert SAME in say("ask", D2004, "late", *own, "--if", "Demand")
    assert data("ask", D2004, "late", *own, "--if", "Demand")["supposed_changes_it"] is False
    assert data("ask", D2004, "late", *own, "--if", "Interest Not Paid")["supposed_changes_it"] is True
    assert "supposed_changes_it" not in data("ask", D2004, "late", *own)


def test_of_the_supposed_act_itself_it_is_never_said_that_it_has_no_effect() -> None:
    """On June 3, 2002 all there is to convert are $450,000: the notice supposed is the one that `convert` would reckon without it."""
    own = ("--facts", DEMO, "--on", "2002-06-03")
    supposed = ("--if", "Notice of Conversion: principal $450,000")
    assert SAME not in say("ask", D2001, "convert", *own, *supposed)
    assert data("ask", D2001, "convert", *own, *supposed)["supposed_changes_it"] is True
    asked = ("run", D2001, *own, *supposed, "--ask", "Conversion Shares")
    assert data(*asked)["answers"][0]["supposed_changes_it"] is True
    # of the notice of May 24, which is told, the supposed one changes nothing
    assert data(*asked, "--of", "1")["answers"][0]["supposed_changes_it"] is False
    assert SAME in say(*asked, "--of", "1")


@pytest.mark.parametrize("supposed", ["Demand: ", "Demand:", "Demand: .", ""])
def test_a_supposed_fact_that_says_nothing_has_a_plain_message(supposed: str) -> None:
    code, output = fails("run", D2004, "--facts", HOLDER_A, "--on", "2005-04-08", "--ask", "Conversion Price", "--if", supposed)
    assert code == 2
    assert output.startswith("--if: name one event, and after a colon its fields")
    assert ("Demand can tell `rescinded`" in output) is bool(supposed)


def test_amend_of_papers_and_facts_that_do_not_fit_has_plain_messages() -> None:
    words, with_ = ("ask", D2003, "amend", "--facts", ALPHA, "--on", "2004-05-05"), "--with"
    assert fails(*words) == (2, "--with: say with which text, as --with amended.tenor\n")
    code, output = fails(*words, with_, D2004)
    assert code == 1
    assert output.startswith("--with: These are two papers, not two versions of one")
    code, output = fails("ask", D2003, "amend", "--facts", HOLDER_A, "--on", "2004-05-05", with_, D2003)
    assert code == 1
    assert "these facts are for `debenture-2004.tenor`, not for `debenture-2003.tenor`" in output
    code, output = fails(*words, with_, str(AMNIS / "debenture-2001.tenor"))
    assert code == 1
    assert output.splitlines()[-1].endswith("debenture-2001.tenor`, too, and do not fit it")
    assert "Traceback" not in output
