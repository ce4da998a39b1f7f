"""Runs of days, every day of a window, counts of days: worked by hand, and against every world that the unknown days leave open."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tenor.dsl.check import check
from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Diagnostic, Source
from tenor.interpreter.explain import explain
from tenor.interpreter.facts import facts_from_text
from tenor.interpreter.outcome import Answer, ask
from tenor.interpreter.values import Unknown
from tenor.interpreter.world import World, world

TEXT = """language 1
contract "Prices", a transcription of "prices".
times are in New York.
party Maker is "The maker".
security Stock of Maker.
calendar Dealing Day: days on which Stock trades, expected Monday to Friday less the days in "nyse_closed_weekdays_1990_2025".

Section 1 "Prices"
  balance "Floor" (USD a share) opens on March 1, 2005 at $1 a share.
  event "Cut" by Maker: floor (USD a share).
  on each Cut, Floor becomes its floor.
  event "Pause" by Maker: over (date, when it comes); continues until its over.
  event "Look" by Maker.
  "Price" means close of Stock.
  "High" means that Price is at least Floor.
  "Sound" means that all of (i) High, and (ii) not (Pause is continuing).
  for each Look:
    "Looked" means the end of the first 2 consecutive Dealing Days after its day on which High.
    "Sound Before" means that every day of the 2 Dealing Days before its day is one on which Sound.
"""
FIRST = date(2005, 3, 1)  # a Tuesday


def told(folder: Path, prices: str, lines: str = "", complete: str = ", complete") -> World:
    """A world with a price for each weekday from March 1, 2005: `h` at least the floor, `l` below it, `?` not told, `.` no row."""
    day, rows = FIRST, ["date,close"]
    for sign in prices:
        if sign != ".":
            rows.append(f"{day},{ {'h': '1.50', 'l': '0.50', '?': ''}[sign] }")
        day += timedelta(days=3 if day.weekday() == 4 else 1)
    (folder / "prices.csv").write_text("\n".join(rows) + "\n", "utf-8")
    contract: Contract = check(Source("prices.tenor", TEXT))
    assert not contract.diagnostics
    found: list[Diagnostic] = []
    facts, _, _ = facts_from_text(contract, f'Stock trades as in "prices.csv"{complete}.\n{lines}', folder / "a.facts", found, "")
    assert {d.code for d in found} <= {"T545"}
    return world(contract, facts)


def asked(w: World, question: str, on: date, of: int | None = None) -> Answer:
    answer, found = ask(w, question, on, of)
    assert answer is not None, found
    return answer


def march(day: int) -> date:
    return date(2005, 3, day)


def run(kind: str, count: int, after: str = "March 1, 2005", holds: str = "High") -> str:
    return f"the {kind} of the first {count} consecutive Dealing Days after {after} on which {holds}"


# ── by hand: March 1, 2005 is a Tuesday, so that prices stand on March 1 to 4, 7 to 11, 14 to 18


@pytest.mark.parametrize(
    ("prices", "question", "value"),
    [
        # the day itself is out: the run is of March 2, 3, 4
        ("hhhhl", run("end", 3), march(4)),
        ("hhhhl", run("start", 3), march(2)),
        # over a weekend: March 4, 7, 8
        ("hhlhhh", run("end", 3), march(8)),
        ("hhlhhh", run("start", 3), march(4)),
        # a longer run ends with the first three of its days
        ("llhhhhh", run("end", 3), march(7)),
        # the next one after that is another run, though the days go on
        ("llhhhhhhh", run("end", 3, f"({run('end', 3)})"), march(10)),
        # one day is a run of one
        ("lllh", run("end", 1), march(4)),
        # `that day` is the day
        ("hhhhl", run("end", 3, holds="(Price on that day is at least Floor)"), march(4)),
        ("hhhhl", run("end", 2, holds="(that day is after March 2, 2005)"), march(4)),
        # calendar days: March 5 and 6 are a Saturday and a Sunday
        (
            "hhhhh",
            "the end of the first 2 consecutive calendar days after March 1, 2005 on which (that day is after March 4, 2005)",
            march(6),
        ),
        (
            "hhhhh",
            "the start of the first 2 consecutive calendar days after March 1, 2005 on which (that day is after March 4, 2005)",
            march(5),
        ),
    ],
)
def test_the_first_run(tmp_path: Path, prices: str, question: str, value: date) -> None:
    assert asked(told(tmp_path, prices), question, march(31)).value == value


def test_only_days_to_the_day_asked_count(tmp_path: Path) -> None:
    w = told(tmp_path, "lhhhhhh")
    late = asked(w, run("end", 3), march(3))
    assert (late.status, late.needs[0].words) == ("undetermined", "3 consecutive Dealing Days on which High")
    assert late.value.after == march(2)
    assert asked(w, run("end", 3), march(4)).value == march(4)
    # it may have begun already
    assert asked(w, run("start", 3), march(3)).value.after == march(1)
    assert asked(w, f"whether {run('end', 3)} is before March 4, 2005", march(3)).status == "undetermined"
    assert asked(w, f"whether {run('end', 3)} is before March 3, 2005", march(3)).value is False


def test_a_day_that_matters_and_is_not_told_leaves_it_open(tmp_path: Path) -> None:
    # March 3 is not told; March 2 to 4 may be the first run, March 7 to 9 is one in any case
    answer = asked(told(tmp_path, "lh?hhhh"), run("end", 3), march(31))
    assert [n.words for n in answer.needs] == ["the close of Stock on 2005-03-03"]
    assert (answer.value.after, answer.value.high) == (march(3), march(8))
    # if the day before is not one either, nothing hangs on it
    assert asked(told(tmp_path, "l?lhhhh"), run("end", 3), march(31)).value == march(8)


def test_a_day_that_may_have_been_a_dealing_day_leaves_it_open(tmp_path: Path) -> None:
    w = told(tmp_path, "lhh.hhh", complete="")
    answer = asked(w, run("end", 3), march(9))
    assert answer.needs[0].words.startswith("whether 2005-03-04 is a Dealing Day")
    assert answer.value.after == march(3)
    assert asked(w, run("end", 2), march(9)).value == march(3)  # it was complete before


def test_each_day_is_seen_as_it_stood(tmp_path: Path) -> None:
    # the floor falls on March 8: what was below it before stays below
    w = told(tmp_path, "llllllll", "March 8, 2005: Cut: floor $0.40 a share.")
    assert asked(w, run("end", 2), march(31)).value == march(9)
    # and a question of an earlier day does not know of it
    assert asked(w, run("end", 2), march(7)).status == "undetermined"
    assert asked(w, run("end", 2), march(9)).value == march(9)


def test_a_correction_is_seen_from_its_day(tmp_path: Path) -> None:
    w = told(tmp_path, "llllllll", "March 3, 2005: Cut: floor $0.40 a share.\nCut 1 is withdrawn on March 9, 2005.")
    assert asked(w, run("end", 2), march(8)).value == march(4)
    again = told(tmp_path, "llllllll", "March 3, 2005: Cut: floor $0.40 a share.\nCut 1 is withdrawn on March 9, 2005.")
    late = asked(again, run("end", 2), march(10))
    assert asked(w, run("end", 2), march(10)).value == late.value, "what was asked before changes nothing"


def test_a_run_of_an_occurrence(tmp_path: Path) -> None:
    w = told(tmp_path, "lhhlhhh", "March 2, 2005: Look.\nMarch 4, 2005: Look.")
    assert asked(w, "Looked", march(31), 1).value == march(8)
    assert asked(w, "Looked", march(31), 2).value == march(8)
    assert asked(w, "Sound Before", march(31), 2).value is True


def _worlds(prices: str) -> list[str]:
    return ["".join(world) for world in product(*("hl" if p == "?" else p for p in prices))]


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("kind", ["end", "start"])
def test_what_is_open_is_what_the_unknown_days_leave_open(tmp_path: Path, seed: int, kind: str) -> None:
    chance = random.Random(seed)
    prices = "".join(chance.choices("hl?", (6, 2, 1 if seed % 2 else 3), k=14))
    prices = prices if prices.count("?") < 6 else prices.replace("?", "h", prices.count("?") - 5)
    count, on = chance.choice((1, 2, 3)), march(18)
    got = asked(told(tmp_path, prices), run(kind, count), on).value
    days = [FIRST + timedelta(days=n) for n in range(18) if (FIRST + timedelta(days=n)).weekday() < 5]

    def first(signs: str) -> Any:
        ends = [i for i in range(count, len(signs)) if signs[i - count + 1 : i + 1] == "h" * count]
        return days[ends[0] - (count - 1 if kind == "start" else 0)] if ends else None

    every = {first(signs) for signs in _worlds(prices)}
    if len(every) == 1 and None not in every:
        assert got == every.pop()
    else:
        assert isinstance(got, Unknown)
        assert got.after is not None
        assert all(day is None or day > got.after for day in every)
        assert got.high == (None if None in every else max(every))


# ── every day


WINDOW = "the 3 Dealing Days ending on March 7, 2005"  # March 3, 4 and 7


@pytest.mark.parametrize(
    ("prices", "value"),
    [("llhhhl", True), ("llhlhh", False), ("ll?hhh", None), ("ll?lhh", False), ("llhhh?", True)],
)
def test_every_day_of_a_window(tmp_path: Path, prices: str, value: bool | None) -> None:
    answer = asked(told(tmp_path, prices), f"whether every day of {WINDOW} is one on which High", march(31))
    assert (answer.value if answer.status == "determined" else None) is value


@pytest.mark.parametrize(
    ("window", "value"),
    [
        ("the 3 Dealing Days before March 8, 2005", True),
        ("the 3 Dealing Days ending 1 Dealing Day before March 8, 2005", True),
        ("the Dealing Days from March 3, 2005 to March 7, 2005 inclusive", True),
        ("the Dealing Days from March 2, 2005 to March 7, 2005 inclusive", False),
        ("the Dealing Days from March 5, 2005 to March 6, 2005 inclusive", None),
        ("the 9 Dealing Days ending on March 7, 2005", False),
    ],
)
def test_every_kind_of_window(tmp_path: Path, window: str, value: bool | None) -> None:
    answer = asked(told(tmp_path, "llhhhl"), f"whether every day of {window} is one on which High", march(31))
    assert (answer.value if answer.status == "determined" else None) is value


def test_a_day_to_come_is_not_taken_to_hold(tmp_path: Path) -> None:
    question = (
        "whether every day of the Dealing Days from March 3, 2005 to March 9, 2005 inclusive is one on which (not (Pause is continuing))"
    )
    w = told(tmp_path, "llhhhhhh", "March 7, 2005: Pause.")
    early = asked(w, question, march(4))
    assert [n.words for n in early.needs] == ["the days after 2005-03-04, which have not come"]
    assert asked(w, question, march(7)).value is False


def test_the_reasons_name_the_day_and_the_limb_that_fails(tmp_path: Path) -> None:
    w = told(tmp_path, "llhhhhhh", "March 4, 2005: Pause: over March 8, 2005.")
    text = explain(asked(w, "whether every day of the 4 Dealing Days ending on March 8, 2005 is one on which Sound", march(31)), world=w)
    assert "one on which Sound: no" in text
    assert "not on 2 of 4 Dealing Days: Mar 4, 2005 and Mar 7, 2005" in text
    assert "Mar 4, 2005: Sound: no" in text
    assert "(i) High: yes" in text
    assert "(ii) not (Pause is continuing): no" in text


def test_the_reasons_of_a_run_show_its_ends_and_its_figures(tmp_path: Path) -> None:
    w = told(tmp_path, "lhhhhhh")
    text = explain(asked(w, run("end", 3), march(31)), world=w)
    assert "the end of 3 Dealing Days, Mar 2 to Mar 4, 2005" in text
    assert "Mar 2, 2005: High: yes" in text
    assert "Mar 4, 2005: High: yes" in text
    assert "Mar 3, 2005" not in text
    assert "Mar 3, 2005" in explain(asked(w, run("end", 3), march(31)), full=True, world=w)
    soon = explain(asked(w, run("end", 9), march(8)), world=w)
    assert "5 of 9 so far, Mar 2 to Mar 8, 2005" in soon


def test_the_figures_of_a_row_go_from_the_least_to_the_greatest(tmp_path: Path) -> None:
    w = told(tmp_path, "lllhl")
    holds = "(Price is less than $2 a share)"
    text = explain(asked(w, run("end", 4, holds=holds), march(31)), world=w)
    assert "Price from $0.50 a share (Mar 2, 2005) to $1.50 a share (Mar 4, 2005)" in text


# ── how many


@pytest.mark.parametrize(
    ("question", "value"),
    [
        # March 1 to 4, 7, 8
        ("the number of Dealing Days from March 1, 2005 to March 8, 2005 inclusive", 6),
        ("the number of calendar days from March 1, 2005 to March 8, 2005 inclusive", 8),
        ("the number of Dealing Days from March 8, 2005 to March 8, 2005 inclusive", 1),
        ("the number of Dealing Days from March 9, 2005 to March 8, 2005 inclusive", 0),
        ("the number of Dealing Days from March 1, 2005 to March 8, 2005 inclusive on which High", 4),
        # March 4 to 7
        ("the number of calendar days from March 1, 2005 to March 9, 2005 inclusive on which (Pause is continuing)", 4),
        ("the number of Dealing Days from March 1, 2005 to March 9, 2005 inclusive on which (that day is after March 7, 2005)", 2),
    ],
)
def test_how_many_days(tmp_path: Path, question: str, value: int) -> None:
    w = told(tmp_path, "lhhlhhh", "March 4, 2005: Pause: over March 8, 2005.")
    assert asked(w, question, march(31)).value == value


def test_a_count_that_is_open_is_bounded(tmp_path: Path) -> None:
    w = told(tmp_path, "hh?hh?")
    answer = asked(w, "the number of Dealing Days from March 1, 2005 to March 8, 2005 inclusive on which High", march(31))
    assert (answer.status, answer.value.low, answer.value.high) == ("undetermined", 4, 6)
    sure = asked(
        w, "whether the number of Dealing Days from March 1, 2005 to March 8, 2005 inclusive on which High is at least 4", march(31)
    )
    assert sure.value is True
    ahead = asked(w, "the number of Dealing Days from March 1, 2005 to March 31, 2005 inclusive", march(31))
    assert ahead.needs[0].words.startswith("whether 2005-03-09 is a Dealing Day")


def test_the_reasons_of_a_count_name_the_days(tmp_path: Path) -> None:
    w = told(tmp_path, "lhhlhhh")
    text = explain(asked(w, "the number of Dealing Days from March 1, 2005 to March 8, 2005 inclusive on which High", march(31)), world=w)
    assert "4 of 6 Dealing Days, Mar 1 to Mar 8, 2005" in " ".join(text.replace("Section 1", "").split())
    assert "on Mar 2, 2005, Mar 3, 2005, Mar 7, 2005 and Mar 8, 2005" in text


# ── misuse


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ('"X" means the end of the first 0 consecutive Dealing Days after March 1, 2005 on which High.', "T412"),
        ('"X" means the end of the first 2.5 consecutive Dealing Days after March 1, 2005 on which High.', "T412"),
        ('"X" means the end of the first 2 consecutive Dealing Days after Price on which High.', "T300"),
        ('"X" means the end of the first 2 consecutive Dealing Days after March 1, 2005 on which Price.', "T300"),
        ('"X" means that every day of the 0 Dealing Days before March 1, 2005 is one on which High.', "T412"),
        ('"X" means that every day of the 2 Dealing Days before March 1, 2005 is one on which Price.', "T300"),
        ('"X" means that every day of the 2 Dealing Days before Price is one on which High.', "T300"),
        ('"X" means the number of Dealing Days from Price to March 1, 2005 inclusive.', "T300"),
        ('"X" means the number of Dealing Days from March 1, 2005 to March 2, 2005 inclusive on which Price.', "T300"),
        ('"X" means the end of the first 2 consecutive days after March 1, 2005 on which High.', "T112"),
    ],
)
def test_what_does_not_fit_is_reported(words: str, code: str) -> None:
    assert [d.code for d in check(Source("prices.tenor", TEXT + "  " + words + "\n")).diagnostics] == [code]
