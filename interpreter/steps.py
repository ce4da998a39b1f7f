"""Figures that change with a count: steps, whole units, the days of a claim one by one.

Enters: nodes about counts. Leaves: their values, registered with `reads`. Holds: exact; the n-th unit bears the figure of its step; a count
that runs past the last step is not known.
"""

from __future__ import annotations

from tenor.dsl import syntax as s
from tenor.dsl.exact import Q, decimal_text
from tenor.interpreter.environment import Env, Why, reads, strict, unbounded, unknown, value
from tenor.interpreter.values import Unknown

__all__ = ["COUNT"]

COUNT = "its place among the days of a claim"
"""The name under which a claim by the day says which day it is: like a field, nothing lasting depends on it."""


@reads(s.Steps)
def _steps(env: Env, x: s.Steps) -> Why:
    parts = tuple(value(env, step.value) for step in x.steps)
    return strict(x, parts) or Why(x, tuple((step.label, step.count, p) for step, p in zip(x.steps, parts, strict=True)), parts)


@reads(s.CountOfDay)
def _count_of_day(env: Env, x: s.CountOfDay) -> Why:
    return env.subst.get(COUNT) or Why(x, unknown("the days of an amount owed for each day"))


@reads(s.WholeUnits)
def _whole_units(env: Env, x: s.WholeUnits) -> Why:
    inner = value(env, x.value)
    if type(inner.value) is Unknown:
        return Why(x, unbounded(inner.value), (inner,))
    return Why(x, Q(inner.value // x.unit.value), (inner,))


@reads(s.AtStep)
def _at_step(env: Env, x: s.AtStep) -> Why:
    steps, number = value(env, x.steps), value(env, x.number)
    u = strict(x, (steps, number))
    if u is not None:
        return u
    before = Q(0)
    for label, count, figure in steps.value:
        if count is None or number.value <= before + count:
            return Why(x, figure.value, (figure, number), steps.section, f"({label})")
        before += count
    return Why(x, unknown(f"a step of {x.steps.name} for number {number.value}"), (number,), steps.section)


@reads(s.OverSteps)
def _over_steps(env: Env, x: s.OverSteps) -> Why:
    steps, number = value(env, x.steps), value(env, x.number)
    u = strict(x, (steps, number))
    if u is not None:
        return u
    left, total, parts, how = number.value, Q(0), [], []
    for label, count, figure in steps.value:
        taken = left if count is None else min(left, count)
        if taken <= 0:
            break
        total += taken * figure.value
        left -= taken
        parts.append(figure)
        how.append(f"({label}) for {decimal_text(taken)}")
    if left > 0:
        return Why(x, unknown(f"a step of {x.steps.name} for number {number.value}"), (number,), steps.section)
    return Why(x, total, (*parts, number), steps.section, ", ".join(how))
