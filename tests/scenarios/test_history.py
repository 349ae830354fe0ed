"""`/reward history`: what somebody asked for and what reached them, a page at a time, for them alone."""

from __future__ import annotations

from bot.core.reward import Request, RequestStatus
from bot.playground.enkash import ALLOCATE
from bot.playground.faults import lose_reply
from bot.playground.slack_nouns import Message
from tests.world import ASHA, FARAH, MEERA, NIKHIL, RAVI, World

EARLIER, LATER = "reward_history_earlier", "reward_history_later"


def listed(world: World, person: str, line: str = "history") -> Message:
    """The answer that this person alone sees."""
    world.ask(line, by=person)
    return world.slack.whispers(person)[-1]


def press(world: World, person: str, found: Message, action_id: str, page: int) -> Message:
    """What stands in the place of the answer after a click on its button."""
    assert (action_id, str(page)) in ways(found)
    world.slack.click(person, found.channel_id, found.ts, action_id, str(page))
    world.carry()
    message = world.slack.state.message(found.channel_id, found.ts)
    assert message is not None
    return message


def ways(found: Message) -> list[tuple[str, str]]:
    return [(each["action_id"], each["value"]) for block in found.blocks for each in block.get("elements", ())]


def ids(world: World, found: Message) -> list[str]:
    """Which requests it lists, in its order."""
    known = {request.id for request in world.requests()}
    return [words[-1] for line in found.text.split("\n") if (words := line.split()) and words[-1] in known]


def received(world: World, line: str = "<@U02ASHA> 100 for the demo") -> Request:
    request = world.asked(line)
    world.approve(request)
    world.carry()
    world.clock.pass_time(minutes=1)
    return request


def test_the_giver_sees_whatever_they_asked_and_the_recipient_only_what_reached_them(world: World) -> None:
    arrived = received(world)
    declined = world.asked("<@U02ASHA> 20 for the quiet word")
    world.decline(declined, "not this quarter", by=RAVI)
    world.clock.pass_time(minutes=1)
    lost = world.asked("<@U02ASHA> 30 for the lost reply")
    world.enkash.faults.always(ALLOCATE, lose_reply())
    world.approve(lost)
    world.carry()
    world.enkash.faults.clear()
    world.clock.pass_time(seconds=1)
    undecided = world.asked("<@U02ASHA> 40 for what nobody has decided on")
    given = listed(world, MEERA)
    assert ids(world, given) == [undecided.id, lost.id, declined.id, arrived.id]
    for words in (
        "can decide until",
        "EnKash has not confirmed these 30 points yet.",
        "Declined by <@U02RAVI> on <!date^",
        'shown to you alone: "not this quarter"',
        "100 points have reached <@U02ASHA>.",
    ):
        assert words in given.text
    theirs = listed(world, ASHA)
    assert ids(world, theirs) == [arrived.id]
    assert '100 points from <@U02MEERA> (Meera Nair) "the demo"' in theirs.text
    assert not any(word in theirs.text for word in ("quiet", "lost", "nobody", "balance"))
    for other in (RAVI, FARAH, NIKHIL):
        assert ids(world, listed(world, other)) == []
    world.clock.pass_time(minutes=5)
    world.carry()
    assert ids(world, listed(world, ASHA)) == [lost.id, arrived.id]


def test_what_somebody_asked_for_and_what_reached_them_stand_in_one_list(world: World) -> None:
    first = world.asked("<@U02MEERA> 10 for help", by=ASHA)
    world.approve(first)
    world.carry()
    world.clock.pass_time(minutes=1)
    second = world.asked("<@U02ASHA> 5 for thanks")
    assert ids(world, listed(world, MEERA)) == [second.id, first.id]
    assert ids(world, listed(world, ASHA)) == [first.id]


def test_earlier_and_later_turn_the_page_in_place_and_a_page_can_be_typed(world: World) -> None:
    made = []
    for number in range(1, 22):
        request = world.asked(f"<@U02ASHA> {number} for page turning")
        world.ask(f"cancel {request.id}")
        made.append(request.id)
        world.clock.pass_time(minutes=1)
    newest = made[::-1]
    assert world.now_of(world.requests()[0]).status is RequestStatus.CANCELLED
    first = listed(world, MEERA)
    before = len(world.slack.whispers(MEERA))
    assert (ids(world, first), ways(first)) == (newest[:10], [(EARLIER, "2")])
    second = press(world, MEERA, first, EARLIER, 2)
    assert (ids(world, second), ways(second)) == (newest[10:20], [(EARLIER, "3"), (LATER, "1")])
    last = press(world, MEERA, second, EARLIER, 3)
    assert (ids(world, last), ways(last)) == (newest[20:], [(LATER, "2")])
    assert ids(world, press(world, MEERA, last, LATER, 2)) == newest[10:20]
    assert len(world.slack.whispers(MEERA)) == before
    assert ids(world, listed(world, MEERA, "history 3")) == newest[20:]
    assert "ends before page 4" in listed(world, MEERA, "history 4").text


def test_a_button_shows_the_clickers_own_history_whatever_page_it_names(world: World) -> None:
    received(world)
    found = listed(world, MEERA, "history 2")
    world.slack.click(MEERA, found.channel_id, found.ts, EARLIER, "all of asha's")
    world.carry()
    message = world.slack.state.message(found.channel_id, found.ts)
    assert message is not None
    assert message.text.startswith("*What you asked for, and what reached you:* newest first, page 1")


def test_a_page_turned_before_a_crash_is_turned_after_it(world: World) -> None:
    for number in range(1, 12):
        world.ask(f"cancel {world.asked(f'<@U02ASHA> {number}').id}")
    found = listed(world, MEERA)
    world.slack.click(MEERA, found.channel_id, found.ts, EARLIER, "2")
    world.restart()
    world.carry()
    message = world.slack.state.message(found.channel_id, found.ts)
    assert message is not None
    assert "page 2" in message.text


def test_anything_but_a_page_gets_help_and_the_way_to_write_it(world: World) -> None:
    for line in ("history of asha", "history 0", "history 1000000"):
        assert listed(world, MEERA, line).text.startswith("Did you mean `/reward history`?")
    assert listed(world, MEERA, "histroy").text.startswith("Did you mean `/reward history`?")
    assert listed(world, NIKHIL).text.startswith("You have not asked for a reward yet")
