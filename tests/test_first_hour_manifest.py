"""`shabash manifest`: the manifest as it stands, for HTTP, and for another command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.cli.manifest import manifest_for
from tests.shell import environment, shabash

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT.parent / "shared" / "slack" / "manifest.schema.2.0.0.json"
TEXT = (ROOT / "manifest.yml").read_text("utf-8")
URL = "https://shabash.example.com"
EVENTS_URL = f"{URL}/slack/events"


def made(url: str | None = None, command: str = "/reward") -> Any:
    return yaml.safe_load(manifest_for(TEXT, url, command))


def printed(folder: Path, *words: str) -> str:
    return shabash("manifest", *words, env=environment(), folder=folder).stdout


def test_without_options_it_is_the_file_as_it_stands(tmp_path: Path) -> None:
    assert printed(tmp_path) == TEXT


def test_the_package_holds_no_second_copy_of_it() -> None:
    link = ROOT / "bot" / "manifest.yml"
    assert link.is_symlink()
    assert link.resolve() == (ROOT / "manifest.yml").resolve()


def test_for_http_slack_is_told_the_address_three_times_and_nothing_else_changes(tmp_path: Path) -> None:
    changed = yaml.safe_load(printed(tmp_path, "--url", URL + "/"))
    (command,) = changed["features"]["slash_commands"]
    assert command.pop("url") == EVENTS_URL
    assert changed["settings"]["event_subscriptions"].pop("request_url") == EVENTS_URL
    assert changed["settings"]["interactivity"].pop("request_url") == EVENTS_URL
    assert changed["settings"].pop("socket_mode_enabled") is False
    plain = made()
    assert plain["settings"].pop("socket_mode_enabled") is True
    assert changed == plain


def test_the_whole_address_of_the_events_may_be_given_too() -> None:
    assert printed_url(EVENTS_URL) == printed_url(URL) == EVENTS_URL
    assert printed_url(f"{URL}:8443/bots") == f"{URL}:8443/bots/slack/events"


def printed_url(url: str) -> str:
    document = yaml.safe_load(printed(ROOT, "--url", url))
    return str(document["settings"]["interactivity"]["request_url"])


def test_another_command_is_named_wherever_the_first_was(tmp_path: Path) -> None:
    ended = shabash("manifest", "--command", "/kudos", env=environment(), folder=tmp_path)
    assert "/reward" not in ended.stdout
    assert yaml.safe_load(ended.stdout)["features"]["slash_commands"][0]["command"] == "/kudos"
    assert ended.stderr == "Write SLACK_COMMAND=/kudos into .env as well.\n"


@pytest.mark.parametrize("url", ["https://reward.example.com", "https://a.example/reward"])
def test_an_address_that_holds_the_first_command_s_name_stays_as_it_is(url: str) -> None:
    assert f"request_url: {url}/slack/events\n" in manifest_for(TEXT, url, "/kudos")


def test_the_remarks_at_the_top_are_about_the_way_that_is_chosen() -> None:
    http = manifest_for(TEXT, URL, "/reward")
    assert "app-level token" not in http
    assert http.startswith("# ")
    assert EVENTS_URL in http.split("display_information")[0]


@pytest.mark.parametrize("url", [None, URL, "https://a-b.example:8443/x"])
@pytest.mark.parametrize("command", ["/reward", "/kudos", "/true", "/1", "/no-yes_1"])
def test_slack_takes_every_one_of_them(url: str | None, command: str) -> None:
    if not SCHEMA.exists():
        pytest.skip(f"Slack's schema is not beside this checkout, at ../{SCHEMA.relative_to(ROOT.parent)}")
    document = made(url, command)
    jsonschema.validate(document, json.loads(SCHEMA.read_text("utf-8")))
    assert document["features"]["slash_commands"][0]["command"] == command


@pytest.mark.parametrize(
    "words",
    [
        *("--url http://a.example", "--url a.example", "--url https://a.example/?x", "--url https://"),
        *("--command kudos", "--command /", "--command /Kudos", "--command /a:b", f"--command /{'a' * 32}"),
    ],
)
def test_what_slack_would_not_take_is_2_with_the_mend(tmp_path: Path, words: str) -> None:
    ended = shabash("manifest", *words.split(), env=environment(), folder=tmp_path, code=2)
    assert "write " in ended.stderr
    assert ended.stdout == ""
