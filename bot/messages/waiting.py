"""The list of what waits for somebody, and of what they wait for, with the buttons that move it on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from bot.core.message import Message
from bot.core.reward import Request
from bot.core.waiting import Listed, Waiting
from bot.messages.answers import cancel_button
from bot.messages.card import decision_row, what_deciders_know, what_was_given, where_asked
from bot.messages.course import can_decide, in_doubt, progress
from bot.messages.language import full_stop, later, say, say_many
from bot.messages.phrases import because, points_for, said, wish
from bot.messages.showing import by_list, privacy, shown_value
from bot.messages.text import Block, context, deadline, section

LISTED = "_listed"
"""What the action ids of these buttons end in: a click here is answered with the list as it stands then."""

IN_HOME = "_home"
"""The same in somebody's Home: a click there is answered there, above the list as it stands then."""

NOTHING = later("Nothing waits for you: no request needs your decision, and none of yours is undecided or on its way.")


def waiting(found: Waiting, answer: Message | None = None, *, suffix: str = LISTED) -> Message:
    """`answer` is what became of a click in this list; it stands above what is left. `suffix` says where it stands."""
    parts = [
        *([answer] if answer else []),
        *_part(say("Waiting for your decision"), found.to_decide, partial(_to_decide, suffix)),
        *_part(
            say("You asked, and nobody has decided yet"),
            found.undecided,
            partial(_undecided, suffix, found.deciders),
        ),
        *_part(say("Approved, and on its way"), found.on_its_way, _on_its_way),
    ]
    if len(parts) == (answer is not None):
        parts.append(said(say(NOTHING)))
    return Message("\n".join(part.text for part in parts), tuple(block for part in parts for block in part.blocks))


def _part(title: str, listed: Listed, draw: Callable[[Request], Message]) -> list[Message]:
    if not listed.requests:
        return []
    count = say_many(listed.count, one="{number} request", many="{number} requests")
    more = say("and {number} more", number=listed.more)
    return [
        said(f"*{title}:* {count}"),
        *map(draw, listed.requests),
        *([Message(more, (context(more),))] if listed.more else []),
    ]


def _to_decide(suffix: str, request: Request) -> Message:
    where = where_asked(request) if request.given is None else what_was_given(request.given)
    shown = (shown_value(request), privacy(request), by_list(request), where, *what_deciders_know(request))
    facts = (*shown, say("until {deadline}", deadline=deadline(request.expires_at)), request.id)
    small = " · ".join(fact for fact in facts if fact)
    if request.is_in_doubt:
        return _item(f"{wish(request)}{because(request)}\n{in_doubt()}{full_stop()} {request.id}")
    return _item(f"{wish(request)}{because(request)}\n{small}", decision_row(request, suffix))


def _undecided(suffix: str, deciders: Mapping[str, tuple[str, ...]], request: Request) -> Message:
    who = can_decide(request, deciders.get(request.id, ()))
    cancel = None if request.is_in_doubt else cancel_button(request, suffix)
    return _item(f"{points_for(request)}{because(request)}\n{who} · {request.id}", accessory=cancel)


def _on_its_way(request: Request) -> Message:
    return _item(f"{points_for(request)}{because(request)}\n{progress(request)} {request.id}")


def _item(text: str, *rows: Block, accessory: Block | None = None) -> Message:
    paragraph = section(text) if accessory is None else {**section(text), "accessory": accessory}
    return Message(text, (paragraph, *rows))
