"""What the page lets happen to the bot and to Slack: one is killed, the other is down."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.playground.bot_process import BotProcess
from bot.playground.faults import ANY, http_status
from bot.playground.server import Json
from bot.playground.slack_delivery import NoAnswer, Send
from bot.playground.workspace import SlackStandIn


class Mishaps:
    """`doings` are the addresses, and what each does; see `bot.playground.stage.Side`."""

    name = "mishaps"

    def __init__(self, bot: BotProcess, slack: SlackStandIn) -> None:
        self._bot = bot
        self._slack = slack
        self._is_slack_down = False
        self.doings: Mapping[str, Callable[[Json], str]] = {
            "/page/bot/kill": self._kill,
            "/page/slack/down": self._take_slack_down,
        }

    def _kill(self, _: Json) -> str:
        self._bot.kill()
        return ""

    def _take_slack_down(self, asked: Json) -> str:
        self._is_slack_down = asked["is_down"] is True
        self._slack.faults.clear(ANY)
        if self._is_slack_down:
            self._slack.faults.always(ANY, http_status(503))
        return ""

    def unless_slack_is_down(self, send: Send) -> Send:
        """Nothing that people do reaches the app while Slack is down, and they are told that it did not."""

        def sent(headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
            if self._is_slack_down:
                raise NoAnswer(slow=False)
            return send(headers, body)

        return sent

    def snapshot(self, _: Mapping[str, str]) -> Json:
        """How the bot and Slack are."""
        deaths = self._bot.deaths
        return {
            "bot": {
                "state": self._bot.state,
                "pid": self._bot.pid,
                "deaths": len(deaths),
                "died_at": deaths[-1].isoformat() if deaths else None,
            },
            "slack_is_down": self._is_slack_down,
        }
