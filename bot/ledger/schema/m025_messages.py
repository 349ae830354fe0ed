"""Which message a request is about, where somebody was rewarded for one."""

STATEMENTS = (
    # By its name within the channel of the request; empty where it is about none.
    "ALTER TABLE requests ADD COLUMN message_ts TEXT NOT NULL DEFAULT ''",
    # The thread that this message is in or begins, where the card stands.
    """
    ALTER TABLE requests
    ADD COLUMN thread_ts TEXT NOT NULL DEFAULT '' CHECK ((thread_ts = '') = (message_ts = ''))
    """,
)
