"""Rewarding a message, over signed payloads: its author is filled in, and the card stands in its thread."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.core.reward import RewardStatus
from bot.playground import sample
from bot.playground.faults import slack_error
from bot.playground.slack_nouns import Channel, Message
from bot.rewards.sealing import Sealer
from tests.auditing import findings
from tests.scenarios.conftest import Open
from tests.scenarios.test_form import STRICT, told
from tests.world import ASHA, DESIGN, LEADS, MEERA, NIKHIL, RAVI, World

FILLED = {"points": "100", "reason": "answering so well"}


def written(world: World, by: str = ASHA, at: str = DESIGN, thread_ts: str = "") -> Message:
    """Somebody's message in a channel."""
    return world.slack.state.post(at, by, "Here is how it works.", thread_ts=thread_ts)


def choose(world: World, message: Message, by: str = MEERA) -> Any:
    """The form, or what stands in its place."""
    world.slack.message_shortcut(by, message.channel_id, message.ts, "reward_this_message")
    (view,) = world.slack.views(by)
    return view


def link_to(message: Message) -> str:
    """How Slack's link to it begins."""
    return (
        f"<https://{sample.IDENTITY.team_domain}.slack.com/archives/{message.channel_id}/p{message.ts.replace('.', '')}"
    )


def test_a_reply_is_rewarded_in_its_thread_with_a_link_to_it_from_card_to_balance(world: World) -> None:
    root = written(world, by=NIKHIL)
    reply = written(world, thread_ts=root.ts)
    view = choose(world, reply)
    assert "into the thread of this message" in str(view.definition["blocks"][-1])
    world.slack.submit(MEERA, view.id, FILLED)
    world.carry()
    (request,) = world.requests()
    assert (request.reward.recipient_id, request.message_ts, request.thread_ts) == (ASHA, reply.ts, root.ts)
    (card,) = in_thread(world, root)
    assert link_to(reply) in card.text
    assert "answering so well" in card.text
    assert all(link_to(reply) in text for text in world.told(RAVI))
    assert "Asked for 100 points for <@U02ASHA>" in world.whispered(MEERA)[0]

    world.restart()
    world.slack.click(RAVI, DESIGN, card.ts, "reward_approve", request.id)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    card, arrived = in_thread(world, root)
    assert "rewarded" in card.text
    assert link_to(reply) in card.text
    assert "New balance: 100 points" in arrived.text
    assert link_to(reply) in world.told(ASHA)[0]
    assert world.slack.messages(DESIGN)[0].ts == root.ts
    assert all(root.ts in (message.ts, message.thread_ts) for message in world.slack.messages(DESIGN))
    posts = [call.arguments for call in world.slack.calls if call.method == "chat.postMessage"]
    assert [post["thread_ts"] for post in posts if post["channel"] == DESIGN] == [root.ts, root.ts]
    # One call for each process that draws it, and the history vouches for what it is about.
    assert [call.method for call in world.slack.calls].count("chat.getPermalink") == 2
    Sealer(world.bot.ledger).seal()
    assert findings(world) == []
    world.alter("UPDATE requests SET message_ts = '1.0'")
    assert len(findings(world)) == 1


def test_of_a_message_in_a_conversation_of_two_the_form_promises_no_card_there(world: World) -> None:
    pair = Channel("D0PAIR", "directmessage", is_private=True, member_ids=(MEERA, ASHA))
    world.slack.state.put_channel(pair)
    view = choose(world, written(world, at=pair.id))
    assert "The card goes" not in str(view.definition["blocks"])
    world.slack.submit(MEERA, view.id, FILLED)
    world.carry()
    assert len(world.slack.messages(pair.id)) == 1
    assert "Asked in a direct message" in world.told(RAVI)[-1]


def test_where_the_message_is_gone_before_its_card_the_giver_hears_so_and_the_request_lives_on(world: World) -> None:
    reply = written(world)
    world.slack.submit(MEERA, choose(world, reply).id, FILLED)
    world.slack.state.remove(reply)
    world.carry()
    (request,) = world.requests()
    said = world.whispered(MEERA)[-1]
    assert "The message that this is about is gone, or its thread is locked, so I can't post below it" in said
    assert "/invite" not in said
    (copy,) = world.slack.direct_messages(RAVI)
    world.slack.click(RAVI, copy.channel_id, copy.ts, "reward_approve", request.id)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert any("100 points have reached" in text for text in world.told(MEERA))


def test_messages_of_apps_and_ones_own_are_answered_with_a_sentence(world: World) -> None:
    by_app = world.slack.state.post(DESIGN, sample.BOT_USER_ID, "Hello")
    for message, sentence in (
        (written(world, by=MEERA), "You can't reward yourself. Somebody else can ask for you."),
        (by_app, "is an app, and points go to people. Pick a colleague instead."),
        (written(world, by=NIKHIL), "HR has not given me an e-mail and mobile"),
    ):
        view = choose(world, message)
        assert sentence in told(world)
        assert "submit" not in view.definition
        world.slack.close_view(MEERA, view.id)
    delivered = world.slack.message_shortcut(MEERA, DESIGN, by_app.ts, "reward_this_message")
    nobodys = {key: value for key, value in delivered.payload["message"].items() if key != "user"}
    trigger = world.slack.shortcut(MEERA, "another").payload["trigger_id"]
    for view in world.slack.views(MEERA):
        world.slack.close_view(MEERA, view.id)
    world.slack.deliver("interactive", {**delivered.payload, "message": nobodys, "trigger_id": trigger})
    assert told(world).startswith("The author of this message is an app")
    assert not world.requests()


def test_where_one_may_not_ask_no_form_opens(opened: Open) -> None:
    world = opened(STRICT)
    choose(world, written(world))
    assert told(world) == "Rewards are asked for in <#C02LEADS>. Please ask there."


def test_a_trigger_that_has_expired_is_answered_where_the_message_stands(world: World) -> None:
    world.slack.faults.next("views.open", slack_error("expired_trigger_id"))
    message = written(world)
    world.slack.message_shortcut(MEERA, DESIGN, message.ts, "reward_this_message")
    world.bot.drain_whispers()
    assert "please try again" in world.whispered(MEERA)[0]


def test_where_the_bot_is_not_the_deciders_have_the_card_without_a_link_and_the_giver_hears_why(world: World) -> None:
    world.slack.state.put_channel(replace(world.slack.state.channels[LEADS], is_private=True, bot_is_member=False))
    message = written(world, at=LEADS)
    world.slack.submit(MEERA, choose(world, message).id, FILLED)
    world.carry()
    assert world.slack.messages(LEADS) == [message]
    assert any("I can't post in this channel, but your request is safe" in said for said in world.whispered(MEERA))
    (copy,) = world.slack.direct_messages(RAVI)
    assert "this message" not in copy.text
    world.slack.click(RAVI, copy.channel_id, copy.ts, "reward_approve", world.requests()[0].id)
    world.carry()
    assert len(world.allocations()) == 1


def test_decided_elsewhere_the_card_leads_to_the_message_and_its_thread_hears_the_news(opened: Open) -> None:
    world = opened(f'[approvals]\napprovers = ["{RAVI}", "U05FARAH"]\nchannel = "{LEADS}"')
    world.slack.state.put_channel(replace(world.slack.state.channels[LEADS], bot_is_member=True))
    message = written(world)
    view = choose(world, message)
    assert "It is decided in <#C02LEADS>, unless it is private." in str(view.definition["blocks"][-1])
    world.slack.submit(MEERA, view.id, FILLED)
    world.carry()
    (request,) = world.requests()
    assert link_to(message) in world.card(request, LEADS).text
    assert not in_thread(world, message)
    world.approve(request, at=LEADS)
    world.carry()
    assert len(world.thread(request, LEADS)) == 1
    (news,) = in_thread(world, message)
    assert "rewarded" in news.text


def test_while_slack_tells_no_link_the_card_goes_without_it_and_has_it_at_the_next_change(world: World) -> None:
    world.slack.faults.next("chat.getPermalink", slack_error("fatal_error"), times=3)
    message = written(world)
    world.slack.submit(MEERA, choose(world, message).id, FILLED)
    world.carry()
    (card,) = in_thread(world, message)
    assert "this message" not in card.text
    world.slack.click(RAVI, DESIGN, card.ts, "reward_approve", world.requests()[0].id)
    world.carry()
    assert link_to(message) in in_thread(world, message)[0].text


def in_thread(world: World, root: Message) -> list[Message]:
    """What the bot has said in the thread of this message."""
    bot = world.slack.identity.bot_user_id
    return [each for each in world.slack.messages(root.channel_id) if each.thread_ts == root.ts and each.user_id == bot]
