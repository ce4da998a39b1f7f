"""Words that are kept between answers: whatever was asked and told before, a reason reads as if it were told for the first time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tenor.dsl.check import check
from tenor.dsl.diagnostic import Diagnostic, Source
from tenor.interpreter.explain import explain
from tenor.interpreter.facts_json import facts_from_data
from tenor.interpreter.outcome import ask
from tenor.interpreter.values import Q
from tenor.interpreter.world import World, world

TEXT = """language 1
contract "Windows", a transcription of "windows".
times are in New York.
party Maker is "The maker".
security Stock of Maker.
calendar Dealing Day: days on which Stock trades.

Section 1 "Prices"
  reading "Price" (the paper says only that it is of the day):
      low: low of Stock (taken);
      close: close of Stock.
  "Low Average" means the average of the lowest 2 Prices in the 3 Dealing Days ending 1 Dealing Day before the day asked.
"""
ROWS = [
    {"date": "2004-05-03", "high": "1.20", "low": "1.10", "close": "1.15"},
    {"date": "2004-05-04", "high": "1.30", "low": "1.00", "close": "1.25"},
    {"date": "2004-05-05", "high": "1.50", "low": "1.40", "close": "1.45"},
    {"date": "2004-05-06", "high": "1.60", "low": "1.05", "close": "1.55"},
]
# of May 3, 4 and 5 the lowest two are 1.00 and 1.10, so 1.05; of May 4, 5 and 6 they are 1.00 and 1.05, so 1.025
BARE = ["1 on May 4 · 1.1 on May 3", "1 on May 4, 2004", "1.1 on May 3, 2004", "1.4 on May 5, 2004"]
WITH_UNITS = [
    "$1.00 on May 4 · $1.10 on May 3",
    "$1.00 a share on May 4, 2004",
    "$1.10 a share on May 3, 2004",
    "$1.40 a share on May 5, 2004",
]


def _world() -> World:
    contract = check(Source("windows.tenor", TEXT))
    data = {"market": {"Stock": {"rows": ROWS, "complete": True}}, "blanks": {}, "observations": {}, "terms": {}, "facts": []}
    found: list[Diagnostic] = list(contract.diagnostics)
    facts = facts_from_data(contract, data, Path("windows.json"), found)
    assert not [d.message for d in found if d.severity == "must be settled"]
    return world(contract, facts)


def _days(text: str) -> list[str]:
    """The lines of a window, in their order, without what leads them."""
    return [line.strip("├└│ ") for line in text.split("\n") if " on May " in line]


def test_a_day_of_a_window_has_units_where_they_are_known_whatever_was_told_before() -> None:
    w = _world()
    given, _ = ask(w, "Low Average", date(2004, 5, 6))
    assert given is not None
    assert given.value == Q(105, 100)
    for told_in, lines in ((None, BARE), (w, WITH_UNITS), (None, BARE), (w, WITH_UNITS)):
        assert _days(explain(given, full=True, world=told_in)) == lines


def test_a_day_stands_in_the_next_window_with_the_same_words_and_the_reading_that_it_rests_on() -> None:
    w = _world()
    for day, average in ((6, Q(105, 100)), (7, Q(1025, 1000)), (6, Q(105, 100))):
        given, _ = ask(w, "Low Average", date(2004, 5, day))
        assert given is not None
        assert given.value == average
        assert given.readings == (("Price", "low"),)
        assert given.section == "Section 1"
    given, _ = ask(w, "Low Average", date(2004, 5, 7))
    assert given is not None
    kept = _days(explain(given, full=True, world=w))
    assert kept == [
        "$1.00 on May 4 · $1.05 on May 6",
        "$1.00 a share on May 4, 2004",
        "$1.05 a share on May 6, 2004",
        "$1.40 a share on May 5, 2004",
    ]


def test_the_days_of_another_reading_have_its_figures() -> None:
    w = _world()
    assert ask(w, "Low Average", date(2004, 5, 6))[0] is not None
    # of the closes 1.15, 1.25 and 1.45 the lowest two: 1.20
    given, _ = ask(w.under("Price", "close"), "Low Average", date(2004, 5, 6))
    assert given is not None
    assert given.value == Q(120, 100)
    assert given.readings == (("Price", "close"),)
    assert _days(explain(given, full=True))[0] == "1.15 on May 3 · 1.25 on May 4"
