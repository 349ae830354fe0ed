"""The Bolt app, as Shabash wants it."""

from __future__ import annotations

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

from bot.settings import Settings


def bolt_app(settings: Settings) -> App:
    """A Bolt app that calls nobody: `authorize` answers from the settings, so Slack being down stops no start."""
    token = settings.slack_bot_token.get_secret_value()

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    return App(
        # Without a name Bolt looks for one in the source of whoever calls, which takes longer than all the rest.
        name="shabash",
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        authorize=authorize,
        process_before_response=True,
        # The guard has checked the signature before Bolt reads a byte; Socket Mode has none.
        request_verification_enabled=False,
    )
