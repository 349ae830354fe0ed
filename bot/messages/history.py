"""A person's history: what they asked for and what reached them, ten to a page, for them alone."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.message import Message
from bot.core.past import PAGE_SIZE, PAGES_MAX, Past
from bot.core.reward import Request
from bot.messages.language import say
from bot.messages.phrases import because, on_day, points_for, said
from bot.messages.showing import privacy, shown_value
from bot.messages.standing import where_it_stands
from bot.messages.text import Block, actions, button, inert, named, points

EARLIER, LATER = "reward_history_earlier", "reward_history_later"
"""The buttons' action ids; each carries the number of the page it leads to."""


def history(past: Past, command: str) -> Message:
    """One page of it, with buttons to the pages beside it."""
    name = inert(command)
    if not past.requests and past.page > 1:
        return said(
            say(
                "Your history ends before page {page}. `{command} history` begins with the newest.",
                page=past.page,
                command=name,
            )
        )
    if not past.requests:
        return said(
            say(
                "You have not asked for a reward yet, and none has reached you yet. "
                "To reward somebody: `{command} @asha 100 for shipping the demo`",
                command=name,
            )
        )
    title = say("*What you asked for, and what reached you:* newest first, page {page}", page=past.page)
    texts = [title, *(item(request, past.person_id, past.deciders.get(request.id, ())) for request in past.requests)]
    if past.has_more and past.page == PAGES_MAX:
        texts.append(say("These were the newest {number}; I list no more than that.", number=PAGES_MAX * PAGE_SIZE))
    paragraphs = [said(text) for text in texts]
    blocks = [block for paragraph in paragraphs for block in paragraph.blocks]
    return Message("\n".join(texts), (*blocks, *_buttons(past)))


def item(request: Request, person_id: str, deciders: Sequence[str] = ()) -> str:
    """What this person asked for or received, where it stands, and when it was asked."""
    what = points_for(request) if request.giver_id == person_id else _points_from(request)
    now = where_it_stands(request, viewer_id=person_id, deciders=deciders)
    asked = say("Asked {when}", when=on_day(request.asked_at))
    small = " · ".join(filter(None, (shown_value(request), _is_private(request), asked, request.id)))
    return f"{what}{because(request)}\n{now}\n{small}"


def _is_private(request: Request) -> str:
    """While nobody has decided, that is said with where it stands."""
    return "" if request.awaits_decision else privacy(request)


def _points_from(request: Request) -> str:
    """What the recipient received, which may be less than what was asked for: that is not theirs to know."""
    giver = named(request.giver_id, request.names)
    return say("{points} from {giver}", points=points(request.points_each), giver=giver)


def _buttons(past: Past) -> tuple[Block, ...]:
    ways = []
    if past.has_more and past.page < PAGES_MAX:
        label = say("Earlier requests and rewards")
        ways.append(button(say("Earlier"), EARLIER, str(past.page + 1), label=label))
    if past.page > 1:
        label = say("Later requests and rewards")
        ways.append(button(say("Later"), LATER, str(past.page - 1), label=label))
    return (actions(*ways),) if ways else ()
