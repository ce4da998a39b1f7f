"""Who does what: the parties of a contract file against one another and against the paper.

Enters: a checked contract, the phrases of its paper with what carries them. Leaves: findings. Holds: nobody owes or gives notice to
himself; a duty, a right or a prohibition is of the party whose act it names; where the paper names one party beside what is done, the file
does not name another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tenor.apps.exhibit import Phrase
from tenor.apps.links import Links, Said, weights_of
from tenor.apps.marks import roots
from tenor.apps.word_check import Finding
from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract
from tenor.dsl.passages import text_of

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
            words = " ".join(part.partition(",")[0] for part in said.words.split(";"))  # after the comma stands why
            named = [name for name in parties if re.search(rf"\b{re.escape(name)}\b", words)]
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
            if isinstance(said.statement, s.Pays):
                message = f"line {said.line} of the file has {one} pay what it has {other} owe: {said.statement.claim}"
            yield Finding(said.section, message, "party", None, said.line, "name the party that the paper names")
    yield from _parts(contract, links)
    yield from _twins(contract, links)
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


def _twins(contract: Contract, links: Links) -> Iterator[Finding]:
    """What is called by another party's name where the section has the like of its own: `Waiver by Buyer` beside `Waiver by Company`."""
    parties = sorted(contract.parties, key=len, reverse=True)
    party = re.compile(rf"\b(?:{'|'.join(map(re.escape, parties))})\b")
    declared: dict[str, str] = {}
    for said in links.sentences:
        for part in ("name", "named"):
            name = getattr(said.statement, part, "")
            if isinstance(name, str) and party.search(name) and name not in parties:
                declared.setdefault(name, said.section)
    alike: dict[str, list[str]] = {}
    for name in declared:
        alike.setdefault(party.sub("·", name), []).append(name)
    twins = {name: [x for x in names if x != name] for names in alike.values() if len(names) > 1 for name in names}
    if not twins:
        return
    called = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(twins, key=len, reverse=True))) + r")\b")
    ours = accounts(links, contract.parties)
    for said in links.sentences:
        for name in dict.fromkeys(called.findall(said.words)) if said.kind == "transcribed" else ():
            own = next((x for x in twins[name] if declared[x] == said.section != declared[name]), "")
            if own and not any(x in ours.get(id(said), ()) for x in party.findall(name)):
                message = f"line {said.line} of the file speaks of {name}, which belongs to {declared[name]}; here the file has {own}"
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


def _bound(statement: s.Statement | None) -> Iterator[str]:
    """The parties of a duty, a claim, a right, a prohibition or a notice."""
    match statement:
        case s.Owes() | s.Duty() | s.Ban():
            yield from (x for x in (statement.debtor, statement.creditor) if x)
        case s.Keep():
            yield statement.debtor
        case s.Power() | s.Waive():
            yield statement.party
        case s.EventDecl():
            yield from (x for x in (statement.giver, statement.receiver) if x)
        case _:
            pass


def _debtor(statement: s.Statement | None) -> str:
    """Who must, may not, or sees to it."""
    return statement.debtor if isinstance(statement, s.Duty | s.Ban | s.Keep) else ""


_OF = "~"  # what is somebody's is not what he does
_BEFORE, _AFTER, _SUBJECT = 30, 12, 12
_CASES = {"to", "by", "from", "of", "with", "against", "for"}
_ARTICLES = {"the", "a", "an", "each", "any", "such"}


class _Word(NamedTuple):  # thousands of them: an attrs class is slower
    """A word of a text: what it is about, the party that it names, and as what (`to` him, `by` him, what is his, or as who acts)."""

    about: str
    party: str
    case: str
    binds: bool = False


_NOTHING = _Word("", "", "")
_BINDING = {"shall", "must", "will", "agrees", "covenants", "undertakes", "required", "obligated"}


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
        self.weights = weights_of(links.exhibit)
        self.words: dict[str, list[_Word]] = {}
        self.phrases: dict[str, list[_Word]] = {}
        self.carried: dict[int, list[_Word]] = {}
        last: dict[int, Phrase] = {}
        for at in links.links:
            read = list(self._read(at.phrase.words))
            for section in links.sections[at.phrase.place]:
                self.phrases.setdefault(section, []).extend(read)
            for said in at.carriers:
                apart = (before := last.get(id(said))) is None or (before.place, before.number + 1) != (at.phrase.place, at.phrase.number)
                self.carried.setdefault(id(said), []).extend((*([_NOTHING] * _WIDE if apart else ()), *read))
                last[id(said)] = at.phrase
            for section in {*links.sections[at.phrase.place], *(x.section for x in at.carriers if at.told)}:
                self.words.setdefault(section, []).extend(read)

    def _read(self, words: str) -> Iterator[_Word]:
        """The words of a phrase: what each is about, the party that it names, and as what."""
        for sign, owner, party in self.signs:
            words = owner.sub(f" §{_OF}{sign} ", words)
            words = party.sub(f" §{sign} ", words)
        before = ""
        for word in words.split():
            if word.startswith("§"):
                name = word[1:].replace("_", " ")
                yield _Word("", name, _OF if name[0] == _OF else before if before in _CASES else "")
            else:
                plain = word.lower().strip("(),.")
                yield _Word(next(iter(roots(word)), ""), "", "", plain in _BINDING)
                before = before if plain in _ARTICLES else plain

    def findings(self) -> Iterator[Finding]:
        ours = accounts(self.links, self.names)
        for said in self.links.sentences:
            names = [name for name, pattern in self.names.items() if pattern.search(said.words)]
            vain = [name for name in ours.get(id(said), ()) if name not in names]
            if names and vain:
                message = f"the file accounts for {vain[0]}, whom the sentence above does not name"
                yield Finding(said.section, message, "ours", None, said.line, "say what the file says, or leave it out")
        for said in self.links.sentences:
            for party in dict.fromkeys(_bound(said.statement)):
                if party in ours.get(id(said), ()):
                    continue
                there = {w.party.removeprefix(_OF) for w in self.words.get(said.section, ())} - {""}
                subjects = {name for name in self._subjects(said) if name}
                if there and party not in there:
                    message = f"line {said.line} of the file names {party}; the text there names {' and '.join(sorted(there))}"
                    mend = "name the party that the paper names, or account for it (not in the paper)"
                    yield Finding(said.section, message, "party", None, said.line, mend)
                elif subjects and party == _debtor(said.statement) and party not in subjects:
                    message = (
                        f"line {said.line} of the file binds {party}; the phrases that it carries bind {' and '.join(sorted(subjects))}"
                    )
                    mend = "name the party that the paper names, or account for it (not in the paper)"
                    yield Finding(said.section, message, "party", None, said.line, mend)
        for said in self.links.sentences:
            for party, other in self._others(said):
                if party not in ours.get(id(said), ()):
                    message = f"line {said.line} of the file names {party}; beside these words the text names {other}"
                    mend = "name the party that the paper names, or account for it (not in the paper)"
                    yield Finding(said.section, message, "party", None, said.line, mend)

    def _subjects(self, said: Said) -> Iterator[str]:
        """Who is bound by the phrases that a sentence carries; of one that carries none, by its section."""
        text = self.carried.get(id(said)) or self.phrases.get(said.section, [])
        for i, word in enumerate(text):
            if word.party and not word.case and any(w.binds for w in text[i + 1 : i + 5]):
                yield word.party

    def _others(self, said: Said) -> Iterator[tuple[str, str]]:
        """The parties that a sentence names where the text names another, each with that other."""
        match said.statement:
            case s.EventDecl(giver=party) if party and not said.statement.receiver:
                cue = frozenset(roots(said.statement.name)) - self.own
                read = list(self._read(f"{said.statement.name} by {party}"))
                text = self.carried.get(id(said)) or self.phrases.get(said.section, [])
                other = self._rather(said.section, party, cue) or self._does(said.section, party, cue)
                other = other or self._nearer(read, len(read) - 1, text)
                if other:
                    yield party, other
            case s.Recorded() | s.ReadingDecl() if said.kind in {"recorded", "left out", "read as"}:
                text = self.carried.get(id(said)) or self.phrases.get(said.section, [])
                for clause in re.split(r"[;:,]", text_of(said.statement)):
                    read = list(self._read(clause))
                    for i, word in enumerate(read):
                        if word.party and (other := self._nearer(read, i, text)):
                            yield word.party.removeprefix(_OF), other
            case _:
                pass

    def _nearer(self, clause: list[_Word], at: int, text: list[_Word]) -> str:
        """The party that a text has beside the words that stand beside a party in a clause, on the same side and as the same, where it is
        plainly another.
        """
        named = clause[at]
        near = sorted((abs(k - at) + (2 if k < at else 0), k) for k, w in enumerate(clause) if w.about and w.about not in self.own)
        cue: dict[str, bool] = {}  # what is said after the party, and what before
        for _, k in near[:_CUES]:
            cue.setdefault(clause[k].about, k > at)
        votes = dict.fromkeys(self.names, 0.0)
        for j, word in enumerate(text):
            if word.about in cue:
                far: dict[str, int] = {}
                for k in range(max(0, j - _WIDE), min(len(text), j + _AFTER)):
                    if (name := text[k].party.removeprefix(_OF)) != "":
                        turned = {text[k].case, named.case} == {"", "by"}  # he does it, it is done by him
                        steps = abs(j - k) + (_OTHER_SIDE if (cue[word.about] != (j > k)) != turned else 0)
                        far[name] = min(far.get(name, 999), steps * (1 if turned or text[k].case == named.case else 2))
                for name, steps in far.items():
                    votes[name] += self.weights[word.about] / steps
        party = named.party.removeprefix(_OF)
        best = max(votes, key=lambda n: votes[n], default="")
        return best if best and best != party and votes[party] * _MORE < votes[best] else ""

    def _does(self, section: str, party: str, cue: frozenset[str]) -> str:
        """The party that the text has do what an event is called, where it is always another."""
        read = self.words.get(section, [])
        votes = Counter[str]()
        for i, word in enumerate(read):
            if word.about and word.about in cue:
                named = (read[k].party for k in range(i - 1, max(-1, i - _SUBJECT), -1))
                before = next((name for name in named if name and name[0] != _OF), "")
                if before:
                    votes[before] += 1
        best = votes.most_common(1)
        return best[0][0] if best and not votes[party] else ""

    def _rather(self, section: str, party: str, cue: frozenset[str]) -> str:
        """The party that the text names beside words, where it is plainly another."""
        read = self.words.get(section, [])
        votes = dict.fromkeys(self.names, 0.0)
        for i, word in enumerate(read):
            if word.about and word.about in cue:
                near: dict[str, int] = {}
                for k in range(max(0, i - _BEFORE), min(len(read), i + _AFTER)):
                    if (name := read[k].party.removeprefix(_OF)) != "":
                        near[name] = min(near.get(name, 99), abs(i - k) + (4 if k > i else 0))
                for name, far in near.items():
                    votes[name] += 1 / far
        best = max(votes, key=lambda n: votes[n], default="")
        return best if best and best != party and votes[party] * _PLAINLY < votes[best] else ""


_PLAINLY, _MORE = 3, 2
_CUES, _WIDE, _OTHER_SIDE = 4, 20, 3
