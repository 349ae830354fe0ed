"""Once a day the books are compared with EnKash's, and only differences are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.allocation import Finding, Sought
from bot.core.errors import ShabashError
from bot.core.reconciling import Line, Verdict
from bot.core.resolution import Resolution
from bot.core.reward import Request, RewardStatus
from bot.enkash import LookUpFailed, Survey
from bot.outbox.reconciling import Daily, Stopped
from bot.playground import enkash_faults
from bot.playground.enkash import ACCOUNT, ALLOCATE, SEARCH, TRANSACTIONS
from bot.playground.faults import changed_json, drop_before, http_status, lose_reply
from bot.rewards.deciding import Click
from bot.rewards.operating import Operators
from bot.rewards.pausing import Switch
from bot.rewards.reconciling import Reconciler
from tests.world import FARAH, MEERA, RAVI, World, open_world


def sent(world: World, points: int = 100) -> Request:
    request = world.asked(f"<@U02ASHA> {points}")
    world.approve(request)
    world.carry()
    return request


def daily(world: World, pause: Callable[[float], bool] | None = None) -> Daily:
    """While it waits, the outbox does what is due."""

    def wait(seconds: float) -> bool:
        world.carry()
        return False

    return Daily(world.bot.ledger, world.policy, world.bot._enkash, pause=pause or wait)


def a_day_later(world: World) -> None:
    """Everything that is due on the next day, and its messages."""
    world.clock.pass_time(days=1)
    daily(world).run_once()
    world.carry()


def compared(world: World) -> dict[str, Line]:
    reconciler = Reconciler(world.bot.ledger, Survey(world.bot._enkash, pause=lambda seconds: None).find)
    lines = map(reconciler.compare, reconciler.rewards_since(world.clock().replace(year=2020)))
    return {line.reward_id: line for line in lines}


def paused(world: World) -> bool:
    with world.bot.ledger.read() as view:
        return view.pause() is not None


def told(world: World, words: str = "compared my books", person: str = FARAH) -> list[str]:
    return [text for text in world.told(person) if words in text]


def forget_at_enkash(world: World, request: Request) -> None:
    movements = world.enkash._books.movements
    movements[:] = [movement for movement in movements if movement.reference != request.reward.reference]


def pay_at_enkash(world: World, request: Request) -> None:
    """Points under this reference, on the recipient's card, that are none of Shabash's doing."""
    some = world.enkash._books.movements[0]
    world.enkash._books.movements.append(replace(some, id="ECTR999", reference=request.reward.reference))


def test_every_status_is_compared_with_what_enkash_must_show_for_it(world: World) -> None:
    rewards = {"allocated": sent(world), "pending": world.asked("<@U02ASHA> 1")}
    rewards["declined"] = world.asked("<@U02ASHA> 2")
    world.decline(rewards["declined"], "no")
    rewards["cancelled"] = world.asked("<@U02ASHA> 3")
    world.ask(f"cancel {rewards['cancelled'].id}")
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Card is blocked"))
    rewards["failed"] = sent(world, 4)
    world.enkash.faults.next(ALLOCATE, drop_before())
    rewards["unknown"] = sent(world, 5)
    Switch(world.bot.ledger).pause("Farah", "a look")
    rewards["approved"] = sent(world, 6)
    world.clock.pass_time(hours=1)
    found = {name: compared(world)[request.id].verdict for name, request in rewards.items()}
    assert found == dict.fromkeys(rewards, Verdict.MATCHED) | {"unknown": Verdict.OPEN}
    for name, request in rewards.items():
        if name != "allocated":
            pay_at_enkash(world, request)
    lines = {name: compared(world)[request.id] for name, request in rewards.items()}
    verdicts = {name: line.verdict for name, line in lines.items()}
    assert verdicts == dict.fromkeys(rewards, Verdict.PAID_THERE) | {
        "allocated": Verdict.MATCHED, "unknown": Verdict.OPEN,
    }  # fmt: skip
    assert lines["failed"].here == "failed, 4 points"


def test_a_comparison_moves_and_changes_nothing(world: World) -> None:
    sent(world)
    forget_at_enkash(world, world.requests()[0])
    before = world.rows("SELECT * FROM history") + world.rows("SELECT * FROM outbox")
    world.clock.pass_time(hours=1)
    compared(world)
    assert world.rows("SELECT * FROM history") + world.rows("SELECT * FROM outbox") == before
    assert len(world.allocations()) == 1


def test_a_whole_comparison_searches_for_the_cards_once_and_not_for_those_that_enkash_named(world: World) -> None:
    for points in (1, 2, 3):
        sent(world, points)
    before = len(world.enkash.every_post)
    compared(world)
    assert [post.call for post in world.enkash.every_post[before:]] == [TRANSACTIONS] * 3
    for points in (4, 5):
        world.asked(f"<@U02ASHA> {points}")
    before = len(world.enkash.every_post)
    compared(world)
    assert [post.call for post in world.enkash.every_post[before:]].count(SEARCH) == 1


def test_somebody_whose_first_card_was_made_meanwhile_is_found(world: World) -> None:
    survey = Survey(world.bot._enkash, pause=lambda seconds: None)
    waiting = world.asked()
    reconciler = Reconciler(world.bot.ledger, survey.find)
    assert reconciler.compare(waiting.id).verdict is Verdict.MATCHED
    world.approve(waiting)
    world.carry()
    with world.bot.ledger.write() as tx:
        tx.note_reward(waiting.id, card_id="")
    world.clock.pass_time(hours=1)
    assert reconciler.compare(waiting.id).verdict is Verdict.MATCHED


def test_a_reward_that_is_paid_while_enkash_is_asked_is_no_false_alarm(world: World) -> None:
    request = world.asked()
    world.approve(request)
    find = Survey(world.bot._enkash).find

    def meanwhile(sought: Sought) -> Finding:
        world.carry()
        return find(sought)

    assert Reconciler(world.bot.ledger, meanwhile).compare(request.id).verdict is Verdict.MATCHED


def test_a_reward_that_never_stands_still_is_open(world: World) -> None:
    request = sent(world)
    find = Survey(world.bot._enkash).find

    def meanwhile(sought: Sought) -> Finding:
        with world.bot.ledger.write() as tx:
            tx.note_reward(request.id, settled_at=tx.now)
        return find(sought)

    assert Reconciler(world.bot.ledger, meanwhile).compare(request.id).verdict is Verdict.OPEN


def test_where_all_is_well_the_operators_hear_nothing(world: World) -> None:
    sent(world)
    before = world.told(FARAH)
    for _ in range(3):
        a_day_later(world)
    assert world.told(FARAH) == before
    assert not paused(world)
    noted = world.rows("SELECT detail FROM history WHERE event = 'reconciled'")
    assert noted == [("1 compared, 0 differences",)] * 3


def test_it_is_done_once_a_day_also_across_restarts(world: World) -> None:
    sent(world)
    a_day_later(world)
    asked = len(world.enkash.every_post)
    for _ in range(3):
        world.restart()
        daily(world).run_once()
        world.clock.pass_time(hours=1)
    assert len(world.enkash.every_post) == asked
    assert world.rows("SELECT for_day FROM reconciliations") == [("2026-11-23",)]


def test_it_begins_at_the_time_of_day_that_the_policy_names(tmp_path: Path) -> None:
    world = open_world(tmp_path, policy=f'[approvals]\napprovers = ["{RAVI}"]\n[reconcile]\ndaily_at = "06:15"')
    daily(world).run_once()
    assert world.rows("SELECT for_day FROM reconciliations") == [("2026-11-22",)]
    world.clock.now = world.clock.now.replace(day=23, hour=6, minute=14)
    daily(world).run_once()
    assert len(world.rows("SELECT for_day FROM reconciliations")) == 1
    world.clock.pass_time(minutes=2)
    daily(world).run_once()
    assert len(world.rows("SELECT for_day FROM reconciliations")) == 2


def test_what_is_missing_at_enkash_pauses_sending_and_is_told_once(world: World) -> None:
    request = sent(world)
    forget_at_enkash(world, request)
    a_day_later(world)
    (text,) = told(world)
    assert "one reward differs. So I have paused sending." in text
    assert f"{request.id}, reference `{request.reward.reference}`: *missing there*" in text
    assert "Here: allocated, 100 points. There: EnKash lists no transaction with this reference." in text
    assert "Ask EnKash what became of this reference" in text
    assert paused(world)
    waiting = sent(world, 7)
    assert world.reward(waiting).status is RewardStatus.APPROVED
    assert "Sending is paused for now" in world.card(waiting).text
    Switch(world.bot.ledger).resume("Farah")
    world.carry()
    a_day_later(world)
    assert len(told(world)) == 1
    assert not paused(world), "what somebody has looked at does not pause again"


def test_a_difference_that_went_away_and_comes_back_is_told_again(world: World) -> None:
    request = sent(world)
    there = list(world.enkash._books.movements)
    for count in (1, 2):
        forget_at_enkash(world, request)
        a_day_later(world)
        assert len(told(world)) == count
        world.enkash._books.movements[:] = there
        a_day_later(world)


@pytest.mark.parametrize(("points", "kind"), [(99, "CR"), (100, "DR")])
def test_another_amount_or_a_debit_is_a_difference_that_pauses(world: World, points: int, kind: str) -> None:
    sent(world)
    (movement,) = world.enkash._books.movements
    world.enkash._books.movements[:] = [replace(movement, points=points, transaction_type=kind)]
    a_day_later(world)
    assert "*different*" in told(world)[0]
    assert paused(world)


def test_what_was_paid_twice_comes_first_and_pauses(world: World) -> None:
    lost, doubled = sent(world, 1), sent(world, 2)
    pay_at_enkash(world, doubled)
    forget_at_enkash(world, lost)
    a_day_later(world)
    (text,) = told(world)
    assert "2 rewards differ" in text
    assert text.index(f"{doubled.id}, reference") < text.index(f"{lost.id}, reference")
    assert paused(world)


def test_a_second_credit_that_an_ordinary_look_up_meets_pauses_too(world: World) -> None:
    world.enkash.faults.next(ALLOCATE, lose_reply())
    request = sent(world)
    pay_at_enkash(world, request)
    world.clock.pass_time(seconds=6)
    world.carry()
    assert world.reward(request).status is RewardStatus.UNKNOWN
    assert paused(world)
    assert told(world, f"has credited {request.id} 2 times")


def test_one_movement_that_enkash_lists_twice_is_not_paid_twice(world: World) -> None:
    request = sent(world)
    world.enkash._books.movements.append(world.enkash._books.movements[0])
    world.clock.pass_time(hours=1)
    assert compared(world)[request.id].verdict is Verdict.DIFFERENT


def test_enkash_away_in_the_middle_concludes_nothing(world: World) -> None:
    for points in (1, 2):
        sent(world, points)
    world.enkash.faults.next(TRANSACTIONS, changed_json(lambda reply: reply))
    world.enkash.faults.next(TRANSACTIONS, http_status(503), times=3)
    world.clock.pass_time(days=1)
    with pytest.raises(LookUpFailed):
        daily(world).run_once()
    assert not world.rows("SELECT * FROM reconciliations")
    assert daily(world).run_quietly() == 60
    assert world.rows("SELECT compared FROM reconciliations") == [(2,)]


def test_a_hiccup_is_waited_out(world: World) -> None:
    sent(world)
    world.enkash.faults.next(TRANSACTIONS, http_status(503), times=2)
    a_day_later(world)
    assert world.rows("SELECT compared FROM reconciliations") == [(1,)]


def test_while_enkash_refuses_the_credentials_it_is_not_asked(world: World) -> None:
    sent(world)
    with world.bot.ledger.write() as tx:
        tx.pause_sending("clock", "refused", has_bad_credentials=True)
    before = len(world.enkash.every_post), world.enkash.token_calls
    a_day_later(world)
    assert (len(world.enkash.every_post), world.enkash.token_calls) == before


def test_money_goes_first(world: World) -> None:
    sent(world)
    world.clock.pass_time(days=1)
    request = world.asked("<@U02ASHA> 7")
    world.approve(request)

    def pause(seconds: float) -> bool:
        assert len(world.enkash.every_post) == before or world.reward(request).status is RewardStatus.ALLOCATED
        world.carry()
        return False

    before = len(world.enkash.every_post)
    daily(world, pause).run_once()
    assert world.rows("SELECT compared FROM reconciliations") == [(2,)]


def test_at_most_twenty_look_ups_a_minute_leave(world: World) -> None:
    for points in range(1, 5):
        sent(world, points)
    waits: list[float] = []
    world.clock.pass_time(days=1)
    world.carry()

    def pause(seconds: float) -> bool:
        waits.append(seconds)
        return False

    daily(world, pause).run_once()
    assert waits == [3.0] * 4


def test_a_stop_ends_it_and_the_next_start_makes_it_anew(world: World) -> None:
    sent(world)
    world.clock.pass_time(days=1)
    with pytest.raises(Stopped):
        daily(world, lambda seconds: True).run_once()
    assert not world.rows("SELECT * FROM reconciliations")
    a_day_later(world)
    assert world.rows("SELECT compared FROM reconciliations") == [(1,)]


def test_two_processes_tell_it_once(world: World) -> None:
    request = sent(world)
    forget_at_enkash(world, request)
    world.clock.pass_time(days=1)
    first = daily(world)

    def pause(seconds: float) -> bool:
        world.carry()
        first.run_once()
        return False

    daily(world, pause).run_once()
    world.carry()
    assert len(told(world)) == 1


# The account.


def test_a_quiet_account_that_holds_what_the_books_say_is_nobody_s_news(world: World) -> None:
    for points in (10, 20, 30):
        a_day_later(world)
        sent(world, points)
    a_day_later(world)
    assert [row[0] for row in world.rows("SELECT balance FROM account_readings ORDER BY read_at")] == [
        "50000.0", "49990.0", "49970.0", "49940.0",
    ]  # fmt: skip
    assert not told(world, "my books")


@pytest.mark.parametrize(("moved", "words"), [(-500, "500 points fewer"), (7_000, "7,000 points more")])
def test_points_that_others_moved_are_told_with_the_figures_and_pause_nothing(
    world: World, moved: int, words: str
) -> None:
    a_day_later(world)
    sent(world)
    world.enkash.balance += moved
    a_day_later(world)
    (text,) = told(world, "moved outside Shabash or topped up")
    assert f"{words} than my books say" in text
    assert "It held 50,000 points" in text
    assert "I have allocated 100 points since" in text
    assert not paused(world)
    a_day_later(world)
    assert len(told(world, "moved outside Shabash or topped up")) == 1


def test_while_something_is_unknown_the_account_is_not_compared_and_then_all_at_once(world: World) -> None:
    a_day_later(world)
    world.enkash.faults.next(ALLOCATE, drop_before())
    request = sent(world)
    world.enkash.balance -= 5
    for _ in range(3):
        a_day_later(world)
    assert not told(world, "moved outside Shabash")
    assert len(world.rows("SELECT * FROM account_readings")) == 1
    calls = len([post for post in world.enkash.every_post if post.call == ACCOUNT])
    daily(world).run_once()
    assert len([post for post in world.enkash.every_post if post.call == ACCOUNT]) == calls
    Operators(world.bot.ledger, world.policy).settle(Click(request.id, FARAH, ""), Resolution.GIVE_UP, "not there")
    world.carry()
    a_day_later(world)
    assert told(world, "5 points fewer than my books say")


def test_a_reward_that_goes_while_the_account_is_read_spoils_the_reading_and_nothing_else(world: World) -> None:
    a_day_later(world)
    world.clock.pass_time(days=1)
    runner = daily(world)
    ask = runner.account._balance

    def meanwhile() -> object:
        sent(world)
        return ask()

    runner.account._balance = meanwhile  # type: ignore[assignment]
    runner.run_once()
    assert len(world.rows("SELECT * FROM account_readings")) == 1
    daily(world).run_once()
    assert len(world.rows("SELECT * FROM account_readings")) == 2
    world.carry()
    assert not told(world, "moved outside Shabash")


def test_a_low_account_is_told_before_it_hurts_also_where_replies_do_not_tell_what_is_left(world: World) -> None:
    world.enkash.balance = 9_000
    a_day_later(world)
    assert told(world, "runs low: 9,000 points left")
    a_day_later(world)
    assert len(told(world, "runs low")) == 1


def test_a_giver_hears_nothing_of_it(world: World) -> None:
    request = sent(world)
    before = world.told(MEERA)
    forget_at_enkash(world, request)
    a_day_later(world)
    assert world.told(MEERA) == before


def test_trouble_is_waited_out_for_an_hour(world: World) -> None:
    sent(world)
    world.clock.pass_time(days=1)
    world.enkash.faults.next(TRANSACTIONS, http_status(503), times=3)
    assert daily(world).run_quietly() == 3_600

    def broken() -> object:
        raise ShabashError("away")

    runner = daily(world)
    runner.account._balance = broken  # type: ignore[assignment]
    assert runner.run_quietly() == 3_600
