"""A ledger restored from a copy: what is not final in it is in doubt, because it may have been paid since.

EnKash is asked for each by its reference. What it has counts as given; anything else waits for a person.
"""

from __future__ import annotations

import json
from dataclasses import replace

from bot.core.allocation import Different, Finding
from bot.core.policy import Policy
from bot.core.reward import Request, RequestStatus, Reward, RewardStatus
from bot.ledger import Entry, Lane, Writing
from bot.rewards.entitlement import awaited_of, members_of
from bot.rewards.reaching import asked_in_turn
from bot.rewards.staging import CLOCK, OPERATORS, Kind, stage_cards, stage_notice, stage_request, stage_still_unknown

RESTORED = "restored from a copy"


def hold(tx: Writing, by: str) -> int:
    """Pause sending, put everything that is not final in doubt, and say so to the operators. How many that are."""
    tx.drop_what_is_out_of_date()
    # Those of before may have gone since the copy was made.
    tx.end_digests()
    _pause(tx, by)
    held = 0
    for request_id in tx.not_final_ids():
        request = tx.request(request_id)
        assert request is not None
        for reward in filter(_is_not_final, request.rewards):
            _hold(tx, reward, by)
            if reward.status is not RewardStatus.FAILED:
                stage_still_unknown(tx, reward)
                held += 1
        stage_cards(tx, request)
    tx.append(Entry("restored", by, detail=f"{held} held"))
    stage_notice(tx, Kind.OPERATORS_RESTORED, OPERATORS, json.dumps({"by": by, "held": held}))
    return held


def _is_not_final(reward: Reward) -> bool:
    """Whether something may have become of it since the copy was made: of several, some may be final."""
    if reward.status is RewardStatus.FAILED:
        return not reward.was_unknown
    return reward.status not in (RewardStatus.ALLOCATED, RewardStatus.CANCELLED)


def _pause(tx: Writing, by: str) -> None:
    """A pause of its own, which only a person ends; credentials that were refused stay untried till then."""
    before = tx.pause()
    tx.resume_sending(by)
    tx.pause_sending(by, RESTORED, has_bad_credentials=before is not None and before.has_bad_credentials)
    tx.append(Entry("paused", by, detail=RESTORED))


def _hold(tx: Writing, reward: Reward, by: str) -> None:
    to = reward.status
    if reward.status in (RewardStatus.APPROVED, RewardStatus.SENDING):
        to = RewardStatus.UNKNOWN
        tx.move_reward(reward, to, was_unknown=1)
    tx.note_reward(reward.id, restored_at=tx.now, look_ups=0)
    tx.append(Entry("held", by, reward.request_id, reward.id, reward.status, to, reward.attempt, RESTORED))
    tx.stage(Lane.MONEY, reward.request_id, Kind.ALLOCATION, reward.id)


def as_lowered(tx: Writing, request: Request, reward: Reward, finding: Finding) -> tuple[Request, Reward, Finding]:
    """EnKash has fewer points of what nobody decided on in this copy: so somebody approved less, in what the copy
    lacks, for everybody whom it is for. Points are taken back whole. All three as they are then; anything else as it
    is."""
    fewer = finding.fewer if isinstance(finding, Different) else None
    if fewer is None or request.is_reversal or not request.is_in_doubt or not tx.lower_reward(reward, fewer.points):
        return request, reward, finding
    for each in request.rewards:
        if each.id == reward.id or tx.lower_reward(each, fewer.points):
            change = f"{each.points} to {fewer.points} points, as EnKash has it"
            tx.append(Entry("lowered", CLOCK, request.id, each.id, detail=change))
    return tx.request(request.id) or request, replace(reward, points=fewer.points), fewer.found


def was_decided(tx: Writing, request: Request, reward: Reward, by: str) -> Reward:
    """EnKash has what nobody approved in this copy: so it was approved, in what the copy lacks, whatever became of it
    here since. What else was approved with it may have been paid too, which nobody can tell."""
    tx.end_request(request.id, RequestStatus.APPROVED, by, status=request.status)
    tx.append(Entry("approved", by, request.id, from_status=request.status, to_status=RequestStatus.APPROVED))
    tx.unstage(request.id, Kind.DEADLINE, request.id)
    tx.approve_rewards(request.id)
    approved = RewardStatus.APPROVED
    # Also where a person had settled that it was not paid.
    restored_at = reward.restored_at or tx.now
    tx.note_reward(reward.id, restored_at=restored_at)
    tx.append(Entry("approved", by, request.id, reward.id, to_status=approved, detail=RESTORED))
    for other in request.rewards:
        if other.id != reward.id:
            _doubt(tx, other, by)
    return replace(reward, status=approved, restored_at=restored_at)


def _doubt(tx: Writing, reward: Reward, by: str) -> None:
    """Approved just now, with another one that EnKash has."""
    approved = replace(reward, status=RewardStatus.APPROVED)
    tx.append(Entry("approved", by, reward.request_id, reward.id, to_status=approved.status, detail=RESTORED))
    changes = {"settled_at": None, "settled_by": "", "restored_at": reward.restored_at or tx.now, "look_ups": 0}
    tx.move_reward(approved, RewardStatus.UNKNOWN, was_unknown=1, **changes)
    unknown = RewardStatus.UNKNOWN
    tx.append(Entry(unknown, by, reward.request_id, reward.id, approved.status, unknown, reward.attempt, RESTORED))
    tx.stage(Lane.MONEY, reward.request_id, Kind.ALLOCATION, reward.id)
    stage_still_unknown(tx, reward)


def release(tx: Writing, policy: Policy, request: Request, reward: Reward, by: str, note: str) -> None:
    """A person settled that it was not paid, and nobody has decided on it: so it is decided on now, unless there is
    more of it that may have been paid."""
    tx.note_reward(reward.id, restored_at=None)
    tx.append(Entry("released", by, request.id, reward.id, attempt=reward.attempt, detail=note))
    request = tx.request(request.id) or request
    if not request.awaits_decision:
        stage_cards(tx, request)
        return
    due_at = max(tx.now, request.expires_at)
    if tx.places(request.id, Kind.CARD):
        stage_cards(tx, request)
    else:
        awaited, members = awaited_of(tx, policy, request), members_of(tx, request.named, request.giver_id)
        stage_request(tx, request, asked_in_turn(tx, request, awaited, members), due_at)
    tx.stage(Lane.MONEY, request.id, Kind.DEADLINE, request.id, due_at=due_at)


def end(tx: Writing, request: Request, reward: Reward, by: str, note: str) -> None:
    """A person settled that it is not to go on, whatever became of it: the giver is told. Of several, the first ends
    the request for all."""
    tx.note_reward(reward.id, settled_at=tx.now, settled_by=by)
    if not tx.end_request(request.id, RequestStatus.CANCELLED, by):
        tx.append(Entry("given up", by, request.id, reward.id, attempt=reward.attempt, detail=note))
        return
    cancelled = RequestStatus.CANCELLED
    tx.append(Entry(cancelled, by, request.id, from_status=request.status, to_status=cancelled, detail=note))
    tx.unstage(request.id, Kind.DEADLINE, request.id)
    stage_cards(tx, request)
    tx.stage(Lane.MESSAGES, request.id, Kind.ENDED, request.giver_id)
