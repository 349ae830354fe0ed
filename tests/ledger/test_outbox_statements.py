"""What is staged is carried once: in order within a request, urgent first, by one carrier at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from bot.core.message import Post
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.ledger import WAITS_FOR_RECIPIENT, Errand, Lane
from bot.ledger.opening import OpenLedger
from tests.ledger.shelf import ASHA, DESIGN, MEERA, NOON, RAVI, Clock, a_request, add, rows, stage

LEASE_SECONDS = 30


@pytest.fixture
def request_(ledger: OpenLedger) -> Request:
    with ledger.write() as tx:
        return add(tx, a_request())


def due(ledger: OpenLedger, lane: Lane = Lane.MESSAGES, *, except_places: Iterable[str] = ()) -> int | None:
    with ledger.read() as view:
        return view.due(lane, except_places=except_places)


def take(ledger: OpenLedger, lane: Lane = Lane.MESSAGES, *, except_places: Iterable[str] = ()) -> Errand | None:
    """What a carrier does: look, then take."""
    errand_id = due(ledger, lane, except_places=except_places)
    if errand_id is None:
        return None
    with ledger.write() as tx:
        return tx.take(errand_id, until=tx.now + timedelta(seconds=LEASE_SECONDS))


def taken(ledger: OpenLedger, lane: Lane = Lane.MESSAGES) -> Errand:
    found = take(ledger, lane)
    assert found is not None
    return found


def finish(ledger: OpenLedger, errand: Errand) -> bool:
    with ledger.write() as tx:
        return tx.finish(errand, "done")


def put_back(ledger: OpenLedger, errand: Errand, *, seconds: float = 0, in_doubt: bool = False) -> None:
    with ledger.write() as tx:
        tx.put_back(errand, tx.now + timedelta(seconds=seconds), "again", in_doubt=in_doubt)


def places_in_order(ledger: OpenLedger) -> list[str]:
    """Take and finish until nothing is due."""
    places = []
    while (errand := take(ledger)) is not None:
        places.append(errand.place)
        assert finish(ledger, errand)
    return places


# Take, finish, put back.


def test_what_was_staged_is_due_is_taken_once_and_is_done(ledger: OpenLedger, request_: Request) -> None:
    stage(ledger, "card", DESIGN, request_)
    errand = taken(ledger)
    assert (errand.kind, errand.place, errand.attempts, errand.doubts, errand.version) == ("card", DESIGN, 1, 0, 1)
    assert (errand.staged_at, errand.request_id) == (NOON, request_.id)
    assert take(ledger) is None
    assert finish(ledger, errand)
    assert take(ledger) is None


def test_two_who_look_at_once_do_not_both_get_it(ledger: OpenLedger, request_: Request) -> None:
    stage(ledger, "card", DESIGN, request_)
    errand_id = due(ledger)
    assert errand_id is not None
    with ledger.write() as tx:
        assert tx.take(errand_id, until=tx.now + timedelta(seconds=LEASE_SECONDS)) is not None
    with ledger.write() as tx:
        assert tx.take(errand_id, until=tx.now + timedelta(seconds=LEASE_SECONDS)) is None


def test_what_is_due_later_waits(ledger: OpenLedger, request_: Request, clock: Clock) -> None:
    stage(ledger, "card", DESIGN, request_, seconds=10)
    clock.move(9.999)
    assert due(ledger) is None
    clock.move(0.001)
    assert due(ledger) is not None


def test_what_is_put_back_is_due_again_then_and_remembers_its_attempts(
    ledger: OpenLedger, request_: Request, clock: Clock
) -> None:
    stage(ledger, "card", DESIGN, request_)
    put_back(ledger, taken(ledger), seconds=5)
    assert due(ledger) is None
    clock.move(5)
    again = taken(ledger)
    assert (again.attempts, again.doubts) == (2, 0)


def test_a_doubt_is_counted_when_it_is_told_and_when_a_carrier_never_came_back(
    ledger: OpenLedger, request_: Request, clock: Clock
) -> None:
    stage(ledger, "card", DESIGN, request_)
    put_back(ledger, taken(ledger), in_doubt=True)
    assert taken(ledger).doubts == 1
    clock.move(LEASE_SECONDS)
    assert taken(ledger).doubts == 2


def test_a_carrier_that_comes_back_after_another_took_over_changes_nothing(
    ledger: OpenLedger, request_: Request, clock: Clock
) -> None:
    stage(ledger, "card", DESIGN, request_)
    late = taken(ledger)
    clock.move(LEASE_SECONDS)
    current = taken(ledger)
    assert not finish(ledger, late)
    put_back(ledger, late)
    assert take(ledger) is None
    assert finish(ledger, current)


def test_a_carrier_that_comes_back_after_it_was_finished_does_not_revive_it(
    ledger: OpenLedger, request_: Request, clock: Clock
) -> None:
    stage(ledger, "card", DESIGN, request_)
    late = taken(ledger)
    clock.move(LEASE_SECONDS)
    assert finish(ledger, taken(ledger))
    put_back(ledger, late)
    assert not finish(ledger, late)
    assert due(ledger) is None


def test_a_carrier_whose_lease_ended_but_whom_nobody_replaced_may_finish(
    ledger: OpenLedger, request_: Request, clock: Clock
) -> None:
    stage(ledger, "card", DESIGN, request_)
    late = taken(ledger)
    clock.move(LEASE_SECONDS + 1)
    assert finish(ledger, late)


# The same message wanted anew.


def test_the_same_message_again_before_it_went_is_one_message(ledger: OpenLedger, request_: Request) -> None:
    for _ in range(3):
        stage(ledger, "card", DESIGN, request_)
    assert places_in_order(ledger) == [DESIGN]


def test_the_same_message_again_while_it_is_in_hand_goes_once_more(ledger: OpenLedger, request_: Request) -> None:
    stage(ledger, "card", DESIGN, request_)
    errand = taken(ledger)
    stage(ledger, "card", DESIGN, request_)
    assert take(ledger) is None
    assert not finish(ledger, errand)
    again = taken(ledger)
    assert again.version == 2
    assert again.doubts == 0
    assert finish(ledger, again)


def test_the_same_message_again_after_it_went_is_a_new_one(ledger: OpenLedger, request_: Request) -> None:
    for _ in range(2):
        stage(ledger, "card", DESIGN, request_)
        assert finish(ledger, taken(ledger))


def test_a_newer_row_brings_its_own_detail_address_and_age(ledger: OpenLedger, request_: Request, clock: Clock) -> None:
    for number in range(2):
        with ledger.write() as tx:
            tx.stage(Lane.MESSAGES, request_.id, "answer", MEERA, response_url=f"https://{number}", detail=str(number))
        clock.move(1)
    errand = taken(ledger)
    assert (errand.response_url, errand.detail) == ("https://1", "1")
    assert errand.staged_at == NOON + timedelta(seconds=1)


def test_a_finished_row_keeps_no_address_to_write_to(ledger: OpenLedger, request_: Request) -> None:
    with ledger.write() as tx:
        tx.stage(Lane.MESSAGES, request_.id, "answer", MEERA, response_url="https://hooks.slack.com/secret")
    finish(ledger, taken(ledger))
    assert [row[0] for row in rows(ledger, "SELECT response_url FROM outbox")] == [""]


# Who goes first.


def test_messages_of_one_request_go_in_the_order_in_which_they_were_staged(
    ledger: OpenLedger, request_: Request
) -> None:
    places = ["C9", "U1", "C1", "U9"]
    for place in places:
        stage(ledger, "card", place, request_)
    assert places_in_order(ledger) == places


def test_a_message_waits_for_the_one_before_it_that_is_in_hand(ledger: OpenLedger, request_: Request) -> None:
    stage(ledger, "card", DESIGN, request_)
    stage(ledger, "arrived", DESIGN, request_)
    first = taken(ledger)
    assert take(ledger) is None
    finish(ledger, first)
    assert taken(ledger).kind == "arrived"


def test_a_message_waits_as_long_as_the_one_before_it_that_was_put_back(
    ledger: OpenLedger, request_: Request, clock: Clock
) -> None:
    for kind in ("card", "arrived"):
        stage(ledger, kind, DESIGN, request_)
    put_back(ledger, taken(ledger), seconds=60)
    clock.move(59)
    assert due(ledger) is None
    clock.move(1)
    assert [taken(ledger).kind, take(ledger)] == ["card", None]


def test_another_request_does_not_wait(ledger: OpenLedger, request_: Request) -> None:
    with ledger.write() as tx:
        other = add(tx, a_request("7Q2MK5"))
    stage(ledger, "card", DESIGN, request_)
    put_back(ledger, taken(ledger), seconds=60)
    stage(ledger, "card", DESIGN, other)
    assert taken(ledger).request_id == other.id


def test_urgent_ones_go_first_and_wait_for_nobody(ledger: OpenLedger, request_: Request, clock: Clock) -> None:
    stage(ledger, "card", DESIGN, request_)
    put_back(ledger, taken(ledger), seconds=60)
    with ledger.write() as tx:
        others = [add(tx, a_request(f"7Q2MK{number}")) for number in (5, 6)]
    for other in others:
        stage(ledger, "card", DESIGN, other)
    clock.move(1)
    stage(ledger, "answer", RAVI, request_, urgent=True)
    assert taken(ledger).kind == "answer"


def test_a_message_that_becomes_urgent_stays_so(ledger: OpenLedger, request_: Request) -> None:
    stage(ledger, "card", DESIGN, request_)
    stage(ledger, "answer", RAVI, request_, urgent=True)
    stage(ledger, "answer", RAVI, request_)
    assert taken(ledger).kind == "answer"


def test_places_that_may_not_be_used_now_are_passed_over(ledger: OpenLedger, request_: Request) -> None:
    with ledger.write() as tx:
        other = add(tx, a_request("7Q2MK5"))
    stage(ledger, "card", DESIGN, request_)
    stage(ledger, "card", RAVI, other)
    found = take(ledger, except_places=(DESIGN,))
    assert found is not None
    assert found.place == RAVI
    assert take(ledger, except_places=(DESIGN, "C'; DROP TABLE outbox; --")) is None
    assert taken(ledger).place == DESIGN


def test_an_urgent_one_goes_whatever_its_place(ledger: OpenLedger, request_: Request) -> None:
    stage(ledger, "answer", RAVI, request_, urgent=True)
    assert take(ledger, except_places=(RAVI,)) is not None


def test_the_order_of_a_request_holds_where_its_first_place_may_not_be_used(
    ledger: OpenLedger, request_: Request
) -> None:
    for place in (DESIGN, RAVI):
        stage(ledger, "card", place, request_)
    assert take(ledger, except_places=(DESIGN,)) is None


def test_each_lane_has_its_own_queue(ledger: OpenLedger, request_: Request) -> None:
    stage(ledger, "card", DESIGN, request_)
    stage(ledger, "allocation", request_.id, request_, lane=Lane.MONEY)
    assert taken(ledger, Lane.MONEY).kind == "allocation"
    assert take(ledger, Lane.MONEY) is None
    assert taken(ledger).kind == "card"


def test_what_people_ask_about_their_own_cards_waits_for_nobody_else(ledger: OpenLedger, request_: Request) -> None:
    stage(ledger, "card", DESIGN, request_)
    stage(ledger, "allocation", request_.id, request_, lane=Lane.MONEY)
    with ledger.write() as tx:
        tx.stage(Lane.INQUIRIES, None, "redeem", ASHA, response_url="https://hooks.slack.com/secret")
    inquiry = taken(ledger, Lane.INQUIRIES)
    assert (inquiry.lane, inquiry.place, inquiry.response_url) == (
        Lane.INQUIRIES,
        ASHA,
        "https://hooks.slack.com/secret",
    )
    assert take(ledger, Lane.INQUIRIES) is None
    with ledger.write() as tx:
        assert tx.finish(inquiry, "told")
    assert taken(ledger).kind == "card"


def test_money_of_one_request_does_not_wait_for_its_deadline(ledger: OpenLedger, request_: Request) -> None:
    stage(ledger, "deadline", request_.id, request_, seconds=3_600, lane=Lane.MONEY)
    stage(ledger, "allocation", request_.id, request_, lane=Lane.MONEY)
    assert taken(ledger, Lane.MONEY).kind == "allocation"


# Waiting for a recipient, a person, or better times.


def approved(ledger: OpenLedger, *letters: str, recipient_id: str = ASHA) -> list[Request]:
    """Approved rewards whose allocation is due."""
    with ledger.write() as tx:
        requests = [add(tx, a_request(one, recipient_id)) for one in letters]
        for request in requests:
            tx.end_request(request.id, RequestStatus.APPROVED)
            tx.approve_rewards(request.id)
            tx.stage(Lane.MONEY, request.id, "allocation", request.id)
    return requests


def wait_an_hour(ledger: OpenLedger, outcome: str) -> None:
    """Every allocation is put back for an hour, for that reason."""
    while (errand := take(ledger, Lane.MONEY)) is not None:
        with ledger.write() as tx:
            tx.put_back(errand, tx.now + timedelta(hours=1), outcome)


def due_money(ledger: OpenLedger) -> set[str | None]:
    found = set()
    while (errand := take(ledger, Lane.MONEY)) is not None:
        found.add(errand.request_id)
    return found


def test_what_waited_for_a_recipient_is_due_when_they_are_free(ledger: OpenLedger) -> None:
    approved(ledger, "222222", "333333")
    approved(ledger, "444444", recipient_id=RAVI)
    wait_an_hour(ledger, WAITS_FOR_RECIPIENT)
    with ledger.write() as tx:
        tx.free_recipient(ASHA)
    assert due_money(ledger) == {"R-222222", "R-333333"}


def test_what_waits_for_another_reason_is_not_hurried_by_a_free_recipient(ledger: OpenLedger) -> None:
    approved(ledger, "222222")
    wait_an_hour(ledger, "EnKash is away")
    with ledger.write() as tx:
        tx.free_recipient(ASHA)
    assert due_money(ledger) == set()


def test_everything_that_is_approved_is_due_when_all_are_freed(ledger: OpenLedger) -> None:
    approved(ledger, "222222", "333333")
    approved(ledger, "444444", recipient_id=RAVI)
    wait_an_hour(ledger, "paused")
    with ledger.write() as tx:
        tx.free_all()
    assert due_money(ledger) == {"R-222222", "R-333333", "R-444444"}


def test_what_is_under_way_and_what_is_no_allocation_stays_as_it_is(ledger: OpenLedger) -> None:
    (request,) = approved(ledger, "222222")
    wait_an_hour(ledger, WAITS_FOR_RECIPIENT)
    stage(ledger, "deadline", request.id, request, seconds=3_600, lane=Lane.MONEY)
    claim: dict[str, Any] = {"attempt": 1, "lease_ends_at": NOON, "sent_email": "asha.rao@example.com"}
    with ledger.write() as tx:
        found = tx.request(request.id)
        assert found is not None
        tx.move_reward(found.reward, RewardStatus.SENDING, **claim)
        tx.free_all()
        tx.free_recipient(ASHA)
    assert due_money(ledger) == set()


def test_what_a_carrier_looks_up_at_this_moment_is_due_for_no_other_when_all_are_freed(ledger: OpenLedger) -> None:
    approved(ledger, "222222", "333333")
    in_hand = taken(ledger, Lane.MONEY)
    with ledger.write() as tx:
        tx.free_all()
    assert due_money(ledger) == {"R-222222", "R-333333"} - {in_hand.request_id}


def test_an_errand_is_postponed_unless_somebody_has_it_in_hand(
    ledger: OpenLedger, request_: Request, clock: Clock
) -> None:
    stage(ledger, "card", DESIGN, request_)
    errand_id = due(ledger)
    assert errand_id is not None
    postpone(ledger, errand_id)
    assert due(ledger) is None
    clock.move(60)
    errand = taken(ledger)
    postpone(ledger, errand_id)
    clock.move(LEASE_SECONDS)
    assert due(ledger) == errand.id
    postpone(ledger, errand_id)
    assert due(ledger) is None, "nobody has it in hand any more"


def postpone(ledger: OpenLedger, errand_id: int) -> None:
    with ledger.write() as tx:
        tx.postpone(errand_id, tx.now + timedelta(seconds=60))


def test_what_is_no_longer_wanted_is_taken_back_unless_somebody_has_it_in_hand(
    ledger: OpenLedger, request_: Request
) -> None:
    for place in (DESIGN, RAVI):
        stage(ledger, "card", place, request_, seconds=60 * (place == RAVI))
    errand = taken(ledger)
    with ledger.write() as tx:
        for place in (DESIGN, RAVI, "C404"):
            tx.unstage(request_.id, "card", place)
        assert tx.places(request_.id, "card") == (DESIGN,)
    assert finish(ledger, errand)


# Where messages stand.


def test_a_post_is_remembered_once_and_a_second_copy_beside_it(ledger: OpenLedger, request_: Request) -> None:
    with ledger.write() as tx:
        for ts in ("1.0", "1.0", "2.0"):
            tx.add_post(request_.id, "card", DESIGN, Post(DESIGN, ts))
        assert set(tx.posts(request_.id, "card", DESIGN)) == {Post(DESIGN, "1.0"), Post(DESIGN, "2.0")}
        assert tx.posts(request_.id, "card", RAVI) == ()


def test_the_places_of_a_message_are_where_it_stands_and_where_it_is_on_its_way_to(
    ledger: OpenLedger, request_: Request
) -> None:
    stage(ledger, "card", RAVI, request_)
    stage(ledger, "card", MEERA, request_)
    finish(ledger, taken(ledger))
    with ledger.write() as tx:
        tx.add_post(request_.id, "card", DESIGN, Post(DESIGN, "1.0"))
        assert set(tx.places(request_.id, "card")) == {DESIGN, MEERA}


def test_all_that_was_ever_staged_for_a_request_is_told_and_how_it_stands(
    ledger: OpenLedger, request_: Request, clock: Clock
) -> None:
    stage(ledger, "card", DESIGN, request_)
    finish(ledger, taken(ledger))
    clock.move(1)
    stage(ledger, "allocation", ASHA, request_, seconds=60, lane=Lane.MONEY)
    stage(ledger, "thanks", ASHA, request_)
    assert taken(ledger).kind == "thanks"
    with ledger.read() as view:
        done, waits, in_hand = view.outbox_of(request_.id)
        assert view.outbox_of("R-NOSUCH") == ()
    assert (done.kind, done.done_at, done.outcome, done.attempts) == ("card", NOON, "done", 1)
    assert (waits.lane, waits.done_at, waits.is_in_hand) == (Lane.MONEY, None, False)
    assert waits.due_at - waits.staged_at == timedelta(seconds=60)
    assert (in_hand.done_at, in_hand.is_in_hand) == (None, True)


def test_what_was_asked_last_comes_first(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        for letters in ("7Q2MK4", "222222", "ZZZZZZ"):
            add(tx, a_request(letters))
    with ledger.read() as view:
        assert view.newest_request_ids(2) == ("R-ZZZZZZ", "R-222222")


def stage_notice(ledger: OpenLedger, place: str, detail: str) -> None:
    with ledger.write() as tx:
        tx.stage(Lane.MESSAGES, None, "notice", place, detail=detail)


def test_a_notice_is_about_no_request_and_waits_for_no_other(ledger: OpenLedger) -> None:
    stage_notice(ledger, RAVI, "one")
    first = taken(ledger)
    put_back(ledger, first, seconds=60)
    stage_notice(ledger, RAVI, "two")
    assert first.request_id is None
    assert taken(ledger).detail == "two"


def test_the_same_notice_that_waits_already_is_staged_once(ledger: OpenLedger) -> None:
    for detail in ("one", "one", "two"):
        stage_notice(ledger, RAVI, detail)
    stage_notice(ledger, ASHA, "one")
    assert sorted(places_in_order(ledger)) == sorted([RAVI, RAVI, ASHA])


def test_a_notice_that_was_carried_may_be_staged_again(ledger: OpenLedger) -> None:
    for _ in range(2):
        stage_notice(ledger, RAVI, "one")
        assert places_in_order(ledger) == [RAVI]


def test_whether_a_notice_was_staged_lately_is_known_after_it_was_carried_too(ledger: OpenLedger, clock: Clock) -> None:
    stage_notice(ledger, RAVI, "one")
    finish(ledger, taken(ledger))
    clock.move(3_600)
    with ledger.read() as view:
        assert view.was_noticed("notice", RAVI, "one", since=NOON)
        assert not view.was_noticed("notice", RAVI, "one", since=NOON + timedelta(seconds=1))
        assert not view.was_noticed("notice", RAVI, "two", since=NOON)
        assert not view.was_noticed("notice", ASHA, "one", since=NOON)
