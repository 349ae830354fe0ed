"""EnKash refuses the credentials: one call, then everything waits until they are others or a person resumes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.connecting import enkash_client, enkash_config
from bot.core.allocation import NotFound
from bot.core.resolution import Resolution
from bot.core.reward import Request, RewardStatus
from bot.enkash import CredentialsRefused, NotAsked
from bot.ledger.sqlite import SqliteLedger
from bot.playground import enkash_faults
from bot.playground.enkash import ALLOCATE, TOKEN
from bot.playground.faults import changed_json, drop_before, lose_reply
from bot.rewards.pausing import Switch
from bot.rewards.resolving import Resolver
from bot.rewards.signing_in import SigningIn
from bot.rewards.steps import LookUp
from tests.scenarios.town import running_town
from tests.waiting import wait_until
from tests.world import FARAH, RAVI, World

NEW_PASSWORD = "another-password"


def approved(world: World) -> Request:
    request = world.asked()
    world.approve(request)
    world.carry()
    return request


def change_password(world: World) -> None:
    """At EnKash; the settings still hold the old one."""
    world.enkash.account = replace(world.enkash.account, password=NEW_PASSWORD)


def mend_the_settings(world: World) -> None:
    world.settings = world.settings.model_copy(update={"enkash_password": SecretStr(NEW_PASSWORD)})


def start(world: World) -> None:
    """A restart, with what the start itself does before anything is carried."""
    world.restart()
    Switch(world.bot.ledger).start_with(enkash_config(world.settings).credentials)
    world.clock.pass_time(hours=2)
    world.carry()


def pauses_told(world: World, person: str = FARAH) -> list[str]:
    return [text for text in world.told(person) if "cannot sign in at EnKash" in text]


def test_the_operators_hear_what_to_do_once(world: World) -> None:
    change_password(world)
    request = approved(world)
    (told,) = pauses_told(world)
    assert "this was number 1" in told
    assert "mend them and restart me" in told
    assert "`shabash resume`" in told
    assert pauses_told(world, RAVI)
    assert "Sending is paused for now" in world.card(request).text


def test_restarts_do_not_reset_a_refusal(world: World) -> None:
    change_password(world)
    request = approved(world)
    for _ in range(5):
        start(world)
    assert world.enkash.token_calls == 1
    assert world.reward(request).status is RewardStatus.APPROVED


def test_new_credentials_send_what_waited_with_no_person_s_word(world: World) -> None:
    change_password(world)
    request = approved(world)
    mend_the_settings(world)
    start(world)
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert world.enkash.token_calls == 2
    (why,) = world.rows("SELECT actor, detail FROM history WHERE event = 'resumed'")
    assert why == ("clock", "the credentials are not those that EnKash refused")


def test_new_credentials_that_are_wrong_too_pause_again_and_say_that_it_is_the_next_one(world: World) -> None:
    world.enkash.faults.next(TOKEN, enkash_faults.token_refused(), times=2)
    request = approved(world)
    world.settings = world.settings.model_copy(update={"enkash_username": "somebody-else"})
    start(world)
    start(world)
    assert len(pauses_told(world)) == 2
    assert world.enkash.faults.waiting == 0
    assert world.reward(request).status is RewardStatus.APPROVED


def test_going_back_to_refused_credentials_makes_no_call(world: World) -> None:
    change_password(world)
    approved(world)
    old = world.settings
    mend_the_settings(world)
    start(world)
    world.settings = old
    start(world)
    request = approved(world)
    assert world.enkash.token_calls == 2
    assert world.reward(request).status is RewardStatus.APPROVED
    assert len(pauses_told(world)) == 2


def test_resume_tries_the_same_credentials_once_more(world: World) -> None:
    change_password(world)
    request = approved(world)
    Switch(world.bot.ledger).resume("Farah")
    world.carry()
    assert world.enkash.token_calls == 2
    assert "this was number 2" in pauses_told(world)[-1]
    world.enkash.account = replace(world.enkash.account, password=world.settings.enkash_password.get_secret_value())
    Switch(world.bot.ledger).resume("Farah")
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert world.enkash.token_calls == 3


def test_new_credentials_end_no_pause_that_a_person_made_or_that_was_for_something_else(world: World) -> None:
    Switch(world.bot.ledger).pause("Farah", "closing the books")
    request = approved(world)
    mend_the_settings(world)
    change_password(world)
    start(world)
    assert world.reward(request).status is RewardStatus.APPROVED


def test_a_person_s_pause_on_top_of_refused_credentials_outlives_them(world: World) -> None:
    change_password(world)
    request = approved(world)
    assert not Switch(world.bot.ledger).pause("Farah", "closing the books")
    mend_the_settings(world)
    start(world)
    assert world.reward(request).status is RewardStatus.APPROVED
    assert world.enkash.token_calls == 1


def test_an_empty_account_is_not_mended_by_new_credentials(world: World) -> None:
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Insufficient balance in card account"))
    request = approved(world)
    change_password(world)
    mend_the_settings(world)
    start(world)
    assert world.reward(request).status is RewardStatus.APPROVED


def test_tokens_that_enkash_refuses_itself_pause_until_a_person_or_other_credentials(world: World) -> None:
    world.enkash.faults.next(ALLOCATE, enkash_faults.unauthorized(), times=2)
    request = approved(world)
    assert pauses_told(world)
    start(world)
    assert world.reward(request).status is RewardStatus.APPROVED
    change_password(world)
    mend_the_settings(world)
    start(world)
    assert world.reward(request).status is RewardStatus.ALLOCATED


def test_what_another_process_was_refused_the_bot_does_not_try(world: World) -> None:
    change_password(world)
    beside = SqliteLedger(world.sqlite.path, clock=world.clock)
    with pytest.raises(CredentialsRefused):
        enkash_client(world.settings, beside).sign_in()
    beside.close()
    request = approved(world)
    assert world.enkash.token_calls == 1
    assert world.reward(request).status is RewardStatus.APPROVED
    assert "EnKash refused these credentials" in pauses_told(world)[0]


def test_while_another_process_asks_the_bot_waits_and_then_sends(world: World) -> None:
    beside = SqliteLedger(world.sqlite.path, clock=world.clock)
    attempts = SigningIn(beside, enkash_config(world.settings).credentials, timeout_seconds=30)
    attempts.begin()
    request = approved(world)
    assert world.enkash.token_calls == 0
    with pytest.raises(NotAsked):
        enkash_client(world.settings, beside).sign_in()
    world.clock.pass_time(minutes=1)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    beside.close()


def test_a_balance_is_not_asked_for_with_refused_credentials(world: World) -> None:
    world.enkash.faults.next(ALLOCATE, changed_json(lambda reply: {"code": 0}))
    request = world.asked()
    world.approve(request)
    world.bot.money.run_once()
    world.restart()
    world.enkash.faults.next(TOKEN, enkash_faults.token_refused(), times=5)
    with pytest.raises(CredentialsRefused):
        enkash_client(world.settings, world.bot.ledger).sign_in()
    world.carry()
    assert world.enkash.faults.waiting == 4
    assert "100 points have reached" in world.thread(request)[0]


def test_a_look_up_by_hand_makes_no_call_with_refused_credentials_and_says_why(world: World) -> None:
    world.enkash.faults.next(ALLOCATE, drop_before())
    request = approved(world)
    change_password(world)
    world.restart()
    world.clock.pass_time(minutes=1)
    world.carry()
    assert world.enkash.token_calls == 2
    unsettled = Resolver(world.bot.ledger, world.policy).unsettled(request.id, Resolution.HAPPENED)
    found = enkash_client(world.settings, world.bot.ledger).find(unsettled.allocation)
    assert isinstance(found, NotFound)
    assert found.stop
    assert "EnKash refused these credentials" in found.why
    assert world.enkash.token_calls == 2
    mend_the_settings(world)
    found = enkash_client(world.settings, world.bot.ledger).find(unsettled.allocation)
    assert isinstance(found, NotFound)
    assert found.was_answered


def test_a_bot_that_starts_with_other_credentials_sends_what_waited(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "playground.db")
    with ledger.write() as tx:
        tx.pause_sending("clock", "refused", has_bad_credentials=True, credentials="0a" * 32)
    ledger.close()
    with running_town(tmp_path) as town:
        request = town.asked()
        town.click("reward_approve", request)
        wait_until(lambda: town.now_of(request).reward.status is RewardStatus.ALLOCATED)


def test_credentials_that_a_look_up_finds_refused_are_told_once_where_sending_was_paused_already(world: World) -> None:
    world.enkash.faults.next(ALLOCATE, lose_reply())
    world.approve(world.asked())
    world.bot.money.run_once()
    Switch(world.bot.ledger).pause("test", "the month is closed")
    world.clock.pass_time(seconds=10)
    look = world.bot.sender.next_step()
    assert isinstance(look, LookUp)
    for _ in range(2):
        world.bot.sender.note_finding(look, NotFound("EnKash refused the credentials", stop=True))
    world.carry()
    assert len(pauses_told(world)) == 1
