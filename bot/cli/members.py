"""Slack's members, as the commands about people need them. Raises `ShabashError` when Slack is away."""

from __future__ import annotations

from typing import Any

from bot.core.errors import ShabashError
from bot.core.policy import Standing
from bot.slack import Slack, SlackTrouble, to_user


def active_members(token: str, api_url: str) -> list[dict[str, Any]]:
    """Whom the bot takes for colleagues: no bots, guests, strangers or people who have left."""
    slack = Slack(token, api_url)
    try:
        team_id = slack.team_id()
        return [member for member in slack.members() if to_user(member, team_id).standing is Standing.MEMBER]
    except SlackTrouble as error:
        raise ShabashError(f"Slack could not be asked for its members: {error}.") from error


def ids_by_email(token: str, api_url: str) -> dict[str, str]:
    """E-mail in lower case to Slack id, of everybody who is active; raises `ShabashError` when Slack is away."""
    try:
        members = active_members(token, api_url)
    except ShabashError as error:
        raise ShabashError(f"{error.sentence} Nothing was imported.") from error
    emails = ((member, (member.get("profile") or {}).get("email")) for member in members)
    return {email.lower(): member["id"] for member, email in emails if email}
