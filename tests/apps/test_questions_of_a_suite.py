"""The questions put to a paper of a suite: what its other papers ask for, owe and leave late is told with it, worked by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tenor.apps.cli import cli
from tests.apps.test_questions import ALPHA, AMNIS, D2001, D2003, DEMO, HOLDER_A, LEASE, RENT, data, row, words
from tests.apps.test_questions import DIOMED as DIOMED_NOTE

ON = "2004-05-05"


def told(folder: Path, *lines: str, facts: str = ALPHA) -> str:
    """The facts of one holder, Alpha's where no other is said, with lines more."""
    ledger = Path(facts).parent / "ledger.facts"
    begin = Path(facts).read_text("utf-8").partition("\nscenario")[0].replace('"ledger.facts"', f'"{ledger}"')
    path = folder / "told.facts"
    path.write_text("\n".join([begin, *(f"  {x}" for x in lines), ""]), "utf-8")
    return str(path)


# ── reserve


def test_reserve_measures_by_the_covenant_and_not_by_what_a_condition_asks(tmp_path: Path) -> None:
    found = data(D2003, told(tmp_path, "Reserved Shares is 154,000,000 shares from May 5, 2004."), ON, "reserve")
    # the price: 65% of (0.01897 + 0.01899 + 0.01919) / 3 = 0.0123825.
    # Section 1.3: 2 × (264,219.18 ÷ 250/900) / 0.0123825 = 153,634,410.03;
    # Section 4(h): 2 × (900,000 / 0.0123825 + 5,000,000 of the Warrants) = 155,366,444.58, 1,366,444.58 above 154,000,000
    first, second = found["kept"]
    assert (first["section"], first["state"]) == ("Section 1.3", "not kept")
    assert float(first["needed"]) == pytest.approx(155_366_444.579, abs=0.001)
    assert found["answer"][0].startswith("NOT KEPT on Wednesday, May 5, 2004: Borrower must see to it that Reserved Shares is at least")
    assert found["answer"][0].endswith(": 1,366,444.579043… shares short.")
    # the reserve of the other paper is a count of its own, and nobody tells it
    assert (second["section"], second["state"]) == ("Section 4(h) of Purchase Agreement", "undetermined")
    assert not any(x.startswith("Enough") for x in found["answer"])
    measure = words(found["figures"], "The measure")
    assert "2 × Shares to Be Covered as if Pricing Date were the day asked" in measure
    assert "(ii) taken: Reserved Amount of Purchase Agreement 155,366,444.579043… shares" in measure


def test_reserve_that_is_kept(tmp_path: Path) -> None:
    both = [f"{x} is 156,000,000 shares from May 5, 2004." for x in ("Reserved Shares", "Authorized and Reserved Shares")]
    found = data(D2003, told(tmp_path, *both), ON, "reserve")
    assert [x["state"] for x in found["kept"]] == ["kept", "kept"]
    assert found["answer"][0].startswith("Kept on Wednesday, May 5, 2004: ")
    assert found["answer"][0].endswith("; 633,555.420957… shares more than that.")  # 156,000,000 less 155,366,444.579


def test_reserve_that_is_defined_in_words_of_its_own(tmp_path: Path) -> None:
    found = data(
        DIOMED_NOTE, told(tmp_path, "Shares Reserved is 262,000 shares from April 8, 2005.", facts=HOLDER_A), "2005-04-08", "reserve"
    )
    # Section 4(d)(vi): (600,000 + 600,000 × 7.4% × 8/360) / 2.29 = 600,986.67 / 2.29 = 262,439.59, with LIBOR at 3.4% from March 31
    assert found["answer"][0].startswith(
        "NOT KEPT on Friday, April 8, 2005: Company must see to it that Reserve Suffices (Section 4(d)(vi))."
    )
    assert found["answer"][0].endswith(": 439.592431… shares short.")


# ── payoff


def test_payoff_lists_beside_the_total_what_other_papers_make_the_same_party_owe(tmp_path: Path) -> None:
    found = data(D2003, told(tmp_path, "Shares Available is 20,000,000 shares from March 19, 2004."), ON, "payoff")
    # 250,000 + 250,000 × 12% × 173/365 = 264,219.178
    assert found["payoff"].startswith("264219.178")
    # Section 2(c): from February 29 to April 29 two months, each 2% of 250,000
    assert found["other_papers"] == [
        {"what": "Registration Payments", "section": "Section 2(c) of Registration Rights Agreement", "amount": "10000"}
    ]
    assert found["answer"][-1] == (
        "Beside it $10,000.00 is owed under another paper: Registration Payments (Section 2(c) of Registration Rights Agreement)."
    )
    both = row(found["figures"], "Owed by the same party under other papers", "with the total above")
    assert both["value"].startswith("274219.178")


def test_payoff_of_a_paper_alone_says_nothing_of_others() -> None:
    found = data(D2001, DEMO, "2002-07-10", "payoff")
    assert found["other_papers"] == []
    assert not words(found["figures"], "Owed by the same party")


# ── convert


def test_convert_says_what_is_owed_that_the_notice_leaves_out() -> None:
    found = data(D2003, ALPHA, ON, "convert", "--amount", "100,000")
    # Section 4.9 has amounts under Section 2(c) converted before principal: 10,000 are owed on the 250,000 outstanding before this notice
    said = " ".join(found["answer"])
    assert "$10,000.00 of Registration Payments is unpaid (Section 2(c) of Registration Rights Agreement)" in said
    assert "this one takes none of it." in said
    assert "What Section 4.9 says of such amounts is recorded and not run: it stands below." in said
    recorded = row(found["tests"], "Owed, and what of it", "recorded, and not run")
    assert recorded["section"] == "Section 4.9"


def test_convert_says_how_much_of_what_is_owed_the_notice_takes() -> None:
    notice = "Notice of Conversion: principal $100,000, registration damages added $4,000"
    found = data(D2003, ALPHA, ON, "convert", "--if", notice)
    assert "$10,000.00 of Registration Payments is unpaid" in " ".join(found["answer"])
    assert "this one takes $4,000.00 of it." in " ".join(found["answer"])


def test_a_limit_that_the_paper_lifts_is_not_said_to_be_passed() -> None:
    found = data(D2003, ALPHA, ON, "convert")
    # Section 1.3 has a test for a notice that takes up an excess; this one takes up none
    lifted = row(found["tests"], "Limits", "Excess Authorized")
    assert lifted["label"] == "Excess Authorized: does not apply here"
    assert lifted["rows"][0]["label"] == "not (its excess of is told): yes"


# ── late


def timeline(contract: str, facts: str, on: str) -> dict[str, Any]:
    result = CliRunner().invoke(cli, ["timeline", contract, "--facts", facts, "--on", on, "--json"])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


@pytest.mark.parametrize(
    ("contract", "facts", "on"),
    [
        (D2003, ALPHA, ON),
        (D2001, DEMO, "2002-07-10"),
        (DIOMED_NOTE, "", "2005-04-08"),
        (str(AMNIS / "registration-rights-2003.tenor"), ALPHA, ON),
    ],
)
def test_late_and_the_timeline_agree(contract: str, facts: str, on: str, tmp_path: Path) -> None:
    """Both speak of the same duties past their day, of every paper of the suite, and of the same amounts."""
    facts = facts or told(tmp_path, "Payments Told is yes.", facts=HOLDER_A)
    found, dates = data(contract, facts, on, "late"), timeline(contract, facts, on)["entries"]
    named = {"done late": "performed late"}
    passed = [e for e in dates if e["kind"] == "duty" and e["status"] in {"late", "not told", "done late"}]
    by_timeline = sorted((e["section"], e["on"], named.get(e["status"], e["status"]), e["days_late"], e["of"] or "") for e in passed)
    by_late = sorted((x["section"], x["due"], x["status"], x["days_late"], x["of"] or "") for x in found["acts"])
    assert by_late == by_timeline
    unpaid = {(e["name"], e["of"]) for e in dates if e["kind"] == "claim" and e["status"] == "late"}
    assert unpaid <= {(x["claim"], x["of"]) for x in found["late"]}
    assert passed or unpaid  # something is late in each of them


def test_late_tells_of_the_duties_of_the_other_papers() -> None:
    found = data(D2003, ALPHA, ON, "late")
    due = {(x["act"], x["of"]): (x["due"], x["status"], x["days_late"]) for x in found["acts"]}
    # effective on Thursday, April 29, 2004: two Business Days, April 30 and May 3 (Section 3(c)); three, to May 4 (Section 3(o))
    assert due["furnish copies of the prospectus", "Registration Effective 1"] == ("2004-05-03", "late", 2)
    assert due["deliver instruction and opinion", "Registration Effective 1"] == ("2004-05-04", "late", 1)
    # Section 3(a): December 1, 2003 and 90 days are February 29, 2004; to April 29: 1 + 31 - 2 + 30 = 60 days
    assert due["have the registration statement declared effective", None] == ("2004-02-29", "performed late", 60)
    # of these nobody tells a word. On the Closing Date, Friday, May 9, 2003: Sections 4(b) and 4(o); one business day after it 4(q), two
    # 4(c); the day of effectiveness, April 29, 2004: Section 3(n) of the other paper. And Section 4(h): five business days after the end of
    # each month, July 4, Labor Day and New Year's Day being none; the list of April 2004 is due on Friday, May 7, and not yet
    lists = "2003-06-06 2003-07-08 2003-08-07 2003-09-08 2003-10-07 2003-11-07 2003-12-05 2004-01-08 2004-02-06 2004-03-05 2004-04-07"
    silent = [("deliver the reserve list", day) for day in lists.split()]
    silent += [("qualify the Securities under state law and show it", "2003-05-09"), ("give contact information", "2003-05-09")]
    silent += [("disclose the transaction", "2003-05-12"), ("issue a press release on the transaction", "2003-05-13")]
    silent += [("appoint a transfer agent", "2004-04-29")]
    assert sorted((x["act"], x["due"]) for x in found["acts"] if x["status"] == "not told") == sorted(silent)
    assert found["answer"][-1] == "Nothing is told of 16 duties whose day is past, listed below."  # eleven lists, and five
    assert found["answer"][0] == "Company of Purchase Agreement owes Investor $10,000.00 of Registration Payments."


def test_the_timeline_does_not_call_late_what_nothing_is_told_of(tmp_path: Path) -> None:
    def release(facts: str) -> tuple[str, int]:
        entries = timeline(D2003, facts, ON)["entries"]
        found = [e for e in entries if e["kind"] == "duty" and "press release" in e["what"]]
        assert len(found) == 1
        return found[0]["status"], found[0]["days_late"]

    assert release(ALPHA) == ("not told", 358)  # May 13, 2003 to May 5, 2004: 366 - 8 days, 2004 having 29 in February
    assert release(told(tmp_path, "everything is told to May 5, 2004.")) == ("late", 358)


def test_late_says_that_a_limit_cut_the_notice_back(tmp_path: Path) -> None:
    facts = tmp_path / "cut.facts"
    demo = Path(DEMO).read_text("utf-8").replace('"amns-2001.csv"', f'"{AMNIS / "amns-2001.csv"}"')
    more = "  June 3, 2002, 10:00 am in Los Angeles: Holder gives Notice of Conversion: principal $100,000.\n"
    facts.write_text(f"{demo}{more}  June 14, 2002: Delivery of Shares for Notice of Conversion 2.\n", "utf-8")
    found = data(D2001, str(facts), "2002-07-10", "late")
    # 4.9% of the shares after the issue are 638,021.065 × 0.1105533 / 1.0516164: $67,073.27 (Section 1.1(a))
    assert (
        "Notice of Conversion 2 is cut back to $67,073.27… of the $100,000.00 asked: the rest exceeds Ownership Limit (Section 1.1(a))."
        in found["answer"]
    )
    assert not any("Notice of Conversion 1 is cut back" in x for x in found["answer"])


def test_late_has_the_fee_that_runs_on_what_is_overdue(tmp_path: Path) -> None:
    found = data(DIOMED_NOTE, told(tmp_path, "Payments Told is yes.", facts=HOLDER_A), "2005-04-08", "late")
    owed = {(x["claim"], x["of"]): x["amount"] for x in found["late"]}
    # Section 2(d): 18% a year. 600,000 × 6.196% × 67/360 = 6,918.8667, due December 31, 2004: 31 + 28 + 31 + 8 = 98 days after it
    assert float(owed["Late Fee", "Interest Date 2004-12-31"]) == pytest.approx(6_918.8667 * 0.18 * 98 / 360, abs=0.001)
    # and 10,171.50, due March 31, 2005: 8 days
    assert float(owed["Late Fee", "Interest Date 2005-03-31"]) == pytest.approx(10_171.50 * 0.18 * 8 / 360, abs=0.001)
    assert found["answer"][0].startswith("Company owes Holder $339.02… of Late Fee (Interest Date Dec 31, 2004)")
    # with the day on which it is due 99 days and 9: 342.48 and 45.77
    day_due = "with day due Late Fee of Interest Date Dec 31, 2004 $342.48… and Late Fee of Interest Date Mar 31, 2005 $45.77…"
    assert day_due in words(found["readings"])


# ── default


def test_a_default_that_ended_stands_in_the_first_line() -> None:
    found = data(D2003, ALPHA, ON, "default")
    # Section 3.3: no effectiveness by March 15, 2004; it came on April 29
    assert found["answer"][0] == (
        "No Event of Default continues on the facts told; 1 has ended: Event of Default under Section 3.3 (Registration Filed 1) "
        "since Mar 15, 2004, ended Apr 29, 2004."
    )
    assert [(x["since"], x["ended"]) for x in found["ended"]] == [("2004-03-15", "2004-04-29")]


def test_what_was_kept_from_being_a_default_is_said_too() -> None:
    answer = data(LEASE, RENT, "2005-03-18", "default")["answer"]
    # the rent of March 1 was paid on the 4th; the neglect warned of on March 7 was mended on the 16th, within ten days
    assert answer[0].startswith("No Default continues on the facts told; 1 has ended: Default under Section 4 (Rent of Rent Day Mar 1")
    assert answer[1] == "Kept from becoming one in time: Neglect 1 (its day was Mar 17, 2005)."


def test_a_default_payment_that_is_not_due_has_no_amount() -> None:
    found = words(data(D2001, DEMO, "2002-07-10", "default")["tests"], "What it sets off")
    # Article III: by a notice of the majority in some cases, at once in others; either brings it
    waiting = "it waits for the day of an Automatic Default or the day of an Effective Default Notice"
    assert f"Borrower owes Holder Default Payment in full satisfaction: not owed so far; {waiting}" in found
    assert "$0.00" not in found


def test_a_late_delivery_that_is_told_is_told_of_the_default_that_it_may_be() -> None:
    found = data(D2001, DEMO, "2002-07-10", "default")
    # due Wednesday, May 29, 2002, two business days after Friday, May 24, over Memorial Day; done on June 3
    failure = row(found["figures"], "Event of Default: what could be one", "Failure to Issue")
    assert failure["label"] == "Failure to Issue: no Failure to Issue is told; 1 act past the day for it may bear on that"
    assert failure["rows"][0]["label"].endswith(
        "by Wednesday, May 29, 2002 (Notice of Conversion 1): done Monday, June 3, 2002, 5 days late."
    )
    assert "For 10 of 11 provisions nobody has told us anything." in found["answer"]
    before = data(D2001, DEMO, "2002-05-28", "default")
    assert "For 11 of 11 provisions nobody has told us anything." in before["answer"]


def test_several_defaults_are_counted_in_the_plural_of_the_paper() -> None:
    found = data(D2001, DEMO, "2002-07-10", "default", "--reading", "Silence on Interest=quarterly")
    # then the interest to March 31 and to June 30, 2002 is overdue, due on Mondays, April 1 and July 1
    assert found["answer"][0].startswith("On the facts told there are 2 Events of Default: ")
