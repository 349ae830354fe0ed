"""What Slack sent the app, and what it was answered, kept to be looked at; no secret of it is."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from bot.playground.clock import Clock, utc_now
from bot.playground.slack_delivery import NoAnswer, Send

KEPT_MAX = 200
SIGNATURE_SHOWN = 11
"""`v0=` and eight digits: enough to see that there is one."""

HIDDEN = "hidden"
_HIDDEN_FIELDS = frozenset({"token", "trigger_id", "response_url"})
"""Whoever has one of these may act as Slack, or as the person, for a while."""

_COMMAND_FIELDS = ("command", "text", "user_id", "channel_id", "team_id")


@dataclass(frozen=True, slots=True, repr=False)
class Heard:
    """One signed request: its headers and the fields of its body as they may be shown. `answered` is the HTTP status, 0
    where nobody answered."""

    at: datetime
    kind: str
    user_id: str
    about: str
    headers: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    answered: int
    seconds: float
    _words: bytes

    def speaks_of(self, request_id: str) -> bool:
        """Whether the request or its answer names that request or reward."""
        return request_id.encode() in self._words


class Tape:
    """The newest requests, oldest first."""

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock
        self._heard: deque[Heard] = deque(maxlen=KEPT_MAX)
        self._lock = threading.Lock()

    def recording(self, send: Send) -> Send:
        """The same way to the app, with everything kept that goes it."""

        def sent(headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
            at, started = self._clock(), time.monotonic()
            try:
                answer = send(headers, body)
            except NoAnswer:
                self._keep(at, headers, body, 0, time.monotonic() - started, b"")
                raise
            self._keep(at, headers, body, answer[0], time.monotonic() - started, answer[2])
            return answer

        return sent

    def about(self, request_id: str) -> list[Heard]:
        """What spoke of that request, oldest first."""
        with self._lock:
            return [heard for heard in self._heard if heard.speaks_of(request_id)]

    def _keep(
        self, at: datetime, headers: Mapping[str, str], body: bytes, answered: int, seconds: float, words: bytes
    ) -> None:
        kind, user_id, about, fields = _read(headers["Content-Type"], body)
        shown = tuple((name, _shown_header(name, value)) for name, value in headers.items())
        with self._lock:
            self._heard.append(Heard(at, kind, user_id, about, shown, fields, answered, seconds, body + words))


def _shown_header(name: str, value: str) -> str:
    return f"{value[:SIGNATURE_SHOWN]}…" if name == "X-Slack-Signature" else value


Fields = tuple[tuple[str, str], ...]


def _read(content_type: str, body: bytes) -> tuple[str, str, str, Fields]:
    """Its kind, whose it is, what it is about in a word or two, and the fields to show."""
    if content_type == "application/json":
        event = json.loads(body).get("event", {})
        return "event", "", str(event.get("type", "")), (("event.type", str(event.get("type", ""))),)
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    if "payload" in form:
        return _read_payload(json.loads(form["payload"]))
    shown = [(name, form.get(name, "")) for name in _COMMAND_FIELDS]
    return "command", form.get("user_id", ""), form.get("command", ""), (*shown, *_hidden(form))


def _read_payload(payload: Mapping[str, Any]) -> tuple[str, str, str, Fields]:
    user_id, kind, about = str(payload["user"]["id"]), str(payload["type"]), ""
    shown = [("type", kind), ("user.id", user_id)]
    if channel := payload.get("channel"):
        shown.append(("channel.id", str(channel["id"])))
    for action in payload.get("actions", ()):
        option = action.get("selected_option") or {}
        about = str((action.get("text") or option.get("text") or {}).get("text", ""))
        shown += [("actions[0].action_id", str(action["action_id"]))]
        shown += [("actions[0].value", str(action.get("value") or option.get("value") or ""))]
    if view := payload.get("view"):
        about = str(view.get("title", {}).get("text", ""))
        shown += [(f"view.{name}", str(view.get(name, ""))) for name in ("callback_id", "private_metadata")]
        shown += [(f"view.state.{block}", _typed(state)) for block, state in _states(view)]
    return kind, user_id, about, (*shown, *_hidden(payload))


def _states(view: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [
        (block, state)
        for block, actions in view.get("state", {}).get("values", {}).items()
        for state in actions.values()
    ]


def _typed(state: Mapping[str, Any]) -> str:
    return str(state.get("value") or (state.get("selected_option") or {}).get("value") or "")


def _hidden(found: Mapping[str, Any]) -> Fields:
    return tuple((name, HIDDEN) for name in found if name in _HIDDEN_FIELDS)
