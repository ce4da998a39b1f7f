"""The documentation leaves out nothing: every alternative of the grammar has its example, every function that it names exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tenor.dsl.diagnostic import Source
from tenor.dsl.names import declared_names
from tenor.dsl.parse import keywords, parse_contract, parse_facts, parse_question, reader, tables
from tests.docs import constructs_page
from tests.docs.examples import EXAMPLES, blocks, pages
from tests.support import ROOT

DOCS = ROOT / "docs"
LIBRARY = ROOT / "contracts" / "amnis" / "debenture-2001.tenor"


@contextmanager
def watched() -> Iterator[set[Any]]:
    """The rules of the grammar by which sentences are read meanwhile; known when that is over."""
    numbers, seen = set[int](), set[Any]()
    reader().seen.append(numbers)
    try:
        yield seen
    finally:
        reader().seen.remove(numbers)
        seen.update(rules()[number] for number in numbers)


@cache
def rules() -> list[Any]:
    """The rules of the grammar, in the order of the reader's rows."""
    return list(tables().rules)


def read_pages(paths: list[Path]) -> set[Any]:
    """The rules that the examples of some pages use; preambles do not count, and neither do examples of mistakes."""
    total: set[Any] = set()
    for path in paths:
        names: Any = None
        preamble = ""
        for block in blocks(path.read_text("utf-8")):
            if block.preamble != preamble:
                preamble, names = block.preamble, None
            if block.finds:
                continue
            before = (EXAMPLES / f"{preamble}.tenor").read_text("utf-8") if preamble else ""
            if block.kind == "tenor":
                names = declared_names(Source("a page", before + "\n" + block.text))
            elif block.kind == "console":
                note = "examples/note.tenor" in block.text
                names = declared_names(Source("a page", (EXAMPLES / "note.tenor" if note else LIBRARY).read_text("utf-8")))
            names = names or declared_names(Source("a page", before))
            with watched() as seen:
                match block.kind:
                    case "tenor":
                        parse_fragment(block.text, names)
                    case "facts":
                        parse_facts(Source("a page", block.text), names)
                    case "console":
                        for question in re.findall(r'--ask "([^"]+)"', block.text):
                            parse_question(question, names)
                    case _:
                        pass
            total |= seen
    return total


def parse_fragment(text: str, names: Any) -> None:
    """Reads a fragment with the names of its whole file."""
    import tenor.dsl.parse as p

    known = p.declared_names
    p.declared_names = lambda source, start=None: names  # type: ignore[assignment]
    try:
        parse_contract(Source("a page", text))
    finally:
        p.declared_names = known


def alternative(rule: Any) -> str:
    """An alternative of the grammar in words: the rule or its name after `->`, and its own keywords."""
    literal = {terminal: text for text, terminal in keywords().items()}
    words = [f'"{literal[x.name]}"' for x in rule.expansion if x.is_term and x.name in literal]
    return " ".join([str(rule.alias or rule.origin.name), *words])


def test_every_alternative_of_the_grammar_has_an_example() -> None:
    used = {alternative(r) for r in read_pages(pages())}
    every = {alternative(r) for r in rules() if not r.origin.name.startswith("_")}
    assert sorted(every - used) == []


def test_an_alternative_without_an_example_is_named(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text('<!-- preamble: note -->\n```tenor\n"Fee" means the lesser of (i) $1, and (ii) $2.\n```\n', "utf-8")
    used = {alternative(r) for r in read_pages([page])}
    assert 'lesser "the lesser of"' in used
    assert 'lesser "the lower of"' not in used
    assert 'power "may give"' not in used, "a preamble does not count"


def test_the_table_of_constructs_is_that_of_the_grammar_and_the_pages() -> None:
    assert constructs_page.PAGE.read_text("utf-8") == constructs_page.constructs_page(), "python -m tests.docs --constructs"


def test_nearly_every_form_of_the_table_has_its_example() -> None:
    rows = [row for row in constructs_page.constructs_page().splitlines() if row.startswith("| `")]
    assert [row for row in rows if row.endswith("|  |  |") and row != "| `complete` |  |  |"] == []


# ── the places of an expression


def test_every_expression_has_a_type_and_a_reader() -> None:
    import tenor.interpreter.outcome  # registers all readers
    from tenor.dsl import syntax as x
    from tenor.interpreter.environment import _READERS

    assert tenor.interpreter.outcome
    typed = "".join(path.read_text("utf-8") for path in (ROOT / "dsl").glob("infer*.py"))
    kinds = [k for k in vars(x).values() if isinstance(k, type) and issubclass(k, x.Expr) and k is not x.Expr]
    assert len(kinds) > 30
    assert [k.__name__ for k in kinds if f"s.{k.__name__}(" not in typed] == [], "no case in dsl/infer.py or a module beside it"
    assert [k.__name__ for k in kinds if k not in _READERS] == [], "no function with @reads in interpreter/"


# ── links to the code


_LINK = re.compile(r"`((?:dsl|interpreter|apps|grammar|tests)/[\w/]+\.py)`(?:,? `(\w+(?:\.\w+)*)`)?|`(\w+)\.py:(\w+(?:\.\w+)*)`")


def named_in(text: str) -> list[tuple[str, str]]:
    """The (file, name) that a page points at as `interpreter/history.py`, `advance`."""
    return [(m[1], m[2] or "") for m in _LINK.finditer(text) if m[1]]


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda p: p.relative_to(DOCS).as_posix())
def test_the_code_that_a_page_names_exists(path: Path) -> None:
    for file, name in named_in(path.read_text("utf-8")):
        assert (ROOT / file).is_file(), file
        last = name.rpartition(".")[2]
        text = (ROOT / file).read_text("utf-8")
        assert not last or re.search(rf"^\s*(?:def|class) {last}\b|^{last}\b", text, re.MULTILINE), f"{file} has no {name}"


def test_a_planted_name_is_caught() -> None:
    assert named_in("see `interpreter/history.py`, `advance`") == [("interpreter/history.py", "advance")]


# ── what is shown of a page


def test_every_page_is_in_the_navigation() -> None:
    nav = (ROOT / "mkdocs.yml").read_text("utf-8")
    missing = [p.relative_to(DOCS).as_posix() for p in sorted(DOCS.rglob("*.md")) if p.relative_to(DOCS).as_posix() not in nav]
    assert missing == []
