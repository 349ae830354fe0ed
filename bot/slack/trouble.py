"""What can come of a call of Slack's, in words that the outbox acts on."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPException
from typing import TypeVar
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

Reply = TypeVar("Reply")

_NO_PLACE = {
    "not_in_channel",
    "channel_not_found",
    "is_archived",
    "user_not_found",
    "user_disabled",
    "cannot_dm_bot",
    "messages_tab_disabled",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_locked",
    "team_access_not_granted",
    "external_channel_migrating",
}
_GONE = {"message_not_found", "cant_update_message", "edit_window_closed"}
_NO_TOKEN = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "not_allowed_token_type",
    "org_login_required",
    "accesslimited",  # from where the token is used
}
# Slack asks for patience, in one word or another.
_BUSY = {"ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable"}
# Slack's own troubles, after which the call may have been executed (Slack, "chat.postMessage", errors).
_IN_DOUBT = {"fatal_error", "internal_error", "request_timeout"}


class SlackTrouble(Exception):
    """A call did not do what it was to do; the kinds below say what follows. Its text is Slack's own word for it."""


class NoPlace(SlackTrouble):
    """Slack refuses this channel or person: no message will go there."""


class MessageGone(SlackTrouble):
    """The message to be changed is no longer there."""


class Rejected(SlackTrouble):
    """Slack refuses this very call, and would again."""


class NotPosted(SlackTrouble):
    """Surely not executed; try again later, `retry_after_seconds` from now at the soonest."""

    def __init__(self, why: str, retry_after_seconds: float = 0.0) -> None:
        super().__init__(why)
        self.retry_after_seconds = retry_after_seconds


class TokenRefused(NotPosted):
    """Slack refuses the bot's token or lacks a scope: nothing will go until somebody has mended it."""


class MissingScope(TokenRefused):
    """The token lacks a scope for this call. `needed` is what Slack says that it takes."""

    def __init__(self, needed: str) -> None:
        super().__init__("missing_scope")
        self.needed = needed


class InDoubt(SlackTrouble):
    """The call may have been executed."""


def called(call: Callable[[], Reply]) -> Reply:
    """Make one call, and tell its failure in our words."""
    try:
        return call()
    except SlackApiError as error:
        raise _in_our_words(error) from error
    except URLError as error:
        # urllib wraps what went wrong before the request had left in a URLError.
        raise NotPosted(type(error.reason).__name__) from error
    except (OSError, HTTPException, SlackClientError) as error:
        raise InDoubt(type(error).__name__) from error


def _in_our_words(error: SlackApiError) -> SlackTrouble:
    reply = error.response
    if not isinstance(reply, SlackResponse):
        return InDoubt("an unreadable reply")
    word = str(reply.get("error", ""))
    if reply.status_code == 429 or word in _BUSY:
        return NotPosted(word, seconds_in(reply.headers.get("Retry-After")))
    if word == "missing_scope":
        return MissingScope(str(reply.get("needed", "")))
    kinds: tuple[tuple[set[str], type[SlackTrouble]], ...] = (
        (_NO_PLACE, NoPlace),
        (_GONE, MessageGone),
        (_NO_TOKEN, TokenRefused),
        (_IN_DOUBT, InDoubt),
    )
    for words, kind in kinds:
        if word in words:
            return kind(word)
    return _unlisted(reply.status_code, word)


def _unlisted(status: int, word: str) -> SlackTrouble:
    """A gateway's 503 came before Slack did anything; any other reply that is not Slack's own leaves it open."""
    if status == 503:
        return NotPosted(f"HTTP {status}")
    if status >= 500 or not word.isidentifier():
        return InDoubt(f"HTTP {status}")
    return Rejected(word)


def seconds_in(header: str | None) -> float:
    """How long Slack asks to be left alone."""
    return float(header) if header and header.isdigit() else 1.0
