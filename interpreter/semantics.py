"""The meaning: what a term is worth, at an instant, on the facts told.

Enters: an `Env` (world, state, the day at hand, occurrence, substitutions). Leaves: a `Why`: the value with the reasons that gave it.
Holds: exact; total (a fault of a file is found by the checker, what is not told is `Unknown`, never 0); pure: the same `Env` gives the
same `Why`.

Storeys: the occurrences that are meant → a term, by the live rule that no other defeats. Fields stand in `fields`, the kinds of expression
in `arithmetic` and `days`, what is owed and due in `duties` and `accruals`, what facts do to balances in `history`; all of them use
this, and nothing here uses them but for what they register.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any

from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule, TermInfo, nodes_below
from tenor.dsl.exact import Q
from tenor.interpreter.arithmetic import all_hold, compare
from tenor.interpreter.dependence import Known, is_quiet
from tenor.interpreter.environment import Admission, Assumed, Env, Listing, OfBalance, State, Why, assumed, reads, unknown, value
from tenor.interpreter.facts import Instant, Told
from tenor.interpreter.fields import field_value, told_field
from tenor.interpreter.sieve import about, sieved
from tenor.interpreter.values import Conflict, DayEnd, Need, Unknown, merge
from tenor.interpreter.world import END_OF_DAY, Occurrence, World, end_of

__all__ = [
    "Admission",
    "Conflict",
    "Env",
    "State",
    "Why",
    "base_event",
    "condition",
    "continues",
    "dated",
    "derives",
    "ends",
    "hypothetical",
    "may_happen",
    "occurrences",
    "scoped",
    "term",
    "terms_of",
    "value",
]


# ── literals, names


@reads(s.Lit)
def _lit(env: Env, x: s.Lit) -> Why:
    return Why(x, x.value)


@reads(s.Period)
def _period(env: Env, x: s.Period) -> Why:
    return Why(x, (int(x.count), x.unit))


@reads(s.Ref)
def _ref(env: Env, x: s.Ref) -> Why:
    known = env.world.terms[x.name]
    if not known.of_place or env.subst:
        return term(env, x.name)
    found = env.memo.get(known.name)  # as most are
    if found is None:
        found = env.memo[known.name] = _term(env, known, ())
    return found


@reads(s.ThatDay)
def _that_day(env: Env, x: s.ThatDay) -> Why:
    return Why(x, env.day)


@reads(s.AskedDay)
def _asked_day(env: Env, x: s.AskedDay) -> Why:
    return Why(x, env.put)


@reads(s.UnknownLit)
def _unknown(env: Env, x: s.UnknownLit) -> Why:
    return Why(x, Unknown((Need("a reading: the one taken leaves this open", open=True),)))


@reads(s.NotYet)
def _not_yet(env: Env, x: s.NotYet) -> Why:
    return Why(x, Unknown((Need("the day itself, which has not come"),), env.not_before()))


# ── occurrences

Maker = Callable[[Env, str], tuple[list[Occurrence], list[Unknown]]]
_MAKES: list[Maker] = []


def derives(function: Maker) -> Maker:
    """Registers the function that gives the occurrences of an event which provisions make."""
    _MAKES.append(function)
    return function


def _is_made(world: World, event: str) -> bool:
    """Whether provisions make occurrences of an event."""
    made: frozenset[str] | None = world.contract.remembered.get("made")
    if made is None:
        made = world.contract.remembered["made"] = frozenset(r.statement.target for r in world.contract.of(s.Becomes))  # type: ignore[attr-defined]
    return event in made


def may_happen(world: World, event: str) -> bool:
    """Whether an event has any occurrence in a world: one that is told, or one that provisions may make."""
    base = base_event(world, event)
    return base in world.occurrences or _is_made(world, base)


def occurrences(env: Env, event: str, filters: tuple[s.Filter, ...] = ()) -> tuple[list[Occurrence], Unknown | None]:
    """The occurrences of an event that have happened and pass the filters, in order; and what is not known of others."""
    info = env.world.contract.events[event]
    found: list[Occurrence] = []
    doubt: list[Unknown] = []
    base = base_event(env.world, event)
    told = env.world.occurrences.get(base, ())
    told_to = env.world.facts.told_to.get(event, env.world.facts.told_to.get(""))
    if not told and told_to is None and not _is_made(env.world, base) and not env.world.unsure:
        return [], None
    if base in env.world.scheduled:
        told_to = None
        doubt.extend([env.world.unsure[base]] if base in env.world.unsure else [])
    if filters and any(f.kind == "for it" for f in filters):
        target = env.occ.get(env.its)
        told = about(env.world, base, target.number) if target is not None and target.fact is not None else ()
    elif _is_made(env.world, base):
        for make in _MAKES:
            made, doubts = make(env, base)
            same = {(o.day, _section_of(env.world, o)) for o in told}
            told = tuple(sorted((*told, *(o for o in made if (o.day, _section_of(env.world, o)) not in same)), key=attrgetter("key")))
            doubt.extend(doubts)
    elif base == event:
        passed = sieved(env.world, event, filters)
        if passed is not None:
            found, told = list(passed[: bisect_right(passed, env.until, key=attrgetter("key"))]), ()
    for o in told:
        if o.key > env.until:
            break
        if o.fact is not None and o.fact.withdrawn is not None and o.fact.withdrawn.toordinal() <= env.until[0]:
            continue
        verdict = _passes(env, event, o, filters)
        if verdict is True:
            found.append(o)
        elif type(verdict) is Unknown:
            doubt.append(verdict)
    if told_to is not None and told_to.toordinal() < env.until[0]:
        doubt.append(unknown(f"whether any {event} happened after {told_to}", info.section, told_to))
    return found, merge(doubt) if len(doubt) > 1 else (doubt[0] if doubt else None)


def within(section: str, cited: str) -> bool:
    """Whether a section is the one cited, or a lettered part of it; of the same paper."""
    number, _, paper = section.partition(" of ")
    whole, _, its = cited.partition(" of ")
    return paper == its and (number == whole or number.startswith(f"{whole}("))


def _section_of(world: World, o: Occurrence) -> str:
    """The section under which an occurrence is told, or by which it is made."""
    if o.made is not None:
        return o.made.section
    name = next((f.name for f in world.contract.events[o.event].fields.values() if f.type.kind == "section"), "")
    return str(o.fields.get(name, ""))


def continues(env: Env, o: Occurrence) -> bool:
    """Whether an occurrence goes on after the last day of which facts are seen; on that day itself it no longer does."""
    end = ends(env, o)
    return end is None or type(end) is Unknown or end > env.until_day()


def ends(env: Env, o: Occurrence) -> Any:
    """The day on which an occurrence ends; nothing, where nothing ends it."""
    info = env.world.contract.events[o.event]
    end = o.made.until if o.made is not None else value(env.of(o), info.until).value if info.until is not None else None
    return end.day if type(end) is Instant else end


def base_event(world: World, event: str) -> str:
    """The event that is told, of which another is a part."""
    return world.contract.base_of(event)


def _passes(env: Env, event: str, o: Occurrence, filters: tuple[s.Filter, ...]) -> bool | Unknown:
    info = env.world.contract.events[event]
    if not filters and not info.base:
        return True
    inner = env.of(o)
    results: list[Any] = []
    while info.base:
        assert info.condition is not None
        results.append(value(inner, info.condition).value)
        info = env.world.contract.events[info.base]
    for f in filters:
        match f.kind:
            case "continuing":
                results.append(continues(env, o))
            case "specified":
                own = _section_of(env.world, o)
                results.append(any(within(own, cited) for cited in f.options))
            case "for it":
                target = env.occ.get(env.its)
                results.append(target is not None and o.about == target.number and target.fact is not None)
            case "whose":
                assert f.value is not None
                results.append(
                    compare(
                        f,
                        f.op,
                        told_field(inner, o, f.field, f) if f.field not in {"day", "receipt"} else field_value(inner, f.field, f),
                        value(env, f.value),
                    ).value
                )
            case _:
                v = told_field(inner, o, f.field, f).value
                results.append(v if type(v) is Unknown else v in f.options)
    if any(r is False for r in results):
        return False
    bad = [r for r in results if type(r) is Unknown]
    return merge(bad) if bad else True


# ── terms


def term(env: Env, name: str, sections: tuple[str, ...] = ()) -> Why:
    """What a term is worth: replaced, told outright, or given by its rule."""
    known = env.world.terms[name]
    key: Any = known.name
    if sections:
        key = (key, sections)
    elif env.subst and key in env.subst:
        return env.subst[key]
    if known.of_place:
        memo = env.memo
    elif known.of_world:
        memo = env.lasting
    elif known.quiet and not known.by_day:
        memo, key = env.lasting, (key, env.until[0])
    elif known.dated:
        memo, key = _of_its_date(env, known.info.schedule, key)
    elif not known.by_day:
        memo = env.memo
    elif known.lasting and env.day.toordinal() <= env.until[0]:
        memo, key = env.lasting, (key, env.day, env.day.__class__)  # a day and its end are equal
    else:
        memo = env.days
    found = memo.get(key)
    if found is None:
        found = memo[key] = _term(env, known, sections)
    return found


def _term(env: Env, known: Known, sections: tuple[str, ...]) -> Why:
    if known.told:
        found = _stated(env, known.info)
        if found is not None:
            return found
    x = known.written
    if x is None or sections:
        return _TERMS[known.info.kind](env, known.info, sections)
    scope = known.info.scope
    if scope and scope != env.its:
        env = env.owner(scope) if scope in env.occ else env.of(hypothetical(env, scope))
    w = value(env, x)
    return Why(known.name, w.value, (w,), known.section)


def _of_its_date(env: Env, schedule: str, key: Any) -> tuple[dict[Any, Any], Any]:
    """Where a term is remembered that depends on its date of a schedule alone, and under what."""
    day = env.date.get(schedule)
    if (day is not None and env.its != schedule) or "its day" in env.subst:
        return env.memo, key
    at = day or env.asked
    return env.lasting, (key, schedule, at, at.__class__)  # a day and its end are equal


def told_value(env: Env, name: str, day: date) -> Told | None:
    """What was last told of a name to hold on a day; what is told later, from a later day on, as a figure of a day to come, is not seen."""
    told, known = env.world.facts.told.get(name, ()), env.world.known
    for place in range(bisect_right(told, day, key=_start) - 1, -1, -1):
        t = told[place]
        if t.known is None or ((known is None or t.known <= known) and min(t.known, t.start or date.min).toordinal() <= env.horizon):
            return t
    return None


def _start(t: Told) -> date:
    return t.start or date.min


def _stated(env: Env, info: TermInfo) -> Why | None:
    told = told_value(env, info.name, env.asked)
    return Why(info.name, told.value, (), info.section, f"told as such ({told.where})") if told else None


def _blank(env: Env, info: TermInfo, sections: tuple[str, ...]) -> Why:
    st = info.rules[0].statement
    assert isinstance(st, s.Blank)
    told = told_value(env, info.name, env.asked)
    if told is not None:
        return Why(info.name, told.value, (), info.section, f"filled in by the facts ({told.where})")
    if st.filled is None:
        return Why(info.name, unknown(f"what fills the blank `{info.name}`", info.section), (), info.section)
    return _named(info.name, value(env, st.filled), info.section)


def _observation(env: Env, info: TermInfo, sections: tuple[str, ...]) -> Why:
    st = info.rules[0].statement
    assert isinstance(st, s.Observation)
    told = told_value(env, info.name, env.day)
    if told is not None:
        since = f" from {told.start}" if told.start else ""
        return Why(info.name, told.value, (), info.section, f"told{since} ({told.where})")
    if st.if_none is not None:
        preset = _named(info.name, value(env, st.if_none), info.section)
        return assumed(env, Assumed(preset, info.name, info.type, info.section, note="assumed, none being told"))
    return Why(info.name, unknown(f"{info.name} on {env.day}", info.section), (), info.section)


def _reading(env: Env, info: TermInfo, sections: tuple[str, ...]) -> Why:
    chosen = env.world.chosen(info.name)
    rule = info.rules[0]
    inner_env = env = dated(env, rule.schedule) if rule.schedule else env
    if rule.scope:
        base = base_event(env.world, rule.scope)
        inner_env = env.owner(base) if base in env.occ else env.of(hypothetical(env, rule.scope))
    inner = value(inner_env, chosen.value)
    v = inner.value.day if info.type.kind == "date" and type(inner.value) is Instant else inner.value
    return Why(chosen, v, (inner,), info.section, info.name)


def _named(name: str, inner: Why, section: str) -> Why:
    return Why(name, inner.value, (inner,), section)


def hypothetical(env: Env, event: str) -> Occurrence:
    """An occurrence as if it were made at the instant asked, nothing told of it but when."""
    name = base_event(env.world, event)
    day, minute, _ = env.until
    timed = day == env.asked.toordinal() and 0 <= minute < END_OF_DAY
    return Occurrence(name, 0, env.asked, Instant(env.asked, minute if timed else None), {}, end_of(env.asked))


def condition(env: Env, rule: Rule) -> Why:
    """Whether the conditions that a rule stands under hold."""
    if not rule.conditions:
        return Why(rule, True)
    key = ("condition", rule.index, env.until[0])
    found: Why | None = env.lasting.get(key)
    if found is None:
        found = _condition(env, rule)
        if _is_quiet(env.world, rule):
            env.lasting[key] = found
    return found


def _is_quiet(world: World, rule: Rule) -> bool:
    """Whether the conditions of a rule ask, beside what lasts, only about events of which nothing is told; found out once."""
    key = ("quiet", rule.index)
    if key not in world.cache:
        nodes = [n for x, _ in rule.conditions for n in s.walk(x)]
        silent = {id(n) for n in nodes if isinstance(n, s.Occurred) and not (n.filters or may_happen(world, n.event) or world.unsure)}
        world.cache[key] = all(id(n) in silent or is_quiet(world.terms, n) for n in nodes)
    quiet: bool = world.cache[key]
    return quiet


def _condition(env: Env, rule: Rule) -> Why:
    parts = []
    for x, negated in rule.conditions:
        w = value(env, x)
        parts.append(Why(x, not w.value if negated and type(w.value) is not Unknown else w.value, (w,)))
    return all_hold(rule, tuple(parts))


def scoped(env: Env, rule: Rule, info_scope: str) -> tuple[list[Env], Unknown | None]:
    """The environments in which a rule may apply: the occurrence at hand, one as if made today, or each that happened."""
    if not rule.scope:
        return [env], None
    base = base_event(env.world, rule.scope)
    if base in env.occ or base == info_scope:
        inner = env.owner(base) if base in env.occ else env.of(hypothetical(env, rule.scope))
        if rule.scope == base and not rule.scope_filters:
            return [inner], None
        verdict = _passes(env, rule.scope, inner.occ[base], rule.scope_filters)
        if type(verdict) is Unknown:
            return [], verdict
        return ([inner] if verdict else []), None
    found, doubt = occurrences(env, rule.scope, rule.scope_filters)
    return [env.beside(o) for o in found], doubt


def dated(env: Env, schedule: str) -> Env:
    """Of its own date, where a term is of each date of a schedule: the one at hand, or the day asked where there is none."""
    if not schedule:
        return env
    return env.owner(schedule) if schedule in env.date else env.of_date(schedule, env.asked)


def _definition(env: Env, info: TermInfo, sections: tuple[str, ...]) -> Why:
    if info.schedule:
        env = dated(env, info.schedule)
    if info.scope and info.scope not in env.occ:
        env = env.of(hypothetical(env, info.scope))
    live: list[tuple[Rule, Env, tuple[Why, ...]]] = []
    doubts: list[Unknown] = []
    for rule in info.rules:
        if sections and rule.section not in sections:
            continue
        envs: Sequence[Env] = (env,)
        if rule.scope:
            envs, doubt = scoped(env, rule, info.scope or _spoken_of(env.world, info, rule))
            if doubt is not None and doubt.after is None:
                doubts.append(doubt)
        for inner in envs:
            if not rule.conditions:
                live.append((rule, inner, ()))
                continue
            holds = condition(inner, rule)
            if type(holds.value) is Unknown:
                doubts.append(holds.value)
            elif holds.value:
                live.append((rule, inner, (holds,)))
    if doubts:
        return Why(info.name, merge(doubts), (), info.section)
    if len(live) > 1 and not sections:
        live = [a for a in live if not any(a[0].section in b[0].prevails or b[0].section in a[0].yields for b in live if b[0] is not a[0])]
    if not live:
        return Why(info.name, unknown(f"a provision that fixes {info.name}", info.section), (), info.section)
    if len(live) == 1:
        rule, inner, conditions = live[0]
        w = value(inner, rule.statement.value)  # type: ignore[attr-defined]
        return Why(info.name, w.value, (w, *conditions), rule.section)
    results = [(rule.section, value(inner, rule.statement.value)) for rule, inner, _ in live]  # type: ignore[attr-defined]
    unsure = [w.value for _, w in results if type(w.value) is Unknown]
    if unsure:
        return Why(info.name, merge(unsure), tuple(w for _, w in results), results[0][0])
    if all(w.value == results[0][1].value for _, w in results):
        return Why(info.name, results[0][1].value, tuple(w for _, w in results), results[0][0])
    if all(rule is live[0][0] for rule, _, _ in live):
        titles = " or ".join(inner.occ[inner.its].title for _, inner, _ in live)
        which = unknown(f"which {live[0][0].scope} {info.name} is asked of: {titles}", results[0][0])
        return Why(info.name, which, tuple(w for _, w in results), results[0][0])
    clash = Conflict(info.name, tuple((section, w.value) for section, w in results))
    where = " and ".join(section for section, _ in results)
    needs = (Need(f"a reading: {where} fix {info.name} differently, and neither yields", results[0][0], open=True),)
    return Why(info.name, Unknown(needs, conflict=clash), tuple(w for _, w in results), results[0][0])


def _spoken_of(world: World, info: TermInfo, rule: Rule) -> str:
    """The event of a rule for each of its occurrences, if what the term is otherwise already speaks of one: asked without one, it is that
    of one made on the day asked, and what was said of others says nothing of it.
    """
    c = world.contract
    key = ("speaks of", rule.index)
    spoken: str | None = c.remembered.get(key)
    if spoken is None:
        own = [node for r in info.rules if not r.scope for node in nodes_below(c.terms, c.aliases, r.statement) if isinstance(node, s.Ref)]
        below = [c.terms.get(c.aliases.get(node.name, node.name)) for node in own]
        base = c.base_of(rule.scope)
        spoken = c.remembered[key] = base if any(t is not None and t.scope and c.base_of(t.scope) == base for t in below) else ""
    return spoken


def _balance(env: Env, info: TermInfo, sections: tuple[str, ...]) -> Why:
    ledger = env.state.ledgers.get(info.name)
    key = min(env.before, (env.until[0], env.until[1], env.until[2] + 1))
    if ledger is None:
        return Why(info.name, unknown(f"the opening of {info.name}", info.section), (), info.section)
    if not ledger.known(key) and ledger.unknown is not None:
        return Why(info.name, ledger.unknown, (), info.section)

    def postings() -> tuple[Why, ...]:
        opened = Why("opening", ledger.opening, (), info.section, f"on {ledger.opened}")
        return opened, *(Why(p, p.amount, (), p.section, f"{p.cause[0]} {p.cause[1]} on {p.day}") for p in ledger.upto(key))

    total = ledger.total(key)
    if info.type.kind != "date":
        return Listing(info.name, total, info.section, postings, "", partial(OfBalance.of, ledger, key))

    def days() -> tuple[Why, ...]:
        found, so_far = [Why("opening", _day_of(ledger.opening), (), info.section, f"on {ledger.opened}")], ledger.opening
        for p in ledger.upto(key):
            so_far += p.amount
            found.append(Why(p, _day_of(so_far), (), p.section, f"{p.cause[0]} {p.cause[1]} on {p.day}"))
        return tuple(found)

    last = _day_of(total) if total else unknown(f"the opening of {info.name}", info.section)
    return Listing(info.name, last, info.section, days, "", partial(OfBalance.of, ledger, key))


def _day_of(number: Q) -> date:
    """The day that a balance keeps as its number; the end of one, as half a day more."""
    day = date.fromordinal(int(number))
    return DayEnd.of(day) if number.denominator != 1 else day


def _unseen(env: Env, info: TermInfo, sections: tuple[str, ...]) -> Why:
    """A term of a paper that is not there, or one that rests on such a paper."""
    papers = " and ".join(env.world.contract.unseen)
    return Why(info.name, unknown(f"{info.name}: it rests on a paper that is not here ({papers})"))


_TERMS: dict[str, Callable[[Env, TermInfo, tuple[str, ...]], Why]] = {
    "definition": _definition,
    "blank": _blank,
    "observation": _observation,
    "reading": _reading,
    "balance": _balance,
    "unseen": _unseen,
}


def terms_of(kind: str) -> Callable[[Callable[[Env, TermInfo, tuple[str, ...]], Why]], Callable[[Env, TermInfo, tuple[str, ...]], Why]]:
    """Registers the function that gives terms of a kind their value."""

    def register(function: Callable[[Env, TermInfo, tuple[str, ...]], Why]) -> Callable[[Env, TermInfo, tuple[str, ...]], Why]:
        _TERMS[kind] = function
        return function

    return register
