"""The core speaks no instrument's language: the words of `forbidden-core-words.txt` stand nowhere in grammar, dsl or interpreter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import CORE, ROOT, room_files, shared_folder, text_of

LIST = Path(__file__).with_name("forbidden-core-words.txt")

# Where CamelCase would be cut: priceList, HTTPServer.
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def listed(path: Path) -> list[str]:
    """The phrases of a list, its comment lines left out."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def pattern_of(phrases: list[str]) -> re.Pattern[str]:
    """Each phrase whole, in any case, with or without a plural s, its words joined, spaced, hyphenated, underscored, or on two lines."""
    between = r"[\s_\-#]*"
    spelled = (between.join(re.escape(word) for word in re.split(r"[\s\-]+", phrase)) for phrase in phrases)
    return re.compile(rf"(?<![a-z])(?:{'|'.join(spelled)})s?(?![a-z])", re.IGNORECASE)


def breaches(root: Path, phrases: list[str]) -> list[str]:
    """`file:line: words` for each forbidden word in the core below `root`, in names of files as in their text."""
    pattern, found = pattern_of(phrases), []
    for path in room_files(root):
        name = path.relative_to(root).as_posix()
        if match := pattern.search(_HUMP.sub("_", name)):
            found.append(f"{name}: {match.group()} (in the name)")
        text = text_of(path)
        if text is None:
            continue
        text = _HUMP.sub("_", text)
        found += [f"{name}:{text.count(chr(10), 0, m.start()) + 1}: {m.group()}" for m in pattern.finditer(text)]
    return found


def test_the_core_uses_none_of_the_words() -> None:
    assert breaches(ROOT, listed(LIST)) == []


@pytest.mark.parametrize(
    "planted",
    [
        "debenture",
        "DEBENTURES",
        "conversion price",
        "conversion_price",
        "conversion-prices",
        "class TradingDay:",
        "tradingDays = 1",
        "BUSINESS_DAY = 1",
        "next_business_day",
        "buy-in",
        "BuyIn",
        "# the conversion\n    # price of it",
        "holder2",
        "the_Holder's",
        "ParityValues",
        "WARRANT",
        "(coupon)",
        "AmnisCalendar",
        "a HTTPHolder",
    ],
)
@pytest.mark.parametrize("room", CORE)
def test_a_planted_word_is_caught(tmp_path: Path, room: str, planted: str) -> None:
    (tmp_path / room).mkdir()
    (tmp_path / room / "planted.py").write_text(f"# first line\n# {planted}\n", encoding="utf-8")
    assert [b.rsplit(": ", 1)[0] for b in breaches(tmp_path, listed(LIST))] == [f"{room}/planted.py:2"]


def test_a_planted_name_of_a_file_is_caught(tmp_path: Path) -> None:
    (tmp_path / "dsl").mkdir()
    (tmp_path / "dsl" / "trading_day.txt").touch()
    assert breaches(tmp_path, listed(LIST)) == ["dsl/trading_day.txt: trading_day (in the name)"]


@pytest.mark.parametrize(
    "clean", ["placeholder", "calendar", "buying", "warranted", "warranty", "conversion of a price", "day of trading", "blenders"]
)
def test_other_words_are_left_alone(tmp_path: Path, clean: str) -> None:
    (tmp_path / "dsl").mkdir()
    (tmp_path / "dsl" / "clean.py").write_text(clean, encoding="utf-8")
    assert breaches(tmp_path, listed(LIST)) == []


def test_the_list_has_lost_nothing() -> None:
    assert set(listed(shared_folder() / "design" / "forbidden-core-words.txt")) <= set(listed(LIST))
