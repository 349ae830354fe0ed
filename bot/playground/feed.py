"""What the page is told of, item by item, so that a change costs what has changed and not all there is."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from typing import Any

from bot.playground.server import Json


class Feed:
    """Remembers what every item last looked like, and at which version it came to look so. Safe under threads.

    A version reads `<life>.<number>`: one of another life, from before a restart, is told everything.
    """

    def __init__(self) -> None:
        self._life = secrets.token_hex(4)
        self._number = 0
        self._items: dict[str, tuple[int, Any]] = {}
        self._gone: dict[str, int] = {}
        self._lock = threading.Lock()

    def take(self, items: Mapping[str, Any]) -> str:
        """Compares all there is with what it was, and returns the version that this is."""
        with self._lock:
            number = self._number + 1
            changed = {key: value for key, value in items.items() if self._is_news(key, value)}
            gone = self._items.keys() - items.keys()
            if changed or gone:
                self._number = number
            for key in gone:
                del self._items[key]
                self._gone[key] = number
            for key, value in changed.items():
                self._items[key] = (number, value)
                self._gone.pop(key, None)
            return self._version

    def since(self, version: str) -> Json | None:
        """What changed after that version, everything where it is none of this life's; None where nothing did."""
        with self._lock:
            life, _, digits = version.partition(".")
            is_whole = life != self._life or not digits.isdecimal()
            number = -1 if is_whole else int(digits)
            if number == self._number:
                return None
            return {
                "version": self._version,
                "is_whole": is_whole,
                "items": {key: value for key, (changed, value) in self._items.items() if changed > number},
                "gone": [] if is_whole else [key for key, changed in self._gone.items() if changed > number],
            }

    @property
    def _version(self) -> str:
        return f"{self._life}.{self._number}"

    def _is_news(self, key: str, value: Any) -> bool:
        return key not in self._items or self._items[key][1] != value
