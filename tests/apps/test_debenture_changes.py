"""The proof of `tenor diff`: the two Amnis debentures, against the list of what truly changed, written from the papers before.

`debenture-changes.json` says what changed from paper to paper. Two transcriptions differ by more than their papers where one of them goes
further than the other: the later one computes what the earlier one records, or reads a paper that the earlier one has not seen, or asks
another question of the same silence. `debenture-transcriptions.json` says where that is so, and why. Nothing else may be told.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from tenor.apps.differences import Entry, Group, grouped
from tenor.apps.sources import open_contract
from tenor.dsl import syntax as s
from tenor.dsl.diff import Comparison, compare
from tests.support import ROOT

DATA = ROOT / "tests" / "data"
LIST = json.loads((DATA / "debenture-changes.json").read_text("utf-8"))
BESIDE = json.loads((DATA / "debenture-transcriptions.json").read_text("utf-8"))
OPERATIVE = [c for c in LIST["changes"] if c["weight"] == "operative"]


@cache
def comparison() -> Comparison:
    return compare(*(open_contract(str(ROOT / "contracts" / "amnis" / name)) for name in ("debenture-2001.tenor", "debenture-2003.tenor")))


@cache
def groups() -> list[Group]:
    return grouped(comparison())


def plain(text: str) -> str:
    """Words as the list writes them: a day is a day, however it is counted."""
    return " ".join(text.lower().replace("calendar ", "").split())


def stands_under(group: Group, old: str, new: str) -> bool:
    """Whether a group is of these sections; what an exhibit says in its preamble a file may say before its first section."""
    head = {old, new} <= {"Preamble", ""} and not group.old and not group.new
    return head or (bool(old) and group.old == old) or (bool(new) and group.new == new)


def told(entry: Entry) -> tuple[str, str]:
    """What an entry tells of the old text and of the new."""
    d = entry.difference
    if d.old is not None and d.new is not None:
        return tuple(plain(" | ".join(x)) for x in zip(*[(c.old, c.new) for c in d.changes], strict=True)) or ("", "")  # type: ignore[return-value]
    return (plain(d.old.words), "") if d.old else ("", plain(d.new.words) if d.new else "")


def names(entry: Entry, about: list[str]) -> bool:
    """Whether an entry speaks of any of some names."""
    d = entry.difference
    text = plain(" | ".join([entry.title, *entry.said, *(x.words for x in (d.old, d.new) if x)]))
    return not about or any(plain(name) in text for name in about)


@pytest.mark.parametrize("change", OPERATIVE, ids=[c["id"] for c in OPERATIVE])
def test_each_true_change_is_told_in_its_provision(change: dict[str, Any]) -> None:
    there = [e for g in groups() if stands_under(g, change["old"], change["new"]) for e in g.entries]
    written = BESIDE["written_otherwise"].get(change["id"], change)
    figures = written["old_says"] or written["new_says"]
    about = there if figures else [e for e in there if names(e, written.get("about", change["about"]))]
    assert about, f"nothing is told of {change['about']} under {change['old']} / {change['new']}"
    sides = [told(e) for e in about]
    for side, says in enumerate((written["old_says"], written["new_says"])):
        for words in says:
            where = sides if words != "blank" else [("", plain(" ".join(e.said))) for e in about]
            assert any(plain(words) in x[side] for x in where), (words, [e.title for e in about])


def has_figures(entry: Entry, change: dict[str, Any]) -> bool:
    """Whether an entry tells the very figures of a true change."""
    says = BESIDE["written_otherwise"].get(change["id"], change)
    sides = told(entry)
    return all(says[k] and all(plain(w) in side for w in says[k]) for k, side in zip(("old_says", "new_says"), sides, strict=True))


def explained(group: Group, entry: Entry) -> bool:
    for c in LIST["changes"]:
        about = BESIDE["written_otherwise"].get(c["id"], {}).get("about", c["about"])
        if stands_under(group, c["old"], c["new"]) and (names(entry, about) or has_figures(entry, c) or not (group.old and group.new)):
            return True
    return any(stands_under(group, *x["sections"]) and names(entry, x.get("about", [])) for x in BESIDE["beside_the_papers"])


def test_nothing_else_is_told() -> None:
    invented = [
        f"{g.title}: {e.title}: {'; '.join(e.said)}"
        for g in groups()
        for e in g.entries
        if not explained(g, e) and not isinstance((e.difference.new or e.difference.old).statement, s.Recorded)  # type: ignore[union-attr]
    ]
    assert invented == []


def test_what_is_said_of_the_transcriptions_is_needed() -> None:
    for x in BESIDE["beside_the_papers"]:
        assert any(stands_under(g, *x["sections"]) and names(e, x.get("about", [])) for g in groups() for e in g.entries), x


def test_sections_with_another_number_alone_find_their_own() -> None:
    numbers = {(x.old, x.new) for x in comparison().sections if "renumbered" in x.kinds}
    assert numbers == {tuple(x) for x in LIST["renumbered"]}
    gone = {x.old for x in comparison().sections if x.kinds == ("removed",)}
    come = {x.new for x in comparison().sections if x.kinds == ("added",)}
    others = {new for _, new in LIST["renumbered"]}
    assert gone == {c["old"] for c in LIST["changes"] if c["kind"] == "removed"}
    assert come == {c["new"] for c in LIST["changes"] if c["kind"] == "added"} - others


def test_sections_that_say_the_same_are_not_told() -> None:
    allowed = {tuple(x["sections"]) for x in BESIDE["beside_the_papers"]}
    told_of = {
        (g.old, g.new)
        for g in groups()
        if any(not isinstance((e.difference.new or e.difference.old).statement, s.Recorded) for e in g.entries)  # type: ignore[union-attr]
    }
    assert {tuple(x) for x in LIST["same"]} & told_of <= allowed
