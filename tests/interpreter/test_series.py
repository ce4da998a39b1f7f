"""Figures told by day, and accruals at a rate that changes: every figure worked by hand beside its test."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tenor.dsl.check import check
from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Diagnostic, Source
from tenor.interpreter.explain import explain
from tenor.interpreter.facts import Facts, facts_from_text
from tenor.interpreter.facts_json import facts_from_json
from tenor.interpreter.outcome import Answer, ask
from tenor.interpreter.values import Q
from tenor.interpreter.world import world

TEXT = """language 1
contract "A loan", a transcription of "a-loan".
times are in New York.
party Debtor is "The debtor".
party Creditor is "The creditor".

Section 1 "Loan"
  observation "Base" (rate a year).
  observation "Points" (number).
  observation "Grade" (text).
  blank "Day One" (date): October 25, 2004.
  balance "Debt" (USD) opens on Day One at $1,000,000.
  "In" accrues on Debt at Base + 4% a year, actual/360, from Day One, first day in and last day out.
  "Out" accrues on Debt at Base + 4% a year, actual/360, from Day One, first day out and last day in.
  "Thirty" accrues on Debt at Base + 4% a year, 30/360, from Day One, first day in and last day out.
  event "Repayment" by Debtor: sum (USD).
  on each Repayment, Debt decreases by its sum.
  event "Conversion" by Creditor: sum (USD).
  on each Conversion, Debt decreases by its sum with its In.
  event "Lapse" by Debtor: mended (date, when it comes); continues until its mended.
  "Stepped Rate" means 18% a year, if Lapse is continuing, otherwise 12% a year.
  "Stepped" accrues on Debt at Stepped Rate, actual/360, from Day One, first day in and last day out.
  event "Claim" by Creditor: since (date), rate (rate a year).
  for each Claim:
    "Since" means its since.
    "Own" accrues on Debt at its rate, actual/360, from Day One, first day out and last day in.
    "Own So Far" means Own accrued from Day One to November 4, 2004.
  "Late Rate" means the first that applies of (a) 12% a year if Claim has not occurred,
      (b) 18% a year if (the earliest Since for each Claim) is on or before that day, or (c) 12% a year.
  "Looking Back" accrues on Debt at Late Rate, actual/360, from Day One, first day in and last day out.
  "Pay Day" means each December 31 and March 31 from Day One to October 25, 2008.
  for each Pay Day:
    Debtor owes Creditor In accrued from (the last Pay Day before its day or if none Day One) to its day ("Coupons"),
        payable on its day.
  event "Payment" by Debtor: sum (USD), pay day (date).
  each Payment pays Coupons of its pay day.
  Debtor owes Creditor $3,600 ("Fee"), payable on December 29, 2004.
  "Late" accrues on each overdue amount of Fee at Base, actual/360, from its due date to its payment.
"""
RATES = "date,rate\n2004-09-30,2.196\n2004-12-31,2.781\n2005-03-31,3.400\n2005-06-30,3.710\n2006-06-30,5.590\n"


def read(folder: Path, lines: str = 'Base is as in "rates.csv".', rates: str | bytes = RATES) -> tuple[Contract, Facts, list[Diagnostic]]:
    (folder / "rates.csv").write_bytes(rates.encode() if isinstance(rates, str) else rates)
    contract = check(Source("loan.tenor", TEXT))
    assert [d for d in contract.diagnostics if d.code[0] == "T"] == []
    found: list[Diagnostic] = []
    facts, _, _ = facts_from_text(contract, lines, folder / "loan.facts", found, "")
    return contract, facts, found


def asked(folder: Path, question: str, on: date, lines: str = "", rates: str = RATES) -> Answer:
    contract, facts, found = read(folder, 'Base is as in "rates.csv".\n' + lines, rates)
    assert found == []
    return ask(world(contract, facts), question, on)[0]


@pytest.mark.parametrize(
    ("question", "worked"),
    [
        ("Base on September 30, 2004", Q(2196, 100_000)),
        ("Base on December 30, 2004", Q(2196, 100_000)),
        ("Base on December 31, 2004", Q(2781, 100_000)),
        # October 25 to December 30: 67 days at 6.196%
        ("In accrued from October 25, 2004 to December 31, 2004", Q(103783, 9)),
        # and December 31, January 1 and 2 at 6.781%
        ("In accrued from October 25, 2004 to January 3, 2005", Q(103783, 9) + Q(6781, 100_000) * 1_000_000 * 3 / 360),
        # October 26 to December 30: 66 days at 6.196%, and December 31 at 6.781%
        ("Out accrued from October 25, 2004 to December 31, 2004", (Q(6196) * 66 + 6781) * 10 / 360),
        # by months of 30 days: 66 days from October 25 to December 31 at 6.196%, 3 from there to January 3 at 6.781%
        ("Thirty accrued from October 25, 2004 to January 3, 2005", (Q(6196) * 66 + Q(6781) * 3) * 10 / 360),
        ("In accrued and unpaid on $50,000 to January 3, 2005", (Q(103783, 9) + Q(6781) * 30 / 360) / 20),
        ("In accrued on $50,000 from October 25, 2004 to January 3, 2005", (Q(103783, 9) + Q(6781) * 30 / 360) / 20),
        ("In accrued on $50,000 from December 30, 2004 to January 2, 2005", (Q(6196) + 2 * Q(6781)) * 10 / 360 / 20),
        ("In accrued and unpaid to January 3, 2005", Q(103783, 9) + Q(6781) * 30 / 360),
        # nothing accrues before the first day, so that no rate is needed
        ("In accrued from September 1, 2004 to October 26, 2004", Q(6196) * 10 / 360),
        ("In accrued from October 26, 2004 to October 26, 2004", Q(0)),
    ],
)
def test_each_day_bears_its_rate(tmp_path: Path, question: str, worked: Q) -> None:
    assert asked(tmp_path, question, date(2005, 1, 3)).value == worked


@pytest.mark.parametrize(
    ("question", "on", "worked"),
    [
        # 92 days at 7.71%; on January 3 nobody knows the figure of June 30, nor on June 29: the last one told is 2.781%, then 3.4%
        ("In accrued from June 30, 2005 to September 30, 2005", date(2005, 9, 30), Q(7710) * 10 * 92 / 360),
        ("In accrued from June 30, 2005 to September 30, 2005", date(2005, 1, 3), Q(6781) * 10 * 92 / 360),
        ("In accrued from June 30, 2005 to September 30, 2005", date(2005, 6, 29), Q(7400) * 10 * 92 / 360),
        ("In accrued from June 30, 2005 to September 30, 2005", date(2005, 6, 30), Q(7710) * 10 * 92 / 360),
        # March 30 at 6.781%, March 31 at 7.4% as soon as its figure is there
        ("In accrued from March 30, 2005 to April 1, 2005", date(2005, 3, 30), Q(6781) * 2 * 10 / 360),
        ("In accrued from March 30, 2005 to April 1, 2005", date(2005, 3, 31), (Q(6781) + Q(7400)) * 10 / 360),
        # a later day that is asked about outright has its figures
        ("Base on March 31, 2005", date(2005, 1, 3), Q(3400, 100_000)),
        ("(In accrued from March 30, 2005 to April 1, 2005) on April 1, 2005", date(2005, 1, 3), (Q(6781) + Q(7400)) * 10 / 360),
        ("Base", date(2005, 3, 30), Q(2781, 100_000)),
        ("Base", date(2005, 3, 31), Q(3400, 100_000)),
    ],
)
def test_figures_of_days_to_come_are_not_told_yet(tmp_path: Path, question: str, on: date, worked: Q) -> None:
    assert asked(tmp_path, question, on).value == worked


def test_one_question_does_not_see_what_another_of_a_later_day_saw(tmp_path: Path) -> None:
    """Asked in either order, of one world: 92 days at 6.781% before the figure of June 30 is there, at 7.71% after."""
    contract, facts, _ = read(tmp_path)
    for order in ((date(2005, 1, 3), date(2005, 9, 30)), (date(2005, 9, 30), date(2005, 1, 3))):
        w, found = world(contract, facts), {}
        for day in order:
            found[day] = ask(w, "In accrued from June 30, 2005 to September 30, 2005", day)[0].value
        assert found == {date(2005, 1, 3): Q(6781) * 10 * 92 / 360, date(2005, 9, 30): Q(7710) * 10 * 92 / 360}


def test_what_was_known_on_a_day_has_the_figures_of_that_day(tmp_path: Path) -> None:
    """On March 30 the figure of March 31 was not known, whatever day is asked about; a value told beforehand of a later day was."""
    contract, facts, _ = read(tmp_path)
    assert ask(world(contract, facts, known=date(2005, 3, 30)), "Base", date(2005, 4, 8))[0].value == Q(2781, 100_000)
    _, before, _ = read(tmp_path, "Base is 5% a year from April 1, 2005, told March 1, 2005.\nBase is 3% a year from January 1, 2005.")
    assert ask(world(contract, before), "Base on April 2, 2005", date(2005, 3, 15))[0].value == Q(5, 100)


@pytest.mark.parametrize(
    ("name", "worked"),
    [
        # with the first day in, December 31 to January 9 on $1,000,000, January 10 and 11 on $900,000
        ("In", (Q(6781) * 10 * 10 + Q(6781) * 9 * 2) / 360),
        # with the first day out, January 1 to 10 on $1,000,000, January 11 and 12 on $900,000
        ("Out", (Q(6781) * 10 * 10 + Q(6781) * 9 * 2) / 360),
    ],
)
def test_a_change_of_the_balance_counts_from_its_value_date(tmp_path: Path, name: str, worked: Q) -> None:
    told = "January 10, 2005: Repayment: sum $100,000."
    answer = asked(tmp_path, f"{name} accrued from December 31, 2004 to January 12, 2005", date(2005, 1, 12), told)
    assert answer.value == worked
    # one day of it: the day itself with the first day in, the day after with the first day out
    assert asked(tmp_path, f"{name} accrued from January 10, 2005 to January 11, 2005", date(2005, 1, 12), told).value == Q(6781) * 9 / 360


def test_what_leaves_takes_along_what_accrued_on_it_and_nothing_else(tmp_path: Path) -> None:
    told = "January 10, 2005: Conversion: sum $100,000."
    # In left with what was converted: all the days on $900,000; Out stayed: January 1 to 10 on $1,000,000, January 11 and 12 on $900,000
    left = asked(tmp_path, "In accrued from December 31, 2004 to January 12, 2005", date(2005, 1, 12), told)
    stayed = asked(tmp_path, "Out accrued from December 31, 2004 to January 12, 2005", date(2005, 1, 12), told)
    assert (left.value, stayed.value) == (Q(6781) * 9 * 12 / 360, (Q(6781) * 10 * 10 + Q(6781) * 9 * 2) / 360)


def test_what_was_paid_is_taken_off_at_the_rates_of_its_days(tmp_path: Path) -> None:
    told = "January 4, 2005: Payment: sum $11,531.45, pay day December 31, 2004."
    assert asked(tmp_path, "In", date(2005, 1, 10), told).value == Q(6781) * 10 * 10 / 360 + Q(0)


def test_what_is_overdue_bears_the_rate_of_each_day(tmp_path: Path) -> None:
    # due December 29: December 30 at 2.196%, December 31 and January 1 at 2.781%, on $3,600
    assert asked(tmp_path, "Late", date(2005, 1, 1)).value == Q(3600) * (Q(2196) + 2 * Q(2781)) / 100_000 / 360


def test_a_rate_that_rests_on_what_happened_is_the_rate_of_each_day(tmp_path: Path) -> None:
    told = "November 1, 2004: Lapse: mended November 11, 2004."
    # October 25 to 31 at 12%, November 1 to 10 at 18%, November 11 to 14 at 12%
    answer = asked(tmp_path, "Stepped accrued from October 25, 2004 to November 15, 2004", date(2004, 12, 1), told)
    assert answer.value == (Q(7) * 12 + Q(10) * 18 + Q(4) * 12) * 10_000 / 360
    # asked while it lapses, nobody knows when it ends: a day to come bears the rate as it stands
    early = asked(tmp_path, "Stepped accrued from October 25, 2004 to November 3, 2004", date(2004, 11, 2), told)
    assert early.value == (Q(7) * 12 + Q(2) * 18) * 10_000 / 360


def test_a_rate_may_rest_on_what_is_overdue_of_the_accrual_itself() -> None:
    text = (
        'language 1\ncontract "A loan", a transcription of "a-loan".\ntimes are in New York.\n'
        'party Debtor is "D".\nparty Creditor is "C".\n'
        'Section 1 "Loan"\n  balance "Debt" (USD) opens on June 1, 2004 at $36,000.\n  event "Default" by Debtor.\n'
        '  "Pay Day" means each June 15 from June 1, 2004 to December 31, 2004.\n'
        "  for each Pay Day:\n"
        '    Debtor owes Creditor Interest accrued from June 1, 2004 to its day ("Coupon"), payable on its day.\n'
        "  each overdue amount of Coupon is a Default.\n"
        '  "Rate" means 20% a year, if Default has occurred, otherwise 10% a year.\n'
        '  "Interest" accrues on Debt at Rate, actual/360, from June 1, 2004, first day in and last day out.\n'
    )
    w = world(check(Source("loan.tenor", text)), Facts())
    # $10 a day at 10%, from June 1 to June 15; the coupon is overdue from June 16 on, and each day bears $20
    for on in (date(2004, 7, 15), date(2004, 12, 1), date(2004, 6, 16)):
        answer = ask(w, "Interest accrued from June 1, 2004 to July 15, 2004", on)[0]
        assert answer is not None
        assert answer.value == 15 * 10 + 29 * 20


def test_a_rate_that_says_that_day_looks_back_from_the_question(tmp_path: Path) -> None:
    told = "December 1, 2004: Claim: since November 1, 2004, rate 9% a year."
    question = "Looking Back accrued from October 25, 2004 to November 5, 2004"
    # until it is claimed, 11 days at 12%; then October 25 to 31 at 12%, November 1 to 4 at 18%
    assert asked(tmp_path, question, date(2004, 11, 30), told).value == Q(11) * 12 * 10_000 / 360
    assert asked(tmp_path, question, date(2004, 12, 1), told).value == (Q(7) * 12 + Q(4) * 18) * 10_000 / 360


def test_an_accrual_of_an_occurrence_bears_its_rate(tmp_path: Path) -> None:
    told = "December 1, 2004: Claim: since November 1, 2004, rate 9% a year."
    contract, facts, _ = read(tmp_path, told)
    w = world(contract, facts)
    assert ask(w, "Own So Far", date(2004, 12, 2), of=1)[0].value == Q(10) * 9 * 10_000 / 360
    nobody = ask(w, "Own accrued from October 25, 2004 to November 4, 2004", date(2004, 12, 2))[0]
    assert (nobody.status, nobody.needs[0].words) == ("undetermined", "the rate of a Claim made on 2004-12-02")


def test_before_the_first_figure_it_is_not_known(tmp_path: Path) -> None:
    answer = asked(tmp_path, "Base on September 29, 2004", date(2005, 1, 3))
    assert (answer.status, [n.words for n in answer.needs]) == ("undetermined", ["Base on 2004-09-29"])
    late = "date,rate\n2004-10-27,2\n"
    answer = asked(tmp_path, "In accrued from October 25, 2004 to October 28, 2004", date(2005, 1, 3), "", late)
    assert (answer.status, [n.words for n in answer.needs]) == ("undetermined", ["Base on 2004-10-25"])
    assert asked(tmp_path, "In accrued from October 27, 2004 to October 28, 2004", date(2005, 1, 3), "", late).status == "determined"


def test_an_empty_cell_tells_nothing(tmp_path: Path) -> None:
    contract, facts, found = read(tmp_path, rates="date,rate\n2004-09-30,2\n2004-12-31,\n")
    assert [d.code for d in found] == ["T545"]
    assert ask(world(contract, facts), "Base", date(2005, 1, 3))[0].value == Q(2, 100)


def test_the_reasons_show_the_stretches_of_one_rate(tmp_path: Path) -> None:
    contract, facts, _ = read(tmp_path)
    w = world(contract, facts)
    lines = explain(ask(w, "In accrued from October 25, 2004 to January 3, 2005", date(2005, 1, 3))[0], world=w)
    # 1,000,000 × 0.06196 × 67/360 = 11,531.444…, 1,000,000 × 0.06781 × 3/360 = 565.083…
    assert "$11,531.44… = $1,000,000.00 × 6.196% × 67/360 (Oct 25 to Dec 31, 2004)" in lines
    assert "$565.08… = $1,000,000.00 × 6.781% × 3/360 (Dec 31, 2004 to Jan 3, 2005)" in lines
    assert "6.781% a year = Base 2.781% a year + 4% a year" in lines
    assert "Base 2.781% a year (told from Dec 31, 2004 (rates.csv))" in lines


# ── files that are wrong


@pytest.mark.parametrize(
    ("rates", "findings"),
    [
        ("date,rate\n2004-09-31,2\n", [("T537", "2:1", "2004-09-31")]),
        ("date,rate\n2004-09-30,two\n", [("T538", "2:12", "two")]),
        ("date,rate\n2004-09-30,2%\n", [("T538", "2:12", "2%")]),
        ("date,rate\n2004-09-30,-2\n", [("T539", "2:12", "-2")]),
        ("date,rate\n2004-09-30,2,3\n", [("T546", "2:1", "2004-09-30,2,3")]),
        ("date,rate\n2004-09-30,2\n2004-09-30,3\n", [("T542", "3:1", "2004-09-30,3")]),
        ("date,rate\n2004-09-30,2\n2004-09-30,2\n", [("T541", "3:1", "2004-09-30,2")]),
        ("date,rate\n2004-12-31,2\n2004-09-30,3\n", [("T543", "3:1", "2004-09-30,3")]),
        ("2004-09-30,2\n", [("T534", "1:1", "2004-09-30,2")]),
        ("date\n2004-09-30\n", [("T534", "1:1", "date")]),
        ("day,rate\n2004-09-30,2\n", [("T535", "1:5", "rate"), ("T534", "1:1", "day,rate")]),
        ("date;rate\n2004-09-30;2\n", [("T535", "1:1", "date;rate"), ("T534", "1:1", "date;rate")]),
        ("date,bid,ask\n2004-09-30,2,3\n", [("T535", "1:10", "ask")]),
        ("date,rate,rate\n2004-09-30,2,3\n", [("T536", "1:11", "rate")]),
        ("", [("T533", "1:1", "")]),
        ("date,rate\n", [("T533", "1:1", "date,rate")]),
        ("date,rate\n2004-09-30,2\n".encode("utf-16"), [("T531", "1:1", "")]),
        (b"date,r\xe4te\n2004-09-30,2\n", [("T531", "1:7", "\xe4")]),
        (b"date,rate\n2004-09-30,2\x00\n", [("T532", "2:13", "\x00")]),
    ],
)
def test_a_file_that_is_wrong_says_where(tmp_path: Path, rates: str | bytes, findings: list[tuple[str, str, str]]) -> None:
    _, facts, found = read(tmp_path, rates=rates)
    places = [(d.code, d.span.where.rpartition("rates.csv:")[2] if d.span else "", d.span.text if d.span else "") for d in found]
    assert sorted(places) == sorted(findings)
    read_all_the_same = {d.code for d in found} <= {"T541", "T543"}
    assert ("Base" in facts.figures) is read_all_the_same is bool(facts.told.get("Base"))


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ('Base is as in "rates.csv".\nBase is as in "rates.csv".', "T508"),
        ('Base is 2.2% a year from September 30, 2004.\nBase is as in "rates.csv".', "T513"),
        ('Base is as in "rates.csv".\nBase is 2.2% a year from September 30, 2004.', "T513"),
        ('Day One is as in "rates.csv".', "T512"),
        ('In is as in "rates.csv".', "T512"),
        ('Grade is as in "rates.csv".', "T506"),
        ('Basis is as in "rates.csv".', "T511"),
        ('Base is as in "no-rates.csv".', "T530"),
    ],
)
def test_what_cannot_be_told_by_a_file_is_reported(tmp_path: Path, lines: str, code: str) -> None:
    assert [d.code for d in read(tmp_path, lines)[2]] == [code]


def test_a_line_beside_the_file_tells_a_day_more(tmp_path: Path) -> None:
    answer = asked(tmp_path, "Base", date(2005, 2, 2), "Base is 9% a year from February 1, 2005.")
    assert answer.value == Q(9, 100)


def test_a_scenario_goes_on_from_the_file_above_it(tmp_path: Path) -> None:
    (tmp_path / "rates.csv").write_text(RATES, "utf-8")
    contract = check(Source("loan.tenor", TEXT))
    story = 'Base is as in "rates.csv".\nscenario "More"\n  Base is 9% a year from February 1, 2005.\n  on February 2, 2005\n'
    found: list[Diagnostic] = []
    facts, scenarios, _ = facts_from_text(contract, story, tmp_path / "loan.facts", found, "")
    assert found == []
    assert [len(f.told["Base"]) for f in (facts, scenarios[0].facts)] == [5, 6]
    assert scenarios[0].facts.figures["Base"].source == "rates.csv"


# ── in JSON


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ("rates.csv", []),
        ({"file": "rates.csv"}, []),
        ({"rows": [{"date": "2004-09-30", "rate": "2.196"}]}, []),
        ({"rows": [{"date": "2004-09-30", "rate": "much"}]}, ["T538"]),
        ({"rows": "rates.csv"}, ["T520"]),
        ({"file": "rates.csv", "complete": True}, ["T520"]),
        (["rates.csv"], ["T520"]),
        ({"file": "no.csv"}, ["T530"]),
    ],
)
def test_the_same_in_json(tmp_path: Path, told: Any, codes: list[str]) -> None:
    (tmp_path / "rates.csv").write_text(RATES, "utf-8")
    contract = check(Source("loan.tenor", TEXT))
    facts, _, found = facts_from_json(contract, json.dumps({"series": {"Base": told}}), tmp_path / "facts.json")
    assert [d.code for d in found] == codes
    if not codes:
        assert ask(world(contract, facts), "Base", date(2004, 12, 1))[0].value == Q(2196, 100_000)
