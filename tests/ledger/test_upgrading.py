"""A ledger of an older release is brought up to date with everything in it, and a copy of what it was is kept."""

from __future__ import annotations

import os
import resource
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database, Migrations

from bot.core.errors import LedgerError, LedgerInUse
from bot.core.sealing import Keys
from bot.ledger import Lane
from bot.ledger.locks import claimed
from bot.ledger.migrations import migrations
from bot.ledger.sqlite import SqliteLedger, connect
from tests.ledger.shelf import Clock, opened
from tests.ledger.test_schema import GOOD

STEPS = [step.name for step in migrations.pending(Database(memory=True))]
OLDER = STEPS[1:]
Rows = dict[str, list[dict[str, Any]]]
# What was under way when the older release was stopped.
UNDER_WAY = {
    "requests": {"status": "approved", "ended_at": GOOD["requests"]["asked_at"]},
    "rewards": {
        "status": "sending",
        "attempt": 1,
        "lease_ends_at": GOOD["requests"]["expires_at"],
        "sent_email": "asha.rao@example.com",
    },
    "outbox": {"is_in_hand": 1, "attempts": 1},
}


def older_ledger(folder: Path, before: str) -> Path:
    """A ledger as a release made it that did not know this step yet, with a row in every table."""
    path = folder / "shabash.db"
    with closing(connect(path)) as connection:
        database = Database(connection)
        migrations.apply(database, stop_before=before)
        for name, row in GOOD.items():
            table = database.table(name)
            if table.exists():
                whole = {**row, **UNDER_WAY.get(name, {})}
                database.table(name).insert({key: whole[key] for key in whole if key in table.columns_dict})
    return path


def rows_of(path: Path) -> Rows:
    """Every row of every table of ours."""
    with closing(sqlite3.connect(path)) as connection:
        database = Database(connection)
        names = [name for name in database.table_names() if not name.startswith(("_", "sqlite_"))]
        return {name: list(database.table(name).rows) for name in names}


def applied(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [step.name for step in migrations.applied(Database(connection))]


# SQLite 3.40 finds this in every table whose key is not its first columns; m005 puts them first.
FALSE_ALARM = {"NULL value in posts.channel_id"}


def faults_of(path: Path) -> set[str]:
    """What SQLite finds wrong with the file."""
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("PRAGMA integrity_check")} - {"ok"}


def copies(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}.before-*"))


def as_before(rows: Rows, before: Rows) -> Rows:
    """The tables and columns that there were before."""
    return {
        name: [{key: value for key, value in row.items() if key in before[name][0]} for row in rows[name]]
        for name in before
    }


@pytest.mark.parametrize("step", OLDER)
def test_after_the_steps_from_any_older_release_everything_is_still_there_and_so_is_a_private_copy_of_what_it_was(
    tmp_path: Path, clock: Clock, step: str
) -> None:
    path = older_ledger(tmp_path, step)
    before = rows_of(path)
    assert before.keys() >= {"requests", "rewards", "history", "outbox", "posts", "pauses", "people"}
    opened(tmp_path, clock).close()
    assert applied(path) == STEPS
    assert faults_of(path) == set()
    assert as_before(rows_of(path), before) == before
    (copy,) = copies(path)
    assert copy.name == f"shabash.db.before-{step[:4]}-20261122T120000Z"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert faults_of(copy) <= FALSE_ALARM
    assert applied(copy) == STEPS[: STEPS.index(step)]
    assert rows_of(copy) == before
    assert not (tmp_path / "shabash.db.copying").exists()


def test_a_step_that_was_left_out_is_taken_after_later_ones(tmp_path: Path, clock: Clock) -> None:
    """A release may come out with m018 and without m017: what a ledger lacks is found by name, not by number."""
    path = older_ledger(tmp_path, "m017_tiers")
    before = rows_of(path)
    with closing(connect(path)) as connection:
        later = Migrations("shabash")
        for step in migrations.pending(Database(memory=True)):
            if step.name > "m017_tiers":
                later(name=step.name)(step.fn)
        later.apply(Database(connection))
    assert applied(path) == [step for step in STEPS if step != "m017_tiers"]
    with closing(opened(tmp_path, clock)) as ledger:
        assert ledger.steps_taken == ("m017_tiers",)
        with ledger.read() as view:
            (request,) = view.requests()
    assert request.tier_up_to_points is None
    assert applied(path)[-1] == "m017_tiers"
    assert set(applied(path)) == set(STEPS)
    assert faults_of(path) == set()
    assert as_before(rows_of(path), before) == before
    assert [copy.name for copy in copies(path)] == ["shabash.db.before-m017-20261122T120000Z"]


def test_when_each_reward_was_asked_is_its_request_s(tmp_path: Path, clock: Clock) -> None:
    """Limits and sums over days count what was asked before the release that knows them."""
    older_ledger(tmp_path, "m024_lookback")
    with closing(opened(tmp_path, clock)) as ledger, ledger.read() as view:
        (request,) = view.requests()
        (found,) = view.asked_for_since([request.reward.recipient_id], request.asked_at)
    assert (found.request_id, found.asked_at) == (request.id, request.asked_at)


def test_a_copy_put_back_is_a_ledger_again(tmp_path: Path, clock: Clock) -> None:
    path = older_ledger(tmp_path, OLDER[-1])
    before = rows_of(path)
    opened(tmp_path, clock).close()
    (copy,) = copies(path)
    for name in ("shabash.db", "shabash.db-wal", "shabash.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    copy.rename(path)
    opened(tmp_path, clock).close()
    assert as_before(rows_of(path), before) == before


def test_what_an_older_release_had_in_hand_is_carried_on(tmp_path: Path, clock: Clock) -> None:
    older_ledger(tmp_path, OLDER[0])
    ledger = opened(tmp_path, clock)
    with ledger.write() as tx:
        errand_id = tx.due(Lane.MESSAGES)
        assert errand_id is not None
        errand = tx.take(errand_id, until=tx.now + timedelta(seconds=30))
        assert errand is not None
        assert (errand.doubts, errand.attempts, tx.finish(errand, "posted")) == (1, 2, True)
        assert tx.pause() is not None
    ledger.close()


def test_what_stands_only_in_the_write_ahead_log_is_in_the_copy_too(tmp_path: Path, clock: Clock) -> None:
    """As a process that was killed leaves it: the file alone lacks the newest commits."""
    path = older_ledger(tmp_path, OLDER[-1])
    with closing(connect(path)) as killed:
        killed.execute("UPDATE requests SET reason = 'the newest commit'")
        opened(tmp_path, clock).close()
        (copy,) = copies(path)
        assert rows_of(copy)["requests"][0]["reason"] == "the newest commit"


def test_a_new_ledger_and_one_that_is_up_to_date_are_not_copied(tmp_path: Path, clock: Clock) -> None:
    for _ in range(2):
        opened(tmp_path, clock).close()
    assert not copies(tmp_path / "shabash.db")


def test_a_copy_is_never_overwritten(tmp_path: Path, clock: Clock) -> None:
    path = older_ledger(tmp_path, OLDER[-1])
    for number in ("", "-2"):
        taken = path.with_name(f"shabash.db.before-{OLDER[-1][:4]}-20261122T120000Z{number}")
        taken.write_text("something else")
    opened(tmp_path, clock).close()
    assert [copy.name.rpartition("Z")[2] for copy in copies(path)] == ["", "-2", "-3"]
    assert [copy.read_bytes()[:14] == b"something else" for copy in copies(path)] == [True, True, False]


def test_half_a_copy_of_an_earlier_try_is_in_nobody_s_way(tmp_path: Path, clock: Clock) -> None:
    path = older_ledger(tmp_path, OLDER[-1])
    (tmp_path / "shabash.db.copying").write_text("half a cop")
    opened(tmp_path, clock).close()
    assert len(copies(path)) == 1
    assert not (tmp_path / "shabash.db.copying").exists()


@contextmanager
def no_file_longer_than(length: int) -> Iterator[None]:
    """As on a full disk, a write past this fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_without_room_for_the_copy_nothing_changes_and_room_mends_it(tmp_path: Path, clock: Clock) -> None:
    path = older_ledger(tmp_path, OLDER[0])
    before = rows_of(path)
    with no_file_longer_than(path.stat().st_size // 2), pytest.raises(LedgerError) as raised:
        opened(tmp_path, clock)
    assert "so nothing has changed" in raised.value.sentence
    assert f"{tmp_path} must have room for one more" in raised.value.sentence
    assert applied(path) == STEPS[:1]
    assert rows_of(path) == before
    assert not copies(path)
    assert not (tmp_path / "shabash.db.copying").exists()
    opened(tmp_path, clock).close()
    assert len(copies(path)) == 1


def test_a_ledger_is_not_changed_under_a_running_bot_of_an_older_release(tmp_path: Path, clock: Clock) -> None:
    path = older_ledger(tmp_path, "m018_moving")
    running = claimed(path)
    assert running is not None
    with pytest.raises(LedgerInUse, match=r"older release is running on the ledger shabash\.db\. Stop it first"):
        opened(tmp_path, clock)
    assert applied(path) == STEPS[: STEPS.index("m018_moving")]
    assert not copies(path)
    os.close(running)
    ledger = SqliteLedger(path, clock=clock, keys=Keys(lost=[str(GOOD["history"]["key_id"])]))
    ledger.claim_for_running()
    ledger.close()


def test_where_the_copy_is_stands_in_the_log(tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    path = older_ledger(tmp_path, OLDER[-1])
    with caplog.at_level("INFO", "bot.ledger.upgrading"):
        SqliteLedger(path, clock=clock).close()
    (record,) = [record for record in caplog.records if "copied" in record.message]
    assert record.__dict__["file"] == str(copies(path)[0])


def test_an_answer_that_the_release_before_wrote_in_other_words_is_not_read_as_one_of_these(
    tmp_path: Path, clock: Clock
) -> None:
    path = older_ledger(tmp_path, "m016_switch_answers")
    with closing(connect(path)) as connection:
        connection.execute(
            "INSERT INTO outbox (lane, urgent, kind, place, response_url, detail, staged_at, due_at)"
            " VALUES ('messages', 1, 'switch_answer', 'U0FARAH', 'https://x', 'on granted', ?1, ?1)",
            [clock().isoformat(timespec="microseconds")],
        )
    with closing(SqliteLedger(path, clock=clock)) as ledger, ledger.read() as view:
        assert view.due(Lane.MESSAGES, is_urgent_only=True) is None
