"""The verb `test`: scenarios and what they cover."""

from __future__ import annotations

import click

from tenor.apps.verbs.shared import say, tell, verb

__all__ = ["test"]


@click.command(
    epilog="\b\nExamples:\n  tenor test\n  tenor test contracts -k delivery --junit report.xml\n"
    "  tenor test --coverage --at-least 95 contract.tenor"
)
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@click.option("-k", "pattern", metavar="WORDS", help="Only scenarios whose title has these words.")
@click.option("--junit", metavar="FILE", help="Also write the results as JUnit.")
@click.option("--coverage", "covering", is_flag=True, help="Which provisions are covered: a scenario fails once one is otherwise.")
@click.option("--at-least", type=click.IntRange(0, 100), metavar="PERCENT", help="Exit code 1 if fewer are covered; goes with --coverage.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@verb
def test(paths: tuple[str, ...], pattern: str | None, junit: str | None, covering: bool, at_least: int | None, as_json: bool) -> int:
    """The scenarios of facts files, each miss with its reasons, and the sections that none exercises."""
    from tenor.apps.scenarios import run_paths

    return run_paths(paths or (".",), pattern, junit, as_json, say, tell, covering or at_least is not None, at_least)
