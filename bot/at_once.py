"""What goes to Slack at once, past the outbox: forms, which somebody waits for, and answers that the ledger could not
take. Best effort: whoever calls hears what became of a form, and of a whisper only the log does."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from bot.core.message import Message
from bot.slack import Slack, SlackTrouble

log = logging.getLogger(__name__)


class AtOnce:
    """Safe between threads."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._whispers = ThreadPoolExecutor(1, "whisper")

    def open_form(self, trigger_id: str, view: dict[str, Any]) -> bool:
        """Whether Slack would have it: a trigger lives for three seconds."""
        return _tried("form not opened", lambda: self._slack.open_form(trigger_id, view))

    def update_form(self, view_id: str, view: dict[str, Any]) -> bool:
        """Whether it stands there now: it may have been put away meanwhile."""
        return _tried("form not brought up to date", lambda: self._slack.update_form(view_id, view))

    def whisper(self, response_url: str, message: Message) -> None:
        """Say it to whoever clicked, whenever its turn comes."""

        def whisper() -> None:
            _tried("whisper not delivered", lambda: self._slack.whisper(response_url, message, replace_original=False))

        # What it begins with is said in the language of whoever clicked too.
        self._whispers.submit(copy_context().run, whisper)

    def drain(self) -> None:
        """Return once every whisper so far has been tried."""
        self._whispers.submit(lambda: None).result()

    def stop(self) -> None:
        self._whispers.shutdown(wait=False, cancel_futures=True)


def _tried(otherwise: str, call: Callable[[], None]) -> bool:
    try:
        call()
    except SlackTrouble as error:
        log.warning(otherwise, extra={"error": str(error)})
        return False
    return True
