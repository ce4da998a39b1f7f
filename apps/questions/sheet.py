"""A reply as one page: opens from disk, needs nothing else, prints.

Enters: a `Reply`. Leaves: HTML with its style inside and no script; the days of a window as a chart and as a table. Holds: the same words
in the same order as on the screen; whatever the chart shows stands in the table beside it; no name or figure of a file is taken as
markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from tenor.apps.answers import Setting, header
from tenor.apps.page import NOTHING, Row
from tenor.apps.questions.reply import Reply, origin
from tenor.apps.sources import UNREADABLE, Stop
from tenor.interpreter.explain import Table
from tenor.interpreter.values import Q, Unknown
from tenor.interpreter.wording import long_day, said, short_day

__all__ = ["STYLE", "row_list", "sheet", "write_page"]

STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --faint: #5c5c5c; --line: #d0d0d0; --mark: #0b57a4; --soft: #eef4fb; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --paper: #16181b; --faint: #a8a8a8; --line: #3a3d42; --mark: #7db7f5; --soft: #1d2a38; }
}
* { box-sizing: border-box; }
body { font: 16px/1.5 Georgia, "Times New Roman", serif; color: var(--ink); background: var(--paper); }
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.25rem; }
h2 { font-size: 1rem; border-bottom: 1px solid var(--line); margin: 2rem 0 .4rem; }
.head { color: var(--faint); }
.answer p { font-size: 1.15rem; margin: .3rem 0; }
.answer p:first-child { font-weight: bold; }
ul { list-style: none; margin: 0; padding-left: 1.2rem; }
section > ul { padding-left: 0; }
section > ul > li { padding: .2rem 0; }
li > div { display: flex; gap: 1rem; justify-content: space-between; }
li li { color: var(--faint); border-left: 2px solid var(--line); padding-left: .7rem; }
.at { color: var(--faint); white-space: nowrap; font-size: .85rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { position: absolute; left: -200rem; }
th, td { padding: .1rem .9rem .1rem 0; text-align: left; }
td.figure { text-align: right; }
tr.used { font-weight: bold; background: var(--soft); }
figure { margin: 1rem 0; }
figcaption { color: var(--faint); font-size: .9rem; }
svg { width: 100%; height: auto; }
svg text { font: 12px sans-serif; fill: var(--faint); }
circle.point { fill: var(--paper); stroke: var(--faint); stroke-width: 1.5; }
circle.used { fill: var(--mark); stroke: var(--mark); }
.level { stroke: var(--mark); }
.axis { stroke: var(--line); }
@media print {
  :root { --ink: #000; --paper: #fff; --mark: #000; }
  body { margin: 0; max-width: none; font-size: 11pt; }
  figure, tr, li { break-inside: avoid; }
}
"""


def write_page(path: str, st: Setting, reply: Reply) -> None:
    """Writes the page; a place that cannot be written stops the command."""
    try:
        Path(path).write_text(sheet(st, reply), "utf-8")
    except OSError as fault:
        raise Stop(f"--html: `{path}` cannot be written: {fault.strerror}", UNREADABLE) from None


def sheet(st: Setting, reply: Reply) -> str:
    """The page."""
    return "\n".join(_lines(st, reply)) + "\n"


def _lines(st: Setting, reply: Reply) -> Iterator[str]:
    first, *rest = header(st)
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(reply.question)} {escape(st.contract.title)}</title>"
    yield f"<style>{STYLE}</style></head><body>"
    yield f'<header class="head"><p>{escape(first)}</p>{"".join(f"<p>{escape(x)}</p>" for x in rest)}</header>'
    yield f"<main><h1>{escape(reply.question)}</h1>"
    yield f'<section class="answer" aria-label="Answer">{"".join(f"<p>{escape(x)}</p>" for x in reply.sentences)}</section>'
    blocks = reply.blocks(st)
    for number, block in enumerate(blocks, 1):
        window = next((t for t in reply.windows if block.title.startswith(t.title)), None)
        yield f'<section aria-labelledby="part-{number}"><h2 id="part-{number}">{escape(block.title)}</h2>'
        if window is not None:
            yield from _chart(window, number)
            yield from _table(window)
            yield from row_list([r for r in block.rows if r.label.startswith("left out: ")])
        else:
            yield from row_list(block.rows)
        yield "</section>"
    apart = [t for t in reply.windows if not any(b.title.startswith(t.title) for b in blocks)]
    for number, window in enumerate(apart, len(blocks) + 1):
        yield f'<section aria-labelledby="part-{number}"><h2 id="part-{number}">{escape(window.title)}; the days used are marked</h2>'
        yield from _chart(window, number)
        yield from _table(window)
        yield "</section>"
    yield '</main><footer><section aria-labelledby="origin"><h2 id="origin">Computed from</h2>'
    yield from row_list(origin(st).rows)
    yield "</section></footer></body></html>"


def row_list(rows: Sequence[Row]) -> Iterator[str]:
    """Rows as a list, what stands below each in a list of its own."""
    if rows:
        yield "<ul>"
        for row in rows:
            text = escape(row.label) if row.value is NOTHING else f"{escape(row.label)}: <b>{escape(said(row.value, row.type))}</b>"
            note = f" <i>{escape(row.note)}</i>" if row.note else ""
            at = f'<span class="at">{escape(row.section)}</span>' if row.section else ""
            yield f"<li><div><span>{text}{note}</span>{at}</div>"
            yield from row_list(row.under)
            yield "</li>"
        yield "</ul>"


# ── the days of a window


def _table(t: Table) -> Iterator[str]:
    yield f"<table><caption>{escape(t.title)}</caption>"
    yield "<thead><tr><th scope=col>Day</th><th scope=col>Figure</th><th scope=col>Used</th></tr></thead><tbody>"
    for day, words, used in t.rows:
        mark = ' class="used"' if used else ""
        yield f'<tr{mark}><td>{escape(long_day(day))}</td><td class="figure">{escape(words)}</td><td>{"used" if used else ""}</td></tr>'
    yield "</tbody></table>"


_WIDE, _HIGH, _LEFT, _FOOT = 760, 220, 70, 40


def _at(value: Q) -> str:
    """A place in the drawing, to a hundredth."""
    hundredths = int(value * 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _chart(t: Table, number: int) -> Iterator[str]:
    """A point a day, those used filled, with a line at their mean; the scale runs from a little below the least to the greatest."""
    known = [v for v in t.values if not isinstance(v, Unknown)]
    if not known:
        return
    top, least = max(known), min(known)
    gap = (top - least) / 4 or abs(top) / 4 or Q(1)
    low, high, room = least - gap, top + gap / 2, _HIGH - _FOOT - 10
    step = Q(_WIDE - _LEFT) / len(t.rows)

    def level(v: Q) -> str:
        return _at(10 + room * (high - v) / (high - low))

    used = [v for v, (_, _, mark) in zip(t.values, t.rows, strict=True) if mark and not isinstance(v, Unknown)]
    words = f"{len(used)} of {len(t.rows)} days are used"
    yield f'<figure><svg viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-labelledby="chart-{number}">'
    yield f'<title id="chart-{number}">{escape(f"{t.title}: {words}")}</title>'
    for v in dict.fromkeys((least, top)):
        yield f'<line class="axis" x1="{_LEFT}" x2="{_WIDE}" y1="{level(v)}" y2="{level(v)}"/>'
        yield f'<text x="{_LEFT - 6}" y="{level(v)}" dy="4" text-anchor="end">{escape(said(v, t.type, short=True))}</text>'
    if used and len(used) < len(t.rows):
        mean = sum(used, Q(0)) / len(used)
        yield f'<line class="level" stroke-dasharray="4 3" x1="{_LEFT}" x2="{_WIDE}" y1="{level(mean)}" y2="{level(mean)}"/>'
        words += f"; dashed, their mean {said(mean, t.type)}"
    every = max(1, -(-len(t.rows) // 8))
    for i, ((day, text, mark), v) in enumerate(zip(t.rows, t.values, strict=True)):
        x = _at(_LEFT + step * i + step / 2)
        if not isinstance(v, Unknown):
            about = f"{long_day(day)}: {text}" + (", used" if mark else "")
            kind, radius = ("point used", 6) if mark else ("point", 4)
            yield f'<circle class="{kind}" cx="{x}" cy="{level(v)}" r="{radius}"><title>{escape(about)}</title></circle>'
        if i % every == 0:
            yield f'<text x="{x}" y="{_HIGH - 20}" text-anchor="middle">{escape(short_day(day, year=False))}</text>'
    yield f"</svg><figcaption>{escape(words)}. The scale does not begin at zero; every figure stands in the table below.</figcaption>"
    yield "</figure>"
