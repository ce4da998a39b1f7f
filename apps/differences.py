"""A comparison of two contracts in words: what changed, by provision, with the sections of both.

Enters: a `Comparison`. Leaves: `Entry`s under their sections, each with its title and its changes in sentences; the same as lines for a
screen and as data for programs. Holds: one content in all forms; figures and words as the texts have them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

from tenor.apps.difference_words import sentence_of, short, title_of, where_of
from tenor.apps.page import ruled
from tenor.apps.signature import status_of, text_data
from tenor.dsl.contract import Contract
from tenor.dsl.diff import Comparison, Difference, SectionChange
from tenor.dsl.passages import Passage

__all__ = ["Entry", "Group", "comparison_data", "comparison_lines", "grouped", "totals", "verdict"]

_CUT = 150


@frozen(eq=False)
class Entry:
    """One passage that differs: what it is, in words; what differs in it, a sentence each."""

    difference: Difference
    title: str
    said: tuple[str, ...]


@frozen(eq=False)
class Group:
    """The differences under a section of the old contract (empty: there is none) and the one that answers to it in the new."""

    old: str
    new: str
    old_heading: str
    new_heading: str
    change: SectionChange | None
    entries: tuple[Entry, ...]

    @property
    def title(self) -> str:
        """The sections in words, with their headings."""
        if not self.old and not self.new:
            return "Before the first section"
        old, new = _cited(self.old, self.old_heading), _cited(self.new, self.new_heading)
        if not self.new:
            return f"{old}: gone"
        if not self.old:
            return f"{new}: new"
        if self.old == self.new:
            return new
        return f"{old} → {self.new}" if self.old_heading == self.new_heading else f"{old} → {new}"

    @property
    def said(self) -> tuple[str, ...]:
        """What differs in the section itself."""
        kinds = self.change.kinds if self.change else ()
        found = []
        if "renamed" in kinds:
            found.append(f"the heading is now “{self.new_heading}”, was “{self.old_heading}”")
        if "moved" in kinds:
            found.append(f"the section stood in another article, as {self.old}")
        return tuple(found)


def _cited(section: str, heading: str) -> str:
    return f"{section} “{heading}”" if heading else section


# ── groups


def grouped(comparison: Comparison) -> list[Group]:
    """The differences under their sections, in the order of the new contract; what is gone where it stood."""
    matching = comparison.matching
    partner = {b: a for a, b in matching.sections.items()}
    found: dict[tuple[str, str], list[Entry]] = {}
    order: dict[tuple[str, str], None] = {}
    changes = {(x.old, x.new): x for x in comparison.sections if x.counts}
    for d in comparison.differences:
        if d.new is not None:
            key = partner.get(d.new.section, ""), d.new.section
        else:
            assert d.old is not None
            key = d.old.section, matching.sections.get(d.old.section, "")
        order.setdefault(key)
        found.setdefault(key, []).append(Entry(d, _title(d), _said(d, comparison)))
    for key in changes:
        order.setdefault(key)
    places = {section: i for i, section in enumerate(matching.new_headings, 1)}
    old_places = list(matching.old_headings)

    def place(key: tuple[str, str]) -> tuple[int, int]:
        old, new = key
        if new or not old:
            return places.get(new, 0), 0
        before = [places[matching.sections[x]] for x in old_places[: old_places.index(old)] if x in matching.sections]
        return (before[-1] if before else 0), 1 + old_places.index(old)

    every = {(x.old, x.new): x for x in comparison.sections}
    return [
        Group(
            key[0],
            key[1],
            matching.old_headings.get(key[0], ""),
            matching.new_headings.get(key[1], ""),
            every.get(key),
            tuple(found.get(key, ())),
        )
        for key in sorted(order, key=place)
    ]


def _title(d: Difference) -> str:
    if d.new is None:
        assert d.old is not None
        return title_of(d.old)
    return title_of(d.new)


# ── changes in sentences


def _said(d: Difference, comparison: Comparison) -> tuple[str, ...]:
    """What differs in a passage, a sentence each; of one that was added or removed, its words."""
    if d.old is None or d.new is None:
        passage = d.old or d.new
        assert passage is not None
        return (passage.words,)
    found: list[str] = []
    if "renamed" in d.kinds:
        found.append(f"is the new name of {title_of(d.old)}")
    if "moved" in d.kinds:
        where = _cited(d.old.section, comparison.matching.old_headings.get(d.old.section, "")) if d.old.section else "the head of the file"
        found.append(f"stood under {where}")
    for change in d.changes:
        words = where_of(change) + sentence_of(change)
        if words not in found:
            found.append(words)
    return tuple(found)


# ── the whole


def totals(comparison: Comparison) -> dict[str, int]:
    """How many passages were added, removed, changed, renamed and moved."""
    every = comparison.differences
    counted = {kind: sum(1 for d in every if kind in d.kinds) for kind in ("changed", "added", "removed", "renamed", "moved")}
    for kind in ("renamed", "moved"):
        counted[kind] += sum(1 for x in comparison.sections if kind in x.kinds)
    return counted


def _percent(thousandths: int) -> str:
    return f"{thousandths // 10}.{thousandths % 10}%"


def verdict(comparison: Comparison) -> str:
    """The answer in a sentence."""
    if comparison.same:
        return "The two say the same."
    if comparison.unrelated:
        return f"These are two papers, not two versions of one: {_percent(comparison.shared)} of their provisions answer to one another."
    counted = totals(comparison)
    words = ", ".join(f"{n} {kind}" for kind, n in counted.items() if n)
    return f"They differ. Provisions {words or 'in their headings alone'}; {_percent(comparison.shared)} answer to one another."


def renumbered(comparison: Comparison) -> list[SectionChange]:
    """The sections with another number."""
    return [x for x in comparison.sections if "renumbered" in x.kinds]


_MARK = {"added": "+", "removed": "-"}


def comparison_lines(comparison: Comparison, old: str, new: str, *, full: bool = False, width: int = 118) -> Iterator[str]:
    """The comparison for a screen."""
    titles = dict.fromkeys((comparison.old.title, comparison.new.title))
    yield " → ".join(titles)
    yield from ruled(f"  old: {old}, {status_of(comparison.old).words()}", width)
    yield from ruled(f"  new: {new}, {status_of(comparison.new).words()}", width)
    yield from ruled(verdict(comparison), width)
    if comparison.unrelated and not full:
        counted = totals(comparison)
        yield from ruled(
            f"With --full they are listed all the same: {', '.join(f'{n} {kind}' for kind, n in counted.items() if n)}.", width
        )
        return
    others = renumbered(comparison)
    if others:
        yield from ruled("Other numbers, which alone are no difference: " + ", ".join(f"{x.old} → {x.new}" for x in others) + ".", width)
    for group in grouped(comparison):
        yield ""
        yield group.title
        for words in group.said:
            yield from _indented(words, "    ", width)
        for entry in group.entries:
            d = entry.difference
            yield from _indented(f"{_MARK.get(d.kinds[0], '~')} {entry.title}", "  ", width, _lines(d))
            for words in entry.said:
                yield from _indented(words if full else short(words, 420 if d.changes else _CUT), "      ", width)


def _lines(d: Difference) -> str:
    old, new = (f"{x.line}" if x else "" for x in (d.old, d.new))
    return f"lines {old} → {new}" if old and new else f"line {old or new}"


def _indented(text: str, indent: str, width: int, right: str = "") -> list[str]:
    import textwrap

    rows = textwrap.wrap(text, width - len(indent), subsequent_indent="  ", break_long_words=False, break_on_hyphens=False) or [""]
    rows = [indent + row for row in rows]
    if right and len(rows[0]) + 2 + len(right) <= width:
        rows[0] = rows[0].ljust(width - len(right)) + right
    return rows


def _contract_data(contract: Contract, path: str) -> dict[str, Any]:
    return text_data(contract) | {"file": path, "title": contract.title, "entry": contract.entry}


def _passage_data(passage: Passage | None, heading: str) -> dict[str, Any] | None:
    if passage is None:
        return None
    return {"section": passage.section or None, "heading": heading or None, "line": passage.line, "words": passage.words}


def comparison_data(comparison: Comparison, old: str, new: str) -> dict[str, Any]:
    """The comparison for programs."""
    headings = comparison.matching.old_headings, comparison.matching.new_headings

    def entry(e: Entry) -> dict[str, Any]:
        d = e.difference
        found: dict[str, Any] = {
            "kinds": list(d.kinds),
            "title": e.title,
            "old": _passage_data(d.old, headings[0].get(d.old.section, "") if d.old else ""),
            "new": _passage_data(d.new, headings[1].get(d.new.section, "") if d.new else ""),
            "said": list(e.said) if d.old and d.new else [],
            "changes": [
                {
                    "what": c.what,
                    "where": where_of(c).removesuffix(": ") or None,
                    "old": c.old or None,
                    "new": c.new or None,
                    "said": sentence_of(c),
                }
                for c in d.changes
            ],
        }
        return found

    return {
        "old": _contract_data(comparison.old, old),
        "new": _contract_data(comparison.new, new),
        "same": comparison.same,
        "answer": verdict(comparison),
        "matched": _percent(comparison.shared),
        "totals": totals(comparison),
        "renumbered": [{"old": x.old, "new": x.new} for x in renumbered(comparison)],
        "sections": [
            {
                "old": g.old or None,
                "new": g.new or None,
                "old_heading": g.old_heading or None,
                "new_heading": g.new_heading or None,
                "kinds": [k for k in g.change.kinds if k != "renumbered"] if g.change else [],
                "said": list(g.said),
                "differences": [entry(e) for e in g.entries],
            }
            for g in grouped(comparison)
        ],
    }


def shown_name(path: str) -> str:
    """The name of a file without its folder."""
    return Path(path).name
