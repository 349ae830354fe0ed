"""Slack's Socket Mode, stood in for: `SlackStandIn` delivers through it instead of over HTTP.

Source: Slack, "Using Socket Mode": envelopes, their acknowledgement by `envelope_id`, `hello` and `disconnect`.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import threading
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from bot.playground.slack_delivery import ANSWER_SECONDS_MAX, AppAnswer, Kind, NoAnswer, Retry
from bot.playground.workspace import SlackStandIn

Json = dict[str, Any]


class SocketModeServer:
    """The socket's other end; a context manager. An envelope goes to the newest connection, as to one of Slack's ten.

    Attaching it makes `slack` deliver here and lets apps.connections.open answer with a url that works once.
    """

    def __init__(self, slack: SlackStandIn, answer_seconds_max: float = ANSWER_SECONDS_MAX) -> None:
        self._slack = slack
        self._answer_seconds_max = answer_seconds_max
        self._tickets: set[str] = set()
        self._numbers = itertools.count(1)
        self._connections: list[ServerConnection] = []
        self._opened_count = 0
        self._answers: dict[str, Json] = {}
        self._changed = threading.Condition()
        self._server: Server | None = None

    def __enter__(self) -> Self:
        self._server = serve(self._talk, "127.0.0.1", 0)
        threading.Thread(target=self._server.serve_forever, name="socket-mode", daemon=True).start()
        self._slack.open_sockets_at(self._new_url)
        self._slack.deliver_through(self)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        with self._changed:
            connections = list(self._connections)
        for connection in connections:
            connection.close()

    def wait_until_opened(self, count: int, timeout_seconds: float = 10) -> bool:
        """Whether that many sockets had been opened, those that are closed again too, before the time was over."""
        with self._changed:
            return self._changed.wait_for(lambda: self._opened_count >= count, timeout_seconds)

    def __call__(self, kind: Kind, payload: Json, retry: Retry | None = None) -> AppAnswer:
        """Delivers one envelope and waits for its acknowledgement. NoAnswer where none comes."""
        envelope_id = f"00000000-0000-4000-8000-{next(self._numbers):012d}"
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry.number if retry else 0, "retry_reason": retry.reason if retry else ""}
        with self._changed:
            if not self._connections:
                raise NoAnswer(slow=False)
            self._connections[-1].send(json.dumps(envelope))
            if not self._changed.wait_for(lambda: envelope_id in self._answers, self._answer_seconds_max):
                raise NoAnswer(slow=True)
            said = self._answers.pop(envelope_id)
        return AppAnswer(200, json.dumps(said["payload"]).encode() if said.get("payload") else b"")

    def _new_url(self) -> str:
        assert self._server is not None
        ticket = f"ticket-{next(self._numbers)}"
        self._tickets.add(ticket)
        return f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/link/?ticket={ticket}"

    def _talk(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        ticket = parse_qs(urlsplit(connection.request.path).query).get("ticket", [""])[0]
        if ticket not in self._tickets:
            connection.close(4000, "bad ticket")
            return
        self._tickets.discard(ticket)
        self._open(connection)
        # An app that goes away is no error: Slack notices and says nothing.
        with contextlib.suppress(ConnectionClosed):
            for message in connection:
                self._hear(message)
        self._close(connection)

    def _open(self, connection: ServerConnection) -> None:
        with self._changed:
            self._connections.append(connection)
            self._opened_count += 1
            hello = {"type": "hello", "num_connections": len(self._connections)}
            connection.send(json.dumps(hello | {"connection_info": {"app_id": self._slack.identity.app_id}}))
            self._changed.notify_all()

    def _hear(self, message: str | bytes) -> None:
        said = json.loads(message)
        with self._changed:
            self._answers[said["envelope_id"]] = said
            self._changed.notify_all()

    def _close(self, connection: ServerConnection) -> None:
        with self._changed:
            self._connections.remove(connection)
            self._changed.notify_all()
