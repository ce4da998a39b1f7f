"""Provisions: the sentences of a contract that compute or bind, one by one.

Enters: a checked contract. Leaves: the same sentence by sentence, its provisions, and the file with one of them replaced. Holds: a sentence
stands with everything that it stands under, so that each can be changed by itself; what is recorded only, and names by which others ask,
are no provisions.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, fields, frozen

from tenor.dsl import syntax as s
from tenor.dsl.check import recheck
from tenor.dsl.contract import Contract
from tenor.interpreter.reasoning import words_of

__all__ = ["Provision", "brief", "flat_contract", "provisions", "with_sentence"]


@frozen(eq=False)
class Provision:
    """A sentence that computes or binds, or one clause of a right: the place of its sentence in the file, and what it says."""

    place: int
    section: str
    kind: str
    words: str
    line: int
    sentence: s.Sentence
    clause: int | None = None


# ── the file, sentence by sentence


def _flattened(file: s.File) -> s.File:
    """The same sentences, each by itself with everything that it stands under; names by which others ask are left out."""

    def opened(sentence: s.Sentence, above: tuple[s.Lead, ...]) -> Iterator[s.Sentence]:
        leads = above + sentence.leads
        if sentence.statement is None:
            for inner in sentence.inner:
                yield from opened(inner, leads)
        elif not isinstance(sentence.statement, s.Reference) and not s.beside(sentence.statement):
            yield evolve(sentence, leads=leads)

    return evolve(file, parts=tuple(evolve(p, sentences=tuple(y for x in p.sentences for y in opened(x, ()))) for p in file.parts))


def flat_contract(contract: Contract) -> Contract:
    """The contract sentence by sentence, without the names by which others ask."""
    return recheck(contract, _flattened(contract.file))


def with_sentence(file: s.File, place: int, sentence: s.Sentence | None) -> s.File:
    """A flat file with another sentence at a place, or with none there."""
    parts = list(file.parts)
    for i, part in enumerate(parts):
        if place < len(part.sentences):
            instead = (sentence,) if sentence is not None else ()
            parts[i] = evolve(part, sentences=(*part.sentences[:place], *instead, *part.sentences[place + 1 :]))
            break
        place -= len(part.sentences)
    return evolve(file, parts=tuple(parts))


_KINDS: dict[type[s.Statement], str] = {
    s.PaidWhen: "payment",
    s.CalendarDecl: "calendar",
    s.EventDecl: "event",
    s.DerivedEvent: "event",
    s.Observation: "observation",
    s.Blank: "blank",
    s.ReadingDecl: "reading",
    s.Alias: "alias",
    s.BalanceDecl: "balance",
    s.AccrualDecl: "accrual",
    s.Define: "definition",
    s.Schedule: "schedule",
    s.Cyclic: "schedule",
    s.Happens: "event",
    s.SameDay: "order",
    s.Power: "right",
    s.Waive: "waiver",
    s.Duty: "duty",
    s.Owes: "claim",
    s.Pays: "payment",
    s.Posting: "posting",
    s.Reversal: "reversal",
    s.Ban: "ban",
    s.Keep: "standing duty",
    s.Becomes: "event",
    s.Arrives: "notice",
}


def provisions(flat: Contract) -> list[Provision]:
    """The provisions of a flat contract that compute or bind, in its order; each clause of a right is one of its own."""
    found: list[Provision] = []
    place = -1
    for part in flat.file.parts:
        section = part.heading.section if part.heading else ""
        for sentence in part.sentences:
            place += 1
            st = sentence.statement
            assert st is not None
            kind = _KINDS.get(type(st), "")
            if not kind or not _says(flat, st):
                continue
            whole = _line(st)
            if not isinstance(st, s.Power):
                found.append(Provision(place, section, kind, brief(st, 100), whole, sentence))
                continue
            head = f"{st.party} may give {st.event}"
            found.append(Provision(place, section, kind, head, whole, sentence))
            for i, clause in enumerate(st.clauses):
                words = f"{head}, {_clause_words(clause)}"
                found.append(Provision(place, section, "clause", words, _line(clause), sentence, i))
    return found


def _says(flat: Contract, st: s.Statement) -> bool:
    """Whether a declaration does more than declare."""
    match st:
        case s.EventDecl():
            return st.restates is not None or st.until is not None or any(f.if_none is not None for f in st.fields)
        case s.Observation():
            return st.if_none is not None
        case s.Blank():
            return st.filled is not None
        case s.Alias():
            return any(_speaks_of(r.statement, st.name) for r in flat.rules if r.statement is not st)
        case _:
            return True


def _speaks_of(st: s.Statement, name: str) -> bool:
    return any(getattr(n, a.name) == name for n in s.walk(st) for a in fields(type(n)) if isinstance(getattr(n, a.name), str))


def _line(node: s.Node) -> int:
    return node.span.source.text.count("\n", 0, node.span.start) + 1


def brief(node: s.Node, most: int = 60) -> str:
    """The words of a node, cut after so many signs."""
    words = words_of(node)
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0] + " …"


def _clause_words(clause: s.Clause) -> str:
    if clause.kind in {"so far as", "provided that"}:
        return f"{clause.kind} “{clause.name}”"
    bound = f"its {clause.name} at most" if clause.name else "for at most" if clause.kind == "at most" else clause.kind
    return f"{bound} {brief(clause.value)}"
