"""What a command was given: the contract, the facts, the day, the readings.

Enters: paths and words of the command line. Leaves: checked contracts, facts, worlds. Holds: whatever cannot be read stops the command with
located messages and one of the exit codes below; nothing is bent, guessed or looked up elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Diagnostic, Severity, Source, render
from tenor.dsl.kept import kept_contract
from tenor.dsl.nearest import did_you_mean
from tenor.dsl.parse import parse_facts

if TYPE_CHECKING:  # what only some commands need is imported when they need it
    from tenor.interpreter.facts import Fact, Facts, Scenario
    from tenor.interpreter.ledger import Key
    from tenor.interpreter.world import World

__all__ = [
    "FINDINGS",
    "UNREADABLE",
    "Stop",
    "Told",
    "When",
    "chosen_readings",
    "contract_beside",
    "contract_of_facts",
    "day_of",
    "hypothetical_fact",
    "open_contract",
    "open_facts",
    "read_text",
    "when_of",
    "world_of",
]

FINDINGS, UNREADABLE = 1, 2
_LARGEST = 1_000_000
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")


class Stop(Exception):  # noqa: N818 -- it is the end of a command, not a fault
    """A command cannot go on: what to say, and the exit code."""

    def __init__(self, message: str, code: int = UNREADABLE) -> None:
        super().__init__(message)
        self.message, self.code = message, code


def must(found: list[Diagnostic]) -> list[Diagnostic]:
    """The findings that stand in the way."""
    return [d for d in found if d.severity is Severity.MUST]


def listed(found: list[Diagnostic], most: int = 20) -> str:
    """Findings as a terminal shows them; after so many, how many more there are."""
    shown = "\n".join(render(d) for d in found[:most])
    return shown + (f"\n… and {len(found) - most} more" if len(found) > most else "")


def read_text(path: str) -> Source:
    """The text of a contract or facts file."""
    try:
        size = Path(path).stat().st_size
    except (OSError, ValueError):
        size = 0
    if size > _LARGEST and Path(path).is_file():
        raise Stop(f"`{path}` has {size:,} bytes; a contract or facts file has at most {_LARGEST:,}\n      [T530]")
    from tenor.interpreter.files import read_source

    source, _, found = read_source(path, path)
    if source is None or must(found):
        message = "\n".join(
            f"{d.span.where if d.code in {'T531', 'T532'} and d.span else path}: {d.message}\n"
            f"      to mend it: {'write a sentence, or give another file' if d.code == 'T533' else d.help}\n      [{d.code}]"
            for d in found
        )
        raise Stop(message)
    return source


def open_contract(path: str, *, sound: bool = True) -> Contract:
    """A checked contract; with `sound`, one that can be run."""
    from tenor.interpreter.files import open_paper

    contract = kept_contract(read_text(path), open_paper)
    wrong = must(list(contract.diagnostics))
    if sound and wrong:
        raise Stop(f"{listed(wrong)}\n`{path}` cannot be run: {len(wrong)} of its findings must be settled", FINDINGS)
    return contract


@frozen
class Told:
    """Facts as read, with their scenarios and findings."""

    facts: Facts
    scenarios: tuple[Scenario, ...] = ()
    findings: tuple[Diagnostic, ...] = ()

    def of_facts(self) -> Iterator[Diagnostic]:
        """The findings that are about what is told, and not about a scenario that stands below it: no answer rests on that."""
        first = min((x.span for x in self.scenarios), key=lambda span: span.start, default=None)
        for d in self.findings:
            if first is None or d.span is None or d.span.source is not first.source or d.span.start < first.start:
                yield d


_JSON_FOR = re.compile(r'"contract"\s*:\s*"([^"\n]+)"')


def contract_of_facts(path: str, text: str) -> str | None:
    """The file name of the contract that a facts file says it is for, if it says so."""
    from tenor.interpreter.files import paper_of

    if not path.endswith(".json"):
        return paper_of(text) or None
    found = _JSON_FOR.search(text[:200_000])
    return found[1] if found else None


def contract_beside(path: str) -> Contract:
    """The contract that a facts file is for, in its own folder."""
    named = contract_of_facts(path, read_text(path).text)
    if named is None:
        raise Stop(f'{path}:1: the file does not say which contract it is for; begin it with `facts for "contract.tenor".`', FINDINGS)
    beside = Path(path).parent / named
    if not beside.exists():
        beside = Path(path).parent / Path(named).name
    return open_contract(str(beside))


def open_facts(contract: Contract, path: str, *, of_another: bool = False) -> Told:
    """The facts of a file, which must be for this contract (or `of_another`, of which it is a version) and without anything that must be
    settled.
    """
    source = read_text(path)
    named = contract_of_facts(path, source.text)
    own = [Path(p.source.name).name for p in contract.suite]  # one ledger for all papers of a suite
    if named is not None and Path(named).name not in own and not of_another:
        line = source.text[: source.text.find(named)].count("\n") + 1
        raise Stop(f"{path}:{line}: these facts are for `{Path(named).name}`, not for `{own[0]}`\n      [T515]", FINDINGS)
    from tenor.interpreter.facts import load_facts

    facts, scenarios, found = load_facts(contract, Path(path))
    wrong = must(found)
    if wrong:
        unreadable = any(d.code in {"T520", "T530", "T531", "T532", "T533"} and d.message.startswith("this is not") for d in wrong)
        raise Stop(
            f"{listed(wrong)}\n`{path}` cannot be used: {len(wrong)} of its findings must be settled",
            UNREADABLE if unreadable else FINDINGS,
        )
    return Told(facts, scenarios, tuple(found))


# ── days


@frozen
class When:
    """A day, with the instant of it up to which things are seen (the end of the day, unless a time was given)."""

    day: date
    until: Key
    clock: str = ""


_LONG = re.compile(r"(?:[A-Za-z]+day,\s+)?([A-Za-z]+)\.?\s+(\d{1,2}),?\s+(\d{4})(?:,?\s+(.+))?$")
_CLOCK = re.compile(r"(\d{1,2})(?::(\d\d))?(?::\d\d)?\s*(am|pm|a\.m\.|p\.m\.)?$", re.IGNORECASE)


def day_of(text: str, option: str = "--on") -> tuple[date, time | None]:
    """A day, with a time or without: `2002-06-03`, `2002-06-03T14:00`, `June 3, 2002, 2:00 pm`."""
    words = " ".join(text.split())
    day, rest = None, ""
    try:
        if re.match(r"\d{4}-\d\d-\d\d", words):
            day, rest = date.fromisoformat(words[:10]), words[10:].lstrip("T ")
        elif long := _LONG.match(words):
            month = next((n for n, m in enumerate(_MONTHS, 1) if len(long[1]) > 2 and m.startswith(long[1].lower())), 0)
            day, rest = date(int(long[3]), month, int(long[2])), long[4] or ""
    except ValueError:
        day = None
    clock = _CLOCK.match(rest) if rest else None
    if day is None or (rest and clock is None):
        raise Stop(f"{option}: `{text}` is not a day; write it as 2002-06-03 or 2002-06-03T14:00")
    if clock is None:
        return day, None
    hour, minute, half = int(clock[1]), int(clock[2] or 0), (clock[3] or "").replace(".", "").lower()
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    if hour > 23 or minute > 59:
        raise Stop(f"{option}: `{text}` is not a time of day; write it as 2002-06-03T14:00")
    return day, time(hour, minute)


def when_of(contract: Contract, text: str) -> When:
    """The instant that a question is about, in the contract's own zone."""
    from tenor.interpreter.facts import moment
    from tenor.interpreter.world import end_of

    day, clock = day_of(text)
    if clock is None:
        return When(day, end_of(day))
    at = moment(day, (clock, None), "", contract.zone)
    assert at.minute is not None
    return When(day, (at.day.toordinal(), at.minute, 1 << 60), clock.strftime("%H:%M"))


# ── readings


def chosen_readings(contract: Contract, given: tuple[str, ...]) -> tuple[dict[str, str], bool]:
    """`NAME=CHOICE` as choices of readings; and whether `all` was asked for."""
    choices: dict[str, str] = {}
    every = False
    for text in given:
        if text.strip().lower() == "all":
            every = True
            continue
        name, sign, label = (part.strip() for part in text.partition("="))
        if not sign:
            raise Stop(f"--reading: `{text}` names no choice; write NAME=CHOICE, or `all`")
        reading = contract.readings.get(name) or next((r for n, r in contract.readings.items() if n.lower() == name.lower()), None)
        if reading is None:
            near = did_you_mean(name, contract.readings)
            raise Stop(f"--reading: `{name}` is no reading of this contract; {near or 'it has ' + ', '.join(contract.readings)}")
        labels = [a.label for a in reading.alternatives]
        match = next((x for x in labels if x.lower() == label.lower()), None)
        if match is None:
            near = did_you_mean(label, labels)
            raise Stop(f"--reading: `{label}` is no choice of “{reading.name}”; {near or 'they are ' + ', '.join(labels)}")
        choices[reading.name] = match
    return choices, every


# ── what is only supposed


def hypothetical_fact(contract: Contract, facts: Facts, words: str, when: When) -> Fact:
    """The fact that `--if` supposes at an instant, in the words of a facts file: `Notice of Conversion: principal $50,000`."""
    stamp = f"{when.day:%B} {when.day.day}, {when.day.year}"
    if when.clock:
        hour, minute = int(when.clock[:2]), when.clock[3:]
        stamp += f", {hour % 12 or 12}:{minute} {'am' if hour < 12 else 'pm'}"
    from tenor.interpreter.facts import Loader

    plain = " ".join(words.split()).rstrip(".").strip()
    event, colon, fields = plain.partition(":")
    if not event or (colon and not fields.strip(" ,")):
        fits = contract.events.get(contract.aliases.get(event, event))
        own = [f.name for f in fits.fields.values()] if fits is not None else []
        has = f"; {event} can tell {', '.join(f'`{n}`' for n in own)}" if own else ""
        raise Stop(f"--if: name one event, and after a colon its fields, as in `EVENT` or `EVENT: field value, field value`{has}")
    found: list[Diagnostic] = []
    lines, faults = parse_facts(Source("--if", f"{stamp}: {plain} ."), contract.names)
    found.extend(faults)
    loader = Loader(contract, Path(), found)
    loader.facts = list(facts.happened)
    for told in facts.happened:
        loader.counts[told.event] = loader.counts.get(told.event, 0) + 1
    loader.lines(lines)
    wrong = must(found)
    if wrong or len(loader.facts) != len(facts.happened) + 1:
        raise Stop(listed(wrong) or "--if: name one event and its fields, as in `EVENT: field value, field value`")
    fact = loader.facts[-1]
    for name, f in contract.events[fact.event].fields.items():
        if f.type.kind == "occurrence" and name not in fact.fields and not f.comes:
            raise Stop(f"--if: say which {f.type.event} is meant, as in `{fact.event} for {f.type.event} 1`")
    return evolve(fact, where="supposed")


def world_of(contract: Contract, facts: Facts, choices: dict[str, str], known: date | None = None, supposed: Fact | None = None) -> World:
    """The world of a command: the facts, and what is only supposed."""
    from tenor.interpreter.world import world

    if supposed is not None:
        facts = evolve(facts, happened=(*facts.happened, supposed))
    return world(contract, facts, choices, known)
