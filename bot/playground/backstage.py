"""Behind the scenes: one reward, followed from Slack's signed request to EnKash's reply, as the bot's ledger has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from bot.core.ids import normal_id, whole_id
from bot.core.moves import REQUEST_MOVES, REWARD_MOVES
from bot.core.reward import Request, Reward
from bot.ledger import Lane, Ledger, Reading, RecordedEntry, Staged
from bot.playground.backstage_words import (
    LIFE_WORDS,
    detail_words,
    event_words,
    heard_title,
    heard_words,
    look_up_words,
    post_words,
)
from bot.playground.enkash import EnKashStandIn, Post
from bot.playground.enkash_masked import masked_fields, masked_reply
from bot.playground.server import Json
from bot.playground.tape import Heard, Tape

CHOICES_MAX = 12
STEPS_MAX = 40

MOVES = sorted({(str(came), str(goes)) for came, goes in (*REQUEST_MOVES, *REWARD_MOVES)})
"""Every legal move. A request's `approved` and its reward's are one place on the way."""


class Backstage:
    """What the page shows of the reward that it follows; see `bot.playground.stage.Side`. It only ever reads."""

    name = "backstage"

    def __init__(
        self,
        ledger: Ledger,
        enkash: EnKashStandIn,
        tape: Tape,
        name_of: Callable[[str], str],
        lives: Callable[[], Iterable[tuple[datetime, str]]] = tuple,
    ) -> None:
        """`lives` tells when the bot was killed, and when another was started: "killed", "started"."""
        self._ledger = ledger
        self._enkash = enkash
        self._tape = tape
        self._name_of = name_of
        self._lives = lives
        # Each thread that reads a ledger has a connection of its own, and each look at the page may be another thread.
        self._reader = ThreadPoolExecutor(1, "backstage")
        self.doings: Mapping[str, Callable[[Json], str]] = {}

    def snapshot(self, asked: Mapping[str, str]) -> Json:
        """The rewards to choose from, and the one that is followed: the one that was asked for, else the newest."""
        return self._reader.submit(self._read, asked.get("following", "")).result()

    def _read(self, following: str) -> Json:
        with self._ledger.read() as view:
            ids = view.newest_request_ids(CHOICES_MAX)
            newest = [request for request in map(view.request, ids) if request is not None]
            wanted = normal_id(following) or ""
            followed = view.request(whole_id(wanted)) or next(iter(newest), None)
            # Of several, each is followed by itself: the first, where none was chosen.
            shares = () if followed is None else followed.shares()
            share = next((each for each in shares if each.id == wanted), next(iter(shares), None))
            return {
                "choices": [self._choice(share) for each in newest for share in each.shares()],
                "followed": None if share is None or followed is None else self._follow(view, followed, share),
            }

    def _choice(self, share: Request) -> Json:
        return {"id": share.id, "words": self._told(share), "status": _status(share)}

    def _told(self, share: Request) -> str:
        reward = share.reward
        giver, recipient = (self._name_of(each) for each in (share.giver_id, reward.recipient_id))
        return f"{giver} to {recipient}, {reward.points:,} points"

    def _follow(self, view: Reading, request: Request, share: Request) -> Json:
        reward = share.reward
        history = [each for each in view.history(request.id) if each.entry.reward_id in (None, reward.id)]
        staged = [row for row in view.outbox_of(request.id) if _concerns(row, reward)]
        moved = [(each.entry.from_status, each.entry.to_status) for each in history]
        steps: list[Json] = [
            *(self._heard(each) for each in self._tape.about(request.id)),
            *(self._commit(request, at, entries, rows) for at, entries, rows in _commits(history, staged)),
            *(_life(at, what) for at, what in self._lives() if at >= request.asked_at),
            *(self._posted(post) for post in self._enkash.every_post if reward.reference in _references(post)),
        ]
        return {
            **self._choice(share),
            "reference": reward.reference,
            "quorum": request.quorum,
            "approvals": len(request.approvals),
            "attempt": reward.attempt,
            "look_ups": reward.look_ups,
            "lease_ends_at": _lease(reward),
            "path": {"moves": MOVES, "been": [move for move in moved if all(move)], "here": _status(share)},
            "steps": sorted(steps, key=lambda step: str(step["at"]), reverse=True)[:STEPS_MAX],
            "outbox": [self._errand(row, view.now) for row in sorted(staged, key=_open_first)],
        }

    def _heard(self, heard: Heard) -> Json:
        return {
            "kind": "heard",
            "at": heard.at.isoformat(timespec="microseconds"),
            "title": heard_title(heard, self._name_of(heard.user_id)),
            "words": heard_words(heard.kind),
            "headers": heard.headers,
            "fields": heard.fields,
            "answered": f"HTTP {heard.answered} after {heard.seconds * 1000:.0f} ms" if heard.answered else "no answer",
        }

    def _commit(self, request: Request, at: datetime, entries: Iterable[RecordedEntry], rows: Iterable[Staged]) -> Json:
        told = [recorded.entry for recorded in entries]
        first = told[0].event if told else "staged"
        return {
            "kind": "commit",
            "at": at.isoformat(timespec="microseconds"),
            "title": first,
            "words": event_words(first, request),
            "entries": [
                {
                    "event": entry.event,
                    "by": self._name_of(entry.actor),
                    "move": f"{entry.from_status or 'nothing'} → {entry.to_status}" if entry.to_status else "",
                    "detail": detail_words(entry, request),
                }
                for entry in told
            ],
            "rows": [{"lane": row.lane, "kind": row.kind, "place": self._name_of(row.place)} for row in rows],
        }

    def _posted(self, post: Post) -> Json:
        return {
            "kind": "posted",
            "at": post.at.isoformat(timespec="microseconds"),
            "title": f"POST {post.call}",
            "words": post_words(post) if post.reference else look_up_words(post),
            "headers": [("authorization", "Bearer hidden"), ("Content-Type", "application/json")],
            "fields": masked_fields(post.body),
            "answered": {"": "under way", "lost": "no answer: the connection closed"}.get(
                post.answered, f"HTTP {post.answered}"
            ),
            "reply": masked_reply(post.reply),
        }

    def _errand(self, row: Staged, now: datetime) -> Json:
        state = "done" if row.done_at else "in hand" if row.is_in_hand else "due" if row.due_at <= now else "waiting"
        return {
            "lane": row.lane,
            "kind": row.kind,
            "place": self._name_of(row.place),
            "state": state,
            "at": (row.done_at or row.due_at).isoformat(),
            "attempts": row.attempts,
            "outcome": row.outcome,
        }


def _life(at: datetime, what: str) -> Json:
    return {
        "kind": "life",
        "at": at.isoformat(timespec="microseconds"),
        "title": f"The bot is {what}",
        "words": LIFE_WORDS[what],
    }


def _concerns(row: Staged, reward: Reward) -> bool:
    """Whether it is about this reward, or about the whole of its request."""
    if row.lane is Lane.MONEY:
        return row.place in (reward.id, reward.request_id)
    return row.part in ("", reward.part)


def _status(request: Request) -> str:
    return str(request.reward.status or request.status)


def _open_first(row: Staged) -> tuple[bool, float]:
    """What is still to do comes first, then what was done last."""
    return row.done_at is not None, -(row.done_at or row.due_at).timestamp()


def _lease(reward: Reward) -> str | None:
    is_under_way = reward.status == "sending" and reward.lease_ends_at is not None
    return reward.lease_ends_at.isoformat() if is_under_way and reward.lease_ends_at else None


def _references(post: Post) -> tuple[str, str]:
    """The reference that it sends, and the one that it looks for."""
    return post.reference, str(post.body.get("pgReferenceNumber") or "")


def _commits(
    history: Iterable[RecordedEntry], staged: Iterable[Staged]
) -> list[tuple[datetime, list[RecordedEntry], list[Staged]]]:
    """What was written together: a transaction reads the clock once, so its entries and rows bear one instant."""
    found: dict[datetime, tuple[list[RecordedEntry], list[Staged]]] = {}
    for recorded in history:
        found.setdefault(recorded.at, ([], []))[0].append(recorded)
    for row in staged:
        found.setdefault(row.staged_at, ([], []))[1].append(row)
    return [(at, entries, rows) for at, (entries, rows) in found.items()]
