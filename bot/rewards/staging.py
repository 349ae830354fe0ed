"""Which messages follow from which move. Each kind has one text, in `bot/messages/`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.core.policy import is_channel
from bot.core.question import Question
from bot.core.reward import Request, Reward, RewardStatus
from bot.ledger import Lane, Writing

CLOCK = "clock"
"""The actor of what happens by itself."""

POLICY = "policy"
"""The actor of what the policy approves by itself."""

AT_HOME = "home"
"""What stands for the response_url of a click in somebody's Home, which comes with none: it is answered there."""

OPERATORS = "operators"
"""The place of a notice for whoever the operators are when it goes: the lane of messages puts it at each."""

# Who has the card by direct message too, and how many more once half the time is over: more would be noise, and
# Slack limits how fast they go.
DIRECT_CARDS_MAX = 5
# More people than this do not see to trouble together.
OPERATORS_MAX = 5
# What lasts is told the operators once in this time, however many requests meet it.
NOTICE_AGAIN_AFTER = timedelta(days=1)
# What is in doubt for longer than this is told to the people concerned once more.
UNKNOWN_FOR_LONG_AFTER = timedelta(hours=24)


class Kind(StrEnum):
    """What an errand is about. The first five are money's, the last two inquiries, the rest are messages."""

    ALLOCATION = "allocation"
    BALANCE = "balance"
    DEADLINE = "deadline"
    SETTLEMENT = "settlement"
    STILL_UNKNOWN = "still_unknown"
    CARD = "card"
    REMINDER = "reminder"
    ESCALATED = "escalated"
    EXTENDED = "extended"
    NEWS = "news"
    ARRIVED = "arrived"
    SUMMARY = "summary"
    REFUSED = "refused"
    UNCONFIRMED = "unconfirmed"
    UNCONFIRMED_FOR_LONG = "unconfirmed_for_long"
    NOT_HAPPENED = "not_happened"
    SENT_AGAIN = "sent_again"
    GIVEN_UP = "given_up"
    WITHDRAWN = "withdrawn"
    THANKS = "thanks"
    TAKEN_BACK = "taken_back"
    LOWERED = "lowered"
    QUESTION = "question"
    REPLY = "reply"
    REASSIGNED = "reassigned"
    DECLINED = "declined"
    EXPIRED = "expired"
    RECIPIENT_GONE = "recipient_gone"
    NOBODY_DECIDES = "nobody_decides"
    SOMEBODY_DECIDES = "somebody_decides"
    DECIDES_AGAIN = "decides_again"
    DETAILS_CHANGED = "details_changed"
    NO_CHANNEL = "no_channel"
    ANSWER = "answer"
    CANCEL_ANSWER = "cancel_answer"
    DECIDE_DIRECTLY = "decide_directly"
    LIST_ANSWER = "list_answer"
    LIST_CANCEL_ANSWER = "list_cancel_answer"
    ASKED = "asked"
    ASKED_AGAIN = "asked_again"
    ASKED_AGAIN_BEFORE = "asked_again_before"
    AGAIN_REFUSED = "again_refused"
    OPERATORS_REFUSED = "operators_refused"
    OPERATORS_UNKNOWN = "operators_unknown"
    OPERATORS_DIFFERENT = "operators_different"
    OPERATORS_CLOSED = "operators_closed"
    OPERATORS_ANSWER = "operators_answer"
    OPERATORS_CONCLUSION = "operators_conclusion"
    OPERATORS_PAUSED = "operators_paused"
    OPERATORS_CONFIRMED_LATE = "operators_confirmed_late"
    OPERATORS_NOBODY_DECIDES = "operators_nobody_decides"
    OPERATORS_UNDECIDED = "operators_undecided"
    OPERATORS_DETAILS_CHANGED = "operators_details_changed"
    OPERATORS_FORGOTTEN = "operators_forgotten"
    OPERATORS_NO_CHANNEL = "operators_no_channel"
    OPERATORS_NO_SCOPE = "operators_no_scope"
    OPERATORS_NO_DIGEST = "operators_no_digest"
    OPERATORS_REBOUND = "operators_rebound"
    OPERATORS_CREDENTIALS = "operators_credentials"
    OPERATORS_RESUMED = "operators_resumed"
    OPERATORS_RESTORED = "operators_restored"
    OPERATORS_LOST_REQUEST = "operators_lost_request"
    OPERATORS_NOT_LOOKED_UP = "operators_not_looked_up"
    OPERATORS_LOW_BALANCE = "operators_low_balance"
    OPERATORS_BOOKS_SEALED = "operators_books_sealed"
    OPERATORS_DIFFERENCES = "operators_differences"
    OPERATORS_BALANCE = "operators_balance"
    OPERATORS_POLICY_CHANGED = "operators_policy_changed"
    OPERATORS_POLICY_REFUSED = "operators_policy_refused"
    SWITCH_ANSWER = "switch_answer"
    FORM_LATE = "form_late"
    LOST_REQUEST = "lost_request"
    DEPUTY = "deputy"
    DEPUTY_NO_MORE = "deputy_no_more"
    BUDGET_NEARLY_USED_UP = "budget_nearly_used_up"
    HISTORY_PAGE = "history_page"
    DIGEST = "digest"
    ENDED = "ended"
    LOOKING_UP = "looking_up"
    REDEEM_ANSWER = "redeem_answer"
    HOME = "home"
    REDEEM = "redeem"
    OWN_BALANCE = "own_balance"


OPERATORS_CALLS = (Kind.OPERATORS_REFUSED, Kind.OPERATORS_UNKNOWN, Kind.OPERATORS_DIFFERENT)
"""What operators are called for, with buttons to settle it. Once it is settled, the buttons go."""


def stage_request(tx: Writing, request: Request, deciders: Iterable[str], due_at: datetime) -> None:
    """The card in the channel first, then the first deciders' copies, and the clock, which has something to do at
    `due_at`: it reminds them and asks more of them, and at the deadline it ends the request."""
    # A conversation of two is no place to decide in: there the giver hears of it directly.
    channels = (request.card_channel_id,) if is_channel(request.card_channel_id) else ()
    tx.stage_each(Lane.MESSAGES, request.id, Kind.CARD, (*channels, *tuple(deciders)[:DIRECT_CARDS_MAX]))
    tx.stage(Lane.MONEY, request.id, Kind.DEADLINE, request.id, due_at=due_at)


def stage_cards(tx: Writing, request: Request) -> None:
    """Every copy of the card is drawn anew: the one in the channel before those in direct messages."""
    places = tx.places(request.id, Kind.CARD)
    in_order = sorted(places, key=lambda place: place != request.card_channel_id)
    tx.stage_each(Lane.MESSAGES, request.id, Kind.CARD, in_order)


def stage_in_thread(tx: Writing, request: Request, kind: Kind, reward: Reward) -> None:
    """The cards anew, then one reply about this reward in the card's thread. A giver who need not be where it is hears
    it directly."""
    stage_cards(tx, request)
    tx.stage(Lane.MESSAGES, request.id, kind, request.card_channel_id, part=reward.part)
    if request.is_decided_elsewhere:
        tx.stage(Lane.MESSAGES, request.id, kind, request.giver_id, part=reward.part)
    _stage_summary(tx, request)


def stage_arrival(tx: Writing, request: Request, reward: Reward) -> None:
    """The reply in the thread and the recipient's own message; and where the card lives elsewhere, the news for the
    channel in which it was asked. Of that the giver hears there too, unless they wait for an answer of their own: they
    do after a refusal or an unknown, of which they heard directly.

    Of several, the thread hears of each by itself only where it waits for an answer, or has read the summary."""
    if reward.reverses:
        _stage_taken_back(tx, request, reward)
        return
    if reward.restored_at is not None:
        # It was told in what the copy lacks; said once more, it would look like a second reward.
        stage_in_thread(tx, request, Kind.ARRIVED, reward)
        return
    stage_cards(tx, request)
    is_awaited = reward.was_unknown or reward.attempt > 1
    if not request.is_for_several or is_awaited or tx.places(request.id, Kind.SUMMARY):
        tx.stage(Lane.MESSAGES, request.id, Kind.ARRIVED, request.card_channel_id, part=reward.part)
        if request.is_decided_elsewhere:
            has_channel = is_channel(request.channel_id)
            if has_channel and (not request.is_for_several or tx.places(request.id, Kind.SUMMARY)):
                tx.stage(Lane.MESSAGES, request.id, Kind.NEWS, request.channel_id, part=reward.part)
            if is_awaited or not has_channel:
                tx.stage(Lane.MESSAGES, request.id, Kind.ARRIVED, request.giver_id, part=reward.part)
    tx.stage(Lane.MESSAGES, request.id, Kind.THANKS, reward.recipient_id, part=reward.part)
    _stage_summary(tx, request)


def _stage_summary(tx: Writing, request: Request) -> None:
    """Of several, one reply in the thread tells who has their points and who has not, as soon as nothing is on its way
    any more; from then on it is kept up to date. The channel in which it was asked hears with the first."""
    if not request.is_for_several:
        return
    rewards = (tx.request(request.id) or request).rewards
    is_first = not tx.places(request.id, Kind.SUMMARY)
    is_under_way = any(each.is_on_its_way or tx.is_staged(request.id, Kind.BALANCE, each.id) for each in rewards)
    has_arrived = any(each.status is RewardStatus.ALLOCATED for each in rewards)
    if is_first and (is_under_way or not has_arrived):
        return
    tx.stage(Lane.MESSAGES, request.id, Kind.SUMMARY, request.card_channel_id)
    if request.is_decided_elsewhere:
        if not is_channel(request.channel_id):
            tx.stage(Lane.MESSAGES, request.id, Kind.SUMMARY, request.giver_id)
        elif is_first:
            tx.stage(Lane.MESSAGES, request.id, Kind.NEWS, request.channel_id)


def _stage_taken_back(tx: Writing, request: Request, reward: Reward) -> None:
    """Of a reversal: to whoever asked for it, and to whose points they were, who hears by whom and why."""
    stage_in_thread(tx, request, Kind.TAKEN_BACK, reward)
    if reward.restored_at is None:
        tx.stage(Lane.MESSAGES, request.id, Kind.TAKEN_BACK, reward.recipient_id)


def stage_question(tx: Writing, request: Request, question: Question, kind: Kind, *, in_thread: bool) -> None:
    """QUESTION or REPLY goes to whom it is for, and in the card's thread too where the policy wants that. What waits to
    go there already is told with it: one message replaces another."""
    places = [request.giver_id if kind is Kind.QUESTION else question.asker_id]
    if in_thread and tx.posts(request.id, Kind.CARD, request.card_channel_id):
        places.append(request.card_channel_id)
    for place in places:
        waiting = tx.staged_detail(request.id, kind, place)
        tx.stage(Lane.MESSAGES, request.id, kind, place, detail=f"{waiting} {question.id}".lstrip())


def stage_still_unknown(tx: Writing, reward: Reward) -> None:
    """From now on it is in doubt: if it still is after a day, whoever asked and whoever approved hear of it."""
    due_at = tx.now + UNKNOWN_FOR_LONG_AFTER
    tx.stage(Lane.MONEY, reward.request_id, Kind.STILL_UNKNOWN, reward.id, due_at=due_at)


def stage_lasting_notice(tx: Writing, kind: Kind, detail: str) -> None:
    """A notice for the operators about something that lasts: not again within a day."""
    if not tx.was_noticed(kind, OPERATORS, detail, since=tx.now - NOTICE_AGAIN_AFTER):
        stage_notice(tx, kind, OPERATORS, detail)


def stage_answer(
    tx: Writing, request_id: str | None, kind: Kind, person_id: str, response_url: str, detail: str = "", part: str = ""
) -> None:
    """What somebody hears who clicked; nothing where the click brought no response_url."""
    if response_url == AT_HOME:
        tx.show_home(person_id, home_answer(kind, request_id or detail, tx.now))
    elif response_url:
        url = response_url
        tx.stage(Lane.MESSAGES, request_id, kind, person_id, urgent=True, response_url=url, detail=detail, part=part)


def home_answer(kind: Kind, about: str, at: datetime) -> str:
    """What a click in a Home led to, for whoever draws it; `read_home_answer` reads it."""
    return f"{kind} {at.isoformat()} {about}"


def read_home_answer(detail: str) -> tuple[Kind, datetime, str] | None:
    """The kind of answer, when it was given, and the id of what it is about; None where there is none."""
    if not detail:
        return None
    kind, at, about = detail.split(" ", 2)
    return Kind(kind), datetime.fromisoformat(at), about


def stage_asked(tx: Writing, request: Request, response_url: str, operator: str = "") -> None:
    """What the giver hears who asked by a form, in the channel in which it was opened, or else directly; and in whose
    name an `operator` did."""
    url, is_urgent, giver_id = response_url, bool(response_url), request.giver_id
    tx.stage(Lane.MESSAGES, request.id, Kind.ASKED, giver_id, urgent=is_urgent, response_url=url, detail=operator)


def stage_notice(tx: Writing, kind: Kind, place: str, detail: str = "") -> None:
    """A message about no request, at a person's or a channel's id, or at OPERATORS. `detail` is all that it says."""
    tx.stage(Lane.MESSAGES, None, kind, place, detail=detail)


def stage_notices(tx: Writing, kind: Kind, places: Iterable[str], detail: str) -> None:
    """The same notice at each place; more than a few operators are not told together."""
    for place in tuple(places)[:OPERATORS_MAX]:
        stage_notice(tx, kind, place, detail)


def stage_for_operators(
    tx: Writing, request: Request, kind: Kind, places: Iterable[str], detail: str, part: str
) -> None:
    """One message at each place, an operator's id or a channel's; `detail` is what EnKash said, masked."""
    tx.stage_each(Lane.MESSAGES, request.id, kind, tuple(places)[:OPERATORS_MAX], detail=detail, part=part)


def stage_closing(tx: Writing, reward: Reward) -> None:
    """Whatever operators were called for is settled: their messages say so, and lose their buttons."""
    places = {place for kind in OPERATORS_CALLS for place in tx.places(reward.request_id, kind, reward.part)}
    tx.stage_each(Lane.MESSAGES, reward.request_id, Kind.OPERATORS_CLOSED, sorted(places), part=reward.part)


def stage_lost(tx: Writing, request_id: str, person_id: str, response_url: str) -> None:
    """Somebody clicked on what this ledger does not have, as after a restore: they hear so, and the operators hear of
    each such request once."""
    stage_answer(tx, None, Kind.LOST_REQUEST, person_id, response_url, request_id)
    if not tx.was_noticed(Kind.OPERATORS_LOST_REQUEST, OPERATORS, request_id, since=datetime.min.replace(tzinfo=UTC)):
        stage_notice(tx, Kind.OPERATORS_LOST_REQUEST, OPERATORS, request_id)
