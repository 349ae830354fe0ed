"""What is next for one allocation: a call to EnKash to be made, with all it needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.allocation import Allocation, CardHolder
from bot.core.resolution import Wish
from bot.core.reward import Reward
from bot.ledger import Errand


@dataclass(frozen=True, slots=True)
class Send:
    """POST this allocation once. `reward` carries the attempt's number; the claim was committed at `claimed_at`."""

    errand: Errand
    reward: Reward
    allocation: Allocation
    claimed_at: datetime


@dataclass(frozen=True, slots=True)
class LookUp:
    """Ask EnKash whether this allocation, whose outcome was not learned, happened."""

    errand: Errand
    reward: Reward
    allocation: Allocation


@dataclass(frozen=True, slots=True)
class FirstLook:
    """Ask EnKash whether this allocation, approved before this process was there, is at EnKash already. Only what it
    surely does not show is sent."""

    errand: Errand
    reward: Reward
    allocation: Allocation


@dataclass(frozen=True, slots=True)
class Conclude:
    """Ask EnKash about this allocation before a person's word on it counts."""

    errand: Errand
    reward: Reward
    allocation: Allocation
    wish: Wish


@dataclass(frozen=True, slots=True)
class AskBalance:
    """Ask EnKash for the balance that its reply left out."""

    errand: Errand
    reward: Reward
    card_holder: CardHolder


@dataclass(frozen=True, slots=True)
class Handled:
    """The ledger alone was concerned; nothing is left to call."""


Step = Send | LookUp | FirstLook | Conclude | AskBalance | Handled
