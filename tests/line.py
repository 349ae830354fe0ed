"""A line between a process and its database, which a test can cut, hold, or let end in the middle of a word."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit, urlunsplit

BYTES_MAX = 65_536
# How Postgres answers a commit (PostgreSQL, "Message Formats": CommandComplete).
KEPT = b"COMMIT\0"


class Line:
    """A TCP port of this machine that leads to the database at `to`, which has the address `url` through it."""

    def __init__(self, to: str) -> None:
        self._to = urlsplit(to)
        self._server = socket.create_server(("127.0.0.1", 0))
        port = self._server.getsockname()[1]
        who = self._to.netloc.rpartition("@")[0]
        self.url = urlunsplit(self._to._replace(netloc=f"{who}@127.0.0.1:{port}", query=""))
        self._ends: list[tuple[socket.socket, socket.socket]] = []
        self._flows = threading.Event()
        self._flows.set()
        self._upon_a_commit: Callable[[], bool] | None = None
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Both sides see every connection end."""
        for near, far in self._ends:
            _end(near)
            _end(far)

    def half_close(self) -> None:
        """The process sees its connections end; the database does not, until the line is cut."""
        for near, _ in self._ends:
            _end(near)

    def hold(self) -> None:
        """Nothing comes through in either direction, and nobody is told."""
        self._flows.clear()

    def let_go(self) -> None:
        self._flows.set()

    def lose_a_commit(self) -> None:
        """The database keeps what is committed next, and the process sees its connection end instead of the answer."""
        self._upon_a_commit = lambda: True

    def swallow_a_commit(self) -> None:
        """The same, but the process sees nothing at all, until it is let go."""

        def swallow() -> bool:
            self.hold()
            self._flows.wait()
            return True

        self._upon_a_commit = swallow

    @property
    def has_lost_it(self) -> bool:
        """Whether one was lost since it was told to lose one."""
        return self._upon_a_commit is None

    def close(self) -> None:
        self._server.close()
        self.let_go()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            try:
                far = self._reached()
            except OSError:  # no server just now
                near.close()
                continue
            self._ends = [*(ends for ends in self._ends if ends[0].fileno() >= 0), (near, far)]
            threading.Thread(target=self._carry, args=(near, far, lambda data: False), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, self._is_lost), daemon=True).start()

    def _reached(self) -> socket.socket:
        folder, port = parse_qs(self._to.query).get("host", [""])[0], self._to.port or 5432
        if not folder.startswith("/"):
            return socket.create_connection((self._to.hostname or folder, port))
        found = socket.socket(socket.AF_UNIX)
        found.connect(f"{folder}/.s.PGSQL.{port}")
        return found

    def _carry(self, source: socket.socket, target: socket.socket, is_lost: Callable[[bytes], bool]) -> None:
        with suppress(OSError):
            while data := source.recv(BYTES_MAX):
                self._flows.wait()
                if is_lost(data):
                    break
                target.sendall(data)
        _end(source)
        _end(target)

    def _is_lost(self, data: bytes) -> bool:
        upon = self._upon_a_commit
        if upon is None or KEPT not in data:
            return False
        self._upon_a_commit = None
        return upon()


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
