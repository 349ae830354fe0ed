"""The conversation of a reward, from the command to the new balance, over signed HTTP payloads."""

from __future__ import annotations

from bot.core.reward import RequestStatus, RewardStatus
from tests.world import ASHA, DESIGN, FARAH, LINE, MEERA, RAVI, World


def test_a_reward_goes_from_the_command_to_the_new_balance_in_the_thread(world: World) -> None:
    request = world.asked()
    (answer,) = world.whispered(MEERA)
    assert "Asked for 100 points for <@U02ASHA> (Asha Rao)" in answer
    assert request.id in answer
    assert "Nothing moves before that" in answer

    world.approve(request)
    world.carry(money=False)
    assert "Sending the points now" in world.card(request).text
    assert not world.allocations()

    world.carry()
    assert "rewarded" in world.card(request).text
    (reply,) = world.thread(request)
    assert "100 points have reached <@U02ASHA>" in reply
    assert "New balance: 100 points" in reply
    assert request.id in reply
    assert world.reward(request).status is RewardStatus.ALLOCATED
    (thanks,) = world.told(ASHA)
    assert "100 points" in thanks
    assert "shipping the demo" in thanks


def test_enkash_gets_one_post_with_every_field_right(world: World) -> None:
    request = world.asked()
    world.approve(request)
    world.carry()
    (post,) = world.allocations()
    assert post.body == {
        "companyId": "CEKPLAYGROUND",
        "cardAccountId": "CAQPLAYGROUND",
        "transactionCode": "ALLOCATION",
        "transactionType": "CR",
        "type": "ALLOCATE_POINT",
        "email": "asha.rao@example.com",
        "mobile": "9800000004",
        "title": "Ms",
        "firstName": "Asha",
        "gender": "F",
        "loadAmount": 100,
        "uniqueReferenceNumber": request.reward.reference,
    }


def test_the_deciders_have_the_card_by_direct_message_with_the_same_buttons(world: World) -> None:
    request = world.asked()
    for decider in (RAVI, FARAH):
        (message,) = world.slack.direct_messages(decider)
        *buttons, menu = _buttons(message.blocks)
        assert [button["action_id"] for button in buttons] == ["reward_approve", "reward_decline"]
        assert {button["value"] for button in buttons} == {request.id}
        assert menu["action_id"] == "reward_more"
    assert not world.told(MEERA)
    assert not world.told(ASHA)


def test_an_approval_in_a_direct_message_changes_every_copy_of_the_card(world: World) -> None:
    request = world.asked()
    (copy,) = world.slack.direct_messages(FARAH)
    world.slack.click(FARAH, copy.channel_id, copy.ts, "reward_approve", request.id)
    world.carry()
    for message in (world.card(request), *world.slack.direct_messages(RAVI), *world.slack.direct_messages(FARAH)):
        assert not _buttons(message.blocks)
        assert "<@U05FARAH>" in message.text


def test_a_decline_needs_a_reason_and_shows_it_to_the_giver_alone(world: World) -> None:
    request = world.asked()
    world.decline(request, "  ")
    (view,) = world.slack.views(RAVI)
    assert view.errors
    assert world.now_of(request).status is RequestStatus.PENDING
    world.slack.close_view(RAVI, view.id)

    world.decline(request, "budget is spent")
    world.carry()
    assert not world.slack.views(RAVI)
    (told,) = world.told(MEERA)
    assert "budget is spent" in told
    assert world.card(request).text == f"A reward request was closed. {request.id}"
    others = [text for text in world.said() if text not in world.told(MEERA)]
    assert not any("budget is spent" in text for text in others)
    assert not world.allocations()


def test_the_giver_cancels_with_the_button_and_nobody_else_can(world: World) -> None:
    request = world.asked()
    whisper = world.slack.whispers(MEERA)[0]
    world.slack.click(MEERA, DESIGN, whisper.ts, "reward_cancel", request.id)
    world.carry()
    assert world.now_of(request).status is RequestStatus.CANCELLED
    assert any("ancelled" in text for text in world.whispered(MEERA))
    assert world.card(request).text == f"A reward request was closed. {request.id}"


def test_the_giver_cancels_by_command_while_undecided(world: World) -> None:
    request = world.asked()
    world.ask(f"cancel {request.id}", by=RAVI)
    assert world.now_of(request).status is RequestStatus.PENDING
    world.ask(f"cancel {request.id.lower()}")
    assert world.now_of(request).status is RequestStatus.CANCELLED
    world.ask(f"cancel {request.id}")
    assert world.now_of(request).status is RequestStatus.CANCELLED


def test_a_cancel_after_the_approval_comes_too_late_and_says_so(world: World) -> None:
    request = world.asked()
    world.approve(request)
    world.ask(f"cancel {request.id}")
    assert world.now_of(request).status is RequestStatus.APPROVED
    assert "approved" in world.whispered(MEERA)[-1].lower()


def test_a_request_that_nobody_decides_on_expires_and_the_giver_is_told(world: World) -> None:
    request = world.asked()
    world.clock.pass_time(hours=168, seconds=1)
    world.carry()
    assert world.now_of(request).status is RequestStatus.EXPIRED
    (told,) = world.told(MEERA)
    assert "No points moved" in told
    assert "/reward <@U02ASHA> 100 for shipping the demo" in told.replace("&lt;", "<").replace("&gt;", ">")
    assert world.card(request).text == f"A reward request was closed. {request.id}"


def test_a_click_after_the_deadline_expires_the_request_even_before_the_clock_does(world: World) -> None:
    request = world.asked()
    world.clock.pass_time(hours=169)
    world.approve(request)
    assert world.now_of(request).status is RequestStatus.EXPIRED
    world.carry()
    assert not world.allocations()


def test_status_shows_the_people_concerned_where_it_stands_and_nobody_else(world: World) -> None:
    request = world.asked()
    for person in (MEERA, ASHA, RAVI):
        world.ask(f"status {request.id}", by=person)
        assert "100 points" in world.whispered(person)[-1]
    world.ask(f"status {request.id}", by="U07NIKHIL")
    world.ask("status R-222222", by=MEERA)
    outsider, unknown = world.whispered("U07NIKHIL")[-1], world.whispered(MEERA)[-1]
    assert "100 points" not in outsider
    assert outsider.replace(request.id, "…") == unknown.replace("R-222222", "…")


def test_the_same_delivery_again_makes_no_second_reward_also_after_a_restart(world: World) -> None:
    delivered = world.ask(LINE)
    (request,) = world.requests()
    again = world.slack.deliver(delivered.kind, delivered.payload)
    world.restart()
    after_restart = world.slack.deliver(delivered.kind, delivered.payload)
    world.carry()
    assert [found.id for found in world.requests()] == [request.id]
    assert again.answer == delivered.answer == after_restart.answer
    assert len([m for m in world.slack.messages(DESIGN) if request.id in m.text]) == 1


def test_a_giver_has_at_most_twenty_undecided_requests(world: World) -> None:
    for _ in range(20):
        world.ask()
    world.ask()
    assert len(world.requests()) == 20
    assert "20" in world.whispered(MEERA)[-1]


def test_asked_in_a_conversation_with_the_bot_the_giver_sees_no_buttons_and_hears_the_outcome_there(
    world: World,
) -> None:
    channel = world.slack.state.direct_channel(MEERA)
    world.ask(at=channel.id)
    world.carry()
    (request,) = world.requests()
    assert not any(_buttons(message.blocks) for message in world.slack.direct_messages(MEERA))
    (copy,) = world.slack.direct_messages(RAVI)
    world.slack.click(RAVI, copy.channel_id, copy.ts, "reward_approve", request.id)
    world.carry()
    assert any("100 points have reached" in text for text in world.told(MEERA))


def test_who_guesses_an_id_learns_from_cancel_as_little_as_from_status(world: World) -> None:
    request = world.asked()
    for word in ("status", "cancel"):
        world.ask(f"{word} {request.id}", by="U07NIKHIL")
        world.ask(f"{word} R-222222", by="U07NIKHIL")
        known, unknown = world.whispered("U07NIKHIL")[-2:]
        assert known.replace(request.id, "…") == unknown.replace("R-222222", "…")


def _buttons(blocks: tuple[dict[str, object], ...]) -> list[dict[str, str]]:
    return [button for block in blocks if block["type"] == "actions" for button in block["elements"]]  # type: ignore[attr-defined]
