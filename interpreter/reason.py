"""A line of the reasons, and the words of the contract in it.

Enters: nodes. Leaves: `Reason`, `words_of`. Holds: words stand as they were written.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tenor.dsl import syntax as s

__all__ = ["Reason", "words_of"]


class Reason(NamedTuple):
    """A line of the reasons: what, the section that says so, and what it rests on."""

    text: str
    section: str = ""
    under: tuple[Reason, ...] = ()


def words_of(node: s.Node) -> str:
    """The words of the contract that a node stands for, on one line, without comments."""
    text = node.span.text
    if "--" in text:
        text = " ".join(re.sub(r"\s+--\s.*$", "", line) for line in text.split("\n"))
    return " ".join(text.split())
