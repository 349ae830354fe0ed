"""What every life begins with: settings, the policy, and a ledger with everybody in it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import sqlite_utils
from pydantic import SecretStr

from bot.core.policy import Standing, User
from bot.ledger.opening import SQLITE, open_ledger
from bot.playground import sample
from bot.playground.play import import_sample_people
from bot.settings import Settings, to_policy
from tests.postgres import Server
from tests.simulation.company import EVERYBODY, FARAH, NIKHIL, RAVI
from tests.simulation.nature import FIRST_MOMENT
from tests.simulation.rules import ONE_APPROVES_UP_TO_POINTS, PAIR_POINTS_A_DAY

POLICY = to_policy(f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}"]
expires_hours = 6
remind_working_hours = 2
escalate_working_hours = 1
same_person_days = 1
mutual_days = 1
mutual = "next_tier"

[[approvals.tiers]]
up_to_points = {ONE_APPROVES_UP_TO_POINTS}
approvals = 1

[[approvals.tiers]]
up_to_points = 10000
approvals = 2
approvers = ["{RAVI}", "{FARAH}", "{NIKHIL}"]

[working_hours]
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
begin = "00:00"
end = "23:59"

[[budgets]]
per = "giver"
points = 1000000
every = "month"

[[limits]]
per = "pair"
points = {PAIR_POINTS_A_DAY}
days = 1

[operators]
people = ["{RAVI}", "{FARAH}"]
""")
TIMEOUT_SECONDS = 30.0
# Where files are memory: a run is about what is committed, not about how a disk keeps it.
MEMORY = Path("/dev/shm")


@cache
def settings() -> Settings:
    account = sample.ENKASH
    return Settings(
        slack_bot_token=SecretStr(sample.IDENTITY.bot_token),
        slack_signing_secret=SecretStr(sample.IDENTITY.signing_secret),
        enkash_api_url="https://enkash.example.com",
        enkash_token_url="https://enkash.example.com/oauth/token",
        enkash_partner_id=account.partner_id,
        enkash_company_id=account.company_id,
        enkash_card_account_id=account.card_account_id,
        enkash_client_id=account.client_id,
        enkash_client_secret=SecretStr(account.client_secret),
        enkash_username=account.username,
        enkash_password=SecretStr(account.password),
        enkash_timeout_seconds=TIMEOUT_SECONDS,
        history_key=SecretStr(sample.HISTORY_KEY),
    )


@contextmanager
def new_ledger(server: Server | None) -> Iterator[str]:
    """The address of a ledger with everybody in it: in a file, or in a database of this server's."""
    if server is not None:
        with server.database() as url:
            _people(url)
            yield url
        return
    with tempfile.TemporaryDirectory(dir=scratch()) as folder:
        path = Path(folder) / "shabash.db"
        shutil.copyfile(_template(), path)
        yield f"{SQLITE}{path}"


def _people(url: str) -> None:
    ledger = open_ledger(url, clock=lambda: FIRST_MOMENT)
    import_sample_people(ledger)
    with ledger.write() as tx:
        tx.replace_users([User(who, who.title(), Standing.MEMBER) for who in EVERYBODY], as_of=tx.now)
    ledger.close()


@cache
def _template() -> Path:
    """Made once and copied for each run."""
    path = scratch() / "template.db"
    _people(f"{SQLITE}{path}")
    database = sqlite_utils.Database(path)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@cache
def scratch() -> Path:
    """A folder of this process's own, in memory where there is some; it goes when the process ends."""
    path = Path(tempfile.mkdtemp(prefix="shabash-simulation-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path
