"""What a giver hears in whose name somebody asked at the command line."""

from __future__ import annotations

from bot.core.message import Message
from bot.core.reward import Request
from bot.messages.language import say
from bot.messages.text import inert, section


def in_your_name(answer: Message, request: Request, operator: str) -> Message:
    """The answer that they would have had in Slack; and before it who asked, since they may not know of it yet."""
    who = inert(operator.partition(": ")[2]) or say("somebody")
    before = say("{who} asked this in your name, at Shabash's command line.", who=who)
    if request.awaits_decision:
        before = f"{before} {say('If you did not want that, cancel it.')}"
    return Message(f"{before} {answer.text}", (section(before), *answer.blocks))
