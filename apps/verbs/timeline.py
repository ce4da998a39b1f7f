"""The verb `timeline`: what happened, what must and what may be done, in order of dates."""

from __future__ import annotations

import click

from tenor.apps.verbs.shared import ON, Given, say_json, say_lines, setting_of, tell, verb, write

__all__ = ["timeline"]


@click.command(
    epilog="\b\nExamples:\n  tenor timeline contract.tenor --facts story.facts --on 2002-06-10\n"
    "  tenor timeline contract.tenor --facts story.facts --open --party Lender\n"
    "  tenor timeline contract.tenor --facts story.facts --from 2002-05-01 --to 2002-07-31 --json\n"
    "  tenor timeline contract.tenor --facts story.facts --html dates.html --ics dates.ics --alarm 14 --alarm 1"
)
@click.argument("contract")
@click.option("--facts", "facts_path", metavar="FILE", help="What is told: a .facts file, or JSON.")
@click.option("--on", "day", metavar="DATE[TIME]", help=ON + " Without it, the day of the last fact.")
@click.option("--from", "start", metavar="DATE", help="Only from this day on; what has no date is always shown.")
@click.option("--to", "end", metavar="DATE", help="Only to this day.")
@click.option("--party", metavar="NAME", help="Only what this party did, must do or may do.")
@click.option("--open", "unfinished", is_flag=True, help="Only what is not finished.")
@click.option("--known-on", metavar="DATE", help="From what had been told by that day.")
@click.option("--reading", "readings", multiple=True, metavar="NAME=CHOICE", help="Take another reading.")
@click.option("--html", "page", metavar="FILE", help="Write a picture and a list of the dates as one page.")
@click.option("--ics", "calendar", metavar="FILE", help="Write what has a day as a calendar file, with alarms.")
@click.option("--alarm", "alarms", multiple=True, type=click.IntRange(0, 3650), metavar="DAYS", help="Days before, with --ics: 7 and 1.")
@click.option("--json", "as_json", is_flag=True, help="For programs; decimal strings, one shape.")
@verb
def timeline(
    contract: str,
    facts_path: str | None,
    day: str | None,
    start: str | None,
    end: str | None,
    party: str | None,
    unfinished: bool,
    known_on: str | None,
    readings: tuple[str, ...],
    page: str | None,
    calendar: str | None,
    alarms: tuple[int, ...],
    as_json: bool,
) -> int:
    """Duties, claims, rights, elections and what happened, in order of dates; what follows; what remains."""
    from tenor.apps.sources import Stop
    from tenor.apps.timeline import timeline_data, timeline_lines, wanted

    setting = setting_of(contract, Given(facts_path, day, known_on=known_on, readings=readings), or_last=True)
    if setting.every_reading:
        raise Stop("--reading: `all` is for `tenor run`; here, take one as NAME=CHOICE")
    shown = wanted(setting.contract, start, end, party, unfinished)
    if page is not None:
        from tenor.apps.timeline_page import timeline_page

        write("--html", page, timeline_page(setting, shown))
    if calendar is not None:
        from tenor.apps.calendar_file import ALARMS, calendar_file
        from tenor.apps.timeline import found_entries

        entries = found_entries(setting, shown).shown
        write("--ics", calendar, calendar_file(setting, entries, sorted(set(alarms), reverse=True) or ALARMS))
        undated = sum(e.day is None for e in entries)
        if undated:
            tell(f"not in the calendar: {undated} of them {'has' if undated == 1 else 'have'} no day yet")
    elif alarms:
        raise Stop("--alarm goes with --ics")
    if as_json:
        return say_json(timeline_data(setting, shown))
    if page is not None or calendar is not None:
        return 0
    say_lines(list(timeline_lines(setting, shown)))
    return 0
