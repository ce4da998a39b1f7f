"""The type of every expression, and what does not fit.

Enters: a `Contract` with its declarations. Leaves: the type of each expression, diagnostics. Holds: one finding a fault (what rests on a
fault is not reported again); a term is typed once, on demand, and a circle prints itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import Contract, EventInfo, Rule, TermInfo
from tenor.dsl.diagnostic import Diagnostic, Label, Severity, Span
from tenor.dsl.infer_days import type_of_day
from tenor.dsl.names import article
from tenor.dsl.nearest import did_you_mean

__all__ = ["Inference"]

_LONGEST_CHAIN = 60
_ORDER = {"is at most", "is at least", "exceeds", "does not exceed", "is more than", "is less than"}
_TIME_ORDER = {"is before", "is after", "is on or before", "is on or after", "is not before", "is not after", "is more than"}


_RESTS_ON_OTHERS = frozenset({"T212", "T220", "T232", "T234", "T240", "T250"})
"""Findings that a sentence which could not be read may bring about; they are looked for once it can be."""


class Inference:
    """Types of expressions; `source_type` says what kind of value a sentence gives its term."""

    def __init__(self, contract: Contract, found: list[Diagnostic]) -> None:
        self.c, self.found = contract, found
        self.types: dict[int, ty.Type] = {}
        self.terms: dict[str, TermInfo] = {}
        self.references: dict[str, TermInfo] = {}
        self.sources: dict[str, list[tuple[str, Rule]]] = {}
        self.open: list[str] = []
        self.done: dict[str, ty.Type | None] = {}
        self.scope, self.schedule, self.in_reading = "", "", False
        self.carried: list[ty.Type | None] = []
        # a sentence that could not be read declares names all the same: what rests on them is not reported again
        self.unread = bool(contract.unseen) or any(d.code.startswith("T1") or d.code == "T201" for d in found)

    def of_kind(self, name: str, kind: str) -> bool:
        """Whether a name is a term of a kind, or was lost with a sentence that could not be read."""
        name = self.c.aliases.get(name, name)
        info = self.terms.get(name)
        if info is None and self.c.unseen and self.lost(name):
            self.rests_on_unseen(name, self.c.file.span)
            return True
        return info.kind in {kind, "unseen"} if info is not None else self.lost(name)

    def figure_for_each(self, x: s.OverEvents | s.OverDates) -> ty.Type | None:
        """The type of a term for each of several events or dates, taken together."""
        t = self.term_type(x.term, x)
        takes = {"earliest": "dates", "product": "numbers"}.get(x.kind, "quantities")
        if t is not None and (t.kind != "date" if takes == "dates" else not t.is_quantity or (takes == "numbers" and t.unit)):
            self.report("T315", f"`the {x.kind} … for each` takes {takes}; `{x.term}` is {t.words()}", x)
        through = self.c.aliases.get(x.schedule, x.schedule) if isinstance(x, s.OverDates) else self.base(x.event)
        own = {r.schedule or self.base(r.scope) for _, r in self.sources.get(self.c.aliases.get(x.term, x.term), ())}
        if own and not own & {"", through, self.schedule, self.base(self.scope)}:
            of = " and ".join(f"`{name}`" for name in sorted(own))
            mend = f"name a term that stands in a block `for each {through}:`"
            self.report("T265", f"`{x.term}` is of each {of}: each `{through}` has none of its own", x, mend)
        return t

    def lost(self, name: str) -> bool:
        """Whether a name was declared in a sentence that could not be read."""
        name = self.c.aliases.get(name, name)
        known = name in self.terms or name in self.c.events
        return self.unread and not known and (name in self.c.names.kinds or name in self.c.names.begun or bool(self.c.unseen))

    def rests_on_unseen(self, name: str, span: Span) -> None:
        """A name that stands in a paper that is not there, or in a sentence that rests on one: undetermined, whatever it is."""
        self.terms[name] = TermInfo(name, "unseen", ty.UNSEEN, "", (Rule(-1, "", s.Recorded("unseen", name, span=span)),))

    @classmethod
    def of_question(cls, contract: Contract, x: s.Expr, found: list[Diagnostic]) -> ty.Type | None:
        """The type of a question put to a checked contract; faults are added to `found`."""
        self = cls(contract, found)
        self.types = dict(contract.types)
        self.terms, self.references = dict(contract.terms), dict(contract.references)
        self.sources = {n: [(i.kind, r) for r in i.rules] for n, i in contract.terms.items()}
        self.done = {n: i.type for n, i in contract.terms.items()}
        return self.infer(x)

    # ── reporting

    def report(
        self,
        code: str,
        message: str,
        node: s.Node | Span | None,
        mend: str | None = None,
        labels: tuple[Label, ...] = (),
        severity: Severity = Severity.MUST,
    ) -> None:
        span = node.span if isinstance(node, s.Node) else node
        if self.unread and code in _RESTS_ON_OTHERS:
            return
        self.found.append(Diagnostic(code, severity, message, span, labels, mend))

    def near(self, word: str, among: Iterable[str]) -> str | None:
        return did_you_mean(word, among)

    # ── what gives each term its value

    def base(self, event: str) -> str:
        """The event that is told, of which another is a part."""
        return self.c.base_of(event)

    def term_type(self, name: str, at: s.Node | None) -> ty.Type | None:
        """The type of a term; reports a circle or an undeclared name at the place that used it."""
        name = self.c.aliases.get(name, name)
        if name in self.done:
            return self.done[name]
        if name not in self.sources:
            if self.c.unseen and name not in self.references:  # of a paper that is not there, or resting on one
                if at is not None:
                    self.rests_on_unseen(name, at.span)
                return None
            if self.lost(name):
                return None
            if name in self.references and at is not None:
                self.report("T204", f"`{name}` is a reference, no term of the paper", at, "use the term that it names")
                return None
            if at is not None:
                known = [*self.sources, *self.c.events, *self.c.parties, *self.c.calendars]
                self.report("T201", f"`{name}` is not declared", at, self.near(name, known) or f'define it: `"{name}" means …`')
            return None
        if name in self.open:
            circle = [*self.open[self.open.index(name) :], name]
            places = [(self.sources.get(n) or self.sources[n.partition(" under ")[0]])[0][1].span for n in circle]
            labels = tuple(Label(place, f"`{n}`") for n, place in zip(circle[:-1], places, strict=False))[:4]
            self.report(
                "T220",
                "this is a circle: " + " → ".join(f"`{n}`" for n in circle),
                places[0],
                "one of them must rest on an earlier day, or on another section",
                labels[1:],
            )
            self.done[name] = None
            return None
        if len(self.open) > _LONGEST_CHAIN:
            chain = f"`{self.open[0]}` rests on `{name}` through more than {_LONGEST_CHAIN} other terms"
            self.report("T113", chain, self.sources[name][0][1].span, "join some of their definitions")
            self.done[name] = None
            return None
        self.open.append(name)
        result: ty.Type | None = None
        for i, (_, rule) in enumerate(self.sources[name]):
            t = self.source_type(name, rule)
            if i and t is not None and result is not None and not t.same(result):
                self.report(
                    "T301",
                    f"`{name}` is {t.words()} here and {result.words()} there",
                    rule.statement,
                    None,
                    (Label(self.sources[name][0][1].span, result.words()),),
                )
            result = result or t
        self.open.pop()
        if name not in self.done or self.done[name] is not None:
            self.done[name] = result
        return self.done[name]

    def source_type(self, name: str, rule: Rule) -> ty.Type | None:  # noqa: ARG002 -- `rules` types the sentence
        """The type that a sentence gives to its term, found already unless the sentences are being fitted (`rules`)."""
        return self.done.get(name)

    def calendar(self, name: str, at: s.Node) -> None:
        if name and name not in self.c.calendars and name != "days":
            self.report("T201", f"`{name}` is not declared as a kind of day", at, self.near(name, list(self.c.calendars)))

    def event_named(self, name: str, at: s.Node) -> EventInfo | None:
        event = self.c.events.get(name)
        if event is None and not self.lost(name):
            self.report("T201", f"`{name}` is not declared as an event", at, self.near(name, list(self.c.events)))
        return event

    def field_missing(self, name: str, event: EventInfo, at: s.Node) -> None:
        mend = self.near(name, list(event.fields)) or (
            "it has " + ", ".join(f"`{f}`" for f in event.fields) if event.fields else "it has no fields"
        )
        self.report("T241", f"`{event.name}` has no field `{name}`", at, mend)

    def filters(self, filters: tuple[s.Filter, ...], event: str) -> None:
        info = self.c.events.get(event)
        for f in filters:
            if f.kind == "for it":
                if not self.scope:
                    self.report("T240", "`for it` stands under no `for each`", f, "put it in a block `for each …:`")
                elif info is not None and not self.link(info):
                    self.report(
                        "T249",
                        f"`{event}` has no field that names {article(f'`{self.scope}`')}",
                        f,
                        f"declare one: `… ({self.base(self.scope)})`",
                    )
                continue
            if f.kind == "continuing":
                continue
            if f.kind == "specified":
                if info is not None and not any(x.type.kind == "section" for x in info.fields.values()):
                    self.report("T256", f"`{event}` does not say under which section it is", f, "declare a field `section (section)`")
                continue
            t = self.field_type(f.field, event, f)
            if f.value is not None and t is not None:
                self.compared(f.op, t, f.value, f)
            for option in f.options:
                self.option(option, t, f)

    def link(self, info: EventInfo) -> str:
        """The field of an event that names an occurrence of the event at hand."""
        target = self.base(self.scope)
        return next((f.name for f in info.fields.values() if f.type.kind == "occurrence" and self.base(f.type.event) == target), "")

    def option(self, text: str, t: ty.Type | None, at: s.Node) -> None:
        if t is not None and t.kind != "text":
            self.report("T305", f'"{text}" is a text, and what it is compared with is {t.words()}', at)
        elif t is not None and t.options and text not in t.options:
            self.report("T306", f'"{text}" is none of its values', at, "they are " + ", ".join(f'"{o}"' for o in t.options))

    # ── expressions

    def want(self, x: s.Expr, t: ty.Type, what: str, mend: str | None = None) -> None:
        got = self.infer(x, t)
        self.with_its_sign(t, x)
        if got is None or got.same(t) or (t.kind, got.kind) == ("cycle", "period"):
            if got is not None and t.options and isinstance(x, s.Lit):
                self.option(str(x.value), t, x)
            return
        if t is ty.DATE and got.kind == "instant":
            return
        self.report("T300", f"{what} must be {t.words()}; this is {got.words()}", x, mend or _hint(t, got))

    def infer(self, x: s.Expr, expected: ty.Type | None = None) -> ty.Type | None:
        """The type of an expression, or `None` when a fault in it was reported."""
        t = self.type_of(x, expected)
        if t is not None:
            self.types[id(x)] = t
        return t

    def type_of(self, x: s.Expr, expected: ty.Type | None) -> ty.Type | None:
        match x:
            case s.Lit(unit="date"):
                return ty.DATE if x.value is not None else None
            case s.Lit():
                return ty.named(x.unit)
            case s.Ref():
                return self.ref(x)
            case s.Its():
                return self.its(x)
            case s.ThatDay() | s.AskedDay():
                return ty.DATE
            case s.UnknownLit():
                return expected
            case s.NotYet():
                return ty.DATE
            case s.Arith():
                return self.arith(x)
            case s.Listed():
                return self.listed(x, expected)
            case s.IfElse():
                self.want(x.condition, ty.YES_NO, "a condition")
                a = self.infer(x.value, expected)
                b = self.infer(x.otherwise, a or expected)
                return self.agree(x.value, a, x.otherwise, b)
            case s.Rel():
                left = self.infer(x.left)
                if left is not None:
                    self.compared(x.op, left, x.right, x)
                return ty.YES_NO
            case s.Between():
                t = self.infer(x.value)
                for bound in (x.low, x.high):
                    b = self.infer(bound)
                    self.with_its_sign(t, bound)
                    if t is not None and b is not None and not _comparable(t, b):
                        self.report("T307", f"{t.words()} cannot be compared with {b.words()}", bound, _hint(t, b))
                return ty.YES_NO
            case s.OneOf():
                t = self.infer(x.value)
                for option in x.options:
                    self.option(option, t, x)
                return ty.YES_NO
            case s.Test():
                self.infer(x.value)
                return ty.YES_NO
            case s.Exceeded():
                info = self.terms.get(x.limit)
                if not self.of_kind(x.limit, "limit"):
                    self.report("T245", f"`{x.limit}` is no limit of a right", x, 'a limit is named in the right: `so far as "Name": …`')
                return ty.YES_NO
            case s.Occurred():
                self.event_named(x.event, x)
                self.filters(x.filters, x.event)
                return ty.YES_NO
            case s.MayGive():
                self.event_named(x.event, x)
                if not any(
                    isinstance(r.statement, s.Power) and (r.statement.party, r.statement.event) == (x.party, x.event) for r in self.c.rules
                ):
                    self.report("T250", f"no section gives {x.party} the right to give `{x.event}`", x)
                return ty.YES_NO
            case s.Junction():
                for item in x.items:
                    self.want(item.value, ty.YES_NO, "a limb of a condition")
                return ty.YES_NO
            case s.Not():
                self.want(x.value, ty.YES_NO, "what is denied")
                return ty.YES_NO
            case s.AsIf():
                return self.as_if(x, expected)
            case s.OnDate():
                self.want(x.day, ty.DATE, "the day of `on`")
                return self.infer(x.value, expected)
            case s.Under():
                return self.under(x)
            case s.Without():
                if x.limit and (self.terms.get(x.limit) is None or self.terms[x.limit].kind != "limit"):
                    self.report("T245", f"`{x.limit}` is no limit of a right", x, 'a limit is named in the right: `so far as "Name": …`')
                return self.infer(x.value, expected)
            case s.Rounded():
                t = self.infer(x.value)
                self.infer(x.rounding.amount)
                unit = ty.named(x.rounding.amount.unit)
                if t is not None and unit is not None and not t.same(unit):
                    self.report("T308", f"{t.words()} cannot be rounded to {unit.words()}", x, "round to a unit of its own kind")
                if x.rounding.amount.value <= 0:
                    self.report("T421", "the unit of a rounding must be more than zero", x.rounding.amount)
                return t
            case s.OverEvents():
                self.event_named(x.event, x)
                self.filters(x.filters, x.event)
                return self.figure_for_each(x)
            case s.Most():
                info = self.terms.get(x.limit)
                if not self.of_kind(x.limit, "limit"):
                    self.report("T245", f"`{x.limit}` is no limit of a right", x, 'a limit is named in the right: `so far as "Name": …`')
                elif info is not None and isinstance(info.rules[0].statement, s.Power):
                    self.scope = self.scope or info.rules[0].statement.event
                return self.infer(x.target)
            case s.Implied():
                t = self.term_type(x.term, x)
                if t is not None:
                    self.want(x.value, t, f"the value of `{x.term}`")
                return self.term_type(x.target, x)
            case s.Accrued():
                info = self.terms.get(x.name)
                t = self.term_type(x.name, x)
                if t is not None and info is not None and info.kind != "accrual":
                    self.report("T247", f"`{x.name}` does not accrue", x, "only what `accrues on` a balance is accrued and unpaid")
                for day in (x.to, x.start):
                    if day is not None:
                        self.want(day, ty.DATE, "the day of an accrual")
                if x.on is not None and t is not None:
                    self.want(x.on, t, "the part on which it accrued")
                return t
            case _:
                return type_of_day(self, x, expected)

    def ref(self, x: s.Ref) -> ty.Type | None:
        name = self.c.aliases.get(x.name, x.name)
        if name in self.c.parties:
            return ty.PARTY
        if name in self.c.events or name in self.c.calendars:
            self.report(
                "T202",
                f"`{x.name}` is {'an event' if name in self.c.events else 'a kind of day'}, no value",
                x,
                "write what of it is meant, as `the day of the first …`",
            )
            return None
        return self.term_type(name, x)

    def field_type(self, name: str, event: str, at: s.Node) -> ty.Type | None:
        if name == "day":
            return ty.DATE
        info = self.c.events.get(event)
        if info is None:
            return None
        if name == "receipt":
            return ty.INSTANT
        f = info.fields.get(name)
        if f is None and name == "payment day" and self.is_scheduled(info.name):
            return ty.DATE
        if f is None:
            self.field_missing(name, info, at)
            return None
        return f.type

    def is_scheduled(self, event: str) -> bool:
        """Whether the contract itself says on which days an event happens."""
        return any(self.c.aliases.get(r.statement.event, r.statement.event) == event for r in self.c.of(s.Happens))  # type: ignore[attr-defined]

    def its(self, x: s.Its) -> ty.Type | None:
        if self.schedule and not self.scope:
            if x.name in {"day", "payment day"}:
                return ty.DATE
            if self.c.unseen and self.schedule not in self.sources:
                return None  # of an event of a paper that is not there
            self.report("T241", f"a date of `{self.schedule}` has no field `{x.name}`", x, "it has only `its day`")
            return None
        if not self.scope:
            self.report(
                "T240", f"`{x.span.text}` stands under no `for each`", x, "put it in a block `for each …:`, or name the term that is meant"
            )
            return None
        return self.field_type(x.name, self.scope, x)

    def arith(self, x: s.Arith) -> ty.Type | None:
        a, b = self.infer(x.left), self.infer(x.right)
        if a is None or b is None:
            return None
        if x.op == "+" and a.kind == b.kind == "text":
            return ty.TEXT
        if not (a.is_quantity and b.is_quantity):
            bad, t = (x.left, a) if not a.is_quantity else (x.right, b)
            mend = "a day moves by `2 calendar days after …`" if t.kind in {"date", "period", "instant"} else None
            self.report("T309", f"`{x.op}` joins quantities; this is {t.words()}", bad, mend)
            return None
        if x.op == "×":
            return ty.multiply(a, b)
        if x.op == "/":
            if isinstance(x.right, s.Lit) and x.right.value == 0:
                self.report("T422", "this divides by zero", x.right)
            return ty.divide(a, b)
        if not a.same(b):
            verb = "adds" if x.op == "+" else "subtracts"
            self.report("T310", f"this {verb} {a.words()} and {b.words()}", x, _hint(a, b))
            return None
        return a if a.percent == b.percent else evolve(a, percent=False)

    def agree(self, a: s.Expr, ta: ty.Type | None, b: s.Expr, tb: ty.Type | None) -> ty.Type | None:
        if ta is not None and tb is not None and {ta.kind, tb.kind} == {"date", "instant"}:
            return ty.DATE
        if ta is not None and tb is not None and not ta.same(tb):
            self.report("T312", f"one limb is {ta.words()} and another {tb.words()}", b, _hint(ta, tb), (Label(a.span, ta.words()),))
        return ta or tb

    def listed(self, x: s.Listed, expected: ty.Type | None) -> ty.Type | None:
        result: ty.Type | None = None
        first = x.items[0].value
        for item in x.items:
            if item.guard is not None:
                self.want(item.guard, ty.YES_NO, "the condition of a limb")
            t = self.infer(item.value, result or expected)
            result = self.agree(first, result, item.value, t)
        if x.kind in {"earlier", "later"} and result is not None and result.kind not in {"date", "instant"}:
            self.report("T313", f"`the {x.kind} of` compares dates; this is {result.words()}", x)
        if x.kind in {"lesser", "greater", "sum"} and result is not None and not result.is_quantity:
            self.report("T313", f"`the {x.kind} of` takes quantities; this is {result.words()}", x)
        if x.kind == "first":
            unguarded = [i for i, item in enumerate(x.items) if item.guard is None]
            if unguarded and unguarded[0] != len(x.items) - 1:
                item = x.items[unguarded[0]]
                self.report(
                    "T233", f"`({item.label})` always applies, so what follows it never does", item, "give it its condition, or put it last"
                )
        return result

    def compared(self, op: str, left: ty.Type, right: s.Expr, at: s.Node) -> None:
        t = self.infer(right, left)
        if t is None:
            return
        if left.kind == "text" and isinstance(right, s.Lit):
            self.option(str(right.value), left, right)
            return
        self.with_its_sign(left, right)
        if not _comparable(left, t):
            self.report("T307", f"{left.words()} cannot be compared with {t.words()}", at, _hint(left, t))
        elif op in _ORDER and op not in _TIME_ORDER and not left.is_quantity:
            self.report(
                "T314",
                f"`{op}` compares quantities; this is {left.words()}",
                at,
                "dates are compared by `is before`, `is on or before`, `is after`",
            )
        elif op in _TIME_ORDER and op != "is more than" and left.is_quantity:
            self.report("T314", f"`{op}` compares dates; this is {left.words()}", at, "quantities are compared by `is at most`, `exceeds`")

    def with_its_sign(self, t: ty.Type | None, x: s.Expr) -> None:
        """Reports a number that stands where a percentage is meant."""
        if t is not None and isinstance(x, s.Lit) and ty.is_bare_percentage(t, x.value, x.unit):
            self.report("T322", f"this is the number {x.span.text}, where a percentage stands", x, f"write `{x.span.text}%`")

    def as_if(self, x: s.AsIf, expected: ty.Type | None) -> ty.Type | None:
        if isinstance(x.target, s.Ref):
            info = self.terms.get(self.c.aliases.get(x.target.name, x.target.name))
            if info is not None and info.kind == "balance":
                self.report("T251", f"`{x.target.name}` has postings and cannot be replaced", x.target, "ask with another fact instead")
        elif not isinstance(x.target, s.Its):
            self.report("T252", "`as if` replaces a term or a field", x.target)
            return self.infer(x.value, expected)
        target = self.infer(x.target)
        if target is not None:
            self.want(x.instead, target, "what stands instead")
        return self.infer(x.value, expected)

    def under(self, x: s.Under) -> ty.Type | None:
        if not isinstance(x.value, s.Ref):
            self.report("T253", "`under Section …` follows a term", x)
            return self.infer(x.value)
        name = self.c.aliases.get(x.value.name, x.value.name)
        given = [r for k, r in self.sources.get(name, []) if k == "definition" and r.section in x.sections]
        if name not in self.sources:
            return self.ref(x.value)
        if not given:
            where = ", ".join(sorted({r.section for _, r in self.sources[name]}))
            self.report("T212", f"`{name}` is not defined under {' or '.join(x.sections)}", x, f"it is defined under {where}")
        t: ty.Type | None = None
        if given and self.done.get(name) is None:
            # the term as another section fixes it is another node: no circle
            marker = f"{name} under {given[0].section}"
            if marker in self.open:
                self.report("T220", f"this is a circle: `{marker}` rests on itself", x)
                return None
            self.open.append(marker)
            t = self.source_type(name, given[0])
            self.open.pop()
        else:
            t = self.term_type(name, x)
        if t is not None:
            self.types[id(x.value)] = t
        return t


def _comparable(a: ty.Type, b: ty.Type) -> bool:
    return a.same(b) or {a.kind, b.kind} == {"date", "instant"}


def _hint(a: ty.Type, b: ty.Type) -> str | None:
    kinds = [t.unit for t in (a, b) if t.is_quantity]
    if ty.MONEY.unit in kinds and ty.SHARES.unit in kinds:
        return "an amount becomes shares when divided by a price; shares become an amount when multiplied by one"
    if ty.PRICE.unit in kinds and ty.MONEY.unit in kinds:
        return "a price is money a share: write `$0.10 a share`"
    if ty.RATE.unit in kinds and () in kinds:
        return "a rate names its time: write `12% a year`"
    if "period" in {a.kind, b.kind} and "date" in {a.kind, b.kind}:
        return "a date is so many days after another: write `2 calendar days after …`"
    return None
