"""Which conversations the app reaches, and what it may do there."""

from __future__ import annotations

from bot.playground.slack_arguments import SlackError
from bot.playground.slack_nouns import Channel
from bot.playground.slack_state import SlackState


def missing_scope(state: SlackState, needed: str) -> SlackError:
    """Slack's answer to a call for which the token has not the scope."""
    return SlackError("missing_scope", needed=needed, provided=",".join(state.identity.scopes))


def seen_by_app(state: SlackState, channel_id: object) -> Channel:
    """The conversation, unless the app cannot know of it: a private one without it is not there at all."""
    channel = state.channels.get(str(channel_id))
    if channel is None or (channel.is_private and not channel.bot_is_member):
        raise SlackError("channel_not_found")
    return channel


def open_for_app(state: SlackState, channel_id: object) -> Channel:
    """The conversation, ready to be written in. A person's id opens their direct messages."""
    user = state.users.get(str(channel_id))
    if user is not None:
        if user.is_bot or user.is_deactivated:
            raise SlackError("cannot_dm_bot" if user.is_bot else "user_disabled")
        if not state.identity.has_messages:
            raise SlackError("messages_tab_disabled")
        return state.direct_channel(user.id)
    channel = seen_by_app(state, channel_id)
    if channel.is_archived:
        raise SlackError("is_archived")
    if not channel.bot_is_member and "chat:write.public" not in state.identity.scopes:
        raise SlackError("not_in_channel")
    return channel
