"""The verb `fmt`: one layout for contracts and facts files."""

from __future__ import annotations

import click

from tenor.apps.verbs.shared import say, tell, verb

__all__ = ["fmt"]


@click.command(epilog="\b\nExamples:\n  tenor fmt contract.tenor\n  tenor fmt --check contracts/*.tenor\n  tenor fmt - < contract.tenor")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if a file would change.")
@click.option("--diff", "show_diff", is_flag=True, help="Change nothing; show what would change, exit 1 if anything would.")
@verb
def fmt(files: tuple[str, ...], only_check: bool, show_diff: bool) -> int:
    """One layout for contracts and facts files; `-` reads standard input and writes to standard output."""
    from tenor.apps.layout import format_files

    return format_files(files, only_check, show_diff, say, tell)
