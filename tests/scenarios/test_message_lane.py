"""The lane of messages under pressure: paced, patient, and never stuck behind one that cannot go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from bot.core.errors import LedgerAway
from bot.core.message import Message, Post
from bot.ledger import Ledger, Reading
from bot.outbox.messages import LEASE, SlackOut
from bot.outbox.rate_limits import PER_PLACE, RateLimits
from bot.playground.faults import http_status, lose_reply, slack_error
from bot.playground.workspace import RESPONSE_URL
from tests.world import ASHA, DESIGN, LEADS, MEERA, RAVI, World, open_world

POST = "chat.postMessage"


def test_a_channel_gets_a_small_burst_and_then_about_one_message_a_second(world: World) -> None:
    seconds = [0.0]
    world.bot.messages._limits = RateLimits(lambda: seconds[0])
    for number in range(20):
        world.ask(f"<@U02ASHA> {number + 1} for tea")
    world.carry()
    assert len(world.slack.messages(DESIGN)) == PER_PLACE.burst
    seconds[0] += 5
    world.carry()
    assert len(world.slack.messages(DESIGN)) == 2 * PER_PLACE.burst


def test_a_message_that_slack_will_not_take_now_is_tried_ever_more_seldom(world: World) -> None:
    world.slack.faults.next(POST, http_status(503), times=1_000)
    world.ask()
    for _ in range(600):
        world.carry()
        world.clock.pass_time(seconds=1)
    assert 8 <= len([call for call in world.slack.calls if call.method == POST]) <= 60


@pytest.mark.parametrize("error", ["no_permission", "restricted_action", "invalid_blocks", "never_heard_of_it"])
def test_whatever_slack_refuses_for_good_the_giver_and_the_deciders_hear_of_it(world: World, error: str) -> None:
    world.slack.faults.next(POST, slack_error(error))
    world.ask()
    world.carry()
    assert "your request is safe" in world.whispered(MEERA)[-1]
    assert world.told(RAVI)


@pytest.mark.parametrize("error", ["rate_limited", "service_unavailable", "message_limit_exceeded"])
def test_what_slack_will_take_later_goes_later(world: World, error: str) -> None:
    world.slack.faults.next(POST, slack_error(error))
    world.ask()
    world.carry()
    assert not world.slack.messages(DESIGN)
    world.clock.pass_time(minutes=1)
    world.carry()
    assert world.slack.messages(DESIGN)


def test_a_gateway_that_may_have_passed_it_on_makes_at_most_two_cards(world: World) -> None:
    world.slack.faults.next(POST, lose_reply(), times=9)
    world.ask()
    for _ in range(20):
        world.bot.messages.run_once()
        world.clock.pass_time(minutes=1)
    assert len(world.slack.messages(DESIGN)) == 2


def test_an_answer_whose_fate_is_unknown_is_repeated_once(world: World) -> None:
    request = world.asked()
    world.slack.faults.next(RESPONSE_URL, lose_reply(), times=50)
    world.approve(request, by=ASHA)
    for _ in range(50):
        world.carry()
        world.clock.pass_time(seconds=20)
    assert len(world.whispered(ASHA)) == 2


def test_late_news_for_the_giver_goes_by_direct_message(world: World) -> None:
    world.ask(at=LEADS)
    world.clock.pass_time(minutes=26)
    world.carry()
    assert any("your request is safe" in text for text in world.told(MEERA))


def test_answers_to_two_different_clicks_of_one_person_both_arrive(world: World) -> None:
    request = world.asked()
    world.approve(request, by=MEERA)
    whisper = world.slack.whispers(MEERA)[0]
    world.slack.click(MEERA, DESIGN, whisper.ts, "reward_cancel", request.id)
    world.carry()
    said = world.whispered(MEERA)
    assert any("Your click changed nothing" in text or "You asked for this one" in text for text in said)
    assert any(text.startswith("Cancelled") for text in said)


def test_a_second_card_found_later_leaves_the_thread_where_it_is(world: World) -> None:
    world.slack.faults.next(POST, lose_reply())
    world.ask()
    world.carry()
    world.clock.pass_time(seconds=5)
    world.carry()
    (request,) = world.requests()
    first, second = (m for m in world.slack.messages(DESIGN) if request.id in m.text)
    world.slack.click(RAVI, DESIGN, first.ts, "reward_approve", request.id)
    world.carry()
    replies = [m for m in world.slack.messages(DESIGN) if m.thread_ts]
    assert {reply.thread_ts for reply in replies} == {second.ts}


def test_somebody_whom_the_ledger_does_not_know_makes_the_directory_ask_slack_again(world: World) -> None:
    world.ask("<@U0NOBODY> 100")
    assert world.bot.directory._refreshing._is_due.is_set()


def test_a_changed_user_group_is_read_again(world: World) -> None:
    world.slack.group_change("S0FINANCE", [RAVI])
    assert world.bot.directory._refreshing._is_due.is_set()


def test_a_user_group_that_is_gone_lets_nobody_decide_and_hides_no_other_news(tmp_path: Path) -> None:
    world = open_world(tmp_path, policy=f'[approvals]\napprovers = ["{RAVI}", "S0FINANCE"]')
    world.slack.faults.next("usergroups.users.list", slack_error("no_such_subteam"))
    world.bot.directory.refresh()
    with world.bot.ledger.read() as view:
        assert view.members(["S0FINANCE"]) == {"S0FINANCE": ()}
    world.served.stop()


def test_an_unknown_giver_is_told_that_it_is_about_them(world: World) -> None:
    world.alter("DELETE FROM slack_users WHERE id = ?", MEERA)
    world.ask()
    assert f"<@{MEERA}>" in world.whispered(MEERA)[-1]


# A carrier that stands still on its way to Slack, past its lease, while another one takes over and goes on.


@dataclass
class Sleeper:
    """The way to Slack, on which the first call of that kind leaves after everything else has happened."""

    within: SlackOut
    what: str
    meanwhile: Callable[[], object]

    def _sleeps(self, what: str) -> None:
        if what == self.what:
            self.what = ""
            self.meanwhile()

    def installation(self) -> object:
        return self.within.installation()

    def post(self, channel_id: str, message: Message, thread_ts: str | None = None) -> Post:
        self._sleeps("post")
        return self.within.post(channel_id, message, thread_ts)

    def upload(self, png: bytes, words: str) -> str:
        return self.within.upload(png, words)

    def update(self, post: Post, message: Message) -> None:
        self._sleeps("update")
        self.within.update(post, message)

    def whisper(self, response_url: str, message: Message, *, replace_original: bool) -> None:
        self.within.whisper(response_url, message, replace_original=replace_original)

    def publish_home(self, user_id: str, view: dict[str, Any]) -> None:
        self._sleeps("home")
        self.within.publish_home(user_id, view)


@pytest.mark.parametrize("is_lost", [False, True], ids=["its answer comes", "its answer gets lost"])
def test_a_carrier_that_wakes_late_leaves_no_older_words_on_the_card(world: World, is_lost: bool) -> None:
    request = world.asked()
    world.approve(request)

    def meanwhile() -> None:
        world.clock.pass_time(seconds=LEASE.total_seconds() + 1)
        world.carry()
        assert " rewarded " in world.card(request).text
        if is_lost:
            world.slack.faults.next("chat.update", lose_reply())

    world.bot.messages._slack = Sleeper(world.bot.messages._slack, "update", meanwhile)
    world.carry(money=False)
    world.clock.pass_time(minutes=1)
    world.carry()
    assert " rewarded " in world.card(request).text


def test_a_card_that_a_carrier_posts_late_does_not_stay_as_it_was(world: World) -> None:
    world.ask()
    (request,) = world.requests()

    def meanwhile() -> None:
        world.clock.pass_time(seconds=LEASE.total_seconds() + 1)
        world.carry()
        world.approve(request)
        world.carry()

    world.bot.messages._slack = Sleeper(world.bot.messages._slack, "post", meanwhile)
    world.carry()
    assert [" rewarded " in copy.text for copy in world.cards(request)] == [True, True]


class Unreadable:
    """The ledger, which cannot be read for so many times."""

    def __init__(self, ledger: Ledger, times: int) -> None:
        self._ledger = ledger
        self.write = ledger.write
        self._left = times

    @contextmanager
    def read(self) -> Iterator[Reading]:
        self._left -= 1
        if self._left >= 0:
            raise LedgerAway("on purpose")
        with self._ledger.read() as view:
            yield view


def test_what_could_not_be_drawn_was_never_said_and_is_in_no_doubt(world: World) -> None:
    world.bot.messages._ledger = cast(Ledger, Unreadable(world.bot.ledger, times=9))
    world.ask()
    for _ in range(9):
        with pytest.raises(LedgerAway):
            world.bot.messages.run_once()
        world.clock.pass_time(seconds=60)
    world.carry()
    (request,) = world.requests()
    assert world.card(request).text
    assert world.told(RAVI)
