"""`python -m tests.docs PAGE…`: writes into pages what their messages and commands come to now, to be read before it is kept."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.docs.examples import blocks, ready


def mend(path: Path) -> list[str]:
    """Rewrites `message` and `console` blocks that no longer hold; gives the faults that remain."""
    text = path.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        page = ready(Path(folder).resolve())
        page.run(text)
    rows = text.split("\n")
    for block in sorted(blocks(text), key=lambda b: -b.line):
        if block.line in page.mended:
            count = block.text.count("\n") if block.text.strip() else 0
            indent = rows[block.line - 2][: len(rows[block.line - 2]) - len(rows[block.line - 2].lstrip())]
            new = page.mended[block.line].rstrip("\n").split("\n")
            rows[block.line - 1 : block.line - 1 + count] = [indent + row if row else row for row in new]
    path.write_text("\n".join(rows), "utf-8")
    return [f"{path}:{line}: {words}" for line, words in page.faults if line not in page.mended]


if __name__ == "__main__":
    if sys.argv[1:] == ["--errors"]:
        from tests.docs.errors_page import PAGE, errors_page

        PAGE.write_text(errors_page(), "utf-8")
        sys.argv[1:] = []
    if sys.argv[1:] == ["--constructs"]:
        from tests.docs import constructs_page

        constructs_page.PAGE.write_text(constructs_page.constructs_page(), "utf-8")
        sys.argv[1:] = []
    for name in sys.argv[1:]:
        if name.endswith("errors.md"):
            sys.exit("that page is made from apps/codes.md: python -m tests.docs --errors")
        for fault in mend(Path(name)):
            print(fault)
