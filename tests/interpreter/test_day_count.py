"""Day counts against other projects' values, and against the definitions worked by hand."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.interpreter.day_counts import DAY_COUNTS, year_fraction
from tenor.interpreter.values import Q
from tests.support import ROOT

VECTORS = ROOT / "tests" / "data" / "vectors"
STRATA = {
    "ACT_365F": "actual/365",
    "ACT_360": "actual/360",
    "ACT_ACT_ISDA": "actual/actual ISDA",
    "THIRTY_360_ISDA": "30/360",
    "THIRTY_E_360": "30E/360",
    "ACT_ACT_AFB": "actual/actual AFB",
    "ACT_ACT_YEAR": "actual/actual year",
    "ACT_365_ACTUAL": "actual/365 actual",
    "ACT_364": "actual/364",
    "ACT_365_25": "actual/365.25",
    "NL_360": "no leap/360",
    "NL_365": "no leap/365",
    "THIRTY_360_PSA": "30/360 PSA",
    "THIRTY_EPLUS_360": "30E+/360",
    "THIRTY_E_365": "30E/365",
    "ONE_ONE": "1/1",
}
QUANTLIB = {
    "Thirty360_BondBasis": ("30/360", 360),
    "Thirty360_EurobondBasis": ("30E/360", 360),
    "Thirty360_USA": ("30U/360", 360),
    "Thirty360_ISDA": ("30E/360 ISDA", 360),
    "Thirty365": ("30/365", 365),
}
# the end is the last day of the contract, which 4.16(h) leaves where it is; here no day is known as the last
LAST_DAYS = {("2011-08-31", "2012-02-29"), ("2007-02-28", "2008-02-29")}


def rows(name: str) -> list[dict[str, str]]:
    with (VECTORS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("name", STRATA)
def test_year_fractions_agree_with_strata(name: str) -> None:
    cases = [r for r in rows("strata_yearfraction.csv") if r["convention"] == name]
    assert len(cases) >= 6
    for r in cases:
        got = year_fraction(day(r["start"]), day(r["end"]), STRATA[name])
        off = abs(Fraction(int(got.numerator), int(got.denominator)) - Fraction(r["expected_yearfraction"]))
        assert off < Fraction(1, 10**12), r


@pytest.mark.parametrize(
    ("name", "year"),
    [
        *(("ACT_365F", 365), ("ACT_360", 360), ("THIRTY_360_ISDA", 360), ("THIRTY_E_360", 360)),
        *(("ACT_364", 364), ("NL_360", 360), ("NL_365", 365), ("THIRTY_360_PSA", 360), ("THIRTY_EPLUS_360", 360), ("THIRTY_E_365", 365)),
    ],
)
def test_days_agree_with_strata(name: str, year: int) -> None:
    cases = [r for r in rows("strata_days.csv") if r["convention"] == name]
    # four years of 360 days are 1440 days, as the same file has it for every other count of thirties: it gives 0 for this one alone
    cases = [r for r in cases if (name, r["start"], r["expected_days"]) != ("THIRTY_E_365", "2012-02-29", "0")]
    assert len(cases) >= 6
    for r in cases:
        assert year_fraction(day(r["start"]), day(r["end"]), STRATA[name]) * year == int(r["expected_days"]), r


def test_bond_bases_agree_with_strata_with_and_without_moving_month_ends() -> None:
    cases = rows("strata_30U360.csv")
    assert len(cases) > 10
    for r in cases:
        for basis, column in (("30/360", "expected_30U360_noEOM"), ("30U/360", "expected_30U360_EOM")):
            got = year_fraction(day(r["start"]), day(r["end"]), basis)
            off = abs(Fraction(int(got.numerator), int(got.denominator)) - Fraction(r[column]))
            assert off < Fraction(1, 10**12), r


@pytest.mark.parametrize("name", QUANTLIB)
def test_thirties_agree_with_quantlib(name: str) -> None:
    cases = [r for r in rows("quantlib_30_360_days.csv") if r["test"] == name]
    assert len(cases) >= 4
    basis, year = QUANTLIB[name]
    for r in cases:
        if name != "Thirty360_ISDA" or (r["start"], r["end"]) not in LAST_DAYS:
            assert year_fraction(day(r["start"]), day(r["end"]), basis) * year == int(r["expected_days"]), r


@pytest.mark.parametrize(
    ("start", "end", "basis", "years"),
    [
        ("2001-12-28", "2003-12-29", "actual/365", Q(731, 365)),
        ("2001-12-28", "2001-12-28", "actual/365", Q(0)),
        ("2001-12-28", "2001-12-29", "actual/365", Q(1, 365)),
        ("2004-02-01", "2004-03-01", "actual/365", Q(29, 365)),
        ("2004-12-31", "2005-03-31", "actual/360", Q(1, 4)),
        ("2003-11-01", "2004-05-01", "actual/actual ISDA", Q(61, 365) + Q(121, 366)),
        ("2003-01-01", "2006-01-01", "actual/actual ISDA", Q(3)),
        ("9999-01-01", "9999-12-31", "actual/actual ISDA", Q(364, 365)),
        ("2006-08-31", "2007-02-28", "30/360", Q(178, 360)),
        ("2006-01-30", "2006-01-31", "30/360", Q(0)),
        ("2006-01-29", "2006-01-31", "30/360", Q(2, 360)),
        ("2006-01-29", "2006-01-31", "30E/360", Q(1, 360)),
    ],
)
def test_worked_by_hand(start: str, end: str, basis: str, years: Q) -> None:
    assert year_fraction(day(start), day(end), basis) == years


def test_another_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        year_fraction(date(2001, 1, 1), date(2002, 1, 1), "actual/363")


@given(st.dates(), st.dates(), st.sampled_from(sorted(DAY_COUNTS)))
def test_turning_the_dates_round_turns_the_sign(a: date, b: date, basis: str) -> None:
    assert year_fraction(a, b, basis) == -year_fraction(b, a, basis)
    assert year_fraction(min(a, b), max(a, b), basis) >= 0


@given(st.dates(), st.dates(), st.dates(), st.sampled_from(["actual/365", "actual/360", "actual/actual ISDA"]))
def test_a_period_is_the_sum_of_its_parts(a: date, b: date, c: date, basis: str) -> None:
    a, b, c = sorted((a, b, c))
    assert year_fraction(a, b, basis) + year_fraction(b, c, basis) == year_fraction(a, c, basis)
