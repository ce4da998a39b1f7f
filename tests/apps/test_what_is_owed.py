"""What `late`, `payoff`, `default` and `convert` say of the same sums: worked by hand, on papers and on the templates."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tenor.apps.cli import cli
from tests.apps.test_questions import ALPHA, AMNIS, D2001, DEMO, DIOMED, HOLDER_A, LIBRARY, ask, data, row, words

P2003 = str(AMNIS / "purchase-agreement-2003.tenor")


def told(folder: Path, facts: str, *lines: str) -> str:
    """The facts of a file before its scenarios, with lines more; the files that it names are found where they are."""
    given = Path(facts)
    text = given.read_text("utf-8").partition("\nscenario")[0]
    for beside in given.parent.glob("*.csv"):
        text = text.replace(f'"{beside.name}"', f'"{beside}"')
    path = folder / given.name
    path.write_text("\n".join([text, *lines, ""]), "utf-8")
    return str(path)


# ── damages for two notices that came late, and one notice more that takes of them

LATE_TWICE = (
    "May 28, 2002, 10:00 am in Los Angeles: Holder gives Notice of Conversion: principal $10,000.",
    "June 5, 2002: Delivery of Shares for Notice of Conversion 2.",
)


@pytest.mark.parametrize(
    ("added", "first", "second", "over"),
    [
        # the first was due May 29 and came June 3: five days at $2,000. The second, of Tuesday, May 28, was due Thursday, May 30 and came
        # June 5: May 31 to June 5 are six days. What a notice takes goes to the first of them, as a payment does.
        ("15,000", "$10,000.00", "$5,000.00", None),
        ("8,000", "$8,000.00", "none", None),
        ("25,000", "$10,000.00", "$12,000.00", "3000"),  # and 3,000 are owed by nobody
    ],
)
def test_one_field_is_not_taken_of_several_sums(tmp_path: Path, added: str, first: str, second: str, over: str | None) -> None:
    notice = f"Notice of Conversion: principal $20,000, delivery damages added ${added}"
    found = data(D2001, told(tmp_path, DEMO, *LATE_TWICE), "2002-07-10", "convert", "--if", notice)
    owed = {x: row(found["tests"], "Owed, and what of it", f"Delivery Damages (Notice of Conversion {x})") for x in (1, 2)}
    assert [owed[1]["value"], owed[2]["value"]] == ["10000", "12000"]
    assert owed[1]["note"] == f"(it takes {first} of it (delivery damages added))"
    assert owed[2]["note"] == f"(it takes {second} of it (delivery damages added))"
    said = " ".join(found["answer"])
    assert f"this one takes {first} of it." in said
    assert f"this one takes {second} of it." in said
    more = [r for b in found["tests"] for r in b["rows"] if r["label"].startswith("delivery damages added: more than is unpaid")]
    assert [r["value"] for r in more] == ([over] if over else [])


# ── damages that are paid


def test_damages_that_are_paid_are_not_late(tmp_path: Path) -> None:
    facts = told(tmp_path, DEMO, 'July 5, 2002: Payment: purpose "damages", amount $10,000.')
    found = data(D2001, facts, "2002-07-10", "late")
    # May 30 to June 3, five days at $2,000: paid in full on July 5
    assert found["late"] == []
    (only,) = found["answer"]
    assert only.startswith("Borrower must deliver the shares to Holder by Wednesday, May 29, 2002 (Notice of Conversion 1): done Monday")
    settled = row(found["figures"], "Settled, and no more owed", "Borrower owes Holder Delivery Damages")
    assert [r["label"] for r in settled["rows"] if r["label"].startswith("paid")] == ["paid Friday, July 5, 2002"]


def test_damages_that_are_paid_in_part(tmp_path: Path) -> None:
    facts = told(tmp_path, DEMO, 'June 5, 2002: Payment: purpose "damages", amount $4,000.')
    found = data(D2001, facts, "2002-07-10", "late")
    # the two days of May, $4,000, were due June 5 and paid; the three of June, $6,000, are due July 5
    assert found["answer"][0] == (
        "Borrower owes Holder $6,000.00 of Delivery Damages (Notice of Conversion 1), $6,000.00 due by Friday, July 5, 2002; "
        "of $10,000.00 in all, the rest being settled."
    )


# ── what is taken as paid


def test_what_is_taken_as_paid_is_not_told() -> None:
    found = data(DIOMED, HOLDER_A, "2005-04-08", "default")
    # the interest of December 31 and of March 31 fell due, and nobody tells of a payment or that there was none
    told_of = {x["section"]: x["told"] for x in found["defaults"]}
    assert told_of["Section 8(a)(i)(B)"] is False
    sections = len(told_of)
    assert f"For {sections} of {sections} provisions nobody has told us anything." in found["answer"]
    assert found["answer"][-1].startswith("2 amounts that fell due are taken as paid when due, no payment being told")
    table = words(found["figures"], "Event of Default: what could be one")
    assert "Late Fee on the facts told; 2 amounts that fell due are taken as paid" in table


# ── payoff


def test_payoff_is_of_whoever_owes(tmp_path: Path) -> None:
    found = data(P2003, told(tmp_path, str(AMNIS / "purchase-agreement-2003.facts")), "2003-12-05", "payoff")
    # Section 4(l): no statement by August 30, 2003: to November 30 three months, 2% and 3% and 3% of $1,000,000, and 5 of 30 days of 3%;
    # no approval by November 30: 5 of 30 days of 2%. Of both the Buyer has 35%: 29,750 + 1,166.67
    assert found["who"] == "Company"
    assert found["payoff"].startswith("30916.66")
    assert found["each_day"].startswith("583.33")  # 1,000,000 × (3% + 2%) / 30 × 35%
    assert found["answer"][0].startswith("Company pays everything off on Friday, December 5, 2003 with $30,916.67…")


def test_payoff_says_what_the_other_side_owes_and_sets_nothing_off(tmp_path: Path) -> None:
    suit = 'December 1, 2003: Suit Decided: prevailing "Company", expenses $5,000.'
    facts = told(tmp_path, str(AMNIS / "purchase-agreement-2003.facts"), suit)
    assert "Buyer owes $5,000.00 under it, and nothing is set off: ask with --about for what Buyer pays." in " ".join(
        data(P2003, facts, "2003-12-05", "payoff", "--about", "Company")["answer"]
    )
    buyer = data(P2003, facts, "2003-12-05", "payoff", "--about", "Buyer")
    assert (buyer["who"], buyer["payoff"]) == ("Buyer", "5000")
    assert any(x.startswith("Company owes $30,916.67… under it") for x in buyer["answer"])


def template(name: str) -> tuple[str, str]:
    return str(LIBRARY / f"{name}.tenor"), str(LIBRARY / f"{name}.facts")


def test_payoff_keeps_what_fell_due_though_its_balance_is_gone() -> None:
    contract, facts = template("floating-rate-note")
    # redeemed on Saturday, December 31, 2005, payable on Tuesday, January 3: 1,000,000 and 1,000,000 × 4.5% × 365/360
    for day in ("2005-12-31", "2006-01-02", "2006-01-04"):
        found = data(contract, facts, day, "payoff")
        assert (found["payoff"], found["each_day"]) == ("1045625", "0"), day
    assert row(found["figures"], "Components", "Redemption Amount")["value"] == "1000000"
    before = data(contract, facts, "2005-12-30", "payoff")
    assert (before["payoff"], before["each_day"]) == ("1045500", "125")  # 364 days; a day is 1,000,000 × 4.5% / 360


def test_what_is_not_due_yet_is_not_counted_twice_and_not_guessed() -> None:
    found = data(*template("amortising-loan"), "2005-07-15", "payoff")
    left = {r["label"]: r.get("value") for b in found["tests"] for r in b["rows"]}
    # 50,000 × 6% × 92/360 to September 30; then 25,000 are repaid, and the interest to December 31 is not that of today's 50,000
    assert left == {
        "Capital Due (Payment Date Sep 30, 2005), due Friday, September 30, 2005, is not due yet": "25000",
        "Capital Due (Payment Date Dec 31, 2005), due Tuesday, January 3, 2006, is not due yet": "25000",
        "Interest Due (Payment Date Sep 30, 2005), due Friday, September 30, 2005, is not due yet; "
        "what has accrued of it is counted in Interest; when due, if nothing more is told": "766.67",
        "Interest Due (Payment Date Dec 31, 2005), due Tuesday, January 3, 2006, is not due yet; "
        "the paper changes Principal before then": None,
    }
    # 25,000 for 75 days, 25,000 for 166, 50,000 for 181: 312.50 + 691.67 + 1,508.33; and 100,000
    assert found["payoff"] == "102512.5"
    stretches = words(found["figures"], "Components")
    assert "$312.50 = $25,000.00 × 6% × 75/360 (Jan 15 to Mar 31, 2005)" in stretches
    assert "$691.67… = $25,000.00 × 6% × 166/360 (Jan 15 to Jun 30, 2005)" in stretches
    assert stretches.count("Rate 6% a year") == 1


def test_where_nobody_owes_under_the_paper_it_is_said_who_owes_under_another() -> None:
    found = data(P2003, ALPHA, "2004-05-05", "payoff")
    assert found["answer"][:3] == [
        "Nobody owes anything under this paper on Wednesday, May 5, 2004, on the facts told.",
        # Section 2(c): two months at 2% of 250,000; and what of Alpha's 350,000 is not converted
        "Under another paper Company owes $10,000.00: Registration Payments (Section 2(c) of Registration Rights Agreement).",
        "Under another paper Borrower owes $250,000.00: Outstanding Principal (Preamble of Debenture).",
    ]


@pytest.mark.parametrize(
    ("name", "lines", "on", "beside"),
    [
        # 1,000,000 and coupons of 22,625 and 23,000, all past due
        ("floating-rate-note", "", "2006-01-04", "0"),
        # four times 25,000, and 1,250 + 1,137.50 + 766.67 + 383.33
        ("amortising-loan", "", "2006-01-10", "0"),
        # 175,000, due April 14, 2006; what stands as paid or due is no debt beside it
        ("earn-out", "March 1, 2006: Buyer gives Accounts: year December 31, 2005, revenue $13,500,000.", "2006-04-17", "0"),
        # the sale pays 1,250,000 for the 500,000 put in, and not 500,000 besides
        (
            "safe",
            "September 1, 2005: Company gives Liquidity Event: price $2 a share, capitalization 10,000,000 shares.",
            "2005-09-02",
            "0",
        ),
        # 4,000 × $5
        (
            "warrant",
            'March 16, 2005, 11:00 am in New York: Holder gives Exercise Notice: quantity 4,000 shares, manner "cash".',
            "2005-03-22",
            "0",
        ),
        # ten days after December 31: 360,000 × 6% × 10/360 = 600, and 640,000 × 0.5% × 10/360 = 88.888…, not due yet
        (
            "revolving-credit",
            "January 25, 2005: Borrower gives Drawing Request: amount $360,000, drawing date February 1, 2005.",
            "2006-01-10",
            "688.89",
        ),
    ],
)
def test_payoff_holds_all_that_is_late(tmp_path: Path, name: str, lines: str, on: str, beside: str) -> None:
    contract, facts = template(name)
    facts = told(tmp_path, facts, lines)
    total = float(data(contract, facts, on, "payoff")["payoff"])
    late: list[dict[str, Any]] = data(contract, facts, on, "late")["late"]
    assert late
    assert total == pytest.approx(sum(float(x["unpaid"]) for x in late) + float(beside), abs=0.01)  # coupons are rounded to the cent


def test_nothing_is_owed_for_money_put_in_until_something_happens() -> None:
    found = data(*template("safe"), "2005-08-02", "payoff")
    assert found["answer"] == ["Nobody owes anything under this paper on Tuesday, August 2, 2005, on the facts told."]
    assert (found["who"], found["payoff"]) == (None, "0")
    assert row(found["figures"], "Balances of it", "Outstanding Amount")["value"] == "500000"
    assert "Company owes Investor Payout for each Liquidity Event: none is told" in words(found["tests"], "What would make")


# ── a paper that calls nothing a default, and a right to buy


def test_a_paper_that_calls_nothing_a_default_says_what_is_unpaid() -> None:
    note = data(*template("floating-rate-note"), "2006-01-04", "default")
    assert note["answer"][0] == "This paper calls nothing a default. On the facts told 3 amounts are past due."
    assert note["answer"][1].startswith("Issuer has not paid Noteholder $1,000,000.00 of Redemption Amount, due Tuesday, January 3, 2006")
    assert note["past_due"] == 3
    before = data(*template("floating-rate-note"), "2005-06-30", "default")  # the first coupon is due that day, and not past it
    assert before["answer"] == ["This paper calls nothing a default. On the facts told no amount is past due."]


EXERCISE = 'March 16, 2005, 11:00 am in New York: Holder gives Exercise Notice: quantity 4,000 shares, manner "cash".'


def test_the_price_of_a_right_to_buy_is_what_it_is_used_at(tmp_path: Path) -> None:
    contract, facts = template("warrant")
    assert data(contract, facts, "2005-03-17", "price")["answer"] == ["Exercise Price on Thursday, March 17, 2005: $5.00 a share."]
    # a notice is used at the price, and does not move it
    still = data(contract, told(tmp_path, facts, EXERCISE), "2005-03-17", "reprice")
    assert still["answer"][0] == "Nothing that moves the price is told to Thursday, March 17, 2005."
    split = data(contract, facts, "2005-06-01", "reprice", "--if", "Share Split: new shares 3, old shares 2")
    moved = {x["what"]: (x["before"], x["after"]) for x in split["changes"]}
    assert moved == {"Exercise Price": ("5", "3.3333333333"), "Shares Left": ("10000", "15000")}  # $5 × 2/3, 10,000 × 3/2


def test_a_window_of_which_no_day_is_known_is_said_to_be_that() -> None:
    contract, facts = template("warrant")
    how = words(data(contract, facts, "2005-03-10", "price", "--about", "Fair Value")["figures"])
    # the file of prices begins on Monday, March 7: of five Trading Days before March 10 only three are known to be any
    assert "undetermined, the average of Closing Prices in the 5 Trading Days before its day" in how
    assert "which days these are is not known; needed: whether Mar 6, 2005 is a Trading Day" in how
    assert " of 0 " not in how


def test_a_right_of_another_kind_is_named_where_nothing_can_be_converted() -> None:
    contract, facts = template("warrant")
    result = ask(contract, facts, "2005-03-17", "convert")
    assert result.exit_code == 2
    assert "Exercise Notice comes to, `tenor run` says with --if 'Exercise Notice: …'" in result.output


def test_the_timeline_lists_what_it_assumes_and_tells_no_payment_that_nobody_told() -> None:
    run = CliRunner().invoke(cli, ["timeline", DIOMED, "--facts", HOLDER_A, "--on", "2005-04-08", "--json"])
    found = json.loads(run.output)
    assert [x["value"] for x in found["assumed"] if x["name"] == "Payments Told"] == ["no"]
    # the interest of December 31 and of March 31 fell due; no payment is told, nor that there was none
    quarters = [(e["on"], e["status"], e["done"], e["note"]) for e in found["entries"] if e["name"] == "Quarterly Interest"]
    silent = ("settled", None, "taken as paid when due, no payment being told")
    assert quarters[:2] == [("2004-12-31", *silent), ("2005-03-31", *silent)]
    page = CliRunner().invoke(cli, ["timeline", DIOMED, "--facts", HOLDER_A, "--on", "2005-04-08"]).output
    assert "Payments Told no" in " ".join(page.partition("Assumed, nothing being told")[2].split())


# ── a paper of covenants, as a desk would first see it


def test_a_duty_of_each_month_shows_how_its_own_day_was_counted() -> None:
    found = data(P2003, ALPHA, "2004-05-05", "deliver")
    # five business days after Monday, June 30, 2003: July 1, 2, 3, 7 and 8, Friday the 4th being a holiday
    list_of_june = row(found["figures"], "Reserve List Deadline, Month End Jun 30, 2003", "Reserve List Deadline Tuesday, July 8, 2003")
    assert list_of_june["rows"][0]["label"].startswith("counted: Tue Jul 1, Wed Jul 2, Thu Jul 3, Mon Jul 7, Tue Jul 8; skipped: Fri Jul 4")
    # what is next comes first: the list of April, five business days after Friday, April 30, 2004
    assert found["answer"][0] == "Company must deliver the reserve list to Buyer by Friday, May 7, 2004 (Month End Apr 30, 2004)."
    assert found["answer"][-1] == "Nothing is told of 15 duties whose day is past, listed below."
    rests = [(r["label"], r["section"], r["note"]) for b in found["tests"] for r in b["rows"]]
    assert len(rests) == len(set(rests))


def test_a_conversion_under_another_paper_does_not_move_the_price() -> None:
    found = data(P2003, ALPHA, "2004-05-05", "reprice")
    # the notice of March 19, 2004 is given at the price of the Debenture
    assert found["answer"][0] == "Nothing that moves the price is told to Wednesday, May 5, 2004."
    assert [r["label"].partition(":")[0] for r in found["figures"][0]["rows"]] == ["Announcement", "Dilutive Issuance"]


def test_the_same_question_has_the_same_words_in_every_process() -> None:
    words = [sys.executable, "-m", "tenor", "ask", P2003, "--facts", ALPHA, "--on", "2004-05-05", "reprice"]
    said = [
        subprocess.run(words, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2", "3")
    ]
    assert said[0] == said[1] == said[2]


@pytest.mark.parametrize(
    ("first", "told_of"), [("", False), ("May 24, 2002: Holder gives Notice of Conversion: principal $1,000.\n" * 2, True)]
)
def test_a_finding_about_a_scenario_is_no_word_of_an_answer(tmp_path: Path, first: str, told_of: bool) -> None:
    twice = "  June 3, 2002: Holder gives Notice of Conversion: principal $5,000.\n" * 2
    facts = tmp_path / "story.facts"
    facts.write_text(f'facts for "debenture-2001.tenor".\n{first}\nscenario "Twice"\n{twice}', "utf-8")
    result = ask(D2001, str(facts), "2002-06-03", "payoff")
    assert result.exit_code == 0
    assert ("story.facts:3:1: should be confirmed" in result.output) is told_of
    assert result.output.count("told twice") == int(told_of)


def test_amend_opens_each_text_once_and_compares_them_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from tenor.apps import sources
    from tenor.apps.questions import amend

    opened, compared = [], []
    open_contract, compare = sources.open_contract, amend.compare
    monkeypatch.setattr(sources, "open_contract", lambda path: opened.append(path) or open_contract(path))
    monkeypatch.setattr(amend, "compare", lambda old, new: compared.append(1) or compare(old, new))
    contract, facts = template("floating-rate-note")
    amended = tmp_path / "amended.tenor"
    amended.write_text(Path(contract).read_text("utf-8").replace("Date + Margin.", "Date + Margin + 1% a year."), "utf-8")
    found = data(contract, facts, "2005-07-15", "amend", "--with", str(amended))
    assert (opened, compared) == ([contract, str(amended)], [1])
    changes = {x["what"]: (x["before"], x["after"], x["favours"]) for x in found["changes"]}
    # 1,000,000 × 5.5% × 181/360 and × 184/360, to the cent; a rate is nobody's gain by itself
    assert changes == {
        "Issuer owes Noteholder Interest Due (Interest Payment Date Jun 30, 2005)": ("22625", "27652.78", "Noteholder"),
        "Issuer owes Noteholder Interest Due (Interest Payment Date Dec 31, 2005)": ("23000", "28111.11", "Noteholder"),
        "Coupon Rate": ("0.045", "0.055", None),
    }


# ── an election that takes a part of a month


def test_what_an_election_leaves_of_a_month_is_due_in_cash(tmp_path: Path) -> None:
    # due August 29; August 30 and 31 are 4,000, September 1 to 9 are 18,000; 1,000 of the first and 3,000 of the second are added. What is
    # left of each is to be paid by the fifth of the month after; October 5, 2002 is a Saturday.
    lines = (
        "August 27, 2002, 2:00 pm in Los Angeles: Holder gives Notice of Conversion: principal $20,000.",
        "September 1, 2002: Holder gives Election to Add: amount $1,000.",
        "September 2, 2002: Holder gives Election to Add: amount $3,000.",
        "September 9, 2002: Delivery of Shares for Notice of Conversion 1.",
    )
    facts = told(tmp_path, str(AMNIS / "debenture-2001.facts"), *lines)
    said = " ".join(data(D2001, facts, "2002-10-10", "late")["answer"])
    assert "$18,000.00 of Delivery Damages" in said
    assert "$3,000.00 due by Thursday, September 5, 2002 and $15,000.00 due by Monday, October 7, 2002" in said
    shown = ask(D2001, facts, "2002-10-10", "late").output
    assert "settled as “principal”: $1,000.00 of it, added to Outstanding Principal, by Election to Add 1" in shown
    assert "Monday, October 7, 2002: $15,000.00 of Delivery Damages for September 2002, cash" in shown
    # on August 30 nothing has accrued that could be added: what accrues afterwards is owed in cash, and the page says so
    early = [lines[0], "August 30, 2002: Holder gives Election to Add: amount $4,000.", lines[3]]
    facts = told(tmp_path, str(AMNIS / "debenture-2001.facts"), *early)
    said = " ".join(data(D2001, facts, "2002-10-10", "late")["answer"])
    assert "$4,000.00 due by Thursday, September 5, 2002" in said


# ── what is owed in full satisfaction of everything


def test_payoff_after_acceleration_is_the_default_amount(tmp_path: Path) -> None:
    # A bankruptcy accelerates by itself. 500,000 + 500,000 × 12% × 287/365 = 547,178.08 stands on October 11, 2002; 130% of it is less than
    # its parity value: 547,178.0822 / 0.0778166… (70% of a third of the lows before October 10), twice for the options, × 0.1163.
    facts = told(tmp_path, str(AMNIS / "debenture-2001.facts"), "October 8, 2002: Bankruptcy.")
    found = data(D2001, facts, "2002-10-11", "payoff")
    assert found["payoff"].startswith("1635557.36")
    assert found["answer"][0] == (
        "Borrower owes Holder $1,635,557.36… of Default Payment in full satisfaction (Article III), on the facts told."
    )
    assert found["answer"][2] == "What it satisfies stands at $547,178.08…; that sum alone pays nothing off."
    readings = words(found["readings"])
    # without the options, half of it: 817,778.68; the readings of the price move it too
    assert "left out the sum $817,778.68…" in readings
    assert "“Trading Price”: low taken" in readings
    other = words(data(D2001, facts, "2002-10-11", "default")["readings"])
    assert "“Options in Parity”: counted taken; with left out Default Payment $817,778.68…" in other
    assert "“Trading Price”: low taken" in other
    # nothing is due so on the facts of the day before: the components, and beside them what the sums would be
    before = data(D2001, facts, "2002-10-07", "payoff")
    assert before["payoff"].startswith("546520.54")  # 500,000 + 60,000 × 283/365


def test_default_interest_says_what_of_the_overdue_amount_was_paid(tmp_path: Path) -> None:
    lines = (
        'Interest Option is "quarterly".',
        'April 1, 2002: Payment: purpose "interest", amount $10,000, period end March 31, 2002.',
    )
    facts = told(tmp_path, str(AMNIS / "debenture-2001.facts"), *lines)
    found = data(D2001, facts, "2002-05-01", "payoff")
    # 60,000 × 93/365 = 15,287.67, of which 10,000 (65.41%) are paid: 5,287.67 × 15% × 30/365 = 65.19
    under = "$65.19… on $15,287.67… at 15%, overdue from Apr 1, 2002, 65.4122…% of it paid on Apr 1, 2002"
    assert under in json.dumps(found["figures"], ensure_ascii=False)
    # of a quarter that has not begun nothing has accrued: what it will come to is not said to be counted
    left = {r["label"]: r.get("value") for b in found["tests"] for r in b["rows"]}
    quarter = "Quarterly Interest (Interest Date Sep 30, 2002), due Monday, September 30, 2002, is not due yet"
    assert left[f"{quarter}; what has accrued of it is counted in Interest; when due, if nothing more is told"].startswith("15123.28")
