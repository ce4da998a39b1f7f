"""The paper against its file, word for word: figures, dates, periods and their kind of day, citations, parties.

Enters: the phrases of a paper with what carries them. Leaves: findings, each with its section, what the text has and what the file has.
Holds: a figure of the text that its section of the file lacks is a finding, and one of the file that its section of the text lacks is one;
what the file says is not in the paper, or is left out, is none; nothing is a finding for being spelled otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from attrs import frozen

from tenor.apps.exhibit import Phrase
from tenor.apps.links import Links, Said
from tenor.apps.marks import Mark, marks_of
from tenor.dsl import syntax as s

__all__ = ["Finding", "check_words"]


@frozen
class Finding:
    """A place where paper and file do not agree: the section, what is the matter, the phrase and the line of the file where it is."""

    section: str
    message: str
    kind: str
    phrase: Phrase | None = None
    line: int = 0
    help: str = ""

    @property
    def text(self) -> str:
        """As a list says it."""
        return f"{self.section}: {self.message}" if self.section else self.message

    def data(self) -> dict[str, Any]:
        """For programs."""
        return {
            "section": self.section or None,
            "kind": self.kind,
            "message": self.message,
            "phrase": self.phrase.number if self.phrase else None,
            "place": self.phrase.place if self.phrase else None,
            "line": self.line or None,
            "help": self.help or None,
        }


def check_words(links: Links, parties: Iterable[s.PartyDecl]) -> list[Finding]:
    """Every finding, in the order of the text."""
    order = {p.name: i for i, p in enumerate(links.exhibit.places)}
    found = [*_quotations(links), *_sections(links), *_Compared(links).findings(), *_names(links, parties)]
    return sorted(found, key=lambda f: (order.get(f.section, -1 if not f.section else len(order)), f.line))


# ── quotations and sections


def _quotations(links: Links) -> Iterator[Finding]:
    for said, q, times in links.astray:
        shown = f"“{q.words}”"
        where = q.section or said.section
        if s.too_long(q.words):
            message, mend = (
                f"{shown} is too long",
                f"quote at most {s.LONGEST_QUOTATION} words; for a longer stretch its first words … its last",
            )
        elif times:
            message, mend = f"{shown} stands there {'twice' if times == 2 else f'{times} times'}", "quote a word or two more"
        else:
            message, mend = f"{shown} does not stand there", "quote the paper's own words, or name the section: “…” of Section 1.2"
        yield Finding(where, message, "quotation", None, q.line, mend)


def _sections(links: Links) -> Iterator[Finding]:
    """Sections of the file that the text does not have."""
    carried = {section for sections in links.sections.values() for section in sections}
    seen: set[str] = set()
    for said in links.sentences:
        if said.section in carried or said.section in seen or not said.kind or said.statement is None:
            continue
        if said.section and said.kind != "ours":
            seen.add(said.section)
            yield Finding(said.section, "the text has no such section", "section", None, said.line, "number it as the paper does")


# ── figures


def same(text: Mark, file: Mark) -> bool:
    """Whether a figure of the text and one of the file are the same."""
    if text.kind == file.kind:
        return text.value == file.value and _unit(text) == _unit(file)
    if text.value == file.value and {text.kind, file.kind} == {"number", "period"}:
        return True
    if {text.kind, file.kind} == {"number", "percent"}:
        number, percent = (text, file) if text.kind == "number" else (file, text)
        return bool(percent.value == number.value * 100)  # type: ignore[operator]
    return False


def _unit(mark: Mark) -> str:
    return "calendar" if mark.unit == "plain" else mark.unit


def _said(mark: Mark) -> str:
    return " ".join(mark.words.split()).strip(" ,;.")


_OTHERS = re.compile(
    r"[^;]{0,80}?\b(?:of|under|to)\s+(?:the|that|said|such|its)\s+(?:[\w.']+\s+){0,6}?(?:Agreement|Act|Code|Regulations|Warrants?|Rules|Certificate)",
    re.IGNORECASE,
)
_TRIVIAL = {("number", 0), ("money", 0), ("number", 1), ("period", 1, "calendar"), ("period", 0, "calendar"), ("percent", 0)}


def _trivial(mark: Mark) -> bool:
    """What every sentence may say: none, one, the day after."""
    return (mark.kind, mark.value) in _TRIVIAL or (mark.kind, mark.value, mark.unit) in _TRIVIAL


def unlabelled(phrase: Phrase) -> str:
    """The words of a phrase without the number of its section."""
    return _NUMBERED.sub("", phrase.words) if phrase.number == 1 else phrase.words


_NUMBERED = re.compile(r"^(?:(?:ARTICLE|Article|SECTION|Section)\s+[\dIVXL.]+|\d+(?:\.\d+)*\.?\s|(?:Exhibit|EXHIBIT)\s+[\d.]+$)")


def _remarks(said: Said) -> bool:
    """Whether a sentence is in the transcriber's own words."""
    return isinstance(said.statement, s.Recorded | s.ReadingDecl)


def _digits(mark: Mark) -> bool:
    """Whether it is written in digits; a name of the file may be spelled (`Ten Days`)."""
    return any(c.isdigit() for c in mark.words)


def _in_passing(mark: Mark) -> bool:
    """A figure of plain speech: `two`, `2001`."""
    return mark.kind == "number" and (not _digits(mark) or bool(re.fullmatch(r"(?:19|20)\d\d\W*", mark.words)))


class _Compared:
    """The marks of each section of the text and of the file, against each other."""

    def __init__(self, links: Links) -> None:
        self.links = links
        self.text: dict[str, list[tuple[Mark, Phrase]]] = {}  # by section of the file
        self.file: dict[str, list[tuple[Mark, Said]]] = {}  # by section of the text
        self.marks: dict[int, tuple[Mark, ...]] = {}
        by_section: dict[str, list[Said]] = {}
        for said in links.sentences:
            by_section.setdefault(said.section, []).append(said)
        told: dict[str, list[Said]] = {}
        for at in links.links:
            marks = self.marks[id(at.phrase)] = tuple(marks_of(unlabelled(at.phrase)))
            sections = set(links.sections[at.phrase.place])
            if at.told:
                for said in at.carriers:
                    sections.add(said.section)
                    told.setdefault(at.phrase.place, []).append(said)
            for section in sections:
                self.text.setdefault(section, []).extend((m, at.phrase) for m in marks)
        for place, sections_of in links.sections.items():
            sentences = [x for section in sections_of for x in by_section.get(section, ())] + told.get(place, [])
            self.file[place] = [
                (m, x) for x in sentences if x.statement is None or not isinstance(x.statement, s.Reference) for m in x.marks
            ]
        self.ours: dict[str, list[tuple[Mark, Said]]] = {}
        for said in links.sentences:
            if said.kind == "ours":
                self.ours.setdefault(said.section, []).extend((m, said) for m in said.marks)
        self.carried: dict[int, list[Phrase]] = {}
        for at in links.links:
            for said in at.carriers:
                self.carried.setdefault(id(said), []).append(at.phrase)

    def findings(self) -> Iterator[Finding]:
        missing = list(self._missing())
        extra = list(self._extra())
        yield from _paired(self.links, missing, extra)
        yield from self._unused()
        yield from self._edges()
        yield from self._spelled()
        yield from self._cited_in_vain()
        yield from self._listed()

    def _missing(self) -> Iterator[tuple[Mark, Phrase]]:
        """Figures of the text that the file lacks."""
        for at in self.links.links:
            if not at.phrase.operative or at.state == "left out":
                continue
            seen: list[Mark] = []
            for mark in self.marks[id(at.phrase)]:
                if not mark.is_figure and mark.kind != "kind":
                    continue
                if mark.kind == "kind" and any(_has_kind(m, mark) for m, _ in self.file[at.phrase.place]):
                    continue
                if mark not in seen and not any(same(mark, m) for m, _ in self.file[at.phrase.place]):
                    seen.append(mark)
                    yield mark, at.phrase

    def _extra(self) -> Iterator[tuple[Mark, Said]]:
        """Figures, kinds of day and citations of the file that the text lacks there."""
        numbered = {section for sections in self.links.sections.values() for section in sections}
        for said in self.links.sentences:
            if said.kind in {"", "ours", "left out"} or said.section not in numbered or isinstance(said.statement, s.Reference):
                continue
            there = [m for m, _ in self.text.get(said.section, ())]
            days = self._days(said) or there
            ours = [m for m, _ in self.ours.get(said.section, ())]
            seen: list[Mark] = []
            for mark in said.marks:
                if (
                    mark in seen
                    or _trivial(mark)
                    or (_remarks(said) and _in_passing(mark))
                    or any(same(m, mark) or m == mark for m in ours)
                ):
                    continue
                if mark.kind == "kind" and (mark.value == "calendar" or any(_has_kind(m, mark) for m in (*self._days(said), *ours))):
                    continue
                if isinstance(said.statement, s.Cites) and mark.value in said.statement.read_as:
                    continue
                if mark.kind == "cite" and (mark.value == said.section or self._cited(said, mark, there)):
                    continue
                if mark.kind == "period" and mark.value == 1 and any(_has_kind(m, Mark("kind", mark.unit)) for m in self._days(said)):
                    continue  # the day itself of that kind
                if mark.kind not in {"kind", "cite"} and any(
                    same(m, mark) for m in (days if mark.kind == "period" and _digits(mark) else there)
                ):
                    continue
                seen.append(mark)
                yield mark, said

    def _days(self, said: Said) -> list[Mark]:
        """Periods and kinds of day of the phrases that a sentence carries."""
        return [m for p in self.carried.get(id(said), ()) for m in self.marks[id(p)] if m.kind in {"period", "kind"}]

    def _cited(self, said: Said, mark: Mark, there: list[Mark]) -> bool:
        """Whether the text cites what a sentence cites: in the phrases that it carries, if they cite any of what it cites; otherwise in its
        section.
        """
        if any(p.place == mark.value for p in self.carried.get(id(said), ())):
            return True
        own = [m for p in self.carried.get(id(said), ()) for m in self.marks[id(p)] if m.kind == "cite"]
        cited = [m for m in said.marks if m.kind == "cite"]
        if len(cited) > 1 and any(m in own for m in cited):
            there = own
        return any(m == mark for m in there)

    def _unused(self) -> Iterator[Finding]:
        """What the file says is not in the paper, and does not say anywhere else."""
        for section, marks in self.ours.items():
            file = [m for x in self.links.sentences if x.section == section and x.kind not in {"ours", ""} for m in x.marks]
            text = [m for m, _ in self.text.get(section, ())]
            for mark, said in marks:
                if (
                    not _in_passing(mark)
                    and not any(same(mark, m) or m == mark for m in (*file, *text))
                    and not (mark.kind == "kind" and any(_has_kind(m, mark) for m in file))
                ):
                    message = f"the file accounts for {_said(mark)}, which no sentence of its section says"
                    yield Finding(section, message, "ours", None, said.line, "say what the file says, or leave it out")

    def _edges(self) -> Iterator[Finding]:
        """Figures that count on one side in the text and on the other in the file."""
        for at in self.links.links:
            if not at.phrase.operative or at.state in {"left out", "recorded"}:
                continue
            for mark in self.marks[id(at.phrase)]:
                if not mark.edge or not mark.is_figure:
                    continue
                edges = {m.edge for m, x in self.file[at.phrase.place] if same(mark, m) and x.kind == "transcribed"}
                text = {m.edge for p in self.links.exhibit.phrases if p.place == at.phrase.place for m in self.marks[id(p)] if m == mark}
                if edges and "" not in edges and not edges & text and "" not in text:
                    said = next(x for m, x in self.file[at.phrase.place] if same(mark, m) and x.kind == "transcribed")
                    message = f"the text and line {said.line} of the file do not agree on which side of {_said(mark)} counts"
                    yield Finding(
                        at.phrase.place, message, "edge", at.phrase, said.line, "more than and at most go together, less than and at least"
                    )

    def _cited_in_vain(self) -> Iterator[Finding]:
        """Sections that the paper cites of itself and does not have, where the file does not say how they are read."""
        names = self.links.exhibit.names
        for at in self.links.links:
            if at.state in {"corrected", "left out", "read as"}:
                continue
            words = at.phrase.words
            for mark in self.marks[id(at.phrase)]:
                whole = str(mark.value)
                if mark.kind != "cite" or not whole.startswith(("Section", "Article")) or whole in names or _OTHERS.match(words, mark.at):
                    continue
                base = whole[: whole.rindex("(")] if whole.endswith(")") else ""
                if base in names and self._labelled(base, whole[len(base) :]):
                    continue
                message = f"the text cites {whole}, which it does not have, and the file does not say how it is read"
                yield Finding(at.phrase.place, message, "paper", at.phrase, 0, f"the paper cites {whole}; read as Section …")

    def _listed(self) -> Iterator[Finding]:
        """Sections that the paper cites among several, of which a sentence cites others and none that carries the phrase cites these."""
        for at in self.links.links:
            if at.state in {"corrected", "left out"}:
                continue
            cited = {m.value for m in self.marks[id(at.phrase)] if m.kind == "cite"}
            if len(cited) < 2:
                continue
            lists: dict[int, tuple[Said, set[object]]] = {}
            for mark, said in self.file[at.phrase.place]:
                if mark.kind == "cite" and said.kind == "transcribed":
                    lists.setdefault(id(said), (said, {said.section}))[1].add(mark.value)
            cited -= {m.value for x in at.carriers for m in x.marks if m.kind == "cite"}
            nearest = max(lists.values(), key=lambda x: len(x[1] & cited), default=None)
            if nearest is not None and len(nearest[1] & cited) > 1 and (left := cited - nearest[1]):
                shown, line = ", ".join(sorted(map(str, left))), nearest[0].line
                message = f"the text cites {shown} among others; line {line} of the file cites others of these"
                yield Finding(at.phrase.place, message, "citation", at.phrase, line, "cite what the paper cites")

    def _labelled(self, place: str, label: str) -> bool:
        """Whether a section has a paragraph of some label within its lines."""
        return any(label in p.words for p in self.links.exhibit.phrases if p.place == place or p.place.startswith(place + "("))

    def _spelled(self) -> Iterator[Finding]:
        """Figures that the paper spells otherwise than it writes them."""
        for at in self.links.links:
            for mark in self.marks[id(at.phrase)]:
                if mark.differs and at.state not in {"read as", "left out"}:
                    message = f"the paper says two things: {_said(mark)}"
                    yield Finding(at.phrase.place, message, "paper", at.phrase, 0, "record a reading that quotes it")


def _has_kind(mark: Mark, kind: Mark) -> bool:
    return mark == kind or (mark.kind == "period" and mark.unit == kind.value)


def _near(text: Mark, file: Mark) -> int:
    """How alike a missing figure and a strange one are; 0, if not."""
    if text.kind == file.kind == "period":
        return 3 if text.value == file.value or text.unit == file.unit else 1
    if text.kind == file.kind:
        return 2
    if {text.kind, file.kind} == {"kind", "period"}:
        return 1
    return 1 if text.value == file.value else 0


def _paired(links: Links, missing: list[tuple[Mark, Phrase]], extra: list[tuple[Mark, Said]]) -> Iterator[Finding]:
    """What is missing and what is strange in one section, told together where the one stands for the other."""
    used: set[int] = set()
    for mark, phrase in missing:
        best, score = None, 0
        for i, (other, said) in enumerate(extra):
            if i not in used and said.section in links.sections[phrase.place] and _near(mark, other) > score:
                best, score = i, _near(mark, other)
        if best is not None and score > 1:
            used.add(best)
            other, said = extra[best]
            message = f"the text has {_said(mark)}; line {said.line} of the file has {_said(other)}"
            yield Finding(phrase.place, message, "figure", phrase, said.line, "write what the paper says")
        else:
            message = f"the text has {_said(mark)}; the file does not say it there"
            mend = "transcribe it, or say what becomes of it: recorded only, not transcribed, this carries"
            yield Finding(phrase.place, message, "figure", phrase, 0, mend)
    for i, (mark, said) in enumerate(extra):
        if i not in used:
            place = next((p for p, sections in links.sections.items() if said.section in sections), said.section)
            what = f"cites {mark.value}" if mark.kind == "cite" else f"has {_said(mark)}"
            message = f"line {said.line} of the file {what}; the text does not there"
            mend = "write what the paper says, quote where it says so (this carries), or account for it (not in the paper)"
            yield Finding(said.section or place, message, "citation" if mark.kind == "cite" else "figure", None, said.line, mend)


# ── parties


def _names(links: Links, parties: Iterable[s.PartyDecl]) -> Iterator[Finding]:
    """Full names of parties that the text does not have."""
    text = _bare(links.exhibit.text)
    for party in parties:
        if party.full_name and _bare(party.full_name) not in text:
            line = party.span.source.position(party.span.start)[0]
            message = f"“{party.full_name}”, who is {party.name}, is not named in the text"
            yield Finding("", message, "party", None, line, "write the name as the paper has it")


def _bare(words: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", words.lower()))
