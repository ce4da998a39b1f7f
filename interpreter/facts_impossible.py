"""Facts that each fit their contract and together cannot be, found before anything is asked.

Enters: a `Contract`, the facts and scenarios that were told of it. Leaves: a diagnostic for each thing that cannot be, at the first of the
facts that tell it. Holds: what is reported here is what an answer that rests on it would need; what hangs on events is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Diagnostic, Label, Severity
from tenor.interpreter import outcome  # noqa: F401 -- what it brings along gives expressions their value
from tenor.interpreter.environment import Env, State
from tenor.interpreter.facts import Facts, Scenario
from tenor.interpreter.semantics import term
from tenor.interpreter.values import Need, Unknown
from tenor.interpreter.wording import restyled
from tenor.interpreter.world import World, end_of, world

__all__ = ["impossible_facts"]

_LAST = date(9998, 12, 31)


def impossible_facts(contract: Contract, facts: Facts, scenarios: Iterable[Scenario]) -> list[Diagnostic]:
    """What is told and cannot be: in the facts, or in a scenario with its own; nothing, where the contract cannot be run."""
    if not contract.sound:
        return []
    found: dict[Need, None] = {}
    seen: set[tuple[object, ...]] = set()
    for told in (facts, *(x.facts for x in scenarios)):
        lasting = (n for n in sorted(told.told) if n in contract.terms and contract.terms[n].kind != "observation")
        own = tuple((name, *(t.where for t in told.told[name])) for name in lasting)
        if own and own not in seen:
            seen.add(own)
            found.update((need, None) for need in _impossible(world(contract, told)))
    return [_reported(need) for need in found]


def _impossible(w: World) -> list[Need]:
    """What facts tell that cannot be, so far as it hangs on nothing that happens."""
    env = Env(w, State({}, {}, (0, 0, 0)), end_of(_LAST), _LAST)
    lasting = (name for name, known in w.terms.items() if known.lasting and not known.by_day and name == known.name)
    values = (term(env, name).value for name in lasting)
    return [need for v in values if isinstance(v, Unknown) for need in v.needs if need.told]


def _reported(need: Need) -> Diagnostic:
    first, *others = need.told
    labels = tuple(Label(span, "told here") for span in others)
    words = f"what is told cannot be: {restyled(need.words)}"
    return Diagnostic("T525", Severity.MUST, words, first, labels, "put right whichever was told wrongly")
