"""From a parse tree to the nodes of sentences and facts: one method a rule of the grammar.

Enters: a tree of lark with `Word`s as leaves. Leaves: the node. Holds: nothing is resolved, nothing is judged; numbers are exact.
"""

from __future__ import annotations

from typing import Any

from attrs import evolve

from tenor.dsl import syntax as s
from tenor.dsl.build_cycles import CycleBuilder
from tenor.dsl.build_values import is_tree
from tenor.dsl.diagnostic import Span

__all__ = ["Builder"]


class Builder(CycleBuilder):
    """Builds nodes for one source."""

    # ── headings and leads

    def r_heading(self, c: Any, sp: Span) -> Any:
        section = self.leaf(c[0])
        return s.Heading(section.value[0], self.name(c[1]) if len(c) > 1 and c[1] is not None else "", span=sp)

    def r_language(self, c: Any, sp: Span) -> Any:
        return s.Language(self.leaf(c[0]).text, span=sp)

    def r_block(self, c: Any, sp: Span) -> Any:
        return tuple(self.rule(x) for x in c if is_tree(x))

    def r_led(self, c: Any, sp: Span) -> Any:
        nodes = [self.rule(x) for x in c if is_tree(x)]
        leads: tuple[s.Lead, ...] = ()
        for n in nodes[:-1]:
            leads += (n,)
        last = nodes[-1]
        return leads, last[1] if isinstance(last, tuple) else last

    def r_for_each(self, c: Any, sp: Span) -> Any:
        return s.ForEach(self.name(c[0]), tuple(self.rule(f) for f in c[1:]), span=sp)

    def r_for_each_event(self, c: Any, sp: Span) -> Any:
        return s.ForEachEvent(tuple(self.name(x) for x in c if x is not None), span=sp)

    def r_for_each_of(self, c: Any, sp: Span) -> Any:
        first, *others = (self.name(x) for x in c)
        return s.ForEach(first, (), tuple(others), span=sp)

    def r_for_each_date(self, c: Any, sp: Span) -> Any:
        return s.ForEachDate(self.name(c[0]), span=sp)

    def r_if_lead(self, c: Any, sp: Span) -> Any:
        return s.IfLead(self.x(c[0]), False, span=sp)

    def r_unless_lead(self, c: Any, sp: Span) -> Any:
        return s.IfLead(self.x(c[0]), True, span=sp)

    def r_on_lead(self, c: Any, sp: Span) -> Any:
        return s.OnLead(self.x(c[0]), span=sp)

    def r_notwithstanding(self, c: Any, sp: Span) -> Any:
        return s.Prevails(self.leaf(c[0]).value, span=sp)

    def r_yields(self, c: Any, sp: Span) -> Any:
        return s.Yields(self.leaf(c[0]).value, span=sp)

    # ── declarations: each returns (leads, statement) through `_st`

    def r_contract(self, c: Any, sp: Span) -> Any:
        strings = [x for x in c if self.leaf(x).kind == "STRING_"]
        return self._st(s.ContractHead(self.name(strings[0]), self.name(strings[1]), span=sp))

    def r_paid_when(self, c: Any, sp: Span) -> Any:
        return self._st(s.PaidWhen(self.rule(c[0]), span=sp))

    def r_party(self, c: Any, sp: Span) -> Any:
        words = c[-1]
        return self._st(s.PartyDecl(self.name(c[0]), self.name(c[1]), self.opt(words if len(c) > 2 else None), span=sp))

    def r_party_blank(self, c: Any, sp: Span) -> Any:
        return self._st(s.PartyDecl(self.name(c[0]), "", self.opt(c[-1] if len(c) > 1 else None), span=sp))

    def r_party_same(self, c: Any, sp: Span) -> Any:
        return self._st(s.PartyDecl(self.name(c[0]), "", self.opt(c[-1] if len(c) > 2 else None), self.name(c[1]), span=sp))

    def r_security(self, c: Any, sp: Span) -> Any:
        return self._st(s.SecurityDecl(self.name(c[0]), self.name(c[1]), span=sp))

    def r_paper(self, c: Any, sp: Span) -> Any:
        return self._st(s.PaperDecl(self.name(c[0]), self.name(c[1]) if len(c) > 1 else "", span=sp))

    def r_calendar(self, c: Any, sp: Span) -> Any:
        kind, security, less = self.rule(c[-1])
        return self._st(s.CalendarDecl(self.name(c[0]), kind, security, less, span=sp))

    def r_weekdays(self, c: Any, sp: Span) -> Any:
        return "weekdays", "", self.x(c[-1])

    def r_every_day(self, c: Any, sp: Span) -> Any:
        return "every day", "", None

    def r_traded(self, c: Any, sp: Span) -> Any:
        return "traded", self.name(c[0]), self.x(c[-1]) if len(c) > 1 and c[-1] is not None else None

    def r_event(self, c: Any, sp: Span) -> Any:
        names, rest = self._several(c, sp)
        giver, receiver = self.rule(rest[0]) if rest[0] is not None else ("", "")
        fields = self.rule(rest[1]) if rest[1] is not None else ()
        told = [self.x(x) for x in rest[2:] if x is None or is_tree(x)]
        return (), tuple(s.EventDecl(name, giver, receiver, fields, told[0], told[1], span=own) for name, own in names)

    def r_events_in_order(self, c: Any, sp: Span) -> Any:
        names, _ = self._several([x for x in c if is_tree(x) or self.leaf(x).kind == "STRING_"], sp)
        order = s.SameDay(tuple(name for name, _ in names), span=sp)
        return (), (*(s.EventDecl(name, "", "", (), None, None, span=own) for name, own in names), order)

    def _several(self, c: Any, sp: Span) -> tuple[list[tuple[str, Span]], list[Any]]:
        """The names that a sentence declares, each with where it stands (all of it, if there is one), and its other parts."""
        more = [self.rule(x) for x in c[1:] if is_tree(x) and str(x.data) == "also"]
        rest = [x for x in c[1:] if not (is_tree(x) and str(x.data) == "also")]
        return [(self.name(c[0]), self.leaf(c[0]).span if more else sp), *more], rest

    def r_also(self, c: Any, sp: Span) -> Any:
        word = next(x for x in c if self.leaf(x).kind == "STRING_")
        return self.name(word), self.leaf(word).span

    def r_by(self, c: Any, sp: Span) -> Any:
        return self.name(c[0]), self.name(c[1]) if len(c) > 1 else ""

    def r_fields(self, c: Any, sp: Span) -> Any:
        return tuple(self.rule(x) for x in c if is_tree(x))

    def r_field(self, c: Any, sp: Span) -> Any:
        if_none, comes, told = None, False, self.rule(c[1])
        for option in c[2:]:
            if is_tree(option) and str(option.data) == "signed_field":
                told = evolve(told, signed=True)
                continue
            if is_tree(option) and str(option.data) == "if_none":
                if_none = self.x(option.children[0])
            elif is_tree(option):
                comes = True
        return s.FieldDecl(self.name(c[0]), told, if_none, comes, span=sp)

    def r_type(self, c: Any, sp: Span) -> Any:
        words = [self.leaf(x) for x in c]
        if words[0].kind == "EVENT_":
            return s.TypeName(self.name(c[0]), span=sp)
        options = tuple(w.value for w in words if w.kind == "STRING_")
        return s.TypeName(" ".join(words[0].text.split()), options, span=sp)

    def r_act(self, c: Any, sp: Span) -> Any:
        return self._st(s.ActDecl(self.name(c[0]), self.name(c[1]), span=sp))

    def r_arrives(self, c: Any, sp: Span) -> Any:
        words = [self.leaf(x) for x in c]
        means = tuple(w.value for w in words if w.kind == "STRING_")
        days = next((int(self.number(x)) for x in c if self.leaf(x).kind == "NUMBER_"), None)
        return self._st(s.Arrives(means, days, span=sp))

    def r_observation(self, c: Any, sp: Span) -> Any:
        return self._st(s.Observation(self.name(c[0]), *self._typed(c), span=sp))

    def r_blank(self, c: Any, sp: Span) -> Any:
        names, rest = self._several(c, sp)
        typed = self._typed([c[0], *rest])
        return (), tuple(s.Blank(name, *typed, span=own) for name, own in names)

    def _typed(self, c: Any) -> tuple[s.TypeName, Any]:
        """The type declared, and the value that stands behind it."""
        rest = [x for x in c[2:] if x is not None and (is_tree(x) or self.leaf(x).kind not in {"_COMMA", "_COLON"})]
        signed = bool(rest) and is_tree(rest[0]) and str(rest[0].data) == "signed"
        rest = rest[1:] if signed else rest
        told = self.rule(c[1])
        return evolve(told, signed=True) if signed else told, self.x(rest[0]) if rest else None

    def r_reading(self, c: Any, sp: Span) -> Any:
        return self._st(s.ReadingDecl(self.name(c[0]), self.opt(c[1]), tuple(self.rule(x) for x in c[2:] if is_tree(x)), span=sp))

    def r_alternative(self, c: Any, sp: Span) -> Any:
        taken = any(x is not None and not is_tree(x) and self.leaf(x).kind == "TAKEN_" for x in c[1:])
        value = next(x for x in c[1:] if x is not None and (is_tree(x) or self.leaf(x).kind not in {"_COLON", "TAKEN_"}))
        return s.Alternative(self.name(c[0]), self.x(value), taken, span=sp)

    def r_judgment(self, c: Any, sp: Span) -> Any:
        return self._st(s.Recorded("judgment", self.name(c[-1]), span=sp))

    def r_recorded(self, c: Any, sp: Span) -> Any:
        return self._st(s.Recorded("recorded", self.name(c[-1]), span=sp))

    def r_left_out(self, c: Any, sp: Span) -> Any:
        return self._st(s.Recorded("not transcribed", self.name(c[-1]), span=sp))

    def r_ours(self, c: Any, sp: Span) -> Any:
        return self._st(s.Recorded("not in the paper", self.name(c[-1]), span=sp))

    def r_carries(self, c: Any, sp: Span) -> Any:
        words = [self.leaf(x) for x in c if x is not None and not is_tree(x)]
        section = next((w.value[0] for w in words if w.kind == "SECTION_"), "")
        return self._st(s.Carries(tuple(w.value for w in words if w.kind == "STRING_"), section, span=sp))

    def r_cites(self, c: Any, sp: Span) -> Any:
        sections = [self.leaf(x) for x in c if self.leaf(x).kind == "SECTION_"]
        return self._st(s.Cites(sections[0].value, sections[1].value, span=sp))

    def r_alias(self, c: Any, sp: Span) -> Any:
        word = self.leaf(c[1])
        return self._st(s.Alias(self.name(c[0]), s.Ref(self.name(c[1]), word.kind, span=word.span), span=sp))

    def r_balance(self, c: Any, sp: Span) -> Any:
        names, rest = self._several(c, sp)
        told, day, amount = self.rule(rest[0]), self.x(rest[-2]), self.x(rest[-1])
        return (), tuple(s.BalanceDecl(name, told, day, amount, span=own) for name, own in names)

    def r_accrual(self, c: Any, sp: Span) -> Any:
        rest = [x for x in c if x is None or is_tree(x) or self.leaf(x).kind != "_COMMA"]
        return self.x(rest[0]), self.leaf(rest[1]).text, self.x(rest[2]), self.x(rest[3]), False

    def r_accrual_first_in(self, c: Any, sp: Span) -> Any:
        return (*self.r_accrual(c, sp)[:4], True)

    def r_accrual_overdue(self, c: Any, sp: Span) -> Any:
        rest = [x for x in c if x is not None and (is_tree(x) or self.leaf(x).kind != "_COMMA")]
        return self.x(rest[0]), self.leaf(rest[1]).text, None, None, False

    def r_accrues(self, c: Any, sp: Span) -> Any:
        terms = self.rule(c[-1])
        return self._st(s.AccrualDecl(self.name(c[0]), self.name(c[1]), (), *terms, span=sp))

    def r_accrues_overdue(self, c: Any, sp: Span) -> Any:
        terms = self.rule(c[-1])
        claims = tuple(self.name(x) for x in c[1:-1])
        return self._st(s.AccrualDecl(self.name(c[0]), "", claims, *terms, span=sp))

    def r_define(self, c: Any, sp: Span) -> Any:
        return self._st(s.Define(self.name(c[0]), self.x(c[1]), span=sp))

    def r_define_steps(self, c: Any, sp: Span) -> Any:
        labels = [str(self.leaf(x).value) for x in c[1:] if not is_tree(x) and self.leaf(x).kind in {"LABEL_", "SEP_", "LAST_"}]
        steps = tuple(evolve(self.rule(x), label=label) for label, x in zip(labels, [x for x in c if is_tree(x)], strict=True))
        return self._st(s.Define(self.name(c[0]), s.Steps(steps, span=sp), span=sp))

    def r_months_clamp(self, c: Any, sp: Span) -> Any:
        return self._st(s.MonthRule("last", span=sp))

    def r_months_over(self, c: Any, sp: Span) -> Any:
        return self._st(s.MonthRule("after", span=sp))

    def r_define_exact(self, c: Any, sp: Span) -> Any:
        return self._st(s.Define(self.name(c[0]), self.x(c[1]), True, span=sp))

    def r_define_rounded(self, c: Any, sp: Span) -> Any:
        value = self.x(c[1])
        return self._st(s.Define(self.name(c[0]), s.Rounded(self.expr(value), self.rule(c[-1]), span=sp), span=sp))

    def r_define_if(self, c: Any, sp: Span) -> Any:
        parts = [self.expr(self.x(x)) for x in c[1:] if x is not None and (is_tree(x) or self.leaf(x).kind != "_COMMA")]
        return self._st(s.Define(self.name(c[0]), s.IfElse(parts[0], parts[1], parts[2], span=sp), span=sp))

    def r_define_events(self, c: Any, sp: Span) -> Any:
        return self._st(s.DerivedEvent(self.name(c[0]), self.name(c[1]), self.x(c[2]), span=sp))

    def r_define_schedule(self, c: Any, sp: Span) -> Any:
        days = tuple(self.leaf(x).value for x in c[1:] if x is not None and not is_tree(x) and self.leaf(x).kind == "MONTHDAY_")
        return self._st(s.Schedule(self.name(c[0]), days, self.x(c[-2]), self.x(c[-1]), span=sp))

    def r_define_month_ends(self, c: Any, sp: Span) -> Any:
        return self._st(s.Schedule(self.name(c[0]), (), self.x(c[-2]), self.x(c[-1]), span=sp))

    def r_reference(self, c: Any, sp: Span) -> Any:
        return self._st(s.Reference(self.name(c[0]), self.x(c[1]), span=sp))

    def r_power(self, c: Any, sp: Span) -> Any:
        clauses = tuple(self.rule(x) for x in c[2:] if is_tree(x))
        return self._st(s.Power(self.name(c[0]), self.name(c[1]), clauses, span=sp))

    def r_clause_field(self, c: Any, sp: Span) -> Any:
        return s.Clause("at most", self.x(c[1]), self.name(c[0]), span=sp)

    def r_waive(self, c: Any, sp: Span) -> Any:
        rest = [x for x in c if x is None or is_tree(x) or self.leaf(x).kind != "_COMMA"]
        return self._st(s.Waive(self.name(rest[0]), self.name(rest[1]), self.name(rest[2]), self.x(rest[3]), self.opt(rest[4]), span=sp))

    def r_duty(self, c: Any, sp: Span) -> Any:
        also_by, condition = None, None
        for x in c[5:]:
            if is_tree(x):
                kind, value = self.rule(x)
                also_by, condition = (value, condition) if kind == "by" else (also_by, value)
        return self._st(s.Duty(self.name(c[0]), self.name(c[1]), self.opt(c[2]), self.x(c[3]), self.opt(c[4]), also_by, condition, span=sp))

    def r_ban(self, c: Any, sp: Span) -> Any:
        while_, unless = self._bounds(c[4:])
        return self._st(s.Ban(self.name(c[0]), self.name(c[1]), self.opt(c[2]), self.name(c[3]), while_, unless, span=sp))

    def r_keep(self, c: Any, sp: Span) -> Any:
        while_, unless = self._bounds(c[3:])
        return self._st(s.Keep(self.name(c[0]), self.expr(self.x(c[1])), self.name(c[2]), while_, unless, span=sp))

    def _bounds(self, c: Any) -> tuple[tuple[s.Expr, ...], tuple[s.Expr, ...]]:
        """The conditions of `while` and of `unless`."""
        clauses = [(str(x.data), self.expr(self.x(x.children[0]))) for x in c if is_tree(x)]
        while_, unless = (tuple(x for kind, x in clauses if kind == word) for word in ("ban_while", "ban_unless"))
        return while_, unless

    def _becoming(self, c: Any) -> tuple[Any, Any, Any]:
        clauses = {str(x.data): self.x(x.children[0]) for x in c if is_tree(x) and str(x.data).startswith("becomes_")}
        return clauses.get("becomes_unless"), clauses.get("becomes_if"), clauses.get("becomes_until")

    def r_becomes(self, c: Any, sp: Span) -> Any:
        names = [i for i, x in enumerate(c) if not is_tree(x) and self.leaf(x).kind == "EVENT_"]
        filters = tuple(self.rule(x) for x in c[1 : names[1]] if is_tree(x))
        day = self.x(c[names[1] + 1])
        target = self.name(c[names[1]])
        return self._st(s.Becomes(self.name(c[0]), filters, (), target, day, *self._becoming(c[names[1] + 2 :]), span=sp))

    def r_becomes_overdue(self, c: Any, sp: Span) -> Any:
        words = [self.leaf(x) for x in c if not is_tree(x)]
        claims = tuple(self.name(x) for x in c if not is_tree(x) and self.leaf(x).kind == "TERM_")
        target = next(w for w in words if w.kind == "EVENT_")
        spans = [x for x in c if is_tree(x) and str(x.data) in {"open_days", "calendar_days"}]
        grace = self.expr(self.x(spans[0])) if spans else None
        return self._st(s.Becomes("", (), claims, str(target.value), None, *self._becoming(c), grace=grace, span=sp))

    def r_duty_by(self, c: Any, sp: Span) -> Any:
        return "by", self.x(c[0])

    def r_duty_if(self, c: Any, sp: Span) -> Any:
        return "if", self.x(c[0])

    def r_owes(self, c: Any, sp: Span) -> Any:
        each_day = self.rule(c[4]) if c[4] is not None else None
        payable = condition = settlement = taken_as_paid = None
        marks: tuple[str, ...] = ()
        for x in c[5:]:
            if not is_tree(x):
                continue
            kind, value = self.rule(x)
            if kind == "payable":
                payable = value
            elif kind == "if":
                condition = value
            elif kind == "settled":
                settlement = value
            elif kind == "taken as paid":
                taken_as_paid = value
            else:
                marks += (value,)
        who, amount = (self.name(c[0]), self.name(c[1])), self.x(c[2])
        return self._st(s.Owes(*who, amount, self.opt(c[3]), each_day, payable, condition, settlement, marks, taken_as_paid, span=sp))

    def r_each_day(self, c: Any, sp: Span) -> Any:
        return s.EachDay(self.x(c[0]), self.x(c[1]), "", span=sp)

    def r_each_open_day(self, c: Any, sp: Span) -> Any:
        return s.EachDay(self.x(c[1]), self.x(c[2]), self.name(c[0]), span=sp)

    def r_payable(self, c: Any, sp: Span) -> Any:
        return "payable", self.x(c[0])

    def r_owed_if(self, c: Any, sp: Span) -> Any:
        return "if", self.x(c[0])

    def r_taken_as_paid(self, c: Any, sp: Span) -> Any:
        return "taken as paid", self.x(c[0])

    def r_not_limiting(self, c: Any, sp: Span) -> Any:
        return "mark", "without limiting other remedies"

    def r_in_satisfaction(self, c: Any, sp: Span) -> Any:
        return "mark", "in full satisfaction"

    def r_beside_satisfaction(self, c: Any, sp: Span) -> Any:
        return "mark", "beside what is paid in full satisfaction"

    def r_settled(self, c: Any, sp: Span) -> Any:
        labels = [self.leaf(x).value for x in c if not is_tree(x) and self.leaf(x).kind in {"LABEL_", "SEP_", "LAST_"}]
        options = [self.rule(x) for x in c if is_tree(x)]
        silence = self.name(c[-1])
        placed = tuple(evolve(o, label=label) for label, o in zip(labels, options, strict=True))
        return "settled", s.Settlement(placed, silence, span=sp)

    def r_option_paid(self, c: Any, sp: Span) -> Any:
        day, calendar = self.rule(c[1])
        return s.Option("", self.name(c[0]), day, calendar, span=sp)

    def r_option_added(self, c: Any, sp: Span) -> Any:
        day, calendar = self.rule(c[4])
        return s.Option("", self.name(c[0]), day, calendar, self.name(c[1]), self.name(c[2]), self.name(c[3]), self._before(c[5]), span=sp)

    def r_option_chosen(self, c: Any, sp: Span) -> Any:
        day, calendar = self.rule(c[3])
        return s.Option("", self.name(c[0]), day, calendar, "", self.name(c[1]), self.name(c[2]), self._before(c[4]), span=sp)

    def _before(self, token: Any) -> Any:
        return None if token is None else self.leaf(token).value

    def r_monthday(self, c: Any, sp: Span) -> Any:
        return self.whole_number(c[0]), self.opt(c[1])

    def r_pays(self, c: Any, sp: Span) -> Any:
        filters = tuple(self.rule(x) for x in c[1:] if is_tree(x))
        claim, of_field, by_field, balance = (self.opt(x) for x in [x for x in c[1:] if not is_tree(x)])
        return self._st(s.Pays(self.name(c[0]), filters, claim, of_field, balance, by_field, span=sp))

    def r_increase(self, c: Any, sp: Span) -> Any:
        return self._st(s.Posting(self.name(c[0]), 1, self.x(c[1]), "", span=sp))

    def r_decrease(self, c: Any, sp: Span) -> Any:
        return self._st(s.Posting(self.name(c[0]), -1, self.x(c[1]), self.opt(c[2]), span=sp))

    def r_set_to(self, c: Any, sp: Span) -> Any:
        return self._st(s.Posting(self.name(c[0]), 0, self.x(c[1]), "", span=sp))

    def r_reversal(self, c: Any, sp: Span) -> Any:
        return self._st(s.Reversal(self.name(c[0]), span=sp))

    # ── facts

    def r_facts_for(self, c: Any, sp: Span) -> Any:
        return s.FactsFor(self.name(c[0]), span=sp)

    def r_trades(self, c: Any, sp: Span) -> Any:
        told = next((x for x in c if is_tree(x)), None)
        to = self.leaf(told.children[0]).value if told is not None and told.children else None
        return s.Trades(self.name(c[0]), self.name(c[1]), told is not None, to, span=sp)

    def r_figures_in(self, c: Any, sp: Span) -> Any:
        return s.FiguresIn(self.name(c[0]), self.name(c[1]), span=sp)

    def _when(self, token: Any) -> Any:
        word = self.leaf(token)
        return (word.value, None) if word.kind == "DATE_" else word.value

    def r_happened(self, c: Any, sp: Span) -> Any:
        at = self._when(c[0])
        giver, event, about = self.rule(next(x for x in c if is_tree(x) and str(x.data) == "happening"))
        given: tuple[s.Given, ...] = ()
        received = told = None
        sent_by = ""
        for x in c:
            if not is_tree(x):
                continue
            match str(x.data):
                case "given":
                    given += (s.Given(self.name(x.children[0]), self.x(x.children[1]), span=self.span(x)),)
                case "given_names":
                    names = s.ByName(self._strings(x.children), (), span=self.span(x))
                    given += (s.Given(self.name(x.children[0]), names, span=self.span(x)),)
                case "sent_by":
                    sent_by = self.name(x.children[0])
                case "received":
                    received = self._when(x.children[0])
                case "told_on":
                    told = self._when(x.children[0])
                case _:
                    pass
        return s.Happened(at, giver, event, about, given, received, told, sent_by, span=sp)

    def r_happening(self, c: Any, sp: Span) -> Any:
        about = (self.name(c[2]), self.whole_number(c[3])) if c[2] is not None else None
        return self.opt(c[0]), self.name(c[1]), about

    def r_observed(self, c: Any, sp: Span) -> Any:
        dates = [self.leaf(x) for x in c[2:] if x is not None and not is_tree(x)]
        days = [w.value if w.kind == "DATE_" else w.value[0] for w in dates if w.kind in {"DATE_", "INSTANT_"}]
        return s.Stated(self.name(c[0]), self.x(c[1]), days[0] if days else None, days[1] if len(days) > 1 else None, False, span=sp)

    def r_includes(self, c: Any, sp: Span) -> Any:
        return s.Includes(self.name(c[0]), span=sp)

    def r_party_told(self, c: Any, sp: Span) -> Any:
        return s.PartyTold(self.name(c[0]), self.name(c[1]), span=sp)

    def r_stated(self, c: Any, sp: Span) -> Any:
        beats = "told as" in " ".join(sp.text.split())
        start = self.leaf(c[2]).value if len(c) > 2 and c[2] is not None else None
        return s.Stated(self.name(c[0]), self.x(c[1]), start, None, beats, span=sp)

    def r_parts_told(self, c: Any, sp: Span) -> Any:
        start = self.leaf(c[2]).value if len(c) > 2 and c[2] is not None else None
        return s.Stated(self.name(c[0]), self.x(c[1]), start, None, False, span=sp)

    def r_told_to(self, c: Any, sp: Span) -> Any:
        return s.ToldTo(self.name(c[0]), self.leaf(c[1]).value, span=sp)

    def r_all_told_to(self, c: Any, sp: Span) -> Any:
        return s.ToldTo("", self.leaf(c[0]).value, span=sp)

    def r_withdrawn(self, c: Any, sp: Span) -> Any:
        return s.Withdrawn(self.name(c[0]), self.whole_number(c[1]), (self.leaf(c[2]).value, None), span=sp)

    def r_corrected(self, c: Any, sp: Span) -> Any:
        given = tuple(s.Given(self.name(x.children[0]), self.x(x.children[1]), span=self.span(x)) for x in c if is_tree(x))
        return s.Corrected(self.name(c[0]), self.whole_number(c[1]), (self.leaf(c[2]).value, None), given, span=sp)

    def r_scenario(self, c: Any, sp: Span) -> Any:
        return s.Scenario(self.name(c[0]), span=sp)

    def r_scenario_on(self, c: Any, sp: Span) -> Any:
        stamps = [self._when(x) for x in c if x is not None and self.leaf(x).kind in {"DATE_", "INSTANT_"}]
        return s.ScenarioOn(stamps[0], stamps[1] if len(stamps) > 1 else None, span=sp)

    def r_scenario_with(self, c: Any, sp: Span) -> Any:
        words = [self.leaf(x) for x in c if x is not None]
        name = next(w.value for w in words if w.kind == "STRING_")
        choice = next(w.value for w in words if w.kind == "WORDS_")
        return s.ScenarioOn(self._when(c[0]), None, (name, choice), span=sp)

    def r_question(self, c: Any, sp: Span) -> Any:
        about = (self.name(c[1]), self.whole_number(c[2])) if len(c) > 1 and c[1] is not None else None
        return s.Question(self.x(c[0]), about, span=sp)

    r_asked = r_question

    r_asked_whether = r_question

    def r_expect(self, c: Any, sp: Span) -> Any:
        return s.Expect(self.rule(c[0]), "is", self.x(c[1]), span=sp)

    def r_expect_about(self, c: Any, sp: Span) -> Any:
        return s.Expect(self.rule(c[0]), "about", self.x(c[1]), span=sp)

    def r_expect_undetermined(self, c: Any, sp: Span) -> Any:
        return s.Expect(self.rule(c[0]), "undetermined", None, span=sp)

    def r_expect_that(self, c: Any, sp: Span) -> Any:
        return s.Expect(self.r_question(c, sp), "yes", None, span=sp)

    def r_expect_not(self, c: Any, sp: Span) -> Any:
        return s.Expect(self.r_question(c, sp), "no", None, span=sp)
