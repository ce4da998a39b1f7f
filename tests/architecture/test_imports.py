"""Imports go one way, `grammar ← dsl ← interpreter ← apps`; the reader of text is one file; the reference path is exact, has no clock,
runs no text and reaches no network.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import ROOMS, ROOT, room_files

# What each room may import of the others.
BELOW = {
    "grammar": {"grammar"},
    "dsl": {"grammar", "dsl"},
    "interpreter": {"grammar", "dsl", "interpreter"},
    "contracts": {"contracts"},
    "apps": {"grammar", "dsl", "interpreter", "contracts", "apps"},
}
PARSER = "dsl/parse.py"
EXACT = ("dsl", "interpreter")
RUNS_TEXT = {"eval", "exec", "compile", "__import__"}
NETWORK = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "requests", "httpx", "aiohttp", "asyncio"}
CLOCK = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"), ("time", "localtime")}
LONGEST = 600


def imported(node: ast.AST) -> list[str]:
    """The full names that an import statement reaches for; `from tenor import dsl` gives `tenor.dsl`."""
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(level=0, module=str(module), names=names):
            return [f"{module}.{alias.name}" for alias in names] if module == "tenor" else [module]
    return []


def faults_of_import(room: str, name: str, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom) and node.level:
        yield "a relative import; write it as tenor.…"
    for target in imported(node):
        parts = target.split(".")
        if parts[0] in ROOMS:
            yield f"imports {target} by its bare name; write tenor.{target}"
        if parts[0] == "lark" and name != PARSER:
            yield f"imports lark; only {PARSER} does"
        if parts[0] in NETWORK and room != "apps":
            yield f"imports {parts[0]}; nothing below apps reaches a network"
        if parts[0] == "tenor" and len(parts) > 1 and parts[1] in ROOMS and parts[1] not in BELOW[room]:
            yield f"{room} imports tenor.{parts[1]}"


def faults_of_code(room: str, node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id=called) | ast.Attribute(value=ast.Name(id="builtins"), attr=called)) if called in RUNS_TEXT:
            yield f"calls {called}"
        case ast.Constant(value=float() | complex()) if room in EXACT:
            yield f"a binary float, {node.value}"
        case ast.Call(func=ast.Name(id="float")) if room in EXACT:
            yield "calls float"
        case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=attr) if (owner, attr) in CLOCK and room != "apps":
            yield f"looks at the clock, {owner}.{attr}"


def breaches(root: Path) -> list[str]:
    """`file:line: fault` for each breach in the Python files of the rooms below `root`."""
    found = []
    for path in room_files(root, ROOMS, ".py"):
        name, room = path.relative_to(root).as_posix(), path.relative_to(root).parts[0]
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text, name)):
            found += [f"{name}:{getattr(node, 'lineno', 0)}: {fault}" for fault in faults_of_import(room, name, node)]
            found += [f"{name}:{getattr(node, 'lineno', 0)}: {fault}" for fault in faults_of_code(room, node)]
        if room not in {"apps", "contracts"} and (length := len(text.splitlines())) > LONGEST:
            found.append(f"{name}: {length} lines; a core module has at most {LONGEST}")
    return found


def test_the_rooms_hold_their_laws() -> None:
    assert breaches(ROOT) == []


@pytest.mark.parametrize(
    ("file", "planted", "said"),
    [
        ("grammar/a.py", "import tenor.dsl", "grammar imports tenor.dsl"),
        ("dsl/a.py", "from tenor.interpreter import values", "dsl imports tenor.interpreter"),
        ("dsl/a.py", "from tenor import interpreter", "dsl imports tenor.interpreter"),
        ("dsl/a.py", "def f():\n    import tenor.apps.cli", "dsl imports tenor.apps"),
        ("interpreter/a.py", "from tenor.apps import cli", "interpreter imports tenor.apps"),
        ("interpreter/deep/a.py", "from tenor.apps.cli import main", "interpreter imports tenor.apps"),
        ("interpreter/a.py", "import tenor.contracts", "interpreter imports tenor.contracts"),
        ("contracts/a.py", "import tenor.interpreter.values", "contracts imports tenor.interpreter"),
        ("dsl/a.py", "from grammar import words", "by its bare name"),
        ("apps/a.py", "import dsl.parse", "by its bare name"),
        ("dsl/a.py", "from . import parse", "relative"),
        ("dsl/a.py", "from ..grammar import words", "relative"),
        ("dsl/check.py", "from lark import Tree", "imports lark"),
        ("apps/a.py", "import lark.tree", "imports lark"),
        ("interpreter/a.py", "eval('1')", "calls eval"),
        ("apps/a.py", "exec('x = 1')", "calls exec"),
        ("dsl/a.py", "import builtins\nbuiltins.eval('1')", "calls eval"),
        ("interpreter/a.py", "x = 0.5", "binary float, 0.5"),
        ("dsl/a.py", "x = 1e3", "binary float, 1000.0"),
        ("interpreter/a.py", "x = float('1')", "calls float"),
        ("interpreter/a.py", "import datetime\nx = datetime.date.today()", "the clock"),
        ("interpreter/a.py", "import urllib.request", "network"),
        ("interpreter/semantics.py", "\n" * 601, "601 lines"),
    ],
)
def test_a_planted_breach_is_caught(tmp_path: Path, file: str, planted: str, said: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(planted, encoding="utf-8")
    found = breaches(tmp_path)
    assert len(found) == 1, found
    assert found[0].startswith(file)
    assert said in found[0]


@pytest.mark.parametrize(
    ("file", "planted"),
    [
        ("dsl/parse.py", "from lark import Lark"),
        ("interpreter/a.py", "from tenor.dsl.contract import Contract\nfrom tenor.grammar import words\nimport re\nx = re.compile('a')"),
        ("interpreter/a.py", "from tenor import __version__\nx: float"),
        ("apps/a.py", "from tenor.interpreter import outcome\nimport tenor.contracts\nx = 0.1"),
    ],
)
def test_what_is_allowed_passes(tmp_path: Path, file: str, planted: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(planted, encoding="utf-8")
    assert breaches(tmp_path) == []
