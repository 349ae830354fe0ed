"""The nouns: a request, the rewards it holds, and their statuses; `moves.py` has the table of legal moves.

A request is what a giver asks and deciders decide. It holds rewards: one recipient, one
reference, one allocation each. All instants are aware and in UTC; all amounts are whole points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.core.decision import Choice, Decision
from bot.core.recent import NOTHING_SEEN, Earlier, Given, Lookback


class RequestStatus(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class RewardStatus(StrEnum):
    """Where an approved reward stands. Before its request is approved a reward has no status of its own."""

    APPROVED = "approved"
    SENDING = "sending"
    ALLOCATED = "allocated"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Reward:
    """One recipient, one reference, one allocation. `status` is None until the request is approved."""

    id: str
    request_id: str
    recipient_id: str
    points: int
    reference: str
    status: RewardStatus | None = None
    attempt: int = 0
    lease_ends_at: datetime | None = None
    look_ups: int = 0
    settled_at: datetime | None = None
    settled_by: str = ""
    was_unknown: bool = False
    is_confirmed_late: bool = False
    balance: Decimal | None = None
    transaction_id: str = ""
    restored_at: datetime | None = None
    """When the ledger was restored from a copy in which this one was not final; None where a person has settled since
    that it did not happen."""
    reverses: str = ""
    """The id of the reward whose points this one takes back, all of them; empty where it gives points."""
    taken_back_at: datetime | None = None
    """When EnKash had confirmed that its points were taken back."""

    @property
    def part(self) -> str:
        """`2` of `R-7Q2MK4/2`: which of several it is; empty where its request has no other."""
        return self.id.partition("/")[2]

    @property
    def is_on_its_way(self) -> bool:
        """Approved, and nothing has come of it yet, good or bad."""
        return self.status in (RewardStatus.APPROVED, RewardStatus.SENDING)

    @property
    def is_in_doubt(self) -> bool:
        """Nobody can tell whether it was paid: EnKash is asked for it by its reference, and a person may settle it."""
        if self.status is None:
            return self.restored_at is not None and self.settled_at is None
        return self.status is RewardStatus.UNKNOWN

    def stands_as(self, before: Reward) -> bool:
        """Whether nobody has settled or sent it since it stood as `before`."""
        return _standing(self) == _standing(before)


def _standing(reward: Reward) -> tuple[object, ...]:
    return reward.status, reward.attempt, reward.settled_at, reward.restored_at


@dataclass(frozen=True, slots=True)
class Request:
    """What a giver asked. `deciders` are the users and user groups that the policy named when it was asked, `points` as
    many as were asked for each recipient, whatever was approved."""

    id: str
    team_id: str
    channel_id: str
    giver_id: str
    points: int
    reason: str
    status: RequestStatus
    asked_at: datetime
    expires_at: datetime
    deciders: tuple[str, ...]
    quorum: int
    approvals_channel_id: str | None = None
    """The channel that the policy named for its card when it was asked, where that is not where it was asked, and it is
    not private."""
    ended_at: datetime | None = None
    ended_by: str = ""
    """Who ended it; empty while it is pending, and in old ledgers."""
    deciders_mark: str = ""
    """What `mark_of` made of those who could decide when its cards were last drawn for them."""
    decisions: tuple[Decision, ...] = ()
    rewards: tuple[Reward, ...] = ()
    same_as: Earlier | None = None
    """The one that the same giver asked shortly before this one, for one of the same people and as many points."""
    lookback: Lookback = NOTHING_SEEN
    """What the policy saw in the days before it."""
    is_held: bool = False
    """Approved, and sending to EnKash is paused."""
    tier_up_to_points: int | None = None
    """Up to how many points the tier goes that it belonged to when it was asked; None in old ledgers."""
    policy_hash: str = ""
    """Of the policy as it was read when this was asked; empty in old ledgers."""
    escalated_to: tuple[str, ...] = ()
    """Whom the tier above named when it was asked as well, because nobody had decided; nobody while it was not."""
    pots: tuple[str, ...] = ()
    """The names of those of `bot.core.budget` that it takes from, as they were when it was asked."""
    reassigned: Mapping[str, str] = field(default_factory=dict)
    """Who passed it on, and to whom: the former are waited for no longer, and may still decide."""
    message_ts: str = ""
    """The message in its channel that the recipient is rewarded for, if there is one; its thread has the card."""
    thread_ts: str = ""
    value: str = ""
    """The tag of what it shows, as it was asked; empty where its giver named none."""
    value_name: str = ""
    """What the policy calls that now; empty where it does not know the tag."""
    is_private: bool = False
    """No channel hears of it: giver, recipient and those who decide hear directly."""
    is_by_list: bool = False
    """Whoever has the machine asked for it in the giver's name, with a list."""
    given: Given | None = None
    """What it takes back, where it is a reversal."""
    names: dict[str, str] = field(default_factory=dict)
    """Slack id to real name, of everybody this request speaks of, as far as Slack told them."""

    def reward_of(self, reward_id: str) -> Reward:
        """The reward of this id; raises `KeyError`."""
        for reward in self.rewards:
            if reward.id == reward_id:
                return reward
        raise KeyError(reward_id)

    def share(self, part: str) -> Request:
        """What of it one of its rewards is, under that reward's own id: what is said of a share names one person and
        nobody else. Of a request for one person it is the whole."""
        for reward in self.rewards:
            if reward.part == part:
                return replace(self, id=reward.id, rewards=(reward,))
        raise KeyError(part)

    def shares(self) -> tuple[Request, ...]:
        """Each of them."""
        return tuple(self.share(reward.part) for reward in self.rewards)

    def share_of(self, person_id: str) -> Request:
        """What of it is this person's, where they receive something; else the whole."""
        return next((self.share(each.part) for each in self.rewards if each.recipient_id == person_id), self)

    @property
    def recipients(self) -> tuple[str, ...]:
        """Who is to receive points, in the order in which they were named."""
        return tuple(reward.recipient_id for reward in self.rewards)

    @property
    def is_for_several(self) -> bool:
        return len(self.rewards) > 1

    @property
    def points_asked(self) -> int:
        """As many as were asked for in all, for everybody together."""
        return self.points * len(self.rewards)

    @property
    def points_each(self) -> int:
        """As many as each is to get now, or got: whoever approves less approves the same for everybody."""
        return self.rewards[0].points

    @property
    def tier_points(self) -> int:
        """Of how many points the tier is that it belongs to."""
        return self.lookback.tier_points(self.points_asked)

    def without_balances_but_of(self, person_id: str = "") -> Request:
        """The same request, with no word of what the recipients have by now, but for this one."""
        hidden = (each if each.recipient_id == person_id else replace(each, balance=None) for each in self.rewards)
        return replace(self, rewards=tuple(hidden))

    @property
    def card_channel_id(self) -> str:
        """Where its card and the thread below it live; of a private one there is neither, and its giver hears."""
        return self.giver_id if self.is_private else self.approvals_channel_id or self.channel_id

    @property
    def is_decided_elsewhere(self) -> bool:
        """Its card lives in another channel than the one it was asked in."""
        return self.approvals_channel_id is not None

    @property
    def reward(self) -> Reward:
        """The one reward of a request for one person, or of a share."""
        (reward,) = self.rewards
        return reward

    @property
    def is_reversal(self) -> bool:
        """It takes back what somebody was given. It holds one reward, whose recipient loses the points."""
        return bool(self.rewards[0].reverses)

    @property
    def is_kept_from_channels(self) -> bool:
        """Who asks for it and why is no channel's business, neither that of the operators."""
        return self.is_private or self.is_reversal

    @property
    def approvals(self) -> tuple[Decision, ...]:
        """The approvals so far, the oldest first, each by somebody else."""
        return tuple(decision for decision in self.decisions if decision.choice is Choice.APPROVE)

    @property
    def approvers(self) -> tuple[str, ...]:
        """Who has approved so far."""
        return tuple(decision.decider_id for decision in self.approvals)

    @property
    def voices(self) -> tuple[str, ...]:
        """Whose approval there is so far, their own or their deputy's: each counts once."""
        return tuple(decision.voice for decision in self.approvals)

    def approval_of(self, person_id: str) -> Decision | None:
        """The approval that this person gave, or that was given in their name."""
        return next((each for each in self.approvals if person_id in (each.decider_id, each.voice)), None)

    @property
    def named(self) -> tuple[str, ...]:
        """Whom the policy has named for it so far, each once."""
        return tuple(dict.fromkeys((*self.deciders, *self.escalated_to)))

    @property
    def approved_by(self) -> Decision | None:
        """The decision that completed the quorum; None while there is none."""
        return self.approvals[-1] if len(self.approvals) >= self.quorum > 0 else None

    @property
    def is_lowered(self) -> bool:
        """Fewer points would be sent, or were, than were asked for."""
        return self.points_each < self.points

    @property
    def lowered_by(self) -> Decision | None:
        """The approval that made it as few points as it is now; None where it is as many as were asked for."""
        as_now = (approval for approval in self.approvals if approval.points == self.points_each)
        return next(as_now, None) if self.is_lowered else None

    @property
    def is_in_doubt(self) -> bool:
        """Undecided in a ledger that was restored from a copy, so that it may have been decided and paid since the copy
        was made. Nobody decides on it and no clock ends it before that is settled."""
        return self.status is RequestStatus.PENDING and any(reward.is_in_doubt for reward in self.rewards)

    @property
    def awaits_decision(self) -> bool:
        """Nobody has decided, and whoever may can."""
        return self.status is RequestStatus.PENDING and not self.is_in_doubt

    @property
    def is_given_up(self) -> bool:
        """Ended by a person while it was in doubt."""
        was_restored = any(reward.restored_at is not None for reward in self.rewards)
        return self.status is RequestStatus.CANCELLED and was_restored

    @property
    def is_withdrawn(self) -> bool:
        """Cancelled because nobody who was to receive points may receive them any more; else its giver cancelled it."""
        is_by_clock = self.ended_by not in ("", self.giver_id) and not self.is_given_up
        return self.status is RequestStatus.CANCELLED and is_by_clock

    @property
    def declined_by(self) -> Decision | None:
        return next((d for d in self.decisions if d.choice is Choice.DECLINE), None)
