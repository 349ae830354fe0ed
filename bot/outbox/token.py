"""Whether Slack takes the bot's token: while it does not, messages wait, and one now and then tries."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from bot.slack import InDoubt, NotPosted, SlackTrouble, TokenRefused

log = logging.getLogger(__name__)

Made = TypeVar("Made")

# Soon enough after the app was installed again, and far from hammering.
PROBE_EVERY = timedelta(seconds=30)


class TokenWatch:
    """Learns from the calls that need the token. Safe between threads; `trouble` is Slack's word, or empty."""

    def __init__(self) -> None:
        self.trouble = ""
        self._probe_at: datetime | None = None
        self._lock = threading.Lock()

    def is_due(self, now: datetime) -> bool:
        """Whether a message may go. While the token is refused, that is one message in `PROBE_EVERY`."""
        with self._lock:
            return self._probe_at is None or now >= self._probe_at

    def is_tried(self, now: datetime) -> None:
        """A message is about to go: while the token is refused, the others wait for what comes of it."""
        with self._lock:
            if self._probe_at is not None:
                self._probe_at = now + PROBE_EVERY

    def watching(self, call: Callable[[], Made], now: datetime) -> Made:
        """Make a call that needs the token; raises what it raises."""
        try:
            made = call()
        except TokenRefused as error:
            self.refused(str(error), now)
            raise
        except (NotPosted, InDoubt):
            raise  # It says nothing about the token.
        except SlackTrouble:
            self._taken()
            raise
        self._taken()
        return made

    def refused(self, word: str, now: datetime) -> None:
        """Slack refused the token, in this word of its own."""
        with self._lock:
            is_news, self.trouble = self.trouble != word, word
            self._probe_at = now + PROBE_EVERY
        if is_news:
            log.error("slack refuses the token; messages wait until the app is installed again", extra={"error": word})

    def _taken(self) -> None:
        with self._lock:
            was_refused, self.trouble, self._probe_at = bool(self.trouble), "", None
        if was_refused:
            log.info("slack takes the token again; messages go on")
