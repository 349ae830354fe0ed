"""Once a day to the operators: that the books are sealed, and the head to keep elsewhere."""

from __future__ import annotations

from bot.core.message import Message
from bot.messages.text import points, section


def sealed(
    *,
    head: str,
    entries: int,
    asked: int,
    approved: int,
    allocated: int,
    points_allocated: int,
    since: str,
    up_to: int,
    taken_back: int = 0,
    points_taken_back: int = 0,
) -> Message:
    """What happened since the day `since`, and the head of the newest seal, which goes up to that entry."""
    back = f", {taken_back:,} taken back ({points(points_taken_back)})" if taken_back else ""
    text = (
        f"The books are sealed. Since {since}: {asked:,} asked, {approved:,} approved, {allocated:,} allocated"
        f" ({points(points_allocated)}){back}, {entries:,} entries in the history, up to number {up_to:,}.\n"
        f"{head_line(head)}"
    )
    return Message(text, (section(text),))


def head_line(head: str) -> str:
    """The head of the newest seal, and what it is for."""
    return (
        f"Head: `{head}`. This message keeps it outside the ledger: `shabash audit verify --head {head}` tells whether"
        " anything up to now was changed or removed."
    )
