"""Which sentence of one contract answers to which of another, by what they define and do and not by their numbers.

Enters: two files of Syntax. Leaves: a `Matching`: pairs of passages, those without a partner, pairs of sections, what changed its name, and
the `Forms` under which two passages that mean the same are equal. Holds: the matching of two files is that of the same two the other
way round; a number alone matches nothing; a name that both declare is never taken for another.

First what has the same key (what it declares, or who must, may, owes or gives what) is matched, the likest first where a key stands more
than once. Sections are then matched by the passages that they share and by their headings. Then what is left, of the same kind, is
matched by likeness: nearly all of it outside of a matched section, half of it within. Each pair found makes names known, and what speaks of
them alike; so it goes on until nothing new is found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from attrs import define, field, frozen

from tenor.dsl import syntax as s
from tenor.dsl.passages import Forms, Passage, headings, likeness, passages, strings_of, without_links

__all__ = ["Matching", "aligned", "match"]

_TERMS = (s.Define, s.ReadingDecl, s.Schedule, s.Observation, s.Blank, s.AccrualDecl, s.BalanceDecl)
_EVENTS = (s.EventDecl, s.DerivedEvent)
_NUMBER = re.compile(r"(\w+ (?:\d+|[IVX]+|[A-Z]))\b.*")
_WITHIN, _OUTSIDE, _AMONG = 500, 850, 300
"""How like two passages must be, of a thousand: in matched sections, elsewhere, where they have the same key."""
_SMALL = 30
"""A passage of fewer features is like too many others: it is matched in matched sections alone."""


@frozen(eq=False)
class Matching:
    """What answers to what. `names` and `sections` go from the old word to the new, for names only where the two differ."""

    old: tuple[Passage, ...]
    new: tuple[Passage, ...]
    pairs: tuple[tuple[Passage, Passage], ...]
    gone: tuple[Passage, ...]
    come: tuple[Passage, ...]
    names: Mapping[str, str]
    sections: Mapping[str, str]
    old_headings: Mapping[str, str]
    new_headings: Mapping[str, str]
    old_forms: Forms
    new_forms: Forms

    @property
    def shared(self) -> int:
        """How many of a thousand passages under a section have a partner."""
        both = sum(1 for a, b in self.pairs if a.section and b.section)
        of = sum(1 for x in (*self.old, *self.new) if x.section)
        return 2000 * both // of if of else 1000


def match(old: s.File, new: s.File) -> Matching:
    """The passages of two files matched."""
    return _Matcher(passages(old), passages(new), headings(old), headings(new)).run()


# ── what a passage is known by


def _declares(statement: s.Statement) -> str:
    """The one name that a sentence gives; those of the limits of a right are matched with the right."""
    if isinstance(statement, s.Power | s.ActDecl):
        return ""
    names = s.declared(statement)
    return names[0] if len(names) == 1 else ""


def _key(passage: Passage, name: Callable[[str], str]) -> tuple[Any, ...]:
    """What a passage does, in few words."""
    st = passage.statement
    kind: Any = type(st).__name__
    own = _declares(st)
    match st:
        case s.Power():
            return kind, name(st.party), name(st.event)
        case s.Waive():
            return kind, name(st.limit)
        case s.Duty() | s.Ban() if not own:
            return kind, name(st.debtor), name(st.act)
        case s.Owes() if not own:
            return kind, name(passage.scope), name(st.debtor), name(st.creditor)
        case s.Pays():
            return kind, name(st.event), name(st.claim)
        case s.Posting() | s.Reversal():
            return kind, name(passage.scope), name(st.balance)
        case s.Becomes():
            return kind, name(st.event), tuple(sorted(map(name, st.claims))), name(st.target)
        case s.Happens():
            return kind, name(st.schedule), name(st.event)
        case s.ActDecl():
            return kind, name(st.name)
        case s.PaperDecl():
            return kind, st.name
        case s.Recorded():
            return kind, st.kind, without_links(st.words)
        case s.Cites():
            return kind, *map(name, st.cited)
        case s.Arrives():
            return kind, *sorted(st.means)
        case s.ContractHead() | s.Times() | s.PaidWhen() | s.MonthRule():
            return (kind,)
        case _:
            group = "term" if isinstance(st, _TERMS) else "event" if isinstance(st, _EVENTS) else kind
            return group, name(own)


T = TypeVar("T")
_Scored = tuple[int, tuple[Any, ...], int, int]


def aligned(
    old: Sequence[T],
    new: Sequence[T],
    score: Callable[[T, T], int],
    said: Callable[[T], str],
    among: Iterable[tuple[int, int]] | None = None,
) -> list[tuple[int, int]]:
    """Pairs of places, the likest first, each place in one pair at most; the same pairs with the two sides exchanged.

    A pair with no score is none; `among` names the pairs that come into question, where not all do.
    """
    candidates: list[_Scored] = []
    for i, j in among if among is not None else ((i, j) for i in range(len(old)) for j in range(len(new))):
        found = score(old[i], new[j])
        if found > 0:
            candidates.append((-found, (abs(i - j), *sorted((said(old[i]), said(new[j]))), i + j), i, j))
    candidates.sort(key=lambda c: (c[0], c[1], min(c[2], c[3])))
    pairs: list[tuple[int, int]] = []
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for _, _, i, j in candidates:
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            pairs.append((i, j))
    return sorted(pairs)


# ── the matching


@define(eq=False)
class _Matcher:
    old: list[Passage]
    new: list[Passage]
    old_headings: dict[str, str]
    new_headings: dict[str, str]
    pairs: dict[int, int] = field(factory=dict)
    back: dict[int, int] = field(factory=dict)
    names: dict[str, str] = field(factory=dict)
    sections: dict[str, str] = field(factory=dict)
    old_known: dict[str, str] = field(factory=dict)
    new_known: dict[str, str] = field(factory=dict)
    old_forms: Forms = field(factory=Forms)
    new_forms: Forms = field(factory=Forms)
    old_declared: set[str] = field(init=False)
    new_declared: set[str] = field(init=False)
    old_uses: dict[str, list[tuple[int, str]]] = field(init=False)
    new_uses: dict[str, list[tuple[int, str]]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.old_declared, self.new_declared = _all_names(self.old), _all_names(self.new)
        self.old_uses, self.new_uses = _uses(self.old), _uses(self.new)

    def run(self) -> Matching:
        before = -1, -1
        while before != (before := (len(self.pairs), len(self.names))):
            self.by_key()
            self.match_sections()
            self.know()
            self.names_within()
            if before[0] != len(self.pairs):
                self.by_likeness()
                self.know()
        self.match_sections()
        self.know()
        return Matching(
            tuple(self.old),
            tuple(self.new),
            tuple((self.old[i], self.new[j]) for i, j in sorted(self.pairs.items(), key=lambda p: (p[1], p[0]))),
            tuple(x for i, x in enumerate(self.old) if i not in self.pairs),
            tuple(x for j, x in enumerate(self.new) if j not in self.back),
            self.names,
            self.sections,
            self.old_headings,
            self.new_headings,
            self.old_forms,
            self.new_forms,
        )

    def pair(self, i: int, j: int) -> None:
        self.pairs[i], self.back[j] = j, i

    def know(self) -> None:
        """Makes what is matched known by one word on both sides."""
        self.old_known, self.new_known = {}, {}
        for a, b in self.names.items():
            self.old_known[a] = self.new_known[b] = _both(a, b)
        partners = {b: a for a, b in self.sections.items()}
        for a in self.old_headings:
            b = self.sections.get(a, "")
            self.old_known[a] = a if a == b else _both(a, b)
        for b in self.new_headings:
            a = partners.get(b, "")
            self.new_known[b] = b if a == b else _both(a, b)
        for known, own, labels in (
            (self.old_known, self.old_headings, list(self.sections)),
            (self.new_known, self.new_headings, list(partners)),
        ):
            known.update(_lone(known, own, labels))
        for a, b in _wider(self.sections, self.old_headings, self.new_headings):
            if a != b:
                self.old_known[a] = self.new_known[b] = _both(a, b)
        self.old_forms, self.new_forms = Forms(self.old_known), Forms(self.new_known)

    # ── by what they do

    def by_key(self) -> None:
        old_keys: dict[Any, list[int]] = {}
        new_keys: dict[Any, list[int]] = {}
        for i, x in enumerate(self.old):
            if i not in self.pairs:
                old_keys.setdefault(_key(x, self.old_forms.name), []).append(i)
        for j, x in enumerate(self.new):
            if j not in self.back:
                new_keys.setdefault(_key(x, self.new_forms.name), []).append(j)
        for key, these in old_keys.items():
            those = new_keys.get(key, [])
            if len(these) == len(those) == 1:
                self.pair(these[0], those[0])
            elif those:
                self.likest(these, those, _AMONG)

    def likest(self, these: Sequence[int], those: Sequence[int], least: int) -> None:
        """Pairs of passages of one key, the likest first; of two that are equally like, those in matched sections."""
        old = {i: self.features(self.old[i], self.old_forms) for i in these}
        new = {j: self.features(self.new[j], self.new_forms) for j in those}

        def score(i: int, j: int) -> int:
            found = likeness(old[i], new[j])
            return found * 10 + (5 if self.together(i, j) else 0) if found >= least else 0

        for a, b in aligned(these, those, score, lambda _: ""):
            self.pair(these[a], those[b])

    def features(self, passage: Passage, forms: Forms) -> Counter[Any]:
        """What a passage is made of, without the name that it gives and the section that it stands in."""
        own = _declares(passage.statement)
        found = forms.features(passage.statement, own)
        for lead in passage.leads:
            found.update(forms.features(lead))
        return found

    def together(self, i: int, j: int) -> bool:
        """Whether two passages stand in matched sections, or both before the first."""
        a, b = self.old[i].section, self.new[j].section
        return self.sections.get(a) == b if a and b else a == b

    # ── sections

    def match_sections(self) -> None:
        """Matches sections by the passages that they share, and by their headings."""
        votes: Counter[tuple[str, str]] = Counter((self.old[i].section, self.new[j].section) for i, j in self.pairs.items())
        old, new = list(self.old_headings), list(self.new_headings)
        sizes = Counter(x.section for x in self.old), Counter(x.section for x in self.new)
        titles = _titles(self.old_headings), _titles(self.new_headings)

        def score(a: str, b: str) -> int:
            shared, hint = votes[a, b], _heading_score(titles[0][a], titles[1][b])
            if a == b and not (titles[0][a] or titles[1][b]):
                hint = 3
            if not hint and 8 * shared < min(sizes[0][a], sizes[1][b]):
                return 0
            return 2 * (2 * shared + hint) + (a == b) if shared or hint else 0

        self.sections = {old[i]: new[j] for i, j in aligned(old, new, score, str)}

    # ── by likeness

    def by_likeness(self) -> None:
        """Pairs of what is left, of the same kind: a new name for the same thing, or the same thing said otherwise."""
        old = [_Left(x, self) for i, x in enumerate(self.old) if i not in self.pairs]
        new = [_Left(x, self, True) for j, x in enumerate(self.new) if j not in self.back]
        of_kind: dict[str, list[int]] = {}
        for j, b in enumerate(new):
            of_kind.setdefault(b.group, []).append(j)

        def score(a: _Left, b: _Left) -> int:
            within, less = self.together(a.passage.place, b.passage.place), min(a.size, b.size)
            if not within and (less < _SMALL or 2000 * less < _OUTSIDE * (a.size + b.size)):
                return 0  # they cannot be so like
            if not self.may_be_one(a.passage, b.passage):
                return 0
            found = likeness(a.features, b.features)
            if 2 * found >= _WITHIN and a.shape == b.shape:
                found += 1000
            return found + within if found >= (_WITHIN if within else _OUTSIDE) else 0

        for i, j in aligned(old, new, score, lambda _: "", [(i, j) for i, a in enumerate(old) for j in of_kind.get(a.group, ())]):
            a, b = old[i], new[j]
            self.pair(a.passage.place, b.passage.place)
            if a.shape == b.shape:
                self.renamed(_declares(a.passage.statement), _declares(b.passage.statement))

    def may_be_one(self, a: Passage, b: Passage) -> bool:
        """Whether nothing forbids that two passages give the same thing two names."""
        x, y = _declares(a.statement), _declares(b.statement)
        if not x or not y or x == y:
            return bool(x) == bool(y)
        return x not in self.new_declared and y not in self.old_declared and x not in self.names and y not in self.names.values()

    def renamed(self, a: str, b: str) -> None:
        if a and b and a != b and a not in self.names and b not in self.names.values():
            self.names[a] = b

    def names_within(self) -> None:
        """Names given by matched passages: their own, where they are the same but for it; limits of a right, fields of an event."""
        for i, j in self.pairs.items():
            x, y = _declares(self.old[i].statement), _declares(self.new[j].statement)
            may_be = x != y and x not in self.names and self.may_be_one(self.old[i], self.new[j])
            if may_be and _shape(self.old[i], self.old_forms) == _shape(self.new[j], self.new_forms):
                self.renamed(x, y)
            match self.old[i].statement, self.new[j].statement:
                case s.Power(clauses=a), s.Power(clauses=b):
                    self.same_but_name([c for c in a if _is_limit(c)], [c for c in b if _is_limit(c)])
                case s.EventDecl(fields=a), s.EventDecl(fields=b):
                    self.same_but_name(a, b)
                case s.ActDecl(name=a), s.ActDecl(name=b):
                    self.renamed(a, b)
                case _:
                    pass

    def same_but_name(self, old: Sequence[Any], new: Sequence[Any]) -> None:
        here, there = {x.name for x in old}, {x.name for x in new}
        old = [x for x in old if x.name not in there and x.name not in self.names and x.name not in self.new_declared]
        new = [x for x in new if x.name not in here and x.name not in self.names.values() and x.name not in self.old_declared]

        def score(a: Any, b: Any) -> int:
            same = Forms({**self.old_known, a.name: ""}).of(a) == Forms({**self.new_known, b.name: ""}).of(b)
            return 1 if same else 0

        if len(old) == len(new) == 1 or any(_is_limit(x) for x in (*old, *new)):
            for i, j in aligned(old, new, score, lambda x: str(x.name)):
                self.renamed(old[i].name, new[j].name)


class _Left:
    """A passage without a partner so far: what it is made of, and its form with its own name and its figures left open."""

    def __init__(self, passage: Passage, among: _Matcher, new: bool = False) -> None:
        forms, uses, of = (among.new_forms, among.new_uses, among.new) if new else (among.old_forms, among.old_uses, among.old)
        self.passage, self.group = passage, _group(passage.statement)
        self.features = among.features(passage, forms)
        own = _declares(passage.statement)
        if isinstance(passage.statement, s.EventDecl | s.Observation | s.Blank | s.ActDecl):
            # by where it is spoken of, one bare declaration is more or less like another
            for place, role in uses.get(own, ()):
                if place != passage.place:
                    self.features[role, _key(of[place], forms.name)[:2]] += 2
        self.size = self.features.total()
        self.shape = _shape(passage, forms)


def _shape(passage: Passage, forms: Forms) -> Any:
    """The form of a passage with its own name and its figures left open."""
    own = _declares(passage.statement)
    return Forms({**forms.known_as, own: ""} if own else forms.known_as, figures=False).passage(passage)


def _both(a: str, b: str) -> str:
    return f"{a} ⇄ {b}"


def _is_limit(x: Any) -> bool:
    return isinstance(x, s.Clause) and x.kind in {"so far as", "provided that"}


def _all_names(found: Iterable[Passage]) -> set[str]:
    names = {n for x in found for n in s.declared(x.statement)}
    return names | {f.name for x in found if isinstance(x.statement, s.EventDecl) for f in x.statement.fields}


def _uses(found: Iterable[Passage]) -> dict[str, list[tuple[int, str]]]:
    """For each word the passages that speak of it, and as what."""
    uses: dict[str, list[tuple[int, str]]] = {}
    for x in found:
        for top in (*x.leads, x.statement):
            for node in s.walk(top):
                for name, value in strings_of(node):
                    uses.setdefault(value, []).append((x.place, name))
    return uses


def _group(statement: s.Statement) -> str:
    return "term" if isinstance(statement, _TERMS) else "event" if isinstance(statement, _EVENTS) else type(statement).__name__


_LITTLE = frozenset({"of", "the", "a", "an", "and", "or", "to", "on", "in", "for", "by", "etc"})


def _titles(of: Mapping[str, str]) -> dict[str, frozenset[str]]:
    return {section: frozenset(re.findall(r"[a-z0-9]+", title.lower())) - _LITTLE for section, title in of.items()}


def _heading_score(x: frozenset[str], y: frozenset[str]) -> int:
    """How much two headings say the same: a weak hint beside what stands under them."""
    if not x or not y:
        return 0
    return 4 if x == y else 2 if 2 * len(x & y) >= len(x | y) else 0


def _wider(sections: Mapping[str, str], old: Mapping[str, str], new: Mapping[str, str]) -> list[tuple[str, str]]:
    """Sections that are cited whole and stand in the paper only by their paragraphs: matched where all of their paragraphs agree."""
    found: dict[str, set[str]] = {}
    for a, b in sections.items():
        x, y = a, b
        while "(" in x and "(" in y:
            x, y = x[: x.rindex("(")], y[: y.rindex("(")]
            if x not in old:
                found.setdefault(x, set()).add(y)
    pairs = [(a, next(iter(b))) for a, b in found.items() if len(b) == 1]
    counted = Counter(b for _, b in pairs)
    return [(a, b) for a, b in pairs if b not in new and counted[b] == 1]


def _lone(known: Mapping[str, str], own: Mapping[str, str], matched: Sequence[str]) -> dict[str, str]:
    """Sections that are cited whole and of whose paragraphs one alone was matched: they are known as that one."""
    found: dict[str, set[str]] = {}
    for label in matched:
        if "(" in label and (wide := label[: label.rindex("(")]) not in own:
            found.setdefault(wide, set()).add(known.get(label, label))
    return {wide: next(iter(these)) for wide, these in found.items() if len(these) == 1}


def article_of(section: str) -> str:
    """The article, or the first number, that a section's label begins with: `Section 2` of `Section 2.3(a)`."""
    m = _NUMBER.fullmatch(section)
    return m[1] if m else section
