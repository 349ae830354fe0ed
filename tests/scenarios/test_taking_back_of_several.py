"""One of several is taken back: the others keep theirs, and wherever what was given is counted, that one is not."""

from __future__ import annotations

from datetime import date, timedelta

from bot.core.budget import Period
from bot.core.days import financial_year_called
from bot.core.reward import Request, RewardStatus
from bot.reporting.sums import By, Stand, report_on
from bot.reporting.tax import tax_report
from bot.rewards.home import home_of
from bot.rewards.sealing import Sealer
from tests.auditing import findings
from tests.scenarios.conftest import Open
from tests.scenarios.test_taking_back import decide
from tests.world import ASHA, FARAH, MEERA, NIKHIL, RAVI, World

POLICY = f"""
[approvals]
approvers = ["{RAVI}", "{NIKHIL}"]
[operators]
people = ["{NIKHIL}"]
[[budgets]]
per = "company"
points = 1000
every = "month"
"""
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
ZONE = "Asia/Kolkata"


def given(world: World) -> Request:
    request = world.asked(f"<@{ASHA}> <@{FARAH}> 50 for the release")
    world.approve(request)
    world.carry()
    return request


def undo(world: World, line: str) -> str:
    world.ask(f"undo {line}", by=MEERA)
    world.carry()
    return world.whispered(MEERA)[-1]


def farahs_taken_back(world: World) -> tuple[Request, Request]:
    """What was given to both, and the reversal of Farah's."""
    request = given(world)
    undo(world, f"{request.id}/2 it was for Nikhil")
    (reversal,) = [each for each in world.requests() if each.is_reversal]
    decide(world, reversal)
    return world.now_of(request), world.now_of(reversal)


def test_whose_points_are_meant_is_asked_and_nothing_is_recorded(opened: Open) -> None:
    world = opened(POLICY)
    request = given(world)
    assert f"{request.id} is for several people. Whose points are meant?" in undo(world, f"{request.id} a slip")
    assert len(world.requests()) == 1


def test_one_is_taken_back_the_other_keeps_theirs_and_card_summary_and_thread_say_so(opened: Open) -> None:
    world = opened(POLICY)
    request, reversal = farahs_taken_back(world)
    assert (world.enkash.balance_of("asha.rao@example.com"), world.enkash.balance_of("farah.khan@example.com")) == (
        50,
        0,
    )
    assert [reward.taken_back_at is not None for reward in request.rewards] == [False, True]
    assert reversal.reward.status is RewardStatus.ALLOCATED
    says = "1 of 2 has their points. The points for <@U05FARAH> were taken back."
    assert says in world.card(request).text
    summary, taken = world.thread(request)
    assert "1 of 2 has their points: <@U02ASHA> (new balance 50 points). The points for <@U05FARAH> were" in summary
    assert "The 50 points for <@U05FARAH> were taken back on" in taken
    assert all("it was for Nikhil" not in text for text in (world.card(request).text, summary, taken))
    assert any("it was for Nikhil" in text for text in world.told(FARAH))
    assert not any("taken back" in text for text in world.told(ASHA))
    assert "That is done already" in undo(world, f"{request.id}/2 again")
    assert "Asked to take back 50 points from <@U02ASHA>" in undo(world, f"{request.id}/1 hers too")


def test_where_both_are_taken_back_nobody_is_said_to_have_theirs(opened: Open) -> None:
    world = opened(POLICY)
    request, _ = farahs_taken_back(world)
    undo(world, f"{request.id}/1 hers too")
    decide(
        world, next(each for each in world.requests() if each.is_reversal and each.reward.reverses == f"{request.id}/1")
    )
    both = "The points for <@U02ASHA> and <@U05FARAH> were taken back."
    assert both in world.card(request).text
    assert "their points" not in world.card(request).text + world.thread(request)[0]


def test_budgets_have_the_points_of_that_one_back_and_the_history_vouches_for_all(opened: Open) -> None:
    world = opened(POLICY)
    farahs_taken_back(world)
    assert [int(row[0]) for row in world.rows("SELECT taken_points FROM pots")] == [50]
    Sealer(world.bot.ledger).seal()
    assert findings(world) == []


def reported(world: World, period: Period, by: By) -> dict[str, tuple[int, int]]:
    """By line: the points that reached people, and those that were taken back; TOTAL too."""
    with world.bot.ledger.snapshot() as db:
        report = report_on(db, period, ZONE, by)
    lines = {line.key: line for line in report.lines} | {"TOTAL": report.total}
    return {key: (line.points(), line.points(Stand.TAKEN_BACK)) for key, line in lines.items()}


def taxed(world: World, written: str) -> dict[str, tuple[int, int, int | None]]:
    """By person: the points taken back, those that are left, and the rupees."""
    year = financial_year_called(written)
    assert year is not None
    with world.bot.ledger.snapshot() as db:
        tax = tax_report(db, year, ZONE, rupees_per_point=2, tax_free_rupees=10)
    return {each.person_id: (each.taken_back_points, each.points, each.over_rupees) for each in tax.people}


def test_reports_tell_what_was_given_and_beside_it_what_was_taken_back(opened: Open) -> None:
    world = opened(POLICY)
    farahs_taken_back(world)
    total = {"TOTAL": (100, 50)}
    assert reported(world, NOVEMBER, By.RECIPIENT) == {ASHA: (50, 0), FARAH: (50, 50)} | total
    assert reported(world, NOVEMBER, By.GIVER) == {MEERA: (100, 50)} | total
    assert reported(world, NOVEMBER, By.APPROVER) == {RAVI: (100, 50)} | total
    assert reported(world, NOVEMBER, By.MONTH) == {"2026-11": (100, 50)} | total
    assert taxed(world, "2026-27") == {ASHA: (0, 50, 90), FARAH: (50, 0, 0)}


def test_days_and_years_that_are_over_stay_as_they_were_told(opened: Open) -> None:
    world = opened(POLICY + "[reversals]\ngiver_days = 366\n")
    request = given(world)
    before = reported(world, NOVEMBER, By.RECIPIENT), taxed(world, "2026-27")
    world.clock.now += timedelta(days=140)
    undo(world, f"{request.id}/2 it was for Nikhil")
    decide(world, *[each for each in world.requests() if each.is_reversal])
    assert (reported(world, NOVEMBER, By.RECIPIENT), taxed(world, "2026-27")) == before
    since_april = Period(date(2027, 3, 1), date(2027, 5, 1))
    assert reported(world, since_april, By.RECIPIENT) == {FARAH: (0, 50), "TOTAL": (0, 50)}
    assert reported(world, since_april, By.MONTH) == {"2027-03": (0, 0), "2027-04": (0, 50), "TOTAL": (0, 50)}
    assert taxed(world, "2027-28") == {FARAH: (50, -50, 0)}


def test_digests_and_homes_count_neither_it_nor_its_reversal(opened: Open) -> None:
    world = opened(POLICY)
    farahs_taken_back(world)
    with world.bot.ledger.read() as view:
        since, until = world.clock.now.replace(day=1), world.clock.now.replace(day=28)
        assert view.allocated_between(since, until).points == 50
        assert [thanks.recipient_ids for thanks in view.thanks_between(since, until, limit=9)] == [(ASHA,)]
        homes = {person: home_of(view, world.bot.messages.policy, person) for person in (MEERA, ASHA, FARAH)}
    assert sum(month.given_points for month in homes[MEERA].months) == 50
    assert sum(month.received_points for month in homes[ASHA].months) == 50
    assert homes[FARAH].months == ()
    assert all(not request.is_reversal for request in homes[FARAH].received)
