"""Comments of a text: where they stand, and the text without them.

Enters: a text, or a piece of one that begins where a sentence does. Leaves: the same with its comments blanked, lengths kept; or what the
comment of a line says. Holds: two hyphens within quotation marks or among free words begin no comment; the same is a comment here and to
whoever reads the words (`tenor.dsl.words`).
"""

from __future__ import annotations

import re

__all__ = ["FREE_AFTER", "comment_of", "without_comments"]

FREE_AFTER = ("recorded only", "judgment word", "not transcribed", "not in the paper")
"""What free words follow, after a colon, to the full stop at the end of a line."""

_KEPT = rf'"[^"\n]*"|“[^”\n]*”|\b(?:{"|".join(FREE_AFTER)})\s*:.*?(?=\.[ \t]*(?:--[^\n]*)?(?:\n|\Z)|\Z)'
_COMMENT = re.compile(rf"{_KEPT}|(?P<comment>--[^\n]*)", re.DOTALL)


def without_comments(text: str) -> str:
    """The text with its comments blanked, lengths kept."""
    if "--" not in text:
        return text
    return _COMMENT.sub(lambda m: " " * len(m[0]) if m["comment"] is not None else m[0], text)


def comment_of(line: str) -> str:
    """What the comment of a line says; empty, where it has none."""
    found = next((m["comment"] for m in _COMMENT.finditer(line) if m["comment"] is not None), "")
    return found.removeprefix("--").strip()
