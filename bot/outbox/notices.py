"""Messages about no request: each from its errand alone, but for what names the operators and a page of a person's
history."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

from bot.core.inquiry import Hitch
from bot.core.message import Message, Silence
from bot.core.policy import Policy
from bot.core.resolution import Hearing
from bot.ledger import Errand, Reading
from bot.messages import (
    answers,
    away,
    books,
    budgets,
    details,
    digest,
    history,
    leaving,
    operators,
    reconciling,
    redeeming,
    restoring,
    settling,
    timing,
)
from bot.rewards.inquiring import named_helpers
from bot.rewards.looking import past_of
from bot.rewards.staging import Kind


def render_notice(view: Reading, errand: Errand, policy: Policy, command: str) -> Message | None:
    """A message about no request; None where it has come to be untrue before it could go."""
    if errand.kind in _ABOUT_SENDING and not _is_so_still(view, errand):
        return None
    if errand.kind == Kind.REDEEM_ANSWER:
        return redeeming.no_answer(Hitch(errand.detail), named_helpers(view, policy), command)
    if errand.kind == Kind.HISTORY_PAGE:
        return history.history(past_of(view, policy, errand.place, int(errand.detail)), command)
    return _NOTICES[Kind(errand.kind)](errand)


def _is_so_still(view: Reading, errand: Errand) -> bool:
    """Slack may be away for longer than a pause takes, and of what waited then, the last word must be the true one."""
    if errand.kind == Kind.OPERATORS_RESUMED:
        return not view.is_paused()
    return not view.is_pause_over(errand.detail)


def _switched(errand: Errand) -> Message:
    told = json.loads(errand.detail)
    return settling.switched(Hearing(told["hearing"]), on=told["on"])


def _refused_channel(errand: Errand) -> tuple[str, Silence, str]:
    """Which one, why it hears nothing, and Slack's words."""
    channel_id, silence, words = errand.detail.split(" ", 2)
    return channel_id, Silence(silence), words


_ABOUT_SENDING = {Kind.OPERATORS_PAUSED, Kind.OPERATORS_CREDENTIALS, Kind.OPERATORS_RESUMED}

_NOTICES: dict[Kind, Callable[[Errand], Message]] = {
    Kind.DETAILS_CHANGED: lambda errand: details.changed(json.loads(errand.detail)),
    Kind.OPERATORS_DETAILS_CHANGED: lambda errand: details.changed_for_operators(**json.loads(errand.detail)),
    Kind.OPERATORS_FORGOTTEN: lambda errand: details.forgotten_for_operators(**json.loads(errand.detail)),
    Kind.OPERATORS_NOBODY_DECIDES: lambda errand: leaving.for_operators(errand.detail.split()),
    Kind.OPERATORS_UNDECIDED: lambda errand: timing.undecided_for_operators(errand.detail),
    Kind.OPERATORS_PAUSED: lambda errand: operators.paused(errand.detail),
    Kind.OPERATORS_CONFIRMED_LATE: lambda errand: operators.confirmed_late(errand.detail),
    Kind.OPERATORS_CREDENTIALS: lambda errand: operators.credentials_refused(errand.detail),
    Kind.OPERATORS_RESUMED: lambda errand: operators.resumed(errand.detail),
    Kind.OPERATORS_NOT_LOOKED_UP: lambda errand: operators.not_looked_up(**json.loads(errand.detail)),
    Kind.OPERATORS_LOW_BALANCE: lambda errand: operators.low_balance(Decimal(errand.detail)),
    Kind.OPERATORS_BOOKS_SEALED: lambda errand: books.sealed(**json.loads(errand.detail)),
    Kind.OPERATORS_DIFFERENCES: lambda errand: reconciling.differences(**json.loads(errand.detail)),
    Kind.OPERATORS_BALANCE: lambda errand: reconciling.balance(**json.loads(errand.detail)),
    Kind.OPERATORS_POLICY_CHANGED: lambda errand: operators.policy_changed(errand.detail),
    Kind.OPERATORS_POLICY_REFUSED: lambda errand: operators.policy_refused(errand.detail),
    Kind.SWITCH_ANSWER: _switched,
    Kind.FORM_LATE: lambda errand: Message(answers.form_not_opened(errand.detail)),
    Kind.DEPUTY: lambda errand: away.deputy(**json.loads(errand.detail)),
    Kind.DEPUTY_NO_MORE: lambda errand: away.deputy_no_more(**json.loads(errand.detail)),
    Kind.BUDGET_NEARLY_USED_UP: lambda errand: budgets.nearly_used_up(errand.place, json.loads(errand.detail)),
    Kind.OPERATORS_REBOUND: lambda errand: operators.rebound(errand.detail),
    Kind.OPERATORS_NO_CHANNEL: lambda errand: operators.no_approvals_channel(*_refused_channel(errand)),
    Kind.OPERATORS_RESTORED: lambda errand: restoring.restored(**json.loads(errand.detail)),
    Kind.OPERATORS_LOST_REQUEST: lambda errand: restoring.lost_for_operators(errand.detail),
    Kind.LOST_REQUEST: lambda errand: Message(restoring.lost(errand.detail)),
    Kind.OPERATORS_NO_SCOPE: lambda errand: operators.no_scope(),
    Kind.LOOKING_UP: lambda errand: redeeming.looking_up(),
    Kind.OPERATORS_NO_DIGEST: lambda errand: digest.not_posted(*_refused_channel(errand)),
}
