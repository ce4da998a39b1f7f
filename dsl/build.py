"""From a parse tree to Syntax nodes: one entry a rule of the grammar.

Enters: a tree of lark with `Word`s as leaves. Leaves: the node. Holds: nothing is resolved, nothing is judged; numbers are exact.
"""

from __future__ import annotations

from typing import Any

from tenor.dsl import syntax as s
from tenor.dsl.diagnostic import Source, Span
from tenor.dsl.exact import Q, parse_decimal
from tenor.dsl.words import Names, Word

__all__ = ["Builder"]


def _word(x: Any) -> Word:
    word = x.value if hasattr(x, "value") and not isinstance(x, Word) else x
    assert isinstance(word, Word)
    return word


def _is_tree(x: Any) -> bool:
    return hasattr(x, "children")


class Builder:
    """Builds nodes for one source."""

    def __init__(self, source: Source, names: Names) -> None:
        self.source, self.names = source, names

    # ── helpers of reading

    def build(self, tree: Any, whole: Span) -> Any:
        """The node of a tree; `whole` is the span of a tree without words of its own."""
        self.whole = whole
        if not _is_tree(tree):
            return self.leaf(tree)
        return self.rule(tree)

    def span(self, tree: Any) -> Span:
        meta = getattr(tree, "meta", None)
        if meta is None or getattr(meta, "empty", True):
            return self.whole
        return Span(self.source, meta.start_pos, meta.end_pos)

    def leaf(self, token: Any) -> Any:
        return _word(token.value if hasattr(token, "type") else token)

    def x(self, tree: Any) -> Any:
        """A node, a word, or None for a part left out."""
        if tree is None:
            return None
        return self.rule(tree) if _is_tree(tree) else self.leaf(tree)

    def name(self, token: Any) -> str:
        word = self.leaf(token)
        if word.kind in {"STRING", "NAMED", "NOTE", "WORDS", "FREE", "ZONE", "ITS", "WHOSE", "FIELD", "COLUMN"}:
            return str(word.value if word.value is not None else word.text)
        return str(word.value if isinstance(word.value, str) else " ".join(word.text.split()))

    def opt(self, token: Any) -> str:
        return "" if token is None else self.name(token)

    def number(self, token: Any) -> Any:
        text = self.leaf(token).text.strip("$%")
        value = parse_decimal(text)
        return Q(0) if value is None else value

    def whole_number(self, token: Any) -> int:
        return int(self.number(token))

    def rule(self, tree: Any) -> Any:
        method = getattr(self, "r_" + str(tree.data), None)
        assert method is not None, f"no builder for {tree.data}"
        return method(tree, tree.children, self.span(tree))

    # ── headings and leads

    def r_heading(self, t: Any, c: Any, sp: Span) -> Any:
        section = self.leaf(c[0])
        return s.Heading(section.value[0], self.name(c[1]) if len(c) > 1 and c[1] is not None else "", span=sp)

    def r_language(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Language(self.leaf(c[0]).text, span=sp)

    def r_block(self, t: Any, c: Any, sp: Span) -> Any:
        return tuple(self.rule(x) for x in c if _is_tree(x))

    def r_led(self, t: Any, c: Any, sp: Span) -> Any:
        nodes = [self.rule(x) for x in c if _is_tree(x)]
        leads: tuple[s.Lead, ...] = ()
        for n in nodes[:-1]:
            leads += (n,)
        last = nodes[-1]
        return leads, last[1] if isinstance(last, tuple) else last

    def r_for_each(self, t: Any, c: Any, sp: Span) -> Any:
        return s.ForEach(self.name(c[0]), tuple(self.rule(f) for f in c[1:]), span=sp)

    def r_for_each_date(self, t: Any, c: Any, sp: Span) -> Any:
        return s.ForEachDate(self.name(c[0]), span=sp)

    def r_if_lead(self, t: Any, c: Any, sp: Span) -> Any:
        return s.IfLead(self.x(c[0]), False, span=sp)

    def r_unless_lead(self, t: Any, c: Any, sp: Span) -> Any:
        return s.IfLead(self.x(c[0]), True, span=sp)

    def r_on_lead(self, t: Any, c: Any, sp: Span) -> Any:
        return s.OnLead(self.x(c[0]), span=sp)

    def r_notwithstanding(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Prevails(self.leaf(c[0]).value, span=sp)

    def r_yields(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Yields(self.leaf(c[0]).value, span=sp)

    # ── declarations: each returns (leads, statement) through `_st`

    def _st(self, node: s.Statement) -> tuple[tuple[s.Lead, ...], s.Statement]:
        return (), node

    def r_contract(self, t: Any, c: Any, sp: Span) -> Any:
        strings = [x for x in c if self.leaf(x).kind == "STRING"]
        return self._st(s.ContractHead(self.name(strings[0]), self.name(strings[1]), span=sp))

    def r_times(self, t: Any, c: Any, sp: Span) -> Any:
        return self._st(s.Times(self.name(c[0]), span=sp))

    def r_paid_when(self, t: Any, c: Any, sp: Span) -> Any:
        return self._st(s.PaidWhen(self.rule(c[0]), span=sp))

    def r_party(self, t: Any, c: Any, sp: Span) -> Any:
        words = c[-1]
        return self._st(s.PartyDecl(self.name(c[0]), self.name(c[1]), self.opt(words if len(c) > 2 else None), span=sp))

    def r_security(self, t: Any, c: Any, sp: Span) -> Any:
        return self._st(s.SecurityDecl(self.name(c[0]), self.name(c[1]), span=sp))

    def r_paper(self, t: Any, c: Any, sp: Span) -> Any:
        return self._st(s.PaperDecl(self.name(c[0]), span=sp))

    def r_calendar(self, t: Any, c: Any, sp: Span) -> Any:
        kind, security, less = self.rule(c[-1])
        return self._st(s.CalendarDecl(self.name(c[0]), kind, security, less, span=sp))

    def r_weekdays(self, t: Any, c: Any, sp: Span) -> Any:
        return "weekdays", "", self.x(c[-1])

    def r_every_day(self, t: Any, c: Any, sp: Span) -> Any:
        return "every day", "", None

    def r_traded(self, t: Any, c: Any, sp: Span) -> Any:
        return "traded", self.name(c[0]), self.x(c[-1]) if len(c) > 1 and c[-1] is not None else None

    def r_event(self, t: Any, c: Any, sp: Span) -> Any:
        giver, receiver = self.rule(c[1]) if c[1] is not None else ("", "")
        fields = self.rule(c[2]) if c[2] is not None else ()
        restates = self.x(c[-1]) if len(c) > 3 and c[-1] is not None else None
        return self._st(s.EventDecl(self.name(c[0]), giver, receiver, fields, restates, span=sp))

    def r_by(self, t: Any, c: Any, sp: Span) -> Any:
        return self.name(c[0]), self.name(c[1]) if len(c) > 1 else ""

    def r_fields(self, t: Any, c: Any, sp: Span) -> Any:
        return tuple(self.rule(x) for x in c if _is_tree(x))

    def r_field(self, t: Any, c: Any, sp: Span) -> Any:
        if_none, comes = None, False
        for option in c[2:]:
            if _is_tree(option) and str(option.data) == "if_none":
                if_none = self.x(option.children[0])
            elif _is_tree(option):
                comes = True
        return s.FieldDecl(self.name(c[0]), self.rule(c[1]), if_none, comes, span=sp)

    def r_type(self, t: Any, c: Any, sp: Span) -> Any:
        words = [self.leaf(x) for x in c]
        if words[0].kind == "EVENT":
            return s.TypeName(self.name(c[0]), span=sp)
        options = tuple(w.value for w in words if w.kind == "STRING")
        return s.TypeName(" ".join(words[0].text.split()), options, span=sp)

    def r_act(self, t: Any, c: Any, sp: Span) -> Any:
        return self._st(s.ActDecl(self.name(c[0]), self.name(c[1]), span=sp))

    def r_observation(self, t: Any, c: Any, sp: Span) -> Any:
        value = self.x(c[-1]) if len(c) > 2 and c[-1] is not None else None
        return self._st(s.Observation(self.name(c[0]), self.rule(c[1]), value, span=sp))

    def r_blank(self, t: Any, c: Any, sp: Span) -> Any:
        value = self.x(c[-1]) if len(c) > 2 and c[-1] is not None else None
        return self._st(s.Blank(self.name(c[0]), self.rule(c[1]), value, span=sp))

    def r_reading(self, t: Any, c: Any, sp: Span) -> Any:
        return self._st(
            s.ReadingDecl(self.name(c[0]), self.opt(c[1]), tuple(self.rule(x) for x in c[2:] if _is_tree(x)), span=sp)
        )

    def r_alternative(self, t: Any, c: Any, sp: Span) -> Any:
        taken = any(x is not None and not _is_tree(x) and self.leaf(x).kind == "TAKEN" for x in c[1:])
        value = next(x for x in c[1:] if x is not None and (_is_tree(x) or self.leaf(x).kind not in {"_COLON", "TAKEN"}))
        return s.Alternative(self.name(c[0]), self.x(value), (), taken, span=sp)

    def r_alternative_section(self, t: Any, c: Any, sp: Span) -> Any:
        words = [self.leaf(x) for x in c if x is not None]
        section = next(w for w in words if w.kind == "SECTION")
        return s.Alternative(words[0].value, None, section.value, words[-1].kind == "TAKEN", span=sp)

    def r_judgment(self, t: Any, c: Any, sp: Span) -> Any:
        return self._st(s.Recorded("judgment", self.name(c[-1]), span=sp))

    def r_recorded(self, t: Any, c: Any, sp: Span) -> Any:
        return self._st(s.Recorded("recorded", self.name(c[-1]), span=sp))

    def r_left_out(self, t: Any, c: Any, sp: Span) -> Any:
        return self._st(s.Recorded("not transcribed", self.name(c[-1]), span=sp))

    def r_cites(self, t: Any, c: Any, sp: Span) -> Any:
        sections = [self.leaf(x) for x in c if self.leaf(x).kind == "SECTION"]
        return self._st(s.Cites(sections[0].value, sections[1].value, span=sp))

    def r_alias(self, t: Any, c: Any, sp: Span) -> Any:
        word = self.leaf(c[1])
        return self._st(s.Alias(self.name(c[0]), s.Ref(self.name(c[1]), word.kind, span=word.span), span=sp))

    def r_balance(self, t: Any, c: Any, sp: Span) -> Any:
        return self._st(s.BalanceDecl(self.name(c[0]), self.rule(c[1]), self.x(c[2]), self.x(c[3]), span=sp))

    def r_accrual(self, t: Any, c: Any, sp: Span) -> Any:
        rest = [x for x in c if x is None or _is_tree(x) or self.leaf(x).kind not in {"_COMMA"}]
        return self.x(rest[0]), self.leaf(rest[1]).text, self.x(rest[2]), self.x(rest[3])

    def r_accrual_overdue(self, t: Any, c: Any, sp: Span) -> Any:
        rest = [x for x in c if x is not None and (_is_tree(x) or self.leaf(x).kind != "_COMMA")]
        return self.x(rest[0]), self.leaf(rest[1]).text, None, None

    def r_accrues(self, t: Any, c: Any, sp: Span) -> Any:
        rate, day_count, start, until = self.rule(c[-1])
        return self._st(s.AccrualDecl(self.name(c[0]), self.name(c[1]), (), rate, day_count, start, until, span=sp))

    def r_accrues_overdue(self, t: Any, c: Any, sp: Span) -> Any:
        rate, day_count, start, until = self.rule(c[-1])
        claims = tuple(self.name(x) for x in c[1:-1])
        return self._st(s.AccrualDecl(self.name(c[0]), "", claims, rate, day_count, start, until, span=sp))

    def r_define(self, t: Any, c: Any, sp: Span) -> Any:
        return self._st(s.Define(self.name(c[0]), self.x(c[1]), span=sp))

    def r_define_exact(self, t: Any, c: Any, sp: Span) -> Any:
        return self._st(s.Define(self.name(c[0]), self.x(c[1]), True, span=sp))

    def r_define_rounded(self, t: Any, c: Any, sp: Span) -> Any:
        value = self.x(c[1])
        return self._st(s.Define(self.name(c[0]), s.Rounded(self.expr(value), self.rule(c[-1]), span=sp), span=sp))

    def r_define_if(self, t: Any, c: Any, sp: Span) -> Any:
        parts = [self.expr(self.x(x)) for x in c[1:] if x is not None and (_is_tree(x) or self.leaf(x).kind != "_COMMA")]
        return self._st(s.Define(self.name(c[0]), s.IfElse(parts[0], parts[1], parts[2], span=sp), span=sp))

    def r_define_events(self, t: Any, c: Any, sp: Span) -> Any:
        return self._st(s.DerivedEvent(self.name(c[0]), self.name(c[1]), self.x(c[2]), span=sp))

    def r_define_schedule(self, t: Any, c: Any, sp: Span) -> Any:
        days = tuple(self.leaf(x).value for x in c[1:] if x is not None and not _is_tree(x) and self.leaf(x).kind == "MONTHDAY")
        return self._st(s.Schedule(self.name(c[0]), days, self.x(c[-2]), self.x(c[-1]), span=sp))

    def r_reference(self, t: Any, c: Any, sp: Span) -> Any:
        return self._st(s.Reference(self.name(c[0]), self.x(c[1]), span=sp))

    def r_power(self, t: Any, c: Any, sp: Span) -> Any:
        clauses = tuple(self.rule(x) for x in c[2:] if _is_tree(x))
        return self._st(s.Power(self.name(c[0]), self.name(c[1]), clauses, span=sp))

    def _clause(self, kind: str, c: Any, sp: Span) -> Any:
        return s.Clause(kind, self.x(c[-1]), self.name(c[0]) if len(c) > 1 else "", span=sp)

    def r_clause_after(self, t: Any, c: Any, sp: Span) -> Any:
        return self._clause("after", c, sp)

    def r_clause_on_or_after(self, t: Any, c: Any, sp: Span) -> Any:
        return self._clause("on or after", c, sp)

    def r_clause_before(self, t: Any, c: Any, sp: Span) -> Any:
        return self._clause("before", c, sp)

    def r_clause_on_or_before(self, t: Any, c: Any, sp: Span) -> Any:
        return self._clause("on or before", c, sp)

    def r_clause_at_most(self, t: Any, c: Any, sp: Span) -> Any:
        return self._clause("at most", c, sp)

    def r_clause_so_far(self, t: Any, c: Any, sp: Span) -> Any:
        return self._clause("so far as", c, sp)

    def r_clause_provided(self, t: Any, c: Any, sp: Span) -> Any:
        return self._clause("provided that", c, sp)

    def r_waive(self, t: Any, c: Any, sp: Span) -> Any:
        rest = [x for x in c if x is None or _is_tree(x) or self.leaf(x).kind != "_COMMA"]
        return self._st(
            s.Waive(self.name(rest[0]), self.name(rest[1]), self.name(rest[2]), self.x(rest[3]), self.opt(rest[4]), span=sp)
        )

    def r_duty(self, t: Any, c: Any, sp: Span) -> Any:
        also_by, condition = None, None
        for x in c[5:]:
            if _is_tree(x):
                kind, value = self.rule(x)
                also_by, condition = (value, condition) if kind == "by" else (also_by, value)
        return self._st(
            s.Duty(self.name(c[0]), self.name(c[1]), self.opt(c[2]), self.x(c[3]), self.opt(c[4]), also_by, condition, span=sp)
        )

    def r_duty_by(self, t: Any, c: Any, sp: Span) -> Any:
        return "by", self.x(c[0])

    def r_duty_if(self, t: Any, c: Any, sp: Span) -> Any:
        return "if", self.x(c[0])

    def r_owes(self, t: Any, c: Any, sp: Span) -> Any:
        each_day = self.rule(c[4]) if c[4] is not None else None
        payable = condition = settlement = None
        marks: tuple[str, ...] = ()
        for x in c[5:]:
            if not _is_tree(x):
                continue
            kind, value = self.rule(x)
            if kind == "payable":
                payable = value
            elif kind == "if":
                condition = value
            elif kind == "settled":
                settlement = value
            else:
                marks += (value,)
        return self._st(
            s.Owes(
                self.name(c[0]), self.name(c[1]), self.x(c[2]), self.opt(c[3]), each_day, payable, condition, settlement, marks, span=sp
            )
        )

    def r_each_day(self, t: Any, c: Any, sp: Span) -> Any:
        return s.EachDay(self.x(c[0]), self.x(c[1]), "", span=sp)

    def r_each_open_day(self, t: Any, c: Any, sp: Span) -> Any:
        return s.EachDay(self.x(c[1]), self.x(c[2]), self.name(c[0]), span=sp)

    def r_payable(self, t: Any, c: Any, sp: Span) -> Any:
        return "payable", self.x(c[0])

    def r_owed_if(self, t: Any, c: Any, sp: Span) -> Any:
        return "if", self.x(c[0])

    def r_not_limiting(self, t: Any, c: Any, sp: Span) -> Any:
        return "mark", "without limiting other remedies"

    def r_in_satisfaction(self, t: Any, c: Any, sp: Span) -> Any:
        return "mark", "in full satisfaction"

    def r_settled(self, t: Any, c: Any, sp: Span) -> Any:
        labels = [self.leaf(x).value for x in c if not _is_tree(x) and self.leaf(x).kind in {"LABEL", "SEP", "LAST"}]
        options = [self.rule(x) for x in c if _is_tree(x)]
        silence = self.name(c[-1])
        placed = tuple(s.Option(label, o[0], o[1], o[2], o[3], o[4], o[5], span=o[6]) for label, o in zip(labels, options, strict=True))
        return "settled", s.Settlement(placed, silence, span=sp)

    def r_option_paid(self, t: Any, c: Any, sp: Span) -> Any:
        day, calendar = self.rule(c[1])
        return self.name(c[0]), day, calendar, "", "", "", sp

    def r_option_added(self, t: Any, c: Any, sp: Span) -> Any:
        day, calendar = self.rule(c[4])
        return self.name(c[0]), day, calendar, self.name(c[1]), self.name(c[2]), self.name(c[3]), sp

    def r_monthday(self, t: Any, c: Any, sp: Span) -> Any:
        return self.whole_number(c[0]), self.opt(c[1])

    def r_pays(self, t: Any, c: Any, sp: Span) -> Any:
        filters = tuple(self.rule(x) for x in c[1:] if _is_tree(x))
        words = [self.leaf(x) for x in c[1:] if x is not None and not _is_tree(x)]
        claim = next(w for w in words if w.kind != "ITS")
        its = next((w.value for w in words if w.kind == "ITS"), "")
        return self._st(s.Pays(self.name(c[0]), filters, claim.value, its, span=sp))

    def r_increase(self, t: Any, c: Any, sp: Span) -> Any:
        return self._st(s.Posting(self.name(c[0]), 1, self.x(c[1]), "", span=sp))

    def r_decrease(self, t: Any, c: Any, sp: Span) -> Any:
        return self._st(s.Posting(self.name(c[0]), -1, self.x(c[1]), self.opt(c[2]), span=sp))

    def r_reversal(self, t: Any, c: Any, sp: Span) -> Any:
        return self._st(s.Reversal(self.name(c[0]), span=sp))

    # ── rounding

    def _rounding(self, mode: str, c: Any, sp: Span) -> Any:
        return s.Rounding(mode, self.rule(c[0]), span=sp)

    def r_down(self, t: Any, c: Any, sp: Span) -> Any:
        return self._rounding("down", c, sp)

    def r_up(self, t: Any, c: Any, sp: Span) -> Any:
        return self._rounding("up", c, sp)

    def r_half_up(self, t: Any, c: Any, sp: Span) -> Any:
        return self._rounding("half up", c, sp)

    # ── conditions

    def expr(self, x: Any) -> s.Expr:
        assert isinstance(x, s.Expr), x
        return x

    def _junction(self, kind: str, c: Any, sp: Span) -> Any:
        return s.Junction(kind, tuple(s.Item("", self.expr(self.x(v)), None, span=self.expr(self.x(v)).span) for v in c), span=sp)

    def r_conjunction(self, t: Any, c: Any, sp: Span) -> Any:
        return self._junction("and", c, sp)

    def r_disjunction(self, t: Any, c: Any, sp: Span) -> Any:
        return self._junction("or", c, sp)

    def _items(self, c: Any) -> tuple[s.Item, ...]:
        items: list[s.Item] = []
        label = ""
        for x in c:
            if _is_tree(x) and str(x.data) == "guarded":
                value, guard = self.x(x.children[0]), self.x(x.children[1])
                items.append(s.Item(label, value, guard, span=self.span(x)))
            elif _is_tree(x) or self.leaf(x).kind not in {"LABEL", "SEP", "LAST"}:
                value = self.expr(self.x(x))
                items.append(s.Item(label, value, None, span=value.span))
            else:
                label = str(self.leaf(x).value)
        return tuple(items)

    def r_any_of(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Junction("any", self._items(c), span=sp)

    def r_all_of(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Junction("all", self._items(c), span=sp)

    def r_relation(self, t: Any, c: Any, sp: Span) -> Any:
        return " ".join(self.leaf(c[0]).text.split())

    def r_compare(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Rel(self.rule(c[1]), self.x(c[0]), self.x(c[2]), span=sp)

    def r_between(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Between(self.x(c[0]), self.x(c[1]), self.x(c[2]), span=sp)

    def _strings(self, c: Any) -> tuple[str, ...]:
        return tuple(self.name(x) for x in c if not _is_tree(x) and x is not None and self.leaf(x).kind == "STRING")

    def r_one_of(self, t: Any, c: Any, sp: Span) -> Any:
        return s.OneOf(self.x(c[0]), self._strings(c[1:]), span=sp)

    def r_determined(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Test("determined", self.x(c[0]), span=sp)

    def r_told(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Test("told", self.x(c[0]), span=sp)

    def r_exceeded(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Exceeded(self.name(c[0]), span=sp)

    def r_occurred(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Occurred(self.name(c[0]), tuple(self.rule(f) for f in c[1:]), False, span=sp)

    def r_not_occurred(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Occurred(self.name(c[0]), tuple(self.rule(f) for f in c[1:]), True, span=sp)

    def r_may_give(self, t: Any, c: Any, sp: Span) -> Any:
        return s.MayGive(self.name(c[0]), self.name(c[1]), span=sp)

    def r_negation(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Not(self.x(c[0]), span=sp)

    def r_for_it(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Filter("for it", span=sp)

    def r_whose(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Filter("whose", self.name(c[0]), self.rule(c[1]), self.x(c[2]), span=sp)

    def r_whose_any(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Filter("any of", self.name(c[0]), "", None, self._strings(c[1:]), span=sp)

    # ── lists

    def _listed(self, kind: str, c: Any, sp: Span) -> Any:
        return s.Listed(kind, self._items(c[0].children), span=sp)

    def r_lesser(self, t: Any, c: Any, sp: Span) -> Any:
        return self._listed("lesser", c, sp)

    def r_greater(self, t: Any, c: Any, sp: Span) -> Any:
        return self._listed("greater", c, sp)

    def r_earlier(self, t: Any, c: Any, sp: Span) -> Any:
        return self._listed("earlier", c, sp)

    def r_later(self, t: Any, c: Any, sp: Span) -> Any:
        return self._listed("later", c, sp)

    def r_sum_of(self, t: Any, c: Any, sp: Span) -> Any:
        return self._listed("sum", c, sp)

    def r_first_that(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Listed("first", self._items(c), span=sp)

    # ── operators

    def _arith(self, op: str, c: Any, sp: Span) -> Any:
        return s.Arith(op, self.expr(self.x(c[0])), self.expr(self.x(c[-1])), span=sp)

    def r_times(self, t: Any, c: Any, sp: Span) -> Any:
        if len(c) == 1:  # `times are in …`
            return self._st(s.Times(self.name(c[0]), span=sp))
        return self._arith("×", c, sp)

    def r_over(self, t: Any, c: Any, sp: Span) -> Any:
        return self._arith("/", c, sp)

    def r_plus(self, t: Any, c: Any, sp: Span) -> Any:
        return self._arith("+", c, sp)

    def r_minus(self, t: Any, c: Any, sp: Span) -> Any:
        return self._arith("-", c, sp)

    def r_share_of(self, t: Any, c: Any, sp: Span) -> Any:
        word = self.leaf(c[0])
        return s.Arith("×", s.Lit(self.number(c[0]) / 100, "percent", span=word.span), self.expr(self.x(c[1])), span=sp)

    def r_after(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Shift("after", self.x(c[0]), self.x(c[1]), span=sp)

    def r_before(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Shift("before", self.x(c[0]), self.x(c[1]), span=sp)

    def r_as_if(self, t: Any, c: Any, sp: Span) -> Any:
        return s.AsIf(self.x(c[0]), self.x(c[1]), self.x(c[2]), span=sp)

    def r_on_date(self, t: Any, c: Any, sp: Span) -> Any:
        return s.OnDate(self.x(c[0]), self.x(c[1]), span=sp)

    def r_under(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Under(self.x(c[0]), self.leaf(c[1]).value, span=sp)

    def r_without_limits(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Without(self.x(c[0]), "", span=sp)

    def r_without(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Without(self.x(c[0]), self.name(c[1]), span=sp)

    def r_rounded(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Rounded(self.x(c[0]), self.rule(c[1]), span=sp)

    def r_moved(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Moved(self.x(c[0]), self.name(c[1]), span=sp)

    def r_restated(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Restated(self.x(c[0]), self.x(c[1]), self.x(c[2]), span=sp)

    # ── atoms

    def _lit(self, c: Any, unit: str, sp: Span) -> Any:
        return s.Lit(self.number(c[0]), unit, span=sp)

    def r_money(self, t: Any, c: Any, sp: Span) -> Any:
        return self._lit(c, "USD", sp)

    def r_price(self, t: Any, c: Any, sp: Span) -> Any:
        return self._lit(c, "USD a share", sp)

    def r_number(self, t: Any, c: Any, sp: Span) -> Any:
        return self._lit(c, "number", sp)

    def r_shares(self, t: Any, c: Any, sp: Span) -> Any:
        return self._lit(c, "shares", sp)

    def r_percent(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Lit(self.number(c[0]) / 100, "percent", span=sp)

    def r_rate(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Lit(self.number(c[0]) / 100, "rate a year", span=sp)

    def r_open_days(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Period(self.number(c[0]), self.name(c[1]), span=sp)

    def r_calendar_days(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Period(self.number(c[0]), "days", span=sp)

    def r_plain_days(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Period(self.number(c[0]), "days", False, span=sp)

    def r_date(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Lit(self.leaf(c[0]).value, "date", span=sp)

    def r_text(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Lit(self.leaf(c[0]).value, "text", span=sp)

    def r_yes(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Lit(True, "yes/no", span=sp)

    def r_no(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Lit(False, "yes/no", span=sp)

    def r_unknown(self, t: Any, c: Any, sp: Span) -> Any:
        return s.UnknownLit(span=sp)

    def r_not_yet(self, t: Any, c: Any, sp: Span) -> Any:
        return s.NotYet(span=sp)

    def r_term(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Ref(self.name(c[0]), self.leaf(c[0]).kind, span=sp)

    def r_its(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Its(self.name(c[0]), span=sp)

    def r_that_day(self, t: Any, c: Any, sp: Span) -> Any:
        return s.ThatDay(span=sp)

    def r_asked_day(self, t: Any, c: Any, sp: Span) -> Any:
        return s.AskedDay(span=sp)

    def r_instant(self, t: Any, c: Any, sp: Span) -> Any:
        value = self.leaf(c[0]).value or (None, None)
        return s.AtTime(value[0], value[1], self.x(c[1]), span=sp)

    def r_column(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Column(self.name(c[0]), self.name(c[1]), span=sp)

    def r_days_in(self, t: Any, c: Any, sp: Span) -> Any:
        return s.DaysIn(self.name(c[0]), span=sp)

    def r_next_open(self, t: Any, c: Any, sp: Span) -> Any:
        return s.NextOpen(self.name(c[0]), self.x(c[1]), span=sp)

    def r_last_date(self, t: Any, c: Any, sp: Span) -> Any:
        return s.LastDate(self.name(c[0]), self.x(c[1]), self.x(c[2]), span=sp)

    def r_first_day(self, t: Any, c: Any, sp: Span) -> Any:
        return s.FirstDay(self.name(c[0]), tuple(self.rule(f) for f in c[1:]), span=sp)

    def r_day_number(self, t: Any, c: Any, sp: Span) -> Any:
        return s.DayNumber(self.x(c[0]), self.x(c[1]), span=sp)

    def _aggregate(self, kind: str, c: Any, sp: Span) -> Any:
        pick, count, term, window = self.rule(c[0])
        return s.Aggregate(kind, pick, count, term, window, span=sp)

    def r_average(self, t: Any, c: Any, sp: Span) -> Any:
        return self._aggregate("average", c, sp)

    def r_total(self, t: Any, c: Any, sp: Span) -> Any:
        return self._aggregate("total", c, sp)

    def r_highest(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Aggregate("highest", "", None, self.name(c[0]), self.rule(c[1]), span=sp)

    def r_lowest(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Aggregate("lowest", "", None, self.name(c[0]), self.rule(c[1]), span=sp)

    def r_every(self, t: Any, c: Any, sp: Span) -> Any:
        return "", None, self.name(c[0]), self.rule(c[1])

    def r_lowest_of(self, t: Any, c: Any, sp: Span) -> Any:
        return "lowest", self.number(c[0]), self.name(c[1]), self.rule(c[2])

    def r_highest_of(self, t: Any, c: Any, sp: Span) -> Any:
        return "highest", self.number(c[0]), self.name(c[1]), self.rule(c[2])

    def r_ending_on(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Window("ending on", self.name(c[1]), self.number(c[0]), self.x(c[2]), span=sp)

    def r_ending_before(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Window(
            "ending before", self.name(c[1]), self.number(c[0]), self.x(c[4]), self.number(c[2]), self.name(c[3]), span=sp
        )

    def r_days_before(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Window("before", self.name(c[1]), self.number(c[0]), self.x(c[2]), span=sp)

    def r_period(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Window("from to", self.name(c[0]), None, self.x(c[2]), start=self.x(c[1]), span=sp)

    def r_most(self, t: Any, c: Any, sp: Span) -> Any:
        word = self.leaf(c[0])
        target: s.Expr = (
            s.Its(self.name(c[0]), span=word.span) if word.kind == "ITS" else s.Ref(self.name(c[0]), word.kind, span=word.span)
        )
        return s.Most(target, self.name(c[1]), span=sp)

    def r_implied(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Implied(self.name(c[0]), self.name(c[1]), self.x(c[-1]), span=sp)

    def r_accrued_unpaid(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Accrued(self.name(c[0]), self.x(c[1]), span=sp)

    def r_accrued_unpaid_on(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Accrued(self.name(c[0]), self.x(c[2]), None, self.x(c[1]), span=sp)

    def r_accrued_from(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Accrued(self.name(c[0]), self.x(c[2]), self.x(c[1]), span=sp)

    def r_in_month(self, t: Any, c: Any, sp: Span) -> Any:
        return s.ClaimPart("amount", self.name(c[0]), self.x(c[1]), span=sp)

    def r_due_date(self, t: Any, c: Any, sp: Span) -> Any:
        return s.ClaimPart("due", self.name(c[0]), None, span=sp)

    def r_due_date_month(self, t: Any, c: Any, sp: Span) -> Any:
        return s.ClaimPart("due", self.name(c[0]), self.x(c[1]), span=sp)

    def r_choice_month(self, t: Any, c: Any, sp: Span) -> Any:
        return s.ClaimPart("choice", self.name(c[0]), self.x(c[1]), span=sp)

    # ── facts

    def r_facts_for(self, t: Any, c: Any, sp: Span) -> Any:
        return s.FactsFor(self.name(c[0]), span=sp)

    def r_trades(self, t: Any, c: Any, sp: Span) -> Any:
        complete = self.span(t).text.rstrip().endswith("complete")
        return s.Trades(self.name(c[0]), self.name(c[1]), complete, span=sp)

    def _when(self, token: Any) -> Any:
        word = self.leaf(token)
        return (word.value, None) if word.kind == "DATE" else word.value

    def r_happened(self, t: Any, c: Any, sp: Span) -> Any:
        at = self._when(c[0])
        giver, event, about = self.rule(next(x for x in c if _is_tree(x) and str(x.data) == "happening"))
        given: tuple[s.Given, ...] = ()
        received = told = None
        for x in c:
            if not _is_tree(x):
                continue
            match str(x.data):
                case "given":
                    given += (s.Given(self.name(x.children[0]), self.x(x.children[1]), span=self.span(x)),)
                case "received":
                    received = self._when(x.children[0])
                case "told_on":
                    told = self._when(x.children[0])
                case _:
                    pass
        return s.Happened(at, giver, event, about, given, received, told, span=sp)

    def r_happening(self, t: Any, c: Any, sp: Span) -> Any:
        about = (self.name(c[2]), self.whole_number(c[3])) if c[2] is not None else None
        return self.opt(c[0]), self.name(c[1]), about

    def r_observed(self, t: Any, c: Any, sp: Span) -> Any:
        dates = [self.leaf(x) for x in c[2:] if x is not None and not _is_tree(x)]
        days = [w.value if w.kind == "DATE" else w.value[0] for w in dates if w.kind in {"DATE", "INSTANT"}]
        return s.Stated(self.name(c[0]), self.x(c[1]), days[0] if days else None, days[1] if len(days) > 1 else None, False, span=sp)

    def r_stated(self, t: Any, c: Any, sp: Span) -> Any:
        beats = "told as" in " ".join(self.span(t).text.split())
        start = self.leaf(c[2]).value if len(c) > 2 and c[2] is not None else None
        return s.Stated(self.name(c[0]), self.x(c[1]), start, None, beats, span=sp)

    def r_told_to(self, t: Any, c: Any, sp: Span) -> Any:
        return s.ToldTo(self.name(c[0]), self.leaf(c[1]).value, span=sp)

    def r_all_told_to(self, t: Any, c: Any, sp: Span) -> Any:
        return s.ToldTo("", self.leaf(c[0]).value, span=sp)

    def r_withdrawn(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Withdrawn(self.name(c[0]), self.whole_number(c[1]), (self.leaf(c[2]).value, None), span=sp)

    def r_corrected(self, t: Any, c: Any, sp: Span) -> Any:
        given = tuple(s.Given(self.name(x.children[0]), self.x(x.children[1]), span=self.span(x)) for x in c if _is_tree(x))
        return s.Corrected(self.name(c[0]), self.whole_number(c[1]), (self.leaf(c[2]).value, None), given, span=sp)

    def r_scenario(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Scenario(self.name(c[0]), span=sp)

    def r_scenario_on(self, t: Any, c: Any, sp: Span) -> Any:
        stamps = [self._when(x) for x in c if x is not None and self.leaf(x).kind in {"DATE", "INSTANT"}]
        return s.ScenarioOn(stamps[0], stamps[1] if len(stamps) > 1 else None, span=sp)

    def r_scenario_with(self, t: Any, c: Any, sp: Span) -> Any:
        words = [self.leaf(x) for x in c if x is not None]
        name = next(w.value for w in words if w.kind == "STRING")
        choice = next(w.value for w in words if w.kind == "WORDS")
        return s.ScenarioOn(self._when(c[0]), None, (name, choice), span=sp)

    def r_question(self, t: Any, c: Any, sp: Span) -> Any:
        about = (self.name(c[1]), self.whole_number(c[2])) if len(c) > 1 and c[1] is not None else None
        return s.Question(self.x(c[0]), about, span=sp)

    r_asked = r_question

    def r_asked_whether(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Question(self.x(c[0]), None, span=sp)

    def r_expect(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Expect(self.rule(c[0]), "is", self.x(c[1]), span=sp)

    def r_expect_about(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Expect(self.rule(c[0]), "about", self.x(c[1]), span=sp)

    def r_expect_undetermined(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Expect(self.rule(c[0]), "undetermined", None, span=sp)

    def r_expect_that(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Expect(s.Question(self.x(c[0]), span=sp), "yes", None, span=sp)

    def r_expect_not(self, t: Any, c: Any, sp: Span) -> Any:
        return s.Expect(s.Question(self.x(c[0]), span=sp), "no", None, span=sp)
