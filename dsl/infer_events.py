"""The types of expressions about what happened: derived events, payments, parts by name, other instants.

Enters: an `Inference` and a node. Leaves: its type, diagnostics. Holds: what `infer` holds; it hands on here what is about occurrences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.names import article

if TYPE_CHECKING:
    from tenor.dsl.infer import Inference

__all__ = ["type_of_happening"]


def type_of_happening(self: Inference, x: s.Expr, expected: ty.Type | None) -> ty.Type | None:
    """The type of an expression about what happened."""
    match x:
        case s.ClaimPart():
            return _claim_part(self, x)
        case s.TakenEffect(event=""):
            if not self.scope:
                self.report("T240", "`it` stands under no `for each`", x, "put it in a block `for each …:`")
            return ty.YES_NO
        case s.TakenEffect() | s.Continuing() | s.ItIs():
            _occurrences(self, x.event, x.filters, x)
            if isinstance(x, s.Continuing) and x.event in self.c.events:
                _ends(self, x)
            return ty.YES_NO
        case s.BecomesDay():
            _becomes(self, x.event, x)
            return ty.DATE
        case s.IsPaid() | s.UnpaidOf() | s.PaidDay():
            if not self.of_kind(x.claim, "claim"):
                self.report("T243", f"`{x.claim}` is no amount that someone owes", x, 'name a claim, as `("Name")` after `owes`')
            t = self.term_type(x.claim, x)
            return ty.YES_NO if isinstance(x, s.IsPaid) else ty.DATE if isinstance(x, s.PaidDay) else t
        case s.FirstDayOn():
            self.want(x.start, ty.DATE, "the first day that is looked at")
            self.want(x.condition, ty.YES_NO, "what holds on the day")
            return ty.DATE
        case s.JustBefore():
            _occurrences(self, x.event, x.filters, x)
            return self.infer(x.value, expected)
        case s.PartOf():
            return _part(self, x)
        case s.Shared():
            t = self.infer(x.value)
            by = self.term_type(x.term, x)
            if by is not None and by.kind != "by name":
                self.report("T317", f"it is shared among names; `{x.term}` is {by.words()}", x, "declare it as `(USD by name)`")
            if t is not None and not t.is_quantity:
                self.report("T313", f"a quantity is shared; this is {t.words()}", x.value)
                return None
            return ty.Type("by name", t.unit) if t is not None else None
        case s.WithPart():
            t = self.infer(x.value)
            if t is not None and t.kind != "by name":
                self.report("T317", f"`with … at` changes quantities by name; this is {t.words()}", x, "declare it as `(USD by name)`")
            elif t is not None:
                self.want(x.part, ty.quantity(*t.unit), "what stands beside a name")
            return t
        case s.LeftOut():
            t = self.infer(x.value)
            if t is not None and t.kind != "by name":
                self.report("T317", f"names are left out of quantities by name; this is {t.words()}", x, "declare it as `(USD by name)`")
            who = self.infer(x.names)
            if who is not None and who.kind not in {"party", "names"}:
                self.report("T318", f"what is left out is a party or names; this is {who.words()}", x.names, "use a field of type `names`")
            return t
        case s.TermOf():
            return _term_of(self, x)
        case s.TermOfAct():
            _occurrences(self, x.event, x.filters, x)
            return _of_event(self, x.term, x.event)
        case s.ByName():
            return _by_name(self, x, expected)
        case _:
            raise AssertionError(x)


def _term_of(self: Inference, x: s.TermOf) -> ty.Type | None:
    of = self.infer(x.field)
    if of is not None and of.kind != "occurrence":
        self.report(
            "T319", f"`{x.field.span.text}` names no occurrence; it is {of.words()}", x.field, "declare the field with an event as its type"
        )
        return self.infer(x.term)
    return _of_event(self, x.term, of.event) if of is not None else self.infer(x.term)


def _of_event(self: Inference, term: s.Ref, event: str) -> ty.Type | None:
    """The type of a term of an occurrence, which must be one that the occurrence has."""
    name = self.c.aliases.get(term.name, term.name)
    info = self.terms.get(name)
    if info is not None and info.kind != "unseen" and self.base(info.scope) != self.base(event):
        self.report("T319", f"`{name}` is no term of {article(f'`{event}`')}", term, f"use one that stands under `for each {event}:`")
    return self.infer(term)


def _claim_part(self: Inference, x: s.ClaimPart) -> ty.Type | None:
    info = self.terms.get(x.name)
    t = self.term_type(x.name, x)
    if info is not None and info.kind != "claim":
        self.report("T243", f"`{x.name}` is no amount that someone owes", x, 'name a claim, as `("Name")` after `owes`')
    if x.month is not None:
        self.want(x.month, ty.DATE, "a day of the month")
    return {"amount": t, "due": ty.DATE, "choice": ty.TEXT}[x.what]


def _occurrences(self: Inference, event: str, filters: tuple[s.Filter, ...], at: s.Node) -> None:
    self.event_named(event, at)
    self.filters(filters, event)


def _becomes(self: Inference, event: str, at: s.Node) -> None:
    if self.event_named(event, at) is not None and not any(
        isinstance(r.statement, s.Becomes) and r.statement.target == event for r in self.c.rules
    ):
        mend = f"a section says so: `each … is {article(event)} on …`"
        self.report("T254", f"nothing becomes `{event}` in this contract", at, mend)


def _ends(self: Inference, x: s.Continuing) -> None:
    info = self.c.events.get(self.base(x.event))
    if info is None:  # lost with a sentence that could not be read
        return
    made = [r.statement for r in self.c.rules if isinstance(r.statement, s.Becomes) and r.statement.target == self.base(x.event)]
    if info.until is None and not any(st.until is not None or st.claims for st in made):
        self.report(
            "T255",
            f"`{x.event}` happens on a day and does not continue",
            x,
            "say when it ends: `event … ; continues until its …`, or ask whether it `has occurred`",
        )


def _part(self: Inference, x: s.PartOf) -> ty.Type | None:
    t = self.term_type(x.term, x)
    if t is not None and t.kind != "by name":
        how = "the whole of" if x.kind == "whole" else f"the {x.kind} of … in"
        self.report("T317", f"`{how}` takes quantities by name; `{x.term}` is {t.words()}", x, "declare it as `(USD by name)`")
    if x.kind == "whole":
        return ty.quantity(*t.unit) if t is not None and t.kind == "by name" else None
    of = self.infer(x.of)
    if of is not None and of.kind not in {"party", "names"}:
        self.report("T318", f"a share is of a party or of names; this is {of.words()}", x.of, "name a party, or a field of type `names`")
    if x.kind == "part":
        return ty.quantity(*t.unit) if t is not None else None
    return ty.PERCENT


def _by_name(self: Inference, x: s.ByName, expected: ty.Type | None) -> ty.Type | None:
    for value in x.values:
        if expected is not None and expected.kind == "by name":
            self.want(value, ty.quantity(*expected.unit), "what stands beside a name")
        else:
            self.infer(value)
    return expected
