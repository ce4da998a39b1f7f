"""Scenarios: stories beside contracts, with what is expected of them.

Enters: facts files (or folders of them). Leaves: each miss with its reasons, the sections that no scenario exercises, JUnit. Holds: `is`
expects the value itself, `is about` agrees to the last digit written; undetermined is an answer like another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from attrs import frozen

from tenor.apps.sources import FINDINGS, UNREADABLE, Stop, contract_beside, open_facts, world_of
from tenor.dsl import syntax as s
from tenor.dsl.contract import Contract
from tenor.dsl.infer import Inference
from tenor.interpreter.explain import explain
from tenor.interpreter.facts import Instant, Scenario, moment
from tenor.interpreter.outcome import Answer, Asked, answer, reasons
from tenor.interpreter.reasoning import words_of
from tenor.interpreter.values import Q, Unknown
from tenor.interpreter.wording import said
from tenor.interpreter.world import World, end_of

__all__ = ["Result", "facts_files", "results_of", "run_paths", "uncovered"]


@frozen(eq=False)
class Result:
    """One expectation: of which scenario, where it stands, what was expected, what came, whether they agree."""

    file: str
    scenario: str
    where: str
    expected: str
    got: str
    agrees: bool
    answer: Answer | None = None
    world: World | None = None
    sections: frozenset[str] = frozenset()


def facts_files(paths: tuple[str, ...]) -> list[str]:
    """The facts files that paths name or that stand in folders; a contract stands for the facts files beside it that are for it."""
    found: dict[str, None] = {}
    for path in paths:
        p = Path(path)
        if p.is_dir():
            hidden = {".venv", ".git", "build", "dist", "node_modules"}
            for x in sorted(p.rglob("*.facts")):
                if not hidden & set(x.parts):
                    found[str(x)] = None
        elif p.suffix == ".tenor":
            from tenor.apps.sources import contract_of_facts, read_text

            read_text(path)
            for x in sorted(p.parent.glob("*.facts")):
                named = contract_of_facts(str(x), read_text(str(x)).text)
                if named is not None and Path(named).name == p.name:
                    found[str(x)] = None
        else:
            found[path] = None
    return list(found)


def results_of(path: str, pattern: str | None = None) -> Iterator[tuple[Contract, Result]]:
    """The results of the scenarios of one file."""
    contract = contract_beside(path)
    told = open_facts(contract, path)
    for scenario in told.scenarios:
        if pattern is None or pattern.lower() in scenario.title.lower():
            for result in _scenario(contract, path, scenario):
                yield contract, result


def _scenario(contract: Contract, path: str, scenario: Scenario) -> Iterator[Result]:
    when: Instant | None = None
    known: date | None = None
    choices: dict[str, str] = {}
    worlds: dict[Any, World] = {}
    for line in scenario.lines:
        match line:
            case s.ScenarioOn():
                when = moment(line.at[0], line.at[1], "", contract.zone)
                known = line.known[0] if line.known else None
                choices = _choice(contract, line)
            case s.Expect():
                if when is None:
                    yield Result(path, scenario.title, line.span.where, words_of(line), "no `on DAY .` stands before it", False)
                    continue
                key = (known, tuple(choices.items()))
                world = worlds.setdefault(key, world_of(contract, scenario.facts, choices, known))
                yield _expect(contract, world, path, scenario.title, when, line)
            case _:
                pass


def _choice(contract: Contract, line: s.ScenarioOn) -> dict[str, str]:
    if line.reading is None:
        return {}
    name, label = line.reading
    reading = contract.readings.get(name)
    if reading is None or label not in [a.label for a in reading.alternatives]:
        raise Stop(f"{line.span.where}: `{name}` read as `{label}` is no reading of this contract", FINDINGS)
    return {name: label}


def _expect(contract: Contract, world: World, path: str, title: str, when: Instant, line: s.Expect) -> Result:
    found: list[Any] = []
    x = line.question.value
    t = Inference.of_question(contract, x, found)
    if t is None or found:
        said_so = "; ".join(d.message for d in found) or "it has no value"
        return Result(path, title, line.span.where, words_of(line), said_so, False)
    about, scope = line.question.about, ""
    until = end_of(when.day) if when.minute is None else (when.day.toordinal(), when.minute, 1 << 60)
    given = answer(world, Asked(words_of(line.question), x, t, about, scope), when.day, None, until)
    expected, agrees = _agrees(contract, world, line, given, when, until)
    sections = frozenset(w.section for w in reasons(given.why) if w.section)
    got = said(given.value, given.type)
    return Result(path, title, line.span.where, expected, got, agrees, given, world, sections)


def _agrees(contract: Contract, world: World, line: s.Expect, given: Answer, when: Instant, until: Any) -> tuple[str, bool]:
    match line.kind:
        case "undetermined":
            return "undetermined", isinstance(given.value, Unknown)
        case "yes":
            return "yes", given.value is True
        case "no":
            return "no", given.value is False
        case _:
            pass
    assert line.value is not None
    found: list[Any] = []
    t = Inference.of_question(contract, line.value, found)
    want = answer(world, Asked(words_of(line.value), line.value, t), when.day, None, until).value if t is not None else None
    shown = ("about " if line.kind == "about" else "") + words_of(line.value)
    if isinstance(given.value, Unknown) or isinstance(want, Unknown) or want is None:
        return shown, False
    if line.kind == "about":
        return shown, _about(given.value, line.value)
    got = given.value.day if isinstance(given.value, Instant) else given.value
    return shown, type(got) is type(want) and bool(got == want)


def _about(got: Any, written: s.Expr) -> bool:
    """Whether a figure agrees with one written, to the last digit written, half up."""
    if not isinstance(written, s.Lit) or not isinstance(got, type(Q(1))):
        return False
    digits = words_of(written).split(".", 1)
    places = 0
    if len(digits) == 2:
        places = len(digits[1]) - len(digits[1].lstrip("0123456789"))
    percent = "%" in words_of(written)
    unit = Q(1, 10 ** (places + (2 if percent else 0)))
    scaled = abs(got) / unit
    n, d = int(scaled.numerator), int(scaled.denominator)
    rounded = (2 * n + d) // (2 * d) * unit * (-1 if got < 0 else 1)
    return bool(rounded == written.value)


def uncovered(contract: Contract, results: list[Result]) -> list[str]:
    """The sections with sentences that are run and that no scenario's reasons reach."""
    reached = {x for r in results for x in r.sections}
    says = {
        r.section
        for r in contract.rules
        if isinstance(r.statement, s.Define | s.Owes | s.Duty | s.Power | s.Posting | s.Reversal | s.BalanceDecl | s.AccrualDecl)
    }
    return [h for h in contract.headings if h in says and h not in reached]


# ── the verb


def run_paths(
    paths: tuple[str, ...], pattern: str | None, junit: str | None, as_json: bool, say: Callable[[str], None], tell: Callable[[str], None]
) -> int:
    """Runs scenarios and says what missed; the exit code."""
    files = facts_files(paths)
    everything: list[Result] = []
    by_contract: dict[str, tuple[Contract, list[Result]]] = {}
    code = 0
    for path in files:
        try:
            for contract, result in results_of(path, pattern):
                everything.append(result)
                by_contract.setdefault(contract.source.name, (contract, []))[1].append(result)
        except Stop as stop:
            tell(stop.message)
            code = max(code, stop.code)
    missed = [r for r in everything if not r.agrees]
    scenarios = list(dict.fromkeys((r.file, r.scenario) for r in everything))
    gaps = {name: uncovered(c, found) for name, (c, found) in by_contract.items()} if pattern is None else {}
    if junit:
        _write_junit(junit, everything)
    if as_json:
        import json

        rows = [
            {"file": r.file, "scenario": r.scenario, "where": r.where, "expected": r.expected, "got": r.got, "agrees": r.agrees}
            for r in everything
        ]
        say(
            json.dumps(
                {
                    "schema_version": 1,
                    "results": rows,
                    "agree": len(everything) - len(missed),
                    "of": len(everything),
                    "not_exercised": gaps,
                },
                indent=2,
                ensure_ascii=False,
            )
        )
        return code or (FINDINGS if missed else 0)
    for r in missed:
        say(f"{r.where}: scenario “{r.scenario}”: expected {r.expected}, got {r.got}")
        if r.answer is not None:
            say("    " + explain(r.answer, False, r.world).replace("\n", "\n    "))
    for name, sections in gaps.items():
        if sections:
            say(f"{name}: no scenario exercises {', '.join(sections)}")
    if not everything:
        tell("no scenarios were found" + (f" with “{pattern}” in their titles" if pattern else ""))
        return code or (UNREADABLE if not files else 0)
    held = len({(r.file, r.scenario) for r in missed})
    say(f"{len(scenarios) - held} of {len(scenarios)} scenarios hold, {len(everything) - len(missed)} of {len(everything)} expectations")
    return code or (FINDINGS if missed else 0)


def _write_junit(path: str, results: list[Result]) -> None:
    from xml.sax.saxutils import escape, quoteattr

    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites tests="{len(results)}" failures="{sum(not r.agrees for r in results)}">',
    ]
    for file in dict.fromkeys(r.file for r in results):
        own = [r for r in results if r.file == file]
        lines.append(f'  <testsuite name={quoteattr(file)} tests="{len(own)}" failures="{sum(not r.agrees for r in own)}">')
        for r in own:
            name = quoteattr(f"{r.scenario}: {r.where.rsplit(':', 2)[1]}: {r.answer.ask if r.answer else r.expected}")
            head = f"    <testcase classname={quoteattr(r.scenario)} name={name}"
            if r.agrees:
                lines.append(head + "/>")
            else:
                message = quoteattr(f"expected {r.expected}, got {r.got}")
                lines.append(f"{head}><failure message={message}>{escape(r.where)}</failure></testcase>")
        lines.append("  </testsuite>")
    lines.append("</testsuites>")
    try:
        Path(path).write_text("\n".join(lines) + "\n", "utf-8")
    except OSError as error:
        raise Stop(f"`{path}` cannot be written") from error
