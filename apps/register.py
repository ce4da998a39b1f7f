"""The register of papers: which text of an exhibit a contract transcribes.

Enters: a contract file, its entry, perhaps the text of the exhibit. Leaves: the SHA-256 of that text. Holds: a text that is not the one of
the register is refused, never taken instead of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from tenor.apps.sources import FINDINGS, Stop

__all__ = ["REGISTER", "entry_of", "exhibit_of", "registered"]

REGISTER = "SOURCES.md"
_SHA = re.compile(r"\|\s*sha256 of the text\s*\|\s*`?([0-9a-fA-F]{64})`?\s*\|", re.IGNORECASE)


def _entries(contract_path: str) -> Iterator[tuple[str, str]]:
    """The entries of the register beside a contract, each with its SHA-256."""
    path = Path(contract_path).parent / REGISTER
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return
    for section in re.split(r"^##\s+", text, flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        if found := _SHA.search(body):
            yield heading.strip().strip("`"), found[1].lower()


def registered(contract_path: str, entry: str) -> str:
    """The SHA-256 that the register beside a contract gives for an entry; empty where it gives none."""
    return next((digest for known, digest in _entries(contract_path) if known == entry), "")


def entry_of(contract_path: str, digest: str) -> str:
    """The entry of the register beside a contract whose text has a SHA-256; empty where none has."""
    return next((entry for entry, known in _entries(contract_path) if known == digest), "")


def exhibit_of(contract_path: str, entry: str, document: str | None) -> str:
    """The SHA-256 of the text that was transcribed, as the register has it; a document that is given must be that text."""
    known = registered(contract_path, entry)
    if document is None:
        return known
    try:
        digest = hashlib.sha256(Path(document).read_bytes()).hexdigest()
    except OSError:
        raise Stop(f"--document: `{document}` cannot be read") from None
    if known and digest != known:
        raise Stop(
            f"--document: `{document}` is not the text of “{entry}”: its SHA-256 begins {digest[:16]}, that of the register {known[:16]}",
            FINDINGS,
        )
    return digest
