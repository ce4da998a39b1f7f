"""What a price is on a day, and why: each leg, the days of its window with those used, what left them, and what tomorrow would give.

Enters: a contract that divides something by a price a share, or a price by name. Leaves: a reply with its windows. Holds: a session
without a figure is not told, and a day that is none says by which list or file.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tenor.apps.answers import Setting, answer_line, effects, put, readings_block
from tenor.apps.page import Block, Row, rows_of
from tenor.apps.questions.reply import Asking, Reply, cannot, choose, saw
from tenor.apps.questions.subject import divisions, exchanges, is_price, strike_names
from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract
from tenor.interpreter.environment import Why
from tenor.interpreter.explain import Reason, Table, reason_tree, tables
from tenor.interpreter.outcome import Answer, answer, environment, reasons, subject_event
from tenor.interpreter.semantics import value
from tenor.interpreter.values import Need, Unknown, article
from tenor.interpreter.wording import counted, joined, long_day, restyled, said, short_day
from tenor.interpreter.world import closed_days

__all__ = ["price", "price_names"]


def price_names(c: Contract) -> list[str]:
    """The prices of the paper asked: those of its rights first, then those that it divides by, then any other price a share it defines."""
    found = [x.quotient.price_name(c) for x in exchanges(c)] + strike_names(c) + [q.price_name(c) for q in divisions(c)]
    found += [n for n, i in c.terms.items() if is_price(i.type) and not i.rules[0].paper and i.kind in {"definition", "balance", "reading"}]
    return list(dict.fromkeys(n for n in found if n))


def price(a: Asking) -> Reply:
    """The reply."""
    st = a.setting
    c = st.contract
    names = price_names(c)
    if not names:
        raise cannot("price", "it has no price: none of its terms is money a share, and nothing in it is divided by one")
    name = choose(a, "price", names)
    of = a.supposed.number if a.supposed is not None and subject_event(c, _ref(c, name)) == a.supposed.event else None
    asked, given = put(st, name, of)
    needs: dict[Need, None] = {}
    saw(needs, given)
    tree = reason_tree(given, False, st.world)
    windows = tuple(tables(given, st.world))
    readings = readings_block(effects(st, asked, given), given)
    others = [n for n in names if n != name and c.terms[n].kind != "reading"][:8]
    return Reply(
        f"What is {name}, and why?",
        (answer_line(st, asked, given).removesuffix(".") + ".", *_taken(given, st), *_of_an_act(st, name, given, of)),
        (Block("How it comes about", rows_of([Reason(tree.text, tree.section, tree.under)])), *(_window(st, t) for t in windows)),
        dates=(Block("Tomorrow", tuple(_tomorrow(st, name, given, of))), Block("Where the figures come from", tuple(_sources(st, given)))),
        readings=(readings, Block("Other prices of this paper, for --about", tuple(Row(n) for n in others))),
        needs=tuple(sorted(needs)),
        windows=windows,
        data={"about": name},
        about=a.supposed if of is not None else None,
    )


def _ref(c: Contract, name: str) -> s.Ref:
    return s.Ref(name, "TERM_", span=c.terms[name].rules[0].span)


def _taken(given: Answer, st: Setting) -> tuple[str, ...]:
    """Which leg decides, where the price is one of several."""
    for w in reasons(given.why):
        if not isinstance(w.what, s.Listed) or isinstance(w.value, Unknown) or len(w.parts) != len(w.what.items):
            continue
        i = next((n for n, p in enumerate(w.parts) if p.value == w.value), None)
        if i is not None and w.what.kind in {"lesser", "greater"}:
            kind = "least" if w.what.kind == "lesser" and len(w.parts) > 2 else w.what.kind
            legs = [f"({x.label}) {_leg(st, p, x)}" for x, p in zip(w.what.items, w.parts, strict=True)]
            return (f"It is the {kind} of {joined(legs)}: ({w.what.items[i].label}) is taken.",)
    return ()


def _of_an_act(st: Setting, name: str, given: Answer, of: int | None) -> Iterator[str]:
    """Where a price is undetermined because it is one of an act: what would have to be told, or supposed."""
    event = subject_event(st.contract, _ref(st.contract, name))
    made = f" of {article(event)} made on "
    if of is None and event and isinstance(given.value, Unknown) and any(made in n.words for n in given.needs):
        yield f"It is the price of {article(event)}: ask of one that is told with --of, or suppose one with --if '{event}: …'."


def _leg(st: Setting, p: Why, x: s.Item) -> str:
    name = p.what if isinstance(p.what, str) else p.note if isinstance(p.what, s.Alternative) else x.value.span.text
    t = st.contract.types.get(id(x.value))
    return f"{name} {said(p.value, t)}"


def _window(st: Setting, t: Table) -> Block:
    """The days of a window as a table: those used are marked, and the weekdays that were none say why."""
    rows = [Row(f"{'•' if used else ' '} {long_day(d)[:3]} {short_day(d)}   {words}") for d, words, used in t.rows]
    rows.extend(Row(f"left out: {long_day(d)[:3]} {short_day(d)}, {why_no_session(st, d)}") for d in t.dropped)
    return Block(f"{t.title}; • marks those used", tuple(rows))


def why_no_session(st: Setting, day: date) -> str:
    """Why a weekday was no day of the kind that is counted: by a list of closed days, or because a complete file has no row of it."""
    c = st.contract
    for declared in c.calendars.values():
        if not declared.security or declared.less is None:
            continue
        listed = value(environment(st.world, st.when.day, st.when.until), declared.less)
        files = [w.what.file for w in reasons(listed) if isinstance(w.what, s.DaysIn)]
        for file in files:
            found = closed_days(c, file)
            if found is not None and day in found[1]:
                return f"closed: in the list “{file}”"
        series = st.world.facts.series.get(declared.security)
        if series is not None:
            return f"no {declared.name}: “{series.source}” has no row of it" + (" and is told as complete" if series.complete else "")
    return "it was none"


def _tomorrow(st: Setting, name: str, given: Answer, of: int | None) -> Iterator[Row]:
    """What the price would be a day later, or how much of its window is known."""
    asked, _ = put(st, name, of)
    event = subject_event(st.contract, asked.expression)
    day = st.when.day + timedelta(days=1)
    later = answer(st.world, asked, day)
    what = f"for {article(event)} made on {long_day(day)}" if event else f"on {long_day(day)}"
    before = {d for t in tables(given, st.world) for d, _, _ in t.rows}
    now = tables(later, st.world)
    after = {d for t in now for d, _, _ in t.rows}
    under = []
    if before and after:
        gone, come = sorted(before - after), sorted(after - before)
        if gone or come:
            words = [f"{joined([short_day(d) for d in gone])} {'leaves' if len(gone) == 1 else 'leave'} the window"] if gone else []
            words += [f"{joined([short_day(d) for d in come])} {'comes' if len(come) == 1 else 'come'} in"] if come else []
            under.append(Row(" and ".join(words)))
    for t in now:
        unknown = [d for (d, _, _), v in zip(t.rows, t.values, strict=True) if isinstance(v, Unknown)]
        if unknown:
            known = f"{len(t.rows) - len(unknown)} of {counted(len(t.rows), 'day')} are told"
            under.append(Row(f"{known}; not told: {joined([short_day(d) for d in unknown])}"))
    if isinstance(later.value, Unknown) and not under:
        under.append(Row(f"it needs {joined([restyled(n.words) for n in later.needs[:4]])}"))
    yield Row(f"{name} {what}", later.value, later.type, later.section, under=tuple(under))


def _sources(st: Setting, given: Answer) -> Iterator[Row]:
    """The files of the figures that an answer rests on, and when they were told."""
    used = {w.what.security: w.what.column for w in reasons(given.why) if isinstance(w.what, s.Column)}
    for security, column in used.items():
        series = st.world.facts.series.get(security)
        if series is None:
            continue
        days = f"{short_day(series.days[0])} to {short_day(series.days[-1])}"
        words = f"{security}, {column}: “{series.source}”, SHA-256 {series.digest[:16]}, {days}"
        note = "(told as complete)" if series.complete else "(not told to be complete: a session without a row is not told)"
        yield Row(words, note=note, under=(Row("when it was retrieved, and from whom, the file does not say"),))
