"""Budgets: points are held when they are asked for, come back when nothing came of it, and nobody asks beyond them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.command import Ask
from bot.core.resolution import Resolution
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.messages.card import APPROVE
from bot.playground import enkash_faults
from bot.playground.enkash import ALLOCATE
from bot.playground.faults import lose_reply
from bot.rewards.asking import Asked, Asker, Line, random_letters
from bot.rewards.sealing import Sealer
from bot.settings import to_policy
from tests.auditing import findings
from tests.scenarios.conftest import Open, vouched_for
from tests.scenarios.test_operators import settle
from tests.world import ASHA, DESIGN, FARAH, MEERA, NIKHIL, RAVI, World, open_world

POLICY = f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}"]
[operators]
people = ["{FARAH}"]
"""
OF_EACH = f'{POLICY}[[budgets]]\nper = "giver"\npoints = 1000\nevery = "month"\n'
OF_SALES = f'{POLICY}[[budgets]]\nper = "department"\npoints = 500\nevery = "quarter"\nowner = "{NIKHIL}"\n'
OF_ALL = f'{POLICY}[[budgets]]\nper = "company"\npoints = 300\nevery = "year"\nowner = "{NIKHIL}"\n'
BY_ITSELF = f"""{OF_EACH}
[[approvals.tiers]]
up_to_points = 50
approvals = 0
[[approvals.tiers]]
up_to_points = 10000
approvals = 1
"""


@pytest.fixture
def opened(opened: Open) -> Iterator[Open]:
    """And afterwards what is taken is what the requests add up to."""
    yield from vouched_for(opened)


def taken(world: World) -> dict[str, int]:
    return dict(world.rows("SELECT name, taken_points FROM pots ORDER BY name"))


def in_department(world: World, person: str, department: str | None) -> None:
    """HR's list has this person there from now on."""
    world.alter("DELETE FROM people WHERE slack_user_id = ?", person)
    world.alter(
        "INSERT INTO people (slack_user_id, email, mobile, title, first_name, gender, department, updated_at)"
        " VALUES (?, ?, ?, 'Ms', 'Somebody', 'F', ?, ?)",
        person,
        f"{person.lower()}@example.com",
        f"98{int.from_bytes(person.encode()) % 10**8:08}",
        department,
        "2026-11-01T00:00:00.000000+00:00",
    )


def hundred(world: World, *, by: str = MEERA) -> Request:
    return world.asked(f"<@{ASHA}> 100", by=by)


# What is held, and what comes back.


def test_points_are_held_when_they_are_asked_for_and_stay_taken_once_they_arrived(opened: Open) -> None:
    world = opened(OF_EACH)
    request = hundred(world)
    assert request.pots == ("giver U02MEERA month 2026-11-01",)
    assert taken(world) == {"giver U02MEERA month 2026-11-01": 100}
    world.approve(request)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert list(taken(world).values()) == [100]


def test_whatever_comes_to_nothing_gives_its_points_back(opened: Open) -> None:
    world = opened(OF_EACH)
    declined, cancelled, expired, refused = (hundred(world) for _ in range(4))
    assert list(taken(world).values()) == [400]
    world.decline(declined, "not now")
    assert list(taken(world).values()) == [300]
    world.ask(f"cancel {cancelled.id}")
    assert list(taken(world).values()) == [200]
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Card is blocked"))
    world.approve(refused)
    world.carry()
    assert list(taken(world).values()) == [100]
    world.clock.pass_time(days=8)
    world.carry()
    assert world.now_of(expired).status is RequestStatus.EXPIRED
    assert list(taken(world).values()) == [0]


def test_what_is_unknown_keeps_its_points(opened: Open) -> None:
    world = opened(OF_EACH)
    request = hundred(world)
    world.enkash.faults.next(ALLOCATE, lose_reply())
    world.approve(request)
    world.carry()
    assert world.reward(request).status is RewardStatus.UNKNOWN
    assert list(taken(world).values()) == [100]


def test_what_is_held_back_after_approval_gives_its_points_back(opened: Open) -> None:
    world = opened(OF_EACH)
    request = hundred(world)
    world.approve(request)
    world.alter("UPDATE people SET left_at = '2026-11-01T00:00:00.000000+00:00' WHERE slack_user_id = ?", ASHA)
    world.carry()
    assert world.reward(request).status is RewardStatus.CANCELLED
    assert list(taken(world).values()) == [0]
    world.alter("UPDATE people SET left_at = NULL WHERE slack_user_id = ?", ASHA)


# The edge.


def test_a_budget_is_used_to_its_last_point_and_not_beyond(opened: Open) -> None:
    world = opened(OF_EACH)
    world.asked(f"<@{ASHA}> 600")
    world.ask(f"<@{ASHA}> 401 for the launch")
    assert world.whispered(MEERA)[-1] == (
        "Your budget has 400 of 1,000 points left this month, and this asks for more. It begins anew on 1 December "
        "2026. Nothing was recorded. Your line, for later: `/reward <@U02ASHA> 401 for the launch`"
    )
    assert len(world.requests()) == 1
    world.asked(f"<@{ASHA}> 400")
    assert list(taken(world).values()) == [1000]
    world.ask(f"<@{ASHA}> 1")
    assert "has 0 of 1,000 points left" in world.whispered(MEERA)[-1]


def test_each_giver_has_a_budget_of_their_own(opened: Open) -> None:
    world = opened(OF_EACH)
    world.asked(f"<@{ASHA}> 1000")
    world.asked(f"<@{ASHA}> 1000", by=NIKHIL)
    assert list(taken(world).values()) == [1000, 1000]


def test_a_department_shares_one_and_the_giver_s_department_is_that_of_the_day(opened: Open) -> None:
    world = opened(OF_SALES)
    in_department(world, MEERA, "Sales & Service")
    in_department(world, NIKHIL, "SALES & Service")
    world.asked(f"<@{ASHA}> 300")
    world.ask(f"<@{ASHA}> 300", by=NIKHIL)
    assert "The budget of SALES &amp; Service has 200 of 500 points left this quarter" in world.whispered(NIKHIL)[-1]
    in_department(world, NIKHIL, "Design")
    world.asked(f"<@{ASHA}> 300", by=NIKHIL)
    assert taken(world) == {
        "department design quarter 2026-10-01": 300,
        "department sales & service quarter 2026-10-01": 300,
    }


def test_without_a_department_nothing_is_asked_and_the_giver_hears_who_can_help(opened: Open) -> None:
    world = opened(OF_SALES)
    in_department(world, MEERA, None)
    world.ask(f"<@{ASHA}> 10")
    assert (
        "HR has not told me which department is yours. Nothing was recorded. <@U05FARAH> can add it"
        in (world.whispered(MEERA)[-1])
    )
    assert not world.requests()


def test_a_new_month_begins_at_midnight_where_the_company_is(opened: Open) -> None:
    world = opened(OF_EACH)
    world.asked(f"<@{ASHA}> 1000")
    # 30 November 23:59 in Kolkata is 18:29 UTC.
    world.clock.now = world.clock.now.replace(month=11, day=30, hour=18, minute=29, second=59)
    world.ask(f"<@{ASHA}> 1")
    assert "left this month" in world.whispered(MEERA)[-1]
    world.clock.pass_time(seconds=1)
    world.asked(f"<@{ASHA}> 1000")
    assert list(taken(world)) == ["giver U02MEERA month 2026-11-01", "giver U02MEERA month 2026-12-01"]


def test_what_is_decided_in_another_month_still_counts_in_its_own(opened: Open) -> None:
    world = opened(OF_EACH)
    world.clock.now = world.clock.now.replace(month=11, day=30, hour=12)
    request = hundred(world)
    world.clock.pass_time(days=2)
    world.decline(request, "not now")
    assert taken(world) == {"giver U02MEERA month 2026-11-01": 0}


def test_who_asks_at_once_never_goes_beyond_it_together(opened: Open) -> None:
    world = opened(OF_ALL)
    ready = threading.Barrier(12)

    def ask(by: str) -> None:
        ready.wait(10)
        world.ask(f"<@{ASHA}> 100", by=by)

    threads = [threading.Thread(target=ask, args=(by,)) for by in (MEERA, NIKHIL, RAVI) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert taken(world) == {"company year 2026-01-01": 300}
    assert len(world.requests()) == 3


# Sent again, and proved late.


def test_what_is_sent_again_takes_its_points_anew(opened: Open) -> None:
    world = opened(OF_EACH)
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Card is blocked"))
    request = hundred(world)
    world.approve(request)
    world.carry()
    assert list(taken(world).values()) == [0]
    settle(world, "reward_send_again")
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert list(taken(world).values()) == [100]


def test_what_has_no_room_any_more_is_not_sent_again_and_the_operator_hears_why(opened: Open) -> None:
    world = opened(OF_EACH)
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Card is blocked"))
    request = hundred(world)
    world.approve(request)
    world.carry()
    world.asked(f"<@{ASHA}> 1000")
    settle(world, "reward_send_again")
    assert world.reward(request).status is RewardStatus.FAILED
    assert len(world.allocations()) == 1
    assert "its budget had the points back, and has not enough left for them now" in world.told(FARAH)[-1]
    assert list(taken(world).values()) == [1000]


# Who hears of it.


def test_the_giver_sees_what_is_left_and_the_channel_never(opened: Open) -> None:
    world = opened(OF_EACH)
    request = hundred(world)
    assert "Your budget has 900 of 1,000 points left this month." in world.whispered(MEERA)[-1]
    world.approve(request)
    world.carry()
    in_channel = [message.text for message in world.slack.messages(DESIGN)]
    assert in_channel
    assert not any("budget" in text.lower() for text in in_channel)


def test_giver_and_owner_hear_once_that_it_is_nearly_used_up(opened: Open) -> None:
    world = opened(OF_ALL)
    first = world.asked(f"<@{ASHA}> 239")
    assert not [text for text in world.told(NIKHIL) if "budget" in text]
    world.asked(f"<@{ASHA}> 1")
    world.carry()
    said = (
        "The company's budget has 60 of 300 points left this year: 80 % of it or more is taken. It begins anew on "
        "1 January 2027; until then, requests beyond it are not recorded."
    )
    assert [text for text in world.told(NIKHIL) if "budget" in text] == [said]
    assert [text for text in world.told(MEERA) if "budget" in text] == [said]
    world.ask(f"cancel {first.id}")
    world.asked(f"<@{ASHA}> 250")
    assert [text for text in world.told(NIKHIL) if "budget" in text] == [said]


def test_they_hear_of_it_again_where_it_has_grown_since_and_also_where_it_was_crossed_otherwise(opened: Open) -> None:
    world = opened(OF_EACH)
    world.asked(f"<@{ASHA}> 700")
    world.bot.rule_by(to_policy(OF_EACH.replace("1000", "800")))
    world.asked(f"<@{ASHA}> 10")
    world.bot.rule_by(to_policy(OF_EACH.replace("1000", "2000")))
    world.asked(f"<@{ASHA}> 800")
    world.asked(f"<@{ASHA}> 100")
    world.asked(f"<@{ASHA}> 100")
    told = [text.partition(":")[0] for text in world.told(MEERA) if "budget" in text]
    assert told == [
        "Your budget has 90 of 800 points left this month",
        "Your budget has 390 of 2,000 points left this month",
    ]


def test_who_asks_sees_their_budgets_and_an_owner_those_that_they_own(opened: Open) -> None:
    world = opened(OF_SALES)
    in_department(world, MEERA, "Sales")
    in_department(world, NIKHIL, "Design")
    world.asked(f"<@{ASHA}> 120")
    world.ask("budget")
    assert world.whispered(MEERA)[-1] == (
        "The budget of Sales has 380 of 500 points left this quarter; it begins anew on 1 January 2027."
    )
    world.ask("budget", by=NIKHIL)
    assert world.whispered(NIKHIL)[-1].split("\n") == [
        "The budget of Design has 500 of 500 points left this quarter; it begins anew on 1 January 2027.",
        "*You own the budget of each department of 500 points each quarter:*",
        "• The budget of sales has 380 of 500 points left this quarter",
    ]


def test_who_owns_a_budget_of_which_nothing_is_taken_and_has_no_department_reads_both(opened: Open) -> None:
    world = opened(OF_SALES)
    world.ask("budget", by=NIKHIL)
    assert world.whispered(NIKHIL)[-1].split("\n") == [
        "500 points each quarter are your department's, and HR has not told me which department that is.",
        "*You own the budget of each department of 500 points each quarter:*",
        "Nothing is taken yet.",
    ]
    world.bot.rule_by(to_policy(POLICY))
    world.ask("budget", by=NIKHIL)
    assert world.whispered(NIKHIL)[-1] == "No budget limits what you ask for."


def test_a_budget_that_was_lowered_below_what_is_taken_is_overdrawn(opened: Open) -> None:
    world = opened(OF_EACH)
    world.asked(f"<@{ASHA}> 1000")
    world.bot.rule_by(to_policy(OF_EACH.replace("1000", "400")))
    world.ask("budget")
    assert "Your budget of 400 points is overdrawn by 600 this month" in world.whispered(MEERA)[-1]


def test_explain_shows_the_budget_before_and_after_and_takes_nothing(opened: Open) -> None:
    world = opened(OF_EACH)
    hundred(world)
    world.ask(f"explain <@{ASHA}> 300")
    assert "Your budget has 900 of 1,000 points left this month, and 600 after it" in world.whispered(MEERA)[-1]
    world.ask(f"explain <@{ASHA}> 901")
    assert "✗ its budgets have room for it" in world.whispered(MEERA)[-1]
    assert list(taken(world).values()) == [100]


# Approved by itself.


def test_what_the_policy_approves_by_itself_is_sent_at_once_and_the_card_says_by_which_rule(opened: Open) -> None:
    world = opened(BY_ITSELF)
    request = world.asked(f"<@{ASHA}> 50 for the tea")
    assert request.status is RequestStatus.APPROVED
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    card = world.card(request)
    assert "Approved by itself, as rewards up to 50 points are" in card.text
    assert APPROVE not in str(card.blocks)
    assert not any(request.id in text for person in (RAVI, FARAH) for text in world.told(person))
    (approved,) = [r.entry for r in world.history(request) if r.entry.event == "approved" and r.entry.reward_id is None]
    assert (approved.actor, approved.detail) == ("policy", "nobody's approval, up to 50 points")
    assert list(taken(world).values()) == [50]


def test_beyond_that_tier_somebody_approves(opened: Open) -> None:
    world = opened(BY_ITSELF)
    assert world.asked(f"<@{ASHA}> 51").status is RequestStatus.PENDING


def test_the_same_delivery_again_approves_nothing_twice(opened: Open) -> None:
    world = opened(BY_ITSELF)
    asker = Asker(world.bot.ledger, world.policy, random_letters)
    line = Line("T0", DESIGN, MEERA, "one delivery", "")
    first, again = (asker.ask(Ask((ASHA,), 50, ("tea",)), line) for _ in range(2))
    assert isinstance(first, Asked)
    assert isinstance(again, Asked)
    assert first.request.id == again.request.id
    world.carry()
    assert len(world.allocations()) == 1
    assert list(taken(world).values()) == [50]


def test_what_may_be_a_slip_is_not_approved_by_itself(opened: Open) -> None:
    """The same giver, recipient and points within ten minutes."""
    world = opened(BY_ITSELF)
    first, same = world.asked(f"<@{ASHA}> 50"), world.asked(f"<@{ASHA}> 50")
    assert (first.quorum, same.quorum) == (0, 1)
    assert "if that is a slip, cancel this one" in world.whispered(MEERA)[-1]
    world.approve(same)
    world.carry()
    assert world.reward(same).status is RewardStatus.ALLOCATED


# What is changed by hand.


def test_a_pot_that_somebody_changed_by_hand_is_found(tmp_path: Path) -> None:
    world = open_world(tmp_path, policy=OF_EACH)
    hundred(world)
    Sealer(world.bot.ledger).seal()
    world.alter("UPDATE pots SET taken_points = 0")
    (found,) = findings(world)
    assert "the budget giver U02MEERA month 2026-11-01: 0 points are taken, and its requests add up to 100." in found


def test_a_number_that_somebody_made_too_small_keeps_nothing_from_being_written_down(tmp_path: Path) -> None:
    world = open_world(tmp_path, policy=OF_EACH)
    declined, refused = hundred(world), hundred(world)
    world.alter("UPDATE pots SET taken_points = 0")
    world.decline(declined, "not now")
    assert world.now_of(declined).status is RequestStatus.DECLINED
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Card is blocked"))
    world.approve(refused)
    world.carry()
    assert world.reward(refused).status is RewardStatus.FAILED


def test_which_pots_a_request_takes_from_is_sealed(tmp_path: Path) -> None:
    world = open_world(tmp_path, policy=OF_EACH)
    request = hundred(world)
    Sealer(world.bot.ledger).seal()
    world.alter("UPDATE requests SET pots = '[]' WHERE id = ?", request.id)
    assert any("pots" in found for found in findings(world))


def test_what_is_sent_again_is_held_against_the_pot_that_it_takes_from_wherever_years_begin(
    opened: Open,
) -> None:
    of_a_year = OF_EACH.replace('"month"', '"year"')
    world = opened(of_a_year)
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Card is blocked"))
    request = world.asked(f"<@{ASHA}> 600")
    world.approve(request)
    world.carry()
    world.asked(f"<@{ASHA}> 900")
    world.bot.rule_by(to_policy(f'{of_a_year}[rewards]\nyear_starts = "04-01"'))
    settle(world, "reward_send_again")
    assert world.reward(request).status is RewardStatus.FAILED
    assert taken(world) == {"giver U02MEERA year 2026-01-01": 900}


def test_a_budget_that_the_policy_has_no_more_keeps_nothing_from_anybody(opened: Open) -> None:
    world = opened(OF_EACH)
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Card is blocked"))
    request = hundred(world)
    world.approve(request)
    world.carry()
    world.asked(f"<@{ASHA}> 1000")
    world.bot.rule_by(to_policy(POLICY))
    settle(world, "reward_send_again")
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert Resolution.SEND_AGAIN in str([r.entry.detail for r in world.history(request)])
