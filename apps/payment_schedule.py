"""The schedule of payments of a contract: as a table, for programs, for a spreadsheet.

Enters: a setting. Leaves: lines, data, rows of a CSV. Holds: one row a payment, or an event without one; an amount that cannot be told says
what it needs; only balances that something changed are shown.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from tenor.apps.answers import Setting, header
from tenor.apps.sources import Stop
from tenor.interpreter.cash_flows import CashFlow, cash_flows
from tenor.interpreter.values import Unknown
from tenor.interpreter.wording import plain, said

__all__ = ["schedule_csv", "schedule_data", "schedule_lines"]


def _flows(s: Setting, party: str) -> list[CashFlow]:
    known = s.contract.parties
    if party and party not in known:
        raise Stop(f"--seen-by: `{party}` is no party; the parties are " + ", ".join(known))
    return cash_flows(s.world, s.when.day)


def _moved(flows: list[CashFlow]) -> list[str]:
    """The balances that are not the same in all rows."""
    names = dict.fromkeys(name for f in flows for name in f.balances)
    return [n for n in names if len({repr(f.balances.get(n)) for f in flows if f.balances}) > 1]


def _what(f: CashFlow) -> str:
    event = f"{f.event} {f.number}" if f.number else f.event
    return f"{f.claim} ({event})" if f.claim and event else f.claim or event


def _amount(s: Setting, f: CashFlow, party: str) -> str:
    if f.amount is None:
        return ""
    if isinstance(f.amount, Unknown):
        return "undetermined"
    t = s.contract.terms[f.claim].type
    return said(f.seen_by(party) if party and f.seen_by(party) is not None else f.amount, t)


def schedule_lines(s: Setting, party: str = "") -> list[str]:
    """The table: date, what, amount, who pays whom, section, balances after."""
    flows = _flows(s, party)
    names = _moved(flows)
    rows = [["Date", "What", "Amount", "From → to", "Section", *names]]
    for f in flows:
        after = [said(f.balances[n], s.contract.terms[n].type, short=True) if n in f.balances else "" for n in names]
        who = f"{f.payer} → {f.payee}" if f.payer else ""
        rows.append([f.day.isoformat() if f.day else "not said", _what(f), _amount(s, f, party), who, f.section, *after])
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    right = {2, *range(5, 5 + len(names))}
    lines = ["  ".join(c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))) for row in rows]
    needs = sorted({(n.words, n.section) for f in flows if isinstance(f.amount, Unknown) for n in f.amount.needs})
    wanted = ["", "What is missing", *(f"  {words}" + (f" ({section})" if section else "") for words, section in needs)] if needs else []
    none = ["nothing is to be paid to this day"] if not flows else []
    return [*header(s), "", *(line.rstrip() for line in lines if flows), *none, *wanted]


def _records(s: Setting, party: str) -> list[dict[str, Any]]:
    found = []
    for f in _flows(s, party):
        amount = f.seen_by(party) if party else f.amount
        needs = [{"words": n.words, "section": n.section or None} for n in f.amount.needs] if isinstance(f.amount, Unknown) else []
        found.append(
            {
                "date": plain(f.day)[0],
                "event": f.event or None,
                "number": f.number or None,
                "claim": f.claim or None,
                "amount": plain(amount)[0],
                "from": f.payer or None,
                "to": f.payee or None,
                "section": f.section or None,
                "balances": {name: plain(v)[0] for name, v in f.balances.items()},
                "needs": needs,
            }
        )
    return found


def schedule_data(s: Setting, party: str = "") -> dict[str, Any]:
    """The same for programs."""
    return {"cash_flows": _records(s, party)}


def schedule_csv(s: Setting, party: str = "") -> str:
    """The same as comma-separated rows, each balance a column."""
    records = _records(s, party)
    names = list(dict.fromkeys(n for r in records for n in r["balances"]))
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["date", "event", "number", "claim", "amount", "from", "to", "section", *names])
    for r in records:
        writer.writerow(
            [r[k] for k in ("date", "event", "number", "claim", "amount", "from", "to", "section")] + [r["balances"].get(n) for n in names]
        )
    return out.getvalue()
