"""What an accrual bears: one rate, or the rate of each day.

Enters: an `Env`, the rate of an accrual, its day count. Leaves: `Bearing`: what one unit bears from one day to another, with the pieces of
one rate each. Holds: exact; a rate that changes is the rate of each day that counts: with the first day out and the last in, the rate of a
day bears on the step that ends with it, with the first day in and the last out, on the step that begins with it; a rate not known on a day
that counts is not known for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from attrs import frozen

from tenor.dsl import syntax as s
from tenor.dsl.exact import Q
from tenor.interpreter.by_day import of_day_alone, on_day
from tenor.interpreter.dependence import says_that_day
from tenor.interpreter.environment import Env, Why, value
from tenor.interpreter.ledger import YearFraction
from tenor.interpreter.values import Unknown

__all__ = ["Bearing", "Piece", "at_one_rate", "at_rates"]

_STEP = timedelta(days=1)


@frozen(eq=False)
class Piece:
    """A stretch on which one rate is borne, from one day to another as the day count takes them."""

    start: date
    end: date
    rate: Why


@frozen(eq=False)
class Bearing:
    """What one unit bears, by the pieces of one rate each, in order; `changing` where they are more than the one rate of the paper."""

    pieces: Sequence[Piece]
    years: YearFraction
    changing: bool

    def within(self, start: date, end: date) -> list[Piece]:
        """The pieces from one day to another, cut to them."""
        return [Piece(max(start, p.start), min(end, p.end), p.rate) for p in self.pieces if p.start < end and p.end > start and start < end]

    def over(self, start: date, end: date) -> Q:
        """What one unit bears from one day to another."""
        if not self.changing:
            rate: Q = self.pieces[0].rate.value
            return rate * self.years(start, end) if start < end else Q(0)
        return sum((p.rate.value * self.years(p.start, p.end) for p in self.within(start, end)), Q(0))


def at_one_rate(rate: Q, years: YearFraction) -> Bearing:
    """One rate for all time."""
    return Bearing((Piece(date.min, date.max, Why("rate", rate)),), years, False)


def at_rates(env: Env, st: s.AccrualDecl, years: YearFraction, start: date, end: date) -> Bearing | Unknown:
    """The rates of the days from `start` to `end`: of each day but the last, if the first is in, otherwise of each but the first.

    A rate that says `that day` is taken on the facts of the question, `that day` being the day that bears it; any other as it stood on
    that day, and on a day to come as it stands.
    """
    last = end - _STEP if st.first_in else end
    info = env.world.contract.terms[st.name]
    alone, of_one = of_day_alone(env.world, st.rate), bool(info.scope or info.schedule)
    if of_one:
        return _rates(_rate_of(env, st.rate, alone), st.first_in, years, start, end)
    known = env.lasting if alone else env.shared
    key = ("rates", st.name, start, end)
    if key not in known or (alone and last > env.until_day()):
        known[key] = _rates(_rate_of(env.over_all(), st.rate, alone), st.first_in, years, start, end)
    found: Bearing | Unknown = known[key]
    return found


def _rate_of(env: Env, rate: s.Expr, alone: bool) -> Callable[[date], Why]:
    if alone or says_that_day(env.world.contract, rate):
        return lambda day: value(env.at_day(day), rate)
    until = env.until_day()
    return lambda day: on_day(env, rate, day) if day <= until else value(env.seen_on(day), rate)


def _rates(rate: Callable[[date], Why], first_in: bool, years: YearFraction, start: date, end: date) -> Bearing | Unknown:
    pieces: list[Piece] = []
    at = start
    while at < end:
        w = rate(at if first_in else at + _STEP)
        if isinstance(w.value, Unknown):
            return w.value
        if pieces and pieces[-1].rate.value == w.value:
            pieces[-1] = Piece(pieces[-1].start, at + _STEP, pieces[-1].rate)
        else:
            pieces.append(Piece(at, at + _STEP, w))
        at += _STEP
    return Bearing(tuple(pieces), years, True)
