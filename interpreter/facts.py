"""Facts: what is told, in prose or in JSON, against the names of a contract.

Enters: the lines of a facts file, or the JSON form, and a `Contract`. Leaves: `Facts`, and scenarios if the file has them, with every
diagnostic. Holds: a fact that does not fit its event is reported and left out, never bent; money, prices and counts are exact; each
fact knows when it happened, when it was received and when it was told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen

from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import Contract, FieldInfo, TermInfo
from tenor.dsl.diagnostic import Diagnostic, Severity, Source, Span
from tenor.dsl.exact import Q, parse_decimal
from tenor.dsl.nearest import did_you_mean
from tenor.dsl.parse import parse_facts
from tenor.dsl.words import section_list, zone_of
from tenor.interpreter.cycles import cycle_of
from tenor.interpreter.facts_for import Meant, belongs, not_told
from tenor.interpreter.files import paper_of, read_source
from tenor.interpreter.market import Series, load_series
from tenor.interpreter.series import figures_in_file
from tenor.interpreter.values import DayEnd, Instant

__all__ = ["Fact", "Facts", "Instant", "Loader", "Scenario", "Told", "load_facts", "moment"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@frozen
class Told:
    """A value told of a name, from a day on (`None`: from the beginning); `known` is the day on which it was told."""

    value: Any
    start: date | None
    known: date | None
    where: str
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen
class Fact:
    """One thing told to have happened. `number` counts the facts of its event from 1 in the order of the file.

    `withdrawn` is the day from which it is told not to have happened; `corrections` are later tellings of fields, with their days.
    """

    index: int
    event: str
    number: int
    at: Instant
    received: Instant
    known: date
    fields: Mapping[str, Any]
    about: int | None = None
    giver: str = ""
    where: str = ""
    withdrawn: date | None = None
    corrections: tuple[tuple[date, Mapping[str, Any]], ...] = ()
    sent_by: str = ""
    arrived: Instant | None = None

    def received_under(self, contract: Contract, choices: Mapping[str, str]) -> Instant:
        """When it counts as received: told with the means by which it was sent, that may hang on a reading."""
        if self.arrived is None:
            return self.received
        days = contract.days_to_receipt(contract.events[self.event].paper, self.sent_by, choices)
        return self.arrived if days is None else Instant(self.at.day + timedelta(days=days))


@frozen
class Facts:
    """Everything told. `told_to` gives the day to which an event is told completely (`""` for all of them); `figures` the files from which
    observations are told.
    """

    happened: tuple[Fact, ...] = ()
    told: Mapping[str, tuple[Told, ...]] = field(factory=dict)
    series: Mapping[str, Series] = field(factory=dict)
    complete_to: Mapping[str, date] = field(factory=dict)
    told_to: Mapping[str, date] = field(factory=dict)
    parties: Mapping[str, str] = field(factory=dict)
    source: str = ""
    digest: str = ""
    figures: Mapping[str, Series] = field(factory=dict)

    def last_day(self) -> date | None:
        """The day of the last fact, or `None` when nothing is told."""
        return max((f.at.day for f in self.happened), default=None)


@frozen
class Scenario:
    """A story with what is expected of it: the lines that stand under one `scenario` heading."""

    title: str
    lines: tuple[s.FactLine, ...]
    span: Span
    facts: Facts


@lru_cache(maxsize=4096)
def moment(day: date, at: tuple[time, str | None] | None, zone: str, home: str) -> Instant:
    """An instant of a zone as a day of the contract's home zone. Without a time, the day as told."""
    if at is None:
        return Instant(day)
    clock, city = at
    there = zone_of(city) if city else zone or home
    local = datetime.combine(day, clock, tzinfo=ZoneInfo(there or home))
    utc = local.astimezone(UTC)
    minute = int((utc - _EPOCH) // timedelta(minutes=1))
    here = utc.astimezone(ZoneInfo(home))
    return Instant(here.date(), minute, here.strftime("%H:%M"))


class Loader:
    """Gathers facts against the names of a contract; what does not fit is reported and left out."""

    def __init__(self, contract: Contract, folder: Path, found: list[Diagnostic]) -> None:
        self.c, self.folder, self.found = contract, folder, found
        self.facts: list[Fact] = []
        self.told: dict[str, list[Told]] = {}
        self.series: dict[str, Series] = {}
        self.figures: dict[str, Series] = {}
        self.told_to: dict[str, date] = {}
        self.parties: dict[str, str] = {}
        self.included: set[Path] = set()
        self.digests: list[str] = []
        self.complete_to: dict[str, date] = {}
        self.counts: dict[str, int] = {}
        self.at: dict[tuple[str, Instant, str], list[Fact]] = {}
        self.numbers: dict[str, list[int]] = {}
        self.done: dict[str, set[int | None]] = {}
        self.first_open: dict[tuple[str, str], int] = {}
        self.meant: list[Meant] = []

    def branch(self) -> Loader:
        """A loader that goes on from here with facts of its own."""
        other = Loader(self.c, self.folder, self.found)
        other.series, other.figures = dict(self.series), dict(self.figures)
        other.told_to, other.parties = dict(self.told_to), dict(self.parties)
        other.included, other.digests = set(self.included), list(self.digests)
        for fact in self.facts:
            other.keep(fact)
        other.complete_to, other.counts, other.meant = dict(self.complete_to), dict(self.counts), list(self.meant)
        other.told = {n: list(v) for n, v in self.told.items()}
        return other

    def report(self, code: str, message: str, span: Span | None, help: str | None = None, severity: Severity = Severity.MUST) -> None:
        self.found.append(Diagnostic(code, severity, message, span, (), help))

    def near(self, word: str, among: Iterable[str]) -> str | None:
        return did_you_mean(word, among)

    def event_name(self, name: str) -> str:
        return self.c.aliases.get(name, name)

    def add(
        self,
        event: str,
        at: Instant,
        received: Instant,
        known: date,
        fields: dict[str, Any],
        about: int | None,
        giver: str,
        where: str,
        span: Span | None,
        sent: tuple[str, Instant] = ("", Instant(date.min)),
    ) -> None:
        event = self.event_name(event)
        info = self.c.events.get(event)
        if info is None or info.base:
            mend = self.near(event, list(self.c.events)) if info is None else f"tell the `{info.base}` instead: the contract finds out"
            self.report("T501", f"`{event}` is no event that can be told", span, mend)
            return
        if giver and info.giver and not self.same_person(giver, info.giver):
            self.report("T502", f"`{event}` is given by {info.giver}, not by {giver}", span)
            return
        named = any(f.type.kind == "occurrence" and n in fields for n, f in info.fields.items())
        for name, f in info.fields.items():
            if name in fields and isinstance(fields[name], type(Q(1))) and fields[name] < 0 and not f.type.signed:
                self.report(
                    "T503",
                    f"`{name}` is less than zero",
                    span,
                    "tell an amount or a count as a positive figure; a correction is told by `is corrected on`",
                )
                return
            if f.type.kind == "occurrence" and name not in fields and about is not None and not named:
                fields[name] = about
            if f.type.kind == "occurrence" and name in fields:
                self.meant.append(Meant(f.type.event, fields[name], span))
            if f.type.kind == "occurrence" and name not in fields and not f.comes:
                first = self.next_open(event, f.type.event)
                if first is not None:
                    fields[name] = first
            if f.type.kind == "occurrence" and about is None:
                about = fields.get(name)
        number = self.counts.get(event, 0) + 1
        same = next((f for f in self.at.get((event, at, str(fields)), ()) if dict(f.fields) == fields), None)
        if same is not None:
            self.report(
                "T504",
                f"this `{event}` is told twice",
                span,
                f"the first stands at {same.where}; remove one, or tell what differs",
                Severity.SHOULD,
            )
        self.counts[event] = number
        if (received.minute is not None and at.minute is not None and received.minute < at.minute) or received.day < at.day:
            self.report("T505", f"this `{event}` is received before it is given", span)
            return
        means, arrived = sent
        told = (event, number, at, received, known, fields, about, giver or info.giver, where)
        self.keep(Fact(len(self.facts), *told, sent_by=means, arrived=arrived if means else None))

    def same_person(self, one: str, other: str) -> bool:
        """Whether two parties are one person: declared to be, or of one full name."""
        a, b = self.c.person(one), self.c.person(other)
        names = [p.full_name for p in (self.c.parties.get(a), self.c.parties.get(b)) if p is not None and p.full_name]
        return a == b or (len(names) == 2 and names[0] == names[1])

    def keep(self, fact: Fact) -> None:
        """Adds a fact, and notes where it is found again."""
        self.facts.append(fact)
        self.at.setdefault((fact.event, fact.at, str(dict(fact.fields))), []).append(fact)
        self.numbers.setdefault(fact.event, []).append(fact.number)
        self.done.setdefault(fact.event, set()).add(fact.about)

    def next_open(self, event: str, other: str) -> int | None:
        """The number of the first fact of another event for which no fact of this event is told yet."""
        numbers, done = self.numbers.get(other, []), self.done.get(event, set())
        place = self.first_open.get((event, other), 0)
        while place < len(numbers) and numbers[place] in done:
            place += 1
        self.first_open[(event, other)] = place
        return numbers[place] if place < len(numbers) else None

    def value(self, x: Any, t: ty.Type, what: str, span: Span | None) -> Any:
        """A told literal as a value of a type; reports and gives `None` where it does not fit."""
        fault = f"`{what}` must be {t.words()}"
        if t.is_quantity and isinstance(x, str):
            q = parse_decimal(x.strip().lstrip("$").rstrip("%"))
            if q is None:
                self.report("T506", f"{fault}; `{x}` is none", span)
            return q / 100 if q is not None and x.strip().endswith("%") else q
        if t.is_quantity and isinstance(x, int) and not isinstance(x, bool):
            return Q(x)
        if t.kind in {"cycle", "period"} and isinstance(x, str):
            period = cycle_of(x, least=int(t.kind == "cycle"))
            if period is None:
                self.report("T506", f"{fault}; `{x}` is none", span, ty.how_written(t))
            return period
        if t.kind == "date" and isinstance(x, str):
            try:
                return DayEnd.fromisoformat(x.removesuffix("T24:00")) if x.endswith("T24:00") else date.fromisoformat(x)
            except ValueError:
                self.report("T506", f"{fault}; `{x}` is none", span, "write it as 2002-06-03")
                return None
        if t.kind == "month" and isinstance(x, str):
            try:
                return date.fromisoformat(f"{x}-01")
            except ValueError:
                self.report("T506", f"{fault}; `{x}` is none", span, "write it as 2002-06")
                return None
        if t.kind == "yes/no" and isinstance(x, bool):
            return x
        if t.kind == "section" and isinstance(x, str):
            named = section_list(x if x[:1].isalpha() else f"Section {x}")
            return named[0]
        if t.kind == "names" and isinstance(x, list | str):
            return [x] if isinstance(x, str) else [str(n) for n in x]
        if t.kind == "by name" and isinstance(x, dict):
            told = {str(n): self.value(v, ty.quantity(*t.unit), f"{what} of {n}", span) for n, v in x.items()}
            return None if None in told.values() else told
        if t.kind == "text" and isinstance(x, str):
            if t.options and x not in t.options:
                self.report("T506", f"`{what}` is none of its values: `{x}`", span, "they are " + ", ".join(f'"{o}"' for o in t.options))
                return None
            return x
        if t.kind == "occurrence" and isinstance(x, int) and not isinstance(x, bool):
            return x
        self.report("T506", f"{fault}; `{x}` is none", span)
        return None

    # ── prose

    def literal(self, x: s.Expr, t: ty.Type, what: str) -> Any:
        """The value of a literal of a facts file."""
        if isinstance(x, s.ByName) and (t.kind == "by name" if x.values else t.kind == "names"):
            parts = [self.literal(v, ty.quantity(*t.unit), f"{what} of {n}") for n, v in zip(x.names, x.values, strict=False)]
            if None in parts:
                return None
            return dict(zip(x.names, parts, strict=True)) if x.values else list(x.names)
        if isinstance(x, s.Period | s.Cycle) and t.kind in {"cycle", "period"}:
            period = x.period if isinstance(x, s.Cycle) else x
            if isinstance(period, s.Period) and period.count >= (t.kind == "cycle") and period.count.denominator == 1:
                return (int(period.count), period.unit, *((x.last,) if isinstance(x, s.Cycle) else ()))
        if isinstance(x, s.EndOf) and isinstance(x.day, s.Lit) and not x.month:
            day = self.literal(x.day, t, what) if t.kind == "date" else None
            return DayEnd.of(day) if day is not None else None
        if isinstance(x, s.Lit):
            if x.unit == t.kind == "month":
                return x.value
            if x.unit == "date" and t.kind == "date":
                if x.value is None:
                    return None
                return x.value
            if x.unit == "text":
                return self.value(x.value, t, what, x.span)
            if x.unit == t.kind == "section":
                return x.value
            if x.unit == "yes/no" and t.kind == "yes/no":
                return x.value
            unit = ty.named(x.unit)
            if ty.is_bare_percentage(t, x.value, x.unit):
                self.report("T322", f"`{what}` is a percentage; this is the number {x.span.text}", x.span, f"write `{x.span.text}%`")
                return None
            if t.is_quantity and unit is not None and (unit.same(t) or (x.unit == "number" and not t.unit)):
                return x.value
            if t.kind == "occurrence" and x.unit == "number" and x.value.denominator == 1:
                return int(x.value)
        shown = x.span.text if len(x.span.text) < 60 else x.span.text[:57] + "…"
        self.report("T506", f"`{what}` must be {t.words()}; this is `{shown}`", x.span, ty.how_written(t))
        return None

    def lines(self, lines: Sequence[s.FactLine]) -> None:
        for line in lines:
            match line:
                case s.FactsFor() | s.Expect() | s.ScenarioOn() | s.Scenario():
                    pass
                case s.Trades():
                    self.trades(line.security, self.folder / line.file, line.complete, line.span)
                    if line.to is not None:
                        self.complete_to[line.security] = line.to
                case s.FiguresIn():
                    figures_in_file(self, line.name, self.folder / line.file, line.span)
                case s.Happened():
                    self.happened(line)
                case s.Includes():
                    self.include(self.folder / line.file, line.span)
                case s.PartyTold():
                    self.party(line.party, line.full_name, line.span)
                case s.Stated():
                    self.stated(line)
                case s.ToldTo():
                    event = self.event_name(line.event)
                    if event and event not in self.c.events:
                        self.report("T501", f"`{event}` is no event", line.span, self.near(event, list(self.c.events)))
                    self.told_to[event] = line.day
                case s.Withdrawn():
                    self.change(line.event, line.number, line.at[0], None, line.span)
                case s.Corrected():
                    self.change(line.event, line.number, line.at[0], line.given, line.span)
                case _:
                    raise AssertionError(line)

    def include(self, path: Path, span: Span | None) -> None:
        """What another facts file tells, without its scenarios; its own paths start from its own folder."""
        place = path.resolve()
        if place in self.included:
            self.report("T518", f"`{path.name}` is told here already", span, "name each file once; no file includes itself")
            return
        self.included.add(place)
        read = _read(path, self.found)
        if read is None:
            return
        text, data = read
        self.digests.append(hashlib.sha256(data).hexdigest())
        lines, faults = parse_facts(Source(str(path), text), self.c.names_for(paper_of(text)))
        self.found.extend(faults)
        folder, self.folder = self.folder, path.parent
        self.lines(tuple(takewhile(lambda x: not isinstance(x, s.Scenario), lines)))
        self.folder = folder

    def party(self, name: str, full_name: str, span: Span | None) -> None:
        """Who a party is whom the paper leaves blank."""
        declared = self.c.parties.get(name)
        if declared is None:
            self.report("T517", f"`{name}` is no party of the contract", span, self.near(name, list(self.c.parties)))
        elif declared.full_name or declared.same:
            who = declared.full_name or declared.same
            self.report("T517", f"the paper itself says who `{name}` is: `{who}`", span, "leave it out")
        elif self.parties.get(name, full_name) != full_name:
            self.report("T517", f"`{name}` is told to be `{self.parties[name]}` and `{full_name}`", span, "tell one of them")
        else:
            self.parties[name] = full_name

    def trades(self, security: str, path: Path, complete: bool, span: Span | None) -> None:
        if security not in self.c.securities:
            self.report("T507", f"`{security}` is no security of the contract", span, self.near(security, list(self.c.securities)))
            return
        if security in self.series:
            self.report("T508", f"prices of `{security}` are told twice", span, "tell one file")
            return
        series, found = load_series(path, path.name, complete)
        self.found.extend(found)
        if series is not None:
            self.series[security] = series

    def happened(self, line: s.Happened) -> None:
        info = self.c.events.get(self.event_name(line.event))
        home = self.c.zone
        if _missing(line.at[0]):
            return
        at = moment(line.at[0], line.at[1], "", home)
        arrived = at if line.received is None else moment(line.received[0], line.received[1], "", home)
        received = self.arrival(line.sent_by, at, arrived, line.span, self.event_name(line.event))
        known = received.day if line.told is None else line.told[0]
        fields: dict[str, Any] = {}
        for given in line.given:
            f = self.field(info.fields, given.field, line.event, given.span) if info is not None else None
            if f is None:
                continue
            if given.field in fields:
                self.report("T509", f"`{given.field}` is told twice in one fact", given.span)
                return
            value = self.literal(given.value, f.type, given.field)
            if value is None:
                return
            fields[given.field] = value
        about = line.about[1] if line.about else None
        if line.about and (wrong := belongs(self.c, self.event_name(line.event), self.event_name(line.about[0]), line.span)):
            self.found.append(wrong)
            return
        for name, f in info.fields.items() if line.about and info is not None else ():
            if f.type.kind == "occurrence" and self.c.base_of(f.type.event) == self.c.base_of(self.event_name(line.about[0])):  # type: ignore[index]
                fields.setdefault(name, about)
        if line.about and info is not None and all(f.type.kind != "occurrence" for f in info.fields.values()):
            self.meant.append(Meant(line.about[0], line.about[1], line.span))
        sent = (line.sent_by, arrived)
        self.add(line.event, at, received, known, fields, about, line.giver, line.span.where, line.span, sent)

    def arrival(self, means: str, at: Instant, received: Instant, span: Span | None, event: str) -> Instant:
        """When a notice counts as received under the paper of its event: as it arrives, or so many days after it is sent by those means."""
        if not means:
            return received
        paper = self.c.events[event].paper if event in self.c.events else ""
        if (paper, means) not in self.c.arrivals:
            known = ", ".join(f'"{m}"' for p, m in self.c.arrivals if p == paper)
            mend = f"it knows {known}" if known else 'no section says `a notice sent by "…" is received …`'
            self.report("T516", f"the contract does not say when a notice sent by `{means}` is received", span, mend)
            return received
        days = self.c.days_to_receipt(paper, means, {})
        return received if days is None else Instant(at.day + timedelta(days=days))

    def field(self, fields: Mapping[str, FieldInfo], name: str, event: str, span: Span | None) -> FieldInfo | None:
        f = fields.get(name)
        if f is None:
            mend = self.near(name, list(fields)) or ("it has " + ", ".join(f"`{n}`" for n in fields) if fields else "it has no fields")
            self.report("T510", f"`{event}` has no field `{name}`", span, mend)
        return f

    def stated(self, line: s.Stated) -> None:
        name = self.c.aliases.get(line.name, line.name)
        info = self.c.terms.get(name)
        if info is None:
            self.report(
                "T511", f"`{line.name}` is nothing of which a value can be told", line.span, self.near(line.name, list(self.c.terms))
            )
            return
        if info.kind not in {"observation", "blank"} and not line.beats:
            self.report(
                "T512",
                f"`{name}` follows from the contract",
                line.span,
                f"to tell it all the same write `{name} is told as …`",
                Severity.MUST,
            )
            return
        value = self.literal(line.value, info.type, name)
        if value is not None and self.named(info, line.of, line.span):
            self.tell(f"{name} named {line.of}" if line.of else name, value, line.start, line.told, line.span.where, line.span)

    def named(self, info: TermInfo, of: str, span: Span | None) -> bool:
        """Whether it is told of which of several things a figure is, where it must be and only there."""
        st = info.rules[0].statement
        several = isinstance(st, s.Observation) and st.named
        if several != bool(of):
            mend = f'write `{info.name} named "…" is …`' if several else f"write `{info.name} is …`"
            self.report("T524", f"`{info.name}` is told {'by name' if several else 'without a name'}", span, mend)
        return several == bool(of)

    def tell(self, name: str, value: Any, start: date | None, known: date | None, where: str, span: Span | None) -> None:
        before = self.told.setdefault(name, [])
        if any(t.start == start and t.known in (known, known or start) and t.value != value for t in before):
            self.report("T513", f"`{name}` is told two values from the same day", span, "correct one, or tell from which day each holds")
            return
        known_as = self.c.terms.get(name.split(" named ", maxsplit=1)[0])
        if isinstance(value, type(Q(1))) and value < 0 and not (known_as and known_as.type.signed):
            self.report("T503", f"`{name}` is less than zero", span)
            return
        before.append(Told(value, start, known, where, span))

    def change(self, event: str, number: int, day: date | None, given: tuple[s.Given, ...] | None, span: Span) -> None:
        event = self.event_name(event)
        at = next((i for i, f in enumerate(self.facts) if f.event == event and f.number == number), None)
        if at is None:
            self.report(
                "T514", f"there is no `{event}` {number} to change", span, "facts of an event are counted from 1 in the order of the file"
            )
            return
        if day is None:
            return
        fact = self.facts[at]
        if given is None:
            self.facts[at] = evolve(fact, withdrawn=day)
            return
        fields: dict[str, Any] = {}
        for g in given:
            f = self.field(self.c.events[event].fields, g.field, event, g.span)
            value = self.literal(g.value, f.type, g.field) if f else None
            if value is None:
                return
            fields[g.field] = value
        self.facts[at] = evolve(fact, corrections=(*fact.corrections, (day, fields)))

    def built(self, source: str, digest: str, *, whole: bool = True) -> Facts:
        """The facts; `whole`, unless scenarios go on from here."""
        if whole:
            self.found.extend(d for d in not_told(self.c, self.meant, self.counts) if d not in self.found)
        told = {n: tuple(sorted(v, key=lambda t: (t.start or date.min, t.known or date.min))) for n, v in self.told.items()}
        return Facts(
            happened=tuple(self.facts),
            told=told,
            series=dict(self.series),
            complete_to=dict(self.complete_to),
            told_to=dict(self.told_to),
            parties=dict(self.parties),
            source=source,
            digest=hashlib.sha256("".join([digest, *self.digests]).encode()).hexdigest() if self.digests else digest,
            figures=dict(self.figures),
        )


def _missing(day: object) -> bool:
    """Whether a date of the file did not exist: reported when the text was read."""
    return day is None


def _read(path: Path, found: list[Diagnostic]) -> tuple[str, bytes] | None:
    source, data, faults = read_source(path, str(path))
    found.extend(faults)
    return (source.text, data) if source is not None and not any(d.severity is Severity.MUST for d in faults) else None


def load_facts(contract: Contract, path: Path) -> tuple[Facts, tuple[Scenario, ...], list[Diagnostic]]:
    """A facts file, prose (`.facts`) or JSON (`.json`), with the scenarios that it tells. Paths in it start from its own folder."""
    found: list[Diagnostic] = []
    read = _read(path, found)
    if read is None:
        return Facts(), (), found
    text, data = read
    if path.suffix == ".json":
        from tenor.interpreter.facts_json import facts_from_json

        facts, scenarios, faults = facts_from_json(contract, text, path)
        return facts, scenarios, found + faults
    return facts_from_text(contract, text, path, found, hashlib.sha256(data).hexdigest())


def facts_from_text(
    contract: Contract, text: str, path: Path, found: list[Diagnostic], digest: str
) -> tuple[Facts, tuple[Scenario, ...], list[Diagnostic]]:
    """Facts in prose. Lines before the first `scenario` hold in every scenario."""
    source = Source(str(path), text)
    lines, faults = parse_facts(source, contract.names_for(paper_of(text)))
    found.extend(faults)
    common: list[s.FactLine] = []
    groups: list[tuple[s.Scenario, list[s.FactLine]]] = []
    for line in lines:
        if isinstance(line, s.Scenario):
            groups.append((line, []))
        elif groups:
            groups[-1][1].append(line)
        else:
            common.append(line)
    loader = Loader(contract, path.parent, found)
    loader.included.add(path.resolve())
    loader.lines(common)
    facts = loader.built(str(path), digest, whole=not groups)
    scenarios = []
    for head, own in groups:
        other = loader.branch()
        other.lines(own)
        scenarios.append(Scenario(head.title, tuple(own), head.span, other.built(str(path), digest)))
    return facts, tuple(scenarios), found
