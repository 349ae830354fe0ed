"""The real server on loopback: what is too large is cut off early, and a stop lets what is in hand finish."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from bot.playground.slack_delivery import sign
from bot.web import Guard, Server, build
from tests.waiting import wait_until

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SECRET = "a-signing-secret"
TEN_MEGABYTES = 10 * 1024 * 1024
PIECE = b"a" * 65_536
FORM = "application/x-www-form-urlencoded"


class Bolt:
    """Answers with what it was sent, once `may_answer` is set."""

    def __init__(self) -> None:
        self.is_asked = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        body: bytes = environ["wsgi.input"].read()
        self.is_asked.set()
        assert self.may_answer.wait(10)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [body]


@pytest.fixture
def bolt() -> Bolt:
    return Bolt()


@pytest.fixture
def server(bolt: Bolt) -> Iterator[Server]:
    found = Server(build(Guard(bolt, SECRET), lambda: {"ledger": True}), "127.0.0.1", 0)
    found.start()
    yield found
    bolt.may_answer.set()
    found.stop(1)
    wait_for_workers(found)
    # After a stop that waited in vain this is left to the end of the process.
    found._server.trigger.close()


def wait_for_workers(server: Server) -> None:
    wait_until(lambda: not server._server.task_dispatcher.threads)


def events_of(server: Server) -> str:
    return f"http://127.0.0.1:{server.port}/slack/events"


def post(server: Server, body: bytes = b"text=100") -> httpx.Response:
    now = str(int(time.time()))
    headers = {"Content-Type": FORM, "X-Slack-Request-Timestamp": now, "X-Slack-Signature": sign(SECRET, now, body)}
    with httpx.Client(trust_env=False, timeout=10) as client:
        return client.post(events_of(server), content=body, headers=headers)


def in_background(server: Server) -> Future[httpx.Response]:
    pool = ThreadPoolExecutor(1)
    answer = pool.submit(post, server)
    pool.shutdown(wait=False)
    return answer


def head(path: str, framing: str) -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: shabash\r\nContent-Type: {FORM}\r\n{framing}\r\n\r\n".encode()


def test_a_signed_request_is_answered(server: Server) -> None:
    answer = post(server)
    assert (answer.status_code, answer.text) == (200, "text=100")
    assert "waitress" not in str(answer.headers).lower()


def test_a_signed_request_in_chunks_is_answered(server: Server) -> None:
    now, body = str(int(time.time())), b"text=100"
    headers = {"Content-Type": FORM, "X-Slack-Request-Timestamp": now, "X-Slack-Signature": sign(SECRET, now, body)}
    with httpx.Client(trust_env=False) as client:
        answer = client.post(events_of(server), content=iter([b"text", b"=100"]), headers=headers)
    assert (answer.status_code, answer.text) == (200, "text=100")


@pytest.mark.parametrize("path", ["/slack/events", "/healthz", "/nowhere"])
def test_ten_megabytes_are_refused_on_their_announcement(server: Server, path: str) -> None:
    with socket.create_connection(("127.0.0.1", server.port), 5) as connection:
        connection.sendall(head(path, f"Content-Length: {TEN_MEGABYTES}") + PIECE)
        assert b" 413 " in connection.recv(1024).partition(b"\r\n")[0]


def test_ten_megabytes_in_chunks_are_cut_off_on_the_way(server: Server, bolt: Bolt) -> None:
    piece = b"%x\r\n%s\r\n" % (len(PIECE), PIECE)
    sent = 0
    with socket.create_connection(("127.0.0.1", server.port), 5) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, len(PIECE))
        connection.sendall(head("/slack/events", "Transfer-Encoding: chunked"))
        with contextlib.suppress(OSError):
            while sent < TEN_MEGABYTES:
                connection.sendall(piece)
                sent += len(PIECE)
    assert sent < TEN_MEGABYTES
    assert not bolt.is_asked.is_set()
    assert post(server).status_code == 200


@pytest.mark.parametrize("framing", ["X-None: 1", "Content-Length: abc", "Content-Length: -1"])
def test_a_post_of_unknown_length_is_refused(server: Server, bolt: Bolt, framing: str) -> None:
    with socket.create_connection(("127.0.0.1", server.port), 5) as connection:
        connection.sendall(head("/slack/events", framing))
        assert connection.recv(1024).partition(b"\r\n")[0].split()[1].startswith(b"4")
    assert not bolt.is_asked.is_set()


def test_a_stop_lets_the_request_in_hand_finish(server: Server, bolt: Bolt) -> None:
    bolt.may_answer.clear()
    answer = in_background(server)
    assert bolt.is_asked.wait(5)
    stopping = threading.Thread(target=server.stop, args=(5,))
    stopping.start()
    assert not answer.done()
    bolt.may_answer.set()
    stopping.join(5)
    assert not stopping.is_alive()
    assert answer.result(5).status_code == 200


def test_after_a_stop_nobody_is_let_in(server: Server) -> None:
    server.stop(1)
    with pytest.raises(httpx.TransportError):
        post(server)


def test_a_stop_waits_no_longer_than_it_was_told(server: Server, bolt: Bolt) -> None:
    bolt.may_answer.clear()
    in_background(server)
    assert bolt.is_asked.wait(5)
    started = time.monotonic()
    server.stop(0.2)
    assert time.monotonic() - started < 2


def test_whoever_finishes_an_answer_in_that_very_moment_does_not_break_the_stop(server: Server) -> None:
    """The loop does what it was told as soon as anybody pulls its trigger, perhaps before we have done so ourselves."""
    trigger = server._server.trigger
    pull = trigger._physical_pull

    def another_pulls_first() -> None:
        pull()
        wait_until(lambda: not trigger.thunks)
        pull()

    trigger._physical_pull = another_pulls_first
    server.stop(1)
    assert not server._thread.is_alive()


def test_whoever_answers_after_the_stop_writes_into_no_other_file(server: Server, bolt: Bolt, tmp_path: Path) -> None:
    """The server's own pipe stays open for them: a number that was given back may be the ledger's by then."""
    bolt.may_answer.clear()
    answer = in_background(server)
    assert bolt.is_asked.wait(5)
    server.stop(0.1)
    files = [(tmp_path / str(number)).open("wb") for number in range(50)]
    bolt.may_answer.set()
    with pytest.raises(httpx.TransportError):
        answer.result(5)
    wait_for_workers(server)
    for file in files:
        file.close()
    assert {path.stat().st_size for path in tmp_path.iterdir()} == {0}
