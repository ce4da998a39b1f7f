"""What follows from what happened: occurrences that no one tells, because a provision makes one event an occurrence of another.

Enters: an `Env`. Leaves: the occurrences that ripened, with the section that makes them and the occurrence they come from; the values of
expressions about them. Holds: an occurrence ripens on its day if what prevents it has not happened by the end of that day; an amount is
overdue when its due date has passed without payment; what cannot be told is a doubt, never an occurrence.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from attrs import evolve

from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule, TermInfo
from tenor.dsl.exact import Q
from tenor.interpreter.accruals import closed_on, discharged, paid_up, rests_on, satisfied, unpaid
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.at_hand import names_below
from tenor.interpreter.by_day import aside, day_over
from tenor.interpreter.changing import days_of_change
from tenor.interpreter.claims import Claim, amount, claims, due_of
from tenor.interpreter.dependence import is_lasting
from tenor.interpreter.environment import Env, Resting, Why, reads, unbounded, unknown, value
from tenor.interpreter.facts import Instant
from tenor.interpreter.payments import is_supposed, pays_of
from tenor.interpreter.semantics import base_event, condition, continues, derives, occurrences
from tenor.interpreter.values import Need, Unknown, article, merge
from tenor.interpreter.world import END_OF_DAY, Made, Occurrence

__all__ = ["made_of"]


@derives
def made_of(env: Env, event: str) -> tuple[list[Occurrence], list[Unknown]]:
    """The occurrences of an event that provisions make, to the end of the day of which facts are seen; and what is not known of others."""
    env = aside(env, names_below(env.world, event))
    key = ("made", event, env.until)
    if key not in env.shared:
        env.shared[key] = [], [unknown(f"an order of events: {event} rests on itself")]
        env.shared[key] = _made(env.over_all(), event)
    return env.shared[key]  # type: ignore[no-any-return]


def _made(env: Env, event: str) -> tuple[list[Occurrence], list[Unknown]]:
    found: list[tuple[date, Made]] = []
    doubts: list[Unknown] = []
    for rule in env.world.contract.of(s.Becomes):
        st = rule.statement
        assert isinstance(st, s.Becomes)
        if st.target != event:
            continue
        holds = condition(env, rule)
        if holds.value is False:
            continue
        if isinstance(holds.value, Unknown):
            doubts.append(holds.value)
            continue
        more, doubt = _overdue(env, rule, st) if st.claims else _from_events(env, rule, st)
        found.extend(more)
        doubts.extend(doubt)
    first = len(env.world.occurrences.get(event, ())) + 1
    ordered = sorted(found, key=lambda f: f[0])
    return [_occurrence(env, event, first + i, day, made) for i, (day, made) in enumerate(ordered)], doubts


def _occurrence(env: Env, event: str, number: int, day: date, made: Made) -> Occurrence:
    fields = {f.name: made.section for f in env.world.contract.events[event].fields.values() if f.type.kind == "section"}
    return Occurrence(event, number, day, Instant(day), fields, (day.toordinal(), END_OF_DAY, number), None, None, made)


def _from_events(env: Env, rule: Rule, st: s.Becomes) -> tuple[list[tuple[date, Made]], list[Unknown]]:
    assert st.day is not None
    found: list[tuple[date, Made]] = []
    sources, doubt = occurrences(env, st.event, st.filters)
    doubts = [doubt] if doubt is not None else []
    for o in sources:
        inner = env.of(o)
        ripe = value(inner, st.day)
        day = day_value(ripe.value)
        if isinstance(day, Unknown):
            doubts.extend([day] if day.after is None else [])
            continue
        if day > env.until_day():
            continue
        kept, tests = _kept(inner, st, day)
        if isinstance(kept, Unknown):
            doubts.append(kept)
        elif kept:
            until = value(inner, st.until).value if st.until is not None else None
            found.append((day, Made(rule.section, o, o.title, day_value(until), (ripe, *tests))))
    return found, doubts


def _kept(env: Env, st: s.Becomes, day: date) -> tuple[Any, list[Why]]:
    """Whether at the end of a day nothing keeps one event from becoming another: what it must be, and what it must not."""
    over = _day_over(env, day)
    parts: list[Why] = []
    kept: Any = True
    for test, wanted in ((st.condition, True), (st.unless, False)):
        if test is None:
            continue
        w = value(over, test)
        parts.append(w)
        if isinstance(w.value, Unknown):
            # what has not come by the end of the day has not come
            kept = kept and (w.value if w.value.after is None else not wanted)
        elif w.value is not wanted:
            kept = False
    return kept, parts


def _day_over(env: Env, day: date) -> Env:
    """The same, the last day of which facts are seen being over; `that day` is the day given."""
    e = env.copy()
    e.until, e.shared = (env.until[0] + 1, -END_OF_DAY, 0), env.shared.setdefault("over", {})
    e.day = day
    return e


def _overdue(env: Env, rule: Rule, st: s.Becomes) -> tuple[list[tuple[date, Made]], list[Unknown]]:
    found: list[tuple[date, Made]] = []
    doubts: list[Unknown] = []
    never = st.condition is not None and is_lasting(env.world.terms, st.condition) and value(env, st.condition).value is False
    for name in () if never else st.claims:
        info = env.world.contract.terms[name]
        instances, doubt = claims(env, info)
        if doubt is not None and doubt.after is None:
            doubts.append(doubt)
        for claim in instances:
            due = day_value(due_of(claim.env, info).value) if claim.live.value is not False else None
            if isinstance(due, Unknown) and due.after is None:
                doubts.append(due)
            if not isinstance(due, date):
                continue
            last = _last_day(claim.env, st, due)
            if isinstance(last, Unknown):
                doubts.append(last)
                continue
            if last >= env.until_day():
                continue
            if isinstance(claim.live.value, Unknown):
                doubts.extend([claim.live.value] if claim.live.value.after is None else [])
                continue
            # judged by what was owed then: what follows from its being overdue does not make it more
            judged = evolve(claim, env=day_over(claim.env, last))
            owed = amount(judged)
            if isinstance(owed.value, Unknown):
                doubts.append(owed.value)
                continue
            paid = paid_up(env, claim, judged) if owed.value > 0 else last
            if (paid is None or paid > last) and closed_on(day_over(env, last), claim) is None:
                about = f"{name} of {claim.about}" if claim.about else name
                late: Any = partial(_no_longer_overdue, env, claim, paid, about)
                if st.until is not None:
                    late = day_value(value(claim.env, st.until).value)
                when = "when due" if st.grace is None else f"by {last}"
                day = due if st.grace is None else last + timedelta(days=1)
                kept, tests = _kept(claim.env, st, day)
                if isinstance(kept, Unknown):
                    doubts.append(kept)
                elif kept:
                    found.append((day, Made(rule.section, None, f"{about} not paid {when}", late, (owed, *tests))))
    return found, doubts


def _last_day(env: Env, st: s.Becomes, due: date) -> date | Unknown:
    """The last day on which a payment still keeps an amount from becoming what a provision makes of one that is overdue."""
    if st.grace is None:
        return due
    moved = value(env, s.Shift("after", st.grace, s.Lit(due, "date", span=st.span), span=st.span)).value
    found: date | Unknown = day_value(moved)
    return found


def _no_longer_overdue(env: Env, claim: Claim, paid: date | None, about: str) -> date | Unknown:
    """The day on which an overdue claim was paid, or another in full satisfaction. That other may be owed because this one is overdue: so
    it is looked for when somebody asks, and not before it is known what is overdue.
    """
    days = [day for day in (paid, closed_on(env, claim)) if day is not None]
    return min(days, default=None) or Unknown((Need(f"payment of {about}"),), env.not_before())


# ── what is asked of them


@reads(s.Continuing)
def _continuing(env: Env, x: s.Continuing) -> Why:
    found, doubt = occurrences(env, x.event, x.filters)
    open_: list[Why] = []
    for o in found:
        if continues(env, o):
            since = f"since {o.day}" + (f", under {o.made.section}" if o.made else "")
            open_.append(Why(o.title, True, o.made.parts if o.made else (), o.made.section if o.made else "", since))
    if open_:
        return Why(x, True, tuple(open_), "", open_[0].what)
    if doubt is not None and doubt.after is None:
        return Why(x, doubt)
    return Why(x, False, (), "", f"no {x.event} continues on {env.until_day()}")


@reads(s.TakenEffect)
def _taken_effect(env: Env, x: s.TakenEffect) -> Why:
    it = env.occ.get(env.its)
    if x.event:
        found, doubt = occurrences(env, x.event, x.filters)
    else:
        found, doubt = [it] if it is not None and it.fact is not None else [], None
    parts: list[Why] = []
    for o in found:
        admission = env.state.admissions.get((o.event, o.number))
        tests = tuple(Why(name, w.value, (w,), "", verdict) for name, w, verdict in admission.tests) if admission else ()
        stands: Any = admission is None or admission.status != "void"
        if admission is not None and admission.status == "undetermined":
            stands = merge(w.value for _, w, verdict in admission.tests if verdict == "undetermined")
        parts.append(Why(o.title, stands, tests, "", admission.status if admission else ""))
    if any(p.value is True for p in parts):
        return Why(x, True, tuple(parts))
    unsure = [p.value for p in parts if type(p.value) is Unknown] + ([doubt] if doubt is not None else [])
    if unsure:
        return Why(x, merge(unsure) if len(unsure) > 1 else unsure[0], tuple(parts))
    return Why(x, False, tuple(parts), "", "" if parts else f"no {x.event} is told to {env.until_day()}")


def _from_it(env: Env, event: str, filters: tuple[s.Filter, ...]) -> tuple[list[Occurrence], Unknown | None]:
    """The occurrences of an event that are the occurrence at hand, or that it became."""
    it = env.occ.get(env.its)
    found, doubt = occurrences(env, event, filters)
    if it is None:
        return [], unknown("which occurrence is meant")
    sources = [(o, o.made.source if o.made is not None else None) for o in found]
    own = [o for o, source in sources if any(x and (x.event, x.number) == (it.event, it.number) for x in (o, source))]
    return own, doubt if not own else None


@reads(s.ItIs)
def _it_is(env: Env, x: s.ItIs) -> Why:
    found, doubt = _from_it(env, x.event, x.filters)
    if found:
        made = found[0].made
        return Why(x, True, made.parts if made else (), made.section if made else "", found[0].title)
    return Why(x, doubt if doubt is not None else False)


@reads(s.BecomesDay)
def _becomes_day(env: Env, x: s.BecomesDay) -> Why:
    found, doubt = _from_it(env, x.event, ())
    if found:
        made = found[0].made
        return Why(x, found[0].day, made.parts if made else (), made.section if made else "", found[0].title)
    if doubt is not None:
        return Why(x, doubt)
    not_so_far = Unknown((Need(f"the day on which it is {article(x.event)}"),), env.not_before(), none=True)
    return Why(x, not_so_far, (), "", f"it is no {x.event} to {env.until_day()}")


def _to_come(env: Env, claim: Claim, overdue: bool) -> bool:
    """Whether a claim is payable on a day that has not come, or, of what is overdue, that is not over. Without a day it is not overdue."""
    due = day_value(due_of(claim.env, env.world.contract.terms[claim.name]).value) if claim.statement.payable is not None else None
    if isinstance(due, Unknown):
        return due.after is not None
    return overdue if due is None else due > env.until_day() or (overdue and due == env.until_day())


@reads(s.UnpaidOf)
def _unpaid_of(env: Env, x: s.UnpaidOf) -> Why:
    info = env.world.contract.terms[x.claim]
    found, doubt = claims(env, info)
    # what may be owed, and cannot be tested on the facts told, counts nothing; the answer carries what the test needs
    untested = tuple(
        Why(c.about or x.claim, c.live.value, (), info.section, "not tested") for c in found if isinstance(c.live.value, Unknown)
    )
    parts = tuple(unpaid(env, c) for c in found if not isinstance(c.live.value, Unknown) and not _to_come(env, c, x.overdue))
    bad = [p.value for p in parts if isinstance(p.value, Unknown)]
    if bad or (doubt is not None and doubt.after is None):
        return Why(x, merge(bad) if bad else doubt, parts, info.section)
    return Why(x, sum((p.value for p in parts), Q(0)), (*parts, *untested), info.section)


@reads(s.IsPaid)
def _is_paid(env: Env, x: s.IsPaid) -> Why:
    info = env.world.contract.terms[x.claim]
    found, doubt = claims(env, info)
    parts = tuple(unpaid(env, c) for c in found if c.live.value is True)
    unsure = [c.live.value for c in found if isinstance(c.live.value, Unknown) and c.live.value.after is None]
    if unsure and not parts:
        return Why(x, merge(unsure), (), info.section)
    bad = [p.value for p in parts if isinstance(p.value, Unknown)]
    if bad or (doubt is not None and doubt.after is None):
        return Why(x, merge(bad) if bad else doubt, parts, info.section)
    return Why(x, bool(parts) and all(p.value == 0 for p in parts), parts, info.section)


def _looked(env: Env, x: s.FirstDayOn, first: int) -> list[int]:
    """The day from which on it must still be looked: what did not hold on a day that is over does not come to hold on it later."""
    if env.subst or env.off or env.date or any(o.fact is None for o in env.occ.values()):
        return [first]
    key = ("looked", id(x), first, tuple(sorted((o.event, o.number) for o in env.occ.values())))
    found: tuple[s.FirstDayOn, list[int]] = env.world.cache.setdefault(key, (x, [first]))  # x is kept, so that no other gets its place
    return found[1]


@reads(s.PaidDay)
def _paid_day(env: Env, x: s.PaidDay) -> Why:
    info = env.world.contract.terms[x.claim]
    days: list[date] = []
    known: list[Claim] = []
    if _is_any_paid(env, info):
        whole = env.over_all()
        for c in claims(whole, info)[0]:
            day = discharged(whole, c) if c.live.value is True else None
            days += [day] if day is not None else []
            known.append(c)

    def besides() -> tuple[Why, ...]:
        return tuple(w for c in known for w in rests_on(c))

    if days:
        return Resting(x, min(days), (), info.section, f"{x.claim} paid in full", besides)
    not_so_far = Unknown((Need(f"payment of {x.claim}"),), env.not_before())
    return Resting(x, not_so_far, (), "", f"{x.claim} is not paid to {env.until_day()}", besides)


def _is_any_paid(env: Env, claim: TermInfo) -> bool:
    """Whether anything may have paid a claim, or put an end to it: without, nobody asks whether it is owed."""
    told = env.world.occurrences
    pays = pays_of(env.world.contract, claim.name)
    if is_supposed(claim) or any(base_event(env.world, st.event) in told and occurrences(env, st.event, st.filters)[0] for st in pays):
        return True
    st = claim.rules[0].statement
    return isinstance(st, s.Owes) and st.debtor in satisfied(env)


@reads(s.FirstDayOn)
def _first_day_on(env: Env, x: s.FirstDayOn) -> Why:
    start = value(env, x.start)
    if isinstance(start.value, Unknown):
        return Why(x, unbounded(start.value), (start,))
    first = day_value(start.value).toordinal()
    looked = _looked(env, x, first)
    for n in days_of_change(env, x.condition, max(first, looked[0])):
        day = date.fromordinal(n)
        w = value(env.seen_on(day), x.condition)
        if w.value is False and n < env.until[0]:
            looked[0] = n + 1
        if isinstance(w.value, Unknown):  # on no day before
            return Why(x, Unknown(w.value.needs, date.fromordinal(n - 1)), (w, start))
        if w.value:
            return Why(x, day, (w, start))
    words = " ".join(x.condition.span.text.split())
    return Why(x, Unknown((Need(f"a day on which {words.strip('()')}"),), env.not_before()), (start,))
