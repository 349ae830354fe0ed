"""The payloads that Slack sends to an app, made of a workspace's objects.

Every key here is one that Slack's own recordings have (github.com/slackapi/java-slack-sdk, json-logs), which keep
no `blocks` in a submitted view. Sources: Slack's pages "Slash commands", "Block actions payload", "View submission".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.playground.server import Json
from bot.playground.slack_choices import Chosen, held, state_values
from bot.playground.slack_nouns import Channel, Group, Identity, Message, User, View
from bot.playground.slack_shapes import message_json, single_user_json, view_json

VERIFICATION_TOKEN = "playground-verification-token"
ACTION_TS = "1700000000.000001"
"""When a shortcut was chosen or a field changed, in seconds since 1970: nobody asks, and Slack always says."""


def command_payload(
    identity: Identity, user: User, channel: Channel, text: str, *, trigger_id: str, response_url: str
) -> Json:
    """A slash command, as flat fields."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": identity.team_id,
        "team_domain": identity.team_domain,
        "channel_id": channel.id,
        "channel_name": "privategroup" if channel.is_private else channel.name,
        "user_id": user.id,
        "user_name": user.name,
        "command": identity.command,
        "text": text,
        "api_app_id": identity.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def click_payload(
    identity: Identity,
    user: User,
    channel: Channel,
    message: Message,
    action: Json,
    chosen: Mapping[str, Chosen],
    *,
    trigger_id: str,
    response_url: str,
) -> Json:
    """Something of a message was clicked or chosen. Of an ephemeral message Slack sends the container only."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(message.only_for),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = {
        "type": "block_actions",
        **_interaction(identity, user),
        "container": container,
        "trigger_id": trigger_id,
        "channel": {"id": channel.id, "name": channel.name},
        "state": {"values": state_values(message.blocks, chosen)},
        "response_url": response_url,
        "actions": [action],
    }
    return payload if message.only_for else {**payload, "message": _clicked_message(message, identity)}


def _clicked_message(message: Message, identity: Identity) -> Json:
    found = {**message_json(message, identity), "ts": message.ts}
    return {**found, "thread_ts": message.thread_ts} if message.thread_ts else found


def view_click_payload(
    identity: Identity, user: User, view: View, action: Json, chosen: Mapping[str, Chosen], *, trigger_id: str
) -> Json:
    """Something of a modal or of Home was clicked or chosen. It comes without a response url."""
    return {
        "type": "block_actions",
        **_interaction(identity, user),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": trigger_id,
        "view": _told_view(view, identity, chosen),
        "actions": [action],
    }


def button_action(block: Json, button: Json, action_ts: str) -> Json:
    """What the payload's `actions` says of the button that was clicked."""
    action = {
        "type": "button",
        "block_id": block["block_id"],
        "action_id": button["action_id"],
        "text": button["text"],
        "action_ts": action_ts,
    }
    return {**action, **{key: button[key] for key in ("value", "style", "url") if key in button}}


def menu_action(block_id: str, action_id: str, option: Json, action_ts: str) -> Json:
    """What the payload's `actions` says of the option that was chosen in an overflow menu."""
    return {
        "type": "overflow",
        "action_id": action_id,
        "block_id": block_id,
        "selected_option": {"text": option["text"], "value": option["value"]},
        "action_ts": action_ts,
    }


def shortcut_payload(identity: Identity, user: User, callback_id: str, *, trigger_id: str) -> Json:
    """A shortcut of the whole workspace (Slack, "Shortcuts payload"; npm `@slack/bolt`, `GlobalShortcut`)."""
    interaction = _interaction(identity, user)
    return {
        "type": "shortcut",
        **{key: interaction[key] for key in ("token", "team", "enterprise", "is_enterprise_install")},
        "user": {key: interaction["user"][key] for key in ("id", "username", "team_id")},
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "action_ts": ACTION_TS,
    }


def message_shortcut_payload(
    identity: Identity,
    user: User,
    channel: Channel,
    message: Message,
    callback_id: str,
    *,
    trigger_id: str,
    response_url: str,
) -> Json:
    """A shortcut at a message; its author is a person, or the app."""
    interaction = _interaction(identity, user)
    is_ours = message.user_id == identity.bot_user_id
    written = _clicked_message(message, identity)
    by_person = {key: written[key] for key in ("type", "user", "text", "team", "ts", "thread_ts") if key in written}
    return {
        "type": "message_action",
        **{key: interaction[key] for key in ("token", "team", "enterprise", "is_enterprise_install")},
        "user": {key: interaction["user"][key] for key in ("id", "name", "team_id")},
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "action_ts": ACTION_TS,
        "response_url": response_url,
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": "directmessage" if channel.partner_id else channel.name},
        "message": written if is_ours else by_person,
    }


def choice_action(block_id: str, element: Json, chosen: Chosen, action_ts: str) -> Json:
    """What the payload's `actions` says of a field or a menu in which something was chosen."""
    action = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block_id,
        "action_ts": action_ts,
    }
    return {**action, **held(element, chosen)}


def submission_payload(
    identity: Identity, user: User, view: View, chosen: Mapping[str, Chosen], *, trigger_id: str
) -> Json:
    """A modal's submission; `chosen` is what was filled in, as `state_values` takes it."""
    return {
        "type": "view_submission",
        **_interaction(identity, user),
        "trigger_id": trigger_id,
        "view": _told_view(view, identity, chosen),
    }


def closed_payload(identity: Identity, user: User, view: View, *, is_cleared: bool = False) -> Json:
    """A modal was put away, for an app that asked to be told; `is_cleared` where the whole pile was."""
    return {
        "type": "view_closed",
        **_interaction(identity, user),
        "view": _told_view(view, identity, {}),
        "is_cleared": is_cleared,
    }


def _told_view(view: View, identity: Identity, chosen: Mapping[str, Chosen]) -> Json:
    state = {"values": state_values(view.definition["blocks"], chosen)}
    return {key: value for key, value in view_json(view, identity, state).items() if key != "blocks"}


def _interaction(identity: Identity, user: User) -> Json:
    return {
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": identity.team_id},
        "api_app_id": identity.app_id,
        "token": VERIFICATION_TOKEN,
        "team": {"id": identity.team_id, "domain": identity.team_domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def event_payload(identity: Identity, event: Json, event_id: str, at_seconds: int) -> Json:
    """An event's envelope (Slack, "Events API")."""
    authorization = {
        "enterprise_id": None,
        "team_id": identity.team_id,
        "user_id": identity.bot_user_id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": identity.team_id,
        "api_app_id": identity.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": at_seconds,
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": f"context-{event_id}",
    }


def team_join_event(identity: Identity, user: User) -> Json:
    """Somebody joined the workspace."""
    return {"type": "team_join", "user": single_user_json(user, identity, with_locale=True)}


def user_change_event(identity: Identity, user: User, at_seconds: int) -> Json:
    """Something about somebody changed; deactivation too."""
    member = single_user_json(user, identity, with_locale=True)
    return {"type": "user_change", "user": member, "cache_ts": at_seconds}


def home_opened_event(identity: Identity, user_id: str, channel_id: str, view: View | None, ts: str) -> Json:
    """Somebody opened the app's Home; `view` is what it shows, where the app has published something."""
    event = {"type": "app_home_opened", "user": user_id, "channel": channel_id, "tab": "home", "event_ts": ts}
    return {**event, "view": _told_view(view, identity, {})} if view else event


def group_change_event(identity: Identity, before: Group, after: Group, ts: str) -> Json:
    """Who is in a user group changed."""
    added = _missing_from(before.user_ids, after.user_ids)
    removed = _missing_from(after.user_ids, before.user_ids)
    return {
        "type": "subteam_members_changed",
        "subteam_id": after.id,
        "team_id": identity.team_id,
        "date_previous_update": int(float(ts)) - 1,
        "date_update": int(float(ts)),
        "added_users": added,
        "added_users_count": len(added),
        "removed_users": removed,
        "removed_users_count": len(removed),
        "event_ts": ts,
    }


def _missing_from(known: Iterable[str], wanted: Iterable[str]) -> list[str]:
    return [user_id for user_id in wanted if user_id not in set(known)]
