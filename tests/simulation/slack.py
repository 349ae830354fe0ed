"""Slack, away or refusing at times. It remembers every word, and asks a witness about each one as it is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.core.message import Message, Post
from bot.slack import InDoubt, MessageGone, NoPlace, NotPosted, Rejected, TokenRefused
from tests.simulation.nature import Nature


@dataclass(slots=True)
class Standing:
    """A message as it stands in Slack, with every text it ever had."""

    place: str
    thread_ts: str | None
    texts: list[str] = field(default_factory=list)


class SimulatedSlack:
    """What the lane of messages speaks to. `witness` gets each text and its blocks at the moment it is said."""

    def __init__(self, nature: Nature) -> None:
        self.nature = nature
        self.trouble = 0.0
        self.is_down = False
        self.answers_again_at_seconds = 0.0
        """By the monotonic clock; until then it answers nothing at all."""
        self.has_no_token = False
        self.closed_places: set[str] = set()
        self.deleted: set[str] = set()
        """Messages that somebody deleted by hand."""
        self.out_of_reach: set[str] = set()
        """Messages of which Slack would not take an update, because the bot was not in the channel."""
        self.messages: dict[str, Standing] = {}
        self.doubted: Counter[str] = Counter()
        """How often, at each place, a call or its answer got lost while others were answered. Of those that got lost
        while Slack was away the first counts too: a post may have been spent on it, and none of the others may be."""
        self._doubted_while_away: set[str] = set()
        self.whispers: list[tuple[str, str]] = []
        self.homes: dict[str, dict[str, Any]] = {}
        """What each person's Home shows."""
        self.witness: Callable[[str], None] = lambda text: None
        self._number = 0

    def upload(self, png: bytes, words: str) -> str:
        raise AssertionError("this company's policy has no digest")

    def post(self, channel_id: str, message: Message, thread_ts: str | None = None) -> Post:
        lost = self._admit(channel_id)
        self._number += 1
        ts = f"{1_700_000_000 + self._number}.000000"
        self.messages[ts] = Standing(channel_id, thread_ts)
        self._said(ts, message)
        self.nature.interlude()
        if lost:
            raise InDoubt("reset")
        return Post(channel_id, ts)

    def update(self, post: Post, message: Message) -> None:
        try:
            lost = self._admit(post.channel_id)
        except NoPlace:
            self.out_of_reach.add(post.ts)
            raise
        if self.nature.happens(self.trouble * 0.05):
            self.deleted.add(post.ts)
        if post.ts in self.deleted:
            raise MessageGone("message_not_found")
        self._said(post.ts, message)
        if lost:
            raise InDoubt("reset")

    def installation(self) -> object:
        """What `auth.test` says."""
        if self._admit("auth.test"):
            raise InDoubt("reset")
        return None

    def permalink(self, post: Post) -> str:
        raise Rejected("message_not_found")

    def channel(self, channel_id: str) -> dict[str, Any]:
        """What `conversations.info` says: no channel here is shared with another company."""
        self._admit("conversations.info")
        return {"id": channel_id}

    def whisper(self, response_url: str, message: Message, *, replace_original: bool) -> None:
        lost = self._admit("whisper")
        if self.nature.happens(self.trouble * 0.1):
            raise Rejected("used_url")
        self.witness(_whole(message))
        self.whispers.append((response_url, message.text))
        if lost:
            raise InDoubt("reset")

    def publish_home(self, user_id: str, view: dict[str, Any]) -> None:
        lost = self._admit("home")
        for block in view["blocks"]:
            self.witness(str(block))
        self.homes[user_id] = view
        if lost:
            raise InDoubt("reset")

    def _said(self, ts: str, message: Message) -> None:
        self.nature.note("slack", ts, message.text)
        self.messages[ts].texts.append(message.text)
        self.witness(_whole(message))

    @property
    def is_away(self) -> bool:
        return self.nature.monotonic_seconds < self.answers_again_at_seconds

    def _admit(self, place: str) -> bool:
        """Raises where Slack does not take it; True where it does and the answer gets lost."""
        self.nature.interlude()
        if self.is_away:
            # Nobody is there, or somebody takes the call and never answers.
            trouble = self.nature.pick([NotPosted("URLError"), InDoubt("TimeoutError")])
            if isinstance(trouble, InDoubt) and place not in self._doubted_while_away:
                self._doubted_while_away.add(place)
                self.doubted[place] += 1
            raise trouble
        if self.is_down:
            raise NotPosted("URLError")
        if self.has_no_token:
            raise TokenRefused("invalid_auth")
        if place in self.closed_places:
            raise NoPlace("not_in_channel")
        if not self.nature.happens(self.trouble):
            return False
        way = self.nature.pick(["busy", "refused", "lost before", "lost after"])
        if way == "busy":
            raise NotPosted("ratelimited", 1.0)
        if way == "refused":
            raise NotPosted("HTTP 503")
        self.doubted[place] += 1
        if way == "lost before":
            raise InDoubt("reset")
        return True


def _whole(message: Message) -> str:
    return f"{message.text} {message.blocks}"
