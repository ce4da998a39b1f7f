"""The index of messages is what its examples come to, and has every code."""

from __future__ import annotations

import re

from tests.docs.errors_page import PAGE, errors_page
from tests.support import ROOT, room_files

_CODE = re.compile(r"[\"'](T\d{3})[\"']")


def codes_given_out() -> set[str]:
    """Every code that a module of the core gives out."""
    return {code for path in room_files(ROOT, ("dsl", "interpreter"), ".py") for code in _CODE.findall(path.read_text("utf-8"))}


def test_the_page_is_what_its_examples_come_to() -> None:
    assert PAGE.read_text("utf-8") == errors_page(), "write it anew: python -m tests.docs --errors"


def test_every_code_has_one_entry_in_order() -> None:
    entries = re.findall(r"^### (T\d{3})\b", PAGE.read_text("utf-8"), re.MULTILINE)
    assert entries == sorted(set(entries))
    assert sorted(codes_given_out() - set(entries)) == []


def test_every_entry_has_its_examples() -> None:
    for entry in re.split(r"(?m)^(?=### )", PAGE.read_text("utf-8"))[1:]:
        assert entry.count("\n```") in {4, 6}, entry[:60]
