"""A comparison of two contracts in words: what changed, by provision, with the sections of both.

Enters: a `Comparison`. Leaves: `Entry`s under their sections, each with its title and its changes in sentences; the same as lines for a
screen and as data for programs. Holds: one content in all forms; figures and words as the texts have them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

from tenor.apps.page import ruled
from tenor.dsl import syntax as s
from tenor.dsl.changes import Change
from tenor.dsl.contract import Contract
from tenor.dsl.diff import Comparison, Difference, SectionChange
from tenor.dsl.passages import Passage, text_of

__all__ = ["Entry", "Group", "comparison_data", "comparison_lines", "grouped", "title_of", "totals", "verdict"]

_LITTLE = 250
"""Of a thousand: two contracts that share fewer passages are no versions of one paper."""
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


# ── what a passage is


def title_of(passage: Passage) -> str:
    """What a passage defines or does, in a few words."""
    st = passage.statement
    match st:
        case s.Define() | s.Schedule() | s.AccrualDecl() | s.BalanceDecl():
            return f"“{st.name}”"
        case s.ReadingDecl():
            return f"reading “{st.name}”"
        case s.Observation():
            return f"what is observed as “{st.name}”"
        case s.Blank():
            return f"blank “{st.name}”"
        case s.EventDecl() | s.DerivedEvent():
            return f"event “{st.name}”"
        case s.ActDecl():
            return f"act “{st.name}”"
        case s.PartyDecl():
            return f"party {st.name}"
        case s.SecurityDecl():
            return f"security {st.name}"
        case s.CalendarDecl():
            return f"kind of day “{st.name}”"
        case s.PaperDecl():
            return f"paper “{st.name}”"
        case s.Alias():
            return f"“{st.name}”, another word"
        case s.ContractHead():
            return "the title"
        case s.Times():
            return "the zone of times"
        case s.MonthRule():
            return "the end of a month"
        case s.PaidWhen():
            return "when an amount is paid"
        case s.Arrives():
            return "the receipt of a notice by " + " or ".join(st.means)
        case s.Cites():
            return "a citation of " + " and ".join(st.cited)
        case s.Recorded():
            return {"judgment": "judgment word", "not transcribed": "not transcribed"}.get(st.kind, "recorded only")
        case s.Power():
            return f"{st.party} may give {st.event}"
        case s.Waive():
            return f"{st.party} may waive {st.limit}"
        case s.Duty():
            return f"{st.debtor} must {st.act}" + _named(st.named)
        case s.Ban():
            return f"{st.debtor} must not {st.act}" + _named(st.named)
        case s.Owes():
            return f"{st.debtor} owes {st.creditor}" + (f" “{st.named}”" if st.named else f" {_short(text_of(st.amount), 60)}")
        case s.Pays():
            return f"{st.event} pays {st.claim}"
        case s.Becomes():
            return f"{st.event or 'an overdue amount'} is an occurrence of {st.target}"
        case s.Posting():
            return f"{st.balance} {({1: 'increases', -1: 'decreases', 0: 'becomes'})[st.sign]}"
        case s.Reversal():
            return f"the decrease of {st.balance} is reversed"
        case _:
            return _short(text_of(st), 60)


def _named(name: str) -> str:
    return f" (“{name}”)" if name else ""


def _short(text: str, most: int = _CUT) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + " …"


_SENTENCES = {
    "Define": "a definition",
    "ReadingDecl": "a reading",
    "Observation": "told",
    "Blank": "a blank",
    "Schedule": "a list of dates",
    "AccrualDecl": "an accrual",
    "BalanceDecl": "a balance",
    "EventDecl": "an event that is told",
    "DerivedEvent": "a part of another event",
}


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
        words = _where(change) + sentence_of(change)
        if words not in found:
            found.append(words)
    return tuple(found)


_PLACES = {
    "Duty.due": "when it is due",
    "Duty.also_by": "the last day",
    "Duty.condition": "the condition",
    "Owes.amount": "the amount",
    "Owes.payable": "when it is payable",
    "Owes.condition": "the condition",
    "EachDay.start": "the first day counted",
    "EachDay.end": "the last day counted",
    "EachDay.calendar": "the days counted",
    "Settlement.options": "the settlement",
    "Becomes.day": "the day",
    "Becomes.until": "the end",
    "Becomes.unless": "the exception",
    "Becomes.condition": "the condition",
    "Becomes.grace": "the grace",
    "Ban.unless": "the exception",
    "Ban.while_": "the condition",
    "IfLead.condition": "the condition",
    "OnLead.day": "the day",
    "Waive.effective": "the day on which it takes effect",
    "AccrualDecl.rate": "the rate",
    "AccrualDecl.start": "the first day",
    "AccrualDecl.until": "the last day",
    "Schedule.start": "the first date",
    "Schedule.end": "the last date",
    "Observation.if_none": "if nothing is told",
    "FieldDecl.if_none": "if it is not told",
    "EventDecl.until": "the end",
    "EventDecl.restates": "the factor by which prices are restated",
    "BalanceDecl.day": "the day on which it opens",
    "BalanceDecl.opening": "what it opens at",
    "IfElse.condition": "the condition",
    "IfElse.otherwise": "otherwise",
    "Clause.unless": "what lifts it",
    "CalendarDecl.less": "the days left out",
    "Window.count": "the days looked at",
    "Window.offset": "the days before",
}
_LABELLED = {
    "Power.clauses": "the limit “{}”",
    "EventDecl.fields": "its {}",
    "ReadingDecl.alternatives": "the choice “{}”",
    "Settlement.options": "the choice “{}”",
}
_BOUNDS = {"after", "on or after", "before", "on or before", "at most"}
_JUST = {"part", "party"}


def _where(change: Change) -> str:
    """Where in the sentence the change is; nothing, where the sentence says so itself."""
    found: list[str] = []
    last = len(change.path) - 1
    for k, (role, old, new) in enumerate(change.path):
        label = new or old
        at_end = k == last and change.what == "part"
        if role in _LABELLED and label and not at_end:
            found.append(f"when it may be given" if label in _BOUNDS else _LABELLED[role].format(label))
        elif role in {"Listed.items", "Steps.steps", "Junction.items"} and label and not at_end:
            found.append(f"({label})")
        elif role in _PLACES and not (at_end and role in _PARTS):
            found.append(_PLACES[role])
    plain = list(dict.fromkeys(found))
    return f"{', '.join(plain)}: " if plain else ""


def _nouns(text: str) -> str:
    if text.endswith("%"):
        return "the percentage"
    if text.endswith("a year"):
        return "the rate"
    if text.endswith("a share"):
        return "the price"
    if text.startswith("$"):
        return "the amount"
    if text.endswith((" am", " pm")) or " am " in text or " pm " in text:
        return "the hour"
    return "the number of shares" if text.endswith(("shares", "share")) else "the number"


_TURN = {1: "rises", -1: "falls"}
_PARTIES = {
    "Duty.debtor": ("the duty now falls on {}, was on {}"),
    "Duty.creditor": ("it is now to be done to {}, was to {}"),
    "Ban.debtor": ("it now binds {}, bound {}"),
    "Ban.creditor": ("it now protects {}, protected {}"),
    "Owes.debtor": ("{} now owes it, {} did"),
    "Owes.creditor": ("it is now owed to {}, was to {}"),
    "Power.party": ("the right is now that of {}, was that of {}"),
    "Waive.party": ("the right to waive is now that of {}, was that of {}"),
    "EventDecl.giver": ("it now comes from {}, came from {}"),
    "EventDecl.receiver": ("it is now given to {}, was to {}"),
    "SecurityDecl.issuer": ("it is now issued by {}, was by {}"),
    "PartyDecl.same": ("it is now the same as {}, was the same as {}"),
    "Option.party": ("the choice is now that of {}, was that of {}"),
}
# a part that is new, a part that is gone
_PARTS = {
    "IfLead": ("now only {}", "no longer only {}"),
    "OnLead": ("now {}", "no longer {}"),
    "ForEach": ("now {}", "no longer {}"),
    "ForEachDate": ("now {}", "no longer {}"),
    "Duty.condition": ("now only if {}", "no longer only if {}"),
    "Duty.also_by": ("now also on or before {}", "no longer on or before {}"),
    "Owes.condition": ("now only if {}", "no longer only if {}"),
    "Owes.payable": ("now payable on {}", "no longer payable on {}"),
    "Owes.each_day": ("now {}", "no longer {}"),
    "Owes.settlement": ("now {}", "no longer {}"),
    "Becomes.condition": ("now only if {}", "no longer only if {}"),
    "Becomes.unless": ("a new exception: unless {}", "the exception for {} is gone"),
    "Becomes.until": ("now until {}", "no longer until {}"),
    "Becomes.filters": ("now only those {}", "no longer only those {}"),
    "Becomes.grace": ("now once overdue for {}", "no longer once overdue for {}"),
    "Ban.unless": ("a new exception: unless {}", "the exception for {} is gone"),
    "Ban.while_": ("now only while {}", "no longer only while {}"),
    "Power.clauses": ("a new limit: {}", "the limit is gone: {}"),
    "Clause.unless": ("now lifted if {}", "no longer lifted if {}"),
    "EventDecl.fields": ("it must now also tell its {}", "it no longer tells its {}"),
    "EventDecl.until": ("it now continues until {}", "it no longer continues until {}"),
    "EventDecl.restates": ("it now restates each price by {}", "it no longer restates each price by {}"),
    "ReadingDecl.alternatives": ("a new choice: {}", "the choice is gone: {}"),
    "Settlement.options": ("a new choice: {}", "the choice is gone: {}"),
    "Observation.if_none": ("it is now {} if nothing is told", "if nothing is told it is no longer {}"),
    "FieldDecl.if_none": ("it is now {} if it is not told", "if it is not told it is no longer {}"),
    "Blank.filled": ("it is now filled in with {}", "it is now left blank, was {}"),
    "AccrualDecl.until": ("it now stops at {}", "it no longer stops at {}"),
    "AccrualDecl.start": ("it now begins on {}", "it no longer begins on {}"),
    "CalendarDecl.less": ("now less {}", "no longer less {}"),
    "Item.guard": ("now only if {}", "no longer only if {}"),
    "Statement.value": ("it is now {}", "it is no longer {}"),
    "plus": ("{} is now added", "{} is no longer added"),
    "less": ("{} is now taken off", "{} is no longer taken off"),
    "times": ("it is now multiplied by {}", "it is no longer multiplied by {}"),
    "divided by": ("it is now divided by {}", "it is no longer divided by {}"),
    "and": ("it is now also required that {}", "it is no longer required that {}"),
    "or": ("it is now enough that {}", "it is no longer enough that {}"),
}
_MARKS = {
    "exact": ("it is now kept exact", "it is no longer kept exact"),
    "taken": ("it is now the one taken", "it is no longer the one taken"),
    "comes": ("it is now known only when it comes", "it is no longer known only when it comes"),
    "stated": ("the paper now says which days", "the paper no longer says which days"),
    "first_in": ("its first day now counts and its last does not", "its last day now counts and its first does not"),
    "negated": ("it is now denied", "it is no longer denied"),
}
_KINDS = {
    "lesser": "the lesser of the two",
    "greater": "the greater of the two",
    "earlier": "the earlier of the two",
    "later": "the later of the two",
    "all": "all of the conditions",
    "any": "any of the conditions",
    "first": "the first that applies",
    "sum": "the sum",
}


def sentence_of(change: Change) -> str:
    """A change in a sentence."""
    old, new, role = change.old, change.new, change.path[-1][0] if change.path else ""
    part = role.partition(".")[2]
    match change.what:
        case "figure" if old and new:
            noun = _nouns(new)
            if change.sign and noun not in {"the hour", "the number"}:
                return f"{noun} {_TURN[change.sign]} from {old} to {new}"
            return f"{noun} is now {new}, was {old}"
        case "figure":
            return f"now {new}" if new else f"no longer {old}"
        case "period":
            return f"the period is now {new}, was {old}"
        case "kind of day":
            if role == "Option.calendar" and not (old and new):
                return f"the day is now moved to the next {new}" if new else f"the day is no longer moved to the next {old}"
            return f"{_kind(old)} became {_kind(new)}"
        case "date":
            return f"the date is now {new}, was {old}"
        case "citation":
            if old and new:
                return f"it now cites {new}, cited {old}"
            if role == "Prevails.sections":
                return f"it now prevails over {new}" if new else f"it no longer prevails over {old}"
            if role == "Yields.sections":
                return f"there is now an exception for {new}" if new else f"the exception for {old} is gone"
            return f"it now also names {new}" if new else f"it no longer names {old}"
        case "party":
            form = _PARTIES.get(role, "it is now {}, was {}")
            return form.format(new or "nobody", old or "nobody")
        case "relation":
            return f"“{old}” became “{new}”"
        case "choice" if part == "sign":
            return f"“{old}” became “{new}”"
        case "choice":
            return f"{_KINDS.get(old, f'“{old}”')} became {_KINDS.get(new, f'“{new}”')}" if old and new else f"now {new or f'not {old}'}"
        case "mark":
            yes, no = _MARKS.get(part, ("it now is so", "it is no longer so"))
            return yes if new else no
        case "part":
            yes, no = _PARTS.get(role, ("{} is new", "{} is gone"))
            return (yes if new else no).format(new or old)
        case "sentence":
            return f"it is now {_SENTENCES.get(new, 'another sentence')}, was {_SENTENCES.get(old, 'another sentence')}"
        case "words":
            return _reworded(old, new, part)
        case "name" | "text" if not (old and new):
            if role == "PaperDecl.file":
                return f"it is now at hand as “{new}”" if new else f"it is no longer at hand (it was “{old}”)"
            return f"now also “{new}”" if new else f"no longer “{old}”"
        case "name" | "text":
            if part == "label":
                return f"it was called “{old}”"
            return f"“{_bare(old)}” became “{_bare(new)}”"
        case _:
            return f"was “{old}”, is now “{new}”"


def _bare(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] in "\"“" and text[-1] in "\"”" else text


def _kind(calendar: str) -> str:
    return {"": "calendar days", "days": "calendar days"}.get(calendar, calendar if calendar.endswith("s") else calendar + "s")


def _reworded(old: str, new: str, part: str) -> str:
    """Free words that differ: where it is little, what; otherwise that they do."""
    if part == "full_name":
        return f"it is now “{new}”, was “{old}”" if old and new else f"it is now “{new}”, was a blank" if new else f"it is now a blank, was “{old}”"
    before, after = changed_words(old, new)
    if not before and not after:
        return "the words differ in their marks"
    little = len(before) + len(after) <= 4 and sum(map(len, (*before, *after))) <= 240
    if not little:
        return f"was “{_short(old, 400)}”, is now “{_short(new, 400)}”"
    pairs = [f"“{x}”" for x in before], [f"“{y}”" for y in after]
    if not before:
        return f"the words {', '.join(pairs[1])} are new"
    if not after:
        return f"the words {', '.join(pairs[0])} are gone"
    return f"the words {', '.join(pairs[0])} became {', '.join(pairs[1])}"


def changed_words(old: str, new: str) -> tuple[list[str], list[str]]:
    """The runs of words that only one of two texts has."""
    before: list[str] = []
    after: list[str] = []
    for kind, x, y in runs_of_words(old, new):
        if kind != "equal":
            before.extend([x] if x else [])
            after.extend([y] if y else [])
    return before, after


def runs_of_words(old: str, new: str) -> list[tuple[str, str, str]]:
    """Two texts, run of words by run of words: `equal`, or what stands in one and what in the other."""
    from difflib import SequenceMatcher

    a, b = old.split(), new.split()
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return [("equal" if op == "equal" else "other", " ".join(a[i:j]), " ".join(b[p:q])) for op, i, j, p, q in codes]


# ── the whole


def totals(comparison: Comparison) -> dict[str, int]:
    """How many passages were added, removed, changed, renamed and moved."""
    counted = {kind: sum(1 for d in comparison.differences if kind in d.kinds) for kind in ("changed", "added", "removed", "renamed", "moved")}
    for kind in ("renamed", "moved"):
        counted[kind] += sum(1 for x in comparison.sections if kind in x.kinds)
    return counted


def _percent(thousandths: int) -> str:
    return f"{thousandths // 10}.{thousandths % 10}%"


def verdict(comparison: Comparison) -> str:
    """The answer in a sentence."""
    if comparison.same:
        return "The two say the same."
    if comparison.shared < _LITTLE:
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
    yield comparison.new.title
    yield f"  old: {old}   new: {new}"
    yield from ruled(verdict(comparison), width)
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
                yield from _indented(words if full else _short(words, 420 if d.changes else _CUT), "      ", width)


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
    return {"file": path, "title": contract.title, "entry": contract.entry, "digest": contract.digest}


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
                {"what": c.what, "where": _where(c).removesuffix(": ") or None, "old": c.old or None, "new": c.new or None, "said": sentence_of(c)}
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
