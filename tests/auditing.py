"""What `shabash audit verify` finds out, without its words."""

from __future__ import annotations

from pathlib import Path

from bot.audit import Report
from bot.audit.verifying import verify
from bot.core.sealing import Keys
from bot.ledger.evidence import as_it_lies
from bot.rewards.sealing import Sealer
from tests.world import World


def verified(ledger: Path | str, keys: Keys, *, head: str = "") -> Report:
    """Of the ledger in that file, or at that address."""
    with as_it_lies(f"sqlite:///{ledger}" if isinstance(ledger, Path) else ledger) as found:
        return verify(found, keys, head=head)


def findings(world: World) -> list[str]:
    """What is not as it was sealed in the ledger of that world, as its reader sees it."""
    return [str(found) for found in verified(world.settings.database_url, world.settings.history_keys).findings]


def allocate_and_seal(world: World) -> None:
    """One reward is allocated, and all that is known of it sealed."""
    world.approve(world.asked())
    world.carry()
    Sealer(world.bot.ledger).seal()
