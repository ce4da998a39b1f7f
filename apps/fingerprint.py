"""What of a contract is signed: its provisions, each with the digest of its words.

Enters: a checked contract. Leaves: for each paper of its suite the provisions in their order, each with the name by which a reader finds it
and a SHA-256; the lists of days that it names, likewise. Holds: comments, blanks, line ends, the shape of quotation marks and links to the
paper's words count for nothing, everything else counts; a sentence is counted with everything that it stands under.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from tenor.apps.day_lists import lists_named
from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract
from tenor.dsl.names import plain
from tenor.dsl.suite import Paper
from tenor.dsl.words import Comment

__all__ = ["Fingerprint", "days_listed", "fingerprint", "fingerprints"]

Fingerprint = dict[str, str]
"""The provisions of a paper in their order, each with the SHA-256 of its words."""

_TOKEN = re.compile(r"\w+|[^\w\s]")
_DECLARED = re.compile(r'([a-z]+) (?:("[^"]+"(?:,? and "[^"]+"|, "[^"]+")*)|([A-Z].*?)(?= is | of |:))')
_FIRST = re.compile(r"[a-z]+(?: [a-z]+){0,3}\b")


def fingerprints(contract: Contract) -> tuple[Fingerprint, ...]:
    """The provisions of each paper of the suite, the contract itself first."""
    key = "fingerprints"
    if key not in contract.remembered:
        contract.remembered[key] = tuple(fingerprint(p) for p in contract.suite)
    found: tuple[Fingerprint, ...] = contract.remembered[key]
    return found


def days_listed(contract: Contract) -> dict[str, str]:
    """The lists of days that the contract names, each with the SHA-256 of its file; none for a list that is not found."""
    found = {}
    for name, (_, path) in lists_named(contract).items():
        found[name] = hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest() if path is not None else "not found"
    return found


def fingerprint(paper: Paper) -> Fingerprint:
    """The provisions of a paper: a section as a whole, and before the first section each sentence by itself."""
    file = paper.file
    assert file is not None
    text = _bare(file)
    found: Fingerprint = {}
    if file.language is not None:
        _put(found, "language", [_of(file.language, text)])
    for part in file.parts:
        if part.heading is None:
            for sentence, *_ in s.as_written(part.sentences):
                if sentence.statement is None or not s.beside(sentence.statement):
                    _put(found, _name(sentence, text), _words(sentence, text))
        else:
            _put(
                found,
                part.heading.section.removesuffix(f" of {paper.called}"),
                [_of(part.heading, text), *(x for sentence, *_ in s.as_written(part.sentences) for x in _words(sentence, text))],
            )
    return found


def _put(found: Fingerprint, name: str, words: list[str]) -> None:
    """Adds a provision; the second of a name carries its number."""
    n = 2
    own = name
    while own in found:
        own, n = f"{name} ({n})", n + 1
    found[own] = hashlib.sha256("\n".join(words).encode("utf-8", "surrogatepass")).hexdigest()


def _bare(file: s.File) -> str:
    """The text without its comments, lengths kept, and with every quotation mark straight."""
    text = plain(file.span.source.text).replace("“", '"').replace("”", '"')
    signs = list(text)
    for comment in _comments(file):
        for i in range(comment.span.start, comment.span.end):
            signs[i] = " "
    return "".join(signs)


def _comments(file: s.File) -> Iterator[Comment]:
    for part in file.parts:
        yield from part.comments
        for sentence in part.sentences:
            yield from _comments_in(sentence)


def _comments_in(sentence: s.Sentence) -> Iterator[Comment]:
    yield from sentence.comments
    for inner in sentence.inner:
        yield from _comments_in(inner)


def _words(sentence: s.Sentence, text: str) -> list[str]:
    """The words of a sentence; of a block, its head and then what stands under it, one storey further in.

    What only says which words of the paper stand where is none of it.
    """
    if sentence.statement is not None and s.beside(sentence.statement):
        return []
    if not sentence.inner:
        return [_of(sentence, text)]
    head = " ".join(_TOKEN.findall(text[sentence.span.start : sentence.inner[0].span.start]))
    return [head, *(f" {x}" for inner, *_ in s.as_written(sentence.inner) for x in _words(inner, text))]


def _of(node: s.Node, text: str) -> str:
    return " ".join(_TOKEN.findall(text[node.span.start : node.span.end]))


def _name(sentence: s.Sentence, text: str) -> str:
    """How a sentence before the first section is spoken of: `party Seller`, `blank Start and End`, `title`, its first words.

    It is found in the words alone, so that a sentence that can no longer be read keeps its name.
    """
    words = " ".join(text[sentence.span.start : sentence.span.end].split())
    if words.startswith("contract "):
        return "title"
    declared = _DECLARED.match(words)
    if declared is not None:
        names = declared[2].replace('"', "") if declared[2] else declared[3]
        return f"{declared[1]} {names}"
    first = _FIRST.match(words)
    return first[0] if first is not None else words[:30]
