"""The workspace as items for the page, each with who of the people that it plays may see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.playground.server import Json
from bot.playground.slack_nouns import Channel, Message, User, View
from bot.playground.slack_state import SlackState

MESSAGES_SHOWN_MAX = 1000
"""A conversation's newest; the page is for trying, not for keeping."""


def items(state: SlackState, acting_ids: Iterable[str]) -> dict[str, Any]:
    """Everything that the page draws for these people, by a key of its kind and id."""
    acting = tuple(acting_ids)
    direct = [state.direct_channel(user_id) for user_id in acting]
    shared = [channel for channel in state.channels.values() if not channel.partner_id]
    channels = [*shared, *direct]
    views = [view for user_id in acting for view in state.views(user_id)]
    homes = [home for user_id in acting if (home := state.home(user_id))]
    return {
        **{f"person {user.id}": _person(user) for user in state.users.values()},
        **{f"group {group.id}": {"handle": group.handle, "name": group.name} for group in state.groups.values()},
        **{f"channel {channel.id}": _channel(channel, acting) for channel in channels},
        **{f"message {m.channel_id} {m.ts}": _message(m) for channel in channels for m in _newest(state, channel)},
        **{f"view {view.id}": _view(view) for view in views},
        **{f"home {home.user_id}": _home(home) for home in homes},
    }


def _person(user: User) -> Json:
    return {
        "name": user.display_name,
        "real_name": user.real_name,
        "handle": user.name,
        "is_bot": user.is_bot,
        "locale": user.locale,
    }


def _channel(channel: Channel, acting: tuple[str, ...]) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": "direct" if channel.partner_id else "private" if channel.is_private else "public",
        "bot_is_member": channel.bot_is_member,
        "seen_by": [user_id for user_id in acting if channel.is_seen_by(user_id)],
    }


def _newest(state: SlackState, channel: Channel) -> list[Message]:
    return state.messages(channel.id)[-MESSAGES_SHOWN_MAX:]


def _message(message: Message) -> Json:
    return {
        "channel_id": message.channel_id,
        "ts": message.ts,
        "user_id": message.user_id,
        "text": message.text,
        "blocks": list(message.blocks),
        "thread_ts": message.thread_ts,
        # Of an update with blocks Slack shows no mark (Slack, "chat.update").
        "is_edited": bool(message.edited_ts) and not message.blocks,
        "only_for": message.only_for,
        "reactions": {name: list(user_ids) for name, user_ids in message.reactions.items()},
    }


def _home(home: View) -> Json:
    return {"id": home.id, "hash": home.hash, "blocks": home.definition["blocks"]}


def _view(view: View) -> Json:
    parts: dict[str, Any] = {
        part: view.definition.get(part, {}).get("text", "") for part in ("title", "submit", "close")
    }
    return {
        "id": view.id,
        "user_id": view.user_id,
        "hash": view.hash,
        "previous_id": view.previous_id,
        "clear_on_close": view.definition.get("clear_on_close") is True,
        **parts,
        "blocks": view.definition["blocks"],
        "errors": view.errors,
        "trouble": view.trouble,
    }
