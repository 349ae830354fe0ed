"""What a reward shows by the company's values, and which rewards no channel hears of."""

STATEMENTS = (
    # By its tag, also where the policy knows it no longer; empty where it shows none.
    "ALTER TABLE requests ADD COLUMN value TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE requests ADD COLUMN is_private INTEGER NOT NULL DEFAULT 0 CHECK (is_private IN (0, 1))",
)
