"""The verb `ask`: one of the questions of a note's life, put to a contract."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from tenor.apps.verbs.shared import Given, bold, options, say_json, say_lines, setting_of, verb, write

if TYPE_CHECKING:
    from tenor.apps.answers import Setting
    from tenor.apps.questions.reply import Asking, Reply

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
    from attrs import evolve

    from tenor.apps.questions.reply import Asking, reply_data, reply_lines

    setting, fact = setting_of(contract, given)
    if other is not None:
        from tenor.apps.questions.amend import versions
        from tenor.apps.sources import open_contract

        versions(setting.contract, open_contract(other))
    beside = _beside(other, given) if other else None
    act = next(o for o in setting.world.occurrences[fact[0]] if o.number == fact[1]) if fact is not None else None
    reply = put(Asking(setting, about, amount, act, beside))
    if setting.told is not None:
        reply = _said_if_same(reply, put, Asking(evolve(setting, world=setting.told, told=None), about, amount, None, beside))
    if page is not None:
        from tenor.apps.questions.sheet import sheet

        write("--html", page, sheet(setting, reply))
    if as_json:
        return say_json(reply_data(setting, reply))
    if page is None:
        say_lines(reply_lines(setting, reply, bold))
    return 0


def _beside(other: str, given: Given) -> Setting:
    """The text as it would read, on the same facts; where they do not fit it, that is said."""
    from tenor.apps.sources import Stop

    try:
        return setting_of(other, given._replace(readings=()), of_another=True)[0]
    except Stop as stop:
        raise Stop(f"{stop.message}\n--with: the facts are put to `{other}`, too, and do not fit it", stop.code) from None


def _said_if_same(reply: Reply, put: Callable[[Asking], Reply], told: Asking) -> Reply:
    """A reply that says so where what is supposed has no effect on it."""
    from attrs import evolve

    from tenor.apps.answers import NO_EFFECT
    from tenor.apps.page import block_lines
    from tenor.apps.sources import Stop

    def words(r: Reply) -> list[str]:
        return [*r.sentences, *block_lines([*r.figures, *r.tests, *r.dates, *r.readings])]

    try:
        same = words(put(told)) == words(reply)
    except Stop:  # without what is supposed it cannot even be asked
        return reply
    return (
        evolve(reply, sentences=(*reply.sentences, NO_EFFECT), data={**(reply.data or {}), "supposed_changes_it": False}) if same else reply
    )
