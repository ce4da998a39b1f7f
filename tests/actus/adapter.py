"""From a case of the ACTUS test form to facts of a template, and from its schedule of payments to the columns of the form.

Nothing is computed here: names are written in words (`cycleOfInterestPayment` → `Cycle Of Interest Payment`), units as Tenor writes them,
events by their names in the ACTUS dictionary. There is nothing of any one type of contract.

`23:59:59` is midnight, the beginning of the next day, as section 3.7 of the specification reads it: in terms and in results alike.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen

from tenor.dsl.check import check
from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Source
from tenor.interpreter.cash_flows import CashFlow, cash_flows
from tenor.interpreter.facts_json import facts_from_data
from tenor.interpreter.values import Unknown
from tenor.interpreter.values import midnight as midnight_of
from tenor.interpreter.world import world
from tests.support import ROOT

DATA = ROOT / "tests" / "data" / "actus"
TEMPLATES = ROOT / "contracts" / "actus"
SEEN_BY = "Creator"
COLUMNS = ("notionalPrincipal", "nominalInterestRate", "accruedInterest")
CLOSE = 1e-8
LAST = date(2300, 1, 1)


@frozen
class Row:
    """One line of results: midnight at its beginning, the kind of event, what the creator receives, the columns of states."""

    day: str
    event: str
    payoff: float
    states: Mapping[str, float]


@cache
def dictionary(name: str) -> Any:
    """A dictionary of the standard."""
    return json.loads((DATA / "spec" / f"actus-dictionary-{name}.json").read_text("utf-8"))


def kind_of(event: str) -> str:
    """The acronym of an event by its name; a name that is one itself (`IPFX`, which the dictionary does not have) as it is."""
    return acronyms().get(event) or (event if event.isupper() else "")


@cache
def acronyms() -> Mapping[str, str]:
    """The acronym of each event, by its name."""
    told = dictionary("event")["event"]["eventType"]["allowedValues"]
    return {" ".join(e["name"].split()): e["acronym"] for e in told}


def in_words(identifier: str) -> str:
    """`premiumDiscountAtIED` → `Premium Discount At IED`."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])", " ", identifier)
    return spaced[0].upper() + spaced[1:]


def midnight(text: str) -> str:
    """The day that begins with an instant of the form."""
    day, _, clock = text.partition("T")
    if clock in {"23:59:59", "24:00:00"}:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    if clock.strip("0:"):
        raise ValueError(f"{text} is neither the beginning nor the end of a day")
    return day


def instant(text: str) -> str:
    """An instant of the form as Tenor writes it: a day, or the end of a day."""
    day, _, clock = text.partition("T")
    return f"{day}T24:00" if clock in {"23:59:59", "24:00:00"} else midnight(text)


def decimal(told: Any) -> str:
    """A figure without a power of ten."""
    return format(Decimal(str(told).strip()), "f")


_UNITS = {"D": (1, "calendar days"), "W": (1, "weeks"), "M": (1, "months"), "Q": (3, "months"), "H": (6, "months"), "Y": (1, "years")}
_DAY_COUNTS = {
    "A360": "actual/360",
    "A365": "actual/365",
    "30E360": "30E/360",
    "30E360ISDA": "30E/360 ISDA",
    "28E336": "28E/336",
    "AA": "actual/actual ISDA",
}
_CLOSED = {
    "F": "the next",
    "MF": "the next in the same month",
    "P": "the one before",
    "MP": "the one before in the same month",
}


def _cycle(text: str) -> str:
    m = re.fullmatch(r"P(\d+)([DWMQHY])(?:L?([01+-]))?", text)
    if m is None:
        raise ValueError(f"{text} is no cycle")
    size, unit = _UNITS[m.group(2)]
    last = {"0": " with a long last period", "+": " with a long last period", "1": " with a short last period"}
    last["-"] = last["1"]
    return f"{size * int(m.group(1))} {unit}{last.get(m.group(3) or '', '')}"


def _closed_day(text: str) -> str:
    if text in {"NOS", "NULL"}:
        return "not moved"
    return f"{'moved to' if text.startswith('SC') else 'paid on'} {_CLOSED[text[2:]]}"


def _told(contract: Contract, name: str, told: Any) -> Any:
    """A term as Tenor writes it, by the type of its blank."""
    t, text = contract.terms[name].type, str(told).strip()
    st = contract.terms[name].rules[0].statement
    match st.type.name:  # type: ignore[attr-defined]
        case "date":
            return instant(text)
        case "cycle" | "days":
            return _cycle(text)
        case "day count":
            return _DAY_COUNTS.get(text, text)
        case "month end rule":
            return {"SD": "same day", "EOM": "end of month"}.get(text, text)
        case "closed day rule":
            return _closed_day(text)
        case "yes/no":
            return text.lower() in {"true", "y"}
        case _:
            return decimal(told) if t.is_quantity else str(told)


@cache
def template(kind: str, folder: Path = TEMPLATES) -> Contract:
    """The template of a type."""
    path = folder / f"{kind.lower()}.tenor"
    found = check(Source(str(path), path.read_text("utf-8")))
    assert found.sound, "\n".join(f"{d.span.where if d.span else ''}: {d.message}" for d in found.diagnostics)
    return found


_ROLES = {"FIL": "First Leg", "SEL": "Second Leg", "UDL": "Underlying", "COVE": "Covered Contract", "COVI": "Covering Contract"}


def flat(terms: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Every term under its name.

    Those of a contract within a contract stand behind its role, of a second one of that role behind a number too; those of a list with
    their place in it, also where a list of one stands without its brackets.
    """
    for key, told in terms.items():
        if key == "contractStructure":
            seen: dict[str, int] = {}
            for part in told:
                inner = part.get("object")
                if isinstance(inner, Mapping):
                    role = _ROLES.get(part.get("referenceRole", ""), in_words(part.get("referenceRole", "")))
                    seen[role] = seen.get(role, 0) + 1
                    yield from flat(inner, f"{before}{role} " + (f"{seen[role]} " if seen[role] > 1 else ""))
        elif isinstance(told, list) or dictionary("terms")["terms"].get(key, {}).get("type", "").endswith("[]"):
            several = told if isinstance(told, list) else [told]
            yield from ((f"{before}{in_words(key)} {i}", v) for i, v in enumerate(several, start=1))
        else:
            yield before + in_words(key), told


def facts_of(contract: Contract, case: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a case."""
    known = {name for name, info in contract.terms.items() if info.kind == "blank"}
    terms = dict(flat(case["terms"]))
    if case.get("to"):
        terms.setdefault("Analysis End", case["to"])
    told: dict[str, Any] = {"blanks": {n: _told(contract, n, v) for n, v in terms.items() if n in known and str(v).strip()}}
    series = [
        {"named": name, "value": decimal(point["value"]), "from": point["timestamp"][:10]}
        for name, one in (case.get("dataObserved") or {}).items()
        for point in one["data"]
    ]
    if series and "Market Object" in contract.terms:
        told["observations"] = {"Market Object": series}
    names = {acronym: name for name, acronym in acronyms().items()} | {name: name for name in contract.events if name.isupper()}
    happened = []
    for e in case.get("eventsObserved") or ():
        event = names[e["type"]]
        fact: dict[str, Any] = {"event": event, "at": midnight(e["time"])}
        told_of = {in_words(k).lower(): v for k, v in {**e, **(e.get("states") or {})}.items() if k not in {"time", "type", "states"}}
        fields = contract.events[event].fields if event in contract.events else {}
        fact |= {name: decimal(v) if fields[name].type.is_quantity else str(v) for name, v in told_of.items() if name in fields}
        happened.append(fact)
    return {**told, "facts": happened}


def rows_of(contract: Contract, case: Mapping[str, Any]) -> list[Row]:
    """The results of a case, as the template gives them: from the purchase on, where there is one."""
    found: list[Any] = []
    facts = facts_from_data(contract, facts_of(contract, case), TEMPLATES / "case", found)
    assert not found, "; ".join(d.message for d in found)
    to = date.fromisoformat(case["to"][:10]) if case.get("to") else LAST
    flows = [f for f in cash_flows(world(contract, facts), to) if kind_of(f.event)]
    bought = next((i for i, f in enumerate(flows) if kind_of(f.event) == "PRD"), 0)
    return [_row(f) for f in flows[bought:]]


def _row(flow: CashFlow) -> Row:
    for told in (flow.amount, flow.day, *flow.balances.values()):
        if isinstance(told, Unknown):
            raise ValueError(f"{flow.event} {flow.number}: not told: {'; '.join(n.words for n in told.needs)}")
    received = flow.seen_by(SEEN_BY)
    states = {c: float(flow.balances.get(f"Current {in_words(c)}", 0)) for c in COLUMNS}
    assert flow.day is not None
    return Row(midnight_of(flow.day).isoformat(), kind_of(flow.event), float(received or 0), states)


def expected(case: Mapping[str, Any]) -> list[Row]:
    """The results that a case gives."""
    return [
        Row(midnight(r["eventDate"]), r["eventType"], float(r["payoff"]), {c: float(r.get(c) or 0) for c in COLUMNS})
        for r in case["results"]
    ]


def differences(case: Mapping[str, Any], level: int, folder: Path = TEMPLATES) -> list[str]:
    """What is not as the case says; nothing, where it passes."""
    try:
        got = rows_of(template(case["terms"]["contractType"], folder), case)
    except (ValueError, AssertionError) as error:
        return [str(error)]
    wanted = expected(case)
    found = []
    for i in range(max(len(got), len(wanted))):
        g, w = (rows[i] if i < len(rows) else None for rows in (got, wanted))
        if g is None or w is None or (g.day, g.event) != (w.day, w.event) or abs(g.payoff - w.payoff) > CLOSE:
            found.append(f"row {i + 1}: {_shown(g)} instead of {_shown(w)}")
        elif level > 1:
            found.extend(
                f"row {i + 1}: {c} {g.states[c]} instead of {w.states[c]}" for c in COLUMNS if abs(g.states[c] - w.states[c]) > CLOSE
            )
    return found


def _shown(row: Row | None) -> str:
    return "nothing" if row is None else f"{row.day} {row.event} {row.payoff:.10f}"
