"""When the database is away, busy or not to be trusted: whether anything was kept is said exactly."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from psycopg import errors

from bot.core.errors import LedgerAway, LedgerBusy, LedgerError, LedgerInDoubt, LedgerInUse, LedgerMoved, LedgerReadOnly
from bot.ledger import Entry, Lane, utc_now
from bot.ledger.connection import each_row
from bot.ledger.postgres import PostgresLedger
from bot.ledger.postgres.connection import PostgresConnection
from bot.ledger.postgres.faults import faults_told
from bot.ledger.postgres.statements import WRITERS
from tests.ledger.shelf import MEERA, Clock, a_request, add, count, rows, stage_for
from tests.line import Line


@pytest.fixture
def ledger(database_url: str, clock: Clock) -> Iterator[PostgresLedger]:
    with closing(PostgresLedger(database_url, clock=clock)) as found:
        yield found


@pytest.fixture
def other(database_url: str) -> Iterator[PostgresConnection]:
    """Somebody else at the same database."""
    with closing(PostgresConnection(database_url)) as connection:
        yield connection


def end(other: PostgresConnection, pids: list[int]) -> None:
    """The server ends these connections, and has said so by the time they are gone."""
    for pid in pids:
        other.execute("SELECT pg_terminate_backend(?)", (pid,))
    while other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = ANY(?)", (pids,)).fetchone():
        threading.Event().wait(0.01)


def cut(other: PostgresConnection, ledger: PostgresLedger) -> None:
    """The server ends every connection, as it does when it is restarted."""
    end(other, [connection.raw.info.backend_pid for connection in ledger._open if connection.is_open])


@pytest.fixture
def ended(ledger: PostgresLedger) -> list[LedgerError]:
    """Why the process must end, where it must."""
    found: list[LedgerError] = []
    ledger.on_end(found.append)
    return found


def run_unseen(ledger: PostgresLedger, other: PostgresConnection) -> None:
    """The process runs, and the server ends the connection that says so, and no other."""
    ledger.claim_for_running()
    connection = ledger._presence._connection
    assert connection is not None
    end(other, [connection.raw.info.backend_pid])


@pytest.mark.parametrize("is_willing", [True, False])
def test_a_process_that_was_lost_sight_of_is_known_to_run_again_whether_it_may_lead_or_not(
    ledger: PostgresLedger, other: PostgresConnection, database_url: str, is_willing: bool
) -> None:
    run_unseen(ledger, other)
    assert ledger.leads(is_willing=is_willing) is is_willing
    with closing(PostgresLedger(database_url)) as another, pytest.raises(LedgerInUse):
        another.claim_alone()


def test_a_process_that_was_lost_sight_of_ends_where_somebody_has_the_ledger_alone_by_then(
    ledger: PostgresLedger, other: PostgresConnection, database_url: str, ended: list[LedgerError]
) -> None:
    run_unseen(ledger, other)
    with closing(PostgresLedger(database_url)) as another:
        another.claim_alone()
        assert not ledger.leads()
    assert [type(error) for error in ended] == [LedgerInUse]


def test_a_process_that_was_lost_sight_of_keeps_nothing_in_a_ledger_that_has_gone_and_ends(
    ledger: PostgresLedger, other: PostgresConnection, database_url: str, ended: list[LedgerError]
) -> None:
    run_unseen(ledger, other)
    with closing(PostgresLedger(database_url)) as another:
        another.claim_alone()
        with another.write() as tx:
            tx.note_moved("to", "elsewhere")
    with pytest.raises(LedgerMoved, match="was moved to elsewhere"), ledger.write() as tx:
        stage_for(tx)
    assert [type(error) for error in ended] == [LedgerMoved]
    assert count(ledger, "requests") == 0


def test_a_request_that_somebody_holds_is_called_busy_in_time_for_slack(
    ledger: PostgresLedger, other: PostgresConnection
) -> None:
    with ledger.write() as tx:
        stage_for(tx)
        add(tx, a_request("222222"))
    other.raw.execute(b"BEGIN")
    other.raw.execute(b"SELECT 1 FROM requests WHERE id = 'R-7Q2MK4' FOR UPDATE")
    started = time.monotonic()
    with pytest.raises(LedgerBusy, match="Nothing was kept"), ledger.write() as tx:
        tx.request("R-7Q2MK4")
    assert 1.4 < time.monotonic() - started < 2.5
    with ledger.write() as tx:
        assert tx.request("R-222222") is not None
    other.raw.execute(b"ROLLBACK")
    with ledger.write() as tx:
        assert tx.request("R-7Q2MK4") is not None


def test_a_connection_that_was_lost_while_nothing_was_under_way_is_made_anew(
    ledger: PostgresLedger, other: PostgresConnection
) -> None:
    cut(other, ledger)
    with ledger.write() as tx:
        stage_for(tx)
    cut(other, ledger)
    with ledger.read() as view:
        assert view.request("R-7Q2MK4") is not None


def test_what_was_not_sent_yet_when_a_connection_is_lost_is_sent_whole_over_a_new_one(
    ledger: PostgresLedger, other: PostgresConnection
) -> None:
    with ledger.write() as tx:
        cut(other, ledger)
        stage_for(tx)
        assert tx.has_request("R-7Q2MK4")
    assert (count(ledger, "requests"), count(ledger, "rewards"), count(ledger, "outbox")) == (1, 1, 2)


def test_a_glance_is_made_anew_too(ledger: PostgresLedger, other: PostgresConnection) -> None:
    cut(other, ledger)
    with ledger.glance() as view:
        assert view.pause() is None


def test_one_that_is_lost_before_the_commit_has_kept_nothing(
    ledger: PostgresLedger, other: PostgresConnection, ended: list[LedgerError]
) -> None:
    def write() -> None:
        with ledger.write() as tx:
            stage_for(tx)
            assert tx.has_request("R-7Q2MK4")
            cut(other, ledger)
            tx.append(Entry("asked", MEERA, "R-7Q2MK4"))

    with pytest.raises(LedgerAway, match="Nothing was kept"):
        write()
    assert ended == []
    assert count(ledger, "requests") == 0


@pytest.fixture
def line(database_url: str) -> Iterator[Line]:
    with closing(Line(database_url)) as found:
        yield found


@pytest.fixture
def through(line: Line) -> Iterator[PostgresLedger]:
    """The ledger, beyond that line, and in a hurry."""
    with closing(PostgresLedger(line.url, patience_seconds=0.3)) as found:
        yield found


@pytest.mark.parametrize("lose", [Line.lose_a_commit, Line.swallow_a_commit])
def test_one_that_is_lost_during_the_commit_is_in_doubt_and_the_process_must_end(
    lose: Callable[[Line], None], line: Line, through: PostgresLedger, ledger: PostgresLedger
) -> None:
    """The connection ends instead of an answer, or nothing comes at all."""
    woken: list[Lane] = []
    ended: list[LedgerError] = []
    through.on_staged(woken.append)
    through.on_end(ended.append)

    def write() -> None:
        with through.write() as tx:
            stage_for(tx)
            lose(line)

    with pytest.raises(LedgerInDoubt, match="cannot tell whether this was kept") as raised:
        write()
    assert (ended, woken) == ([raised.value], [])
    assert count(ledger, "requests") == 1


def test_a_database_that_does_not_answer_is_not_waited_for_for_ever(line: Line, through: PostgresLedger) -> None:
    def look() -> None:
        with through.read() as view:
            line.hold()
            view.pause()

    started = time.monotonic()
    with pytest.raises(LedgerAway, match="Nothing was kept"):
        look()
    assert 0.3 < time.monotonic() - started < 3
    line.let_go()
    with through.read() as view:
        assert view.pause() is None


def test_what_was_refused_while_it_was_being_prepared_is_asked_again_as_if_nothing_had_been(
    ledger: PostgresLedger, other: PostgresConnection
) -> None:
    """psycopg prepares what it has sent a few times: also in a pipeline that fails before that. What it believes it
    forgets at the first ROLLBACK alone."""

    def think_better_of_it() -> None:
        with ledger.write() as tx:
            tx.is_paused()
            raise InterruptedError

    def ask() -> None:
        with ledger.write() as tx:
            assert tx.request("R-7Q2MK4") is not None

    with ledger.write() as tx:
        stage_for(tx)
    with suppress(InterruptedError):
        think_better_of_it()
    for _ in range(other.raw.prepare_threshold or 0):
        ask()
    other.raw.execute(b"BEGIN")
    other.execute("SELECT 1 FROM requests WHERE id = 'R-7Q2MK4' FOR UPDATE")
    with pytest.raises(LedgerBusy):
        ask()
    other.raw.execute(b"ROLLBACK")
    for _ in range(3):
        ask()


@pytest.fixture
def few(database_url: str, other: PostgresConnection) -> Iterator[PostgresLedger]:
    """The ledger, by a role to whom the server gives two connections and no more."""
    at = urlsplit(database_url)
    name = f"few_{at.path[1:]}"
    other.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'few' CONNECTION LIMIT 2")
    other.execute(f"GRANT {at.username} TO {name}")
    where = f"{name}:few@{at.netloc.rpartition('@')[2]}"
    with closing(PostgresLedger(at._replace(netloc=where).geturl())) as found:
        yield found
    other.execute(f"DROP ROLE {name}")


@contextmanager
def lent(ledger: PostgresLedger, *, fails: bool = False) -> Iterator[threading.Event]:
    """A thread that reads until the event is set, or the block ends; then it may fail."""
    is_done, has_begun = threading.Event(), threading.Event()

    def read() -> None:
        with suppress(LedgerError), ledger.read() as view:
            view.pause()
            has_begun.set()
            is_done.wait(20)
            if fails:
                view._all("SELECT nonsense")

    thread = threading.Thread(target=read)
    thread.start()
    assert has_begun.wait(20)
    yield is_done
    is_done.set()
    thread.join(20)


def test_where_the_server_gives_no_more_connections_one_that_comes_back_is_waited_for(few: PostgresLedger) -> None:
    with lent(few) as first, lent(few):
        threading.Timer(0.1, first.set).start()
        with few.read() as view:
            assert view.pause() is None


def test_in_the_place_of_one_that_comes_back_closed_a_new_one_is_made(few: PostgresLedger) -> None:
    with lent(few, fails=True) as first, lent(few):
        threading.Timer(0.1, first.set).start()
        with few.read() as view:
            assert view.pause() is None


def test_a_ledger_that_is_closed_stays_closed(ledger: PostgresLedger) -> None:
    def read() -> None:
        with ledger.read() as view:
            ledger.close()
            view.pause()

    with pytest.raises(LedgerAway):
        read()
    assert ledger._idle == []


def test_what_time_it_is_counts_from_when_the_transaction_has_begun_at_the_server(
    database_url: str, other: PostgresConnection
) -> None:
    let_go_at: list[datetime] = []

    def let_go() -> None:
        let_go_at.append(utc_now())
        other.execute("SELECT pg_advisory_unlock(?)", (WRITERS,))

    other.execute("SELECT pg_advisory_lock(?)", (WRITERS,))
    threading.Timer(0.2, let_go).start()
    with closing(PostgresLedger(database_url)) as ledger, ledger.write() as tx:
        assert tx.now > let_go_at[0]


def test_after_an_answer_it_is_later_than_that(database_url: str, other: PostgresConnection) -> None:
    with closing(PostgresLedger(database_url)) as ledger:
        cut(other, ledger)
        with ledger.glance() as view:
            view.pause()
            answered_at = utc_now()
            assert view.now >= answered_at


def test_where_none_comes_back_that_is_said_in_the_servers_words(few: PostgresLedger) -> None:
    with lent(few), lent(few):
        started = time.monotonic()
        with pytest.raises(LedgerAway, match="too many connections for role"), few.read():
            raise AssertionError
        assert 1 < time.monotonic() - started < 10


def test_transactions_one_after_the_other_share_a_connection_and_those_at_once_have_one_each(
    ledger: PostgresLedger,
) -> None:
    def read() -> None:
        with ledger.read() as view:
            view.pause()

    for _ in range(3):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert len(ledger._open) == 1
    with ledger.read(), ledger.write() as tx:
        stage_for(tx)
    assert len(ledger._open) == 2


def test_a_process_that_stands_still_within_a_transaction_holds_nobody_up_for_long(
    ledger: PostgresLedger, other: PostgresConnection
) -> None:
    with ledger.write() as tx:
        stage_for(tx)

    def stand_still() -> None:
        with ledger.write() as tx:
            tx.request("R-7Q2MK4")
            tx._run("SET LOCAL idle_in_transaction_session_timeout = '50ms'")
            (connection,) = ledger._open
            pid = connection.raw.info.backend_pid
            while other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = ?", (pid,)).fetchone():
                threading.Event().wait(0.02)

    with pytest.raises(LedgerAway, match="Nothing was kept"):
        stand_still()
    ended: list[LedgerError] = []
    ledger.on_end(ended.append)
    with ledger.write() as tx:
        assert tx.request("R-7Q2MK4") is not None
    assert ended == []


def test_a_database_that_takes_no_writes_is_called_so(
    database_url: str, ledger: PostgresLedger, other: PostgresConnection
) -> None:
    other.execute(f'ALTER DATABASE "{urlsplit(database_url).path[1:]}" SET default_transaction_read_only = on')
    cut(other, ledger)
    with pytest.raises(LedgerReadOnly, match="Nothing was kept"), ledger.write() as tx:
        stage_for(tx)
    with pytest.raises(LedgerReadOnly):
        ledger.prove_writable()


def test_a_database_that_is_not_there_is_told_without_its_password(database_url: str) -> None:
    with pytest.raises(LedgerAway, match="cannot be reached") as raised:
        PostgresLedger("postgresql://shabash:canary@127.0.0.1:1/ledger")
    assert "canary" not in str(raised.value)


def test_a_big_result_comes_bit_by_bit_and_other_statements_in_between(ledger: PostgresLedger) -> None:
    def cursors() -> int:
        return len(db.execute("SELECT 1 FROM pg_cursors WHERE name LIKE 'rows_%'").fetchall())

    with ledger.snapshot() as db:
        numbers = []
        for (number,) in each_row(db, "SELECT generate_series(1, ?::int)", (2_500,)):
            numbers.append(number)
            assert cursors() == 1
        assert numbers == list(range(1, 2_501))
        assert cursors() == 0
        left = each_row(db, "SELECT generate_series(1, 2)")
        assert next(left)[0] == 1
        assert cursors() == 1
    with ledger.snapshot() as db:
        assert cursors() == 0


# What its promises rest on.


def test_a_database_that_is_set_up_to_be_quick_syncs_for_us_all_the_same(
    database_url: str, other: PostgresConnection
) -> None:
    other.execute(f'ALTER DATABASE "{urlsplit(database_url).path[1:]}" SET synchronous_commit = off')
    with closing(PostgresLedger(database_url)) as ledger, ledger.snapshot() as db:
        (found,) = db.execute("SELECT current_setting('synchronous_commit')")
    assert found[0] == "on"


def test_a_database_that_syncs_nothing_is_refused(database_url: str) -> None:
    class Quick(PostgresConnection):
        def _found(self, raw: Any) -> Mapping[str, str]:
            return {**super()._found(raw), "fsync": "off"}

    with pytest.raises(LedgerError, match="fsync = off"):
        Quick(database_url)


@pytest.mark.parametrize(
    ("name", "value"),
    [("transaction_isolation", "repeatable read"), ("transaction_read_only", "on"), ("lock_timeout", "1500ms")],
)
def test_a_view_is_one_moment_and_writes_nothing(ledger: PostgresLedger, name: str, value: str) -> None:
    with ledger.snapshot() as db:
        (found,) = db.execute("SELECT current_setting(?)", (name,))
    assert found[0] == value


def test_that_the_ledger_can_be_written_is_proved_by_writing_and_not_again_at_once(
    ledger: PostgresLedger, other: PostgresConnection, clock: Clock
) -> None:
    def log() -> Any:
        return other.execute("SELECT pg_current_wal_insert_lsn()::text").fetchall()[0][0]

    grew = []
    for seconds in (0.0, 0.5, 1.0, -3.0):
        clock.move(seconds)
        before = log()
        ledger.prove_writable()
        grew.append(log() != before)
    assert grew == [True, False, True, True]
    assert rows(ledger, "SELECT 1 FROM history") == []


# Who is there.


def test_whoever_wants_it_alone_waits_until_nobody_runs_and_nobody_starts_meanwhile(
    ledger: PostgresLedger, database_url: str
) -> None:
    with closing(PostgresLedger(database_url)) as running:
        running.claim_for_running()
        with pytest.raises(LedgerInUse, match="A Shabash is running on this ledger"):
            ledger.claim_alone()
    while True:
        try:
            ledger.claim_alone()
        except LedgerInUse:
            threading.Event().wait(0.01)
        else:
            break
    with closing(PostgresLedger(database_url)) as late, pytest.raises(LedgerInUse, match="for themselves"):
        late.claim_for_running()


def test_what_is_sent_later_is_carried_out_before_the_next_statement_and_its_own_fault_is_told(
    ledger: PostgresLedger,
) -> None:
    def twice() -> None:
        with ledger.write() as tx:
            add(tx, a_request())
            assert tx.request("R-7Q2MK4") is not None
            add(tx, a_request())
            tx.request("R-7Q2MK4")

    with pytest.raises(errors.UniqueViolation):
        twice()
    with ledger.write() as tx:
        assert tx.request("R-7Q2MK4") is None, "nothing of that transaction was kept, nor sent with the next"


def test_a_fault_in_what_was_sent_last_is_no_doubt_about_the_commit(ledger: PostgresLedger) -> None:
    def write() -> None:
        with ledger.write() as tx:
            add(tx, a_request())
            tx._later("SELECT 1 / 0")

    with pytest.raises(errors.DivisionByZero):
        write()
    assert count(ledger, "requests") == 0


@pytest.mark.parametrize("url", ["postgresql://shabash:50%@localhost/shabash", "postgresql://localhost/s?ssl_mode=no"])
def test_an_address_that_cannot_be_read_is_told_without_the_password_that_it_may_have(url: str) -> None:
    with pytest.raises(LedgerError, match="write a special character as its number") as raised:
        PostgresLedger(url)
    assert "50%" not in str(raised.value)
    assert raised.value.__suppress_context__


def test_a_server_that_is_not_there_is_told_in_its_own_words() -> None:
    with closing(socket.socket()) as nobody:
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(LedgerAway, match=r"cannot be reached: Connection refused\.$"):
            PostgresLedger(f"postgresql://shabash@127.0.0.1:{nobody.getsockname()[1]}/shabash")


def test_a_database_that_keeps_not_all_that_people_write_is_refused(
    database_url: str, other: PostgresConnection
) -> None:
    at = urlsplit(database_url)
    name = f"{at.path[1:]}_latin1"
    other.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    try:
        with pytest.raises(LedgerError, match="server_encoding = LATIN1"):
            PostgresLedger(at._replace(path=f"/{name}").geturl())
    finally:
        other.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_role_that_may_not_write_is_told_what_it_lacks_and_how_to_mend_it(other: PostgresConnection) -> None:
    other.execute("CREATE SCHEMA closed")
    other.execute("SET ROLE pg_monitor")
    with pytest.raises(LedgerReadOnly, match=r"permission denied for schema closed\..*OWNER"), faults_told():
        other.execute("CREATE TABLE closed.steps (name TEXT)")
