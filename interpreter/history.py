"""The whole history: what each fact does, in order, to balances and rights.

Enters: a `World` and the key up to which facts are seen. Leaves: a `State`. Holds: the fold of the facts in their order; cutting it at any
instant and going on gives the same; every change of a balance is a posting with its section, and a withdrawal or correction is a posting
too, on its own day with the value dates of the first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping
from datetime import date
from heapq import heappop, heappush
from operator import attrgetter, itemgetter
from typing import Any

from attrs import evolve, frozen

import tenor.interpreter.scheduled  # noqa: F401 -- its events are part of what happened
from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract, EventInfo, Rule, nodes_below
from tenor.dsl.exact import Q
from tenor.dsl.mentions import may_assume
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.duties import clause_words, largest, limit_holds, may_give
from tenor.interpreter.elections import elected
from tenor.interpreter.environment import OfBalance, reads
from tenor.interpreter.facts import Instant
from tenor.interpreter.fields import field_value
from tenor.interpreter.gist import presets_of
from tenor.interpreter.ledger import Assumption, Key, Ledger, Lot, Posting, Settles, put_back, take
from tenor.interpreter.payments import money_field
from tenor.interpreter.schedules import schedule_days
from tenor.interpreter.semantics import Admission, Env, State, Why, base_event, condition, occurrences, scoped, value
from tenor.interpreter.tested import gist_of_tests
from tenor.interpreter.values import DayEnd, Unknown, merge
from tenor.interpreter.waiting import at_the_end, comes_by_itself, dates_told
from tenor.interpreter.world import END_OF_DAY, Occurrence, World

__all__ = ["START", "advance", "state_at"]

START: Key = (0, 0, 0)
NEVER: Key = (1 << 40, 0, 0)
"""Later than every day: the key of an effect whose day is not fixed."""

_FACT, _EFFECT, _WITHDRAW, _LOOK = 1, 2, 3, 4


def state_at(world: World, until: Key) -> State:
    """The state up to and including a key, remembered by the world."""
    cached: dict[Key, State] = world.cache.get("states") or world.cache.setdefault("states", {START: State({}, {}, START)})
    if until not in cached:
        keys: list[Key] = world.cache.setdefault("keys of states", [START])
        cached[until] = advance(world, cached[keys[bisect_left(keys, until) - 1]], until)
        insort(keys, until)
    return cached[until]


@reads(s.JustBefore)
def _just_before(env: Env, x: s.JustBefore) -> Why:
    found, doubt = occurrences(env, x.event, x.filters)
    if not found:
        if doubt is not None and doubt.after is None:
            return Why(x, doubt)
        inner = value(env, x.value)
        return Why(x, inner.value, (inner,))
    o = found[0]
    before: Key = (o.key[0], o.key[1], o.key[2] - 1)
    then = env.on(o.day)
    then.until, then.before, then.horizon, then.shared = before, o.key, before[0], {}
    then.state = state_at(env.world, before)
    inner = value(then, x.value)
    return Why(x, inner.value, (inner,), "", f"immediately before {o.title}")


def _changes(world: World) -> list[tuple[Key, int, Occurrence]]:
    """The withdrawals and corrections told: when, the place of the fact in the agenda (a correction: beyond a million), of what."""
    found: list[tuple[Key, int, Occurrence]] | None = world.cache.get("changes")
    if found is None:
        found = world.cache["changes"] = []
        for i, (_, o) in enumerate(world.agenda):
            if o.fact is None:
                continue
            if o.fact.withdrawn is not None:
                found.append(((o.fact.withdrawn.toordinal(), END_OF_DAY, o.key[2]), i, o))
            for n, (day, _) in enumerate(o.fact.corrections):
                found.append(((day.toordinal(), END_OF_DAY, o.key[2]), i + (n + 1) * 1_000_000, o))
    return found


def _acts_of(contract: Contract, event: str) -> set[str]:
    """The events that are told, of which an event is a part or from which provisions make it."""
    found: set[str] = set()
    waiting = [event]
    while waiting:
        name = contract.base_of(waiting.pop())
        if name not in found:
            found.add(name)
            waiting.extend(r.statement.event for r in contract.of(s.Becomes) if r.statement.target == name and r.statement.event)  # type: ignore[attr-defined]
    return found


def acts_below(contract: Contract, index: int) -> frozenset[str]:
    """The events on which the day of a rule's effect rests."""
    cache = contract.remembered
    key = ("acts below", index)
    found: frozenset[str] | None = cache.get(key)
    if found is None:
        on = contract.rules[index].on
        nodes = nodes_below(contract.terms, contract.aliases, on) if on is not None else ()
        acts = (n for n in nodes if isinstance(n, s.FirstDay | s.TermOfAct | s.Occurred | s.TakenEffect | s.Continuing))
        events = {event for n in acts for event in _acts_of(contract, n.event)}
        for event in list(events):
            base = contract.events[event].base
            while base:
                events.add(base)
                base = contract.events[base].base
        found = cache[key] = frozenset(events)
    return found


@frozen
class _Bears:
    """What of a contract bears on each event told: the right under which it is done, and the sentences of balances that it moves."""

    right: Mapping[str, Rule]
    effects: Mapping[str, tuple[Rule, ...]]
    payments: Mapping[str, tuple[Rule, ...]]
    settled: tuple[Rule, ...]
    awaiting: Mapping[str, frozenset[int]]


def _bears(contract: Contract) -> _Bears:
    """The same for a contract, found out once."""
    found: _Bears | None = contract.remembered.get("bears")
    if found is None:
        rules = sorted((*contract.of(s.Posting), *contract.of(s.Reversal)), key=attrgetter("index"))
        rights: dict[str, Rule] = {}
        by_name = {r.statement.event: r for r in contract.of(s.Power)}  # type: ignore[attr-defined]
        for event, rule in by_name.items():
            rights.setdefault(contract.base_of(event), rule)
        effects: dict[str, tuple[Rule, ...]] = {}
        awaiting: dict[str, set[int]] = {}
        for rule in rules:
            if rule.scope:
                own = contract.base_of(rule.scope)
                effects[own] = (*effects.get(own, ()), rule)
            for event in acts_below(contract, rule.index):
                awaiting.setdefault(event, set()).add(rule.index)
        pays: dict[str, tuple[Rule, ...]] = {}
        for rule in contract.of(s.Pays):
            if rule.statement.reduces:  # type: ignore[attr-defined]
                own = contract.base_of(rule.statement.event)  # type: ignore[attr-defined]
                pays[own] = (*pays.get(own, ()), rule)
        settled = tuple(r for r in contract.of(s.Owes) if r.statement.settlement is not None)  # type: ignore[attr-defined]
        found = _Bears(rights, effects, pays, settled, {event: frozenset(own) for event, own in awaiting.items()})
        contract.remembered["bears"] = found
    return found


class _Fold:
    """One stretch of history."""

    def __init__(self, world: World, state: State, until: Key) -> None:
        self.world, self.until = world, until
        self.ledgers = dict(state.ledgers)
        self.admissions = dict(state.admissions)
        self.heap: list[tuple[Key, int, int, Occurrence | None]] = [(k, _EFFECT, r, o) for k, r, o in state.pending if k < NEVER]
        # effects whose day has not come and is not fixed yet: it rests on an act still to be told
        self.awaited = {(r, o.number): o for k, r, o in state.pending if k >= NEVER}
        self.upto = state.upto
        # only what something accrues on needs the days on which it grew
        self.bearing = {r.statement.balance for r in world.contract.of(s.AccrualDecl)}  # type: ignore[attr-defined]
        self.effects = sorted((*world.contract.of(s.Posting), *world.contract.of(s.Reversal)), key=attrgetter("index"))
        self.bears = _bears(world.contract)
        self.unchanged: dict[int, Why] = {}
        self.assumed: dict[str, set[tuple[str, str]]] = {}

    def state(self, key: Key) -> State:
        """The state so far, as terms see it."""
        return State(self.ledgers, self.admissions, key)

    def run(self) -> State:
        first, last = (bisect_right(self.world.agenda, key, key=itemgetter(0)) for key in (self.upto, self.until))
        for i in range(first, last):
            heappush(self.heap, (self.world.agenda[i][0], _FACT, i, self.world.agenda[i][1]))
        for key, i, o in _changes(self.world):
            if self.upto < key <= self.until:
                heappush(self.heap, (key, _WITHDRAW, i, o))
        for rule in self.world.contract.of(s.BalanceDecl):
            if rule.statement.name not in self.ledgers:  # type: ignore[attr-defined]
                self.open(rule)
        for rule in self.effects:
            if rule.schedule:
                self.on_dates(rule)
            elif not rule.scope and rule.on is not None:
                self.on_its_day(rule, rule.on)
        for event, needs in self.world.unsure.items():
            for rule in self.bears.effects.get(event, ()):
                self.doubt(rule, self.upto, needs)
        self.look_later()
        waiting: list[tuple[Key, int, Occurrence]] = []
        while self.heap:
            key, kind, place, found = heappop(self.heap)
            if key > self.until:
                if kind == _EFFECT and found is not None:
                    waiting.append((key, place, found))
                continue
            if kind == _LOOK:
                self.look(key, self.world.contract.rules[place])
                continue
            assert found is not None
            match kind:
                case 1:
                    self.fact(key, found)
                case 2:
                    self.effect(key, self.world.contract.rules[place], found)
                case _:
                    self.withdraw(key, found, place)
        waiting.extend((NEVER, rule, o) for (rule, _), o in self.awaited.items())
        pending = tuple(sorted(waiting, key=lambda w: (w[0], w[1], w[2].number)))
        return State(self.ledgers, self.admissions, self.until, pending)

    def env(self, key: Key, o: Occurrence | None = None) -> Env:
        env = Env(self.world, self.state(key), key, date.fromordinal(key[0]), key)
        return env.of(o) if o is not None else env

    # ── openings

    def open(self, rule: Rule) -> None:
        st = rule.statement
        assert isinstance(st, s.BalanceDecl)
        env = self.env((self.until[0], self.until[1], self.until[2]))
        told = value(env, st.day), value(env, st.opening)
        day, opening = told[0].value, told[1].value
        if type(day) is Unknown or type(opening) is Unknown:
            bad = merge(v for v in (day, opening) if type(v) is Unknown)
            self.ledgers[st.name] = Ledger(st.name, Q(0), date.min, unknown=bad, unknown_from=START)
        else:
            self.ledgers[st.name] = Ledger(st.name, _number(opening), day_value(day))
            self.assume(rule, st.name, START, told)

    def on_dates(self, rule: Rule) -> None:
        """What a sentence does on each date of a schedule: at the start of the day, or of the day that it names for it."""
        env = self.env(self.until)
        dates = schedule_days(env, rule.schedule)
        if isinstance(dates, Unknown):
            self.doubt(rule, self.upto, dates)
            return
        for n, of in enumerate(dates, start=1):
            day = day_value(value(env.of_date(rule.schedule, of), rule.on).value) if rule.on is not None else of
            if isinstance(day, Unknown):
                if day.after is None:
                    self.doubt(rule, (of.toordinal(), 0, 0), day)
                continue
            key = (day.toordinal(), 0, 0)
            if self.upto < key <= self.until:
                heappush(self.heap, (key, _EFFECT, rule.index, Occurrence(rule.schedule, n, of, Instant(of), {}, key)))

    def on_its_day(self, rule: Rule, on: s.Expr) -> None:
        """What a sentence does once, at the start of the day that it names."""
        day = day_value(value(self.env(self.until), on).value)
        if isinstance(day, date):
            key = (day.toordinal(), 0, 0)
            if self.upto < key <= self.until:
                heappush(self.heap, (key, _EFFECT, rule.index, Occurrence("", 0, day, Instant(day), {}, key)))
        elif day.after is None:
            self.doubt(rule, self.upto, day)

    # ── facts

    def fact(self, key: Key, o: Occurrence) -> None:
        """Admits an act done under a power, then lets the sentences of its event do what they say."""
        rule = self.bears.right.get(o.event)
        place = self.env(key, o)
        if rule is not None:
            self.admissions[(o.event, o.number)] = self.admit(key, o, rule, place)
        self.settle_awaited(key, o)
        self.effects_of(key, o, place)
        self.payments(key, o)
        self.elections(key, o)

    def admit(self, key: Key, o: Occurrence, rule: Rule, place: Env) -> Admission:
        """What becomes of an act done under a right, with what its tests come to."""
        became = self.judged(key, o, rule, place)
        became.tested.gist = gist_of_tests(self.world, rule, o, became)
        return became

    def judged(self, key: Key, o: Occurrence, rule: Rule, place: Env) -> Admission:
        st = rule.statement
        assert isinstance(st, s.Power)
        self.admissions.pop((o.event, o.number), None)  # it is judged by what is told of it, not by what became of it before
        env = self.env(key, o)
        tests = may_give(env, rule)
        kept: list[tuple[str, Why, str]] = []
        for w in tests:
            verdict = _untested(w.value) if type(w.value) is Unknown else "passed" if w.value else "failed"
            kept.append((clause_words(self.world.contract, w), w, verdict))
        cuts: list[tuple[str, Any]] = [(words, w.value) for words, w, verdict in kept if verdict == "undetermined"]
        info = self.world.contract.events[o.event]
        bounded = next((c for c in st.clauses if c.kind == "at most"), None)
        limits = [c for c in st.clauses if c.kind == "so far as"]
        name = self.bounded_field(info, bounded)
        asked = field_value(env.without(""), name, st).value if name else None
        failed = [(words, w) for words, w, v in kept if v == "failed" and not (isinstance(w.what, s.Clause) and w.what.kind == "at most")]
        void = Admission("void", name, asked, Q(0) if name else None, tuple(kept), frozenset(words for words, _ in failed))
        if failed and not (name and all(isinstance(w.what, str) for _, w in failed)):
            return void
        admitted: Any = asked
        status = "effective"
        if bounded is not None and type(asked) is not Unknown and asked is not None:
            most = value(env, bounded.value).value
            if type(most) is Unknown:
                kept.append((f"at most {bounded.value.span.text}", Why(bounded, most), _untested(most)))
            elif asked > most:
                admitted, status = most, "cut back"
                cuts.append(("", most))
        whole = admitted
        tested = uncut = env.instead(env.field_key(name), Why(name, admitted)) if name and status != "effective" else env
        place.memo = tested.memo  # what it is worth under the limits, it is worth in its effects
        unsettled: list[tuple[int, str, Env]] = []
        for clause in limits:
            holds = limit_holds(tested, clause.name)
            if type(holds.value) is Unknown:
                unsettled.append((len(kept), clause.name, tested))
                kept.append((clause.name, holds, _untested(holds.value)))
            else:
                kept.append((clause.name, holds, "passed" if holds.value else "exceeded"))
            alone = limit_holds(uncut, clause.name).value if tested is not uncut else holds.value
            if type(alone) is Unknown:
                cuts += [(clause.name, alone)] if alone.open else []
                continue
            if not name or alone:
                continue
            most = largest(env, env.field_key(name), clause, whole)
            if type(most) is Unknown:  # more is asked than it allows: how much that is, nobody can say
                if holds.value is False:
                    unsettled.append((len(kept), clause.name, tested))
                    kept.append((clause.name, Why(clause, most), "undetermined"))
                elif holds.value is not True:
                    kept[-1] = (clause.name, holds, "undetermined")
                cuts.append((clause.name, most))
            elif most is not None and whole is not None and most < whole:
                cuts.append((clause.name, most))
                if most < admitted:
                    admitted, status = most, "cut back"
                    # until an amount is cut back, its limits share what they ask
                    tested = env.instead(env.field_key(name), Why(name, admitted))
                    place.memo = tested.memo
        for n, of, then in reversed(unsettled):  # what the other limits leave may be within it
            if then is not tested and (holds := limit_holds(tested, of)).value is True:
                kept[n : n + 1] = [(of, holds, "passed")] if kept[n][1].what == of else []
        if failed:  # what would take effect if what makes it void were switched off
            return evolve(void, cuts=tuple(cuts))
        open_ = merge(w.value for _, w, verdict in kept if verdict == "undetermined")
        if open_.needs:  # nobody can say what takes effect: at most what is left, and perhaps nothing
            admitted, status = (Unknown(open_.needs, high=admitted) if name else None), "undetermined"
            place.memo = {}
        return Admission(status, name, asked, admitted, tuple(kept), cuts=tuple(cuts))

    def bounded_field(self, info: EventInfo, bounded: s.Clause | None) -> str:
        """The field that limits cut: the one that `at most` names or fits, otherwise the first quantity."""
        if bounded is not None and bounded.name:
            return bounded.name
        quantities = [f for f in info.fields.values() if f.type.is_quantity]
        if bounded is not None:
            quantities = [f for f in quantities if f.type.same(self.world.contract.type_of(bounded.value))]
        return quantities[0].name if quantities else ""

    # ── effects on balances

    def effects_of(self, key: Key, o: Occurrence, place: Env) -> None:
        for rule in self.bears.effects.get(o.event, ()):
            self.effect_of(key, rule, o, place)

    def effect_of(self, key: Key, rule: Rule, o: Occurrence, place: Env) -> None:
        """Does what a sentence says for an occurrence: at once, on its day, or when its day is fixed."""
        found, doubt = scoped(place, rule, o.event)
        if doubt is not None:
            self.doubt(rule, key, doubt)
        if not found:
            return
        day = day_value(value(found[0], rule.on).value) if rule.on is not None else o.receipt.day
        if not isinstance(day, date):  # or it is none so far: the day on which something becomes what it is not yet
            if isinstance(day, Unknown) and day.after is None:
                self.doubt(rule, key, day)
            else:
                self.awaited[(rule.index, o.number)] = o
                self.look_daily(key, rule)
        elif day.toordinal() <= key[0]:
            self.effect(key, rule, o, place if place.before == key else None)
        else:
            heappush(self.heap, ((day.toordinal(), 0, key[2]), _EFFECT, rule.index, o))

    def look_later(self) -> None:
        """Plans to look at what waits on each day that facts name beforehand, and at the end of each day where that is needed."""
        for rule in self.effects:
            if rule.on is not None and rule.scope:
                own = base_event(self.world, rule.scope)
                for key in dates_told(self.world, acts_below(self.world.contract, rule.index) | {own}):
                    if self.upto < key <= self.until:
                        heappush(self.heap, (key, _LOOK, rule.index, None))
        for index, _ in self.awaited:
            self.look_daily(self.upto, self.world.contract.rules[index])

    def look_daily(self, key: Key, rule: Rule) -> None:
        """Plans to look at the end of the day, if the day of an effect may come without an act."""
        entry = (at_the_end(key), _LOOK, rule.index, None)
        if comes_by_itself(self.world.contract, rule) and entry not in self.heap:
            heappush(self.heap, entry)

    def look(self, key: Key, rule: Rule) -> None:
        """Looks again at the effects of a sentence that wait for their day."""
        for place in [p for p in self.awaited if p[0] == rule.index]:
            waiting = self.awaited.pop(place)
            self.effect_of(key, rule, waiting, self.env(key, waiting))

    def settle_awaited(self, key: Key, told: Occurrence) -> None:
        """Looks again at the effects that waited for an act such as this one: for its own occurrence, if it names one."""
        own = self.bears.awaiting.get(told.event, frozenset())
        rules = {r.index: r for r in self.effects if r.index in own}
        if not rules:
            return
        places = list(self.awaited) if told.about is None else [(index, told.about) for index in rules]
        for place in places:
            if place in self.awaited and place[0] in rules:
                waiting = self.awaited.pop(place)
                self.effect_of(key, rules[place[0]], waiting, self.env(key, waiting))

    def doubt(self, rule: Rule, key: Key, needs: Unknown) -> None:
        self.doubt_balance(rule.statement.balance, key, needs)  # type: ignore[attr-defined]

    def effect(self, key: Key, rule: Rule, o: Occurrence, place: Env | None = None) -> None:
        admitted = self.admissions.get((o.event, o.number))
        right = self.bears.right.get(o.event) if key[0] > o.key[0] and admitted is not None else None
        if right is not None and admitted is not None and any(verdict == "not tested" for _, _, verdict in admitted.tests):
            # done before its day: what could not be tested then is tested when it takes effect
            admitted = self.admissions[o.event, o.number] = self.admit(key, o, right, self.env(key, o))
        if admitted is not None and admitted.status == "void":
            return
        if o.fact is not None and o.fact.withdrawn is not None and o.fact.withdrawn.toordinal() <= key[0]:
            return
        env = place or (self.env(key).of_date(rule.schedule, o.day) if rule.schedule else self.env(key, o if o.event else None))
        env.before = key
        holds = condition(env, rule)
        if type(holds.value) is Unknown:
            self.doubt(rule, key, holds.value)
            return
        st = rule.statement
        assert isinstance(st, s.Posting | s.Reversal)
        if not holds.value:
            self.assume(rule, st.balance, key, (holds,))
            return
        if isinstance(st, s.Reversal):
            self.assume(rule, st.balance, key, (holds,), env)
            self.reverse(key, st.balance, o, rule.section)
            return
        w = value(env, st.amount)
        if type(w.value) is Unknown:
            self.doubt(rule, key, w.value)
            return
        self.assume(rule, st.balance, key, (holds, w), env)
        if not st.sign:  # what it becomes, less what it is
            change = _number(w.value) - self.ledgers[st.balance].total(_after(key))
            self.post(key, st.balance, change, date.fromordinal(key[0]), rule.section, (o.event, o.number))
            return
        self.post(key, st.balance, w.value * st.sign, date.fromordinal(key[0]), rule.section, (o.event, o.number), st.with_its)

    def assume(self, rule: Rule, name: str, key: Key, found: tuple[Why, ...], env: Env | None = None) -> None:
        """Keeps with a balance what a change of it rests on that nobody may have told, its day among it; or what lets there be none."""
        if not may_assume(self.world.contract, rule):
            return
        if env is None and self.unchanged.get(rule.index) is found[0]:
            return  # conditions that are the same for every act
        self.unchanged[rule.index] = found[0]
        more = (value(env, rule.on),) if env is not None and rule.on is not None else ()
        ledger, others, known = self.ledgers[name], dict[str, OfBalance](), self.assumed.setdefault(name, set())
        if not known:
            known.update(a.called for a in ledger.assumed if not a.of)
        presets = [(called, w) for w in presets_of((*found, *more), others) if (called := (w.name, w.of)) not in known]
        others.pop(name, None)
        if presets or others:
            known.update(called for called, _ in presets)
            own = (Assumption(key, w, called=called) for called, w in presets)
            rests = (*own, *(Assumption(key, None, x.what, x.rests, x.key) for x in others.values()))
            self.ledgers[name] = ledger.resting(rests)

    def post(
        self,
        key: Key,
        name: str,
        change: Q,
        day: date,
        section: str,
        cause: tuple[str, int],
        gone_with: str = "",
        settles: Settles | None = None,
    ) -> None:
        ledger = self.ledgers[name]
        lots = ledger.lots(_after(key))
        pieces: tuple[Lot, ...]
        after: tuple[Lot, ...]
        if change >= 0:
            after, pieces = put_back(lots, (Lot(day if name in self.bearing or not lots else lots[0].since, change),)), ()
        else:
            pieces, left, rest = take(lots, -change)
            after = left if rest == 0 else (*left, Lot(day, -rest))
        posting = Posting(key, day, change, section, cause, tuple(pieces), tuple(after), gone_with, settles=settles)
        self.ledgers[name] = ledger.posted(posting)

    def reverse(self, key: Key, name: str, o: Occurrence, section: str) -> None:
        ledger = self.ledgers[name]
        own = tuple(ledger.since(o.key))
        undone = {p.reverses for p in own}
        for place, p in enumerate(own, len(ledger.postings) - len(own)):
            if p.cause != (o.event, o.number) or place in undone or p.reverses is not None:
                continue
            lots = self.ledgers[name].lots(_after(key))
            if p.amount < 0:
                after = put_back(lots, p.pieces)
            else:
                _, after, _ = take(sorted(lots, key=lambda lot: lot.since != p.day), p.amount)
            back = Posting(key, p.day, -p.amount, section, p.cause, p.pieces, tuple(after), "", place, p.settles)
            self.ledgers[name] = self.ledgers[name].posted(back)

    def withdraw(self, key: Key, o: Occurrence, place: int) -> None:
        for name in self.ledgers:
            self.reverse(key, name, o, "")
        if place >= 1_000_000:
            rule = self.bears.right.get(o.event)
            if rule is not None:
                self.admissions[(o.event, o.number)] = self.admit(key, o, rule, self.env(key, o))
            self.effects_of(key, o, self.env(key, o))

    # ── payments that reduce a balance

    def payments(self, key: Key, o: Occurrence) -> None:
        """A payment of a claim that reduces a balance: by its amount, or by all of it when no amount is told."""
        for rule in self.bears.payments.get(o.event, ()):
            st = rule.statement
            assert isinstance(st, s.Pays)
            found, doubt = occurrences(self.env(key), st.event, st.filters)
            if doubt is not None and doubt.after is None:
                self.doubt_balance(st.reduces, key, doubt)
            if o not in found:
                continue
            ledger = self.ledgers[st.reduces]
            told = o.fields.get(st.by_field or money_field(self.world, o.event, self.world.contract.terms[st.claim].type))
            if st.by_field and told is None:
                continue
            left = ledger.total(key)
            self.post(key, st.reduces, -min(told, left) if told is not None else -left, o.receipt.day, rule.section, (o.event, o.number))

    # ── elections that settle a month

    def elections(self, key: Key, o: Occurrence) -> None:
        for rule in self.bears.settled:
            st = rule.statement
            assert isinstance(st, s.Owes)
            assert st.settlement is not None
            for option in st.settlement.options:
                if option.event != o.event or not option.balance:
                    continue
                found = elected(self.env(key), rule, option, o)
                if isinstance(found, Unknown):
                    self.doubt_balance(option.balance, key, found)
                    continue
                for part, settles in found:
                    self.post(key, option.balance, part, o.receipt.day, rule.section, (o.event, o.number), settles=settles)

    def doubt_balance(self, name: str, key: Key, needs: Unknown) -> None:
        ledger = self.ledgers[name]
        if ledger.unknown is None:
            self.ledgers[name] = evolve(ledger, unknown=Unknown(needs.needs), unknown_from=key)


def _number(v: Any) -> Q:
    """A quantity, or a day as its number (its end as half a day more): as balances keep it."""
    day = day_value(v)
    if isinstance(day, date):
        return Q(2 * day.toordinal() + isinstance(day, DayEnd), 2)
    return v  # type: ignore[no-any-return]


def _after(key: Key) -> Key:
    return (key[0], key[1], key[2] + 1)


def _untested(u: Unknown) -> str:
    """What is said of a test that has no outcome: facts would settle it, or, as the text is read, none would."""
    return "undetermined" if u.open else "not tested"


def advance(world: World, state: State, until: Key) -> State:
    """The state up to and including a key, from an earlier one."""
    if until <= state.upto:
        return state
    return _Fold(world, state, until).run()
