"""One run: so many deeds of people, processes and nature in an order that the seed decides, then calm until rest."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.core.errors import LedgerError
from bot.enkash.client import CredentialsRefused
from bot.ledger.opening import SQLITE
from tests.postgres import Server
from tests.simulation.books import Violation, untrue
from tests.simulation.checker import check, unsaid
from tests.simulation.company import EVERYBODY, Company
from tests.simulation.copies import Copies
from tests.simulation.deeds import Deed, carry_money, character_of
from tests.simulation.enkash import LATE_SECONDS_MAX, SimulatedEnkash
from tests.simulation.ground import POLICY, TIMEOUT_SECONDS, new_ledger, settings
from tests.simulation.homes import stale
from tests.simulation.nature import DEATH_MEANWHILE, Nature
from tests.simulation.replica import Replica
from tests.simulation.rules import check_rules
from tests.simulation.slack import SimulatedSlack

DEEDS = 36
# Of so many lives all but one are short: what comes of few deeds in all their mixtures is seen by many beginnings.
ONE_LONG_IN = 4
DEEDS_IN_SHORT = 18
# What is due in the end: backoffs, look-ups, a deadline and the pauses between the last look-ups.
CALM_SECONDS = (60, 400, 4_000, 40_000, 90_000, 90_000)
DAY_SECONDS = 24 * 3_600.0


class Run:
    """One life of the company. `go()` gives what was violated: nothing, one hopes."""

    def __init__(self, seed: int, url: str) -> None:
        nature = Nature(seed)
        self._deeds = DEEDS if seed % ONE_LONG_IN == 0 else DEEDS_IN_SHORT
        self.nature: Nature = nature
        self.character = character = character_of(nature, is_in_a_file=url.startswith(SQLITE))
        self.enkash: SimulatedEnkash = SimulatedEnkash(nature, character.on_repeat, TIMEOUT_SECONDS)
        self.slack = SimulatedSlack(nature)
        self.slack.witness = self._hear
        self.lies: list[str] = []
        self.busy: list[Replica] = []
        """Those that do something now; one that sleeps on the way has others beside it."""
        self.replicas = [
            Replica(name, nature, url, settings(), POLICY, self.enkash, self.slack)
            for name in ("one", "two", "three")[: character.replicas]
        ]
        self._is_with_a_day = "Slack is away for a day" in character.chapters
        self.company: Company = Company(nature, self.enkash, do_people_leave="people come and go" in character.chapters)
        self.copies: Copies = Copies(nature, Path(url.removeprefix(SQLITE)), self.replicas, self.company)
        # What a process has in hand when it dies is in doubt; a day without Slack must lose nothing by itself.
        nature.is_deadly = not self._is_with_a_day
        nature.meanwhile = self._deed
        nature.long_meanwhile = self._carry_on_without

    def open_homes(self) -> None:
        """Everybody looks at their Home, which then follows whatever happens in this life."""

        def look(run: Run, bot: Replica) -> None:
            with bot.ledger.write() as tx:
                for person in EVERYBODY:
                    tx.open_home(person)

        self._do(self.replicas[0], look)

    def go(self) -> list[Violation]:
        told = (f"{len(self.replicas)} processes", *sorted(self.character.chapters))
        self.nature.note("a repeat is", self.character.on_repeat, *told)
        for number in range(self._deeds):
            if self._is_with_a_day and number == self._deeds // 2:
                self._live_a_day_without_slack()
            self._deed()
        self._come_to_rest()
        found = check(self.replicas[0].ledger, self.enkash, self.slack, self.company)
        found += check_rules(self.replicas[0].ledger, has_rolled_back=self.company.has_rolled_back)
        found += unsaid(self.replicas[0].ledger, self.slack, self.company, deaths=self.nature.deaths)
        found += [Violation("a message claims what EnKash did not do", text) for text in self.lies]
        if self.slack.homes and not self.company.has_rolled_back:
            found += stale(self.replicas[0].ledger, self.slack)
        for replica in self.replicas:
            replica.close()
        return found

    def _deed(self) -> None:
        idle = [replica for replica in self.replicas if replica not in self.busy]
        if idle:
            self._do(self.nature.pick(idle), self.nature.pick(self.character.deeds))

    def _do(self, bot: Replica, deed: Deed) -> None:
        self.busy.append(bot)
        try:
            with bot.living():
                deed(self, bot)
        except LedgerError as error:
            # What a person would hear, and try again later; what a thread of the outbox would wait out.
            self.nature.note("ledger", type(error).__name__)
        finally:
            self.busy.remove(bot)

    def _carry_on_without(self) -> None:
        """What becomes of a sleeper's work: its lease ends, a person settles it, another process takes it over, and in
        the worst case dies between EnKash's answer and its being written down, just before the sleeper wakes."""
        is_worst = self.nature.chance.random() < 0.6
        trouble = self.enkash.trouble
        for _ in range(1 if is_worst else self.nature.chance.randint(1, 3)):
            self.nature.pass_time(self.nature.chance.uniform(40 if is_worst else 20, 120))
            self.enkash.deliver_late()
            self.enkash.trouble = 0.0 if is_worst else trouble
            for bot in self.replicas:
                if bot not in self.busy:
                    self._do(bot, lambda run, one: carry_money(one))
                    self._do(bot, lambda run, one: run.company.settle(one, hesitation=0.1))
                    with self.nature.dying(DEATH_MEANWHILE, 1.0 if is_worst else DEATH_MEANWHILE):
                        for _ in range(3):
                            self._do(bot, lambda run, one: carry_money(one))
        self.enkash.trouble = trouble

    def _live_a_day_without_slack(self) -> None:
        """Slack answers nothing for a day and more, while everything else goes on; clicks that were made come in."""
        nature, slack = self.nature, self.slack
        nature.note("slack is away for a day")
        slack.answers_again_at_seconds = nature.monotonic_seconds + DAY_SECONDS * nature.chance.uniform(1.0, 1.3)
        is_away = True
        while is_away:
            nature.pass_time(nature.chance.uniform(600, 10_000))
            is_away = slack.is_away
            if not is_away:
                nature.note("slack is back")
            self.enkash.deliver_late()
            for _ in range(3):
                self._deed()

    def _hear(self, text: str) -> None:
        """Every word is held against EnKash's books at the moment it is said."""
        if untrue(text, self.replicas[0].ledger, self.enkash):
            self.lies.append(text)

    def _come_to_rest(self) -> None:
        """Nothing goes wrong any more, whoever can settle does, and time passes until nothing is left to do."""
        nature, enkash = self.nature, self.enkash
        nature.note("calm")
        nature.is_calm = True
        enkash.trouble = self.slack.trouble = 0.0
        enkash.is_down = self.slack.is_down = self.slack.has_no_token = False
        self.slack.closed_places = set()
        enkash.books.unlock()
        if self.copies.newest is not None and nature.chance.random() < 0.3:
            self.copies.put_back()
            is_new = True
        else:
            is_new = nature.chance.random() < 0.5
        for replica in self.replicas:
            # One that was refused Slack's token tries with one message in half a minute, until a call is taken.
            if is_new or replica.messages.token.trouble:
                replica.restart()
        nature.pass_time(LATE_SECONDS_MAX + 60)
        enkash.deliver_late()
        for seconds in CALM_SECONDS:
            enkash.books.balance = max(enkash.books.balance, 50_000)
            self.replicas[0].switch.resume("operator")
            nature.pick(self.replicas).carry()
            nature.pass_time(seconds)
        # In calm a comparison comes to its end, or it would raise; where token calls got lost before the first that was
        # answered, none is made before a person has looked.
        if "comparisons" in self.character.chapters:
            with suppress(CredentialsRefused):
                self.replicas[0].daily.run_once()
            self.replicas[0].carry()
        # Homes gather for a moment what has changed: they show the last of it one look later.
        if self.slack.homes:
            nature.pass_time(60)
            self.replicas[0].carry()


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of one run: how many rewards were asked for, what was violated, and the nature with its trace."""

    rewards: int
    violations: list[Violation]
    nature: Nature


def run(seed: int, server: Server | None = None, *, with_homes: bool = False) -> Ended:
    """One run, from its seed alone; on SQLite, or on this server. `with_homes`: with everybody's Home open."""
    with _silence(), new_ledger(server) as url:
        life = Run(seed, url)
        if with_homes:
            life.open_homes()
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
