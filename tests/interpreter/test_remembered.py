"""What an evaluation remembers from one day to another: it is of the day asked, and of nothing that came later."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tenor.dsl.check import check, check_text
from tenor.dsl.diagnostic import Diagnostic, Source
from tenor.interpreter.explain import explain
from tenor.interpreter.facts import Facts, facts_from_text
from tenor.interpreter.outcome import ask
from tenor.interpreter.values import Q
from tenor.interpreter.world import World, world

TEXT = """language 1
contract "Draws", a transcription of "draws".
times are in New York.
party Maker is "The maker".
party Payee is "The payee".

Section 1 "Draws"
  event "Closing" by Maker.
  event "Payment" by Maker: amount (USD).
  balance "Loan" (USD) opens on May 3, 2004 at $100.
  Maker owes Payee $10 ("Fee"), payable on June 1, 2004.
  each Payment pays Fee.
  "Last Day" means the earliest of (i) June 30, 2004, (ii) the day of the first Closing, and (iii) the day of payment of Fee.
  "Open" means that Closing has not occurred.
  event "Draw" from Payee to Maker: amount (USD).
  Payee may give Draw, on or before Last Day, its amount at most Loan.
  for each Draw:
    on its day, Loan decreases by its amount.
"""
DAYS = (date(2004, 7, 1), date(2004, 6, 1), date(2004, 6, 30), date(2004, 5, 20))
ASKED = ("Last Day", "Open", "Loan")


def told(folder: Path, lines: str) -> World:
    contract = check(Source("draws.tenor", TEXT))
    assert not contract.diagnostics, [d.message for d in contract.diagnostics]
    found: list[Diagnostic] = []
    facts, _, _ = facts_from_text(contract, lines, folder / "draws.facts", found, "")
    assert not found, [d.message for d in found]
    return world(contract, facts)


def answers(w: World, day: date) -> list[tuple[str, str]]:
    found = [ask(w, text, day)[0] for text in ASKED]
    return [(str(a.value), explain(a)) for a in found if a is not None]


def test_days_asked_of_one_world_in_any_order_are_answered_as_each_by_itself(tmp_path: Path) -> None:
    draws = "".join(f"May {day}, 2004: Payee gives Draw: amount $1.\n" for day in (4, 5, 28, 31))
    for lines in (draws, draws + "June 2, 2004: Maker gives Closing.\n", draws + "June 3, 2004: Maker gives Payment: amount $10.\n"):
        one = told(tmp_path, lines)
        for day in DAYS:
            assert answers(one, day) == answers(told(tmp_path, lines), day), (day, lines)


def test_a_right_without_an_end_that_was_told_is_open_day_by_day_and_closes_with_the_day_told(tmp_path: Path) -> None:
    # nothing ends the right before June 30: draws of May 4 and June 30 are made, that of July 1 is not. $100 - $1 - $2 = $97
    given = (("May 4", 1), ("June 30", 2), ("July 1", 4))
    lines = "".join(f"{day}, 2004: Payee gives Draw: amount ${amount}.\n" for day, amount in given)
    assert ask(told(tmp_path, lines), "Loan", date(2004, 7, 2))[0].value == Q(97)  # type: ignore[union-attr]
    # a closing of June 10 ends it: of these only the first is made. $100 - $1 = $99
    closed = lines + "June 10, 2004: Maker gives Closing.\n"
    assert ask(told(tmp_path, closed), "Loan", date(2004, 7, 2))[0].value == Q(99)  # type: ignore[union-attr]
    # the day is not known before it comes, only that it is none of the days that are over
    before = ask(told(tmp_path, closed), "Last Day", date(2004, 6, 9))[0]
    assert before is not None
    assert before.status == "undetermined"
    assert before.value.after == date(2004, 6, 8)


PAID_OFF = """language 1
contract "Instalments", a transcription of "instalments".
times are in UTC.
a month ends on the same day of the next, or on the last day of a shorter month.
party Maker is "The maker".
party Payee is "The payee".

Section 1 "Instalments"
  blank "Debt" (USD): $100.
  blank "Extra Date" (date).
  "Possible Date" means every 1 month from January 3, 2005 to January 3, 2055.
  for each Possible Date:
    "Instalment" means $40, if Extra Date is told, otherwise $30.
    "Left" means Debt - the total of Instalment for each Possible Date dated from January 3, 2005 to its day inclusive.
    "Left By Steps" means Debt carried through each Possible Date dated from January 3, 2005 to its day inclusive
        as (what is carried - Instalment).
    "Paid Off On" means its day, if Left is at most $0, otherwise January 3, 2055.
  "Final Date" means the earliest Paid Off On for each Possible Date dated from January 3, 2005 to January 3, 2055 inclusive.
  "Due Date" means every 1 month from January 3, 2005 to Final Date.
  "How Many" means the number of Due Dates from January 3, 2005 to January 3, 2055 inclusive.
  "Level" means $0 carried through each Due Date dated from January 3, 2005 to Final Date inclusive as (what is carried + $1).
  "Slow" means the total of Seen for each Possible Date dated from January 3, 2005 to January 3, 2006 inclusive.
  for each Possible Date, "Seen" means $1, if that day is before January 3, 2006, otherwise $2.
"""


def test_a_day_found_by_going_through_dates_is_found_once(tmp_path: Path) -> None:
    """$30 a month from January 3 pays $100 off on the fourth date, April 3; $40 on the third, March 3."""
    contract = check(Source("instalments.tenor", PAID_OFF))
    assert not contract.diagnostics, [d.message for d in contract.diagnostics]
    found: list[Diagnostic] = []
    facts, _, _ = facts_from_text(contract, "", tmp_path / "instalments.facts", found, "")
    here = world(contract, facts)
    for name in ("Instalment", "Left", "Left By Steps", "Paid Off On"):
        assert here.terms[name].dated, name
    for name in ("Final Date", "Due Date", "How Many", "Level"):
        assert here.terms[name].lasting, name
    assert not here.terms["Slow"].lasting  # it asks about the day of the question
    worked = {
        "Final Date": date(2005, 4, 3),
        "How Many": Q(4),
        "Level": Q(4),
        "Left on March 3, 2005": Q(10),
        "Left By Steps on March 3, 2005": Q(10),
        "Final Date as if Debt were $120": date(2005, 4, 3),
        "Final Date as if Debt were $121": date(2005, 5, 3),
        "Final Date as if Extra Date were March 1, 2005": date(2005, 3, 3),
    }
    again = {text: value for text, value in worked.items() if " as if " not in text}
    for text, value in [*worked.items(), *again.items()]:
        answer = ask(here, text, date(2005, 1, 1))[0]
        assert answer is not None
        assert answer.value == value, text


def test_a_figure_of_each_date_of_one_schedule_is_its_own_while_another_is_gone_through() -> None:
    """Within each Call ($1 before March, else $100) every Due counts it once more: 4 × $1 twice and 4 × $100 four times are $1,608."""
    text = """language 1
contract "Calls", a transcription of "calls".
times are in UTC.
a month ends on the same day of the next, or on the last day of a shorter month.
Section 1 "Calls"
  "Due" means every 1 month from January 3, 2005 to April 3, 2005.
  "Call" means every 1 month from January 10, 2005 to June 10, 2005.
  for each Call:
    "Charge" means $1, if its day is before March 1, 2005, otherwise $100.
    "With Each" means the total of Charge for each Due dated from January 3, 2005 to April 3, 2005 inclusive.
  "All" means the total of With Each for each Call dated from January 10, 2005 to June 10, 2005 inclusive.
"""
    contract = check_text(text)
    assert contract.diagnostics == ()
    w = world(contract, Facts())
    assert [ask(w, "All", day)[0].value for day in (date(2005, 5, 3), date(2005, 1, 3))] == [1608, 1608]  # type: ignore[union-attr]
    # asked for each Due, the Charge of a Call is none of its figures: which one is not said
    asked, found = ask(w, "the total of Charge for each Due dated from January 3, 2005 to April 3, 2005 inclusive", date(2005, 1, 3))
    assert asked is None
    assert [d.code for d in found] == ["T265"]
