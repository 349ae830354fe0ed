"""Where a ledger is, as DATABASE_URL says it: a file of SQLite's, or a database in Postgres."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from bot.core.errors import SettingsError


def is_of_postgres(url: str) -> bool:
    return url.startswith(("postgresql://", "postgres://"))


def sqlite_path(url: str) -> str:
    """The file that this names; raises ValueError where it names none."""
    path = url.removeprefix("sqlite:///")
    if path in (url, ""):
        raise ValueError("must be sqlite:/// and a path, such as sqlite:///shabash.db, or begin with postgresql://")
    return path


def _of_a_ledger(url: str) -> str:
    if not is_of_postgres(url):
        sqlite_path(url)
    return url


DatabaseUrl = Annotated[str, AfterValidator(_of_a_ledger)]


def ledger_address(url: str) -> str:
    """The same, if it can be a DATABASE_URL; raises `SettingsError`."""
    try:
        return _of_a_ledger(url)
    except ValueError as error:
        raise SettingsError(f"{url} {error}.") from None


def existing_ledger(url: str) -> str:
    """The same, where it is not a file that is not there; raises `SettingsError`."""
    if not is_of_postgres(ledger_address(url)) and not Path(sqlite_path(url)).exists():
        raise SettingsError(f"There is no ledger at {sqlite_path(url)}.")
    return url
