"""Told to end, as by a deploy: nothing is claimed, what has not left goes back, and what has left is waited for."""

from __future__ import annotations

import signal
import socket
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.core.reward import RewardStatus
from bot.playground import sample
from bot.playground.enkash import ALLOCATE, TOKEN
from bot.playground.faults import hang
from bot.playground.workspace import SlackStandIn
from bot.rewards.steps import Handled, Send
from tests.scenarios.town import Town, running_town
from tests.stand_in_socket import SocketModeServer
from tests.waiting import wait_until
from tests.world import DESIGN, LINE, MEERA, World


def approved_and_claimed(world: World) -> Send:
    request = world.asked()
    world.approve(request)
    while isinstance(step := world.bot.sender.next_step(), Handled):
        pass
    assert isinstance(step, Send)
    return step


def test_after_a_stop_nothing_is_claimed(world: World) -> None:
    request = world.asked()
    world.approve(request)
    world.bot.money.stop()
    world.carry()
    assert world.reward(request).status is RewardStatus.APPROVED
    assert world.reward(request).attempt == 0


def test_what_was_claimed_in_that_very_moment_goes_back_and_is_due_at_once(world: World) -> None:
    send = approved_and_claimed(world)
    world.bot.money.stop()
    world.bot.money._send(send)
    (request,) = world.requests()
    assert request.reward.status is RewardStatus.APPROVED
    assert world.allocations() == []
    assert world.enkash.token_calls == 0
    world.restart()
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert [recorded.entry.event for recorded in world.history(request)] == [
        "asked", "approved", "approved", "sending", "approved", "sending", "allocated"
    ]  # fmt: skip
    assert len(world.allocations()) == 1


def test_a_claim_that_the_ledger_will_not_take_back_is_left_to_its_lease(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    send = approved_and_claimed(world)
    world.bot.money.stop()
    world.bot.money._pause = lambda seconds: None
    with closing(sqlite3.connect(world.sqlite.path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        world.bot.money._send(send)
    assert "a claim was not put back" in caplog.text
    world.restart()
    world.clock.pass_time(minutes=1)
    world.carry()
    (request,) = world.requests()
    assert request.reward.status is RewardStatus.UNKNOWN


class NeverTwice:
    """A lock that fails where the thread that holds it would wait for it, and so for ever."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holder: int | None = None

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        assert not (blocking and self._holder == threading.get_ident()), "it waits for itself"
        is_held = self._lock.acquire(blocking, timeout)
        if is_held:
            self._holder = threading.get_ident()
        return is_held

    def release(self) -> None:
        self._holder = None
        self._lock.release()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


class ToldWhileItsLockIsHeld(threading.Event):
    """The signal comes in the very moment in which the main thread has the lock, about to wait."""

    def __init__(self) -> None:
        super().__init__()
        self._cond = threading.Condition(NeverTwice())  # type: ignore[arg-type]

    def wait(self, timeout: float | None = None) -> bool:
        if not self.is_set():
            with self._cond:
                signal.raise_signal(signal.SIGTERM)
        return super().wait(timeout)


def test_a_signal_that_comes_as_the_main_thread_begins_to_wait_ends_the_process(world: World) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    bot = world.bot
    bot.ended = ToldWhileItsLockIsHeld()
    bot.ledger.close()
    try:
        assert bot.run() is None
    finally:
        for number, handler in zip((signal.SIGTERM, signal.SIGINT), before, strict=True):
            signal.signal(number, handler)


# With the bot's own threads.


@contextmanager
def stopping_town(folder: Path, **settings: Any) -> Iterator[Town]:
    """A town in which EnKash may take its time, and a stop does not wait for it."""
    patient: dict[str, Any] = {"enkash_timeout_seconds": 20.0, "shutdown_seconds": 0.2, **settings}
    with running_town(folder, **patient) as town:
        yield town


@pytest.mark.slow
def test_claims_that_wait_for_a_token_go_back_and_leave_no_unknown_behind(tmp_path: Path) -> None:
    release = threading.Event()
    with stopping_town(tmp_path) as town:
        town.enkash.faults.next(TOKEN, hang(release))
        requests = [town.asked(f"<@{who}> 100") for who in ("U02ASHA", "U05FARAH")]
        town.click("reward_approve", requests[0])
        town.click("reward_approve", requests[1])
        wait_until(lambda: all(town.now_of(r).reward.status is RewardStatus.SENDING for r in requests))
        town.bot.stop()
        assert [town.now_of(request).reward.status for request in requests] == [RewardStatus.APPROVED] * 2
        # The token comes too late: the carriers that waited for it neither send nor write anything down.
        release.set()
        assert town.bot._outbox.stop(20)
        assert town.enkash.posts == []
        assert [town.now_of(request).reward.status for request in requests] == [RewardStatus.APPROVED] * 2
        assert not any("late answer" in str(entry) for request in requests for entry in history(town, request.id))


def history(town: Town, request_id: str) -> list[str]:
    with town.bot.ledger.read() as view:
        return [recorded.entry.event for recorded in view.history(request_id)]


@pytest.mark.slow
def test_a_claim_whose_connection_does_not_stand_yet_goes_back(tmp_path: Path) -> None:
    """EnKash's host takes the connection and never says a word of TLS."""
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}"
        with stopping_town(tmp_path, enkash_api_url=address) as town:
            request = town.asked()
            town.click("reward_approve", request)
            connection, _ = silent.accept()
            town.bot.stop()
            assert town.now_of(request).reward.status is RewardStatus.APPROVED
            connection.close()
            assert town.bot._outbox.stop(20)
            assert town.now_of(request).reward.status is RewardStatus.APPROVED


@pytest.mark.slow
def test_a_post_in_flight_is_waited_for_and_settled(tmp_path: Path) -> None:
    release = threading.Event()
    with stopping_town(tmp_path, shutdown_seconds=20.0) as town:
        town.enkash.faults.next(ALLOCATE, hang(release))
        request = town.asked()
        town.click("reward_approve", request)
        wait_until(lambda: town.enkash.posts)
        stopping = threading.Thread(target=town.bot.stop)
        stopping.start()
        wait_until(lambda: town.bot.money._departures.is_closed)
        assert [reward.id for reward in town.bot.money.in_flight()] == [request.reward.id]
        assert town.now_of(request).reward.status is RewardStatus.SENDING
        release.set()
        stopping.join(20)
        assert town.now_of(request).reward.status is RewardStatus.ALLOCATED
        assert town.bot.money.in_flight() == ()


@pytest.mark.slow
def test_a_post_that_is_not_answered_in_time_stays_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    release = threading.Event()
    with stopping_town(tmp_path) as town:
        town.enkash.faults.next(ALLOCATE, hang(release))
        request = town.asked()
        town.click("reward_approve", request)
        wait_until(lambda: town.enkash.posts)
        town.bot.stop()
        assert town.now_of(request).reward.status is RewardStatus.SENDING
        (said,) = [record for record in caplog.records if "before EnKash answered" in record.getMessage()]
        assert said.__dict__["reward_id"] == request.reward.id
        # EnKash's client is open still, so the answer can be heard should it come.
        release.set()
        assert town.bot._outbox.stop(20)
        assert town.now_of(request).reward.status is RewardStatus.ALLOCATED


@pytest.mark.slow
def test_a_command_in_hand_is_answered_through_the_socket_before_that_closes(tmp_path: Path) -> None:
    slack, app_token = SlackStandIn(), SecretStr(sample.IDENTITY.app_token)
    with SocketModeServer(slack) as sockets, running_town(tmp_path, slack, slack_app_token=app_token) as town:
        assert sockets.wait_until_opened(1)
        socket_mode = town.bot._socket
        assert socket_mode is not None
        wait_until(lambda: socket_mode._opened)
        with (
            ThreadPoolExecutor(2) as pool,
            closing(sqlite3.connect(tmp_path / "playground.db", isolation_level=None)) as holder,
        ):
            holder.execute("BEGIN IMMEDIATE")
            asked = pool.submit(slack.command, MEERA, DESIGN, LINE, is_typed=False)
            wait_until(lambda: socket_mode._answering)
            stopped = pool.submit(town.bot.stop)
            wait_until(lambda: not socket_mode._opened.client.socket_mode_request_listeners)  # type: ignore[union-attr]
            assert not asked.done()
            holder.execute("ROLLBACK")
            assert asked.result(20).trouble == ""
            stopped.result(20)
        assert len(town.requests()) == 1
