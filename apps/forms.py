"""An instance of a form: its blanks, asked for and written down as a facts file.

Enters: a contract with blanks, values for them. Leaves: the text of a facts file that fills them. Holds: every value is read as facts read
it before it is written; a blank without a value is left open in so many words, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from attrs import frozen

from tenor.apps.sources import FINDINGS, UNREADABLE, Stop, listed, must
from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Diagnostic, Source
from tenor.dsl.nearest import did_you_mean
from tenor.dsl.parse import parse_facts
from tenor.interpreter.facts import Loader
from tenor.interpreter.wording import said

__all__ = ["OpenBlank", "filled_form", "open_blanks"]


@frozen
class OpenBlank:
    """What a form leaves open: its name, what kind of thing fills it, the section, and whether it is a party."""

    name: str
    kind: str
    section: str
    is_party: bool = False


def open_blanks(contract: Contract) -> list[OpenBlank]:
    """The blanks that the paper and those of its suite leave open, parties first, in the order of the text."""
    parties = [OpenBlank(p.name, "a name", "", True) for p in contract.parties.values() if not p.full_name and not p.same]
    rest = [
        OpenBlank(t.name, t.type.words(), t.section)
        for t in contract.terms.values()
        if t.kind == "blank" and isinstance(t.rules[0].statement, s.Blank) and t.rules[0].statement.filled is None
    ]
    return [*parties, *rest]


def _sentence(contract: Contract, blank: OpenBlank, value: str) -> tuple[str | None, list[Diagnostic]]:
    """The sentence that fills a blank, or what is wrong with its value; as facts in prose write it, or as JSON does."""
    if blank.is_party:
        name = value.strip().strip('"“”')
        return (f'{blank.name} is "{name}".' if name and '"' not in name else None), []
    faults: list[Diagnostic] = []
    for words in (f"{blank.name} is {value.strip().rstrip('.')}.", None):
        found: list[Diagnostic] = []
        loader = Loader(contract, Path(), found)
        if words is not None:
            lines, wrong = parse_facts(Source(blank.name, words), contract.names)
            loader.lines(lines)
            if not wrong and not found:
                return words, []
            faults = [*wrong, *found]
        else:
            info = contract.terms[blank.name]
            told = loader.value(value.strip(), info.type, blank.name, None)
            if told is not None and not found:
                return f"{blank.name} is {said(told, info.type)}.", []
            faults = found or faults
    return None, faults


def filled_form(
    contract: Contract, given: Mapping[str, str], asked: Callable[[OpenBlank], str] | None, file: str, *, leave_open: bool
) -> tuple[str, list[OpenBlank]]:
    """The text of a facts file that fills the blanks, and those left open.

    `given` names values; `asked` is asked for each of the others (an empty answer leaves the blank open), if there is anyone to ask.
    """
    blanks = open_blanks(contract)
    names = {b.name.lower(): b for b in blanks}
    values: dict[str, str] = {}
    for name, value in given.items():
        blank = names.get(" ".join(name.split()).lower())
        if blank is None:
            near = did_you_mean(name, [b.name for b in blanks])
            has = "its blanks are " + ", ".join(b.name for b in blanks) if blanks else "it has no open blanks"
            raise Stop(f"--set: `{name}` is no open blank of this paper; {near or has}")
        values[blank.name] = value
    lines, left = [f'facts for "{file}".', ""], []
    for blank in blanks:
        value = values.get(blank.name, "")
        while True:
            if not value and asked is not None and blank.name not in values:
                value = asked(blank)
            if not value:
                left.append(blank)
                lines.append(f"-- {blank.name} is left open: {blank.kind}{f', {blank.section}' if blank.section else ''}")
                break
            sentence, faults = _sentence(contract, blank, value)
            if sentence is not None:
                lines.append(sentence)
                break
            why = listed(must(faults)) or f"`{value}` is not {blank.kind}"
            if asked is None or blank.name in values:
                raise Stop(f"--set: {blank.name}: {why}", FINDINGS)
            value = ""
    if left and asked is None and not leave_open:
        words = "\n".join(f'  --set "{b.name}=…"   {b.kind}{f", {b.section}" if b.section else ""}' for b in left)
        raise Stop(f"these blanks are open; fill them, or leave them so with --leave-open\n{words}", UNREADABLE)
    return "\n".join(lines) + "\n", left
