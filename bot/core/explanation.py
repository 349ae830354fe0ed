"""What would become of a request, were it asked now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.absence import deputies_in
from bot.core.budget import Pot
from bot.core.command import Ask
from bot.core.judging import Verdict
from bot.core.limits import Room
from bot.core.recent import Lookback
from bot.core.refusal import Barred, Refusal
from bot.core.timetable import Timetable


@dataclass(frozen=True, slots=True)
class Explanation:
    """The verdict on what a giver would ask, for whom in the end, why it is refused where it is, whom the card would
    mention, its budgets and its limits at each of these people as they are before it, what the policy sees in the days
    before it, when it would be pressed on where nobody decides, and whom the tier above names then.

    `body` is what EnKash would get for the first of them, with nothing in it by which anybody could be recognised;
    empty where HR has not said whom to credit.
    """

    ask: Ask
    recipients: tuple[str, ...]
    giver_id: str
    verdict: Verdict
    refusal: Refusal | None
    deciders: tuple[str, ...]
    pots: tuple[Pot, ...]
    rooms: Mapping[str, tuple[Room, ...]]
    lookback: Lookback
    body: Mapping[str, object]
    names: Mapping[str, str]
    times: Timetable
    above: tuple[str, ...]
    is_giver_left_out: bool = False
    """They are in a group that they named, and get nothing for that."""
    barred: tuple[Barred, ...] = ()
    """Who of them cannot be rewarded now, whatever else refuses it."""

    @property
    def points_asked(self) -> int:
        """For everybody together."""
        return self.ask.points * len(self.recipients)

    @property
    def deputies(self) -> Mapping[str, str]:
        """Who decides for somebody who is away -> for whom."""
        return deputies_in(self.verdict.rights.voices)
