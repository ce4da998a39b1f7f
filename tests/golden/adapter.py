"""Golden cases as facts and questions.

Enters: cases of the shared schema (`id, document, parameters, market, facts, questions`), a folder of market files. Leaves: for each
answer expected, what the contract gives. Holds: tables of names and shapes only (`vocabulary.json`), no arithmetic: every answer comes
from the contract through the interpreter.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from tenor.dsl.check import check
from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Diagnostic, Source
from tenor.dsl.exact import Q, decimal_text, exact_text, parse_decimal
from tenor.interpreter.facts import Instant
from tenor.interpreter.facts_json import facts_from_data
from tenor.interpreter.files import open_paper
from tenor.interpreter.outcome import Answer, ask
from tenor.interpreter.values import Unknown
from tenor.interpreter.world import World, end_of, world

ROOT = Path(__file__).resolve().parents[2]
VOCABULARY = json.loads(Path(__file__).with_name("vocabulary.json").read_text("utf-8"))


@frozen
class Result:
    """One answer: what was asked and expected, what came, and whether the two agree."""

    case: str
    ask: str
    on: str
    expected: Any
    got: Any
    agrees: bool
    answer: Answer | None
    note: str = ""
    world: World | None = None
    answers: tuple[Answer, ...] = ()


@cache
def contract_of(document: str) -> Contract:
    """The checked contract of a document."""
    path = ROOT / "contracts" / VOCABULARY[document]["contract"]
    return check(Source(str(path), path.read_text("utf-8")), open_paper)


def _text(value: Any, parties: dict[str, str]) -> Any:
    """A figure of a case as the facts' form takes it: decimal strings, never binary numbers; parties by their full names."""
    if isinstance(value, dict):
        return {parties.get(k, k): _text(v, parties) for k, v in value.items()}
    if isinstance(value, list):
        return [parties.get(v, v) for v in value]
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def facts_data(case: dict[str, Any], market: Path) -> tuple[dict[str, Any], dict[int, tuple[str, int]], list[str]]:
    """The facts of a case in the JSON form, the event and number of each by its place, and what of it the contract has no name for."""
    table, unnamed = VOCABULARY[case["document"]], []
    parties = table["parties"]
    contract = contract_of(case["document"])
    data: dict[str, Any] = {"parties": {}, "market": {}, "series": {}, "blanks": {}, "observations": {}, "terms": {}, "facts": []}
    days = [q["on"] for q in case["questions"]] + [f["date"] for f in case["facts"]]
    last = max(days, default="")  # "a trading day is a date with a row": no session is left out up to the last day of the case
    if isinstance(case.get("market"), str):
        data["market"][table["security"]] = {"file": str((market / case["market"]).resolve()), "complete": last or True}
    elif case.get("market"):
        rows = [{k: _text(v, parties) for k, v in row.items()} for row in case["market"]]
        data["market"][table["security"]] = {"rows": rows, "complete": last or True}
    for name, file in table.get("series", {}).items():
        if (market / file).is_file():
            data["series"][name] = {"file": str((market / file).resolve())}
    for name, value in case["parameters"].items():
        target = table["parameters"].get(name)
        if target is None:
            unnamed.append(f"parameter `{name}`")
        elif isinstance(target, dict):  # who a party is whom the paper leaves blank
            data["parties"][target["party"]] = parties.get(value, value)
        elif target:
            kind = {"blank": "blanks", "observation": "observations"}.get(contract.terms[target].kind, "terms")
            data[kind][target] = _text(value, parties)
    places: dict[int, tuple[str, int]] = {}
    counts: dict[str, int] = {}
    for place, fact in enumerate(case["facts"]):
        entry = table["events"].get(fact["event"])
        if entry is None:
            unnamed.append(f"event `{fact['event']}`")
            continue
        if "observation" in entry:
            told = data["observations"].setdefault(entry["observation"], [])
            told.append({"value": _text(fact["fields"][entry["field"]], parties), "from": fact["date"]})
            continue
        at = fact["date"] + (f"T{fact['time']}" if fact.get("time") else "")
        item: dict[str, Any] = {"at": at, "event": entry["event"]}
        if fact.get("zone"):
            item["zone"] = fact["zone"]
        info = contract.events[entry["event"]]
        for name, value in fact.get("fields", {}).items():
            target = entry["fields"].get(name)
            if target in {"sent_by", "received"}:  # how and when a notice came: the form's own words
                item[target] = value
            elif target is None or target not in info.fields:
                unnamed.append(f"field `{name}` of `{fact['event']}`")
            elif value == "None" or value is None:
                continue
            elif info.fields[target].type.kind == "occurrence":
                item[target] = int(value) + 1
            elif target in table["percent"]:
                item[target] = f"{value}%"
            elif info.fields[target].type.kind == "names":
                item[target] = _text(value if isinstance(value, list) else [value], parties)
            else:
                item[target] = _text(value, parties)
        data["facts"].append(item)
        counts[entry["event"]] = counts.get(entry["event"], 0) + 1
        places[place] = (entry["event"], counts[entry["event"]])
    return data, places, unnamed


def _world(case: dict[str, Any], market: Path) -> tuple[World, dict[int, tuple[str, int]], list[Diagnostic], list[str]]:
    data, places, unnamed = facts_data(case, market)
    found: list[Diagnostic] = []
    contract = contract_of(case["document"])
    facts = facts_from_data(contract, data, ROOT / "case.json", found)
    return world(contract, facts), places, found, unnamed


def _agrees(expected: dict[str, Any], got: Any) -> bool:
    want = expected["answer"]
    text = str(want)
    if isinstance(got, Unknown):
        return text == "undetermined"
    if isinstance(got, dict):
        got = list(got.values())
    if isinstance(want, list):
        exact = expected.get("exact")
        fractions = exact if isinstance(exact, list) else [exact] * len(want)
        return (
            isinstance(got, list)
            and len(got) == len(want) == len(fractions)
            and all(_agrees({**expected, "answer": w, "exact": e}, g) for w, e, g in zip(want, fractions, got, strict=True))
        )
    if isinstance(got, bool):
        return text == ("yes" if got else "no")
    if isinstance(got, Instant):
        return text == got.day.isoformat()
    if isinstance(got, date):
        return text == got.isoformat()
    if isinstance(got, str):
        return text == got
    number = parse_decimal(text)
    if number is None or not isinstance(got, type(Q(1))):
        return False
    got = got * 100 if str(expected.get("unit", "")).startswith("%") else got
    tolerance = parse_decimal(str(expected.get("tolerance", "0"))) or Q(0)
    if expected.get("exact") and tolerance <= Q(5, 1000):
        n, _, d = str(expected["exact"]).partition("/")
        whole = parse_decimal(n)
        return whole is not None and bool(got == whole / (parse_decimal(d or "1") or Q(1)))
    return bool(abs(got - number) <= tolerance)


def _shown(got: Any) -> Any:
    if isinstance(got, Unknown):
        return "undetermined"
    if isinstance(got, bool):
        return "yes" if got else "no"
    if isinstance(got, list):
        return [_shown(g) for g in got]
    if isinstance(got, dict):
        return {name: _shown(g) for name, g in got.items()}
    if isinstance(got, type(Q(1))):
        return f"{decimal_text(got)} ({exact_text(got)})"
    return str(got)


@frozen
class Asked:
    """A question in the contract's words, of which occurrence of which event, and what later is seen."""

    text: str
    event: str = ""
    number: int | None = None
    seen: str = ""


def _asked(entry: Any, case: dict[str, Any], q: dict[str, Any], places: dict[int, tuple[str, int]], base: Asked) -> list[Asked]:
    """What an entry of the table makes of a question: it may turn on the question's section, on the event that it is about, on what it is
    of, on what the case tells; `list` asks for several figures, `about` means the occurrence named, else the last told of that event (or of
    those) by the day of the question, or the first after it; `seen` lets later facts, or later facts and prices, be known on that day.
    """
    if not isinstance(entry, dict):
        return [evolve(base, text=str(entry))]
    base = evolve(base, seen=base.seen or entry.get("seen", ""))
    if "about" in entry and base.number is None:
        kinds = [entry["about"]] if isinstance(entry["about"], str) else entry["about"]
        all_told = [(case["facts"][place]["date"], place, e, n) for place, (e, n) in places.items() if e in kinds]
        by_then = [t for t in all_told if t[0] <= q["on"]]
        _, _, event, number = max(by_then) if by_then else min(all_told, default=("", 0, "", None))
        base = evolve(base, event=event, number=number)
    if "list" in entry:
        return [a for part in entry["list"] for a in _asked(part, case, q, places, base)]
    if "by section" in entry:
        chosen = entry["by section"].get(q.get("section"), entry.get("ask", q["ask"]))
    elif "by event" in entry:
        chosen = entry["by event"].get(base.event, entry.get("plain", q["ask"]))
    elif "ask" in entry:
        chosen = entry["ask"]
    elif "of" in entry and q.get("of") is not None:
        chosen = entry["of"]
    else:
        told = (found for name, found in entry.get("told", {}).items() if name in case["parameters"])
        chosen = next(told, entry.get("plain", q["ask"]))
    return _asked(chosen, case, q, places, base)


def questions_of_case(case: dict[str, Any], q: dict[str, Any], places: dict[int, tuple[str, int]]) -> list[Asked]:
    """A question of a case in the contract's words: one, or one for each figure of its answer."""
    entry = VOCABULARY[case["document"]]["questions"].get(q["ask"], q["ask"])
    event, number = places[q["fact"]] if q.get("fact") is not None else ("", q["of"] + 1 if q.get("of") is not None else None)
    return _asked(entry, case, q, places, Asked(q["ask"], event, number))


def _wants_occurrence(answer: Answer) -> bool:
    """Whether an answer is open because the question does not say of which occurrence it is."""
    needs = answer.value.needs if isinstance(answer.value, Unknown) else ()
    return any(n.words == "which occurrence is meant" or " made on " in n.words for n in needs)


def _lone(case: dict[str, Any], on: str, places: dict[int, tuple[str, int]]) -> list[tuple[str, int]]:
    """The occurrences that need no number: the only one told of its event, or the only one told of it on the day of the question."""
    told: dict[str, list[int]] = {}
    that_day: dict[str, list[int]] = {}
    for place, (event, number) in places.items():
        told.setdefault(event, []).append(number)
        if case["facts"][place]["date"] == on:
            that_day.setdefault(event, []).append(number)
    found = {event: numbers if len(numbers) == 1 else that_day.get(event, []) for event, numbers in told.items()}
    return [(event, numbers[0]) for event, numbers in found.items() if len(numbers) == 1]


def _of_the_only_one(w: World, a: Asked, on: date, until: Any, lone: list[tuple[str, int]]) -> Answer | None:
    """The answer of the one occurrence for which the question has one."""
    tried = [ask(w, a.text, on, number, until, event)[0] for event, number in lone]
    known = [answer for answer in tried if answer is not None and not isinstance(answer.value, Unknown)]
    said = [answer for answer in known if answer.value not in (False, "none")]  # what is not of the kind asked says no or none
    return said[0] if len(said) == 1 else known[0] if known and not said else None


def _price_days(case: dict[str, Any], market: Path) -> Iterator[date]:
    """The days of the prices that a case tells."""
    rows = case.get("market") or []
    if isinstance(rows, str):
        with (market / rows).open(encoding="utf-8", newline="") as file:
            yield from (date.fromisoformat(row["date"]) for row in csv.DictReader(file))
    else:
        yield from (date.fromisoformat(str(row["date"])) for row in rows)


def results(case: dict[str, Any], market: Path) -> Iterator[Result]:
    """The answers of one case, in its order."""
    table = VOCABULARY.get(case["document"])
    if table is None:
        for q in case["questions"]:
            yield Result(case["id"], q["ask"], q["on"], q["answer"], None, False, None, f"{case['document']} is not transcribed yet")
        return
    w, places, found, unnamed = _world(case, market)
    note = "; ".join([d.message for d in found if d.severity == "must be settled"] + [f"{u} is not transcribed yet" for u in unnamed])
    facts = [date.fromisoformat(f["date"]) for f in case["facts"]]
    later = {"all": facts, "prices": [*facts, *_price_days(case, market)]}
    for q in case["questions"]:
        on = date.fromisoformat(q["on"])
        given: list[Answer] = []
        for a in questions_of_case(case, q, places):
            until = end_of(max([on, *later[a.seen]])) if a.seen else None
            answer, faults = ask(w, a.text, on, a.number, until, a.event)
            if answer is not None and a.number is None and _wants_occurrence(answer):
                answer = _of_the_only_one(w, a, on, until, _lone(case, q["on"], places)) or answer
            if answer is None:
                yield Result(case["id"], q["ask"], q["on"], q["answer"], None, False, None, "; ".join(d.message for d in faults) or note)
                break
            given.append(answer)
        else:
            got = given[0].value if len(given) == 1 else [a.value for a in given]
            yield Result(case["id"], q["ask"], q["on"], q["answer"], _shown(got), _agrees(q, got), given[0], note, w, tuple(given))
