"""What each Home must show once a life has come to rest."""

from __future__ import annotations

from bot.ledger.keeping import Keeping
from bot.messages.history import item
from bot.rewards.home import home_of
from tests.simulation.books import Violation
from tests.simulation.ground import POLICY
from tests.simulation.slack import SimulatedSlack


def stale(ledger: Keeping, slack: SimulatedSlack) -> list[Violation]:
    """Each person's Home tells of each reward that they gave or received as it ended, though nobody opened it since."""
    found = []
    for person, view in slack.homes.items():
        shown = {block["text"]["text"] for block in view["blocks"] if block["type"] == "section" and "text" in block}
        with ledger.read() as now:
            home = home_of(now, POLICY, person)
        found += [
            Violation("a Home shows what became of each reward", f"{request.id} of {person}")
            for request in (*home.given, *home.received)
            if item(request, person) not in shown
        ]
    return found
