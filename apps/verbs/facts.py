"""The verb `facts`: what can be told to a contract and asked of it."""

from __future__ import annotations

import click

from tenor.apps.verbs.shared import say, say_json, say_lines, verb

__all__ = ["facts"]


@click.command(epilog="\b\nExamples:\n  tenor facts contract.tenor\n  tenor facts contract.tenor --json-schema")
@click.argument("contract")
@click.option("--json-schema", "schema", is_flag=True, help="The JSON Schema of this contract's facts.")
@click.option("--json", "as_json", is_flag=True, help="The list for programs.")
@verb
def facts(contract: str, schema: bool, as_json: bool) -> int:
    """What can be told to a contract and asked of it: names, types, units, sections."""
    from tenor.apps.listing import listing_data, listing_lines, schema_of
    from tenor.apps.sources import open_contract

    opened = open_contract(contract)
    if schema:
        import json

        say(json.dumps(schema_of(opened), indent=2, ensure_ascii=False))
        return 0
    if as_json:
        return say_json(listing_data(opened))
    say_lines(listing_lines(opened))
    return 0
