"""A ledger belongs to one account at EnKash and to one Slack workspace. And `posts` has its key's columns first."""

from bot.ledger.schema import INSTANT

STATEMENTS = (
    # A row is one thing that this ledger is bound to, since its first use.
    f"""
    CREATE TABLE binding (
        tie TEXT PRIMARY KEY CHECK (tie IN ('enkash_host', 'enkash_company_id', 'enkash_card_account_id',
            'enkash_environment', 'slack_team_id')),
        value TEXT NOT NULL CHECK (value <> ''),
        bound_at TEXT NOT NULL CHECK (bound_at {INSTANT})
    ) STRICT, WITHOUT ROWID
    """,
    # As before, but in the order of its key: in any other, `PRAGMA integrity_check` of SQLite 3.40 calls a whole
    # ledger broken ("NULL value in posts.channel_id"), and whoever looks after one must be able to believe it.
    """
    CREATE TABLE posts_in_order (
        request_id TEXT NOT NULL REFERENCES requests (id),
        kind TEXT NOT NULL,
        place TEXT NOT NULL,
        ts TEXT NOT NULL,
        channel_id TEXT NOT NULL,
        PRIMARY KEY (request_id, kind, place, ts)
    ) STRICT, WITHOUT ROWID
    """,
    """
    INSERT INTO posts_in_order (request_id, kind, place, ts, channel_id)
    SELECT request_id, kind, place, ts, channel_id FROM posts
    """,
    "DROP TABLE posts",
    "ALTER TABLE posts_in_order RENAME TO posts",
)
