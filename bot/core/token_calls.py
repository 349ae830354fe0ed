"""What is known of the token calls made with one set of credentials, and when there must not be another.

EnKash locks the account after three failed token calls in a row (Generate Token). So a call counts as failed from
before it leaves until it is known that it was not: a process that dies in between leaves it counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

# The next one could be the third.
FAILURES_WITHOUT_A_WORD_MAX = 2


class Verdict(StrEnum):
    """What came of a token call. `NOT_JUDGED`: it never left, or EnKash said "not now". `UNANSWERED`: it left, or may
    have, and what EnKash thought of the credentials was not learned."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_JUDGED = "not judged"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class TokenCalls:
    """`failures` in a row, those that may have failed among them. `accepted_at` is when EnKash last took the
    credentials, None once it has refused them since. Stopped, no call is made before a person allows one more.
    `lease_ends_at` is when a call that is under way has ended for certain."""

    failures: int = 0
    accepted_at: datetime | None = None
    stopped_at: datetime | None = None
    stopped_by: Verdict | None = None
    lease_ends_at: datetime | None = None

    def begun(self, lease_ends_at: datetime) -> TokenCalls:
        """A call is about to leave."""
        return replace(self, failures=self.failures + 1, lease_ends_at=lease_ends_at)

    def ended(self, verdict: Verdict, now: datetime, lease_ends_at: datetime | None) -> TokenCalls:
        """The call with that lease came home, or never will."""
        judged = self._judged(verdict, now)
        if self.lease_ends_at in (None, lease_ends_at):
            return replace(judged, lease_ends_at=None)
        # It took so long that another has begun since, which is under way and counts.
        return replace(judged, failures=max(1, judged.failures))

    def _judged(self, verdict: Verdict, now: datetime) -> TokenCalls:
        """The first refusal stops. Calls without an answer stop credentials that EnKash has not taken yet, before the
        third could lock the account; good ones outlast an EnKash that is down for as long as it takes."""
        match verdict:
            case Verdict.ACCEPTED:
                return replace(self, failures=0, accepted_at=now, stopped_at=None, stopped_by=None)
            case Verdict.NOT_JUDGED:
                return replace(self, failures=max(0, self.failures - 1))
            case Verdict.REFUSED:
                return replace(self, accepted_at=None, stopped_at=now, stopped_by=verdict)
            case Verdict.UNANSWERED:
                is_risky = self.accepted_at is None and self.failures >= FAILURES_WITHOUT_A_WORD_MAX
                return replace(self, stopped_at=now, stopped_by=verdict) if is_risky else self

    def as_of(self, now: datetime) -> TokenCalls:
        """A lease that is over belonged to a process that died: its call stays without an answer."""
        is_over = self.lease_ends_at is not None and self.lease_ends_at <= now
        return self.ended(Verdict.UNANSWERED, now, self.lease_ends_at) if is_over else self
