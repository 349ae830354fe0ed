"""What happens on a real connection: one for each POST, one deadline, breaks at every point."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import httpx
import pytest

from bot.core.allocation import Allocated, NotSent, Outcome, Unknown
from bot.enkash import EnkashClient
from bot.enkash.exchange import Exchange, NoReply, NothingSent
from tests.enkash.enkash_double import (
    ALLOCATION,
    CONFIG,
    CREATE,
    SUCCESS,
    TOKEN,
    Count,
    EnkashDouble,
    Hand,
    LoopbackServer,
    Serve,
    http,
    replying,
)
from tests.enkash.loopback_tls import certificate

TIMEOUT_SECONDS = 0.3
LATE = Unknown("EnKash had not answered in full after 0.3 seconds.")

React = Callable[[Hand], None]


def timed(client: EnkashClient) -> tuple[Outcome, float]:
    started_seconds = time.monotonic()
    found = client.allocate(ALLOCATION)
    return found, time.monotonic() - started_seconds


def drip_headers(hand: Hand) -> None:
    hand.drip(b"HTTP/1.1 200 OK\r\n" + b"X-Slow: 1\r\n" * 100)


def drip_more_and_more_interim_replies(hand: Hand) -> None:
    hand.drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def drip_body(hand: Hand) -> None:
    hand.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    hand.drip(b" " * 1000)


def drip_chunks(hand: Hand) -> None:
    hand.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    hand.drip(b"1\r\n \r\n" * 100)


def drip_after_a_whole_document(hand: Hand) -> None:
    """A body that ends where the connection does: cutting it must not make it look whole."""
    hand.send(b"HTTP/1.1 200 OK\r\n\r\n" + json.dumps(SUCCESS).encode())
    hand.drip(b" " * 1000)


def allocate(hand: Hand) -> None:
    hand.send(http(SUCCESS))


def say_nothing(hand: Hand) -> None:
    hand.stopped.wait(5)


@pytest.mark.parametrize(
    "react",
    [
        drip_headers,
        drip_more_and_more_interim_replies,
        drip_body,
        drip_chunks,
        drip_after_a_whole_document,
        say_nothing,
    ],
)
def test_one_deadline_ends_the_whole_exchange(serve: Serve, react: React) -> None:
    server, client = serve(react, TIMEOUT_SECONDS)
    found, seconds = timed(client)
    assert found == LATE
    assert seconds < TIMEOUT_SECONDS * 3
    assert server.paths == [TOKEN, CREATE]


def test_a_slow_reply_within_the_deadline_is_whole(serve: Serve) -> None:
    def react(hand: Hand) -> None:
        reply = http(SUCCESS)
        hand.drip(reply[:3])
        hand.send(reply[3:])

    _, client = serve(react)
    assert isinstance(client.allocate(ALLOCATION), Allocated)


def test_a_token_that_drips_is_cut_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        client = EnkashClient(replace(CONFIG, token_url=address, timeout_seconds=TIMEOUT_SECONDS), Count())
        found, seconds = timed(client)
        client.close()
    assert isinstance(found, NotSent)
    assert not found.stop
    assert seconds < TIMEOUT_SECONDS * 3


def test_a_tls_handshake_that_never_ends_sends_nothing() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        closing(Exchange(TIMEOUT_SECONDS)) as exchange,
        pytest.raises(NothingSent, match="No connection"),
    ):
        exchange.post(f"https://127.0.0.1:{silent.getsockname()[1]}/", {}, b"{}")


class SlowNames(httpx.HTTPTransport):
    """Finds the host only after a while: the system's look-up of names knows no deadline of ours."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        threading.Event().wait(TIMEOUT_SECONDS)
        return super().handle_request(request)


def test_a_connection_that_opens_after_the_deadline_carries_nothing(serve: Serve) -> None:
    server, _ = serve(say_nothing)
    with closing(Exchange(TIMEOUT_SECONDS / 3, SlowNames())) as exchange, pytest.raises(NothingSent):
        exchange.post(f"http://{server.address}/late", {}, b"{}")
    assert server.paths == []


@pytest.mark.parametrize("react", [drip_headers, drip_body, say_nothing])
def test_the_deadline_holds_through_tls(react: React) -> None:
    authority, identity = certificate()
    with (
        closing(LoopbackServer(react, identity)) as server,
        closing(Exchange(TIMEOUT_SECONDS, httpx.HTTPTransport(verify=authority))) as exchange,
        pytest.raises(NoReply, match=r"after 0\.3 seconds"),
    ):
        exchange.post(f"https://{server.address}/", {}, b"{}")


def test_a_reply_arrives_through_tls() -> None:
    authority, identity = certificate()
    with (
        closing(LoopbackServer(allocate, identity)) as server,
        closing(Exchange(5, httpx.HTTPTransport(verify=authority))) as exchange,
    ):
        assert exchange.post(f"https://{server.address}/", {}, b"{}").status == 200
        with closing(Exchange(5)) as stranger, pytest.raises(NothingSent):
            stranger.post(f"https://{server.address}/", {}, b"{}")
    assert server.paths == ["/"]


def test_each_post_has_a_connection_of_its_own(serve: Serve) -> None:
    served: list[socket.socket] = []

    def react(hand: Hand) -> None:
        served.append(hand.connection)
        hand.send(http(SUCCESS))

    server, client = serve(react)
    for _ in range(3):
        assert isinstance(client.allocate(ALLOCATION), Allocated)
    assert server.paths == [TOKEN, CREATE, CREATE, CREATE]
    assert len({id(connection) for connection in served}) == 3


def test_sixteen_posts_at_once_have_sixteen_connections(serve: Serve) -> None:
    served: list[socket.socket] = []

    def react(hand: Hand) -> None:
        served.append(hand.connection)
        hand.send(http(SUCCESS))

    server, client = serve(react)
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: client.allocate(ALLOCATION), range(64)))
    assert all(isinstance(outcome, Allocated) for outcome in found)
    assert len(server.paths) == 65
    assert len({id(connection) for connection in served}) == 64


def test_nobody_listening_is_surely_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    client = EnkashClient(replace(CONFIG, api_url=address, token_url=address), Count())
    found = client.allocate(ALLOCATION)
    client.close()
    assert isinstance(found, NotSent)
    assert not found.stop
    assert "ConnectError" in found.why


def close_at_once(hand: Hand) -> None:
    hand.connection.shutdown(socket.SHUT_RDWR)


def reset(hand: Hand) -> None:
    hand.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    hand.connection.close()


def close_in_the_headers(hand: Hand) -> None:
    hand.send(b"HTTP/1.1 200 OK\r\nContent-Le")
    close_at_once(hand)


def close_in_the_body(hand: Hand) -> None:
    hand.send(http(SUCCESS)[:-5])
    close_at_once(hand)


def speak_another_language(hand: Hand) -> None:
    hand.send(b"220 mail.example ESMTP\r\n")
    close_at_once(hand)


@pytest.mark.parametrize(
    "react", [close_at_once, reset, close_in_the_headers, close_in_the_body, speak_another_language]
)
def test_a_connection_that_breaks_is_unknown_and_not_sent_again(serve: Serve, react: React) -> None:
    server, client = serve(react)
    found = client.allocate(ALLOCATION)
    assert isinstance(found, Unknown)
    assert "broke" in found.why
    assert server.paths.count(CREATE) == 1


def test_a_proxy_in_the_environment_is_not_asked(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    _, client = serve(allocate)
    assert isinstance(client.allocate(ALLOCATION), Allocated)


def test_what_is_over_is_not_watched_any_more(serve: Serve) -> None:
    _, client = serve(allocate, 30)
    client.allocate(ALLOCATION)
    assert client._exchange._cutter._watched == set()


def test_what_was_held_up_past_the_deadline_before_its_first_byte_was_not_sent(serve: Serve) -> None:
    server, _ = serve(say_nothing)

    def leaves() -> bool:
        threading.Event().wait(TIMEOUT_SECONDS)
        return True

    with closing(Exchange(TIMEOUT_SECONDS / 3)) as exchange, pytest.raises(NothingSent):
        exchange.post(f"http://{server.address}/late", {}, b"{}", leaves)
    assert server.paths == []


def test_a_redirect_is_not_followed() -> None:
    enkash = EnkashDouble().on(CREATE, replying(status=307, headers={"Location": "https://enkash.example/elsewhere"}))
    with enkash.client() as client:
        assert client.allocate(ALLOCATION) == Unknown("EnKash answered HTTP 307.")
    assert enkash.count(CREATE) == 1


@pytest.mark.parametrize(
    ("padding", "kind"), [(1024 * 1024 - 100, Allocated), (1024 * 1024, Unknown), (5 * 1024 * 1024, Unknown)]
)
def test_a_reply_is_read_up_to_one_mebibyte(padding: int, kind: type[Outcome]) -> None:
    enkash = EnkashDouble().on(CREATE, replying(content=b'{"code":0}' + b" " * padding))
    with enkash.client() as client:
        assert isinstance(client.allocate(ALLOCATION), kind)


def test_the_last_question_is_asked_when_the_connection_stands_and_before_a_byte_is_sent(serve: Serve) -> None:
    server, client = serve(lambda hand: hand.send(http(SUCCESS)))
    asked: list[list[str]] = []

    def leaves() -> bool:
        asked.append(list(server.paths))
        return len(asked) > 1

    turned_back = client.allocate(ALLOCATION, leaves=leaves)
    assert isinstance(turned_back, NotSent)
    assert not turned_back.stop
    assert isinstance(client.allocate(ALLOCATION, leaves=leaves), Allocated)
    assert asked == [[TOKEN], [TOKEN]]
    assert len(server.paths) == 2
