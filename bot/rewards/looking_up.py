"""Looking a reward up at EnKash by its reference: one that stayed unknown, ever more seldom, and one that was approved
before this process was there, before it is sent."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from bot.core.allocation import Allocated, Different, Finding, NotFound
from bot.core.reward import Request, Reward, RewardStatus
from bot.ledger import Errand, Lane, Writing
from bot.rewards.resolving import unsettled_of
from bot.rewards.restoring import as_lowered
from bot.rewards.settling import Settling
from bot.rewards.staging import CLOCK, OPERATORS, Kind, stage_notice
from bot.rewards.steps import FirstLook, LookUp

# How long after each look-up the next one is made; the last is repeated until somebody has settled it.
LOOK_UP_PAUSES_SECONDS = (15, 30, 60, 120, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400)
# What a look-up or two settle is nobody's work.
LOOK_UPS_BEFORE_OPERATORS = 2
# What may not be sent before EnKash has told is asked about every few minutes in the end, and for about an hour before
# the operators hear of it: an EnKash that is merely down is nobody's work.
FIRST_LOOK_PAUSE_MAX_SECONDS = 300
FIRST_LOOKS_BEFORE_OPERATORS = 16
# How long a paused reward sleeps; `resume` wakes it at once.
PAUSED_SECONDS = 3_600
PAUSED = "paused"


def look_up_step(tx: Writing, errand: Errand, reward: Reward) -> LookUp | None:
    """The next look-up; none while EnKash refuses the credentials."""
    pause = tx.pause()
    if pause is not None and pause.has_bad_credentials:
        tx.put_back(errand, tx.now + timedelta(seconds=PAUSED_SECONDS), PAUSED)
        return None
    return LookUp(errand, reward, unsettled_of(tx, reward).allocation)


def note_finding(tx: Writing, settling: Settling, look_up: LookUp, finding: Finding) -> None:
    """Write down what a look-up found. Nothing found proves nothing."""
    request = tx.request_of(look_up.errand, has_names=False)
    reward = request.reward_of(look_up.reward.id)
    if not reward.stands_as(look_up.reward):
        settling.found_late(tx, request, reward, look_up.reward, finding)
        tx.put_back(look_up.errand, tx.now, "settled meanwhile")
        return
    if reward.status is RewardStatus.FAILED:
        _note_refused(tx, settling, look_up.errand, request, reward, finding)
        return
    tx.note_reward(reward.id, look_ups=reward.look_ups + 1)
    request, reward, finding = as_lowered(tx, request, reward, finding)
    match finding:
        case Allocated():
            settling.allocated(tx, look_up.errand, request, reward, finding, CLOCK)
        case Different():
            settling.different(tx, look_up.errand, request, reward, finding)
        case NotFound():
            _not_found(tx, settling, look_up.errand, request, reward, finding)


def _note_refused(
    tx: Writing, settling: Settling, errand: Errand, request: Request, reward: Reward, finding: Finding
) -> None:
    """Refused by EnKash in a restored ledger: nobody needs to look, unless it was sent again since and arrived."""
    if isinstance(finding, Allocated):
        settling.allocated(tx, errand, request, reward, finding, CLOCK)
    elif isinstance(finding, NotFound) and not finding.was_answered:
        _not_told(tx, settling, errand, request, reward, finding)
    else:
        tx.finish(errand, "not at EnKash")


def _look_up_again_at(tx: Writing, reward: Reward, longest_seconds: float = LOOK_UP_PAUSES_SECONDS[-1]) -> datetime:
    """After as many look-ups as the reward has had."""
    pause_seconds = LOOK_UP_PAUSES_SECONDS[min(reward.look_ups, len(LOOK_UP_PAUSES_SECONDS) - 1)]
    return tx.now + timedelta(seconds=min(pause_seconds, longest_seconds))


def _not_found(
    tx: Writing, settling: Settling, errand: Errand, request: Request, reward: Reward, finding: NotFound
) -> None:
    look_ups = reward.look_ups + 1
    # Where nobody was there to be called, or the message got lost, they are called as soon as there is.
    is_unheard = look_ups > LOOK_UPS_BEFORE_OPERATORS and not tx.places(request.id, Kind.OPERATORS_UNKNOWN, reward.part)
    if look_ups == LOOK_UPS_BEFORE_OPERATORS or is_unheard:
        settling.call_helpers(tx, request, reward, finding.why)
    tx.put_back(errand, _look_up_again_at(tx, reward), "not found yet")
    if finding.stop:
        settling.pause(tx, request, finding.why, has_bad_credentials=True)


def note_first_look(tx: Writing, settling: Settling, look: FirstLook, finding: Finding) -> None:
    """A reward that this process found approved: what EnKash has is not sent, and what it surely does not show may be.
    Where it cannot be asked, the reward waits."""
    request = tx.request_of(look.errand, has_names=False)
    reward = request.reward_of(look.reward.id)
    if not reward.stands_as(look.reward):
        settling.found_late(tx, request, reward, look.reward, finding)
        tx.put_back(look.errand, tx.now, "settled meanwhile")
        return
    match finding:
        case Allocated():
            settling.allocated(tx, look.errand, request, reward, finding, CLOCK)
        case Different():
            reward = settling.in_doubt(tx, request, reward, finding.why)
            settling.different(tx, look.errand, request, reward, finding)
        case NotFound(was_answered=True):
            # Another errand, so that it is one of this process's own.
            if tx.finish(look.errand, "not at EnKash yet"):
                tx.note_reward(reward.id, look_ups=0)
                tx.stage(Lane.MONEY, request.id, Kind.ALLOCATION, reward.id)
        case NotFound():
            _not_told(tx, settling, look.errand, request, reward, finding)


def _not_told(
    tx: Writing, settling: Settling, errand: Errand, request: Request, reward: Reward, finding: NotFound
) -> None:
    """Nothing is sent before EnKash has told. Where that lasts, the operators hear once which rewards wait for it."""
    tx.note_reward(reward.id, look_ups=reward.look_ups + 1)
    tx.put_back(errand, _look_up_again_at(tx, reward, FIRST_LOOK_PAUSE_MAX_SECONDS), finding.why)
    if finding.stop:
        settling.pause(tx, request, finding.why, has_bad_credentials=True)
    if reward.look_ups == FIRST_LOOKS_BEFORE_OPERATORS - 1 and reward.status is RewardStatus.APPROVED:
        _call_for_look_ups(tx, reward, finding)


def _call_for_look_ups(tx: Writing, reward: Reward, finding: NotFound) -> None:
    told_before = tx.last_notice(Kind.OPERATORS_NOT_LOOKED_UP, OPERATORS)
    if told_before is not None and reward.id in json.loads(told_before[1])["ids"]:
        return
    told = {"ids": sorted(tx.waiting_for_look_ups()), "why": finding.why}
    stage_notice(tx, Kind.OPERATORS_NOT_LOOKED_UP, OPERATORS, json.dumps(told))
