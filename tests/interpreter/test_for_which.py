"""For which occurrence a fact is told: only for the one that it names."""

from __future__ import annotations

from pathlib import Path

from tenor.dsl.check import check_text
from tenor.interpreter.facts import load_facts

CONTRACT = """language 1
contract "A Note", a transcription of "a-note".
times are in New York.
party Maker is "Maker, Inc.", a company.
event "Sale" by Maker.
event "Split" by Maker.
event "Complaint" by Maker: sale (Sale, when it comes), split (Split, when it comes).
Section 1 "Sums"
  "Sum" means $1.
"""
STORY = "June 3, 2002: Sale.\nJune 4, 2002: Split.\n"


def told(folder: Path, line: str) -> tuple[dict[str, object], list[str]]:
    """The fields of the last fact, and the codes of the findings."""
    (folder / "a.facts").write_text(STORY + line, "utf-8")
    facts, _, found = load_facts(check_text(CONTRACT), folder / "a.facts")
    return dict(facts.happened[-1].fields), [d.code for d in found]


def test_a_fact_that_names_one_is_not_for_another(tmp_path: Path) -> None:
    assert told(tmp_path, "June 5, 2002: Complaint: sale 1.\n") == ({"sale": 1}, [])
    assert told(tmp_path, "June 5, 2002: Complaint: split 1.\n") == ({"split": 1}, [])
    assert told(tmp_path, "June 5, 2002: Complaint for Split 1.\n") == ({"split": 1}, [])
    assert told(tmp_path, "June 5, 2002: Complaint: sale 1, split 1.\n") == ({"sale": 1, "split": 1}, [])


def test_what_it_names_has_to_be_told(tmp_path: Path) -> None:
    assert told(tmp_path, "June 5, 2002: Complaint: split 2.\n")[1] == ["T526"]
    assert told(tmp_path, "June 5, 2002: Complaint for Complaint 1.\n")[1] == ["T526"]
