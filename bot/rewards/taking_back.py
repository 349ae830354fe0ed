"""What a reversal does: it is sent while its reward is still there to be taken back, and what follows once it was."""

from __future__ import annotations

from bot.core.allocation import CardHolder
from bot.core.policy import is_channel
from bot.core.reward import Request, Reward
from bot.ledger import Entry, Lane, Writing
from bot.rewards.entitlement import sent_to
from bot.rewards.staging import CLOCK, OPERATORS, Kind, stage_in_thread, stage_notice


def sent_from(tx: Writing, reversal: Reward) -> CardHolder | None:
    """Whose card this reversal takes the points from: whoever has left keeps no points for that. None where they were
    taken back meanwhile, or where nobody knows any more to whom they went."""
    # The recipient is kept from everybody else by now, and with them every other reversal of theirs: so nothing is held
    # here that others hold first.
    return None if tx.was_taken_back(reversal.reverses) else sent_to(tx, reversal)


def take_back(tx: Writing, asker_id: str, reversal: Reward, by: str) -> None:
    """EnKash has confirmed it: the reward bears the note, its budgets have the points back, and its thread hears of it.
    Where another reversal had done that already, the recipient lacks points, and everything stops until somebody has
    looked."""
    request, reward = _taken_by(tx, reversal)
    if not tx.take_back(reward):
        _call_for_help(tx, request, reward, reversal)
        return
    tx.append(Entry("taken back", by, request.id, reward.id, detail=reversal.id))
    stage_in_thread(tx, request, Kind.TAKEN_BACK, reward)
    if asker_id != request.giver_id:
        # An operator's reversal tells the giver of the reward nothing by itself.
        tx.stage(Lane.MESSAGES, request.id, Kind.TAKEN_BACK, request.giver_id, part=reward.part)
    # Where the news of it stood.
    if request.is_decided_elsewhere and is_channel(request.channel_id):
        tx.stage(Lane.MESSAGES, request.id, Kind.TAKEN_BACK, request.channel_id, part=reward.part)


def _call_for_help(tx: Writing, request: Request, reward: Reward, reversal: Reward) -> None:
    why = f"EnKash has taken {reward.id} back twice, by {reversal.id} for the second time"
    tx.append(Entry("taken back again", CLOCK, request.id, reward.id, detail=reversal.id))
    if tx.pause_sending(CLOCK, why):
        tx.append(Entry("paused", CLOCK, request.id, detail=why))
    # Also where sending was paused already: whoever resumes must know of it.
    stage_notice(tx, Kind.OPERATORS_PAUSED, OPERATORS, why)


def _taken_by(tx: Writing, reversal: Reward) -> tuple[Request, Reward]:
    """The reward that it takes back, kept from everybody else from here on."""
    request_id = tx.request_id_of(reversal.reverses)
    request = None if request_id is None else tx.request(request_id)
    assert request is not None, "rewards are never removed"
    return request, request.reward_of(reversal.reverses)
