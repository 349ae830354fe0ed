"""How fast Slack is written to: small bursts, then a steady pace, and never before Slack allows it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.rate_limits import PER_PLACE, UPDATES, Rate, RateLimits

RATE = Rate(1.0, 4)


class Monotonic:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Monotonic:
    return Monotonic()


@pytest.fixture
def limits(clock: Monotonic) -> RateLimits:
    return RateLimits(clock)


def spend(limits: RateLimits, times: int, key: str = "C1") -> list[float]:
    return [limits.wait_seconds(key, RATE) for _ in range(times)]


def test_a_burst_goes_at_once_and_the_next_one_waits(limits: RateLimits) -> None:
    assert spend(limits, 5) == [0, 0, 0, 0, 1.0]


def test_waiting_costs_nothing_and_helps(limits: RateLimits, clock: Monotonic) -> None:
    spend(limits, 4)
    assert spend(limits, 3) == [1.0, 1.0, 1.0]
    clock.now += 0.75
    assert spend(limits, 1) == [0.25]
    clock.now += 0.25
    assert spend(limits, 2) == [0, 1.0]


def test_each_place_has_its_own(limits: RateLimits) -> None:
    spend(limits, 5)
    assert spend(limits, 1, "C2") == [0]


def test_no_more_is_saved_up_than_a_burst(limits: RateLimits, clock: Monotonic) -> None:
    spend(limits, 4)
    clock.now += 3_600
    assert spend(limits, 5) == [0, 0, 0, 0, 1.0]


def test_what_slack_closed_stays_closed_until_then_whatever_was_saved_up(limits: RateLimits, clock: Monotonic) -> None:
    limits.close("C1", RATE, 30)
    assert limits.wait_seconds("C1", RATE) == 30
    clock.now += 29.5
    assert limits.wait_seconds("C1", RATE) == 0.5
    clock.now += 0.5
    assert limits.wait_seconds("C1", RATE) == 0


def test_the_longest_time_that_slack_asked_for_counts(limits: RateLimits) -> None:
    limits.close("C1", RATE, 30)
    limits.close("C1", RATE, 5)
    assert limits.wait_seconds("C1", RATE) == 30


def test_what_is_spent_or_closed_is_named_and_nothing_else(limits: RateLimits, clock: Monotonic) -> None:
    assert limits.spent() == ()
    spend(limits, 4)
    spend(limits, 1, "C2")
    limits.close("C3", RATE, 2)
    assert set(limits.spent()) == {"C1", "C3"}
    clock.now += 1
    assert set(limits.spent()) == {"C3"}
    clock.now += 1
    assert limits.spent() == ()


def test_naming_what_is_spent_spends_nothing(limits: RateLimits) -> None:
    spend(limits, 3)
    for _ in range(10):
        limits.spent()
    assert spend(limits, 2) == [0, 1.0]


def test_full_ones_are_forgotten_so_that_memory_does_not_grow(limits: RateLimits, clock: Monotonic) -> None:
    for number in range(1_000):
        spend(limits, 1, f"C{number}")
    clock.now += 10
    limits.spent()
    assert not limits._buckets


def test_without_limits_only_what_slack_asked_for_counts(clock: Monotonic) -> None:
    limits = RateLimits(clock, is_limited=False)
    assert spend(limits, 50) == [0] * 50
    assert limits.spent() == ()
    limits.close("C1", RATE, 3)
    assert limits.wait_seconds("C1", RATE) == 3
    assert limits.spent() == ("C1",)


def test_the_rates_are_slack_s() -> None:
    """Slack, "Rate limits": a message a second and channel with small bursts; chat.update is of tier 3."""
    assert PER_PLACE.per_second == 1
    assert UPDATES.per_second * 60 <= 50


@given(st.lists(st.floats(0, 5), max_size=60), st.integers(1, 6), st.sampled_from([0.5, 1.0, 2.0]))
def test_in_no_stretch_of_time_goes_more_than_its_burst_and_its_pace(
    pauses: list[float], burst: int, per_second: float
) -> None:
    clock = Monotonic()
    limits, rate = RateLimits(clock), Rate(per_second, burst)
    taken: list[float] = []
    for pause in pauses:
        clock.now += pause
        if limits.wait_seconds("C1", rate) == 0:
            taken.append(clock.now)
    for first, start in enumerate(taken):
        for count, end in enumerate(taken[first:], 1):
            assert count <= burst + (end - start) * per_second + 1e-6


@given(st.lists(st.floats(0, 5), min_size=1, max_size=30))
def test_whoever_waits_as_long_as_told_gets_through(pauses: list[float]) -> None:
    clock = Monotonic()
    limits = RateLimits(clock)
    for pause in pauses:
        clock.now += pause
        wait_seconds = limits.wait_seconds("C1", RATE)
        if wait_seconds:
            clock.now += wait_seconds + 1e-6
            assert limits.wait_seconds("C1", RATE) == 0


def test_many_threads_get_no_more_than_the_burst(limits: RateLimits) -> None:
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: limits.wait_seconds("C1", RATE), range(200)))
    assert waits.count(0) == RATE.burst
