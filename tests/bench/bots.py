"""The bot on a ledger of its own with a company in it, and the Bolt app that is its floor."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult

from bot import log
from bot.app import Shabash
from bot.core.policy import Policy, Standing, User
from bot.ledger.opening import OpenLedger
from bot.ledger.sqlite import SqliteLedger
from bot.people import import_people
from bot.playground import sample
from bot.playground.enkash import TOKEN_PATH
from bot.playground.play import settings_for
from bot.playground.stage import Served
from tests.bench.deliveries import FARAH, GIVERS, RAVI, RECIPIENTS, Delivery, approval, deliver, request_id_in

# Nobody listens on this port, and nothing is sent where no outbox runs.
DEAD = "http://127.0.0.1:9"
POLICY = Policy(approvers=(RAVI, FARAH), open_requests_max=1_000_000)


def addresses(slack: str = DEAD, enkash: str = DEAD) -> Served:
    """Where Slack and EnKash are; without a word, nowhere."""
    return Served(slack, f"{slack}/api/", enkash, enkash + TOKEN_PATH, ())


def open_bot(folder: Path, served: Served | None = None, database_url: str = "") -> Shabash:
    """The bot as it runs, but not started, with its company in that ledger, or in `folder`/playground.db."""
    folder.mkdir(exist_ok=True)
    settings = settings_for(served or addresses(), folder).model_copy(update={"enkash_timeout_seconds": 30.0})
    if database_url:
        settings = settings.model_copy(update={"database_url": database_url})
    bot = Shabash(settings, POLICY, is_paced=False)
    add_company(bot.ledger)
    return bot


def log_to(file: TextIO) -> None:
    """Log what the bot logs when it runs, there: a line for each step is part of what a command costs."""
    with redirect_stderr(file):
        log.set_up("json")


def add_company(ledger: OpenLedger) -> None:
    """Everybody is a member of the workspace, and the recipients are on HR's list; also where they are already."""
    everybody = (RAVI, FARAH, *GIVERS, *RECIPIENTS)
    with ledger.write() as tx:
        members = [User(person, f"Person {person[2:]}", Standing.MEMBER) for person in everybody]
        tx.replace_users(members, as_of=tx.now)
    file = io.StringIO()
    rows = [
        (who, f"{who.lower()}@example.com", 9_000_000_000 + n, "Ms", "Asha", "F") for n, who in enumerate(RECIPIENTS)
    ]
    csv.writer(file).writerows([sample.PEOPLE_COLUMNS, *rows])
    with ledger.people() as (table, _):
        import_people(table, file.getvalue().encode(), ids_by_email={}, now=datetime.now(UTC))


def leave_the_disk_out(ledger: SqliteLedger) -> None:
    """Commits no longer wait for the disk, in the connections that are open now."""
    for connection in ledger._open:
        connection.execute("PRAGMA synchronous = OFF")


def bare_bolt(*, process_before_response: bool, before: Callable[[], object] = lambda: None) -> SlackRequestHandler:
    """The floor: a Bolt app whose one listener calls `before`, acknowledges, and does nothing else."""
    app = App(
        signing_secret=sample.IDENTITY.signing_secret,
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id=None, bot_token="xoxb-bare"),
        process_before_response=process_before_response,
    )

    @app.command("/reward")
    def reward(ack: Ack) -> None:
        before()
        ack()

    return SlackRequestHandler(app)


def ask_and_approve(bot: Shabash, deliveries: Iterator[Delivery], count: int) -> None:
    """So many requests, asked and approved."""
    app = bot.wsgi()
    for delivery in itertools.islice(deliveries, count):
        request_id = request_id_in(deliver(app, delivery.environ()))
        deliver(app, approval(request_id).environ())
