"""A decider may approve fewer points than were asked for, and never more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest

from bot.core.decision import Choice
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.messages.card import APPROVE, MORE
from bot.playground.slack_payloads import submission_payload
from bot.rewards.deciding import Click, Decider
from bot.rewards.sealing import Sealer
from bot.settings import to_policy
from tests.auditing import findings
from tests.scenarios.conftest import Open
from tests.world import ASHA, DESIGN, FARAH, MEERA, NIKHIL, RAVI, World

POLICY = f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}"]
[rewards]
points_min = 20
points_multiple_of = 10
[[approvals.tiers]]
up_to_points = 500
approvals = 1
[[approvals.tiers]]
up_to_points = 10000
approvals = 2
approvers = ["{RAVI}", "{FARAH}", "{NIKHIL}"]
[[budgets]]
per = "giver"
points = 2000
every = "month"
[[budgets]]
per = "company"
points = 5000
every = "year"
"""
BIG = f"<@{ASHA}> 1000 for the launch"


@pytest.fixture
def world(opened: Open) -> World:
    return opened(POLICY)


def taken(world: World) -> list[int]:
    return [int(points) for (points,) in world.rows("SELECT taken_points FROM pots ORDER BY name")]


def sealed(world: World) -> list[str]:
    """What is not as it was sealed, once all of it is."""
    Sealer(world.bot.ledger).seal()
    return findings(world)


def happened(world: World, request: Request) -> list[tuple[str, str, str]]:
    entries = [recorded.entry for recorded in world.history(request)]
    return [(entry.event, entry.actor, entry.detail) for entry in entries if entry.to_status is None]


def errors(world: World, person: str) -> dict[str, str]:
    (view,) = world.slack.views(person)
    return view.errors


def lowering(world: World, request: Request, points: int, by: str) -> Callable[[], object]:
    """A form that is filled in and about to be sent."""
    for view in world.slack.views(by):
        world.slack.close_view(by, view.id)
    world.choose("lower", request, by=by)
    (view,) = world.slack.views(by)
    return lambda: world.slack.submit(by, view.id, {"points": str(points)})


def at_once(*deeds: Callable[[], object]) -> None:
    ready = threading.Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> None:
        ready.wait(30)
        deed()

    threads = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# What becomes of it.


def test_approving_less_is_an_approval_and_that_much_is_sent_under_the_same_reference(world: World) -> None:
    request = world.asked()
    world.lower(request, 50)
    world.carry()
    assert not world.slack.views(RAVI)
    (post,) = world.allocations()
    assert (post.body["loadAmount"], post.reference) == (50, request.reward.reference)
    assert world.enkash.balance_of("asha.rao@example.com") == 50
    now = world.now_of(request)
    assert (now.status, now.points, now.reward.points) == (RequestStatus.APPROVED, 100, 50)
    assert now.reward.status is RewardStatus.ALLOCATED
    assert [(each.decider_id, each.points) for each in now.approvals] == [(RAVI, 50)]
    assert "rewarded <@U02ASHA> (Asha Rao) with 50 points" in world.card(request).text


def test_the_budgets_have_the_difference_back_at_once(world: World) -> None:
    request = world.asked()
    assert taken(world) == [100, 100]
    world.lower(request, 30)
    assert taken(world) == [30, 30]
    world.carry()
    assert taken(world) == [30, 30]
    assert sealed(world) == []


def test_what_is_declined_after_a_lowering_gives_back_what_was_left_and_no_more(world: World) -> None:
    request = world.asked(BIG)
    world.lower(request, 400)
    assert taken(world) == [400, 400]
    world.decline(request, "not this year", by=FARAH)
    assert taken(world) == [0, 0]
    assert sealed(world) == []


def test_the_tier_and_earlier_approvals_stand_and_later_deciders_see_both_numbers(world: World) -> None:
    request = world.asked(BIG)
    world.approve(request)
    world.carry()
    world.lower(request, 30, by=FARAH)
    now = world.now_of(request)
    assert (now.quorum, now.tier_up_to_points, now.status) == (2, 10_000, RequestStatus.APPROVED)
    assert [(each.decider_id, each.points) for each in now.approvals] == [(RAVI, 1_000), (FARAH, 30)]
    world.carry()
    assert [post.body["loadAmount"] for post in world.allocations()] == [30]


def test_the_card_and_the_lists_say_how_much_was_asked_for(world: World) -> None:
    request = world.asked(BIG)
    world.lower(request, 500)
    world.carry()
    for text in (world.card(request).text, world.told(FARAH)[-1]):
        assert "with 500 points (1,000 were asked for)." in text
        assert "1 of 2 approvals (<@U02RAVI>), waiting for <@U05FARAH> or <@U07NIKHIL>" in text
    world.ask("pending", by=FARAH)
    assert "500 points (1,000 were asked for)" in world.whispered(FARAH)[-1]
    world.ask(f"status {request.id}", by=MEERA)
    assert "asked for 1,000 points for <@U02ASHA> (Asha Rao); it is 500 points by now" in world.whispered(MEERA)[-1]


def test_the_giver_is_told_by_whom_and_that_the_budget_has_the_rest_back(world: World) -> None:
    request = world.asked(BIG)
    world.lower(request, 500)
    world.carry()
    (told,) = world.told(MEERA)
    assert told.startswith(
        "<@U02RAVI> approved 500 points for <@U02ASHA> (Asha Rao); you asked for 1,000 points. The other 500 are back "
        "in the budget. 1 of 2 approvals (<@U02RAVI>), waiting for"
    )


def test_the_recipient_hears_of_what_arrived_alone(world: World) -> None:
    world.lower(world.asked(), 50)
    world.carry()
    (told,) = world.told(ASHA)
    assert "50 points" in told
    assert "100" not in told.replace("2026", "")


def test_the_history_has_both_numbers_and_holds(world: World) -> None:
    request = world.asked(BIG)
    world.lower(request, 500)
    world.lower(request, 200, by=FARAH)
    world.carry()
    assert happened(world, request)[:3] == [
        ("lowered", RAVI, "1000 to 500 points"),
        ("approval", RAVI, "1 of 2, up to 10,000 points"),
        ("lowered", FARAH, "500 to 200 points"),
    ]
    assert sealed(world) == []
    world.alter("UPDATE rewards SET points = 900")
    assert any("points is 900, and the sealed history says 200" in found for found in sealed(world))


def test_asking_again_asks_for_as_many_as_at_first(world: World) -> None:
    request = world.asked(BIG)
    world.lower(request, 200)
    world.clock.pass_time(days=8)
    world.carry()
    expired = world.slack.direct_messages(MEERA)[-1]
    assert "200 points (1,000 were asked for)" in expired.text
    world.slack.click(MEERA, expired.channel_id, expired.ts, "reward_ask_again", request.id)
    again = world.requests()[-1] if world.requests()[-1].id != request.id else world.requests()[0]
    assert (again.points, again.reward.points) == (1_000, 1_000)
    assert taken(world) == [1_000, 1_000]


# What cannot be approved.


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("100", "It is 100 points now, so please write fewer. To approve 100, use Approve."),
        ("1000", "It is 100 points now, so please write fewer."),
        ("10", "A reward has 20 points at least"),
        ("55", "Points are given in whole multiples of 10"),
        ("0", "A reward has 20 points at least"),
        ("", "Please write a whole number of points."),
        ("-20", "Please write a whole number of points."),
        ("50.5", "Please write a whole number of points."),
        ("5e1", "Please write a whole number of points."),
        ("٥٠", "Please write a whole number of points."),
        ("9" * 5_000, "Please write a whole number of points."),
    ],
)
def test_a_number_that_cannot_be_stays_in_the_form_with_why(world: World, typed: str, words: str) -> None:
    request = world.asked()
    world.choose("lower", request)
    world.fill_in(typed, by=RAVI)
    assert errors(world, RAVI)["points"].startswith(words)
    assert world.now_of(request) == request
    assert taken(world) == [100, 100]
    assert [event for event, *_ in happened(world, request)] == []


def test_where_nothing_less_can_be_given_the_form_says_so(world: World) -> None:
    request = world.asked(f"<@{ASHA}> 20")
    world.choose("lower", request)
    (view,) = world.slack.views(RAVI)
    assert "20 points is the least that can be given" in str(view.definition["blocks"])
    assert "submit" not in view.definition


def test_the_form_offers_the_numbers_that_the_policy_allows(world: World) -> None:
    world.choose("lower", world.asked(f"<@{ASHA}> 50"))
    (view,) = world.slack.views(RAVI)
    field = view.definition["blocks"][-1]
    assert (field["element"]["min_value"], field["element"]["max_value"]) == ("20", "40")
    assert "From 20 to 40, in steps of 10." in field["hint"]["text"]


@pytest.mark.parametrize("person", [MEERA, ASHA, NIKHIL])
def test_who_may_not_decide_gets_no_form_and_hears_why(world: World, person: str) -> None:
    request = world.asked()
    world.choose("lower", request, by=person)
    world.carry()
    assert not world.slack.views(person)
    assert "decide" in world.whispered(person)[-1]
    assert "not allowed to decide" in [event for event, *_ in happened(world, request)]


@pytest.mark.parametrize("person", [MEERA, ASHA, NIKHIL])
def test_who_may_not_decide_lowers_nothing_with_a_form_of_their_own_making(world: World, person: str) -> None:
    request = world.asked()
    lowered = Decider(world.bot.ledger, world.policy).lower(Click(request.id, person), 50)
    assert not lowered.is_done
    assert world.now_of(request) == request


def test_every_right_is_looked_at_again_when_the_form_is_sent(world: World) -> None:
    request = world.asked()
    world.choose("lower", request)
    world.bot.rule_by(to_policy(POLICY.replace(f'"{RAVI}", "{FARAH}"]\n[rewards]', f'"{FARAH}"]\n[rewards]')))
    world.fill_in("50", by=RAVI)
    (view,) = world.slack.views(RAVI)
    assert "can decide on this reward" in str(view.definition["blocks"])
    assert world.now_of(request).reward.points == 100


def test_who_has_approved_already_lowers_nothing(world: World) -> None:
    request = world.asked(BIG)
    world.choose("lower", request)
    world.approve(request)
    world.fill_in("500", by=RAVI)
    (view,) = world.slack.views(RAVI)
    assert "You have approved this one already" in str(view.definition["blocks"])
    world.slack.close_view(RAVI, view.id)
    world.choose("lower", request)
    world.carry()
    assert not world.slack.views(RAVI)
    assert "You have approved this one already" in world.whispered(RAVI)[-1]
    assert world.now_of(request).reward.points == 1_000


def test_what_stands_by_now_counts_and_not_what_the_form_was_opened_for(world: World) -> None:
    request = world.asked(BIG)
    world.choose("lower", request, by=FARAH)
    world.lower(request, 400)
    world.fill_in("500", by=FARAH)
    assert errors(world, FARAH)["points"].startswith("It is 400 points now")
    world.fill_in("300", by=FARAH)
    world.carry()
    assert [post.body["loadAmount"] for post in world.allocations()] == [300]


def test_approve_on_a_card_that_showed_more_approves_what_stands(world: World) -> None:
    request = world.asked(BIG)
    old = world.card(request).ts
    world.lower(request, 400)
    world.slack.click(FARAH, DESIGN, old, APPROVE, request.id)
    world.carry()
    now = world.now_of(request)
    assert [(each.decider_id, each.points) for each in now.approvals] == [(RAVI, 400), (FARAH, 400)]
    assert [post.body["loadAmount"] for post in world.allocations()] == [400]


def test_a_menu_that_is_open_on_an_old_card_is_answered_when_it_is_decided(world: World) -> None:
    request = world.asked()
    world.approve(request)
    world.carry()
    world.choose("lower", request, by=FARAH)
    world.carry()
    assert not world.slack.views(FARAH)
    assert "Already approved by <@U02RAVI>" in world.whispered(FARAH)[-1]


def test_the_menu_stands_on_every_copy_and_in_the_list(world: World) -> None:
    request = world.asked()
    assert MORE in str(world.card(request).blocks)
    assert MORE in str(world.slack.direct_messages(FARAH)[-1].blocks)
    world.ask("pending", by=RAVI)
    listed = world.slack.whispers(RAVI)[-1]
    world.slack.click(RAVI, DESIGN, listed.ts, f"{MORE}_listed", option=f"{request.id} lower")
    world.fill_in("50", by=RAVI)
    assert world.now_of(request).reward.points == 50


def test_a_lowered_reward_is_no_other_than_was_asked(world: World) -> None:
    """Whoever asks for as many again may do so by slip, whatever was approved of the first."""
    request = world.asked()
    world.lower(request, 50)
    world.carry()
    assert world.asked().same_as is not None
    assert world.asked(f"<@{ASHA}> 50").same_as is None


# At the same moment.


def test_a_form_sent_twice_approves_once(world: World) -> None:
    request = world.asked(BIG)
    world.choose("lower", request)
    (view,) = world.slack.views(RAVI)
    slack = world.slack
    sent = submission_payload(slack.identity, slack.state.users[RAVI], view, {"points": "400"}, trigger_id="1.2.3")
    at_once(*[lambda: slack.deliver("interactive", sent)] * 5)
    now = world.now_of(request)
    assert (now.reward.points, now.approvers, now.status) == (400, (RAVI,), RequestStatus.PENDING)
    assert taken(world) == [400, 400]
    assert [event for event, *_ in happened(world, request)] == ["lowered", "approval"]


def test_lowering_against_approving_sends_what_was_approved_last_and_never_more_than_somebody_approved(
    world: World,
) -> None:
    requests = [world.asked(f"<@{ASHA}> {points}") for points in range(40, 140, 10)]
    for request in requests:
        at_once(partial(world.approve, request), lowering(world, request, 20, FARAH))
    world.carry()
    for request in requests:
        now = world.now_of(request)
        (decision,) = now.approvals
        assert now.reward.points == decision.points == (20 if decision.decider_id == FARAH else request.points)
        (post,) = [post for post in world.allocations() if post.reference == request.reward.reference]
        assert post.body["loadAmount"] == now.reward.points
    total = sum(world.now_of(request).reward.points for request in requests)
    assert taken(world) == [total, total]
    assert sealed(world) == []


def test_two_who_lower_at_once_leave_the_lower_of_both(world: World) -> None:
    requests = [world.asked(f"<@{ASHA}> {points}") for points in range(550, 580, 10)]
    for request in requests:
        at_once(lowering(world, request, 300, RAVI), lowering(world, request, 200, FARAH))
        now = world.now_of(request)
        assert now.reward.points == 200
        assert (FARAH, 200) in [(each.decider_id, each.points) for each in now.approvals]
    assert sealed(world) == []


def test_lowering_against_a_cancel_leaves_one_of_both(world: World) -> None:
    for points in range(40, 100, 10):
        request = world.asked(f"<@{ASHA}> {points}")
        at_once(partial(world.ask, f"cancel {request.id}"), lowering(world, request, 20, FARAH))
        now = world.now_of(request)
        is_cancelled = now.status is RequestStatus.CANCELLED
        assert now.reward.points == (points if is_cancelled else 20)
        assert [each.choice for each in now.decisions] == ([] if is_cancelled else [Choice.APPROVE])
    left = sum(20 for request in world.requests() if request.status is RequestStatus.APPROVED)
    assert taken(world) == [left, left]


def test_lowering_after_the_deadline_lowers_nothing(world: World) -> None:
    request = world.asked()
    world.choose("lower", request)
    world.clock.now = request.expires_at
    world.fill_in("50", by=RAVI)
    now = world.now_of(request)
    assert (now.status, now.reward.points, now.decisions) == (RequestStatus.EXPIRED, 100, ())
    assert taken(world) == [0, 0]
