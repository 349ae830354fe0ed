"""What people do while processes die: each deed is a signed payload over HTTP, answered or not."""

from __future__ import annotations

import http.client
import random
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from typing import TypeVar

from bot.core.resolution import Resolution
from bot.core.reward import Request, Reward, RewardStatus
from bot.ledger.keeping import Keeping
from bot.messages.answers import CANCEL
from bot.messages.forms import REASON_BLOCK
from bot.messages.settling import BUTTONS, RESUME
from bot.playground.slack_delivery import ANSWER_SECONDS_MAX, Delivered, NoAnswer
from bot.playground.slack_nouns import Message
from tests.kills.witnesses import EnkashWitness, SlackWitness
from tests.world import ASHA, DESIGN, FARAH, LEADS, MEERA, NIKHIL, RAVI

Thing = TypeVar("Thing")

DECIDERS = OPERATORS = (RAVI, FARAH)
# What somebody scrolls back to.
SEEN_MAX = 500
ASKED = re.compile(rb"Asked for .*?(R-[2-9A-Z]{6})")


class People:
    """Everybody at once. What they were answered is kept: `promised` requests, and `decided` ones."""

    def __init__(
        self, chance: random.Random, slack: SlackWitness, enkash: EnkashWitness, ledger: Keeping, crowd: Executor
    ) -> None:
        self.chance = chance
        self.slack = slack
        self.enkash = enkash
        self.ledger = ledger
        self.promised: set[str] = set()
        self.lost: set[str] = set()
        self.has_rolled_back = False
        self.decided: set[str] = set()
        self._crowd = crowd

    def act(self, count: int, aim: str = "") -> None:
        """So many deeds, a few at the same time; those of people who see to trouble first, and those that lead to the
        point aimed at more often."""
        self.at_once([self.see_to_trouble])
        ways = [self.ask, self.ask, self.approve, self.approve, self.approve, self.decline, self.cancel]
        ways += [self.decline] * 4 if "decline" in aim else [self.cancel] * 4 if "cancellation" in aim else []
        self.at_once([self._pick(ways) for _ in range(count)])

    def at_once(self, deeds: Sequence[Callable[[], object]]) -> None:
        for done in [self._crowd.submit(deed) for deed in deeds]:
            done.result()

    def ask(self) -> None:
        giver = self._pick((MEERA, MEERA, NIKHIL, RAVI))
        recipient = self._pick([person for person in (ASHA, ASHA, MEERA, FARAH) if person != giver])
        line = f"<@{recipient}> {self.chance.randint(1, 500)} for a demo"
        answered = self.slack.command(giver, self._pick((DESIGN, LEADS)), line, is_typed=False)
        found = ASKED.search(answered.answer.body) if answered.answer else None
        if found and not answered.trouble:
            self.promised.add(found[1].decode())
        if self._happens(0.2):
            self.slack.deliver(answered.kind, answered.payload)

    def approve(self) -> None:
        """One click, or the same delivery several times at once, or two approvers."""
        found = self._any_card()
        if found is None:
            return
        request, card = found
        decider = self._pick((*DECIDERS, *DECIDERS, NIKHIL))
        answered = self._click(decider, card, "reward_approve", request)
        if answered.trouble == "" and decider in DECIDERS and decider not in _parties(request):
            self.decided.add(request.id)
        if self._happens(0.3):
            self._crowd.submit(self.slack.deliver, answered.kind, answered.payload)
            self._click(self._pick(DECIDERS), card, "reward_approve", request)

    def decline(self) -> None:
        found = self._any_card()
        if found is None:
            return
        request, card = found
        decider = self._pick(DECIDERS)
        self._click(decider, card, "reward_decline", request)
        answered = self._send_form(decider, request.id, "not now")
        if answered and answered.trouble == "" and decider not in _parties(request):
            self.decided.add(request.id)

    def cancel(self) -> None:
        """By the button in the giver's own answer, which what comes of it replaces: on a card, in its place, no such
        button stands."""
        found = self._any_card()
        if found is None:
            return
        request, _ = found
        for answer in self.slack.whispers(request.giver_id):
            if request.id in answer.text:
                self._click(request.giver_id, answer, CANCEL, request)
                return

    def see_to_trouble(self) -> None:
        """Operators resume what was paused, and settle what stayed open: they say what is true in EnKash's books."""
        operator = self._pick(OPERATORS)
        with self.ledger.read() as view:
            is_paused = view.pause() is not None
        note = self._any_message(operator)
        if is_paused:
            self.slack.click(operator, note.channel_id, note.ts, RESUME, "resume")
        for request in self._requests_in_trouble():
            for reward in request.rewards:
                if said := self._word_on(reward):
                    others = [person for person in OPERATORS if person not in _parties(request)]
                    self.settle(self._pick(others), request, reward, said)

    def settle(self, operator: str, request: Request, reward: Reward, said: Resolution) -> None:
        """Click the button, and say in the form how one knows."""
        note = self._any_message(operator)
        self.slack.click(operator, note.channel_id, note.ts, BUTTONS[said][1], reward.id)
        self._send_form(operator, reward.id, "seen in the dashboard")

    def _word_on(self, reward: Reward) -> Resolution | None:
        """What an operator says of it, if there is anything to say; nothing while EnKash is still at work on it."""
        if self.enkash.is_on_its_way(reward.reference):
            return None
        if reward.status is RewardStatus.FAILED and not reward.was_unknown:
            return Resolution.SEND_AGAIN if self._happens(0.5) else None
        if reward.status is not RewardStatus.UNKNOWN:
            return None
        if self.enkash.credits()[reward.reference]:
            return Resolution.HAPPENED
        return self._pick((Resolution.DID_NOT_HAPPEN, Resolution.DID_NOT_HAPPEN, Resolution.GIVE_UP))

    def _send_form(self, person: str, about: str, words: str) -> Delivered | None:
        forms = [view for view in self.slack.views(person) if _is_about(view.definition, about)]
        answered = None
        for form in forms[-1:]:
            answered = self.slack.submit(person, form.id, {REASON_BLOCK: words})
        self.slack.state.close_all_views(person)
        return answered

    def _click(self, person: str, card: Message, action_id: str, request: Request) -> Delivered:
        return self.slack.click(person, card.channel_id, card.ts, action_id, request.id)

    def _any_card(self) -> tuple[Request, Message] | None:
        """A request, mostly one that waits, with its card."""
        with self.ledger.read() as view:
            ids = view.newest_request_ids(SEEN_MAX) if self._happens(0.1) else view.pending_ids()
            for request_id in self._shuffled(ids):
                request = view.request(request_id)
                assert request is not None
                for message in self.slack.messages(request.channel_id):
                    if not message.thread_ts and request_id in f"{message.text}{message.blocks}":
                        return request, message
        return None

    def _any_message(self, person: str) -> Message:
        found = self.slack.direct_messages(person)
        return (
            found[-1] if found else self.slack.state.post(self.slack.state.direct_channel(person).id, person, "hello")
        )

    def _requests_in_trouble(self) -> Sequence[Request]:
        with self.ledger.read() as view:
            return [request for request_id in view.not_final_ids() if (request := view.request(request_id))]

    def requests(self) -> Sequence[Request]:
        with self.ledger.read() as view:
            return view.requests()

    def _happens(self, probability: float) -> bool:
        return self.chance.random() < probability

    def _pick(self, things: Sequence[Thing]) -> Thing:
        return self.chance.choice(things)

    def _shuffled(self, things: Sequence[Thing]) -> list[Thing]:
        return self.chance.sample(things, len(things))


def _parties(request: Request) -> tuple[str, ...]:
    return (request.giver_id, *(reward.recipient_id for reward in request.rewards))


def posting_to(port: int, answered: Callable[[], None]) -> Callable[[Mapping[str, str], bytes], _Answer]:
    """A `send` to the bot there; `answered` is called as soon as an answer is here. Raises NoAnswer."""

    def send(headers: Mapping[str, str], body: bytes) -> _Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS_MAX)
        try:
            connection.request("POST", "/slack/events", body, dict(headers))
            answer = connection.getresponse()
            found = answer.status, dict(answer.headers), answer.read()
        except TimeoutError as slow:
            raise NoAnswer(slow=True) from slow
        except (OSError, http.client.HTTPException) as gone:
            raise NoAnswer(slow=False) from gone
        finally:
            connection.close()
        answered()
        return found

    return send


_Answer = tuple[int, Mapping[str, str], bytes]


def _is_about(form: Mapping[str, object], about: str) -> bool:
    """Whether this form is about that request or reward; an operator's names the attempt too."""
    return str(form.get("private_metadata", "")).partition(" ")[0] == about
