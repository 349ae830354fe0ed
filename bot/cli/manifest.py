"""`shabash manifest`: what Slack is to be told of the app, ready to be pasted."""

from __future__ import annotations

import re
from importlib.resources import files

import click

from bot.cli.saying import say

PLAIN_COMMAND = "/reward"
EVENTS_PATH = "/slack/events"

# Nothing that YAML would read as more than a word.
_COMMAND = re.compile(r"/[a-z0-9_-]{1,31}")
_URL = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)*/?")

_HTTP_HEADER = f"""\
# Slack's "Create an app", "From a manifest" takes this as it stands. It is for HTTP: Slack sends everything to one
# address, {{url}}{EVENTS_PATH}, and asks you to have it verified once the bot runs there.
# In .env: SLACK_SIGNING_SECRET ("Basic Information"), and no SLACK_APP_TOKEN.
"""
# Below each of these lines goes the address under which Slack reaches what the line is about.
_ADDRESSED = {
    "    - command: {command}\n": "      url: {url}\n",
    "  event_subscriptions:\n": "    request_url: {url}\n",
    "  interactivity:\n": "    request_url: {url}\n",
}


def _checked_command(_: click.Context, __: click.Parameter, command: str) -> str:
    if _COMMAND.fullmatch(command):
        return command
    raise click.BadParameter("write a slash and one word of small letters, digits, - and _, such as /kudos.")


def _checked_url(_: click.Context, __: click.Parameter, url: str | None) -> str | None:
    if url is None or _URL.fullmatch(url):
        return url and url.removesuffix("/").removesuffix(EVENTS_PATH)
    raise click.BadParameter("write where Slack reaches the bot, such as https://shabash.example.com.")


@click.command()
@click.option("--url", callback=_checked_url, help="https://… where Slack reaches the bot: HTTP, not Socket Mode.")
@click.option(
    "--command", default=PLAIN_COMMAND, show_default=True, callback=_checked_command, help="What people type."
)
def manifest(url: str | None, command: str) -> None:
    """Print the manifest of the Slack app, for "Create an app", "From a manifest"."""
    text = files("bot").joinpath("manifest.yml").read_text("utf-8")
    say(manifest_for(text, url, command), nl=False)
    if command != PLAIN_COMMAND:
        say(f"Write SLACK_COMMAND={command} into .env as well.", err=True)


def manifest_for(text: str, url: str | None, command: str) -> str:
    """The manifest `text`, which is for Socket Mode and `/reward`, for HTTP at `url` and for another command."""
    text = re.sub(rf"{PLAIN_COMMAND}\b", command, text)
    return text if url is None else _over_http(text, url, command)


def _over_http(text: str, url: str, command: str) -> str:
    for below, address in _ADDRESSED.items():
        line = below.format(command=command)
        text = text.replace(line, line + address.format(url=url + EVENTS_PATH))
    text = text.replace("socket_mode_enabled: true", "socket_mode_enabled: false")
    return _HTTP_HEADER.format(url=url) + re.sub(r"\A(?:#.*\n)+", "", text)
