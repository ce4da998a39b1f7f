"""Changes of a balance that wait for their day: they are made on it however it comes, and the history may be cut anywhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tenor.dsl.check import check
from tenor.dsl.diagnostic import Diagnostic, Source
from tenor.interpreter.explain import explain
from tenor.interpreter.facts import Facts, facts_from_text
from tenor.interpreter.history import state_at
from tenor.interpreter.outcome import ask
from tenor.interpreter.values import Q
from tenor.interpreter.world import World, end_of, world

TEXT = """language 1
contract "Stops", a transcription of "stops".
times are in New York.
party Maker is "The maker".
party Payee is "The payee".
security Stock of Maker.
calendar Dealing Day: days on which Stock trades.

Section 1 "Stops"
  event "Stop" by Maker: until (date, when it comes), days (number, or if none 5).
  event "Breach" by Maker: until (date, when it comes).
  event "Default" by Maker.
  event "Payment" by Maker: amount (USD).
  event "Look" by Maker.
  each Breach is a Default on 3 calendar days after its day, unless its until is on or before that day.
  Maker owes Payee $100 ("Fee"), payable on June 1, 2004.
  each Payment pays Fee.
  balance "Count" (number) opens on May 3, 2004 at 0.
  for each Stop:
    on its until, Count increases by its days.
    on 1 calendar day after its until, Count increases by 100.
  balance "Runs" (number) opens on May 3, 2004 at 0.
  balance "Tally" (number) opens on May 3, 2004 at 0.
  for each Look:
    on (the end of the first 2 consecutive Dealing Days after its day on which (close of Stock is at least $1 a share)),
        Runs increases by 1.
    on (the first day from its day on which (that day is after June 7, 2004)), Runs increases by 10.
    on the day of payment of Fee, Runs increases by 100.
    on the day of the first Default, Tally increases by 1.
  for each Breach:
    on the day on which it is a Default, Tally increases by 10.
    "Default Day" means the day on which it is a Default.
    "Early" means that Default Day is before June 5, 2004.
    "Late" means that Default Day is after June 5, 2004.
    "Sooner" means the earlier of (i) Default Day, and (ii) June 7, 2004.
    "Later" means 3 calendar days after Default Day.
"""
PRICES = "date,close\n2004-06-01,0.5\n2004-06-02,1.5\n2004-06-03,0.5\n2004-06-04,1.5\n2004-06-07,2\n2004-06-08,3\n2004-06-09,1\n"


def told(folder: Path, lines: str) -> World:
    (folder / "prices.csv").write_text(PRICES, "utf-8")
    contract = check(Source("stops.tenor", TEXT))
    assert not contract.diagnostics, [(d.code, d.message) for d in contract.diagnostics]
    found: list[Diagnostic] = []
    facts, _, _ = facts_from_text(contract, f'Stock trades as in "prices.csv", complete.\n{lines}\n', folder / "a.facts", found, "")
    assert not found, found
    return world(contract, facts)


def figure(w: World, name: str, day: int) -> Q:
    answer = ask(w, name, date(2004, 6, day))[0]
    assert answer is not None
    assert answer.status == "determined", answer.needs
    return Q(answer.value)


def over(w: World, name: str, *days: int) -> list[int]:
    return [int(figure(w, name, day)) for day in days]


def test_a_day_that_was_told_beforehand_comes_by_itself(tmp_path: Path) -> None:
    w = told(tmp_path, "June 2, 2004: Stop: until June 6, 2004.")
    assert over(w, "Count", 5, 6, 7, 24) == [0, 5, 105, 105]


def test_several_and_one_whose_end_is_not_told(tmp_path: Path) -> None:
    lines = "June 2, 2004: Stop: until June 6, 2004.\nJune 3, 2004: Stop: until June 4, 2004, days 7.\nJune 3, 2004: Stop: days 9."
    assert over(told(tmp_path, lines), "Count", 3, 4, 5, 6, 7, 24) == [0, 7, 107, 112, 212, 212]


def test_an_end_that_is_told_by_a_correction(tmp_path: Path) -> None:
    w = told(tmp_path, "June 2, 2004: Stop.\nStop 1 is corrected on June 4, 2004: until June 8, 2004.")
    assert over(w, "Count", 7, 8, 9) == [0, 5, 105]


def test_a_withdrawn_one_comes_no_more(tmp_path: Path) -> None:
    w = told(tmp_path, "June 2, 2004: Stop: until June 6, 2004.\nStop 1 is withdrawn on June 4, 2004.")
    assert over(w, "Count", 5, 6, 24) == [0, 0, 0]


def test_a_run_ends_by_itself(tmp_path: Path) -> None:
    # June 4 and 7 are the first two sessions on end at $1 or more
    assert over(told(tmp_path, "June 1, 2004: Look."), "Runs", 1, 4, 6, 7, 8, 9) == [0, 0, 0, 1, 11, 11]


def test_a_payment_is_an_act_of_another_event(tmp_path: Path) -> None:
    w = told(tmp_path, "June 1, 2004: Look.\nJune 3, 2004: Payment: amount $60.\nJune 5, 2004: Payment: amount $40.")
    assert over(w, "Runs", 3, 4, 5, 7) == [0, 0, 100, 101]


def test_what_follows_from_an_act_follows_on_its_day(tmp_path: Path) -> None:
    w = told(tmp_path, "June 1, 2004: Look.\nJune 2, 2004: Breach.")
    assert over(w, "Tally", 4, 5, 9) == [0, 11, 11]
    mended = told(tmp_path, "June 1, 2004: Look.\nJune 2, 2004: Breach: until June 5, 2004.")
    assert over(mended, "Tally", 5, 9) == [0, 0]


@pytest.mark.parametrize(
    ("name", "none", "late"),
    [
        ("Default Day", "none", date(2004, 6, 5)),
        ("Early", False, False),
        ("Late", True, False),  # it is no default to June 9, so that the day can only lie after it
        ("Sooner", date(2004, 6, 7), date(2004, 6, 5)),
        ("Later", None, date(2004, 6, 8)),
    ],
)
def test_a_day_that_there_is_not_is_a_day_that_has_not_come(tmp_path: Path, name: str, none: object, late: object) -> None:
    for until, worked in ((": until June 3, 2004", none), ("", late)):
        answer = ask(told(tmp_path, f"June 2, 2004: Breach{until}."), name, date(2004, 6, 9), 1)[0]
        assert answer is not None
        assert (answer.value if answer.status == "determined" else None) == worked
        if name == "Default Day":
            assert explain(answer).startswith(f"Default Day{': none' if worked == 'none' else ' Saturday, June 5, 2004'}")


@pytest.mark.parametrize("cut", range(1, 10))
def test_the_history_may_be_cut_anywhere(tmp_path: Path, cut: int) -> None:
    lines = (
        "June 1, 2004: Look.\nJune 2, 2004: Stop: until June 6, 2004.\nJune 2, 2004: Breach.\nJune 3, 2004: Stop: until June 4, 2004.\n"
        "June 5, 2004: Payment: amount $100."
    )
    end = end_of(date(2004, 6, 9))
    whole = state_at(told(tmp_path, lines), end)
    w = told(tmp_path, lines)
    state_at(w, end_of(date(2004, 6, cut)))
    parts = state_at(w, end)
    assert {n: x.total(end) for n, x in parts.ledgers.items()} == {n: x.total(end) for n, x in whole.ledgers.items()}
    assert parts.pending == whole.pending


def test_a_deadline_or_accrual_of_each_date_is_that_of_the_day_asked() -> None:
    text = (
        'language 1\ncontract "Lists", a transcription of "lists".\ntimes are in New York.\nparty Maker is "M".\nparty Payee is "P".\n'
        'calendar Common Day: every day.\nSection 1 "Lists"\n  event "List" by Maker.\n  act "deliver" is List.\n'
        '  balance "Debt" (USD) opens on June 1, 2004 at $360.\n'
        '  "List Date" means each June 30 and July 31 from June 1, 2004 to August 31, 2004.\n  for each List Date:\n'
        '    Maker must deliver to Payee within 5 Common Days after its day ("Deadline").\n'
        '    "Late" accrues on Debt at 10% a year, actual/360, from its day, first day in and last day out.\n'
    )
    w = world(check(Source("lists.tenor", text)), Facts())
    deadline, late = (ask(w, name, date(2004, 6, 30))[0] for name in ("Deadline", "Late accrued from June 1, 2004 to July 10, 2004"))
    assert deadline is not None
    assert late is not None
    assert (deadline.value, late.value) == (date(2004, 7, 5), 1)
