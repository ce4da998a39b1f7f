"""Facts in JSON: the same things told as in prose, for programs.

Enters: the JSON form and a `Contract`. Leaves: `Facts` and scenarios with every diagnostic. Holds: money, prices and counts are decimal
strings, never binary numbers; what has no place in the form is reported, never passed over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

from attrs import evolve

from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Diagnostic, Severity, Source, Span
from tenor.dsl.parse import parse_facts
from tenor.interpreter.facts import Facts, Instant, Loader, Scenario, moment
from tenor.interpreter.market import series_from_rows
from tenor.interpreter.series import figures_in_file, figures_in_rows

__all__ = ["facts_from_data", "facts_from_json"]

_KEYS = {"contract", "parties", "blanks", "market", "series", "facts", "told", "observations", "terms", "scenarios"}
_FACT_KEYS = {"at", "zone", "event", "by", "received", "told", "about", "withdrawn", "corrected", "sent_by"}
_SCENARIO_KEYS = {"title", "on", "known", "reading", "facts", "expect"}


def facts_from_json(contract: Contract, text: str, path: Path) -> tuple[Facts, tuple[Scenario, ...], list[Diagnostic]]:
    """Facts in the JSON form: `{contract, parties, blanks, market, series, facts, told, observations, terms, scenarios}`.

    Figures are decimal strings.
    """
    found: list[Diagnostic] = []
    source = Source(str(path), text)
    whole = Span(source, 0, min(1, len(text)))
    digest = hashlib.sha256(text.encode()).hexdigest()
    form = "the form is {contract, blanks, market, facts, told}"
    try:
        data = json.loads(text, parse_float=str)
    except (json.JSONDecodeError, RecursionError, ValueError) as error:
        at = min(getattr(error, "pos", 0), max(0, len(text) - 1))
        found.append(Diagnostic("T520", Severity.MUST, "this is not JSON", Span(source, at, min(at + 1, len(text))), (), form))
        return Facts(source=str(path), digest=digest), (), found
    if not isinstance(data, dict):
        found.append(Diagnostic("T520", Severity.MUST, "facts in JSON are an object", whole, (), form))
        return Facts(source=str(path), digest=digest), (), found
    loader = _loaded(contract, data, path, found, whole)
    scenarios = _scenarios(contract, loader, data.get("scenarios", []), path, whole, digest)
    return loader.built(str(path), digest, whole=not scenarios), scenarios, found


def facts_from_data(contract: Contract, data: Mapping[str, Any], path: Path, found: list[Diagnostic]) -> Facts:
    """Facts as already read data of the JSON form; rows of a market may stand in it under `rows`."""
    return _loaded(contract, data, path, found, None).built(str(path), "")


def _scenarios(contract: Contract, loader: Loader, told: Any, path: Path, span: Span | None, digest: str) -> tuple[Scenario, ...]:
    """Scenarios: `{title, on, known, reading, facts, expect}`; what is expected is said in sentences, as in prose."""
    if not isinstance(told, list):
        loader.report("T520", "`scenarios` has the wrong shape", span, "a list of {title, on, facts, expect}")
        return ()
    result = []
    for i, item in enumerate(told):
        if not isinstance(item, dict) or not isinstance(item.get("expect"), list) or not set(item) <= _SCENARIO_KEYS:
            loader.report("T523", f"scenario {i + 1} does not have the form of a scenario", span, "write {title, on, facts, expect}")
            continue
        own = loader.branch()
        for n, fact in enumerate(item.get("facts", [])):
            _json_fact(own, fact, n, path, span)
        head = f"on {item.get('on', '')}" + (f", as known on {item['known']}" if "known" in item else "")
        heads = [f"{head}."] if "reading" not in item else [f'{head}, with "{k}" read as {v}.' for k, v in dict(item["reading"]).items()]
        text = "\n".join([*heads, *(f"expect {e}." for e in item["expect"])]) + "\n"
        source = Source(f"{path}: scenario {i + 1}", text)
        lines, faults = parse_facts(source, contract.names)
        loader.found.extend(faults)
        title = str(item.get("title", f"scenario {i + 1}"))
        result.append(Scenario(title, tuple(lines), Span(source, 0, len(text)), own.built(str(path), digest)))
    return tuple(result)


def _loaded(contract: Contract, data: Mapping[str, Any], path: Path, found: list[Diagnostic], whole: Span | None) -> Loader:
    loader = Loader(contract, path.parent, found)

    def fault(message: str, mend: str | None = None, code: str = "T520") -> None:
        loader.report(code, message, whole, mend)

    for key in data:
        if key not in _KEYS:
            fault(f"`{key}` is no part of a facts file", loader.near(key, sorted(_KEYS)))

    def part(key: str, kind: type) -> Any:
        value = data.get(key, kind())
        if not isinstance(value, kind):
            fault(f"`{key}` has the wrong shape", "see the page on facts")
            return kind()
        return value

    for name, full_name in part("parties", dict).items():
        loader.party(name, str(full_name), whole)
    for security, told in part("market", dict).items():
        entry = {"file": told} if isinstance(told, str) else told
        if not isinstance(entry, dict) or not ({"file", "rows"} & set(entry)):
            fault(f"the market of `{security}` names neither a file nor rows")
            continue
        complete = entry.get("complete", False)
        if isinstance(complete, str):
            to = _day(complete, loader, whole)
            if to is not None:
                loader.complete_to[security] = to
        if "rows" in entry:
            if security in contract.securities and isinstance(entry["rows"], list):
                series, faults = series_from_rows(entry["rows"], "rows told", bool(complete))
                found.extend(faults)
                if series is not None:
                    loader.series[security] = series
            else:
                fault(f"`{security}` is no security of the contract", loader.near(security, list(contract.securities)))
        else:
            loader.trades(security, path.parent / str(entry["file"]), bool(complete), whole)
    for name, told in part("series", dict).items():
        entry = {"file": told} if isinstance(told, str) else told
        if isinstance(entry, dict) and set(entry) == {"file"} and isinstance(entry["file"], str):
            figures_in_file(loader, name, path.parent / entry["file"], whole)
        elif isinstance(entry, dict) and set(entry) == {"rows"} and _are_rows(entry["rows"]):
            figures_in_rows(loader, name, entry["rows"], whole)
        else:
            fault(
                f"the series of `{name}` names neither a file nor rows", 'write {"file": "…"} or {"rows": [{"date": "…", "figure": "…"}]}'
            )
    for key in ("blanks", "terms", "observations"):
        for name, value in part(key, dict).items():
            info = contract.terms.get(contract.aliases.get(name, name))
            if info is None or (key == "blanks") != (info.kind == "blank") or (key == "observations") != (info.kind == "observation"):
                fault(f"`{name}` is nothing to tell under `{key}`", loader.near(name, list(contract.terms)), "T511")
                continue
            entries = value if isinstance(value, list) else [value]
            for entry in entries:
                start = known = None
                told, of = entry, ""
                if isinstance(entry, dict) and (info.type.kind != "by name" or "value" in entry):
                    told, of = entry.get("value"), str(entry.get("named", ""))
                    start, known = _day(entry.get("from"), loader, whole), _day(entry.get("told"), loader, whole)
                v = loader.value(told, info.type, name, whole)
                if v is not None and loader.named(info, of, whole):
                    loader.tell(f"{info.name} named {of}" if of else info.name, v, start, known, str(path), whole)
    for i, item in enumerate(part("facts", list)):
        _json_fact(loader, item, i, path, whole)
    for name, day in part("told", dict).items():
        told_to = _day(day, loader, whole)
        if told_to is not None:
            if name not in {"", "everything"} and loader.event_name(name) not in contract.events:
                fault(f"`{name}` is no event", loader.near(name, list(contract.events)), "T501")
            loader.told_to["" if name == "everything" else loader.event_name(name)] = told_to
    return loader


def _are_rows(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


def _day(text: Any, loader: Loader, span: Span | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        loader.report("T521", f"`{text}` is not a date", span, "write it as 2002-06-03")
        return None


def _when(text: Any, zone: str, loader: Loader, span: Span | None) -> Instant | None:
    words = str(text)
    day = _day(words, loader, span)
    if day is None:
        return None
    clock: tuple[time, str | None] | None = None
    if len(words) > 10:
        try:
            clock = (time.fromisoformat(words[11:]), None)
        except ValueError:
            loader.report("T521", f"`{words}` is not a time", span, "write it as 2002-06-03T14:00")
            return None
    try:
        return moment(day, clock, zone, loader.c.zone)
    except (KeyError, ValueError, OSError, OverflowError):
        loader.report("T522", f"`{zone}` is no time zone", span, "write it as America/Los_Angeles")
        return None


def _json_fact(loader: Loader, item: Any, i: int, path: Path, span: Span | None) -> None:
    where = f"{path}: fact {i + 1}"
    if not isinstance(item, dict) or "event" not in item or "at" not in item:
        loader.report("T523", f"fact {i + 1} names no event or no day", span, 'write {"at": "2002-06-03", "event": "…"}')
        return
    zone = str(item.get("zone", ""))
    at = _when(item["at"], zone, loader, span)
    arrived = _when(item["received"], zone, loader, span) if "received" in item else at
    if at is None or arrived is None:
        return
    event = loader.event_name(str(item["event"]))
    means = str(item.get("sent_by") or "")
    received = loader.arrival(means, at, arrived, span, event)
    known = _day(item.get("told"), loader, span) or received.day
    info = loader.c.events.get(event)
    fields: dict[str, Any] = {}
    for name, raw in item.items():
        if name in _FACT_KEYS or info is None or info.base:
            continue
        f = loader.field(info.fields, name, event, span)
        value = loader.value(raw, f.type, name, span) if f else None
        if value is None:
            return
        fields[name] = value
    about = item.get("about")
    before = len(loader.facts)
    said = (about if isinstance(about, int) else None, str(item.get("by") or ""), where, span)
    loader.add(event, at, received, known, fields, *said, (means, arrived))
    if len(loader.facts) == before:
        return
    withdrawn = _day(item.get("withdrawn"), loader, span)
    corrections = []
    for change in item.get("corrected", []):
        day = _day(change.get("on"), loader, span) if isinstance(change, dict) else None
        told = {}
        for name, raw in change.items() if isinstance(change, dict) else ():
            f = loader.field(info.fields, name, event, span) if info is not None and name != "on" else None
            if f is not None:
                told[name] = loader.value(raw, f.type, name, span)
        if day is None or None in told.values():
            loader.report(
                "T523", f"a correction of fact {i + 1} does not say on which day", span, 'write {"on": "2002-06-10", "principal": "40000"}'
            )
            return
        corrections.append((day, told))
    if withdrawn is not None or corrections:
        loader.facts[-1] = evolve(loader.facts[-1], withdrawn=withdrawn, corrections=tuple(corrections))
