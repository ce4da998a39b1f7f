from __future__ import annotations

import re
from datetime import date
from time import process_time

import pytest

from tenor.dsl.check import check_text
from tenor.dsl.diagnostic import render
from tenor.interpreter.facts import Facts
from tenor.interpreter.outcome import ask
from tenor.interpreter.world import world
from tests.bad_input.watch import CONTRACT, ask_everything, musts, read_contract

TEXT = CONTRACT.read_text("utf-8")
SMALL = (
    'language 1\ncontract "A Note", a transcription of "a-note".\ntimes are in Los Angeles.\n'
    'Section 1 "Money"\n  "First Sum" means $10.\n  "Second Sum" means First Sum + $5.\n'
)


def test_the_contract_itself_is_sound() -> None:
    assert read_contract(TEXT, str(CONTRACT))[1] == []
    assert read_contract(SMALL)[1] == []


# ── the same text otherwise written: nothing changes


@pytest.mark.parametrize(
    "change",
    [
        lambda t: "\ufeff" + t,
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace("\n", "\r"),
        lambda t: re.sub(r"^( +)", lambda m: "\t" * (len(m[1]) // 2), t, flags=re.MULTILINE),
        lambda t: t.replace(" ", "\u00a0"),
        lambda t: re.sub(r'"([^"\n]*)"', "“\\1”", t),
        lambda t: "\n\n\n" + t + "\n\n",
        lambda t: t.rstrip("\n"),
    ],
    ids=["BOM", "CRLF", "CR", "tabs", "NBSP", "curly", "blank lines", "no last line feed"],
)
def test_the_same_words_otherwise_written_mean_the_same(change) -> None:
    contract, found = read_contract(change(TEXT), str(CONTRACT))
    assert found == []
    plain, _ = read_contract(TEXT, str(CONTRACT))
    assert {n: t.type for n, t in contract.terms.items()} == {n: t.type for n, t in plain.terms.items()}
    assert contract.events == plain.events
    quotes = {
        ord("“"): None,
        ord("”"): None,
        ord('"'): None,
        ord("'"): None,
        ord("\\"): None,
    }  # free words keep the quotes that they were written with
    assert [str(r).translate(quotes) for r in contract.rules] == [str(r).translate(quotes) for r in plain.rules]


# ── senseless


@pytest.mark.parametrize("text", ["", "   \n\t\n", "-- a comment\n-- another\n", "\ufeff", "\0", "\x1c:\n", "\ud800"])
def test_a_text_with_nothing_in_it_is_said_to_have_nothing(text: str) -> None:
    contract, found = read_contract(text)
    assert {"T120", "T122"} <= set(musts(found))
    assert not contract.sound
    ask_everything(contract, Facts())


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("First Sum + $5", "Frist Sum + $5", "T201"),
        ("First Sum + $5", "First Sum + 5 shares", "T310"),
        ("First Sum + $5", "First Sum + 5%", "T310"),
        ("First Sum + $5", "First Sum + June 3, 2002", "T309"),
        ("First Sum + $5", "First Sum + ", "T110"),
        ("First Sum + $5", "First Sum $5", "T112"),
        ("First Sum + $5", "First Sum plus plus $5", "T112"),
        ("First Sum + $5", "frist sum + $5", "T111"),
        ("First Sum + $5", "First Sum + $5 / 0", "T422"),
        ("means $10.", "means $10", "T103"),
        ("means $10.", "means the day of the first Payment.", "T201"),
        ("means $10.", "means Second Sum.", "T220"),
        ("means $10.", "means First Sum.", "T220"),
        ("means $10.", "means February 30, 2002.", "T401"),
        ("means $10.", 'means "ten.', "T101"),
        ('"First Sum"', '"First Sum', "T101"),
        ("means $10.", "means 2 days after June 3, 2002.", "T410"),
        ("means $10.", "means § 10.", "T102"),
        ('Section 1 "Money"', 'Section 1 Money"', "T101"),
        ("language 1", "language 2", "T121"),
        ("language 1", "", "T120"),
        ("Los Angeles", "Atlantis", "T402"),
        ("+ $5.", "+ $5", "T103"),
    ],
)
def test_one_fault_one_finding_at_its_place(old: str, new: str, code: str) -> None:
    assert SMALL.count(old) == 1
    at = SMALL.index(old)
    _, found = read_contract(SMALL.replace(old, new))
    assert code in musts(found), [(d.code, d.message) for d in found]
    first = next(d for d in found if d.code == code)
    assert first.span is not None
    line = first.span.source.position(first.span.start)[0]
    assert abs(line - SMALL.count("\n", 0, at) - 1) <= 1, first
    assert len(musts(found)) <= 2, [(d.code, d.message) for d in found]


def test_a_misspelled_term_names_the_nearest() -> None:
    _, found = read_contract(SMALL.replace("First Sum + $5", "Frist Sum + $5"))
    assert [(d.code, d.help) for d in found] == [("T201", "did you mean `First Sum`?")]


@pytest.mark.parametrize(
    "word", ["Conversion Price", "Outstanding Principal", "Conversion Date", "Trading Price", "Late By", "Delivery", "Its"]
)
def test_a_declaration_taken_away_is_missed(word: str) -> None:
    text = re.sub(rf'"{word}"', '"Something Else Altogether"', TEXT)
    if word != "Its":
        _, found = read_contract(text, str(CONTRACT))
        assert musts(found)


# ── large and deep


@pytest.mark.parametrize(
    "value",
    [
        "(" * 10_000 + "$1" + ")" * 10_000,
        "(" * 10_000,
        "$1" + ")" * 10_000,
        " + ".join(["$1"] * 10_000),
        "1 × " * 10_000 + "$1",
        "the lesser of (i) " * 3_000 + "$1",
        "the lesser of (i) $1, and (ii) " * 3_000 + "$1",
        "the lesser of " + ", ".join(f"({i}) $1" for i in range(1, 3_000)),
        "$1 as if First Sum were $1" * 2_000,
        "$" + "9" * 100_000,
        "$1." + "0" * 100_000 + "1",
        "9" * 5_000 + " calendar days after June 3, 2002",
        "1" * 100_000 + "%",
        '"' + "a" * 100_000 + '"',
        "A" * 100_000,
        "First " * 20_000,
        "sum " * 20_000,
    ],
    ids=lambda v: v[:24],
)
def test_a_value_beyond_measure(value: str) -> None:
    contract, found = read_contract(SMALL.replace("First Sum + $5", value))
    if contract.sound:
        ask_everything(contract, Facts())
    else:
        assert found


@pytest.mark.parametrize(
    "condition",
    [
        "not " * 10_000 + "First Sum exceeds $1",
        "(" * 10_000 + "First Sum exceeds $1" + ")" * 10_000,
        "First Sum exceeds $1" + " and First Sum exceeds $1" * 2_000,
        "any of (i) " * 3_000 + "First Sum exceeds $1",
        "any of (i) First Sum exceeds $1, or (ii) " * 2_000 + "First Sum exceeds $1",
    ],
    ids=lambda v: v[:24],
)
def test_a_condition_beyond_measure(condition: str) -> None:
    contract, found = read_contract(SMALL + f'  "Test" means that {condition}.\n')
    if contract.sound:
        ask_everything(contract, Facts())
    else:
        assert found


@pytest.mark.parametrize("n", [30, 59, 61, 90, 130, 300])
@pytest.mark.parametrize("upwards", [True, False])
def test_a_chain_of_many_terms(n: int, upwards: bool) -> None:
    lines = [f'  "Sum {_roman(i)}" means Sum {_roman(i + 1)} + $1.\n' for i in range(n)] + [f'  "Sum {_roman(n)}" means $1.\n']
    contract, found = read_contract(SMALL + "".join(reversed(lines) if upwards else lines))
    if upwards or n < 60:
        assert contract.sound
        answer, _ = ask(world(contract, Facts()), f"Sum {_roman(0)}", date(2002, 6, 3))
        assert answer is not None
        if n < 100:
            assert answer.value == n + 1
        else:
            assert answer.value == n + 1 or answer.needs
    else:
        assert set(musts(found)) == {"T113"}


@pytest.mark.parametrize("n", [10, 40, 70, 100, 130, 200, 300, 450, 700])
def test_a_value_of_any_depth_is_reckoned_or_reported(n: int) -> None:
    texts = (
        SMALL.replace("First Sum + $5", " + ".join(["$1"] * n)),
        SMALL.replace("First Sum + $5", "($1 + " * n + "$1" + ")" * n),
        SMALL.replace("First Sum + $5", "the lesser of (i) $1, and (ii) " * n + "$1"),
        SMALL + '  "Test" means that ' + "not (" * n + "First Sum exceeds $1" + ")" * n + ".\n",
        SMALL + '  "Day" means ' + "1 calendar day after " * n + "June 3, 2002.\n",
    )
    for text in texts:
        contract, found = read_contract(text)
        assert contract.sound or musts(found) == ["T113"]
        assert contract.sound or n > 40
        if contract.sound:
            ask_everything(contract, Facts())


def _roman(n: int) -> str:
    return "".join("ABCDEFGHIJ"[int(d)] for d in str(n)) + "X"


def test_blocks_in_blocks() -> None:
    lines = "".join("  " * (i + 1) + "if First Sum exceeds $1:\n" for i in range(2_000))
    _, found = read_contract(SMALL + lines + "  " * 2_002 + '"Deep" means $1.\n')
    assert isinstance(found, list)


@pytest.mark.parametrize(
    "unit", ["(", '"', ". ", "A a ", "Aa ", "--\n", "1,", "\n", "\x00", "é", "party ", 'event "a": ', '"a" means ', "recorded only: "]
)
def test_ten_megabytes_of_garbage(unit: str) -> None:
    _, found = read_contract(unit * (10_000_000 // len(unit)))
    assert musts(found)


@pytest.mark.parametrize(
    "body", ["(" * 900_000, "Notice 1 here. Foo bar.\n" * 6_000], ids=["one endless sentence", "many faulty sentences"]
)
def test_the_time_for_faults_grows_with_the_text_and_not_with_its_square(body: str) -> None:
    began = process_time()
    _, found = read_contract(SMALL + body)
    for d in found:
        render(d)
    assert musts(found)
    assert process_time() - began < 6  # a second or two; in the square of it, half a minute


def test_an_endless_sentence_is_one_finding_and_the_next_is_read() -> None:
    contract, found = read_contract(SMALL + '  "Endless" means ' + "$1 + " * 15_000 + '$1.\n  "After" means $7.\n')
    assert musts(found) == ["T106"]
    assert "After" in contract.terms


def test_a_block_under_which_nothing_stands() -> None:
    _, found = read_contract(SMALL + "  if First Sum exceeds $1:\n")
    assert "T104" in musts(found)


def test_findings_keep_the_order_of_the_text() -> None:
    text = SMALL.replace("First Sum + $5", "Frist Sum + $5") + '  "Third" means 2 days after Nowhere.\n  "Fourth" means $1 + 1 share.\n'
    found = check_text(text).diagnostics
    starts = [d.span.start for d in found if d.span]
    assert starts == sorted(starts)
    assert {"T201", "T310"} <= {d.code for d in found}
