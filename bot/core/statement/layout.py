"""What the policy says of a statement: which column is which, what its words mean, how it writes days and numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

# The name in the policy, and what Python calls it.
DATE_FORMATS = {
    "dd/mm/yyyy": "%d/%m/%Y",
    "dd-mm-yyyy": "%d-%m-%Y",
    "dd.mm.yyyy": "%d.%m.%Y",
    "dd/mm/yy": "%d/%m/%y",
    "mm/dd/yyyy": "%m/%d/%Y",
    "yyyy-mm-dd": "%Y-%m-%d",
    "dd mmm yyyy": "%d %b %Y",
    "dd-mmm-yyyy": "%d-%b-%Y",
    "mmm dd, yyyy": "%b %d, %Y",
}

# Known without being told: the words of EnKash's pages with what they stand for, and English that means one thing.
# What may mean either (D: debit or deposit; refund; reversed) the policy has to say.
CREDIT_WORDS = ("CR", "Credit", "ALLOCATE_POINT")
DEBIT_WORDS = ("DR", "Debit", "UNALLOCATE_POINT")
MOVED_WORDS = ("Success", "Successful", "Completed", "Settled")
NOT_MOVED_WORDS = ("Failed", "Failure", "Unsuccessful", "Rejected", "Declined", "Cancelled",
                   "Pending", "Processing", "In progress", "Initiated", "Queued", "On hold")  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatementLayout:
    """The columns' names (None: it has no such column, or it is not looked at), and how to read what is in them.

    `date_format` is one of `DATE_FORMATS`; without a `decimal_mark` the file's separator tells it. The words come
    before those that are known: of the type, which means points given and which points taken back; of the status, which
    means that points moved and which that they did not.
    """

    reference: str = "reference"
    points: str = "points"
    kind: str | None = None
    status: str | None = None
    date: str | None = None
    date_format: str = "dd/mm/yyyy"
    decimal_mark: str | None = None
    credit_words: tuple[str, ...] = ()
    debit_words: tuple[str, ...] = ()
    moved_words: tuple[str, ...] = ()
    not_moved_words: tuple[str, ...] = ()

    def debits(self) -> Mapping[str, bool]:
        """Each known word of the type, squeezed: whether it means that points were taken back."""
        return _meanings(CREDIT_WORDS, DEBIT_WORDS) | _meanings(self.credit_words, self.debit_words)

    def moves(self) -> Mapping[str, bool]:
        """Each known word of the status, squeezed: whether it means that points moved."""
        return _meanings(NOT_MOVED_WORDS, MOVED_WORDS) | _meanings(self.not_moved_words, self.moved_words)


def squeezed(name: str) -> str:
    """What makes two names or words the same: `Txn. Ref` is `TXN_REF`."""
    return re.sub(r"[\s_.-]", "", name).casefold()


def _meanings(no: tuple[str, ...], yes: tuple[str, ...]) -> dict[str, bool]:
    return {squeezed(word): False for word in no} | {squeezed(word): True for word in yes}
