"""A reward is taken back: by a request of its own, decided by others, sent once, told to those whose business it is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta
from decimal import Decimal
from functools import partial
from io import StringIO
from typing import Any

import pytest

from bot.audit.exporting import Span, Totals, rewards_in, write_csv
from bot.core.allocation import Allocated
from bot.core.policy import Standing, User
from bot.core.reconciling import Verdict
from bot.core.reversal import read_undo
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.core.statement import Statement, StatementRow
from bot.core.statement.comparing import compare_statement
from bot.people import forget
from bot.playground.enkash import ALLOCATE, TRANSACTIONS
from bot.playground.faults import changed_json, lose_reply
from bot.playground.slack_nouns import Channel
from bot.rewards.asking import Asked, Asker, Line, random_letters
from bot.rewards.deciding import Click, Decider
from bot.rewards.ending import approve
from bot.rewards.leaving import Watcher
from bot.rewards.reversing import Reverser
from bot.rewards.sealing import Sealer
from bot.rewards.settling import Settling
from bot.rewards.steps import Send
from tests.auditing import findings
from tests.scenarios.conftest import Open
from tests.scenarios.test_reconciling import a_day_later, compared, forget_at_enkash, told
from tests.scenarios.test_restored_ledger import Shelf, look_twice, resume, settle, shelf
from tests.world import ASHA, DESIGN, FARAH, LEADS, MEERA, NIKHIL, RAVI, World

__all__ = ["shelf"]

EMAIL = "asha.rao@example.com"
WHY = "it was meant for somebody else"
OPERATED = f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}"]
[operators]
people = ["{NIKHIL}"]
"""


def given(world: World, points: int = 100, *, by: str = MEERA) -> Request:
    """A reward that has arrived."""
    request = world.asked(f"<@{ASHA}> {points} for shipping the demo", by=by)
    world.approve(request)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    return request


def undo(world: World, request: Request, *, by: str = MEERA, why: str = WHY, at: str = DESIGN) -> str:
    """What whoever asks to take it back is answered."""
    world.ask(f"undo {request.id} {why}", by=by, at=at)
    world.carry()
    return world.whispered(by)[-1]


def reversal_of(world: World, request: Request) -> Request:
    (found,) = [each for each in world.requests() if each.is_reversal and each.reward.reverses == request.reward.id]
    return found


def decide(world: World, request: Request, *, by: str = RAVI, button: str = "reward_approve") -> None:
    """Somebody clicks on their own copy of the card."""
    (card,) = [
        m for m in world.slack.direct_messages(by) if request.id in str(m.blocks) and "reward_approve" in str(m.blocks)
    ]
    world.slack.click(by, card.channel_id, card.ts, button, request.id)
    world.carry()


def taken_back(world: World, request: Request | None = None) -> tuple[Request, Request]:
    """A reward, and the reversal that took it back."""
    request = request or given(world)
    undo(world, request)
    decide(world, reversal_of(world, request))
    return request, reversal_of(world, request)


def debits(world: World) -> list[dict[str, object]]:
    return [post.body for post in world.allocations() if post.body["transactionType"] == "DR"]


def channel(world: World) -> str:
    """All that stands in a channel."""
    return " ".join(message.text for place in (DESIGN, LEADS) for message in world.slack.messages(place))


def test_a_reward_is_taken_back_whole_by_one_debit_under_a_reference_of_its_own(world: World) -> None:
    request, reversal = taken_back(world)
    (body,) = debits(world)
    assert (body["type"], body["loadAmount"], body["email"]) == ("UNALLOCATE_POINT", 100, EMAIL)
    assert body["uniqueReferenceNumber"] == reversal.reward.reference != request.reward.reference
    assert world.enkash.balance_of(EMAIL) == 0
    assert (reversal.status, reversal.reward.status) == (RequestStatus.APPROVED, RewardStatus.ALLOCATED)


def test_the_reward_stays_allocated_and_bears_the_note_once_enkash_has_confirmed(world: World) -> None:
    request = given(world)
    undo(world, request)
    assert world.reward(request).taken_back_at is None
    decide(world, reversal_of(world, request))
    now = world.reward(request)
    assert (now.status, now.attempt) == (RewardStatus.ALLOCATED, 1)
    assert now.taken_back_at is not None
    assert [r.entry.event for r in world.history(request)][-1] == "taken back"
    Sealer(world.bot.ledger).seal()
    assert findings(world) == []


def test_the_channel_hears_that_it_was_taken_back_and_neither_by_whom_nor_why_nor_before_it_was(world: World) -> None:
    request = given(world)
    undo(world, request)
    assert "taken back" not in channel(world)
    assert "take back" not in channel(world)
    decide(world, reversal_of(world, request))
    assert "The 100 points for <@U02ASHA> were taken back" in world.thread(request)[-1]
    assert "Taken back" in world.card(request).text
    assert WHY not in channel(world)
    assert reversal_of(world, request).id not in channel(world)


def test_deciders_read_who_asks_why_and_what_was_given(world: World) -> None:
    request = given(world)
    undo(world, request)
    for decider in (RAVI, FARAH):
        text = world.told(decider)[-1]
        assert f"<@{MEERA}> would like to take back the 100 points that were given to <@{ASHA}>" in text
        assert WHY in text
        assert "shipping the demo" in text
        assert request.id in text


@pytest.mark.parametrize("place", ["direct", "thread"])
def test_a_decider_asks_why_and_has_the_reply_and_no_channel_hears_of_either(opened: Open, place: str) -> None:
    world = opened(f'[approvals]\napprovers = ["{RAVI}", "{FARAH}"]\nquestions = "{place}"')
    request = given(world)
    undo(world, request)
    reversal = reversal_of(world, request)
    card = world.slack.direct_messages(RAVI)[-1]
    world.slack.click(RAVI, card.channel_id, card.ts, "reward_more", option=f"{reversal.id} question")
    world.fill_in("Who told you so?", by=RAVI)
    world.carry()
    question = world.slack.direct_messages(MEERA)[-1]
    assert "Who told you so?" in question.text
    world.slack.click(MEERA, question.channel_id, question.ts, "reward_reply", f"{reversal.id}-Q1")
    world.fill_in("Asha herself", by=MEERA)
    world.carry()
    assert "Asha herself" in world.told(RAVI)[-1]
    assert "Who told you so?" not in channel(world)
    assert "Asha herself" not in channel(world)


def test_whose_points_they_were_hears_who_asked_and_why_and_the_new_balance(world: World) -> None:
    given(world, 30)
    request, _ = taken_back(world)
    text = world.told(ASHA)[-1]
    assert "100 points that <@U02MEERA> (Meera Nair) gave you" in text
    assert "were taken back. <@U02MEERA> asked for that." in text
    assert WHY in text
    assert "New balance: 30 points." in text
    assert len([told for told in world.told(ASHA) if request.id in told]) == 1


def test_whoever_asked_hears_directly_what_came_of_it(world: World) -> None:
    _, reversal = taken_back(world)
    assert world.told(MEERA)[-1] == f"100 points were taken back from <@{ASHA}>. New balance: 0 points. {reversal.id}"


def test_who_asked_may_not_decide_and_neither_may_whose_points_they_are(opened: Open) -> None:
    world = opened(f'[approvals]\napprovers = ["{MEERA}", "{ASHA}", "{RAVI}", "{FARAH}"]')
    request = given(world)
    undo(world, request)
    reversal = reversal_of(world, request)
    decider = Decider(world.bot.ledger, world.policy)
    for person in (MEERA, ASHA, NIKHIL):
        decider.approve(Click(reversal.id, person))
        decider.decline(Click(reversal.id, person), "no")
    assert world.now_of(reversal).status is RequestStatus.PENDING
    assert not any(reversal.id in text for person in (MEERA, ASHA) for text in world.told(person))
    decider.approve(Click(reversal.id, FARAH))
    assert world.now_of(reversal).status is RequestStatus.APPROVED


def test_nobody_can_take_back_a_part_of_it(world: World) -> None:
    request = given(world)
    undo(world, request)
    reversal = reversal_of(world, request)
    assert not Decider(world.bot.ledger, world.policy).lower(Click(reversal.id, RAVI), 50).is_done
    assert world.reward(reversal).points == 100
    assert all("Approve less" not in str(message.blocks) for message in world.slack.direct_messages(RAVI))


def test_what_was_approved_by_itself_is_not_taken_back_by_itself(opened: Open) -> None:
    world = opened(
        f"""
        [approvals]
        approvers = ["{RAVI}", "{FARAH}"]
        tiers = [{{ up_to_points = 500, approvals = 0 }}, {{ up_to_points = 10000, approvals = 2 }}]
        [[budgets]]
        per = "giver"
        points = 1000
        every = "month"
        """.replace("\n        ", "\n")
    )
    request = world.asked()
    world.carry()
    undo(world, request)
    reversal = reversal_of(world, request)
    assert reversal.quorum == 2
    decide(world, reversal)
    assert debits(world) == []
    decide(world, reversal, by=FARAH)
    assert len(debits(world)) == 1


# Who may ask, and when.


def answered(world: World, typed: str, *, by: str = MEERA) -> str:
    before = len(world.requests())
    world.ask(f"undo {typed}", by=by)
    world.carry()
    assert len(world.requests()) == before, "nothing was recorded"
    return world.whispered(by)[-1]


def test_nobody_but_the_giver_and_operators_can_ask_and_others_learn_nothing(opened: Open) -> None:
    world = opened(OPERATED)
    request = given(world)
    nothing = answered(world, "R-ZZZZZZ why", by=ASHA).replace("R-ZZZZZZ", request.id)
    for person in (ASHA, RAVI):
        assert answered(world, f"{request.id} {WHY}", by=person) == nothing


def test_the_giver_has_as_many_days_as_the_policy_says_and_an_operator_has_more(opened: Open) -> None:
    world = opened(f"{OPERATED}[reversals]\ngiver_days = 3\n")
    request = given(world)
    world.clock.pass_time(days=3, minutes=1)
    assert (
        f"You could take this back for 3 days after it had arrived, and that is over. <@{NIKHIL}> can still"
        in answered(world, f"{request.id} {WHY}")
    )
    undo(world, request, by=NIKHIL)
    reversal = reversal_of(world, request)
    decide(world, reversal)
    assert world.enkash.balance_of(EMAIL) == 0
    assert f"<@{NIKHIL}> asked for that." in world.told(ASHA)[-1]


def test_asked_for_a_second_time_it_says_where_the_first_stands_and_records_nothing(opened: Open) -> None:
    world = opened(OPERATED)
    request = given(world)
    undo(world, request)
    reversal = reversal_of(world, request)
    asked = f"Taking {request.id} back has been asked for already."
    pending = f"{asked} Nobody has decided on this request yet, so no points moved. {reversal.id}"
    assert answered(world, f"{request.id} {WHY}") == pending
    world.enkash.is_unallocating_allowed = False
    decide(world, reversal)
    refused = answered(world, f"{request.id} {WHY}")
    assert refused.startswith(f"{asked} EnKash did not take these 100 points back")
    assert refused.endswith(f"{reversal.id} An operator can send it again.")
    assert len(world.requests()) == 2


def test_where_an_operator_took_it_back_its_giver_hears_that_once_and_neither_who_asked_nor_why(opened: Open) -> None:
    world = opened(OPERATED)
    request = given(world)
    undo(world, request, by=NIKHIL)
    decide(world, reversal_of(world, request))
    told = [text for text in world.told(MEERA) if "taken back" in text]
    assert len(told) == 1
    assert told[0].startswith(f"The 100 points for <@{ASHA}> were taken back on ")
    assert NIKHIL not in told[0]
    assert WHY not in told[0]


def test_on_the_last_moment_of_the_last_day_the_giver_still_can(opened: Open) -> None:
    world = opened("[approvals]\napprovers = ['U02RAVI', 'U05FARAH']\n[reversals]\ngiver_days = 3\n")
    request = given(world)
    arrived_at = world.reward(request).settled_at
    assert arrived_at is not None
    world.clock.now = arrived_at + timedelta(days=3, microseconds=-50)
    undo(world, request)
    assert reversal_of(world, request).status is RequestStatus.PENDING


def test_with_no_days_only_an_operator_takes_back(opened: Open) -> None:
    world = opened(f"{OPERATED}[reversals]\ngiver_days = 0\n")
    request = given(world)
    assert (
        answered(world, f"{request.id} {WHY}")
        == f"By the policy an operator takes a reward back. <@{NIKHIL}> can do it."
    )


def test_it_needs_words(world: World) -> None:
    request = given(world)
    for nothing in ("", "for", "🙏", "…"):
        assert "Please write why" in answered(world, f"{request.id} {nothing}")
    assert "Which reward is to be taken back" in answered(world, "")


def test_only_what_has_arrived_is_taken_back(world: World) -> None:
    request = world.asked()
    assert "Nobody has decided on" in answered(world, f"{request.id} {WHY}")
    world.enkash.faults.next(ALLOCATE, lose_reply())
    world.approve(request)
    world.bot.money.run_once()
    assert world.reward(request).status is RewardStatus.UNKNOWN
    assert "Only points that have arrived can be taken back" in answered(world, f"{request.id} {WHY}")


def test_one_request_to_take_it_back_stands_at_a_time(world: World) -> None:
    request = given(world)
    undo(world, request)
    first = reversal_of(world, request)
    assert first.id in answered(world, f"{request.id} {WHY}")
    decide(world, first)
    assert "That is done already" in answered(world, f"{request.id} {WHY}")
    assert "takes points back itself" in answered(world, f"{first.id} {WHY}")
    assert len(debits(world)) == 1


def test_after_a_decline_it_can_be_asked_for_again(world: World) -> None:
    request = given(world)
    undo(world, request)
    first = reversal_of(world, request)
    Decider(world.bot.ledger, world.policy).decline(Click(first.id, RAVI), "let it be")
    world.carry()
    assert world.told(MEERA)[-1].startswith(f"<@{RAVI}> did not approve taking back 100 points from <@{ASHA}>")
    assert "let it be" not in channel(world)
    undo(world, request, why="please look once more")
    assert [each.status for each in world.requests() if each.is_reversal].count(RequestStatus.PENDING) == 1


def test_what_nobody_decides_on_ends_and_no_button_asks_for_a_reward_instead(world: World) -> None:
    request = given(world)
    undo(world, request)
    reversal = reversal_of(world, request)
    world.clock.pass_time(days=8)
    world.carry()
    assert world.now_of(reversal).status is RequestStatus.EXPIRED
    (told,) = [m for m in world.slack.direct_messages(MEERA) if reversal.id in m.text and "ended" in m.text]
    assert "reward_ask_again" not in str(told.blocks)
    asker = Asker(world.bot.ledger, world.policy, random_letters)
    assert asker.ask_again(reversal.id, MEERA, "") is None
    assert len(world.requests()) == 2


def test_the_asker_can_cancel_it_while_nobody_has_decided(world: World) -> None:
    request = given(world)
    undo(world, request)
    reversal = reversal_of(world, request)
    world.ask(f"cancel {reversal.id}")
    world.carry()
    assert world.now_of(reversal).status is RequestStatus.CANCELLED
    assert world.reward(request).taken_back_at is None
    assert debits(world) == []


def test_the_same_delivery_once_more_makes_no_second_request(world: World) -> None:
    request = given(world)
    reverser = Reverser(world.bot.ledger, world.policy, random_letters)
    line = Line("T0SHABASH", DESIGN, MEERA, "trigger", "")
    first, second = (reverser.undo(read_undo(f"{request.id} {WHY}"), line) for _ in range(2))
    assert isinstance(first, Asked)
    assert isinstance(second, Asked)
    assert first.request.id == second.request.id


def test_of_many_who_ask_at_once_one_is_heard(world: World) -> None:
    request = given(world)
    reverser = Reverser(world.bot.ledger, world.policy, random_letters)
    undo_ = read_undo(f"{request.id} {WHY}")
    with ThreadPoolExecutor(8) as threads:
        lines = [Line("T0SHABASH", DESIGN, MEERA, f"trigger {number}", "") for number in range(16)]
        found = list(threads.map(partial(reverser.undo, undo_), lines))
    assert sum(isinstance(each, Asked) for each in found) == 1
    assert len(world.requests()) == 2


def test_where_nobody_else_could_decide_nothing_is_asked(opened: Open) -> None:
    world = opened(f'[approvals]\napprovers = ["{RAVI}", "{MEERA}"]')
    request = given(world)
    with world.bot.ledger.write() as tx:
        tx.replace_users([User(RAVI, "Ravi Kumar", Standing.DEACTIVATED)], as_of=tx.now)
    assert "Nobody else could decide on this" in answered(world, f"{request.id} {WHY}")


# By the button.


def offered(world: World, request: Request, *, by: str = MEERA) -> bool:
    """Whether the answer to `status` has the button."""
    world.ask(f"status {request.id}", by=by)
    return "reward_undo" in str(world.slack.whispers(by)[-1].blocks)


def press(world: World, request: Request, *, by: str = MEERA) -> None:
    answer = world.slack.whispers(by)[-1]
    world.slack.click(by, answer.channel_id, answer.ts, "reward_undo", request.reward.id)


def test_the_button_stands_below_where_a_reward_stands_for_whoever_may_take_it_back(opened: Open) -> None:
    world = opened(f"{OPERATED}[reversals]\ngiver_days = 3\n")
    request = world.asked()
    assert not offered(world, request)
    world.approve(request)
    world.carry()
    assert [offered(world, request, by=person) for person in (MEERA, NIKHIL, ASHA, RAVI)] == [True, True, False, False]
    world.clock.pass_time(days=4)
    assert [offered(world, request, by=person) for person in (MEERA, NIKHIL)] == [False, True]


def test_the_form_behind_it_asks_why_and_asks_once(world: World) -> None:
    request = given(world)
    assert offered(world, request)
    press(world, request)
    (view,) = world.slack.views(MEERA)
    assert "shipping the demo" in str(view.definition)
    world.fill_in("🙏", by=MEERA)
    assert len(world.requests()) == 1
    world.fill_in(WHY, by=MEERA)
    world.carry()
    reversal = reversal_of(world, request)
    assert (reversal.reason, reversal.giver_id, reversal.channel_id) == (WHY, MEERA, MEERA)
    assert reversal.id in str([view.definition for view in world.slack.views(MEERA)])
    decide(world, reversal)
    assert len(debits(world)) == 1


def test_a_button_that_is_pressed_too_late_says_so(world: World) -> None:
    request = given(world)
    assert offered(world, request)
    undo(world, request)
    world.ask(f"status {request.id}")
    (answer,) = [m for m in world.slack.whispers(MEERA) if "reward_undo" in str(m.blocks)]
    world.slack.click(MEERA, answer.channel_id, answer.ts, "reward_undo", request.reward.id)
    assert "has been asked for already" in str(world.slack.views(MEERA)[-1].definition)


# What EnKash makes of it.


def test_points_that_were_spent_are_a_refusal_said_to_asker_and_operators_and_nothing_pauses(opened: Open) -> None:
    world = opened(OPERATED)
    request = given(world)
    world.enkash.spend(EMAIL, 60)
    undo(world, request)
    reversal = reversal_of(world, request)
    decide(world, reversal)
    assert world.reward(reversal).status is RewardStatus.FAILED
    assert "EnKash did not take these 100 points back" in world.told(MEERA)[-1]
    assert "may have spent them" in world.told(MEERA)[-1]
    assert f"EnKash refused a request to take 100 points back from <@{ASHA}>" in world.told(NIKHIL)[-1]
    assert "Insufficient balance in card" in world.told(NIKHIL)[-1]
    assert "taken back" not in channel(world)
    assert world.reward(request).taken_back_at is None
    assert world.bot.health.page()["sending"] == "on"


def test_operators_hear_of_a_refused_one_directly_and_their_channel_does_not(opened: Open) -> None:
    world = opened(f'{OPERATED}channel = "{DESIGN}"\n')
    request = given(world)
    world.enkash.is_unallocating_allowed = False
    undo(world, request)
    decide(world, reversal_of(world, request))
    assert any("refused a request to take 100 points back" in text for text in world.told(NIKHIL))
    assert "take 100 points back" not in channel(world)
    assert f"<@{NIKHIL}> has the details" in world.told(MEERA)[-1]


def test_a_private_reward_is_taken_back_and_no_channel_hears_of_it(world: World) -> None:
    request = world.asked(f"private <@{ASHA}> 100 for shipping the demo")
    Decider(world.bot.ledger, world.policy).approve(Click(request.id, RAVI))
    world.carry()
    assert "Private: no channel hears of it. I will tell you directly what came of it." in undo(world, request)
    reversal = reversal_of(world, request)
    decide(world, reversal)
    assert channel(world) == ""
    assert "Private: no channel hears of it" in next(t for t in world.told(RAVI) if reversal.id in t)
    assert any("The 100 points for" in text for text in world.told(MEERA))
    assert any("were taken back" in text for text in world.told(ASHA))


def test_a_card_that_is_barred_from_it_is_a_refusal_and_can_be_sent_again_once_it_is_not(opened: Open) -> None:
    world = opened(OPERATED)
    request = given(world)
    world.enkash.is_unallocating_allowed = False
    undo(world, request)
    reversal = reversal_of(world, request)
    decide(world, reversal)
    assert world.reward(reversal).status is RewardStatus.FAILED
    assert reversal.id in answered(world, f"{request.id} {WHY}")
    world.enkash.is_unallocating_allowed = True
    settle(world, reversal, "reward_send_again", by=NIKHIL)
    assert world.reward(reversal).status is RewardStatus.ALLOCATED
    assert world.reward(request).taken_back_at is not None
    assert [body["uniqueReferenceNumber"] for body in debits(world)] == [reversal.reward.reference] * 2
    assert world.enkash.balance_of(EMAIL) == 0


def test_a_lost_reply_is_unknown_looked_up_as_a_debit_and_never_sent_twice(world: World) -> None:
    request = given(world)
    undo(world, request)
    reversal = reversal_of(world, request)
    world.enkash.faults.next(ALLOCATE, lose_reply())
    Decider(world.bot.ledger, world.policy).approve(Click(reversal.id, RAVI))
    world.bot.money.run_once()
    world.carry()
    assert world.reward(reversal).status is RewardStatus.UNKNOWN
    assert "has not confirmed yet that it took these 100 points back" in world.told(MEERA)[-1]
    assert world.reward(request).taken_back_at is None
    world.clock.pass_time(seconds=20)
    world.carry()
    assert world.reward(reversal).status is RewardStatus.ALLOCATED
    assert world.reward(request).taken_back_at is not None
    assert len(debits(world)) == 1


def test_a_credit_under_its_reference_does_not_prove_it(world: World) -> None:
    request = given(world)
    undo(world, request)
    reversal = reversal_of(world, request)
    world.enkash.faults.next(ALLOCATE, lose_reply())
    world.enkash.faults.always(TRANSACTIONS, changed_json(_as_credit))
    Decider(world.bot.ledger, world.policy).approve(Click(reversal.id, RAVI))
    world.carry()
    world.clock.pass_time(seconds=20)
    world.carry()
    assert world.reward(reversal).status is RewardStatus.UNKNOWN
    assert "it is not a debit" in " ".join(r.entry.detail for r in world.history(reversal))


def _as_credit(reply: dict[str, Any]) -> dict[str, Any]:
    return {**reply, "payload": [{**row, "transactionType": "CR"} for row in reply["payload"]]}


def test_the_card_that_was_credited_is_the_one_that_is_debited_whatever_hr_says_by_now(world: World) -> None:
    request = given(world)
    world.alter("UPDATE people SET email = 'asha.new@example.com' WHERE slack_user_id = ?", ASHA)
    taken_back(world, request)
    assert debits(world)[0]["email"] == EMAIL


def test_points_are_taken_back_from_somebody_who_has_left_slack_and_hrs_list(world: World) -> None:
    request = given(world)
    undo(world, request)
    with world.bot.ledger.write() as tx:
        tx.replace_users([User(ASHA, "Asha Rao", Standing.DEACTIVATED)], as_of=tx.now)
    world.alter("UPDATE people SET left_at = updated_at WHERE slack_user_id = ?", ASHA)
    Watcher(world.bot.ledger, world.policy).look()
    decide(world, reversal_of(world, request))
    assert world.enkash.balance_of(EMAIL) == 0


def forget_asha(world: World) -> None:
    with world.bot.ledger.people() as (table, _):
        forget(table, ASHA, record=lambda event, detail: None)


def test_who_was_forgotten_keeps_the_points_because_nobody_knows_their_card(world: World) -> None:
    request = given(world)
    undo(world, request)
    forget_asha(world)
    decide(world, reversal_of(world, request))
    assert world.reward(reversal_of(world, request)).status is RewardStatus.CANCELLED
    assert "nothing left to take back" in world.told(MEERA)[-1]
    other = given_to_nobody(world)
    assert "was removed from HR's list" in answered(world, f"{other.id} {WHY}")


def given_to_nobody(world: World) -> Request:
    """A reward whose recipient is forgotten by now, and which nobody has asked to take back."""
    (found,) = [each for each in world.requests() if not each.is_reversal]
    world.alter("UPDATE requests SET status = 'cancelled' WHERE id <> ?", found.id)
    return found


def test_one_movement_of_a_persons_card_is_under_way_at_a_time(world: World) -> None:
    request = given(world)
    undo(world, request)
    other = world.asked(f"<@{ASHA}> 50 for more")
    world.approve(other)
    claim = world.bot.sender.next_step()
    assert isinstance(claim, Send)
    Decider(world.bot.ledger, world.policy).approve(Click(reversal_of(world, request).id, RAVI))
    assert not isinstance(world.bot.sender.next_step(), Send)
    assert world.reward(reversal_of(world, request)).status is RewardStatus.APPROVED


# What follows from it.


BUDGETED = f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}"]
[[budgets]]
per = "giver"
points = 250
every = "month"
[[limits]]
per = "pair"
points = 150
days = 7
"""


def taken(world: World) -> dict[str, int]:
    return {str(name): int(points) for name, points in world.rows("SELECT name, taken_points FROM pots")}


def test_its_budget_has_the_points_back_once_in_the_period_of_the_reward(opened: Open) -> None:
    world = opened(BUDGETED)
    request = given(world)
    world.clock.now = world.clock.now.replace(month=12, day=1)
    other = world.asked(f"<@{RAVI}> 70 for help")
    # The approvers see to trouble where the policy names nobody else.
    undo(world, request, by=RAVI)
    before = taken(world)
    assert sorted(before.values()) == [70, 100]
    decide(world, reversal_of(world, request), by=FARAH)
    after = taken(world)
    assert after == {name: 0 if points == 100 else points for name, points in before.items()}
    assert other.pots != request.pots
    Sealer(world.bot.ledger).seal()
    assert findings(world) == []


def test_nothing_comes_back_before_enkash_has_confirmed(opened: Open) -> None:
    world = opened(BUDGETED)
    request = given(world)
    undo(world, request)
    assert list(taken(world).values()) == [100]
    world.enkash.is_unallocating_allowed = False
    decide(world, reversal_of(world, request))
    assert list(taken(world).values()) == [100]


def test_what_was_taken_back_leaves_its_room_in_limits_and_is_no_slip_when_asked_again(opened: Open) -> None:
    world = opened(BUDGETED)
    request = given(world)
    world.ask()
    assert "limit" in world.whispered(MEERA)[-1].lower() or len(world.requests()) == 1
    taken_back(world, request)
    again = world.asked()
    assert again.same_as is None


def test_the_books_are_compared_with_the_debit_too(world: World) -> None:
    request, reversal = taken_back(world)
    assert {line.verdict for line in compared(world).values()} == {Verdict.MATCHED}
    forget_at_enkash(world, reversal)
    world.clock.pass_time(hours=1)
    lines = compared(world)
    assert lines[reversal.id].verdict is Verdict.MISSING_THERE
    assert lines[reversal.id].here == "taking back: allocated, 100 points"
    assert lines[request.id].verdict is Verdict.MATCHED


def test_the_account_is_as_the_books_say_after_points_came_back(world: World) -> None:
    given(world, 40)
    a_day_later(world)
    taken_back(world)
    a_day_later(world)
    taken_back(world)
    a_day_later(world)
    with world.bot.ledger.read() as view:
        assert view.allocated_points() == 40
    assert told(world, "The company's account", RAVI) == []


def test_both_are_in_the_givers_history_and_the_recipient_sees_the_reward_as_taken_back(world: World) -> None:
    request, reversal = taken_back(world)
    world.ask("history")
    mine = world.whispered(MEERA)[-1]
    assert reversal.id in mine
    assert f"100 points reached <@{ASHA}>, and were taken back" in mine
    world.ask("history", by=ASHA)
    theirs = world.whispered(ASHA)[-1]
    assert request.id in theirs
    assert reversal.id not in theirs
    assert "were taken back" in theirs


def test_where_requests_are_decided_elsewhere_the_news_is_taken_back_where_it_stood(opened: Open) -> None:
    world = opened(f'[approvals]\napprovers = ["{RAVI}", "{FARAH}"]\nchannel = "{LEADS}"\n')
    world.slack.state.put_channel(Channel(LEADS, "leads", is_private=True, member_ids=(RAVI,), bot_is_member=True))
    request = world.asked()
    world.approve(request, at=LEADS)
    world.carry()
    taken_back(world, request)
    words = "The 100 points for <@U02ASHA> were taken back"
    assert any(words in message.text for message in world.slack.messages(DESIGN))
    assert words in world.thread(request, LEADS)[-1]
    assert any(words in text for text in world.told(MEERA))
    assert WHY not in channel(world)


def test_an_export_names_both_and_its_totals_are_less_what_was_taken_back(world: World) -> None:
    given(world, 40)
    request, reversal = taken_back(world)
    totals = Totals()
    with world.bot.ledger.snapshot() as db:
        told = {row["reward"]: row for row in rewards_in(db, Span(UTC), totals)}
    assert (told[request.id]["status"], told[request.id]["reverses"]) == ("allocated", "")
    assert told[request.id]["taken_back_at_utc"] == told[reversal.id]["settled_at_utc"] != ""
    assert (told[reversal.id]["status"], told[reversal.id]["reverses"]) == ("allocated", request.id)
    assert dict(totals.points) == {"allocated": 140, "taken back": 100}
    written = StringIO()
    write_csv(iter(told.values()), totals, written)
    assert "TOTAL,2 allocated of 3, 1 taken back,40" in written.getvalue().replace('"', "")


@pytest.mark.parametrize(("points", "verdict"), [("-100", "matched"), ("100", "different"), ("-90", "different")])
def test_in_a_statement_a_debit_of_as_many_points_is_the_reversal(world: World, points: str, verdict: str) -> None:
    _, reversal = taken_back(world)
    now = world.clock()
    statement = Statement((StatementRow(2, reversal.reward.reference, Decimal(points)),))
    ours = {reversal.reward.reference: (reversal, reversal.reward)}
    (line,) = compare_statement(statement, ours, (), now - timedelta(days=1), now)
    assert line.verdict == verdict


def test_a_reversal_that_no_statement_shows_is_missing_there(world: World) -> None:
    _, reversal = taken_back(world)
    now = world.clock() + timedelta(hours=1)
    wanted = ((reversal, reversal.reward),)
    (line,) = compare_statement(Statement(()), {}, wanted, now - timedelta(days=1), now)
    assert line.verdict is Verdict.MISSING_THERE


# Restored ledgers.


def test_a_reversal_that_was_under_way_in_a_copy_is_looked_up_and_not_sent_again(world: World, shelf: Shelf) -> None:
    request = given(world)
    undo(world, request)
    reversal = reversal_of(world, request)
    shelf.back_up()
    decide(world, reversal)
    shelf.restore()
    assert world.reward(request).taken_back_at is None
    resume(world)
    look_twice(world)
    assert world.reward(reversal).status is RewardStatus.ALLOCATED
    assert world.reward(request).taken_back_at is not None
    assert len(debits(world)) == 1
    assert len([text for text in world.told(ASHA) if "were taken back" in text]) == 1


def test_where_enkash_has_taken_it_back_twice_everything_stops(world: World) -> None:
    request, _ = taken_back(world)
    world.alter("UPDATE requests SET status = 'cancelled' WHERE id = ?", reversal_of(world, request).id)
    world.alter("UPDATE rewards SET taken_back_at = NULL WHERE id = ?", request.id)
    undo(world, request, why="and once more")
    (second,) = [each for each in world.requests() if each.is_reversal and each.status is RequestStatus.PENDING]
    world.enkash._books.balance += 0
    given(world)
    world.alter("UPDATE rewards SET taken_back_at = settled_at WHERE id = ?", request.id)
    with world.bot.ledger.write() as tx:
        approved = approve(tx, tx.request(second.id) or second, RAVI, "")
        Settling(world.policy).allocated(tx, None, approved, approved.reward, Allocated(balance=Decimal(0)), "clock")
    world.carry()
    assert world.bot.health.page()["sending"] == "paused"
    assert any(f"EnKash has taken {request.id} back twice" in text for text in world.told(FARAH))
