"""The command line: `shabash --help` lists it. Each command imports what it needs when it is called, so that
`--help` is quick. Exit codes: 0 done, 1 refused or failed with one clear line on stderr, 2 usage."""

from __future__ import annotations

import gc
import sys
from functools import partial
from urllib.parse import urlsplit

import click

from bot.cli.ask import ask
from bot.cli.audit import audit
from bot.cli.books import ledger
from bot.cli.check import check
from bot.cli.dashboard import dashboard
from bot.cli.digest import digest
from bot.cli.ending import Commands, fail, leave, refusing
from bot.cli.explain import explain
from bot.cli.init import init
from bot.cli.ledger import opened, refuse_temporary_disk
from bot.cli.manifest import manifest
from bot.cli.people import people
from bot.cli.reconcile import reconcile
from bot.cli.report import report
from bot.cli.rewards import pause, resolve, resume, rewards
from bot.cli.saying import say


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="shabash")
def main() -> None:
    """Shabash: spot rewards in Slack, approved in the channel, moved at EnKash."""


@main.command()
@refusing
def run() -> None:
    """Run the bot: Slack in, and the outbox, in one process. On Postgres any number of them."""
    _run("run")


@main.command()
@refusing
def web() -> None:
    """Hear Slack and answer, and leave the outbox to workers. For a ledger on Postgres."""
    _run("web")


@main.command()
@refusing
def worker() -> None:
    """Carry the outbox: EnKash and Slack's messages, reminders, seals and the daily comparison. For a ledger on
    Postgres; one worker at a time leads the others."""
    _run("worker")


@main.command()
@refusing
def migrate() -> None:
    """Bring the ledger up to date with this release. Each start does so too; a host's release step does it once."""
    with opened(is_new=True) as (_, ledger):
        steps, name = ledger.steps_taken, ledger.name
    say(f"{name}: {', '.join(steps)}." if steps else f"{name} is up to date.")


def _run(name: str) -> None:
    # What is imported stays. To look through it for what could go, over and over while it comes in, is a fifth of the
    # start; from here on it is not looked through any more.
    gc.disable()
    from bot import log
    from bot.app import Role, Shabash
    from bot.settings import read_policy, settings_from_environment

    gc.freeze()
    gc.enable()

    settings, role = settings_from_environment(), Role(name)
    policy = read_policy(settings)
    log.set_up(settings.log_format)
    if role is not Role.RUN and not settings.is_on_postgres:
        fail(f"`shabash {name}` is one of several processes, and a ledger in a file has one: `shabash run`.")
    log.set_hooks()
    refuse_temporary_disk(settings, remarks=True)
    try:
        read = None if settings.policy else partial(read_policy, settings)
        failure = Shabash(settings, policy, role=role, read_policy=read).run()
    except OSError as error:
        fail(f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. Set HOST or PORT to what is free.")
    if failure is not None:
        say(failure.sentence, err=True)
    leave(0 if failure is None else 1)


def _on_this_machine(_: click.Context, __: click.Parameter, url: str) -> str:
    from bot.settings import LOOPBACK_HOSTS

    parts = urlsplit(url)
    if parts.scheme in {"http", "https"} and parts.hostname in LOOPBACK_HOSTS:
        return url
    raise click.BadParameter("write an address on this machine, such as http://127.0.0.1:3000/slack/events.")


@main.command()
@click.option("--port", default=8000, show_default=True, help="Where the page is; a busy port gives the next one.")
@click.option("--slack-only", type=int, metavar="PORT", help="No bot: Slack alone there, for a bot of yours.")
@click.option("--enkash-only", type=int, metavar="PORT", help="No bot: EnKash alone there; both options: both.")
@click.option(
    "--deliver-to",
    default="http://127.0.0.1:3000/slack/events",
    show_default=True,
    callback=_on_this_machine,
    metavar="URL",
    help="With --slack-only: where your bot hears of what people do.",
)
@refusing
def playground(port: int, slack_only: int | None, enkash_only: int | None, deliver_to: str) -> None:
    """Try Shabash in a browser: Slack and EnKash stood in for, no account anywhere, nothing leaves this machine."""
    if slack_only is not None or enkash_only is not None:
        from bot.playground.alone import stand_alone

        sys.exit(stand_alone(slack_only, enkash_only, deliver_to))
    from bot.playground.play import play

    sys.exit(play(port))


rewards.add_command(ask)
for command in (
    init, manifest, check, explain, people, rewards, resolve, pause, resume, reconcile, report, digest, ledger, audit,
    dashboard,
):  # fmt: skip
    main.add_command(command)
