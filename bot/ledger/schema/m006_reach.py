"""Where a request is decided, and which notices went lately."""

STATEMENTS = (
    # The channel of the policy in which the card lives; NULL where that is the one in which the request was asked.
    "ALTER TABLE requests ADD COLUMN approvals_channel_id TEXT CHECK (approvals_channel_id GLOB '[CG]*')",
    # A notice about something that lasts is not repeated with every request that meets it.
    "CREATE INDEX outbox_notices ON outbox (kind, place, detail, staged_at) WHERE request_id IS NULL",
)
