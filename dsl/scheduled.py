"""What a contract schedules hangs on nothing that it schedules: the days of such events are found first, all at once.

Enters: a `Contract` with its terms. Leaves: a diagnostic for each day and each condition of a scheduled event that rests, however far
below, on what scheduled events do: on whether and when they happen, what they pay, the balances that they move. Holds: what is not reported
has the same value whether such events are told or scheduled.
"""

from __future__ import annotations

from collections.abc import Iterator

from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract, Rule
from tenor.dsl.diagnostic import Diagnostic, Severity
from tenor.dsl.mentions import names_reached

__all__ = ["ahead_of_time"]

_MEND = "put the condition on what the event does, or name the days by a term that rests on dates and on what is told"


def ahead_of_time(contract: Contract) -> Iterator[Diagnostic]:
    """The days and conditions of scheduled events that hang on scheduled events."""
    happen = contract.of(s.Happens)
    scheduled = {contract.base_of(contract.aliases.get(r.statement.event, r.statement.event)): None for r in happen}  # type: ignore[attr-defined]
    moved = _moved(contract)
    ending = [r for r in contract.of(s.Owes) if r.statement.marks]  # type: ignore[attr-defined]

    def more(name: str) -> list[Rule]:
        """What moves a balance, and what ends a claim."""
        info = contract.terms.get(name)
        return ending if info is not None and info.kind == "claim" else moved.get(name, [])

    for rule in happen:
        st = rule.statement
        assert isinstance(st, s.Happens)
        tests = [*(c for c, _ in rule.conditions), *(x for x in (st.condition, st.unless) if x is not None)]
        parts: list[tuple[str, s.Expr | str, s.Node]] = [("whether", x, x) for x in tests]
        parts.append(("when", st.schedule or st.day, st.day or st))  # type: ignore[arg-type]
        for what, x, at in parts:
            names = names_reached(contract, x, more)
            event = next((e for e in scheduled if e in names), None)
            if event is not None:
                between = _between(names, event)
                way = f", by way of `{between}`," if between else ""
                itself = "the contract itself puts on days: its days are found first, all at once"
                yield Diagnostic("T264", Severity.MUST, f"{what} this happens hangs{way} on `{event}`, which {itself}", at.span, (), _MEND)


def _between(names: dict[str, str], event: str) -> str:
    """The names by way of which an event is reached, the first first."""
    found: list[str] = []
    while (event := names[event]) and event not in found:
        found.insert(0, event)
    return "`, `".join(found)


def _moved(contract: Contract) -> dict[str, list[Rule]]:
    """The sentences by which each balance changes."""
    found: dict[str, list[Rule]] = {}
    for rule in contract.rules:
        match rule.statement:
            case s.Posting(balance=balance) | s.Reversal(balance=balance) | s.Pays(reduces=balance) if balance:
                own = [balance]
            case s.Owes(settlement=s.Settlement(options=options)):
                own = [o.balance for o in options if o.balance]
            case _:
                own = []
        for name in own:
            found.setdefault(contract.aliases.get(name, name), []).append(rule)
    return found
