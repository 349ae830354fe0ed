"""Everybody is spoken to in the language that they have set in Slack, a channel in the policy's."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.scenarios.conftest import Open
from tests.world import ASHA, DESIGN, FARAH, MEERA, RAVI, World

POLICY = """
[approvals]
approvers = ["U02RAVI", "U05FARAH"]
[rewards]
points_max = 10000000
"""
IN_HINDI = f'{POLICY}[messages]\nlocale = "hi-IN"\n'
DEVANAGARI = re.compile(r"[\u0900-\u097f]")
NOT_WHOLE = "कृपया पॉइंट पूरी संख्या में लिखें।"


def speaks(world: World, person: str, locale: str) -> None:
    """Sets it in Slack, which tells the bot."""
    world.slack.user_change(replace(world.slack.state.users[person], locale=locale))


def test_a_decider_reads_their_copy_in_hindi_and_the_channel_the_card_in_english(world: World) -> None:
    speaks(world, RAVI, "hi-IN")
    request = world.asked()
    world.carry()
    assert world.card(request).text.startswith(f"<@{MEERA}> would like to reward <@{ASHA}> (Asha Rao) with 100 points.")
    (own,) = world.told(RAVI)
    assert own.startswith(f"<@{MEERA}> की ओर से <@{ASHA}> (Asha Rao) को रिवॉर्ड में 100 पॉइंट देने का अनुरोध।")
    (of_farah,) = world.told(FARAH)
    assert not DEVANAGARI.search(of_farah)


def test_a_channel_reads_the_language_of_the_policy_and_amounts_in_lakhs(opened: Open) -> None:
    world = opened(IN_HINDI)
    speaks(world, RAVI, "en-US")
    request = world.asked(f"<@{ASHA}> 250000 for shipping the demo")
    world.carry()
    assert "2,50,000 पॉइंट" in world.card(request).text
    (own,) = world.told(RAVI)
    assert "with 250,000 points." in own
    (of_farah,) = world.told(FARAH)
    assert "with 2,50,000 points." in of_farah


def test_what_became_of_it_is_said_in_the_thread_in_the_language_of_the_policy(opened: Open) -> None:
    world = opened(IN_HINDI)
    request = world.asked()
    world.approve(request)
    world.carry()
    assert world.card(request).text.startswith(f"<@{MEERA}> ने <@{ASHA}> (Asha Rao) को 100 पॉइंट का रिवॉर्ड दिया 🎉")
    (reply,) = world.thread(request)
    assert reply == f"<@{ASHA}> को 100 पॉइंट मिल गए। नया बैलेंस: 100 पॉइंट। {request.id}"


def test_what_is_wrong_in_a_form_is_said_to_whoever_filled_it_in(world: World) -> None:
    speaks(world, RAVI, "hi-IN")
    request = world.asked()
    for person, expected in ((RAVI, NOT_WHOLE), (FARAH, "Please write a whole number of points.")):
        world.choose("lower", request, by=person)
        (view,) = world.slack.state.views(person)
        world.slack.submit(person, view.id, {"points": "fifty"})
        (view,) = world.slack.state.views(person)
        assert list(view.errors.values()) == [expected]


def test_the_next_message_goes_by_what_somebody_has_set_meanwhile(world: World) -> None:
    for locale, has_hindi in (("hi-IN", True), ("en-US", False), ("de-DE", False)):
        speaks(world, RAVI, locale)
        world.asked(f"<@{ASHA}> 100 for tea, {locale}")
        world.carry()
        assert bool(DEVANAGARI.search(world.told(RAVI)[-1])) is has_hindi


def test_of_whom_slack_has_not_said_it_the_policy_says_it(opened: Open) -> None:
    world = opened(IN_HINDI)
    world.alter("UPDATE slack_users SET locale = ''")
    world.asked()
    world.carry()
    assert all(DEVANAGARI.search(world.told(person)[0]) for person in (RAVI, FARAH))


def test_a_reply_that_finds_no_thread_is_for_its_giver_and_in_their_language(world: World) -> None:
    speaks(world, MEERA, "hi-IN")
    world.slack.state.channels[DESIGN] = replace(world.slack.state.channels[DESIGN], is_archived=True)
    request = world.asked()
    world.carry()
    world.approve(request, at=world.slack.state.direct_channel(RAVI).id)
    world.carry()
    assert f"<@{ASHA}> को 100 पॉइंट मिल गए। नया बैलेंस: 100 पॉइंट। {request.id}" in world.told(MEERA)
