"""The manifest asks Slack for what the bot uses, and for nothing more."""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import jsonschema
import pytest
import yaml
from slack_bolt import App
from slack_sdk import WebClient

from bot import listeners
from bot.listeners.desk import Desk
from bot.messages.help import SHORTCUT
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT.parent / "shared" / "slack" / "manifest.schema.2.0.0.json"
MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))

# The Web API method and the bot scopes it needs, from each method's page at Slack.
SCOPES_OF_METHODS: dict[str, set[str]] = {
    "apps.connections.open": set(),  # the app-level token's connections:write, which no manifest asks for
    "auth.test": set(),
    "chat.getPermalink": set(),
    "chat.postMessage": {"chat:write", "chat:write.public"},  # .public: where nobody invited the bot
    "chat.update": {"chat:write"},
    "conversations.info": {"channels:read", "groups:read"},  # of public and of private channels
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "usergroups.list": {"usergroups:read"},
    "usergroups.users.list": {"usergroups:read"},
    "users.list": {"users:read", "users:read.email"},  # .email: HR's list is matched by profile.email
    "views.open": set(),
    "views.publish": set(),
    "views.update": set(),
}
# What one of slack_sdk's own functions calls by these names.
COMPOSED = {"files_upload_v2": {"files.completeUploadExternal", "files.getUploadURLExternal"}}
# Whoever installs the app may refuse these, and everything else goes on.
OPTIONAL = {"files:write"}
SCOPES_OF_EVENTS = {
    "app_home_opened": "",  # it needs none
    "subteam_members_changed": "usergroups:read",
    "team_join": "users:read",
    "user_change": "users:read",
}
WEB_API_METHODS = set(re.findall(r'api_call\(\s*"([\w.]+)"', inspect.getsource(WebClient)))


class Registrations:
    """Stands in for Bolt's App and writes down what is registered: kind (`command`, `event`, …) -> names."""

    def __init__(self) -> None:
        self.names: dict[str, set[str]] = defaultdict(set)

    def __getattr__(self, kind: str) -> Callable[[str], Callable[[object], object]]:
        def register(name: str) -> Callable[[object], object]:
            self.names[kind].add(name)
            return lambda listener: listener

        return register


@pytest.fixture(scope="module")
def registered() -> dict[str, set[str]]:
    """What the bot listens to under its default settings; of the desk, registering reads the command alone."""
    registrations = Registrations()
    desk = SimpleNamespace(command=Settings.model_fields["slack_command"].default)
    listeners.register(cast(App, registrations), cast(Desk, desk))
    return registrations.names


def methods_called() -> set[str]:
    """Methods of Slack's Web API that the bot calls, as `client.chat_update(…)` or by their own name in a string."""
    paths = [path for path in (ROOT / "bot").rglob("*.py") if "playground" not in path.parts]
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    words = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    called = {method for method in WEB_API_METHODS if method in words or method.replace(".", "_") in attributes}
    return called.union(*(methods for name, methods in COMPOSED.items() if name in attributes))


def test_slack_takes_the_manifest_as_it_stands() -> None:
    if not SCHEMA.exists():
        pytest.skip(f"Slack's schema is not beside this checkout, at ../{SCHEMA.relative_to(ROOT.parent)}")
    jsonschema.validate(MANIFEST, json.loads(SCHEMA.read_text("utf-8")))


def test_nothing_in_it_has_to_be_filled_in() -> None:
    """Socket Mode needs no address of ours."""
    assert MANIFEST["settings"]["socket_mode_enabled"] is True
    assert "url" not in json.dumps(MANIFEST)


def test_mentions_arrive_as_ids() -> None:
    assert [command["should_escape"] for command in MANIFEST["features"]["slash_commands"]] == [True]


def test_direct_messages_have_a_place_to_arrive() -> None:
    assert MANIFEST["features"]["app_home"]["messages_tab_enabled"] is True


def test_slack_sends_exactly_the_commands_and_events_that_are_listened_to(registered: dict[str, set[str]]) -> None:
    # An error's listener is Bolt's own, and nothing that Slack sends.
    assert registered.keys() <= {"action", "command", "event", "shortcut", "view", "error"}
    features, subscriptions = MANIFEST["features"], MANIFEST["settings"]["event_subscriptions"]
    assert {command["command"] for command in features["slash_commands"]} == registered["command"]
    assert set(subscriptions["bot_events"]) == registered["event"]
    assert {shortcut["callback_id"] for shortcut in features.get("shortcuts", ())} == registered["shortcut"]


def test_a_message_s_menu_has_what_people_are_told_to_look_for() -> None:
    assert SHORTCUT in {each["name"] for each in MANIFEST["features"]["shortcuts"] if each["type"] == "message"}


def test_interactivity_is_on_because_buttons_and_forms_are_listened_to(registered: dict[str, set[str]]) -> None:
    assert MANIFEST["settings"]["interactivity"]["is_enabled"] is bool(registered["action"] | registered["view"])


def test_it_is_known_which_scopes_each_called_method_needs() -> None:
    assert sorted(methods_called()) == sorted(SCOPES_OF_METHODS)


def test_the_scopes_are_exactly_what_the_methods_and_events_need() -> None:
    needed = {"commands"}.union(*SCOPES_OF_METHODS.values())
    needed |= {SCOPES_OF_EVENTS[event] for event in MANIFEST["settings"]["event_subscriptions"]["bot_events"]}
    assert sorted(MANIFEST["oauth_config"]["scopes"]["bot"]) == sorted(needed - {""} - OPTIONAL)
    assert sorted(MANIFEST["oauth_config"]["scopes"]["bot_optional"]) == sorted(OPTIONAL)


def test_every_scope_and_event_says_what_it_is_for() -> None:
    lines = (ROOT / "manifest.yml").read_text("utf-8").splitlines()
    asked = [*MANIFEST["oauth_config"]["scopes"]["bot"], *MANIFEST["settings"]["event_subscriptions"]["bot_events"]]
    for item in asked:
        place = next(number for number, line in enumerate(lines) if line.strip() == f"- {item}")
        assert lines[place - 1].strip().startswith("# "), item
