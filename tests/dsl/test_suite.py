"""Several papers read together: whose words mean what, what two of them declare, a paper that is not there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tenor.dsl.check import check
from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Diagnostic, Severity, Source
from tenor.dsl.exact import Q
from tenor.interpreter.facts import Facts, facts_from_text
from tenor.interpreter.files import open_paper
from tenor.interpreter.outcome import ask
from tenor.interpreter.values import Unknown
from tenor.interpreter.world import world

HEAD = """language 1
contract "{title}", a transcription of "{entry}".
times are in New York.
calendar Open Day: Monday to Friday, less the days in "fed_reserve_closed_weekdays_2001_2010".
"""
NOTE = HEAD.format(title="Note", entry="note") + (
    """party Maker is "Maker, Inc.".
party Payee is a blank.
paper "Rights" is "rights.tenor".
paper "Guarantee"
    is "more/guarantee.tenor".
Section 1 "Sum"
  blank "Sum" (USD): $1,000.
  "Rate" means 5%.
  event "Breach" by Maker: section (section), ended (date, when it comes); continues until its ended.
  each overdue amount of Delay Fee is a Breach.
  "Broken" means that Breach is continuing.
Section 2 "Others"
  "Their Rate" means Rate of Rights.
  "Their Part" means Part under Section 1(a) of Rights.
  "Guaranteed" means Most Owed of Guarantee.
"""
)
RIGHTS = HEAD.format(title="Rights", entry="rights") + (
    """party Company is "Maker, Inc.".
party Investor is Payee.
paper "Note" is "note.tenor".
a notice sent by "mail" is received 5 calendar days after it is sent.
Section 1(a) "Delay"
  "Rate" means 2%.
  "Part" means Rate × Sum.
  event "Filing" by Company.
  event "Objection" from Investor to Company.
Section 1(b) "Fee"
  notwithstanding Section 1(a), Company owes Investor Part ("Delay Fee"), payable on 5 Open Days after January 3, 2005,
      if Filing has not occurred.
  "Both Rates" means Rate + Rate of Note.
"""
)
GUARANTEE = HEAD.format(title="Guarantee", entry="guarantee") + (
    """party Bank is "Bank".
paper "Note" is "../note.tenor".
Section 1 "Guarantee"
  "Most Owed" means 110% × Sum.
"""
)


def suite(folder: Path, first: str = "note.tenor", **changed: str) -> Contract:
    texts = {"note": NOTE, "rights": RIGHTS, "guarantee": GUARANTEE} | changed
    (folder / "more").mkdir(exist_ok=True)
    places = {"note": "note.tenor", "rights": "rights.tenor", "guarantee": "more/guarantee.tenor"}
    for name, text in texts.items():
        if text:
            (folder / places[name]).write_text(text, "utf-8")

    path = folder / first
    return check(Source(str(path), path.read_text("utf-8")), open_paper)


def told(contract: Contract, text: str = "") -> Facts:
    found: list[Diagnostic] = []
    facts, _, faults = facts_from_text(contract, text, Path("told.facts"), found, "")
    assert [d.message for d in faults if d.severity is Severity.MUST] == []
    return facts


def value(contract: Contract, question: str, on: date = date(2005, 1, 20), text: str = "") -> object:
    answer, faults = ask(world(contract, told(contract, text)), question, on)
    assert answer is not None, faults
    return answer.value


def codes(contract: Contract) -> list[str]:
    return [d.code for d in contract.diagnostics]


def test_each_paper_has_its_own_words_and_those_of_the_papers_that_it_names(tmp_path: Path) -> None:
    note = suite(tmp_path)
    assert codes(note) == []
    assert value(note, "Rate") == Q(5, 100)
    assert value(note, "Their Rate") == Q(2, 100)
    assert value(note, "Their Part") == 20  # 2% of $1,000
    assert value(note, "Both Rates") == Q(7, 100)
    assert value(note, "Guaranteed") == 1100
    assert value(note, "Rate of Rights") == Q(2, 100)


def test_the_same_suite_may_be_asked_from_any_of_its_papers(tmp_path: Path) -> None:
    rights = suite(tmp_path, "rights.tenor")
    assert codes(rights) == []
    assert rights.entry == "rights"
    assert value(rights, "Rate") == Q(2, 100)
    assert value(rights, "Rate of Note") == Q(5, 100)
    assert value(rights, "Both Rates") == Q(7, 100)
    guarantee = suite(tmp_path, "more/guarantee.tenor")
    assert codes(guarantee) == []
    assert value(guarantee, "Most Owed") == 1100
    assert value(guarantee, "Delay Fee") == 20  # named by the paper that it names


def test_one_ledger_of_facts_and_a_breach_under_one_is_a_breach_under_another(tmp_path: Path) -> None:
    note = suite(tmp_path)
    # five open days after January 3, 2005 are January 10
    assert value(note, "Broken", date(2005, 1, 10)) is False
    assert value(note, "Broken", date(2005, 1, 11)) is True
    assert value(note, "Broken", date(2005, 1, 11), "January 4, 2005: Maker gives Filing.\n") is False
    assert value(note, "Broken", date(2005, 1, 11), "January 4, 2005: Company gives Filing.\n") is False


def test_a_section_of_another_paper_is_named_with_it(tmp_path: Path) -> None:
    note = suite(tmp_path)
    answer, _ = ask(world(note, told(note)), "Delay Fee", date(2005, 1, 20))
    assert answer is not None
    assert answer.section == "Section 1(b) of Rights"
    assert note.terms["Sum"].section == "Section 1"


def test_notices_come_as_the_paper_of_their_event_says(tmp_path: Path) -> None:
    note = suite(tmp_path)
    facts = told(note, 'January 4, 2005: Objection: sent by "mail".\n')
    assert facts.happened[0].received.day == date(2005, 1, 9)
    found: list[Diagnostic] = []
    facts_from_text(note, 'January 4, 2005: Breach: section Section 1, sent by "mail".\n', Path("told.facts"), found, "")
    assert [d.code for d in found] == ["T516"]  # the note says nothing of mail


def test_two_papers_that_say_the_same_declare_one_thing(tmp_path: Path) -> None:
    note = suite(tmp_path)
    assert [c for c in note.calendars if "Open Day" in c] == ["Open Day"]
    other = RIGHTS.replace("Monday to Friday, less the days in", "Monday to Friday,\n    less the days in")
    assert codes(suite(tmp_path, rights=other)) == []
    every = suite(
        tmp_path, rights=RIGHTS.replace('Monday to Friday, less the days in "fed_reserve_closed_weekdays_2001_2010"', "every day")
    )
    assert codes(every) == []
    assert sorted(c for c in every.calendars if "Open Day" in c) == ["Open Day", "Open Day of Rights"]
    # five calendar days after January 3 are January 8: each paper counts its own days
    assert value(every, "Broken", date(2005, 1, 9)) is True


def test_a_name_that_could_mean_two_things_is_not_chosen_between(tmp_path: Path) -> None:
    third = GUARANTEE.replace('"Most Owed" means 110% × Sum.', '"Most Owed" means 110% × Sum.\n  "Part" means $3.')
    note = suite(tmp_path, guarantee=third, note=NOTE.replace("Part under Section 1(a) of Rights", "Part"))
    assert codes(note) == ["T551"]
    assert "`Part of Rights` or `Part of Guarantee`" in (note.diagnostics[0].help or "")
    mended = suite(tmp_path, guarantee=third, note=NOTE.replace("Part under Section 1(a) of Rights", "Part of Guarantee"))
    assert value(mended, "Their Part") == 3


def test_a_declared_plural_is_no_plural_among_several_papers_either(tmp_path: Path) -> None:
    """`Fees` is $100 where it is declared, though there is a `Fee` of $5; in a paper that declares `Fee` alone it could be either."""
    both = RIGHTS + '  "Fee" means $5.\n  "Fees" means $100.\n  "Both Fees" means Fee + Fees.\n'
    note = suite(
        tmp_path, rights=both, note=NOTE + '  "Their Fees" means Fee of Rights + Fees of Rights.\n  "Lent Fees" means Fee + Fees.\n'
    )
    assert codes(note) == []
    assert [value(note, q) for q in ("Both Fees", "Their Fees", "Lent Fees")] == [105, 105, 105]
    own = suite(
        tmp_path,
        rights=RIGHTS + '  "Fees" means $100.\n  "Twice" means Fees + Fees.\n',
        note=NOTE + '  "Fee" means $5.\n  "Sum Of Fees" means Fee + Fees.\n',
    )
    assert [(d.code, d.help) for d in own.diagnostics] == [("T551", "write `Fee` or `Fees of Rights`")]
    said = suite(
        tmp_path,
        note=NOTE + '  "Fee" means $5.\n  "Sum Of Fees" means Fee + Fees of Rights.\n',
        rights=RIGHTS + '  "Fees" means $100.\n  "Twice" means Fees + Fees.\n',
    )
    assert codes(said) == []
    assert [value(said, q) for q in ("Sum Of Fees", "Twice")] == [105, 200]


def test_papers_that_count_their_days_otherwise_are_shown(tmp_path: Path) -> None:
    note = suite(tmp_path, rights=RIGHTS.replace("New York", "Los Angeles"))
    assert codes(note) == ["T552"]
    assert note.sound


def test_the_faults_of_every_paper_are_shown_where_they_stand(tmp_path: Path) -> None:
    note = suite(tmp_path, rights=RIGHTS.replace("Part means Rate", "").replace("Rate × Sum", "Rate × Summ"))
    assert codes(note) == ["T201"]
    span = note.diagnostics[0].span
    assert span is not None
    assert Path(span.source.name).name == "rights.tenor"
    assert span.text == "Summ"


def test_a_section_that_another_paper_does_not_have_is_found(tmp_path: Path) -> None:
    note = suite(tmp_path, note=NOTE.replace("Section 1(a) of Rights", "Section 9 of Rights"))
    assert codes(note)[0] in {"T210", "T212"}
    assert not note.sound


def test_what_rests_on_a_paper_that_is_not_there_is_undetermined_and_the_rest_stands(tmp_path: Path) -> None:
    note = suite(tmp_path, rights="")
    assert note.sound
    assert set(codes(note)) == {"T550", "T553"}
    assert "Rights" in note.papers
    for question in ("Their Rate", "Their Part", "Broken"):
        found = value(note, question)
        assert isinstance(found, Unknown), question
        assert any("Rights" in need.words for need in found.needs)
    assert value(note, "Rate") == Q(5, 100)
    assert value(note, "Guaranteed") == 1100


def test_two_papers_filed_in_one_exhibit_are_two_papers(tmp_path: Path) -> None:
    """A filing may hold several papers: the same entry of the register, each under its own title."""
    one = suite(tmp_path, rights=RIGHTS.replace('transcription of "rights"', 'transcription of "note"'))
    assert codes(one) == []
    assert value(one, "Their Part") == 20  # 2% of $1,000


@pytest.mark.parametrize(("asked", "who"), [("Maker", "Maker"), ("Company", "Maker"), ("Investor", "Investor")])
def test_a_party_under_another_word_is_the_same_person(tmp_path: Path, asked: str, who: str) -> None:
    note = suite(tmp_path)
    w = world(note, told(note, 'Payee is "Alpha".\n'))
    assert w.full_name(asked) == ("Maker, Inc." if who == "Maker" else "Alpha")


def test_a_paper_that_names_itself_is_read_once(tmp_path: Path) -> None:
    note = suite(tmp_path, note=NOTE.replace('paper "Rights" is', 'paper "This Note" is "note.tenor".\npaper "Rights" is'))
    assert codes(note) == []
    assert len(note.suite) == 3


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"\xff\xfel\x00a\x00n\x00g\x00", "T531"), (b"", "T533"), (b"language 1\n\x00\x00", "T532"), (None, "T530")],
    ids=["another encoding", "empty", "zero bytes", "a folder"],
)
def test_a_paper_that_cannot_be_read_is_told_where_it_is_named(tmp_path: Path, data: bytes | None, code: str) -> None:
    suite(tmp_path)
    (tmp_path / "rights.tenor").unlink()
    if data is None:
        (tmp_path / "rights.tenor").mkdir()
    else:
        (tmp_path / "rights.tenor").write_bytes(data)
    note = suite(tmp_path, rights="")
    assert {code, "T550"} <= set(codes(note))
    assert not note.sound


def test_a_paper_of_garbage_gives_findings_and_no_more(tmp_path: Path) -> None:
    note = suite(tmp_path, rights="lorem ipsum (dolor: sit. amet; " * 200)
    assert not note.sound
    assert {d.span.source.name for d in note.diagnostics if d.span} >= {str(tmp_path / "rights.tenor")}


def test_a_fact_that_belongs_to_no_paper_names_the_nearest_of_any(tmp_path: Path) -> None:
    note = suite(tmp_path)
    found: list[Diagnostic] = []
    _, _, faults = facts_from_text(note, "January 4, 2005: Company gives Filling.\n", Path("told.facts"), found, "")
    assert [(d.code, d.help) for d in faults] == [("T201", "did you mean `Filing`?")]


def test_a_blank_of_another_paper_is_named_by_what_rests_on_it(tmp_path: Path) -> None:
    rights = suite(tmp_path, "rights.tenor", note=NOTE.replace('blank "Sum" (USD): $1,000.', 'blank "Sum" (USD).'))
    found = value(rights, "Delay Fee")
    assert isinstance(found, Unknown)
    assert [need.words for need in found.needs] == ["what fills the blank `Sum`"]


def test_two_files_that_declare_one_paper_are_named_and_nothing_else_is_said(tmp_path: Path) -> None:
    (tmp_path / "copy.tenor").write_text(NOTE.replace('"Rate" means 5%.', '"Rate" means 6%.'), "utf-8")
    copy = suite(tmp_path, "copy.tenor")  # it names the rights, which name the note: the note stands twice
    assert codes(copy) == ["T554"]
    (found,) = copy.diagnostics
    assert found.severity is Severity.MUST
    assert found.message == f"`{tmp_path / 'copy.tenor'}` and `{tmp_path / 'note.tenor'}` declare the same paper, “note”"
    assert found.span is not None
    assert (Path(found.span.source.name).name, found.span.text) == ("rights.tenor", "note.tenor")
    assert codes(suite(tmp_path)) == []  # the copy is not named: the suite is as it was
