"""Signatures: whatever is changed after them is seen and named by its provision; a record changed by hand is worth nothing."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tenor.apps.answers import Setting, header
from tenor.apps.cli import cli
from tenor.apps.fingerprint import fingerprint, fingerprints
from tenor.apps.signature import record_path, status_of
from tenor.apps.sources import open_contract, open_facts, when_of, world_of
from tenor.dsl.diagnostic import Source
from tenor.dsl.format import format_contract
from tenor.dsl.suite import read_suite
from tenor.interpreter.files import open_paper
from tests.support import ROOT

DEBENTURE = ROOT / "contracts" / "amnis" / "debenture-2001.tenor"
NOTE = ROOT / "docs" / "examples" / "note.tenor"
SUITE = ("debenture-2003.tenor", "purchase-agreement-2003.tenor", "registration-rights-2003.tenor")


def tenor(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(w) for w in words])


def sign(path: Path, name: str, role: str, on: str = "2026-11-20", *more: object) -> Result:
    return tenor("sign", path, "--as", name, "--role", role, "--on", on, *more)


def signed_by_both(path: Path) -> Path:
    for name, role, on in (("Ann Roe", "preparer", "2026-11-20"), ("Ben Doe", "reviewer", "2026-11-22")):
        result = sign(path, name, role, on)
        assert result.exit_code == 0, result.output
    return path


def words(path: Path) -> str:
    return status_of(open_contract(str(path), sound=False)).words()


@pytest.fixture
def note(tmp_path: Path) -> Path:
    return Path(shutil.copy(NOTE, tmp_path / "note.tenor"))


@pytest.fixture
def debenture(tmp_path: Path) -> Path:
    return Path(shutil.copy(DEBENTURE, tmp_path / "debenture-2001.tenor"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return signed_by_both(Path(shutil.copy(DEBENTURE, tmp_path_factory.mktemp("signed") / "debenture-2001.tenor")))


@pytest.fixture
def signed(whole: Path, tmp_path: Path) -> Path:
    """The debenture with a record of two signatures."""
    shutil.copy(record_path(str(whole)), tmp_path)
    return Path(shutil.copy(whole, tmp_path))


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    for name in SUITE:
        shutil.copy(DEBENTURE.parent / name, tmp_path / name)
    return tmp_path / SUITE[0]


# ── signing


def test_a_text_is_signed_by_a_preparer_and_then_by_another_person(note: Path) -> None:
    assert words(note) == "unsigned"
    sign(note, "Ann Roe", "preparer")
    assert words(note) == "signed by Ann Roe (preparer), not reviewed"
    assert tenor("sign", note).exit_code == 1
    sign(note, "Ben Doe", "reviewer", "2026-11-22", "--note", "read against the exhibit")
    assert words(note) == "signed by Ann Roe (preparer) and Ben Doe (reviewer)"
    shown = tenor("sign", note)
    assert shown.exit_code == 0
    assert "Ben Doe, reviewer, Sunday, November 22, 2026: read against the exhibit" in shown.stdout


def test_the_record_names_the_text_every_reading_and_every_provision(debenture: Path) -> None:
    sign(debenture, "Ann Roe", "preparer")
    contract = open_contract(str(debenture))
    record = record_path(str(debenture)).read_text("utf-8").split("\n")
    assert f"  SHA-256 {contract.digest}" in record
    assert [x for x in record if x.startswith("  reading ")] == [
        f"  reading {name}: {next(a.label for a in r.alternatives if a.taken)}" for name, r in contract.readings.items()
    ]
    for section in contract.headings:
        assert len([x for x in record if x.startswith(f"  provision {section}: ")]) == 1
    assert any(x.startswith("  provision party Holder: ") for x in record)


def test_the_digest_of_the_exhibit_is_that_of_the_register_and_another_text_is_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(DEBENTURE.parent, tmp_path / "amnis"))
    path = folder / DEBENTURE.name
    (folder / "other.txt").write_text("another paper", "utf-8")
    refused = sign(path, "Ann Roe", "preparer", "2026-11-20", "--document", folder / "other.txt")
    assert refused.exit_code == 1
    assert "is not the text of “amnis-2001-debenture”" in refused.output
    sign(path, "Ann Roe", "preparer")
    # the row of contracts/amnis/SOURCES.md
    exhibit = "dc1fa7697779b377c4d697a0dae109715404e892373e119455b48fc29360410e"
    assert f"  exhibit amnis-2001-debenture, SHA-256 {exhibit}\n" in record_path(str(path)).read_text("utf-8")


def test_a_day_that_is_not_given_is_today_and_is_said(note: Path) -> None:
    result = tenor("sign", note, "--as", "Ann Roe", "--role", "preparer")
    assert "the day of this computer" in result.stdout


@pytest.mark.parametrize(
    ("before", "name", "role", "on", "says"),
    [
        ([], "Ben Doe", "reviewer", "2026-11-20", "is not signed; its preparer signs first"),
        (["Ann Roe"], "Cy Poe", "preparer", "2026-11-21", "a text has one preparer"),
        (["Ann Roe"], "Ann Roe", "reviewer", "2026-11-21", "the reviewer must be another person"),
        (["Ann Roe"], " ann  ROE ", "reviewer", "2026-11-21", "the reviewer must be another person"),
        (["Ann Roe"], "Ben Doe", "reviewer", "2026-11-19", "is before Friday, November 20, 2026, when Ann Roe signed"),
        ([], "  ", "preparer", "2026-11-20", "give the name of the person"),
        ([], "Ann\x07", "preparer", "2026-11-20", "give the name of the person"),
        ([], "Ann Roe", "preparer", "yesterday", "`yesterday` is not a day"),
    ],
)
def test_what_may_not_be_signed_is_refused_and_nothing_is_written(note: Path, before, name, role, on, says) -> None:
    for x in before:
        sign(note, x, "preparer")
    record = record_path(str(note))
    was = record.read_bytes() if before else None
    result = sign(note, name, role, on)
    assert result.exit_code in {1, 2}
    assert says in result.output
    assert (record.read_bytes() if record.exists() else None) == was


def test_a_text_with_something_to_settle_is_not_signed(note: Path) -> None:
    note.write_text(note.read_text("utf-8").replace("80% × Market Price", "80% × Issue Date"), "utf-8")
    result = sign(note, "Ann Roe", "preparer")
    assert result.exit_code == 1
    assert "cannot be run: " in result.output
    assert not record_path(str(note)).exists()


# ── whatever is changed afterwards is seen

MUTATIONS = [
    ("a figure", '"Applicable Percentage" means 70%', '"Applicable Percentage" means 72%', "Section 1.2(a)"),
    ("a party", 'party Borrower is "Amnis Systems Inc."', 'party Borrower is "Amnis Systems LLC"', "party Borrower"),
    ("a kind of day", "payable on 5 Business Days after", "payable on 5 Trading Days after", "Section 1.1(b)"),
    ("a list of days", "calendar Business Day: Monday to Friday", "calendar Business Day: Monday to Saturday", "calendar Business Day"),
    ("a reference", "(y) Conversion Price under Section 1.2(a).", "(y) Conversion Price under Section 1.2(b).", "Section 1.2(b)"),
    ("what is recorded", "a sale needs a\n", "a sale wants a\n", "Face"),
    ("a heading", 'Section 1.3 "Authorized Shares"', 'Section 1.3 "Reserved Shares"', "Section 1.3"),
    ("what stands above a block", "  for each Interest Date:\n", "  for each Interest Date, if Rights Regained:\n", "Preamble"),
    ("a date", "Maturity Date\" (date): December 28, 2003", "Maturity Date\" (date): December 29, 2003", "Preamble"),
    ("a sign", "first day out and last day in", "first day in and last day out", "Preamble"),
    ("a paper", 'paper "Security Agreement" is not seen.', 'paper "Security Deed" is not seen.', "paper Security Agreement (removed)"),
    ("the rule of payment", "rounded to $0.01 half up", "rounded to $0.10 half up", "an amount is paid"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "where"), [m[1:] for m in MUTATIONS], ids=[m[0] for m in MUTATIONS])
def test_a_change_of_a_signed_text_is_named_by_its_provision(signed: Path, old: str, new: str, where: str) -> None:
    text = signed.read_text("utf-8")
    assert text.count(old) == 1
    signed.write_text(text.replace(old, new), "utf-8")
    status = status_of(open_contract(str(signed), sound=False))
    assert (status.kind, status.signed) == ("changed", False)
    if where.endswith("(removed)"):
        assert status.changed == ("paper Security Deed (new)", where)
    else:
        assert status.changed == (where,)
        assert status.words() == (
            "signed as of Sunday, November 22, 2026 by Ann Roe (preparer) and Ben Doe (reviewer); "
            f"1 provision changed since: {where}"
        )  # fmt: skip


def test_the_other_choice_of_a_reading_is_a_change(signed: Path) -> None:
    text = signed.read_text("utf-8")
    took = "low: low of Common Stock (taken);\n      close: close of Common Stock."
    assert took in text
    signed.write_text(text.replace(took, "low: low of Common Stock;\n      close: close of Common Stock (taken)."), "utf-8")
    assert words(signed).endswith("1 provision changed since: Section 1.2(a)")


def test_sections_taken_out_put_in_and_moved_are_named(note: Path) -> None:
    signed_by_both(note)
    text = note.read_text("utf-8")
    note.write_text(text + '\nSection 5 "Law"\n  recorded only: New York law.\n', "utf-8")
    assert words(note).endswith("1 provision changed since: Section 5 (new)")
    note.write_text(text[: text.index("Section 4")], "utf-8")
    assert words(note).endswith("1 provision changed since: Section 4 (removed)")
    three, four = text.index("Section 3"), text.index("Section 4")
    note.write_text(text[:three] + text[four:] + "\n" + text[three:four], "utf-8")
    assert words(note).endswith("1 provision changed since: the order of the provisions")


@pytest.mark.parametrize(
    "edit",
    [
        lambda t: t.replace("-- made up for these pages, so that its figures are easily followed", "-- another remark, with 12%."),
        lambda t: t + "\n-- and one at the end\n",
        lambda t: t.replace("    Borrower must", "    -- a remark before it, $5\n    Borrower must"),
        lambda t: t.replace("\n\nSection 4", '\n  this carries "the closing price … of that day".\n\nSection 4'),
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace("for at most Principal,\n", "for at most   Principal  ,\n"),
        lambda t: t.replace('"Ceiling"', "“Ceiling”"),
        lambda t: t.replace("means the lesser of (i)", "means\n      the lesser of\n      (i)"),
    ],
    ids=[
        "a comment",
        "a comment at the end",
        "a comment put in",
        "a link to the paper",
        "line ends",
        "blanks",
        "quotation marks",
        "line breaks",
    ],
)
def test_layout_and_comments_change_the_text_and_no_provision(note: Path, edit) -> None:
    signed_by_both(note)
    text = note.read_text("utf-8")
    assert edit(text) != text
    note.write_bytes(edit(text).encode())
    status = status_of(open_contract(str(note)))
    assert (status.kind, status.signed, status.changed) == ("laid out anew", False, ())
    assert status.words().endswith("; the text was laid out anew since, no provision changed")


@pytest.mark.parametrize("path", sorted((ROOT / "contracts").glob("*/*.tenor")), ids=lambda p: p.stem)
def test_the_formatter_changes_no_provision(path: Path) -> None:
    own = path.read_text("utf-8")
    wide = own.replace(", ", ",  ").replace("\n\n", "\n\n\n")
    laid, _ = format_contract(Source(str(path), wide), open_paper)
    assert wide not in {laid, own}
    prints = [fingerprint(read_suite(Source(str(path), text), None)[0][0]) for text in (own, wide, laid)]
    assert prints[0] == prints[1] == prints[2]


def test_every_word_of_a_text_counts_and_is_found_in_its_section() -> None:
    """Each word and figure outside comments changed by itself; headings apart, which say where a section begins."""
    text = NOTE.read_text("utf-8")
    own = fingerprint(read_suite(Source("note.tenor", text), None)[0][0])
    bare = re.sub(r"--[^\n]*", lambda m: " " * len(m.group()), text)
    tried = 0
    for m in re.finditer(r"[A-Za-z]+|\d+", bare):
        line = text[text.rfind("\n", 0, m.start()) + 1 :]
        if line.startswith("Section "):
            continue
        other = str(int(m.group()) + 1) if m.group().isdigit() else m.group()[:-1] + ("x" if m.group()[-1] != "x" else "y")
        changed = text[: m.start()] + other + text[m.end() :]
        now = fingerprint(read_suite(Source("note.tenor", changed), None)[0][0])
        before = re.findall(r"(?m)^Section \d", text[: m.start()])
        differ = {x for x in {**own, **now} if own.get(x) != now.get(x)}
        if before:
            assert differ == {before[-1]}, (m.group(), line[:40])
        else:
            assert differ, (m.group(), line[:40])
            assert not any(x.startswith("Section") for x in differ)
        tried += 1
    assert tried > 250


SEVERAL = """language 1
contract "Note", a transcription of "note".
times are in New York.
party Maker is "Maker, Inc.".
party Payee is "Payee, Ltd.".
blank "Low" and "High" (USD): $2.
Section 1 "Sums"
  blank "First", "Second" and "Third" (USD): $5.
Section 2 "Balances"
  balance "Debt" and "Fees" (USD) opens on January 1, 2005 at $5.
Section 3 "Events"
  event "Draw", "Prepayment" from Payee to Maker: amount (USD).
"""


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("(USD): $2", "(USD): $3", {"blank Low and High"}),
        ("(USD): $5", "(USD): $6", {"Section 1"}),
        ("(USD) opens", "(shares) opens", {"Section 2"}),
        ("at $5", "at $7", {"Section 2"}),
        ("amount (USD)", "amount (shares)", {"Section 3"}),
        ('and "Third"', 'and "Fourth"', {"Section 1"}),
    ],
)
def test_what_several_names_share_counts_for_the_provision_that_declares_them(old: str, new: str, where: set[str]) -> None:
    one, other = (fingerprint(read_suite(Source("note.tenor", x), None)[0][0]) for x in (SEVERAL, SEVERAL.replace(old, new, 1)))
    assert {x for x in {**one, **other} if one.get(x) != other.get(x)} == where


def test_a_new_text_is_signed_beside_the_old_and_going_back_is_said(note: Path) -> None:
    signed_by_both(note)
    text = note.read_text("utf-8")
    note.write_text(text.replace("$1.50", "$1.60"), "utf-8")
    assert "changed since it was signed; its preparer signs first" in sign(note, "Ben Doe", "reviewer", "2026-12-01").output
    assert sign(note, "Cy Poe", "preparer", "2026-12-01").exit_code == 0
    assert words(note) == "signed by Cy Poe (preparer), not reviewed"
    note.write_text(text, "utf-8")
    assert words(note) == (
        "signed as of Sunday, November 22, 2026 by Ann Roe (preparer) and Ben Doe (reviewer); superseded, a later text was signed"
    )


def test_another_list_of_closed_days_is_a_change(tmp_path: Path) -> None:
    """A day more on which banks are closed moves what is due, though no word of the text changed."""
    path = Path(shutil.copy(NOTE, tmp_path / "note.tenor"))
    shutil.copytree(ROOT / "contracts" / "calendars", tmp_path / "calendars")
    signed_by_both(path)
    assert "  days fed_reserve_closed_weekdays_2001_2010: " in record_path(str(path)).read_text("utf-8")
    days = tmp_path / "calendars" / "fed_reserve_closed_weekdays_2001_2010.csv"
    days.write_bytes(days.read_bytes().replace(b"\n", b"\r\n"))
    assert status_of(open_contract(str(path))).signed
    lines = days.read_text("utf-8").splitlines(keepends=True)
    days.write_text("".join(lines[:-1]), "utf-8")
    status = status_of(open_contract(str(path)))
    assert (status.kind, status.changed) == ("changed", ("the days in “fed_reserve_closed_weekdays_2001_2010”",))


# ── a suite


def test_a_paper_of_the_suite_that_changes_is_named_with_its_section(suite: Path) -> None:
    signed_by_both(suite)
    contract = open_contract(str(suite))
    assert status_of(contract).signed
    assert status_of(contract).unsigned_papers == ("Purchase Agreement", "Registration Rights Agreement")
    other = suite.parent / SUITE[2]
    text = other.read_text("utf-8")
    assert text.count('"Applicable Percentage" means 2%.') == 1  # of Section 2(c)
    other.write_text(text.replace('"Applicable Percentage" means 2%.', '"Applicable Percentage" means 3%.'), "utf-8")
    assert words(suite).endswith("1 provision changed since: Section 2(c) of Registration Rights Agreement")
    other.unlink()
    assert words(suite).endswith("Registration Rights Agreement (removed)")


def test_a_paper_of_the_suite_may_be_signed_by_itself(suite: Path) -> None:
    signed_by_both(suite)
    signed_by_both(suite.parent / SUITE[1])
    contract = open_contract(str(suite))
    assert status_of(contract).unsigned_papers == ("Registration Rights Agreement",)
    assert status_of(contract).tail() == "; signed by Ann Roe (preparer) and Ben Doe (reviewer); Registration Rights Agreement unsigned"


# ── a record that cannot be relied on


def _swapped(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda t: _swapped(t, "by Ben Doe", "by Ben Coe"), "was changed by hand"),
        (lambda t: _swapped(t, "provision title", "provision  title"), "was changed by hand"),
        (lambda t: _swapped(t, "on 2026-11-20", "on 2026-11-02"), "was changed by hand"),
        (lambda t: _swapped(t, "on 2026-11-20", "on 2026-11-31"), "a day at line"),
        (lambda t: t[: t.rindex("  seal")], "ends without a seal"),
        (lambda t: t[:-20], "ends in the middle of a line"),
        (lambda t: t[: t.index("signed by")], "ends without a seal"),
        (lambda t: _swapped(t, "signatures of note.tenor", "signatures of other.tenor"), "is for `other.tenor`"),
        (lambda t: "hello\n" + t, "is no record of signatures"),
        (lambda t: t.split("\n")[0] + "\n", "holds no signature"),
        (lambda t: _swapped(t, "-- Written", "-- Not written"), "was changed by hand"),
        (lambda t: "", "is no record of signatures"),
        (lambda t: "\udcff", "cannot be read"),
    ],
)
def test_a_damaged_record_is_worth_nothing_and_says_so(note: Path, spoil, says: str) -> None:
    signed_by_both(note)
    record = record_path(str(note))
    record.write_bytes(spoil(record.read_text("utf-8")).encode("utf-8", "surrogateescape"))
    status = status_of(open_contract(str(note)))
    assert (status.kind, status.signed) == ("damaged", False)
    assert re.search(says, status.fault), status.fault
    assert status.words().startswith("unsigned: the record `note.signed` ")
    refused = sign(note, "Cy Poe", "preparer", "2026-12-01")
    assert refused.exit_code == 1
    assert "put back the record as it was" in refused.output


def test_two_preparers_are_seen_though_every_seal_holds(note: Path) -> None:
    import hashlib

    sign(note, "Ann Roe", "preparer")
    record = record_path(str(note))
    text = record.read_text("utf-8") + "signed by Ben Doe, as preparer, on 2026-11-21\n"
    record.write_text(f"{text}  seal {hashlib.sha256(text.encode()).hexdigest()}\n", "utf-8")
    assert status_of(open_contract(str(note))).fault == "the record `note.signed` has a text that not one preparer signed first"


def test_a_record_with_the_line_ends_of_another_system_holds(note: Path) -> None:
    signed_by_both(note)
    record = record_path(str(note))
    record.write_bytes(record.read_bytes().replace(b"\n", b"\r\n"))
    assert status_of(open_contract(str(note))).signed


# ── every answer says it first


def test_every_answer_says_in_its_first_line_whether_the_text_is_signed(note: Path) -> None:
    facts = note.with_suffix(".facts")
    facts.write_text('facts for "note.tenor".\nMarch 15, 2005: Lender gives Conversion Notice: amount $20,000.\n', "utf-8")
    asked = [
        ("run", note, "--facts", facts, "--on", "2005-03-18"),
        ("run", note, "--facts", facts, "--on", "2005-03-18", "--ask", "Principal"),
        ("explain", note, "Principal", "--facts", facts, "--on", "2005-03-18"),
        ("explain", note, "--why-not", "Section 3", "--facts", facts, "--on", "2005-03-18"),
        ("facts", note),
    ]
    for words_ in asked:
        assert "an unsigned transcription of “example-note”" in tenor(*words_).stdout.split("\n")[0]
    signed_by_both(note)
    for words_ in asked:
        first = tenor(*words_).stdout.split("\n")[0]
        assert "a transcription of “example-note”" in first
        assert first.endswith("; signed by Ann Roe (preparer) and Ben Doe (reviewer)")
    assert " ".join(tenor("timeline", note, "--facts", facts).stdout.split("\n\n")[0].split()).endswith("and Ben Doe (reviewer)")
    note.write_text(note.read_text("utf-8").replace("80% ×", "85% ×"), "utf-8")
    for words_ in asked:
        assert tenor(*words_).stdout.split("\n")[0].endswith("; 1 provision changed since: Section 3")
    data = json.loads(tenor(*asked[0], "--json").stdout)["contract"]
    assert data["signed"] is False
    assert data["signature"]["status"] == "changed"
    assert data["signature"]["changed"] == ["Section 3"]
    assert [x["name"] for x in data["signature"]["by"]] == ["Ann Roe", "Ben Doe"]


def test_check_says_whether_texts_are_signed(note: Path, debenture: Path) -> None:
    assert tenor("check", note).stderr == "1 file: nothing must be settled; unsigned\n"
    signed_by_both(note)
    assert tenor("check", note).stderr == "1 file: nothing must be settled; signed by Ann Roe (preparer) and Ben Doe (reviewer)\n"
    assert tenor("check", note, debenture).stderr == "2 files: nothing must be settled; 1 of the 2 texts is signed\n"
    note.write_text(note.read_text("utf-8").replace("80% ×", "85% ×"), "utf-8")
    assert f"{note}: signed as of" in tenor("check", note, debenture).stderr
    [text] = json.loads(tenor("check", note, "--format", "json").stdout)["texts"]
    assert (text["signed"], text["signature"]["changed"]) == (False, ["Section 3"])


def test_a_reading_taken_otherwise_than_signed_is_said_at_the_top(signed: Path) -> None:
    contract = open_contract(str(signed))
    story = signed.with_suffix(".facts")
    story.write_text('facts for "debenture-2001.tenor".\n', "utf-8")
    facts = open_facts(contract, str(story)).facts
    when = when_of(contract, "2002-06-03")
    assert len(header(Setting(world_of(contract, facts, {}), when))) == 1
    [_, line] = header(Setting(world_of(contract, facts, {"Trading Price": "close"}), when))
    assert line == "Read otherwise than it was signed: “Trading Price” as close"


def test_two_sentences_of_one_name_before_the_first_section_are_both_counted() -> None:
    text = NOTE.read_text("utf-8").replace("times are in New York.", "times are in New York.\ntimes are in New York.")
    [paper] = read_suite(Source("note.tenor", text), None)[0]
    found = fingerprint(paper)
    assert [x for x in found if x.startswith("times")] == ["times are in", "times are in (2)"]
    assert fingerprints(open_contract(str(NOTE)))[0].keys() < found.keys()
