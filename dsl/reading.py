"""Reading words by the tables of the grammar: what runs each time, without the library that builds the tables.

Enters: the tables as plain data (`parse` has them built and kept), the words of a sentence. Leaves: a `Tree` with the words as leaves, or
`Unread`, with the word that cannot stand where it stands and what could. Holds: the trees are those that lark would give for the same
grammar (tests compare them); tables are read as JSON, so that a file put in their place can hold no program.

LALR(1) as in every textbook: a stack of states, and for each state what a terminal leads to. A number above zero is the state to go to,
less one; below zero the rule to reduce by; under the name of a rule stands the state after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from tenor.dsl.words import Word

__all__ = ["END", "WHOLE", "Reader", "Row", "Tree", "Unread"]

END = "$END"
WHOLE = "WHOLE_"


class Tree:
    """A part of a sentence: the rule that it was read by, its parts (trees, words, `None` for what was left out), where it stands."""

    __slots__ = ("children", "data", "end", "first", "last", "start")

    def __init__(self, data: str, children: list[Any]) -> None:
        self.data, self.children = data, children
        # `first` and `last` count the words that the tree was read from and does not keep
        self.start: int | None = None
        self.end: int | None = None
        self.first: int | None = None
        self.last: int | None = None


class Unread(Exception):  # noqa: N818 -- what came of it, not a fault of the program
    """A sentence that cannot be read: the word that does not fit (`None`: the sentence ends too early), and what could stand there."""

    def __init__(self, word: Word | None, accepted: frozenset[str]) -> None:
        super().__init__(word.text if word is not None else END)
        self.word, self.accepted = word, accepted


@frozen
class Row:
    """What a rule makes of its parts: whether a single part stands for itself; which parts are kept, opened, after how many left out.

    `passes`: its only part is what it makes, as it is.
    """

    origin: str
    size: int
    name: str
    single: bool
    kept: tuple[tuple[int, bool, int], ...]
    left_out: int
    passes: bool = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "passes", self.single and self.size == 1 and self.kept == ((0, False, 0),) and not self.left_out)


@frozen(eq=False)
class Reader:
    """The tables. `seen`, if it is a set, gathers the numbers of the rules that sentences are read by."""

    keywords: Mapping[str, str]
    starts: Mapping[str, int]
    ends: Mapping[str, int]
    states: Sequence[Mapping[str, int]]
    rows: Sequence[Row]
    seen: list[set[int]] = field(factory=list)

    @classmethod
    def of_data(cls, data: Any) -> Reader:
        """The tables from plain data, as `parse` writes them."""
        rows = [Row(origin, size, name, single, tuple(map(tuple, kept)), out) for origin, size, name, single, kept, out in data["rows"]]
        states = [dict(zip(data["kinds"][kinds], actions, strict=True)) for kinds, actions in data["states"]]
        return cls(data["keywords"], data["starts"], data["ends"], states, rows)

    def read(self, words: Iterable[Word], start: str) -> Tree | Word:
        """The tree of a sentence; raises `Unread`."""
        states, end = [self.starts[start]], self.ends[start]
        values: list[Any] = []
        for word in words:
            self._reduce(states, values, word.kind, word, end)
            states.append(self.states[states[-1]][word.kind] - 1)
            values.append(word)
        self._reduce(states, values, END, None, end)
        result: Tree | Word = values[-1]
        return result

    def _reduce(self, states: list[int], values: list[Any], kind: str, word: Word | None, end: int) -> None:
        """Closes the rules that end before a word."""
        tables, rows = self.states, self.rows
        while True:
            action = tables[states[-1]].get(kind)
            if action is None:
                raise Unread(word, self._accepted(states, end))
            if action > 0:
                return
            row = rows[-action - 1]
            for numbers in self.seen:
                numbers.add(-action - 1)
            if row.passes:
                del states[-1]
            else:
                parts: list[Any] = []
                if row.size:
                    parts = values[-row.size :]
                    del states[-row.size :], values[-row.size :]
                values.append(_made(row, parts))
            states.append(tables[states[-1]][row.origin] - 1)
            if kind == END and states[-1] == end:
                return

    def _accepted(self, states: list[int], end: int) -> frozenset[str]:
        return frozenset(kind for kind in self.states[states[-1]] if kind.isupper() and self._fits(list(states), kind, end))

    def _fits(self, states: list[int], kind: str, end: int) -> bool:
        while True:
            action = self.states[states[-1]].get(kind)
            if action is None:
                return False
            if action > 0:
                return True
            row = self.rows[-action - 1]
            if row.size:
                del states[-row.size :]
            states.append(self.states[states[-1]][row.origin] - 1)
            if kind == END and states[-1] == end:
                return True


def _made(row: Row, parts: list[Any]) -> Any:
    children: list[Any] = []
    for place, opened, before in row.kept:
        children += [None] * before
        if opened:
            children += parts[place].children
        else:
            children.append(parts[place])
    children += [None] * row.left_out
    if row.single and len(children) == 1:
        made = children[0]
        if not isinstance(made, Tree):
            return made
    else:
        made = Tree(row.name, children)
    for part in parts:
        first = part.first if isinstance(part, Tree) else part.span.start
        if first is not None:
            made.start, made.first = first if made.start is None else made.start, first
            break
    for part in reversed(parts):
        last = part.last if isinstance(part, Tree) else part.span.end
        if last is not None:
            made.end, made.last = last if made.end is None else made.end, last
            break
    return made
