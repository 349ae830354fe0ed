"""One errand in hand, with what to say and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.message import Message, Post
from bot.core.reward import Request
from bot.ledger import Errand, Reading
from bot.rewards.inquiring import IN_PLACE as HERE
from bot.rewards.staging import OPERATORS_CALLS, Kind

# A response_url lives for thirty minutes.
RESPONSE_URL_LIFE = timedelta(minutes=25)

IN_THREAD = {
    Kind.ARRIVED,
    Kind.SUMMARY,
    Kind.REFUSED,
    Kind.UNCONFIRMED,
    Kind.NOT_HAPPENED,
    Kind.SENT_AGAIN,
    Kind.GIVEN_UP,
    Kind.WITHDRAWN,
    Kind.TAKEN_BACK,
}
# Below the card of whoever it is for.
BELOW_CARD = {Kind.REMINDER, Kind.REASSIGNED}
# Below the card in the channel, where it goes there; who it is for has it directly.
_IN_THREAD_TOO = {Kind.QUESTION, Kind.REPLY}
# In the thread of the message that somebody is rewarded for, where there is one.
_BESIDE_MESSAGE = {Kind.CARD, Kind.NEWS}
# Answers that take the place of what was clicked, and all that go through a response_url or not at all.
IN_PLACE = {Kind.CANCEL_ANSWER, Kind.LIST_ANSWER, Kind.LIST_CANCEL_ANSWER, Kind.HISTORY_PAGE}
ANSWERS = IN_PLACE | {
    Kind.ANSWER,
    Kind.ASKED_AGAIN,
    Kind.ASKED_AGAIN_BEFORE,
    Kind.AGAIN_REFUSED,
    Kind.OPERATORS_ANSWER,
    Kind.SWITCH_ANSWER,
    Kind.LOST_REQUEST,
    Kind.LOOKING_UP,
    Kind.REDEEM_ANSWER,
}

# Messages of which it is kept where they stand, because they change later; and whose posts a kind changes.
KEPT = {Kind.CARD, Kind.EXPIRED, Kind.SUMMARY, *OPERATORS_CALLS}
CHANGES: dict[str, tuple[Kind, ...]] = {
    Kind.CARD: (Kind.CARD,),
    Kind.EXPIRED: (Kind.EXPIRED,),
    Kind.SUMMARY: (Kind.SUMMARY,),
    Kind.OPERATORS_CLOSED: OPERATORS_CALLS,
}


@dataclass(frozen=True, slots=True)
class Parcel:
    """An errand in hand, with what to say and where. A message of None is not worth sending any more."""

    errand: Errand
    message: Message | None
    posts: tuple[Post, ...]
    channel_id: str
    thread_ts: str | None
    taken_at: datetime

    @property
    def kind(self) -> Kind:
        return Kind(self.errand.kind)

    @property
    def shows_picture(self) -> bool:
        return self.message is not None and any(block["type"] == "image" for block in self.message.blocks)

    @property
    def is_in_place(self) -> bool:
        """Whether it takes the place of the message that was clicked in."""
        return self.kind in IN_PLACE or (self.kind is Kind.LOOKING_UP and self.errand.detail == HERE)

    @property
    def is_too_late(self) -> bool:
        """An answer to a click goes through its response_url or not at all."""
        return self.kind in ANSWERS and self.taken_at - self.errand.staged_at >= RESPONSE_URL_LIFE


def destination(view: Reading, errand: Errand, request: Request) -> tuple[str, str | None] | None:
    """The channel of this message, and the thread where it is a reply; None where it has nowhere to go."""
    kind = Kind(errand.kind)
    is_in_channel = errand.place == request.card_channel_id and not request.is_kept_from_channels
    is_in_thread = kind in IN_THREAD and is_in_channel
    if not is_in_thread and kind not in BELOW_CARD and not (kind in _IN_THREAD_TOO and is_in_channel):
        is_in_its_thread = kind in _BESIDE_MESSAGE and errand.place == request.channel_id
        return errand.place, (request.thread_ts or None) if is_in_its_thread else None
    if cards := view.posts(request.id, Kind.CARD, errand.place):
        return cards[-1].channel_id, _thread_of(request, cards[-1])
    # Without a card there is no thread: then the giver hears it, who has it directly already where the card lives
    # elsewhere. What stands below a card is for those who have one.
    return (request.giver_id, None) if is_in_thread and not request.is_decided_elsewhere else None


def _thread_of(request: Request, card: Post) -> str:
    """The thread that a card began, or is in itself."""
    is_beside_message = bool(request.thread_ts) and card.channel_id == request.channel_id
    return request.thread_ts if is_beside_message else card.ts
