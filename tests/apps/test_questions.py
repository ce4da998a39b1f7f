"""The questions of a note's life: figures worked by hand from the papers, and the same questions put to contracts of other kinds."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tenor.apps.answers import Setting
from tenor.apps.cli import cli
from tenor.apps.questions.list import QUESTIONS, question_of
from tenor.apps.questions.reply import Asking, Reply, reply_data
from tenor.apps.questions.sheet import sheet
from tenor.apps.sources import Stop
from tenor.apps.verbs.shared import Given, setting_of
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


def test_every_answer_has_its_parts_in_one_order(tmp_path: Path) -> None:
    facts = tmp_path / "told.facts"  # all but how many shares there are to be had
    facts.write_text("".join(x for x in Path(DEMO).read_text("utf-8").splitlines(True) if "Available" not in x), "utf-8")
    copy(AMNIS / "amns-2001.csv", tmp_path)
    said = text(D2001, str(facts), "2002-06-03", "convert", "--amount", "$100,000")
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


@pytest.mark.parametrize("amount", ["00,000", "-5", "much", "0"])  # a shell makes 00,000 of "$100,000"
def test_an_amount_that_is_none(amount: str) -> None:
    result = ask(D2001, DEMO, "2002-06-03", "convert", f"--amount={amount}")
    assert result.exit_code == 2
    assert f"--amount: `{amount}` is no amount" in result.output


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


def test_the_page_of_a_conversion_has_the_window_of_its_price(tmp_path: Path) -> None:
    page = tmp_path / "convert.html"
    assert ask(D2001, DEMO, "2002-06-03", "convert", "--amount", "100,000", "--html", str(page)).exit_code == 0
    html = page.read_text("utf-8")
    assert html.count('class="point used"') == 3
    assert html.count('<tr class="used">') == 3
    assert html.index("Limits") < html.index("<svg") < html.index("Computed from")


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


# ── deliver


def test_deliver_counts_the_days_and_says_what_follows() -> None:
    found = data(D2001, DEMO, "2002-06-03", "deliver", "--amount", "$100,000")
    # Monday, June 3 + 2 business days: Tuesday 4, Wednesday 5
    assert found["answer"] == [
        "Nobody has told of this Notice of Conversion: it is supposed as given on Monday, June 3, 2002, of principal $100,000.00.",
        "Borrower must deliver the shares to Holder by Wednesday, June 5, 2002 (Notice of Conversion 2).",
    ]
    assert "counted: Tue Jun 4, Wed Jun 5" in words(found["figures"])
    after = words(found["dates"], "What follows")
    # more than two days after June 5: June 7; ten business days after it: June 6, 7, 10 to 14, 17 to 19
    assert after.index("Friday, June 7, 2002") < after.index("Wednesday, June 19, 2002")
    assert "Failure to Issue" in words(found["dates"], "What may be told of it besides")  # Section 3.2: notice and ten days
    assert "with Exhibit Deadline of Notice of Conversion 2 Thursday, June 6, 2002" in words(found["readings"])


def test_deliver_of_a_notice_that_was_late_over_memorial_day() -> None:
    found = data(D2001, DEMO, "2002-07-10", "deliver")
    # May 24 is a Friday; Monday 27 is closed: Tuesday 28, Wednesday 29; delivered on June 3
    assert found["duties"] == [
        {
            "who": "Borrower",
            "to": "Holder",
            "act": "deliver the shares",
            "of": "Notice of Conversion 1",
            "section": "Section 1.4(d)",
            "due": "2002-05-29",
            "done": "2002-06-03",
            "status": "performed late",
            "days_late": 5,
        }
    ]


def test_deliver_in_a_paper_without_a_right_to_convert_is_of_every_duty() -> None:
    found = data(str(AMNIS / "registration-rights-2003.tenor"), ALPHA, "2004-05-03", "deliver")
    # May 9, 2003 is the Closing Date; thirty days in which to file (Section 2(a)) end on June 8, 2003, or as the paper's other date says
    assert any(x["act"] == "file the registration statement" and x["done"] == "2003-12-12" for x in found["duties"])


def test_deliver_where_nobody_must_act() -> None:
    result = ask(LEASE, RENT, "2005-06-03", "deliver")
    assert result.exit_code == 2
    assert "what it asks for is payment: ask `late` or `payoff`" in result.output


# ── late


def test_late_says_what_is_owed_day_by_day_and_when_it_is_due() -> None:
    found = data(D2001, DEMO, "2002-07-10", "late")
    # Deadline May 29; May 30 to June 3 are five days of $2,000: $4,000 for May, due June 5, and $6,000 for June, due July 5 (a Friday)
    assert found["answer"][0] == (
        "Borrower owes Holder $10,000.00 of Delivery Damages (Notice of Conversion 1), $4,000.00 due by Wednesday, June 5, 2002 and "
        "$6,000.00 due by Friday, July 5, 2002."
    )
    days = words(found["figures"], "Delivery Damages, day by day")
    assert [int(x) for x in re.findall(r", 2002 (\d+)", days)] == [2000] * 5
    assert "Delivery Damages is not owed if the cause is Section 1.3: why it is late is not told" in words(found["tests"])
    assert "Saturday, June 1, 2002: last day on which Holder may choose “principal”" in words(found["dates"])


def test_late_says_what_other_readings_give() -> None:
    readings = words(data(D2001, DEMO, "2002-07-10", "late")["readings"])
    # without the day of delivery four days; three days after the two of grace; business days of grace change nothing: May 31 is over too
    assert "with day before Delivery Damages of Notice of Conversion 1 $8,000.00" in readings
    assert "with after the grace Delivery Damages of Notice of Conversion 1 $6,000.00" in readings
    assert "with business nothing changes here" in readings


def test_late_in_a_lease_is_the_rent() -> None:
    found = data(LEASE, RENT, "2005-06-03", "late")
    assert found["answer"] == [
        "Tenant has not paid Landlord $1,000.00 of Rent (Rent Day Jun 1, 2005), due Wednesday, June 1, 2005, 2 days ago, on the facts told."
    ]
    # the rent of March 1 was paid on the 4th: overdue then, and no more
    assert "on Tuesday, March 1, 2005 and Wednesday, June 1, 2005" in words(found["dates"], "What it becomes")


def test_late_of_a_registration_has_the_payments_for_it() -> None:
    found = data(str(AMNIS / "registration-rights-2003.tenor"), ALPHA, "2004-05-03", "late")
    # effective on April 29, due February 29, 2004: two months at 2% of Alpha's $250,000 (350,000 less the 100,000 converted in March)
    assert found["answer"][0] == "Company owes Investor $10,000.00 of Registration Payments."


def test_nothing_late() -> None:
    assert data(LEASE, RENT, "2005-02-02", "late")["answer"] == ["Nothing is late on the facts told to Wednesday, February 2, 2005."]


# ── default


def test_default_is_never_a_bare_no() -> None:
    found = data(D2001, DEMO, "2002-07-10", "default")
    # ten sections of Article III, and the election of Section 1.6(a); of Section 3.2 alone something is told: shares that came late
    assert found["answer"] == ["No Event of Default on the facts told.", "For 10 of 11 provisions nobody has told us anything."]


def test_default_of_a_judgment_that_may_still_ripen(tmp_path: Path) -> None:
    facts = tmp_path / "story.facts"
    story = 'facts for "debenture-2001.tenor".\nJune 10, 2002: Judgment: amount $61,000.\nJune 11, 2002: Judgment: amount $50,000.\n'
    facts.write_text(story, "utf-8")
    found = data(D2001, str(facts), "2002-06-20", "default")
    # $61,000 is over $50,000; twenty days after June 10 end on June 30; $50,000 is not over it
    assert "It may come: Judgment 1 becomes one on Sunday, June 30, 2002 unless it is kept from it." in found["answer"]
    assert "For 10 of 11 provisions nobody has told us anything." in found["answer"]
    table = words(found["figures"])
    assert "Judgment 1: in cure; it becomes one on Sunday, June 30, 2002" in table
    assert "Judgment 2: told Tuesday, June 11, 2002, and no trigger: its conditions do not hold" in table
    later = data(D2001, str(facts), "2002-07-01", "default")
    assert later["answer"][0].startswith("On the facts told there is 1 Event of Default: ")
    assert {x["section"]: x["state"] for x in later["defaults"]}["Section 3.7"] == "EVENT OF DEFAULT, continuing"


def test_default_in_a_lease_has_the_lease_s_own_words() -> None:
    found = data(LEASE, RENT, "2005-03-18", "default")
    # warned March 7 and mended March 16: the tenth day is March 17; warned March 10: the tenth day is March 20
    assert found["answer"][1:3] == [
        "Kept from becoming one in time: Neglect 1 (its day was Mar 17, 2005).",
        "It may come: Neglect 2 becomes one on Sunday, March 20, 2005 unless it is kept from it.",
    ]
    table = words(found["figures"])
    assert "Neglect 1: would have been one on Thursday, March 17, 2005, and was kept from it" in table
    assert "ended Friday, March 4, 2005" in table  # the rent of March 1


def test_default_where_a_paper_names_none_is_of_duties_and_bans() -> None:
    found = data(str(AMNIS / "purchase-agreement-2003.tenor"), ALPHA, "2004-05-03", "default")
    assert found["answer"][0].startswith("This paper calls nothing a default. On the facts told ")
    assert "Company must not reduce the reserve: no facts told" in words(found["figures"], "Bans")
    other = data(str(AMNIS / "registration-rights-2003.tenor"), ALPHA, "2004-05-03", "default")
    assert other["answer"][0] == "No Other Breach on the facts told."  # its own word for it


# ── payoff


def test_payoff_adds_up_and_says_what_each_day_costs() -> None:
    found = data(D2001, DEMO, "2002-07-10", "payoff")
    # 450,000 + 450,000 × 12% × 194/365 + 10,000 = 488,701.3699; December 28 to July 10: 3 + 31 + 28 + 31 + 30 + 31 + 30 + 10 = 194
    assert found["payoff"].startswith("488701.3698")
    assert found["each_day"].startswith("147.9452")  # 450,000 × 12% / 365
    assert row(found["dates"], "The days that follow", "Wednesday, July 17, 2002")["value"].startswith("489736.986")  # + 7 × 147.945


def test_payoff_shows_the_sums_that_satisfy_everything() -> None:
    figures = words(data(D2001, DEMO, "2002-07-10", "payoff")["figures"])
    # ten Trading Days after July 10: July 24; 122% × (450,000 + 450,000 × 12% × 208/365 + 10,000) = 122% × 490,772.60
    assert "optional prepayment date Wednesday, July 24, 2002, the first that it may name" in figures
    assert "Optional Prepayment Amount, if it is so given 598742.5" in figures
    assert "Dec 27, 2002: 122%; Dec 28, 2002: the paper names none; Dec 29, 2002: 130%" in figures
    assert "Multiple of the Default Sum $635,311.78…" in figures  # 130% × 488,701.37


def test_payoff_of_a_lease_is_the_rent_that_is_due() -> None:
    assert data(LEASE, RENT, "2005-06-18", "payoff")["payoff"] == "1000"
    assert data(LEASE, RENT, "2005-05-18", "payoff")["payoff"] == "0"


LIBRARY = ROOT / "contracts" / "templates"


def test_payoff_counts_no_sum_twice() -> None:
    loan = (str(LIBRARY / "amortising-loan.tenor"), str(LIBRARY / "amortising-loan.facts"), "2005-06-01", "payoff")
    # 100,000 at 6% from January 15; 25,000 fell due on March 31 and no payment is told: they are owed beside the 75,000 that are left
    # 75,000 × 6% × 137/360 + 25,000 × 6% × 75/360 = 1,712.50 + 312.50; the instalments of June to December are in the 75,000
    assert data(*loan)["payoff"] == "102025"
    note = (str(LIBRARY / "floating-rate-note.tenor"), str(LIBRARY / "floating-rate-note.facts"), "2005-06-01", "payoff")
    # 1,000,000, which is also what is redeemed at the end, and 1,000,000 × 4.5% × 152/360
    assert data(*note)["payoff"] == "1019000"


def test_payoff_of_a_line_of_credit_leaves_out_what_is_not_drawn() -> None:
    line = (str(LIBRARY / "revolving-credit.tenor"), str(LIBRARY / "revolving-credit.facts"), "2005-06-01", "payoff")
    # nothing is drawn of the 1,000,000; the fee on it runs: 1,000,000 × 0.5% × 149/360
    assert data(*line)["payoff"] == "2069.4444444444"


# ── interest


@pytest.fixture
def quarterly(tmp_path: Path) -> str:
    path = tmp_path / "quarterly.facts"
    story = 'Interest Option is "quarterly".\nApril 1, 2002: Payment: purpose "interest", amount $15,287.67, period end March 31, 2002.\n'
    path.write_text(f'facts for "debenture-2001.tenor".\n{story}', "utf-8")
    return str(path)


def test_interest_of_a_quarter_that_ends_on_a_sunday(quarterly: str) -> None:
    found = data(D2001, quarterly, "2002-05-10", "interest")
    # 500,000 × 12% × 93/365 to Sunday, March 31, paid on Monday; 500,000 × 12% × 91/365 to Sunday, June 30; to May 10: 40 days more
    assert found["answer"] == [
        "Quarterly Interest to Sunday, March 31, 2002 is $15,287.67…, payable Monday, April 1, 2002; paid Apr 1, 2002.",
        "Quarterly Interest to Sunday, June 30, 2002 is $14,958.90…, payable Monday, July 1, 2002, if nothing more is told.",
        "Interest accrued and unpaid to Friday, May 10, 2002 is $6,575.34…, on the facts told.",
    ]
    assert "payable Monday, April 1, 2002, 1 day after it" in words(found["dates"])
    assert "reckoned to Sunday, March 31, 2002; the 1 day to payment bears nothing" in words(found["dates"])
    assert "2002-04-01 debit Interest payable to Holder, credit cash (Payment 1)" in " ".join(
        words(found["figures"], "In the books").split()
    )


def test_interest_where_the_extra_days_are_earned() -> None:
    found = data(DIOMED, HOLDER_A, "2005-04-10", "interest")
    # 600,000 × (2.781 + 4)% × 90/360
    assert found["answer"][0].startswith("Quarterly Interest to Thursday, March 31, 2005 is $10,171.50, payable Thursday, March 31, 2005")


def test_interest_that_is_not_paid_by_the_quarter() -> None:
    found = data(D2001, DEMO, "2002-07-10", "interest")
    assert found["answer"] == ["Interest accrued and unpaid to Wednesday, July 10, 2002 is $28,701.37…, on the facts told."]
    assert 'only if Interest Option is "quarterly"' in words(found["tests"], "Not in force")


# ── reserve


def test_reserve_says_at_which_price_it_fails() -> None:
    found = data(D2001, DEMO, "2002-06-03", "reserve")
    # 2 × 2 × (450,000 + 450,000 × 12% × 157/365) / (0.33166/3) = 4 × 473,227.397 / 0.1105533 = 17,122,139.44
    # the covenant of Section 1.3 is of the shares reserved, which nobody tells: what is available is not held for them
    assert found["answer"][0].startswith("Not tested on Monday, June 3, 2002: Borrower must see to it that Reserved Shares is at least")
    assert found["answer"][1] == ("Shares Available, 20,000,000 shares, covers Reserved Amount, 17,122,139.441366… shares (Section 1.3).")
    # it just suffices where 4 × 473,227.397 / price = 20,000,000
    breaking = row(found["tests"], "Where it would no longer", "Shares Available just covers Reserved Amount at Conversion Price")
    assert breaking["value"] == "0.0946454795"


def test_reserve_that_does_not_suffice(tmp_path: Path) -> None:
    facts = tmp_path / "story.facts"
    told = Path(DEMO).read_text("utf-8").replace('"amns-2001.csv"', f'"{AMNIS / "amns-2001.csv"}"').replace("20,000,000", "10,000,000")
    facts.write_text(told, "utf-8")
    found = data(D2001, str(facts), "2002-06-03", "reserve")
    assert found["answer"][1] == (
        "Shares Available, 10,000,000 shares, does not cover Reserved Amount, 17,122,139.441366… shares (Section 1.3):"
        " 7,122,139.441366… shares short."
    )


def test_reserve_is_not_tested_without_a_count() -> None:
    found = data(DIOMED, HOLDER_A, "2005-04-08", "reserve")
    assert found["answer"][0].startswith("Not tested on Friday, April 8, 2005: Company must see to it that Reserve Suffices")
    assert "Shares Reserved on 2005-04-08" in {n["words"] for n in found["needs"]}


# ── reprice


def test_reprice_of_a_sale_below_the_floor() -> None:
    found = data(DIOMED, HOLDER_A, "2005-04-08", "reprice", "--if", "Subsequent Equity Sale: price $2.00 a share")
    # $2.00 counts as the floor of $2.20 until stockholders approve; the lesser of 2.29 and 2.20; 600,000 / 2.29 and / 2.20 shares
    assert found["answer"][0].startswith("Subsequent Equity Sale 1 moves Price of the Conversion from $2.29 a share to $2.20 a share")
    assert "Full Conversion Shares goes from 262,008.733624… shares to 272,727.272727… shares." in found["answer"]
    assert "exempt issuance: no (none is told; who decides it, the facts do not say)" not in found["answer"]
    # three business days after Friday, April 8: Monday 11, Tuesday 12, Wednesday 13
    assert "Company must give notice of the equity sale to Holder by Wednesday, April 13, 2005" in words(found["dates"])
    assert "it is Issue below the Floor: yes" in words(found["tests"])


def test_reprice_of_an_exempt_sale() -> None:
    sale = "Subsequent Equity Sale: price $2.00 a share, exempt issuance yes"
    found = data(DIOMED, HOLDER_A, "2005-04-08", "reprice", "--if", sale)
    assert found["answer"][0].startswith("Subsequent Equity Sale 1 does not move the price on Friday, April 8, 2005")


def test_reprice_of_a_split_halves_the_price() -> None:
    found = data(D2001, DEMO, "2002-03-27", "reprice", "--if", "Stock Split: new shares 2, old shares 1")
    moved = {x["what"]: (x["before"], x["after"]) for x in found["changes"]}
    assert moved["Fixed Conversion Price"] == ("0.385", "0.1925")
    # 70% × (0.1729 + 0.1741 + 0.1742) / 3, and half of it
    assert moved["Conversion Price"] == ("0.1216133333", "0.0608066667")


def test_reprice_that_only_an_election_brings() -> None:
    found = data(D2003, ALPHA, "2004-04-05", "reprice", "--if", "Dilutive Issuance: price $0.01 a share")
    assert "does not move the price" in found["answer"][0]
    assert "For a Notice of Conversion there is a price of its own, if its elects dilutive adjustment" in found["answer"][1]


def test_reprice_where_nothing_is_told() -> None:
    found = data(DIOMED, HOLDER_A, "2005-04-08", "reprice")
    assert found["answer"][0] == "Nothing that moves the price is told to Friday, April 8, 2005."
    assert [r["label"].partition(":")[0] for r in found["figures"][0]["rows"]] == [
        "Stock Split",
        "Subsequent Equity Sale",
        "Pro Rata Distribution",
    ]


# ── amend


def test_amend_says_what_changes_and_whom_it_favours(tmp_path: Path) -> None:
    amended = tmp_path / "amended.tenor"
    original = Path(D2001).read_text("utf-8")
    changed = original.replace('"Applicable Percentage" means 70%', '"Applicable Percentage" means 75%')
    changed = changed.replace('owes Holder $2,000 ("Delivery', 'owes Holder $1,000 ("Delivery')
    assert changed.count("75%") > original.count("75%")
    amended.write_text(changed, "utf-8")
    found = data(D2001, DEMO, "2002-07-10", "amend", "--with", str(amended))
    assert found["answer"][0].startswith("2 provisions differ in words; on the facts told to Wednesday, July 10, 2002 ")
    changes = {x["what"]: x for x in found["changes"]}
    damages = changes["Borrower owes Holder Delivery Damages (Notice of Conversion 1)"]
    assert (damages["before"], damages["after"], damages["favours"]) == ("10000", "5000", "Borrower")  # five days, at 2,000 and at 1,000
    price = changes["Conversion Price"]
    assert (price["before"], price["after"], price["favours"]) == ("0.09492", "0.1017", "Borrower")  # 0.1356 × 70% and × 75%
    assert "70%" in words(found["figures"], "By provision")
    assert "75%" in words(found["figures"], "By provision")


def test_amend_by_nothing(tmp_path: Path) -> None:
    same = tmp_path / "same.tenor"
    same.write_text(Path(D2001).read_text("utf-8"), "utf-8")
    found = data(D2001, DEMO, "2002-07-10", "amend", "--with", str(same))
    assert found["answer"] == ["0 provisions differ in words; on the facts told to Wednesday, July 10, 2002 nothing changes."]


def test_amend_by_another_paper_altogether() -> None:
    result = ask(D2001, DEMO, "2002-07-10", "amend", "--with", LEASE)
    assert result.exit_code == 1
    assert "--with: These are two papers, not two versions of one" in result.output


def test_amend_needs_another_text() -> None:
    result = ask(D2001, DEMO, "2002-07-10", "amend")
    assert result.exit_code == 2
    assert "--with amended.tenor" in result.output


# ── every question, every contract


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q != "amend"])
@pytest.mark.parametrize(
    ("contract", "facts", "on"),
    [
        (D2001, DEMO, "2002-07-10"),
        (D2003, ALPHA, "2004-05-03"),
        (DIOMED, HOLDER_A, "2005-04-08"),
        (str(AMNIS / "purchase-agreement-2003.tenor"), ALPHA, "2004-05-03"),
        (str(AMNIS / "registration-rights-2003.tenor"), ALPHA, "2004-05-03"),
        (LEASE, RENT, "2005-03-18"),
        (NOTE, STORY, "2005-03-18"),
    ],
)
def test_every_question_is_answered_or_says_what_is_lacking(question: str, contract: str, facts: str, on: str) -> None:
    setting = setting_for(contract, facts, on)
    reply = answered(setting, question)
    if isinstance(reply, Stop):
        assert reply.code == 2
        assert reply.message.startswith(f"`{question}` cannot be asked of this contract: ")
        return
    assert reply.sentences
    assert all(x.endswith(".") for x in reply.sentences)
    page = sheet(setting, reply)
    assert page.count("<h1>") == 1
    assert not re.search(r"\b(null|mpq|Unknown|datetime|Row|None)\b", page)  # no word of the program's own
    json.dumps(reply_data(setting, reply))


def answered(setting: Setting, question: str) -> Reply | Stop:
    try:
        return question_of(question)(Asking(setting))
    except Stop as stop:
        return stop


@cache
def setting_for(contract: str, facts: str, on: str) -> Setting:
    return setting_of(contract, Given(facts, on))
