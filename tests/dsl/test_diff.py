"""What compares contracts: the same is no difference, however it is written; whatever is not the same is found, and where it is.

Each mutation is made in the text at a random place, with a seed that the test names, so that a failure can be made again.
"""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve, frozen

from tenor.dsl import syntax as s
from tenor.dsl.check import check
from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Severity, Source
from tenor.dsl.diff import Comparison, Difference, compare, mirrored
from tenor.dsl.format import format_contract
from tenor.dsl.parse import parse_contract
from tenor.dsl.passages import headings, passages
from tenor.interpreter.files import open_paper
from tests.support import ROOT

PAPERS = (
    "amnis/debenture-2001.tenor",
    "amnis/debenture-2003.tenor",
    "amnis/purchase-agreement-2003.tenor",
    "amnis/registration-rights-2003.tenor",
    "diomed/debenture-2004.tenor",
)


@cache
def paper(name: str) -> Contract:
    path = ROOT / "contracts" / name
    return check(Source(str(path), path.read_text("utf-8")), open_paper)


def read_again(contract: Contract, text: str) -> Contract:
    """The contract with another text, read with the names of the first."""
    file, _, found = parse_contract(Source(contract.source.name, text), contract.suite[0].names)
    assert not [d for d in found if d.severity is Severity.MUST], found[0].message
    return evolve(contract, file=file)


def small(text: str) -> Contract:
    found = check(Source("small.tenor", "language 1\n\n" + text))
    assert found.sound, [d.message for d in found.diagnostics]
    return found


# ── nothing


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_and_itself_in_the_common_layout_and_without_comments_say_the_same(name: str) -> None:
    contract = paper(name)
    laid_out, _ = format_contract(contract.source, open_paper)
    spread = re.sub(r"(?m)^(\s*)(.*?)[ \t]*--[^\n]*$", r"\1\2", contract.source.text).replace(", and (", ",\n        and (")
    for text in (contract.source.text, laid_out, spread):
        again = compare(contract, read_again(contract, text))
        assert again.same
        assert again.shared == 1000


def renumbered(contract: Contract, by: int) -> str:
    """The text with every section of its own under another number, cited so everywhere: `Section 1.2(a)` as `Section 31.2(a)`."""
    own = set(headings(contract.file))
    wide = own | {label.partition("(")[0] for label in own}

    def other(m: re.Match[str]) -> str:
        kind, labels, behind = m[1], m[2], m[3]
        if behind or not all(f"Section {x}" in wide for x in re.findall(r"\d[\d.]*(?:\([A-Za-z0-9]+\))*", labels)):
            return m[0]
        return kind + re.sub(r"(?<![\d.(])(\d+)(?=[\d.(]|\b)", lambda n: str(int(n[1]) + by), labels)

    reference = r"\d[\d]*(?:\.\d+)*(?:\([A-Za-z0-9]+\))*"
    several = rf"{reference}(?:(?:, and |, or |, | and | or ){reference})*"
    text = re.sub(rf"((?<!Way of )(?<!Deadline of )Section )({reference})( of [A-Z])?", other, contract.source.text)
    return re.sub(rf"(Sections )({several})( of [A-Z])?", other, text)


@pytest.mark.parametrize("name", PAPERS)
def test_other_numbers_alone_are_no_difference(name: str) -> None:
    contract = paper(name)
    text = renumbered(contract, 30)
    assert text.count("Section 3") > 20
    found = compare(contract, read_again(contract, text))
    assert [(d.kinds, d.changes) for d in found.differences] == []
    assert found.same
    assert any(x.kinds == ("renumbered",) for x in found.sections)


def test_limbs_conditions_and_sentences_in_another_order_are_no_difference() -> None:
    one = small(
        'contract "Note", a transcription of "note".\ntimes are in New York.\nparty Payer is "One Inc.".\nparty Payee is "Two Inc.".\n\n'
        'Section 1 "Sums"\n  blank "First" (USD): $10.\n  blank "Second" (USD): $20.\n'
        '  "Sum" means the sum of (i) First, (ii) Second, and (iii) $5.\n'
        '  "Cap" means the lesser of (a) Sum, and (b) 3 × Second.\n'
        '  "Both" means that Sum exceeds $1 and Cap is at most $100.\n'
    )
    other = small(
        'contract "Note", a transcription of "note".\ntimes are in New York.\nparty Payer is "One Inc.".\nparty Payee is "Two Inc.".\n\n'
        'Section 7 "Sums"\n  "Both" means that all of (x) Cap does not exceed $100, and (y) Sum is more than $1.\n'
        '  "Cap" means the lower of (i) Second × 3, and (ii) Sum.\n  "Sum" means $5 + Second + First.  -- as before\n'
        '  blank "Second" (USD): $20.00.\n  blank "First" (USD): $10.\n'
    )
    assert compare(one, other).same


# ── the two sides


def turned(found: Comparison, turn: bool) -> list[str]:
    def key(d: Difference) -> str:
        return repr((d.kinds, d.old and d.old.place, d.new and d.new.place, sorted(map(repr, d.changes))))

    return sorted(key(mirrored(d) if turn else d) for d in found.differences)


@pytest.mark.parametrize(("a", "b"), [(PAPERS[0], PAPERS[1]), (PAPERS[2], PAPERS[3]), (PAPERS[0], PAPERS[4])])
def test_from_the_new_to_the_old_it_is_the_mirror(a: str, b: str) -> None:
    there, back = compare(paper(a), paper(b)), compare(paper(b), paper(a))
    assert len(there.differences) > 100
    assert turned(there, turn=False) == turned(back, turn=True)
    assert {(x.old, x.new) for x in there.sections} == {(x.new, x.old) for x in back.sections}


# ── mutations of the text

TOKENS = re.compile(
    r'(?P<quoted>"[^"\n]*")|(?P<comment>--[^\n]*)'
    r"|(?P<citation>Section (?:\d+\.)?\d+(?:\([a-zA-Z]+\))*)(?! of )|(?P<cited>Sections [^A-Za-z]*\d\S*)"
    r"|(?P<date>(?:January|March|June|September|November|December) \d{1,2}, \d{4})"
    r"|(?P<label>\([ivxa-z\d]{1,4}\))"
    r"|(?P<day>(?:Business|Trading) Days?|calendar days?)\b"
    r"|(?P<figure>\$?\d[\d,]*(?:\.\d+)?%?(?![\w:/.]))"
    r"|(?P<party>\b(?:Borrower|Holder|Company|Buyer|Lender)\b)"
    r"|(?P<comparison>\bis at most\b|\bis at least\b|\bexceeds\b|\bon or before\b|\bon or after\b|\bis before\b|\bis after\b)"
)
OTHER_COMPARISON = {
    "is at most": "is less than",
    "is at least": "is more than",
    "exceeds": "is at least",
    "on or before": "before",
    "on or after": "after",
    "is before": "is on or before",
    "is after": "is on or after",
}


def other_words(kind: str, words: str, contract: Contract, chance: random.Random) -> str | None:
    """What stands in the place of a figure, a date, a party, a kind of day, a citation, a comparison."""
    match kind:
        case "figure":
            digits = re.search(r"\d[\d,]*", words)
            assert digits is not None
            return words.replace(digits[0], f"{int(digits[0].replace(',', '')) + chance.randint(1, 9):,}", 1)
        case "date":
            return words[:-1] + str((int(words[-1]) + chance.randint(1, 9)) % 10)
        case "party":
            others = [p for p in contract.parties if p != words and " of " not in p]
            return chance.choice(others) if others and words in contract.parties else None
        case "day":
            plural = "s" if words.endswith("s") else ""
            return chance.choice([x for x in (f"Business Day{plural}", f"Trading Day{plural}", f"calendar day{plural}") if x != words])
        case "citation":
            others = [x for x in headings(contract.file) if x.startswith("Section ") and x != words and "." in x]
            return chance.choice(others) if others and words in headings(contract.file) else None
        case "comparison":
            return OTHER_COMPARISON[words]
        case _:
            return None


KINDS = ("figure", "date", "party", "day", "citation", "comparison")


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("seed", [1, 2])
def test_each_mutation_is_found_in_its_own_provision_and_nothing_else_is(name: str, seed: int) -> None:
    contract, chance = paper(name), random.Random(f"{name} {seed}")
    chosen = mutations(contract, chance, 5)
    text = mutated(contract, chosen)
    while faults := faulty_lines(contract, text):  # what cannot be read is refused, and no matter of comparing
        chosen = {p: m for p, m in chosen.items() if not faults & m.lines}
        text = mutated(contract, chosen)
    assert len(chosen) >= 12
    assert {"figure", "day", "party", "comparison"} <= {m.kind for m in chosen.values()}
    found = compare(contract, read_again(contract, text))
    told = {d.old.place: d for d in found.differences if d.old is not None}
    assert set(told) == set(chosen)
    assert len(found.differences) == len(chosen)
    for place, d in told.items():
        assert d.kinds == ("changed",)
        assert d.old is not None
        assert d.new is not None
        assert d.old.section == d.new.section
        said, words = " ".join(f"{c.old} {c.new}" for c in d.changes), chosen[place].words
        in_months = words.isdigit() and f"{12 * int(words)} months" in said  # a number of years is told in months
        assert words in said or words.rstrip("s") in said or words.strip("$%") in said or in_months, (words, said)


@frozen
class Mutation:
    """Other words in the place of some, and the lines of the sentence in which they stand."""

    kind: str
    start: int
    end: int
    words: str
    lines: set[int]


def mutations(contract: Contract, chance: random.Random, most: int) -> dict[int, Mutation]:
    """For the places of some sentences a mutation each, so many of a kind at most."""
    text = contract.source.text
    candidates: dict[str, list[tuple[int, re.Match[str], set[int]]]] = {kind: [] for kind in KINDS}
    for passage in passages(contract.file):
        span = passage.statement.span
        lines = set(range(span.source.position(span.start)[0], span.source.position(span.end)[0] + 1))
        for m in TOKENS.finditer(text, span.start, span.end):
            declaring = isinstance(passage.statement, s.PartyDecl | s.CalendarDecl)  # another name there is no change of one thing
            if m.lastgroup in candidates and not declaring:
                candidates[m.lastgroup].append((passage.place, m, lines))
    chosen: dict[int, Mutation] = {}
    for kind in KINDS:
        chance.shuffle(candidates[kind])
        for place, m, lines in candidates[kind]:
            words = other_words(kind, m[0], contract, chance)
            if place not in chosen and words is not None and sum(x.kind == kind for x in chosen.values()) < most:
                chosen[place] = Mutation(kind, m.start(), m.end(), words, lines)
    return chosen


def mutated(contract: Contract, chosen: dict[int, Mutation]) -> str:
    text = contract.source.text
    for m in sorted(chosen.values(), key=lambda m: -m.start):
        text = text[: m.start] + m.words + text[m.end :]
    return text


def faulty_lines(contract: Contract, text: str) -> set[int]:
    _, _, found = parse_contract(Source(contract.source.name, text), contract.suite[0].names)
    return {d.span.source.position(d.span.start)[0] for d in found if d.severity is Severity.MUST and d.span is not None}


# ── kinds of difference

HEAD = (
    'contract "Note", a transcription of "note".\ntimes are in New York.\nparty Payer is "One Inc.".\nparty Payee is "Two Inc.".\n'
    'calendar Banking Day: every day.\n\nSection 1.1 "Sums"\n  blank "Sum" (USD): $10.\n'
    '  blank "Due Date" (date): May 1, 2020.\n'
)
OWED = '  Payer owes Payee Sum ("Debt"), payable on Due Date.\n'
NOTICE = '\nSection 2.1 "Notices"\n  event "Call" from Payee to Payer.\n  Payee may give Call, after Due Date.\n'


def kinds_of(old: str, new: str) -> list[tuple[tuple[str, ...], list[str]]]:
    return [(d.kinds, [c.what for c in d.changes]) for d in compare(small(old), small(new)).differences]


def test_a_name_that_became_another_is_told_once_where_it_is_given() -> None:
    longer = '  "Rest" means Sum - $4.\n  "Twice the Rest" means 2 × Rest.\n' + OWED
    new = longer.replace("Rest", "Remainder")
    assert kinds_of(HEAD + longer, HEAD + new) == [(("renamed",), []), (("renamed",), [])]
    party = (HEAD + OWED + NOTICE).replace("Payer", "Maker")
    assert kinds_of(HEAD + OWED + NOTICE, party) == [(("renamed",), [])]


def test_a_sentence_under_another_section_is_moved_and_a_section_in_another_article() -> None:
    moved = HEAD + NOTICE + OWED
    assert kinds_of(HEAD + OWED + NOTICE, moved) == [(("moved",), [])]
    rest = '\nSection 2.2 "More"\n  "Twice" means 2 × Sum.\n\nSection 2.3 "Last"\n  "Thrice" means 3 × Sum.\n'
    article = HEAD + OWED + NOTICE + rest
    found = compare(small(article), small(article.replace("Section 2.3", "Section 1.2")))
    assert not found.same
    assert [(x.kinds, x.old, x.new) for x in found.sections] == [(("renumbered", "moved"), "Section 2.3", "Section 1.2")]


def test_a_whole_article_with_another_number_is_not_moved() -> None:
    more = HEAD + OWED + NOTICE
    assert compare(small(more), small(more.replace("Section 2.", "Section 5."))).same


def test_what_is_new_and_what_is_gone() -> None:
    assert kinds_of(HEAD, HEAD + OWED) == [(("added",), [])]
    assert kinds_of(HEAD + OWED, HEAD) == [(("removed",), [])]
    found = compare(small(HEAD + OWED), small(HEAD + OWED + NOTICE))
    assert [(x.kinds, x.new) for x in found.sections] == [(("added",), "Section 2.1")]


def test_a_citation_follows_its_section_and_a_citation_of_another_section_is_seen() -> None:
    cited = HEAD + OWED + NOTICE + '\nSection 3.1 "Order"\n  "Fee" means $5.\n  except under Section 2.1, Payer owes Payee Fee ("Cost").\n'
    follows = cited.replace("Section 2.1", "Section 2.4")
    assert compare(small(cited), small(follows)).same
    other = cited.replace("except under Section 2.1", "except under Section 1.1")
    assert kinds_of(cited, other) == [(("changed",), ["citation"])]


def test_a_heading_in_other_words_is_seen_and_in_other_letters_is_not() -> None:
    assert compare(small(HEAD + OWED), small((HEAD + OWED).replace('"Sums"', '"SUMS"'))).same
    found = compare(small(HEAD + OWED), small((HEAD + OWED).replace('"Sums"', '"What Is Owed"')))
    assert not found.same
    assert [x.kinds for x in found.sections] == [("renamed",)]


def test_two_new_sections_with_an_old_number_do_not_take_the_place_of_what_stood_there() -> None:
    shifted = (HEAD + OWED + NOTICE).replace("Section 2.1", "Section 2.2") + '\nSection 2.1 "Fees"\n  "Fee" means $5.\n'
    found = compare(small(HEAD + OWED + NOTICE), small(shifted))
    assert [(d.kinds, d.new.section if d.new else "") for d in found.differences] == [(("added",), "Section 2.1")]


def test_what_a_file_says_before_its_first_section_is_compared() -> None:
    for old, new in (
        ("New York", "Los Angeles"),
        ("every day", 'Monday to Friday, less the days in "bank"'),
        ('"One Inc."', '"Other Inc."'),
        ('contract "Note"', 'contract "Bond"'),
    ):
        assert [k for k, _ in kinds_of(HEAD + OWED, (HEAD + OWED).replace(old, new))] == [("changed",)]


def test_links_to_the_words_of_the_paper_are_no_part_of_it() -> None:
    note = "  recorded only: payment is made in gold.\n"
    linked = note.replace("gold.", 'gold ("shall be made … in gold").') + '  this carries "in coin".\n  not in the paper: gold.\n'
    assert compare(small(HEAD + note), small(HEAD + linked)).same
    assert kinds_of(HEAD + note, HEAD + linked.replace("in gold (", "in silver (")) == [(("changed",), ["words"])]


def test_names_by_which_others_ask_are_no_part_of_the_paper(tmp_path: Path) -> None:
    assert compare(small(HEAD), small(HEAD + '  reference "the sum" is Sum.\n')).same


def test_a_name_that_joins_others_is_shown_with_the_words_that_they_share() -> None:
    old = small(HEAD + '  blank "First" and "Second" (USD): $5.\n')
    new = small(HEAD + '  blank "First", "Second" and "Third" (USD): $5.\n')
    [only] = compare(old, new).differences
    assert only.new is not None
    assert (only.kinds, only.new.words) == (("added",), 'blank "First", "Second" and "Third" (USD): $5.')
