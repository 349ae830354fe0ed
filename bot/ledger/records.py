"""What a ledger tells and is told, besides the nouns of `bot/core/`: errands, entries, seals, counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

SqlValue = str | int | float | None
Noted = SqlValue | datetime | Decimal
"""What a column of a reward may be set to; instants and amounts are stored as text."""


WAITS_FOR_RECIPIENT = "waits for the recipient's allocation in flight"
"""The outcome of an errand that is put back until another allocation of its recipient has come home."""


FOUND = "found"
"""The event of an entry that holds rows as they were when the history came to be sealed."""


class Lane(StrEnum):
    """Money never waits for a message, nor either for what somebody asks EnKash about their own card: so each has its
    own lane."""

    MONEY = "money"
    MESSAGES = "messages"
    INQUIRIES = "inquiries"


@dataclass(frozen=True, slots=True)
class Errand:
    """One row of the outbox: something to carry out, when it is due.

    `request_id` is None for a notice, a message about no request, and for an inquiry. `place` is a channel's or a
    person's id for a message, a reward's id for money, and for an inquiry whoever asks. `response_url` answers a click.
    `detail` is a short remark for whoever renders it. `attempts` and `version` are as taken: a carrier that comes late,
    or whose message is wanted anew meanwhile, is told so by the row count.
    """

    id: int
    lane: Lane
    request_id: str | None
    kind: str
    place: str
    response_url: str
    detail: str
    version: int
    attempts: int
    doubts: int
    staged_at: datetime
    outcome: str = ""
    """What came of it when it was last in hand."""
    part: str = ""
    """Which of its request's rewards it is about, as `Reward.part` has it; empty for the whole, or the only one."""


@dataclass(frozen=True, slots=True)
class Staged:
    """One row of the outbox as it lies there, for whoever explains what becomes of a request: waiting until `due_at`,
    in somebody's hands until then, or done."""

    lane: Lane
    kind: str
    place: str
    staged_at: datetime
    due_at: datetime
    done_at: datetime | None
    is_in_hand: bool
    attempts: int
    outcome: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """Why nothing is sent to EnKash at present. With bad credentials it is not asked anything either: three refused
    token calls in a row would lock the account. `credentials` is the fingerprint of those that the pause is for, empty
    where it is for something else (too): then only a person ends it."""

    why: str
    has_bad_credentials: bool
    credentials: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many, and how long the oldest of them has waited; 0 where there is none."""

    count: int
    oldest_seconds: float


@dataclass(frozen=True, slots=True)
class Counts:
    """What there is at one moment. `moves` counts, since the ledger was made, how often a request or a reward went from
    one status to another: `("reward", "sending", "allocated")`. `lanes` is what waits to be carried."""

    moves: Mapping[tuple[str, str, str], int]
    pending: int
    approved: int
    sending: int
    unknown: Waiting
    lanes: Mapping[Lane, Waiting]
    is_paused: bool
    taken_back: int = 0


@dataclass(frozen=True, slots=True)
class AccountReading:
    """What the company's account held at a moment at which nothing was under way, and the points of all rewards that
    were allocated by then."""

    read_at: datetime
    balance: Decimal
    allocated_points: int


@dataclass(frozen=True, slots=True)
class Compared:
    """The newest day for which every reward of late was compared with EnKash, and when that began."""

    for_day: date
    began_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, for the history. It holds no e-mail, mobile or reason."""

    event: str
    actor: str
    request_id: str | None = None
    reward_id: str | None = None
    from_status: str | None = None
    to_status: str | None = None
    attempt: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RecordedEntry:
    """An entry as the history holds it."""

    at: datetime
    entry: Entry


@dataclass(frozen=True, slots=True)
class Seal:
    """One sealing of the whole history: every entry up to the one with the number `up_to`, `entries` in all. `head` is
    what to keep elsewhere: who has it can tell later whether anything up to there was changed."""

    id: int
    sealed_at: datetime
    up_to: int
    entries: int
    head: str


@dataclass(frozen=True, slots=True)
class DaysWork:
    """What the history says happened after one entry and up to another."""

    entries: int
    asked: int
    approved: int
    allocated: int
    points_allocated: int
    taken_back: int
    points_taken_back: int
