"""One layout for files: written in place, checked, or shown as a difference.

Enters: paths, or `-` for standard input. Leaves: files laid out, or what would change. Holds: a file with a fault is left as it is; a
facts file is laid out with the names of the contract that it is for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from tenor.apps.sources import FINDINGS, UNREADABLE, Stop, contract_beside, listed, must, read_text
from tenor.dsl.diagnostic import Diagnostic, Source

__all__ = ["format_files"]


def laid_out(source: Source) -> tuple[str, list[Diagnostic]]:
    """The text of a contract or facts file in the one layout."""
    from tenor.dsl.format import format_contract, format_facts

    if source.name.endswith(".json"):
        raise Stop(f"`{source.name}` is JSON: it has no layout of ours")
    if source.name.endswith(".facts"):
        return format_facts(source, contract_beside(source.name).names)
    from tenor.interpreter.files import open_paper

    return format_contract(source, open_paper)


def format_files(paths: tuple[str, ...], only_check: bool, show_diff: bool, say: Callable[[str], None], tell: Callable[[str], None]) -> int:
    """Lays out files; the exit code."""
    code = 0
    changed: list[str] = []
    for path in paths:
        try:
            source = Source("standard input", _standard_input()) if path == "-" else read_text(path)
            text, found = laid_out(source)
        except Stop as stop:
            tell(stop.message)
            code = max(code, stop.code)
            continue
        wrong = must(found)
        if wrong:
            tell(listed(wrong))
            tell(f"`{source.name}` is left as it is: {len(wrong)} of its findings must be settled")
            code = max(code, FINDINGS)
            continue
        if text != source.text:
            changed.append(source.name)
        if show_diff and text != source.text:
            say(_difference(source, text))
        elif path == "-" and not only_check:
            sys.stdout.write(text)
        elif not (only_check or show_diff) and text != source.text:
            _write(path, text)
    return _outcome(changed, code, only_check, show_diff, "-" in paths, tell)


def _outcome(changed: list[str], code: int, only_check: bool, show_diff: bool, piped: bool, tell: Callable[[str], None]) -> int:
    if only_check or show_diff:
        for name in changed:
            tell(f"`{name}` would change")
        return max(code, FINDINGS if changed else 0)
    if not piped:
        for name in changed:
            tell(f"`{name}` is laid out anew")
    return code


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read(1_000_001).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Stop("standard input is not UTF-8\n      [T531]") from error


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, "utf-8", newline="")
    except OSError as error:
        raise Stop(f"`{path}` cannot be written", UNREADABLE) from error


def _difference(source: Source, text: str) -> str:
    from difflib import unified_diff

    old, new = source.text.splitlines(), text.splitlines()
    return "\n".join(unified_diff(old, new, source.name, f"{source.name}, laid out", lineterm=""))
