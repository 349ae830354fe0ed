"""How far digests have come, and what was allocated found by its time."""

STATEMENTS = (
    # The one row says that digests are turned on: for which channel, how often, and the first day of which none has
    # told. It is gone while they are turned off.
    """
    CREATE TABLE digests (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        channel_id TEXT NOT NULL CHECK (channel_id GLOB '[CG]*'),
        every TEXT NOT NULL CHECK (every IN ('week', 'month')),
        up_to TEXT NOT NULL CHECK (up_to GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')
    ) STRICT
    """,
    "CREATE INDEX rewards_allocated ON rewards (settled_at) WHERE status = 'allocated'",
)
