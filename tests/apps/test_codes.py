"""Every code has its page, and the examples of a page do what the page says."""

from __future__ import annotations

import re

import pytest

from tenor.apps.codes import CodePage, page_of, pages
from tenor.apps.sources import Stop
from tenor.dsl.check import check_text
from tenor.dsl.diagnostic import Diagnostic
from tenor.interpreter.facts import facts_from_text
from tenor.interpreter.facts_impossible import impossible_facts
from tenor.interpreter.facts_json import facts_from_json
from tenor.interpreter.market import load_series
from tenor.interpreter.outcome import question_of
from tests.support import ROOT, room_files

BASE = """\
language 1
contract "Base", a transcription of "base".
times are in New York.
party Payer is "A Corp.".
party Payee is "B Fund".
security Common Stock of Payer.
calendar Open Day: every day.
Section 1 "Base"
  blank "Start" (date): January 2, 2002.
  blank "End" (date): January 2, 2004.
  balance "Debt" (USD) opens on Start at $1,000.
  "Interest" accrues on Debt at 10% a year, actual/365, from Start, first day out and last day in.
  event "Call" from Payee to Payer: amount (USD), size (shares, or if none 0 shares), kind (text "full" or "part", or if none "part").
  event "Handover" by Payer: call (Call).
  act "deliver" is Handover.
  observation "Float" (shares).
  observation "Price Told" (USD a share).
  Payee may give Call, after Start, for at most Debt, so far as "Cap": 1 share is at most Float.
"""
TOLD = (
    BASE
    + """\
  "Rate" means 10%.
  blank "First Rent Day" and "Last Rent Day" (date).
  "Rent Day" means every 14 calendar days with a short last period from First Rent Day to Last Rent Day.
"""
)

# Findings that stand beside the one meant, in no example worth bending for it.
DEEP = {"T113"}


def codes_in_use() -> set[str]:
    texts = [p.read_text("utf-8") for p in (*room_files(ROOT, ("dsl", "interpreter"), ".py"), *sorted((ROOT / "apps").glob("*.py")))]
    return {m for text in texts for m in re.findall(r"\bT[1-6]\d\d\b", re.sub(r'^\s*"""[\s\S]*?"""', "", text, count=1))}


def found_in(page: CodePage, example: str, tmp_path) -> list[Diagnostic]:
    match page.kind:
        case "contract":
            own = (
                example if example.startswith("Section ") else 'Section 2 "Case"\n' + "\n".join("  " + line for line in example.split("\n"))
            )
            return list(check_text(BASE + own + "\n").diagnostics)
        case "whole":
            return list(check_text(example + "\n").diagnostics)
        case "facts" | "json":
            contract = check_text(TOLD)
            assert contract.sound, contract.diagnostics
            (tmp_path / "prices.csv").write_text("date,close\n2002-01-02,0.20\n", "utf-8")
            if page.kind == "json" or example.startswith("{"):
                return facts_from_json(contract, example, tmp_path / "told.json")[2]
            facts, scenarios, found = facts_from_text(contract, example + "\n", tmp_path / "told.facts", [], "")
            return [*found, *impossible_facts(contract, facts, scenarios)]
        case "prices":
            return load_series((example + "\n").encode(), "prices.csv", False)[1]
        case "question":
            return question_of(check_text(BASE), example)[1]
        case kind:
            raise AssertionError(kind)


def test_the_base_contract_has_nothing_to_settle() -> None:
    assert check_text(BASE).diagnostics == ()


def test_every_code_in_use_has_its_page() -> None:
    assert codes_in_use() - set(pages()) == set()


def test_every_page_has_a_title_a_text_and_both_examples() -> None:
    for page in pages().values():
        assert page.title
        assert page.text.endswith((".", ":"))
        assert page.wrong
        assert page.mended
        assert page.wrong != page.mended


@pytest.mark.parametrize("page", [p for p in pages().values() if p.kind != "file" and p.code not in DEEP], ids=lambda p: p.code)
def test_the_wrong_example_is_found_and_the_mended_one_is_not(page: CodePage, tmp_path) -> None:
    assert page.code in {d.code for d in found_in(page, page.wrong, tmp_path)}
    assert [d.message for d in found_in(page, page.mended, tmp_path) if d.severity == "must be settled" or d.code == page.code] == []


def test_a_page_is_shown_and_an_unknown_code_names_the_nearest() -> None:
    assert page_of("T310").startswith("T310  Unlike quantities added")
    with pytest.raises(Stop, match="there is no code `T999`"):
        page_of("T999")
