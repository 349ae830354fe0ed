"""The playground's bot is a process, and is really killed: what it committed is there, and nothing of it acts after."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.core.reward import Request, RewardStatus
from bot.playground.bot_process import BotProcess, NotStarted
from bot.playground.enkash import ALLOCATE
from bot.playground.faults import hang
from bot.playground.play import Playground, playing, settings_for
from bot.playground.slack_nouns import Message
from tests.waiting import wait_until
from tests.world import ASHA, DESIGN, LINE, MEERA, RAVI

pytestmark = pytest.mark.slow


class Player:
    """Somebody at the page, without the page."""

    def __init__(self, playground: Playground) -> None:
        self.it = playground
        self._http = httpx.Client(base_url=playground.served.url, headers={"X-Playground": "1"}, trust_env=False)

    def do(self, what: str, **said: Any) -> None:
        self._http.post(f"/page/{what}", json=said).raise_for_status()

    def aside(self) -> Any:
        return self._http.get("/page/aside").json()

    def asked(self, line: str = LINE) -> Request:
        assert self.it.slack.command(MEERA, DESIGN, line, is_typed=False).trouble == ""
        return self.newest()

    def newest(self) -> Request:
        with self.it.ledger.read() as view:
            request = view.request(*view.newest_request_ids(1))
        assert request is not None
        return request

    def cards(self, request: Request) -> list[Message]:
        return [m for m in self.it.slack.messages(DESIGN) if request.id in str((m.text, m.blocks)) and not m.thread_ts]

    def approve(self, request: Request) -> str:
        card = wait_until(lambda: self.cards(request))[0]
        return self.it.slack.click(RAVI, DESIGN, card.ts, "reward_approve", request.id).trouble

    def is_alive_again(self, deaths: int) -> bool:
        bot = self.aside()["mishaps"]["bot"]
        return bool(bot["deaths"] == deaths and bot["state"] == "running")


@pytest.fixture(scope="module")
def player(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Player]:
    with playing(tmp_path_factory.mktemp("playground"), restart_seconds=0.2) as playground:
        found = Player(playground)
        yield found
        found._http.close()


def test_while_slack_is_down_nothing_reaches_the_bot_and_what_it_has_to_say_waits(player: Player) -> None:
    slack, enkash, release = player.it.slack, player.it.enkash, threading.Event()
    enkash.faults.next(ALLOCATE, hang(release))
    request = player.asked()
    assert player.approve(request) == ""
    wait_until(lambda: enkash.posts)
    player.do("slack/down", is_down=True)
    release.set()
    assert slack.command(MEERA, DESIGN, LINE, is_typed=False).trouble == "dispatch_failed"
    wait_until(lambda: player.newest().reward.status is RewardStatus.ALLOCATED)
    assert player.newest().id == request.id
    assert slack.direct_messages(ASHA) == []
    outbox = player.aside()["backstage"]["followed"]["outbox"]
    assert any(row["lane"] == "messages" and row["state"] != "done" for row in outbox)
    player.do("slack/down", is_down=False)
    wait_until(lambda: slack.direct_messages(ASHA), 40)


def test_a_killed_bot_is_gone_and_another_goes_on_from_the_ledger_as_the_crash_left_it(player: Player) -> None:
    bot, enkash = player.it.bot, player.it.enkash
    before, balance = bot.pid, enkash.balance_of("asha.rao@example.com")
    request = player.asked("<@U02ASHA> 7 for the tea")
    wait_until(lambda: player.cards(request))
    player.do("bot/kill")
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)
    assert player.newest().id == request.id
    assert player.it.slack.command(MEERA, DESIGN, LINE, is_typed=False).trouble == "dispatch_failed"
    wait_until(lambda: player.is_alive_again(1))
    assert bot.pid != before

    # Killed between EnKash's yes and writing it down: the points moved once, and the ledger does not know.
    player.do("enkash/trouble", key="kill-after", lasts=False)
    assert player.approve(request) == ""
    wait_until(lambda: player.is_alive_again(2))
    followed = player.aside()["backstage"]["followed"]
    assert (followed["id"], followed["status"], followed["attempt"]) == (request.id, "sending", 1)
    assert followed["lease_ends_at"] > followed["steps"][0]["at"]
    assert [step["title"] for step in followed["steps"] if step["kind"] == "life"] == [
        f"The bot is {what}" for what in ("started", "killed") * 2
    ]
    assert enkash.balance_of("asha.rao@example.com") == balance + 7
    assert [post.is_applied for post in enkash.posts if post.reference == request.reward.reference] == [True]


def test_a_bot_that_cannot_start_is_not_started_again_and_again(
    player: Player, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bot = BotProcess(settings_for(player.it.served, tmp_path), "no policy", tmp_path, lambda port: None)
    with pytest.raises(NotStarted):
        bot.start()
    assert (bot.state, bot.pid, bot.deaths) == ("gone", 0, [])
    assert "olicy" in capsys.readouterr().err
