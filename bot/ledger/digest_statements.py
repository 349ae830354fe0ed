"""The statements behind digests: each walks the index of what was allocated, and no further than the time it is of."""

from __future__ import annotations

from datetime import date, datetime

from bot.core.digest import Received, Sums, Thanks, Told
from bot.ledger.rows import instant
from bot.ledger.transaction import Transaction

# Neither what was taken back nor what took it is told as a reward. Of what its giver keeps private a channel reads
# nothing: from a sum of points one could work out how many they are.
_MAY_BE_TOLD = """
    rewards.status = 'allocated' AND rewards.settled_at >= ? AND rewards.settled_at < ?
    AND rewards.reverses IS NULL AND rewards.taken_back_at IS NULL AND requests.is_private = 0
"""
_SUMS = f"""
    SELECT count(*), count(DISTINCT rewards.recipient_id), coalesce(sum(rewards.points), 0)
    FROM rewards INDEXED BY rewards_allocated JOIN requests ON requests.id = rewards.request_id
    WHERE {_MAY_BE_TOLD}
"""
_THANKS = f"""
    SELECT requests.id, requests.giver_id, requests.reason, requests.channel_id, requests.value, rewards.recipient_id,
        rewards.points
    FROM rewards INDEXED BY rewards_allocated JOIN requests ON requests.id = rewards.request_id
    WHERE {_MAY_BE_TOLD} ORDER BY rewards.settled_at DESC, rewards.id DESC LIMIT ?
"""
_RECEIVED = f"""
    SELECT rewards.recipient_id, requests.channel_id, count(*) AS rewards, sum(rewards.points) AS points
    FROM rewards INDEXED BY rewards_allocated JOIN requests ON requests.id = rewards.request_id
    WHERE {_MAY_BE_TOLD} GROUP BY rewards.recipient_id, requests.channel_id
"""
_VALUES = f"""
    SELECT requests.value, count(*) AS rewards
    FROM rewards INDEXED BY rewards_allocated JOIN requests ON requests.id = rewards.request_id
    WHERE {_MAY_BE_TOLD} AND requests.value <> '' GROUP BY requests.value ORDER BY rewards DESC, requests.value
"""
_BEGIN = """
    INSERT INTO digests (one, channel_id, every, up_to) VALUES (1, ?, ?, ?)
    ON CONFLICT (one) DO UPDATE SET channel_id = excluded.channel_id, every = excluded.every, up_to = excluded.up_to
    WHERE digests.channel_id <> excluded.channel_id OR digests.every <> excluded.every
"""


class DigestStatements(Transaction):
    """The part of a transaction that concerns digests."""

    def allocated_between(self, since: datetime, until: datetime) -> Sums:
        """What was allocated from then on and before `until`, and is not kept private."""
        row = self._one(_SUMS, instant(since), instant(until))
        assert row is not None, "sums have a row always"
        return Sums(*map(int, row))

    def thanks_between(self, since: datetime, until: datetime, *, limit: int) -> tuple[Thanks, ...]:
        """Of the newest so many of these rewards, who had them from whom for what: those of one request together."""
        found: dict[str, Thanks] = {}
        for row in self._all(_THANKS, instant(since), instant(until), limit):
            before = found.get(row["id"])
            recipients = (*(before.recipient_ids if before else ()), row["recipient_id"])
            found[row["id"]] = Thanks(
                row["id"],
                row["giver_id"],
                recipients,
                row["points"],
                row["reason"],
                row["channel_id"],
                row["value"],
            )
        return tuple(found.values())

    def received_between(self, since: datetime, until: datetime) -> tuple[Received, ...]:
        """How much of it each got, by the channel in which it was asked for."""
        rows = self._all(_RECEIVED, instant(since), instant(until))
        return tuple(Received(row[0], row[1], int(row[2]), int(row[3])) for row in rows)

    def values_between(self, since: datetime, until: datetime) -> tuple[tuple[str, int], ...]:
        """The tags that were shown by what was allocated then, each with how often, most often first."""
        return tuple((row[0], int(row[1])) for row in self._all(_VALUES, instant(since), instant(until)))

    def digest_told(self) -> Told | None:
        """How far digests have come; None while they are turned off."""
        row = self._one("SELECT channel_id, every, up_to FROM digests")
        return None if row is None else Told(*row)

    def begin_digests(self, channel_id: str, every: str, up_to: date) -> None:
        """They are turned on, as they were not before: of nothing before that day is told."""
        self._later(_BEGIN, channel_id, every, up_to.isoformat())

    def note_digest(self, channel_id: str, every: str, up_to: date) -> bool:
        """All before that day is told of there; False where it was already, or where they are not turned on so."""
        return self._changed(
            "UPDATE digests SET up_to = ?1 WHERE channel_id = ?2 AND every = ?3 AND up_to < ?1",
            up_to.isoformat(),
            channel_id,
            every,
        )

    def end_digests(self) -> None:
        """They are turned off."""
        self._later("DELETE FROM digests")
