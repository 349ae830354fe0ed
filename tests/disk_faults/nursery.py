"""Processes of the bot that do one deed on a failing disk. `python -m tests.disk_faults.nursery` forks them, warm.

strace attaches to the thread that does the deed, and to no other; it sees the ledger's files alone.
"""

from __future__ import annotations

import ctypes
import logging
import os
import pickle
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self

from bot.app import Shabash
from bot.core.errors import ShabashError
from bot.core.policy import Policy
from bot.settings import Settings
from tests.world import Clock, through

CALLS = ("openat", "pwrite64", "fdatasync", "fsync", "ftruncate", "pread64")
ENDINGS = ("", "-wal", "-shm", "-journal", ".lock", ".migrate")
CHILD_SECONDS = 60
# prctl(2): whoever it is may trace this process; without it some systems let only its ancestors.
PR_SET_PTRACER, ANYBODY = 0x59616D61, ctypes.c_ulong(-1)

Response = tuple[int, Mapping[str, str], bytes]


@dataclass(frozen=True, slots=True)
class Fault:
    """The call that fails, how, and which of them: `3` the third, `3+` every one from the third on."""

    call: str
    error: str
    when: str

    def __str__(self) -> str:
        return f"{self.call} {self.when} fails with {self.error}"


@dataclass(frozen=True, slots=True)
class Job:
    """One deed: start the bot, answer deliveries, or take one step of the money lane. The fault is over after the
    first delivery, so the second shows whether a bot that stayed up still works."""

    settings: Settings
    policy: Policy
    now: datetime
    deed: str
    deliveries: tuple[tuple[Mapping[str, str], bytes], ...] = ()
    fault: Fault | None = None


@dataclass(slots=True)
class Report:
    """What came of it. `calls` are those that the deed made of the ledger's files; `failure` is the sentence that the
    bot ended with, where it had to; `unforeseen` what no part of the bot is known to raise."""

    responses: list[Response] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    failure: str = ""
    refused: str = ""
    unforeseen: str = ""


class Nursery:
    """Forks a child for each job, from a process that has imported everything. A context manager."""

    def __init__(self, root: Path) -> None:
        """`root` is where the code lies that the children run."""
        self._root = root

    def __enter__(self) -> Self:
        words = [sys.executable, "-m", "tests.disk_faults.nursery"]
        self._process = subprocess.Popen(words, cwd=self._root, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def do(self, job: Job) -> Report:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        pickle.dump(job, stdin)
        stdin.flush()
        report = pickle.load(stdout)
        assert isinstance(report, Report)
        return report


def main() -> None:
    """Fork for each job that comes in; the child writes its report."""
    logging.disable(logging.CRITICAL)
    while True:
        try:
            job = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        child = os.fork()
        if child == 0:
            signal.alarm(CHILD_SECONDS)
            pickle.dump(_live(job), sys.stdout.buffer)
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(child, 0)


def _live(job: Job) -> Report:
    report = Report()
    try:
        bot = None if job.deed == "start" else _bot(job)
        with _failing(job, report):
            try:
                bot = _do(bot, job, report)
            except ShabashError as error:
                report.refused = f"{type(error).__name__}: {error.sentence}"
            if bot is not None and bot.ended.is_set():
                bot.stop()
        if bot is not None and not bot.ended.is_set():
            _go_on(bot, job, report)
        if bot is not None:
            report.failure = "" if bot.failure is None else bot.failure.sentence
    except Exception as error:  # noqa: BLE001 - whatever it dies of is what the fault did
        report.unforeseen = f"{type(error).__name__}: {error}"
    return report


def _bot(job: Job) -> Shabash:
    bot = Shabash(job.settings, job.policy, clock=Clock(job.now), is_paced=False)
    # An outcome that the ledger does not take is offered again at once instead of after a while.
    bot.money._pause = lambda seconds: None
    return bot


def _do(bot: Shabash | None, job: Job, report: Report) -> Shabash:
    if bot is None:
        bot = _bot(job)
        bot.start()
    elif job.deed == "send":
        bot.money.run_once()
    else:
        _deliver(bot, job, report, 0)
    return bot


def _go_on(bot: Shabash, job: Job, report: Report) -> None:
    if job.deed == "start":
        bot.stop()
    for number in range(1, len(job.deliveries)):
        _deliver(bot, job, report, number)


def _deliver(bot: Shabash, job: Job, report: Report, number: int) -> None:
    report.responses.append(through(bot.wsgi())(*job.deliveries[number]))
    bot.drain_whispers()


@contextmanager
def _failing(job: Job, report: Report) -> Iterator[None]:
    """strace between this thread and the ledger's files, for as long as the block lasts."""
    ctypes.CDLL(None).prctl(PR_SET_PTRACER, ANYBODY, 0, 0, 0)
    ledger, fault = job.settings.ledger_path, job.fault
    paths = [str(ledger) + ending for ending in ENDINGS] + [str(ledger.parent)]
    words = [word for path in paths for word in ("-P", path)]
    if fault is None:
        words += ["-e", f"trace={','.join(CALLS)}"]
    else:
        words += ["-e", f"trace={fault.call}", "-e", f"inject={fault.call}:error={fault.error}:when={fault.when}"]
    with tempfile.NamedTemporaryFile("r") as log:
        strace = subprocess.Popen(
            ["strace", "-p", str(os.getpid()), "-s", "0", "-o", log.name, *words], stderr=subprocess.PIPE, text=True
        )
        assert strace.stderr is not None
        attached = strace.stderr.readline()
        assert "attached" in attached, attached
        try:
            yield
        finally:
            strace.terminate()
            strace.communicate()
            report.calls.update(re.findall(r"^(\w+)\(", log.read(), re.MULTILINE))


if __name__ == "__main__":
    import tests.warm  # noqa: F401 - so that no child has to do what is done there

    # What is pickled is of the module by its name, not of `__main__`.
    from tests.disk_faults import nursery

    nursery.main()
