"""The sentences of a contract, each fitted: what it declares, what it needs, what does not fit.

Enters: a `Contract` with its declarations. Leaves: its terms and references with their types, the type of each expression, diagnostics.
Holds: every sentence is looked at once; two definitions of one term with no edge between them are shown together.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import Contract, Rule, TermInfo
from tenor.dsl.diagnostic import Diagnostic, Label, Severity
from tenor.dsl.infer import Inference
from tenor.dsl.infer_cycles import fit_cyclic, fit_happens
from tenor.dsl.infer_runs import in_order

__all__ = ["Fitting"]


class Fitting(Inference):
    """Types for one contract; the results stand in `terms`, `references` and `types`."""

    def __init__(self, contract: Contract, found: list[Diagnostic]) -> None:
        super().__init__(contract, found)
        self.collect()
        if contract.unseen:  # what was set aside has names all the same
            for name, kind in contract.names.kinds.items():
                if kind in {"TERM_", "BALANCE_"} and name not in self.terms and name not in self.references:
                    self.rests_on_unseen(name, contract.file.span)
        for name in self.sources:
            self.term_type(name, None)
        for rule in contract.rules:
            self.rule(rule)
        self.conflicts()
        for name, info in list(self.terms.items()):
            t = self.done.get(name)
            self.terms[name] = evolve(info, type=t or (info.type if info.kind == "unseen" else ty.NUMBER))

    def collect(self) -> None:
        def add(name: str, kind: str, rule: Rule) -> None:
            self.sources.setdefault(name, []).append((kind, rule))

        for rule in self.c.rules:
            match rule.statement:
                case s.Define(name=name):
                    add(name, "definition", rule)
                case s.Blank(name=name):
                    add(name, "blank", rule)
                case s.Observation(name=name):
                    add(name, "observation", rule)
                case s.ReadingDecl(name=name):
                    add(name, "reading", rule)
                case s.BalanceDecl(name=name):
                    add(name, "balance", rule)
                case s.AccrualDecl(name=name):
                    add(name, "accrual", rule)
                case s.Schedule(name=name) | s.Cyclic(name=name):
                    add(name, "schedule", rule)
                case s.Power(clauses=clauses):
                    for clause in clauses:
                        if clause.kind in {"so far as", "provided that"}:
                            add(clause.name, "limit", rule)
                case s.Duty(named=named) if named:
                    add(named, "deadline", rule)
                case s.Waive(named=named) if named:
                    add(named, "deadline", rule)
                case s.Keep(named=named):
                    add(named, "kept", rule)
                case s.Owes(named=named) if named:
                    add(named, "claim", rule)
                case s.Reference(name=name):
                    info = TermInfo(name, "reference", ty.NUMBER, rule.section, (rule,), rule.scope, rule.schedule)
                    if name in self.references:
                        self.report("T221", f"the reference `{name}` stands twice", rule.statement)
                    self.references[name] = info
                case _:
                    pass
        for name, given in self.sources.items():
            kinds = {k for k, _ in given}
            first = given[0][1]
            if len(kinds) > 1 or (len(given) > 1 and kinds != {"definition"}):
                other = given[1][1]
                same = other.statement.span == first.statement.span  # one sentence, said of several events
                each = 'write a sentence for each of the events, with a name of its own: `for each A, … ("One")`, `for each B, … ("Two")`'
                self.report(
                    "T221",
                    f"`{name}` is declared twice",
                    other.statement,
                    each if same else "give one of them another name",
                    (Label(first.span, "first here"),),
                )
            scope = self.base(first.scope)
            if given[0][0] == "limit" and isinstance(first.statement, s.Power):
                scope = self.base(first.statement.event)
            if given[0][0] == "deadline" and isinstance(first.statement, s.Waive):
                scope = self.base(first.statement.event)
            schedule = first.schedule
            scopes = {self.base(r.scope) for _, r in given}
            if len(scopes) > 1:
                scope = ""
            self.terms[name] = TermInfo(name, given[0][0], ty.NUMBER, first.section, tuple(r for _, r in given), scope, schedule)

    def source_type(self, name: str, rule: Rule) -> ty.Type | None:
        saved = self.scope, self.schedule, self.in_reading
        self.scope, self.schedule, self.in_reading = rule.scope, rule.schedule, False
        try:
            match rule.statement:
                case s.Define() as st:
                    t = self.infer(st.value)
                    if name.endswith(("Percentage", "Percent")):
                        self.with_its_sign(ty.PERCENT, st.value)
                    divides = isinstance(st.value, s.Arith) and st.value.op == "/"
                    if t is not None and t.same(ty.SHARES) and divides and not st.exact:
                        self.report(
                            "T420",
                            f"`{name}` divides into shares and does not say what becomes of a fraction",
                            st,
                            "end it with `, kept exact` or `, rounded down to 1 share`; where the paper is silent, record a reading",
                        )
                    return t
                case s.Blank() as st:
                    return self.declared(st.type, st.filled)
                case s.Observation() as st:
                    return self.declared(st.type, st.if_none)
                case s.ReadingDecl() as st:
                    self.in_reading = True
                    result: ty.Type | None = None
                    for a in st.alternatives:
                        if isinstance(a.value, s.UnknownLit):
                            continue
                        t = self.infer(a.value)
                        if result is not None and t is not None and {t.kind, result.kind} == {"date", "instant"}:
                            result = t = ty.DATE
                        if result is not None and t is not None and not t.same(result):
                            self.report(
                                "T302",
                                f"the alternatives of `{name}` are {result.words()} and {t.words()}",
                                a,
                                "every alternative must be of one kind",
                            )
                        result = result or t
                    for a in st.alternatives:
                        if isinstance(a.value, s.UnknownLit) and result is not None:
                            self.types[id(a.value)] = result
                    return result
                case s.BalanceDecl() as st:
                    self.want(st.day, ty.DATE, "the day on which a balance opens")
                    return self.declared(st.type, st.opening)
                case s.AccrualDecl() as st:
                    return self.accrual(st)
                case s.Schedule() as st:
                    self.want(st.start, ty.DATE, "the start of a schedule")
                    self.want(st.end, ty.DATE, "the end of a schedule")
                    in_order(self, st.start, st.end)
                    return ty.DATE
                case s.Cyclic() as st:
                    return fit_cyclic(self, st)
                case s.Power() | s.Keep():
                    return ty.YES_NO
                case s.Duty() | s.Waive():
                    return ty.DATE
                case s.Owes() as st:
                    return self.infer(st.amount)
                case _:
                    return None
        finally:
            self.scope, self.schedule, self.in_reading = saved

    def declared(self, written: s.TypeName, value: s.Expr | None) -> ty.Type | None:
        t = ty.named(written.name)
        if t is None:
            t = ty.Type("occurrence", event=written.name)
        if written.options:
            t = evolve(t, options=written.options)
        if written.signed:
            t = evolve(t, signed=True)
        if value is not None:
            self.want(value, t, f"what is declared as {t.words()}")
        return t

    def accrual(self, st: s.AccrualDecl) -> ty.Type | None:
        self.want(st.rate, ty.RATE, "the rate of an accrual", "write it as `12% a year`")
        if st.start is not None:
            self.want(st.start, ty.DATE, "the day from which it accrues")
        if st.until is not None:
            self.want(st.until, ty.DATE, "the day until which it accrues")
        if st.balance:
            return self.term_type(st.balance, st)
        for claim in st.claims:
            t = self.term_type(claim, st)
            if t is not None and self.terms.get(claim) and self.terms[claim].kind != "claim":
                self.report("T243", f"`{claim}` is no amount that someone owes", st, 'name claims, as `("Name")` after `owes`')
        return ty.MONEY

    # ── rules

    def rule(self, rule: Rule) -> None:
        self.scope, self.schedule = rule.scope, rule.schedule
        if rule.scope and rule.scope not in self.c.events and not self.lost(rule.scope):
            self.report("T201", f"`{rule.scope}` is not declared", rule.statement, self.near(rule.scope, list(self.c.events)))
        if rule.scope not in self.c.events:
            self.scope = ""
        if rule.schedule and not self.of_kind(rule.schedule, "schedule"):
            self.report(
                "T244",
                f"`{rule.schedule}` is neither an event nor a list of dates",
                rule.statement,
                "`for each` takes an event, or a term defined by `means each March 31 …`",
            )
        self.filters(rule.scope_filters, rule.scope)
        for condition, _ in rule.conditions:
            self.want(condition, ty.YES_NO, "a condition")
        if rule.on is not None:
            self.want(rule.on, ty.DATE, "the day on which this happens")
        st = rule.statement
        match st:
            case s.EventDecl():
                self.event(st)
            case s.Arrives():
                self.arrives(rule)
            case s.DerivedEvent():
                self.scope = st.event
                self.want(st.condition, ty.YES_NO, "a condition")
            case s.CalendarDecl(less=less) if less is not None:
                self.want(less, ty.DAYS, "the days that a calendar leaves out", 'name a list: `the days in "…"`')
            case s.Power():
                self.power(st)
            case s.Waive():
                self.scope = st.event
                self.event_named(st.event, st)
                if not self.of_kind(st.limit, "limit"):
                    self.report("T245", f"`{st.limit}` is no limit of a right", st, 'a limit is named in the right: `so far as "Name": …`')
                self.want(st.effective, ty.DATE, "the day on which a waiver takes effect")
            case s.Duty():
                if st.act not in self.c.acts:
                    self.report("T246", f"`{st.act}` is no act", st, 'declare it: `act "…" is EVENT.`')
                self.want(st.due, ty.DATE, "the day within which a duty is due", "write `within 2 calendar days after …`")
                if st.also_by is not None:
                    self.want(st.also_by, ty.DATE, "the day by which a duty is due")
                if st.condition is not None:
                    self.want(st.condition, ty.YES_NO, "a condition")
            case s.Ban():
                if st.act not in self.c.acts:
                    self.report("T246", f"`{st.act}` is no act", st, 'declare it: `act "…" is EVENT.`')
                self.scope = self.c.acts.get(st.act, "")
                for test in (*st.while_, *st.unless):
                    self.want(test, ty.YES_NO, "a condition")
            case s.Keep():
                for test in (st.condition, *st.while_, *st.unless):
                    self.want(test, ty.YES_NO, "a condition")
            case s.Becomes():
                self.becomes(st)
            case s.Happens():
                fit_happens(self, st)
            case s.SameDay():
                for name in st.events:
                    self.event_named(name, st)
            case s.Owes():
                self.owes(rule, st)
            case s.Pays():
                event = self.event_named(st.event, st)
                self.filters(st.filters, st.event)
                if not self.of_kind(st.claim, "claim"):
                    self.report("T243", f"`{st.claim}` is no amount that someone owes", st, 'name a claim, as `("Name")` after `owes`')
                if st.reduces:
                    self.term_type(st.reduces, st)
                for named in (st.of_field, st.by_field):
                    if named and event is not None and named not in event.fields:
                        self.field_missing(named, event, st)
            case s.Posting():
                t = self.term_type(st.balance, st)
                if t is not None:
                    self.want(st.amount, t, f"what `{st.balance}` becomes" if not st.sign else f"what changes `{st.balance}`")
                if st.with_its and not self.of_kind(st.with_its, "accrual"):
                    self.report("T247", f"`{st.with_its}` does not accrue", st, "name what accrues on the balance")
                self.has_its_day(rule, st.balance)
            case s.Reversal():
                self.term_type(st.balance, st)
                self.has_its_day(rule, st.balance)
            case s.Reference():
                self.references[st.name] = evolve(self.references[st.name], type=self.infer(st.value) or ty.NUMBER)
            case s.ActDecl():
                self.event_named(st.event, st)
            case s.SecurityDecl():
                pass
            case _:
                pass
        for party in _parties(st):
            if party and party not in self.c.parties:
                self.report(
                    "T201",
                    f"`{party}` is not declared as a party",
                    st,
                    self.near(party, list(self.c.parties)) or f'write `party {party} is "…".`',
                )

    def has_its_day(self, r: Rule, balance: str) -> None:
        """A change of a balance comes with an event, on the dates of a list, or on a day that it names."""
        if not r.scope and not r.schedule and r.on is None:
            mend = f"write `on each EVENT, {balance} …`, or `on DAY, {balance} …`"
            self.report("T260", f"it is not said when `{balance}` changes", r.statement, mend)

    def event(self, st: s.EventDecl) -> None:
        self.scope = st.name
        info = self.c.events.get(st.name)
        for f in st.fields:
            known = info.fields.get(f.name) if info else None
            if known is not None and known.type.kind == "occurrence" and known.type.event not in self.c.events:
                self.report(
                    "T303",
                    f"`{f.type.name}` is no type",
                    f,
                    "a type is `USD`, `USD a share`, `shares`, `date`, `number`, `percent`, `yes/no`, `text`, or an event",
                )
            if f.if_none is not None and known is not None:
                self.want(f.if_none, known.type, f"`{f.name}`, which is {known.type.words()}")
        if st.restates is not None:
            self.want(st.restates, ty.NUMBER, "a factor that restates prices")
        if st.until is not None:
            self.want(st.until, ty.DATE, "the day until which it continues")

    def becomes(self, st: s.Becomes) -> None:
        if st.event:
            self.event_named(st.event, st)
            self.filters(st.filters, st.event)
            self.scope = st.event
        target = self.event_named(st.target, st)
        if target is not None and target.base:
            self.report("T257", f"`{st.target}` is a part of `{target.base}`, and nothing else becomes one", st, f"name `{target.base}`")
        for claim in st.claims:
            if not self.of_kind(claim, "claim"):
                self.report("T243", f"`{claim}` is no amount that someone owes", st, 'name claims, as `("Name")` after `owes`')
        if st.grace is not None:
            self.want(st.grace, ty.PERIOD, "how long an amount is overdue")
        for day, what in ((st.day, "the day on which it becomes one"), (st.until, "the day until which it continues")):
            if day is not None:
                self.want(day, ty.DATE, what)
        for test in (st.unless, st.condition):
            if test is not None:
                self.want(test, ty.YES_NO, "a condition")

    def power(self, st: s.Power) -> None:
        self.scope = st.event
        event = self.event_named(st.event, st)
        for clause in st.clauses:
            if clause.kind in {"so far as", "provided that"}:
                self.want(clause.value, ty.YES_NO, "a limit")
                if clause.unless is not None:
                    self.want(clause.unless, ty.YES_NO, "what lifts a limit")
            elif clause.kind == "at most" and clause.name:
                t = self.field_type(clause.name, st.event, clause)
                if t is not None:
                    self.want(clause.value, t, f"what bounds `{clause.name}`")
            elif clause.kind == "at most":
                t = self.infer(clause.value)
                fitting = [f.name for f in event.fields.values() if t is not None and f.type.same(t)] if event else []
                if t is not None and event is not None and len(fitting) != 1:
                    self.report(
                        "T304",
                        f"`for at most` is {t.words()}, and `{st.event}` has {len(fitting) or 'no'} such fields",
                        clause,
                        "say which field it bounds: `its … at most …`" if fitting else None,
                    )
            else:
                self.want(clause.value, ty.DATE, "the day that bounds a right")

    def arrives(self, rule: Rule) -> None:
        """Before anything is evaluated it is known when a notice was received: that may hang on readings, and on nothing else."""
        for x, _ in rule.conditions:
            declared = self.c.readings.get(x.name) if isinstance(x, s.Ref) else None
            plain = declared is not None and all(isinstance(a.value, s.Lit) for a in declared.alternatives)
            if not plain and not (isinstance(x, s.Ref) and self.lost(x.name)):
                mend = "name a reading whose alternatives are `yes` and `no`"
                self.report("T263", f"when a notice is received cannot hang on `{x.span.text}`", x, mend)

    def owes(self, rule: Rule, st: s.Owes) -> None:
        self.not_on_itself(rule, st)
        if st.taken_as_paid is not None and st.payable is None:
            mend = "say when: `payable on …`" + ("" if st.settlement is None else "; what is settled by month is due month by month")
            self.report("T266", "it is taken as paid when due, and no day is named on which it is due", st.taken_as_paid, mend)
        t = self.infer(st.amount)
        if t is not None and not (t.is_quantity and t.unit):
            mend = "write it as `$2,000` or `500 shares`"
            self.report("T316", f"what is owed must be money or shares; this is {t.words()}", st.amount, mend)
        if st.each_day is not None:
            self.want(st.each_day.start, ty.DATE, "the first day of the count")
            self.want(st.each_day.end, ty.DATE, "the last day of the count")
            self.calendar(st.each_day.calendar, st)
        if st.payable is not None:
            self.want(st.payable, ty.DATE, "the day on which it is payable")
        for x in (st.condition, st.taken_as_paid):
            if x is not None:
                self.want(x, ty.YES_NO, "a condition")
        if st.settlement is not None:
            choices = [o.choice for o in st.settlement.options]
            if st.settlement.silence not in choices:
                self.report(
                    "T248",
                    f"silence means `{st.settlement.silence}`, which is none of the choices",
                    st.settlement,
                    "the choices are " + ", ".join(f'"{c}"' for c in choices),
                )
            for o in st.settlement.options:
                self.calendar(o.calendar, o)
                if not 1 <= o.day <= 31:
                    self.report("T401", f"no month has a day {o.day}", o, "write a day that a month has")
                if o.event:
                    self.event_named(o.event, o)

    def not_on_itself(self, rule: Rule, st: s.Owes) -> None:
        """Reports a claim whose conditions ask, in their own words or by names, whether it is paid or what it comes to."""
        for x in _whether_owed(rule, st):
            paid = (n for n in s.walk(x) if isinstance(n, s.IsPaid | s.PaidDay | s.UnpaidOf))
            for node in (*paid, *self.asked_at_once(x)):
                name = node.name if isinstance(node, s.Ref) else node.claim
                if not st.named or self.c.aliases.get(name, name) != st.named:
                    continue
                own = x.span.source is node.span.source and x.span.start <= node.span.start < x.span.end
                words = "what it comes to" if isinstance(node, s.Ref) else "whether it is paid"
                self.report(
                    "T220",
                    f"this is a circle: whether `{st.named}` is owed rests on {words}",
                    node if own else x,
                    "let it rest on an earlier day, on another amount, or on what happened",
                    () if own else (Label(node.span, "asked here"),),
                )
                break

    def asked_at_once(self, x: s.Expr) -> Iterator[_Asked]:
        """The names and claims asked about on the same day and of the same occurrence, here and in what gives those names their values."""
        seen: set[str] = set()
        stack: list[s.Node] = [x]
        while stack:
            node = stack.pop()
            if isinstance(node, _Asked):
                yield node
                name = node.name if isinstance(node, s.Ref) else node.claim
                name = self.c.aliases.get(name, name)
                for rule in self.terms[name].rules if name in self.terms and name not in seen else ():
                    st = rule.statement
                    if isinstance(st, s.Owes):
                        stack.extend((st.amount, *_whether_owed(rule, st)))
                    elif isinstance(st, s.Define | s.ReadingDecl):
                        stack.extend((*s.children(st), *(c for c, _ in rule.conditions)))
                seen.add(name)
            elif isinstance(node, _AT_ONCE):
                stack.extend(s.children(node))

    # ── two definitions of one term

    def conflicts(self) -> None:
        for name, given in self.sources.items():
            if len(given) < 2 or any(kind != "definition" for kind, _ in given):
                continue
            rules = [r for _, r in given]
            for i, a in enumerate(rules):
                for b in rules[i + 1 :]:
                    edges = {*a.prevails, *a.yields, *b.prevails, *b.yields}
                    if self.prevails(a, b) or self.prevails(b, a) or not edges <= set(self.c.headings):
                        continue
                    # where both stand under conditions, they may never hold together: whoever reads the paper knows
                    apart = bool(a.conditions and b.conditions)
                    self.report(
                        "T234" if apart else "T232",
                        f"{b.section or 'the head'} and {a.section or 'the head'} both fix `{name}`, and neither yields to the other",
                        b.statement,
                        f"write `notwithstanding {a.section}` here if the paper does; if the paper says two things, record a reading",
                        (Label(a.span, "the other"),),
                        Severity.SHOULD if apart else Severity.MUST,
                    )

    def prevails(self, a: Rule, b: Rule) -> bool:
        return b.section in a.prevails or a.section in b.yields


def _whether_owed(rule: Rule, st: s.Owes) -> tuple[s.Expr, ...]:
    """What it rests on whether a claim is owed, and whether it counts as paid without a payment."""
    told = (st.condition, st.taken_as_paid, st.payable if st.taken_as_paid is not None else None)
    return (*(c for c, _ in rule.conditions), *(x for x in told if x is not None))


_Asked = s.Ref | s.IsPaid | s.PaidDay | s.UnpaidOf
_AT_ONCE = (s.Junction, s.Not, s.IfElse, s.Rel, s.Between, s.OneOf, s.Test, s.Arith, s.Listed, s.Item, s.Rounded, s.Alternative)
"""What has its value from the values of its parts on the same day, and of the same occurrence."""


def _parties(st: s.Statement) -> tuple[str, ...]:
    match st:
        case s.EventDecl():
            return st.giver, st.receiver
        case s.Power() | s.Waive():
            return (st.party,)
        case s.Keep():
            return (st.debtor,)
        case s.Duty() | s.Owes() | s.Ban():
            return st.debtor, st.creditor
        case s.SecurityDecl():
            return (st.issuer,)
        case _:
            return ()
