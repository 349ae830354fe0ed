"""A thread that does the same thing again and again until the bot stops."""

from __future__ import annotations

import threading
from collections.abc import Callable

WHEN_ASKED = threading.TIMEOUT_MAX
"""So many seconds until the next round, where only a `hurry` makes one due."""


class Rounds:
    """`go` goes one round, raises nothing, and says in how many seconds the next is due; None: never again.

    However often somebody asks, so many seconds lie between two rounds at least: `apart_seconds`.
    """

    def __init__(
        self,
        name: str,
        go: Callable[[], float | None],
        *,
        first_after_seconds: float = 0.0,
        apart_seconds: float = 0.0,
    ) -> None:
        self._go = go
        self._first_after_seconds = first_after_seconds
        self._apart_seconds = apart_seconds
        self._is_due = threading.Event()
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def hurry(self) -> None:
        """Go a round soon: what is asked for during one is seen to in another."""
        self._is_due.set()

    def wait(self, seconds: float) -> bool:
        """For `go`: wait so long within a round; whether the bot stops meanwhile."""
        return self._is_stopping.wait(seconds)

    def stop(self) -> None:
        """Begin no further round; `is_idle` tells when the last has ended."""
        self._is_stopping.set()
        self._is_due.set()

    def is_idle(self, timeout_seconds: float) -> bool:
        """Whether the thread is in no round any more, waited for no longer than that."""
        if self._thread.ident is not None:
            self._thread.join(max(0.0, timeout_seconds))
        return not self._thread.is_alive()

    def _run(self) -> None:
        self._is_due.wait(self._first_after_seconds)
        while not self._is_stopping.is_set():
            self._is_due.clear()
            seconds = self._go()
            if seconds is None:
                return
            if self._is_due.wait(seconds):
                self._is_stopping.wait(self._apart_seconds)
