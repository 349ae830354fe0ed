"""The command line: `shabash --help` lists it. Each command imports what it needs when it is called, so that
`--help` is quick. Exit codes: 0 done, 1 refused or failed with one clear line on stderr, 2 usage."""

from __future__ import annotations

import sys

import click

from bot.cli.audit import audit
from bot.cli.books import ledger
from bot.cli.check import check
from bot.cli.dashboard import dashboard
from bot.cli.ending import fail, leave, refusing
from bot.cli.init import init
from bot.cli.ledger import refuse_temporary_disk
from bot.cli.manifest import manifest
from bot.cli.people import people
from bot.cli.reconcile import reconcile
from bot.cli.rewards import pause, resolve, resume, rewards
from bot.cli.saying import say


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="shabash")
def main() -> None:
    """Shabash: spot rewards in Slack, approved in the channel, moved at EnKash."""


@main.command()
@refusing
def run() -> None:
    """Run the bot: Slack in, and the outbox, in one process."""
    from bot import log
    from bot.app import Shabash
    from bot.settings import read_policy, settings_from_environment

    settings = settings_from_environment()
    policy = read_policy(settings)
    log.set_up(settings.log_format)
    log.set_hooks()
    refuse_temporary_disk(settings)
    try:
        failure = Shabash(settings, policy).run()
    except OSError as error:
        fail(f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. Set HOST or PORT to what is free.")
    if failure is not None:
        say(failure.sentence, err=True)
    leave(0 if failure is None else 1)


@main.command()
@click.option("--port", default=8000, show_default=True, help="Where the page is; a busy port gives the next one.")
@refusing
def playground(port: int) -> None:
    """Try Shabash in a browser: Slack and EnKash stood in for, no account anywhere, nothing leaves this machine."""
    from bot.playground.play import play

    sys.exit(play(port))


for command in (
    init, manifest, check, people, rewards, resolve, pause, resume, reconcile, ledger, audit, dashboard,
):  # fmt: skip
    main.add_command(command)
