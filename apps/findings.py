"""Findings for people and for programs.

Enters: diagnostics. Leaves: them as `pretty`, `compact`, `json`, `sarif` (2.1.0) or `github` (workflow commands). Holds: the same
findings in the same order in every form.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tenor.dsl.diagnostic import Diagnostic, Severity, Span, render

__all__ = ["FORMATS", "shown"]

FORMATS = ("pretty", "compact", "json", "sarif", "github")
_SARIF = {Severity.MUST: "error", Severity.SHOULD: "warning", Severity.INFO: "note"}
_GITHUB = {Severity.MUST: "error", Severity.SHOULD: "warning", Severity.INFO: "notice"}


def shown(found: Sequence[Diagnostic], form: str, version: str, texts: Sequence[Mapping[str, Any]] = ()) -> str:
    """All findings in one of the forms; empty text when there is nothing to say in it. `texts` are the contracts, for programs."""
    match form:
        case "compact":
            return "\n".join(f"{d.span.where if d.span else '-'}: {d.code} {d.severity}: {d.message}" for d in found)
        case "json":
            return json.dumps(
                {"schema_version": 1, "findings": [_plain(d) for d in found], "texts": list(texts)}, indent=2, ensure_ascii=False
            )
        case "sarif":
            return json.dumps(_sarif(found, version), indent=2, ensure_ascii=False)
        case "github":
            return "\n".join(_command(d) for d in found)
        case _:
            return "\n\n".join(render(d) for d in found)


def _region(span: Span) -> dict[str, int]:
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(max(span.start, span.end))
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _plain(d: Diagnostic) -> dict[str, Any]:
    place = {"file": d.span.source.name, **_region(d.span)} if d.span else None
    labels = [{"file": x.span.source.name, **_region(x.span), "text": x.text} for x in d.labels]
    return {"code": d.code, "severity": str(d.severity), "message": d.message, "help": d.help, "at": place, "labels": labels}


def _sarif(found: Sequence[Diagnostic], version: str) -> dict[str, Any]:
    rules = [{"id": code} for code in sorted({d.code for d in found})]
    results = []
    for d in found:
        result: dict[str, Any] = {
            "ruleId": d.code,
            "level": _SARIF[d.severity],
            "message": {"text": d.message + (f"; to mend it: {d.help}" if d.help else "")},
        }
        if d.span:
            result["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": d.span.source.name}, "region": _region(d.span)}}]
        results.append(result)
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": {"name": "tenor", "version": version, "rules": rules}}, "results": results}],
    }


def _command(d: Diagnostic) -> str:
    def escaped(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def inner(text: str) -> str:
        return escaped(text).replace(":", "%3A").replace(",", "%2C")

    at = ""
    if d.span:
        where = _region(d.span)
        at = f"file={inner(d.span.source.name)},line={where['startLine']},col={where['startColumn']},"
    message = escaped(d.message + (f"; to mend it: {d.help}" if d.help else ""))
    return f"::{_GITHUB[d.severity]} {at}title={d.code}::{message}"
