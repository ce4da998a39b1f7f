"""What can be told to a contract and asked of it.

Enters: a contract. Leaves: lines, data, and the JSON Schema of its facts. Holds: names are the paper's own, each with its kind, unit,
section and who gives it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenor.apps.page import unit_of
from tenor.apps.signature import status_of
from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import Contract, EventInfo, FieldInfo, TermInfo

__all__ = ["listing_data", "listing_lines", "schema_of"]

_WIDTH = 118


def listing_lines(c: Contract) -> list[str]:
    """What can be told and asked, in groups."""
    lines = [f"{c.title}, {status_of(c).article()} transcription of “{c.entry}”{status_of(c).tail()}", ""]
    lines += ["Events that can be told"]
    for e in _events(c):
        lines.append(_line(f"{e.name}{_giver(e)}", e.section))
        lines += [_line(f"  {f.name}: {_field_words(f)}", "") for f in e.fields.values()]
    for title, kind in (("Blanks, filled in by the paper or by facts", "blank"), ("Observations, told from a day on", "observation")):
        found = [t for t in c.terms.values() if t.kind == kind]
        if found:
            lines += ["", title, *(_line(f"{t.name}: {t.type.words()}{_options(t.type)}", t.section) for t in found)]
    lines += ["", "Prices", *(_line(f"{x} (date, open, high, low, close, bid, vwap, volume; any of them)", "") for x in c.securities)]
    lines += ["", "Terms that can be asked"]
    for t in c.terms.values():
        if t.kind not in {"blank", "observation", "reading", "limit"}:
            of = f", of each {t.scope or t.schedule}" if t.scope or t.schedule else ""
            lines.append(_line(f"{t.name}: {t.type.words()}{of}", t.section))
    if c.references:
        lines += ["", "Names by which others ask", *(_line(f"{t.name}: {t.type.words()}", "") for t in c.references.values())]
    if c.readings:
        lines += ["", "Readings, taken unless another is asked for"]
        for r in c.readings.values():
            section = c.terms[r.name].section if r.name in c.terms else ""
            lines.append(_line(f"{r.name}: {'; '.join(a.label + (' (taken)' if a.taken else '') for a in r.alternatives)}", section))
    return lines


def _line(text: str, section: str) -> str:
    text = "  " + text
    return f"{text:<{_WIDTH - len(section)}}{section}".rstrip() if len(text) + len(section) + 2 <= _WIDTH else f"{text}  {section}".rstrip()


def _events(c: Contract) -> Iterator[EventInfo]:
    """The events that can be told: those that the contract does not find out by itself."""
    return (e for e in c.events.values() if not e.base)


def _giver(e: EventInfo) -> str:
    return f", from {e.giver} to {e.receiver}" if e.receiver else f", by {e.giver}" if e.giver else ""


def _field_words(f: FieldInfo) -> str:
    more = ", when it comes" if f.comes else "" if f.if_none is None else ", need not be told"
    return f.type.words() + _options(f.type) + more


def _options(t: ty.Type) -> str:
    own = t.options and t.words() == ty.TEXT.words()  # otherwise they are the language's, and the page on schedules has them
    return f" ({' or '.join(f'“{o}”' for o in t.options)})" if own else ""


def listing_data(c: Contract) -> dict[str, Any]:
    """The same for programs."""
    return {
        "contract": {"title": c.title, "entry": c.entry, "digest": c.digest, "signed": status_of(c).signed},
        "events": [
            {
                "name": e.name,
                "section": e.section or None,
                "from": e.giver or None,
                "to": e.receiver or None,
                "fields": [
                    {
                        "name": f.name,
                        **_type_data(f.type),
                        "must_be_told": f.if_none is None and not f.comes and f.type.kind != "occurrence",
                        "when_it_comes": f.comes,
                    }
                    for f in e.fields.values()
                ],
            }
            for e in _events(c)
        ],
        "blanks": [{"name": t.name, **_type_data(t.type), "section": t.section} for t in c.terms.values() if t.kind == "blank"],
        "observations": [{"name": t.name, **_type_data(t.type), "section": t.section} for t in c.terms.values() if t.kind == "observation"],
        "securities": list(c.securities),
        "terms": [
            {"name": t.name, **_type_data(t.type), "section": t.section or None, "of": t.scope or t.schedule or None}
            for t in c.terms.values()
            if t.kind not in {"blank", "observation", "reading"}
        ],
        "references": [{"name": t.name, **_type_data(t.type)} for t in c.references.values()],
        "readings": [
            {
                "name": r.name,
                "choices": [a.label for a in r.alternatives],
                "taken": next((a.label for a in r.alternatives if a.taken), None),
            }
            for r in c.readings.values()
        ],
    }


def _type_data(t: ty.Type) -> dict[str, Any]:
    found: dict[str, Any] = {"type": t.kind, "unit": unit_of(t)}
    if t.options:
        found["options"] = list(t.options)
    if t.event:
        found["event"] = t.event
    return found


# ── JSON Schema (2020-12)

_DECIMAL = {"type": "string", "pattern": r"^-?[0-9][0-9,]*(\.[0-9]+)?%?$"}
_DAY = {"type": "string", "format": "date"}
_MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$"}


def _schema(t: ty.Type) -> dict[str, Any]:
    match t.kind:
        case "quantity":
            return {**_DECIMAL, "description": t.words()}
        case "date":
            return {"anyOf": [dict(_DAY), {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT24:00$"}]}
        case "month":
            return dict(_DAY)
        case "yes/no":
            return {"type": "boolean"}
        case "occurrence":
            return {"type": "integer", "minimum": 1, "description": f"the number of the {t.event}, counted from 1"}
        case _:
            return {"type": "string", **({"enum": list(t.options)} if t.options else {})}


def _told(t: ty.Type, named: bool = False) -> dict[str, Any]:
    one = {
        "type": "object",
        "properties": {"value": _schema(t), "from": dict(_DAY), "told": dict(_DAY), **({"named": {"type": "string"}} if named else {})},
        "required": ["value", "named"] if named else ["value"],
        "additionalProperties": False,
    }
    return {"anyOf": [_schema(t), one, {"type": "array", "items": {"anyOf": [_schema(t), one]}}]}


def _by_name(t: TermInfo) -> bool:
    """Whether it is told of several things, each by its name."""
    st = t.rules[0].statement
    return isinstance(st, s.Observation) and st.named


def schema_of(c: Contract) -> dict[str, Any]:
    """The JSON Schema of this contract's facts."""
    facts = []
    for e in _events(c):
        needed = [f.name for f in e.fields.values() if f.if_none is None and not f.comes and f.type.kind != "occurrence"]
        properties: dict[str, Any] = {
            "event": {"const": e.name},
            "at": dict(_MOMENT),
            "zone": {"type": "string"},
            "received": dict(_MOMENT),
            "told": dict(_DAY),
            "about": {"type": "integer", "minimum": 1},
            "by": {"const": e.giver} if e.giver else {"type": "string"},
            "withdrawn": dict(_DAY),
            "corrected": {"type": "array"},
        }
        properties |= {f.name: _schema(f.type) for f in e.fields.values()}
        facts.append(
            {
                "title": e.name,
                "type": "object",
                "properties": properties,
                "required": ["event", "at", *needed],
                "additionalProperties": False,
            }
        )
    events = {
        "type": "object",
        "properties": {n: dict(_DAY) for n in ("everything", *(e.name for e in _events(c)))},
        "additionalProperties": False,
    }
    market = {"anyOf": [{"type": "string"}, {"type": "object"}]}

    def of_kind(kind: str) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {t.name: _told(t.type, _by_name(t)) for t in c.terms.values() if t.kind == kind},
            "additionalProperties": False,
        }

    terms = {t.name: _told(t.type) for t in c.terms.values() if t.kind not in {"blank", "observation", "reading", "limit", "schedule"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Facts for {c.title}",
        "type": "object",
        "properties": {
            "contract": {"type": "string"},
            "blanks": of_kind("blank"),
            "observations": of_kind("observation"),
            "terms": {"type": "object", "properties": terms, "additionalProperties": False},
            "market": {"type": "object", "properties": dict.fromkeys(c.securities, market), "additionalProperties": False},
            "facts": {"type": "array", "items": {"oneOf": facts} if facts else {}},
            "told": events,
            "scenarios": {"type": "array"},
        },
        "additionalProperties": False,
    }
