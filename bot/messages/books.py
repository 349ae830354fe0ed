"""Once a day to the operators: that the books are sealed, and the head to keep elsewhere."""

from __future__ import annotations

from bot.core.message import Message
from bot.messages.language import say
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
    back = say(", {number} taken back ({points})", number=taken_back, points=points(points_taken_back))
    happened = say(
        "The books are sealed. Since {since}: {asked} asked, {approved} approved, {allocated} allocated ({points})"
        "{back}, {entries} entries in the history, up to number {up_to}.",
        since=since,
        asked=asked,
        approved=approved,
        allocated=allocated,
        points=points(points_allocated),
        back=back if taken_back else "",
        entries=entries,
        up_to=up_to,
    )
    text = f"{happened}\n{head_line(head)}"
    return Message(text, (section(text),))


def head_line(head: str) -> str:
    """The head of the newest seal, and what it is for."""
    return say(
        "Head: `{head}`. This message keeps it outside the ledger: `shabash audit verify --head {head}` tells whether "
        "anything up to now was changed or removed.",
        head=head,
    )
