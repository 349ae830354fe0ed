"""One stand-in by itself, or both, without the bot: for whoever runs a bot of theirs in another terminal."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

import click

from bot.playground import sample
from bot.playground.enkash import TOKEN_PATH, EnKashStandIn
from bot.playground.server import StandInServer, told_to_end
from bot.playground.slack_events import send_again_until
from bot.playground.stage import Stage
from bot.playground.workspace import SlackStandIn


def stand_alone(slack_port: int | None, enkash_port: int | None, app_url: str) -> int:
    """Serve what has a port until SIGINT or SIGTERM, and say where it is; the exit code."""
    ended = told_to_end()
    with ExitStack() as stack:
        if slack_port is not None:
            slack, page_url = stack.enter_context(slack_alone(slack_port, app_url))
            _say(f"Slack, stood in for: {page_url}", slack_lines(page_url))
            click.echo(f"  What people do there goes, signed, to {app_url}\n")
            threading.Thread(target=send_again_until, args=(ended, slack.retry_events), daemon=True).start()
        if enkash_port is not None:
            url = stack.enter_context(enkash_alone(enkash_port))
            _say("EnKash, stood in for.", enkash_lines(url))
        click.echo("  Nothing leaves this machine. Ctrl+C ends it.\n")
        ended.wait()
    return 0


@contextmanager
def slack_alone(port: int, app_url: str) -> Iterator[tuple[SlackStandIn, str]]:
    """The stand-in for Slack with its page, as strict as Slack, and where it is served."""
    slack = SlackStandIn()
    slack.limit_calls()
    slack.deliver_to(app_url)
    stage = Stage(slack, ())
    with StandInServer(stage.handle, port) as server:
        slack.served_at(server.url)
        yield slack, server.url
        stage.close()


@contextmanager
def enkash_alone(port: int) -> Iterator[str]:
    """The stand-in for EnKash, and where it is served."""
    with StandInServer(EnKashStandIn().handle, port) as server:
        yield server.url


def slack_lines(url: str) -> Mapping[str, str]:
    """What a bot needs to know of Slack, as lines of `.env`."""
    identity = sample.IDENTITY
    return {
        "SLACK_API_URL": f"{url}/api/",
        "SLACK_BOT_TOKEN": identity.bot_token,
        "SLACK_SIGNING_SECRET": identity.signing_secret,
    }


def enkash_lines(url: str) -> Mapping[str, str]:
    """What a bot needs to know of EnKash, as lines of `.env`."""
    account = sample.ENKASH
    return {
        "ENKASH_API_URL": url,
        "ENKASH_TOKEN_URL": url + TOKEN_PATH,
        "ENKASH_SSO_URL": url,
        "ENKASH_PARTNER_ID": account.partner_id,
        "ENKASH_COMPANY_ID": account.company_id,
        "ENKASH_CARD_ACCOUNT_ID": account.card_account_id,
        "ENKASH_CLIENT_ID": account.client_id,
        "ENKASH_CLIENT_SECRET": account.client_secret,
        "ENKASH_USERNAME": account.username,
        "ENKASH_PASSWORD": account.password,
    }


def _say(what: str, lines: Mapping[str, str]) -> None:
    click.echo(f"\n  {what}\n")
    for name, value in lines.items():
        click.echo(f"{name}={value}")
    click.echo()
