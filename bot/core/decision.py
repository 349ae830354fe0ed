"""What somebody decided on a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Choice(StrEnum):
    """What a decider chose."""

    APPROVE = "approve"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person decided, and when. `reason` is given with a decline, to the giver alone. `points` were approved:
    None for a decline, and in old ledgers. `for_id`: who was away, and whose deputy decided in their name; empty for
    whoever decided in their own."""

    decider_id: str
    choice: Choice
    decided_at: datetime
    reason: str = ""
    points: int | None = None
    for_id: str = ""

    @property
    def voice(self) -> str:
        """Whose decision it is."""
        return self.for_id or self.decider_id
