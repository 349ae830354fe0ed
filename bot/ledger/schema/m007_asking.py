"""What was asked shortly before, and what waits for whom, found without reading the whole ledger."""

STATEMENTS = (
    # The request that this one is the same as: asked shortly before by the same giver, for the same recipient and as
    # many points. Empty where there was none.
    "ALTER TABLE requests ADD COLUMN same_as TEXT REFERENCES requests (id) CHECK (same_as <> id)",
    "CREATE INDEX requests_by_giver ON requests (giver_id, asked_at)",
    "CREATE INDEX requests_undecided ON requests (expires_at) WHERE status = 'pending'",
    "CREATE INDEX rewards_on_their_way ON rewards (request_id) WHERE status IN ('approved', 'sending', 'unknown')",
)
