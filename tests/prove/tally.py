"""What one kind of trial found."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Tally:
    """Of one kind of trial: how often it was tried, on how many rewards, and every promise that was broken."""

    what: str
    tried: int
    rewards: int
    lost: list[str] = field(default_factory=list)  # one line for each reward that was acknowledged and is gone
    doubled: list[str] = field(default_factory=list)  # one line for each reference that was credited twice
    other: list[str] = field(default_factory=list)  # one line for each other broken promise; a line can be replayed
    skipped: str = ""  # why it was not tried here, where it was not

    @property
    def is_sound(self) -> bool:
        """Whether nothing was lost, nothing doubled, and no other promise broken."""
        return not (self.lost or self.doubled or self.other)
