"""Slack's Web API, as much of it as a bot like ours may call: who may call what, and how often.

Sources: the reference pages of the methods, and "Using the Slack Web API" for how arguments and errors are written.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.playground.faults import Faults
from bot.playground.server import Answer, HttpRequest, HttpResponse, Json, json_response
from bot.playground.slack_arguments import SlackError, arguments_of, token_of
from bot.playground.slack_files import Files
from bot.playground.slack_pace import Pace
from bot.playground.slack_posting import Posting
from bot.playground.slack_reach import missing_scope
from bot.playground.slack_reading import Reading
from bot.playground.slack_state import SlackState
from bot.playground.slack_tickets import Triggers
from bot.playground.slack_viewing import Viewing

CALLS_KEPT_MAX = 10_000

SCOPE_NEEDED = {
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.open": "im:write",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "reactions.add": "reactions:write",
    "usergroups.list": "usergroups:read",
    "usergroups.users.list": "usergroups:read",
    "users.info": "users:read",
    "users.list": "users:read",
    "users.lookupByEmail": "users:read.email",
}
"""Method -> the scope that its token needs; one that is not here needs none, or another for each conversation."""

ARGUMENTS_NEEDED = {
    "chat.delete": ("channel", "ts"),
    "chat.getPermalink": ("channel", "message_ts"),
    "chat.postEphemeral": ("channel", "user"),
    "chat.postMessage": ("channel",),
    "chat.update": ("channel", "ts"),
    "conversations.info": ("channel",),
    "files.completeUploadExternal": ("files",),
    "files.getUploadURLExternal": ("filename", "length"),
    "reactions.add": ("channel", "name", "timestamp"),
    "usergroups.users.list": ("usergroup",),
    "users.info": ("user",),
    "users.lookupByEmail": ("email",),
    "views.open": ("trigger_id", "view"),
    "views.publish": ("user_id", "view"),
    "views.push": ("trigger_id", "view"),
    "views.update": ("view",),
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Web API as it arrived, answered or not."""

    method: str
    arguments: Json


class WebApi:
    """Answers `/api/<method>`. `limits_calls` turns on how often Slack lets each method be called."""

    def __init__(self, state: SlackState, triggers: Triggers, files: Files, faults: Faults) -> None:
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT_MAX)
        self.limits_calls = False
        self.socket_url: Callable[[], str] | None = None
        self._state = state
        self._faults = faults
        self._pace = Pace(state.clock)
        self._methods: Mapping[str, Callable[[Json], Json]] = {
            "apps.connections.open": self._apps_connections_open,
            **Reading(state).methods,
            **Posting(state, files).methods,
            **files.methods,
            **Viewing(state, triggers).methods,
        }

    def handle(self, request: HttpRequest) -> Answer:
        """Answers one HTTP request, with the fault that waits for its method where there is one."""
        method = request.path.removeprefix("/api/")
        arguments = arguments_of(method, request)
        self.calls.append(Call(method, {key: value for key, value in arguments.items() if key != "token"}))
        return self._faults.meet(method, lambda: self._answer(method, token_of(request, arguments), arguments))

    def _answer(self, method: str, token: str, arguments: Json) -> HttpResponse:
        headers = {"X-OAuth-Scopes": ",".join(self._state.identity.scopes)}
        try:
            self._admit(method, token, arguments)
            if wait_seconds := self._wait_seconds(method, arguments):
                limited = {"Retry-After": str(wait_seconds)}
                return json_response({"ok": False, "error": "ratelimited"}, 429, limited)
            return json_response({"ok": True, **self._methods[method](arguments)}, headers=headers)
        except SlackError as refusal:
            return json_response(refusal.reply, headers=headers)

    def _admit(self, method: str, token: str, arguments: Json) -> None:
        identity = self._state.identity
        if method not in self._methods:
            raise SlackError("unknown_method", req_method=method)
        if not token:
            raise SlackError("not_authed")
        if token != (identity.app_token if method == "apps.connections.open" else identity.bot_token):
            raise SlackError("not_allowed_token_type" if token in identity.tokens else "invalid_auth")
        needed = SCOPE_NEEDED.get(method)
        if needed and needed not in identity.scopes:
            raise missing_scope(self._state, needed)
        lacking = [key for key in ARGUMENTS_NEEDED.get(method, ()) if arguments.get(key) in (None, "")]
        if lacking:
            said = [f"[ERROR] missing required field: {key}" for key in lacking]
            raise SlackError("invalid_arguments", response_metadata={"messages": said})

    def _wait_seconds(self, method: str, arguments: Json) -> int:
        return self._pace.wait_seconds(method, str(arguments.get("channel"))) if self.limits_calls else 0

    def _apps_connections_open(self, _: Json) -> Json:
        if self.socket_url is None:
            raise SlackError("internal_error")
        return {"url": self.socket_url()}
