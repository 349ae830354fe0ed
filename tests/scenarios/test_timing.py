"""Nobody decides: after so many working hours they are reminded, then the tier above is asked as well, then it ends."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.messages.card import APPROVE
from bot.playground import sample
from bot.playground.slack_nouns import User
from bot.rewards.restoring import hold
from bot.rewards.sending import Sender
from bot.settings import to_policy
from tests.auditing import findings
from tests.scenarios.conftest import Open
from tests.world import ASHA, DESIGN, FARAH, MEERA, NIKHIL, RAVI, World

POLICY = f"""
[approvals]
approvers = ["{RAVI}"]
remind_working_hours = 8
escalate_working_hours = 8
[[approvals.tiers]]
up_to_points = 1000
approvals = 1
[[approvals.tiers]]
up_to_points = 5000
approvals = 1
approvers = ["{RAVI}", "{FARAH}"]
[[approvals.tiers]]
up_to_points = 10000
approvals = 2
approvers = ["{RAVI}", "{FARAH}", "{NIKHIL}"]
[operators]
people = ["{NIKHIL}"]
"""
# The world begins on a Sunday evening in India, where work begins on Monday at 4:00 in UTC and ends at 13:00.
REMINDED_AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ESCALATED_AT = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
ABOVE = f"<@{ASHA}> 6000 for the launch"


@pytest.fixture
def world(opened: Open) -> World:
    return opened(POLICY)


def at(world: World, moment: datetime) -> None:
    """The clock shows this, and the outbox does what is due."""
    world.clock.now = moment
    world.carry()


def events(world: World, request: Request) -> list[tuple[str, str]]:
    return [(each.entry.event, each.entry.detail) for each in world.history(request)]


def reminders(world: World, person: str) -> list[str]:
    return [text for text in world.told(person) if text.startswith("Nobody has decided on this one yet.")]


def test_a_reminder_comes_after_so_many_working_hours_and_not_a_minute_before(world: World) -> None:
    request = world.asked()
    at(world, REMINDED_AT - timedelta(minutes=1))
    assert not reminders(world, RAVI)
    at(world, REMINDED_AT + timedelta(minutes=1))
    assert len(reminders(world, RAVI)) == 1
    card, reminder = world.slack.direct_messages(RAVI)
    assert reminder.thread_ts == card.ts
    assert events(world, request)[-1] == ("reminded", "1 again, 0 more")


def test_the_tier_above_is_asked_as_well_so_many_working_hours_after_the_reminder(world: World) -> None:
    request = world.asked()
    at(world, REMINDED_AT)
    at(world, ESCALATED_AT - timedelta(minutes=1))
    assert not world.told(FARAH)
    at(world, ESCALATED_AT + timedelta(minutes=1))
    (copy,) = world.slack.direct_messages(FARAH)
    assert APPROVE in str(copy.blocks)
    for text in (copy.text, world.card(request).text):
        assert "<@U02RAVI> or <@U05FARAH> can decide until" in text
        assert "The next tier was asked as well" in text
    (told,) = world.told(MEERA)
    assert "Your request, 100 points for <@U02ASHA> (Asha Rao), has waited for a decision for a while" in told
    assert "I have asked <@U05FARAH> as well" in told
    assert events(world, request)[-1] == ("escalated", "to the tier up to 5,000 points")
    world.bot.sealer.seal()
    assert findings(world) == []


def test_who_was_asked_as_well_may_decide_from_then_on_and_not_before(world: World) -> None:
    request = world.asked()
    world.approve(request, by=FARAH)
    world.carry()
    assert world.now_of(request).status is RequestStatus.PENDING
    world.ask("pending", by=FARAH)
    assert world.whispered(FARAH)[-1].startswith("Nothing waits for you")
    at(world, REMINDED_AT)
    at(world, ESCALATED_AT + timedelta(minutes=1))
    world.ask("pending", by=FARAH)
    assert "*Waiting for your decision:* 1 request" in world.whispered(FARAH)[-1]
    world.ask("pending", by=NIKHIL)
    assert world.whispered(NIKHIL)[-1].startswith("Nothing waits for you")
    world.approve(request, by=FARAH)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert events(world, request)[-4][0] == "approved"


def test_who_was_asked_first_may_still_decide(world: World) -> None:
    request = world.asked()
    at(world, REMINDED_AT)
    at(world, ESCALATED_AT + timedelta(minutes=1))
    world.approve(request, by=RAVI)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert all("rewarded" in world.slack.direct_messages(person)[0].text for person in (RAVI, FARAH))


def test_nobody_decides_on_their_own_however_far_it_is_passed_up(world: World) -> None:
    """Farah is the only one whom the tier above names besides, and she receives it: so the operators hear of it."""
    request = world.asked(f"<@{FARAH}> 100 for tea")
    at(world, REMINDED_AT)
    at(world, ESCALATED_AT + timedelta(minutes=1))
    assert events(world, request)[-1] == ("escalated", "to the operators, as no tier above has anybody else")
    assert world.now_of(request).escalated_to == ()
    world.approve(request, by=FARAH)
    world.carry()
    assert world.now_of(request).status is RequestStatus.PENDING


def test_where_there_is_no_tier_above_the_operators_are_told_once(world: World) -> None:
    request = world.asked(ABOVE)
    at(world, REMINDED_AT)
    assert len(reminders(world, NIKHIL)) == 1
    for _ in range(3):
        at(world, ESCALATED_AT + timedelta(minutes=1))
        world.restart()
    told = [text for text in world.told(NIKHIL) if text.startswith(f"Nobody has decided on {request.id} for a while")]
    assert len(told) == 1
    assert not world.told(MEERA)
    assert world.now_of(request).status is RequestStatus.PENDING


def test_everything_happens_once_whatever_crashes_in_between(world: World) -> None:
    request = world.asked()
    for moment in (REMINDED_AT, ESCALATED_AT + timedelta(minutes=1)):
        for _ in range(3):
            world.clock.now = max(moment, world.clock.now)
            world.bot.money.run_once()
            world.restart()
        world.carry()
    assert [event for event, _ in events(world, request)] == ["asked", "reminded", "escalated"]
    assert len(reminders(world, RAVI)) == 1
    assert len(world.told(FARAH)) == 1
    assert len(world.told(MEERA)) == 1


def test_everything_happens_once_however_many_carry_at_the_same_moment(world: World) -> None:
    requests = [world.asked(f"<@{ASHA}> {number} for tea") for number in (10, 20, 30)]
    for moment in (REMINDED_AT, ESCALATED_AT + timedelta(minutes=1)):
        world.clock.now = max(moment, world.clock.now)
        # Each as one process has it, with a lock of its own.
        senders = [Sender(world.bot.ledger, world.policy, timeout_seconds=30) for _ in range(4)]
        ready = threading.Barrier(len(senders))

        def carry(sender: Sender, ready: threading.Barrier = ready) -> None:
            ready.wait()
            while sender.next_step() is not None:
                pass

        carriers = [threading.Thread(target=carry, args=(sender,)) for sender in senders]
        for carrier in carriers:
            carrier.start()
        for carrier in carriers:
            carrier.join()
        world.carry()
    for request in requests:
        assert [event for event, _ in events(world, request)] == ["asked", "reminded", "escalated"]
    assert len(reminders(world, RAVI)) == len(world.told(FARAH)) == len(world.told(MEERA)) == 3


def test_it_ends_at_its_deadline_and_all_copies_close(world: World) -> None:
    request = world.asked()
    at(world, REMINDED_AT)
    at(world, ESCALATED_AT + timedelta(minutes=1))
    at(world, request.expires_at + timedelta(minutes=1))
    assert world.now_of(request).status is RequestStatus.EXPIRED
    closed = f"A reward request was closed. {request.id}"
    assert world.card(request).text == closed
    assert [world.slack.direct_messages(person)[0].text for person in (RAVI, FARAH)] == [closed, closed]
    assert world.told(MEERA)[-1].startswith("Nobody decided on 100 points")
    assert not world.rows("SELECT * FROM outbox WHERE done_at IS NULL")


def test_what_is_decided_in_time_is_pressed_on_no_more(world: World) -> None:
    request = world.asked()
    world.approve(request)
    at(world, REMINDED_AT)
    at(world, ESCALATED_AT + timedelta(minutes=1))
    assert not reminders(world, RAVI)
    assert not world.told(FARAH)
    assert {"reminded", "escalated"}.isdisjoint(event for event, _ in events(world, request))


def test_what_is_held_after_a_restore_is_neither_pressed_on_nor_ended(world: World) -> None:
    request = world.asked()
    with world.bot.ledger.write() as tx:
        hold(tx, "a test")
    for moment in (REMINDED_AT, ESCALATED_AT + timedelta(minutes=1), request.expires_at + timedelta(hours=2)):
        at(world, moment)
    assert {"reminded", "escalated", "extended"}.isdisjoint(event for event, _ in events(world, request))
    assert not reminders(world, RAVI)
    assert not world.told(FARAH)
    assert world.now_of(request).status is RequestStatus.PENDING


def test_who_has_approved_is_not_reminded_and_the_others_are(world: World) -> None:
    request = world.asked(ABOVE)
    world.approve(request)
    at(world, REMINDED_AT)
    assert not any("This one is not decided yet" in text for text in world.told(RAVI))
    assert any("This one is not decided yet" in text for text in world.told(FARAH))


def test_a_late_reminder_leaves_as_much_time_as_a_punctual_one(world: World) -> None:
    """The bot was down until long after both were due."""
    request = world.asked()
    at(world, ESCALATED_AT + timedelta(hours=1))
    assert [event for event, _ in events(world, request)] == ["asked", "reminded"]
    at(world, ESCALATED_AT + timedelta(days=1))
    assert [event for event, _ in events(world, request)] == ["asked", "reminded"]
    at(world, ESCALATED_AT + timedelta(days=1, hours=2))
    assert [event for event, _ in events(world, request)] == ["asked", "reminded", "escalated"]


def test_who_leaves_the_tier_above_decides_no_longer(world: World) -> None:
    request = world.asked()
    at(world, REMINDED_AT)
    at(world, ESCALATED_AT + timedelta(minutes=1))
    world.bot.rule_by(to_policy(POLICY.replace(f'"{RAVI}", "{FARAH}"]', f'"{RAVI}"]')))
    world.approve(request, by=FARAH)
    assert world.now_of(request).status is RequestStatus.PENDING
    world.bot.directory.refresh()
    world.carry()
    assert "You can't decide on" in world.told(FARAH)[0]


FEW = f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}"]
remind_working_hours = 8
escalate_working_hours = 8
[[approvals.tiers]]
up_to_points = 1000
approvals = 2
[[approvals.tiers]]
up_to_points = 10000
approvals = 1
approvers = ["{NIKHIL}"]
"""


def leaves(world: World, person: str) -> None:
    user = next(user for user in sample.USERS if user.id == person)
    world.slack.user_change(User(person, user.name, user.real_name, email=user.email, is_deactivated=True))
    world.bot.directory.refresh()
    world.carry()


def test_where_too_few_are_left_the_tier_above_makes_them_enough(opened: Open) -> None:
    world = opened(FEW)
    request = world.asked()
    leaves(world, FARAH)
    world.approve(request, by=RAVI)
    assert world.now_of(request).decisions == ()
    at(world, REMINDED_AT)
    at(world, ESCALATED_AT + timedelta(minutes=1))
    assert "I have asked <@U07NIKHIL> as well" in world.told(MEERA)[-1]
    for person in (RAVI, NIKHIL):
        world.approve(request, by=person)
    assert world.now_of(request).status is RequestStatus.APPROVED


def test_nobody_is_said_to_be_asked_where_they_are_too_few_all_the_same(opened: Open) -> None:
    world = opened(FEW)
    request = world.asked()
    leaves(world, FARAH)
    leaves(world, RAVI)
    at(world, REMINDED_AT)
    at(world, ESCALATED_AT + timedelta(minutes=1))
    assert not any("as well" in text for text in world.told(MEERA))
    assert not world.told(NIKHIL)
    assert world.now_of(request).status is RequestStatus.PENDING


def test_who_has_approved_as_a_deputy_is_not_asked_as_well(opened: Open) -> None:
    world = opened(FEW.replace(f'approvers = ["{NIKHIL}"]', f'approvers = ["{NIKHIL}", "{FARAH}"]'))
    world.ask(f"away <@{NIKHIL}> until 2026-12-31", by=RAVI)
    request = world.asked()
    world.approve(request, by=NIKHIL)
    at(world, REMINDED_AT)
    at(world, ESCALATED_AT + timedelta(minutes=1))
    assert events(world, request)[-1] == ("escalated", "to the operators, as no tier above has anybody else")
    assert not any("as well" in text for text in world.told(MEERA))


def test_the_giver_reads_whom_i_asked_as_well_and_of_nobody_else_in_that_tier(opened: Open) -> None:
    world = opened(
        FEW.replace(f'approvers = ["{NIKHIL}"]', f'approvers = ["{FARAH}", "{NIKHIL}", "{ASHA}", "{MEERA}"]')
    )
    world.asked()
    at(world, REMINDED_AT)
    at(world, ESCALATED_AT + timedelta(minutes=1))
    assert "so I have asked <@U07NIKHIL> as well. " in world.told(MEERA)[-1]


def test_the_giver_reads_of_the_deputy_who_is_asked_in_the_place_of_somebody_away(world: World) -> None:
    world.ask(f"away <@{NIKHIL}> until 2026-12-31", by=FARAH)
    world.asked()
    at(world, REMINDED_AT)
    at(world, ESCALATED_AT + timedelta(minutes=1))
    assert "so I have asked <@U07NIKHIL> as well. <@U02RAVI> or <@U07NIKHIL> can decide" in world.told(MEERA)[-1]


def test_a_holiday_is_no_working_day(opened: Open) -> None:
    world = opened(f'{POLICY}\n[working_hours]\nholidays = ["2026-11-23"]')
    world.asked()
    at(world, REMINDED_AT + timedelta(hours=1))
    assert not reminders(world, RAVI)
    at(world, REMINDED_AT + timedelta(days=1))
    assert len(reminders(world, RAVI)) == 1


def test_an_explanation_says_when_who_would_be_reminded_and_asked_as_well(world: World) -> None:
    world.ask(f"explain <@{ASHA}> 100")
    assert "*Where nobody decides:* a reminder " in world.whispered(MEERA)[-1]
    assert f", <@U05FARAH> asked as well <!date^{int(ESCALATED_AT.timestamp())}^" in world.whispered(MEERA)[-1]
    world.ask(f"explain {ABOVE}")
    assert ", the operators told <!date" in world.whispered(MEERA)[-1]


def test_an_explanation_names_nobody_who_may_not_decide_on_it(opened: Open) -> None:
    world = opened(FEW.replace(f'approvers = ["{NIKHIL}"]', f'approvers = ["{ASHA}", "{MEERA}"]'))
    world.ask(f"explain <@{ASHA}> 100")
    assert ", the operators told <!date" in world.whispered(MEERA)[-1]


def test_the_status_of_a_request_tells_who_was_asked_as_well(world: World) -> None:
    request = world.asked()
    at(world, REMINDED_AT)
    at(world, ESCALATED_AT + timedelta(minutes=1))
    world.ask(f"status {request.id}")
    assert "<@U02RAVI> or <@U05FARAH> can decide until" in world.whispered(MEERA)[-1]
    assert world.cards(request, DESIGN)
