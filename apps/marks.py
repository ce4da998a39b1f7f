"""What can be compared word for word between a paper and its transcription: figures, dates, periods with their kind of day, citations.

Enters: a stretch of words, of a filed text or of a contract file, which read alike. Leaves: its marks, each with its place in the words.
Holds: the same quantity is the same mark however it is spelled (`sixty-one (61) days`, `61 days`; `70.0%`, `70%`; `.24`, `24%`); labels of
limbs are no figures; what cites a section or names a statute is no figure either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from attrs import field, frozen

from tenor.apps.paper_words import DAYS, EDGES, EMPTY, NUMBERS, ORDINALS, PLAIN, SPANS

__all__ = ["Mark", "marks_of", "roots"]


@frozen
class Mark:
    """One thing said: its kind (money, percent, number, period, date, day of the year, time, kind of day, citation, law), its value, its
    unit (the kind of day of a period), the words, and the edge that a word of comparison gives it.
    """

    kind: str
    value: object
    unit: str = ""
    words: str = field(default="", eq=False)
    edge: str = field(default="", eq=False)
    at: int = field(default=0, eq=False)
    differs: str = field(default="", eq=False)  # the figure in brackets, where it is another than the one spelled

    @property
    def is_figure(self) -> bool:
        """Whether it is a quantity, a date or a time."""
        return self.kind not in {"cite", "law", "kind"}


_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_MONTH = "(?:" + "|".join(_MONTHS) + ")"
_ONES = "|".join(w for w, n in NUMBERS.items() if n < 20)
_SPELL = rf"(?:(?:{'|'.join(NUMBERS)})(?:[-\s]+(?:and\s+)?(?:{'|'.join(NUMBERS)}))*)"
_DIGITS = r"\d[\d,]*(?:\.\d+)?|\.\d+"
_COUNT = rf"(?P<c{{0}}>{_SPELL}\s*\((?:{_DIGITS})\)|{_SPELL}|{_DIGITS})"
_REF = r"(?:\d+(?:\.\d+)*|[IVX]+\b|[A-Z]\b)(?:\([A-Za-z0-9]{1,5}\))*"
_AND = r"(?:,\s*(?:and|or)\s+|,\s*|\s+and\s+|\s+or\s+|\s+and/or\s+|\s+to\s+|\s+through\s+)"
_CITE = rf"(?:Sections?|SECTIONS?|Articles?|ARTICLES?|Exhibits?|Schedules?|Annex)\s+{_REF}(?:{_AND}(?:Sections?\s+)?{_REF})*"
_ORDINAL = rf"(?:{'|'.join(ORDINALS)})(?:\s*\(\d+(?:st|nd|rd|th)\))?|\d+(?:st|nd|rd|th)"
_KINDS = "|".join(DAYS)

_LAW = (
    r"(?P<law>\b(?:(?:Rules?|RULES?)\s+|(?:Form|FORM)\s+|(?:Regulations?|REGULATIONS?)\s+)(?-i:[A-Z\d][\dA-Z-]*)(?:\([a-z0-9]\))*(?!\w)"
    r"|\b(?:19|20)\d\d\s+Act\b|\bAct\s+of\s+(?:19|20)\d\d\b"
    r"|\bSection\s+\d+\(\w\)\s+of\s+the\s+(?:Securities|Exchange|19\d\d)\b|\bU\.S\.C\.[^,;.]*)"
)
_PATTERN = re.compile(
    "|".join(
        (
            _LAW,
            rf"(?P<cite>\b{_CITE})",
            rf"(?P<dated>\b\d{{1,2}}(?:st|nd|rd|th)\s+day\s+of\s+{_MONTH},?\s+\d{{4}})",
            rf"(?P<date>\b{_MONTH}\s+\d{{1,2}},\s*\d{{4}}(?!\d)|\b\d{{4}}-\d\d-\d\d\b)",
            rf"(?P<monthday>\b{_MONTH}\s+\d{{1,2}}(?!\d))",
            rf"(?P<month>\b{_MONTH}(?:\s+_+)?,?\s+\d{{4}}(?!\d))",
            r"(?P<time>\b\d{1,2}:\d\d(?::\d\d)?\s*(?:[ap]\.?m\b\.?)?)",
            rf"(?P<money>(?:{_SPELL}\s+(?:US\s+|U\.S\.\s+)?dollars\s*\(\s*)?(?:US)?\$\s?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:\s+(?:million|thousand|billion)\b)?)",
            rf"(?P<percent>(?:{_SPELL}\s+percent\s*\((?:{_DIGITS})\s*%\)|(?:{_DIGITS})\s*%|{_SPELL}\s*\((?:{_DIGITS})%?\)\s*percent|(?:{_SPELL}|{_DIGITS})\s+percent\b))",
            rf"(?P<nthday>\b(?:{_ORDINAL})\s+(?:(?P<nk>{_KINDS})\s+)?day\b)",
            rf"(?P<period>{_COUNT.format('p')}(?:\s+|-)(?:(?:consecutive|full|successive|whole|prior)\s+)?(?:(?P<pk>{_KINDS})(?:\s+|-))?(?P<pu>{'|'.join(SPANS)})s?\b)",
            r"(?P<label>\((?:[ivx]{1,5}|[a-zA-Z]|\d{1,2})\)(?=[\s,;.]|$))",
            rf"(?P<number>(?<![\w.,-]){_COUNT.format('n')}(?!\w)(?!-\d))",
            rf"(?P<kind>\b(?:{_KINDS})\s+days?\b)",
        )
    ),
    re.IGNORECASE,
)
_EDGE = re.compile(
    r"\b(" + "|".join(sorted(map(re.escape, EDGES), key=len, reverse=True)) + r")\b(?:\s+(?:the|a|of|an|sum|aggregate))*\W*$", re.IGNORECASE
)
_BARE = re.compile(rf"^(?:{_ONES})$", re.IGNORECASE)


def _spelled(text: str) -> int | None:
    total = part = 0
    for word in re.split(r"[-\s]+", text.lower()):
        if word == "and":
            continue
        n = NUMBERS.get(word)
        if n is None:
            return None
        if n >= 1000:
            total, part = total + max(part, 1) * n, 0
        elif n == 100:
            part = max(part, 1) * 100
        else:
            part += n
    return total + part


@lru_cache(maxsize=4096)
def _count(text: str) -> tuple[Fraction | None, str]:
    """The figure of words, digits or both; the one in brackets where it is another."""
    m = re.match(rf"(.*?)\s*\(({_DIGITS})%?\)", text, re.DOTALL)
    if m:
        figure, spelled = _digits(m[2]), _spelled(m[1].strip().lower().removesuffix("percent").strip())
        return figure, "" if spelled is None or spelled == figure else m[1]
    if re.match(r"[\d.]", text):
        return _digits(text), ""
    n = _spelled(text)
    return (None if n is None else Fraction(n)), ""


def _digits(text: str) -> Fraction:
    return Fraction(text.replace(",", "").rstrip("."))


def marks_of(words: str) -> list[Mark]:
    """The marks of a stretch of words, in their order."""
    return list(_all_marks(words))


@lru_cache(maxsize=8192)
def _all_marks(words: str) -> tuple[Mark, ...]:
    return tuple(_marks(words))


_BEGINNINGS = frozenset(
    (
        *(*NUMBERS, *ORDINALS, *DAYS, *(m.lower() for m in _MONTHS)),
        *("section", "sections", "article", "articles", "exhibit", "exhibits", "schedule", "schedules", "annex"),
        *("rule", "rules", "form", "regulation", "regulations", "act", "u", "us"),
    )
)
_TOKEN = re.compile(r"[A-Za-z]+|[$.(\d][$.,\d]*")


def _found(words: str) -> Iterator[re.Match[str]]:
    """Where marks stand. They begin with a digit, a sign or one of few words: the pattern is tried there alone."""
    done = 0
    for token in _TOKEN.finditer(words):
        if token.start() >= done and (not token[0][0].isalpha() or token[0].lower() in _BEGINNINGS):
            at = token.start()  # a bracket or a stop may stand before a figure
            ends = range(at, token.end() if token[0][0] in "(." else at + 1)
            m = next((found for i in ends if (found := _PATTERN.match(words, i))), None)
            if m is not None:
                done = m.end()
                yield m


def _marks(words: str) -> Iterator[Mark]:
    for m in _found(words):
        group, said = m.lastgroup or "", m.group()
        edge_at = _EDGE.search(words, max(0, m.start() - 40), m.start())
        edge = EDGES[" ".join(edge_at[1].lower().split())] if edge_at else ""
        if not edge and re.match(r"\s+or\s+more\b", words[m.end() :]):
            edge = "lower"
        group = "period" if m["period"] else "number" if m["number"] else "nthday" if m["nthday"] else group
        at = m.start()
        match group:
            case "law":
                yield Mark("law", re.sub(r"\s+", " ", said).lower().removeprefix("the "), "", said, "", at)
            case "cite":
                head = re.match(r"[A-Za-z]+", said)
                kind = (head[0] if head else "").capitalize().removesuffix("s")
                for ref in re.finditer(_REF, said[len(head[0]) if head else 0 :]):
                    yield Mark("cite", f"{kind} {ref[0]}", "", said, "", at)
            case "date" | "dated":
                yield Mark("date", _date(said), "", said, edge, at)
            case "monthday":
                month, day = said.split()
                yield Mark("monthday", (month.capitalize(), int(day)), "", said, "", at)
            case "month":
                month, year = re.sub(r"[,_]", " ", said).split()
                yield Mark("month", (month.capitalize(), int(year)), "", said, "", at)
            case "time":
                yield Mark("time", _time(said), "", said, "", at)
            case "money":
                figure = re.search(r"\$\s?(\d[\d,]*(?:\.\d+)?|\.\d+)", said)
                times = {"million": 10**6, "thousand": 1000, "billion": 10**9}.get(said.split()[-1].lower(), 1)
                yield Mark("money", _digits(figure[1]) * times if figure else 0, "", said, edge, at)
            case "percent":
                text = re.sub(r"\bpercent\b", " ", said, flags=re.IGNORECASE)
                text = re.sub(r"\s*%", "", text)
                value, differs = _count(" ".join(text.split()))
                yield Mark("percent", value, "", said, edge, at, differs)
            case "nthday":
                n = re.search(r"\((\d+)", said) or re.match(r"(\d+)", said)
                value = Fraction(int(n[1])) if n else Fraction(ORDINALS[said.split()[0].lower()])
                kind = (m["nk"] or "").lower()
                yield Mark("period", value, kind, said, edge, at) if kind else Mark("number", value, "", said, edge, at)
            case "period":
                value, differs = _count(m["cp"])
                unit = m["pu"].lower()
                kind = (m["pk"] or "").lower() or "plain"
                yield Mark("period", value, kind if unit == "day" else unit, said, edge, at, differs)
            case "number":
                text = m["cn"]
                if text.lower() in {"one", "zero"}:
                    continue
                value, differs = _count(text)
                yield Mark("number", value, "", said, edge, at, differs)
            case "kind":
                yield Mark("kind", said.split()[0].lower(), "", said, "", at)
            case _:
                pass


def _date(said: str) -> tuple[int, int, int]:
    if m := re.match(r"(\d{4})-(\d\d)-(\d\d)", said):
        return int(m[1]), int(m[2]), int(m[3])
    month = next(i for i, name in enumerate(_MONTHS, 1) if name.lower() in said.lower())
    day, year = re.findall(r"\d+", said)
    return int(year), month, int(day)


def _time(said: str) -> tuple[int, int]:
    m = re.match(r"(\d{1,2}):(\d\d)", said)
    assert m is not None
    hour, low = int(m[1]), said.lower()
    return (hour % 12 + (12 if "p" in low else 0) if "m" in low else hour), int(m[2])


# ── what words are about

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")


@lru_cache(maxsize=16384)
def _root(word: str) -> str:
    w = word.lower().replace("’", "'").removesuffix("'s").rstrip("'")
    if w in EMPTY or len(w) < 3:
        return ""
    if w in PLAIN:
        return PLAIN[w]
    for ending in (
        "izations",
        "ization",
        "ations",
        "ation",
        "ments",
        "ment",
        "ities",
        "ity",
        "ings",
        "ing",
        "ions",
        "ion",
        "ives",
        "ive",
        "ies",
        "ied",
        "ers",
        "er",
        "ed",
        "es",
        "s",
        "ly",
        "y",
        "e",
    ):
        if w.endswith(ending) and len(w) - len(ending) >= 4:
            return w[: -len(ending)]
    return w


def roots(words: str) -> list[str]:
    """The words of a stretch that say what it is about, without their endings."""
    return list(_all_roots(words))


@lru_cache(maxsize=16384)
def _all_roots(words: str) -> tuple[str, ...]:
    return tuple(r for r in (_root(w) for part in _WORD.findall(words) for w in part.split("-")) if r)
