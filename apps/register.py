"""The register of sources beside a contract: which text was transcribed.

Enters: the path of a contract file and its entry. Leaves: the digest that the register gives for the entry. Holds: only the file `SOURCES.md`
in the contract's own folder is looked into.
"""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["registered_digest"]

_DIGEST = re.compile(r"sha256[^\n]*?\b([0-9a-f]{64})\b", re.IGNORECASE)


def registered_digest(contract: Path, entry: str) -> str:
    """The sha256 of the text of an entry; empty, where the register has none."""
    try:
        text = (contract.parent / "SOURCES.md").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    parts = re.split(r"^##\s+`?([^`\n]+?)`?\s*$", text, flags=re.MULTILINE)
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        if name.strip() == entry and (m := _DIGEST.search(body)):
            return m[1].lower()
    return ""
