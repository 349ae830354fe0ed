"""What deciders ask the giver, and what the giver replies: to those two, and where the policy says so in the thread."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.message import Message
from bot.core.question import Question
from bot.core.reward import Request
from bot.messages.course import as_it_stands
from bot.messages.language import later, say
from bot.messages.phrases import in_quotes, points_for, said
from bot.messages.text import Block, button, mention, quote, section

REPLY = "reward_reply"


def asked(request: Request, questions: Sequence[Question]) -> Message:
    """To the giver. Each has its own button, which carries the question's id."""
    return _of_each([_asked(request, question) for question in questions])


def _asked(request: Request, question: Question) -> Message:
    who = say(
        "{giver}, {asker} asks about {points}:",
        giver=mention(request.giver_id),
        asker=mention(question.asker_id),
        points=points_for(request),
    )
    label = say("Reply about {request}", request=request.id)
    paragraph = section(f"{who} {request.id}\n{quote(question.words)}")
    row: Block = {**paragraph, "accessory": button(say("Reply"), REPLY, question.id, label=label)}
    return Message(f"{who} {in_quotes(question.words)} {request.id}", (row,))


def replied(request: Request, questions: Sequence[Question]) -> Message:
    """To whoever asked."""
    return _of_each([_replied(request, question) for question in questions])


def _replied(request: Request, question: Question) -> Message:
    who = say(
        "{asker}, {giver} replies to your question about {points}, {question}:",
        asker=mention(question.asker_id),
        giver=mention(request.giver_id),
        points=points_for(request),
        question=in_quotes(question.words),
    )
    return Message(
        f"{who} {in_quotes(question.reply)} {request.id}", (section(f"{who} {request.id}\n{quote(question.reply)}"),)
    )


def _of_each(messages: Sequence[Message]) -> Message:
    return Message(
        "\n".join(message.text for message in messages),
        tuple(block for message in messages for block in message.blocks),
    )


WAITS_FOR_REPLY = later("They have a question of yours about this already. You can ask again once you have the reply.")
"""At the field of whoever asks a second time."""


def lost() -> Message:
    """To whoever wants to reply to a question that the ledger does not have."""
    return said(say("I have no record of this question, so I kept nothing. Please reply to whoever asked it directly."))


def no_reply(request: Request, question: Question, viewer_id: str) -> Message:
    """To whoever wants to reply and cannot: they are not the giver, have replied already, or it is decided."""
    if viewer_id != request.giver_id:
        giver = mention(request.giver_id)
        theirs = say("This question is for {giver} to reply to. Nothing has changed.", giver=giver)
        return said(f"{theirs} {request.id}")
    if question.replied_at is not None:
        already = say("You have replied to this already: {reply}.", reply=in_quotes(question.reply))
        return said(f"{already} {request.id}")
    return as_it_stands(request)
