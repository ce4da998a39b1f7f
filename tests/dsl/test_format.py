"""The one layout: what it looks like, and that it changes nothing but blanks, whatever blanks and comments a text came with.

The laws are tried on the contract of the library, taken apart into its words and put together again with other blanks, line breaks,
indentations and comments between them.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from random import Random
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenor.dsl import format as layout
from tenor.dsl.diagnostic import Source
from tenor.dsl.format import WIDTH, format_contract, format_facts
from tenor.dsl.names import Names, declared_names
from tenor.dsl.parse import CONTRACT_LINES, keywords, parse_contract, parse_facts
from tenor.dsl.words import Chunk, Word, chunks
from tests.support import ROOT

CONTRACT = ROOT / "contracts" / "amnis" / "debenture-2001.tenor"
LONG = "-- " + "so much to say " * 9 + "here"

HEAD = dedent(
    """\
    party Ann is "Ann".
    party Bob is "Bob".
    event "Notice" from Ann to Bob: kind (text), amount (USD).
    event "Waiver" by Ann.
    """
)


def told(text: str) -> str:
    """The text in the one layout; the text must have no fault."""
    result, found = format_contract(Source("t", text))
    assert found == []
    return result


def comments_of(text: str) -> list[str]:
    source = Source("t", text)
    cut = chunks(source, declared_names(source), keywords(), CONTRACT_LINES, lambda _: None)
    return [c.text.rstrip() for c in sorted((c for chunk in cut for c in chunk.comments), key=lambda c: c.span.start)]


# ── what it looks like

GOLDEN = {
    "a heading has its blank line, a sentence its line": (
        """\
        language   1
        "A" means 1.  "B" means 2.
        Section 1  "First"

           "C" means 3.
        Section 2
        "D" means 4.
        """,
        """\
        language 1
        "A" means 1.
        "B" means 2.

        Section 1 "First"
          "C" means 3.

        Section 2
          "D" means 4.
        """,
    ),
    "blocks go two columns in": (
        """\
        Section 1
          "A" means 3.
          if A is 1:
               if A is 2:
                  "B" means 1.
               "C" means 1.
          "D" means 1.
        """,
        """\
        Section 1
          "A" means 3.
          if A is 1:
            if A is 2:
              "B" means 1.
            "C" means 1.
          "D" means 1.
        """,
    ),
    "marks stand close": (
        """\
        "A" means ( 1 + 2 ) × 3 , kept exact .
        event "Notice" : kind ( text ) , amount ( USD , or if none $1 ) .
        """,
        """\
        "A" means (1 + 2) × 3, kept exact.
        event "Notice": kind (text), amount (USD, or if none $1).
        """,
    ),
    "blanks stay where brackets would be read as one word": (
        """\
        "A" means the lesser of (i) ( 1 ) × 2, and (ii)   (   25   ) × 3.
        """,
        """\
        "A" means the lesser of (i) ( 1 ) × 2, and (ii) ( 25 ) × 3.
        """,
    ),
    "a reading that does not fit has each alternative on its line": (
        """\
        reading "Short": a: 1 (taken);
            b: 2.
        reading "Long" (the paper says nothing of it, and a few words more, so that the line is full): first: 10 (taken); second: 20.
        """,
        """\
        reading "Short": a: 1 (taken); b: 2.
        reading "Long" (the paper says nothing of it, and a few words more, so that the line is full):
            first: 10 (taken);
            second: 20.
        """,
    ),
    "clauses break all, a list inside stays whole if it fits": (
        HEAD
        + """\
        "First Term" means December 28, 2001.
        "Second Term" means December 28, 2002.
        "Most" means $5.
        Ann may give Notice, after First Term, and on or before the earlier of (i) Second Term, and (ii) First Term, for at most Most.
        """,
        HEAD
        + """\
        "First Term" means December 28, 2001.
        "Second Term" means December 28, 2002.
        "Most" means $5.
        Ann may give Notice,
            after First Term, and on or before the earlier of (i) Second Term, and (ii) First Term,
            for at most Most.
        """,
    ),
    "a list that does not fit has each limb on its line, a list inside it four columns more": (
        """\
        "A Long Defined Term" means 1.
        "All" means the lesser of (i) the greater of (a) A Long Defined Term, (b) A Long Defined Term + 10, (c) A Long Defined Term + 200,
        and (d) 5, and (ii) 7, kept exact.
        """,
        """\
        "A Long Defined Term" means 1.
        "All" means the lesser of
            (i) the greater of
                (a) A Long Defined Term,
                (b) A Long Defined Term + 10,
                (c) A Long Defined Term + 200, and
                (d) 5, and
            (ii) 7,
            kept exact.
        """,
    ),
    "what leads a sentence keeps its line, and a colon in it never ends one": (
        HEAD
        + """\
        "A Defined Term" means December 28, 2001.
        if A Defined Term is before December 28, 2002, unless A Defined Term is after December 28, 2003, Ann may
        give Notice, so far as "Limit": 1 is at most 2.
        """,
        HEAD
        + """\
        "A Defined Term" means December 28, 2001.
        if A Defined Term is before December 28, 2002, unless A Defined Term is after December 28, 2003,
            Ann may give Notice,
            so far as "Limit": 1 is at most 2.
        """,
    ),
    "an event keeps its fields on the line while they fit": (
        """\
        event "Occurrence": first amount (number), second amount (number); restates each price by its first amount / its second amount.
        event "Happening": first amount (number), second amount (number), first day (date), second day (date), some words (text).
        """,
        """\
        event "Occurrence": first amount (number), second amount (number);
            restates each price by its first amount / its second amount.
        event "Happening":
            first amount (number),
            second amount (number),
            first day (date),
            second day (date),
            some words (text).
        """,
    ),
    "what follows, and what is forbidden, have each clause on its line": (
        HEAD
        + """\
        event "Failure" by Ann: ended (date, when it comes), mended (date, when it comes), section (section); continues until its ended.
        act "give up her part of it" is Waiver.
        each Notice whose kind is "a failure" is a Failure on 10 calendar days after its day, unless its amount is $0, until its day.
        Ann must not give up her part of it ("Forbidden Waiver"), while 1 is 1, unless any of (a) 1 is 2, (b) 1 is 3, or (c) 1 is 4,
        unless 2 is 3.
        """,
        HEAD
        + """\
        event "Failure" by Ann: ended (date, when it comes), mended (date, when it comes), section (section);
            continues until its ended.
        act "give up her part of it" is Waiver.
        each Notice whose kind is "a failure" is a Failure on 10 calendar days after its day,
            unless its amount is $0,
            until its day.
        Ann must not give up her part of it ("Forbidden Waiver"),
            while 1 is 1,
            unless any of (a) 1 is 2, (b) 1 is 3, or (c) 1 is 4,
            unless 2 is 3.
        """,
    ),
    "a list in brackets stays whole if what is around it can be broken": (
        """\
        "A Rather Long Defined Term" means 1.
        "All" means (the lesser of (i) A Rather Long Defined Term, and (ii) 20) + (the lesser of (i) A Rather Long Defined Term, and (ii)
        2).
        "Long" means (the lesser of (i) A Rather Long Defined Term × A Rather Long Defined Term + A Rather Long Defined Term, and (ii)
        20) + 5.
        """,
        """\
        "A Rather Long Defined Term" means 1.
        "All" means (the lesser of (i) A Rather Long Defined Term, and (ii) 20)
            + (the lesser of (i) A Rather Long Defined Term, and (ii) 2).
        "Long" means (the lesser of
            (i) A Rather Long Defined Term × A Rather Long Defined Term + A Rather Long Defined Term, and
            (ii) 20) + 5.
        """,
    ),
    "names and what stands beside them stay together": (
        """\
        party Ann is "Ann".
        observation "Loans" (USD by name), or if none Ann at $30,000,000 and "Another Lender" at $40,000,000 and "A Third" at $50,000.
        """,
        """\
        party Ann is "Ann".
        observation "Loans" (USD by name),
            or if none Ann at $30,000,000 and "Another Lender" at $40,000,000 and "A Third" at $50,000.
        """,
    ),
    "without clauses a line breaks where a thought begins": (
        """\
        "A Rather Long Defined Term" means 1.
        "Everything" means A Rather Long Defined Term × A Rather Long Defined Term + A Rather Long Defined Term × 100,000,000,000.
        """,
        """\
        "A Rather Long Defined Term" means 1.
        "Everything" means A Rather Long Defined Term × A Rather Long Defined Term
            + A Rather Long Defined Term × 100,000,000,000.
        """,
    ),
    "free words are filled, and no line but the last ends with a full stop": (
        """\
        recorded only: one   two
           three, and then so many words that the line is full before they are all said, up to here and no further on. Then
           again.
        """,
        """\
        recorded only: one two three, and then so many words that the line is full before they are all said, up to here and no
            further on. Then again.
        """,
    ),
    "free words with a comment's mark keep their lines": (
        """\
        recorded only: one   two  -- three
             four.
        """,
        """\
        recorded only: one two -- three
            four.
        """,
    ),
    "comments keep their places": (
        """\

        -- of the file


        -- of A
        "A" means 1.-- beside A
        "B" means  -- beside the word
           2 -- before the stop
           .     -- after it
        -- of the section
        Section 1  -- beside the heading
            -- of C
            "C" means
              -- on its own
              3.

            -- at the end
        """,
        """\
        -- of the file

        -- of A
        "A" means 1.  -- beside A
        "B" means  -- beside the word
            2.  -- before the stop
        -- after it

        -- of the section
        Section 1  -- beside the heading
          -- of C
          "C" means
              -- on its own
              3.

          -- at the end
        """,
    ),
    "a comment in a sentence ends its line": (
        """\
        "A Term" means 1 + 2   -- the first
          + 3
          -- and besides
          + 4.
        """,
        """\
        "A Term" means 1 + 2  -- the first
            + 3
            -- and besides
            + 4.
        """,
    ),
    "a comment waits for the comma and the label after it": (
        """\
        "A Term" means the sum of (1) 5 -- five
          , (2) 6 + 7 -- thirteen
          , and (3) 8.
        """,
        """\
        "A Term" means the sum of
            (1) 5,
            (2) 6  -- five
                + 7, and
            (3) 8.  -- thirteen
        """,
    ),
    "a comment does not follow a colon in a sentence that would then be a block": (
        HEAD
        + """\
        if 1 is 1, Ann may give Notice, so far as "Limit" -- the limit
          : 1 is at most 2.
        """,
        HEAD
        + """\
        if 1 is 1,
            Ann may give Notice,
            so far as "Limit": 1  -- the limit
                is at most 2.
        """,
    ),
    "a sentence is broken for the comment at its end, if that helps": (
        """\
        "Term" means the lesser of (i) 10,000,000, and (ii) 20,000,000. -- a comment, for which the line has no room left as it stands
        "Else" means the lesser of (i) 10,000,000, and (ii) 20,000,000. """
        + LONG
        + "\n",
        """\
        "Term" means the lesser of
            (i) 10,000,000, and
            (ii) 20,000,000.  -- a comment, for which the line has no room left as it stands
        "Else" means the lesser of (i) 10,000,000, and (ii) 20,000,000.  """
        + LONG
        + "\n",
    ),
    "typographic marks, tabs and hard blanks become plain": (
        '"A"\tmeans\u00a0“b\u00a0 c” .\n"B" means “the "c" of it”.\n"C" means "the “d” of it".\n',
        '"A" means "b\u00a0 c".\n"B" means “the "c" of it”.\n"C" means "the “d” of it".\n',
    ),
    "at most one blank line stays between sentences, none under a heading": (
        """\


        "A" means 1.



        "B" means 2.
        Section 1


          "C" means 3.
          if A is 1:

            "D" means 4.


        """,
        """\
        "A" means 1.

        "B" means 2.

        Section 1
          "C" means 3.
          if A is 1:
            "D" means 4.
        """,
    ),
}


def cut(text: str) -> str:
    """The text without the eight columns by which it stands in here."""
    return re.sub(r"^ {8}", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize(("before", "after"), GOLDEN.values(), ids=GOLDEN.keys())
def test_the_layout(before: str, after: str) -> None:
    assert told(cut(before)) == cut(after)
    assert told(cut(after)) == cut(after)
    assert comments_of(cut(after)) == comments_of(cut(before))


def test_nothing_is_laid_out_as_nothing() -> None:
    assert [told(text) for text in ("", "\n", " \n\n\t")] == ["", "", ""]


def test_a_text_of_comments_alone_keeps_them() -> None:
    assert told("\n  -- one\n\n\n-- two   ") == "-- one\n\n-- two\n"


FACTS = (
    """\
    -- the story
    facts for "t".
    Bound is 5  from March 1, 2002.
    June 3, 2002, 2:00 pm in Los Angeles: Ann gives Notice: kind "such as is written in the annex, at some length, and as it was sent",
    amount 50.
     June 4, 2002 :  Waiver.   everything is told
        to June 30, 2002.
    -- what is wanted
    scenario   "Late"   -- as told
      on June 30, 2002


    expect Bound is 5. expect not that Bound is 6.
    """,
    """\
    -- the story
    facts for "t".
      Bound is 5 from March 1, 2002.
      June 3, 2002, 2:00 pm in Los Angeles: Ann gives Notice:
          kind "such as is written in the annex, at some length, and as it was sent",
          amount 50.
      June 4, 2002: Waiver.
      everything is told to June 30, 2002.

    -- what is wanted
    scenario "Late"  -- as told
      on June 30, 2002

      expect Bound is 5.
      expect not that Bound is 6.
    """,
)


def test_the_layout_of_facts() -> None:
    names = parse_contract(Source("t", HEAD + 'observation "Bound" (number).'))[1]
    before, after = (dedent(text) for text in FACTS)
    assert format_facts(Source("f", before), names) == (after, [])
    assert format_facts(Source("f", after), names) == (after, [])
    assert parse_facts(Source("f", after), names)[0] == parse_facts(Source("f", before), names)[0]


def test_faulty_facts_come_back_as_they_came() -> None:
    text = 'scenario "S"\r\n   on June 30, 2002\n  expect  that.\n'
    result, found = format_facts(Source("f", text), Names())
    assert result == text
    assert [d.code for d in found] == ["T110"]


@pytest.mark.parametrize(
    "text",
    [
        '"A"   means 1 1.\n',
        '"A"  means 1',
        '"A"  means "b.\n',
        '\t"A" means §1.\r\n -- c\n',
        '"A"  means 1.\n\n\nso  be it.\n',
    ],
)
def test_a_faulty_text_comes_back_as_it_came(text: str) -> None:
    result, found = format_contract(Source("t", text))
    assert result == text
    assert found == parse_contract(Source("t", text))[2]
    assert found


def test_a_text_that_would_be_read_otherwise_comes_back_with_a_word_about_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "_laid_out", lambda *_: '"A" means 2.\n')
    result, found = format_contract(Source("t", '"A"  means 1.\n'))
    assert result == '"A"  means 1.\n'
    assert [d.code for d in found] == ["T115"]


# ── the laws, on the contract of the library


@cache
def original() -> str:
    return CONTRACT.read_text(encoding="utf-8")


@cache
def laid_out(text: str) -> str:
    return told(text)


def test_the_contract_reads_the_same_when_laid_out() -> None:
    text = laid_out(original())
    assert parse_contract(Source("t", text))[0] == parse_contract(Source("t", original()))[0]
    assert told(text) == text
    assert comments_of(text) == comments_of(original())
    assert [row for row in text.split("\n") if len(row) > WIDTH] == []
    assert "".join(text.split()) == "".join(original().split())


def test_line_ends_of_windows_become_plain() -> None:
    assert told(original().replace("\n", "\r\n")) == laid_out(original())


NO_LINE_BREAK = {"SECTION_", "TIME_", "NOTE_", "WORDS_", "ZONE_", "STRING_", "NAMED_"}  # inside these words blanks stay as they are
DECLARING = {"party", "security", "calendar", "so far as", "provided that", "recorded only", "judgment word", "not transcribed"}
ONE_WORD = ("Section", 'reading "')  # a heading is not broken, nor is the note of a reading: a comment beside them may have no room
REMARKS = ["-- so", '-- of "A" (b): c, d. E', "--", "-- a -- b", '-- "A" means 2.', "-- Section 1"]

BLANK = [" ", " ", " ", "  ", "\t", "\u00a0", "\n", "\n  ", " \n\t", "\n\n   "]
BLANK_IN_LINE = [" ", " ", "   ", "\t", "\u00a0 "]


class Shaken:
    """The words of a text with other blanks between them, and with comments where a comment may stand."""

    def __init__(self, chance: Random, text: str, comments: bool) -> None:
        self.chance, self.comments = chance, comments
        source = Source("t", text)
        self.step = chance.choice([" ", "  ", "\t"])
        rows: list[str] = []
        last: Chunk | None = None
        for chunk in chunks(source, declared_names(source), keywords(), CONTRACT_LINES, lambda _: None):
            if chunk.words:
                rows.append(self.before(chunk, last) + self.sentence(chunk))
                last = chunk
        self.text = "".join(rows) + chance.choice(["", "\n", "\n\n"])

    def before(self, chunk: Chunk, last: Chunk | None) -> str:
        """What parts a sentence from the one before: blank lines are not added, since they would stay."""
        if last is None:
            return ""
        declares = chunk.words[0].text in DECLARING or chunk.words[0].kind in CONTRACT_LINES
        follows = last.end == "." and chunk.end == "." and chunk.indent == last.indent <= 2 and last.words[-1].kind != "FREE_"
        between = chunk.span.source.text[last.span.end : chunk.words[0].span.start]
        if follows and not declares and between.count("\n") == 1 and self.chance.randint(0, 4) == 0:
            return self.chance.choice(BLANK_IN_LINE)
        comment = ""
        if self.comments and self.chance.randint(0, 4) == 0:
            comment = self.chance.choice(["  ", "", "\n", "\n\t\t"]) + self.remark()
        return comment + "\n" * between.count("\n") + self.step * chunk.indent

    def remark(self) -> str:
        return self.chance.choice([*REMARKS, LONG])

    def sentence(self, chunk: Chunk) -> str:
        one_line = chunk.words[0].kind in CONTRACT_LINES
        led = chunk.words[0].text.split()[0] in {"for", "if", "unless", "on", "notwithstanding", "except", "subject"}
        written = ""
        for before, word in zip([None, *chunk.words], chunk.words, strict=False):
            if before is not None:
                written += self.joint(before, word, one_line or (led and before.kind == "_COLON"))
            written += self.inside(chunk, word, one_line)
        tail = "" if chunk.words[-1].kind == "FREE_" or one_line else self.chance.choice(["", "", " ", "\n"])
        return written + tail + chunk.end

    def joint(self, before: Word, word: Word, one_line: bool) -> str:
        close = word.kind in {"_COMMA", "_COLON", "_SEMI", "RPAR", "SEP_", "LAST_"} or before.kind == "LPAR"
        if close and self.chance.randint(0, 1) and not (word.kind == "LAST_" and not word.text.startswith(",")):
            return ""
        if word.kind == "MONTHDAY_":
            return " "
        if one_line or before.kind == "WORDS_":
            return self.chance.choice(BLANK_IN_LINE)
        if self.comments and word.kind != "FREE_" and before.kind != "COLUMN_" and self.chance.randint(0, 11) == 0:
            return self.chance.choice([" ", "   ", "\n", "\n\n "]) + self.remark() + "\n" + self.chance.choice(BLANK)
        return self.chance.choice(BLANK)

    def inside(self, chunk: Chunk, word: Word, one_line: bool) -> str:
        if word.kind == "FREE_":
            said = word.text.split()
            parts = [" " if a.endswith(".") or b in DECLARING else self.chance.choice(BLANK) for a, b in pairwise(said)]
            return "".join(a + b for a, b in zip(said, [*parts, ""], strict=True))
        whole = one_line or word.kind in NO_LINE_BREAK or word.text in DECLARING or chunk.words[0].text in DECLARING
        if whole or any(w.text == "is read as" for w in chunk.words):
            return word.text
        return re.sub(r"\s+", lambda _: self.chance.choice(BLANK), word.text)


@settings(max_examples=5, deadline=None)
@given(st.randoms(use_true_random=True))
def test_the_layout_does_not_depend_on_the_blanks_that_a_text_came_with(chance: Random) -> None:
    plain = re.sub(r"[ ]*--[^\n]*", "", original())
    shaken = Shaken(chance, plain, comments=False).text
    assert told(shaken) == laid_out(plain)


@settings(max_examples=3, deadline=None)
@given(st.randoms(use_true_random=True))
def test_comments_anywhere_are_kept_and_change_nothing(chance: Random) -> None:
    shaken = Shaken(chance, original(), comments=True).text
    text = told(shaken)
    assert parse_contract(Source("t", text))[0] == parse_contract(Source("t", shaken))[0] == parse_contract(Source("t", original()))[0]
    assert comments_of(text) == comments_of(shaken)
    assert told(text) == text
    rows = [row for row in text.split("\n") if LONG not in row and not row.lstrip().startswith(ONE_WORD)]
    assert [row for row in rows if len(row.split("  --")[0]) > WIDTH] == []
    assert [row for row in text.split("\n") if row != row.rstrip()] == []


@settings(max_examples=8, deadline=None)
@given(st.randoms(use_true_random=True))
def test_a_fault_anywhere_leaves_the_text_alone(chance: Random) -> None:
    source = Source("t", original())
    cut_up = chunks(source, declared_names(source), keywords(), CONTRACT_LINES, lambda _: None)
    places = [w.span.start for c in cut_up for w in c.words[1:] if w.kind not in {"FREE_", "_COLON"}]
    at = chance.choice(places)
    text = original()[:at] + "§ " + original()[at:]
    result, found = format_contract(Source("t", text))
    assert result == text
    assert found
