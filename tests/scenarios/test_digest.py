"""A digest goes to its channel once a week or month, names no more than that channel may read, and is told of as soon
as it cannot go."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.digest import DigestRule
from bot.core.reward import Request
from bot.playground.enkash import ALLOCATE
from bot.playground.faults import http_status, lose_reply, slack_error
from bot.rewards.digesting import Digests
from bot.rewards.restoring import hold
from tests.scenarios.conftest import Open
from tests.scenarios.test_shared_channels import share
from tests.world import ASHA, DESIGN, FARAH, LEADS, MEERA, RAVI, World

GENERAL = "C02GENERAL"
LEAST = f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}"]
[operators]
people = ["{FARAH}"]
"""
WEEKLY = f'{LEAST}[digest]\nchannel = "{GENERAL}"\n'
# The world begins on Sunday the 22nd, at 18:00 in India.
MONDAY = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 09:30 there, when work begins
NEXT_MONDAY = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)


def given(world: World, text: str = f"<@{ASHA}> 100 for shipping the demo", *, at: str = DESIGN) -> Request:
    """A reward that reaches somebody now."""
    request = world.asked(text, at=at)
    world.approve(request, at=at)
    world.carry()
    return request


def look(world: World, at: datetime | None = None) -> None:
    """One look of whoever leads, then or now, and its messages."""
    world.clock.now = at or world.clock.now
    world.bot.digests.look()
    world.carry()


def digests(world: World, channel: str = GENERAL) -> list[str]:
    return [m.text for m in world.slack.messages(channel) if m.text.startswith(("*Rewards from", "*TEST"))]


def test_a_week_is_told_of_with_the_first_working_hour_after_it(opened: Open) -> None:
    world = opened(WEEKLY)
    look(world)
    given(world)
    look(world, MONDAY.replace(hour=3, minute=59))
    assert digests(world) == []
    look(world, MONDAY)
    assert [text.splitlines() for text in digests(world)] == [
        [
            "*Rewards from 16 Nov to 22 Nov 2026*",
            "1 reward for 1 person",
            f'• <@{ASHA}> (Asha Rao), from <@{MEERA}>: "shipping the demo"',
        ]
    ]


def test_each_week_is_told_of_once_however_often_it_is_looked_and_whatever_restarts(opened: Open) -> None:
    world = opened(WEEKLY)
    look(world)
    given(world)
    for minute in (0, 1, 30):
        look(world, MONDAY.replace(minute=minute))
        world.restart()
        world.bot.directory.refresh()
    look(world, NEXT_MONDAY)
    look(world)
    assert len(digests(world)) == 2
    assert world.rows("SELECT detail FROM outbox WHERE kind = 'digest' ORDER BY id") == [
        ("week 2026-11-16",), ("week 2026-11-23",)
    ]  # fmt: skip


def test_two_who_lead_for_a_moment_stage_one(opened: Open) -> None:
    world = opened(WEEKLY)
    look(world)
    world.clock.now = MONDAY
    leaders = [Digests(world.bot.ledger, world.policy) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(Digests.look, leaders))
    assert world.rows("SELECT count(*) FROM outbox WHERE kind = 'digest'") == [(1,)]


def test_one_that_was_staged_is_carried_after_a_crash(opened: Open) -> None:
    world = opened(WEEKLY)
    look(world)
    given(world)
    world.clock.now = MONDAY
    world.bot.digests.look()
    world.restart()
    world.bot.directory.refresh()
    world.carry()
    assert len(digests(world)) == 1


def test_nothing_of_before_they_were_turned_on_is_told(opened: Open) -> None:
    world = opened(LEAST)
    given(world)
    look(world)
    world.clock.now = MONDAY
    world.bot.rule_by(replace(world.policy, digest=DigestRule(GENERAL)))
    look(world)
    look(world)
    assert digests(world) == []
    look(world, NEXT_MONDAY)
    assert len(digests(world)) == 1
    assert "None this week." in digests(world)[0]


def test_turned_off_and_on_again_they_begin_anew(opened: Open) -> None:
    world = opened(WEEKLY)
    on = world.policy
    look(world)
    given(world)
    world.bot.rule_by(replace(on, digest=None))
    look(world)
    world.bot.rule_by(on)
    look(world, MONDAY)
    look(world)
    assert digests(world) == []


def test_another_channel_hears_nothing_of_before_it_was_named_and_the_old_one_nothing_any_more(opened: Open) -> None:
    world = opened(WEEKLY)
    look(world)
    given(world)
    world.clock.now = MONDAY
    world.bot.digests.look()
    world.bot.rule_by(replace(world.policy, digest=DigestRule(DESIGN)))
    look(world)
    assert digests(world) == digests(world, DESIGN) == []
    assert world.rows("SELECT outcome FROM outbox WHERE kind = 'digest'") == [("no longer needed",)]
    look(world, NEXT_MONDAY)
    assert (len(digests(world)), len(digests(world, DESIGN))) == (0, 1)


def test_after_days_without_a_bot_the_newest_week_alone_is_told_of(opened: Open) -> None:
    world = opened(WEEKLY)
    look(world)
    given(world)
    look(world, datetime(2026, 12, 16, 6, 0, tzinfo=UTC))
    assert [text.split("*")[1] for text in digests(world)] == ["Rewards from 7 Dec to 13 Dec 2026"]


def test_a_month_is_told_of_on_the_first_working_day_of_the_next(opened: Open) -> None:
    holiday = '[working_hours]\nholidays = ["2026-12-01"]\n'
    world = opened(f'{WEEKLY}every = "month"\n{holiday}')
    look(world)
    given(world)
    look(world, datetime(2026, 12, 1, 6, 0, tzinfo=UTC))
    assert digests(world) == []
    look(world, datetime(2026, 12, 2, 4, 0, tzinfo=UTC))
    assert [text.split("*")[1] for text in digests(world)] == ["Rewards from 1 Nov to 30 Nov 2026"]


def test_what_a_private_channel_or_two_people_hear_of_is_counted_and_not_named(opened: Open) -> None:
    world = opened(WEEKLY)
    world.slack.type_line(RAVI, LEADS, "/invite @Shabash")
    look(world)
    given(world)
    given(world, f"<@{ASHA}> 90 for a secret", at=LEADS)
    look(world, MONDAY)
    (told,) = digests(world)
    assert "secret" not in told
    assert told.splitlines()[1:] == [
        "2 rewards for 1 person",
        f'• <@{ASHA}> (Asha Rao), from <@{MEERA}>: "shipping the demo"',
        "And 1 more reward.",
    ]


def test_of_a_private_reward_nothing_is_told(opened: Open) -> None:
    values = '[values]\nownership = "🔑 Ownership"\ncare = "Care"\n'
    world = opened(f"{WEEKLY}leaderboard = true\n{values}")
    look(world)
    given(world, f"<@{ASHA}> 100 #ownership for shipping the demo")
    world.ask(f"private <@{ASHA}> 90 #care for a hard month")
    (private,) = [request for request in world.requests() if request.is_private]
    world.carry()
    (copy,) = [m for m in world.slack.direct_messages(RAVI) if private.id in str(m.blocks)]
    world.slack.click(RAVI, copy.channel_id, copy.ts, "reward_approve", private.id)
    world.carry()
    look(world, MONDAY)
    assert digests(world)[0].splitlines()[1:] == [
        "1 reward for 1 person",
        f'• <@{ASHA}> (Asha Rao), from <@{MEERA}>: "shipping the demo"',
        "*By value*: 🔑 Ownership 1",
        "*Thanked most*",
        f"1. <@{ASHA}> (Asha Rao): 1 reward",
    ]


def test_of_several_each_is_one_reward_and_privately_none_of_them_is_told(opened: Open) -> None:
    values = '[values]\nownership = "🔑 Ownership"\ncare = "Care"\n'
    world = opened(f"{WEEKLY}points = true\nleaderboard = true\n{values}")
    look(world)
    given(world, f"<@{ASHA}> <@{FARAH}> 50 #ownership for the release")
    private = world.asked(f"private <@{ASHA}> <@{FARAH}> 20 #care for a hard month")
    (copy,) = [m for m in world.slack.direct_messages(RAVI) if private.id in str(m.blocks)]
    world.slack.click(RAVI, copy.channel_id, copy.ts, "reward_approve", private.id)
    world.carry()
    look(world, MONDAY)
    first, second = sorted((ASHA, FARAH))
    told = digests(world)[0].splitlines()[1:]
    assert told[0] == "2 rewards of 100 points for 2 people"
    assert told[1] in {
        f'• <@{one}> and <@{other}>, from <@{MEERA}>, 50 points each: "the release"'
        for one, other in ((first, second), (second, first))
    }
    assert told[2] == "*By value*: 🔑 Ownership 2"
    assert [line.partition(": ")[2] for line in told if line.startswith("1. ")] == ["1 reward of 50 points"] * 2


def test_the_digests_own_channel_may_be_private_and_hears_of_what_was_asked_there(opened: Open) -> None:
    world = opened(WEEKLY.replace(GENERAL, LEADS))
    world.slack.type_line(RAVI, LEADS, "/invite @Shabash")
    look(world)
    given(world, f"<@{ASHA}> 90 for a secret", at=LEADS)
    look(world, MONDAY)
    assert "a secret" in digests(world, LEADS)[0]


def test_while_slack_does_not_tell_what_is_private_the_digest_waits(opened: Open) -> None:
    world = opened(WEEKLY)
    look(world)
    given(world)
    world.clock.now = MONDAY
    world.slack.faults.always("conversations.info", http_status(503))
    world.bot.digests.look()
    world.carry()
    assert digests(world) == []
    world.slack.faults.clear()
    world.clock.pass_time(minutes=2)
    world.carry()
    assert "shipping the demo" in digests(world)[0]


@pytest.mark.parametrize("word", ["not_in_channel", "is_archived"])
def test_where_slack_refuses_the_channel_the_operators_hear_of_it(opened: Open, word: str) -> None:
    world = opened(WEEKLY)
    look(world)
    world.slack.faults.next("chat.postMessage", slack_error(word))
    look(world, MONDAY)
    assert digests(world) == []
    (told,) = [text for text in world.told(FARAH) if "digest" in text]
    assert word in told


def test_a_channel_shared_with_another_company_hears_nothing_and_the_operators_are_told(opened: Open) -> None:
    world = opened(WEEKLY)
    look(world)
    given(world)
    share(world, GENERAL)
    look(world, MONDAY)
    assert digests(world) == []
    assert any("shared with another company" in text for text in world.told(FARAH))


def test_what_was_asked_in_a_channel_that_is_shared_by_now_is_not_named(opened: Open) -> None:
    world = opened(WEEKLY)
    look(world)
    given(world)
    share(world, DESIGN)
    look(world, MONDAY)
    assert digests(world)[0].splitlines()[1:] == ["1 reward for 1 person"]


def test_points_and_the_leaderboard_stand_there_only_where_the_policy_says_so(opened: Open) -> None:
    budget = '[[budgets]]\nper = "company"\npoints = 1000\nevery = "month"\n'
    plain = opened(f"{WEEKLY}{budget}")
    look(plain)
    given(plain)
    look(plain, MONDAY)
    (told,) = digests(plain)
    assert not re.search(r"points|\b100\b|1,000|Thanked most", told)
    assert told.endswith("Of the company's budget for November 2026, 10 % is used.")


def test_where_the_policy_says_so_both_stand_there(opened: Open) -> None:
    budget = '[[budgets]]\nper = "company"\npoints = 1000\nevery = "month"\n'
    world = opened(f"{WEEKLY}points = true\nleaderboard = true\n{budget}")
    look(world)
    given(world)
    look(world, MONDAY)
    (told,) = digests(world)
    assert told.splitlines()[1:] == [
        "1 reward of 100 points for 1 person",
        f'• <@{ASHA}> (Asha Rao), from <@{MEERA}>, 100 points: "shipping the demo"',
        "*Thanked most*",
        f"1. <@{ASHA}> (Asha Rao): 1 reward of 100 points",
        "Of the company's budget for November 2026, 10 % is used (100 of 1,000 points).",
    ]


def test_nobody_leads_by_what_the_channel_may_not_read(opened: Open) -> None:
    world = opened(f"{WEEKLY}leaderboard = true\n")
    world.slack.type_line(RAVI, LEADS, "/invite @Shabash")
    look(world)
    given(world, f"<@{ASHA}> 90 for a secret", at=LEADS)
    look(world, MONDAY)
    assert ASHA not in digests(world)[0]


def test_what_waits_and_what_is_unknown_is_counted(opened: Open) -> None:
    world = opened(WEEKLY)
    look(world)
    world.asked(f"<@{ASHA}> 20 for tea")
    world.enkash.faults.always(ALLOCATE, lose_reply())
    given(world)
    world.enkash.faults.clear()
    with world.bot.ledger.read() as view:
        assert view.counts().unknown.count == 1
    world.clock.now = MONDAY
    world.bot.digests.look()
    world.bot.messages.run_once()
    (told,) = digests(world)
    assert told.splitlines()[1:] == [
        "None this week.",
        "1 request waits for a decision.",
        "EnKash has not confirmed 1 reward yet; I am looking.",
    ]


def test_a_ledger_that_was_restored_tells_nothing_twice(opened: Open) -> None:
    world = opened(WEEKLY)
    look(world)
    given(world)
    with world.bot.ledger.write() as tx:
        hold(tx, "test")
    look(world, MONDAY)
    look(world)
    assert digests(world) == []


def test_the_history_says_that_a_digest_went(opened: Open) -> None:
    world = opened(WEEKLY)
    look(world)
    look(world, MONDAY)
    assert world.rows("SELECT actor, detail FROM history WHERE event = 'digest'") == [
        ("clock", f"week 2026-11-16 for {GENERAL}")
    ]
