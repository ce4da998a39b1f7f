"""Of which occurrence, and on which date: terms that a field names, fields replaced for one act alone, duties and states on dates."""

from __future__ import annotations

from datetime import date

from tenor.dsl.contract import Contract
from tenor.dsl.exact import Q
from tenor.interpreter.facts import Facts
from tenor.interpreter.history import state_at
from tenor.interpreter.semantics import Env
from tenor.interpreter.standing import duties
from tenor.interpreter.values import Unknown
from tenor.interpreter.world import World, end_of, world
from tests.worlds import HEAD, told, value

DAYS = """calendar Open Day: Monday to Friday, less the days in "fed_reserve_closed_weekdays_2001_2010".
Section 1 "Sum"
"""


def of(text: str, lines: str) -> tuple[Contract, World]:
    w = told(HEAD + DAYS + text, lines)
    return w.contract, w


def test_a_limit_tested_on_one_act_leaves_the_same_field_of_others_as_it_is() -> None:
    _, w = of(
        """  event "Offer" from Maker to Payee: amount (USD).
  event "Purchase" from Payee to Maker: offer (Offer), amount (USD).
  balance "Bought" (USD) opens on January 3, 2005 at $0.
  for each Offer:
    "Part" means 50% × its amount.
  Payee may give Purchase, so far as "Own Part": its amount is at most (Part of its offer).
  on each Purchase, Bought increases by its amount.
""",
        """January 4, 2005: Maker gives Offer: amount $1,000.
January 5, 2005: Payee gives Purchase for Offer 1: amount $800.
""",
    )
    assert value(w, "Bought", date(2005, 1, 6)) == 500  # half of what was offered, not of what was asked


MONTHLY = """  "Month End" means the last day of each month from January 3, 2005 to June 30, 2005.
  event "List" from Maker to Payee: {field}.
  act "deliver the list" is List.
  for each Month End:
    Maker must deliver the list to Payee within 5 Open Days after its day ("List Due").
"""


def statuses(w: World, on: date) -> list[tuple[str, str]]:
    until = end_of(on)
    env = Env(w, state_at(w, until), until, on)
    return [(d.about, d.status) for d in duties(env)]


def test_a_duty_on_the_dates_of_a_list_stands_once_for_each() -> None:
    _, w = of(
        MONTHLY.format(field="month end (date)"),
        """February 3, 2005: Maker gives List: month end 2005-01-31.
March 9, 2005: Maker gives List: month end 2005-02-28.
""",
    )
    # five open days after January 31 are February 7; after February 28, March 7
    assert statuses(w, date(2005, 4, 1)) == [
        ("Month End 2005-01-31", "performed"),
        ("Month End 2005-02-28", "performed late"),
        ("Month End 2005-03-31", "open"),
    ]


def test_acts_that_name_no_date_perform_the_dates_in_turn() -> None:
    _, w = of(MONTHLY.format(field="count (number)"), "March 2, 2005: Maker gives List: count 1.\n")
    assert statuses(w, date(2005, 3, 8)) == [("Month End 2005-01-31", "performed late"), ("Month End 2005-02-28", "late")]


def test_a_term_of_a_date_asked_by_its_name_is_that_of_the_day_asked() -> None:
    _, w = of(
        """  "Pay Day" means each January 15 and July 15 from January 3, 2005 to December 31, 2006.
  for each Pay Day:
    "Paid On" means its day moved to the next Open Day.
""",
        "",
    )
    assert value(w, "Paid On", date(2005, 1, 15)) == date(2005, 1, 18)  # a Saturday, and a holiday after the Sunday


def test_a_price_that_becomes_another_is_seen_as_it_stood_on_each_day() -> None:
    _, w = of(
        """  event "Split" by Maker: new shares (number), old shares (number).
  balance "Set Price" (USD a share) opens on January 3, 2005 at $2.29 a share.
  for each Split:
    on 1 calendar day after its day,
        Set Price becomes (Set Price × its old shares / its new shares) rounded to $0.01 a share half up.
""",
        """May 2, 2005: Maker gives Split: new shares 3, old shares 2.
June 1, 2005: Maker gives Split: new shares 2, old shares 1.
""",
    )
    # 2.29 × 2/3 = 1.52666…, to the cent 1.53; 1.53 / 2 = 0.765, half a cent up
    assert value(w, "Set Price", date(2005, 5, 2)) == Q(229, 100)
    assert value(w, "Set Price", date(2005, 5, 3)) == Q(153, 100)
    assert value(w, "Set Price", date(2005, 6, 2)) == Q(77, 100)


def test_cutting_history_changes_nothing_of_what_happens_on_dates() -> None:
    _, w = of(
        """  "Month End" means the last day of each month from January 3, 2005 to June 30, 2005.
  balance "Fund" (USD) opens on January 3, 2005 at $0.
  for each Month End:
    on 1 Open Day after its day, Fund increases by $10.
""",
        "",
    )
    whole = value(w, "Fund", date(2005, 5, 31))
    again = world(w.contract, Facts())
    for month in (1, 2, 3, 4, 5):
        value(again, "Fund", date(2005, month, 28))
    assert whole == value(again, "Fund", date(2005, 5, 31)) == 40  # February 1, March 1, April 1, May 2


def test_the_lowest_highest_earliest_total_and_product_over_several_acts() -> None:
    _, w = of(
        """  event "Offer" from Maker to Payee: amount (USD), answer day (date), factor (number).
  for each Offer:
    "Sum Offered" means its amount.
    "Answer Day" means its answer day.
    "Factor" means its factor.
  "Lowest" means the lowest Sum Offered for each Offer.
  "Highest" means the highest Sum Offered for each Offer.
  "First Answer" means the earliest Answer Day for each Offer.
  "All" means the total of Sum Offered for each Offer.
  "Product" means the product of Factor for each Offer.
""",
        """January 4, 2005: Maker gives Offer: amount $30, answer day 2005-03-01, factor 2.
January 5, 2005: Maker gives Offer: amount $10, answer day 2006-07-13, factor 3.
January 6, 2005: Maker gives Offer: amount $20, answer day 2005-02-07, factor 5.
""",
    )
    day = date(2005, 1, 7)
    assert value(w, "Lowest", day) == 10
    assert value(w, "Highest", day) == 30
    assert value(w, "First Answer", day) == date(2005, 2, 7)
    assert value(w, "All", day) == 60
    assert value(w, "Product", day) == 30


def test_the_first_and_the_last_act_are_those_of_the_day_asked() -> None:
    _, w = of(
        """  event "Offer" from Maker to Payee: amount (USD), final (yes/no, or if none no).
  for each Offer:
    "Sum Offered" means its amount.
  "First Sum" means Sum Offered of the first Offer.
  "Last Sum" means Sum Offered of the last Offer.
  "Last Final Sum" means Sum Offered of the last Offer whose final is yes.
  "Last Day" means the day of the last Offer.
""",
        """January 4, 2005: Maker gives Offer: amount $30.
January 5, 2005: Maker gives Offer: amount $10, final yes.
January 7, 2005: Maker gives Offer: amount $20.
""",
    )
    assert [value(w, "First Sum", date(2005, 1, day)) for day in (4, 6, 7)] == [30, 30, 30]
    assert [value(w, "Last Sum", date(2005, 1, day)) for day in (4, 6, 7)] == [30, 10, 20]
    assert [value(w, "Last Day", date(2005, 1, day)) for day in (4, 6, 7)] == [date(2005, 1, day) for day in (4, 5, 7)]
    assert value(w, "Last Final Sum", date(2005, 1, 7)) == 10
    assert isinstance(value(w, "Last Final Sum", date(2005, 1, 4)), Unknown)
    assert isinstance(value(w, "Last Day", date(2005, 1, 3)), Unknown)


def test_the_last_of_what_may_still_be_told_is_not_known() -> None:
    _, w = of(
        """  event "Offer" from Maker to Payee: amount (USD).
  "First Day" means the day of the first Offer.
  "Last Day" means the day of the last Offer.
""",
        """January 4, 2005: Maker gives Offer: amount $30.
Offer is told to January 6, 2005.
""",
    )
    assert value(w, "First Day", date(2005, 1, 10)) == date(2005, 1, 4)
    assert isinstance(value(w, "Last Day", date(2005, 1, 10)), Unknown)  # one of January 7 would be it
    assert value(w, "Last Day", date(2005, 1, 6)) == date(2005, 1, 4)


def test_figures_of_the_dates_of_a_list_are_of_those_that_have_come() -> None:
    _, w = of(
        """  "Month End" means the last day of each month from January 3, 2005 to June 30, 2005.
  for each Month End:
    "Days Since" means the number of days from its day to the day asked.
    "Answer By" means 5 Open Days after its day.
  "All" means the total of Days Since for each Month End.
  "Most" means the highest Days Since for each Month End.
  "Least" means the lowest Days Since for each Month End.
  "First Answer" means the earliest Answer By for each Month End.
""",
        "",
    )
    assert value(w, "All", date(2005, 3, 9)) == 46  # 37 since January 31, 9 since February 28
    assert value(w, "Most", date(2005, 3, 9)) == 37
    assert value(w, "Least", date(2005, 3, 9)) == 9
    assert value(w, "First Answer", date(2005, 3, 9)) == date(2005, 2, 7)
    assert value(w, "All", date(2005, 1, 30)) == 0
    assert isinstance(value(w, "Most", date(2005, 1, 30)), Unknown)


PRICED = """  "Price" means $5 × Level.
  reading "Level": own: Own Level (taken); one: 1.
  event "Notice" from Payee to Maker: amount (USD, or if none $40), special (yes/no, or if none no).
  event "Sale" by Maker: price (USD).
  for each Notice:
    "Own Level" means its amount / $10.
  for each Sale:
    "Sold At" means its price.
Section 2 "Special"
  notwithstanding Section 1, for each Notice, if its special and Sale has occurred:
    "Price" means the lesser of (i) its amount, and (ii) the lowest Sold At for each Sale.
Section 3 "Other"
  "Charge" means $3.
  notwithstanding Section 3, for each Notice, if its special:
    "Charge" means 10% × its amount.
"""


def test_what_one_notice_says_is_no_word_on_a_term_asked_without_a_notice() -> None:
    _, w = of(
        PRICED,
        """January 4, 2005: Payee gives Notice: amount $30.
January 4, 2005: Sale: price $7.
January 5, 2005: Payee gives Notice: amount $10, special yes.
""",
    )
    day = date(2005, 1, 9)
    assert value(w, "Price", day, 1) == 15  # 5 × 30 / 10
    assert value(w, "Price", day, 2) == 7  # the sale, below its 10
    assert value(w, "Price", day) == 20  # as if a notice were given that day: 5 × 40 / 10, and nothing special about it


def test_a_term_that_several_acts_fix_differently_asks_for_which() -> None:
    _, w = of(
        PRICED,
        """January 4, 2005: Payee gives Notice: amount $30.
January 5, 2005: Payee gives Notice: amount $10, special yes.
January 6, 2005: Payee gives Notice: amount $20, special yes.
""",
    )
    day = date(2005, 1, 9)
    assert [value(w, "Charge", day, n) for n in (1, 2, 3)] == [3, 1, 2]
    which = value(w, "Charge", day)
    assert isinstance(which, Unknown)
    assert [n.words for n in which.needs] == ["which Notice Charge is asked of: Notice 2 or Notice 3"]
    assert which.conflict is None


def test_what_a_provision_makes_ends_in_the_field_that_says_until_when_it_continues() -> None:
    _, w = of(
        """  event "Bill" from Payee to Maker: amount (USD).
  event "Paid" by Maker: bill (Bill).
  event "Default" by Maker: ended (date, when it comes); continues until its ended.
  for each Bill:
    "Paid On" means the day of the first Paid for it.
  each Bill is a Default on 5 calendar days after its day,
      unless Paid On is on or before (5 calendar days after its day),
      until Paid On.
  for each Default:
    "Counted To" means the earlier of (i) its ended, and (ii) the day asked.
    "Days of It" means the number of days from its day to Counted To.
  "Days in Default" means the total of Days of It for each Default.
""",
        """January 3, 2005: Payee gives Bill: amount $30.
January 4, 2005: Payee gives Bill: amount $20.
January 12, 2005: Paid: bill 1.
February 1, 2005: Default: ended February 3, 2005.
""",
    )
    # the first bill: January 8 to 12; the second, of January 9, is not paid; the one told: February 1 to 3
    assert value(w, "Days in Default", date(2005, 1, 10)) == 2 + 1
    assert value(w, "Days in Default", date(2005, 1, 20)) == 4 + 11
    assert value(w, "Days in Default", date(2005, 2, 10)) == 4 + 32 + 2
