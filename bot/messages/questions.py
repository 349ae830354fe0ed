"""What deciders ask the giver, and what the giver replies: to those two, and where the policy says so in the thread."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.message import Message
from bot.core.question import Question
from bot.core.reward import Request
from bot.messages.course import as_it_stands
from bot.messages.phrases import in_quotes, points_for, said
from bot.messages.text import Block, button, mention, quote, section

REPLY = "reward_reply"


def asked(request: Request, questions: Sequence[Question]) -> Message:
    """To the giver. Each has its own button, which carries the question's id."""
    return _of_each([_asked(request, question) for question in questions])


def _asked(request: Request, question: Question) -> Message:
    who = f"{mention(request.giver_id)}, {mention(question.asker_id)} asks about {points_for(request)}:"
    label = f"Reply about {request.id}"
    paragraph = section(f"{who} {request.id}\n{quote(question.words)}")
    row: Block = {**paragraph, "accessory": button("Reply", REPLY, question.id, label=label)}
    return Message(f"{who} {in_quotes(question.words)} {request.id}", (row,))


def replied(request: Request, questions: Sequence[Question]) -> Message:
    """To whoever asked."""
    return _of_each([_replied(request, question) for question in questions])


def _replied(request: Request, question: Question) -> Message:
    who = (
        f"{mention(question.asker_id)}, {mention(request.giver_id)} replies to your question about "
        f"{points_for(request)}, {in_quotes(question.words)}:"
    )
    return Message(
        f"{who} {in_quotes(question.reply)} {request.id}", (section(f"{who} {request.id}\n{quote(question.reply)}"),)
    )


def _of_each(messages: Sequence[Message]) -> Message:
    return Message(
        "\n".join(message.text for message in messages),
        tuple(block for message in messages for block in message.blocks),
    )


WAITS_FOR_REPLY = "They have a question of yours about this already. You can ask again once you have the reply."
"""At the field of whoever asks a second time."""


def lost() -> Message:
    """To whoever wants to reply to a question that the ledger does not have."""
    return said("I have no record of this question, so I kept nothing. Please reply to whoever asked it directly.")


def no_reply(request: Request, question: Question, viewer_id: str) -> Message:
    """To whoever wants to reply and cannot: they are not the giver, have replied already, or it is decided."""
    if viewer_id != request.giver_id:
        return said(f"This question is for {mention(request.giver_id)} to reply to. Nothing has changed. {request.id}")
    if question.replied_at is not None:
        return said(f"You have replied to this already: {in_quotes(question.reply)}. {request.id}")
    return as_it_stands(request)
