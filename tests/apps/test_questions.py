"""The questions of a note's life: figures worked by hand from the papers, and the same questions put to contracts of other kinds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tenor.apps.cli import cli
from tests.support import ROOT

AMNIS = ROOT / "contracts" / "amnis"
D2001 = str(AMNIS / "debenture-2001.tenor")
DEMO = str(AMNIS / "demo.facts")
D2003, ALPHA = str(AMNIS / "debenture-2003.tenor"), str(AMNIS / "series-2003" / "alpha.facts")
DIOMED, HOLDER_A = (str(ROOT / "contracts" / "diomed" / x) for x in ("debenture-2004.tenor", "series-2004/a.facts"))
LEASE, RENT = (str(ROOT / "docs" / "examples" / x) for x in ("lease.tenor", "lease.facts"))
NOTE, STORY = (str(ROOT / "docs" / "examples" / x) for x in ("note.tenor", "note.facts"))


def ask(contract: str, facts: str, on: str, question: str, *more: str) -> Result:
    return CliRunner().invoke(cli, ["ask", contract, "--facts", facts, "--on", on, question, *more], env={"COLUMNS": "140"})


def text(*words: str) -> str:
    result = ask(*words)
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def data(*words: str) -> dict[str, Any]:
    result = ask(*words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def row(part: list[dict[str, Any]], title: str, label: str) -> dict[str, Any]:
    """A row of a part by the beginning of its block's title and of its label."""
    rows = [r for b in part if b["title"].startswith(title) for r in b["rows"] if r["label"].startswith(label)]
    assert len(rows) == 1, (title, label, rows)
    return rows[0]


def words(part: list[dict[str, Any]], title: str = "") -> str:
    """All labels and values of a part, in their order."""

    def of(r: dict[str, Any]) -> str:
        value = f" {r['value']}" if "value" in r else ""
        return " ".join([f"{r['label']}{value}", *(of(x) for x in r.get("rows", ()))])

    return " | ".join(of(r) for b in part if b["title"].startswith(title) for r in b["rows"])


# ── convert


def test_convert_says_how_much_of_what_was_asked_the_limit_leaves() -> None:
    found = data(D2001, DEMO, "2002-06-03", "convert", "--amount", "$100,000")
    # the 4.9% are of the shares outstanding after the issue: N = 4.9% × 12,382,817 / (1 − 4.9%) = 606,758.033 / 0.951 = 638,021.065
    assert row(found["figures"], "Within", "Conversion Shares")["value"] == "638021.0651945321"
    assert row(found["figures"], "Within", "Whole Shares")["value"] == "638021"
    # 638,021.065 × 0.33166/3 / (1 + 12% × 157/365) = 70,535.36 / 1.0516164
    assert row(found["figures"], "Within", "principal")["value"].startswith("67073.27")
    assert found["answer"][0].startswith(
        "Holder may give this Notice of Conversion for $67,073.27… of the $100,000.00. The rest exceeds Ownership Limit."
    )
    assert found["answer"][1].startswith("That gives 638,021 shares at Conversion Price $0.110553… a share")
    limit = row(found["tests"], "Limits", "Ownership Limit: EXCEEDED")
    allowed = {r["label"]: r["value"] for r in limit["rows"]}
    assert allowed["the most New Shares that Ownership Limit allows"] == "638021.0651945321"
    assert allowed["over by"].startswith("297861.667")  # 951,229.969 − 653,368.301, which is 4.9% × (12,382,817 + 951,229.969)


def test_convert_shows_the_figures_as_asked_in_the_order_of_the_paper() -> None:
    found = data(D2001, DEMO, "2002-06-03", "convert", "--amount", "$100,000")
    said = words(found["figures"], "As asked")
    # December 28, 2001 to June 3, 2002: 3 + 31 + 28 + 31 + 30 + 31 + 3 = 157 days; 100,000 × 12% × 157/365 = 5,161.64
    asked = ["$5,161.64… = $100,000.00 × 12% × 157/365", "Conversion Price $0.110553…", "951,229.968965… shares", "down, 951,229 shares"]
    assert [said.index(x) for x in asked] == sorted(said.index(x) for x in asked)


def test_every_answer_has_its_parts_in_one_order() -> None:
    said = text(D2001, DEMO, "2002-06-03", "convert", "--amount", "$100,000")
    parts = ["Holder may give", "As asked, before limits", "Within the limits", "Limits", "Dates, if it is given", "Readings relied on"]
    parts += ["What is missing", "Computed from"]
    assert [said.index(x) for x in parts] == sorted(said.index(x) for x in parts)


def test_convert_says_what_the_other_reading_of_the_limit_gives() -> None:
    said = words(data(D2001, DEMO, "2002-06-03", "convert", "--amount", "$100,000")["readings"])
    # of the shares before the issue: 4.9% × 12,382,817 = 606,758.033; × 0.33166/3 / 1.0516164 = 63,786.68
    assert (
        "with before the issue principal allowed $63,786.68…, Conversion Shares 606,758.033 shares and Whole Shares 606,758 shares" in said
    )


def test_convert_says_what_a_late_notice_does() -> None:
    late = words(data(D2001, DEMO, "2002-06-03", "convert", "--amount", "$100,000")["dates"], "If it comes late")
    # after 3:00 pm the Conversion Date is the next Business Day; the window then holds June 3: lows 0.156, 0.1561, 0.1578
    # 70% × 0.4699 / 3 = 0.109643; 638,021.065 × 0.109643 / (1 + 12% × 158/365) = 69,954.76 / 1.0519452 = 66,500.38
    assert "received at 3:00 pm or after: Conversion Date Tuesday, June 4, 2002" in late
    assert "Conversion Price $0.109643… a share and principal allowed $66,500.38…" in late


def test_convert_without_an_amount_is_of_all_there_is() -> None:
    found = data(D2001, DEMO, "2002-06-03", "convert")
    assert row(found["figures"], "As asked", "principal")["value"] == "450000"  # 500,000 less the 50,000 of May 24


def test_convert_of_a_notice_that_is_told() -> None:
    found = data(D2001, DEMO, "2002-06-03", "convert", "--of", "1")
    # (50,000 + 50,000 × 12% × 147/365) / 0.110553 = 52,416.44 / 0.1105533: lows to May 23 are the same three
    assert row(found["figures"], "Figures", "Conversion Shares")["label"].startswith("Conversion Shares 474,128.068107… shares")


def test_convert_of_what_is_supposed_in_words() -> None:
    found = data(D2001, DEMO, "2002-06-03", "convert", "--if", "Notice of Conversion: principal $60,000, option shares 100,000 shares")
    # (60,000 × 1.0516164) / 0.1105533 = 570,737.98, and an option for each of 100,000 of them: 670,737.98 shares are over 638,021.07
    assert "The rest exceeds Ownership Limit" in found["answer"][0]


def test_convert_under_several_rights() -> None:
    found = text(DIOMED, HOLDER_A, "2005-02-16", "convert", "--amount", "100000")
    assert "That gives 43,669 shares at Price of the Conversion $2.29 a share." in found  # 100,000 / 2.29 = 43,668.12, the fraction a share
    forced = text(DIOMED, HOLDER_A, "2005-02-16", "convert", "--amount", "100000", "--about", "Forced")
    assert "Company may not give this Forced Conversion Notice" in forced
    wrong = ask(DIOMED, HOLDER_A, "2005-02-16", "convert", "--about", "Rent")
    assert wrong.exit_code == 2
    assert "it has Notice of Conversion and Forced Conversion Notice" in wrong.output


def test_convert_of_a_contract_of_another_hand() -> None:
    said = text(NOTE, STORY, "2005-03-15", "convert", "--of", "1")
    assert "Lender may give this Conversion Notice for" in said
    assert "Conversion Price" in said


@pytest.mark.parametrize(
    ("contract", "facts", "lacks"),
    [
        (LEASE, RENT, "it gives nobody a right to act"),
        (str(AMNIS / "purchase-agreement-2003.tenor"), "", "Debenture, which it names, does: ask that paper"),
        (str(AMNIS / "registration-rights-2003.tenor"), "", "Convertible Debenture, which it names, does: ask that paper"),
    ],
)
def test_what_a_contract_lacks_is_said(contract: str, facts: str, lacks: str) -> None:
    words = ["ask", contract, *(["--facts", facts] if facts else []), "--on", "2005-06-03", "convert"]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 2
    assert result.output.startswith("`convert` cannot be asked of this contract: ")
    assert lacks in result.output


def test_a_word_that_is_no_question() -> None:
    result = ask(LEASE, RENT, "2005-06-03", "prices")
    assert result.exit_code == 2
    assert "`prices` is no question of `tenor ask`; did you mean" in result.output


# ── price


def test_price_shows_each_leg_and_the_days_of_its_window() -> None:
    found = data(D2001, DEMO, "2002-06-03", "price")
    assert found["answer"][0] == "Conversion Price on Monday, June 3, 2002: $0.110553… a share."
    assert found["answer"][1].endswith("(i) is taken.")
    (window,) = found["windows"]
    # twenty Trading Days ending on May 31, one before June 3; Memorial Day is none of them
    assert len(window["days"]) == 20
    assert (window["days"][0]["on"], window["days"][-1]["on"]) == ("2002-05-03", "2002-05-31")
    assert {d["on"]: d["value"] for d in window["days"] if d["used"]} == {
        "2002-05-06": "0.1578",
        "2002-05-07": "0.156",
        "2002-05-10": "0.16",
    }
    assert window["no_session"] == ["2002-05-27"]


def test_price_says_why_a_weekday_was_left_out_and_what_tomorrow_gives() -> None:
    said = text(D2001, DEMO, "2002-06-03", "price")
    assert "left out: Mon May 27, 2002, closed: in the list “nyse_closed_weekdays_1990_2025”" in said
    assert "May 3, 2002 leaves the window and Jun 3, 2002 comes in" in said
    assert "made on Tuesday, June 4, 2002: $0.109643… a share" in said
    assert "Section 1.2(b) is not in force: no Major Announcement is told" in said


def test_price_of_tomorrow_is_known_as_far_as_its_window_is(tmp_path: Path) -> None:
    lines = (AMNIS / "amns-2001.csv").read_text("utf-8").splitlines()
    (tmp_path / "cut.csv").write_text("\n".join([lines[0], *(x for x in lines[1:] if x[:10] < "2002-06-03")]) + "\n", "utf-8")
    facts = tmp_path / "story.facts"
    facts.write_text('facts for "debenture-2001.tenor".\nCommon Stock trades as in "cut.csv", complete.\n', "utf-8")
    said = text(D2001, str(facts), "2002-06-03", "price")
    assert "Conversion Price on Monday, June 3, 2002: $0.110553… a share." in said
    assert re.search(r"made on Tuesday, June 4, 2002: undetermined", said)


def test_price_of_a_balance_has_no_window() -> None:
    found = data(DIOMED, HOLDER_A, "2005-02-16", "price")
    assert found["answer"] == ["Price of the Conversion on Wednesday, February 16, 2005: $2.29 a share."]
    assert found["windows"] == []


def test_price_of_a_contract_without_one() -> None:
    result = ask(LEASE, RENT, "2005-06-03", "price")
    assert result.exit_code == 2
    assert "it has no price: none of its terms is money a share" in result.output


# ── the page


def test_the_page_of_a_price_needs_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "price.html"
    result = ask(D2001, DEMO, "2002-06-03", "price", "--html", str(page))
    assert result.exit_code == 0, result.output
    html = page.read_text("utf-8")
    assert not re.search(r"(src|href)=|<script|@import|url\(|https?:", html)
    assert html.count('class="point used"') == 3  # the three lowest of the twenty
    assert html.count('class="point"') == 17
    assert html.count('<tr class="used">') == 3
    assert "left out: Mon May 27, 2002" in html
    assert "Secured Convertible Debenture, an unsigned transcription" in html


def test_a_page_takes_no_words_of_a_file_for_markup(tmp_path: Path) -> None:
    facts = tmp_path / "story<b>.facts"
    facts.write_text(Path(DEMO).read_text("utf-8").replace('"amns-2001.csv"', f'"{AMNIS / "amns-2001.csv"}"'), "utf-8")
    page = tmp_path / "page.html"
    assert ask(D2001, str(facts), "2002-06-03", "price", "--html", str(page)).exit_code == 0
    assert "story&lt;b&gt;.facts" in page.read_text("utf-8")


def test_a_page_that_cannot_be_written(tmp_path: Path) -> None:
    result = ask(D2001, DEMO, "2002-06-03", "price", "--html", str(tmp_path / "none" / "page.html"))
    assert result.exit_code == 2
    assert "cannot be written" in result.output
