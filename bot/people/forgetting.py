"""A person is forgotten: the ledger keeps what was asked, decided and paid, nothing of HR's about them, and no name."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.core.errors import ShabashError
from bot.people.transaction import Record, Table, words_for_errors, writing

_WHOM = """
    SELECT slack_user_id FROM people WHERE slack_user_id = :who OR email = lower(:who)
    UNION SELECT recipient_id FROM rewards
        WHERE sent_email IS NOT NULL AND (recipient_id = :who OR sent_email = lower(:who))
    UNION SELECT id FROM slack_users WHERE id = :who AND name <> ''
"""
# Their details are still needed: to be sent, to be looked up, or to ask for the balance.
_NEEDED = """
    SELECT id, status FROM rewards
    WHERE recipient_id = :id AND (status IN ('approved', 'sending', 'unknown')
        OR (status IS NULL AND restored_at IS NOT NULL AND settled_at IS NULL) OR EXISTS (
        SELECT 1 FROM outbox
        WHERE request_id = rewards.request_id AND kind = 'balance' AND place = rewards.id AND done_at IS NULL))
    ORDER BY id LIMIT 1
"""
_BLANK = """
    UPDATE rewards SET sent_email = NULL, sent_mobile = NULL, sent_title = NULL, sent_first_name = NULL,
        sent_gender = NULL
    WHERE recipient_id = ? AND sent_email IS NOT NULL
"""
# Slack's name for them. The row stays, and says whether they are a member; what Slack tells later does not fill it in.
_UNNAME = "UPDATE slack_users SET name = '' WHERE id = ?"
# What was told to them of a change shows parts of their e-mail and mobile.
_UNTELL = "DELETE FROM outbox WHERE request_id IS NULL AND kind = 'details_changed' AND place = ?"
_WHY_NEEDED = {
    "approved": "is approved and waits to be sent. Try again when it has been",
    "sending": "is being sent to EnKash right now. Try again in a minute",
    "unknown": "is unknown, and can only be looked up with their details. Settle it first: `shabash resolve {id}`",
    None: "is in doubt since the ledger was restored. Settle it first: `shabash resolve {id}`",
    "allocated": "was paid just now, and EnKash is being asked for the balance. Try again in a minute",
}


class CannotForget(ShabashError):
    """This person cannot be forgotten now; the text says why, and names no e-mail."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Who was forgotten, and how many of their rewards no longer say to whom at EnKash they went."""

    slack_user_id: str
    rewards: int


def forget(db: Table, who: str, *, record: Record) -> Forgotten:
    """Remove the person with this Slack id or e-mail, their name, and the details that their rewards were sent with.

    Requests, rewards and history stay, under the Slack id; `record` writes down that somebody was forgotten.
    `db` is the ledger, as for `import_people`. Raises CannotForget, and the LedgerErrors of `import_people`.
    """
    with words_for_errors():
        # SQLite, "PRAGMA secure_delete": what is deleted is overwritten, not only left out.
        db.execute("PRAGMA secure_delete = ON")
        with writing(db):
            slack_id = _slack_id_of(db, who.strip())
            # Whoever is about to send to them has read this row, and is waited for; whoever comes later finds none.
            db.execute("SELECT 1 FROM people WHERE slack_user_id = ? /* writing: FOR UPDATE */", [slack_id])
            _assert_not_needed(db, slack_id)
            db.execute("DELETE FROM people WHERE slack_user_id = ?", [slack_id])
            db.execute(_UNNAME, [slack_id])
            db.execute(_UNTELL, [slack_id])
            blanked = db.execute(_BLANK, [slack_id]).rowcount
            record("forgotten", json.dumps({"slack_user_id": slack_id}))
    return Forgotten(slack_id, blanked)


def _slack_id_of(db: Table, who: str) -> str:
    found = [row["slack_user_id"] for row in db.query(_WHOM, {"who": who})]
    if not found:
        raise CannotForget("Nobody with this Slack id or e-mail is in this ledger.")
    if len(found) > 1:
        raise CannotForget(f"This e-mail was used for {' and '.join(found)}. Say which of them, by Slack id.")
    return str(found[0])


def _assert_not_needed(db: Table, slack_id: str) -> None:
    for reward in db.query(_NEEDED, {"id": slack_id}):
        why = _WHY_NEEDED[reward["status"]].format(id=reward["id"])
        raise CannotForget(f"{slack_id} cannot be forgotten yet: {reward['id']} {why}.")
