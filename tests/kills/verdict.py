"""What must be true when a story has come to rest, whatever died in it."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.ledger.keeping import Keeping
from bot.ledger.sqlite import SqliteLedger
from bot.ledger.statements import Statements
from tests.kills.nursery import Life
from tests.kills.people import People
from tests.kills.witnesses import EnkashWitness, SlackWitness
from tests.simulation.books import CLAIMS, ID, Violation
from tests.simulation.checker import check
from tests.simulation.slack import Standing

LOST = {"what was answered is kept", "an approved reward comes to an end, or to a person", "a decision is kept"}
DOUBLED = {"at most one credit for each reference", "one POST each time that a person or the approval says so"}
_SENDS_AGAIN = (RewardStatus.UNKNOWN, RewardStatus.FAILED)
_NOT_EXECUTED = "401"


@dataclass
class Verdict:
    """How many rewards there were, and each broken promise in a line."""

    rewards: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    def deaths(self, life: Life, allowed: Set[int], foreseen: Set[str] = frozenset()) -> None:
        """A process ends with one of these codes, and says nothing unforeseen before."""
        if life.code not in allowed:
            self.other.append(f"it ended by itself with {life.code}: {''.join(life.strays)[-3000:]}")
        for line in life.log:
            if "exception" in line and line["exception"] not in foreseen:
                self.other.append(f"nothing unforeseen happens: {line['exception']} in {line.get('where')}")

    def note(self, violation: Violation) -> None:
        promise = violation.promise
        kind = self.lost if promise in LOST else self.doubled if promise in DOUBLED else self.other
        kind.append(f"{promise}: {violation.where}")


@dataclass
class Wall:
    """Slack's messages, as the checker reads them: nobody deleted any, and all could be changed."""

    messages: dict[str, Standing]
    deleted: set[str] = field(default_factory=set)
    out_of_reach: set[str] = field(default_factory=set)


def judged(verdict: Verdict, ledger: Keeping, enkash: EnkashWitness, slack: SlackWitness, people: People) -> None:
    """Hold the ledger, EnKash's books, Slack's messages and what people were answered against each other."""
    standing = {
        message.ts: Standing(message.channel_id, message.thread_ts or None, [message.text])
        for channel_id in slack.state.channels
        for message in slack.state.messages(channel_id)
    }
    are_in_order = isinstance(ledger, SqliteLedger)
    for violation in check(ledger, enkash, Wall(standing), people, are_entries_in_order=are_in_order):
        verdict.note(violation)
    with ledger.read() as view:
        requests = {request.id: request for request in view.requests()}
        verdict.rewards = len(requests)
        for violation in (*_decided(requests, people), *_posts(requests, view, enkash), *_words(requests, slack)):
            verdict.note(violation)


def _decided(requests: dict[str, Request], people: People) -> Iterator[Violation]:
    """Whoever decided and was answered finds it decided, and not run out of time."""
    for request_id in people.decided:
        if request_id in requests and requests[request_id].status in (RequestStatus.PENDING, RequestStatus.EXPIRED):
            yield Violation("a decision is kept", request_id)


def _posts(requests: dict[str, Request], view: Statements, enkash: EnkashWitness) -> Iterator[Violation]:
    """However EnKash takes a repeated reference: none is repeated unless a person says that it may be."""
    for request in requests.values():
        entries = [recorded.entry for recorded in view.history(request.id)]
        said = sum(e.to_status == RewardStatus.APPROVED and e.from_status in _SENDS_AGAIN for e in entries)
        posts = [post for post in enkash.posts if post.reference == request.reward.reference]
        executable = sum(post.answered != _NOT_EXECUTED for post in posts)
        if executable > 1 + said:
            where = f"{request.id} went {executable} times, {said} of them again by a person's word"
            yield Violation("one POST each time that a person or the approval says so", where)


def _words(requests: dict[str, Request], slack: SlackWitness) -> Iterator[Violation]:
    """No message claims what EnKash had not done when it was said."""
    for word in slack.words:
        found = ID.search(word.text)
        request = requests.get(found[0]) if found else None
        if CLAIMS.search(word.text) and (request is None or request.reward.reference not in word.credited):
            yield Violation("a message claims nothing that EnKash did not do", word.text[:200])


def where_of(error: BaseException) -> str:
    """The way that led there, the last step first."""
    return " < ".join(step.name for step in reversed(traceback.extract_tb(error.__traceback__)))
