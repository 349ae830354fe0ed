"""Opening the ledger that the settings name, for one command beside the running bot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.core.errors import LedgerError

if TYPE_CHECKING:
    from bot.ledger.sqlite import SqliteLedger
    from bot.settings import LocalSettings


@contextmanager
def opened(*, is_new: bool = False) -> Iterator[tuple[LocalSettings, SqliteLedger]]:
    """The ledger that the settings name, closed at the end; `is_new` says that it may be made.

    Raises `SettingsError`, `LedgerError`. Neither Slack's settings nor EnKash's are needed.
    """
    from bot.ledger.sqlite import SqliteLedger
    from bot.settings import local_settings

    settings = local_settings()
    if not (is_new or settings.ledger_path.exists()):
        raise LedgerError(
            f"There is no ledger at {settings.ledger_path}. Run this in the folder of .env, or set DATABASE_URL."
        )
    ledger = SqliteLedger(settings.ledger_path)
    try:
        yield settings, ledger
    finally:
        ledger.close()
