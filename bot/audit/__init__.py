"""Whether the books are as they were written: what `shabash audit` finds out and hands on.

verifying.py   the seals, and every chain: changed, removed, inserted, moved
chains.py      one chain: its entries, and the rows that they speak of
facts.py       what entries say of a row, and where it says otherwise
house.py       what is about no request: pauses, what the ledger belongs to, HR's list
exporting.py   every reward as a row for finance

It reads the ledger's tables as they lie there, past everything that would be kind to them, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Progress = Callable[[int, int], None]
"""Called now and then with how much is done, and how much there is in all."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something is not as it was sealed: which request or seal, which entry where one can be named, and what."""

    about: str
    entry: int | None
    what: str

    def __str__(self) -> str:
        return f"{self.about}: {self.what}"


@dataclass(slots=True)
class Report:
    """What was looked at, and every finding. `since_seal` entries came after the last seal: each is held by the one
    before it alone, so if the newest of them were removed, and the rows that they are about put back, only `noted`
    could tell: the number of the newest, which the bot keeps beside the ledger; 0 beside a copy. The oldest of them is
    of `unsealed_since`. `as_found` are from
    before the history was sealed, and hold since `first_sealed_at`. `people_as_found` were imported before HR's list
    was sealed, and hold since `people_found_at`."""

    entries: int = 0
    requests: int = 0
    seals: int = 0
    as_found: int = 0
    since_seal: int = 0
    unsealed_since: str = ""
    noted: int = 0
    people: int = 0
    people_as_found: int = 0
    people_found_at: str = ""
    first_sealed_at: str = ""
    sealed_at: str = ""
    head: str = ""
    findings: list[Finding] = field(default_factory=list)

    def find(self, about: str, what: str, entry: int | None = None) -> None:
        self.findings.append(Finding(about, entry, what))


Row = dict[str, Any]
