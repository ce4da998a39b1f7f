"""What is told and cannot be: a last day before a first, a cycle that stands still or goes back, a period of half a day.

Enters: an `Env` and the expressions whose values do not go together. Leaves: an `Unknown` whose need names the facts that tell them. Holds:
the same is said whether it is met when something is asked or looked for beforehand (`facts_impossible`).
"""

from __future__ import annotations

from collections.abc import Iterator

from tenor.dsl import syntax as s
from tenor.dsl.diagnostic import Span
from tenor.interpreter.at_hand import names_below
from tenor.interpreter.environment import Env
from tenor.interpreter.semantics import told_value
from tenor.interpreter.values import Need, Unknown

__all__ = ["cannot_be"]


def cannot_be(env: Env, words: str, section: str, *of: s.Expr) -> Unknown:
    """Not known, because what facts tell of some expressions cannot be, or the contract itself says it so."""
    return Unknown((Need(words, section, told=tuple(dict.fromkeys(span for x in of for span in _told(env, x)))),))


def _told(env: Env, x: s.Expr) -> Iterator[Span]:
    """Where facts tell what an expression is; of one of whose name nothing is told, what they tell of the names on which it rests."""
    terms = env.world.terms
    own = told_value(env, terms[x.name].name, env.day) if isinstance(x, s.Ref) and x.name in terms else None
    names = sorted(names_below(env.world, x) & env.world.facts.told.keys())
    for told in [own] if own is not None else [told_value(env, name, env.day) for name in names]:
        if told is not None and told.span is not None:
            yield told.span
