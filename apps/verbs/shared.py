"""What the verbs of the command share: how they speak, what stops them, and the options that say what is asked of which facts.

Enters: the words of the command line. Leaves: a setting (contract, facts, instant, readings) for a verb, lines on standard output, messages
on standard error. Holds: no rules of its own; nothing heavy is imported before it is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from tenor.apps.answers import Setting
    from tenor.dsl.contract import Contract

__all__ = ["EXAMPLES", "ON", "Given", "bold", "number_of", "options", "say", "say_json", "say_lines", "setting_of", "tell", "verb", "write"]


EXAMPLES = """\b
Examples:
  tenor check contract.tenor
  tenor run contract.tenor --facts story.facts --on 2002-06-03
  tenor run contract.tenor --facts story.facts --on 2002-06-03 --ask "Conversion Price"
  tenor explain contract.tenor "Conversion Price" --facts story.facts --on 2002-06-03
"""


def say(text: str = "") -> None:
    """A line of data."""
    click.echo(text)


def tell(text: str) -> None:
    """A message."""
    click.echo(text, err=True)


def bold(text: str) -> str:
    """The text, bold on a terminal."""
    return click.style(text, bold=True)


def verb(function: Callable[..., int | None]) -> Callable[..., None]:
    """A verb: what stops it is told on standard error and becomes its exit code."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:
        from tenor.apps.sources import Stop

        try:
            code = function(*args, **kwargs) or 0
        except Stop as stop:
            tell(stop.message)
            code = stop.code
        except RecursionError:
            tell("some definitions rest on one another without end on these facts; ask for single terms to see which")
            code = 1
        raise click.exceptions.Exit(code)

    return run


ON = "The instant asked about: 2002-06-03, 2002-06-03T14:00, 'June 3, 2002'."


class Given(NamedTuple):  # no attrs class: `tenor --help` would load the whole library for it
    """What is asked of which facts, in the words of the command line."""

    facts_path: str | None = None
    day: str | None = None
    of: int | None = None
    supposed: str | None = None
    known_on: str | None = None
    readings: tuple[str, ...] = ()


_OPTIONS = (
    click.option("--facts", "facts_path", metavar="FILE", help="What is told: a .facts file, or JSON."),
    click.option("--on", "day", metavar="DATE[TIME]", help=ON),
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


def options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what is asked of which facts; the verb has them together, as `given`."""

    @wraps(function)
    def together(*args: Any, **kwargs: Any) -> Any:
        return function(*args, given=Given(**{name: kwargs.pop(name) for name in Given._fields}), **kwargs)

    for option in reversed(_OPTIONS):
        together = option(together)
    return together


def setting_of(path: str, given: Given, *, or_last: bool = False, version: Contract | None = None) -> Setting:
    """What the command was given; with `or_last`, the day is that of the last fact where none is said; with a `version`, which is what the
    path holds, the facts may be those of another one.
    """
    from tenor.apps.answers import Setting
    from tenor.apps.day_lists import faults_of_lists
    from tenor.apps.sources import Stop, Told, chosen_readings, day_of, hypothetical_fact, open_contract, open_facts, when_of, world_of
    from tenor.interpreter.facts import Facts

    if given.day is None and not (or_last and given.facts_path):
        raise Stop("--on: say which day is asked about, as --on 2002-06-03")
    contract = version or open_contract(path)
    when = when_of(contract, given.day) if given.day is not None else None
    known = day_of(given.known_on, "--known-on")[0] if given.known_on else None
    choices, every = chosen_readings(contract, given.readings)
    told = open_facts(contract, given.facts_path, of_another=version is not None) if given.facts_path else Told(Facts())
    if when is None:
        last = told.facts.last_day()
        if last is None:
            raise Stop("--on: nothing is told to have happened; say which day is asked about, as --on 2002-06-03")
        when = when_of(contract, last.isoformat())
    for d in (*faults_of_lists(contract), *told.of_facts()):
        tell(f"{d.span.where + ': ' if d.span else ''}{d.severity}: {d.message} [{d.code}]")
    fact = hypothetical_fact(contract, told.facts, given.supposed, when) if given.supposed is not None else None
    world = world_of(contract, told.facts, choices, known, fact)
    act = (fact.event, fact.number) if fact is not None else None
    without = world_of(contract, told.facts, choices, known) if fact is not None else None
    return Setting(world, when, path, given.facts_path or "", given.of, given.supposed or "", every, without, act)


def number_of(setting: Setting, text: str) -> int | None:
    """A question about the event that is supposed is about that one."""
    from tenor.interpreter.outcome import question_of, subject_event

    if setting.act is None or setting.of is not None:
        return setting.of
    asked, _ = question_of(setting.contract, text)
    event = asked and (asked.scope or subject_event(setting.contract, asked.expression))
    return setting.act[1] if event == setting.act[0] else None


def say_lines(lines: list[str]) -> None:
    """Lines of data."""
    say("\n".join(lines))


def say_json(data: dict[str, Any]) -> int:
    """Data for programs, with the version of their shape."""
    import json

    say(json.dumps({"schema_version": 1} | data, indent=2, ensure_ascii=False))
    return 0


def write(option: str, path: str, text: str) -> None:
    """Writes the file that an option names, and says so; a place that cannot be written stops the command."""
    from pathlib import Path

    from tenor.apps.sources import UNREADABLE, Stop

    try:
        Path(path).write_bytes(text.encode())
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or "it is no path"
        raise Stop(f"{option}: `{path}` cannot be written: {why}; give a path in a folder that is there", UNREADABLE) from None
    tell(f"wrote {path}")
