"""The declared phrase nearest to one that is not declared.

Enters: a word and what is declared. Leaves: the nearest, or `None`; and the question that a message puts. Holds: a guess is only shown,
never taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = ["did_you_mean", "nearest"]


def nearest(word: str, among: Iterable[str]) -> str | None:
    """The most alike of some phrases, if one is alike enough."""
    from difflib import get_close_matches  # only for who has a fault in the text
    from fractions import Fraction

    likeness: Any = Fraction(2, 3)
    choices = {" ".join(c.split()): c for c in among}
    lowered = {c.lower(): c for c in choices}
    match = get_close_matches(word.lower(), list(lowered), 1, likeness)
    return choices[lowered[match[0]]] if match else None


def did_you_mean(word: str, among: Iterable[str]) -> str | None:
    """`did you mean …?` with the most alike, if one is alike enough."""
    match = nearest(word, among)
    return f"did you mean `{match}`?" if match else None
