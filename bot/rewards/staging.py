"""Which messages follow from which move. Each kind has one text, in `bot/messages/`."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from bot.core.reward import Request
from bot.ledger import Lane, Writing

CLOCK = "clock"
"""The actor of what happens by itself."""

OPERATORS = "operators"
"""The place of a notice for whoever the operators are when it goes: the lane of messages puts it at each."""

# Who has the card by direct message too: more would be noise, and Slack limits how fast they go.
DIRECT_CARDS_MAX = 5
# More people than this do not see to trouble together.
OPERATORS_MAX = 5


class Kind(StrEnum):
    """What an errand is about. The first three are money's, the rest are messages."""

    ALLOCATION = "allocation"
    BALANCE = "balance"
    DEADLINE = "deadline"
    CARD = "card"
    ARRIVED = "arrived"
    REFUSED = "refused"
    UNCONFIRMED = "unconfirmed"
    NOT_HAPPENED = "not_happened"
    GIVEN_UP = "given_up"
    WITHDRAWN = "withdrawn"
    THANKS = "thanks"
    DECLINED = "declined"
    EXPIRED = "expired"
    RECIPIENT_GONE = "recipient_gone"
    NOBODY_DECIDES = "nobody_decides"
    SOMEBODY_DECIDES = "somebody_decides"
    DECIDES_AGAIN = "decides_again"
    DETAILS_CHANGED = "details_changed"
    NO_CHANNEL = "no_channel"
    ANSWER = "answer"
    CANCEL_ANSWER = "cancel_answer"
    OPERATORS_REFUSED = "operators_refused"
    OPERATORS_UNKNOWN = "operators_unknown"
    OPERATORS_DIFFERENT = "operators_different"
    OPERATORS_PAUSED = "operators_paused"
    OPERATORS_NOBODY_DECIDES = "operators_nobody_decides"
    OPERATORS_DETAILS_CHANGED = "operators_details_changed"
    OPERATORS_FORGOTTEN = "operators_forgotten"


def stage_request(tx: Writing, request: Request, deciders: Iterable[str]) -> None:
    """The card in the channel first, then the deciders' copies, and the deadline."""
    # A conversation of two is no place to decide in: there the giver hears of it directly.
    if not request.channel_id.startswith("D"):
        tx.stage(Lane.MESSAGES, request.id, Kind.CARD, request.channel_id)
    for decider in tuple(deciders)[:DIRECT_CARDS_MAX]:
        tx.stage(Lane.MESSAGES, request.id, Kind.CARD, decider)
    tx.stage(Lane.MONEY, request.id, Kind.DEADLINE, request.id, due_at=request.expires_at)


def stage_cards(tx: Writing, request: Request) -> None:
    """Every copy of the card is drawn anew: the one in the channel before those in direct messages."""
    places = tx.places(request.id, Kind.CARD)
    for place in sorted(places, key=lambda place: place != request.channel_id):
        tx.stage(Lane.MESSAGES, request.id, Kind.CARD, place)


def stage_in_thread(tx: Writing, request: Request, kind: Kind) -> None:
    """The cards anew, then one reply in the card's thread."""
    stage_cards(tx, request)
    tx.stage(Lane.MESSAGES, request.id, kind, request.channel_id)


def stage_notice(tx: Writing, kind: Kind, place: str, detail: str = "") -> None:
    """A message about no request, at a person's or a channel's id, or at OPERATORS. `detail` is all that it says."""
    tx.stage(Lane.MESSAGES, None, kind, place, detail=detail)


def stage_for_operators(tx: Writing, request: Request, kind: Kind, places: Iterable[str], detail: str) -> None:
    """One message at each place, an operator's id or a channel's; `detail` is what EnKash said, masked."""
    for place in places:
        tx.stage(Lane.MESSAGES, request.id, kind, place, detail=detail)
