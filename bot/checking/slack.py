"""Slack's tokens, scopes and members."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from urllib.parse import urlsplit

from bot.checking.finding import Finding, good, remark, wrong
from bot.core.policy import User
from bot.settings import Settings
from bot.slack import Installation, Slack, SlackTrouble, TokenRefused, to_user

Users = Mapping[str, User]

# What the manifest asks for, and what would not work without it.
SCOPES: Mapping[str, str] = {
    "commands": "the slash command is not heard",
    "chat:write": "nothing can be posted",
    "chat:write.public": "nothing can be posted where nobody invited the bot",
    "users:read": "nobody's name and standing is known",
    "users:read.email": "HR's list cannot be matched by e-mail",
    "usergroups:read": "no user group can approve",
    "channels:read": "nobody knows which channels are shared with another company, so none hears of rewards",
    "groups:read": "the same of private channels",
}
# What whoever installs the app may refuse, and what follows.
OPTIONAL: Mapping[str, str] = {"files:write": "a digest's chart is of letters, and no picture"}

_BOT_TOKEN, _APP_TOKEN = "Slack bot token", "Slack app token"
_COPY_THE_BOT_TOKEN = "Copy the Bot User OAuth Token (your Slack app, OAuth & Permissions) into SLACK_BOT_TOKEN."
_MAKE_AN_APP_TOKEN = (
    "Make one with the scope connections:write (your Slack app, Basic Information, App-Level Tokens), set"
    " SLACK_APP_TOKEN, and have Socket Mode on."
)


def check_slack(slack: Slack, settings: Settings) -> Generator[Finding, None, Users | None]:
    """Everybody in the workspace, by id; None where Slack does not tell."""
    try:
        installation = slack.installation()
    except SlackTrouble as error:
        yield _trouble(_BOT_TOKEN, error, _COPY_THE_BOT_TOKEN, settings)
        return None
    if not installation.is_a_bots:
        yield wrong(_BOT_TOKEN, "is a person's token, not a bot's.", _COPY_THE_BOT_TOKEN)
        return None
    yield good(_BOT_TOKEN, f"Slack takes it, in the workspace {installation.team_name} ({installation.team_id}).")
    yield from _check_scopes(installation)
    yield from _check_way_in(slack, settings)
    return (yield from _members(slack, installation.team_id, settings))


def _check_scopes(installation: Installation) -> Iterator[Finding]:
    if installation.scopes is None:
        yield remark("scopes", "Slack did not say which ones the token has.")
        return
    missing = [scope for scope in SCOPES if scope not in installation.scopes]
    if not missing:
        yield good("scopes", f"all {len(SCOPES)} are there.")
    for scope in missing:
        mend = "Add it (your Slack app, OAuth & Permissions, Bot Token Scopes) and install the app again."
        yield wrong(f"scope {scope}", f"is missing: {SCOPES[scope]}.", mend)
    for scope, what_follows in OPTIONAL.items():
        if scope not in installation.scopes:
            yield remark(f"scope {scope}", f"was not granted: {what_follows}.")


def _check_way_in(slack: Slack, settings: Settings) -> Iterator[Finding]:
    """Socket Mode's token is tried; over HTTP only Slack's first request can prove the signing secret."""
    if not settings.is_socket_mode:
        yield remark("Slack signing secret", "is set; whether it is right shows when Slack first sends something.")
        return
    try:
        slack.try_socket(settings.slack_app_token.get_secret_value())
    except SlackTrouble as error:
        yield _trouble(_APP_TOKEN, error, _MAKE_AN_APP_TOKEN, settings)
    else:
        yield good(_APP_TOKEN, "Slack takes it, for Socket Mode.")


def _members(slack: Slack, team_id: str, settings: Settings) -> Generator[Finding, None, Users | None]:
    try:
        return {member["id"]: to_user(member, team_id) for member in slack.members()}
    except SlackTrouble as error:
        yield _trouble("Slack members", error, "Mend the scopes first.", settings)
        return None


def _trouble(name: str, error: SlackTrouble, mend: str, settings: Settings) -> Finding:
    """A refusal has its own mend; anything else is about the way there."""
    if isinstance(error, TokenRefused):
        return wrong(name, f"Slack does not take it ({error}).", mend)
    host = urlsplit(settings.slack_api_url).hostname
    way = f"See whether SLACK_API_URL ({host}) is right and can be reached from here, and try again."
    return wrong(name, f"Slack could not be asked ({error}).", way)
