"""What one person sees of the workspace, as JSON for the page."""

from __future__ import annotations

from typing import Any

from bot.playground.server import Json
from bot.playground.slack_nouns import Channel, Message, View
from bot.playground.slack_state import SlackState

MESSAGES_SHOWN_MAX = 200
"""A conversation's newest; the page is for trying, not for keeping."""


def snapshot(state: SlackState, acting_id: str) -> Json:
    """Everything the page draws for that person, with the `version` it belongs to."""
    version = state.version
    direct = state.direct_channel(acting_id)
    shared = [channel for channel in state.channels.values() if not channel.partner_id]
    seen = [channel for channel in shared if channel.is_seen_by(acting_id)]
    return {
        "version": version,
        "acting_id": acting_id,
        "bot_id": state.identity.bot_user_id,
        "people": {user.id: {"name": user.display_name, "real_name": user.real_name} for user in state.users.values()},
        "groups": {group.id: group.handle for group in state.groups.values()},
        "channel_names": {channel.id: channel.name for channel in shared},
        "channels": [_channel(state, channel, acting_id) for channel in [*seen, direct]],
        "views": [_view(view) for view in state.views(acting_id)],
        "direct_ts": {user_id: _latest_ts(state, user_id) for user_id in state.users},
    }


def _channel(state: SlackState, channel: Channel, acting_id: str) -> Json:
    messages = [m for m in state.messages(channel.id) if m.only_for in {"", acting_id}]
    kind = "direct" if channel.partner_id else "private" if channel.is_private else "public"
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": kind,
        "bot_is_member": channel.bot_is_member,
        "messages": [_message(message) for message in messages[-MESSAGES_SHOWN_MAX:]],
    }


def _message(message: Message) -> Json:
    return {
        "channel_id": message.channel_id,
        "ts": message.ts,
        "user_id": message.user_id,
        "text": message.text,
        "blocks": list(message.blocks),
        "thread_ts": message.thread_ts,
        "is_edited": bool(message.edited_ts),
        "is_only_for_you": bool(message.only_for),
    }


def _view(view: View) -> Json:
    parts: dict[str, Any] = {
        part: view.definition.get(part, {}).get("text", "") for part in ("title", "submit", "close")
    }
    return {
        "id": view.id,
        "hash": view.hash,
        **parts,
        "blocks": view.definition["blocks"],
        "errors": view.errors,
        "trouble": view.trouble,
    }


def _latest_ts(state: SlackState, user_id: str) -> str:
    """When the app last wrote to that person; empty where it never did."""
    messages = state.messages(f"D{user_id[1:]}")
    return messages[-1].ts if messages else ""
