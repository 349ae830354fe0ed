"""What goes wrong at the database, in our words, and what is known of a commit that failed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from bot.core.errors import LedgerAway, LedgerBusy, LedgerError, LedgerFull, LedgerInDoubt, LedgerReadOnly, LedgerSchema
from bot.ledger.faults import ALTERED, BUSY, FULL
from bot.ledger.postgres.connection import PostgresConnection

_BUSY = (
    errors.LockNotAvailable,
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.QueryCanceled,
    errors.TransactionTimeout,
)
# The server has ended the transaction, and says so itself: whatever came of the connection, nothing was kept.
_SURELY_UNDONE = (errors.IdleInTransactionSessionTimeout, errors.TransactionRollback)


def commit(connection: PostgresConnection) -> None:
    """Commit. Where the connection is lost before the answer came, nobody can tell whether it was kept."""
    connection.flush()
    try:
        cursor = connection.execute("COMMIT")
    except _SURELY_UNDONE:
        raise
    except psycopg.Error as error:
        if connection.is_open:
            raise  # The server has answered, and refused.
        raise LedgerInDoubt(
            "The connection to the ledger's database was lost during a commit, and I cannot tell whether this was kept."
            " What was kept shows when the ledger is opened again."
        ) from error
    if cursor.statusmessage != "COMMIT":
        # After an error that somebody caught, Postgres answers ROLLBACK (PostgreSQL, "COMMIT").
        raise LedgerError("The ledger's database undid this transaction. Nothing was kept.")


@contextmanager
def faults_told() -> Iterator[None]:
    """Postgres' errors in our words. A transaction that one of these ends has kept nothing."""
    try:
        yield
    except psycopg.Error as error:
        raise _in_our_words(error) from error


def _in_our_words(error: psycopg.Error) -> Exception:
    match error:
        case _ if isinstance(error, _BUSY):
            return LedgerBusy(BUSY)
        case errors.DiskFull():
            return LedgerFull(FULL)
        case errors.ReadOnlySqlTransaction():
            return LedgerReadOnly("The ledger's database cannot be written. Nothing was kept.")
        case errors.InsufficientPrivilege():
            return LedgerReadOnly(
                f"The ledger's database says: {error.diag.message_primary}. Nothing was kept. Let the bot's role own"
                " it: `CREATE DATABASE shabash OWNER shabash`."
            )
        case errors.UndefinedTable() | errors.UndefinedColumn():
            return LedgerSchema(ALTERED.format(error.diag.message_primary))
        case psycopg.OperationalError() | psycopg.InterfaceError() | errors.IdleInTransactionSessionTimeout():
            return LedgerAway("The ledger's database cannot be reached just now. Nothing was kept; please try again.")
        case _:
            return error
