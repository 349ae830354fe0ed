"""The page's server: what it tells, whom it answers, and that it serves nothing but its own files."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.core.command import SUBCOMMANDS
from bot.core.marks import PRIVATE
from bot.playground import sample
from bot.playground.stage import FILES, FOLDER, Served
from bot.playground.workspace import SlackStandIn
from tests.playground.conftest import App

DESIGN, MEERA, RAVI, ASHA = "C02DESIGN", sample.GIVER_ID, "U02RAVI", sample.RECIPIENT_ID
OURS = {"X-Playground": "1"}


def tell(served: Served, http: httpx.Client, what: str, **said: Any) -> httpx.Response:
    return http.post(f"{served.url}/page/{what}", json=said, headers=OURS)


def news(served: Served, http: httpx.Client, since: str = "") -> dict[str, Any]:
    found = http.get(f"{served.url}/page/news", params={"since": since}).json()
    assert isinstance(found, dict)
    return found


def deeds(served: Served, http: httpx.Client, acting: str = MEERA) -> list[bool]:
    """Which of the three things are done once that person has looked at #design."""
    tell(served, http, "looking", panes=[[acting, DESIGN]])
    return [hint["is_done"] for hint in news(served, http)["items"]["hints"]]


@pytest.mark.parametrize("path", FILES)
def test_every_file_is_served_under_a_strict_policy(served: Served, http: httpx.Client, path: str) -> None:
    answer = http.get(served.url + path)
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_every_file_of_the_folder_is_served_and_no_other(served: Served, http: httpx.Client) -> None:
    assert {path.name for path in FOLDER.iterdir()} == {name for name, _ in FILES.values()}
    assert http.get(served.url + "/stage.py").status_code == 404
    assert http.get(served.url + "/../sample.py").status_code == 404


def test_nothing_comes_from_any_network_and_no_markup_is_made_of_text() -> None:
    for path in FOLDER.iterdir():
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not any(word in text for word in ("//cdn", "http://", "@import", "url(", "eval(", "document.write"))
        assert not any(word in text for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", " style=", "onclick="))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        OURS | {"Origin": "https://example.com"},
        OURS | {"Host": "example.com"},
        OURS | {"Host": "127.0.0.1.example.com"},
        OURS | {"Origin": "null"},
    ],
)
def test_only_the_page_itself_may_act(
    served: Served, http: httpx.Client, slack: SlackStandIn, headers: dict[str, str]
) -> None:
    said = {"acting_id": MEERA, "channel_id": DESIGN, "line": "hello"}
    assert http.post(served.url + "/page/command", json=said, headers=headers).status_code == 403
    assert slack.messages(DESIGN) == []


def test_a_name_pointed_at_this_computer_reads_nothing(served: Served, http: httpx.Client) -> None:
    assert http.get(served.url + "/page/news", headers={"Host": "example.com"}).status_code == 403
    assert http.get(served.url + "/", headers={"Host": "localhost:1"}).status_code == 200


def test_a_line_reaches_the_app_as_its_writer(served: Served, http: httpx.Client, app: App) -> None:
    answer = tell(served, http, "command", acting_id=MEERA, channel_id=DESIGN, line=sample.FIRST_LINE)
    assert answer.json()["trouble"] == ""
    assert (app.form()["user_id"], app.form()["text"]) == (MEERA, "<@U02ASHA|asha> 100 for shipping the demo")


@pytest.mark.parametrize(
    ("what", "said", "status"),
    [
        ("command", {"acting_id": "U0GUEST", "channel_id": DESIGN, "line": "x"}, 404),
        ("command", {"acting_id": ASHA, "channel_id": "C02LEADS", "line": "x"}, 404),
        ("command", {"acting_id": ASHA, "channel_id": "D02RAVI", "line": "x"}, 404),
        ("command", {"acting_id": ASHA}, 404),
        ("command", {"acting_id": ASHA, "channel_id": DESIGN, "line": "x", "thread_ts": "1.2"}, 404),
        ("react", {"acting_id": ASHA, "channel_id": DESIGN, "ts": "1.2", "name": "tada"}, 404),
        ("react", {"acting_id": ASHA, "channel_id": DESIGN, "ts": "1.2", "name": "rocket"}, 400),
        ("click", {"acting_id": ASHA, "channel_id": DESIGN, "ts": "1.2", "action_id": "approve"}, 404),
        ("submit", {"acting_id": ASHA, "view_id": "V0", "values": {}}, 404),
        ("submit", {"acting_id": ASHA, "view_id": "V0", "values": [1]}, 400),
        ("close", {"acting_id": ASHA, "view_id": "V0"}, 404),
        ("locale", {"acting_id": "U0GUEST", "locale": "hi-IN"}, 404),
        ("locale", {"acting_id": ASHA, "locale": "de-DE"}, 400),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    served: Served, http: httpx.Client, app: App, what: str, said: dict[str, Any], status: int
) -> None:
    answer = tell(served, http, what, **said)
    assert (answer.status_code, list(answer.json())) == (status, ["error"])
    assert app.received == []


def test_a_body_that_is_no_object_is_refused(served: Served, http: httpx.Client) -> None:
    assert http.post(served.url + "/page/switch", content=b"[1]", headers=OURS).status_code == 400


def test_somebody_sets_another_language_and_the_app_hears_of_it(
    served: Served, http: httpx.Client, slack: SlackStandIn, app: App
) -> None:
    assert news(served, http)["items"][f"person {ASHA}"]["locale"] == "en-IN"
    assert tell(served, http, "locale", acting_id=ASHA, locale="hi-IN").json()["trouble"] == ""
    event = json.loads(app.received[-1][1])["event"]
    assert (event["type"], event["user"]["id"], event["user"]["locale"]) == ("user_change", ASHA, "hi-IN")
    assert news(served, http)["items"][f"person {ASHA}"]["locale"] == "hi-IN"


def test_everything_says_who_sees_it(served: Served, http: httpx.Client, slack: SlackStandIn) -> None:
    said = slack.state.post(DESIGN, sample.BOT_USER_ID, "for all")
    whisper = slack.state.post(DESIGN, sample.BOT_USER_ID, "for Meera", only_for=MEERA)
    items = news(served, http)["items"]
    assert [items[f"message {DESIGN} {m.ts}"]["only_for"] for m in (said, whisper)] == ["", MEERA]
    assert items[f"channel {DESIGN}"]["seen_by"] == list(sample.ACTING_IDS)
    assert items["channel C02LEADS"]["seen_by"] == [MEERA, RAVI, "U05FARAH"]
    assert items[f"channel {slack.state.direct_channel(RAVI).id}"]["seen_by"] == [RAVI]


def test_only_what_changed_is_told_and_what_went_is_named(
    served: Served, http: httpx.Client, slack: SlackStandIn
) -> None:
    kept, goes = (slack.state.post(DESIGN, MEERA, f"number {number}") for number in range(2))
    before = news(served, http)
    assert before["is_whole"]
    slack.state.edit(kept, "number 0, edited", [])
    slack.state.remove(goes)
    told = news(served, http, before["version"])
    assert list(told["items"]) == [f"message {DESIGN} {kept.ts}"]
    assert told["gone"] == [f"message {DESIGN} {goes.ts}"]
    assert not told["is_whole"]


def test_a_version_of_another_life_is_told_everything(served: Served, http: httpx.Client) -> None:
    assert news(served, http, "0badcafe.7")["is_whole"]


def test_news_is_waited_for(served: Served, http: httpx.Client, slack: SlackStandIn) -> None:
    version = news(served, http)["version"]
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(news, served, http, version)
        slack.state.post(DESIGN, MEERA, "news")
        told = asked.result(timeout=5)
    assert [item["text"] for item in told["items"].values()] == ["news"]


def test_what_somebody_did_answers_with_the_version_that_shows_it(
    served: Served, http: httpx.Client, slack: SlackStandIn
) -> None:
    posted = slack.state.post(DESIGN, RAVI, "done")
    before = news(served, http)["version"]
    answer = tell(served, http, "react", acting_id=MEERA, channel_id=DESIGN, ts=posted.ts, name="tada")
    told = news(served, http, before)
    assert told["version"] == answer.json()["version"]
    assert told["items"][f"message {DESIGN} {posted.ts}"]["reactions"] == {"tada": [MEERA]}
    tell(served, http, "react", acting_id=MEERA, channel_id=DESIGN, ts=posted.ts, name="tada")
    assert news(served, http)["items"][f"message {DESIGN} {posted.ts}"]["reactions"] == {}


def test_a_command_in_a_thread_is_refused_as_slack_refuses_it(
    served: Served, http: httpx.Client, slack: SlackStandIn, app: App
) -> None:
    root = slack.state.post(DESIGN, RAVI, "shall we?")
    at = {"acting_id": MEERA, "channel_id": DESIGN, "thread_ts": root.ts}
    tell(served, http, "command", line=sample.FIRST_LINE, **at)
    tell(served, http, "command", line="yes", **at)
    whisper, reply = slack.state.messages(DESIGN)[1:]
    assert (whisper.text, whisper.only_for) == ("/reward is not supported in threads. Sorry!", MEERA)
    assert (reply.text, reply.thread_ts, reply.only_for) == ("yes", root.ts, "")
    assert app.received == []


def test_the_composer_completes_every_word_that_the_command_knows() -> None:
    assert set(sample.WORDS) == {*SUBCOMMANDS, PRIVATE}


def test_the_three_hints_tick_themselves_off_in_turn(
    served: Served, http: httpx.Client, slack: SlackStandIn, card: list[dict[str, Any]]
) -> None:
    assert deeds(served, http) == [False, False, False]
    tell(served, http, "command", acting_id=RAVI, channel_id=DESIGN, line="/reward @asha 5")
    assert deeds(served, http) == [False, False, False]
    tell(served, http, "command", acting_id=MEERA, channel_id=DESIGN, line=sample.FIRST_LINE)
    assert deeds(served, http) == [True, False, False]
    message = slack.state.post(DESIGN, sample.BOT_USER_ID, "card", card)
    at = {"channel_id": DESIGN, "ts": message.ts}
    tell(served, http, "click", acting_id=RAVI, action_id="decline", **at)
    tell(served, http, "click", acting_id=ASHA, action_id="approve", **at)
    assert deeds(served, http, RAVI) == [True, False, False]
    tell(served, http, "click", acting_id=RAVI, action_id="approve", **at)
    assert deeds(served, http, RAVI) == [True, True, False]
    slack.state.post(DESIGN, sample.BOT_USER_ID, "100 points have reached <@U02ASHA>", thread_ts=message.ts)
    assert deeds(served, http, RAVI) == [True, True, False]
    assert deeds(served, http, ASHA) == [True, True, True]


def test_the_sample_people_have_every_column_and_nikhil_is_missing() -> None:
    assert all(len(row) == len(sample.PEOPLE_COLUMNS) for row in sample.PEOPLE_ROWS)
    assert {row[0] for row in sample.PEOPLE_ROWS} == set(sample.ACTING_IDS) - {sample.UNMAPPED_ID}
    assert {user.email for user in sample.USERS} >= {row[1] for row in sample.PEOPLE_ROWS}


def test_the_page_is_small_enough_to_read() -> None:
    for path in Path(FOLDER).glob("*.js"):
        assert len(path.read_text("utf-8").splitlines()) <= 300


def test_an_approval_in_the_home_ticks_its_hint_off_too(
    served: Served, http: httpx.Client, slack: SlackStandIn, card: list[dict[str, Any]]
) -> None:
    home = slack.state.publish_home(RAVI, {"type": "home", "blocks": card})
    tell(served, http, "click", acting_id=RAVI, action_id="decline", view_id=home.id)
    assert deeds(served, http) == [False, False, False]
    tell(served, http, "click", acting_id=RAVI, action_id="approve", view_id=home.id)
    assert deeds(served, http) == [False, True, False]
