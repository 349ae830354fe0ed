"""Structured logs: one line per step, with the reward's id and an allow-list of fields, and nothing personal.

What is not on the list is dropped, and of an exception only its kind and its place are kept: messages of
libraries may quote what a person wrote. `why` is for the ledger's own sentences, which quote no person.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from typing import Any, Literal

log = logging.getLogger(__name__)

FIELDS = (
    "request_id",
    "reward_id",
    "attempt",
    "actor",
    "kind",
    "outcome",
    "error",
    "why",
    "seconds",
    "lane",
    "code",
    "port",
    "mode",
    "users",
    "groups",
    "file",
    "steps",
)


# Both write whole request bodies into their warnings and errors.
_SILENT = {"slack_bolt", "slack_sdk"}


def set_up(log_format: Literal["console", "json"]) -> None:
    """Send the bot's steps to standard error; of libraries only who spoke, and of what is serious."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if log_format == "json" else ConsoleLines())
    handler.addFilter(_may_speak)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    # It warns of every request that waits for a thread for a moment, which costs more than the moment.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    logging.getLogger("bot").setLevel(logging.INFO)


def set_hooks() -> None:
    """What no code foresaw is told as everything else is, be it a thread's, the process's own, or a destructor's:
    Python itself would print its words, which may quote anybody."""

    def told(event: str, kind: Any, error: Any, place: Any) -> None:
        if isinstance(kind, type) and issubclass(kind, KeyboardInterrupt):
            return
        log.critical(event, exc_info=(kind, error or kind(), place))

    sys.excepthook = lambda kind, error, place: told("ended by what nobody foresaw", kind, error, place)
    threading.excepthook = lambda found: told("a thread ended", found.exc_type, found.exc_value, found.exc_traceback)
    sys.unraisablehook = lambda found: told("left undone", found.exc_type, found.exc_value, found.exc_traceback)


def _may_speak(record: logging.LogRecord) -> bool:
    """Bolt gives each of its loggers a level of its own, so one that is set above them would not hold them."""
    return _speaker(record) not in _SILENT


def _speaker(record: logging.LogRecord) -> str:
    return record.name.partition(".")[0]


def _event(record: logging.LogRecord) -> str:
    return record.getMessage() if _speaker(record) == "bot" else f"a word from {record.name}"


def _facts(record: logging.LogRecord) -> dict[str, object]:
    facts = {field: record.__dict__[field] for field in FIELDS if record.__dict__.get(field) not in (None, "")}
    if record.exc_info and record.exc_info[0] is not None:
        facts["exception"] = record.exc_info[0].__name__
        frames = traceback.extract_tb(record.exc_info[2])
        facts["where"] = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:]))
    return facts


class JsonLines(logging.Formatter):
    """An object a line."""

    def format(self, record: logging.LogRecord) -> str:
        head = {"at": _time(record), "level": record.levelname.lower(), "event": _event(record)}
        # Escaped throughout: some readers end a line at other letters than a line feed.
        return json.dumps({**head, **_facts(record)}, default=str)


class ConsoleLines(logging.Formatter):
    """For people: time, level, event, then the fields. Control characters are escaped, so a line stays a line."""

    def format(self, record: logging.LogRecord) -> str:
        facts = " ".join(f"{name}={value}" for name, value in _facts(record).items())
        line = f"{_time(record)} {record.levelname.lower():8} {_event(record)} {facts}".rstrip()
        return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in line)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
