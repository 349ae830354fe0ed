"""What Slack says of people reaches the ledger, and stays true."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.errors import LedgerReadOnly
from bot.core.policy import Members, Policy, Standing, User
from bot.directory import REFRESH_SECONDS, REFUSED_SECONDS, REMEMBERED_SECONDS, Directory
from bot.ledger.sqlite import SqliteLedger
from bot.playground import sample
from bot.playground.enkash import EnKashStandIn
from bot.playground.faults import hang, http_status, slack_error
from bot.playground.slack_nouns import Group
from bot.playground.slack_shapes import user_json
from bot.playground.stage import Served, serve
from bot.playground.workspace import SlackStandIn
from bot.slack import InDoubt, NotPosted, Slack
from tests.waiting import wait_until

MEERA, TEAM = sample.USERS[0], sample.TEAM_ID
PAIR = Group("S0PAIR", "pair", "Pair", ("U02ASHA", "U02MEERA"))


@pytest.fixture
def workspace() -> SlackStandIn:
    found = SlackStandIn()
    found.state.put_group(PAIR)
    return found


@pytest.fixture
def served(workspace: SlackStandIn) -> Iterator[Served]:
    with serve(workspace, EnKashStandIn()) as found:
        yield found


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    found = SqliteLedger(tmp_path / "shabash.db")
    yield found
    found.close()


def directory(
    ledger: SqliteLedger,
    served: Served,
    *approvers: str,
    follow: Callable[[], None] = lambda: None,
    monotonic: Callable[[], float] = time.monotonic,
) -> Directory:
    slack = Slack(sample.IDENTITY.bot_token, served.slack_api_url)
    return Directory(ledger, slack, Policy(approvers), follow=follow, monotonic=monotonic)


def start(found: Directory) -> None:
    for rounds in found.rounds:
        rounds.start()


def stop(found: Directory) -> None:
    for rounds in found.rounds:
        rounds.stop()


def user(ledger: SqliteLedger, user_id: str) -> User | None:
    with ledger.read() as view:
        return view.users([user_id]).get(user_id)


def members(ledger: SqliteLedger, *group_ids: str) -> Members:
    with ledger.read() as view:
        return view.members(group_ids)


def test_everybody_is_known_after_a_refresh_and_every_group_whether_the_policy_names_it_or_not(
    ledger: SqliteLedger, served: Served
) -> None:
    directory(ledger, served, "U02RAVI", "S0FINANCE").refresh()
    assert user(ledger, "U02RAVI") == User("U02RAVI", "Ravi Kumar", Standing.MEMBER, "en-IN")
    assert user(ledger, "USLACKBOT") == User("USLACKBOT", "Slackbot", Standing.BOT, "en-IN")
    found = members(ledger, "S0FINANCE", "S0PAIR")
    assert {group: set(people) for group, people in found.items()} == {
        "S0FINANCE": {"U02RAVI", "U05FARAH"},
        "S0PAIR": set(PAIR.user_ids),
    }


def test_where_slack_tells_of_no_other_groups_they_stay_as_they_were_and_nobody_waits_for_them(
    ledger: SqliteLedger, served: Served, workspace: SlackStandIn
) -> None:
    found = directory(ledger, served, "S0FINANCE")
    found.refresh()
    workspace.faults.next("usergroups.list", slack_error("fatal_error"))
    found.refresh()
    assert set(members(ledger, "S0PAIR")["S0PAIR"]) == set(PAIR.user_ids)
    workspace.state.put_group(replace(PAIR, is_disabled=True))
    found.refresh()
    assert members(ledger, "S0PAIR", "S0FINANCE")["S0PAIR"] == ()
    assert members(ledger, "S0PAIR", "S0FINANCE")["S0FINANCE"] != ()


def test_who_left_a_group_is_in_it_no_longer(ledger: SqliteLedger, served: Served, workspace: SlackStandIn) -> None:
    found = directory(ledger, served, "S0PAIR")
    found.refresh()
    workspace.state.put_group(replace(PAIR, user_ids=("U02ASHA",)))
    found.refresh()
    assert members(ledger, "S0PAIR") == {"S0PAIR": ("U02ASHA",)}


def test_a_group_that_is_gone_has_no_members_and_keeps_nobody_else_unknown(
    ledger: SqliteLedger, served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    with ledger.write() as tx:
        tx.replace_members("S0GONE", ["U02RAVI"])
    directory(ledger, served, "S0GONE", "S0PAIR").refresh()
    assert user(ledger, "U02RAVI") is not None
    assert set(members(ledger, "S0PAIR")["S0PAIR"]) == set(PAIR.user_ids)
    assert members(ledger, "S0GONE") == {"S0GONE": ()}
    assert "a user group of the policy cannot be read" in caplog.text


def test_where_slack_is_away_what_was_known_stays(
    ledger: SqliteLedger, served: Served, workspace: SlackStandIn
) -> None:
    found = directory(ledger, served, "S0PAIR")
    found.refresh()
    workspace.faults.next("users.list", http_status(503))
    with pytest.raises(NotPosted):
        found.refresh()
    workspace.faults.next("usergroups.users.list", slack_error("fatal_error"))
    with pytest.raises(InDoubt):
        found.refresh()
    assert user(ledger, "U02RAVI") is not None
    assert set(members(ledger, "S0PAIR")["S0PAIR"]) == set(PAIR.user_ids)


def test_word_of_one_user_is_written_down(ledger: SqliteLedger, served: Served) -> None:
    found = directory(ledger, served)
    found.refresh()
    found.note(user_json(replace(MEERA, real_name="Meera Iyer"), sample.IDENTITY), TEAM)
    assert user(ledger, MEERA.id) == User(MEERA.id, "Meera Iyer", Standing.MEMBER, "en-IN")
    found.note(user_json(replace(MEERA, is_deactivated=True), sample.IDENTITY), TEAM)
    assert user(ledger, MEERA.id) == User(MEERA.id, "Meera Nair", Standing.DEACTIVATED, "en-IN")


def test_who_reads_what_is_known_from_the_list_and_from_word_and_kept_where_word_does_not_say_it(
    ledger: SqliteLedger, served: Served, workspace: SlackStandIn
) -> None:
    workspace.state.put_user(replace(MEERA, locale="hi-IN"))
    found = directory(ledger, served)
    assert found.locale_of(MEERA.id) == found.policy.locale == "en-US"
    found.refresh()
    assert found.locale_of(MEERA.id) == "hi-IN"
    found.note(user_json(replace(MEERA, locale="en-GB"), sample.IDENTITY, with_locale=True), TEAM)
    assert found.locale_of(MEERA.id) == "en-GB"
    found.note(user_json(MEERA, sample.IDENTITY), TEAM)
    assert found.locale_of(MEERA.id) == "en-GB"


def test_word_that_another_process_had_of_how_somebody_is_spoken_to_is_noticed_within_a_minute(
    ledger: SqliteLedger, served: Served
) -> None:
    now = [0.0]
    found = directory(ledger, served, monotonic=lambda: now[0])
    found.refresh()
    assert found.locale_of(MEERA.id) == "en-IN"
    with ledger.write() as tx:
        tx.replace_users([User(MEERA.id, "Meera Nair", Standing.MEMBER, "hi-IN")], as_of=tx.now)
    now[0] = REMEMBERED_SECONDS - 1
    assert found.locale_of(MEERA.id) == "en-IN"
    now[0] = REMEMBERED_SECONDS
    assert found.locale_of(MEERA.id) == "hi-IN"


def test_a_list_that_was_asked_for_before_the_word_came_does_not_undo_it(
    ledger: SqliteLedger, served: Served, workspace: SlackStandIn
) -> None:
    release = threading.Event()
    workspace.faults.next("users.list", hang(release))
    found = directory(ledger, served)
    start(found)
    wait_until(lambda: any(call.method == "users.list" for call in workspace.calls))
    found.note(user_json(replace(MEERA, is_deactivated=True), sample.IDENTITY), TEAM)
    release.set()
    wait_until(lambda: user(ledger, "U02RAVI"))
    stop(found)
    assert user(ledger, MEERA.id) == User(MEERA.id, "Meera Nair", Standing.DEACTIVATED)


def test_word_of_a_user_before_the_first_refresh_is_believed(ledger: SqliteLedger, served: Served) -> None:
    directory(ledger, served).note(user_json(MEERA, sample.IDENTITY), TEAM)
    assert user(ledger, MEERA.id) == User(MEERA.id, "Meera Nair", Standing.MEMBER)


def test_the_thread_refreshes_at_once_tells_its_trouble_and_ends(
    ledger: SqliteLedger, served: Served, workspace: SlackStandIn
) -> None:
    workspace.faults.next("users.list", slack_error("missing_scope"))
    found = directory(ledger, served)
    start(found)
    wait_until(lambda: found.trouble == "missing_scope")
    stop(found)
    assert user(ledger, MEERA.id) is None


def test_the_same_trouble_again_is_one_line_of_the_log(
    ledger: SqliteLedger, served: Served, workspace: SlackStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    workspace.faults.next("users.list", http_status(503), times=3)
    found = directory(ledger, served)
    for _ in range(3):
        found.refresh_quietly()
    assert [r.getMessage() for r in caplog.records if r.name == "bot.directory"] == ["directory not refreshed"]
    assert found.trouble == "HTTP 503"
    assert found.refresh_quietly() == REFRESH_SECONDS
    assert found.trouble == ""


def test_a_token_that_is_refused_is_asked_about_once_a_minute(
    ledger: SqliteLedger, served: Served, workspace: SlackStandIn
) -> None:
    workspace.faults.next("auth.test", slack_error("token_revoked"))
    assert directory(ledger, served).refresh_quietly() == REFUSED_SECONDS


def test_a_ledger_that_cannot_be_written_is_told(ledger: SqliteLedger, served: Served) -> None:
    ledger._writing().execute("PRAGMA query_only = ON")
    with pytest.raises(LedgerReadOnly):
        directory(ledger, served).refresh()


# What follows.


def test_what_follows_is_done_after_whole_refreshes_alone(
    ledger: SqliteLedger, served: Served, workspace: SlackStandIn
) -> None:
    followed: list[bool] = []
    found = directory(ledger, served, "S0PAIR", follow=lambda: followed.append(True))
    workspace.faults.next("usergroups.users.list", slack_error("fatal_error"))
    with pytest.raises(InDoubt):
        found.refresh()
    assert not followed
    found.refresh()
    assert followed == [True]


def test_only_word_of_another_standing_is_followed_up_between_refreshes(ledger: SqliteLedger, served: Served) -> None:
    standings: list[Standing] = []

    def follow() -> None:
        found_user = user(ledger, MEERA.id)
        assert found_user is not None
        standings.append(found_user.standing)

    found = directory(ledger, served, follow=follow)
    start(found)
    wait_until(lambda: standings)
    found.note(user_json(replace(MEERA, real_name="Meera Iyer"), sample.IDENTITY), TEAM)
    found.note(user_json(replace(MEERA, is_guest=True), sample.IDENTITY), TEAM)
    wait_until(lambda: len(standings) == 2)
    stop(found)
    assert standings == [Standing.MEMBER, Standing.GUEST]


def test_what_fails_to_follow_does_not_end_the_thread(
    ledger: SqliteLedger, served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[int] = []

    def follow() -> None:
        calls.append(len(calls))
        if len(calls) == 2:
            raise RuntimeError("on purpose")

    found = directory(ledger, served, follow=follow)
    start(found)
    wait_until(lambda: calls)
    found.note(user_json(replace(MEERA, is_guest=True), sample.IDENTITY), TEAM)
    wait_until(lambda: len(calls) == 2)
    found.note(user_json(MEERA, sample.IDENTITY), TEAM)
    wait_until(lambda: len(calls) == 3)
    stop(found)
    assert "news of people not followed up" in caplog.text


def test_word_before_the_first_whole_refresh_is_followed_up_after_it(
    ledger: SqliteLedger, served: Served, workspace: SlackStandIn
) -> None:
    knew_everybody: list[bool] = []
    release = threading.Event()
    workspace.faults.next("users.list", hang(release))
    found = directory(ledger, served, follow=lambda: knew_everybody.append(user(ledger, "U02RAVI") is not None))
    start(found)
    wait_until(lambda: any(call.method == "users.list" for call in workspace.calls))
    found.note(user_json(replace(MEERA, is_deactivated=True), sample.IDENTITY), TEAM)
    wait_until(lambda: not found._news._is_due.is_set())
    release.set()
    wait_until(lambda: knew_everybody)
    stop(found)
    assert all(knew_everybody)


def test_word_that_a_process_could_not_follow_while_slack_was_away_is_followed_in_its_next_round(
    ledger: SqliteLedger, served: Served, workspace: SlackStandIn
) -> None:
    followed: list[bool] = []
    slack = Slack(sample.IDENTITY.bot_token, served.slack_api_url)
    found = Directory(ledger, slack, Policy(()), follow=lambda: followed.append(True), leads=lambda: False)
    found._go_round()
    found.hurry()
    workspace.faults.next("users.list", http_status(503))
    found._go_round()
    assert (found.trouble, followed) == ("HTTP 503", [])
    found._go_round()
    assert (found.trouble, followed) == ("", [True])
