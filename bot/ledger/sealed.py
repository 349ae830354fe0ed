"""Which columns the history vouches for, and how: what of a row is sealed with the entries that changed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.core.sealing import NO_LINK, Keys, Value, mac
from bot.ledger import SqlValue

Columns = Mapping[str, SqlValue]
Facts = dict[str, dict[str, dict[str, SqlValue]]]
"""Table, key of the row, column: what it holds now."""

CARD_HOLDER = ("sent_email", "sent_mobile", "sent_title", "sent_first_name", "sent_gender")
PERSON = ("email", "mobile", "title", "first_name", "gender", "left_at")
TOGETHER = {"rewards": ("card_holder", CARD_HOLDER), "people": ("details", PERSON)}
"""A person may be forgotten, so of these there is one HMAC, under that name, and never the values. One over all of
them, because whoever has the key could try out every mobile, and not every mobile with every e-mail."""

KEYS = {
    "requests": "id",
    "rewards": "id",
    "decisions": "decider_id",
    "questions": "id",
    "pauses": "id",
    "people": "slack_user_id",
    "absences": "person_id",
    "binding": "tie",
}

SEALED: dict[str, dict[str, SqlValue]] = {
    "requests": {
        **dict.fromkeys(("id", "team_id", "channel_id", "giver_id", "points", "reason", "status", "deciders")),
        **dict.fromkeys(("quorum", "asked_at", "expires_at", "ended_at", "trigger_id", "approvals_channel_id")),
        **dict.fromkeys(("same_as", "policy_hash", "ended_by", "message_ts", "thread_ts", "value"), ""),
        **dict.fromkeys(("same_person_id", "split_person_id", "mutual_by"), ""),
        **dict.fromkeys(("same_as", "tier_up_to_points")),
        **dict.fromkeys(("same_person_points", "same_person_days", "mutual_with", "split_points", "split_days")),
        **dict.fromkeys(("pots", "escalated_to"), "[]"),
        **dict.fromkeys(("needs_next_tier", "is_private"), 0),
        "reassigned": "{}",
    },
    "rewards": {
        **dict.fromkeys(("id", "request_id", "recipient_id", "points", "reference", "status", "claimed_at")),
        **dict.fromkeys(("lease_ends_at", "settled_at", "balance", "account_balance", "restored_at")),
        **dict.fromkeys(("reverses", "taken_back_at")),
        **dict.fromkeys(("settled_by", "card_id", "transaction_id"), ""),
        **dict.fromkeys(("attempt", "was_unknown", "is_confirmed_late"), 0),
    },
    "decisions": {
        **dict.fromkeys(("request_id", "decider_id", "choice", "decided_at", "reason", "points")),
        "for_id": "",
    },
    "questions": {
        **dict.fromkeys(("id", "request_id", "asker_id", "question", "asked_at", "replied_at")),
        "reply": "",
    },
    "pauses": dict.fromkeys(("id", "paused_at", "paused_by", "why", "resumed_at", "resumed_by")),
    "people": dict.fromkeys(("slack_user_id",)),
    "absences": dict.fromkeys(("person_id", "deputy_id", "began_at", "ends_at")),
    "binding": dict.fromkeys(("tie", "value", "bound_at")),
}
"""The sealed columns of each table, with what they hold as long as no entry says otherwise."""

UNSEALED: dict[str, dict[str, str]] = {
    "requests": {
        "response_url": "answers its giver for half an hour, and is nothing after that",
        "deciders_mark": "says when the cards are to be drawn anew, and is made again at each look",
    },
    "rewards": {
        "look_ups": "says when to look up next",
        "asked_at": "its request's, which is sealed, and compared with it by whoever verifies",
    },
    "decisions": {},
    "questions": {},
    "pauses": {
        "has_bad_credentials": "says whether look-ups go on meanwhile",
        "credentials": "says with which settings the pause ends by itself",
    },
    "people": {
        "employee_id": "names a person in a report for payroll, beside the Slack id",
        "cost_centre": "nothing uses it yet",
        "department": "says whose budget the next request takes from; which one it took from is sealed",
        "manager_email": "says who may approve next; who approved is sealed, with their name",
        "updated_at": "says when HR's file last changed them, and nothing reads it",
    },
    "absences": {},
    "binding": {},
}
"""The others, and why they need no seal."""

UNSEALED_TABLES = {
    "history": "its entries are sealed as they are",
    "seals": "they are the seals",
    "outbox": "says what is to be carried out, never what happened",
    "pots": "follows from requests and rewards, and is added up again by whoever verifies",
    "posts": "says where a message stands in Slack",
    "slack_users": "what Slack says, asked anew every ten minutes",
    "group_members": "what Slack says, asked anew every ten minutes",
    "token_calls": "counts failed sign-ins",
    "moves": "counts for /metrics",
    "company_account": "what EnKash last said",
    "unanswered": "counts until sending pauses",
    "reconciliations": "says when EnKash was last asked",
    "digests": "says how far digests have come; that one went is an entry",
    "differences": "what the newest comparison found, and the next finds again",
    "account_readings": "what EnKash said once a day",
    "moved": "says where the ledger was moved to; where it came from is an entry too",
}
"""The other tables, and why they have no seal."""

SECRET = {("requests", "reason"), ("decisions", "reason"), ("questions", "question"), ("questions", "reply")}
"""What a person wrote: of that too there is an HMAC."""


def facts_of(keys: Keys, table: str, key: str, columns: Columns) -> dict[str, SqlValue]:
    """What an entry says of these columns of the row with that key."""
    found = {column: value for column, value in columns.items() if column in SEALED[table]}
    for column in found:
        if (table, column) in SECRET:
            found[column] = secret(keys.current, table, key, column, (columns[column],))
    name, together = TOGETHER.get(table, ("", ("",)))
    if together[0] in columns:
        found[name] = secret(keys.current, table, key, name, [columns.get(column) for column in together])
    return found


def secret(key: bytes, table: str, row_key: str, column: str, values: Iterable[Value | float]) -> str:
    """Vouches for these values without telling them; the same words in two rows do not look the same."""
    return mac(key, "secret", table, row_key, column, *(str(v) if isinstance(v, float) else v for v in values)).hex()


def mac_of_entry(key: bytes, link: bytes, row: Mapping[str, Value]) -> bytes:
    """The HMAC of an entry as it stands in the history, behind the entry whose `mac` is `link`."""
    return mac(key, "entry", link, *(row[column] for column in ENTRY))


ENTRY = (
    *("id", "request_id", "reward_id", "at", "event", "actor", "from_status", "to_status", "attempt", "detail"),
    "facts",
)
"""The columns of an entry that its own HMAC covers."""


def link_of(key: bytes, rows: Iterable[Mapping[str, Value]]) -> bytes:
    """What stands before the first sealed entry of a chain: its entries from before that, as they were found."""
    link = NO_LINK
    for row in rows:
        link = mac_of_entry(key, link, row)
    return link
