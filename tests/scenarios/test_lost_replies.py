"""A time-out is not a failure: what EnKash may have done is looked up, never sent a second time."""

from __future__ import annotations

import pytest

from bot.core.allocation import NotFound
from bot.core.resolution import Resolution, Wish
from bot.core.reward import Request, RewardStatus
from bot.playground import enkash_faults
from bot.playground.enkash import ALLOCATE, SEARCH, TOKEN, TRANSACTIONS
from bot.playground.faults import Fault, cut_body, drop_before, http_status, lose_reply
from bot.rewards.looking_up import LOOK_UP_PAUSES_SECONDS
from bot.rewards.resolving import Resolver
from tests.world import ASHA, FARAH, MEERA, World

UNKNOWN_SENTENCE = "EnKash has not confirmed these 100 points yet"


def sent(world: World, *faults: Fault, call: str = ALLOCATE) -> Request:
    """An approved reward whose call to EnKash met these faults; its messages have gone."""
    for fault in faults:
        world.enkash.faults.next(call, fault)
    request = world.asked()
    world.approve(request)
    world.carry()
    return request


HAPPENED = {
    "reply lost": lose_reply(),
    "half a JSON": cut_body(),
    "HTML under 200": enkash_faults.html_after(),
    "no code": enkash_faults.no_code(),
    "another reference": enkash_faults.other_reference(),
    "another person": enkash_faults.other_person(),
}
DID_NOT_HAPPEN = {
    "dropped before": drop_before(),
    "HTTP 500": http_status(500),
    "HTTP 502 in HTML": enkash_faults.html(),
    "HTTP 429": http_status(429),
    "HTTP 403": http_status(403),
}


@pytest.mark.parametrize("fault", HAPPENED.values(), ids=HAPPENED)
def test_what_did_happen_is_found_by_its_reference_and_settled(world: World, fault: Fault) -> None:
    request = sent(world, fault)
    assert UNKNOWN_SENTENCE in world.thread(request)[0]
    assert "rewarded" not in world.card(request).text
    world.clock.pass_time(seconds=6)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert world.reward(request).was_unknown
    assert "Confirmed: the 100 points reached <@U02ASHA>" in world.thread(request)[-1]
    assert "New balance: 100 points" in world.thread(request)[-1]
    assert len(world.allocations()) == 1
    assert world.enkash.balance_of("asha.rao@example.com") == 100


@pytest.mark.parametrize("fault", DID_NOT_HAPPEN.values(), ids=DID_NOT_HAPPEN)
def test_what_is_not_found_stays_unknown_is_said_once_and_never_sent_again(world: World, fault: Fault) -> None:
    request = sent(world, fault)
    for pause_seconds in LOOK_UP_PAUSES_SECONDS:
        world.clock.pass_time(seconds=pause_seconds + 1)
        world.carry()
    world.clock.pass_time(days=30)
    world.carry()
    reward = world.reward(request)
    assert reward.status is RewardStatus.UNKNOWN
    assert reward.look_ups == len(LOOK_UP_PAUSES_SECONDS) + 1
    assert len(world.allocations()) == 1
    assert [text for text in world.thread(request) if UNKNOWN_SENTENCE in text] == world.thread(request)
    assert len(world.thread(request)) == 1
    assert not any("reached" in text for text in world.said())
    assert any(f"shabash resolve {request.id}" in text for text in world.told(FARAH))
    assert not world.told(ASHA)


def test_a_look_up_that_fails_is_made_again_later(world: World) -> None:
    world.enkash.faults.next(TRANSACTIONS, http_status(503))
    request = sent(world, lose_reply())
    world.clock.pass_time(seconds=6)
    world.carry()
    assert world.reward(request).status is RewardStatus.UNKNOWN
    world.clock.pass_time(seconds=LOOK_UP_PAUSES_SECONDS[0] + 1)
    world.carry()
    assert "Confirmed" in world.thread(request)[1]
    assert "rewarded" in world.card(request).text


def test_a_refusal_fails_the_reward_and_says_enkash_s_words_to_the_operators_alone(world: World) -> None:
    request = sent(world, enkash_faults.refuse("Card 9800000004 is blocked for asha.rao@example.com"))
    assert world.reward(request).status is RewardStatus.FAILED
    (reply,) = world.thread(request)
    assert "EnKash did not accept this reward, so no points moved" in reply
    assert "blocked" not in reply
    told = world.told(FARAH)[-1]
    assert "is blocked" in told
    assert "9800000004" not in str(world.rows("SELECT detail FROM history"))
    assert "asha.rao" not in str(world.rows("SELECT detail FROM history"))
    assert not world.told(ASHA)


def test_a_refusal_that_speaks_of_a_repeat_is_looked_up_instead_of_failed(world: World) -> None:
    request = sent(world, enkash_faults.refuse("Duplicate reference number"))
    assert world.reward(request).status is RewardStatus.UNKNOWN


@pytest.mark.parametrize("status", [400, 404, 422])
def test_http_refusals_with_enkash_s_json_fail_the_reward(world: World, status: int) -> None:
    request = sent(world, enkash_faults.refuse("Invalid request", code=1, status=status))
    assert world.reward(request).status is RewardStatus.FAILED


def test_a_401_in_between_gets_a_new_token_and_one_allocation(world: World) -> None:
    request = sent(world, enkash_faults.unauthorized())
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert world.reward(request).attempt == 1
    assert world.enkash.token_calls == 2
    assert world.enkash.balance_of("asha.rao@example.com") == 100


def test_a_refused_token_call_is_not_repeated_and_sending_waits_for_a_person(world: World) -> None:
    refusals = [enkash_faults.token_refused()] * 3
    request = sent(world, *refusals, call=TOKEN)
    world.clock.pass_time(hours=12)
    world.carry()
    assert world.enkash.faults.waiting == 2
    assert world.reward(request).status is RewardStatus.APPROVED
    assert any("shabash resume" in text for text in world.told(FARAH))
    world.restart()
    world.clock.pass_time(hours=12)
    world.carry()
    assert world.enkash.faults.waiting == 2


def test_an_empty_company_account_pauses_and_resume_sends_what_waited(world: World) -> None:
    from bot.rewards.pausing import Switch

    request = sent(world, enkash_faults.refuse("Insufficient balance in card account"))
    other = world.asked("<@U02ASHA> 5 for tea")
    world.approve(other)
    world.carry()
    assert world.reward(request).status is RewardStatus.APPROVED
    assert world.reward(other).status is RewardStatus.APPROVED
    assert len(world.allocations()) == 1
    for waiting in (request, other):
        assert "Sending is paused for now" in world.card(waiting).text
    Switch(world.bot.ledger).resume("test")
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert world.reward(other).status is RewardStatus.ALLOCATED
    assert {post.reference for post in world.allocations()} == {request.reward.reference, other.reward.reference}


def test_a_reply_without_a_balance_is_completed_from_search(world: World) -> None:
    from bot.playground.faults import changed_json

    bare = changed_json(lambda reply: {**reply, "payload": {"enKashCardId": reply["payload"]["enKashCardId"]}})
    request = sent(world, bare)
    assert "New balance: 100 points" in world.thread(request)[0]


def test_a_balance_that_nobody_tells_is_left_out(world: World) -> None:
    from bot.playground.faults import changed_json

    world.enkash.faults.next(SEARCH, http_status(500), times=9)
    request = sent(world, changed_json(lambda reply: {"code": 0}))
    (reply,) = world.thread(request)
    assert "100 points have reached" in reply
    assert "balance" not in reply.lower()


def test_a_connection_that_was_never_opened_is_tried_again_with_the_same_reference(world: World) -> None:
    request = world.asked()
    world.approve(request)
    world.served.servers[1].stop()
    world.carry()
    assert world.reward(request).status is RewardStatus.APPROVED
    assert not world.thread(request)
    assert not world.allocations()


def test_a_person_settles_that_it_happened(world: World) -> None:
    request = sent(world, drop_before())
    world.clock.pass_time(minutes=1)
    resolve(world, request, Resolution.HAPPENED)
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert "Confirmed" in world.thread(request)[-1]
    assert len(world.allocations()) == 1


def test_a_person_settles_that_it_did_not_and_the_same_reference_is_sent_again(world: World) -> None:
    request = sent(world, drop_before())
    world.clock.pass_time(minutes=1)
    resolve(world, request, Resolution.DID_NOT_HAPPEN)
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert world.reward(request).attempt == 2
    assert {post.reference for post in world.allocations()} == {request.reward.reference}
    assert world.enkash.balance_of("asha.rao@example.com") == 100


def test_a_person_gives_up_and_nothing_is_sent(world: World) -> None:
    request = sent(world, drop_before())
    world.clock.pass_time(minutes=1)
    resolve(world, request, Resolution.GIVE_UP)
    assert world.reward(request).status is RewardStatus.FAILED
    assert len(world.allocations()) == 1
    assert len(world.thread(request)) == 2
    assert not world.told(ASHA)


def test_a_refusal_of_a_second_attempt_is_unknown_because_the_first_may_have_gone_through(world: World) -> None:
    request = sent(world, drop_before())
    world.clock.pass_time(minutes=1)
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Something is wrong"))
    resolve(world, request, Resolution.DID_NOT_HAPPEN)
    assert world.reward(request).status is RewardStatus.UNKNOWN


def test_two_rewards_of_one_recipient_are_never_in_flight_together(world: World) -> None:
    first, second = world.asked(), world.asked("<@U02ASHA> 7 for tea")
    for request in (first, second):
        world.approve(request)
    claim = world.bot.sender.next_step()
    world.bot.sender.next_step()
    assert {world.reward(first).status, world.reward(second).status} == {RewardStatus.APPROVED, RewardStatus.SENDING}
    assert claim is not None


def test_the_giver_is_not_asked_to_do_anything_about_an_unknown(world: World) -> None:
    request = sent(world, drop_before())
    assert "don't ask for this reward a second time" in world.thread(request)[0]
    assert not world.told(MEERA)


def resolve(world: World, request: Request, resolution: Resolution) -> None:
    resolver = Resolver(world.bot.ledger, world.policy)
    wish = Wish(resolution, "test", "seen")
    resolver.resolve(resolver.unsettled(request.id, resolution), wish, NotFound("", was_answered=True))
    world.carry()
