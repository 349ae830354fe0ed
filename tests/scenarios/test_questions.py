"""A decider asks the giver something before deciding, and the reply comes back to them alone, or in the thread."""

from __future__ import annotations

import pytest

from bot.core.reward import Request
from bot.messages.questions import REPLY
from bot.playground.slack_delivery import Delivered
from bot.rewards.deciding import Click, Decider
from bot.rewards.replying import Replier
from bot.rewards.sealing import Sealer
from bot.settings import to_policy
from tests.auditing import findings
from tests.scenarios.conftest import Open
from tests.world import ASHA, DESIGN, FARAH, LEADS, MEERA, NIKHIL, RAVI, World

DIRECT = f'[approvals]\napprovers = ["{RAVI}", "{FARAH}"]\n'
THREAD = f'{DIRECT}questions = "thread"\n'
QUESTION, ANSWER = "Which of the two demos <!channel>?", "The one of Friday & no other"


@pytest.fixture
def world(opened: Open) -> World:
    return opened(DIRECT)


def asks(world: World, request: Request, words: str = QUESTION, *, by: str = RAVI) -> None:
    world.choose("question", request, by=by)
    world.fill_in(words, by=by)
    world.carry()


def click_reply(world: World, question_id: str, *, by: str = MEERA, at: str = "") -> Delivered:
    """Somebody clicks on Reply where the question stands: with the giver directly, unless a channel is named."""
    messages = world.slack.messages(at) if at else world.slack.direct_messages(MEERA)
    asked = next(message for message in reversed(messages) if question_id in str(message.blocks))
    return world.slack.click(by, asked.channel_id, asked.ts, REPLY, question_id)


def replies(world: World, question_id: str, words: str = ANSWER) -> None:
    click_reply(world, question_id)
    world.fill_in(words, by=MEERA)
    world.carry()


def happened(world: World, request: Request) -> list[tuple[str, str, str]]:
    entries = [recorded.entry for recorded in world.history(request)]
    return [(entry.event, entry.actor, entry.detail) for entry in entries if entry.to_status is None]


def blocks_of(world: World, person: str) -> str:
    (view,) = world.slack.views(person)
    return str(view.definition["blocks"])


def close_forms(world: World, person: str) -> None:
    for view in world.slack.views(person):
        world.slack.close_view(person, view.id)


def test_the_question_goes_to_the_giver_and_the_reply_to_whoever_asked(world: World) -> None:
    request = world.asked()
    asks(world, request)
    (told,) = world.told(MEERA)
    assert told.startswith("<@U02MEERA>, <@U02RAVI> asks about 100 points for <@U02ASHA> (Asha Rao):")
    assert "Which of the two demos &lt;!channel&gt;?" in told
    before = len(world.told(RAVI))
    replies(world, f"{request.id}-Q1")
    (reply,) = world.told(RAVI)[before:]
    assert "<@U02MEERA> replies to your question about 100 points" in reply
    assert "The one of Friday &amp; no other" in reply
    assert "Which of the two demos" in reply


def test_nobody_else_sees_either_and_the_card_stays_as_it_is(world: World) -> None:
    request = world.asked()
    card = world.card(request).text
    asks(world, request)
    replies(world, f"{request.id}-Q1")
    assert world.card(request).text == card
    assert world.thread(request) == []
    theirs = [*world.told(MEERA), *world.told(RAVI)]
    others = [text for text in world.said() if text not in theirs]
    assert not any("demos" in text or "Friday" in text for text in others)


def test_the_history_says_who_asked_and_who_replied_without_their_words_and_holds(world: World) -> None:
    request = world.asked()
    asks(world, request)
    replies(world, f"{request.id}-Q1")
    about = f"{request.id}-Q1"
    assert happened(world, request) == [("question", RAVI, about), ("reply", MEERA, about)]
    assert not any("demos" in str(row) or "Friday" in str(row) for row in world.rows("SELECT * FROM history"))
    Sealer(world.bot.ledger).seal()
    assert findings(world) == []


@pytest.mark.parametrize("column", ["question", "reply", "asker_id", "asked_at", "replied_at"])
def test_words_that_are_changed_afterwards_are_found(world: World, column: str) -> None:
    request = world.asked()
    asks(world, request)
    replies(world, f"{request.id}-Q1")
    Sealer(world.bot.ledger).seal()
    world.alter(f"UPDATE questions SET {column} = ?", "2026-11-22T12:30:00.000000+00:00")
    assert any(f"the question {request.id}-Q1: " in found and column in found for found in findings(world))


def test_a_question_that_is_taken_out_or_put_in_is_found(world: World) -> None:
    request = world.asked()
    asks(world, request)
    Sealer(world.bot.ledger).seal()
    world.alter("UPDATE questions SET id = 'R-7Q2MK4-Q7'")
    found = "\n".join(findings(world))
    assert "the question R-7Q2MK4-Q7 is not in the history: it was put in by hand." in found
    assert f"the question {request.id}-Q1 is in the history, and not in the ledger any more." in found


def test_a_question_without_words_asks_for_them(world: World) -> None:
    request = world.asked()
    world.choose("question", request)
    world.fill_in("  ", by=RAVI)
    (view,) = world.slack.views(RAVI)
    assert view.errors == {"reason": "Please write what you would like to know."}
    assert world.rows("SELECT * FROM questions") == []


@pytest.mark.parametrize("person", [MEERA, ASHA, NIKHIL])
def test_who_may_not_decide_asks_nothing(world: World, person: str) -> None:
    request = world.asked()
    world.choose("question", request, by=person)
    world.carry()
    assert not world.slack.views(person)
    assert "decide" in world.whispered(person)[-1]
    assert not Decider(world.bot.ledger, world.policy).ask_giver(Click(request.id, person), "why?").is_done
    assert world.rows("SELECT * FROM questions") == []


def test_a_question_that_is_sent_twice_is_asked_once_and_another_waits_for_the_reply(world: World) -> None:
    request = world.asked()
    world.choose("question", request)
    (view,) = world.slack.views(RAVI)
    sent = world.slack.submit(RAVI, view.id, {"reason": QUESTION})
    world.slack.deliver("interactive", sent.payload)
    world.choose("question", request)
    world.fill_in("And another thing?", by=RAVI)
    (view,) = world.slack.views(RAVI)
    assert view.errors["reason"].startswith("They have a question of yours about this already.")
    world.carry()
    assert len(world.told(MEERA)) == 1
    replies(world, f"{request.id}-Q1")
    world.slack.submit(RAVI, view.id, {"reason": "And another thing?"})
    world.carry()
    assert "And another thing?" in world.told(MEERA)[-1]


def test_questions_of_several_that_wait_are_told_together_and_none_is_lost(world: World) -> None:
    request = world.asked()
    for person in (RAVI, FARAH):
        world.choose("question", request, by=person)
        world.fill_in(f"What of {person}?", by=person)
    world.carry()
    (told,) = world.told(MEERA)
    assert f"What of {RAVI}?" in told
    assert f"What of {FARAH}?" in told
    for number in (1, 2):
        click_reply(world, f"{request.id}-Q{number}")
        world.fill_in(f"Reply {number}", by=MEERA)
    world.carry()
    assert "Reply 1" in world.told(RAVI)[-1]
    assert "Reply 2" not in world.told(RAVI)[-1]
    assert "Reply 2" in world.told(FARAH)[-1]


def test_a_reply_counts_once_and_a_later_click_says_what_it_was(world: World) -> None:
    request = world.asked()
    asks(world, request)
    click_reply(world, f"{request.id}-Q1")
    (open_before,) = world.slack.views(MEERA)
    replier = Replier(world.bot.ledger, world.policy)
    assert replier.reply(Click(f"{request.id}-Q1", MEERA), ANSWER).may_reply  # type: ignore[union-attr]
    world.slack.submit(MEERA, open_before.id, {"reason": "Something else"})
    assert "You have replied to this already" in blocks_of(world, MEERA)
    close_forms(world, MEERA)
    click_reply(world, f"{request.id}-Q1")
    assert "The one of Friday" in blocks_of(world, MEERA)
    world.carry()
    assert [event for event, *_ in happened(world, request)] == ["question", "reply"]
    assert not any("Something else" in text for text in world.told(RAVI))


def test_a_reply_without_words_asks_for_them(world: World) -> None:
    request = world.asked()
    asks(world, request)
    click_reply(world, f"{request.id}-Q1")
    world.fill_in("  ", by=MEERA)
    (view,) = world.slack.views(MEERA)
    assert view.errors == {"reason": "Please write a few words: whoever asked waits for them."}


def test_what_is_decided_meanwhile_needs_no_reply(world: World) -> None:
    request = world.asked()
    asks(world, request)
    world.approve(request, by=FARAH)
    click_reply(world, f"{request.id}-Q1")
    assert "Approved by <@U05FARAH>" in blocks_of(world, MEERA)
    assert [event for event, *_ in happened(world, request)] == ["question"]


def test_a_question_is_not_sent_once_it_is_decided(world: World) -> None:
    request = world.asked()
    world.choose("question", request)
    world.fill_in(QUESTION, by=RAVI)
    world.approve(request)
    world.carry()
    assert not any("asks about" in text for text in world.told(MEERA))


def test_only_the_giver_replies(world: World) -> None:
    request = world.asked()
    asks(world, request)
    replier = Replier(world.bot.ledger, world.policy)
    for person in (ASHA, RAVI, FARAH, NIKHIL):
        heard = replier.reply(Click(f"{request.id}-Q1", person), "for you")
        assert heard is not None
        assert not heard.may_reply
    assert [event for event, *_ in happened(world, request)] == ["question"]


@pytest.mark.parametrize("id", ["R-NEVERXX-Q1", "R-NEVERXX", "", "-Q1"])
def test_a_question_that_the_ledger_does_not_have_is_answered_so(world: World, id: str) -> None:
    request = world.asked()
    asks(world, request)
    (asked,) = world.slack.direct_messages(MEERA)
    world.slack.click(MEERA, asked.channel_id, asked.ts, REPLY, id)
    assert "I have no record of this question" in blocks_of(world, MEERA)


# In the thread.


def test_where_the_policy_says_so_both_stand_in_the_thread_too(opened: Open) -> None:
    world = opened(THREAD)
    request = world.asked()
    asks(world, request)
    replies(world, f"{request.id}-Q1")
    question, reply = world.thread(request)
    assert "<@U02RAVI> asks about" in question
    assert "The one of Friday" in reply
    assert "Which of the two demos" in world.told(MEERA)[0]
    assert "The one of Friday" in world.told(RAVI)[-1]


def test_in_the_thread_too_only_the_giver_replies(opened: Open) -> None:
    world = opened(THREAD)
    request = world.asked()
    asks(world, request)
    click_reply(world, f"{request.id}-Q1", by=FARAH, at=DESIGN)
    assert "This question is for <@U02MEERA> to reply to" in blocks_of(world, FARAH)
    click_reply(world, f"{request.id}-Q1", at=DESIGN)
    world.fill_in(ANSWER, by=MEERA)
    world.carry()
    assert "The one of Friday" in world.thread(request)[-1]


def test_with_no_card_in_a_channel_there_is_no_thread_and_the_giver_has_it_directly(opened: Open) -> None:
    world = opened(THREAD.replace("questions", f'channel = "{LEADS}"\nquestions'))
    request = world.asked()
    copy = world.slack.direct_messages(RAVI)[0]
    world.slack.click(RAVI, copy.channel_id, copy.ts, "reward_more", option=f"{request.id} question")
    world.fill_in(QUESTION, by=RAVI)
    world.carry()
    assert any("Which of the two demos" in text for text in world.told(MEERA))
    assert not any("demos" in message.text for message in world.slack.messages(DESIGN))


def test_the_forms_say_where_the_words_will_stand(opened: Open) -> None:
    world = opened(DIRECT)
    request = world.asked()
    world.choose("question", request)
    assert "the reply comes to you alone" in blocks_of(world, RAVI)
    close_forms(world, RAVI)
    world.bot.rule_by(to_policy(THREAD))
    world.choose("question", request)
    assert "it stands in the thread of the card" in blocks_of(world, RAVI)
