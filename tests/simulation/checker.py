"""What must be true after each run, whatever happened in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.reward import REWARD_MOVES, Choice, Request, RequestStatus, RewardStatus
from bot.ledger import Entry
from bot.ledger.sqlite import SqliteLedger
from bot.ledger.statements import Statements
from bot.rewards.entitlement import parties_of
from bot.rewards.settling import UNANSWERED_IN_A_ROW_MAX
from tests.simulation.company import FARAH, RAVI
from tests.simulation.slack import Standing

CLAIMS = re.compile(r"> rewarded |have reached|has reached|Confirmed: the|rewarded you")
ID = re.compile(r"R-[2-9A-HJ-NP-Z]{6}")


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that was broken, and where."""

    promise: str
    where: str


class Books(Protocol):
    """EnKash's, by the reference that was sent."""

    def credits(self) -> Counter[str]: ...
    def points(self, reference: str) -> int: ...


class Wall(Protocol):
    """Slack's messages, by their `ts`; and those that the bot could not change any more."""

    @property
    def messages(self) -> Mapping[str, Standing]: ...
    @property
    def deleted(self) -> set[str]: ...
    @property
    def out_of_reach(self) -> set[str]: ...


class Answered(Protocol):
    """The ids of the requests that people were told of, and of those that an older copy of the ledger lacks since."""

    @property
    def promised(self) -> Iterable[str]: ...
    @property
    def lost(self) -> Iterable[str]: ...
    @property
    def has_rolled_back(self) -> bool: ...


def claims_too_much(text: str, ledger: SqliteLedger, enkash: Books) -> bool:
    """Whether it says that points arrived which EnKash never credited, and of which nobody said so either."""
    if not CLAIMS.search(text):
        return False
    found = ID.search(text)
    with ledger.read() as view:
        request = view.request(found[0]) if found else None
        if request is None:
            return True
        return enkash.credits()[request.reward.reference] == 0


def check(ledger: SqliteLedger, enkash: Books, slack: Wall, company: Answered) -> list[Violation]:
    """Everything at once; empty where every promise was kept."""
    found = [
        Violation("at most one credit for each reference", f"{reference} {times} times")
        for reference, times in enkash.credits().items()
        if times > 1
    ]
    with ledger.read() as view:
        requests = {request.id: request for request in view.requests()}
        lost = [request_id for request_id in company.promised if request_id not in requests]
        references = {request.reward.reference for request in requests.values()}
        asked = {f"R{request_id.removeprefix('R-')}" for request_id in company.lost}
        foreign = [
            reference for reference in enkash.credits() if reference not in references and reference[:7] not in asked
        ]
        found += [Violation("what was answered is kept", one) for one in lost]
        found += [Violation("EnKash was sent only what was asked", one) for one in foreign]
        for request in requests.values():
            entries = [recorded.entry for recorded in view.history(request.id)]
            broken = [
                *_decided(request),
                *_ended(request, enkash),
                *_history(request, entries),
                *_words(request, view, slack),
            ]
            found += [Violation(promise, request.id) for promise in broken]
        found += _outbox(view)
        # Against an older ledger it finds what is truly different.
        found += [] if company.has_rolled_back else _compared(view)
        found += _stopped_early(view)
    return found


def _decided(request: Request) -> list[str]:
    """By whom, when, and how often."""
    broken = []
    for decision in request.decisions:
        if decision.decider_id in parties_of(request) or decision.decider_id not in (RAVI, FARAH):
            broken.append("nobody decides what they must not")
        if decision.decided_at >= request.expires_at:
            broken.append("nobody decides after the deadline")
    approvals = [decision for decision in request.decisions if decision.choice is Choice.APPROVE]
    # EnKash alone knows of a decision that the ledger lost.
    is_lost = request.reward.restored_at is not None and request.status is RequestStatus.APPROVED and not approvals
    if len(approvals) != (request.status is RequestStatus.APPROVED) and not is_lost:
        broken.append("one approval for each approved request, and for no other")
    return broken


def _ended(request: Request, enkash: Books) -> list[str]:
    """What became of it, held against EnKash's books."""
    reward = request.reward
    credited = enkash.points(reward.reference)
    if request.status is RequestStatus.PENDING:
        return [] if request.is_in_doubt else ["a request ends"]
    if request.status is not RequestStatus.APPROVED:
        # A person may end what they cannot tell about.
        is_wrong = reward.status is not None or (credited and not request.is_given_up)
        return ["only what was approved is sent"] if is_wrong else []
    match reward.status:
        case RewardStatus.ALLOCATED if credited != reward.points:
            return ["allocated means that EnKash credited it"]
        case RewardStatus.FAILED | RewardStatus.CANCELLED if credited:
            return ["failed means that EnKash did not credit it"]
        case RewardStatus.APPROVED | RewardStatus.SENDING | None:
            return ["an approved reward comes to an end, or to a person"]
        case RewardStatus.UNKNOWN if credited == reward.points:
            return ["what EnKash shows is found"]
        case _:
            return []


def _history(request: Request, entries: Sequence[Entry]) -> list[str]:
    """The history alone tells where the reward stands, by legal moves only."""
    broken = []
    status: RewardStatus | None = None
    for entry in entries:
        if entry.reward_id is None or not entry.to_status or entry.from_status == entry.to_status:
            continue
        to = RewardStatus(entry.to_status)
        if entry.from_status is not None and (entry.from_status != status or (status, to) not in REWARD_MOVES):
            broken.append("the history is a chain of legal moves")
        status = to
    if status is not request.reward.status:
        broken.append("history and status agree")
    return broken


def _words(request: Request, view: Statements, slack: Wall) -> list[str]:
    """The card in the channel says what is true, wherever the bot knows it to stand and may still change it."""
    posts = view.posts(request.id, "card", request.card_channel_id)
    newest = [slack.messages[post.ts].texts[-1] for post in posts if post.ts not in slack.deleted | slack.out_of_reach]
    is_allocated = request.reward.status is RewardStatus.ALLOCATED
    return ["the card says what is true" for text in newest if (" rewarded " in text) is not is_allocated]


def _compared(view: Statements) -> list[Violation]:
    """A comparison, in the midst of everything or at rest, finds no difference where there is none."""
    found = view._all("SELECT reference, verdict FROM differences")
    told = view._all("SELECT detail FROM outbox WHERE kind = 'operators_differences'")
    return [Violation("a comparison tells only what is so", f"{tuple(row)}") for row in [*found, *told]]


def _stopped_early(view: Statements) -> list[Violation]:
    """After several allocations in a row that EnKash left open, nothing is claimed before somebody resumes."""
    in_a_row = 0
    found = []
    for row in view._all("SELECT event, reward_id, detail FROM history ORDER BY id"):
        match row["event"]:
            case "unknown" if not row["detail"].startswith("the bot stopped"):
                in_a_row += 1
            case "allocated" | "resumed":
                in_a_row = 0
            case "sending" if in_a_row >= UNANSWERED_IN_A_ROW_MAX:
                found.append(Violation("sending stops before the doubts pile up", row["reward_id"]))
    return found


def _outbox(view: Statements) -> list[Violation]:
    """Only look-ups of what stays unknown may still wait."""
    rows = view._all(
        "SELECT request_id, kind, place, outcome FROM outbox WHERE done_at IS NULL AND is_in_hand = 0"
        " AND NOT (kind = 'allocation' AND place IN (SELECT id FROM rewards"
        " WHERE status = 'unknown' OR (status IS NULL AND restored_at IS NOT NULL)))"
        " AND NOT (kind = 'deadline' AND request_id IN (SELECT request_id FROM rewards WHERE restored_at IS NOT NULL))"
    )
    return [Violation("nothing is left to be carried", f"{tuple(row)}") for row in rows]
