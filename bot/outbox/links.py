"""Where the messages are to be read that people are rewarded for: Slack is asked once for each, and the answer kept."""

from __future__ import annotations

import logging
import threading
from typing import Protocol

from bot.core.message import Post
from bot.core.reward import Request
from bot.slack import InDoubt, NotPosted, SlackTrouble

log = logging.getLogger(__name__)

KEPT_MAX = 1_000


class SlackLinking(Protocol):
    """What is needed of Slack; raises `SlackTrouble`."""

    def permalink(self, post: Post) -> str: ...


class Links:
    """Safe between threads."""

    def __init__(self, slack: SlackLinking) -> None:
        self._slack = slack
        self._known: dict[Post, str] = {}
        self._lock = threading.Lock()

    def link_of(self, request: Request) -> str:
        """The link to the message it is about; empty where there is none, where Slack refuses it to us, and for as long
        as Slack is away: a card goes without it then."""
        if not request.message_ts:
            return ""
        post = Post(request.channel_id, request.message_ts)
        known = self._known.get(post)
        if known is not None:
            return known
        try:
            link = self._slack.permalink(post)
        except (NotPosted, InDoubt) as error:
            log.warning("link not learned", extra={"request_id": request.id, "error": str(error)})
            return ""
        except SlackTrouble as error:
            log.info("no link", extra={"request_id": request.id, "error": str(error)})
            link = ""
        self._keep(post, link)
        return link

    def _keep(self, post: Post, link: str) -> None:
        with self._lock:
            if len(self._known) >= KEPT_MAX:
                self._known = {}
            self._known[post] = link
