"""The verb `ask`: one of the questions of a note's life, put to a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tenor.apps.verbs.shared import Given, bold, options, say_json, say_lines, setting_of, verb, write

if TYPE_CHECKING:
    from tenor.apps.answers import Setting
    from tenor.apps.questions.reply import Beside

__all__ = ["ask"]


@click.command(
    epilog="\b\nExamples:\n  tenor ask contract.tenor --facts story.facts --on 2002-06-03 convert --amount 100,000\n"
    "  tenor ask contract.tenor --facts story.facts --on 2002-06-03 price --html price.html\n"
    "  tenor ask contract.tenor --facts story.facts --on 2002-07-10 late"
)
@click.argument("contract")
@click.argument("question")
@options
@click.option("--amount", default="", metavar="AMOUNT", help="Of how much, for a question about an amount.")
@click.option("--about", default="", metavar="NAME", help="Which one, where the contract has several.")
@click.option("--with", "other", metavar="CONTRACT", help="For `amend`: the contract as it would read.")
@click.option("--html", "page", metavar="FILE", help="Write the answer as one page that needs nothing else.")
@click.option("--json", "as_json", is_flag=True, help="For programs; decimal strings, one shape.")
@verb
def ask(
    contract: str,
    question: str,
    given: Given,
    amount: str,
    about: str,
    other: str | None,
    page: str | None,
    as_json: bool,
) -> int:
    """convert, price, deliver, late, default, payoff, interest, reserve, reprice or amend."""
    from tenor.apps.questions.list import question_of

    put = question_of(question)
    from tenor.apps.questions.reply import Asking, reply_data, reply_lines, with_effect

    setting = setting_of(contract, given)
    beside = _beside(setting, other, given) if other is not None else None
    event, number = setting.act or ("", 0)
    act = next((o for o in setting.world.occurrences.get(event, ()) if o.number == number), None)
    reply = put(Asking(setting, about, amount, act, beside))
    without = beside.as_told() if beside is not None else None
    reply = with_effect(setting, reply, lambda told: put(Asking(told, about, amount, None, without)))
    if page is not None:
        from tenor.apps.questions.sheet import sheet

        write("--html", page, sheet(setting, reply))
    if as_json:
        return say_json(reply_data(setting, reply))
    if page is None:
        say_lines(reply_lines(setting, reply, bold))
    return 0


def _beside(setting: Setting, other: str, given: Given) -> Beside:
    """The text as it would read, on the same facts; where it is none of this paper, or the facts do not fit it, that is said."""
    from tenor.apps.questions.amend import versions
    from tenor.apps.questions.reply import Beside
    from tenor.apps.sources import Stop, open_contract

    version = open_contract(other)
    compared = versions(setting.contract, version)
    try:
        return Beside(setting_of(other, given._replace(readings=()), version=version), compared)
    except Stop as stop:
        raise Stop(f"{stop.message}\n--with: the facts are put to `{other}`, too, and do not fit it", stop.code) from None
