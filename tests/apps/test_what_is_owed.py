"""What `late`, `payoff`, `default` and `convert` say of the same sums: worked by hand, on papers and on the templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.apps.test_questions import AMNIS, D2001, DEMO, DIOMED, HOLDER_A, LIBRARY, data, row, words

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
