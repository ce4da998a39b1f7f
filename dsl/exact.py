"""Exact numbers and their numerals.

Enters: decimal text. Leaves: `Q`, the exact rational, and the ways it is written. Holds: no binary floating point anywhere.

`Q` is `gmpy2.mpq` where it is installed and `fractions.Fraction` otherwise: the same numbers and the same printed results.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any


def _rational() -> Any:
    """`mpq`, if gmpy2 is installed. As it is imported, it asks what is installed for its own version number, and nothing else of it; that
    alone takes longer than reading a contract's grammar, at every start of the command. So the answer is put where it looks.
    """
    asked = "importlib.metadata"
    known = sys.modules.get(asked)
    if known is None:
        sys.modules[asked] = stand_in = ModuleType(asked)
        stand_in.version = lambda _: "not asked"  # type: ignore[attr-defined]
    try:
        from gmpy2 import mpq
    except ImportError:
        from fractions import Fraction

        return Fraction
    finally:
        if known is None:
            del sys.modules[asked]
    return mpq


if TYPE_CHECKING:
    from fractions import Fraction as Q
else:
    Q = _rational()

__all__ = ["Q", "decimal_text", "exact_text", "parse_decimal", "plain_text"]


def parse_decimal(text: str) -> Q | None:
    """A decimal numeral, with commas between thousands or without, as an exact rational; `None` when it is none."""
    s = text.strip()
    if "," in s:
        head, *groups = s.partition(".")[0].split(",")
        if len(head.lstrip("+-")) not in {1, 2, 3} or any(len(g) != 3 for g in groups) or "," in s.partition(".")[2]:
            return None
        s = s.replace(",", "")
    sign = -1 if s.startswith("-") else 1
    digits = s.lstrip("+-")
    whole, _, part = digits.partition(".")
    if not (whole + part).isdigit() or not (whole + part).isascii() or len(digits) > 60 or len(s) - len(digits) > 1:
        return None
    return Q(sign * int(whole + part), 10 ** len(part))


def decimal_text(value: Q, places: int = 10) -> str:
    """The decimal numeral, exact when it ends within `places`, else rounded half up at `places` digits after the point."""
    n, d = int(value.numerator), int(value.denominator)
    sign, n = ("-", -n) if n < 0 else ("", n)
    scaled, rest = divmod(n * 10**places, d)
    if rest and 2 * rest >= d:
        scaled += 1
    digits = str(scaled).rjust(places + 1, "0")
    whole, part = (digits[:-places], digits[-places:]) if places else (digits, "")
    if not rest:
        part = part.rstrip("0")
    text = whole + ("." + part if part else "")
    return ("-" + text) if sign and text.strip("0.") else text


def exact_text(value: Q) -> str:
    """The rational as `n/d`, or `n` when whole."""
    n, d = int(value.numerator), int(value.denominator)
    return str(n) if d == 1 else f"{n}/{d}"


def plain_text(value: Q, places: int = 10) -> str:
    """The decimal numeral with commas between thousands."""
    text = decimal_text(value, places)
    sign = "-" if text.startswith("-") else ""
    whole, dot, part = text.lstrip("-").partition(".")
    return f"{sign}{int(whole):,}{dot}{part}"
