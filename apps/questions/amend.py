"""What changes if a contract is signed as amended: by provision, and on the facts told, with whom each change favours.

Enters: two contracts (`--with` the second) and one set of facts. Leaves: a reply: the provisions that differ, then each figure, day and
right that differs before and after. Holds: both are run on the same facts, as if each had always held; whom a change favours is said only
where the sentence itself names who is owed or entitled.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenor.apps.answers import Setting, put
from tenor.apps.differences import grouped, verdict
from tenor.apps.gains import gainer, more
from tenor.apps.page import Block, Row, of_words
from tenor.apps.questions.claims import claims_of
from tenor.apps.questions.reply import Asking, Reply
from tenor.apps.questions.subject import exchanges
from tenor.apps.readings import ABSENT, Change, Figures, changed, difference, entitlements, shown
from tenor.apps.sources import FINDINGS, UNREADABLE, Stop
from tenor.dsl.contract import Contract
from tenor.dsl.diff import Comparison, compare
from tenor.interpreter.wording import brief, counted, joined, long_day, plain, restyled

__all__ = ["amend", "versions"]


def amend(a: Asking) -> Reply:
    """The reply."""
    if a.beside is None:
        raise Stop("--with: say with which text, as --with amended.tenor", UNREADABLE)
    old, new = a.setting, a.beside.setting
    redline = list(_redline(a.beside.compared))
    changes = [(x, _favours(old.contract, x)) for x in changed(_figures(old), _figures(new))]
    first = f"{counted(len(redline), 'provision differs', 'provisions differ')} in words; on the facts told to {long_day(old.when.day)}"
    rest = f"{counted(len(changes), 'figure, day or right changes', 'figures, days and rights change')}"
    favoured = [whom for _, whom in changes if whom]
    whom = [f"{name} in {favoured.count(name)}" for name in dict.fromkeys(favoured)]
    sentences = [f"{first} {rest if changes else 'nothing changes'}."]
    if whom:
        sentences.append(f"Of these, what the sentences themselves say favours {joined(whom)}.")
    return Reply(
        "What changes if it is signed as amended?",
        tuple(sentences),
        (Block("By provision", tuple(redline)), Block("On these facts, before and after", tuple(_row(x, whom) for x, whom in changes))),
        (Block("Consents", (Row("who must agree, and whether they have, the facts do not say", section=_amendments(old.contract)),)),),
        (
            Block(
                "Facts from before it takes effect",
                (Row("both texts are run as if each had always held; which text governs earlier facts is for the amendment to say"),),
            ),
        ),
        (Block("The other text", (Row(f"{new.contract_path}, SHA-256 {new.contract.digest[:16]}"),)),),
        data={"with": new.contract_path, "changes": [_data(x, whom) for x, whom in changes]},
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


def _figures(st: Setting) -> Figures:
    """Everything of a text that is compared on the facts: days of duties and claims, rights, amounts owed, prices, balances and terms."""
    c = st.contract
    found: Figures = {}
    for x in claims_of(st):
        words = f"{x.debtor} owes {x.creditor} {x.name}{of_words(x.about)}"
        found["Amounts", words] = (x.amount.value, c.terms[x.name].type, x.section)
    found |= entitlements(st)
    for name, info in c.terms.items():
        if info.rules[0].paper or info.scope or info.schedule or info.kind not in {"balance", "definition", "blank"}:
            continue
        if info.type.is_quantity or info.type.kind in {"date", "yes/no"}:
            _, given = put(st, name)
            found["Terms", name] = (given.value, given.type, info.section)
    return found


def _favours(c: Contract, x: Change) -> str:
    """Whom a change favours, where the sentence says who is owed or entitled, or who turns an amount into units at a price."""
    prices = {e.quotient.price_name(c): (c.events[e.event].receiver, e.party) for e in exchanges(c)}
    higher = more(x.before, x.after)
    if x.what in prices and x.of == "Terms" and higher is not None:
        return prices[x.what][0 if higher else 1]
    return gainer(c, x)


def _row(x: Change, whom: str) -> Row:
    apart = difference(x.before, x.after, x.type)[0]
    note = "; ".join(w for w in (apart, f"favours {whom}" if whom else "") if w)
    words = f"{x.what}: {shown(x.before, x.type)} becomes {shown(x.after, x.type)}"
    return Row(words, section=x.section, note=f"({note})" if note else "")


def _data(x: Change, whom: str) -> dict[str, Any]:
    return {
        "what": x.what,
        "before": None if x.before is ABSENT else plain(x.before)[0],
        "after": None if x.after is ABSENT else plain(x.after)[0],
        "favours": whom or None,
        "section": x.section or None,
    }
