"""Daily prices: one row a day, with what was told and nothing else.

Enters: a CSV file, its bytes, or rows; whether the series leaves out no open day. Leaves: `Series`, exact and in order of days, or `None`,
and findings that point into the text as `Diagnostic` values. Holds: a cell that is empty is not told and is never 0; no value is
rounded; whatever the file holds, the answer comes back with findings and within a second or so; no clock, no network.

Findings (T530 to T533 are those of `read_source`): T534 no header or no column `date`, T535 unknown column, T536 a column twice, T537 an
impossible date, T538 not a number, T539 a price or volume below zero, T540 high below low, T541 the same row twice, T542 a date twice with
different values, T543 rows out of order, T544 empty rows, T545 cells not told, T546 cells that do not fit the header, T547 a price of
zero, T548 more rows than days, T549 how much more was found or left unread. Any that must be settled means no series.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from operator import lt
from pathlib import Path
from typing import TypeAlias

from attrs import define, evolve, field, frozen

from tenor.dsl.diagnostic import Diagnostic, Label, Severity, Source, Span, sorted_diagnostics
from tenor.interpreter.calendar import parse_day
from tenor.interpreter.files import quoted, read_source
from tenor.interpreter.values import Q, decimal_text, exact_text

__all__ = ["COLUMNS", "Cell", "Series", "load_series", "series_from_rows"]

COLUMNS = ("open", "high", "low", "close", "bid", "vwap", "volume")
"""The columns a series may have beside `date`: prices in money a share, and `volume` in shares."""

Cell: TypeAlias = str | int | Decimal | date | Q | None
"""What a cell of a row given inline may be; text is read as in a file, `None` and empty text are not told."""

_LINE = re.compile(r"[^\r\n]+")
_EMPTY = re.compile(r"\n(?=\r?\n)")
_PLAIN = re.compile(r"(?:\d{1,40}(?:\.\d{1,20})?\n)*", re.ASCII)
_ZERO = re.compile(r"^0*\.?0+$", re.MULTILINE | re.ASCII)
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d*)(?:\.(\d*))?", re.ASCII)
_BLANK = ', \t"'
_SHOWN = 20
_LONGEST = 200
_ROWS = 50_000
_WIDTH = 10_000
_REACH = 400
_LONG = 1_000_000


@frozen
class Series:
    """Daily values of one thing.

    `days` ascend strictly; each of `columns` holds one value a day in the order of `days`, `None` where it was not told. `complete` says
    that every open day between the first and the last has a row. `source` is the name of the file, as reasons show it; `digest` is the
    SHA-256 of its bytes, in hexadecimal.
    """

    name: str
    columns: Mapping[str, tuple[Q | None, ...]] = field(eq=False, repr=False)
    days: tuple[date, ...] = field(repr=False)
    complete: bool
    source: str
    digest: str
    _rows: dict[date, int] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_rows", {day: i for i, day in enumerate(self.days)})

    def at(self, column: str, day: date) -> Q | None:
        """The value of a column on a day, exact; `None` when the column, the day or the cell was not told."""
        values, row = self.columns.get(column), self._rows.get(day)
        return None if values is None or row is None else values[row]


def load_series(
    path_or_bytes: str | Path | bytes, name: str, complete: bool, figure: bool = False
) -> tuple[Series | None, list[Diagnostic]]:
    """The series that a CSV file holds, and the findings about it; `None` when one of them must be settled.

    The header is `date` and any of `COLUMNS`, in any order; dates are `YYYY-MM-DD`; numbers are decimal, with a point, and with commas
    between thousands only inside quotation marks. Findings give places in the path as given, or in `name` for bytes. Rows out of order
    are sorted. After 20 findings that must be settled the rest is left unread. With `figure` there is one column beside `date`, of
    whatever name, and it is no price.
    """
    shown = name if isinstance(path_or_bytes, bytes) else str(path_or_bytes)
    source, data, found = read_source(path_or_bytes, shown)
    if source is None:
        return None, found
    file = name if isinstance(path_or_bytes, bytes) else Path(path_or_bytes).name
    return _read(source, name, complete, file, hashlib.sha256(data).hexdigest(), figure)


def series_from_rows(
    rows: Sequence[Mapping[str, Cell]], name: str, complete: bool, figure: bool = False
) -> tuple[Series | None, list[Diagnostic]]:
    """The series that rows given inline hold, each a mapping from column to cell; findings and errors as for `load_series`.

    The rows are written out as CSV text under `name`, the findings point into that text and the digest is that of its UTF-8 bytes. An
    exact rational that does not end as a decimal is not a number here.
    """
    heads: dict[str, None] = {}
    for row in rows:
        heads.update(dict.fromkeys(row))
    lines = [",".join(_written(head) for head in heads)]
    lines.extend(",".join(_written(row.get(head)) for head in heads) for row in rows)
    data = ("\n".join(lines) + "\n").encode("utf-8", errors="replace")
    return load_series(data, name, complete, figure)


def _written(cell: Cell) -> str:
    try:
        text = " ".join(_plain(cell).split())
    except (ValueError, ArithmeticError):
        text = "a number too long to write"
    text = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool() | float():
            return f"{cell!r}, which is not exact"
        case Decimal():
            return f"{cell:f}" if abs(cell.adjusted()) < _LONGEST else str(cell)
        case date():
            return cell.isoformat()[:10]
        case int():
            return str(cell)
        case _ if hasattr(cell, "denominator"):
            ended = decimal_text(cell, 30)
            return ended if Q(*Decimal(ended).as_integer_ratio()) == cell else exact_text(cell)
        case _:
            return repr(cell)


@define
class _Findings:
    """Findings in one text: the first 20, and a count of those beyond."""

    source: Source
    kept: list[Diagnostic] = field(factory=list)
    musts: int = 0
    beyond: int = 0

    @property
    def full(self) -> bool:
        return self.musts >= _SHOWN

    def add(
        self,
        code: str,
        severity: Severity,
        message: str,
        start: int,
        end: int,
        help_: str | None = None,
        labels: tuple[Label, ...] = (),
    ) -> None:
        self.musts += severity is Severity.MUST
        if len(self.kept) >= _SHOWN:
            self.beyond += 1
            return
        self.kept.append(Diagnostic(code, severity, message, Span(self.source, start, min(end, start + _REACH)), labels, help_))

    def close(self, at: int) -> list[Diagnostic]:
        """All findings in order; `at` is where reading stopped, or below zero when all was read."""
        more = []
        if self.beyond:
            more.append(f"{self.beyond:,} more findings are not shown")
        if at >= 0:
            left = self.source.text.count("\n", at) - self.source.text.endswith("\n")
            if left > 0:
                more.append(f"{left:,} more lines were left unread")
        found = sorted_diagnostics(self.kept)
        if more:
            where = max(at, 0)
            severity = Severity.MUST if self.musts else Severity.INFO
            found.append(Diagnostic("T549", severity, " and ".join(more), Span(self.source, where, where), help="settle those shown first"))
        return _cut(found)


def _cut(found: list[Diagnostic]) -> list[Diagnostic]:
    """The findings in a very long text, moved to a copy that ends after the last of them, so that showing them is quick."""
    spans = [s for d in found for s in (d.span, *(label.span for label in d.labels)) if s is not None]
    if not spans or len(spans[0].source.text) < _LONG:
        return found
    source = Source(spans[0].source.name, spans[0].source.text[: max(s.end for s in spans) + _REACH])
    return [
        evolve(
            d,
            span=evolve(d.span, source=source) if d.span else None,
            labels=tuple(evolve(label, span=evolve(label.span, source=source)) for label in d.labels),
        )
        for d in found
    ]


def _split(line: str) -> tuple[list[str], list[int]] | None:
    """The cells of a line with their offsets in it; `None` when a quotation mark is not closed or text stands beside one."""
    if '"' not in line:
        cells = line.split(",")
        starts, at = [], 0
        for cell in cells:
            starts.append(at)
            at += len(cell) + 1
        return cells, starts
    cells, starts, at = [], [], 0
    while True:
        begin = at
        while at < len(line) and line[at] in " \t":
            at += 1
        if at < len(line) and line[at] == '"':
            parts: list[str] = []
            at += 1
            while True:
                close = line.find('"', at)
                if close < 0:
                    return None
                parts.append(line[at:close])
                at = close + 1
                if line[at : at + 1] != '"':
                    break
                parts.append('"')
                at += 1
            after = line.find(",", at)
            after = len(line) if after < 0 else after
            if line[at:after].strip():
                return None
            cells.append("".join(parts))
        else:
            after = line.find(",", at)
            after = len(line) if after < 0 else after
            if '"' in line[begin:after]:
                return None
            cells.append(line[begin:after])
        starts.append(begin)
        if after >= len(line):
            return cells, starts
        at = after + 1


def _number(text: str) -> Q | None:
    match = _NUMBER.fullmatch(text)
    if match is None or len(text) > 60:
        return None
    sign, whole, part = match[1], match[2].replace(",", ""), match[3] or ""
    if not whole + part:
        return None
    value = Q(int(whole + part), 10 ** len(part))
    return -value if sign == "-" else value


def _header(findings: _Findings, line: str, start: int, figure: bool) -> list[str] | None:
    """The names of the columns, `date` among them; `None`, with findings, when they cannot be read."""
    must = Severity.MUST
    if len(line) > _WIDTH:
        findings.add("T546", must, f"the first line has {len(line):,} characters", start, start + len(line), "give one row a day")
        return None
    split = _split(line)
    if split is None:
        findings.add("T546", must, "a quotation mark does not fit in the header", start, start + len(line), "close it, or remove it")
        return None
    cells, starts = split
    names = [cell.strip().lower() for cell in cells]
    while len(names) > 1 and not names[-1]:
        names.pop()
    if isinstance(parse_day(names[0]), date):
        columns = "date,figure" if figure else "date,high,low,close"
        help_ = f"begin with a line that names the columns, such as `{columns}`"
        findings.add("T534", must, "the text has no header", start, start + len(line), help_)
        return None
    known = ("date", *COLUMNS)
    seen: set[str] = set()
    for i, name in enumerate(names):
        begin = start + starts[i]
        end = begin + max(1, len(cells[i]))
        if figure and name and not {";", "\t"} & set(name):
            if name not in seen and len(seen - {"date"}) == 1 and name != "date":
                help_ = "give each figure a file of its own, with `date` and one column more"
                findings.add("T535", must, f"{quoted(cells[i].strip())} is a second figure", begin, end, help_)
            elif name in seen:
                findings.add("T536", must, f"the column `{name}` stands twice", begin, end, "leave one")
        elif name not in known:
            near = difflib.get_close_matches(name[:20], known, 1)
            help_ = f"perhaps `{near[0]}`" if near else "the columns are " + ", ".join(f"`{k}`" for k in known)
            if ";" in name or "\t" in name:
                help_ = "separate the cells with commas"
            findings.add("T535", must, f"{quoted(cells[i].strip())} is not a column", begin, end, help_)
        elif name in seen:
            findings.add("T536", must, f"the column `{name}` stands twice", begin, end, "leave one")
        seen.add(name)
        if findings.full:
            break
    if "date" not in seen:
        findings.add("T534", must, "the header names no column `date`", start, start + len(line), "name the column with the days `date`")
    if figure and seen <= {"date"}:
        findings.add("T534", must, "the header names no figure", start, start + len(line), "name the column with the figures beside `date`")
    return None if findings.musts else names


@frozen
class _Row:
    """A row that was read: its place in the text and its values, in the order of the header without `date`."""

    start: int
    end: int
    values: tuple[Q | None, ...]


@define
class _Tally:
    """How often something was met, and where first."""

    count: int = 0
    start: int = 0
    end: int = 0

    def add(self, start: int, end: int) -> None:
        if not self.count:
            self.start, self.end = start, end
        self.count += 1


def _read(source: Source, name: str, complete: bool, file: str, digest: str, figure: bool) -> tuple[Series | None, list[Diagnostic]]:
    findings = _Findings(source)
    lines = _LINE.finditer(source.text)
    top = next((m for m in lines if m[0].strip(_BLANK)), None)
    if top is None:
        findings.add("T533", Severity.MUST, "nothing stands in the text", 0, 0, "give a header line and one row a day")
        return None, findings.close(-1)
    names = _header(findings, top[0], top.start(), figure)
    if names is None:
        return None, findings.close(top.end() if findings.full else -1)
    series = None if figure else _clean(source.text, names, top.end(), name, complete, file, digest)
    if series is not None:
        return series, []
    reader = _Reader(findings, names, figure=figure)
    stopped = reader.read(lines, top.end())
    rows = reader.rows
    if not rows and not findings.musts:
        findings.add("T533", Severity.MUST, "no row follows the header", top.start(), top.end(), "give one row a day")
    reader.summarise()
    found = findings.close(stopped)
    if findings.musts:
        return None, found
    days = tuple(sorted(rows))
    table = list(zip(*(rows[day].values for day in days), strict=True))
    return Series(name, dict(zip(reader.columns, table, strict=True)), days, complete, file, digest), found


def _clean(text: str, names: list[str], at: int, name: str, complete: bool, file: str, digest: str) -> Series | None:
    """The series, column by column, when there is nothing at all to find; `None` otherwise, for `_Reader` to say what is there.

    The rows stand after the offset `at`, the end of the header line.
    """
    lines = text[at:].replace("\r\n", "\n").removeprefix("\n").removesuffix("\n").split("\n")
    if len(lines) > _ROWS or '"' in text or "\r" in lines[0]:
        return None
    try:
        table = dict(zip(names, zip(*(line.split(",") for line in lines), strict=True), strict=True))
        days = tuple(map(date.fromisoformat, table["date"]))
    except ValueError:
        return None
    # Ten characters without a W are YYYY-MM-DD; the other ISO spellings are not taken.
    if set(map(len, table["date"])) != {10} or any("W" in cell for cell in table["date"]) or not all(map(lt, days, days[1:])):
        return None
    del table["date"]
    for column, cells in table.items():
        joined = "\n".join(cells) + "\n"
        if _PLAIN.fullmatch(joined) is None or (column != "volume" and _ZERO.search(joined)):
            return None
    columns = _Columns(table)
    if "high" in table and "low" in table and any(map(lt, columns["high"], columns["low"])):
        return None
    return Series(name, columns, days, complete, file, digest)


class _Columns(Mapping[str, tuple[Q, ...]]):
    """Columns of plain decimal numerals, each made into exact rationals when it is first asked for."""

    def __init__(self, texts: dict[str, tuple[str, ...]]) -> None:
        self._texts = texts
        self._made: dict[str, tuple[Q, ...]] = {}

    def __getitem__(self, column: str) -> tuple[Q, ...]:
        made = self._made.get(column)
        if made is None:
            made = self._made[column] = tuple(map(Q, self._texts[column]))
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@define
class _Reader:
    """Rows being read, one after another."""

    findings: _Findings
    names: list[str]
    rows: dict[date, _Row] = field(factory=dict)
    columns: list[str] = field(init=False)
    figure: bool = False
    _high: int = field(init=False)
    _low: int = field(init=False)
    _seen: dict[str, Q | None] = field(factory=lambda: {"": None})
    _last: date | None = None
    _empty: _Tally = field(factory=_Tally)
    _same: _Tally = field(factory=_Tally)
    _back: _Tally = field(factory=_Tally)

    def __attrs_post_init__(self) -> None:
        self.columns = [n for n in self.names if n != "date"]
        both = not self.figure and "high" in self.columns and "low" in self.columns
        self._high = self.columns.index("high") if both else -1
        self._low = self.columns.index("low") if both else -1

    def read(self, lines: Iterator[re.Match[str]], at: int) -> int:
        """Read the rows after `at`; the offset of the line end where reading stopped early, or one below zero."""
        for number, match in enumerate(lines):
            if self.findings.full:
                return at
            if number >= _ROWS:
                message = f"the text has more than {_ROWS:,} rows"
                self.findings.add("T548", Severity.MUST, message, match.start(), match.end(), "give one row a day")
                return at
            at = match.end()
            self._row(match[0], match.start())
        return -1

    def _row(self, line: str, start: int) -> None:
        if not line.strip(_BLANK):
            self._empty.add(start, start + len(line))
            return
        if len(line) > _WIDTH:
            message = f"the row has {len(line):,} characters"
            self.findings.add("T546", Severity.MUST, message, start, start + len(line), "give one row a day")
            return
        split = (line.split(","), None) if '"' not in line else _split(line)
        if split is None:
            help_ = "close it, or remove it"
            self.findings.add("T546", Severity.MUST, "a quotation mark does not fit in the row", start, start + len(line), help_)
            return
        cells = split[0]
        width = len(self.names)
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            message = f"the row has {len(cells)} cells and the header {width}"
            help_ = "write numbers with a point and without commas" if width > 1 else "name every column in the header"
            self.findings.add("T546", Severity.MUST, message, start, start + len(line), help_)
            return
        cells.extend([""] * (width - len(cells)))
        day: date | str = ""
        values: list[Q | None] = []
        sound = True
        for i, name in enumerate(self.names):
            cell = cells[i].strip()
            if name == "date":
                day = parse_day(cell)
                if isinstance(day, str):
                    self._fault(line, start, i, "T537", day, "write the date as YYYY-MM-DD")
                    sound = False
            elif cell in self._seen:
                values.append(self._seen[cell])
            else:
                value = _number(cell)
                values.append(value)
                if value is None:
                    help_ = "write digits, or leave the cell empty if it is not known"
                    self._fault(line, start, i, "T538", f"{quoted(cell)} is not a number", help_)
                    sound = False
                elif value < 0:
                    zero = "a figure is zero or more" if self.figure else "a price or volume is zero or more"
                    self._fault(line, start, i, "T539", f"`{name}` is below zero: {quoted(cell)}", zero)
                    sound = False
                else:
                    self._seen[cell] = value
        if sound and isinstance(day, date):
            self._keep(day, _Row(start, start + len(line), tuple(values)), line)

    def _keep(self, day: date, row: _Row, line: str) -> None:
        if self._high >= 0:
            high, low = row.values[self._high], row.values[self._low]
            if high is not None and low is not None and high < low:
                message = f"`high` {decimal_text(high)} is below `low` {decimal_text(low)} on {day}"
                self._fault(line, row.start, self.names.index("high"), "T540", message, "one of the two is wrong, or they changed places")
        known = self.rows.get(day)
        if known is None:
            self.rows[day] = row
        elif known.values == row.values:
            self._same.add(row.start, row.end)
            return
        else:
            first = Label(Span(self.findings.source, known.start, known.end), "the first row for this day")
            message = f"{day} has two rows with different values"
            self.findings.add("T542", Severity.MUST, message, row.start, row.end, "keep the row that is right", (first,))
            return
        if self._last is not None and day < self._last:
            self._back.add(row.start, row.end)
        self._last = day

    def _fault(self, line: str, start: int, column: int, code: str, message: str, help_: str) -> None:
        split = _split(line)
        starts = split[1] if split else [0]
        begin = starts[column] if column < len(starts) else len(line)
        end = starts[column + 1] - 1 if column + 1 < len(starts) else len(line)
        self.findings.add(code, Severity.MUST, message, start + begin, start + end, help_)

    def summarise(self) -> None:
        """Findings that are told once for all rows: out of order, the same twice, empty, cells not told, prices of zero."""
        findings, info, should = self.findings, Severity.INFO, Severity.SHOULD
        if self._back.count:
            message = f"the rows are not in the order of their dates: {_times(self._back.count)}; they were sorted"
            findings.add("T543", should, message, self._back.start, self._back.end, "confirm that the dates are right")
        if self._same.count:
            message = f"the same row stands again: {_times(self._same.count)}; it was read once"
            findings.add("T541", info, message, self._same.start, self._same.end)
        text = findings.source.text
        blank = _EMPTY.search(text)
        if blank is not None and not self._empty.count:
            self._empty.add(blank.end(), blank.end())
        if self._empty.count:
            findings.add("T544", info, "empty rows were passed over", self._empty.start, self._empty.end)
        for i, name in enumerate(self.columns):
            absent, zero = _Tally(), _Tally()
            for row in self.rows.values():
                value = row.values[i]
                if value is None:
                    absent.add(row.start, row.end)
                elif not value and name != "volume" and not self.figure:
                    zero.add(row.start, row.end)
            if absent.count:
                message = f"`{name}` is not told: {_times(absent.count)} in {len(self.rows):,}; a cell not told is not 0"
                findings.add("T545", info, message, absent.start, absent.end)
            if zero.count:
                help_ = "leave a cell empty if it is not known"
                findings.add("T547", should, f"`{name}` is 0: {_times(zero.count)}", zero.start, zero.end, help_)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times, first here"
