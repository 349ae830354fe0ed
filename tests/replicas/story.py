"""One ledger through many troubles: four processes, one trouble after the other; in the end calm, and the check."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.core.errors import LedgerError
from bot.playground.slack_delivery import NoAnswer
from tests.kills.people import posting_to
from tests.kills.points import HEARING
from tests.kills.town import CALM_PAUSES_SECONDS, LAST_PAUSES_SECONDS, Told, Town
from tests.kills.verdict import judged
from tests.line import Line
from tests.postgres import OwnServer
from tests.replicas.place import Place
from tests.replicas.troubles import TROUBLES, Trouble
from tests.waiting import wait_until

# Each carries, and half of them hear Slack too.
ROLES = ("run", "run", "worker", "worker")
DEEDS_AT_ONCE = 4
AIMING_ROUNDS = 5
LOOK_UPS_COME_DUE_SECONDS = 10
# People need a moment between their deeds; without one they would keep every core busy.
BREATH_SECONDS = 0.2
# What passes between two troubles, for everybody.
PAUSES_SECONDS = (0, 0, 5, 61)


class Story(Town):
    """`go` lives through these troubles. They may end the server and start it again."""

    def __init__(self, seed: int, folder: Path, server: OwnServer, url: str) -> None:
        super().__init__(seed, folder, url)
        self.server = server
        self._aim = ""
        self._is_over = threading.Event()
        self.places = [Place(role, folder, self.env, Line(url), self.told.verdict) for role in ROLES]
        self.slack.deliver_by(self._deliver)

    def go(self, troubles: Sequence[str]) -> Told:
        """One trouble after the other, each by its name."""
        for place in self.places:
            place.wait_until_it_works()
        with ThreadPoolExecutor(2) as others:
            at_work = [others.submit(self._go_on), others.submit(self._supervise)]
            try:
                for trouble in troubles:
                    self._befall(TROUBLES[trouble])
            finally:
                self._is_over.set()
            for one in at_work:
                one.result()
        self.told.kills = len(troubles)
        self._come_to_rest()
        judged(self.told.verdict, self.ledger, self.enkash, self.slack, self.people)
        return self.told

    def _befall(self, trouble: Trouble) -> None:
        self.clear()
        self.weather()
        self.now.pass_time(self.chance.choice(PAUSES_SECONDS))
        trouble(self)
        for place in self.places:
            place.keep()
            place.wait_until_it_works()
        self.wait_up_to(0.3)

    def place_for(self, point: str) -> Place:
        """One that may come by that point, to which people now lead more often."""
        self._aim = point
        return self.chance.choice([place for place in self.places if place.role == "run" or point not in HEARING])

    def any_place(self) -> Place:
        return self.chance.choice(self.places)

    def some_places(self) -> Sequence[Place]:
        """One of them, or all."""
        return self.chance.choice(([self.any_place()], self.places))

    def aim(self, found: Callable[[], bool]) -> None:
        """Wait for it, but not for ever; meanwhile look-ups come due."""
        for _ in range(AIMING_ROUNDS):
            self.wait_up_to(1.0, found)
            if found():
                return
            self.now.pass_time(LOOK_UPS_COME_DUE_SECONDS)

    def aimed(self, at: str, is_hit: bool) -> None:
        """What should have happened in a trouble, and whether it did."""
        self.told.aimed[at] += 1
        self.told.hits[at] += is_hit

    def wait_up_to(self, seconds: float, found: Callable[[], bool] = lambda: False) -> None:
        """For what need not come."""
        a_moment = threading.Event()
        for _ in range(round(seconds / 0.02)):
            if found():
                return
            a_moment.wait(0.02)

    def _go_on(self) -> None:
        """People ask and decide, whether or not anybody answers; whoever sees no ledger looks again."""
        while not self._is_over.wait(BREATH_SECONDS):
            try:
                self.people.act(DEEDS_AT_ONCE, self._aim)
            except LedgerError:
                self._is_over.wait(0.1)

    def _supervise(self) -> None:
        while not self._is_over.wait(0.05):
            for place in self.places:
                place.keep()

    def _deliver(self, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        """To any process that hears Slack, as what stands before them would."""
        ports = [place.life.port() for place in self.places if not place.is_stopped]
        hearing = [port for port in ports if port]
        if not hearing:
            raise NoAnswer(slow=False)
        return posting_to(self.chance.choice(hearing), lambda: None)(headers, body)

    def _come_to_rest(self) -> None:
        """Nothing goes wrong any more, whoever can settle does, and time passes until nothing is left to do."""
        self.calm()
        for place in self.places:
            place.replace()
            place.is_calm = True
        for seconds in CALM_PAUSES_SECONDS:
            self._wait_in_calm(seconds)
            self.people.at_once([self.people.see_to_trouble])
        for seconds in (0, *LAST_PAUSES_SECONDS):
            self._wait_in_calm(seconds)
        for place in self.places:
            place.end()

    def _wait_in_calm(self, seconds: float) -> None:
        self.now.pass_time(seconds)
        wait_until(lambda: not self.is_anything_due(), 150)

    def close(self) -> None:
        for place in self.places:
            place.close()
        super().close()
