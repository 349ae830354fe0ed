"""What reached each person in one financial year, and what of it is over the limit that the policy names.

By the day of allocation: that is when the points become the person's. What was taken back is taken off in the year in
which it was, so that a year that is over stays as it was told. Nothing here knows the law.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from bot.core.budget import Period
from bot.core.days import moments, months_of
from bot.ledger.connection import Connection
from bot.ledger.rows import instant
from bot.reporting import Progress, names_of
from bot.reporting.sums import Sum

_ALLOCATED = """
    SELECT recipient_id, reverses IS NOT NULL AS is_reversal, count(*) AS rewards, sum(points) AS points
    FROM rewards INDEXED BY rewards_allocated
    WHERE status = 'allocated' AND settled_at >= ? AND settled_at < ?
    GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Received:
    """What one person got: `points` are less the `taken_back_points` of this year, and below zero where those are more.
    `rupees` is None where the policy does not say how many a point is, `over_rupees` where it names no limit;
    `employee_id` is HR's, empty where HR's list has none."""

    person_id: str
    name: str
    employee_id: str
    rewards: int
    taken_back_points: int
    points: int
    rupees: int | None
    over_rupees: int | None


@dataclass(frozen=True, slots=True)
class TaxReport:
    """The year, and everybody who got anything in it: whoever is furthest over the limit first."""

    year: Period
    rupees_per_point: int | None
    tax_free_rupees: int | None
    people: tuple[Received, ...]

    @property
    def points(self) -> int:
        return sum(each.points for each in self.people)

    @property
    def rupees(self) -> int | None:
        return None if self.rupees_per_point is None else self.points * self.rupees_per_point

    @property
    def over_rupees(self) -> int | None:
        return None if self.tax_free_rupees is None else sum(each.over_rupees or 0 for each in self.people)


def tax_report(
    db: Connection,
    year: Period,
    time_zone: str,
    *,
    rupees_per_point: int | None,
    tax_free_rupees: int | None,
    progress: Progress = lambda done, total: None,
) -> TaxReport:
    """`db` shows one moment."""
    sums: defaultdict[str, Sum] = defaultdict(Sum)
    taken_back: Counter[str] = Counter()
    months = list(months_of(year))
    for number, month in enumerate(months, start=1):
        for row in db.execute(_ALLOCATED, [instant(moment) for moment in moments(month, time_zone)]).fetchall():
            person_id, points = row["recipient_id"], int(row["points"])
            if row["is_reversal"]:
                taken_back[person_id] += points
                sums[person_id].add(0, -points)
            else:
                sums[person_id].add(int(row["rewards"]), points)
        progress(number, len(months))
    names, employee_ids = names_of(db, sums), _employee_ids(db)
    people = []
    for person_id, found in sums.items():
        rupees = None if rupees_per_point is None else found.points * rupees_per_point
        over = None if tax_free_rupees is None or rupees is None else max(0, rupees - tax_free_rupees)
        name, employee_id = names.get(person_id, ""), employee_ids.get(person_id, "")
        back = taken_back[person_id]
        people.append(Received(person_id, name, employee_id, found.rewards, back, found.points, rupees, over))
    people.sort(key=lambda each: (-each.points, each.person_id))
    return TaxReport(year, rupees_per_point, tax_free_rupees, tuple(people))


def _employee_ids(db: Connection) -> dict[str, str]:
    rows = db.execute("SELECT slack_user_id, employee_id FROM people WHERE employee_id IS NOT NULL")
    return {row["slack_user_id"]: row["employee_id"] for row in rows}
