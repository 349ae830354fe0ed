"""Whom a request reaches directly: five of those who may decide, and with the reminder five more."""

from __future__ import annotations

from bot.core.absence import Voices, in_place
from bot.core.deciders import in_turn
from bot.core.policy import Members, Policy
from bot.core.reward import Request
from bot.ledger import Entry, Lane, Reading, Writing
from bot.rewards.entitlement import awaited_of, members_of
from bot.rewards.staging import CLOCK, DIRECT_CARDS_MAX, Kind


def asked_in_turn(tx: Reading, request: Request, voices: Voices, members: Members) -> tuple[str, ...]:
    """Those who may decide, in the order in which they are asked: the same at the reminder as when it was asked, as
    far as the groups have the same members. Who is away is not asked while a deputy is."""
    entitled = dict.fromkeys(voices.values())
    if len(entitled) <= DIRECT_CARDS_MAX:
        return in_place(entitled, voices)
    order = in_turn(request.named, members, tx.turn_of(request.id), DIRECT_CARDS_MAX)
    return in_place((person for person in order if person in entitled), voices)


def remind(tx: Writing, policy: Policy, request: Request) -> None:
    """It has waited for a while: those who have the card are reminded once, below it, and the next who
    may decide get theirs. Where nobody has it directly, the thread is reminded."""
    awaited = awaited_of(tx, policy, request)
    places = tx.places(request.id, Kind.CARD)
    order = asked_in_turn(tx, request, awaited, members_of(tx, request.named, request.giver_id))
    copies = [place for place in places if place in order and tx.posts(request.id, Kind.CARD, place)]
    tx.stage_each(Lane.MESSAGES, request.id, Kind.REMINDER, copies or [request.card_channel_id])
    others = [person for person in order if person not in places][:DIRECT_CARDS_MAX]
    tx.stage_each(Lane.MESSAGES, request.id, Kind.CARD, others)
    tx.append(Entry("reminded", CLOCK, request.id, detail=f"{len(copies)} again, {len(others)} more"))
