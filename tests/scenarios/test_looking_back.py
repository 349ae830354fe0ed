"""What was asked in the days before: the tier of a sum, people who ask for each other, and one reward in parts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.core.recent import NOTHING_SEEN, Sum
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.messages.explaining import explained
from bot.playground import enkash_faults
from bot.playground.enkash import ALLOCATE
from bot.rewards.explaining import Explainer
from bot.rewards.sealing import Sealer
from bot.settings import to_policy
from tests.auditing import findings
from tests.bench.statements import recorded_on_sqlite
from tests.scenarios.conftest import Open, vouched_for
from tests.scenarios.test_tiers import happened
from tests.world import ASHA, DESIGN, FARAH, MEERA, NIKHIL, RAVI, World, open_world

TIERS = f"""
[[approvals.tiers]]
up_to_points = 50
approvals = 0
[[approvals.tiers]]
up_to_points = 500
approvals = 1
[[approvals.tiers]]
up_to_points = 10000
approvals = 2
approvers = ["{RAVI}", "{FARAH}", "{NIKHIL}"]
[[budgets]]
per = "giver"
points = 100000
every = "year"
"""


def policy(*lines: str) -> str:
    return "\n".join([f'[approvals]\napprovers = ["{RAVI}", "{FARAH}"]', *lines, TIERS])


SUM = policy("same_person_days = 30")
MUTUAL = policy("mutual_days = 30")
MUTUAL_NEXT = policy("mutual_days = 30", 'mutual = "next_tier"')
SPLIT = policy("split_days = 7")
SPLIT_NEXT = policy("split_days = 7", 'split = "next_tier"')
SUM_AND_SPLIT = policy("same_person_days = 30", "split_days = 7", 'split = "next_tier"')


@pytest.fixture
def opened(opened: Open) -> Iterator[Open]:
    """And afterwards the history vouches for everything."""
    yield from vouched_for(opened)


def confirm_of(blocks: Any) -> str:
    """What the Approve among these blocks asks first; empty where it asks nothing."""
    (row,) = [block for block in blocks if block["type"] == "actions"]
    return str(row["elements"][0].get("confirm", {}).get("text", {}).get("text", ""))


def at_once(world: World, *asked: tuple[str, str]) -> None:
    """So many commands, each by whom, at one moment."""
    ready = threading.Barrier(len(asked))

    def ask(by: str, line: str) -> None:
        ready.wait(10)
        world.ask(line, by=by)

    threads = [threading.Thread(target=ask, args=each) for each in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def in_channels(world: World) -> str:
    """Everything that stands where others may read it, dialogs and all."""
    return str([(message.text, message.blocks) for message in world.slack.messages(DESIGN) if not message.only_for])


def returned(world: World, points: int = 60) -> Request:
    """Asha asks for points for Meera, two days before what comes next."""
    request = world.asked(f"<@{MEERA}> {points} for the help", by=ASHA)
    world.clock.pass_time(days=2)
    return request


# The tier of a sum.


def test_the_sum_of_what_a_giver_asks_for_one_person_decides_the_tier(opened: Open) -> None:
    world = opened(SUM)
    first = world.asked(f"<@{ASHA}> 300")
    second = world.asked(f"<@{ASHA}> 201")
    assert (first.quorum, first.lookback) == (1, NOTHING_SEEN)
    assert (second.quorum, second.tier_up_to_points, second.lookback.same_person) == (2, 10_000, Sum(501, 30))
    assert "0 of 2 approvals, waiting for <@U02RAVI>, <@U05FARAH> or <@U07NIKHIL>" in world.card(second).text
    for person in (RAVI, NIKHIL):
        world.approve(second, by=person)
    world.carry()
    assert world.reward(second).status is RewardStatus.ALLOCATED


def test_giver_and_deciders_read_why_and_the_channel_does_not(opened: Open) -> None:
    world = opened(SUM)
    world.asked(f"<@{ASHA}> 300")
    world.ask(f"<@{ASHA}> 201")
    assert (
        "With this, you have asked for 501 points for <@U02ASHA> in 30 days, and that sum decides whose approval it "
        "needs." in world.whispered(MEERA)[-1]
    )
    world.carry()
    for decider in (RAVI, NIKHIL):
        assert (
            "With this, <@U02MEERA> has asked for 501 points for <@U02ASHA> in 30 days, and it is in the tier of that "
            "sum" in world.told(decider)[-1]
        )
    assert "501" not in in_channels(world)


def test_another_giver_another_person_and_what_came_to_nothing_are_no_part_of_it(opened: Open) -> None:
    world = opened(SUM)
    world.asked(f"<@{ASHA}> 400", by=NIKHIL)
    world.asked(f"<@{RAVI}> 400")
    declined, refused = world.asked(f"<@{ASHA}> 401"), world.asked(f"<@{ASHA}> 60")
    world.decline(declined, "not now")
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Card is blocked"))
    world.approve(refused)
    world.carry()
    assert world.asked(f"<@{ASHA}> 402").quorum == 1


def test_after_the_days_it_counts_no_more(opened: Open) -> None:
    world = opened(SUM)
    paid = world.asked(f"<@{ASHA}> 400")
    world.approve(paid)
    world.carry()
    world.clock.pass_time(days=29)
    raised = world.asked(f"<@{ASHA}> 101")
    assert raised.quorum == 2
    world.ask(f"cancel {raised.id}")
    world.clock.pass_time(days=2)
    assert world.asked(f"<@{ASHA}> 101").quorum == 1


def test_what_is_approved_by_itself_adds_up_too(opened: Open) -> None:
    world = opened(SUM)
    assert [world.asked(f"<@{ASHA}> {points}").quorum for points in (25, 24, 2)] == [0, 0, 1]


def test_requests_that_race_are_all_in_the_sum(opened: Open) -> None:
    """Of ten at once only as many are approved by one as fit into its tier together."""
    world = opened(SUM)
    at_once(world, *((MEERA, f"<@{ASHA}> {100 + number}") for number in range(10)))
    found = world.requests()
    assert len(found) == 10
    assert sum(request.points for request in found if request.quorum == 1) <= 500
    assert sorted(request.tier_points for request in found)[-1] == sum(100 + number for number in range(10))


def test_who_decides_is_judged_by_the_tier_of_the_sum_later_too(opened: Open) -> None:
    """Nikhil is in the higher tier alone: what waits for him is listed, and he may decide."""
    world = opened(SUM)
    world.asked(f"<@{ASHA}> 300")
    raised = world.asked(f"<@{ASHA}> 201")
    world.ask("pending", by=NIKHIL)
    assert raised.id in world.whispered(NIKHIL)[-1]
    world.approve(raised, by=NIKHIL)
    assert world.now_of(raised).approvers == (NIKHIL,)


# Two who ask for each other.


def test_those_who_decide_see_that_two_ask_for_each_other_and_nobody_else_does(opened: Open) -> None:
    world = opened(MUTUAL)
    earlier = returned(world)
    request = world.asked(f"<@{ASHA}> 100")
    seen = f"<@U02ASHA> asked for points for <@U02MEERA> 2 days before ({earlier.id})"
    for decider in (RAVI, FARAH):
        copy = world.slack.direct_messages(decider)[-1]
        assert seen in copy.text
        assert confirm_of(copy.blocks) == (
            f"The recipient asked for points for the giver 2 days before ({earlier.id})."
        )
    assert "2 days before" not in in_channels(world)
    assert confirm_of(world.card(request).blocks) == ""
    assert not any(earlier.id in text for text in world.whispered(MEERA))
    world.ask(f"status {request.id}", by=ASHA)
    assert earlier.id not in world.whispered(ASHA)[-1]
    assert (request.quorum, request.lookback.needs_next_tier) == (1, False)


def test_approve_in_the_channel_leads_to_where_it_is_to_be_read(opened: Open) -> None:
    world = opened(MUTUAL)
    returned(world)
    request = world.asked(f"<@{ASHA}> 100")
    world.approve(request)
    world.carry()
    assert world.now_of(request).status is RequestStatus.PENDING
    assert "there is something that only those who decide are to see" in world.whispered(RAVI)[-1]
    world.approve(request, by=NIKHIL)
    world.carry()
    assert "Only <@U02RAVI> or <@U05FARAH> can decide" in world.whispered(NIKHIL)[-1]
    copy = world.slack.direct_messages(RAVI)[-1]
    world.slack.click(RAVI, world.slack.state.direct_channel(RAVI).id, copy.ts, "reward_approve", request.id)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED


def test_the_form_for_approving_less_says_it_too_wherever_it_is_opened(opened: Open) -> None:
    world = opened(MUTUAL)
    returned(world)
    request = world.asked(f"<@{ASHA}> 100")
    world.choose("lower", request)
    (view,) = world.slack.views(RAVI)
    assert "<@U02ASHA> asked for points for <@U02MEERA>" in str(view.definition["blocks"])
    world.choose("lower", request, by=NIKHIL)
    assert not world.slack.views(NIKHIL)
    world.fill_in("60", by=RAVI)
    world.carry()
    assert (world.reward(request).status, world.reward(request).points) == (RewardStatus.ALLOCATED, 60)


def test_what_was_not_approved_is_no_part_of_the_sum(opened: Open) -> None:
    world = opened(SUM)
    world.lower(world.asked(f"<@{ASHA}> 400"), 100)
    assert world.asked(f"<@{ASHA}> 380").quorum == 1
    assert world.asked(f"<@{ASHA}> 100").quorum == 2


def test_it_can_be_approved_in_the_list_which_says_it_too_and_declined_anywhere(opened: Open) -> None:
    world = opened(MUTUAL)
    earlier = returned(world)
    first, second = world.asked(f"<@{ASHA}> 100"), world.asked(f"<@{ASHA}> 101")
    world.ask("pending", by=RAVI)
    listed = world.slack.whispers(RAVI)[-1]
    assert listed.text.count(f"2 days before ({earlier.id})") == 2
    world.slack.click(RAVI, DESIGN, listed.ts, "reward_approve_listed", first.id)
    world.decline(second, "one is enough")
    world.carry()
    assert world.reward(first).status is RewardStatus.ALLOCATED
    assert world.now_of(second).status is RequestStatus.DECLINED


def test_who_has_no_copy_yet_gets_one_when_they_approve_in_the_channel(opened: Open) -> None:
    """Of seven who may decide, five have the card directly."""
    world = opened(MUTUAL)
    returned(world)
    request = world.asked(f"<@{ASHA}> 100")
    world.alter("DELETE FROM posts WHERE request_id = ? AND place = ?", request.id, FARAH)
    world.alter("DELETE FROM outbox WHERE request_id = ? AND place = ?", request.id, FARAH)
    before = len(world.slack.direct_messages(FARAH))
    world.approve(request, by=FARAH)
    world.carry()
    copies = world.slack.direct_messages(FARAH)
    assert len(copies) == before + 1
    assert "2 days before" in copies[-1].text


def test_where_the_policy_says_so_it_needs_the_next_tier(opened: Open) -> None:
    world = opened(MUTUAL_NEXT)
    earlier = returned(world)
    request = world.asked(f"<@{ASHA}> 100")
    assert (request.quorum, request.tier_up_to_points) == (2, 10_000)
    assert "For that, the policy has put it in the next tier" in world.told(RAVI)[-1]
    assert f"after {earlier.id} the other way; the next tier" in [
        detail for _, _, detail in happened(world, request.id)
    ]


def test_after_the_last_tier_nobody_reads_of_a_next_one_and_one_added_later_takes_no_right(opened: Open) -> None:
    world = opened(MUTUAL_NEXT)
    returned(world)
    request = world.asked(f"<@{ASHA}> 6000")
    assert "next tier" not in world.told(RAVI)[-1]
    assert "next tier" not in str(world.history(request))
    more = f'[[approvals.tiers]]\nup_to_points = 20000\napprovals = 1\napprovers = ["{NIKHIL}"]\n[[budgets]]'
    world.bot.rule_by(to_policy(MUTUAL_NEXT.replace("[[budgets]]", more)))
    world.bot.directory.refresh()
    world.carry()
    assert f"waiting for <@{RAVI}>, <@{FARAH}> or <@{NIKHIL}>" in world.card(request).text


def test_who_decides_is_judged_by_the_next_tier_later_too(opened: Open) -> None:
    world = opened(MUTUAL_NEXT)
    returned(world)
    request = world.asked(f"<@{ASHA}> 100")
    world.ask("pending", by=NIKHIL)
    listed = world.slack.whispers(NIKHIL)[-1]
    assert request.id in listed.text
    world.slack.click(NIKHIL, DESIGN, listed.ts, "reward_approve_listed", request.id)
    assert world.now_of(request).approvers == (NIKHIL,)


@pytest.mark.parametrize("text", [MUTUAL, MUTUAL_NEXT])
def test_what_deciders_are_to_see_is_not_approved_by_itself(opened: Open, text: str) -> None:
    world = opened(text)
    assert world.asked(f"<@{ASHA}> 40").quorum == 0
    returned(world)
    assert world.asked(f"<@{ASHA}> 41").quorum == 1


def test_two_who_ask_for_each_other_at_the_same_moment_are_seen_by_one_of_the_two(opened: Open) -> None:
    world = opened(MUTUAL)
    for points in range(60, 65):
        at_once(world, (MEERA, f"<@{ASHA}> {points}"), (ASHA, f"<@{MEERA}> {points}"))
        two = [request for request in world.requests() if request.points == points]
        assert len(two) == 2
        assert sum(request.lookback.mutual_with is not None for request in two) == 1
        world.clock.pass_time(days=31)
        world.carry()


# One reward in parts.


def test_those_who_decide_see_what_in_one_request_would_be_in_a_higher_tier(opened: Open) -> None:
    world = opened(SPLIT)
    world.asked(f"<@{ASHA}> 300")
    request = world.asked(f"<@{ASHA}> 201")
    assert (request.quorum, request.lookback.split) == (1, Sum(501, 7))
    seen = "asked for 501 points for <@U02ASHA> in 7 days, which in one request would be in a higher tier"
    assert f"<@U02MEERA> has {seen}" in world.told(RAVI)[-1]
    assert "501 points for this person in 7 days" in confirm_of(world.slack.direct_messages(RAVI)[-1].blocks)
    assert "501" not in in_channels(world)
    assert "501" not in world.whispered(MEERA)[-1]


def test_in_parts_it_needs_the_next_tier_where_the_policy_says_so(opened: Open) -> None:
    world = opened(SPLIT_NEXT)
    world.asked(f"<@{ASHA}> 300")
    assert world.asked(f"<@{ASHA}> 201").quorum == 2
    world.clock.pass_time(days=7, seconds=5)
    world.carry()
    assert world.asked(f"<@{ASHA}> 202").quorum == 1


def test_parts_under_what_is_approved_by_itself_are_not(opened: Open) -> None:
    world = opened(SPLIT)
    assert [world.asked(f"<@{ASHA}> {points}").quorum for points in (30, 31)] == [0, 1]


def test_where_the_sum_decides_the_tier_already_it_is_said_once(opened: Open) -> None:
    world = opened(SUM_AND_SPLIT)
    world.asked(f"<@{ASHA}> 300")
    request = world.asked(f"<@{ASHA}> 201")
    assert (request.lookback.same_person, request.lookback.split) == (Sum(501, 30), None)
    assert world.told(RAVI)[-1].count("501 points") == 1


# What else says it.


def test_explain_says_to_a_giver_what_is_their_business_and_records_nothing(opened: Open) -> None:
    world = opened(policy("same_person_days = 30", "mutual_days = 30", 'mutual = "next_tier"'))
    earlier = returned(world)
    world.asked(f"<@{ASHA}> 40")
    world.ask(f"explain <@{ASHA}> 45")
    said = world.whispered(MEERA)[-1]
    assert (
        "*Tier:* up to 10,000 points, 2 approvals by <@U02RAVI>, <@U05FARAH> or <@U07NIKHIL>. Now these could approve: "
        "<@U02RAVI>, <@U05FARAH> and <@U07NIKHIL>. With this, the giver has asked for 85 points for <@U02ASHA> in 30 "
        "days, and the tier is of that sum. The policy puts it in the next tier, for something that those who decide "
        "alone are shown." in said
    )
    assert "other" not in said.partition("*Tier:*")[2].partition("\n")[0]
    found = Explainer(world.bot.ledger, world.policy, lambda allocation: {}).explain(f"<@{ASHA}> 45", MEERA, DESIGN)
    assert "giver and recipient ask for each other" in explained(found, command="/reward").text, "on the command line"
    assert earlier.id not in said
    assert len(world.requests()) == 2


def test_the_history_says_what_was_seen_and_vouches_for_it(opened: Open) -> None:
    world = opened(policy("same_person_days = 30", "mutual_days = 30"))
    earlier = returned(world)
    world.asked(f"<@{ASHA}> 300")
    request = world.asked(f"<@{ASHA}> 201")
    assert ("looked back", "policy", f"501 points to the same person in 30 days; after {earlier.id} the other way") in (
        happened(world, request.id)
    )
    Sealer(world.bot.ledger).seal()
    for column, value in (("mutual_with", None), ("same_person_points", None), ("needs_next_tier", 1)):
        before = dict(world.rows(f"SELECT id, {column} FROM requests"))
        world.alter(f"UPDATE requests SET {column} = ? WHERE id = ?", value, request.id)
        (found,) = findings(world)
        assert column in found
        world.alter(f"UPDATE requests SET {column} = ? WHERE id = ?", before[request.id], request.id)
    world.alter("UPDATE rewards SET asked_at = '2020-01-01T00:00:00.000000+00:00' WHERE request_id = ?", request.id)
    (found,) = findings(world)
    assert "asked_at is not that of its request" in found
    world.alter("UPDATE rewards SET asked_at = (SELECT asked_at FROM requests WHERE id = request_id)")


@pytest.mark.parametrize(("text", "times"), [(policy(), 0), (SUM, 1), (MUTUAL, 2)])
def test_a_policy_that_does_not_look_back_reads_nothing_for_it(tmp_path: Path, text: str, times: int) -> None:
    with recorded_on_sqlite() as statements:
        world = open_world(tmp_path, policy=text)
    world.ask(f"<@{ASHA}> 300")
    assert sum("INDEXED BY rewards_by_recipient" in found.sql for found in statements) == times
