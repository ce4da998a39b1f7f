"""What is overdue of a balance: less by what leaves it with what accrued on it, and by payments from their days on."""

from __future__ import annotations

from datetime import date

from tenor.dsl.exact import Q
from tests.worlds import HEAD, told, value

NOTE = (
    HEAD
    + """calendar Open Day: Monday to Friday, less the days in "fed_reserve_closed_weekdays_2001_2010".
Section 1 "Sum"
  balance "Sum" (USD) opens on January 3, 2005 at $500.
  "Interest" accrues on Sum at 7.3% a year, actual/365, from January 3, 2005 until March 1, 2005, first day out and last day in.
  Maker owes Payee Sum on March 1, 2005 ("Sum Due"), payable on March 1, 2005.
  "Late Interest" accrues on each overdue amount of Sum Due at 36.5% a year, actual/365, from its due date to its payment.
  event "Payment" by Maker: amount (USD).
  each Payment pays Sum Due and reduces Sum.
  event "Exchange" from Payee to Maker: amount (USD).
  for each Exchange:
    "Late Interest on It" means Late Interest accrued and unpaid on its amount to its day.
  on each Exchange, Sum decreases by its amount with its Interest.
  "Late to Date" means Late Interest accrued and unpaid to the day asked.
  "Still Owed" means what is unpaid of Sum Due.
"""
)


def test_a_part_that_is_taken_of_an_overdue_sum_takes_what_it_bore() -> None:
    w = told(NOTE, "March 11, 2005: Payee gives Exchange: amount $100.\n")
    assert value(w, "Late Interest on It", date(2005, 3, 11), 1) == 1  # 100 × 0.1% a day × 10
    assert value(w, "Late to Date", date(2005, 3, 31)) == 12  # 400 × 0.1% × 30: the 100 is gone with its own
    assert value(w, "Still Owed", date(2005, 3, 31)) == 400


def test_a_payment_and_then_an_exchange_of_an_overdue_sum() -> None:
    w = told(NOTE, "March 11, 2005: Maker gives Payment: amount $200.\nMarch 21, 2005: Payee gives Exchange: amount $100.\n")
    assert value(w, "Late Interest on It", date(2005, 3, 21), 1) == 2  # 100 × 0.1% × 20
    assert value(w, "Late to Date", date(2005, 3, 31)) == Q(8)  # 200 × 0.1% × 10 on what was paid, 200 × 0.1% × 30 on what stands
    assert value(w, "Still Owed", date(2005, 3, 31)) == 200


def test_what_was_taken_before_the_sum_fell_due_is_not_taken_twice() -> None:
    w = told(NOTE, "February 1, 2005: Payee gives Exchange: amount $100.\nMarch 11, 2005: Payee gives Exchange: amount $100.\n")
    assert value(w, "Late to Date", date(2005, 3, 31)) == 9  # 300 × 0.1% × 30
    assert value(w, "Still Owed", date(2005, 3, 31)) == 300
