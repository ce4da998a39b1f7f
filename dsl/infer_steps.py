"""The types of figures that change with a count: steps, whole units, which day of a claim it is.

Enters: an expression and the inference at work. Leaves: its type, diagnostics. Holds: the figures of steps are of one kind; only the last
step is for the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.infer_events import type_of_happening

if TYPE_CHECKING:
    from tenor.dsl.infer import Inference

__all__ = ["type_of_steps"]


def type_of_steps(self: Inference, x: s.Expr, expected: ty.Type | None) -> ty.Type | None:
    """The type of an expression about steps and counts, or of one about what happens."""
    match x:
        case s.Steps():
            return _steps(self, x)
        case s.AtStep() | s.OverSteps():
            t = self.infer(x.steps)
            self.want(x.number, ty.NUMBER, "the number of a step" if isinstance(x, s.AtStep) else "how many the steps are for")
            if t is None:
                return None
            if t.kind != "steps":
                mend = 'define it: `"…" means in steps (a) $50 for the first 2, and (b) $100 for the rest.`'
                self.report("T259", f"`{x.steps.name}` has no steps; it is {t.words()}", x, mend)
                return None
            return evolve(t, kind="quantity")
        case s.WholeUnits():
            unit, t = self.infer(x.unit), self.infer(x.value)
            if unit is not None and t is not None and not t.same(unit):
                self.report("T308", f"{t.words()} does not consist of {unit.words()}", x, "name a unit of its own kind")
            if x.unit.value <= 0:
                self.report("T421", "a unit must be more than zero", x.unit)
            return ty.NUMBER
        case s.CountOfDay():
            return ty.NUMBER
        case _:
            return type_of_happening(self, x, expected)


def _steps(self: Inference, x: s.Steps) -> ty.Type | None:
    result: ty.Type | None = None
    for i, step in enumerate(x.steps):
        t = self.infer(step.value, result)
        if t is not None and not t.is_quantity:
            self.report("T313", f"a step is a quantity; this is {t.words()}", step)
            return None
        result = self.agree(x.steps[0].value, result, step.value, t)
        last = i == len(x.steps) - 1
        if step.place != ("first" if i == 0 else "next") and not (last and i and step.place == "rest"):
            self.report(
                "T258", "the steps do not follow one another", step, "write `for the first 2`, then `for the next 3`, last `for the rest`"
            )
        if step.count is not None and (step.count <= 0 or step.count.denominator != 1):
            self.report("T412", "a step is for a whole number of units, one at least", step)
    return evolve(result, kind="steps") if result is not None else None
