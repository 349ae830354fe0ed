"""The playground: the real bot between the two stand-ins, on a ledger that goes when it ends."""

from __future__ import annotations

import csv
import io
import logging
import signal
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

import click
from pydantic import SecretStr

from bot import log
from bot.app import Shabash
from bot.ledger.opening import OpenLedger
from bot.people import import_people
from bot.playground import sample
from bot.playground.enkash import EnKashStandIn
from bot.playground.stage import Served, serve
from bot.playground.workspace import SlackStandIn
from bot.settings import Settings, to_policy

POLICY = f"""
[approvals]
approvers = {list(sample.APPROVER_IDS)}
"""
# Short, so that a lost reply can be watched being settled.
TIMEOUT_SECONDS = 3.0


def play(port: int) -> int:
    """Serve the page until SIGINT or SIGTERM; the exit code."""
    log.set_up("console")
    logging.getLogger("bot").setLevel(logging.WARNING)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with tempfile.TemporaryDirectory(prefix="shabash-") as folder:
        slack, enkash = SlackStandIn(), EnKashStandIn()
        with serve(slack, enkash, port) as served:
            bot = Shabash(settings_for(served, Path(folder)), to_policy(POLICY))
            import_sample_people(bot.ledger)
            bot.directory.refresh()
            bot.start()
            assert bot.server is not None
            slack.deliver_to(f"http://127.0.0.1:{bot.server.port}/slack/events")
            click.echo(f"\n  Shabash's playground: {served.url}\n\n  Nothing leaves this machine. Ctrl+C ends it.\n")
            ended.wait()
            bot.stop()
    return 0


def settings_for(served: Served, folder: Path) -> Settings:
    """The sample company's settings, pointed at the stand-ins; nothing is read from the environment."""
    identity, account = sample.IDENTITY, sample.ENKASH
    return Settings(
        slack_bot_token=SecretStr(identity.bot_token),
        slack_signing_secret=SecretStr(identity.signing_secret),
        slack_api_url=served.slack_api_url,
        enkash_api_url=served.enkash_api_url,
        enkash_token_url=served.enkash_token_url,
        enkash_partner_id=account.partner_id,
        enkash_company_id=account.company_id,
        enkash_card_account_id=account.card_account_id,
        enkash_client_id=account.client_id,
        enkash_client_secret=SecretStr(account.client_secret),
        enkash_username=account.username,
        enkash_password=SecretStr(account.password),
        enkash_timeout_seconds=TIMEOUT_SECONDS,
        history_key=SecretStr(sample.HISTORY_KEY),
        database_url=f"sqlite:///{folder / 'playground.db'}",
        port=0,
    )


def import_sample_people(ledger: OpenLedger) -> None:
    """The way HR's list comes in: as a CSV file."""
    file = io.StringIO()
    csv.writer(file).writerows([sample.PEOPLE_COLUMNS, *sample.PEOPLE_ROWS])
    with ledger.people() as (table, _):
        import_people(table, file.getvalue().encode(), ids_by_email={}, now=datetime.now(UTC))
