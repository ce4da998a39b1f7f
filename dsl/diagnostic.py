"""What is wrong with a text, as values.

Enters: nothing. Leaves: `Span`, `Label`, `Diagnostic` and one renderer for the terminal. Holds: a diagnostic names the user's words in
backticks, says what is wrong apart from what would mend it, and never speaks of Python types or of tokens.

Codes are never reused: `T1xx` syntax, `T2xx` names and terms, `T3xx` types and units, `T4xx` dates, calendars and rounding,
`T5xx` across files and facts, `T6xx` drafting faults of the paper.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property

from attrs import field, frozen

from tenor.dsl.comments import without_comments

__all__ = ["Diagnostic", "Label", "Severity", "Source", "Span", "render", "sorted_diagnostics"]


_LONGEST = 800


class Severity(StrEnum):
    """How grave a finding is, in the words a lawyer reads."""

    MUST = "must be settled"
    SHOULD = "should be confirmed"
    INFO = "for your information"


@frozen
class Source:
    """A text that was read: `name` as shown to the user (a path as given), `text` whole."""

    name: str
    text: str = field(repr=False)
    _starts: list[int] = field(init=False, repr=False, eq=False, factory=list)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of a character offset."""
        if not self._starts:
            self._starts.append(0)
            self._starts.extend(i + 1 for i, c in enumerate(self.text) if c == "\n")
        from bisect import bisect_right

        line = bisect_right(self._starts, max(0, min(offset, len(self.text))))
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its end."""
        self.position(0)
        if not 0 < number <= len(self._starts):
            return ""
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return self.text[self._starts[number - 1] : end].rstrip("\r")


@frozen
class Span:
    """Half-open range of character offsets in a source."""

    source: Source = field(repr=False)
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words that the span covers."""
        return self.source.text[self.start : self.end]

    @cached_property
    def words(self) -> str:
        """The same on one line, without comments."""
        return " ".join(without_comments(self.text).split())

    @property
    def where(self) -> str:
        """`name:line:column` of the start."""
        line, column = self.source.position(self.start)
        return f"{self.source.name}:{line}:{column}"

    def to(self, other: Span) -> Span:
        """From the start of this span to the end of the other."""
        return Span(self.source, self.start, max(self.end, other.end))


@frozen
class Label:
    """A second place that a diagnostic points at, with its few words."""

    span: Span
    text: str


def _cut(text: str) -> str:
    """Words that are far too long, as a name of a thousand letters, cut."""
    return text if len(text) <= _LONGEST else text[: _LONGEST // 2] + " … " + text[-_LONGEST // 4 :]


def _cut_if_any(text: str | None) -> str | None:
    return _cut(text) if text else text


@frozen
class Diagnostic:
    """One finding. `message` says what is wrong, `help` what would mend it."""

    code: str
    severity: Severity
    message: str = field(converter=_cut)
    span: Span | None = None
    labels: tuple[Label, ...] = ()
    help: str | None = field(default=None, converter=_cut_if_any)


def sorted_diagnostics(found: list[Diagnostic]) -> list[Diagnostic]:
    """In the order of the text, then of the code; the same finding once."""
    unique = {(d.code, d.message, d.span and (d.span.source.name, d.span.start)): d for d in found}
    return sorted(unique.values(), key=lambda d: (d.span.source.name if d.span else "", d.span.start if d.span else -1, d.code))


def _excerpt(span: Span, mark: str, note: str) -> list[str]:
    line, column = span.source.position(span.start)
    text = span.source.line(line)
    width = max(1, min(span.end - span.start, len(text) - column + 1))
    shown = text.replace("\t", " ")
    if len(shown) > 160:
        cut = max(0, column - 60)
        shown, column = shown[cut : cut + 160], column - cut
        width = min(width, 160 - column + 1)
    gutter = f"{line:>5} | "
    return [gutter + shown, " " * 5 + " | " + " " * (column - 1) + mark * max(1, width) + (f" {note}" if note else "")]


def render(diagnostic: Diagnostic) -> str:
    """The finding as a terminal shows it: where, what, the line with a caret, second places, help, code."""
    head = f"{diagnostic.severity}: {diagnostic.message}"
    rows = [head]
    if diagnostic.span is not None:
        rows = [f"{diagnostic.span.where}: {head}", *_excerpt(diagnostic.span, "^", "")]
    for label in diagnostic.labels:
        rows.append(f"      {label.span.where}")
        rows.extend(_excerpt(label.span, "-", label.text))
    if diagnostic.help:
        rows.append(f"      to mend it: {diagnostic.help}")
    rows.append(f"      [{diagnostic.code}]")
    return "\n".join(rows)
