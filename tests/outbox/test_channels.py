"""Whether a channel may hear of rewards: asked of Slack, believed for a minute, and never guessed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.message import Silence
from bot.outbox.channels import BELIEVED_SECONDS, Channels, Withheld
from bot.slack import InDoubt, MissingScope, NoPlace, NotPosted, SlackTrouble, is_shared

DESIGN = "C02DESIGN"


class Telling:
    """A Slack that says the next of these, and the last of them for ever."""

    def __init__(self, *answers: dict[str, Any] | SlackTrouble) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    def channel(self, channel_id: str) -> dict[str, Any]:
        self.asked.append(channel_id)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, SlackTrouble):
            raise answer
        return answer


class Seconds:
    """A monotonic clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


def silence(channels: Channels, place: str = DESIGN) -> Silence | None:
    try:
        channels.admit(place)
    except Withheld as error:
        return error.silence
    return None


@pytest.mark.parametrize(
    ("told", "shared"),
    [
        ({}, False),
        ({"is_shared": False, "is_ext_shared": False, "is_pending_ext_shared": False}, False),
        ({"is_shared": True, "is_org_shared": True}, False),
        ({"is_shared": True, "is_ext_shared": True}, True),
        ({"is_shared": True, "is_ext_shared": True, "is_org_shared": True}, True),
        ({"is_pending_ext_shared": True}, True),
        ({"is_shared": True}, True),
    ],
)
def test_what_slack_says_of_a_channel_means(told: dict[str, Any], shared: bool, clock: Seconds) -> None:
    assert is_shared(told) is shared
    assert silence(Channels(Telling(told), clock)) is (Silence.SHARED if shared else None)


def test_an_answer_is_believed_for_a_minute_and_no_longer(clock: Seconds) -> None:
    slack = Telling({}, {"is_ext_shared": True})
    channels = Channels(slack, clock)
    for _ in range(3):
        assert silence(channels) is None
    clock.now += BELIEVED_SECONDS - 0.1
    assert silence(channels) is None
    assert len(slack.asked) == 1
    clock.now += 0.1
    assert silence(channels) is Silence.SHARED
    assert len(slack.asked) == 2


@pytest.mark.parametrize("place", ["U02RAVI", "W02RAVI", "D02RAVI"])
def test_people_are_asked_nothing_about(place: str, clock: Seconds) -> None:
    slack = Telling({"is_ext_shared": True})
    assert silence(Channels(slack, clock), place) is None
    assert not slack.asked


def test_each_channel_has_an_answer_of_its_own_and_stale_ones_are_forgotten(clock: Seconds) -> None:
    slack = Telling({}, {"is_ext_shared": True}, {})
    channels = Channels(slack, clock)
    assert [silence(channels, place) for place in ("C1", "C2", "C3")] == [None, Silence.SHARED, None]
    assert silence(channels, "C2") is Silence.SHARED
    clock.now += BELIEVED_SECONDS
    channels.admit("C4")
    assert set(channels._answers) == {"C4"}


def test_without_the_scope_nobody_can_tell_and_slack_is_not_asked_again_at_once(clock: Seconds) -> None:
    slack = Telling(MissingScope("channels:read"))
    channels = Channels(slack, clock)
    assert [silence(channels), silence(channels)] == [Silence.UNTOLD, Silence.UNTOLD]
    assert len(slack.asked) == 1
    with pytest.raises(Withheld) as raised:
        channels.admit(DESIGN)
    assert raised.value.needed == "channels:read"


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [(InDoubt("TimeoutError"), NotPosted), (NotPosted("HTTP 503"), NotPosted), (NoPlace("channel_not_found"), NoPlace)],
)
def test_trouble_is_no_leave_to_post_and_is_not_remembered(
    trouble: SlackTrouble, kind: type[SlackTrouble], clock: Seconds
) -> None:
    channels = Channels(Telling(trouble, {}), clock)
    with pytest.raises(kind):
        channels.admit(DESIGN)
    assert silence(channels) is None
