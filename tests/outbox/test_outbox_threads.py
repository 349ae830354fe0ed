"""The outbox's threads: woken at once, patient when told to stop, and not shaken by what goes wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.core.errors import LedgerBusy, LedgerInDoubt
from bot.ledger import Lane
from bot.ledger.sqlite import SqliteLedger
from bot.outbox import POLL_SECONDS, Crew, Outbox
from tests.ledger.shelf import DESIGN, Clock, a_request, add, opened
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

SECONDS = 10.0


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    found = opened(tmp_path, Clock())
    with found.write() as tx:
        add(tx, a_request())
    yield found
    found.close()


class Belt:
    """What a crew works on: looks are counted, and every piece put on it is taken once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pieces = 0
        self.looks = 0
        self.taken_at: list[float] = []

    def put(self, pieces: int = 1) -> None:
        with self._lock:
            self._pieces += pieces

    def __call__(self) -> int:
        with self._lock:
            self.looks += 1
            if not self._pieces:
                return 0
            self._pieces -= 1
            self.taken_at.append(time.monotonic())
            return 1


@contextmanager
def running(ledger: SqliteLedger, run_once: Callable[[], int], *, threads: int = 1) -> Iterator[Outbox]:
    crews = {Lane.MESSAGES: Crew(run_once, threads), Lane.MONEY: Crew(lambda: 0, 1)}
    outbox = Outbox(ledger, crews)
    outbox.start()
    yield outbox
    assert outbox.stop(SECONDS)


def stage(ledger: SqliteLedger, lane: Lane = Lane.MESSAGES) -> None:
    with ledger.write() as tx:
        tx.stage(lane, "R-7Q2MK4", "card", DESIGN)


def test_a_new_row_wakes_a_carrier_at_once(ledger: SqliteLedger) -> None:
    """By polling alone it would take half of POLL_SECONDS each time."""
    belt, waits = Belt(), []
    with running(ledger, belt):
        for count in range(1, 11):
            # Each piece is taken by one look and followed by one that finds nothing.
            wait_until(lambda looks=2 * count - 1: belt.looks >= looks)  # type: ignore[misc]
            belt.put()
            staged_at = time.monotonic()
            stage(ledger)
            wait_until(lambda count=count: len(belt.taken_at) == count)  # type: ignore[misc]
            waits.append(belt.taken_at[-1] - staged_at)
    assert sorted(waits)[len(waits) // 2] < POLL_SECONDS / 4


def test_without_a_word_the_carriers_look_by_themselves_now_and_then_and_do_not_spin(ledger: SqliteLedger) -> None:
    belt = Belt()
    with running(ledger, belt):
        wait_until(lambda: belt.looks)
        looked_at = time.monotonic()
        belt.put()
        wait_until(lambda: belt.taken_at)
    assert belt.taken_at[0] - looked_at > POLL_SECONDS * 0.8


def test_what_was_staged_while_somebody_was_looking_is_not_overlooked(ledger: SqliteLedger) -> None:
    """Staged between the look that found nothing and the wait that follows it."""
    looks: list[float] = []

    def look() -> int:
        looks.append(time.monotonic())
        if len(looks) == 1:
            stage(ledger)
        return 0

    with running(ledger, look):
        wait_until(lambda: len(looks) >= 2)
    assert looks[1] - looks[0] < POLL_SECONDS / 2


def test_a_row_of_the_other_lane_wakes_nobody(ledger: SqliteLedger) -> None:
    belt = Belt()
    with running(ledger, belt):
        wait_until(lambda: belt.looks)
        before = belt.looks
        for _ in range(50):
            stage(ledger, Lane.MONEY)
        assert belt.looks <= before + 1


def test_what_is_there_is_carried_in_one_go_by_all_threads(ledger: SqliteLedger) -> None:
    at_once = threading.Barrier(3)
    done = threading.Event()

    def carry() -> int:
        if done.is_set():
            return 0
        at_once.wait(SECONDS)
        done.set()
        return 0

    with running(ledger, carry, threads=3):
        assert done.wait(SECONDS)


def test_a_stop_waits_for_what_is_in_hand(ledger: SqliteLedger) -> None:
    in_hand, may_finish, finished = threading.Event(), threading.Event(), threading.Event()

    def carry() -> int:
        in_hand.set()
        may_finish.wait(SECONDS)
        finished.set()
        return 1

    outbox = Outbox(ledger, {Lane.MESSAGES: Crew(carry, 1)})
    outbox.start()
    assert in_hand.wait(SECONDS)
    assert not outbox.stop(0.05)
    assert not finished.is_set()
    may_finish.set()
    assert outbox.stop(SECONDS)
    assert finished.is_set()


def test_a_stop_takes_nothing_new_and_does_not_wait_for_a_poll(ledger: SqliteLedger) -> None:
    belt = Belt()
    outbox = Outbox(ledger, {Lane.MESSAGES: Crew(belt, 4)})
    outbox.start()
    wait_until(lambda: belt.looks >= 4)
    started = time.monotonic()
    assert outbox.stop(SECONDS)
    assert time.monotonic() - started < POLL_SECONDS / 2
    belt.put()
    stage(ledger)
    assert belt.taken_at == []


def test_a_ledger_in_doubt_ends_the_thread(ledger: SqliteLedger) -> None:
    calls = []

    def carry() -> int:
        calls.append(1)
        raise LedgerInDoubt("I cannot tell whether this was kept.")

    with running(ledger, carry):
        wait_until(lambda: calls)
        for _ in range(5):
            stage(ledger)
    assert calls == [1]


@pytest.mark.parametrize("error", [LedgerBusy("busy"), ValueError("a mistake of ours")])
def test_any_other_trouble_is_slept_over_and_the_work_goes_on(
    ledger: SqliteLedger, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    failed, belt = threading.Event(), Belt()
    belt.put()

    def carry() -> int:
        if not failed.is_set():
            failed.set()
            raise error
        return belt()

    with running(ledger, carry):
        wait_until(lambda: belt.taken_at)
    assert len([record for record in caplog.records if record.name == "bot.outbox"]) == 1
