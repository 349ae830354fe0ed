"""Slack out: the few methods the bot calls. What can come of a call is in `trouble.py`.

slack_sdk posts again by itself after a dropped connection; every client here has that switched off, because
whether a message may be posted twice is the outbox's to decide.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from bot.core.message import Message, Post
from bot.core.policy import Standing, User
from bot.slack.trouble import (
    InDoubt,
    MessageGone,
    MissingScope,
    NoPlace,
    NotPosted,
    Rejected,
    SlackTrouble,
    TokenRefused,
    called,
    seconds_in,
)

__all__ = [
    "InDoubt",
    "Installation",
    "MessageGone",
    "MissingScope",
    "NoPlace",
    "NotPosted",
    "Rejected",
    "Slack",
    "SlackTrouble",
    "TokenRefused",
    "is_shared",
    "to_user",
]

TIMEOUT_SECONDS = 10
# A trigger lives for three seconds, and the listener that opens a view is being waited for. A link is not worth more.
VIEW_TIMEOUT_SECONDS = 2
MEMBERS_PER_PAGE = 500
PAGE_TRIES_MAX = 5


@dataclass(frozen=True, slots=True)
class Installation:
    """What Slack says of a bot's token. `scopes` is None where the reply does not name them."""

    team_id: str
    team_name: str
    is_a_bots: bool
    scopes: frozenset[str] | None


Said = dict[str, Any]


class Slack:
    """A client for each need: messages, and views, which somebody is waiting for. Safe to share between threads.

    `mark` gets everything that is about to be said, by the names of Slack's arguments, and gives what is sent.
    """

    def __init__(self, token: str, api_url: str, *, mark: Callable[[Said], Said] = lambda said: said) -> None:
        self._client = WebClient(token, base_url=api_url, timeout=TIMEOUT_SECONDS, retry_handlers=[])
        self._views = WebClient(token, base_url=api_url, timeout=VIEW_TIMEOUT_SECONDS, retry_handlers=[])
        self._api = urlsplit(api_url)
        self._mark = mark

    def post(self, channel_id: str, message: Message, thread_ts: str | None = None) -> Post:
        """Post to a channel, a thread, or a person. It has no idempotency key: a repeat is a second message."""
        reply = called(
            lambda: self._client.chat_postMessage(
                channel=channel_id,
                thread_ts=thread_ts,
                unfurl_links=False,
                unfurl_media=False,
                **self._said(message),
            )
        )
        return Post(reply["channel"], reply["ts"])

    def upload(self, png: bytes, words: str) -> str:
        """A picture that nobody sees yet, and its id, for a message to show; `words` say what it shows. Slack looks at
        it first, so that a message may be refused which shows it at once (Slack, "files.completeUploadExternal")."""
        reply = called(lambda: self._client.files_upload_v2(content=png, filename="chart.png", alt_txt=words))
        return str(reply["file"]["id"])

    def update(self, post: Post, message: Message) -> None:
        """Give a message that stands in Slack its newest text; doing it twice does no harm."""
        called(lambda: self._client.chat_update(channel=post.channel_id, ts=post.ts, **self._said(message)))

    def whisper(self, response_url: str, message: Message, *, replace_original: bool) -> None:
        """Answer a click, seen by the clicker alone. A `response_url` works five times in thirty minutes."""
        if not self._is_slacks(response_url):
            raise Rejected("the response_url is not Slack's")
        webhook = WebhookClient(response_url, timeout=TIMEOUT_SECONDS, retry_handlers=[], logger=_SILENT)
        # Of a link that logs somebody in, Slack need not draw a preview.
        reply = called(
            lambda: webhook.send(
                response_type="ephemeral",
                replace_original=replace_original,
                unfurl_links=False,
                unfurl_media=False,
                **self._said(message),
            )
        )
        if reply.status_code == 429 or reply.status_code >= 500:
            raise NotPosted(f"HTTP {reply.status_code}", seconds_in(reply.headers.get("Retry-After")))
        if reply.status_code != 200:
            raise Rejected(f"HTTP {reply.status_code}")

    def open_form(self, trigger_id: str, view: dict[str, Any]) -> None:
        """Open a modal; a trigger works once, within three seconds."""
        called(lambda: self._views.views_open(trigger_id=trigger_id, **self._mark({"view": view})))

    def update_form(self, view_id: str, view: dict[str, Any]) -> None:
        """Give a modal that somebody has open its newest content; what stands in its fields stays."""
        called(lambda: self._views.views_update(view_id=view_id, **self._mark({"view": view})))

    def publish_home(self, user_id: str, view: dict[str, Any]) -> None:
        """Put this view into somebody's Home; doing it twice does no harm (Slack, "views.publish")."""
        called(lambda: self._client.views_publish(user_id=user_id, **self._mark({"view": view})))

    def permalink(self, post: Post) -> str:
        """Where that message is to be read, by whoever may (Slack, "chat.getPermalink")."""
        reply = called(lambda: self._views.chat_getPermalink(channel=post.channel_id, message_ts=post.ts))
        return str(reply["permalink"])

    def _said(self, message: Message) -> Said:
        return self._mark({"text": message.text, "blocks": list(message.blocks)})

    def team_id(self) -> str:
        """The workspace this token belongs to."""
        return self.installation().team_id

    def installation(self) -> Installation:
        """Whose the token is, and what it may do (Slack, "Using the Slack Web API", X-OAuth-Scopes)."""
        reply = called(self._client.auth_test)
        headers = {name.lower(): value for name, value in reply.headers.items()}
        listed = headers.get("x-oauth-scopes")
        scopes = None if listed is None else frozenset(filter(None, re.split(r"[,\s]+", str(listed))))
        return Installation(str(reply["team_id"]), str(reply.get("team", "")), bool(reply.get("bot_id")), scopes)

    def try_socket(self, app_token: str) -> None:
        """Ask for an address to open a socket at, and open none; raises `SlackTrouble` where there is none to be had
        (Slack, "apps.connections.open")."""
        called(lambda: self._client.apps_connections_open(app_token=app_token))

    def members(self, pause: Callable[[float], object] = time.sleep) -> Iterator[dict[str, Any]]:
        """Every user of the workspace, as `users.list` tells them. Where Slack asks for patience, `pause` waits."""
        cursor = ""
        while True:
            page = self._page_of_members(cursor, pause)
            yield from page["members"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    def _page_of_members(self, cursor: str, pause: Callable[[float], object]) -> SlackResponse:
        for tries_left in reversed(range(PAGE_TRIES_MAX)):
            try:
                return called(
                    lambda: self._client.users_list(limit=MEMBERS_PER_PAGE, cursor=cursor or None, include_locale=True)
                )
            except NotPosted as error:
                if not tries_left or not error.retry_after_seconds:
                    raise
                pause(error.retry_after_seconds)
        raise AssertionError("the last try either returns or raises")

    def members_of(self, group_id: str) -> tuple[str, ...]:
        """The ids of a user group's members."""
        reply = called(lambda: self._client.usergroups_users_list(usergroup=group_id))
        return tuple(reply["users"])

    def groups(self) -> dict[str, tuple[str, ...]]:
        """Every user group that is not disabled, with its members."""
        reply = called(lambda: self._client.usergroups_list(include_users=True))
        return {group["id"]: tuple(group.get("users") or ()) for group in reply["usergroups"]}

    def channel(self, channel_id: str) -> dict[str, Any]:
        """A public channel, or a private one that the bot is in, as `conversations.info` tells it."""
        found = called(lambda: self._client.conversations_info(channel=channel_id)).get("channel")
        if not isinstance(found, dict):
            raise InDoubt("an unreadable reply")
        return found

    def _is_slacks(self, url: str) -> bool:
        """By the same scheme as the API: https, but for a stand-in on the loopback host."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.scheme == self._api.scheme and (host == self._api.hostname or host.endswith(".slack.com"))


# It would write down whatever is whispered, links that log somebody in among it, for whoever turns debugging on.
_SILENT = logging.getLogger("slack_sdk.silent")
_SILENT.setLevel(logging.CRITICAL + 1)


def to_user(member: dict[str, Any], team_id: str) -> User:
    """What Slack's user object says of somebody (Slack, "User object")."""
    profile = member.get("profile") or {}
    name = profile.get("real_name") or member.get("real_name") or member.get("name") or member["id"]
    return User(member["id"], str(name), _standing(member, team_id), str(member.get("locale") or ""))


def is_shared(channel: dict[str, Any]) -> bool:
    """Whether people of another company read there or are invited to (Slack, "Conversation object")."""
    # Of what only workspaces of one company share, Slack says is_shared too, and is_org_shared.
    is_somebodys = channel.get("is_shared") and not channel.get("is_org_shared")
    return bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared") or is_somebodys)


def _standing(member: dict[str, Any], team_id: str) -> Standing:
    if member.get("deleted"):
        return Standing.DEACTIVATED
    # Slackbot calls itself no bot.
    if member.get("is_bot") or member.get("is_workflow_bot") or member["id"] == "USLACKBOT":
        return Standing.BOT
    if member.get("is_restricted") or member.get("is_ultra_restricted"):
        return Standing.GUEST
    teams = {member.get("team_id") or team_id, *(member.get("enterprise_user") or {}).get("teams", ())}
    if member.get("is_stranger") or team_id not in teams:
        return Standing.STRANGER
    return Standing.MEMBER
