"""A clock that every process of a story reads, and that the story alone sets ahead."""

from __future__ import annotations

import os
import struct
from datetime import datetime, timedelta
from pathlib import Path

from bot.ledger import utc_now

_SECONDS = struct.Struct("d")
NAME = "clock"


class SharedClock:
    """The real time, and so many seconds ahead of it: those that stand in this folder's file."""

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)

    def __call__(self) -> datetime:
        return utc_now() + timedelta(seconds=self._ahead_seconds())

    def pass_time(self, seconds: float) -> None:
        """At once, for everybody."""
        os.pwrite(self._file, _SECONDS.pack(self._ahead_seconds() + seconds), 0)

    def _ahead_seconds(self) -> float:
        found = os.pread(self._file, _SECONDS.size, 0)
        return float(_SECONDS.unpack(found)[0]) if found else 0.0

    def close(self) -> None:
        os.close(self._file)
