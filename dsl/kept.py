"""Checked contracts, kept in the user's cache folder between runs.

Enters: the text of a paper, and a way to open the papers that it names. Leaves: its checked `Contract`, kept from an earlier run where
neither its text, nor that of a paper that it names, nor Tenor itself has changed since; otherwise checked anew. Holds: whatever is amiss
with what is kept (spoilt, another's, of another version), the contract is checked anew; only classes that a contract is made of are ever
made from it.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Source
from tenor.dsl.expressions import Node
from tenor.dsl.suite import Opener, digest_of

__all__ = ["kept_contract"]

_MOST = 48  # contracts kept; the oldest go first
_MADE_HERE = frozenset({"types", "remembered"})  # by identity, and found out again


def kept_contract(source: Source, opened: Opener) -> Contract:
    """The contract that `check` gives for a text, from the cache folder where that is the same."""
    place = _place(source)
    found = _taken(place, source, opened) if place is not None else None
    if found is not None:
        return found
    from tenor.dsl.check import check

    asked: dict[str, str | None] = {}
    whole = True

    def opening(path: str) -> Any:
        nonlocal whole
        other = opened(path)
        whole = whole and (other is None or isinstance(other, Source))
        asked[path] = digest_of(other) if isinstance(other, Source) else None
        return other

    contract = check(source, opening)
    if place is not None and whole:
        _keep(place, contract, asked)
    return contract


def _place(source: Source) -> Path | None:
    from tenor.dsl.parse import cache_folder

    folder = cache_folder()
    if folder is None:
        return None
    name = f"{Path.cwd()}\n{source.name}"
    return folder / f"checked-{hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}.pickle"


@cache
def _version() -> str:
    """What tells this Tenor from another, changed files of its own and another kind of exact numbers included."""
    from tenor import __version__
    from tenor.dsl.exact import Q

    room = Path(__file__).resolve().parent
    files = sorted(f for folder in (room, room.parent / "grammar") for f in folder.iterdir() if f.suffix in {".py", ".lark", ".txt"})
    stats = [(f.name, (s := f.stat()).st_size, s.st_mtime_ns) for f in files]
    return repr((__version__, sys.version, f"{Q.__module__}.{Q.__name__}", stats))


class _Noting(pickle.Pickler):
    """Notes the nodes in the order in which they are written, so that their types can be told apart from other nodes'."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, protocol=5)
        self.nodes: list[Node] = []

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, Node):
            self.nodes.append(obj)
        return NotImplemented


class _OfContracts(pickle.Unpickler):
    """Makes nothing but what a contract is made of."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("tenor.dsl.") or (module, name) in _PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a contract")


_PLAIN = frozenset(
    {
        ("builtins", "set"),
        ("builtins", "frozenset"),
        ("datetime", "date"),
        ("datetime", "time"),
        ("datetime", "datetime"),
        ("datetime", "timedelta"),
        ("fractions", "Fraction"),
        ("gmpy2", "from_binary"),
        ("gmpy2.gmpy2", "from_binary"),
    }
)


def _keep(place: Path, contract: Contract, asked: dict[str, str | None]) -> None:
    parts = {a.name: getattr(contract, a.name) for a in attrs.fields(Contract) if a.name not in _MADE_HERE}
    file = io.BytesIO()
    pickle.dump((_version(), contract.source.name, contract.digest, asked), file, protocol=5)
    writer = _Noting(file)
    try:
        writer.dump(parts)
        nodes, writer.nodes = writer.nodes, []
        writer.dump([(n, contract.types[id(n)]) for n in nodes if id(n) in contract.types])
    except RecursionError:
        return  # too deep to be kept
    try:
        for old in sorted(place.parent.glob("checked-*.pickle"), key=lambda f: f.stat().st_mtime_ns)[: -_MOST + 1]:
            old.unlink()
        temporary = place.with_suffix(f".{os.getpid()}")
        temporary.write_bytes(file.getvalue())
        temporary.chmod(0o600)
        temporary.replace(place)
    except OSError:
        pass  # a cache that cannot be written is no reason to fail


def _taken(place: Path, source: Source, opened: Opener) -> Contract | None:
    try:
        with place.open("rb") as file:
            owned = os.fstat(file.fileno())
            if hasattr(os, "getuid") and (owned.st_uid != os.getuid() or owned.st_mode & 0o022):
                return None  # somebody else could have written it
            data = io.BytesIO(file.read())
        version, name, digest, asked = _OfContracts(data).load()
        if (version, name, digest) != (_version(), source.name, digest_of(source)):
            return None
        for path, was in asked.items():
            other = opened(path)
            if (digest_of(other) if isinstance(other, Source) else other) != was:
                return None
        reader = _OfContracts(data)
        parts = reader.load()
        return Contract(**parts, types={id(node): kind for node, kind in reader.load()})
    except Exception:  # noqa: BLE001 -- whatever is amiss with what was kept, the contract is checked anew
        return None
