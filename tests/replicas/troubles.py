"""What befalls the processes of one ledger, each while the others and people go on."""

from __future__ import annotations

import signal
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tests.kills.points import STOPPING, WITHIN

if TYPE_CHECKING:
    from tests.replicas.story import Story

Trouble = Callable[["Story"], None]

PAST_EVERY_LEASE_SECONDS = 61
# Long enough for others to take over what a sleeper had in hand, and shorter than the database waits for one.
SLEEP_SECONDS = 1.5
AWAY_SECONDS = 1.0
# A process that is in doubt stops as if it were told to, and has a few seconds for what is in flight.
ENDS_WITHIN_SECONDS = 12.0
STEPS = tuple(point for point in WITHIN if point not in STOPPING)


def dies_at(point: str, story: Story) -> None:
    """Whoever does not come by the point is killed all the same."""
    place = story.place_for(point)
    place.replace(point)
    story.aim(lambda: place.life.is_over)
    story.aimed(point, place.life.is_over)
    place.life.signal(signal.SIGKILL)


def sleeps_at(point: str, story: Story) -> None:
    """It stands still past its lease, and is woken after others have gone on in its stead."""
    place = story.place_for(point)
    place.replace(point, signal.SIGSTOP)
    story.aim(lambda: place.is_stopped)
    story.aimed(point, place.is_stopped)
    place.life.signal(signal.SIGSTOP)
    story.now.pass_time(PAST_EVERY_LEASE_SECONDS)
    story.wait_up_to(SLEEP_SECONDS)
    place.life.signal(signal.SIGCONT)
    story.wait_up_to(0.5)


def dies(story: Story) -> None:
    story.any_place().life.signal(signal.SIGKILL)


def is_released(story: Story) -> None:
    """A new release: one process after the other."""
    for place in story.places:
        place.replace()


def database_restarts(how: signal.Signals, story: Story) -> None:
    story.server.restart(how)


def network_is_cut(story: Story) -> None:
    for place in story.some_places():
        place.line.cut()


def network_ends_on_one_side(story: Story) -> None:
    """The database goes on holding what the process had."""
    places = story.some_places()
    for place in places:
        place.line.half_close()
    story.wait_up_to(AWAY_SECONDS)
    for place in places:
        place.line.cut()


def network_swallows_everything(is_cut_then: bool, story: Story) -> None:
    places = story.some_places()
    for place in places:
        place.line.hold()
    story.wait_up_to(AWAY_SECONDS)
    for place in places:
        if is_cut_then:
            place.line.cut()
        place.line.let_go()


def a_commit_is_not_answered(is_cut_at_once: bool, story: Story) -> None:
    """The process cannot tell whether it was kept, and ends."""
    place = story.any_place()
    life = place.life
    if is_cut_at_once:
        place.line.lose_a_commit()
    else:
        place.line.swallow_a_commit()
    story.aim(lambda: place.line.has_lost_it)
    story.aimed("a commit's answer is lost", place.line.has_lost_it)
    place.line.let_go()
    if place.line.has_lost_it:
        story.wait_up_to(ENDS_WITHIN_SECONDS, lambda: life.is_over)
        assert life.is_over, "a commit was in doubt, and its process goes on"


OF_THE_DATABASE: dict[str, Trouble] = {
    "the database is restarted at once": partial(database_restarts, signal.SIGQUIT),
    "the database turns everybody out": partial(database_restarts, signal.SIGINT),
    "the network is cut": network_is_cut,
    "the network ends on one side": network_ends_on_one_side,
    "the network swallows everything for a while": partial(network_swallows_everything, False),
    "the network swallows everything, and is cut": partial(network_swallows_everything, True),
    "a commit's answer is lost": partial(a_commit_is_not_answered, True),
    "a commit's answer is swallowed": partial(a_commit_is_not_answered, False),
}
OF_PROCESSES: dict[str, Trouble] = {
    "a process dies": dies,
    "a new release": is_released,
    **{f"dies {point}": partial(dies_at, point) for point in STEPS},
    **{f"sleeps {point}": partial(sleeps_at, point) for point in STEPS},
}
TROUBLES = {**OF_THE_DATABASE, **OF_PROCESSES}
