"""Events that a contract puts on days: what follows from one is what follows from the same event told, whatever was asked before."""

from __future__ import annotations

from datetime import date

import pytest

from tenor.dsl.check import check_text
from tenor.dsl.diff import compare
from tests.worlds import told, value

HEAD = """language 1
contract "Days", a transcription of "days".
times are in New York.
a month ends on the same day of the next, or on the last day of a shorter month.
party Maker is "The maker".
party Payee is "The payee".
security Stock of Maker.

Section 1 "Days"
"""
BONUS = """  event "First".
  event "Second".
  on one day in this order: First, Second.
  "Bonus" means $5, if Second has occurred, otherwise $0.
  balance "Fund" (USD) opens on January 1, 2020 at $100.
  on each First, Fund increases by Bonus + $1.
  on each Second, Fund increases by Bonus + $10.
"""


@pytest.mark.parametrize("order", [("Bonus", "Fund"), ("Fund", "Bonus")])
def test_what_was_asked_before_changes_no_balance(order: tuple[str, str]) -> None:
    # at the first event the second has not happened: 1 + 0; at the second it has: 10 + 5; 100 + 1 + 15
    w = told(HEAD + BONUS + "  there is a First on January 10, 2020.\n  there is a Second on January 10, 2020.\n")
    found = {q: value(w, q, date(2020, 1, 10)) for q in order}
    assert found == {"Fund": 116, "Bonus": 5}


def test_an_event_told_and_one_scheduled_do_the_same() -> None:
    by_hand = told(HEAD + BONUS, "January 10, 2020: First.\nJanuary 12, 2020: Second.\n")
    put = told(HEAD + BONUS + "  there is a First on January 10, 2020.\n  there is a Second on January 12, 2020.\n")
    for day, fund, bonus in ((9, 100, 0), (10, 101, 0), (11, 101, 0), (12, 116, 5), (13, 116, 5)):
        for w in (by_hand, put):
            assert value(w, "Bonus", date(2020, 1, day)) == bonus, day
            assert value(w, "Fund", date(2020, 1, day)) == fund, day


def test_whether_it_happens_is_told_by_what_is_known_on_its_day() -> None:
    body = """  event "Stop" by Maker.
  event "Going".
  balance "Count" (number) opens on January 1, 2020 at 0.
  on each Going, Count increases by 1.
  there is a Going on January 10, 2020, unless Stop has occurred.
"""
    after = told(HEAD + body, "January 12, 2020: Stop.\n")
    before = told(HEAD + body, "January 9, 2020: Stop.\n")
    assert value(after, "Count", date(2020, 1, 20)) == 1
    assert value(before, "Count", date(2020, 1, 20)) == 0


def test_a_month_after_the_end_of_a_day_is_the_end_of_a_day() -> None:
    # from January 1 to the end of February 10: 31 days of January and 10 of February
    body = """  "Later" means 1 month after the end of January 10, 2019.
  "Years" means the years from January 1, 2019 to Later by actual/365.
  "Ends" means every 1 month from the end of January 10, 2019 to the end of June 10, 2019.
  "Span" means the years from January 1, 2019 to the next Ends after January 20, 2019 or if none June 30, 2019 by actual/365.
"""
    w = told(HEAD + body)
    assert [str(value(w, q, date(2019, 1, 20))) for q in ("Years", "Span")] == ["41/365", "41/365"]


def test_the_order_of_what_happens_on_one_day_is_compared() -> None:
    old = check_text(HEAD + BONUS)
    new = check_text(HEAD + BONUS.replace("order: First, Second", "order: Second, First"))
    found = compare(old, new)
    assert not found.same
    assert len(found.differences) == 1


def test_only_what_the_contract_schedules_has_a_payment_day() -> None:
    body = """  event "Call" by Maker.
  for each Call:
    "Paid On" means its payment day.
"""
    assert [d.code for d in check_text(HEAD + body).diagnostics] == ["T241"]


COUNTED = """  event "Coming": amount (USD, or if none $5).
  event "Going".
  event "Call" by Maker.
  balance "Count" (number) opens on January 1, 2020 at 0.
  on each Going, Count increases by 1.
  Maker owes Payee $5 ("Fee"), payable on January 10, 2020.
  Maker owes Payee $50 ("Price"), payable on June 1, 2020, in full satisfaction.
  each Coming pays Fee.
  balance "Debt" (USD) opens on January 1, 2020 at $100.
  on each Coming, Debt decreases by its amount.
  "Interest" accrues on Debt at 10% a year, actual/365, from January 1, 2020 until March 1, 2020, first day out and last day in.
  "Loan" is read as Debt.
"""
HANGING = {
    "a leading condition": "  if Coming has occurred, there is a Going on January 20, 2020.\n",
    "what a payment pays": "  there is a Going on January 20, 2020, if Fee is paid.\n",
    "when it is paid": '  there is a Going on January 20, 2020, unless Late.\n  "Late" means that what is unpaid of Fee is more than $0.\n',
    "its own day": "  there is a Going on the day of the first Coming.\n",
    "the dates of its list": '  each Day is a Going.\n  "Day" means every 1 month from the day of the first Coming to June 1, 2020.\n',
    "a balance by another name": "  there is a Going on January 20, 2020, if Loan is less than $100.\n",
    "an accrual": "  there is a Going on January 20, 2020, if Interest accrued and unpaid to January 20, 2020 is less than $1.\n",
    "an event of it": '  event "Bad".\n  each Coming is a Bad on its day.\n  there is a Going on January 20, 2020, if Bad has occurred.\n',
    "whether another claim is ended": "  there is a Going on January 20, 2020, if Fee is paid.\n  each Going pays Price.\n",
}


@pytest.mark.parametrize("hanging", HANGING.values(), ids=HANGING)
def test_what_hangs_on_an_event_that_the_contract_schedules_is_refused(hanging: str) -> None:
    """Told, the same would happen; scheduled, it was silently passed over: that is said, wherever the condition stands."""
    scheduled = "" if "pays Price" in hanging else "  there is a Coming on January 5, 2020.\n"
    assert [d.code for d in check_text(HEAD + COUNTED + scheduled + hanging).diagnostics] == ["T264"]


def test_the_message_says_by_way_of_what_it_hangs_on_the_event() -> None:
    body = "  there is a Coming on January 5, 2020.\n  there is a Going on January 20, 2020, if Low.\n"
    body += '  "Low" means that Loan is less than $100.\n'
    [only] = check_text(HEAD + COUNTED + body).diagnostics
    assert only.message.startswith("whether this happens hangs, by way of `Low`, `Debt`, on `Coming`, which")
    assert only.span is not None
    assert only.span.text == "Low"


def test_what_hangs_on_events_that_are_told_is_scheduled() -> None:
    """The fee is paid by a Coming that is told on January 5: on January 20 it is paid, and a Going comes; unpaid, none does."""
    body = (
        HEAD
        + COUNTED
        + "  there is a Going on January 20, 2020, if Fee is paid.\n  if Call has occurred, there is a Going on January 22, 2020.\n"
    )
    paid = told(body, "January 5, 2020: Coming.\nJanuary 21, 2020: Call.\n")
    assert [value(paid, "Count", date(2020, 1, n)) for n in (19, 20, 22)] == [0, 1, 2]
    assert value(told(body), "Count", date(2020, 2, 1)) == 0
