"""From a parse tree to the nodes of values and conditions: one method or one line of a table a rule of the grammar.

Enters: a tree of lark with `Word`s as leaves. Leaves: the node. Holds: nothing is resolved, nothing is judged; numbers are exact.
"""

from __future__ import annotations

from typing import Any

from tenor.dsl import syntax as s
from tenor.dsl.diagnostic import Source, Span
from tenor.dsl.exact import Q, parse_decimal
from tenor.dsl.names import Names
from tenor.dsl.reading import WHOLE, Unread
from tenor.dsl.words import Word

__all__ = ["ValueBuilder", "is_tree"]


_ARITH = {"times": "×", "over": "/", "plus": "+", "minus": "-"}
_LISTED = {"lesser": "lesser", "greater": "greater", "earlier": "earlier", "later": "later", "sum_of": "sum"}
_JUNCTION = {"conjunction": "and", "disjunction": "or", "any_of": "any", "all_of": "all"}
_CLAUSE = {
    "clause_after": "after",
    "clause_on_or_after": "on or after",
    "clause_before": "before",
    "clause_on_or_before": "on or before",
    "clause_at_most": "at most",
}
_LIMIT = {"clause_so_far": "so far as", "clause_provided": "provided that"}
_OF_EVENT = {"continuing": s.Continuing, "taken_effect": s.TakenEffect, "it_is": s.ItIs}
_ROUNDING = {"down": "down", "up": "up", "half_up": "half up"}
_EACH = {"lowest_each": "lowest", "highest_each": "highest", "total_each": "total", "earliest_each": "earliest", "product_each": "product"}
_UNIT = {"money": "USD", "price": "USD a share", "number": "number", "shares": "shares"}


def _word(x: Any) -> Word:
    word = x.value if hasattr(x, "value") and not isinstance(x, Word) else x
    assert isinstance(word, Word)
    return word


def is_tree(x: Any) -> bool:
    """Whether this is a part with parts of its own, no word."""
    return hasattr(x, "children")


class ValueBuilder:
    """Builds the nodes of values for one source."""

    def __init__(self, source: Source, names: Names) -> None:
        self.source, self.names = source, names

    # ── helpers of reading

    def build(self, tree: Any, whole: Span) -> Any:
        """The node of a tree; `whole` is the span of a tree without words of its own."""
        self.whole = whole
        if not is_tree(tree):
            return self.leaf(tree)
        return self.rule(tree)

    def span(self, tree: Any) -> Span:
        if tree.start is None:
            return self.whole
        return Span(self.source, tree.start, tree.end)

    def leaf(self, token: Any) -> Any:
        return _word(token.value if hasattr(token, "type") else token)

    def x(self, tree: Any) -> Any:
        """A node, a word, or None for a part left out."""
        if tree is None:
            return None
        return self.rule(tree) if is_tree(tree) else self.leaf(tree)

    def name(self, token: Any) -> str:
        word = self.leaf(token)
        if word.kind in {"STRING_", "NAMED_", "NOTE_", "WORDS_", "FREE_", "ZONE_", "ITS_", "WHOSE_", "FIELD_", "COLUMN_"}:
            return str(word.value if word.value is not None else word.text)
        return str(word.value if isinstance(word.value, str) else " ".join(word.text.split()))

    def opt(self, token: Any) -> str:
        return "" if token is None else self.name(token)

    def number(self, token: Any) -> Any:
        text = self.leaf(token).text.strip("$%")
        value = parse_decimal(text)
        return Q(0) if value is None else value

    def whole_number(self, token: Any) -> int:
        """A count; raises `Unread` for a number with a fraction."""
        value = self.number(token)
        if value.denominator != 1:
            raise Unread(self.leaf(token), frozenset({WHOLE}))
        return int(value)

    def rule(self, tree: Any) -> Any:
        data, c, sp = str(tree.data), tree.children, self.span(tree)
        if data in _ARITH and len(c) > 1:
            return s.Arith(_ARITH[data], self.x(c[0]), self.x(c[-1]), span=sp)
        if data in _LISTED:
            return s.Listed(_LISTED[data], self._items(c[0].children), span=sp)
        if data in _JUNCTION:
            return s.Junction(_JUNCTION[data], self._items(c), span=sp)
        if data in _CLAUSE:
            return s.Clause(_CLAUSE[data], self.x(c[-1]), span=sp)
        if data in _LIMIT:
            return s.Clause(_LIMIT[data], self.x(c[-1]), self.name(c[0]), self.x(c[1]), span=sp)
        if data in _OF_EVENT:
            return _OF_EVENT[data](self.name(c[0]), tuple(self.rule(f) for f in c[1:]), span=sp)
        if data in _ROUNDING:
            return s.Rounding(_ROUNDING[data], self.rule(c[0]), span=sp)
        if data in _EACH:
            node, *over = self.rule(c[1])
            return node(_EACH[data], self.name(c[0]), *over, span=sp)
        if data in _UNIT:
            return s.Lit(self.number(c[0]), _UNIT[data], span=sp)
        method = getattr(self, "r_" + data, None)
        assert method is not None, f"no builder for {tree.data}"
        return method(c, sp)

    def _st(self, node: s.Statement) -> tuple[tuple[s.Lead, ...], s.Statement]:
        return (), node

    # ── conditions

    def expr(self, x: Any) -> s.Expr:
        assert isinstance(x, s.Expr), x
        return x

    def _items(self, c: Any) -> tuple[s.Item, ...]:
        items: list[s.Item] = []
        label = ""
        for x in c:
            if is_tree(x) and str(x.data) == "guarded":
                value, guard = self.x(x.children[0]), self.x(x.children[1])
                items.append(s.Item(label, value, guard, span=self.span(x)))
            elif is_tree(x) or self.leaf(x).kind not in {"LABEL_", "SEP_", "LAST_"}:
                value = self.expr(self.x(x))
                items.append(s.Item(label, value, None, span=value.span))
            else:
                label = str(self.leaf(x).value)
        return tuple(items)

    def r_relation(self, c: Any, sp: Span) -> Any:
        return " ".join(self.leaf(c[0]).text.split())

    def r_compare(self, c: Any, sp: Span) -> Any:
        return s.Rel(self.rule(c[1]), self.x(c[0]), self.x(c[2]), span=sp)

    def r_between(self, c: Any, sp: Span) -> Any:
        return s.Between(self.x(c[0]), self.x(c[1]), self.x(c[2]), span=sp)

    def _strings(self, c: Any) -> tuple[str, ...]:
        return tuple(self.name(x) for x in c if not is_tree(x) and x is not None and self.leaf(x).kind == "STRING_")

    def r_one_of(self, c: Any, sp: Span) -> Any:
        return s.OneOf(self.x(c[0]), self._strings(c[1:]), span=sp)

    def r_determined(self, c: Any, sp: Span) -> Any:
        return s.Test("determined", self.x(c[0]), span=sp)

    def r_told(self, c: Any, sp: Span) -> Any:
        return s.Test("told", self.x(c[0]), span=sp)

    def r_exceeded(self, c: Any, sp: Span) -> Any:
        return s.Exceeded(self.name(c[0]), span=sp)

    def r_occurred(self, c: Any, sp: Span) -> Any:
        return s.Occurred(self.name(c[0]), tuple(self.rule(f) for f in c[1:]), False, span=sp)

    def r_not_occurred(self, c: Any, sp: Span) -> Any:
        return s.Occurred(self.name(c[0]), tuple(self.rule(f) for f in c[1:]), True, span=sp)

    def r_paid(self, c: Any, sp: Span) -> Any:
        return s.IsPaid(self.name(c[0]), span=sp)

    def r_may_give(self, c: Any, sp: Span) -> Any:
        return s.MayGive(self.name(c[0]), self.name(c[1]), span=sp)

    def r_negation(self, c: Any, sp: Span) -> Any:
        return s.Not(self.x(c[0]), span=sp)

    def r_for_it(self, c: Any, sp: Span) -> Any:
        return s.Filter("for it", span=sp)

    def r_it_took_effect(self, c: Any, sp: Span) -> Any:
        return s.TakenEffect("", (), span=sp)

    def r_specified(self, c: Any, sp: Span) -> Any:
        return s.Filter("specified", options=self.leaf(c[0]).value, span=sp)

    def r_still_continuing(self, c: Any, sp: Span) -> Any:
        return s.Filter("continuing", span=sp)

    def r_whose(self, c: Any, sp: Span) -> Any:
        return s.Filter("whose", self.name(c[0]), self.rule(c[1]), self.x(c[2]), span=sp)

    def r_whose_any(self, c: Any, sp: Span) -> Any:
        return s.Filter("any of", self.name(c[0]), "", None, self._strings(c[1:]), span=sp)

    # ── lists

    def r_first_that(self, c: Any, sp: Span) -> Any:
        return s.Listed("first", self._items(c), span=sp)

    # ── operators

    def r_times(self, c: Any, sp: Span) -> Any:
        return self._st(s.Times(self.name(c[0]), span=sp))

    def r_share_of(self, c: Any, sp: Span) -> Any:
        word = self.leaf(c[0])
        return s.Arith("×", s.Lit(self.number(c[0]) / 100, "percent", span=word.span), self.expr(self.x(c[1])), span=sp)

    def r_after(self, c: Any, sp: Span) -> Any:
        return s.Shift("after", self.x(c[0]), self.x(c[1]), span=sp)

    def r_before(self, c: Any, sp: Span) -> Any:
        return s.Shift("before", self.x(c[0]), self.x(c[1]), span=sp)

    def r_as_if(self, c: Any, sp: Span) -> Any:
        return s.AsIf(self.x(c[0]), self.x(c[1]), self.x(c[2]), span=sp)

    def r_on_date(self, c: Any, sp: Span) -> Any:
        return s.OnDate(self.x(c[0]), self.x(c[1]), span=sp)

    def r_under(self, c: Any, sp: Span) -> Any:
        return s.Under(self.x(c[0]), self.leaf(c[1]).value, span=sp)

    def r_without_limits(self, c: Any, sp: Span) -> Any:
        return s.Without(self.x(c[0]), "", span=sp)

    def r_without(self, c: Any, sp: Span) -> Any:
        return s.Without(self.x(c[0]), self.name(c[1]), span=sp)

    def r_rounded(self, c: Any, sp: Span) -> Any:
        return s.Rounded(self.x(c[0]), self.rule(c[1]), span=sp)

    def r_moved(self, c: Any, sp: Span) -> Any:
        return s.Moved(self.x(c[0]), self.name(c[1]), span=sp)

    def r_restated(self, c: Any, sp: Span) -> Any:
        return s.Restated(self.x(c[0]), self.x(c[1]), self.x(c[2]), span=sp)

    def r_just_before(self, c: Any, sp: Span) -> Any:
        return s.JustBefore(self.x(c[0]), self.name(c[1]), tuple(self.rule(f) for f in c[2:]), span=sp)

    # ── atoms

    def r_percent(self, c: Any, sp: Span) -> Any:
        return s.Lit(self.number(c[0]) / 100, "percent", span=sp)

    def r_rate(self, c: Any, sp: Span) -> Any:
        return s.Lit(self.number(c[0]) / 100, "rate a year", span=sp)

    def r_open_days(self, c: Any, sp: Span) -> Any:
        return s.Period(self.number(c[0]), self.name(c[1]), span=sp)

    def r_calendar_days(self, c: Any, sp: Span) -> Any:
        return s.Period(self.number(c[0]), "days", span=sp)

    def r_plain_days(self, c: Any, sp: Span) -> Any:
        return s.Period(self.number(c[0]), "days", False, span=sp)

    def r_months(self, c: Any, sp: Span) -> Any:
        return s.Period(self.number(c[0]), "months", span=sp)

    def r_years(self, c: Any, sp: Span) -> Any:
        return s.Period(12 * self.number(c[0]), "months", span=sp)

    def r_month_number(self, c: Any, sp: Span) -> Any:
        return s.MonthNumber(self.x(c[0]), self.x(c[1]), span=sp)

    def r_whole_units(self, c: Any, sp: Span) -> Any:
        return s.WholeUnits(self.rule(c[0]), self.x(c[1]), span=sp)

    def r_span_days(self, c: Any, sp: Span) -> Any:
        return s.SpanOf(self.x(c[0]), "days", span=sp)

    def r_span_open(self, c: Any, sp: Span) -> Any:
        return s.SpanOf(self.x(c[1]), self.name(c[0]), span=sp)

    def r_count_of_day(self, c: Any, sp: Span) -> Any:
        return s.CountOfDay(span=sp)

    def r_step_first(self, c: Any, sp: Span) -> Any:
        return s.Step("", self.x(c[0]), self.number(c[1]), "first", span=sp)

    def r_step_next(self, c: Any, sp: Span) -> Any:
        return s.Step("", self.x(c[0]), self.number(c[1]), "next", span=sp)

    def r_step_rest(self, c: Any, sp: Span) -> Any:
        return s.Step("", self.x(c[0]), None, "rest", span=sp)

    def _of_steps(self, kind: Any, c: Any, sp: Span) -> Any:
        word = self.leaf(c[0])
        return kind(s.Ref(self.name(c[0]), word.kind, span=word.span), self.x(c[1]), span=sp)

    def r_at_step(self, c: Any, sp: Span) -> Any:
        return self._of_steps(s.AtStep, c, sp)

    def r_over_steps(self, c: Any, sp: Span) -> Any:
        return self._of_steps(s.OverSteps, c, sp)

    def r_section(self, c: Any, sp: Span) -> Any:
        return s.Lit(self.leaf(c[0]).value[0], "section", span=sp)

    def r_date(self, c: Any, sp: Span) -> Any:
        return s.Lit(self.leaf(c[0]).value, "date", span=sp)

    def r_month(self, c: Any, sp: Span) -> Any:
        return s.Lit(self.leaf(c[0]).value, "month", span=sp)

    def r_text(self, c: Any, sp: Span) -> Any:
        return s.Lit(self.leaf(c[0]).value, "text", span=sp)

    def r_yes(self, c: Any, sp: Span) -> Any:
        return s.Lit(True, "yes/no", span=sp)

    def r_no(self, c: Any, sp: Span) -> Any:
        return s.Lit(False, "yes/no", span=sp)

    def r_unknown(self, c: Any, sp: Span) -> Any:
        return s.UnknownLit(span=sp)

    def r_not_yet(self, c: Any, sp: Span) -> Any:
        return s.NotYet(span=sp)

    def r_term(self, c: Any, sp: Span) -> Any:
        return s.Ref(self.name(c[0]), self.leaf(c[0]).kind, span=sp)

    def r_its(self, c: Any, sp: Span) -> Any:
        return s.Its(self.name(c[0]), span=sp)

    def r_that_day(self, c: Any, sp: Span) -> Any:
        return s.ThatDay(span=sp)

    def r_asked_day(self, c: Any, sp: Span) -> Any:
        return s.AskedDay(span=sp)

    def r_instant(self, c: Any, sp: Span) -> Any:
        value: Any = self.leaf(c[0]).value or (None, None)
        return s.AtTime(value[0], value[1], self.x(c[1]), span=sp)

    def r_column(self, c: Any, sp: Span) -> Any:
        return s.Column(self.name(c[0]), self.name(c[1]), span=sp)

    def r_days_in(self, c: Any, sp: Span) -> Any:
        return s.DaysIn(self.name(c[0]), span=sp)

    def r_next_open(self, c: Any, sp: Span) -> Any:
        return s.NextOpen(self.name(c[0]), self.x(c[1]), span=sp)

    def r_last_date(self, c: Any, sp: Span) -> Any:
        return s.LastDate(self.name(c[0]), self.x(c[1]), self.x(c[2]), span=sp)

    def r_first_day(self, c: Any, sp: Span) -> Any:
        return s.FirstDay(self.name(c[0]), tuple(self.rule(f) for f in c[1:]), span=sp)

    def r_last_day(self, c: Any, sp: Span) -> Any:
        return s.FirstDay(self.name(c[0]), tuple(self.rule(f) for f in c[1:]), True, span=sp)

    def r_each_of(self, c: Any, sp: Span) -> Any:
        return s.OverEvents, self.name(c[0]), tuple(self.rule(f) for f in c[1:])

    def r_each_date_of(self, c: Any, sp: Span) -> Any:
        return s.OverDates, self.name(c[0])

    def r_becomes_day(self, c: Any, sp: Span) -> Any:
        return s.BecomesDay(self.name(c[0]), span=sp)

    def r_first_day_on(self, c: Any, sp: Span) -> Any:
        return s.FirstDayOn(self.x(c[0]), self.x(c[1]), span=sp)

    def r_share_in(self, c: Any, sp: Span) -> Any:
        return self._part("share", c, sp)

    def r_part_in(self, c: Any, sp: Span) -> Any:
        return self._part("part", c, sp)

    def r_whole_of(self, c: Any, sp: Span) -> Any:
        word = self.leaf(c[0])
        return s.PartOf("whole", s.Ref(self.name(c[0]), word.kind, span=word.span), self.name(c[0]), span=sp)

    def r_shared(self, c: Any, sp: Span) -> Any:
        return s.Shared(self.x(c[0]), self.name(c[1]), span=sp)

    def r_names_left_out(self, c: Any, sp: Span) -> Any:
        word = self.leaf(c[1])
        return s.LeftOut(self.x(c[0]), s.Its(self.name(c[1]), span=word.span), span=sp)

    def r_term_of(self, c: Any, sp: Span) -> Any:
        term, its = self.leaf(c[0]), self.leaf(c[1])
        ref = s.Ref(self.name(c[0]), term.kind, span=term.span)
        return s.TermOf(ref, s.Its(self.name(c[1]), span=its.span), span=sp)

    def r_of_first(self, c: Any, sp: Span) -> Any:
        return self._of_act(c, False, sp)

    def r_of_last(self, c: Any, sp: Span) -> Any:
        return self._of_act(c, True, sp)

    def _of_act(self, c: Any, last: bool, sp: Span) -> Any:
        term = self.leaf(c[0])
        ref = s.Ref(self.name(c[0]), term.kind, span=term.span)
        return s.TermOfAct(ref, self.name(c[1]), tuple(self.rule(f) for f in c[2:]), last, span=sp)

    def r_with_part(self, c: Any, sp: Span) -> Any:
        return s.WithPart(self.x(c[0]), self.name(c[1]), self.x(c[2]), span=sp)

    def _part(self, kind: str, c: Any, sp: Span) -> Any:
        word = self.leaf(c[0])
        name = self.name(c[0])
        of: s.Expr = s.Its(name, span=word.span) if word.kind == "ITS_" else s.Ref(name, word.kind, span=word.span)
        return s.PartOf(kind, of, self.name(c[1]), span=sp)

    def r_parts(self, c: Any, sp: Span) -> Any:
        found = [x.children for x in c]
        return s.ByName(tuple(self.name(x[0]) for x in found), tuple(self.x(x[1]) for x in found), span=sp)

    def r_paid_day(self, c: Any, sp: Span) -> Any:
        return s.PaidDay(self.name(c[0]), span=sp)

    def r_unpaid_of(self, c: Any, sp: Span) -> Any:
        return s.UnpaidOf(self.name(c[0]), span=sp)

    def r_overdue_of(self, c: Any, sp: Span) -> Any:
        return s.UnpaidOf(self.name(c[0]), True, span=sp)

    def r_run_end(self, c: Any, sp: Span) -> Any:
        return self._run("end", c, sp)

    def r_run_start(self, c: Any, sp: Span) -> Any:
        return self._run("start", c, sp)

    def _run(self, kind: str, c: Any, sp: Span) -> Any:
        calendar = self.name(c[1]) if len(c) > 3 else "days"
        return s.Run(kind, self.number(c[0]), calendar, self.x(c[-2]), self.x(c[-1]), span=sp)

    def r_every_day_of(self, c: Any, sp: Span) -> Any:
        return s.EveryDay(self.rule(c[0]), self.x(c[1]), span=sp)

    def r_open_day_count(self, c: Any, sp: Span) -> Any:
        return s.DayCount(self.name(c[0]), *(self.x(part) for part in c[1:]), span=sp)

    def r_day_count(self, c: Any, sp: Span) -> Any:
        return s.DayCount("days", *(self.x(part) for part in c), span=sp)

    def r_day_number(self, c: Any, sp: Span) -> Any:
        return s.DayNumber(self.x(c[0]), self.x(c[1]), span=sp)

    def _aggregate(self, kind: str, c: Any, sp: Span) -> Any:
        pick, count, term, window = self.rule(c[0])
        return s.Aggregate(kind, pick, count, term, window, span=sp)

    def r_average(self, c: Any, sp: Span) -> Any:
        return self._aggregate("average", c, sp)

    def r_total(self, c: Any, sp: Span) -> Any:
        return self._aggregate("total", c, sp)

    def r_highest(self, c: Any, sp: Span) -> Any:
        return s.Aggregate("highest", "", None, self.name(c[0]), self.rule(c[1]), self.x(c[2]) if c[2:] else None, span=sp)

    def r_lowest(self, c: Any, sp: Span) -> Any:
        return s.Aggregate("lowest", "", None, self.name(c[0]), self.rule(c[1]), self.x(c[2]) if c[2:] else None, span=sp)

    def r_latest(self, c: Any, sp: Span) -> Any:
        window = s.Window("ending on", self.name(c[1]), Q(1), self.x(c[2]), span=sp)
        return s.Aggregate("latest", "", None, self.name(c[0]), window, span=sp)

    def r_every(self, c: Any, sp: Span) -> Any:
        return "", None, self.name(c[0]), self.rule(c[1])

    def r_lowest_of(self, c: Any, sp: Span) -> Any:
        return "lowest", self.number(c[0]), self.name(c[1]), self.rule(c[2])

    def r_highest_of(self, c: Any, sp: Span) -> Any:
        return "highest", self.number(c[0]), self.name(c[1]), self.rule(c[2])

    def r_ending_on(self, c: Any, sp: Span) -> Any:
        return s.Window("ending on", self.name(c[1]), self.number(c[0]), self.x(c[2]), span=sp)

    def r_ending_before(self, c: Any, sp: Span) -> Any:
        return s.Window("ending before", self.name(c[1]), self.number(c[0]), self.x(c[4]), self.number(c[2]), self.name(c[3]), span=sp)

    def r_days_before(self, c: Any, sp: Span) -> Any:
        return s.Window("before", self.name(c[1]), self.number(c[0]), self.x(c[2]), span=sp)

    def r_period(self, c: Any, sp: Span) -> Any:
        return s.Window("from to", self.name(c[0]), None, self.x(c[2]), start=self.x(c[1]), span=sp)

    def r_most(self, c: Any, sp: Span) -> Any:
        word = self.leaf(c[0])
        name = self.name(c[0])
        target: s.Expr = s.Its(name, span=word.span) if word.kind == "ITS_" else s.Ref(name, word.kind, span=word.span)
        return s.Most(target, self.name(c[1]), span=sp)

    def r_implied(self, c: Any, sp: Span) -> Any:
        return s.Implied(self.name(c[0]), self.name(c[1]), self.x(c[-1]), span=sp)

    def r_accrued_unpaid(self, c: Any, sp: Span) -> Any:
        return s.Accrued(self.name(c[0]), self.x(c[1]), span=sp)

    def r_accrued_unpaid_on(self, c: Any, sp: Span) -> Any:
        return s.Accrued(self.name(c[0]), self.x(c[2]), None, self.x(c[1]), span=sp)

    def r_accrued_from(self, c: Any, sp: Span) -> Any:
        return s.Accrued(self.name(c[0]), self.x(c[2]), self.x(c[1]), span=sp)

    def r_accrued_on_from(self, c: Any, sp: Span) -> Any:
        return s.Accrued(self.name(c[0]), self.x(c[3]), self.x(c[2]), self.x(c[1]), span=sp)

    def r_in_month(self, c: Any, sp: Span) -> Any:
        return s.ClaimPart("amount", self.name(c[0]), self.x(c[1]), span=sp)

    def r_due_date(self, c: Any, sp: Span) -> Any:
        return s.ClaimPart("due", self.name(c[0]), None, span=sp)

    def r_due_date_month(self, c: Any, sp: Span) -> Any:
        return s.ClaimPart("due", self.name(c[0]), self.x(c[1]), span=sp)

    def r_choice_month(self, c: Any, sp: Span) -> Any:
        return s.ClaimPart("choice", self.name(c[0]), self.x(c[1]), span=sp)
