"""What EnKash last said of the company's account."""

from bot.ledger.schema import INSTANT

STATEMENTS = (
    # The one row is what the company's account held when EnKash last said so.
    f"""
    CREATE TABLE company_account (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        balance TEXT NOT NULL,
        is_low INTEGER NOT NULL CHECK (is_low IN (0, 1)),
        said_at TEXT NOT NULL CHECK (said_at {INSTANT})
    ) STRICT
    """,
)
