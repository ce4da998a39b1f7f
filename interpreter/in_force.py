"""Which sections are in force on a day, and why not.

Enters: a `World`, a section, a day. Leaves: a sentence for each way in which the section stands. Holds: read from the contract's own rules;
what has not been told is said to be not told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tenor.dsl import syntax as s
from tenor.dsl.contract import Rule
from tenor.dsl.nearest import nearest
from tenor.interpreter.environment import Env
from tenor.interpreter.outcome import environment
from tenor.interpreter.reasoning import Teller, words_of
from tenor.interpreter.semantics import base_event, condition, hypothetical, occurrences
from tenor.interpreter.values import Unknown
from tenor.interpreter.wording import joined, long_day, restyled, short_day
from tenor.interpreter.world import World

__all__ = ["standing", "why_not"]

_SAYING = (s.Define, s.Owes, s.Duty, s.Keep, s.Power, s.Posting, s.Reversal, s.Pays, s.BalanceDecl, s.AccrualDecl, s.Waive)


def standing(world: World, section: str, on: date) -> str:
    """In one sentence, whether a section is in force on a day, and why not."""
    lines = _standing(world, section, on)
    return lines[0] if lines else f"{section} says nothing that comes in force"


def why_not(world: World, section: str, on: date) -> str:
    """Whether the sentences of a section are in force on a day: for each that is not, what it waits for."""
    known = list(world.contract.headings)
    if section not in known:
        near = nearest(section, known)
        return f"{section} is no section of this file" + (f"; the nearest is {near}" if near else "")
    title = world.contract.headings[section]
    return "\n".join([f"{section} “{title}”, on {long_day(on)}", *(f"  {line}" for line in _standing(world, section, on))])


def _standing(world: World, section: str, on: date) -> list[str]:
    env = environment(world, on)
    rules = [r for r in world.contract.rules if r.section == section and isinstance(r.statement, _SAYING)]
    aside = [f"{'recorded only' if r.kind == 'recorded' else r.kind}: {r.words}" for at, r in world.contract.recorded if at == section]
    found: dict[str, None] = {}
    for rule in rules:
        for line in _rule_standing(env, rule):
            found.setdefault(f"{section} {line}" if line.startswith(("is ", "waits ")) else line)
    lines = list(found)
    if any("not in force" not in x for x in lines):
        lines.sort(key=lambda x: "not in force" not in x)
    if not lines and not aside:
        lines = [f"{section} only declares names"]
    return [*lines, *aside]


def _rule_standing(env: Env, rule: Rule) -> Iterator[str]:
    world = env.world
    day = long_day(env.asked)
    over = [r for r in world.contract.rules if rule.section in r.prevails and _same_term(r, rule)]
    envs: list[tuple[Env, str]] = [(env, "")]
    if rule.scope:
        base = base_event(world, rule.scope)
        found, doubt = occurrences(env, rule.scope, rule.scope_filters)
        if doubt is not None:
            yield f"is undetermined on {day}: needed: {joined([restyled(n.words) for n in doubt.needs])}"
            return
        if not found:
            others, _ = occurrences(env, base)
            if others and rule.scope != base:
                told = joined([f"{o.title} of {short_day(o.day)}" for o in others])
                yield f"is not in force: no {rule.scope} is told to {day} ({told}: its conditions do not hold)"
            else:
                yield f"is not in force: no {rule.scope} is told to {day}"
            return
        envs = []
        for o in found:
            inner = env.copy()
            inner.occ, inner.its = {**env.occ, o.event: o}, o.event
            envs.append((inner, f" for {o.title}"))
    for at, about in envs:
        inner = at
        if rule.conditions and not rule.schedule:
            if rule.scope and rule.scope != base_event(world, rule.scope):
                inner = _with_hypothetical(inner)
            holds = condition(inner, rule)
            teller = Teller(world, False)
            if isinstance(holds.value, Unknown):
                waits = "waits for" if holds.value.after is not None else "is undetermined; it needs"
                yield f"{waits} {joined([restyled(n.words) for n in holds.value.needs])}{about}"
                continue
            if not holds.value:
                failed = [p for p in holds.parts if p.value is False] or list(holds.parts)
                yield f"is not in force{about}: {'; '.join(teller.says(p, 9)[0] for p in failed)}"
                continue
        prevailing = [r for r in over if _in_force(env, r)]
        if prevailing:
            yield f"is not in force{about}: {prevailing[0].section} prevails over it"
            continue
        yield f"is in force{about}" + (f" (“{_brief(rule)}”)" if rule.conditions else "")


def _with_hypothetical(env: Env) -> Env:
    """Conditions may name what belongs to another event: it is asked as if made on the day."""
    for name in env.world.contract.events:
        info = env.world.contract.events[name]
        if not info.base and name not in env.occ and any(t.scope == name for t in env.world.contract.terms.values()):
            e = env.copy()
            e.occ = {**env.occ, name: hypothetical(env, name)}
            env = e
    return env


def _in_force(env: Env, rule: Rule) -> bool:
    return any(line.startswith("is in force") for line in _rule_standing(env, rule))


def _same_term(a: Rule, b: Rule) -> bool:
    return isinstance(a.statement, s.Define) and isinstance(b.statement, s.Define) and a.statement.name == b.statement.name


def _brief(rule: Rule) -> str:
    words = words_of(rule.statement)
    return words if len(words) <= 60 else words[:57].rsplit(" ", 1)[0] + " …"
