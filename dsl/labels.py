"""The labels of lists, as the paper prints them.

Enters: lists with labels. Leaves: a diagnostic for each whose labels are not of one kind, or not in order. Holds: a label may be of two
kinds (`i`, a letter and a number), and the kind that fits all limbs is the one meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from tenor.dsl import syntax as s
from tenor.dsl.diagnostic import Diagnostic, Severity

__all__ = ["of_labels"]


def of_labels(lists: Iterable[s.Listed | s.Junction]) -> Iterator[Diagnostic]:
    """What is amiss with the labels of lists."""
    for node in lists:
        items = node.items
        labels = [i.label for i in items]
        families = [_family(label) for label in labels]
        common = set(families[0]).intersection(*map(set, families[1:])) if families else set()
        if not common:
            odd = next((i for i, f in enumerate(families) if not set(f) & set(families[0])), 0)
            yield Diagnostic(
                "T230",
                Severity.MUST,
                f"`({labels[odd]})` does not continue the list that begins with `({labels[0]})`",
                items[odd].span,
                (),
                "label a list within a list with another kind of label, and end the inner list with `, and (…)`",
            )
        elif not any(_consecutive([_ordinal(label, family) for label in labels]) for family in sorted(common)):
            yield Diagnostic(
                "T231",
                Severity.SHOULD,
                f"the labels {', '.join(f'({x})' for x in labels)} are not in order",
                node.span,
                (),
                "if the paper prints them so, confirm it",
            )


_ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]
_ROMAN += [f"x{label}" for label in _ROMAN]


def _family(label: str) -> tuple[str, ...]:
    if label.isdigit():
        return ("number",)
    if label.isupper():
        return ("upper",)
    result = ["roman"] if label in _ROMAN else []
    if len(label) == 1:
        result.append("letter")
    return tuple(result)


def _ordinal(label: str, family: str) -> int:
    match family:
        case "number":
            return int(label)
        case "roman":
            return _ROMAN.index(label) + 1
        case _:
            return ord(label.lower())


def _consecutive(ordinals: list[int]) -> bool:
    return all(b == a + 1 for a, b in pairwise(ordinals))
