"""Who hears that the e-mail or mobile has changed under which somebody's points are sent.

Whoever redirects somebody's points to another card must be seen: by the person, and by the operators.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

from bot.ledger import Lane, Writing
from bot.people import Change
from bot.rewards.staging import OPERATORS, Kind, stage_notice

# More people than this are a number to the operators.
PEOPLE_NAMED_MAX = 10
# After an import that changes thousands, a card must not wait for thousands of messages.
BETWEEN_PEOPLE = timedelta(seconds=1)


def stage_details_changed(tx: Writing, changes: Sequence[Change], by: str) -> None:
    """One message to each person, and one to the operators about all of them; no value is told unmasked, and none to
    the operators."""
    is_few = len(changes) <= PEOPLE_NAMED_MAX
    named = {change.slack_user_id: list(change.fields) for change in changes} if is_few else {}
    told = {"by": by, "people": len(changes), "named": named}
    stage_notice(tx, Kind.OPERATORS_DETAILS_CHANGED, OPERATORS, json.dumps(told))
    for number, change in enumerate(changes):
        due_at = tx.now + number * BETWEEN_PEOPLE
        detail = json.dumps(change.fields)
        tx.stage(Lane.MESSAGES, None, Kind.DETAILS_CHANGED, change.slack_user_id, due_at=due_at, detail=detail)


def stage_forgotten(tx: Writing, slack_user_id: str, by: str) -> None:
    """Forgotten and imported again, somebody would have other details, and nothing would have changed: so the
    operators hear of it. The person is left alone."""
    stage_notice(tx, Kind.OPERATORS_FORGOTTEN, OPERATORS, json.dumps({"by": by, "slack_user_id": slack_user_id}))
