"""What `shabash audit verify` finds out, without its words."""

from __future__ import annotations

from pathlib import Path

from bot.audit import Report
from bot.audit.verifying import verify
from bot.core.sealing import Keys
from bot.ledger.evidence import as_it_lies


def verified(ledger: Path | str, keys: Keys, *, head: str = "") -> Report:
    """Of the ledger in that file, or at that address."""
    with as_it_lies(f"sqlite:///{ledger}" if isinstance(ledger, Path) else ledger) as found:
        return verify(found, keys, head=head)
