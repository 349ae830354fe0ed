"""Keeps what Slack says of people fresh in the ledger: who is a member, and who is in the policy's user groups."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from bot.core.binding import Tie
from bot.core.errors import LedgerBound, LedgerError
from bot.core.policy import Policy, is_group
from bot.ledger import Ledger
from bot.slack import Rejected, Slack, SlackTrouble, TokenRefused, to_user

log = logging.getLogger(__name__)

REFRESH_SECONDS = 600.0
RETRY_SECONDS = 10.0
# How soon a process that does not lead notices that it does now.
FOLLOW_SECONDS = 60.0
# A token or scope that Slack refuses is mended by a person.
REFUSED_SECONDS = 60.0


class Directory:
    """`refresh()` once, or `start()` a thread that does it every ten minutes and when asked to hurry.

    Of several processes the one that `leads` asks for everybody; another asks only whose workspace it is, until it is
    asked to hurry. `at_home` is called when Slack has first confirmed that the token is for the ledger's own workspace,
    `astray` when it is for another one; then the thread has ended. `follow` does what follows from what is known of
    people now: it is called after each whole refresh, and soon after word that somebody's standing has changed. Before
    the first whole refresh too little is known to conclude from.
    """

    def __init__(
        self,
        ledger: Ledger,
        slack: Slack,
        policy: Policy,
        *,
        at_home: Callable[[], None] = lambda: None,
        astray: Callable[[LedgerBound], None] = lambda error: None,
        follow: Callable[[], None] = lambda: None,
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        self._ledger = ledger
        self._slack = slack
        self._policy = policy
        self._at_home = at_home
        self._astray = astray
        with ledger.read() as view:
            self._home = view.binding().get(Tie.TEAM, "")
        self.is_home = threading.Event()
        """Whether Slack has confirmed that the token is for the ledger's own workspace."""
        self._follow = follow
        self._leads = leads
        self._is_whole = False
        self._is_news = threading.Event()
        self._is_wanted = threading.Event()
        self._is_stopping = threading.Event()
        self._threads = (
            threading.Thread(target=self._run, name="directory", daemon=True),
            threading.Thread(target=self._follow_news, name="directory news", daemon=True),
        )
        self.trouble = ""
        """Why the last refresh failed; empty when it did not."""

    def refresh(self) -> None:
        """Ask Slack for everybody; raises `SlackTrouble` or `LedgerError`, `LedgerBound` in another workspace.

        A user group that Slack does not tell of for now keeps its members as they were; one that is gone has none.
        """
        team_id = self._slack.team_id()
        self._come_home(team_id)
        with self._ledger.read() as view:
            asked_at = view.now
        users = [to_user(member, team_id) for member in self._slack.members(self._is_stopping.wait)]
        with self._ledger.write() as tx:
            tx.replace_users(users, as_of=asked_at)
        groups = [slack_id for slack_id in self._policy.approvers if is_group(slack_id)]
        troubles = [trouble for group_id in groups if (trouble := self._refresh_group(group_id))]
        if troubles:
            raise troubles[0]
        log.info("directory refreshed", extra={"users": len(users), "groups": len(groups)})
        self._is_whole = True
        self._follow()

    def _come_home(self, team_id: str) -> None:
        """The first workspace that Slack names is the ledger's own for good."""
        if self.is_home.is_set() and team_id == self._home:
            return
        self.is_home.clear()
        with self._ledger.write() as tx:
            tx.bind({Tie.TEAM: team_id})
        self._home = team_id
        self.is_home.set()
        self._at_home()

    def is_ours(self, team_id: str | None) -> bool:
        """Whether what Slack sends for this workspace concerns the ledger, as far as that is known."""
        return not self._home or team_id == self._home

    def _refresh_group(self, group_id: str) -> SlackTrouble | None:
        try:
            people = self._slack.members_of(group_id)
        except Rejected as trouble:
            # Slack knows no such group any more: nobody decides for it.
            log.error("a user group of the policy cannot be read", extra={"error": str(trouble)})
            people = ()
        except SlackTrouble as trouble:
            return trouble
        with self._ledger.write() as tx:
            tx.replace_members(group_id, people)
        return None

    def note(self, member: dict[str, Any], team_id: str) -> None:
        """Slack sent word of one user; `team_id` is the workspace that the word is for.

        Slack waits for this, so what follows from it is left to a thread.
        """
        user = to_user(member, team_id)
        with self._ledger.write() as tx:
            before = tx.users((user.id,)).get(user.id)
            tx.replace_users([user], as_of=tx.now)
        # Most word is of another picture or status line.
        if before is None or before.standing is not user.standing:
            (self._is_news if self._is_whole else self._is_wanted).set()

    def hurry(self) -> None:
        """Somebody was named whom the ledger does not know, or a user group changed: refresh soon."""
        self._is_wanted.set()

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ask for nothing more; `is_idle` tells when the last answer has come home."""
        self._is_stopping.set()
        self._is_wanted.set()
        self._is_news.set()

    def _follow_news(self) -> None:
        """A refresh can take minutes where there are many people, and what follows from word of one need not wait."""
        while not self._is_stopping.is_set():
            self._is_news.wait()
            self._is_news.clear()
            if not self._is_whole or self._is_stopping.is_set():
                continue
            try:
                self._follow()
            except Exception:
                # The next refresh follows it up.
                log.exception("news of people not followed up")

    def is_idle(self, timeout_seconds: float) -> bool:
        """Whether no thread uses the ledger any more, waited for no longer than that."""
        ends_at = time.monotonic() + timeout_seconds
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, ends_at - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def refresh_quietly(self, *, is_wanted: bool = False) -> float:
        """Refresh, if that is for this process to do or is wanted of it; in how many seconds to look again. The same
        trouble again is not news. Raises `LedgerBound`."""
        is_ours = self._leads() or is_wanted
        try:
            if is_ours:
                self.refresh()
            elif not self.is_home.is_set():
                self._come_home(self._slack.team_id())
        except LedgerBound:
            raise
        except (SlackTrouble, LedgerError) as error:
            if str(error) != self.trouble:
                log.warning("directory not refreshed", extra={"error": f"{type(error).__name__}: {error}"})
            self.trouble = str(error)
            return REFUSED_SECONDS if isinstance(error, TokenRefused) else RETRY_SECONDS
        except Exception as error:
            self.trouble = type(error).__name__
            log.exception("directory not refreshed")
            return RETRY_SECONDS
        self.trouble = ""
        return REFRESH_SECONDS if is_ours else FOLLOW_SECONDS

    def _run(self) -> None:
        is_wanted = False
        while not self._is_stopping.is_set():
            try:
                wait_seconds = self.refresh_quietly(is_wanted=is_wanted)
            except LedgerBound as error:
                log.critical("the token is for another workspace; stopping", extra={"error": str(error)})
                self._astray(error)
                return
            is_wanted = self._is_wanted.wait(wait_seconds)
            # However often somebody asks, Slack's tier-2 limit is kept: at most one refresh in this time.
            self._is_stopping.wait(RETRY_SECONDS if self._is_wanted.is_set() else 0)
            self._is_wanted.clear()
