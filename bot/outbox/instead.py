"""What follows when a message cannot stand where it was to: whoever must hear it is told another way."""

from __future__ import annotations

from bot.core.message import Silence
from bot.core.policy import Policy
from bot.core.reward import Request
from bot.ledger import Lane, Writing
from bot.outbox.channels import Withheld
from bot.outbox.parcel import IN_THREAD, RESPONSE_URL_LIFE, Parcel
from bot.rewards.entitlement import helpers_of, operators_of
from bot.rewards.staging import (
    OPERATORS_CALLS,
    Kind,
    stage_for_operators,
    stage_lasting_notice,
    stage_notices,
)
from bot.slack import SlackTrouble

# Slack's words for where no invitation helps (Slack, "chat.postMessage", errors).
_SILENCES = {
    "is_archived": Silence.ARCHIVED,
    "restricted_action": Silence.RESTRICTED,
    "restricted_action_read_only_channel": Silence.RESTRICTED,
    "restricted_action_thread_locked": Silence.NO_THREAD,
    "thread_not_found": Silence.NO_THREAD,
}
# What the manifest asks for so that Slack tells which channels are shared.
_SCOPES = ("channels:read", "groups:read")


def stage_instead(tx: Writing, policy: Policy, parcel: Parcel, error: SlackTrouble) -> None:
    """What a channel should have shown goes to people: news of a request to its giver, trouble to the operators."""
    if isinstance(error, Withheld) and any(scope in error.needed for scope in _SCOPES):
        stage_lasting_notice(tx, Kind.OPERATORS_NO_SCOPE, "")
    errand = parcel.errand
    silence = error.silence if isinstance(error, Withheld) else _SILENCES.get(str(error), Silence.REFUSED)
    if parcel.kind is Kind.DIGEST and silence is not Silence.UNTOLD:
        stage_lasting_notice(tx, Kind.OPERATORS_NO_DIGEST, f"{errand.place} {silence} {error}")
    if errand.request_id is None:
        if errand.place == policy.operators_channel:
            stage_notices(tx, parcel.kind, operators_of(tx, policy), errand.detail)
        return
    request = tx.request_of(errand)
    if parcel.kind in OPERATORS_CALLS and errand.place == policy.operators_channel:
        # Trouble with one request is none of its giver's or recipient's.
        stage_for_operators(tx, request, parcel.kind, helpers_of(tx, policy, request), errand.detail, errand.part)
    elif parcel.channel_id != request.giver_id:
        _stage_for_giver(tx, request, parcel, error, silence)


def _stage_for_giver(tx: Writing, request: Request, parcel: Parcel, error: SlackTrouble, silence: Silence) -> None:
    """What the channel of the command, or that of the card, should have shown."""
    kind, place = parcel.kind, parcel.errand.place
    if kind is Kind.NEWS and place == request.channel_id:
        tx.stage(Lane.MESSAGES, request.id, kind, request.giver_id, detail=silence, part=parcel.errand.part)
    elif place != request.card_channel_id:
        return
    elif kind in IN_THREAD and not request.is_decided_elsewhere:
        tx.stage(Lane.MESSAGES, request.id, kind, request.giver_id, part=parcel.errand.part)
    elif kind is Kind.CARD and not parcel.posts:
        is_open = tx.now - request.asked_at < RESPONSE_URL_LIFE
        url = tx.response_url(request.id) if is_open else ""
        tx.stage(
            Lane.MESSAGES, request.id, Kind.NO_CHANNEL, request.giver_id, urgent=True, response_url=url, detail=silence
        )
        if request.is_decided_elsewhere and silence is not Silence.UNTOLD:
            stage_lasting_notice(tx, Kind.OPERATORS_NO_CHANNEL, f"{place} {silence} {error}")
