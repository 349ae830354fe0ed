"""The access token: one for all threads, one call for it at a time, each counted before it leaves.

EnKash's page says that a token lives 5 minutes while its example says 86,399 seconds, that three failed attempts
in a row lock the account, and documents no refresh grant.
"""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlencode

from pydantic import AliasChoices, Field

from bot.core.allocation import NotSent
from bot.core.token_calls import Verdict
from bot.enkash.config import EnkashConfig
from bot.enkash.exchange import Exchange, NoReply, NothingSent, Reply
from bot.enkash.values import amount
from bot.enkash.wire import Wire, read_json

LIFETIME_MAX_SECONDS = 5 * 60
LIFETIME_SHARE_USED = 0.9  # the rest is the margin for a request under way
PAUSE_FIRST_SECONDS = 5
PAUSE_MAX_SECONDS = 60
RETRY_AFTER_MAX_SECONDS = 600
PASSING_STATUSES = (408, 425, 429)  # they say "not now"; every other 4xx says "not you"
TOKEN_TEXT = re.compile(r"[\x21-\x7e]+")


class TokenReply(Wire):
    """The token call's reply, in snake case (documented) or camelCase (a sibling)."""

    access_token: Any = Field(None, validation_alias=AliasChoices("access_token", "accessToken"))
    expires_in: Any = Field(None, validation_alias=AliasChoices("expires_in", "expiresIn"))
    error: Any = None


class Attempts(Protocol):
    """Who counts the token calls of every process, and lets one at a time leave. No method raises."""

    def begin(self) -> int | NotSent:
        """Count a call that is about to leave: which failed one in a row it will be, should it fail. What is returned
        instead says why it must not leave."""
        ...

    def end(self, verdict: Verdict) -> None:
        """Note what came of the call that was begun."""
        ...

    def abandon(self) -> None:
        """The process ends: a call that is under way will not come home, and others need not wait for it."""
        ...


class TokenSource:
    """Hands out a token that is good for now. `clock` counts seconds and never goes back."""

    def __init__(
        self, config: EnkashConfig, exchange: Exchange, attempts: Attempts, clock: Callable[[], float]
    ) -> None:
        self._config = config
        self._exchange = exchange
        self._attempts = attempts
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._good_until = -float("inf")
        self._troubles = 0
        self._quiet_until = -float("inf")

    def get(self, refused: str = "") -> str:
        """A token, other than the one that EnKash has just refused; asked for when there is none.

        NothingSent where there is none to be had: with `stop` after a plain refusal, after which no token call leaves
        before a person allows it; without it after trouble on the way, which is waited out.
        """
        with self._lock:
            if self._token != refused and self._clock() < self._good_until:
                return self._token
            self._good_until = -float("inf")
            return self._ask()

    def _ask(self) -> str:
        asked_at_seconds = self._clock()
        if asked_at_seconds < self._quiet_until:
            wait_seconds = self._quiet_until - asked_at_seconds
            raise NothingSent("EnKash gave no token a moment ago.", retry_after_seconds=wait_seconds)
        begun = self._attempts.begin()
        if isinstance(begun, NotSent):
            raise NothingSent(begun.why, stop=begun.stop, retry_after_seconds=begun.retry_after_seconds, was_held=True)
        reply = self._call()
        if reply.status in PASSING_STATUSES or reply.status >= 500:
            why = f"EnKash gave no token (HTTP {reply.status})."
            raise self._trouble(why, Verdict.NOT_JUDGED, reply.retry_after)
        return self._keep(reply, asked_at_seconds, begun)

    def _call(self) -> Reply:
        config = self._config
        basic = base64.b64encode(f"{config.client_id}:{config.client_secret}".encode()).decode()
        form = {
            "username": config.username,
            "password": config.password,
            "grant_type": "password",
            "clientId": config.client_id,
        }
        headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
        try:
            return self._exchange.post(config.token_url, headers, urlencode(form).encode())
        except (NothingSent, NoReply) as error:
            verdict = Verdict.NOT_JUDGED if isinstance(error, NothingSent) else Verdict.UNANSWERED
            raise self._trouble(f"EnKash gave no token. {error.why}", verdict) from None

    def _keep(self, reply: Reply, asked_at_seconds: float, failed_in_a_row: int) -> str:
        answer = _read(reply)
        self._attempts.end(Verdict.REFUSED if answer is None else Verdict.ACCEPTED)
        if answer is None:
            why = (
                f"EnKash did not accept the credentials for a token (HTTP {reply.status}). Three failed token calls"
                " in a row lock the account, whatever they are made with; with these credentials this was number"
                f" {failed_in_a_row}."
            )
            raise NothingSent(why, stop=True)
        self._token, lifetime_seconds = answer
        self._good_until = asked_at_seconds + lifetime_seconds * LIFETIME_SHARE_USED
        self._troubles = 0
        return self._token

    def _trouble(self, why: str, verdict: Verdict, retry_after: str = "") -> NothingSent:
        self._attempts.end(verdict)
        pause_seconds: float = min(PAUSE_MAX_SECONDS, PAUSE_FIRST_SECONDS * 2 ** min(self._troubles, 10))
        if re.fullmatch(r"[0-9]{1,6}", retry_after.strip()):
            pause_seconds = min(RETRY_AFTER_MAX_SECONDS, max(pause_seconds, int(retry_after)))
        self._troubles += 1
        self._quiet_until = self._clock() + pause_seconds
        return NothingSent(why, retry_after_seconds=pause_seconds)


def _read(reply: Reply) -> tuple[str, float] | None:
    """The token and the seconds it may be kept; None for anything but a token given."""
    try:
        answer = TokenReply.model_validate(read_json(reply.body))
    except (ValueError, ArithmeticError, RecursionError):
        return None
    token = answer.access_token
    if not reply.is_success or answer.error or not isinstance(token, str):
        return None
    if not TOKEN_TEXT.fullmatch(token):
        return None
    lifetime_seconds = amount(answer.expires_in)
    return token, min(
        LIFETIME_MAX_SECONDS, LIFETIME_MAX_SECONDS if lifetime_seconds is None else float(lifetime_seconds)
    )
