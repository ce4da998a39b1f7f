"""Words with a shape of their own are found by the letter they begin with, and as they would be found by trying all shapes everywhere."""

from __future__ import annotations

import pytest

from tenor.dsl import words
from tenor.dsl.diagnostic import Source
from tenor.dsl.names import declared_names
from tenor.dsl.parse import CONTRACT_LINES, keywords
from tenor.dsl.types import DAY_COUNTS
from tests.support import ROOT

LIBRARY = sorted((ROOT / "contracts").rglob("*.tenor"))

SHAPES = (
    *("Section 1.1(a)", "Sections 1.1, 1.2", "Article III", "Articles II", "Exhibit A", "Schedule 3", "Annex B"),
    *("Preamble", "Recitals", "Face", "Signatures", "June 3, 2002", "December 2004", "May 4", "2002-06-03", "9:30 am in New York"),
    *("close of Stock", "open of Stock", "high of Stock", "low of Stock", "bid of Stock", "vwap of Stock", "volume of Stock"),
    *("and (ii) x", "or (b) x", "$5.00", "12%", "1,000", "(i) x", "(taken)", '("Note")', '"text"', "-- said"),
    *DAY_COUNTS,
)


def told(text: str) -> list[tuple[str, str, object]]:
    found = words.chunks(Source("t.tenor", text), declared_names(Source("t.tenor", text)), keywords(), CONTRACT_LINES, lambda _: None)
    return [(w.kind, w.text, w.value) for c in found for w in c.words]


@pytest.mark.parametrize("text", [*SHAPES, *(p.read_text("utf-8") for p in LIBRARY)], ids=[*SHAPES, *(p.stem for p in LIBRARY)])
def test_no_shape_is_lost_by_looking_at_the_first_letter(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    by_letter = told(text)
    monkeypatch.setattr(words, "_FIRSTS", {})
    assert told(text) == by_letter
