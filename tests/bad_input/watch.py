"""What every bad input is held to: no exception, two seconds, spans inside their texts, something that a terminal can show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tenor.dsl.check import check
from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Diagnostic, Severity, Source, render
from tenor.interpreter.facts import Facts, Scenario, load_facts
from tenor.interpreter.outcome import ask
from tenor.interpreter.world import world
from tests.support import ROOT

CONTRACT = ROOT / "contracts" / "amnis" / "debenture-2001.tenor"
MARKET = ROOT / "tests" / "data" / "market" / "amns-2001.csv"
SPEECH = ("token", "Traceback", "NoneType", "Error(", "object at 0x", "Exception", "lark", "<class", "ordinal not in range", "utf-8' codec")


def located(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings, each looked at: its places lie inside its text, it can be shown, it speaks to a lawyer."""
    kept = list(found)
    for d in kept:
        for span in (d.span, *(label.span for label in d.labels)):
            assert span is None or 0 <= span.start <= span.end <= len(span.source.text), (d.code, d.message, span)
        assert d.code.startswith("T"), d
        assert d.message, d
        shown = render(d)
        assert not [w for w in SPEECH if w in d.message + (d.help or "")], shown
        assert len(shown) < 5_000, f"{d.code} is {len(shown)} characters long"
    return kept


def read_contract(text: str, name: str = "bad.tenor") -> tuple[Contract, list[Diagnostic]]:
    """A text checked."""
    contract = check(Source(name, text))
    return contract, located(contract.diagnostics)


def read_facts(contract: Contract, path: Path) -> tuple[Facts, tuple[Scenario, ...], list[Diagnostic]]:
    """A facts file loaded."""
    facts, scenarios, found = load_facts(contract, path)
    return facts, scenarios, located(found)


def musts(found: Iterable[Diagnostic]) -> list[str]:
    return [d.code for d in found if d.severity is Severity.MUST]


def ask_everything(
    contract: Contract, facts: Facts, days: Iterable[date] = (date(2002, 6, 3), date(2003, 12, 29)), part: tuple[int, int] = (0, 1)
) -> Mapping[str, Any]:
    """Every term and reference, plainly and of the first occurrence if it is of one, on some days; what is answered is looked at, not
    judged. `part` takes one in so many of them, from a place on: many inputs together ask everything.
    """
    answers = {}
    w = world(contract, facts)
    known = {**contract.references, **contract.terms}
    for day in days:
        for name in sorted(known)[part[0] % part[1] :: part[1]]:
            for of in (None, 1) if known[name].scope else (None,):
                answer, found = ask(w, name, day, of)
                located(found)
                if answer is not None:
                    answers[name, day, of] = answer.value
    return answers
