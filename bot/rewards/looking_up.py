"""Looking a reward up at EnKash by its reference: one that stayed unknown, ever more seldom, and one that was approved
before this process was there, before it is sent."""

from __future__ import annotations

from datetime import timedelta

from bot.core.allocation import Allocated, Different, Finding, NotFound
from bot.core.reward import Request, Reward, RewardStatus
from bot.ledger import Errand, Lane, Writing
from bot.rewards import restoring
from bot.rewards.resolving import unsettled_of
from bot.rewards.settling import Settling
from bot.rewards.staging import CLOCK, Kind
from bot.rewards.steps import FirstLook, LookUp

# How long after each look-up the next one is made; the last is repeated until somebody has settled it.
LOOK_UP_PAUSES_SECONDS = (15, 30, 60, 120, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400)
# What a look-up or two settle is nobody's work.
LOOK_UPS_BEFORE_OPERATORS = 2
# How soon EnKash is asked again for what may not be sent before it has answered.
FIRST_LOOK_AGAIN_SECONDS = 20
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
    request = tx.request_of(look_up.errand)
    reward = request.reward_of(look_up.reward.id)
    if (reward.status, reward.attempt) != (look_up.reward.status, look_up.reward.attempt):
        settling.found_late(tx, request, reward, look_up.reward, finding)
        tx.put_back(look_up.errand, tx.now, "settled meanwhile")
        return
    if reward.status is RewardStatus.FAILED:
        _note_refused(tx, settling, look_up.errand, request, reward, finding)
        return
    tx.note_reward(reward.id, look_ups=reward.look_ups + 1)
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
        settling.allocated(tx, errand, request, restoring.was_sent_again(tx, reward), finding, CLOCK)
    elif isinstance(finding, NotFound) and not finding.was_answered:
        tx.put_back(errand, tx.now + timedelta(seconds=FIRST_LOOK_AGAIN_SECONDS), finding.why)
    else:
        tx.finish(errand, "not at EnKash")


def _not_found(
    tx: Writing, settling: Settling, errand: Errand, request: Request, reward: Reward, finding: NotFound
) -> None:
    look_ups = reward.look_ups + 1
    # Where nobody was there to be called, or the message got lost, they are called as soon as there is.
    is_unheard = look_ups > LOOK_UPS_BEFORE_OPERATORS and not tx.places(request.id, Kind.OPERATORS_UNKNOWN)
    if look_ups == LOOK_UPS_BEFORE_OPERATORS or is_unheard:
        settling.call_helpers(tx, request, reward, finding.why)
    pause_seconds = LOOK_UP_PAUSES_SECONDS[min(reward.look_ups, len(LOOK_UP_PAUSES_SECONDS) - 1)]
    tx.put_back(errand, tx.now + timedelta(seconds=pause_seconds), "not found yet")
    if finding.stop:
        settling.pause(tx, request, finding.why, has_bad_credentials=True)


def note_first_look(tx: Writing, settling: Settling, look: FirstLook, finding: Finding) -> None:
    """A reward that this process found approved: what EnKash has is not sent, and what it surely does not show may be.
    Where it cannot be asked, the reward waits."""
    request = tx.request_of(look.errand)
    reward = request.reward_of(look.reward.id)
    if reward.status is not RewardStatus.APPROVED or reward.attempt != look.reward.attempt:
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
                tx.stage(Lane.MONEY, request.id, Kind.ALLOCATION, reward.id)
        case NotFound():
            tx.put_back(look.errand, tx.now + timedelta(seconds=FIRST_LOOK_AGAIN_SECONDS), finding.why)
            if finding.stop:
                settling.pause(tx, request, finding.why, has_bad_credentials=True)
