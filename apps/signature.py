"""Who signed which text, and what changed since.

Enters: a contract, and the record of signatures beside it (`note.tenor`: `note.signed`). Leaves: its `Status`, in words and as data; a
new signature in the record. Holds: a text is signed while its digest and those of its suite are the ones signed, by a preparer and by a
reviewer of another name; each seal is made from all that stands above it, so that a record changed by hand is seen, and nothing in it is
then relied on. A seal shows a change; it does not prove who made it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from attrs import field, frozen

from tenor.apps.fingerprint import days_listed, fingerprints
from tenor.apps.sources import FINDINGS, Stop
from tenor.dsl.contract import Contract
from tenor.dsl.suite import Paper, digest_of
from tenor.interpreter.wording import counted, joined, long_day

__all__ = [
    "Record",
    "Signature",
    "SignedText",
    "Status",
    "paper_words",
    "record_of",
    "record_path",
    "signed",
    "status_data",
    "status_lines",
    "status_of",
    "text_data",
    "texts_words",
]

_LARGEST = 4_000_000
_HEAD = (
    "-- Written by `tenor sign`. Each seal is made from all that stands above it: a line changed by hand breaks it.\n"
    "-- A text holds the SHA-256 of its file and of every provision, comments and layout left out.\n"
)


@frozen
class Signature:
    """One name under a text."""

    name: str
    role: str
    on: date
    note: str = ""


@frozen
class SignedText:
    """A text as it was signed: the digest of its file and of the exhibit, the readings taken, the lists of days that it names, and the
    provisions of each paper of its suite.
    """

    digest: str
    exhibit: str
    readings: Mapping[str, str]
    days: Mapping[str, str]
    provisions: Mapping[str, str]
    others: Mapping[str, tuple[str, str, Mapping[str, str]]] = field(factory=dict)
    """file → digest, what the text calls it, provisions"""
    signatures: tuple[Signature, ...] = ()

    def by(self, role: str) -> tuple[Signature, ...]:
        """Those who signed it in a role."""
        return tuple(x for x in self.signatures if x.role == role)

    @property
    def whole(self) -> bool:
        """Whether both a preparer and a reviewer signed."""
        return bool(self.by("preparer") and self.by("reviewer"))


@frozen
class Record:
    """The texts of a contract that were signed, in order; `fault` says why it cannot be relied on."""

    path: str
    texts: tuple[SignedText, ...] = ()
    fault: str = ""
    written: str = field(default="", repr=False)


@frozen
class Status:
    """Whether a text is signed.

    `kind`: unsigned; damaged, its record cannot be relied on; prepared, not reviewed; signed; laid out anew, no provision changed;
    changed; superseded, a later text was signed. `changed` names provisions in the order of the text, `(new)` or `(removed)` behind.
    """

    kind: str
    record: str = ""
    number: int = 0
    text: SignedText | None = None
    changed: tuple[str, ...] = ()
    fault: str = ""
    unsigned_papers: tuple[str, ...] = ()

    @property
    def signed(self) -> bool:
        """Whether this very text stands signed by both."""
        return self.kind == "signed"

    def words(self) -> str:
        """In a line."""
        text = self.text
        if text is None:
            return "unsigned" if not self.fault else f"unsigned: {self.fault}"
        names = joined([f"{x.name} ({x.role})" for x in text.signatures])
        since = f"signed as of {long_day(text.signatures[-1].on)} by {names}"
        match self.kind:
            case "changed":
                listed = ", ".join(self.changed[:_NAMED]) + (
                    f" and {len(self.changed) - _NAMED} more" if len(self.changed) > _NAMED else ""
                )
                words = f"{since}; {counted(len(self.changed), 'provision')} changed since: {listed}"
            case "laid out anew":
                words = f"{since}; the text was laid out anew since, no provision changed"
            case "superseded":
                words = f"{since}; superseded, a later text was signed"
            case _:
                words = f"signed by {names}"
        return words + ("" if text.whole else ", not reviewed" if self.kind == "prepared" else "; it was not reviewed")

    def article(self) -> str:
        """What the first line of an answer says before `transcription`."""
        return "an unsigned" if self.text is None else "a"

    def tail(self) -> str:
        """What the first line of an answer says at its end; nothing where `unsigned` says it all."""
        if self.text is None:
            return f"; {self.fault}" if self.fault else ""
        papers = f"; {joined(list(self.unsigned_papers))} unsigned" if self.unsigned_papers else ""
        return f"; {self.words()}{papers}"


_NAMED = 4


# ── the status of a text


def record_path(contract_path: str) -> Path:
    """Where the signatures of a contract stand."""
    return Path(contract_path).with_suffix(".signed")


def status_of(contract: Contract) -> Status:
    """Whether the text of a contract is signed, and what changed since; looked up once, and without a record by one look at the folder."""
    key = "signature"
    if key not in contract.remembered:
        contract.remembered[key] = _status(contract)
    found: Status = contract.remembered[key]
    return found


def _status(contract: Contract) -> Status:
    path = record_path(contract.source.name)
    papers = tuple(p.called for p in contract.suite[1:] if not _signed_alone(p))
    if not path.is_file():
        return Status("unsigned", unsigned_papers=papers)
    record = record_of(contract.source.name)
    if record.fault:
        return Status("damaged", str(path), fault=record.fault)
    own = {_file(p.source.name): digest_of(p.source) for p in contract.suite[1:]}
    days = days_listed(contract)
    last = len(record.texts)
    for number in range(last, 0, -1):
        text = record.texts[number - 1]
        same = text.digest == contract.digest and text.days == days
        if same and {file: digest for file, (digest, _, _) in text.others.items()} == own:
            kind = "superseded" if number < last else "signed" if text.whole else "prepared"
            return Status(kind, str(path), number, text, unsigned_papers=papers)
    text = record.texts[-1]
    changed = _changes(text, contract)
    return Status("changed" if changed else "laid out anew", str(path), last, text, changed, unsigned_papers=papers)


def _signed_alone(paper: Paper) -> bool:
    """Whether another paper of a suite stands signed by itself."""
    if not record_path(paper.source.name).is_file():
        return False
    record = record_of(paper.source.name)
    return not record.fault and record.texts[-1].digest == digest_of(paper.source) and record.texts[-1].whole


def paper_words(paper: Paper) -> str:
    """Of another paper of a suite, in a word or two."""
    path = paper.source.name
    return "signed" if _signed_alone(paper) else "not as signed" if record_path(path).is_file() else "unsigned"


def _file(path: str) -> str:
    return PurePath(path).name


def _changes(text: SignedText, contract: Contract) -> tuple[str, ...]:
    """The provisions that are not as they were signed."""
    own, *others = fingerprints(contract)
    found = list(_differences(text.provisions, own))
    now = {_file(p.source.name): (p.called, x) for p, x in zip(contract.suite[1:], others, strict=True)}
    for file, (called, provisions) in now.items():
        if file in text.others:
            found += _differences(text.others[file][2], provisions, called)
        else:
            found.append(f"{called} (new)")
    listed = days_listed(contract)
    found += [f"the days in “{name}”" for name in {**text.days, **listed} if name in text.days and text.days[name] != listed.get(name)]
    found += [f"{called} (removed)" for file, (_, called, _) in text.others.items() if file not in now]
    return tuple(found)


def _differences(signed: Mapping[str, str], now: Mapping[str, str], paper: str = "") -> list[str]:
    of = f" of {paper}" if paper else ""
    found = [f"{x}{of}{'' if x in signed else ' (new)'}" for x in now if signed.get(x) != now[x]]
    found += [f"{x}{of} (removed)" for x in signed if x not in now]
    if not found and list(signed) != list(now):
        found.append(f"the order of the provisions{of}")
    return found


def status_data(contract: Contract) -> dict[str, Any]:
    """The status for programs."""
    st = status_of(contract)
    text = st.text
    return {
        "status": st.kind,
        "words": st.words(),
        "record": st.record or None,
        "text": st.number or None,
        "by": [{"name": x.name, "role": x.role, "on": x.on.isoformat(), "note": x.note or None} for x in text.signatures] if text else [],
        "changed": list(st.changed),
        "unsigned_papers": list(st.unsigned_papers),
    }


def text_data(contract: Contract) -> dict[str, Any]:
    """A text and its status for programs."""
    return {
        "file": contract.source.name,
        "digest": contract.digest,
        "signed": status_of(contract).signed,
        "signature": status_data(contract),
    }


def texts_words(contracts: Sequence[Contract]) -> str:
    """What stands behind the findings of some contracts: whether they are signed."""
    if not contracts:
        return ""
    if len(contracts) == 1:
        return f"; {status_of(contracts[0]).words()}"
    found = [(c.source.name, status_of(c)) for c in contracts]
    count = sum(st.signed for _, st in found)
    others = [f"{name}: {st.words()}" for name, st in found if not st.signed and (st.text is not None or st.fault)]
    return "\n".join([f"; {count or 'none'} of the {len(found)} texts {'are' if count > 1 else 'is'} signed", *others])


def status_lines(contract: Contract) -> list[str]:
    """The status, every provision that changed, and all the signatures of the record."""
    st = status_of(contract)
    lines = [f"{contract.source.name}, SHA-256 {contract.digest[:16]}: {st.words()}"]
    if st.kind == "changed" and len(st.changed) > _NAMED:
        lines += ["", "Changed since", *(f"  {x}" for x in st.changed)]
    if st.unsigned_papers:
        lines += ["", "Papers of its suite that are not signed by themselves", *(f"  {x}" for x in st.unsigned_papers)]
    record = record_of(contract.source.name)
    if record.texts:
        lines += ["", f"Signatures in {record.path}"]
        for number, text in enumerate(record.texts, 1):
            lines.append(f"  text {number}, SHA-256 {text.digest[:16]}, of {text.exhibit}")
            lines += [f"    {x.name}, {x.role}, {long_day(x.on)}{f': {x.note}' if x.note else ''}" for x in text.signatures]
    return lines


# ── the record


_TEXT = re.compile(r"text (\d+)")
_SIGNED = re.compile(r"signed by (.+), as (preparer|reviewer), on (\d{4}-\d\d-\d\d)")
_LINE = re.compile(r"  (SHA-256|exhibit|reading|days|provision|with|note|seal) (.+)")
_PAIR = re.compile(r"(.+): ([^:]+)")
_PAPER = re.compile(r"(.+), (.+), SHA-256 ([0-9a-f]{64})")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class _Unread(Exception):  # noqa: N818 -- what is wrong with a record, not a fault of the program
    pass


def record_of(contract_path: str) -> Record:
    """The record beside a contract; one without texts where there is none."""
    path = record_path(contract_path)
    name = str(path)
    if not path.is_file():
        return Record(name)
    try:
        data = path.read_bytes()[: _LARGEST + 1]
        written = data.decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        return Record(name, fault=f"the record `{path.name}` cannot be read")
    try:
        if len(data) > _LARGEST:
            raise _Unread("is too long")
        return Record(name, _read(written, _file(contract_path)), written=written)
    except _Unread as wrong:
        return Record(name, fault=f"the record `{path.name}` {wrong}")


def _read(written: str, contract: str) -> tuple[SignedText, ...]:
    """The texts of a record; raises `_Unread`."""
    lines = written.split("\n")
    if lines[0] != f"signatures of {contract}":
        other = lines[0].removeprefix("signatures of ")
        raise _Unread(f"is for `{other[:60]}`" if other != lines[0] else "is no record of signatures")
    if lines[-1]:
        raise _Unread("ends in the middle of a line")
    texts: list[SignedText] = []
    parts: dict[str, Any] = {}
    signatures: list[Signature] = []
    pending: Signature | None = None
    seal = hashlib.sha256((lines[0] + "\n").encode())

    def close() -> None:
        if pending is not None or (parts and not signatures):
            raise _Unread("ends without a seal")
        if parts:
            texts.append(_text(parts, tuple(signatures)))

    for number, line in enumerate(lines[1:-1], 2):
        m = _LINE.fullmatch(line)
        if m is not None and m[1] == "seal":
            if pending is None or m[2] != seal.hexdigest():
                raise _Unread(f"was changed by hand: the seal of line {number} does not hold")
            signatures.append(pending)
            pending = None
        elif m is not None and m[1] == "note" and pending is not None:
            pending = Signature(pending.name, pending.role, pending.on, m[2])
        elif m is not None and parts and not signatures and pending is None:
            _add(parts, m[1], m[2], number)
        elif (started := _TEXT.fullmatch(line)) is not None:
            close()
            if int(started[1]) != len(texts) + 1:
                raise _Unread(f"was changed by hand: line {number}")
            parts, signatures = {"readings": {}, "days": {}, "papers": [({}, "", "", "")]}, []
        elif (who := _SIGNED.fullmatch(line)) is not None and parts and pending is None:
            pending = Signature(who[1], who[2], _day(who[3], number))
        elif line.strip() and not line.startswith("--"):
            raise _Unread(f"cannot be read at line {number}")
        seal.update((line + "\n").encode())
    close()
    if not texts:
        raise _Unread("holds no signature")
    return tuple(texts)


def _day(text: str, number: int) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Unread(f"has a day at line {number} that does not exist") from None


def _add(parts: dict[str, Any], kind: str, rest: str, number: int) -> None:
    """A line of a text."""
    pair = _PAIR.fullmatch(rest)
    if kind in {"SHA-256", "exhibit"}:
        parts[kind] = rest
    elif kind == "with" and (paper := _PAPER.fullmatch(rest)):
        parts["papers"].append(({}, paper[1], paper[2], paper[3]))
    elif kind == "reading" and pair:
        parts["readings"][pair[1]] = pair[2]
    elif kind == "days" and pair:
        parts["days"][pair[1]] = pair[2]
    elif kind == "provision" and pair and _DIGEST.fullmatch(pair[2]):
        parts["papers"][-1][0][pair[1]] = pair[2]
    else:
        raise _Unread(f"cannot be read at line {number}")


def _text(parts: Mapping[str, Any], signatures: tuple[Signature, ...]) -> SignedText:
    (own, _, _, _), *others = parts["papers"]
    if not _DIGEST.fullmatch(parts.get("SHA-256", "")):
        raise _Unread("names no text")
    text = SignedText(
        parts["SHA-256"], parts.get("exhibit", ""), parts["readings"], parts["days"], own,
        {file: (digest, called, provisions) for provisions, file, called, digest in others}, signatures,
    )  # fmt: skip
    wrong = _wrong(text)
    if wrong:
        raise _Unread(wrong)
    return text


def _wrong(text: SignedText) -> str:
    """What the signatures of a text are not to be: a preparer first, one alone, and nobody twice."""
    names = [_plain(x.name) for x in text.signatures]
    if len(text.by("preparer")) != 1 or text.signatures[0].role != "preparer":
        return "has a text that not one preparer signed first"
    if len(set(names)) < len(names):
        return "has a text that one name signed twice"
    return ""


def _plain(name: str) -> str:
    """A name as it is compared: two that differ in capitals and blanks are one person's."""
    return " ".join(name.split()).casefold()


# ── a new signature


def signed(contract: Contract, name: str, role: str, on: date, exhibit: str = "", note: str = "") -> tuple[Signature, str]:
    """The signature, and the record with it; stops where it may not be given.

    `exhibit` is the SHA-256 of the paper that was transcribed, as far as it is known.
    """
    record = record_of(contract.source.name)
    if record.fault:
        raise Stop(f"{record.fault}; put back the record as it was, or move it away to begin anew", FINDINGS)
    name, note = " ".join(name.split()), " ".join(note.split())
    if not name or len(name) > 100 or not name.isprintable() or not note.isprintable():
        raise Stop("--as: give the name of the person who signs, as --as 'Ann Roe'")
    status = status_of(contract)
    text = status.text
    fresh = text is None or status.kind not in {"prepared", "signed"}
    file = _file(contract.source.name)
    signature = Signature(name, role, on, note)
    if fresh:
        if role == "reviewer":
            was = "has changed since it was signed" if text is not None else "is not signed"
            raise Stop(f"{file} {was}; its preparer signs first, with --role preparer", FINDINGS)
    else:
        assert text is not None
        _may_join(text, signature, file)
    before = record.texts[-1].signatures[-1] if record.texts else signature
    if on < before.on:
        raise Stop(f"--on: {long_day(on)} is before {long_day(before.on)}, when {before.name} signed", FINDINGS)
    parts = [record.written or f"signatures of {file}\n{_HEAD}"]
    if fresh:
        parts.append(f"\ntext {len(record.texts) + 1}\n" + "".join(f"  {x}\n" for x in _lines(contract, exhibit)))
    parts.append(f"signed by {name}, as {role}, on {on.isoformat()}\n" + (f"  note {note}\n" if note else ""))
    written = "".join(parts)
    return signature, f"{written}  seal {hashlib.sha256(written.encode()).hexdigest()}\n"


def _may_join(text: SignedText, new: Signature, file: str) -> None:
    """Stops where a text that was signed may not be signed by one more."""
    prepared = text.by("preparer")[0]
    for x in text.signatures:
        if _plain(x.name) == _plain(new.name):
            words = "the reviewer must be another person than the preparer" if x.role != new.role else "nobody signs a text twice"
            raise Stop(f"{x.name} signed {file} as {x.role} on {long_day(x.on)}; {words}", FINDINGS)
    if new.role == "preparer":
        raise Stop(f"{file} was signed by {prepared.name} as preparer on {long_day(prepared.on)}; a text has one preparer", FINDINGS)


def _lines(contract: Contract, exhibit: str) -> Sequence[str]:
    """What is signed of a contract."""
    own, *others = fingerprints(contract)
    lines = [f"SHA-256 {contract.digest}", f"exhibit {contract.entry}" + (f", SHA-256 {exhibit}" if exhibit else ", its text not given")]
    lines += [f"reading {name}: {contract.alternative(name, None).label}" for name in contract.readings]
    lines += [f"days {name}: {digest}" for name, digest in days_listed(contract).items()]
    lines += [f"provision {name}: {digest}" for name, digest in own.items()]
    for paper, provisions in zip(contract.suite[1:], others, strict=True):
        lines.append(f"with {_file(paper.source.name)}, {paper.called}, SHA-256 {digest_of(paper.source)}")
        lines += [f"provision {name}: {digest}" for name, digest in provisions.items()]
    return lines
