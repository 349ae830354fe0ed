"""Several people in one request: one card and one approval, and for each of them a reward of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.core.recent import Sum
from bot.core.reward import Request, RequestStatus, Reward, RewardStatus
from bot.playground import enkash_faults
from bot.playground.enkash import ALLOCATE
from bot.playground.faults import lose_reply
from bot.playground.slack_choices import Chosen
from bot.playground.slack_nouns import Group
from tests.scenarios.conftest import Open, vouched_for
from tests.scenarios.test_operators import press, say, with_button
from tests.world import ASHA, DESIGN, FARAH, MEERA, NIKHIL, RAVI, World

GENERAL = "C02GENERAL"
BOTH = f"<@{ASHA}> <@{FARAH}> 50 for the release"
ASHAS, FARAHS = "asha.rao@example.com", "farah.khan@example.com"


@pytest.fixture
def ruled(opened: Open) -> Iterator[Open]:
    """A world under a policy of the test's own; at the end the history vouches for it, and every pot adds up."""
    yield from vouched_for(opened)


def policy(rules: str = "", *, approvers: tuple[str, ...] = (RAVI, FARAH)) -> str:
    named = ", ".join(f'"{person}"' for person in approvers)
    return f'[approvals]\napprovers = [{named}]\n[operators]\npeople = ["{RAVI}"]\n{rules}'


def both(world: World, line: str = BOTH) -> Request:
    """Asked for and approved."""
    request = world.asked(line)
    world.approve(request)
    world.carry()
    return world.now_of(request)


def statuses(world: World, request: Request) -> list[RewardStatus | None]:
    return [reward.status for reward in world.now_of(request).rewards]


def changed(world: World, person: str, **facts: Any) -> None:
    """Slack says something else of somebody."""
    world.slack.user_change(replace(world.slack.state.users[person], **facts))


def told(world: World, text: str, *, by: str = MEERA) -> str:
    """The answer to a line as Slack sends it."""
    assert world.slack.command(by, DESIGN, text, is_typed=False).trouble == ""
    return world.whispered(by)[-1]


# From asked to arrived.


def test_the_total_is_said_before_anything_is_asked_and_one_approval_moves_a_reward_to_each(world: World) -> None:
    request = world.asked(BOTH)
    who = f"<@{ASHA}> (Asha Rao) and <@{FARAH}> (Farah Khan)"
    assert world.whispered(MEERA)[-1].startswith(
        f"Asked for 50 points each for {who}, 100 points in all. <@{RAVI}> can"
    )
    assert f"would like to reward {who} with 50 points each, 100 points in all" in world.card(request).text
    assert [reward.id for reward in request.rewards] == [f"{request.id}/1", f"{request.id}/2"]
    world.approve(request)
    world.carry()
    assert statuses(world, request) == [RewardStatus.ALLOCATED] * 2
    assert (world.enkash.balance_of(ASHAS), world.enkash.balance_of(FARAHS)) == (50, 50)
    references = [reward.reference for reward in request.rewards]
    assert sorted(post.reference for post in world.allocations()) == sorted(references)
    assert len({*references}) == 2
    assert all(reference.startswith(request.id.replace("-", "")) for reference in references)
    assert f"rewarded {who} with 50 points each 🎉" in world.card(request).text
    balances = f"<@{ASHA}> (new balance 50 points) and <@{FARAH}> (new balance 50 points)"
    assert world.thread(request) == [f"Both have their points: {balances}. {request.id}"]
    for person, part in ((ASHA, 1), (FARAH, 2)):
        (thanks,) = [text for text in world.told(person) if "rewarded you" in text]
        assert thanks.endswith(f"New balance: 50 points. {request.id}/{part}")


def test_no_message_says_that_anybody_has_points_before_enkash_said_so(world: World) -> None:
    request = world.asked(BOTH)
    world.approve(request)
    arrived: list[Reward] = []
    for _ in range(50):
        world.carry(money=False)
        arrived = [each for each in world.now_of(request).rewards if each.status is RewardStatus.ALLOCATED]
        assert (" rewarded " in world.card(request).text) is (len(arrived) == 2)
        assert ("1 of 2 has their points." in world.card(request).text) is (len(arrived) == 1)
        assert world.thread(request) == [] or len(arrived) == 2
        if not world.bot.money.run_once():
            break
    assert len(arrived) == 2


def test_nobody_who_receives_decides(world: World) -> None:
    request = world.asked(BOTH)
    world.approve(request, by=FARAH)
    world.carry()
    assert world.whispered(FARAH)[-1] == "This one is for you, so somebody else decides."
    assert world.now_of(request).status is RequestStatus.PENDING
    assert all(request.id not in text for text in world.told(FARAH))
    assert "three different people" in told(world, f"<@{RAVI}> <@{FARAH}> 50")


def test_one_whom_enkash_refuses_is_named_at_once_and_the_others_have_theirs(world: World) -> None:
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Card is blocked"))
    request = both(world)
    assert statuses(world, request) == [RewardStatus.FAILED, RewardStatus.ALLOCATED]
    card = world.card(request).text
    assert f"rewarded <@{FARAH}> (Farah Khan) with 50 points 🎉" in card
    assert f"1 of 2 has their points. EnKash did not accept those for <@{ASHA}>. The thread says more." in card
    refusal, summary = world.thread(request)
    assert refusal.startswith(f"EnKash did not accept the reward for <@{ASHA}>, so no points moved.")
    assert refusal.endswith(f"{request.id}/1")
    assert summary == (
        f"1 of 2 has their points: <@{FARAH}> (new balance 50 points). EnKash did not accept those for <@{ASHA}>. "
        f"{request.id}"
    )


def test_each_refusal_is_the_operators_own_to_settle(ruled: Open) -> None:
    world = ruled(policy())
    for words in ("Card is blocked", "KYC is missing"):
        world.enkash.faults.next(ALLOCATE, enkash_faults.refuse(words))
    request = both(world)
    assert statuses(world, request) == [RewardStatus.FAILED] * 2
    calls = [text for text in world.told(RAVI) if "EnKash refused" in text]
    assert sorted(call.count(f"{request.id}/{part}") for call in calls for part in (1, 2)) == [0, 0, 1, 1]
    assert with_button(world, RAVI, "reward_send_again")
    press(world, RAVI, "reward_send_again", of=RAVI)
    assert "I ask EnKash first" in say(world, RAVI)
    world.carry()
    assert sorted(map(str, statuses(world, request))) == ["allocated", "failed"]
    (arrived,) = [each for each in world.now_of(request).rewards if each.status is RewardStatus.ALLOCATED]
    assert any(f"points have reached <@{arrived.recipient_id}>" in text for text in world.thread(request))
    assert world.thread(request)[-1].startswith("1 of 2 has their points: ")


def test_an_outcome_that_got_lost_is_named_and_answered_and_the_summary_is_kept_up_to_date(world: World) -> None:
    world.enkash.faults.next(ALLOCATE, lose_reply())
    request = both(world)
    assert statuses(world, request) == [RewardStatus.UNKNOWN, RewardStatus.ALLOCATED]
    assert f"EnKash has not confirmed those for <@{ASHA}> yet" in world.card(request).text
    doubt, summary = world.thread(request)
    assert doubt.startswith(f"EnKash has not confirmed the 50 points for <@{ASHA}> yet.")
    assert summary.startswith(f"1 of 2 has their points: <@{FARAH}>")
    world.clock.pass_time(seconds=6)
    world.carry()
    assert statuses(world, request) == [RewardStatus.ALLOCATED] * 2
    _, summary, confirmed = world.thread(request)
    assert summary.startswith("Both have their points")
    assert confirmed.startswith(f"Confirmed: the 50 points reached <@{ASHA}>")
    assert confirmed.endswith(f"{request.id}/1")
    assert len(world.allocations()) == 2


def test_who_has_left_in_the_meantime_is_named_and_the_budget_has_theirs_back(ruled: Open) -> None:
    world = ruled(policy('[[budgets]]\nper = "giver"\npoints = 500\nevery = "month"\n'))
    request = world.asked(BOTH)
    assert "Your budget has 400 of 500 points left" in world.whispered(MEERA)[-1]
    changed(world, ASHA, is_deactivated=True)
    world.bot.directory.refresh()
    assert world.now_of(request).status is RequestStatus.PENDING
    world.approve(request)
    world.carry()
    assert statuses(world, request) == [RewardStatus.CANCELLED, RewardStatus.ALLOCATED]
    assert f"<@{ASHA}> can no longer receive points, so I held theirs back." in world.card(request).text
    assert f"{request.id}/1 was approved, but <@{ASHA}> can no longer receive points" in world.thread(request)[0]
    assert "450 of 500 points left" in told(world, "budget")


def test_where_nobody_can_receive_any_more_the_request_ends(world: World) -> None:
    request = world.asked(BOTH)
    for person in (ASHA, FARAH):
        changed(world, person, is_deactivated=True)
    world.bot.directory.refresh()
    world.carry()
    assert world.now_of(request).status is RequestStatus.CANCELLED
    assert "can no longer receive points" in world.told(MEERA)[-1]
    assert world.card(request).text == f"A reward request was closed. {request.id}"


# Who may be named.


def test_a_line_with_somebody_who_cannot_be_rewarded_is_refused_whole_and_mended(world: World) -> None:
    answer = told(world, f"<@{ASHA}> <@{NIKHIL}> <@U0GUEST> <@{MEERA}> <@{FARAH}> 50 for x")
    assert answer == (
        f"Nothing was recorded. Not everybody can be rewarded: HR has not given me an e-mail and mobile for "
        f"<@{NIKHIL}> (Nikhil Shah); <@U0GUEST> (Gita Guest) is a guest here; you can't reward yourself. "
        f"Without them: `/reward <@{ASHA}> <@{FARAH}> 50 for x`"
    )
    assert world.requests() == ()
    assert told(world, f"<@{NIKHIL}> <@U0GUEST> 50").endswith("Pick others: `/reward @name 50`")


def test_everybody_is_rewarded_once_however_often_they_are_named(world: World) -> None:
    request = world.asked(f"<@{ASHA}>, <@{ASHA}|asha> and <@{FARAH}> 50")
    assert request.recipients == (ASHA, FARAH)
    assert world.asked(f"<@{ASHA}> <@{ASHA}> 20").rewards[0].id.count("/") == 0


def test_no_more_people_than_the_policy_allows(ruled: Open) -> None:
    world = ruled(policy("[rewards]\npeople_max = 2\n"))
    answer = told(world, f"<@{ASHA}> <@{FARAH}> <@{RAVI}> 50 for x")
    assert answer == (
        "One request can be for 2 people at most, and this one is for 3. Nothing was recorded. Please ask in parts. "
        f"The first of them: `/reward <@{ASHA}> <@{FARAH}> 50 for x`"
    )
    assert "Asked for" in told(world, f"<@{ASHA}> <@{FARAH}> 50 for x")


def test_a_user_group_stands_for_whoever_is_in_it_but_for_the_giver(world: World) -> None:
    world.slack.state.put_group(Group("S0DESIGN", "design", "Design", (MEERA, ASHA, FARAH)))
    world.bot.directory.refresh()
    answer = told(world, "<!subteam^S0DESIGN|@design> 40 for the audit")
    assert "80 points in all. You are in that group yourself, so you are left out." in answer
    (request,) = world.requests()
    assert sorted(request.recipients) == sorted((ASHA, FARAH))
    assert "left out" not in told(world, f"<!subteam^S0DESIGN|@design> <@{RAVI}> 40", by=NIKHIL)


def test_a_group_that_slack_has_not_told_of_is_asked_for_and_taken_then(world: World) -> None:
    world.slack.state.put_group(Group("S0NEW", "new", "New", (ASHA, FARAH)))
    answer = told(world, "<!subteam^S0NEW|@new> 40 for tea")
    assert answer == (
        "I don't know yet who is in <!subteam^S0NEW>, and am asking Slack. Nothing was recorded. Please try again in a "
        "minute. If you read this again, Slack may have switched it off or not tell me of it: name the people. Your "
        "line, for then: `/reward <!subteam^S0NEW> 40 for tea`"
    )
    world.bot.directory.refresh()
    assert "Asked for 40 points each" in told(world, "<!subteam^S0NEW|@new> 40 for tea")
    assert "Asked for 40 points for" in told(world, "<!subteam^S0NEW|@new> 40 for tea", by=ASHA)


def test_a_group_of_nobody_but_the_giver_is_no_group_to_reward(world: World) -> None:
    world.slack.state.put_group(Group("S0ME", "me", "Me", (MEERA,)))
    world.bot.directory.refresh()
    assert told(world, "<!subteam^S0ME> 40") == (
        "Nobody but you is in <!subteam^S0ME>, and you can't reward yourself. Nothing was recorded. "
        "Pick somebody else: `/reward @name 40`"
    )


# What the policy says of many at once.

TIERS = """
[[approvals.tiers]]
up_to_points = 90
approvals = 1
[[approvals.tiers]]
up_to_points = 10000
approvals = 2
"""


def test_tiers_and_budgets_go_by_the_total_and_the_largest_amount_by_each(ruled: Open) -> None:
    rules = '[rewards]\npoints_max = 50\n[[budgets]]\nper = "giver"\npoints = 120\nevery = "month"\n'
    world = ruled(policy(TIERS + rules, approvers=(RAVI, NIKHIL)))
    request = world.asked(BOTH)
    assert (request.quorum, request.tier_up_to_points) == (2, 10_000)
    assert world.asked(f"<@{ASHA}> 20").quorum == 1
    assert "Points are whole numbers from 1 to 50" in told(world, f"<@{ASHA}> 51")
    answer = told(world, f"<@{ASHA}> <@{FARAH}> 1 for tea")
    assert answer.startswith("Your budget has 0 of 120 points left this month, and this asks for more.")


def test_a_limit_holds_at_each_person(ruled: Open) -> None:
    world = ruled(policy('[[limits]]\nper = "pair"\npoints = 100\ndays = 30\n'))
    world.asked(f"<@{ASHA}> 80")
    answer = told(world, BOTH)
    assert answer.startswith(
        "Nothing was recorded. Not everybody can be rewarded: one giver may ask for 100 points in 30 days for one "
        f"person, and you have 20 left for <@{ASHA}> (Asha Rao). Without them: `/reward <@{FARAH}> 50"
    )
    world.asked(BOTH.replace("50", "20"))
    assert "you have none left" in told(world, f"<@{ASHA}> 1")
    assert "Asked for 80 points" in told(world, f"<@{FARAH}> 80")


def test_a_sum_for_one_of_them_decides_the_tier_and_names_them(ruled: Open) -> None:
    world = ruled(f'[approvals]\napprovers = ["{RAVI}", "{NIKHIL}"]\nsame_person_days = 30\n{TIERS}')
    world.asked(f"<@{FARAH}> 80")
    request = world.asked(f"<@{ASHA}> <@{FARAH}> 20")
    assert request.lookback.same_person == Sum(100, 30, FARAH)
    assert (request.quorum, request.tier_points) == (2, 100)
    assert f"you have asked for 100 points for <@{FARAH}> in 30 days" in world.whispered(MEERA)[-1]
    assert any(f"asked for 100 points for <@{FARAH}> in 30 days" in text for text in world.told(RAVI))


def test_approving_less_is_as_much_less_for_everybody(ruled: Open) -> None:
    world = ruled(policy('[[budgets]]\nper = "giver"\npoints = 500\nevery = "month"\n'))
    request = world.asked(BOTH)
    world.lower(request, 30)
    world.carry()
    assert [reward.points for reward in world.now_of(request).rewards] == [30, 30]
    assert (world.enkash.balance_of(ASHAS), world.enkash.balance_of(FARAHS)) == (30, 30)
    assert "440 of 500 points left" in told(world, "budget")
    (lowered,) = [text for text in world.told(MEERA) if "approved 30 points each" in text]
    assert "you asked for 50 points each. In all 40 are back in the budget." in lowered


def test_what_shares_somebody_with_an_earlier_one_may_be_a_slip(world: World) -> None:
    first = world.asked(BOTH)
    second = world.asked(f"<@{FARAH}> 50")
    assert second.same_as is not None
    assert second.same_as.id == first.id
    assert world.asked(f"<@{ASHA}> 51").same_as is None


# What people ask of it.


def test_declined_cancelled_and_asked_again_it_is_one_request(world: World) -> None:
    declined = world.asked(BOTH)
    world.decline(declined, "not now")
    world.carry()
    (answer,) = [text for text in world.told(MEERA) if "did not approve" in text]
    assert "50 points each for" in answer
    cancelled = world.asked(BOTH)
    assert "is cancelled for all of them" in told(world, f"cancel {cancelled.id}/2")
    assert told(world, f"cancel {cancelled.id}").startswith("Cancelled: 50 points each for")
    expired = world.asked(BOTH)
    world.clock.pass_time(days=8)
    world.carry()
    (message,) = [m for m in world.slack.direct_messages(MEERA) if "To ask again" in m.text]
    assert f"`/reward <@{ASHA}> <@{FARAH}> 50 for the release`" in message.text
    world.slack.click(MEERA, message.channel_id, message.ts, "reward_ask_again", expired.id)
    world.carry()
    (again,) = [each for each in world.requests() if each.status is RequestStatus.PENDING]
    assert (again.recipients, again.points) == ((ASHA, FARAH), 50)


def test_status_tells_of_all_or_of_one_and_a_history_of_ones_own(world: World) -> None:
    request = both(world)
    assert told(world, f"status {request.id}").endswith("Both have their points.")
    assert f"{request.id}/2: <@{MEERA}> asked for 50 points for <@{FARAH}>" in told(world, f"status {request.id}/2")
    assert "I find no request" in told(world, f"status {request.id}/3")
    assert "50 points each for" in told(world, "history")
    theirs = told(world, "history", by=ASHA)
    assert f"50 points from <@{MEERA}>" in theirs
    assert f"· {request.id}/1" in theirs
    assert FARAH not in theirs


def test_a_private_balance_is_each_recipients_own(ruled: Open) -> None:
    world = ruled(policy('[messages]\nbalance = "recipient"\n'))
    request = both(world)
    assert world.thread(request) == [f"Both have their points: <@{ASHA}> and <@{FARAH}>. {request.id}"]
    for person, part in ((ASHA, 1), (FARAH, 2)):
        assert any(f"New balance: 50 points. {request.id}/{part}" in text for text in world.told(person))
    assert "New balance" not in told(world, f"status {request.id}/2", by=ASHA)
    assert "New balance" in told(world, f"status {request.id}/1", by=ASHA)


def test_decided_elsewhere_the_channel_hears_of_all_at_once(ruled: Open) -> None:
    world = ruled(policy().replace("[operators]", f'channel = "{GENERAL}"\n[operators]'))
    request = world.asked(BOTH)
    world.approve(request, at=GENERAL)
    world.carry()
    news = [m.text for m in world.slack.messages(DESIGN) if not m.only_for]
    assert len(news) == 1
    assert "rewarded <@U02ASHA> (Asha Rao) and <@U05FARAH> (Farah Khan) with 50 points each 🎉" in news[0]


# The form.


def opened_form(world: World) -> str:
    world.ask("", by=MEERA)
    (view,) = world.slack.views(MEERA)
    return view.id


FILLED: dict[str, Chosen] = {"people": [ASHA, FARAH], "points": "50", "reason": 'the "release"\nof the year'}


def test_the_form_shows_on_a_second_page_what_will_be_asked_of_whom_before_anything_is_recorded(world: World) -> None:
    assert world.slack.submit(MEERA, opened_form(world), FILLED).trouble == ""
    assert world.requests() == ()
    _, page = world.slack.views(MEERA)
    shown = str(page.definition["blocks"])
    assert f"50 points each for <@{ASHA}> (Asha Rao) and <@{FARAH}> (Farah Khan), 100 points in all" in shown
    assert f"the approval of <@{RAVI}>" in shown
    assert world.slack.submit(MEERA, page.id, {}).trouble == ""
    (request,) = world.requests()
    assert (request.recipients, request.points) == ((ASHA, FARAH), 50)
    assert request.reason == 'the "release" of the year'
    assert world.slack.views(MEERA) == []


def test_a_message_s_form_for_several_keeps_value_and_privacy_over_its_second_page(ruled: Open) -> None:
    world = ruled(policy('[values]\ncare = "Care & <kindness>"'))
    message = world.slack.state.post(DESIGN, ASHA, "It is done.")
    world.slack.message_shortcut(MEERA, DESIGN, message.ts, "reward_this_message")
    (view,) = world.slack.views(MEERA)
    chosen: dict[str, Chosen] = {**FILLED, "value": "care", "private": ["private"]}
    world.slack.submit(MEERA, view.id, chosen)
    page = world.slack.views(MEERA)[1]
    told = str(page.definition["blocks"][-1])
    assert "Shows Care &amp; &lt;kindness&gt;. Private: no channel hears of it. One request, one approval" in told
    world.slack.submit(MEERA, page.id, {})
    world.carry()
    (request,) = world.requests()
    assert (request.recipients, request.value, request.is_private) == ((ASHA, FARAH), "care", True)
    assert request.message_ts == message.ts
    assert [m.text for m in world.slack.messages(DESIGN)] == ["It is done."]


def test_a_form_is_asked_once_whichever_of_its_pages_is_sent_again(world: World) -> None:
    first = opened_form(world)
    world.slack.submit(MEERA, first, FILLED)
    page = world.slack.views(MEERA)[1]
    world.slack.submit(MEERA, page.id, {})
    with world.bot.ledger.read() as view:
        made = view.request_by_trigger(world.slack.identity.team_id, f"form {first}")
    assert [made] == list(world.requests())


def test_who_cannot_be_rewarded_stands_at_the_field_in_plain_words(world: World) -> None:
    view_id = opened_form(world)
    world.slack.submit(MEERA, view_id, {**FILLED, "people": [ASHA, NIKHIL, MEERA]})
    (view,) = world.slack.views(MEERA)
    assert view.errors == {
        "people": "Not everybody can be rewarded: HR has not given me an e-mail and mobile for Nikhil Shah; "
        "you can't reward yourself."
    }
    assert world.requests() == ()


def test_what_changed_while_the_second_page_was_read_is_told_in_the_form(world: World) -> None:
    world.slack.submit(MEERA, opened_form(world), FILLED)
    page = world.slack.views(MEERA)[1]
    changed(world, ASHA, is_guest=True)
    world.bot.directory.refresh()
    world.slack.submit(MEERA, page.id, {})
    assert world.requests() == ()
    assert "is a guest here" in str(world.slack.views(MEERA)[-1].definition["blocks"][0])
