"""The lane of messages: one errand at a time, from the ledger to Slack.

What may go wrong and what follows: Slack is away (again later, nothing lost), Slack says slow down (obeyed),
the channel is refused (the giver is told how to mend it), the reply got lost (a post is repeated once; either
copy decides, and both are kept up to date).
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.message import Message, Post
from bot.core.policy import Policy
from bot.ledger import Errand, Lane, Ledger, Writing
from bot.outbox.budget import PER_PLACE, UPDATES, Budget
from bot.outbox.rendering import Scene, render, scene_of
from bot.rewards.settling import operators_of
from bot.rewards.staging import CANCEL, Kind
from bot.slack import InDoubt, MessageGone, NoPlace, NotPosted, Rejected, SlackTrouble

log = logging.getLogger(__name__)

# A carrier that has not come back after this has gone away: Slack's own time-out, and a margin.
LEASE = timedelta(seconds=30)
# A response_url lives for thirty minutes.
RESPONSE_URL_LIFE = timedelta(minutes=25)
BACKOFF_FIRST_SECONDS, BACKOFF_MAX_SECONDS = 0.5, 60.0
# A doubtful post is repeated once.
POSTS_IN_DOUBT_MAX = 2
UPDATE_METHOD = "chat.update"

_IN_THREAD = {Kind.ARRIVED, Kind.REFUSED, Kind.UNCONFIRMED, Kind.NOT_HAPPENED, Kind.GIVEN_UP, Kind.WITHDRAWN}


class SlackOut(Protocol):
    """What the lane needs of Slack; raises `SlackTrouble`."""

    def post(self, channel_id: str, message: Message, thread_ts: str | None = None) -> Post: ...
    def update(self, post: Post, message: Message) -> None: ...
    def whisper(self, response_url: str, message: Message, *, replace_original: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Parcel:
    """An errand in hand, with what to say and where. A message of None is not worth sending any more."""

    errand: Errand
    message: Message | None
    posts: tuple[Post, ...]
    channel_id: str
    thread_ts: str | None
    taken_at: datetime

    @property
    def kind(self) -> Kind:
        return Kind(self.errand.kind)

    @property
    def is_too_late(self) -> bool:
        """An answer to a click goes through its response_url or not at all."""
        return self.kind is Kind.ANSWER and self.taken_at - self.errand.staged_at >= RESPONSE_URL_LIFE


class MessageLane:
    """`run_once()` carries one message and returns 1, or returns 0 when nothing is due."""

    def __init__(
        self,
        ledger: Ledger,
        slack: SlackOut,
        policy: Policy,
        budget: Budget,
        *,
        command: str,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._ledger = ledger
        self._slack = slack
        self._policy = policy
        self._budget = budget
        self._command = command
        self._jitter = jitter
        self._turn = threading.Lock()

    def run_once(self) -> int:
        with self._turn:
            with self._ledger.read() as view:
                errand_id = view.due(Lane.MESSAGES, except_places=self._budget.spent())
            if errand_id is None:
                return 0
            with self._ledger.write() as tx:
                errand = tx.take(errand_id, until=tx.now + LEASE)
                parcel = None if errand is None else self._pack(tx, errand)
        if parcel is not None:
            self._carry(parcel)
        return 1

    def _pack(self, tx: Writing, errand: Errand) -> Parcel:
        posts = tx.posts(errand.request_id, errand.kind, errand.place) if errand.kind == Kind.CARD else ()
        request = tx.request(errand.request_id)
        assert request is not None
        helpers = operators_of(tx, self._policy, request)
        scene: Scene = scene_of(tx, errand, helpers=helpers, command=self._command, is_first_post=not posts)
        channel_id, thread_ts = errand.place, None
        if errand.kind in _IN_THREAD and errand.place == request.channel_id:
            cards = tx.posts(request.id, Kind.CARD, request.channel_id)
            # Without a card in the channel there is no thread: then the giver hears it.
            channel_id, thread_ts = (cards[0].channel_id, cards[0].ts) if cards else (request.giver_id, None)
        return Parcel(errand, render(scene), posts, channel_id, thread_ts, tx.now)

    def _carry(self, parcel: Parcel) -> None:
        try:
            outcome, post = self._send(parcel)
        except NoPlace as error:
            self._refused(parcel, str(error))
        except NotPosted as error:
            self._again(parcel, error)
        except InDoubt as error:
            self._doubtful(parcel, str(error))
        except SlackTrouble as error:
            log.error("message rejected", extra=_about(parcel, error=str(error)))
            self._finish(parcel, f"rejected: {error}")
        else:
            self._finish(parcel, outcome, post)

    def _send(self, parcel: Parcel) -> tuple[str, Post | None]:
        """Make the call that this parcel needs."""
        if parcel.message is None or parcel.is_too_late:
            return "no longer needed", None
        if parcel.errand.response_url and self._whisper(parcel, parcel.message):
            return "whispered", None
        if parcel.posts:
            return self._update(parcel, parcel.message), None
        if parcel.errand.doubts >= POSTS_IN_DOUBT_MAX:
            raise NoPlace("posted twice, and Slack confirmed neither")
        wait_seconds = self._budget.wait_seconds(parcel.errand.place, PER_PLACE)
        if wait_seconds:
            raise NotPosted("own budget", wait_seconds)
        return "posted", self._slack.post(parcel.channel_id, parcel.message, parcel.thread_ts)

    def _whisper(self, parcel: Parcel, message: Message) -> bool:
        """Answer through the response_url; False when that is closed and the message can go another way."""
        try:
            replace = parcel.errand.detail == CANCEL
            self._slack.whisper(parcel.errand.response_url, message, replace_original=replace)
        except Rejected:
            if parcel.kind is Kind.ANSWER:
                raise
            return False
        return True

    def _update(self, parcel: Parcel, message: Message) -> str:
        for post in parcel.posts:
            wait_seconds = self._budget.wait_seconds(UPDATE_METHOD, UPDATES)
            if wait_seconds:
                raise NotPosted("own budget", wait_seconds)
            try:
                self._slack.update(post, message)
            except MessageGone as error:
                log.warning("message gone", extra=_about(parcel, error=str(error)))
            except InDoubt as error:
                raise NotPosted(str(error)) from error
        return "updated"

    def _finish(self, parcel: Parcel, outcome: str, post: Post | None = None) -> None:
        with self._ledger.write() as tx:
            if post is not None and parcel.kind is Kind.CARD:
                tx.add_post(parcel.errand.request_id, Kind.CARD, parcel.errand.place, post)
            tx.finish(parcel.errand, outcome)
        log.info("message", extra=_about(parcel, outcome=outcome))

    def _again(self, parcel: Parcel, error: NotPosted) -> None:
        """Exponential backoff with full jitter, and never sooner than Slack asked for."""
        if error.retry_after_seconds:
            seconds = error.retry_after_seconds
            key, rate = (UPDATE_METHOD, UPDATES) if parcel.posts else (parcel.errand.place, PER_PLACE)
            self._budget.close(key, rate, seconds)
        else:
            ceiling = min(BACKOFF_MAX_SECONDS, BACKOFF_FIRST_SECONDS * 2.0 ** min(parcel.errand.attempts, 16))
            seconds = ceiling * self._jitter()
        with self._ledger.write() as tx:
            tx.put_back(parcel.errand, tx.now + timedelta(seconds=seconds), str(error))
        log.warning("message waits", extra=_about(parcel, error=str(error), seconds=round(seconds, 1)))

    def _doubtful(self, parcel: Parcel, why: str) -> None:
        with self._ledger.write() as tx:
            tx.put_back(parcel.errand, tx.now, why, in_doubt=True)
        log.warning("message in doubt", extra=_about(parcel, error=why))

    def _refused(self, parcel: Parcel, why: str) -> None:
        """Slack will not have it there. What the channel should have shown, the giver is told directly."""
        errand = parcel.errand
        with self._ledger.write() as tx:
            request = tx.request(errand.request_id)
            assert request is not None
            is_for_channel = errand.place == request.channel_id and errand.place != request.giver_id
            tx.finish(errand, f"refused: {why}")
            if is_for_channel and parcel.kind is Kind.CARD and parcel.posts == ():
                is_open = tx.now - request.asked_at < RESPONSE_URL_LIFE
                url = tx.response_url(request.id) if is_open else ""
                tx.stage(Lane.MESSAGES, request.id, Kind.NO_CHANNEL, request.giver_id, urgent=True, response_url=url)
            elif is_for_channel and parcel.kind in _IN_THREAD and parcel.channel_id != request.giver_id:
                tx.stage(Lane.MESSAGES, request.id, errand.kind, request.giver_id)
        log.warning("place refused", extra=_about(parcel, error=why))


def _about(parcel: Parcel, **more: object) -> dict[str, object]:
    return {"request_id": parcel.errand.request_id, "kind": parcel.errand.kind, **more}
