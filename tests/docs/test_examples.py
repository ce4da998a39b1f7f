"""Every example of the documentation holds: it is run as a reader would run it, and comes to what the page shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.examples import KINDS, Page, alike, blocks, pages, ready
from tests.support import ROOT


def run(folder: Path, text: str) -> Page:
    page = ready(folder)
    page.run(text)
    return page


@pytest.mark.parametrize("path", pages(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_the_examples_of_a_page_hold(path: Path, tmp_path: Path) -> None:
    text = path.read_text("utf-8")
    page = run(tmp_path, text)
    assert not page.faults, "\n".join(f"{path.name}:{line}: {words}" for line, words in page.faults)
    assert page.ran == sum(b.kind in KINDS for b in blocks(text))


HEAD = 'language 1\ncontract "A paper", a transcription of "an-entry".\ntimes are in New York.\n'


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (f'```tenor\n{HEAD}"Rate" means 5%\n```\n', "found T103"),
        (f'<!-- finds: T201 -->\n```tenor\n{HEAD}"Rate" means 5%.\n```\n', "expected T201"),
        (
            f'<!-- finds: T201 -->\n```tenor\n{HEAD}"Rate" means Rat.\n```\n```message\nmust be settled: something else\n```\n',
            "the message is",
        ),
        (f'```tenor\n{HEAD}"Rate" means 5%.\n```\n```facts\nscenario "One"\n  on June 3, 2002\n  expect Rate is 6%.\n```\n', "6%: 5%"),
        (f'```tenor\n{HEAD}"Rate" means 5%.\n```\n```facts\nJune 3, 2002: Storm.\n```\n', "expected no findings"),
        ("```facts\nJune 3, 2002: Storm.\n```\n", "facts of no contract"),
        ("```message\nmust be settled\n```\n", "nothing was found"),
        ("```console\nnothing\n```\n", "begins with"),
        ("```console\n$ ls\n```\n", "only `tenor`"),
        ("```python\n>>> 1 + 1\n3\n```\n", "Expected"),
        ("```python\n1 + 1\n```\n", "session"),
        ("```rust\nlet x;\n```\n", "nobody runs"),
        ("```text\n$ tenor check x.tenor\n```\n", "not marked"),
        ("    ```tenor\n    language 1\n    ```\n", "T122"),
        ("~~~tenor\nlanguage 1\n~~~\n", "T122"),
        ("```tenor\nlanguage 1\n", "not closed"),
        ("<!-- preamble: nowhere -->\n```tenor\nlanguage 1\n```\n", "no preamble"),
        ("<!-- file: nowhere -->\n```diff\n-a\n+b\n```\n", "name the file"),
        ("<!-- file: contracts/amnis/debenture-2001.tenor -->\n```diff\n-nowhere\n+b\n```\n", "stand 0 times"),
        ("```json\n{}\n```\n", "facts of no contract"),
    ],
)
def test_a_planted_fault_of_an_example_is_caught(page: str, words: str, tmp_path: Path) -> None:
    assert any(words in fault for _, fault in run(tmp_path, page).faults), run(tmp_path / "again", page).faults


@pytest.mark.parametrize(
    ("shown", "got", "agree"),
    [
        (["a", "b"], ["a", "b  "], True),
        (["a", "…", "d"], ["a", "b", "c", "d"], True),
        (["a", "…", "d"], ["a", "b", "c"], False),
        (["on … days"], ["on 20 days"], True),
        (["a"], ["a", "b"], False),
        (["…"], [], True),
    ],
)
def test_lines_agree_with_what_a_page_shows(shown: list[str], got: list[str], agree: bool) -> None:
    assert alike(shown, got) is agree
