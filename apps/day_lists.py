"""The lists of days that a contract names: the file of each, and what is wrong with it.

Enters: a contract. Leaves: for each list the place that names it and its file, if one is found; what is wrong as `Diagnostic` values.
Holds: a list is the first file of its name, in the order of `calendar_folders`; one that cannot be read is never passed over for another.
"""

from __future__ import annotations

import re
from pathlib import Path

from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Diagnostic, Severity, Span
from tenor.dsl.names import masked
from tenor.interpreter.calendar import listed_calendar
from tenor.interpreter.world import calendar_folders

__all__ = ["faults_of_lists", "lists_named"]

_LISTED = re.compile(r'\bthe\s+days\s+in\s+["“]([^"”]+)["”]')


def lists_named(contract: Contract) -> dict[str, tuple[Span, Path | None]]:
    """Each list of days that the contract names: where it first does, and the file; none for a list that is not found."""
    named: dict[str, Span] = {}
    for paper in contract.suite:  # in the text: to go through all the sentences would take far longer
        for m in _LISTED.finditer(paper.source.text):
            named.setdefault(" ".join(m[1].split()), Span(paper.source, m.start(), m.end()))
    folders = calendar_folders(contract)
    return {name: (span, next((p for f in folders if (p := f / f"{name}.csv").is_file()), None)) for name, span in named.items()}


def faults_of_lists(contract: Contract) -> list[Diagnostic]:
    """What is wrong with the files of the lists, and which of them are not there: no day that rests on those is determined."""
    found: list[Diagnostic] = []
    for name, (span, path) in lists_named(contract).items():
        if path is not None:
            found.extend(listed_calendar(name, path.parent)[2])
        elif masked(span.source.text)[span.start : span.end].strip():  # a comment names none
            words, mend = f"there is no list of days `{name}`", f"put `{name}.csv` beside the contract, or in a folder `calendars` there"
            found.append(Diagnostic("T530", Severity.SHOULD, words, span, (), mend))
    return found
