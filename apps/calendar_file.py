"""The dates of a contract as a calendar file (iCalendar, RFC 5545), for the calendars that people use.

Enters: the entries of a timeline. Leaves: the text of an `.ics` file. Holds: the same inputs give the same bytes; an entry keeps its
identifier when facts are added, though its day moves; a right that lapses has the same alarms as a duty; what has no day is left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tenor.apps.answers import Setting, header
from tenor.apps.timeline import details, paper_of, step_words, what_words
from tenor.interpreter.entry import Entry
from tenor.interpreter.wording import counted, long_day

__all__ = ["ALARMS", "calendar_file", "identifiers"]

ALARMS = (7, 1)
"""Days before, where none are asked for."""
_NINE = 9
_CATEGORIES = {
    "day": "Day of the paper",
    "posting": "Change of a balance",
    "event": "What follows",
    "duty": "Duty",
    "claim": "Claim",
    "running": "Claim by the day",
    "election": "Right that lapses",
    "chance": "Right that lapses",
    "right": "Right that lapses",
    "waiver": "Waiver",
    "fact": "Told",
    "ban": "Ban",
}
_LAPSING = frozenset({"election", "chance", "right"})
_GONE = frozenset({"withdrawn", "averted"})


def calendar_file(st: Setting, entries: Sequence[Entry], alarms: Sequence[int] = ALARMS) -> str:
    """The calendar of what has a day and is no history; `alarms` are days before, at nine in the morning."""
    dated = [e for e in entries if e.day is not None and e.kind != "fact"]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tenor//Dates of a contract//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(st.contract.title)}",
        f"X-WR-CALDESC:{_text(header(st)[0])}",
    ]
    for e, uid in zip(dated, identifiers(st, dated), strict=True):
        lines.extend(_event(st, e, uid, alarms))
    return "".join(f"{x}\r\n" for line in (*lines, "END:VCALENDAR") for x in _folded(line))


def _event(st: Setting, e: Entry, uid: str, alarms: Sequence[int]) -> Iterator[str]:
    assert e.day is not None
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}"
    yield f"DTSTAMP:{_stamp(st)}"
    yield f"SEQUENCE:{max(0, (st.when.day - date(1970, 1, 1)).days)}"
    if e.before is None:
        yield f"DTSTART;VALUE=DATE:{e.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{e.day + timedelta(days=1):%Y%m%d}"
    else:
        at, zone = e.before
        yield f"DTSTART:{datetime.combine(e.day, at, ZoneInfo(zone)).astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SUMMARY:{_text(_summary(e))}"
    yield f"DESCRIPTION:{_text(chr(10).join(_description(st, e)))}"
    category = "Right that opens" if e.kind == "right" and " from this day" in e.words else _CATEGORIES[e.kind]
    yield f"CATEGORIES:{','.join(_text(x) for x in (category, e.party) if x)}"
    yield f"STATUS:{'CANCELLED' if e.status in _GONE else 'TENTATIVE' if e.status == 'undetermined' else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    if e.unfinished and e.day >= st.when.day:
        for days in alarms:
            yield from (
                "BEGIN:VALARM",
                "ACTION:DISPLAY",
                f"DESCRIPTION:{_text(_alarm(e, days))}",
                f"TRIGGER:{_trigger(e, days)}",
                "END:VALARM",
            )
    yield "END:VEVENT"


def _summary(e: Entry) -> str:
    """What it is; a last day and a day that has passed say so first."""
    lead = {"late": "LATE: ", "not told": "PAST ITS DAY, NOTHING TOLD: "}.get(e.status, "")
    if not lead and e.kind in _LAPSING and e.status in {"open", "closed", "undetermined"}:
        lead = "Last day: "
    lead = f"{e.status.capitalize()}: " if e.status in {"lapsed", "averted", "undetermined"} and not lead else lead
    return lead + what_words(e)


def _description(st: Setting, e: Entry) -> Iterator[str]:
    """Status, section, paper, days to go, time and zone, roll, what follows, what it needs, and from which text."""
    assert e.day is not None
    left = (e.day - st.when.day).days
    go = f", {counted(left, 'day')} to go" if left > 0 and e.unfinished else ", today" if not left and e.unfinished else ""
    yield f"Status: {e.status}{go}, as of {long_day(st.when.day)}, on the facts told"
    paper = paper_of(st.contract, e.section)
    yield f"{e.section or 'Before the first section'}{f', {st.contract.title}' if not paper else ''}"
    if e.party:
        yield f"Party: {e.party}{f', to {e.to}' if e.to else ''}"
    if e.before is not None:
        yield f"Before {e.before[0]:%H:%M} in {e.before[1]}, on {long_day(e.day)}"
    yield from details(e)
    yield from (f"Then: {step_words(e, x)}{f' ({x.section})' if x.section else ''}" for x in e.follows)
    yield header(st)[0]


def _alarm(e: Entry, days: int) -> str:
    when = "today" if not days else f"in {counted(days, 'day')}"
    return f"{'Lapses' if e.kind in _LAPSING else 'Due'} {when}: {what_words(e)}" if e.kind != "day" else f"{what_words(e)} {when}"


def _trigger(e: Entry, days: int) -> str:
    """So long before: for a day, at nine in the morning; for an instant, just so many days."""
    if e.before is not None:
        return f"-P{days}D" if days else "PT0S"
    if not days:
        return f"PT{_NINE}H"
    rest = f"{days - 1}D" if days > 1 else ""
    return f"-P{rest}T{24 - _NINE}H"


def _stamp(st: Setting) -> str:
    """The instant asked about, in UTC: the same inputs give the same stamp."""
    hour, minute = (int(x) for x in (st.when.clock or "00:00").split(":"))
    day = st.when.day
    return f"{datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(st.contract.zone)).astimezone(UTC):%Y%m%dT%H%M%SZ}"


# ── identifiers


_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_CHANGES = re.compile(rf"[−-]?\$[\d,.]+…?|(?:[A-Z][a-z]+day, )?(?:{_MONTHS}) \d+, \d{{4}}")


def identifiers(st: Setting, entries: Sequence[Entry]) -> list[str]:
    """An identifier for each entry, from what makes it that one: paper, parties, kind, section, words, the occurrence that it is of.

    Amounts and days of an entry may change when facts are added, and so may the number of an occurrence when one is told that came before
    it: they are left out, and an occurrence is known by its event and its day.
    """
    c, seen = st.contract, dict[str, int]()
    known = {o.title: o for found in st.world.occurrences.values() for o in found}
    nth: dict[str, str] = {}
    per_day: dict[tuple[str, date], int] = {}
    for title, o in known.items():
        n = per_day[o.event, o.day] = per_day.get((o.event, o.day), 0) + 1
        nth[title] = f"{o.event} of {o.day.isoformat()}, {n}"
    whose = "; ".join(f"{p}={name}" for p, name in sorted(st.world.facts.parties.items()))
    titles = sorted(nth, key=len, reverse=True)
    found = []
    for e in entries:
        words = e.words
        for title in titles:
            words = re.sub(rf"{re.escape(title)}(?!\d)", nth[title], words) if title in words else words
        words = " ".join(_CHANGES.sub(" ", words).split()).removesuffix(" to")
        parts = (c.entry, whose, e.kind, e.section, e.party, e.to, e.name, nth.get(e.about, e.about), words)
        key = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
        seen[key] = seen.get(key, 0) + 1
        found.append(f"{key}-{seen[key]}@tenor" if seen[key] > 1 else f"{key}@tenor")
    return found


# ── the form


def _text(words: str) -> str:
    """A text as the form writes it (3.3.11)."""
    kept = "".join(ch for ch in words if ch == "\n" or ch.isprintable())
    return kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, never within a character (3.1)."""
    piece, size = "", 0
    for ch in line:
        width = len(ch.encode())
        if size + width > 75:
            yield piece
            piece, size = " ", 1
        piece, size = piece + ch, size + width
    yield piece
