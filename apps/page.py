"""A page of answers: blocks of rows, as text and as data.

Enters: rows with their values and types. Leaves: lines for a screen, and the same for programs. Holds: one content in both forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import frozen

from tenor.dsl import types as ty
from tenor.interpreter.explain import Reason, lines_of
from tenor.interpreter.values import Unknown
from tenor.interpreter.wording import counted, plain, restyled, said

__all__ = [
    "Block",
    "Row",
    "block_data",
    "block_lines",
    "not_told",
    "of_words",
    "pick",
    "row_of",
    "rows_of",
    "ruled",
    "status_of",
    "unit_of",
]

NOTHING = object()


@frozen(eq=False)
class Row:
    """A line of a block: what, its value with its type, the section, a few words, and what stands below it."""

    label: str
    value: Any = NOTHING
    type: ty.Type | None = None
    section: str = ""
    note: str = ""
    under: tuple[Row, ...] = ()

    def text(self) -> str:
        """The line as read."""
        parts = [self.label] if self.value is NOTHING else [f"{self.label}: {said(self.value, self.type)}"]
        return "".join([*parts, f" {self.note}" if self.note else ""])


@frozen(eq=False)
class Block:
    """A titled group of rows."""

    title: str
    rows: tuple[Row, ...] = ()


def _reason(row: Row) -> Reason:
    return Reason(row.text(), row.section, tuple(_reason(r) for r in row.under))


def row_of(r: Reason) -> Row:
    """A reason as a row."""
    return Row(r.text, section=r.section, under=rows_of(r.under))


def rows_of(found: Sequence[Reason]) -> tuple[Row, ...]:
    """Reasons as rows."""
    return tuple(row_of(r) for r in found)


def block_lines(blocks: Sequence[Block], width: int = 120) -> Iterator[str]:
    """The blocks as text, an empty line before each; a block without rows is left out."""
    for b in blocks:
        if b.rows:
            yield ""
            yield from ruled(b.title, width - 2)
            yield from lines_of([_reason(r) for r in b.rows], width=width)


def status_of(value: Any) -> str:
    """`determined`, `undetermined` or `conflict`."""
    return "determined" if not isinstance(value, Unknown) else "undetermined" if value.conflict is None else "conflict"


def of_words(about: str) -> str:
    """What something is of, behind its name: ` (Notice of Conversion 1)`; nothing, where it is of nothing."""
    return f" ({restyled(about)})" if about else ""


def not_told(late: int) -> str:
    """How a duty past its day stands of which nothing at all is told."""
    return f"nothing is told of it, {counted(late, 'day')} past its day"


def unit_of(t: ty.Type | None) -> str | None:
    """The unit as programs read it: `USD`, `USD a share`, `shares`, `a year`; none where there is none."""
    if t is None or not t.is_quantity:
        return None
    if t.unit == ty.SHARES.unit:
        return "shares"
    over = " × ".join(u for u, n in t.unit if n > 0)
    under = " a ".join(u for u, n in t.unit if n < 0)
    return (f"{over} a {under}" if over and under else over or (f"a {under}" if under else None)) or None


def _row_data(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {"label": row.label}
    if row.value is not NOTHING:
        value, exact = plain(row.value)
        kind = row.type.kind if row.type is not None else None
        found |= {"status": status_of(row.value), "value": value, "exact": exact, "unit": unit_of(row.type), "type": kind}
    found |= {"section": row.section or None, "note": row.note or None}
    if row.under:
        found["rows"] = [_row_data(r) for r in row.under]
    return found


def block_data(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """The blocks for programs."""
    return [{"title": b.title, "rows": [_row_data(r) for r in b.rows]} for b in blocks if b.rows]


def ruled(text: str, width: int = 118) -> list[str]:
    """A paragraph broken between words."""
    import textwrap

    return textwrap.wrap(text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False) or [""]


def pick(*rows: Row | None) -> tuple[Row, ...]:
    """The rows that are there."""
    return tuple(r for r in rows if r is not None)
