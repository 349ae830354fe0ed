"""Homes: each drawn from the ledger when it goes, and shown again for as long as Slack does not take it.

Of one person's a single carrier has one in hand, so none that is older can follow a newer one, and Slack's hash, by
which it would drop one of two that cross, is not needed. To show it twice does no harm.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.core.message import Message
from bot.core.policy import Policy
from bot.ledger import Errand, Ledger, Reading
from bot.messages import answers, restoring
from bot.messages.home import home
from bot.messages.phrases import said
from bot.outbox.rate_limits import HOMES, RateLimits
from bot.outbox.token import TokenWatch
from bot.rewards.entitlement import deciders_of, with_value
from bot.rewards.home import home_of
from bot.rewards.staging import Kind, read_home_answer
from bot.slack import InDoubt, NotPosted, Rejected, SlackTrouble

log = logging.getLogger(__name__)

# What a click led to stands there for so long, or until the Home is opened anew: it is news for a while.
ANSWER_STANDS_FOR = timedelta(minutes=5)
# After a failure it is tried again once as much time has passed as since it was wanted, within these.
AGAIN_FIRST, AGAIN_MAX = timedelta(seconds=1), timedelta(minutes=1)
TAB_IS_OFF = (
    "the app's Home tab is off, so nobody sees theirs; at api.slack.com/apps, App Home, switch the Home Tab on, or"
    " paste what `shabash manifest` prints"
)


class SlackShowing(Protocol):
    """What is needed of Slack; raises `SlackTrouble`."""

    def publish_home(self, user_id: str, view: dict[str, Any]) -> None: ...


class Homes:
    """Carries what the lane of messages has taken in hand for it."""

    def __init__(self, ledger: Ledger, slack: SlackShowing, token: TokenWatch, *, command: str) -> None:
        self._ledger = ledger
        self._slack = slack
        self._token = token
        self._command = command

    def carry(self, errand: Errand, policy: Policy, limits: RateLimits) -> None:
        """Draw this person's Home and show it; where that cannot be now, later."""
        wait_seconds = limits.wait_seconds(Kind.HOME, HOMES)
        if wait_seconds:
            self._put_back(errand, timedelta(seconds=wait_seconds), "our own pace")
            return
        view, drawn_at = self._drawn(errand, policy)
        try:
            self._token.watching(lambda: self._slack.publish_home(errand.place, view), drawn_at)
        except (NotPosted, InDoubt) as error:
            self._again(errand, error, limits, drawn_at)
        except SlackTrouble as error:
            self._finish(errand, f"refused: {error}")
            mend = {"mend": TAB_IS_OFF} if isinstance(error, Rejected) and str(error) == "not_enabled" else {}
            log.warning("home refused", extra={"error": str(error), **mend})
        else:
            self._finish(errand, "shown")

    def _drawn(self, errand: Errand, policy: Policy) -> tuple[dict[str, Any], datetime]:
        with self._ledger.read() as view:
            answer = _answer(view, errand, policy)
            found = home_of(view, policy, errand.place)
            return home(found, answer, command=self._command, policy=policy), view.now

    def _again(self, errand: Errand, error: SlackTrouble, limits: RateLimits, drawn_at: datetime) -> None:
        seconds = error.retry_after_seconds if isinstance(error, NotPosted) else 0.0
        if seconds:
            limits.close(Kind.HOME, HOMES, seconds)
        waited = drawn_at - errand.staged_at
        self._put_back(errand, max(timedelta(seconds=seconds), min(max(waited, AGAIN_FIRST), AGAIN_MAX)), str(error))
        log.warning("home waits", extra={"error": str(error)})

    def _put_back(self, errand: Errand, wait: timedelta, why: str) -> None:
        with self._ledger.write() as tx:
            tx.put_back(errand, tx.now + wait, why)

    def _finish(self, errand: Errand, outcome: str) -> None:
        with self._ledger.write() as tx:
            tx.finish(errand, outcome)


def _answer(view: Reading, errand: Errand, policy: Policy) -> Message | None:
    """What this person's last click there led to, from the request as it stands now; None where that is no news any
    more."""
    found = read_home_answer(errand.detail)
    if found is None:
        return None
    kind, at, about = found
    if view.now - at > ANSWER_STANDS_FOR:
        return None
    if kind is Kind.FORM_LATE:
        return said(answers.form_too_late())
    request = view.request(about)
    if request is None:
        return said(restoring.lost(about))
    # A balance goes where messages go; a Home shows none.
    seen = with_value(policy, request.without_balances_but_of())
    if kind is Kind.LIST_CANCEL_ANSWER:
        return answers.cancel(seen, errand.place)
    return answers.decided(seen, errand.place, deciders_of(view, policy, request))
