"""Who goes away hands their decisions to another approver, who decides in their name until they are back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.messages.card import APPROVE
from bot.playground import sample
from bot.playground.slack_nouns import User
from bot.settings import to_policy
from tests.auditing import findings
from tests.scenarios.conftest import Open
from tests.world import ASHA, DESIGN, FARAH, MEERA, NIKHIL, RAVI, World

# Ravi decides on what is small, Ravi and Farah together on what is bigger; Nikhil on the biggest alone.
POLICY = f"""
[approvals]
approvers = ["{RAVI}"]
[[approvals.tiers]]
up_to_points = 1000
approvals = 1
[[approvals.tiers]]
up_to_points = 5000
approvals = 2
approvers = ["{RAVI}", "{FARAH}"]
[[approvals.tiers]]
up_to_points = 10000
approvals = 1
approvers = ["{NIKHIL}"]
"""
OF_NIKHIL = f"""
[[approvals.tiers]]
up_to_points = 1000
approvals = 1
[[approvals.tiers]]
up_to_points = 10000
approvals = 1
approvers = ["{NIKHIL}"]
"""
BIG = f"<@{ASHA}> 2000 for the launch"
# It is Sunday evening, 22 November 2026; in India Friday is over at 18:30 in UTC.
FRIDAY_IS_OVER_AT = datetime(2026, 11, 27, 18, 30, tzinfo=UTC)


@pytest.fixture
def world(opened: Open) -> World:
    return opened(POLICY)


def away(world: World, deputy: str = NIKHIL, until: str = "until Friday", *, by: str = RAVI) -> str:
    """Somebody goes away, and what follows is done; what they are answered."""
    answer = tried(world, deputy, until, by=by)
    assert f"<@{deputy}> decides for you until" in answer
    return answer


def tried(world: World, deputy: str, until: str = "until Friday", *, by: str = RAVI) -> str:
    world.ask(f"away <@{deputy}> {until}", by=by)
    follow(world)
    return world.whispered(by)[-1]


def follow(world: World) -> None:
    world.bot.directory.refresh()
    world.carry()


def decided(world: World, request: Request) -> list[tuple[str, str, str]]:
    return [
        (each.entry.event, each.entry.actor, each.entry.detail)
        for each in world.history(request)
        if each.entry.event in ("approval", "approved", "declined") and each.entry.reward_id is None
    ]


def has_buttons(world: World, person: str, request: Request) -> bool:
    cards = [m for m in world.slack.direct_messages(person) if request.id in m.text and not m.thread_ts]
    return any(APPROVE in str(card.blocks) for card in cards)


# Going away.


def test_both_see_who_decides_until_when_and_the_history_has_it(world: World) -> None:
    answer = away(world)
    assert answer.startswith("<@U07NIKHIL> decides for you until <!date^")
    assert "|Fri 27 Nov, 18:29 UTC>" in answer
    (told,) = world.told(NIKHIL)
    assert told.startswith("<@U02RAVI> is away until <!date^")
    assert world.rows("SELECT event, actor, detail FROM history WHERE request_id IS NULL")[-1] == (
        "went away",
        RAVI,
        "U07NIKHIL decides until 2026-11-27 18:30 UTC",
    )
    world.bot.sealer.seal()
    assert findings(world) == []


def test_away_alone_says_how_it_stands_on_both_sides(world: World) -> None:
    world.ask("away", by=RAVI)
    assert world.whispered(RAVI)[-1].startswith("You are not away.")
    away(world)
    world.ask("away", by=RAVI)
    assert "<@U07NIKHIL> decides for you until" in world.whispered(RAVI)[-1]
    world.ask("away", by=NIKHIL)
    assert "You are not away. You decide for <@U02RAVI> until" in world.whispered(NIKHIL)[-1]


@pytest.mark.parametrize(
    ("line", "by", "why"),
    [
        ("away until Friday", RAVI, "Name one person"),
        (f"away <@{NIKHIL}>", RAVI, "Until when?"),
        (f"away <@{NIKHIL}> until 2026-11-01", RAVI, "That day is over already"),
        (f"away <@{NIKHIL}> for 500 days", RAVI, "longer than 366 days"),
        (f"away <@{RAVI}> until Friday", RAVI, "You can't decide for yourself"),
        (f"away <@{ASHA}> until Friday", RAVI, "Only an approver can decide for you"),
        (f"away <@{RAVI}> until Friday", MEERA, "You are not among the approvers"),
        ("back", RAVI, "You were not away"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(world: World, line: str, by: str, why: str) -> None:
    world.ask(line, by=by)
    world.carry()
    assert why in world.whispered(by)[-1]
    assert not world.rows("SELECT * FROM absences")
    assert not world.told(NIKHIL)


def test_a_manager_may_stand_in_where_the_policy_names_managers(opened: Open) -> None:
    world = opened(f'[approvals]\napprovers = ["{RAVI}", "manager"]\n[operators]\npeople = ["{RAVI}"]')
    assert "Only an approver can decide for you" in tried(world, FARAH)
    email = "SELECT email FROM people WHERE slack_user_id = ?"
    world.alter(f"UPDATE people SET manager_email = ({email}) WHERE slack_user_id = ?", FARAH, MEERA)
    away(world, FARAH)


# The deputy decides.


def test_the_deputy_approves_in_the_name_of_who_is_away_and_everywhere_says_so(world: World) -> None:
    away(world)
    request = world.asked()
    assert "<@U07NIKHIL> can decide until" in world.card(request).text
    assert "<@U02RAVI>" not in world.card(request).text
    assert has_buttons(world, NIKHIL, request)
    assert not any(request.id in text for text in world.told(RAVI))
    world.approve(request, by=NIKHIL)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert decided(world, request) == [("approved", NIKHIL, "1 of 1, up to 1,000 points, for U02RAVI")]
    assert "Approved by <@U07NIKHIL> for <@U02RAVI>." in world.card(request).text
    world.bot.sealer.seal()
    assert findings(world) == []


def test_the_deputy_declines_in_the_name_of_who_is_away(world: World) -> None:
    away(world)
    request = world.asked()
    world.decline(request, "not now", by=NIKHIL)
    world.carry()
    assert decided(world, request) == [("declined", NIKHIL, "after 0 of 1, up to 1,000 points, for U02RAVI")]
    assert world.told(MEERA)[-1].startswith("<@U07NIKHIL> for <@U02RAVI> did not approve")


def test_what_waits_already_comes_to_the_deputy_too(world: World) -> None:
    request = world.asked()
    assert not has_buttons(world, NIKHIL, request)
    away(world)
    assert has_buttons(world, NIKHIL, request)
    assert "<@U07NIKHIL> can decide until" in world.card(request).text
    world.ask("pending", by=NIKHIL)
    assert "*Waiting for your decision:* 1 request" in world.whispered(NIKHIL)[-1]
    world.approve(request, by=NIKHIL)
    assert world.now_of(request).status is RequestStatus.APPROVED


def test_a_deputy_gets_what_waits_also_where_as_many_as_are_asked_at_once_have_it_already(opened: Open) -> None:
    crowd = tuple(f"U1{letter}" for letter in "ABCDEFG")
    world = opened(f"[approvals]\napprovers = {[*crowd]}\n{OF_NIKHIL}".replace("'", '"'))
    for person in crowd:
        world.slack.state.put_user(User(person, person.lower(), f"Person {person}"))
    world.bot.directory.refresh()
    request = world.asked()
    world.clock.pass_time(hours=85)
    world.carry()
    assert all(has_buttons(world, person, request) for person in crowd)
    away(world, by=crowd[0])
    assert has_buttons(world, NIKHIL, request)


def test_who_is_away_may_still_decide_themselves(world: World) -> None:
    request = world.asked()
    away(world)
    world.approve(request, by=RAVI)
    assert decided(world, request) == [("approved", RAVI, "1 of 1, up to 1,000 points")]


def test_only_what_the_one_away_may_decide_is_decided_for_them(world: World) -> None:
    """Ravi decides nothing for Nikhil's tier, so Farah, who stands in for Ravi, does not either."""
    away(world, FARAH)
    request = world.asked(f"<@{ASHA}> 6000 for the launch")
    world.approve(request, by=FARAH)
    assert world.now_of(request).status is RequestStatus.PENDING


@pytest.mark.parametrize(("line", "by"), [(f"<@{FARAH}> 100", MEERA), (f"<@{ASHA}> 100", FARAH)])
def test_a_deputy_never_decides_on_what_they_ask_for_or_receive(world: World, line: str, by: str) -> None:
    away(world, FARAH)
    request = world.asked(line, by=by)
    assert not has_buttons(world, FARAH, request)
    assert "<@U02RAVI> can decide until" in world.card(request).text
    world.approve(request, by=FARAH)
    assert world.now_of(request).status is RequestStatus.PENDING
    world.approve(request, by=RAVI)
    assert world.now_of(request).status is RequestStatus.APPROVED


# One person counts once.


def test_a_deputy_who_is_entitled_themselves_counts_once_and_for_themselves(world: World) -> None:
    away(world, FARAH)
    request = world.asked(BIG)
    for _ in range(3):
        world.approve(request, by=FARAH)
        world.carry()
    assert world.now_of(request).status is RequestStatus.PENDING
    assert decided(world, request) == [("approval", FARAH, "1 of 2, up to 5,000 points")]
    world.approve(request, by=RAVI)
    assert world.now_of(request).status is RequestStatus.APPROVED


def test_who_is_away_and_their_deputy_are_one_voice(world: World) -> None:
    away(world)
    request = world.asked(BIG)
    world.approve(request, by=NIKHIL)
    world.carry()
    world.approve(request, by=RAVI)
    world.carry()
    assert world.now_of(request).status is RequestStatus.PENDING
    assert "<@U07NIKHIL> has approved this one for you already" in world.whispered(RAVI)[-1]
    assert "1 of 2 approvals (<@U07NIKHIL> for <@U02RAVI>), waiting for <@U05FARAH>" in world.card(request).text
    world.approve(request, by=FARAH)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED


def test_who_has_decided_for_one_decides_for_no_other_later(world: World) -> None:
    away(world)
    request = world.asked(BIG)
    world.approve(request, by=NIKHIL)
    world.ask("back", by=RAVI)
    away(world, by=FARAH)
    world.approve(request, by=NIKHIL)
    world.carry()
    assert "You have approved this one already" in world.whispered(NIKHIL)[-1]
    assert decided(world, request) == [("approval", NIKHIL, "1 of 2, up to 5,000 points, for U02RAVI")]
    world.approve(request, by=FARAH)
    assert world.now_of(request).status is RequestStatus.APPROVED


def test_one_deputy_of_two_who_are_away_counts_once(world: World) -> None:
    away(world)
    away(world, by=FARAH)
    request = world.asked(BIG)
    for _ in range(2):
        world.approve(request, by=NIKHIL)
        world.carry()
    assert len(world.now_of(request).approvals) == 1
    assert world.now_of(request).status is RequestStatus.PENDING


def test_a_deputy_s_deputy_is_none_and_that_is_said(world: World) -> None:
    away(world, FARAH, by=NIKHIL)
    assert "They are away too just now, and whoever decides for them does not decide for you" in away(world)
    request = world.asked()
    world.approve(request, by=FARAH)
    assert world.now_of(request).status is RequestStatus.PENDING
    world.approve(request, by=NIKHIL)
    assert world.now_of(request).status is RequestStatus.APPROVED


# It ends.


def test_it_ends_by_itself(world: World) -> None:
    away(world)
    world.clock.now = FRIDAY_IS_OVER_AT - timedelta(hours=1)
    first, second = world.asked(), world.asked(f"<@{ASHA}> 20 for tea")
    world.approve(first, by=NIKHIL)
    assert world.now_of(first).status is RequestStatus.APPROVED
    world.clock.now = FRIDAY_IS_OVER_AT
    world.approve(second, by=NIKHIL)
    assert world.now_of(second).status is RequestStatus.PENDING
    follow(world)
    assert not has_buttons(world, NIKHIL, second)
    assert has_buttons(world, RAVI, second)
    assert "<@U02RAVI> can decide until" in world.card(second).text


def test_back_ends_it_at_once_and_both_know(world: World) -> None:
    away(world)
    request = world.asked()
    world.ask("back", by=RAVI)
    world.approve(request, by=NIKHIL)
    assert world.now_of(request).status is RequestStatus.PENDING
    follow(world)
    assert "Welcome back. <@U07NIKHIL> decides for you no longer" in world.whispered(RAVI)[-1]
    assert world.told(NIKHIL)[-1].startswith("You no longer decide for <@U02RAVI>")
    assert has_buttons(world, RAVI, request)
    events = [row[0] for row in world.rows("SELECT event FROM history WHERE request_id IS NULL ORDER BY id")]
    assert events[-2:] == ["went away", "came back"]
    world.bot.sealer.seal()
    assert findings(world) == []


def test_who_is_back_is_back_also_by_a_clock_that_was_put_back(world: World) -> None:
    away(world)
    world.clock.pass_time(hours=-1)
    world.ask("back", by=RAVI)
    world.carry()
    assert "Welcome back." in world.whispered(RAVI)[-1]
    world.clock.pass_time(hours=2)
    request = world.asked(f"<@{ASHA}> 100 for tea")
    assert NIKHIL not in world.card(request).text


def test_another_deputy_takes_the_place_of_the_first(world: World) -> None:
    away(world)
    request = world.asked()
    away(world, FARAH)
    assert world.told(NIKHIL)[-1].startswith("You no longer decide for <@U02RAVI>")
    assert not has_buttons(world, NIKHIL, request)
    assert has_buttons(world, FARAH, request)
    world.approve(request, by=NIKHIL)
    assert world.now_of(request).status is RequestStatus.PENDING
    world.approve(request, by=FARAH)
    assert decided(world, request) == [("approved", FARAH, "1 of 1, up to 1,000 points, for U02RAVI")]


def test_a_deputy_who_has_left_or_is_an_approver_no_longer_decides_for_nobody(world: World) -> None:
    away(world)
    request = world.asked()
    world.bot.rule_by(to_policy(POLICY.replace(NIKHIL, FARAH)))
    world.approve(request, by=NIKHIL)
    assert world.now_of(request).status is RequestStatus.PENDING
    world.bot.rule_by(to_policy(POLICY))
    user = next(user for user in sample.USERS if user.id == NIKHIL)
    world.slack.user_change(User(NIKHIL, user.name, user.real_name, email=user.email, is_deactivated=True))
    follow(world)
    assert "<@U02RAVI> can decide until" in world.card(request).text
    assert has_buttons(world, RAVI, request)


# Times.


def test_what_would_end_while_all_who_can_decide_are_away_waits_a_working_day_more_once(world: World) -> None:
    request = world.asked()
    away(world, until="until 2026-12-31")
    world.clock.now = request.expires_at + timedelta(minutes=1)
    world.carry()
    # It was to end on a Sunday; the next working day is Monday.
    extended = world.now_of(request)
    assert extended.status is RequestStatus.PENDING
    assert extended.expires_at - request.expires_at == pytest.approx(
        timedelta(days=1, minutes=1), abs=timedelta(seconds=1)
    )
    (told,) = (text for text in world.told(MEERA) if text.startswith("Those who were to decide on 100 points for"))
    assert f"are away, so I have not ended your request yet. <@{NIKHIL}> can decide until <!date^" in told
    assert f"<!date^{int(extended.expires_at.timestamp())}^" in world.card(request).text
    world.restart()
    world.carry()
    world.clock.now = extended.expires_at + timedelta(minutes=1)
    world.carry()
    assert world.now_of(request).status is RequestStatus.EXPIRED
    world.bot.sealer.seal()
    assert findings(world) == []


def test_a_click_at_that_moment_finds_it_still_waiting(world: World) -> None:
    request = world.asked()
    away(world, until="until 2026-12-31")
    world.clock.now = request.expires_at + timedelta(minutes=1)
    world.approve(request, by=NIKHIL)
    assert world.now_of(request).status is RequestStatus.APPROVED
    world.carry()
    assert not world.rows("SELECT * FROM outbox WHERE done_at IS NULL")


def test_what_waits_longer_is_not_pressed_on_a_second_time(opened: Open) -> None:
    """A click at the deadline, by somebody who may not decide, makes it wait; then its clock comes to it."""
    times = f'approvers = ["{RAVI}"]\nremind_working_hours = 8\nescalate_working_hours = 8'
    world = opened(POLICY.replace(f'approvers = ["{RAVI}"]', times))
    request = world.asked()
    for days in (2, 4):
        world.clock.now = request.asked_at + timedelta(days=days)
        world.carry()
    away(world, until="until 2026-12-31")
    away(world, until="until 2026-12-31", by=FARAH)
    world.clock.now = request.expires_at + timedelta(minutes=1)
    world.approve(request, by=ASHA)
    world.carry()
    events = [each.entry.event for each in world.history(request) if each.entry.actor == "clock"]
    assert events == ["reminded", "escalated", "extended"]
    assert world.now_of(request).status is RequestStatus.PENDING


def test_where_somebody_is_there_it_ends_on_time(world: World) -> None:
    request = world.asked(BIG)
    away(world, until="until 2026-12-31")
    world.clock.now = request.expires_at + timedelta(minutes=1)
    world.carry()
    assert world.now_of(request).status is RequestStatus.EXPIRED


def test_the_deputy_is_reminded_in_the_place_of_who_is_away(world: World) -> None:
    request = world.asked()
    away(world, until="until 2026-12-31")
    world.clock.now = request.asked_at + timedelta(hours=85)
    world.carry()
    assert any(text.startswith("Nobody has decided on this one yet") for text in world.told(NIKHIL))
    assert not any(text.startswith("Nobody has decided on this one yet") for text in world.told(RAVI))


def test_an_explanation_tells_who_would_decide_for_whom(world: World) -> None:
    away(world)
    world.ask(f"explain <@{ASHA}> 100")
    assert "Now these could approve: <@U07NIKHIL>." in world.whispered(MEERA)[-1]
    assert "<@U07NIKHIL> decides for <@U02RAVI>, who is away." in world.whispered(MEERA)[-1]
    assert world.slack.messages(DESIGN) == []
