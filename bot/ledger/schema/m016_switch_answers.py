"""Whoever turned sending on or off is answered in another form than before."""

STATEMENTS = (
    # What an earlier release has staged and not said: whoever clicked has seen by the bot's stop that nothing came.
    """
    UPDATE outbox SET done_at = staged_at, outcome = 'of an earlier release', is_in_hand = 0, response_url = ''
    WHERE kind = 'switch_answer' AND done_at IS NULL
    """,
)
