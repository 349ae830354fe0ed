"""What a transaction that was kept tells: the lanes that have something new to carry, and the log."""

from __future__ import annotations

import logging
from collections.abc import Callable

from bot.ledger import Entry, Lane
from bot.ledger.transaction import Transaction

log = logging.getLogger(__name__)


def tell(transaction: Transaction, wake: Callable[[Lane], None]) -> None:
    """Wake each lane for which something was staged, and log each entry."""
    for lane in transaction.staged:
        wake(lane)
    for entry in transaction.entries:
        log.info(entry.event, extra=_steps(entry))


def _steps(entry: Entry) -> dict[str, object]:
    """What the log tells of an entry: who moved what, and never the details."""
    return {
        "request_id": entry.request_id,
        "reward_id": entry.reward_id,
        "attempt": entry.attempt,
        "actor": entry.actor,
    }
