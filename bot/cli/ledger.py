"""Opening the ledger that the settings name, for one command beside the running bot."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.core.errors import LedgerError

if TYPE_CHECKING:
    from bot.ledger import Ledger
    from bot.ledger.opening import OpenLedger
    from bot.settings import LocalSettings, Settings

log = logging.getLogger(__name__)


@contextmanager
def opened(*, is_new: bool = False, writes: bool = False) -> Iterator[tuple[LocalSettings, OpenLedger]]:
    """The ledger that the settings name, closed at the end; `is_new` says that it may be made, on a disk that lasts,
    `writes` that something may be appended to its history, which needs its key.

    Raises `SettingsError`, `LedgerError`; `LedgerMoved` for what writes, where the ledger has gone elsewhere. Neither
    Slack's settings nor EnKash's are needed.
    """
    from bot.ledger.opening import open_ledger
    from bot.settings import local_settings

    settings = local_settings()
    if is_new:
        refuse_temporary_disk(settings)
    else:
        assert_there(settings)
    keys = settings.sealing_keys if writes else settings.history_keys
    ledger = open_ledger(settings.database_url, keys=keys)
    try:
        if writes:
            ledger.assert_here()
            with ledger.read() as view:
                view.assert_keys_follow()
        yield settings, ledger
    finally:
        ledger.close()


def assert_there(settings: LocalSettings) -> None:
    """Raises `LedgerError` where the settings name no ledger."""
    if not (settings.is_on_postgres or settings.ledger_path.exists()):
        raise LedgerError(
            f"There is no ledger at {settings.ledger_path}. Run this in the folder of .env, or set DATABASE_URL."
        )


def assert_bound(settings: Settings, ledger: Ledger) -> None:
    """Raises `LedgerBound` where the ledger belongs to another account at EnKash than the settings name."""
    from bot.core import binding

    with ledger.read() as view:
        binding.assert_bound(view.binding(), settings.binding)


def assert_home(settings: Settings, ledger: Ledger) -> None:
    """Raises `LedgerBound` where the token is for another Slack workspace than the ledger's own."""
    from bot.core import binding
    from bot.core.errors import ShabashError
    from bot.slack import Slack, SlackTrouble

    try:
        team_id = Slack(settings.slack_bot_token.get_secret_value(), settings.slack_api_url).team_id()
    except SlackTrouble as error:
        raise ShabashError(f"Slack could not be asked whose workspace this is: {error}. Nothing was done.") from error
    with ledger.read() as view:
        binding.assert_bound(view.binding(), {binding.Tie.TEAM: team_id})


def refuse_temporary_disk(settings: Settings | LocalSettings, *, remarks: bool = False) -> None:
    """Raises `LedgerTemporary` where the ledger would not outlive a restart, unless the settings accept that; then
    `remarks` logs it."""
    from bot.core.errors import LedgerTemporary
    from bot.ledger.disk import assert_lasting, mounts
    from bot.settings import hosting_service

    if settings.is_on_postgres:
        return
    try:
        assert_lasting(settings.ledger_path, mounts(), hosting_service())
    except LedgerTemporary as error:
        if settings.sqlite_on_temporary_disk == "refuse":
            raise
        if remarks:
            log.warning("the ledger is on a disk that does not last", extra={"error": str(error)})
