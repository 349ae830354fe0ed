"""The schema, in steps that are never edited once released; `sqlite-utils migrate` finds them here.

Raw SQL throughout, a file a step in `bot/ledger/schema/`: sqlite-utils' `transform()` silently drops triggers and
stumbles over partial indexes.
"""

from sqlite_utils import Database, Migrations

from bot.ledger.schema import m001_spine as spine
from bot.ledger.schema import m002_people as people
from bot.ledger.schema import m003_notices as notices
from bot.ledger.schema import m008_counts as counts

migrations = Migrations("shabash")


@migrations()
def m001_spine(db: Database) -> None:
    """Requests, rewards, decisions, history, outbox, and what is known of people."""
    for statement in spine.STATEMENTS:
        db.execute(statement)


@migrations()
def m002_people_as_hr_has_them(db: Database) -> None:
    """What HR may say besides, who has left, and everybody as they may be shown."""
    for statement in people.STATEMENTS:
        db.execute(statement)


@migrations()
def m003_notices(db: Database) -> None:
    """A message may be about no request at all."""
    for statement in notices.STATEMENTS:
        db.execute(statement)


@migrations()
def m008_counts(db: Database) -> None:
    """What `/metrics` counts."""
    for statement in counts.STATEMENTS:
        db.execute(statement)
