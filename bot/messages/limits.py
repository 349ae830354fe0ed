"""What a giver hears of a limit at one recipient: what is left to themselves, and nothing of what others ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.budget import Every
from bot.core.limits import LimitPer, Room
from bot.messages.language import later, say, say_many
from bot.messages.text import mention, points


def beyond(room: Room | None) -> str:
    """Why a giver may not ask for more for one recipient: a sentence that `for …` and a full stop end."""
    if room is None:
        return say("There is a limit to what one giver may ask")
    if room.left_points <= 0:
        return say("One giver may ask for {allowed} for one person, and you have none left", allowed=_allowed(room))
    return say(
        "One giver may ask for {allowed} for one person, and you have {left} left",
        allowed=_allowed(room),
        left=room.left_points,
    )


def left_for(rooms: Mapping[str, Sequence[Room]]) -> list[str]:
    """A line for each limit that counts one giver's points alone: of several recipients, for whom least is left."""
    lines = []
    for at_one_limit in zip(*rooms.values(), strict=True):
        person, room = min(zip(rooms, at_one_limit, strict=True), key=lambda pair: pair[1].left_points)
        if room.limit.per is LimitPer.PAIR:
            line = say(_NONE_LEFT if room.left_points <= 0 else _LEFT, allowed=_allowed(room), left=room.left_points)
            whom = say("{limit} for {people}", limit=line, people=mention(person))
            lines.append(whom if len(rooms) > 1 else line)
    return lines


_LEFT = later("One giver may ask for {allowed} for one person: {left} left")
_NONE_LEFT = later("One giver may ask for {allowed} for one person: none left")


def _allowed(room: Room) -> str:
    """`500 points each month`, `500 points in 30 days`."""
    limit = room.limit
    if limit.every:
        return each(limit.points, limit.every)
    return say_many(
        limit.days or 0, one="{points} in {number} day", many="{points} in {number} days", points=points(limit.points)
    )


def each(number: int, every: Every) -> str:
    """`500 points each month`."""
    return say(_EACH[every], points=points(number))


_EACH = {
    Every.MONTH: later("{points} each month"),
    Every.QUARTER: later("{points} each quarter"),
    Every.YEAR: later("{points} each year"),
}
