"""The ledger's promises on SQLite: durable, whole, one running bot, and errors that say whether anything was kept."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from bot.core.errors import (
    LedgerError,
    LedgerInUse,
    LedgerSchema,
    TooLate,
)
from bot.core.policy import Standing, User
from bot.core.reward import ID_ALPHABET, Choice, Decision, RequestStatus, Reward, RewardStatus
from bot.ledger import Entry, Lane, Pause
from bot.ledger.migrations import migrations
from bot.ledger.sqlite import SqliteLedger
from tests.ledger.shelf import NOON, RAVI, Clock, a_request, add, count, stage_for

ROOT = Path(__file__).parents[2]


def altered(ledger: SqliteLedger, *statements: str) -> None:
    """What somebody does to the file by hand."""
    connection = sqlite3.connect(ledger.path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


# The file.


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 1_500)],
)
def test_every_connection_has_the_settings_that_its_promises_rest_on(
    ledger: SqliteLedger, pragma: str, value: object
) -> None:
    def ask() -> object:
        with ledger.read() as view:
            return view._all(f"PRAGMA {pragma}")[0][0]

    with ThreadPoolExecutor(1) as other_thread:
        assert (ask(), other_thread.submit(ask).result()) == (value, value)


def test_nobody_else_on_the_machine_may_read_it(ledger: SqliteLedger) -> None:
    with ledger.write() as tx:
        add(tx, a_request())
    ledger.claim_for_running()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in ledger.path.parent.iterdir()}
    assert modes.keys() >= {"shabash.db", "shabash.db-wal", "shabash.db.lock"}
    assert set(modes.values()) == {0o600}


def test_a_folder_that_is_not_there_is_named_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"nowhere, does not exist. Make it, or mend DATABASE_URL"):
        SqliteLedger(tmp_path / "nowhere" / "shabash.db")


def test_two_names_for_one_file_are_one_ledger_with_one_lock(ledger: SqliteLedger, tmp_path: Path) -> None:
    ledger.claim_for_running()
    (tmp_path / "other.db").symlink_to(ledger.path)
    other = SqliteLedger(tmp_path / "other.db")
    with pytest.raises(LedgerInUse):
        other.claim_for_running()
    other.close()


def test_a_file_that_is_no_ledger_is_told(tmp_path: Path) -> None:
    path = tmp_path / "shabash.db"
    path.write_text("Dear diary, " * 100)
    with pytest.raises(LedgerError, match="cannot be used"):
        SqliteLedger(path)
    assert path.read_text().startswith("Dear diary")


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "shabash.db").mkdir()
    with pytest.raises(LedgerError):
        SqliteLedger(tmp_path / "shabash.db")


def test_what_was_kept_is_there_after_it_was_opened_again(ledger: SqliteLedger, clock: Clock) -> None:
    with ledger.write() as tx:
        add(tx, a_request())
    ledger.close()
    again = SqliteLedger(ledger.path, clock=clock)
    with again.read() as view:
        found = view.request("R-7Q2MK4")
    again.close()
    assert found is not None
    assert (found.points, found.asked_at, found.reward.reference) == (100, NOON, "R7Q2MK4X")


def test_ten_threads_that_open_a_new_file_at_once_all_find_it_whole(tmp_path: Path) -> None:
    barrier = threading.Barrier(10)

    def open_one(number: int) -> None:
        barrier.wait(10)
        ledger = SqliteLedger(tmp_path / "shabash.db")
        with ledger.write() as tx:
            add(tx, a_request(f"7Q2MK{ID_ALPHABET[number]}"))
        ledger.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(open_one, range(10)))
    ledger = SqliteLedger(tmp_path / "shabash.db")
    assert count(ledger, "requests") == 10
    ledger.close()


OPEN = """
import sys
from pathlib import Path
from bot.ledger.sqlite import SqliteLedger
input()
SqliteLedger(Path(sys.argv[1])).close()
"""


@pytest.mark.slow
def test_ten_processes_that_open_a_new_file_at_once_all_find_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "shabash.db"
    command = [sys.executable, "-c", OPEN, str(path)]
    started = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(10)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    ended = [(process.communicate(timeout=60)[1], process.returncode) for process in started]
    assert ended == [("", 0)] * 10
    SqliteLedger(path).close()


def test_a_second_running_bot_is_refused_and_the_command_line_works_beside_the_first(ledger: SqliteLedger) -> None:
    ledger.claim_for_running()
    second = SqliteLedger(ledger.path)
    with pytest.raises(LedgerInUse, match=r"Another Shabash is running on the ledger shabash\.db\. Stop it first"):
        second.claim_for_running()
    with second.write() as tx:
        add(tx, a_request())
    assert count(ledger, "requests") == 1
    ledger.close()
    second.claim_for_running()
    second.close()


# What is not a ledger of this release.


def test_a_ledger_of_a_newer_release_is_refused_and_left_alone(ledger: SqliteLedger) -> None:
    altered(
        ledger,
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('shabash', 'm999_later', '')",
        "CREATE TABLE later (id INTEGER)",
    )
    with pytest.raises(LedgerSchema, match="newer release"):
        SqliteLedger(ledger.path)
    assert count(ledger, "later") == 0


def guards() -> list[tuple[str, str]]:
    """The triggers of a new ledger and the indexes that we made."""
    database = Database(memory=True)
    migrations.apply(database)
    found = database.execute(
        "SELECT type, name FROM sqlite_master WHERE type = 'trigger' OR (type = 'index' AND sql <> '')"
    )
    return [(kind, name) for kind, name in found if not name.startswith("idx_")]


def test_there_are_triggers_and_indexes_to_miss() -> None:
    assert {"history_is_never_changed", "history_is_never_removed", "outbox_once"} <= {name for _, name in guards()}


@pytest.mark.parametrize(("kind", "name"), guards())
def test_a_ledger_that_lacks_what_keeps_it_safe_is_refused(ledger: SqliteLedger, kind: str, name: str) -> None:
    altered(ledger, f"DROP {kind} {name}")
    with pytest.raises(LedgerSchema, match=f"lacks {name}"):
        SqliteLedger(ledger.path)


# One transaction.


def test_what_raises_inside_a_transaction_keeps_nothing_and_wakes_nobody(ledger: SqliteLedger) -> None:
    woken: list[Lane] = []
    ledger.on_staged(woken.append)

    def write() -> None:
        with ledger.write() as tx:
            stage_for(tx)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write()
    assert (count(ledger, "requests"), woken) == (0, [])


def test_each_lane_is_woken_once_and_only_after_the_commit(ledger: SqliteLedger) -> None:
    seen: list[tuple[Lane, int]] = []
    ledger.on_staged(lambda lane: seen.append((lane, count(ledger, "outbox"))))
    with ledger.write() as tx:
        stage_for(tx)
        assert seen == []
    assert seen == [(Lane.MESSAGES, 2)]


def test_what_came_too_late_for_slack_is_undone(ledger: SqliteLedger) -> None:
    with pytest.raises(TooLate, match="Nothing was kept"), ledger.write(latest=time.monotonic() - 0.001) as tx:
        stage_for(tx)
    assert count(ledger, "requests") == 0
    with ledger.write(latest=time.monotonic() + 60) as tx:
        stage_for(tx)
    assert count(ledger, "requests") == 1


def test_a_view_shows_one_moment_whatever_others_write_meanwhile(ledger: SqliteLedger) -> None:
    def write(number: int) -> None:
        with ledger.write() as tx:
            add(tx, a_request(f"7Q2MK{number}"))

    write(2)
    with ThreadPoolExecutor(1) as other_thread, ledger.read() as view:
        assert len(view.requests()) == 1
        other_thread.submit(write, 3).result()
        assert len(view.requests()) == 1
        assert view.request("R-7Q2MK3") is None
    assert count(ledger, "requests") == 2


def test_a_view_cannot_be_left_open_by_what_raises_in_it(ledger: SqliteLedger) -> None:

    def read() -> None:
        with ledger.read() as view:
            view.requests()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        read()
    with ledger.write() as tx:
        stage_for(tx)


def test_a_view_writes_nothing_even_if_asked_to(ledger: SqliteLedger) -> None:
    with ledger.read() as view:
        stage_for(view)
    assert count(ledger, "requests") == 0


def test_writers_wait_for_each_other_and_lose_nothing(ledger: SqliteLedger) -> None:
    with ledger.write() as tx:
        add(tx, a_request())

    def note(number: int) -> None:
        with ledger.write() as tx:
            noted = len(tx.history("R-7Q2MK4"))
            tx.append(Entry("noted", "test", "R-7Q2MK4", detail=str(noted)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(note, range(80)))
    with ledger.read() as view:
        entries = [recorded.entry for recorded in view.history("R-7Q2MK4")]
    # The first says what was put in with no entry of its own.
    assert [entry.detail for entry in entries] == ["", *(str(n) for n in range(1, 81))]


# Guarded moves.


def approved(ledger: SqliteLedger) -> Reward:
    with ledger.write() as tx:
        request = add(tx, a_request())
        assert tx.end_request(request.id, RequestStatus.APPROVED)
        tx.approve_rewards(request.id)
        found = tx.request(request.id)
    assert found is not None
    return found.reward


CLAIM: dict[str, Any] = {"attempt": 1, "lease_ends_at": NOON, "sent_email": "asha.rao@example.com"}


def test_a_request_ends_once(ledger: SqliteLedger) -> None:
    approved(ledger)
    for status in (RequestStatus.APPROVED, RequestStatus.DECLINED, RequestStatus.CANCELLED, RequestStatus.EXPIRED):
        with ledger.write() as tx:
            assert not tx.end_request("R-7Q2MK4", status)


def test_a_move_from_where_the_reward_stands_no_longer_changes_nothing(ledger: SqliteLedger) -> None:
    reward = approved(ledger)
    with ledger.write() as tx:
        assert tx.move_reward(reward, RewardStatus.SENDING, **CLAIM)
        assert not tx.move_reward(reward, RewardStatus.SENDING, **CLAIM)
        assert not tx.move_reward(reward, RewardStatus.CANCELLED)


def test_a_carrier_of_an_older_attempt_changes_nothing(ledger: SqliteLedger) -> None:
    reward = approved(ledger)
    with ledger.write() as tx:
        tx.move_reward(reward, RewardStatus.SENDING, **CLAIM)
        first = replace(reward, status=RewardStatus.SENDING, attempt=1)
        tx.move_reward(first, RewardStatus.APPROVED)
        tx.move_reward(replace(reward, attempt=1), RewardStatus.SENDING, attempt=2)
        assert not tx.move_reward(first, RewardStatus.ALLOCATED, settled_at=NOON)
        assert tx.move_reward(replace(first, attempt=2), RewardStatus.ALLOCATED, settled_at=NOON)


def test_a_move_that_the_table_does_not_know_is_a_mistake_of_ours(ledger: SqliteLedger) -> None:
    reward = approved(ledger)
    with pytest.raises(AssertionError), ledger.write() as tx:
        tx.move_reward(reward, RewardStatus.FAILED, settled_at=NOON)
    with pytest.raises(AssertionError), ledger.write() as tx:
        tx.end_request("R-7Q2MK4", RequestStatus.PENDING)
    with pytest.raises(AssertionError), ledger.write() as tx:
        tx.end_request("R-7Q2MK4", RequestStatus.CANCELLED, status=RequestStatus.APPROVED)


def test_sending_is_paused_once_and_resumed_once(ledger: SqliteLedger) -> None:
    with ledger.write() as tx:
        assert (tx.pause_sending("a", "first"), tx.pause_sending("b", "second")) == (True, False)
        assert tx.pause() == Pause("first", has_bad_credentials=False)
        assert (tx.resume_sending("a"), tx.resume_sending("b"), tx.pause()) == (True, False, None)
        assert tx.pause_sending("b", "third")


def test_bad_credentials_are_noted_also_on_a_pause_that_stands(ledger: SqliteLedger) -> None:
    with ledger.write() as tx:
        tx.pause_sending("a", "first")
        assert not tx.pause_sending("b", "refused", has_bad_credentials=True)
        assert not tx.pause_sending("c", "third")
        assert tx.pause() == Pause("first", has_bad_credentials=True)


def test_a_pause_for_credentials_knows_which_until_something_else_speaks_against_sending_too(
    ledger: SqliteLedger,
) -> None:
    with ledger.write() as tx:
        tx.pause_sending("clock", "refused", has_bad_credentials=True, credentials="ab")
        tx.pause_sending("clock", "refused", has_bad_credentials=True, credentials="ab")
        assert tx.pause() == Pause("refused", has_bad_credentials=True, credentials="ab")
        tx.pause_sending("a", "closing the books")
        assert tx.pause() == Pause("refused", has_bad_credentials=True)


def test_a_pause_for_something_else_is_never_for_credentials(ledger: SqliteLedger) -> None:
    with ledger.write() as tx:
        tx.pause_sending("a", "closing the books")
        tx.pause_sending("clock", "refused", has_bad_credentials=True, credentials="ab")
        assert tx.pause() == Pause("closing the books", has_bad_credentials=True)


def test_older_word_of_a_user_does_not_replace_newer(ledger: SqliteLedger) -> None:
    def note(standing: Standing, seconds: int) -> None:
        with ledger.write() as tx:
            tx.replace_users([User(RAVI, "Ravi", standing)], as_of=NOON + timedelta(seconds=seconds))

    note(Standing.DEACTIVATED, 10)
    note(Standing.MEMBER, 5)
    with ledger.read() as view:
        assert view.users([RAVI])[RAVI].standing is Standing.DEACTIVATED
    note(Standing.MEMBER, 11)
    with ledger.read() as view:
        assert view.users([RAVI])[RAVI].standing is Standing.MEMBER


def test_who_decided_counts_once(ledger: SqliteLedger) -> None:
    with ledger.write() as tx:
        add(tx, a_request())
        tx.add_decision("R-7Q2MK4", Decision(RAVI, Choice.APPROVE, NOON))
    with pytest.raises(sqlite3.IntegrityError), ledger.write() as tx:
        tx.add_decision("R-7Q2MK4", Decision(RAVI, Choice.DECLINE, NOON + timedelta(seconds=1)))


def test_one_delivery_makes_one_request(ledger: SqliteLedger) -> None:
    with ledger.write() as tx:
        add(tx, a_request(), trigger_id="T1")
    with pytest.raises(sqlite3.IntegrityError), ledger.write() as tx:
        add(tx, a_request("7Q2MK5"), trigger_id="T1")
    with ledger.read() as view:
        again = view.request_by_trigger("T0", "T1")
    assert again is not None
    assert again.id == "R-7Q2MK4"


def test_each_request_has_its_turn_after_the_one_before(ledger: SqliteLedger) -> None:
    with ledger.write() as tx:
        turns = [tx.turn_of(add(tx, a_request(letters)).id) for letters in ("ZZZZZZ", "222222", "7Q2MK4")]
    assert turns == [1, 2, 3]


def test_a_request_keeps_the_channel_for_approvals_that_it_was_asked_under(ledger: SqliteLedger) -> None:
    with ledger.write() as tx:
        here, there = a_request("222222"), replace(a_request("333333"), approvals_channel_id="C02APPROVALS")
        for request in (here, there):
            add(tx, request)
            assert tx.request(request.id) == request
    assert (here.card_channel_id, there.card_channel_id) == (here.channel_id, "C02APPROVALS")
