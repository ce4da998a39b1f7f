"""What a fact is for: the occurrence of another event that it names, which has to be told as well.

Enters: facts as they are gathered. Leaves: a diagnostic for each that is for an event to which it cannot belong, or for an occurrence that
nobody tells. Holds: an occurrence that the contract itself makes or schedules need not be told, and is not missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Diagnostic, Severity, Span
from tenor.dsl.names import article

__all__ = ["Meant", "belongs", "not_told"]


@frozen
class Meant:
    """An occurrence that a fact says it is for."""

    event: str
    number: int
    span: Span | None


def belongs(contract: Contract, event: str, other: str, span: Span) -> Diagnostic | None:
    """What is wrong with a fact of an event that is told for another; nothing, where it names one or has no field of which it could."""
    info = contract.events.get(event)
    of = [f.type.event for f in info.fields.values() if f.type.kind == "occurrence"] if info is not None else []
    if not of or contract.base_of(other) in {contract.base_of(x) for x in of}:
        return None
    mend = "write " + " or ".join(f"`for {x} 1`" for x in dict.fromkeys(of))
    words = f"`{event}` is for {article(f'`{of[0]}`')}, not for {article(f'`{other}`')}"
    return Diagnostic("T526", Severity.MUST, words, span, (), mend)


def not_told(contract: Contract, meant: Iterable[Meant], counts: Mapping[str, int]) -> list[Diagnostic]:
    """Each occurrence that a fact is for and that is not told; `counts` says how many there are of each event."""
    names = (*(r.statement.event for r in contract.of(s.Happens)), *(r.statement.target for r in contract.of(s.Becomes)))  # type: ignore[attr-defined]
    made = {contract.base_of(contract.aliases.get(n, n)) for n in names}
    found = []
    for one in meant:
        base = contract.base_of(contract.aliases.get(one.event, one.event))
        told = counts.get(base, 0)
        if base not in made and not 1 <= one.number <= told:
            words = f"there is no `{base}` {one.number}: {told or 'none'} {'is' if told < 2 else 'are'} told"
            mend = "facts of an event are counted from 1 in the order of the file"
            found.append(Diagnostic("T526", Severity.MUST, words, one.span, (), mend))
    return found
