"""What is compared, in words and in nodes: the lesser or the greater of, more than or at least, before or after, and what is denied.

Enters: a stretch of words, of a filed text or of a transcriber's remark; or the nodes of a sentence. Leaves: its comparisons, each with
what it says, its words, and what stands beside it. Holds: in words the longest reading counts (`not less than` is one comparison, and
denies nothing); in nodes each comparison of the language counts once, whatever the names beside it are called.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from attrs import frozen

from tenor.apps.marks import Mark, marks_of, roots
from tenor.apps.paper_words import COMPARISONS
from tenor.dsl import syntax as s
from tenor.dsl.passages import relation

__all__ = ["OPPOSITE", "Compared", "compared_in", "comparisons_of", "kinds_of", "things_in"]


@frozen
class Compared:
    """One comparison: what it says (words that can be read in two ways say two things), its words, and what stands on either side of it.

    `limit`: it says what is allowed, so that a paper may as well say the contrary of what is not.
    """

    kinds: tuple[str, ...]
    words: str
    left: frozenset[str] = frozenset()
    right: frozenset[str] = frozenset()
    limit: bool = False

    @property
    def beside(self) -> frozenset[str]:
        """What stands beside it."""
        return self.left | self.right

    @property
    def kind(self) -> str:
        """What it says."""
        return self.kinds[0]


OPPOSITE = {
    "least": ("greatest",),
    "greatest": ("least",),
    "earliest": ("latest",),
    "latest": ("earliest",),
    "more": ("at least", "less"),
    "at least": ("more", "at most"),
    "at most": ("at least", "less"),
    "less": ("more", "at most"),
    "before": ("after", "from"),
    "by": ("from", "after"),
    "after": ("before", "by"),
    "from": ("by", "before"),
    "days before": ("after", "from"),
    "days after": ("before",),
}
"""What a comparison does not say, and the words that say it: where these stand beside the same things, it is another comparison."""

_WORDS = re.compile(
    r"\b(" + "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(COMPARISONS, key=len, reverse=True)) + r")\b", re.IGNORECASE
)
_OF_TIME = re.compile(
    r"\W+(?:[\w'’()]+\W+){0,5}?(?:\d|(?:days?|dates?|close|ends?|times?|deadline|hours?|months?|years?|maturity|closing|that|then|which)\b)",
    re.IGNORECASE,
)
_LEFT, _RIGHT = 70, 90


@lru_cache(maxsize=8192)
def comparisons_of(words: str) -> tuple[Compared, ...]:
    """The comparisons of a stretch of words, in their order."""
    found = []
    marks = marks_of(words)
    for m in _WORDS.finditer(words):
        if m[1].lower() in {"by", "from"} and not _OF_TIME.match(words, m.end()):
            continue  # by somebody, from somebody
        start, end = max(0, m.start() - _LEFT), m.end() + _RIGHT
        left = frozenset((*roots(words[start : m.start()]), *_figures(x for x in marks if start <= x.at < m.start())))
        right = frozenset((*roots(words[m.end() : end]), *_figures(x for x in marks if m.end() <= x.at < end)))
        found.append(Compared(COMPARISONS[" ".join(m[1].lower().split())], m[1], left, right))
    return tuple(found)


def things_in(words: str) -> frozenset[str]:
    """What words are about, figures among it."""
    return frozenset((*roots(words), *_figures(marks_of(words))))


def _figures(marks: Iterable[Mark]) -> Iterator[str]:
    """Figures as what words are about; one says as much as two words."""
    for x in marks:
        if x.is_figure and x.value not in (0, 1):
            yield from (f"{x.value}", f"{x.value} of them")


_RELATIONS = {
    "is not": "not",
    "is at most": "at most",
    "is less than": "less",
    "is at least": "at least",
    "is more than": "more",
    "is before": "before",
    "is after": "after",
    "is on or before": "by",
    "is on or after": "from",
}
_OF_SEVERAL = {
    "lesser": ("least", "the lesser of"),
    "greater": ("greatest", "the greater of"),
    "earlier": ("earliest", "the earlier of"),
    "later": ("latest", "the later of"),
    "lowest": ("least", "lowest"),
    "highest": ("greatest", "highest"),
    "earliest": ("earliest", "earliest"),
}
_CLAUSES = {"after": "after", "on or after": "from", "before": "before", "on or before": "by", "at most": "at most", "field": "at most"}


def compared_in(nodes: Iterable[s.Node]) -> tuple[Compared, ...]:
    """The comparisons of a sentence, in the order written."""
    return tuple(found for top in nodes for found in _compared(top, limit=False))


def _compared(node: s.Node, *, limit: bool) -> Iterator[Compared]:
    for kind, words, at in _said(node):
        left, right = _sides(at)
        yield Compared((kind,), words, left, right, limit or isinstance(node, s.Clause))
    for part in s.children(node):
        yield from _compared(part, limit=limit or _limits(node, part))


def _limits(node: s.Node, part: s.Node) -> bool:
    """Whether a part of a sentence is what it allows, or what must be so."""
    match node:
        case s.Clause(value=allowed) | s.Keep(condition=allowed):
            return part is allowed
        case _:
            return False


def _sides(node: s.Node) -> tuple[frozenset[str], frozenset[str]]:
    """What stands before a relation, and what after it; of what is no relation, all that it is about."""
    match node:
        case s.Rel():
            return things_in(node.left.span.text), things_in(node.right.span.text)
        case s.Filter(value=value) if value is not None:
            return things_in(node.field), things_in(value.span.text)
        case _:
            return things_in(node.span.text), frozenset()


def _said(node: s.Node) -> Iterator[tuple[str, str, s.Node]]:
    """What a node compares by itself, in which words, and the node that says of what."""
    match node:
        case s.Rel(op=op) | s.Filter(op=op) if relation(op) in _RELATIONS and not _any(node):
            yield _RELATIONS[relation(op)], op, node
        case s.Listed(kind=kind) | s.OverEvents(kind=kind) | s.OverDates(kind=kind) if kind in _OF_SEVERAL:
            yield *_OF_SEVERAL[kind], node
        case s.Aggregate():
            yield from ((*_OF_SEVERAL[x], node) for x in (node.kind, node.pick) if x in _OF_SEVERAL)
        case s.Clause():
            if node.kind in _CLAUSES:
                yield _CLAUSES[node.kind], node.kind if node.kind != "field" else "at most", node
            yield from _denied(node.unless)
        case s.Shift():
            yield f"days {node.direction}", node.direction, node
        case s.Window() if "before" in node.kind:
            yield "days before", "before", node
        case s.Not():
            yield "not", "not", node
        case s.Occurred(negated=True):
            yield "not", "has not occurred", node
        case s.IfLead(negated=True):
            yield "not", "unless", node
        case s.Ban() | s.Keep():
            yield from (("not", "unless", x) for x in node.unless)
        case s.Becomes() | s.Happens():
            yield from _denied(node.unless)
        case s.Duty(also_by=day) if day is not None:
            yield "by", "on or before", node
        case _:
            pass


def _any(node: s.Rel | s.Filter) -> bool:
    """Whether nothing more is asked than that there is any: more than none."""
    value = node.right if isinstance(node, s.Rel) else node.value
    return _RELATIONS[relation(node.op)] == "more" and isinstance(value, s.Lit) and value.value == 0


def _denied(unless: s.Node | None) -> Iterator[tuple[str, str, s.Node]]:
    if unless is not None:
        yield "not", "unless", unless


def kinds_of(words: str) -> tuple[str, ...]:
    """What words of the contract language compare, where they are nothing else; none, if they are."""
    said = " ".join(words.lower().split()).strip(" .")
    if relation(said) in _RELATIONS:
        return (_RELATIONS[relation(said)],)
    bare = said.removeprefix("the ").removeprefix("is ").removeprefix("has ")
    tried = (bare, bare.removesuffix(" of"), f"{bare} of", bare.removesuffix(" occurred"))
    return next((COMPARISONS[x] for x in tried if x in COMPARISONS), ())
