"""What changes if a contract is signed as amended: by provision, and on the facts told, with whom each change favours.

Enters: two contracts (`--with` the second) and one set of facts. Leaves: a reply: the provisions that differ, then each figure, day and
right that differs before and after. Holds: both are run on the same facts, as if each had always held; whom a change favours is said only
where the sentence itself names who is owed or entitled.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import frozen

from tenor.apps.answers import Setting, put
from tenor.apps.differences import grouped, verdict
from tenor.apps.page import Block, Row
from tenor.apps.particulars import env_of
from tenor.apps.questions.claims import claims_of
from tenor.apps.questions.deliver import dues
from tenor.apps.questions.reply import Asking, Reply
from tenor.apps.questions.subject import exchanges, own
from tenor.apps.readings import difference
from tenor.apps.sources import FINDINGS, UNREADABLE, Stop
from tenor.dsl import syntax as s
from tenor.dsl import types as ty
from tenor.dsl.contract import Contract
from tenor.dsl.diff import Comparison, compare
from tenor.interpreter.arithmetic import day_value
from tenor.interpreter.standing import places, right_state
from tenor.interpreter.values import Unknown
from tenor.interpreter.wording import brief, counted, joined, long_day, plain, restyled, said

__all__ = ["amend", "versions"]


@frozen(eq=False)
class Held:
    """A figure, a day or a right as it stands under one text: its value, and whom more (or later, or open) of it favours."""

    value: Any
    type: ty.Type | None
    section: str
    more: str = ""
    less: str = ""


def amend(a: Asking) -> Reply:
    """The reply."""
    if a.other is None:
        raise Stop("--with: say with which text, as --with amended.tenor", UNREADABLE)
    old, new = a.setting, a.other
    compared = versions(old.contract, new.contract)
    redline = list(_redline(compared))
    before, after = _held(old), _held(new)
    changed = [(k, before.get(k), after.get(k)) for k in dict.fromkeys((*before, *after)) if _differs(before.get(k), after.get(k))]
    rows = [_row(what, x, y) for what, x, y in changed]
    first = f"{counted(len(redline), 'provision differs', 'provisions differ')} in words; on the facts told to {long_day(old.when.day)}"
    rest = f"{counted(len(changed), 'figure, day or right changes', 'figures, days and rights change')}"
    favoured = [w for w in (_favours(x, y) for _, x, y in changed) if w]
    whom = [f"{name} in {favoured.count(name)}" for name in dict.fromkeys(favoured)]
    sentences = [f"{first} {rest if changed else 'nothing changes'}."]
    if whom:
        sentences.append(f"Of these, what the sentences themselves say favours {joined(whom)}.")
    return Reply(
        "What changes if it is signed as amended?",
        tuple(sentences),
        (Block("By provision", tuple(redline)), Block("On these facts, before and after", tuple(rows))),
        (Block("Consents", (Row("who must agree, and whether they have, the facts do not say", section=_amendments(old.contract)),)),),
        (
            Block(
                "Facts from before it takes effect",
                (Row("both texts are run as if each had always held; which text governs earlier facts is for the amendment to say"),),
            ),
        ),
        (Block("The other text", (Row(f"{new.contract_path}, SHA-256 {new.contract.digest[:16]}"),)),),
        data={"with": new.contract_path, "changes": [_data(w, x, y) for w, x, y in changed]},
    )


def _amendments(c: Contract) -> str:
    """The section whose heading speaks of amendments, if there is one."""
    return next((at for at, title in c.headings.items() if "amend" in title.lower()), "")


# ── the words


def versions(old: Contract, new: Contract) -> Comparison:
    """How two texts compare; those of two papers stop the command."""
    found = compare(old, new)
    if found.unrelated:
        raise Stop(f"--with: {verdict(found)}", FINDINGS)
    return found


def _redline(found: Comparison) -> Iterator[Row]:
    """What differs, provision by provision, in words."""
    for group in grouped(found):
        entries = []
        for entry in group.entries:
            d = entry.difference
            mark = "gone: " if d.new is None else "new: " if d.old is None else ""
            rows = tuple(Row(brief(restyled(x), 240)) for x in entry.said)
            entries.append(Row(f"{mark}{entry.title}", under=rows))
        yield Row(group.title, section=group.new or group.old, under=(*(Row(x) for x in group.said), *entries))


# ── on the facts


def _held(st: Setting) -> dict[str, Held]:
    """Everything of a text that is compared on the facts: claims, duties, rights, prices, balances and terms."""
    c = st.contract
    found: dict[str, Held] = {}
    for x in claims_of(st):
        of = f" ({restyled(x.about)})" if x.about else ""
        found[f"{x.debtor} owes {x.creditor} {x.name}{of}"] = Held(x.amount.value, c.terms[x.name].type, x.section, x.creditor, x.debtor)
        day = day_value(x.due.value) if x.due is not None else None
        if isinstance(day, date):
            found[f"{x.name}{of} is payable"] = Held(day, None, x.section, x.debtor, x.creditor)
    for d in dues(st, list(own(c, s.Duty))):
        of = f" ({restyled(d.state.about)})" if d.state.about else ""
        held = Held(day_value(d.state.due.value), None, d.state.section, d.state.debtor, d.state.creditor)
        found[f"{d.state.debtor} must {d.state.act}{of}, by"] = held
    for rule in own(c, s.Power):
        power = rule.statement
        assert isinstance(power, s.Power)
        for env, about in places(env_of(st), rule):
            right = right_state(env, rule, about)
            words = f"{power.party} may give {power.event}" + (f" ({about})" if about else "")
            found[words] = Held(right.open, ty.YES_NO, rule.section, power.party)
            if isinstance(right.closes, date):
                found[f"{words}, last day"] = Held(right.closes, None, rule.section, power.party)
    prices = {x.quotient.price_name(c): (c.events[x.event].receiver, x.party) for x in exchanges(c)}
    for name, info in c.terms.items():
        if info.rules[0].paper or info.scope or info.schedule or info.kind not in {"balance", "definition", "blank"}:
            continue
        if not info.type.is_quantity and info.type.kind not in {"date", "yes/no"}:
            continue
        _, given = put(st, name)
        found.setdefault(name, Held(given.value, given.type, info.section, *prices.get(name, ())))
    return found


def _differs(x: Held | None, y: Held | None) -> bool:
    if x is None or y is None:
        return x is not y
    if isinstance(x.value, Unknown) or isinstance(y.value, Unknown):
        return isinstance(x.value, Unknown) is not isinstance(y.value, Unknown)
    return bool(x.value != y.value)


def _favours(x: Held | None, y: Held | None) -> str:
    """Whom a change favours, where the sentence says who is owed or entitled."""
    if x is None or y is None or isinstance(x.value, Unknown) or isinstance(y.value, Unknown):
        return ""
    return x.more if y.value > x.value else x.less


def _row(what: str, x: Held | None, y: Held | None) -> Row:
    def of(h: Held | None) -> str:
        return "not there" if h is None else said(h.value, h.type)

    one = x or y
    assert one is not None
    apart = difference(x.value, y.value, x.type)[0] if x is not None and y is not None else ""
    whom = _favours(x, y)
    note = "; ".join(w for w in (apart, f"favours {whom}" if whom else "") if w)
    return Row(f"{what}: {of(x)} becomes {of(y)}", section=one.section, note=f"({note})" if note else "")


def _data(what: str, x: Held | None, y: Held | None) -> dict[str, Any]:
    return {
        "what": what,
        "before": plain(x.value)[0] if x is not None else None,
        "after": plain(y.value)[0] if y is not None else None,
        "favours": _favours(x, y) or None,
        "section": (x or y).section if x or y else None,  # type: ignore[union-attr]
    }
