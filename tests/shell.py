"""`shabash` as a process of its own, with an environment that holds the settings and nothing else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import SecretStr

from bot.settings import Settings
from tests.waiting import wait_until

ROOT = Path(__file__).parent.parent
TIMEOUT_SECONDS = 60
POLICY = '[approvals]\napprovers = ["U02RAVI", "U05FARAH"]'


def environment(settings: Settings | None = None, **changes: str) -> dict[str, str]:
    """These settings as variables; a change to an empty text leaves one out."""
    found = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    if settings is not None:
        found |= {name.upper(): _plain(value) for name, value in settings if _plain(value)}
        found |= {"POLICY": POLICY, "LOG_FORMAT": "json"}
    # Tests run wherever they are started, also in a container's own layer.
    found["SQLITE_ON_TEMPORARY_DISK"] = "accept-loss"
    return {name: value for name, value in (found | changes).items() if value}


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def shabash(
    *words: str, env: Mapping[str, str], folder: Path, stdin: bytes = b"", code: int = 0
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end, in that folder, and hold it to its exit code."""
    found = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        env=dict(env), cwd=folder, input=stdin, capture_output=True, timeout=TIMEOUT_SECONDS, check=False,
    )  # fmt: skip
    ended = subprocess.CompletedProcess(found.args, found.returncode, found.stdout.decode(), found.stderr.decode())
    assert "Traceback" not in ended.stderr, ended.stderr
    assert ended.returncode == code, ended.stderr
    return ended


class Running:
    """`shabash run`, or another such `word`, while it runs; a context manager that kills what is left of it. `log` is
    what it said so far."""

    def __init__(self, env: Mapping[str, str], folder: Path, word: str = "run") -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", word],
            env=dict(env), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.log: list[str] = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        self.log.extend(iter(self._process.stderr.readline, ""))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()
        if error is not None:
            print("".join(self.log))  # noqa: T201 - pytest shows it beside the failure

    def event(self, name: str) -> dict[str, Any]:
        """The first line of the log with that event, waited for."""
        return wait_until(lambda: self._events(name))[0]

    def has(self, name: str) -> bool:
        """Whether its log has that event by now."""
        return bool(self._events(name))

    def _events(self, name: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in list(self.log) if line.startswith("{")]
        found = [line for line in lines if line["event"] == name]
        assert found or self._process.poll() is None, "".join(self.log)
        return found

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def port(self) -> int:
        """Where it listens, once it does."""
        return int(self.event("listening")["port"])

    def terminate(self) -> None:
        """SIGTERM, and no waiting."""
        self._process.send_signal(signal.SIGTERM)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """The exit code after that signal."""
        self._process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """The exit code, once there is one."""
        code = self._process.wait(TIMEOUT_SECONDS)
        self._listener.join(TIMEOUT_SECONDS)
        assert self._process.stderr is not None
        self._process.stderr.close()
        return code

    def kill(self) -> None:
        """SIGKILL: nothing is left in hand, nothing is tidied up. Harmless where it has ended."""
        if self._process.poll() is None:
            self._process.kill()
        self.wait()
