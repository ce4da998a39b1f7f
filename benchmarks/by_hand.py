"""The conversion of the 2001 debenture, written by hand in Decimal: what the interpreter is measured against.

Enters: the terms, the price table, the splits and the notice, as plain values. Leaves: the Conversion Shares. Holds: the same inputs and
the same result as the contract (to the 28 digits of Decimal); written as an engineer would who knows this paper only, for this question
only, and wants no reasons: nothing is precomputed that depends on the notice, and nothing is computed that the paper does not ask for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
CUT_OFF = time(15)
WINDOW = 20
LOWEST = 3
APPLICABLE_PERCENTAGE = Decimal("0.70")
FIXED_CONVERSION_PRICE = Decimal("0.385")
INTEREST = Decimal("0.12")
DEFAULT_INTEREST = Decimal("0.15")
YEAR = Decimal(365)


@dataclass(frozen=True)
class Prices:
    """Daily lows: `days` ascend, `lows` stand in the same order."""

    days: Sequence[date]
    lows: Sequence[Decimal]


@dataclass(frozen=True)
class Split:
    day: date
    new_shares: Decimal
    old_shares: Decimal


@dataclass(frozen=True)
class Announcement:
    """A Major Announcement; `ended` is its termination date, if it has come."""

    day: date
    ended: date | None = None


@dataclass(frozen=True)
class Notice:
    """`takes_up` is the earlier notice whose excess this one converts, with the day of that default (Section 1.3)."""

    received: datetime
    principal: Decimal
    default_payments_added: Decimal = Decimal()
    delivery_damages_added: Decimal = Decimal()
    registration_damages_added: Decimal = Decimal()
    takes_up: date | None = None


@dataclass(frozen=True)
class Debenture:
    issue_date: date = date(2001, 12, 28)
    maturity_date: date = date(2003, 12, 28)
    bank_holidays: frozenset[date] = frozenset()
    splits: Sequence[Split] = field(default_factory=tuple)
    announcements: Sequence[Announcement] = field(default_factory=tuple)
    quarterly: bool = False


def conversion_date(debenture: Debenture, notice: Notice) -> date:
    """Section 1.1(a): the day of the notice, if received before 3:00 pm in Los Angeles, otherwise the next Business Day."""
    here = notice.received.astimezone(LOS_ANGELES)
    day = here.date()
    return day if here.time() < CUT_OFF else business_day(debenture, day + timedelta(days=1))


def business_day(debenture: Debenture, day: date) -> date:
    """The day, if it is a Business Day, otherwise the next."""
    while day.weekday() >= 5 or day in debenture.bank_holidays:
        day += timedelta(days=1)
    return day


def restated(debenture: Debenture, price: Decimal, after: date, upto: date) -> Decimal:
    """A price restated for the splits after one day and up to another."""
    for split in debenture.splits:
        if after < split.day <= upto:
            price = price * split.old_shares / split.new_shares
    return price


def price_of(debenture: Debenture, prices: Prices, notice: Notice, day: date) -> Decimal:
    """Section 1.3 over 1.2: of an excess that is taken up, the lesser of the price on the day of the default and the price of this day."""
    price = conversion_price(debenture, prices, day)
    if notice.takes_up is not None:
        then = conversion_price(debenture, prices, notice.takes_up)
        price = min(restated(debenture, then, notice.takes_up, day), price)
    return price


def conversion_price(debenture: Debenture, prices: Prices, day: date) -> Decimal:
    """Section 1.2(b) over 1.2(a): while a Major Announcement stands, the lower of the price of its day and the price of this day."""
    price = plain_price(debenture, prices, day)
    for announcement in debenture.announcements:
        if announcement.day <= day and (announcement.ended is None or day <= announcement.ended):
            price = min(price, plain_price(debenture, prices, announcement.day))
    return price


def plain_price(debenture: Debenture, prices: Prices, day: date) -> Decimal:
    """Section 1.2(a): the lesser of 70% of the average of the lowest 3 lows of 20 Trading Days, and the fixed price."""
    last = bisect_left(prices.days, day) - 1  # the window ends 1 Trading Day before
    if bisect_right(prices.days, day) > len(prices.days) or last + 1 < WINDOW:
        raise LookupError(f"the prices do not reach back 20 Trading Days from {day}")
    first = last + 1 - WINDOW
    lows = [restated(debenture, prices.lows[i], prices.days[i], day) for i in range(first, last + 1)]
    market = sum(sorted(lows)[:LOWEST], Decimal()) / LOWEST
    fixed = restated(debenture, FIXED_CONVERSION_PRICE, debenture.issue_date, day)
    return min(APPLICABLE_PERCENTAGE * market, fixed)


def conversion_amount(debenture: Debenture, notice: Notice, day: date) -> Decimal:
    """Section 1.1(a): the principal, its interest, what is overdue and what Holder adds, actual/365; quarterly interest counts as paid when
    it was due.
    """
    final = business_day(debenture, debenture.maturity_date)
    start = debenture.issue_date
    if debenture.quarterly:
        quarters = (date(year, m, d) for year in range(start.year, day.year + 1) for m, d in ((3, 31), (6, 30), (9, 30), (12, 31)))
        start = max((quarter for quarter in quarters if start < quarter < day), default=start)
    amount = notice.principal + notice.principal * INTEREST * (min(day, final) - start).days / YEAR
    if day > final:
        amount += notice.principal * DEFAULT_INTEREST * (day - final).days / YEAR
    return amount + notice.default_payments_added + notice.delivery_damages_added + notice.registration_damages_added


def conversion_shares(debenture: Debenture, prices: Prices, notice: Notice) -> Decimal:
    """Section 1.1(a): the Conversion Amount divided by the Conversion Price, not rounded."""
    day = conversion_date(debenture, notice)
    return conversion_amount(debenture, notice, day) / price_of(debenture, prices, notice, day)
