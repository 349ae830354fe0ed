"""In which language people read, as Slack tells it."""

STATEMENTS = (
    # Such as hi-IN; empty where Slack has not said it yet.
    "ALTER TABLE slack_users ADD COLUMN locale TEXT NOT NULL DEFAULT ''",
)
