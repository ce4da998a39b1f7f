"""The sheets to initial before a transcription is signed.

Enters: a `Setting` (the text, facts, a day), the scenarios beside the contract, perhaps the text of the exhibit. Leaves: the sheets as
blocks and as data: decisions, drafting faults, papers not seen, terms, figures, provisions without a scenario, two calculations by hand,
what changed since the last signature. Holds: nothing is decided here; where the facts do not say who gains by a reading, that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from tenor.apps.answers import Setting
from tenor.apps.gains import Gain, gains
from tenor.apps.hand import Worksheet, worksheet
from tenor.apps.page import Block, Row
from tenor.apps.readings import Change, change_words, state_readings
from tenor.apps.scenarios import Result, facts_files, run_of, uncovered
from tenor.apps.signature import Status, paper_words, record_of, status_of
from tenor.dsl import syntax as s
from tenor.dsl.comments import comment_of
from tenor.dsl.contract import Contract
from tenor.dsl.diagnostic import Severity
from tenor.dsl.suite import digest_of
from tenor.interpreter.outcome import environment
from tenor.interpreter.reason import words_of
from tenor.interpreter.values import Q
from tenor.interpreter.wording import counted, joined, long_day, plain

__all__ = ["Hand", "Sheets", "sheet_blocks", "sheet_data", "sheets_of"]

_SHOWN = 4


@frozen(eq=False)
class Choice:
    """One choice of a reading: its label and words, whether it is taken, who gains by it and what it changes, against the one taken."""

    label: str
    words: str
    taken: bool
    gains: tuple[Gain, ...] = ()
    changes: tuple[Change, ...] = ()


@frozen(eq=False)
class Decision:
    """A reading to initial."""

    name: str
    note: str
    section: str
    choices: tuple[Choice, ...]
    signed: str = ""


@frozen(eq=False)
class Figure:
    """A figure of the text: as written, where, in which sentence, and in which other sections what it fixes is used."""

    words: str
    section: str
    line: int
    sentence: str
    used: tuple[str, ...] = ()


@frozen(eq=False)
class Hand:
    """An answer re-performed: which scenario asks it, what the scenario expects, its working as noted there, and the steps."""

    title: str
    where: str
    expected: str
    working: str
    got: str
    sheet: Worksheet


@frozen(eq=False)
class Sheets:
    """All that is initialled."""

    setting: Setting
    status: Status
    decisions: tuple[Decision, ...]
    faults: tuple[Row, ...]
    papers: tuple[Row, ...]
    terms: tuple[Row, ...]
    figures: tuple[Figure, ...]
    untested: tuple[str, ...]
    scenarios: int
    hands: tuple[Hand, ...]
    since: tuple[Row, ...] = ()


def sheets_of(st: Setting, document: str = "", since: Contract | None = None) -> Sheets:
    """The sheets; `document` is the text of the exhibit, `since` the contract as it was signed, as far as they are given."""
    c = st.contract
    results, scenarios = _results(st)
    return Sheets(
        st,
        status_of(c),
        tuple(_decisions(st)),
        tuple(_faults(c)),
        tuple(_papers(c)),
        tuple(_terms(c, document)),
        tuple(_figures(c)),
        tuple(uncovered(c, results)),
        scenarios,
        tuple(_hands(results)),
        tuple(_redline(since, c)) if since is not None else (),
    )


def _redline(old: Contract, new: Contract) -> Iterator[Row]:
    """What changed from the text that was signed, by provision, in words; and whether that text is one that was signed."""
    from tenor.apps.differences import grouped, verdict
    from tenor.dsl.diff import compare

    record = record_of(new.source.name)
    number = next((n for n, text in enumerate(record.texts, 1) if text.digest == old.digest), 0)
    which = f"it is text {number} of the record" if number else "it is no text of the record of signatures"
    comparison = compare(old, new)
    yield Row(f"compared with {old.source.name}, SHA-256 {old.digest[:16]}: {which}. {verdict(comparison)}")
    for group in grouped(comparison):
        under = [Row(words) for words in group.said]
        under += [Row(e.title, under=tuple(Row(words) for words in e.said)) for e in group.entries]
        yield Row(group.title, under=tuple(under))


# ── decisions


def _decisions(st: Setting) -> Iterator[Decision]:
    c, status = st.contract, status_of(st.contract)
    environment(st.world, st.when.day, st.when.until)
    for tried in state_readings(st):
        declared = c.readings[tried.choice.name]
        changes = dict(tried.others)
        choices = []
        for a in declared.alternatives:
            found = changes.get(a.label, ())
            choices.append(Choice(a.label, words_of(a.value), a.label == tried.choice.taken, gains(c, found), found))
        signed = ""
        if status.text is not None and status.text.readings.get(tried.choice.name) == tried.choice.taken:
            by = joined([x.name for x in status.text.signatures])
            signed = f"as signed by {by}, {long_day(status.text.signatures[-1].on)}"
        yield Decision(tried.choice.name, tried.choice.note, tried.choice.section, tuple(choices), signed)


# ── the paper's faults, papers, terms


def _statements(c: Contract, kind: type[s.Statement]) -> Iterator[tuple[str, Any]]:
    """The sentences of a kind in all papers of the suite, with their sections, in the order written."""
    for paper in c.suite:
        assert paper.file is not None
        for part in paper.file.parts:
            section = part.heading.section if part.heading else ""
            for sentence in part.sentences:
                yield from ((section, st) for st in _inside(sentence) if isinstance(st, kind))


def _inside(sentence: s.Sentence) -> Iterator[s.Statement]:
    if sentence.statement is not None:
        yield sentence.statement
    for inner in sentence.inner:
        yield from _inside(inner)


def _faults(c: Contract) -> Iterator[Row]:
    for section, cites in _statements(c, s.Cites):
        note = _remark(cites)
        yield Row(f"the paper cites {joined(list(cites.cited))}; read as {joined(list(cites.read_as))}", section=section, note=note)
    for section, alias in _statements(c, s.Alias):
        yield Row(f"two names for one thing: “{alias.name}” is read as {words_of(alias.target)}", section=section)
    for d in c.diagnostics:
        if d.code.startswith("T6") or d.severity is Severity.SHOULD:
            yield Row(f"{d.message} [{d.code}]", note=f"({d.span.where})" if d.span else "")


def _remark(node: s.Node) -> str:
    """The remark that stands behind a sentence on its line."""
    source = node.span.source
    remark = comment_of(source.line(source.position(node.span.end)[0]))
    return f"({remark})" if remark else ""


def _papers(c: Contract) -> Iterator[Row]:
    seen = {p.called: p for p in c.suite[1:]}
    for _, paper in _statements(c, s.PaperDecl):
        if not paper.file:
            yield Row(f"{paper.name}: not seen; what rests on it is recorded or told", note=_remark(paper))
        elif paper.name in c.unseen:
            yield Row(f"{paper.name}: `{paper.file}` is not there; what rests on it is undetermined")
    for called, p in seen.items():
        yield Row(f"{called}: {Path(p.source.name).name}, SHA-256 {digest_of(p.source)[:16]}, {paper_words(p)}")


def _terms(c: Contract, document: str) -> Iterator[Row]:
    """Terms by whose word they are; without the exhibit that cannot be told."""
    own = [(n, t) for n, t in c.terms.items() if t.rules and not t.rules[0].paper]
    by_kind = {"reading": [], "observation": [], "other": []}  # type: dict[str, list[str]]
    for name, t in own:
        by_kind[t.kind if t.kind in by_kind else "other"].append(name)
    if document:
        text = " ".join(document.replace("“", '"').replace("”", '"').split()).casefold()
        paper = [n for kind in ("other", "reading") for n in by_kind[kind] if re.search(rf"\b{re.escape(n.casefold())}\b", text)]
        ours = [n for n in by_kind["other"] if n not in set(paper)]
        known = {x.casefold() for x in (*c.names.canonical, *c.headings.values())}
        undefined = dict.fromkeys(x.title() if x.isupper() and " " in x else x for x in _quoted(document) if x.casefold() not in known)
        yield from _listed("words of the paper", paper)
        yield from _listed("words of ours, not in the paper", ours)
        yield from _listed("in quotation marks in the paper, not declared here", list(undefined))
        by_kind["reading"] = [n for n in by_kind["reading"] if n not in set(paper)]
    else:
        yield from _listed("defined (give the exhibit with --document to tell the paper's words from ours)", by_kind["other"])
    yield from _listed("names of readings, ours" if document else "names of readings", by_kind["reading"])
    yield from _listed("told by a person, never computed", by_kind["observation"])
    for section, x in c.recorded:
        if x.kind == "judgment":
            yield Row(f"for a person's judgment: {x.words}", section=section)


def _quoted(text: str) -> Iterator[str]:
    """Capitalised words in quotation marks."""
    text = " ".join(text.replace("“", '"').replace("”", '"').split())
    for m in re.finditer(r"(?:\"|``)([A-Z][\w' -]{1,60}?)[.,]?(?:\"|'')", text):
        yield m[1]


def _listed(title: str, names: Sequence[str]) -> Iterator[Row]:
    if names:
        yield Row(f"{title}: {counted(len(names), 'term')}", under=(Row("; ".join(names)),))


# ── figures


_COUNT = r"\d+(?:,\d{3})*(?:\.\d+)?"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_FIGURE = re.compile(
    rf"\${_COUNT}(?: a share)?"
    rf"|{_COUNT}%(?: a year)?"
    rf"|(?:{_MONTHS}) \d{{1,2}}(?:, \d{{4}})?"
    r"|\d{1,2}:\d\d [ap]m(?: in [A-Z][\w ]*?(?= on| of|,|$))?"
    rf"|(?<![\w.(/]){_COUNT}(?![\w)/]|\.\d|\()"
    r"(?: (?:Business |Trading |calendar |consecutive )*(?:Days?|days?|months?|shares?)\b)?"
)


def _figures(c: Contract) -> Iterator[Figure]:
    """Every figure, date and time of the first paper that computes, in the order written."""
    uses = _uses(c)
    numbered = [x for x in c.names.canonical if re.search(r"\d", x)]
    assert c.file is not None
    for part in c.file.parts:
        section = part.heading.section if part.heading else ""
        for sentence in part.sentences:
            for st in _inside(sentence):
                if s.beside(st) or isinstance(
                    st, s.Recorded | s.ContractHead | s.Reference | s.PaperDecl | s.Cites | s.PartyDecl | s.Alias
                ):
                    continue
                line, name = st.span.source.position(st.span.start)[0], next(iter(s.declared(st)), "")
                plain_words = words_of(st)
                for phrase in numbered:
                    plain_words = plain_words.replace(phrase, " ")
                words = re.sub(r'"[^"]*"|\bSections? [\d.()a-z, ]+(?:and [\d.()a-z]+)?|\(\w{1,4}\)|\b[\w-]+\.csv', " ", plain_words)
                for figure in dict.fromkeys(m[0].strip() for m in _FIGURE.finditer(" ".join(words.split()))):
                    used = tuple(x for x in uses.get(name, ()) if x != section) if name else ()
                    yield Figure(figure, section, line, name or words_of(st)[:48].rstrip() + " …", used)


def _uses(c: Contract) -> dict[str, list[str]]:
    """The sections in which each name is used."""
    found: dict[str, dict[str, None]] = {}
    for rule in c.rules:
        for node in s.walk(rule.statement):
            name = getattr(node, "name", "") if isinstance(node, s.Ref) else ""
            if name:
                found.setdefault(name, {})[rule.section or "the head of the file"] = None
    return {name: list(sections) for name, sections in found.items()}


# ── scenarios


def _results(st: Setting) -> tuple[list[Result], int]:
    """The scenarios beside the contract, run."""
    found: list[Result] = []
    for path in facts_files((st.contract_path,)):
        found.extend(run_of(path).results)
    return found, len({(r.file, r.scenario) for r in found})


def _hands(results: Sequence[Result]) -> Iterator[Hand]:
    """Two answers that scenarios expect as a figure: the one with most kinds of step, and the one with most that are not in the first."""
    found: list[tuple[Result, Worksheet]] = []
    for r in results:
        if r.agrees and r.answer is not None and r.world is not None and isinstance(r.answer.value, type(Q(1))):
            sheet = worksheet(r.answer, r.world)
            if sheet is not None and sheet.ties and sheet.operations:
                found.append((r, sheet))
    if not found:
        return
    first = max(found, key=lambda x: (len(x[1].operations), -len(x[1].steps)))
    yield _hand(*first)
    done = set(first[1].operations)
    rest = [x for x in found if x[0].answer is not None and first[0].answer is not None and x[0].answer.section != first[0].answer.section]
    if rest:
        yield _hand(*max(rest, key=lambda x: (len(set(x[1].operations) - done), len(x[1].operations), -len(x[1].steps))))


def _hand(r: Result, sheet: Worksheet) -> Hand:
    assert r.answer is not None
    file, line, _ = r.where.rsplit(":", 2)
    lines = Path(r.file).read_text("utf-8").split("\n")
    own = lines[int(line) - 1].partition("--")[2].strip()
    above: list[str] = []
    n = int(line) - 2
    while n >= 0 and lines[n].strip().startswith("--"):
        above.insert(0, lines[n].strip()[2:].strip())
        n -= 1
    working = "; ".join(x for x in (" ".join(above), own) if x)
    return Hand(f"{r.answer.ask}: scenario “{r.scenario}”", f"{Path(file).name}:{line}", r.expected, working, r.got, sheet)


# ── as blocks and as data


def sheet_blocks(x: Sheets) -> dict[str, Block]:
    """The sheets in their order, by what they hold."""
    blank = "______________________  date ____________"
    record = f"`tenor sign {x.setting.contract_path} --as NAME --role preparer` records it"
    by_hand = tuple(_hand_row(h) for h in x.hands) or (Row("no scenario expects a figure of plain arithmetic"),)
    sheets = {
        "decisions": Block("Decisions: readings taken where the paper is open", tuple(map(_decision_row, x.decisions)) or _none()),
        "drafting_faults": Block("Drafting faults of the paper, and how they are read", x.faults or _none()),
        "papers": Block("Papers referred to", x.papers or _none()),
        "terms": Block("Terms", x.terms or _none()),
        "figures": Block("Figures of the text, and where they are used", tuple(_figure_rows(x.figures)) or _none()),
        "no_scenario": Block("Provisions that no scenario exercises", _untested_rows(x)),
        "by_hand": Block("Calculations by hand", by_hand),
        "since_signature": Block("Since the last signature", _since_rows(x.status, x.since)),
    }
    signed = Block("Signed", (Row(f"preparer  {blank}"), Row(f"reviewer  {blank}"), Row(record)))
    return {kind: Block(f"{n}  {b.title}", b.rows) for n, (kind, b) in enumerate(sheets.items(), 1)} | {"signed": signed}


def _none() -> tuple[Row, ...]:
    return (Row("none"),)


def _decision_row(d: Decision) -> Row:
    rows = []
    for c in d.choices:
        mark = " (taken)" if c.taken else ""
        under: list[Row] = []
        if not c.taken:
            under += [Row(f"{g.party} gains: {_first(g.words)}") for g in c.gains]
            others = [x for x in c.changes if not any(x is y for g in c.gains for y in g.changes)]
            shown = others[: max(0, _SHOWN - len(under))]
            under += [Row(change_words(x), section=x.section) for x in shown]
            more = len(others) - len(shown)
            under += [Row(f"… and {counted(more, 'other figure')}")] if more else []
            if not c.changes:
                under.append(Row("no effect on these facts"))
            elif not c.gains:
                under.append(Row("who gains: for a person to say; no claim, duty, right or number of shares in a notice says it"))
        rows.append(Row(f"{c.label}{mark}: {c.words}", under=tuple(under)))
    rows.append(Row(d.signed or "initials: preparer ____ reviewer ____"))
    return Row(f"“{d.name}”", section=d.section, note=f"({d.note})" if d.note else "(the paper's words are not noted)", under=tuple(rows))


def _first(words: Sequence[str]) -> str:
    more = len(words) - _SHOWN
    return "; ".join([*words[:_SHOWN], *([f"and {more} more"] if more > 0 else [])])


def _figure_rows(figures: Sequence[Figure]) -> Iterator[Row]:
    for f in figures:
        used = f"; used in {joined(list(f.used[:5]))}" + (f" and {len(f.used) - 5} more" if len(f.used) > 5 else "") if f.used else ""
        yield Row(f"{f.words}: {f.sentence}, line {f.line}{used}", section=f.section or "head")


def _untested_rows(x: Sheets) -> tuple[Row, ...]:
    if not x.scenarios:
        return (Row("there are no scenarios beside this contract: nothing of it is tested"),)
    c = x.setting.contract
    rows = [Row(f"{section} “{c.headings[section]}”") for section in x.untested]
    return (*rows, Row(f"{counted(x.scenarios, 'scenario')} run; `tenor test --coverage` says which figures of each provision they hold"))


def _hand_row(h: Hand) -> Row:
    rows = []
    for n, x in enumerate(h.sheet.steps, 1):
        how = f" = {x.formula.replace('#', 'line ')}" if x.formula else f" ({x.source})" if x.source else ""
        rows.append(Row(f"{n}  {x.what}: {x.words}{how}", section=x.section))
    rows.append(Row(f"expected by the scenario ({h.where}): {h.expected}" + (f"; worked there: {h.working}" if h.working else "")))
    rows.append(Row(f"re-performed {h.sheet.steps[-1].words}, Tenor gives {h.got}: they tie" if h.sheet.ties else "they do not tie"))
    return Row(h.title, under=tuple(rows))


def _since_rows(status: Status, since: tuple[Row, ...]) -> tuple[Row, ...]:
    rows = [Row(status.words())]
    if status.changed:
        rows.append(Row("changed since", under=tuple(Row(x) for x in status.changed)))
    return (*rows, *since)


def sheet_data(x: Sheets) -> dict[str, Any]:
    """The sheets for programs."""

    def choice(c: Choice) -> dict[str, Any]:
        return {
            "choice": c.label,
            "words": c.words,
            "taken": c.taken,
            "gains": [{"party": g.party, "by": list(g.words)} for g in c.gains],
            "changes": [change_words(y) for y in c.changes],
        }

    def rows(found: Sequence[Row]) -> list[dict[str, Any]]:
        return [
            {"words": r.text(), "section": r.section or None} | ({"under": [u.text() for u in r.under]} if r.under else {}) for r in found
        ]

    def decision(d: Decision) -> dict[str, Any]:
        choices = [choice(c) for c in d.choices]
        return {"name": d.name, "note": d.note or None, "section": d.section or None, "choices": choices, "signed": d.signed or None}

    def figure(f: Figure) -> dict[str, Any]:
        return {"figure": f.words, "section": f.section or None, "line": f.line, "sentence": f.sentence, "used": list(f.used)}

    def hand(h: Hand) -> dict[str, Any]:
        steps = [
            {"line": n, "what": y.what, "value": plain(y.value)[0], "formula": y.formula or None, "source": y.source or None}
            for n, y in enumerate(h.sheet.steps, 1)
        ]
        return {"question": h.title, "where": h.where, "expected": h.expected, "steps": steps, "ties": h.sheet.ties}

    return {
        "decisions": [decision(d) for d in x.decisions],
        "drafting_faults": rows(x.faults),
        "papers": rows(x.papers),
        "terms": rows(x.terms),
        "figures": [figure(f) for f in x.figures],
        "no_scenario": list(x.untested),
        "scenarios": x.scenarios,
        "by_hand": [hand(h) for h in x.hands],
        "since_signature": {"words": x.status.words(), "changed": list(x.status.changed), "redline": rows(x.since)},
    }
