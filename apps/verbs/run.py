"""The verbs `run` and `explain`: what follows from the facts at an instant, and why."""

from __future__ import annotations

import click

from tenor.apps.verbs.shared import EXAMPLES, Given, bold, number_of, options, say, say_json, say_lines, setting_of, verb

__all__ = ["explain", "run"]


@click.command(epilog=EXAMPLES)
@click.argument("contract")
@options
@click.option("--and-facts", "others", multiple=True, metavar="FILE", help="Another instance of the form, put beside the first.")
@click.option(
    "--ask", "asks", multiple=True, metavar="TERM", help="Only this: a term, or a question in the contract's words. Several may be asked."
)
@click.option("--cashflows", is_flag=True, help="The schedule of payments to that day: date, amount, who pays whom, balances after.")
@click.option(
    "--seen-by", "party", metavar="PARTY", default="", help="With --cashflows: what this party receives; below zero what it pays."
)
@click.option("--csv", "as_csv", is_flag=True, help="With --cashflows: comma-separated, for a spreadsheet.")
@click.option("--json", "as_json", is_flag=True, help="For programs; decimal strings, one shape.")
@verb
def run(
    contract: str,
    given: Given,
    others: tuple[str, ...],
    asks: tuple[str, ...],
    cashflows: bool,
    party: str,
    as_csv: bool,
    as_json: bool,
) -> int:
    """The state of a contract at an instant: balances, terms, notices, duties, claims, rights, what is missing."""
    if others:
        return _side_by_side(contract, [given, *(given._replace(facts_path=x) for x in others)], asks, as_json)
    from tenor.apps.answers import answer_data, answer_page, header, origin_block, origin_data, put
    from tenor.apps.page import block_data, block_lines, ruled

    setting = setting_of(contract, given)
    origin = origin_block(setting)
    if cashflows:
        from tenor.apps.payment_schedule import schedule_csv, schedule_data, schedule_lines

        if as_json:
            return say_json(origin_data(setting) | schedule_data(setting, party))
        say_lines([schedule_csv(setting, party).rstrip("\n")] if as_csv else [*schedule_lines(setting, party), *block_lines([origin])])
        return 0
    if asks:
        answered = [put(setting, text, number_of(setting, text)) for text in asks]
        if as_json:
            return say_json(origin_data(setting) | {"answers": [answer_data(setting, q, a) for q, a in answered]})
        for line in header(setting):
            say(line)
        for q, a in answered:
            lines, blocks = answer_page(setting, q, a, why=False, full=False)
            say()
            say(bold(lines[0]))
            say_lines([*lines[1:], *block_lines(blocks)])
        say_lines([*block_lines([origin])])
        return 0
    from tenor.apps.standing import state_page, supposed_page

    tried = None
    if setting.every_reading and setting.act is None:
        from tenor.apps.readings import state_readings

        tried = state_readings(setting)
    page = supposed_page(setting, *setting.act) if setting.act is not None else state_page(setting, tried)
    if as_json:
        needs = [{"words": n.words, "section": n.section or None} for n in page.needs]
        due = [{"on": d.isoformat(), "what": words} for d, words in page.open_days]
        data = {"answers": [], "summary": list(page.sentences), "due": due, "state": block_data(page.blocks), "needs": needs}
        if tried is not None:
            from tenor.apps.readings import tried_data

            data |= tried_data(tried)
        return say_json(origin_data(setting) | data)
    for line in header(setting):
        say(line)
    say()
    for sentence in page.sentences:
        say(bold("\n".join(ruled(sentence))))
    say_lines([*block_lines([*page.blocks, origin])])
    return 0


def _side_by_side(contract: str, instances: list[Given], asks: tuple[str, ...], as_json: bool) -> int:
    """The same questions of several instances of a form."""
    from tenor.apps.series import series_data, series_lines

    settings = [setting_of(contract, one) for one in instances]
    if as_json:
        return say_json(series_data(settings, asks))
    say_lines(series_lines(settings, asks))
    return 0


@click.command(
    epilog='\b\nExamples:\n  tenor explain contract.tenor "Conversion Price" --facts story.facts --on 2002-06-03\n'
    '  tenor explain contract.tenor --why-not "Section 1.2(b)" --facts story.facts --on 2002-06-03\n  tenor explain T310'
)
@click.argument("contract")
@click.argument("term", required=False)
@options
@click.option("--full", is_flag=True, help="The whole tree.")
@click.option("--why-not", "section", metavar="SECTION", help="Why a section is not in force (or that it is).")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@verb
def explain(
    contract: str,
    term: str | None,
    given: Given,
    full: bool,
    section: str | None,
    as_json: bool,
) -> int:
    """The reasons of a term; why a section is not in force; the page of a code such as T310."""
    import re

    if term is None and section is None and re.fullmatch(r"[Tt]\d{3}", contract):
        from tenor.apps.codes import page_of

        say(page_of(contract.upper()))
        return 0
    from tenor.apps.answers import answer_data, answer_page, header, origin_block, origin_data, put
    from tenor.apps.page import block_lines
    from tenor.apps.sources import Stop

    if term is None and section is None:
        raise Stop("explain: name a term, or a section with --why-not")
    setting = setting_of(contract, given)
    origin = origin_block(setting)
    if section is not None:
        from tenor.dsl.nearest import nearest
        from tenor.interpreter.explain import why_not

        known = setting.contract.headings
        if section not in known:
            named = f"Section {section}" if f"Section {section}" in known else None
            if named is None:
                near = nearest(section, known)
                raise Stop(f"--why-not: `{section}` is no section of this file{f'; the nearest is {near}' if near else ''}")
            section = named
        text = why_not(setting.world, section, setting.when.day)
        if as_json:
            return say_json(origin_data(setting) | {"section": section, "because": [x.strip() for x in text.split("\n")[1:]]})
        say_lines([*header(setting), "", text, *block_lines([origin])])
        return 0
    assert term is not None
    asked, found = put(setting, term, number_of(setting, term))
    if as_json:
        return say_json(origin_data(setting) | {"answers": [answer_data(setting, asked, found, full=full)]})
    lines, blocks = answer_page(setting, asked, found, why=True, full=full)
    for line in header(setting):
        say(line)
    say()
    say(bold(lines[0]))
    say_lines([*lines[1:], *block_lines([*blocks, origin])])
    return 0
