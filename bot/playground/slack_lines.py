"""What people type: the command, `/invite`, or a message."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Protocol

from bot.playground.slack_delivery import Delivered
from bot.playground.slack_nouns import Identity
from bot.playground.slack_replies import SLACKBOT_ID
from bot.playground.slack_state import SlackState
from bot.playground.slack_text import as_slack_sends

INVITATION, INVITE_WHOM = "/invite @shabash", "Only Shabash can be invited here: /invite @Shabash"
MESSAGES_ARE_OFF = "Sending messages to this app has been turned off."


class Workspace(Protocol):
    """What is needed of the workspace."""

    identity: Identity
    state: SlackState

    def command(self, user_id: str, channel_id: str, text: str, /) -> Delivered: ...


class Lines:
    """For a workspace to inherit."""

    def type_line(self: Workspace, user_id: str, channel_id: str, line: str, thread_ts: str = "") -> Delivered | None:
        """Somebody presses Enter on a line, in the thread of `thread_ts` or in none: the command, `/invite`, or a
        message; None where nothing was delivered."""
        word, rest = re.match(r"(\S*)\s*(.*)", line.strip(), re.DOTALL).groups()  # type: ignore[union-attr]
        if thread_ts and word.startswith("/"):
            said = f"{word} is not supported in threads. Sorry!"
            self.state.post(channel_id, SLACKBOT_ID, said, thread_ts=thread_ts, only_for=user_id)
            return None
        if word == self.identity.command:
            return self.command(user_id, channel_id, rest)
        if f"{word} {rest}".lower() == INVITATION:
            self.state.put_channel(replace(self.state.channels[channel_id], bot_is_member=True))
            self.state.post(channel_id, SLACKBOT_ID, "Shabash was added to this channel.", only_for=user_id)
        elif word.startswith("/"):
            said = INVITE_WHOM if word == "/invite" else f"{word} is not a valid command."
            self.state.post(channel_id, SLACKBOT_ID, said, only_for=user_id)
        elif word and self.state.channels[channel_id].partner_id and self.identity.messages_are_read_only:
            self.state.post(channel_id, SLACKBOT_ID, MESSAGES_ARE_OFF, only_for=user_id)
        elif word:
            self.state.post(channel_id, user_id, as_slack_sends(line.strip(), self.state), thread_ts=thread_ts)
        return None
