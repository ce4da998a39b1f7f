"""From Syntax to Contract: names, types, units, dates, circles; every finding in one run.

Enters: a `File` with what it declares. Leaves: a `Contract` with its diagnostics. Holds: a contract without a finding that must be settled
never gives a type error when it is run; a finding names the user's words and what would mend it.

The file is read in three passes: sentences are gathered with what they stand under; names are declared; every expression gets its type.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from attrs import define, evolve, field

from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import Arrival, Contract, EventInfo, FieldInfo, Rule
from tenor.dsl.diagnostic import Diagnostic, Label, Severity, Source, Span, sorted_diagnostics
from tenor.dsl.labels import of_labels
from tenor.dsl.nearest import did_you_mean
from tenor.dsl.parse import set_aside
from tenor.dsl.rules import Fitting
from tenor.dsl.scheduled import ahead_of_time
from tenor.dsl.suite import TWICE, Opener, Paper, digest_of, read_suite, told_names
from tenor.dsl.words import zone_of

__all__ = ["check", "check_text", "recheck"]

LANGUAGE = "1"


def check_text(text: str, name: str = "contract.tenor") -> Contract:
    """Parses and checks a contract file."""
    return check(Source(name, text))


def check(source: Source, opened: Opener | None = None) -> Contract:
    """Parses and checks a contract file, with the papers that it names where `opened` gives their texts.

    Faults stand in `diagnostics`, and `sound` says whether it can be run.
    """
    papers, found = read_suite(source, opened)
    contract = _Checker(papers, found).run()
    twice = tuple(d for d in found if d.code == TWICE)
    return evolve(contract, diagnostics=twice[:1]) if twice else contract


def recheck(contract: Contract, file: s.File) -> Contract:
    """Checks other sentences in the place of those of a sound contract: nodes that were changed, whose names are declared as before.

    The sections cited and the labels of lists are not looked at again.
    """
    first, *others = contract.suite
    return _Checker([evolve(first, file=file), *others], [], whole=False).run()


@define
class _Under:
    """What a sentence stands under, gathered from the blocks around it."""

    scope: str = ""
    filters: tuple[s.Filter, ...] = ()
    schedule: str = ""
    conditions: tuple[tuple[s.Expr, bool], ...] = ()
    on: s.Expr | None = None
    prevails: tuple[str, ...] = ()
    yields: tuple[str, ...] = ()


@define
class _Checker:
    papers: list[Paper]
    found: list[Diagnostic]
    rules: list[Rule] = field(factory=list)
    headings: dict[str, str] = field(factory=dict)
    heading_spans: dict[str, Span] = field(factory=dict)
    recorded: list[tuple[str, s.Recorded]] = field(factory=list)
    lists: list[s.Listed | s.Junction] = field(factory=list)
    cited: list[tuple[str, Span]] = field(factory=list)
    mended: set[str] = field(factory=set)
    whole: bool = True
    paper: Paper = field(init=False)
    unseen: tuple[str, ...] = ()
    aliases: dict[str, str] | None = None

    def report(
        self,
        code: str,
        message: str,
        span: Span | None,
        help: str | None = None,
        labels: Sequence[Label] = (),
        severity: Severity = Severity.MUST,
    ) -> None:
        self.found.append(Diagnostic(code, severity, message, span, tuple(labels), help))

    def near(self, word: str, among: Iterable[str]) -> str | None:
        return did_you_mean(word, among)

    @property
    def source(self) -> Source:
        return self.papers[0].source

    @property
    def file(self) -> s.File:
        assert self.papers[0].file is not None
        return self.papers[0].file

    # ── the passes

    def run(self) -> Contract:
        for paper in self.papers:
            self.language_of(paper)
        self.gather()
        self.unseen = tuple(dict.fromkeys(name for p in self.papers for name in p.unseen))
        if self.unseen:
            self.set_aside()
        contract = self.declare()
        inference = Fitting(contract, self.found)
        contract = evolve(contract, terms=inference.terms, references=inference.references, types=inference.types)
        self.found.extend(ahead_of_time(contract))
        if self.whole:
            self.sections()
            self.found.extend(of_labels(self.lists))
        return evolve(contract, diagnostics=tuple(sorted_diagnostics(self.found)))

    def language_of(self, paper: Paper) -> None:
        head = paper.file.language if paper.file is not None else None
        if head is None:
            start = Span(paper.source, 0, min(1, len(paper.source.text)))
            self.report("T120", "the file does not say which language it is written in", start, "begin it with `language 1`")
        elif head.version != LANGUAGE:
            self.report("T121", f"language {head.version} is not known here", head.span, "write `language 1`")

    def gather(self) -> None:
        for paper in self.papers:
            assert paper.file is not None
            self.paper = paper
            self.gather_parts(paper.file)

    def gather_parts(self, file: s.File) -> None:
        for part in file.parts:
            section = part.heading.section if part.heading else ""
            if part.heading:
                if section in self.headings:
                    self.report(
                        "T211",
                        f"`{section}` stands twice",
                        part.heading.span,
                        "number the second as the paper does",
                        [Label(self.heading_spans[section], "the first")],
                    )
                self.headings[section] = part.heading.title
                self.heading_spans.setdefault(section, part.heading.span)
            for sentence in part.sentences:
                self.sentence(section, sentence, _Under())
            self.carried([x for sentence in part.sentences for x in s.walk(sentence) if isinstance(x, s.Statement)])

    def carried(self, statements: list[s.Statement]) -> None:
        """What is said to carry words of the paper is the sentence above, and the words are few."""
        for above, statement in pairwise([None, *statements]):
            if not isinstance(statement, s.Carries):
                continue
            if above is None:
                message, mend = "no sentence of this section stands above this one", "put it below the sentence that carries these words"
                self.report("T213", message, statement.span, mend)
            for words in statement.quoted:
                if s.too_long(words):
                    message = f"this quotation is longer than {s.LONGEST_QUOTATION} words"
                    self.report("T214", message, statement.span, "quote the first words of the stretch … and its last")

    def sentence(self, section: str, sentence: s.Sentence, under: _Under) -> None:
        inside = under
        for i, lead in enumerate(sentence.leads):
            several = self.several(lead)
            if several is not None:  # the same is said of each of several events
                for event in several:
                    one = s.ForEach(event, (), span=lead.span)
                    self.sentence(section, evolve(sentence, leads=(*sentence.leads[:i], one, *sentence.leads[i + 1 :])), under)
                return
        for lead in sentence.leads:
            inside = self.lead(inside, lead)
        if sentence.statement is None:
            for inner in sentence.inner:
                self.sentence(section, inner, inside)
            return
        statement = sentence.statement
        if self.paper.dropped and self.drops(statement):
            return  # another paper says the same
        if s.beside(statement):
            return
        if isinstance(statement, s.Recorded):
            self.recorded.append((section, statement))
        self.rules.append(
            Rule(
                len(self.rules),
                section,
                statement,
                inside.scope,
                inside.filters,
                inside.schedule,
                inside.conditions,
                inside.on,
                inside.prevails,
                inside.yields,
                self.paper.called,
            )
        )
        if isinstance(statement, s.Cites):
            self.mended.update(statement.cited)
            self.cited.extend((section, statement.span) for section in statement.read_as)
        for node in s.walk(statement) if self.whole else ():
            if isinstance(node, s.Listed | s.Junction) and any(i.label for i in node.items):
                self.lists.append(node)
            if isinstance(node, s.Under):
                self.cited.extend((section, node.span) for section in node.sections)

    def set_aside(self) -> None:
        """Leaves out what speaks of an event, a party or a kind of day whose own sentence rests on a paper that is not there."""
        while True:
            declared = {name for r in self.rules for name in s.declared(r.statement)}
            kinds = {n: k for p in self.papers for n, k in p.names.kinds.items() if k != "TERM_"}
            missing = {n for n in kinds if n not in declared}
            hit = {r.index for r in self.rules if _mentions(r) & missing}
            if not hit:
                return
            self.found.extend(set_aside(r.span, self.unseen) for r in self.rules if r.index in hit)
            self.rules = [evolve(r, index=i) for i, r in enumerate(r for r in self.rules if r.index not in hit)]

    def drops(self, statement: s.Statement) -> bool:
        """Whether another paper of the suite declares the same in the same words; the sentence has its name in the suite already."""
        name = _declares(statement)
        return bool(name) and any(self.paper.keys[phrase] == name for phrase in self.paper.dropped)

    def several(self, lead: s.Lead) -> tuple[str, ...] | None:
        """The events of which a lead speaks together, if it speaks of several."""
        if isinstance(lead, s.ForEach) and lead.others:
            return (lead.event, *lead.others)
        if not isinstance(lead, s.ForEachEvent):
            return None
        stated = (x.statement for paper in self.papers for p in (paper.file.parts if paper.file else ()) for x in p.sentences)
        ordered = tuple(event for st in stated if isinstance(st, s.SameDay) for event in st.events)
        if not ordered:
            mend = "write `on one day in this order: …, ….`, or name the events: `for each … or …:`"
            self.report("T261", "nothing says which events these are", lead.span, mend)
        return tuple(event for event in ordered if event not in lead.excluded)

    def event_named(self, name: str) -> str:
        """The event that a name or another name for it means."""
        if self.aliases is None:
            stated = (x.statement for paper in self.papers for p in (paper.file.parts if paper.file else ()) for x in p.sentences)
            self.aliases = {st.name: st.target.name for st in stated if isinstance(st, s.Alias)}
        return self.aliases.get(name, name)

    def lead(self, under: _Under, lead: s.Lead) -> _Under:
        match lead:
            case s.ForEach():
                if under.scope or under.schedule:
                    self.report(
                        "T242",
                        f"`for each {lead.event}` stands under another `for each`",
                        lead.span,
                        "end the outer block first, or name the other occurrence by a field",
                    )
                return evolve(under, scope=self.event_named(lead.event), filters=under.filters + lead.filters)
            case s.ForEachDate():
                return evolve(under, schedule=lead.schedule)
            case s.IfLead():
                return evolve(under, conditions=(*under.conditions, (lead.condition, lead.negated)))
            case s.OnLead():
                return evolve(under, on=lead.day)
            case s.Prevails():
                self.cited.extend((section, lead.span) for section in lead.sections)
                return evolve(under, prevails=under.prevails + lead.sections)
            case s.Yields():
                self.cited.extend((section, lead.span) for section in lead.sections)
                return evolve(under, yields=under.yields + lead.sections)
            case _:
                raise AssertionError(lead)

    # ── declarations

    def declare(self) -> Contract:
        title = entry = zone = month_rule = ""
        parties: dict[str, s.PartyDecl] = {}
        securities: dict[str, s.SecurityDecl] = {}
        calendars: dict[str, s.CalendarDecl] = {}
        papers: list[str] = []
        events: dict[str, EventInfo] = {}
        acts: dict[str, str] = {}
        readings: dict[str, s.ReadingDecl] = {}
        aliases: dict[str, str] = {}
        bans: list[tuple[Rule, s.Ban]] = []
        arrivals: dict[tuple[str, str], tuple[Arrival, ...]] = {}
        derived: list[tuple[Rule, s.DerivedEvent]] = []
        titled: set[str] = set()
        zones: dict[str, tuple[str, Span]] = {}
        rules_of_months: dict[str, tuple[str, Span]] = {}
        paid_when: s.Rounding | None = None
        declared: dict[str, tuple[str, Span]] = {}

        def once(name: str, what: str, span: Span) -> bool:
            if name in declared:
                self.report(
                    "T221",
                    f"`{name}` is declared twice",
                    span,
                    "give one of them another name",
                    [Label(declared[name][1], f"{declared[name][0]} here")],
                )
                return False
            declared[name] = (what, span)
            return True

        for rule in self.rules:
            st = rule.statement
            match st:
                case s.ContractHead():
                    titled.add(rule.paper)
                    if not rule.paper:
                        title, entry = st.title, st.entry
                case s.Times():
                    found_zone = zone_of(st.city)
                    if found_zone is None:
                        self.report(
                            "T402",
                            f"no time zone is known for `{st.city}`",
                            st.span,
                            "name a city of the time-zone database, as `Los Angeles`",
                        )
                    zone = zone or found_zone or ""
                    zones[rule.paper] = (st.city, st.span)
                case s.MonthRule():
                    month_rule = month_rule or st.end
                    rules_of_months[rule.paper] = (st.end, st.span)
                case s.PaidWhen():
                    paid_when = paid_when or st.rounding
                case s.PartyDecl() if once(st.name, "a party", st.span):
                    parties[st.name] = st
                case s.SecurityDecl() if once(st.name, "a security", st.span):
                    securities[st.name] = st
                case s.CalendarDecl() if once(st.name, "a kind of day", st.span):
                    calendars[st.name] = st
                case s.PaperDecl():
                    if not st.file and st.name not in papers and st.name not in {p.called for p in self.papers}:
                        papers.append(st.name)
                case s.EventDecl() if once(st.name, "an event", st.span):
                    events[st.name] = self.event(rule, st)
                case s.DerivedEvent() if once(st.name, "an event", st.span):
                    derived.append((rule, st))
                case s.ActDecl():
                    acts[st.name] = st.event
                case s.Ban() if once(st.named, "a forbidden act", st.span):
                    bans.append((rule, st))
                case s.Arrives():
                    arrival = Arrival(st.days, tuple((x.name, not negated) for x, negated in rule.conditions if isinstance(x, s.Ref)))
                    for means in st.means:
                        arrivals[(rule.paper, means)] = (*arrivals.get((rule.paper, means), ()), arrival)
                case s.ReadingDecl() if once(st.name, "a reading", st.span):
                    readings[st.name] = st
                    self.reading(st)
                case s.Alias():
                    aliases[st.name] = st.target.name
                case _:
                    pass
        self.derive(derived, events)
        for rule, ban in bans:
            base = events.get(acts.get(ban.act, ""))
            if base is not None:
                shared = (base.giver, base.receiver, base.fields, None, base.name, _against(ban))
                events[ban.named] = EventInfo(ban.named, rule.section, *shared, span=ban.span, paper=rule.paper)
        self.conventions(zones, rules_of_months)
        for paper in self.papers:
            if paper.called not in titled:
                self.report(
                    "T122",
                    "the file does not say which paper it transcribes",
                    Span(paper.source, 0, min(1, len(paper.source.text))),
                    'write `contract "Title", a transcription of "entry of the source register".`',
                )
        if not zone:
            has_times = any(isinstance(n, s.AtTime) for r in self.rules for n in s.walk(r.statement))
            if has_times or any(e.fields or e.giver for e in events.values()):
                at = Span(self.source, 0, min(1, len(self.source.text)))
                self.report(
                    "T403",
                    "the file does not say in which zone its days begin and end",
                    at,
                    "write `times are in Los Angeles.` with the city that the paper names",
                )
        digest = digest_of(self.source)
        return Contract(
            source=self.source,
            digest=digest,
            title=title,
            entry=entry,
            language=LANGUAGE,
            zone=zone or "UTC",
            names=told_names(self.papers),
            file=self.file,
            suite=tuple(self.papers),
            headings=self.headings,
            parties=parties,
            securities=securities,
            calendars=calendars,
            papers=(*papers, *self.unseen),
            unseen=self.unseen,
            events=events,
            acts=acts,
            readings=readings,
            aliases=aliases,
            rules=tuple(self.rules),
            recorded=tuple(self.recorded),
            month_rule=month_rule,
            paid_when=paid_when,
            arrivals=arrivals,
        )

    def derive(self, derived: list[tuple[Rule, s.DerivedEvent]], events: dict[str, EventInfo]) -> None:
        """The events that are some of another's: wherever that one is declared, further down or in another paper."""
        while derived:
            ready = [(rule, st) for rule, st in derived if self.event_named(st.event) in events]
            for rule, st in ready or derived:
                base = events.get(self.event_named(st.event))
                if base is None:
                    self.report("T201", f"`{st.event}` is not declared as an event", st.span, self.near(st.event, events))
                told = (base.giver, base.receiver, base.fields) if base else ("", "", {})
                parted = (None, self.event_named(st.event), st.condition)
                events[st.name] = EventInfo(st.name, rule.section, *told, *parted, span=st.span, paper=rule.paper)
            derived = [d for d in derived if d not in (ready or derived)]

    def conventions(self, *stated: dict[str, tuple[str, Span]]) -> None:
        """What all papers of a suite must have in common: the zone of their days, the ends of their months."""
        for one, what in zip(stated, ("the zone in which days begin and end", "where a month ends"), strict=True):
            first = next(iter(one.values()), None)
            for said, span in one.values():
                if first is not None and said != first[0]:
                    mend = "the suite is run as its first paper says; confirm that nothing turns on it"
                    self.report("T552", f"two papers differ on {what}", span, mend, [Label(first[1], "here")], Severity.SHOULD)

    def event(self, rule: Rule, st: s.EventDecl) -> EventInfo:
        fields: dict[str, FieldInfo] = {}
        for f in st.fields:
            if f.name in fields or f.name in {"day", "receipt"}:
                self.report(
                    "T222",
                    f"`{st.name}` has two fields `{f.name}`",
                    f.span,
                    "`day` and `receipt` are fields of every event" if f.name not in fields else "name one of them otherwise",
                )
                continue
            t = ty.named(f.type.name)
            if t is None:
                t = ty.Type("occurrence", event=f.type.name)
            if f.type.options:
                t = evolve(t, options=f.type.options)
            if f.type.signed:
                t = evolve(t, signed=True)
            fields[f.name] = FieldInfo(f.name, t, f.if_none, f.comes)
        return EventInfo(st.name, rule.section, st.giver, st.receiver, fields, st.restates, "", None, st.until, st.span, rule.paper)

    def reading(self, st: s.ReadingDecl) -> None:
        taken = [a for a in st.alternatives if a.taken]
        if len(taken) != 1:
            self.report(
                "T430",
                f"the reading `{st.name}` must take exactly one of its alternatives",
                st.span,
                "write `(taken)` after the one that is taken",
            )
        if len(st.alternatives) < 2:
            self.report(
                "T431",
                f"the reading `{st.name}` gives no alternative",
                st.span,
                "write what else the words could mean, or define the term outright",
                severity=Severity.SHOULD,
            )
        labels = [a.label for a in st.alternatives]
        for a in st.alternatives:
            if labels.count(a.label) > 1:
                self.report("T432", f"two alternatives of `{st.name}` are called `{a.label}`", a.span, "name them apart")
                break

    # ── sections

    def sections(self) -> None:
        known = set(self.headings)
        parents = {_article(h) for h in known}
        for section, span in self.cited:
            if section in known or section in parents or section in self.mended:
                continue
            if section.startswith("Article "):
                continue
            near = self.near(section, known)
            self.report(
                "T210", f"`{section}` is not in this file", span, near or "transcribe it, or record under its heading why it is left out"
            )


def _mentions(rule: Rule) -> set[str]:
    """Every name that a sentence and what it stands under speak of."""
    nodes = [rule.statement, *rule.scope_filters, *(c for c, _ in rule.conditions), *([rule.on] if rule.on is not None else [])]
    found = {rule.scope, rule.schedule}
    for node in nodes:
        for x in s.walk(node):
            for value in s.parts_of(x):
                found.update(v for v in (value if isinstance(value, tuple) else (value,)) if isinstance(v, str))
    return found - set(s.declared(rule.statement))


def _article(section: str) -> str:
    """The section of which another is a lettered part: `Section 1.4(g) of Note` is of `Section 1.4 of Note`."""
    number, of, paper = section.partition(" of ")
    return number.split("(")[0] + of + paper


def _declares(st: s.Statement) -> str:
    """The name that a sentence of the head declares."""
    kinds = s.PartyDecl | s.SecurityDecl | s.CalendarDecl | s.ReadingDecl | s.Observation | s.ActDecl
    return st.name if isinstance(st, kinds) else ""


def _against(ban: s.Ban) -> s.Expr:
    """What makes an act one done against a ban: each `while` holds and no `unless` does."""
    tests = [*ban.while_, *(s.Not(x, span=x.span) for x in ban.unless)]
    if not tests:
        return s.Lit(True, "yes/no", span=ban.span)
    return s.Junction("and", tuple(s.Item("", x, None, span=x.span) for x in tests), span=ban.span)
