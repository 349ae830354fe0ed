"""The stand-ins' HTTP server: what a real server does, and the one thing that a real server does not."""

from __future__ import annotations

import socket
import struct
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from bot.playground.server import DROP, HOST, Answer, HttpRequest, HttpResponse, StandInServer
from tests.waiting import wait_until


def echo(request: HttpRequest) -> Answer:
    if request.path == "/drop":
        return DROP
    return HttpResponse(200, request.body or request.query.get("say", "").encode(), {"X-Path": request.path})


def test_it_listens_on_the_loopback_host_only() -> None:
    with StandInServer(echo) as server:
        assert server.url.startswith(f"http://{HOST}:")


def test_a_busy_port_gives_the_next_one() -> None:
    with StandInServer(echo) as first:
        port = int(first.url.rpartition(":")[2])
        with StandInServer(echo, port) as second:
            assert port < int(second.url.rpartition(":")[2]) <= port + 20
            assert httpx.get(second.url + "/x?say=hello", trust_env=False).text == "hello"


def test_a_connection_is_kept_for_the_next_request(http: httpx.Client) -> None:
    with StandInServer(echo) as server:
        answers = [http.post(server.url, content=bytes([65 + number])) for number in range(3)]
    assert [answer.text for answer in answers] == ["A", "B", "C"]
    assert len({answer.extensions["network_stream"].get_extra_info("client_addr") for answer in answers}) == 1


def test_a_dropped_request_is_answered_by_nothing_and_the_next_one_works(http: httpx.Client) -> None:
    with StandInServer(echo) as server:
        with pytest.raises(httpx.RemoteProtocolError):
            http.post(server.url + "/drop", content=b"lost")
        assert http.get(server.url + "/x?say=again").text == "again"


def test_after_stop_nobody_listens_and_kept_connections_are_closed(http: httpx.Client) -> None:
    server = StandInServer(echo)
    url = server.start()
    http.get(url)
    server.stop()
    server.stop()
    with pytest.raises(httpx.TransportError):
        http.get(url)


def test_many_threads_are_answered_at_once(http: httpx.Client) -> None:
    all_here = threading.Barrier(8, timeout=5)

    def meet(_: HttpRequest) -> Answer:
        all_here.wait()
        return HttpResponse(204)

    with StandInServer(meet) as server, ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: http.get(server.url).status_code, range(8)))
    assert statuses == [204] * 8


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n", b"413"),
    ],
)
def test_a_body_of_no_known_or_too_great_a_length_is_not_read(head: bytes, status: bytes) -> None:
    with StandInServer(echo) as server, socket.create_connection((HOST, int(server.url.rpartition(":")[2]))) as raw:
        raw.sendall(head)
        assert raw.makefile("rb").readline().split()[1] == status


A_STAND_IN_THAT_ERRS = """
import http.client, threading
from bot.playground.server import StandInServer

told = threading.Event()
tell = threading.excepthook
threading.excepthook = lambda hook: (tell(hook), told.set())
with StandInServer(lambda request: {}[request.path]) as server:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"))
    connection.request("GET", "/nowhere")
    try:
        connection.getresponse()
    except http.client.RemoteDisconnected:
        print("closed")
    told.wait(20)
"""


def test_what_a_stand_in_does_wrong_is_told() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", A_STAND_IN_THAT_ERRS], capture_output=True, text=True, timeout=60, check=True
    )
    assert (ended.stdout, ended.stderr.splitlines()[-1]) == ("closed\n", "KeyError: '/nowhere'")


def test_a_client_that_goes_is_no_news() -> None:
    before = threading.active_count()
    with StandInServer(echo) as server, socket.create_connection((HOST, int(server.url.rpartition(":")[2]))) as raw:
        raw.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
        wait_until(lambda: threading.active_count() == before + 2)
        # Closed so, it is reset.
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raw.close()
        wait_until(lambda: threading.active_count() == before + 1)
