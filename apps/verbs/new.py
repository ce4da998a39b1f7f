"""The verb `new`: an instance of a form."""

from __future__ import annotations

import sys

import click

from tenor.apps.verbs.shared import say, tell, verb

__all__ = ["new"]


@click.command(
    epilog="\b\nExamples:\n  tenor new form.tenor\n"
    '  tenor new form.tenor --set "Holder=Alpha" --set "Principal Sum=$350,000" --to alpha.facts'
)
@click.argument("form")
@click.option("--set", "given", multiple=True, metavar="BLANK=VALUE", help="What fills a blank. Blanks that are not set are asked for.")
@click.option("--to", "target", metavar="FILE", help="Write the instance there instead of showing it.")
@click.option("--leave-open", is_flag=True, help="Blanks that are not set stay open.")
@verb
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
        say(text.rstrip("\n"))
    else:
        Path(target).write_text(text, "utf-8")
        tell(f"written: {target}")
    if left:
        tell(f"left open: {', '.join(b.name for b in left)}")
    return 0
