"""The whole playground in a real browser: the page, the stand-ins, and the real bot in its process. Skipped where there
is no Chromium. With `--pictures` the tours write the README's pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.core.reward import RewardStatus
from bot.playground.play import Playground, playing
from tests.playground.conftest import opened

PICTURES = Path(__file__).parents[2] / ".github"
EVIL = "<img src=x onerror=window.broken=1>"
UNHURRIED = "?pace=9"
"""Every rest is so long that a tour goes on only where somebody presses Next."""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def playground(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    with playing(tmp_path_factory.mktemp("playground"), restart_seconds=0.2) as found:
        yield found


@pytest.fixture
def page(chromium: Any, playground: Playground) -> Iterator[Any]:
    with opened(chromium, playground.served.url) as found:
        found.set_default_timeout(20_000)
        yield found


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Any, str], None]:
    """Keeps what the page or a part of it shows as the README's picture of that name, where pictures are wanted."""
    is_wanted = request.config.getoption("--pictures")
    return lambda part, name: part.screenshot(path=PICTURES / f"{name}.png") if is_wanted else None


def start(page: Any, playground: Playground, tour: str, query: str) -> Any:
    """The caption bar of that tour, which plays; the menu is opened by keyboard."""
    page.goto(playground.served.url + query)
    page.locator(".tours summary").press("Enter")
    page.get_by_role("button", name=tour).press("Enter")
    return page.get_by_role("region", name="Tour")


def step(page: Any, bar: Any, number: int) -> None:
    """The tour has come to that step. The next is asked for with the arrow key, on the button that has the focus."""
    bar.get_by_text(f"step {number} of").wait_for()
    page.keyboard.press("ArrowRight")


def newest(playground: Playground) -> Any:
    with playground.ledger.read() as view:
        return view.request(*view.newest_request_ids(1))


def test_a_first_reward_is_played_from_the_line_to_the_story(page: Any, playground: Playground) -> None:
    bar = start(page, playground, "A first reward", "/?pace=0")
    page.locator(".tour[data-state=done]").wait_for()
    assert "step 8 of 8" in bar.inner_text()
    request = newest(playground)
    assert (request.points, request.reward.status) == (100, RewardStatus.ALLOCATED)
    page.get_by_role("log").get_by_text("rewarded you with 100 points").wait_for()
    address = page.get_by_role("link", name="Open your rewards at EnKash").get_attribute("href")
    assert "Hello Asha" in httpx.get(address).text
    page.keyboard.press("Enter")
    bar.wait_for(state="hidden")


def test_several_people_at_once_are_played_and_each_is_followed_by_their_own_id(
    page: Any, playground: Playground, picture: Callable[[Any, str], None]
) -> None:
    bar = start(page, playground, "Several people at once", "/?pace=0")
    page.locator(".tour[data-state=done]").wait_for()
    assert "step 7 of 7" in bar.inner_text()
    request = newest(playground)
    assert [reward.status for reward in request.rewards] == [RewardStatus.ALLOCATED] * 2
    for part in (1, 2):
        page.locator("option", has_text=f"{request.id}/{part}").first.wait_for(state="attached")
    picture(page.locator(".pane"), "thanked")
    page.get_by_role("button", name="design").click()
    page.get_by_role("log").get_by_text("rewarded").last.wait_for()
    picture(page.locator(".pane"), "several-people")


def test_two_approvals_are_played_side_by_side_step_by_step_with_the_arrow_key(
    page: Any, playground: Playground, picture: Callable[[Any, str], None]
) -> None:
    bar = start(page, playground, "Two approvals", f"/{UNHURRIED}")
    for number in (1, 2, 3):
        step(page, bar, number)
    bar.get_by_text("step 4 of 5").wait_for()
    assert [pane.get_attribute("aria-label") for pane in page.locator(".pane").all()] == [
        "Ravi Kumar’s Slack",
        "Farah Khan’s Slack",
    ]
    page.locator(".where", has_text="Approvals: 1 of 2").wait_for()
    picture(page, "playground")
    assert newest(playground).approvers == ("U02RAVI",)
    step(page, bar, 4)
    step(page, bar, 5)
    page.locator(".tour[data-state=done]").wait_for()
    assert newest(playground).reward.status is RewardStatus.ALLOCATED


def test_a_lost_reply_is_played_and_may_be_paused_and_stopped(
    page: Any, playground: Playground, picture: Callable[[Any, str], None]
) -> None:
    page.get_by_label("Until switched off").check()
    page.get_by_role("button", name="Lose EnKash’s reply").click()
    page.locator("[data-trouble][aria-pressed=true]").wait_for()
    bar = start(page, playground, "The reply got lost", f"/{UNHURRIED}")
    bar.get_by_role("button", name="Pause").press("Enter")
    bar.get_by_role("button", name="Go on").wait_for()
    for number in (1, 2, 3, 4):
        step(page, bar, number)
    bar.get_by_text("step 5 of 7").wait_for()
    page.get_by_role("img", name="Where it stands: unknown").wait_for()
    picture(page, "behind-the-scenes")
    step(page, bar, 5)
    bar.get_by_text("step 6 of 7").wait_for()
    request = newest(playground)
    assert request.reward.status is RewardStatus.ALLOCATED
    assert [post.reference for post in playground.enkash.posts].count(request.reward.reference) == 1
    bar.get_by_role("button", name="Stop").click()
    bar.wait_for(state="hidden")


def test_a_home_is_opened_and_its_buttons_work_from_there(
    page: Any, playground: Playground, picture: Callable[[Any, str], None]
) -> None:
    page.get_by_label("Write as Meera").fill("/reward @asha 44 for the tab")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Ravi Kumar").click()
    page.get_by_role("button", name="Shabash").first.click()
    page.get_by_role("tab", name="Home").click()
    home = page.get_by_role("tabpanel", name="Home")
    home.get_by_text("with 44 points").wait_for()
    home.get_by_role("button", name="Approve 44 points for Asha Rao").press("Enter")
    home.get_by_text("You approved 44 points").wait_for()
    home.get_by_text("44 points have reached").wait_for()
    assert home.get_by_text("would like to reward").filter(has_text="with 44 points").count() == 0
    assert newest(playground).reward.status is RewardStatus.ALLOCATED
    assert page.evaluate("!!document.activeElement.closest('.home')"), "whoever uses the keyboard is still there"

    # Whoever one becomes finds their own.
    page.get_by_role("button", name="Meera Nair").click()
    home.get_by_text("44 points for").wait_for()
    home.get_by_text("You gave").wait_for()
    picture(page.locator(".pane"), "home")
    home.get_by_role("button", name="Give a reward").click()
    form = page.get_by_role("dialog", name="Give a reward")
    form.get_by_text("Who is it for?").wait_for()
    picture(form, "form")
    page.keyboard.press("Escape")
    form.wait_for(state="hidden")
    page.get_by_role("button", name="design").click()


def test_enkash_s_knobs_and_the_story_of_a_reward_are_used_without_a_tour(page: Any, playground: Playground) -> None:
    page.get_by_label("Write as Meera").fill("/reward @asha 22 for the slides")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("log").get_by_text("the slides").first.wait_for()
    page.get_by_role("button", name="Answer garbage").click()
    page.locator("[data-trouble=garbage][aria-pressed=true]").wait_for()
    page.get_by_label("Write as Meera").fill(f"/reward @asha 33 for {EVIL}")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Ravi Kumar").click()
    page.get_by_role("button", name="Approve").last.click()
    page.locator("[data-trouble=garbage][aria-pressed=false]").wait_for()
    page.get_by_role("table", name="Transactions").get_by_role("cell", name="33", exact=True).wait_for()

    # The tabs by keyboard alone.
    page.get_by_role("tab", name="EnKash").press("ArrowRight")
    panel = page.get_by_role("tabpanel", name="Behind the scenes")
    panel.locator(".where strong", has_text="unknown").wait_for()
    panel.locator(".where strong", has_text="allocated").wait_for()
    way = panel.get_by_role("img").get_attribute("aria-label")
    assert way.endswith("Its way: pending, then approved, then sending, then unknown, then allocated.")
    panel.locator(".step", has_text="Meera Nair sends /reward").get_by_text("The request").click()
    panel.get_by_text(f"33 for {EVIL}".replace("<", "&lt;").replace(">", "&gt;")).wait_for()
    assert page.evaluate("window.broken") is None

    # An id in a message leads to its story.
    newer = newest(playground).id
    older = next(request.id for request in requests(playground) if request.id != newer)
    page.get_by_role("log").get_by_text(older).last.evaluate(CLICK_ON_TEXT, older)
    panel.locator(".where", has_text=older).wait_for()
    page.get_by_label("Following").select_option("the newest reward")
    panel.locator(".where", has_text=newer).wait_for()

    page.get_by_role("tab", name="Behind the scenes").press("Home")
    page.get_by_role("button", name="Kill the bot now").click()
    page.get_by_text("and started again on the same ledger").wait_for()
    assert len(playground.bot.deaths) == 1


def requests(playground: Playground) -> tuple[Any, ...]:
    with playground.ledger.read() as view:
        return view.requests()


CLICK_ON_TEXT = """(node, words) => {
  const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (texts.nextNode() && !texts.currentNode.data.includes(words)) continue;
  const range = document.createRange();
  const begin = texts.currentNode.data.indexOf(words);
  range.setStart(texts.currentNode, begin);
  range.setEnd(texts.currentNode, begin + words.length);
  node.scrollIntoView({ block: "center" });
  const { x, y, width, height } = range.getBoundingClientRect();
  const at = { clientX: x + width / 2, clientY: y + height / 2, bubbles: true };
  node.dispatchEvent(new MouseEvent("click", at));
}"""
