"""Where a ledger is, as DATABASE_URL says it: a file of SQLite's, or a database in Postgres. And addresses that links
go on from."""

from __future__ import annotations

import re
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

# A link goes on with a token: so there is no query in it, nor anything that a message would read otherwise.
_PLAIN = re.compile(r"https?://[\w.:-]+(/[\w.-]+)*/?", re.ASCII)


def _plain(url: str) -> str:
    if url and not _PLAIN.fullmatch(url):
        raise ValueError("must be a plain address, such as https://rewards.example.com, with nothing after its path")
    return url


PlainUrl = Annotated[str, AfterValidator(_plain)]
"""Empty, or an address that a link can go on from."""


def ledger_address(url: str) -> str:
    """The same, if it can be a DATABASE_URL; raises `SettingsError`."""
    try:
        return _of_a_ledger(url)
    except ValueError as error:
        # What stands before the address proper is all of it that is surely no password.
        raise SettingsError(f"The ledger's address, {url.partition('://')[0]}://…, {error}.") from None


def existing_ledger(url: str) -> str:
    """The same, where it is not a file that is not there; raises `SettingsError`."""
    if not is_of_postgres(ledger_address(url)) and not Path(sqlite_path(url)).exists():
        raise SettingsError(f"There is no ledger at {sqlite_path(url)}.")
    return url
