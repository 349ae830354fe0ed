"""Token calls, counted for all processes; and which credentials a pause is for."""

from bot.ledger.schema import INSTANT

STATEMENTS = (
    # A row is one set of credentials, by an HMAC of them under their client secret, and how the token calls made with
    # it have fared. `failures` counts those in a row that failed or may have, a call under way among them; its lease
    # says until when it is. Stopped, no call is made with them before a person resumes. No token is ever here.
    f"""
    CREATE TABLE token_calls (
        credentials TEXT PRIMARY KEY CHECK (length(credentials) = 64 AND credentials NOT GLOB '*[^0-9a-f]*'),
        failures INTEGER NOT NULL CHECK (failures >= 0),
        stopped_by TEXT CHECK (stopped_by IN ('refused', 'unanswered')),
        accepted_at TEXT CHECK (accepted_at {INSTANT}),
        stopped_at TEXT CHECK (stopped_at {INSTANT}),
        lease_ends_at TEXT CHECK (lease_ends_at {INSTANT}),
        CHECK ((stopped_by IS NULL) = (stopped_at IS NULL)),
        CHECK (lease_ends_at IS NULL OR failures > 0)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX token_calls_under_way ON token_calls (lease_ends_at) WHERE lease_ends_at IS NOT NULL",
    # The credentials without which the pause would not be: it ends by itself when the bot starts with others.
    """
    ALTER TABLE pauses ADD COLUMN credentials TEXT NOT NULL DEFAULT ''
        CHECK (credentials = '' OR has_bad_credentials = 1)
    """,
)
