"""The questions by their short names.

Enters: a name. Leaves: the function that answers it. Holds: each question is imported when it is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from tenor.apps.questions.reply import Asking, Reply
from tenor.apps.sources import UNREADABLE, Stop
from tenor.dsl.nearest import did_you_mean

__all__ = ["QUESTIONS", "question_of"]

QUESTIONS = {
    "convert": "how much may be converted, how many shares that gives, which limits it meets",
    "price": "what the price is today, and why",
    "deliver": "when an act is due, what may delay it, and what follows",
    "late": "what is late, and what is owed for it",
    "default": "whether there is a default: all that could be one, and what is told of it",
    "payoff": "what pays everything off on the day, and on each day after",
    "interest": "what accrues, for which period, and when it is paid",
    "reserve": "whether enough shares are there for everything that may be asked for",
    "reprice": "whether something moves the price, from what to what, and when",
    "amend": "what changes if it is signed as amended, in words and on these facts",
}
"""The short names, in the order of a note's life, with what each asks."""


def question_of(name: str) -> Callable[[Asking], Reply]:
    """The function that answers a question; a word that is none stops the command."""
    if name not in QUESTIONS:
        near = did_you_mean(name, QUESTIONS)
        raise Stop(f"`{name}` is no question of `tenor ask`; {near or 'they are ' + ', '.join(QUESTIONS)}", UNREADABLE)
    found: Callable[[Asking], Reply] = getattr(import_module(f"tenor.apps.questions.{name}"), name)
    return found
