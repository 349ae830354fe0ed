"""Reports add up to what the ledger holds, to the point, however they are cut."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.budget import Budget, Every, Per, Period, YearStart
from bot.core.days import financial_year_called
from bot.core.decision import Choice, Decision
from bot.core.policy import Standing, User
from bot.core.reward import Request, RequestStatus, Reward, RewardStatus
from bot.ledger import Writing
from bot.ledger.opening import OpenLedger
from bot.reporting import sums
from bot.reporting.budgets import Used, budgets_of
from bot.reporting.sums import By, Line, Report, Stand, report_on
from bot.reporting.tax import Received, tax_report
from tests.ledger.shelf import NOON, Clock, a_request, add

ZONE = "Asia/Kolkata"
GIVERS, RECIPIENTS, DECIDERS = ("U1MEERA", "U1NIKHIL"), ("U3ASHA", "U3BINA", "U3DEV"), ("U2RAVI", "U2FARAH")
STATUSES = (*RequestStatus, *RewardStatus)
EVER = Period(date(2026, 1, 1), date(2028, 1, 1))
PERIODS = (
    EVER,
    Period(date(2026, 11, 23), date(2026, 12, 1)),
    Period(date(2026, 12, 1), date(2027, 2, 15)),
    Period(date(2020, 1, 1), date(2020, 2, 1)),
)
COUNT = 60


@pytest.fixture
def filled(ledger: OpenLedger, clock: Clock) -> OpenLedger:
    """Sixty requests over half a year, some of them for several people, in every status there is."""
    chance = random.Random(8)
    for number in range(COUNT):
        clock.move(chance.randint(1, 5 * 86_400))
        with ledger.write() as tx:
            request = _asked(tx, number, chance)
        clock.move(chance.randint(1, 20 * 86_400))
        with ledger.write() as tx:
            _moved(tx, request.id, STATUSES[number % len(STATUSES)], chance)
        clock.move(-10 * 86_400)
    with ledger.write() as tx:
        users = [User(who, f"Name of {who}", Standing.MEMBER) for who in (*GIVERS, *RECIPIENTS, *DECIDERS)]
        tx.replace_users(users, as_of=tx.now)
    return ledger


def _asked(tx: Writing, number: int, chance: random.Random) -> Request:
    letters = f"7Q{number + 1000:04}".translate(str.maketrans("01", "AB"))
    people = chance.sample(RECIPIENTS, chance.choice((1, 1, 3)))
    points = chance.randint(1, 9_999)
    rewards = tuple(
        Reward(f"R-{letters}/{place}", f"R-{letters}", who, points, f"R{letters}X{place}")
        for place, who in enumerate(people, start=1)
    )
    value = ("", "ownership", "care")[number % 3]
    asked = replace(a_request(letters), giver_id=chance.choice(GIVERS), points=points, rewards=rewards, value=value)
    return add(tx, replace(asked, asked_at=tx.now, expires_at=tx.now + timedelta(days=30)))


def _moved(tx: Writing, request_id: str, status: RequestStatus | RewardStatus, chance: random.Random) -> None:
    """The request comes to that status, or one of its rewards does and the others are allocated."""
    for decider in chance.sample(DECIDERS, chance.randint(1, 2)):
        if status is not RequestStatus.PENDING:
            tx.add_decision(request_id, Decision(decider, Choice.APPROVE, tx.now, points=1))
    if isinstance(status, RequestStatus) and status is not RequestStatus.APPROVED:
        if status is not RequestStatus.PENDING:
            tx.end_request(request_id, status, DECIDERS[0])
        return
    tx.end_request(request_id, RequestStatus.APPROVED, DECIDERS[0])
    tx.approve_rewards(request_id)
    request = tx.request(request_id)
    assert request is not None
    for place, reward in enumerate(request.rewards):
        _sent(tx, reward, RewardStatus.ALLOCATED if place else RewardStatus(status))


def _sent(tx: Writing, reward: Reward, status: RewardStatus) -> None:
    if status is RewardStatus.SENDING:
        tx.move_reward(reward, status, attempt=1, lease_ends_at=tx.now, sent_email="a@example.com")
    elif status is RewardStatus.UNKNOWN:
        tx.move_reward(reward, status)
    elif status is RewardStatus.FAILED:
        tx.move_reward(reward, RewardStatus.UNKNOWN)
        tx.move_reward(replace(reward, status=RewardStatus.UNKNOWN), status, settled_at=tx.now)
    elif status is not RewardStatus.APPROVED:
        tx.move_reward(reward, status, settled_at=tx.now)


def expected(ledger: OpenLedger, period: Period, by: By) -> dict[str, dict[str, tuple[int, int]]]:
    """The same by hand: by line and by where a reward stands, how many and of how many points."""
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    with ledger.read() as view:
        for request in view.requests():
            for reward in request.rewards:
                at = reward.settled_at or request.ended_at or request.asked_at
                day = at.astimezone(ZoneInfo(ZONE)).date()
                if period.first <= day < period.next_first:
                    for key in _keys(request, reward, by, day):
                        entry = found[key][reward.status or request.status]
                        entry[0] += 1
                        entry[1] += reward.points
    return {key: {status: (n, p) for status, (n, p) in stands.items()} for key, stands in found.items()}


def _keys(request: Request, reward: Reward, by: By, day: date) -> tuple[str, ...]:
    return {
        By.RECIPIENT: (reward.recipient_id,),
        By.GIVER: (request.giver_id,),
        By.APPROVER: request.approvers or ("",),
        By.DEPARTMENT: ("",),
        By.MONTH: (f"{day:%Y-%m}",),
        By.VALUE: (request.value,),
    }[by]


def told(line: Line) -> dict[Stand, tuple[int, int]]:
    return {stand: (found.rewards, found.points) for stand, found in line.sums.items() if found.rewards}


def as_told(stands: dict[str, tuple[int, int]]) -> dict[Stand, tuple[int, int]]:
    found: dict[Stand, tuple[int, int]] = {}
    for status, (rewards, points) in stands.items():
        stand = sums._STANDS[status]
        before = found.get(stand, (0, 0))
        found[stand] = (before[0] + rewards, before[1] + points)
    return found


def report(ledger: OpenLedger, period: Period, by: By) -> Report:
    with ledger.snapshot() as db:
        return report_on(db, period, ZONE, by)


def test_every_line_and_the_total_are_what_the_ledger_holds(filled: OpenLedger) -> None:
    for period in PERIODS:
        (whole,) = expected(filled, period, By.DEPARTMENT).values() or ({},)
        for by in By:
            found = report(filled, period, by)
            lines = {line.key: told(line) for line in found.lines if told(line)}
            assert lines == {key: as_told(stands) for key, stands in expected(filled, period, by).items()}, (period, by)
            assert told(found.total) == as_told(whole)


def test_a_ledger_that_is_added_up_in_parts_adds_up_to_the_same(filled: OpenLedger) -> None:
    moves = []
    with filled.snapshot() as db:
        whole = report_on(db, EVER, ZONE, By.GIVER, lambda done, total: moves.append((done, total)))
        parts = list(sums._added_up(db, EVER, ZONE, By.GIVER, lambda done, total: None, at_once=7))
    assert moves == [(COUNT, COUNT)]
    assert sum(points for *_, points in parts) == sum(line.points(stand) for line in whole.lines for stand in Stand)
    assert len(parts) > len(whole.lines) * len(Stand)


def test_only_what_enkash_confirmed_counts_as_points(filled: OpenLedger) -> None:
    with filled.read() as view:
        allocated = view.allocated_points()
    found = report(filled, EVER, By.RECIPIENT)
    assert found.total.points() == sum(line.points() for line in found.lines) == allocated


def test_who_got_most_comes_first_and_is_named(filled: OpenLedger) -> None:
    found = report(filled, EVER, By.RECIPIENT)
    assert [line.points() for line in found.lines] == sorted((line.points() for line in found.lines), reverse=True)
    assert {line.name for line in found.lines} == {f"Name of {who}" for who in RECIPIENTS}


def test_months_come_in_order_those_without_a_reward_too(filled: OpenLedger) -> None:
    found = report(filled, Period(date(2026, 10, 5), date(2026, 12, 2)), By.MONTH)
    assert [line.key for line in found.lines] == ["2026-10", "2026-11", "2026-12"]
    assert not told(found.lines[0])


def test_a_ledger_without_a_reward_has_an_empty_report(ledger: OpenLedger) -> None:
    for by in By:
        found = report(ledger, PERIODS[1], by)
        assert not told(found.total)
        assert len(found.lines) == (by is By.MONTH)


def test_a_tax_report_has_each_persons_allocations_of_the_year_and_what_is_over(filled: OpenLedger) -> None:
    year = financial_year_called("2026-27")
    assert year is not None
    by_hand = {who: stands.get("allocated", (0, 0)) for who, stands in expected(filled, year, By.RECIPIENT).items()}
    limit = sorted(points for _, points in by_hand.values())[1]
    with filled.snapshot() as db:
        found = tax_report(db, year, ZONE, rupees_per_point=1, tax_free_rupees=limit)
        silent = tax_report(db, year, ZONE, rupees_per_point=None, tax_free_rupees=None)
    assert {each.person_id: (each.rewards, each.points) for each in found.people} == by_hand
    assert all((each.rupees, each.over_rupees) == (each.points, max(0, each.points - limit)) for each in found.people)
    assert sum(each.over_rupees > 0 for each in found.people if each.over_rupees is not None) == 1
    assert found.points == found.rupees == sum(points for _, points in by_hand.values())
    assert (silent.rupees, silent.over_rupees) == (None, None)
    assert all((each.rupees, each.over_rupees) == (None, None) for each in silent.people)


def test_the_day_of_allocation_decides_the_year_and_is_the_companys(ledger: OpenLedger, clock: Clock) -> None:
    """The 1st of April begins in India on the evening of the 31st of March in UTC."""
    for letters, minute in (("7Q2MK2", 29), ("7Q2MK3", 30)):
        clock.now = NOON.replace(year=2027, month=3, day=1)
        with ledger.write() as tx:
            asked = a_request(letters)
            add(tx, replace(asked, asked_at=tx.now, expires_at=tx.now + timedelta(days=60)))
        clock.now = NOON.replace(year=2027, month=3, day=31, hour=18, minute=minute)
        with ledger.write() as tx:
            _moved(tx, f"R-{letters}", RewardStatus.ALLOCATED, random.Random(1))
    for year in ("2026-27", "2027-28"):
        period = financial_year_called(year)
        assert period is not None
        with ledger.snapshot() as db:
            found = tax_report(db, period, ZONE, rupees_per_point=1, tax_free_rupees=30)
        assert found.people == (Received("U02ASHA", "", "", 1, 0, 100, 100, 70),)


def test_of_budgets_those_count_whose_period_has_a_day_in_these(ledger: OpenLedger) -> None:
    budgets = (Budget(Per.COMPANY, 1_000, Every.QUARTER), Budget(Per.GIVER, 300, Every.MONTH))
    names = ("company quarter 2026-10-01", "giver U1MEERA month 2026-11-01", "giver U1MEERA month 2026-12-01",
             "department sales month 2026-11-01")  # fmt: skip
    with ledger.write() as tx:
        for number, name in enumerate(names, start=2):
            add(tx, replace(a_request(f"7Q2MK{number}"), pots=(name,)))
    with ledger.snapshot() as db:
        found = budgets_of(db, Period(date(2026, 11, 20), date(2026, 12, 1)), budgets, YearStart())
    assert found == (
        Used(Per.GIVER, "U1MEERA", "U1MEERA", Period(date(2026, 11, 1), date(2026, 12, 1)), 100, 300),
        Used(Per.COMPANY, "", "", Period(date(2026, 10, 1), date(2027, 1, 1)), 100, 1_000),
    )
