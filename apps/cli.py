"""The command `tenor`: its verbs, options and exit codes.

Enters: the words of the command line. Leaves: data on standard output, messages on standard error, an exit code: 0 fine, 1 findings,
failed scenarios or a difference, 2 wrong usage or unreadable input, 3 a fault of ours with a report file. Holds: no rules of its own, and
nothing is imported before it is needed: `tenor --help` is part of the product.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from tenor.apps.answers import Setting
    from tenor.dsl.diagnostic import Diagnostic

__all__ = ["cli", "main"]

_FAULT = 3


def _say(text: str = "") -> None:
    click.echo(text)


def _tell(text: str) -> None:
    click.echo(text, err=True)


def _bold(text: str) -> str:
    return click.style(text, bold=True)


def _verb(function: Callable[..., int | None]) -> Callable[..., None]:
    """A verb: what stops it is told on standard error and becomes its exit code."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:
        from tenor.apps.sources import Stop

        try:
            code = function(*args, **kwargs) or 0
        except Stop as stop:
            _tell(stop.message)
            code = stop.code
        except RecursionError:
            _tell("some definitions rest on one another without end on these facts; ask for single terms to see which")
            code = 1
        raise click.exceptions.Exit(code)

    return run


class _Verbs(click.Group):
    """The verbs in the order of their page."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click asks with it
        """In the order in which they are written."""
        return list(self.commands)


_EXAMPLES = """\b
Examples:
  tenor check contract.tenor
  tenor run contract.tenor --facts story.facts --on 2002-06-03
  tenor run contract.tenor --facts story.facts --on 2002-06-03 --ask "Conversion Price"
  tenor explain contract.tenor "Conversion Price" --facts story.facts --on 2002-06-03
"""


@click.group(cls=_Verbs, epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="tenor", prog_name="tenor")
def cli() -> None:
    """Runs legal papers that were transcribed clause by clause, on facts and prices, with reasons.

    Exit codes: 0 fine, 1 findings or failed scenarios or a difference, 2 wrong usage or unreadable input, 3 a fault of Tenor's own.
    """


# ── check


@cli.command(epilog="\b\nExamples:\n  tenor check contract.tenor\n  tenor check --format github contracts/*.tenor")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option(
    "--format",
    "form",
    type=click.Choice(["pretty", "compact", "json", "sarif", "github"]),
    default="pretty",
    help="How findings are written.",
)
@_verb
def check(files: tuple[str, ...], form: str) -> int:
    """Every finding of contracts (and of facts files), in one run."""
    from tenor import __version__
    from tenor.apps.findings import shown
    from tenor.apps.sources import Stop

    found: list[Diagnostic] = []
    unreadable = 0
    done: set[str] = set()
    for path in files:
        try:
            found.extend(_findings_of(path, done))
        except Stop as stop:
            _tell(stop.message)
            unreadable = max(unreadable, stop.code)
    text = shown(found, form, __version__)
    if text:
        _say(text)
    must = [d for d in found if d.severity.name == "MUST"]
    rest = len(found) - len(must)
    if unreadable and len(files) == 1:
        return unreadable
    read = f"{len(files)} file{'' if len(files) == 1 else 's'}"
    tail = f", {rest} to be confirmed or for information" if rest else ""
    _tell(
        f"{read}: {len(must)} finding{'' if len(must) == 1 else 's'} must be settled{tail}" if found else f"{read}: nothing must be settled"
    )
    return unreadable or (1 if must else 0)


def _findings_of(path: str, done: set[str]) -> list[Diagnostic]:
    """The findings of a file; none, where it was looked at with a paper of its suite. `done` are the files looked at so far."""
    from os.path import normpath

    from tenor.apps.sources import contract_beside, open_contract

    if path.endswith((".facts", ".json")):
        from pathlib import Path

        from tenor.interpreter.facts import load_facts

        contract = contract_beside(path)
        return load_facts(contract, Path(path))[2]
    if normpath(path) in done:
        return []
    contract = open_contract(path, sound=False)
    done.update(normpath(p.source.name) for p in contract.suite)
    return list(contract.diagnostics)


# ── run and explain


_ON = "The instant asked about: 2002-06-03, 2002-06-03T14:00, 'June 3, 2002'."


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(
        (
            click.option("--facts", "facts_path", metavar="FILE", help="What is told: a .facts file, or JSON."),
            click.option("--on", "day", metavar="DATE[TIME]", help=_ON),
            click.option(
                "--of", type=click.IntRange(min=1), metavar="N", help="Of the N-th occurrence of the event that a term belongs to, from 1."
            ),
            click.option("--if", "supposed", metavar="FACT", help="Suppose one more fact: 'EVENT: field value, …'."),
            click.option("--known-on", metavar="DATE", help="Answer from what had been told by that day."),
            click.option(
                "--reading",
                "--readings",
                "readings",
                multiple=True,
                metavar="NAME=CHOICE",
                help="Take another reading; `all` shows what each changes.",
            ),
        )
    ):
        function = option(function)
    return function


def _setting(
    path: str,
    facts_path: str | None,
    day: str | None,
    of: int | None,
    supposed: str | None,
    known_on: str | None,
    readings: tuple[str, ...],
    *,
    or_last: bool = False,
) -> tuple[Setting, tuple[str, int] | None]:
    """What the command was given; with `or_last`, the day is that of the last fact where none is said."""
    from tenor.apps.answers import Setting
    from tenor.apps.sources import Stop, Told, chosen_readings, day_of, hypothetical_fact, open_contract, open_facts, when_of, world_of
    from tenor.interpreter.facts import Facts

    if day is None and not (or_last and facts_path):
        raise Stop("--on: say which day is asked about, as --on 2002-06-03")
    contract = open_contract(path)
    when = when_of(contract, day) if day is not None else None
    known = day_of(known_on, "--known-on")[0] if known_on else None
    choices, every = chosen_readings(contract, readings)
    told = open_facts(contract, facts_path) if facts_path else Told(Facts())
    if when is None:
        last = told.facts.last_day()
        if last is None:
            raise Stop("--on: nothing is told to have happened; say which day is asked about, as --on 2002-06-03")
        when = when_of(contract, last.isoformat())
    for d in told.findings:
        _tell(f"{d.span.where + ': ' if d.span else ''}{d.severity}: {d.message} [{d.code}]")
    fact = hypothetical_fact(contract, told.facts, supposed, when) if supposed else None
    world = world_of(contract, told.facts, choices, known, fact)
    about = (fact.event, fact.number) if fact is not None else None
    return Setting(world, when, path, facts_path or "", of, supposed or "", every), about


def _number(setting: Setting, about: tuple[str, int] | None, text: str) -> int | None:
    """A question about the event that is supposed is about that one."""
    from tenor.interpreter.outcome import question_of, subject_event

    if about is None or setting.of is not None:
        return setting.of
    asked, _ = question_of(setting.contract, text)
    event = asked and (asked.scope or subject_event(setting.contract, asked.expression))
    return about[1] if event == about[0] else None


@cli.command(epilog=_EXAMPLES)
@click.argument("contract")
@_options
@click.option("--and-facts", "others", multiple=True, metavar="FILE", help="Another instance of the form, put beside the first.")
@click.option(
    "--ask", "asks", multiple=True, metavar="TERM", help="Only this: a term, or a question in the contract's words. Several may be asked."
)
@click.option("--json", "as_json", is_flag=True, help="For programs; decimal strings, one shape.")
@_verb
def run(
    contract: str,
    facts_path: str | None,
    day: str | None,
    of: int | None,
    supposed: str | None,
    known_on: str | None,
    readings: tuple[str, ...],
    others: tuple[str, ...],
    asks: tuple[str, ...],
    as_json: bool,
) -> int:
    """The state of a contract at an instant: balances, terms, notices, duties, claims, rights, what is missing."""
    if others:
        return _side_by_side([facts_path, *others], (contract, day, of, supposed, known_on, readings), asks, as_json)
    from tenor.apps.answers import answer_data, answer_page, header, origin_data, put, source_lines
    from tenor.apps.page import Block, Row, block_data, block_lines, ruled

    setting, about = _setting(contract, facts_path, day, of, supposed, known_on, readings)
    origin = Block("Computed from", tuple(Row(x) for x in source_lines(setting)))
    if asks:
        given = [put(setting, text, _number(setting, about, text)) for text in asks]
        if as_json:
            return _json(origin_data(setting) | {"answers": [answer_data(setting, q, a) for q, a in given]})
        for line in header(setting):
            _say(line)
        for q, a in given:
            lines, blocks = answer_page(setting, q, a, why=False, full=False)
            _say()
            _say(_bold(lines[0]))
            _lines([*lines[1:], *block_lines(blocks)])
        _lines([*block_lines([origin])])
        return 0
    from tenor.apps.standing import state_page, supposed_page

    tried = None
    if setting.every_reading and about is None:
        from tenor.apps.readings import state_readings

        tried = state_readings(setting)
    page = supposed_page(setting, *about) if about is not None else state_page(setting, tried)
    if as_json:
        needs = [{"words": n.words, "section": n.section or None} for n in page.needs]
        due = [{"on": d.isoformat(), "what": words} for d, words in page.open_days]
        data = {"answers": [], "summary": list(page.sentences), "due": due, "state": block_data(page.blocks), "needs": needs}
        if tried is not None:
            from tenor.apps.readings import tried_data

            data |= tried_data(tried)
        return _json(origin_data(setting) | data)
    for line in header(setting):
        _say(line)
    _say()
    for sentence in page.sentences:
        _say(_bold("\n".join(ruled(sentence))))
    _lines([*block_lines([*page.blocks, origin])])
    return 0


def _side_by_side(files: list[str | None], given: tuple[Any, ...], asks: tuple[str, ...], as_json: bool) -> int:
    """The same questions of several instances of a form."""
    from tenor.apps.series import series_data, series_lines

    contract, *rest = given
    settings = [_setting(contract, file, *rest)[0] for file in files]
    if as_json:
        return _json(series_data(settings, asks))
    _lines(series_lines(settings, asks))
    return 0


def _lines(lines: list[str]) -> None:
    _say("\n".join(lines))


def _json(data: dict[str, Any]) -> int:
    import json

    _say(json.dumps({"schema_version": 1} | data, indent=2, ensure_ascii=False))
    return 0


@cli.command(
    epilog='\b\nExamples:\n  tenor explain contract.tenor "Conversion Price" --facts story.facts --on 2002-06-03\n'
    '  tenor explain contract.tenor --why-not "Section 1.2(b)" --facts story.facts --on 2002-06-03\n  tenor explain T310'
)
@click.argument("contract")
@click.argument("term", required=False)
@_options
@click.option("--full", is_flag=True, help="The whole tree.")
@click.option("--why-not", "section", metavar="SECTION", help="Why a section is not in force (or that it is).")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@_verb
def explain(
    contract: str,
    term: str | None,
    facts_path: str | None,
    day: str | None,
    of: int | None,
    supposed: str | None,
    known_on: str | None,
    readings: tuple[str, ...],
    full: bool,
    section: str | None,
    as_json: bool,
) -> int:
    """The reasons of a term; why a section is not in force; the page of a code such as T310."""
    import re

    if term is None and section is None and re.fullmatch(r"[Tt]\d{3}", contract):
        from tenor.apps.codes import page_of

        _say(page_of(contract.upper()))
        return 0
    from tenor.apps.answers import answer_data, answer_page, header, origin_data, put, source_lines
    from tenor.apps.page import Block, Row, block_lines
    from tenor.apps.sources import Stop

    if term is None and section is None:
        raise Stop("explain: name a term, or a section with --why-not")
    setting, about = _setting(contract, facts_path, day, of, supposed, known_on, readings)
    origin = Block("Computed from", tuple(Row(x) for x in source_lines(setting)))
    if section is not None:
        from tenor.dsl.nearest import nearest
        from tenor.interpreter.explain import why_not

        known = setting.contract.headings
        if section not in known:
            named = f"Section {section}" if f"Section {section}" in known else None
            if named is None:
                near = nearest(section, known)
                raise Stop(f"--why-not: `{section}` is no section of this file{f'; the nearest is {near}' if near else ''}")
            section = named
        text = why_not(setting.world, section, setting.when.day)
        if as_json:
            return _json(origin_data(setting) | {"section": section, "because": [x.strip() for x in text.split("\n")[1:]]})
        _lines([*header(setting), "", text, *block_lines([origin])])
        return 0
    assert term is not None
    asked, given = put(setting, term, _number(setting, about, term))
    if as_json:
        return _json(origin_data(setting) | {"answers": [answer_data(setting, asked, given, full=full)]})
    lines, blocks = answer_page(setting, asked, given, why=True, full=full)
    for line in header(setting):
        _say(line)
    _say()
    _say(_bold(lines[0]))
    _lines([*lines[1:], *block_lines([*blocks, origin])])
    return 0


# ── timeline


@cli.command(
    epilog="\b\nExamples:\n  tenor timeline contract.tenor --facts story.facts --on 2002-06-10\n"
    "  tenor timeline contract.tenor --facts story.facts --open --party Lender\n"
    "  tenor timeline contract.tenor --facts story.facts --from 2002-05-01 --to 2002-07-31 --json"
)
@click.argument("contract")
@click.option("--facts", "facts_path", metavar="FILE", help="What is told: a .facts file, or JSON.")
@click.option("--on", "day", metavar="DATE[TIME]", help=_ON + " Without it, the day of the last fact.")
@click.option("--from", "start", metavar="DATE", help="Only from this day on; what has no date is always shown.")
@click.option("--to", "end", metavar="DATE", help="Only to this day.")
@click.option("--party", metavar="NAME", help="Only what this party did, must do or may do.")
@click.option("--open", "unfinished", is_flag=True, help="Only what is not finished.")
@click.option("--known-on", metavar="DATE", help="From what had been told by that day.")
@click.option("--reading", "readings", multiple=True, metavar="NAME=CHOICE", help="Take another reading.")
@click.option("--json", "as_json", is_flag=True, help="For programs; decimal strings, one shape.")
@_verb
def timeline(
    contract: str,
    facts_path: str | None,
    day: str | None,
    start: str | None,
    end: str | None,
    party: str | None,
    unfinished: bool,
    known_on: str | None,
    readings: tuple[str, ...],
    as_json: bool,
) -> int:
    """Duties, claims, rights, elections and what happened, in order of dates; what follows; what remains."""
    from tenor.apps.sources import Stop
    from tenor.apps.timeline import timeline_data, timeline_lines, wanted

    setting, _ = _setting(contract, facts_path, day, None, None, known_on, readings, or_last=True)
    if setting.every_reading:
        raise Stop("--reading: `all` is for `tenor run`; here, take one as NAME=CHOICE")
    shown = wanted(setting.contract, start, end, party, unfinished)
    if as_json:
        return _json(timeline_data(setting, shown))
    _lines(list(timeline_lines(setting, shown)))
    return 0


# ── test, facts, fmt


@cli.command(
    epilog="\b\nExamples:\n  tenor test\n  tenor test contracts -k delivery --junit report.xml\n"
    "  tenor test --coverage --at-least 95 contract.tenor"
)
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@click.option("-k", "pattern", metavar="WORDS", help="Only scenarios whose title has these words.")
@click.option("--junit", metavar="FILE", help="Also write the results as JUnit.")
@click.option("--coverage", "covering", is_flag=True, help="Which provisions are covered: a scenario fails once one is otherwise.")
@click.option("--at-least", type=click.IntRange(0, 100), metavar="PERCENT", help="Exit code 1 if fewer are covered; goes with --coverage.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@_verb
def test(paths: tuple[str, ...], pattern: str | None, junit: str | None, covering: bool, at_least: int | None, as_json: bool) -> int:
    """The scenarios of facts files, each miss with its reasons, and the sections that none exercises."""
    from tenor.apps.scenarios import run_paths

    return run_paths(paths or (".",), pattern, junit, as_json, _say, _tell, covering or at_least is not None, at_least)


@cli.command(epilog="\b\nExamples:\n  tenor facts contract.tenor\n  tenor facts contract.tenor --json-schema")
@click.argument("contract")
@click.option("--json-schema", "schema", is_flag=True, help="The JSON Schema of this contract's facts.")
@click.option("--json", "as_json", is_flag=True, help="The list for programs.")
@_verb
def facts(contract: str, schema: bool, as_json: bool) -> int:
    """What can be told to a contract and asked of it: names, types, units, sections."""
    from tenor.apps.listing import listing_data, listing_lines, schema_of
    from tenor.apps.sources import open_contract

    opened = open_contract(contract)
    if schema:
        import json

        _say(json.dumps(schema_of(opened), indent=2, ensure_ascii=False))
        return 0
    if as_json:
        return _json(listing_data(opened))
    _lines(listing_lines(opened))
    return 0


@cli.command(epilog="\b\nExamples:\n  tenor fmt contract.tenor\n  tenor fmt --check contracts/*.tenor\n  tenor fmt - < contract.tenor")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if a file would change.")
@click.option("--diff", "show_diff", is_flag=True, help="Change nothing; show what would change, exit 1 if anything would.")
@_verb
def fmt(files: tuple[str, ...], only_check: bool, show_diff: bool) -> int:
    """One layout for contracts and facts files; `-` reads standard input and writes to standard output."""
    from tenor.apps.layout import format_files

    return format_files(files, only_check, show_diff, _say, _tell)


@cli.command(
    epilog="\b\nExamples:\n  tenor new form.tenor\n"
    '  tenor new form.tenor --set "Holder=Alpha" --set "Principal Sum=$350,000" --to alpha.facts'
)
@click.argument("form")
@click.option("--set", "given", multiple=True, metavar="BLANK=VALUE", help="What fills a blank. Blanks that are not set are asked for.")
@click.option("--to", "target", metavar="FILE", help="Write the instance there instead of showing it.")
@click.option("--leave-open", is_flag=True, help="Blanks that are not set stay open.")
@_verb
def new(form: str, given: tuple[str, ...], target: str | None, leave_open: bool) -> int:
    """An instance of a form: a facts file that fills its blanks."""
    from os.path import relpath
    from pathlib import Path

    from tenor.apps.forms import OpenBlank, filled_form
    from tenor.apps.sources import Stop, open_contract

    contract = open_contract(form)
    values: dict[str, str] = {}
    for text in given:
        name, sign, value = (part.strip() for part in text.partition("="))
        if not sign or not value:
            raise Stop(f"--set: `{text}` fills nothing; write BLANK=VALUE")
        values[name] = value
    if target is not None and Path(target).exists():
        raise Stop(f"--to: `{target}` is there already; nothing is written over")

    def asked(blank: OpenBlank) -> str:
        where = f", {blank.section}" if blank.section else ""
        return str(click.prompt(f"{blank.name} ({blank.kind}{where}; empty leaves it open)", default="", show_default=False, err=True))

    file = relpath(form, Path(target).parent) if target else Path(form).name
    interactive = sys.stdin.isatty() and not leave_open
    text, left = filled_form(contract, values, asked if interactive else None, Path(file).as_posix(), leave_open=leave_open)
    if target is None:
        _say(text.rstrip("\n"))
    else:
        Path(target).write_text(text, "utf-8")
        _tell(f"written: {target}")
    if left:
        _tell(f"left open: {', '.join(b.name for b in left)}")
    return 0


def main() -> None:
    """The program: runs a verb; a fault of ours becomes a report file and exit code 3."""
    import gc
    import os

    gc.set_threshold(100_000)  # most of what a command makes lives to its end: to look through it again and again finds nothing
    colour = False if os.environ.get("NO_COLOR") else None
    try:
        cli.main(prog_name="tenor", color=colour)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception:  # noqa: BLE001 -- whatever it is, it is ours, and nobody shall read a traceback
        _report()
        sys.exit(_FAULT)


def _report() -> None:
    import tempfile
    import traceback

    from tenor import __version__

    with tempfile.NamedTemporaryFile("w", prefix="tenor-report-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(f"tenor {__version__}, Python {sys.version.split()[0]}\n")
        file.write(f"verb: {sys.argv[1] if len(sys.argv) > 1 else ''}\n\n")
        traceback.print_exc(file=file)
    _tell(f"This is a fault of Tenor's own, not of your files. A report stands in {file.name}; it names no figure of yours but the verb.")


if __name__ == "__main__":
    main()
