"""The verb `diff`: what changed from one contract to another, by provision, in legal words."""

from __future__ import annotations

import click

from tenor.apps.verbs.shared import say_json, say_lines, tell, verb, write

__all__ = ["diff"]


@click.command(
    epilog="\b\nExamples:\n  tenor diff signed.tenor amended.tenor\n  tenor diff signed.tenor amended.tenor --html changes.html\n"
    "  tenor diff signed.tenor amended.tenor --json"
)
@click.argument("old")
@click.argument("new")
@click.option("--full", is_flag=True, help="Every passage in full, however long.")
@click.option("--html", "page", metavar="FILE", help="Write a page with both texts side by side; `-` writes it to standard output.")
@click.option("--json", "as_json", is_flag=True, help="For programs; one shape.")
@verb
def diff(old: str, new: str, full: bool, page: str | None, as_json: bool) -> int:
    """What changed from OLD to NEW, by provision; layout, numbers and order alone are none. Exit 0 if they say the same, else 1."""
    from tenor.apps.differences import comparison_data, comparison_lines, verdict
    from tenor.apps.sources import FINDINGS, Stop, open_contract
    from tenor.dsl.diff import compare

    if as_json and page:
        raise Stop("--html and --json: ask for one of them at a time")
    comparison = compare(open_contract(old), open_contract(new))
    code = 0 if comparison.same else FINDINGS
    if as_json:
        say_json(comparison_data(comparison, old, new))
    elif page:
        from tenor.apps.differences_page import page_of

        text = page_of(comparison, old, new)
        if page == "-":
            say_lines([text])
        else:
            tell(verdict(comparison))
            write("--html", page, text)
    else:
        say_lines(list(comparison_lines(comparison, old, new, full=full)))
    return code
