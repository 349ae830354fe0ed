"""The daily message: what happened, and the head, where nobody who changes the ledger can change it."""

from __future__ import annotations

import re

from tests.messages.samples import BOOKS_SEALED, check_message, tokens


def test_it_tells_what_happened_since_when_and_mentions_nobody() -> None:
    check_message(BOOKS_SEALED)
    assert tokens(BOOKS_SEALED.text) == []
    assert BOOKS_SEALED.text.startswith(
        "The books are sealed. Since 21 Nov 2025: 3 asked, 2 approved, 1 allocated (100 points), 10 entries in the"
        " history, up to number 1,209.\n"
    )


def test_the_command_that_it_names_can_be_copied_whole() -> None:
    (head,) = re.findall(r"`shabash audit verify --head ([0-9a-f]{64})`", BOOKS_SEALED.text)
    assert f"Head: `{head}`" in BOOKS_SEALED.text
