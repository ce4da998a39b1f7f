"""Passages: the sentences of a contract one by one, and the forms by which two of them are the same.

Enters: the Syntax of a contract. Leaves: its `Passage`s in the order written, and `Forms`, which makes of a node plain data that equals
that of another exactly if the two mean the same. Holds: layout, comments, labels of lists, the order of limbs, conditions and fields do
not count; names and sections are known by what they are matched with (`known_as`), so that a rename or a renumbering changes no form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
from attrs import define, field, frozen

from tenor.dsl import syntax as s
from tenor.dsl.comments import without_comments
from tenor.dsl.diagnostic import Span
from tenor.dsl.words import section_list

__all__ = [
    "Forms",
    "Passage",
    "conditions",
    "factors",
    "headings",
    "in_order",
    "likeness",
    "passages",
    "relation",
    "strings_of",
    "terms",
    "text_of",
    "without_links",
]

Form = Any
"""Plain nested tuples; equal, where two nodes mean the same."""

_SAME_RELATION = {
    "exceeds": "is more than",
    "does not exceed": "is at most",
    "is not after": "is on or before",
    "is not before": "is on or after",
}
_JUNCTIONS = {"and": "all", "all": "all", "or": "any", "any": "any"}
_LABEL = r"(?:\d+(?:\.\d+)*|[IVX]+\b)(?:\([A-Za-z0-9]+\))*"
_CITING = re.compile(
    rf"\b(?:Sections|Articles)\s+{_LABEL}(?:(?:,\s*and\s+|,\s*or\s+|,\s*|\s+and\s+|\s+or\s+){_LABEL})*|\b(?:Section|Article)\s+{_LABEL}"
)
_LINK = re.compile(r'\s*\((?:"[^"]*"|“[^”]*”)(?:(?:,|,? and)\s+(?:"[^"]*"|“[^”]*”))*\)')


@frozen(eq=False)
class Passage:
    """One sentence with everything that it stands under, and where: `place` counts the sentences of the file.

    `said` is where its words stand; those of one of several names that are declared together are the words of them all.
    """

    section: str
    place: int
    leads: tuple[s.Lead, ...]
    statement: s.Statement
    said: Span

    @property
    def line(self) -> int:
        """The line on which the sentence begins, from 1."""
        return self.statement.span.source.position(self.statement.span.start)[0]

    @property
    def words(self) -> str:
        """The sentence with what it stands under, in one line."""
        return ", ".join([*(text_of(lead) for lead in self.leads), self.said.words])

    @property
    def scope(self) -> str:
        """The event, or the dates, for each of which the sentence stands."""
        return next(
            (x.event if isinstance(x, s.ForEach) else x.schedule for x in self.leads if isinstance(x, s.ForEach | s.ForEachDate)), ""
        )


def passages(file: s.File) -> list[Passage]:
    """The sentences of a file; the names by which others ask (`reference`) are no part of the paper and are left out."""
    found: list[Passage] = []

    def opened(section: str, together: tuple[s.Sentence, ...], above: tuple[s.Lead, ...]) -> None:
        for sentence in together:
            leads, st = above + sentence.leads, sentence.statement
            for inner in s.as_written(sentence.inner):
                opened(section, inner, leads)
            if st is not None and not _beside(st):
                found.append(Passage(section, len(found), leads, st, st.span if len(together) == 1 else sentence.span))

    for part in file.parts:
        for together in s.as_written(part.sentences):
            opened(part.heading.section if part.heading else "", together, ())
    return found


def headings(file: s.File) -> dict[str, str]:
    """The sections of a file with their headings, in the order written; those that hold nothing but `reference`s are left out."""
    return {
        part.heading.section: part.heading.title
        for part in file.parts
        if part.heading and (not part.sentences or any(_holds(x) for x in part.sentences))
    }


def _holds(sentence: s.Sentence) -> bool:
    if sentence.statement is None:
        return any(_holds(x) for x in sentence.inner)
    return not _beside(sentence.statement)


def _beside(statement: s.Statement) -> bool:
    """Whether a sentence is no part of the paper: a name by which others ask, a link to the words of the paper, what is not in it."""
    return isinstance(statement, s.Reference) or s.beside(statement)


def text_of(node: s.Node) -> str:
    """The words of a node as written, in one line, without comments."""
    return " ".join(without_comments(node.span.text).split())


def without_links(words: str) -> str:
    """What is recorded, without the quotations in brackets that say which words of the paper it stands for."""
    return " ".join(_LINK.sub("", words).split())


def relation(op: str) -> str:
    """One word for all words of a comparison that mean the same."""
    return _SAME_RELATION.get(op, op)


def terms(node: s.Expr, sign: int = 1) -> Iterator[tuple[int, s.Expr]]:
    """What a sum adds (1) and takes off (-1), however it is written; a node that is no sum is its own single term."""
    if isinstance(node, s.Arith) and node.op in {"+", "-"}:
        yield from terms(node.left, sign)
        yield from terms(node.right, sign if node.op == "+" else -sign)
    elif isinstance(node, s.Listed) and node.kind == "sum":
        for item in node.items:
            yield from terms(item.value, sign)
    else:
        yield sign, node


def factors(node: s.Expr, sign: int = 1) -> Iterator[tuple[int, s.Expr]]:
    """What a product multiplies by (1) and divides by (-1); a node that is no product is its own single factor."""
    if isinstance(node, s.Arith) and node.op in {"×", "/"}:
        yield from factors(node.left, sign)
        yield from factors(node.right, sign if node.op == "×" else -sign)
    else:
        yield sign, node


def conditions(node: s.Expr, kind: str) -> list[s.Node]:
    """The limbs of `all` or `any` of some conditions, those of a limb of the same kind among them; any other node is its own single limb.

    Limbs of `any` that ask the same of different sections are one limb of all these sections.
    """
    found: list[s.Node] = []
    for x in _limbs(node, kind):
        for k, y in enumerate(found) if kind == "any" else ():
            if (joined := _joined(y, x)) is not None:
                found[k] = joined
                break
        else:
            found.append(x)
    return found


def _limbs(node: s.Expr, kind: str) -> Iterator[s.Node]:
    if not (isinstance(node, s.Junction) and _JUNCTIONS[node.kind] == kind):
        yield node
        return
    for item in node.items:
        if item.guard is None:
            yield from _limbs(item.value, kind)
        else:
            yield item


def _joined(a: s.Node, b: s.Node) -> s.Node | None:
    if not (isinstance(a, s.ItIs) and isinstance(b, s.ItIs) and a.event == b.event and len(a.filters) == len(b.filters) == 1):
        return None
    x, y = a.filters[0], b.filters[0]
    if x.kind != "specified" or y.kind != "specified":
        return None
    return attrs.evolve(a, filters=(attrs.evolve(x, options=tuple(dict.fromkeys((*x.options, *y.options)))),))


_NAMES: dict[type, tuple[str, ...]] = {}


def _parts(node: s.Node) -> tuple[str, ...]:
    kind = type(node)
    if kind not in _NAMES:
        _NAMES[kind] = tuple(a.name for a in attrs.fields(kind) if a.eq)
    return _NAMES[kind]


_ORDERED = frozenset({("Steps", "steps"), ("SameDay", "events"), ("Cyclic", "segments"), ("Cyclic", "movings")})


def in_order(node: s.Node, part: str) -> bool:
    """Whether the order of the parts of a node is part of what it means."""
    return (type(node).__name__, part) in _ORDERED or (part == "items" and isinstance(node, s.Listed) and node.kind == "first")


def strings_of(node: s.Node) -> Iterator[tuple[str, str]]:
    """The words that a node itself holds, names among them, with the part that each is."""
    for name in _parts(node):
        value = getattr(node, name)
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, tuple):
            for v in value:
                if isinstance(v, str):
                    yield name, v


@define(eq=False)
class Forms:
    """Forms of the nodes of one contract. `known_as`: the names and sections that are known by another word than their own; without
    `figures` only the shape counts.
    """

    known_as: Mapping[str, str] = field(factory=dict)
    figures: bool = True
    _found: dict[int, tuple[s.Node, Form]] = field(
        factory=dict
    )  # with the node: one that was made in passing may not make room for another

    def name(self, word: str) -> str:
        """What a name or a section is known by."""
        return self.known_as.get(word, word)

    def prose(self, words: str) -> str:
        """Free words in one line, the sections that they cite by what they are known by."""
        plain = " ".join(words.split())
        if not self.known_as:
            return plain
        return _CITING.sub(lambda m: ", ".join(self.name(x) for x in section_list(m[0])), plain)

    def followed(self, words: str) -> tuple[tuple[str, str], ...]:
        """The numbers of sections that free words cite and that are others in the other contract, old and new."""
        cited = [x for m in _CITING.finditer(words) for x in section_list(m[0])]
        pairs = [self.known_as.get(x, "").partition(" ⇄ ") for x in cited]
        return tuple(dict.fromkeys((a.split()[-1], b.split()[-1]) for a, _, b in pairs if a and b))

    def passage(self, passage: Passage) -> Form:
        """The form of a sentence with what it stands under."""
        return (_bag(self.of(x) for x in passage.leads), self.of(passage.statement))

    def of(self, node: s.Node | None) -> Form:
        """The form of a node."""
        if node is None:
            return None
        known = self._found.get(id(node))
        if known is None:
            known = self._found[id(node)] = node, self._of(node)
        return known[1]

    def _of(self, node: s.Node) -> Form:
        match node:
            case s.Lit(unit="section"):
                return "Lit", "section", self.name(node.value)
            case s.Lit(value=str()):
                return "Lit", node.unit, self.prose(node.value)
            case s.Lit(value=bool()):
                return "Lit", node.unit, node.value
            case s.Lit():
                return "Lit", node.unit, node.value if self.figures else None
            case s.Period() if not self.figures:
                return "Period", self.name(node.unit)
            case s.Item(guard=None):
                return self.of(node.value)
            case s.Item():
                return "Item", self.of(node.value), self.of(node.guard)
            case s.Arith(op="+" | "-") | s.Listed(kind="sum"):
                return "sum", _bag((sign, self.of(x)) for sign, x in terms(node))
            case s.Arith():
                return "product", _bag((sign, self.of(x)) for sign, x in factors(node))
            case s.Listed(kind="first"):
                return "first", tuple(self.of(x) for x in node.items)
            case s.Junction():
                kind = _JUNCTIONS[node.kind]
                parts = conditions(node, kind)
                return self._of(parts[0]) if len(parts) == 1 else (kind, _bag(self._of(x) for x in parts))
            case s.Rel(op="is not"):
                return "Not", ("Rel", "is", self.of(node.left), self.of(node.right))
            case s.Rel():
                return "Rel", relation(node.op), self.of(node.left), self.of(node.right)
            case s.Occurred():
                found = "Occurred", self.name(node.event), _bag(self.of(f) for f in node.filters)
                return ("Not", found) if node.negated else found
            case s.OneOf():
                return "OneOf", self.of(node.value), _bag(map(self.prose, node.options))
            case s.TypeName():
                return "TypeName", self.name(node.name), _bag(map(self.prose, node.options))
            case s.Filter(kind="any of"):
                return "Filter", "any of", self.name(node.field), _bag(map(self.prose, node.options))
            case s.Recorded():
                return "Recorded", node.kind, self.prose(without_links(node.words))
            case s.ReadingDecl() if not self.figures:
                return "ReadingDecl", self.name(node.name), _bag((self.of(a.value), a.taken) for a in node.alternatives)
            case s.ReadingDecl():
                return "ReadingDecl", self.name(node.name), self.prose(node.note), _bag(self.of(a) for a in node.alternatives)
            case s.Steps():
                return "Steps", tuple((self.of(x.value), x.count, x.place) for x in node.steps)
            case s.Option():
                return "Option", node.choice, *(self._part(getattr(node, n)) for n in _parts(node) if n not in {"choice", "label"})
            case s.ContractHead():
                return "ContractHead", node.title
            case s.Ref():
                return "Ref", self.name(node.name)
            case s.ByName():
                return "ByName", _bag((self.name(n), self.of(v)) for n, v in zip(node.names, node.values, strict=True))
            case _:
                return type(node).__name__, *(self._part(getattr(node, n), in_order(node, n)) for n in _parts(node))

    def _part(self, value: Any, ordered: bool = False) -> Form:
        if isinstance(value, s.Node):
            return self.of(value)
        if isinstance(value, str):
            return self.name(value)
        if isinstance(value, tuple) and value and isinstance(value[0], s.Node | str):
            parts = [self._part(x) for x in value]
            return tuple(parts) if ordered else _bag(parts)
        return value

    def features(self, node: s.Node, besides: str = "") -> Counter[Any]:
        """What a node is made of, counted: by it two nodes are more or less alike. A name that is `besides` the point does not count."""
        found: Counter[Any] = Counter()
        for part in s.walk(node):
            kind = type(part).__name__
            found[kind] += 1
            for name in _parts(part):
                value = getattr(part, name)
                if isinstance(value, s.Node):
                    found[kind, name, type(value).__name__] += 1
                elif isinstance(value, str) and value and value != besides:
                    if name in {"words", "note"}:
                        found.update(self.prose(without_links(value)).lower().split())
                    else:
                        found[name, self.name(value)] += 2
                elif isinstance(value, tuple):
                    found.update((name, self.name(x)) for x in value if isinstance(x, str))
                elif value is not None and not isinstance(value, bool | str):
                    found[kind, name, str(value)] += 1
        return found


def likeness(a: Counter[Any], b: Counter[Any]) -> int:
    """How much two nodes have in common, of a thousand: the features of both of all that they have."""
    return 2000 * (a & b).total() // ((a.total() + b.total()) or 1)


def _bag(forms: Any) -> tuple[Any, ...]:
    return tuple(sorted(forms, key=repr))
