"""Questions put to a contract, answered in words and as data.

Enters: a `Setting` (world, day, readings) and questions. Leaves: pages and JSON. Holds: an answer names the readings that it rests on
with what each other choice would change, what is missing, and the text and facts that it was computed from; whether the text is signed
stands first.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from tenor.apps.page import Block, Row, block_lines, unit_of
from tenor.apps.signature import paper_words, status_data, status_of
from tenor.apps.sources import UNREADABLE, Stop, When, listed
from tenor.dsl.contract import Contract
from tenor.dsl.suite import digest_of
from tenor.interpreter.environment import Assumed
from tenor.interpreter.explain import Reason, Table, explain, reason_tree, tables
from tenor.interpreter.outcome import Answer, Asked, answer, environment, occurrence, question_of, readings_of, subject_event
from tenor.interpreter.semantics import base_event
from tenor.interpreter.values import Need, Unknown, article
from tenor.interpreter.wording import clock, counted, joined, long_day, plain, restyled, said, short_day
from tenor.interpreter.world import Occurrence, World

__all__ = [
    "NO_EFFECT",
    "Choice",
    "Effect",
    "Setting",
    "answer_data",
    "answer_page",
    "assumed_block",
    "assumed_data",
    "changed_by_it",
    "choices",
    "effects",
    "header",
    "missing_block",
    "numbered",
    "origin_block",
    "origin_data",
    "other_choices",
    "put",
    "readings_block",
    "source_lines",
    "supposed_changes",
]


@frozen(eq=False)
class Setting:
    """Where questions are put: the world, the instant, what the command was given; `told` is the world without what is only supposed,
    and `act` the event and the number of that.
    """

    world: World
    when: When
    contract_path: str = ""
    facts_path: str = ""
    of: int | None = None
    supposed: str = ""
    every_reading: bool = False
    told: World | None = None
    act: tuple[str, int] | None = None
    worlds: dict[tuple[str, str], World] = field(factory=dict)

    @property
    def contract(self) -> Contract:
        """The contract."""
        return self.world.contract

    def other(self, reading: str, label: str) -> World:
        """The same world with another reading."""
        key = (reading, label)
        if key not in self.worlds:
            self.worlds[key] = self.world.under(reading, label)
        return self.worlds[key]

    def read_as(self, reading: str, label: str) -> Setting:
        """The same with another reading."""
        return evolve(self, world=self.other(reading, label), every_reading=False, told=None, worlds={})

    def as_told(self) -> Setting | None:
        """The same without what is only supposed; nothing, where nothing is."""
        return evolve(self, world=self.told, told=None, act=None, supposed="", worlds={}) if self.told is not None else None


def instant_words(when: When) -> str:
    """The instant that an answer is about."""
    return long_day(when.day) + (f", {clock(when.clock)}" if when.clock else "")


def header(s: Setting) -> list[str]:
    """The first line of every page: which text, whether it is signed and what changed since, as of when."""
    c = s.contract
    status = status_of(c)
    lines = [f"{c.title}, {status.article()} transcription of “{c.entry}”, as of {instant_words(s.when)}{status.tail()}"]
    if s.world.choices and status.text is not None:
        lines.append(f"Read otherwise than it was signed: {joined([f'“{name}” as {label}' for name, label in s.world.choices.items()])}")
    if s.supposed:
        lines.append(f"Supposed, not told: {s.supposed}")
    return lines


def source_lines(s: Setting) -> list[str]:
    """Text, facts and instant used."""
    c, f = s.contract, s.world.facts
    text = f"text: {s.contract_path or c.source.name}, SHA-256 {c.digest[:16]}, {status_of(c).words()}"
    others = "; ".join(f"{p.called}: {Path(p.source.name).name}, SHA-256 {digest_of(p.source)[:16]}, {paper_words(p)}" for p in c.suite[1:])
    facts = f"facts: {s.facts_path}, SHA-256 {f.digest[:16]}" if s.facts_path else "facts: none were given"
    prices = "; ".join(
        f"prices of {n}: {x.source}, SHA-256 {x.digest[:16]}{', complete' if x.complete else ''}" for n, x in f.series.items()
    )
    figures = "; ".join(f"figures of {n}: {x.source}, SHA-256 {x.digest[:16]}" for n, x in f.figures.items())
    until = f"as of: {instant_words(s.when)}" + ("" if s.when.clock else ", end of the day") + f", times in {c.zone}"
    known = f"known on: {long_day(s.world.known)}" if s.world.known else ""
    told = joined([f"{e or 'everything'} to {short_day(d)}" for e, d in f.told_to.items()])
    complete = f"told: {told}" if told else "told: events are taken as told to the day asked, amounts and counts are never assumed"
    with_it = f"with it: {others}" if others else ""
    return [x for x in (text, with_it, facts, prices, figures, complete, until, known) if x]


def origin_block(s: Setting) -> Block:
    """The same as the last block of a page."""
    return Block("Computed from", tuple(Row(x) for x in source_lines(s)))


def origin_data(s: Setting) -> dict[str, Any]:
    """The same for programs."""
    c, f = s.contract, s.world.facts
    return {
        "contract": {
            "file": s.contract_path or c.source.name,
            "title": c.title,
            "entry": c.entry,
            "digest": c.digest,
            "signed": status_of(c).signed,
            "signature": status_data(c),
        },
        "papers": [{"called": p.called, "file": p.source.name, "digest": digest_of(p.source)} for p in c.suite[1:]],
        "facts": {
            "file": s.facts_path or None,
            "digest": f.digest or None,
            "prices": {n: {"file": x.source, "digest": x.digest, "complete": x.complete} for n, x in f.series.items()},
            "figures": {n: {"file": x.source, "digest": x.digest} for n, x in f.figures.items()},
        },
        "on": s.when.day.isoformat() + (f"T{s.when.clock}" if s.when.clock else ""),
        "known_on": s.world.known.isoformat() if s.world.known else None,
        "supposed": s.supposed or None,
    }


# ── questions


def put(s: Setting, text: str, of: int | None = None) -> tuple[Asked, Answer]:
    """Puts a question; words that are none stop the command."""
    asked, found = question_of(s.contract, text)
    if asked is None:
        raise Stop(f"`{text}` cannot be asked\n{listed(found)}", UNREADABLE)
    number = of if of is not None else s.of
    if number is not None:
        event = asked.scope or subject_event(s.contract, asked.expression)
        if not event:
            number = None
        else:
            numbered(s, base_event(s.world, event), number)
    return asked, answer(s.world, asked, s.when.day, number, s.when.until)


def numbered(s: Setting, event: str, number: int) -> Occurrence:
    """An occurrence by its number; one that is not there stops the command."""
    found = occurrence(s.world, event, number, environment(s.world, s.when.day, s.when.until))
    if found is None:
        told = len(s.world.occurrences.get(event, ()))
        words = f"{counted(told, 'is', 'are')} told, counted from 1" if told else "none is told"
        raise Stop(f"there is no {event} {number}: {words}", UNREADABLE)
    return found


NO_EFFECT = "What is supposed has no effect on this answer: it is the same without it."


def changed_by_it(s: Setting, here: object, without: Callable[[Setting], object], about: tuple[str, int] | None) -> bool | None:
    """Whether what is only supposed changes an answer, as it is shown `here` and `without` it; nothing where nothing is supposed.

    Of an answer `about` the supposed act itself it is never said that it would be the same without it; nor where nothing could be asked.
    """
    told = s.as_told()
    if told is None:
        return None
    if about is not None and about == s.act:
        return True
    try:
        return here != without(told)
    except Stop:
        return True


def supposed_changes(s: Setting, asked: Asked, given: Answer) -> bool | None:
    """The same of one answer, with its day and whatever is said of it besides its reasons."""
    from tenor.apps.particulars import particulars

    def shown(st: Setting, a: Answer) -> tuple[object, ...]:
        return a.status, a.value, a.needs, answer_line(st, asked, a), list(block_lines(particulars(st, a)))

    event = asked.scope or subject_event(s.contract, asked.expression)
    about = (base_event(s.world, event), given.of) if event and given.of is not None else None
    if asked.about is not None:
        about = (base_event(s.world, s.contract.aliases.get(asked.about[0], asked.about[0])), asked.about[1])

    def without(told: Setting) -> tuple[object, ...]:
        return shown(told, answer(told.world, asked, told.when.day, given.of, told.when.until))

    return changed_by_it(s, shown(s, given), without, about)


@frozen
class Choice:
    """A reading of the contract with the choice taken, its note and its section."""

    name: str
    taken: str
    note: str
    section: str

    def line(self, words: str) -> str:
        """The reading in words: what is taken, then `words`."""
        return f"“{self.name}”: {self.taken} taken{words}"

    def row(self, words: str) -> Row:
        """The same as a row, with its section and its note."""
        return Row(self.line(words), section=self.section, note=f"({self.note})" if self.note else "")


def choices(s: Setting) -> Iterator[tuple[Choice, list[str]]]:
    """Each reading of the contract, with the labels of the choices that are not taken."""
    for name, reading in s.contract.readings.items():
        taken = s.world.taken(name).label
        section = s.contract.terms[name].section if name in s.contract.terms else ""
        yield Choice(name, taken, reading.note, section), [a.label for a in reading.alternatives if a.label != taken]


def other_choices(s: Setting, tried: Container[str]) -> Iterator[tuple[Choice, list[tuple[str, Setting | None]]]]:
    """Each reading with its other choices, each with the same world read so; nothing for a reading that is not among those `tried`, as
    nobody looked it up on the way to what is compared: it cannot change that.
    """
    for choice, labels in choices(s):
        yield choice, [(label, s.read_as(choice.name, label) if choice.name in tried else None) for label in labels]


@frozen
class Effect:
    """A reading that an answer rests on: the choice taken, and the answer under each other choice."""

    choice: Choice
    others: tuple[tuple[str, Answer], ...]


def effects(s: Setting, asked: Asked, given: Answer) -> list[Effect]:
    """The readings that an answer rests on, or that would change it; with `every_reading`, all of them."""
    found = []
    relied = {name for name, _ in given.readings} | {name for name, _ in readings_of(given.why)}
    consulted = frozenset(s.world.consulted)
    for choice, choices_of in other_choices(s, consulted):
        if not s.every_reading and choice.name not in consulted:
            continue
        others = [(label, answer(o.world, asked, s.when.day, given.of, s.when.until) if o else given) for label, o in choices_of]
        if s.every_reading or choice.name in relied or any(o.value != given.value for _, o in others):
            found.append(Effect(choice, tuple(others)))
    return found


def effect_words(e: Effect, given: Answer, *, apart: bool = False) -> str:
    """`; close would give $0.1342`; with `apart`, also how far that is from what is given."""
    from tenor.apps.readings import difference

    others = []
    for label, o in e.others:
        words = difference(given.value, o.value, o.type)[0] if apart else ""
        would = f"give {said(o.value, o.type)}{f', {words}' if words else ''}" if o.value != given.value else "change nothing here"
        others.append(f"{label} would {would}")
    return f"; {'; '.join(others)}" if others else ""


def readings_block(found: list[Effect], given: Answer, *, every: bool = False) -> Block:
    """The readings relied on, with what each would change; with `every`, those of all that would change it, and how many were tried."""
    if every:
        from tenor.apps.readings import tried_words

        changing = [e for e in found if any(o.value != given.value for _, o in e.others)]
        rows = [_effect_row(e, given, apart=True) for e in changing]
        return Block("Readings that would change it", (*rows, Row(tried_words(found, len(changing)))))
    return Block("Readings relied on", tuple(_effect_row(e, given) for e in found))


def _effect_row(e: Effect, given: Answer, *, apart: bool = False) -> Row:
    return e.choice.row(effect_words(e, given, apart=apart))


def assumed_block(found: Iterable[Assumed]) -> Block:
    """What is taken to be so because nobody told otherwise: the presets of the contract that an answer rests on."""
    rows: dict[str, list[Assumed]] = {}
    for w in found:
        rows.setdefault(w.of or w.name, []).append(w)
    own = {of: "; ".join(f"{w.name} {said(w.value, w.type)}" for w in ws) for of, ws in rows.items()}
    shown = [Row(f"{restyled(of)}: {own[of]}" if ws[0].of else own[of], section=ws[0].declared) for of, ws in rows.items()]
    return Block("Assumed, nothing being told", tuple(shown))


def assumed_data(found: Iterable[Assumed]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {"name": w.name, "of": w.of or None, "value": plain(w.value)[0], "unit": unit_of(w.type), "section": w.declared or None}
        for w in found
    ]


def missing_block(s: Setting, needs: tuple[Need, ...], title: str = "What is missing") -> Block:
    """What is missing, and how it would be told."""
    rows = [Row(restyled(n.words), section=n.section, note=telling(s.contract, n, s.when.day)) for n in needs[:20]]
    if len(needs) > 20:
        rows.append(Row(f"… and {len(needs) - 20} more"))
    return Block(title, tuple(rows))


def telling(contract: Contract, need: Need, day: date) -> str:
    """How an observation is told, when that is what is missing."""
    for name, info in contract.terms.items():
        if info.kind == "observation" and need.words.startswith(f"{name} on "):
            with suppress(ValueError):
                day = date.fromisoformat(need.words.removeprefix(f"{name} on "))
            unit = "…" + (" shares" if unit_of(info.type) == "shares" else "")
            return f"(tell it as: {name} is {unit} from {day:%B} {day.day}, {day.year}.)"
    return ""


def answer_line(s: Setting, asked: Asked, a: Answer) -> str:
    """The answer in a sentence."""
    from tenor.apps.particulars import due_words

    about = asked.scope or subject_event(s.contract, asked.expression) if a.of is not None else ""
    of = f" for {about} {a.of}" if about else ""
    if a.status == "undetermined":
        return f"Undetermined: {a.ask}{of} on {long_day(a.on)}."
    if a.status == "conflict":
        return f"The paper says two things: {a.ask}{of} on {long_day(a.on)}{conflict_words(a)}."
    due = due_words(s, a)
    return f"{a.ask}{of} on {long_day(a.on)}: {said(a.value, a.type)}" + (f", {due}" if due else "")


def answer_page(s: Setting, asked: Asked, given: Answer, *, why: bool, full: bool) -> tuple[list[str], list[Block]]:
    """One answer: its sentence with the figures behind it, then blocks. `why` gives the reasons with their tables."""
    lines = [*_with_section(answer_line(s, asked, given), given.section)]
    exact = plain(given.value)[1]
    if exact is not None:
        lines.append(f"  exactly {exact}")
    if supposed_changes(s, asked, given) is False:
        lines.append(NO_EFFECT)
    if why:
        text = explain(given, full, s.world)
        kept = [x for x in text.split("\n") if not x.startswith(("reading “", "needed: ", "assumed: "))]
        lines.extend(["", *kept])
    blocks: list[Block] = []
    if why:
        blocks.extend(_table(t) for t in tables(given, s.world))
    from tenor.apps.particulars import particulars

    extra = particulars(s, given)
    if why:
        lines.extend(next_day(s, asked, given))
    found = effects(s, asked, given)
    blocks.extend(
        [
            *extra,
            readings_block(found, given, every=s.every_reading),
            assumed_block(given.assumed),
            missing_block(s, given.needs, "What is missing" if given.status != "determined" else "Not tested, for want of"),
        ]
    )
    return lines, blocks


def conflict_words(a: Answer) -> str:
    """The two provisions, with what each gives: no reading is chosen for anybody."""
    both = a.value.conflict if isinstance(a.value, Unknown) else None
    return f"; {joined([f'{section} gives {said(v, a.type)}' for section, v in both.sides])}, and neither yields" if both else ""


def next_day(s: Setting, asked: Asked, given: Answer) -> list[str]:
    """For a term of an act not told: what it would be if the act were made a day later."""
    if given.of is not None or given.status != "determined" or not given.type.is_quantity:
        return []
    event = subject_event(s.contract, asked.expression)
    if not event:
        return []
    day = s.when.day + timedelta(days=1)
    later = answer(s.world, asked, day)
    if later.status != "determined":
        return [f"For {article(event)} made a day later, on {long_day(day)}: undetermined"]
    return [f"For {article(event)} made a day later, on {long_day(day)}: {said(later.value, later.type)}"]


def _with_section(text: str, section: str) -> list[str]:
    return [f"{text:<{max(len(text) + 2, 118 - len(section))}}{section}" if section else text]


def _table(t: Table) -> Block:
    rows = [Row(f"{'•' if used else ' '} {long_day(d)[:3]} {short_day(d)}   {value}") for d, value, used in t.rows]
    if t.dropped:
        rows.append(Row(f"weekdays within it that were none: {', '.join(short_day(d) for d in t.dropped)}"))
    return Block(f"{t.title}; • marks those used", tuple(rows))


def _because(r: Reason) -> dict[str, Any]:
    found: dict[str, Any] = {"text": r.text, "section": r.section or None}
    if r.under:
        found["because"] = [_because(x) for x in r.under]
    return found


def answer_data(s: Setting, asked: Asked, given: Answer, *, full: bool = False) -> dict[str, Any]:
    """One answer for programs, in the shape of the command's page."""
    from tenor.apps.readings import difference

    value, exact = plain(given.value)
    readings = []
    for e in effects(s, asked, given):
        others = [
            {
                "choice": label,
                "status": o.status,
                "value": plain(o.value)[0],
                "changes": o.value != given.value,
                "difference": difference(given.value, o.value, o.type)[1],
            }
            for label, o in e.others
        ]
        c = e.choice
        readings.append({"name": c.name, "note": c.note or None, "taken": c.taken, "section": c.section or None, "others": others})
    return {
        "ask": given.ask,
        "of": given.of,
        "on": given.on.isoformat(),
        "status": given.status,
        "value": value,
        "exact": exact,
        "unit": unit_of(given.type),
        "type": given.type.kind,
        "section": given.section or None,
        "because": [_because(reason_tree(given, full, s.world))],
        "needs": [{"words": n.words, "section": n.section or None} for n in given.needs],
        "readings": readings,
        "assumed": assumed_data(given.assumed),
    } | ({"supposed_changes_it": supposed_changes(s, asked, given)} if s.told is not None else {})
