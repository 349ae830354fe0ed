"""The stand-ins by themselves, as somebody with a bot of theirs has them."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from slack_sdk import WebClient

from bot.cli import main
from bot.playground.alone import enkash_alone, enkash_lines, slack_alone, slack_lines
from bot.playground.server import HttpRequest, HttpResponse, StandInServer, json_response
from bot.playground.slack_delivery import sign

DESIGN, MEERA, OURS = "C02DESIGN", "U02MEERA", {"X-Playground": "1"}
BOT_SETTINGS = {
    "ENKASH_API_URL", "ENKASH_CARD_ACCOUNT_ID", "ENKASH_CLIENT_ID", "ENKASH_CLIENT_SECRET", "ENKASH_COMPANY_ID",
    "ENKASH_PARTNER_ID", "ENKASH_PASSWORD", "ENKASH_SSO_URL", "ENKASH_TOKEN_URL", "ENKASH_USERNAME",
    "SLACK_API_URL", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET",
}  # fmt: skip


def test_slack_alone_takes_a_bot_s_calls_and_tells_it_what_people_do(http: httpx.Client) -> None:
    heard: list[HttpRequest] = []

    def bot(request: HttpRequest) -> HttpResponse:
        heard.append(request)
        return json_response({"text": "Heard."})

    with StandInServer(bot) as app, slack_alone(0, f"{app.url}/mine") as (slack, url):
        lines = slack_lines(url)
        client = WebClient(lines["SLACK_BOT_TOKEN"], base_url=lines["SLACK_API_URL"], retry_handlers=[])
        assert client.chat_postMessage(channel=DESIGN, text="hello")["ok"]
        said = {"acting_id": MEERA, "channel_id": DESIGN, "line": "/reward @asha 1"}
        assert http.post(f"{url}/page/command", json=said, headers=OURS).json()["trouble"] == ""
        assert [message.text for message in slack.whispers(MEERA)] == ["Heard."]
        # Nothing stands beside the conversations, and the page says so.
        told = http.get(f"{url}/page/news").json()["items"]
        assert (told["stage"]["has_sides"], http.get(f"{url}/page/aside").json()) == (False, {})
        assert http.get(url).status_code == 200
    (request,) = heard
    timestamp = request.headers["x-slack-request-timestamp"]
    assert request.path == "/mine"
    assert request.headers["x-slack-signature"] == sign(lines["SLACK_SIGNING_SECRET"], timestamp, request.body)


def test_enkash_alone_gives_a_token_for_what_it_prints(http: httpx.Client) -> None:
    with enkash_alone(0) as url:
        lines = enkash_lines(url)
        basic = (lines["ENKASH_CLIENT_ID"], lines["ENKASH_CLIENT_SECRET"])
        form = {"grant_type": "password", "clientId": basic[0], "username": lines["ENKASH_USERNAME"]}
        form["password"] = lines["ENKASH_PASSWORD"]
        assert http.post(lines["ENKASH_TOKEN_URL"], data=form, auth=basic).json()["access_token"]


def test_both_are_served_until_they_are_ended_and_print_lines_for_env() -> None:
    command = [sys.executable, "-m", "bot", "playground", "--slack-only", "0", "--enkash-only", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout
        printed = []
        for line in process.stdout:
            printed.append(line.strip())
            if "Ctrl+C" in line:
                process.send_signal(signal.SIGTERM)
    lines = dict(line.split("=", 1) for line in printed if "=" in line)
    assert lines.keys() == BOT_SETTINGS
    assert process.returncode == 0


@pytest.mark.parametrize("url", ["https://example.com/slack/events", "ftp://localhost/", "3000"])
def test_what_people_do_is_told_to_nobody_but_this_machine(url: str) -> None:
    found = CliRunner().invoke(main, ["playground", "--slack-only", "0", "--deliver-to", url])
    assert found.exit_code == 2
    assert "write an address on this machine" in found.output
