"""When a notice counts as received: by the means by which it was sent, and as a reading has it where the paper is silent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tenor.dsl.check import check_text
from tenor.dsl.diagnostic import Diagnostic
from tenor.interpreter.facts import facts_from_text
from tenor.interpreter.facts_json import facts_from_data
from tenor.interpreter.outcome import ask
from tenor.interpreter.world import World, world

CONTRACT = """language 1
contract "Note", a transcription of "note".
times are in New York.
party Maker is "Maker, Inc.".
party Payee is "Payee, Ltd.".
Section 1 "Notices"
  reading "Post as Mail" (five days for mail, nothing for the post): as it comes: no (taken); five days: yes.
  a notice sent by "mail" is received 5 calendar days after it is sent.
  unless Post as Mail, a notice sent by "post" is received when it arrives.
  if Post as Mail, a notice sent by "post" is received 5 calendar days after it is sent.
  event "Call" from Payee to Maker: amount (USD).
  for each Call:
    "Due" means 10 calendar days after its receipt.
    "Sum Called" means its amount.
  "First Call" means the day of the first Call.
  "First Sum" means Sum Called of the first Call.
"""
TOLD = """January 4, 2005: Payee gives Call: amount $30, sent by "post", received January 6, 2005.
January 7, 2005: Payee gives Call: amount $20, received January 8, 2005.
January 10, 2005: Payee gives Call: amount $10, sent by "mail", received January 12, 2005.
"""
DAY = date(2005, 1, 31)


def told(text: str = TOLD) -> World:
    contract = check_text(CONTRACT)
    assert contract.diagnostics == (), [d.message for d in contract.diagnostics]
    facts, _, faults = facts_from_text(contract, text, Path("told.facts"), [], "")
    assert not faults
    return world(contract, facts)


def value(w: World, question: str, number: int | None = None) -> object:
    answer, faults = ask(w, question, DAY, number)
    assert answer is not None, faults
    return answer.value


def test_a_reading_moves_every_receipt_of_what_was_sent_that_way() -> None:
    w = told()
    assert [value(w, "Due", n) for n in (1, 2, 3)] == [date(2005, 1, 16), date(2005, 1, 18), date(2005, 1, 25)]
    assert (value(w, "First Call"), value(w, "First Sum")) == (date(2005, 1, 6), 30)
    other = w.under("Post as Mail", "five days")
    # five days after January 4 are January 9: after the second, which came on January 8
    assert [value(other, "Due", n) for n in (1, 2, 3)] == [date(2005, 1, 19), date(2005, 1, 18), date(2005, 1, 25)]
    assert (value(other, "First Call"), value(other, "First Sum")) == (date(2005, 1, 8), 20)
    assert value(world(w.contract, w.facts, {"Post as Mail": "five days"}), "Due", 1) == date(2005, 1, 19)


def test_an_answer_names_the_reading_on_which_a_receipt_hangs() -> None:
    w = told()
    for question, number, readings in (("Due", 1, (("Post as Mail", "as it comes"),)), ("Due", 2, ()), ("Due", 3, ())):
        answer, _ = ask(w, question, DAY, number)
        assert answer is not None
        assert answer.readings == readings
    answer, _ = ask(w, "First Call", DAY)
    assert answer is not None
    assert answer.readings == (("Post as Mail", "as it comes"),)


def test_facts_for_programs_hang_on_it_too() -> None:
    contract = check_text(CONTRACT)
    item = {"at": "2005-01-04", "event": "Call", "amount": "30", "sent_by": "post", "received": "2005-01-06"}
    faults: list[Diagnostic] = []
    facts = facts_from_data(contract, {"facts": [item]}, Path("told.json"), faults)
    assert not faults
    assert value(world(contract, facts), "Due", 1) == date(2005, 1, 16)
    assert value(world(contract, facts).under("Post as Mail", "five days"), "Due", 1) == date(2005, 1, 19)


def test_what_depends_on_an_act_under_another_reading_is_not_remembered_for_all_acts() -> None:
    contract = check_text(
        CONTRACT
        + """  reading "Rate": fixed: 1% (taken); by amount: Part of the Call.
  for each Call:
    "Part of the Call" means its amount / $1,000 × 100%.
  "Fee" means $100 × Rate.
"""
    )
    assert contract.diagnostics == ()
    facts, _, _ = facts_from_text(contract, TOLD, Path("told.facts"), [], "")
    w = world(contract, facts)
    assert [value(w, "Fee", n) for n in (1, 2, 3)] == [1, 1, 1]
    other = w.under("Rate", "by amount")
    assert [value(other, "Fee", n) for n in (1, 2, 3)] == [3, 2, 1]


def test_a_reading_that_puts_acts_in_order_is_consulted_whatever_is_asked() -> None:
    assert told().consulted == {"Post as Mail"}
    assert told('January 4, 2005: Payee gives Call: amount $30, sent by "mail".\n').consulted == set()
