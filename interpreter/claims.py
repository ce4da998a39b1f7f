"""What is owed: the instances of a claim, their amounts by the day and by the month, how a month is settled, when it is payable.

Enters: an `Env`. Leaves: claims with reasons. Holds: claims add up; what one section governs another does not owe again; an amount by the
day runs to the last day of which facts are seen.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any

from attrs import frozen

from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule, TermInfo
from tenor.dsl.exact import Q
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.days import calendar, from_calendar
from tenor.interpreter.environment import Env, Why, reads, strict, unbounded, unknown, value
from tenor.interpreter.facts import moment
from tenor.interpreter.schedules import schedule_days
from tenor.interpreter.semantics import base_event, condition, hypothetical, occurrences, scoped, term, terms_of
from tenor.interpreter.steps import COUNT
from tenor.interpreter.values import Unknown, merge
from tenor.interpreter.world import Occurrence

__all__ = ["Claim", "amount", "chosen", "claims", "counted_days", "daily", "due_of", "election_month", "next_month_day"]


@frozen(eq=False)
class Claim:
    """One amount that one party owes another: its rule, the occurrence or date it is of, whether it is owed (found out when asked)."""

    name: str
    rule: Rule
    env: Env
    about: str

    @cached_property
    def live(self) -> Why:
        """Whether its conditions hold, and no other claim governs."""
        condition_of = self.statement.condition
        holds = condition(self.env, self.rule)
        if condition_of is not None:
            more = value(self.env, condition_of)
            holds = Why(self.rule, _both(holds.value, more.value), (*holds.parts, more))
        return _undefeated(self.env, self.rule, holds) if holds.value is not False else holds

    @property
    def statement(self) -> s.Owes:
        """The sentence."""
        st = self.rule.statement
        assert isinstance(st, s.Owes)
        return st


def claims(env: Env, info: TermInfo) -> tuple[list[Claim], Unknown | None]:
    """The instances of a claim: for the occurrence at hand, or for each that happened or each date of its schedule."""
    rule = info.rules[0]
    st = rule.statement
    if info.kind == "unseen":
        return [], term(env, info.name).value
    assert isinstance(st, s.Owes)
    if rule.schedule:
        days = schedule_days(env, rule.schedule)
        if type(days) is Unknown:
            return [], days
        assert isinstance(days, list)
        chosen = [env.date[rule.schedule]] if rule.schedule in env.date else days
        envs = [(env.of_date(rule.schedule, d), f"{rule.schedule} {d}") for d in chosen]
        doubt = None
    elif rule.scope:
        base = base_event(env.world, rule.scope)
        if base in env.occ:
            found, doubt = scoped(env, rule, base)
            envs = [(e, e.occ[base].title) for e in found]
        else:
            happened, doubt = occurrences(env, rule.scope, rule.scope_filters)
            envs = [(env.of(o), o.title) for o in happened]
    else:
        envs, doubt = [(env, "")], None
    result = []
    for place, about in envs:
        e = place.copy()
        e.before = max(e.before, env.before) if not rule.scope else e.before
        result.append(Claim(info.name, rule, e, about))
    return result, doubt


def _undefeated(env: Env, rule: Rule, holds: Why) -> Why:
    """No, where another claim of a section to which this one yields is live for the same occurrence; otherwise as it was.

    Where that cannot be tested on the facts told, the claim stands and its reasons carry what the test needs.
    """
    for other in env.world.contract.of(s.Owes):
        if other.section not in rule.yields and rule.section not in other.prevails:
            continue
        st = other.statement
        assert isinstance(st, s.Owes)
        base = base_event(env.world, other.scope) if other.scope else ""
        if base and base not in env.occ:
            continue
        inner = env.owner(base) if base else env
        parts = [condition(inner, other)] + ([value(inner, st.condition)] if st.condition is not None else [])
        verdict: Any = True
        for p in parts:
            verdict = _both(verdict, p.value)
        if verdict is True:
            return Why(rule, False, (*holds.parts, *parts), other.section, f"{other.section} governs")
        if type(verdict) is Unknown:
            untested = Why(other.section, verdict, tuple(parts), other.section, "not tested")
            holds = Why(rule, holds.value, (*holds.parts, untested), rule.section)
    return holds


def _come(u: Unknown) -> str:
    return "; ".join(n.words for n in u.needs) + " has not come"


def _both(a: Any, b: Any) -> Any:
    if a is False or b is False:
        return False
    bad = [v for v in (a, b) if type(v) is Unknown]
    return merge(bad) if bad else True


def counted_days(claim: Claim, month: date | None = None) -> list[date] | Unknown | None:
    """The days for which a claim by the day is owed, to the day of which facts are seen; of one month only, if asked."""
    each = claim.statement.each_day
    if each is None:
        return None
    e = claim.env
    start, end = value(e, each.start).value, value(e, each.end).value
    last = e.until_day()
    if type(start) is Unknown:
        return [] if start.after is not None and start.after + timedelta(days=1) >= last else start
    if type(end) is Unknown:
        if end.after is None:
            return end
        end = last
    cal = calendar(e, each.calendar or "days")
    if type(cal) is Unknown:
        return cal
    a, b = day_value(start), min(day_value(end), last)
    if month is not None:
        a, b = max(a, month.replace(day=1)), min(b, _month_end(month))
    if b < a:
        return []
    found = from_calendar(each, cal.between(a, b), each.calendar, ())  # type: ignore[union-attr]
    return found.value if type(found.value) is Unknown else list(found.value)


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def amount(claim: Claim, month: date | None = None) -> Why:
    """What a claim comes to, altogether or in one month."""
    if type(claim.live.value) is Unknown:
        if claim.live.value.after is not None:
            return Why(claim.name, Q(0), (claim.live,), claim.rule.section, f"nothing so far: {_come(claim.live.value)}")
        return Why(claim.name, claim.live.value, (claim.live,), claim.rule.section)
    if not claim.live.value:
        return Why(claim.name, Q(0), (claim.live,), claim.rule.section, "its condition does not hold")
    w = value(claim.env, claim.statement.amount) if not _differs_by_day(claim) else Why(claim.name, Q(0))
    if claim.statement.each_day is None:
        return Why(claim.name, w.value, (w, claim.live), claim.rule.section)
    if _differs_by_day(claim):
        return _day_by_day(claim, month)
    days = counted_days(claim, month)
    if type(days) is Unknown or type(w.value) is Unknown:
        return Why(claim.name, unbounded(days if type(days) is Unknown else w.value), (w, claim.live), claim.rule.section)
    assert isinstance(days, list)
    span = f"{len(days)} days" + (f", {days[0]} to {days[-1]}" if days else "")
    each = claim.statement.each_day
    assert each is not None
    ends = (value(claim.env, each.start), value(claim.env, each.end))  # the days rest on these
    return Why(claim.name, w.value * len(days), (w, claim.live), claim.rule.section, span, ends)


def _differs_by_day(claim: Claim) -> bool:
    """Whether the amount of a day is said by which day it is."""
    return claim.statement.each_day is not None and any(isinstance(n, s.CountOfDay | s.ThatDay) for n in s.walk(claim.statement.amount))


def daily(claim: Claim, month: date | None = None) -> list[tuple[date, Why]] | Unknown:
    """Each day for which a claim by the day is owed (of one month only, if asked) and what it comes to on that day."""
    days = counted_days(claim, None if _differs_by_day(claim) else month)
    if not isinstance(days, list):
        return days or []
    if not _differs_by_day(claim):
        w = value(claim.env, claim.statement.amount)
        return [(day, w) for day in days]
    found = []
    for i, day in enumerate(days, start=1):
        if month is None or (day.year, day.month) == (month.year, month.month):
            env = claim.env.instead(COUNT, Why(COUNT, Q(i))).at_day(day)
            found.append((day, value(env, claim.statement.amount)))
    return found


def _day_by_day(claim: Claim, month: date | None) -> Why:
    """What a claim comes to whose days bear different amounts: days that follow one another at one amount are one reason."""
    days = daily(claim, month)
    if type(days) is Unknown:
        return Why(claim.name, unbounded(days), (claim.live,), claim.rule.section)
    each = claim.statement.each_day
    assert each is not None
    assert isinstance(days, list)
    ends = (value(claim.env, each.start), value(claim.env, each.end))
    u = strict(claim.statement.amount, tuple(w for _, w in days))
    if u is not None:
        return Why(claim.name, u.value, (u, claim.live), claim.rule.section, "", ends)
    parts = []
    for _, run in groupby(days, key=lambda d: d[1].value):
        own = list(run)
        note = f"{len(own)} days, {own[0][0]} to {own[-1][0]}" if len(own) > 1 else f"1 day, {own[0][0]}"
        parts.append(Why(claim.name, own[0][1].value * len(own), (own[0][1],), claim.rule.section, note))
    total = sum((p.value for p in parts), Q(0))
    return Why(claim.name, total, (*parts, claim.live), claim.rule.section, f"{len(days)} days", ends)


@terms_of("claim")
def _claim(env: Env, info: TermInfo, sections: tuple[str, ...]) -> Why:
    return _claim_sum(env, info, None)


def _claim_sum(env: Env, info: TermInfo, month: date | None) -> Why:
    rule = info.rules[0]
    if rule.schedule and rule.schedule not in env.date:
        days = schedule_days(env, rule.schedule)
        if isinstance(days, list) and env.asked in days:
            env = env.of_date(rule.schedule, env.asked)
    found, doubt = claims(env, info)
    if doubt is not None and doubt.after is None:
        return Why(info.name, doubt, (), info.section)
    parts = tuple(amount(c, month) for c in found)
    if not parts:
        return Why(info.name, Q(0), (), info.section, "nothing that gives rise to it is told")
    u = strict(rule.statement.amount, parts)  # type: ignore[attr-defined]
    if u is not None:
        return Why(info.name, u.value, parts, info.section)
    if len(parts) == 1:
        return parts[0]
    return Why(info.name, sum((p.value for p in parts), Q(0)), parts, info.section)


def next_month_day(env: Env, month: date, day: int, cal_name: str) -> date | Unknown:
    """Day `day` of the month after, moved to the next open day of a calendar if one is named."""
    first = _month_end(month) + timedelta(days=1)
    due = first.replace(day=min(day, _month_end(first).day))
    if not cal_name:
        return due
    cal = calendar(env, cal_name)
    if type(cal) is Unknown:
        return cal
    found: date | Unknown = from_calendar(None, cal.on_or_after(due), cal_name, ()).value  # type: ignore[union-attr]
    return found


def election_month(env: Env, o: Occurrence, option: s.Option) -> date | None:
    """The month for which an election counts; `None` when it comes too late for the month that it names.

    A month told in the election counts. Otherwise it is the month before, if the election is in time for it, or its own.
    """
    fields = env.world.contract.events[option.event].fields.values()
    named = next((o.fields[f.name] for f in fields if f.type.kind == "month" and f.name in o.fields), None)
    before = o.receipt.day.replace(day=1) - timedelta(days=1)
    month: date = named if named is not None else before
    last = next_month_day(env, month, option.day, "")
    assert isinstance(last, date)
    day = o.receipt.day
    in_time = day < last or (day == last and not _too_late(env, o, option, last))
    if in_time:
        return month
    return None if named is not None else day


def _too_late(env: Env, o: Occurrence, option: s.Option, last: date) -> bool:
    if option.before is None or o.receipt.minute is None:
        return False
    cut = moment(last, option.before, "", env.world.contract.zone)
    return cut.minute is not None and o.receipt.minute >= cut.minute


def chosen(env: Env, rule: Rule, month: date) -> Why:
    """How a month is settled: the option elected in time, or what silence means once the time has run out."""
    st = rule.statement
    assert isinstance(st, s.Owes)
    assert st.settlement is not None
    for option in st.settlement.options:
        if not option.event:
            continue
        found, doubt = occurrences(env, option.event)
        for o in found:
            elected = election_month(env, o, option)
            if elected is not None and (elected.year, elected.month) == (month.year, month.month):
                return Why(option.choice, option.choice, (), rule.section, o.title)
        last = next_month_day(env, month, option.day, option.calendar)
        if doubt is not None:
            return Why(option.choice, doubt, (), rule.section)
        if isinstance(last, date) and env.until_day() < last and found == []:
            note = f"no {option.event} is told to {env.until_day()}; it may be given to {last}"
            return Why(st.settlement.silence, st.settlement.silence, (), rule.section, note)
    return Why(st.settlement.silence, st.settlement.silence, (), rule.section, "silence")


@reads(s.ClaimPart)
def _claim_part(env: Env, x: s.ClaimPart) -> Why:
    info = env.world.contract.terms[x.name]
    rule = info.rules[0]
    st = rule.statement
    assert isinstance(st, s.Owes)
    month = value(env, x.month) if x.month is not None else None
    if month is not None and type(month.value) is Unknown:
        return Why(x, unbounded(month.value), (month,))
    if x.what == "amount":
        w = _claim_sum(env, info, day_value(month.value) if month else None)
        return Why(x, w.value, (w,), w.section)
    if st.settlement is not None and month is not None:
        choice = chosen(env, rule, day_value(month.value))
        if x.what == "choice" or type(choice.value) is Unknown:
            return Why(x, choice.value, (choice,), rule.section)
        option = next(o for o in st.settlement.options if o.choice == choice.value)
        if option.event:
            option = next((o for o in st.settlement.options if not o.event), option)
        return Why(x, next_month_day(env, day_value(month.value), option.day, option.calendar), (choice,), rule.section)
    found = due_of(env, info)
    return Why(x, found.value, (found,), rule.section)


def due_of(env: Env, info: TermInfo) -> Why:
    """The day on which a claim is payable."""
    rule = info.rules[0]
    if rule.schedule and rule.schedule not in env.date:
        env = env.of_date(rule.schedule, env.asked)
    if info.scope and info.scope not in env.occ:
        env = env.of(hypothetical(env, info.scope))
    elif info.scope:
        env = env.owner(info.scope)
    st = rule.statement
    assert isinstance(st, s.Owes)
    if st.payable is None:
        return Why(info.name, unknown(f"when {info.name} is payable", rule.section), (), rule.section)
    w = value(env, st.payable)
    return Why(info.name, day_value(w.value), (w,), rule.section)
