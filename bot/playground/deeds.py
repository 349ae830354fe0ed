"""What the page invites a newcomer to do."""

from __future__ import annotations

from bot.playground import sample
from bot.playground.server import Json
from bot.playground.workspace import SlackStandIn


class Deeds:
    """The three things that a newcomer is invited to do, and which of them are done."""

    def __init__(self, slack: SlackStandIn) -> None:
        self._slack = slack
        self._approved_at = 0.0
        self.done = {"sent": False, "approved": False, "read": False}
        self.looking: set[tuple[str, str]] = set()
        """Who has which conversation before them."""

    def sends(self, user_id: str, trouble: str) -> None:
        """Somebody sent the command."""
        self.done["sent"] |= user_id == sample.GIVER_ID and not trouble

    def clicks(self, user_id: str, action: Json, trouble: str) -> None:
        """Somebody clicked a button: one with the primary style says yes."""
        if user_id in sample.APPROVER_IDS and action.get("style") == "primary" and not trouble:
            self._approved_at = self._approved_at or self._slack.state.clock().timestamp()
            self.done["approved"] = True

    def look(self) -> None:
        """The recipient may have words about the points before them that came after the approval."""
        if self.done["approved"] and not self.done["read"]:
            channel_ids = {channel_id for user_id, channel_id in self.looking if user_id == sample.RECIPIENT_ID}
            self.done["read"] = any(self._is_told_in(channel_id) for channel_id in channel_ids)

    def _is_told_in(self, channel_id: str) -> bool:
        is_direct = channel_id == self._slack.state.direct_channel(sample.RECIPIENT_ID).id
        mentioned = f"<@{sample.RECIPIENT_ID}"
        news = [m for m in self._slack.messages(channel_id) if float(m.edited_ts or m.ts) >= self._approved_at]
        return any(is_direct or mentioned in str((m.text, m.blocks)) for m in news)
