"""The text of a file: bytes to a `Source`, or what is wrong with them.

Enters: a path or bytes. Leaves: a `Source`, the bytes, findings as `Diagnostic` values. Holds: nothing is bent or guessed.

It stands apart from calendars and prices, so that a command that reads a contract alone does not load them.
"""

from __future__ import annotations

import re
from pathlib import Path

from tenor.dsl.diagnostic import Diagnostic, Severity, Source, Span

__all__ = ["open_paper", "paper_of", "quoted", "read_source"]

_LARGEST = 64 * 1024 * 1024
_FOR = re.compile(r'^[ \t]*facts\s+for\s+["“]([^"”\n]+)["”]', re.MULTILINE)


def quoted(words: str) -> str:
    """The user's words in backticks, cut at 40 characters, with what cannot be printed replaced."""
    shown = "".join(c if c.isprintable() and c != "`" else "·" for c in words[:40])
    return f"`{shown}…`" if len(words) > 40 else f"`{shown}`"


def _whole(source: Source) -> Span:
    return Span(source, 0, 0)


def _encoding(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "UTF-32"
    sample = data[:4096]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or 3 * len(sample) < 10 * sample.count(0) < 7 * len(sample):
        return "UTF-16"
    return None


def read_source(origin: str | Path | bytes, shown: str) -> tuple[Source | None, bytes, list[Diagnostic]]:
    """The text of a file, or of bytes, as UTF-8 with or without its mark, the bytes as they are, and what is wrong with them.

    `shown` names the text in findings. Errors: T530 the file cannot be read or has over 64 MiB, T531 not UTF-8, T532 a byte of value 0,
    T533 nothing in it. A text whose lines end in carriage returns alone is read with line feeds in their place.
    """

    def fault(code: str, message: str, help_: str, source: Source | None = None, at: int = 0) -> tuple[None, bytes, list[Diagnostic]]:
        span = Span(source, at, at + 1) if source else _whole(Source(shown, ""))
        return None, data, [Diagnostic(code, Severity.MUST, message, span, help=help_)]

    data = b""
    if isinstance(origin, bytes):
        data = origin
    else:
        try:
            path = Path(origin)
            if path.exists() and not path.is_file():
                return fault("T530", f"{quoted(shown)} is not a file", "give the path of a file")
            with path.open("rb") as file:
                data = file.read(_LARGEST + 1)
        except FileNotFoundError:
            return fault("T530", f"there is no file {quoted(shown)}", "give the path of a file that is there")
        except (OSError, ValueError):
            return fault("T530", f"the file {quoted(shown)} cannot be read", "check the path and the right to read it")
    if len(data) > _LARGEST:
        return fault("T530", f"{quoted(shown)} has more than 64 MiB", "give one row a day")
    looks = _encoding(data)
    if looks:
        return fault("T531", f"the text is not UTF-8; it looks like {looks}", "save it as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # With its mark stripped, the decoder counts from after the mark.
        at = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        seen = Source(shown, data[: at + 200].decode("latin-1"))
        return fault("T531", "the text is not UTF-8; it looks like Latin-1 or Windows-1252", "save it as UTF-8", seen, at)
    zero = text.find("\0")
    if zero >= 0:
        help_ = "the file is damaged or not a text: export it again"
        return fault("T532", "a byte of value 0 stands in the text", help_, Source(shown, text[: zero + 200]), zero)
    if not text.strip():
        return fault("T533", "nothing stands in the text", "give a header line and one row a day")
    return Source(shown, text if "\n" in text else text.replace("\r", "\n")), data, []


def open_paper(path: str) -> Source | Diagnostic | None:
    """The text of a paper that another names; `None` where there is no such file; where it cannot be read, what is wrong with it."""
    if not Path(path).exists():
        return None
    source, _, found = read_source(path, path)
    return source if source is not None else found[0]


def paper_of(text: str) -> str:
    """The file of the contract that a facts file says it is for; nothing, where it does not say."""
    found = _FOR.search(text[:200_000])
    return found[1] if found else ""
