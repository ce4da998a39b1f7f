"""What a provision would be if one thing in it were otherwise.

Enters: a flat contract and one of its provisions. Leaves: the sentences that could stand instead. Holds: changes
are made on the nodes, typed where that is known at once; whether the whole still checks is for `check` to say; each change names the
nodes that it replaces, so that who never read them need not be asked again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from attrs import evolve, field, fields, frozen

from tenor.apps.provisions import Provision, brief
from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import Contract
from tenor.dsl.exact import Q
from tenor.dsl.names import article
from tenor.dsl.passages import relation
from tenor.interpreter.wording import said

__all__ = ["Perturbation", "perturbations"]


Read = tuple[s.Node | None, str]


@frozen(eq=False)
class Perturbation:
    """One thing otherwise: in words, the sentence that stands instead (`None`: it is left out), and what a reader of the change reads.

    `read` names nodes that were changed, each with its part (`""`: any part); no node: the rule that the sentence makes. Whoever read none
    of them finds nothing changed. Where it is empty nobody can see who reads the change. `telling`: facts are read by what it says.
    """

    words: str
    sentence: s.Sentence | None = field(repr=False)
    read: tuple[Read, ...] = field(repr=False)
    telling: bool = False


# ── what could stand instead

_Change = tuple[str, Any, Read]
"""In words; what stands instead; what a reader of it reads."""

_TENTH = Q(1, 10)
_DROPPED = (s.Duty, s.Owes, s.Posting, s.Reversal, s.Pays, s.Waive, s.Power, s.PaidWhen, s.Alias, s.Ban, s.Keep, s.Becomes)
_UNSEEN: Read = (None, "?")
"""A change of what a contract keeps beside the nodes: nobody is seen to read it."""

_STRICTER = {
    "is at most": ("is less than",),
    "is less than": ("is at most",),
    "is at least": ("is more than",),
    "is more than": ("is at least", "is on or after"),
    "is before": ("is on or before",),
    "is on or before": ("is before",),
    "is after": ("is on or after",),
    "is on or after": ("is after",),
}
_TURNED = {
    "is": "is not",
    "is not": "is",
    "is at most": "is at least",
    "is less than": "is more than",
    "is at least": "is at most",
    "is more than": "is less than",
    "is before": "is after",
    "is on or before": "is on or after",
    "is after": "is before",
    "is on or after": "is on or before",
}
_SWAPPED = {"lesser": "greater", "greater": "lesser", "earlier": "later", "later": "earlier"}
_JOINED = {"and": "or", "or": "and", "all": "any", "any": "all"}
_EXTREMES = {"lowest": "highest", "highest": "lowest", "average": "total", "total": "average", "earliest": "highest"}
_CLAUSES = {"after": "on or after", "on or after": "after", "before": "on or before", "on or before": "before"}
_WINDOWS = {"ending on": "before", "before": "ending on"}
_SIGNS = {"+": "-", "-": "+", "×": "/", "/": "×"}
_MODES = ("down", "up", "half up")
_FILLING = (s.Lit, s.UnknownLit, s.NotYet)


def perturbations(flat: Contract, provision: Provision) -> Iterator[Perturbation]:
    """What could stand instead of a provision, one thing otherwise in each: first what changes all of it, then its parts."""
    telling = isinstance(provision.sentence.statement, s.Arrives)
    for words, instead, read in _instead(flat, provision):
        yield Perturbation(words, instead, () if telling or _UNSEEN in read else read, telling)


def _instead(flat: Contract, provision: Provision) -> Iterator[tuple[str, s.Sentence | None, tuple[Read, ...]]]:
    sentence = provision.sentence
    st = sentence.statement
    assert st is not None
    change = _Changes(flat)
    if provision.clause is not None:
        assert isinstance(st, s.Power)
        at, kept = provision.clause, st.clauses
        yield "left out", _with(sentence, evolve(st, clauses=kept[:at] + kept[at + 1 :])), ((st, "clauses"),)
        for words, new, read in change.of(kept[at]):
            yield words, _with(sentence, evolve(st, clauses=(*kept[:at], new, *kept[at + 1 :]))), (read,)
        return
    if isinstance(st, s.Power):
        never = s.Clause("before", s.Lit(date(1, 1, 1), "date", span=st.span), span=st.span)
        yield "never open", _with(sentence, evolve(st, clauses=(*st.clauses, never))), ((st, "clauses"),)
    else:
        for words, new, read in change.wrapped(st):
            yield words, _with(sentence, new), (read,)
    twice = isinstance(st, s.Define) and sum(r.statement.name == st.name for r in flat.of(s.Define)) > 1  # type: ignore[attr-defined]
    if isinstance(st, _DROPPED) or twice:
        yield "left out", None, _found_by(st)
    if not isinstance(st, s.Power):
        for words, new, read in change.own(st):
            yield words, _with(sentence, new), (read,)
    for i, lead in enumerate(sentence.leads):
        for words, led, read in change.lead(lead):
            leads = (*sentence.leads[:i], *((led,) if led is not None else ()), *sentence.leads[i + 1 :])
            yield words, evolve(sentence, leads=leads), (read,)
    if not isinstance(st, s.Power):
        for words, new, read in change.below(st):
            yield words, _with(sentence, new), (read,)


def _found_by(st: s.Statement) -> tuple[Read, ...]:
    """What is read of a sentence, or of the rule that it makes, where it bears on something, and not already in looking for it."""
    match st:
        case s.Owes():
            options = st.settlement.options if st.settlement is not None else ()
            return ((None, "conditions"), *((o, "balance") for o in options))
        case s.Becomes():
            return ((None, "conditions"),)
        case s.Posting() | s.Reversal():
            return ((None, "scope_filters"),)
        case s.PaidWhen():
            return ((st.rounding, ""),)
        case s.Alias() | s.Ban():
            return (_UNSEEN,)
        case s.Pays():
            return ((st, "filters"),)
        case s.Waive():
            return ((st, "event"),)
        case s.Power():
            return ((st, "clauses"),)
        case _:
            return ((None, ""), (st, ""))


def _with(sentence: s.Sentence, st: s.Statement) -> s.Sentence:
    return evolve(sentence, statement=st)


def _kept(node: Any, part: str) -> Read | None:
    """What is read instead of a part of a declaration, of which a contract keeps the values by themselves."""
    match node, part:
        case (s.FieldDecl(), "if_none") | (s.EventDecl(), "until") | (s.Define(), "value"):
            return getattr(node, part), ""
        case (s.EventDecl(), "restates") | (s.Alias(), _):
            return _UNSEEN
        case _:
            return None


def _other(node: Any, part: str, new: Any) -> Any:
    """A node with another part."""
    return evolve(node, **{part: new})


class _Changes:
    """The changes of nodes, for one contract."""

    def __init__(self, flat: Contract) -> None:
        self.flat = flat
        self.open_days = tuple(n for n, c in flat.calendars.items() if c.kind == "weekdays")

    def of(self, node: s.Node) -> Iterator[_Change]:
        """A node with one thing otherwise: all of it, or something in it."""
        yield from self.wrapped(node)
        yield from self.own(node)
        yield from self.below(node)

    def below(self, node: s.Node) -> Iterator[_Change]:
        """A node with something otherwise in one of its parts."""
        for part in fields(type(node)):
            held = getattr(node, part.name)
            if isinstance(held, s.Node) and not self._aside(node, part.name):
                for words, new, read in self.of(held):
                    yield words, _other(node, part.name, new), read
            elif isinstance(held, tuple):
                for i, inner in enumerate(held):
                    if isinstance(inner, s.Node) and not (isinstance(inner, s.Alternative) and not inner.taken):
                        for words, new, read in self.of(inner):
                            yield words, _other(node, part.name, (*held[:i], new, *held[i + 1 :])), read

    def _aside(self, node: s.Node, part: str) -> bool:
        """Parts that are changed with their node, or that only name something."""
        return (isinstance(node, s.Rounding) and part == "amount") or (isinstance(node, s.AsIf) and part == "target")

    # ── a figure raised or lowered, a day moved, a condition denied

    _SLOTS = (s.Statement, s.Clause, s.Alternative, s.EachDay, s.FieldDecl, s.Between, s.Window, s.Accrued, s.OnLead)

    def wrapped(self, node: s.Node) -> Iterator[_Change]:
        """The figures and days that a sentence or phrase speaks of, changed as wholes."""
        if not isinstance(node, self._SLOTS):
            return
        for part in fields(type(node)):
            x = getattr(node, part.name)
            if not isinstance(x, s.Expr) or isinstance(x, _FILLING):
                continue
            t = self.flat.types.get(id(x))
            if t is None or self._aside(node, part.name):
                continue
            read = _kept(node, part.name) or (node, part.name)
            for words, new in self._moved(x, t):
                yield f"{brief(x)}: {words}", _other(node, part.name, new), read

    def _moved(self, x: s.Expr, t: ty.Type) -> Iterator[tuple[str, s.Expr]]:
        if t.is_quantity:
            yield "a tenth more", _more(x)
        elif t.kind in {"date", "instant"}:
            for direction, words in (("after", "a day later"), ("before", "a day earlier")):
                yield words, s.Shift(direction, s.Period(Q(1), "days", span=x.span), x, span=x.span)

    def own(self, x: s.Node) -> Iterator[_Change]:
        """A node with one of its own words otherwise."""
        if isinstance(x, s.Ban | s.Keep):
            yield from self._tests(x)
        for words, new, part in self._otherwise(x):
            if new != x:
                yield words, new, _kept(x, part) or (x, part)

    def _otherwise(self, x: s.Node) -> Iterator[tuple[str, s.Node, str]]:
        t = self.flat.types.get(id(x)) if isinstance(x, s.Expr) else None
        if t is not None and t.kind == "yes/no" and not isinstance(x, s.Lit | s.Not | s.Occurred | s.UnknownLit):
            assert isinstance(x, s.Expr)
            yield f"{brief(x)}: denied", s.Not(x, span=x.span), ""
        match x:
            case s.Expr():
                yield from self._expression(x)
            case s.Statement():
                yield from self._sentence(x)
            case _:
                yield from self._phrase(x)

    # ── expressions

    def _expression(self, x: s.Expr) -> Iterator[tuple[str, s.Node, str]]:
        match x:
            case s.Lit():
                yield from self._literal(x)
            case s.Period():
                shown = brief(x)
                yield f"{shown}: one more", evolve(x, count=x.count + 1), ""
                if x.count > 0:
                    yield f"{shown}: one fewer", evolve(x, count=x.count - 1), ""
                for unit in ("days",) if x.unit != "days" else self.open_days:
                    yield f"{shown}: counted in {_days(unit)}", evolve(x, unit=unit, stated=True), ""
            case s.Arith():
                yield f"{brief(x)}: {_SIGNS[x.op]} instead of {x.op}", evolve(x, op=_SIGNS[x.op]), ""
                yield f"{brief(x)}: only {brief(x.left)}", x.left, ""
                yield f"{brief(x)}: only {brief(x.right)}", x.right, ""
            case s.Shift():
                turned = "before" if x.direction == "after" else "after"
                yield f"{brief(x)}: {turned} instead of {x.direction}", evolve(x, direction=turned), ""
                yield f"{brief(x)}: only {brief(x.anchor)}", x.anchor, ""
            case s.Listed():
                if x.kind in _SWAPPED:
                    yield f"the {_SWAPPED[x.kind]} instead of the {x.kind}", evolve(x, kind=_SWAPPED[x.kind]), ""
                yield from _limbs(x)
            case s.Junction():
                yield f"{brief(x)}: `{_JOINED[x.kind]}` instead of `{x.kind}`", evolve(x, kind=_JOINED[x.kind]), ""
                yield from _limbs(x)
            case s.IfElse():
                yield f"{brief(x.condition)}: the two cases swapped", evolve(x, value=x.otherwise, otherwise=x.value), ""
            case s.Rel():
                for op in (*_STRICTER.get(relation(x.op), ()), _TURNED[relation(x.op)]):
                    yield f"{brief(x)}: `{op}` instead of `{x.op}`", evolve(x, op=op), ""
            case s.OneOf():
                if len(x.options) > 1:
                    for i, option in enumerate(x.options):
                        yield f"“{option}” left out", evolve(x, options=x.options[:i] + x.options[i + 1 :]), ""
            case s.Occurred():
                yield f"{brief(x)}: denied", evolve(x, negated=not x.negated), ""
                yield from self._filters(x)
            case s.Not() | s.OnDate() | s.Under() | s.Without() | s.Rounded() | s.Moved() | s.Restated() | s.AsIf():
                yield f"{brief(x)}: only {brief(x.value)}", x.value, ""
                if isinstance(x, s.Moved):
                    yield from self._calendar(x)
            case s.NextOpen():
                yield from self._calendar(x)
            case s.AtTime():
                for hours, words in ((1, "an hour later"), (-1, "an hour earlier")):
                    if 0 <= x.time.hour + hours < 24:
                        yield f"{brief(x)}: {words}", evolve(x, time=time(x.time.hour + hours, x.time.minute)), ""
            case s.Column():
                column = "high" if x.column == "low" else "low"
                yield f"{column} instead of {x.column} of {x.security}", evolve(x, column=column), ""
            case s.LastDate():
                yield f"{brief(x)}: {brief(x.otherwise)} always", x.otherwise, ""
            case s.FirstDay() | s.TermOfAct():
                if x.last:
                    yield f"{brief(x)}: the first instead of the last", evolve(x, last=False), ""
                yield from self._filters(x)
            case s.Aggregate():
                if x.kind in _EXTREMES:
                    yield f"the {_EXTREMES[x.kind]} instead of the {x.kind}", evolve(x, kind=_EXTREMES[x.kind]), ""
                if x.pick:
                    picked = _EXTREMES[x.pick]
                    yield f"the {picked} {x.count} instead of the {x.pick}", evolve(x, pick=picked), ""
                    for n in (x.count + 1, x.count - 1):
                        yield f"the {x.pick} {n} instead of {x.count}", evolve(x, count=n), ""
            case s.Run():
                for n in (x.count + 1, x.count - 1):
                    if n > 0:
                        yield f"{n} consecutive days instead of {x.count}", evolve(x, count=n), ""
                yield from self._calendar(x)
            case s.DayCount():
                if x.condition is not None:
                    yield f"whether or not {brief(x.condition)}", evolve(x, condition=None), ""
                yield from self._calendar(x)
            case s.OverDates():
                if x.kind in _EXTREMES:
                    kind = "lowest" if x.kind == "total" else _EXTREMES[x.kind]
                    yield f"the {kind} instead of the {x.kind}", evolve(x, kind=kind), ""
            case s.OverEvents():
                if x.kind in _EXTREMES:
                    kind = "lowest" if x.kind == "total" else _EXTREMES[x.kind]
                    yield f"the {kind} instead of the {x.kind}", evolve(x, kind=kind), ""
                yield from self._filters(x)
            case s.IsPaid() | s.UnpaidOf():
                if isinstance(x, s.UnpaidOf) and x.overdue:
                    yield f"what is unpaid of {x.claim}, on its day too", evolve(x, overdue=False), ""
                for claim in self._alike(x.claim):
                    yield f"{claim} instead of {x.claim}", evolve(x, claim=claim), ""
            case s.TakenEffect() | s.Continuing() | s.ItIs() | s.JustBefore():
                yield from self._filters(x)
                if isinstance(x, s.JustBefore):
                    yield f"{brief(x)}: only {brief(x.value)}", x.value, ""
            case s.Shared():
                yield f"{brief(x.value)}: a tenth more", evolve(x, value=_more(x.value)), ""
            case s.WithPart():
                yield f"{brief(x)}: only {brief(x.value)}", x.value, ""
                yield f"{brief(x.part)}: a tenth more", evolve(x, part=_more(x.part)), ""
            case s.Accrued():
                if x.on is not None:
                    yield f"{brief(x)}: on all of it", evolve(x, on=None), ""
                if x.start is not None:
                    yield f"{brief(x)}: from its beginning", evolve(x, start=None), ""
            case s.ClaimPart():
                if x.month is not None and x.what == "amount":
                    yield f"{brief(x)}: of all months", evolve(x, month=None), ""
            case _:
                pass

    def _literal(self, x: s.Lit) -> Iterator[tuple[str, s.Node, str]]:
        v = x.value
        t = ty.named(x.unit)
        if x.unit == "yes/no":
            yield f"{said(not v)} instead of {said(v)}", evolve(x, value=not v), ""
        elif x.unit == "date" and v is not None:
            for days, words in ((1, "a day later"), (-1, "a day earlier")):
                yield f"{said(v, short=True)}: {words}", evolve(x, value=v + timedelta(days=days)), ""
        elif x.unit == "text":
            for other in self._other_texts(v):
                yield f"“{other}” instead of “{v}”", evolve(x, value=other), ""
        elif t is not None and t.is_quantity:
            for new in (v + v * _TENTH, v - v * _TENTH) if v else (Q(1),):
                yield f"{said(new, t)} instead of {said(v, t)}", evolve(x, value=new), ""

    def _other_texts(self, text: str) -> Iterator[str]:
        """The texts that stand in one list with a text."""
        seen = {text}
        for rule in self.flat.rules:
            for node in s.walk(rule.statement):
                if isinstance(node, s.TypeName) and text in node.options:
                    for other in node.options:
                        if other not in seen:
                            seen.add(other)
                            yield other

    def _cyclic(self, x: s.Cyclic) -> Iterator[tuple[str, s.Node, str]]:
        """A list of dates with another last period, other ends of months, without what becomes of closed days."""
        turned = {"short": "long", "long": "short"}
        if x.last:
            yield f"a {turned[x.last]} last period", evolve(x, last=turned[x.last]), "last"
        if x.first:
            yield f"a {turned[x.first]} first period", evolve(x, first=turned[x.first]), "first"
        if x.month_ends is not None:
            yield "the same day of each month", evolve(x, month_ends=None), ""
        yield "with its last day" if x.without_end else "without its last day", evolve(x, without_end=not x.without_end), ""
        if x.alone:
            yield "no day where its cycle is not told", evolve(x, alone=False), ""
        for i, moving in enumerate(x.movings):
            yield f"not moved to {article(moving.calendar)}", evolve(x, movings=x.movings[:i] + x.movings[i + 1 :]), "movings"
        if x.condition is not None:
            yield f"without “if {brief(x.condition)}”", evolve(x, condition=None), "condition"

    def _calendar(self, x: Any) -> Iterator[tuple[str, s.Node, str]]:
        for name in self.flat.calendars:
            if name != x.calendar:
                yield f"{name} instead of {x.calendar}", evolve(x, calendar=name), ""

    def _filters(self, x: Any) -> Iterator[tuple[str, s.Node, str]]:
        for i, f in enumerate(x.filters):
            yield f"{brief(f)}: left out", evolve(x, filters=x.filters[:i] + x.filters[i + 1 :]), "filters"

    # ── phrases: clauses, limbs, windows, filters, what settles a month

    def _phrase(self, x: s.Node) -> Iterator[tuple[str, s.Node, str]]:
        match x:
            case s.Item(guard=guard) if guard is not None:
                yield f"({x.label}): without “{brief(guard)}”", evolve(x, guard=None), "guard"
            case s.Rounding():
                for mode in _MODES:
                    yield f"rounded {mode} instead of {x.mode}", evolve(x, mode=mode), "mode"
                coarse = evolve(x.amount, value=x.amount.value * 10)
                unit = ty.named(x.amount.unit)
                yield f"rounded to {said(coarse.value, unit)} instead of {said(x.amount.value, unit)}", evolve(x, amount=coarse), "amount"
            case s.Clause():
                if x.unless is not None:
                    yield f"without “unless {brief(x.unless)}”", evolve(x, unless=None), "unless"
                if x.kind in _CLAUSES:
                    yield f"`{_CLAUSES[x.kind]}` instead of `{x.kind}`", evolve(x, kind=_CLAUSES[x.kind]), "kind"
            case s.Filter():
                for op in (*_STRICTER.get(relation(x.op), ()), *((_TURNED[relation(x.op)],) if x.op else ())):
                    yield f"{brief(x)}: `{op}` instead of `{x.op}`", evolve(x, op=op), ""
                if len(x.options) > 1:
                    for i, option in enumerate(x.options):
                        yield f"“{option}” left out", evolve(x, options=x.options[:i] + x.options[i + 1 :]), "options"
            case s.Window():
                if x.kind in _WINDOWS:
                    words = "without the last day" if x.kind == "ending on" else "ending on the day itself"
                    yield f"{brief(x)}: {words}", evolve(x, kind=_WINDOWS[x.kind]), ""
                if x.count is not None:
                    for n in (x.count + 1, x.count - 1):
                        yield f"a window of {n} instead of {x.count} days", evolve(x, count=n), "count"
                if x.offset is not None:
                    for n in (x.offset + 1, x.offset - 1):
                        yield f"ending {n} instead of {x.offset} days before", evolve(x, offset=n), "offset"
                yield from self._calendar(x)
            case s.EachDay():
                for name in self.open_days if not x.calendar else ("",):
                    yield f"each {_days(name)} instead of each {_days(x.calendar)}", evolve(x, calendar=name), "calendar"
            case s.Settlement():
                for choice in (o.choice for o in x.options if o.choice != x.silence):
                    yield f"silence meaning “{choice}” instead of “{x.silence}”", evolve(x, silence=choice), "silence"
            case s.Option():
                for n in (x.day + 1, x.day - 1):
                    if 1 <= n <= 28:
                        yield f"“{x.choice}”: by day {n} instead of {x.day}", evolve(x, day=n), "day"
                if x.calendar:
                    yield f"“{x.choice}”: not moved to the next {x.calendar}", evolve(x, calendar=""), "calendar"
                if x.before is not None:
                    yield f"“{x.choice}”: at any hour of the last day", evolve(x, before=None), "before"
            case s.FieldDecl(if_none=preset) if preset is not None and not isinstance(preset, s.UnknownLit):
                yield f"{x.name}: without its preset", evolve(x, if_none=None), "if_none"
            case _:
                pass

    # ── sentences

    def _tests(self, x: s.Ban | s.Keep) -> Iterator[_Change]:
        """A ban (or a standing duty) without one of its tests: whoever asks for acts done against it tries them all."""
        for part, word in (("while_", "while"), ("unless", "unless")):
            tests = getattr(x, part)
            for i, test in enumerate(tests):
                yield f"without “{word} {brief(test)}”", _other(x, part, tests[:i] + tests[i + 1 :]), (test, "")

    def _sentence(self, x: s.Statement) -> Iterator[tuple[str, s.Node, str]]:
        match x:
            case s.ReadingDecl():
                for taken in x.alternatives:
                    if not taken.taken:
                        turned = tuple(evolve(a, taken=a is taken) for a in x.alternatives)
                        yield f"read as “{taken.label}”", evolve(x, alternatives=turned), "alternatives"
            case s.Observation() if x.if_none is not None and not isinstance(x.if_none, s.UnknownLit):
                yield "without its preset", evolve(x, if_none=None), "if_none"
            case s.CalendarDecl():
                if x.less is not None:
                    yield f"without “less {brief(x.less)}”", evolve(x, less=None), ""
                if x.kind == "weekdays":
                    yield "every day", evolve(x, kind="every day"), ""
            case s.EventDecl() if x.restates is not None:
                yield "it restates nothing", evolve(x, restates=None), "restates"
            case s.Alias():
                for name in self._alike(x.target.name):
                    yield f"{name} instead of {x.target.name}", evolve(x, target=evolve(x.target, name=name)), ""
            case s.AccrualDecl():
                other = "actual/360" if x.day_count == "actual/365" else "actual/365"
                yield f"{other} instead of {x.day_count}", evolve(x, day_count=other), "day_count"
                if x.first_in:
                    yield "first day out and last day in", evolve(x, first_in=False), ""
                if x.until is not None:
                    yield f"without its end “{brief(x.until)}”", evolve(x, until=None), "until"
                if len(x.claims) > 1:
                    for i, claim in enumerate(x.claims):
                        yield f"not on {claim}", evolve(x, claims=x.claims[:i] + x.claims[i + 1 :]), "claims"
            case s.Schedule():
                for i, (month, day) in enumerate(x.days):
                    for n in (day + 1, day - 1):
                        if 1 <= n <= 28 + 3 * (n < day):
                            moved = (*x.days[:i], (month, n), *x.days[i + 1 :])
                            yield f"day {n} instead of {day} of month {month}", evolve(x, days=moved), "days"
                    if len(x.days) > 1:
                        yield f"without day {day} of month {month}", evolve(x, days=x.days[:i] + x.days[i + 1 :]), "days"
            case s.Cyclic():
                yield from self._cyclic(x)
            case s.Happens():
                if x.condition is not None:
                    yield f"without “if {brief(x.condition)}”", evolve(x, condition=None), "condition"
                if x.unless is not None:
                    yield f"without “unless {brief(x.unless)}”", evolve(x, unless=None), "unless"
            case s.SameDay():
                yield "in the other order", evolve(x, events=x.events[::-1]), ""
            case s.Duty():
                if x.also_by is not None:
                    yield f"without “and on or before {brief(x.also_by)}”", evolve(x, also_by=None), "also_by"
                if x.condition is not None:
                    yield f"without “if {brief(x.condition)}”", evolve(x, condition=None), "condition"
            case s.Owes():
                if x.condition is not None:
                    yield f"without “if {brief(x.condition)}”", evolve(x, condition=None), "condition"
                if x.taken_as_paid is not None:
                    yield f"without “taken as paid when due if {brief(x.taken_as_paid)}”", evolve(x, taken_as_paid=None), "taken_as_paid"
                if x.each_day is not None:
                    yield "once instead of for each day", evolve(x, each_day=None), "each_day"
                if x.settlement is not None:
                    yield "not settled by month", evolve(x, settlement=None), "settlement"
            case s.Pays():
                yield from self._filters(x)
                if x.reduces:
                    yield f"without reducing {x.reduces}", evolve(x, reduces=""), "filters"
                if x.of_field:
                    yield f"whatever its {x.of_field}", evolve(x, of_field=""), "of_field"
            case s.Becomes():
                yield from self._filters(x)
                if x.unless is not None:
                    yield f"without “unless {brief(x.unless)}”", evolve(x, unless=None), "unless"
                if x.condition is not None:
                    yield f"without “if {brief(x.condition)}”", evolve(x, condition=None), "condition"
                if x.until is not None:
                    yield f"without “until {brief(x.until)}”", evolve(x, until=None), "until"
                if len(x.claims) > 1:
                    for i, claim in enumerate(x.claims):
                        yield f"not for {claim}", evolve(x, claims=x.claims[:i] + x.claims[i + 1 :]), "claims"
            case s.Arrives():
                for days in (None,) if x.days is not None else (3,):
                    words = "received when it arrives" if days is None else f"received {days} days after it is sent"
                    yield words, evolve(x, days=days), ""
                if x.days is not None:
                    yield f"{x.days + 1} days instead of {x.days}", evolve(x, days=x.days + 1), ""
            case s.Posting():
                words = "decreases instead of increases" if x.sign > 0 else "increases instead of decreases"
                yield words, evolve(x, sign=-x.sign), "sign"
                if x.with_its:
                    yield f"without its {x.with_its}", evolve(x, with_its=""), "with_its"
            case _:
                pass

    def _alike(self, name: str) -> list[str]:
        """Other declared names of the kind of a name, the first few of them."""
        c = self.flat
        if name in c.events:
            return [n for n, e in c.events.items() if n != name and not e.base][:5]
        info = c.terms.get(name)
        return [n for n, i in c.terms.items() if info is not None and n != name and i.type.same(info.type)][:5]

    # ── what leads a sentence

    def lead(self, x: s.Lead) -> Iterator[_Change]:
        """A lead otherwise; `None` when it is left out."""
        match x:
            case s.IfLead():
                shown = f"{'unless' if x.negated else 'if'} {brief(x.condition)}"
                yield f"without “{shown}”", None, (None, "conditions")
                yield f"“{shown}”: denied", evolve(x, negated=not x.negated), (None, "conditions")
                yield from self.below(x)
            case s.OnLead():
                for words, new, _ in self.wrapped(x):
                    yield words, new, (None, "on")
                yield f"without “on {brief(x.day)}”", None, (None, "on")
                yield from self.below(x)
            case s.ForEach():
                for i, f in enumerate(x.filters):
                    yield f"{brief(f)}: left out", evolve(x, filters=x.filters[:i] + x.filters[i + 1 :]), (None, "scope_filters")
                yield from self.below(x)
            case s.Prevails():
                yield f"without “notwithstanding {' and '.join(x.sections)}”", None, (None, "prevails")
            case s.Yields():
                yield f"without “except under {' and '.join(x.sections)}”", None, (None, "yields")
            case _:
                pass


def _limbs(x: Any) -> Iterator[tuple[str, s.Node, str]]:
    if len(x.items) > 1:
        for i, item in enumerate(x.items):
            shown = f"({item.label})" if item.label else f"“{brief(item.value)}”"
            yield f"without {shown}", evolve(x, items=x.items[:i] + x.items[i + 1 :]), ""


def _more(x: s.Expr) -> s.Expr:
    return s.Arith("×", x, s.Lit(1 + _TENTH, "number", span=x.span), span=x.span)


def _days(unit: str) -> str:
    return "calendar day" if unit in {"", "days"} else unit
