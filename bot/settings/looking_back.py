"""What the policy file says of digests and reports."""

from __future__ import annotations

from pydantic import Field

from bot.core.days import Rhythm
from bot.core.digest import DigestRule
from bot.settings.section import ChannelId, Section


class DigestKeys(Section):
    """The table `[digest]`."""

    channel: ChannelId | None = None
    every: Rhythm = Rhythm.WEEK
    points: bool = False
    leaderboard: bool = False

    def meant(self) -> DigestRule | None:
        return None if self.channel is None else DigestRule(self.channel, self.every, self.points, self.leaderboard)


class ReportKeys(Section):
    """The table `[report]`."""

    tax_free_rupees_per_year: int | None = Field(None, ge=0)
