"""Carries what was staged: threads for each lane, woken by a new row, with polling as the fallback."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.core.errors import LedgerError, LedgerInDoubt
from bot.ledger import Lane, Ledger

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
TROUBLE_PAUSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Crew:
    """What one lane's threads do over and over, and how many they are."""

    run_once: Callable[[], int]
    threads: int


class Outbox:
    """`start()` sets the threads going; `stop()` lets each finish what it has in hand. A thread
    whose ledger is in doubt ends, as the process is about to."""

    def __init__(self, ledger: Ledger, crews: Mapping[Lane, Crew]) -> None:
        self._crews = crews
        self._is_stopping = threading.Event()
        self._news = {lane: threading.Condition() for lane in crews}
        self._staged = dict.fromkeys(crews, 0)
        self._threads: list[threading.Thread] = []
        ledger.on_staged(self.wake)

    def start(self) -> None:
        for lane, crew in self._crews.items():
            for number in range(crew.threads):
                thread = threading.Thread(target=self._run, args=(lane, crew), name=f"{lane}-{number}", daemon=True)
                thread.start()
                self._threads.append(thread)

    def halt(self) -> None:
        """From now on no thread takes anything new."""
        self._is_stopping.set()
        for news in self._news.values():
            with news:
                news.notify_all()

    def stop(self, timeout_seconds: float) -> bool:
        """Halt, and wait for what is in hand; True when every thread came home in time."""
        self.halt()
        ends_at = time.monotonic() + timeout_seconds
        for thread in self._threads:
            thread.join(max(0.0, ends_at - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def wake(self, lane: Lane) -> None:
        with self._news[lane]:
            self._staged[lane] += 1
            self._news[lane].notify()

    def _run(self, lane: Lane, crew: Crew) -> None:
        while not self._is_stopping.is_set():
            staged = self._staged[lane]
            try:
                found = crew.run_once()
            except LedgerInDoubt:
                return
            except LedgerError as error:
                log.error(
                    "the ledger refused", extra={"error": type(error).__name__, "why": error.sentence, "lane": lane}
                )
                self._is_stopping.wait(TROUBLE_PAUSE_SECONDS)
            except Exception:
                log.exception("an errand failed", extra={"lane": lane})
                self._is_stopping.wait(TROUBLE_PAUSE_SECONDS)
            else:
                if not found:
                    self._wait(lane, staged)

    def _wait(self, lane: Lane, staged: int) -> None:
        """Sleep until something is staged, unless something was while we looked."""
        with self._news[lane]:
            if self._staged[lane] == staged and not self._is_stopping.is_set():
                self._news[lane].wait(POLL_SECONDS)
