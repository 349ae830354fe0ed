"""What is put under load, each a process of its own: `python -m tests.bench.serving WHAT FOLDER SLACK LEDGER`.

It prints its port and serves until its standard input ends. Each imports what it needs alone: a stand-in is there long
before the bot is.
"""

from __future__ import annotations

import itertools
import selectors
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot import log

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from bot.app import Shabash
    from bot.playground.server import Answer, HttpRequest

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
LATENCY_SECONDS = 0.05
FAR_SECONDS = 0.2
# So many commands are made ready before the first request, so that this is no part of what is measured.
# Further ones are errors.
READY = 5_000
_KEPT_OPEN = ExitStack()


def ours(folder: Path, slack: str, ledger: str) -> int:
    """The bot's own server and WSGI app; what it stages stays where it is."""
    from tests.bench.bots import open_bot

    return _served(open_bot(folder, database_url=ledger).wsgi())


def ours_carrying(folder: Path, slack: str, ledger: str) -> int:
    """The whole bot as it runs, its outbox writing to Slack."""
    from tests.bench.bots import addresses, open_bot

    return _started(open_bot(folder, addresses(slack=slack), ledger))


def whole(folder: Path, slack: str, ledger: str) -> int:
    """The same, with EnKash at that address too."""
    from tests.bench.bots import addresses, open_bot

    return _started(open_bot(folder, addresses(slack=slack, enkash=slack), ledger))


def bare(folder: Path, slack: str, ledger: str) -> int:
    """A Bolt app in its default mode that only acknowledges, on the same server."""
    from tests.bench.bots import bare_bolt

    return _served(bare_bolt(process_before_response=False))


def raw(folder: Path, slack: str, ledger: str) -> int:
    """A Bolt app that runs the statements of a command raw and then acknowledges: a bot without work of its own. It has
    one connection to its database, so it is for one request at a time."""
    from tests.bench.bots import bare_bolt
    from tests.bench.command import Script
    from tests.bench.places import place_of

    place = place_of(ledger)
    prepare = Script.of_a_command(folder, place).on(_KEPT_OPEN.enter_context(place.raw(folder)))
    ready = iter([prepare() for _ in range(READY)])

    def run() -> None:
        next(ready)()

    return _served(bare_bolt(process_before_response=True, before=run))


def blank(folder: Path, slack: str, ledger: str) -> int:
    """Reads a request, answers two bytes: what is left is the load generator's own ceiling."""
    listener = socket.create_server((HOST, 0), backlog=128)
    threading.Thread(target=_answer_all, args=(listener,), daemon=True).start()
    return int(listener.getsockname()[1])


def partners(folder: Path, slack: str, ledger: str) -> int:
    """EnKash and Slack on one address, each answer after the latency."""
    return _partners(LATENCY_SECONDS)


def far_partners(folder: Path, slack: str, ledger: str) -> int:
    """The same, with EnKash further away."""
    return _partners(FAR_SECONDS)


def _partners(enkash_seconds: float) -> int:
    from bot.playground.enkash import EnKashStandIn
    from bot.playground.server import StandInServer

    enkash = EnKashStandIn(balance=10**12)

    def handle(request: HttpRequest) -> Answer:
        is_slacks = "." in request.path  # as in chat.postMessage
        threading.Event().wait(LATENCY_SECONDS if is_slacks else enkash_seconds)
        return _slack(request) if is_slacks else enkash.handle(request)

    return int(StandInServer(handle).start().rpartition(":")[2])


Kind = Callable[[Path, str, str], int]
KINDS: dict[str, Kind] = {
    kind.__name__: kind for kind in (ours, ours_carrying, whole, bare, raw, blank, partners, far_partners)
}


class Serving(NamedTuple):
    """Such a process, while it serves."""

    port: int
    pid: int


@contextmanager
def serving(kind: Kind, folder: Path, slack: str = "", ledger: str = "") -> Iterator[Serving]:
    """Ends with the block. `slack` is where it finds Slack, if it looks for it, `ledger` its ledger's address."""
    command = [sys.executable, "-m", "tests.bench.serving", kind.__name__, str(folder), slack, ledger]
    errors = folder.with_suffix(".log")
    with (
        errors.open("w") as log_file,
        subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log_file, text=True
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, errors.read_text("utf-8")
        yield Serving(int(line), process.pid)
        process.stdin.close()


def _started(bot: Shabash) -> int:
    bot.start()
    assert bot.server is not None
    return bot.server.port


def _served(app: WSGIApplication) -> int:
    from bot.web import Server

    server = Server(app, HOST, 0)
    server.start()
    return server.port


def _answer_all(listener: socket.socket) -> None:
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.fileobj is listener:
                connection, _ = listener.accept()
                selector.register(connection, selectors.EVENT_READ, connection)
            elif key.data.recv(65_536):
                key.data.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            else:
                selector.unregister(key.data)
                key.data.close()


_NUMBERS = itertools.count(1)


def _slack(request: HttpRequest) -> Answer:
    """Takes every message, and knows the sample company."""
    from bot.playground import sample
    from bot.playground.server import json_response

    if request.path.endswith("/auth.test"):
        return json_response({"ok": True, "team_id": sample.TEAM_ID})
    if request.path.endswith("/users.list"):
        return json_response({"ok": True, "members": []})
    if request.path.endswith("/conversations.info"):
        return json_response({"ok": True, "channel": {"id": "C02DESIGN", "is_ext_shared": False}})
    return json_response({"ok": True, "channel": "C02DESIGN", "ts": f"1795350600.{next(_NUMBERS):06}"})


def main() -> None:
    log.set_up("json")
    print(KINDS[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:]), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
