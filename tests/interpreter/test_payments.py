"""What a payment counts for, when a claim is discharged, and what may be found out in any order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import pytest

from tenor.dsl.exact import Q
from tests.worlds import HEAD, told, value

# ── the claims that payments count for, where there are several of a name

LOANS = (
    HEAD
    + """Section 1 "Fees"
  event "Loan" from Payee to Maker: fee (USD).
  event "Fee Payment" by Maker: amount (USD).
  for each Loan:
    Maker owes Payee its fee ("Fee"), payable on 30 calendar days after its day, taken as paid when due if yes.
  each Fee Payment pays Fee.
"""
)
THREE_LOANS = """January 1, 2005: Payee gives Loan: fee $10.
January 15, 2005: Payee gives Loan: fee $20.
February 5, 2005: Payee gives Loan: fee $40.
"""
"""Their fees are due on January 31, February 14 and March 7."""


@pytest.mark.parametrize(
    ("payment", "on", "unpaid"),
    [
        ("", date(2005, 3, 7), 40),  # the third falls due on this day, which is not over
        ("", date(2005, 6, 1), 0),  # all three are taken as paid
        ("January 20, 2005: Maker gives Fee Payment: amount $10.", date(2005, 6, 1), 0),  # the first is paid, the others taken as paid
        ("January 20, 2005: Maker gives Fee Payment: amount $4.", date(2005, 6, 1), 6),  # 6 of the first: of it a payment is told
        ("January 20, 2005: Maker gives Fee Payment: amount $15.", date(2005, 6, 1), 15),  # the first and 5 of the second: 20 − 5
        ("March 20, 2005: Maker gives Fee Payment: amount $30.", date(2005, 6, 1), 10),  # of the last that fell due: 40 − 30
    ],
)
def test_what_is_taken_as_paid_of_the_fees_of_several_loans(payment: str, on: date, unpaid: int) -> None:
    w = told(LOANS, f"{THREE_LOANS}{payment}\n")
    assert value(w, "what is unpaid of Fee", on) == unpaid
    for order in ((1, 2, 3), (3, 1, 2)):  # whichever loan is asked about first
        again = told(LOANS, f"{THREE_LOANS}{payment}\n")
        assert [value(again, "what is unpaid of Fee", on, n) for n in order] == [unpaid] * 3


COUPONS = (
    HEAD.replace("New York.", "New York.\na month ends on the same day of the next, or on the last day of a shorter month.")
    + """Section 1 "Coupons"
  event "Pay" by Maker: amount (USD).
  event "Pay All" by Maker.
  "Coupon Date" means every 1 month from February 1, 2005 to June 1, 2005.
  for each Coupon Date:
    Maker owes Payee $10 ("Coupon"), payable on its day{taken}.
  each Pay pays Coupon.
  each Pay All pays Coupon.
  "Unpaid" means what is unpaid of Coupon.
  "Late" accrues on each overdue amount of Coupon at 36.5% a year, actual/365, from its due date to its payment.
  "Late so Far" means Late accrued and unpaid to the day asked.
"""
)


@pytest.mark.parametrize(
    ("payment", "on", "unpaid", "late"),
    [
        ("February 1, 2005: Pay: amount $10.", date(2005, 3, 15), Q(10), Q("0.14")),  # March: 10 × 0.1% × 14
        ("February 1, 2005: Pay: amount $25.", date(2005, 4, 2), Q(5), Q("0.005")),  # February, March, 5 of April: 5 × 0.1% × 1
        ("March 11, 2005: Pay: amount $14.", date(2005, 3, 15), Q(6), Q("0.504")),  # 10 × 38 days, 4 × 10, 6 × 14, each × 0.1%
        ("February 20, 2005: Pay All.", date(2005, 4, 2), Q(20), Q("0.52")),  # February, 19 days late; then March 32 and April 1
        ("February 1, 2005: Pay All.\nFebruary 28, 2005: Pay All.", date(2005, 4, 2), Q(10), Q("0.01")),  # the second is for March
    ],
)
def test_a_payment_of_no_date_counts_once_for_the_oldest_that_is_not_paid(payment: str, on: date, unpaid: Q, late: Q) -> None:
    w = told(COUPONS.replace("{taken}", ""), payment + "\n")
    assert (value(w, "Unpaid", on), value(w, "Late so Far", on)) == (unpaid, late)


@pytest.mark.parametrize(
    ("payment", "unpaid", "late"),
    [
        ("", 0, Q(0)),
        ("March 1, 2005: Pay: amount $10.", 0, Q(0)),  # February was taken as paid: this is March's, on its day
        ("March 11, 2005: Pay: amount $4.", 6, Q("0.772")),  # March, the last that fell due: 10 × 10 days and 6 × 112, to July 1
        ("March 11, 2005: Pay All.", 0, Q("0.1")),  # March, ten days late
    ],
)
def test_a_payment_beside_coupons_that_are_taken_as_paid(payment: str, unpaid: int, late: Q) -> None:
    w = told(COUPONS.replace("{taken}", ", taken as paid when due if yes"), payment + "\n")
    assert (value(w, "Unpaid", date(2005, 7, 1)), value(w, "Late so Far", date(2005, 7, 1))) == (unpaid, late)


# ── when a claim is discharged

PREMIUM = (
    HEAD
    + """Section 1 "Premium"
  event "Payment" by Maker: amount (USD).
  event "Objection" by Payee.
  event "Draw" by Payee.
  Maker owes Payee $50 ("Premium"), payable on March 1, 2005, in full satisfaction, taken as paid when due if not Stopped.
  Maker owes Payee $10 ("Fee"), payable on June 1, 2005.
  "Stopped" means that Objection has occurred.
  each Payment pays Premium.
  "Paid On" means the day of payment of Premium.
  "Ends" means the earlier of (i) Paid On, and (ii) June 1, 2005.
  "Fee Unpaid" means what is unpaid of Fee.
  "Fee Ended On" means the day of payment of Fee.
  balance "Fund" (USD) opens on January 3, 2005 at $0.
  "Step" means $1, if Paid On is before the day asked, otherwise $10.
  on each Draw, Fund increases by Step.
"""
)


def test_what_is_taken_as_paid_is_paid_on_its_day_and_satisfies() -> None:
    w = told(PREMIUM)
    assert value(w, "Paid On", date(2005, 5, 1)) == date(2005, 3, 1)
    assert value(w, "Ends", date(2005, 5, 1)) == date(2005, 3, 1)
    assert value(w, "Fee Unpaid", date(2005, 7, 1)) == 0  # satisfied with the premium
    assert value(w, "Fee Ended On", date(2005, 7, 1)) == date(2005, 3, 1)
    assert value(told(PREMIUM, "February 1, 2005: Payee gives Objection.\n"), "Fee Unpaid", date(2005, 7, 1)) == 10


@pytest.mark.parametrize("order", [("Fund", "Paid On"), ("Paid On", "Fund")])
def test_the_day_of_payment_rests_on_what_lets_it_be_taken_as_paid(order: tuple[str, str]) -> None:
    draws = """April 1, 2005 at 10:00 in New York: Payee gives Draw.
April 1, 2005 at 11:00 in New York: Payee gives Objection.
April 1, 2005 at 12:00 in New York: Payee gives Draw.
"""
    w = told(PREMIUM, draws)
    found = {name: value(w, name, date(2005, 4, 1)) for name in order}
    assert found["Fund"] == 11  # $1 at ten, taken as paid on March 1; $10 at noon, stopped since eleven


SUM = (
    HEAD
    + """Section 1 "Sum"
  balance "Sum" (USD) opens on January 3, 2005 at $500.
  "Interest" accrues on Sum at 7.3% a year, actual/365, from January 3, 2005 until March 1, 2005, first day out and last day in.
  Maker owes Payee Sum on {fixed} ("Sum Due"), payable on March 1, 2005.
  "Late Interest" accrues on each overdue amount of Sum Due at 36.5% a year, actual/365, from its due date to its payment.
  event "Payment" by Maker: amount (USD).
  each Payment pays Sum Due and reduces Sum.
  event "Exchange" from Payee to Maker: amount (USD).
  for each Exchange:
    "Late Interest on It" means Late Interest accrued and unpaid on its amount to its day.
  on each Exchange, Sum decreases by its amount with its Interest.
  event "Default".
  each overdue amount of Sum Due is a Default.
  "Late to Date" means Late Interest accrued and unpaid to the day asked.
  "Still Owed" means what is unpaid of Sum Due.
  "In Default" means that Default is continuing.
"""
)


def test_a_sum_is_discharged_on_the_day_on_which_nothing_of_it_is_left() -> None:
    text = SUM.replace("{fixed}", "March 1, 2005")
    w = told(
        text,
        "March 11, 2005: Maker gives Payment: amount $200.\n"
        "March 21, 2005: Payee gives Exchange: amount $250.\n"
        "March 25, 2005: Maker gives Payment: amount $50.\n",
    )
    assert value(w, "Still Owed", date(2005, 3, 31)) == 0  # 500 − 200 − 250 − 50
    assert value(w, "the day of payment of Sum Due", date(2005, 3, 31)) == date(2005, 3, 25)
    assert [value(w, "In Default", date(2005, 3, day)) for day in (24, 25)] == [True, False]
    # paid first, and what was left is taken
    w = told(text, "March 11, 2005: Maker gives Payment: amount $200.\nMarch 21, 2005: Payee gives Exchange: amount $300.\n")
    assert value(w, "the day of payment of Sum Due", date(2005, 3, 31)) == date(2005, 3, 21)
    assert [value(w, "In Default", date(2005, 3, day)) for day in (20, 21)] == [True, False]


REDEEMED = (
    HEAD
    + """Section 1 "Default and redemption"
  event "Redeem" by Maker: amount (USD).
  event "Default".
  Maker owes Payee $10 ("Due"), payable on March 1, 2005.
  Maker owes Payee $7 ("Other"), payable on June 1, 2005.
  each overdue amount of Due and Other is a Default.
  if Default has occurred, Maker owes Payee $50 ("Price"), payable on April 1, 2005, in full satisfaction.
  each Redeem pays Price.
  "Due Left" means what is unpaid of Due.
  "Other Left" means what is unpaid of Other.
  "Defaulted" means that Default has occurred.
  "In Default" means that Default is continuing.
  "Due Ended On" means the day of payment of Due.
"""
)


def _orders(names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Orders in which each name comes first once, with each of two others next."""
    found = tuple(names)
    for i in range(len(found)):
        turned = found[i:] + found[:i]
        yield from (turned, turned[:1] + turned[:0:-1])


def test_a_default_that_makes_owed_what_ends_it_is_found_alike_in_any_order() -> None:
    expected = {"Due Left": 0, "Other Left": 0, "Defaulted": True, "In Default": False, "Due Ended On": date(2005, 4, 1)}
    for order in _orders(expected):
        w = told(REDEEMED, "April 1, 2005: Redeem: amount $50.\n")
        assert {name: value(w, name, date(2005, 7, 1)) for name in order} == expected, order
    # what the redemption ended on April 1 did not fall overdue on June 1
    w = told(REDEEMED, "April 1, 2005: Redeem: amount $50.\n")
    assert value(w, "the day of the last Default", date(2005, 7, 1)) == date(2005, 3, 1)
    assert value(told(REDEEMED), "the day of the last Default", date(2005, 7, 1)) == date(2005, 6, 1)


# ── what is overdue of balances


def test_what_is_overdue_of_a_balance_by_another_name_for_it() -> None:
    text = SUM.replace("Sum on {fixed}", "Debt on March 1, 2005") + '  "Debt" is read as Sum.\n'
    w = told(text, "March 11, 2005: Payee gives Exchange: amount $100.\n")
    assert value(w, "Late Interest on It", date(2005, 3, 11), 1) == 1  # 100 × 0.1% × 10
    assert value(w, "Late to Date", date(2005, 3, 31)) == 12  # 400 × 0.1% × 30
    assert value(w, "Still Owed", date(2005, 3, 31)) == 400


@pytest.mark.parametrize("what", ["Maker gives Payment", "Payee gives Exchange"])
def test_what_comes_between_the_day_of_the_amount_and_the_day_on_which_it_is_due(what: str) -> None:
    w = told(SUM.replace("{fixed}", "February 1, 2005"), f"February 15, 2005: {what}: amount $200.\n")
    assert value(w, "Still Owed", date(2005, 3, 31)) == 300  # 500 on February 1, less 200
    assert value(w, "Late to Date", date(2005, 3, 31)) == 9  # 300 × 0.1% × 30


def test_what_was_paid_by_the_day_of_the_amount_is_not_counted_again() -> None:
    w = told(SUM.replace("{fixed}", "February 1, 2005"), "February 1, 2005: Maker gives Payment: amount $200.\n")
    assert value(w, "Still Owed", date(2005, 3, 31)) == 300  # the amount of February 1 is less by it


def test_a_fixed_sum_is_paid_on_its_day_though_that_reduces_a_balance() -> None:
    text = SUM.replace("Sum on {fixed}", "$100")
    w = told(text, "March 1, 2005: Maker gives Payment: amount $100.\n")
    assert value(w, "Still Owed", date(2005, 3, 31)) == 0
    assert value(w, "In Default", date(2005, 3, 31)) is False
    assert value(w, "Sum", date(2005, 3, 31)) == 400


TWO = (
    HEAD
    + """Section 1 "Sums"
  balance "First Sum" (USD) opens on January 3, 2005 at $500.
  balance "Second Sum" (USD) opens on January 3, 2005 at $500.
  "First Interest" accrues on First Sum at 7.3% a year, actual/365, from January 3, 2005 until March 1, 2006,
      first day out and last day in.
  "Second Interest" accrues on Second Sum at 7.3% a year, actual/365, from January 3, 2005 until March 1, 2006,
      first day out and last day in.
  Maker owes Payee First Sum on March 1, 2005 ("First Due"), payable on March 1, 2005.
  Maker owes Payee Second Sum on March 1, 2005 ("Second Due"), payable on March 1, 2005.
  Maker owes Payee Second Interest accrued from January 3, 2005 to February 3, 2005 ("Coupon"), payable on March 1, 2005.
  "Late Interest" accrues on each overdue amount of First Due and Second Due and Coupon at 36.5% a year, actual/365,
      from its due date to its payment.
  event "Exchange" from Payee to Maker: amount (USD).
  for each Exchange:
    "Late Interest on It" means Late Interest accrued and unpaid on its amount to its day.
  on each Exchange, {taken} decreases by its amount with its {interest}.
"""
)


def test_a_part_of_one_sum_takes_nothing_of_what_is_overdue_of_another() -> None:
    lines = "March 11, 2005: Payee gives Exchange: amount $100.\n"
    first = TWO.replace("{taken}", "First Sum").replace("{interest}", "First Interest")
    assert value(told(first, lines), "Late Interest on It", date(2005, 3, 11), 1) == 1  # 100 × 0.1% × 10
    second = TWO.replace("{taken}", "Second Sum").replace("{interest}", "Second Interest")
    # the same on the sum; on its coupon, 100 × 7.3% × 31/365 = 0.62: 0.62 × 0.1% × 10
    assert value(told(second, lines), "Late Interest on It", date(2005, 3, 11), 1) == 1 + Q("0.0062")
