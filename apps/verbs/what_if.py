"""The verb `what-if`: which facts would change an answer, and at what value it turns."""

from __future__ import annotations

import click

from tenor.apps.verbs.shared import Given, bold, number_of, options, say, say_json, say_lines, setting_of, verb

__all__ = ["what_if"]


@click.command(
    "what-if",
    epilog='\b\nExamples:\n  tenor what-if contract.tenor --facts story.facts --on 2002-06-03 --ask "Conversion Price"\n'
    '  tenor what-if contract.tenor --facts story.facts --on 2002-06-03 --ask "Reserved Amount" --to "20,000,000 shares"',
)
@click.argument("contract")
@options
@click.option("--ask", "text", required=True, metavar="TERM", help="The question whose answer is looked at.")
@click.option(
    "--to", "to", default="", metavar="VALUE", help="Where the answer reaches this value; without it, where something else decides."
)
@click.option("--json", "as_json", is_flag=True, help="For programs; decimal strings, one shape.")
@verb
def what_if(
    contract: str,
    given: Given,
    text: str,
    to: str,
    as_json: bool,
) -> int:
    """Which facts an answer rests on, what a change of each does, and at which value the answer turns."""
    from tenor.apps import what_if as found
    from tenor.apps.answers import (
        NO_EFFECT,
        assumed_block,
        assumed_data,
        effects,
        header,
        missing_block,
        origin_block,
        origin_data,
        readings_block,
        supposed_changes,
    )
    from tenor.apps.page import block_lines, ruled

    setting = setting_of(contract, given)
    result = found.what_if(setting, text, to, number_of(setting, text))
    changed = supposed_changes(setting, result.asked, result.given)
    if as_json:
        data = origin_data(setting) | found.data_of(result) | {"assumed": assumed_data(result.given.assumed)}
        if setting.told is not None:
            data["supposed_changes_it"] = changed
        return say_json(data)
    for line in header(setting):
        say(line)
    say()
    same = [NO_EFFECT] if changed is False else []
    for sentence in [*found.sentences_of(result), *same]:
        say(bold("\n".join(ruled(sentence))))
    relied = readings_block(effects(setting, result.asked, result.given), result.given)
    missing = missing_block(setting, result.given.needs)
    origin = origin_block(setting)
    say_lines([*block_lines([*found.blocks_of(result), relied, assumed_block(result.given.assumed), missing, origin])])
    return 0
