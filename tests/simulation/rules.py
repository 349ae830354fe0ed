"""What the policy of the simulated company promises of many requests together, held against all of them at the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.core.moves import CAME_TO_NOTHING
from bot.core.reward import Request
from bot.ledger import RecordedEntry
from bot.ledger.keeping import Keeping
from tests.simulation.books import Violation

ONE_APPROVES_UP_TO_POINTS = 300
PAIR_POINTS_A_DAY = 900
WINDOW = timedelta(days=1)


def check_rules(ledger: Keeping, *, has_rolled_back: bool) -> list[Violation]:
    """Sums, limits and who rewards whom, as each request found them; and that every deputy was one."""
    with ledger.read() as view:
        requests = sorted(view.requests(), key=lambda request: view.turn_of(request.id))
        stood = [request for request in requests if _has_always_stood(request, view.history(request.id))]
        went_away = view._all("SELECT actor, detail FROM history WHERE event = 'went away'")
        named = {(row["actor"], row["detail"].split()[0]) for row in went_away}
    found = [
        Violation(promise, request.id)
        for place, request in enumerate(requests)
        for promise in _broken(request, [earlier for earlier in stood if earlier in requests[:place]])
    ]
    if not has_rolled_back:
        found += [
            Violation("nobody decides for somebody who did not name them", request.id)
            for request in requests
            for decision in request.decisions
            if decision.for_id and (decision.for_id, decision.decider_id) not in named
        ]
    return found


def _has_always_stood(request: Request, history: Sequence[RecordedEntry]) -> bool:
    """It counted whenever others were asked for after it: what came to nothing counted for a while, or does again."""
    has_fallen = any(recorded.entry.to_status in CAME_TO_NOTHING for recorded in history)
    stands = all(reward.taken_back_at is None and reward.restored_at is None for reward in request.rewards)
    return not has_fallen and not request.is_reversal and stands


def _broken(request: Request, before: Sequence[Request]) -> list[str]:
    """What was certainly counted: asked for before it, by the clock too, which jumps now and then. The rules are about
    what is given."""
    if request.is_reversal:
        return []
    counted = [each for each in before if request.asked_at - WINDOW < each.asked_at <= request.asked_at]
    giver = request.giver_id
    given = {
        person: request.points + sum(each.points_each for each in counted if (giver, person) in _pairs(each))
        for person in request.recipients
    }
    broken = []
    if max(given.values()) > PAIR_POINTS_A_DAY:
        broken.append("nobody is given more by one giver than the limit allows")
    is_mutual = any((person, giver) in _pairs(each) for each in counted for person in request.recipients)
    reached = max(request.points_asked, *given.values())
    if request.quorum < 2 and (reached > ONE_APPROVES_UP_TO_POINTS or is_mutual):
        broken.append("a sum, and who rewards each other, need the next tier")
    return broken


def _pairs(request: Request) -> set[tuple[str, str]]:
    return {(request.giver_id, person) for person in request.recipients}
