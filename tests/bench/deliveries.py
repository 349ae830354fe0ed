"""The signed requests that Slack would send, and how they are handed to a WSGI app in this process."""

from __future__ import annotations

import itertools
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.ids import ID_ALPHABET
from bot.playground import sample
from bot.playground.slack_delivery import Kind, encoded
from bot.playground.slack_nouns import Channel, Message, User
from bot.playground.slack_payloads import button_action, click_payload, command_payload
from tests.wsgi import Environ, answer, environ_of, signed

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

CHANNEL = Channel("C02DESIGN", "design")
RAVI, FARAH = sample.APPROVER_IDS
GIVERS = tuple(f"U2GIVER{number:04}" for number in range(1_000))
RECIPIENTS = tuple(f"U3ASHA{number:04}" for number in range(500))


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request from Slack, signed a moment ago."""

    headers: dict[str, str]
    body: bytes

    def environ(self) -> Environ:
        """As a WSGI server hands it on."""
        return environ_of(self.headers, self.body)


def commands(first: int = 0) -> Iterator[Delivery]:
    """`/reward` without end, each with a trigger of its own, the givers and the recipients in turn. No giver rewards
    the same recipient again soon: that may be a slip, and is answered otherwise."""
    for number in itertools.count(first):
        giver = GIVERS[number % len(GIVERS)]
        recipient = RECIPIENTS[(number + number // len(GIVERS)) % len(RECIPIENTS)]
        payload = command_payload(
            sample.IDENTITY,
            User(giver, giver.lower(), "Meera"),
            CHANNEL,
            f"<@{recipient}|asha> 100 for shipping the demo",
            trigger_id=f"{number}.bench",
            response_url="https://hooks.slack.com/commands/T0SHABASH/1/bench",
        )
        yield _signed("slash_commands", payload)


def approval(request_id: str) -> Delivery:
    """Ravi's click on Approve, on the card in the channel."""
    button = {"action_id": "reward_approve", "text": {"type": "plain_text", "text": "Approve"}, "value": request_id}
    payload = click_payload(
        sample.IDENTITY,
        User(RAVI, "ravi", "Ravi Kumar"),
        CHANNEL,
        Message(CHANNEL.id, "1795350600.000100", sample.BOT_USER_ID, "A request"),
        button_action({"block_id": "row"}, button, "1795350601.000100"),
        {},
        trigger_id="click.bench",
        response_url="https://hooks.slack.com/actions/T0SHABASH/1/bench",
    )
    return _signed("interactive", payload)


def _signed(kind: Kind, payload: dict[str, Any]) -> Delivery:
    content_type, body = encoded(kind, payload)
    return Delivery(signed(body, at=int(time.time()), content_type=content_type), body)


def deliver(app: WSGIApplication, environ: Environ) -> bytes:
    """The body of the answer; AssertionError for anything but 200."""
    status, body = answer(app, environ)
    assert status == 200, (status, body)
    return body


def delivering(app: WSGIApplication, deliveries: Iterator[Delivery]) -> Callable[[], Callable[[], object]]:
    """For `interleaved`: the next delivery, made ready."""

    def prepare() -> Callable[[], object]:
        environ = next(deliveries).environ()
        return lambda: deliver(app, environ)

    return prepare


def request_id_in(answer: bytes) -> str:
    """The id of the request that this answer speaks of."""
    found = re.search(rb"R-[2-9A-Z]{6}", answer)
    assert found is not None, answer
    return found[0].decode()


def letters_from(seed: int) -> Callable[[int], str]:
    """Letters as ids are made of, the same in every run."""
    chance = random.Random(seed)
    return lambda count: "".join(chance.choices(ID_ALPHABET, k=count))
