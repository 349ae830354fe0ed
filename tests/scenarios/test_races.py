"""Several processes on one ledger in Postgres, all at once: what is asked, decided and paid is so once.

Each process has its own `PostgresLedger`, as it has in a company; the threads of a process share one.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from itertools import count as count_from_0
from pathlib import Path
from typing import Any

import pytest

from bot.core.allocation import Allocated, Allocation, Outcome
from bot.core.command import Ask
from bot.core.errors import LedgerBusy
from bot.core.refusal import Refusal, Why
from bot.core.reversal import NotTakenBack, read_undo
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.ledger.postgres import PostgresLedger
from bot.outbox.money import MoneyLane
from bot.rewards.asking import Asked, Asker, Line, random_letters
from bot.rewards.deciding import Click, Decider
from bot.rewards.pausing import Switch
from bot.rewards.reversing import Reverser
from bot.rewards.sealing import Sealer
from bot.rewards.sending import Sender
from bot.rewards.steps import Send
from bot.settings import to_policy
from tests.auditing import verified
from tests.postgres import SOMEBODY_WAITS
from tests.waiting import wait_until
from tests.world import ASHA, DESIGN, FARAH, MEERA, NIKHIL, RAVI, World, open_world

pytestmark = pytest.mark.slow

PROCESSES, THREADS = 4, 4
TRIES_MAX = 5
Deed = Callable[[PostgresLedger], Any]
OF_TWO = f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}", "{NIKHIL}"]
[[approvals.tiers]]
up_to_points = 10000
approvals = 2
"""


BUDGETS = """
[[budgets]]
per = "giver"
points = 100000
every = "month"
[[budgets]]
per = "company"
points = 100000
every = "year"
"""
OF_LITTLE = f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}"]
[[budgets]]
per = "giver"
points = 3000
every = "month"
[[budgets]]
per = "company"
points = 5000
every = "year"
"""


OF_EACH_PERSON = f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}"]
mutual_days = 30
[[limits]]
per = "pair"
points = 3000
days = 30
[[limits]]
per = "recipient"
points = 5000
every = "year"
"""
OF_SUMS = f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}"]
same_person_days = 30
[[approvals.tiers]]
up_to_points = 50
approvals = 1
[[approvals.tiers]]
up_to_points = 10000
approvals = 2
"""


@dataclass
class Company:
    """One ledger, and `PROCESSES` that have it open."""

    world: World
    ledgers: Sequence[PostgresLedger]
    numbers: Iterator[int] = field(default_factory=count_from_0)

    def at_once(self, deeds: Sequence[Deed]) -> list[Any]:
        """Each deed in a thread of its own, spread over the processes, all let go at one moment. Who hears that the
        ledger is busy, as on a busy machine they may, tries again."""
        barrier = threading.Barrier(len(deeds))

        def do(number: int) -> Any:
            barrier.wait(30)
            for _ in range(TRIES_MAX - 1):
                with suppress(LedgerBusy):
                    return deeds[number](self.ledgers[number % len(self.ledgers)])
            return deeds[number](self.ledgers[number % len(self.ledgers)])

        with ThreadPoolExecutor(len(deeds)) as pool:
            return list(pool.map(do, range(len(deeds))))

    def ask(self, trigger_id: str, points: int = 100, giver_id: str = MEERA, recipient_id: str = ASHA) -> Deed:
        line = Line("T0", DESIGN, giver_id, trigger_id, "")
        return lambda ledger: Asker(ledger, self.world.policy, random_letters).ask(
            Ask((recipient_id,), points, ()), line
        )

    def approve(self, request: Request, person_id: str) -> Deed:
        return lambda ledger: Decider(ledger, self.world.policy).approve(Click(request.id, person_id))

    def decline(self, request: Request, person_id: str) -> Deed:
        return lambda ledger: Decider(ledger, self.world.policy).decline(Click(request.id, person_id), "no")

    def asked(self, count: int) -> list[Request]:
        """So many requests that wait for a decision; nobody is held to a limit here."""
        policy = replace(self.world.policy, open_requests_max=10_000)
        asker = Asker(self.ledgers[0], policy, random_letters)
        found = [
            asker.ask(Ask((ASHA,), n, ()), Line("T0", DESIGN, MEERA, f"t{next(self.numbers)}", ""))
            for n in range(1, count + 1)
        ]
        return [asked.request for asked in found if isinstance(asked, Asked)]

    def asked_of_two(self, count: int) -> list[Request]:
        """The same, where each needs two approvals."""
        self.world.policy = to_policy(OF_TWO)
        return self.asked(count)

    def statuses(self) -> Counter[tuple[RequestStatus, RewardStatus | None]]:
        with self.ledgers[0].read() as view:
            return Counter((request.status, request.reward.status) for request in view.requests())

    def faults(self) -> list[str]:
        """Whatever of the history is not as it was sealed."""
        Sealer(self.ledgers[0]).seal()
        report = verified(self.world.settings.database_url, self.world.settings.history_keys)
        return [str(finding) for finding in report.findings]

    def counted_anew(self) -> bool:
        """Whether the counts of moves are those of the history."""
        with self.ledgers[0].read() as view:
            counted = view.counts().moves
        told = self.world.rows(
            "SELECT CASE WHEN reward_id IS NULL THEN 'request' ELSE 'reward' END, coalesce(from_status, ''), to_status,"
            " count(*) FROM history WHERE to_status <> coalesce(from_status, '') GROUP BY 1, 2, 3"
        )
        return counted == {(row[0], row[1], row[2]): row[3] for row in told}


@pytest.fixture
def company(tmp_path: Path, database_url: str) -> Iterator[Company]:
    world = open_world(tmp_path, database_url=database_url)
    with ExitStack() as stack:
        keys = world.settings.history_keys
        ledgers = [
            stack.enter_context(closing(PostgresLedger(database_url, clock=world.clock, keys=keys)))
            for _ in range(PROCESSES)
        ]
        yield Company(world, ledgers)
        world.bot.ledger.close()
        world.served.stop()
    with closing(PostgresLedger(database_url)) as ledger, ledger.snapshot() as db:
        (found,) = db.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    assert found["deadlocks"] == 0, "two waited for each other until the database ended one of them"


def test_two_hundred_who_ask_at_the_edge_never_go_beyond_a_budget_and_use_it_to_its_last_point(
    company: Company,
) -> None:
    company.world.policy = replace(to_policy(OF_LITTLE), open_requests_max=10_000)
    deeds = [company.ask(f"t{number}", giver_id=(MEERA, NIKHIL)[number % 2]) for number in range(200)]
    answers = [answer for start in range(0, 200, 20) for answer in company.at_once(deeds[start : start + 20])]
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert {refusal.why for refusal in refused} == {Why.OVER_BUDGET}
    assert len(answers) - len(refused) == 50
    taken = dict(company.world.rows("SELECT name, taken_points FROM pots"))
    assert taken.pop("company year 2026-01-01") == 5_000
    assert sum(taken.values()) == 5_000
    assert max(taken.values()) <= 3_000
    assert company.faults() == []


def test_two_hundred_who_ask_at_the_edge_never_go_beyond_a_limit_and_use_it_to_its_last_point(company: Company) -> None:
    """From four processes, and while people ask for each other too: no two wait for each other in a circle."""
    company.world.policy = replace(to_policy(OF_EACH_PERSON), open_requests_max=10_000)
    givers = (MEERA, MEERA, MEERA, NIKHIL)
    deeds = [company.ask(f"t{number}", giver_id=givers[number % 4]) for number in range(200)]
    deeds[::10] = [company.ask(f"b{number}", 1, giver_id=ASHA, recipient_id=MEERA) for number in range(20)]
    answers = [answer for start in range(0, 200, 20) for answer in company.at_once(deeds[start : start + 20])]
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert {refusal.why for refusal in refused} == {Why.OVER_LIMIT_OF_PAIR, Why.OVER_LIMIT_OF_RECIPIENT}
    asked = company.world.rows(
        "SELECT giver_id, sum(rewards.points) FROM rewards JOIN requests ON requests.id = request_id"
        f" WHERE recipient_id = '{ASHA}' GROUP BY 1"
    )
    assert sum(points for _, points in asked) == 5_000
    assert max(points for _, points in asked) <= 3_000
    assert company.faults() == []


def test_of_all_who_ask_for_the_last_points_of_a_limit_one_gets_them(company: Company) -> None:
    company.world.policy = to_policy(OF_EACH_PERSON.replace("5000", "100"))
    for number in range(25):
        deeds = [company.ask(f"{by} {number}", giver_id=by) for by in (MEERA, NIKHIL, RAVI, FARAH)]
        answers = company.at_once(deeds)
        asked = [answer.request for answer in answers if isinstance(answer, Asked)]
        assert len(asked) == 1, f"in round {number}"
        by = FARAH if asked[0].giver_id == RAVI else RAVI
        company.decline(asked[0], by)(company.ledgers[0])


def test_of_two_who_ask_for_each_other_at_once_one_is_seen_to(company: Company) -> None:
    company.world.policy = to_policy(OF_EACH_PERSON)
    for number in range(25):
        answers = company.at_once(
            [
                company.ask(f"there {number}", giver_id=MEERA, recipient_id=ASHA),
                company.ask(f"back {number}", giver_id=ASHA, recipient_id=MEERA),
            ]
        )
        assert sum(answer.request.lookback.mutual_with is not None for answer in answers) == 1, f"in round {number}"
        for answer in answers:
            company.decline(answer.request, RAVI)(company.ledgers[0])


def test_of_requests_that_race_every_tier_is_of_all_that_were_asked_before(company: Company) -> None:
    """Whoever looked before the others had committed would have counted too little."""
    company.world.policy = replace(to_policy(OF_SUMS), open_requests_max=10_000)
    answers = [
        answer
        for start in range(0, 80, 16)
        for answer in company.at_once([company.ask(f"t{number}", 10) for number in range(start, start + 16)])
    ]
    sums = sorted(answer.request.tier_points for answer in answers)
    # Up to 50 points the tier is that of the request's own ten.
    assert sums == [10] * 5 + [10 * number for number in range(6, 81)]
    assert company.faults() == []


def test_points_that_come_back_and_are_taken_at_once_are_counted_once(company: Company) -> None:
    """Half of what stands is declined while others ask."""
    company.world.policy = replace(to_policy(OF_LITTLE), open_requests_max=10_000)
    standing = [company.at_once([company.ask(f"s{number}")])[0].request for number in range(20)]
    deeds = [company.decline(request, RAVI) for request in standing[:10]]
    deeds += [company.ask(f"n{number}", giver_id=(MEERA, NIKHIL)[number % 2]) for number in range(40)]
    company.at_once(deeds[:20])
    company.at_once(deeds[20:])
    rows = company.world.rows("SELECT sum(points) FROM requests WHERE status = 'pending'")
    taken = dict(company.world.rows("SELECT name, taken_points FROM pots"))
    assert taken.pop("company year 2026-01-01") == rows[0][0] <= 5_000
    assert sum(taken.values()) == rows[0][0]
    assert company.faults() == []


def test_two_who_approve_at_once_approve_it_once(company: Company) -> None:
    """Insert-then-count without the request's lock left 184 of 200 of these pending, or approved twice."""
    requests = company.asked(100)
    for start in range(0, len(requests), 8):
        company.at_once(
            [company.approve(request, person) for request in requests[start : start + 8] for person in (RAVI, FARAH)]
        )
    assert company.statuses() == {(RequestStatus.APPROVED, RewardStatus.APPROVED): 100}
    decided = company.world.rows("SELECT count(*), count(DISTINCT request_id) FROM decisions")
    staged = company.world.rows("SELECT count(*) FROM outbox WHERE kind = 'allocation'")
    assert (decided, staged) == ([(100, 100)], [(100,)])
    assert company.faults() == []
    assert company.counted_anew()


@pytest.mark.parametrize(("count", "clickers"), [(100, (RAVI, FARAH)), (48, (RAVI, FARAH, NIKHIL, RAVI))])
def test_who_approve_at_once_complete_what_needs_two_with_exactly_two_of_them(
    company: Company, count: int, clickers: tuple[str, ...]
) -> None:
    """The quorum is counted under the request's lock: without it, each of two would count itself alone."""
    requests, at_once = company.asked_of_two(count), 16 // len(clickers)
    for start in range(0, count, at_once):
        few = requests[start : start + at_once]
        company.at_once([company.approve(request, person) for request in few for person in clickers])
    assert company.statuses() == {(RequestStatus.APPROVED, RewardStatus.APPROVED): count}
    decided = company.world.rows("SELECT count(*), count(DISTINCT request_id) FROM decisions")
    staged = company.world.rows("SELECT count(*) FROM outbox WHERE kind = 'allocation'")
    under = company.world.rows(
        "SELECT event, detail, count(*) FROM history WHERE event IN ('approval', 'approved') AND reward_id IS NULL"
        " GROUP BY 1, 2 ORDER BY 1"
    )
    assert (decided, staged) == ([(2 * count, count)], [(count,)])
    assert under == [
        ("approval", "1 of 2, up to 10,000 points", count),
        ("approved", "2 of 2, up to 10,000 points", count),
    ]
    assert company.faults() == []
    assert company.counted_anew()


def test_who_approve_less_while_others_approve_all_decline_and_cancel_leave_sums_that_agree(company: Company) -> None:
    company.world.policy = replace(to_policy(OF_TWO + BUDGETS), open_requests_max=10_000)
    deeds = [company.ask(f"l{number}", points=100 + number) for number in range(40)]
    requests = [asked.request for start in (0, 20) for asked in company.at_once(deeds[start : start + 20])]
    policy = company.world.policy

    def lower(request: Request, person: str, points: int, ledger: PostgresLedger) -> None:
        Decider(ledger, policy).lower(Click(request.id, person), points)

    def cancel(request: Request, ledger: PostgresLedger) -> None:
        Decider(ledger, policy).cancel(Click(request.id, MEERA))

    for start in range(0, len(requests), 4):
        few = enumerate(requests[start : start + 4])
        company.at_once(
            [
                deed
                for number, request in few
                for deed in (
                    company.approve(request, RAVI),
                    partial(lower, request, FARAH, 60),
                    partial(lower, request, NIKHIL, 30),
                    partial(cancel, request) if number == 0 else company.decline(request, RAVI) if number == 1 else
                    partial(lower, request, RAVI, 20),
                )
            ]
        )  # fmt: skip
    with company.ledgers[0].read() as view:
        found = [request for request in map(view.request, [request.id for request in requests]) if request]
    for request in found:
        amounts = [request.points, *(approval.points or 0 for approval in request.approvals), request.reward.points]
        assert amounts == sorted(amounts, reverse=True)
        assert len(request.approvals) <= 2
    alive = sum(r.reward.points for r in found if r.status in (RequestStatus.PENDING, RequestStatus.APPROVED))
    assert {points for (points,) in company.world.rows("SELECT taken_points FROM pots")} == {alive}
    assert company.faults() == []
    assert company.counted_anew()


def test_an_approval_that_races_a_decline_by_who_approved_first_ends_it_once(company: Company) -> None:
    requests = company.asked_of_two(40)

    def decline(request: Request, ledger: PostgresLedger) -> None:
        Decider(ledger, company.world.policy).decline(Click(request.id, RAVI), "on second thoughts")

    for request in requests:
        company.approve(request, RAVI)(company.ledgers[0])
    for start in range(0, len(requests), 8):
        few = requests[start : start + 8]
        company.at_once([deed for r in few for deed in (company.approve(r, FARAH), partial(decline, r))])
    ended = company.world.rows(
        "SELECT request_id, count(*) FROM history WHERE from_status = 'pending' AND reward_id IS NULL GROUP BY 1"
    )
    assert Counter(count for _, count in ended) == {1: 40}
    turned = "SELECT count(*) FROM decisions WHERE choice = 'decline'"
    declined = "SELECT count(*) FROM requests WHERE status = 'declined'"
    assert company.world.rows(turned) == company.world.rows(declined)
    assert company.faults() == []


def test_of_approve_decline_cancel_and_the_deadline_one_ends_a_request(company: Company) -> None:
    requests = company.asked(24)
    company.world.clock.now = requests[0].expires_at - timedelta(milliseconds=20)
    policy = company.world.policy

    def decline(request: Request, ledger: PostgresLedger) -> None:
        Decider(ledger, policy).decline(Click(request.id, RAVI), "no")

    def cancel(request: Request, ledger: PostgresLedger) -> None:
        Decider(ledger, policy).cancel(Click(request.id, MEERA))

    def carry(ledger: PostgresLedger) -> None:
        Sender(ledger, policy, timeout_seconds=30).next_step()

    for request in requests:
        company.at_once(
            [
                company.approve(request, RAVI),
                partial(decline, request),
                partial(cancel, request),
                carry,
                carry,
            ]
        )
        company.world.clock.pass_time(milliseconds=1)
    ended = company.world.rows(
        "SELECT request_id, count(*) FROM history WHERE from_status = 'pending' AND reward_id IS NULL GROUP BY 1"
    )
    assert Counter(count for _, count in ended) == {1: 24}
    assert company.faults() == []


def test_fifty_commands_at_once_never_pass_the_limit_of_open_requests(company: Company) -> None:
    answers = company.at_once([company.ask(f"t{n}", points=n + 1) for n in range(50)])
    limit = company.world.policy.open_requests_max
    assert sum(isinstance(answer, Asked) for answer in answers) == limit
    assert {answer.why for answer in answers if isinstance(answer, Refusal)} == {Why.TOO_MANY_OPEN}
    assert sum(company.statuses().values()) == limit


def test_a_delivery_that_comes_twenty_times_at_once_is_one_request(company: Company) -> None:
    answers = company.at_once([company.ask("the same") for _ in range(20)])
    assert len({answer.request.id for answer in answers}) == 1
    assert sum(company.statuses().values()) == 1


class Enkash:
    """Allocates, and knows how many of one recipient were with it at once."""

    def __init__(self, pause_seconds: float = 0.002) -> None:
        self.posts: Counter[str] = Counter()
        self.at_once_max = 0
        self._under_way: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._pause = pause_seconds

    def allocate(self, allocation: Allocation, *, proceed: Callable[[], bool], leaves: Callable[[], bool]) -> Outcome:
        assert proceed()
        assert leaves()
        email = allocation.card_holder.email
        with self._lock:
            self.posts[allocation.reference] += 1
            self._under_way[email] += 1
            self.at_once_max = max(self.at_once_max, *self._under_way.values())
        threading.Event().wait(self._pause)
        with self._lock:
            self._under_way[email] -= 1
        return Allocated()

    def find(self, allocation: Allocation) -> Any:
        raise AssertionError("nothing is unknown here")

    def balance_of(self, card_holder: object) -> None:
        return None


def approved(company: Company, count: int) -> list[Request]:
    requests = company.asked(count)
    for request in requests:
        Decider(company.ledgers[0], company.world.policy).approve(Click(request.id, RAVI))
    return requests


def carry_all(company: Company, enkash: Any) -> None:
    """Every process carries with all its threads until nothing is left to send."""
    lanes = [MoneyLane(Sender(ledger, company.world.policy, timeout_seconds=30), enkash) for ledger in company.ledgers]
    for lane in lanes:
        lane._sender._inherited_up_to = 0  # they were there before anything was asked

    def carry(lane: MoneyLane) -> None:
        idle = 0
        while idle < 40:
            try:
                idle = 0 if lane.run_once() else idle + 1
            except LedgerBusy:
                idle = 0
            if idle:
                threading.Event().wait(0.02)

    with ThreadPoolExecutor(PROCESSES * THREADS) as pool:
        list(pool.map(carry, [lane for lane in lanes for _ in range(THREADS)]))


def test_sixteen_carriers_pay_each_reward_once_and_one_recipient_one_at_a_time(company: Company) -> None:
    requests = approved(company, 40)
    enkash = Enkash()
    carry_all(company, enkash)
    assert enkash.posts == {request.reward.reference: 1 for request in requests}
    assert enkash.at_once_max == 1
    assert company.statuses() == {(RequestStatus.APPROVED, RewardStatus.ALLOCATED): 40}
    assert company.faults() == []
    assert company.counted_anew()


def test_sending_is_paused_once_however_many_say_so(company: Company) -> None:
    def turn(ledger: PostgresLedger) -> bool:
        return Switch(ledger).pause("a test", "why")

    def on(ledger: PostgresLedger) -> bool:
        return Switch(ledger).resume("a test").was_paused

    for _ in range(10):
        assert Counter(company.at_once([turn] * 12)) == {True: 1, False: 11}
        assert Counter(company.at_once([on] * 12)) == {True: 1, False: 11}
    assert company.faults() == []


def test_what_is_claimed_while_sending_resumes_is_not_left_asleep(company: Company) -> None:
    requests = approved(company, 30)
    Switch(company.ledgers[0]).pause("a test", "why")
    enkash = Enkash()
    resumed = threading.Timer(0.15, lambda: Switch(company.ledgers[1]).resume("a test"))
    resumed.start()
    carry_all(company, enkash)
    resumed.join()
    assert enkash.posts == {request.reward.reference: 1 for request in requests}


def test_the_history_is_sealed_whole_while_everybody_writes(company: Company) -> None:
    """A number drawn earlier may be kept later: sealed too soon, its entry would be left out for good."""
    ended = threading.Event()

    def seal() -> None:
        while not ended.is_set():
            try:
                Sealer(company.ledgers[0]).seal()
            except LedgerBusy:
                continue

    sealer = threading.Thread(target=seal)
    sealer.start()
    requests = company.asked(60)
    for start in range(0, len(requests), 16):
        company.at_once([company.approve(request, RAVI) for request in requests[start : start + 16]])
    ended.set()
    sealer.join()
    assert company.faults() == []
    ((entries,),) = company.world.rows("SELECT count(*) FROM history")
    ((sealed,),) = company.world.rows("SELECT max(entries) FROM seals")
    assert sealed == entries
    assert company.counted_anew()


def test_one_process_leads_and_another_when_it_is_gone(company: Company) -> None:
    assert [ledger.leads() for ledger in company.ledgers] == [True, False, False, False]
    assert [ledger.leads() for ledger in company.ledgers] == [True, False, False, False]
    company.ledgers[0].close()
    others = company.ledgers[1:]
    wait_until(lambda: any(ledger.leads() for ledger in others))
    assert sum(ledger.leads() for ledger in others) == 1


def test_who_asks_to_take_back_waits_for_nobody_who_settles_what_was_asked_before(company: Company) -> None:
    """The settling holds the reversal, and then wants its reward; whoever asks holds the reward."""
    world = company.world
    given = world.asked()
    world.approve(given)
    world.carry()
    reverser = Reverser(company.ledgers[0], world.policy, random_letters)
    asked = reverser.undo(read_undo(f"{given.id} by mistake"), Line("T0", DESIGN, MEERA, "once", ""))
    assert isinstance(asked, Asked)
    with company.ledgers[1].write() as tx:
        tx.request(asked.request.id)
        again = reverser.undo(read_undo(f"{given.id} by mistake"), Line("T0", DESIGN, MEERA, "twice", ""))
        tx.request(given.id)
    assert isinstance(again, NotTakenBack)


def test_what_a_stop_puts_back_waits_in_no_circle_with_another_process_that_claims(company: Company) -> None:
    """The other process has one of the requests in hand, and then wants the recipient of the other one."""
    asked = [company.ask(f"t{person}", recipient_id=person)(company.ledgers[0]) for person in (ASHA, FARAH)]
    sender = Sender(company.ledgers[0], company.world.policy, timeout_seconds=30)
    sends = []
    for each in asked:
        company.approve(each.request, RAVI)(company.ledgers[0])
        send = sender.next_step()
        assert isinstance(send, Send)
        sends.append(send)
    earlier, later = sorted((send.reward for send in sends), key=lambda reward: reward.id)
    with company.ledgers[1].write() as tx:
        tx.request(later.request_id)
        stop = threading.Thread(target=sender.put_back, args=(sends, "a stop"))
        stop.start()
        wait_until(lambda: company.world.rows(SOMEBODY_WAITS))
        tx.lease_of_recipient(earlier.recipient_id)
    stop.join()
    assert company.statuses() == {(RequestStatus.APPROVED, RewardStatus.APPROVED): 2}


def test_two_processes_that_are_told_of_one_user_group_do_not_mix_what_they_were_told(company: Company) -> None:
    def replace_members(ledger: PostgresLedger) -> None:
        with ledger.write() as tx:
            tx.replace_members("S1", [RAVI])

    with company.ledgers[0].write() as tx:
        tx.replace_members("S1", [RAVI, FARAH])
        other = threading.Thread(target=replace_members, args=(company.ledgers[1],))
        other.start()
        wait_until(lambda: company.world.rows(SOMEBODY_WAITS))
    other.join()
    with company.ledgers[0].read() as view:
        assert view.members(["S1"]) == {"S1": (RAVI,)}
