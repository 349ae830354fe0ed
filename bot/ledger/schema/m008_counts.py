"""What `/metrics` counts, kept so that a scrape looks at no big table."""

# A reward's entry names it; any other that moves something moves a request.
_MOVE = (
    "CASE WHEN {row}reward_id IS NULL THEN 'request' ELSE 'reward' END, coalesce({row}from_status, ''), {row}to_status"
)
_IS_MOVE = "{row}to_status IS NOT NULL AND {row}to_status IS NOT {row}from_status"

STATEMENTS = (
    # A row is how often a request or a reward has gone from one status to another since the ledger was made; a trigger
    # on the history keeps it. `from_status` is empty where there was none before.
    """
    CREATE TABLE moves (
        noun TEXT NOT NULL CHECK (noun IN ('request', 'reward')),
        from_status TEXT NOT NULL,
        to_status TEXT NOT NULL CHECK (to_status <> from_status),
        count INTEGER NOT NULL CHECK (count > 0),
        PRIMARY KEY (noun, from_status, to_status)
    ) STRICT, WITHOUT ROWID
    """,
    f"""
    INSERT INTO moves
    SELECT {_MOVE.format(row="")}, count(*) FROM history WHERE {_IS_MOVE.format(row="")} GROUP BY 1, 2, 3
    """,
    f"""
    CREATE TRIGGER history_is_counted AFTER INSERT ON history WHEN {_IS_MOVE.format(row="NEW.")}
    BEGIN
        INSERT INTO moves VALUES ({_MOVE.format(row="NEW.")}, 1)
        ON CONFLICT DO UPDATE SET count = count + 1;
    END
    """,
    "CREATE INDEX rewards_unknown ON rewards (claimed_at) WHERE status = 'unknown'",
)
