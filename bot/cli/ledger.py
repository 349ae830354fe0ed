"""Opening the ledger, Slack and EnKash as the settings name them, for one command beside the running bot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.ledger.sqlite import SqliteLedger
    from bot.settings import Settings


@contextmanager
def opened() -> Iterator[tuple[Settings, SqliteLedger]]:
    """The settings and the ledger they name; closed at the end. Raises `SettingsError`, `LedgerError`."""
    from bot.ledger.sqlite import SqliteLedger
    from bot.settings import settings_from_environment

    settings = settings_from_environment()
    ledger = SqliteLedger(settings.ledger_path)
    try:
        yield settings, ledger
    finally:
        ledger.close()
