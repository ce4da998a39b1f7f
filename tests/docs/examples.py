"""The examples of the documentation, run as a reader would run them.

Enters: a page of Markdown. Leaves: what of it does not hold, each with its line. Holds: every fenced block of a kind that can be run is
run; a page is one story: its blocks run in order, in one folder of their own, which begins with copies of `contracts` and `docs/examples`.

Kinds of block: `tenor` (a file, or a fragment that the preamble completes), `facts`, `json` (facts in their other form), `console`
(commands `$ tenor …` with what they print; a line `…` stands for any lines), `diff` (an edit of a file), `python` (as in a session, with
`>>>`), `message` (what the block before it is told).

Comments of a page, each on a line of its own, steer what follows:
`<!-- preamble: note -->`   blocks are completed by `docs/examples/note.tenor` and `note.facts`, until the next such comment;
`<!-- whole -->`            blocks stand alone, until the next such comment;
`<!-- file: my.tenor -->`   the next block is also written under this name (an edit: is made in it);
`<!-- from: a.tenor -->`    the next block is an excerpt, word for word, of this file (a path of the project), and is only compared;
`<!-- finds: T201 T410 -->` the next block has these findings, and no others.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import json
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

from attrs import define, field, frozen

from tenor.dsl.check import check
from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Diagnostic, Severity, Source
from tenor.interpreter.facts import Scenario, facts_from_text
from tenor.interpreter.facts_json import facts_from_json
from tenor.interpreter.files import open_paper
from tests.support import ROOT

DOCS = ROOT / "docs"
EXAMPLES = DOCS / "examples"
KINDS = ("tenor", "facts", "json", "console", "diff", "python", "message")
PLAIN = ("", "text", "make", "lark", "py", "html", "csv")
_FENCE = re.compile(r"^(?P<indent>[ \t]*)(?P<mark>```+|~~~+)[ \t]*(?P<kind>[\w-]*)(?P<rest>[^\n]*)$")
_COMMENT = re.compile(r"^<!--\s*(?P<word>preamble|whole|file|from|finds)\s*(?::\s*(?P<value>[^>]*?))?\s*-->\s*$")


@frozen
class Block:
    """A fenced block: its kind, its text, its first line in the page, and the comments that steer it."""

    kind: str
    text: str
    line: int
    preamble: str = ""
    file: str = ""
    finds: tuple[str, ...] = ()
    taken_from: str = ""


def pages() -> list[Path]:
    """Every page whose examples are run here; those of the index of messages are run where it is made (`errors_page`)."""
    return [*(p for p in sorted(DOCS.rglob("*.md")) if p.name != "errors.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order; a fence that is not closed ends with the page."""
    preamble, file, finds, taken_from = "", "", (), ""
    kind, mark, indent, start, rows = "", "", "", 0, list[str]()
    for number, row in enumerate(text.splitlines(), 1):
        fence = _FENCE.match(row)
        if mark:
            if fence and fence["mark"] == mark and not fence["kind"]:
                yield Block(kind, "\n".join(rows) + "\n", start, preamble, file, finds, taken_from)
                mark, file, finds, taken_from = "", "", (), ""
            else:
                rows.append(row.removeprefix(indent))
        elif fence:
            kind, mark, indent, start, rows = fence["kind"], fence["mark"], fence["indent"], number + 1, []
        elif comment := _COMMENT.match(row.strip()):
            value = comment["value"] or ""
            match comment["word"]:
                case "preamble":
                    preamble = value
                case "whole":
                    preamble = ""
                case "file":
                    file = value
                case "from":
                    taken_from = value
                case _:
                    finds = tuple(value.split())
    if mark:
        yield Block("not closed", "\n".join(rows), start)


def said(diagnostic: Diagnostic) -> list[str]:
    """A finding without its place, as a `message` block shows it."""
    lines = [f"{diagnostic.severity}: {diagnostic.message}"]
    lines += [
        f"    {label.text}: {label.span.source.line(label.span.source.position(label.span.start)[0]).strip()}"
        for label in diagnostic.labels
    ]
    lines += [f"    to mend it: {diagnostic.help}"] if diagnostic.help else []
    return [*lines, f"    [{diagnostic.code}]"]


def alike(shown: list[str], got: list[str]) -> bool:
    """Whether lines agree with those shown, blanks at line ends left out; `…` alone stands for any lines, within a line for any signs."""
    if not shown:
        return not got
    if shown[0].strip() == "…":
        return any(alike(shown[1:], got[i:]) for i in range(len(got) + 1))
    if not got:
        return False
    pattern = ".*".join(re.escape(part) for part in shown[0].rstrip().split("…"))
    return re.fullmatch(pattern, got[0].rstrip()) is not None and alike(shown[1:], got[1:])


@define
class Page:
    """One page as it is run."""

    folder: Path
    faults: list[tuple[int, str]] = field(factory=list)
    ran: int = 0
    contract: Contract | None = None
    told: list[Diagnostic] = field(factory=list)
    names: dict[str, object] = field(factory=dict)
    mended: dict[int, str] = field(factory=dict)

    def fault(self, line: int, words: str) -> None:
        self.faults.append((line, words))

    def run(self, text: str) -> None:
        """Runs every block of the page that can be run."""
        for block in blocks(text):
            if block.kind in PLAIN:
                if re.search(r"^\$ tenor\b|^language \d|^>>> ", block.text, re.MULTILINE):
                    self.fault(block.line, f"a block that could be run is not marked as such (`{block.kind or 'no kind'}`)")
                continue
            if block.kind not in KINDS:
                self.fault(block.line, f"a block of a kind that nobody runs: `{block.kind}`")
                continue
            if block.taken_from:
                self.excerpt(block)
                self.ran += 1
                continue
            before = len(self.faults)
            try:
                getattr(self, block.kind)(block)
            except Exception as error:  # noqa: BLE001 -- whatever goes wrong is told with its place in the page
                self.fault(block.line, f"this example fails: {type(error).__name__}: {error}")
            self.ran += 1
            if block.finds and block.kind not in {"tenor", "facts", "json"} and len(self.faults) == before:
                self.fault(block.line, f"a `{block.kind}` block has no findings")

    def excerpt(self, block: Block) -> None:
        """An excerpt of a file: every line as it stands there, in order, `…` alone for lines left out."""
        path = ROOT / block.taken_from
        text = path.read_text("utf-8") if path.is_file() else ""
        at = 0
        for piece in re.split(r"(?m)^\s*…\n", block.text):
            found = text.find(piece, at)
            if not text or found < 0:
                self.fault(block.line, f"this does not stand so in {block.taken_from}:\n{piece}")
                return
            at = found + len(piece)

    # ── contracts

    def completed(self, block: Block) -> str:
        if not block.preamble:
            return block.text
        path = EXAMPLES / f"{block.preamble}.tenor"
        if not path.is_file():
            self.fault(block.line, f"there is no preamble docs/examples/{block.preamble}.tenor")
            return block.text
        return path.read_text("utf-8").rstrip("\n") + "\n\n" + block.text

    def tenor(self, block: Block) -> None:
        """A contract, or a fragment of one: it has the findings announced and no others."""
        text = self.completed(block)
        name = block.file or "example.tenor"
        if block.file:
            (self.folder / block.file).write_text(text, "utf-8")
        contract = check(Source(str(self.folder / name), text), open_paper)
        self.contract = contract
        shift = len(text) - len(block.text)
        self.found(block, list(contract.diagnostics), shift)

    def found(self, block: Block, diagnostics: list[Diagnostic], shift: int) -> None:
        got = [d.code for d in diagnostics if d.severity is not Severity.INFO or d.code in block.finds]
        self.told = [d for d in diagnostics if d.code in block.finds]
        if sorted(set(got)) != sorted(set(block.finds)):
            shown = "; ".join(f"{d.code} {d.message}" for d in diagnostics) or "nothing"
            self.fault(block.line, f"expected {' '.join(block.finds) or 'no findings'}, found {shown}")
        for d in self.told:
            if d.span is not None and d.span.end < shift:
                self.fault(block.line, f"{d.code} points into the preamble")

    def message(self, block: Block) -> None:
        """The findings of the block before, word for word."""
        got = [line.replace(str(self.folder) + os.sep, "") for d in self.told for line in said(d)]
        if not got:
            self.fault(block.line, "nothing was found in the block before it")
        elif not alike(block.text.rstrip("\n").split("\n"), got):
            self.fault(block.line, "the message is\n" + "\n".join(got))
            self.mended[block.line] = "\n".join(got) + "\n"

    # ── facts

    def current(self, block: Block) -> Contract | None:
        if self.contract is None and block.preamble:
            path = self.folder / "examples" / f"{block.preamble}.tenor"
            self.contract = check(Source(str(path), path.read_text("utf-8")), open_paper)
        if self.contract is None:
            self.fault(block.line, "facts of no contract")
        return self.contract

    def facts(self, block: Block) -> None:
        """Facts in prose: they fit, and what they expect comes true."""
        path = self.folder / (block.file or "examples/example.facts")
        named = re.match(r'facts for "([^"]+)"', block.text)
        if named and (path.parent / named[1]).is_file():
            its = path.parent / named[1]
            self.contract = check(Source(str(its), its.read_text("utf-8")), open_paper)
        before = EXAMPLES / f"{block.preamble}.facts" if block.preamble else None
        text = block.text
        if before is not None and before.is_file():
            text = before.read_text("utf-8").rstrip("\n") + "\n\n" + text
        if block.file:
            path.write_text(text, "utf-8")
        contract = self.current(block)
        if contract is None:
            return
        diagnostics: list[Diagnostic] = []
        _, scenarios, _ = facts_from_text(contract, text, path, diagnostics, "")
        self.found(block, diagnostics, len(text) - len(block.text))
        for scenario in scenarios:
            for words in unmet(contract, scenario):
                self.fault(block.line, f"“{scenario.title}”: {words}")
        if not scenarios and "scenario" in text:
            self.fault(block.line, "a scenario that was not read")

    def json(self, block: Block) -> None:
        """Facts as programs tell them: they fit."""
        if block.file:
            (self.folder / block.file).write_text(block.text, "utf-8")
        try:
            data = json.loads(block.text)
        except json.JSONDecodeError:
            data = None
        if isinstance(data, dict) and "contract" in data and (self.folder / str(data["contract"])).is_file():
            path = self.folder / str(data["contract"])
            self.contract = check(Source(str(path), path.read_text("utf-8")), open_paper)
        contract = self.current(block)
        if contract is not None:
            _, _, diagnostics = facts_from_json(contract, block.text, self.folder / (block.file or "examples/example.json"))
            self.found(block, diagnostics, 0)

    # ── commands, edits, sessions

    def console(self, block: Block) -> None:
        """Commands with what they print."""
        parts = re.split(r"(?m)^\$ ", block.text)
        if parts[0].strip() or len(parts) == 1:
            self.fault(block.line, "a console block begins with `$ tenor …`")
            return
        line, whole = block.line, ""
        for part in parts[1:]:
            command, _, shown = part.partition("\n")
            typed = command
            while command.endswith("\\"):
                more, _, shown = shown.partition("\n")
                typed += "\n" + more
                command = command[:-1].rstrip() + " " + more.strip()
            whole += f"$ {typed}\n"
            words = shlex.split(command, comments=True)
            if words[:1] == ["cp"]:
                shutil.copy(self.folder / words[1], self.folder / words[2])
            elif words[:1] != ["tenor"]:
                self.fault(line, f"only `tenor` and `cp` are run here, not `{command}`")
            else:
                got = printed(words[1:], self.folder)
                good = alike(shown.rstrip("\n").split("\n"), got.rstrip("\n").split("\n"))
                whole += shown if good else got.rstrip("\n") + "\n"
                if not good:
                    self.fault(line, f"`{command}` prints\n{got}")
                    self.mended[block.line] = ""
            line += part.count("\n")
        if block.line in self.mended:
            self.mended[block.line] = whole

    def diff(self, block: Block) -> None:
        """An edit: each line taken out stands once in the file, and those put in take its place."""
        path = self.folder / block.file
        if not block.file or not path.is_file():
            self.fault(block.line, "name the file that is edited: <!-- file: … -->")
            return
        old = "".join(r[1:] + "\n" for r in block.text.splitlines() if r[:1] in {"-", " "})
        new = "".join(r[1:] + "\n" for r in block.text.splitlines() if r[:1] in {"+", " "})
        text = path.read_text("utf-8")
        if text.count(old) != 1:
            self.fault(block.line, f"the lines to edit stand {text.count(old)} times in {block.file}")
            return
        path.write_text(text.replace(old, new), "utf-8")

    def python(self, block: Block) -> None:
        """A session with Python."""
        test = doctest.DocTestParser().get_doctest(block.text, self.names, "page", "page", block.line)
        if not test.examples:
            self.fault(block.line, "write it as a session, with `>>>`")
            return
        out = io.StringIO()
        with contextlib.chdir(self.folder):
            runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE, verbose=False)
            failed = runner.run(test, out=out.write, clear_globs=False).failed
        self.names = test.globs
        if failed:
            self.fault(block.line, out.getvalue())


def printed(words: list[str], folder: Path) -> str:
    """What the command `tenor` prints when it is run in a folder, on both streams."""
    from click.testing import CliRunner

    from tenor.apps.cli import cli

    with contextlib.chdir(folder):
        result = CliRunner().invoke(cli, words, prog_name="tenor", env={"NO_COLOR": "1", "COLUMNS": "140", **_quiet()})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output.replace(str(folder) + os.sep, "")


def _quiet() -> dict[str, str]:
    return {"TERM": "dumb"}


def unmet(contract: Contract, scenario: Scenario) -> list[str]:
    """What a scenario expects and does not get."""
    from tenor.apps.scenarios import _scenario

    return [f"{r.expected}: {r.got}" for r in _scenario(contract, "", scenario) if not r.agrees]


def ready(folder: Path) -> Page:
    """A page to be run in a fresh folder."""
    shutil.copytree(ROOT / "contracts", folder / "contracts", ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    if EXAMPLES.is_dir():
        shutil.copytree(EXAMPLES, folder / "examples")
    return Page(folder)


__all__ = ["Block", "Page", "alike", "blocks", "pages", "ready"]
