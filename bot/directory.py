"""Keeps what Slack says of people fresh in the ledger: who is a member, and who is in the policy's user groups."""

from __future__ import annotations

import logging
import threading
from typing import Any

from bot.core.errors import LedgerError
from bot.core.policy import Policy, is_group
from bot.ledger import Ledger
from bot.slack import Rejected, Slack, SlackTrouble, TokenRefused, to_user

log = logging.getLogger(__name__)

REFRESH_SECONDS = 600.0
RETRY_SECONDS = 10.0
# A token or scope that Slack refuses is mended by a person.
REFUSED_SECONDS = 60.0


class Directory:
    """`refresh()` once, or `start()` a thread that does it every ten minutes and when asked to hurry."""

    def __init__(self, ledger: Ledger, slack: Slack, policy: Policy) -> None:
        self._ledger = ledger
        self._slack = slack
        self._policy = policy
        self._is_wanted = threading.Event()
        self._is_stopping = threading.Event()
        self.trouble = ""
        """Why the last refresh failed; empty when it did not."""

    def refresh(self) -> None:
        """Ask Slack for everybody; raises `SlackTrouble` or `LedgerError`.

        A user group that Slack does not tell of for now keeps its members as they were; one that is gone has none.
        """
        team_id = self._slack.team_id()
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
        """Slack sent word of one user; `team_id` is the workspace that the word is for."""
        with self._ledger.write() as tx:
            tx.replace_users([to_user(member, team_id)], as_of=tx.now)

    def hurry(self) -> None:
        """Somebody was named whom the ledger does not know, or a user group changed: refresh soon."""
        self._is_wanted.set()

    def start(self) -> None:
        threading.Thread(target=self._run, name="directory", daemon=True).start()

    def stop(self) -> None:
        self._is_stopping.set()
        self._is_wanted.set()

    def refresh_quietly(self) -> float:
        """Refresh; in how many seconds to do so again. The same trouble again is not news."""
        try:
            self.refresh()
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
        return REFRESH_SECONDS

    def _run(self) -> None:
        while not self._is_stopping.is_set():
            self._is_wanted.wait(self.refresh_quietly())
            # However often somebody asks, Slack's tier-2 limit is kept: at most one refresh in this time.
            self._is_stopping.wait(RETRY_SECONDS if self._is_wanted.is_set() else 0)
            self._is_wanted.clear()
