"""What is done again and again is done when it is due, when somebody asks, and not after a stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest

from bot.rounds import WHEN_ASKED, Rounds
from tests.waiting import wait_until


class Walk:
    """Counts the rounds, and does something in each."""

    def __init__(self, next_after: float | None, deed: Callable[[], object] = lambda: None) -> None:
        self.count = 0
        self._next_after = next_after
        self._deed = deed

    def has_gone(self, count: int) -> bool:
        return self.count == count

    def __call__(self) -> float | None:
        self.count += 1
        self._deed()
        return self._next_after


def test_a_round_is_gone_again_when_it_is_due_until_the_stop() -> None:
    walk = Walk(0.001)
    rounds = Rounds("test", walk)
    rounds.start()
    wait_until(lambda: walk.count > 3)
    rounds.stop()
    assert rounds.is_idle(10)
    count = walk.count
    assert rounds.wait(0)
    assert walk.count == count


def test_before_the_first_round_it_is_waited_and_somebody_may_ask() -> None:
    walk = Walk(WHEN_ASKED)
    rounds = Rounds("test", walk, first_after_seconds=WHEN_ASKED)
    rounds.start()
    assert not rounds.wait(0.05)
    assert walk.count == 0
    for count in (1, 2):
        rounds.hurry()
        wait_until(partial(walk.has_gone, count))
    rounds.stop()
    assert rounds.is_idle(10)


def test_what_is_asked_for_during_a_round_is_seen_to_in_another() -> None:
    is_begun, may_end = threading.Event(), threading.Event()

    def deed() -> None:
        is_begun.set()
        may_end.wait(10)

    walk = Walk(WHEN_ASKED, deed)
    rounds = Rounds("test", walk)
    rounds.start()
    assert is_begun.wait(10)
    rounds.hurry()
    assert not rounds.is_idle(0)
    may_end.set()
    wait_until(lambda: walk.count == 2)
    rounds.stop()
    assert rounds.is_idle(10)


def test_however_often_somebody_asks_rounds_lie_apart_and_a_stop_waits_for_nothing() -> None:
    walk = Walk(WHEN_ASKED)
    rounds = Rounds("test", walk, apart_seconds=WHEN_ASKED)
    rounds.start()
    wait_until(lambda: walk.count == 1)
    for _ in range(3):
        rounds.hurry()
        assert not rounds.wait(0.01)
    assert walk.count == 1
    rounds.stop()
    assert rounds.is_idle(10)


@pytest.mark.parametrize("is_started", [True, False])
def test_a_round_may_be_the_last_and_what_never_began_is_idle(is_started: bool) -> None:
    walk = Walk(None)
    rounds = Rounds("test", walk)
    if is_started:
        rounds.start()
    assert rounds.is_idle(10)
    assert walk.count == is_started
