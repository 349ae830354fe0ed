"""What operators are called for, and what they settle with the buttons of those messages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.allocation import NotFound
from bot.core.resolution import Conclusion, Resolution, Wish
from bot.core.reward import Request, RewardStatus
from bot.people import forget
from bot.playground import enkash_faults
from bot.playground.enkash import ALLOCATE, SEARCH, TOKEN, TRANSACTIONS
from bot.playground.faults import changed_json, drop_before, http_status, lose_reply
from bot.playground.slack_nouns import Message
from bot.rewards.looking_up import LOOK_UP_PAUSES_SECONDS
from bot.rewards.resolving import CannotResolve, Resolver
from bot.rewards.steps import Conclude
from tests.world import ASHA, FARAH, LINE, MEERA, NIKHIL, RAVI, World, open_world

POLICY = f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}"]
[operators]
people = ["{FARAH}", "{MEERA}"]
"""
NOTE = "support, ticket 88"


@pytest.fixture
def desk(tmp_path: Path) -> World:
    """Ravi and Farah approve; Farah and Meera see to trouble."""
    return open_world(tmp_path, policy=POLICY)


def sent(world: World, line: str = LINE) -> Request:
    request = world.asked(line)
    world.approve(request)
    world.carry()
    return request


def refused(world: World, words: str = "Card is blocked") -> Request:
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse(words))
    return sent(world)


def unknown(world: World, *, times: int = 2) -> Request:
    """Never arrived at EnKash, and looked up so often that the operators were called."""
    world.enkash.faults.next(ALLOCATE, drop_before())
    request = sent(world)
    for pause_seconds in (5, *LOOK_UP_PAUSES_SECONDS[: times - 1]):
        world.clock.pass_time(seconds=pause_seconds + 1)
        world.carry()
    world.clock.pass_time(minutes=1)
    world.carry()
    return request


def with_button(world: World, person: str, action_id: str) -> Message:
    """The newest direct message of this person that has such a button."""
    found = [m for m in world.slack.direct_messages(person) if action_id in actions_of(m)]
    assert found, f"{person} has no {action_id}"
    return found[-1]


def actions_of(message: Message) -> list[str]:
    elements: list[dict[str, Any]] = [element for block in message.blocks for element in block.get("elements", ())]
    return [element["action_id"] for element in elements if "action_id" in element]


def press(world: World, person: str, action_id: str, *, of: str = FARAH) -> None:
    """Click a button of the newest message that has it; `of` is whose message it is."""
    message = with_button(world, of, action_id)
    delivered = world.slack.click(person, message.channel_id, message.ts, action_id)
    assert delivered.trouble == ""


def say(world: World, person: str, note: str = NOTE) -> str:
    """Send the form that is open; what stands in its place afterwards."""
    (view,) = world.slack.views(person)
    block = next(block for block in view.definition["blocks"] if block["type"] == "input")
    assert world.slack.submit(person, view.id, {block["block_id"]: note}).trouble == ""
    views = world.slack.views(person)
    return str(views[-1].definition["blocks"]) if views else ""


def settle(world: World, action_id: str, *, by: str = FARAH) -> None:
    press(world, by, action_id)
    assert "I ask EnKash first" in say(world, by)
    world.slack.close_view(by, world.slack.views(by)[-1].id)
    world.carry()


def test_a_refused_reward_is_sent_again_under_the_same_reference_and_both_attempts_are_kept(desk: World) -> None:
    request = refused(desk)
    settle(desk, "reward_send_again")
    reward = desk.reward(request)
    assert (reward.status, reward.attempt) == (RewardStatus.ALLOCATED, 2)
    assert [post.reference for post in desk.allocations()] == [request.reward.reference] * 2
    assert desk.allocations()[0].body == desk.allocations()[1].body
    assert desk.enkash.balance_of("asha.rao@example.com") == 100
    moves = [(r.entry.to_status, r.entry.attempt) for r in desk.history(request) if r.entry.to_status]
    assert moves[-5:] == [("sending", 1), ("failed", 1), ("approved", 1), ("sending", 2), ("allocated", 2)]
    (word,) = [r.entry for r in desk.history(request) if r.entry.event == "resolved"]
    assert word.actor == FARAH
    assert word.detail == "send-again: support, ticket ##"


def test_the_thread_and_the_operators_follow_a_reward_that_is_sent_again(desk: World) -> None:
    request = refused(desk)
    settle(desk, "reward_send_again")
    thread = desk.thread(request)
    assert "EnKash did not accept" in thread[0]
    assert "have reached <@U02ASHA>" in thread[-1]
    assert "rewarded" in desk.card(request).text
    told = desk.told(FARAH)
    assert any("Settled by <@U05FARAH>" in text and "ticket ##" in text for text in told)
    assert any(text.startswith("Done as you said.") for text in told)
    assert not any("reward_send_again" in actions_of(m) for m in desk.slack.direct_messages(FARAH))


def test_a_second_refusal_is_a_failure_that_can_be_sent_again_once_more(desk: World) -> None:
    request = refused(desk)
    desk.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Card is blocked"))
    settle(desk, "reward_send_again")
    assert (desk.reward(request).status, desk.reward(request).attempt) == (RewardStatus.FAILED, 2)
    settle(desk, "reward_send_again")
    assert desk.reward(request).status is RewardStatus.ALLOCATED


def test_what_enkash_has_after_all_is_not_sent_again_but_settled_as_given(desk: World) -> None:
    desk.enkash.faults.next(ALLOCATE, enkash_faults.refuse_after("Card is blocked"))
    request = sent(desk)
    assert desk.reward(request).status is RewardStatus.FAILED
    settle(desk, "reward_send_again")
    assert desk.reward(request).status is RewardStatus.ALLOCATED
    assert len(desk.allocations()) == 1
    assert any("EnKash has it under" in text for text in desk.told(FARAH))
    assert not any("reward_send_again" in actions_of(m) for m in desk.slack.direct_messages(FARAH))


def test_an_unknown_that_happened_counts_as_given(desk: World) -> None:
    request = unknown(desk)
    settle(desk, "reward_happened")
    assert desk.reward(request).status is RewardStatus.ALLOCATED
    assert desk.reward(request).settled_by == FARAH
    assert "Confirmed" in desk.thread(request)[-1]
    assert len(desk.allocations()) == 1


def test_an_unknown_that_did_not_happen_is_sent_again(desk: World) -> None:
    request = unknown(desk)
    settle(desk, "reward_did_not_happen")
    assert (desk.reward(request).status, desk.reward(request).attempt) == (RewardStatus.ALLOCATED, 2)
    assert desk.enkash.balance_of("asha.rao@example.com") == 100


def under_way(world: World) -> Request:
    """Unknown, and EnKash shows it as not finished whenever it is asked."""
    world.enkash.faults.next(ALLOCATE, lose_reply())
    pending = changed_json(
        lambda reply: {**reply, "payload": [{**row, "transactionStatus": "PENDING"} for row in reply["payload"]]}
    )
    world.enkash.faults.next(TRANSACTIONS, pending, times=1_000)
    request = sent(world)
    for pause_seconds in (6, 16):
        world.clock.pass_time(seconds=pause_seconds)
        world.carry()
    return request


@pytest.mark.parametrize("button", ["reward_give_up", "reward_did_not_happen"])
def test_what_enkash_shows_as_under_way_is_neither_given_up_nor_sent_again(desk: World, button: str) -> None:
    request = under_way(desk)
    assert "still under way" in with_button(desk, FARAH, button).text
    settle(desk, button)
    assert desk.reward(request).status is RewardStatus.UNKNOWN
    assert "EnKash shows" in desk.told(FARAH)[-1]
    assert "as under way: it may arrive yet" in desk.told(FARAH)[-1]
    assert not any(recorded.entry.event == "resolved" for recorded in desk.history(request))
    desk.enkash.faults.clear()
    desk.clock.pass_time(minutes=2)
    desk.carry()
    assert desk.reward(request).status is RewardStatus.ALLOCATED
    assert len(desk.allocations()) == 1


@pytest.mark.parametrize("resolution", [Resolution.GIVE_UP, Resolution.DID_NOT_HAPPEN])
def test_nobodys_own_look_counts_more_than_that_enkash_shows_it_as_under_way(
    desk: World, resolution: Resolution
) -> None:
    request = under_way(desk)
    desk.clock.pass_time(minutes=1)
    resolver = Resolver(desk.bot.ledger, desk.policy)
    finding = NotFound("It is still under way.", is_under_way=True)
    wish = Wish(resolution, "command line: root", is_unchecked=True)
    assert resolver.resolve(resolver.unsettled(request.id, resolution), wish, finding) is Conclusion.UNDER_WAY
    assert desk.reward(request).status is RewardStatus.UNKNOWN


def test_who_sees_that_it_happened_is_believed_although_enkash_calls_it_under_way(desk: World) -> None:
    request = under_way(desk)
    settle(desk, "reward_happened")
    assert desk.reward(request).status is RewardStatus.ALLOCATED


def test_an_unknown_that_is_given_up_ends_and_its_buttons_go(desk: World) -> None:
    request = unknown(desk)
    settle(desk, "reward_give_up")
    assert desk.reward(request).status is RewardStatus.FAILED
    assert len(desk.allocations()) == 1
    settled = [m for m in desk.slack.direct_messages(FARAH) if "Settled by" in m.text]
    assert settled
    assert not any(actions_of(message) for message in settled)


def test_while_enkash_cannot_be_asked_did_not_happen_sends_nothing(desk: World) -> None:
    request = unknown(desk)
    desk.enkash.faults.next(SEARCH, http_status(503))
    settle(desk, "reward_did_not_happen")
    assert desk.reward(request).status is RewardStatus.UNKNOWN
    assert len(desk.allocations()) == 1
    assert any("--did-not-happen --unchecked" in text for text in desk.told(FARAH))
    settle(desk, "reward_did_not_happen")
    assert desk.reward(request).status is RewardStatus.ALLOCATED


def test_what_enkash_found_meanwhile_counts_more_than_giving_up(desk: World) -> None:
    desk.enkash.faults.next(ALLOCATE, lose_reply())
    desk.enkash.faults.next(TRANSACTIONS, http_status(503), times=2)
    request = sent(desk)
    for seconds in (6, 16):
        desk.clock.pass_time(seconds=seconds)
        desk.carry()
    desk.clock.pass_time(seconds=1)
    settle(desk, "reward_give_up")
    assert desk.reward(request).status is RewardStatus.ALLOCATED
    assert any("whatever was said" in text for text in desk.told(FARAH))


def test_the_giver_and_the_recipient_settle_nothing_of_theirs_even_as_operators(desk: World) -> None:
    request = refused(desk)
    assert not any("refused" in text for text in desk.told(MEERA))
    for party in (MEERA, ASHA):
        press(desk, party, "reward_send_again")
        desk.carry()
        assert "somebody else settles it" in desk.whispered(party)[-1]
        assert not desk.slack.views(party)
    assert desk.reward(request).status is RewardStatus.FAILED


@pytest.mark.parametrize("person", [RAVI, NIKHIL])
def test_who_is_no_operator_settles_nothing(desk: World, person: str) -> None:
    request = refused(desk)
    press(desk, person, "reward_send_again")
    desk.carry()
    assert "Only <@U05FARAH> can do this. Nothing has changed." in desk.whispered(person)[-1]
    assert desk.reward(request).status is RewardStatus.FAILED


def test_the_right_is_checked_again_when_the_form_is_sent(desk: World) -> None:
    request = refused(desk)
    press(desk, FARAH, "reward_send_again")
    gone = desk.slack.state.users[FARAH]
    desk.slack.user_change(replace(gone, is_deactivated=True))
    assert "can do this" in say(desk, FARAH)
    desk.carry()
    assert desk.reward(request).status is RewardStatus.FAILED


def test_a_form_without_a_note_stays_open(desk: World) -> None:
    refused(desk)
    press(desk, FARAH, "reward_send_again")
    say(desk, FARAH, "  ")
    (view,) = desk.slack.views(FARAH)
    assert "checks the books" in str(view.errors)


def test_two_operators_at_once_are_heard_one_after_the_other(tmp_path: Path) -> None:
    world = open_world(tmp_path, policy=POLICY.replace(MEERA, RAVI))
    request = unknown(world)
    press(world, FARAH, "reward_happened")
    press(world, RAVI, "reward_give_up", of=RAVI)
    assert "I ask EnKash first" in say(world, FARAH)
    assert "at this very moment" in say(world, RAVI)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED


def test_a_button_of_what_is_settled_says_so(desk: World) -> None:
    request = unknown(desk)
    message = with_button(desk, FARAH, "reward_happened")
    settle(desk, "reward_give_up")
    desk.slack.click(FARAH, message.channel_id, message.ts, "reward_happened", request.id)
    desk.carry()
    assert "nothing to settle" in desk.whispered(FARAH)[-1]


def test_a_wish_survives_a_restart(desk: World) -> None:
    request = unknown(desk)
    press(desk, FARAH, "reward_did_not_happen")
    say(desk, FARAH)
    desk.restart()
    desk.carry()
    assert desk.reward(request).status is RewardStatus.ALLOCATED


def test_where_no_operator_is_left_the_approvers_see_to_it(tmp_path: Path) -> None:
    world = open_world(tmp_path, policy=POLICY.replace(f'"{FARAH}", "{MEERA}"', f'"{MEERA}"'))
    request = refused(world)
    settle(world, "reward_send_again")
    assert world.reward(request).status is RewardStatus.ALLOCATED


def test_an_empty_account_pauses_and_an_operator_resumes_with_the_button(desk: World) -> None:
    request = refused(desk, "Insufficient balance in card account")
    press(desk, FARAH, "sending_resume")
    desk.carry()
    assert "Sending goes on" in desk.whispered(FARAH)[-1]
    assert desk.reward(request).status is RewardStatus.ALLOCATED
    for operator in (FARAH, MEERA):
        assert any(f"<@{FARAH}> has resumed sending" in text for text in desk.told(operator))
    press(desk, FARAH, "sending_resume")
    desk.carry()
    assert "Sending is on already" in desk.whispered(FARAH)[-1]


def test_an_operator_pauses_with_the_button_and_approvals_go_on_queueing(desk: World) -> None:
    refused(desk, "Insufficient balance in card account")
    press(desk, FARAH, "sending_resume")
    desk.carry()
    press(desk, FARAH, "sending_pause")
    desk.carry()
    request = sent(desk, "<@U02ASHA> 5 for tea")
    assert desk.reward(request).status is RewardStatus.APPROVED
    assert "Sending is paused for now" in desk.card(request).text


def test_nobody_but_an_operator_resumes(desk: World) -> None:
    request = refused(desk, "Insufficient balance in card account")
    press(desk, RAVI, "sending_resume")
    desk.carry()
    assert "Only operators can do this" in desk.whispered(RAVI)[-1]
    assert desk.reward(request).status is RewardStatus.APPROVED


def test_a_locked_token_is_told_with_what_to_do(desk: World) -> None:
    desk.enkash.faults.next(TOKEN, enkash_faults.token_refused())
    sent(desk)
    assert any("credentials" in text for text in desk.told(FARAH))
    assert with_button(desk, FARAH, "sending_resume")


def test_after_a_day_the_giver_and_whoever_approved_hear_who_has_it_in_hand(desk: World) -> None:
    request = unknown(desk)
    assert not any("for a day" in text for text in desk.told(MEERA) + desk.told(RAVI))
    desk.clock.pass_time(hours=24)
    desk.carry()
    for person in (MEERA, RAVI):
        (told,) = [text for text in desk.told(person) if "for a day" in text]
        assert "<@U05FARAH> has it in hand" in told
        assert request.id in told
    desk.clock.pass_time(days=5)
    desk.carry()
    assert len([text for text in desk.told(MEERA) if "for a day" in text]) == 1


def test_an_unknown_settled_within_the_day_is_not_brought_up_again(desk: World) -> None:
    unknown(desk)
    settle(desk, "reward_happened")
    desk.clock.pass_time(hours=25)
    desk.carry()
    assert not any("for a day" in text for text in desk.told(MEERA) + desk.told(RAVI))


def test_a_low_account_is_told_once_until_it_is_filled(tmp_path: Path) -> None:
    world = open_world(tmp_path, policy=f"{POLICY}low_balance_points = 49900")
    for number in range(3):
        sent(world, f"<@U02ASHA> {60 + number} for tea")
    low = [text for text in world.told(FARAH) if "runs low" in text]
    assert len(low) == 1
    assert "49,879 points left" in low[0]
    assert [r for r in world.rows("SELECT event, detail FROM history") if r[0] == "account runs low"]


def test_an_account_that_was_filled_may_run_low_again(tmp_path: Path) -> None:
    world = open_world(tmp_path, policy=f"{POLICY}low_balance_points = 49900")
    sent(world, "<@U02ASHA> 200 for tea")
    world.enkash.balance += 1_000
    sent(world, "<@U02ASHA> 201 for tea")
    world.enkash.balance -= 1_000
    sent(world, "<@U02ASHA> 202 for tea")
    assert len([text for text in world.told(FARAH) if "runs low" in text]) == 2


def test_a_wish_comes_too_late_for_what_was_settled_while_enkash_was_asked(desk: World) -> None:
    request = unknown(desk)
    press(desk, FARAH, "reward_give_up")
    say(desk, FARAH)
    step = desk.bot.sender.next_step()
    assert isinstance(step, Conclude)
    resolver = Resolver(desk.bot.ledger, desk.policy)
    unsettled = resolver.unsettled(request.id, Resolution.HAPPENED)
    resolver.resolve(unsettled, Wish(Resolution.HAPPENED, "command line: root"), NotFound("", was_answered=True))
    desk.bot.sender.note_finding(step, NotFound("", was_answered=True))
    desk.carry()
    assert desk.reward(request).status is RewardStatus.ALLOCATED
    assert any("settled meanwhile" in text for text in desk.told(FARAH))


def test_a_wish_asks_for_no_token_while_enkash_refuses_the_credentials(desk: World) -> None:
    request = unknown(desk)
    desk.enkash.faults.next(TOKEN, enkash_faults.token_refused(), times=9)
    desk.restart()
    desk.clock.pass_time(hours=2)
    desk.carry()
    waiting = desk.enkash.faults.waiting
    desk.restart()
    settle(desk, "reward_did_not_happen")
    assert desk.enkash.faults.waiting == waiting
    assert desk.reward(request).status is RewardStatus.UNKNOWN
    assert any("could not tell me" in text for text in desk.told(FARAH))


def test_what_was_given_up_is_not_sent_again_because_it_may_have_arrived(desk: World) -> None:
    request = unknown(desk)
    settle(desk, "reward_give_up")
    with pytest.raises(CannotResolve, match="is given up, not refused"):
        Resolver(desk.bot.ledger, desk.policy).unsettled(request.id, Resolution.SEND_AGAIN)


def test_a_refused_reward_of_somebody_forgotten_is_not_sent_again(desk: World) -> None:
    request = refused(desk)
    with desk.bot.ledger.people() as (table, _):
        forget(table, ASHA, record=lambda event, detail: None)
    press(desk, FARAH, "reward_send_again")
    desk.carry()
    assert "nothing to settle" in desk.whispered(FARAH)[-1]
    assert desk.reward(request).status is RewardStatus.FAILED


def test_what_enkash_shows_differently_is_not_sent_again(desk: World) -> None:
    desk.enkash.faults.next(ALLOCATE, enkash_faults.refuse_after("Card is blocked"))
    request = sent(desk)
    with desk.bot.ledger.write() as tx:
        tx.note_reward(request.id, points=99)
    settle(desk, "reward_send_again")
    assert desk.reward(request).status is RewardStatus.FAILED
    assert any("shows something else" in text for text in desk.told(FARAH))


def test_what_settles_by_itself_takes_the_buttons_off_the_operators_messages(desk: World) -> None:
    desk.enkash.faults.next(ALLOCATE, lose_reply())
    desk.enkash.faults.next(TRANSACTIONS, http_status(503), times=2)
    request = sent(desk)
    for seconds in (6, 16, 31):
        desk.clock.pass_time(seconds=seconds)
        desk.carry()
    assert desk.reward(request).status is RewardStatus.ALLOCATED
    (message,) = [m for m in desk.slack.direct_messages(FARAH) if "Settled: " in m.text]
    assert not actions_of(message)
