"""The playground: the real bot between the two stand-ins, on a ledger that goes when it ends."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from pydantic import SecretStr

from bot.ledger.opening import OpenLedger, open_ledger
from bot.people import import_people
from bot.playground import sample
from bot.playground.backstage import Backstage
from bot.playground.bank import Bank
from bot.playground.bot_process import RESTART_SECONDS, BotProcess
from bot.playground.enkash import EnKashStandIn
from bot.playground.mishaps import Mishaps
from bot.playground.server import told_to_end
from bot.playground.slack_delivery import posting_to
from bot.playground.slack_events import send_again_until
from bot.playground.stage import Served, Side, serve
from bot.playground.tape import Tape
from bot.playground.workspace import SlackStandIn
from bot.settings import Settings

POLICY = f"""
[approvals]
approvers = {list(sample.APPROVER_IDS)}
[[approvals.tiers]]
up_to_points = 1000
approvals = 1
[[approvals.tiers]]
up_to_points = 100000
approvals = 2
[values]
"""
POLICY += "".join(f'{tag} = "{name}"\n' for tag, name in sample.VALUES.items())
# Short, so that a lost reply can be watched being settled.
TIMEOUT_SECONDS = 3.0
SHUTDOWN_SECONDS = 2.0


def play(port: int) -> int:
    """Serve the page until SIGINT or SIGTERM; the exit code."""
    ended = told_to_end()
    with tempfile.TemporaryDirectory(prefix="shabash-") as folder, playing(Path(folder), port) as playground:
        url = playground.served.url
        click.echo(f"\n  Shabash's playground: {url}\n\n  Nothing leaves this machine. Ctrl+C ends it.\n")
        playground.slack.limit_calls()
        send_again_until(ended, playground.slack.retry_events)
    return 0


@dataclass(frozen=True, slots=True)
class Playground:
    """Everything there is while somebody plays."""

    served: Served
    slack: SlackStandIn
    enkash: EnKashStandIn
    ledger: OpenLedger
    bot: BotProcess


@contextmanager
def playing(folder: Path, port: int = 0, *, restart_seconds: float = RESTART_SECONDS) -> Iterator[Playground]:
    """The real bot in a process of its own between the stand-ins, its ledger in that folder; none is left running."""
    slack, enkash, tape = SlackStandIn(), EnKashStandIn(), Tape()
    sides: list[Side] = []
    with ExitStack() as stack:
        served = stack.enter_context(serve(slack, enkash, port, sides))
        settings = settings_for(served, folder).model_copy(update={"shutdown_seconds": SHUTDOWN_SECONDS})
        ledger = open_ledger(settings.database_url, keys=settings.history_keys)
        stack.callback(ledger.close)
        import_sample_people(ledger)

        def listening(at: int) -> None:
            there = posting_to(f"http://127.0.0.1:{at}/slack/events")
            slack.deliver_by(mishaps.unless_slack_is_down(tape.recording(there)))

        bot = BotProcess(settings, POLICY, folder, listening, restart_seconds=restart_seconds)
        mishaps = Mishaps(bot, slack)
        backstage = Backstage(ledger, enkash, tape, partial(name_of, slack), bot.lives)
        sides += [Bank(enkash, bot.kill), mishaps, backstage]
        stack.enter_context(bot)
        yield Playground(served, slack, enkash, ledger, bot)


def name_of(slack: SlackStandIn, id: str) -> str:
    """What people call that person or channel; anything else is called what it is."""
    if user := slack.state.users.get(id):
        return user.real_name
    channel = slack.state.channels.get(id)
    if channel is None:
        return id
    return f"#{channel.name}" if channel.name else "a direct message"


def settings_for(served: Served, folder: Path) -> Settings:
    """The sample company's settings, pointed at the stand-ins; nothing is read from the environment."""
    identity, account = sample.IDENTITY, sample.ENKASH
    return Settings(
        slack_bot_token=SecretStr(identity.bot_token),
        slack_signing_secret=SecretStr(identity.signing_secret),
        slack_api_url=served.slack_api_url,
        enkash_api_url=served.enkash_api_url,
        enkash_token_url=served.enkash_token_url,
        enkash_sso_url=served.enkash_api_url,
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
