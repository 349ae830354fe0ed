"""The lane of messages: one errand at a time, from the ledger to Slack.

What may go wrong and what follows: Slack is away (again later, nothing lost), Slack says slow down (obeyed),
Slack refuses the bot's token (what needs it waits, see `token.py`; answers to clicks do not), the channel is refused
(the giver is told how to mend it), the channel is shared with another company, or may be (nothing is said there, the
giver hears it), the reply got lost (a post is repeated once, as soon as Slack answers anything; either copy decides).
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from bot.core.backoff import backoff_seconds
from bot.core.message import Message, Post
from bot.core.policy import Policy
from bot.ledger import Errand, Lane, Ledger, Reading, Writing
from bot.messages import card
from bot.outbox.channels import Channels, Withheld
from bot.outbox.digests import Digests, SlackUploading
from bot.outbox.homes import Homes, SlackShowing
from bot.outbox.instead import stage_instead
from bot.outbox.links import Links
from bot.outbox.notices import render_notice
from bot.outbox.parcel import ANSWERS, CHANGES, KEPT, Parcel, destination
from bot.outbox.rate_limits import PER_PLACE, UPDATES, RateLimits
from bot.outbox.readers import speaking_at
from bot.outbox.rendering import LINKED, render
from bot.outbox.scene import scene_of
from bot.outbox.token import PROBE_EVERY, TokenWatch
from bot.rewards.entitlement import operators_of
from bot.rewards.inquiring import stage_after_looking_up
from bot.rewards.queue import Queue
from bot.rewards.staging import OPERATORS, Kind, stage_notices
from bot.slack import InDoubt, MessageGone, NotPosted, Rejected, SlackTrouble, TokenRefused

log = logging.getLogger(__name__)

# A carrier that has not come back after this has gone away: Slack's own time-out, and a margin.
LEASE = timedelta(seconds=30)
BACKOFF_FIRST_SECONDS, BACKOFF_MAX_SECONDS = 0.5, 60.0
# A doubtful post is repeated once.
POSTS_IN_DOUBT_MAX = 2
UPDATE_METHOD = "chat.update"
OWN_BUDGET = "our own pace"


class SlackOut(SlackShowing, SlackUploading, Protocol):
    """What the lane needs of Slack; raises `SlackTrouble`."""

    def installation(self) -> object: ...
    def post(self, channel_id: str, message: Message, thread_ts: str | None = None) -> Post: ...
    def update(self, post: Post, message: Message) -> None: ...
    def whisper(self, response_url: str, message: Message, *, replace_original: bool) -> None: ...


class MessageLane:
    """`run_once()` carries one message and returns 1, or returns 0 when nothing is due."""

    def __init__(
        self,
        ledger: Ledger,
        slack: SlackOut,
        policy: Policy,
        limits: RateLimits,
        channels: Channels,
        links: Links,
        *,
        command: str,
        can_redeem: bool = False,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._ledger = ledger
        self._slack = slack
        self.policy = policy
        self._limits = limits
        self._channels = channels
        self._links = links
        self._command = command
        self._can_redeem = can_redeem
        self._jitter = jitter
        self.token = TokenWatch()
        self._queue = Queue(ledger, self._due, LEASE)
        self._homes = Homes(ledger, slack, self.token, command=command)
        self._digests = Digests(ledger, slack, channels, self.token)

    def run_once(self) -> int:
        with self._queue.take() as taken:
            if taken is None:
                return 0
            tx, errand = taken
            spoken = speaking_at(tx, self.policy, errand.place)
            if not errand.response_url:
                self.token.is_tried(tx.now)
        with spoken:
            self._see_to(errand, tx.now)
        return 1

    def _due(self, view: Reading) -> int | None:
        is_held = not self.token.is_due(view.now)
        return view.due(Lane.MESSAGES, except_places=self._limits.spent(), is_urgent_only=is_held)

    def _see_to(self, errand: Errand, now: datetime) -> None:
        if errand.place == OPERATORS:
            self._spread(errand)
        elif errand.kind == Kind.HOME:
            self._homes.carry(errand, self.policy, self._limits)
        else:
            # Rendered after the take is kept, so that a text that cannot be made does not stop the others.
            self._carry(errand, now)

    def _spread(self, errand: Errand) -> None:
        """A notice for the operators becomes one for each of them, or for their channel."""
        with self._ledger.write() as tx:
            channel = self.policy.operators_channel
            if tx.finish(errand, "passed on"):
                places = operators_of(tx, self.policy) if channel is None else (channel,)
                stage_notices(tx, Kind(errand.kind), places, errand.detail)

    def _pack(self, errand: Errand, now: datetime) -> Parcel:
        """Raises `NotPosted` where Slack does not tell yet what may be said."""
        if errand.kind == Kind.DIGEST:
            return Parcel(errand, self._digests.render(errand, self.policy, now), (), errand.place, None, now)
        with self._ledger.read() as view:
            if errand.request_id is None:
                return Parcel(
                    errand, render_notice(view, errand, self.policy, self._command), (), errand.place, None, view.now
                )
            request = view.request_of(errand)
            kinds = CHANGES.get(errand.kind, ())
            posts = tuple(post for kind in kinds for post in view.posts(request.id, kind, errand.place, errand.part))
            scene = scene_of(view, errand, request, self.policy, command=self._command, is_first_post=not posts)
            found = destination(view, errand, request)
            channel_id, thread_ts = found or (errand.place, None)
            # What finds no thread goes to the giver, whose language may be another one than the channel's.
            spoken = speaking_at(view, self.policy, channel_id) if channel_id == request.giver_id else nullcontext()
            now = view.now
        if found and errand.kind in LINKED:
            # Slack is asked where no transaction waits for it.
            scene = replace(scene, link=self._links.link_of(request), can_redeem=self._can_redeem)
        with spoken:
            message = render(scene) if found else None
        return Parcel(errand, message, posts, channel_id, thread_ts, now)

    def _carry(self, errand: Errand, now: datetime) -> None:
        parcel = Parcel(errand, None, (), errand.place, None, now)
        try:
            parcel = self._pack(errand, now)
            outcome, post = self._send(parcel)
        except NotPosted as error:
            self._again(parcel, error)
        except InDoubt as error:
            self._doubtful(parcel, str(error))
        except SlackTrouble as error:
            self._refused(parcel, error)
        except Exception as error:
            if parcel.message is None:
                # Whatever nobody foresaw came before anything was said, so nothing is in doubt.
                self._put_back(parcel, self._backoff_seconds(parcel), type(error).__name__)
            raise
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
            return self._update(parcel, self._fit(parcel, parcel.message)), None
        self._admit(parcel)
        if parcel.errand.doubts:
            self._assert_answering(parcel)
        wait_seconds = self._limits.wait_seconds(parcel.channel_id, PER_PLACE)
        if wait_seconds:
            raise NotPosted(OWN_BUDGET, wait_seconds)
        message, thread_ts = parcel.message, parcel.thread_ts
        post = self.token.watching(lambda: self._slack.post(parcel.channel_id, message, thread_ts), parcel.taken_at)
        return "posted", post

    def _assert_answering(self, parcel: Parcel) -> None:
        """Raises where Slack answers nothing. For as long as it takes calls and answers none, the one repeat of a
        doubtful post would be spent for nothing; whose token it is may be asked as often as one likes."""
        try:
            self.token.watching(self._slack.installation, parcel.taken_at)
        except NotPosted:
            raise
        except InDoubt as error:
            raise NotPosted(str(error)) from error
        except SlackTrouble as error:
            log.info("slack answers", extra=_about(parcel, error=str(error)))

    def _whisper(self, parcel: Parcel, message: Message) -> bool:
        """Answer through the response_url; False when that is closed and the message can go another way."""
        try:
            self._slack.whisper(parcel.errand.response_url, message, replace_original=parcel.is_in_place)
        except (Rejected, InDoubt):
            if parcel.kind in ANSWERS:
                raise
            return False
        return True

    def _fit(self, parcel: Parcel, message: Message) -> Message:
        """What may stand there: in a channel that has come to be shared, hardly anything of the card is left."""
        try:
            self._admit(parcel)
        except Withheld:
            return card.withheld(parcel.errand.request_id or "")
        return message

    def _admit(self, parcel: Parcel) -> None:
        """Raises where nothing may be said there, or where Slack cannot tell."""
        try:
            self._channels.admit(parcel.channel_id)
        except TokenRefused as error:
            self.token.refused(str(error), parcel.taken_at)
            raise

    def _update(self, parcel: Parcel, message: Message) -> str:
        for post in parcel.posts:
            update = partial(self._slack.update, post, message)
            wait_seconds = self._limits.wait_seconds(UPDATE_METHOD, UPDATES)
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
            if post is not None and parcel.kind in KEPT and parcel.errand.request_id is not None:
                tx.add_post(parcel.errand.request_id, parcel.kind, parcel.errand.place, post, parcel.errand.part)
            if not tx.finish(parcel.errand, outcome):
                _draw_anew(tx, parcel)
            elif parcel.kind is Kind.LOOKING_UP and not parcel.is_too_late:
                stage_after_looking_up(tx, parcel.errand)
        log.info("message", extra=_about(parcel, outcome=outcome))

    def _again(self, parcel: Parcel, error: NotPosted) -> None:
        """Later, and never sooner than Slack asked for."""
        # Before there was a message, it was something else that Slack had enough of.
        if error.retry_after_seconds and parcel.message is not None:
            key, rate = (UPDATE_METHOD, UPDATES) if parcel.posts else (parcel.channel_id, PER_PLACE)
            self._limits.close(key, rate, error.retry_after_seconds)
        own_seconds = PROBE_EVERY.total_seconds() if self.token.trouble else self._backoff_seconds(parcel)
        self._put_back(parcel, error.retry_after_seconds or own_seconds, str(error))

    def _doubtful(self, parcel: Parcel, why: str) -> None:
        """Nobody knows whether it went: repeated once."""
        self._put_back(parcel, self._backoff_seconds(parcel), why, in_doubt=True)

    def _put_back(self, parcel: Parcel, seconds: float, why: str, *, in_doubt: bool = False) -> None:
        with self._ledger.write() as tx:
            if not tx.put_back(parcel.errand, tx.now + timedelta(seconds=seconds), why, in_doubt=in_doubt):
                _draw_anew(tx, parcel)
        level = logging.DEBUG if why in (OWN_BUDGET, self.token.trouble) else logging.WARNING
        log.log(level, "message waits", extra=_about(parcel, error=why, seconds=round(seconds, 1)))

    def _backoff_seconds(self, parcel: Parcel) -> float:
        return backoff_seconds(
            parcel.errand.attempts,
            first_seconds=BACKOFF_FIRST_SECONDS,
            max_seconds=BACKOFF_MAX_SECONDS,
            fraction=self._jitter(),
        )

    def _refused(self, parcel: Parcel, error: SlackTrouble) -> None:
        """It cannot stand there, and could not later. Who must hear it is told another way."""
        if parcel.shows_picture and isinstance(error, Rejected):
            # Slack may not have looked at the file yet, and gets it without in the end.
            self._again(parcel, NotPosted(str(error)))
            return
        with self._ledger.write() as tx:
            tx.finish(parcel.errand, f"refused: {error}")
            stage_instead(tx, self.policy, parcel, error)
        log.warning("message refused", extra=_about(parcel, error=str(error)))


def _draw_anew(tx: Writing, parcel: Parcel) -> None:
    """Another carrier had it meanwhile, and what that one said, which is newer, may have been replaced just now."""
    if parcel.kind in CHANGES:
        errand = parcel.errand
        tx.stage(Lane.MESSAGES, errand.request_id, errand.kind, errand.place, part=errand.part)


def _about(parcel: Parcel, **more: object) -> dict[str, object]:
    return {"request_id": parcel.errand.request_id, "kind": parcel.errand.kind, **more}
