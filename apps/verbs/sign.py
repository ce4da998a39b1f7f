"""The verb `sign`: who signed the text of a contract, what changed since, and a new signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tenor.apps.verbs.shared import say, say_json, verb

if TYPE_CHECKING:
    from tenor.dsl.contract import Contract

__all__ = ["sign"]


@click.command(
    epilog="\b\nExamples:\n  tenor sign contract.tenor\n"
    "  tenor sign contract.tenor --as 'Ann Roe' --role preparer --on 2026-11-20\n"
    "  tenor sign contract.tenor --as 'Ben Doe' --role reviewer --on 2026-11-22 --note 'read against the exhibit'"
)
@click.argument("contract")
@click.option("--as", "name", metavar="NAME", help="Sign as this person. Without it, nothing is written: it is said who signed.")
@click.option("--role", type=click.Choice(["preparer", "reviewer"]), help="What the person did; the preparer signs first.")
@click.option("--on", "day", metavar="DATE", help="The day of the signature. Without it, today, which is then said.")
@click.option("--document", metavar="FILE", help="The text of the exhibit; its digest is signed with the file.")
@click.option("--note", default="", metavar="TEXT", help="A line of the signer's own.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@verb
def sign(contract: str, name: str | None, role: str | None, day: str | None, document: str | None, note: str, as_json: bool) -> int:
    """Who signed a contract and what changed since; with --as and --role, one more signature."""
    from datetime import UTC, datetime

    from tenor.apps.register import exhibit_of
    from tenor.apps.signature import record_path, signed, status_of
    from tenor.apps.sources import Stop, day_of, open_contract
    from tenor.interpreter.wording import long_day

    if name is None:
        if role or day or document or note:
            raise Stop("sign: say who signs, as --as 'Ann Roe'")
        return _status(open_contract(contract, sound=False), as_json)
    if role is None:
        raise Stop("--role: say whether it is the preparer or the reviewer who signs, as --role preparer")
    opened = open_contract(contract)
    on = day_of(day)[0] if day else datetime.now(UTC).astimezone().date()
    record = record_path(contract)
    _, written = signed(opened, name, role, on, exhibit_of(contract, opened.entry, document), note)
    temporary = record.with_name(f"{record.name}.new")
    try:
        temporary.write_text(written, "utf-8", newline="\n")
        temporary.replace(record)
    except OSError:
        raise Stop(f"`{record}` cannot be written") from None
    if as_json:
        _status(open_contract(contract), as_json)
        return 0
    today = "" if day else ", the day of this computer"
    say(f"{contract}, SHA-256 {opened.digest[:16]}: signed by {' '.join(name.split())} ({role}) on {long_day(on)}{today}")
    say(f"{record}: {status_of(open_contract(contract)).words()}")
    return 0


def _status(contract: Contract, as_json: bool) -> int:
    """What is said of a text; the code is 0 where this very text stands signed."""
    from tenor.apps.signature import status_lines, status_of, text_data

    status = status_of(contract)
    code = 0 if status.signed else 1
    if as_json:
        say_json({"contract": text_data(contract)})
        return code
    for line in status_lines(contract):
        say(line)
    return code
