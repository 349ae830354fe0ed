"""The page in a real browser. Skipped where there is no Chromium."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground import sample
from bot.playground.slack_nouns import User
from bot.playground.workspace import SlackStandIn
from tests.playground.conftest import CHOICES, MENU, App
from tests.waiting import wait_until

DESIGN, MEERA, RAVI = "C02DESIGN", sample.GIVER_ID, "U02RAVI"
EVIL = "<script>window.broken=1</script> & <img src=x onerror=window.broken=1> <!channel>"

pytestmark = pytest.mark.browser


def message(page: Any, text: str) -> Any:
    return page.get_by_role("log").locator("article", has_text=text)


def test_a_newcomer_does_the_main_job(page: Any, slack: SlackStandIn, app: App, card: list[dict[str, Any]]) -> None:
    assert page.get_by_label("Write as Meera in #design").input_value() == sample.FIRST_LINE
    app.answers = [(200, {"response_type": "ephemeral", "text": "Asked for *100 points*."})]
    page.get_by_role("button", name="Send").click()
    message(page, "Asked for 100 points.").get_by_text("Only visible to you").wait_for()
    posted = slack.state.post(DESIGN, sample.BOT_USER_ID, "card", card)

    page.get_by_role("button", name="Ravi Kumar").click()
    message(page, "@Meera would like to reward @Asha").wait_for()
    page.get_by_role("button", name="Approve").click()
    page.locator(".hints .done").nth(1).wait_for()
    assert app.payload()["user"]["id"] == RAVI
    slack.state.edit(posted, "<@U02MEERA> rewarded <@U02ASHA>", [])
    slack.state.post(DESIGN, sample.BOT_USER_ID, "100 points have reached <@U02ASHA>", thread_ts=posted.ts)

    page.get_by_role("button", name="Asha Rao").click()
    rewarded = message(page, "@Meera rewarded @Asha")
    rewarded.get_by_text("(edited)").wait_for()
    page.get_by_role("list", name="Three things to try").wait_for(state="hidden")
    rewarded.get_by_role("button", name="1 reply, last").click()
    page.get_by_role("log", name="Thread").get_by_text("100 points have reached @Asha").wait_for()
    assert message(page, "have reached").count() == 1
    slack.state.post(DESIGN, sample.BOT_USER_ID, "and are there to be spent", thread_ts=posted.ts)
    rewarded.get_by_role("button", name="2 replies, last").wait_for()
    assert rewarded.locator(".dot").count() == 0


def test_what_people_write_stays_text(page: Any, slack: SlackStandIn, app: App) -> None:
    slack.state.put_user(User("U0EVIL", "evil", EVIL))
    # Once the page shows what was said after that, it knows them.
    slack.state.post(DESIGN, RAVI, "somebody is new here")
    message(page, "somebody is new here").wait_for()
    page.get_by_label("Write as Meera").fill("@evi")
    page.get_by_role("option", name="@evil").wait_for()
    page.get_by_label("Write as Meera").fill(EVIL)
    page.keyboard.press("Enter")
    message(page, "<script>").wait_for()
    app.answers = [(200, {"text": "Heard."})]
    page.get_by_label("Write as Meera").fill(f"/reward @asha 100 for {EVIL}")
    page.get_by_role("button", name="Send").click()
    message(page, "Heard.").wait_for()
    shown = app.form()["text"]
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"> {shown}"}},
        {"type": "header", "text": {"type": "plain_text", "text": EVIL}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "<javascript:alert(1)|press me>"}]},
    ]
    slack.state.post(DESIGN, sample.BOT_USER_ID, "x", blocks)
    found = message(page, "press me")
    found.wait_for()
    assert EVIL in found.inner_text()
    assert page.locator("main script, main img[src='x'], a[href^='javascript']").count() == 0
    assert page.evaluate("window.broken") is None


def test_a_modal_is_filled_in_with_the_keyboard(
    page: Any, slack: SlackStandIn, app: App, modal: dict[str, Any]
) -> None:
    view = slack.state.open_view(MEERA, modal)
    field = page.get_by_role("dialog", name="Decline").get_by_label("Why not?")
    field.wait_for()
    app.answers = [(200, {"response_action": "errors", "errors": {"why": "A little more, please."}})]
    page.keyboard.type("no")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("A little more, please.").wait_for()
    assert field.input_value() == "no"
    assert app.payload()["view"]["state"]["values"]["why"]["words"]["value"] == "no"
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    assert slack.state.view(view.id) is None


def test_a_button_that_asks_first_counts_only_once_it_is_confirmed(page: Any, slack: SlackStandIn, app: App) -> None:
    plain = {part: {"type": "plain_text", "text": part} for part in ("title", "text", "confirm", "deny")}
    press = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go on"}, "confirm": plain}
    slack.state.post(DESIGN, sample.BOT_USER_ID, "x", [{"type": "actions", "elements": [press]}])
    for away in ("deny", ""):
        page.get_by_role("button", name="Go on").click()
        dialog = page.get_by_role("dialog", name="title")
        dialog.get_by_text("text", exact=True).wait_for()
        if away:
            dialog.get_by_role("button", name=away).click()
        else:
            page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")
    assert app.received == []
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("dialog", name="title").get_by_role("button", name="confirm").click()
    page.locator("button:disabled").wait_for(state="detached")
    assert app.payload()["actions"][0]["action_id"] == "go"


def test_a_menu_opens_to_its_options_and_closes_when_it_is_left(page: Any, slack: SlackStandIn, app: App) -> None:
    slack.state.post(DESIGN, sample.BOT_USER_ID, "x", MENU)
    more, less = page.get_by_label("More", exact=True), page.get_by_role("button", name="Less")
    more.click()
    less.wait_for()
    page.keyboard.press("Escape")
    less.wait_for(state="hidden")
    more.click()
    less.wait_for()
    page.get_by_label("Write as Meera").click()
    less.wait_for(state="hidden")
    assert app.received == []
    more.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    less.wait_for(state="hidden")
    page.locator("button:disabled").wait_for(state="detached")
    assert app.payload()["actions"][0]["selected_option"]["value"] == "R-7Q2MK4 lower"


def test_a_number_and_an_option_are_filled_in(page: Any, slack: SlackStandIn, app: App) -> None:
    slack.state.open_view(MEERA, CHOICES)
    dialog = page.get_by_role("dialog", name="Decline")
    dialog.get_by_label("How many?").fill("50")
    dialog.get_by_label("Who?").select_option("Farah")
    dialog.get_by_role("button", name="Decline").click()
    dialog.wait_for(state="hidden")
    values = app.payload()["view"]["state"]["values"]
    assert values["points"]["number"]["value"] == "50"
    assert values["person"]["who"]["selected_option"]["value"] == "U05FARAH"


def test_slack_s_own_marks_are_drawn(page: Any, slack: SlackStandIn) -> None:
    text = "*bold* _it_ ~gone~ `*code* <@U02ASHA> &lt;@U02RAVI&gt;` <https://example.com/a_b_c|a link> snake_case 2*3*4"
    text += " <!date^1795338000^{date_num}|a day>"
    slack.state.post(DESIGN, sample.BOT_USER_ID, text)
    found = message(page, "snake_case 2*3*4")
    found.wait_for()
    drawn = {tag: found.locator(f".block {tag}").all_inner_texts() for tag in ("b", "i", "s", "code", "a")}
    assert drawn == {"b": ["bold"], "i": ["it"], "s": ["gone"], "code": ["*code* @Asha <@U02RAVI>"], "a": ["a link"]}
    assert "2026" in found.locator(".block time").inner_text()


def test_news_for_somebody_else_shows_as_a_dot_until_it_is_read(page: Any, slack: SlackStandIn) -> None:
    slack.state.post(slack.state.direct_channel(RAVI).id, sample.BOT_USER_ID, "for Ravi")
    ravi = page.get_by_role("button", name="Ravi Kumar")
    ravi.locator(".dot").wait_for()
    ravi.click()
    page.get_by_role("button", name="Shabash 1 unread").click()
    message(page, "for Ravi").wait_for()
    page.get_by_text("Sending messages to this app has been turned off.").filter(visible=True).wait_for()
    assert page.locator(".composer textarea").filter(visible=True).count() == 0
    page.get_by_role("tab", name="Messages", selected=True).filter(visible=True).wait_for()
    ravi.locator(".dot").wait_for(state="detached")


def test_nothing_sticks_out_sideways(page: Any, slack: SlackStandIn) -> None:
    slack.state.post(DESIGN, sample.BOT_USER_ID, "a" * 300)
    message(page, "aaaa").wait_for()
    for width in (360, 800, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_shortcuts_are_chosen_beside_the_line_and_at_a_message(page: Any, slack: SlackStandIn, app: App) -> None:
    said = slack.state.post(DESIGN, RAVI, "the demo is shipped")
    page.get_by_role("button", name="Give a reward").click()
    wait_until(lambda: app.received)
    assert (app.payload()["type"], app.payload()["callback_id"]) == ("shortcut", "reward_give")
    message(page, "the demo is shipped").hover()
    page.get_by_role("button", name="Reward this message").click()
    wait_until(lambda: len(app.received) == 2)
    assert (app.payload()["type"], app.payload()["message_ts"]) == ("message_action", said.ts)
    assert app.payload()["user"]["id"] == MEERA


def test_a_language_is_chosen_in_the_side_bar(page: Any, slack: SlackStandIn, app: App) -> None:
    chosen = page.get_by_role("list", name="Language").get_by_role("button", pressed=True)
    assert chosen.inner_text() == "English"
    page.get_by_role("button", name="हिन्दी").click()
    page.get_by_role("button", name="हिन्दी", pressed=True).wait_for()
    assert slack.state.users[MEERA].locale == "hi-IN"
