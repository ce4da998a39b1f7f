"""What a term depends on, so that it is evaluated once where it cannot differ.

Enters: a contract and its facts. Leaves: its `Known` terms, each with what its value rests on. Holds: a term is taken to depend on more
rather than on less: only kinds of sentence and expression that are named here are shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve, field, frozen

from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract, Rule, TermInfo, nodes_below
from tenor.interpreter.facts import Facts

__all__ = ["PLAIN", "Known", "is_lasting", "is_of_day", "is_quiet", "known_terms", "says_that_day"]


@frozen(eq=False)
class Known:
    """A term of a world: its proper name, and what the contract says of it.

    `lasting`: its value is the same whatever happens and whatever is asked; `by_day`: it depends on the day of a window. A term that is
    both depends on that day alone, once the day has come. `always` is the sentence that gives the value, where it is the only one and
    stands under nothing but the event of whose occurrence the term is. A term that is not lasting depends on the day of a window alone as
    soon as what is `given` is known, whatever it is: a restated price, where nothing told restates prices. A term that is `quiet` asks,
    beside what is lasting, only about events of which nothing is told here: it depends on the last day of which facts are seen alone.
    Of one that is `told`, a value is told outright, in place of what the contract says; `written` is what `always` says.
    One `of_place` is none of these, nor lasting, nor of a day. `section` is that of `always`.
    One that is `dated` is of each date of a schedule and depends on that date alone.
    """

    name: str
    info: TermInfo
    lasting: bool
    by_day: bool
    always: Rule | None
    given: s.Expr | None = None
    quiet: bool = False
    told: bool = False
    dated: bool = False
    written: s.Expr | None = field(init=False)
    of_place: bool = field(init=False)
    of_world: bool = field(init=False)
    section: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "of_place", not (self.lasting or self.by_day or self.quiet or self.dated))
        object.__setattr__(self, "of_world", self.lasting and not (self.by_day or self.quiet or self.dated))
        object.__setattr__(self, "section", self.always.section if self.always is not None else "")
        object.__setattr__(self, "written", self.always.statement.value if self.always is not None else None)  # type: ignore[attr-defined]


_PLAIN_STATEMENTS = (s.Define, s.Schedule, s.Cyclic, s.Blank, s.Observation, s.ReadingDecl)
PLAIN = (
    *_PLAIN_STATEMENTS,
    *(s.TypeName, s.Alternative, s.Item, s.Rounding),
    *(s.Lit, s.Period, s.Ref, s.ThatDay, s.Column, s.UnknownLit, s.DaysIn),
    *(s.Arith, s.Listed, s.IfElse, s.Rounded, s.Rel, s.Between, s.Junction, s.Not, s.OneOf, s.Test),
    *(s.Shift, s.NextOpen, s.Moved, s.AtTime, s.DayNumber, s.LastDate, s.MonthNumber, s.SpanOf),
    *(s.Segment, s.Moving, s.Cycle, s.MovedBy, s.EndOf, s.SpanOfCycles, s.Years, s.NextDate),
    *(s.WholeUnits, s.Steps, s.Step, s.AtStep, s.OverSteps),
)
"""Nodes whose value is a function of the values below them and of the day of a window: not of what happened, nor of what is asked."""


def known_terms(contract: Contract, facts: Facts, choices: Mapping[str, str]) -> Mapping[str, Known]:
    """The terms of a contract by every name under which they are read, on the facts told and with the readings taken."""
    _, days, places, about = _written(contract)
    by_day, by_place = set(days), {*places, *about}
    told = {contract.base_of(f.event) for f in facts.happened} | {r.statement.target for r in contract.of(s.Becomes)}  # type: ignore[attr-defined]
    told |= _scheduled(contract)
    happens = {*places, *(own for own, events in about.items() if events & told)}
    for name in facts.told.keys() & contract.terms.keys():
        observed = contract.terms[name].kind == "observation"
        if any(t.start is not None for t in facts.told[name]):
            for own in (by_day,) if observed else (by_place, happens):
                own.add(name)
        elif observed:
            by_day.discard(name)
    users = _users(contract, choices)
    for grown in (by_day, by_place, happens):
        _grow(grown, users)
    # most readings change nothing of it
    sets = tuple(map(frozenset, (by_day, by_place, happens, facts.told, _restating(contract, facts))))
    key = ("known terms", sets, "" in facts.told_to)
    if key not in contract.remembered:
        contract.remembered[key] = _known(contract, facts, by_day, by_place, happens)
    kept: Mapping[str, Known] = contract.remembered[key]
    return kept


def _known(contract: Contract, facts: Facts, by_day: set[_Own], by_place: set[_Own], happens: set[_Own]) -> Mapping[str, Known]:
    found = {}
    for name, info in contract.terms.items():
        always = _always(contract, info)
        given = _given(contract, facts, info, always, by_place, by_day)
        quiet = name in by_place and name not in happens
        outright = name in facts.told and info.kind not in {"observation", "blank"}
        found[name] = Known(name, info, name not in by_place, name in by_day, always, given, quiet, outright)
    more = True
    while more:
        dated = {n for n in _of_their_date(contract, found, facts) if not found[n].dated}
        lasting = _over_lasting_dates(contract, found)
        found |= {n: evolve(found[n], dated=True) for n in dated} | {n: evolve(found[n], lasting=True) for n in lasting}
        more = bool(dated or lasting)
    found.update({alias: found[name] for alias, name in contract.aliases.items() if name in found})
    return found


def _of_their_date(contract: Contract, found: Mapping[str, Known], facts: Facts) -> set[str]:
    """The terms of each date of a schedule that depend on that date alone: on what is lasting, and on one another."""
    own = {n for n, k in found.items() if k.info.schedule and k.always is None and n not in facts.told and not k.info.scope}
    uses: dict[str, set[str]] = {}
    for name in list(own):
        info = found[name].info
        plain = all(isinstance(r.statement, s.Define) and not r.scope and r.schedule == info.schedule for r in info.rules)
        nodes = _all_nodes(contract, name)
        if info.kind not in {"definition", "reading"} or not (plain or info.kind == "reading"):
            own.discard(name)
        for node in nodes:
            if isinstance(node, s.Its) and node.name == "day":
                continue
            over = not isinstance(node, s.OverDates) or _is_dated(found, node)
            if not over or not isinstance(node, (*PLAIN, *_OVER_DATES, s.AsIf)) or isinstance(node, s.ThatDay | s.Column):
                own.discard(name)
            elif isinstance(node, s.Ref):
                uses.setdefault(name, set()).add(contract.aliases.get(node.name, node.name))
            elif isinstance(node, s.LastDate | s.NextDate | s.OverDates | s.Carried):
                uses.setdefault(name, set()).add(node.schedule)
    grown = True
    while grown:
        lost = {
            name
            for name in own
            for used in uses.get(name, ())
            if used not in found
            or found[used].by_day
            or not (found[used].lasting or (used in own and found[used].info.schedule == found[name].info.schedule))
        }
        own -= lost
        grown = bool(lost)
    return {n for n in own if not found[n].by_day}


_OVER_DATES = (s.OverDates, s.Carried, s.WhatIsCarried)


def _is_dated(found: Mapping[str, Known], x: s.OverDates) -> bool:
    """Whether the term for each of some dates depends on that date alone, and the dates lie within two days that are said."""
    of_each = found.get(x.term)
    return x.start is not None and (x.kind == "number" or (of_each is not None and of_each.dated and of_each.info.schedule == x.schedule))


def _over_lasting_dates(contract: Contract, found: Mapping[str, Known]) -> set[str]:
    """The terms that are as good as lasting: beside what is, they go through dates of schedules that are, by terms of each date alone."""
    key = "terms over dates"
    if key not in contract.remembered:
        over = (n for n, i in contract.terms.items() for r in i.rules for _, node in _nodes(n, r) if isinstance(node, _OVER_DATES))
        contract.remembered[key] = any(over)
    if not contract.remembered[key]:
        return set()
    kinds = {"definition", "schedule"}
    return {n for n, k in found.items() if k.of_place and not k.told and k.info.kind in kinds and _lasts(contract, found, k)}


def _lasts(contract: Contract, found: Mapping[str, Known], known: Known) -> bool:
    if known.info.scope or known.info.schedule or any(r.scope or r.schedule for r in known.info.rules):
        return False
    nodes = _all_nodes(contract, known.name)
    carried = {id(node): x.schedule for x in nodes if isinstance(x, s.Carried) for node in s.walk(x.becomes)}
    for node in nodes:
        of = carried.get(id(node))
        match node:
            case s.ThatDay() | s.Column():
                return False
            case s.Ref():
                used = found.get(contract.aliases.get(node.name, node.name))
                if used is None or used.by_day or not (used.lasting or (of and used.dated and used.info.schedule == of)):
                    return False
            case s.Its():
                if not of or node.name != "day":
                    return False
            case s.LastDate() | s.NextDate() | s.OverDates() | s.Carried():
                dates = found.get(contract.aliases.get(node.schedule, node.schedule))
                if dates is None or dates.by_day or not dates.lasting or (isinstance(node, s.OverDates) and not _is_dated(found, node)):
                    return False
            case _:
                if not isinstance(node, (*PLAIN, s.WhatIsCarried)):
                    return False
    return True


def is_lasting(terms: Mapping[str, Known], x: s.Expr) -> bool:
    """Whether an expression has the same value whatever happens, whatever is asked and on whatever day."""
    for node in s.walk(x):
        if not isinstance(node, PLAIN) or isinstance(node, s.ThatDay | s.Column | s.LastDate | s.NextDate):
            return False
        if isinstance(node, s.Ref) and (terms[node.name].by_day or not terms[node.name].lasting):
            return False
    return True


def is_of_day(terms: Mapping[str, Known], x: s.Expr) -> bool:
    """Whether an expression depends on the day of a window alone: not on what happened, nor on what is asked."""
    for node in s.walk(x):
        if not isinstance(node, PLAIN) or isinstance(node, s.LastDate | s.NextDate):
            return False
        if isinstance(node, s.Ref) and (node.name not in terms or not terms[node.name].lasting):
            return False
    return True


def is_quiet(terms: Mapping[str, Known], x: s.Node) -> bool:
    """Whether an expression depends on the last day of which facts are seen alone, if on anything: see `Known`."""
    for node in s.walk(x):
        if not isinstance(node, PLAIN) or isinstance(node, s.ThatDay | s.Column | s.LastDate | s.NextDate):
            return False
        if isinstance(node, s.Ref) and (terms[node.name].by_day or not (terms[node.name].lasting or terms[node.name].quiet)):
            return False
    return True


def says_that_day(contract: Contract, x: s.Expr) -> bool:
    """Whether an expression, or a term that it rests on, says `that day`; found out once."""
    key = ("says that day", id(x))
    if key not in contract.remembered:
        below = nodes_below(contract.terms, contract.aliases, x)
        contract.remembered[key] = (x, any(isinstance(node, s.ThatDay) for node in below))  # x is kept, so that no other gets its place
    found: bool = contract.remembered[key][1]
    return found


_Own = str | tuple[str, str]
"""What has words of its own: a term by its name, an alternative of a reading by the name of the reading and its label."""


_Written = tuple[Mapping[_Own, set[_Own]], frozenset[_Own], frozenset[_Own], Mapping[_Own, frozenset[str]]]


def _written(contract: Contract) -> _Written:
    """Which terms each term (and each alternative) reads; those that depend on the day of a window and on the place by their own words;
    those that by their own words ask whether events happened, each with the events.
    """
    found: _Written | None = contract.remembered.get("uses")
    if found is None:
        uses: dict[_Own, set[_Own]] = {}
        about: dict[_Own, frozenset[str]] = {}
        by_day: set[_Own] = set()
        by_place: set[_Own] = set()
        for name, info in contract.terms.items():
            st = info.rules[0].statement
            if info.kind in {"balance", "accrual", "claim"} or (isinstance(st, s.Observation) and st.if_none is None):
                by_day.add(name)
            if info.scope or info.schedule:
                by_place.add(name)
            for rule in info.rules:
                if rule.scope or rule.schedule:
                    by_place.add(name)
                for own, node in _nodes(name, rule):
                    used = uses.setdefault(own, set())
                    if isinstance(node, s.ThatDay | s.Column):
                        by_day.add(own)
                    elif isinstance(node, s.Ref):
                        used.add(contract.aliases.get(node.name, node.name))
                    elif isinstance(node, s.LastDate | s.NextDate):
                        used.add(node.schedule)
                    events = _asked_about(contract, node)
                    if events:
                        about[own] = about.get(own, frozenset()) | events
                    elif not isinstance(node, (*PLAIN, s.Filter)):
                        by_place.add(own)
        found = contract.remembered["uses"] = (uses, frozenset(by_day), frozenset(by_place), about)
    return found


def _asked_about(contract: Contract, node: s.Node) -> frozenset[str]:
    """The events told whose occurrences, and nothing else where there are none, give an expression its value; none for any other."""
    match node:
        case s.FirstDay() | s.Occurred() | s.Continuing():
            return frozenset({contract.base_of(node.event)})
        case s.PaidDay():
            owed: Iterable[Any] = (r.statement for r in contract.of(s.Owes))
            ends = {st.named: st for st in owed if st.named == node.claim or "in full satisfaction" in st.marks}
            if any(st.taken_as_paid is not None for st in ends.values()):
                return frozenset()  # it may be paid though nothing is told
            return frozenset(contract.base_of(r.statement.event) for r in contract.of(s.Pays) if r.statement.claim in ends)  # type: ignore[attr-defined]
        case _:
            return frozenset()


def _always(contract: Contract, info: TermInfo) -> Rule | None:
    only = info.rules[0]
    if len(info.rules) > 1 or not isinstance(only.statement, s.Define) or only.schedule or only.conditions or only.scope_filters:
        return None
    return only if only.scope == info.scope and not (info.scope and contract.events[info.scope].base) else None


def _given(contract: Contract, facts: Facts, info: TermInfo, always: Rule | None, by_place: set[_Own], by_day: set[_Own]) -> s.Expr | None:
    """The day up to which a lasting price of the day of a window is restated, where no event that restates prices is told of."""
    x = always.statement.value if always is not None and not info.scope else None  # type: ignore[attr-defined]
    if not isinstance(x, s.Restated) or not isinstance(x.start, s.ThatDay):
        return None
    if not isinstance(x.value, s.Ref) or not isinstance(x.end, s.Ref):
        return None
    price, end = (contract.aliases.get(r.name, r.name) for r in (x.value, x.end))
    if price in by_place or end in by_day or info.name in facts.told or "" in facts.told_to:
        return None
    return None if _restating(contract, facts) else x.end


def _restating(contract: Contract, facts: Facts) -> frozenset[str]:
    """The events that restate prices and of which anything is told."""
    happen = {f.event for f in facts.happened} | _scheduled(contract) | facts.told_to.keys()
    return frozenset(name for name in happen if name in contract.events and contract.events[name].restates is not None)


def _scheduled(contract: Contract) -> set[str]:
    """The events that happen on dates of schedules, or on days that the contract names: nobody tells of them."""
    events = (r.statement.event for r in contract.of(s.Happens))  # type: ignore[attr-defined]
    return {contract.base_of(contract.aliases.get(event, event)) for event in events}


def _users(contract: Contract, choices: Mapping[str, str]) -> Mapping[_Own, list[_Own]]:
    """What uses each, with the readings taken."""
    found: dict[_Own, list[_Own]] | None = contract.remembered.get("users")
    if found is None:
        found = contract.remembered["users"] = {}
        for name, used in _written(contract)[0].items():
            for u in used if name not in contract.readings else ():
                found.setdefault(u, []).append(name)
    users = dict(found)
    for name in contract.readings:
        taken = (name, contract.alternative(name, choices.get(name)).label)
        users[taken] = [*users.get(taken, ()), name]
    return users


def _grow(own: set[_Own], users: Mapping[_Own, list[_Own]]) -> None:
    """Adds whatever uses what is in the set."""
    waiting = list(own)
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in own:
                own.add(user)
                waiting.append(user)


def _all_nodes(contract: Contract, name: str) -> tuple[s.Node, ...]:
    """The nodes of all sentences that say what a term is; found once."""
    key = ("nodes of", name)
    found: tuple[s.Node, ...] | None = contract.remembered.get(key)
    if found is None:
        found = contract.remembered[key] = tuple([node for r in contract.terms[name].rules for _, node in _nodes(name, r)])
    return found


def _nodes(name: str, rule: Rule) -> Iterable[tuple[_Own, s.Node]]:
    """The nodes of a sentence, each with that of which it says what it is."""
    if isinstance(rule.statement, s.ReadingDecl):
        yield from (((name, a.label), node) for a in rule.statement.alternatives for node in s.walk(a))
    else:
        yield from ((name, node) for node in s.walk(rule.statement))
    yield from ((name, node) for c, _ in rule.conditions for node in s.walk(c))
