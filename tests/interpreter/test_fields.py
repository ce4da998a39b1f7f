"""A field that nobody told of: preset once for all, or by what a term is worth where it is asked."""

from __future__ import annotations

from datetime import date

from tests.worlds import HEAD, told, value

TEXT = (
    HEAD
    + """Section 1 "Funds"
  observation "Fee" (USD).
  event "Draw" by Maker: amount (USD, or if none Fee), charge (USD, or if none $3), repaid (date, when it comes).
  for each Draw:
    "Cost" means its amount + its charge.
    "Cleared" means that its repaid is told.
"""
)
LINES = """Fee is $7 from January 1, 2005.
Fee is $9 from February 1, 2005.
January 5, 2005: Draw.
January 6, 2005: Draw: amount $20, repaid March 1, 2005.
"""


def test_a_preset_that_is_a_term_is_that_of_the_day_on_which_it_is_asked() -> None:
    w = told(TEXT, LINES)
    # of the draw, it is that of its day; over all of them, that of the day asked: 9 + 3 and 20 + 3
    first, total = "Cost", "the total of Cost for each Draw"
    on = date(2005, 2, 10)
    assert [value(w, first, on, 1), value(w, total, on), value(w, first, on, 1)] == [10, 35, 10]
    assert [value(told(TEXT, LINES), total, on), value(w, total, on)] == [35, 35]


def test_the_fields_of_one_occurrence_are_not_those_of_another() -> None:
    w = told(TEXT, LINES)
    assert [value(w, "Cost", date(2005, 1, 10), n) for n in (1, 2, 1)] == [10, 23, 10]


def test_a_field_still_to_come_is_looked_at_anew_on_each_day() -> None:
    w = told(TEXT, LINES)
    days = date(2005, 2, 28), date(2005, 3, 1), date(2005, 2, 28)
    assert [value(w, "Cleared", on, 2) for on in days] == [False, True, False]
