"""One thread cuts what is past its deadline, and leaves alone what is over in time."""

from __future__ import annotations

import math
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from bot.enkash.deadline import Cutter, Deadline
from tests.waiting import wait_until

SHORT_SECONDS = 0.05
LONG_SECONDS = 60.0
PATIENCE_SECONDS = 5.0


@pytest.fixture
def cutter() -> Iterator[Cutter]:
    made = Cutter()
    yield made
    made.stop()


@contextmanager
def connection(deadline: Deadline) -> Iterator[socket.socket]:
    """One end of a connection that is watched at the other."""
    ours, theirs = socket.socketpair()
    with ours, theirs, deadline:
        deadline.watch(ours)
        theirs.settimeout(PATIENCE_SECONDS)
        yield theirs


def test_a_connection_is_cut_when_its_time_is_up(cutter: Cutter) -> None:
    with connection(Deadline(SHORT_SECONDS, cutter)) as theirs:
        assert theirs.recv(1) == b""


def test_a_short_deadline_is_kept_beside_a_long_one_that_came_first(cutter: Cutter) -> None:
    with connection(Deadline(LONG_SECONDS, cutter)) as slow:
        wait_until(lambda: math.isfinite(cutter._looks_at_seconds))
        with connection(Deadline(SHORT_SECONDS, cutter)) as quick:
            assert quick.recv(1) == b""
        slow.settimeout(0)
        with pytest.raises(BlockingIOError):
            slow.recv(1)


def test_one_whose_time_is_up_when_it_connects_is_cut_at_once(cutter: Cutter) -> None:
    with connection(Deadline(0, cutter)) as theirs:
        assert theirs.recv(1) == b""


def test_what_is_over_in_time_is_not_cut_later(cutter: Cutter) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with Deadline(SHORT_SECONDS, cutter) as over:
            over.watch(ours)
        assert cutter._watched == set()
        with connection(Deadline(SHORT_SECONDS * 2, cutter)) as later:
            assert later.recv(1) == b""
        ours.sendall(b"x")
        assert theirs.recv(1) == b"x"


def test_one_thread_watches_any_number(cutter: Cutter) -> None:
    before = set(threading.enumerate())
    with ExitStack() as all_of_them:
        for _ in range(20):
            all_of_them.enter_context(connection(Deadline(LONG_SECONDS, cutter)))
        assert len(set(threading.enumerate()) - before) == 1


def test_after_the_stop_nothing_goes_unwatched(cutter: Cutter) -> None:
    cutter.stop()
    with pytest.raises(RuntimeError), connection(Deadline(SHORT_SECONDS, cutter)):
        raise AssertionError


def test_the_thread_ends_with_the_last_that_is_watched() -> None:
    cutter = Cutter()
    before = set(threading.enumerate())
    with connection(Deadline(SHORT_SECONDS, cutter)) as theirs:
        (thread,) = set(threading.enumerate()) - before
        cutter.stop()
        assert theirs.recv(1) == b"", "a stop does not let go of what is under way"
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()
