"""Copies of a contract file in which one thing is otherwise: a figure, a kind of day, a party, a citation, a comparison, a denial.

Enters: the text of a contract file. Leaves: mutants, each with its section, what was changed, and the text. Holds: what stands in a
comment, in the name of a reference or in a quotation is left alone; the same text gives the same mutants.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from attrs import field, frozen

__all__ = ["KINDS", "Mutant", "mutants"]

KINDS = ("figure", "kind of day", "party", "citation", "comparison", "contrary", "denial")


@frozen
class Mutant:
    """One change."""

    kind: str
    section: str
    line: int
    was: str
    now: str
    text: str = field(repr=False)


_HEADING = re.compile(r"^((?:Section|Article|Exhibit|Schedule|Annex) \S+|Preamble|Recitals|Face|Signatures)", re.MULTILINE)
_FIGURE = re.compile(
    r"\$\d[\d,]*(?:\.\d+)?|\d[\d,]*(?:\.\d+)?%"
    r"|(?<![\w.($/-])\d[\d,]*(?:\.\d+)?(?![\w.)/%-]|,\d)(?=\s+(?:shares?|Business|Trading|calendar|[A-Z×]|of the next))"
)
_DATE = re.compile(r"(?:January|March|June|September|December) \d{1,2}(?:, \d{4})?")
_ONE = r"\d+(?:\.\d+)?(?:\([A-Za-z]+\))*"
_CITED = re.compile(rf"(?<=Section ){_ONE}|(?<=Sections ){_ONE}(?:(?:, and |, or |, | and | or ){_ONE})*")
_TURNED = {
    "the lesser of": "the greater of",
    "the lower of": "the greater of",
    "the least of": "the greatest of",
    "the greater of": "the lesser of",
    "the greatest of": "the least of",
    "the lowest": "the highest",
    "the highest": "the lowest",
    "the earlier of": "the later of",
    "the earliest of": "the later of",
    "the later of": "the earlier of",
    "is at most": "is at least",
    "for at most": "",
    "is at least": "is at most",
    "exceeds": "is at least",
    "is more than": "is less than",
    "is less than": "is more than",
    "is on or before": "is on or after",
    "is on or after": "is on or before",
    "on or before": "on or after",
    "on or after": "on or before",
    "is not before": "is not after",
    "is not after": "is not before",
    "before": "after",
    "after": "before",
}
_CONTRARY = {
    "is at most": "exceeds",
    "is at least": "is less than",
    "exceeds": "is at most",
    "is more than": "is at most",
    "is less than": "is at least",
}
_COMPARED = re.compile(r"\b(?:" + "|".join(w.replace(" ", r"\s+") for w in _TURNED) + r")\b")
_DENIED = re.compile(r"\bis\s+not\b(?!\s+(?:before|after|seen))|\bhas\s+not\b|\bdoes\s+not\s+exceed\b|\bunless\b|\bnot\b")


def mutants(text: str, seed: int = 1) -> Iterator[Mutant]:
    """Every place where one thing can be otherwise, changed."""
    rng = random.Random(seed)
    blanked = re.sub(r"--[^\n]*|\"[^\"\n]*\"|“[^”\n]*”", lambda m: " " * len(m.group()), text)
    blanked = re.sub(r"^\s*reference\b[^.]*\.\s*$", lambda m: re.sub(r"[^\n]", " ", m.group()), blanked, flags=re.MULTILINE)
    blanked = re.sub(r"^language .*$|^" + _HEADING.pattern[1:] + r".*$", lambda m: " " * len(m.group()), blanked, flags=re.MULTILINE)
    blanked = re.sub(r"read as Sections? \S+", lambda m: " " * len(m.group()), blanked)  # how the transcriber reads it stands in no paper
    sections = [(m.start(), m[1]) for m in _HEADING.finditer(text)]
    parties = re.findall(r"^party ([A-Z][\w ]*?) is\b", text, re.MULTILINE)
    calendars = [*re.findall(r"^calendar ([A-Z][\w ]*?):", text, re.MULTILINE), "calendar day"]

    def made(kind: str, start: int, end: int, now: str) -> Mutant:
        section = next((name for at, name in reversed(sections) if at < start), "")
        return Mutant(kind, section, text.count("\n", 0, start) + 1, text[start:end], now, text[:start] + now + text[end:])

    for m in _FIGURE.finditer(blanked):
        yield made("figure", m.start(), m.end(), _other_figure(m.group(), rng))
    for m in _DATE.finditer(blanked):
        day = int(re.search(r" (\d+)", m.group())[1])  # type: ignore[index]
        other = rng.choice([d for d in range(1, 28) if d != day])
        yield made("figure", m.start(), m.end(), re.sub(r" \d+", f" {other}", m.group(), count=1))
    for name in calendars:
        for m in re.finditer(rf"\b{name}(?=s?\b)(?!:)", blanked):
            others = [c for c in calendars if c != name and (c != "calendar day" or re.search(r"\d\s+$", blanked[: m.start()]))]
            if not re.search(r"calendar\s+$", blanked[: m.start()]) and others:
                yield made("kind of day", m.start(), m.end(), rng.choice(others))
    if len(parties) > 1:
        for m in re.finditer(r"\b(?:" + "|".join(map(re.escape, sorted(parties, key=len, reverse=True))) + r")\b", blanked):
            if not re.search(r"party\s+$", blanked[: m.start()]):
                yield made("party", m.start(), m.end(), rng.choice([p for p in parties if p != m.group()]))
    cited = sorted({name.removeprefix("Section ") for _, name in sections if name.startswith("Section ")})
    for m in _CITED.finditer(blanked):
        for one in re.finditer(_ONE, m.group()):
            others = [c for c in cited if c != one.group()]
            if others:
                yield made("citation", m.start() + one.start(), m.start() + one.end(), rng.choice(others))
    for m in _COMPARED.finditer(blanked):
        if (now := _TURNED[" ".join(m.group().split())]) != "":
            yield made("comparison", m.start(), m.end(), now)
        if (now := _CONTRARY.get(" ".join(m.group().split()), "")) != "":
            yield made("contrary", m.start(), m.end(), now)
    for m in _DENIED.finditer(blanked):
        said = " ".join(m.group().split())
        yield made("denial", m.start(), m.end(), {"does not exceed": "exceeds", "unless": "if"}.get(said, said.removesuffix("not").strip()))


def _other_figure(was: str, rng: random.Random) -> str:
    digits = [i for i, c in enumerate(was) if c.isdigit()]
    while True:
        i = rng.choice(digits)
        now = was[:i] + rng.choice("0123456789") + was[i + 1 :]
        if now != was and not re.match(r"\$?0\d", now) and float(re.sub(r"[$,%]", "", now) or 0) > 0:
            return now
