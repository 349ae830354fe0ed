"""The real bot in a process of its own, so that it can really be killed: what SIGKILL takes is gone, and what was
committed is there."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import SecretStr

from bot.core.errors import ShabashError
from bot.playground.clock import Clock, utc_now
from bot.settings import Settings

State = Literal["starting", "running", "killed", "gone"]

RESTART_SECONDS = 3.0
"""Long enough that everybody sees it is not there."""

READY_SECONDS_MAX = 120
STOP_SECONDS_MAX = 10


class NotStarted(ShabashError):
    """The bot did not come up."""


class BotProcess:
    """One bot after the other on the same ledger. `listening` is told the port of each as soon as it serves.

    One that is killed, or dies of itself, is followed by another after `restart_seconds`. Also a context manager that
    leaves none behind.
    """

    def __init__(
        self,
        settings: Settings,
        policy: str,
        folder: Path,
        listening: Callable[[int], None],
        *,
        restart_seconds: float = RESTART_SECONDS,
        clock: Clock = utc_now,
    ) -> None:
        self._env = environment(settings, policy)
        self._folder = folder
        self._listening = listening
        self._restart_seconds = restart_seconds
        self._clock = clock
        self._process: subprocess.Popen[str] | None = None
        self._watcher: threading.Thread | None = None
        self._lock = threading.Lock()
        self._is_stopping = threading.Event()
        self._is_listening = threading.Event()
        self._knows_people = threading.Event()
        self.state: State = "starting"
        self.deaths: list[datetime] = []
        """When one was killed, or died of itself."""
        self.starts: list[datetime] = []
        """When one began to serve."""

    def start(self) -> None:
        """Returns once it serves and knows who is in the workspace. Raises NotStarted."""
        self._watcher = threading.Thread(target=self._live_again_and_again, name="bot", daemon=True)
        self._watcher.start()
        for ready in (self._is_listening, self._knows_people):
            if not ready.wait(READY_SECONDS_MAX) or self.state == "gone":
                self.stop()
                raise NotStarted("Shabash did not start; what it said of that is above.")

    def kill(self) -> None:
        """SIGKILL. Returns once it is gone: nothing of it acts after that. Harmless where none runs."""
        with self._lock:
            process = self._process
            if process is None or process.poll() is not None:
                return
            self.state = "killed"
            self.deaths.append(self._clock())
            process.kill()
            process.wait()

    def stop(self) -> None:
        """Ask it to end, and wait for that; no other follows. Harmless when repeated."""
        self._is_stopping.set()
        with self._lock:
            process = self._process
        if process is not None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                process.kill()
        if self._watcher is not None:
            self._watcher.join(STOP_SECONDS_MAX)

    def __enter__(self) -> BotProcess:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process id of the one that runs; 0 where none does."""
        process = self._process
        return 0 if process is None or process.poll() is not None else process.pid

    def lives(self) -> list[tuple[datetime, str]]:
        """When one was killed, and when another was started."""
        return [*((at, "killed") for at in self.deaths), *((at, "started") for at in self.starts)]

    def _live_again_and_again(self) -> None:
        while not self._is_stopping.is_set():
            self._is_listening.clear()
            process = self._born()
            if process is None:
                return
            self._hear(process)
            process.wait()
            for pipe in (process.stdin, process.stderr):
                assert pipe is not None
                pipe.close()
            if not self._is_listening.is_set():
                # It never came up, so another would not either.
                self.state = "gone"
                self._is_listening.set()
                self._knows_people.set()
                return
            if self.state != "killed" and not self._is_stopping.is_set():
                self.state = "killed"
                self.deaths.append(self._clock())
            self._is_stopping.wait(self._restart_seconds)

    def _born(self) -> subprocess.Popen[str] | None:
        with self._lock:
            if self._is_stopping.is_set():
                return None
            self.state = "starting"
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot.playground"],
                env=dict(self._env), cwd=self._folder,
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            )  # fmt: skip
            return self._process

    def _hear(self, process: subprocess.Popen[str]) -> None:
        """What it says, until it says nothing more. What is amiss goes on to this process's own standard error."""
        assert process.stderr is not None
        for line in iter(process.stderr.readline, ""):
            said = _said(line)
            if said.get("event") == "listening":
                self._listening(int(said["port"]))
                self.starts.append(self._clock())
                self.state = "running"
                self._is_listening.set()
            elif said.get("event") == "directory refreshed":
                self._knows_people.set()
            if said.get("level") not in {"info", "debug"}:
                sys.stderr.write(line)


def environment(settings: Settings, policy: str) -> Mapping[str, str]:
    """These settings as variables, and nothing of this process's own beside its PATH."""
    plain = {
        name.upper(): value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in settings
    }
    around = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "POLICY": policy,
        "LOG_FORMAT": "json",
    }
    return {name: value for name, value in (plain | around).items() if value}


def _said(line: str) -> Mapping[str, Any]:
    """A line of its log; empty for what is none, such as a traceback."""
    with contextlib.suppress(ValueError):
        found = json.loads(line)
        if isinstance(found, dict):
            return found
    return {}
