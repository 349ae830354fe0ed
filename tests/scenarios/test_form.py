"""The form in which a giver asks: opened by the command alone or from anywhere, over signed payloads."""

from __future__ import annotations

from typing import Any

from bot.core.reward import RequestStatus
from bot.playground.faults import slack_error
from bot.playground.slack_presses import Press
from tests.scenarios.conftest import Open
from tests.world import ASHA, DESIGN, FARAH, LEADS, MEERA, NIKHIL, RAVI, World

FILLED = {"people": ASHA, "points": "100", "reason": "shipping the demo"}
STRICT = f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}"]

[[approvals.tiers]]
up_to_points = 200
approvals = 1

[[approvals.tiers]]
up_to_points = 1000
approvals = 2

[rewards]
points_min = 10
points_max = 1000
points_multiple_of = 10
reason_required_from_points = 500
channels = ["{LEADS}"]

[[budgets]]
per = "giver"
points = 900
every = "month"
"""


def opened_by(world: World, *, by: str = MEERA, at: str = DESIGN) -> Any:
    """The form that the command alone opens."""
    world.ask("", by=by, at=at)
    (view,) = world.slack.views(by)
    return view


def told(world: World, by: str = MEERA) -> str:
    """What stands above the fields of the form that this person has open."""
    (view,) = world.slack.views(by)
    return str(view.definition["blocks"][0]["text"]["text"])


def errors(world: World, by: str = MEERA) -> dict[str, str]:
    (view,) = world.slack.views(by)
    return view.errors


def test_what_is_asked_by_the_form_is_what_the_command_asks(world: World) -> None:
    view = opened_by(world)
    assert not world.whispered(MEERA)
    world.slack.submit(MEERA, view.id, FILLED)
    assert not world.slack.views(MEERA)
    (request,) = world.requests()
    world.carry()
    (answer,) = world.whispered(MEERA)
    assert answer.startswith("Asked for 100 points for <@U02ASHA> (Asha Rao). <@U02RAVI> or <@U05FARAH> can decide")
    assert "shipping the demo" in world.card(request).text

    typed = world.asked()
    assert (typed.channel_id, typed.reason, typed.deciders, typed.quorum) == (
        request.channel_id,
        request.reason,
        request.deciders,
        request.quorum,
    )
    whisper = world.slack.whispers(MEERA)[0]
    world.slack.click(MEERA, DESIGN, whisper.ts, "reward_cancel", request.id)
    assert world.now_of(request).status is RequestStatus.CANCELLED


def test_a_form_that_is_sent_twice_makes_one_request_also_after_a_restart(world: World) -> None:
    view = opened_by(world)
    sent = world.slack.submit(MEERA, view.id, FILLED)
    again = world.slack.deliver(sent.kind, sent.payload)
    world.restart()
    after_restart = world.slack.deliver(sent.kind, sent.payload)
    world.carry()
    assert len(world.requests()) == 1
    assert sent.answer == again.answer == after_restart.answer
    assert len(world.whispered(MEERA)) == 1
    assert len(world.slack.messages(DESIGN)) == 1


def test_what_it_takes_and_what_is_left_is_told_as_the_form_is_filled_in(opened: Open) -> None:
    world = opened(STRICT)
    view = opened_by(world, at=LEADS)
    assert "From 10 to 1,000 points at a time, in steps of 10" in told(world)
    assert "• up to 1,000 points: 2 of <@U02RAVI> or <@U05FARAH>" in told(world)
    assert "Your budget has 900 of 900 points left this month." in told(world)
    assert "<#C02LEADS>" in str(view.definition["blocks"][-1])

    def change(**filled: str) -> str:
        for field, value in filled.items():
            world.slack.press_in_view(MEERA, view.id, Press(f"reward_ask_{field}", chosen=value))
        return told(world)

    assert "From 10 to 1,000 points" in change(people=ASHA)
    for points, takes, left in (
        ("100", "the approval of <@U02RAVI> or <@U05FARAH>", "800"),
        ("500", "2 approvals", "400"),
    ):
        said = change(people=ASHA, points=points)
        assert f"*{points} points for <@U02ASHA> (Asha Rao)*" in said
        assert takes in said
        assert f"Your budget has {left} of 900 points left this month" in said
    assert "Points are given in steps of 10." in change(people=ASHA, points="105")
    assert "Your budget has 900 of 900 points left this month, and this asks for more" in change(
        people=ASHA, points="990"
    )
    assert "You can't reward yourself" in change(people=MEERA, points="100")
    assert "Points are whole numbers from 10 to 1,000" in change(people=ASHA, points="1.5")
    assert not world.requests()


def test_what_is_wrong_stands_at_its_field_and_is_mended_there(opened: Open) -> None:
    world = opened(STRICT)
    view = opened_by(world, at=LEADS)

    def sent(**filled: str) -> dict[str, str]:
        world.slack.submit(MEERA, view.id, {**FILLED, **filled})
        return errors(world)

    assert sent(people="") == {"people": "Please pick at least one person."}
    assert sent(people=MEERA) == {"people": "You can't reward yourself. Somebody else can ask for you."}
    assert "HR has not given me an e-mail and mobile" in sent(people=NIKHIL)["people"]
    assert sent(points="") == {"points": "How many points? Please write a number."}
    assert sent(points="105") == {"points": "Points are given in steps of 10."}
    assert sent(points="5000") == {"points": "Points are whole numbers from 10 to 1,000."}
    assert "and this asks for more" in sent(points="990")["points"]
    assert "needs a reason" in sent(points="500", reason="")["reason"]
    assert sent(reason=":clap:") == {
        "reason": "A reason needs a letter or a digit. Add a few words, or leave the reason out."
    }
    assert not any("<@" in words or "/reward" in words for words in errors(world).values())
    assert not world.requests()
    world.slack.submit(MEERA, view.id, FILLED)
    assert len(world.requests()) == 1


def test_what_belongs_to_no_field_stands_above_them_and_what_was_written_stays(opened: Open) -> None:
    world = opened(STRICT.replace('channels = ["C02LEADS"]', f'givers = ["{RAVI}"]'))
    view = opened_by(world)
    world.slack.submit(MEERA, view.id, FILLED)
    assert told(world) == "Only <@U02RAVI> can ask for rewards. One of them can ask for you."
    (now,) = world.slack.views(MEERA)
    assert now.id == view.id
    held = [block["element"] for block in now.definition["blocks"] if block["block_id"] in FILLED]
    assert [element.get("initial_users", [element.get("initial_value")])[0] for element in held] == list(
        FILLED.values()
    )
    assert not world.requests()


def test_where_the_ledger_takes_nothing_the_form_says_so_and_sent_again_it_asks_once(world: World) -> None:
    view = opened_by(world)
    connection = world.sqlite._writing()
    connection.execute("PRAGMA query_only = ON")
    world.slack.submit(MEERA, view.id, FILLED)
    connection.execute("PRAGMA query_only = OFF")
    assert "can't write" in told(world)
    assert not world.requests()
    world.slack.submit(MEERA, view.id, {})
    assert [request.reason for request in world.requests()] == ["shipping the demo"]


def test_from_anywhere_the_form_asks_for_the_channel_and_the_answer_comes_directly(world: World) -> None:
    world.slack.shortcut(MEERA, "reward_give")
    (view,) = world.slack.views(MEERA)
    place = view.definition["blocks"][-1]["element"]
    assert (place["type"], place["default_to_current_conversation"]) == ("conversations_select", True)
    world.slack.submit(MEERA, view.id, {**FILLED, "place": DESIGN})
    world.carry()
    (request,) = world.requests()
    assert world.card(request, DESIGN)
    (answer,) = world.told(MEERA)
    assert "Asked for 100 points" in answer
    assert "The card stands in <#C02DESIGN>." in answer
    assert not world.whispered(MEERA)


def test_where_the_policy_names_channels_the_command_elsewhere_asks_for_one_of_them(opened: Open) -> None:
    world = opened(STRICT)
    view = opened_by(world, at=DESIGN)
    world.slack.submit(MEERA, view.id, {**FILLED, "place": DESIGN})
    assert told(world) == "Rewards are asked for in <#C02LEADS>. Please ask there."
    world.slack.submit(MEERA, view.id, {**FILLED, "place": LEADS})
    (request,) = world.requests()
    assert request.channel_id == LEADS


def test_a_trigger_that_has_expired_is_answered_with_what_to_do(world: World) -> None:
    line = "`/reward @asha 100 for shipping the demo`"
    world.slack.faults.next("views.open", slack_error("expired_trigger_id"))
    world.ask("")
    assert world.whispered(MEERA) == [
        f"I could not open the form in time. Nothing was recorded; please try again, or type the whole line: {line}"
    ]
    world.slack.faults.next("views.open", slack_error("expired_trigger_id"))
    world.slack.shortcut(MEERA, "reward_give")
    world.carry()
    assert world.told(MEERA) == world.whispered(MEERA)
    assert not world.slack.views(MEERA)


def test_where_slack_takes_no_newer_form_the_one_that_stands_there_is_judged_all_the_same(world: World) -> None:
    view = opened_by(world)
    world.slack.faults.next("views.update", slack_error("not_found"))
    assert world.slack.press_in_view(MEERA, view.id, Press("reward_ask_points", chosen="100")).trouble == ""
    world.slack.submit(MEERA, view.id, FILLED)
    assert len(world.requests()) == 1


def test_an_answer_that_the_channel_takes_no_more_comes_directly(world: World) -> None:
    """A form may be open for longer than Slack lets the command be answered."""
    view = opened_by(world)
    world.clock.pass_time(minutes=45)
    world.slack.submit(MEERA, view.id, FILLED)
    world.carry()
    assert not world.whispered(MEERA)
    assert "Asked for 100 points" in world.told(MEERA)[0]
