"""What deciders do beside approving and declining: approve fewer points, ask the giver, pass the request on."""

from bot.ledger.schema import INSTANT

STATEMENTS = (
    # How many points were approved: NULL for a decline, and where the decision is from before this column.
    "ALTER TABLE decisions ADD COLUMN points INTEGER CHECK (points > 0)",
    # Who passed the request on, and to whom, as JSON.
    "ALTER TABLE requests ADD COLUMN reassigned TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(reassigned))",
    # A row is what one decider asked the giver about a request, and the reply, once there is one. Nobody has two open.
    f"""
    CREATE TABLE questions (
        id TEXT PRIMARY KEY,
        request_id TEXT NOT NULL REFERENCES requests (id),
        asker_id TEXT NOT NULL,
        question TEXT NOT NULL CHECK (question <> ''),
        asked_at TEXT NOT NULL CHECK (asked_at {INSTANT}),
        reply TEXT NOT NULL DEFAULT '',
        replied_at TEXT CHECK (replied_at {INSTANT}),
        CHECK ((reply = '') = (replied_at IS NULL))
    ) STRICT
    """,
    "CREATE INDEX questions_by_request ON questions (request_id)",
    "CREATE UNIQUE INDEX questions_open ON questions (request_id, asker_id) WHERE replied_at IS NULL",
)
