"""Deciders come and go while a request is pending, and a request may end because its recipient has left."""

STATEMENTS = (
    # A mark of who could decide when the cards were last drawn for them; empty where nobody has looked yet.
    "ALTER TABLE requests ADD COLUMN deciders_mark TEXT NOT NULL DEFAULT ''",
    # Who ended it; empty where that was before this column.
    "ALTER TABLE requests ADD COLUMN ended_by TEXT NOT NULL DEFAULT '' CHECK (ended_by = '' OR ended_at IS NOT NULL)",
)
