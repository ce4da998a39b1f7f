"""One question about each instance of a form, side by side, and together where the answers add up.

Enters: a contract and facts files, one an instance. Leaves: lines and data. Holds: each instance is answered by itself, on its own facts;
only determined amounts of one kind are added up, and what is missing for one is said.
"""

from __future__ import annotations

from typing import Any

from tenor.apps.answers import Setting, answer_data, header, put
from tenor.apps.sources import Stop
from tenor.interpreter.outcome import Answer
from tenor.interpreter.values import Unknown
from tenor.interpreter.wording import said

__all__ = ["series_data", "series_lines"]


def _called(setting: Setting) -> str:
    """How an instance is called: by the persons who fill its blanks, else by its file."""
    c, facts = setting.contract, setting.world.facts
    who = [facts.parties[n] for n, p in c.parties.items() if not p.full_name and not p.same and n in facts.parties]
    return ", ".join(who) or setting.facts_path


def _together(answers: list[Answer]) -> Any:
    """The sum of amounts, or `None` where they do not add up."""
    if not all(a.type.is_quantity and (a.type.unit in {(("USD", 1),), (("share", 1),)}) for a in answers):
        return None
    values = [a.value for a in answers]
    return None if any(isinstance(v, Unknown) for v in values) else sum(values[1:], values[0])


def series_lines(settings: list[Setting], asks: tuple[str, ...]) -> list[str]:
    """Each question with its answer for every instance, and the sum."""
    if not asks:
        raise Stop("--facts: several instances are put side by side for a question: add --ask")
    lines = list(header(settings[0]))
    width = max(len("together"), *(len(_called(s)) for s in settings)) + 2
    for text in asks:
        given = [put(s, text, s.of)[1] for s in settings]
        lines += ["", text]
        for setting, answer in zip(settings, given, strict=True):
            value = answer.value
            shown = (
                said(value, answer.type)
                if not isinstance(value, Unknown)
                else "undetermined; needed: " + "; ".join(n.words for n in answer.needs)
            )
            lines.append(f"  {_called(setting):<{width}}{shown}")
        total = _together(given)
        if total is not None:
            lines.append(f"  {'together':<{width}}{said(total, given[0].type)}")
    return lines


def series_data(settings: list[Setting], asks: tuple[str, ...]) -> dict[str, Any]:
    """The same for programs."""
    if not asks:
        raise Stop("--facts: several instances are put side by side for a question: add --ask")
    instances = []
    for setting in settings:
        answers = [answer_data(setting, *put(setting, text, setting.of)) for text in asks]
        instances.append({"facts": setting.facts_path, "parties": dict(setting.world.facts.parties), "answers": answers})
    return {"instances": instances}
