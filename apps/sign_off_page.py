"""The sheets to initial as one page to print: opens from disk, needs nothing else.

Enters: the sheets. Leaves: HTML without a script, each sheet on a page of its own when printed, with room for initials. Holds: the same
words in the same order as on the screen; no name or figure of a file is taken as markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from tenor.apps.answers import header, source_lines
from tenor.apps.html_page import STYLE, closing, heading, opening, row_list
from tenor.apps.page import Block, Row
from tenor.apps.sign_off import Hand, Sheets, sheet_blocks

__all__ = ["sheet_page"]

_STYLE = """
td, th { vertical-align: top; border-bottom: 1px solid var(--line); }
.box { display: inline-block; border: 1px solid var(--faint); width: 4rem; height: 1.4rem; vertical-align: middle; }
nav ol { padding-left: 1.2rem; }
a { color: var(--mark); }
@media print { main > section { break-before: page; } nav { display: none; } }
"""


def sheet_page(x: Sheets) -> str:
    """The page."""
    return "\n".join(_lines(x)) + "\n"


def _lines(x: Sheets) -> Iterator[str]:
    sheets = sheet_blocks(x)
    title = f"Sheets to initial: {x.setting.contract.title}"
    yield from opening(title, STYLE + _STYLE)
    yield heading(header(x.setting), title)
    yield '<nav aria-label="Sheets"><ol>'
    yield from (f'<li><a href="#sheet-{n}">{escape(_name(b))}</a></li>' for n, b in enumerate(sheets.values(), 1))
    yield "</ol></nav>"
    for number, (kind, block) in enumerate(sheets.items(), 1):
        yield f'<section aria-labelledby="sheet-{number}"><h2 id="sheet-{number}">{escape(block.title)}</h2>'
        if kind == "figures" and x.figures:
            yield from _figures(x)
        elif kind == "by_hand" and x.hands:
            for hand in x.hands:
                yield from _hand(hand)
        else:
            yield from row_list(block.rows)
        if kind != "signed":
            yield '<p>initials: preparer <span class="box"></span> reviewer <span class="box"></span></p>'
        yield "</section>"
    yield from closing([Row(line) for line in source_lines(x.setting)])


def _name(block: Block) -> str:
    return block.title.lstrip("0123456789 ")


def _figures(x: Sheets) -> Iterator[str]:
    yield "<table><thead><tr><th scope=col>Figure</th><th scope=col>Section</th><th scope=col>Sentence</th>"
    yield "<th scope=col>Line</th><th scope=col>Used in</th></tr></thead><tbody>"
    for f in x.figures:
        cells = (f.words, f.section, f.sentence, str(f.line), ", ".join(f.used))
        yield "<tr>" + "".join(f"<td>{escape(c)}</td>" for c in cells) + "</tr>"
    yield "</tbody></table>"


def _hand(h: Hand) -> Iterator[str]:
    yield f"<h3>{escape(h.title)}</h3>"
    yield "<table><thead><tr><th scope=col>Line</th><th scope=col>What</th><th scope=col>Section</th>"
    yield "<th scope=col>From</th><th scope=col>Figure</th></tr></thead><tbody>"
    for n, step in enumerate(h.sheet.steps, 1):
        cells = (str(n), step.what, step.section, step.formula or step.source)
        yield "<tr>" + "".join(f"<td>{escape(c)}</td>" for c in cells) + f'<td class="figure">{escape(step.words)}</td></tr>'
    yield "</tbody></table>"
    worked = f"; worked there: {h.working}" if h.working else ""
    yield f"<p>Expected by the scenario ({escape(h.where)}): {escape(h.expected + worked)}</p>"
    verdict = "they tie" if h.sheet.ties else "they do not tie"
    yield f"<p>Re-performed {escape(h.sheet.steps[-1].words)}, Tenor gives {escape(h.got)}: {verdict}.</p>"
