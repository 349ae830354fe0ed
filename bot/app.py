"""The composition root: settings -> ledger, EnKash, Slack -> rewards -> Bolt app, outbox, server."""

from __future__ import annotations

import _thread
import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

from slack_bolt.adapter.wsgi import SlackRequestHandler

from bot.at_once import AtOnce
from bot.bolting import bolt_app
from bot.connecting import cover, enkash_client, enkash_config, teller
from bot.core.errors import LedgerError
from bot.core.policy import Policy
from bot.directory import Directory
from bot.health import Health
from bot.ledger import Lane, utc_now
from bot.ledger.opening import open_ledger
from bot.listeners import register
from bot.listeners.desk import Desk, Ruled
from bot.messages.marking import as_a_test, as_it_is
from bot.metrics import Metrics
from bot.outbox import Crew, Outbox
from bot.outbox.channels import Channels
from bot.outbox.inquiries import InquiryLane
from bot.outbox.links import Links
from bot.outbox.messages import MessageLane
from bot.outbox.money import MoneyLane
from bot.outbox.rate_limits import RateLimits
from bot.outbox.reconciling import Daily
from bot.rewards.absences import Absences
from bot.rewards.asking import Asker, random_letters
from bot.rewards.deciding import Decider
from bot.rewards.digesting import Digests
from bot.rewards.explaining import Explainer
from bot.rewards.inquiring import Inquirer
from bot.rewards.leaving import Watcher
from bot.rewards.looking import Looker
from bot.rewards.operating import Operators
from bot.rewards.pausing import Switch
from bot.rewards.replying import Replier
from bot.rewards.reversing import Reverser
from bot.rewards.ruling import PolicyWatch
from bot.rewards.sealing import Sealer
from bot.rewards.sending import Sender
from bot.rounds import Rounds
from bot.settings import Settings
from bot.slack import Slack
from bot.socket_mode import Socket
from bot.web import Guard, Server, build, measured

log = logging.getLogger(__name__)

# EnKash answers in seconds at worst, so many allocations may be under way; Slack takes about one message a second.
MONEY_THREADS = 16
MESSAGE_THREADS = 6
# What people ask about their own cards has these to itself: an EnKash that hangs holds up nothing else.
INQUIRY_THREADS = 4
# A call of Slack's takes longer only when it hangs, and a stop need not wait for that.
IDLE_SECONDS = 1.0
# Slack has given up by then on whatever is being answered.
ANSWERS_SECONDS = 3.0


class Role(StrEnum):
    """What one process does: everything, or where there are several, one of the two halves."""

    RUN = "run"
    WEB = "web"
    """Hears Slack and answers."""
    WORKER = "worker"
    """Carries what was staged, and is one of those that lead."""


class Shabash:
    """One running bot. `start()` returns once it listens or carries; `stop()` lets what is in flight come home."""

    def __init__(
        self,
        settings: Settings,
        policy: Policy,
        *,
        role: Role = Role.RUN,
        clock: Callable[[], datetime] = utc_now,
        is_paced: bool = True,
        read_policy: Callable[[], Policy] | None = None,
    ) -> None:
        """`read_policy` reads the policy anew, now and then; without it, the one given stays in force."""
        self.settings = settings
        self._hears, self._carries = role is not Role.WORKER, role is not Role.WEB
        self._clock = clock
        self.ledger = open_ledger(settings.database_url, clock=clock, keys=settings.history_keys)
        self.ended = threading.Event()
        self.failure: LedgerError | None = None
        """Why the process must end, where it must."""
        self.ledger.on_end(self._fail)
        self._mark = as_a_test if settings.enkash_environment == "test" else as_it_is
        self._slack = Slack(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, mark=self._mark)
        self._enkash = enkash_client(settings, self.ledger)
        watcher = Watcher(self.ledger, policy)
        self.directory = self._directory(policy, watcher)
        self._at_once = AtOnce(self._slack)
        self.bolt = bolt_app(settings)
        credentials, seconds = enkash_config(settings).credentials, settings.enkash_timeout_seconds
        self.sender = Sender(self.ledger, policy, timeout_seconds=seconds, credentials=credentials)
        self.money = MoneyLane(self.sender, self._enkash)
        self.messages = self._message_lane(policy, RateLimits(time.monotonic, is_limited=is_paced))
        counter, command = teller(settings, self._enkash), settings.slack_command
        self.inquiries = InquiryLane(self.ledger, self._slack, counter, self.sender, command=command)
        self._outbox = Outbox(self.ledger, self._crews())
        self.sealer = Sealer(self.ledger, leads=self._leads)
        self.daily = Daily(self.ledger, policy, self._enkash, leads=self._leads)
        self._sealing = Rounds("sealer", self.sealer.seal_quietly)
        self.digests = Digests(self.ledger, policy, leads=self._leads)
        self._digesting = Rounds("digests", self.digests.look_quietly)
        self.health = Health(self.ledger, self._enkash, self.directory, self.messages)
        self.metrics = Metrics(self.ledger, self.health.states())
        desk = self._desk(policy)
        register(self.bolt, desk)
        carriers = (self.sender, self.sender.settling, self.messages, self.daily, self.daily.account, self.digests)
        self._ruled: tuple[Ruled, ...] = (*desk.judges, watcher, self.directory, *carriers)
        self.rules = PolicyWatch(self.ledger, policy, read_policy, self.directory.learn, self.rule_by)
        leading = (self.daily.rounds, self._sealing, self._digesting) if self._carries else ()
        self._rounds = (*self.directory.rounds, Rounds("policy", self.rules.look_quietly), *leading)
        self.server: Server | None = None
        self._socket = self._socket_mode() if settings.is_socket_mode and self._hears else None

    def _socket_mode(self) -> Socket:
        app_token = self.settings.slack_app_token.get_secret_value()
        return Socket(self.bolt, app_token, self.settings.slack_api_url, self.ended)

    def _directory(self, policy: Policy, watcher: Watcher) -> Directory:
        return Directory(
            self.ledger,
            self._slack,
            policy,
            follow=watcher.look,
            leads=self._leads,
            at_home=self._at_home,
            astray=self._fail,
        )

    def _message_lane(self, policy: Policy, limits: RateLimits) -> MessageLane:
        slack, channels, links = self._slack, Channels(self._slack, time.monotonic), Links(self._slack)
        command, can_redeem = self.settings.slack_command, self.settings.can_redeem
        return MessageLane(self.ledger, slack, policy, limits, channels, links, command=command, can_redeem=can_redeem)

    def _crews(self) -> dict[Lane, Crew]:
        return {
            Lane.MONEY: Crew(self.money.run_once, MONEY_THREADS),
            Lane.MESSAGES: Crew(self._carry_message, MESSAGE_THREADS),
            Lane.INQUIRIES: Crew(self._carry_inquiry, INQUIRY_THREADS),
        }

    def _desk(self, policy: Policy) -> Desk:
        return Desk(
            asker=Asker(self.ledger, policy, random_letters),
            decider=Decider(self.ledger, policy),
            replier=Replier(self.ledger, policy),
            reverser=Reverser(self.ledger, policy, random_letters),
            looker=Looker(self.ledger, policy),
            operators=Operators(self.ledger, policy),
            explainer=Explainer(self.ledger, policy, cover(self.settings)),
            absences=Absences(self.ledger, policy),
            inquirer=Inquirer(self.ledger, policy, can_redeem=self.settings.can_redeem),
            command=self.settings.slack_command,
            open_form=self._at_once.open_form,
            update_form=self._at_once.update_form,
            people=self.directory,
            whisper=self._at_once.whisper,
            new_code=lambda: random_letters(5),
            mark=self._mark,
            tally=self.metrics,
        )

    def rule_by(self, policy: Policy) -> None:
        """From now on this policy is in force, for whatever is asked, clicked or said next."""
        for one in self._ruled:
            one.policy = policy
        self.directory.follow_soon()

    def _leads(self) -> bool:
        """Whether this process does what one does for all."""
        return self.ledger.leads(is_willing=self._carries)

    def drain_whispers(self) -> None:
        """Return once every whisper so far has been tried."""
        self._at_once.drain()

    def _fail(self, error: LedgerError) -> None:
        """End the process and say why: the ledger is in doubt, and the next start reads what is true; or the token is
        another workspace's."""
        self.failure = self.failure or error
        self.ended.set()

    def _at_home(self) -> None:
        """What waited until Slack had confirmed the workspace goes now."""
        self._outbox.wake(Lane.MESSAGES)
        self._outbox.wake(Lane.INQUIRIES)

    def _carry_message(self) -> int:
        """Nothing is said before Slack has confirmed that the token is for the ledger's own workspace."""
        return self.messages.run_once() if self.directory.is_home.is_set() else 0

    def _carry_inquiry(self) -> int:
        return self.inquiries.run_once() if self.directory.is_home.is_set() else 0

    def wsgi(self) -> Any:
        """The WSGI app: the edge guard, Bolt behind it, the health pages, and the metrics."""
        events = None
        if not self.settings.is_socket_mode:
            secret = self.settings.slack_signing_secret.get_secret_value()
            events = Guard(
                SlackRequestHandler(self.bolt),
                secret,
                clock=lambda: self._clock().timestamp(),
                refused=self.metrics.refused,
            )
        token = self.settings.metrics_token.get_secret_value()
        return build(events, self.health.page, measured(self.metrics.text, token) if token else None)

    def start(self) -> None:
        """Take the ledger, listen, carry. Raises `LedgerInUse`, `LedgerBound`; OSError when the port is taken."""
        self.ledger.claim_for_running()
        with self.ledger.write() as tx:
            tx.bind(self.settings.binding)
        Switch(self.ledger).start_with(enkash_config(self.settings).credentials)
        if self._hears:
            self.server = Server(self.wsgi(), self.settings.host, self.settings.port)
            self.server.start()
        if self._carries:
            self._outbox.start()
        for rounds in self._rounds:
            rounds.start()
        if self._socket is not None:
            self._socket.start()
        if self.server is not None:
            mode = "socket" if self.settings.is_socket_mode else "http"
            log.info("listening", extra={"port": self.server.port, "mode": mode})
        else:
            log.info("carrying")

    def run(self) -> LedgerError | None:
        """Start, wait for SIGTERM or SIGINT in the main thread, stop; why it ended, where nobody asked it to. Raises as
        `start` does."""
        for number in (signal.SIGTERM, signal.SIGINT):
            # It may come while this thread holds the event's lock, about to wait: so another one sets it.
            signal.signal(number, lambda *_: _thread.start_new_thread(self.ended.set, ()))
        self.start()
        while not self.ended.wait(1.0):
            pass  # Another thread may be given the signal, and that wakes nobody who waits without an end.
        self.stop()
        return self.failure

    def stop(self) -> None:
        """Take nothing new, put back what has not left, and wait for the rest: up to SHUTDOWN_SECONDS in all.

        EnKash's client is closed under no POST in flight. One that is not answered by then stays `sending` in the
        ledger, and is unknown when its lease is over.
        """
        ends_at = time.monotonic() + self.settings.shutdown_seconds
        self.ended.set()
        self._outbox.halt()
        self.money.stop()
        for rounds in self._rounds:
            rounds.stop()
        self._stop_hearing(min(ANSWERS_SECONDS, self.settings.shutdown_seconds))
        self._at_once.stop()
        is_home = self._outbox.stop(max(0.0, ends_at - time.monotonic()))
        if self._sealing.is_idle(IDLE_SECONDS):
            self.sealer.seal_quietly(is_last=True)
        for reward in self.money.in_flight():
            about = {"reward_id": reward.id, "attempt": reward.attempt}
            log.warning("stopped before EnKash answered; unknown when the lease is over", extra=about)
        if not is_home:
            self._enkash.abandon()
            log.warning("stopped with something in hand; it goes on at the next start")
            return
        log.info("stopped")
        if not self.daily.rounds.is_idle(IDLE_SECONDS):
            self._enkash.abandon()
        self._enkash.close()
        # Closed under a thread that reads or writes there, a connection takes the whole process with it.
        idle_by = time.monotonic() + IDLE_SECONDS
        if all(rounds.is_idle(idle_by - time.monotonic()) for rounds in self._rounds):
            self.ledger.close()

    def _stop_hearing(self, seconds: float) -> None:
        """Hear nothing new from Slack, and let what is being answered be answered."""
        if self._socket is not None:
            self._socket.stop(seconds)
        if self.server is not None:
            self.server.stop(seconds)
