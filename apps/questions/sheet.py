"""A reply as one page: opens from disk, needs nothing else, prints.

Enters: a `Reply`. Leaves: HTML with its style inside and no script; the days of a window as a chart and as a table. Holds: the same words
in the same order as on the screen; whatever the chart shows stands in the table beside it; no name or figure of a file is taken as
markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import chain

from tenor.apps.answers import Setting, header, origin_block
from tenor.apps.html_page import closing, heading, opening, row_list, section
from tenor.apps.questions.reply import Reply
from tenor.interpreter.explain import Table
from tenor.interpreter.values import Q, Unknown
from tenor.interpreter.wording import long_day, said, short_day

__all__ = ["sheet"]


def sheet(st: Setting, reply: Reply) -> str:
    """The page."""
    return "\n".join(_lines(st, reply)) + "\n"


def _lines(st: Setting, reply: Reply) -> Iterator[str]:
    yield from opening(f"{reply.question} {st.contract.title}")
    yield heading(header(st), reply.question)
    yield f'<section class="answer" aria-label="Answer">{"".join(f"<p>{escape(x)}</p>" for x in reply.sentences)}</section>'
    blocks = reply.blocks(st)
    for number, block in enumerate(blocks, 1):
        window = next((t for t in reply.windows if block.title.startswith(t.title)), None)
        inner: Iterator[str] = row_list(block.rows)
        if window is not None:
            inner = chain(_chart(window, number), _table(window), row_list([r for r in block.rows if r.label.startswith("left out: ")]))
        yield from section(f"part-{number}", block.title, inner)
    apart = [t for t in reply.windows if not any(b.title.startswith(t.title) for b in blocks)]
    for number, window in enumerate(apart, len(blocks) + 1):
        title = f"{window.title}; the days used are marked"
        yield from section(f"part-{number}", title, chain(_chart(window, number), _table(window)))
    yield from closing(origin_block(st).rows)


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
