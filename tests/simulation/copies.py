"""Copies of the ledger, and how one takes its place: through `shabash ledger restore`, or by hand."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from bot.core.reward import RequestStatus, RewardStatus
from bot.ledger import copying
from bot.ledger.sqlite import SqliteLedger
from bot.rewards.restoring import hold
from tests.simulation.company import Company
from tests.simulation.nature import Nature
from tests.simulation.replica import Replica

# Nobody could know what has become since of what waits for a decision, or may be sent again.
_UNDECIDED = f"""
    SELECT 1 FROM requests JOIN rewards ON rewards.request_id = requests.id
    WHERE requests.status = '{RequestStatus.PENDING}' OR rewards.status = '{RewardStatus.FAILED}'
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the ledger, and what had been asked for by then. `is_quiet`: in it nothing waits for a decision or a
    person, who could not know what has become of it since."""

    path: Path
    requests: frozenset[str]
    is_quiet: bool


class Copies:
    """The newest copy of one ledger."""

    def __init__(self, nature: Nature, ledger: Path, replicas: list[Replica], company: Company) -> None:
        self.nature = nature
        self.newest: Copy | None = None
        self._ledger = ledger
        self._replicas = replicas
        self._company = company

    def make(self, bot: Replica) -> None:
        """A copy of the ledger as it is now."""
        path = self._ledger.with_name("backup.db")
        path.unlink(missing_ok=True)
        copying.back_up(self._ledger, path)
        with bot.ledger.read() as view:
            requests = frozenset(row["id"] for row in view._all("SELECT id FROM requests"))
            is_quiet = view._one(_UNDECIDED) is None
        self.newest = Copy(path, requests, is_quiet)
        self.nature.note("backup", len(requests))

    def put_back(self) -> None:
        """The copy takes the ledger's place, whose processes have all died; by hand, where nothing that EnKash does not
        show yet can go wrong."""
        copy = self.newest
        assert copy is not None
        with self._replicas[0].ledger.read() as view:
            asked = [row["id"] for row in view._all("SELECT id FROM requests")]
        for replica in self._replicas:
            replica.ledger.close()
        is_by_hand = copy.is_quiet and not self._company.enkash.late and self.nature.chance.random() < 0.7
        self.nature.note("restored", "by hand" if is_by_hand else "held")
        if is_by_hand:
            copying.remove(self._ledger)
            shutil.copy(copy.path, self._ledger)
        else:
            copying.put_in_place(self._ledger, copy.path, self.nature.now(), self._hold)
        self._company.forget_all_but(copy.requests, asked)

    def _hold(self, path: Path) -> None:
        ledger = SqliteLedger(path, clock=self.nature.now)
        with ledger.write() as tx:
            hold(tx, "operator")
        ledger.close()
