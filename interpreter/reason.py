"""A line of the reasons, and the words of the contract in it.

Enters: nodes. Leaves: `Reason`, `words_of`. Holds: words stand as they were written.
"""

from __future__ import annotations

from typing import NamedTuple

from tenor.dsl import syntax as s
from tenor.interpreter.environment import Why
from tenor.interpreter.values import Unknown

__all__ = ["STOREYS", "Reason", "bare", "equals", "words_of"]

STOREYS = 4
"""How many storeys short reasons go down."""


class Reason(NamedTuple):
    """A line of the reasons: what, the section that says so, and what it rests on."""

    text: str
    section: str = ""
    under: tuple[Reason, ...] = ()


def words_of(node: s.Node) -> str:
    """The words of the contract that a node stands for, on one line, without comments."""
    return node.span.words


def bare(words: str) -> str:
    """A name or field as it is spoken of outside its sentence."""
    return words.removeprefix("its ")


def equals(w: Why) -> str:
    """What stands between a value and how it came about."""
    return ", " if type(w.value) is Unknown else " = "
