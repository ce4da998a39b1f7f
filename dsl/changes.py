"""What differs inside of two passages that answer to one another.

Enters: pairs of nodes and the `Forms` of both sides. Leaves: `Change`s, each as small as it can be said: a figure, a period, a kind of day,
a name, a comparison, a part that came or went. Holds: two nodes of equal form have no change, two of different form have at least one; the
changes from the second to the first are the mirrored changes from the first to the second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import time
from typing import Any

import attrs
from attrs import field, frozen

from tenor.dsl import syntax as s
from tenor.dsl.matching import aligned
from tenor.dsl.names import MONTHS
from tenor.dsl.passages import Forms, Passage, conditions, factors, in_order, likeness, relation, terms, text_of, without_links

__all__ = ["Change", "Comparer", "Place"]

Place = tuple[str, str, str]
"""A part of a sentence, as `Kind.part`, with the label or name that it has in the old and in the new."""
_ALIKE, _LIMB, _NAMED = 250, 300, 600
"""How like two nodes must be, of a thousand, that one is the other changed."""

_WHAT = {
    "op": "relation",
    **dict.fromkeys(("kind", "mode", "pick", "direction", "day_count", "place", "column", "end", "sign"), "choice"),
    **dict.fromkeys(("party", "debtor", "creditor", "giver", "receiver", "issuer", "same"), "party"),
    **dict.fromkeys(("calendar", "unit", "offset_calendar"), "kind of day"),
    **dict.fromkeys(("words", "note", "title", "full_name"), "words"),
    **dict.fromkeys(("options", "marks", "means", "choice", "label", "silence", "file", "city"), "text"),
    **dict.fromkeys(("sections", "cited", "read_as", "section"), "citation"),
    **dict.fromkeys(("count", "offset", "day", "days", "before", "time", "stated", "value"), "figure"),
    **dict.fromkeys(("exact", "taken", "comes", "first_in", "negated"), "mark"),
}


@frozen
class Change:
    """One thing that differs: what it is, where in the sentence (outermost first), as it was and as it is, in the words of the texts.

    `what`: figure, period, kind of day, date, text, citation, name, party, relation, choice, words, mark; `part` for what is only on one
    side; `qualified` for a value that now stands (or stood) inside of a longer one; `sentence` for another kind of sentence; `instead`
    for anything else. `sign`: 1 if it is more or later than it was, -1 if less or earlier. `follows`: numbers of sections, old and new,
    that free words cite and that only follow their sections.
    """

    what: str
    path: tuple[Place, ...]
    old: str
    new: str
    sign: int = 0
    follows: tuple[tuple[str, str], ...] = ()
    old_span: Any = field(default=None, eq=False, repr=False)
    new_span: Any = field(default=None, eq=False, repr=False)

    def mirrored(self) -> Change:
        """The change as it is from the new to the old."""
        path = tuple((role, new, old) for role, old, new in self.path)
        follows = tuple((b, a) for a, b in self.follows)
        return Change(self.what, path, self.new, self.old, -self.sign, follows, self.new_span, self.old_span)


_Path = tuple[Place, ...]


@frozen(eq=False)
class Comparer:
    """Compares nodes of an old contract with nodes of a new one."""

    old: Forms
    new: Forms

    # ── sentences

    def passages(self, a: Passage, b: Passage) -> Iterator[Change]:
        """What differs in two sentences and in what they stand under; of two whose forms differ, one thing at least."""
        if self.old.passage(a) != self.new.passage(b):
            found = list(self._passages(a, b))
            yield from found or [self._change("instead", (), a.words, b.words, a.statement, b.statement)]

    def _passages(self, a: Passage, b: Passage) -> Iterator[Change]:
        for kind in dict.fromkeys(type(x) for x in (*a.leads, *b.leads) if not isinstance(x, s.Prevails | s.Yields)):
            mine = [x for x in a.leads if isinstance(x, kind)]
            theirs = [x for x in b.leads if isinstance(x, kind)]
            yield from self.bag(mine, theirs, ((kind.__name__, "", ""),))
        for edge in (s.Prevails, s.Yields):
            before = [y for x in a.leads if isinstance(x, edge) for y in x.sections]
            after = [y for x in b.leads if isinstance(x, edge) for y in x.sections]
            yield from self.strings(before, after, ((f"{edge.__name__}.sections", "", ""),), (a.statement, b.statement))
        x, y = a.statement, b.statement
        names = s.declared(x), s.declared(y)
        if len(names[0]) == len(names[1]) == 1 and self.old.name(names[0][0]) != self.new.name(names[1][0]) and not isinstance(x, s.Power):
            yield self._change("name", (("Statement.name", "", ""),), names[0][0], names[1][0], x, y)
        if type(x) is type(y):
            yield from self.parts(x, y, ())
            return
        yield self._change("sentence", (), type(x).__name__, type(y).__name__, x, y)
        v, w = _core(x), _core(y)
        if v is not None and w is not None:
            yield from self.nodes(v, w, (("Statement.value", "", ""),))
        elif v is not None or w is not None:
            yield self.one_side(v, w, (("Statement.value", "", ""),))

    def _change(
        self, what: str, path: _Path, old: str, new: str, a: s.Node | None = None, b: s.Node | None = None, sign: int = 0
    ) -> Change:
        follows: tuple[tuple[str, str], ...] = ()
        if what in {"words", "citation"}:
            follows = self.old.followed(old) or self.new.followed(new)
        return Change(what, path, old, new, sign, follows, a.span if a is not None else None, b.span if b is not None else None)

    def one_side(self, a: s.Node | None, b: s.Node | None, path: _Path) -> Change:
        """A part that only one side has."""
        return self._change("part", path, text_of(a) if a is not None else "", text_of(b) if b is not None else "", a, b)

    # ── nodes

    def nodes(self, a: s.Node, b: s.Node, path: _Path) -> Iterator[Change]:
        """What differs in two nodes."""
        if self.old.of(a) == self.new.of(b):
            return
        match a, b:
            case (s.Lit(), s.Lit()):
                yield self.literal(a, b, path)
            case (s.Period(), s.Period()):
                yield self.period((a.count, a.unit), (b.count, b.unit), path, a, b)
            case (s.Ref() | s.Its(), s.Ref() | s.Its()):
                yield self._change("name", path, text_of(a), text_of(b), a, b)
            case (s.Expr(), s.Expr()) if self.holds(a, b):
                yield self._change("qualified", path, text_of(a), text_of(b), a, b)
            case (s.Expr(), s.Expr()) if (found := self.as_list(a, b, path)) is not None:
                yield from found
            case _ if type(a) is type(b) and not isinstance(a, s.Arith) and self.alike(a, b) >= _ALIKE:
                yield from self.parts(a, b, path)
            case _ if type(a) is type(b) and not isinstance(a, s.Expr):
                yield from self.parts(a, b, path)
            case _:
                yield self._change("instead", path, text_of(a), text_of(b), a, b)

    def alike(self, a: s.Node, b: s.Node) -> int:
        """How much two nodes have in common, of a thousand."""
        return likeness(self.old.features(a), self.new.features(b))

    def literal(self, a: s.Lit, b: s.Lit, path: _Path) -> Change:
        """Two literals."""
        what = _LITERALS.get(a.unit, "figure") if a.unit == b.unit else "instead"
        return self._change(what, path, text_of(a), text_of(b), a, b, _sign(a.value, b.value) if what in {"date", "figure"} else 0)

    def period(self, x: tuple[Any, str], y: tuple[Any, str], path: _Path, a: s.Node, b: s.Node) -> Change:
        """Two periods: so many days of a kind each."""
        same = self.old.name(x[1]) == self.new.name(y[1])
        if x[0] == y[0] and not same:
            return self._change("kind of day", path, _days(None, x[1]), _days(None, y[1]), a, b)
        if x[0] == y[0]:  # the same, but the paper does not say which days
            return self._change("instead", path, text_of(a), text_of(b), a, b)
        return self._change("period", path, _days(*x), _days(*y), a, b, _sign(x[0], y[0]) if same else 0)

    def as_list(self, a: s.Expr, b: s.Expr, path: _Path) -> list[Change] | None:
        """Sums, products and joined conditions, limb by limb; `None` where the two are no lists of one kind, or have no limb in common."""
        for role, of in _LISTS:
            mine, theirs = of(a), of(b)
            if len(mine) < 2 and len(theirs) < 2:
                if mine[0][1] is a and theirs[0][1] is b:
                    continue
                return list(self.nodes(mine[0][1], theirs[0][1], path))
            forms = [self.signed(self.old, x) for x in mine], [self.signed(self.new, y) for y in theirs]
            if not any(x in forms[1] for x in forms[0]):
                if min(len(mine), len(theirs)) < 2:
                    if max(self.alike(x, y) for _, x in mine for _, y in theirs) < _NAMED:
                        continue
                elif self.alike(a, b) < _ALIKE:
                    continue
            return list(self.limbs(mine, theirs, (*path, (role, "", ""))))
        if isinstance(a, s.Junction) and isinstance(b, s.Junction):
            kinds = "all" if a.kind in {"and", "all"} else "any", "all" if b.kind in {"and", "all"} else "any"
            if kinds[0] != kinds[1] and self.alike(a, b) >= _ALIKE:
                found = [self._change("choice", (*path, ("Junction.kind", "", "")), *kinds, a, b)]
                return found + list(self.bag(a.items, b.items, (*path, ("Junction.items", "", ""))))
        return None

    def signed(self, forms: Forms, limb: tuple[int, s.Node]) -> Any:
        """The form of a limb with its sign."""
        return limb[0], forms.of(limb[1])

    def limbs(self, mine: Sequence[tuple[int, s.Node]], theirs: Sequence[tuple[int, s.Node]], path: _Path) -> Iterator[Change]:
        """Limbs with a sign each (of conditions it is always 1): in pairs, and those that have none."""
        old, new = _unequal(mine, theirs, lambda x: self.signed(self.old, x), lambda y: self.signed(self.new, y))
        turned = [(i, j) for i, x in enumerate(old) for j, y in enumerate(new) if self.old.of(x[1]) == self.new.of(y[1])]
        pairs = turned or self.likest([x[1] for x in old], [y[1] for y in new])
        for i, j in pairs:
            (p, x), (q, y) = old[i], new[j]
            if p != q:
                old_words, new_words = (f"{_SIGNS[path[-1][0], sign]} {text_of(limb)}" for sign, limb in (old[i], new[j]))
                yield self._change("choice", (*path, ("sign", "", "")), old_words, new_words, x, y)
            yield from self.nodes(x, y, path)
        left = {i for i, _ in pairs}, {j for _, j in pairs}
        for k, (sign, x) in enumerate(old):
            if k not in left[0]:
                yield self.one_side(x, None, (*path, (_SIGNS.get((path[-1][0], sign), ""), _label(x), "")))
        for k, (sign, y) in enumerate(new):
            if k not in left[1]:
                yield self.one_side(None, y, (*path, (_SIGNS.get((path[-1][0], sign), ""), "", _label(y))))

    def likest(self, old: Sequence[s.Node], new: Sequence[s.Node]) -> list[tuple[int, int]]:
        """Pairs of parts, the likest first; two that are the last of their sides are one, unless they have names."""
        if len(old) == len(new) == 1 and not isinstance(old[0], s.FieldDecl | s.Clause):
            return [(0, 0)]
        seen = {id(x): self.old.features(x) for x in old} | {id(y): self.new.features(y) for y in new}

        def score(x: s.Node, y: s.Node) -> int:
            found = likeness(seen[id(x)], seen[id(y)])
            if isinstance(x, s.FieldDecl) and isinstance(y, s.FieldDecl):
                return found if self.old.of(x.type) == self.new.of(y.type) else 0
            return found if found >= (_NAMED if isinstance(x, s.Clause) else _LIMB) else 0

        return aligned(old, new, score, text_of)

    def bag(self, mine: Sequence[s.Node], theirs: Sequence[s.Node], path: _Path) -> Iterator[Change]:
        """Parts whose order does not count: in pairs, and those that have none."""
        old, new = _unequal(mine, theirs, self.old.of, self.new.of)
        pairs = self.likest(old, new)
        for i, j in pairs:
            label = _label(old[i]), _label(new[j])
            yield from self.nodes(old[i], new[j], (*path[:-1], (path[-1][0], *label)))
        left = {i for i, _ in pairs}, {j for _, j in pairs}
        for k, x in enumerate(old):
            if k not in left[0]:
                yield self.one_side(x, None, (*path[:-1], (path[-1][0], _label(x), "")))
        for k, y in enumerate(new):
            if k not in left[1]:
                yield self.one_side(None, y, (*path[:-1], (path[-1][0], "", _label(y))))

    def holds(self, a: s.Expr, b: s.Expr) -> bool:
        """Whether one value stands inside of the other, which says something more of it."""
        if isinstance(a, s.Arith | s.Listed | s.Junction) or isinstance(b, s.Arith | s.Listed | s.Junction):
            return False
        outer = any(isinstance(y, s.Expr) and self.new.of(y) == self.old.of(a) for y in s.children(b))
        return outer or any(isinstance(x, s.Expr) and self.old.of(x) == self.new.of(b) for x in s.children(a))

    # ── parts of nodes of one kind

    def parts(self, a: s.Node, b: s.Node, path: _Path) -> Iterator[Change]:
        """What differs in the parts of two nodes of one kind."""
        kind = type(a).__name__
        # what a sentence gives a name to is known by that name; labels and the register are no words of the paper
        done = {"named", "entry"} | (set() if isinstance(a, s.PaperDecl) else {"name"}) if isinstance(a, s.Statement) else set()
        if isinstance(a, s.Item | s.Step):
            done = {"label"}
        for count, unit in _PERIODS.get(kind, ()):
            x, y = (getattr(a, count), getattr(a, unit)), (getattr(b, count), getattr(b, unit))
            done |= {count, unit}
            if x[0] != y[0] or self.old.name(x[1]) != self.new.name(y[1]):
                yield self.period(x, y, (*path, (f"{kind}.{count}", "", "")), a, b)
        for part in attrs.fields(type(a)):
            if not part.eq or part.name in done:
                continue
            here = (*path, (f"{kind}.{part.name}", _label(a), _label(b)))
            yield from self.part(getattr(a, part.name), getattr(b, part.name), here, a, b)

    def part(self, x: Any, y: Any, path: _Path, a: s.Node, b: s.Node) -> Iterator[Change]:
        """What differs in one part of two nodes of one kind."""
        role = path[-1][0].partition(".")[2]
        said = _IN_WORDS.get(path[-1][0])
        match x, y:
            case _ if said is not None and x != y:
                mine, theirs = said(x), said(y)
                old, new = _unequal(mine, theirs, str, str)
                for k in range(max(len(old), len(new))):
                    words = old[k] if k < len(old) else "", new[k] if k < len(new) else ""
                    yield self._change("part" if "" in words else "instead", path, *words, a, b)
            case (s.Node(), s.Node()):
                yield from self.nodes(x, y, path)
            case (s.Node(), None) | (None, s.Node()):
                yield self.one_side(x, y, path)
            case (tuple(), tuple()) if any(isinstance(v, s.Node) for v in (*x, *y)):
                if in_order(a, role):
                    yield from self.ordered(x, y, path)
                else:
                    yield from self.keyed(x, y, path)
            case (tuple(), tuple()) if in_order(a, role) and all(isinstance(v, str) for v in (*x, *y)):
                if [self.old.name(v) for v in x] != [self.new.name(v) for v in y]:
                    yield self._change("order", path, ", ".join(x), ", ".join(y), a, b)
            case (tuple(), tuple()) if all(isinstance(v, str) for v in (*x, *y)):
                yield from self.strings(x, y, path, (a, b))
            case (str(), str()):
                if isinstance(a, s.Recorded) and role == "words":
                    x, y = without_links(x), without_links(y)
                if role in {"words", "note"}:
                    same = self.old.prose(x) == self.new.prose(y)
                elif role == "op":
                    same = relation(x) == relation(y)
                else:
                    same = self.old.name(x) == self.new.name(y)
                if not same and _WHAT.get(role) == "kind of day":
                    yield self._change("kind of day", path, _kind_of_day(x, a), _kind_of_day(y, b), a, b)
                elif not same:
                    yield self._change(_WHAT.get(role, "name"), path, " ".join(x.split()), " ".join(y.split()), a, b)
            case _ if x != y:
                what = "mark" if isinstance(x, bool) else _WHAT.get(role, "figure")
                yield self._change(what, path, _plain(x), _plain(y), a, b, _sign(x, y))
            case _:
                pass

    def strings(self, x: Sequence[str], y: Sequence[str], path: _Path, at: tuple[s.Node, s.Node]) -> Iterator[Change]:
        """Words in a list whose order does not count."""
        role = path[-1][0].partition(".")[2]
        specified = isinstance(at[0], s.Filter) and at[0].kind == "specified"
        what = "citation" if specified else _WHAT.get(role, "name")
        known = (self.old.prose, self.new.prose) if what == "text" else (self.old.name, self.new.name)
        old, new = _unequal(x, y, *known)
        if len(old) == len(new) == 1:
            yield self._change(what, path, old[0], new[0], *at)
        else:
            yield from (self._change(what, path, v, "", *at) for v in old)
            yield from (self._change(what, path, "", v, *at) for v in new)

    def keyed(self, x: Sequence[s.Node], y: Sequence[s.Node], path: _Path) -> Iterator[Change]:
        """Parts with a name each, those of one name together; the rest by likeness."""
        mine = {self.old.name(n): v for v in x if (n := _name_of(v))}
        theirs = {self.new.name(n): v for v in y if (n := _name_of(v))}
        both = [n for n in mine if n in theirs]
        for n in both:
            here = (*path[:-1], (path[-1][0], _label(mine[n]), _label(theirs[n])))
            yield from self.nodes_of(mine[n], theirs[n], here)
        done = {id(mine[n]) for n in both} | {id(theirs[n]) for n in both}
        yield from self.bag([v for v in x if id(v) not in done], [v for v in y if id(v) not in done], path)

    def nodes_of(self, a: s.Node, b: s.Node, path: _Path) -> Iterator[Change]:
        """What differs in two parts of one name."""
        if self.old.of(a) != self.new.of(b):
            yield from self.parts(a, b, path)

    def ordered(self, x: Sequence[s.Node], y: Sequence[s.Node], path: _Path) -> Iterator[Change]:
        """Parts whose order counts: equal ones in the order of both, what lies between them in pairs as far as it goes."""
        forms = [self.old.of(v) for v in x], [self.new.of(v) for v in y]
        i = j = 0
        for p, q in [*_common(*forms), (len(x), len(y))]:
            old, new = x[i:p], y[j:q]
            for v, w in zip(old, new, strict=False):
                yield from self.nodes(v, w, (*path[:-1], (path[-1][0], _label(v), _label(w))))
            for v in old[len(new) :]:
                yield self.one_side(v, None, (*path[:-1], (path[-1][0], _label(v), "")))
            for w in new[len(old) :]:
                yield self.one_side(None, w, (*path[:-1], (path[-1][0], "", _label(w))))
            i, j = p + 1, q + 1


# ── small parts

_PERIODS = {"Window": (("count", "calendar"), ("offset", "offset_calendar")), "Run": (("count", "calendar"),)}


def _conditions(kind: str) -> Callable[[s.Expr], list[tuple[int, s.Node]]]:
    return lambda node: [(1, x) for x in conditions(node, kind)]


_LISTS: tuple[tuple[str, Callable[[s.Expr], list[tuple[int, s.Node]]]], ...] = (
    ("sum", lambda node: list(terms(node))),
    ("product", lambda node: list(factors(node))),
    ("all", _conditions("all")),
    ("any", _conditions("any")),
)
_SIGNS = {
    ("sum", 1): "plus",
    ("sum", -1): "less",
    ("product", 1): "times",
    ("product", -1): "divided by",
    ("all", 1): "and",
    ("any", 1): "or",
}


_LITERALS = {"date": "date", "text": "text", "section": "citation", "yes/no": "text"}


def _core(st: s.Statement) -> s.Expr | None:
    """What a sentence says that a term is, whatever kind of sentence it is."""
    match st:
        case s.Define():
            return st.value
        case s.ReadingDecl():
            return next((a.value for a in st.alternatives if a.taken), None)
        case s.Observation():
            return st.if_none
        case s.Blank():
            return st.filled
        case s.BalanceDecl():
            return st.opening
        case s.AccrualDecl():
            return st.rate
        case s.DerivedEvent():
            return st.condition
        case _:
            return None


def _label(node: s.Node) -> str:
    """How a part is called in its list."""
    match node:
        case s.Item() | s.Step():
            return node.label
        case s.Alternative():
            return node.label
        case s.FieldDecl():
            return node.name
        case s.Clause():
            return node.name or node.kind
        case s.Option():
            return node.choice
        case _:
            return ""


def _name_of(node: s.Node) -> str:
    """The name by which a part is found in the other list."""
    match node:
        case s.Alternative():
            return node.label
        case s.FieldDecl():
            return node.name
        case s.Clause():
            return f"{node.kind} {node.name}" if node.kind == "at most" else node.name
        case s.Option():
            return node.choice
        case _:
            return ""


def _unequal(x: Iterable[Any], y: Iterable[Any], of: Callable[[Any], Any], to: Callable[[Any], Any]) -> tuple[list[Any], list[Any]]:
    """What of two lists has no equal in the other, each equal used once."""
    new = list(y)
    old: list[Any] = []
    forms = [to(v) for v in new]
    for v in x:
        form = of(v)
        if form in forms:
            at = forms.index(form)
            del new[at], forms[at]
        else:
            old.append(v)
    return old, new


def _common(x: Sequence[Any], y: Sequence[Any]) -> list[tuple[int, int]]:
    """The longest run of equal things in the order of both, by their places."""
    best = [[0] * (len(y) + 1) for _ in range(len(x) + 1)]
    for i in reversed(range(len(x))):
        for j in reversed(range(len(y))):
            best[i][j] = best[i + 1][j + 1] + 1 if x[i] == y[j] else max(best[i + 1][j], best[i][j + 1])
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < len(x) and j < len(y):
        if x[i] == y[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def _days(count: Any, unit: str) -> str:
    """So many days of a kind, as written; without a number the kind alone."""
    one = count == 1
    kind = {"days": "calendar day", "months": "month"}.get(unit, unit)
    words = kind if one else kind + "s"
    return words if count is None else f"{_plain(count)} {words}"


_IN_WORDS: dict[str, Callable[[Any], list[str]]] = {
    "Schedule.days": lambda days: [f"{MONTHS[month - 1]} {day}" for month, day in days] or ["the last day of each month"],
    "Arrives.days": lambda days: ["when it arrives" if days is None else f"{_days(days, 'days')} after it is sent"],
    "Option.day": lambda day: [f"by day {day}"],
    "Posting.sign": lambda sign: [{1: "increases", -1: "decreases", 0: "becomes"}[sign]],
}
"""Parts that are no words of the text, in words."""


def _kind_of_day(unit: str, of: s.Node) -> str:
    return "" if not unit and isinstance(of, s.Option) else _days(None, unit or "days")


def _plain(value: Any) -> str:
    from tenor.dsl.exact import Q, plain_text

    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, time):
        return f"{value.hour % 12 or 12}:{value.minute:02} {'am' if value.hour < 12 else 'pm'}"
    if isinstance(value, tuple):
        return " ".join(_plain(v) for v in value if v is not None)
    return plain_text(Q(value)) if isinstance(value, int | Q) else str(value)


def _sign(x: Any, y: Any) -> int:
    if isinstance(x, bool | str | tuple) or x is None or y is None or isinstance(y, bool | str | tuple):
        return 0
    return int(y > x) - int(y < x)
