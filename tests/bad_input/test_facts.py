from __future__ import annotations

import json
import re
import shutil
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tenor.dsl.check import check
from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Source
from tenor.interpreter.outcome import ask
from tenor.interpreter.values import Unknown
from tenor.interpreter.world import world
from tests.bad_input.watch import CONTRACT, MARKET, ask_everything, musts, read_facts

STORY = """facts for "debenture-2001.tenor"
  Common Stock trades as in "prices.csv", complete.
  Shares Outstanding is 20,000,000 shares from December 28, 2001.
  Shares Held is 600,000 shares.
  Principal Sum is $400,000.
  June 3, 2002, 2:00 pm in Los Angeles: Holder gives Notice of Conversion: principal $50,000, conversion date June 3, 2002.
  June 10, 2002: Delivery of Shares for Notice of Conversion 1.
  Payment is told to June 30, 2002.
"""
PRICES = MARKET.read_text("utf-8")


@cache
def contract() -> Contract:
    return check(Source(str(CONTRACT), CONTRACT.read_text("utf-8")))


def told(
    tmp_path: Path, text: str | bytes, prices: str | bytes | None = PRICES, name: str = "a.facts", part: tuple[int, int] = (0, 1)
) -> tuple[Any, list[Any]]:
    """Facts from a text beside a file of prices; every term (or one in so many, from a place on) is asked of them."""
    for file, body in ((name, text), ("prices.csv", prices)):
        if body is not None:
            (tmp_path / file).write_bytes(body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body)
    facts, scenarios, found = read_facts(contract(), tmp_path / name)
    for f in (facts, *(s.facts for s in scenarios)):
        ask_everything(contract(), f, [date(2002, 6, 20)], part)
    return facts, found


def test_the_story_itself_is_told_without_a_finding(tmp_path: Path) -> None:
    facts, found = told(tmp_path, STORY)
    assert found == []
    assert len(facts.happened) == 2
    answer, _ = ask(world(contract(), facts), "Conversion Price", date(2002, 6, 3), 1)
    assert answer is not None
    assert answer.status == "determined"


@pytest.mark.parametrize(
    "change",
    [
        lambda t: "\ufeff" + t,
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace("  ", "\t"),
        lambda t: t.replace(" ", "\u00a0"),
        lambda t: re.sub(r'"([^"\n]*)"', "“\\1”", t),
        lambda t: "-- a comment\n" + t.replace("complete.\n", "complete.   -- to the day\n"),
    ],
    ids=["BOM", "CRLF", "tabs", "NBSP", "curly", "comments"],
)
def test_the_same_story_otherwise_written(tmp_path: Path, change: Any) -> None:
    plain, _ = told(tmp_path, STORY)
    facts, found = told(tmp_path, change(STORY))
    assert found == []
    assert [(f.event, f.at, dict(f.fields)) for f in facts.happened] == [(f.event, f.at, dict(f.fields)) for f in plain.happened]


# ── one fault each


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("Delivery of Shares for", "Delivry of Shares for", "T201"),
        ("Shares Held is", "Shares Hold is", "T511"),
        ("principal $50,000", "principal 50,000 shares", "T506"),
        ("principal $50,000", "principal 50,000", "T506"),
        ("principal $50,000", 'principal "much"', "T506"),
        ("principal $50,000", "principal June 3, 2002", "T506"),
        ("principal $50,000", "principal -$50,000", "T112"),
        ("principal $50,000", "amount $50,000", "T510"),
        ("principal $50,000", "principal $50,000, principal $60,000", "T509"),
        ("conversion date June 3, 2002", "conversion date June 31, 2002", "T401"),
        ("June 10, 2002", "June 31, 2002", "T401"),
        ("June 10, 2002", "2002-02-29", "T401"),
        ("June 10, 2002", "June 10", "T112"),
        ("2:00 pm", "25:00", "T401"),
        ("2:00 pm", "14:00 pm", "T401"),
        ("2:00 pm in Los Angeles", "2:00 pm in Atlantis", "T402"),
        ("Holder gives", "Borrower gives", "T502"),
        ("Shares Outstanding is 20,000,000 shares", "Shares Outstanding is $20,000,000", "T506"),
        ("Principal Sum is $400,000", "Principal Sum is June 3, 2002", "T506"),
        ("Principal Sum is $400,000", "Conversion Amount is $400,000", "T512"),
        ("Shares Held is 600,000 shares.", "Shares Held is 600,000 shares. Shares Held is 700,000 shares.", "T513"),
        ('"prices.csv", complete.', '"prices.csv", complete. Common Stock trades as in "prices.csv".', "T508"),
        ('"prices.csv"', '"no-such.csv"', "T530"),
        ('"prices.csv"', '"prices.csv', "T101"),
        ("for Notice of Conversion 1.", "for Notice of Conversion 1", "T103"),
        ("  Payment is told", "  Payment 3 is withdrawn on June 3, 2002. Payment is told", "T514"),
    ],
)
def test_one_fault_one_finding(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert STORY.count(old) == 1
    _, found = told(tmp_path, STORY.replace(old, new))
    assert code in musts(found), [(d.code, d.message) for d in found]
    assert len(musts(found)) <= 2, [(d.code, d.message) for d in found]
    assert all(d.span is not None for d in found)


def test_an_event_told_twice_is_said_to_be(tmp_path: Path) -> None:
    line = "  June 10, 2002: Delivery of Shares for Notice of Conversion 1.\n"
    _, found = told(tmp_path, STORY.replace(line, line * 2))
    assert [d.code for d in found] == ["T504"]


def test_an_event_received_before_it_is_given(tmp_path: Path) -> None:
    _, found = told(tmp_path, STORY.replace("conversion date June 3, 2002.", "conversion date June 3, 2002, received June 1, 2002."))
    assert "T505" in musts(found)


def test_an_event_outside_its_window_has_no_effect_and_says_so(tmp_path: Path) -> None:
    for day in ("January 5, 2004", "December 1, 2001"):
        facts, found = told(tmp_path, STORY.replace("June 3, 2002, 2:00 pm", f"{day}, 2:00 pm").replace("date June 3, 2002", f"date {day}"))
        assert not musts(found)
        answer, _ = ask(world(contract(), facts), "Outstanding Principal", date(2004, 2, 2))
        assert answer is not None
        assert answer.value == 400_000


def test_a_day_without_a_price_is_not_told_and_is_named(tmp_path: Path) -> None:
    prices = re.sub(r"^2002-05-14,.*\n", "", PRICES, flags=re.MULTILINE)
    facts, found = told(tmp_path, STORY.replace(", complete.", "."), prices)
    assert not musts(found)
    answer, _ = ask(world(contract(), facts), "Conversion Price", date(2002, 6, 3), 1)
    assert answer is not None
    assert answer.status == "undetermined"
    assert any("2002-05-14" in need.words or "May 14, 2002" in need.words for need in answer.needs), answer.needs
    empty = re.sub(r"^2002-05-14,.*$", "2002-05-14,,,,,,,", PRICES, flags=re.MULTILINE)
    facts, found = told(tmp_path, STORY, empty)
    answer, _ = ask(world(contract(), facts), "Conversion Price", date(2002, 6, 3), 1)
    assert answer is not None
    assert isinstance(answer.value, Unknown)


# ── markets


def _swap(lines: list[str], a: int, b: int) -> list[str]:
    lines[a], lines[b] = lines[b], lines[a]
    return lines


@pytest.mark.parametrize(
    ("change", "told_well"),
    [
        (lambda r: "\n".join(_swap(r, 300, 310)), True),
        (lambda r: "\n".join([*r[:300], r[299], *r[300:]]), True),
        (lambda r: "\n".join([*r[:300], re.sub(r",0\.\d+", ",0.0001", r[299]), *r[300:]]), False),
        ("\n\n".join, True),
        ("\r\n".join, True),
        (lambda r: "\ufeff" + "\n".join(r), True),
        (lambda r: "\n".join([*r[:300], "2002-02-30,1,1,1,1,1,1,1", *r[300:]]), False),
        (lambda r: "\n".join([*r[:300], "gibberish", *r[300:]]), False),
        (lambda r: "\n".join([*r[:300], r[300].replace("0.", "-0."), *r[301:]]), False),
        (lambda r: "\n".join([*r[:300], r[300].replace("0.", "O."), *r[301:]]), False),
        (lambda r: "\n".join(r[1:]), False),
        (lambda r: r[0], False),
        (lambda r: "", False),
        (lambda r: "\n".join(r).replace(",", ";"), False),
        (lambda r: "\n".join(r).encode("utf-16"), False),
        (lambda r: "\n".join([r[0], "café", *r[1:]]).encode("latin-1"), False),
        (lambda r: bytes(range(256)) * 40_000, False),
        (lambda r: "x" * 10_000_000, False),
        (lambda r: '"' * 10_000_000, False),
        (lambda r: "\n".join(r[:300]) + "\0" + "\n".join(r[300:]), False),
    ],
    ids=[
        "unsorted", "doubled", "two values", "empty rows", "CRLF", "BOM", "no such day", "gibberish", "negative", "letters", "no header",
        "header only", "empty", "semicolons", "UTF-16", "Latin-1", "10 MB of bytes", "10 MB of x", "10 MB of quotes", "zero byte",
    ],
)  # fmt: skip
def test_a_market_file(tmp_path: Path, change: Any, told_well: bool) -> None:
    facts, found = told(tmp_path, STORY, change(PRICES.rstrip("\n").split("\n")))
    assert ("Common Stock" in facts.series) is told_well, [(d.code, d.message) for d in found]
    answer, _ = ask(world(contract(), facts), "Conversion Price", date(2002, 6, 3), 1)
    assert answer is not None
    assert (answer.status == "determined") is told_well
    assert bool(musts(found)) is not told_well


@pytest.mark.parametrize("name", ["a.facts", ".", "..", "/", "prices.csv/x", "", "\\0", "nul\\u0000"])
def test_a_market_that_is_no_file_of_prices(tmp_path: Path, name: str) -> None:
    facts, found = told(tmp_path, STORY.replace("prices.csv", name))
    assert not facts.series
    assert musts(found)


def test_facts_that_are_for_themselves(tmp_path: Path) -> None:
    facts, _ = told(tmp_path, STORY.replace("debenture-2001.tenor", "a.facts"))
    assert len(facts.happened) == 2


def test_a_link_that_leads_to_itself(tmp_path: Path) -> None:
    (tmp_path / "a.facts").symlink_to(tmp_path / "a.facts")
    _, _, found = read_facts(contract(), tmp_path / "a.facts")
    assert musts(found)


# ── whole files


BODIES = (
    b"",
    b"   \n",
    b"\x00\x01\x02",
    "café".encode("latin-1"),
    STORY.encode("utf-16"),
    bytes(range(256)) * 40_000,
    b"(" * 10_000_000,
    b"[" * 10_000_000,
    b'{"a":' * 2_000_000,
    b'"' * 10_000_000,
    b"June 3, 2002: " * 700_000,
    b"1" * 10_000_000,
)


@pytest.mark.parametrize("name", ["a.facts", "a.json"])
@pytest.mark.parametrize(
    "number",
    range(len(BODIES)),
    ids=[repr(b[:12]) for b in BODIES],
)
def test_a_file_that_is_nothing(tmp_path: Path, name: str, number: int) -> None:
    _, found = told(tmp_path, BODIES[number], name=name, part=(number, 10))  # all twelve together ask every term
    assert musts(found)


def test_a_file_of_comments_tells_nothing(tmp_path: Path) -> None:
    facts, _ = told(tmp_path, "-- nothing\n-- at all\n")
    assert facts.happened == ()


def test_a_folder_or_nothing_in_place_of_a_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.facts", tmp_path / "none.json"):
        assert musts(read_facts(contract(), path)[2]) == ["T530"]


@pytest.mark.parametrize("depth", [100, 10_000])
def test_deep_nesting_in_a_fact(tmp_path: Path, depth: int) -> None:
    told(tmp_path, STORY.replace("$50,000", "(" * depth + "$1" + ")" * depth))
    for value in ("(" * depth, "not " * depth + "yes", "the lesser of (i) " * depth + "$1"):
        _, found = told(tmp_path, STORY.replace("$50,000", value))
        assert musts(found)


# ── JSON

GOOD: dict[str, Any] = {
    "contract": "debenture-2001.tenor",
    "blanks": {"Principal Sum": "400000"},
    "market": {"Common Stock": {"file": "prices.csv", "complete": True}},
    "facts": [
        {"at": "2002-06-03T14:00", "zone": "America/Los_Angeles", "event": "Notice of Conversion", "by": "Holder", "principal": "50000"},
        {"at": "2002-06-10", "event": "Delivery of Shares", "conversion": 1},
    ],
    "told": {"Payment": "2002-06-30"},
}


def test_json_tells_the_same(tmp_path: Path) -> None:
    facts, found = told(tmp_path, json.dumps(GOOD), name="a.json")
    assert found == []
    assert len(facts.happened) == 2


def _with(path: str, value: Any) -> dict[str, Any]:
    data = {"terms": {}, "observations": {}, **json.loads(json.dumps(GOOD))}
    at: Any = data
    *parents, last = path.split("/")
    for key in parents:
        at = at[int(key) if isinstance(at, list) else key]
    if value is ...:
        del at[int(last) if isinstance(at, list) else last]
    else:
        at[int(last) if isinstance(at, list) else last] = value
    return data


SENSELESS: list[Any] = [None, True, 7, -7, 10**400, "", "x", "-1", "1e5", "NaN", "١٢", [], [1], [[]], {}, {"value": []}, {"a": {"b": 1}}]
PLACES = ["blanks", "market", "facts", "told", "blanks/Principal Sum", "market/Common Stock",
          "market/Common Stock/file", "facts/0", "facts/0/at",
          "facts/0/zone", "facts/0/event", "facts/0/by", "facts/0/principal", "facts/1/conversion", "told/Payment", "observations", "terms",
          "facts/0/received", "facts/0/told", "facts/0/about", "facts/0/no such", "market/No Such", "blanks/No Such", "terms/Interest",
          "observations/Shares Held", "told/No Such", "no such"]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_senseless_value_anywhere_in_json(tmp_path: Path, place: str) -> None:
    for number, value in enumerate(SENSELESS):  # one term in twenty each: with all places each term is asked often
        told(tmp_path, json.dumps(_with(place, value)), name="a.json", part=(number + 3 * PLACES.index(place), 20))


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        ("facts/0/principal", "-50000", "T503"),
        ("facts/0/principal", "many", "T506"),
        ("facts/0/at", "2002-06-31", "T521"),
        ("facts/0/at", "2002-06-03T25:00", "T521"),
        ("facts/0/zone", "Atlantis", "T522"),
        ("facts/0/event", "Notice of Conversoin", "T501"),
        ("facts/0/event", "Major Announcement", "T501"),
        ("facts/0/by", "Borrower", "T502"),
        ("facts/0/event", ..., "T523"),
        ("facts/0/amount", "5", "T510"),
        ("facts/0/received", "2002-06-01", "T505"),
        ("blanks/Principal", "5", "T511"),
        ("blanks/Principal Sum", "-5", "T503"),
        ("fact", [], "T520"),
        ("facts", {}, "T520"),
        ("market/Common Stok", {"file": "prices.csv"}, "T507"),
        ("market/Common Stock", {}, "T520"),
        ("told/Payments", "2002-06-30", "T501"),
        ("told/Payment", "June", "T521"),
    ],
)
def test_one_fault_in_json_one_finding(tmp_path: Path, place: str, value: Any, code: str) -> None:
    _, found = told(tmp_path, json.dumps(_with(place, value)), name="a.json")
    assert code in musts(found), [(d.code, d.message) for d in found]


def test_json_with_a_key_twice_or_cut_short(tmp_path: Path) -> None:
    text = json.dumps(GOOD)
    for bad in (text[:-1], text[:200], text + "}", text.replace('"facts"', "facts"), "null", "[]", '"x"', "1"):
        assert musts(told(tmp_path, bad, name="a.json")[1]) == ["T520"]


def test_nothing_is_written_beside_the_facts(tmp_path: Path) -> None:
    told(tmp_path, STORY)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.facts", "prices.csv"]
    shutil.rmtree(tmp_path)
