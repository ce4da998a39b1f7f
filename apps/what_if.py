"""Which facts an answer rests on, and at which value of each it would turn.

Enters: a `Setting` and a question. Leaves: the inputs (figures told, fields and days of acts, prices, yes/no facts), each with what a
change does and where the answer turns, and the acts not told that would change it. Holds: exact numbers only; each value is found by asking
the same question of the same facts with one thing replaced; a value is said to be the turning point only where the answer is one way up to
it and another beyond, at the unit in which the input is told, and an answer that does not go one way is said not to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from attrs import evolve, field, frozen

from tenor.apps.answers import Setting, put
from tenor.apps.page import Block, Row
from tenor.apps.sources import UNREADABLE, Stop, world_of
from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.exact import Q, decimal_text, parse_decimal
from tenor.interpreter.facts import Fact, Facts, Instant
from tenor.interpreter.market import Series
from tenor.interpreter.outcome import Answer, Asked, answer, environment, reasons
from tenor.interpreter.reasoning import words_of
from tenor.interpreter.semantics import base_event
from tenor.interpreter.values import Unknown
from tenor.interpreter.wording import brief, joined, long_day, plain, said, short_day
from tenor.interpreter.world import World

__all__ = ["Finding", "Input", "Turn", "WhatIf", "blocks_of", "data_of", "inputs", "sentences_of", "signature", "turn", "what_if"]

_NUMBER = type(Q(1))
_MOST = 60
_MOVED = frozenset({"balance", "accrual", "claim"})
_UP = (Q(17, 16), Q(9, 8), Q(5, 4), Q(3, 2), Q(2), Q(4), Q(16))
_DOWN = (Q(15, 16), Q(7, 8), Q(3, 4), Q(1, 2), Q(1, 4), Q(0))


@frozen(eq=False)
class Input:
    """One thing that an answer rests on: how it is named, its value, in which steps it is told, and the facts with another in its place."""

    name: str
    value: Any
    type: ty.Type | None
    section: str
    unit: Q
    replaced: Callable[[Any], Facts] = field(repr=False)


@frozen(eq=False)
class Turn:
    """Where an answer turns as an input grows (`up`) or shrinks: the last value as now, the first beyond, the answer there, what decides
    then; `exact` is the value at which it has just what was asked for.
    """

    up: bool
    last: Any
    first: Any
    answer: Answer
    why: str
    exact: Q | None = None


@frozen(eq=False)
class Finding:
    """An input with what it does."""

    input: Input
    way: str
    turns: tuple[Turn, ...]
    beyond: tuple[tuple[str, Answer], ...] = ()


@frozen(eq=False)
class WhatIf:
    """What was found: the answer as it is, the inputs that matter, how many were tried, the acts not told that would change it."""

    asked: Asked
    given: Answer
    found: tuple[Finding, ...]
    tried: int
    acts: tuple[tuple[str, str, Answer], ...]
    target: Any = None


def what_if(st: Setting, text: str, to: str = "", of: int | None = None) -> WhatIf:
    """Everything that is asked of a question."""
    asked, given = put(st, text, of)
    target = _target(asked, to) if to else None
    own = inputs(st, given)
    tried = [x for i in own[:_MOST] if (x := _finding(st, asked, given, i, target)) is not None]
    return WhatIf(asked, given, tuple(tried), len(own[:_MOST]), tuple(_acts(st, asked, given)), target)


def _target(asked: Asked, text: str) -> Any:
    """The value that the answer is to have, of its own kind."""
    words = text.strip()
    if asked.type.kind == "yes/no":
        if words.lower() in {"yes", "no"}:
            return words.lower() == "yes"
        raise Stop(f"--to: the answer is yes or no; `{text}` is neither", UNREADABLE)
    if asked.type.kind == "date":
        from tenor.apps.sources import day_of

        return day_of(text, "--to")[0]
    percent = words.endswith("%")
    number = parse_decimal(words.removesuffix("a share").removesuffix("shares").strip().lstrip("$").rstrip("%").strip())
    if number is None or not asked.type.is_quantity:
        raise Stop(f"--to: `{text}` is no value that the answer could have; it is {asked.type.words()}", UNREADABLE)
    return number / 100 if percent else number


# ── what an answer rests on


def inputs(st: Setting, given: Answer) -> list[Input]:
    """The things told that an answer may rest on, those that its reasons name first."""
    facts, c = st.world.facts, st.contract
    why = reasons(given.why)
    names = {w.what for w in why if isinstance(w.what, str)}
    found: list[Input] = []
    for name, told in facts.told.items():
        info = c.terms.get(name)
        if info is None or info.kind not in {"observation", "blank", "reading"}:
            continue
        last = max(
            (i for i, t in enumerate(told) if t.start is None or t.start <= st.when.day),
            default=None,
            key=lambda i: (told[i].start or date.min, i),
        )
        if last is not None and (name in names or len(facts.told) <= _MOST):
            one = told[last]
            found.append(_of_value(name, one.value, info.type, info.section, partial(_retold, facts, name, last)))
    for fact in facts.happened:
        if fact.at.day <= st.when.day and fact.where != "supposed":
            found.extend(_of_fact(st, fact))
    for x in list(dict.fromkeys((w.what.security, w.what.column, w.note[:10]) for w in why if isinstance(w.what, s.Column)))[:30]:
        found.extend(_of_price(st, *x))
    return [i for i in found if i.type is None or i.type.kind in {"quantity", "yes/no", "date"} or isinstance(i.value, date)]


def _of_value(name: str, value: Any, t: ty.Type | None, section: str, replaced: Callable[[Any], Facts]) -> Input:
    return Input(name, value, t, section, _unit(value, t), replaced)


def _unit(value: Any, t: ty.Type | None) -> Q:
    """The step in which a figure is told: its last decimal place, and at least that of its kind."""
    if not isinstance(value, _NUMBER):
        return Q(1)
    if t is not None and t.is_quantity and t.unit == ty.SHARES.unit:
        return Q(1)
    least = (
        4
        if t is not None and t.is_quantity and len(t.unit) == 2
        else 4
        if t is not None and (t.percent or t.unit) and len(t.unit) != 1
        else 2
    )
    places = len(decimal_text(value, 10).partition(".")[2])
    return Q(1, 10 ** max(places, least))


def _retold(facts: Facts, name: str, place: int, value: Any) -> Facts:
    told = list(facts.told[name])
    told[place] = evolve(told[place], value=value)
    return evolve(facts, told={**facts.told, name: tuple(told)})


def _of_fact(st: Setting, fact: Fact) -> Iterator[Input]:
    """The fields of an act, and its day."""
    facts = st.world.facts
    info = st.contract.events[fact.event]
    title = f"{fact.event} {fact.number}"
    for name, value in fact.fields.items():
        f = info.fields.get(name)
        if f is not None and f.type.kind in {"quantity", "yes/no", "date"}:
            yield _of_value(
                f"{name} of {title}",
                value,
                f.type,
                info.section,
                partial(_refielded, facts, fact, name),
            )
    yield Input(f"the day of {title}", fact.at.day, None, info.section, Q(1), lambda day: _other(facts, fact, _moved(fact, day)))


def _refielded(facts: Facts, fact: Fact, name: str, value: Any) -> Facts:
    return _other(facts, fact, evolve(fact, fields={**fact.fields, name: value}))


def _moved(fact: Fact, day: date) -> Fact:
    """An act told of another day, at the same hour; what was received or known so many days later is so still."""
    apart = day - fact.at.day

    def at(i: Instant) -> Instant:
        return Instant(i.day + apart, i.minute + apart.days * 1440 if i.minute is not None else None, i.clock)

    return evolve(fact, at=at(fact.at), received=at(fact.received), known=fact.known + apart)


def _other(facts: Facts, fact: Fact, instead: Fact) -> Facts:
    return evolve(facts, happened=tuple(instead if f is fact else f for f in facts.happened))


def _of_price(st: Setting, security: str, column: str, day: str) -> Iterator[Input]:
    facts = st.world.facts
    series = facts.series.get(security)
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return
    value = series.at(column, on) if series is not None else None
    if series is None or value is None:
        return
    t = ty.PRICE if column != "volume" else ty.SHARES
    yield _of_value(
        f"the {column} of {security} on {short_day(on)}", value, t, "", lambda v: _repriced(facts, security, series, column, on, v)
    )


def _repriced(facts: Facts, security: str, series: Series, column: str, day: date, value: Q) -> Facts:
    place = series.days.index(day)
    values = series.columns[column]
    columns = {name: series.columns[name] for name in series.columns}
    columns[column] = (*values[:place], value, *values[place + 1 :])
    return evolve(facts, series={**facts.series, security: evolve(series, columns=columns)})


# ── asking again


def _again(st: Setting, asked: Asked, given: Answer, facts: Facts) -> tuple[Answer, World]:
    world = world_of(st.contract, facts, dict(st.world.choices), st.world.known)
    return answer(world, asked, st.when.day, given.of, st.when.until), world


def signature(a: Answer, world: World | None = None) -> dict[Any, Any]:
    """What decides an answer: which limb is taken, which conditions hold, which days are used."""
    found: dict[Any, Any] = {"status": a.status}
    for w in reasons(a.why):
        x = w.what
        if isinstance(x, s.Node) and type(w.value) is bool:
            found[(id(x), "holds")] = (x, found.get((id(x), "holds"), (x, frozenset()))[1] | {w.value})
        elif isinstance(x, s.Listed) and x.kind in {"lesser", "greater", "earlier", "later"} and not isinstance(w.value, Unknown):
            found[(id(x), "taken")] = (x, next((i for i, p in enumerate(w.parts) if p.value == w.value), None))
        elif isinstance(x, s.Listed) and x.kind == "first":
            found[(id(x), "applies")] = (x, w.note)
        elif isinstance(x, s.Aggregate) and x.pick and not isinstance(w.value, Unknown):
            rows = [p for p in w.parts if isinstance(p.what, date)]
            found[(id(x), "days")] = (x, tuple(sorted(p.what for p in rows[: int(x.count)])))
    terms = world.contract.terms if world is not None else {}
    moved = any(isinstance(w.what, str) and w.what in terms and terms[w.what].kind in _MOVED for w in reasons(a.why))
    if world is not None and (moved or a.of is not None):  # what became of an act bears on balances, and on what is of an act
        env = environment(world, a.on)
        for (event, number), admission in env.state.admissions.items():
            over = tuple(words for words, _, verdict in admission.tests if verdict in {"exceeded", "failed"})
            found[(event, number)] = (None, (admission.status, over))
    return found


def _difference(before: dict[Any, Any], after: dict[Any, Any]) -> str:
    """What decides now that did not, in words."""
    for key in dict.fromkeys((*after, *before)):
        old, new = before.get(key), after.get(key)
        if old is None or new is None or old[1:] == new[1:] or isinstance(old, str):
            continue
        x, now = new
        match key:
            case (_, "taken") if now is not None:
                item = x.items[now]
                return f"({item.label}) {brief(words_of(item.value), 60)} is taken"
            case (_, "applies"):
                return str(now)
            case (_, "days"):
                gone, come = sorted(set(old[1]) - set(now)), sorted(set(now) - set(old[1]))
                return f"{joined([short_day(d) for d in come])} is used instead of {joined([short_day(d) for d in gone])}"
            case (_, "holds"):
                return f"{brief(words_of(x), 90)}: {joined(['yes' if v else 'no' for v in sorted(now)])}"
            case _:
                event, number = key
                status, over = now
                return f"{event} {number} is {status}" + (f", beyond {joined(list(over))}" if over else "")
    return "undetermined" if after.get("status") == "undetermined" else "another provision decides"


# ── one input


def _finding(st: Setting, asked: Asked, given: Answer, i: Input, target: Any) -> Finding | None:
    """What an input does to an answer; none, if nothing that was tried changes it."""
    seen: dict[Any, Answer] = {i.value: given}
    worlds: dict[Any, World] = {i.value: st.world}
    own = signature(given, st.world)
    decided: dict[Any, bool] = {}

    def at(v: Any) -> Answer:
        if v not in seen:
            seen[v], worlds[v] = _again(st, asked, given, i.replaced(v))
        return seen[v]

    def turned(v: Any) -> bool:
        if target is not None:
            return bool(_side(at(v), target) != _side(given, target))
        if given.type.is_quantity and isinstance(i.value, _NUMBER):
            if v not in decided:
                decided[v] = _kept(signature(at(v), worlds[v])) != _kept(own)
            return decided[v]
        return bool(_shown(at(v)) != _shown(given))

    if isinstance(i.value, bool):
        other = at(not i.value)
        return Finding(i, "", (), ((said(not i.value), other),)) if _shown(other) != _shown(given) else None
    if isinstance(i.value, date):
        return _finding_of_day(i, at, turned)
    if not isinstance(i.value, _NUMBER):
        return None
    ups = [_step(i, i.value * f) for f in _UP] if i.value else [i.unit * 10**n for n in range(8)]
    downs = [_step(i, i.value * f) for f in _DOWN] if i.value else []
    turns = [x for x in (_searched(i, at, turned, ups, True, target), _searched(i, at, turned, downs, False, target)) if x is not None]
    way = _way([(v, seen[v].value) for v in sorted(seen)])
    if all(_shown(a) == _shown(given) for a in seen.values()):
        return None
    for t in turns:
        at(t.first)  # so that its world is there
    described = tuple(evolve(t, why=_why(own, t, worlds[t.first], target)) for t in turns)
    return Finding(i, way, described)


def _shown(a: Answer) -> Any:
    return ("undetermined", a.value.after is None) if isinstance(a.value, Unknown) else a.value


def _side(a: Answer, target: Any) -> Any:
    """On which side of a value an answer lies."""
    if isinstance(a.value, Unknown):
        return "undetermined"
    return a.value == target if isinstance(target, bool) else a.value >= target


def _kept(found: dict[Any, Any]) -> dict[Any, Any]:
    return {k: v[1] if isinstance(v, tuple) else v for k, v in found.items()}


def _why(own: dict[Any, Any], t: Turn, there: World, target: Any) -> str:
    return _difference(own, signature(t.answer, there)) if target is None else ""


def _step(i: Input, v: Q) -> Q:
    """A value at the unit of its input."""
    return Q(int(v / i.unit)) * i.unit


def _searched(i: Input, at: Callable[[Any], Answer], turned: Callable[[Any], bool], tries: list[Q], up: bool, target: Any) -> Turn | None:
    """The turning point on one side: the first value tried that is turned, then halved down to the unit."""
    last = i.value
    for v in tries:
        if v == last:
            continue
        if turned(v):
            return turn(last, v, i.unit, at, turned, up, target)
        last = v
    return None


def turn(last: Q, first: Q, unit: Q, at: Callable[[Any], Answer], turned: Callable[[Any], bool], up: bool, target: Any = None) -> Turn:
    """Where it turns between a value that is not turned and one that is: to the unit, and exactly where a straight line leads there."""
    exact = None
    if isinstance(target, _NUMBER):
        exact = _on_the_line(last, first, at, target)
    while abs(first - last) > unit:
        steps = int(abs(first - last) / unit) // 2
        middle = last + (unit if up else -unit) * steps
        if turned(middle):
            first = middle
        else:
            last = middle
    return Turn(up, last, first, at(first), "", exact)


def _on_the_line(low: Q, high: Q, at: Callable[[Any], Answer], target: Q) -> Q | None:
    """The value at which a target is met exactly, followed along straight lines; none where that is not found in a few steps."""
    a, b = at(low).value, at(high).value
    for _ in range(12):
        if isinstance(a, Unknown) or isinstance(b, Unknown) or a == b:
            return None
        root = low + (high - low) * (target - a) / (b - a)
        if len(str(root.denominator)) > 80:
            return None
        found = at(root).value
        if isinstance(found, Unknown):
            return None
        if found == target:
            exact: Q = root
            return exact
        low, a, high, b = (root, found, high, b) if (found < target) == (a < target) else (low, a, root, found)
    return None


def _way(seen: list[tuple[Q, Any]]) -> str:
    """Whether an answer rises or falls with an input, on the values tried."""
    known = [v for _, v in seen if not isinstance(v, Unknown | str | bool)]
    if len(known) < 2:
        return ""
    if known == sorted(known):
        return "the answer rises with it"
    if known == sorted(known, reverse=True):
        return "the answer falls with it"
    return "the answer does not go one way with it: only the nearest turning points are said"


def _finding_of_day(i: Input, at: Callable[[Any], Answer], turned: Callable[[Any], bool]) -> Finding | None:
    """A day moved later and earlier, up to sixty-four days, until the answer is another."""
    turns = []
    for up in (True, False):
        last = 0
        for n in (1, 2, 4, 8, 16, 32, 64):
            if turned(i.value + timedelta(days=n if up else -n)):
                first = n
                while first - last > 1:
                    middle = (first + last) // 2
                    first, last = (middle, last) if turned(i.value + timedelta(days=middle if up else -middle)) else (first, middle)
                sign = 1 if up else -1
                day = i.value + timedelta(days=sign * first)
                turns.append(Turn(up, i.value + timedelta(days=sign * last), day, at(day), ""))
                break
            last = n
    return Finding(i, "", tuple(turns)) if turns else None


# ── acts not told


def _acts(st: Setting, asked: Asked, given: Answer) -> Iterator[tuple[str, str, Answer]]:
    """The acts that nobody has told and that would change the answer, if they happened on the day asked, whatever else they say."""
    from tenor.apps.questions.reply import supposing

    named = _events_below(st, asked)
    for event, info in st.contract.events.items():
        if info.base or info.paper or event not in named or st.world.occurrences.get(event):
            continue
        if any(f.type.kind == "occurrence" for f in info.fields.values()):
            continue
        try:
            here, _ = supposing(st, event)
        except Stop:
            continue
        other = answer(here.world, asked, st.when.day, given.of, st.when.until)
        if _shown(other) != _shown(given):
            yield event, info.section, other


def _events_below(st: Setting, asked: Asked) -> set[str]:
    """The events of which the sentences below a question speak."""
    from tenor.apps.questions.subject import rests_on

    c = st.contract
    terms = rests_on(c, asked.expression)
    moves = {r.index for kind in (s.Posting, s.Pays, s.Power) for r in c.of(kind)}
    rules = [r for r in c.rules if r.index in moves or any(r in c.terms[n].rules for n in terms)]
    nodes = [n for x in (asked.expression, *(y for r in rules for y in (r.statement, *(z for z, _ in r.conditions)))) for n in s.walk(x)]
    found = {base_event(st.world, n.event) for n in nodes if getattr(n, "event", "")}  # type: ignore[attr-defined]
    found |= {base_event(st.world, r.scope) for r in rules if r.scope}
    return found | {e for e, info in c.events.items() if info.restates is not None}


# ── in words


def blocks_of(w: WhatIf) -> tuple[Block, ...]:
    """What was found, as blocks."""
    acts = tuple(Row(f"{event} today: {_act_words(a)}", section=section) for event, section, a in w.acts)
    return (
        Block("What it rests on, and where it turns", tuple(_row(f) for f in w.found)),
        Block("Acts not told that would change it, if they happened on this day", acts),
    )


def _act_words(a: Answer) -> str:
    return "it depends on what it says" if isinstance(a.value, Unknown) else said(a.value, a.type)


def _row(f: Finding) -> Row:
    i = f.input
    under = [Row(f"if it were {label}: {said(a.value, a.type)}") for label, a in f.beyond]
    under += [Row(_turn_words(i, t)) for t in f.turns]
    return Row(i.name, i.value, i.type, i.section, f"({f.way})" if f.way else "", tuple(under))


def _turn_words(i: Input, t: Turn) -> str:
    more = ("from" if t.up else "at") if not isinstance(i.value, date) else "from" if t.up else "up to"
    beyond = f"{more} {said(t.first, i.type)}{'' if t.up else ' and less' if not isinstance(i.value, date) else ''}"
    now = f"{said(t.answer.value, t.answer.type)}"
    exact = f"; it is just that at {said(t.exact, i.type)}" if t.exact is not None else ""
    why = f" ({t.why})" if t.why else ""
    return f"{beyond}: {now}{why}{exact}"


def sentences_of(w: WhatIf) -> tuple[str, ...]:
    """The answer as it is, and how much was tried."""
    of = f" for number {w.given.of}" if w.given.of is not None else ""
    first = f"{w.given.ask}{of} on {long_day(w.given.on)}: {said(w.given.value, w.given.type)}."
    matter = [f for f in w.found if f.turns or f.beyond]
    wanted = f" {said(w.target, w.given.type)}" if w.target is not None else ""
    what = f"reaches{wanted}" if w.target is not None else "turns"
    tried = f"{w.tried} things told were tried, one at a time; with {len(matter)} of them the answer {what} within what was tried."
    return (first, tried)


def data_of(w: WhatIf) -> dict[str, Any]:
    """The same for programs."""

    def turned(t: Turn) -> dict[str, Any]:
        return {
            "way": "up" if t.up else "down",
            "last": plain(t.last)[0],
            "first": plain(t.first)[0],
            "exact": plain(t.exact)[0] if t.exact is not None else None,
            "answer": plain(t.answer.value)[0],
            "status": t.answer.status,
            "why": t.why or None,
        }

    return {
        "ask": w.given.ask,
        "value": plain(w.given.value)[0],
        "status": w.given.status,
        "to": plain(w.target)[0] if w.target is not None else None,
        "rests_on": [
            {
                "what": f.input.name,
                "value": plain(f.input.value)[0],
                "section": f.input.section or None,
                "way": f.way or None,
                "turns": [turned(t) for t in f.turns],
                "otherwise": [{"value": label, "answer": plain(a.value)[0], "status": a.status} for label, a in f.beyond],
            }
            for f in w.found
        ],
        "acts": [{"event": e, "section": section or None, "answer": plain(a.value)[0], "status": a.status} for e, section, a in w.acts],
        "tried": w.tried,
    }
