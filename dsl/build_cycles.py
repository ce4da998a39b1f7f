"""From a parse tree to the nodes of what comes round: cycles, schedules, events on their dates, figures over them.

Enters: a tree of lark with `Word`s as leaves. Leaves: the node. Holds: as for `build_values`.
"""

from __future__ import annotations

from typing import Any

from attrs import evolve

from tenor.dsl import syntax as s
from tenor.dsl.build_values import ValueBuilder, is_tree
from tenor.dsl.diagnostic import Span
from tenor.dsl.exact import Q

__all__ = ["CycleBuilder"]


class CycleBuilder(ValueBuilder):
    """Builds the nodes of what comes round."""

    # ── values

    def r_weeks(self, c: Any, sp: Span) -> Any:
        return s.Period(7 * self.number(c[0]), "days", span=sp)

    def r_short_cycle(self, c: Any, sp: Span) -> Any:
        return s.Cycle(self.x(c[0]), "short", span=sp)

    def r_long_cycle(self, c: Any, sp: Span) -> Any:
        return s.Cycle(self.x(c[0]), "long", span=sp)

    def r_moved_by_rule(self, c: Any, sp: Span) -> Any:
        return s.MovedBy(self.x(c[0]), self._term(c[1]), self.name(c[2]), span=sp)

    def r_span_cycles(self, c: Any, sp: Span) -> Any:
        return s.SpanOfCycles(self._term(c[0]), self.x(c[1]), span=sp)

    def r_day_end(self, c: Any, sp: Span) -> Any:
        return s.EndOf(self.x(c[0]), False, span=sp)

    def r_month_end(self, c: Any, sp: Span) -> Any:
        return s.EndOf(self.x(c[0]), True, span=sp)

    def r_carried(self, c: Any, sp: Span) -> Any:
        return s.Carried(self.x(c[0]), self.name(c[1]), self.x(c[2]), self.x(c[3]), self.x(c[4]), span=sp)

    def r_what_is_carried(self, c: Any, sp: Span) -> Any:
        return s.WhatIsCarried(span=sp)

    def r_next_date(self, c: Any, sp: Span) -> Any:
        return s.NextDate(self.name(c[0]), self.x(c[1]), self.x(c[2]), span=sp)

    def r_years_between(self, c: Any, sp: Span) -> Any:
        count = self.leaf(c[2])
        by = count.text if count.kind == "DAYCOUNT_" else s.Ref(self.name(c[2]), count.kind, span=count.span)
        return s.Years(self.x(c[0]), self.x(c[1]), by, span=sp)

    def r_named_series(self, c: Any, sp: Span) -> Any:
        return s.NamedSeries(self.name(c[0]), self.x(c[1]), span=sp)

    def r_each_date_within(self, c: Any, sp: Span) -> Any:
        return s.OverDates, self.name(c[0]), self.x(c[1]), self.x(c[2])

    def r_number_of_dates(self, c: Any, sp: Span) -> Any:
        return s.OverDates("number", "", self.name(c[0]), self.x(c[1]), self.x(c[2]), span=sp)

    # ── sentences

    def r_define_cyclic(self, c: Any, sp: Span) -> Any:
        parts = [self.x(x) for x in c[1:] if x is not None and not _is_comma(self, x)]
        clauses = [x for x in parts if isinstance(x, dict | s.Moving)]
        values = [x for x in parts if isinstance(x, s.Expr)]
        told = {id(parts[i - 1]) for i, x in enumerate(parts) if x == "where it is told"}
        pairs = [(values[i], values[i + 1]) for i in range(0, len(values) - 1, 2)]
        segments = tuple(s.Segment(cycle, start, id(start) in told, span=cycle.span) for cycle, start in pairs)
        said = {key: told for x in clauses if isinstance(x, dict) for key, told in x.items()}
        movings = tuple(x for x in clauses if isinstance(x, s.Moving))
        return self._st(s.Cyclic(self.name(c[0]), segments, values[-1], movings=movings, span=sp, **said))

    def r_told_start(self, c: Any, sp: Span) -> Any:
        return "where it is told"

    def r_signed_field(self, c: Any, sp: Span) -> Any:
        return True

    def r_short_last(self, c: Any, sp: Span) -> Any:
        return {"last": "short"}

    def r_long_last(self, c: Any, sp: Span) -> Any:
        return {"last": "long"}

    def r_short_first(self, c: Any, sp: Span) -> Any:
        return {"first": "short"}

    def r_long_first(self, c: Any, sp: Span) -> Any:
        return {"first": "long"}

    def r_month_ends_kept(self, c: Any, sp: Span) -> Any:
        return {"month_ends": "end of month"}

    def r_month_ends_by(self, c: Any, sp: Span) -> Any:
        return {"month_ends": self._term(c[0])}

    def r_without_end(self, c: Any, sp: Span) -> Any:
        return {"without_end": True}

    def r_day_alone(self, c: Any, sp: Span) -> Any:
        return {"alone": True}

    def r_every_if(self, c: Any, sp: Span) -> Any:
        return {"condition": self.x(c[0])}

    def r_of_month(self, c: Any, sp: Span) -> Any:
        return " in the same month"

    def r_of_half(self, c: Any, sp: Span) -> Any:
        return " in the same half of the month"

    def r_moved_nearest(self, c: Any, sp: Span) -> Any:
        return s.Moving("moved to the nearest", self.name(c[0]), self.x(c[1]), span=sp)

    def r_paid_nearest(self, c: Any, sp: Span) -> Any:
        return s.Moving("paid on the nearest", self.name(c[0]), self.x(c[1]), span=sp)

    def r_moved_next(self, c: Any, sp: Span) -> Any:
        return self._moving("moved to the next", c, sp)

    def r_moved_before(self, c: Any, sp: Span) -> Any:
        return self._moving("moved to the one before", c, sp)

    def r_paid_next(self, c: Any, sp: Span) -> Any:
        return self._moving("paid on the next", c, sp)

    def r_paid_before(self, c: Any, sp: Span) -> Any:
        return self._moving("paid on the one before", c, sp)

    def _moving(self, rule: str, c: Any, sp: Span) -> s.Moving:
        return s.Moving(rule + (self.rule(c[1]) if c[1] is not None else ""), self.name(c[0]), self.x(c[2]), span=sp)

    def r_moved_by(self, c: Any, sp: Span) -> Any:
        return s.Moving(self._term(c[0]), self.name(c[1]), self.x(c[2]), span=sp)

    def r_signed(self, c: Any, sp: Span) -> Any:
        return True

    def _term(self, token: Any) -> s.Ref:
        word = self.leaf(token)
        return s.Ref(self.name(token), word.kind, span=word.span)

    def _happens(self, schedule: str, event: str, day: Any, c: Any, sp: Span) -> Any:
        clauses = {str(x.data): self.x(x.children[0]) for x in c if is_tree(x) and str(x.data).startswith("becomes_")}
        return self._st(s.Happens(schedule, event, day, clauses.get("becomes_if"), clauses.get("becomes_unless"), span=sp))

    def r_each_date_is(self, c: Any, sp: Span) -> Any:
        return self._happens(self.name(c[0]), self.name(c[1]), None, c[2:], sp)

    def r_there_is(self, c: Any, sp: Span) -> Any:
        return self._happens("", self.name(c[0]), self.x(c[1]), c[2:], sp)

    def r_same_day(self, c: Any, sp: Span) -> Any:
        return self._st(s.SameDay(tuple(self.name(x) for x in c if not _is_comma(self, x) and self.leaf(x).kind == "EVENT_"), span=sp))

    def r_all_weekdays(self, c: Any, sp: Span) -> Any:
        return "weekdays", "", None

    def r_either_way(self, c: Any, sp: Span) -> Any:
        return "mark", "either way"

    def r_observation_named(self, c: Any, sp: Span) -> Any:
        told = self.rule(c[1])
        kind = evolve(told, signed=True) if any(is_tree(x) and str(x.data) == "signed" for x in c) else told
        return self._st(s.Observation(self.name(c[0]), kind, None, True, span=sp))

    # ── facts

    def r_stated_below(self, c: Any, sp: Span) -> Any:
        x = self.x(c[1])
        below: s.Expr
        if isinstance(x, s.Lit) and x.unit not in {"date", "text", "month", "section", "yes/no"}:
            below = evolve(x, value=-x.value)
        else:  # of no other value is there one below zero
            minus = evolve(x.span, start=x.span.source.text.rindex("minus", 0, x.span.start))
            below = s.Arith("-", s.Lit(Q(0), "number", span=minus), x, span=minus)
        return s.Stated(self.name(c[0]), below, self.leaf(c[2]).value if c[2] is not None else None, None, False, span=sp)

    def r_stated_named(self, c: Any, sp: Span) -> Any:
        start = self.leaf(c[3]).value if c[3] is not None else None
        return s.Stated(self.name(c[0]), self.x(c[2]), start, None, False, self.name(c[1]), span=sp)


def _is_comma(builder: ValueBuilder, x: Any) -> bool:
    return not is_tree(x) and x is not None and builder.leaf(x).kind in {"_COMMA", "_COLON"}
