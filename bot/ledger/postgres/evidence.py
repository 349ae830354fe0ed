"""The ledger on Postgres as it lies there; see `bot.ledger.evidence`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from bot.ledger.evidence import Evidence
from bot.ledger.guards import faults_of_guards
from bot.ledger.postgres.connection import PostgresConnection
from bot.ledger.postgres.faults import faults_told
from bot.ledger.postgres.schema import assert_current, columns_of, guards_of, wanted_guards
from bot.ledger.shape import faults_of_columns


@contextmanager
def in_database(url: str) -> Iterator[Evidence]:
    with faults_told(), closing(PostgresConnection(url)) as db:
        db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        assert_current(db)
        # A number that was drawn for an entry is not given back where the entry was not kept.
        unguarded = tuple(faults_of_guards(wanted_guards(), guards_of(db)))
        yield Evidence(db, 0, unguarded, tuple(faults_of_columns(columns_of(db))), has_gaps=True)
        db.execute("ROLLBACK")
