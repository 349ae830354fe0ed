"""Slack's Web API, as much of it as a bot like ours may call.

Sources: the reference pages of the methods, and "Using the Slack Web API" for how arguments and errors are written.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.playground.faults import Faults
from bot.playground.server import Answer, HttpRequest, HttpResponse, Json, json_response
from bot.playground.slack_arguments import SlackError, arguments_of, cursor_of, is_true, token_of, view_of, words_of
from bot.playground.slack_nouns import Channel, Message
from bot.playground.slack_shapes import (
    channel_json,
    group_json,
    message_json,
    single_user_json,
    user_json,
    view_json,
)
from bot.playground.slack_state import SlackState
from bot.playground.slack_tickets import Triggers

POST_EVERY = timedelta(seconds=1)
PAGE_LENGTH_MAX = 1000
CALLS_KEPT_MAX = 10_000

# Method -> the scopes of which the token needs one; a method that is not listed needs none.
SCOPES_NEEDED = {
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "users.list": ("users:read",),
    "users.info": ("users:read",),
    "usergroups.list": ("usergroups:read",),
    "usergroups.users.list": ("usergroups:read",),
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Web API as it arrived, answered or not."""

    method: str
    arguments: Json


class WebApi:
    """Answers `/api/<method>`. `limits_posts` turns on about one message a second and channel."""

    def __init__(self, state: SlackState, triggers: Triggers, faults: Faults) -> None:
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT_MAX)
        self.limits_posts = False
        self.socket_url: Callable[[], str] | None = None
        self._state = state
        self._triggers = triggers
        self._faults = faults
        self._posted_at: dict[str, datetime] = {}
        self._lock = threading.Lock()
        self._methods: dict[str, Callable[[Json], Json]] = {
            "auth.test": self._auth_test,
            "apps.connections.open": self._apps_connections_open,
            "chat.postMessage": self._chat_post_message,
            "chat.update": self._chat_update,
            "conversations.info": self._conversations_info,
            "usergroups.list": self._usergroups_list,
            "usergroups.users.list": self._usergroups_users_list,
            "users.info": self._users_info,
            "users.list": self._users_list,
            "views.open": self._views_open,
            "views.update": self._views_update,
        }

    def handle(self, request: HttpRequest) -> Answer:
        """Answers one HTTP request, with the fault that waits for its method where there is one."""
        method = request.path.removeprefix("/api/")
        arguments = arguments_of(request)
        self.calls.append(Call(method, {key: value for key, value in arguments.items() if key != "token"}))
        return self._faults.meet(method, lambda: self._answer(method, token_of(request, arguments), arguments))

    def _answer(self, method: str, token: str, arguments: Json) -> HttpResponse:
        headers = {"X-OAuth-Scopes": ",".join(self._state.identity.scopes)}
        try:
            self._admit(method, token)
            if method == "chat.postMessage" and self.limits_posts and self._is_too_soon(arguments):
                return json_response({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "1"})
            return json_response({"ok": True, **self._methods[method](arguments)}, headers=headers)
        except SlackError as refusal:
            return json_response(refusal.reply, headers=headers)

    def _admit(self, method: str, token: str) -> None:
        identity = self._state.identity
        if method not in self._methods:
            raise SlackError("unknown_method")
        if not token:
            raise SlackError("not_authed")
        if token != (identity.app_token if method == "apps.connections.open" else identity.bot_token):
            raise SlackError("invalid_auth")
        needed = SCOPES_NEEDED.get(method, ())
        if needed and not set(needed) & set(identity.scopes):
            raise self._missing_scope(needed[0])

    def _missing_scope(self, needed: str) -> SlackError:
        return SlackError("missing_scope", needed=needed, provided=",".join(self._state.identity.scopes))

    def _is_too_soon(self, arguments: Json) -> bool:
        channel, now = str(arguments.get("channel")), self._state.clock()
        with self._lock:
            last = self._posted_at.get(channel)
            if last is not None and now - last < POST_EVERY:
                return True
            self._posted_at[channel] = now
            return False

    # Who.

    def _auth_test(self, _: Json) -> Json:
        identity = self._state.identity
        return {
            "url": f"https://{identity.team_domain}.slack.com/",
            "team": identity.team_name,
            "user": "shabash",
            "team_id": identity.team_id,
            "user_id": identity.bot_user_id,
            "bot_id": identity.bot_id,
            "is_enterprise_install": False,
        }

    def _apps_connections_open(self, _: Json) -> Json:
        if self.socket_url is None:
            raise SlackError("internal_error")
        return {"url": self.socket_url()}

    def _users_list(self, arguments: Json) -> Json:
        users = sorted(self._state.users.values(), key=lambda user: user.id)
        start = cursor_of(arguments)
        limit = min(int(arguments.get("limit") or PAGE_LENGTH_MAX), PAGE_LENGTH_MAX)
        page, with_locale = users[start : start + limit], is_true(arguments.get("include_locale"))
        following = f"next:{start + limit}" if start + limit < len(users) else ""
        identity, with_email = self._state.identity, "users:read.email" in self._state.identity.scopes
        return {
            "members": [user_json(u, identity, with_locale=with_locale, with_email=with_email) for u in page],
            "cache_ts": int(self._state.clock().timestamp()),
            "response_metadata": {"next_cursor": following},
        }

    def _users_info(self, arguments: Json) -> Json:
        user = self._state.users.get(str(arguments.get("user")))
        if user is None:
            raise SlackError("user_not_found")
        identity, with_locale = self._state.identity, is_true(arguments.get("include_locale"))
        with_email = "users:read.email" in identity.scopes
        return {"user": single_user_json(user, identity, with_locale=with_locale, with_email=with_email)}

    def _usergroups_list(self, arguments: Json) -> Json:
        with_users, with_count = is_true(arguments.get("include_users")), is_true(arguments.get("include_count"))
        with_disabled = is_true(arguments.get("include_disabled"))
        groups = [group for group in self._state.groups.values() if with_disabled or not group.is_disabled]
        identity = self._state.identity
        return {"usergroups": [group_json(g, identity, with_users=with_users, with_count=with_count) for g in groups]}

    def _usergroups_users_list(self, arguments: Json) -> Json:
        group = self._state.groups.get(str(arguments.get("usergroup")))
        if group is None:
            raise SlackError("no_such_subteam")
        if group.is_disabled and not is_true(arguments.get("include_disabled")):
            raise SlackError("subteam_disabled")
        return {"users": list(group.user_ids)}

    # Where.

    def _conversations_info(self, arguments: Json) -> Json:
        channel = self._visible(arguments)
        needed = "groups:read" if channel.is_private else "channels:read"
        if not channel.partner_id and needed not in self._state.identity.scopes:
            raise self._missing_scope(needed)
        return {"channel": channel_json(channel, self._state.identity)}

    def _visible(self, arguments: Json) -> Channel:
        """The channel, unless the bot cannot know of it: a private one without it is not there at all."""
        channel = self._state.channels.get(str(arguments.get("channel")))
        if channel is None or (channel.is_private and not channel.bot_is_member):
            raise SlackError("channel_not_found")
        return channel

    def _writable(self, arguments: Json) -> Channel:
        wished = str(arguments.get("channel"))
        user = self._state.users.get(wished)
        if user is not None:
            if user.is_bot or user.is_deactivated:
                raise SlackError("cannot_dm_bot" if user.is_bot else "user_disabled")
            return self._state.direct_channel(user.id)
        channel = self._visible(arguments)
        if channel.is_archived:
            raise SlackError("is_archived")
        if not channel.bot_is_member and "chat:write.public" not in self._state.identity.scopes:
            raise SlackError("not_in_channel")
        return channel

    # What.

    def _chat_post_message(self, arguments: Json) -> Json:
        channel = self._writable(arguments)
        text, blocks = words_of(arguments)
        thread_ts = str(arguments.get("thread_ts") or "")
        if thread_ts and self._state.message(channel.id, thread_ts) is None:
            raise SlackError("thread_not_found")
        bot_id = self._state.identity.bot_user_id
        message = self._state.post(channel.id, bot_id, text, blocks, thread_ts=thread_ts)
        return {"channel": channel.id, "ts": message.ts, "message": self._posted(message)}

    def _posted(self, message: Message) -> Json:
        found = {**message_json(message, self._state.identity), "ts": message.ts}
        return {**found, "thread_ts": message.thread_ts} if message.thread_ts else found

    def _chat_update(self, arguments: Json) -> Json:
        channel = self._visible(arguments)
        message = self._state.message(channel.id, str(arguments.get("ts")))
        if message is None or message.only_for:
            raise SlackError("message_not_found")
        if message.user_id != self._state.identity.bot_user_id:
            raise SlackError("cant_update_message")
        if channel.is_archived:
            raise SlackError("is_archived")
        changed = self._state.edit(message, *words_of(arguments))
        reply = message_json(changed, self._state.identity)
        return {"channel": channel.id, "ts": changed.ts, "text": changed.text, "message": reply}

    # Modals.

    def _views_open(self, arguments: Json) -> Json:
        definition = view_of(arguments)
        user_id, error = self._triggers.spend(str(arguments.get("trigger_id")))
        if error:
            raise SlackError(error)
        view = self._state.open_view(user_id, definition)
        return {"view": view_json(view, self._state.identity)}

    def _views_update(self, arguments: Json) -> Json:
        definition = view_of(arguments)
        view = self._state.view(str(arguments.get("view_id")))
        if view is None:
            raise SlackError("not_found")
        if arguments.get("hash") not in {None, "", view.hash}:
            raise SlackError("hash_conflict")
        changed = self._state.change_view(view, definition)
        return {"view": view_json(changed, self._state.identity)}
