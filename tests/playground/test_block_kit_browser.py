"""Block Kit on the page, in a real browser: everything is drawn, can be worked with the keyboard, and stays inert."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.playground import sample
from bot.playground.stage import Served
from bot.playground.workspace import SlackStandIn
from tests.playground.conftest import App
from tests.playground.gallery import EVIL, FORM, HOME, MESSAGE, PUSHED

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DESIGN, MEERA = "C02DESIGN", sample.GIVER_ID

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]


@pytest.fixture
def page(served: Served, slack: SlackStandIn) -> Iterator[Any]:
    """The page, open, with a gallery in the channel and in Meera's Home; it may ask nobody but the loopback host."""
    slack.state.post(DESIGN, sample.BOT_USER_ID, "gallery", MESSAGE)
    slack.identity = slack.state.identity = replace(slack.identity, has_home=True)
    slack.state.publish_home(MEERA, HOME)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        found = browser.new_page(viewport={"width": 1280, "height": 900})
        found.set_default_timeout(20_000)
        errors: list[str] = []
        found.on("pageerror", lambda error: errors.append(str(error)))
        found.on("request", lambda asked: errors.extend([] if asked.url.startswith(served.url) else [asked.url]))
        found.goto(served.url)
        yield found
        browser.close()
    assert errors == []


def acted(app: App, page: Any, do: Any) -> dict[str, Any]:
    """The one action that the app hears of after `do`."""
    before = len(app.received)
    with page.expect_response(lambda answer: answer.url.endswith("/page/click")):
        do()
    assert len(app.received) == before + 1
    action: dict[str, Any] = app.payload()["actions"][0]
    return action


def test_a_gallery_of_all_there_is(page: Any, slack: SlackStandIn, app: App) -> None:
    card = page.get_by_role("log").first.locator("article")
    _is_all_drawn(card)
    _what_is_chosen_is_heard(page, card, app)
    _a_form_is_filled_in(page, slack, app)
    page.get_by_role("button", name="Shabash", exact=True).click()
    page.get_by_role("tab", name="Home").click()
    _is_all_drawn(page.get_by_role("tabpanel", name="Home"))
    action = acted(app, page, page.get_by_role("tabpanel", name="Home").get_by_role("button", name="Approve").click)
    home = slack.state.home(MEERA)
    assert home
    assert (action["action_id"], app.payload()["container"]["view_id"]) == ("go", home.id)
    assert page.locator("[onclick], [onerror], .block img, .block b:text-is('bold'), a[href^=javascript]").count() == 0


def _is_all_drawn(shown: Any) -> None:
    shown.get_by_text("A gallery").wait_for()
    assert shown.inner_text().count(EVIL) >= 4
    assert "does not draw" not in shown.inner_text()
    links = shown.locator(".block a").evaluate_all("all => all.map(a => [a.href, a.target, a.rel])")
    assert {tuple(link[1:]) for link in links} == {("_blank", "noopener noreferrer")}
    assert all(link[0].startswith("https://example.com/") for link in links)
    assert shown.get_by_role("img").first.get_attribute("aria-label") == f"A chart of points {EVIL}"
    assert shown.locator("ol li, ul.level-1 li").all_inner_texts() == ["first", "deeper"]


def _what_is_chosen_is_heard(page: Any, card: Any, app: App) -> None:
    beside = card.locator(".section")
    action = acted(app, page, lambda: beside.get_by_label("users_select").select_option("Farah Khan"))
    assert (action["type"], action["selected_user"]) == ("users_select", "U05FARAH")
    action = acted(app, page, lambda: beside.get_by_label("checkboxes").get_by_label("One").check())
    assert [option["value"] for option in action["selected_options"]] == ["1", "2"]
    action = acted(app, page, lambda: beside.get_by_label("Take Asha Rao away").click())
    assert action["selected_users"] == []
    size = beside.get_by_label("Size")
    size.select_option("Large")
    page.get_by_role("dialog", name="Sure?").get_by_role("button", name="No").click()
    sync_api.expect(size).to_have_value("")
    size.select_option("Large")
    yes = page.get_by_role("dialog", name="Sure?").get_by_role("button", name="Yes")
    assert acted(app, page, yes.click)["selected_option"]["value"] == "l"
    # What was chosen before comes along with a later click.
    values = app.payload()["state"]["values"]
    assert "U05FARAH" in str(values)


def _a_form_is_filled_in(page: Any, slack: SlackStandIn, app: App) -> None:
    view = slack.state.open_view(MEERA, FORM)
    form = page.get_by_role("dialog", name="Everything")
    words = form.get_by_label("Words")
    words.wait_for()
    page.keyboard.press("Enter")
    assert form.get_by_text("Please complete this required field.").count() == 9
    assert words.get_attribute("aria-invalid") == "true"
    assert page.evaluate("document.activeElement.labels[0].textContent") == "Words"
    _fill_in(page, form, words)
    pushed = slack.state.open_view(MEERA, PUSHED, view)
    page.get_by_role("dialog", name="On top").get_by_role("button", name="Back").first.click()
    words.wait_for()
    assert slack.state.view(pushed.id) is None
    assert words.input_value() == "abcd", "the form below keeps what was typed"
    errors = {"users": f"Not them. {EVIL}", "day": "Another day, please."}
    app.answers = [(200, {"response_action": "errors", "errors": errors})]
    form.get_by_role("button", name="Send").click()
    form.get_by_text(f"Not them. {EVIL}").wait_for()
    assert form.get_by_role("group", name="People").get_attribute("aria-invalid") == "true"
    values = {block: held["a"] for block, held in app.payload()["view"]["state"]["values"].items() if "a" in held}
    assert values["number"]["value"] == "7"
    assert (values["user"]["selected_user"], values["users"]["selected_users"]) == ("U02RAVI", ["U02ASHA"])
    assert (values["place"]["selected_conversation"], values["day"]["selected_date"]) == (DESIGN, "2026-12-01")
    assert (values["size"]["selected_option"]["value"], values["lines"]["value"]) == ("h", None)
    assert [option["value"] for option in values["ticks"]["selected_options"]] == ["2"]
    assert values["one"]["selected_option"]["value"] == "1"
    form.get_by_role("button", name="Send").click()
    form.wait_for(state="hidden")


def _fill_in(page: Any, form: Any, words: Any) -> None:
    """With the keyboard alone where a browser lets itself be driven so."""
    page.keyboard.type("ab")
    page.keyboard.press("Enter")
    form.get_by_text("Please enter at least 3 characters.").wait_for()
    page.keyboard.type("cd")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    form.get_by_text("Please enter 5 or more.").wait_for()
    assert words.get_attribute("aria-invalid") == "false"
    page.keyboard.press("Backspace")
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    page.keyboard.type("Ravi")
    page.keyboard.press("Tab")
    page.keyboard.type("Asha")
    form.get_by_label("Take Asha Rao away").wait_for()
    form.get_by_label("Channel").select_option("#design")
    form.get_by_label("Size").select_option("Huge")
    form.get_by_label("Ticks").get_by_label("Two").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    form.get_by_label("Day").fill("2026-12-01")
