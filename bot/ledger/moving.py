"""A whole ledger goes from one database to another, row by row as it lies there, and runs in one of them alone.

In this order, so that whatever stops it on the way, no bot can run on both: the copy says that it is coming, what was
left says that it has gone, the copy says that it has come. The same command again goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from bot.core.errors import LedgerError
from bot.ledger import Entry
from bot.ledger.connection import Connection, each_row
from bot.ledger.opening import OpenLedger
from bot.ledger.statements import Statements

# In the order in which they refer to one another, each with what it is put in order by. The counts of moves follow from
# the history.
TABLES = {
    "requests": "rowid",
    "rewards": "reverses IS NOT NULL, id",
    "decisions": "request_id, decider_id",
    "questions": "id",
    "history": "id",
    "seals": "id",
    "outbox": "id",
    "posts": "request_id, kind, place, ts",
    "pauses": "id",
    "token_calls": "credentials",
    "people": "slack_user_id",
    "absences": "person_id",
    "slack_users": "id",
    "group_members": "group_id, user_id",
    "binding": "tie",
    "company_account": "one",
    "reconciliations": "for_day",
    "differences": "reference, verdict",
    "account_readings": "read_at",
    "unanswered": "one",
    "pots": "name",
    "digests": "one",
}
DERIVED = {"moves", "moved"}
_BATCH = 1_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Sums:
    """How many rows each table has, and the points of rewards by status."""

    rows: dict[str, int]
    points: dict[str, int]


def sums_of(db: Connection) -> Sums:
    rows = {table: int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in TABLES}
    points = db.execute("SELECT coalesce(status, '') AS status, sum(points) AS points FROM rewards GROUP BY 1")
    return Sums(rows, {row["status"]: int(row["points"]) for row in points})


def assert_may_move(source: OpenLedger, target: OpenLedger) -> None:
    """Raises `LedgerError` where `source` is `target`, or `LedgerMoved` where it has gone elsewhere, or is not all here
    itself. One that is on its way to `target`, and not there yet, goes on."""
    if source.name == target.name:
        raise LedgerError(f"FROM and TO are the same ledger, {source.name}. Name another one as TO.")
    with source.read() as view:
        assert isinstance(view, Statements)
        if view.moves_of_ledger().get("to") != target.name or not is_begun(target):
            view.assert_here()


def copy(source: OpenLedger, target: OpenLedger, progress: Progress) -> Sums:
    """Put everything that is in `source` into `target`, which is empty or was begun before. No bot runs there yet.

    Raises `LedgerError` where it is not all there afterwards, or `target` holds something else.
    """
    with source.snapshot() as db:
        sums = sums_of(db)
        if not is_begun(target):
            _copy(db, sums, source.name, target, progress)
    with target.snapshot() as db:
        found = sums_of(db)
    if found != sums:
        raise LedgerError(f"What is in {target.name} is not what is in {source.name}. Copy into an empty database.")
    return sums


def _copy(db: Connection, sums: Sums, name: str, target: OpenLedger, progress: Progress) -> None:
    done, total = 0, sum(sums.rows.values())
    with target.write() as tx:
        assert isinstance(tx, Statements)
        if tx.was_asked() or tx.newest_entry_id() or tx.binding():
            raise LedgerError(f"{target.name} is not empty, so nothing was copied into it.")
        tx.note_moved("coming", name)
        for table, order in TABLES.items():
            columns = _columns(db, table)
            every = each_row(db, f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}")
            while rows := list(islice(every, _BATCH)):
                tx.put(table, columns, [tuple(row) for row in rows])
                done += len(rows)
                progress(done, total)
        tx.go_on_numbering()


def _columns(db: Connection, table: str) -> list[str]:
    """A request's number among all, which SQLite gives every row without naming it, goes along."""
    names = [column[0] for column in db.execute(f"SELECT * FROM {table} LIMIT 0").description]
    return [*(["rowid"] if table == "requests" and "rowid" not in names else []), *names]


def leave(source: OpenLedger, target: OpenLedger, sums: Sums, by: str) -> None:
    """From now on no bot starts on `source`; then one may on `target`."""
    with source.write() as tx:
        assert isinstance(tx, Statements)
        # From here on nobody else writes.
        tx.note_moved("to", target.name)
        if sums_of(tx.tables) != sums:
            raise LedgerError(
                f"Something was written to {source.name} meanwhile, so nothing has moved. Stop whatever writes there,"
                " and copy it into another empty database."
            )
    with target.write() as tx:
        assert isinstance(tx, Statements)
        tx.has_come()
        tx.append(Entry("moved", by, detail=f"{source.name} -> {target.name}"))


def is_begun(target: OpenLedger) -> bool:
    """Whether everything was put there already, by a move that then stopped."""
    with target.read() as view:
        assert isinstance(view, Statements)
        return "coming" in view.moves_of_ledger()
