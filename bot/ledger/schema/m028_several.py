"""A request may be for several people: what goes out may be about one reward of several, or about one recipient."""

STATEMENTS = (
    # Which of a request's rewards it is about, such as 2 for R-7Q2MK4/2; empty where it is about the whole.
    "ALTER TABLE outbox ADD COLUMN part TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE posts ADD COLUMN part TEXT NOT NULL DEFAULT ''",
    "DROP INDEX outbox_once",
    "CREATE UNIQUE INDEX outbox_once ON outbox (request_id, kind, place, part) WHERE done_at IS NULL",
    # Whom the sums are about, and who asked for the giver before; empty where the request is for one.
    "ALTER TABLE requests ADD COLUMN same_person_id TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE requests ADD COLUMN split_person_id TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE requests ADD COLUMN mutual_by TEXT NOT NULL DEFAULT ''",
)
