"""The digest's chart is a picture that was uploaded before: one message shows it, once, and where none can be had the
chart is of letters."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import pytest

from bot.outbox.digests import TRIES_WITH_PICTURE_MAX
from bot.playground.faults import Fault, http_status, lose_reply, slack_error, too_many
from bot.playground.server import HttpRequest, HttpResponse
from bot.playground.slack_nouns import Message
from bot.playground.workspace import UPLOADED
from tests.scenarios.conftest import Open
from tests.scenarios.test_digest import GENERAL, MONDAY, NEXT_MONDAY, WEEKLY, given, look
from tests.world import World

POST, GET_URL, COMPLETE = "chat.postMessage", "files.getUploadURLExternal", "files.completeUploadExternal"
WORDS = "Rewards by week: 19 Oct 0, 26 Oct 0, 2 Nov 0, 9 Nov 0, 16 Nov 1, 23 Nov 2"


def after_two_weeks(world: World) -> None:
    """There is something to compare, and the second week's digest is due."""
    look(world)
    given(world)
    look(world, MONDAY)
    given(world)
    given(world)
    look(world, NEXT_MONDAY)


def wait(world: World) -> None:
    """As long as it takes until the digest has gone."""
    for _ in range(10):
        world.clock.pass_time(minutes=1)
        world.carry()


def second_digest(world: World) -> Message:
    (found,) = [m for m in world.slack.messages(GENERAL) if m.text.startswith("*Rewards from 23 Nov")]
    return found


def pictures(message: Message) -> list[dict[str, Any]]:
    return [block for block in message.blocks if block["type"] == "image"]


def shown(world: World, path: str) -> HttpResponse:
    answer = world.slack.handle(HttpRequest("GET", path))
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_digest_shows_a_picture_and_says_what_is_in_it(opened: Open) -> None:
    world = opened(WEEKLY)
    after_two_weeks(world)
    wait(world)
    message = second_digest(world)
    (block,) = pictures(message)
    assert block["alt_text"] == WORDS
    file_id = block["slack_file"]["id"]
    picture = shown(world, f"/files/{file_id}")
    assert (picture.status, picture.headers["Content-Type"]) == (200, "image/png")
    assert "▇" not in str(message.blocks)
    assert "▇" in message.text


def test_the_first_of_all_has_nothing_to_compare_and_uploads_nothing(opened: Open) -> None:
    world = opened(WEEKLY)
    look(world)
    given(world)
    look(world, MONDAY)
    assert len(world.slack.files) == 0
    assert len(world.slack.messages(GENERAL)) == 1


def test_until_slack_has_looked_at_the_file_the_message_waits_and_the_file_is_uploaded_once(opened: Open) -> None:
    world = opened(WEEKLY)
    after_two_weeks(world)
    assert not any(m.text.startswith("*Rewards from 23 Nov") for m in world.slack.messages(GENERAL))
    wait(world)
    assert pictures(second_digest(world))
    assert len(world.slack.files) == 1


def test_a_picture_that_slack_never_takes_gives_way_to_letters(opened: Open) -> None:
    world = opened(WEEKLY)
    look(world)
    given(world)
    look(world, MONDAY)
    given(world)
    for _ in range(TRIES_WITH_PICTURE_MAX):
        world.slack.faults.next(POST, slack_error("invalid_blocks"))
    look(world, NEXT_MONDAY)
    wait(world)
    message = second_digest(world)
    assert (pictures(message), len(world.slack.files)) == ([], 1)
    assert "▇" in str(message.blocks)


def test_without_the_scope_the_chart_is_of_letters_and_everything_else_goes_on(opened: Open) -> None:
    world = opened(WEEKLY)
    identity = world.slack.state.identity
    scopes = tuple(scope for scope in identity.scopes if scope != "files:write")
    world.slack.state.identity = replace(identity, scopes=scopes)
    after_two_weeks(world)
    message = second_digest(world)
    assert (pictures(message), len(world.slack.files)) == ([], 0)
    assert "▇" in str(message.blocks)
    assert not world.bot.messages.token.trouble


@pytest.mark.parametrize("word", ["restricted_action", "file_uploads_disabled"])
def test_where_slack_takes_no_files_the_chart_is_of_letters(opened: Open, word: str) -> None:
    world = opened(WEEKLY)
    world.slack.faults.next(GET_URL, slack_error(word))
    after_two_weeks(world)
    assert pictures(second_digest(world)) == []
    assert "▇" in str(second_digest(world).blocks)


def test_without_pillow_the_chart_is_of_letters(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    world = opened(WEEKLY)
    monkeypatch.setitem(sys.modules, "PIL", None)
    after_two_weeks(world)
    assert (pictures(second_digest(world)), len(world.slack.files)) == ([], 0)


@pytest.mark.parametrize(
    ("what", "fault"),
    [
        (GET_URL, lose_reply()),
        (GET_URL, http_status(503)),
        (UPLOADED, lose_reply()),
        (UPLOADED, http_status(500)),
        (COMPLETE, lose_reply()),
        (COMPLETE, slack_error("internal_error")),
    ],
)
def test_an_upload_that_fails_is_made_again_and_one_message_shows_it(opened: Open, what: str, fault: Fault) -> None:
    world = opened(WEEKLY)
    world.slack.faults.next(what, fault)
    after_two_weeks(world)
    wait(world)
    assert pictures(second_digest(world))


def test_where_slack_limits_uploads_the_digest_alone_waits(opened: Open) -> None:
    world = opened(WEEKLY)
    world.slack.faults.next(GET_URL, too_many(60))
    after_two_weeks(world)
    request = world.asked(at=GENERAL)
    assert world.cards(request, at=GENERAL)
    wait(world)
    assert pictures(second_digest(world))


def test_a_token_that_is_refused_at_the_upload_is_noticed_there(opened: Open) -> None:
    world = opened(WEEKLY)
    world.slack.faults.next(GET_URL, slack_error("invalid_auth"))
    after_two_weeks(world)
    assert world.bot.messages.token.trouble == "invalid_auth"
    wait(world)
    assert not world.bot.messages.token.trouble
    assert pictures(second_digest(world))


def test_a_message_whose_answer_got_lost_is_said_once_more_with_the_same_picture(opened: Open) -> None:
    world = opened(WEEKLY)
    after_two_weeks(world)
    world.slack.faults.next(POST, lose_reply())
    wait(world)
    twice = [m for m in world.slack.messages(GENERAL) if m.text.startswith("*Rewards from 23 Nov")]
    assert len(twice) == 2
    (first,), (second,) = map(pictures, twice)
    assert first["slack_file"] == second["slack_file"]
    assert len(world.slack.files) == 1


def test_a_channel_that_reads_hindi_has_a_picture_in_hindi(opened: Open) -> None:
    world = opened(f'{WEEKLY}[messages]\nlocale = "hi-IN"\n')
    look(world)
    given(world)
    look(world, MONDAY)
    given(world)
    look(world, NEXT_MONDAY)
    wait(world)
    message = world.slack.messages(GENERAL)[-1]
    drawn = [block["alt_text"] for block in pictures(message)]
    # Where the machine has no font for it, letters say it, for which Slack has one.
    assert drawn == [] or drawn[0].startswith("हर हफ़्ते के रिवॉर्ड")
    assert "हर हफ़्ते के रिवॉर्ड" in message.text
