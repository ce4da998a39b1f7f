"""What is due and allowed: deadlines, waivers, the limits of a right, whether it is open.

Enters: an `Env`. Leaves: the value of deadlines and limits, with reasons. Holds: a status is a function of what happened, never stored; a
limit whose facts are not told is not tested, and says what it needs.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule, TermInfo
from tenor.dsl.exact import Q
from tenor.interpreter.arithmetic import all_hold, compare, day_value
from tenor.interpreter.dependence import is_quiet
from tenor.interpreter.environment import Env, Why, reads, strict, unbounded, unknown, value
from tenor.interpreter.fields import field_value
from tenor.interpreter.semantics import base_event, condition, dated, hypothetical, may_happen, occurrences, term, terms_of
from tenor.interpreter.values import Unknown, article, merge

__all__ = ["deadline", "is_asked", "largest", "limit_holds", "may_give", "waived"]


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
    env = dated(env, rule.schedule)
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


# ── what is to be so at all times


@terms_of("kept")
def kept(env: Env, info: TermInfo, sections: tuple[str, ...]) -> Why:
    """Whether a party keeps what it must see to: where nothing is asked of it, it does."""
    rule = info.rules[0]
    st = rule.statement
    assert isinstance(st, s.Keep)
    if info.scope:
        env = env.owner(info.scope) if info.scope in env.occ else env.of(hypothetical(env, info.scope))
    env = dated(env, rule.schedule)
    asked = is_asked(env, rule)
    if asked.value is False:
        return Why(info.name, True, (asked,), rule.section, "nothing is asked")
    w = value(env, st.condition)
    result = asked.value if type(asked.value) is Unknown and w.value is not True else w.value
    return Why(info.name, result, (w, *((asked,) if asked.parts else ())), rule.section)


def is_asked(env: Env, rule: Rule) -> Why:
    """Whether a sentence about what is to be so asks for it now: its conditions hold, each `while` does, and no `unless`."""
    st = rule.statement
    assert isinstance(st, s.Keep)
    own = condition(env, rule)
    parts = [*([own] if own.parts else []), *(value(env, x) for x in st.while_)]
    for x in st.unless:
        w = value(env, x)
        parts.append(Why(s.Not(x, span=x.span), w.value if type(w.value) is Unknown else not w.value, (w,)))
    return all_hold(rule, tuple(parts))


# ── limits of a right


def _clause(env: Env, name: str) -> tuple[s.Clause, Rule]:
    cache = env.world.contract.remembered
    found: tuple[s.Clause, Rule] | None = cache.get(("clause", name))
    if found is None:
        rule = env.world.contract.terms[name].rules[0]
        st = rule.statement
        assert isinstance(st, s.Power)
        found = cache["clause", name] = (next(c for c in st.clauses if c.name == name), rule)
    return found


def waived(env: Env, limit: str) -> Why | None:
    """The waiver that switches a limit off on the day at hand, if one is in effect."""
    for rule in env.world.contract.of(s.Waive):
        st = rule.statement
        assert isinstance(st, s.Waive)
        if st.limit != limit or not may_happen(env.world, st.event):
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
    if lifted is not None and lifted.value is True:
        return Why(name, True, (lifted,), rule.section, "lifted")
    w = value(env, clause.value)
    return Why(name, *_unless(w, lifted), rule.section)


def _unless(w: Why, lifted: Why | None) -> tuple[Any, tuple[Why, ...]]:
    """Whether a limit holds that may be lifted, and what says so: where it is kept, it need not be."""
    if lifted is None or w.value is True:
        return w.value, (w,)
    return merge(v for v in (lifted.value, w.value) if type(v) is Unknown), (w, lifted)


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
    if lifted is not None and lifted.value is True:
        return Why(x, False, (lifted,), rule.section)
    holds, parts = _unless(value(env.without(""), clause.value), lifted)
    return Why(x, holds if type(holds) is Unknown else not holds, parts, rule.section)


def margin(env: Env, clause: s.Clause) -> Any:
    """How far a limit is from failing: right side less left side of its comparison; `None` when it is no such comparison."""
    x = clause.value
    if not isinstance(x, s.Rel) or x.op not in {"is at most", "does not exceed", "is less than"}:
        return None
    a, b = value(env, x.left).value, value(env, x.right).value
    for v in (a, b):
        if type(v) is Unknown:
            return unbounded(v)
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
        while type(margin_there := at(high)) is not Unknown and margin_there >= 0:
            high *= 1024
            if high > Q(10) ** 40:
                return None
    f_high = at(high)
    if type(f_high) is Unknown:
        return f_high
    if f_high >= 0:
        return high
    for _ in range(200):
        root = low + (high - low) * f_low / (f_low - f_high)
        f_root = at(root)
        if type(f_root) is Unknown:
            return f_root
        if f_root == 0:
            found: Q = root
            return found
        if f_root > 0:
            low, f_low = root, f_root
        else:
            high, f_high = root, f_root
        middle = (low + high) / 2
        f_middle = at(middle)
        if type(f_middle) is Unknown:
            return f_middle
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
    name = env.field_key(x.target.name) if isinstance(x.target, s.Its) else env.world.contract.aliases.get(x.target.name, x.target.name)  # type: ignore[attr-defined]
    asked: Why | None = None
    if isinstance(x.target, s.Its):
        asked = field_value(env.without(""), x.target.name, x.target)
    bound = asked.value if asked is not None and type(asked.value) is not Unknown else None
    free = env.without("")
    parts = (asked,) if asked is not None else ()
    lifted = waived(env, x.limit) or _lifted(env, clause)
    if lifted is not None and lifted.value is True:
        most = bound if bound is not None else unknown("a limit: it is waived or lifted")
        return Why(x, most, (*parts, lifted), rule.section)
    found = largest(free, name, clause, bound)
    if lifted is not None and (bound is None or type(found) is Unknown or found != bound):
        return Why(x, lifted.value, (*parts, lifted), rule.section)
    if found is None:
        return Why(x, unknown("a bound: the limit sets none"), parts, rule.section)
    return Why(x, found, parts, rule.section)


@reads(s.Implied)
def _implied(env: Env, x: s.Implied) -> Why:
    wanted = value(env, x.value)
    if type(wanted.value) is Unknown:
        return Why(x, unbounded(wanted.value), (wanted,))

    def at(v: Q) -> Any:
        return term(env.instead(x.target, Why(x.target, v, (), "", "as if")), x.term).value

    y0 = at(Q(0))
    if type(y0) is Unknown:
        return Why(x, unbounded(y0), (wanted,))
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
    return Why(x, unknown(f"{article(x.target)} for which {x.term} is that"), (wanted,))


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
    """Whether a day is on the right side of a bound; found out once a day where the bound rests on nothing that happens."""
    quiet: tuple[s.Clause, bool] | None = env.world.cache.get(("quiet", id(clause)))
    if quiet is None:
        # the clause is kept, so that no other gets its place
        quiet = env.world.cache["quiet", id(clause)] = (clause, is_quiet(env.world.terms, clause.value))
    memo, key = env.lasting if quiet[1] else {}, ("window", id(clause), day, env.until[0])
    found: Why | None = memo.get(key)
    if found is None:
        bound = value(env, clause.value)
        verdict = compare(clause, "is " + clause.kind, Why(day, day), bound).value
        found = memo[key] = Why(clause, verdict, (bound,), rule.section)
    return found


@reads(s.MayGive)
def _may(env: Env, x: s.MayGive) -> Why:
    rules = [r for r in env.world.contract.of(s.Power) if (r.statement.party, r.statement.event) == (x.party, x.event)]  # type: ignore[attr-defined]
    # a right that is open may be one to nothing: what is left of it is another question
    parts = tuple(p for p in may_give(env, rules[0]) if not (isinstance(p.what, s.Clause) and p.what.kind == "at most"))
    if any(p.value is False for p in parts):
        return Why(x, False, parts, rules[0].section)
    bad = [p.value for p in parts if type(p.value) is Unknown]
    return Why(x, merge(bad) if bad else True, parts, rules[0].section)
