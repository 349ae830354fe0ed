"""Several people's Slacks on one page, in a real browser: what each sees, and that the page bears much and long."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import pytest

from bot.playground import sample
from bot.playground.enkash import EnKashStandIn
from bot.playground.stage import Served, serve
from bot.playground.workspace import SlackStandIn
from tests.playground.conftest import App
from tests.waiting import wait_until

DESIGN, MEERA, RAVI, ASHA, FARAH = "C02DESIGN", sample.GIVER_ID, "U02RAVI", sample.RECIPIENT_ID, "U05FARAH"
SHABASH = sample.BOT_USER_ID
WATCH = """() => {
  window.touched = { added: 0, removed: 0, changed: 0 };
  const count = (records) => records.forEach((record) => {
    touched.added += record.addedNodes.length;
    touched.removed += record.removedNodes.length;
    touched.changed += record.type === "childList" ? 0 : 1;
  });
  const all = { childList: true, subtree: true, attributes: true, characterData: true };
  new MutationObserver(count).observe(document.querySelector("main"), all);
}"""
IS_AT_END = "(node) => node.scrollTop + node.clientHeight >= node.scrollHeight - 2"

pytestmark = pytest.mark.browser


def side_by_side(page: Any, count: int) -> None:
    page.get_by_role("group", name="People side by side").get_by_role("button", name=str(count)).click()


def pane(page: Any, name: str) -> Any:
    return page.get_by_role("region", name=f"{name}’s Slack")


def press_until(page: Any, key: str, script: str) -> None:
    """Presses a key until the element that has the focus fits."""
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate(f"(({script}))(document.activeElement)"):
            return
    raise AssertionError(f"{key} never led there")


def test_two_people_approve_at_once_side_by_side(
    page: Any, slack: SlackStandIn, card: list[dict[str, Any]], modal: dict[str, Any]
) -> None:
    both_pressed = threading.Barrier(2, timeout=20)
    pressed: set[str] = set()

    def answer(_: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        both_pressed.wait()
        pressed.add(json.loads(parse_qs(body.decode())["payload"][0])["user"]["id"])
        return 200, {}, b""

    slack.deliver_by(answer)
    posted = slack.state.post(DESIGN, SHABASH, "card", card)
    slack.state.post(DESIGN, SHABASH, "only Farah reads this", only_for=FARAH)
    side_by_side(page, 4)
    people = [pane(page, name) for name in ("Meera Nair", "Ravi Kumar", "Asha Rao", "Farah Khan")]
    for one in (people[1], people[3]):
        one.get_by_role("button", name="Approve").click()
    page.locator("button:disabled").first.wait_for(state="detached")
    assert pressed == {RAVI, FARAH}
    slack.state.edit(posted, "<@U02MEERA> rewarded <@U02ASHA>", [])
    for one in people:
        one.get_by_text("rewarded").wait_for()
    assert [one.get_by_text("only Farah reads this").count() for one in people] == [0, 0, 0, 1]

    for user_id in (RAVI, FARAH):
        slack.state.open_view(user_id, modal)
    for one in (people[1], people[3]):
        one.get_by_role("dialog", name="Decline").get_by_label("Why not?").fill("not now")
    people[0].get_by_label("Write as Meera").fill("and I can still write")
    assert [one.get_by_role("dialog").count() for one in people] == [0, 1, 0, 1]


def test_a_reload_in_the_middle_leaves_everybody_where_they_were(
    page: Any, slack: SlackStandIn, modal: dict[str, Any]
) -> None:
    root = slack.state.post(DESIGN, ASHA, "shall we?")
    reply = slack.state.post(DESIGN, RAVI, "yes", thread_ts=root.ts)
    side_by_side(page, 2)
    pane(page, "Ravi Kumar").get_by_role("button", name="1 reply").click()
    page.keyboard.type("half a sent")
    slack.state.open_view(MEERA, modal)
    pane(page, "Meera Nair").get_by_role("dialog").wait_for()
    page.emulate_media(color_scheme="dark")
    dark = page.get_by_role("switch", name="Dark", checked=True)
    dark.wait_for()
    dark.click()
    page.reload()
    pane(page, "Meera Nair").get_by_role("dialog", name="Decline").wait_for()
    assert pane(page, "Ravi Kumar").get_by_label("Reply as Ravi").input_value() == "half a sent"
    assert page.get_by_role("switch", name="Dark", checked=False).count() == 1
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "light"

    link = f"{page.url}#{DESIGN}/{reply.ts}"
    page.goto("about:blank")
    page.goto(link)
    marked = page.locator(".marked")
    marked.wait_for()
    assert "yes" in marked.inner_text()
    assert page.url.endswith("/")


def test_the_keyboard_is_enough(page: Any, slack: SlackStandIn, app: App, card: list[dict[str, Any]]) -> None:
    press_until(page, "Tab", "(node) => node.matches('textarea')")
    page.keyboard.press("Control+A")
    page.keyboard.type("/re")
    page.keyboard.press("Enter")
    page.keyboard.type("@f")
    page.get_by_role("option", name="@farah", selected=True).wait_for()
    page.keyboard.press("ArrowDown")
    page.get_by_role("option", name="@finance", selected=True).wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("listbox").wait_for(state="hidden")
    page.keyboard.press("Backspace")
    page.keyboard.type("as")
    page.keyboard.press("Tab")
    page.keyboard.type("50 for the demo")
    page.keyboard.press("Enter")
    wait_until(lambda: app.received)
    posted = slack.state.post(DESIGN, SHABASH, "card", card)
    page.get_by_role("button", name="Approve").wait_for()
    assert app.form()["text"] == "<@U02ASHA|asha> 50 for the demo"
    press_until(page, "Shift+Tab", "(node) => node.textContent === 'Approve'")
    page.keyboard.press("Enter")
    wait_until(lambda: len(app.received) == 2)
    assert app.payload()["actions"][0]["action_id"] == "approve"
    page.locator("button:focus", has_text="Approve").wait_for()

    slack.state.post(DESIGN, SHABASH, "points have arrived", thread_ts=posted.ts)
    page.get_by_role("button", name="1 reply").wait_for()
    press_until(page, "Tab", "(node) => node.matches('.replies')")
    page.keyboard.press("Enter")
    page.get_by_role("log", name="Thread").get_by_text("points have arrived").wait_for()
    page.keyboard.type("/reward help")
    page.keyboard.press("Enter")
    page.get_by_role("log", name="Thread").get_by_text("/reward is not supported in threads. Sorry!").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("log", name="Thread").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.className").startswith("replies")


def test_a_message_s_own_tools_react_and_copy_its_link(page: Any, slack: SlackStandIn) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    posted = slack.state.post(DESIGN, RAVI, "it is done")
    said = page.get_by_role("article").filter(has_text="it is done")
    said.hover()
    said.get_by_role("button", name="React with tada").click()
    mine = said.get_by_role("button", name="tada, 1: Meera", pressed=True)
    mine.wait_for()
    said.hover()
    said.get_by_role("button", name="Copy link").click()
    page.get_by_text("The link is copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/#{DESIGN}/{posted.ts}")
    mine.click()
    mine.wait_for(state="detached")


def test_a_channel_of_500_messages_costs_what_changes_in_it(page: Any, slack: SlackStandIn) -> None:
    for number in range(500):
        slack.state.post(DESIGN, (MEERA, RAVI, ASHA)[number % 3], f"number {number} of many")
    side_by_side(page, 3)
    page.get_by_role("article").filter(has_text="number 499").nth(2).wait_for()
    logs = page.get_by_role("log")
    wait_until(lambda: [log.evaluate(IS_AT_END) for log in logs.all()] == [True] * 3)
    assert logs.first.locator("article").first.evaluate("(node) => getComputedStyle(node).contentVisibility") == "auto"

    answers: list[Any] = []
    page.on("response", lambda answer: answers.append(answer) if "/page/news" in answer.url else None)
    page.evaluate(WATCH)
    posted = slack.state.post(DESIGN, RAVI, "one more")
    page.get_by_role("article").filter(has_text="one more").nth(2).wait_for()
    slack.state.edit(posted, "one more, edited", [])
    page.get_by_role("article").filter(has_text="one more, edited").nth(2).wait_for()
    touched = page.evaluate("touched")
    assert touched == {"added": 6, "removed": 3, "changed": 0}, "three panes draw the message, and draw it again"
    assert sum(len(answer.body()) for answer in answers) < 2_000
    wait_until(lambda: [log.evaluate(IS_AT_END) for log in logs.all()] == [True] * 3)
    page.locator("#aside-toggle").click()
    side_by_side(page, 4)
    wait_until(lambda: [log.evaluate(IS_AT_END) for log in logs.all()] == [True] * 4)


def test_a_playground_that_was_started_again_is_found_again(
    chromium: Any, slack: SlackStandIn, enkash: EnKashStandIn, served: Served
) -> None:
    page = chromium.new_page()
    page.set_default_timeout(20_000)
    page.goto(served.url)
    page.get_by_role("button", name="Meera Nair").wait_for()
    served.stop()
    page.get_by_text("The playground does not answer. Is it still running?").wait_for()
    slack.state.post(DESIGN, RAVI, "said meanwhile")
    with serve(slack, enkash, int(served.url.rpartition(":")[2])) as again:
        assert again.url == served.url
        page.get_by_role("article").filter(has_text="said meanwhile").wait_for()
        page.get_by_text("The playground does not answer").wait_for(state="hidden")
        page.close()
