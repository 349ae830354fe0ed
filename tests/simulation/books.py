"""What is said and booked, held against EnKash's books: that points arrived, and that they were taken back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from bot.core.ids import whole_id
from bot.core.reward import Request, RequestStatus, Reward, RewardStatus
from bot.ledger.keeping import Keeping
from bot.ledger.statements import Statements

TAKEN_BACK = re.compile(r" took back |(was|were) taken back|Taken back on")
CLAIMS = re.compile(r"> rewarded |have reached|has reached|Confirmed: the|rewarded you|(?:has|have) their points")
DENIES = re.compile("o points moved")
ID = re.compile(r"R-[2-9A-HJ-NP-Z]{6}(?:/\d+)?")
THEIRS = re.compile(r"(\d+|All|Both)(?: of)?(?: \d+)? (?:has|have) their points")


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that was broken, and where."""

    promise: str
    where: str


class Books(Protocol):
    """EnKash's, by the reference that was sent."""

    def credits(self) -> Counter[str]: ...
    def debits(self) -> Counter[str]: ...
    def points(self, reference: str) -> int: ...


def untrue(text: str, ledger: Keeping, enkash: Books) -> bool:
    """Whether it says that points arrived which EnKash never credited, or were taken back which it never debited; or of
    what has failed that none moved, where EnKash has moved them."""
    claims, denies, takes = CLAIMS.search(text), DENIES.search(text), TAKEN_BACK.search(text)
    if not claims and not denies and not takes:
        return False
    found = ID.search(text)
    with ledger.read() as view:
        request = view.request(whole_id(found[0])) if found else None
        if request is None or found is None:
            return bool(claims or takes)
        # What bears a reward's own id is about that one; else it is about all of its request, and says how many.
        rewards = [reward for reward in request.rewards if found[0] in (reward.id, request.id)]
        debited = [reward for reward in rewards if _debited(view, enkash, reward)]
    credited = [reward for reward in rewards if enkash.credits()[reward.reference]]
    moved = debited if request.is_reversal else credited
    if takes and not debited:
        return True
    if (counted := THEIRS.search(text)) is not None:
        return len(credited) < (int(counted[1]) if counted[1].isdecimal() else len(rewards))
    named = [reward for reward in rewards if f"<@{reward.recipient_id}>" in text.partition(" with ")[0]]
    claimed = named if len(rewards) > 1 else rewards
    denied = [reward for reward in moved if reward.status is RewardStatus.FAILED and len(rewards) == 1]
    return bool((claims and any(reward not in moved for reward in claimed)) or (denies and denied))


def _debited(view: Statements, enkash: Books, reward: Reward) -> int:
    """How often EnKash has taken points back by this reversal; or of this reward, by any."""
    if reward.reverses:
        return enkash.debits()[reward.reference]
    rows = view._all("SELECT reference FROM rewards WHERE reverses = ?", reward.id)
    return sum(enkash.debits()[row["reference"]] for row in rows)


_STAND = (RequestStatus.PENDING, RequestStatus.APPROVED)


def taken_back(requests: Iterable[Request], view: Statements, enkash: Books) -> list[Violation]:
    """A reward bears the note where EnKash has taken its points back, once, by a reversal of as many points."""
    requests = list(requests)
    rewards = {reward.id: reward for request in requests for reward in request.rewards}
    # What an older copy lacks may stand beside what was asked for since.
    stand = Counter(
        reward.reverses
        for request in requests
        for reward in request.rewards
        if reward.reverses and reward.restored_at is None and request.status in _STAND
    )
    taken = Counter(
        reward.reverses for reward in rewards.values() if reward.reverses and reward.status is RewardStatus.ALLOCATED
    )
    found = [Violation("a reward is taken back once at most", which) for which, times in taken.items() if times > 1]
    found += [
        Violation("one reversal of a reward stands at a time", which) for which, times in stand.items() if times > 1
    ]
    for reward in rewards.values():
        if (reward.taken_back_at is not None) is not bool(taken[reward.id]):
            found.append(Violation("the reward says whether it was taken back", reward.id))
        if reward.taken_back_at is not None and not _debited(view, enkash, reward):
            found.append(Violation("taken back means that EnKash debited it", reward.id))
        if reward.reverses and reward.points != rewards[reward.reverses].points:
            found.append(Violation("all of a reward is taken back", reward.id))
        moved = enkash.credits() if reward.reverses else enkash.debits()
        if moved[reward.reference]:
            found.append(Violation("what gives never takes, and what takes never gives", reward.id))
    return found
