"""The payloads that Slack sends to an app, made of a workspace's objects.

Every key here is one that Slack's own recordings have (github.com/slackapi/java-slack-sdk, json-logs), which keep
no `blocks` in a submitted view. Sources: Slack's pages "Slash commands", "Block actions payload", "View submission".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.playground.server import Json
from bot.playground.slack_nouns import Channel, Group, Identity, Message, User, View
from bot.playground.slack_shapes import message_json, single_user_json, view_json

VERIFICATION_TOKEN = "playground-verification-token"


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
    *,
    trigger_id: str,
    response_url: str,
) -> Json:
    """A click on a button of a message. Of an ephemeral message Slack sends the container only."""
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
        "state": {"values": {}},
        "response_url": response_url,
        "actions": [action],
    }
    return payload if message.only_for else {**payload, "message": _clicked_message(message, identity)}


def _clicked_message(message: Message, identity: Identity) -> Json:
    found = {**message_json(message, identity), "ts": message.ts}
    return {**found, "thread_ts": message.thread_ts} if message.thread_ts else found


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


def submission_payload(
    identity: Identity, user: User, view: View, values: Mapping[str, str], *, trigger_id: str
) -> Json:
    """A modal's submission; `values` are what was typed, by block id."""
    return {
        "type": "view_submission",
        **_interaction(identity, user),
        "trigger_id": trigger_id,
        "view": _submitted_view(view, identity, values),
    }


def closed_payload(identity: Identity, user: User, view: View) -> Json:
    """A modal was put away, for an app that asked to be told."""
    return {
        "type": "view_closed",
        **_interaction(identity, user),
        "view": _submitted_view(view, identity, {}),
        "is_cleared": False,
    }


def _submitted_view(view: View, identity: Identity, values: Mapping[str, str]) -> Json:
    state = {"values": input_values(view, values)}
    return {key: value for key, value in view_json(view, identity, state).items() if key != "blocks"}


def input_values(view: View, values: Mapping[str, str]) -> Json:
    """What stands in each input, as `state.values` has it: block id, action id, then the element's own words."""
    found: Json = {}
    for block in view.definition["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            typed = values.get(block["block_id"], element.get("initial_value", ""))
            held = _chosen(element, typed) if element["type"] == "static_select" else {"value": typed or None}
            found[block["block_id"]] = {element["action_id"]: {"type": element["type"], **held}}
    return found


def _chosen(element: Json, value: str) -> Json:
    """The option of that value; one that is not offered too, as from a form that was open for long."""
    gone = {"text": {"type": "plain_text", "text": value, "emoji": True}, "value": value} if value else None
    options = ({key: option[key] for key in ("text", "value")} for option in element["options"])
    return {"selected_option": next((option for option in options if option["value"] == value), gone)}


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
