"""Series of prices: what is read, and what is said about files that are wrong."""

from __future__ import annotations

import csv
import hashlib
import random
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.dsl.diagnostic import Diagnostic, Severity, render
from tenor.interpreter.market import COLUMNS, Cell, Series, load_series, series_from_rows
from tenor.interpreter.values import Q
from tests.support import ROOT

FILE = ROOT / "contracts" / "amnis" / "amns-2001.csv"
HEADER = "date,open,high,low,close,bid,vwap,volume\n"
TEN_MB = 10_000_000


def read(text: str | bytes) -> tuple[Series | None, list[Diagnostic]]:
    return load_series(text.encode() if isinstance(text, str) else text, "prices", complete=True)


def sound(text: str | bytes) -> Series:
    series, found = read(text)
    assert series is not None, found
    return series


def places(found: list[Diagnostic]) -> list[tuple[str, str, str]]:
    return [(d.code, d.span.where.removeprefix("prices:") if d.span else "", d.span.text if d.span else "") for d in found]


# What is read.


def test_every_cell_of_the_file_is_read_exactly() -> None:
    series, found = load_series(FILE, "AMNS", complete=True)
    assert found == []
    assert series is not None
    assert (series.name, series.complete, series.source) == ("AMNS", True, "amns-2001.csv")
    assert series.digest == hashlib.sha256(FILE.read_bytes()).hexdigest()
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(series.days) == 772
    assert tuple(series.columns) == COLUMNS
    for row in rows:
        for column in COLUMNS:
            assert series.at(column, date.fromisoformat(row["date"])) == Q(*Decimal(row[column]).as_integer_ratio())


def test_what_was_not_told_is_none() -> None:
    series = sound("date,close\n2001-06-01,0.2149\n")
    assert series.at("close", date(2001, 6, 1)) == Q(2149, 10000)
    assert series.at("close", date(2001, 6, 2)) is None
    assert series.at("low", date(2001, 6, 1)) is None


def test_a_cell_that_is_empty_is_not_zero() -> None:
    series, found = read("date,close,bid\n2001-06-01,1,\n2001-06-04,2,0.5\n2001-06-05,3\n")
    assert series is not None
    assert series.columns["bid"] == (None, Q(1, 2), None)
    assert [(d.code, d.severity) for d in found] == [("T545", Severity.INFO)]
    assert "2 times" in found[0].message


@pytest.mark.parametrize(
    "text",
    [
        "date,close,volume\n2001-06-01,0.25,1200\n2001-06-04,0.5,0\n",
        "volume,date,close\n1200,2001-06-01,0.25\n0,2001-06-04,0.5\n",
        "Date, Close ,VOLUME\r\n2001-06-01,0.25,1200\r\n2001-06-04,0.5,0",
        "date,close,volume\r2001-06-01,0.25,1200\r2001-06-04,0.5,0\r",
        '\ufeff"date","close","volume"\n2001-06-01,"0.25","1,200"\n2001-06-04, .5 ,+0\n',
        "date,close,volume,\n2001-06-01,0.250,1200.0,\n2001-06-04,000.5,0,\n",
    ],
)
def test_many_spellings_of_the_same_series(text: str) -> None:
    series, found = read(text)
    assert found == []
    assert series is not None
    assert series.days == (date(2001, 6, 1), date(2001, 6, 4))
    assert dict(series.columns) == {"close": (Q(1, 4), Q(1, 2)), "volume": (Q(1200), Q(0))}


prices = st.decimals(Decimal("0.0001"), Decimal(99999), places=4, allow_nan=False) | st.integers(1, 10**6).map(Decimal)


@given(st.dictionaries(st.dates(), st.tuples(prices, prices), min_size=1, max_size=30))
def test_rows_in_any_order_give_the_same_series(table: dict[date, tuple[Decimal, Decimal]]) -> None:
    rows = [f"{d},{a},{b}" for d, (a, b) in sorted(table.items())]
    straight = sound("date,close,bid\n" + "\n".join(rows))
    shuffled, found = read("date,close,bid\n" + "\n".join(reversed(rows)))
    assert shuffled is not None
    assert (shuffled.days, dict(shuffled.columns)) == (straight.days, dict(straight.columns))
    assert [d.code for d in found] == (["T543"] if len(rows) > 1 else [])
    for d, (a, b) in table.items():
        assert straight.at("close", d) == Q(*a.as_integer_ratio())
        assert straight.at("bid", d) == Q(*b.as_integer_ratio())


# Rows given inline.


def test_rows_given_inline() -> None:
    rows: list[dict[str, Cell]] = [
        {"date": "2001-06-01", "close": "0.25", "volume": 1200},
        {"date": date(2001, 6, 4), "close": Decimal("0.50"), "volume": None},
        {"date": "2001-06-05", "close": Q(1, 8)},
    ]
    series, found = series_from_rows(rows, "inline", complete=False)
    assert series is not None
    assert [d.code for d in found] == ["T545"]
    assert dict(series.columns) == {"close": (Q(1, 4), Q(1, 2), Q(1, 8)), "volume": (Q(1200), None, None)}
    assert (series.name, series.source, series.complete) == ("inline", "inline", False)
    assert series.digest == series_from_rows(rows, "inline", complete=False)[0].digest  # type: ignore[union-attr]


NOT_EXACT = {
    "binary": 0.25,
    "truth": True,
    "endless": Q(1, 3),
    "no number": Decimal("NaN"),
    "comma": "1,2",
    "mark": '"',
    "two lines": "one\ntwo",
    "list": ["1"],
    "long": 10**9999,
    "long decimal": Decimal("1e99999"),
    "long fraction": Q(1, 10**9000),
    "negative": "-1",
    "other digits": "\u0663",
    "half a character": "\ud800",
}


@pytest.mark.parametrize("kind", NOT_EXACT)
def test_a_cell_that_is_not_an_exact_number(kind: str) -> None:
    row: dict[str, Any] = {"date": "2001-06-01", "close": NOT_EXACT[kind]}
    series, found = series_from_rows([row], "inline", complete=True)
    assert series is None
    assert [d.code for d in found] in (["T538"], ["T539"])
    assert found[0].span is not None
    assert found[0].span.where.startswith("inline:2:12")


def test_no_rows_at_all() -> None:
    nothing: list[list[dict[str, Cell]]] = [[], [{}]]
    for rows in nothing:
        series, found = series_from_rows(rows, "inline", complete=True)
        assert series is None
        assert [d.code for d in found] == ["T533"]


# What is wrong with a file.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("T533", "1:1", "")]),
        (" \n\n", [("T533", "1:1", "")]),
        (",,\n,", [("T533", "1:1", "")]),
        ("date,close\n", [("T533", "1:1", "date,close")]),
        ("close\n1\n", [("T534", "1:1", "close")]),
        ("2001-06-01,1\n", [("T534", "1:1", "2001-06-01,1")]),
        ("date,clsoe\n2001-06-01,1\n", [("T535", "1:6", "clsoe")]),
        ("date;close\n2001-06-01;1\n", [("T534", "1:1", "date;close"), ("T535", "1:1", "date;close")]),
        ("date,close,Close\n2001-06-01,1,1\n", [("T536", "1:12", "Close")]),
        ('date,"close\n', [("T546", "1:1", 'date,"close')]),
        ("date,close\n2002-02-30,1\n", [("T537", "2:1", "2002-02-30")]),
        ("date,close\n6/1/2001,1\n", [("T537", "2:1", "6/1/2001")]),
        ("date,close\n20010601,1\n", [("T537", "2:1", "20010601")]),
        ("date,close\n2001-W01-1,1\n", [("T537", "2:1", "2001-W01-1")]),
        ("date,close\n,1\n", [("T537", "2:1", "")]),
        ("date,close\n2001-06-01,n/a\n", [("T538", "2:12", "n/a")]),
        ("date,close\n2001-06-01,1e3\n", [("T538", "2:12", "1e3")]),
        ("date,close\n2001-06-01,1/3\n", [("T538", "2:12", "1/3")]),
        ("date,close\n2001-06-01,.\n", [("T538", "2:12", ".")]),
        ("date,close\n2001-06-01,--1\n", [("T538", "2:12", "--1")]),
        ('date,close\n2001-06-01,"1,25"\n', [("T538", "2:12", '"1,25"')]),
        ("date,close\n2001-06-01," + "1" * 61 + "\n", [("T538", "2:12", "1" * 61)]),
        ("date,close\n2001-06-01,-0.01\n", [("T539", "2:12", "-0.01")]),
        ("date,low,high\n2001-06-01,2,1\n", [("T540", "2:14", "1")]),
        ("date,close\n2001-06-01,1,5\n", [("T546", "2:1", "2001-06-01,1,5")]),
        ('date,close\n2001-06-01,"1\n', [("T546", "2:1", '2001-06-01,"1')]),
        ('date,close\n2001-06-01,"1"x\n', [("T546", "2:1", '2001-06-01,"1"x')]),
        (
            "date,close\n2001-06-01,1\n2001-06-04,x\n\n2001-06-05,-1\n",
            [("T538", "3:12", "x"), ("T544", "4:1", ""), ("T539", "5:12", "-1")],
        ),
    ],
)
def test_what_must_be_settled_is_pointed_at(text: str, expected: list[tuple[str, str, str]]) -> None:
    series, found = read(text)
    assert series is None
    assert places(found) == expected
    assert any(d.severity is Severity.MUST for d in found)


@pytest.mark.parametrize(
    ("text", "expected", "severity"),
    [
        ("date,close\n2001-06-01,1\n2001-06-04,2\n2001-06-01,1.0\n", ("T541", "4:1"), Severity.INFO),
        ("date,close\n2001-06-04,2\n2001-06-01,1\n", ("T543", "3:1"), Severity.SHOULD),
        ("date,low,close,high\n2001-06-01,1,1,1\n\n2001-06-04,2,2,2\n", ("T544", "3:1"), Severity.INFO),
        ("date,close\n2001-06-01,1\n\n2001-06-04,2\n", ("T544", "3:1"), Severity.INFO),
        ("date,close\n2001-06-01,1\n , \n2001-06-04,2\n", ("T544", "3:1"), Severity.INFO),
        ("date,close,bid\n2001-06-01,1,1\n2001-06-04,2,\n", ("T545", "3:1"), Severity.INFO),
        ("date,close,bid\n2001-06-01,1,1\n2001-06-04,2,0.00\n", ("T547", "3:1"), Severity.SHOULD),
    ],
)
def test_what_does_not_stop_the_reading(text: str, expected: tuple[str, str], severity: Severity) -> None:
    series, found = read(text)
    assert series is not None
    assert series.days == (date(2001, 6, 1), date(2001, 6, 4))
    assert series.columns["close"] == (Q(1), Q(2))
    assert [p[:2] for p in places(found)] == [expected]
    assert found[0].severity is severity


def test_a_date_with_two_values_shows_both() -> None:
    series, found = read("date,close\n2001-06-01,1\n2001-06-01,2\n")
    assert series is None
    assert places(found) == [("T542", "3:1", "2001-06-01,2")]
    assert [label.span.text for label in found[0].labels] == ["2001-06-01,1"]


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        ("date,close\n2001-06-01,1\n".encode("utf-16"), "T531", "UTF-16"),
        ("date,close\n2001-06-01,1\n".encode("utf-16-le"), "T531", "UTF-16"),
        ("date,close\n2001-06-01,1\n".encode("utf-16-be"), "T531", "UTF-16"),
        ("date,close\n2001-06-01,1\n".encode("utf-32"), "T531", "UTF-32"),
        ("date,clôse\n2001-06-01,1\n".encode("latin-1"), "T531", "Latin-1"),
        (b"date,close\n2001-06-01,1\0\n", "T532", "value 0"),
    ],
)
def test_a_text_that_is_not_utf_8(data: bytes, code: str, words: str) -> None:
    series, found = read(data)
    assert series is None
    assert [d.code for d in found] == [code]
    assert words in found[0].message


def test_the_byte_that_is_not_utf_8_is_pointed_at_with_a_mark_or_without() -> None:
    for mark in (b"", b"\xef\xbb\xbf"):
        _, found = read(mark + b"date,close\n2001-06-01,\xe9\n")
        assert found[0].span is not None
        assert found[0].span.text == "é"


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path, "a\0b", "x" * 5000):
        series, found = load_series(path, "prices", complete=True)
        assert series is None
        assert [d.code for d in found] == ["T530"]
        assert render(found[0])


def test_findings_name_the_path_as_given_and_the_series_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "p.csv").write_text("date,close\n2001-06-01,0\n", encoding="utf-8")
    series, found = load_series("sub/p.csv", "prices", complete=True)
    assert series is not None
    assert series.source == "p.csv"
    assert found[0].span is not None
    assert found[0].span.where == "sub/p.csv:2:1"


def test_after_twenty_findings_it_says_how_much_is_left() -> None:
    _, found = read("date,close\n" + "2001-06-01,x\n" * 25)
    assert [d.code for d in found] == ["T538"] * 20 + ["T549"]
    assert found[-1].message == "5 more lines were left unread"
    _, found = read("date,close\n" + "2001-06-01,x\n" * 20)
    assert [d.code for d in found] == ["T538"] * 20


def test_what_must_be_settled_is_shown_before_what_need_not() -> None:
    names = ",".join(COLUMNS)
    gaps = "2001-06-01\n"
    text = f"date,{names}\n{gaps}" + "".join(f"2001-07-{i:02},x\n" for i in range(1, 18))
    _, found = read(text)
    assert [d.code for d in found].count("T538") == 17
    assert found[-1].code == "T549"
    assert found[-1].message == f"{len(COLUMNS) + 17 - 20} more findings are not shown"


GARBAGE = {
    "random": random.Random(1).randbytes(TEN_MB),
    "lines": HEADER.encode() + b"garbage,1,2,x\n" * (TEN_MB // 14),
    "no lines": b"x" * TEN_MB,
    "cells": b"a," * (TEN_MB // 2),
    "one row": HEADER.encode() + b"1," * (TEN_MB // 2),
    "empty lines": HEADER.encode() + b"\n" * TEN_MB,
    "commas": HEADER.encode() + b",\n" * (TEN_MB // 2),
    "marks": HEADER.encode() + b'"' * TEN_MB,
    "zeros": HEADER.encode() + b"\0" * TEN_MB,
    "the same row": HEADER.encode() + b"2001-06-01,1,1,1,1\n" * (TEN_MB // 19),
    "two values": HEADER.encode() + b"2001-06-01,1,1,1,1\n2001-06-01,2,2,2,2\n" * (TEN_MB // 38),
}


@pytest.mark.parametrize("kind", GARBAGE)
def test_ten_megabytes_of_garbage(kind: str) -> None:
    series, found = read(GARBAGE[kind])
    assert series is None
    assert 1 <= len(found) <= 21
    assert any(d.severity is Severity.MUST for d in found)
    assert all(len(render(d)) < 2000 for d in found)


letters = st.text('date,closehigw-0123456789.\n\r"\ufeff ', max_size=200)


@given(st.binary(max_size=200) | letters.map(lambda t: ("date,high,low\n" + t).encode()))
def test_whatever_the_bytes_there_is_an_answer(data: bytes) -> None:
    series, found = read(data)
    assert (series is None) == any(d.severity is Severity.MUST for d in found)
    for d in found:
        assert render(d)
    if series is not None:
        assert list(series.days) == sorted(set(series.days))
        assert all(len(values) == len(series.days) for values in series.columns.values())


def test_numbers_are_exact_whatever_their_length() -> None:
    series = sound("date,close\n2001-06-01,0.1\n2001-06-04,0.30000000000000000004\n")
    assert series.columns["close"] == (Q(1, 10), Q(30000000000000000004, 10**20))
    assert all(isinstance(v, (Fraction, type(Q(1)))) for v in series.columns["close"])
