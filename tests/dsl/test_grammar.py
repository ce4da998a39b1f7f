"""The grammar has no conflict of either kind, a planted one of each kind is caught, and keywords are matched as whole words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from lark import Lark, Token
from lark.exceptions import GrammarError
from lark.lexer import Lexer

from tenor.dsl import names, words
from tenor.dsl.diagnostic import Diagnostic, Source
from tenor.dsl.names import declared_names
from tenor.dsl.parse import STARTS, grammar_text, keywords
from tenor.dsl.words import Word, chunks


class _NoWords(Lexer):
    """Only the tables are built here, nothing is read."""

    def __init__(self, conf: Any) -> None:
        pass

    def lex(self, data: Any, parser_state: Any = None) -> Iterator[Token]:
        return iter(())


def built(text: str) -> Lark:
    """The tables of a grammar; any conflict raises `GrammarError`."""
    return Lark(text, parser="lalr", lexer=_NoWords, start=list(STARTS), strict=True, maybe_placeholders=True)


def planted(rule: str, more: str) -> str:
    """The grammar with one more alternative (and what it needs) for a rule."""
    text = grammar_text()
    at = text.index(f"\n{rule}:") + 1
    end = text.index("\n\n", at)
    return text[:end] + "\n" + more + text[end:]


def test_there_is_no_conflict_of_either_kind() -> None:
    assert built(grammar_text()).rules


def test_what_is_built_for_use_is_the_same_grammar() -> None:
    from tenor.dsl.parse import tables

    assert {str(r) for r in tables().rules} == {str(r) for r in built(grammar_text()).rules}


def test_a_planted_conflict_of_two_reductions_is_caught() -> None:
    # a defined term would be a value in two ways
    text = planted("?literal", "        | other\nother: TERM_")
    with pytest.raises(GrammarError, match=r"Reduce/Reduce"):
        built(text)


def test_a_planted_conflict_of_going_on_and_ending_is_caught() -> None:
    # `A + B + C` would be read from the left and from the right
    text = planted("?sum", '    | sum "+" sum -> plus')
    with pytest.raises(GrammarError, match=r"[Ss]hift/[Rr]educe"):
        built(text)


def words_of(text: str) -> list[Word]:
    source, found = Source("a line", text), list[Diagnostic]()
    read = chunks(source, declared_names(source), keywords(), frozenset(), found.append)
    assert found == []
    return [w for chunk in read for w in chunk.words]


def _is_word(literal: str) -> bool:
    return literal[-1].isalnum()


@pytest.mark.parametrize("literal", sorted(k for k in keywords() if _is_word(k)))
def test_a_keyword_is_matched_as_a_whole_word(literal: str) -> None:
    assert [(w.text, w.kind) for w in words_of(f"{literal} .")] == [(literal, keywords()[literal])]
    for longer in (f"{literal}xyz", f"{literal}-xyz"):
        assert all(" ".join(w.text.split()) != literal for w in words_of(f"{longer} .")), longer


def test_no_keyword_begins_inside_a_word() -> None:
    assert [w.kind for w in words_of("among .")] == ["UNKNOWN_"]
    assert [w.text for w in words_of("notation .")] == ["notation"]
    assert [w.text for w in words_of("iffy .")] == ["iffy"]


# What the tokeniser calls a word that is no keyword: a figure, a declared name, a phrase, a stray word.
_KINDS = {name for name, _ in words._TOKENS} | {"UNKNOWN_", "TERM_", "ITS_", "WHOSE_", "FIELD_", "WORDS_", "FREE_", "NOTE_", "ZONE_"}
_KINDS |= {kind for _, kind in names._DECLARATIONS}


def test_no_keyword_is_taken_for_another_kind_of_word() -> None:
    assert _KINDS & set(keywords().values()) == set()


def test_the_longest_keyword_wins_over_line_ends() -> None:
    read = [(w.kind, " ".join(w.text.split())) for w in words_of("is\n    at\n  most .")]
    assert read == [(keywords()["is at most"], "is at most")]


def test_every_rule_of_the_grammar_has_a_method_that_builds_it() -> None:
    from tenor.dsl.build import Builder
    from tenor.dsl.diagnostic import Source as Text
    from tenor.dsl.parse import tables

    builder = Builder(Text("", ""), declared_names(Text("", "")))
    tables_of_names = ["_ARITH", "_LISTED", "_JUNCTION", "_CLAUSE", "_ROUNDING", "_UNIT", "_EACH", "_LIMIT", "_OF_EVENT"]
    import tenor.dsl.build_values as values

    listed = {name for table in tables_of_names for name in getattr(values, table)}
    # read by the method of the rule above them
    used_whole = {
        "items",
        "guarded",
        "given",
        "received",
        "told_on",
        "if_none",
        "when_it_comes",
        "complete",
        "ban_while",
        "ban_unless",
        "becomes_unless",
        "becomes_if",
        "becomes_until",
        "given_names",
        "sent_by",
        "part",
    }
    missing = set()
    for rule in tables().rules:
        name = str(rule.alias or rule.origin.name)
        if rule.alias is None and (rule.options.expand1 or name.startswith("_")):
            continue
        if name not in listed and name not in used_whole and not hasattr(builder, "r_" + name):
            missing.add(name)
    assert missing == set()
