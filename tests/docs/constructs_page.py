"""The table of constructs, `docs/constructs.md`: every form of the grammar, with an example from the pages.

Enters: the grammar, and the examples of the documentation. Leaves: the text of the page. Holds: a form is written as the grammar has it;
its example is the shortest sentence of the pages that is read by it, and is run where it stands.
`python -m tests.docs --constructs` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import field, frozen

import tenor.dsl.parse as p
from tenor.dsl.diagnostic import Source
from tenor.dsl.names import declared_names
from tests.docs.examples import DOCS, EXAMPLES, blocks, pages

PAGE = DOCS / "constructs.md"

_HEAD = """\
# Table of constructs

Every form of the language, in the order of `grammar/tenor.lark`, each with the shortest sentence of these pages that uses it and the page
where it is explained and run. `[…]` may be left out, `(… / …)` is a choice, `…` after a part means more of the same. Words in capitals are
declared names (`PARTY`, `EVENT`, `TERM`, `BALANCE`, `CALENDAR`, `SECURITY`), `ITS` is a field of the event at hand (`its amount`), *value*
is any value and *boolean* any condition.

This page is made from the grammar and the other pages (`python -m tests.docs --constructs`).
"""
_SIGNS = {"_COMMA": ",", "_COLON": ":", "_SEMI": ";", "STRING_": "“Name”", "NAMED_": "(“Name”)", "FREE_": "free words", "NOTE_": "(note)"}
_TITLE = re.compile(r"^// ─+ (.+)$")
_RULE = re.compile(r"^([!?]*)(\w+):\s*(.*)$")


@frozen
class Form:
    """One alternative of the grammar: how rules that come of it are known, and how it is shown."""

    group: str
    name: str
    shown: str
    words: frozenset[str]
    needed: frozenset[str]


@frozen
class Example:
    """A sentence of a page."""

    text: str
    page: Path = field(eq=False)


def forms(grammar: str) -> Iterator[Form]:
    """The alternatives of the grammar that have words of their own, in order."""
    group, rule = "", ""
    for line in grammar.splitlines():
        if m := _TITLE.match(line):
            group = m[1]
        body = line.strip()
        if m := _RULE.match(line):
            rule, body = m[2], m[3]
        elif not body.startswith("|"):
            continue
        body, _, alias = body.removeprefix("|").replace('"("', "LPAR").replace('")"', "RPAR").partition("->")
        if rule.startswith("_"):
            continue
        for one in [body] if re.search(r"[(\[]", body) else body.split(" | "):
            words = frozenset(re.findall(r'"([^"]+)"', one))
            certain = re.sub(r"\[[^\[\]]*\]", "", re.sub(r"\[[^\[\]]*\]", "", one))
            needed = frozenset(re.findall(r'"([^"]+)"', re.sub(r"\([^()]*\)[*?]?", "", certain)))
            if words:
                yield Form(group, alias.strip() or rule, _shown(one), words, needed)


def _shown(body: str) -> str:
    text = re.sub(r"\(([^()]*)\)([*+])", r"[\1 …]", body)
    for sign, mark in _SIGNS.items():
        text = text.replace(sign, mark)
    text = re.sub(r'"([^"]*)"', r"\1", text).replace(" | ", " / ").replace("|", "/")
    text = re.sub(r"\b([A-Z]+)_\b", r"\1", text).replace("LPAR ", "(").replace(" RPAR", ")")
    return re.sub(r" ([,:;])", r"\1", " ".join(text.split()))


def sentences() -> Iterator[tuple[Example, list[Any]]]:
    """The sentences of the pages that are right, each with the rules by which it is read."""
    rules = list(p.tables().rules)
    for path in [x for x in pages() if x != PAGE and x.name != "errors.md"]:
        names: Any = None
        preamble = ""
        for block in blocks(path.read_text("utf-8")):
            if block.preamble != preamble:
                preamble, names = block.preamble, None
            if block.finds or block.kind not in {"tenor", "facts", "console"}:
                continue
            if block.kind == "console":
                if "examples/note.tenor" in block.text:
                    given = declared_names(Source("a page", (EXAMPLES / "note.tenor").read_text("utf-8")))
                    for question in re.findall(r'--ask "([^"]+)"', block.text):
                        for _, numbers in _read(question, given, "question"):
                            yield Example(question, path), [rules[n] for n in numbers]
                continue
            before = (EXAMPLES / f"{preamble}.tenor").read_text("utf-8") if preamble else ""
            if block.kind == "tenor":
                names = declared_names(Source("a page", before + "\n" + block.text))
            names = names or declared_names(Source("a page", before))
            for words, numbers in _read(block.text, names, block.kind):
                yield Example(words, path), [rules[n] for n in numbers]


def _read(text: str, names: Any, kind: str) -> list[tuple[str, set[int]]]:
    found: list[tuple[str, set[int]]] = []
    whole = p._Parser.tree

    def noting(parser: Any, chunk: Any, start: str) -> Any:
        numbers: set[int] = set()
        p.reader().seen.append(numbers)
        try:
            return whole(parser, chunk, start)
        finally:
            p.reader().seen.remove(numbers)
            written = chunk.span.source.text[chunk.span.start : chunk.span.end]
            found.append((" ".join(re.sub(r"--[^\n]*", "", written).split()), numbers))

    p._Parser.tree = noting  # type: ignore[method-assign]
    try:
        source = Source("a page", text)
        match kind:
            case "facts":
                p.parse_facts(source, names)
            case "question":
                p.parse_question(text, names)
            case _:
                p.parse_contract(source, names)
    finally:
        p._Parser.tree = whole  # type: ignore[method-assign]
    return found


def constructs_page() -> str:
    """The page."""
    literal = {terminal: text for text, terminal in p.keywords().items()}
    shortest: dict[tuple[str, frozenset[str]], Example] = {}
    for example, rules in sentences():
        for rule in rules:
            words = frozenset(literal[x.name] for x in rule.expansion if x.is_term and x.name in literal) - {"(", ")"}
            key = (str(rule.alias or rule.origin.name), words)
            if key not in shortest or len(example.text) < len(shortest[key].text):
                shortest[key] = example
    parts, group = [_HEAD], ""
    for form in forms(p.grammar_text()):
        fits = [e for (name, words), e in shortest.items() if name == form.name and form.needed <= words <= form.words]
        if form.group != group:
            group = form.group
            parts.append(f"\n## {group[0].upper()}{group[1:]}\n\n| form | example | page |\n|---|---|---|")
        best = min(fits, key=lambda e: (len(e.text), e.text), default=None)
        link = f"[{best.page.stem}]({best.page.relative_to(DOCS).as_posix()})" if best else ""
        parts.append(f"| {_cell(form.shown)} | {_cell(_cut(best.text)) if best else ''} | {link} |")
    return "\n".join(parts) + "\n"


def _cell(text: str) -> str:
    mark = "``" if "`" in text else "`"
    return f"{mark}{text}{mark}".replace("|", "\\|")


def _cut(text: str, most: int = 150) -> str:
    return text if len(text) <= most else text[: text.rindex(" ", 0, most)] + " …"
