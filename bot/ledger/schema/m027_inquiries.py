"""What somebody asks of EnKash about their own card has a lane of its own."""

from bot.ledger.schema import INSTANT

STATEMENTS = (
    # As before, with one lane more. Only money is always about a request.
    f"""
    CREATE TABLE outbox_with_inquiries (
        id INTEGER PRIMARY KEY,
        lane TEXT NOT NULL CHECK (lane IN ('money', 'messages', 'inquiries')),
        urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1)),
        request_id TEXT REFERENCES requests (id),
        kind TEXT NOT NULL,
        place TEXT NOT NULL DEFAULT '',
        response_url TEXT NOT NULL DEFAULT '',
        detail TEXT NOT NULL DEFAULT '',
        version INTEGER NOT NULL DEFAULT 1,
        staged_at TEXT NOT NULL CHECK (staged_at {INSTANT}),
        due_at TEXT NOT NULL CHECK (due_at {INSTANT}),
        attempts INTEGER NOT NULL DEFAULT 0,
        is_in_hand INTEGER NOT NULL DEFAULT 0 CHECK (is_in_hand IN (0, 1)),
        doubts INTEGER NOT NULL DEFAULT 0,
        done_at TEXT CHECK (done_at {INSTANT}),
        outcome TEXT NOT NULL DEFAULT '',
        CHECK (request_id IS NOT NULL OR lane <> 'money')
    ) STRICT
    """,
    """
    INSERT INTO outbox_with_inquiries
    SELECT id, lane, urgent, request_id, kind, place, response_url, detail, version, staged_at, due_at, attempts,
        is_in_hand, doubts, done_at, outcome
    FROM outbox
    """,
    "DROP TABLE outbox",
    "ALTER TABLE outbox_with_inquiries RENAME TO outbox",
    "CREATE INDEX outbox_due ON outbox (lane, urgent DESC, due_at) WHERE done_at IS NULL",
    "CREATE UNIQUE INDEX outbox_once ON outbox (request_id, kind, place) WHERE done_at IS NULL",
    """
    CREATE UNIQUE INDEX outbox_notice_once ON outbox (kind, place, detail)
        WHERE done_at IS NULL AND request_id IS NULL
    """,
    "CREATE INDEX outbox_notices ON outbox (kind, place, detail, staged_at) WHERE request_id IS NULL",
)
