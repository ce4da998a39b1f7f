"""Made-up contracts and facts: well typed by construction, small, with something of everything.

A contract has blanks, terms of every unit with lists and conditions, an event with fields, definitions for each of it, a right with a
limit of amount and one of so far, a balance with postings, accruals (one at a rate told by day), a claim, a deadline, a window of prices,
runs and counts of days. Facts tell some of it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

FIRST = date(2002, 3, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(40)]
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
HEAD = """language 1
contract "Made Up", a transcription of "made-up".
times are in Los Angeles.
party Maker is "Maker, Inc.", a company.
party Payee is "Payee, Ltd.", a company.
security Stock of Maker.
calendar Open Day: Monday to Friday, less the days in "fed_reserve_closed_weekdays_2001_2010".
calendar Dealing Day: days on which Stock trades.
event "Demand" from Payee to Maker: amount (USD), wanted (shares, or if none 10 shares), by date (date), kind (text "one" or "two").
event "Supply" by Maker: demand (Demand), back (date, when it comes).
event "Payment" by Maker: amount (USD).
event "Stock Split" by Maker: new shares (number), old shares (number); restates each price by its old shares / its new shares.
act "supply the goods" is Supply.
"""
TAIL = """
Section 9 "What is always there"
  blank "Sum Lent" (USD): $900.
  blank "Untold Blank" (USD).
  blank "Start" (date): March 4, 2002.
  observation "Held" (shares).
  balance "Principal" (USD) opens on Start at Sum Lent.
  balance "Side" (USD) opens on Start at $0.
  "Interest" accrues on Principal at 12% a year, actual/365, from Start, first day out and last day in.
  observation "Index" (rate a year).
  "Floating" accrues on Principal at Index + 1% a year, actual/360, from Start, first day in and last day out.
  "Stepped Rate" means 9% a year, if Demand has occurred, otherwise 6% a year.
  "Stepped" accrues on Principal at Stepped Rate, 30/360, from Start, first day in and last day out.
  "Dear" means that low of Stock is at least $0.30 a share.
  "Dear Run" means the end of the first 2 consecutive Dealing Days after Start on which Dear.
  "Run Begun" means the start of the first 3 consecutive calendar days after Start on which (Principal exceeds $700).
  "Ever Dear" means that every day of the 4 Dealing Days before the day asked is one on which (Dear or Supply has occurred).
  "Dear Days" means the number of Dealing Days from Start to the day asked inclusive on which Dear.
  "High Days" means the number of calendar days from Start to the day asked inclusive on which (Interest exceeds $2).
  "Quote" means the average of the lowest 2 Day Quotes in the 3 Dealing Days before the day asked.
  "Day Quote" means low of Stock restated from that day to the day asked.
  Payee may give Demand, after Start, for at most Principal, so far as "Share Limit": its wanted is at most 10% of Held.
  for each Demand:
    "Due" means the later of (i) its by date, and (ii) 2 Open Days after its day.
    "Share" means its amount / $2 a share, kept exact.
    "Interest On It" means Interest accrued and unpaid on its amount to its day.
    Maker must supply the goods to Payee within 3 Open Days after its receipt ("Deadline").
    "Supplied" means the day of the first Supply for it.
    if Supplied is after Deadline:
      Maker owes Payee $5 ("Fine") for each day from Deadline to Supplied inclusive.
    Principal decreases by its amount with its Interest.
  for each Payment:
    Principal increases by its amount.
    on (the end of the first 2 consecutive Dealing Days after its day on which Dear), Side increases by $1.
  for each Supply:
    on its back, Side increases by $7.
  "Total Demanded" means that Demand has occurred.
"""


def written(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def _joined(kind: str, parts: list[str]) -> str:
    labels = ["i", "ii", "iii", "iv"]
    limbs = [f"({label}) {part}" for label, part in zip(labels, parts, strict=False)]
    return f"{kind} {', '.join(limbs[:-1])}, and {limbs[-1]}"


@st.composite
def contract_texts(draw: Any) -> str:
    """A contract that checks."""
    terms: dict[str, list[str]] = {
        "money": ["Sum Lent", "Untold Blank", "Principal", "Interest"],
        "price": ["Quote"],
        "shares": ["Held"],
        "date": ["Start"],
        "number": [],
        "truth": ["Total Demanded"],
    }
    literals = {
        "money": st.integers(0, 500).map(lambda n: f"${n}"),
        "price": st.integers(1, 90).map(lambda n: f"$0.{n:02} a share"),
        "shares": st.integers(0, 500).map(lambda n: f"{n} shares"),
        "date": st.sampled_from(DAYS).map(written),
        "number": st.integers(0, 9).map(str),
        "truth": st.sampled_from(["yes", "no"]),
    }

    def atom(kind: str) -> str:
        if terms[kind] and draw(st.booleans()):
            return draw(st.sampled_from(terms[kind]))
        return draw(literals[kind])

    def closed(kind: str, depth: int) -> str:
        return f"({value(kind, depth)})" if depth > 0 else atom(kind)

    def value(kind: str, depth: int) -> str:
        if depth <= 0:
            return atom(kind)
        a, b = closed(kind, depth - 1), closed(kind, depth - 2)
        choice = draw(st.integers(0, 4))
        match kind:
            case "truth":
                other = draw(st.sampled_from(["money", "shares", "number"]))
                x, y = closed(other, depth - 1), closed(other, depth - 2)
                day, then = closed("date", depth - 1), closed("date", depth - 2)
                return [
                    f"{x} {draw(st.sampled_from(['exceeds', 'is at most', 'is at least', 'is less than', 'is']))} {y}",
                    f"{a} and {b}",
                    f"{a} or {b}",
                    f"not {a}",
                    f"{day} {draw(st.sampled_from(['is before', 'is after', 'is on or before']))} {then}",
                ][choice]
            case "date":
                unit, way = draw(st.sampled_from(["calendar days", "Open Days"])), draw(st.sampled_from(["after", "before"]))
                return [
                    f"{draw(st.integers(0, 9))} {unit} {way} {a}",
                    f"{a} moved to the next Open Day",
                    _joined("the earlier of", [a, b]),
                    _joined("the later of", [a, b]),
                    "the day of the first Demand",
                ][choice]
            case _:
                number = closed("number", depth - 2)
                extra = {
                    "money": f"{closed('price', depth - 2)} × {closed('shares', depth - 2)}",
                    "shares": f"{closed('money', depth - 2)} / {closed('price', depth - 2)} rounded down to 1 share",
                    "price": f"{a} × {number}",
                    "number": f"the number of days from {closed('date', 0)} to {closed('date', 0)}",
                }[kind]
                return [
                    f"{a} + {b}",
                    f"{a} - {b}",
                    _joined(draw(st.sampled_from(["the lesser of", "the greater of", "the sum of"])), [a, b]),
                    extra,
                    f"{a} × {number}",
                ][choice]

    lines = ['Section 1 "Made up"']
    for i in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(sorted(terms)))
        name = f"Term {'ABCDEFGH'[i]}"
        body = value(kind, draw(st.integers(1, 3)))
        end = ", kept exact" if kind == "shares" else ""
        if draw(st.integers(0, 3)) == 0 and kind != "truth" and not body.startswith("the "):
            body = f"{closed(kind, 1)}, if {closed('truth', 1)}, otherwise {closed(kind, 1)}"
            end = ""
        lines.append(f'  "{name}" means {"that " if kind == "truth" else ""}{body}{end}.')
        terms[kind].append(name)
    return HEAD + "\n".join(lines) + TAIL


TIMES = st.one_of(st.none(), st.tuples(st.integers(0, 23), st.integers(0, 59)))


@st.composite
def facts_data(draw: Any) -> dict[str, Any]:
    """Facts in the JSON form, each at an instant of its own."""
    data: dict[str, Any] = {"blanks": {}, "observations": {}, "market": {}, "facts": []}
    if draw(st.booleans()):
        data["blanks"]["Sum Lent"] = str(draw(st.integers(100, 2000)))
    if draw(st.booleans()):
        data["blanks"]["Untold Blank"] = str(draw(st.integers(0, 50)))
    if draw(st.booleans()):
        data["observations"]["Held"] = str(draw(st.integers(0, 300)))
    if draw(st.booleans()):
        rows = [{"date": d.isoformat(), "low": f"0.{draw(st.integers(1, 99)):02}"} for d in DAYS if d.weekday() < 5]
        data["market"]["Stock"] = {"rows": rows, "complete": True}
    if draw(st.booleans()):
        days = draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=4, unique=True))
        data["series"] = {"Index": {"rows": [{"date": d.isoformat(), "index": f"{draw(st.integers(0, 9))}.5"} for d in sorted(days)]}}
    instants = draw(st.lists(st.tuples(st.sampled_from(DAYS), st.integers(0, 23), st.integers(0, 59)), max_size=6, unique=True))
    demands = 0
    for day, hour, minute in sorted(instants):
        at = f"{day.isoformat()}T{hour:02}:{minute:02}"
        kind = draw(st.sampled_from(["Demand", "Demand", "Supply", "Payment", "Stock Split"]))
        match kind:
            case "Demand":
                fact = {"amount": str(draw(st.integers(1, 400))), "by date": draw(st.sampled_from(DAYS)).isoformat(), "kind": "one"}
                if draw(st.booleans()):
                    fact["wanted"] = str(draw(st.integers(0, 60)))
                demands += 1
            case "Supply" if demands:
                fact = {"demand": draw(st.integers(1, demands))}
                if draw(st.booleans()):
                    fact["back"] = draw(st.sampled_from(DAYS)).isoformat()
            case "Stock Split":
                fact = {"new shares": str(draw(st.integers(1, 4))), "old shares": str(draw(st.integers(1, 4)))}
            case _:
                kind, fact = "Payment", {"amount": str(draw(st.integers(1, 300)))}
        data["facts"].append({"at": at, "event": kind, **fact})
    return data
