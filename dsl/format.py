"""One layout for contract and facts files.

Enters: a `Source` (and, for facts, the `Names` of its contract). Leaves: the same words laid out in the one style, and the diagnostics
of the text. Holds: only blanks, line breaks and the shape of quotation marks change, so that the text reads as the same Syntax and a
second pass changes nothing; every comment is kept, in order; a text with a fault is returned as it came.

Headings stand at the margin with a blank line before, sentences two columns in, each block two more; what follows on further lines
stands four columns in from where it began. A sentence that fits on its line stays whole. Otherwise it is broken where its drafter would
break it: at its clauses, alternatives and fields, all of them; then, in what is still too long, at the limbs of its list; then between
words, where it hurts least. Free words are filled. A comment ends its line; if words must follow it closely (a comma, the second half
of a list's `, and (ii)`, free words), it waits until they are out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from attrs import define, field

from tenor.dsl.comments import without_comments
from tenor.dsl.diagnostic import Diagnostic, Severity, Source, Span
from tenor.dsl.names import Names, plain
from tenor.dsl.parse import CONTRACT_LINES, FACT_LINES, keywords, parse_contract, parse_facts
from tenor.dsl.suite import Opener, names_of
from tenor.dsl.words import Chunk, Comment, Word, chunks

__all__ = ["WIDTH", "format_contract", "format_facts"]

WIDTH = 120
_BLOCK = 2
_FURTHER = 4

_LEADS = frozenset({"for each", "if", "unless", "on", "notwithstanding", "except under", "subject to"})
_CLAUSES = frozenset(
    {
        *("after", "on or after", "before", "on or before", "for at most", "so far as", "provided that"),
        *(
            "payable on",
            "taken as paid when due if",
            "if",
            "otherwise",
            "settled by month",
            "silence meaning",
            "restates each price by",
            "effective",
        ),
        *("while", "unless", "until", "continues until", "in full satisfaction"),
        *("received", "told", "sent by"),
    }
)
_HEADINGS = frozenset({"facts for", "scenario"})
_UNITS = frozenset(
    {"days", "day", "calendar days", "calendar day", "shares", "share", "a share", "a year", "of the next month", "consecutive"}
)
_ENDINGS = frozenset({"inclusive", "inclusive on which", "half up", "allows"})
# What a break before a word costs in a line that is filled: least where a thought begins.
_COSTS = {
    **dict.fromkeys(("if", "for each", "for each day from", "for which", "and", "or", "within", "not later than"), 1),
    **dict.fromkeys(("immediately before the first", "on which", "is one on which", "at"), 2),
    **dict.fromkeys(("+", "-", "plus", "minus", "shared in proportion to", "with", "specified in", "or if none"), 3),
    **dict.fromkeys(("×", "/", "times", "divided by", "from", "until", "as if", "in", "on", "under"), 4),
    **dict.fromkeys(("accrued from", "accrued on", "accrued and unpaid to", "accrued and unpaid on"), 12),
    "to": 6,
}
# Alone in brackets these would be read as one word: a label, a name given in passing, the mark of what is taken.
_ONE_WORD = re.compile(r"[ivx]{1,5}|[a-zA-Z]|\d{1,2}|taken|[\"“].*[\"”]")
_RELATIONS = ("is", "exceeds", "does not exceed")
# At the start of a line these words declare.
_DECLARING = frozenset({"party", "security", "calendar"})
_CITING = ("Section", "Sections", "Article", "Articles", "Exhibit", "Schedule", "Annex")


def format_contract(source: Source, opened: Opener | None = None) -> tuple[str, list[Diagnostic]]:
    """The text of a contract in the one layout, and its diagnostics; unchanged if it has a fault. `opened` gives other papers' texts."""
    names = names_of(source, opened)
    file, _, found = parse_contract(source, names)
    if _faulty(found):
        return source.text, found
    text = _laid_out(source, names, CONTRACT_LINES)
    again, _, anew = parse_contract(Source(source.name, text), names)
    return (text, found) if again == file and not _faulty(anew) else (source.text, [*found, _left_alone(source)])


def format_facts(source: Source, names: Names) -> tuple[str, list[Diagnostic]]:
    """The text of a facts file in the one layout, and its diagnostics; `names` are those of its contract; unchanged if it has a fault."""
    lines, found = parse_facts(source, names)
    if _faulty(found):
        return source.text, found
    text = _laid_out(source, names, frozenset(keywords()[k] for k in FACT_LINES))
    again, anew = parse_facts(Source(source.name, text), names)
    return (text, found) if again == lines and not _faulty(anew) else (source.text, [*found, _left_alone(source)])


def _faulty(found: list[Diagnostic]) -> bool:
    return any(d.severity is Severity.MUST for d in found)


def _left_alone(source: Source) -> Diagnostic:
    message = "the layout of this text is left as it is: in the common layout it would be read otherwise"
    return Diagnostic("T115", Severity.SHOULD, message, Span(source, 0, 0))


# ── pieces: what is never broken


@define
class _Piece:
    """Words that stay on one line. `level`: breaks together with all of its level, the lowest first; `cost`: of a break before it."""

    text: str
    level: int | None = None
    cost: int = 0
    depth: int = 0  # how many brackets are open before it
    hard: bool = False  # always begins a line
    open: bool = True  # a comment may stand before it
    comments: list[Comment] = field(factory=list)

    @property
    def ends_line(self) -> bool:
        return bool(self.comments)

    @property
    def beside(self) -> str:
        """The comment at the end of its line."""
        first = self.comments[0] if self.comments else None
        return "" if first is None or first.own_line else "  " + first.text.rstrip()

    @property
    def below(self) -> list[str]:
        """The comments on lines of their own under it."""
        return [c.text.rstrip() for c in self.comments[1 if self.beside else 0 :]]


def _said(word: Word) -> str:
    """A word as it is written: blanks single outside of quotations, quotation marks plain where nothing inside forbids it."""
    if word.kind in {"STRING_", "NAMED_"}:
        edge = 1 if word.kind == "STRING_" else 2
        inside = word.span.text[edge:-edge]
        if '"' in inside:
            return word.span.text
        return f'"{inside}"' if word.kind == "STRING_" else f'("{inside}")'
    return " ".join(word.text.split())


class _Sentence:
    """The pieces of one chunk."""

    def __init__(self, chunk: Chunk) -> None:
        self.words = chunk.words
        self.said = [_said(w) for w in chunk.words]
        self.pieces: list[_Piece] = []
        self.of_claims = any(said.endswith("each overdue amount of") for said in self.said)  # `and` joins names, not sentences
        self.depth = 0
        self.lists: list[list[int]] = []  # open lists, outermost first: depth of brackets, level, whether the last limb has begun
        self.led = self.said[0] in _LEADS
        self.in_leads = self.led
        self.join = False  # the next word stays with the one before
        self.blank = True  # … with a blank between
        self.roomy = False  # the bracket that closes next has a blank before it
        self.read(chunk)

    def read(self, chunk: Chunk) -> None:
        inner = [c for c in chunk.comments if c.span.start >= chunk.words[0].span.start]
        for i, word in enumerate(self.words):
            while inner and inner[0].span.start < word.span.start:
                self.pieces[-1].comments.append(inner.pop(0))
            within = [c for c in inner if c.span.start < word.span.end] if word.kind in {"SEP_", "LAST_"} else []
            inner = inner[len(within) :]
            self.word(i, word, within)
        self.pieces[-1].text += chunk.end
        self.pieces[-1].comments.extend(inner)
        for piece, after in pairwise(self.pieces):
            if piece.comments and not after.open:
                after.comments[:0] = piece.comments
                piece.comments = []

    def word(self, i: int, word: Word, within: list[Comment]) -> None:
        said = self.said[i]
        match word.kind:
            case "_COMMA" | "_COLON" | "_SEMI" | "RPAR":
                self.close(word, said)
            case "LPAR":
                self.add(i, said)
                self.depth += 1
                alone = i + 2 < len(self.words) and self.words[i + 2].kind == "RPAR" and _ONE_WORD.fullmatch(self.said[i + 1])
                self.join, self.blank, self.roomy = True, bool(alone), bool(alone)
            case "LABEL_":
                level = 1 + self.depth + len(self.lists)
                self.lists.append([self.depth, level, False])
                self.add(i, said, level)
                self.join = True
            case "SEP_" | "LAST_":
                self.limb(i, word, within)
            case "FREE_":
                self.free(word.text)
            case _:
                self.add(i, said, self.level(i))

    def close(self, word: Word, said: str) -> None:
        """A mark that stands close to what is before it."""
        if word.kind == "RPAR":
            self.depth -= 1
            while self.lists and self.lists[-1][0] > self.depth:
                self.lists.pop()
            said, self.roomy = " )" if self.roomy else ")", False
        self.pieces[-1].text += said
        # a colon at the end of a line would make these the head of a block
        self.join, self.blank = word.kind == "_COLON" and self.led, True

    def limb(self, i: int, word: Word, within: list[Comment]) -> None:
        """`, (ii)` or `, and (ii)`: the first part closes the line before, the label opens its own."""
        comma, conjunction, label = re.match(r"(,?)\s*(and|or|)\s*(.*)", without_comments(word.text), re.DOTALL).groups()  # type: ignore[union-attr]
        while len(self.lists) > 1 and self.lists[-1][2]:
            self.lists.pop()
        level = self.lists[-1][1] if self.lists else 1
        if self.lists:
            self.lists[-1][2] = word.kind == "LAST_"
        self.pieces[-1].text += comma + (f" {conjunction}" if conjunction else "")
        self.pieces[-1].comments.extend(within)
        self.join = False
        self.add(i, " ".join(label.split()), level)
        self.pieces[-1].open = bool(within)
        self.join = True

    def free(self, text: str) -> None:
        """Free words, filled; line by line if a comment's mark stands among them, since it is one of their words."""
        if "--" in text:
            for k, line in enumerate(" ".join(row.split()) for row in text.split("\n") if row.strip()):
                if k == 0:
                    self.pieces[-1].text += " " + line
                else:
                    self.pieces.append(_Piece(line, hard=True, open=False))
            return
        for k, said in enumerate(text.split()):
            if k == 0 or self.pieces[-1].text.endswith(".") or said in _DECLARING or self.pieces[-1].text.endswith(_CITING):
                self.pieces[-1].text += " " + said
            else:
                self.pieces.append(_Piece(said, open=False))

    def add(self, i: int, said: str, level: int | None = None) -> None:
        before = self.words[i - 1] if i else None
        together = self.join or i == 1 or (before is not None and self.together(before, i))
        if self.pieces and together and not (level == 0 and not self.join):
            self.pieces[-1].text += (" " if self.blank else "") + said
        else:
            self.pieces.append(_Piece(said, level, self.cost(before, i) if before else 0, self.depth))
        self.join, self.blank = False, True

    def together(self, before: Word, i: int) -> bool:
        """Whether a word is never parted from the one before it."""
        word = self.words[i]
        if word.kind in {"NAMED_", "TAKEN_"} or self.said[i] in _ENDINGS:
            return before.kind not in {"_COMMA", "_COLON", "_SEMI"}
        if before.kind == "COLUMN_" or (word.kind == "MONTHDAY_" and before.kind != "_COMMA"):
            return True
        if before.kind in {"NUMBER_", "MONEY_", "PERCENT_"}:
            return word.kind == "CALENDAR_" or self.said[i] in _UNITS
        return before.kind == "_COLON" and i > 1 and self.words[i - 2].kind == "WORDS_"

    def level(self, i: int) -> int | None:
        """The level of a break before a word: 0 where the sentence itself falls into parts."""
        word, before, said = self.words[i], self.words[i - 1] if i else None, self.said[i]
        if before is None or self.depth or before.kind not in {"_COMMA", "_COLON", "_SEMI"}:
            return None
        after_list, self.lists = bool(self.lists), []
        if word.kind == "WORDS_" or (word.kind == "FIELD_" and i > 1):
            return 1 if self.said[0] == "event" else 0
        if before.kind != "_COLON" and self.in_leads:
            self.in_leads = said in _LEADS
            if not self.in_leads:
                return 0
        elif before.kind != "_COLON" and (said in _CLAUSES or word.kind == "ITS_"):
            return 0
        return 0 if after_list else None

    def cost(self, before: Word, i: int) -> int:
        """What a break before a word costs where nothing but filling is left."""
        word = self.words[i]
        match before.kind:
            case "_COMMA":
                price = 2 if self.depth else 0
            case "_COLON" | "_SEMI":
                price = 3
            case "WHOSE_":
                price = 12
            case "STRING_" | "PARTY_" if self.said[i] == "at":  # a name and what stands beside it
                price = 12
            case "STRING_" | "TERM_" if self.said[i] in {"and", "or"} and (before.kind == "STRING_" or self.of_claims):
                price = 5
            case _ if word.kind == "WHOSE_":
                price = 2
            case _ if self.said[i] in keywords() and word.kind != "LPAR":
                price = 2 if self.said[i].startswith(_RELATIONS) else _COSTS.get(self.said[i], 5)
            case _ if self.said[i - 1] in keywords():
                price = 20
            case _:
                price = 12
        return price + 8 * self.depth


# ── lines


_Line = tuple[int, int, int]  # indentation, first piece, piece after the last


def _flat(pieces: Sequence[_Piece]) -> str:
    return " ".join(p.text for p in pieces)


def _fits(pieces: Sequence[_Piece], indent: int, further: int) -> bool:
    """Whether the pieces make one line; the comment at its end counts, unless no break could make room for it."""
    if any(p.hard for p in pieces[1:]) or any(p.ends_line for p in pieces[:-1]):
        return False
    width, last = indent + len(_flat(pieces)), pieces[-1]
    if further + len(last.text) + len(last.beside) <= WIDTH:
        width += len(last.beside)
    return width <= WIDTH


def _lines(pieces: Sequence[_Piece], start: int, stop: int, indent: int, further: int) -> list[_Line]:
    """The lines of some pieces: the first at `indent`, the others at `further`."""
    if _fits(pieces[start:stop], indent, further):
        return [(indent, start, stop)]
    levels = [p.level for p in pieces[start + 1 : stop] if p.level is not None]
    if not levels:
        return _filled(pieces, start, stop, indent, further)
    cuts = [k for k in range(start + 1, stop) if pieces[k].level == min(levels)]
    depth = pieces[cuts[0]].depth
    around = _around(pieces, start, stop, indent, further, depth)
    if around:
        return around
    result = _lines(pieces, start, cuts[0], indent, further)
    for a, b in pairwise(cuts):
        result += _lines(pieces, a, b, further, further + _FURTHER)
    # what follows the brackets in which the list stood is none of its limbs
    return result + (
        _around(pieces, cuts[-1], stop, further, further, depth) or _lines(pieces, cuts[-1], stop, further, further + _FURTHER)
    )


def _around(pieces: Sequence[_Piece], start: int, stop: int, indent: int, further: int, depth: int) -> list[_Line]:
    """The lines of some pieces broken outside of brackets so deep; none if what is in brackets must be broken too."""
    groups = [start, *(k for k in range(start + 1, stop) if pieces[k].depth < depth), stop]
    lines = _filled(pieces, start, stop, indent, further, groups)
    return lines if len(groups) > 2 and all(_fits(pieces[a:b], at, further) for at, a, b in lines) else []


def _filled(pieces: Sequence[_Piece], start: int, stop: int, indent: int, further: int, places: Sequence[int] | None = None) -> list[_Line]:
    """As few lines as can be, broken (at some places only) where it costs least, the first as long as can be."""
    best: dict[int, tuple[int, int, int]] = {stop: (0, 0, stop)}  # first piece of the rest → lines, cost, where its first line ends
    places = range(start, stop + 1) if places is None else places
    for n in range(len(places) - 2, -1, -1):
        a, at = places[n], indent if n == 0 else further
        ends = [b for b in places[n + 1 :] if b == places[n + 1] or _fits(pieces[a:b], at, further)]
        best[a] = min(
            ((1 + best[b][0], best[b][1] + (pieces[b].cost if b < stop else 0), b) for b in ends), key=lambda x: (x[0], x[1], -x[2])
        )
    result, a = [], start
    while a < stop:
        b = best[a][2]
        result.append((indent if a == start else further, a, b))
        a = b
    return result


class _Page:
    """The text as it is laid out, line by line."""

    def __init__(self, source: Source) -> None:
        self.text = plain(source.text)
        self.rows: list[str] = []
        self.end = 0  # where in the source the last thing laid out ends
        self.opened = True  # the last line is a heading or the head of a block: no blank line follows
        self.waiting: list[str] = []  # comments that come next, each on its line

    def parted(self, start: int) -> bool:
        """Whether a blank line stood before this place."""
        return self.text.count("\n", self.end, start) > 1

    def row(self, indent: int, text: str) -> None:
        self.rows.append(" " * indent + text)

    def gap(self, *, wanted: bool) -> None:
        if wanted and self.rows and self.rows[-1]:
            self.rows.append("")

    def comments(self, above: list[Comment], first: int | None, indent: int, *, heading: bool) -> bool:
        """Lays out the comments above a sentence; says whether a blank line stands between them and it."""
        own = [(text, False) for text in self.waiting]
        late, self.waiting = len(own), []
        for c in above:
            own.append((c.text.rstrip(), self.parted(c.span.start)))
            self.end = c.span.end
        parted = first is not None and self.parted(first)
        # the comments right above a heading belong to it: its blank line comes before them
        turn = len(own)
        while heading and not parted and turn > late and not (turn < len(own) and own[turn][1]):
            turn -= 1
        for k, (text, gap) in enumerate(own):
            self.gap(wanted=(heading and k == turn) or (gap and not self.opened))
            self.row(indent, text)
            self.opened = False
        return parted if not heading else turn == len(own)

    def sentence(self, chunk: Chunk, indent: int, *, whole: bool) -> None:
        """Lays out one chunk, on one line if it must be `whole`."""
        pieces = _Sentence(chunk).pieces
        last = pieces[-1]
        late, last.comments = last.comments, []
        if late:
            last.comments = [Comment(late[0].text, late[0].span, own_line=False)]
            self.waiting = [c.text.rstrip() for c in late[1:]]
        lines = [(indent, 0, len(pieces))] if whole else _lines(pieces, 0, len(pieces), indent, indent + _FURTHER)
        for k, (at, a, b) in enumerate(lines):
            self.row(at, _flat(pieces[a:b]) + pieces[b - 1].beside)
            for text in pieces[b - 1].below:
                self.row(lines[k + 1][0], text)
        self.end = max([chunk.span.end, *(c.span.end for c in late)])


def _with_their_comments(found: list[Chunk]) -> list[Chunk]:
    """The chunks, each with the comment that follows its full stop on the same line."""
    for chunk, after in pairwise(found):
        first = after.comments[0] if after.comments else None
        if first is not None and not first.own_line and not (after.words and first.span.start > after.words[0].span.start):
            chunk.comments.append(after.comments.pop(0))
    return [chunk for chunk in found if chunk.words or chunk.comments]


def _laid_out(source: Source, names: Names, line_ends: frozenset[str]) -> str:
    page = _Page(source)
    margin = 0
    blocks: list[int] = []
    for chunk in _with_their_comments(chunks(source, names, keywords(), line_ends, lambda _: None)):
        kind = chunk.words[0].kind if chunk.words else ""
        heading = bool(chunk.words) and ((kind == "SECTION_" and chunk.end == "") or _said(chunk.words[0]) in _HEADINGS)
        if heading:
            blocks, margin, indent = [], _BLOCK, 0
        else:
            while chunk.words and blocks and blocks[-1] >= chunk.indent:
                blocks.pop()
            indent = 0 if kind == "LANGUAGE" else margin + _BLOCK * (len(blocks) if chunk.words else 0)
            if chunk.end == ":":
                blocks.append(chunk.indent)
        first = chunk.words[0].span.start if chunk.words else None
        above = [c for c in chunk.comments if first is None or c.span.start < first]
        parted = page.comments(above, first, indent, heading=heading)
        if not chunk.words:
            continue
        page.gap(wanted=parted and (heading or not page.opened))
        page.sentence(chunk, indent, whole=kind in line_ends)
        page.opened = heading or chunk.end == ":"
    for text in page.waiting:
        page.row(margin, text)
    return "\n".join(page.rows) + ("\n" if page.rows else "")
