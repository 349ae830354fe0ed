"""The binding is checked and made in one transaction."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.core.binding import Tie
from bot.core.errors import LedgerBound
from bot.ledger.opening import OpenLedger
from tests.ledger.shelf import NOON, Clock, a_request, add, rows

HERE = {Tie.HOST: "api.example", Tie.COMPANY: "CEK1"}


def test_a_new_ledger_is_bound_to_nothing_and_then_to_what_it_first_finds(ledger: OpenLedger, clock: Clock) -> None:
    with ledger.write() as tx:
        assert tx.binding() == {}
        tx.bind(HERE)
        clock.move(60)
        tx.bind(HERE)
        assert tx.binding() == HERE
    assert {row["bound_at"] for row in rows(ledger, "SELECT bound_at FROM binding")} == {
        NOON.isoformat(timespec="microseconds")
    }


def test_what_is_learned_later_is_bound_beside_what_stands(ledger: OpenLedger) -> None:
    for part in (HERE, {Tie.TEAM: "T1"}):
        with ledger.write() as tx:
            tx.bind(part)
    with ledger.read() as view:
        assert view.binding() == {**HERE, Tie.TEAM: "T1"}


def test_where_one_thing_differs_nothing_new_is_bound_either(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        tx.bind(HERE)
    with pytest.raises(LedgerBound), ledger.write() as tx:
        tx.bind({**HERE, Tie.HOST: "other.example", Tie.TEAM: "T1"})
    with ledger.read() as view:
        assert view.binding() == HERE


def test_of_two_that_are_first_at_once_one_is_refused(ledger: OpenLedger) -> None:
    barrier = threading.Barrier(8)

    def bind(number: int) -> bool:
        barrier.wait(10)
        try:
            with ledger.write() as tx:
                tx.bind({Tie.TEAM: f"T{number % 2}"})
        except LedgerBound:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(bind, range(8))) == [False] * 4 + [True] * 4


def test_bound_anew_it_says_what_and_since_when(ledger: OpenLedger, clock: Clock) -> None:
    with ledger.write() as tx:
        tx.bind(HERE)
    clock.move(60)
    with ledger.write() as tx:
        tx.rebind(Tie.HOST, "new.example")
        assert tx.binding() == {**HERE, Tie.HOST: "new.example"}
    assert len({row["bound_at"] for row in rows(ledger, "SELECT bound_at FROM binding")}) == 2


def test_whether_anybody_ever_asked_is_known(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        assert not tx.was_asked()
        add(tx, a_request())
        assert tx.was_asked()
