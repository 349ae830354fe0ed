"""Whose Home is drawn anew, and when: of those who have opened theirs, whomever a change concerns; once for many
changes; and by which indexes they are found."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import psycopg
import pytest

from bot.core.absence import Absence
from bot.core.decision import Choice, Decision
from bot.core.policy import MANAGER
from bot.core.reward import Request, RequestStatus
from bot.ledger import Entry, Errand, Lane, Writing
from bot.ledger.home_statements import AHEAD, ALL_EVERY, ALL_FROM, ALL_MAX, GATHERED_FOR
from bot.ledger.opening import OpenLedger, open_ledger
from bot.ledger.sqlite import connect
from tests.bench.growth import full_scans
from tests.bench.statements import Statement, recorded_on_postgres, recorded_on_sqlite
from tests.ledger.shelf import ASHA, MEERA, NOON, RAVI, Clock, a_request, add, allocate, count, opened, rows
from tests.ledger.test_past_statements import EARLY, FILL, LATE

FARAH, NIKHIL, GROUP = "U05FARAH", "U09NIKHIL", "S0FINANCE"
EVERYBODY = (MEERA, ASHA, RAVI, FARAH, NIKHIL)


def open_homes(ledger: OpenLedger, *people: str) -> None:
    """They look at their Home, and it is drawn."""
    with ledger.write() as tx:
        for person in people:
            tx.open_home(person)
    for errand in carried(ledger):
        assert errand.place in people


def carried(ledger: OpenLedger) -> list[Errand]:
    """Take and finish whatever Home is due now."""
    done: list[Errand] = []
    with ledger.write() as tx:
        while (errand_id := tx.due(Lane.MESSAGES)) is not None:
            errand = tx.take(errand_id, until=tx.now + timedelta(seconds=30))
            assert errand is not None
            assert tx.finish(errand, "shown")
            done += [errand] if errand.kind == "home" else []
    return done


def waiting(ledger: OpenLedger) -> dict[str, timedelta]:
    """Whose Home waits to be drawn, and how long from noon."""
    found = rows(ledger, "SELECT place, due_at FROM outbox WHERE kind = 'home' AND done_at IS NULL ORDER BY place")
    return {row["place"]: datetime.fromisoformat(row["due_at"]) - NOON for row in found}


def asked(tx: Writing, request: Request) -> None:
    add(tx, request)
    tx.append(Entry("asked", request.giver_id, request.id, to_status=RequestStatus.PENDING))


def test_whoever_never_opened_theirs_has_none_to_draw(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        asked(tx, a_request())
        tx.show_home(RAVI)
        tx.show_all_homes()
    assert count(ledger, "outbox") == 0


def test_a_change_is_shown_to_who_did_it_at_once_and_soon_to_the_others_whom_it_concerns(ledger: OpenLedger) -> None:
    open_homes(ledger, *EVERYBODY)
    with ledger.write() as tx:
        asked(tx, a_request())
    assert waiting(ledger) == {MEERA: -AHEAD, ASHA: GATHERED_FOR, RAVI: GATHERED_FOR}


def _by_group(tx: Writing) -> Request:
    tx.replace_members(GROUP, [FARAH])
    return replace(a_request(), deciders=(GROUP,))


def _above(tx: Writing) -> Request:
    return replace(a_request(), deciders=(), escalated_to=(FARAH,))


def _by_deputy(tx: Writing) -> Request:
    tx.put_absence(Absence(RAVI, FARAH, NOON, NOON + timedelta(days=1)))
    return a_request()


@pytest.mark.parametrize("brings", [_by_group, _by_deputy])
def test_it_concerns_whoever_may_decide_however_they_come_to_it(ledger: OpenLedger, brings: Any) -> None:
    open_homes(ledger, FARAH, NIKHIL)
    with ledger.write() as tx:
        asked(tx, brings(tx))
    assert waiting(ledger) == {FARAH: GATHERED_FOR}


def test_it_concerns_those_of_the_tier_above_once_they_are_asked(ledger: OpenLedger) -> None:
    open_homes(ledger, FARAH)
    with ledger.write() as tx:
        asked(tx, a_request())
    assert waiting(ledger) == {}
    with ledger.write() as tx:
        tx.escalate("R-7Q2MK4", (FARAH,))
    assert waiting(ledger) == {FARAH: GATHERED_FOR}


def test_a_deputy_whose_time_is_over_is_not_concerned(ledger: OpenLedger) -> None:
    open_homes(ledger, FARAH)
    with ledger.write() as tx:
        tx.put_absence(Absence(RAVI, FARAH, NOON - timedelta(days=2), NOON - timedelta(days=1)))
        asked(tx, a_request())
    assert waiting(ledger) == {}


@pytest.mark.parametrize(("deciders", "is_concerned"), [((MANAGER,), True), ((RAVI,), False)])
def test_a_manager_is_concerned_where_managers_decide(
    ledger: OpenLedger, deciders: tuple[str, ...], is_concerned: bool
) -> None:
    open_homes(ledger, FARAH)
    with ledger.people() as (table, _):
        for number, (person, manager) in enumerate([(MEERA, f"{FARAH}@example.com".lower()), (FARAH, None)]):
            table.execute(
                "INSERT INTO people (slack_user_id, email, mobile, title, first_name, gender, updated_at,"
                " manager_email) VALUES (?, ?, ?, 'Ms', 'X', 'F', ?, ?)",
                [person, f"{person}@example.com".lower(), f"900000000{number}", EARLY, manager],
            )
        table.commit()
    with ledger.write() as tx:
        asked(tx, replace(a_request(), deciders=deciders))
    assert (FARAH in waiting(ledger)) is is_concerned


def test_it_concerns_whoever_has_decided(ledger: OpenLedger) -> None:
    open_homes(ledger, NIKHIL)
    with ledger.write() as tx:
        asked(tx, a_request())
        tx.add_decision("R-7Q2MK4", Decision(NIKHIL, Choice.APPROVE, tx.now))
    assert waiting(ledger) == {NIKHIL: GATHERED_FOR}


def test_many_changes_are_shown_once_and_as_soon_as_the_first_would_have_been(ledger: OpenLedger, clock: Clock) -> None:
    open_homes(ledger, RAVI)
    for number in range(2, 7):
        with ledger.write() as tx:
            asked(tx, a_request(f"7Q2MK{number}"))
        clock.move(0.1)
    assert waiting(ledger) == {RAVI: GATHERED_FOR}
    clock.move(1)
    assert [errand.place for errand in carried(ledger)] == [RAVI]
    assert count(ledger, "outbox") == 1, "a Home is one row for good"


def test_what_changes_while_it_is_being_drawn_is_drawn_anew_at_once(ledger: OpenLedger, clock: Clock) -> None:
    open_homes(ledger, RAVI)
    with ledger.write() as tx:
        tx.open_home(RAVI)
    with ledger.write() as tx:
        errand_id = tx.due(Lane.MESSAGES)
        assert errand_id is not None
        errand = tx.take(errand_id, until=tx.now + timedelta(seconds=30))
    assert errand is not None
    with ledger.write() as tx:
        asked(tx, a_request())
    clock.move(2)
    with ledger.write() as tx:
        assert tx.due(Lane.MESSAGES) is None, "nobody else draws it meanwhile"
        assert not tx.finish(errand, "shown")
    assert [again.place for again in carried(ledger)] == [RAVI]


def test_an_answer_stays_through_changes_until_the_home_is_opened_anew(ledger: OpenLedger, clock: Clock) -> None:
    with ledger.write() as tx:
        tx.show_home(RAVI, "an answer")
    assert [errand.detail for errand in carried(ledger)] == ["an answer"], "who clicked there has opened it"
    with ledger.write() as tx:
        asked(tx, a_request())
    clock.move(1)
    assert [errand.detail for errand in carried(ledger)] == ["an answer"]
    with ledger.write() as tx:
        tx.open_home(RAVI)
    assert [errand.detail for errand in carried(ledger)] == [""]


def test_homes_wait_where_slack_takes_no_more_of_them_and_messages_do_not(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        tx.open_home(RAVI)
    with ledger.read() as view:
        assert view.due(Lane.MESSAGES, except_places=["home"]) is None
        assert view.due(Lane.MESSAGES, except_places=["chat.update"]) is not None


def test_whoever_looks_comes_before_those_who_may_not_be_looking(ledger: OpenLedger, clock: Clock) -> None:
    open_homes(ledger, RAVI, ASHA, NIKHIL)
    with ledger.write() as tx:
        asked(tx, a_request())
    clock.move(30)
    with ledger.write() as tx:
        tx.open_home(NIKHIL)
    assert next(errand.place for errand in carried(ledger)) == NIKHIL


def test_what_concerns_everybody_is_shown_to_a_few_hundred_one_after_another(ledger: OpenLedger) -> None:
    people = [f"U0{number:06}" for number in range(ALL_MAX + 3)]
    open_homes(ledger, *people)
    with ledger.write() as tx:
        tx.show_all_homes()
    due = sorted(waiting(ledger).values())
    assert due == [ALL_FROM + number * ALL_EVERY for number in range(ALL_MAX)]


def test_what_arrived_in_a_month_is_counted_for_giver_and_recipient(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        for letters, days, points in (("7Q2MK4", 0, 100), ("7Q2MK5", 1, 7), ("7Q2MK6", 31, 50)):
            request = a_request(letters)
            (reward,) = request.rewards
            at = NOON + timedelta(days=days)
            asked_then = replace(request, asked_at=at, expires_at=at + timedelta(days=7), points=points)
            add(tx, replace(asked_then, rewards=(replace(reward, points=points),)))
            if letters != "7Q2MK5":
                allocate(tx, request.id)
    day = timedelta(days=1)
    with ledger.read() as view:
        assert view.arrived_between(MEERA, NOON, NOON + 30 * day) == (100, 0)
        assert view.arrived_between(ASHA, NOON, NOON + 30 * day) == (0, 100)
        assert view.arrived_between(ASHA, NOON, NOON + 32 * day) == (0, 150)
        assert view.arrived_between(ASHA, NOON - day, NOON) == (0, 0), "the end is no part of it"
        assert view.asked_by(MEERA, limit=2) == ("R-7Q2MK6", "R-7Q2MK5")
        assert view.received_by(ASHA, limit=9) == ("R-7Q2MK6", "R-7Q2MK4")
        assert view.received_by(MEERA, limit=9) == ()


def _used(ledger: OpenLedger) -> None:
    """Every statement about Homes, once."""
    with ledger.write() as tx:
        asked(tx, a_request("HQMES2"))
        tx.open_home(RAVI)
        tx.show_home(FARAH, "an answer")
        tx.show_all_homes()
    with ledger.read() as view:
        view.asked_by(MEERA, limit=5)
        view.received_by(ASHA, limit=5)
        view.arrived_between(ASHA, NOON, NOON + timedelta(days=30))


def _about_homes(statements: Iterable[Statement]) -> list[Statement]:
    words = ("'home'", "requests_by_giver", "rewards_by_recipient", "sum(", "giver_id = $1 ORDER", "recipient_id = $1")
    found = {
        each.words: each
        for each in statements
        if any(word in each.words for word in words) and not each.words.lstrip().startswith("CREATE")
    }
    assert len(found) >= 8, found.keys()
    return list(found.values())


def test_sqlite_scans_no_table_for_a_home(tmp_path: Path, clock: Clock) -> None:
    with recorded_on_sqlite() as statements, closing(opened(tmp_path, clock)) as ledger:
        _used(ledger)
    with closing(connect(tmp_path / "shabash.db")) as connection:
        scans = {each.sql: full_scans(connection, each.sql, each.rows[0]) for each in _about_homes(statements)}
    assert {sql: steps for sql, steps in scans.items() if steps} == {}


def test_postgres_scans_no_table_for_a_home_however_many_rewards_others_have(database_url: str, clock: Clock) -> None:
    with recorded_on_postgres() as statements, closing(open_ledger(database_url, clock=clock)) as ledger:
        _used(ledger)
    notices = f"""
        INSERT INTO outbox (lane, kind, place, detail, staged_at, due_at, done_at)
        SELECT 'messages', 'form_late', 'U' || n % 200, n, '{EARLY}', '{EARLY}', '{LATE}'
        FROM generate_series(1, 10000) AS n
    """
    with psycopg.connect(database_url, cursor_factory=psycopg.RawCursor) as connection:
        for sql in (*FILL, notices, "ANALYZE"):
            connection.execute(sql.encode())
        for each in _about_homes(statements):
            plan = [line for (line,) in connection.execute(b"EXPLAIN " + bytes(each.sql), each.rows[0])]
            big = [f"Seq Scan on {table}" for table in ("requests", "rewards", "outbox")]
            assert not [line for line in plan if any(words in line for words in big)], plan


def test_on_postgres_no_two_who_change_what_concerns_the_same_people_wait_for_each_other_in_a_circle(
    database_url: str,
) -> None:
    both = Barrier(2)
    with closing(open_ledger(database_url)) as ledger:
        with ledger.write() as tx:
            for person in EVERYBODY:
                tx.open_home(person)

        def change(people: tuple[str, ...]) -> None:
            for _ in range(20):
                both.wait(10)
                with ledger.write() as tx:
                    for person in people:
                        tx.show_home(person, "an answer")

        threads = [Thread(target=change, args=(people,)) for people in (EVERYBODY, EVERYBODY[::-1])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        found = rows(ledger, "SELECT version FROM outbox WHERE kind = 'home'")
    assert [row["version"] for row in found] == [42] * len(EVERYBODY)
