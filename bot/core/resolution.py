"""What a person says of an allocation whose outcome EnKash did not settle, and what becomes of their word."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Resolution(StrEnum):
    """What a person found out about an unknown reward, usually in EnKash's dashboard; or that one which EnKash
    refused is to be sent once more, now that the cause is mended."""

    HAPPENED = "happened"
    DID_NOT_HAPPEN = "did-not-happen"
    GIVE_UP = "give-up"
    SEND_AGAIN = "send-again"

    @property
    def sends(self) -> bool:
        """Whether the same reference goes to EnKash again, so that EnKash must show nothing under it."""
        return self in (Resolution.DID_NOT_HAPPEN, Resolution.SEND_AGAIN)


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants a reward settled: `by` whom, and their `note` of how they know. `is_unchecked`: they looked
    for themselves, so it holds also where EnKash cannot be asked."""

    resolution: Resolution
    by: str
    note: str = field(default="", repr=False)
    is_unchecked: bool = False


class Conclusion(StrEnum):
    """What became of a wish once EnKash had been asked."""

    AS_SAID = "as said"
    FOUND = "found"
    """EnKash has it, so it counts as given, whatever was said."""
    SHOWN_DIFFERENTLY = "shown differently"
    """EnKash shows something else under the reference: nothing is sent again."""
    NOT_ASKED = "not asked"
    """EnKash could not be asked: nothing is sent again before it was."""
    UNDER_WAY = "under way"
    """EnKash shows it as under way, so it may arrive yet: nothing is sent again, and nothing given up."""
    OVER_BUDGET = "over budget"
    """Its budgets, which had its points back, have no room for them any more: nothing is sent again."""
    OVER_LIMIT = "over limit"
    """A limit at its recipient has no room for it any more: nothing is sent again."""
    TOO_LATE = "too late"
    """It was settled meanwhile."""


class Hearing(StrEnum):
    """How an operator's click or form is heard."""

    GRANTED = "granted"
    NOT_AN_OPERATOR = "not an operator"
    A_PARTY = "a party"
    """They asked for it, or it is for them."""
    SETTLED = "settled"
    """It is not one that can be settled so, or any more; or EnKash may still be answering."""
    IN_HAND = "in hand"
    """Somebody's wish is being looked into at this moment."""
    ALREADY = "already"
    """Sending is on, or off, as it is wanted."""
