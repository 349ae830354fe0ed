"""Who is asked for by a list is asked for once: the same list again may be a slip, and whoever runs it is told."""

from __future__ import annotations

import hashlib
import json

from bot.core.command import Ask
from bot.core.ids import LISTED
from bot.core.reason import plain
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.ledger import Reading
from bot.rewards.weighing import SAME_WITHIN

_ENDED = (RequestStatus.DECLINED, RequestStatus.EXPIRED, RequestStatus.CANCELLED)
_WITHOUT_POINTS = (RewardStatus.FAILED, RewardStatus.CANCELLED)


def asked_before(tx: Reading, team_id: str, giver_id: str, ask: Ask) -> tuple[Request | None, str]:
    """What this giver has asked for that may be the same, and has not come to nothing: this very list, however long
    ago, or as many points for one of these people within a short time. And what stands in for a delivery's own id, so
    that of two who ask for it at the same moment the ledger takes one."""
    mark, number, before = _mark_of(giver_id, ask), 1, None
    while found := tx.request_by_trigger(team_id, f"{LISTED} {mark} {number}"):
        before = before if _came_to_nothing(found) else found
        number += 1
    if before is None and (same := tx.same_since(giver_id, ask.people, ask.points, tx.now - SAME_WITHIN)):
        before = tx.request(same.id)
    return before, f"{LISTED} {mark} {number}"


def _came_to_nothing(request: Request) -> bool:
    """Nobody has points by it, and nobody will."""
    gone = (each.status in _WITHOUT_POINTS or each.taken_back_at is not None for each in request.rewards)
    return request.status in _ENDED or all(gone)


def _mark_of(giver_id: str, ask: Ask) -> str:
    """The same for the same people, points and reason, in whichever order they stand in the file."""
    asked = (giver_id, sorted(ask.people), ask.points, plain(ask.reason, {}), ask.value, ask.is_private)
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]
