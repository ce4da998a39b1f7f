"""The dates of a contract as a picture and a list: one page that opens from disk, needs nothing else, prints.

Enters: the entries of a timeline. Leaves: HTML with a drawing inside and no script: a lane for each party, in it a mark for each entry, a
bar for each right from the day on which it opened to the day on which it lapses. Holds: every mark leads to its line in the list, by mouse
and by keyboard, and says what it is without colour; no name or figure of a file is taken as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from html import escape
from itertools import chain

from attrs import field, frozen

from tenor.apps.answers import Setting, header, instant_words, source_lines
from tenor.apps.html_page import STYLE, closing, heading, opening, row_list, section
from tenor.apps.page import Row
from tenor.apps.timeline import Wanted, details, found_entries, paper_of, remains, sentences, step_words, what_words
from tenor.interpreter.entry import PAST, Entry
from tenor.interpreter.wording import long_day, short_day

__all__ = ["timeline_page"]

_STYLE = """
body { max-width: 76rem; }
svg a:focus { outline: none; }
svg a:focus .mark, svg a:hover .mark { stroke: var(--ink); stroke-width: 3; }
.lane { fill: none; stroke: var(--line); }
.band { fill: var(--soft); }
.now { stroke: var(--mark); stroke-width: 2; }
.mark { fill: var(--paper); stroke: var(--faint); stroke-width: 1.5; }
.mark.open { fill: var(--mark); stroke: var(--mark); }
.mark.late { fill: #b3261e; stroke: #b3261e; }
.bar { fill: var(--mark); opacity: .35; }
.bar.lapsed { fill: var(--faint); }
.bar.endless { fill: none; stroke: var(--mark); stroke-dasharray: 5 3; }
td:first-child { white-space: nowrap; }
svg text.name { font-weight: bold; fill: var(--ink); }
svg text.sign { fill: var(--paper); font-size: 10px; font-weight: bold; }
td, th { vertical-align: top; border-bottom: 1px solid var(--line); padding: .3rem .9rem .3rem 0; }
tr:target { background: var(--soft); }
tr.late td:nth-child(2) { font-weight: bold; }
.scroll { overflow-x: auto; }
.key { display: flex; flex-wrap: wrap; gap: 1.2rem; list-style: none; padding: 0; color: var(--faint); font-size: .9rem; }
.key svg { width: 16px; height: 16px; vertical-align: -3px; }
@media print { .scroll { overflow: visible; } .mark.late { fill: #000; stroke: #000; } }
"""

_WIDE, _LEFT, _RIGHT, _ROW, _TOP = 1100, 150, 45, 22, 30
_SHAPES = {
    "duty": "circle",
    "claim": "square",
    "running": "square",
    "election": "flag",
    "chance": "flag",
    "right": "flag",
    "waiver": "flag",
    "event": "diamond",
    "posting": "diamond",
    "day": "line",
    "fact": "tick",
}
_KEY = (
    ("circle", "a duty, on the day by which it is due"),
    ("square", "an amount, on the day on which it is payable"),
    ("flag", "a right, on the day on which it lapses; its bar begins where it opened"),
    ("opening", "a right, on the day on which it opened; a bar to the edge has no last day yet"),
    ("diamond", "what follows by the paper"),
    ("tick", "what was told"),
    ("line", "a day that the paper names"),
)


def timeline_page(st: Setting, w: Wanted) -> str:
    """The page."""
    return "\n".join(_lines(st, w)) + "\n"


def _lines(st: Setting, w: Wanted) -> Iterator[str]:
    found = found_entries(st, w)
    entries = found.shown
    dated = [(n, e) for n, e in enumerate(entries, 1) if e.day is not None]
    title = f"Dates of {st.contract.title}"
    yield from opening(title, STYLE + _STYLE)
    yield heading([*header(st), *([w.words()] if w.words() else [])], title)
    yield f'<section class="answer" aria-label="Answer">{"".join(f"<p>{escape(x)}</p>" for x in sentences(st, entries))}</section>'
    if dated:
        drawing = _drawing(st, dated, [e for e in entries if e.day is None])
        yield from section("picture", "Duties and rights over time", chain(['<div class="scroll">'], drawing, ["</div>"], _key()))
    yield from section("list", "In order of dates", _table(st, list(enumerate(entries, 1))))
    for number, block in enumerate((b for b in remains(st, found, w) if b.rows), 1):
        yield from section(f"left-{number}", block.title, row_list(block.rows))
    yield from closing([Row(x) for x in source_lines(st)])


# ── the list


def _table(st: Setting, entries: Sequence[tuple[int, Entry]]) -> Iterator[str]:
    yield '<div class="scroll"><table><thead><tr><th scope=col>Day</th><th scope=col>State</th><th scope=col>What</th>'
    yield "<th scope=col>Party</th><th scope=col>Section</th></tr></thead><tbody>"
    for n, e in entries:
        day = "no date yet" if e.day is None else long_day(e.day)
        at = f", before {e.before[0]:%H:%M} {e.before[1]}" if e.before else ""
        more = [*details(e), *(f"then: {step_words(e, x)}" + (f" ({x.section})" if x.section else "") for x in e.follows)]
        what = f"<b>{escape(what_words(e))}</b>" + "".join(f"<br>{escape(x)}" for x in more)
        paper = paper_of(st.contract, e.section)
        where = escape(e.section.removesuffix(f" of {paper}")) + (f"<br><i>{escape(paper)}</i>" if paper else "")
        yield f'<tr id="entry-{n}" class="{"late" if e.status in PAST else ""}"><td>{escape(day + at)}</td><td>{escape(e.status)}</td>'
        yield f"<td>{what}</td><td>{escape(e.party)}</td><td>{where}</td></tr>"
    yield "</tbody></table></div>"


# ── the drawing


@frozen(eq=False)
class _Placed:
    """An entry with its number in the list, and the days between which it takes room; `endless`: open, with no last day known."""

    number: int
    entry: Entry
    start: date
    end: date
    endless: bool = False


@frozen(eq=False)
class _Lane:
    """A party with its rows: in each, marks that do not touch."""

    name: str
    rows: list[list[_Placed]] = field(factory=list)


def _drawing(st: Setting, dated: Sequence[tuple[int, Entry]], undated: Sequence[Entry]) -> Iterator[str]:
    days = [e.day for _, e in dated if e.day is not None] + [st.when.day]
    first, last = min(days), max(days)
    span = max((last - first).days, 1)
    room = _WIDE - _LEFT - _RIGHT

    def x_of(day: date) -> int:
        return _LEFT + room * (day - first).days // span

    lanes = _lanes(st, dated, undated, x_of, last)
    high = _TOP + sum(_ROW * len(lane.rows) + 10 for lane in lanes) + 26
    yield f'<svg viewBox="0 0 {_WIDE} {high}" width="{_WIDE}" height="{high}" role="group" aria-label="Duties and rights over time">'
    for day in _marks(first, last):
        yield f'<line class="axis" x1="{x_of(day)}" x2="{x_of(day)}" y1="{_TOP - 8}" y2="{high - 22}"/>'
        yield f'<text x="{x_of(day)}" y="{high - 6}" text-anchor="middle">{escape(short_day(day))}</text>'
    y = _TOP
    for n, lane in enumerate(lanes):
        height = _ROW * len(lane.rows) + 10
        if n % 2 == 0:
            yield f'<rect class="band" x="0" y="{y}" width="{_WIDE}" height="{height}"/>'
        yield f'<text class="name" x="8" y="{y + 18}">{escape(_short(lane.name))}<title>{escape(lane.name)}</title></text>'
        for r, row in enumerate(lane.rows):
            at = y + 5 + _ROW * r + _ROW // 2
            for x in row:
                yield from _mark(x, x_of(x.start), x_of(x.entry.day or x.end), at)
        y += height
    now = x_of(st.when.day)
    yield f'<line class="now" x1="{now}" x2="{now}" y1="{_TOP - 12}" y2="{high - 22}"/>'
    anchor = "end" if now > _WIDE // 2 else "start"
    at = now + (-6 if anchor == "end" else 6)
    yield f'<text x="{at}" y="{_TOP - 14}" text-anchor="{anchor}">as of {escape(instant_words(st.when))}</text>'
    yield "</svg>"


def _short(name: str) -> str:
    return name if len(name) <= 20 else name[:19] + "…"


def _whose(e: Entry) -> tuple[str, str, str, str]:
    return e.party, e.name, e.section, e.about


def _opens(e: Entry) -> bool:
    """Whether it is a right on the day on which it opened."""
    return e.kind == "right" and " from this day" in e.words


def _lanes(
    st: Setting, dated: Sequence[tuple[int, Entry]], undated: Sequence[Entry], x_of: Callable[[date], int], last: date
) -> list[_Lane]:
    """A lane for each party in the order of the contract, and one for what is nobody's; its marks in as few rows as hold them apart."""
    opened = {_whose(e): e.day for _, e in dated if _opens(e)}
    endless = {_whose(e) for e in undated if e.kind == "right" and e.unfinished}
    found: dict[str, _Lane] = {}
    for number, e in dated:
        assert e.day is not None
        placed = _Placed(number, e, e.day, e.day)
        if _opens(e) and _whose(e) in endless:
            placed = _Placed(number, e, e.day, last, endless=True)
        elif e.kind == "right" and not _opens(e):
            placed = _Placed(number, e, min(opened.get(_whose(e)) or e.day, e.day), e.day)
        lane = found.setdefault(e.party or "the paper", _Lane(e.party or "the paper"))
        for row in lane.rows:
            if all(x_of(x.end) + 14 < x_of(placed.start) or x_of(placed.end) + 14 < x_of(x.start) for x in row):
                row.append(placed)
                break
        else:
            lane.rows.append([placed])
    order = [*st.contract.parties, "the paper"]
    return sorted(found.values(), key=lambda lane: order.index(lane.name) if lane.name in order else len(order))


def _marks(first: date, last: date) -> list[date]:
    """Days under the drawing: at most nine, at even distances."""
    span = (last - first).days
    step = max(1, -(-span // 8))
    return [first + timedelta(days=n) for n in range(0, span + 1, step)]


def _mark(placed: _Placed, start: int, x: int, y: int) -> Iterator[str]:
    e = placed.entry
    assert e.day is not None
    state = "late" if e.status in PAST else "open" if e.unfinished or placed.endless else "past"
    words = f"{long_day(e.day)}, {e.status}: {what_words(e)}"
    yield f'<a href="#entry-{placed.number}" aria-label="{escape(words)}"><title>{escape(words)}</title>'
    if placed.endless:
        yield f'<path class="bar endless" d="M{x} {y - 4} H{_WIDE} M{x} {y + 4} H{_WIDE}"/>'
    elif start < x:
        lapsed = " lapsed" if e.status in {"lapsed", "closed"} else ""
        yield f'<rect class="bar{lapsed}" x="{start}" y="{y - 4}" width="{x - start}" height="8"/>'
    yield from _shape("opening" if _opens(e) else _SHAPES.get(e.kind, "tick"), state, x, y)
    yield "</a>"


def _shape(shape: str, state: str, x: int, y: int) -> Iterator[str]:
    """A mark: its shape says what it is, full what is open, with `!` what is late."""
    kind = f'class="mark {state}"'
    match shape:
        case "circle":
            yield f'<circle {kind} cx="{x}" cy="{y}" r="7"/>'
        case "square":
            yield f'<rect {kind} x="{x - 6}" y="{y - 6}" width="12" height="12"/>'
        case "flag":
            yield f'<path {kind} d="M{x - 7} {y - 7} H{x + 7} V{y + 3} L{x} {y + 8} L{x - 7} {y + 3} Z"/>'
        case "opening":
            yield f'<path {kind} d="M{x - 5} {y - 7} L{x + 7} {y} L{x - 5} {y + 7} Z"/>'
        case "diamond":
            yield f'<path {kind} d="M{x} {y - 8} L{x + 8} {y} L{x} {y + 8} L{x - 8} {y} Z"/>'
        case "line":
            yield f'<path {kind} d="M{x - 2} {y - 8} H{x + 2} V{y + 8} H{x - 2} Z"/>'
        case _:
            yield f'<circle {kind} cx="{x}" cy="{y}" r="4"/>'
    if state == "late":
        yield f'<text class="sign" x="{x}" y="{y}" dy="4" text-anchor="middle">!</text>'


def _key() -> Iterator[str]:
    yield '<ul class="key">'
    for shape, words in _KEY:
        yield f'<li><svg viewBox="0 0 20 20" aria-hidden="true">{"".join(_shape(shape, "past", 10, 10))}</svg> {escape(words)}</li>'
    yield '<li><svg viewBox="0 0 20 20" aria-hidden="true">' + "".join(_shape("circle", "open", 10, 10)) + "</svg> filled: open</li>"
    yield (
        '<li><svg viewBox="0 0 20 20" aria-hidden="true">' + "".join(_shape("circle", "late", 10, 10)) + "</svg> !: past its day</li></ul>"
    )
