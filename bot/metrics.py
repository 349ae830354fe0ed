"""`/metrics`, in Prometheus' text format ("Exposition formats"): what this process counts, and what the ledger knows.

What the ledger knows is read from it at each scrape, so it survives a restart and has what the command line did too.
No label names a person or a request: each has its few words, here.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import accumulate

from bot.core.errors import LedgerError
from bot.ledger import Counts, Lane, Ledger

COMMANDS = (
    *("asked", "form", "refused", "status", "cancel", "explain", "budget", "balance", "history", "help", "failed"),
    *("away", "back", "undo"),
)
ANSWERS = ("command", "click", "form", "event")
REFUSALS = ("400", "401", "411", "413")
DECISIONS = ("approved", "declined", "cancelled", "expired")
# What came of attempts, by the move that wrote it down; what a person or a look-up settled counts as what it became.
OUTCOMES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "allocated": (("approved", "allocated"), ("sending", "allocated"), ("unknown", "allocated")),
    "failed": (("sending", "failed"), ("unknown", "failed")),
    "unknown": (("sending", "unknown"),),
    "not_sent": (("sending", "approved"),),
    "cancelled": (("approved", "cancelled"),),
}
# Ours take a millisecond or two, unless the ledger is waited for; Slack waits three seconds.
BOUNDS_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

Samples = Iterable[tuple[str, float]]


class Metrics:
    """Safe between threads; to count is a lock and an addition. `states` are questions with a yes or a no, by name."""

    def __init__(
        self,
        ledger: Ledger,
        states: Mapping[str, tuple[str, Callable[[], bool]]],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ledger = ledger
        self._states = states
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._commands = dict.fromkeys(COMMANDS, 0)
        self._refusals = dict.fromkeys(REFUSALS, 0)
        self._answers = {kind: [0] * (len(BOUNDS_SECONDS) + 1) for kind in ANSWERS}
        self._answer_seconds = dict.fromkeys(ANSWERS, 0.0)

    # What happens.

    def command(self, result: str) -> None:
        """A command was answered in this way, one of `COMMANDS`."""
        with self._lock:
            self._commands[result] += 1

    def refused(self, status: str) -> None:
        """A request to Slack's address was refused with this status before anybody read it."""
        with self._lock:
            self._refusals[status] += 1

    @contextmanager
    def answering(self, kind: str) -> Iterator[None]:
        """Something of Slack's, one of `ANSWERS`, is answered within this block."""
        began_at_seconds = self._monotonic()
        try:
            yield
        finally:
            took_seconds = self._monotonic() - began_at_seconds
            with self._lock:
                self._answers[kind][bisect_left(BOUNDS_SECONDS, took_seconds)] += 1
                self._answer_seconds[kind] += took_seconds

    # What is told.

    def text(self) -> str:
        """Everything, as Prometheus reads it. A ledger that cannot be read is told too."""
        try:
            with self._ledger.read() as view:
                counts = view.counts()
        except LedgerError:
            return "".join([_gauge("ledger_up", "Whether the ledger can be read.", 0), *self._of_process()])
        return "".join([_gauge("ledger_up", "Whether the ledger can be read.", 1), *_of(counts), *self._of_process()])

    def _of_process(self) -> Iterator[str]:
        with self._lock:
            commands, refusals = dict(self._commands), dict(self._refusals)
            answers = {kind: list(counts) for kind, counts in self._answers.items()}
            seconds = dict(self._answer_seconds)
        yield _counter("commands_total", "Commands by how they were answered, since the start.", "result", commands)
        yield _counter(
            "refused_requests_total", "Requests that the guard refused, since the start.", "status", refusals
        )
        yield _family(
            "answer_seconds",
            "histogram",
            "How long Slack was kept waiting, since the start.",
            _buckets(answers, seconds),
        )
        for name, (meaning, is_so) in self._states.items():
            yield _gauge(name, meaning, is_so())


def _of(counts: Counts) -> Iterator[str]:
    """What the ledger knows."""
    moves = counts.moves
    decisions = {to: moves.get(("request", "pending", to), 0) for to in DECISIONS}
    outcomes = {name: sum(moves.get(("reward", *move), 0) for move in found) for name, found in OUTCOMES.items()}
    yield _counter("decisions_total", "Requests by what ended them.", "choice", decisions)
    yield _counter("allocations_total", "Allocations, and takings back, by what came of them.", "outcome", outcomes)
    yield _gauge("requests_pending", "Requests that nobody has decided.", counts.pending)
    yield _gauge("rewards_approved", "Rewards that wait to be sent.", counts.approved)
    yield _gauge("rewards_sending", "Rewards whose attempt is under way.", counts.sending)
    yield _gauge("rewards_unknown", "Rewards whose outcome is unknown now.", counts.unknown.count)
    yield _gauge("rewards_unknown_age_seconds", "How long the oldest has been.", counts.unknown.oldest_seconds)
    taken_back = [("shabash_rewards_taken_back_total", counts.taken_back)]
    yield _family("rewards_taken_back_total", "counter", "Rewards whose points were taken back.", taken_back)
    yield _gauge("sending_paused", "Whether nothing is sent to EnKash before a person resumes.", counts.is_paused)
    depths = {str(lane): counts.lanes[lane].count for lane in Lane}
    ages = {str(lane): counts.lanes[lane].oldest_seconds for lane in Lane}
    yield _family("outbox_depth", "gauge", "What waits to be carried out.", _labelled("outbox_depth", "lane", depths))
    yield _family(
        "outbox_age_seconds", "gauge", "How long the oldest has waited.", _labelled("outbox_age_seconds", "lane", ages)
    )


def _gauge(name: str, meaning: str, value: float) -> str:
    return _family(name, "gauge", meaning, [(f"shabash_{name}", value)])


def _counter(name: str, meaning: str, label: str, counts: Mapping[str, float]) -> str:
    return _family(name, "counter", meaning, _labelled(name, label, counts))


def _labelled(name: str, label: str, values: Mapping[str, float]) -> Samples:
    return ((f'shabash_{name}{{{label}="{word}"}}', value) for word, value in values.items())


def _buckets(answers: Mapping[str, list[int]], seconds: Mapping[str, float]) -> Samples:
    """Each bucket holds those below it too, and the last holds all."""
    bounds = [*(f"{bound:g}" for bound in BOUNDS_SECONDS), "+Inf"]
    for kind, counts in answers.items():
        for bound, count in zip(bounds, accumulate(counts), strict=True):
            yield f'shabash_answer_seconds_bucket{{kind="{kind}",le="{bound}"}}', count
        yield f'shabash_answer_seconds_sum{{kind="{kind}"}}', seconds[kind]
        yield f'shabash_answer_seconds_count{{kind="{kind}"}}', sum(counts)


def _family(name: str, type: str, meaning: str, samples: Samples) -> str:
    lines = [f"# HELP shabash_{name} {meaning}", f"# TYPE shabash_{name} {type}"]
    return "\n".join([*lines, *(f"{sample} {_written(value)}" for sample, value in samples)]) + "\n"


def _written(value: float) -> str:
    """A whole number in all its digits."""
    return str(int(value)) if value == int(value) else repr(float(value))
