"""The company's values: named in the line or the form, and shown wherever people read of the reward."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.reward import RewardStatus
from bot.playground.faults import lose_reply
from bot.playground.slack_presses import Press
from tests.scenarios.conftest import Open
from tests.world import ASHA, FARAH, MEERA, RAVI, World

VALUES = '\n[values]\nownership = "🔑 Ownership"\ncraft = "Craft & care"\n'
POLICY = f'[approvals]\napprovers = ["{RAVI}", "{FARAH}"]\n'
LINE = "<@U02ASHA> 100 #ownership for shipping the demo"
FILLED = {"people": ASHA, "points": "100", "reason": "shipping the demo"}


def form(world: World) -> str:
    world.ask("")
    (view,) = world.slack.views(MEERA)
    return view.id


def errors(world: World) -> dict[str, str]:
    (view,) = world.slack.views(MEERA)
    return view.errors


def test_a_value_stands_on_the_card_in_its_thread_and_in_what_the_recipient_reads(opened: Open) -> None:
    world = opened(POLICY + VALUES)
    request = world.asked(LINE)
    assert (request.value, request.reason) == ("ownership", "shipping the demo")
    assert "This reward shows 🔑 Ownership." in world.whispered(MEERA)[-1]
    assert "Shows 🔑 Ownership · <@U02RAVI> or <@U05FARAH> can decide" in str(world.card(request).blocks)
    assert "Shows 🔑 Ownership" in str(world.slack.direct_messages(RAVI)[-1].blocks)
    world.approve(request)
    world.carry()
    assert "Shows 🔑 Ownership" in str(world.card(request).blocks)
    (reply,) = world.thread(request)
    assert reply == (
        "100 points have reached <@U02ASHA>. New balance: 100 points. This reward shows 🔑 Ownership. " + request.id
    )
    assert "Shows 🔑 Ownership." in world.told(ASHA)[-1]
    for word in (f"status {request.id}", "history"):
        world.ask(word)
        assert "🔑 Ownership" in world.whispered(MEERA)[-1]


def test_what_waits_says_what_it_shows(opened: Open) -> None:
    world = opened(POLICY + VALUES)
    world.asked(LINE)
    world.ask("pending", by=RAVI)
    assert "Shows 🔑 Ownership" in world.whispered(RAVI)[-1]


def test_explaining_a_line_says_what_it_would_show(opened: Open) -> None:
    world = opened(POLICY + VALUES)
    world.ask(f"explain {LINE}")
    assert "for #ownership" in world.whispered(MEERA)[-1]
    assert "✓ the value that it shows is named" in world.whispered(MEERA)[-1]
    assert not world.requests()


def test_a_value_that_the_policy_dropped_is_shown_by_its_tag_and_not_asked_for_again(opened: Open) -> None:
    world = opened(POLICY + VALUES)
    request = world.asked(LINE)
    world.policy = replace(world.policy, values=())
    world.restart()
    world.clock.pass_time(hours=169)
    world.carry()
    assert "#ownership" not in world.told(MEERA)[-1]
    world.ask(f"status {request.id}")
    assert "This reward shows #ownership." in world.whispered(MEERA)[-1]
    expired = world.slack.direct_messages(MEERA)[-1]
    world.slack.click(MEERA, expired.channel_id, expired.ts, "reward_ask_again", request.id)
    again = next(each for each in world.requests() if each.id != request.id)
    assert (again.value, again.reason) == ("", "shipping the demo")


def test_what_expired_is_asked_for_again_with_its_value(opened: Open) -> None:
    world = opened(POLICY + VALUES)
    request = world.asked(LINE)
    world.clock.pass_time(hours=169)
    world.carry()
    assert "`/reward <@U02ASHA> 100 #ownership for shipping the demo`" in world.told(MEERA)[-1]
    expired = world.slack.direct_messages(MEERA)[-1]
    world.slack.click(MEERA, expired.channel_id, expired.ts, "reward_ask_again", request.id)
    assert [each.value for each in world.requests()] == ["ownership", "ownership"]


def test_a_tag_that_is_none_is_refused_with_the_nearest(opened: Open) -> None:
    world = opened(POLICY + VALUES)
    world.ask("<@U02ASHA> 100 #ownersip for shipping the demo")
    assert world.whispered(MEERA)[-1] == (
        "Nothing was recorded. #ownersip is none of our values: #ownership or #craft. In a reason, leave out the #. "
        "For example: `/reward <@U02ASHA> 100 #ownership for shipping the demo`"
    )


def test_where_a_value_is_required_a_line_and_a_form_without_one_are_refused(opened: Open) -> None:
    world = opened(POLICY + "[rewards]\nvalue_required = true\n" + VALUES)
    world.ask("<@U02ASHA> 100 for shipping the demo")
    assert world.whispered(MEERA)[-1] == (
        "A reward names the value that it shows: #ownership or #craft. Nothing was recorded. Please put yours for the "
        "dots: `/reward <@U02ASHA> 100 #… for shipping the demo`"
    )
    view_id = form(world)
    world.slack.submit(MEERA, view_id, FILLED)
    assert errors(world) == {"value": "Please pick the value that it shows."}
    for field, chosen in {"people": ASHA, "points": "100"}.items():
        world.slack.press_in_view(MEERA, view_id, Press(f"reward_ask_{field}", chosen=chosen))
    (view,) = world.slack.views(MEERA)
    assert "could not ask" not in str(view.definition["blocks"][0])
    world.slack.submit(MEERA, view_id, {**FILLED, "value": "craft"})
    (request,) = world.requests()
    assert request.value == "craft"


def test_the_form_offers_the_values_and_takes_one_that_the_reason_names(opened: Open) -> None:
    world = opened(POLICY + VALUES)
    view_id = form(world)
    (view,) = world.slack.views(MEERA)
    (field,) = [block for block in view.definition["blocks"] if block.get("block_id") == "value"]
    assert [(o["text"]["text"], o["value"]) for o in field["element"]["options"]] == [
        ("🔑 Ownership", "ownership"),
        ("Craft & care", "craft"),
    ]
    world.slack.submit(MEERA, view_id, {**FILLED, "reason": "real #craft, and #diwali"})
    world.carry()
    (request,) = world.requests()
    assert (request.value, request.reason) == ("craft", "real #craft, and #diwali")
    assert "Shows Craft &amp; care" in str(world.card(request).blocks)


@pytest.mark.parametrize(
    "filled", [{"reason": "real #craft and #ownership"}, {"reason": "real #ownership", "value": "craft"}]
)
def test_a_form_that_names_two_values_is_refused_as_a_line_is(opened: Open, filled: dict[str, str]) -> None:
    world = opened(POLICY + VALUES)
    view_id = form(world)
    world.slack.submit(MEERA, view_id, {**FILLED, **filled})
    assert errors(world) == {"reason": "A reward shows one value, and I see several. Keep the one that fits best."}
    assert world.requests() == ()


def test_a_policy_without_values_has_no_such_field_and_says_nothing_of_them(world: World) -> None:
    form(world)
    (view,) = world.slack.views(MEERA)
    assert "value" not in [block.get("block_id") for block in view.definition["blocks"]]
    world.ask("help")
    assert "value" not in world.whispered(MEERA)[-1]


def test_help_names_the_values(opened: Open) -> None:
    world = opened(POLICY + VALUES)
    world.ask("help")
    said = world.whispered(MEERA)[-1]
    assert (
        "You can name the value that a reward shows: `#ownership` (🔑 Ownership) or `#craft` (Craft &amp; care)."
        in said
    )


def test_an_unknown_outcome_that_is_confirmed_says_what_it_shows(opened: Open) -> None:
    world = opened(POLICY + VALUES)
    request = world.asked(LINE)
    world.enkash.faults.next("create-allocate-points", lose_reply())
    world.approve(request)
    world.carry()
    world.clock.pass_time(minutes=1)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert "This reward shows 🔑 Ownership." in world.thread(request)[-1]
