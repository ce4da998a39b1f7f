"""A day to come that is asked about outright: the figures told of the days up to it are seen, there and nowhere else."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from tenor.dsl.check import check_text
from tenor.dsl.diagnostic import Diagnostic
from tenor.dsl.exact import Q
from tenor.interpreter.facts import facts_from_text
from tenor.interpreter.world import world
from tests.worlds import HEAD, told, value

# $36,500 at 10% a year bears $10 a day, at 20% a year $20 a day. From January 1 to April 11, the first day out and the last day in, are
# 100 days: $1,000 at 10%; 93 days to April 4 and 7 from April 5 at 20% are $930 + $140 = $1,070
LOAN = (
    HEAD
    + """Section 1 "Loan"
  blank "Other" (USD): $1.
  observation "Base" (rate a year).
  event "Draw" by Maker: amount (USD).
  event "Default".
  balance "Sum" (USD) opens on January 1, 2005 at $36,500.
  "Interest" accrues on Sum at Base, actual/365, from January 1, 2005 until March 1, 2006, first day out and last day in.
  "I" means Interest accrued from January 1, 2005 to April 11, 2005.
  each Draw is a Default on its day, if I is at least $1,050.
  "Bad" means that Default has occurred.
  "I Then" means I immediately before the first Draw.
"""
)
FIGURES = """Base is 10% a year from January 1, 2005.
Base is 20% a year from April 5, 2005, told April 5, 2005.
January 5, 2005: Maker gives Draw: amount $5.
"""
ON = date(2005, 2, 1)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_what_is_asked_of_a_day_to_come_is_no_matter_of_what_is_asked_next(order: tuple[int, ...]) -> None:
    asked: list[tuple[str, object]] = [
        ("Bad", False),
        ("(Bad as if Other were $5) on April 11, 2005", True),
        ("(Bad on April 11, 2005) as if Other were $5", True),
        ("I", 1000),
    ]
    w = told(LOAN, FIGURES)
    assert [(asked[n][0], value(w, asked[n][0], ON)) for n in order] == [asked[n] for n in order]


@pytest.mark.parametrize(
    ("question", "worked"),
    [
        ("I on April 11, 2005", 1070),
        ("(I on January 31, 2005) on April 11, 2005", 1000),
        ("(I on February 1, 2005) on April 11, 2005", 1000),  # the day of the question is a day before April 5 like any other
        ("(I on April 4, 2005) on April 11, 2005", 1000),
        ("(I on April 5, 2005) on April 11, 2005", 1070),
        ("I Then on April 11, 2005", 1000),  # the first Draw is of January 5
    ],
)
def test_what_is_asked_of_an_earlier_day_within_sees_the_figures_of_that_day(question: str, worked: int) -> None:
    assert value(told(LOAN, FIGURES), question, ON) == worked


def test_prices_of_days_to_come_are_seen_as_other_figures_are(tmp_path: Path) -> None:
    """Asked on June 3: on June 5 the close was $5 and the figure told $9; of June 5 itself, on June 3, neither is known."""
    text = (
        HEAD
        + """security Stock of Maker.
Section 1 "Prices"
  observation "Base" (USD a share).
  "Price" means close of Stock.
  "Price at the End" means Price on June 5, 2002.
  "Base at the End" means Base on June 5, 2002.
"""
    )
    contract = check_text(text)
    assert contract.diagnostics == ()
    (tmp_path / "prices.csv").write_text("date,close\n2002-06-03,3.00\n2002-06-04,4.00\n2002-06-05,5.00\n2002-06-06,6.00\n")
    found: list[Diagnostic] = []
    lines = 'Stock trades as in "prices.csv".\nBase is $9 a share from June 5, 2002.\n'
    facts, _, _ = facts_from_text(contract, lines, tmp_path / "told.facts", found, "")
    assert found == []
    w = world(contract, facts)
    for name, worked in (("Price at the End", Q(5)), ("Base at the End", Q(9)), ("Price", Q(3))):
        assert value(w, name, date(2002, 6, 3)) == worked, name
    before = world(contract, facts, known=date(2002, 6, 4))  # on June 4 nobody knew the close of June 5
    assert value(before, "Price on June 4, 2002", date(2002, 6, 3)) == 4
    assert not isinstance(value(before, "Price at the End", date(2002, 6, 3)), Q)
