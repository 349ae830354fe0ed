"""Who is away, and who decides for them meanwhile."""

from bot.ledger.schema import INSTANT

STATEMENTS = (
    # A row is the last time that one person handed their decisions to another: in force from `began_at` until just
    # before `ends_at`. Who comes back earlier ends it then.
    f"""
    CREATE TABLE absences (
        person_id TEXT PRIMARY KEY CHECK (person_id <> ''),
        deputy_id TEXT NOT NULL CHECK (deputy_id <> '' AND deputy_id <> person_id),
        began_at TEXT NOT NULL CHECK (began_at {INSTANT}),
        ends_at TEXT NOT NULL CHECK (ends_at {INSTANT} AND ends_at >= began_at)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX absences_by_deputy ON absences (deputy_id)",
    # In whose name a deputy decided; empty for whoever decided in their own.
    "ALTER TABLE decisions ADD COLUMN for_id TEXT NOT NULL DEFAULT '' CHECK (for_id <> decider_id)",
)
