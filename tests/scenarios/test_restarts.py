"""The process is killed between any two steps, starts again, and finishes: once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.core.reward import RewardStatus
from bot.ledger.sqlite import SqliteLedger
from bot.rewards.looking_up import LOOK_UP_PAUSES_SECONDS
from tests.world import DESIGN, LINE, MEERA, RAVI, World


class Killed(BaseException):
    """The process is gone: nothing may catch this."""


class Fuse:
    """Kills at the n-th point that is passed."""

    def __init__(self, burns_at: int) -> None:
        self.burns_at = burns_at
        self.passed = 0

    def point(self) -> None:
        self.passed += 1
        if self.passed == self.burns_at:
            raise Killed


class MortalLedger(SqliteLedger):
    """A ledger with a point just before each commit and just after it."""

    fuse = Fuse(0)

    @contextmanager
    def write(self, *, latest: float | None = None) -> Iterator[Any]:
        with super().write(latest=latest) as transaction:
            yield transaction
            self.fuse.point()
        self.fuse.point()


class Mortal:
    """Any collaborator, with a point just before and just after each of its methods that calls out."""

    def __init__(self, inner: object, fuse: Fuse, names: tuple[str, ...]) -> None:
        self._inner, self._fuse, self._names = inner, fuse, names

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return self._wrapped(found) if name in self._names else found

    def _wrapped(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def mortal(*args: Any, **kwargs: Any) -> Any:
            self._fuse.point()
            result = call(*args, **kwargs)
            self._fuse.point()
            return result

        return mortal


def make_mortal(world: World, fuse: Fuse) -> None:
    """From now on the bot passes points wherever it commits or calls out."""
    world.sqlite.__class__ = MortalLedger
    MortalLedger.fuse = fuse
    lane = world.bot.messages
    lane._slack = Mortal(lane._slack, fuse, ("post", "update", "whisper"))
    money = world.bot.money
    money._enkash = Mortal(money._enkash, fuse, ("allocate", "find", "balance_of"))


def live_through(world: World) -> None:
    """The whole main job, by people who try again where nothing was answered."""
    if not world.requests():
        world.slack.command(MEERA, DESIGN, LINE, is_typed=False)
    world.carry(money=False)
    (request,) = world.requests()
    if not world.now_of(request).decisions:
        world.slack.click(RAVI, DESIGN, world.card(request).ts, "reward_approve", request.id)
    world.carry()


def wait_it_out(world: World) -> None:
    """What the dead process had in hand comes back when its lease is over."""
    for pause_seconds in (60, *LOOK_UP_PAUSES_SECONDS):
        world.carry()
        world.clock.pass_time(seconds=pause_seconds + 1)
    world.carry()


def points_on_the_way(world: World) -> int:
    fuse = Fuse(0)
    make_mortal(world, fuse)
    live_through(world)
    return fuse.passed


def test_there_are_many_points_to_die_at(world: World) -> None:
    assert points_on_the_way(world) >= 40


@pytest.mark.slow
@pytest.mark.parametrize("burns_at", range(1, 73))
def test_killed_at_any_point_the_reward_is_finished_once(world: World, burns_at: int) -> None:
    make_mortal(world, Fuse(burns_at))
    try:
        live_through(world)
    except Killed:
        world.restart()
        live_through_again(world)
    wait_it_out(world)
    (request,) = world.requests()
    reward = world.reward(request)
    assert reward.status in {RewardStatus.ALLOCATED, RewardStatus.UNKNOWN}
    if reward.status is RewardStatus.ALLOCATED:
        assert world.enkash.balance_of("asha.rao@example.com") == 100
        assert "rewarded" in world.card(request).text
        assert world.thread(request)
    else:
        # Killed after the claim and before the POST: only a person can know that it did not happen.
        assert not world.allocations()
        assert not any("reached" in text for text in world.said())
    assert len(world.allocations()) <= 1
    # A reply whose posting was cut off is repeated once, so there may be two of it.
    assert max(Counter(world.thread(request)).values()) <= 2


def live_through_again(world: World) -> None:
    world.clock.pass_time(seconds=31)
    live_through(world)
