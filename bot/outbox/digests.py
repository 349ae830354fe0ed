"""Digests: each drawn when it goes, by the policy in force then, and from the ledger as it is then.

Its chart is a picture where Pillow is installed and Slack lets the bot upload one. That is done before the message, so
that what stands in the channel is one message, posted once: an upload whose answer was lost leaves a file that nobody
sees.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Protocol

from bot.core.days import last_day
from bot.core.digest import Chart, Digest
from bot.core.message import Message
from bot.core.policy import Policy
from bot.ledger import Errand, Ledger
from bot.messages.digest import chart_of, day, digest, in_words
from bot.outbox.channels import Channels
from bot.outbox.token import TokenWatch
from bot.reporting.bars import bars_png, can_be_drawn, has_pillow
from bot.rewards.digesting import digest_of, period_in
from bot.slack import InDoubt, MissingScope, NotPosted, SlackTrouble, TokenRefused

log = logging.getLogger(__name__)

# With a picture so often, Slack's looking at it included; after that with a chart of letters.
TRIES_WITH_PICTURE_MAX = 4
# As wide as a channel shows it, or its letters become small.
PICTURE_WIDTH = 640


class SlackUploading(Protocol):
    """What is needed of Slack; raises `SlackTrouble`."""

    def upload(self, png: bytes, words: str) -> str: ...


class Digests:
    """Draws what the lane of messages has taken in hand. It remembers the last picture, for the next try."""

    def __init__(self, ledger: Ledger, slack: SlackUploading, channels: Channels, token: TokenWatch) -> None:
        self._ledger = ledger
        self._slack = slack
        self._channels = channels
        self._token = token
        self._uploaded: tuple[Chart, str] | None = None

    def render(self, errand: Errand, policy: Policy, now: datetime) -> Message | None:
        """None where the policy sends none to that channel any more. Raises `NotPosted` while Slack does not tell what
        may be named, or did not take the picture and may take it later."""
        rule = policy.digest
        if rule is None or rule.channel != errand.place:
            return None
        found = digest_of(self._ledger, policy, rule, period_in(errand.detail), self._channels.is_open)
        chart = chart_of(found, rule)
        is_pictured = errand.attempts <= TRIES_WITH_PICTURE_MAX
        picture_id = self._picture_of(found, chart, now) if chart and is_pictured else ""
        return digest(found, rule, picture_id=picture_id)

    def _picture_of(self, found: Digest, chart: Chart, now: datetime) -> str:
        """The id at Slack of one that shows this very chart; empty where that is to be one of letters."""
        if self._uploaded is None or self._uploaded[0] != chart:
            png = _drawn(found, chart)
            self._uploaded = chart, self._upload(png, in_words(chart), now) if png else ""
        return self._uploaded[1]

    def _upload(self, png: bytes, words: str, now: datetime) -> str:
        try:
            return self._slack.upload(png, words)
        except MissingScope as error:
            return _without_picture(error)
        except TokenRefused as error:
            self._token.refused(str(error), now)
            raise
        except NotPosted:
            raise
        except InDoubt as error:
            raise NotPosted(str(error)) from error
        except SlackTrouble as error:
            return _without_picture(error)


def _without_picture(error: SlackTrouble) -> str:
    log.info("digest without picture", extra={"error": str(error)})
    return ""


def _drawn(found: Digest, chart: Chart) -> bytes | None:
    """None without Pillow, or without a font for what stands there."""
    days = found.bars[0].period.first, last_day(found.bars[-1].period)
    below = " – ".join(day(each, with_year=True) for each in days)
    if not has_pillow() or not all(map(can_be_drawn, (chart.headline, below, *(label for label, *_ in chart.bars)))):
        return None
    return bars_png(chart.headline, below, chart.bars, width=PICTURE_WIDTH)
