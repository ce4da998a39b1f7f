"""What changed from one contract to another: passages added, removed, renamed, moved, changed, and in each what differs.

Enters: two checked Contracts. Leaves: a `Comparison`. Holds: what means the same is no difference, however it is laid out, numbered,
ordered or called; the comparison of the second with the first is the mirror of that of the first with the second (`mirrored`).

A passage is moved where it stands under a section that does not answer to its old one; a section where it stands in another
article than those beside which it stood. Where declarations stand does not matter, and the order within a section does not either.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from tenor.dsl import syntax as s
from tenor.dsl.changes import Change, Comparer
from tenor.dsl.contract import Contract
from tenor.dsl.matching import Matching, article_of, match
from tenor.dsl.passages import Passage

__all__ = ["Comparison", "Difference", "SectionChange", "compare"]

_ANYWHERE = (s.EventDecl, s.ActDecl, s.Observation, s.Alias, s.CalendarDecl, s.PartyDecl, s.SecurityDecl, s.PaperDecl, s.Cites)
"""Sentences that only say what words mean, wherever they stand."""

_LITTLE = 250
"""Of a thousand passages: those of two papers that have nothing to do with one another share far fewer."""


@frozen(eq=False)
class Difference:
    """One passage that is not as it was. `kinds`: `added` or `removed` (the other side is empty), or some of `renamed`, `moved` and
    `changed`.
    """

    kinds: tuple[str, ...]
    old: Passage | None
    new: Passage | None
    changes: tuple[Change, ...] = ()


@frozen
class SectionChange:
    """A section by its old and its new label (empty: there is none) and headings. `kinds`: `added`, `removed`, `renumbered` (no difference
    by itself), `renamed` (the heading), `moved` (to another article).
    """

    kinds: tuple[str, ...]
    old: str
    new: str
    old_heading: str
    new_heading: str

    @property
    def counts(self) -> bool:
        """Whether it is a difference by itself."""
        return self.kinds != ("renumbered",)


@frozen(eq=False)
class Comparison:
    """Two contracts compared. `differences` stand in the order of the new one, what is gone where it stood; `shared`: how many of a
    thousand passages have a partner.
    """

    old: Contract
    new: Contract
    matching: Matching
    differences: tuple[Difference, ...]
    sections: tuple[SectionChange, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs but layout, numbers and order."""
        return not self.differences and not any(x.counts for x in self.sections)

    @property
    def unrelated(self) -> bool:
        """Whether they share so little that they are no two versions of one paper."""
        return self.shared < _LITTLE

    @property
    def shared(self) -> int:
        """How many of a thousand passages have a partner."""
        return self.matching.shared


def compare(old: Contract, new: Contract) -> Comparison:
    """What changed from the old to the new; the papers that they name are not gone into."""
    matching = match(old.file, new.file)
    comparer = Comparer(matching.old_forms, matching.new_forms)
    found: list[tuple[tuple[int, int], Difference]] = []
    for a, b in matching.pairs:
        changes = tuple(comparer.passages(a, b))
        so = {"renamed": _renamed(a, b, matching.names), "moved": _moved(a, b, matching), "changed": bool(changes)}
        kinds = tuple(kind for kind, is_so in so.items() if is_so)
        if kinds:
            found.append(((b.place, 0), Difference(kinds, a, b, changes)))
    found.extend(((b.place, 0), Difference(("added",), None, b)) for b in matching.come)
    before = _places(matching)
    found.extend(((before[a.place], 1 + a.place), Difference(("removed",), a, None)) for a in matching.gone)
    ordered = tuple(d for _, d in sorted(found, key=lambda x: x[0]))
    return Comparison(old, new, matching, ordered, tuple(_sections(matching)))


def mirrored(difference: Difference) -> Difference:
    """The difference as it is from the new to the old."""
    turned = {"added": "removed", "removed": "added"}
    kinds = tuple(turned.get(k, k) for k in difference.kinds)
    return Difference(kinds, difference.new, difference.old, tuple(c.mirrored() for c in difference.changes))


def _places(matching: Matching) -> list[int]:
    """For each old passage the new place of the last one before it that has a partner."""
    partner = {a.place: b.place for a, b in matching.pairs}
    found: list[int] = []
    last, last_in = -1, ""
    for a in matching.old:
        if a.section != last_in:
            known = [b.place for b in matching.new if b.section == matching.sections.get(a.section)]
            last = max([last, min(known) - 1]) if known else last
            last_in = a.section
        last = partner.get(a.place, last)
        found.append(last)
    return found


def _renamed(a: Passage, b: Passage, names: Mapping[str, str]) -> bool:
    """Whether the passage gives the same thing another name."""
    return any(names.get(x) == y for x, y in zip(s.declared(a.statement), s.declared(b.statement), strict=False))


def _moved(a: Passage, b: Passage, matching: Matching) -> bool:
    if isinstance(a.statement, _ANYWHERE) or isinstance(b.statement, _ANYWHERE):
        return False
    return (matching.sections.get(a.section, "") if a.section else "") != b.section


def _sections(matching: Matching) -> list[SectionChange]:
    """The sections that are not as they were, in the order of the new contract, those that are gone where they stood."""
    old, new = matching.old_headings, matching.new_headings
    partner = {b: a for a, b in matching.sections.items()}
    articles = _articles(matching)
    found: list[SectionChange] = []
    done: set[str] = set()
    order = list(old)
    for b, title in new.items():
        a = partner.get(b)
        if a is None:
            found.append(SectionChange(("added",), "", b, "", title))
            continue
        for x in order[: order.index(a)]:
            if x not in matching.sections and x not in done:
                done.add(x)
                found.append(SectionChange(("removed",), x, "", old[x], ""))
        kinds = tuple(
            kind
            for kind, so in (
                ("renumbered", a != b),
                ("renamed", _said(old[a]) != _said(title)),
                ("moved", articles.get(article_of(a), article_of(b)) != article_of(b)),
            )
            if so
        )
        if kinds:
            found.append(SectionChange(kinds, a, b, old[a], title))
    found.extend(SectionChange(("removed",), x, "", old[x], "") for x in order if x not in matching.sections and x not in done)
    return found


def _said(title: str) -> str:
    return " ".join(title.casefold().split())


def _articles(matching: Matching) -> dict[str, str]:
    """Each old article with the new one in which most of its sections now stand; none where that is not plain."""
    counted: dict[str, dict[str, int]] = {}
    for a, b in matching.sections.items():
        row = counted.setdefault(article_of(a), {})
        row[article_of(b)] = row.get(article_of(b), 0) + 1
    best: dict[str, str] = {}
    for a, row in counted.items():
        b, most = max(row.items(), key=lambda x: x[1])
        if 2 * most > sum(row.values()):
            best[a] = b
    return best
