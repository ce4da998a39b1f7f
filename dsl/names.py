"""The names that a text declares, found before it is read, so that a name may be used before the sentence that defines it.

Enters: a `Source`. Leaves: its `Names`: each phrase with the kind of word that it is, and the fields of events. Holds: the first
declaration of a phrase fixes its kind; comments and the free words of recorded provisions declare nothing. Plurals of declared names are
understood (`Notices of Delivery`, `Rates`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from attrs import define, field

from tenor.dsl.comments import FREE_AFTER, without_comments
from tenor.dsl.diagnostic import Source

__all__ = [
    "ALONE",
    "LONGEST",
    "MONTH",
    "MONTHS",
    "Names",
    "article",
    "beginning",
    "declared_names",
    "declared_texts",
    "masked",
    "plain",
    "plurals",
    "second",
]

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
MONTH = "(?:" + "|".join(MONTHS) + ")"
LONGEST = 1_000_000
"""Characters of a text that is read."""
ALONE = " "
_ALNUM = re.compile(r"[^\W_]+")
_BLANKS = ("\u00a0", "\ufeff", "\u202f", "\u2007")
_BUILT_IN_FIELDS = ("day", "receipt", "payment day")


@define
class Names:
    """What a text declares: each phrase with the kind of word that it is, and the fields of events.

    In a suite of papers a phrase may stand for a name of another: `canonical` gives for each form the name meant. `paper` is what the
    others call this one, `papers` what it calls them, `read_as` what other names of terms stand for, `ambiguous` the forms that could mean
    two things, each with what says one of them, `unseen` the papers that it names and that are not there, `begun` the names with which a
    sentence begins, whatever follows.
    """

    kinds: dict[str, str] = field(factory=dict)
    canonical: dict[str, str] = field(factory=dict)
    fields: set[str] = field(factory=lambda: set(_BUILT_IN_FIELDS))
    cited: dict[str, str] = field(factory=dict)
    paper: str = ""
    papers: dict[str, str] = field(factory=dict)
    ambiguous: dict[str, tuple[str, ...]] = field(factory=dict)
    unseen: tuple[str, ...] = ()
    read_as: dict[str, str] = field(factory=dict)
    begun: set[str] = field(factory=set)
    _by_word: tuple[int, dict[str, tuple[tuple[str, ...], ...]]] | None = None
    _index: dict[tuple[str, str], list[tuple[tuple[str, ...], str, str]]] | None = None

    def add(self, phrase: str, kind: str) -> None:
        """Declares a phrase and its plurals. The first declaration of a phrase fixes its kind; what is declared itself is no plural."""
        phrase = " ".join(phrase.split())
        if not phrase or phrase in self.kinds:
            return
        self.kinds[phrase] = kind
        other = self.canonical.get(phrase, phrase)
        if other != phrase and phrase in plurals(other):
            del self.canonical[phrase]
        for form in (phrase, *plurals(phrase)):
            self.canonical.setdefault(form, phrase)
        self._index = None

    def stand_for(self, other: str, name: str) -> None:
        """Lets another name of a term, with its plurals, stand for that term."""
        self.read_as[other] = name
        for form in (other, *plurals(other)):
            if self.canonical.get(form) == other:
                self.canonical[form] = name
        self._index = None

    def fields_from(self, word: str) -> tuple[tuple[str, ...], ...]:
        """The fields whose name begins with a word, each as its words, the longest first."""
        if self._by_word is None or self._by_word[0] != len(self.fields):
            built: dict[str, list[tuple[str, ...]]] = {}
            for name in sorted(self.fields, key=len, reverse=True):
                parts = tuple(name.split())
                built.setdefault(beginning(parts[0], 0), []).append(parts)
            self._by_word = len(self.fields), {first: tuple(names) for first, names in built.items()}
        return self._by_word[1].get(word, ())

    def put(self, declared: Iterable[tuple[str, str, str]], behind: str = "") -> None:
        """Lets phrases and their plurals, with words behind them, stand for names of the suite: each a phrase, the name, its kind.

        What is declared itself is no plural.
        """
        given = tuple(declared)
        for phrase, name, kind in given:
            self.kinds.setdefault(name, kind)
            self.canonical.setdefault(phrase + behind, name)
        for phrase, name, _ in given:
            for form in plurals(phrase):
                self.canonical.setdefault(form + behind, name)
        self._index = None

    def index(self) -> dict[tuple[str, str], list[tuple[tuple[str, ...], str, str]]]:
        """First word and beginning of the second (see `beginning`) → (words, kind, declared phrase), longest first."""
        if self._index is None:
            built: dict[tuple[str, str], list[tuple[tuple[str, ...], str, str]]] = {}
            for form, phrase in self.canonical.items():
                parts = tuple(form.split())
                built.setdefault((parts[0], second(parts)), []).append((parts, self.kinds[phrase], phrase))
            for entries in built.values():
                entries.sort(key=lambda e: -len(" ".join(e[0])))
            self._index = built
        return self._index


def beginning(text: str, at: int) -> str:
    """The letters and digits that begin at a place: by them the second word of a name is looked up."""
    m = _ALNUM.match(text, at)
    return m.group() if m else ""


def second(parts: tuple[str, ...]) -> str:
    """By what the words are looked up beside their first."""
    return beginning(parts[1], 0) if len(parts) > 1 else ALONE


def plurals(phrase: str) -> tuple[str, ...]:
    """The plural forms understood for a name: of its last word, or of the word before `of`."""

    def plural(word: str) -> str:
        if word.endswith("y") and word[-2:-1] not in "aeiou":
            return word[:-1] + "ies"
        return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")

    parts = phrase.split()
    forms = [" ".join([*parts[:-1], plural(parts[-1])])]
    if "of" in parts[1:]:
        at = parts.index("of")
        forms.append(" ".join([*parts[: at - 1], plural(parts[at - 1]), *parts[at:]]))
    return tuple(forms)


_SPOKEN_WITH_AN = re.compile(r"[aeiou]|8|1[18]\b|hour|honou?r|honest|heir|[fhlmnrsx]-", re.IGNORECASE)
_SPOKEN_WITH_A = re.compile(r"eu|unanim|uni(?![mn]|ss|de)|use|usual|us[ad]?\b|uk\b|u-|on(?:e|ce)\b", re.IGNORECASE)


def article(name: str) -> str:
    """A name with its article, as it is spoken: `a Notice`, `an Election`, `a Unit`, `an 8-K Filing`; in backticks or not."""
    bare = name.lstrip('`“"')
    return f"{'an' if _SPOKEN_WITH_AN.match(bare) and not _SPOKEN_WITH_A.match(bare) else 'a'} {name}"


_DECLARATIONS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), kind)
    for pattern, kind in (
        (r"^\s*party\s+([A-Z][\w '’-]*?)\s+is\s", "PARTY_"),
        (r"^\s*security\s+([A-Z][\w '’-]*?)\s+of\s", "SECURITY_"),
        (r"^\s*calendar\s+([A-Z][\w '’-]*?)\s*:", "CALENDAR_"),
        (r"\bevent\s+\"([^\"\n]+)\"", "EVENT_"),
        (rf"\"([^\"\n]+)\"\s+means\s+each\s+(?!{MONTH}|\s)", "EVENT_"),
        (r"\bbalance\s+\"([^\"\n]+)\"", "BALANCE_"),
        (r"\bact\s+\"([^\"\n]+)\"", "ACT_"),
        (r"\b(?:blank|observation|reading)\s+\"([^\"\n]+)\"", "TERM_"),
        (r"\"([^\"\n]+)\"\s+(?:means|accrues)\b", "TERM_"),
        (r"(?:so far as|provided that)\s+\"([^\"\n]+)\"(?:\s*:|\s+unless\b)", "TERM_"),
        (r"\bmust\s+not\s[^.\"]*?\(\"([^\"\n]+)\"\)", "EVENT_"),
        (r"\(\"([^\"\n]+)\"\)", "TERM_"),
    )
)
_QUOTED = re.compile(r"\"([^\"\n]+)\"")
_SEVERAL = re.compile(
    r"\b(?:blank|balance|event|events\s+on\s+one\s+day\s+in\s+this\s+order\s*:)\s+\"[^\"\n]+\"(?:(?:\s*,\s*|\s+and\s+)\"[^\"\n]+\")*"
)
_ALIAS = re.compile(r"\"([^\"\n]+)\"\s+is\s+read\s+as\s+([A-Z][\w '’-]*?)\s*[.]", re.MULTILINE)
_BEGUN = re.compile(r"^[ \t]*\"([A-Z][^\"\n]*)\"", re.MULTILINE)
_EVENT_FIELDS = re.compile(r"\bevent\s+\"[^\"\n]+\"[^:.]*:(.*?)\.(?=\s|$)", re.DOTALL)
_FIELD = re.compile(r"(?:^|,)\s*([a-z][a-z \t\n'-]*?)\s*\(")


def plain(text: str) -> str:
    """The text with every kind of blank as a blank and every end of line as a line feed, lengths kept."""
    for blank in _BLANKS:  # `translate` would look at every character by itself
        text = text.replace(blank, " ")
    return text.replace("\r\n", " \n").replace("\r", "\n")


_FREE = re.compile(rf"(?:{'|'.join(FREE_AFTER)})\s*:.*?\.[ \t]*(?=\n|$)", re.DOTALL)
_WRITTEN = re.compile(r"[^\n]+")


@lru_cache(maxsize=16)
def masked(text: str) -> str:
    """The text with comments and the free words of recorded provisions blanked and its quotes straight, lengths kept."""
    text = without_comments(plain(text).replace("“", '"').replace("”", '"'))
    return _FREE.sub(lambda m: _WRITTEN.sub(lambda line: " " * len(line[0]), m[0]), text)


_SENTENCE = re.compile(
    r"^[ \t]*(?:(?:party|security|calendar)\s+([A-Z][\w '’-]*?)\s*(?=:|\s(?:is|of)\s)|(?:reading|observation|act)\s+\"([^\"\n]+)\")"
    r"[^.\n]*(?:\.(?!\s)[^.\n]*|\n[ \t]+[^.\n]*)*\.(?=\s|$)",
    re.MULTILINE,
)


def declared_texts(source: Source) -> dict[str, str]:
    """The sentences that declare parties, securities, kinds of day, acts, readings and what is observed, one blank for several."""
    if len(source.text) > LONGEST:
        return {}
    found = ((" ".join((m[1] or m[2]).split()), " ".join(m[0].split())) for m in _SENTENCE.finditer(masked(source.text)))
    return dict(found)


_OF_TERMS = frozenset({"TERM_", "BALANCE_"})
"""What names of terms are: those of events and parties are told apart where they are used."""


def declared_names(source: Source, start: Names | None = None) -> Names:
    """What the text declares, found before it is read, so that a name may be used before the sentence that defines it."""
    names = start or Names()
    if len(source.text) > LONGEST:
        return names
    text = masked(source.text)
    for pattern, kind in _DECLARATIONS:
        for m in pattern.finditer(text):
            names.add(m.group(1), kind)
    for m in _SEVERAL.finditer(text):
        for name in _QUOTED.findall(m[0]):
            names.add(name, {"blank": "TERM_", "balance": "BALANCE_"}.get(m[0].split()[0], "EVENT_"))
    for m in _ALIAS.finditer(text):
        target = " ".join(m.group(2).split())
        target = names.canonical.get(target, target)
        kind, other = names.kinds.get(target, "TERM_"), " ".join(m.group(1).split())
        own = other not in names.kinds
        names.add(other, kind)
        if own and kind in _OF_TERMS and target in names.kinds:
            names.stand_for(other, target)
    names.begun.update(" ".join(m[1].split()) for m in _BEGUN.finditer(text))
    for m in _EVENT_FIELDS.finditer(text):
        body = re.sub(r"\([^()]*\)", "()", m.group(1))
        for f in _FIELD.finditer(body):
            names.fields.add(" ".join(f.group(1).split()))
    return names
