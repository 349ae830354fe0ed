"""Requests in every state they can be in, and the strategies and checks that the tests of messages share."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.core.decision import Choice, Decision
from bot.core.message import Message, Silence
from bot.core.policy import Standing, User
from bot.core.recent import Earlier, Given, Lookback, Sum
from bot.core.resolution import Conclusion, Hearing, Resolution
from bot.core.reward import Request, RequestStatus, Reward, RewardStatus
from bot.messages import answers, books, card, deciding, direct, forms, leaving, operators, settling, thread
from bot.messages.language import Language, Locale

HINDI = Locale(Language.HINDI, has_lakhs=True)
LOCALES = (Locale(), HINDI)
NIKHIL, TARA = "U09NIKHIL", "U10TARA"
MEERA, ASHA, RAVI, FARAH, DESIGN = "U01MEERA", "U02ASHA", "U03RAVI", "U04FARAH", "C0DESIGN"
APPROVALS = "C0APPROVALS"
DECIDERS = (RAVI, FARAH)
NAMES = {MEERA: "Meera Iyer", ASHA: "Asha Rao", RAVI: "Ravi Kumar", FARAH: "Farah Khan"}
ASKED_AT = datetime(2025, 11, 22, 12, 30, tzinfo=UTC)
DECIDED_AT = datetime(2025, 11, 22, 14, 32, tzinfo=UTC)
SETTLED_AT = datetime(2025, 11, 22, 14, 33, tzinfo=UTC)
EXPIRES_AT = ASKED_AT + timedelta(days=7)
DEADLINE = f"<!date^{int(EXPIRES_AT.timestamp())}^{{date_short_pretty}} at {{time}}|Sat 29 Nov, 12:30 UTC>"
AT_DECISION = f"<!date^{int(DECIDED_AT.timestamp())}^{{time}}|14:32 UTC>"
ON_DECISION = f"on <!date^{int(DECIDED_AT.timestamp())}^{{date_short}} at {{time}}|22 Nov at 14:32 UTC>"
ON_SETTLEMENT = f"on <!date^{int(SETTLED_AT.timestamp())}^{{date_short}} at {{time}}|22 Nov at 14:33 UTC>"
DECLINE_REASON = "the quarter's budget is spent"
ENKASH_WORDS = "Insufficient balance in card account"
LINE = f"/reward <@{ASHA}> 100 for shipping the demo"


def pending(**changes: Any) -> Request:
    """What Meera asks: 100 points for Asha."""
    request = Request(
        id="R-7Q2MK4",
        team_id="T0",
        channel_id=DESIGN,
        giver_id=MEERA,
        points=100,
        reason="shipping the demo",
        status=RequestStatus.PENDING,
        asked_at=ASKED_AT,
        expires_at=EXPIRES_AT,
        deciders=DECIDERS,
        quorum=1,
        rewards=(Reward("R-7Q2MK4", "R-7Q2MK4", ASHA, 100, "R7Q2MK4XYZ"),),
        names=NAMES,
    )
    return replace(request, **changes)


def private(request: Request) -> Request:
    """Kept from every channel, and showing a value that the policy calls like the reason."""
    return replace(request, is_private=True, is_by_list=True, value="craft", value_name=request.reason)


def elsewhere(request: Request) -> Request:
    """The same, decided in the channel for approvals."""
    return replace(request, approvals_channel_id=APPROVALS)


def asked_twice(request: Request | None = None, *, seconds: float = 130) -> Request:
    """Asked so long after another one like it."""
    request = request or pending()
    return replace(request, same_as=Earlier("R-EARLIER", request.asked_at - timedelta(seconds=seconds)))


def looked_back(request: Request | None = None) -> Request:
    """Asked when there was everything to see in the days before."""
    request = request or pending()
    earlier = Earlier("R-EARLIER", request.asked_at - timedelta(days=5))
    return replace(request, lookback=Lookback(Sum(2_400, 30), earlier, Sum(900, 7), needs_next_tier=True))


def of_points(request: Request, points: int) -> Request:
    return replace(request, points=points, rewards=(replace(request.reward, points=points),))


def held(request: Request | None = None) -> Request:
    """Undecided in a ledger that was restored from a backup."""
    request = request or pending()
    return replace(request, rewards=(replace(request.reward, restored_at=SETTLED_AT),))


def for_several(request: Request) -> tuple[Request, ...]:
    """The same for two people and for three: as it stands for all, and where it is approved, with each thing that may
    have become of the others. A reversal is of one alone."""
    if request.is_reversal:
        return ()
    one = request.reward

    def shared(*rewards: Reward) -> Request:
        people = (ASHA, NIKHIL, TARA)
        of_each = enumerate(zip(people, rewards, strict=False), start=1)
        return replace(
            request,
            rewards=tuple(
                replace(reward, id=f"{request.id}/{part}", recipient_id=person) for part, (person, reward) in of_each
            ),
        )

    others = [replace(one, status=status, was_unknown=False) for status in RewardStatus]
    others += [replace(one, status=RewardStatus.FAILED, was_unknown=True)]
    others += [replace(one, status=RewardStatus.UNKNOWN, restored_at=SETTLED_AT)]
    mixed = [shared(one, other, others[2]) for other in others] if request.status is RequestStatus.APPROVED else []
    return shared(one, one), shared(one, one, one), *mixed


def declined(request: Request | None = None, reason: str = DECLINE_REASON) -> Request:
    decision = Decision(RAVI, Choice.DECLINE, DECIDED_AT, reason)
    return _ended(request or pending(), RequestStatus.DECLINED, decision)


def expired(request: Request | None = None) -> Request:
    return _ended(request or pending(), RequestStatus.EXPIRED)


def cancelled(request: Request | None = None) -> Request:
    return _ended(request or pending(), RequestStatus.CANCELLED)


def withdrawn(request: Request | None = None) -> Request:
    """Ended by itself, because the recipient has left."""
    return replace(cancelled(request), ended_by="clock")


def approved(
    status: RewardStatus | None = RewardStatus.APPROVED, request: Request | None = None, **changes: Any
) -> Request:
    """Approved by Ravi; `status` and `changes` are the reward's."""
    ended = _ended(request or pending(), RequestStatus.APPROVED, Decision(RAVI, Choice.APPROVE, DECIDED_AT))
    return replace(ended, rewards=(replace(ended.reward, status=status, **changes),))


def half_approved(request: Request | None = None) -> Request:
    """Needs two approvals, and has Ravi's."""
    return replace(request or pending(), quorum=2, decisions=(Decision(RAVI, Choice.APPROVE, DECIDED_AT),))


def lowered(request: Request | None = None, points: int = 50) -> Request:
    """Needs two approvals, and Ravi has approved fewer points than were asked for."""
    found = half_approved(request)
    decisions = tuple(replace(decision, points=points) for decision in found.decisions)
    return replace(found, decisions=decisions, rewards=(replace(found.reward, points=points),))


def allocated(request: Request | None = None, **changes: Any) -> Request:
    facts = {"balance": Decimal("1250"), "settled_at": SETTLED_AT, "attempt": 1}
    return approved(RewardStatus.ALLOCATED, request, **{**facts, **changes})


def given_up(request: Request | None = None) -> Request:
    return approved(RewardStatus.FAILED, request, was_unknown=True, settled_at=SETTLED_AT, attempt=1)


def _ended(request: Request, status: RequestStatus, *decisions: Decision) -> Request:
    return replace(request, status=status, ended_at=DECIDED_AT, decisions=decisions)


STATES: dict[str, Callable[[Request], Request]] = {
    "pending": lambda request: request,
    "half approved": half_approved,
    "lowered": lowered,
    "declined": declined,
    "expired": expired,
    "cancelled": cancelled,
    "recipient gone": withdrawn,
    "held": held,
    "ended while held": lambda request: replace(cancelled(held(request)), ended_by=FARAH),
    "held, approved": lambda request: approved(RewardStatus.UNKNOWN, request, was_unknown=True, restored_at=SETTLED_AT),
    "approved": lambda request: approved(request=request),
    "approved again": lambda request: approved(request=request, was_unknown=True),
    "sending": lambda request: approved(RewardStatus.SENDING, request),
    "allocated": allocated,
    "allocated with no word of the balance": lambda request: allocated(request, balance=None),
    "allocated after all": lambda request: allocated(request, was_unknown=True),
    "failed": lambda request: approved(RewardStatus.FAILED, request),
    "given up": given_up,
    "unknown": lambda request: approved(RewardStatus.UNKNOWN, request, was_unknown=True),
    "withdrawn": lambda request: approved(RewardStatus.CANCELLED, request),
}


def to_take_back(request: Request) -> Request:
    """A reversal: whoever asks would like to take back what Meera gave Asha."""
    given = Given("R-GIVENX", "R-GIVENX", MEERA, request.reason, SETTLED_AT, is_private=True)
    rewards = (replace(request.reward, reverses="R-GIVENX"),)
    return replace(request, channel_id=MEERA, approvals_channel_id=None, same_as=None, given=given, rewards=rewards)


REVERSALS: dict[str, Callable[[Request], Request]] = {
    f"to take back: {name}": lambda request, make=make: make(to_take_back(request))  # type: ignore[misc]
    for name, make in STATES.items()
    if name not in ("lowered", "recipient gone")
}
"""The same of a reversal, which is never lowered."""


def taken_back(request: Request | None = None) -> Request:
    return allocated(request, taken_back_at=SETTLED_AT)


TAKEN_BACK: dict[str, Callable[[Request], Request]] = {
    "taken back": taken_back,
    "taken back after it was unknown": lambda request: allocated(
        request, was_unknown=True, taken_back_at=SETTLED_AT, balance=None
    ),
}
"""A reward whose points were taken back."""

EVERY_STATE = STATES | REVERSALS | TAKEN_BACK

CHANNEL: dict[str, Callable[[Request], Message]] = {
    "card": lambda request: card.card(request, deciders=DECIDERS),
    "arrived": thread.arrived,
    "confirmed": thread.confirmed,
    "refused": lambda request: thread.refused(request, [FARAH]),
    "unconfirmed": thread.unconfirmed,
    "not happened": thread.not_happened,
    "given up": thread.given_up,
    "withdrawn": thread.withdrawn,
    "sent again": thread.sent_again,
    "card in the channel for approvals": lambda request: card.card(elsewhere(request), deciders=DECIDERS),
    "card in a channel that is shared by now": lambda request: card.withheld(request.id),
    "news": lambda request: thread.news(elsewhere(request)),
    "reminder": lambda request: direct.reminder(request, DECIDERS),
}
"""Everything that a channel may come to see."""

PRIVATE: dict[str, Callable[[Request], Message]] = {
    "a decider's card": lambda request: card.card(request, deciders=DECIDERS, for_decider=True),
    "thanks": direct.thanks,
    "expired": lambda request: direct.expired(request, LINE),
    "expired and asked again": lambda request: direct.expired(request, LINE, "R-LATERX"),
    "no channel": lambda request: direct.no_channel(request, DECIDERS),
    "no channel: shared": lambda request: direct.no_channel(request, DECIDERS, Silence.SHARED),
    "no channel: archived": lambda request: direct.no_channel(request, DECIDERS, Silence.ARCHIVED),
    "no channel: restricted": lambda request: direct.no_channel(request, DECIDERS, Silence.RESTRICTED),
    "no channel: no thread": lambda request: direct.no_channel(request, DECIDERS, Silence.NO_THREAD),
    "no channel: untold": lambda request: direct.no_channel(request, DECIDERS, Silence.UNTOLD),
    "no channel for approvals": lambda request: direct.no_channel(elsewhere(request), DECIDERS),
    "no channel for approvals: shared": lambda request: direct.no_channel(elsewhere(request), DECIDERS, Silence.SHARED),
    "news for the giver": lambda request: direct.news(elsewhere(request), Silence.SHARED),
    "recipient gone": leaving.recipient_gone,
    "nobody decides": lambda request: leaving.nobody_decides(request, [FARAH]),
    "somebody decides": lambda request: leaving.somebody_decides(request, DECIDERS),
    "decides again": leaving.decides_again,
    "decides no longer": leaving.decides_no_longer,
    "lowered": lambda request: direct.lowered(request, DECIDERS),
    "passed on": lambda request: direct.reassigned(replace(request, reassigned={RAVI: FARAH}), FARAH, FARAH, DECIDERS),
    "not your cancel": answers.not_your_cancel,
    "too late": answers.cancel_too_late,
    "decided": lambda request: answers.decided(request, RAVI, DECIDERS),
    "status for the recipient": lambda request: answers.status(request, ASHA, DECIDERS),
    "status for a decider": lambda request: answers.status(request, FARAH, DECIDERS),
    "click of the giver": lambda request: answers.click(request, MEERA, DECIDERS),
    "click of the recipient": lambda request: answers.click(request, ASHA, DECIDERS),
    "click of an outsider": lambda request: answers.click(request, "U09NIKHIL", DECIDERS),
    "click of a decider": lambda request: answers.click(request, RAVI, DECIDERS),
    "unknown": lambda request: operators.unknown(request, "HTTP 502"),
    "different": lambda request: operators.different(request, "the amount is another one"),
    "unconfirmed for a day": lambda request: direct.unconfirmed_for_long(request, MEERA, [FARAH]),
    "closed": lambda request: settling.closed(request, FARAH, SETTLED_AT, "happened: seen in the dashboard"),
    "closed by EnKash": lambda request: settling.closed(request, "", None, ""),
    "heard": lambda request: settling.heard(request, Hearing.SETTLED, [FARAH]),
    "not an operator": lambda request: settling.heard(request, Hearing.NOT_AN_OPERATOR, [FARAH]),
    "not sent again": lambda request: settling.conclusion(request, Resolution.SEND_AGAIN, Conclusion.NOT_ASKED),
}
"""What one person sees, and is neither EnKash's words nor a decline's reason."""

FOR_THE_GIVER: dict[str, Callable[[Request], Message]] = {
    "asked": lambda request: answers.asked(request, DECIDERS),
    "asked elsewhere": lambda request: answers.asked(elsewhere(request), DECIDERS),
    "asked again before": lambda request: answers.asked_again_before(request, DECIDERS),
    "cancelled": answers.cancelled,
    "declined": direct.declined,
    "status for the giver": lambda request: answers.status(request, MEERA, DECIDERS),
}
"""What may quote a decline's reason."""

FOR_OPERATORS: dict[str, Callable[[Request], Message]] = {
    "refused": lambda request: operators.refused(request, ENKASH_WORDS),
}
"""What quotes EnKash."""

ABOUT_A_REQUEST = {
    f"{group}: {name}": render
    for group, renderers in (
        ("channel", CHANNEL),
        ("private", PRIVATE),
        ("giver", FOR_THE_GIVER),
        ("operators", FOR_OPERATORS),
    )
    for name, render in renderers.items()
}


BOOKS_SEALED = books.sealed(
    head="0d16640bfc98b55970a5a097e7e222055ce6bbde5279ea71c46d5787172ad820",
    since="21 Nov 2025",
    up_to=1_209,
    entries=10,
    asked=3,
    approved=2,
    allocated=1,
    points_allocated=100,
)
"""The daily message to the operators, which is about no request."""


def strings(block: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a block, with the type of the text object it belongs to, or else its key."""
    if isinstance(block, dict):
        for inner_key, inner in block.items():
            yield from strings(inner, str(block.get("type", key)) if inner_key == "text" else inner_key)
    elif isinstance(block, list | tuple):
        for inner in block:
            yield from strings(inner, key)
    elif isinstance(block, str):
        yield key, block


def mrkdwn(message: Message) -> list[str]:
    """The texts in which Slack looks for mentions."""
    return [message.text, *(text for block in message.blocks for kind, text in strings(block) if kind == "mrkdwn")]


def whole(message: Message) -> str:
    """Everything that a message shows anywhere."""
    shown = {"mrkdwn", "plain_text", "accessibility_label"}
    return "\n".join(
        [message.text, *(text for block in message.blocks for kind, text in strings(block) if kind in shown)]
    )


def buttons(message: Message) -> list[dict[str, Any]]:
    rows = [block["elements"] if block["type"] == "actions" else _beside(block) for block in message.blocks]
    return [button for row in rows for button in row]


def _beside(block: dict[str, Any]) -> list[dict[str, Any]]:
    return [block["accessory"]] if "accessory" in block else []


def check_message(message: Message) -> None:
    """Slack's documented limits ("Reference: blocks", "chat.postMessage") and slack_sdk's own models."""
    assert message.text.strip()
    assert len(message.text) <= 40_000
    assert 1 <= len(message.blocks) <= 50
    check_blocks(message.blocks)


def check_view(view: dict[str, Any]) -> None:
    """Slack's documented limits ("Views") and slack_sdk's own models."""
    View(**view).validate_json()
    assert all(len(view[part]["text"]) <= 24 for part in ("title", "submit", "close") if part in view)
    assert len(view["blocks"]) <= 100
    assert len(view.get("private_metadata", "")) <= 3_000
    check_blocks(tuple(view["blocks"]))


def check_blocks(blocks: tuple[dict[str, Any], ...]) -> None:
    for block in blocks:
        _check_block(json.dumps(block))


@lru_cache(maxsize=4_096)
def _check_block(written: str) -> None:
    """As Slack gets it, and once: many messages have blocks in common, and checking takes longer than drawing."""
    block = json.loads(written)
    parsed = Block.parse(block)
    assert parsed is not None
    # Validates it, and all that stands in it.
    assert parsed.to_dict()["type"] == block["type"]
    elements = [*block.get("elements", []), *_beside(block)]
    for element in elements:
        if element["type"] == "button":
            assert 1 <= len(element["text"]["text"]) <= 75
            assert 1 <= len(element["accessibility_label"]) <= 75
            assert len(element["value"]) <= 2_000
    ids = [element["action_id"] for element in elements if "action_id" in element]
    assert len(ids) == len(set(ids))
    assert all(1 <= len(text) <= 3_000 for kind, text in strings(block) if kind == "mrkdwn")


OURS = re.compile(
    r"<@[UW][A-Z0-9]+>|<!subteam\^S[A-Z0-9]+>|<#[CG][A-Z0-9]+>|<!date\^\d+\^[^<>|]+\|[A-Za-z\u0900-\u097f0-9 ,:]+>"
    r"|<https://example\.slack\.com/[^<>|]+\|(?:this message|इस मैसेज)>"
    r"|<https://rewards\.example\.com/[^<>|]+\|(?:Open your rewards at EnKash|EnKash पर अपने रिवॉर्ड खोलें)>"
)


def tokens(text: str) -> list[str]:
    """The mentions and dates that are ours; fails where any other `<` stands unescaped."""
    assert "<" not in OURS.sub("", text), text
    return OURS.findall(text)


SETTLE_VIEWS: tuple[Callable[[Request], dict[str, Any]], ...] = tuple(
    partial(lambda resolution, request: forms.settle_form(request, request.reward.id, resolution), resolution)
    for resolution in Resolution
)

DECIDE_VIEWS: tuple[Callable[[Request], dict[str, Any]], ...] = (
    forms.decline_form,
    lambda request: forms.lower_form(asked_twice(request), 10, 90, 10),
    lambda request: forms.question_form(request, in_thread=False),
    lambda request: forms.question_form(request, in_thread=True),
    lambda request: forms.reassign_form(request, [User(RAVI, "Ravi", Standing.MEMBER)]),
    forms.undo_form,
    lambda request: forms.closed_form(deciding.nothing_lower(request)),
    lambda request: forms.closed_form(deciding.nobody_else(request)),
    lambda request: forms.closed_form(answers.click(request, FARAH, DECIDERS).text),
)
