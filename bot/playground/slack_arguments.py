"""What a call of the Web API was given, read as Slack reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.playground.server import HttpRequest, Json
from bot.playground.slack_blocks import blocks_faults, view_faults

TEXT_LENGTH_MAX = 40_000

FORMS_ONLY = {
    "chat.getPermalink",
    "conversations.info",
    "usergroups.list",
    "usergroups.users.list",
    "users.info",
    "users.list",
    "users.lookupByEmail",
}
"""Methods whose pages name no content type but a form's."""


class SlackError(Exception):
    """Slack's answer `{"ok": false, "error": …}`; `more` are its other fields."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.reply: Json = {"ok": False, "error": error, **more}


def arguments_of(method: str, request: HttpRequest) -> Json:
    """What a call was given: from the query, a form or JSON; lists and objects in a form are JSON texts.

    Methods that only read take no JSON, so what stands there is not seen (Slack, "Using the Slack Web API")."""
    given: Json = dict(request.query)
    is_json = request.content_type == "application/json"
    if is_json and method in FORMS_ONLY:
        return given
    try:
        given |= request.json() if is_json else request.form()
    except ValueError:
        return given
    return {key: _decoded(key, value) for key, value in given.items()}


def _decoded(key: str, value: Any) -> Any:
    if key in {"blocks", "view", "attachments", "metadata", "files"} and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def token_of(request: HttpRequest, arguments: Mapping[str, Any]) -> str:
    """The token: from its header, or from a form. In JSON it is not looked for."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return token.strip()
    return "" if request.content_type == "application/json" else str(arguments.get("token", ""))


def words_of(arguments: Json) -> tuple[str, list[Json]]:
    """The text and the blocks of a message, as Slack takes them."""
    text, blocks = str(arguments.get("text") or ""), arguments.get("blocks") or []
    if not text and not blocks:
        raise SlackError("no_text")
    if len(text) > TEXT_LENGTH_MAX:
        raise SlackError("msg_too_long")
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if faults := blocks_faults(blocks):
        raise SlackError("invalid_blocks", response_metadata=_messages(faults))
    return text, blocks


def view_of(arguments: Json, kind: str = "modal") -> Json:
    """The view, as Slack takes it where one of that kind is wanted."""
    definition = arguments.get("view")
    if faults := view_faults(definition, kind):
        raise SlackError("invalid_arguments", response_metadata=_messages(faults))
    assert isinstance(definition, dict)
    return definition


def _messages(faults: list[str]) -> Json:
    return {"messages": [f"[ERROR] {fault}" for fault in faults]}


def cursor_of(arguments: Json) -> int:
    cursor = str(arguments.get("cursor") or "next:0")
    word, _, number = cursor.partition(":")
    if word != "next" or not number.isdecimal():
        raise SlackError("invalid_cursor")
    return int(number)


def is_true(value: Any) -> bool:
    return value in {True, "1", "true", "True"}
