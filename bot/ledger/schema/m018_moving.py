"""A ledger may be moved from one database to another."""

from bot.ledger.schema import INSTANT

STATEMENTS = (
    # A row says that this ledger was moved, and no bot runs on it any more (`to`); that it came from elsewhere
    # (`from`); or that it is only just coming (`coming`), and no bot runs on it yet.
    f"""
    CREATE TABLE moved (
        direction TEXT PRIMARY KEY CHECK (direction IN ('to', 'from', 'coming')),
        place TEXT NOT NULL CHECK (place <> ''),
        moved_at TEXT NOT NULL CHECK (moved_at {INSTANT})
    ) STRICT, WITHOUT ROWID
    """,
)
