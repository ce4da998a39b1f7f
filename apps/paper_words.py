"""The words by which a paper is read: what makes a phrase operative, what divides a sentence, how figures are spelled.

Enters: the lists of `paper_words.json`. Leaves: the same as constants. Holds: general English of contracts; no word of one paper.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = [
    "BINDING",
    "COMPARISONS",
    "CONDITIONS",
    "DAYS",
    "DIVIDING",
    "EDGES",
    "EMPTY",
    "EXCEPTIONS",
    "NUMBERS",
    "ORDINALS",
    "PLAIN",
    "PREPOSITIONS",
    "SPANS",
]

_LISTS: dict[str, Any] = json.loads(Path(__file__).with_name("paper_words.json").read_text("utf-8"))

BINDING: tuple[str, ...] = tuple(_LISTS["binding"])
"""A phrase with one of these binds, allows, forbids, represents or defines."""
CONDITIONS: tuple[str, ...] = tuple(_LISTS["conditions"])
"""A phrase with one of these is a condition, an exception or a limit."""
DIVIDING: tuple[str, ...] = tuple(_LISTS["dividing"])
"""Before these a sentence is divided, after a comma or a bracket."""
EXCEPTIONS: tuple[str, ...] = tuple(_LISTS["exceptions"])
"""With these an exception begins: in brackets it is a phrase of its own, and it is found only where most of it is said."""
NUMBERS: dict[str, int] = _LISTS["numbers"]
ORDINALS: dict[str, int] = _LISTS["ordinals"]
DAYS: tuple[str, ...] = tuple(_LISTS["days"])
"""Kinds of day: what stands before `day`."""
SPANS: tuple[str, ...] = tuple(_LISTS["spans"])
COMPARISONS: dict[str, tuple[str, ...]] = {}
for _kind, _every in _LISTS["comparisons"].items():
    for _words in _every:
        COMPARISONS[_words] = (*COMPARISONS.get(_words, ()), _kind)
"""Words of comparison, each with what it says: one of the lesser, of the greater, more than, on or before, not. Some say two things."""
_EDGE_OF = {"more": "upper", "at most": "upper", "at least": "lower", "less": "lower"}
EDGES: dict[str, str] = {words: _EDGE_OF[kind] for words, kinds in COMPARISONS.items() for kind in kinds if kind in _EDGE_OF}
"""Which side of a figure counts. Two words of one edge say the same of it, one of what is allowed and one of what is not."""
PREPOSITIONS: frozenset[str] = frozenset(_LISTS["prepositions"])
"""Words of comparison that remarks use for other things too."""
EMPTY: frozenset[str] = frozenset(_LISTS["empty"])
"""Words that say nothing of what a phrase is about."""
PLAIN: dict[str, str] = {word: root for root, words in _LISTS["plain"].items() for word in words}
"""Words that are about the same, by a common root."""
