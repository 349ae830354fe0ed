"""A claim's POST leaves before the doors close, or is put back and never leaves: never both."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from bot.core.allocation import Allocation, CardHolder
from bot.core.reward import Reward
from bot.ledger import Errand, Lane
from bot.outbox.departures import Departures
from bot.rewards.steps import Send

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOLDER = CardHolder("asha.rao@example.com", "9800000004", "Ms", "Asha", "F")
ERRAND = Errand(1, Lane.MONEY, "R-7Q2MK4", "allocation", "R-7Q2MK4", "", "", 1, 1, 0, NOON)


def claim(number: int = 1, attempt: int = 1) -> Send:
    reward = Reward(f"R-7Q2MK4/{number}", "R-7Q2MK4", "U02ASHA", 100, "REF", attempt=attempt)
    return Send(ERRAND, reward, Allocation("REF", 100, HOLDER), NOON)


def test_what_has_not_left_when_the_doors_close_is_put_back_and_leaves_no_more() -> None:
    doors = Departures()
    assert doors.board(claim(1))
    assert doors.board(claim(2))
    assert doors.leave(claim(2))
    assert doors.close() == (claim(1),)
    assert not doors.leave(claim(1))
    assert not doors.come_home(claim(1))
    assert doors.under_way() == (claim(2),)
    assert doors.come_home(claim(2))
    doors.forget(claim(2))
    assert doors.under_way() == ()


def test_after_the_doors_closed_nobody_boards_and_no_second_post_leaves() -> None:
    doors = Departures()
    doors.board(claim(1))
    doors.leave(claim(1))
    doors.close()
    assert not doors.board(claim(2))
    assert not doors.leave(claim(1))


def test_what_came_home_without_leaving_is_its_carrier_s_to_write_down() -> None:
    """There was no token: the carrier settles it, and a stop in that very moment does not do so too."""
    doors = Departures()
    doors.board(claim())
    assert doors.come_home(claim())
    assert doors.close() == ()
    assert doors.under_way() == (claim(),)


def test_two_attempts_of_one_reward_are_two_claims() -> None:
    doors = Departures()
    doors.board(claim(attempt=1))
    doors.leave(claim(attempt=1))
    doors.board(claim(attempt=2))
    assert doors.close() == (claim(attempt=2),)


@pytest.mark.parametrize("round_number", range(20))
def test_closed_at_any_moment_each_claim_left_or_was_put_back(round_number: int) -> None:
    doors, together = Departures(), threading.Barrier(9)
    claims = [claim(number) for number in range(8)]

    def carry(send: Send) -> tuple[bool, bool]:
        boarded = doors.board(send)
        together.wait()
        return boarded, doors.leave(send)

    with ThreadPoolExecutor(8) as pool:
        carried = [pool.submit(carry, send) for send in claims]
        together.wait()
        kept = doors.close()
        left = {send for send, carrier in zip(claims, carried, strict=True) if carrier.result()[1]}
    assert left | set(kept) == set(claims)
    assert not left & set(kept)
