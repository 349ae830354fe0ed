"""How a request gets its id, and each of its rewards the reference that EnKash knows it by."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.ids import ID_LENGTH, REFERENCE_LENGTH_MAX
from bot.ledger import Reading

Letters = Callable[[int], str]
"""As many random letters and digits of `bot.core.ids.ID_ALPHABET` as asked for."""


def new_letters(tx: Reading, letters: Letters) -> str:
    """Those of the id of a request that is not there yet."""
    found = letters(ID_LENGTH)
    while tx.has_request(f"R-{found}"):
        found = letters(ID_LENGTH)
    return found


def new_reference(of_id: str, letters: Letters) -> str:
    """The id comes first so that a person can find it in EnKash's dashboard; the rest makes it unique."""
    return f"R{of_id}" + letters(REFERENCE_LENGTH_MAX - 1 - len(of_id))
