"""Sentences are read as lark itself would read them by the same grammar: the same trees in the same places, the same words accepted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from lark import Lark, Token
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer

from tenor.dsl.diagnostic import Source
from tenor.dsl.names import Names, declared_names
from tenor.dsl.parse import CONTRACT_LINES, STARTS, grammar_text, keywords, reader
from tenor.dsl.reading import Reader, Tree, Unread
from tenor.dsl.words import Chunk, Word, chunks
from tests.support import ROOT

LIBRARY = sorted((ROOT / "contracts").rglob("*.tenor"))


class _Words(Lexer):
    def __init__(self, conf: Any) -> None:
        pass

    def lex(self, data: Any, parser_state: Any = None) -> Iterator[Token]:
        for word in data:
            yield Token(word.kind, word, word.span.start, end_pos=word.span.end)


@cache
def oracle() -> Lark:
    return Lark(grammar_text(), parser="lalr", lexer=_Words, start=list(STARTS), propagate_positions=True, maybe_placeholders=True)


def by_lark(words: list[Word], start: str) -> Any:
    def plain(x: Any) -> Any:
        if isinstance(x, Token):
            return x.value
        if x is None:
            return None
        place = (None, None) if x.meta.empty else (x.meta.start_pos, x.meta.end_pos)
        return str(x.data), place, [plain(c) for c in x.children]

    try:
        return plain(oracle().parse(words, start=start))  # type: ignore[arg-type]
    except UnexpectedToken as error:
        return None if error.token.type == "$END" else error.token.value, error.accepts


def by_tables(words: list[Word], start: str) -> Any:
    def plain(x: Any) -> Any:
        return (x.data, (x.start, x.end), [plain(c) for c in x.children]) if isinstance(x, Tree) else x

    try:
        return plain(reader().read(words, start))
    except Unread as error:
        return error.word, set(error.accepted)


def start_of(chunk: Chunk) -> str:
    first = chunk.words[0].kind
    if first == "SECTION_" and not chunk.end:
        return "heading"
    return "language" if first == "LANGUAGE" else "block" if chunk.end == ":" else "statement"


def sentences() -> Iterator[tuple[list[Word], str]]:
    for path in LIBRARY:
        source = Source(path.name, path.read_text("utf-8"))
        for chunk in chunks(source, declared_names(source), keywords(), CONTRACT_LINES, lambda _: None):
            if chunk.words:
                yield chunk.words, start_of(chunk)


def test_every_sentence_of_the_library_is_read_the_same() -> None:
    for words, start in sentences():
        assert by_tables(words, start) == by_lark(words, start)


def test_a_sentence_cut_short_or_without_a_word_is_left_unread_for_the_same_reason() -> None:
    for n, (words, start) in enumerate(sentences()):
        at = n % len(words)
        for spoilt in (words[:at], words[:at] + words[at + 1 :], [*words, words[at]]):
            assert by_tables(spoilt, start) == by_lark(spoilt, start)


@pytest.mark.parametrize("spoilt", [b"", b"{}", b"not json", b'{"keywords": 1}', b"\x80\x04N."])
def test_spoilt_tables_in_the_cache_are_built_again(spoilt: bytes, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from tenor.dsl import parse

    monkeypatch.setenv("TENOR_CACHE", str(tmp_path))
    stored = parse._cache_file(grammar_text())
    assert stored is not None
    stored.write_bytes(spoilt)
    again = reader.__wrapped__()
    assert isinstance(again, Reader)
    assert again.rows == reader().rows
    assert len(stored.read_bytes()) > 1000


def test_a_declared_name_is_no_plural_of_another() -> None:
    """`Fees` may be several of `Fee`, or have a meaning of its own: in whatever order the two are declared."""
    for declared in (("Fee", "Fees"), ("Fees", "Fee")):
        names = Names()
        for name in declared:
            names.add(name, "TERM_")
        assert (names.canonical["Fee"], names.canonical["Fees"]) == ("Fee", "Fees")
    names = Names()
    names.add("Fee", "TERM_")
    assert names.canonical["Fees"] == "Fee"
