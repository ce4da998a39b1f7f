"""The dates of a contract as a page: what happened, what is due, what lapses, and what remains.

Enters: a `Setting` and what of the dates is wanted. Leaves: lines of at most 100 columns, or the same for programs. Holds: nothing is
reckoned here; the entries come from `interpreter/timeline.py`, each with its section, its state and what the paper attaches to it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from attrs import field, frozen

from tenor.apps.answers import Setting, assumed_block, assumed_data, header, instant_words, missing_block, origin_block, origin_data
from tenor.apps.page import Block, Row, block_data, block_lines, not_told, unit_of
from tenor.apps.sources import Stop, day_of
from tenor.apps.standing import Gathered, balances_block
from tenor.dsl.contract import Contract
from tenor.dsl.nearest import did_you_mean
from tenor.interpreter.outcome import environment
from tenor.interpreter.timeline import Entry, Step, entries
from tenor.interpreter.values import Need, Unknown
from tenor.interpreter.wording import counted, joined, long_day, plain, restyled, said, short_day

__all__ = [
    "Found",
    "Wanted",
    "details",
    "found_entries",
    "paper_of",
    "remains",
    "sentences",
    "step_words",
    "timeline_data",
    "timeline_lines",
    "wanted",
    "what_words",
]

WIDTH = 100
_LEAD, _DAY, _STATUS = 2, 12, 14
_AT = _LEAD + _DAY + _STATUS
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@frozen
class Wanted:
    """Which of the entries are shown: from and to a day, of one party, only what is not finished."""

    start: date | None = None
    end: date | None = None
    party: str = ""
    unfinished: bool = False

    def takes(self, e: Entry) -> bool:
        """Whether an entry is shown; one without a date is in every span of days."""
        early = self.start is not None and e.day is not None and e.day < self.start
        late = self.end is not None and e.day is not None and e.day > self.end
        return not (early or late or (self.party and e.party != self.party) or (self.unfinished and not e.unfinished))

    def words(self) -> str:
        """What is left out of a page, in a line."""
        parts = [f"what {self.party} did, must do or may do"] if self.party else []
        parts += ["only what is not finished"] if self.unfinished else []
        parts += [f"from {long_day(self.start)}"] if self.start else []
        parts += [f"to {long_day(self.end)}"] if self.end else []
        return f"Shown: {', '.join(parts)}" if parts else ""


def wanted(contract: Contract, start: str | None, end: str | None, party: str | None, unfinished: bool) -> Wanted:
    """The same from the words of the command line."""
    first, last = (day_of(text, option)[0] if text else None for text, option in ((start, "--from"), (end, "--to")))
    if first is not None and last is not None and first > last:
        raise Stop(f"--from: {short_day(first)} is after {short_day(last)}, the day of --to; there are no days between them")
    name = next((p for p in contract.parties if p.lower() == " ".join((party or "").split()).lower()), None)
    if party is not None and name is None:
        near = did_you_mean(party, contract.parties)
        raise Stop(f"--party: `{party}` is no party of this contract; {near or 'its parties are ' + joined(list(contract.parties))}")
    return Wanted(first, last, name or "", unfinished)


@frozen(eq=False)
class Found:
    """What a page is made from."""

    all: tuple[Entry, ...]
    shown: tuple[Entry, ...]
    balances: Block
    needs: tuple[Need, ...] = field(default=())


def found_entries(st: Setting, w: Wanted) -> Found:
    """The entries, those that are wanted, and what remains."""
    every = entries(st.world, st.when.day, st.when.until)
    g = Gathered()
    balances = balances_block(st, g)
    for e in every:
        if e.status == "undetermined":
            g.needs.update(dict.fromkeys(e.needs))
    for a in environment(st.world, st.when.day, st.when.until).state.admissions.values():
        for _, why, verdict in a.tests:
            if verdict in {"not tested", "undetermined"} and isinstance(why.value, Unknown):
                g.needs.update(dict.fromkeys(why.value.needs))
    return Found(every, tuple(e for e in every if e.kind not in {"standing", "ban"} and w.takes(e)), balances, tuple(sorted(g.needs)))


# ── lines


def timeline_lines(st: Setting, w: Wanted) -> Iterator[str]:
    """The page."""
    found = found_entries(st, w)
    for line in (*header(st), *([w.words()] if w.words() else [])):
        yield from textwrap.wrap(line, WIDTH, subsequent_indent="  ")
    yield ""
    for sentence in sentences(st, found.shown):
        yield from textwrap.wrap(sentence, WIDTH, subsequent_indent="  ", break_on_hyphens=False)
    dated = [e for e in found.shown if e.day is not None]
    come = [e for e in dated if e.day is not None and e.day <= st.when.day]
    yield from _dated(come)
    yield ""
    yield f"{f'── as of {instant_words(st.when)} ':─<{WIDTH}}"
    yield from _dated(dated[len(come) :], come[-1].day if come else None)
    rest = [e for e in found.shown if e.day is None]
    if rest:
        yield from ("", "No date yet")
        for e in rest:
            yield from _entry(e, "")
    yield from ("", f"{f'── what remains of the contract on {long_day(st.when.day)} ':─<{WIDTH}}")
    yield from block_lines(remains(st, found, w), WIDTH)
    yield from block_lines([origin_block(st)], WIDTH)


def sentences(st: Setting, shown: Sequence[Entry]) -> Iterator[str]:
    """What has passed its day, and what comes next."""
    late = [e for e in shown if e.status == "late" and e.day is not None]
    silent = [e for e in shown if e.status == "not told" and e.day is not None]
    coming = [e for e in shown if e.unfinished and e.day is not None and e.day >= st.when.day]
    for e in late[:3]:
        assert e.day is not None
        yield f"Past its day, on the facts told: {what_words(e)}, by {long_day(e.day)}, {counted(e.late, 'day')} late."
    if len(late) > 3:
        yield f"{counted(len(late) - 3, 'more is', 'more are')} past their day, listed below."
    if silent:
        which = joined([f"{e.words} ({e.section})" for e in silent]) if len(silent) < 3 else "listed below"
        yield f"Nothing is told of {counted(len(silent), 'duty whose day is past', 'duties whose day is past')}: {which}."
    if coming:
        assert coming[0].day is not None
        same = [e for e in coming if e.day == coming[0].day]
        yield f"Next, on {long_day(coming[0].day)}: {joined([what_words(e) for e in same])}."
    elif not late and not silent:
        yield "Nothing with a date is open, on the facts told."


def what_words(e: Entry) -> str:
    """What an entry is, with its amount."""
    return e.words + (f": {said(e.amount, e.type)}" if e.amount is not None and e.type is not None else "")


def _dated(found: Sequence[Entry], before: date | None = None) -> Iterator[str]:
    """Entries under the headings of their years, the day written once."""
    last = None
    year = before.year if before is not None else 0
    for e in found:
        assert e.day is not None
        if e.day.year != year:
            year = e.day.year
            yield from ("", str(year))
        yield from _entry(e, f"{_DAYS[e.day.weekday()]} {short_day(e.day, year=False)}" if e.day != last else "")
        last = e.day


def _entry(e: Entry, day: str) -> Iterator[str]:
    lead = f"{'':<{_LEAD}}{day:<{_DAY}}{e.status:<{_STATUS}}"
    yield from _ruled(lead, what_words(e), e.section)
    for text in details(e):
        yield from _ruled(" " * _AT, text)
    for i, step in enumerate(e.follows):
        mark = "└ " if i == len(e.follows) - 1 else "├ "
        yield from _ruled(" " * _AT + mark, step_words(e, step), step.section if step.section != e.section else "")


def details(e: Entry) -> Iterator[str]:
    """How it stands, in words; what it needs."""
    if e.status == "withdrawn" and e.done is not None:
        yield f"withdrawn {long_day(e.done)}"
    elif e.done is not None:
        yield f"{'paid' if e.kind == 'claim' else 'done'} {long_day(e.done)}" + (f", {counted(e.late, 'day')} late" if e.late else "")
    elif e.status == "not told":
        yield not_told(e.late)
    elif e.late:
        yield f"{'not told as done, ' if e.kind == 'duty' else ''}{counted(e.late, 'day')} late"
    if e.moved is not None:
        yield f"moved from {long_day(e.moved)}"
    if e.note:
        yield e.note
    if e.needs:
        last = "or" if e.either else "and"
        words = joined([restyled(n.words) for n in e.needs[:4]], last) + (f" {last} {len(e.needs) - 4} more" if len(e.needs) > 4 else "")
        yield f"{'it needs' if e.status == 'undetermined' else 'it waits for'} {words}"


def step_words(e: Entry, step: Step) -> str:
    """What follows, with its day where that is another."""
    return f"{long_day(step.day)}: {step.words}" if step.day is not None and step.day != e.day else step.words


def _ruled(lead: str, text: str, section: str = "") -> Iterator[str]:
    """A line with its section at the right; it goes on below where its text begins."""
    hang = " " * (_AT + 2)
    room = "\0" * (len(section) + 2) if section else ""
    wrapped = textwrap.wrap(
        text, WIDTH, initial_indent=" " * len(lead) + room, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
    ) or [""]  # fmt: skip
    first = lead + wrapped[0][len(lead) + len(room) :]
    yield f"{first:<{WIDTH - len(section)}}{section}".rstrip()
    yield from wrapped[1:]


# ── what remains


def remains(st: Setting, found: Found, w: Wanted) -> list[Block]:
    """Balances, open duties, open rights, unpaid claims, what is assumed, what is not known and what would settle it."""
    return [
        found.balances,
        *(Block(title, tuple(_short(e, st) for e in _left(found, w, kinds))) for title, kinds in _LEFT),
        assumed_block(st.world.presumed.values()),
        missing_block(st, found.needs, "Undetermined, and what would settle it"),
    ]


_LEFT = (
    ("Duties that are open", ("duty",)),
    ("Claims that are unpaid", ("claim", "running")),
    ("Rights that are open, each with its last day", ("right", "election", "chance", "waiver")),
    ("Changes of balances to come", ("posting",)),
    ("What continues, or may still become so", ("event",)),
    ("What must be so at all times", ("standing",)),
    ("What must not be done", ("ban",)),
)


def _left(found: Found, w: Wanted, kinds: tuple[str, ...]) -> list[Entry]:
    """What is open of some kinds; what has no day yet counts, a claim that only may arise does not."""
    own = [
        e
        for e in found.all
        if e.kind in kinds and (e.unfinished or e.status in {"in force", "kept"}) and (not w.party or e.party == w.party)
    ]
    apart = {(e.name, e.about) for e in own if e.kind == "claim"}
    return [
        e
        for e in own
        if not (e.kind == "claim" and e.amount is None and e.status != "undetermined")
        and not (e.kind == "running" and (e.name, e.about) in apart)  # its months stand for it
    ]


def _short(e: Entry, st: Setting) -> Row:
    """An entry in one line."""
    if e.status in {"in force", "kept", "not kept"}:
        so = {"kept": "; it is so", "not kept": "; it is not so"}.get(e.status, "")
        return Row(e.words + so, section=e.section, note=f"({e.note})" if e.note else "")
    if e.status == "continuing" and e.day is not None:
        when = f"since {long_day(e.day)}"
    elif e.day is None or e.status == "undetermined":
        when = "no day is fixed" if e.status != "undetermined" else "undetermined"
    elif e.status == "not told":
        when = f"{long_day(e.day)}: {not_told(e.late)}"
    elif e.late:
        when = f"{long_day(e.day)}, {counted(e.late, 'day')} late"
    else:
        left = (e.day - st.when.day).days
        when = f"{long_day(e.day)}, {counted(left, 'day')} left" if left > 0 else f"{long_day(e.day)}{', today' if not left else ''}"
    return Row(f"{what_words(e)}; {when}", section=e.section)


# ── for programs


def timeline_data(st: Setting, w: Wanted) -> dict[str, Any]:
    """The page for programs."""
    found = found_entries(st, w)
    return origin_data(st) | {
        "from": w.start.isoformat() if w.start else None,
        "to": w.end.isoformat() if w.end else None,
        "party": w.party or None,
        "open_only": w.unfinished,
        "entries": [_data(e, st.contract) for e in found.shown if e.day is not None],
        "no_date": [_data(e, st.contract) for e in found.shown if e.day is None],
        "remains": {
            "balances": [row for block in block_data([found.balances]) for row in block["rows"]],
            **{kinds[0]: [_data(e, st.contract) for e in _left(found, w, kinds)] for _, kinds in _LEFT},
            "undetermined": [_need(n) for n in found.needs],
        },
        "assumed": assumed_data(st.world.presumed.values()),
    }


def _need(n: Need) -> dict[str, Any]:
    return {"words": n.words, "section": n.section or None}


def paper_of(contract: Contract, section: str) -> str:
    """The paper of the suite in which a section stands, as the paper asked for calls it; empty for that one itself."""
    return next((p.called for p in contract.suite[1:] if section.endswith(f" of {p.called}")), "")


def _data(e: Entry, contract: Contract) -> dict[str, Any]:
    value, exact = plain(e.amount)
    return {
        "on": e.day.isoformat() if e.day else None,
        "kind": e.kind,
        "status": e.status,
        "open": e.unfinished,
        "party": e.party or None,
        "to": e.to or None,
        "what": e.words,
        "name": e.name or None,
        "of": e.about or None,
        "section": e.section or None,
        "paper": paper_of(contract, e.section) or None,
        "done": e.done.isoformat() if e.done else None,
        "days_late": e.late,
        "value": value,
        "exact": exact,
        "unit": unit_of(e.type) if e.amount is not None else None,
        "before": f"{e.before[0]:%H:%M}" if e.before else None,
        "zone": e.before[1] if e.before else None,
        "moved_from": e.moved.isoformat() if e.moved else None,
        "note": e.note or None,
        "needs": [_need(n) for n in e.needs],
        "follows": [{"on": x.day.isoformat() if x.day else None, "what": x.words, "section": x.section or None} for x in e.follows],
    }
