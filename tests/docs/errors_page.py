"""The index of messages, `docs/errors.md`, made from the pages of the codes (`apps/codes.md`) by running their examples.

Enters: nothing. Leaves: the text of the page. Holds: one source for what a code means; the message shown is the one that is given.
`python -m tests.docs --errors` writes it.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tenor.apps.codes import CodePage, pages
from tests.apps.test_codes import BASE, found_in
from tests.docs.examples import DOCS, said

PAGE = DOCS / "errors.md"

_HEAD = """\
# Messages

A message says where something is wrong, what, and what would mend it, in the words of the contract. How grave it is stands first:

- *must be settled*: the contract cannot be run, or the fact is left out;
- *should be confirmed*: it can be run, and someone should look;
- *for your information*.

Each kind of message has a code that is never used for another: `T1xx` words and sentences, `T2xx` names and sections, `T3xx` types and
units, `T4xx` days, rounding and readings, `T5xx` facts, prices and lists of days. `tenor explain T310` shows the entry of a code on the
terminal.

This page is made from `apps/codes.md` by running its examples. Where an example is a piece of a contract, it stands in this one:

"""

_GROUPS = {
    "T1": "Words and sentences",
    "T2": "Names, sections, provisions",
    "T3": "Types and units",
    "T4": "Days, rounding, readings",
    "T5": "Facts, prices, lists of days",
    "T6": "Drafting faults of the paper",
}
_FENCES = {"contract": "tenor", "whole": "tenor", "facts": "facts", "json": "json", "prices": "csv", "question": "text", "file": "text"}


def _fenced(kind: str, text: str) -> str:
    return f"```{kind}\n{text}\n```\n"


def entry(page: CodePage) -> str:
    """One code: its title and paragraph, the wrong example with its message, the mended one."""
    fence = "json" if page.wrong.startswith("{") else _FENCES[page.kind]
    parts = [f"### {page.code}: {page.title}\n", page.text + "\n", _fenced(fence, page.wrong)]
    if page.kind != "file" and "…" not in page.wrong:
        with tempfile.TemporaryDirectory() as folder:
            found = [d for d in found_in(page, page.wrong, Path(folder)) if d.code == page.code][:1]
        parts.append(_fenced("message", "\n".join(line.replace(folder + os.sep, "") for d in found for line in said(d))))
    parts += ["Mended:\n", _fenced(fence, page.mended)]
    return "\n".join(parts)


def errors_page() -> str:
    """The whole page."""
    rows = [_HEAD + _fenced("tenor", BASE.rstrip("\n"))]
    group = ""
    for page in pages().values():
        if page.code[:2] != group:
            group = page.code[:2]
            rows.append(f"## {_GROUPS[group]}\n")
        rows.append(entry(page))
    return "\n".join(rows)
