"""The rules in force. The policy file becomes a `Policy` in `bot/settings/`; this is what it means.

judging.py    what a request is held against when it is asked
deciders.py   who may decide on it
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import time
from enum import StrEnum

from bot.core.budget import Budget, YearStart
from bot.core.digest import DigestRule
from bot.core.limits import Calendar, Limit
from bot.core.statement.layout import StatementLayout
from bot.core.value import Value
from bot.core.working_hours import WorkingHours

MANAGER = "manager"
"""Among approvers: whoever is the giver's manager, by HR's list."""


class Standing(StrEnum):
    """What Slack says somebody is. Only a member may give, receive or decide."""

    MEMBER = "member"
    GUEST = "guest"
    BOT = "bot"
    STRANGER = "stranger"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class User:
    """What Slack last said of one user. `locale` is what they have set there, `hi-IN`; empty where Slack has not said
    it."""

    id: str
    name: str
    standing: Standing
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Tier:
    """What rewards of up to so many points need: so many approvals, each by another one of these approvers, who are
    Slack ids of people and user groups (S…), or MANAGER."""

    up_to_points: int
    approvals: int
    approvers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules in force. `approvers` and `operators` are Slack ids; approvers may be user groups (S…), and MANAGER.

    `low_balance_points`: the operators are called when the company's account holds less.
    """

    approvers: tuple[str, ...]
    expires_hours: int = 168
    points_max: int = 10_000
    """The most that one person gets by one request."""
    open_requests_max: int = 20
    people_max: int = 20
    """How many people one request may be for."""
    rupees_per_point: int | None = None
    operators: tuple[str, ...] = ()
    operators_channel: str | None = None
    low_balance_points: int = 10_000
    approvals_channel: str | None = None
    """Where the cards go; where it is not named, to where the command was typed."""
    has_questions_in_thread: bool = False
    """What deciders ask the giver stands in the card's thread too, with the reply."""
    is_balance_private: bool = False
    """The new balance is said to the recipient alone, and not in the thread."""
    reconcile_at: time = time(0, 30)
    """When rewards are compared with EnKash each day, in UTC."""
    statement: StatementLayout = field(default_factory=StatementLayout)
    tiers: tuple[Tier, ...] = ()
    """By amount, rising; without any, every reward needs one approval by one of `approvers`."""
    givers: tuple[str, ...] = ()
    """Who may ask, people and user groups; without any, every full member."""
    channels: tuple[str, ...] = ()
    """Where one may ask; without any, everywhere."""
    points_min: int = 1
    points_multiple_of: int = 1
    """Only whole multiples of this may be asked for."""
    reason_required_from_points: int | None = None
    time_zone: str = "Asia/Kolkata"
    """Whose days, months and years count."""
    budgets: tuple[Budget, ...] = ()
    """Each is kept to; what was asked before it was written takes nothing from it."""
    year_start: YearStart = field(default_factory=YearStart)
    limits: tuple[Limit, ...] = ()
    """At each person; what was asked before one was written counts too."""
    same_person_days: int | None = None
    """A tier is of the same giver's sum to the same person in so many days; else of the request's own points."""
    mutual_days: int | None = None
    """Deciders see where recipient and giver ask for each other within so many days."""
    mutual_needs_next_tier: bool = False
    split_days: int | None = None
    """They see where the same giver's requests for the same person in so many days would, as one, need a higher tier
    than each."""
    split_needs_next_tier: bool = False
    working_hours: WorkingHours = field(default_factory=WorkingHours)
    remind_working_hours: int | None = None
    """After how many those who have not decided are reminded; where it is not written, when half the time is over."""
    escalate_working_hours: int | None = None
    """After how many more the tier above is asked as well; where it is not written, never."""
    digest: DigestRule | None = None
    """Where it is not written, no channel gets one."""
    tax_free_rupees_per_year: int | None = None
    """What is beyond it, one person's tax report says; where it is not written, none does."""
    values: tuple[Value, ...] = ()
    """What a reward may show; without any, a tag is a word of the reason."""
    value_required: bool = False
    is_private_allowed: bool = True
    """A giver may keep a reward from every channel."""
    reversal_giver_days: int = 7
    """For so long after a reward has arrived its giver may ask to have it taken back."""
    locale: str = "en-US"
    """How channels are spoken to, and whoever's own locale Slack has not said."""

    def tier_of(self, points: int, *, is_next: bool = False, by_people: bool = False) -> Tier:
        """The first tier that reaches so far; `is_next` the one after it; `by_people` the first from there on in which
        somebody approves. Beyond the last it is that one."""
        is_passed_over = is_next
        for tier in self.tiers:
            if points > tier.up_to_points:
                continue
            if is_passed_over:
                is_passed_over = False
            elif tier.approvals or not by_people:
                return tier
        tiers = [tier for tier in self.tiers if tier.approvals or not by_people]
        return tiers[-1] if tiers else Tier(self.points_max, 1, self.approvers)

    def tier_above(self, up_to_points: int) -> Tier | None:
        """The next tier in which somebody approves; None where there is none."""
        return next((tier for tier in self.tiers if tier.approvals and tier.up_to_points > up_to_points), None)

    def locale_for(self, reader: User | None) -> str:
        """How this person is spoken to; None where nothing is known of them, or it is no person."""
        return reader.locale if reader is not None and reader.locale else self.locale

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of its values."""
        return tuple(value.tag for value in self.values)

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.time_zone, self.year_start)

    @property
    def approving_tiers(self) -> tuple[Tier, ...]:
        """Those in which somebody approves; one of them for all where none is written."""
        written = self.tiers or (self.tier_of(self.points_max),)
        return tuple(tier for tier in written if tier.approvals)

    @property
    def all_approvers(self) -> tuple[str, ...]:
        """Everybody who is named as an approver anywhere, each once."""
        return tuple(dict.fromkeys([*self.approvers, *(name for tier in self.tiers for name in tier.approvers)]))

    @property
    def groups(self) -> tuple[str, ...]:
        """The user groups that are named anywhere, each once."""
        return tuple(slack_id for slack_id in dict.fromkeys([*self.all_approvers, *self.givers]) if is_group(slack_id))

    def hash(self) -> str:
        """The same for the same rules, and another for others: what a request says of the policy it was asked under."""
        rules = json.dumps(asdict(self), sort_keys=True, default=str)
        return hashlib.sha256(rules.encode()).hexdigest()[:16]


Members = Mapping[str, tuple[str, ...]]
"""User group id -> the ids of its members; MANAGER -> the giver's manager, where HR has named one."""


def is_group(slack_id: str) -> bool:
    """User groups begin with S, people with U or W (Slack, "User group object")."""
    return slack_id.startswith("S")


def stands_for_people(slack_id: str) -> bool:
    """Whether it names nobody by id, but whoever is in a group, or is the giver's manager, at that moment."""
    return is_group(slack_id) or slack_id == MANAGER


def is_channel(slack_id: str) -> bool:
    """Channels begin with C or G; a conversation between people begins with D (Slack, "Conversation object")."""
    return slack_id.startswith(("C", "G"))
