"""Who does what: the parties of a contract file against one another and against the paper.

Enters: a checked contract, the phrases of its paper with what carries them. Leaves: findings. Holds: nobody owes or gives notice to
himself; a duty, a right or a prohibition is of the party whose act it names; where the paper names one party beside what is done, the file
does not name another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from tenor.apps.links import Links, Said
from tenor.apps.marks import roots
from tenor.apps.word_check import Finding
from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract

__all__ = ["check_parties"]


def check_parties(contract: Contract, links: Links) -> list[Finding]:
    """Every finding of parties."""
    return [*_agreed(contract, links), *_Beside(contract, links).findings()]


def accounts(links: Links, parties: Iterable[str]) -> dict[int, list[str]]:
    """The parties that the file says are not in the paper, by the sentence below which it says so."""
    found: dict[int, list[str]] = {}
    above: Said | None = None
    for said in links.sentences:
        if said.kind != "ours":
            above = said
        elif above is not None and above.section == said.section:
            named = [name for name in parties if re.search(rf"\b{re.escape(name)}\b", said.words)]
            if named:
                found.setdefault(id(above), []).extend(named)
    return found


def _agreed(contract: Contract, links: Links) -> Iterator[Finding]:
    """What the sentences of the file say of one act, against one another."""
    by: dict[str, s.EventDecl] = {}
    for said in links.sentences:
        if isinstance(said.statement, s.EventDecl):
            by[said.statement.name] = said.statement

    def giver(event: str) -> str:
        base = contract.base_of(event)
        return by[base].giver if base in by else ""

    debtors = {x.statement.named: x.statement.debtor for x in links.sentences if isinstance(x.statement, s.Owes)}
    ours = accounts(links, contract.parties)

    def accounted(said: Said, party: str) -> bool:
        return party in ours.get(id(said), ())

    for said in links.sentences:
        one, other = "", ""
        match said.statement:
            case s.Pays() if not (b := by.get(contract.base_of(said.statement.event))) or not b.receiver:  # a notice may set off
                one, other = giver(said.statement.event), debtors.get(said.statement.claim, "")
            case s.Becomes() if (b := by.get(contract.base_of(said.statement.event))) and not b.receiver:
                one, other = giver(said.statement.event), giver(said.statement.target)
            case _:
                pass
        if one and other and contract.person(one) != contract.person(other) and not accounted(said, one):
            message = f"line {said.line} of the file makes an act of {one} one of {other}"
            yield Finding(said.section, message, "party", None, said.line, "name the party that the paper names")
    yield from _parts(contract, links)
    for said in links.sentences:
        for party, event in _acts(said.statement, contract):
            who = giver(event)
            if party and who and contract.person(party) != contract.person(who) and not accounted(said, party):
                message = f"line {said.line} of the file has {party} do what is {who}'s to do: {event}"
                yield Finding(said.section, message, "party", None, said.line, "name the party that the paper names")
        pair = _pair(said.statement)
        if pair[0] and contract.person(pair[0]) == contract.person(pair[1]):
            message = f"line {said.line} of the file sets {pair[0]} against himself"
            yield Finding(said.section, message, "party", None, said.line, "name the party that the paper names")


_PART = re.compile(r"(?:\bthe (?:share|part) of|\bwith|\bif none) ([A-Z][\w ]*?) (?:in|at) ")


def _parts(contract: Contract, links: Links) -> Iterator[Finding]:
    """A party that has a part where another has it everywhere else."""
    used: dict[str, list[Said]] = {}
    for said in links.sentences:
        if said.kind in {"transcribed", "read as"}:
            for m in _PART.finditer(said.words):
                if m[1] in contract.parties:
                    used.setdefault(contract.person(m[1]), []).append(said)
    if len(used) > 1 and max(map(len, used.values())) > 1:
        for party, where in used.items():
            if len(where) == 1:
                message = f"line {where[0].line} of the file gives {party} a part that it gives to others everywhere else"
                yield Finding(where[0].section, message, "party", None, where[0].line, "name the party that the paper names")


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


_OF = "~"  # what is somebody's is not what he does
_BEFORE, _AFTER, _SUBJECT = 30, 12, 12


class _Beside:
    """Parties beside what is done, in the text and in the file."""

    def __init__(self, contract: Contract, links: Links) -> None:
        self.links = links
        self.names = {name: re.compile(rf"\b{re.escape(name)}(?:s|es)?\b", re.IGNORECASE) for name in contract.parties}
        self.signs = [
            (
                name.replace(" ", "_"),
                re.compile(rf"\b{re.escape(name)}(?:s|es)?['’]", re.IGNORECASE),
                re.compile(rf"\b(?<![§{_OF}]){re.escape(name)}(?:s|es)?\b", re.IGNORECASE),
            )
            for name in self.names
        ]
        self.own = frozenset(r for name in self.names for r in roots(name))
        self.words: dict[str, list[tuple[str, str]]] = {}
        for at in links.links:
            read = list(self._read(at.phrase.words))
            for section in {*links.sections[at.phrase.place], *(x.section for x in at.carriers if at.told)}:
                self.words.setdefault(section, []).extend(read)

    def _read(self, words: str) -> Iterator[tuple[str, str]]:
        """The words of a phrase: what each is about, and the party that it names."""
        for sign, owner, party in self.signs:
            words = owner.sub(f" §{_OF}{sign} ", words)
            words = party.sub(f" §{sign} ", words)
        for word in words.split():
            if word.startswith("§"):
                yield "", word[1:].replace("_", " ")
            else:
                yield next(iter(roots(word)), ""), ""

    def findings(self) -> Iterator[Finding]:
        ours = accounts(self.links, self.names)
        for said in self.links.sentences:
            names = [name for name, pattern in self.names.items() if pattern.search(said.words)]
            if names and (told := ours.get(id(said))) and not any(name in told for name in names):
                message = f"the file accounts for {told[0]}, whom the sentence above does not name"
                yield Finding(said.section, message, "ours", None, said.line, "say what the file says, or leave it out")
        for said in self.links.sentences:
            for party, cue in self._doings(said):
                if party in ours.get(id(said), ()):
                    continue
                event = isinstance(said.statement, s.EventDecl)
                other = self._rather(said.section, party, cue) or (self._does(said.section, party, cue) if event else "")
                if other:
                    message = f"line {said.line} of the file names {party}; beside these words the text names {other}"
                    mend = "name the party that the paper names, or account for it (not in the paper)"
                    yield Finding(said.section, message, "party", None, said.line, mend)

    def _doings(self, said: Said) -> Iterator[tuple[str, frozenset[str]]]:
        """The parties that a sentence names, each with the words beside it."""
        match said.statement:
            case s.EventDecl() if said.statement.giver and not said.statement.receiver:
                yield said.statement.giver, frozenset(roots(said.statement.name)) - self.own
            case s.Recorded() if said.kind in {"recorded", "left out"}:
                for clause in re.split(r"[;:,]", said.words):
                    read = list(self._read(clause))
                    for i, (_, name) in enumerate((about, name.removeprefix(_OF)) for about, name in read):
                        near = sorted((abs(k - i), about) for k, (about, _) in enumerate(read) if about and about not in self.own)
                        if name and near:
                            yield name, frozenset(about for _, about in near[:4])
            case _:
                pass

    def _does(self, section: str, party: str, cue: frozenset[str]) -> str:
        """The party that the text has do what an event is called, where it is always another."""
        read = self.words.get(section, [])
        votes = Counter[str]()
        for i, (about, _) in enumerate(read):
            if about and about in cue:
                before = next((read[k][1] for k in range(i - 1, max(-1, i - _SUBJECT), -1) if read[k][1] and read[k][1][0] != _OF), "")
                if before:
                    votes[before] += 1
        best = votes.most_common(1)
        return best[0][0] if best and not votes[party] else ""

    def _rather(self, section: str, party: str, cue: frozenset[str]) -> str:
        """The party that the text names beside words, where it is plainly another."""
        read = self.words.get(section, [])
        votes = dict.fromkeys(self.names, 0.0)
        for i, (about, _) in enumerate(read):
            if about and about in cue:
                near: dict[str, int] = {}
                for k in range(max(0, i - _BEFORE), min(len(read), i + _AFTER)):
                    if (name := read[k][1].removeprefix(_OF)) != "":
                        near[name] = min(near.get(name, 99), abs(i - k) + (4 if k > i else 0))
                for name, far in near.items():
                    votes[name] += 1 / far
        best = max(votes, key=lambda n: votes[n], default="")
        return best if best and best != party and votes[party] * _PLAINLY < votes[best] else ""


_PLAINLY = 3
