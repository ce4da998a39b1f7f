"""From text to words: the tokeniser, with declared names found by dictionary.

Enters: a `Source`, the keywords of the grammar. Leaves: `Chunk`s, one a sentence, heading or block head, each with its words, its
indentation and its comments. Holds: every character is either in a word, in a comment or blank;
a fault spoils one sentence and the next is read.

The longest declared name or keyword that fits wins. A capitalised phrase that nobody declared becomes one TERM word, so that the checker
can say which declared name is nearest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from attrs import define, field, frozen

from tenor.dsl.comments import FREE_AFTER
from tenor.dsl.diagnostic import Diagnostic, Severity, Source, Span
from tenor.dsl.exact import parse_decimal
from tenor.dsl.names import ALONE, LONGEST, MONTH, MONTHS, Names, beginning, plain, second
from tenor.dsl.odd_dates import ODD_DATE, days_meant, in_words
from tenor.dsl.types import DAY_COUNTS

__all__ = ["Chunk", "Comment", "Word", "chunks", "section_list", "zone_of"]

_DATE = rf"{MONTH}\s+[0-9]{{1,2}},\s+[0-9]{{4}}(?![0-9])|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?![0-9])"
_CITY = r"[A-Z][A-Za-z]*(?:[ \t]+[A-Z][a-z]+)*"
_TIME = rf"[0-9]{{1,2}}:[0-9]{{2}}(?:\s*[ap]m)?(?:\s+in\s+{_CITY})?"
_REF = r"(?:[0-9]+(?:\.[0-9]+)*|[IVX]+\b|[A-Z]\b)(?:\([A-Za-z0-9]+\))*"
_SECTION = (
    rf"Sections\s+{_REF}(?:(?:,\s*and\s+|,\s*or\s+|,\s*|\s+and\s+|\s+or\s+){_REF})*"
    rf"|(?:Section|Article|Articles|Exhibit|Schedule|Annex)\s+{_REF}|Preamble\b|Recitals\b|Face\b|Signatures\b"
)
_LABEL = r"\((?:[ivx]{1,5}|[a-zA-Z]|[0-9]{1,2})\)"

_TOKENS: tuple[tuple[str, str], ...] = (
    ("COMMENT", r"--[^\n]*"),
    ("TAKEN_", r"\(taken\)"),
    ("NAMED_", r"\([\"“][^\"”\n]+[\"”]\)"),
    ("STRING_", r"\"[^\"\n]*\"|“[^”\n]*”"),
    ("SEP_", rf",\s*{_LABEL}(?=\s)"),
    ("LAST_", rf",?\s*(?:and|or)\s+{_LABEL}(?=\s)"),
    ("LABEL_", rf"{_LABEL}(?=\s)"),
    ("SECTION_", _SECTION),
    ("INSTANT_", rf"(?:{_DATE}),?\s+(?:at\s+)?{_TIME}"),
    ("DATE_", _DATE),
    ("ODD_DATE", rf"(?:{ODD_DATE})(?:,?\s+(?:at\s+)?{_TIME})?"),
    ("MONTH_", rf"{MONTH}\s+[0-9]{{4}}(?![0-9])"),
    ("MONTHDAY_", rf"{MONTH}\s+[0-9]{{1,2}}(?![0-9]|,\s+[0-9]{{4}})"),
    ("TIME_", _TIME),
    ("DAYCOUNT_", "|".join(rf"{re.escape(name)}(?!\w)" for name in sorted(DAY_COUNTS, key=len, reverse=True))),
    ("MONEY_", r"\$[0-9][0-9,]*(?<!,)(?:\.[0-9]+)?"),
    ("PERCENT_", r"[0-9][0-9,]*(?<!,)(?:\.[0-9]+)?%"),
    ("NUMBER_", r"[0-9][0-9,]*(?<!,)(?:\.[0-9]+)?"),
    ("COLUMN_", r"(?:open|high|low|close|bid|vwap|volume)\s+of(?=\s+[A-Z])"),
    ("STOP", r"\.(?=\s|$|--)"),
    ("_COMMA", r","),
    ("_COLON", r":"),
    ("_SEMI", r";"),
)


def _scanner(*only: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _TOKENS if name in only or not only))


_SCANNER, _SMALL = _scanner(), _scanner("LAST_", "COLUMN_")
_IN_CAPITALS = _scanner("SECTION_", "INSTANT_", "DATE_", "ODD_DATE", "MONTH_", "MONTHDAY_")
"""All kinds of word that have a shape of their own, those that begin with a capital, and those that begin with a small letter, unless they
are counts of days."""

_FIRSTS = {
    **dict.fromkeys(ascii_uppercase, None),
    **dict.fromkeys(ascii_lowercase, None),
    **dict.fromkeys({m[0] for m in MONTHS} | set("SAEPRF"), _IN_CAPITALS),
    **dict.fromkeys("aocohlbv", _SMALL),
    **dict.fromkeys({name[0] for name in DAY_COUNTS if name[0].isalpha()}, _SCANNER),
}
"""By which letters what has a shape of its own may begin: most words of a sentence begin with another, and have none."""
_HALF = re.compile(r"(?<![A-Za-z])([ap])\.\s?m\.?(?![A-Za-z])")
_STOP = re.compile(r"\.(?=\s|$)")
_LONGEST_SENTENCE = 20_000
_FIGURES = frozenset({"MONEY_", "PERCENT_", "NUMBER_"})
_BLANK = re.compile(r"[\s\u00a0]+")
_WORD = re.compile(r"[A-Za-z](?:[\w'’/]|-(?!-))*|[+×/=()\[\]*−-]")
_CAPITAL_RUN = re.compile(r"[A-Z][\w'’-]*(?:\s+(?:of\s+)?[A-Z][\w'’-]*)*")


@frozen
class Word:
    """One word of a sentence: its kind (a terminal of the grammar), the text as written and its value where it has one."""

    kind: str
    text: str
    span: Span = field(eq=False, repr=False)
    value: Any = None


@frozen
class Comment:
    """A comment; `own_line` when nothing stands before it on its line."""

    text: str
    span: Span
    own_line: bool


@define
class Chunk:
    """One sentence, heading or block head. `end` says what closed it: `.`, `:`, or the end of the line (empty)."""

    kind: str
    words: list[Word]
    indent: int
    end: str
    span: Span
    comments: list[Comment] = field(factory=list)
    broken: bool = False


# ── words


@lru_cache(maxsize=8)
def _keyword_index(keywords: tuple[tuple[str, str], ...]) -> dict[tuple[str, str], list[tuple[tuple[str, ...], str]]]:
    """First word and beginning of the second → (words, terminal), longest first."""
    index: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = {}
    for literal, terminal in sorted(keywords, key=lambda k: -len(k[0])):
        parts = tuple(literal.split())
        index.setdefault((parts[0], second(parts)), []).append((parts, terminal))
    return index


@lru_cache(maxsize=256)
def zone_of(city: str) -> str | None:
    """The zone of a city as the time-zone database names it (`Los Angeles` → `America/Los_Angeles`), or `None`."""
    from zoneinfo import ZoneInfo

    key = "_".join(city.split())
    if key == "UTC":
        return "UTC"
    for region in ("America", "Europe", "Asia", "Australia", "Pacific", "Africa", "Atlantic"):
        try:
            ZoneInfo(f"{region}/{key}")
        except (KeyError, ValueError, OSError):
            continue
        return f"{region}/{key}"
    return None


@lru_cache(maxsize=8192)
def _with_blanks(parts: tuple[str, ...]) -> str:
    return " ".join(parts)


def _date_of(text: str) -> date | None:
    try:
        if text[0].isdigit():
            return date.fromisoformat(text)
        month, day, year = re.split(r"[\s,]+", text)
        return date(int(year), MONTHS.index(month) + 1, int(day))
    except ValueError:
        return None


def _time_of(text: str) -> tuple[time, str | None] | None:
    m = re.match(r"([0-9]{1,2}):([0-9]{2})\s*([ap]m)?(?:\s+in\s+(.+))?$", text, re.DOTALL)
    if not m:
        return None
    hour, minute, half = int(m.group(1)), int(m.group(2)), m.group(3)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        return None
    return time(hour, minute), m.group(4) and " ".join(m.group(4).split())


def _faulty(code: str, message: str, span: Span, help: str | None = None) -> Diagnostic:
    return Diagnostic(code, Severity.MUST, message, span, (), help)


class _Reader:
    """One pass over a text."""

    def __init__(self, source: Source, names: Names, keywords: tuple[tuple[str, str], ...], line_ends: frozenset[str]) -> None:
        self.source, self.text, self.names = source, plain(source.text), names
        self.keywords = _keyword_index(keywords)
        self.line_ends = line_ends
        self.found: list[Diagnostic] = []

    def span(self, start: int, end: int) -> Span:
        return Span(self.source, start, end)

    def chunks(self) -> Iterator[Chunk]:
        at, n, text = 0, len(self.text), self.text
        words: list[Word] = []
        comments: list[Comment] = []
        broken = False
        depth = spoilt = 0

        def close(end: str, stop: int) -> Chunk:
            nonlocal words, comments, broken, depth
            first = words[0].span.start
            line_start = text.rfind("\n", 0, first) + 1
            chunk = Chunk("", words, len(text[line_start:first].expandtabs(4)), end, self.span(first, stop), comments, broken)
            words, comments, broken, depth = [], [], False, 0
            return chunk

        while at < n:
            if text[at] == " " and text[at + 1 : at + 2] > " ":  # as most are
                at += 1
            blank = _BLANK.match(text, at) if text[at].isspace() else None
            if blank:
                if words and "\n" in blank.group() and words[0].kind in self.line_ends and depth == 0:
                    yield close("", words[-1].span.end)
                elif words and words[-1].kind == "_COLON" and "\n" in blank.group() and self._is_head(words):
                    words.pop()
                    yield close(":", blank.start())
                at = blank.end()
                continue
            if words and self._free_follows(words):
                word, at = self._free(at)
                words.append(word)
                continue
            if len(words) == _LONGEST_SENTENCE and not broken:
                message, place = f"this sentence has more than {_LONGEST_SENTENCE:,} words", words[0].span
                self.found.append(_faulty("T106", message, place, "end it with a full stop, or give its parts names of their own"))
                end = _STOP.search(text, at)
                at, broken, spoilt = end.start() if end else n, True, at
                continue
            word_or_none, stop = self._word(at, words)
            if word_or_none is None:
                if broken and "\n" not in text[spoilt:at]:  # one finding for one sentence
                    self.found.pop()
                spoilt = at
                broken = True
                at = stop
                if not words:
                    words.append(Word("BROKEN_", "", self.span(at - 1, at)))
                continue
            word = word_or_none
            at = stop
            if word.kind == "COMMENT":
                line_start = text.rfind("\n", 0, word.span.start) + 1
                own = not text[line_start : word.span.start].strip()
                comments.append(Comment(word.text, word.span, own))
                continue
            if word.kind == "LABEL_" and words:
                word = self._limb(word, words)
            if word.kind == "STOP":
                if words:
                    yield close(".", at)
                continue
            words.append(word)
        if words:
            if words[-1].kind == "_COLON" and self._is_head(words):
                words.pop()
                yield close(":", n)
            elif words[0].kind in self.line_ends:
                yield close("", words[-1].span.end)
            else:
                chunk = close("?", words[-1].span.end)
                if not chunk.broken:
                    last = chunk.words[-1].span
                    self.found.append(_faulty("T103", "this sentence has no full stop", last, "end the sentence with `.`"))
                chunk.broken = True
                yield chunk
        if comments:
            yield Chunk("comment", [], 0, "", comments[0].span, comments)

    def _limb(self, label: Word, words: list[Word]) -> Word:
        """A label with the comma, `and` or `or` that a comment parts from it: one word, as without the comment."""
        kind, start, said = "LABEL_", label.span.start, label.text
        if words[-1].text in {"and", "or"}:
            kind, start, said = "LAST_", words[-1].span.start, f" {words.pop().text} {said}"
        if words and words[-1].kind == "_COMMA":
            kind, start, said = "SEP_" if kind == "LABEL_" else kind, words.pop().span.start, "," + (said if said[0] == " " else " " + said)
        return Word(kind, said, self.span(start, label.span.end), label.value)

    def _is_head(self, words: list[Word]) -> bool:
        return bool(words) and (words[0].text.split() or [""])[0] in {"for", "if", "unless", "on", "notwithstanding", "except", "subject"}

    def _free_follows(self, words: list[Word]) -> bool:
        if len(words) == 2 and " ".join(words[0].text.split()) in FREE_AFTER:
            return True
        return words[-1].kind == "_COMMA" and words[0].text == "party"

    def _free(self, at: int) -> tuple[Word, int]:
        m = re.compile(r"(.*?)(?=\.[ \t]*(?:--[^\n]*)?(?:\n|$))", re.DOTALL).match(self.text, at)
        stop = m.end() if m else len(self.text)
        return Word("FREE_", self.text[at:stop], self.span(at, stop), " ".join(self.text[at:stop].split())), stop

    def _word(self, at: int, words: list[Word]) -> tuple[Word | None, int]:
        text = self.text
        special = self._in_context(at, words)
        if special is not None:
            return special, special.span.end
        shape = _FIRSTS.get(text[at], _SCANNER)
        m = shape.match(text, at) if shape is not None else None
        if m is not None:
            kind = m.lastgroup or ""
            if kind == "NAMED_" and words and " ".join(words[-1].text.split()) == "is any of":
                return Word("LPAR", "(", self.span(at, at + 1)), at + 1
            if kind == "SECTION_":
                # a declared name may begin like a section (`Face Amount`)
                first = m.group().split()[0]
                name = self._name(at, first, self._seconds(at, first))
                if name and name[0] > m.end():
                    return Word(name[1], text[at : name[0]], self.span(at, name[0]), name[2]), name[0]
                return self._section(m.group(), at, m.end())
            return self._valued(kind, m.group(), self.span(at, m.end())), m.end()
        w = _WORD.match(text, at)
        if w is None:
            if text[at] in '"“':
                end = text.find("\n", at)
                end = len(text) if end < 0 else end
                self.found.append(_faulty("T101", "this quotation is not closed on its line", self.span(at, end), 'close it with `"`'))
                return None, end
            if half := _HALF.match(text, max(0, at - 1)):  # its stop ends no sentence
                mend = f"write `{half[1]}m`, as in `3:00 pm in Los Angeles`"
                self.found.append(_faulty("T102", f"`{half[0]}` has no meaning here", self.span(at - 1, half.end()), mend))
                return None, half.end()
            mend = "write an amount as `$50,000` or `$0.50`" if text[at] in "$€£¥" else "remove it, or put it in quotes"
            self.found.append(_faulty("T102", f"`{text[at]}` has no meaning here", self.span(at, at + 1), mend))
            return None, self._skip(at)
        first = w.group()
        seconds = self._seconds(at, first)
        best = self._keyword(at, first, seconds)
        if first in {"its", "whose"}:
            f = self._field(w.end())
            if f and (best is None or f[1] > best[0]):
                return Word("ITS_" if first == "its" else "WHOSE_", text[at : f[1]], self.span(at, f[1]), f[0]), f[1]
        name = self._name(at, first, seconds)
        if name and (best is None or name[0] > best[0]):
            best = name
            if self.names.ambiguous:
                self._one_meaning(at, name[0])
        if best is not None:
            stop, kind, value = best
            return Word(kind, text[at:stop], self.span(at, stop), value), stop
        run = _CAPITAL_RUN.match(text, at)
        if run:
            stop = run.end()
            phrase = " ".join(text[at:stop].split())
            return Word("TERM_", text[at:stop], self.span(at, stop), phrase), stop
        return Word("UNKNOWN_", first, self.span(at, w.end())), w.end()

    def _section(self, text: str, at: int, end: int) -> tuple[Word, int]:
        """A citation, of another paper where its name follows."""
        paper = self.names.paper
        if self.names.papers and (of := re.compile(r"\s+of\s+").match(self.text, end)):
            called = next((p for p in sorted(self.names.papers, key=len, reverse=True) if self._phrase(of.end(), tuple(p.split()))), None)
            if called is not None:
                paper, end = self.names.papers[called], self._phrase(of.end(), tuple(called.split())) or end
        behind = f" of {paper}" if paper else ""
        return Word("SECTION_", self.text[at:end], self.span(at, end), tuple(x + behind for x in section_list(text))), end

    def _one_meaning(self, at: int, end: int) -> None:
        form = " ".join(self.text[at:end].split())
        if (ways := self.names.ambiguous.get(form)) is not None:
            mend = "write " + " or ".join(f"`{way}`" for way in ways)
            of_papers = all(way.startswith(form) for way in ways)
            words = (
                f"two papers declare `{form}`, each in its own way" if of_papers else f"`{form}` is a name of another paper, and a plural"
            )
            self.found.append(_faulty("T551", words, self.span(at, end), mend))

    def _skip(self, at: int) -> int:
        m = re.compile(r"[^\w\s\"“.]+").match(self.text, at)
        return m.end() if m else at + 1

    def _through(self, at: int, parts: tuple[str, ...]) -> int | None:
        """Where the words `parts` end if they stand at `at`, blanks between them as they like."""
        text, pos, usual = self.text, at, _with_blanks(parts)
        if text.startswith(usual, at):
            return at + len(usual)
        if len(parts) == 1:
            return None
        for part in parts:
            if pos > at:
                b = _BLANK.match(text, pos)
                if not b:
                    return None
                pos = b.end()
            if not text.startswith(part, pos):
                return None
            pos += len(part)
        return pos

    def _phrase(self, at: int, parts: tuple[str, ...]) -> int | None:
        """The same, if a name can end there."""
        text, pos = self.text, self._through(at, parts)
        if pos is None:
            return None
        if pos < len(text) and (text[pos].isalnum() or (text[pos] in "_-" and pos + 1 < len(text) and text[pos + 1].isalnum())):
            return None
        return pos

    def _seconds(self, at: int, first: str) -> tuple[str, ...]:
        """By what a word can be looked up beside itself: what has a second word is longer than what has none."""
        blank = _BLANK.match(self.text, at + len(first))
        return (beginning(self.text, blank.end()), ALONE) if blank else (ALONE,)

    def _keyword(self, at: int, first: str, seconds: tuple[str, ...]) -> tuple[int, str, Any] | None:
        text = self.text
        for beside in seconds:
            for parts, terminal in self.keywords.get((first, beside), ()):
                stop = self._through(at, parts)
                if stop is None:
                    continue
                after = text[stop] if stop < len(text) else " "
                if not parts[-1][-1].isalnum() or not (after.isalnum() or after in "_-"):
                    return stop, terminal, None
        return None

    def _name(self, at: int, first: str, seconds: tuple[str, ...]) -> tuple[int, str, Any] | None:
        index = self.names.index()
        for beside in seconds:
            for parts, kind, phrase in index.get((first, beside), ()):
                stop = self._phrase(at, parts)
                if stop is not None:
                    return stop, kind, phrase
        return None

    def _field(self, at: int) -> tuple[str, int] | None:
        b = _BLANK.match(self.text, at)
        if not b:
            return None
        best = self._declared_field(b.end())
        if best is None:
            w = _WORD.match(self.text, b.end())
            return (w.group(), w.end()) if w and w.group()[0].islower() else None
        return best

    def _declared_field(self, at: int) -> tuple[str, int] | None:
        """The longest name of a field that stands at a place, and where it ends."""
        for parts in self.names.fields_from(beginning(self.text, at)):
            stop = self._phrase(at, parts)
            if stop is not None:
                return " ".join(parts), stop
        return None

    def _in_context(self, at: int, words: list[Word]) -> Word | None:
        if not words:
            return None
        text, first, last = self.text, words[0].text, words[-1]
        m: re.Match[str] | None = None
        kind = ""
        if first == "reading":
            if len(words) == 2 and last.kind == "STRING_" and text[at] == "(":
                kind, m = "NOTE_", re.compile(r"\((?:[^()\n]|\([^()\n]*\))*\)").match(text, at)
            elif last.kind in {"_COLON", "_SEMI"} and (len(words) < 2 or words[-2].kind != "WORDS_"):
                kind, m = "WORDS_", re.compile(r"[A-Za-z0-9][^:;\"()\n.]*(?=:)").match(text, at)
        elif first == "event" and last.kind in {"_COLON", "_COMMA"}:
            kind, m = "WORDS_", re.compile(r"[a-z][a-z \t\n'-]*?(?=\s*\()").match(text, at)
        elif first.startswith("times") and " ".join(first.split()) == "times are in":
            kind, m = "ZONE_", re.compile(_CITY).match(text, at)
        elif last.kind in {"_COLON", "_COMMA"} and (first == "on" or words[0].kind in {"DATE_", "INSTANT_", "EVENT_"}):
            f = self._fact_field(at)
            if f:
                return f
        if first == "on" and " ".join(last.text.split()) == "read as":
            kind, m = "WORDS_", re.compile(r"(?:(?!--)[^.\n])+").match(text, at)
        if m is None:
            return None
        return Word(kind, m.group(), self.span(at, m.end()), " ".join(m.group().strip("()").split()))

    def _fact_field(self, at: int) -> Word | None:
        best = self._declared_field(at)
        return Word("FIELD_", self.text[at : best[1]], self.span(at, best[1]), best[0]) if best else None

    def _valued(self, kind: str, text: str, span: Span) -> Word:
        value: Any = None
        match kind:
            case "STRING_":
                value = " ".join(text[1:-1].split())
            case "NAMED_":
                value = " ".join(text[2:-2].split())
            case "DATE_":
                value = _date_of(text)
            case "INSTANT_":
                m = re.match(rf"({_DATE}),?\s+(?:at\s+)?({_TIME})$", text, re.DOTALL)
                value = (_date_of(m.group(1)), _time_of(m.group(2))) if m else (None, None)
            case "TIME_":
                value = _time_of(text)
            case "ODD_DATE":
                return self._odd_date(text, span)
            case "SEP_" | "LAST_" | "LABEL_":
                value = text[text.index("(") + 1 : -1]
            case "SECTION_":
                value = section_list(text)
            case "MONTH_":
                name, year = text.split()
                value = date(int(year), MONTHS.index(name) + 1, 1) if int(year) else None
            case "MONTHDAY_":
                month, day = text.split()
                value = (MONTHS.index(month) + 1, int(day))
            case "COLUMN_":
                value = text.split(maxsplit=1)[0]
            case _:
                value = None
        if kind in _FIGURES and parse_decimal(text.strip("$%")) is None:
            mend = "put commas between thousands, as in `$500,000`, and write at most 60 digits"
            self.found.append(_faulty("T405", f"`{text if len(text) < 60 else text[:57] + '…'}` is no number that is read", span, mend))
        elif kind == "MONEY_" and re.fullmatch(r"\$[1-9][0-9]{0,2}\.000", text):
            mend = f"write `{text[:-4]}` or `{text[:-4]},000`"
            self.found.append(_faulty("T405", f"`{text}` may be {text[:-4]} or {text[:-4]},000", span, mend))
        if (kind in {"DATE_", "TIME_"} and value is None) or (kind == "INSTANT_" and None in value):
            mend = "write it as `June 3, 2002` or `2:00 pm in Los Angeles`"
            self.found.append(_faulty("T401", f"`{text}` is not a date or time that exists", span, mend))
        elif kind == "MONTHDAY_" and not _date_of(f"2000-{value[0]:02}-{value[1]:02}"):
            self.found.append(_faulty("T401", f"`{text}` is a day that no year has", span, "write a day that the month has"))
        city = value[-1][1] if kind == "INSTANT_" and value[-1] else value[1] if kind == "TIME_" and value else None
        if city and zone_of(city) is None:
            mend = "name a city of the time-zone database, as `Los Angeles`"
            self.found.append(_faulty("T402", f"no time zone is known for `{' '.join(city.split())}`", span, mend))
        return Word(kind, text, span, value)

    def _odd_date(self, text: str, span: Span) -> Word:
        """A date in another form, with its time if it has one: said, and read no further."""
        days = days_meant(text)
        shown = " or ".join(f"`{in_words(day)}`" for day in days) or "`June 3, 2002`"
        self.found.append(_faulty("T406", f"`{' '.join(text.split())}` is not how a date is written", span, f"write {shown}"))
        return Word("INSTANT_", text, span, (None, None)) if ":" in text else Word("DATE_", text, span, None)


def section_list(text: str) -> tuple[str, ...]:
    """The sections that a citation names, each as headings name it: `Sections 1.3, 1.4(g)` → `Section 1.3`, `Section 1.4(g)`."""
    head, _, rest = " ".join(text.split()).partition(" ")
    if not rest:
        return (head,)
    kind = {"Sections": "Section", "Articles": "Article"}.get(head, head)
    return tuple(f"{kind} {ref}" for ref in re.findall(_REF, rest))


def chunks(
    source: Source,
    names: Names,
    keywords: Mapping[str, str],
    line_ends: frozenset[str],
    report: Callable[[Diagnostic], None],
) -> list[Chunk]:
    """The sentences, headings and block heads of a text, in order.

    `keywords` maps each literal of the grammar to its terminal; `line_ends` are the kinds of first word whose line is the whole chunk.
    """
    if len(source.text) > LONGEST:
        message = f"this text has {len(source.text):,} characters; at most {LONGEST:,} are read"
        report(_faulty("T106", message, Span(source, 0, 1), "give a contract or a facts file; prices stand in a file of their own"))
        return []
    reader = _Reader(source, names, tuple(keywords.items()), line_ends)
    result = list(reader.chunks())
    for d in reader.found:
        report(d)
    return result
