"""The verb `coverage`: how far a contract file carries the paper that it transcribes."""

from __future__ import annotations

import click

from tenor.apps.verbs.shared import say_json, say_lines, tell, verb, write

__all__ = ["coverage"]


@click.command(
    epilog="\b\nExamples:\n  tenor coverage note.tenor --document exhibit.txt\n"
    "  tenor coverage note.tenor --document exhibit.txt --section 'Section 1.2(a)'\n"
    "  tenor coverage note.tenor --document exhibit.txt --html side-by-side.html"
)
@click.argument("contract")
@click.option("--document", required=True, metavar="TEXT", help="The text of the paper, as filed.")
@click.option("--section", metavar="SECTION", help="Every phrase of one section, with what carries it.")
@click.option("--all", "every", is_flag=True, help="Also the sections in which nothing is open.")
@click.option("--html", "page", metavar="FILE", help="Write the paper and the file side by side, as a page that opens from disk.")
@click.option("--json", "as_json", is_flag=True, help="For programs; one shape.")
@verb
def coverage(contract: str, document: str, section: str | None, every: bool, page: str | None, as_json: bool) -> int:
    """Every phrase of the paper with its state in the file: transcribed, recorded, read as, corrected, left out, open."""
    from tenor.apps.paper_coverage import another_text, cover, document_of
    from tenor.apps.sources import FINDINGS, open_contract

    opened, text = open_contract(contract), document_of(document)
    if (other := another_text(opened, text)) is not None:
        if as_json:
            say_json(other.data())
        else:
            say_lines([other.line()])
        if page:
            tell(f"--html: nothing is compared, so no page is written to `{page}`")
        return FINDINGS
    found = cover(opened, text)
    code = 0 if found.whole else FINDINGS
    if page:
        from tenor.apps.side_by_side import side_by_side

        write("--html", page, side_by_side(found))
    if as_json:
        say_json(found.data())
        return code
    if section:
        say_lines(found.section_lines(section))
        return code
    say_lines(list(found.lines(every=every)))
    return code
