"""Whom a request reaches that nobody has decided on for a while."""

STATEMENTS = (
    # Whom the tier above named when it was asked as well, as JSON; nobody while that has not happened.
    "ALTER TABLE requests ADD COLUMN escalated_to TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(escalated_to))",
)
