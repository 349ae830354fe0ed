"""What is said when the ledger was restored from a copy, and of requests that the copy does not know."""

from __future__ import annotations

from bot.core.ids import whole_id
from bot.core.message import Message
from bot.core.reward import Request
from bot.messages.course import as_it_stands
from bot.messages.phrases import points_for, said
from bot.messages.settling import switch, who
from bot.messages.text import inert, mention

# What an id that is not in the ledger is cut to when it is said back.
ID_LENGTH_MAX = 40


def restored(by: str, held: int) -> Message:
    """To the operators: what was done, and what they do next."""
    are = "1 reward that is not final is" if held == 1 else f"{held:,} rewards that are not final are"
    return said(
        f"My records were restored from a backup, by {who(by)}, and sending to EnKash is paused. What happened after "
        "the backup was made is missing from them.",
        *said(
            f"{are} held: each may have been decided and paid since. I ask EnKash for every one by its reference. What "
            "it shows counts as given; for each that it does not show I write to you, with buttons. Nobody can decide "
            "on a held request meanwhile. Import HR's newest file, and once that is done, resume: with the button, or "
            "by `shabash resume`. What is held stays held."
        ).blocks,
        switch(on=True),
    )


def lost(request_id: str) -> str:
    """To somebody who clicked on a request that the ledger does not have."""
    return (
        f"I have no record of {inert(request_id[:ID_LENGTH_MAX])}: it was probably asked for after the backup was "
        "made from which my records were restored. Your click changed nothing. I have told the people who look after "
        "me; please don't ask for it again before they have seen whether it was paid."
    )


def lost_for_operators(request_id: str) -> Message:
    """To the operators, once for each such request."""
    shown = inert(request_id[:ID_LENGTH_MAX])
    return said(
        f"Somebody clicked on {shown}, which is not in my records, so nothing changed. If they were restored from a "
        f"backup, it was asked for after that was made, and may have been paid. Its reference begins with "
        f"`{whole_id(shown).replace('-', '')}`: look for that in EnKash's dashboard, or for the whole of it with "
        f"`shabash rewards show {shown}` in the ledger that the restore set aside. If it was not "
        "paid, have it asked for again."
    )


def _again(request: Request) -> str:
    return "You can ask again." if request.is_reversal else "If the points have not arrived, you can ask again."


def ended(request: Request) -> Message:
    """To the giver, whose request a person has ended while it was in doubt."""
    if not request.is_given_up:
        return as_it_stands(request)
    return said(
        f"{mention(request.ended_by) if request.ended_by.isalnum() else 'The person who runs Shabash'} has ended your "
        f"request for {points_for(request)}. My records were restored from a backup, and nobody could tell whether it "
        f"had been decided on and {'done' if request.is_reversal else 'paid'}. {_again(request)} {request.id}"
    )
