"""What is said when the ledger was restored from a copy, and of requests that the copy does not know."""

from __future__ import annotations

from bot.core.ids import whole_id
from bot.core.message import Message
from bot.core.reward import Request
from bot.messages.course import as_it_stands
from bot.messages.language import later, say, say_many
from bot.messages.phrases import points_for, said
from bot.messages.settling import switch, who
from bot.messages.text import inert, mention, section

# What an id that is not in the ledger is cut to when it is said back.
ID_LENGTH_MAX = 40


def restored(by: str, held: int) -> Message:
    """To the operators: what was done, and what they do next."""
    happened = say(
        "My records were restored from a backup, by {who}, and sending to EnKash is paused. What happened after the "
        "backup was made is missing from them.",
        who=who(by),
    )
    are_held = say_many(
        held,
        one="{number} reward that is not final is held: each may have been decided and paid since.",
        many="{number} rewards that are not final are held: each may have been decided and paid since.",
    )
    what_next = say(
        "I ask EnKash for every one by its reference. What it shows counts as given; for each that it does not show I "
        "write to you, with buttons. Nobody can decide on a held request meanwhile. Import HR's newest file, and once "
        "that is done, resume: with the button, or by `shabash resume`. What is held stays held."
    )
    return said(happened, section(f"{are_held} {what_next}"), switch(on=True))


def lost(request_id: str) -> str:
    """To somebody who clicked on a request that the ledger does not have."""
    return say(
        "I have no record of {request}: it was probably asked for after the backup was made from which my records were "
        "restored. Your click changed nothing. I have told the people who look after me; please don't ask for it again "
        "before they have seen whether it was paid.",
        request=inert(request_id[:ID_LENGTH_MAX]),
    )


def lost_for_operators(request_id: str) -> Message:
    """To the operators, once for each such request."""
    shown = inert(request_id[:ID_LENGTH_MAX])
    return said(
        say(
            "Somebody clicked on {request}, which is not in my records, so nothing changed. If they were restored from "
            "a backup, it was asked for after that was made, and may have been paid. Its reference begins with "
            "`{reference}`: look for that in EnKash's dashboard, or for the whole of it with "
            "`shabash rewards show {request}` in the ledger that the restore set aside. If it was not paid, have it "
            "asked for again.",
            request=shown,
            reference=whole_id(shown).replace("-", ""),
        )
    )


def ended(request: Request) -> Message:
    """To the giver, whose request a person has ended while it was in doubt."""
    if not request.is_given_up:
        return as_it_stands(request)
    words = _REVERSAL_ENDED if request.is_reversal else _ENDED
    somebody = mention(request.ended_by) if request.ended_by.isalnum() else say("The person who runs Shabash")
    return said(f"{say(words, who=somebody, points=points_for(request))} {request.id}")


_ENDED = later(
    "{who} has ended your request for {points}. My records were restored from a backup, and nobody could tell whether "
    "it had been decided on and paid. If the points have not arrived, you can ask again."
)
_REVERSAL_ENDED = later(
    "{who} has ended your request for {points}. My records were restored from a backup, and nobody could tell whether "
    "it had been decided on and done. You can ask again."
)
