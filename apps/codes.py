"""The page of a code: what is wrong, an example that is wrong, the same mended.

Enters: a code. Leaves: its page, from `codes.md` beside this file. Holds: every code that the language or the interpreter uses has one,
and its examples are tested.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from attrs import frozen

from tenor.apps.sources import UNREADABLE, Stop

__all__ = ["CodePage", "page_of", "pages"]

_HEAD = re.compile(r"## (T\d{3}) (\w+): (.+)")


@frozen
class CodePage:
    """One code: its title, a paragraph, and the examples; `kind` says what they are pieces of."""

    code: str
    kind: str
    title: str
    text: str
    wrong: str
    mended: str


@cache
def pages() -> dict[str, CodePage]:
    """All pages by their codes, in order."""
    found: dict[str, CodePage] = {}
    text = files("tenor.apps").joinpath("codes.md").read_text("utf-8")
    for part in re.split(r"(?m)^(?=## T\d{3} )", text)[1:]:
        head = _HEAD.match(part)
        assert head is not None, part[:80]
        assert head[1] not in found, f"{head[1]} has two pages"
        body = part[head.end() :].strip("\n")
        words, _, examples = body.partition("\n\n    ")
        blocks = _blocks("    " + examples)
        half = len(blocks) // 2
        found[head[1]] = CodePage(head[1], head[2], head[3], words.strip(), "\n\n".join(blocks[:half]), "\n\n".join(blocks[half:]))
    return found


def _blocks(text: str) -> list[str]:
    """The indented blocks of a page, without their indent."""
    return ["\n".join(line[4:] for line in block.split("\n")).rstrip() for block in re.split(r"\n\s*\n", text.rstrip())]


def page_of(code: str) -> str:
    """A page as a terminal shows it."""
    page = pages().get(code)
    if page is None:
        from tenor.dsl.nearest import nearest

        near = nearest(code, pages())
        raise Stop(f"there is no code `{code}`" + (f"; the nearest is {near}" if near else ""), UNREADABLE)
    wrong = "\n".join(f"    {line}".rstrip() for line in page.wrong.split("\n"))
    mended = "\n".join(f"    {line}".rstrip() for line in page.mended.split("\n"))
    return f"{page.code}  {page.title}\n\n{page.text}\n\n  wrong:\n\n{wrong}\n\n  mended:\n\n{mended}"
