"""The policy may change while the bot runs: it is checked first, and then counts from the next click on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from bot.core.errors import LedgerError, SettingsError
from bot.core.policy import Policy
from bot.ledger import Entry, Ledger, Writing
from bot.rewards.staging import CLOCK, OPERATORS, Kind, stage_notice

log = logging.getLogger(__name__)

INTERVAL_SECONDS = 5.0
# Of several processes each puts a change in force by itself, and the operators hear of it from the first.
TOLD_WITHIN = timedelta(minutes=10)


class PolicyWatch:
    """`look()` reads the policy once; somebody's rounds do so every few seconds.

    What is read twice in a row counts: an editor may be in the midst of writing. A policy that cannot be read leaves
    the one before it in force. `learn` fetches what must be known before a policy can count, and says whether it is;
    `rule_by` puts it in force. Each process of several looks by itself.
    """

    def __init__(
        self,
        ledger: Ledger,
        policy: Policy,
        read: Callable[[], Policy] | None,
        learn: Callable[[Policy], bool],
        rule_by: Callable[[Policy], None],
    ) -> None:
        self._ledger = ledger
        self._in_force = policy
        self._read_policy = read
        self._learn = learn
        self._rule_by = rule_by
        self._seen: Policy | str = policy
        self._dealt_with: Policy | str = policy

    def look(self) -> None:
        """Raises `LedgerError`; then the next look does what is left."""
        found = self._read()
        is_whole, self._seen = found == self._seen, found
        if not is_whole or found == self._dealt_with:
            return
        if isinstance(found, str):
            log.error("the policy was changed and cannot be used; the one before it stays in force")
            with self._ledger.write() as tx:
                _tell(tx, Kind.OPERATORS_POLICY_REFUSED, found)
        elif found != self._in_force and not self._put_in_force(found):
            return
        self._dealt_with = found

    def _put_in_force(self, policy: Policy) -> bool:
        if not self._learn(policy):
            return False
        with self._ledger.write() as tx:
            tx.append(Entry("policy changed", CLOCK, detail=f"{self._in_force.hash()} -> {policy.hash()}"))
            _tell(tx, Kind.OPERATORS_POLICY_CHANGED, policy.hash())
            tx.show_all_homes()
        self._rule_by(policy)
        self._in_force = policy
        return True

    def _read(self) -> Policy | str:
        """The policy as it is written now, or what is wrong with it."""
        assert self._read_policy is not None
        try:
            return self._read_policy()
        except SettingsError as error:
            return error.sentence.partition("\n\n")[0]

    def look_quietly(self) -> float | None:
        """Look; in how many seconds to do so again. None: never, because there is no way to read it anew."""
        if self._read_policy is None:
            return None
        try:
            self.look()
        except LedgerError as error:
            log.warning("the policy was not looked at", extra={"error": type(error).__name__, "why": error.sentence})
        except Exception:
            log.exception("the policy was not looked at")
        return INTERVAL_SECONDS


def _tell(tx: Writing, kind: Kind, detail: str) -> None:
    told = tx.last_notice(kind, OPERATORS)
    if told is None or told[1] != detail or tx.now - told[0] > TOLD_WITHIN:
        stage_notice(tx, kind, OPERATORS, detail)
