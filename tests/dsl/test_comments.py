"""What is a comment and what only looks like one, wherever words are read without comments."""

from __future__ import annotations

import pytest

from tenor.apps.fingerprint import fingerprint
from tenor.apps.links import sentences_of
from tenor.dsl.check import check_text
from tenor.dsl.comments import comment_of, without_comments
from tenor.dsl.passages import passages

# two hyphens in a name and in free words, a comment behind each sentence
TEXT = """language 1
contract "Note", a transcription of "note".
times are in New York.
party Maker is "A -- B, Inc.".  -- as the cover has it
Section 1 "Sum -- and Day"
  "Sum" means $100.  -- not "$200"
  recorded only: Maker -- and nobody else -- files.  -- with the State
"""


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ('party A is "B -- C".', 'party A is "B -- C".'),
        ("party A is “B -- C”.", "party A is “B -- C”."),
        ('is "B".  -- not "C -- D"', 'is "B".  '),
        ('is  -- "B"\n  "C".', 'is  \n  "C".'),
        ("recorded only: one -- two.  -- three", "recorded only: one -- two.  "),
        ("recorded only: one --\n  two.\nparty  -- A", "recorded only: one --\n  two.\nparty  "),
    ],
)
def test_two_hyphens_begin_a_comment_outside_of_quotations_and_free_words(text: str, bare: str) -> None:
    found = without_comments(text)
    assert len(found) == len(text)
    assert [line.rstrip() for line in found.split("\n")] == [line.rstrip() for line in bare.split("\n")]


@pytest.mark.parametrize(("line", "said"), [('is "B -- C".  -- D', "D"), ('is "B -- C".', ""), ("means 1.--x", "x")])
def test_the_comment_of_a_line(line: str, said: str) -> None:
    assert comment_of(line) == said


def test_whoever_reads_words_without_comments_reads_the_same_words() -> None:
    contract = check_text(TEXT)
    assert contract.sound, contract.diagnostics
    party, total = 'party Maker is "A -- B, Inc.".', '"Sum" means $100.'
    recorded = "recorded only: Maker -- and nobody else -- files."
    assert [x.words.rstrip(".") + "." for x in sentences_of(contract.file)][-3:] == [party, total, recorded]
    found = {p.words.rstrip(".") + "." for p in passages(contract.file)}
    assert {party, total, recorded} <= found
    statement = contract.file.parts[0].sentences[-1].statement
    assert statement is not None
    assert statement.span.words.rstrip(".") + "." == party
    other = check_text(TEXT.replace("A -- B", "A -- C"))  # what stands behind the hyphens is signed, too
    assert fingerprint(contract.suite[0])["party Maker"] != fingerprint(other.suite[0])["party Maker"]
