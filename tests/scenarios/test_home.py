"""The Home tab: what each person finds there, the buttons that work from it, and that it follows what changes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.messages.asking import ASK_FORM
from bot.messages.waiting import NOTHING
from bot.outbox.homes import ANSWER_STANDS_FOR
from bot.outbox.rate_limits import RateLimits
from bot.playground.enkash import ALLOCATE
from bot.playground.faults import Fault, http_status, lose_reply, slack_error, too_many
from bot.playground.slack_delivery import Delivered
from bot.playground.slack_nouns import View
from bot.playground.slack_presses import Press
from bot.rewards.ruling import PolicyWatch
from bot.settings import to_policy
from tests.scenarios.conftest import Open
from tests.world import ASHA, DESIGN, FARAH, MEERA, NIKHIL, RAVI, World

PUBLISH = "views.publish"


def home_of(world: World, person: str) -> View:
    """What this person's Home shows."""
    home = world.slack.state.home(person)
    assert home is not None, f"{person} has no Home"
    return home


def opened_by(world: World, *people: str) -> None:
    """They open the tab, and what follows is carried."""
    for person in people:
        assert world.slack.open_home(person).trouble == ""
    world.carry()


def settle(world: World) -> None:
    """What is gathered for a moment goes too."""
    world.carry()
    world.clock.pass_time(seconds=2)
    world.carry()


def shown(world: World, person: str) -> str:
    """Everything that can be read there."""
    return json.dumps(home_of(world, person).definition["blocks"], ensure_ascii=False)


def press(world: World, person: str, action_id: str, request: Request, option: str | None = None) -> Delivered:
    value = None if option else request.id
    chosen = f"{request.id} {option}" if option else None
    delivered = world.slack.press_in_view(person, home_of(world, person).id, Press(action_id, value, chosen))
    assert delivered.trouble == ""
    return delivered


def top(world: World, person: str) -> str:
    """The first words of it: what came of a click, or else the first headline."""
    texts = (block.get("text") for block in home_of(world, person).definition["blocks"])
    return next(str(text["text"]) for text in texts if text)


def published(world: World) -> int:
    return [call.method for call in world.slack.calls].count(PUBLISH)


# What it shows.


def test_what_is_undecided_is_nowhere_said_to_be_decided_by_nobody_however_much_it_is(opened: Open) -> None:
    world = opened(f'[approvals]\napprovers = ["{RAVI}", "{FARAH}"]\n[rewards]\nopen_requests_max = 1000')
    for number in range(12):
        world.ask(f"<@{ASHA}> {number + 1} for tea")
    opened_by(world, MEERA)
    assert "What you asked for lately" not in shown(world, MEERA)
    assert "Nobody can decide" not in shown(world, MEERA)


def test_opening_the_tab_is_answered_at_once_and_drawn_by_the_outbox(world: World) -> None:
    delivered = world.slack.open_home(NIKHIL)
    assert (delivered.trouble, delivered.answer is not None) == ("", True)
    assert world.slack.state.home(NIKHIL) is None, "a listener calls nothing"
    world.carry()
    assert NOTHING in shown(world, NIKHIL)
    assert "As it stood" not in top(world, NIKHIL)


def test_the_tab_with_messages_draws_nothing(world: World) -> None:
    event = {"type": "app_home_opened", "user": RAVI, "channel": "D02RAVI", "tab": "messages", "event_ts": "1.0"}
    assert world.slack.event(event).trouble == ""
    world.carry()
    assert world.slack.state.home(RAVI) is None


def test_each_person_finds_their_own_business_and_nobody_else_s(world: World) -> None:
    request = world.asked()
    opened_by(world, RAVI, MEERA, ASHA, NIKHIL)
    assert "reward_approve_home" in shown(world, RAVI)
    assert "You asked, and nobody has decided yet" in shown(world, MEERA)
    assert "reward_cancel_home" in shown(world, MEERA)
    assert "reward_approve_home" not in shown(world, MEERA)
    for person in (ASHA, NIKHIL):
        assert request.id not in shown(world, person)


def test_what_was_given_and_received_stands_there_with_its_status_and_a_picture_of_the_months(world: World) -> None:
    world.approve(world.asked())
    world.carry()
    declined = world.asked("<@U02ASHA> 7")
    world.decline(declined, "not now")
    opened_by(world, MEERA, ASHA)
    assert "100 points have reached <@U02ASHA>." in shown(world, MEERA)
    assert 'The reason, shown to you alone: \\"not now\\"' in shown(world, MEERA)
    assert "*You gave*\\n```Nov 100 ▇▇▇▇▇▇▇▇▇▇\\nOct   0" in shown(world, MEERA)
    assert "100 points from <@U02MEERA>" in shown(world, ASHA)
    assert "*You received*" in shown(world, ASHA)
    assert declined.id not in shown(world, ASHA)
    assert "New balance" not in shown(world, MEERA)


def test_of_several_each_finds_their_own_share_and_the_giver_all_of_it(world: World) -> None:
    opened_by(world, MEERA, RAVI, ASHA, FARAH)
    request = world.asked(f"private <@{ASHA}> <@{FARAH}> 50 for the release")
    settle(world)
    for person, button in ((RAVI, "reward_approve_home"), (MEERA, "reward_cancel_home")):
        assert "100 points in all" in shown(world, person)
        assert button in shown(world, person)
    for person in (ASHA, FARAH):
        assert request.id not in shown(world, person), "who receives hears of it once the points are there"
    world.enkash.faults.next(ALLOCATE, lose_reply())
    press(world, RAVI, "reward_approve_home", request)
    settle(world)
    assert f"1 of 2 has their points. EnKash has not confirmed those for <@{ASHA}> yet" in shown(world, MEERA)
    assert "*Approved, and on its way:* 1 request" in shown(world, MEERA)
    assert "*You gave*\\n```Nov 50" in shown(world, MEERA)
    assert f"50 points from <@{MEERA}>" in shown(world, FARAH)
    assert f"{request.id}/2" in shown(world, FARAH)
    assert "Private: no channel hears of it" in shown(world, FARAH)
    assert ASHA not in shown(world, FARAH)
    assert request.id not in shown(world, ASHA)


def test_a_month_begins_at_midnight_in_the_company_s_time_zone(world: World) -> None:
    # 30 November, 20:00 UTC, is the first of December in India.
    world.clock.now = world.clock.now.replace(month=11, day=30, hour=20)
    world.approve(world.asked())
    world.carry()
    opened_by(world, MEERA)
    assert "Dec 100 ▇▇▇▇▇▇▇▇▇▇\\nNov   0" in shown(world, MEERA)


def test_a_budget_stands_there_for_its_giver(opened: Open) -> None:
    world = opened(
        f'[approvals]\napprovers = ["{RAVI}", "{FARAH}"]\n[[budgets]]\nper = "giver"\npoints = 500\nevery = "month"'
    )
    opened_by(world, MEERA)
    assert "Your budget has 500 of 500 points left this month" in shown(world, MEERA)
    world.asked()
    assert "Your budget has 400 of 500 points left this month" in shown(world, MEERA)


def test_on_enkash_s_test_system_it_begins_with_that(world: World) -> None:
    world.bot.messages._slack._mark = lambda said: said | {"view": {**said["view"], "private_metadata": "marked"}}  # type: ignore[attr-defined]
    opened_by(world, RAVI)
    assert home_of(world, RAVI).definition["private_metadata"] == "marked"


# Buttons.


def test_an_approval_from_it_is_answered_above_and_followed_until_the_points_are_there(world: World) -> None:
    request, other = world.asked(), world.asked("<@U02ASHA> 7")
    opened_by(world, RAVI)
    press(world, RAVI, "reward_approve_home", request)
    world.carry(money=False)
    assert top(world, RAVI).startswith("You approved 100 points for <@U02ASHA> (Asha Rao). Approved by <@U02RAVI>")
    assert f'"value": "{request.id}"' not in shown(world, RAVI)
    assert f'"value": "{other.id}"' in shown(world, RAVI)
    settle(world)
    assert "100 points have reached <@U02ASHA>. R-" in top(world, RAVI), "a balance is not a decider's business"
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert world.whispered(RAVI) == []


def test_whoever_comes_too_late_reads_there_who_was_first(world: World) -> None:
    request = world.asked()
    opened_by(world, RAVI, FARAH)
    press(world, RAVI, "reward_approve_home", request)
    press(world, FARAH, "reward_approve_home", request)
    world.carry()
    assert top(world, FARAH).startswith("Already approved by <@U02RAVI>")
    assert "Your click changed nothing." in top(world, FARAH)
    assert world.now_of(request).approvers == (RAVI,)
    assert len(world.allocations()) == 1


@pytest.mark.parametrize(
    ("person", "why"),
    [(MEERA, "You asked for this one"), (ASHA, "This one is for you"), (NIKHIL, "Only <@U02RAVI> or <@U05FARAH>")],
)
def test_whoever_may_not_decide_reads_why(world: World, person: str, why: str) -> None:
    """A button that their Home never showed, as somebody sends it who makes up payloads."""
    request = world.asked()
    opened_by(world, person)
    for action_id in ("reward_approve_home", "reward_decline_home"):
        press(world, person, action_id, request)
        world.carry()
        assert top(world, person).startswith(why)
    assert world.now_of(request).status is RequestStatus.PENDING
    assert world.slack.views(person) == []


def test_declining_from_it_asks_for_the_reason_and_takes_the_request_away(world: World) -> None:
    request = world.asked()
    opened_by(world, RAVI, FARAH)
    press(world, RAVI, "reward_decline_home", request)
    assert world.fill_in("not now", by=RAVI).trouble == ""
    world.carry()
    assert request.id not in shown(world, RAVI)
    assert world.now_of(request).status is RequestStatus.DECLINED
    settle(world)
    assert request.id not in shown(world, FARAH)


def test_the_menu_works_from_it(world: World) -> None:
    request = world.asked()
    opened_by(world, RAVI)
    press(world, RAVI, "reward_more_home", request, "lower")
    assert world.fill_in("60", by=RAVI).trouble == ""
    settle(world)
    assert world.reward(request).points == 60
    assert world.now_of(request).approvers == (RAVI,)


def test_a_giver_cancels_from_it(world: World) -> None:
    request = world.asked()
    opened_by(world, MEERA)
    press(world, MEERA, "reward_cancel_home", request)
    world.carry()
    assert top(world, MEERA).startswith("Cancelled: 100 points for <@U02ASHA>")
    assert world.now_of(request).status is RequestStatus.CANCELLED


def test_the_form_opens_from_it_and_what_is_asked_shows_there(world: World) -> None:
    opened_by(world, MEERA)
    world.slack.press_in_view(MEERA, home_of(world, MEERA).id, Press("reward_give_home"))
    (form,) = world.slack.views(MEERA)
    assert form.definition["callback_id"] == ASK_FORM
    values = {"people": ASHA, "points": "100", "reason": "shipping the demo", "place": DESIGN}
    assert world.slack.submit(MEERA, form.id, values).trouble == ""
    world.carry()
    (request,) = world.requests()
    assert request.id in shown(world, MEERA)


def test_an_answer_goes_when_the_home_is_opened_anew(world: World) -> None:
    request = world.asked()
    opened_by(world, RAVI)
    press(world, RAVI, "reward_approve_home", request)
    settle(world)
    assert top(world, RAVI).startswith("You approved")
    opened_by(world, RAVI)
    assert top(world, RAVI) == "What waits"


def test_an_answer_goes_with_a_later_change_once_it_is_no_news(world: World) -> None:
    request = world.asked()
    opened_by(world, RAVI)
    press(world, RAVI, "reward_approve_home", request)
    settle(world)
    world.clock.pass_time(seconds=ANSWER_STANDS_FOR.total_seconds())
    world.asked("<@U02ASHA> 7")
    settle(world)
    assert top(world, RAVI) == "What waits"


def test_a_form_that_slack_would_not_open_is_told_there(world: World) -> None:
    request = world.asked()
    opened_by(world, RAVI)
    world.slack.faults.next("views.open", slack_error("expired_trigger_id"))
    press(world, RAVI, "reward_decline_home", request)
    world.carry()
    assert top(world, RAVI) == "I could not open the form in time. Nothing has changed; please click again."


def test_a_click_that_the_ledger_could_not_take_is_answered_in_a_modal(world: World) -> None:
    request = world.asked()
    opened_by(world, RAVI)
    with world.sqlite.people() as (table, _):
        table.execute("BEGIN IMMEDIATE")
        press(world, RAVI, "reward_approve_home", request)
        table.execute("ROLLBACK")
    (modal,) = world.slack.views(RAVI)
    assert "Nothing was kept; please try again in a moment." in str(modal.definition["blocks"])
    assert world.now_of(request).status is RequestStatus.PENDING


def test_a_click_on_what_a_restored_ledger_lacks_is_answered_there(world: World) -> None:
    opened_by(world, RAVI)
    lost = "R-222222"
    world.slack.press_in_view(RAVI, home_of(world, RAVI).id, Press("reward_approve_home", lost))
    world.carry()
    assert lost in top(world, RAVI)


# Following what changes.


def test_it_follows_each_change_that_concerns_its_person_once_it_was_opened(world: World) -> None:
    opened_by(world, RAVI, MEERA, NIKHIL)
    before = published(world)
    request = world.asked()
    settle(world)
    assert request.id in shown(world, RAVI)
    assert request.id in shown(world, MEERA)
    world.approve(request)
    settle(world)
    assert request.id not in shown(world, RAVI)
    assert "100 points have reached <@U02ASHA>." in shown(world, MEERA)
    assert published(world) - before <= 6
    assert {home for home in (FARAH, ASHA) if world.slack.state.home(home)} == set(), "they never opened theirs"


def test_it_follows_what_the_clock_does(world: World) -> None:
    request = world.asked()
    opened_by(world, RAVI, MEERA)
    world.clock.pass_time(days=8)
    settle(world)
    assert request.id not in shown(world, RAVI)
    assert "so this request has ended" in shown(world, MEERA)


def test_it_follows_what_is_passed_on_and_who_goes_away(world: World) -> None:
    request = world.asked()
    opened_by(world, RAVI, FARAH)
    world.ask(f"away <@{FARAH}> until 2026-12-04", by=RAVI)
    settle(world)
    assert request.id not in shown(world, RAVI)
    world.ask("back", by=RAVI)
    settle(world)
    assert request.id in shown(world, RAVI)
    press(world, RAVI, "reward_more_home", request, "reassign")
    (form,) = world.slack.views(RAVI)
    world.slack.submit(RAVI, form.id, {"person": FARAH})
    settle(world)
    assert request.id not in shown(world, RAVI)
    assert "passed it on to" in shown(world, FARAH)


def test_it_follows_who_comes_to_decide_and_who_may_no_longer(opened: Open) -> None:
    world = opened(f'[approvals]\napprovers = ["{RAVI}", "S0FINANCE"]')
    request = world.asked()
    opened_by(world, FARAH, NIKHIL)
    assert request.id in shown(world, FARAH)
    assert request.id not in shown(world, NIKHIL)
    world.slack.group_change("S0FINANCE", [NIKHIL])
    world.bot.directory.refresh()
    settle(world)
    assert request.id not in shown(world, FARAH)
    assert request.id in shown(world, NIKHIL)


def test_it_follows_a_changed_policy(world: World) -> None:
    opened_by(world, MEERA)
    changed = to_policy(
        f'[approvals]\napprovers = ["{RAVI}", "{FARAH}"]\n[[budgets]]\nper = "giver"\npoints = 500\nevery = "month"'
    )
    watch = PolicyWatch(world.bot.ledger, world.policy, lambda: changed, lambda _: True, world.bot.rule_by)
    for _ in range(2):
        watch.look()
    world.clock.pass_time(seconds=11)
    world.carry()
    assert "Your budget has 500 of 500 points left this month" in shown(world, MEERA)


def test_after_a_restart_it_is_still_known_whose_was_opened(world: World) -> None:
    opened_by(world, RAVI)
    world.restart()
    request = world.asked()
    settle(world)
    assert request.id in shown(world, RAVI)


def test_an_unknown_outcome_shows_as_that_and_never_as_given(world: World) -> None:
    opened_by(world, MEERA)
    request = world.asked()
    world.enkash.faults.always(ALLOCATE, lose_reply())
    world.approve(request)
    settle(world)
    assert "EnKash has not confirmed these 100 points yet" in shown(world, MEERA)
    assert "have reached" not in shown(world, MEERA)
    assert "You gave" not in shown(world, MEERA)


# Slack's moods.


def test_money_and_messages_do_not_wait_for_homes(world: World) -> None:
    request = world.asked()
    opened_by(world, RAVI, MEERA)
    world.slack.faults.always(PUBLISH, too_many(30))
    world.approve(request)
    settle(world)
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert " rewarded " in world.card(request).text
    assert request.id in shown(world, RAVI), "it stands as it was"
    tries = published(world)
    world.slack.open_home(NIKHIL)
    settle(world)
    assert published(world) == tries, "nobody's is tried before Slack's time is over"
    world.slack.faults.clear()
    world.clock.pass_time(seconds=31)
    world.carry()
    assert request.id not in shown(world, RAVI)


def test_they_go_at_our_own_pace_and_none_is_forgotten(world: World) -> None:
    people = [RAVI, MEERA, ASHA, NIKHIL, FARAH]
    opened_by(world, *people)
    world.bot.messages._limits = RateLimits(world.clock.seconds)
    before = published(world)
    for _ in range(10):
        for person in people:
            world.slack.open_home(person)
        world.carry()
    assert published(world) - before < 25
    world.clock.pass_time(minutes=1)
    world.carry()
    waiting = world.rows("SELECT count(*) FROM outbox WHERE kind = 'home' AND done_at IS NULL")
    assert waiting == [(0,)]


@pytest.mark.parametrize("fault", [http_status(500), lose_reply(), slack_error("internal_error")])
def test_what_slack_did_not_surely_show_is_shown_again(world: World, fault: Fault) -> None:
    world.slack.faults.next(PUBLISH, fault)
    world.slack.open_home(RAVI)
    world.carry()
    world.clock.pass_time(seconds=3)
    world.carry()
    assert NOTHING in shown(world, RAVI)
    assert published(world) == 2


def test_where_the_tab_is_off_the_log_says_how_to_switch_it_on(world: World, caplog: Any) -> None:
    world.slack.faults.next(PUBLISH, slack_error("not_enabled"))
    opened_by(world, RAVI)
    (record,) = [record for record in caplog.records if record.getMessage() == "home refused"]
    assert record.error == "not_enabled"
    assert "switch the Home Tab on" in record.mend
    world.clock.pass_time(minutes=2)
    world.carry()
    assert published(world) == 1, "it is not tried again before somebody looks or something changes"


def test_while_slack_refuses_the_token_homes_wait(world: World) -> None:
    world.slack.faults.next(PUBLISH, slack_error("invalid_auth"))
    opened_by(world, RAVI)
    assert published(world) == 1
    world.clock.pass_time(seconds=31)
    world.carry()
    assert NOTHING in shown(world, RAVI)
