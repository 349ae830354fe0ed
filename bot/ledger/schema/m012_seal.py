"""The history shows tampering: each entry is sealed with the one before it, and now and then all of them together."""

from bot.ledger.schema import INSTANT

STATEMENTS = (
    # What the entry changed, as JSON: table, key, column, value; of a reason and of a person's details only an HMAC.
    # `mac` is the HMAC of the entry, those facts, and the `mac` of the entry before it with the same request_id;
    # `key_id` names its key. All three are empty in entries from before this step.
    "ALTER TABLE history ADD COLUMN facts TEXT CHECK (facts IS NULL OR json_valid(facts))",
    "ALTER TABLE history ADD COLUMN key_id TEXT",
    """
    ALTER TABLE history ADD COLUMN mac BLOB
        CHECK (length(mac) = 32 AND (mac IS NULL) = (key_id IS NULL) AND (mac IS NULL) = (facts IS NULL))
    """,
    # A row is one sealing of the history: of every entry since the one before it, up to the entry `up_to`. `entries`
    # is how many there were by then in all; `head` is an HMAC over theirs and over the head before it.
    f"""
    CREATE TABLE seals (
        id INTEGER PRIMARY KEY,
        sealed_at TEXT NOT NULL CHECK (sealed_at {INSTANT}),
        up_to INTEGER NOT NULL UNIQUE CHECK (up_to > 0),
        entries INTEGER NOT NULL CHECK (entries > 0),
        key_id TEXT NOT NULL,
        head BLOB NOT NULL UNIQUE CHECK (length(head) = 32)
    ) STRICT
    """,
    *(
        f"""
        CREATE TRIGGER seals_are_never_{done} BEFORE {doing} ON seals
        BEGIN SELECT RAISE(ABORT, 'the seals are append-only'); END
        """
        for doing, done in (("UPDATE", "changed"), ("DELETE", "removed"))
    ),
    # INSERT OR REPLACE removes a row without firing the triggers that guard against that (SQLite, "ON CONFLICT").
    *(
        f"""
        CREATE TRIGGER {table}_{verb}_never_replaced BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'append-only'); END
        """
        for table, verb in (("history", "is"), ("seals", "are"))
    ),
)
