"""What a call of the Web API was given, read as Slack reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.playground.server import HttpRequest, Json
from bot.playground.slack_blocks import blocks_fault, view_fault

TEXT_LENGTH_MAX = 40_000


class SlackError(Exception):
    """Slack's answer `{"ok": false, "error": …}`; `more` are its other fields."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.reply: Json = {"ok": False, "error": error, **more}


def arguments_of(request: HttpRequest) -> Json:
    """What a call was given: from the query, a form or JSON; lists and objects in a form are JSON texts."""
    given: Json = dict(request.query)
    try:
        given |= request.json() if request.content_type == "application/json" else request.form()
    except ValueError:
        return given
    return {key: _decoded(key, value) for key, value in given.items()}


def _decoded(key: str, value: Any) -> Any:
    if key in {"blocks", "view", "attachments", "metadata"} and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def token_of(request: HttpRequest, arguments: Mapping[str, Any]) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else str(arguments.get("token", ""))


def words_of(arguments: Json) -> tuple[str, list[Json]]:
    text, blocks = str(arguments.get("text") or ""), arguments.get("blocks") or []
    if not text and not blocks:
        raise SlackError("no_text")
    if len(text) > TEXT_LENGTH_MAX:
        raise SlackError("msg_too_long")
    if fault := blocks_fault(blocks):
        raise SlackError("invalid_blocks", errors=[fault], response_metadata={"messages": [f"[ERROR] {fault}"]})
    return text, blocks


def view_of(arguments: Json) -> Json:
    definition = arguments.get("view")
    if fault := view_fault(definition):
        raise SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {fault}"]})
    assert isinstance(definition, dict)
    return definition


def cursor_of(arguments: Json) -> int:
    cursor = str(arguments.get("cursor") or "next:0")
    word, _, number = cursor.partition(":")
    if word != "next" or not number.isdecimal():
        raise SlackError("invalid_cursor")
    return int(number)


def is_true(value: Any) -> bool:
    return value in {True, "1", "true", "True"}
