"""A ledger may have been restored from a copy: then what was not final in it is in doubt."""

from bot.ledger.schema import INSTANT

STATEMENTS = (
    # When the ledger was restored from a copy in which this reward was not final, be it that nobody had decided on it
    # yet; NULL for any other, and once a person has settled that it did not happen.
    f"ALTER TABLE rewards ADD COLUMN restored_at TEXT CHECK (restored_at {INSTANT})",
    "CREATE INDEX rewards_in_doubt ON rewards (request_id) WHERE status IS NULL AND restored_at IS NOT NULL",
)
