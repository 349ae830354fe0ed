"""What people do when they go away: name a deputy, who decides for them until they are back."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.core.absence import Absence, Away, Shared, shared
from bot.core.away import Unclear, Wish, end_of, read_away
from bot.core.budget import day_of
from bot.core.deciders import people_among
from bot.core.policy import MANAGER, Policy
from bot.ledger import Entry, Ledger, Reading, Writing
from bot.rewards.entitlement import members_of, stand_ins
from bot.rewards.staging import Kind, stage_notice


class Absences:
    """Each deed is one transaction, and the deputy hears of it."""

    def __init__(self, ledger: Ledger, policy: Policy) -> None:
        self._ledger = ledger
        self.policy = policy

    def go_away(self, person_id: str, text: str, *, latest: float | None = None) -> Away | Unclear:
        """Hand this person's decisions over as `text` says, in the place of what they said before."""
        with self._ledger.write(latest=latest) as tx:
            wish = read_away(text, day_of(tx.now, self.policy.time_zone))
            if isinstance(wish, Unclear):
                return wish
            unclear = self._hindrance(tx, person_id, wish)
            if unclear is not None:
                return unclear
            ends_at = end_of(wish.last_day, self.policy.time_zone)
            absence = Absence(person_id, wish.deputy_id, tx.now, ends_at)
            before = tx.absence_of(person_id)
            tx.put_absence(absence)
            detail = f"{absence.deputy_id} decides until {ends_at:%Y-%m-%d %H:%M} UTC"
            tx.append(Entry("went away", person_id, detail=detail))
            if before is not None and before.deputy_id != absence.deputy_id:
                _tell(tx, Kind.DEPUTY_NO_MORE, before)
            _tell(tx, Kind.DEPUTY, absence)
            return self._standing(tx, person_id)

    def come_back(self, person_id: str, *, latest: float | None = None) -> Absence | None:
        """End it now; None where this person was not away."""
        with self._ledger.write(latest=latest) as tx:
            absence = tx.absence_of(person_id)
            if absence is None:
                return None
            # A clock that was put back says that it has not begun.
            tx.put_absence(replace(absence, began_at=min(absence.began_at, tx.now), ends_at=tx.now))
            tx.append(Entry("came back", person_id, detail=f"{absence.deputy_id} decides no longer"))
            _tell(tx, Kind.DEPUTY_NO_MORE, absence)
            return absence

    def standing(self, person_id: str) -> Away:
        with self._ledger.read() as view:
            return self._standing(view, person_id)

    def _hindrance(self, tx: Reading, person_id: str, wish: Wish) -> Unclear | None:
        """Only somebody who approves by themselves has decisions to hand over, or may be handed some."""
        if person_id == wish.deputy_id:
            return Unclear.YOURSELF
        approvers = stand_ins(tx, self.policy, (person_id, wish.deputy_id))
        if person_id not in approvers:
            return Unclear.DECIDES_NOTHING
        return None if wish.deputy_id in approvers else Unclear.NO_APPROVER

    def _standing(self, view: Reading, person_id: str) -> Away:
        absences = [view.absence_of(other) for other in view.represented_by(person_id)]
        others = tuple(absence for absence in absences if absence is not None)
        own = view.absence_of(person_id)
        if own is None:
            return Away(None, others=others)
        return Away(
            own,
            is_deputy_away=view.absence_of(own.deputy_id) is not None,
            shared=self._shared(view, own),
            besides=tuple(person for person in view.represented_by(own.deputy_id) if person != person_id),
            others=others,
        )

    def _shared(self, view: Reading, own: Absence) -> Shared:
        """By the policy's names and groups; what a manager decides for their own people they share with nobody."""
        tiers = [tier.approvers for tier in self.policy.approving_tiers]
        deciders = [people_among(names, members_of(view, names)) for names in tiers]
        if MANAGER in self.policy.all_approvers and view.is_manager(own.person_id):
            deciders.append((own.person_id,))
        return shared(own.person_id, own.deputy_id, deciders)


def _tell(tx: Writing, kind: Kind, absence: Absence) -> None:
    told = {"person_id": absence.person_id, "ends_at": absence.ends_at.isoformat()}
    stage_notice(tx, kind, absence.deputy_id, json.dumps(told))
    for person_id in (absence.person_id, absence.deputy_id):
        tx.show_home(person_id)
