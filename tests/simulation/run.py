"""One run: so many deeds of people, processes and nature in an order that the seed decides, then calm until rest."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

import sqlite_utils
from pydantic import SecretStr

from bot.core.errors import LedgerError
from bot.core.policy import Standing, User
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.ledger import copying
from bot.ledger.sqlite import SqliteLedger
from bot.playground import sample
from bot.playground.enkash_books import OnRepeat
from bot.playground.play import import_sample_people
from bot.rewards.restoring import hold
from bot.settings import Settings, to_policy
from tests.simulation.checker import Violation, check, claims_too_much
from tests.simulation.company import EVERYBODY, FARAH, RAVI, Company
from tests.simulation.enkash import LATE_SECONDS_MAX, SimulatedEnkash
from tests.simulation.nature import FIRST_MOMENT, Killed, Nature
from tests.simulation.replica import Replica
from tests.simulation.slack import SimulatedSlack

POLICY = to_policy(
    f'[approvals]\napprovers = ["{RAVI}", "{FARAH}"]\nexpires_hours = 6\n[operators]\npeople = ["{RAVI}", "{FARAH}"]'
)
TIMEOUT_SECONDS = 30.0
DEEDS = 90
# Where files are memory: a run is about what is committed, not about how a disk keeps it.
MEMORY = Path("/dev/shm")


class Run:
    """One life of the company. `go()` gives what was violated: nothing, one hopes."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.seed = seed
        self.nature = nature = Nature(seed)
        shutil.copy(template(), folder / "shabash.db")
        self.enkash: SimulatedEnkash = SimulatedEnkash(nature, nature.pick(get_args(OnRepeat)), TIMEOUT_SECONDS)
        self.slack = SimulatedSlack(nature)
        self.slack.witness = self._hear
        self.lies: list[str] = []
        self._folder = folder
        self._backup: Backup | None = None
        names = ["one", "two", "three"][: nature.pick([1, 2, 2, 3])]
        self._busy: list[Replica] = []
        self.replicas = [Replica(name, nature, folder, settings(), POLICY, self.enkash, self.slack) for name in names]
        self.company: Company = Company(nature, self.replicas, self.enkash)
        nature.meanwhile = self._deed
        nature.long_meanwhile = self._carry_on_without

    def go(self) -> list[Violation]:
        for _ in range(DEEDS):
            self._deed()
        self._come_to_rest()
        found = check(self.replicas[0].ledger, self.enkash, self.slack, self.company)
        found += [Violation("a message claims what EnKash did not do", text) for text in self.lies]
        for replica in self.replicas:
            replica.ledger.close()
            replica.enkash.close()
        return found

    def _deed(self) -> None:
        idle = [replica for replica in self.replicas if replica not in self._busy]
        if not idle:
            return
        self._do(self.nature.pick(idle), self.nature.pick(_DEEDS))

    def _do(self, bot: Replica, deed: _Deed) -> None:
        self._busy.append(bot)
        try:
            with bot.living():
                deed(self, bot)
        except LedgerError as error:
            # What a person would hear, and try again later; what a thread of the outbox would wait out.
            self.nature.note("ledger", type(error).__name__)
        finally:
            self._busy.remove(bot)

    def _carry_on_without(self) -> None:
        """What becomes of a sleeper's work: its lease ends, a person settles it, another process takes it over, and in
        the worst case dies between EnKash's answer and its being written down, just before the sleeper wakes."""
        is_worst = self.nature.chance.random() < 0.5
        for _ in range(1 if is_worst else self.nature.chance.randint(1, 3)):
            self.nature.pass_time(self.nature.chance.uniform(20, 120))
            self.enkash.deliver_late()
            for bot in self.replicas:
                if bot not in self._busy:
                    self._do(bot, lambda run, one: _money(one))
                    self._do(bot, lambda run, one: run.company.settle(one, hesitation=0.1))
                    self.nature.death_unwritten = 1.0 if is_worst else self.nature.death
                    for _ in range(3):
                        self._do(bot, lambda run, one: _money(one))
                    self.nature.death_unwritten = self.nature.death

    def _hear(self, text: str) -> None:
        """Every word is held against EnKash's books at the moment it is said."""
        if claims_too_much(text, self.replicas[0].ledger, self.enkash):
            self.lies.append(text)

    def _weather(self) -> None:
        """How bad it is from now on, at EnKash and at Slack."""
        nature = self.nature
        self.enkash.trouble = nature.pick([0.0, 0.0, 0.2, 0.6])
        self.enkash.is_down = nature.happens(0.1)
        self.slack.trouble = nature.pick([0.0, 0.1, 0.5])
        self.slack.is_down = nature.happens(0.15)
        self.slack.has_no_token = nature.happens(0.05)
        self.slack.closed_places = {"C02LEADS"} if nature.happens(0.3) else set()
        nature.note("weather", self.enkash.trouble, self.enkash.is_down, self.slack.trouble, self.slack.is_down)

    def _wait(self) -> None:
        seconds = self.nature.pick([1, 1, 6, 6, 20, 20, 46, 46, 120, 120, 1_000, 1_000, 30_000])
        self.nature.pass_time(self.nature.chance.uniform(0, seconds))
        self.enkash.deliver_late()

    def _back_up(self, bot: Replica) -> None:
        """A copy of the ledger as it is now."""
        copy = self._folder / "backup.db"
        copy.unlink(missing_ok=True)
        copying.back_up(bot.ledger.path, copy)
        with bot.ledger.read() as view:
            requests = view.requests()
        is_quiet = not any(_may_be_decided_or_settled_anew(request) for request in requests)
        self._backup = Backup(copy, frozenset(request.id for request in requests), is_quiet=is_quiet)
        self.nature.note("backup", len(requests))

    def _roll_back(self, bot: Replica) -> None:
        """The ledger falls back to its backup, as soon as nobody is at work; every process starts again on it."""
        if self._backup is None or self._busy != [bot]:
            return
        for replica in self.replicas:
            replica.die()
        self._restore()
        for replica in self.replicas:
            if replica is not bot:
                replica.restart()
        raise Killed

    def _restore(self) -> None:
        """Through `shabash ledger restore`; or by hand, where nothing that EnKash does not show yet can go wrong."""
        backup = self._backup
        assert backup is not None
        path = self.replicas[0].ledger.path
        with self.replicas[0].ledger.read() as view:
            asked = [request.id for request in view.requests()]
        for replica in self.replicas:
            replica.ledger.close()
        is_by_hand = backup.is_quiet and not self.enkash.late and self.nature.chance.random() < 0.7
        self.nature.note("restored", "by hand" if is_by_hand else "held")
        if is_by_hand:
            copying.remove(path)
            shutil.copy(backup.copy, path)
        else:
            copying.put_in_place(path, backup.copy, self.nature.now(), self._hold)
        self.company.forget_all_but(backup.requests, asked)

    def _hold(self, path: Path) -> None:
        ledger = SqliteLedger(path, clock=self.nature.now)
        with ledger.write() as tx:
            hold(tx, "operator")
        ledger.close()

    def _come_to_rest(self) -> None:
        """Nothing goes wrong any more, whoever can settle does, and time passes until nothing is left to do."""
        self.nature.note("calm")
        self.nature.is_calm = True
        self.enkash.trouble = self.slack.trouble = 0.0
        self.enkash.is_down = self.slack.is_down = self.slack.has_no_token = False
        self.slack.closed_places = set()
        self.enkash.books.unlock()
        if self._backup is not None and self.nature.chance.random() < 0.3:
            self._restore()
        for replica in self.replicas:
            replica.restart()
        self.nature.pass_time(LATE_SECONDS_MAX + 60)
        self.enkash.deliver_late()
        for seconds in (60, 400, 4_000, 40_000, 90_000, 90_000):
            self.enkash.books.balance = max(self.enkash.books.balance, 50_000)
            self.replicas[0].switch.resume("operator")
            for replica in self.replicas:
                replica.carry()
            self.nature.pass_time(seconds)
        # In calm a comparison comes to its end, or it would raise; it is the longest of all deeds, so not in each run.
        if self.nature.pick([True, False, False, False]):
            self.replicas[0].daily.run_once()
            self.replicas[0].carry()


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the ledger, and what had been asked for by then. `is_quiet`: in it nothing waits for a decision or a
    person, who could not know what has become of it since."""

    copy: Path
    requests: frozenset[str]
    is_quiet: bool


def _may_be_decided_or_settled_anew(request: Request) -> bool:
    is_refused = request.reward.status is RewardStatus.FAILED
    return request.status is RequestStatus.PENDING or is_refused


_Deed = Callable[[Run, Replica], None]
_DEEDS: tuple[_Deed, ...] = (
    *[lambda run, bot: run.company.ask(bot)] * 6,
    *[lambda run, bot: run.company.decide(bot)] * 9,
    *[lambda run, bot: _money(bot)] * 14,
    *[lambda run, bot: _messages(bot)] * 10,
    *[lambda run, bot: run._wait()] * 6,
    *[lambda run, bot: run._weather()] * 2,
    *[lambda run, bot: run.company.settle(bot)] * 2,
    lambda run, bot: run.company.switch(bot),
    lambda run, bot: run.company.change(bot),
    lambda run, bot: run.company.compare(bot),
    lambda run, bot: run.nature.jump(run.nature.chance.uniform(-7_200, 7_200)),
    lambda run, bot: run.enkash.books.forget_tokens(),
    lambda run, bot: _die(bot),
    *[lambda run, bot: run._back_up(bot)] * 2,
    lambda run, bot: run._roll_back(bot),
)


def _money(bot: Replica) -> None:
    for _ in range(3):
        bot.money.run_once()


def _messages(bot: Replica) -> None:
    for _ in range(3):
        bot.messages.run_once()


def _die(bot: Replica) -> None:
    bot.die()
    raise Killed


@cache
def settings() -> Settings:
    account = sample.ENKASH
    return Settings(
        slack_bot_token=SecretStr(sample.IDENTITY.bot_token),
        slack_signing_secret=SecretStr(sample.IDENTITY.signing_secret),
        enkash_api_url="https://enkash.example.com",
        enkash_token_url="https://enkash.example.com/oauth/token",
        enkash_partner_id=account.partner_id,
        enkash_company_id=account.company_id,
        enkash_card_account_id=account.card_account_id,
        enkash_client_id=account.client_id,
        enkash_client_secret=SecretStr(account.client_secret),
        enkash_username=account.username,
        enkash_password=SecretStr(account.password),
        enkash_timeout_seconds=TIMEOUT_SECONDS,
        history_key=SecretStr(sample.HISTORY_KEY),
    )


@cache
def template() -> Path:
    """A ledger with everybody in it, made once and copied for each run."""
    path = scratch() / "template.db"
    ledger = SqliteLedger(path, clock=lambda: FIRST_MOMENT)
    import_sample_people(ledger)
    with ledger.write() as tx:
        tx.replace_users([User(who, who.title(), Standing.MEMBER) for who in EVERYBODY], as_of=tx.now)
    ledger.close()
    database = sqlite_utils.Database(path)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@cache
def scratch() -> Path:
    return Path(tempfile.mkdtemp(prefix="shabash-simulation-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None))


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of one run: how many rewards were asked for, what was violated, and the nature with its trace."""

    rewards: int
    violations: list[Violation]
    nature: Nature


def run(seed: int) -> Ended:
    """One run, from its seed alone."""
    with _silence(), tempfile.TemporaryDirectory(dir=scratch()) as folder:
        life = Run(seed, Path(folder))
        violations = life.go()
        return Ended(len(life.company.promised), violations, life.nature)


@contextmanager
def _silence() -> Iterator[None]:
    """No log while a run lasts: it would be most of the time that the run takes."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
