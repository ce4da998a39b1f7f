"""Three hundred damaged copies, each by a seed: never an exception, never long, every place inside its text."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from tenor.interpreter.facts import Facts
from tests.bad_input.test_facts import PRICES, STORY, contract
from tests.bad_input.watch import CONTRACT, ask_everything, read_contract, read_facts

TEXT = CONTRACT.read_text("utf-8")
STRAY = [
    "(",
    ")",
    '"',
    "“",
    ".",
    ",",
    ":",
    ";",
    "\n",
    " ",
    "\t",
    "\0",
    "é",
    "$",
    "%",
    "--",
    "9" * 30,
    "\u2028",
    "\ufeff",
    "/",
    "×",
    "not ",
    "if ",
    "§",
    "𝔸",
]


def damaged(text: str, seed: int) -> str:
    r = random.Random(seed)
    for _ in range(r.choice([1, 1, 1, 2, 5])):
        words = text.split(" ")
        i, j = r.randrange(len(words)), r.randrange(len(words))
        at = r.randrange(len(text))
        match seed % 7:
            case 0:
                del words[i]
                text = " ".join(words)
            case 1:
                words.insert(i, words[i])
                text = " ".join(words)
            case 2:
                words[i], words[j] = words[j], words[i]
                text = " ".join(words)
            case 3:
                text = text[:at] or "x"
            case 4:
                text = text[:at] + r.choice(STRAY) + text[at:]
            case 5:
                data = bytearray(text.encode("utf-8"))
                data[r.randrange(len(data))] = r.randrange(256)
                text = data.decode("utf-8", "replace")
            case _:
                lines = text.split("\n")
                k = r.randrange(len(lines))
                lines[k : k + 1] = r.choice([[], [lines[k], lines[k]], [lines[k][: len(lines[k]) // 2]], [lines[k].lower()]])
                text = "\n".join(lines) or "x"
    return text


@pytest.mark.parametrize("seeds", [range(n, n + 10) for n in range(0, 80, 10)], ids=lambda r: str(r.start))
def test_a_damaged_contract(seeds: range) -> None:
    for seed in seeds:
        text = damaged(TEXT, seed)
        found = read_contract(text, str(CONTRACT))
        if found[0].sound:
            ask_everything(found[0], Facts(), [date(2002, 6, 3)], (seed, 7))


@pytest.mark.parametrize("seeds", [range(n, n + 30) for n in range(0, 300, 30)], ids=lambda r: str(r.start))
def test_a_damaged_story(tmp_path: Path, seeds: range) -> None:
    (tmp_path / "prices.csv").write_text(PRICES, "utf-8")
    for seed in seeds:
        (tmp_path / "a.facts").write_text(damaged(STORY, seed), "utf-8")
        facts, scenarios, _ = read_facts(contract(), tmp_path / "a.facts")
        if seed % 12 == 0:
            for f in (facts, *(s.facts for s in scenarios)):
                ask_everything(contract(), f, [date(2002, 6, 20)], (seed // 12, 5))


def test_damage_that_takes_a_word_of_an_expression_away_is_noticed() -> None:
    r = random.Random(7)
    body = TEXT[TEXT.index("Preamble") :]
    silent = 0
    for _ in range(25):
        at = r.randrange(len(body))
        cut = body[:at].rfind(" means ")
        if cut < 0:
            continue
        text = TEXT[: len(TEXT) - len(body)] + body[: cut + 7] + "§ " + body[cut + 7 :]
        silent += not read_contract(text, str(CONTRACT))[1]
    assert silent == 0
