"""What waits in one lane of the outbox, for the carriers of one process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta

from bot.core.errors import LedgerError
from bot.ledger import Errand, Ledger, Reading, Writing

# What an errand waits that could not be taken for reasons nobody foresaw, while the others go on.
TROUBLE = timedelta(minutes=5)


class Queue:
    """`due(view)` names the errand whose turn it is, and whoever takes it has it for `lease`. Safe between threads."""

    def __init__(self, ledger: Ledger, due: Callable[[Reading], int | None], lease: timedelta) -> None:
        self._ledger = ledger
        self._due = due
        self._lease = lease
        # Carriers that look at the same moment would all find the same errand, and all but one for nothing.
        self._turn = threading.Lock()
        self._found_one = False

    @contextmanager
    def take(self) -> Iterator[tuple[Writing, Errand] | None]:
        """The next errand, and the transaction which takes it in hand and in which the block works; None while nothing
        is due. Nobody else of this process looks before the block has ended."""
        with ExitStack() as turn:
            turn.enter_context(self._turn)
            if not self._may_find_one():
                yield None
                return
            errand_id = None
            try:
                with self._ledger.write() as tx:
                    errand_id = self._due(tx)
                    self._found_one = errand_id is not None
                    errand = None if errand_id is None else tx.take(errand_id, until=tx.now + self._lease)
                    yield None if errand is None else (tx, errand)
                    # Whoever looks while this is being committed sees that it is taken, or passes it over.
                    turn.close()
            except LedgerError:
                raise
            except Exception:
                # Where the ledger does not take that either, the errand is tried again at once.
                with suppress(LedgerError):
                    self._postpone(errand_id)
                raise

    def _may_find_one(self) -> bool:
        """After one there may be another. Else it is looked for without keeping anybody from writing."""
        if self._found_one:
            return True
        with self._ledger.glance() as view:
            return self._due(view) is not None

    def _postpone(self, errand_id: int | None) -> None:
        if errand_id is not None:
            with self._ledger.write() as tx:
                tx.postpone(errand_id, tx.now + TROUBLE)
