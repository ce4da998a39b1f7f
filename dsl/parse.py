"""From words to Syntax: the only importer of lark.

Enters: a `Source`. Leaves: a `File` (or the lines of a facts file, or one question) and every diagnostic of the text. Holds: one
diagnostic for a faulty sentence, and the next sentence is read; a message speaks of clauses; the tables are built once and cached
in the user's cache folder, so that lark is not needed again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenor.dsl import syntax as s
from tenor.dsl.build import Builder
from tenor.dsl.diagnostic import Diagnostic, Label, Severity, Source, Span
from tenor.dsl.names import Names, declared_names
from tenor.dsl.nearest import nearest
from tenor.dsl.reading import Reader, Tree, Unread
from tenor.dsl.words import Chunk, Comment, Word, chunks

if TYPE_CHECKING:
    from lark import Lark

__all__ = [
    "CONTRACT_LINES",
    "FACT_LINES",
    "STARTS",
    "cache_folder",
    "grammar_text",
    "keywords",
    "parse_contract",
    "parse_facts",
    "parse_question",
    "reader",
    "tables",
]

STARTS = ("heading", "language", "block", "statement", "fact", "scenario", "scenario_on", "expect", "asked")
_DEEPEST = 100
_FORM = "2"  # of the tables as they are kept; another number when that changes
CONTRACT_LINES = frozenset({"SECTION_", "LANGUAGE"})
FACT_LINES = ("scenario", "on", "facts for")


@cache
def grammar_text() -> str:
    """The grammar as it stands in `tenor.grammar`."""
    return (Path(__file__).resolve().parent.parent / "grammar" / "tenor.lark").read_text("utf-8")


def cache_folder() -> Path | None:
    """The folder in which Tenor keeps what it would otherwise build again; none, where nothing can be written."""
    base = os.environ.get("TENOR_CACHE") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(base) / "tenor"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            return None
    except (OSError, RuntimeError):
        return None
    return folder


def _cache_file(text: str) -> Path | None:
    folder = cache_folder()
    return folder and folder / f"tables-{hashlib.sha256((text + _FORM).encode()).hexdigest()[:16]}.json"


def tables() -> Lark:
    """The grammar built by lark, which takes a second or two; sentences are read by `reader`."""
    from lark import Lark
    from lark.lexer import Lexer

    class NoWords(Lexer):
        """Only tables are built, nothing is read."""

        def __init__(self, conf: Any) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Any]:  # noqa: ARG002 -- lark's signature
            return iter(())

    return Lark(grammar_text(), parser="lalr", lexer=NoWords, start=list(STARTS), maybe_placeholders=True)


def _data(built: Lark) -> dict[str, Any]:
    """The tables as plain data, in the form that `Reader` takes."""
    from lark.lexer import PatternStr
    from lark.parsers.lalr_analysis import Shift

    table = built.parser.parser._parse_table
    numbers = {rule: i for i, rule in enumerate(built.rules)}
    rows: list[tuple[Any, ...]] = []
    for rule in built.rules:
        o, kept, out = rule.options, [], 0
        left_out = [len(ones) for ones in "".join("01"[e] for e in o.empty_indices).split("0")] if o.empty_indices else []
        for i, part in enumerate(rule.expansion):
            out += left_out[i] if left_out else 0
            if o.keep_all_tokens or not (part.is_term and part.filter_out):  # type: ignore[attr-defined]
                kept.append((i, not part.is_term and part.name.startswith("_"), out))
                out = 0
        out += left_out[-1] if left_out else 0
        name = rule.alias or o.template_source or rule.origin.name
        rows.append((rule.origin.name, len(rule.expansion), str(name), bool(o.expand1 and not rule.alias), kept, out))
    kinds: dict[tuple[str, ...], int] = {}  # many states go on with the same kinds of word
    states = []
    for n in range(len(table.states)):
        known = table.states[n]
        actions = [to + 1 if action is Shift else -numbers[to] - 1 for action, to in known.values()]
        states.append((kinds.setdefault(tuple(known), len(kinds)), actions))
    return {
        "keywords": {t.pattern.value: t.name for t in built.terminals if isinstance(t.pattern, PatternStr)},
        "starts": table.start_states,
        "ends": table.end_states,
        "kinds": list(kinds),
        "states": states,
        "rows": rows,
    }


@cache
def reader() -> Reader:
    """What reads sentences, from the user's cache folder when it holds this grammar; otherwise built, and kept there if that can be."""
    stored = _cache_file(grammar_text())
    if stored is not None:
        try:
            return Reader.of_data(json.loads(stored.read_bytes()))
        except (OSError, ValueError, LookupError, TypeError):
            pass  # not there yet, or spoilt
    data = json.dumps(_data(tables()))
    if stored is not None:
        try:
            temporary = stored.with_suffix(f".{os.getpid()}")
            temporary.write_text(data, "utf-8")
            temporary.replace(stored)
        except OSError:
            pass  # a cache that cannot be written is no reason to fail
    return Reader.of_data(json.loads(data))


@cache
def keywords() -> Mapping[str, str]:
    """Each literal of the grammar and its terminal."""
    return reader().keywords


@cache
def _words_of_terminals() -> dict[str, str]:
    return {terminal: literal for literal, terminal in keywords().items()}


_KIND_WORDS = {
    "STRING_": "a quoted phrase",
    "SECTION_": "a section",
    "NUMBER_": "a number",
    "WHOLE_": "a whole number",
    "EVENT_": "an event",
    "TERM_": "a defined term",
    "PARTY_": "a party",
    "CALENDAR_": "a kind of day",
    "BALANCE_": "a balance",
    "SECURITY_": "a security",
    "ACT_": "an act",
    "ITS_": "a field (`its …`)",
    "WHOSE_": "a field (`whose …`)",
    "FIELD_": "a field",
    "WORDS_": "a few words",
    "FREE_": "words",
    "NOTE_": "a note in brackets",
    "TAKEN_": "`(taken)`",
    "NAMED_": 'a name in brackets (`("…")`)',
    "MONEY_": "an amount of money",
    "PERCENT_": "a percentage",
    "DATE_": "a date",
    "INSTANT_": "a date and time",
    "MONTH_": "a month",
    "MONTHDAY_": "a day of a month",
    "TIME_": "a time of day",
    "COLUMN_": "an observed figure",
    "DAYCOUNT_": "a day count, as `actual/365`",
    "LABEL_": "a label such as `(i)`",
    "SEP_": "the next limb of the list",
    "LAST_": "the last limb of the list (`, and (ii)`)",
    "_COMMA": "`,`",
    "_COLON": "`:`",
    "_SEMI": "`;`",
    "$END": "the end of the sentence",
    "ZONE_": "a city",
}


_NUMERAL = re.compile(
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty"
    r"|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|US|USD)\b",
    re.IGNORECASE,
)


def _in_words(terminal: str) -> str:
    if terminal in _KIND_WORDS:
        return _KIND_WORDS[terminal]
    literal = _words_of_terminals().get(terminal)
    return f"`{literal}`" if literal else terminal.lower()


def _begins_line(span: Span) -> bool:
    line, column = span.source.position(span.start)
    return not span.source.line(line)[: column - 1].strip()


def _why(error: Unread, chunk: Chunk, names: Names) -> Diagnostic:
    """A diagnostic in the words of clauses for a sentence that does not parse."""
    word = error.word
    accepted = sorted({_in_words(t) for t in error.accepted}, key=lambda words: (words[0] == "`", words))
    last = chunk.words[-1].span
    span = Span(last.source, last.end - 1, last.end) if word is None else word.span
    shown = accepted[:6]
    expect = " or ".join(shown) if len(accepted) <= 6 else ", ".join(shown) + " …"
    labels = (Label(chunk.words[0].span, "the sentence begins here"),) if span.start - chunk.words[0].span.start > 80 else ()
    if word is None and "LAST_" in error.accepted:
        mend = "write `, and (…)` or `, or (…)` before the last limb"
        return Diagnostic("T114", Severity.MUST, "this list does not say which limb is its last", span, labels, mend)
    if word is None:
        return Diagnostic("T110", Severity.MUST, "this sentence ends too early", span, labels, f"after it one could read {expect}")
    if _begins_line(word.span) and word.span.start > chunk.words[0].span.start:
        previous = next(w for w, after in pairwise(chunk.words) if after is word).span
        if previous.source.position(word.span.start)[1] <= chunk.indent + 1:
            return Diagnostic("T103", Severity.MUST, "this sentence has no full stop", previous, (), "end the sentence with `.`")
    before = chunk.words[: next(i for i, w in enumerate(chunk.words) if w is word)]
    if before and before[-1].kind in {"ITS_", "WHOSE_"} and before[-1].value not in names.fields:
        called = f"{before[-1].value} {' '.join(word.text.split())}"
        if (near := nearest(called, names.fields)) is not None:
            mend, at = f"did you mean `{before[-1].text.split()[0]} {near}`?", before[-1].span.to(word.span)
            return Diagnostic("T111", Severity.MUST, f"no event has a field `{called}`", at, labels, mend)
    spelled = [w for w in (*before[-1:], word) if w.kind in {"UNKNOWN_", "TERM_"} and w.value not in names.canonical]
    if any(_NUMERAL.match(w.text) for w in spelled):
        at = spelled[0].span.to(span)
        fault = f"`{' '.join(at.text.split())}` is not how a number is written"
        return Diagnostic("T111", Severity.MUST, fault, at, labels, "write figures alone, as `2`, `70%` or `$500,000`")
    if word.kind == "UNKNOWN_":
        near = nearest(word.text, [*keywords(), *names.canonical]) if len(word.text) > 3 else None  # `per` is no misspelt `paper`
        mend = f"did you mean `{near}`?" if near else f"here one could read {expect}"
        return Diagnostic("T111", Severity.MUST, f"`{word.text}` is no word of the language and no declared phrase", span, labels, mend)
    if word.kind == "TERM_" and word.value not in names.canonical:
        near = nearest(word.value, names.canonical)
        mend = f"did you mean `{near}`?" if near else f"here one could read {expect}"
        return Diagnostic("T201", Severity.MUST, f"`{word.value}` is not declared", span, labels, mend)
    return Diagnostic(
        "T112", Severity.MUST, f"`{' '.join(word.text.split())}` cannot stand here", span, labels, f"here one could read {expect}"
    )


def set_aside(span: Span, papers: tuple[str, ...]) -> Diagnostic:
    """A sentence that cannot be read without a paper that is not there."""
    words = f"this rests on a paper that is not in the folder ({', '.join(papers)}), and is set aside"
    return Diagnostic("T553", Severity.SHOULD, words, span, (), "put the paper there")


class _Parser:
    def __init__(self, source: Source, names: Names, report: list[Diagnostic]) -> None:
        self.source, self.names, self.found = source, names, report
        self.builder = Builder(source, names)

    def tree(self, chunk: Chunk, start: str) -> Tree | Word | None:
        if chunk.broken:
            if not any(d.span and chunk.span.start - 1 <= d.span.start <= chunk.span.end + 1 for d in self.found):
                self.found.append(Diagnostic("T102", Severity.MUST, "this sentence cannot be read", chunk.span))
            return None
        try:
            return reader().read(chunk.words, start)
        except Unread as error:
            rests = self.names.unseen and any(w.kind == "TERM_" and w.value not in self.names.kinds for w in chunk.words)
            self.found.append(set_aside(chunk.span, self.names.unseen) if rests else _why(error, chunk, self.names))
        return None

    def node(self, chunk: Chunk, start: str) -> Any:
        tree = self.tree(chunk, start)
        if tree is None:
            return None
        try:
            node = self.builder.build(tree, chunk.span)
            if not _deeper(node, _DEEPEST):
                return node
        except Unread as error:
            self.found.append(_why(error, chunk, self.names))
            return None
        except RecursionError:
            pass
        self.found.append(
            Diagnostic("T113", Severity.MUST, "this sentence nests too deeply", chunk.span, (), "give its parts names of their own")
        )
        return None


def _deeper(node: Any, most: int) -> bool:
    """Whether nodes stand in one another more than so many storeys deep."""
    storey = [n for n in (node[1:] if isinstance(node, tuple) else (node,)) if isinstance(n, s.Node)]
    for _ in range(most):
        if not storey:
            break
        storey = [child for n in storey for child in s.children(n)]
    return bool(storey)


def parse_contract(source: Source, given: Names | None = None) -> tuple[s.File, Names, list[Diagnostic]]:
    """A contract file: what could be read of it, what it declares (or the names `given` for it), and every fault of its sentences."""
    found: list[Diagnostic] = []
    names = given or declared_names(source)
    parser = _Parser(source, names, found)
    parts: list[tuple[s.Heading | None, list[Any], list[Comment]]] = [(None, [], [])]
    language: s.Language | None = None
    # open blocks: (indent, leads, list that takes their sentences, span, comments)
    stack: list[tuple[int, tuple[s.Lead, ...], list[s.Sentence], Span, tuple[Comment, ...]]] = []

    def fold(to_indent: int) -> None:
        while stack and stack[-1][0] >= to_indent:
            _, leads, inner, span, comments = stack.pop()
            sentence = s.Sentence(leads, None, tuple(inner), comments, span=span.to(inner[-1].span) if inner else span)
            if not inner:
                found.append(Diagnostic("T104", Severity.MUST, "nothing stands under this", span, (), "indent what it governs below it"))
            (stack[-1][2] if stack else parts[-1][1]).append(sentence)

    for chunk in chunks(source, names, keywords(), CONTRACT_LINES, found.append):
        if not chunk.words:
            parts[-1][2].extend(chunk.comments)
            continue
        first = chunk.words[0].kind
        if first == "SECTION_" and chunk.end == "":
            fold(0)
            node = parser.node(chunk, "heading")
            parts.append((node, [], []))
            parts[-1][2].extend(chunk.comments)
        elif first == "LANGUAGE":
            node = parser.node(chunk, "language")
            language = node or language
            parts[-1][2].extend(chunk.comments)
        elif chunk.end == ":":
            fold(chunk.indent)
            node = parser.node(chunk, "block")
            stack.append((chunk.indent, node or (), [], chunk.span, tuple(chunk.comments)))
        else:
            fold(chunk.indent)
            node = parser.node(chunk, "statement")
            if node is not None:
                leads, said = node
                several = said if isinstance(said, tuple) else (said,)
                for i, statement in enumerate(several):  # a sentence may declare several names
                    sentence = s.Sentence(leads, statement, (), () if i else tuple(chunk.comments), span=chunk.span)
                    (stack[-1][2] if stack else parts[-1][1]).append(sentence)
            else:
                (stack[-1][2] if stack else parts[-1][1]).append(s.Sentence((), None, (), tuple(chunk.comments), span=chunk.span))
    fold(0)
    whole = Span(source, 0, len(source.text))
    built = tuple(s.Part(h, tuple(x), tuple(c), span=(h.span if h else whole)) for h, x, c in parts if h is not None or x or c)
    return s.File(language, built, span=whole), names, found


def parse_facts(source: Source, names: Names) -> tuple[list[s.FactLine], list[Diagnostic]]:
    """The lines of a facts file, read with the names of its contract."""
    found: list[Diagnostic] = []
    parser = _Parser(source, names, found)
    lines: list[s.FactLine] = []
    for chunk in chunks(source, names, keywords(), frozenset(keywords()[k] for k in FACT_LINES), found.append):
        if not chunk.words:
            continue
        first = chunk.words[0].kind
        start = {"SCENARIO": "scenario", "ON": "scenario_on", "EXPECT": "expect"}.get(first, "fact")
        if _words_of_terminals().get(first, "").startswith("expect"):
            start = "expect"
        node = parser.node(chunk, start)
        if node is not None:
            lines.append(node)
    return lines, found


def parse_question(text: str, names: Names) -> tuple[s.Question | None, list[Diagnostic]]:
    """One question as `--ask` takes it: a value, or `whether` a condition."""
    found: list[Diagnostic] = []
    source = Source("the question", text.rstrip().rstrip(".") + " .")
    parser = _Parser(source, names, found)
    asked = [c for c in chunks(source, names, keywords(), frozenset(), found.append) if c.words]
    if len(asked) != 1:
        found.append(Diagnostic("T105", Severity.MUST, "one question is asked at a time", Span(source, 0, len(text))))
        return None, found
    node = parser.node(asked[0], "asked")
    return (node if isinstance(node, s.Question) else None), found
