"""Names as messages speak of them: the article that goes before one."""

from __future__ import annotations

import pytest

from tenor.dsl.names import article


@pytest.mark.parametrize(
    "spoken",
    [
        "a Notice",
        "an Exercise Notice",
        "an Offer",
        "a Unit",
        "a United States Holiday",
        "an Unissued Share",
        "an Underwriting",
        "a European Option",
        "a Unanimous Consent",
        "a One-Time Fee",
        "an 8-K Filing",
        "a 10-K Filing",
        "an S-3 Filing",
        "an hour",
        "a Holder Notice",
        "an `Election`",
    ],
)
def test_a_name_has_the_article_with_which_it_is_spoken(spoken: str) -> None:
    _, name = spoken.split(" ", 1)
    assert article(name) == spoken
