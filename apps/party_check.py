"""Who does what: the parties of a contract file against one another and against the paper.

Enters: a checked contract, the phrases of its paper with what carries them. Leaves: findings. Holds: nobody owes or gives notice to himself;
a duty, a right or a prohibition is of the party whose act it names; where the paper names one party beside what is done, the file does not
name another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenor.apps.links import Links, Said
from tenor.apps.marks import roots
from tenor.apps.word_check import Finding
from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract

__all__ = ["check_parties"]


def check_parties(contract: Contract, links: Links) -> list[Finding]:
    """Every finding of parties."""
    return [*_agreed(contract, links), *_Beside(contract, links).findings()]


def _agreed(contract: Contract, links: Links) -> Iterator[Finding]:
    """What the sentences of the file say of one act, against one another."""
    by: dict[str, s.EventDecl] = {}
    for said in links.sentences:
        if isinstance(said.statement, s.EventDecl):
            by[said.statement.name] = said.statement

    def giver(event: str) -> str:
        base = contract.base_of(event)
        return by[base].giver if base in by else ""

    for said in links.sentences:
        for party, event in _acts(said.statement, contract):
            who = giver(event)
            if party and who and contract.person(party) != contract.person(who):
                message = f"line {said.line} of the file has {party} do what is {who}'s to do: {event}"
                yield Finding(said.section, message, "party", None, said.line, "name the party that the paper names")
        pair = _pair(said.statement)
        if pair[0] and contract.person(pair[0]) == contract.person(pair[1]):
            message = f"line {said.line} of the file sets {pair[0]} against himself"
            yield Finding(said.section, message, "party", None, said.line, "name the party that the paper names")


def _acts(statement: s.Statement | None, contract: Contract) -> Iterator[tuple[str, str]]:
    """Who does what, by a sentence."""
    match statement:
        case s.Power():
            yield statement.party, statement.event
        case s.Waive():
            yield statement.party, statement.event
        case s.Duty() | s.Ban():
            yield statement.debtor, contract.acts.get(statement.act, "")
        case s.Owes() if statement.settlement is not None:
            yield from ((o.party, o.event) for o in statement.settlement.options if o.event)
        case _:
            pass


def _pair(statement: s.Statement | None) -> tuple[str, str]:
    """Who stands against whom, by a sentence."""
    match statement:
        case s.Owes() | s.Duty() | s.Ban():
            return (statement.debtor, statement.creditor) if statement.creditor else ("", "")
        case s.EventDecl():
            return statement.giver, statement.receiver
        case _:
            return "", ""


class _Beside:
    """Parties beside what is done, in the text and in the file."""

    def __init__(self, contract: Contract, links: Links) -> None:
        self.links = links
        self.names = {name: re.compile(rf"\b{re.escape(name)}(?:s|es)?\b", re.IGNORECASE) for name in contract.parties}
        self.phrases: dict[str, list[tuple[frozenset[str], dict[str, int]]]] = {}
        carriers = {}
        for at in links.links:
            counted = {name: len(p.findall(at.phrase.words)) for name, p in self.names.items()}
            entry = (frozenset(roots(at.phrase.words)), counted)
            for section in {*links.sections[at.phrase.place], *(x.section for x in at.carriers if at.told)}:
                self.phrases.setdefault(section, []).append(entry)
            carriers[id(at.phrase)] = at.carriers

    def findings(self) -> Iterator[Finding]:
        for said in self.links.sentences:
            for party, cue in self._doings(said):
                other = self._rather(said.section, party, cue)
                if other:
                    message = f"line {said.line} of the file names {party}; beside these words the text names {other}"
                    mend = "name the party that the paper names, or account for it (not in the paper)"
                    yield Finding(said.section, message, "party", None, said.line, mend)

    def _doings(self, said: Said) -> Iterator[tuple[str, frozenset[str]]]:
        """The parties that a sentence names, each with the words beside it."""
        own = frozenset(r for name in self.names for r in roots(name))
        match said.statement:
            case s.EventDecl() if said.statement.giver and not said.statement.receiver:
                yield said.statement.giver, frozenset(roots(said.statement.name)) - own
            case s.Owes():
                yield said.statement.debtor, frozenset(roots(said.statement.named)) - own
            case s.Recorded() if said.kind in {"recorded", "left out"}:
                for clause in re.split(r"[;:,]", said.words):
                    cue = frozenset(roots(clause)) - own
                    named = [name for name, pattern in self.names.items() if pattern.search(clause)]
                    if len(named) == 1 and len(cue) > 1:
                        yield named[0], cue
            case _:
                pass

    def _rather(self, section: str, party: str, cue: frozenset[str]) -> str:
        """The party that the text names beside words, where it is another; none, where it names both or neither."""
        best, most = None, 0
        for about, counted in self.phrases.get(section, ()):
            n = len(about & cue)
            if n > most and any(counted.values()):
                best, most = counted, n
            elif n == most and n and best is not None:
                best = {name: best[name] + counted[name] for name in best}
        if best is None or best.get(party) or most * 2 < len(cue):
            return ""
        return max((n for n in best if best[n]), key=lambda n: best[n], default="")
