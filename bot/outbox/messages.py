"""The lane of messages: one errand at a time, from the ledger to Slack.

What may go wrong and what follows: Slack is away (again later, nothing lost), Slack says slow down (obeyed),
Slack refuses the bot's token (everything that needs it waits, see `token.py`; answers to clicks do not need it),
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
from functools import partial
from typing import Protocol

from bot.core.backoff import backoff_seconds
from bot.core.message import Message, Post
from bot.core.policy import Policy
from bot.ledger import Errand, Lane, Ledger, Writing
from bot.outbox.budget import PER_PLACE, UPDATES, Budget
from bot.outbox.rendering import render, render_notice, scene_of
from bot.outbox.token import PROBE_EVERY, TokenWatch
from bot.rewards.entitlement import helpers_of, operators_of
from bot.rewards.staging import OPERATORS, Kind, stage_for_operators, stage_notice
from bot.slack import InDoubt, MessageGone, NotPosted, Rejected, SlackTrouble

log = logging.getLogger(__name__)

# A carrier that has not come back after this has gone away: Slack's own time-out, and a margin.
LEASE = timedelta(seconds=30)
# A response_url lives for thirty minutes.
RESPONSE_URL_LIFE = timedelta(minutes=25)
BACKOFF_FIRST_SECONDS, BACKOFF_MAX_SECONDS = 0.5, 60.0
# A doubtful post is repeated once.
POSTS_IN_DOUBT_MAX = 2
UPDATE_METHOD = "chat.update"
OWN_BUDGET = "our own pace"

_IN_THREAD = {Kind.ARRIVED, Kind.REFUSED, Kind.UNCONFIRMED, Kind.NOT_HAPPENED, Kind.GIVEN_UP, Kind.WITHDRAWN}
_ANSWERS = {Kind.ANSWER, Kind.CANCEL_ANSWER}
_FOR_OPERATORS = {Kind.OPERATORS_REFUSED, Kind.OPERATORS_UNKNOWN, Kind.OPERATORS_DIFFERENT, Kind.OPERATORS_PAUSED}


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
        return self.kind in _ANSWERS and self.taken_at - self.errand.staged_at >= RESPONSE_URL_LIFE


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
        self.token = TokenWatch()

    def run_once(self) -> int:
        with self._turn:
            with self._ledger.read() as view:
                is_held = not self.token.is_due(view.now)
                errand_id = view.due(Lane.MESSAGES, except_places=self._budget.spent(), is_urgent_only=is_held)
            if errand_id is None:
                return 0
            with self._ledger.write() as tx:
                errand = tx.take(errand_id, until=tx.now + LEASE)
            if errand is not None and not errand.response_url:
                self.token.is_tried(view.now)
        if errand is not None and errand.place == OPERATORS:
            self._spread(errand)
        elif errand is not None:
            # Rendered after the take is kept, so that a text that cannot be made does not stop the others.
            self._carry(self._pack(errand))
        return 1

    def _spread(self, errand: Errand) -> None:
        """A notice for the operators becomes one for each of them, or for their channel."""
        with self._ledger.write() as tx:
            channel = self._policy.operators_channel
            if tx.finish(errand, "passed on"):
                for place in operators_of(tx, self._policy) if channel is None else (channel,):
                    stage_notice(tx, Kind(errand.kind), place, errand.detail)

    def _pack(self, errand: Errand) -> Parcel:
        with self._ledger.read() as view:
            if errand.request_id is None:
                return Parcel(errand, render_notice(errand), (), errand.place, None, view.now)
            request = view.request_of(errand)
            posts = view.posts(request.id, errand.kind, errand.place) if errand.kind == Kind.CARD else ()
            scene = scene_of(view, errand, request, self._policy, command=self._command, is_first_post=not posts)
            channel_id, thread_ts = errand.place, None
            if errand.kind in _IN_THREAD and errand.place == request.channel_id:
                cards = view.posts(request.id, Kind.CARD, request.channel_id)
                # Without a card in the channel there is no thread: then the giver hears it.
                channel_id, thread_ts = (cards[-1].channel_id, cards[-1].ts) if cards else (request.giver_id, None)
            return Parcel(errand, render(scene), posts, channel_id, thread_ts, view.now)

    def _carry(self, parcel: Parcel) -> None:
        try:
            outcome, post = self._send(parcel)
        except NotPosted as error:
            self._again(parcel, error)
        except InDoubt as error:
            self._doubtful(parcel, str(error))
        except SlackTrouble as error:
            self._refused(parcel, str(error))
        else:
            self._finish(parcel, outcome, post)

    def _send(self, parcel: Parcel) -> tuple[str, Post | None]:
        """Make the call that this parcel needs."""
        if parcel.message is None or parcel.is_too_late:
            return "no longer needed", None
        if parcel.errand.doubts >= POSTS_IN_DOUBT_MAX and not parcel.posts:
            return "said twice, confirmed neither time", None
        if parcel.errand.response_url and self._whisper(parcel, parcel.message):
            return "whispered", None
        if parcel.posts:
            return self._update(parcel, parcel.message), None
        wait_seconds = self._budget.wait_seconds(parcel.channel_id, PER_PLACE)
        if wait_seconds:
            raise NotPosted(OWN_BUDGET, wait_seconds)
        message, thread_ts = parcel.message, parcel.thread_ts
        post = self.token.watching(lambda: self._slack.post(parcel.channel_id, message, thread_ts), parcel.taken_at)
        return "posted", post

    def _whisper(self, parcel: Parcel, message: Message) -> bool:
        """Answer through the response_url; False when that is closed and the message can go another way."""
        replaces = parcel.kind is Kind.CANCEL_ANSWER
        try:
            self._slack.whisper(parcel.errand.response_url, message, replace_original=replaces)
        except (Rejected, InDoubt):
            if parcel.kind in _ANSWERS:
                raise
            return False
        return True

    def _update(self, parcel: Parcel, message: Message) -> str:
        for post in parcel.posts:
            update = partial(self._slack.update, post, message)
            wait_seconds = self._budget.wait_seconds(UPDATE_METHOD, UPDATES)
            if wait_seconds:
                raise NotPosted(OWN_BUDGET, wait_seconds)
            try:
                self.token.watching(update, parcel.taken_at)
            except MessageGone as error:
                log.warning("message gone", extra=_about(parcel, error=str(error)))
            except InDoubt as error:
                raise NotPosted(str(error)) from error
        return "updated"

    def _finish(self, parcel: Parcel, outcome: str, post: Post | None = None) -> None:
        with self._ledger.write() as tx:
            if post is not None and parcel.kind is Kind.CARD and parcel.errand.request_id is not None:
                tx.add_post(parcel.errand.request_id, Kind.CARD, parcel.errand.place, post)
            tx.finish(parcel.errand, outcome)
        log.info("message", extra=_about(parcel, outcome=outcome))

    def _again(self, parcel: Parcel, error: NotPosted) -> None:
        """Later, and never sooner than Slack asked for."""
        if error.retry_after_seconds:
            key, rate = (UPDATE_METHOD, UPDATES) if parcel.posts else (parcel.channel_id, PER_PLACE)
            self._budget.close(key, rate, error.retry_after_seconds)
        own_seconds = PROBE_EVERY.total_seconds() if self.token.trouble else self._backoff_seconds(parcel)
        self._put_back(parcel, error.retry_after_seconds or own_seconds, str(error))

    def _doubtful(self, parcel: Parcel, why: str) -> None:
        """Nobody knows whether it went: repeated once."""
        self._put_back(parcel, self._backoff_seconds(parcel), why, in_doubt=True)

    def _put_back(self, parcel: Parcel, seconds: float, why: str, *, in_doubt: bool = False) -> None:
        with self._ledger.write() as tx:
            tx.put_back(parcel.errand, tx.now + timedelta(seconds=seconds), why, in_doubt=in_doubt)
        level = logging.DEBUG if why in (OWN_BUDGET, self.token.trouble) else logging.WARNING
        log.log(level, "message waits", extra=_about(parcel, error=why, seconds=round(seconds, 1)))

    def _backoff_seconds(self, parcel: Parcel) -> float:
        return backoff_seconds(
            parcel.errand.attempts,
            first_seconds=BACKOFF_FIRST_SECONDS,
            max_seconds=BACKOFF_MAX_SECONDS,
            fraction=self._jitter(),
        )

    def _refused(self, parcel: Parcel, why: str) -> None:
        """Slack will not have it there, and would not later. Who must hear it is told another way."""
        with self._ledger.write() as tx:
            tx.finish(parcel.errand, f"refused: {why}")
            self._stage_instead(tx, parcel)
        log.warning("message refused", extra=_about(parcel, error=why))

    def _stage_instead(self, tx: Writing, parcel: Parcel) -> None:
        """What a channel should have shown goes to people: the card's news to the giver, trouble to the operators."""
        errand = parcel.errand
        if errand.request_id is None:
            if errand.place == self._policy.operators_channel:
                for person in operators_of(tx, self._policy):
                    stage_notice(tx, parcel.kind, person, errand.detail)
            return
        request = tx.request_of(errand)
        if parcel.kind in _FOR_OPERATORS and errand.place == self._policy.operators_channel:
            # A pause concerns every operator; trouble with one request is none of its giver's or recipient's.
            is_pause = parcel.kind is Kind.OPERATORS_PAUSED
            people = operators_of(tx, self._policy) if is_pause else helpers_of(tx, self._policy, request)
            stage_for_operators(tx, request, parcel.kind, people, errand.detail)
        elif errand.place != request.channel_id or parcel.channel_id == request.giver_id:
            return
        elif parcel.kind in _IN_THREAD:
            tx.stage(Lane.MESSAGES, request.id, errand.kind, request.giver_id)
        elif not parcel.posts:
            is_open = tx.now - request.asked_at < RESPONSE_URL_LIFE
            url = tx.response_url(request.id) if is_open else ""
            tx.stage(Lane.MESSAGES, request.id, Kind.NO_CHANNEL, request.giver_id, urgent=True, response_url=url)


def _about(parcel: Parcel, **more: object) -> dict[str, object]:
    return {"request_id": parcel.errand.request_id, "kind": parcel.errand.kind, **more}
