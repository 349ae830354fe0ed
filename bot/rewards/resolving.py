"""What a person settles: a reward whose outcome is unknown, or that EnKash refused."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.allocation import Allocated, Allocation, CardHolder, Different, Finding, NotFound
from bot.core.errors import ShabashError
from bot.core.masking import masked
from bot.core.policy import Policy
from bot.core.resolution import Conclusion, Resolution, Wish
from bot.core.reward import Request, Reward, RewardStatus
from bot.ledger import Entry, Ledger, Reading, Writing
from bot.rewards.budgets import has_room_again
from bot.rewards.entitlement import sent_to
from bot.rewards.looking_back import fits_limits_again
from bot.rewards.restoring import as_lowered
from bot.rewards.settling import Settling

NOBODY = CardHolder(email="", mobile="", title="", first_name="", gender="")


class CannotResolve(ShabashError):
    """This reward is not one that a person settles now; the text says why."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A reward that a person may settle, and what is looked up before their word counts."""

    reward: Reward
    allocation: Allocation


class Resolver:
    """Settles by hand. Who does it and their note go into the history."""

    def __init__(self, ledger: Ledger, policy: Policy) -> None:
        self._ledger = ledger
        self._settling = Settling(policy)

    def unsettled(self, reward_id: str, resolution: Resolution) -> Unsettled:
        """The reward, if a person may settle it so now; raises `CannotResolve`."""
        with self._ledger.read() as view:
            _, reward = _found(view, reward_id)
            assert_settleable(view, reward, resolution)
            return unsettled_of(view, reward)

    def resolve(self, unsettled: Unsettled, wish: Wish, finding: Finding) -> Conclusion:
        """Settle it, if what a look-up found allows that. What EnKash knows counts more than what the person says."""
        with self._ledger.write() as tx:
            request, reward = _found(tx, unsettled.reward.id)
            if reward.stands_as(unsettled.reward):
                assert_settleable(tx, reward, wish.resolution)
                return conclude(tx, self._settling, request, reward, wish, finding)
            self._settling.found_late(tx, request, reward, unsettled.reward, finding)
        raise CannotResolve(f"{reward.id} was settled meanwhile. Please look at it anew.")


def unsettled_of(view: Reading, reward: Reward) -> Unsettled:
    """What there is to look up: with the details that it was sent with, or would be sent with now where this ledger has
    not sent it. EnKash shows nothing of somebody whom HR's list has no more."""
    card_holder = sent_to(view, reward) or NOBODY
    return Unsettled(reward, Allocation(reward.reference, reward.points, card_holder, bool(reward.reverses)))


def assert_settleable(view: Reading, reward: Reward, resolution: Resolution) -> None:
    """Raises `CannotResolve` where a person cannot say this of the reward as it stands."""
    if resolution is Resolution.SEND_AGAIN:
        # Given up after it was unknown, it may have arrived after all.
        if reward.status is not RewardStatus.FAILED or reward.was_unknown:
            raise CannotResolve(f"{reward.id} is {_status(reward)}, not refused by EnKash: it is not sent again.")
        if view.sent_card_holder(reward.id) is None:
            raise CannotResolve(f"The person whom {reward.id} was for has been forgotten: it is not sent again.")
        return
    if not reward.is_in_doubt:
        raise CannotResolve(f"{reward.id} is {_status(reward)}, not unknown: there is nothing to settle.")
    if reward.lease_ends_at is not None and reward.lease_ends_at > view.now:
        raise CannotResolve(
            f"EnKash may still be answering for {reward.id}. Try again after {reward.lease_ends_at:%H:%M:%S} UTC."
        )


def conclude(
    tx: Writing, settling: Settling, request: Request, reward: Reward, wish: Wish, finding: Finding
) -> Conclusion:
    """Settle a reward that may be settled so. What EnKash shows under the reference is never sent a second time, and
    what is under way there is not given up either."""
    request, reward, finding = as_lowered(tx, request, reward, finding)
    said = wish.resolution
    conclusion = _conclusion(wish, finding)
    is_sent_again = conclusion is Conclusion.AS_SAID and said is Resolution.SEND_AGAIN
    if is_sent_again and not has_room_again(tx, settling.policy, request, reward):
        return Conclusion.OVER_BUDGET
    if is_sent_again and not fits_limits_again(tx, settling.policy, request, reward):
        return Conclusion.OVER_LIMIT
    if conclusion not in (Conclusion.AS_SAID, Conclusion.FOUND):
        return conclusion
    detail = f"{said}: {masked(wish.note)}" if wish.note else str(said)
    tx.append(Entry("resolved", wish.by, request.id, reward.id, reward.status, None, reward.attempt, detail))
    if isinstance(finding, Allocated) or said is Resolution.HAPPENED:
        found = finding if isinstance(finding, Allocated) else Allocated()
        settling.allocated(tx, None, request, reward, found, wish.by)
    elif said.sends:
        settling.approved_again(tx, request, reward, wish.by, detail)
    else:
        settling.given_up(tx, request, reward, wish.by, detail)
    return conclusion


def _conclusion(wish: Wish, finding: Finding) -> Conclusion:
    has_happened = wish.resolution is Resolution.HAPPENED
    match finding:
        case Allocated():
            return Conclusion.AS_SAID if has_happened else Conclusion.FOUND
        case NotFound(is_under_way=True) if not has_happened:
            return Conclusion.UNDER_WAY
        case Different() if wish.resolution.sends:
            return Conclusion.SHOWN_DIFFERENTLY
        case NotFound(was_answered=False) if wish.resolution.sends and not wish.is_unchecked:
            return Conclusion.NOT_ASKED
        case _:
            return Conclusion.AS_SAID


def _found(view: Reading, reward_id: str) -> tuple[Request, Reward]:
    request_id = view.request_id_of(reward_id)
    request = None if request_id is None else view.request(request_id)
    if request is None and (whole := view.request(reward_id)) is not None:
        raise CannotResolve(f"{reward_id} is for several people. Say which: {_each_of(whole)}.")
    if request is None:
        raise CannotResolve(f"There is no reward {reward_id} in this ledger.")
    reward = request.reward_of(reward_id)
    if reward.status is None and not reward.is_in_doubt:
        raise CannotResolve(f"{reward_id} is {request.status}, so nothing was sent: there is nothing to settle.")
    return request, reward


def _each_of(request: Request) -> str:
    first, *_, last = request.rewards
    return f"{first.id} to {last.id}"


def _status(reward: Reward) -> str:
    given_up = reward.status is RewardStatus.FAILED and reward.was_unknown
    return "given up" if given_up else str(reward.status)
