"""What somebody asks of EnKash about their own card, and why they may get no answer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Hitch(StrEnum):
    """Why there is no link, or no balance."""

    NOT_THEIRS = "not_theirs"
    """The points went to somebody else."""
    NOT_SET_UP = "not_set_up"
    """Nobody has set where EnKash's dashboard is."""
    ASKED_ALREADY = "asked_already"
    """The same was asked a moment ago."""
    NOT_MAPPED = "not_mapped"
    """HR's list does not have this person, or Slack says that they are no member any more."""
    NO_CARD = "no_card"
    """EnKash has no card for them."""
    UNCLEAR_CARD = "unclear_card"
    """EnKash has a card that may be theirs or somebody else's."""
    NO_ENTRY = "no_entry"
    """EnKash does not take the bot's credentials."""
    AWAY = "away"
    """EnKash does not answer, or not so that it can be read."""
    NO_LINK = "no_link"
    """EnKash answered, and gave no token that a link can be made of."""
    TOO_LATE = "too_late"
    """It waited for so long that it was not looked up any more."""


@dataclass(frozen=True, slots=True)
class CompanyAccount:
    """What the company can still give, and what was given and redeemed this month, in points; None where EnKash did not
    say."""

    available: Decimal
    allocated_this_month: Decimal | None = None
    redeemed_this_month: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """What EnKash said to one person. `points` are on their card, or a hitch says why that is not known; for operators
    `account` is the company's, or a hitch. None: it is not theirs to see."""

    points: Decimal | Hitch
    account: CompanyAccount | Hitch | None = None
