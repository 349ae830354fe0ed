"""What waits for one person, and what they wait for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.reward import Request


@dataclass(frozen=True, slots=True)
class Undecided:
    """A pending request as far as it says who may decide on it. `tier_points` and `needs_next_tier` name its tier;
    `is_reassigned`: this person has passed it on."""

    request_id: str
    giver_id: str
    tier_points: int
    needs_next_tier: bool
    deciders: tuple[str, ...]
    escalated_to: tuple[str, ...]
    quorum: int
    is_reassigned: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """The requests that are shown, the soonest deadline first, and how many more there are."""

    requests: tuple[Request, ...] = ()
    more: int = 0

    @property
    def count(self) -> int:
        return len(self.requests) + self.more


@dataclass(frozen=True, slots=True)
class Waiting:
    """What this person may decide on; what they asked and nobody has decided on; what of theirs is on its way.

    `deciders`, of each request that waits for others: whom its card names.
    """

    to_decide: Listed = Listed()
    undecided: Listed = Listed()
    on_its_way: Listed = Listed()
    deciders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
