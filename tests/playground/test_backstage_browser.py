"""EnKash's knobs and what is behind the scenes, in a real browser, with the real bot. Skipped where there is no
Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from bot.playground.play import Playground, playing
from tests.waiting import wait_until

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
EVIL = "<img src=x onerror=window.broken=1>"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    with playing(tmp_path_factory.mktemp("playground"), restart_seconds=0.2) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def page(browser: Any, playground: Playground) -> Iterator[Any]:
    """The page, open; a test fails where its console speaks of an error."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(15_000)
    found = context.new_page()
    errors: list[str] = []
    found.on("pageerror", lambda error: errors.append(str(error)))
    found.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    found.goto(playground.served.url)
    found.get_by_role("tab", name="EnKash").wait_for()
    yield found
    context.close()
    assert errors == []


def test_a_lost_reply_is_watched_until_it_is_settled_and_the_bot_is_killed_meanwhile(
    page: Any, playground: Playground
) -> None:
    knob = page.get_by_role("button", name="Lose EnKash’s reply")
    knob.click()
    page.locator("[data-trouble=lose-reply][aria-pressed=true]").wait_for()
    page.get_by_label("Write as Meera").fill(f"/reward @asha 100 for {EVIL}")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Ravi Kumar").click()
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("cell", name="moved, reply lost").wait_for()
    page.locator("[data-trouble=lose-reply][aria-pressed=false]").wait_for()
    assert page.get_by_role("table", name="Transactions").get_by_role("row").count() == 2

    # The tabs by keyboard alone.
    page.get_by_role("tab", name="EnKash").focus()
    page.keyboard.press("ArrowRight")
    panel = page.get_by_role("tabpanel", name="Behind the scenes")
    panel.get_by_text("unknown", exact=True).first.wait_for()
    path = panel.get_by_role("img")
    assert "Where it stands: unknown" in path.get_attribute("aria-label")
    panel.get_by_text("POST transaction/all").wait_for()
    panel.locator(".where strong", has_text="allocated").wait_for()
    assert path.get_attribute("aria-label").endswith(
        "Its way: pending, then approved, then sending, then unknown, then allocated."
    )
    panel.locator(".step", has_text="Meera Nair sends /reward").get_by_text("The request").click()
    panel.get_by_text(f"100 for {EVIL}".replace("<", "&lt;").replace(">", "&gt;")).wait_for()
    assert page.evaluate("window.broken") is None

    page.keyboard.press("Home")
    page.get_by_role("tab", name="EnKash").click()
    page.get_by_role("button", name="Kill the bot now").click()
    page.get_by_text("and started again on the same ledger").wait_for()
    assert len(playground.bot.deaths) == 1


def test_an_id_in_a_message_leads_to_its_story(page: Any, playground: Playground) -> None:
    for points in ("31", "32"):
        page.get_by_label("Write as Meera").fill(f"/reward @asha {points} for tea")
        page.get_by_role("button", name="Send").click()
        page.get_by_text(f"Asked for {points} points").wait_for()
    with playground.ledger.read() as view:
        (newer, older) = view.newest_request_ids(2)
    at = page.get_by_role("log").get_by_text(older).last.bounding_box()
    wait_until(lambda: at)
    page.get_by_role("log").get_by_text(older).last.click(position={"x": at["width"] - 12, "y": at["height"] - 8})
    page.locator("#panel-backstage .where", has_text=older).wait_for()
    page.get_by_label("Following").select_option("the newest reward")
    page.locator("#panel-backstage .where", has_text=newer).wait_for()
