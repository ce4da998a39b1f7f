"""How far a contract file carries its paper: every phrase with its state, every figure accounted for, the digest of the text.

Enters: a contract and the text of its paper. Leaves: a `PaperCoverage`: lines for a terminal and data for programs. Holds: counted by
phrase, never by section; a text of another digest than the register's is said in the first line; nothing is looked for elsewhere than in
the two texts and the register beside the contract.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

from attrs import frozen

from tenor.apps.comparison_check import CHECKED, NOT_CHECKED, check_comparisons
from tenor.apps.exhibit import Exhibit, Phrase, read_exhibit
from tenor.apps.links import STATES, Link, Links, link, plain_words
from tenor.apps.party_check import check_parties
from tenor.apps.register import entry_of, registered
from tenor.apps.sources import Stop
from tenor.apps.word_check import Finding, check_words
from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract
from tenor.dsl.nearest import did_you_mean
from tenor.interpreter.wording import counted

__all__ = ["AnotherText", "Document", "PaperCoverage", "another_text", "cover", "document_of", "locator"]

_LARGEST = 4_000_000


@frozen
class Document:
    """The text of a paper as filed, and the digest of its bytes."""

    name: str
    text: str
    digest: str


def document_of(path: str) -> Document:
    """The text of a paper. What is no text, or too long, or a page of HTML stops the command."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise Stop(f"there is no file `{path}`; give the path of the paper's text") from None
    except (OSError, ValueError):
        raise Stop(f"the file `{path}` cannot be read; check the path and the right to read it") from None
    if len(data) > _LARGEST:
        raise Stop(f"`{path}` has more than {_LARGEST:,} bytes; give the text of one paper")
    if b"\0" in data:
        raise Stop(f"`{path}` is not plain text; save the paper as plain text and give that")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if re.search(r"<(?:html|body|div|td)\b", text[:100_000], re.IGNORECASE):
        raise Stop(f"`{path}` is a page of HTML; save it as plain text and give that")
    if not text.strip():
        raise Stop(f"`{path}` holds nothing; give the text of the paper")
    return Document(path, text.replace("\r\n", " \n").replace("\r", "\n"), hashlib.sha256(data).hexdigest())


@frozen(eq=False)
class PaperCoverage:
    """A paper, what carries it, and where the two do not agree. `registered` is the digest of the register; empty, if it gives none."""

    contract: Contract
    exhibit: Exhibit
    links: Links
    findings: tuple[Finding, ...]
    registered: str

    @property
    def same_text(self) -> bool:
        """Whether the text is the one that was transcribed, by its digest."""
        return self.registered == self.exhibit.digest

    @property
    def open(self) -> tuple[Link, ...]:
        """The operative phrases that nothing carries."""
        return tuple(x for x in self.links.links if x.state == "open")

    @property
    def whole(self) -> bool:
        """Whether nothing is open, nothing disagrees, and the text is the one transcribed."""
        return self.same_text and not self.open and not self.findings

    def digest_line(self) -> str:
        """What is to be said of the digest. Another text than that of the register is not covered at all (`another_text`)."""
        if not self.same_text:
            return f"The register of sources has no digest for “{self.contract.entry}”; this text has {self.exhibit.digest}."
        return f"The text is the one transcribed: sha256 {self.exhibit.digest[:16]}…, as the register says."

    def lines(self, *, every: bool = False) -> Iterator[str]:
        """The whole for a terminal: the digest, phrases by state for each section, what is open, what disagrees, the count."""
        yield self.digest_line()
        yield ""
        yield from self._table(every=every)
        if self.open:
            yield ""
            yield f"Open: {counted(len(self.open), 'operative phrase')} that no sentence of the file carries"
            for at in self.open:
                yield from _row(f"  {at.phrase.place}", f"“{locator(self.exhibit, at.phrase)}”")
        if self.findings:
            yield ""
            yield f"Paper and file do not agree: {counted(len(self.findings), 'finding')}"
            for f in self.findings:
                yield from _row(f"  {f.section or 'Before the first section'}", f.message)
        yield ""
        yield self.summary()
        yield ""
        for told in (CHECKED, NOT_CHECKED):
            yield from wrap(told, 118)

    def counts(self) -> Counter[str]:
        """How many phrases are in each state."""
        return Counter(x.state for x in self.links.links)

    def summary(self) -> str:
        """The count in one line."""
        counts = self.counts()
        operative = sum(n for state, n in counts.items() if state != "nothing to carry")
        said = ", ".join(f"{counts[x]} {x}" for x in STATES if counts[x] and x != "nothing to carry")
        told = sum(x.told for x in self.links.links)
        rest = f"; {counts['nothing to carry']} say nothing to carry" if counts["nothing to carry"] else ""
        phrases, findings = counted(operative, "operative phrase"), counted(len(self.findings), "finding")
        return f"{phrases}: {said or 'none'} ({told} by a quotation){rest}; {findings}"

    def _table(self, *, every: bool) -> Iterator[str]:
        rows = []
        for place in self.exhibit.places:
            counts = Counter(x.state for x in self.links.links if x.phrase.place == place.name)
            faults = sum(f.section == place.name for f in self.findings)
            if every or counts["open"] or faults:
                rows.append((place.name, counts, faults))
        if not rows:
            yield "Every section is carried whole." if not every else "The text has no sections."
            return
        width = max(len("Section"), *(len(name) for name, _, _ in rows))
        heads = ("transcribed", "recorded", "read as", "corrected", "left out", "open")
        yield f"{'Section':{width}}  " + "  ".join(f"{h:>{len(h)}}" for h in (*heads, "findings"))
        for name, counts, faults in rows:
            cells = [*(counts[h] for h in heads), faults]
            yield f"{name:{width}}  " + "  ".join(f"{n or '·':>{len(h)}}" for n, h in zip(cells, (*heads, "findings"), strict=True))

    def section_lines(self, section: str) -> list[str]:
        """Every phrase of a section: its number, state and first words, and the lines of the file that carry it."""
        shown = [x for x in self.links.links if x.phrase.place == section or x.phrase.place.startswith((section + "(", section + "."))]
        if not shown:
            near = did_you_mean(section, [p.name for p in self.exhibit.places])
            raise Stop(f"the text has no `{section}`" + (f"; {near}" if near else ""))
        out: list[str] = []
        place = ""
        for at in shown:
            if at.phrase.place != place:
                place = at.phrase.place
                out.append(place)
            by = ", ".join(f"line {n}" for n in sorted({c.line for c in at.carriers}))
            told = f"{by}{', by a quotation' if at.told else ''}" if by else "no sentence"
            out.extend(_row(f"  {at.phrase.number}. {at.state}", f"“{locator(self.exhibit, at.phrase)}”, {told}"))
            out.extend(x for f in self.findings if f.phrase is at.phrase for x in _row("     finding", f.message))
        return out

    def data(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "entry": self.contract.entry,
            "digest": {
                "text": self.exhibit.digest,
                "registered": self.registered or None,
                "same": self.same_text,
                "text_of": self.contract.entry if self.same_text else None,
            },
            "whole": self.whole,
            "counts": {state: self.counts()[state] for state in STATES},
            "phrases": [
                {
                    "section": x.phrase.place,
                    "number": x.phrase.number,
                    "line": self.exhibit.text.count("\n", 0, x.phrase.start) + 1,
                    "locator": locator(self.exhibit, x.phrase),
                    "operative": x.phrase.operative,
                    "state": x.state,
                    "by": "quotation" if x.told else "words" if x.carriers else None,
                    "carried_by": [{"section": c.section, "line": c.line} for c in x.carriers],
                }
                for x in self.links.links
            ],
            "findings": [f.data() for f in self.findings],
        }


def _row(head: str, words: str) -> list[str]:
    return wrap(f"{head}: {words}", 118, subsequent_indent="      ", break_long_words=False, break_on_hyphens=False)


@frozen
class AnotherText:
    """A text that is not the one of the register: nothing is compared with it. `paper` is the entry whose text it is, if it is one."""

    contract: Contract
    digest: str
    registered: str
    paper: str

    def line(self) -> str:
        """What is to be said."""
        other = f"; it is the text of “{self.paper}”" if self.paper else ""
        return (
            f"This is not the text that was transcribed: its sha256 is {self.digest[:16]}…, "
            f"and the register of sources has {self.registered[:16]}… for “{self.contract.entry}”{other}."
        )

    def data(self) -> dict[str, Any]:
        """The same for programs, in the shape of a coverage."""
        return {
            "entry": self.contract.entry,
            "digest": {"text": self.digest, "registered": self.registered, "same": False, "text_of": self.paper or None},
            "whole": False,
            "counts": dict.fromkeys(STATES, 0),
            "phrases": [],
            "findings": [],
        }


def another_text(contract: Contract, document: Document) -> AnotherText | None:
    """A text that is not the one of the register; none, if it is, or if the register does not say."""
    known = registered(contract.source.name, contract.entry)
    if not known or known == document.digest:
        return None
    return AnotherText(contract, document.digest, known, entry_of(contract.source.name, document.digest))


def cover(contract: Contract, document: Document) -> PaperCoverage:
    """How far the contract's own file carries the text of its paper."""
    file = contract.file
    called = [p.heading.section for p in file.parts if p.heading]
    exhibit = read_exhibit(document.name, document.text, document.digest, called)
    links = link(exhibit, file)
    own = [x.statement for x in links.sentences if isinstance(x.statement, s.PartyDecl)]
    order = {p.name: i for i, p in enumerate(exhibit.places)}
    found = [*check_words(links, own), *check_parties(contract, links), *check_comparisons(links)]
    found.sort(key=lambda f: (order.get(f.section, -1 if not f.section else len(order)), f.line))
    return PaperCoverage(contract, exhibit, links, tuple(found), registered(contract.source.name, contract.entry))


def locator(exhibit: Exhibit, phrase: Phrase, most: int = 8) -> str:
    """A few words of a phrase that stand but once in its section: from its beginning if they can, otherwise from further on."""
    section = plain_words(" ".join(p.words for place in exhibit.places if place.name == phrase.place for p in place.phrases))
    words = phrase.words.split()
    for start in range(max(1, len(words) - 2)):
        for length in range(min(5, len(words)), most + 1):
            said = " ".join(words[start : start + length])
            if start + length <= len(words) and section.count(plain_words(said)) == 1:
                return said
    return " ".join(words[:most])
