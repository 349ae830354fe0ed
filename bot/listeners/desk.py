"""What every listener works with, and how a handler becomes a listener that always answers."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Any, Protocol

from slack_bolt import Ack, BoltContext

from bot.core.errors import LedgerError, TooLate
from bot.core.message import Message
from bot.core.policy import Policy
from bot.messages import answers
from bot.messages.forms import closed_form
from bot.messages.language import locale_of, speaking
from bot.rewards.absences import Absences
from bot.rewards.asking import Asker
from bot.rewards.deciding import Decider
from bot.rewards.explaining import Explainer
from bot.rewards.inquiring import Inquirer
from bot.rewards.looking import Looker
from bot.rewards.operating import Operators
from bot.rewards.replying import Replier
from bot.rewards.reversing import Reverser

log = logging.getLogger(__name__)

Payload = dict[str, Any]
Reply = dict[str, Any]

# Slack waits three seconds; what is not committed by then is undone, so that nobody is surprised later.
ANSWER_WITHIN_SECONDS = 2.5


class Ruled(Protocol):
    """Whatever goes by the policy in force, and reads it anew each time."""

    policy: Policy


class People(Protocol):
    """Takes word of users from Slack, and knows whose workspace the ledger is for, and how people are spoken to."""

    def is_ours(self, team_id: str | None) -> bool: ...
    def note(self, member: dict[str, Any], team_id: str) -> None: ...
    def hurry(self) -> None: ...
    def locale_of(self, person_id: str) -> str: ...
    def follow_word(self) -> None: ...


class Tally(Protocol):
    """Counts what was answered, and how long it took."""

    def command(self, result: str) -> None: ...
    def answering(self, kind: str) -> AbstractContextManager[None]: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What listeners decide with.

    `open_form(trigger_id, view)` opens a modal while somebody waits, and `update_form(view_id, view)` brings one up to
    date; False when Slack would not have it.
    `whisper(response_url, message)` answers a click past the outbox: only for when the ledger cannot stage it.
    `mark(reply)` is the reply as Slack gets it, begun with what everything the bot says must begin with.
    """

    asker: Asker
    decider: Decider
    replier: Replier
    reverser: Reverser
    looker: Looker
    operators: Operators
    explainer: Explainer
    absences: Absences
    inquirer: Inquirer
    command: str
    open_form: Callable[[str, dict[str, Any]], bool]
    update_form: Callable[[str, dict[str, Any]], bool]
    people: People
    whisper: Callable[[str, Message], None]
    new_code: Callable[[], str]
    mark: Callable[[Reply], Reply]
    tally: Tally

    @property
    def judges(self) -> tuple[Ruled, ...]:
        """Whatever of it goes by the policy."""
        own = (self.asker, self.decider, self.replier, self.looker, self.operators, self.explainer, self.absences)
        return (*own, self.reverser, self.inquirer)

    @property
    def policy(self) -> Policy:
        """The one in force."""
        return self.asker.policy


def latest() -> float:
    """The moment, on the monotonic clock, after which a commit would come too late for Slack."""
    return time.monotonic() + ANSWER_WITHIN_SECONDS


def answering(
    desk: Desk, kind: str, handle: Callable[[Desk, Payload], Reply], fault: Callable[[Desk, Payload, str], Reply]
) -> Callable[[Ack, Payload, BoltContext], None]:
    """A Bolt listener that answers whatever happens: known errors with their sentence, others with a short code.

    `kind` is what is answered: a command, a click, a form, an event. Everything is said in the language of whoever
    acted. What Slack sends for another workspace than the ledger's own is refused before anything is read or recorded.
    """

    def listen(ack: Ack, body: Payload, context: BoltContext) -> None:
        with desk.tally.answering(kind):
            answer(ack, body, context)

    def answer(ack: Ack, body: Payload, context: BoltContext) -> None:
        # Bolt finds the workspace that the app is installed in, also where a colleague of another one acts in a
        # shared channel: who they are is the policy's to judge, not this.
        is_ours = desk.people.is_ours(context.team_id)
        with ExitStack() as spoken:
            spoken.enter_context(speaking(locale_of(desk.policy.locale)))
            try:
                if is_ours and (person_id := _actor(body)):
                    spoken.enter_context(speaking(locale_of(desk.people.locale_of(person_id))))
                reply = handle(desk, body) if is_ours else fault(desk, body, answers.another_workspace())
            except (LedgerError, TooLate) as error:
                log.error("the ledger refused", extra={"error": type(error).__name__, "why": error.sentence})
                reply = fault(desk, body, answers.ledger_fault(error, desk.command))
            except Exception:
                code = desk.new_code()
                log.exception("a listener failed", extra={"code": code})
                reply = fault(desk, body, answers.unexpected(code, desk.command))
            if not is_ours:
                log.warning("what Slack sent for another workspace was refused")
            reply = desk.mark(reply)
        ack(**reply)

    return listen


def _actor(body: Payload) -> str:
    """Who acted; nobody waits for an answer to an event, so there it is empty."""
    user = body.get("user")
    return str(body.get("user_id") or (user.get("id", "") if isinstance(user, dict) else ""))


def ephemeral(message: Message | str) -> Reply:
    """An answer to a command, for the one who typed it."""
    if isinstance(message, str):
        message = Message(message)
    reply: Reply = {"response_type": "ephemeral", "text": message.text}
    return {**reply, "blocks": list(message.blocks)} if message.blocks else reply


def whispered(desk: Desk, body: Payload, sentence: str) -> Reply:
    """Slack ignores the answer to a click, so the sentence goes to the clicker directly; to one in their Home, which
    brings no response_url, as a modal."""
    if is_in_home(body):
        desk.open_form(body["trigger_id"], closed_form(sentence))
    else:
        desk.whisper(body.get("response_url", ""), Message(sentence))
    return {}


def is_in_home(body: Payload) -> bool:
    """Whether that was clicked in somebody's Home (Slack, "block_actions payload")."""
    return bool(body.get("view", {}).get("type") == "home")
