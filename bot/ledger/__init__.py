"""The store, behind one interface: what a ledger promises, whichever database stands behind it.

`Ledger.write()` is one durable transaction: what it reads, nobody else changes before it ends, be it that it holds the
only write lock (SQLite) or whatever it has read (Postgres). `Ledger.read()` is one consistent view. What a transaction
stages in the outbox is announced after the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from bot.core.allocation import CardHolder
from bot.core.binding import Binding, Tie
from bot.core.errors import LedgerInDoubt
from bot.core.message import Post
from bot.core.policy import Members, User
from bot.core.reward import Decision, Earlier, Request, RequestStatus, Reward, RewardStatus
from bot.core.sealing import Keys
from bot.core.token_calls import TokenCalls

NO_KEY = Keys()
"""For trials and tests: whatever writes for a company brings its key."""


def utc_now() -> datetime:
    return datetime.now(UTC)


SqlValue = str | int | float | None
Noted = SqlValue | datetime | Decimal
"""What a column of a reward may be set to; instants and amounts are stored as text."""


WAITS_FOR_RECIPIENT = "waits for the recipient's allocation in flight"
"""The outcome of an errand that is put back until another allocation of its recipient has come home."""


FOUND = "found"
"""The event of an entry that holds rows as they were when the history came to be sealed."""


class Lane(StrEnum):
    """Money never waits for a message, so each has its own lane."""

    MONEY = "money"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True)
class Errand:
    """One row of the outbox: something to carry out, when it is due.

    `request_id` is None for a notice, a message about no request. `place` is a channel's or a person's id for a
    message and a reward's id for money. `response_url` answers a click. `detail` is a short remark for whoever
    renders it. `attempts` and `version` are as taken: a carrier that comes late, or whose message is wanted anew
    meanwhile, is told so by the row count.
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


class Reading(Protocol):
    """One consistent view of the ledger. `now` was read after it began."""

    @property
    def now(self) -> datetime: ...
    def request(self, request_id: str) -> Request | None: ...
    def request_of(self, errand: Errand) -> Request: ...
    def request_by_trigger(self, team_id: str, trigger_id: str) -> Request | None: ...
    def request_id_of(self, reward_id: str) -> str | None: ...
    def response_url(self, request_id: str) -> str: ...
    def users(self, ids: Iterable[str]) -> Mapping[str, User]: ...
    def members(self, group_ids: Iterable[str]) -> Members: ...
    def card_holder(self, slack_user_id: str) -> CardHolder | None: ...
    def sent_card_holder(self, reward_id: str) -> CardHolder | None: ...
    def turn_of(self, request_id: str) -> int: ...
    def open_requests(self, giver_id: str) -> int: ...
    def same_since(self, giver_id: str, recipient_id: str, points: int, since: datetime) -> Earlier | None: ...
    def undecided_by_others(self, person_id: str) -> tuple[tuple[str, tuple[str, ...]], ...]: ...
    def undecided_of(self, giver_id: str) -> tuple[str, ...]: ...
    def on_its_way_of(self, giver_id: str) -> tuple[str, ...]: ...
    def pending_ids(self) -> tuple[str, ...]: ...
    def waiting_for_look_ups(self) -> tuple[str, ...]: ...
    def lease_of_recipient(self, recipient_id: str) -> datetime | None: ...
    def pause(self) -> Pause | None: ...
    def token_calls(self, credentials: str) -> TokenCalls: ...
    def is_token_call_under_way(self) -> bool: ...
    def history(self, request_id: str) -> tuple[RecordedEntry, ...]: ...
    def requests(self, *, after: str = "", limit: int = 500) -> tuple[Request, ...]: ...
    def newest_errand(self) -> int: ...
    def due(self, lane: Lane, *, except_places: Iterable[str] = (), is_urgent_only: bool = False) -> int | None: ...
    def posts(self, request_id: str, kind: str, place: str) -> tuple[Post, ...]: ...
    def places(self, request_id: str, kind: str) -> tuple[str, ...]: ...
    def binding(self) -> Binding: ...
    def was_asked(self) -> bool: ...
    def was_noticed(self, kind: str, place: str, detail: str, *, since: datetime) -> bool: ...
    def counts(self) -> Counts: ...
    def last_seal(self) -> Seal | None: ...
    def first_sealed_at(self) -> datetime | None: ...
    def newest_entry_id(self) -> int: ...
    def not_yet_sealed(self, *, after: str, limit: int) -> tuple[tuple[str, bool], ...]: ...
    def is_sealed_as_found(self) -> bool: ...
    def days_work(self, after: int, up_to: int) -> DaysWork: ...
    def last_notice(self, kind: str, place: str) -> tuple[datetime, str] | None: ...
    def card_of(self, reward_id: str) -> str: ...
    def reward_of_reference(self, reference: str) -> str | None: ...
    def rewards_since(self, since: datetime) -> tuple[str, ...]: ...
    def last_compared(self) -> Compared | None: ...
    def last_reading(self) -> AccountReading | None: ...
    def allocated_points(self) -> int: ...


class Writing(Reading, Protocol):
    """One durable transaction. Every move is guarded: False means that somebody else was there first."""

    def add_request(self, request: Request, *, trigger_id: str, response_url: str) -> None: ...
    def end_request(
        self, request_id: str, to: RequestStatus, by: str = "", *, status: RequestStatus = RequestStatus.PENDING
    ) -> bool: ...
    def note_deciders(self, request_id: str, mark: str) -> None: ...
    def add_decision(self, request_id: str, decision: Decision) -> None: ...
    def approve_rewards(self, request_id: str) -> None: ...
    def move_reward(self, reward: Reward, to: RewardStatus, **changes: Noted) -> bool: ...
    def note_reward(self, reward_id: str, **changes: Noted) -> None: ...
    def append(self, entry: Entry) -> None: ...
    def stage(
        self,
        lane: Lane,
        request_id: str | None,
        kind: str,
        place: str,
        *,
        due_at: datetime | None = None,
        urgent: bool = False,
        response_url: str = "",
        detail: str = "",
    ) -> None: ...
    def take(self, errand_id: int, *, until: datetime) -> Errand | None: ...
    def finish(self, errand: Errand, outcome: str) -> bool: ...
    def put_back(self, errand: Errand, due_at: datetime, outcome: str, *, in_doubt: bool = False) -> bool: ...
    def unstage(self, request_id: str, kind: str, place: str) -> None: ...
    def postpone(self, errand_id: int, due_at: datetime) -> None: ...
    def free_recipient(self, recipient_id: str) -> None: ...
    def free_all(self) -> None: ...
    def not_final_ids(self) -> tuple[str, ...]: ...
    def drop_what_is_out_of_date(self) -> None: ...
    def add_post(self, request_id: str, kind: str, place: str, post: Post) -> None: ...
    def pause_sending(self, by: str, why: str, *, has_bad_credentials: bool = False, credentials: str = "") -> bool: ...
    def resume_sending(self, by: str) -> bool: ...
    def count_unanswered(self) -> int: ...
    def end_unanswered(self) -> None: ...
    def note_account(self, balance: Decimal, *, is_low: bool) -> bool: ...
    def note_compared(self, compared: Compared, count: int) -> bool: ...
    def replace_differences(self, found: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]: ...
    def add_reading(self, reading: AccountReading) -> None: ...
    def is_staged(self, request_id: str, kind: str, place: str) -> bool: ...
    def keep_token_calls(self, credentials: str, calls: TokenCalls) -> None: ...
    def allow_token_calls(self) -> bool: ...
    def replace_users(self, users: Iterable[User], *, as_of: datetime) -> None: ...
    def replace_members(self, group_id: str, user_ids: Iterable[str]) -> None: ...
    def bind(self, found: Binding) -> None: ...
    def rebind(self, tie: Tie, value: str) -> None: ...
    def seal_as_found(self) -> None: ...
    def seal(self, *, at_most: int) -> Seal | None: ...


class Ledger(Protocol):
    """See the module's docstring. Raises `LedgerError` and its kinds."""

    def read(self) -> AbstractContextManager[Reading]: ...
    def write(self, *, latest: float | None = None) -> AbstractContextManager[Writing]:
        """`latest`, on the monotonic clock: past it the transaction is undone and `TooLate` raised."""
        ...

    def on_staged(self, wake: Callable[[Lane], None]) -> None:
        """`wake` is called after each commit that staged something, once for each lane concerned."""
        ...

    def on_doubt(self, end: Callable[[LedgerInDoubt], None]) -> None:
        """`end` is called whenever nobody can tell whether a commit was kept, whoever catches the error: the process
        must end."""
        ...
