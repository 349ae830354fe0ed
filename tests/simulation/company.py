"""What people do: ask, decide, settle, pause, leave. They do it at any time, in any order, twice, and with no right."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from bot.core.command import Ask
from bot.core.errors import ShabashError
from bot.core.policy import Standing, User
from bot.core.resolution import Resolution
from bot.core.reversal import Undo
from bot.core.reward import Reward, RewardStatus
from bot.ledger.keeping import Keeping
from bot.ledger.rows import to_reward
from bot.outbox.reconciling import Stopped
from bot.rewards.asking import Asked, Line
from bot.rewards.deciding import Click
from tests.simulation.enkash import SimulatedEnkash
from tests.simulation.nature import WAITS, WAITS_AT_COMPARISON, Nature
from tests.simulation.replica import Replica

MEERA, RAVI, FARAH, ASHA, NIKHIL = "U02MEERA", "U02RAVI", "U05FARAH", "U02ASHA", "U07NIKHIL"
EVERYBODY = (MEERA, RAVI, FARAH, ASHA, NIKHIL)
CHANNELS = ("C02DESIGN", "C02LEADS")
WHAT_IS_CLICKED = ("approve",) * 8 + ("approve less",) * 2 + ("decline", "cancel")
# In so many lives somebody asks privately, and then for so many of all.
PRIVATE_LIVES, PRIVATE_REQUESTS = 0.06, 0.4
URL = "https://hooks.slack.com/answer"


class Company:
    """Everybody at once. What they asked for and were told is kept in `promised`, for the checker."""

    def __init__(self, nature: Nature, enkash: SimulatedEnkash, *, do_people_leave: bool) -> None:
        self.nature = nature
        self.enkash = enkash
        self._do_people_leave = do_people_leave
        self._do_ask_privately = nature.privacy.random() < PRIVATE_LIVES
        self.promised: dict[str, Ask] = {}
        self.lost: set[str] = set()
        """What was asked for and is in no ledger any more, since an older one was restored."""
        self.has_rolled_back = False
        self._triggers = 0

    def forget_all_but(self, kept: Collection[str], asked: Collection[str]) -> None:
        """The ledger has become an older one: of what was `asked` for, all that is not `kept` is in none."""
        self.has_rolled_back = True
        self.lost |= set(asked) - set(kept)
        self.promised = {request_id: ask for request_id, ask in self.promised.items() if request_id in kept}

    def ask(self, bot: Replica) -> str | None:
        """Somebody asks; the same delivery may arrive twice, at any of the replicas. The request's id, if there is
        one."""
        giver = self.nature.pick((MEERA, MEERA, MEERA, NIKHIL, NIKHIL, RAVI, FARAH))
        people = [self.nature.pick((ASHA, ASHA, ASHA, FARAH, MEERA, RAVI, NIKHIL))]
        while len(people) < 3 and self.nature.happens(0.2):
            people.append(self.nature.pick((ASHA, FARAH, MEERA, NIKHIL)))
        self._triggers += 1
        line = Line("T0", self.nature.pick(CHANNELS), giver, f"trigger {self._triggers}", URL)
        points, is_private = self.nature.chance.randint(1, 500), self._is_private()
        ask = Ask(tuple(dict.fromkeys(people)), points, ("a demo",), is_private=is_private)
        request_id = None
        for _ in range(2 if self.nature.happens(0.1) else 1):
            asked = bot.asker.ask(ask, line)
            if isinstance(asked, Asked):
                request_id = asked.request.id
                many = [len(ask.people)] * (len(ask.people) > 1)
                self.nature.note(giver, "asked privately" if is_private else "asked", request_id, *many)
                self.promised[request_id] = ask
        return request_id

    def _is_private(self) -> bool:
        return self._do_ask_privately and self.nature.privacy.random() < PRIVATE_REQUESTS

    def ask_and_approve(self, bot: Replica) -> None:
        """A reward that nobody hesitates about: both approvers click as soon as they see it, perhaps more than once."""
        request_id = self.ask(bot)
        if request_id is not None:
            for person in self.nature.pick(((RAVI, FARAH), (FARAH, RAVI), (RAVI, FARAH, RAVI))):
                self.click(bot, request_id, person, "approve")

    def take_back(self, bot: Replica) -> str | None:
        """Somebody, entitled or not, asks to have a reward taken back, perhaps twice, perhaps one that has not arrived;
        the same delivery may arrive twice. The request's id, if there is one."""
        reward_id, giver = self._any_reward(bot)
        by = self.nature.pick((*(giver,) * 4, RAVI, FARAH, ASHA))
        self._triggers += 1
        line = Line("T0", self.nature.pick(CHANNELS), by, f"trigger {self._triggers}", URL)
        request_id = None
        for _ in range(2 if self.nature.happens(0.1) else 1):
            asked = bot.reverser.undo(Undo(reward_id, ("a slip",)), line)
            if isinstance(asked, Asked):
                request_id, reversal = asked.request.id, asked.request.reward
                self.nature.note(by, "asked to take back", reward_id, request_id)
                self.promised[request_id] = Ask((reversal.recipient_id,), reversal.points)
        return request_id

    def take_back_and_approve(self, bot: Replica) -> None:
        """One that nobody hesitates about, now and then of points that are spent by then."""
        request_id = self.take_back(bot)
        if request_id is None:
            return
        if self.nature.happens(0.15):
            self.spend()
        for person in self.nature.pick(((RAVI, FARAH), (FARAH, RAVI), (RAVI, FARAH, NIKHIL))):
            self.click(bot, request_id, person, "approve")

    def spend(self) -> None:
        """Somebody pays with their card."""
        if cards := self.enkash.books.cards:
            card = self.nature.pick(cards)
            self.nature.note("points are spent", card.id)
            self.enkash.books.spend(card.email, card.balance // 2)

    def _any_reward(self, bot: Replica) -> tuple[str, str]:
        """Its id, mostly of one that has arrived, and who asked for it."""
        with bot.ledger.read() as view:
            found = view._all(
                "SELECT rewards.id, giver_id, rewards.status FROM rewards JOIN requests ON requests.id = request_id"
                " ORDER BY rewards.id"
            )
        arrived = [row for row in found if row["status"] == RewardStatus.ALLOCATED]
        choice = arrived if arrived and not self.nature.happens(0.1) else found
        row = self.nature.pick(choice) if choice else {"id": "R-NOBODY", "giver_id": MEERA}
        return row["id"], row["giver_id"]

    def decide(self, bot: Replica) -> None:
        """Somebody, entitled or not, clicks on something, perhaps long decided, perhaps twice."""
        request_id = self._any_request(bot)
        if request_id is None:
            return
        person = self.nature.pick((*(RAVI, FARAH) * 4, *EVERYBODY))
        for _ in range(2 if self.nature.happens(0.2) else 1):
            self.click(bot, request_id, person, self.nature.pick(WHAT_IS_CLICKED))

    def click(self, bot: Replica, request_id: str, person: str, what: str) -> None:
        """One click on the card of that request."""
        click = Click(request_id, person, URL)
        self.nature.note(person, what, request_id)
        match what:
            case "approve":
                bot.decider.approve(click)
            case "approve less":
                bot.decider.lower(click, self.nature.chance.randint(1, 500))
            case "decline":
                bot.decider.decline(click, "not now")
            case _:
                bot.decider.cancel(click)

    def settle(self, bot: Replica, *, hesitation: float = 0.6) -> None:
        """An operator settles what stayed open, and says what is true: they look at EnKash's own books."""
        for reward in _unsettled(bot.ledger):
            hurries = self.enkash.is_on_its_way(reward.reference)
            # Who hurries does not hesitate.
            if not self._may_hurry(reward) if hurries else self.nature.happens(hesitation):
                continue
            shown = self.enkash.points(reward.reference)
            if shown and shown != reward.points:
                # They would not say of so many points that they arrived; a look-up finds how many did.
                continue
            said = self._word_on(reward)
            self.nature.note("operator", "hurries to say" if hurries else "says", said, reward.id)
            bot.operators.settle(Click(reward.id, self.nature.pick((RAVI, FARAH))), said, "seen in the dashboard")

    def _may_hurry(self, reward: Reward) -> bool:
        """Whether they say that it did not happen while it is still on its way. Where EnKash credits a reference twice,
        or where the recipient leaves before the second attempt, that is beyond help; elsewhere it must do no harm."""
        return (
            self.enkash.on_repeat != "credited"
            and not self._do_people_leave
            and reward.status is RewardStatus.UNKNOWN
            and reward.restored_at is None
            and not self.enkash.moved(reward.reference)
        )

    def _word_on(self, reward: Reward) -> Resolution:
        if reward.status is RewardStatus.FAILED:
            return Resolution.SEND_AGAIN
        if self.enkash.moved(reward.reference):
            return Resolution.HAPPENED
        gives_up = not self.enkash.is_on_its_way(reward.reference) and self.nature.chance.random() < 0.2
        return Resolution.GIVE_UP if gives_up else Resolution.DID_NOT_HAPPEN

    def switch(self, bot: Replica) -> None:
        """Sending is resumed, or paused."""
        if self.nature.happens(0.2):
            bot.switch.pause("operator", "for a look")
        else:
            self.enkash.books.balance = max(self.enkash.books.balance, 20_000)
            bot.switch.resume("operator")

    def compare(self, bot: Replica) -> None:
        """A day's comparison with EnKash begins, in whatever weather, and others do not stand still for it."""
        self.enkash.waits = WAITS_AT_COMPARISON
        try:
            with suppress(ShabashError, Stopped):
                bot.daily.run_once()
        finally:
            self.enkash.waits = WAITS

    def change(self, bot: Replica) -> None:
        """Slack says something else of somebody."""
        person = self.nature.pick((ASHA, NIKHIL, FARAH))
        standing = self.nature.pick([Standing.MEMBER, Standing.MEMBER, Standing.GUEST, Standing.DEACTIVATED])
        self.nature.note(person, "is", standing)
        with bot.ledger.write() as tx:
            tx.replace_users([User(person, person.title(), standing)], as_of=tx.now)

    def go_away(self, bot: Replica) -> None:
        """Somebody hands their decisions to another one, who may have none, or comes back."""
        person = self.nature.pick((RAVI, FARAH, NIKHIL))
        if self.nature.happens(0.3):
            self.nature.note(person, "comes back")
            bot.absences.come_back(person)
            return
        deputy = self.nature.pick((RAVI, FARAH, NIKHIL, NIKHIL, MEERA))
        self.nature.note(person, "goes away and names", deputy)
        bot.absences.go_away(person, f"<@{deputy}> for {self.nature.chance.randint(1, 2)} days")

    def _any_request(self, bot: Replica) -> str | None:
        with bot.ledger.read() as view:
            waiting = view.pending_ids()
            if waiting and not self.nature.happens(0.2):
                return self.nature.pick(waiting)
            found = [row["id"] for row in view._all("SELECT id FROM requests ORDER BY id")]
        return self.nature.pick(found) if found else None


def _unsettled(ledger: Keeping) -> list[Reward]:
    """What a person may settle: in doubt, or refused by EnKash."""
    sql = (
        "SELECT * FROM rewards WHERE status IN ('unknown', 'failed') OR (status IS NULL AND restored_at IS NOT NULL)"
        " ORDER BY id"
    )
    with ledger.read() as view:
        return [to_reward(row) for row in view._all(sql)]
