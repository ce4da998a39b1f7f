"""Worlds for the tests: a contract and the facts told of it, each a text that must have no finding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from tenor.dsl.check import check_text
from tenor.dsl.diagnostic import Diagnostic
from tenor.interpreter.facts import facts_from_text
from tenor.interpreter.outcome import ask
from tenor.interpreter.world import World, world

HEAD = """language 1
contract "Note", a transcription of "note".
times are in New York.
party Maker is "Maker, Inc.".
party Payee is "Payee, Ltd.".
"""


def told(text: str, lines: str = "", choices: Mapping[str, str] | None = None) -> World:
    """The world of a contract with what is told of it, without any finding; `choices` are readings taken."""
    contract = check_text(text)
    assert contract.diagnostics == (), [d.message for d in contract.diagnostics]
    found: list[Diagnostic] = []
    facts, _, _ = facts_from_text(contract, lines, Path("told.facts"), found, "")
    assert not found, [d.message for d in found]
    return world(contract, facts, choices or {})


def value(w: World, question: str, on: date, number: int | None = None) -> object:
    """The value of an answer; the question must be one that can be asked."""
    answer, faults = ask(w, question, on, number)
    assert answer is not None, [d.message for d in faults]
    return answer.value
