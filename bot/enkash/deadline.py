"""One deadline for a whole exchange: what is not over by then is cut.

httpx limits each read, not their sum, so a server that drips would hold a thread for as long as it likes. Its
documented `trace` extension shows the socket when it is connected, before TLS takes it over; a duplicate of its
descriptor stays valid through that, and shutting it down ends every wait on it.
"""

from __future__ import annotations

import math
import socket
import threading
import time
from contextlib import suppress
from types import TracebackType


class Cutter:
    """Cuts whatever is watched past its deadline. One thread does so for any number of exchanges at once, and sleeps
    through those that are over in time; it is started with the first that has a connection."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watched: set[Deadline] = set()
        self._looks_at_seconds = math.inf
        self._thread: threading.Thread | None = None
        self._is_stopped = False

    def watch(self, deadline: Deadline) -> None:
        """Cut it when its time is up. RuntimeError where no thread can be started for it, or all was stopped."""
        with self._changed:
            if self._is_stopped:
                raise RuntimeError("stopped")
            if self._thread is None or not self._thread.is_alive():
                thread = threading.Thread(target=self._run, name="deadlines", daemon=True)
                thread.start()
                self._thread = thread
            self._watched.add(deadline)
            if deadline.ends_at_seconds < self._looks_at_seconds:
                self._changed.notify()

    def forget(self, deadline: Deadline) -> None:
        """It is over: from here on it is not cut any more."""
        with self._changed:
            self._watched.discard(deadline)
            if self._is_stopped:
                self._changed.notify()

    def stop(self) -> None:
        """End the thread as soon as nothing is watched."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify()

    def _run(self) -> None:
        with self._changed:
            while True:
                for deadline in [deadline for deadline in self._watched if deadline.is_over]:
                    self._watched.discard(deadline)
                    deadline.cut()
                if self._is_stopped and not self._watched:
                    return
                self._looks_at_seconds = min((each.ends_at_seconds for each in self._watched), default=math.inf)
                is_idle = math.isinf(self._looks_at_seconds)
                self._changed.wait(None if is_idle else max(0.0, self._looks_at_seconds - time.monotonic()))


class Deadline:
    """Of one exchange, from now on. Before it has a connection there is nothing to cut."""

    def __init__(self, seconds: float, cutter: Cutter) -> None:
        self.ends_at_seconds = time.monotonic() + seconds
        self._cutter = cutter
        self._socket: socket.socket | None = None

    @property
    def is_over(self) -> bool:
        """Whether its time is up: nothing more can come of the exchange."""
        return time.monotonic() >= self.ends_at_seconds

    def __enter__(self) -> Deadline:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._socket is not None:
            self._cutter.forget(self)
            self._socket.close()

    def watch(self, connected: socket.socket) -> None:
        """Cut this connection in time. OSError where no descriptor is left for it, RuntimeError where no thread is."""
        self._socket = connected.dup()
        self._cutter.watch(self)

    def cut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
