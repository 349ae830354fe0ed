"""What must be true after each run, whatever happened in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from bot.audit import Report
from bot.audit.pots import check_pots
from bot.core.decision import Choice
from bot.core.moves import REWARD_MOVES
from bot.core.policy import Standing, is_channel
from bot.core.reconciling import Verdict
from bot.core.reward import Request, RequestStatus, Reward, RewardStatus
from bot.ledger import Entry
from bot.ledger.keeping import Keeping
from bot.ledger.statements import Statements
from bot.outbox.parcel import ANSWERS
from bot.rewards.entitlement import parties_of
from bot.rewards.looking_up import LOOK_UPS_BEFORE_OPERATORS
from bot.rewards.settling import UNANSWERED_IN_A_ROW_MAX
from bot.rewards.staging import OPERATORS_CALLS, Kind
from tests.simulation import slack as wall
from tests.simulation.books import ID, TAKEN_BACK, Books, Violation, taken_back
from tests.simulation.company import FARAH, NIKHIL, RAVI


class Wall(Protocol):
    """Slack's messages, by their `ts`; and those that the bot could not change any more."""

    @property
    def messages(self) -> Mapping[str, wall.Standing]: ...
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


def check(
    ledger: Keeping, enkash: Books, slack: Wall, company: Answered, *, are_entries_in_order: bool = True
) -> list[Violation]:
    """Everything at once; empty where every promise was kept. Where several write at a time, an entry's number is drawn
    some time before it is kept, and another's may lie between: then nothing is concluded from their order."""
    found = [
        Violation("at most one credit for each reference", f"{reference} {times} times")
        for reference, times in enkash.credits().items()
        if times > 1
    ]
    found += [
        Violation("at most one debit for each reference", f"{reference} {times} times")
        for reference, times in enkash.debits().items()
        if times > 1
    ]
    with ledger.read() as view:
        requests = {request.id: request for request in view.requests()}
        lost = [request_id for request_id in company.promised if request_id not in requests]
        references = {reward.reference for request in requests.values() for reward in request.rewards}
        asked = {f"R{request_id.removeprefix('R-')}" for request_id in company.lost}
        foreign = [
            reference
            for reference in enkash.credits() + enkash.debits()
            if reference not in references and reference[:7] not in asked
        ]
        found += [Violation("what was answered is kept", one) for one in lost]
        found += [Violation("EnKash was sent only what was asked", one) for one in foreign]
        for request in requests.values():
            entries = [recorded.entry for recorded in view.history(request.id)]
            broken = [*_decided(request), *_words(request, view, slack), *_in_channels(request, slack)]
            found += [Violation(promise, request.id) for promise in broken]
            for reward in request.rewards:
                of_its_own = [entry for entry in entries if entry.reward_id == reward.id]
                broken = [
                    *_ended(request, reward, enkash),
                    *_history(reward, of_its_own),
                    *_in_hand(request, reward, view),
                ]
                found += [Violation(promise, reward.id) for promise in broken]
        found += taken_back(requests.values(), view, enkash)
        found += _outbox(view)
        found += _compared(view, enkash, has_rolled_back=company.has_rolled_back)
        if are_entries_in_order:
            found += _stopped_early(view)
    with ledger.snapshot() as db:
        books = Report()
        check_pots(db, books)
    found += [Violation("what is taken of a budget is what its requests add up to", str(one)) for one in books.findings]
    return found


class Doubtful(Wall, Protocol):
    """A Slack that knows how often a call to each place, or its answer, got lost while it answered others."""

    @property
    def doubted(self) -> Mapping[str, int]: ...


def unsaid(ledger: Keeping, slack: Doubtful, company: Answered, *, deaths: int) -> list[Violation]:
    """However long Slack was away: nothing was given up that could be said later, whoever received points has heard of
    it, and their reward has a card, or its giver heard why not. What was in doubt twice, each time because a call got
    lost or its carrier died, may be missing: it is not said a third time."""

    def is_excused(*places: str) -> bool:
        return deaths + sum(slack.doubted[place] for place in places) >= 2

    heard = {(standing.place, one) for standing in slack.messages.values() for one in ID.findall(standing.texts[-1])}
    with ledger.read() as view:
        given_up = view._all("SELECT kind, place FROM outbox WHERE outcome = 'said twice, confirmed neither time'")
        requests = view.requests()
    found = [
        Violation("nothing is given up while Slack is away", f"{kind} at {place}")
        for kind, place in given_up
        # The answer to a click is worth nothing later.
        if kind not in ANSWERS and not is_excused(place)
    ]
    for request in requests:
        # What waits in a copy of the ledger is not said after it was restored.
        if company.has_rolled_back:
            continue
        arrived = [reward for reward in request.rewards if reward.status is RewardStatus.ALLOCATED]
        to_hear: list[tuple[tuple[str, ...], str]] = [((each.recipient_id,), each.id) for each in arrived]
        to_hear += [((request.card_channel_id, request.giver_id), request.id)] if arrived else []
        found += [
            Violation("whoever is to hear of a reward hears of it", f"{said} at {places}")
            for places, said in to_hear
            if not is_excused(*places) and not any((place, said) in heard for place in places)
        ]
    return found


def _decided(request: Request) -> list[str]:
    """By whom, when, and how often."""
    broken = []
    for decision in request.decisions:
        approvers = (RAVI, FARAH, NIKHIL)
        entitled = approvers if request.quorum > 1 or request.escalated_to else (RAVI, FARAH)
        is_entitled = decision.voice in entitled and decision.decider_id in approvers
        if {decision.decider_id, decision.voice} & {*parties_of(request)} or not is_entitled:
            broken.append("nobody decides what they must not")
        if decision.decided_at >= request.expires_at:
            broken.append("nobody decides after the deadline")
    if not _is_as_approved(request):
        broken.append("what is sent is what was approved last, and never more than anybody approved")
    approvals = {decision.voice for decision in request.decisions if decision.choice is Choice.APPROVE}
    if len({approval.decider_id for approval in request.approvals}) < len(request.approvals):
        broken.append("one person approves once, for whomever")
    is_approved = request.status is RequestStatus.APPROVED
    # EnKash alone knows of a decision that the ledger lost: then the points are there.
    is_lost = is_approved and _is_known_by_enkash_alone(request)
    is_right = len(approvals) == request.quorum if is_approved else len(approvals) < request.quorum
    if not is_right and not (is_lost and len(approvals) < request.quorum):
        broken.append("approved means approved by a quorum of different people, and nothing else does")
    return broken


def _is_as_approved(request: Request) -> bool:
    """Nobody approved more than was asked for, and it is as many points now as whoever approved fewest. Fewer it is
    only where EnKash alone knows of an approval that the ledger lost, or where nothing is sent: somebody approved less,
    and declined after all."""
    fewest = min([request.points, *(approval.points or 0 for approval in request.approvals)])
    is_lost = _is_known_by_enkash_alone(request)
    may_be_fewer = is_lost or request.status is not RequestStatus.APPROVED
    each = request.points_each
    is_fewest = each <= fewest if may_be_fewer else each == fewest
    is_same_for_all = all(reward.points == each for reward in request.rewards)
    return is_fewest and is_same_for_all and all((one.points or 0) <= request.points for one in request.approvals)


def _is_known_by_enkash_alone(request: Request) -> bool:
    """Of several, one that EnKash has is enough."""
    return any(each.restored_at is not None and each.status is RewardStatus.ALLOCATED for each in request.rewards)


def _ended(request: Request, reward: Reward, enkash: Books) -> list[str]:
    """What became of one person's share, held against EnKash's books."""
    credited = enkash.points(reward.reference)
    if request.status is RequestStatus.PENDING:
        if not request.is_in_doubt:
            return ["a request ends"]
        return ["what EnKash shows is found"] if 0 < credited <= reward.points else []
    if request.status is not RequestStatus.APPROVED:
        return ["only what was approved is sent"] if reward.status is not None or credited else []
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


def _history(reward: Reward, entries: Sequence[Entry]) -> list[str]:
    """The history alone tells where the reward stands, by legal moves only."""
    broken = []
    status: RewardStatus | None = None
    for entry in entries:
        if not entry.to_status or entry.from_status == entry.to_status:
            continue
        to = RewardStatus(entry.to_status)
        is_first = entry.from_status is None and status is None and to is RewardStatus.APPROVED
        is_next = entry.from_status == status and (status, to) in REWARD_MOVES
        if not (is_first or is_next):
            broken.append("the history is a chain of legal moves")
        status = to
    if status is not reward.status:
        broken.append("history and status agree")
    return broken


def _words(request: Request, view: Statements, slack: Wall) -> list[str]:
    """Each card, in the channel or a decider's own, says what is true, wherever the bot knows it to stand and may still
    change it."""
    posts = [post for place in view.places(request.id, "card") for post in view.posts(request.id, "card", place)]
    newest = [slack.messages[post.ts].texts[-1] for post in posts if post.ts not in slack.deleted | slack.out_of_reach]
    has_arrived = any(reward.status is RewardStatus.ALLOCATED for reward in request.rewards)
    is_allocated = has_arrived and not any(reward.is_on_its_way for reward in request.rewards)
    done = " took back " if request.is_reversal else " rewarded "
    told = ["the card says what is true" for text in newest if (done in text) is not is_allocated]
    was_taken = is_allocated and any(reward.taken_back_at is not None for reward in request.rewards)
    says = [bool(TAKEN_BACK.search(text)) for text in newest if not request.is_reversal]
    return told + ["the card says whether it was taken back" for each in says if each is not was_taken]


def _in_channels(request: Request, slack: Wall) -> list[str]:
    """Wherever it went wrong, whatever was tried again."""
    heard = [each for each in slack.messages.values() if is_channel(each.place) and request.id in str(each.texts)]
    return ["no channel hears of a private reward"] if request.is_private and heard else []


def _in_hand(request: Request, reward: Reward, view: Statements) -> list[str]:
    """What stays in doubt is looked up for ever, and people were called who may settle it, where there are any."""
    if not reward.is_in_doubt or request.status not in (RequestStatus.PENDING, RequestStatus.APPROVED):
        return []
    rows = view._all("SELECT kind, place, part, done_at FROM outbox WHERE request_id = ?", request.id)
    called = [row for row in rows if row["kind"] in OPERATORS_CALLS and row["part"] == reward.part]
    were_called = any(row["done_at"] is not None for row in called)
    errands = [row for row in rows if row["kind"] == Kind.ALLOCATION and row["place"] == reward.id]
    is_looked_up = any(row["done_at"] is None for row in errands)
    others = view.users({RAVI, FARAH}.difference(parties_of(request))).values()
    is_nobody_there = all(user.standing is not Standing.MEMBER for user in others)
    is_young = reward.look_ups < LOOK_UPS_BEFORE_OPERATORS
    has_help = were_called or is_nobody_there or is_young
    return [] if has_help and is_looked_up else ["what is in doubt is looked up, and in a person's hands"]


def _compared(view: Statements, enkash: Books, *, has_rolled_back: bool) -> list[Violation]:
    """A comparison, in the midst of everything or at rest, finds no difference where there is none. Against an older
    ledger it may find what was paid there and is not known here."""
    found = [(row["reference"], row["verdict"]) for row in view._all("SELECT reference, verdict FROM differences")]
    for row in view._all("SELECT detail FROM outbox WHERE kind = 'operators_differences'"):
        found += [(line["reference"], line["verdict"]) for line in json.loads(row["detail"])["lines"]]
    return [
        Violation("a comparison tells only what is so", f"{reference}: {verdict}")
        for reference, verdict in found
        if not (has_rolled_back and verdict == Verdict.PAID_THERE and enkash.points(reference))
    ]


def _stopped_early(view: Statements) -> list[Violation]:
    """After several allocations in a row that EnKash left open, nothing is claimed before somebody resumes. A look-up
    that shows one of them ends no row; an answer that comes home after its lease does."""
    in_a_row = 0
    lapsed: set[str] = set()
    found = []
    for row in view._all("SELECT event, reward_id, from_status, detail FROM history ORDER BY id"):
        match row["event"]:
            case "unknown" if row["detail"].startswith("the bot stopped"):
                lapsed.add(row["reward_id"])
            case "unknown" if row["from_status"] == RewardStatus.SENDING:
                in_a_row += 1
            case "allocated" if row["from_status"] == RewardStatus.SENDING or row["reward_id"] in lapsed:
                in_a_row = 0
            case "resumed":
                in_a_row = 0
            case "sending" if in_a_row >= UNANSWERED_IN_A_ROW_MAX:
                found.append(Violation("sending stops before the doubts pile up", row["reward_id"]))
    return found


def _outbox(view: Statements) -> list[Violation]:
    """Only look-ups of what stays in doubt may still wait, and the clock of what is undecided and in doubt."""
    rows = view._all("""
        SELECT outbox.request_id, kind, place, outcome FROM outbox
        LEFT JOIN requests ON requests.id = outbox.request_id LEFT JOIN rewards ON rewards.id = outbox.place
        WHERE done_at IS NULL
          AND NOT (kind = 'allocation' AND (rewards.status = 'unknown'
              OR (rewards.status IS NULL AND restored_at > '')))
          AND NOT (kind = 'deadline' AND requests.status = 'pending' AND EXISTS (
              SELECT 1 FROM rewards AS each WHERE each.request_id = requests.id AND each.restored_at > ''))
    """)
    return [Violation("nothing is left to be carried", f"{tuple(row)}") for row in rows]
