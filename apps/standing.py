"""The state of a contract at an instant, and what a supposed notice would come to.

Enters: a `Setting`. Leaves: a `Page`: the answer in a sentence, then blocks in one fixed order. Holds: general over contracts, built from
their rules (balances, terms, powers, duties, claims, limits); what no file says, it does not say.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import field, frozen

from tenor.apps.answers import Setting, assumed_block, choices, instant_words, missing_block, other_choices, put
from tenor.apps.page import Block, Row, rows_of
from tenor.apps.particulars import (
    admission_rows,
    claim_row,
    claims_at,
    duties_at,
    env_of,
    field_rows,
    given_words,
    happened,
    ladder,
    needs_of,
    power_of,
)
from tenor.apps.readings import Tried, tried_block
from tenor.dsl import syntax as s
from tenor.dsl.contract import TermInfo
from tenor.interpreter.duties import may_give
from tenor.interpreter.environment import Admission, Assumed
from tenor.interpreter.explain import figures
from tenor.interpreter.following import admitted_amount, admitted_words, left_open
from tenor.interpreter.outcome import Answer, subject_event
from tenor.interpreter.reasoning import sentence, words_of
from tenor.interpreter.semantics import base_event, condition
from tenor.interpreter.standing import last_day
from tenor.interpreter.values import Need, Unknown, article
from tenor.interpreter.wording import brief, counted, joined, long_day, said, short_day
from tenor.interpreter.world import Occurrence

__all__ = ["Gathered", "Page", "allowed_sentence", "balances_block", "state_page", "supposed_page"]


@frozen
class Page:
    """What is said of an instant: a few sentences, blocks in order, what is missing, which readings were relied on."""

    sentences: tuple[str, ...]
    blocks: tuple[Block, ...]
    needs: tuple[Need, ...] = ()
    open_days: tuple[tuple[date, str], ...] = ()


@frozen(eq=False)
class Gathered:
    """What the blocks of a page bring up on the way."""

    needs: dict[Need, None] = field(factory=dict)
    readings: dict[str, str] = field(factory=dict)
    assumed: dict[str, Assumed] = field(factory=dict)
    due: list[tuple[date, str]] = field(factory=list)
    owed: list[str] = field(factory=list)

    def saw(self, a: Answer) -> Answer:
        """Keeps what an answer lacks and the readings that it rests on."""
        for n in needs_of(a.value) if isinstance(a.value, Unknown) else a.needs:
            self.needs[n] = None
        for name, label in a.readings:
            self.readings[name] = label
        self.assumed.update((w.called, w) for w in a.assumed)
        return a


# ── terms


def _is_figure(info: TermInfo) -> bool:
    """Whether a term is shown with its value: a definition, or a figure that a reading fixes."""
    return info.kind == "definition" or (info.kind == "reading" and info.type.is_quantity)


def _on_each_day(st: Setting) -> set[str]:
    """Terms that belong to a day of a window and to nothing else: they are not asked by themselves. Found out once."""
    kept: set[str] | None = st.contract.remembered.get("on each day")
    if kept is not None:
        return kept
    found: set[str] = set()
    uses: dict[str, set[str]] = {}
    for name, info in st.contract.terms.items():
        for rule in info.rules:
            for node in s.walk(rule.statement):
                if isinstance(node, s.ThatDay | s.Column):
                    found.add(name)
                elif isinstance(node, s.Ref):
                    uses.setdefault(name, set()).add(st.contract.aliases.get(node.name, node.name))
    grown = True
    while grown:
        more = {n for n, used in uses.items() if n not in found and used & found}
        grown = bool(more)
        found |= more
    st.contract.remembered["on each day"] = found
    return found


def _supposed(st: Setting, need: Need) -> bool:
    """Whether a need is of what an act that nobody has done would say."""
    return any(f" of {article(e)} made on " in need.words for e in st.contract.events)


def _missing(st: Setting, g: Gathered) -> tuple[Need, ...]:
    """The facts that are missing, in order."""
    return tuple(sorted(n for n in g.needs if not _supposed(st, n)))


def _row(st: Setting, g: Gathered, info: TermInfo, of: int | None = None, ask: str = "") -> Row | None:
    """A term with its value; left out when all that it lacks is what a supposed act would say."""
    _, a = put(st, ask or info.name, of)
    if isinstance(a.value, Unknown) and of is None and any(_supposed(st, n) for n in a.needs):
        return None
    if isinstance(a.value, Unknown) and info.kind == "observation":
        return None
    g.saw(a)
    note = ""
    if isinstance(a.value, Unknown):
        note = f"({_waiting(a.value)})"
    return Row(ask or info.name, a.value, a.type, a.section or info.section, note)


def _waiting(u: Unknown) -> str:
    from tenor.interpreter.wording import restyled

    words = joined([restyled(n.words) for n in u.needs[:3]]) + (f" and {len(u.needs) - 3} more" if len(u.needs) > 3 else "")
    return ("not come: " if u.after is not None else "needs ") + words


def balances_block(st: Setting, g: Gathered) -> Block:
    """Each balance with its postings, and what accrued on it."""
    rows: list[Row] = []
    for info in st.contract.terms.values():
        if info.kind == "balance":
            _, a = put(st, info.name)
            g.saw(a)
            under = tuple(Row(sentence(p, st.world, a.type), section=p.section) for p in a.why.parts)
            rows.append(Row(info.name, a.value, a.type, a.section, "", under))
    for info in st.contract.terms.values():
        if info.kind == "accrual":
            _, a = put(st, f"{info.name} accrued and unpaid to the day asked")
            g.saw(a)
            how = sentence(a.why, st.world)
            note = f"= {how.split(' = ', 1)[1]}" if " = " in how else ""
            rows.append(Row(f"{info.name} accrued and unpaid", a.value, a.type, a.section or info.section, note))
    return Block("Balances", tuple(rows))


def _terms(st: Setting, g: Gathered) -> list[Block]:
    """The terms as of the day, and those that would hold for an act done on it."""
    apart = _on_each_day(st)
    plain: list[Row] = []
    made: dict[str, list[Row]] = {}
    others: dict[str, int] = {}
    for info in st.contract.terms.values():
        if (paper := info.rules[0].paper) and info.kind in {"definition", "reading", "observation", "blank"}:
            others[paper] = others.get(paper, 0) + 1  # the terms of another paper stand on its own page
            continue
        if info.scope or info.schedule or info.name in apart or not (info.kind in {"blank", "observation"} or _is_figure(info)):
            continue
        event = subject_event(st.contract, s.Ref(info.name, "TERM_", span=info.rules[0].span))
        row = _row(st, g, info)
        if row is not None:
            (made.setdefault(event, []) if event else plain).append(row)
    plain += [Row(f"{counted(n, 'term')} of {paper}: ask for them by name, or ask that paper") for paper, n in others.items()]
    blocks = [Block("Terms as of this day", tuple(plain))]
    blocks += [Block(f"Terms for {article(event)} made on this day", tuple(rows)) for event, rows in made.items()]
    return blocks


# ── occurrences


def _occurrences(st: Setting, g: Gathered) -> list[Block]:
    """Each act told of which something follows, with what it came to."""
    scopes: dict[str, None] = {}
    for rule in st.contract.rules:
        if rule.scope:
            scopes[base_event(st.world, rule.scope)] = None
    return [_occurrence(st, g, o) for event in scopes for o in happened(st, event)]


def _admission(st: Setting, o: Occurrence) -> Admission | None:
    return env_of(st).state.admissions.get((o.event, o.number))


def _occurrence(st: Setting, g: Gathered, o: Occurrence) -> Block:
    rows: list[Row] = list(field_rows(st, o))
    admission = _admission(st, o)
    if admission is not None:
        power = power_of(st.world, o.event)
        tests, needs = admission_rows(st, o, admission)
        for n in needs:
            g.needs[n] = None
        rows.append(
            Row(f"As to the right: {admitted_words(env_of(st), o, admission)}", section=power.section if power else "", under=tests)
        )
    void = admission is not None and admission.status == "void"
    if not void:
        rows.extend(_scoped_rows(st, g, o))
        for row, day, act in duties_at(st, o):
            rows.append(row)
            if day is not None:
                g.due.append((day, f"{act} ({o.title})"))
        rows.extend(_claims(st, g, o))
        for deadline in (i for i in st.contract.terms.values() if i.kind == "deadline" and i.scope == o.event):
            steps = ladder(st, o, deadline.name)
            if steps and not _all_done(st, o):
                rows.append(Row(f"What follows from the {deadline.name}", under=tuple(steps)))
    return Block(f"{o.title}: {given_words(o)}", tuple(rows))


def _all_done(st: Setting, o: Occurrence) -> bool:
    return all(day is None and "done" in row.label for row, day, _ in duties_at(st, o))


def _scoped_rows(st: Setting, g: Gathered, o: Occurrence) -> list[Row]:
    """The terms of an occurrence, and the terms outside it that take their value from it, in the paper's order."""
    found: list[Row] = []
    apart = _on_each_day(st)
    for info in st.contract.terms.values():
        if info.name in apart or not _is_figure(info):
            continue
        own = info.scope and base_event(st.world, info.scope) == o.event
        if own or (not info.scope and subject_event(st.contract, s.Ref(info.name, "TERM_", span=info.rules[0].span)) == o.event):
            row = _row(st, g, info, o.number) if _applies(st, info, o) else None
            if row is not None:
                found.append(row)
    return found


def _applies(st: Setting, info: TermInfo, o: Occurrence) -> bool:
    """Whether a provision that fixes a term may be in force for an occurrence: one whose conditions do not hold has nothing to say."""
    return any(not r.conditions or condition(env_of(st, o), r).value is not False for r in info.rules)


def _claims(st: Setting, g: Gathered, o: Occurrence | None) -> list[Row]:
    rows = []
    for c in claims_at(st, o):
        shown = claim_row(st, c)
        row, rest = shown.row, shown.rest
        for n in shown.needs:
            g.needs[n] = None
        nothing = not isinstance(rest, Unknown) and not rest
        if nothing and not c.paid:
            if isinstance(c.live.value, Unknown):
                rows.append(Row(f"{row.label}: nothing so far", section=row.section, under=row.under))
            continue
        rows.append(row)
        g.due.extend((day, words + (f" ({o.title})" if o else "")) for day, words in shown.due)
        waiting = c.due is not None and isinstance(c.due.value, Unknown)
        known = c.live.value is True and not isinstance(rest, Unknown) and not waiting
        if not nothing and known and all(day <= st.when.day for day, _ in shown.due[:1]):
            g.owed.append(f"{c.name} {said(rest, row.type)}")
    return rows


def _rights(st: Setting, g: Gathered) -> Block:
    rows: list[Row] = []
    for rule in st.contract.of(s.Power):
        power = rule.statement
        assert isinstance(power, s.Power)
        _, a = put(st, f"whether {power.party} may give {power.event}")
        g.saw(a)
        tests = may_give(env_of(st), rule)
        under = [Row(sentence(w, st.world), section=w.section if w.section != rule.section else "") for w in tests]
        ends, _ = last_day(tests)
        if isinstance(ends, date):
            under.append(Row(f"it lapses after {long_day(ends)} at the latest"))
        limits = [c for c in power.clauses if c.kind == "so far as"]
        under.extend(Row(f"so far as {c.name}: {words_of(c.value)}") for c in limits)
        state = "undetermined" if a.status != "determined" else "open" if a.value else "closed"
        rows.append(Row(f"{power.party} may give {power.event}: {state}", section=rule.section, under=tuple(under)))
    for rule in st.contract.of(s.Waive):
        waive = rule.statement
        assert isinstance(waive, s.Waive)
        told = happened(st, waive.event)
        how = f"{told[0].title} is told" if told else f"no {waive.event} is told to {short_day(st.when.day)}"
        rows.append(Row(f"{waive.party} may waive {waive.limit} by {waive.event}: {how}", section=rule.section))
    return Block("Rights", tuple(rows))


def _readings(st: Setting, g: Gathered) -> Block:
    relied = ((choice, labels) for choice, labels in choices(st) if choice.name in g.readings)
    rows = [choice.row(f"; it could be {joined(labels, 'or')}" if labels else "") for choice, labels in relied]
    return Block("Readings relied on", tuple(rows))


# ── the pages


def state_page(st: Setting, tried: list[Tried] | None = None) -> Page:
    """The state of the contract at the instant; `tried` are the readings of which it is to say what they would change."""
    g = Gathered()
    balances = balances_block(st, g)
    terms = _terms(st, g)
    acts = _occurrences(st, g)
    general: list[Row] = []
    for row, day, act in duties_at(st, None):
        general.append(row)
        if day is not None:
            g.due.append((day, act))
    owed = [*general, *_claims(st, g, None)]
    rights = _rights(st, g)
    due = sorted(g.due)
    dates = Block("Dates", tuple(Row(f"{long_day(d)}: {words}", note="(passed)" if d < st.when.day else "") for d, words in due))
    blocks = (
        balances,
        *terms,
        *acts,
        Block("Duties and claims of no single notice", tuple(owed)),
        rights,
        dates,
        _readings(st, g),
        assumed_block(g.assumed.values()),
        *([tried_block(tried)] if tried is not None else []),
        missing_block(st, _missing(st, g)),
        _aside(st),
    )
    return Page(_state_sentences(st, g, balances, due), blocks, _missing(st, g), tuple(due))


def _aside(st: Setting) -> Block:
    """Sections that are not run: nothing here says whether they change the answer."""
    rows = [Row(f"{at}, {r.kind}: {brief(r.words, 90)}") for at, r in st.contract.recorded if r.kind != "recorded"]
    papers = st.contract.papers
    if papers:
        rows.append(Row(f"papers referred to and not seen: {joined(list(papers))}"))
    return Block("Not looked at", tuple(rows))


def _state_sentences(st: Setting, g: Gathered, balances: Block, due: list[tuple[date, str]]) -> tuple[str, ...]:
    first = [f"{r.label} is {said(r.value, r.type)}" for r in balances.rows if not r.label.endswith("accrued and unpaid")]
    sentences = [f"On the facts told, {joined(first)}." if first else "On the facts told:"]
    if g.owed:
        sentences.append(f"Owed now: {joined(g.owed)}.")
    late = [(d, w) for d, w in due if d < st.when.day]
    coming = [(d, w) for d, w in due if d >= st.when.day]
    sentences.extend(f"Past its day, on the facts told: {w}, due {long_day(d)}." for d, w in late[:3])
    if coming:
        day, words = coming[0]
        sentences.append(f"Due next: {words}, by {long_day(day)}.")
    elif not late:
        sentences.append("Nothing is due on the facts told.")
    missing = _missing(st, g)
    if missing:
        sentences.append(f"{counted(len(missing), 'fact is', 'facts are')} missing, listed below.")
    return tuple(sentences)


def supposed_page(st: Setting, event: str, number: int) -> Page:
    """What a supposed act would come to: what can be done, figures in the paper's order, limits, days, readings, what is missing."""
    o = next(x for x in st.world.occurrences[event] if x.number == number)
    g = Gathered()
    a = _admission(st, o)
    power = power_of(st.world, event)
    party = o.fact.giver if o.fact is not None else ""
    sentences: list[str] = []
    if a is None:
        sentences.append(f"{o.title} of {instant_words(st.when)} is no act under a right of this contract.")
    else:
        sentences.append(allowed_sentence(st, o, a, party))
        if a.status != "effective":
            sentences.append("This says what the right allows; nothing has been refused.")
    void = a is not None and a.status == "void"
    answers = _answers(st, g, o)
    asked = [
        Row(r.label, r.value, r.type, r.section, "as asked" if a is not None and r.label == a.field else "") for r in field_rows(st, o)
    ]
    blocks: list[Block] = []
    cut = a is not None and a.status in {"cut back", "undetermined"}
    tree = figures(answers, st.world)
    blocks.append(Block("As asked, before limits" if cut or void else "Figures", (*asked, *rows_of(tree))))
    tests: tuple[Row, ...] = ()
    if a is not None:
        tests, needs = admission_rows(st, o, a)
        for n in needs:
            g.needs[n] = None
    if cut and a is not None:
        within = [
            Row(a.field, a.admitted, st.contract.events[event].fields[a.field].type, power.section if power else "", "within the limits")
        ]
        within.extend(r for r in _scoped_rows(st, g, o) if r.type is not None and r.type.is_quantity)
        blocks.append(Block("Within the limits", tuple(within)))
    blocks.append(Block("Limits", tests))
    rows: list[Row] = []
    for row, day, act in duties_at(st, o):
        rows.append(row)
        if day is not None:
            g.due.append((day, act))
    rows.extend(_claims(st, g, o))
    for deadline in (i for i in st.contract.terms.values() if i.kind == "deadline" and i.scope == event):
        rows.extend(ladder(st, o, deadline.name))
    if not void:
        blocks.append(Block("Dates, if it were given", tuple(rows)))
    blocks.append(_effects(st, g, o))
    blocks.append(assumed_block(g.assumed.values()))
    blocks.append(missing_block(st, _missing(st, g)))
    blocks.append(_aside(st))
    return Page(tuple(sentences), tuple(blocks), _missing(st, g), tuple(sorted(g.due)))


def allowed_sentence(st: Setting, o: Occurrence, a: Admission, party: str) -> str:
    """What of an act the right allows, in a sentence; nothing is refused in a voice of ours."""
    untested = [words for words, _, verdict in a.tests if verdict == "not tested"]
    over = [words for words, _, verdict in a.tests if verdict == "exceeded"]
    rest = f" Not tested: {joined(untested)}." if untested else ""
    if a.status == "void":
        return (
            f"{party} may not give this {o.event} on {short_day(st.when.day)}: {admitted_words(env_of(st), o, a).removeprefix('it is ')}."
        )
    if a.status == "undetermined":
        return f"For how much {party} may give this {o.event} is undetermined: {left_open(a)}.{rest}"
    if a.status == "cut back":
        asked, admitted = (admitted_amount(env_of(st), o, a, x) for x in (a.asked, a.admitted))
        why = f"The rest exceeds {joined(over)}." if over else "The rest is more than the right allows."
        return f"{party} may give this {o.event} for {admitted} of the {asked}. {why}{rest}"
    amount = f" for {admitted_amount(env_of(st), o, a, a.admitted)}" if a.field and a.admitted is not None else ""
    return f"{party} may give this {o.event}{amount}{', so far as the limits were tested' if untested else ''}.{rest}"


def _answers(st: Setting, g: Gathered, o: Occurrence) -> list[Answer]:
    """The figures of an act as asked, before its limits."""
    found = []
    apart = _on_each_day(st)
    for info in st.contract.terms.values():
        if not _is_figure(info) or info.name in apart or base_event(st.world, info.scope or o.event) != o.event or not info.scope:
            continue
        if not _applies(st, info, o):
            continue
        _, a = put(st, f"{info.name} without limits", o.number)
        if a.type.kind == "yes/no" or (isinstance(a.value, Unknown) and a.value.after is not None):
            continue
        found.append(g.saw(a))
    return found


def _effects(st: Setting, g: Gathered, o: Occurrence) -> Block:
    """The readings that a supposed act rests on, and what each other choice would change."""
    rows = []
    tried, changing = 0, 0
    own = _summary(st, st, o)
    consulted = frozenset(st.world.consulted)
    for choice, others in other_choices(st, consulted):
        changes: list[tuple[str, list[str]]] = []
        for label, other in others:
            theirs = _summary(st, other, o) if other is not None else {}
            changes.append((label, [f"{k} {said(v, t)}" for k, (v, t) in theirs.items() if own.get(k, (None, None))[0] != v]))
        tried, changing = tried + 1, changing + any(c for _, c in changes)
        if any(c for _, c in changes) or (choice.name in g.readings and not st.every_reading):
            words = "; ".join(
                f"{x}: {joined(c[:4]) + (f' and {len(c) - 4} more' if len(c) > 4 else '')}" if c else f"{x}: nothing changes here"
                for x, c in changes
            )
            rows.append(choice.row(f"; with {words}"))
    if st.every_reading:
        rest = tried - changing
        rows.append(Row(f"{counted(tried, 'reading was', 'readings were')} tried, one choice at a time; the other {rest} change nothing"))
    return Block("Readings relied on, and what another would change", tuple(rows))


def _summary(st: Setting, other: Setting, o: Occurrence) -> dict[str, tuple[Any, Any]]:
    """The figures by which two readings of one act are compared."""
    found: dict[str, tuple[Any, Any]] = {}
    a = _admission(other, o)
    if a is not None and a.field:
        found[f"{a.field} admitted"] = (a.admitted, st.contract.events[o.event].fields[a.field].type)
    apart = _on_each_day(st)
    for info in st.contract.terms.values():
        if (
            not (info.kind == "deadline" or _is_figure(info))
            or info.name in apart
            or not info.scope
            or base_event(st.world, info.scope) != o.event
        ):
            continue
        if not _applies(other, info, o):
            continue
        _, got = put(other, info.name, o.number)
        if not (isinstance(got.value, Unknown) and got.value.after is not None):
            found[info.name] = (got.value, got.type)
    return found
