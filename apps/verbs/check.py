"""The verb `check`: every finding of contracts and facts files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tenor.apps.verbs.shared import say, tell, verb

if TYPE_CHECKING:
    from tenor.dsl.contract import Contract
    from tenor.dsl.diagnostic import Diagnostic

__all__ = ["check"]


@click.command(epilog="\b\nExamples:\n  tenor check contract.tenor\n  tenor check --format github contracts/*.tenor")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option(
    "--format",
    "form",
    type=click.Choice(["pretty", "compact", "json", "sarif", "github"]),
    default="pretty",
    help="How findings are written.",
)
@verb
def check(files: tuple[str, ...], form: str) -> int:
    """Every finding of contracts (and of facts files), in one run."""
    from tenor import __version__
    from tenor.apps.findings import shown
    from tenor.apps.signature import text_data, texts_words
    from tenor.apps.sources import Stop

    found: list[Diagnostic] = []
    texts: list[Contract] = []
    unreadable = 0
    done: set[str] = set()
    for path in files:
        try:
            found.extend(_findings_of(path, done, texts))
        except Stop as stop:
            tell(stop.message)
            unreadable = max(unreadable, stop.code)
    text = shown(found, form, __version__, [text_data(c) for c in texts])
    if text:
        say(text)
    must = [d for d in found if d.severity.name == "MUST"]
    rest = len(found) - len(must)
    if unreadable and len(files) == 1:
        return unreadable
    read = f"{len(files)} file{'' if len(files) == 1 else 's'}"
    tail = f", {rest} to be confirmed or for information" if rest else ""
    settled = f"{len(must)} finding{'' if len(must) == 1 else 's'} must be settled{tail}" if found else "nothing must be settled"
    tell(f"{read}: {settled}{texts_words(texts)}")
    return unreadable or (1 if must else 0)


def _findings_of(path: str, done: set[str], texts: list[Contract]) -> list[Diagnostic]:
    """The findings of a file; none, where it was looked at with a paper of its suite. `done` are the files looked at so far.

    A contract that was looked at joins `texts`.
    """
    from os.path import normpath

    from tenor.apps.sources import contract_beside, open_contract

    if path.endswith((".facts", ".json")):
        from pathlib import Path

        from tenor.dsl.syntax import Cyclic
        from tenor.interpreter.facts import load_facts

        contract = contract_beside(path)
        facts, scenarios, found = load_facts(contract, Path(path))
        if not contract.of(Cyclic):  # nothing that could be told so
            return found
        from tenor.interpreter.facts_impossible import impossible_facts

        return [*found, *impossible_facts(contract, facts, scenarios)]
    if normpath(path) in done:
        return []
    contract = open_contract(path, sound=False)
    done.update(normpath(p.source.name) for p in contract.suite)
    texts.append(contract)
    from tenor.apps.day_lists import faults_of_lists

    return [*contract.diagnostics, *faults_of_lists(contract)]
