"""Several papers read together: each with its own words, one dictionary of what they mean.

Enters: the text of a paper, and a way to open the papers that it names. Leaves: `Paper`s, the first the one asked for, each read with the
names that it declares and those of the papers that it names. Holds: a paper's own names win over those of another; a name that two papers
declare is known by its paper's name outside it (`Rate of Other Paper`); what two papers declare in the same words
(a party, a security, a kind of day, what is observed) is one thing; a name that could mean two things is never chosen between.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from posixpath import join, normpath

from attrs import define, evolve, field

from tenor.dsl import syntax as s
from tenor.dsl.diagnostic import Diagnostic, Severity, Source, Span
from tenor.dsl.names import LONGEST, Names, declared_names, declared_texts, masked, plurals
from tenor.dsl.parse import parse_contract

__all__ = ["TWICE", "Opener", "Paper", "digest_of", "names_of", "read_suite", "told_names"]

Opener = Callable[[str], Source | Diagnostic | None]
"""Opens the text at a path; `None` where there is none, and what is wrong with it where it cannot be read."""

TWICE = "T554"
"""Two files that declare one paper: of anything else that is amiss with them nothing is said."""

_HEAD = re.compile(r"^[ \t]*contract[ \t]+\"([^\"\n]+)\",\s*a transcription of\s*\"([^\"\n]+)\"", re.MULTILINE)
_NAMED = re.compile(r"^[ \t]*paper[ \t]+\"([^\"\n]+)\"\s+is\s+\"([^\"\n]+)\"", re.MULTILINE)


@define(eq=False, repr=False)
class Paper:
    """One paper of a suite. `called` is how the first paper calls it (empty for that one itself); `others` are the papers that it names,
    each with its place; `unseen` those for which there is no text; `dropped` what another paper declares in the same words.
    """

    source: Source
    called: str
    own: Names
    texts: Mapping[str, str]
    others: dict[str, int] = field(factory=dict)
    unseen: list[str] = field(factory=list)
    keys: dict[str, str] = field(factory=dict)
    dropped: set[str] = field(factory=set)
    names: Names = field(factory=Names)
    file: s.File | None = None

    def key(self, phrase: str) -> str:
        """By what the suite knows what a phrase of this paper stands for."""
        return self.keys[self.own.read_as.get(phrase, phrase)]


def told_names(papers: Sequence[Paper], place: int = 0) -> Names:
    """The names with which facts and questions are read that are put to a paper: its own first, then those of every paper of the suite."""
    return _dictionary(papers[place], papers, all_of_them=True) if len(papers) > 1 else papers[0].names


def digest_of(source: Source) -> str:
    """The SHA-256 of a text, in hexadecimal: by it an answer names the very text that it was computed from."""
    return hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest()


def read_suite(source: Source, opened: Opener | None) -> tuple[list[Paper], list[Diagnostic]]:
    """The paper and all that it names, by whatever way, with the faults of their sentences."""
    found: list[Diagnostic] = []
    papers = _gathered(source, opened, found)
    _keyed(papers)
    for paper in papers:
        paper.names = _dictionary(paper, papers) if len(papers) > 1 else paper.own
        paper.names.unseen = tuple(paper.unseen)
    for paper in papers:
        file, _, faults = parse_contract(paper.source, paper.names)
        found.extend(faults)
        renamed = {phrase: key for phrase, key in paper.keys.items() if phrase != key}
        paper.file = _renamed(file, renamed) if renamed else file
    return papers, found


def names_of(source: Source, opened: Opener | None) -> Names:
    """The names with which a paper is read: its own and those of the papers that it names."""
    papers = _gathered(source, opened, [])
    _keyed(papers)
    return _dictionary(papers[0], papers) if len(papers) > 1 else papers[0].own


def _gathered(source: Source, opened: Opener | None, found: list[Diagnostic]) -> list[Paper]:
    """The papers in the order in which they are named, the first first; each file once."""
    papers = [_paper(source, "")]
    places = {normpath(source.name.replace("\\", "/")): 0}
    for paper in papers:  # grows while it is gone through
        text = masked(paper.source.text) if len(paper.source.text) <= LONGEST else ""
        for m in _NAMED.finditer(text):
            called, file = " ".join(m[1].split()), m[2].strip()
            if called in paper.others or called in paper.unseen:
                continue
            path = normpath(join(PurePath(paper.source.name).parent.as_posix(), file))
            if path not in places:
                other = opened(path) if opened is not None else None
                if not isinstance(other, Source):
                    paper.unseen.append(called)
                    span = Span(paper.source, m.start(2), m.end(2))
                    words = f"the paper `{called}` is not in the folder as `{file}`: what rests on it is undetermined"
                    if other is not None:  # it is there, and is no text that can be read
                        found.append(other)
                        words = f"the paper `{called}` cannot be read from `{file}`: what rests on it is undetermined"
                    found.append(Diagnostic("T550", Severity.SHOULD, words, span, (), 'put it there, or write `paper "…" is not seen.`'))
                    continue
                head = _head(other)
                twin = next((p for p in papers if head and _head(p.source) == head), None)
                if twin is not None:
                    paper.unseen.append(called)
                    span = Span(paper.source, m.start(2), m.end(2))
                    words = f"`{twin.source.name}` and `{other.name}` declare the same paper, “{head[1]}”"
                    found.append(
                        Diagnostic(TWICE, Severity.MUST, words, span, (), "take one of them out of the folder, or name one file throughout")
                    )
                    continue
                places[path] = len(papers)
                taken = {p.called for p in papers}
                papers.append(_paper(other, called if called not in taken else f"{called} ({PurePath(file).stem})"))
            paper.others[called] = places[path]
    return papers


def _head(source: Source) -> tuple[str, ...]:
    """Which paper a text transcribes: its title, and what it is a transcription of, which may hold several papers."""
    found = _HEAD.search(masked(source.text)) if len(source.text) <= LONGEST else None
    return tuple(" ".join(x.split()) for x in found.groups()) if found else ()


def _paper(source: Source, called: str) -> Paper:
    return Paper(source, called, declared_names(source), declared_texts(source))


def _keyed(papers: list[Paper]) -> None:
    """Gives each declared phrase the name by which the suite knows it: its own, or with the name of its paper where others have it too."""
    where: dict[str, list[int]] = {}
    for i, paper in enumerate(papers):
        for phrase in paper.own.kinds:
            where.setdefault(phrase, []).append(i)
    things = {phrase: _things(phrase, at, papers) for phrase, at in where.items()}
    # what speaks of something that differs from paper to paper is not one thing, though the words are the same
    while odd := {
        phrase
        for phrase, groups in things.items()
        if len(groups) < len(where[phrase]) and any(len(things[word]) > 1 for word in _speaks_of(phrase, papers[where[phrase][0]]))
    }:
        things.update({phrase: [[i] for i in where[phrase]] for phrase in odd})
    for phrase, groups in things.items():
        for group in groups:
            own = len(groups) == 1 or group[0] == 0
            for n, i in enumerate(group):
                papers[i].keys[phrase] = phrase if own else f"{phrase} of {papers[group[0]].called}"
                if n:
                    papers[i].dropped.add(phrase)


def _things(phrase: str, at: list[int], papers: list[Paper]) -> list[list[int]]:
    """The papers that declare a phrase, those together that declare it in the same words."""
    groups: dict[str, list[int]] = {}
    for i in at:
        groups.setdefault(papers[i].texts.get(phrase) or f"{i}", []).append(i)
    return list(groups.values())


def _speaks_of(phrase: str, paper: Paper) -> set[str]:
    text = paper.texts.get(phrase, "")
    return {name for name in paper.own.kinds if name != phrase and name in text and re.search(rf"\b{re.escape(name)}\b", text)}


def _dictionary(paper: Paper, papers: Sequence[Paper], *, all_of_them: bool = False) -> Names:
    """The names with which a paper is read: its own, those of the papers that it names, and every one with its paper's name behind it.

    With `all_of_them` those of every paper of the suite: what is told and asked may use any name by which the suite knows a thing.
    """
    names = Names(paper=paper.called, papers={called: papers[i].called for called, i in paper.others.items()})
    for other in papers:
        names.fields |= other.own.fields
    names.put((phrase, paper.key(phrase), kind) for phrase, kind in paper.own.kinds.items())
    borrowed: dict[str, dict[str, str]] = {}
    reach = dict(paper.others)
    if all_of_them:  # by whatever name any of them calls it
        reach |= {p.called: i for i, p in enumerate(papers) if i}
        for other in papers:
            reach = {**other.others, **reach}
        names.papers = {called: papers[i].called for called, i in reach.items()}
    for called, i in reach.items():
        names.put(((phrase, papers[i].key(phrase), kind) for phrase, kind in papers[i].own.kinds.items()), f" of {called}")
        for phrase in papers[i].own.kinds:
            if phrase not in paper.own.kinds:
                borrowed.setdefault(phrase, {}).setdefault(papers[i].key(phrase), called)
    _borrow(names, borrowed)
    if all_of_them:
        for other in papers:
            names.put((key, key, other.own.kinds[phrase]) for phrase, key in other.keys.items())
    return names


def _borrow(names: Names, borrowed: Mapping[str, Mapping[str, str]]) -> None:
    """Adds phrases of other papers: for each the names that it has in the suite, each with how its paper is called here."""
    plural_of = {form: (phrase, keys) for phrase, keys in borrowed.items() for form in plurals(phrase)}
    own = names.canonical.copy()
    names.put((phrase, first, names.kinds[first]) for phrase, keys in borrowed.items() for first in list(keys)[:1])
    for phrase, keys in borrowed.items():
        ways = {key: f"{phrase} of {called}" for key, called in keys.items()}
        if phrase in own and own[phrase] not in keys:  # the plural of a name of the paper itself
            ways = {own[phrase]: next(form for form, key in own.items() if key == own[phrase]), **ways}
        elif phrase in plural_of:
            ways |= {key: f"{phrase} of {called}" for key, called in plural_of[phrase][1].items() if called not in keys.values()}
        for form in (phrase, *plurals(phrase)) if len(ways) > 1 else ():
            names.ambiguous.setdefault(form, tuple(ways.values()))


def _renamed(file: s.File, keys: Mapping[str, str]) -> s.File:
    """The file with the names that it declares as the suite knows them; uses of them were read so."""

    def clause(c: s.Clause) -> s.Clause:
        return evolve(c, name=keys.get(c.name, c.name)) if c.kind in {"so far as", "provided that"} else c

    def statement(st: s.Statement) -> s.Statement:
        if isinstance(st, s.Power):
            return evolve(st, clauses=tuple(clause(c) for c in st.clauses))
        if isinstance(st, s.Duty | s.Waive | s.Owes | s.Ban | s.Keep):
            return evolve(st, named=keys.get(st.named, st.named))
        name = getattr(st, "name", None)
        return evolve(st, name=keys[name]) if isinstance(name, str) and name in keys else st  # type: ignore[call-arg]

    def sentence(x: s.Sentence) -> s.Sentence:
        return evolve(x, statement=statement(x.statement) if x.statement is not None else None, inner=tuple(map(sentence, x.inner)))

    return evolve(file, parts=tuple(evolve(p, sentences=tuple(map(sentence, p.sentences))) for p in file.parts))
