"""Carriers of one process take what waits in a lane: each errand once, and what cannot be taken stops no other."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, cast

import pytest

from bot.core.errors import LedgerBusy, LedgerFull
from bot.ledger import Lane, Ledger, Reading, Writing
from bot.ledger.opening import OpenLedger
from bot.rewards.queue import TROUBLE, Queue
from tests.ledger.shelf import ASHA, MEERA, RAVI, Clock, a_request, add

LEASE = timedelta(seconds=60)


@pytest.fixture
def queue(ledger: OpenLedger) -> Queue:
    """Two errands of one request wait."""
    with ledger.write() as tx:
        stage_two(tx)
    return queue_of(ledger)


def stage_two(tx: Writing) -> None:
    request = add(tx, a_request())
    for place in (ASHA, RAVI):
        tx.stage(Lane.MONEY, request.id, "allocation", place)


def queue_of(ledger: Ledger) -> Queue:
    return Queue(ledger, lambda view: view.due(Lane.MONEY), LEASE)


def taken(queue: Queue) -> str | None:
    """Whose errand was taken."""
    with queue.take() as found:
        return None if found is None else found[1].place


def fail(queue: Queue, error: Exception) -> None:
    with queue.take():
        raise error


def test_each_errand_is_taken_once_until_its_lease_is_over(queue: Queue, clock: Clock) -> None:
    assert [taken(queue) for _ in range(3)] == [ASHA, RAVI, None]
    clock.move(LEASE.total_seconds())
    assert [taken(queue) for _ in range(3)] == [ASHA, RAVI, None]


def test_what_comes_after_none_was_left_is_found(ledger: OpenLedger, queue: Queue) -> None:
    while taken(queue):
        pass
    with ledger.write() as tx:
        tx.stage(Lane.MONEY, "R-7Q2MK4", "allocation", MEERA)
    assert taken(queue) == MEERA


def test_who_looks_where_nothing_is_left_keeps_nobody_from_writing_and_waits_for_nobody(
    ledger: OpenLedger, queue: Queue
) -> None:
    while taken(queue):
        pass
    with ThreadPoolExecutor(1) as carrier, ledger.write():
        assert carrier.submit(taken, queue).result(1.0) is None


def test_what_fails_for_reasons_nobody_foresaw_waits_while_the_others_go_on(queue: Queue, clock: Clock) -> None:
    with pytest.raises(ValueError, match="nobody foresaw it"):
        fail(queue, ValueError("nobody foresaw it"))
    assert [taken(queue) for _ in range(2)] == [RAVI, None]
    clock.move(LEASE.total_seconds())
    assert [taken(queue) for _ in range(2)] == [RAVI, None]
    clock.move((TROUBLE - LEASE).total_seconds())
    assert {taken(queue) for _ in range(2)} == {ASHA, RAVI}


def test_so_does_what_a_carrier_had_in_hand_when_it_died(queue: Queue, clock: Clock) -> None:
    assert [taken(queue) for _ in range(2)] == [ASHA, RAVI]
    clock.move(LEASE.total_seconds())
    with pytest.raises(ValueError, match="nobody foresaw it"):
        fail(queue, ValueError("nobody foresaw it"))
    assert [taken(queue) is None for _ in range(2)] == [False, True]


def test_what_was_wrong_is_told_also_where_the_ledger_refuses_what_follows(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        stage_two(tx)
    queue = queue_of(cast("Ledger", Refusing(ledger)))
    with pytest.raises(ValueError, match="nobody foresaw it"):
        fail(queue, ValueError("nobody foresaw it"))
    assert taken(queue_of(ledger)) == ASHA


class Refusing:
    """A ledger that can be written once."""

    def __init__(self, inner: OpenLedger) -> None:
        self._inner = inner
        self._writes = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    @contextmanager
    def write(self) -> Iterator[Writing]:
        self._writes += 1
        if self._writes > 1:
            raise LedgerFull("the disk is full")
        with self._inner.write() as tx:
            yield tx


def test_where_the_ledger_is_in_trouble_nothing_is_wrong_with_the_errand(queue: Queue) -> None:
    with pytest.raises(LedgerBusy):
        fail(queue, LedgerBusy("somebody else was writing"))
    assert taken(queue) == ASHA


def test_what_fails_before_an_errand_was_found_lets_none_wait(ledger: OpenLedger, clock: Clock) -> None:
    with ledger.write() as tx:
        stage_two(tx)

    def due(view: Reading) -> int | None:
        if faults:
            raise faults.pop()
        return view.due(Lane.MONEY)

    faults: list[Exception] = []
    queue = Queue(ledger, due, LEASE)
    assert taken(queue) == ASHA
    faults.append(ValueError("nobody foresaw it"))
    with pytest.raises(ValueError, match="nobody foresaw it"):
        taken(queue)
    clock.move(LEASE.total_seconds())
    assert {taken(queue) for _ in range(2)} == {ASHA, RAVI}


def test_who_passes_over_what_is_being_taken_looks_again_afterwards(ledger: OpenLedger, queue: Queue) -> None:
    """Where two write side by side, what belongs to one request is held for one of them; where they do not, the other
    waits, and finds what is left."""
    woken: list[Lane] = []
    ledger.on_staged(woken.append)
    with ThreadPoolExecutor(1) as other_carrier, queue.take() as found:
        assert found is not None
        other = other_carrier.submit(taken, queue_of(ledger))
        wait([other], timeout=0.2)
    if other.result() is None:
        assert Lane.MONEY in woken
        assert taken(queue) == RAVI
    else:
        assert other.result() == RAVI
