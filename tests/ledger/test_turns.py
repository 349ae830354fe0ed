"""Several threads write to one SQLite file: in the order of asking, kept by one commit, and sharing its end alone."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.errors import LedgerBusy, LedgerError, LedgerFull, LedgerInDoubt
from bot.ledger import Lane
from bot.ledger.sqlite import SqliteLedger, connect
from bot.ledger.statements import Statements
from bot.ledger.turns import Group, Turns, Writers
from bot.rewards.queue import Queue
from tests.ledger.shelf import BrokenConnection, Clock, a_request, add
from tests.waiting import wait_until

LETTERS = ("2AAAAA", "3AAAAA", "4AAAAA")
SECONDS = 10.0


class Slow(SqliteLedger):
    """Each commit waits until it is let go, and is counted."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.commits = 0
        self.go = threading.Event()
        self.go.set()
        super().__init__(path, clock=clock)

    def _keep(self, group: Group) -> None:
        self.commits += 1
        assert self.go.wait(SECONDS)
        super()._keep(group)


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Slow]:
    found = Slow(tmp_path / "shabash.db", Clock())
    found.commits = 0
    yield found
    found.close()


@contextmanager
def together(
    ledger: Slow, first: Callable[[Statements], object], *others: Callable[[Statements], object]
) -> Iterator[list[Future[None]]]:
    """What comes of writing each of them: the first holds the ledger until all the others wait for it, in order."""

    def write(work: Callable[[Statements], object], latest: float | None) -> None:
        with ledger.write(latest=latest) as tx:
            work(tx)

    def hold(tx: Statements) -> None:
        held.set()
        assert full.wait(SECONDS)
        first(tx)

    held, full = threading.Event(), threading.Event()
    with ThreadPoolExecutor(1 + len(others)) as pool:
        done = [pool.submit(write, hold, getattr(first, "latest", None))]
        assert held.wait(SECONDS)
        for number, work in enumerate(others, start=1):
            done.append(pool.submit(write, work, getattr(work, "latest", None)))
            wait_for_a_queue(ledger._writers._turns, number)
        full.set()
        yield done


def wait_for_a_queue(turns: Turns, length: int) -> None:
    wait_until(lambda: len(turns._queue) == length)


def adding(letters: str) -> Callable[[Statements], object]:
    return lambda tx: add(tx, a_request(letters))


def fail(tx: Statements) -> None:
    add(tx, a_request("5AAAAA"))
    raise ValueError("a fault of its own")


def kept(ledger: SqliteLedger) -> list[str]:
    """What another process would find."""
    connection = connect(ledger.path)
    try:
        return [row[0].removeprefix("R-") for row in connection.execute("SELECT id FROM requests ORDER BY rowid")]
    finally:
        connection.close()


def assert_can_be_written(ledger: SqliteLedger) -> None:
    with ledger.write() as tx:
        add(tx, a_request("9ZZZZZ"))
    assert kept(ledger)[-1] == "9ZZZZZ"


def test_those_who_wait_have_their_turn_in_the_order_of_asking() -> None:
    turns, order = Turns(), []

    def go(number: int) -> None:
        assert turns.take(SECONDS)
        order.append(number)
        turns.give()

    assert turns.take()
    threads = [threading.Thread(target=go, args=(number,)) for number in range(20)]
    for number, thread in enumerate(threads, start=1):
        thread.start()
        wait_for_a_queue(turns, number)
    turns.give()
    for thread in threads:
        thread.join(SECONDS)
    assert order == list(range(20))
    assert not turns.is_awaited


def test_who_waited_in_vain_leaves_the_queue_and_holds_up_nobody() -> None:
    turns = Turns()
    assert turns.take()
    assert not turns.take(0.01)
    turns.give()
    assert turns.take(0)


def test_a_turn_is_never_two_peoples_and_never_lost_however_impatient_they_are() -> None:
    turns, inside, most, taken = Turns(), [0], [0], [0]

    def go() -> None:
        for _ in range(300):
            if turns.take(0.00005):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                threading.Event().wait(0.00005)
                inside[0] -= 1
                taken[0] += 1
                turns.give()

    threads = [threading.Thread(target=go) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert most == [1]
    assert taken[0] > 0
    assert turns.take(0)


def test_what_several_threads_write_at_one_time_is_kept_by_one_commit_in_the_order_of_asking(slow: Slow) -> None:
    with together(slow, *map(adding, LETTERS)) as done:
        for one in done:
            one.result(SECONDS)
    assert kept(slow) == list(LETTERS)
    assert slow.commits == 1
    assert_can_be_written(slow)
    assert slow.commits == 2


def test_nobody_hears_that_it_was_kept_before_the_commit_has_come_home(slow: Slow) -> None:
    slow.go.clear()
    with together(slow, *map(adding, LETTERS)) as done:
        wait_until(lambda: slow.commits == 1)
        threading.Event().wait(0.05)
        assert not any(one.done() for one in done)
        assert kept(slow) == []
        slow.go.set()
        for one in done:
            one.result(SECONDS)
    assert kept(slow) == list(LETTERS)


def test_one_that_fails_undoes_its_own_and_nothing_of_the_others(slow: Slow) -> None:
    with together(slow, adding("2AAAAA"), fail, adding("3AAAAA")) as done:
        with pytest.raises(ValueError, match="of its own"):
            done[1].result(SECONDS)
        done[0].result(SECONDS)
        done[2].result(SECONDS)
    assert kept(slow) == ["2AAAAA", "3AAAAA"]


def test_where_the_first_fails_the_others_are_kept_without_it(slow: Slow) -> None:
    with together(slow, fail, adding("2AAAAA"), adding("3AAAAA")) as done:
        with pytest.raises(ValueError, match="of its own"):
            done[0].result(SECONDS)
        for one in done[1:]:
            one.result(SECONDS)
    assert kept(slow) == ["2AAAAA", "3AAAAA"]


class FailedCommit(Slow):
    """Its commit fails as told."""

    error: LedgerError

    def _keep(self, group: Group) -> None:
        group.connection.execute("ROLLBACK")
        raise self.error


@pytest.mark.parametrize("error", [LedgerFull("full"), LedgerInDoubt("in doubt"), LedgerBusy("busy")])
def test_all_share_the_end_of_the_commit(tmp_path: Path, error: LedgerError) -> None:
    ledger = FailedCommit(tmp_path / "shabash.db", Clock())
    ledger.error = error
    with together(ledger, *map(adding, LETTERS)) as done:
        for one in done:
            with pytest.raises(type(error), match=str(error)):
                one.result(SECONDS)
    assert kept(ledger) == []
    ledger.close()


def test_a_fault_that_undoes_everything_is_told_to_all_whom_it_undid(slow: Slow) -> None:
    """As SQLite does by itself after some faults of the disk."""

    def lose(tx: Statements) -> None:
        tx._connection.execute("ROLLBACK")
        raise sqlite3.OperationalError("disk I/O error")

    with together(slow, adding("2AAAAA"), adding("3AAAAA"), lose, adding("4AAAAA")) as done:
        for one in done[:2]:
            with pytest.raises(LedgerBusy, match="Nothing was kept"):
                one.result(SECONDS)
        with pytest.raises(sqlite3.OperationalError):
            done[2].result(SECONDS)
        done[3].result(SECONDS)
    assert kept(slow) == ["4AAAAA"]
    assert_can_be_written(slow)


def test_who_finds_no_connection_to_write_on_keeps_nobody_else_from_looking() -> None:
    def connection() -> sqlite3.Connection:
        raise LedgerError("the file is gone")

    writers = Writers(connection, lambda group: None)
    for _ in range(2):
        with pytest.raises(LedgerError, match="is gone"), writers.transaction():
            pass


def test_what_cannot_be_undone_by_itself_is_undone_with_the_rest_before_anybody_writes_again(slow: Slow) -> None:
    slow._writer = BrokenConnection(slow._writing(), "ROLLBACK TO one", "", "SQLITE_IOERR")  # type: ignore[assignment]
    with together(slow, adding("2AAAAA"), fail, adding("4AAAAA")) as done:
        with pytest.raises(LedgerBusy, match="Nothing was kept"):
            done[0].result(SECONDS)
        with pytest.raises(ValueError, match="of its own"):
            done[1].result(SECONDS)
        done[2].result(SECONDS)
    assert kept(slow) == ["4AAAAA"]
    assert_can_be_written(slow)


def test_while_one_carrier_s_errand_is_being_committed_another_takes_the_next(slow: Slow) -> None:
    def take() -> str:
        with queue.take() as taken:
            assert taken is not None
        return taken[1].place

    with slow.write() as tx:
        for letters in LETTERS[:2]:
            request = add(tx, a_request(letters))
            tx.stage(Lane.MONEY, request.id, "allocation", request.id)
    queue = Queue(slow, lambda view: view.due(Lane.MONEY), timedelta(seconds=60))
    slow.commits = 0
    slow.go.clear()
    with ThreadPoolExecutor(2) as carriers:
        first = carriers.submit(take)
        wait_until(lambda: slow.commits == 1)
        second = carriers.submit(take)
        wait_for_a_queue(slow._writers._turns, 1)
        slow.go.set()
        assert (first.result(SECONDS), second.result(SECONDS)) == ("R-2AAAAA", "R-3AAAAA")


@dataclass
class Slack:
    """What is added by `latest`, so many seconds after the others began."""

    letters: str
    latest: float
    seconds: float = 0.0

    def __call__(self, tx: Statements) -> None:
        threading.Event().wait(self.seconds)
        add(tx, a_request(self.letters))


def test_nothing_is_kept_later_than_any_of_them_allows(slow: Slow) -> None:
    in_time = time.monotonic() + 0.5
    late = Slack("3AAAAA", time.monotonic() + SECONDS, seconds=0.7)
    with together(slow, Slack("2AAAAA", in_time), late) as done:
        for one in done:
            with pytest.raises(LedgerBusy, match="Nothing was kept"):
                one.result(SECONDS)
    assert kept(slow) == []
    assert_can_be_written(slow)


def test_nobody_waits_for_ever_where_even_the_undoing_fails(tmp_path: Path) -> None:
    ledger = Broken(tmp_path / "shabash.db", Clock())
    with together(ledger, *map(adding, LETTERS)) as done:
        for one in done:
            with pytest.raises((LedgerError, sqlite3.Error)):
                one.result(SECONDS)
    assert kept(ledger) == []


class Broken(Slow):
    """It closes its connection where it should commit."""

    def _keep(self, group: Group) -> None:
        group.connection.close()
        raise LedgerFull("full")


def test_who_saw_what_was_undone_a_moment_later_is_told_that_and_not_what_they_made_of_it(tmp_path: Path) -> None:
    ledger = FailedCommit(tmp_path / "shabash.db", Clock())
    ledger.error = LedgerFull("full")

    def look(tx: Statements) -> None:
        assert tx.request("R-2AAAAA") is not None
        raise ValueError("it is there already")

    with together(ledger, adding("2AAAAA"), look) as done:
        for one in done:
            with pytest.raises(LedgerFull):
                one.result(SECONDS)
    ledger.close()


def test_what_fails_after_the_commit_lets_nobody_be_told_that_nothing_was_kept(tmp_path: Path) -> None:
    ledger = Forgetful(tmp_path / "shabash.db", Clock())
    with together(ledger, adding("2AAAAA"), adding("3AAAAA")) as done:
        with pytest.raises(MemoryError):
            done[0].result(SECONDS)
        with pytest.raises(LedgerInDoubt):
            done[1].result(SECONDS)
    assert kept(ledger) == ["2AAAAA", "3AAAAA"]
    ledger.close()


class Forgetful(Slow):
    """It has no room left to remember what it has just kept."""

    def _keep(self, group: Group) -> None:
        super()._keep(group)
        raise MemoryError


class Noting(Slow):
    """It remembers up to which entry each commit kept the history."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.newest: list[int | None] = []
        super().__init__(path, clock)

    def _keep(self, group: Group) -> None:
        self.newest.append(group.last_entry_id)
        super()._keep(group)


def test_the_entry_that_was_undone_is_not_the_newest(tmp_path: Path) -> None:
    ledger = Noting(tmp_path / "shabash.db", Clock())
    with together(ledger, adding("2AAAAA"), fail) as done:
        done[0].result(SECONDS)
        with pytest.raises(ValueError, match="of its own"):
            done[1].result(SECONDS)
    with ledger.read() as view:
        assert ledger.newest == [view.newest_entry_id()]
    ledger.close()


def test_a_savepoint_is_never_a_transaction_of_its_own(slow: Slow) -> None:
    """As after a fault that undid all, which the first swallowed."""

    def swallow(tx: Statements) -> None:
        tx._connection.execute("ROLLBACK")

    with together(slow, swallow, adding("3AAAAA")) as done:
        for one in done:
            with pytest.raises(LedgerError):
                one.result(SECONDS)
    assert kept(slow) == []
    assert_can_be_written(slow)
