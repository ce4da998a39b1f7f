"""What the pages have in common: they open from disk, need nothing else, and print.

Enters: a title, lines, rows. Leaves: HTML with its style inside. Holds: no name or figure of a file is taken as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from tenor.apps.page import NOTHING, Row
from tenor.interpreter.wording import said

__all__ = ["STYLE", "closing", "heading", "opening", "row_list", "section"]

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


def opening(title: str, style: str = STYLE) -> Iterator[str]:
    """A page to the beginning of its body."""
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(title)}</title>"
    yield f"<style>{style}</style></head><body>"


def heading(lines: Iterable[str], title: str) -> str:
    """The lines at the head of a page, and the beginning of its main part."""
    return f'<header class="head">{"".join(f"<p>{escape(x)}</p>" for x in lines)}</header><main><h1>{escape(title)}</h1>'


def section(name: str, title: str, inner: Iterable[str]) -> Iterator[str]:
    """A part of a page under its title; it can be gone to by its name."""
    yield f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(title)}</h2>'
    yield from inner
    yield "</section>"


def closing(rows: Sequence[Row]) -> Iterator[str]:
    """The end of a page: what it was computed from."""
    yield "</main><footer>"
    yield from section("origin", "Computed from", row_list(rows))
    yield "</footer></body></html>"


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
