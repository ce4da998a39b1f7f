"""Contracts that are kept between runs: the same as checked anew, and never a moment longer than they are the same."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from tenor.dsl import kept
from tenor.dsl.check import check
from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Source
from tenor.dsl.exact import Q
from tenor.dsl.expressions import Lit, walk
from tenor.interpreter.facts import load_facts
from tenor.interpreter.files import open_paper
from tenor.interpreter.outcome import answer, question_of
from tenor.interpreter.world import world

ROOT = Path(__file__).resolve().parents[2]
LOAN = """language 1

contract "Loan"
  party Lender.
  party Borrower.
  currency USD.
  paper "Guarantee" is "guarantee.tenor".

Section 1 "Interest"
  "Rate" means 6%.
  "Twice" means 2 × Rate.
"""
GUARANTEE = """language 1

contract "Guarantee"
  party Lender.

Section 1 "Cap"
  "Cap" means $1,000.
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TENOR_CACHE", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the texts that are checked anew."""
    done: list[str] = []

    def noting(source: Source, opened: object = None) -> Contract:
        done.append(source.name)
        return check(source, opened)  # type: ignore[arg-type]

    monkeypatch.setattr("tenor.dsl.check.check", noting)
    return done


def opened(path: Path) -> Contract:
    return kept.kept_contract(Source(str(path), path.read_text("utf-8")), open_paper)


def loan(folder: Path) -> Path:
    (folder / "loan.tenor").write_text(LOAN, "utf-8")
    return folder / "loan.tenor"


def of_cache(folder: Path) -> Path:
    [file] = (folder / "cache" / "tenor").glob("checked-*")
    return file


@pytest.mark.parametrize("name", ["amnis/debenture-2001", "amnis/debenture-2003", "diomed/debenture-2004"])
def test_what_is_kept_is_what_was_checked(name: str, checks: list[str]) -> None:
    path = ROOT / "contracts" / f"{name}.tenor"
    new, again = opened(path), opened(path)
    assert len(checks) == 1
    assert again is not new
    assert (again.digest, again.title, again.headings, again.diagnostics) == (new.digest, new.title, new.headings, new.diagnostics)
    assert again.file == new.file
    assert again.rules == new.rules
    assert list(again.terms.items()) == list(new.terms.items())
    for mine, theirs in zip(again.rules, new.rules, strict=True):
        for one, other in zip(walk(mine.statement), walk(theirs.statement), strict=True):
            assert again.types.get(id(one)) == new.types.get(id(other))


def test_it_answers_as_the_checked_one_does() -> None:
    path = ROOT / "contracts" / "amnis" / "debenture-2001.tenor"
    given = []
    for contract in (opened(path), opened(path)):
        facts, _, found = load_facts(contract, path.with_name("demo.facts"))
        assert not found
        asked, _ = question_of(contract, "Conversion Price")
        last = facts.last_day()
        assert asked is not None
        assert last is not None
        given.append(answer(world(contract, facts), asked, last))
    assert given[0].value == given[1].value
    assert given[0].readings == given[1].readings


def test_a_text_that_changed_is_checked_anew(folder: Path, checks: list[str]) -> None:
    path = loan(folder)
    opened(path)
    path.write_text(LOAN.replace("6%", "7%"), "utf-8")
    assert opened(path).digest != ""
    assert len(checks) == 2
    opened(path)
    assert len(checks) == 2


def test_a_paper_that_comes_changes_or_goes_is_seen(folder: Path, checks: list[str]) -> None:
    path = loan(folder)
    other = folder / "guarantee.tenor"
    assert "T550" in {d.code for d in opened(path).diagnostics}
    other.write_text(GUARANTEE, "utf-8")
    assert "Cap" in opened(path).terms
    other.write_text(GUARANTEE.replace('"Cap" means', '"Ceiling" means'), "utf-8")
    assert "Ceiling" in opened(path).terms
    other.unlink()
    assert "T550" in {d.code for d in opened(path).diagnostics}
    assert len(checks) == 4


def test_a_paper_that_cannot_be_read_is_looked_at_each_time(folder: Path, checks: list[str]) -> None:
    path = loan(folder)
    (folder / "guarantee.tenor").write_bytes(b"\xff\xfe\x00garbage")
    opened(path)
    opened(path)
    assert len(checks) == 2


@pytest.mark.parametrize("spoilt", [b"", b"garbage", b"\x80\x05."])
def test_a_spoilt_one_is_made_again(folder: Path, spoilt: bytes, checks: list[str]) -> None:
    path = loan(folder)
    opened(path)
    of_cache(folder).write_bytes(spoilt)
    assert "Twice" in opened(path).terms
    opened(path)
    assert len(checks) == 2


def test_only_what_a_contract_is_made_of_is_made(folder: Path, checks: list[str]) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (folder / "trapped",)  # type: ignore[return-value]

    path = loan(folder)
    opened(path)
    of_cache(folder).write_bytes(pickle.dumps(Trap()))
    opened(path)
    assert not (folder / "trapped").exists()
    assert len(checks) == 2


def test_what_others_can_write_is_not_taken(folder: Path, checks: list[str]) -> None:
    path = loan(folder)
    opened(path)
    of_cache(folder).chmod(0o666)
    opened(path)
    assert len(checks) == 2


def test_another_version_checks_anew(folder: Path, checks: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    path = loan(folder)
    opened(path)
    monkeypatch.setattr(kept, "_version", lambda: "another")
    opened(path)
    assert len(checks) == 2


def test_numbers_of_another_kind_are_never_taken(folder: Path, checks: list[str]) -> None:
    # as where gmpy2 was installed since: a number of fractions.Fraction is equal to none of gmpy2's when it is part of a tuple
    path = loan(folder)
    code = (
        f"import sys; sys.modules['gmpy2'] = None; from tenor.apps.sources import open_contract; open_contract({str(path)!r}, sound=False)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert len(list((folder / "cache" / "tenor").glob("checked-*"))) == 1
    numbers = [n.value for part in opened(path).file.parts for x in part.sentences for n in walk(x) if isinstance(n, Lit)]
    assert numbers
    assert {type(n) for n in numbers} == {type(Q(1))}
    assert len(checks) == 1


def test_so_many_are_kept_and_no_more(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST", 3)
    for i in range(6):
        (folder / f"l{i}.tenor").write_text(LOAN, "utf-8")
        opened(folder / f"l{i}.tenor")
    assert len(list((folder / "cache" / "tenor").glob("checked-*"))) == 3


def test_what_is_installed_can_still_be_asked_after_the_numbers_are_there() -> None:
    code = (
        "import sys; import tenor.dsl.exact; assert 'importlib.metadata' not in sys.modules;"
        "from importlib.metadata import version; assert version('attrs')[0].isdigit()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
