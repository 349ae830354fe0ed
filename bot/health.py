"""How the bot fares, as far as it knows without asking anybody: for `/readyz`, and in `/metrics`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.core.errors import LedgerError
from bot.directory import Directory
from bot.enkash import EnkashClient
from bot.ledger.opening import OpenLedger
from bot.outbox.messages import MessageLane

_LAST_KNOWN = {None: "never asked", True: "ok", False: "trouble"}


class Health:
    """What each part last learned of itself, put together; every call reads it anew."""

    def __init__(self, ledger: OpenLedger, enkash: EnkashClient, directory: Directory, messages: MessageLane) -> None:
        self._ledger = ledger
        self._enkash = enkash
        self._directory = directory
        self._messages = messages

    def page(self) -> dict[str, Any]:
        """Whether the ledger can be written, whether sending to EnKash or messages are paused, and how Slack and EnKash
        were when they were last asked."""
        try:
            self._ledger.prove_writable()
            with self._ledger.glance() as view:
                is_paused = view.is_paused()
        except LedgerError as error:
            return {"ledger": False, "error": type(error).__name__}
        refused = self._messages.token.trouble
        return {
            "ledger": True,
            "sending": "paused" if is_paused else "on",
            "messages": "paused" if refused else "on",
            "slack": refused or self._directory.trouble or "ok",
            "enkash": _LAST_KNOWN[self._enkash.is_well],
        }

    def states(self) -> Mapping[str, tuple[str, Callable[[], bool]]]:
        """What `/metrics` tells of others, as they were when they were last asked."""
        return {
            "messages_paused": ("Whether Slack refuses the bot's token.", lambda: bool(self._messages.token.trouble)),
            "slack_trouble": (
                "Whether Slack's facts about people are out of date.",
                lambda: bool(self._directory.trouble),
            ),
            "enkash_trouble": ("Whether EnKash gave no whole reply.", lambda: self._enkash.is_well is False),
        }
