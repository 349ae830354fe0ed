"""Lives, one after the other, each a process forked from one in which the bot is imported already.

`python -m tests.kills.nursery` is that process. It has one thread and no ledger, so a fork of it is as good as a
start; an order is a line on its stdin, and so is its answer on stdout: the process id, then how it ended.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from tests.kills.killable import live
from tests.shell import environment
from tests.waiting import wait_until

UNFORESEEN = 70


@dataclass(frozen=True)
class Order:
    """One life: where it runs, with which variables, what it does, and at which passage of which point it sends
    itself which signal."""

    folder: str
    env: Mapping[str, str]
    role: str = "run"
    point: str = ""
    passage: int = 1
    number: int = signal.SIGKILL


class Life:
    """One process, as its nursery tells of it. `log` is what it said so far."""

    def __init__(self) -> None:
        self.pid = 0
        self.code: int | None = None
        self.log: list[dict[str, Any]] = []
        self.strays: list[str] = []
        """What it said on stderr that is no line of the log."""

    @property
    def is_over(self) -> bool:
        return self.code is not None

    def port(self) -> int | None:
        """Where it listens; None before that."""
        return next((line["port"] for line in list(self.log) if line["event"] == "listening"), None)

    def signal(self, number: signal.Signals) -> None:
        """Harmless where it has ended: its process id is given to no other while the nursery has not said so."""
        if not self.is_over:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)


class Nursery:
    """Starts lives; a context manager that leaves none behind."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kills.nursery"],
            env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._life = Life()
        self._listeners = [threading.Thread(target=listen, daemon=True) for listen in (self._hear, self._read_log)]
        for listener in self._listeners:
            listener.start()

    def bear(self, order: Order) -> Life:
        """A new life, once the one before is over."""
        self._life = life = Life()
        self._say(asdict(order))
        wait_until(lambda: life.pid, 60)
        return life

    def close(self) -> None:
        """End what is left; the process in which the bot is imported too."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)
        for listener in self._listeners:
            listener.join(60)
        for pipe in (self._process.stdout, self._process.stderr):
            assert pipe is not None
            pipe.close()

    def _say(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def _hear(self) -> None:
        assert self._process.stdout is not None
        for line in iter(self._process.stdout.readline, ""):
            said = json.loads(line)
            if "pid" in said:
                self._life.pid = said["pid"]
            else:
                self._life.code = said["code"]

    def _read_log(self) -> None:
        assert self._process.stderr is not None
        for line in iter(self._process.stderr.readline, ""):
            try:
                self._life.log.append(json.loads(line))
            except ValueError:  # a line that a death cut short, or a traceback
                self._life.strays.append(line)


def main() -> None:
    """Fork a life for each order, and tell of its end; when nobody orders any more, end."""
    gc.collect()
    gc.freeze()
    while order := sys.stdin.readline():
        until_it_ends, held = os.pipe()
        pid = os.fork()
        if not pid:
            _be(Order(**json.loads(order)))
        os.close(held)
        _tell(pid=pid)
        _tell(code=_end_of(pid, until_it_ends))
        os.close(until_it_ends)


def _end_of(pid: int, until_it_ends: int) -> int:
    """Its exit code, or minus the signal. Whoever ordered it may end first: then it is ended too."""
    # It alone holds the other end of that pipe. Nobody orders a second life beside the first, so what comes from them
    # is the end of the orders.
    if until_it_ends not in select.select([sys.stdin, until_it_ends], [], [])[0]:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _tell(**facts: int) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def _be(order: Order) -> None:
    """Never returns, whatever happens."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.environ.clear()
    os.environ.update(order.env)
    os.chdir(order.folder)
    try:
        live(order.role, order.point, order.passage, order.number)
    except BaseException:  # noqa: BLE001 - whatever it dies of is told, and is not the nursery's
        traceback.print_exc()
    os._exit(UNFORESEEN)


if __name__ == "__main__":
    import tests.warm  # noqa: F401 - so that no life has to do what is done there

    main()
