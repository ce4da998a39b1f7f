"""Which sentences of a contract file carry which phrases of the paper.

Enters: a contract's own file, and its exhibit. Leaves: for each phrase its state (transcribed, recorded, read as, corrected, left out,
open, or nothing to carry) and the sentences that carry it, said by a quotation or found by their words. Holds: what the file says goes
before what is found; a phrase is found only in sentences of the section that has its number; a quotation that stands nowhere, or in two
places, is a finding and links nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from math import log

from attrs import define, evolve, field, frozen

from tenor.apps.exhibit import Exhibit, Phrase, parent_of
from tenor.apps.marks import Mark, marks_of, roots
from tenor.apps.paper_words import EXCEPTIONS
from tenor.dsl import syntax as s
from tenor.dsl.comments import without_comments

__all__ = ["STATES", "Link", "Links", "Quotation", "Said", "link", "sentences_of", "weights_of"]

STATES = ("transcribed", "recorded", "read as", "corrected", "left out", "open", "nothing to carry")
_ENOUGH = 0.3
"""The share of what a phrase is about (by weight of its words) that sentences of its section must say."""

_OF_AN_EXCEPTION = 0.45
"""The same for what begins an exception."""
_OF_A_FIGURE, _ADDS, _MOST = 5000, 0.12, 4
"""What a figure weighs; the least that a further sentence must add; how many sentences are looked for."""


@frozen(eq=False)
class Quotation:
    """Words of the paper that a sentence of the file quotes, and the section where they stand if it is another."""

    words: str
    section: str
    line: int


@frozen(eq=False)
class Said:
    """A sentence of the file: its section, line, and kind of link; its words without comments."""

    section: str
    line: int
    kind: str
    words: str
    quotations: tuple[Quotation, ...] = ()
    statement: s.Statement | None = None
    start: int = 0
    end: int = 0
    nodes: tuple[s.Node, ...] = field(default=(), repr=False)
    """What was written, as nodes: what leads the sentence, and the statement."""

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """What can be compared word for word."""
        return tuple(marks_of(self.words))

    @cached_property
    def keys(self) -> frozenset[tuple[str, object]]:
        """Its marks without their units."""
        return frozenset((m.kind, m.value) for m in self.marks)

    @cached_property
    def roots(self) -> frozenset[str]:
        """What it is about."""
        return frozenset(roots(self.words))


@define(eq=False)
class Link:
    """A phrase of the paper with its state and the sentences that carry it; `told`: by a quotation of the file."""

    phrase: Phrase
    state: str = "open"
    carriers: list[Said] = field(factory=list)
    told: bool = False
    share: float = 0.0


@define(eq=False)
class Links:
    """The phrases of a paper with what carries them, the sentences of its file, and the quotations that stand nowhere or in two places."""

    exhibit: Exhibit
    links: tuple[Link, ...]
    sentences: tuple[Said, ...]
    astray: tuple[tuple[Said, Quotation, int], ...]
    sections: dict[str, tuple[str, ...]]
    """For each section of the text, the sections of the file that carry it."""


# ── the sentences of a file

_QUOTED = re.compile(
    r"[\"“]([^\"”]+)[\"”](?:\s+(?:of|in)\s+((?:Section|Article|Exhibit|Schedule|Annex)\s+[\w.]+(?:\(\w+\))*|Preamble|Recitals|Face|Signatures))?"
)


def _kind(statement: s.Statement) -> str:
    match statement:
        case s.Recorded(kind="not transcribed"):
            return "left out"
        case s.Recorded(kind="not in the paper"):
            return "ours"
        case s.Recorded():
            return "recorded"
        case s.ReadingDecl():
            return "read as"
        case s.Cites():
            return "corrected"
        case s.Reference() | s.ContractHead():
            return ""
        case _:
            return "transcribed"


def sentences_of(file: s.File) -> tuple[Said, ...]:
    """The sentences of a contract file, heads of blocks among them, in their order."""
    return tuple(_sentences(file))


def _sentences(file: s.File) -> Iterator[Said]:
    for part in file.parts:
        section = part.heading.section if part.heading else ""
        before: list[Said] = []
        for together in s.as_written(part.sentences):
            for said in _inside(section, together):
                above = next((i for i in range(len(before) - 1, -1, -1) if before[i].kind != "ours"), None)
                if isinstance(said.statement, s.Carries) and above is not None:
                    before[above] = _joined(before[above], said)
                else:
                    before.append(said)
        yield from before


def _joined(said: Said, carries: Said) -> Said:
    words = said.words
    if said.kind in {"recorded", "left out"}:  # nothing is computed of it: what it quotes it says
        words += " " + " ".join(q.words for q in carries.quotations)
    return evolve(said, words=words, quotations=(*said.quotations, *carries.quotations))


def _inside(section: str, together: tuple[s.Sentence, ...]) -> Iterator[Said]:
    sentence = together[0]
    source = sentence.span.source
    if sentence.statement is None:
        stop = sentence.inner[0].span.start if sentence.inner else sentence.span.end
        words = _clean(source.text[sentence.span.start : stop])
        yield Said(
            section, source.position(sentence.span.start)[0], "transcribed", words, (), None, sentence.span.start, stop, sentence.leads
        )
        for inner in s.as_written(sentence.inner):
            yield from _inside(section, inner)
        return
    if len(together) > 1:
        yield from _of_several(section, together)
        return
    statement, text = sentence.statement, sentence.span.text
    line = source.position(sentence.span.start)[0]
    quotations: tuple[Quotation, ...] = ()
    match statement:
        case s.Recorded():
            quotations = tuple(_quoted(statement.words, line))
        case s.ReadingDecl():
            quotations = tuple(_quoted(statement.note, line))
            text = " ".join((f'reading "{statement.name}" ({statement.note}):', *(f"{a.value.span.text};" for a in statement.alternatives)))
        case s.Carries():
            quotations = tuple(Quotation(w, statement.section, line) for w in statement.quoted)
        case _:
            pass
    yield Said(
        section,
        line,
        _kind(statement),
        _clean(text),
        quotations,
        statement,
        sentence.span.start,
        sentence.span.end,
        (*sentence.leads, statement),
    )


def _of_several(section: str, together: tuple[s.Sentence, ...]) -> Iterator[Said]:
    """Those that are declared together: the first has the words of all, each other its name; of the text each has its stretch."""
    sentence = together[0]
    source, at = sentence.span.source, sentence.span.start
    own = [x.statement for x in together if x.statement is not None]
    for i, statement in enumerate(own):
        end = next((x.span.start for x in own[i + 1 :] if x.span.start > at), sentence.span.end)
        words = _clean(source.text[at : statement.span.end] if i else sentence.span.text)
        yield Said(section, source.position(at)[0], _kind(statement), words, (), statement, at, end, (*sentence.leads, statement))
        at = end


def _clean(text: str) -> str:
    return " ".join(without_comments(text).split())


def _quoted(words: str, line: int) -> Iterator[Quotation]:
    for m in _QUOTED.finditer(words):
        yield Quotation(" ".join(m[1].split()), " ".join((m[2] or "").split()), line)


# ── sections of the text and of the file


def _families(exhibit: Exhibit, headings: list[str]) -> dict[str, tuple[str, ...]]:
    """For each section of a text the sections of its file that may carry it: its own, those within it that the text does not number, or
    those of the nearest section in which it stands.
    """
    own = {p.name: None for p in exhibit.places}  # in the order of the text
    found: dict[str, tuple[str, ...]] = {}
    for place in own:
        name = place
        while name and name not in headings and not any(h.startswith(name + "(") and h not in own for h in headings):
            name = parent_of(name)
        within = [h for h in headings if h == name or (h.startswith(name + "(") and h not in own)] if name else []
        # a paragraph of the text that stands before its lettered ones is carried by any of them
        if not within:
            within = [h for h in headings if h.startswith((place + "(", place + "."))]
        found[place] = tuple(within)
    if "Preamble" in own or "Face" in own:
        for place in ("Face", "Preamble", "Recitals"):
            if place in own:
                found[place] = tuple(
                    h for h in headings if h in {place, ""} or (not found.get(place) and h in {"Preamble", "Recitals", "Face"})
                )
    return found


# ── quotations


_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": None, "”": None, '"': None})


def plain_words(text: str) -> str:
    """Words as they are compared: single blanks, small letters, no quotation marks."""
    return " ".join(text.translate(_ALIKE).lower().split())


@define(eq=False)
class _Finder:
    """Finds words of the paper."""

    exhibit: Exhibit
    texts: dict[str, list[tuple[str, Phrase]]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        for place in self.exhibit.places:
            self.texts[place.name] = [(plain_words(p.words), p) for p in place.phrases]

    def places(self, words: str, sections: tuple[str, ...]) -> list[list[Phrase]]:
        """Where words stand in some sections of the text: the phrases over which each place runs."""
        first, *last = s.quoted_ends(plain_words(words))
        if last:
            return self._stretches(first, last[0], sections)
        return [phrases for _, _, phrases in self._standing(first, sections)]

    def _stretches(self, first: str, last: str, sections: tuple[str, ...]) -> list[list[Phrase]]:
        """The phrases from some words to the next that others end."""
        found: list[list[Phrase]] = []
        for section in sections:
            begins = self._standing(first, (section,))
            ends = self._standing(last, (section,))
            for at, _, phrases in begins:
                after = [p for start, _, p in ends if start >= at + len(first)]
                if after:
                    a, b = phrases[0].number, after[0][-1].number
                    found.append([p for _, p in self.texts[section] if a <= p.number <= b])
        return found

    def _standing(self, wanted: str, sections: tuple[str, ...]) -> list[tuple[int, int, list[Phrase]]]:
        found: list[tuple[int, int, list[Phrase]]] = []
        if not wanted:
            return found
        for section in sections:
            pieces = self.texts.get(section, [])
            whole, starts = "", []
            for text, _ in pieces:
                starts.append(len(whole))
                whole += text + " "
            at = whole.find(wanted)
            while at >= 0:
                end = at + len(wanted)
                if not (at and whole[at - 1].isalnum() and wanted[0].isalnum()) and not (
                    whole[end : end + 1].isalnum() and wanted[-1].isalnum()
                ):
                    found.append(
                        (at, end, [p for (text, p), start in zip(pieces, starts, strict=True) if start < end and start + len(text) > at])
                    )
                at = whole.find(wanted, at + 1)
        return found


# ── links


def link(exhibit: Exhibit, file: s.File) -> Links:
    """The phrases of a paper, each with what carries it."""
    sentences = sentences_of(file)
    headings = [""] + [p.heading.section for p in file.parts if p.heading]
    families = _families(exhibit, headings)
    finder = _Finder(exhibit)
    own = {p.name: None for p in exhibit.places}  # in the order of the text
    links = {id(p): Link(p) for p in exhibit.phrases}
    astray: list[tuple[Said, Quotation, int]] = []
    for said in sentences:
        for q in said.quotations:
            where = _within(q.section, own) if q.section else tuple(p for p in own if said.section in families[p])
            found = finder.places(q.words, where)
            if found and isinstance(said.statement, s.Recorded) and said.statement.kind == "judgment":
                continue  # a word that a person must apply, wherever it stands: that alone carries no phrase
            if len(found) != 1 or s.too_long(q.words):
                astray.append((said, q, len(found)))
                continue
            for phrase in found[0]:
                at = links[id(phrase)]
                at.told = True
                at.carriers.append(said)
    weights = weights_of(exhibit)
    by_section: dict[str, list[Said]] = {}
    for said in sentences:
        if said.kind:
            by_section.setdefault(said.section, []).append(said)
    for at in links.values():
        candidates = [x for section in families[at.phrase.place] for x in by_section.get(section, ())]
        mended = [x for x in candidates if isinstance(x.statement, s.Cites) and _cites(at.phrase, x.statement)]
        at.carriers = [*mended, *at.carriers]
        if not at.carriers and not at.phrase.operative:
            at.state = "nothing to carry"
            continue
        if at.carriers:
            at.state = _told_state(at)
        if not at.carriers or _in_part(at):
            _find(at, candidates, weights)
    return Links(exhibit, tuple(links[id(p)] for p in exhibit.phrases), sentences, tuple(astray), families)


def _within(section: str, own: Iterable[str]) -> tuple[str, ...]:
    return tuple(p for p in own if p == section or p.startswith((section + "(", section + ".")))


def _cites(phrase: Phrase, mending: s.Cites) -> bool:
    """Whether a phrase has the citation that a sentence mends."""
    return any(m.kind == "cite" and m.value in mending.cited for m in marks_of(phrase.words))


def _in_part(at: Link) -> bool:
    """Whether no more is said of a phrase than that some of its words are left out."""
    quoted = [q.words for x in at.carriers for q in x.quotations if plain_words(q.words) in plain_words(at.phrase.words)]
    return at.state == "left out" and 0 < sum(len(x.split()) for x in quoted) * 2 < len(at.phrase.words.split())


_FIRST = ("corrected", "read as", "transcribed", "recorded", "left out")


def _told_state(at: Link) -> str:
    kinds = {x.kind for x in at.carriers}
    return next((k for k in _FIRST if k in kinds), "recorded")


def weights_of(exhibit: Exhibit) -> dict[str, int]:
    """What each word of a text weighs, in thousandths: the more, the fewer phrases have it."""
    seen = Counter(r for p in exhibit.phrases for r in set(roots(p.words)))
    total = len(exhibit.phrases) + 1
    return {r: round(1000 * log(total / n)) for r, n in seen.items()}


def _find(at: Link, candidates: list[Said], weights: dict[str, int]) -> None:
    """Finds what carries a phrase by what it is about: the sentence that says most of it, and those that add to it."""
    about = {r: weights[r] for r in roots(at.phrase.words)}
    figures = {(m.kind, m.value) for m in marks_of(at.phrase.words) if m.is_figure}
    whole = sum(about.values()) + _OF_A_FIGURE * len(figures)
    if not whole:
        return
    got, found = 0, list[Said]()
    while len(found) < _MOST:
        best, gain = None, 0
        for said in candidates:
            if said.kind in {"ours", "left out"}:
                continue
            g = sum(about[r] for r in said.roots if r in about) + _OF_A_FIGURE * len(figures & said.keys)
            if g > gain:
                best, gain = said, g
        if best is None or gain < _ADDS * whole:
            break
        found.append(best)
        got += gain
        about = {r: w for r, w in about.items() if r not in best.roots}
        figures -= best.keys
    at.share = got / whole
    if at.share >= (_OF_AN_EXCEPTION if at.phrase.words.lower().lstrip("(, ").startswith(EXCEPTIONS) else _ENOUGH):
        at.state = found[0].kind
        at.carriers = [*found, *at.carriers]
