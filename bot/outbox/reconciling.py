"""Once a day, every reward of late is compared with EnKash, and the company's account with the books.

It takes its time: money goes first.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from bot.core.errors import ShabashError
from bot.core.policy import Policy
from bot.core.reconciling import Line
from bot.enkash import EnkashClient, Survey
from bot.ledger import Compared, Lane, Ledger
from bot.rewards.reconciling import LOOK_BACK, AccountBook, Reconciler, note_differences
from bot.rounds import Rounds

log = logging.getLogger(__name__)

# What changed before the last comparison is compared again for so long: points may be taken back later.
OVERLAP = timedelta(days=7)
# Twenty look-ups a minute at most.
LOOK_UP_PAUSE_SECONDS = 3.0
# How often it is looked whether something is due, and how long trouble is waited out.
LOOK_SECONDS = 60.0
TROUBLE_SECONDS = 3_600.0
MONEY_PAUSE_SECONDS = 1.0


class Stopped(Exception):
    """The bot stops; the comparison is made anew after the next start."""


class Daily:
    """`run_once()` does what is due; its `rounds` do so day after day.

    `pause` waits some seconds, and says whether the bot stops meanwhile. `leads` says whether all this is for this
    process to do, where there are several.
    """

    def __init__(
        self,
        ledger: Ledger,
        policy: Policy,
        enkash: EnkashClient,
        *,
        pause: Callable[[float], bool] | None = None,
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        self._ledger = ledger
        self.policy = policy
        self._enkash = enkash
        self.rounds = Rounds("reconciling", self._go_round, first_after_seconds=LOOK_SECONDS)
        self._pause = pause or self.rounds.wait
        self._leads = leads
        self.account = AccountBook(ledger, policy, enkash.available_balance)

    def run_once(self) -> None:
        """Raises `ShabashError` where EnKash does not tell or the ledger cannot be used, `Stopped` at a stop."""
        with self._ledger.read() as view:
            day = self._day(view.now)
            last, reading, pause = view.last_compared(), view.last_reading(), view.pause()
        if pause is not None and pause.has_bad_credentials:
            return
        is_due = last is None or last.for_day < day
        if is_due:
            self._compare_all(day, None if last is None else last.began_at)
        if reading is None or self._day(reading.read_at) < day:
            # Once a day the account is watched also while something is under way.
            self.account.read(anyway=is_due)

    def _day(self, now: datetime) -> date:
        """The day whose comparison is the newest that is due."""
        at = self.policy.reconcile_at
        return (now - timedelta(hours=at.hour, minutes=at.minute)).date()

    def _compare_all(self, day: date, last_began_at: datetime | None) -> None:
        survey = Survey(self._enkash, pause=self._wait)
        reconciler = Reconciler(self._ledger, survey.find)
        with self._ledger.read() as view:
            began_at = view.now
        since = began_at - LOOK_BACK if last_began_at is None else last_began_at - OVERLAP
        lines: list[Line] = []
        for reward_id in reconciler.rewards_since(since):
            self._let_money_go_first()
            lines.append(reconciler.compare(reward_id))
            self._wait(LOOK_UP_PAUSE_SECONDS)
        with self._ledger.write() as tx:
            note_differences(tx, Compared(day, began_at), lines)

    def _let_money_go_first(self) -> None:
        while self._is_money_due():
            self._wait(MONEY_PAUSE_SECONDS)

    def _is_money_due(self) -> bool:
        with self._ledger.read() as view:
            return view.due(Lane.MONEY) is not None

    def _wait(self, seconds: float) -> None:
        if self._pause(seconds):
            raise Stopped

    def _go_round(self) -> float:
        return self.run_quietly() if self._leads() else LOOK_SECONDS

    def run_quietly(self) -> float:
        """Do what is due; in how many seconds to look again."""
        try:
            self.run_once()
        except Stopped:
            log.info("stopped comparing with enkash; it begins anew after the next start")
        except ShabashError as error:
            log.warning("not compared with enkash; tried again later", extra={"error": type(error).__name__})
            return TROUBLE_SECONDS
        except Exception:
            log.exception("not compared with enkash; tried again later")
            return TROUBLE_SECONDS
        return LOOK_SECONDS
