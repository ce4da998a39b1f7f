"""The laws that close the calculus, on contracts and facts made up for the purpose."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tenor.dsl.check import check_text
from tenor.dsl.contract import Contract
from tenor.interpreter.facts import Facts
from tenor.interpreter.facts_json import facts_from_data
from tenor.interpreter.history import START, advance
from tenor.interpreter.outcome import Answer, ask, reasons
from tenor.interpreter.semantics import State
from tenor.interpreter.values import Q, Unknown
from tenor.interpreter.world import World, end_of, world
from tests.laws.makings import DAYS, FIRST, contract_texts, facts_data
from tests.support import ROOT

LAW = settings(
    max_examples=18,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
ASKED = [FIRST + timedelta(days=8), FIRST + timedelta(days=45)]
CONTRACTS = contract_texts()


@lru_cache(maxsize=64)
def contract_of(text: str) -> Contract:
    contract = check_text(text)
    assert contract.sound, [(d.code, d.message, d.span and d.span.text) for d in contract.diagnostics]
    return contract


def facts_of(contract: Contract, data: dict[str, Any]) -> Facts:
    found: list[Any] = []
    facts = facts_from_data(contract, data, ROOT / "made-up.json", found)
    assert not [d for d in found if d.severity == "must be settled"], [d.message for d in found]
    return facts


def made(text: str, data: dict[str, Any]) -> World:
    contract = contract_of(text)
    return world(contract, facts_of(contract, data))


def answers(w: World, days: list[date] = ASKED, whole: date | None = None) -> Iterator[Answer]:
    events = {"Demand": len(w.occurrences.get("Demand", ()))}
    for day in days:
        for name, info in w.contract.terms.items():
            for of in (None, *range(1, events["Demand"] + 1)) if info.scope == "Demand" else (None,):
                answer, found = ask(w, name, day, of, end_of(whole) if whole else None)
                assert answer is not None, [d.message for d in found]
                yield answer


def shown(answer: Answer) -> tuple[Any, ...]:
    value = answer.value
    return (answer.ask, str(answer.on), answer.of, answer.status, str(value) if not isinstance(value, Unknown) else str(answer.needs))


def telling(answer: Answer) -> str:
    return "\n".join(f"{type(w.what).__name__} {w.section} {w.note} {w.value}" for w in reasons(answer.why))


# ── same inputs, same bytes


@LAW
@given(CONTRACTS, facts_data())
def test_the_same_inputs_give_the_same_bytes(text: str, data: dict[str, Any]) -> None:
    once, again = made(text, data), world(check_text(text), facts_of(check_text(text), data))
    one = [(*shown(a), telling(a)) for a in answers(once)]
    other = [(*shown(a), telling(a)) for a in answers(again)]
    assert one == other


@LAW
@given(CONTRACTS, facts_data(), st.randoms(use_true_random=False))
def test_the_order_of_asking_does_not_show(text: str, data: dict[str, Any], r: random.Random) -> None:
    straight = {shown(a)[:3]: shown(a) for a in answers(made(text, data))}
    w = world(contract_of(text), facts_of(contract_of(text), data))
    questions = list(straight)
    r.shuffle(questions)
    for name, on, of in questions:
        answer, _ = ask(w, name, date.fromisoformat(on), of)
        assert answer is not None
        assert shown(answer) == straight[name, on, of]


@LAW
@given(CONTRACTS, facts_data(), st.randoms(use_true_random=False))
def test_facts_with_instants_of_their_own_may_stand_in_any_order(text: str, data: dict[str, Any], r: random.Random) -> None:
    order = list(range(len(data["facts"])))
    r.shuffle(order)
    numbers: dict[int, int] = {}
    moved = []
    old = [i for i, f in enumerate(data["facts"]) if f["event"] == "Demand"]
    new = [i for i in order if data["facts"][i]["event"] == "Demand"]
    for number, i in enumerate(old, 1):
        numbers[number] = new.index(i) + 1
    for i in order:
        fact = dict(data["facts"][i])
        if "demand" in fact:
            fact["demand"] = numbers[fact["demand"]]
        moved.append(fact)
    # a supply is told after the demand that it is of, wherever both stand in time
    moved.sort(key=lambda f: f["event"] == "Supply")
    one = {shown(a)[:3]: shown(a)[3:] for a in answers(made(text, data))}
    two = {shown(a)[:3]: shown(a)[3:] for a in answers(made(text, {**data, "facts": moved}))}
    for (name, on, of), value in one.items():
        other = two[name, on, numbers[of] if of else None]
        if value[0] == "determined" or other[0] == "determined":
            assert other == value, (name, on, of)


# ── history


@LAW
@given(CONTRACTS, facts_data(), st.sampled_from(DAYS), st.sampled_from([0, 600, 1 << 41]))
def test_cutting_the_history_and_going_on_changes_nothing(text: str, data: dict[str, Any], cut: date, minute: int) -> None:
    w = made(text, data)
    end = end_of(ASKED[-1])
    empty = State({}, {}, START)
    whole = advance(w, empty, end)
    first = advance(w, empty, (cut.toordinal(), minute, 0))
    resumed = advance(world(w.contract, w.facts), first, end)
    assert resumed.ledgers == whole.ledgers
    assert resumed.upto == whole.upto
    assert resumed.pending == whole.pending or [p[:2] for p in resumed.pending] == [p[:2] for p in whole.pending]
    kept = {k: (a.status, a.field, a.asked, a.admitted) for k, a in whole.admissions.items()}
    assert {k: (a.status, a.field, a.asked, a.admitted) for k, a in resumed.admissions.items()} == kept


@LAW
@given(CONTRACTS, facts_data())
def test_a_balance_is_its_opening_and_the_sum_of_its_postings(text: str, data: dict[str, Any]) -> None:
    w = made(text, data)
    for day in (*DAYS[::7], ASKED[-1]):
        state = advance(w, State({}, {}, START), end_of(day))
        ledger = state.ledgers["Principal"]
        assert ledger.unknown is None
        told = {(p.cause, p.amount > 0) for p in ledger.postings}
        assert len(told) == len(ledger.postings)
        if day < date(2002, 3, 4):
            continue
        changes = sum((p.amount for p in ledger.postings), Q(0))
        assert ledger.total(end_of(day)) == ledger.opening + changes
        answer, _ = ask(w, "Principal", day)
        assert answer is not None
        assert answer.value == ledger.opening + changes
        demanded = sum((a.admitted for (e, _), a in state.admissions.items() if e == "Demand" and a.status != "void"), Q(0))
        paid = sum((f.fields["amount"] for f in w.facts.happened if f.event == "Payment" and f.at.day <= day), Q(0))
        assert changes == paid - demanded


# ── soundness


@LAW
@given(CONTRACTS, facts_data())
def test_what_checks_never_raises(text: str, data: dict[str, Any]) -> None:
    for answer in answers(made(text, data)):
        assert answer.status in {"determined", "undetermined", "conflict"}
        if answer.status == "determined":
            kind = {"quantity": type(Q(1)), "date": date, "yes/no": bool, "text": str}.get(answer.type.kind)
            assert kind is None or isinstance(answer.value, kind) or hasattr(answer.value, "day"), (answer.ask, answer.value)
        else:
            assert answer.needs, answer.ask
            assert all(need.words for need in answer.needs)


WITHOUT = """
import json, sys
sys.modules["gmpy2"] = None
from fractions import Fraction
from tests.laws import test_laws as t
assert t.Q is Fraction
for line in sys.stdin:
    text, data = json.loads(line)
    print(json.dumps([t.shown(a) for a in t.answers(t.made(text, data))]))
"""


def test_without_the_fast_numbers_all_is_the_same() -> None:
    cases: list[tuple[str, dict[str, Any]]] = []

    @settings(LAW, max_examples=5)
    @given(CONTRACTS, facts_data())
    def gather(text: str, data: dict[str, Any]) -> None:
        cases.append((text, data))

    gather()
    lines = "\n".join(json.dumps(c) for c in cases)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", WITHOUT], input=lines, capture_output=True, text=True, cwd=ROOT, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
    there = [[tuple(a) for a in json.loads(line)] for line in done.stdout.splitlines()]
    assert len(there) == len(cases)
    for (text, data), other in zip(cases, there, strict=True):
        assert [shown(a) for a in answers(made(text, data))] == other


# ── unknown


@LAW
@given(CONTRACTS, facts_data(), st.sampled_from(["Sum Lent", "Untold Blank", "Held", "Stock", "wanted"]))
def test_what_is_taken_away_leaves_an_answer_equal_or_undetermined(text: str, data: dict[str, Any], what: str) -> None:
    full = json.loads(json.dumps(data))
    full["blanks"].setdefault("Untold Blank", "7")
    full["observations"].setdefault("Held", "150")
    full["market"].setdefault("Stock", {"rows": [{"date": d.isoformat(), "low": "0.5"} for d in DAYS if d.weekday() < 5], "complete": True})
    less = json.loads(json.dumps(full))
    for part in ("blanks", "observations", "market"):
        less[part].pop(what, None)
    if what == "Sum Lent":
        text = text.replace('blank "Sum Lent" (USD): $900.', 'blank "Sum Lent" (USD).')
        full["blanks"]["Sum Lent"] = "900"
        less["blanks"].pop("Sum Lent", None)
    if what in {"wanted", "Held"}:
        # a limit that is not told neither voids nor cuts: what rests on the balance may differ, and says that it was not tested
        less["facts"], full["facts"] = [], []
    before = {shown(a)[:3]: a for a in answers(made(text, full))}
    for after in answers(made(text, less)):
        answer = before[shown(after)[:3]]
        if after.status == "determined":
            assert answer.status == "determined", after.ask
            assert after.value == answer.value, after.ask
        elif answer.status == "determined" and what in {"Sum Lent", "Untold Blank", "Held"}:
            names = {"Sum Lent": ("Sum Lent", "opening of Principal"), "Stock": ("Stock", "Day")}.get(what, (what,))
            assert any(name in need.words for need in after.needs for name in names), (after.ask, after.needs)


# ── reasons


@LAW
@given(CONTRACTS, facts_data())
def test_every_number_reaches_a_section_through_its_reasons(text: str, data: dict[str, Any]) -> None:
    for answer in answers(made(text, data)):
        if answer.status == "determined":
            assert answer.section, answer.ask
            assert any(w.section for w in reasons(answer.why)), answer.ask
            assert answer.why.value == answer.value


# ── what comes later


@LAW
@given(CONTRACTS, facts_data(), st.sampled_from(DAYS[5:30]))
def test_later_facts_do_not_change_answers_of_earlier_days(text: str, data: dict[str, Any], day: date) -> None:
    early = {**data, "facts": [f for f in data["facts"] if f["at"][:10] <= day.isoformat()]}
    if "Stock" in data["market"]:
        rows = [r for r in data["market"]["Stock"]["rows"] if r["date"] <= day.isoformat()]
        early["market"] = {"Stock": {"rows": rows, "complete": True}} if rows else {}
    all_told = {shown(a)[:3]: a for a in answers(made(text, data), [day])}
    for answer in answers(made(text, early), [day]):
        assert shown(answer) == shown(all_told[shown(answer)[:3]])
