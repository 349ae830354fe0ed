"""By which policy a request was asked."""

STATEMENTS = (
    # A hash of the policy as it was read when this was asked; empty where that was before this column.
    "ALTER TABLE requests ADD COLUMN policy_hash TEXT NOT NULL DEFAULT ''",
)
