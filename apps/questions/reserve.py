"""Whether enough units of a security are there for everything that may be asked for.

Enters: a contract in which what is outstanding, divided by a price, gives a count, and a count that somebody tells is held against it.
Leaves: a reply: each count that a party must see to it is kept, by whichever paper of the suite, with its measure and whether it is kept;
what full use would take, its multiples, what is free, the price at which it no longer suffices. Holds: a count that nobody told is never
assumed, and then no price is said either; that something else suffices never stands for a covenant.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from tenor.apps.answers import Setting, put
from tenor.apps.page import Block, Row, rows_of
from tenor.apps.particulars import env_of
from tenor.apps.questions.price import price_names
from tenor.apps.questions.reply import Asking, Figures, Reply, cannot, choose, other_readings, relied_on, saw
from tenor.apps.questions.subject import divisions, exchanges, is_count, named_in, own, rests_on
from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import Contract, Rule
from tenor.interpreter.duties import is_asked
from tenor.interpreter.environment import Env, Why, value
from tenor.interpreter.explain import figures
from tenor.interpreter.outcome import Answer
from tenor.interpreter.reasoning import words_of
from tenor.interpreter.semantics import hypothetical
from tenor.interpreter.standing import places
from tenor.interpreter.values import Need, Q, Unknown
from tenor.interpreter.wording import brief, joined, long_day, plain, said

__all__ = ["Against", "Covenant", "covenants", "reserve"]


@frozen(eq=False)
class Against:
    """A comparison of a count that is told with what may be asked for: where, what is there, what is needed."""

    section: str
    name: str
    there: str
    needed: s.Expr
    scope: str
    strict: bool


@frozen(eq=False)
class Covenant:
    """A count that a party must see to it is there (`must see to it that`), in whichever paper of the suite."""

    rule: Rule
    keep: s.Keep
    against: Against


def covenants(c: Contract) -> list[Covenant]:
    """The sentences by which a count that somebody tells is to be kept at a measure, those of the paper asked first."""
    found: list[Covenant] = []
    for rule in sorted(c.of(s.Keep), key=lambda r: bool(r.paper)):
        keep = rule.statement
        assert isinstance(keep, s.Keep)
        scope = c.base_of(rule.scope) if rule.scope else ""
        found.extend(Covenant(rule, keep, x) for x in _compared(c, _spelled_out(c, keep.condition), rule, keep.named, scope))
    return found


def _spelled_out(c: Contract, x: s.Expr) -> s.Expr:
    """A condition in full, where it is a name that the contract defines."""
    while isinstance(x, s.Ref):
        info = c.terms.get(c.aliases.get(x.name, x.name))
        define = info.rules[0].statement if info is not None and len(info.rules) == 1 else None
        if not isinstance(define, s.Define):
            break
        x = define.value
    return x


def _wholes(c: Contract) -> list[str]:
    """The counts that full use would give: of no single act, an amount that rests on a balance divided by the price of a right to exchange.

    Where there is no such right, any price will do.
    """
    prices: set[str] = set()
    for x in exchanges(c):
        name = x.quotient.price_name(c)
        prices |= {name, *(n for r in (c.terms[name].rules if name in c.terms else ()) for n in named_in(c, r.statement))}
    found = []
    for q in divisions(c):
        of_it = isinstance(q.price, s.Ref) and q.price_name(c) in prices if prices else True
        if of_it and not q.count.scope and any(c.terms[n].kind == "balance" for n in rests_on(c, q.amount)):
            found.append(q.count.name)
    return found


def _againsts(c: Contract) -> list[Against]:
    """The comparisons of a count that somebody tells with a count that the contract reckons, in the paper's order."""
    found: list[Against] = []
    for rule in own(c, s.Power):
        power = rule.statement
        assert isinstance(power, s.Power)
        for clause in power.clauses:
            found.extend(_compared(c, clause.value, rule, clause.name, c.base_of(power.event)))
    for rule in own(c, s.Define):
        define = rule.statement
        assert isinstance(define, s.Define)
        found.extend(_compared(c, define.value, rule, define.name, c.base_of(rule.scope) if rule.scope else ""))
    return found


def _compared(c: Contract, x: s.Node, rule: Rule, name: str, scope: str) -> Iterator[Against]:
    for n in s.walk(x):
        if not isinstance(n, s.Rel):
            continue
        for there, needed, ops in ((n.right, n.left, _AT_MOST), (n.left, n.right, _AT_LEAST)):
            told = _told(c, there)
            fits = told and n.op in ops and is_count(c.type_of(needed)) and not _told(c, needed)
            if fits and any(is_count(c.terms[t].type) and c.terms[t].kind in {"definition", "reading"} for t in rests_on(c, needed)):
                yield Against(rule.section, name, told, needed, scope, ops[n.op])


_AT_MOST = {"is at most": False, "does not exceed": False, "is less than": True, "exceeds": False}
_AT_LEAST = {"is at least": False, "is less than": False, "exceeds": True}


def _told(c: Contract, x: s.Expr) -> str:
    """The observation that an expression is; none where it is anything else."""
    name = c.aliases.get(x.name, x.name) if isinstance(x, s.Ref) else ""
    info = c.terms.get(name)
    return name if info is not None and info.kind == "observation" and is_count(info.type) else ""


def _multiples(c: Contract, wholes: list[str]) -> list[str]:
    """The counts of no single act that are reckoned straight from full use: its multiples, and what it makes together with others."""
    own_counts = [
        n
        for n, i in c.terms.items()
        if not i.rules[0].paper and not i.scope and i.kind == "definition" and is_count(i.type) and _close(c, n)
    ]
    found: list[str] = []
    reached = set(wholes)
    while more := [n for n in own_counts if n not in reached and reached & set(named_in(c, c.terms[n].rules[0].statement))]:
        found += more
        reached |= set(more)
    return [n for n in c.terms if n in found]


def _close(c: Contract, name: str) -> bool:
    """Whether a count is a number times full use, or that and other counts added."""
    nodes = [n for r in c.terms[name].rules for n in s.walk(r.statement)]
    plain_ = all(isinstance(n, s.Define | s.Arith | s.Ref | s.Lit | s.Listed | s.Item | s.PartOf | s.Rounded | s.Rounding) for n in nodes)
    return plain_ and all(n.op in {"×", "+", "/"} for n in nodes if isinstance(n, s.Arith))


def reserve(a: Asking) -> Reply:
    """The reply."""
    st = a.setting
    c = st.contract
    kept, againsts, wholes = covenants(c), _againsts(c), _wholes(c)
    if not wholes and not againsts and not kept:
        raise cannot(
            "reserve", "nothing in it turns what is outstanding into shares, and no count of shares that is told is held against one"
        )
    againsts = [x for x in againsts if not any(x.needed is k.against.needed for k in kept)]
    multiples = _multiples(c, wholes)
    price = next(iter(price_names(c)), "")
    if a.about:
        counts = [*wholes, *multiples, *(x.there for x in againsts), *(k.against.there for k in kept)]
        named = choose(a, "count", list(dict.fromkeys(counts)))
        wholes, multiples = (
            [n for n in wholes if n == named],
            [n for n in multiples if n == named or named in rests_on(c, c.terms[n].rules[0].statement)],
        )
        againsts = [x for x in againsts if x.there == named or named in rests_on(c, x.needed)] or againsts
        kept = [k for k in kept if k.against.there == named or named in rests_on(c, k.against.needed)] or kept
    answers = [put(st, n)[1] for n in (*wholes, *multiples)]
    needs: dict[Need, None] = {}
    saw(needs, *answers)
    required = [x for k in kept for x in _required(st, k)]
    tests = [_test(st, x) for x in againsts if not x.scope or x.scope not in {e.event for e in exchanges(c)} or not wholes]
    tests = [*_whole_tests(st, wholes, multiples, againsts), *tests]
    for t in (*(x.test for x in required), *tests):
        needs.update(dict.fromkeys(n for v in (t.there, t.needed) if isinstance(v, Unknown) and v.after is None for n in v.needs))
    for x in required:
        needs.update(dict.fromkeys(n for v in x.unsure for n in v.needs))
    breaks = [r for t in (*(x.test for x in required), *tests) for r in _breaking(st, t, price)]
    measured = dict.fromkeys(n for n in (_measure(c, k.against) for k in kept) if n and not c.terms[n].scope)
    measures = [put(st, n)[1] for n in measured if n not in (*wholes, *multiples)]
    figure_names = [*wholes, *multiples, *(x.ask for x in measures)]
    return Reply(
        "Are enough shares there for everything that may be asked for?",
        tuple(_sentences(st, required, tests, answers)),
        (
            Block("The measure of what must be kept", rows_of(figures(measures, st.world))),
            Block("What full use would take", rows_of(figures(answers, st.world))),
        ),
        (
            Block("What must be kept, and whether it is", tuple(_kept_row(x) for x in required)),
            Block("What is there", tuple(_row(t) for t in tests)),
            Block("Where it would no longer suffice", tuple(breaks)),
        ),
        (Block("What follows if it does not", tuple(_follows(c, [*againsts, *(k.against for k in kept)]))),),
        (other_readings(st, lambda other: _figures(other, figure_names), relied_on(*(x.why for x in (*answers, *measures)))),),
        tuple(sorted(needs)),
        data={"kept": [_kept_data(x) for x in required], "tests": [_data(t) for t in tests]},
    )


@frozen(eq=False)
class Test:
    """A comparison with both its sides."""

    section: str
    words: str
    there_name: str
    there: Any
    needed_name: str
    needed: Any
    node: s.Expr | None = None
    scope: str = ""
    strict: bool = False

    @property
    def enough(self) -> bool | None:
        """Whether what is there suffices; `None` where that is not known."""
        if isinstance(self.there, Unknown) or isinstance(self.needed, Unknown):
            return None
        return bool(self.there > self.needed if self.strict else self.there >= self.needed)


def _env(st: Setting, scope: str) -> Env:
    env = env_of(st)
    return env.of(hypothetical(env, scope)) if scope else env


def _test(st: Setting, x: Against) -> Test:
    """A comparison that the paper itself makes."""
    _, there = put(st, x.there)
    needed = value(_env(st, x.scope), x.needed).value
    return Test(x.section, x.name, x.there, there.value, words_of(x.needed), needed, x.needed, x.scope, x.strict)


@frozen(eq=False)
class Required:
    """A covenant in one of its places: its comparison, how it stands (kept, not kept, not in force, undetermined), what is not known."""

    words: str
    state: str
    test: Test
    note: str = ""
    unsure: tuple[Unknown, ...] = ()


def _required(st: Setting, k: Covenant) -> Iterator[Required]:
    """How a covenant stands."""
    x, keep = k.against, k.keep
    for e, about in places(env_of(st), k.rule):
        _, there = put(st, x.there)
        needed = _measure(st.contract, x) or words_of(x.needed)
        test = Test(x.section, x.name, x.there, there.value, needed, value(e, x.needed).value, x.needed, "", x.strict)
        asked, so = is_asked(e, k.rule).value, value(e, keep.condition).value
        unsure = tuple(v for v in (asked, so) if isinstance(v, Unknown))
        state = "not in force" if asked is False else "undetermined" if unsure else "kept" if so else "not kept"
        notes = [*(f"while {words_of(w)}" for w in keep.while_), *(f"unless {words_of(w)}" for w in keep.unless)]
        words = f"{keep.debtor} must see to it that {words_of(keep.condition)}" + (f" ({about})" if about else "")
        yield Required(words, state, test, "; ".join(notes), unsure)


def _measure(c: Contract, x: Against) -> str:
    """The name of what is needed, by the paper that it is of; none where it is no single term."""
    return c.aliases.get(x.needed.name, x.needed.name) if isinstance(x.needed, s.Ref) else ""


def _kept_row(x: Required) -> Row:
    state = {"kept": "kept", "not kept": "NOT KEPT", "not in force": "not in force", "undetermined": "NOT TESTED"}[x.state]
    return Row(f"{x.words}: {state}", section=x.test.section, note=f"({x.note})" if x.note else "", under=_sides(x.test))


def _whole_tests(st: Setting, wholes: list[str], multiples: list[str], againsts: list[Against]) -> Iterator[Test]:
    """Each count that is told as free, against full use and each of its multiples."""
    free = list(dict.fromkeys(x.there for x in againsts if x.scope in {e.event for e in exchanges(st.contract)}))
    for there in free:
        _, told = put(st, there)
        for name in (*wholes, *multiples):
            info = st.contract.terms[name]
            _, needed = put(st, name)
            ref = s.Ref(name, "TERM_", span=info.rules[0].span)
            yield Test(info.section, name, there, told.value, name, needed.value, ref, "")


def _row(t: Test) -> Row:
    verdict = {None: "NOT TESTED", True: "enough", False: "NOT ENOUGH"}[t.enough]
    return Row(f"{t.words}: {verdict}", section=t.section, under=_sides(t))


def _sides(t: Test) -> tuple[Row, ...]:
    """What is there, what is needed, and how far they are apart."""
    under = [Row(f"there: {t.there_name}", t.there, ty.SHARES), Row(f"needed: {t.needed_name}", t.needed, ty.SHARES)]
    if t.enough is not None:
        gap = t.there - t.needed
        under.append(Row("free after it" if gap >= 0 else "short by", abs(gap), ty.SHARES))
    return tuple(under)


def _breaking(st: Setting, t: Test, price: str) -> Iterator[Row]:
    """The price at which what is needed is just what is there: the count is something divided by the price, so one division finds it."""
    if not price or t.node is None or isinstance(t.there, Unknown) or isinstance(t.needed, Unknown) or not t.there or not t.needed:
        return
    env = _env(st, t.scope)
    known = put(st, price)[1]
    if isinstance(known.value, Unknown):
        return

    def needed(at: Q) -> Any:
        return value(env.instead(price, Why(price, at, (), "", "as if")), t.node).value  # type: ignore[arg-type]

    once, twice = needed(known.value), needed(known.value / 2)
    if isinstance(once, Unknown) or isinstance(twice, Unknown) or once == twice:
        return
    part, fixed = twice - once, 2 * once - twice  # needed = fixed + part × (price now / price)
    if t.there <= fixed:
        return
    at = known.value * part / (t.there - fixed)
    if needed(at) != t.there:
        yield Row(f"{t.needed_name}: no single price at which it just suffices is found", section=t.section)
        return
    now = f"{price} is {said(known.value, known.type)} now"
    yield Row(f"{t.there_name} just covers {t.needed_name} at {price}", at, known.type, t.section, f"({now})")


def _sentences(st: Setting, required: list[Required], tests: list[Test], answers: list[Answer]) -> Iterator[str]:
    day = long_day(st.when.day)
    for x in required:
        yield _kept_sentence(x, day)
    bad = [t for t in tests if t.enough is False]
    unknown = [t for t in tests if t.enough is None]
    good = [t for t in tests if t.enough]
    for t in bad[:3]:
        there, needed, gap = (said(v, ty.SHARES) for v in (t.there, t.needed, t.needed - t.there))
        if required:
            yield f"{t.there_name}, {there}, does not cover {t.needed_name}, {needed} ({t.section}): {gap} short."
        else:
            yield f"Not enough on {day}: {t.needed_name} is {needed}, {t.there_name} {there}: {gap} short."
    if good and not bad:
        t = max(good, key=lambda t: t.needed)
        there, needed = said(t.there, ty.SHARES), said(t.needed, ty.SHARES)
        if required:
            yield f"{t.there_name}, {there}, covers {t.needed_name}, {needed} ({t.section})."
        else:
            yield f"Enough on {day}: {t.needed_name} is {needed}, {t.there_name} {there}."
    if unknown:
        yield f"Not tested: {joined(list(dict.fromkeys(t.words for t in unknown))[:4])}, for want of what is listed below."
    if not tests and not required:
        whole = answers[0]
        yield f"{whole.ask} on {day} is {said(whole.value, whole.type)}; this paper holds no count that is told against it."


def _kept_sentence(x: Required, day: str) -> str:
    """Whether a covenant is kept, with both its sides."""
    t = x.test
    there, needed = (f"{name} is {said(v, ty.SHARES)}" for name, v in ((t.there_name, t.there), (t.needed_name, t.needed)))
    match x.state:
        case "kept":
            over = f"; {said(t.there - t.needed, ty.SHARES)} more than that" if t.enough else ""
            return f"Kept on {day}: {x.words} ({t.section}). {needed}, {there}{over}."
        case "not kept":
            short = f": {said(t.needed - t.there, ty.SHARES)} short" if t.enough is False else ""
            return f"NOT KEPT on {day}: {x.words} ({t.section}). {needed}, {there}{short}."
        case "not in force":
            return f"Not asked for on {day}: {x.words} ({t.section}), {x.note}."
        case _:
            return f"Not tested on {day}: {x.words} ({t.section}). {needed}, {there}."


def _follows(c: Contract, againsts: list[Against]) -> Iterator[Row]:
    """The sentences that speak of a limit, or of a condition, that such a comparison decides."""
    names, papers = {x.name for x in againsts if x.name}, {c.terms[x.name].rules[0].paper for x in againsts if x.name in c.terms}
    for rule in c.rules:
        if rule.paper not in {"", *papers} or not isinstance(rule.statement, s.Owes | s.Duty | s.Becomes | s.Power):
            continue
        below = {n.limit for n in s.walk(rule.statement) if isinstance(n, s.Exceeded)}
        below |= {c.aliases.get(n.name, n.name) for x, _ in rule.conditions for n in s.walk(x) if isinstance(n, s.Ref)}
        below |= {x.name for x in rule.statement.clauses} if isinstance(rule.statement, s.Power) else set()
        if below & names:
            yield Row(_brief(rule), section=rule.section)


def _brief(rule: Rule) -> str:
    tests = " and ".join(("unless " if no else "if ") + words_of(x) for x, no in rule.conditions)
    return brief(f"{tests + ', ' if tests else ''}{words_of(rule.statement)}", 200)


def _figures(st: Setting, names: list[str]) -> Figures:
    return {n: ((given := put(st, n)[1]).value, given.type) for n in names}


def _kept_data(x: Required) -> dict[str, Any]:
    return _data(x.test) | {"what": x.words, "state": x.state}


def _data(t: Test) -> dict[str, Any]:
    return {
        "section": t.section,
        "what": t.words,
        "there": plain(t.there)[0],
        "needed": plain(t.needed)[0],
        "enough": t.enough,
    }
