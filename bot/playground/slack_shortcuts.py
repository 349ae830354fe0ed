"""What people do beside commands and clicks: shortcuts, from anywhere and at a message."""

from __future__ import annotations

from typing import Protocol

from bot.playground import slack_payloads
from bot.playground.server import Json
from bot.playground.slack_delivery import Delivered, Kind
from bot.playground.slack_nouns import Identity
from bot.playground.slack_state import SlackState
from bot.playground.slack_tickets import ResponseUrls, Triggers


class Workspace(Protocol):
    """What is needed of the workspace."""

    identity: Identity
    state: SlackState
    _triggers: Triggers
    _response_urls: ResponseUrls
    _url: str

    def deliver(self, kind: Kind, payload: Json) -> Delivered: ...


class Shortcuts:
    """For a workspace to inherit. Unknown ids raise LookupError."""

    def shortcut(self: Workspace, user_id: str, callback_id: str) -> Delivered:
        """Somebody chooses a shortcut from the menu that is the same everywhere."""
        user = self.state.users[user_id]
        trigger_id = self._triggers.new(user_id)
        payload = slack_payloads.shortcut_payload(self.identity, user, callback_id, trigger_id=trigger_id)
        return self.deliver("interactive", payload)

    def message_shortcut(self: Workspace, user_id: str, channel_id: str, ts: str, callback_id: str) -> Delivered:
        """Somebody chooses a shortcut from the menu of a message."""
        message = self.state.message(channel_id, ts)
        if message is None:
            raise LookupError("There is no such message.")
        payload = slack_payloads.message_shortcut_payload(
            self.identity,
            self.state.users[user_id],
            self.state.channels[channel_id],
            message,
            callback_id,
            trigger_id=self._triggers.new(user_id),
            response_url=self._url + self._response_urls.new(channel_id, user_id),
        )
        return self.deliver("interactive", payload)
