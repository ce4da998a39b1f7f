"""What is owed, due, allowed and accrued.

Enters: an `Env`. Leaves: the value of claims, deadlines, limits and accruals, with reasons. Holds: a status is a function of what
happened, never stored; claims add up; a sum is paid when the payment reaches it, rounded as the contract says.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from attrs import frozen

from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule, TermInfo
from tenor.dsl.exact import Q
from tenor.interpreter.arithmetic import compare, day_value
from tenor.interpreter.days import calendar, from_calendar, schedule_days
from tenor.interpreter.environment import Env, Why, reads, strict, unknown, value
from tenor.interpreter.facts import moment
from tenor.interpreter.semantics import base_event, condition, field_value, hypothetical, occurrences, scoped, term, terms_of
from tenor.interpreter.values import Unknown, merge
from tenor.interpreter.world import Occurrence

__all__ = [
    "Claim",
    "amount",
    "chosen",
    "claims",
    "counted_days",
    "deadline",
    "due_of",
    "election_month",
    "largest",
    "limit_holds",
    "may_give",
    "next_month_day",
    "waived",
]


# ── deadlines and waivers


@terms_of("deadline")
def deadline(env: Env, info: TermInfo, sections: tuple[str, ...]) -> Why:
    """The day by which a duty is due, or on which a waiver takes effect."""
    rule = info.rules[0]
    st = rule.statement
    scope = base_event(env.world, st.event) if isinstance(st, s.Waive) else info.scope
    if scope:
        env = env.owner(scope) if scope in env.occ else env.of(hypothetical(env, scope))
    if isinstance(st, s.Waive):
        w = value(env, st.effective)
        return Why(info.name, w.value, (w,), rule.section)
    assert isinstance(st, s.Duty)
    holds = condition(env, rule)
    if st.condition is not None and holds.value is not False:
        holds = value(env, st.condition)
    if holds.value is False:
        return Why(info.name, unknown(f"a duty to {st.act}: its condition does not hold", rule.section), (holds,), rule.section)
    w = value(env, st.due)
    parts: tuple[Why, ...] = (w,)
    result = day_value(w.value)
    if st.also_by is not None:
        other = value(env, st.also_by)
        parts += (other,)
        u = strict(st.due, parts)
        result = u.value if u is not None else min(result, day_value(other.value))
    return Why(info.name, result, parts, rule.section)


# ── limits of a right


def _clause(env: Env, name: str) -> tuple[s.Clause, Rule]:
    rule = env.world.contract.terms[name].rules[0]
    st = rule.statement
    assert isinstance(st, s.Power)
    return next(c for c in st.clauses if c.name == name), rule


def waived(env: Env, limit: str) -> Why | None:
    """The waiver that switches a limit off on the day at hand, if one is in effect."""
    for rule in env.world.contract.of(s.Waive):
        st = rule.statement
        assert isinstance(st, s.Waive)
        if st.limit != limit:
            continue
        found, _ = occurrences(env, st.event)
        for o in found:
            effective = value(env.of(o), st.effective)
            if type(effective.value) is not Unknown and day_value(effective.value) <= env.asked:
                return Why(limit, True, (effective,), rule.section, f"waived by {o.title} from {day_value(effective.value)}")
    return None


def limit_holds(env: Env, name: str) -> Why:
    """Whether a limit holds for the occurrence at hand; switched off or waived, it does."""
    if name in env.off or "" in env.off:
        return Why(name, True, (), "", "switched off")
    off = waived(env, name)
    if off is not None:
        return off
    clause, rule = _clause(env, name)
    lifted = _lifted(env, clause)
    if lifted is not None:
        return Why(name, lifted.value, (lifted,), rule.section, "lifted" if lifted.value is True else "")
    w = value(env, clause.value)
    return Why(name, w.value, (w,), rule.section)


def _lifted(env: Env, clause: s.Clause) -> Why | None:
    """What lifts a limit, where it does or where that is not known."""
    w = value(env, clause.unless) if clause.unless is not None else None
    return w if w is not None and w.value is not False else None


@terms_of("limit")
def _limit(env: Env, info: TermInfo, sections: tuple[str, ...]) -> Why:
    if info.scope:
        env = env.owner(info.scope) if info.scope in env.occ else env.of(hypothetical(env, info.scope))
    return limit_holds(env, info.name)


@reads(s.Exceeded)
def _exceeded(env: Env, x: s.Exceeded) -> Why:
    info = env.world.contract.terms[x.limit]
    if info.scope:
        env = env.owner(info.scope) if info.scope in env.occ else env.of(hypothetical(env, info.scope))
    off = waived(env, x.limit)
    if off is not None:
        return Why(x, False, (off,), off.section, off.note)
    clause, rule = _clause(env, x.limit)
    lifted = _lifted(env, clause)
    if lifted is not None:
        return Why(x, lifted.value if type(lifted.value) is Unknown else False, (lifted,), rule.section)
    asked = env.without("")
    w = value(asked, clause.value)
    return Why(x, w.value if type(w.value) is Unknown else not w.value, (w,), rule.section)


def margin(env: Env, clause: s.Clause) -> Any:
    """How far a limit is from failing: right side less left side of its comparison; `None` when it is no such comparison."""
    x = clause.value
    if not isinstance(x, s.Rel) or x.op not in {"is at most", "does not exceed", "is less than"}:
        return None
    a, b = value(env, x.left).value, value(env, x.right).value
    for v in (a, b):
        if type(v) is Unknown:
            return v
    return b - a


def largest(env: Env, name: str, clause: s.Clause, most: Q | None) -> Q | Unknown | None:
    """The largest value of a term or field for which a limit holds, exactly; `None` when there is no bound.

    The margin falls as the value grows. On a straight piece one division finds the root; the pieces are searched in turn.
    """

    def at(v: Q) -> Any:
        return margin(env.instead(name, Why(name, v, (), "", "as if")), clause)

    low, high = Q(0), most
    f_low = at(low)
    if type(f_low) is Unknown or f_low is None:
        return f_low if type(f_low) is Unknown else unknown(f"the limit `{clause.name}` in the form `… is at most …`")
    if f_low < 0:
        return Q(0)
    if high is None:
        high = Q(1)
        while at(high) >= 0:
            high *= 1024
            if high > Q(10) ** 40:
                return None
    f_high = at(high)
    if f_high >= 0:
        return high
    for _ in range(200):
        root = low + (high - low) * f_low / (f_low - f_high)
        f_root = at(root)
        if f_root == 0:
            found: Q = root
            return found
        if f_root > 0:
            low, f_low = root, f_root
        else:
            high, f_high = root, f_root
        middle = (low + high) / 2
        f_middle = at(middle)
        if f_middle >= 0:
            low, f_low = middle, f_middle
        else:
            high, f_high = middle, f_middle
    return unknown(f"a closed form of the limit `{clause.name}`")


@reads(s.Most)
def _most(env: Env, x: s.Most) -> Why:
    info = env.world.contract.terms[x.limit]
    if info.scope:
        env = env.owner(info.scope) if info.scope in env.occ else env.of(hypothetical(env, info.scope))
    clause, rule = _clause(env, x.limit)
    name = "its " + x.target.name if isinstance(x.target, s.Its) else env.world.contract.aliases.get(x.target.name, x.target.name)  # type: ignore[attr-defined]
    asked: Why | None = None
    if isinstance(x.target, s.Its):
        asked = field_value(env.without(""), x.target.name, x.target)
    bound = asked.value if asked is not None and type(asked.value) is not Unknown else None
    free = env.without("")
    parts = (asked,) if asked is not None else ()
    lifted = waived(env, x.limit) or _lifted(env, clause)
    if lifted is not None:
        words = unknown("a limit: it is waived or lifted") if lifted.value is True else lifted.value
        return Why(x, bound if bound is not None and lifted.value is True else words, (*parts, lifted), rule.section)
    found = largest(free, name, clause, bound)
    if found is None:
        return Why(x, unknown("a bound: the limit sets none"), parts, rule.section)
    return Why(x, found, parts, rule.section)


@reads(s.Implied)
def _implied(env: Env, x: s.Implied) -> Why:
    wanted = value(env, x.value)
    if type(wanted.value) is Unknown:
        return Why(x, wanted.value, (wanted,))

    def at(v: Q) -> Any:
        return term(env.instead(x.target, Why(x.target, v, (), "", "as if")), x.term).value

    y0 = at(Q(0))
    if type(y0) is Unknown:
        return Why(x, y0, (wanted,))
    rise = at(Q(10) ** 30) - y0
    if rise == 0:
        return Why(x, unknown(f"a term that depends on {x.target}"), (wanted,))
    sign = 1 if rise > 0 else -1

    def first(test: Any) -> int:
        low, high = -1, 1
        while not test(Q(high)):
            low, high = high, high * 2
            if high > 1 << 120:
                return high
        while high - low > 1:
            mid = (low + high) // 2
            low, high = (low, mid) if test(Q(mid)) else (mid, high)
        return high

    least = first(lambda v: sign * (at(v) - wanted.value) >= 0)
    beyond = first(lambda v: sign * (at(v) - wanted.value) > 0)
    if beyond > least:
        return Why(x, Q(least) if beyond - 1 == least else [Q(least), Q(beyond - 1)], (wanted,))
    low, high = at(Q(least - 1)), at(Q(least))
    root = least - 1 + (wanted.value - low) / (high - low) if high != low else Q(least)
    if at(root) == wanted.value:
        return Why(x, root, (wanted,))
    return Why(x, unknown(f"a {x.target} for which {x.term} is that"), (wanted,))


# ── whether a right is open


def may_give(env: Env, rule: Rule) -> tuple[Why, ...]:
    """The tests of a right on the day at hand: its window, its amount, the limits that void."""
    st = rule.statement
    assert isinstance(st, s.Power)
    tests: list[Why] = []
    own = base_event(env.world, st.event)
    inner = env.owner(own) if own in env.occ else env.of(hypothetical(env, st.event))
    holds = condition(inner, rule)
    if holds.parts:
        tests.append(holds)
    for clause in st.clauses:
        if clause.kind == "at most":
            w = value(inner, clause.value)
            tests.append(Why(clause, w.value if type(w.value) is Unknown else w.value > 0, (w,), rule.section))
        elif clause.kind == "provided that":
            tests.append(limit_holds(inner, clause.name))
        elif clause.kind != "so far as":
            tests.append(_window(inner, clause, rule, env.asked))
    return tuple(tests)


def _window(env: Env, clause: s.Clause, rule: Rule, day: date) -> Why:
    bound = value(env, clause.value)
    return Why(clause, compare(clause, "is " + clause.kind, Why(day, day), bound).value, (bound,), rule.section)


@reads(s.MayGive)
def _may(env: Env, x: s.MayGive) -> Why:
    rules = [r for r in env.world.contract.of(s.Power) if (r.statement.party, r.statement.event) == (x.party, x.event)]  # type: ignore[attr-defined]
    # a right that is open may be one to nothing: what is left of it is another question
    parts = tuple(p for p in may_give(env, rules[0]) if not (isinstance(p.what, s.Clause) and p.what.kind == "at most"))
    if any(p.value is False for p in parts):
        return Why(x, False, parts, rules[0].section)
    bad = [p.value for p in parts if type(p.value) is Unknown]
    return Why(x, merge(bad) if bad else True, parts, rules[0].section)


# ── claims


@frozen(eq=False)
class Claim:
    """One amount that one party owes another: its rule, the occurrence or date it is of, the day it is due."""

    name: str
    rule: Rule
    env: Env
    live: Why
    about: str

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
        holds = condition(e, rule)
        if st.condition is not None:
            more = value(e, st.condition)
            holds = Why(rule, _both(holds.value, more.value), (*holds.parts, more))
        if holds.value is not False:
            holds = _undefeated(e, rule, holds)
        result.append(Claim(info.name, rule, e, holds, about))
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
    w = value(claim.env, claim.statement.amount)
    if claim.statement.each_day is None:
        return Why(claim.name, w.value, (w, claim.live), claim.rule.section)
    days = counted_days(claim, month)
    if type(days) is Unknown or type(w.value) is Unknown:
        return Why(claim.name, days if type(days) is Unknown else w.value, (w, claim.live), claim.rule.section)
    assert isinstance(days, list)
    span = f"{len(days)} days" + (f", {days[0]} to {days[-1]}" if days else "")
    each = claim.statement.each_day
    assert each is not None
    ends = (value(claim.env, each.start), value(claim.env, each.end))  # the days rest on these
    return Why(claim.name, w.value * len(days), (w, claim.live), claim.rule.section, span, ends)


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
        return Why(x, month.value, (month,))
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
