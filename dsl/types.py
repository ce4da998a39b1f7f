"""Types and units: what a value is, and how that is said.

Enters: unit words of the language. Leaves: `Type`s, their algebra and their names in sentences. Holds: `money / price` is shares; money
and shares do not add; a percentage is a number.
"""

from __future__ import annotations

from attrs import frozen

__all__ = [
    "CLOSED_DAYS",
    "CLOSED_DAY_RULE",
    "CYCLE",
    "DATE",
    "DAYS",
    "DAY_COUNT",
    "DAY_COUNTS",
    "INSTANT",
    "MONTH",
    "MONTH_END_RULE",
    "NAMES",
    "NUMBER",
    "PARTY",
    "PERIOD",
    "SECTION",
    "TEXT",
    "UNSEEN",
    "YES_NO",
    "Type",
    "divide",
    "how_written",
    "multiply",
    "named",
    "quantity",
]

Unit = tuple[tuple[str, int], ...]


@frozen
class Type:
    """A kind of value. `unit` is a product of powers (currency, `share`, `year`); `event` names what an occurrence is of;
    `options` lists the texts that a field may take; `percent` only says how a number is shown; `signed`: it may be told as less than zero.
    """

    kind: str
    unit: Unit = ()
    event: str = ""
    options: tuple[str, ...] = ()
    percent: bool = False
    signed: bool = False

    @property
    def is_quantity(self) -> bool:
        """Whether it is a number with a unit."""
        return self.kind == "quantity"

    def same(self, other: Type) -> bool:
        """Whether values of the two may be compared."""
        return self.kind == other.kind and self.unit == other.unit and self.event == other.event

    def words(self) -> str:
        """The type in a sentence: `money (USD)`, `a price (USD a share)`, `shares`, `a date`."""
        match self.kind:
            case "quantity":
                return _unit_words(self.unit)
            case "occurrence":
                return f"one {self.event}"
            case "date":
                return "a date"
            case "instant":
                return "a date and time"
            case "yes/no":
                return "yes or no"
            case "text":
                return _RULES.get(self.options, "a text")
            case "period":
                return "a number of days"
            case "cycle":
                return "a cycle"
            case "days":
                return "a list of days"
            case "unseen":
                return "of a kind that is not known here"
            case "names":
                return "a list of names"
            case "steps":
                return f"{_unit_words(self.unit)} in steps"
            case "by name":
                return f"{_unit_words(self.unit)} by name"
            case _:
                return f"a {self.kind}"


def quantity(*powers: tuple[str, int], percent: bool = False) -> Type:
    """A quantity of a product of powers of units."""
    return Type("quantity", tuple(sorted(p for p in powers if p[1])), percent=percent)


NUMBER = quantity()
PERCENT = quantity(percent=True)
DATE = Type("date")
INSTANT = Type("instant")
YES_NO = Type("yes/no")
TEXT = Type("text")
PERIOD = Type("period")
DAYS = Type("days")
MONTH = Type("month")
PARTY = Type("party")
CYCLE = Type("cycle")
DAY_COUNTS = (
    *("actual/365", "actual/360", "30/360", "30E/360", "actual/actual ISDA", "actual/actual AFB", "actual/actual year"),
    *("actual/365 actual", "actual/365.25", "actual/364", "no leap/365", "no leap/360", "30/365", "30U/360", "30/360 PSA"),
    *("30E/360 ISDA", "30E/365", "30E+/360", "28E/336", "1/1"),
)
"""The day counts that a paper may name; `interpreter.day_counts` has what they are worth."""
DAY_COUNT = Type("text", options=DAY_COUNTS)
MONTH_END_RULE = Type("text", options=("same day", "end of month"))
_WITHIN = {"": "", "month": " in the same month", "half": " in the same half of the month"}
CLOSED_DAYS: dict[str, tuple[str, str]] = {
    **{
        f"{verb} {where}{tail}": (way, within)
        for verb in ("moved to", "paid on")
        for way, where in (("next", "the next"), ("before", "the one before"))
        for within, tail in _WITHIN.items()
    },
    **{f"{verb} the nearest": ("nearest", "") for verb in ("moved to", "paid on")},
    "not moved": ("", ""),
}
"""What becomes of a date on a closed day: the direction in which it goes, and within what it stays (its `month`, the `half` of it).

A date that is `moved` is reckoned on the day to which it goes, one that is `paid` on another day on the day on which it fell.
"""
CLOSED_DAY_RULE = Type("text", options=tuple(CLOSED_DAYS))
SECTION = Type("section")
UNSEEN = Type("unseen")
"""Of a paper that is not there."""
NAMES = Type("names")
"""Names of persons: those who gave a notice together."""
MONEY = quantity(("USD", 1))
PRICE = quantity(("USD", 1), ("share", -1))
SHARES = quantity(("share", 1))
RATE = quantity(("year", -1), percent=True)
YEARS = quantity(("year", 1))

_RULES = {
    DAY_COUNT.options: "a day count",
    MONTH_END_RULE.options: "a rule for the ends of months",
    CLOSED_DAY_RULE.options: "a rule for closed days",
}
"""Texts of which the language itself has the choices, in a sentence."""

_WORDS: dict[str, Type] = {
    "USD": MONEY,
    "USD a share": PRICE,
    "shares": SHARES,
    "number": NUMBER,
    "percent": PERCENT,
    "rate a year": RATE,
    "date": DATE,
    "month": MONTH,
    "yes/no": YES_NO,
    "text": TEXT,
    "days": PERIOD,
    "section": SECTION,
    "names": NAMES,
    "cycle": CYCLE,
    "day count": DAY_COUNT,
    "month end rule": MONTH_END_RULE,
    "closed day rule": CLOSED_DAY_RULE,
    "USD by name": Type("by name", MONEY.unit),
    "shares by name": Type("by name", SHARES.unit),
}


def named(word: str) -> Type | None:
    """The type that a unit word of the language names."""
    return _WORDS.get(word)


def _power(a: Unit, b: Unit, sign: int) -> Type:
    powers = dict(a)
    for unit, n in b:
        powers[unit] = powers.get(unit, 0) + sign * n
    return quantity(*powers.items())


def multiply(a: Type, b: Type) -> Type:
    """The unit of a product."""
    result = _power(a.unit, b.unit, 1)
    return PERCENT if not result.unit and a.percent and b.percent else result


def divide(a: Type, b: Type) -> Type:
    """The unit of a quotient."""
    return _power(a.unit, b.unit, -1)


def _unit_words(unit: Unit) -> str:
    if not unit:
        return "a number"
    if unit == SHARES.unit:
        return "shares"
    if unit == PRICE.unit:
        return "a price (USD a share)"
    if unit == RATE.unit:
        return "a rate a year"
    if unit == YEARS.unit:
        return "years"
    if len(unit) == 1 and unit[0][1] == 1:
        return f"money ({unit[0][0]})"
    over = " × ".join(f"{u}^{n}" if n > 1 else u for u, n in unit if n > 0) or "1"
    under = " × ".join(f"{u}^{-n}" if n < -1 else u for u, n in unit if n < 0)
    return f"a quantity in {over}" + (f" / {under}" if under else "")


_WRITTEN = {
    "date": "write it as `June 3, 2002`",
    "text": 'write it in quotes, as `"cash"`',
    "yes/no": "write `yes` or `no`",
    "period": "write it as `3 months` or `14 calendar days`",
    "cycle": "write it as `3 months` or `14 calendar days with a short last period`",
}
_WRITTEN_UNIT = {
    MONEY.unit: "write it as `$50,000`",
    PRICE.unit: "write it as `$0.10 a share`",
    SHARES.unit: "write it as `300,000 shares`",
}


def is_bare_percentage(t: Type, x: object, unit: str) -> bool:
    """Whether a figure of more than 1 stands for a percentage without its sign: as a share, 50 is fifty times the whole."""
    return t.percent and unit == "number" and not isinstance(x, str) and abs(x) > 1  # type: ignore[arg-type]


def how_written(t: Type) -> str | None:
    """How a value of a type is told, by an example; none where a number alone would do."""
    return _WRITTEN_UNIT.get(t.unit) if t.is_quantity else _WRITTEN.get(t.kind)
