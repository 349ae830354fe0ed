"""Which claims' POSTs have left: one leaves before the doors close, or is put back and never leaves."""

from __future__ import annotations

import threading

from bot.rewards.steps import Send


class Departures:
    """A claim is here from before its call to EnKash until its outcome is written down. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_closed = False
        self._waiting: dict[tuple[str, int], Send] = {}
        self._left: dict[tuple[str, int], Send] = {}

    @property
    def is_closed(self) -> bool:
        return self._is_closed

    def board(self, send: Send) -> bool:
        """The call is about to be made; False once the doors are closed."""
        with self._lock:
            if not self._is_closed:
                self._waiting[_key(send)] = send
            return not self._is_closed

    def leave(self, send: Send) -> bool:
        """The first byte of its POST is about to be sent; False where it must not be. A POST that EnKash did not
        execute (HTTP 401) asks a second time."""
        with self._lock:
            if not self._is_closed:
                self._left[_key(send)] = send
                self._waiting.pop(_key(send), None)
            return not self._is_closed

    def come_home(self, send: Send) -> bool:
        """Its outcome is known and about to be written down; False where the claim was put back meanwhile."""
        with self._lock:
            if self._waiting.pop(_key(send), None) is not None:
                self._left[_key(send)] = send
            return _key(send) in self._left

    def forget(self, send: Send) -> None:
        """Nothing more will come of this one."""
        with self._lock:
            self._waiting.pop(_key(send), None)
            self._left.pop(_key(send), None)

    def close(self) -> tuple[Send, ...]:
        """From now on nothing leaves; those that have not, which are to be put back."""
        with self._lock:
            self._is_closed = True
            kept = tuple(self._waiting.values())
            self._waiting.clear()
            return kept

    def under_way(self) -> tuple[Send, ...]:
        """Those that left and whose outcome is not yet written down."""
        with self._lock:
            return tuple(self._left.values())


def _key(send: Send) -> tuple[str, int]:
    return send.reward.id, send.reward.attempt
