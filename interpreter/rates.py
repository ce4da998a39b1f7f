"""What an accrual bears: one rate, or the rate of each day.

Enters: an `Env`, the rate of an accrual, its day count. Leaves: `Bearing`: what one unit bears from one day to another, with the pieces of
one rate each. Holds: exact; a rate that changes is the rate of each day that counts: with the first day out and the last in, the rate of a
day bears on the step that ends with it, with the first day in and the last out, on the step that begins with it; a rate not known on a day
that counts is not known for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from attrs import frozen

from tenor.dsl import syntax as s
from tenor.dsl.exact import Q
from tenor.interpreter.by_day import of_day_alone, on_day
from tenor.interpreter.by_day_given import given
from tenor.interpreter.dependence import says_that_day
from tenor.interpreter.environment import Env, Why, unbounded, value
from tenor.interpreter.ledger import YearFraction
from tenor.interpreter.values import Unknown

__all__ = ["Bearing", "Piece", "at_one_rate", "at_rates"]

_STEP = timedelta(days=1)


@frozen(eq=False)
class Piece:
    """A stretch on which one rate is borne, from one day to another as the day count takes them; `of` is a day that bears it."""

    start: date
    end: date
    value: Q
    of: date


@frozen(eq=False)
class Bearing:
    """What one unit bears, by the pieces of one rate each, in order; `changing` where they are more than the one rate of the paper.

    `rate` gives the rate of a day with its reasons: they are found when somebody reads them.
    """

    pieces: Sequence[Piece]
    years: YearFraction
    changing: bool
    rate: Callable[[date], Why]

    def within(self, start: date, end: date) -> list[Piece]:
        """The pieces from one day to another, cut to them."""
        return [
            Piece(max(start, p.start), min(end, p.end), p.value, p.of)
            for p in self.pieces
            if p.start < end and p.end > start and start < end
        ]

    def over(self, start: date, end: date) -> Q:
        """What one unit bears from one day to another."""
        if not self.changing:
            return self.pieces[0].value * self.years(start, end) if start < end else Q(0)
        return sum((p.value * self.years(p.start, p.end) for p in self.within(start, end)), Q(0))


def at_one_rate(rate: Why, years: YearFraction) -> Bearing:
    """One rate for all time."""
    return Bearing((Piece(date.min, date.max, rate.value, date.min),), years, False, lambda _: rate)


def at_rates(env: Env, st: s.AccrualDecl, years: YearFraction, start: date, end: date) -> Bearing | Unknown:
    """The rates of the days from `start` to `end`: of each day but the last, if the first is in, otherwise of each but the first.

    A rate that says `that day` is taken on the facts of the question, `that day` being the day that bears it; any other as it stood on
    that day, and on a day to come as it stands.
    """
    last = end - _STEP if st.first_in else end
    info = env.world.contract.terms[st.name]
    alone, of_one = of_day_alone(env.world, st.rate), bool(info.scope or info.schedule)
    if of_one:
        return _rates(env, _rate_of(env, st.rate, alone), st, years, start, end)
    known = env.lasting if alone and last <= env.until_day() else env.shared  # the rates of days to come are those seen now
    key = ("rates", st.name, start, end)
    if key not in known:
        whole = _whole(env)
        known[key] = _rates(whole, _rate_of(whole, st.rate, alone), st, years, start, end)
    found: Bearing | Unknown = known[key]
    return found


def _whole(env: Env) -> Env:
    """Of everything to the day of which facts are seen; one and the same for all periods."""
    key = ("whole", env.until, env.put)
    if key not in env.shared:
        env.shared[key] = env.over_all()
    whole: Env = env.shared[key]
    return whole


def _rate_of(env: Env, rate: s.Expr, alone: bool) -> Callable[[date], Why]:
    if _is_of_question(env, rate, alone):
        return lambda day: value(env.at_day(day), rate)
    until = env.until_day()
    return lambda day: on_day(env, rate, day) if day <= until else value(env.seen_on(day), rate)


def _is_of_question(env: Env, rate: s.Expr, alone: bool) -> bool:
    """Whether a rate is taken on the facts of the question, `that day` being the day that bears it."""
    return alone or says_that_day(env.world.contract, rate)


def _rates(env: Env, rate: Callable[[date], Why], st: s.AccrualDecl, years: YearFraction, start: date, end: date) -> Bearing | Unknown:
    """The rates of some days; those that are over and rest on nothing but what was seen before are not looked at again."""
    known = _figures(env, st) if start < end else None
    seen: tuple[Piece, ...] | None = known.get((start, end)) if known is not None else None
    if seen is None:
        found = _pieces(env, rate, st, start, end, known)
        if isinstance(found, Unknown):
            return found
        seen = found
        if known is not None and (end - _STEP if st.first_in else end) <= env.until_day():
            known[start, end] = seen
    return Bearing(seen, years, True, rate)


def _pieces(
    env: Env, rate: Callable[[date], Why], st: s.AccrualDecl, start: date, end: date, known: dict[Any, Any] | None
) -> tuple[Piece, ...] | Unknown:
    pieces: list[Piece] = []
    at = start
    while at < end:
        day = at if st.first_in else at + _STEP
        over = known is not None and day <= env.until_day()
        found = known.get(day) if known is not None and over else None
        if found is None:
            found = rate(day).value
            if isinstance(found, Unknown):
                return unbounded(found)
            if known is not None and over:
                known[day] = found
        if pieces and pieces[-1].value == found:
            pieces[-1] = Piece(pieces[-1].start, at + _STEP, found, pieces[-1].of)
        else:
            pieces.append(Piece(at, at + _STEP, found, day))
        at += _STEP
    return tuple(pieces)


def _figures(env: Env, st: s.AccrualDecl) -> dict[Any, Any] | None:
    """What is known of a rate by days, where the day alone gives it beside what is the same on all days; `None` where it does not."""
    if not says_that_day(env.world.contract, st.rate):
        return None
    key: Any = ("beside the day", st.name)
    memo: dict[Any, Any] = env.memo
    if key not in memo:
        memo[key] = given(env, st.rate)
    beside = memo[key]
    found: dict[Any, Any] | None = env.lasting.setdefault(("rate", st.name, beside), {}) if beside is not None else None
    return found
