"""The fields of an occurrence: what is told of it, admitted under the limits of a right, or preset.

Enters: an `Env` with an occurrence at hand, the name of a field. Leaves: its `Why`. Holds: what is not told is preset by the contract, or
`Unknown`; a field is as told by the day up to which facts are seen, corrections and all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tenor.dsl import syntax as s
from tenor.interpreter.environment import Assumed, Env, OfAct, Why, assumed, reads, unknown, value
from tenor.interpreter.values import Need, Unknown
from tenor.interpreter.world import Occurrence, World

__all__ = ["field_value", "receipt_readings", "told_field"]


@reads(s.Its)
def _its(env: Env, x: s.Its) -> Why:
    o = env.occ.get(env.its)
    key = (x.name, o) if o is not None else (x.name, env.its)
    found: Why | None = env.shared.get(key) or env.days.get(key)
    if found is None:
        found = field_value(env, x.name, x)
        kept = env.shared if o is not None and _of_occurrence(env.world, o, x.name) else env.days
        kept[key] = found
    return found


def _of_occurrence(world: World, o: Occurrence, name: str) -> bool:
    """Whether a field depends on the occurrence and on the state alone: one told of, or preset by what is the same whatever is asked."""
    if o.fact is None:
        return False
    f = world.contract.events[o.event].fields.get(name)
    return f is None or f.if_none is None or type(f.if_none) in _THE_SAME or o.fields.get(name) is not None


_THE_SAME = frozenset({s.Lit, s.UnknownLit})


_PAID: list[Callable[[Env, str], Any]] = []
"""What says on which day a date of a schedule is paid; `schedules` puts it here."""


def field_value(env: Env, name: str, x: Any) -> Why:
    """A field of the occurrence at hand: as replaced, as admitted under the limits of the right, as corrected, as told, or its preset."""
    if env.subst and (instead := env.subst.get(env.field_key(name))) is not None:
        return instead
    if env.date and env.its in env.date:
        return Why(x, _PAID[0](env, env.its) if name == "payment day" else env.date[env.its])
    o = env.occ[env.its]
    if name == "day":
        return Why(x, o.day)
    if name == "receipt":
        return Why(x, o.receipt, besides=receipt_readings(env.world, o))
    if o.fact is not None and "" not in env.off:
        admitted = env.state.admissions.get((o.event, o.number))
        if admitted is not None and admitted.field == name:
            amount = admitted.admitted if not env.off or admitted.status == "effective" else admitted.without(env.off)
            tested = admitted.tested if not env.off else OfAct(admitted, env.off)
            beside = (tested,) if name in o.fields else (told_field(env, o, name, x), tested)
            if amount == admitted.asked:
                return Why(x, amount, (), "", "", beside)
            return Why(x, amount, tuple([w for _, w, verdict in tested.tests if verdict in _DECIDES]), "", admitted.status, beside)
    return told_field(env, o, name, x)


_DECIDES = frozenset({"exceeded", "failed", "undetermined"})
"""What became of a test that makes an amount another than the one asked."""


def receipt_readings(world: World, o: Occurrence) -> tuple[Why, ...]:
    """The readings on which it hangs when an occurrence counts as received."""
    if o.fact is None or not o.fact.sent_by:
        return ()
    names = world.contract.readings_of_receipt(world.contract.events[o.event].paper, o.fact.sent_by)
    return tuple(Why(world.chosen(n), world.chosen(n).value.value, (), world.contract.terms[n].section, n) for n in names)  # type: ignore[attr-defined]


def told_field(env: Env, o: Occurrence, name: str, x: Any) -> Why:
    """A field as told of an occurrence, whatever limits say."""
    told = o.fields.get(name)
    if o.fact is not None:
        for day, fields in o.fact.corrections:
            if name in fields and day.toordinal() <= env.until[0]:
                told = fields[name]
    info = env.world.contract.events[o.event]
    f = info.fields.get(name)
    if f is None:  # the day on which something scheduled is paid
        return Why(x, told if told is not None else o.day)
    if o.made is not None and isinstance(info.until, s.Its) and info.until.name == name:
        told = o.made.until  # what a provision makes ends when that provision says so
        if type(told) is Unknown:
            return Why(x, told, (), "", "not come")
    if told is not None and not (f.comes and f.type.kind == "date" and told > env.until_day()):
        return Why(x, told)
    if f.comes:
        return Why(x, Unknown((Need(f"the {name} of {o.title}"),), env.not_before()), (), "", "not told to have come")
    if f.if_none is not None and not isinstance(f.if_none, s.UnknownLit):
        preset = value(env, f.if_none)
        return assumed(env, Assumed(preset, name, f.type, info.section, o.title)) if o.fact is not None else preset
    return Why(x, unknown(f"the {name} of {o.title}", info.section))
