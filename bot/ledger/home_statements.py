"""The statements about people's Homes. A Home is one row of the outbox, made when somebody first opens theirs, and due
again whenever something of theirs changes: so who has a row has opened it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.policy import MANAGER
from bot.ledger import FOUND, Lane
from bot.ledger.outbox_statements import OutboxStatements
from bot.ledger.rows import instant
from bot.ledger.transaction import Held

# What follows within this of a change is shown with it: Slack takes about a hundred Homes a minute. Where more wait,
# those who are looking at theirs come first, as if they had waited for so long.
GATHERED_FOR = timedelta(seconds=1)
AHEAD = timedelta(minutes=1)
# Of a change that concerns everybody, so many hear, those first whose Home was drawn last, and one after another: the
# others see it when they open theirs.
ALL_MAX = 500
ALL_FROM, ALL_EVERY = timedelta(seconds=10), timedelta(seconds=0.6)

# Who asked for it, receives it, has decided, has its card, or may decide: by name, in a group, as a manager,
# or as a deputy.
_OPENED_OF = f"""
    WITH named AS (
        SELECT one.value, giver_id FROM requests, json_each(requests.deciders) AS one WHERE requests.id = ?1
        UNION ALL
        SELECT one.value, giver_id FROM requests, json_each(requests.escalated_to) AS one WHERE requests.id = ?1
    ), concerned (id) AS (
        SELECT value FROM named
        UNION ALL SELECT user_id FROM named JOIN group_members ON group_members.group_id = named.value
        UNION ALL SELECT managers.slack_user_id FROM named
            JOIN people ON people.slack_user_id = named.giver_id
            JOIN people AS managers ON managers.email = people.manager_email
            WHERE named.value = '{MANAGER}'
        UNION ALL SELECT giver_id FROM requests WHERE id = ?1
        UNION ALL SELECT recipient_id FROM rewards WHERE request_id = ?1
        UNION ALL SELECT decider_id FROM decisions WHERE request_id = ?1
        UNION ALL SELECT place FROM posts WHERE request_id = ?1 AND kind = 'card'
    )
    SELECT place FROM outbox INDEXED BY outbox_notices
    WHERE request_id IS NULL AND kind = 'home' AND place IN (
        SELECT id FROM concerned
        UNION ALL SELECT deputy_id FROM concerned JOIN absences ON absences.person_id = concerned.id
            WHERE ends_at > ?2)
"""
_OPENED_LATELY = """
    SELECT place FROM outbox INDEXED BY outbox_notices
    WHERE request_id IS NULL AND kind = 'home' ORDER BY staged_at DESC LIMIT ?
"""
_OPENED_FIRST = """
    INSERT INTO outbox (lane, kind, place, staged_at, due_at)
    SELECT 'messages', 'home', ?1, ?2, ?3 WHERE NOT EXISTS (
        SELECT 1 FROM outbox INDEXED BY outbox_notices WHERE request_id IS NULL AND kind = 'home' AND place = ?1)
"""
# Waiting already, it goes as soon as it would have; in somebody's hands, it goes again once it is back.
_DUE_AGAIN = """
    UPDATE outbox INDEXED BY outbox_notices SET version = version + 1, detail = coalesce(?1, detail),
        staged_at = CASE WHEN done_at IS NULL THEN staged_at ELSE ?2 END,
        due_at = CASE WHEN is_in_hand = 1 OR (done_at IS NULL AND due_at < ?3) THEN due_at ELSE ?3 END,
        done_at = NULL
    WHERE request_id IS NULL AND kind = 'home' AND place = ?4
"""


class HomeStatements(OutboxStatements):
    """The part of a transaction that concerns Homes. They are staged at its very end, in one order for everybody, so
    that no two transactions wait for each other's."""

    def open_home(self, person_id: str) -> None:
        """This person looks at their Home: it is drawn now, without what was answered there before, and from now on
        whenever something of theirs changes."""
        self._homes[person_id] = (self.now - AHEAD, "")

    def show_home(self, person_id: str, answer: str | None = None) -> None:
        """Draw this person's Home anew, if they have ever opened it. `answer` is what their click there led to, for
        whoever draws it: who clicked there has opened it, whatever this ledger knows of that."""
        self._homes[person_id] = (self.now - AHEAD, answer)

    def show_all_homes(self) -> None:
        """Something changed that concerns everybody."""
        for number, row in enumerate(self._all(_OPENED_LATELY, ALL_MAX)):
            self._homes.setdefault(row["place"], (self.now + ALL_FROM + number * ALL_EVERY, None))

    def stage_homes(self) -> None:
        """Whoever has opened their Home and has to do with what was written into the history, or with who may decide,
        gets theirs drawn anew: who did it at once, the others soon."""
        told = [entry for entry in self.entries if entry.event != FOUND and entry.request_id is not None]
        actors = {entry.actor for entry in told}
        for request_id in sorted({entry.request_id or "" for entry in told} | self._decided_by_others):
            for row in self._all(_OPENED_OF, request_id, self.now_text):
                due_at = self.now + (-AHEAD if row["place"] in actors else GATHERED_FOR)
                self._homes.setdefault(row["place"], (due_at, None))
        for person_id in sorted(self._homes):
            self._stage_home(person_id, *self._homes[person_id])

    def _stage_home(self, person_id: str, due_at: datetime, answer: str | None) -> None:
        if answer is not None:
            self._hold(Held.HOME, person_id)
            self._later(_OPENED_FIRST, person_id, self.now_text, instant(due_at))
        self._later(_DUE_AGAIN, answer, self.now_text, instant(due_at), person_id)
        self.staged.add(Lane.MESSAGES)
