"""Whether a file carries its paper: phrases by state, figures word for word, quotations, digests, the page side by side."""

from __future__ import annotations

import json
import random
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from tenor.apps.cli import cli
from tenor.apps.exhibit import Exhibit, read_exhibit
from tenor.apps.links import sentences_of
from tenor.apps.marks import marks_of
from tenor.apps.paper_coverage import Document, PaperCoverage, cover, document_of
from tenor.apps.side_by_side import side_by_side
from tenor.dsl.check import check
from tenor.dsl.diagnostic import Source
from tenor.dsl.parse import parse_contract
from tenor.interpreter.files import open_paper
from tests.apps.mutants import KINDS, Mutant, mutants
from tests.support import ROOT, shared_folder

EXAMPLES = ROOT / "docs" / "examples"
NOTE = EXAMPLES / "harbor-note.txt"
FILE = EXAMPLES / "harbor-note.tenor"
PAPERS = {
    "amnis/debenture-2001": "amnis-2001-debenture",
    "amnis/debenture-2003": "amnis-2003-debenture",
    "amnis/purchase-agreement-2003": "amnis-2003-purchase-agreement",
    "amnis/registration-rights-2003": "amnis-2003-registration-rights",
    "diomed/debenture-2004": "diomed-2004-debenture",
}
WHOLE = (
    "amnis/debenture-2001",
    "amnis/debenture-2003",
    "amnis/purchase-agreement-2003",
    "amnis/registration-rights-2003",
    "diomed/debenture-2004",
)


def covered(text: str, document: Document, name: str = str(FILE)) -> PaperCoverage:
    contract = check(Source(name, text), open_paper)
    assert contract.sound, contract.diagnostics
    return cover(contract, document)


def note(text: str | None = None, paper: str | None = None) -> PaperCoverage:
    document = document_of(str(NOTE))
    if paper is not None:
        document = Document(document.name, paper, "0")
    return covered(FILE.read_text("utf-8") if text is None else text, document)


MENDED = (
    FILE.read_text("utf-8")
    .replace("within 12 Business Days", "within 10 Business Days")
    .replace(
        "Payee may give Notice of Inspection, on or before Maturity Date.",
        "Payee may give Notice of Inspection, before Maturity Date.\n"
        '  recorded only: not while they are in dispute ("other than in the course").\n'
        "  the paper cites Section 6; read as Section 4.",
    )
    .replace(
        "recorded only: the law of New York.", 'recorded only: New York law ("governed by the laws"), no jury ("waive trial by jury").'
    )
)


def state_of(found: PaperCoverage, words: str) -> str:
    hits = [x.state for x in found.links.links if words in x.phrase.words]
    assert len(hits) == 1, (words, hits)
    return hits[0]


# ── the example, read by hand beside its paper


def test_each_phrase_of_the_note_is_in_the_state_that_one_finds_by_reading() -> None:
    found = note(MENDED)
    assert state_of(found, "(8%) per annum") == "transcribed"
    assert state_of(found, "in the course of a dispute") == "corrected"  # it cites Section 6, which is mended
    assert state_of(found, "within ten (10)") == "transcribed"
    assert state_of(found, "$500 per day") == "transcribed"
    assert state_of(found, "reasonable discretion") == "recorded"
    assert state_of(found, "waive trial by jury") == "recorded"
    assert state_of(found, "PROMISSORY NOTE") == "nothing to carry"
    assert found.whole, [f.text for f in found.findings]


def test_what_the_file_leaves_out_is_open_and_a_wrong_figure_is_told_with_both() -> None:
    found = note()
    assert [x.phrase.words for x in found.open] == [
        "(other than in the course of a dispute under Section 6 hereof).",
        "This Note shall be governed by the laws of the State of New York.",
        "Both parties waive trial by jury.",
    ]
    assert [f.text for f in found.findings] == [
        "Section 2: the text cites Section 6, which it does not have, and the file does not say how it is read",
        "Section 2: line 24 of the file compares with “on or before”; the phrases that it carries do not",  # before the Maturity Date
        "Section 2: the text has ten (10) business days; line 28 of the file has 12 Business Days",
    ]


def test_a_phrase_left_out_is_no_longer_open_and_its_figures_are_accounted_for() -> None:
    text = MENDED.replace(
        '  Maker owes Payee Interest accrued from Issue Date to Maturity Date ("Interest Due"), payable on Maturity Date.\n', ""
    ).replace('Section 1 "Interest"', 'Section 1 "Interest"\n  not transcribed: "shall be paid on the", to follow.')
    assert state_of(note(text), "and shall be paid on the Maturity Date") == "left out"
    assert note(text).whole


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('recorded only: "waive trial by a jury".', "“waive trial by a jury” does not stand there"),
        ('recorded only: "the" law.', "“the” stands there twice"),
        ('recorded only: "This Note shall be governed by the laws of the State of New York.".', "is too long"),
        ('recorded only: "waive trial by jury" of Section 2.', "“waive trial by jury” does not stand there"),
    ],
)
def test_a_quotation_that_is_none_is_a_finding(line: str, told: str) -> None:
    found = note(MENDED.replace('Section 4 "Governing Law"', f'Section 4 "Governing Law"\n  {line}'))
    assert any(told in f.message and f.line for f in found.findings), [f.text for f in found.findings]


def test_a_stretch_is_quoted_by_its_two_ends() -> None:
    text = MENDED.replace(
        'recorded only: New York law ("governed by the laws"), no jury ("waive trial by jury").',
        'recorded only: both ("This Note … jury").',
    )
    assert note(text).whole


def test_what_is_not_in_the_paper_is_accounted_for_and_nothing_else_is() -> None:
    more = MENDED.replace('act "open its books" is', '"Grace" means 3 calendar days after Maturity Date.\n  act "open its books" is')
    assert [f.message for f in note(more).findings] == [
        "line 28 of the file has 3 calendar days; the text does not there",
        "line 28 of the file compares with “after”; the phrases that it carries do not",
    ]
    told = more.replace('  act "open its books" is', '  not in the paper: 3 calendar days, after, a courtesy.\n  act "open its books" is')
    assert note(told).whole
    other = told.replace("means 3 calendar days", "means 4 calendar days")
    assert {f.kind for f in note(other).findings} == {"figure", "ours"}  # both the figure and the account that no longer holds


def test_which_side_of_a_figure_counts_is_compared() -> None:
    paper = NOTE.read_text("utf-8").replace("Both parties waive", "The sum shall be more than $700. Both parties waive")
    text = MENDED.replace('Section 4 "Governing Law"', 'Section 4 "Governing Law"\n  "Enough" means that Principal is at least $700.')
    assert [f.kind for f in note(text, paper).findings] == ["edge", "comparison"]  # the side of the figure, and the words
    assert not note(text.replace("is at least $700", "exceeds $700"), paper).findings


def test_a_figure_that_the_paper_spells_otherwise_than_it_writes_it_is_told() -> None:
    paper = NOTE.read_text("utf-8").replace("eight percent (8%)", "nine percent (8%)")
    assert [f.message for f in note(MENDED, paper).findings] == ["the paper says two things: nine percent (8%)"]


# ── the text and its sections

PAPER = """
                                 AGREEMENT

          1.1  FIRST.  (a) is no paragraph here; see Section
1.2(b) and clauses (i) and (ii).

               (a)  RENT. The Tenant shall pay (i) $10 a day, and (ii) $20 on Sundays; provided that
nothing is due before noon.

                                        1
<PAGE>
               (b)  The Tenant may leave within thirty
(30) days, unless the Owner consents.

          1.2  SECOND. If any of these occurs:

               (a)  fire;

               (b)  flood;

then the Owner shall repair.
"""


def read(text: str) -> Exhibit:
    return read_exhibit("paper", text)


def test_sections_are_found_by_their_numbers_and_not_by_what_looks_like_one() -> None:
    assert [p.name for p in read(PAPER).places] == [
        *("Preamble", "Section 1.1", "Section 1.1(a)", "Section 1.1(b)", "Section 1.2", "Section 1.2(a)", "Section 1.2(b)"),
    ]


def test_what_follows_a_list_belongs_to_what_introduced_it() -> None:
    (after,) = [p for p in read(PAPER).phrases if p.words.startswith("then the Owner")]
    assert after.place == "Section 1.2"


def test_sentences_limbs_and_provisos_are_phrases_and_a_figure_in_brackets_is_none() -> None:
    words = [p.words for p in read(PAPER).phrases if p.place in {"Section 1.1(a)", "Section 1.1(b)"}]
    assert words == [
        "(a) RENT.",
        "The Tenant shall pay",
        "(i) $10 a day, and",
        "(ii) $20 on Sundays;",
        "provided that nothing is due before noon.",
        "(b) The Tenant may leave within thirty (30) days,",
        "unless the Owner consents.",
    ]


@pytest.mark.parametrize("paper", PAPERS)
def test_every_word_of_an_exhibit_is_in_one_phrase_or_is_furniture(paper: str) -> None:
    text = document_of(str(shared_folder() / "documents" / f"{PAPERS[paper]}.txt")).text
    at, rest = 0, []
    for p in sorted(read_exhibit(paper, text).phrases, key=lambda p: p.start):
        assert p.start >= at
        rest.append(text[at : p.start])
        at = p.end
    rest.append(text[at:])
    left = " ".join(rest).split()
    assert all(re.fullmatch(r"<PAGE>|[-_=]+|-?[A-Z]?-?\d{1,3}-?", w) for w in left), sorted({w for w in left if len(w) > 3})[:10]


@pytest.mark.parametrize(
    ("paper", "file"),
    [
        ("sixty-one (61) days", "61 calendar days"),
        ("70.0%", "70%"),
        ("fifteen percent (15%)", "15%"),
        ("the twentieth (20th) business day", "20 Business Days"),
        ("one hundred twenty (120) Trading Days", "120 Trading Days"),
        ("Five Hundred Thousand Dollars ($500,000)", "$500,000"),
        ("$1.5 million", "$1,500,000"),
        ("3:00 p.m.", "3:00 pm"),
        ("this 28th day of December, 2001", "December 28, 2001"),
        ("Sections 1.3 and 1.4(g)", "Sections 1.3, 1.4(g)"),
        ("a twelve month period", "12 months"),
    ],
)
def test_one_thing_spelled_in_two_ways_is_one_mark(paper: str, file: str) -> None:
    def plain(words: str) -> list[tuple[str, object, str]]:
        return [(m.kind, m.value, m.unit.replace("plain", "calendar")) for m in marks_of(words)]

    assert plain(paper) == plain(file) != []


@pytest.mark.parametrize("words", ["(1) the sum of (a) and (b)", "one of them", "the first that applies", "as such, if any"])
def test_labels_and_common_words_are_no_figures(words: str) -> None:
    assert marks_of(words) == []


# ── copies of a file in which one thing is otherwise


def seen(base: PaperCoverage, text: str, name: str, document: Document) -> tuple[bool, set[str]] | None:
    """Whether a mutant is seen, and the sections of what is new; none, if it does not check, for then nothing is compared."""
    contract = check(Source(name, text), open_paper)
    if not contract.sound:
        return None
    found = cover(contract, document)
    before = {f.message for f in base.findings} | {x.phrase.where for x in base.open}
    new = [f.section for f in found.findings if f.message not in before]
    new += [x.phrase.place for x in found.open if x.phrase.where not in before]
    return bool(new), set(new)


def near(section: str, sections: set[str]) -> bool:
    """Whether something is told in the section that was changed, in one around it or in one within it."""
    return any(s and (section.startswith(s) or s.startswith(section)) for s in sections) if section else bool(sections)


def of_paper(paper: str) -> tuple[str, PaperCoverage, str, Document]:
    """The file of a filed paper, its coverage, its path and the text."""
    document = document_of(str(shared_folder() / "documents" / f"{PAPERS[paper]}.txt"))
    path = ROOT / "contracts" / f"{paper}.tenor"
    text = path.read_text("utf-8")
    return text, covered(text, document, str(path)), str(path), document


def test_every_figure_kind_of_day_and_citation_of_the_note_that_is_otherwise_is_seen_in_its_section() -> None:
    base, document = note(MENDED), document_of(str(NOTE))
    every = [m for m in mutants(MENDED) if m.kind not in {"party", "denial"}]  # of these only a part is seen
    checked = 0
    for m in every:
        found = seen(base, m.text, str(FILE), document)
        if found is None:
            continue
        assert found[0], m
        assert near(m.section, found[1]), (m, found[1])
        checked += 1
    assert checked >= 10


# in a hundred of the places drawn; of who does what, of denials and of all comparisons in free remarks only some are seen
LEAST = {"figure": 95, "kind of day": 95, "citation": 95, "party": 90, "comparison": 90, "contrary": 95}
OF_DENIALS = 75
OF_SENTENCES_THAT_COMPUTE = {"party", "comparison", "contrary", "denial"}


def in_remarks(base: PaperCoverage, m: Mutant) -> bool:
    """Whether a place is in the transcriber's own words."""
    return [x.kind for x in base.links.sentences if x.line <= m.line][-1] in {"recorded", "read as", "left out", "ours"}


def missed_of(kind: str) -> tuple[list[Mutant], int]:
    """Of the places of a filed paper that are otherwise in a copy, some drawn: those not seen, and how many were drawn."""
    text, base, path, document = of_paper("amnis/debenture-2001")
    every = [m for m in mutants(text) if m.kind == kind and not (kind in OF_SENTENCES_THAT_COMPUTE and in_remarks(base, m))]
    drawn = random.Random(2).sample(every, min(12 if kind in OF_SENTENCES_THAT_COMPUTE else 9, len(every)))
    results = [(m, found[0]) for m in drawn if (found := seen(base, m.text, path, document)) is not None]
    assert len(results) >= 5
    return [m for m, hit in results if not hit], len(results)


@pytest.mark.parametrize("kind", LEAST)
def test_of_the_places_of_a_filed_paper_that_are_otherwise_nearly_all_are_seen(kind: str) -> None:
    missed, drawn = missed_of(kind)
    assert len(missed) * 100 <= (100 - LEAST[kind]) * drawn, missed


def test_of_the_denials_that_a_copy_leaves_out_three_in_four_are_seen() -> None:
    missed, drawn = missed_of("denial")
    assert len(missed) * 100 <= (100 - OF_DENIALS) * drawn, missed


def test_every_kind_of_change_has_its_least() -> None:
    assert {*LEAST, "denial"} == set(KINDS)


def test_one_section_of_several_that_is_another_is_seen_though_the_paper_cites_that_too() -> None:
    text, _, path, document = of_paper("amnis/debenture-2001")  # its Article III names these and others before "or 3.10"
    other = text.replace("Sections 3.5, 3.7, 3.9 and 3.10", "Sections 3.5, 3.7, 3.9 and 3.7")
    assert other != text
    (found,) = covered(other, document, path).findings
    assert (found.section, found.kind) == ("Article III", "citation")
    assert found.message.startswith("the text cites Section 3.10 among others; line ")


# ── comparisons: words of the paper, words of the file, whether they agree


@pytest.mark.parametrize(
    ("paper", "file", "agree"),
    [
        ("The fee is the lesser of $500 and the Sum.", "the lesser of (i) $500, and (ii) Principal", True),
        ("The fee is the lesser of $500 and the Sum.", "the greater of (i) $500, and (ii) Principal", False),
        ("The fee is the greater of $500 and the Sum.", "the greater of (i) $500, and (ii) Principal", True),
        ("The fee ends on the earlier of January 3, 2007 and payment.", "the earlier of (i) January 3, 2007, and (ii) Maturity Date", True),
        ("The fee ends on the earlier of January 3, 2007 and payment.", "the later of (i) January 3, 2007, and (ii) Maturity Date", False),
        ("The fee counts if the Sum exceeds $500.", "that Principal exceeds $500", True),
        ("The fee counts if the Sum exceeds $500.", "that Principal is at least $500", False),
        ("The fee counts if the Sum is at least $500.", "that Principal is at least $500", True),
        ("The fee counts if the Sum is not less than $500.", "that Principal is at least $500", True),
        ("The fee counts if the Sum is at least $500.", "that Principal is at most $500", False),
        ("The fee counts unless the Sum exceeds $500.", "that not (Principal exceeds $500)", True),
        ("The fee counts if the Sum exceeds $500.", "that not (Principal exceeds $500)", False),
        ("The fee counts before January 3, 2007.", "that Maturity Date is before January 3, 2007", True),
        ("The fee counts before January 3, 2007.", "that Maturity Date is after January 3, 2007", False),
        ("The fee counts before January 3, 2007.", "that Maturity Date is on or before January 3, 2007", False),
        ("The fee counts ten (10) days prior to January 3, 2007.", "10 calendar days before January 3, 2007", True),
        ("The fee counts ten (10) days prior to January 3, 2007.", "10 calendar days after January 3, 2007", False),
        ("The fee counts if the Sum exceeds $500.", "that Principal is at most $500", False),  # the contrary
        ("The fee counts if the Sum is less than $500.", "that Principal is at least $500", False),
        ("The fee counts if the Sum is more than $500.", "that Principal is at most $500", False),
        ("The fee counts if the Sum exceeds $500.", "that $500 exceeds Principal", False),  # the sides exchanged
        ("The fee counts if the Sum is at least $500.", "that $500 is at least Principal", False),
        ("The fee counts if January 3, 2007 is before maturity.", "that January 3, 2007 is before Maturity Date", True),
        ("The fee counts if January 3, 2007 is before maturity.", "that Maturity Date is before January 3, 2007", False),
    ],
)
def test_what_is_compared_one_way_in_the_paper_is_not_compared_another_way_in_the_file(paper: str, file: str, agree: bool) -> None:
    text = NOTE.read_text("utf-8").replace("Both parties waive", f"{paper} Both parties waive")
    words = " ".join(paper.split()[:4])
    sentence = f'"Fee" means {file}.\n  this carries "{words}".'
    found = note(MENDED.replace('Section 4 "Governing Law"', f'Section 4 "Governing Law"\n  {sentence}'), text)
    assert [f.kind for f in found.findings if f.kind == "comparison"] == ([] if agree else ["comparison"])


@pytest.mark.parametrize(
    ("paper", "file", "agree"),
    [
        ("may draw not more than $500", "at most $500", True),
        ("may draw nothing in excess of $500", "at most $500", True),  # what nobody may exceed is what is allowed
        ("may draw at least $500", "at most $500", False),
    ],
)
def test_a_limit_may_be_said_by_what_it_forbids(paper: str, file: str, agree: bool) -> None:
    text = NOTE.read_text("utf-8").replace("Both parties waive", f"The Payee {paper}. Both parties waive")
    power = f'event "Draw" from Payee to Maker: amount (USD).\n  Payee may give Draw, its amount {file}.\n  this carries "{paper}".'
    found = note(MENDED.replace('Section 4 "Governing Law"', f'Section 4 "Governing Law"\n  {power}'), text)
    assert [f.kind for f in found.findings if f.kind == "comparison"] == ([] if agree else ["comparison"])


def test_a_comparison_that_only_the_file_has_is_accounted_for_in_its_words_and_as_often() -> None:
    def told(account: str) -> list[str]:
        means = '"Fee" means the lesser of (i) $500, and (ii) (the lesser of (i) $500, and (ii) Principal).'
        file = MENDED.replace('Section 4 "Governing Law"', f'Section 4 "Governing Law"\n  {means}{account}\n  not in the paper: $500.')
        return [f.kind for f in note(file).findings]

    assert told("") == ["comparison"]
    assert told("\n  not in the paper: the lesser of, once.") == ["comparison"]
    assert told("\n  not in the paper: the lesser of twice, a ceiling.") == []
    assert told("\n  not in the paper: the greater of twice, a floor.") == ["comparison", "ours", "ours"]
    assert told("\n  not in the paper: the lesser of three times, a ceiling.") == ["ours"]


def test_what_a_phrase_denies_something_that_carries_it_denies() -> None:
    bare = MENDED.replace('    this carries "If the books are not opened".\n', "")
    (found,) = note(bare).findings
    assert found.message == "the text has “not”; no sentence that carries the phrase denies anything"
    assert found.section == "Section 3(a)"


# ── who does what


def parties_told(paper: str, file: str, elsewhere: str = "") -> list[str]:
    """What is told of parties, where the paper says something more in Section 4, and the file too; and what the file says in Section 1."""
    text = NOTE.read_text("utf-8").replace("Both parties waive", f"{paper} Both parties waive")
    file = MENDED.replace('Section 4 "Governing Law"', f'Section 4 "Governing Law"\n  {file}')
    return [
        f.message
        for f in note(file.replace('Section 1 "Interest"', f'Section 1 "Interest"\n  {elsewhere}'), text).findings
        if f.kind == "party"
    ]


INSURED = """observation "Cover" (USD).
  {} must see to it that Cover is at least $700 ("Insurance Kept").
  this carries "shall keep the mill insured".{}"""


def test_who_is_bound_is_whom_the_phrase_binds() -> None:
    paper = "The Maker shall keep the mill insured for at least $700, in which the Payee may trust."
    assert parties_told(paper, INSURED.format("Maker", "")) == []
    (told,) = parties_told(paper, INSURED.format("Payee", ""))
    assert re.fullmatch(r"line \d+ of the file binds Payee; the phrases that it carries bind Maker", told)
    assert parties_told(paper, INSURED.format("Payee", "\n  not in the paper: Payee, for a test.")) == []


def test_who_pays_is_who_owes() -> None:
    file = (
        'event "Fee Paid" by Maker: amount (USD).\n  {} owes {} $5 ("Mill Fee"), payable on June 1, 2005.\n  each Fee Paid pays Mill Fee.'
    )
    paper = "The Maker shall pay the Payee a mill fee of $5 on June 1, 2005."
    words = "of the file has Maker pay what it has Payee owe: Mill Fee"
    assert not any(m.endswith(words) for m in parties_told(paper, file.format("Maker", "Payee")))
    assert any(m.endswith(words) for m in parties_told(paper, file.format("Payee", "Maker")))


def test_an_event_is_of_the_party_that_the_text_has_beside_its_name() -> None:
    paper = "A certificate of repair shall then be issued by the Maker. The Payee may keep it."
    carried = 'this carries "A certificate of repair … may keep it".'
    assert parties_told(paper, f'event "Certificate of Repair" by Maker.\n  {carried}') == []
    (told,) = parties_told(paper, f'event "Certificate of Repair" by Payee.\n  {carried}')
    assert told.endswith("of the file names Payee; beside these words the text names Maker")


def test_a_party_that_the_section_does_not_name_is_told() -> None:
    paper = "The Maker shall keep a register of transfers."
    assert parties_told(paper, 'event "Entry" by Maker.\n  this carries "a register of transfers".') == []
    (told,) = parties_told(paper, 'event "Entry" from Maker to Payee.\n  this carries "a register of transfers".')
    assert re.fullmatch(r"line \d+ of the file names Payee; the text there names Maker", told)


def test_what_is_called_by_the_other_party_is_told_where_the_section_has_its_own() -> None:
    paper = "The Maker may end this Note by a release, and the Payee shall not."
    release = 'event "Release by Maker" by Maker.\n  "Released" means that Release by {} has occurred.'
    other = 'event "Release by Payee" by Payee.\n  this carries "Interest shall accrue".\n  not in the paper: Payee, for a test.'
    assert parties_told(paper, release.format("Maker"), other) == []
    (told,) = parties_told(paper, release.format("Payee"), other)
    assert told.endswith("speaks of Release by Payee, which belongs to Section 1; here the file has Release by Maker")


@pytest.mark.parametrize(
    ("remark", "agree"),
    [
        ("the survey is at Maker's cost", True),
        ("the survey is at Payee's cost", False),
        ("Payee picks the surveyor", True),
        ("Maker picks the surveyor", False),
    ],
)
def test_a_remark_names_the_party_that_its_phrases_name_beside_the_same_words(remark: str, agree: bool) -> None:
    paper = "Each survey shall be at the Maker's cost. The surveyor shall be picked by the Payee."
    carried = 'this carries "Each survey shall be", "The surveyor shall be picked".'
    assert bool(parties_told(paper, f"recorded only: {remark}.\n  {carried}")) != agree


# ── the papers


@pytest.mark.parametrize("paper", WHOLE)
def test_every_operative_phrase_of_the_paper_is_carried_and_nothing_disagrees(paper: str) -> None:
    path = ROOT / "contracts" / f"{paper}.tenor"
    found = covered(path.read_text("utf-8"), document_of(str(shared_folder() / "documents" / f"{PAPERS[paper]}.txt")), str(path))
    assert found.same_text
    assert [x.phrase.where for x in found.open] == []
    assert [f.text for f in found.findings] == []


def test_a_text_that_is_another_is_not_compared_and_named_where_it_is_a_paper_of_the_register() -> None:
    path = ROOT / "contracts" / "amnis" / "debenture-2001.tenor"
    code, out, _ = run(str(path), "--document", str(shared_folder() / "documents" / "amnis-2003-debenture.txt"))
    assert code == 1
    assert len(out.rstrip().split("\n")) == 1
    assert out.startswith("This is not the text that was transcribed: its sha256 is b133011b2f85a6c0…")  # both as in SOURCES.md
    assert out.rstrip().endswith("has dc1fa7697779b377… for “amnis-2001-debenture”; it is the text of “amnis-2003-debenture”.")


def test_no_page_is_written_of_a_text_that_is_another_and_this_is_told(tmp_path: Path) -> None:
    page = tmp_path / "side.html"
    code, out, err = run(str(FILE), "--document", str(FILE), "--html", str(page))
    assert (code, out.count("\n"), page.exists()) == (1, 1, False)
    assert err == f"--html: nothing is compared, so no page is written to `{page}`\n"


def test_a_text_of_no_paper_of_the_register_is_not_compared_either() -> None:
    code, out, _ = run(str(FILE), "--document", str(FILE))
    assert (code, out.count("\n")) == (1, 1)
    assert "it is the text of" not in out
    data = json.loads(run(str(FILE), "--document", str(FILE), "--json")[1])
    assert (data["whole"], data["phrases"], data["digest"]["same"], data["digest"]["text_of"]) == (False, [], False, None)


# ── the page side by side


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.anchors: dict[str, set[str]] = {}
        self.sources: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        self.sources += [v or "" for k, v in attrs if k in {"src", "action", "data", "poster"}]
        if tag == "link":
            self.sources.append(a.get("href") or "")
        if tag == "a" and "data-to" in a:
            assert (a["href"] or "").startswith("#")
            self.anchors[a["id"] or ""] = set((a["data-to"] or "").split())


def test_the_page_links_both_ways_and_asks_nothing_of_a_network() -> None:
    page = _Page()
    text = side_by_side(note())
    page.feed(text)
    assert not page.sources
    assert not re.search(r"https?://|@import|url\(|fetch\(|XMLHttpRequest|import\(", text)
    for name, to in page.anchors.items():
        for other in to:
            assert name in page.anchors[other]
    assert sum(n.startswith("p") for n in page.anchors) == len(note().links.links)
    assert text.count('class="open') == 3 + 0
    assert "&lt;PAGE&gt;" in text


def test_names_declared_together_are_linked_by_what_they_share_and_stand_once_in_the_file() -> None:
    text = (
        'language 1\ncontract "Note", a transcription of "note".\nSection 1 "Sums"\n'
        '  blank "First", "Second" and "Third" (USD): $5.\n'
        '  events on one day in this order: "Draw", "Prepayment".\n'
    )
    file, _, found = parse_contract(Source("note.tenor", text))
    assert not found
    said = sentences_of(file)[1:]
    assert [x.words for x in said[:3]] == ['blank "First", "Second" and "Third" (USD): $5.', '"Second"', '"Third"']
    assert said[3].words == 'events on one day in this order: "Draw", "Prepayment".'
    pieces = "".join(text[x.start : x.end] for x in said)
    assert "".join(pieces.split()) == "".join(text[text.index("  blank") :].split())


def test_the_page_holds_the_whole_text_as_it_was_filed() -> None:
    text = side_by_side(note())
    left = text[text.index('<section id="paper"') : text.index('<section id="file"')]
    plain = (
        re.sub(r"<[^>]+>", "", left)
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", '"')
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
    )
    assert plain.strip() == NOTE.read_text("utf-8").strip()


def test_words_of_a_paper_that_look_like_a_page_are_shown_and_not_run() -> None:
    paper = NOTE.read_text("utf-8").replace("trial by jury", 'trial by <script>alert(1)</script> {title} & "jury"')
    assert "<script>alert" not in side_by_side(note(MENDED.replace("waive trial by jury", "waive trial by"), paper))


# ── the command


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["coverage", *words])
    return result.exit_code, result.stdout, result.stderr


def test_the_exit_code_says_whether_anything_is_left(tmp_path: Path) -> None:
    assert run(str(FILE), "--document", str(NOTE))[0] == 1
    (tmp_path / "harbor-note.tenor").write_text(MENDED, "utf-8")
    (tmp_path / "SOURCES.md").write_text((EXAMPLES / "SOURCES.md").read_text("utf-8"), "utf-8")
    code, out, _ = run(str(tmp_path / "harbor-note.tenor"), "--document", str(NOTE))
    assert (code, "0 findings" in out) == (0, True)
    (tmp_path / "SOURCES.md").unlink()
    code, out, _ = run(str(tmp_path / "harbor-note.tenor"), "--document", str(NOTE))
    assert (code, out.startswith("The register of sources has no digest")) == (1, True)


def test_programs_get_every_phrase_with_a_locator_of_few_words() -> None:
    code, out, _ = run(str(FILE), "--document", str(NOTE), "--json")
    data = json.loads(out)
    assert code == 1
    assert data["counts"]["open"] == 3
    assert all(len(p["locator"].split()) <= 8 for p in data["phrases"])
    assert {p["state"] for p in data["phrases"]} <= {
        "transcribed",
        "recorded",
        "read as",
        "corrected",
        "left out",
        "open",
        "nothing to carry",
    }


def test_a_locator_that_is_shown_can_be_quoted_as_it_stands() -> None:
    for phrase in json.loads(run(str(FILE), "--document", str(NOTE), "--json")[1])["phrases"]:
        if phrase["state"] == "open":
            text = FILE.read_text("utf-8").replace(
                'Section 4 "Governing Law"', f'Section 4 "Governing Law"\n  recorded only: "{phrase["locator"]}" of {phrase["section"]}.'
            )
            assert phrase["number"] not in [x.phrase.number for x in note(text).open if x.phrase.place == phrase["section"]]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "there is no file"),
        (b"", "holds nothing"),
        (b"\x00\x01\x02", "not plain text"),
        (b"<html><body>A note</body></html>", "a page of HTML"),
        (b"x" * 4_000_001, "more than 4,000,000 bytes"),
    ],
)
def test_a_text_that_cannot_be_read_is_refused_with_what_would_mend_it(tmp_path: Path, content: bytes | None, told: str) -> None:
    path = tmp_path / "paper.txt"
    if content is not None:
        path.write_bytes(content)
    code, out, err = run(str(FILE), "--document", str(path))
    assert (code, out) == (2, "")
    assert told in err


def test_a_text_of_an_old_printer_is_read(tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    path.write_bytes(NOTE.read_bytes().replace(b'"', b"\x94").replace(b"\n", b"\r\n").replace(b"<PAGE>", b"\x0c"))
    old, new = (list(covered(FILE.read_text("utf-8"), document_of(str(x))).lines(every=True)) for x in (path, NOTE))
    assert old[2:] == new[2:]


def test_a_section_that_the_text_does_not_have_is_asked_for_in_vain() -> None:
    code, _, err = run(str(FILE), "--document", str(NOTE), "--section", "Section 33")
    assert (code, "the text has no `Section 33`" in err) == (2, True)


def test_a_file_that_does_not_check_is_not_compared(tmp_path: Path) -> None:
    path = tmp_path / "note.tenor"
    path.write_text(FILE.read_text("utf-8").replace("$500", "$five"), "utf-8")
    assert run(str(path), "--document", str(NOTE))[0] == 1
