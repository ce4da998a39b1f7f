"""What is paid of claims, and what accrues.

Enters: an `Env`. Leaves: the value of accruals, with the stretches of days that make them up; what of a claim is discharged, and when.
Holds: what accrued and is unpaid is derived from postings and payments, never stored; interest on what is overdue never bears interest on
itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cached_property, partial
from typing import Any, TypeGuard

from attrs import frozen

from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract, Rule, TermInfo
from tenor.dsl.exact import Q
from tenor.dsl.types import PERCENT
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.claims import Claim, amount, claims, due_of
from tenor.interpreter.day_counts import year_fraction
from tenor.interpreter.dependence import is_lasting
from tenor.interpreter.environment import Env, Listing, OfBalance, Resting, Stretch, Why, reads, strict, unbounded, unknown, value
from tenor.interpreter.ledger import Ledger, Lot, Paid, accrued, take
from tenor.interpreter.payments import added_by_month, is_supposed, may_be_paid, payments, pays_of, reached, taken_as_paid
from tenor.interpreter.rates import Bearing, at_one_rate, at_rates
from tenor.interpreter.semantics import dated, hypothetical, occurrences, terms_of
from tenor.interpreter.values import Unknown, merge
from tenor.interpreter.wording import quantity
from tenor.interpreter.world import end_of

__all__ = ["accrual_value", "closed_on", "discharged", "paid_up", "rests_on", "satisfied", "shares_paid", "unpaid"]


def shares_paid(env: Env, claim: Claim, owed: Callable[[date], Any]) -> list[tuple[date, Q]]:
    """The days of payment of a claim and the share of it that each discharged; together at most 1.

    `owed` is the whole claim on what still stands on a day: what left a balance with its interest is owed no more.
    """
    result = _shares(env, claim, owed)
    left = 1 - sum((share for _, share in result), Q(0))
    closed = closed_on(env, claim)
    if closed is not None and left > 0:
        result.append((max(closed, result[-1][0]) if result else closed, left))
    return result


def _shares(env: Env, claim: Claim, owed: Callable[[date], Any]) -> list[tuple[date, Q]]:
    """The same, of payments alone."""
    result: list[tuple[date, Q]] = []
    left = Q(1)
    for p in payments(env, claim):
        whole = owed(p.day)
        if left <= 0 or isinstance(whole, Unknown):
            break
        full = p.amount is None or whole == 0 or reached(env, whole * left, p.amount)
        part = left if full or p.amount is None else p.amount / whole
        left -= part
        result.append((p.day, part))
    return result


def discharged(env: Env, claim: Claim) -> date | None:
    """The day on which nothing of a claim was owed any more: it was paid, or taken as paid, or another was paid in full satisfaction."""
    days = (paid_up(env, claim, claim), closed_on(env, claim))
    return min((day for day in days if day is not None), default=None)


def paid_up(env: Env, claim: Claim, judged: Claim) -> date | None:
    """The day on which payments reached all of a claim; `judged` is the claim as it stood on the day by which its amount is judged."""
    wholes = whole_claim(env, judged)
    found = _shares(env, claim, wholes)
    balance = _claimed_balance(env, judged)
    if balance is None:
        return found[-1][0] if found and sum((share for _, share in found), Q(0)) >= 1 else None
    # sums paid of a balance stay what they were: what is taken of it afterwards may be all that is left
    sums = [(day, share * wholes(day)) for day, share in found]
    taken = {p.day for p in balance.upto(min(env.before, end_of(env.until_day()))) if p.amount < 0 and p.gone_with}
    for day in sorted({d for d, _ in found} | {d for d in taken if found and d > found[0][0]}):
        whole = wholes(day)
        if sum((share for d, share in found if d <= day), Q(0)) >= 1 or reached(env, whole, sum((x for d, x in sums if d <= day), Q(0))):
            return day
    return None


_APART = {"in full satisfaction", "beside what is paid in full satisfaction"}
"""Claims that stay owed when another is paid in full satisfaction."""


def closed_on(env: Env, claim: Claim) -> date | None:
    """The day from which a claim is no longer owed, another of the same debtor having been paid in full satisfaction after it arose."""
    day = None if _APART & set(claim.statement.marks) else satisfied(env).get(claim.statement.debtor)
    o = claim.env.occ.get(claim.env.its)
    return None if day is not None and o is not None and o.fact is not None and o.day > day else day


def satisfied(env: Env) -> dict[str, date]:
    """The day on which a claim that a party owes in full satisfaction was paid: from then it owes nothing else."""
    marked: list[tuple[TermInfo, list[s.Pays]]] | None = env.world.cache.get("satisfying")
    if marked is None:  # those of whose payment anything may be told here
        found = _satisfying(env.world.contract)
        marked = env.world.cache["satisfying"] = [m for m in found if may_be_paid(env.world, m[0], m[1])]
    if not marked:
        return {}
    key = ("satisfied", env.until, env.put)
    if key not in env.shared:
        env.shared[key] = {}
        whole = env.over_all()
        whole.shared = {key: {}}  # what it rests on is asked as if nothing were satisfied, and that is kept for nobody else
        env.shared[key] = _satisfied(whole, marked)
    return env.shared[key]  # type: ignore[no-any-return]


def _satisfying(contract: Contract) -> list[tuple[TermInfo, list[s.Pays]]]:
    """The claims that are owed in full satisfaction, each with the sentences that say what pays it."""
    found: list[tuple[TermInfo, list[s.Pays]]] | None = contract.remembered.get("satisfying")
    if found is None:
        named = [r.statement.named for r in contract.of(s.Owes) if "in full satisfaction" in r.statement.marks]  # type: ignore[attr-defined]
        found = contract.remembered["satisfying"] = [(contract.terms[name], pays_of(contract, name)) for name in named]
    return found


def _satisfied(env: Env, marked: list[tuple[TermInfo, list[s.Pays]]]) -> dict[str, date]:
    days: dict[str, date] = {}
    for info, pays in marked:
        if not is_supposed(info) and not any(occurrences(env, st.event, st.filters)[0] for st in pays):
            continue
        for claim in claims(env, info)[0]:
            day = discharged(env, claim) if claim.live.value is True else None
            if day is not None:
                debtor = claim.statement.debtor
                days[debtor] = min(days.get(debtor, day), day)
    return days


def whole_claim(env: Env, claim: Claim) -> Callable[[date], Any]:
    """The whole of a claim on what still stands on a day, as a function of the day."""

    def owed(day: date) -> Any:
        return _owed_part(env, claim, None, day)

    return owed


def unpaid(env: Env, claim: Claim) -> Why:
    """What of a claim is still owed: less what was paid, what left with an amount that was taken, what was added to a balance instead."""
    if claim.live.value is not True:
        return amount(claim)
    whole = env.over_all()
    now = _owed_part(whole, claim, None, env.until_day())
    if isinstance(now, Unknown):
        return Why(claim.name, now, (), claim.rule.section)
    parts = _shares_of(whole, claim, now)
    rest = now * (1 - sum((share for _, share in parts), Q(0)))
    added = sum(added_by_month(env, claim, env.until_day()).values(), Q(0))
    rest = max(Q(0), rest - added)
    said = [f"paid on {day}" for day, _ in parts] + (["part of it added to a balance"] if added else [])
    besides = (taken_as_paid(claim),) if claim.statement.taken_as_paid is not None else ()
    return Why(claim.name, rest, (amount(claim),), claim.rule.section, "; ".join(said), besides)


@frozen(eq=False)
class _Accrual:
    """The terms of an accrual, and the reasons for them; `bearing` is none where its rate changes with the days."""

    statement: s.AccrualDecl
    section: str
    bearing: Bearing | None
    start: date
    until: date | None
    reasons: tuple[Why, ...]

    @cached_property
    def counted(self) -> str:
        """How days are counted, in words."""
        ends = "first day in and last day out" if self.statement.first_in else "first day out and last day in"
        return f"{self.statement.day_count}, {ends}"


def _accrual_of(env: Env, info: TermInfo) -> _Accrual | Unknown:
    key = ("terms of", info.name)
    found: _Accrual | Unknown | None = env.lasting.get(key)
    if found is None:
        st = info.rules[0].statement
        assert isinstance(st, s.AccrualDecl)
        found = _read_accrual(env, info, st)
        if key not in env.world.cache:
            env.world.cache[key] = all(x is None or is_lasting(env.world.terms, x) for x in (st.start, st.until))
        if env.world.cache[key]:
            env.lasting[key] = found
    return found


def _read_accrual(env: Env, info: TermInfo, st: s.AccrualDecl) -> _Accrual | Unknown:
    rate = value(env, st.rate) if is_lasting(env.world.terms, st.rate) else None
    start = value(env, st.start) if st.start is not None else None
    until = value(env, st.until) if st.until is not None else None
    found = tuple(w for w in (rate, start, until) if w is not None)
    bad = [w.value for w in found if type(w.value) is Unknown]
    if bad:
        return merge(bad)
    bearing = at_one_rate(rate, partial(year_fraction, basis=st.day_count)) if rate is not None else None
    first, last = (day_value(w.value) if w is not None else None for w in (start, until))
    return _Accrual(st, info.section, bearing, first or date.min, last, found)


def _bearing(env: Env, a: _Accrual, start: date, end: date) -> Bearing | Unknown:
    """What an accrual bears on one unit, known from one day to another."""
    if a.bearing is not None:
        return a.bearing
    return at_rates(env, a.statement, partial(year_fraction, basis=a.statement.day_count), start, end)


def _borne(env: Env, a: _Accrual, lots: Iterable[Lot], first: date, last: date) -> Bearing | Unknown:
    """What an accrual bears on the days from one to another on which any lot stood."""
    if a.bearing is not None:
        return a.bearing
    return _bearing(env, a, max(first, min((lot.since for lot in lots), default=last)), last)


def _ledger(env: Env, name: str) -> Ledger | Unknown:
    ledger = env.state.ledgers.get(name)
    if ledger is None:
        return unknown(f"the opening of {name}")
    if ledger.unknown is not None and not ledger.known(env.before):
        return ledger.unknown
    return ledger


def _settled(env: Env, accrual: TermInfo) -> list[tuple[Claim, date, date, list[tuple[date, Q]]]] | Unknown:
    """The claims that are stretches of an accrual, with their payments: (claim, from, to, shares paid)."""
    key = ("settled", accrual.name, env.put)
    if key not in env.shared:
        env.shared[key] = _settle(env, accrual)
    return env.shared[key]  # type: ignore[no-any-return]


def _stretches_owed(contract: Contract, accrual: str) -> list[tuple[TermInfo, s.Accrued]]:
    """The claims whose amount is a stretch of an accrual, each with that stretch."""
    key = ("stretches owed", accrual)
    if key not in contract.remembered:
        owed = [(info, info.rules[0].statement.amount) for info in contract.terms.values() if info.kind == "claim"]  # type: ignore[attr-defined]
        contract.remembered[key] = [(i, x) for i, x in owed if _is_stretch(x) and x.name == accrual]
    return contract.remembered[key]  # type: ignore[no-any-return]


def _is_stretch(x: s.Expr) -> TypeGuard[s.Accrued]:
    """Whether a value is all that an accrual bears from one day to another."""
    return isinstance(x, s.Accrued) and x.start is not None and x.on is None


def _settle(env: Env, accrual: TermInfo) -> list[tuple[Claim, date, date, list[tuple[date, Q]]]] | Unknown:
    result: list[tuple[Claim, date, date, list[tuple[date, Q]]]] = []
    whole = env.over_all()
    for info, stretch in _stretches_owed(env.world.contract, accrual.name):
        if _never(env, info.rules[0]):
            continue
        end = _day_for_sure(env, info, stretch.to)
        if end is not None and end > env.until_day():
            continue
        found_claims, _ = claims(whole, info)
        for claim in found_claims:
            if type(claim.live.value) is Unknown:
                return claim.live.value
            if not claim.live.value:
                continue
            assert stretch.start is not None
            a, b = value(claim.env, stretch.start).value, value(claim.env, stretch.to).value
            if type(a) is Unknown or type(b) is Unknown or b > env.until_day():
                continue
            result.append((claim, a, b, shares_paid(whole, claim, whole_claim(whole, claim))))
    return result


def _slice(env: Env, ledger: Ledger, part: Q) -> tuple[Lot, ...]:
    """The oldest lots that make up a part of a balance: those that the occurrence at hand took, or would take."""
    o = env.occ.get(env.its)
    if o is not None and o.fact is not None:
        for p in ledger.since(o.key):
            if p.cause == (o.event, o.number) and p.amount < 0 and -p.amount == part:
                return p.pieces
    taken, _, rest = take(ledger.lots(env.before), part)
    return (*taken, Lot(ledger.opened, rest)) if rest > 0 else taken


@reads(s.Accrued)
def _accrued(env: Env, x: s.Accrued) -> Why:
    info = env.world.contract.terms[x.name]
    to = value(env, x.to)
    start = value(env, x.start) if x.start is not None else None
    part = value(env, x.on) if x.on is not None else None
    given = (to, part) if start is None and part is not None else tuple([w for w in (to, start, part) if w is not None])
    u = strict(x, given)
    if u is not None:
        return Why(x, u.value, given, info.section)
    first = day_value(start.value) if start is not None else None
    return accrual_value(env, info, x, day_value(to.value), first, part.value if part is not None else None, given)


@terms_of("accrual")
def _accrual_term(env: Env, info: TermInfo, sections: tuple[str, ...]) -> Why:
    return accrual_value(env, info, info.name, env.asked, None, None, ())


def accrual_value(env: Env, info: TermInfo, x: Any, end: date, start: date | None, part: Q | None, given: tuple[Why, ...]) -> Why:
    """What accrued: from a day, or what of it is unpaid; on the whole, or on a part."""
    if info.scope and info.scope not in env.occ:
        env = env.of(hypothetical(env, info.scope))
    if info.schedule:
        env = dated(env, info.schedule)
    a = _accrual_of(env, info)
    if type(a) is Unknown:
        return Why(x, a, given, info.section)
    assert isinstance(a, _Accrual)
    if a.statement.claims:
        return _overdue(env, info, a, x, end, part, given)
    ledger = _ledger(env, a.statement.balance)
    if type(ledger) is Unknown:
        return Why(x, ledger, given, info.section)
    assert isinstance(ledger, Ledger)
    first, seen = a.start if start is None or start < a.start else start, min(env.before, end_of(end))
    if start is None and (closed := satisfied(env)):  # what is satisfied later was still unpaid on the day to which this accrues
        first = max(first, min((d for d in closed.values() if d <= end), default=first))
    last = end if a.until is None or end < a.until else a.until
    lots: tuple[Lot, ...] | list[Lot] = _slice(env, ledger, part) if part is not None else ledger.accruing(seen, a.statement.name)
    paid: list[Paid] = []
    more = a.reasons
    if start is None:
        settled = _settled(env, info)
        if type(settled) is Unknown:
            return Why(x, settled, given, info.section)
        assert isinstance(settled, list)
        if settled:
            more = (*more, *(taken_as_paid(c) for c, _, _, shares in settled if shares and c.statement.taken_as_paid is not None))
            paid = [Paid(p, q, share, day) for _, p, q, shares in settled for day, share in shares if day <= end]
    bearing = _borne(env, a, lots, first, last)
    if isinstance(bearing, Unknown):
        return Why(x, bearing, given, info.section)
    total = accrued(lots, bearing.over, first, last, paid)
    borne = bearing

    def besides() -> tuple[Why, ...]:
        rates = (borne.rate(p.of) for p in borne.within(first, last)) if borne.changing else ()
        return *more, *rates, *OfBalance.of(ledger, seen)

    return Listing(x, total, info.section, lambda: (*given, *_stretches(lots, borne, first, last, paid)), a.counted, besides)


def _stretches(lots: tuple[Lot, ...] | list[Lot], bearing: Bearing, first: date, last: date, paid: list[Paid]) -> tuple[Why, ...]:
    result: list[Why] = []
    for lot in lots:
        start, end = max(lot.since, first), last if lot.left is None else min(last, lot.left)
        for p in bearing.within(start, end):
            rate = bearing.rate(p.of)
            named = bearing.changing or not isinstance(rate.what, s.Lit)
            result.append(Stretch(lot, lot.amount, (rate,) if named else (), p.start, p.end))
    result.extend(Why(p, p.share, (), "", f"paid on {p.on} for {p.start} to {p.end}") for p in paid)
    return tuple(result)


def _never(env: Env, rule: Rule) -> bool:
    """Whether a condition that a claim stands under, and that nothing which happens can change, does not hold."""
    key = ("never", rule.index)
    if key not in env.lasting:
        verdicts = ((value(env, x).value, negated) for x, negated in rule.conditions if is_lasting(env.world.terms, x))
        env.lasting[key] = any(v is negated for v, negated in verdicts)
    return env.lasting[key]  # type: ignore[no-any-return]


def _day_for_sure(env: Env, info: TermInfo, x: s.Expr | None) -> date | None:
    """A day of a claim (on which it is payable, to which it runs), where the claim and the day are the same whatever happens."""
    rule = info.rules[0]
    key = ("day for sure", rule.index, id(x))
    if key not in env.lasting:
        st = rule.statement
        assert isinstance(st, s.Owes)
        defeated = any(o.section in rule.yields or rule.section in o.prevails for o in env.world.contract.of(s.Owes))
        free = not (rule.scope or rule.schedule or rule.conditions or st.condition is not None or defeated)
        day = day_value(value(env, x).value) if free and x is not None and is_lasting(env.world.terms, x) else None
        env.lasting[key] = day if isinstance(day, date) else None
    found: date | None = env.lasting[key]
    return found


def _live_claims(env: Env, names: tuple[str, ...], asked: date) -> tuple[list[tuple[Env, Claim, Any]], list[Why]]:
    """The claims of some names, of whatever occurrence, that are not known not to exist, each with the day on which it is due; and why the
    others do not.
    """
    key = ("claims", names, asked, env.put)
    if key not in env.shared:
        whole = env.over_all(asked)
        infos = [env.world.contract.terms[name] for name in names]
        found = [(info, c) for info in infos for c in claims(whole, info)[0]]
        live = [(whole, c, due_of(c.env, info).value) for info, c in found if c.live.value is not False]
        env.shared[key] = live, [c.live for _, c in found if c.live.value is False]
    return env.shared[key]  # type: ignore[no-any-return]


def _may_be_overdue(env: Env, accrual: s.AccrualDecl, end: date) -> tuple[str, ...]:
    """The claims that what happens may make overdue before a day: those that may arise, but for what is surely due on that day or later."""
    key = ("may be overdue", accrual.name)
    due: dict[str, date] | None = env.lasting.get(key)
    if due is None:
        due = env.lasting[key] = {}
        for name in accrual.claims:
            info = env.world.contract.terms[name]
            st = info.rules[0].statement
            if not _never(env, info.rules[0]):
                due[name] = (_day_for_sure(env, info, st.payable) if isinstance(st, s.Owes) else None) or date.min
    return tuple([name for name, day in due.items() if day < end])


def _overdue(env: Env, info: TermInfo, a: _Accrual, x: Any, end: date, part: Q | None, given: tuple[Why, ...]) -> Why:
    total = Q(0)
    parts: list[Why] = list(given)
    borne: list[tuple[Claim, Bearing]] = []
    names = _may_be_overdue(env, a.statement, end)
    live, not_owed = _live_claims(env, names, min(end, env.until_day())) if names else ([], [])
    for whole, claim, due in live:
        if type(due) is Unknown or type(claim.live.value) is Unknown:
            if type(due) is Unknown and due.after is not None and due.after + timedelta(days=1) >= end:
                continue
            return Why(x, unbounded(due) if type(due) is Unknown else claim.live.value, tuple(parts), info.section)
        if due >= end:
            continue
        if part is not None and not _takes_of(env, claim):
            continue
        owed = _owed_part(env, claim, part, end)
        if type(owed) is Unknown:
            return Why(x, owed, tuple(parts), info.section)
        bearing = _bearing(env, a, due, end)
        if isinstance(bearing, Unknown):
            return Why(x, bearing, tuple(parts), info.section)
        borne.append((claim, bearing))
        rest, since, years, said = Q(1), due, Q(0), f"overdue from {due}"
        unpaid_part = part is not None and _claimed_balance(env, claim) is not None  # what is paid of a balance is no part of what stands
        for day, share in () if unpaid_part else _shares_of(whole, claim, owed):
            upto = max(since, min(day, end))
            years += rest * bearing.over(since, upto)
            since = upto
            if day <= end:
                rest -= share
                said += f", {quantity(share, PERCENT)} of it paid on {day}"
        bears = owed * (years + rest * bearing.over(since, end))
        total += bears
        if bears:
            parts.append(Why(claim.about or claim.name, bears, (Why(claim.name, owed),), claim.rule.section, said))

    def besides() -> tuple[Why, ...]:
        rates = (b.rate(p.of) for _, b in borne if b.changing for p in b.within(date.min, end))
        return *a.reasons, *rates, *(w for claim, _ in borne for w in rests_on(claim)), *not_owed

    return Resting(x, total, tuple(parts), info.section, a.statement.day_count, besides)


def rests_on(claim: Claim) -> tuple[Why, ...]:
    """What an answer about a claim rests on: that it is owed, how much, and where it may be taken as paid, when it is due."""
    supposed = (due_of(claim.env, claim.env.world.contract.terms[claim.name]), taken_as_paid(claim))
    return claim.live, amount(claim), *(supposed if claim.statement.taken_as_paid is not None else ())


def _owed_part(env: Env, claim: Claim, part: Q | None, end: date) -> Any:
    """What of a claim is overdue: of the part at hand, or of what still stands at the end of the period asked."""
    st = claim.statement
    x = st.amount
    if _is_stretch(x):
        assert x.start is not None
        base = _accrual_of(claim.env, env.world.contract.terms[x.name])
        if type(base) is Unknown:
            return base
        assert isinstance(base, _Accrual)
        ledger = _ledger(env, base.statement.balance)
        if type(ledger) is Unknown:
            return ledger
        assert isinstance(ledger, Ledger)
        a, b = value(claim.env, x.start).value, value(claim.env, x.to).value
        if type(a) is Unknown or type(b) is Unknown:
            return unbounded(a if type(a) is Unknown else b)
        lots: Any = _slice(env, ledger, part) if part is not None else ledger.accruing(min(env.before, end_of(end)), x.name)
        bearing = _borne(claim.env, base, lots, max(a, base.start), b)
        return bearing if isinstance(bearing, Unknown) else accrued(lots, bearing.over, max(a, base.start), b)
    claimed = _claimed_balance(env, claim)
    if claimed is None:
        return amount(claim).value if part is None else Q(0)
    whole: Any = amount(claim).value
    if type(whole) is Unknown:
        return whole
    assert isinstance(x, s.OnDate)
    stands = max(Q(0), whole - claimed.gone(end_of(value(claim.env, x.day).value), min(env.before, end_of(end))))
    return stands if part is None else min(part, stands)


def _takes_of(env: Env, claim: Claim) -> bool:
    """Whether a part at hand may be one of a claim: where the occurrence takes of balances, of the balance that this is of."""
    o = env.occ.get(env.its)
    taken = _taken_by(env.world.contract, o.event) if o is not None else frozenset()
    x = claim.statement.amount
    if _is_stretch(x):
        st = env.world.contract.terms[x.name].rules[0].statement
        return not taken or (isinstance(st, s.AccrualDecl) and st.balance in taken)
    balance = _claimed_balance(env, claim)
    return not taken or balance is None or balance.name in taken


def _taken_by(contract: Contract, event: str) -> frozenset[str]:
    """The balances that an event takes of; found out once."""
    key = ("taken by", event)
    if key not in contract.remembered:
        less = {r.statement.balance for r in contract.of(s.Posting) if contract.base_of(r.scope) == event and r.statement.sign < 0}  # type: ignore[attr-defined]
        paid = {r.statement.reduces for r in contract.of(s.Pays) if contract.base_of(r.statement.event) == event}  # type: ignore[attr-defined]
        contract.remembered[key] = frozenset(less | paid) - {""}
    found: frozenset[str] = contract.remembered[key]
    return found


def _claimed_balance(env: Env, claim: Claim) -> Ledger | None:
    """The balance of which a claim is the amount on a day, if it is of one: what leaves it later with its accrual is claimed no more."""
    x = claim.statement.amount
    if claim.live.value is not True or not (isinstance(x, s.OnDate) and isinstance(x.value, s.Ref)):
        return None
    return env.state.ledgers.get(env.world.contract.aliases.get(x.value.name, x.value.name))


def _shares_of(env: Env, claim: Claim, owed: Q) -> list[tuple[date, Q]]:
    """The days of payment of a claim and the share of what it is now that each discharged; of a balance, sums stay what they were."""
    wholes = whole_claim(env, claim)
    found = shares_paid(env, claim, wholes)
    if not owed or _claimed_balance(env, claim) is None:
        return found
    result: list[tuple[date, Q]] = []
    for day, share in found:
        left = 1 - sum((part for _, part in result), Q(0))
        result.append((day, min(left, share * wholes(day) / owed)))
    return result
