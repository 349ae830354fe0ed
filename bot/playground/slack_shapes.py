"""The objects of a workspace as Slack writes them in JSON.

Every key here is one that Slack's own recordings have (github.com/slackapi/java-slack-sdk, json-logs).
"""

from __future__ import annotations

from bot.playground.server import Json
from bot.playground.slack_nouns import Channel, Group, Identity, Message, User, View

STRANGERS_TEAM_ID = "T0PARTNER"
HOME_TITLE = {"type": "plain_text", "text": "View Title", "emoji": True}
"""What Slack says of a Home, which has none."""
CREATED_AT = 1_700_000_000
"""When everything was created, in seconds since 1970: nobody asks, and Slack always says."""


def user_json(user: User, identity: Identity, *, with_locale: bool = False, with_email: bool = True) -> Json:
    """A member as users.list has it."""
    team_id = STRANGERS_TEAM_ID if user.is_stranger else identity.team_id
    found: Json = {
        "id": user.id,
        "team_id": team_id,
        "name": user.name,
        "deleted": user.is_deactivated,
        "color": "9f69e7",
        "real_name": user.real_name,
        "tz": user.zone,
        "tz_label": user.zone.replace("_", " "),
        "tz_offset": user.zone_offset_seconds,
        "profile": _profile_json(user, team_id, with_email=with_email),
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_guest,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": CREATED_AT,
        "is_email_confirmed": not user.is_bot,
        "who_can_share_contact_card": "EVERYONE",
    }
    return {**found, "locale": user.locale} if with_locale else found


def _profile_json(user: User, team_id: str, *, with_email: bool) -> Json:
    first, _, last = user.real_name.partition(" ")
    found: Json = {
        "title": "",
        "phone": "",
        "skype": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.display_name,
        "display_name_normalized": user.display_name,
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": "",
        "first_name": first,
        "last_name": last,
        "team": team_id,
    }
    return {**found, "email": user.email} if with_email and user.email else found


def single_user_json(user: User, identity: Identity, *, with_locale: bool = False, with_email: bool = True) -> Json:
    """A member as users.info and the events have it: it also says who is a stranger."""
    found = user_json(user, identity, with_locale=with_locale, with_email=with_email)
    return {**found, "is_stranger": True} if user.is_stranger else found


def group_json(group: Group, identity: Identity, *, with_users: bool, with_count: bool) -> Json:
    """A user group as usergroups.list has it."""
    found: Json = {
        "id": group.id,
        "team_id": identity.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": CREATED_AT,
        "date_update": CREATED_AT,
        "date_delete": CREATED_AT if group.is_disabled else 0,
        "created_by": identity.bot_user_id,
        "updated_by": identity.bot_user_id,
        "prefs": {"channels": [], "groups": []},
    }
    if with_users:
        found["users"] = list(group.user_ids)
    if with_count:
        found["user_count"] = len(group.user_ids)
    return found


def channel_json(channel: Channel, identity: Identity) -> Json:
    """A conversation as conversations.info has it."""
    base: Json = {
        "id": channel.id,
        "created": CREATED_AT,
        "is_archived": channel.is_archived,
        "is_im": bool(channel.partner_id),
        "is_org_shared": channel.is_org_shared,
        "context_team_id": identity.team_id,
    }
    if channel.partner_id:
        return base
    return {
        **base,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": True,
        "is_group": channel.is_private,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_general": False,
        "is_shared": channel.is_shared or channel.is_org_shared,
        "is_ext_shared": channel.is_shared,
        "pending_shared": [STRANGERS_TEAM_ID] if channel.is_pending_shared else [],
        "is_pending_ext_shared": channel.is_pending_shared,
        "is_member": channel.bot_is_member,
        "creator": identity.bot_user_id,
        "unlinked": 0,
        "shared_team_ids": [identity.team_id, *([STRANGERS_TEAM_ID] if channel.is_shared else [])],
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }


def message_json(message: Message, identity: Identity) -> Json:
    """A message of the app as chat.postMessage, chat.update and a click have it; no ts and no thread."""
    found: Json = {
        "type": "message",
        "user": message.user_id,
        "bot_id": identity.bot_id,
        "app_id": identity.app_id,
        "text": message.text,
        "team": identity.team_id,
        "bot_profile": {
            "id": identity.bot_id,
            "app_id": identity.app_id,
            "name": "Shabash",
            "icons": {},
            "deleted": False,
            "updated": CREATED_AT,
            "team_id": identity.team_id,
        },
    }
    if message.blocks:
        found["blocks"] = list(message.blocks)
    if message.edited_ts:
        found["edited"] = {"user": identity.bot_id, "ts": message.edited_ts}
    return found


def view_json(view: View, identity: Identity, state: Json | None = None) -> Json:
    """A view as views.open and a submission have it. `state` is `{"values": …}` with what was typed."""
    given = view.definition
    return {
        "id": view.id,
        "team_id": identity.team_id,
        "type": given["type"],
        "title": given.get("title", HOME_TITLE),
        "submit": given.get("submit"),
        "close": given.get("close"),
        "blocks": given["blocks"],
        "private_metadata": given.get("private_metadata", ""),
        "callback_id": given.get("callback_id", ""),
        "external_id": given.get("external_id", ""),
        "state": state or {"values": {}},
        "hash": view.hash,
        "clear_on_close": given.get("clear_on_close", False),
        "notify_on_close": given.get("notify_on_close", False),
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id or None,
        "app_id": identity.app_id,
        "app_installed_team_id": identity.team_id,
        "bot_id": identity.bot_id,
    }
