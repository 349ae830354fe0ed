"""A ledger with as many finished rewards as wanted, made by SQLite itself: minutes of asking take seconds."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from bot.core.ids import ID_ALPHABET
from tests.bench.deliveries import CHANNEL, FARAH, GIVERS, RAVI, RECIPIENTS

# Each reward was asked, approved by Ravi, allocated; its messages have gone. The letters of the ids follow one
# another as if drawn by chance, because ids in order would make every index look better than it is. One letter
# more than the bot's own have keeps the two apart.
SCRAMBLE = 541_234_567
LETTERS = " || ".join(
    f"substr('{ID_ALPHABET}', 1 + (number * {SCRAMBLE} % {31**6}) / {31**place} % 31, 1)" for place in range(6)
)
INSTANT = "strftime('%Y-%m-%dT%H:%M:%f', 1700000000 + number * 30 + {}, 'unixepoch') || '000+00:00'"

# As long as what an entry of such a life holds on average; these cannot be verified.
FACTS = '{"rewards":"' + " " * 280 + '"}'
SEAL = f"'{FACTS}', 'filled', randomblob(32)"
NO_SEAL = "NULL, NULL, NULL"

_ROWS = f"""
    CREATE TEMP TABLE made AS
    WITH RECURSIVE numbers (number) AS (SELECT :first UNION ALL SELECT number + 1 FROM numbers WHERE number < :last)
    SELECT number, 'R-' || {LETTERS} || '2' AS id, 'R' || {LETTERS} || 'ABCDEFGHJKMNP' AS reference,
        '{GIVERS[0][:-4]}' || printf('%04d', number % {len(GIVERS)}) AS giver,
        '{RECIPIENTS[0][:-4]}' || printf('%04d', number * 7 % {len(RECIPIENTS)}) AS recipient,
        {INSTANT.format(0)} AS asked_at, {INSTANT.format(604_800)} AS expires_at,
        {INSTANT.format(600)} AS decided_at, {INSTANT.format(602)} AS settled_at
    FROM numbers
"""
_FILLS = (
    f"""
    INSERT INTO requests (id, team_id, channel_id, giver_id, points, reason, status, deciders, quorum, asked_at,
        expires_at, ended_at, trigger_id, response_url)
    SELECT id, 'T0SHABASH', '{CHANNEL.id}', giver, 100, 'shipping the demo', 'approved', '["{RAVI}", "{FARAH}"]', 1,
        asked_at, expires_at, decided_at, number || '.filled', 'https://hooks.slack.com/commands/T0SHABASH/1/filled'
    FROM made
    """,
    """
    INSERT INTO rewards (id, request_id, recipient_id, points, reference, asked_at, status, attempt, claimed_at,
        lease_ends_at, settled_at, settled_by, card_id, transaction_id, balance, sent_email, sent_mobile, sent_title,
        sent_first_name, sent_gender)
    SELECT id, id, recipient, 100, reference, asked_at, 'allocated', 1, decided_at, expires_at, settled_at, 'clock',
        'EKC1', 'ECTR' || number, '1250', lower(recipient) || '@example.com', '9000000000', 'Ms', 'Asha', 'F' FROM made
    """,
    f"""
    INSERT INTO decisions (request_id, decider_id, choice, decided_at)
    SELECT id, '{RAVI}', 'approve', decided_at FROM made
    """,
    *(
        f"""
        INSERT INTO history (request_id, reward_id, at, event, actor, from_status, to_status, attempt, facts,
            key_id, mac)
        SELECT id, {reward}, {at}, '{event}', {actor}, {before}, '{after}', {attempt}, {{seal}} FROM made
        """
        for reward, at, event, actor, before, after, attempt in (
            ("NULL", "asked_at", "asked", "giver", "NULL", "pending", "NULL"),
            ("NULL", "decided_at", "approved", f"'{RAVI}'", "'pending'", "approved", "NULL"),
            ("id", "decided_at", "approved", f"'{RAVI}'", "NULL", "approved", "NULL"),
            ("id", "decided_at", "sending", "'clock'", "'approved'", "sending", "1"),
            ("id", "settled_at", "allocated", "'clock'", "'sending'", "allocated", "1"),
        )
    ),
    *(
        f"""
        INSERT INTO outbox (lane, request_id, kind, place, staged_at, due_at, attempts, done_at, outcome)
        SELECT '{lane}', id, '{kind}', {place}, asked_at, asked_at, 1, settled_at, 'done' FROM made
        """
        for lane, kind, place in (
            # Each card is drawn, and drawn anew when it is approved; the channel's once more when points arrive.
            *[("messages", "card", f"'{place}'") for place in (CHANNEL.id, RAVI, FARAH) * 2 + (CHANNEL.id,)],
            ("money", "allocation", "id"),
            ("money", "deadline", "id"),
            ("messages", "arrived", f"'{CHANNEL.id}'"),
            ("messages", "thanks", "recipient"),
        )
    ),
    *(
        f"""
        INSERT INTO posts (request_id, kind, place, channel_id, ts)
        SELECT id, 'card', {place}, {place}, '1700000000.' || number FROM made
        """
        for place in (f"'{CHANNEL.id}'", f"'{RAVI}'", f"'{FARAH}'")
    ),
    "DROP TABLE made",
)
_SEALED = """
    INSERT INTO seals (sealed_at, up_to, entries, key_id, head)
    SELECT max(at) , max(id), max(id), 'filled', randomblob(32) FROM history
"""


def fill(path: Path, first: int, last: int, *, is_sealed: bool = True) -> None:
    """Rewards number `first` to `last`, into a ledger that nobody has open. Durable only once it returns. Where they
    are not sealed already, the first start seals all of them as found."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    for start in range(first, last + 1, 100_000):
        connection.execute("BEGIN")
        connection.execute(_ROWS, {"first": start, "last": min(last, start + 99_999)})
        for statement in _FILLS:
            connection.execute(statement.replace("{seal}", SEAL if is_sealed else NO_SEAL))
        if is_sealed:
            connection.execute(_SEALED)
        connection.execute("COMMIT")
    connection.close()
    # What the system still holds back would be written while something is measured.
    with path.open("rb") as file:
        os.fsync(file.fileno())
