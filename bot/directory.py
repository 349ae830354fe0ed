"""Keeps what Slack says of people fresh in the ledger: who is a member, and who is in which user group."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from bot.core.binding import Tie
from bot.core.errors import LedgerBound, LedgerError
from bot.core.policy import Members, Policy, User
from bot.ledger import Ledger, Writing
from bot.rounds import WHEN_ASKED, Rounds
from bot.slack import Rejected, Slack, SlackTrouble, TokenRefused, to_user

log = logging.getLogger(__name__)

REFRESH_SECONDS = 600.0
RETRY_SECONDS = 10.0
# How soon a process that does not lead notices that it does now.
FOLLOW_SECONDS = 60.0
# A token or scope that Slack refuses is mended by a person.
REFUSED_SECONDS = 60.0
# For so long it is not noticed that another process had word of somebody.
REMEMBERED_SECONDS = 60.0


class Directory:
    """`refresh()` once, or start its `rounds`: one does it every ten minutes and when asked to hurry.

    Of several processes the one that `leads` asks for everybody; another asks only whose workspace it is, until it is
    asked to hurry. `at_home` is called when Slack has first confirmed that the token is for the ledger's own workspace,
    `astray` when it is for another one; then there are no more rounds. `follow` does what follows from what is known of
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
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ledger = ledger
        self._slack = slack
        self.policy = policy
        self._monotonic = monotonic
        self._remembered: dict[str, User | None] = {}
        self._forgotten_at_seconds = 0.0
        self._at_home = at_home
        self._astray = astray
        with ledger.read() as view:
            self._home = view.binding().get(Tie.TEAM, "")
        self.is_home = threading.Event()
        """Whether Slack has confirmed that the token is for the ledger's own workspace."""
        self._follow = follow
        self._leads = leads
        self._is_whole = False
        self._is_wanted = threading.Event()
        # However often somebody asks, Slack's tier-2 limit is kept.
        self._refreshing = Rounds("directory", self._go_round, apart_seconds=RETRY_SECONDS)
        # A refresh can take minutes where there are many people, and what follows from word of one need not wait.
        self._news = Rounds("directory news", self._follow_news, first_after_seconds=WHEN_ASKED)
        self.rounds = (self._refreshing, self._news)
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
        users = [to_user(member, team_id) for member in self._slack.members(self._refreshing.wait)]
        others = self._other_groups()
        with self._ledger.write() as tx:
            tx.replace_users(users, as_of=asked_at)
            if others is not None:
                self._replace_other_groups(tx, others)
        self._remembered = {}
        groups = self.policy.groups
        troubles = [trouble for group_id in groups if (trouble := self._refresh_group(group_id))]
        if troubles:
            raise troubles[0]
        log.info("directory refreshed", extra={"users": len(users), "groups": len(groups)})
        self._is_whole = True
        self._follow()

    def learn(self, policy: Policy) -> bool:
        """Ask Slack who is in the groups that this policy names and the one in force does not; False where it does not
        tell for now."""
        named_anew = [group_id for group_id in policy.groups if group_id not in self.policy.groups]
        return not any(self._refresh_group(group_id) for group_id in named_anew)

    def follow_soon(self) -> None:
        """Something has changed that is not Slack's to tell, so what follows from it is seen to."""
        self._news.hurry()

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

    def _other_groups(self) -> Members | None:
        """Those that the policy does not name give nobody a right, but whoever asks may name one for whoever is in it.
        Nobody waits for them: where Slack does not tell (None), they stay as they were until the next round."""
        try:
            told = self._slack.groups()
        except SlackTrouble as trouble:
            log.warning("user groups not refreshed", extra={"error": str(trouble)})
            return None
        return {group_id: people for group_id, people in told.items() if group_id not in self.policy.groups}

    def _replace_other_groups(self, tx: Writing, told: Members) -> None:
        known = tx.members(group_id for group_id in tx.known_groups() if group_id not in self.policy.groups)
        for group_id in sorted(known.keys() | told.keys()):
            people = told.get(group_id, ())
            if {*known.get(group_id, ())} != {*people}:
                tx.replace_members(group_id, people)

    def note(self, member: dict[str, Any], team_id: str) -> None:
        """Slack sent word of one user; `team_id` is the workspace that the word is for.

        Slack waits for this, so what follows from it is left to a thread.
        """
        user = to_user(member, team_id)
        with self._ledger.write() as tx:
            before = tx.users((user.id,)).get(user.id)
            tx.replace_users([user], as_of=tx.now)
        self._remembered = {}
        # Most word is of another picture or status line.
        if before is None or before.standing is not user.standing:
            self.follow_word()

    def follow_word(self) -> None:
        """There was word that changes who may decide or receive: what follows is seen to soon, and where too little is
        known yet to conclude from, after a refresh."""
        (self._news if self._is_whole else self).hurry()

    def locale_of(self, person_id: str) -> str:
        """How this person is spoken to, as far as it was known a minute ago; raises `LedgerError`."""
        now_seconds = self._monotonic()
        if now_seconds >= self._forgotten_at_seconds:
            self._remembered = {}
            self._forgotten_at_seconds = now_seconds + REMEMBERED_SECONDS
        # What is read before there is word of somebody, and remembered after it, is forgotten with the rest.
        remembered = self._remembered
        if person_id not in remembered:
            with self._ledger.glance() as view:
                remembered[person_id] = view.users((person_id,)).get(person_id)
        return self.policy.locale_for(remembered[person_id])

    def hurry(self) -> None:
        """Somebody was named whom the ledger does not know, or a user group changed: refresh soon."""
        self._is_wanted.set()
        self._refreshing.hurry()

    def _follow_news(self) -> float:
        if self._is_whole:
            try:
                self._follow()
            except Exception:
                # The next refresh follows it up.
                log.exception("news of people not followed up")
        return WHEN_ASKED

    def _go_round(self) -> float | None:
        is_wanted = self._is_wanted.is_set()
        self._is_wanted.clear()
        try:
            wait_seconds = self.refresh_quietly(is_wanted=is_wanted)
            if is_wanted and self.trouble:
                self._is_wanted.set()
            return wait_seconds
        except LedgerBound as error:
            log.critical("the token is for another workspace; stopping", extra={"error": str(error)})
            self._astray(error)
            return None

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
