"""What a giver hears of a limit at one recipient: what is left to themselves, and nothing of what others ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.limits import Limit, LimitPer, Room
from bot.messages.text import count_of, mention, points


def beyond(room: Room | None) -> str:
    """Why a giver may not ask for more for one recipient: a sentence that `for …` and a full stop end."""
    if room is None:
        return "There is a limit to what one giver may ask"
    return f"One giver may ask for {_allowed(room.limit)} for one person, and you have {_left(room)} left"


def left_for(rooms: Mapping[str, Sequence[Room]]) -> list[str]:
    """A line for each limit that counts one giver's points alone: of several recipients, for whom least is left."""
    lines = []
    for at_one_limit in zip(*rooms.values(), strict=True):
        person, room = min(zip(rooms, at_one_limit, strict=True), key=lambda each: each[1].left_points)
        if room.limit.per is LimitPer.PAIR:
            whom = f" for {mention(person)}" if len(rooms) > 1 else ""
            lines.append(f"One giver may ask for {_allowed(room.limit)} for one person: {_left(room)} left{whom}")
    return lines


def _allowed(limit: Limit) -> str:
    when = f"each {limit.every}" if limit.every else f"in {count_of(limit.days or 0, 'day')}"
    return f"{points(limit.points)} {when}"


def _left(room: Room) -> str:
    return f"{room.left_points:,}" if room.left_points > 0 else "none"
