"""What people do: ask, decide, settle, pause, leave. They do it at any time, in any order, twice, and with no right."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from bot.core.command import Ask
from bot.core.errors import ShabashError
from bot.core.policy import Standing, User
from bot.core.resolution import Resolution
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.ledger.sqlite import SqliteLedger
from bot.outbox.reconciling import Stopped
from bot.rewards.asking import Asked, Line
from bot.rewards.deciding import Click
from tests.simulation.enkash import SimulatedEnkash
from tests.simulation.nature import Nature
from tests.simulation.replica import Replica

MEERA, RAVI, FARAH, ASHA, NIKHIL = "U02MEERA", "U02RAVI", "U05FARAH", "U02ASHA", "U07NIKHIL"
EVERYBODY = (MEERA, RAVI, FARAH, ASHA, NIKHIL)
CHANNELS = ("C02DESIGN", "C02LEADS")
URL = "https://hooks.slack.com/answer"


class Company:
    """Everybody at once. What they asked for and were told is kept in `promised`, for the checker."""

    def __init__(self, nature: Nature, replicas: list[Replica], enkash: SimulatedEnkash) -> None:
        self.nature = nature
        self.replicas = replicas
        self.enkash = enkash
        self.promised: dict[str, Ask] = {}
        self.lost: set[str] = set()
        """What was asked for and is in no ledger any more, since an older one was restored."""
        self.has_rolled_back = False
        self.approvals: list[tuple[str, str]] = []
        self._triggers = 0

    def forget_all_but(self, kept: Collection[str], asked: Collection[str]) -> None:
        """The ledger has become an older one: of what was `asked` for, all that is not `kept` is in none."""
        self.has_rolled_back = True
        self.lost |= set(asked) - set(kept)
        self.promised = {request_id: ask for request_id, ask in self.promised.items() if request_id in kept}

    def ask(self, bot: Replica) -> None:
        """Somebody asks; the same delivery may arrive twice, at any of the replicas."""
        giver = self.nature.pick((MEERA, MEERA, NIKHIL, NIKHIL, RAVI, FARAH))
        recipient = self.nature.pick((ASHA, ASHA, ASHA, FARAH, MEERA, NIKHIL))
        self._triggers += 1
        line = Line("T0", self.nature.pick(CHANNELS), giver, f"trigger {self._triggers}", URL)
        ask = Ask(recipient, self.nature.chance.randint(1, 500), ("a demo",))
        for _ in range(2 if self.nature.happens(0.1) else 1):
            asked = bot.asker.ask(ask, line)
            if isinstance(asked, Asked):
                self.promised[asked.request.id] = ask
                self.nature.note(giver, "asked", asked.request.id)

    def decide(self, bot: Replica) -> None:
        """Somebody, entitled or not, clicks on something, perhaps long decided, perhaps twice."""
        request = self._any_request(bot)
        if request is None:
            return
        person = self.nature.pick((*(RAVI, FARAH) * 4, *EVERYBODY))
        click = Click(request.id, person, URL)
        for _ in range(2 if self.nature.happens(0.2) else 1):
            what = self.nature.pick(["approve"] * 8 + ["decline", "cancel"])
            self.nature.note(person, what, request.id)
            match what:
                case "approve":
                    bot.decider.approve(click)
                case "decline":
                    bot.decider.decline(click, "not now")
                case _:
                    bot.decider.cancel(click)

    def settle(self, bot: Replica, *, hesitation: float = 0.6) -> None:
        """An operator settles what stayed open, and says what is true: they look at EnKash's own books."""
        for request in _requests(bot.ledger):
            reward = request.rewards[0]
            if not (reward.is_in_doubt or reward.status is RewardStatus.FAILED) or self.nature.happens(hesitation):
                continue
            if self.enkash.is_on_its_way(reward.reference):
                continue
            is_there = self.enkash.credits()[reward.reference] > 0
            if reward.status is RewardStatus.FAILED:
                said = Resolution.SEND_AGAIN
            elif is_there:
                said = Resolution.HAPPENED
            else:
                said = self.nature.pick([Resolution.DID_NOT_HAPPEN, Resolution.GIVE_UP])
            self.nature.note("operator", said, reward.id)
            bot.operators.settle(Click(reward.id, self.nature.pick((RAVI, FARAH))), said, "seen in the dashboard")

    def switch(self, bot: Replica) -> None:
        """Sending is resumed, or paused."""
        if self.nature.happens(0.2):
            bot.switch.pause("operator", "for a look")
        else:
            self.enkash.books.balance = max(self.enkash.books.balance, 20_000)
            bot.switch.resume("operator")

    def compare(self, bot: Replica) -> None:
        """A day's comparison with EnKash begins, in whatever weather."""
        with suppress(ShabashError, Stopped):
            bot.daily.run_once()

    def change(self, bot: Replica) -> None:
        """Slack says something else of somebody."""
        person = self.nature.pick((ASHA, NIKHIL, FARAH))
        standing = self.nature.pick([Standing.MEMBER, Standing.MEMBER, Standing.GUEST, Standing.DEACTIVATED])
        self.nature.note(person, "is", standing)
        with bot.ledger.write() as tx:
            tx.replace_users([User(person, person.title(), standing)], as_of=tx.now)

    def _any_request(self, bot: Replica) -> Request | None:
        requests = _requests(bot.ledger)
        pending = [request for request in requests if request.status is RequestStatus.PENDING]
        if pending and not self.nature.happens(0.2):
            return self.nature.pick(pending)
        return self.nature.pick(requests) if requests else None


def _requests(ledger: SqliteLedger) -> tuple[Request, ...]:
    with ledger.read() as view:
        return view.requests()
