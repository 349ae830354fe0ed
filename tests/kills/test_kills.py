"""A hundred deaths by SIGKILL of a running bot, at every named point at least once, and some more on Postgres: nothing
is lost or paid twice."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.core.reward import RequestStatus, RewardStatus
from bot.messages.answers import CANCEL
from bot.playground.enkash import ALLOCATE
from tests.kills.nursery import Nursery
from tests.kills.story import Story
from tests.kills.town import SHUTDOWN_SECONDS, TIMEOUT_SECONDS
from tests.kills.trial import trial
from tests.kills.witnesses import slow
from tests.mutants import Mutant, plant, run_module
from tests.waiting import wait_until
from tests.world import DESIGN, LEADS, MEERA

pytestmark = pytest.mark.slow

KILLS = 100
# A life costs more there; `make prove` lives as many as on SQLite.
KILLS_ON_POSTGRES = 26
# Of deaths when the points have moved, one in six shows it: the first story mostly does.
KILLS_FOR_A_MUTANT = 13
STORIES_FOR_A_MUTANT = 4

NOT_REACHED = "each named point is reached"

SENT_AGAIN = Mutant(
    "what was in flight when the process died is sent again",
    "bot/rewards/sending.py",
    '        self.settling.unknown(tx, errand, request, reward, "the bot stopped before it learned the outcome")\n',
    '        self.settling.not_sent(tx, errand, request, reward, NotSent("stopped"), tx.now)\n',
)


def test_no_kill_loses_a_reward_or_pays_one_twice() -> None:
    tally = trial(KILLS)
    print(f"{tally.tried} times {tally.what}, {tally.rewards} rewards")  # noqa: T201 - with -s, how thorough it was
    assert tally.lost == []
    assert tally.doubled == []
    missed = {line for line in tally.other if NOT_REACHED in line}
    assert [line for line in tally.other if line not in missed] == []
    # On a busy machine people come by a point less often: what a hundred did not reach, another hundred must.
    if missed:
        again = trial(KILLS, first_seed=1_000)
        assert [line for line in again.other if line in missed or NOT_REACHED not in line] == []
    assert tally.tried >= KILLS


def test_no_kill_on_postgres_loses_a_reward_or_pays_one_twice() -> None:
    tally = trial(KILLS_ON_POSTGRES, is_on_postgres=True)
    if tally.skipped:
        pytest.skip(tally.skipped)
    print(f"{tally.tried} times {tally.what}, {tally.rewards} rewards")  # noqa: T201 - with -s, how thorough it was
    assert (tally.lost, tally.doubled, tally.other) == ([], [], [])
    assert tally.tried >= KILLS_ON_POSTGRES


def test_the_trial_sees_a_bot_that_sends_again_what_was_in_flight(tmp_path: Path) -> None:
    plant(SENT_AGAIN, tmp_path)
    words = ("tests.kills", "--kills", str(KILLS_FOR_A_MUTANT), "--only", "when the points have moved", "--first")
    stories = (run_module(tmp_path, *words, str(seed)) for seed in range(1, STORIES_FOR_A_MUTANT + 1))
    assert any(story.returncode == 1 and "one POST each time" in story.stdout for story in stories)


def test_people_cancel_where_the_button_stands_and_no_answer_takes_the_place_of_a_card(tmp_path: Path) -> None:
    """On a card that button never stands: there the answer would stand in the card's place for everybody, or not, as
    the two were carried, and the trial would blame the bot for it."""
    nursery = Nursery()
    story = Story(7, tmp_path, nursery)
    people, slack = story.people, story.slack
    life = story.born()

    def is_cancelled() -> bool:
        people.at_once([people.ask, people.cancel, people.cancel])
        return any(request.status is RequestStatus.CANCELLED for request in people.requests())

    wait_until(is_cancelled)
    (card, *_) = slack.messages(DESIGN)
    with pytest.raises(LookupError):
        slack.click(MEERA, DESIGN, card.ts, CANCEL, people.requests()[0].id)
    story.end(life)
    assert story.told.verdict.other == []
    in_channels = [message.text for channel in (DESIGN, LEADS) for message in slack.messages(channel)]
    assert not any("Cancelled:" in text or "too late to cancel" in text for text in in_channels)
    story.close()
    nursery.close()


def test_told_to_end_under_load_it_leaves_in_time_and_has_written_down_all_that_enkash_answered(tmp_path: Path) -> None:
    """EnKash is slow, but not too slow, and several POSTs are under way."""
    nursery = Nursery()
    story = Story(7, tmp_path, nursery)
    people, enkash = story.people, story.enkash
    enkash.faults.next(ALLOCATE, slow(TIMEOUT_SECONDS / 2), times=100)
    life = story.born()

    def is_busy() -> bool:
        people.at_once([people.ask, people.ask, people.approve, people.approve, people.approve])
        return sum(not post.answered for post in enkash.posts) >= 2

    wait_until(is_busy)
    started = time.monotonic()
    story.end(life)
    assert time.monotonic() - started < SHUTDOWN_SECONDS + 5
    assert story.told.verdict.other == []
    wait_until(lambda: all(post.answered for post in enkash.posts))
    rewards = {request.reward.reference: request.reward for request in people.requests()}
    assert {rewards[post.reference].status for post in enkash.posts} == {RewardStatus.ALLOCATED}
    assert not any(reward.status in (RewardStatus.SENDING, RewardStatus.UNKNOWN) for reward in rewards.values())
    story.close()
    nursery.close()
