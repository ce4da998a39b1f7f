"""Months, steps and what becomes another: figures written out by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.dsl.check import check
from tenor.dsl.diagnostic import Source
from tenor.dsl.exact import Q
from tenor.interpreter.calendar import add_months, months_between
from tenor.interpreter.explain import explain
from tenor.interpreter.facts import Facts
from tenor.interpreter.outcome import ask
from tenor.interpreter.world import world

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "last", "after"),
    [
        (date(2003, 1, 31), 1, date(2003, 2, 28), date(2003, 3, 1)),
        (date(2004, 1, 30), 1, date(2004, 2, 29), date(2004, 3, 1)),
        (date(2003, 10, 31), 1, date(2003, 11, 30), date(2003, 12, 1)),
        (date(2004, 3, 31), -1, date(2004, 2, 29), date(2004, 3, 1)),
        (date(2004, 2, 29), 24, date(2006, 2, 28), date(2006, 3, 1)),
        (date(2003, 5, 9), 7, date(2003, 12, 9), date(2003, 12, 9)),
        (date(2003, 5, 9), 8, date(2004, 1, 9), date(2004, 1, 9)),
    ],
)
def test_a_month_ends_where_the_file_says(day: date, months: int, last: date, after: date) -> None:
    assert add_months(day, months, "last") == last
    assert add_months(day, months, "after") == after


def test_a_part_of_a_month_is_its_days_over_all_its_days() -> None:
    # September 1 to November 1 are two months; November 1 to December 1 has 30 days, of which 15 are over
    assert months_between(date(2003, 9, 1), date(2003, 11, 16), "last") == Q(5, 2)
    # January 18 to February 18
    assert months_between(date(2004, 1, 18), date(2004, 2, 18), "last") == 1
    # August 31 to September 30 is a month that was cut short
    assert months_between(date(2003, 8, 31), date(2003, 9, 30), "last") == 1
    assert months_between(date(2003, 9, 1), date(2003, 9, 1), "last") == 0
    assert months_between(date(2003, 11, 16), date(2003, 9, 1), "last") == Q(-5, 2)


@given(DAYS, st.integers(0, 400), st.sampled_from(["last", "after"]))
def test_whole_months_are_counted_back_as_they_were_counted(day: date, months: int, rule: str) -> None:
    end = add_months(day, months, rule)
    found = months_between(day, end, rule)
    assert found == months if rule == "last" else months <= found < months + 1


@given(DAYS, st.integers(0, 2000), st.sampled_from(["last", "after"]))
def test_a_day_more_is_never_less(day: date, days: int, rule: str) -> None:
    end = day + timedelta(days=days)
    assert months_between(day, end, rule) <= months_between(day, end + timedelta(days=1), rule)


def test_no_month_lies_beyond_the_calendar() -> None:
    with pytest.raises(OverflowError):
        add_months(date(9999, 12, 31), 1, "last")
    with pytest.raises(OverflowError):
        add_months(date(1, 1, 1), -1, "last")


def test_spans_of_months_are_told_in_words() -> None:
    text = (
        'language 1\ncontract "Months", a transcription of "months".\ntimes are in New York.\n'
        "a month ends on the same day of the next, or on the last day of a shorter month.\n"
        '"One" means 1 month after January 31, 2005.\n"Twelve" means 1 year after January 31, 2005.\n'
    )
    w = world(check(Source("months.tenor", text)), Facts())
    told = [explain(answer, world=w) for name in ("One", "Twelve") if (answer := ask(w, name, date(2005, 3, 1))[0])]
    assert [line.split(" = ")[1].split("  ")[0] for line in told] == [
        "1 month after Monday, January 31, 2005",
        "12 months after Monday, January 31, 2005",
    ]
