"""How much may be turned into units of a security today, how many that gives, and which limits it meets.

Enters: a contract with a right whose use takes an amount off a balance and divides it by a price; an amount, or none (then all there is).
Leaves: a reply. Holds: figures as asked and within the limits, each limit with both its sides, what other readings would give, what
lateness would do.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from tenor.apps.answers import Setting, numbered, put
from tenor.apps.page import Block, Row, of_words, rows_of
from tenor.apps.particulars import admission_rows, duties_at, env_of, field_rows
from tenor.apps.questions.claims import claims_of
from tenor.apps.questions.reply import Asking, Figures, Reply, cannot, choose, other_readings, relied_on, saw, supposing
from tenor.apps.questions.subject import Exchange, exchanges, is_count, own, papers_beside, rests_on
from tenor.apps.sources import UNREADABLE, Stop, When, when_of
from tenor.apps.standing import allowed_sentence
from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract, Rule, TermInfo
from tenor.interpreter.environment import Admission
from tenor.interpreter.explain import figures, tables
from tenor.interpreter.following import admitted_amount, waits
from tenor.interpreter.outcome import Answer
from tenor.interpreter.standing import ClaimState, places, right_state
from tenor.interpreter.values import Need, Q, Unknown, article, decimal_text, parse_decimal
from tenor.interpreter.wording import clock, joined, said
from tenor.interpreter.world import Occurrence

__all__ = ["act_of", "convert", "convert_by", "exchange_of", "whole_of"]


def exchange_of(a: Asking, question: str) -> Exchange:
    """The right that a question is about; a contract without one cannot be asked."""
    c = a.setting.contract
    found = exchanges(c)
    if not found:
        raise cannot(question, _lack(c))
    names = [x.event for x in found]
    supposed = a.supposed.event if a.supposed is not None and a.supposed.event in names and not a.about else ""
    return found[names.index(supposed or choose(a, "right of that kind", names))]


def _lack(c: Contract) -> str:
    """What a contract would need to have such a right."""
    elsewhere = exchanges(c, elsewhere=True)
    paper = elsewhere[0].rule.paper if elsewhere else ""
    file = next((p.source.name for p in c.suite[1:] if p.called == paper), "")
    there = f"; {paper}, which it names, does: ask that paper ({Path(file).name})" if paper else ""
    if not own(c, s.Power):
        return f"it gives nobody a right to act (no sentence says that somebody “may give” anything){there}"
    if not any(is_count(i.type) and not i.rules[0].paper for i in c.terms.values()):
        return f"none of its terms counts shares, so nothing in it can become shares{there}"
    acts = [c.base_of(r.statement.event) for r in own(c, s.Power)]  # type: ignore[attr-defined]
    counted_in = next((e for e in acts if any(is_count(f.type) for f in c.events[e].fields.values())), "")
    other = f"; what {article(counted_in)} comes to, `tenor run` says with --if '{counted_in}: …'" if counted_in and not there else ""
    return f"no right in it takes an amount off a balance and gives shares for it at a price{there}{other}"


def act_of(a: Asking, x: Exchange) -> tuple[Setting, Occurrence]:
    """The act asked about: one that is told, one that is supposed, or as much as the right gives."""
    st = a.setting
    if a.supposed is not None and a.supposed.event == x.event:
        return st, a.supposed
    if st.of is not None:
        return st, numbered(st, x.event, st.of)
    if not x.field:
        return supposing(st, x.event)
    if a.amount:
        return supposing(st, f"{x.event}: {x.field} {_amount(a.amount)}")
    most = put(st, x.balance)[1].value
    if isinstance(most, Unknown):
        raise Stop(f"--amount: say how much, as --amount $100,000; what is left of {x.balance} is undetermined", UNREADABLE)
    return supposing(st, f"{x.event}: {x.field} ${decimal_text(most, 2)}", exactly={x.field: most})


def _amount(text: str) -> str:
    """An amount as a facts file writes it; what a shell has eaten the beginning of is none."""
    number = parse_decimal(text.strip().removeprefix("$"))
    if number is None or number <= 0 or text.strip().removeprefix("$").startswith("00"):
        raise Stop(f"--amount: `{text}` is no amount; write it as --amount 100,000, or as '$100,000' in single quotes", UNREADABLE)
    return f"${text.strip().removeprefix('$')}"


def whole_of(c: Contract, x: Exchange) -> TermInfo | None:
    """The term that rounds the count of units, if the paper (or a reading of it) does."""

    def heads(v: Any) -> list[Any]:
        match v:
            case s.ReadingDecl():
                return [h for alternative in v.alternatives for h in heads(alternative.value)]
            case s.Define():
                return heads(v.value)
            case s.IfElse():
                return [*heads(v.value), *heads(v.otherwise)]
            case _:
                return [v]

    def rounds(v: Any) -> bool:
        return (
            isinstance(v, s.Rounded) and isinstance(v.value, s.Ref) and c.aliases.get(v.value.name, v.value.name) == x.quotient.count.name
        )

    return next((i for i in x.counts if any(rounds(h) for h in heads(i.rules[0].statement))), None)


def convert(a: Asking) -> Reply:
    """The reply."""
    x = exchange_of(a, "convert")
    st, o = act_of(a, x)
    c = st.contract
    admission = env_of(st).state.admissions.get((o.event, o.number))
    needs: dict[Need, None] = {}
    names = [n for n in (x.quotient.amount_name(c), x.quotient.price_name(c), x.quotient.count.name) if n and n in c.terms]
    whole = whole_of(c, x)
    names += [whole.name] if whole is not None else []
    asked = [put(st, f"{n} without limits", o.number)[1] for n in names]
    saw(needs, *asked)
    told = [
        Row(r.label, r.value, r.type, r.section, "as asked" if admission and r.label == admission.field else "") for r in field_rows(st, o)
    ]
    cut = admission is not None and admission.status in {"cut back", "undetermined"}
    blocks = [Block("As asked, before limits" if cut else "Figures", (*told, *rows_of(figures(asked, st.world))))]
    found = [put(st, n, o.number)[1] for n in names] if cut else asked
    if cut and admission is not None:
        within = [
            Row(admission.field, admission.admitted, c.events[o.event].fields[admission.field].type, x.rule.section, "within the limits")
        ]
        blocks.append(
            Block("Within the limits", (*within, *(Row(n, v.value, v.type, v.section) for n, v in zip(names, found, strict=True))))
        )
    tests: tuple[Row, ...] = ()
    if admission is not None:
        tests, missing = admission_rows(st, o, admission)
        needs.update(dict.fromkeys(missing))
        tests = tuple(_with_most(st, x, o, admission, row) for row in tests)
    dates = [row for row, _, _ in duties_at(st, o)]
    late = _too_late(a, x, st, o, names)
    before = _before(a, st, o)
    besides = _besides(before, st, o)
    recorded = tuple(_recorded(st, x, besides))
    over = tuple(_over(st, o, besides)) if before is not st else ()
    for b in besides:
        needs.update(dict.fromkeys(n for v in (b.claim.live.value,) if isinstance(v, Unknown) and v.after is None for n in v.needs))
    relied = relied_on(*(v.why for v in (*asked, *found)), *((w for _, w, _ in admission.tests) if admission else ()))
    block = other_readings(st, lambda other: _figures(other, x, o), relied)
    return Reply(
        f"How much may be converted under {x.rule.section}, how many shares does that give, and which limit does it meet?",
        (*_sentences(st, x, o, admission, dict(zip(names, found, strict=True)), whole), *_besides_sentences(st, o, besides, recorded)),
        tuple(blocks),
        (
            Block("Limits", tests),
            Block("Not asked for", tuple(_not_asked(st, o))),
            Block("Owed, and what of it the act takes besides", (*(_besides_row(st, b) for b in besides), *over, *recorded)),
        ),
        (Block("Dates, if it is given", tuple(dates)), Block("If it comes late", late)),
        (block,),
        tuple(sorted(needs)),
        tuple(t for v in asked if v.ask == f"{x.quotient.price_name(c)} without limits" for t in tables(v, st.world)),
        data={"about": x.event, "supposed": st.supposed or None},
        about=o,
    )


def _sentences(st: Setting, x: Exchange, o: Occurrence, a: Admission | None, found: dict[str, Answer], whole: TermInfo | None) -> list[str]:
    first = allowed_sentence(st, o, a, x.party) if a is not None else f"{o.title} is no act under a right of this contract."
    if a is None or a.status == "void":
        return [first, "This says what the right allows; nothing has been refused."]
    count = found[whole.name if whole is not None else x.quotient.count.name]
    price = found.get(x.quotient.price_name(st.contract))
    at = f" at {price.ask.removesuffix(' without limits')} {said(price.value, price.type)}" if price is not None else ""
    within = " within the limits that were tested" if a.status == "cut back" else ""
    if isinstance(count.value, Unknown):
        return [first, f"How many shares that gives{within} is undetermined; what is missing is listed below."]
    return [first, f"That gives {said(count.value, count.type)}{at}{within}."]


def _with_most(st: Setting, x: Exchange, o: Occurrence, a: Admission, row: Row) -> Row:
    """A limit that is exceeded, with the most that it allows: of the amount, and of what it counts."""
    power = x.rule.statement
    assert isinstance(power, s.Power)
    clause = next((c for c in power.clauses if c.kind == "so far as" and row.label == f"{c.name}: EXCEEDED"), None)
    if clause is None or not a.field:
        return row
    counted = next(
        (n for n in (c.name for c in x.counts) if isinstance(clause.value, s.Rel) and n in _named(st.contract, clause.value.left)), ""
    )
    under = list(row.under)
    for words in (f"the most its {a.field} that {clause.name} allows", f"the most {counted} that {clause.name} allows" if counted else ""):
        if words:
            _, most = put(st, words, o.number)
            under.append(Row(words.replace("its ", ""), most.value, most.type))
    return evolve(row, under=tuple(under))


def _named(c: Contract, x: s.Node) -> set[str]:
    return {c.aliases.get(n.name, n.name) for n in s.walk(x) if isinstance(n, s.Ref)}


def _not_asked(st: Setting, o: Occurrence) -> list[Row]:
    """Other amounts that the act could have named, and what is taken where it does not."""
    rows = []
    for name, f in st.contract.events[o.event].fields.items():
        if name in o.fields or not f.type.is_quantity or not isinstance(f.if_none, s.Lit):
            continue
        rows.append(Row(f"{name}: none is told, taken as", f.if_none.value, f.type, st.contract.events[o.event].section))
    return rows


# ── what is owed besides, and could be turned into units with it


@frozen(eq=False)
class Besides:
    """A claim that is not paid and that the act pays by one of its fields, as far as it is told: then that, too, becomes units.

    Where one field pays several claims, `takes` is what goes to this one.
    """

    claim: ClaimState
    field: str
    takes: Q


def _besides(before: Setting, st: Setting, o: Occurrence) -> list[Besides]:
    """The claims of the suite that are not paid before the act, and that it would pay by a field of its own."""
    found = []
    papers = ["", *papers_beside(st.contract)]
    for rule in st.contract.of(s.Pays):
        pays = rule.statement
        assert isinstance(pays, s.Pays)
        if pays.by_field and st.contract.base_of(pays.event) == o.event:
            taken = {x.about: sum((p.amount or Q(0) for p in x.paid if p.title == o.title), Q(0)) for x in _paid(st, pays, papers)}
            for claim in _paid(before, pays, papers):
                waiting = isinstance(claim.live.value, Unknown) and claim.live.value.after is not None
                rest, takes = claim.unpaid.value, taken.get(claim.about, Q(0))
                if not waiting and claim.about != o.title and (isinstance(rest, Unknown) or rest):
                    if before is not st and not isinstance(rest, Unknown):  # of a told act, what is unpaid is what it left
                        takes = min(takes, rest)
                    found.append(Besides(claim, pays.by_field, takes))
    return found


def _paid(st: Setting, pays: s.Pays, papers: list[str]) -> Iterator[ClaimState]:
    return claims_of(st, {pays.claim}, papers=papers)


def _before(a: Asking, st: Setting, o: Occurrence) -> Setting:
    """The same instant without an act that is only supposed: what is owed before it."""
    if o.fact is None or o.fact.where != "supposed":
        return st
    return a.setting if a.supposed is None else evolve(st, world=_without(st, o), worlds={})


def _besides_row(st: Setting, b: Besides) -> Row:
    t = st.contract.terms[b.claim.name].type
    of = of_words(b.claim.about)
    takes = f"it takes {said(b.takes, t) if b.takes else 'none'} of it ({b.field})"
    if isinstance(b.claim.live.value, Unknown):
        return Row(f"{b.claim.name}{of}: whether it is owed needs {waits(b.claim.live.value)}; {takes}", section=b.claim.section)
    return Row(f"{b.claim.name}{of}, unpaid", b.claim.unpaid.value, t, b.claim.section, f"({takes})")


def _over(st: Setting, o: Occurrence, besides: list[Besides]) -> Iterator[Row]:
    """What a field of the act names beyond all that is owed of what it pays."""
    for name in dict.fromkeys(b.field for b in besides):
        rest = (o.fields.get(name) or Q(0)) - sum((b.takes for b in besides if b.field == name), Q(0))
        if rest > 0:
            yield Row(f"{name}: more than is unpaid, by", rest, st.contract.events[o.event].fields[name].type)


def _besides_sentences(st: Setting, o: Occurrence, besides: list[Besides], recorded: tuple[Row, ...]) -> Iterator[str]:
    sections = joined(list(dict.fromkeys(row.section for row in recorded)))
    for b in besides:
        if b.claim.live.value is True:
            rest = said(b.claim.unpaid.value, st.contract.terms[b.claim.name].type)
            of = of_words(b.claim.about)
            taken = f"takes {said(b.takes, st.contract.terms[b.claim.name].type)} of it" if b.takes else "takes none of it"
            yield f"{rest} of {b.claim.name}{of} is unpaid ({b.claim.section}), and {o.event} may take it along; this one {taken}."
    if sections and any(b.claim.live.value is True for b in besides):
        yield f"What {sections} says of such amounts is recorded and not run: it stands below."


def _recorded(st: Setting, x: Exchange, besides: list[Besides]) -> Iterator[Row]:
    """What the paper records of the units that such amounts become: of each count that rests on those fields and on no other amount."""
    c, fields = st.contract, {b.field for b in besides}
    for info in x.counts:
        below = (info.rules[0].statement, *(r.statement for n in rests_on(c, info.rules[0].statement) for r in _within(c, n, x.event)))
        its = {n.name for node in below for n in s.walk(node) if isinstance(n, s.Its)}
        if its & fields and x.field not in its:
            for at, recorded in c.recorded:
                if at == info.section and recorded.kind == "recorded":
                    yield Row(f"recorded, and not run: {recorded.words}", section=at)


def _within(c: Contract, name: str, event: str) -> tuple[Rule, ...]:
    """The rules of a term that is of one act; none of any other."""
    info = c.terms[name]
    return info.rules if info.scope and c.base_of(info.scope) == event else ()


def _figures(st: Setting, x: Exchange, o: Occurrence) -> Figures:
    """The figures by which readings of one act are compared."""
    found: Figures = {}
    a = env_of(st).state.admissions.get((o.event, o.number))
    if a is not None and a.field:
        found[f"{a.field} allowed"] = (a.admitted, st.contract.events[o.event].fields[a.field].type)
    names = [x.quotient.price_name(st.contract), x.quotient.count.name]
    names += [n for n, i in st.contract.terms.items() if i.kind == "deadline" and i.scope == x.event]
    whole = whole_of(st.contract, x)
    for name in (*names, *([whole.name] if whole is not None else [])):
        if name in st.contract.terms:
            _, given = put(st, name, o.number)
            if not (isinstance(given.value, Unknown) and given.value.after is not None):
                found[name] = (given.value, given.type)
    return found


# ── a cut-off in the day


def _cut_offs(c: Contract, x: Exchange) -> list[tuple[str, str]]:
    """The times of day that the terms of an act look at, in the contract's own zone: the time, and the term."""
    found: dict[tuple[str, str], None] = {}
    for name, info in c.terms.items():
        if info.rules[0].paper or not info.scope or c.base_of(info.scope) != x.event:
            continue
        for rule in info.rules:
            for node in s.walk(rule.statement):
                if isinstance(node, s.AtTime):
                    found[(node.time.strftime("%H:%M"), _decided_by(c, x, name))] = None
    return list(found)


def _decided_by(c: Contract, x: Exchange, name: str) -> str:
    """The day that a condition on the hour decides: of those of the act that rest on it, the one that rests on least."""
    if c.terms[name].type.kind == "date":
        return name
    below = {
        n: rests_on(c, info.rules[0].statement)
        for n, info in c.terms.items()
        if info.type.kind == "date" and info.scope and not info.rules[0].paper and c.base_of(info.scope) == x.event
    }
    return min((n for n in below if name in below[n]), key=lambda n: len(below[n]), default=name)


def _too_late(a: Asking, x: Exchange, now: Setting, o: Occurrence, names: list[str]) -> tuple[Row, ...]:
    """What the same act would come to, received at the hour from which it is late."""
    st, rows = a.setting, []
    if not x.field or o.fact is None or o.fact.where != "supposed" or o.fields.get(x.field) is None:
        return ()
    for hour, name in _cut_offs(st.contract, x):
        if st.when.clock and st.when.clock >= hour:
            continue
        when: When = when_of(st.contract, f"{st.when.day.isoformat()}T{hour}")
        base = a.setting if a.supposed is None else evolve(a.setting, world=_without(a.setting, o))
        later, late = supposing(base, _words(st, o), when, exactly=dict(o.fields))
        changed = []
        for n in dict.fromkeys((name, *names)):
            before, after = put(now, n, o.number)[1], put(later, n, late.number)[1]
            if before.value != after.value:
                changed.append(f"{n} {said(after.value, after.type)}")
        admission = env_of(later).state.admissions.get((late.event, late.number))
        allowed = (
            f"{admission.field} allowed {admitted_amount(env_of(later), late, admission, admission.admitted)}"
            if admission is not None and admission.field
            else ""
        )
        rows.append(
            Row(
                f"received at {clock(hour)} or after: {joined([*changed, *([allowed] if allowed else [])])}",
                section=st.contract.terms[name].section,
            )
        )
    return tuple(rows)


def _words(st: Setting, o: Occurrence) -> str:
    """An act in the words of a facts file, its fields left to be put in exactly."""
    first = next((n for n, f in st.contract.events[o.event].fields.items() if n in o.fields and f.type.is_quantity), "")
    return f"{o.event}: {first} ${decimal_text(Q(o.fields[first]), 2)}" if first else o.event


def _without(st: Setting, o: Occurrence) -> Any:
    """The world without an act that is only supposed."""
    from tenor.apps.sources import world_of

    facts = evolve(st.world.facts, happened=tuple(f for f in st.world.facts.happened if f is not o.fact))
    return world_of(st.contract, facts, dict(st.world.choices), st.world.known)


def convert_by(st: Setting) -> tuple[Row, ...]:
    """Until when each right to convert may be used, so far as that is known."""
    rows = []
    for x in exchanges(st.contract):
        for env, about in places(env_of(st), x.rule):
            state = right_state(env, x.rule, about)
            words = "undetermined" if isinstance(state.open, Unknown) else "open" if state.open else "closed"
            until = f", to {said(state.closes)} at the latest" if isinstance(state.closes, date) and words != "closed" else ""
            of = f" ({about})" if about else ""
            rows.append(Row(f"{x.party} may give {x.event}{of}: {words}{until}", section=x.rule.section))
    return tuple(rows)
