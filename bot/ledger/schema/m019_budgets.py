"""What is taken of each budget, and of which budgets a request takes."""

from bot.ledger.schema import INSTANT

STATEMENTS = (
    # The names of pots, as JSON; none where no budget counted the request when it was asked.
    "ALTER TABLE requests ADD COLUMN pots TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(pots))",
    # A row is one budget of one giver, department or company in one period: the points of all requests that name it
    # and have not come to nothing. `told_at`: when those concerned heard that it was nearly used up.
    f"""
    CREATE TABLE pots (
        name TEXT PRIMARY KEY CHECK (name <> ''),
        taken_points INTEGER NOT NULL CHECK (taken_points >= 0),
        told_at TEXT CHECK (told_at {INSTANT})
    ) STRICT, WITHOUT ROWID
    """,
)
