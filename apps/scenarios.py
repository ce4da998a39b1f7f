"""Scenarios: stories beside contracts, with what is expected of them.

Enters: facts files (or folders of them). Leaves: each miss with its reasons, the sections that no scenario exercises, JUnit; which
provisions they cover is for `coverage` to say. Holds: `is` expects the value itself, `is about` agrees to the last digit written;
undetermined is an answer like another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from tenor.apps.sources import FINDINGS, UNREADABLE, Stop, contract_beside, open_contract, open_facts, world_of
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

if TYPE_CHECKING:
    from tenor.apps.coverage import Coverage

__all__ = ["Put", "Result", "Run", "Step", "facts_files", "put", "run_of", "run_paths", "steps", "uncovered", "understood"]


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


@frozen(eq=False)
class Run:
    """Scenarios run, of one file or of all files of one contract; with their results."""

    contract: Contract
    scenarios: list[Scenario] = field(factory=list)
    results: list[Result] = field(factory=list)


def run_of(path: str, pattern: str | None = None) -> Run:
    """The scenarios of one file, run."""
    contract = contract_beside(path)
    told = open_facts(contract, path)
    chosen = [x for x in told.scenarios if pattern is None or pattern.lower() in x.title.lower()]
    return Run(contract, chosen, [r for x in chosen for r in _scenario(contract, path, x)])


@frozen(eq=False)
class Step:
    """One expectation of a scenario, where it is put: the instant, what was known by when, the readings taken."""

    line: s.Expect
    when: Instant | None
    known: date | None
    choices: dict[str, str]

    @property
    def place(self) -> tuple[Any, ...]:
        """What the worlds of two steps have in common when they are the same."""
        return (self.known, tuple(self.choices.items()))


def steps(contract: Contract, scenario: Scenario) -> list[Step]:
    """The expectations of a scenario, in order."""
    found: list[Step] = []
    when: Instant | None = None
    known: date | None = None
    choices: dict[str, str] = {}
    for line in scenario.lines:
        match line:
            case s.ScenarioOn():
                when = moment(line.at[0], line.at[1], "", contract.zone)
                known = line.known[0] if line.known else None
                choices = _choice(contract, line)
            case s.Expect():
                found.append(Step(line, when, known, choices))
            case _:
                pass
    return found


def _scenario(contract: Contract, path: str, scenario: Scenario) -> Iterator[Result]:
    worlds: dict[Any, World] = {}
    for step in steps(contract, scenario):
        if step.when is None:
            where, words = step.line.span.where, words_of(step.line)
            yield Result(path, scenario.title, where, words, "no `on DAY .` stands before it", False)
            continue
        if step.place not in worlds:
            worlds[step.place] = world_of(contract, scenario.facts, step.choices, step.known)
        yield _expect(worlds[step.place], path, scenario.title, step)


def _choice(contract: Contract, line: s.ScenarioOn) -> dict[str, str]:
    if line.reading is None:
        return {}
    name, label = line.reading
    reading = contract.readings.get(name)
    if reading is None or label not in [a.label for a in reading.alternatives]:
        raise Stop(f"{line.span.where}: `{name}` read as `{label}` is no reading of this contract", FINDINGS)
    return {name: label}


@frozen(eq=False)
class Put:
    """An expectation understood: the question, and what it is compared with (`None`: nothing that has a value)."""

    question: Asked
    wanted: Asked | None


def understood(contract: Contract, line: s.Expect) -> Put | str:
    """An expectation in the terms of a contract, or why it cannot be put to it."""
    found: list[Any] = []
    x = line.question.value
    t = Inference.of_question(contract, x, found)
    if t is None or found:
        return "; ".join(d.message for d in found) or "it has no value"
    wanted = None
    if line.value is not None:
        u = Inference.of_question(contract, line.value, found)
        wanted = Asked("", line.value, u) if u is not None else None
    return Put(Asked("", x, t, line.question.about), wanted)


def put(world: World, step: Step, given: Put) -> tuple[Answer, bool]:
    """The answer to the question of an expectation, and whether it is the one expected."""
    when, line = step.when, step.line
    assert when is not None
    until = end_of(when.day) if when.minute is None else (when.day.toordinal(), when.minute, 1 << 60)
    found = answer(world, given.question, when.day, None, until)
    return found, _agrees(world, line, found, given.wanted, when, until)


def _expect(world: World, path: str, title: str, step: Step) -> Result:
    line = step.line
    given = understood(world.contract, line)
    if isinstance(given, str):
        return Result(path, title, line.span.where, words_of(line), given, False)
    given = evolve(given, question=evolve(given.question, text=words_of(line.question)))
    found, agrees = put(world, step, given)
    sections = frozenset(w.section for w in reasons(found.why) if w.section)
    return Result(path, title, line.span.where, _expected(line), said(found.value, found.type), agrees, found, world, sections)


def _expected(line: s.Expect) -> str:
    return line.kind if line.value is None else ("about " if line.kind == "about" else "") + words_of(line.value)


def _agrees(world: World, line: s.Expect, given: Answer, wanted: Asked | None, when: Instant, until: Any) -> bool:
    match line.kind:
        case "undetermined":
            return isinstance(given.value, Unknown)
        case "yes":
            return given.value is True
        case "no":
            return given.value is False
        case _:
            pass
    assert line.value is not None
    want = answer(world, wanted, when.day, None, until).value if wanted is not None else None
    if isinstance(given.value, Unknown) or isinstance(want, Unknown) or want is None:
        return False
    if line.kind == "about":
        return _about(given.value, line.value)
    got = given.value.day if isinstance(given.value, Instant) and not isinstance(want, Instant) else given.value
    return type(got) is type(want) and bool(got == want)


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
    """The sections of the paper (not those of its suite) with sentences that are run and that no scenario's reasons reach."""
    reached = {x for r in results for x in r.sections}
    says = {
        r.section
        for r in contract.rules
        if not r.paper
        and isinstance(r.statement, s.Define | s.Owes | s.Duty | s.Power | s.Posting | s.Reversal | s.BalanceDecl | s.AccrualDecl)
    }
    return [h for h in contract.headings if h in says and h not in reached]


# ── the verb


def run_paths(
    paths: tuple[str, ...],
    pattern: str | None,
    junit: str | None,
    as_json: bool,
    say: Callable[[str], None],
    tell: Callable[[str], None],
    covering: bool = False,
    at_least: int | None = None,
) -> int:
    """Runs scenarios and says what missed, and (if so asked) which provisions they cover; the exit code."""
    files = facts_files(paths)
    everything: list[Result] = []
    by_contract: dict[str, Run] = {}
    code = 0
    for path in files:
        try:
            run = run_of(path, pattern)
        except Stop as stop:
            tell(stop.message)
            code = max(code, stop.code)
            continue
        everything.extend(run.results)
        whole = by_contract.setdefault(run.contract.source.name, Run(run.contract))
        whole.scenarios.extend(run.scenarios)
        whole.results.extend(run.results)
    missed = [r for r in everything if not r.agrees]
    scenarios = list(dict.fromkeys((r.file, r.scenario) for r in everything))
    gaps = {name: uncovered(r.contract, r.results) for name, r in by_contract.items() if r.results} if pattern is None else {}
    covered = _covered(paths, by_contract) if covering else {}
    below = [name for name, x in covered.items() if at_least is not None and not x.reaches(at_least)]
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
                }
                | ({"coverage": {name: x.data() for name, x in covered.items()}} if covering else {}),
                indent=2,
                ensure_ascii=False,
            )
        )
        return code or (FINDINGS if missed or below else 0)
    for r in missed:
        say(f"{r.where}: scenario “{r.scenario}”: expected {r.expected}, got {r.got}")
        if r.answer is not None:
            say("    " + explain(r.answer, False, r.world).replace("\n", "\n    "))
    for name, sections in gaps.items():
        if sections:
            say(f"{name}: no scenario exercises {', '.join(sections)}")
    for name, x in covered.items():
        say("\n".join(x.lines(name)))
    for name in below:
        tell(f"{name}: less than {at_least}% of its provisions are covered")
    if not everything:
        tell("no scenarios were found" + (f" with “{pattern}” in their titles" if pattern else ""))
        return code or (FINDINGS if below else UNREADABLE if not files and not covered else 0)
    held = len({(r.file, r.scenario) for r in missed})
    say(f"{len(scenarios) - held} of {len(scenarios)} scenarios hold, {len(everything) - len(missed)} of {len(everything)} expectations")
    return code or (FINDINGS if missed or below else 0)


def _covered(paths: tuple[str, ...], runs: dict[str, Run]) -> dict[str, Coverage]:
    """What the scenarios of each contract cover; a contract that was named and has none is among them."""
    from tenor.apps.coverage import coverage_of

    for path in paths:
        if path.endswith(".tenor") and path not in runs:
            runs[path] = Run(open_contract(path))
    return {name: coverage_of(run.contract, run.scenarios) for name, run in runs.items()}


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
