"""The verb `sheet`: the sheets to initial before a text is signed."""

from __future__ import annotations

import click

from tenor.apps.verbs.shared import ON, Given, say_json, say_lines, setting_of, verb, write

__all__ = ["sheet"]


@click.command(
    epilog="\b\nExamples:\n  tenor sheet contract.tenor --facts story.facts --on 2002-06-03\n"
    "  tenor sheet contract.tenor --facts story.facts --on 2002-06-03 --document exhibit.txt --html sheets.html\n"
    "  tenor sheet contract.tenor --facts story.facts --on 2002-06-03 --csv by-hand.csv"
)
@click.argument("contract")
@click.option("--facts", "facts_path", metavar="FILE", help="What is told: a .facts file, or JSON.")
@click.option("--on", "day", metavar="DATE[TIME]", help=ON + " Without it, the day of the last fact.")
@click.option("--document", metavar="FILE", help="The text of the exhibit, to tell the paper's words from ours.")
@click.option("--since", "old", metavar="FILE", help="The contract as it was signed, to show what changed in words.")
@click.option("--html", "page", metavar="FILE", help="Write the sheets as one page to print.")
@click.option("--csv", "table", metavar="FILE", help="Write the calculations by hand with live formulas.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@verb
def sheet(
    contract: str,
    facts_path: str | None,
    day: str | None,
    document: str | None,
    old: str | None,
    page: str | None,
    table: str | None,
    as_json: bool,
) -> int:
    """Decisions, drafting faults, papers, terms, figures, what is not tested, two calculations by hand, what changed."""
    from tenor.apps.answers import header, origin_block, origin_data
    from tenor.apps.page import block_lines
    from tenor.apps.register import exhibit_of
    from tenor.apps.sign_off import sheet_blocks, sheet_data, sheets_of
    from tenor.apps.sources import open_contract, read_text

    setting = setting_of(contract, Given(facts_path, day), or_last=True)
    text = ""
    if document is not None:
        text = read_text(document).text
        exhibit_of(contract, setting.contract.entry, document)
    found = sheets_of(setting, text, open_contract(old) if old is not None else None)
    if page is not None:
        from tenor.apps.sign_off_page import sheet_page

        write("--html", page, sheet_page(found))
    if table is not None:
        from tenor.apps.hand import csv_of

        write("--csv", table, csv_of([(h.title, h.sheet) for h in found.hands]))
    if as_json:
        return say_json(origin_data(setting) | sheet_data(found))
    if page is None and table is None:
        origin = origin_block(setting)
        say_lines([*header(setting), "", "Sheets to initial", *block_lines([*sheet_blocks(found).values(), origin])])
    return 0
