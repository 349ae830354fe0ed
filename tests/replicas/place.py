"""Where one process is kept alive, as systemd would: when one ends, the next is born."""

from __future__ import annotations

import signal
import threading
from collections.abc import Mapping
from pathlib import Path

from bot.core import errors
from tests.kills.killable import NO_LEDGER
from tests.kills.nursery import Life, Nursery, Order
from tests.kills.verdict import Verdict
from tests.line import Line
from tests.waiting import wait_until

# What a process may say, or end of, while its database cannot be reached.
TROUBLE_WITH_THE_LEDGER = frozenset(
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.LedgerError)
)
STATUS_STOPPED = "T"


class Place:
    """One process after the other in the same role, each on the database at the end of `line`. Safe between threads."""

    def __init__(self, role: str, folder: Path, env: Mapping[str, str], line: Line, verdict: Verdict) -> None:
        self.role = role
        self.line = line
        self.is_calm = False
        self._folder = folder
        self._env = {**env, "DATABASE_URL": line.url}
        self._verdict = verdict
        self._nursery = Nursery()
        self._lock = threading.Lock()
        self.deaths = 0
        self.life = self._born()

    def _born(self, point: str = "", number: signal.Signals = signal.SIGKILL) -> Life:
        return self._nursery.bear(Order(str(self._folder), self._env, self.role, point, number=number))

    def keep(self) -> None:
        """Whoever has ended has a successor."""
        with self._lock:
            if self.life.is_over:
                self._note()
                self.life = self._born()

    def replace(self, point: str = "", number: signal.Signals = signal.SIGKILL) -> None:
        """End it as a release does; the next one sends itself that signal at that point."""
        with self._lock:
            self._end()
            self.life = self._born(point, number)
        self.wait_until_it_works()

    def wait_until_it_works(self) -> None:
        """Or is over, or held still."""
        wait_until(lambda: self.life.is_over or self.works or self.is_stopped, 120)

    @property
    def works(self) -> bool:
        return any(line["event"] in ("listening", "carrying") for line in list(self.life.log))

    @property
    def is_stopped(self) -> bool:
        """Whether the kernel holds it still."""
        try:
            status = Path(f"/proc/{self.life.pid}/stat").read_text("utf-8")
        except OSError:
            return False
        return status.rpartition(") ")[2][0] == STATUS_STOPPED

    def end(self) -> None:
        """For good; in calm a process that is told to end does so, and has nothing to say."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        # Before it works nothing in it says what the signal means; and its fuse may burn at any time.
        wait_until(lambda: self._is_awake() and (self.life.is_over or self.works), 120)
        self.life.signal(signal.SIGTERM)
        wait_until(lambda: self._is_awake() and self.life.is_over, 120)
        self._note()

    def _is_awake(self) -> bool:
        if self.is_stopped:
            self.life.signal(signal.SIGCONT)
        return not self.is_stopped

    def close(self) -> None:
        self.life.signal(signal.SIGCONT)
        self.life.signal(signal.SIGKILL)
        self._nursery.close()
        self.line.close()

    def _note(self) -> None:
        self.deaths += self.life.code == -signal.SIGKILL
        allowed = {0} if self.is_calm else {0, NO_LEDGER, -signal.SIGKILL}
        self._verdict.deaths(self.life, allowed, frozenset() if self.is_calm else TROUBLE_WITH_THE_LEDGER)
