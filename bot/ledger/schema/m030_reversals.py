"""A reward may be taken back: by a request of its own, whose reward names the one that it reverses."""

from bot.ledger.schema import INSTANT

STATEMENTS = (
    # The reward whose points this one takes back; NULL where it gives points.
    "ALTER TABLE rewards ADD COLUMN reverses TEXT REFERENCES rewards (id) CHECK (reverses <> id)",
    # When EnKash had confirmed that the points of this one were taken back; its budgets had them back then. A reversal
    # is not reversed.
    f"""
    ALTER TABLE rewards ADD COLUMN taken_back_at TEXT
        CHECK (taken_back_at {INSTANT})
        CHECK (taken_back_at IS NULL OR (coalesce(status, '') = 'allocated' AND reverses IS NULL))
    """,
    "CREATE INDEX rewards_reversing ON rewards (reverses) WHERE reverses IS NOT NULL",
)
