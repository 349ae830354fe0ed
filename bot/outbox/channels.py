"""Which channels hear of rewards: one that is shared with another company never does. And which are open to all.

Only Slack can tell, so it is asked before a message goes to a channel, and what it said is believed for a minute:
a call more for each channel and minute, not for each message. While Slack is away nobody knows, and the message waits.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from bot.core.message import Silence
from bot.core.policy import is_channel
from bot.slack import InDoubt, MissingScope, NotPosted, SlackTrouble, is_shared

BELIEVED_SECONDS = 60.0


class SlackTelling(Protocol):
    """What is needed of Slack; raises `SlackTrouble`."""

    def channel(self, channel_id: str) -> dict[str, Any]: ...


class Withheld(SlackTrouble):
    """This channel hears nothing from us. `needed` are the scopes without which Slack does not tell whether it may."""

    def __init__(self, silence: Silence, needed: str = "") -> None:
        super().__init__(silence)
        self.silence = silence
        self.needed = needed


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of asking about one channel. A silence of None: it may hear of rewards."""

    believed_until: float
    silence: Silence | None = None
    needed: str = ""
    is_private: bool = True


class Channels:
    """`clock` is monotonic, in seconds. Safe between threads."""

    def __init__(self, slack: SlackTelling, clock: Callable[[], float]) -> None:
        self._slack = slack
        self._clock = clock
        self._answers: dict[str, _Answer] = {}
        self._lock = threading.Lock()

    def admit(self, place: str) -> None:
        """Return where a message may go there; raises `Withheld`, or what keeps Slack from telling."""
        if not is_channel(place):
            return
        answer = self._answer_for(place)
        if answer.silence is not None:
            raise Withheld(answer.silence, answer.needed)

    def is_open(self, channel_id: str) -> bool:
        """Whether every member of this workspace may read there, and nobody of another; False too where Slack
        refuses the channel to us. Raises `NotPosted` while Slack cannot tell."""
        try:
            answer = self._answer_for(channel_id)
        except NotPosted:
            raise
        except SlackTrouble:
            return False
        return answer.silence is None and not answer.is_private

    def _answer_for(self, channel_id: str) -> _Answer:
        answer = self._answers.get(channel_id)
        if answer is None or answer.believed_until <= self._clock():
            answer = self._asked(channel_id)
        return answer

    def _asked(self, channel_id: str) -> _Answer:
        answer = self._ask(channel_id)
        with self._lock:
            now = self._clock()
            fresh = {other: known for other, known in self._answers.items() if known.believed_until > now}
            self._answers = {**fresh, channel_id: answer}
        return answer

    def _ask(self, channel_id: str) -> _Answer:
        # Counted from before the question: what Slack says may be as old as that.
        believed_until = self._clock() + BELIEVED_SECONDS
        try:
            channel = self._slack.channel(channel_id)
        except MissingScope as error:
            return _Answer(believed_until, Silence.UNTOLD, error.needed)
        except InDoubt as error:
            # To ask twice does no harm, and nothing was posted.
            raise NotPosted(str(error)) from error
        silence = Silence.SHARED if is_shared(channel) else None
        # What does not say that it is public, is not (Slack, "Conversation object").
        return _Answer(believed_until, silence, is_private=channel.get("is_private") is not False)
