"""What the policy saw in the days before a request, and what is asked for one person found by its time."""

from bot.ledger.schema import INSTANT

STATEMENTS = (
    # The sum that its tier is of, of so many days; NULL where its tier is that of its own points.
    "ALTER TABLE requests ADD COLUMN same_person_points INTEGER CHECK (same_person_points > points)",
    "ALTER TABLE requests ADD COLUMN same_person_days INTEGER CHECK (same_person_days > 0)",
    # The newest that its recipient had asked for its giver.
    "ALTER TABLE requests ADD COLUMN mutual_with TEXT REFERENCES requests (id) CHECK (mutual_with <> id)",
    # The sum of so many days that needs a higher tier than each of what it adds up.
    "ALTER TABLE requests ADD COLUMN split_points INTEGER CHECK (split_points > points)",
    "ALTER TABLE requests ADD COLUMN split_days INTEGER CHECK (split_days > 0)",
    # Whether the policy let that need the tier after its own.
    """
    ALTER TABLE requests ADD COLUMN needs_next_tier INTEGER NOT NULL DEFAULT 0 CHECK (needs_next_tier IN (0, 1))
    """,
    # When its request was asked, once more, because an index is of one table.
    f"ALTER TABLE rewards ADD COLUMN asked_at TEXT CHECK (asked_at {INSTANT})",
    "UPDATE rewards SET asked_at = (SELECT requests.asked_at FROM requests WHERE requests.id = rewards.request_id)",
    # Partial, so that no statement about one recipient's rewards in flight reads all of theirs by it.
    "CREATE INDEX rewards_by_recipient ON rewards (recipient_id, asked_at) WHERE asked_at IS NOT NULL",
)
