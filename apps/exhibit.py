"""A filed text as it is laid out by its printer, cut into its sections and these into phrases.

Enters: the text of an exhibit, and the names of the sections that its contract file has. Leaves: an `Exhibit`: its places in their order,
each with its phrases, each phrase with the stretch of the text where it stands. Holds: every word of the text is in one phrase or is
furniture (page numbers, rulings); the places of a text do not depend on what its file transcribes, save for how the parts without a
number are called.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise

from attrs import define, field, frozen

from tenor.apps.paper_words import BINDING, CONDITIONS, DIVIDING, EMPTY, EXCEPTIONS, NUMBERS, ORDINALS

__all__ = ["Exhibit", "Phrase", "Place", "joined", "parent_of", "read_exhibit"]


@frozen
class Phrase:
    """A clause-sized piece of a text: the section it is in, its number there, and where it stands in the text."""

    place: str
    number: int
    start: int
    end: int
    words: str = field(repr=False)
    operative: bool = False

    @property
    def where(self) -> str:
        """Its section and number, as a list names it."""
        return f"{self.place} no. {self.number}"


@frozen(eq=False)
class Place:
    """A section of a text: its name as citations have it, where its first word stands, and its phrases."""

    name: str
    start: int
    phrases: tuple[Phrase, ...]


@frozen(eq=False)
class Exhibit:
    """A filed text."""

    name: str
    text: str = field(repr=False)
    digest: str
    places: tuple[Place, ...] = field(repr=False)

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """All phrases, in the order of the text."""
        return tuple(p for place in self.places for p in place.phrases)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of its sections, and of those in which they stand."""
        return frozenset(x for place in self.places for x in (place.name, *_above(place.name)))


def _above(name: str) -> Iterator[str]:
    while (name := parent_of(name)) != "":
        yield name


def parent_of(name: str) -> str:
    """The section in which a section stands: `Section 1.2(a)` → `Section 1.2` → `Article I`; none for the outermost."""
    if name.endswith(")"):
        return name[: name.rindex("(")]
    m = re.match(r"Section (\d+)\.\d", name)
    return f"Article {_roman(int(m[1]))}" if m else ""


def _roman(n: int) -> str:
    out = ""
    for value, sign in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while n >= value:
            out, n = out + sign, n - value
    return out


def _of_roman(text: str) -> int:
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    total = 0
    for a, b in zip(text, [*text[1:], ""], strict=True):
        total += -values[a] if b and values[b] > values[a] else values[a]
    return total


# ── lines


@define
class _Line:
    """A line of the text that is no furniture; `opens`: it begins a paragraph; `centred`: it stands in the middle of the page."""

    start: int
    text: str
    opens: bool
    indent: int


_RULING = re.compile(r"[\s_=-]*(?:-{2,}|_{3,}|={3,})[\s_=-]*$")
_PAGE_NUMBER = re.compile(r"\s*-?\s*(?:Page\s+)?[A-Z]?-?\d{1,3}\s*-?\s*$")
_PAGE = re.compile(r"\s*(?:<PAGE>|\f)\s*\d*\s*$", re.IGNORECASE)
_ENDS = re.compile(r"[.;:]['\")”\]]*$")


def _lines(text: str) -> list[_Line]:
    raw: list[tuple[int, str]] = []
    at = 0
    for row in re.findall(r"[^\n]*\n|[^\n]+", text):
        raw.append((at, row.rstrip(" \t\r\n")))
        at += len(row)
    furniture = [False] * len(raw)
    for i, (_, row) in enumerate(raw):
        if _PAGE.match(row):
            furniture[i] = True
            k = i - 1
            while k >= 0 and not raw[k][1].strip():
                k -= 1
            if k >= 0 and _PAGE_NUMBER.match(raw[k][1]):
                furniture[k] = True
        elif row.strip() and _RULING.match(row):
            furniture[i] = True
    found: list[_Line] = []
    blank, broken, before = True, False, 0
    for i, (start, row) in enumerate(raw):
        if furniture[i]:
            if _PAGE.match(row) or _PAGE_NUMBER.match(row):
                broken = True
            continue
        if not row.strip():
            blank = True
            continue
        expanded = row.expandtabs(8)
        indent = len(expanded) - len(expanded.lstrip())
        if broken and found:  # a page ends within a sentence, or it does not
            opens = indent >= 8 or (bool(_ENDS.search(found[-1].text)) and (indent > 4 or _LABEL_AT.match(row.strip()) is not None))
        else:
            opens = blank or indent >= before + 3
        found.append(_Line(start, row, opens, indent))
        blank, broken, before = False, False, indent
    return found


# ── numbering

_LABEL_AT = re.compile(r"\(?[A-Za-z0-9]{1,5}[.)]\s|\d+\.\d+\.?\s|(?:ARTICLE|Article|SECTION|Section)\s+[\dIVXL]+")
_ARTICLE = re.compile(r"(?:ARTICLE|Article)\s+([IVXL]+|\d+)(?=[\s.:]|$)")
_SECTION = re.compile(r"(?:SECTION|Section)\s+(\d+(?:\.\d+)*)(?:\.(?=\s)|:|(?=\s{2,}[\"A-Z])|(?=\s+[-–—]))\s*")
_DOTTED = re.compile(r"(\d+(?:\.\d+)+)\.?\s+(?=[\"“A-Z])")
_NUMBER = re.compile(r"(\d{1,2})\.\s+(?=[\"“A-Z])")
_LETTER = re.compile(r"(?:\(([A-Za-z]{1,5}|\d{1,2})\)|([A-Za-z]{1,5})\)|([a-z]{1,4})\.)\s+(?=\S)")
_ATTACHED = re.compile(r"(EXHIBIT|ANNEX|SCHEDULE|APPENDIX)\s+([A-Z0-9]+(?:[-.]\d+)?)\.?$", re.IGNORECASE)
_SIGNED = re.compile(r"(?:IN WITNESS WHEREOF|In witness whereof|\[?signature page)", re.IGNORECASE)
_WHEREAS = re.compile(r"(?:WHEREAS|RECITALS|Recitals)\b|[A-Z]\.\s+WHEREAS\b")
_ROMAN = re.compile(r"(?=[ivx])(?:x{0,2})(?:ix|iv|v?i{0,3})$")


@define
class _Level:
    """A level of numbering that is open: how its labels are written, which stands, and the name so far."""

    style: str
    value: int
    name: str


@define
class _Numbering:
    """Follows the labels of a text from paragraph to paragraph."""

    levels: list[_Level] = field(factory=list)

    def seen(self, head: str) -> tuple[str, int] | None:
        """The name of the section that a paragraph opens, and how long its label is; none, if it opens none."""
        if m := _ARTICLE.match(head):
            n = _of_roman(m[1].lower()) if m[1].isalpha() else int(m[1])
            return self._root("article", n, f"Article {_roman(n)}"), m.end()
        if m := _SECTION.match(head) or _DOTTED.match(head) or _NUMBER.match(head):
            return self._root("section", 0, f"Section {m[1]}"), m.end()
        if (m := _LETTER.match(head)) and self.levels:
            label = m[1] or m[2] or m[3]
            style = "()" if m[1] else ")" if m[2] else "."
            name = self._letter(label, style)
            return (name, m.end()) if name else None
        return None

    def _root(self, style: str, value: int, name: str) -> str:
        self.levels = [_Level(style, value, name)]
        return name

    def _letter(self, label: str, style: str) -> str | None:
        kinds: list[tuple[str, int]] = []
        low = label.lower()
        if label.isdigit():
            kinds.append((style + "1", int(label)))
        elif label.islower() or label.isupper():
            case = "a" if label.islower() else "A"
            if len(label) == 1:
                kinds.append((style + case, ord(low) - 96))
            elif len(set(low)) == 1:
                kinds.append((style + case, 26 + ord(low[0]) - 96))
            if _ROMAN.match(low):
                kinds.append((style + case + "i", _of_roman(low)))
        for depth in range(len(self.levels) - 1, -1, -1):  # the next of a level that is open
            level = self.levels[depth]
            for kind, value in kinds:
                if level.style == kind and value == level.value + 1:
                    return self._open(depth, kind, value, label)
        for kind, value in reversed(kinds):  # the first of a level of its own
            if value == 1:
                return self._open(len(self.levels), kind, value, label)
        return None

    def _open(self, depth: int, kind: str, value: int, label: str) -> str:
        del self.levels[depth:]
        name = f"{self.levels[-1].name}({label})"
        self.levels.append(_Level(kind, value, name))
        return name

    def back(self, introduced: dict[str, bool]) -> str | None:
        """The section to which a text returns after a list that it introduced; none, if none did."""
        name = self.levels[-1].name if self.levels else ""
        while (name := parent_of(name)) != "":
            if introduced.get(name):
                return name
        return None


# ── phrases


@define
class _Token:
    text: str
    start: int
    end: int
    opens: bool = False


_LIMB = re.compile(r"\(?\((?:[ivx]{1,5}|[a-zA-Z]|\d{1,2})\)$")
_REFERS = re.compile(r"(?:clauses?|paragraphs?|Sections?|Rule|Regulations?|Articles?)$", re.IGNORECASE)
_AMONG = re.compile(r"(?:\(\w{1,5}\),?|and|or|and/or|,)$")
_SENTENCE_END = re.compile(r"[.!?]['\"”)\]]*$")
_SHORT = re.compile(
    r"(?:^|[(\"“])(?:[A-Z]|Nos?|Inc|INC|Ltd|LTD|Corp|Co|Sec|i\.e|e\.g|p\.m|a\.m|St|Mr|Ms|vs|U\.S|L\.P|L\.L\.C|N\.W|U\.S\.C|\d[\d.]*|\(?(?:[a-z]|[ivx]{1,5})\)?)\.[\"”)]*$"
)
_CITED = re.compile(r"\d+(?:\.\d+)*\(")
_SPELLED = frozenset((*NUMBERS, *ORDINALS))
_LONG, _LEAST = 26, 7
_CLAUSES = frozenset(
    [
        "and",
        "or",
        "nor",
        "shall",
        "may",
        "will",
        "which",
        "whereupon",
        "then",
        "including",
        "by",
        "as",
        "to",
        "with",
        "at",
        "such",
        "the",
        "in",
        "for",
    ]
)
_BRACKETS = frozenset(
    ["other", "provided", "except", "including", "so", "as", "but", "subject", "to", "upon", "whether", "without", "if", "unless", "only"]
)


def joined(tokens: Iterable[_Token]) -> str:
    """The words of a stretch, with single blanks."""
    return " ".join(t.text for t in tokens)


def _is_limb(tokens: list[_Token], i: int) -> bool:
    """Whether a label in brackets opens a limb, rather than repeating a spelled figure or citing a clause."""
    if not _LIMB.match(tokens[i].text) or i + 1 == len(tokens) or not i:
        return False
    before = tokens[i - 1].text.strip("(,").lower()
    if before in _SPELLED or before.rpartition("-")[2] in _SPELLED:
        return False
    k = i - 1
    while k >= 0 and k > i - 8 and _AMONG.match(tokens[k].text):
        k -= 1
    return not (k >= 0 and _REFERS.match(tokens[k].text.strip("(")))


def _ends(tokens: list[_Token], i: int) -> bool:
    """Whether a sentence ends before a word."""
    before = tokens[i - 1].text
    return bool(_SENTENCE_END.search(before)) and (tokens[i].opens or not _SHORT.search(before))


def _cuts(tokens: list[_Token]) -> set[int]:
    """Where a section's words are divided: at ends of sentences, semicolons, limbs of lists, where a condition or exception begins."""
    cuts: set[int] = set()
    for i in range(1, len(tokens)):
        before, here = tokens[i - 1].text, tokens[i].text
        if tokens[i].opens or before.endswith((";", ":")) or _ends(tokens, i) or _is_limb(tokens, i):
            cuts.add(i)
        elif before.endswith((",", ")")) or here.startswith("("):
            following = joined(tokens[i : i + 3]).strip("(").lower()
            if following.startswith(("if any", "if so")):
                continue
            if any(following.startswith((d + " ", d + ",")) for d in DIVIDING):
                cuts.add(i)
            if here.startswith("(") and following.startswith(EXCEPTIONS):
                cuts.update((i, _closes(tokens, i)))
    cuts.discard(len(tokens))
    return cuts


def _closes(tokens: list[_Token], i: int) -> int:
    """Where the words go on after a bracket that opens."""
    depth = 0
    for k in range(i, len(tokens)):
        depth += tokens[k].text.count("(") - tokens[k].text.count(")")
        if depth <= 0:
            return k + 1
    return len(tokens)


def _shortened(part: list[_Token]) -> Iterator[list[_Token]]:
    """A long phrase, divided again where a clause of it begins."""
    if len(part) <= _LONG:
        yield part
        return
    places = []
    for i in range(_LEAST, len(part) - _LEAST + 1):
        before, here = part[i - 1].text, part[i].text
        word = here.strip("(").lower()
        opens = here.startswith("(") and word in _BRACKETS
        if (
            opens
            or (before.endswith("),") and not _CITED.match(before))
            or (before.endswith((",", ")")) and word in _CLAUSES and not _CITED.match(before))
            or (word in {"and", "or"} and part[i + 1].text in _CLAUSES if i + 1 < len(part) else False)
        ):
            places.append(i)
    if not places:
        yield part
        return
    middle = min(places, key=lambda i: abs(i - len(part) / 2))
    yield from _shortened(part[:middle])
    yield from _shortened(part[middle:])


def _divided(tokens: list[_Token]) -> Iterator[list[_Token]]:
    """A section's words as phrases."""
    edges = [0, *sorted(_cuts(tokens)), len(tokens)]
    waiting: list[_Token] = []
    for a, b in pairwise(edges):
        waiting.extend(tokens[a:b])
        if (
            b < len(tokens) and len(waiting) < 3 and not tokens[b].opens and not _ends(tokens, b)
        ):  # a label or a word or two: it goes with what follows
            continue
        yield from _shortened(waiting)
        waiting = []


_FIGURE = re.compile(r"[$%\d]|\b(?:" + "|".join(w for w in NUMBERS if w != "one") + r")\b", re.IGNORECASE)
_BINDS = re.compile(r"\b(?:" + "|".join(map(re.escape, (*BINDING, *CONDITIONS))) + r")\b", re.IGNORECASE)


def _operates(words: str, *, first: bool) -> bool:
    """Whether a phrase binds, conditions or measures, or is a limb of what does; a heading, an address or a signature does not."""
    label = _LABELS.match(words)
    rest = words[label.end() :] if label else words
    count = len(rest.split())
    capitals = sum(w[:1].isupper() or w.lower() in EMPTY for w in re.findall(r"[A-Za-z][\w'’]*", rest))
    if (first or rest.isupper()) and count <= 14 and capitals == len(re.findall(r"[A-Za-z][\w'’]*", rest)) and not _FIGURE.search(rest):
        return bool(not first and rest.isupper() and re.search(r"\b(?:SHALL|MAY|MUST)\b", rest))
    if count < 3:
        return bool(re.search(r"[$%]\s?\d", rest)) or (label is not None and not first)
    return bool(_BINDS.search(rest) or _FIGURE.search(rest)) or (label is not None and not first and not rest.endswith(":"))


_LABELS = re.compile(r"(?:(?:ARTICLE|Article|SECTION|Section)\s+[\dIVXL.]+|\d+(?:\.\d+)*\.?(?=\s)|\(?[A-Za-z0-9]{1,5}[.)])\s*")


def _classed(tokens: list[_Token]) -> Iterator[tuple[list[_Token], bool]]:
    """The phrases of a stretch, each with whether it is operative: one is where any of its sentence is."""
    sentence: list[list[_Token]] = []
    parts = list(_divided(tokens))
    for k, part in enumerate(parts):
        sentence.append(part)
        last = k + 1 == len(parts)
        if last or parts[k + 1][0].opens or _SENTENCE_END.search(part[-1].text):
            first = sentence[0][0] is tokens[0]
            operates = any(_operates(joined(x), first=first and x is sentence[0]) for x in sentence)
            yield from ((x, (operates and len(x) > 2) or _operates(joined(x), first=True)) for x in sentence)
            sentence = []


def read_exhibit(name: str, text: str, digest: str = "", called: Iterable[str] = ()) -> Exhibit:
    """A text as an exhibit; `called` are the names of the sections of its contract file, which say how what has no number is called."""
    file_names = set(called)
    opening = next((n for n in ("Recitals", "Preamble") if n in file_names), "Preamble")
    place = "Face" if "Face" in file_names else opening
    numbering = _Numbering()
    introduced: dict[str, bool] = {}
    order: list[str] = []
    tokens: dict[str, list[list[_Token]]] = {}
    inside = False  # within the body: a number has been seen
    attached = False
    last_text = ""

    def into(where: str) -> None:
        if where not in tokens:
            order.append(where)
            tokens[where] = []
        tokens[where].append([])

    into(place)
    for line in _lines(text):
        words = [_Token(m.group(), line.start + m.start(), line.start + m.end()) for m in re.finditer(r"\S+", line.text)]
        if line.opens:
            head = joined(words)
            raw_head = re.sub(r"\s+", " ", line.text.strip())
            spaced = line.text.strip()
            found = None if attached else numbering.seen(spaced)
            if (m := _ATTACHED.match(raw_head)) and inside:
                attached = True
                name_of = f"{m[1].capitalize()} {m[2].upper()}"
                place = name_of if name_of in file_names or m[1].capitalize() != "Appendix" else place
                into(place)
            elif inside and not attached and _SIGNED.match(raw_head):
                place = "Signatures"
                into(place)
            elif found is not None:
                inside = True
                introduced[place] = last_text.endswith(":")
                place = found[0]
                into(place)
            elif (
                not inside
                and place == "Face"
                and line.indent > 15
                and not raw_head.lower().startswith("exhibit")
                and _title(file_names, head)
            ):
                place = opening
                into(place)
            elif not inside and "Recitals" in file_names and opening != "Recitals" and _WHEREAS.match(raw_head):
                place = "Recitals"
                into(place)
            elif inside and not attached and head[:1].islower() and line.indent < 10 and place != "Signatures":
                back = numbering.back(introduced)
                if back is not None:
                    place = back
                    into(place)
            if words:
                words[0].opens = True
        tokens[place][-1].extend(words)
        last_text = line.text
    places = []
    for where in order:
        phrases: list[Phrase] = []
        for stretch in tokens[where]:
            for part, operative in _classed(stretch) if stretch else ():
                phrases.append(Phrase(where, len(phrases) + 1, part[0].start, part[-1].end, joined(part), operative))
        if phrases:
            places.append(Place(where, phrases[0].start, tuple(phrases)))
    return Exhibit(name, text, digest, tuple(places))


def _title(file_names: set[str], head: str) -> bool:
    """Whether a centred line may be the title of a paper: capitals, few words."""
    return head.isupper() and len(head.split()) <= 12 and "Preamble" in file_names | {"Preamble"}
