"""Structured logs: one line per step, with the reward's id and an allow-list of fields, and nothing personal.

What is not on the list is dropped, and of an exception only its kind and its place are kept: messages of
libraries may quote what a person wrote.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Literal

FIELDS = (
    "request_id",
    "reward_id",
    "attempt",
    "actor",
    "kind",
    "outcome",
    "error",
    "seconds",
    "lane",
    "code",
    "port",
    "mode",
    "users",
    "groups",
)


def set_up(log_format: Literal["console", "json"]) -> None:
    """Send the bot's steps to standard error; libraries speak only of what is serious."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if log_format == "json" else ConsoleLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(logging.INFO)
    # Both write whole request bodies into their warnings and errors.
    for library in ("slack_bolt", "slack_sdk"):
        logging.getLogger(library).setLevel(logging.CRITICAL)


def _facts(record: logging.LogRecord) -> dict[str, object]:
    facts = {field: record.__dict__[field] for field in FIELDS if record.__dict__.get(field) not in (None, "")}
    if record.exc_info and record.exc_info[0] is not None:
        facts["exception"] = record.exc_info[0].__name__
        frames = traceback.extract_tb(record.exc_info[2])
        facts["at"] = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:]))
    return facts


class JsonLines(logging.Formatter):
    """An object a line."""

    def format(self, record: logging.LogRecord) -> str:
        head = {"at": _time(record), "level": record.levelname.lower(), "event": record.getMessage()}
        return json.dumps({**_facts(record), **head}, default=str, ensure_ascii=False)


class ConsoleLines(logging.Formatter):
    """For people: time, level, event, then the fields. Control characters are escaped, so a line stays a line."""

    def format(self, record: logging.LogRecord) -> str:
        facts = " ".join(f"{name}={value}" for name, value in _facts(record).items())
        line = f"{_time(record)} {record.levelname.lower():8} {record.getMessage()} {facts}".rstrip()
        return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in line)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
