"""The verb `diff`: each kind of change in the sentence that a lawyer would say, exit codes, the page, the data."""

from __future__ import annotations

import json
import random
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner

from tenor.apps.cli import cli
from tenor.apps.perturb import perturbations
from tenor.apps.provisions import flat_contract, provisions, with_sentence
from tenor.apps.sources import open_contract
from tenor.dsl.diff import compare
from tests.support import ROOT

BASE = """language 1

contract "A note", a transcription of "note".

times are in New York.
a month ends on the same day of the next, or on the last day of a shorter month.
an amount is paid when the payment reaches it rounded to $0.01 half up.

party Borrower is "The borrower".
party Lender is "The lender".
security Common Stock of Borrower.
calendar Business Day: Monday to Friday, less the days in "fed_reserve_closed_weekdays_2001_2010".
calendar Trading Day: days on which Common Stock trades.

Section 1.1 "The note"
  blank "Start" (date): January 3, 2005.
  balance "Principal" (USD) opens on Start at $100,000.
  "Interest" accrues on Principal at 12% a year, actual/365, from Start, first day out and last day in.
  "Interest Date" means each March 31 and June 30 from March 31, 2005 to December 31, 2006.
  reading "Silence" (the paper is silent): cash: "cash" (taken); stock: "stock".
  observation "Shares Held" (shares), or if none 0 shares.

Section 1.2 "Turning it into shares"
  event "Request" from Lender to Borrower: amount (USD), day named (date, or if none its day).
  Lender may give Request,
      after Start,
      its amount at most Principal,
      so far as "Cap": Shares Held is at most 4.9% of 1,000,000 shares.
  for each Request:
    "Window Low" means the average of the lowest 3 Low Prices in the 20 Trading Days ending 1 Trading Day before its day named.
    "Price" means the lesser of (i) 70% × Window Low, and (ii) $2.50 a share.
    "Shares" means its amount divided by Price, rounded down to 1 share.
  "Low Price" means low of Common Stock.

Section 1.3 "Delivery"
  event "Delivery" by Borrower: request (Request).
  act "deliver the shares" is Delivery.
  for each Request:
    Borrower must deliver the shares to Lender within 2 Business Days after its receipt ("Deadline").
    "Delivered" means the day of the first Delivery for it.
    except under Section 1.2, if Delivered is after Deadline:
      Borrower owes Lender $2,000 ("Damages") for each day from Deadline to Delivered inclusive.

Section 2.1 "Default"
  event "Judgment" by Borrower: amount (USD), stayed (date, when it comes).
  event "Default" by Borrower.
  each Judgment is a Default on 20 calendar days after its day, unless its stayed is on or before that day, if its amount exceeds $50,000.
  event "Loan" by Borrower: amount (USD), consent (yes/no, or if none no).
  act "lend" is Loan.
  Borrower must not lend ("Forbidden Loan"), while Principal exceeds $0, unless its consent.
  a notice sent by "certified mail" is received 3 calendar days after it is sent.
  recorded only: New York law and the federal courts there alone.
"""


def told(folder: Path, old: str, new: str, *words: str) -> tuple[int, str]:
    (folder / "old.tenor").write_text(old, "utf-8")
    (folder / "new.tenor").write_text(new, "utf-8")
    result = CliRunner().invoke(cli, ["diff", str(folder / "old.tenor"), str(folder / "new.tenor"), *words])
    assert result.exit_code in {0, 1}, result.output
    return result.exit_code, result.output


# what stands in the text, what stands there instead, the section, the title of the provision, what is said
CHANGES = [
    ("at 12% a year", "at 10% a year", "Section 1.1", "“Interest”", "the rate: the rate falls from 12% a year to 10% a year"),
    ("actual/365", "actual/360", "Section 1.1", "“Interest”", "“actual/365” became “actual/360”"),
    (
        "first day out and last day in",
        "first day in and last day out",
        "Section 1.1",
        "“Interest”",
        "its first day now counts and its last does not",
    ),
    ("at $100,000", "at $90,000", "Section 1.1", "“Principal”", "what it opens at: the amount falls from $100,000 to $90,000"),
    ("(date): January 3, 2005", "(date)", "Section 1.1", "blank “Start”", "it is now left blank, was January 3, 2005"),
    ("June 30 from", "July 31 from", "Section 1.1", "“Interest Date”", "was “June 30”, is now “July 31”"),
    (
        "from March 31, 2005",
        "from June 30, 2005",
        "Section 1.1",
        "“Interest Date”",
        "the first date: the date is now June 30, 2005, was March 31, 2005",
    ),
    (
        '"cash" (taken); stock: "stock"',
        '"cash"; stock: "stock" (taken)',
        "Section 1.1",
        "reading “Silence”",
        "the choice “stock”: it is now the one taken",
    ),
    (", or if none 0 shares.\n", ".\n", "Section 1.1", "what is observed as “Shares Held”", "if nothing is told it is no longer 0 shares"),
    (
        "from Lender to Borrower",
        "from Borrower to Lender",
        "Section 1.2",
        "event “Request”",
        "it now comes from Borrower, came from Lender",
    ),
    (
        ", day named (date, or if none its day)",
        ", day named (date)",
        "Section 1.2",
        "event “Request”",
        "its day named: if it is not told it is no longer its day",
    ),
    ("after Start", "on or after Start", "Section 1.2", "Lender may give Request", "when it may be given: “after” became “on or after”"),
    ("4.9%", "9.9%", "Section 1.2", "Lender may give Request", "the limit “Cap”: the percentage rises from 4.9% to 9.9%"),
    (
        "is at most 4.9%",
        "is less than 4.9%",
        "Section 1.2",
        "Lender may give Request",
        "the limit “Cap”: “is at most” became “is less than”",
    ),
    (
        "20 Trading Days ending",
        "30 Trading Days ending",
        "Section 1.2",
        "“Window Low”",
        "the period is now 30 Trading Days, was 20 Trading Days",
    ),
    ("20 Trading Days ending", "20 Business Days ending", "Section 1.2", "“Window Low”", "Trading Days became Business Days"),
    ("lowest 3", "lowest 5", "Section 1.2", "“Window Low”", "the number is now 5, was 3"),
    ("the average of the lowest 3", "the average of the highest 3", "Section 1.2", "“Window Low”", "“lowest” became “highest”"),
    ("the lesser of", "the greater of", "Section 1.2", "“Price”", "the lesser of the two became the greater of the two"),
    ("70% × Window Low", "65% × Window Low", "Section 1.2", "“Price”", "(i): the percentage falls from 70% to 65%"),
    ("rounded down", "rounded up", "Section 1.2", "“Shares”", "“down” became “up”"),
    ("low of Common Stock", "close of Common Stock", "Section 1.2", "“Low Price”", "“low” became “close”"),
    (
        "within 2 Business Days",
        "within 3 Business Days",
        "Section 1.3",
        "Borrower must deliver the shares (“Deadline”)",
        "when it is due: the period is now 3 Business Days, was 2 Business Days",
    ),
    (
        "within 2 Business Days",
        "within 2 Trading Days",
        "Section 1.3",
        "Borrower must deliver the shares (“Deadline”)",
        "when it is due: Business Days became Trading Days",
    ),
    ("$2,000", "$1,000", "Section 1.3", "Borrower owes Lender “Damages”", "the amount: the amount falls from $2,000 to $1,000"),
    (
        "for each day from",
        "for each Business Day from",
        "Section 1.3",
        "Borrower owes Lender “Damages”",
        "the days counted: calendar days became Business Days",
    ),
    ("except under Section 1.2, if", "if", "Section 1.3", "Borrower owes Lender “Damages”", "the exception for Section 1.2 is gone"),
    (
        "except under Section 1.2, if",
        "except under Section 2.1, if",
        "Section 1.3",
        "Borrower owes Lender “Damages”",
        "it now cites Section 2.1, cited Section 1.2",
    ),
    (
        "Borrower owes Lender $2,000",
        "Lender owes Borrower $2,000",
        "Section 1.3",
        "Lender owes Borrower “Damages”",
        "Lender now owes it, Borrower did",
    ),
    (
        ", unless its stayed is on or before that day",
        "",
        "Section 2.1",
        "Judgment is an occurrence of Default",
        "the exception for its stayed is on or before that day is gone",
    ),
    (
        ", if its amount exceeds $50,000",
        "",
        "Section 2.1",
        "Judgment is an occurrence of Default",
        "no longer only if its amount exceeds $50,000",
    ),
    (
        "exceeds $50,000",
        "exceeds $25,000",
        "Section 2.1",
        "Judgment is an occurrence of Default",
        "the condition: the amount falls from $50,000 to $25,000",
    ),
    (", unless its consent", "", "Section 2.1", "Borrower must not lend (“Forbidden Loan”)", "the exception for its consent is gone"),
    (
        "received 3 calendar",
        "received 5 calendar",
        "Section 2.1",
        "the receipt of a notice by certified mail",
        "was “3 calendar days after it is sent”, is now “5 calendar days after it is sent”",
    ),
    ("the federal courts there alone", "the federal courts there", "Section 2.1", "recorded only", "the words “alone” are gone"),
    ("times are in New York", "times are in Los Angeles", "Before the first section", "the zone of times", "New York"),
    (
        "or on the last day of a shorter month",
        "or on the first day after a shorter month",
        "Before the first section",
        "the end of a month",
        "“last” became “after”",
    ),
    ("rounded to $0.01", "rounded to $1", "Before the first section", "when an amount is paid", "the amount rises from $0.01 to $1"),
    ('"The lender"', '"Another lender"', "Before the first section", "party Lender", "it is now “Another lender”, was “The lender”"),
    (
        "security Common Stock of Borrower",
        "security Common Stock of Lender",
        "Before the first section",
        "security Common Stock",
        "it is now issued by Lender, was by Borrower",
    ),
    (
        "fed_reserve_closed_weekdays_2001_2010",
        "nyse_closed_weekdays_1990_2025",
        "Before the first section",
        "kind of day “Business Day”",
        "nyse_closed_weekdays_1990_2025",
    ),
]


@pytest.mark.parametrize(("words", "instead", "section", "title", "said"), CHANGES)
def test_a_change_is_told_in_its_provision_in_legal_words(
    tmp_path: Path, words: str, instead: str, section: str, title: str, said: str
) -> None:
    assert BASE.count(words) == 1, words
    code, text = told(tmp_path, BASE, BASE.replace(words, instead), "--json")
    found = json.loads(text)
    assert code == 1
    assert [(s["new"] or "Before the first section") for s in found["sections"]] == [section]
    (difference,) = found["sections"][0]["differences"]
    assert difference["kinds"] == ["changed"]
    assert difference["title"] == title
    assert any(said in x for x in difference["said"]), difference["said"]
    code, text = told(tmp_path, BASE, BASE.replace(words, instead))
    assert code == 1
    assert said in " ".join(text.split())


@pytest.mark.parametrize("name", ["amnis/debenture-2001.tenor", "amnis/registration-rights-2003.tenor", "diomed/debenture-2004.tenor"])
def test_whatever_is_otherwise_in_one_thing_is_told_of_its_own_sentence(name: str) -> None:
    flat = flat_contract(open_contract(str(ROOT / "contracts" / name)))
    every = [(p, x) for p in provisions(flat) for x in perturbations(flat, p)]
    for provision, otherwise in random.Random(name).sample(every, 25):
        new = evolve(flat, file=with_sentence(flat.file, provision.place, otherwise.sentence))
        (difference,) = compare(flat, new).differences
        assert difference.old is not None
        assert difference.old.statement is provision.sentence.statement
        assert difference.kinds == (("changed",) if otherwise.sentence is not None else ("removed",)), otherwise.words


def test_the_same_text_ends_with_0_and_one_line_of_answer(tmp_path: Path) -> None:
    code, text = told(tmp_path, BASE, BASE.replace("  ", "    "))
    assert code == 0
    assert text.splitlines()[1:] == [f"  {x}: {tmp_path / f'{x}.tenor'}, unsigned" for x in ("old", "new")] + ["The two say the same."]
    code, text = told(tmp_path, BASE, BASE, "--json")
    assert code == 0
    assert json.loads(text)["same"] is True


def test_two_unrelated_papers_are_said_to_be_two_papers() -> None:
    lease, note = (str(ROOT / "docs" / "examples" / name) for name in ("lease.tenor", "note.tenor"))
    result = CliRunner().invoke(cli, ["diff", lease, note])
    assert result.exit_code == 1
    assert "These are two papers, not two versions of one" in result.output
    assert len(result.output.splitlines()) < 8
    assert len(CliRunner().invoke(cli, ["diff", lease, note, "--full"]).output.splitlines()) > 40


@pytest.mark.parametrize(
    ("second", "code", "words"),
    [
        ("nowhere.tenor", 2, "there is no file"),
        ("empty.tenor", 2, "nothing stands in the text"),
        ("faulty.tenor", 1, "cannot be run: 1 of its findings must be settled"),
        ("bytes.tenor", 2, "the text is not UTF-8"),
    ],
)
def test_what_cannot_be_compared_is_refused_as_everywhere(tmp_path: Path, second: str, code: int, words: str) -> None:
    (tmp_path / "old.tenor").write_text(BASE, "utf-8")
    (tmp_path / "empty.tenor").write_text("", "utf-8")
    (tmp_path / "faulty.tenor").write_text(BASE.replace("$2.50 a share", "Nobody's Price"), "utf-8")
    (tmp_path / "bytes.tenor").write_bytes(b"language 1\n\xe9\xe8")
    result = CliRunner().invoke(cli, ["diff", str(tmp_path / "old.tenor"), str(tmp_path / second)])
    assert result.exit_code == code
    assert words in result.output


class Page(HTMLParser):
    """What a page has: its elements with their attributes, its words, what it refers to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in {"meta", "br", "link", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_stands_alone_shows_both_texts_and_is_walked_by_keyboard(tmp_path: Path) -> None:
    new = (
        BASE.replace("70% ×", "65% ×").replace("1.3", "1.4").replace("$2,000", "$2,000 + $1")
        + '\nSection 9.9 "<New>"\n  blank "Extra" (USD).\n'
    )
    assert told(tmp_path, BASE, new, "--html", str(tmp_path / "page.html"))[0] == 1
    text = (tmp_path / "page.html").read_text("utf-8")
    page = Page(text)
    assert not page.open
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)|https?:|@import|url\(", text)
    articles = [a for tag, a in page.found if tag == "article"]
    assert len(articles) == 3
    assert all(a.get("tabindex") == "0" for a in articles)
    links = {a["href"] for tag, a in page.found if tag == "a"}
    assert links == {f"#{a['id']}" for tag, a in page.found if tag == "section" and a["id"] != "same"}
    said = " ".join(" ".join(page.words).split())
    assert "Section 1.3 “Delivery” → Section 1.4" in said
    assert "the percentage falls from 70% to 65%" in said
    assert "Section 9.9 “<New>”: new" in said
    assert re.search(r"Old: Section 1.3, line \d+", said)
    assert "Section 2.1: 8 provisions say the same" in said
    assert "<del>70%</del>" in text
    assert "<ins>65%</ins>" in text


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "old.tenor").write_text(BASE, "utf-8")
    result = CliRunner().invoke(cli, ["diff", *[str(tmp_path / "old.tenor")] * 2, "--html", str(tmp_path / "no" / "page.html")])
    assert result.exit_code == 2
    assert "cannot be written" in result.output


def test_the_data_names_both_texts_by_their_digests_and_both_places(tmp_path: Path) -> None:
    found = json.loads(told(tmp_path, BASE, BASE.replace("70% ×", "65% ×").replace("Section 1.", "Section 4."), "--json")[1])
    assert found["schema_version"] == 1
    assert found["old"]["digest"] != found["new"]["digest"]
    assert found["old"]["signed"] is False
    assert {"old": "Section 1.2", "new": "Section 4.2"} in found["renumbered"]
    (section,) = found["sections"]
    (difference,) = section["differences"]
    assert (section["old"], section["new"]) == ("Section 1.2", "Section 4.2")
    assert (difference["old"]["section"], difference["new"]["section"]) == ("Section 1.2", "Section 4.2")
    assert difference["old"]["line"] == difference["new"]["line"] > 30
    assert difference["changes"] == [
        {"what": "figure", "where": "(i)", "old": "70%", "new": "65%", "said": "the percentage falls from 70% to 65%"}
    ]
