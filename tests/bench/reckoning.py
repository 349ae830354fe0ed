"""What companies of three sizes would need: `python -m tests.bench.reckoning` prints the README's table.

What is assumed of people stands here; what was measured of the bot is what `make bench` prints.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.outbox.rate_limits import UPDATES
from bot.slack import MEMBERS_PER_PAGE

EMPLOYEES = (1_000, 100_000, 10_000_000)

REWARDS_PER_EMPLOYEE_A_YEAR = 4
WORKING_HOURS_A_YEAR = 2_000
# The busiest hour, such as the one before a holiday, against an average one.
BUSIEST = 10

# With two deciders: a card and two copies of it, each drawn anew when it is approved and when it has arrived.
UPDATES_PER_REWARD = 6
# Slack, "Rate limits": users.list is of tier 2.
PAGES_A_MINUTE = 20

# As `make bench` printed: 5, 9, and 2.
KILOBYTES_PER_REWARD = 5
VERIFIED_A_SECOND = 3_000
COMMANDS_A_SECOND = 440

COMPARED_DAYS = 8
ENKASH_SECONDS = 0.2


def rewards_an_hour(employees: int) -> float:
    return employees * REWARDS_PER_EMPLOYEE_A_YEAR / WORKING_HOURS_A_YEAR


def _of_updates(employees: int) -> float:
    """Which part of what Slack takes."""
    return rewards_an_hour(employees) * UPDATES_PER_REWARD / (UPDATES.per_second * 3_600)


def _hours_of_comparing(employees: int) -> float:
    """One after the other, as it is done each night."""
    return employees * REWARDS_PER_EMPLOYEE_A_YEAR / 365 * COMPARED_DAYS * ENKASH_SECONDS / 3_600


ROWS: dict[str, Callable[[int], str]] = {
    "rewards in an average working hour": lambda n: _number(rewards_an_hour(n)),
    "commands a second in the busiest hour": lambda n: _number(rewards_an_hour(n) * BUSIEST / 3_600),
    "of what one process takes, SQLite": lambda n: _percent(rewards_an_hour(n) * BUSIEST / 3_600 / COMMANDS_A_SECOND),
    "of Slack's 50 updates a minute, on average": lambda n: _percent(_of_updates(n)),
    "the same, in the busiest hour": lambda n: _percent(_of_updates(n) * BUSIEST),
    "asking Slack for everybody takes": lambda n: _time(n / MEMBERS_PER_PAGE / PAGES_A_MINUTE / 60),
    "comparing with EnKash each night takes": lambda n: _time(_hours_of_comparing(n)),
    "the ledger grows in a year by": lambda n: _bytes(n * REWARDS_PER_EMPLOYEE_A_YEAR * KILOBYTES_PER_REWARD),
    "an audit of one year takes": lambda n: _time(n * REWARDS_PER_EMPLOYEE_A_YEAR / VERIFIED_A_SECOND / 3_600),
}


def table() -> str:
    """In Markdown."""
    lines = ["| employees | " + " | ".join(f"{employees:,}" for employees in EMPLOYEES) + " |", "|---|--:|--:|--:|"]
    lines += [f"| {what} | " + " | ".join(of(employees) for employees in EMPLOYEES) + " |" for what, of in ROWS.items()]
    return "\n".join(lines)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _percent(share: float) -> str:
    return f"{_number(share * 100)} %"


def _time(hours: float) -> str:
    for unit, per_hour in (("days", 1 / 24), ("h", 1.0), ("min", 60.0)):
        if hours * per_hour >= 1:
            return f"{_number(hours * per_hour)} {unit}"
    return f"{_number(hours * 3_600)} s"


def _bytes(kilobytes: float) -> str:
    for unit, per_kilobyte in (("TB", 1e-9), ("GB", 1e-6)):
        if kilobytes * per_kilobyte >= 1:
            return f"{_number(kilobytes * per_kilobyte)} {unit}"
    return f"{_number(kilobytes / 1_000)} MB"


if __name__ == "__main__":
    print(table())
